/* The rules of the list, and the timer. */
#include <stdio.h>

#include "desk_list.h"
#include "queue.h"

/* ---- the rules ---- */

void desk_list_open(struct desk *desk)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_intent intent = {.kind = PL_INTENT_LIST, .as.open = !speakers->open};
    desk_do(desk, &intent, speakers->open ? "the list is closed" : "the list is open");
}

static void answered_limits(struct desk *desk, const char *text)
{
    struct queue_limits limits;
    struct pl_intent intent = {.kind = PL_INTENT_LIMITS};
    char wrong[PL_NAME_MAX + 1] = "";
    char line[QUEUE_LINE];
    if (!queue_limits_read(text, &limits, wrong)) {
        desk_say(desk, DESK_WARNED, "\"%s\" is no class with a time, such as group 10:00", wrong);
        return;
    }
    queue_limits_write(limits.limits, limits.count, line, sizeof line);
    intent.as.limits.limits = limits.limits;
    intent.as.limits.count = limits.count;
    desk_do(desk, &intent, "%s%.120s", limits.count ? "from the next speaker on: " : "no limits",
            line);
}

void desk_limits(struct desk *desk)
{
    static const struct desk_question question = {
        .title = "Speaking time",
        .hint = "CLASS MM:SS, CLASS MM:SS; nothing: no limits. A group's speaker has class group",
        .done = answered_limits};
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    char line[QUEUE_LINE];
    queue_limits_write(speakers->limits, speakers->limit_count, line, sizeof line);
    desk_ask(desk, &question, speakers->limit_count ? line : "group 10:00, delegation 5:00");
}

/* ---- the timer ---- */

static void timer_do(struct desk *desk, enum queue_timer what, int64_t seconds, const char *label)
{
    const char *by = NULL;
    const struct pl_timer *now = pl_room_timer(desk->room, PL_PENDING, &by);
    bool there = now && now->mode != PL_TIMER_OFF;
    struct pl_intent intent = {.kind = PL_INTENT_TIMER};
    struct pl_timer *timer = &intent.as.timer;
    char time[32];
    if (what != QUEUE_TIMER_START && !there) {
        desk_say(desk, DESK_SAID, "there is no timer; type a label and a time, as Coffee 15:00");
        return;
    }
    *timer = (struct pl_timer){.mode = PL_TIMER_OFF, .label = label};
    if (what == QUEUE_TIMER_START) {
        timer->mode = PL_TIMER_DOWN;
        timer->clock = (struct pl_run_clock){
            .running = true, .since_ms = desk->now.wall_ms, .limit_s = seconds};
    } else if (what != QUEUE_TIMER_OFF) {
        *timer = *now;
        timer->clock.used_ms = describe_elapsed(desk->room, by, &now->clock, desk->now);
        timer->clock.since_ms = desk->now.wall_ms;
        timer->clock.running = what == QUEUE_TIMER_GO;
    }
    describe_timer(timer, timer->clock.used_ms, time, sizeof time);
    bool off = timer->mode == PL_TIMER_OFF;
    desk_do(desk, &intent, "timer%s%.100s%s%s%s", timer->label[0] ? " " : "", timer->label,
            off ? " is off" : ", ", off ? "" : time, off || timer->clock.running ? "" : ", stands");
}

static void answered_timer(struct desk *desk, const char *text)
{
    enum queue_timer what;
    int64_t seconds = 0;
    char label[PL_NAME_MAX + 1];
    if (!text[0]) {
        return;
    }
    if (!queue_timer_read(text, &what, &seconds, label)) {
        desk_say(desk, DESK_WARNED, "no time in it; a label and a time, as Coffee 15:00");
        return;
    }
    timer_do(desk, what, seconds, label);
}

void desk_timer(struct desk *desk)
{
    static const struct desk_question start = {
        .title = "Timer", .hint = "LABEL MM:SS, or minutes: Coffee 15", .done = answered_timer};
    static const struct desk_question there = {.title = "Timer",
                                               .hint = "off, pause, go; or a new one: LABEL MM:SS",
                                               .done = answered_timer};
    const struct pl_timer *now = pl_room_timer(desk->room, PL_PENDING, NULL);
    desk_ask(desk, now && now->mode != PL_TIMER_OFF ? &there : &start, "");
}
