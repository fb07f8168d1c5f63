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
};

void layout_pages_destroy(struct page_cuts *cuts)
{
    for (size_t i = 0; cuts && i < KEPT; i++) {
        free(cuts->kept[i].utf8);
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
    static const char line[] = "\u2028";
    return utf8[at] == ' ' ? 1 : strncmp(utf8 + at, line, strlen(line)) == 0 ? strlen(line) : 0;
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
    layout->cuts = layout->cuts ? layout->cuts : calloc(1, sizeof *layout->cuts);
    if (!layout->cuts) {
        sheet->failed = true;
        return NULL;
    }
    c.style = (struct text_style){.em_px = ink->em,
                                  .bold = ink->bold,
                                  .lang = sheet->lang,
                                  .direction = ink->direction,
                                  .breaks = ink->breaks,
                                  .spans = ink->spans,
                                  .span_count = ink->span_count};
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
