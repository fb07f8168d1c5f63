/* The foot: from the start side a badge, and the notice or the document's title; at the end side
 * the timer and the clock, in the last line. A long notice takes more lines, upwards. */
#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum {
    LINE_BYTES = PL_TITLE_MAX + 64,
    NOTICE_LINES = 4,
    BADGE_BYTES = 256,
    TITLE_EM = 8, /* least of one that is cut */
    NOTICE_EM = 6 /* least of a notice */
};

/* Something at the line's end; width 0: it is left out. */
struct end {
    const char *text;
    struct ink ink;
    int air;   /* at its end side */
    int width; /* air included */
};

enum { END_CLOCK, END_TIME, END_LABEL, ENDS };

struct foot {
    struct pl_liveness live;
    bool badge;
    char badge_text[BADGE_BYTES];
    int badge_width;
    struct end ends[ENDS]; /* from the end side in */
    char time[128];
    int x, width; /* what is free of the last line */
    const char *notice;
    bool above; /* the notice has its lines above the last, of the whole width */
};

/* ---- the notice ---- */

const char *layout_notice(struct sheet *sheet)
{
    const char *by = NULL;
    int64_t now_ms = 0;
    const struct pl_notice *notice = pl_room_notice(sheet->room, PL_CONFIRMED, &by);
    if (!notice || !notice->text[0]) {
        return NULL;
    }
    if (notice->until_ms && !pl_room_writer_now(sheet->room, by, sheet->moment->now, &now_ms)) {
        sheet_wake(sheet, UNKNOWN_MS); /* whose clock is unknown: nothing expires */
    } else if (notice->until_ms) {
        if (now_ms >= notice->until_ms) {
            return NULL;
        }
        sheet_wake(sheet, notice->until_ms - now_ms);
    }
    sheet->layout->shown.notice = true;
    return notice->text;
}

/* ---- what stands where ---- */

static void badge_text(const struct sheet *sheet, const struct pl_liveness *live, char *out,
                       size_t size)
{
    static const enum word whys[] = {
        [PL_LIVE_CUT] = WORD_RECONNECTING, [PL_LIVE_SILENT] = WORD_NO_ANSWER,
        [PL_LIVE_NO_BEAT] = WORD_NO_BEAT,  [PL_LIVE_LOST] = WORD_LOST,
        [PL_LIVE_BEHIND] = WORD_BEHIND,    [PL_LIVE_UNREADABLE] = WORD_UNREADABLE,
        [PL_LIVE_DENIED] = WORD_DENIED};
    const struct words *w = sheet->words;
    const char *why = words_is(w, whys[live->live]);
    if (live->live == PL_LIVE_DENIED) {
        snprintf(out, size, "%s", why); /* what it shows is live */
    } else if (sheet->moment->since) {
        words_put(out, size, words_is(w, WORD_NOT_LIVE_SINCE), sheet->moment->since, why);
    } else {
        words_put(out, size, words_is(w, WORD_NOT_LIVE), why, NULL);
    }
}

static struct ink badge_ink(const struct sheet *sheet)
{
    struct ink ink = ink_of(sheet, SCENE_BADGE, sheet->theme->badge_text);
    ink.bold = true;
    ink.from_start = true;
    return ink;
}

static int badge_pad(const struct grid *g)
{
    return g->em / 3;
}

static const struct text_block *badge_block(struct sheet *sheet, const struct foot *foot)
{
    struct ink ink = badge_ink(sheet);
    int width = grid_inner(&sheet->grid) - 2 * badge_pad(&sheet->grid);
    return sheet_block(sheet, foot->badge_text, strlen(foot->badge_text), &ink, width, 1, false);
}

static void plan_badge(struct sheet *sheet, struct foot *foot)
{
    const struct grid *g = &sheet->grid;
    pl_room_liveness(sheet->room, sheet->moment->now, &foot->live);
    foot->badge = foot->live.live != PL_LIVE && foot->live.live != PL_LIVE_JOINING;
    if (foot->badge) {
        badge_text(sheet, &foot->live, foot->badge_text, sizeof foot->badge_text);
        foot->badge_width = block_width(badge_block(sheet, foot)) + 2 * badge_pad(g);
        foot->x += foot->badge_width + g->em;
        foot->width -= foot->badge_width + g->em;
    }
}

/* Takes from the free width what the text needs; one that may be cut gets at most `most`. */
static void plan_end(struct sheet *sheet, struct foot *foot, struct end *end, int most, bool cut)
{
    most -= end->air;
    if (!end->text || !end->text[0] || most < 3 * sheet->grid.em) {
        return;
    }
    const struct text_block *block =
        sheet_block(sheet, end->text, strlen(end->text), &end->ink, most, cut ? 1 : 0, false);
    int width = block_width(block);
    if (block_lines(block) == 1 && width <= most) {
        end->width = width + end->air;
        foot->width -= end->width;
    }
}

/* "12:30", "+0:12 · paused" */
static void timer_time(struct sheet *sheet, const struct pl_timer *timer, const char *by,
                       struct foot *foot)
{
    struct shown_time time = layout_time(sheet, by, &timer->clock, timer->mode == PL_TIMER_DOWN);
    struct ink ink = ink_of(sheet, SCENE_FOOT, sheet->theme->text);
    ink.bold = time.soon || time.over;
    ink.colour = ink.bold ? time.colour : ink.colour;
    layout_time_put(sheet, &time, time.text, foot->time, sizeof foot->time);
    foot->ends[END_TIME] = (struct end){.text = foot->time, .ink = ink, .air = ink.em};
    foot->ends[END_LABEL] =
        (struct end){.text = timer->label[0] ? timer->label : words_is(sheet->words, WORD_TIMER),
                     .ink = ink,
                     .air = ink.em / 2};
    foot->ends[END_LABEL].ink.bold = false;
    sheet->layout->shown.timer_s = time.seconds;
}

/* The time before the clock, which people have on their wrist; the label in what is left, for the
 * title or notice gets half. A time without its label would be read as a clock's. */
static void plan_ends(struct sheet *sheet, struct foot *foot)
{
    const char *by = NULL;
    const struct pl_timer *timer = pl_room_timer(sheet->room, PL_CONFIRMED, &by);
    struct end *clock = &foot->ends[END_CLOCK], *time = &foot->ends[END_TIME],
               *label = &foot->ends[END_LABEL];
    *clock = (struct end){.text = sheet->moment->clock,
                          .ink = ink_of(sheet, SCENE_FOOT, sheet->theme->dim)};
    if (timer && timer->mode != PL_TIMER_OFF) {
        int em = sheet->grid.em;
        timer_time(sheet, timer, by, foot);
        plan_end(sheet, foot, time, foot->width - 4 * em, false);
        plan_end(sheet, foot, clock, time->width ? foot->width - 4 * em : foot->width, false);
        int half = foot->width / 2;
        if (time->width) {
            plan_end(sheet, foot, label, half > 5 * em ? half : foot->width, true);
        }
        if (!label->width) {
            foot->width += time->width;
            time->width = 0;
        }
    } else {
        plan_end(sheet, foot, clock, foot->width, false);
    }
    foot->width -= clock->width || time->width ? sheet->grid.em : 0;
}

static struct ink words_ink(const struct sheet *sheet, uint32_t colour)
{
    struct ink ink = ink_of(sheet, SCENE_FOOT, colour);
    ink.from_start = true;
    return ink;
}

/* In the last line and, where it needs more, upwards; above it over the whole width where that
 * takes fewer lines. Lines of the foot. */
static int plan_notice(struct sheet *sheet, struct foot *foot)
{
    struct ink ink = words_ink(sheet, sheet->theme->text);
    size_t bytes = foot->notice ? strlen(foot->notice) : 0;
    if (!foot->notice) {
        return 1;
    }
    int least = NOTICE_EM * ink.em;
    int beside = foot->width < least ? NOTICE_LINES + 2
                                     : (int)block_lines(sheet_block(sheet, foot->notice, bytes,
                                                                    &ink, foot->width, 0, false));
    int above = 1 + (int)block_lines(sheet_block(sheet, foot->notice, bytes, &ink,
                                                 grid_inner(&sheet->grid), NOTICE_LINES, false));
    foot->above = beside > 1 && above <= beside;
    return foot->above ? above : beside < NOTICE_LINES ? beside : NOTICE_LINES;
}

static int plan_foot(struct sheet *sheet, bool notice, struct foot *foot)
{
    *foot = (struct foot){.x = sheet->grid.margin, .width = grid_inner(&sheet->grid)};
    plan_badge(sheet, foot);
    plan_ends(sheet, foot);
    foot->notice = notice ? layout_notice(sheet) : NULL;
    return plan_notice(sheet, foot);
}

int layout_foot_lines(struct sheet *sheet)
{
    struct foot foot;
    return plan_foot(sheet, true, &foot);
}

/* ---- drawing ---- */

static void draw_badge(struct sheet *sheet, const struct foot *foot, int y)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = badge_ink(sheet);
    int pad = badge_pad(g);
    struct scene_rect box = {g->margin, y + g->pitch / 24, foot->badge_width, g->pitch * 23 / 24};
    sheet_rect(sheet, SCENE_BADGE, box, sheet->theme->badge, g->em / 8);
    sheet_lines(sheet, badge_block(sheet, foot), 0, 1, &ink, g->margin + pad, y,
                grid_inner(g) - 2 * pad);
}

static void draw_ends(struct sheet *sheet, const struct foot *foot, int y)
{
    const struct grid *g = &sheet->grid;
    int right = g->width - g->margin;
    for (size_t i = 0; i < ENDS; i++) {
        const struct end *end = &foot->ends[i];
        if (end->width) {
            int width = end->width - end->air;
            right -= width + (right < g->width - g->margin ? end->air : 0);
            sheet_end_text(sheet, end->text, &end->ink, right, y, width);
        }
    }
}

/* What stands at the foot's start when there is no notice: that this display has a twin or the desk
 * was closed, else the document's title, with a word where no desk was ever heard. */
static const char *calm_text(const struct sheet *sheet, const struct pl_liveness *live, char *out,
                             size_t size)
{
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
    if (live->no_desk) {
        words_put(out, size, words_is(sheet->words, WORD_NO_DESK), layout_front(sheet)->title,
                  NULL);
        return out;
    }
    return layout_front(sheet)->title;
}

static void draw_words(struct sheet *sheet, const struct foot *foot, int y, bool title)
{
    const struct grid *g = &sheet->grid;
    char text[LINE_BYTES];
    bool notice = foot->notice && !foot->above;
    struct ink ink = words_ink(sheet, notice ? sheet->theme->text : sheet->theme->dim);
    if (foot->width < 3 * g->em || (foot->badge && !notice)) {
        return;
    }
    if (notice && (!foot->badge || foot->width >= NOTICE_EM * g->em)) {
        const struct text_block *block =
            sheet_block(sheet, foot->notice, strlen(foot->notice), &ink, foot->width,
                        (size_t)g->foot_lines, false);
        int lines = (int)block_lines(block);
        if (lines == 1) {
            int used = layout_logo(sheet, foot->notice, &ink, foot->x, y, foot->width);
            sheet_text(sheet, foot->notice, &ink, foot->x + used, y, foot->width - used, 1);
            return;
        }
        sheet_lines(sheet, block, 0, (size_t)lines, &ink, foot->x, y - (lines - 1) * g->pitch,
                    foot->width);
    } else if (!notice && (title || foot->live.desk_closed || pl_room_twin(sheet->room))) {
        const char *calm = calm_text(sheet, &foot->live, text, sizeof text);
        const struct text_block *block =
            sheet_block(sheet, calm, strlen(calm), &ink, foot->width, 0, false);
        if (block_lines(block) == 1 || foot->width >= TITLE_EM * g->em) {
            int used = layout_logo(sheet, calm, &ink, foot->x, y, foot->width);
            sheet_text(sheet, calm, &ink, foot->x + used, y, foot->width - used, 1);
        }
    }
}

/* The wall has one line for a notice that wants its own: the timer and then the clock make room. */
static void make_room(const struct grid *g, struct foot *foot)
{
    struct end *clock = &foot->ends[END_CLOCK], *time = &foot->ends[END_TIME],
               *label = &foot->ends[END_LABEL];
    int least = NOTICE_EM * g->em;
    if (foot->width < least) {
        foot->width += time->width + label->width;
        foot->width += clock->width || !time->width ? 0 : g->em;
        time->width = label->width = 0;
    }
    if (foot->width < least && clock->width) {
        foot->width += clock->width + g->em;
        clock->width = 0;
    }
}

/* The badge before all else; where the section's title had to go, nothing but the badge. `title`:
 * the screen does not show the document's elsewhere. */
static void draw_foot(struct sheet *sheet, struct foot *foot, bool title)
{
    const struct grid *g = &sheet->grid;
    int first = g->foot_rule + (int)(g->em * 0.15), last = first + (g->foot_lines - 1) * g->pitch;
    if (foot->above && g->foot_lines == 1) {
        foot->above = false;
        make_room(g, foot);
    }
    if (foot->badge) {
        draw_badge(sheet, foot, last);
    }
    if (foot->badge && title && !g->place) {
        return;
    }
    draw_ends(sheet, foot, last);
    draw_words(sheet, foot, last, title);
    if (foot->above) {
        struct ink ink = words_ink(sheet, sheet->theme->text);
        sheet_text(sheet, foot->notice, &ink, g->margin, first, grid_inner(g),
                   (size_t)g->foot_lines - 1);
    }
}

void layout_foot(struct sheet *sheet)
{
    struct foot foot;
    plan_foot(sheet, true, &foot);
    draw_foot(sheet, &foot, true);
}

void layout_foot_neutral(struct sheet *sheet)
{
    struct foot foot;
    plan_foot(sheet, false, &foot);
    draw_foot(sheet, &foot, false);
}
