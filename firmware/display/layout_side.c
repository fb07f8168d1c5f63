#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { ENTRY_LINES = 3, TEXT_BYTES = 2 * PL_NAME_MAX + 64, WARN_S = 30 };

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

struct time_left {
    bool known;
    char text[160];
    uint32_t colour;
    double used; /* of the limit, 0 .. 1; below 0: there is none */
};

static void count_down(const struct sheet *sheet, int64_t elapsed_ms, int64_t limit_s,
                       struct time_left *out)
{
    char time[24];
    int64_t left_s = limit_s - elapsed_ms / 1000;
    bool over = left_s <= 0;
    time_text(time, sizeof time, over ? -left_s : left_s);
    words_put(out->text, sizeof out->text, words_is(sheet->words, over ? WORD_OVER : WORD_LEFT),
              time, NULL);
    const struct theme *theme = sheet->theme;
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
        count_down(sheet, elapsed, clock->limit_s, &left);
    } else {
        time_text(left.text, sizeof left.text, elapsed / 1000);
    }
    if (clock->running) {
        sheet_wake(sheet, 1000 - elapsed % 1000);
    } else {
        size_t n = strlen(left.text);
        snprintf(left.text + n, sizeof left.text - n, " · %s", words_is(sheet->words, WORD_PAUSED));
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

/* Who has the floor, from the top of the column: a paragraph each. */
struct piece {
    char text[TEXT_BYTES];
    struct ink ink;
    size_t most; /* lines */
    bool bar;    /* stands above it */
};

enum { PIECES = 4, CUTS = 4 };

struct floor_pieces {
    struct piece pieces[PIECES];
    size_t count;
    struct time_left left;
};

static struct piece *add_piece(struct floor_pieces *to, struct ink ink, size_t most)
{
    struct piece *piece = &to->pieces[to->count++];
    *piece = (struct piece){.ink = ink, .most = most > 0 ? most : 1};
    return piece;
}

/* What is left of it after so many cuts: fewer lines each, then the name alone. */
static void cut_floor(struct sheet *sheet, const struct pl_speaker *who, size_t cut,
                      struct floor_pieces *to)
{
    struct ink bold = side_ink(sheet, sheet->theme->text);
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    bold.bold = true;
    to->count = 0;
    snprintf(add_piece(to, bold, cut < 3 ? 3 - cut : 1)->text, TEXT_BYTES, "%s", who->name);
    if (who->on_behalf && cut < CUTS) {
        words_put(add_piece(to, dim, cut < 2 ? 2 - cut : 1)->text, TEXT_BYTES,
                  words_is(sheet->words, WORD_FOR), who->on_behalf, NULL);
    }
    if (who->kind != PL_KIND_STATEMENT && cut < CUTS) {
        snprintf(add_piece(to, dim, cut < 2 ? 2 - cut : 1)->text, TEXT_BYTES, "%s%s",
                 kind_sign(who->kind), kind_text(sheet, who->kind));
    }
    if (to->left.known && cut < CUTS - 1) {
        struct ink time = side_ink(sheet, to->left.colour);
        struct piece *piece = add_piece(to, time, cut < 2 ? 2 - cut : 1);
        snprintf(piece->text, TEXT_BYTES, "%s", to->left.text);
        piece->bar = to->left.used >= 0;
    }
}

static const struct text_block *piece_block(struct sheet *sheet, const struct piece *piece)
{
    return sheet_block(sheet, piece->text, strlen(piece->text), &piece->ink, sheet->grid.side_w,
                       piece->most, false);
}

static int floor_height(struct sheet *sheet, const struct floor_pieces *floor)
{
    const struct grid *g = &sheet->grid;
    int height = 0;
    for (size_t i = 0; i < floor->count; i++) {
        height += (int)block_lines(piece_block(sheet, &floor->pieces[i])) * g->pitch;
        height += floor->pieces[i].bar ? g->em / 8 + g->em / 6 : 0;
    }
    return height;
}

/* `keep`: what the queue needs below. */
static int draw_floor(struct sheet *sheet, const struct pl_speakers *speakers, const char *by,
                      int keep)
{
    const struct grid *g = &sheet->grid;
    struct floor_pieces floor = {.left = time_of(sheet, by, &speakers->floor_clock)};
    int y = g->top;
    for (size_t cut = 0; cut <= CUTS; cut++) {
        cut_floor(sheet, &speakers->floor, cut, &floor);
        if (floor_height(sheet, &floor) <= g->bottom - g->top - keep) {
            break;
        }
    }
    for (size_t i = 0; i < floor.count; i++) {
        const struct piece *piece = &floor.pieces[i];
        const struct text_block *block = piece_block(sheet, piece);
        y = piece->bar ? draw_bar(sheet, &floor.left, g->side_x, y + g->em / 8, g->side_w) : y;
        y = sheet_lines(sheet, block, 0, block_lines(block), &piece->ink, g->side_x, y, g->side_w);
    }
    return y;
}

/* Letters that run from right to left: Hebrew, Arabic and what lies between, their presentation
 * forms, and the plane of old scripts. */
static bool has_rtl(const char *utf8)
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
    snprintf(out, TEXT_BYTES, "%s%s%s", alone ? "\u2068" : "", name, alone ? "\u2069" : "");
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

/* On whose behalf is dimmed. A name alone has its own direction. */
static void entry_text(const struct sheet *sheet, const struct pl_speaker *who, char *out,
                       size_t size, struct ink *ink)
{
    if (!who->on_behalf) {
        snprintf(out, size, "%s%s", kind_sign(who->kind), who->name);
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

/* "Next: India, ⚑ Norway, APC, + 7 more": `count` names and how many are left. */
static bool next_text(const struct sheet *sheet, const struct pl_speakers *speakers, size_t count,
                      char *out, size_t size)
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
    words_put(out, size / 2, words_is(sheet->words, WORD_NEXT), list, NULL);
    return n + 1 < room;
}

/* As many names as the line holds whole; a first that it does not hold is cut before the count. */
static void draw_next(struct sheet *sheet, const struct pl_speakers *speakers, int x, int y,
                      int width)
{
    enum { NAMES = 8 };
    struct ink ink = side_ink(sheet, sheet->theme->dim);
    ink.direction = own_direction(sheet);
    char text[2 * (NAMES + 1) * 2 * TEXT_BYTES];
    size_t count = speakers->queue_count < NAMES ? speakers->queue_count : NAMES;
    struct pl_speakers one = *speakers;
    for (; count > 0; count--) {
        if (next_text(sheet, speakers, count, text, sizeof text) &&
            block_lines(sheet_block(sheet, text, strlen(text), &ink, width, 0, false)) == 1) {
            sheet_text(sheet, text, &ink, x, y, width, 1);
            return;
        }
    }
    if (speakers->queue_count > 1 && width > 8 * ink.em) {
        words_put_counted(text, sizeof text, sheet->words, COUNTED_MORE, speakers->queue_count - 1);
        width -= sheet_end_text(sheet, text, &ink, x, y, width) + ink.em / 2;
        one.queue_count = 1;
    }
    next_text(sheet, &one, 1, text, sizeof text); /* with the count, so that a cut shows */
    sheet_text(sheet, text, &ink, x, y, width, 1);
}

/* Air between two entries: which lines belong together is seen. */
static int entry_gap(const struct grid *g)
{
    return g->em / 4;
}

/* Entries from the first, as many as fit with "+ n more" below. */
static void draw_queue(struct sheet *sheet, const struct pl_speakers *speakers, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink dim = side_ink(sheet, sheet->theme->dim);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        struct ink ink = side_ink(sheet, sheet->theme->text);
        bool last = i + 1 == speakers->queue_count;
        const struct text_block *block = entry_block(
            sheet, &speakers->queue[i], &ink, g->bottom - y - (last ? 0 : g->pitch + entry_gap(g)));
        if (!block && i == 0) {
            draw_next(sheet, speakers, g->side_x, y, g->side_w);
            return;
        }
        if (!block) {
            char text[TEXT_BYTES];
            words_put_counted(text, sizeof text, sheet->words, COUNTED_MORE,
                              speakers->queue_count - i);
            sheet_text(sheet, text, &dim, g->side_x, y, g->side_w, 1);
            return;
        }
        y = sheet_lines(sheet, block, 0, block_lines(block), &ink, g->side_x, y, g->side_w) +
            entry_gap(g);
    }
    if (!speakers->open && y + g->pitch <= g->bottom) {
        sheet_text(sheet, words_is(sheet->words, WORD_LIST_CLOSED), &dim, g->side_x, y, g->side_w,
                   1);
    }
}

void layout_column(struct sheet *sheet)
{
    const char *by = NULL;
    const struct grid *g = &sheet->grid;
    const struct pl_speakers *speakers = speakers_of(sheet, &by);
    int lines = speakers->queue_count > 1 ? 2 : (int)speakers->queue_count;
    int air = lines ? g->em * 2 / 5 : 0, y = g->top;
    if (speakers->has_floor) {
        y = draw_floor(sheet, speakers, by, lines * g->pitch + entry_gap(g) + air) + air;
    } else if (g->bottom - g->top >= (lines + 1) * g->pitch) {
        struct ink dim = side_ink(sheet, sheet->theme->dim);
        y = sheet_text(sheet, words_is(sheet->words, WORD_SPEAKERS), &dim, g->side_x, y, g->side_w,
                       1);
    }
    draw_queue(sheet, speakers, y);
}

/* ---- the strip ---- */

static void draw_floor_line(struct sheet *sheet, const struct pl_speakers *speakers, const char *by,
                            int width)
{
    const struct grid *g = &sheet->grid;
    struct ink bold = side_ink(sheet, sheet->theme->text);
    char text[2 * TEXT_BYTES];
    struct time_left left = time_of(sheet, by, &speakers->floor_clock);
    entry_text(sheet, &speakers->floor, text, sizeof text, &bold);
    if (left.known && width > 12 * g->em) {
        struct ink time = side_ink(sheet, left.colour);
        width -= sheet_end_text(sheet, left.text, &time, g->margin, g->strip_y, width) + g->em;
    }
    bold.bold = true;
    sheet_text(sheet, text, &bold, g->margin, g->strip_y, width, 1);
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
