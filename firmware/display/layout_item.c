#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

enum {
    LABEL_LINES = 2,
    SPACIOUS = 5 /* lines of the middle from which a long label and a status may have their own */
};

/* ---- label and status ---- */

/* The sign alone stands where there is no room for the word. */
static const char *status_sign(enum pl_status status)
{
    static const char *const signs[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = "",
        [PL_STATUS_AGREED_INFORMALLY] = "(✓)",
        [PL_STATUS_AGREED_AD_REF] = "✓*",
        [PL_STATUS_PENDING] = "◐",
        [PL_STATUS_REOPENED] = "↺",
        [PL_STATUS_AGREED] = "✓",
        [PL_STATUS_DEFERRED] = "→",
        [PL_STATUS_DELETED] = "✕",
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
    const char *sign = status_sign(item->status);
    size_t n = (size_t)snprintf(out, size, "%s%s%s", sign, sign[0] ? " " : "",
                                words_status(sheet->words, item->status));
    if (item->who.count > 0 && item->status != PL_STATUS_PENDING && n < size) {
        n += (size_t)snprintf(out + n, size - n, ", %s",
                              words_status(sheet->words, PL_STATUS_PENDING));
    }
    for (size_t i = 0; i < item->who.count && n < size; i++) {
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : " ", item->who.names[i]);
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

/* Beside the label where that leaves room for one, else below, else beside all the same, cut. */
static void set_view(struct sheet *sheet, struct head *head, int free_width, int lines)
{
    enum { LABEL_EMS = 4, LINES = 5 };
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    head->view = sheet->view == PL_VIEW_MARKED
                     ? NULL
                     : words_is(sheet->words, sheet->view == PL_VIEW_CLEAN ? WORD_CLEAN_TEXT
                                                                           : WORD_ORIGINAL_TEXT);
    if (!head->view) {
        return;
    }
    const struct text_block *block =
        sheet_block(sheet, head->view, strlen(head->view), &ink, g->text_w, 0, false);
    head->view_width = block_width(block) + g->em * 2 / 3;
    int beside = head->view_width + g->em / 2;
    head->view_below = free_width - beside < LABEL_EMS * g->em && lines >= LINES;
    if (!head->view_below && beside > free_width / 2) {
        head->view_width = free_width / 2 - g->em / 2;
    }
    head->view_width = head->view_width < g->text_w ? head->view_width : g->text_w;
}

void item_state_text(const struct sheet *sheet, const struct subject *s, char *out, size_t size)
{
    out[0] = '\0';
    if (s->state == PL_WORDS_LAG) {
        words_put(out, size, words_is(sheet->words, WORD_TRANSLATION_FOLLOWS), NULL, NULL);
    } else if (s->state == PL_WORDS_MISSING) {
        words_put(out, size, words_is(sheet->words, WORD_ORIGINAL),
                  words_language(sheet->words, s->lang), NULL);
    }
}

static void append_note(const char *note, char *out, size_t size)
{
    size_t n = strlen(out);
    if (note[0]) {
        words_put(out + n, size - n, "%1%2", n ? " · " : "", note);
    }
}

/* Behind the status. */
static void append_state(const struct sheet *sheet, const struct subject *s, char *out, size_t size)
{
    char state[STATE_BYTES];
    item_state_text(sheet, s, state, sizeof state);
    append_note(state, out, size);
    append_note(sheet->aside, out, size);
}

static void set_status(const struct sheet *sheet, const struct subject *s, struct head *head,
                       int label_lines, int lines)
{
    const struct grid *g = &sheet->grid;
    int left = label_lines == 1 ? head->label_width - block_width(head->label) : 0;
    status_text(sheet, s->item, head->status, sizeof head->status);
    append_state(sheet, s, head->status, sizeof head->status);
    head->below = head->status[0] && left < 5 * g->em;
    if (head->below && lines < label_lines + SPACIOUS + head->view_below) {
        head->below = false;
        snprintf(head->status, sizeof head->status, "%s",
                 left >= 2 * g->em ? status_sign(s->item->status) : "");
    }
}

void item_set_head(struct sheet *sheet, const struct subject *s, struct head *head)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    int lines = (g->bottom - g->top) / g->pitch;
    const char *label = s->item->label;
    *head = (struct head){.label_width = g->text_w - page_number_width(sheet)};
    set_view(sheet, head, head->label_width, lines);
    if (head->view && !head->view_below) {
        head->label_width -= head->view_width + g->em / 2;
    }
    head->label = sheet_block(sheet, label, strlen(label), &ink, head->label_width,
                              lines >= SPACIOUS ? LABEL_LINES : 1, false);
    int label_lines = (int)block_lines(head->label);
    label_lines = label_lines > 1 ? label_lines : 1;
    set_status(sheet, s, head, label_lines, lines);
    head->height = (label_lines + head->below + head->view_below) * g->pitch;
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

/* On a ground of its own: nobody is to take it for the marked text. */
static void draw_view(struct sheet *sheet, const struct head *head, int x, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    int pad = g->em / 3;
    ink.colour = sheet->theme->ground;
    struct scene_rect box = {x, y, head->view_width, g->pitch}; /* with the letters' tails */
    sheet_rect(sheet, SCENE_LABEL, box, sheet->theme->dim, g->em / 8);
    sheet_text(sheet, head->view, &ink, x + pad, y, head->view_width - 2 * pad + 1, 1);
}

int item_draw_head(struct sheet *sheet, const struct subject *s, const struct head *head,
                   const struct setting *set, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = label_ink(sheet);
    int right = g->text_w - draw_page_number(sheet, set, y);
    int end = y + head->height;
    if (head->view) {
        int beside = g->text_x + right - head->view_width;
        draw_view(sheet, head, head->view_below ? g->text_x : beside,
                  head->view_below ? end - g->pitch : y);
        right -= head->view_below ? 0 : head->view_width + g->em / 2;
    }
    sheet_lines(sheet, head->label, 0, block_lines(head->label), &ink, g->text_x, y,
                head->label_width);
    ink.bold = false;
    ink.colour = layout_status_colour(sheet->theme, s->item->status);
    int width = block_width(head->label);
    int used = head->below || !width ? 0 : width + g->em * 6 / 10;
    int below = head->below ? head->height - (1 + head->view_below) * g->pitch : 0;
    if (head->status[0]) {
        sheet_text(sheet, head->status, &ink, g->text_x + used, y + below,
                   (head->below ? g->text_w : right) - used, 1);
    }
    return end;
}

/* ---- setting and pages ---- */

struct ink item_ink(const struct sheet *sheet, int em)
{
    struct ink ink = ink_of(sheet, SCENE_ITEM, sheet->theme->text);
    ink.pitch = (int)lround((double)ink.pitch * em / ink.em);
    ink.em = em;
    return ink;
}

const struct pl_item *item_parent(const struct subject *s)
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

void item_lay(struct sheet *sheet, const struct subject *s, int em, bool chapeau,
              struct setting *out)
{
    struct ink ink = item_ink(sheet, em);
    const struct wording *w = s->wording;
    int indent = sheet->grid.indent + choice_gutter(sheet, w, em);
    ink.breaks = w->choices > 0;
    set_brackets(sheet->layout, s, &ink);
    const struct text_block *block =
        sheet_block(sheet, w->utf8, w->bytes, &ink, sheet->grid.text_w - indent, 0, false);
    *out = (struct setting){.ink = ink,
                            .indent = indent,
                            .chapeau = chapeau,
                            .block = block,
                            .end = w->bytes,
                            .page_count = 1,
                            .page_total = 1};
}

static bool try_setting(struct sheet *sheet, const struct subject *s, const struct head *head,
                        int em, bool chapeau, struct setting *out)
{
    item_lay(sheet, s, em, chapeau, out);
    return (int)block_lines(out->block) * out->ink.pitch <= room_for_item(sheet, head, chapeau);
}

/* Positions count in the original's words: a translation's pages begin at the same share of them,
 * so that walls in two languages agree on where `next` leads. Where the original has fewer letters
 * than there are pages, in the words shown. */
static size_t points_counted(const struct sheet *sheet, const struct subject *s, size_t pages)
{
    const struct pl_words *words =
        pl_room_words(sheet->room, PL_CONFIRMED, s->section, s->item->id, NULL, NULL);
    return words && words->points >= pages ? words->points : s->words->points;
}

static int64_t counted_point(const struct subject *s, size_t all, size_t at)
{
    size_t own = s->words->points, point = wording_point_at(s->wording, at);
    return (int64_t)(own && own != all ? point * all / own : point);
}

/* Page starts as code points, each later than the one before: `next` must reach every page, those
 * too that hold nothing but names. False: there are more pages than letters. */
bool item_report_pages(struct sheet *sheet, const struct subject *s, const struct pages *pages)
{
    struct layout_shown *shown = &sheet->layout->shown;
    size_t all = points_counted(sheet, s, pages->count);
    int64_t last = (int64_t)(all > pages->count ? all : pages->count) - 1;
    shown->page_count = pages->count;
    shown->pages[0] = 0;
    for (size_t i = 1; i < pages->count; i++) {
        int64_t at = counted_point(s, all, pages->starts[i]);
        shown->pages[i] = at > shown->pages[i - 1] ? at : shown->pages[i - 1] + 1;
    }
    for (size_t i = pages->count - 1; i > 0 && shown->pages[i] > last; i--, last--) {
        shown->pages[i] = last;
    }
    return pages->count < 2 || all >= pages->count;
}

void item_one_page(struct sheet *sheet)
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
    const struct wording *w = s->wording;
    int width = sheet->grid.text_w - set->indent;
    int fit = room_for_item(sheet, head, set->chapeau) / set->ink.pitch;
    const struct text_line *lines = set->block ? text_block_lines(set->block, &count) : NULL;
    set->ink.direction = lines && lines[0].rtl ? TEXT_RTL : TEXT_LTR;
    const struct pages *pages =
        set->block ? layout_pages(sheet, w, set->block, &set->ink, width, fit > 1 ? (size_t)fit : 1)
                   : NULL;
    if (!pages) {
        return true; /* no memory: said already */
    }
    bool reached = item_report_pages(sheet, s, pages);
    set->page_count = pages->count;
    set->page_total = pages->total;
    for (size_t i = 1; i < pages->count; i++) {
        set->page = (int64_t)s->position >= shown->pages[i] ? i : set->page;
    }
    shown->page = set->page;
    set->start = pages->starts[set->page];
    set->end = pages->starts[set->page + 1];
    set->end = without_gap(w->utf8, set->start, set->end);
    set->ink.span_from = set->start;
    set->block =
        sheet_block(sheet, w->utf8 + set->start, set->end - set->start, &set->ink, width, 0, false);
    return reached;
}

/* One size for the document, the preferred; then the floor; then without context; then pages.
 * False: not every page can be turned to. */
static bool set_item(struct sheet *sheet, const struct subject *s, const struct head *head,
                     struct setting *set)
{
    bool chapeau = item_parent(s) != NULL && sheet->grid.place;
    const struct layout *layout = sheet->layout;
    item_one_page(sheet);
    return try_setting(sheet, s, head, layout->em_preferred, chapeau, set) ||
           try_setting(sheet, s, head, layout->em_floor, chapeau, set) ||
           try_setting(sheet, s, head, layout->em_floor, false, set) ||
           choose_page(sheet, s, head, set);
}

/* ---- drawing ---- */

/* On the stack of item_draw_words alone. */
int item_draw_words(struct sheet *sheet, const struct subject *s, const struct setting *set, int y)
{
    const struct grid *g = &sheet->grid;
    struct marks marks;
    find_marks(sheet, s, set->start, set->end, &marks);
    int bar = g->em / 8;
    /* From the first line's capitals to the last line's tails: it belongs to these words only. */
    int first_cap = ink_baseline(sheet, &set->ink, 0) -
                    (int)(text_cap_height(sheet->layout->text) * set->ink.em);
    int height = (int)block_lines(set->block) * set->ink.pitch - first_cap;
    sheet_rect(sheet, SCENE_ITEM, (struct scene_rect){g->text_x, y + first_cap, bar, height},
               sheet->theme->accent, 0);
    struct ink ink = set->ink;
    bool deleted = s->item->status == PL_STATUS_DELETED;
    ink.colour = deleted ? sheet->theme->dim : ink.colour;
    struct lines lines = {.block = set->block,
                          .ink = &ink,
                          .marks = &marks,
                          .x = g->text_x + set->indent,
                          .y = y,
                          .width = g->text_w - set->indent,
                          .letters_x = g->text_x + g->indent,
                          .deleted = deleted};
    return draw_marked_lines(sheet, &lines);
}

/* ---- context ---- */

static struct ink context_ink(const struct sheet *sheet)
{
    return ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
}

/* What stands round the item, in one paragraph without names; NULL: it is not here. */
static const struct wording *context_words(struct sheet *sheet, size_t section,
                                           const struct pl_item *item)
{
    struct wording *wording = &sheet->layout->wording[1];
    struct wording_how how = {.view = sheet->view, .context = true, .own = sheet->words};
    const struct pl_words *words =
        pl_room_words(sheet->room, PL_CONFIRMED, section, item->id, sheet->lang, NULL);
    if (!words || !wording_make(wording, words, &how)) {
        sheet->failed |= words != NULL;
        return NULL;
    }
    return wording;
}

/* The parts as they stand in `block`, which holds the end of the words (tail), their beginning or
 * all of them. */
static void place_marks(const struct text_block *block, const struct wording *wording, bool tail,
                        struct marks *marks)
{
    size_t count = 0;
    const struct text_line *lines = text_block_lines(block, &count);
    long bytes = count ? (long)lines[count - 1].end : 0, sign = (long)strlen("…");
    long less = (long)wording->bytes - bytes;
    long low = tail && less ? sign : 0, high = !tail && less ? bytes - sign : bytes;
    find_parts(wording, marks);
    for (size_t i = 0; i < marks->count; i++) {
        struct marked *m = &marks->parts[i];
        long start = (long)m->start - (tail ? less : 0), end = (long)m->end - (tail ? less : 0);
        start = start > low ? start : low;
        end = end < high ? end : high;
        m->start = (size_t)start;
        m->end = end > start ? (size_t)end : (size_t)start;
    }
}

/* The y below. */
static int draw_context(struct sheet *sheet, const struct wording *wording, bool tail,
                        const struct lines *lines)
{
    struct marks marks;
    if (!lines->block) {
        return lines->y;
    }
    place_marks(lines->block, wording, tail, &marks);
    struct lines marked = *lines;
    marked.marks = &marks;
    return draw_marked_lines(sheet, &marked);
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
int item_draw_chapeau(struct sheet *sheet, const struct subject *s, int y)
{
    const struct grid *g = &sheet->grid;
    const struct pl_item *parent = item_parent(s);
    struct ink ink = context_ink(sheet);
    const struct wording *w = parent ? context_words(sheet, s->section, parent) : NULL;
    if (w) {
        const struct text_block *block =
            sheet_block(sheet, w->utf8, w->bytes, &ink, g->text_w, 0, false);
        if (block_lines(block) > 1) {
            const struct text_block *clause = clause_block(sheet, w->utf8, &ink);
            block =
                clause ? clause : sheet_block(sheet, w->utf8, w->bytes, &ink, g->text_w, 1, true);
        }
        struct lines at = {.block = block, .ink = &ink, .x = g->text_x, .y = y, .width = g->text_w};
        at.deleted = parent->status == PL_STATUS_DELETED;
        draw_context(sheet, w, true, &at);
    }
    return y + g->pitch;
}

int layout_entry(struct sheet *sheet, const struct pl_place *place, int y, size_t lines, bool tail,
                 bool current)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = context_ink(sheet), bold = ink;
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    const struct pl_item *item = items ? &items->items[place->item] : NULL;
    const struct wording *w = item ? context_words(sheet, place->section, item) : NULL;
    if (!w) {
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
    bool labelled = item->label[0] && !sheet->unlabelled;
    int indent = labelled ? block_width(label) + g->em * 6 / 10 : 0;
    if (labelled) {
        sheet_lines(sheet, label, 0, 1, &bold, g->text_x, y, g->text_w / 2);
    }
    struct lines at = {.ink = &ink, .x = g->text_x + indent, .y = y, .width = g->text_w - indent};
    at.block = sheet_block(sheet, w->utf8, w->bytes, &ink, at.width, lines, tail);
    at.deleted = item->status == PL_STATUS_DELETED;
    return draw_context(sheet, w, tail, &at);
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
           before->section == place->section && &s->items->items[before->item] != item_parent(s);
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
    y = item_draw_head(sheet, s, head, set, y);
    if (set->chapeau) {
        y = item_draw_chapeau(sheet, s, y);
    }
    if (set->block && s->wording->bytes) {
        y = item_draw_words(sheet, s, set, y);
    }
    /* Below words that go on over the page nothing may look like what comes next. */
    if (g->place && set->page + 1 >= set->page_total) {
        draw_after(sheet, place, y);
    }
}

/* Names at marks give way where they alone would fill pages that no code point leads to. */
static const size_t NAMES[] = {6, 2, 0};

void layout_item(struct sheet *sheet, const struct pl_place *place)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct subject s = {0};
    struct head head;
    struct setting set = {.page_count = 1};
    bool done = false;
    if (sheet->other && layout_pair(sheet, place)) {
        return;
    }
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !done; i++) {
        if (!find_subject(sheet, place, NAMES[i], &s)) {
            return;
        }
        item_set_head(sheet, &s, &head);
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
    size_t pages = sheet->other ? layout_pair_prepare(sheet, place) : 0;
    if (pages) {
        return pages;
    }
    if (!find_subject(sheet, place, NAMES[0], &s)) {
        return 0;
    }
    item_set_head(sheet, &s, &head);
    set_item(sheet, &s, &head, &set);
    sheet->layout->shown = shown;
    return set.page_total;
}
