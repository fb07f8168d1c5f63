/* The list of speakers. */
#define _GNU_SOURCE
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "intent.h"
#include "visit.h"

/* The list of the room; one that was never said is open and empty. */
static const struct pl_speakers *speakers_of(struct visit *visit, const char **by_out)
{
    static const struct pl_speakers none = {.open = true};
    const struct pl_speakers *speakers = pl_room_speakers(visit_room(visit), PL_CONFIRMED, by_out);
    return speakers ? speakers : &none;
}

static void print_list(struct visit *visit)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = speakers_of(visit, &by);
    char line[DESCRIBE_LINE];
    if (speakers->has_floor) {
        char used[32];
        int64_t ms = describe_elapsed(visit_room(visit), by, &speakers->floor_clock, visit_now());
        describe_speaker(&speakers->floor, line, sizeof line);
        describe_seconds(ms / 1000, used, sizeof used);
        printf("floor: %s (%s)\n", line, used);
    } else {
        puts("floor: nobody");
    }
    for (size_t i = 0; i < speakers->queue_count; i++) {
        describe_speaker(&speakers->queue[i], line, sizeof line);
        printf("%3zu  %s\n", i + 1, line);
    }
    printf("%zu waiting, the list is %s\n", speakers->queue_count,
           speakers->open ? "open" : "closed");
}

/* ---- add ---- */

static int add(struct visit *visit, const struct call *call, const struct pl_speaker *speaker)
{
    const struct pl_speakers *speakers = speakers_of(visit, NULL);
    if (!speakers->open && !command_value(call, "anyway")) {
        return command_fail("the list is closed; open it with `plenary speaker open`, or give "
                            "--anyway");
    }
    if (speakers->queue_count >= PL_QUEUE_MAX) {
        return command_fail("the list is full: %d are waiting", PL_QUEUE_MAX);
    }
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    intent.as.add = *speaker;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    char line[DESCRIBE_LINE];
    describe_speaker(speaker, line, sizeof line);
    printf("%s, %zu waiting\n", line, speakers_of(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int act_add(struct visit *visit, const struct call *call)
{
    struct pl_speaker speaker = {.kind = PL_KIND_STATEMENT};
    const char *kind = command_value(call, "kind");
    const char *group = command_value(call, "for");
    const char *class_name = command_value(call, "class");
    if (kind && !pl_kind_parse(kind, &speaker.kind)) {
        return COMMAND_USAGE;
    }
    char *name =
        command_text("the name", call->words, call->word_count, PL_NAME_MAX, PL_NAME_POINTS);
    char *on_behalf =
        group ? command_text("the group", &group, 1, PL_NAME_MAX, PL_NAME_POINTS) : NULL;
    char *class_clean =
        class_name ? command_text("the class", &class_name, 1, PL_NAME_MAX, PL_NAME_POINTS) : NULL;
    speaker.name = name;
    speaker.on_behalf = on_behalf;
    speaker.class_name = class_clean;
    bool clean = name && (on_behalf || !group) && (class_clean || !class_name);
    int status = clean ? add(visit, call, &speaker) : COMMAND_FAILED;
    free(name);
    free(on_behalf);
    free(class_clean);
    return status;
}

static int run_add(const struct call *call)
{
    const char *kind = command_value(call, "kind");
    enum pl_kind known;
    if (kind && !pl_kind_parse(kind, &known)) {
        return command_misuse(
            call->command, "no kind \"%s\"; there are statement, point-of-order and reply", kind);
    }
    return visit_run(call, false, act_add);
}

const struct command command_speaker_add = {
    .name = "speaker add",
    .usage = "NAME",
    .summary = "put somebody at the end of the list",
    .help = "A name has at most 60 characters.",
    .example = "  plenary speaker add Brazil --for G77",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_add,
    .options = {
        COMMAND_OPTION("for", "GROUP", "on behalf of a group"),
        COMMAND_OPTION("kind", "KIND", "statement (default), point-of-order or reply"),
        COMMAND_OPTION("class", "CLASS", "whose speaking time is limited as that of others"),
        COMMAND_OPTION("anyway", NULL, "though the list is closed")}};

/* ---- limit ---- */

/* The room's limits with this class set, or taken out at 0; into `limits`. SIZE_MAX: too many. */
static size_t with_limit(const struct pl_speakers *speakers, const char *class_name,
                         int64_t limit_s, struct pl_limit limits[PL_LIMIT_CLASSES])
{
    size_t count = 0;
    for (size_t i = 0; i < speakers->limit_count; i++) {
        if (strcmp(speakers->limits[i].class_name, class_name) != 0) {
            limits[count++] = speakers->limits[i];
        }
    }
    if (limit_s > 0 && count == PL_LIMIT_CLASSES) {
        return SIZE_MAX;
    }
    if (limit_s > 0) {
        limits[count++] = (struct pl_limit){.class_name = class_name, .limit_s = limit_s};
    }
    return count;
}

static int act_limit(struct visit *visit, const struct call *call)
{
    struct pl_limit limits[PL_LIMIT_CLASSES];
    int64_t limit_s = 0;
    const char *end = call->words[call->word_count - 1];
    intent_seconds(end, &limit_s); /* "none" leaves 0 */
    char *class_name =
        command_text("the class", call->words, call->word_count - 1, PL_NAME_MAX, PL_NAME_POINTS);
    if (!class_name) {
        return COMMAND_FAILED;
    }
    size_t count = with_limit(speakers_of(visit, NULL), class_name, limit_s, limits);
    struct pl_intent intent = {.kind = PL_INTENT_LIMITS};
    intent.as.limits.limits = limits;
    intent.as.limits.count = count;
    int status = count == SIZE_MAX
                     ? command_fail("there are limits for %d classes already", PL_LIMIT_CLASSES)
                     : COMMAND_OK;
    if (status == COMMAND_OK && !visit_submit(visit, &intent)) {
        status = COMMAND_FAILED;
    }
    if (status == COMMAND_OK) {
        printf("%s: %s\n", class_name, limit_s > 0 ? end : "no limit");
    }
    free(class_name);
    return status;
}

static int run_limit(const struct call *call)
{
    int64_t limit_s = 0;
    const char *end = call->words[call->word_count - 1];
    if (!intent_seconds(end, &limit_s) && strcmp(end, "none") != 0) {
        return command_misuse(call->command, "\"%.60s\" is no time such as 5:00, nor none", end);
    }
    return visit_run(call, false, act_limit);
}

const struct command command_speaker_limit = {
    .name = "speaker limit",
    .usage = "CLASS MM:SS|none",
    .summary = "limit the speaking time of a class",
    .help = "Holds for those of the class who are given the floor from now on.",
    .example = "  plenary speaker limit group 10:00",
    .least = 2,
    .most = COMMAND_WORDS_MAX,
    .run = run_limit};

/* ---- next, done, remove ---- */

static int act_next(struct visit *visit, const struct call *call)
{
    (void)call;
    const struct pl_speakers *speakers = speakers_of(visit, NULL);
    if (speakers->queue_count == 0) {
        return command_fail("nobody is waiting%s",
                            speakers->has_floor ? "; to end the floor: plenary speaker done" : "");
    }
    char line[DESCRIBE_LINE];
    describe_speaker(&speakers->queue[0], line, sizeof line);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_GIVE};
    intent.as.floor.entry = speakers->queue[0].id;
    intent.as.floor.premise = speakers->has_floor ? speakers->floor.id : NULL;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("%s has the floor, %zu waiting\n", line, speakers_of(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int act_done(struct visit *visit, const struct call *call)
{
    (void)call;
    const struct pl_speakers *speakers = speakers_of(visit, NULL);
    if (!speakers->has_floor) {
        return command_fail("nobody has the floor");
    }
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_END};
    intent.as.floor.entry = speakers->floor.id;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("the floor is free, %zu waiting\n", speakers_of(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int remove_entry(struct visit *visit, const struct pl_speaker *speaker)
{
    char line[DESCRIBE_LINE];
    describe_speaker(speaker, line, sizeof line);
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_REMOVE};
    intent.as.order.entry = speaker->id;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("%s is off the list, %zu waiting\n", line, speakers_of(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int remove_named(struct visit *visit, const char *name)
{
    const struct pl_speakers *speakers = speakers_of(visit, NULL);
    size_t index = 0;
    size_t second = 0;
    switch (intent_speaker(speakers, name, &index, &second)) {
    case INTENT_WHO_QUEUE:
        assert(speakers->queue);
        return remove_entry(visit, &speakers->queue[index]);
    case INTENT_WHO_FLOOR:
        return command_fail("%s has the floor; to end it: plenary speaker done", name);
    case INTENT_WHO_MANY:
        return command_fail("%s is on the list more than once (%zu, %zu); give the number", name,
                            index + 1, second + 1);
    case INTENT_WHO_NONE:
        break;
    }
    return command_fail("%s is not on the list of %zu; see plenary speaker list", name,
                        speakers->queue_count);
}

static int act_remove(struct visit *visit, const struct call *call)
{
    char *name =
        command_text("the name", call->words, call->word_count, PL_NAME_MAX, PL_NAME_POINTS);
    int status = name ? remove_named(visit, name) : COMMAND_FAILED;
    free(name);
    return status;
}

static int run_next(const struct call *call)
{
    return visit_run(call, false, act_next);
}

static int run_done(const struct call *call)
{
    return visit_run(call, false, act_done);
}

static int run_remove(const struct call *call)
{
    return visit_run(call, false, act_remove);
}

const struct command command_speaker_next = {.name = "speaker next",
                                             .usage = "",
                                             .summary = "give the floor to the first on the list",
                                             .help = "Whoever had the floor has ended.",
                                             .example = "  plenary speaker next",
                                             .run = run_next};

const struct command command_speaker_done = {.name = "speaker done",
                                             .usage = "",
                                             .summary = "end the floor and give it to nobody",
                                             .help = "The list stays as it is.",
                                             .example = "  plenary speaker done",
                                             .run = run_done};

const struct command command_speaker_remove = {
    .name = "speaker remove",
    .usage = "NAME|N",
    .summary = "take somebody off the list",
    .help = "By name, capitals or not, or by the number that `speaker list` shows.",
    .example = "  plenary speaker remove Brazil",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_remove};

/* ---- list, open, close ---- */

static int act_list(struct visit *visit, const struct call *call)
{
    (void)call;
    print_list(visit);
    return COMMAND_OK;
}

static int set_open(struct visit *visit, bool open)
{
    struct pl_intent intent = {.kind = PL_INTENT_LIST, .as.open = open};
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("the list is %s\n", open ? "open" : "closed");
    return COMMAND_OK;
}

static int act_open(struct visit *visit, const struct call *call)
{
    (void)call;
    return set_open(visit, true);
}

static int act_close(struct visit *visit, const struct call *call)
{
    (void)call;
    return set_open(visit, false);
}

static int run_list(const struct call *call)
{
    return visit_run(call, false, act_list);
}

static int run_open(const struct call *call)
{
    return visit_run(call, false, act_open);
}

static int run_close(const struct call *call)
{
    return visit_run(call, false, act_close);
}

const struct command command_speaker_list = {
    .name = "speaker list",
    .usage = "",
    .summary = "show who has the floor and who waits",
    .help = "A line for each who waits, with the number that `speaker remove` takes.",
    .example = "  plenary speaker list",
    .run = run_list};

const struct command command_speaker_open = {.name = "speaker open",
                                             .usage = "",
                                             .summary = "open the list of speakers",
                                             .help = "From now on names can be added.",
                                             .example = "  plenary speaker open",
                                             .run = run_open};

const struct command command_speaker_close = {
    .name = "speaker close",
    .usage = "",
    .summary = "close the list of speakers",
    .help = "Those who wait stay on it; nobody can be added but with --anyway.",
    .example = "  plenary speaker close",
    .run = run_close};
