#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { ENTRY_LINES = 3, TEXT_BYTES = 2 * PL_NAME_MAX + 64, SPACIOUS = 8 /* lines */ };

static const struct pl_speakers *speakers_of(const struct sheet *sheet, const char **by_out)
{
    return pl_room_speakers(sheet->room, PL_CONFIRMED, by_out);
}

int layout_speaker_lines(const struct sheet *sheet)
{
    const struct pl_speakers *s = speakers_of(sheet, NULL);
    return s ? (s->has_floor ? 1 : 0) + (s->queue_count > 0 ? 1 : 0) : 0;
}

static const char *kind_text(const struct sheet *sheet, enum pl_kind kind)
{
    return kind == PL_KIND_POINT_OF_ORDER ? words_is(sheet->words, WORD_POINT_OF_ORDER)
           : kind == PL_KIND_REPLY        ? words_is(sheet->words, WORD_REPLY)
                                          : "";
}

static const char *kind_sign(enum pl_kind kind)
{
    return kind == PL_KIND_POINT_OF_ORDER ? "⚑ " : kind == PL_KIND_REPLY ? "↩ " : "";
}

/* ---- time ---- */

/* "1:52 left", "1:52 · paused", "+0:12" */
static void time_words(const struct sheet *sheet, const struct shown_time *time, char *out,
                       size_t size)
{
    char words[TEXT_BYTES];
    bool left = time->used >= 0 && !time->over && !time->paused;
    words_put(words, sizeof words, left ? words_is(sheet->words, WORD_LEFT) : "%1", time->text,
              NULL);
    layout_time_put(sheet, time, words, out, size);
}

static struct shown_time floor_time(struct sheet *sheet, const struct pl_speakers *speakers,
                                    const char *by)
{
    struct shown_time time =
        layout_time(sheet, by, &speakers->floor_clock, speakers->floor_clock.limit_s > 0);
    sheet->layout->shown.floor_s = time.seconds;
    if (time.seconds == LAYOUT_NO_SECONDS && speakers->floor_clock.limit_s == 0) {
        time.text[0] = '\0'; /* nothing runs out: no dashes in the seconds' place */
    }
    return time;
}

/* Without colour it is told by the bar's thickness that time is nearly over, and by the words'
 * ground that it is. */
static int bar_height(const struct sheet *sheet, const struct shown_time *time)
{
    return sheet->grid.em / (time->soon || time->over ? 3 : 6);
}

static void draw_bar(struct sheet *sheet, const struct shown_time *time, struct scene_rect box)
{
    struct scene_rect left = box;
    sheet_rect(sheet, SCENE_SPEAKERS, box, sheet->theme->rule, 0);
    left.w = time->over ? box.w : (int)(box.w * (1.0 - time->used));
    sheet_rect(sheet, SCENE_SPEAKERS, left, time->colour, 0);
}

static struct ink time_ink(const struct sheet *sheet, const struct shown_time *time)
{
    struct ink ink =
        ink_of(sheet, SCENE_SPEAKERS, time->over ? sheet->theme->ground : time->colour);
    ink.from_start = true;
    ink.bold = time->soon || time->over;
    return ink;
}

/* Air round words on a ground of their own. */
static int plate_pad(const struct sheet *sheet, const struct shown_time *time)
{
    return time->over ? sheet->grid.em / 4 : 0;
}

static void draw_plate(struct sheet *sheet, const struct shown_time *time, int x, int y, int width)
{
    const struct grid *g = &sheet->grid;
    if (time->over) {
        struct scene_rect box = {x, y + g->pitch / 24, width, g->pitch * 22 / 24};
        sheet_rect(sheet, SCENE_SPEAKERS, box, time->colour, g->em / 8);
    }
}

/* ---- the column ---- */

static struct ink side_ink(const struct sheet *sheet, uint32_t colour)
{
    struct ink ink = ink_of(sheet, SCENE_SPEAKERS, colour);
    ink.from_start = true;
    return ink;
}

/* Who has the floor, from the top of the column: a paragraph each. */
struct piece {
    char text[TEXT_BYTES];
    struct ink ink;
    size_t most; /* lines */
    bool time;   /* on its plate, the bar above it */
};

enum { PIECES = 4 };

/* In the order in which they give way, after lines of their own. */
enum { CUT_KIND = 5 /* its sign stays, before the name */, CUT_BEHALF, CUT_TIME, CUTS = CUT_TIME };

struct floor_pieces {
    struct piece pieces[PIECES];
    size_t count;
    struct shown_time time;
};

/* So many lines at first, one less with each cut. */
static size_t lines_after(size_t lines, size_t cut)
{
    return cut < lines ? lines - cut : 1;
}

static struct piece *add_piece(struct floor_pieces *to, struct ink ink, size_t most)
{
    struct piece *piece = &to->pieces[to->count++];
    *piece = (struct piece){.ink = ink, .most = most};
    return piece;
}

/* What is left of it after so many cuts. */
static void cut_floor(struct sheet *sheet, const struct pl_speaker *who, size_t cut,
                      struct floor_pieces *to)
{
    struct ink bold = side_ink(sheet, sheet->theme->text);
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    bold.bold = true;
    to->count = 0;
    snprintf(add_piece(to, bold, lines_after(5, cut))->text, TEXT_BYTES, "%s%s",
             cut < CUT_KIND ? "" : kind_sign(who->kind), who->name);
    if (who->on_behalf && cut < CUT_BEHALF) {
        words_put(add_piece(to, dim, lines_after(4, cut))->text, TEXT_BYTES,
                  words_is(sheet->words, WORD_FOR), who->on_behalf, NULL);
    }
    if (who->kind != PL_KIND_STATEMENT && cut < CUT_KIND) {
        snprintf(add_piece(to, dim, lines_after(2, cut))->text, TEXT_BYTES, "%s%s",
                 kind_sign(who->kind), kind_text(sheet, who->kind));
    }
    if (cut < CUT_TIME && to->time.text[0]) {
        struct piece *piece = add_piece(to, time_ink(sheet, &to->time), lines_after(2, cut));
        time_words(sheet, &to->time, piece->text, TEXT_BYTES);
        piece->time = true;
    }
}

static int piece_pad(const struct sheet *sheet, const struct floor_pieces *floor, size_t i)
{
    return floor->pieces[i].time ? plate_pad(sheet, &floor->time) : 0;
}

static const struct text_block *piece_block(struct sheet *sheet, const struct floor_pieces *floor,
                                            size_t i)
{
    const struct piece *piece = &floor->pieces[i];
    return sheet_block(sheet, piece->text, strlen(piece->text), &piece->ink,
                       sheet->grid.side_w - 2 * piece_pad(sheet, floor, i), piece->most, false);
}

/* Of the bar above a piece, air included. */
static int piece_bar(const struct sheet *sheet, const struct floor_pieces *floor, size_t i)
{
    bool bar = floor->pieces[i].time && floor->time.used >= 0;
    return bar ? sheet->grid.em / 8 + bar_height(sheet, &floor->time) : 0;
}

static int floor_height(struct sheet *sheet, const struct floor_pieces *floor)
{
    const struct grid *g = &sheet->grid;
    int height = 0;
    for (size_t i = 0; i < floor->count; i++) {
        height += (int)block_lines(piece_block(sheet, floor, i)) * g->pitch;
        height += piece_bar(sheet, floor, i);
    }
    return height;
}

static int draw_piece(struct sheet *sheet, const struct floor_pieces *floor, size_t i, int y)
{
    const struct grid *g = &sheet->grid;
    const struct piece *piece = &floor->pieces[i];
    const struct text_block *block = piece_block(sheet, floor, i);
    int pad = piece_pad(sheet, floor, i), bar = piece_bar(sheet, floor, i);
    y += bar;
    if (bar) {
        int height = bar_height(sheet, &floor->time);
        draw_bar(sheet, &floor->time,
                 (struct scene_rect){g->side_x, y - height, g->side_w, height});
    }
    if (piece->time && block_lines(block) == 1) {
        draw_plate(sheet, &floor->time, g->side_x, y, block_width(block) + 2 * pad);
    } else if (piece->time) {
        draw_plate(sheet, &floor->time, g->side_x, y, g->side_w);
    }
    return sheet_lines(sheet, block, 0, block_lines(block), &piece->ink, g->side_x + pad, y,
                       g->side_w - 2 * pad);
}

/* `keep`: what the queue needs below. */
static int draw_floor(struct sheet *sheet, const struct pl_speakers *speakers, const char *by,
                      int keep)
{
    const struct grid *g = &sheet->grid;
    struct floor_pieces floor = {.time = floor_time(sheet, speakers, by)};
    int y = g->top;
    for (size_t cut = 0; cut <= CUTS; cut++) {
        cut_floor(sheet, &speakers->floor, cut, &floor);
        if (floor_height(sheet, &floor) <= g->bottom - g->top - keep) {
            break;
        }
    }
    for (size_t i = 0; i < floor.count; i++) {
        y = draw_piece(sheet, &floor, i, y);
    }
    return y;
}

/* Letters that run from right to left: Hebrew, Arabic and what lies between, their presentation
 * forms, and the plane of old scripts. */
bool has_rtl(const char *utf8)
{
    const unsigned char *c = (const unsigned char *)utf8;
    for (; *c; c++) {
        bool forms = *c == 0xef && c[1] >= 0xac && (c[1] < 0xb8 || c[1] >= 0xb9);
        if ((*c >= 0xd6 && *c <= 0xdf) || (*c == 0xe0 && c[1] <= 0xa3) || forms ||
            (*c == 0xf0 && c[1] == 0x90 && c[2] >= 0xa0) || (*c == 0xf0 && c[1] == 0x9e)) {
            return true;
        }
    }
    return false;
}

/* A name in a line of the wall's own: what is next to it does not change the order of its letters,
 * nor its letters the order of names. The isolates are the wall's: the feed may not hold any. */
static const char *set_apart(const struct sheet *sheet, const char *name, char out[TEXT_BYTES])
{
    bool alone = sheet->mirror || has_rtl(name);
    snprintf(out, TEXT_BYTES, alone ? "\u2068%s\u2069" : "%s", name);
    return out;
}

static enum text_direction own_direction(const struct sheet *sheet)
{
    return sheet->mirror ? TEXT_RTL : TEXT_LTR;
}

/* "⚑ Norway for the Nordic group"; `dim_out`: where on whose behalf begins, else 0. */
static size_t put_speaker(const struct sheet *sheet, const struct pl_speaker *who, char *out,
                          size_t size, size_t *dim_out)
{
    char name[TEXT_BYTES];
    size_t n =
        words_put(out, size, "%1%2", kind_sign(who->kind), set_apart(sheet, who->name, name));
    *dim_out = 0;
    if (who->on_behalf) {
        *dim_out = n;
        n += words_put(out + n, size - n, " ", NULL, NULL);
        n += words_put(out + n, size - n, words_is(sheet->words, WORD_FOR),
                       set_apart(sheet, who->on_behalf, name), NULL);
    }
    return n;
}

/* On whose behalf is dimmed. A name alone has its own direction; a sign stands before it in the
 * composition's. */
static void entry_text(const struct sheet *sheet, const struct pl_speaker *who, char *out,
                       size_t size, struct ink *ink)
{
    if (!who->on_behalf && who->kind == PL_KIND_STATEMENT) {
        snprintf(out, size, "%s", who->name);
        return;
    }
    put_speaker(sheet, who, out, size, &ink->dim_from);
    ink->direction = own_direction(sheet);
}

/* An entry in three lines or, where `room` is less, fewer; NULL: not even one. */
static const struct text_block *entry_block(struct sheet *sheet, const struct pl_speaker *who,
                                            struct ink *ink, int room)
{
    char text[2 * TEXT_BYTES];
    const struct text_block *block = NULL;
    entry_text(sheet, who, text, sizeof text, ink);
    for (size_t most = ENTRY_LINES; most > 0; most--) {
        if (room >= sheet->grid.pitch) {
            block = sheet_block(sheet, text, strlen(text), ink, sheet->grid.side_w, most, false);
        }
        if ((int)block_lines(block) * sheet->grid.pitch <= room) {
            return block;
        }
    }
    return NULL;
}

/* "Next: India, ⚑ Norway, APC, + 7 more · list closed": `count` names and how many are left. */
static bool next_text(const struct sheet *sheet, const struct pl_speakers *speakers, size_t count,
                      bool closed, char *out, size_t size)
{
    size_t n = 0, dim;
    char *list = out + size / 2; /* put together behind, then into the pattern before */
    size_t room = size - size / 2;
    for (size_t i = 0; i < count && n + 1 < room; i++) {
        n += words_put(list + n, room - n, i ? ", " : "", NULL, NULL);
        n += put_speaker(sheet, &speakers->queue[i], list + n, room - n, &dim);
    }
    if (count < speakers->queue_count && n + 1 < room) {
        n += words_put(list + n, room - n, count ? ", " : "", NULL, NULL);
        n += words_put_counted(list + n, room - n, sheet->words, COUNTED_MORE,
                               speakers->queue_count - count);
    }
    if (closed && n + 1 < room) {
        n += words_put(list + n, room - n, " · %1", words_is(sheet->words, WORD_LIST_CLOSED), NULL);
    }
    words_put(out, size / 2, words_is(sheet->words, WORD_NEXT), list, NULL);
    return n + 1 < room;
}

/* Not all of the first name has room: how many more stands at the line's end, in two words or as
 * the number alone. The width that is left. */
static int draw_more(struct sheet *sheet, size_t more, const struct ink *ink, int x, int y,
                     int width)
{
    char text[2][TEXT_BYTES];
    words_put_counted(text[0], sizeof text[0], sheet->words, COUNTED_MORE, more);
    snprintf(text[1], sizeof text[1], "+%zu", more);
    for (size_t i = 0; i < 2; i++) {
        int wide = block_width(sheet_block(sheet, text[i], strlen(text[i]), ink, width, 0, false));
        if (wide <= width / 2 || i == 1) {
            return width - sheet_end_text(sheet, text[i], ink, x, y, width) - ink->em / 2;
        }
    }
    return width;
}

static bool one_line(struct sheet *sheet, const char *text, const struct ink *ink, int width)
{
    return block_lines(sheet_block(sheet, text, strlen(text), ink, width, 0, false)) == 1;
}

/* As many names as the line holds whole; a first that it does not hold is cut before the count. */
static void draw_next(struct sheet *sheet, const struct pl_speakers *speakers, int x, int y,
                      int width)
{
    enum { NAMES = 8, NARROW_EM = 8 };
    struct ink ink = side_ink(sheet, sheet->theme->dim);
    ink.direction = own_direction(sheet);
    char text[2 * (NAMES + 1) * 2 * TEXT_BYTES];
    size_t count = speakers->queue_count < NAMES ? speakers->queue_count : NAMES;
    for (; count > 0; count--) {
        for (int closed = !speakers->open; closed >= 0; closed--) {
            if (next_text(sheet, speakers, count, closed, text, sizeof text) &&
                one_line(sheet, text, &ink, width)) {
                sheet_text(sheet, text, &ink, x, y, width, 1);
                return;
            }
        }
    }
    struct pl_speakers one = *speakers;
    if (speakers->queue_count > 1) {
        width = draw_more(sheet, speakers->queue_count - 1, &ink, x, y, width);
        one.queue_count = 1;
    }
    next_text(sheet, &one, 1, false, text, sizeof text);
    if (!one_line(sheet, text, &ink, width) && width < NARROW_EM * ink.em) {
        entry_text(sheet, &one.queue[0], text, sizeof text, &ink); /* the name is worth more */
    }
    sheet_text(sheet, text, &ink, x, y, width, 1);
}

/* Air between two entries: which lines belong together is seen. */
static int entry_gap(const struct grid *g)
{
    return g->em / 4;
}

static int draw_closed(struct sheet *sheet, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    bool room = y + g->pitch <= g->bottom;
    return room ? sheet_text(sheet, words_is(sheet->words, WORD_LIST_CLOSED), &dim, g->side_x, y,
                             g->side_w, 1)
                : y;
}

static int draw_hidden(struct sheet *sheet, size_t more, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    char text[TEXT_BYTES];
    words_put_counted(text, sizeof text, sheet->words, COUNTED_MORE, more);
    return sheet_text(sheet, text, &dim, g->side_x, y, g->side_w, 1);
}

/* Entries from the first, as many as fit with "+ n more" and, in a column that is not short, "list
 * closed" below. The y below, which is the bottom where somebody is hidden. */
static int draw_queue(struct sheet *sheet, const struct pl_speakers *speakers, int y)
{
    const struct grid *g = &sheet->grid;
    bool spacious = g->bottom - g->top >= SPACIOUS * g->pitch;
    int closed = !speakers->open && spacious ? g->pitch : 0;
    for (size_t i = 0; i < speakers->queue_count; i++) {
        struct ink ink = side_ink(sheet, sheet->theme->text);
        bool last = i + 1 == speakers->queue_count;
        int keep = closed + (last ? 0 : g->pitch + entry_gap(g));
        const struct text_block *block =
            entry_block(sheet, &speakers->queue[i], &ink, g->bottom - y - keep);
        if (!block && i == 0 && closed) {
            closed = 0; /* who is next comes before it */
            block = entry_block(sheet, &speakers->queue[i], &ink,
                                g->bottom - y - (last ? 0 : g->pitch + entry_gap(g)));
        }
        if (!block && i == 0) {
            draw_next(sheet, speakers, g->side_x, y, g->side_w);
            return g->bottom;
        }
        if (!block) {
            y = draw_hidden(sheet, speakers->queue_count - i, y);
            if (closed) {
                draw_closed(sheet, y);
            }
            return g->bottom;
        }
        y = sheet_lines(sheet, block, 0, block_lines(block), &ink, g->side_x, y, g->side_w) +
            entry_gap(g);
    }
    return speakers->open ? y : draw_closed(sheet, y);
}

/* At the column's foot, where nobody had to give way. */
static void draw_code(struct sheet *sheet, int y)
{
    const struct grid *g = &sheet->grid;
    int module = layout_code_module(sheet, g->side_w);
    int least = layout_code_least(sheet);
    for (; module >= least; module--) {
        int side = layout_code_side(sheet, module), top = g->bottom - side;
        if (top >= y + g->em / 2 || (y == g->top && top >= y)) {
            layout_code(sheet, g->side_x, top, module);
            return;
        }
    }
}

static int draw_speakers(struct sheet *sheet, const struct pl_speakers *speakers, const char *by)
{
    const struct grid *g = &sheet->grid;
    int lines = speakers->queue_count > 1 ? 2 : (int)speakers->queue_count;
    int air = lines ? g->em * 2 / 5 : 0, y = g->top;
    if (speakers->has_floor) {
        y = draw_floor(sheet, speakers, by, lines * g->pitch + entry_gap(g) + air) + air;
    } else if (g->bottom - g->top >= (lines + 1) * g->pitch) {
        struct ink dim = side_ink(sheet, sheet->theme->dim);
        y = sheet_text(sheet, words_is(sheet->words, WORD_SPEAKERS), &dim, g->side_x, y, g->side_w,
                       1);
    }
    return draw_queue(sheet, speakers, y);
}

void layout_column(struct sheet *sheet)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = speakers_of(sheet, &by);
    bool any = speakers && (speakers->has_floor || speakers->queue_count);
    int y = any ? draw_speakers(sheet, speakers, by) : sheet->grid.top;
    draw_code(sheet, y);
}

/* ---- the strip ---- */

/* The time at the end of the line; the width that is left. */
static int draw_strip_time(struct sheet *sheet, const struct shown_time *time, int width)
{
    const struct grid *g = &sheet->grid;
    char text[TEXT_BYTES];
    struct ink ink = time_ink(sheet, time);
    int pad = plate_pad(sheet, time), thick = g->em / (time->soon || time->over ? 6 : 9);
    if (time->used >= 0) {
        draw_bar(sheet, time, (struct scene_rect){g->margin, g->strip_y - g->em / 6, width, thick});
    }
    if (!time->text[0]) {
        return width;
    }
    time_words(sheet, time, text, sizeof text);
    int wide = block_width(sheet_block(sheet, text, strlen(text), &ink, width, 1, false)) + 2 * pad;
    if (wide > width * 3 / 5) {
        snprintf(text, sizeof text, "%s", time->text);
        wide = block_width(sheet_block(sheet, text, strlen(text), &ink, width, 1, false)) + 2 * pad;
    }
    if (wide > width * 3 / 5) {
        return width;
    }
    draw_plate(sheet, time, g->margin + width - wide, g->strip_y, wide);
    sheet_end_text(sheet, text, &ink, g->margin, g->strip_y, width - pad);
    return width - wide - g->em / 2;
}

static void draw_floor_line(struct sheet *sheet, const struct pl_speakers *speakers, const char *by,
                            int width)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = side_ink(sheet, sheet->theme->text);
    char text[3 * TEXT_BYTES];
    struct shown_time time = floor_time(sheet, speakers, by);
    width = draw_strip_time(sheet, &time, width);
    entry_text(sheet, &speakers->floor, text, sizeof text, &ink);
    ink.bold = true;
    if (speakers->floor.kind != PL_KIND_STATEMENT) {
        struct ink whole = ink;
        size_t n = put_speaker(sheet, &speakers->floor, text, sizeof text, &whole.dim_from);
        whole.dim_from = whole.dim_from ? whole.dim_from : n;
        whole.direction = own_direction(sheet);
        words_put(text + n, sizeof text - n, " · %1", kind_text(sheet, speakers->floor.kind), NULL);
        if (one_line(sheet, text, &whole, width)) {
            sheet_text(sheet, text, &whole, g->margin, g->strip_y, width, 1);
            return;
        }
        entry_text(sheet, &speakers->floor, text, sizeof text, &ink);
    }
    sheet_text(sheet, text, &ink, g->margin, g->strip_y, width, 1);
}

/* Who has the floor, and who is next below; in a single line beside each other. */
void layout_strip(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    const char *by = NULL;
    const struct pl_speakers *speakers = speakers_of(sheet, &by);
    int inner = g->width - 2 * g->margin, x = g->margin, y = g->strip_y;
    bool both = speakers->has_floor && speakers->queue_count, side = both && g->strip_lines < 2;
    int half = (inner - g->em) / 2;
    if (speakers->has_floor) {
        draw_floor_line(sheet, speakers, by, side ? half : inner);
        x += side ? half + g->em : 0;
        y += side ? 0 : g->pitch;
    }
    if (speakers->queue_count) {
        draw_next(sheet, speakers, x, y, side ? half : inner);
    }
}
