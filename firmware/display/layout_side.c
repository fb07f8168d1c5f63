#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { TEXT_BYTES = 2 * PL_NAME_MAX + 64, WARN_S = 30 };

static const struct pl_speakers *speakers_of(const struct sheet *sheet, const char **by_out)
{
    return pl_room_speakers(sheet->room, PL_CONFIRMED, by_out);
}

bool layout_has_speakers(const struct sheet *sheet)
{
    const struct pl_speakers *s = speakers_of(sheet, NULL);
    return s && (s->has_floor || s->queue_count > 0);
}

static const char *kind_text(enum pl_kind kind)
{
    return kind == PL_KIND_POINT_OF_ORDER ? "point of order"
           : kind == PL_KIND_REPLY        ? "right of reply"
                                          : "";
}

static const char *kind_sign(enum pl_kind kind)
{
    return kind == PL_KIND_POINT_OF_ORDER ? "⚑ " : kind == PL_KIND_REPLY ? "↩ " : "";
}

/* ---- time ---- */

struct time_left {
    bool known;
    char text[48];
    uint32_t colour;
    double used; /* of the limit, 0 .. 1; below 0: there is none */
};

static void count_down(const struct theme *theme, int64_t elapsed_ms, int64_t limit_s,
                       struct time_left *out)
{
    char time[24];
    int64_t left_s = limit_s - elapsed_ms / 1000;
    bool over = left_s <= 0;
    time_text(time, sizeof time, over ? -left_s : left_s);
    snprintf(out->text, sizeof out->text, over ? "%s over" : "%s left", time);
    out->colour = over ? theme->bad : left_s <= WARN_S ? theme->warn : theme->good;
    out->used = over ? 1.0 : (double)elapsed_ms / (1000.0 * (double)limit_s);
}

static struct time_left time_of(struct sheet *sheet, const char *by,
                                const struct pl_run_clock *clock)
{
    struct time_left left = {.used = -1};
    int64_t elapsed = 0;
    if (!pl_room_elapsed(sheet->room, by, clock, sheet->moment->now, &elapsed)) {
        sheet_wake(sheet, UNKNOWN_MS);
        return left;
    }
    elapsed = elapsed > 0 ? elapsed : 0;
    left.known = true;
    left.colour = sheet->theme->dim;
    if (clock->limit_s > 0) {
        count_down(sheet->theme, elapsed, clock->limit_s, &left);
    } else {
        time_text(left.text, sizeof left.text, elapsed / 1000);
    }
    if (clock->running) {
        sheet_wake(sheet, 1000 - elapsed % 1000);
    } else {
        size_t n = strlen(left.text);
        snprintf(left.text + n, sizeof left.text - n, " · paused");
    }
    return left;
}

static int draw_bar(struct sheet *sheet, const struct time_left *left, int x, int y, int width)
{
    int height = sheet->grid.em / 6;
    int filled = (int)(width * (1.0 - left->used));
    int full = left->used >= 1.0 ? width : filled;
    sheet_rect(sheet, SCENE_SPEAKERS, (struct scene_rect){x, y, width, height}, sheet->theme->rule,
               0);
    sheet_rect(sheet, SCENE_SPEAKERS, (struct scene_rect){x, y, full, height}, left->colour, 0);
    return y + height;
}

/* ---- the column ---- */

static struct ink side_ink(const struct sheet *sheet, uint32_t colour)
{
    struct ink ink = ink_of(sheet, SCENE_SPEAKERS, colour);
    ink.from_start = true;
    return ink;
}

static int draw_floor(struct sheet *sheet, const struct pl_speakers *speakers, const char *by,
                      int y)
{
    const struct grid *g = &sheet->grid;
    const struct pl_speaker *who = &speakers->floor;
    struct ink bold = side_ink(sheet, sheet->theme->text);
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    char text[TEXT_BYTES];
    bold.bold = true;
    y = sheet_text(sheet, who->name, &bold, g->side_x, y, g->side_w, 3);
    if (who->on_behalf) {
        snprintf(text, sizeof text, "for %s", who->on_behalf);
        y = sheet_text(sheet, text, &dim, g->side_x, y, g->side_w, 2);
    }
    if (who->kind != PL_KIND_STATEMENT) {
        snprintf(text, sizeof text, "%s%s", kind_sign(who->kind), kind_text(who->kind));
        y = sheet_text(sheet, text, &dim, g->side_x, y, g->side_w, 2);
    }
    struct time_left left = time_of(sheet, by, &speakers->floor_clock);
    if (left.known && left.used >= 0) {
        y = draw_bar(sheet, &left, g->side_x, y + g->em / 8, g->side_w);
    }
    if (left.known) {
        struct ink time = side_ink(sheet, left.colour);
        y = sheet_text(sheet, left.text, &time, g->side_x, y, g->side_w, 2);
    }
    return y + g->em * 2 / 5;
}

/* Entries from the first, as many as fit with "+ n more" below; an entry takes two lines at most.
 */
static void draw_queue(struct sheet *sheet, const struct pl_speakers *speakers, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = side_ink(sheet, sheet->theme->text);
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    char text[TEXT_BYTES];
    for (size_t i = 0; i < speakers->queue_count; i++) {
        const struct pl_speaker *who = &speakers->queue[i];
        snprintf(text, sizeof text, "%s%s", kind_sign(who->kind), who->name);
        const struct text_block *block =
            sheet_block(sheet, text, strlen(text), &ink, g->side_w, 2, false);
        bool last = i + 1 == speakers->queue_count;
        int need = (int)block_lines(block) * g->pitch + (last ? 0 : g->pitch);
        if (y + need > g->bottom) {
            snprintf(text, sizeof text, "+ %zu more", speakers->queue_count - i);
            sheet_text(sheet, text, &dim, g->side_x, y, g->side_w, 1);
            return;
        }
        y = sheet_lines(sheet, block, 0, block_lines(block), &ink, g->side_x, y, g->side_w);
    }
    if (!speakers->open && y + g->pitch <= g->bottom) {
        sheet_text(sheet, "list closed", &dim, g->side_x, y, g->side_w, 1);
    }
}

void layout_column(struct sheet *sheet)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = speakers_of(sheet, &by);
    int y = sheet->grid.top;
    if (speakers->has_floor) {
        y = draw_floor(sheet, speakers, by, y);
    } else {
        struct ink dim = side_ink(sheet, sheet->theme->dim);
        y = sheet_text(sheet, "Speakers", &dim, sheet->grid.side_x, y, sheet->grid.side_w, 1);
    }
    draw_queue(sheet, speakers, y);
}

/* ---- the strip ---- */

static void floor_line(const struct pl_speaker *who, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s%s", kind_sign(who->kind), who->name);
    if (who->on_behalf && n < size) {
        snprintf(out + n, size - n, " for %s", who->on_behalf);
    }
}

/* "Next: India, ⚑ Norway, APC, + 7 more": `count` names and how many are left. */
static bool next_text(const struct pl_speakers *speakers, size_t count, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "Next: ");
    for (size_t i = 0; i < count && n < size; i++) {
        const struct pl_speaker *who = &speakers->queue[i];
        n += (size_t)snprintf(out + n, size - n, "%s%s%s", i ? ", " : "", kind_sign(who->kind),
                              who->name);
    }
    if (count < speakers->queue_count && n < size) {
        n += (size_t)snprintf(out + n, size - n, "%s+ %zu more", count ? ", " : "",
                              speakers->queue_count - count);
    }
    return n < size;
}

/* As many names as the line holds whole. */
static void draw_next_line(struct sheet *sheet, const struct pl_speakers *speakers, int y)
{
    enum { NAMES = 8 };
    const struct grid *g = &sheet->grid;
    struct ink ink = side_ink(sheet, sheet->theme->dim);
    int inner = g->width - 2 * g->margin;
    char text[(NAMES + 1) * TEXT_BYTES];
    size_t count = speakers->queue_count < NAMES ? speakers->queue_count : NAMES;
    for (; count > 1; count--) {
        if (next_text(speakers, count, text, sizeof text) &&
            block_lines(sheet_block(sheet, text, strlen(text), &ink, inner, 0, false)) == 1) {
            break;
        }
    }
    next_text(speakers, count, text, sizeof text);
    sheet_text(sheet, text, &ink, g->margin, y, inner, 1);
}

void layout_strip(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    const char *by = NULL;
    const struct pl_speakers *speakers = speakers_of(sheet, &by);
    int inner = g->width - 2 * g->margin;
    if (speakers->has_floor) {
        struct ink bold = side_ink(sheet, sheet->theme->text);
        char text[2 * TEXT_BYTES];
        int taken = 0;
        struct time_left left = time_of(sheet, by, &speakers->floor_clock);
        if (left.known) {
            struct ink time = side_ink(sheet, left.colour);
            taken = sheet_end_text(sheet, left.text, &time, g->margin, g->strip_y, inner) + g->em;
        }
        bold.bold = true;
        floor_line(&speakers->floor, text, sizeof text);
        sheet_text(sheet, text, &bold, g->margin, g->strip_y, inner - taken, 1);
    } else if (g->strip_lines > 1) {
        struct ink dim = side_ink(sheet, sheet->theme->dim);
        sheet_text(sheet, "Speakers", &dim, g->margin, g->strip_y, inner, 1);
    } else {
        draw_next_line(sheet, speakers, g->strip_y);
    }
    if (speakers->queue_count && g->strip_lines > 1) {
        draw_next_line(sheet, speakers, g->strip_y + g->pitch);
    }
}
