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

/* The first part of a split section carries its title. */
static const char *title_of(const struct sheet *sheet, size_t section)
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

static int draw_progress(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    size_t agreed = 0, total = 0;
    pl_room_progress(sheet->room, &agreed, &total);
    if (!total) {
        return 0;
    }
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->good);
    char text[48];
    snprintf(text, sizeof text, "✓ %zu of %zu", agreed, total);
    return sheet_end_text(sheet, text, &ink, g->margin, g->em / 4, inner_width(g)) + g->em;
}

void layout_place(struct sheet *sheet, const struct pl_place *place)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text);
    int y = g->em / 4, x = g->margin, width = inner_width(g) - draw_progress(sheet);
    const char *label = place ? document->sections[place->section].label : "";
    const char *title = place ? title_of(sheet, place->section) : "";
    ink.from_start = true;
    if (label[0]) {
        char text[PL_LABEL_MAX + 4];
        snprintf(text, sizeof text, "%s%s", label, title[0] && ends_in_letter(label) ? "." : "");
        struct ink bold = ink;
        bold.bold = true;
        const struct text_block *block =
            sheet_block(sheet, text, strlen(text), &bold, width, 1, false);
        sheet_lines(sheet, block, 0, 1, &bold, x, y, width);
        int used = block_width(block) + g->em / 2;
        x += used;
        width -= used;
    } else if (!title[0]) {
        title = front_of(sheet)->title;
    }
    if (title[0] && width > g->em) {
        sheet_text(sheet, title, &ink, x, y, width, 1);
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
    static const char *const why[] = {[PL_LIVE] = "",
                                      [PL_LIVE_JOINING] = "",
                                      [PL_LIVE_CUT] = "reconnecting",
                                      [PL_LIVE_SILENT] = "no answer, reconnecting",
                                      [PL_LIVE_NO_BEAT] = "the desk is not heard"};
    if (sheet->moment->since) {
        snprintf(out, size, "Not live since %s · %s", sheet->moment->since, why[live->live]);
    } else {
        snprintf(out, size, "Not live · %s", why[live->live]);
    }
}

static void draw_badge(struct sheet *sheet, const struct pl_liveness *live, int y, int width)
{
    const struct grid *g = &sheet->grid;
    char text[128];
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
}

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
        snprintf(out, size, "%s", timer->label);
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
    snprintf(out, size, "%s%s%s%s%s", timer->label, timer->label[0] ? " " : "",
             shown < 0 ? "+" : "", time, timer->clock.running ? "" : " · paused");
    if (timer->clock.running) {
        sheet_wake(sheet, 1000 - elapsed % 1000);
    }
}

/* Clock and timer at the end side; the width they took. */
static int draw_clocks(struct sheet *sheet, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = ink_of(sheet, SCENE_FOOT, sheet->theme->dim);
    int taken = 0;
    if (sheet->moment->clock) {
        taken =
            sheet_end_text(sheet, sheet->moment->clock, &ink, g->margin, y, inner_width(g)) + g->em;
    }
    char text[PL_TITLE_MAX + 64];
    timer_text(sheet, text, sizeof text, &ink.colour);
    if (text[0]) {
        int half = inner_width(g) / 2;
        taken += sheet_end_text(sheet, text, &ink, g->margin + half, y, half - taken) + g->em;
    }
    return taken;
}

/* What stands at the foot's start when all is well: the notice, else that the desk was closed,
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
    if (live->desk_closed) {
        snprintf(out, size, "desk “%s” closed%s%s", live->desk_closed,
                 sheet->moment->closed ? " " : "",
                 sheet->moment->closed ? sheet->moment->closed : "");
        return out;
    }
    return front_of(sheet)->title;
}

void layout_foot(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    struct pl_liveness live;
    int y = g->foot_rule + (int)(g->em * 0.15);
    int width = inner_width(g) - draw_clocks(sheet, y);
    pl_room_liveness(sheet->room, sheet->moment->now, &live);
    if (live.live != PL_LIVE && live.live != PL_LIVE_JOINING) {
        draw_badge(sheet, &live, y, width);
        return;
    }
    char text[LINE_BYTES];
    struct ink ink = ink_of(sheet, SCENE_FOOT, sheet->theme->dim);
    ink.from_start = true;
    const char *words = foot_text(sheet, &live, text, sizeof text, &ink.colour);
    sheet_text(sheet, words, &ink, g->margin, y, width, 1);
}

/* ---- neutral screens ---- */

static void draw_centred(struct sheet *sheet, const struct ink *ink, const char *utf8, int *y,
                         size_t lines)
{
    const struct grid *g = &sheet->grid;
    int width = inner_width(g);
    const struct text_block *block =
        sheet_block(sheet, utf8, strlen(utf8), ink, width, lines, false);
    size_t count = 0;
    const struct text_line *line = block ? text_block_lines(block, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (line[i].run_count) {
            double shift = (width - line[i].width) / 2 - line[i].runs[0].x;
            struct scene_rect box = {g->margin, *y, width, ink->pitch};
            scene_text(sheet->scene, ink->role, box, block, i, g->margin + shift,
                       ink_baseline(sheet, ink, *y), ink->colour, NULL, 0);
        }
        *y += ink->pitch;
    }
}

void layout_blank(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    const struct pl_front *front = front_of(sheet);
    struct ink title = ink_of(sheet, SCENE_PLACE, sheet->theme->text);
    struct ink dim = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
    title.bold = true;
    title.pitch = title.pitch * sheet->layout->em_preferred / title.em;
    title.em = sheet->layout->em_preferred;
    int y = g->height / 3;
    draw_centred(sheet, &title, front->title, &y, 3);
    if (front->subtitle) {
        y += g->em / 3;
        draw_centred(sheet, &dim, front->subtitle, &y, 3);
    }
    layout_foot(sheet);
}

void layout_waiting(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text);
    struct ink dim = ink_of(sheet, SCENE_CONTEXT, sheet->theme->dim);
    int y = g->height / 3;
    draw_centred(sheet, &ink, "Waiting for the meeting", &y, 2);
    y += g->em / 3;
    if (sheet->moment->waiting) {
        draw_centred(sheet, &dim, sheet->moment->waiting, &y, 4);
    }
    if (sheet->moment->clock) {
        sheet_end_text(sheet, sheet->moment->clock, &dim, g->margin,
                       g->foot_rule + (int)(g->em * 0.15), inner_width(g));
    }
}
