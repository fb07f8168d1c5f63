/* The item in two languages: one label, the words beside each other or one below the other, the
 * same stretch of both on each page. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "display/layout_item.h"

struct pair {
    struct sheet halves[2];
    struct subject subjects[2];
    struct head head;
    struct setting settings[2];
    char notes[2][STATE_BYTES]; /* above the second's words; the first's stand in the head */
    bool chapeau;
    bool alone[2]; /* on this page only that one stands */
};

/* ---- the two subjects ---- */

/* False: one of them has no words of its own here, and the other is, or stands for, both. What is
 * missing is said beside the other's label. */
static bool find_both(struct sheet *sheet, const struct pl_place *place, size_t names,
                      struct pair *pair)
{
    struct subject *s = pair->subjects;
    sheet_halves(sheet, pair->halves);
    bool found = find_subject(&pair->halves[0], place, names, &s[0]);
    found = find_subject(&pair->halves[1], place, names, &s[1]) && found;
    sheet->failed |= pair->halves[0].failed || pair->halves[1].failed;
    if (!found || !s[0].wording->bytes || !s[1].wording->bytes) {
        return false;
    }
    if (s[1].state == PL_WORDS_MISSING) {
        item_state_text(&pair->halves[1], &s[1], sheet->aside, sizeof sheet->aside);
        return false;
    }
    return s[0].state != PL_WORDS_MISSING || strcmp(s[0].lang, s[1].lang) != 0;
}

/* ---- heights ---- */

static int air_between(const struct sheet *sheet)
{
    return sheet->setting == PAIR_BELOW ? sheet->grid.em / 2 : 0;
}

/* Lines that stand above the words of one: its note, its chapeau. Below each other one chapeau is
 * enough. */
static int lines_above(const struct sheet *sheet, const struct pair *pair, int which)
{
    bool chapeau = pair->chapeau && (which == 0 || sheet->setting == PAIR_BESIDE);
    return (pair->notes[which][0] ? 1 : 0) + (chapeau ? 1 : 0);
}

static int height_above(const struct sheet *sheet, const struct pair *pair, int which)
{
    return lines_above(sheet, pair, which) * pair->halves[which].grid.pitch;
}

static int height_of(const struct sheet *sheet, const struct pair *pair, int which)
{
    const struct setting *set = &pair->settings[which];
    return height_above(sheet, pair, which) + (int)block_lines(set->block) * set->ink.pitch;
}

static int room_below_head(const struct sheet *sheet, const struct pair *pair)
{
    return sheet->grid.bottom - sheet->grid.top - pair->head.height;
}

static bool both_fit(const struct sheet *sheet, const struct pair *pair)
{
    int first = height_of(sheet, pair, 0), second = height_of(sheet, pair, 1);
    int both = sheet->setting == PAIR_BELOW ? first + second + air_between(sheet)
               : first > second             ? first
                                            : second;
    return both <= room_below_head(sheet, pair);
}

/* ---- setting ---- */

static bool try_both(struct sheet *sheet, struct pair *pair, int em, bool chapeau)
{
    pair->chapeau = chapeau;
    pair->alone[0] = pair->alone[1] = false;
    for (int i = 0; i < 2; i++) {
        struct sheet *half = &pair->halves[i];
        item_lay(half, &pair->subjects[i], em, chapeau, &pair->settings[i]);
        sheet->failed |= half->failed;
    }
    return both_fit(sheet, pair);
}

/* Lines that each may have on a page. False: there is no room for a line of both. */
static bool share_lines(const struct sheet *sheet, struct pair *pair, size_t lines_out[2])
{
    int room = room_below_head(sheet, pair) - air_between(sheet);
    if (room_below_head(sheet, pair) < height_above(sheet, pair, 1) + pair->settings[1].ink.pitch) {
        pair->notes[1][0] = '\0'; /* the words before what is said of them */
    }
    int above[2], heights[2], pitch[2];
    for (int i = 0; i < 2; i++) {
        pitch[i] = pair->settings[i].ink.pitch;
        above[i] = height_above(sheet, pair, i);
        heights[i] = (int)block_lines(pair->settings[i].block) * pitch[i];
    }
    int given[2] = {room - above[0], room - above[1]};
    if (sheet->setting == PAIR_BELOW) {
        int words = room - above[0] - above[1];
        int first = (int)((int64_t)words * heights[0] / (heights[0] + heights[1]));
        int lines = (first + pitch[0] / 2) / pitch[0];
        lines = lines > 1 ? lines : 1;
        lines = words - lines * pitch[0] >= pitch[1] ? lines : (words - pitch[1]) / pitch[0];
        given[0] = lines * pitch[0];
        given[1] = words - given[0];
    }
    bool room_for_both = given[0] >= pitch[0] && given[1] >= pitch[1];
    for (int i = 0; i < 2; i++) {
        int all = room_below_head(sheet, pair) - above[i];
        int lines = (room_for_both ? given[i] : all) / pitch[i];
        lines_out[i] = lines > 1 ? (size_t)lines : 1;
    }
    return room_for_both;
}

static void set_page(struct pair *pair, const struct pair_page *page, size_t number)
{
    for (int i = 0; i < 2; i++) {
        struct sheet *half = &pair->halves[i];
        struct setting *set = &pair->settings[i];
        const char *utf8 = pair->subjects[i].wording->utf8;
        set->page = number;
        set->start = set->ink.span_from = page->start[i];
        set->end = page->end[i];
        set->block = sheet_block(half, utf8 + set->start, set->end - set->start, &set->ink,
                                 half->grid.text_w - set->indent, 0, false);
        pair->alone[i] = page->end[1 - i] == page->start[1 - i];
    }
}

static bool report_pair(struct sheet *sheet, const struct pair *pair,
                        const struct pair_pages *pages)
{
    struct pages first = {.count = pages->count, .total = pages->total};
    for (size_t i = 0; i < pages->count; i++) {
        first.starts[i] = pages->pages[i].start[0];
    }
    return item_report_pages(sheet, &pair->subjects[0], &first);
}

/* The page that holds the cursor. False: not every page can be turned to. */
static bool choose_page(struct sheet *sheet, struct pair *pair)
{
    struct layout_shown *shown = &sheet->layout->shown;
    struct pair_text texts[2];
    size_t lines[2];
    bool in_turn = !share_lines(sheet, pair, lines);
    for (int i = 0; i < 2; i++) {
        const struct sheet *half = &pair->halves[i];
        struct setting *set = &pair->settings[i];
        size_t count = 0;
        const struct text_line *line = set->block ? text_block_lines(set->block, &count) : NULL;
        set->ink.direction = line && line[0].rtl ? TEXT_RTL : TEXT_LTR;
        texts[i] = (struct pair_text){half, pair->subjects[i].wording, set->ink,
                                      half->grid.text_w - set->indent, lines[i]};
    }
    const struct pair_pages *pages = layout_pair_pages(sheet, texts, in_turn);
    if (!pages) {
        return true; /* no memory: said already */
    }
    bool reached = report_pair(sheet, pair, pages);
    size_t page = 0;
    for (size_t i = 1; i < pages->count; i++) {
        page = (int64_t)pair->subjects[0].position >= shown->pages[i] ? i : page;
    }
    shown->page = page;
    pair->settings[0].page_count = pages->count;
    pair->settings[0].page_total = pages->total;
    set_page(pair, &pages->pages[page], page);
    sheet->failed |= pair->halves[0].failed || pair->halves[1].failed;
    return reached;
}

/* As for one language; the preferred size only where the columns keep their letters at it. */
static bool set_both(struct sheet *sheet, struct pair *pair)
{
    const struct layout *layout = sheet->layout;
    bool chapeau = item_parent(&pair->subjects[0]) != NULL && sheet->grid.place;
    bool large = sheet->setting == PAIR_BELOW || sheet_beside(sheet, layout->em_preferred);
    item_set_head(sheet, &pair->subjects[0], &pair->head);
    item_state_text(&pair->halves[1], &pair->subjects[1], pair->notes[1], STATE_BYTES);
    item_one_page(sheet);
    return (large && try_both(sheet, pair, layout->em_preferred, chapeau)) ||
           try_both(sheet, pair, layout->em_floor, chapeau) ||
           try_both(sheet, pair, layout->em_floor, false) || choose_page(sheet, pair);
}

/* ---- drawing ---- */

static int draw_half(struct pair *pair, int which, bool chapeau, int y)
{
    struct sheet *half = &pair->halves[which];
    if (pair->notes[which][0]) {
        struct ink ink = ink_of(half, SCENE_LABEL, half->theme->accent);
        ink.from_start = true;
        y = sheet_text(half, pair->notes[which], &ink, half->grid.text_x, y, half->grid.text_w, 1);
    }
    if (chapeau) {
        y = item_draw_chapeau(half, &pair->subjects[which], y);
    }
    return item_draw_words(half, &pair->subjects[which], &pair->settings[which], y);
}

static void draw_between(struct sheet *sheet, const struct pair *pair, int top, int bottom)
{
    const struct grid *g = &sheet->grid;
    int width = pair->halves[0].grid.text_w;
    struct scene_rect box = {g->text_x + width + g->gap / 2, top, g->hair, bottom - top};
    sheet_rect(sheet, SCENE_RULE, box, sheet->theme->rule, 0);
}

/* The next item in both languages, row by row; below each other in the first alone. */
static int draw_next_item(struct sheet *sheet, struct pair *pair, const struct pl_place *place,
                          int y)
{
    const struct grid *g = &sheet->grid;
    struct pl_place next = *place;
    int pitch = pair->halves[0].grid.pitch;
    for (int air = g->em * 2 / 5; y + air + pitch <= g->bottom;) {
        if (!pl_room_neighbour(sheet->room, PL_CONFIRMED, next, 1, &next) ||
            next.section != place->section) {
            return y;
        }
        int lines = (g->bottom - y - air) / pitch, end = y;
        for (int i = 0; i < (sheet->setting == PAIR_BESIDE ? 2 : 1); i++) {
            int below = layout_entry(&pair->halves[i], &next, y + air,
                                     (size_t)(lines < 3 ? lines : 3), false, false);
            end = below > end ? below : end;
        }
        y = end;
    }
    return y;
}

static void draw_pair(struct sheet *sheet, struct pair *pair, const struct pl_place *place)
{
    const struct grid *g = &sheet->grid;
    struct sheet head = *sheet;
    int y = item_draw_head(&head, &pair->subjects[0], &pair->head, &pair->settings[0], g->top);
    int top = y, end = y;
    for (int i = 0; i < 2; i++) {
        if (pair->alone[1 - i]) {
            continue;
        }
        bool chapeau = pair->chapeau && (i == 0 || sheet->setting == PAIR_BESIDE);
        int from = sheet->setting == PAIR_BESIDE || end == top ? top : end + air_between(sheet);
        int below = draw_half(pair, i, chapeau, from);
        end = below > end ? below : end;
    }
    /* Below words that go on over the page nothing may look like what comes next. */
    if (g->place && pair->settings[0].page + 1 >= pair->settings[0].page_total) {
        end = draw_next_item(sheet, pair, place, end);
    }
    if (sheet->setting == PAIR_BESIDE) {
        draw_between(sheet, pair, top + g->em / 4, end);
    }
    sheet->failed |= head.failed || pair->halves[0].failed || pair->halves[1].failed;
}

static bool lay_pair(struct sheet *sheet, const struct pl_place *place, struct pair *pair)
{
    static const size_t names[] = {6, 2, 0};
    bool done = false;
    for (size_t i = 0; i < sizeof names / sizeof *names && !done; i++) {
        if (!find_both(sheet, place, names[i], pair)) {
            return false;
        }
        done = set_both(sheet, pair);
    }
    return true;
}

bool layout_pair(struct sheet *sheet, const struct pl_place *place)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct pair pair = {0};
    if (!lay_pair(sheet, place, &pair)) {
        return false;
    }
    sheet->layout->shown.section = document->sections[place->section].id;
    sheet->layout->shown.item = pair.subjects[0].item->id;
    draw_pair(sheet, &pair, place);
    return true;
}

size_t layout_pair_prepare(struct sheet *sheet, const struct pl_place *place)
{
    struct layout_shown shown = sheet->layout->shown;
    struct pair pair = {0};
    bool laid = lay_pair(sheet, place, &pair);
    sheet->layout->shown = shown;
    return laid ? pair.settings[0].page_total : 0;
}
