/* A running clock as it is shown: seconds in words, and how urgent they are. */
#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

enum { WARN_S = 30 };

/* The time of a clock whose writer's clock is not known yet. */
static const char UNKNOWN[] = "–:––";

void time_text(char *out, size_t size, int64_t seconds)
{
    long long s = seconds % 60, m = seconds / 60 % 60, h = seconds / 3600;
    if (h > 0) {
        snprintf(out, size, "%lld:%02lld:%02lld", h, m, s);
    } else {
        snprintf(out, size, "%lld:%02lld", m, s);
    }
}

/* "1:52", "+0:12" */
static void count_down(const struct theme *theme, int64_t elapsed_ms, int64_t limit_s,
                       struct shown_time *out)
{
    int64_t left_s = limit_s - elapsed_ms / 1000;
    out->over = left_s <= 0;
    out->soon = !out->over && left_s <= WARN_S;
    out->text[0] = '+';
    time_text(out->text + out->over, sizeof out->text - 1, out->over ? -left_s : left_s);
    out->colour = out->over ? theme->bad : out->soon ? theme->warn : theme->good;
    out->used = out->over ? 1.0 : (double)elapsed_ms / (1000.0 * (double)limit_s);
    out->seconds = left_s;
}

struct shown_time layout_time(struct sheet *sheet, const char *by, const struct pl_run_clock *clock,
                              bool down)
{
    struct shown_time out = {.colour = sheet->theme->dim, .used = -1, .paused = !clock->running};
    int64_t elapsed = 0;
    if (!pl_room_elapsed(sheet->room, by, clock, sheet->moment->now, &elapsed)) {
        snprintf(out.text, sizeof out.text, "%s", UNKNOWN);
        out.seconds = LAYOUT_NO_SECONDS;
        sheet_wake(sheet, UNKNOWN_MS);
        return out;
    }
    elapsed = elapsed > 0 ? elapsed : 0;
    if (down) {
        count_down(sheet->theme, elapsed, clock->limit_s, &out);
    } else {
        out.seconds = elapsed / 1000;
        time_text(out.text, sizeof out.text, out.seconds);
    }
    if (clock->running) {
        sheet_wake(sheet, 1000 - elapsed % 1000);
    }
    return out;
}

void layout_time_put(const struct sheet *sheet, const struct shown_time *time, const char *words,
                     char *out, size_t size)
{
    snprintf(out, size, "%s%s%s", words, time->paused ? " · " : "",
             time->paused ? words_is(sheet->words, WORD_PAUSED) : "");
}
