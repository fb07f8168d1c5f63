#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

enum {
    RANGES_MAX = 16,
    STATUS_BYTES = 64 + PL_NAMES_MAX * (PL_NAME_MAX + 2),
    LABEL_LINES = 2,
    SPACIOUS = 5 /* lines of the middle from which a long label and a status may have their own */
};

/* The label, and what has become of the item: beside it or below. */
struct head {
    const struct text_block *label;
    int label_width; /* as laid out */
    char status[STATUS_BYTES];
    bool below;
    int height;
};

/* How it is set: the first of these that fits. */
struct setting {
    struct ink ink;
    bool chapeau;
    const struct text_block *block; /* of this page */
    size_t start, end;              /* bytes of what is shown */
    size_t page, page_count, page_total;
};

/* ---- label and status ---- */

static const char *status_sign(enum pl_status status)
{
    static const char *const signs[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = "",
        [PL_STATUS_AGREED_INFORMALLY] = "✓ ",
        [PL_STATUS_AGREED_AD_REF] = "✓ ",
        [PL_STATUS_PENDING] = "◐ ",
        [PL_STATUS_REOPENED] = "↺ ",
        [PL_STATUS_AGREED] = "✓ ",
        [PL_STATUS_DEFERRED] = "→ ",
        [PL_STATUS_DELETED] = "✕ ",
    };
    return signs[status];
}

uint32_t layout_status_colour(const struct theme *theme, enum pl_status status)
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

static void status_text(const struct sheet *sheet, const struct pl_item *item, char *out,
                        size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s%s", status_sign(item->status),
                                words_status(sheet->words, item->status));
    for (size_t i = 0; i < item->who.count && n < size; i++) {
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : ": ", item->who.names[i]);
    }
}

static struct ink label_ink(const struct sheet *sheet)
{
    struct ink ink = ink_of(sheet, SCENE_LABEL, sheet->theme->accent);
    ink.from_start = true;
    ink.bold = true;
    return ink;
}

/* What the widest page number takes at the label's end. */
static int page_number_width(struct sheet *sheet)
{
    static const char widest[] = "888/888";
    struct ink ink = label_ink(sheet);
    ink.bold = false;
    return block_width(
               sheet_block(sheet, widest, strlen(widest), &ink, sheet->grid.text_w, 0, false)) +
           sheet->grid.em / 2;
}

static void set_head(struct sheet *sheet, const struct subject *s, struct head *head)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    int lines = (g->bottom - g->top) / g->pitch;
    const char *label = s->item->label;
    *head = (struct head){.label_width = g->text_w - page_number_width(sheet)};
    head->label = sheet_block(sheet, label, strlen(label), &ink, head->label_width,
                              lines >= SPACIOUS ? LABEL_LINES : 1, false);
    status_text(sheet, s->item, head->status, sizeof head->status);
    if (!head->status[0] && s->state != PL_WORDS_CURRENT) {
        snprintf(head->status, sizeof head->status, "%s",
                 words_is(sheet->words, WORD_TRANSLATION_FOLLOWS));
    }
    int label_lines = (int)block_lines(head->label);
    label_lines = label_lines > 1 ? label_lines : 1;
    bool beside = label_lines == 1 && block_width(head->label) + 5 * g->em <= head->label_width;
    head->below = head->status[0] && !beside;
    if (head->below && lines < label_lines + SPACIOUS) {
        head->below = false;
        head->status[0] = '\0';
    }
    head->height = (label_lines + (head->below ? 1 : 0)) * g->pitch;
}

static int draw_page_number(struct sheet *sheet, const struct setting *set, int y)
{
    char page[48];
    struct ink ink = label_ink(sheet);
    const struct grid *g = &sheet->grid;
    ink.bold = false;
    snprintf(page, sizeof page, "%zu/%zu", set->page + 1, set->page_total);
    return set->page_total > 1
               ? sheet_end_text(sheet, page, &ink, g->text_x, y, g->text_w) + g->em / 2
               : 0;
}

static int draw_head(struct sheet *sheet, const struct subject *s, const struct head *head,
                     const struct setting *set, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    int right = g->text_w - draw_page_number(sheet, set, y);
    sheet_lines(sheet, head->label, 0, block_lines(head->label), &ink, g->text_x, y,
                head->label_width);
    ink.bold = false;
    ink.colour = layout_status_colour(sheet->theme, s->item->status);
    int width = block_width(head->label);
    int used = head->below || !width ? 0 : width + g->em * 6 / 10;
    int below = head->below ? head->height - g->pitch : 0;
    if (head->status[0]) {
        sheet_text(sheet, head->status, &ink, g->text_x + used, y + below,
                   (head->below ? g->text_w : right) - used, 1);
    }
    return y + head->height;
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

static int room_for_item(const struct sheet *sheet, const struct head *head, bool chapeau)
{
    const struct grid *g = &sheet->grid;
    return g->bottom - g->top - head->height - (chapeau ? g->pitch : 0);
}

static bool try_setting(struct sheet *sheet, const struct subject *s, const struct head *head,
                        int em, bool chapeau, struct setting *out)
{
    struct ink ink = item_ink(sheet, em);
    int width = sheet->grid.text_w - sheet->grid.indent;
    const struct text_block *block = sheet_block(sheet, s->utf8, s->bytes, &ink, width, 0, false);
    *out = (struct setting){.ink = ink,
                            .chapeau = chapeau,
                            .block = block,
                            .end = s->bytes,
                            .page_count = 1,
                            .page_total = 1};
    return (int)block_lines(block) * ink.pitch <= room_for_item(sheet, head, chapeau);
}

/* Page starts as code points, each later than the one before: `next` must reach every page, those
 * too that hold nothing but names. False: there are more pages than letters. */
static bool report_pages(struct sheet *sheet, const struct subject *s, const struct pages *pages)
{
    struct layout_shown *shown = &sheet->layout->shown;
    int64_t last = (int64_t)s->words->points - 1;
    shown->page_count = pages->count;
    shown->pages[0] = 0;
    for (size_t i = 1; i < pages->count; i++) {
        int64_t at = (int64_t)point_at(s, pages->starts[i]);
        shown->pages[i] = at > shown->pages[i - 1] ? at : shown->pages[i - 1] + 1;
    }
    for (size_t i = pages->count - 1; i > 0 && shown->pages[i] > last; i--, last--) {
        shown->pages[i] = last;
    }
    return pages->count < 2 || (shown->pages[1] > 0 && last >= 0);
}

static void show_one_page(struct sheet *sheet)
{
    struct layout_shown *shown = &sheet->layout->shown;
    shown->page_count = 1;
    shown->pages[0] = 0;
    shown->page = 0;
}

/* The page that holds the cursor. False: not every page can be turned to. */
static bool choose_page(struct sheet *sheet, const struct subject *s, const struct head *head,
                        struct setting *set)
{
    struct layout_shown *shown = &sheet->layout->shown;
    size_t count = 0;
    int width = sheet->grid.text_w - sheet->grid.indent;
    int fit = room_for_item(sheet, head, set->chapeau) / set->ink.pitch;
    const struct text_line *lines = set->block ? text_block_lines(set->block, &count) : NULL;
    set->ink.direction = lines && lines[0].rtl ? TEXT_RTL : TEXT_LTR;
    const struct pages *pages = set->block
                                    ? layout_pages(sheet, s->utf8, s->bytes, set->block, &set->ink,
                                                   width, fit > 1 ? (size_t)fit : 1)
                                    : NULL;
    if (!pages) {
        return true; /* no memory: said already */
    }
    bool reached = report_pages(sheet, s, pages);
    set->page_count = pages->count;
    set->page_total = pages->total;
    for (size_t i = 1; i < pages->count; i++) {
        set->page = (int64_t)s->position >= shown->pages[i] ? i : set->page;
    }
    shown->page = set->page;
    set->start = pages->starts[set->page];
    set->end = pages->starts[set->page + 1];
    while (set->end > set->start && s->utf8[set->end - 1] == ' ') {
        set->end--;
    }
    set->block =
        sheet_block(sheet, s->utf8 + set->start, set->end - set->start, &set->ink, width, 0, false);
    return reached;
}

/* One size for the document, the preferred; then the floor; then without context; then pages.
 * False: not every page can be turned to. */
static bool set_item(struct sheet *sheet, const struct subject *s, const struct head *head,
                     struct setting *set)
{
    bool chapeau = parent_of(s) != NULL && sheet->grid.place;
    const struct layout *layout = sheet->layout;
    show_one_page(sheet);
    return try_setting(sheet, s, head, layout->em_preferred, chapeau, set) ||
           try_setting(sheet, s, head, layout->em_floor, chapeau, set) ||
           try_setting(sheet, s, head, layout->em_floor, false, set) ||
           choose_page(sheet, s, head, set);
}

/* ---- drawing ---- */

static uint32_t part_colour(const struct theme *theme, const struct marked *m)
{
    const struct pl_run *run = m->part->run;
    return m->highlighted   ? theme->mark_text
           : m->part->names ? theme->dim
           : run->del.given ? theme->bad
           : run->ins.given ? theme->good
                            : theme->text;
}

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
    struct scene_span spans[RANGES_MAX * 16];
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

/* On the stack of draw_words alone. */
static int draw_words(struct sheet *sheet, const struct subject *s, const struct setting *set,
                      int y)
{
    const struct grid *g = &sheet->grid;
    struct marks marks;
    find_marks(sheet, s, set->start, set->end, &marks);
    int width = g->text_w - g->indent;
    int bar = g->em / 8;
    size_t lines = block_lines(set->block);
    /* From the first line's capitals to the last line's tails: it belongs to these words only. */
    int first_cap = ink_baseline(sheet, &set->ink, 0) -
                    (int)(text_cap_height(sheet->layout->text) * set->ink.em);
    int height = (int)lines * set->ink.pitch - first_cap;
    sheet_rect(sheet, SCENE_ITEM, (struct scene_rect){g->text_x, y + first_cap, bar, height},
               sheet->theme->accent, 0);
    struct line_at at = {.block = set->block,
                         .x = sheet_x(sheet, g->text_x + g->indent, width),
                         .y = y,
                         .ink = &set->ink};
    for (; at.line < lines; at.line++) {
        draw_line(sheet, &at, &marks, width);
        at.y += set->ink.pitch;
    }
    return at.y;
}

/* ---- context ---- */

static struct ink context_ink(const struct sheet *sheet)
{
    return ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
}

/* Where a clause begins in `text` before `at`, after a comma or the like; 0: nowhere. */
static size_t clause_before(const char *text, size_t at)
{
    static const char *const wide[] = {"，", "；", "：", "、", NULL};
    static const char *const narrow[] = {", ", "; ", ": ", "، ", "؛ ", NULL};
    while (at > 1) {
        at--;
        for (size_t i = 0; wide[i]; i++) {
            size_t n = strlen(wide[i]);
            if (at >= n && strncmp(text + at - n, wide[i], n) == 0) {
                return at;
            }
        }
        for (size_t i = 0; narrow[i]; i++) {
            size_t n = strlen(narrow[i]);
            if (at >= n && strncmp(text + at - n, narrow[i], n) == 0) {
                return at;
            }
        }
    }
    return 0;
}

/* "… which requires them to:": the longest end of `text` that begins at a clause and is one line;
 * NULL: there is none. */
static const struct text_block *clause_block(struct sheet *sheet, const char *text,
                                             const struct ink *ink)
{
    const struct text_block *found = NULL;
    size_t bytes = strlen(text), at = bytes;
    static const char dots[] = "… ";
    char *cut = malloc(bytes + sizeof dots);
    while (cut && (at = clause_before(text, at)) > 0) {
        size_t n = sizeof dots - 1;
        memcpy(cut, dots, n);
        memcpy(cut + n, text + at, bytes - at);
        n += bytes - at;
        const struct text_block *block =
            sheet_block(sheet, cut, n, ink, sheet->grid.text_w, 0, false);
        if (block_lines(block) != 1) {
            break;
        }
        found = block;
    }
    free(cut);
    return found;
}

/* The end of the chapeau: whole, else from a clause on, else as many words as the line holds. */
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
        size_t bytes = strlen(text);
        const struct text_block *block = sheet_block(sheet, text, bytes, &ink, g->text_w, 0, false);
        if (block_lines(block) > 1) {
            const struct text_block *clause = clause_block(sheet, text, &ink);
            block = clause ? clause : sheet_block(sheet, text, bytes, &ink, g->text_w, 1, true);
        }
        sheet_lines(sheet, block, 0, 1, &ink, g->text_x, y, g->text_w);
    }
    free(text);
    return y + g->pitch;
}

int layout_entry(struct sheet *sheet, const struct pl_place *place, int y, size_t lines, bool tail,
                 bool current)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = context_ink(sheet), bold = ink;
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    const struct pl_item *item = items ? &items->items[place->item] : NULL;
    const struct pl_words *words =
        item ? pl_room_words(sheet->room, PL_CONFIRMED, place->section, item->id, sheet->lang, NULL)
             : NULL;
    char *text = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
    if (!text) {
        return y;
    }
    bold.bold = true;
    bold.from_start = true;
    if (current) {
        bold.role = SCENE_LABEL;
        bold.colour = sheet->theme->accent;
        ink.colour = sheet->theme->text;
    }
    /* The label stands apart, so that the words can be cut at either end. */
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
        y = layout_entry(sheet, &next, y, (size_t)(lines < 3 ? lines : 3), false, false);
    }
}

/* The previous item's end, where it is not the chapeau that is shown anyway, and where the next
 * item keeps two lines. */
static bool wants_before(struct sheet *sheet, const struct subject *s, const struct head *head,
                         const struct setting *set, const struct pl_place *place,
                         struct pl_place *before)
{
    const struct grid *g = &sheet->grid;
    int left =
        room_for_item(sheet, head, set->chapeau) - (int)block_lines(set->block) * set->ink.pitch;
    return g->place && set->page_total == 1 && left >= 3 * g->pitch + g->em &&
           pl_room_neighbour(sheet->room, PL_CONFIRMED, *place, -1, before) &&
           before->section == place->section && &s->items->items[before->item] != parent_of(s);
}

static void draw_item(struct sheet *sheet, const struct pl_place *place, const struct subject *s,
                      const struct head *head, const struct setting *set)
{
    const struct grid *g = &sheet->grid;
    struct pl_place before;
    int y = g->top;
    if (wants_before(sheet, s, head, set, place, &before)) {
        y = layout_entry(sheet, &before, y, 1, true, false) + g->em / 4;
    }
    y = draw_head(sheet, s, head, set, y);
    if (set->chapeau) {
        y = draw_chapeau(sheet, s, y);
    }
    if (set->block && s->bytes) {
        y = draw_words(sheet, s, set, y);
    }
    if (g->place) {
        draw_after(sheet, place, y);
    }
}

/* Names at marks give way where they alone would fill pages that no code point leads to. */
static const size_t NAMES[] = {6, 2, 0};

void layout_item(struct sheet *sheet, const struct pl_place *place)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct subject s;
    struct head head;
    struct setting set = {.page_count = 1};
    bool done = false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !done; i++) {
        if (!find_subject(sheet, place, NAMES[i], &s)) {
            return;
        }
        set_head(sheet, &s, &head);
        done = set_item(sheet, &s, &head, &set);
    }
    sheet->layout->shown.section = document->sections[place->section].id;
    sheet->layout->shown.item = s.item->id;
    draw_item(sheet, place, &s, &head, &set);
}

size_t layout_item_prepare(struct sheet *sheet, const struct pl_place *place)
{
    struct subject s;
    struct head head;
    struct setting set;
    struct layout_shown shown = sheet->layout->shown;
    if (!find_subject(sheet, place, NAMES[0], &s)) {
        return 0;
    }
    set_head(sheet, &s, &head);
    set_item(sheet, &s, &head, &set);
    sheet->layout->shown = shown;
    return set.page_total;
}
