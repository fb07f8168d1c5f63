/* The notice and the timer. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "session/clock.h"
#include "session/zone.h"
#include "visit.h"

enum { MINUTES_MAX = 24 * 60 };

/* ---- notice ---- */

static int say_notice(struct visit *visit, const char *text, int64_t until_ms)
{
    struct pl_intent intent = {.kind = PL_INTENT_NOTICE};
    intent.as.notice =
        (struct pl_notice){.text = text, .until_ms = until_ms ? session_wall_ms(until_ms) : 0};
    return visit_submit(visit, &intent) ? COMMAND_OK : COMMAND_FAILED;
}

static int find_hour(int64_t now_ms, const char *until, int hour, int minute, int64_t *until_ms_out)
{
    struct tm here = zone_moment(now_ms);
    switch (zone_next(now_ms, hour, minute, until_ms_out)) {
    case ZONE_AHEAD:
        return COMMAND_OK;
    case ZONE_SKIPPED:
        return command_fail("there is no %s in the room: its clocks go forward over it", until);
    case ZONE_PAST:
        break;
    }
    return command_fail("%s is past: it is %02d:%02d in the room", until, here.tm_hour,
                        here.tm_min);
}

/* Into until_ms_out, by the wall clock; 0 where neither option is given. */
static int find_end(struct visit *visit, const struct call *call, int64_t *until_ms_out)
{
    const char *until = command_value(call, "until");
    const char *minutes = command_value(call, "for");
    int64_t now_ms = session_real_ms(visit_now().wall_ms);
    int64_t number = 0;
    int hour = 0;
    int minute = 0;
    *until_ms_out = 0;
    if (minutes && intent_number(minutes, 1, MINUTES_MAX, &number)) {
        *until_ms_out = now_ms + number * 60000;
    } else if (until && intent_hour(until, &hour, &minute)) {
        const struct pl_document *document = pl_room_document(visit_room(visit), PL_CONFIRMED);
        zone_use(document ? document->time_zone : NULL);
        return find_hour(now_ms, until, hour, minute, until_ms_out);
    }
    return COMMAND_OK;
}

static int act_notice(struct visit *visit, const struct call *call)
{
    int64_t until_ms = 0;
    int status = find_end(visit, call, &until_ms);
    char *text = status == COMMAND_OK ? command_text("the notice", call->words, call->word_count,
                                                     PL_NOTICE_MAX, PL_NOTICE_MAX)
                                      : NULL;
    if (text) {
        status = say_notice(visit, text, until_ms);
    }
    bool said = text && status == COMMAND_OK;
    if (said && until_ms > 0) {
        char end[ZONE_TEXT];
        zone_minutes(until_ms, end);
        printf("%s (until %s)\n", text, end);
    } else if (said) {
        puts(text);
    }
    free(text);
    return said ? COMMAND_OK : COMMAND_FAILED;
}

static int act_clear_notice(struct visit *visit, const struct call *call)
{
    (void)call;
    return say_notice(visit, "", 0);
}

static int run_notice(const struct call *call)
{
    const char *until = command_value(call, "until");
    const char *minutes = command_value(call, "for");
    bool clear = command_value(call, "clear") != NULL;
    int64_t number = 0;
    int hour = 0;
    int minute = 0;
    if (clear != (call->word_count == 0) || (clear && (until || minutes)) || (until && minutes)) {
        return command_misuse(call->command, "give a text, with --until or --for, or --clear");
    }
    if (until && !intent_hour(until, &hour, &minute)) {
        return command_misuse(call->command, "--until wants HH:MM, as 11:15, not \"%s\"", until);
    }
    if (minutes && !intent_number(minutes, 1, MINUTES_MAX, &number)) {
        return command_misuse(call->command, "--for wants minutes from 1 to 1440, not \"%s\"",
                              minutes);
    }
    return visit_run(call, false, clear ? act_clear_notice : act_notice);
}

const struct command command_notice = {
    .name = "notice",
    .usage = "TEXT... | --clear",
    .summary = "show everybody a line",
    .help = "It stays until it is replaced or cleared, or until the time that is given.",
    .example = "  plenary notice Coffee until 11:15 --until 11:15",
    .most = COMMAND_WORDS_MAX,
    .run = run_notice,
    .options = {COMMAND_OPTION("until", "HH:MM", "takes it away then, by the room's clock"),
                COMMAND_OPTION("for", "MINUTES", "takes it away after so many minutes"),
                COMMAND_OPTION("clear", NULL, "take the notice away")}};

/* ---- timer ---- */

static int set_timer(struct visit *visit, const struct pl_timer *timer, const char *what)
{
    struct pl_intent intent = {.kind = PL_INTENT_TIMER, .as.timer = *timer};
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    char seconds[32];
    describe_timer(timer, timer->clock.used_ms, seconds, sizeof seconds);
    printf("timer %s%s%s%s%s\n", what, timer->mode == PL_TIMER_OFF ? "" : " at ",
           timer->mode == PL_TIMER_OFF ? "" : seconds, timer->label[0] ? ", " : "", timer->label);
    return COMMAND_OK;
}

static int act_start(struct visit *visit, const struct call *call)
{
    struct pl_timer timer = {.mode = PL_TIMER_DOWN, .label = "", .clock.running = true};
    const char *option = command_value(call, "label");
    const char *const *words = option ? &option : call->words + 1;
    size_t count = option ? 1 : call->word_count - 1;
    if (!intent_seconds(call->words[0], &timer.clock.limit_s)) {
        return COMMAND_FAILED;
    }
    char *label =
        count > 0 ? command_text("the label", words, count, PL_NAME_MAX, PL_NAME_POINTS) : NULL;
    if (count > 0 && !label) {
        return COMMAND_FAILED;
    }
    timer.label = label ? label : "";
    timer.clock.since_ms = visit_now().wall_ms;
    int status = set_timer(visit, &timer, "started");
    free(label);
    return status;
}

static int run_start(const struct call *call)
{
    int64_t seconds = 0;
    if (!intent_seconds(call->words[0], &seconds)) {
        return command_misuse(call->command, "\"%s\" is no time; give minutes and seconds, as 5:00",
                              call->words[0]);
    }
    if (call->word_count > 1 && command_value(call, "label")) {
        return command_misuse(call->command, "two labels; give words or --label");
    }
    return visit_run(call, false, act_start);
}

/* The timer as it is, its clock run up to now; false after saying that there is none. */
static bool timer_now(struct visit *visit, struct pl_timer *timer_out)
{
    const char *by = NULL;
    struct pl_room *room = visit_room(visit);
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    if (!timer || timer->mode == PL_TIMER_OFF) {
        command_fail("there is no timer; start one: plenary timer start 5:00");
        return false;
    }
    *timer_out = *timer;
    timer_out->clock.used_ms = describe_elapsed(room, by, &timer->clock, visit_now());
    timer_out->clock.since_ms = visit_now().wall_ms;
    return true;
}

static int run_on(struct visit *visit, bool run)
{
    struct pl_timer timer;
    if (!timer_now(visit, &timer)) {
        return COMMAND_FAILED;
    }
    if (timer.clock.running == run) {
        return command_fail("the timer %s already", run ? "runs" : "stands");
    }
    char label[PL_TITLE_MAX + 1];
    snprintf(label, sizeof label, "%s", timer.label);
    timer.label = label;
    timer.clock.running = run;
    return set_timer(visit, &timer, run ? "runs on" : "paused");
}

static int act_pause(struct visit *visit, const struct call *call)
{
    (void)call;
    return run_on(visit, false);
}

static int act_resume(struct visit *visit, const struct call *call)
{
    (void)call;
    return run_on(visit, true);
}

static int act_stop(struct visit *visit, const struct call *call)
{
    (void)call;
    struct pl_timer timer;
    if (!timer_now(visit, &timer)) {
        return COMMAND_FAILED;
    }
    return set_timer(visit, &(struct pl_timer){.mode = PL_TIMER_OFF, .label = ""}, "stopped");
}

static int run_pause(const struct call *call)
{
    return visit_run(call, false, act_pause);
}

static int run_resume(const struct call *call)
{
    return visit_run(call, false, act_resume);
}

static int run_stop(const struct call *call)
{
    return visit_run(call, false, act_stop);
}

const struct command command_timer_start = {
    .name = "timer start",
    .usage = "MM:SS [LABEL...]",
    .summary = "start a count-down on the wall",
    .help = "Past its end it counts on. A timer that runs is replaced.",
    .example = "  plenary timer start 15:00 Coffee\n"
               "  plenary timer start 5:00 --label \"Informal consultation\"",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_start,
    .options = {COMMAND_OPTION("label", "TEXT", "what it is for")}};

const struct command command_timer_pause = {.name = "timer pause",
                                            .usage = "",
                                            .summary = "stop the count-down for a while",
                                            .help = "It keeps its place until `timer resume`.",
                                            .example = "  plenary timer pause",
                                            .run = run_pause};

const struct command command_timer_resume = {.name = "timer resume",
                                             .usage = "",
                                             .summary = "let a paused count-down run on",
                                             .help = "From where it was paused.",
                                             .example = "  plenary timer resume",
                                             .run = run_resume};

const struct command command_timer_stop = {.name = "timer stop",
                                           .usage = "",
                                           .summary = "take the count-down away",
                                           .help = "It cannot be resumed.",
                                           .example = "  plenary timer stop",
                                           .run = run_stop};
