#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { LINE_BYTES = PL_TITLE_MAX + 64 };

static int inner_width(const struct grid *g)
{
    return g->width - 2 * g->margin;
}

static const struct pl_front *front_of(const struct sheet *sheet)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    for (size_t i = 0; i < document->lang_count; i++) {
        if (strcmp(document->fronts[i].lang, sheet->lang) == 0) {
            return &document->fronts[i];
        }
    }
    return &document->fronts[0];
}

/* ---- place line ---- */

static bool ends_in_letter(const char *label)
{
    size_t n = strlen(label);
    char c = n ? label[n - 1] : '.';
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const char *layout_title(const struct sheet *sheet, size_t section)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    while (section > 0 && document->sections[section].continues) {
        section--;
    }
    const struct pl_text *text = pl_room_text(sheet->room, PL_CONFIRMED, section, sheet->lang);
    if (!text) {
        text = pl_room_text(sheet->room, PL_CONFIRMED, section, pl_room_original(sheet->room));
    }
    return text ? text->title : "";
}

static struct ink place_ink(const struct sheet *sheet)
{
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text);
    ink.from_start = true;
    return ink;
}

/* "✓ 12 of 38" and the air before it. */
static int progress_width(struct sheet *sheet, char *out, size_t size)
{
    size_t agreed = 0, total = 0;
    char done[24], all[24];
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->good);
    pl_room_progress(sheet->room, &agreed, &total);
    snprintf(done, sizeof done, "%zu", agreed);
    snprintf(all, sizeof all, "%zu", total);
    words_put(out, size, words_is(sheet->words, WORD_PROGRESS), done, all);
    if (!total) {
        return 0;
    }
    int inner = inner_width(&sheet->grid);
    int width =
        block_width(sheet_block(sheet, out, strlen(out), &ink, inner, 0, false)) + sheet->grid.em;
    return width <= inner * 2 / 5 ? width : 0; /* the title has more of the line */
}

/* What stands in the place line, and where. */
struct place_line {
    char label[PL_LABEL_MAX + 4];
    const char *title;
    char progress[48];
    int progress_width;
    const struct text_block *label_block;
    int title_x, title_width;
};

static void place_line(struct sheet *sheet, const struct pl_place *place, struct place_line *line)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct ink bold = place_ink(sheet);
    const char *label = place ? document->sections[place->section].label : "";
    *line = (struct place_line){.title = place ? layout_title(sheet, place->section) : ""};
    line->progress_width = progress_width(sheet, line->progress, sizeof line->progress);
    line->title_x = g->margin;
    line->title_width = inner_width(g) - line->progress_width;
    bold.bold = true;
    if (label[0]) {
        snprintf(line->label, sizeof line->label, "%s%s", label,
                 line->title[0] && ends_in_letter(label) ? "." : "");
        int most = line->title[0] ? line->title_width / 2 : line->title_width;
        line->label_block =
            sheet_block(sheet, line->label, strlen(line->label), &bold, most, 1, false);
        int used = block_width(line->label_block) + g->em / 2;
        line->title_x += used;
        line->title_width -= used;
    } else if (!line->title[0]) {
        line->title = front_of(sheet)->title;
    }
}

int layout_place_lines(struct sheet *sheet, const struct pl_place *place, int most)
{
    struct place_line line;
    struct ink ink = place_ink(sheet);
    if (!pl_room_document(sheet->room, PL_CONFIRMED)) {
        return 1;
    }
    place_line(sheet, place, &line);
    size_t lines = block_lines(
        sheet_block(sheet, line.title, strlen(line.title), &ink, line.title_width, 0, false));
    return lines < 1 ? 1 : lines > (size_t)most ? most : (int)lines;
}

void layout_place(struct sheet *sheet, const struct pl_place *place)
{
    const struct grid *g = &sheet->grid;
    struct place_line line;
    struct ink ink = place_ink(sheet), bold = ink;
    int y = g->edge + g->em / 4;
    place_line(sheet, place, &line);
    bold.bold = true;
    if (line.progress_width) {
        struct ink good = ink_of(sheet, SCENE_PLACE, sheet->theme->good);
        sheet_end_text(sheet, line.progress, &good, g->margin, y, inner_width(g));
    }
    if (line.label_block) {
        int most = line.title[0] ? (inner_width(g) - line.progress_width) / 2
                                 : inner_width(g) - line.progress_width;
        sheet_lines(sheet, line.label_block, 0, 1, &bold, g->margin, y, most);
    }
    if (line.title[0]) {
        sheet_text(sheet, line.title, &ink, line.title_x, y, line.title_width,
                   (size_t)g->place_lines);
    }
}

/* ---- foot ---- */

static bool notice_stands(struct sheet *sheet, const struct pl_notice *notice, const char *by)
{
    int64_t now_ms = 0;
    if (!notice || !notice->text[0]) {
        return false;
    }
    if (notice->until_ms == 0 ||
        !pl_room_writer_now(sheet->room, by, sheet->moment->now, &now_ms)) {
        return true; /* whose clock is unknown: nothing expires */
    }
    if (now_ms >= notice->until_ms) {
        return false;
    }
    sheet_wake(sheet, notice->until_ms - now_ms);
    return true;
}

static void badge_text(const struct sheet *sheet, const struct pl_liveness *live, char *out,
                       size_t size)
{
    const struct words *w = sheet->words;
    const char *why = live->live == PL_LIVE_CUT       ? words_is(w, WORD_RECONNECTING)
                      : live->live == PL_LIVE_SILENT  ? words_is(w, WORD_NO_ANSWER)
                      : live->live == PL_LIVE_NO_BEAT ? words_is(w, WORD_NO_BEAT)
                                                      : "";
    if (sheet->moment->since) {
        words_put(out, size, words_is(w, WORD_NOT_LIVE_SINCE), sheet->moment->since, why);
    } else {
        words_put(out, size, words_is(w, WORD_NOT_LIVE), why, NULL);
    }
}

/* The width it took. */
static int draw_badge(struct sheet *sheet, const struct pl_liveness *live, int y, int width)
{
    const struct grid *g = &sheet->grid;
    char text[256];
    struct ink ink = ink_of(sheet, SCENE_BADGE, sheet->theme->badge_text);
    ink.bold = true;
    ink.from_start = true;
    badge_text(sheet, live, text, sizeof text);
    int pad = g->em / 3;
    const struct text_block *block =
        sheet_block(sheet, text, strlen(text), &ink, width - 2 * pad, 1, false);
    int w = block_width(block) + 2 * pad;
    int top = y + g->pitch / 24;
    sheet_rect(sheet, SCENE_BADGE, (struct scene_rect){g->margin, top, w, g->pitch * 23 / 24},
               sheet->theme->badge, g->em / 8);
    sheet_lines(sheet, block, 0, 1, &ink, g->margin + pad, y, width - 2 * pad);
    return w;
}

/* "1:52 · paused"; "" where there is none or its writer's clock is not known yet. */
static void timer_text(struct sheet *sheet, char *out, size_t size, uint32_t *colour)
{
    const char *by = NULL;
    const struct pl_timer *timer = pl_room_timer(sheet->room, PL_CONFIRMED, &by);
    int64_t elapsed = 0;
    out[0] = '\0';
    if (!timer || timer->mode == PL_TIMER_OFF) {
        return;
    }
    if (!pl_room_elapsed(sheet->room, by, &timer->clock, sheet->moment->now, &elapsed)) {
        sheet_wake(sheet, UNKNOWN_MS);
        return;
    }
    elapsed = elapsed > 0 ? elapsed : 0;
    int64_t shown = elapsed / 1000;
    *colour = sheet->theme->text;
    if (timer->mode == PL_TIMER_DOWN) {
        shown = timer->clock.limit_s - shown;
        *colour = shown <= 0 ? sheet->theme->bad : shown <= 30 ? sheet->theme->warn : *colour;
    }
    char time[24];
    time_text(time, sizeof time, shown < 0 ? -shown : shown);
    snprintf(out, size, "%s%s%s%s", shown < 0 ? "+" : "", time, timer->clock.running ? "" : " · ",
             timer->clock.running ? "" : words_is(sheet->words, WORD_PAUSED));
    if (timer->clock.running) {
        sheet_wake(sheet, 1000 - elapsed % 1000);
    }
}

/* What is free of a line: from x on. */
struct band {
    int x, width;
};

/* At the band's end, which it shortens; nothing where it does not fit with `keep` to spare. `cut`:
 * its end may go. */
static void draw_end(struct sheet *sheet, const char *text, uint32_t colour, int y,
                     struct band *band, int keep, bool cut)
{
    struct ink ink = ink_of(sheet, SCENE_FOOT, colour);
    int room = band->width - keep;
    if (!text || !text[0] || room < 3 * ink.em) {
        return;
    }
    const struct text_block *block = sheet_block(sheet, text, strlen(text), &ink, room, 0, false);
    if (block_lines(block) == 1 || cut) {
        band->width -= sheet_end_text(sheet, text, &ink, band->x + keep, y, room) + ink.em;
    }
}

/* Clock, timer and the timer's label, from the end side in. */
static void draw_clocks(struct sheet *sheet, int y, struct band *band)
{
    char text[96];
    uint32_t colour = sheet->theme->dim;
    const struct pl_timer *timer = pl_room_timer(sheet->room, PL_CONFIRMED, NULL);
    draw_end(sheet, sheet->moment->clock, sheet->theme->dim, y, band, 0, false);
    timer_text(sheet, text, sizeof text, &colour);
    draw_end(sheet, text, colour, y, band, 0, false);
    if (timer && timer->mode != PL_TIMER_OFF) {
        draw_end(sheet, timer->label, colour, y, band, band->width / 2, true);
    }
}

/* What stands at the foot's start when all is well: the notice, else that this
 * display has a twin or the desk was closed,
 * else the document's title. */
static const char *foot_text(struct sheet *sheet, const struct pl_liveness *live, char *out,
                             size_t size, uint32_t *colour)
{
    const char *by = NULL;
    const struct pl_notice *notice = pl_room_notice(sheet->room, PL_CONFIRMED, &by);
    *colour = sheet->theme->dim;
    if (notice_stands(sheet, notice, by)) {
        *colour = sheet->theme->text;
        return notice->text;
    }
    if (pl_room_twin(sheet->room)) {
        snprintf(out, size, "another display is called “%s” too", pl_room_twin(sheet->room));
        return out;
    }
    if (live->desk_closed) {
        bool when = sheet->moment->closed != NULL;
        words_put(out, size, words_is(sheet->words, when ? WORD_DESK_CLOSED_AT : WORD_DESK_CLOSED),
                  live->desk_closed, sheet->moment->closed);
        return out;
    }
    return front_of(sheet)->title;
}

/* The badge before all else; where the section's title had to go, nothing but the badge. */
void layout_foot(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    struct pl_liveness live;
    struct band band = {g->margin, inner_width(g)};
    int y = g->foot_rule + (int)(g->em * 0.15);
    pl_room_liveness(sheet->room, sheet->moment->now, &live);
    bool badge = live.live != PL_LIVE && live.live != PL_LIVE_JOINING;
    if (badge) {
        int used = draw_badge(sheet, &live, y, band.width) + g->em;
        band.x += used;
        band.width -= used;
    }
    if (badge && !g->place) {
        return;
    }
    draw_clocks(sheet, y, &band);
    if (!badge && band.width > 3 * g->em) {
        char text[LINE_BYTES];
        struct ink ink = ink_of(sheet, SCENE_FOOT, sheet->theme->dim);
        ink.from_start = true;
        const char *words = foot_text(sheet, &live, text, sizeof text, &ink.colour);
        int used = layout_logo(sheet, words, &ink, band.x, y, band.width);
        sheet_text(sheet, words, &ink, band.x + used, y, band.width - used, 1);
    }
}

/* ---- neutral screens ---- */

/* A paragraph in the middle. */
struct centred {
    const char *utf8;
    struct ink ink;
    size_t most; /* lines */
    const struct text_block *block;
};

static void draw_centred(struct sheet *sheet, const struct centred *what, int *y)
{
    const struct grid *g = &sheet->grid;
    const struct ink *ink = &what->ink;
    int width = inner_width(g);
    size_t count = 0;
    const struct text_line *line = what->block ? text_block_lines(what->block, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (line[i].run_count) {
            double shift = (width - line[i].width) / 2 - line[i].runs[0].x;
            struct scene_rect box = {g->margin, *y, width, ink->pitch};
            scene_text(sheet->scene, ink->role, box, what->block, i, g->margin + shift,
                       ink_baseline(sheet, ink, *y), ink->colour, NULL, 0);
        }
        *y += ink->pitch;
    }
}

/* Lays both out in at most so many lines each, fewer until they stand above the foot. */
static int fit_centred(struct sheet *sheet, struct centred *list, size_t count)
{
    const struct grid *g = &sheet->grid;
    int room = g->foot_rule - g->em / 2;
    for (size_t most = 4;; most--) {
        int height = count > 1 ? g->em / 3 : 0;
        for (size_t i = 0; i < count; i++) {
            struct centred *c = &list[i];
            c->block = sheet_block(sheet, c->utf8, strlen(c->utf8), &c->ink, inner_width(g),
                                   c->most < most ? c->most : most, false);
            height += (int)block_lines(c->block) * c->ink.pitch;
        }
        if (height <= room || most == 1) {
            return height;
        }
    }
}

static void draw_neutral(struct sheet *sheet, struct centred *list, size_t count)
{
    const struct grid *g = &sheet->grid;
    int height = fit_centred(sheet, list, count);
    int low = g->foot_rule - g->em / 4 - height, y = g->height / 3;
    y = y < low ? y : low;
    layout_logo_above(sheet, y);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || y + list[i].ink.pitch <= g->foot_rule) {
            draw_centred(sheet, &list[i], &y);
            y += g->em / 3;
        }
    }
}

void layout_blank(struct sheet *sheet)
{
    const struct pl_front *front = front_of(sheet);
    struct centred list[2] = {
        {.utf8 = front->title, .ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text), .most = 3},
        {.utf8 = front->subtitle,
         .ink = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim),
         .most = 3}};
    struct ink *title = &list[0].ink;
    title->bold = true;
    title->pitch = title->pitch * sheet->layout->em_preferred / title->em;
    title->em = sheet->layout->em_preferred;
    grid_neutral(&sheet->grid);
    draw_neutral(sheet, list, front->subtitle ? 2 : 1);
    layout_foot(sheet);
}

void layout_waiting(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    struct centred list[2] = {{.utf8 = words_is(sheet->words, WORD_WAITING),
                               .ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text),
                               .most = 2},
                              {.utf8 = sheet->moment->waiting,
                               .ink = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim),
                               .most = 4}};
    grid_neutral(&sheet->grid);
    draw_neutral(sheet, list, list[1].utf8 ? 2 : 1);
    if (sheet->moment->clock) {
        struct ink dim = ink_of(sheet, SCENE_FOOT, sheet->theme->dim);
        sheet_end_text(sheet, sheet->moment->clock, &dim, g->margin,
                       g->foot_rule + (int)(g->em * 0.15), inner_width(g));
    }
}
