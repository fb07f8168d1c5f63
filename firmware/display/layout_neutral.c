/* The neutral screens: the meeting's title, or why there is none yet, in the middle; where it has
 * room, the code of the page to follow beside it or below. */
#include <string.h>

#include "display/layout_parts.h"

enum { PARAGRAPHS = 3, LINES_MOST = 4 };

/* A paragraph in the middle. */
struct centred {
    const char *utf8;
    struct ink ink;
    const struct text_block *block;
};

/* What stands on the screen, and where: the paragraphs in an area, the code at x, y. */
struct neutral {
    struct centred list[PARAGRAPHS];
    size_t count;
    struct scene_rect area; /* as in a composition from left to right */
    int height;             /* of all paragraphs */
    int module;             /* of the code; 0: none */
    int code_x, code_y;
};

static void add(struct neutral *n, const char *utf8, struct ink ink)
{
    if (utf8 && utf8[0]) {
        n->list[n->count++] = (struct centred){.utf8 = utf8, .ink = ink};
    }
}

static struct ink large_ink(const struct sheet *sheet, enum scene_role role, bool bold)
{
    struct ink ink = ink_of(sheet, role, sheet->theme->text);
    ink.bold = bold;
    ink.pitch = ink.pitch * sheet->layout->em_preferred / ink.em;
    ink.em = sheet->layout->em_preferred;
    return ink;
}

/* ---- where it stands ---- */

static int gaps(const struct sheet *sheet, const struct neutral *n)
{
    return n->count > 1 ? (int)(n->count - 1) * (sheet->grid.em / 3) : 0;
}

/* In at most so many lines each (0: all). Their height. */
static int lay_out(struct sheet *sheet, struct neutral *n, size_t most)
{
    n->height = gaps(sheet, n);
    for (size_t i = 0; i < n->count; i++) {
        struct centred *c = &n->list[i];
        c->block = sheet_block(sheet, c->utf8, strlen(c->utf8), &c->ink, n->area.w, most, false);
        n->height += (int)block_lines(c->block) * c->ink.pitch;
    }
    return n->height;
}

static bool fits_whole(struct sheet *sheet, struct neutral *n)
{
    bool fits = lay_out(sheet, n, 0) <= n->area.h;
    for (size_t i = 0; i < n->count; i++) {
        fits = fits && block_lines(n->list[i].block) <= LINES_MOST;
    }
    return fits;
}

/* Fewer lines each until they stand above the foot, and the last of them only where it has room;
 * but a notice goes before the title: it is what people look for in a break. */
static void fit_cut(struct sheet *sheet, struct neutral *n)
{
    for (; n->count > 0; n->count--) {
        for (size_t most = LINES_MOST; most > 0; most--) {
            if (lay_out(sheet, n, most) <= n->area.h) {
                return;
            }
        }
        if (n->count == 1) {
            return; /* one line, come what may */
        }
        if (n->count == 2 && n->list[1].ink.role == SCENE_FOOT) {
            n->list[0] = n->list[1];
        }
    }
}

static struct scene_rect whole_area(const struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    int air = g->edge + g->em / 2;
    return (struct scene_rect){g->margin, air, grid_inner(g), g->bottom - air};
}

/* The code at the end side, the paragraphs in what is left. */
static bool try_beside(struct sheet *sheet, struct neutral *n, int module)
{
    int side = layout_code_side(sheet, module), gap = sheet->grid.gap;
    n->area = whole_area(sheet);
    n->code_x = n->area.x + n->area.w - side;
    n->code_y = n->area.y + (n->area.h - side) / 2;
    n->area.w -= side + gap;
    return side <= n->area.h && n->area.w > side && fits_whole(sheet, n);
}

static bool try_below(struct sheet *sheet, struct neutral *n, int module)
{
    int side = layout_code_side(sheet, module), gap = sheet->grid.em;
    n->area = whole_area(sheet);
    n->code_x = n->area.x + (n->area.w - side) / 2;
    if (side > n->area.w || side + gap > n->area.h) {
        return false;
    }
    n->area.h -= side + gap;
    if (!fits_whole(sheet, n)) {
        return false;
    }
    int air = (n->area.h - n->height) / 2;
    n->code_y = n->area.y + n->area.h + gap - air;
    return true;
}

/* Half as large again as need be, else as need be; beside the words where the screen is wide. */
static bool try_code(struct sheet *sheet, struct neutral *n)
{
    int least = layout_code_least(sheet);
    const int modules[] = {least * 3 / 2, least};
    bool wide = sheet->grid.width > sheet->grid.height;
    for (size_t i = 0; sheet->layout->config.page_code && i < 2; i++) {
        n->module = modules[i];
        if ((wide && try_beside(sheet, n, n->module)) || try_below(sheet, n, n->module) ||
            try_beside(sheet, n, n->module)) {
            return true;
        }
    }
    n->module = 0;
    return false;
}

/* The address last: with the code nobody needs to type it. */
static bool place_code(struct sheet *sheet, struct neutral *n)
{
    if (try_code(sheet, n)) {
        return true;
    }
    if (!sheet->layout->config.page_code || n->count < 2) {
        return false;
    }
    n->count--;
    bool placed = try_code(sheet, n);
    n->count += !placed;
    return placed;
}

/* ---- drawing ---- */

static int draw_centred(struct sheet *sheet, const struct centred *what, struct scene_rect area,
                        int y)
{
    const struct ink *ink = &what->ink;
    size_t count = 0;
    const struct text_line *line = what->block ? text_block_lines(what->block, &count) : NULL;
    int left = sheet_x(sheet, area.x, area.w);
    for (size_t i = 0; i < count; i++) {
        if (line[i].run_count) {
            double shift = (area.w - line[i].width) / 2 - line[i].runs[0].x;
            struct scene_rect box = {left, y, area.w, ink->pitch};
            scene_text(sheet->scene, ink->role, box, what->block, i, left + shift,
                       ink_baseline(sheet, ink, y), ink->colour, NULL, 0);
        }
        y += ink->pitch;
    }
    return y;
}

/* Alone they stand a little above the middle. */
static void draw_neutral(struct sheet *sheet, struct neutral *n)
{
    int y = sheet->grid.height / 3;
    if (place_code(sheet, n)) {
        y = n->area.y + (n->area.h - n->height) / 2;
        layout_code(sheet, n->code_x, n->code_y, n->module);
    } else {
        n->area = whole_area(sheet);
        fit_cut(sheet, n);
        int low = n->area.y + n->area.h - n->height;
        y = y < low ? y : low > 0 ? low : 0;
        layout_logo_above(sheet, y);
    }
    for (size_t i = 0; i < n->count; i++) {
        y = draw_centred(sheet, &n->list[i], n->area, y) + sheet->grid.em / 3;
    }
}

/* The address without what nobody types. */
static const char *page_address(const struct sheet *sheet)
{
    const char *url = sheet->layout->config.page_url;
    const char *host = url ? strstr(url, "://") : NULL;
    return host ? host + 3 : url;
}

static void add_page(struct sheet *sheet, struct neutral *n)
{
    add(n, page_address(sheet), ink_of(sheet, SCENE_CODE, sheet->theme->accent));
}

/* The notice is what people look for in a break: it stands here instead of the subtitle. */
void layout_blank(struct sheet *sheet)
{
    const struct pl_front *front = layout_front(sheet);
    const char *notice = layout_notice(sheet);
    struct neutral n = {.count = 0};
    grid_neutral(&sheet->grid);
    add(&n, front->title, large_ink(sheet, SCENE_PLACE, true));
    if (notice) {
        add(&n, notice, large_ink(sheet, SCENE_FOOT, false));
    } else {
        add(&n, front->subtitle, ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim));
    }
    add_page(sheet, &n);
    draw_neutral(sheet, &n);
    layout_captions(sheet);
    layout_foot_neutral(sheet);
}

void layout_waiting(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    struct neutral n = {.count = 0};
    grid_neutral(&sheet->grid);
    add(&n, words_is(sheet->words, WORD_WAITING), ink_of(sheet, SCENE_PLACE, sheet->theme->text));
    add(&n, sheet->moment->waiting, ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim));
    add_page(sheet, &n);
    draw_neutral(sheet, &n);
    if (sheet->moment->clock) {
        struct ink dim = ink_of(sheet, SCENE_FOOT, sheet->theme->dim);
        sheet_end_text(sheet, sheet->moment->clock, &dim, g->margin,
                       g->foot_rule + (int)(g->em * 0.15), grid_inner(g));
    }
}
