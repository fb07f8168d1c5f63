#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_parts.h"

enum {
    PARTS_MAX = 2 * PL_RUNS_MAX,
    MARKED_MAX = PARTS_MAX + 2 * PL_HIGHLIGHTS_MAX,
    RANGES_MAX = 16
};

/* What is shown is the item's runs, each followed by the names of who asks for its mark:
 * "special ‹US› common ‹Brazil, EU›". Brackets are the text's own, so names stand in others. */
struct part {
    size_t start, end; /* bytes of what is shown */
    size_t from;       /* byte of the words at which a run begins; for names: where it ended */
    const struct pl_run *run;
    bool names;
};

/* One item as it is to be shown. */
struct subject {
    const struct pl_items *items;
    const struct pl_item *item;
    size_t index, section;
    const struct pl_words *words;
    enum pl_words_state state;
    const char *lang; /* of the words */
    const char *utf8; /* shown */
    size_t bytes;
    const struct part *parts;
    size_t part_count;
    size_t position; /* of the cursor */
};

/* How it is set: the first of these that fits. */
struct setting {
    struct ink ink;
    bool chapeau;
    const struct text_block *block;
    size_t first_line, line_count; /* of this page */
    size_t page, page_count;
};

/* ---- words ---- */

/* A buffer that grows; `failed` sticks. */
struct shown_text {
    struct layout *layout;
    size_t size;
    size_t parts;
    bool failed;
};

static void append(struct shown_text *to, const char *bytes, size_t count)
{
    struct layout *layout = to->layout;
    if (to->size + count + 1 > layout->scratch_room) {
        size_t room = 2 * (to->size + count + 1);
        char *scratch = realloc(layout->scratch, room);
        if (!scratch) {
            to->failed = true;
            return;
        }
        layout->scratch = scratch;
        layout->scratch_room = room;
    }
    memcpy(layout->scratch + to->size, bytes, count);
    to->size += count;
    layout->scratch[to->size] = '\0';
}

static void append_text(struct shown_text *to, const char *text)
{
    append(to, text, strlen(text));
}

static void append_names(struct shown_text *to, const struct pl_names *names, const char *before)
{
    if (names->count) {
        append_text(to, before);
    }
    for (size_t i = 0; i < names->count; i++) {
        append_text(to, i ? ", " : "");
        append_text(to, names->names[i]);
    }
}

static void add_part(struct shown_text *to, size_t start, size_t from, const struct pl_run *run,
                     bool names)
{
    if (to->parts < PARTS_MAX && to->layout->parts) {
        to->layout->parts[to->parts++] = (struct part){start, to->size, from, run, names};
    }
}

/* Who asks for it; nothing where nobody is named. */
static void append_who(struct shown_text *to, const struct pl_run *run, size_t from)
{
    const struct pl_names *asks = run->del.count ? &run->del : &run->ins;
    size_t start = to->size;
    if (!asks->count && !run->keep.count) {
        return;
    }
    append_text(to, "\u00a0‹");
    append_names(to, asks, "");
    append_names(to, &run->keep, asks->count ? "; retain: " : "retain: ");
    append_text(to, "›");
    add_part(to, start, from, run, true);
}

/* Marked runs stand apart from what follows them, though the words themselves do not. */
static bool wants_gap(const struct pl_words *words, size_t i)
{
    const struct pl_run *run = &words->runs[i];
    bool marked = run->ins.given || run->del.given || run->keep.given;
    return marked && i + 1 < words->run_count && run->t[run->bytes - 1] != ' ' &&
           words->runs[i + 1].t[0] != ' ';
}

static bool join_words(struct layout *layout, struct subject *s)
{
    const struct pl_words *words = s->words;
    struct shown_text to = {.layout = layout};
    size_t from = 0;
    if (!layout->parts) {
        layout->parts = malloc(PARTS_MAX * sizeof *layout->parts);
    }
    append(&to, "", 0);
    for (size_t i = 0; i < words->run_count && i < PL_RUNS_MAX; i++) {
        const struct pl_run *run = &words->runs[i];
        size_t start = to.size;
        append(&to, run->t, run->bytes);
        add_part(&to, start, from, run, false);
        from += run->bytes;
        append_who(&to, run, from);
        append_text(&to, wants_gap(words, i) ? "\u2009" : "");
    }
    s->utf8 = layout->scratch;
    s->bytes = to.size;
    s->parts = layout->parts;
    s->part_count = to.parts;
    return !to.failed && layout->parts;
}

static bool find_subject(struct sheet *sheet, const struct pl_place *place, struct subject *s)
{
    *s = (struct subject){.section = place->section, .index = place->item};
    s->items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    if (!s->items || place->item >= s->items->count) {
        return false;
    }
    s->item = &s->items->items[place->item];
    s->position = place->position;
    s->words = pl_room_words(sheet->room, PL_CONFIRMED, place->section, s->item->id, sheet->lang,
                             &s->state);
    s->lang = s->state == PL_WORDS_MISSING ? pl_room_original(sheet->room) : sheet->lang;
    if (!s->words || !join_words(sheet->layout, s)) {
        sheet->failed |= s->words != NULL;
        return false;
    }
    return true;
}

static size_t bytes_of_points(const char *utf8, size_t bytes, size_t points)
{
    size_t i = 0;
    for (; i < bytes && points > 0; points--) {
        for (i++; i < bytes && ((unsigned char)utf8[i] & 0xc0) == 0x80; i++) {
        }
    }
    return i;
}

static size_t count_points(const char *utf8, size_t bytes)
{
    size_t points = 0;
    for (size_t i = 0; i < bytes; i++) {
        points += ((unsigned char)utf8[i] & 0xc0) != 0x80;
    }
    return points;
}

/* The code point of the words that stands at byte `at` of what is shown. */
static size_t point_at(const struct subject *s, size_t at)
{
    size_t points = 0;
    for (size_t i = 0; i < s->part_count && s->parts[i].start < at; i++) {
        const struct part *p = &s->parts[i];
        if (!p->names) {
            points += at < p->end ? count_points(p->run->t, at - p->start) : p->run->points;
        }
    }
    return points;
}

/* ---- setting and pages ---- */

static struct ink item_ink(const struct sheet *sheet, int em)
{
    struct ink ink = ink_of(sheet, SCENE_ITEM, sheet->theme->text);
    ink.pitch = (int)lround((double)ink.pitch * em / ink.em);
    ink.em = em;
    return ink;
}

static const struct pl_item *parent_of(const struct subject *s)
{
    for (size_t i = s->index; i > 0; i--) {
        if (s->items->items[i - 1].level < s->item->level) {
            return &s->items->items[i - 1];
        }
    }
    return NULL;
}

static int room_for_item(const struct sheet *sheet, bool chapeau)
{
    const struct grid *g = &sheet->grid;
    return g->bottom - g->top - g->pitch - (chapeau ? g->pitch : 0);
}

static bool try_setting(struct sheet *sheet, const struct subject *s, int em, bool chapeau,
                        struct setting *out)
{
    struct ink ink = item_ink(sheet, em);
    int width = sheet->grid.text_w - sheet->grid.indent;
    const struct text_block *block = sheet_block(sheet, s->utf8, s->bytes, &ink, width, 0, false);
    size_t lines = block_lines(block);
    *out = (struct setting){
        .ink = ink, .chapeau = chapeau, .block = block, .line_count = lines, .page_count = 1};
    return (int)lines * ink.pitch <= room_for_item(sheet, chapeau);
}

/* Cuts the item at whole lines; every page is full but the last. */
static void cut_pages(struct sheet *sheet, const struct subject *s, struct setting *set)
{
    struct layout_shown *shown = &sheet->layout->shown;
    size_t all = 0;
    const struct text_line *lines = set->block ? text_block_lines(set->block, &all) : NULL;
    int fit = room_for_item(sheet, set->chapeau) / set->ink.pitch;
    size_t most = fit > 0 ? (size_t)fit : 1;
    set->page_count = all ? (all + most - 1) / most : 1;
    if (set->page_count > PL_PAGES_MAX) {
        set->page_count = PL_PAGES_MAX;
    }
    shown->page_count = set->page_count;
    shown->pages[0] = 0;
    set->page = 0;
    for (size_t i = 1; i < set->page_count; i++) {
        size_t start = point_at(s, lines[i * most].start);
        shown->pages[i] = (int64_t)start;
        set->page = s->position >= start ? i : set->page;
    }
    shown->page = set->page;
    set->first_line = set->page * most;
    set->line_count = all - set->first_line < most ? all - set->first_line : most;
}

/* One size for the document, the preferred; then the floor; then without context; then pages. */
static struct setting set_item(struct sheet *sheet, const struct subject *s)
{
    struct setting set;
    bool chapeau = parent_of(s) != NULL;
    const struct layout *layout = sheet->layout;
    if (!try_setting(sheet, s, layout->em_preferred, chapeau, &set) &&
        !try_setting(sheet, s, layout->em_floor, chapeau, &set) && chapeau) {
        try_setting(sheet, s, layout->em_floor, false, &set);
    }
    return set;
}

/* ---- marks ---- */

struct marked {
    size_t start, end; /* bytes of what is shown */
    const struct part *part;
    bool highlighted;
};

struct marks {
    struct marked parts[MARKED_MAX];
    size_t count;
};

/* The words alone, for finding what a highlight repeats. malloc'd. */
static char *words_alone(const struct subject *s)
{
    return pl_words_join(s->words, PL_VIEW_MARKED);
}

/* Bytes of the words that a highlight of this item covers; false: it is not to be drawn. */
static bool find_highlight(const struct subject *s, const char *words, const struct pl_highlight *h,
                           size_t *start_out, size_t *end_out)
{
    size_t bytes = strlen(words);
    if (strcmp(h->item, s->item->id) != 0) {
        return false;
    }
    if (strcmp(h->lang, s->lang) != 0) { /* in another language the whole item is marked */
        *start_out = 0;
        *end_out = bytes;
        return true;
    }
    size_t n = strlen(h->exact);
    size_t start = bytes_of_points(words, bytes, h->start);
    if (start + n <= bytes && memcmp(words + start, h->exact, n) == 0) {
        *start_out = start;
        *end_out = start + n;
        return true;
    }
    const char *once = n ? strstr(words, h->exact) : NULL;
    if (!once || strstr(once + 1, h->exact)) {
        return false; /* the words have changed: rather none than a wrong one */
    }
    *start_out = (size_t)(once - words);
    *end_out = *start_out + n;
    return true;
}

static void highlight_part(struct marks *marks, size_t at, size_t start, size_t end)
{
    struct marked whole = marks->parts[at];
    size_t extra = (size_t)(start > whole.start) + (size_t)(end < whole.end);
    if (marks->count + extra > MARKED_MAX) {
        return;
    }
    memmove(&marks->parts[at + extra], &marks->parts[at],
            (marks->count - at) * sizeof *marks->parts);
    marks->count += extra;
    struct marked *p = &marks->parts[at];
    if (start > whole.start) {
        *p = whole;
        p->end = start;
        p++;
    }
    *p = whole;
    p->start = start;
    p->end = end;
    p->highlighted = true;
    if (end < whole.end) {
        p[1] = whole;
        p[1].start = end;
    }
}

/* start, end: bytes of the words. Names within are not highlighted. */
static void highlight(struct marks *marks, size_t start, size_t end)
{
    for (size_t i = 0; i < marks->count; i++) {
        const struct marked *m = &marks->parts[i];
        const struct part *p = m->part;
        if (p->names || m->highlighted) {
            continue;
        }
        size_t low = start > p->from ? p->start + (start - p->from) : p->start;
        size_t high = end > p->from ? p->start + (end - p->from) : p->start;
        low = low > m->start ? low : m->start;
        high = high < m->end ? high : m->end;
        if (low < high) {
            highlight_part(marks, i, low, high);
        }
    }
}

static void find_marks(const struct sheet *sheet, const struct subject *s, struct marks *marks)
{
    const struct pl_cursor *cursor = pl_room_cursor(sheet->room, PL_CONFIRMED);
    marks->count = 0;
    for (size_t i = 0; i < s->part_count; i++) {
        const struct part *p = &s->parts[i];
        marks->parts[marks->count++] = (struct marked){p->start, p->end, p, false};
    }
    char *words = cursor && cursor->highlight_count ? words_alone(s) : NULL;
    for (size_t i = 0; words && i < cursor->highlight_count; i++) {
        size_t start, end;
        if (find_highlight(s, words, &cursor->highlights[i], &start, &end)) {
            highlight(marks, start, end);
        }
    }
    free(words);
}

static uint32_t part_colour(const struct theme *theme, const struct marked *m)
{
    const struct pl_run *run = m->part->run;
    return m->highlighted   ? theme->mark_text
           : m->part->names ? theme->dim
           : run->del.given ? theme->bad
           : run->ins.given ? theme->good
                            : theme->text;
}

/* ---- drawing ---- */

struct line_at {
    const struct text_block *block;
    size_t line;
    int x, y; /* of the block's left edge, of the line's top */
    const struct ink *ink;
};

/* A bar along the part's letters: top and height within the line's pitch. */
static void draw_bars(struct sheet *sheet, const struct line_at *at, const struct marked *part,
                      int top, int height, int grow, uint32_t colour)
{
    struct text_range ranges[RANGES_MAX];
    size_t n = text_block_ranges(at->block, at->line, part->start, part->end, ranges, RANGES_MAX);
    for (size_t i = 0; i < n; i++) {
        int x0 = at->x + (int)floor(ranges[i].x0) - grow;
        int x1 = at->x + (int)ceil(ranges[i].x1) + grow;
        scene_rect(sheet->scene, SCENE_MARK, (struct scene_rect){x0, at->y + top, x1 - x0, height},
                   colour, 0);
    }
}

static void draw_over(struct sheet *sheet, const struct line_at *at, const struct marked *part)
{
    const struct ink *ink = at->ink;
    int thick = ink->em / 14 > 2 ? ink->em / 14 : 2;
    int baseline = ink_baseline(sheet, ink, 0);
    const struct pl_run *run = part->part->run;
    if (part->part->names) {
        return;
    }
    if (run->del.given) {
        draw_bars(sheet, at, part, baseline - ink->em * 3 / 10, thick, 0, sheet->theme->bad);
    } else if (run->ins.given) {
        draw_bars(sheet, at, part, baseline + ink->em / 8, thick, 0, sheet->theme->good);
    }
}

static void draw_line(struct sheet *sheet, const struct line_at *at, const struct marks *marks,
                      int width_px)
{
    struct scene_span spans[RANGES_MAX * 4];
    size_t span_count = 0, count = 0;
    const struct text_line *line = &text_block_lines(at->block, &count)[at->line];
    const struct ink *ink = at->ink;
    for (size_t i = 0; i < marks->count; i++) {
        const struct marked *p = &marks->parts[i];
        uint32_t colour = part_colour(sheet->theme, p);
        if (p->end <= line->start || p->start >= line->end) {
            continue;
        }
        if (p->highlighted) {
            int inset = ink->pitch / 24;
            draw_bars(sheet, at, p, inset, ink->pitch - 2 * inset, ink->em / 12,
                      sheet->theme->mark);
        }
        if (colour != ink->colour && span_count < sizeof spans / sizeof *spans) {
            spans[span_count++] = (struct scene_span){p->start, p->end, colour};
        }
    }
    struct scene_rect box = {at->x, at->y, width_px, ink->pitch};
    scene_text(sheet->scene, SCENE_ITEM, box, at->block, at->line, at->x,
               ink_baseline(sheet, ink, at->y), ink->colour, spans, span_count);
    for (size_t i = 0; i < marks->count; i++) {
        const struct marked *p = &marks->parts[i];
        if (p->end > line->start && p->start < line->end) {
            draw_over(sheet, at, p);
        }
    }
}

static int draw_words(struct sheet *sheet, const struct subject *s, const struct setting *set,
                      int y)
{
    const struct grid *g = &sheet->grid;
    struct marks marks;
    find_marks(sheet, s, &marks);
    int width = g->text_w - g->indent;
    int bar = g->em / 8;
    /* From the first line's capitals to the last line's tails: it belongs to these words only. */
    int first_cap = ink_baseline(sheet, &set->ink, 0) -
                    (int)(text_cap_height(sheet->layout->text) * set->ink.em);
    int height = (int)set->line_count * set->ink.pitch - first_cap;
    sheet_rect(sheet, SCENE_ITEM, (struct scene_rect){g->text_x, y + first_cap, bar, height},
               sheet->theme->accent, 0);
    struct line_at at = {.block = set->block,
                         .x = sheet_x(sheet, g->text_x + g->indent, width),
                         .y = y,
                         .ink = &set->ink};
    for (size_t i = 0; i < set->line_count; i++) {
        at.line = set->first_line + i;
        draw_line(sheet, &at, &marks, width);
        at.y += set->ink.pitch;
    }
    return at.y;
}

/* ---- label, status, page ---- */

static const char *status_sign(enum pl_status status)
{
    static const char *const signs[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = "",
        [PL_STATUS_AGREED_INFORMALLY] = "✓ agreed in informals",
        [PL_STATUS_AGREED_AD_REF] = "✓ agreed ad ref",
        [PL_STATUS_PENDING] = "◐ pending",
        [PL_STATUS_REOPENED] = "↺ reopened",
        [PL_STATUS_AGREED] = "✓ agreed",
        [PL_STATUS_DEFERRED] = "→ deferred",
        [PL_STATUS_DELETED] = "✕ deleted",
    };
    return signs[status];
}

static uint32_t status_colour(const struct theme *theme, enum pl_status status)
{
    switch (status) {
    case PL_STATUS_AGREED:
    case PL_STATUS_AGREED_AD_REF:
    case PL_STATUS_AGREED_INFORMALLY:
        return theme->good;
    case PL_STATUS_PENDING:
    case PL_STATUS_REOPENED:
        return theme->bad;
    case PL_STATUS_OPEN:
    case PL_STATUS_DEFERRED:
    case PL_STATUS_DELETED:
    case PL_STATUS_COUNT:
        break;
    }
    return theme->dim;
}

static void status_text(const struct pl_item *item, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", status_sign(item->status));
    for (size_t i = 0; i < item->who.count && n < size; i++) {
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : ": ", item->who.names[i]);
    }
}

static int draw_label(struct sheet *sheet, const struct subject *s, const struct setting *set,
                      int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = ink_of(sheet, SCENE_LABEL, sheet->theme->accent);
    ink.from_start = true;
    int right = g->text_w;
    if (set->page_count > 1) {
        char page[48];
        snprintf(page, sizeof page, "%zu/%zu", set->page + 1, set->page_count);
        right -= sheet_end_text(sheet, page, &ink, g->text_x, y, right) + g->em / 2;
    }
    ink.bold = true;
    const char *label = s->item->label;
    const struct text_block *block =
        sheet_block(sheet, label, strlen(label), &ink, right, 1, false);
    int width = block_width(block);
    sheet_lines(sheet, block, 0, 1, &ink, g->text_x, y, right);
    char words[PL_NAME_MAX * 3];
    status_text(s->item, words, sizeof words);
    if (!words[0] && s->state != PL_WORDS_CURRENT) {
        snprintf(words, sizeof words, "translation follows");
    }
    int used = width ? width + g->em * 6 / 10 : 0;
    if (words[0] && right - used > 2 * g->em) {
        ink.bold = false;
        ink.colour = status_colour(sheet->theme, s->item->status);
        sheet_text(sheet, words, &ink, g->text_x + used, y, right - used, 1);
    }
    return y + g->pitch;
}

/* ---- context ---- */

static struct ink context_ink(const struct sheet *sheet)
{
    return ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
}

static int draw_chapeau(struct sheet *sheet, const struct subject *s, int y)
{
    const struct grid *g = &sheet->grid;
    const struct pl_item *parent = parent_of(s);
    struct ink ink = context_ink(sheet);
    const struct pl_words *words =
        parent ? pl_room_words(sheet->room, PL_CONFIRMED, s->section, parent->id, sheet->lang, NULL)
               : NULL;
    char *text = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
    if (text) {
        const struct text_block *block =
            sheet_block(sheet, text, strlen(text), &ink, g->text_w, 1, true);
        sheet_lines(sheet, block, 0, 1, &ink, g->text_x, y, g->text_w);
    }
    free(text);
    return y + g->pitch;
}

/* "c.5  Words of the item …" in at most `lines` lines; the y below. */
static int draw_neighbour(struct sheet *sheet, const struct pl_place *place, int y, size_t lines,
                          bool tail)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = context_ink(sheet);
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    const struct pl_item *item = items ? &items->items[place->item] : NULL;
    const struct pl_words *words =
        item ? pl_room_words(sheet->room, PL_CONFIRMED, place->section, item->id, sheet->lang, NULL)
             : NULL;
    char *text = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
    if (!text) {
        return y;
    }
    /* The label stands apart, so that the words can be cut at either end. */
    struct ink bold = ink;
    bold.bold = true;
    const struct text_block *label =
        sheet_block(sheet, item->label, strlen(item->label), &bold, g->text_w / 2, 1, false);
    int indent = item->label[0] ? block_width(label) + g->em * 6 / 10 : 0;
    sheet_lines(sheet, label, 0, 1, &bold, g->text_x, y, g->text_w / 2);
    int width = g->text_w - indent;
    const struct text_block *block =
        sheet_block(sheet, text, strlen(text), &ink, width, lines, tail);
    y = sheet_lines(sheet, block, 0, block_lines(block), &ink, g->text_x + indent, y, width);
    free(text);
    return y;
}

static void draw_after(struct sheet *sheet, const struct pl_place *place, int y)
{
    const struct grid *g = &sheet->grid;
    struct pl_place next = *place;
    int air = g->em * 2 / 5;
    for (int i = 0; i < 2; i++) {
        y += air;
        int lines = (g->bottom - y) / g->pitch;
        if (lines < 1 || (i > 0 && lines < 2) ||
            !pl_room_neighbour(sheet->room, PL_CONFIRMED, next, 1, &next) ||
            next.section != place->section) {
            return;
        }
        y = draw_neighbour(sheet, &next, y, (size_t)(lines < 3 ? lines : 3), false);
    }
}

/* The previous item's end, where it is not the chapeau that is shown anyway, and where the next
 * item keeps two lines. */
static bool wants_before(struct sheet *sheet, const struct subject *s, const struct setting *set,
                         const struct pl_place *place, struct pl_place *before)
{
    const struct grid *g = &sheet->grid;
    int left = room_for_item(sheet, set->chapeau) - (int)set->line_count * set->ink.pitch;
    return set->page_count == 1 && left >= 3 * g->pitch + g->em &&
           pl_room_neighbour(sheet->room, PL_CONFIRMED, *place, -1, before) &&
           before->section == place->section && &s->items->items[before->item] != parent_of(s);
}

void layout_item(struct sheet *sheet, const struct pl_place *place)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct subject s;
    struct pl_place before;
    if (!find_subject(sheet, place, &s)) {
        return;
    }
    struct setting set = set_item(sheet, &s);
    cut_pages(sheet, &s, &set);
    sheet->layout->shown.section = document->sections[place->section].id;
    sheet->layout->shown.item = s.item->id;
    int y = g->top;
    if (wants_before(sheet, &s, &set, place, &before)) {
        y = draw_neighbour(sheet, &before, y, 1, true) + g->em / 4;
    }
    y = draw_label(sheet, &s, &set, y);
    if (set.chapeau) {
        y = draw_chapeau(sheet, &s, y);
    }
    if (set.block) {
        y = draw_words(sheet, &s, &set, y);
    }
    draw_after(sheet, place, y);
}

void layout_item_prepare(struct sheet *sheet, const struct pl_place *place)
{
    struct subject s;
    if (find_subject(sheet, place, &s)) {
        set_item(sheet, &s);
    }
}
