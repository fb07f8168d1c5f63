#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

enum { KEPT = 4 };

/* Cuts that were made, the newest first: the current item's and its neighbours'. */
struct page_cuts {
    struct kept {
        char *utf8;
        size_t bytes;
        int em, width_px;
        size_t lines;
        uint64_t spans;
        struct pages pages;
    } kept[KEPT];
    struct kept_pair {
        char *utf8; /* both texts, one behind the other */
        size_t bytes[2], lines[2];
        uint64_t spans[2];
        int em[2], width_px[2];
        bool in_turn;
        struct pair_pages pages;
    } pairs[KEPT];
};

void layout_pages_destroy(struct page_cuts *cuts)
{
    for (size_t i = 0; cuts && i < KEPT; i++) {
        free(cuts->kept[i].utf8);
        free(cuts->pairs[i].utf8);
    }
    free(cuts);
}

/* ---- sentences ---- */

static size_t one_of(const char *at, const char *const *list)
{
    for (size_t i = 0; list[i]; i++) {
        size_t n = strlen(list[i]);
        if (strncmp(at, list[i], n) == 0) {
            return n;
        }
    }
    return 0;
}

/* A full stop after a single letter is an initial, as in "U.S.". */
static bool is_initial(const char *utf8, size_t at)
{
    char before = at > 1 ? utf8[at - 2] : ' ';
    return at > 0 && utf8[at] == '.' && (before == ' ' || before == '.');
}

/* Bytes of the stop at `at` with the quotes and brackets that close behind it; 0: no sentence ends
 * here. */
static size_t stop_at(const char *utf8, size_t at)
{
    static const char *const wide[] = {"。", "！", "？", "；", NULL};
    static const char *const narrow[] = {".", "!", "?", ";", "؟", "۔", "؛", "।", NULL};
    static const char *const closing[] = {"”", "’", "»", "」", "』", "）", ")", "]", "\"", NULL};
    size_t is_wide = one_of(utf8 + at, wide);
    size_t n = is_wide ? is_wide : one_of(utf8 + at, narrow);
    for (size_t more = n; n && more; n += more) {
        more = one_of(utf8 + at + n, closing);
    }
    if (!n || is_wide) {
        return n;
    }
    const char *next = utf8 + at + n;
    next += *next == ' ';
    bool goes_on =
        next == utf8 + at + n || (*next >= 'a' && *next <= 'z') || (*next >= '0' && *next <= '9');
    return goes_on || is_initial(utf8, at) ? 0 : n;
}

/* Where the last sentence in low .. high ends that is not within names; 0: nowhere. */
static size_t sentence_end(const char *utf8, size_t low, size_t high)
{
    size_t found = 0, sign = strlen("‹");
    int names = 0;
    for (size_t i = 0; i < high; i++) {
        names += strncmp(utf8 + i, "‹", sign) == 0;
        names -= strncmp(utf8 + i, "›", sign) == 0;
        size_t stop = names == 0 && i >= low ? stop_at(utf8, i) : 0;
        if (stop && i + stop <= high) {
            found = i + stop;
        }
    }
    return found;
}

/* ---- cutting ---- */

size_t gap_at(const char *utf8, size_t at)
{
    static const char line[] = "\u2028", thin[] = "\u2009"; /* both of three bytes */
    bool gap =
        strncmp(utf8 + at, line, strlen(line)) == 0 || strncmp(utf8 + at, thin, strlen(thin)) == 0;
    return utf8[at] == ' ' ? 1 : gap ? strlen(line) : 0;
}

size_t without_gap(const char *utf8, size_t start, size_t end)
{
    for (size_t gap = 1; gap;) {
        gap = 0;
        for (size_t n = 1; n <= 3 && end >= start + n; n += 2) {
            gap = gap_at(utf8, end - n) == n ? n : gap;
        }
        end -= gap;
    }
    return end;
}

struct cutting {
    struct sheet *sheet;
    const char *utf8;
    size_t bytes;
    const struct text_line *lines; /* of the whole */
    size_t line_count;
    struct text_style style;
    int width_px;
    size_t most; /* lines a page */
};

/* The end of a stretch from `at` that fills a page and a line more: there is no need to lay out
 * all that follows. */
static size_t window_end(const struct cutting *c, size_t at)
{
    size_t line = 0;
    while (line + 1 < c->line_count && c->lines[line].end <= at) {
        line++;
    }
    line += c->most + 1;
    return line < c->line_count ? c->lines[line].end : c->bytes;
}

/* Where the line after the page's last begins, when start .. end is laid out by itself; `end` where
 * it is no more than a page, 0 without memory. With a sentence's end in the last third, that. */
static size_t fill_page(const struct cutting *c, size_t start, size_t end, size_t *sentence_out)
{
    size_t count = 0;
    struct text_style style = c->style;
    style.span_from = start;
    struct text_block *block =
        text_layout(c->sheet->layout->text, c->utf8 + start, end - start, &style, c->width_px);
    const struct text_line *lines = block ? text_block_lines(block, &count) : NULL;
    *sentence_out = 0;
    if (count > c->most) {
        end = start + lines[c->most].start;
        size_t third = c->most > 2 ? start + lines[c->most * 2 / 3].start : end;
        *sentence_out = sentence_end(c->utf8, third, end);
    }
    text_block_destroy(block);
    return block ? end : 0;
}

/* Where the page that begins at `start` ends: 0 without memory. A page by itself may break
 * otherwise than with what follows it (a word cut in two is shaped anew): it is tried. */
static size_t page_end(const struct cutting *c, size_t start)
{
    enum { TRIES = 4 };
    size_t sentence = 0, none = 0;
    size_t end = fill_page(c, start, window_end(c, start), &sentence);
    end = end && sentence ? sentence : end;
    for (int i = 0; i < TRIES && end; i++) {
        size_t tried = fill_page(c, start, end, &none);
        if (tried == end) {
            break;
        }
        end = tried;
    }
    return end;
}

static bool cut_all(const struct cutting *c, struct pages *pages)
{
    size_t at = 0;
    pages->count = pages->total = 0;
    pages->starts[0] = 0;
    do {
        at = page_end(c, at);
        for (size_t gap = 1; at && at < c->bytes && gap; at += gap) {
            gap = gap_at(c->utf8, at);
        }
        pages->total++;
        if (pages->count < PL_PAGES_MAX) {
            pages->starts[++pages->count] = at;
        }
    } while (at && at < c->bytes);
    return at > 0 || c->bytes == 0;
}

/* ---- keeping ---- */

/* How the spans differ, with the same words: rarely, and then enough. */
static uint64_t spans_hash(const struct text_style *style)
{
    uint64_t h = style->span_count;
    for (size_t i = 0; i < style->span_count; i++) {
        h = (h ^ ((uint64_t)style->spans[i].start << 16 | (unsigned)style->spans[i].em_px)) *
            0x9e3779b97f4a7c15ULL;
    }
    return h;
}

static bool is_kept(const struct kept *k, const struct cutting *c)
{
    return k->utf8 && k->bytes == c->bytes && k->em == c->style.em_px &&
           k->width_px == c->width_px && k->lines == c->most && k->spans == spans_hash(&c->style) &&
           memcmp(k->utf8, c->utf8, c->bytes) == 0;
}

static struct kept *keep_newest(struct page_cuts *cuts, size_t at)
{
    struct kept moved = cuts->kept[at];
    memmove(&cuts->kept[1], &cuts->kept[0], at * sizeof moved);
    cuts->kept[0] = moved;
    return &cuts->kept[0];
}

static bool make_kept(struct kept *k, const struct cutting *c)
{
    free(k->utf8);
    k->utf8 = malloc(c->bytes + 1);
    if (!k->utf8) {
        return false;
    }
    memcpy(k->utf8, c->utf8, c->bytes);
    k->bytes = c->bytes;
    k->em = c->style.em_px;
    k->width_px = c->width_px;
    k->lines = c->most;
    k->spans = spans_hash(&c->style);
    if (!cut_all(c, &k->pages)) {
        free(k->utf8);
        k->utf8 = NULL;
    }
    return k->utf8 != NULL;
}

static struct text_style style_of(const struct sheet *sheet, const struct ink *ink)
{
    return (struct text_style){.em_px = ink->em,
                               .bold = ink->bold,
                               .lang = sheet->lang,
                               .direction = ink->direction,
                               .breaks = ink->breaks,
                               .spans = ink->spans,
                               .span_count = ink->span_count};
}

static bool have_cuts(struct sheet *sheet)
{
    struct layout *layout = sheet->layout;
    layout->cuts = layout->cuts ? layout->cuts : calloc(1, sizeof *layout->cuts);
    sheet->failed |= !layout->cuts;
    return layout->cuts != NULL;
}

const struct pages *layout_pages(struct sheet *sheet, const struct wording *wording,
                                 const struct text_block *whole, const struct ink *ink,
                                 int width_px, size_t lines)
{
    struct layout *layout = sheet->layout;
    struct cutting c = {.sheet = sheet,
                        .utf8 = wording->utf8,
                        .bytes = wording->bytes,
                        .width_px = width_px,
                        .most = lines};
    if (!have_cuts(sheet)) {
        return NULL;
    }
    c.style = style_of(sheet, ink);
    for (size_t i = 0; i < KEPT; i++) {
        if (is_kept(&layout->cuts->kept[i], &c)) {
            return &keep_newest(layout->cuts, i)->pages;
        }
    }
    c.lines = text_block_lines(whole, &c.line_count);
    struct kept *k = keep_newest(layout->cuts, KEPT - 1);
    sheet->failed |= !make_kept(k, &c);
    return k->utf8 ? &k->pages : NULL;
}

/* ---- two languages ---- */

/* One of the two, while it is cut. */
struct side {
    struct cutting cutting;
    struct text_block *whole;
    size_t at;        /* where the page begins */
    size_t last, end; /* the page before, to be shown again */
};

static bool begin_side(struct side *side, const struct pair_text *text, struct sheet *sheet)
{
    struct cutting *c = &side->cutting;
    *side = (struct side){.cutting = {.sheet = sheet,
                                      .utf8 = text->wording->utf8,
                                      .bytes = text->wording->bytes,
                                      .width_px = text->width_px,
                                      .most = text->lines}};
    c->style = style_of(text->sheet, &text->ink);
    side->whole = text_layout(sheet->layout->text, c->utf8, c->bytes, &c->style, c->width_px);
    c->lines = side->whole ? text_block_lines(side->whole, &c->line_count) : NULL;
    return side->whole != NULL;
}

static double share_of(const struct side *side, size_t at)
{
    return side->cutting.bytes ? (double)at / (double)side->cutting.bytes : 1.0;
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* Where a page from side->at may end so that it is nearest to `target`: at a line's end up to
 * `full`, where there is one behind a sentence. 0 without memory. */
static size_t nearest_end(const struct side *side, size_t full, size_t target)
{
    const struct cutting *c = &side->cutting;
    size_t count = 0, best = 0;
    struct text_style style = c->style;
    style.span_from = side->at;
    struct text_block *block = text_layout(c->sheet->layout->text, c->utf8 + side->at,
                                           full - side->at, &style, c->width_px);
    const struct text_line *lines = block ? text_block_lines(block, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        size_t end = i + 1 < count ? side->at + lines[i + 1].start : full;
        best = i == 0 || distance(end, target) < distance(best, target) ? end : best;
    }
    size_t reach = count ? (full - side->at) / count : 0; /* a line's letters */
    size_t low = best > side->at + reach ? best - reach : side->at + 1;
    size_t high = best + reach < full ? best + reach : full;
    size_t sentence = block ? sentence_end(c->utf8, low, high) : 0;
    text_block_destroy(block);
    return sentence > side->at ? sentence : best;
}

/* Until it is no more than a page by itself: a stretch may break otherwise than the whole. */
static size_t shrink(const struct cutting *c, size_t start, size_t end)
{
    enum { TRIES = 4 };
    size_t none = 0;
    for (int i = 0; i < TRIES && end; i++) {
        size_t tried = fill_page(c, start, end, &none);
        if (tried == end) {
            break;
        }
        end = tried;
    }
    return end;
}

/* The next page of both. False: no memory. */
static bool cut_both(struct side sides[2], size_t ends_out[2])
{
    double share = 1.0;
    for (int i = 0; i < 2; i++) {
        struct side *s = &sides[i];
        bool done = s->at >= s->cutting.bytes;
        ends_out[i] = done ? s->cutting.bytes : page_end(&s->cutting, s->at);
        if (!ends_out[i] && s->cutting.bytes) {
            return false;
        }
        share = share_of(s, ends_out[i]) < share ? share_of(s, ends_out[i]) : share;
    }
    for (int i = 0; i < 2; i++) {
        struct side *s = &sides[i];
        size_t target = (size_t)(share * (double)s->cutting.bytes);
        if (s->at < s->cutting.bytes && share_of(s, ends_out[i]) > share && target > s->at) {
            ends_out[i] = nearest_end(s, ends_out[i], target);
            ends_out[i] = ends_out[i] ? shrink(&s->cutting, s->at, ends_out[i]) : 0;
        } else if (s->at < s->cutting.bytes && share_of(s, ends_out[i]) > share) {
            ends_out[i] = s->at ? s->at : nearest_end(s, ends_out[i], 0);
        }
        if (!ends_out[i] && s->cutting.bytes) {
            return false;
        }
    }
    return true;
}

static void add_page(struct pair_pages *pages, struct pair_page page)
{
    pages->total++;
    if (pages->count < PL_PAGES_MAX) {
        pages->pages[pages->count++] = page;
    }
}

/* Moves a side on to `end`; what it shows on this page. */
static void take_stretch(struct side *side, size_t end, struct pair_page *page, int which)
{
    const struct cutting *c = &side->cutting;
    if (end > side->at) {
        side->last = side->at;
        side->end = without_gap(c->utf8, side->last, end);
        for (size_t gap = 1; end < c->bytes && gap; end += gap) {
            gap = gap_at(c->utf8, end);
        }
        side->at = end;
    }
    page->start[which] = side->last;
    page->end[which] = side->end;
}

static bool cut_pair(struct side sides[2], bool in_turn, struct pair_pages *pages)
{
    pages->count = pages->total = 0;
    while (sides[0].at < sides[0].cutting.bytes || sides[1].at < sides[1].cutting.bytes ||
           pages->total == 0) {
        size_t ends[2];
        const size_t from[2] = {sides[0].at, sides[1].at};
        struct pair_page page;
        if (!cut_both(sides, ends)) {
            return false;
        }
        take_stretch(&sides[0], ends[0], &page, 0);
        take_stretch(&sides[1], ends[1], &page, 1);
        if (!in_turn) {
            add_page(pages, page);
            continue;
        }
        for (int i = 0; i < 2; i++) {
            struct pair_page half = page;
            half.start[1 - i] = half.end[1 - i] = page.start[1 - i];
            if (sides[i].at > from[i] || (i == 0 && pages->total == 0)) {
                add_page(pages, half);
            }
        }
    }
    return true;
}

static bool is_kept_pair(const struct kept_pair *k, const struct pair_text texts[2], bool in_turn)
{
    size_t from = 0;
    if (!k->utf8 || k->in_turn != in_turn) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        const struct pair_text *t = &texts[i];
        struct text_style style = style_of(t->sheet, &t->ink);
        size_t bytes = t->wording->bytes;
        if (k->bytes[i] != bytes || k->lines[i] != t->lines || k->em[i] != t->ink.em ||
            k->width_px[i] != t->width_px || k->spans[i] != spans_hash(&style) ||
            memcmp(k->utf8 + from, t->wording->utf8, bytes) != 0) {
            return false;
        }
        from += bytes;
    }
    return true;
}

static bool make_kept_pair(struct kept_pair *k, struct sheet *sheet,
                           const struct pair_text texts[2], bool in_turn)
{
    struct side sides[2] = {0};
    free(k->utf8);
    *k = (struct kept_pair){.in_turn = in_turn};
    k->utf8 = malloc(texts[0].wording->bytes + texts[1].wording->bytes + 1);
    bool good = k->utf8 && begin_side(&sides[0], &texts[0], sheet) &&
                begin_side(&sides[1], &texts[1], sheet);
    for (size_t i = 0, from = 0; good && i < 2; i++) {
        k->bytes[i] = texts[i].wording->bytes;
        memcpy(k->utf8 + from, texts[i].wording->utf8, k->bytes[i]);
        from += k->bytes[i];
        k->spans[i] = spans_hash(&sides[i].cutting.style);
        k->lines[i] = texts[i].lines;
        k->em[i] = texts[i].ink.em;
        k->width_px[i] = texts[i].width_px;
    }
    good = good && cut_pair(sides, in_turn, &k->pages);
    text_block_destroy(sides[0].whole);
    text_block_destroy(sides[1].whole);
    if (!good) {
        free(k->utf8);
        k->utf8 = NULL;
    }
    return good;
}

const struct pair_pages *layout_pair_pages(struct sheet *sheet, const struct pair_text texts[2],
                                           bool in_turn)
{
    if (!have_cuts(sheet)) {
        return NULL;
    }
    struct kept_pair *pairs = sheet->layout->cuts->pairs;
    size_t at = 0;
    while (at + 1 < KEPT && !is_kept_pair(&pairs[at], texts, in_turn)) {
        at++;
    }
    struct kept_pair moved = pairs[at];
    memmove(&pairs[1], &pairs[0], at * sizeof moved);
    pairs[0] = moved;
    if (!is_kept_pair(&pairs[0], texts, in_turn)) {
        sheet->failed |= !make_kept_pair(&pairs[0], sheet, texts, in_turn);
    }
    return pairs[0].utf8 ? &pairs[0].pages : NULL;
}
