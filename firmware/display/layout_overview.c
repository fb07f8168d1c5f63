/* The whole text at a glance: a bar of one cell an item for each section, the cells told apart by
 * shape as well as by colour, and the items round the current one as text. */
#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { TITLE_EMS = 8 }; /* a column of titles is no narrower */

/* How the middle is shared, from the top: the map, what its cells mean, items as text. */
struct shares {
    int map_bottom;
    int legend_y; /* 0: there is no room for it */
    int text_y, text_lines;
};

/* The map: rows with the sections' labels where they fit, else all bars flow in lines. */
struct map {
    bool rows;
    int x, width; /* of the cells */
    int cell;     /* pitch of a cell, air included */
    int row;      /* pitch of a line of cells */
    int title_x;  /* of the sections' titles behind their bars; 0: there is no room */
};

/* In tenths of a cell: where its shape stands. */
struct shape {
    int x, y, w, h;
};

static struct shape shape_of(enum pl_status status)
{
    static const struct shape shapes[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = {3, 3, 4, 4},           [PL_STATUS_AGREED_INFORMALLY] = {0, 2, 10, 6},
        [PL_STATUS_AGREED_AD_REF] = {0, 1, 10, 8}, [PL_STATUS_PENDING] = {0, 5, 10, 5},
        [PL_STATUS_REOPENED] = {0, 0, 10, 5},      [PL_STATUS_AGREED] = {0, 0, 10, 10},
        [PL_STATUS_DEFERRED] = {0, 4, 10, 2},      [PL_STATUS_DELETED] = {4, 0, 2, 10},
    };
    return shapes[status];
}

/* Of what is drawn of a cell: its pitch less the air behind it. */
static int side_of(int pitch)
{
    return pitch - (pitch / 5 > 1 ? pitch / 5 : 1);
}

static void draw_cell(struct sheet *sheet, enum pl_status status, int x, int y, int pitch)
{
    int side = side_of(pitch);
    struct shape s = shape_of(status);
    struct scene_rect box = {x + side * s.x / 10, y + side * s.y / 10, side * s.w / 10,
                             side * s.h / 10};
    box.w = box.w > 1 ? box.w : 1;
    box.h = box.h > 1 ? box.h : 1;
    sheet_rect(sheet, SCENE_MARK, box, layout_status_colour(sheet->theme, status), 0);
}

/* Round the current item's cell. */
static void draw_frame(struct sheet *sheet, int x, int y, int pitch)
{
    int side = side_of(pitch);
    int thick = sheet->grid.hair * 2, air = side / 8 + 1;
    struct scene_rect inner = {x - air, y - air, side + 2 * air, side + 2 * air};
    struct scene_rect outer = {inner.x - thick, inner.y - thick, inner.w + 2 * thick,
                               inner.h + 2 * thick};
    sheet_rect(sheet, SCENE_ITEM, outer, sheet->theme->accent, 0);
    sheet_rect(sheet, SCENE_ITEM, inner, sheet->theme->ground, 0);
}

/* ---- how large ---- */

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

static size_t items_in(const struct sheet *sheet, size_t section)
{
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, section);
    return items ? items->count : 0;
}

static int label_width(struct sheet *sheet, const struct ink *ink)
{
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    int most = 0, limit = sheet->grid.text_w / 4;
    for (size_t i = 0; i < d->section_count; i++) {
        const char *label = d->sections[i].label;
        int width = block_width(sheet_block(sheet, label, strlen(label), ink, limit, 1, false));
        most = width > most ? width : most;
    }
    return most ? most + sheet->grid.em / 2 : 0;
}

/* Lines of cells when all bars follow each other with a cell between them. */
static int flow_lines(const struct sheet *sheet, int cell, int width)
{
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    int column = 0, lines = 1, columns = cell > 0 && width > cell ? width / cell : 1;
    for (size_t i = 0; i < d->section_count; i++) {
        column += i > 0 && !d->sections[i].continues;
        column += (int)items_in(sheet, i);
        lines += column / columns;
        column %= columns;
    }
    return lines;
}

/* Rows of their own for the sections, if each bar is one line of cells that can be seen. */
static bool map_in_rows(struct sheet *sheet, const struct ink *ink, int height, struct map *map)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    int rows = 0, count = 0, most = 1;
    for (size_t i = 0; i < d->section_count && rows * g->pitch <= height; i++) {
        bool new_row = i == 0 || !d->sections[i].continues;
        rows += new_row;
        count = (new_row ? 0 : count) + (int)items_in(sheet, i);
        most = count > most ? count : most;
    }
    if (rows == 0 || rows * g->pitch > height) {
        return false;
    }
    int label = label_width(sheet, ink);
    *map = (struct map){true, g->text_x + label, g->text_w - label, 0, 0, 0};
    map->row = least_of(height / rows, g->pitch * 3 / 2);
    map->cell = least_of(map->width / (most > 0 ? most : 1), least_of(g->em, map->row * 7 / 8));
    int bars = most * map->cell + g->em / 2;
    map->title_x = map->width - bars >= TITLE_EMS * g->em ? map->x + bars : 0;
    return map->cell >= g->em / 4;
}

static struct map map_of(struct sheet *sheet, const struct ink *ink, int height)
{
    const struct grid *g = &sheet->grid;
    struct map map;
    if (map_in_rows(sheet, ink, height, &map)) {
        return map;
    }
    map = (struct map){false, g->text_x, g->text_w, g->em * 3 / 4, 0, 0};
    while (map.cell > 2 && flow_lines(sheet, map.cell, map.width) * map.cell > height) {
        map.cell--;
    }
    map.row = map.cell;
    return map;
}

/* ---- drawing ---- */

struct pen {
    int x, y;
};

static void next_cell(const struct map *map, struct pen *pen)
{
    pen->x += map->cell;
    if (!map->rows && pen->x + map->cell > map->x + map->width) {
        pen->x = map->x;
        pen->y += map->row;
    }
}

/* What is agreed is counted as everywhere: not while its words have open marks. */
static enum pl_status counted_status(const struct sheet *sheet, size_t section,
                                     const struct pl_item *item)
{
    const struct pl_words *words =
        pl_status_agreed(item->status)
            ? pl_room_words(sheet->room, PL_CONFIRMED, section, item->id, NULL, NULL)
            : NULL;
    return words && pl_words_open(words) ? PL_STATUS_OPEN : item->status;
}

static void draw_bar_of(struct sheet *sheet, const struct map *map, size_t section,
                        const struct pl_place *place, struct pen *pen)
{
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, section);
    int air = map->rows ? (map->row - side_of(map->cell)) / 2 : 0;
    for (size_t i = 0; items && i < items->count; i++) {
        if (place && place->section == section && place->item == i) {
            draw_frame(sheet, pen->x, pen->y + air, map->cell);
        }
        next_cell(map, pen);
    }
}

static void draw_cells_of(struct sheet *sheet, const struct map *map, size_t section,
                          struct pen *pen)
{
    const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, section);
    int air = map->rows ? (map->row - side_of(map->cell)) / 2 : 0;
    for (size_t i = 0; items && i < items->count; i++) {
        draw_cell(sheet, counted_status(sheet, section, &items->items[i]), pen->x, pen->y + air,
                  map->cell);
        next_cell(map, pen);
    }
}

/* Of a row: the section's label before its cells, its title behind them. */
static void draw_names_of(struct sheet *sheet, const struct map *map, const struct ink *ink,
                          size_t section, int y)
{
    const struct grid *g = &sheet->grid;
    const struct pl_section *s = &pl_room_document(sheet->room, PL_CONFIRMED)->sections[section];
    const char *title = layout_title(sheet, section);
    struct ink plain = *ink;
    plain.bold = false;
    y += (map->row - g->pitch) / 2;
    if (s->label[0]) {
        sheet_text(sheet, s->label, ink, g->text_x, y, map->x - g->text_x, 1);
    }
    if (map->title_x && title[0]) {
        sheet_text(sheet, title, &plain, map->title_x, y, g->text_x + g->text_w - map->title_x, 1);
    }
}

/* A new section: its own row, or a cell of air. */
static void begin_section(struct sheet *sheet, const struct map *map, const struct ink *ink,
                          size_t section, struct pen *pen)
{
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    if (section > 0 && d->sections[section].continues) {
        return;
    }
    if (section > 0 && map->rows) {
        pen->x = map->x;
        pen->y += map->row;
    } else if (section > 0) {
        next_cell(map, pen);
    }
    if (map->rows && ink) {
        draw_names_of(sheet, map, ink, section, pen->y);
    }
}

/* The frame lies under all cells. */
static void draw_map(struct sheet *sheet, const struct pl_place *place, int bottom)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    struct ink ink = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
    ink.bold = true;
    ink.from_start = true;
    struct map map = map_of(sheet, &ink, bottom - g->top);
    struct pen frame = {map.x, g->top}, cells = frame;
    for (size_t i = 0; i < d->section_count; i++) {
        begin_section(sheet, &map, NULL, i, &frame);
        draw_bar_of(sheet, &map, i, place, &frame);
    }
    for (size_t i = 0; i < d->section_count; i++) {
        begin_section(sheet, &map, &ink, i, &cells);
        draw_cells_of(sheet, &map, i, &cells);
    }
}

static void count_statuses(const struct sheet *sheet, size_t counts[PL_STATUS_COUNT])
{
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    memset(counts, 0, PL_STATUS_COUNT * sizeof *counts);
    for (size_t s = 0; s < d->section_count; s++) {
        const struct pl_items *items = pl_room_items(sheet->room, PL_CONFIRMED, s);
        for (size_t i = 0; items && i < items->count; i++) {
            counts[counted_status(sheet, s, &items->items[i])]++;
        }
    }
}

/* "■ 12 agreed  ▪ 23 open": the shapes that occur, as many as the line holds. */
static void draw_legend(struct sheet *sheet, int y)
{
    static const enum pl_status order[] = {PL_STATUS_AGREED,        PL_STATUS_PENDING,
                                           PL_STATUS_OPEN,          PL_STATUS_REOPENED,
                                           PL_STATUS_AGREED_AD_REF, PL_STATUS_AGREED_INFORMALLY,
                                           PL_STATUS_DEFERRED,      PL_STATUS_DELETED};
    const struct grid *g = &sheet->grid;
    size_t counts[PL_STATUS_COUNT];
    struct ink ink = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
    int x = g->text_x, cell = g->em * 3 / 4;
    ink.from_start = true;
    count_statuses(sheet, counts);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        char text[160];
        words_put_counted(text, sizeof text, sheet->words, COUNTED_OF(order[i]), counts[order[i]]);
        int width = block_width(sheet_block(sheet, text, strlen(text), &ink, g->text_w, 1, false));
        if (!counts[order[i]] || x + cell + g->em / 4 + width > g->text_x + g->text_w) {
            continue;
        }
        draw_cell(sheet, order[i], x, y + (g->pitch - side_of(cell)) / 2, cell);
        sheet_text(sheet, text, &ink, x + cell + g->em / 4, y, width + 1, 1);
        x += cell + g->em / 4 + width + g->em;
    }
}

/* The one before, the current one, those after: in so many lines. */
static void draw_round(struct sheet *sheet, const struct pl_place *place, int y, int lines)
{
    const struct grid *g = &sheet->grid;
    struct pl_place other = *place;
    int bottom = y + lines * g->pitch;
    if (lines >= 4 && pl_room_neighbour(sheet->room, PL_CONFIRMED, *place, -1, &other)) {
        y = layout_entry(sheet, &other, y, 1, false, false);
    }
    int own = (bottom - y) / g->pitch;
    own = own > 2 ? own - 1 : own; /* one for the next */
    y = layout_entry(sheet, place, y, (size_t)(own < 3 ? own : 3), false, true);
    other = *place;
    while (y + g->pitch <= bottom &&
           pl_room_neighbour(sheet->room, PL_CONFIRMED, other, 1, &other)) {
        y = layout_entry(sheet, &other, y, 1, false, false);
    }
}

/* At least two lines of text, or a third of all; the legend where five lines are there. */
static struct shares share(const struct grid *g)
{
    int lines = (g->bottom - g->top) / g->pitch;
    int text = lines * 2 / 5 > 2 ? lines * 2 / 5 : lines > 2 ? 2 : 1;
    struct shares s = {.text_y = g->bottom - text * g->pitch, .text_lines = text};
    s.map_bottom = s.text_y - g->em / 4;
    if (lines >= 5) {
        s.legend_y = s.map_bottom - g->pitch;
        s.map_bottom = s.legend_y - g->em / 8;
    }
    return s;
}

void layout_overview(struct sheet *sheet, const struct pl_place *place)
{
    const struct pl_document *d = pl_room_document(sheet->room, PL_CONFIRMED);
    struct shares s = share(&sheet->grid);
    sheet->view = PL_VIEW_MARKED; /* there is no place to say otherwise */
    draw_map(sheet, place, s.map_bottom);
    if (s.legend_y) {
        draw_legend(sheet, s.legend_y);
    }
    const struct pl_items *items =
        place ? pl_room_items(sheet->room, PL_CONFIRMED, place->section) : NULL;
    if (items && place->item < items->count) {
        draw_round(sheet, place, s.text_y, s.text_lines);
        sheet->layout->shown.section = d->sections[place->section].id;
        sheet->layout->shown.item = items->items[place->item].id;
        sheet->layout->shown.page_count = 1;
        sheet->layout->shown.pages[0] = 0;
    }
}
