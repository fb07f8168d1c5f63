/* The list of speakers. */
#define _GNU_SOURCE
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "intent.h"
#include "names_file.h"
#include "queue.h"
#include "verb_speakers.h"

const struct pl_speakers *verb_speakers(struct visit *visit, const char **by_out)
{
    static const struct pl_speakers none = {.open = true};
    const struct pl_speakers *speakers = pl_room_speakers(visit_room(visit), PL_CONFIRMED, by_out);
    return speakers ? speakers : &none;
}

const struct pl_speaker *verb_speaker(struct visit *visit, const char *name)
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    size_t index = 0;
    size_t second = 0;
    switch (intent_speaker(speakers, name, &index, &second)) {
    case INTENT_WHO_QUEUE:
        assert(speakers->queue);
        return &speakers->queue[index];
    case INTENT_WHO_FLOOR:
        command_fail("%s has the floor; to end it: plenary speaker done", name);
        break;
    case INTENT_WHO_MANY:
        command_fail("%s is on the list more than once (%zu, %zu); give the number", name,
                     index + 1, second + 1);
        break;
    case INTENT_WHO_NONE:
        command_fail("%s is not on the list of %zu; see plenary speaker list", name,
                     speakers->queue_count);
        break;
    }
    return NULL;
}

typedef int verb_act(struct visit *visit, const struct call *call, const struct roster *roster);

static int run(const struct call *call, verb_act *act,
               struct visit *(*enter)(const struct call *call, bool needs_text))
{
    struct roster *roster = NULL;
    if (!names_file_read(call, &roster)) {
        return COMMAND_FAILED;
    }
    struct visit *visit = enter(call, false);
    int status = visit_end(visit, visit ? act(visit, call, roster) : COMMAND_FAILED);
    roster_destroy(roster);
    return status;
}

int verb_run(const struct call *call,
             int (*act)(struct visit *visit, const struct call *call, const struct roster *roster))
{
    return run(call, act, visit_enter);
}

static struct visit *enter_about(const struct call *call, bool needs_text)
{
    (void)needs_text;
    return visit_enter_about(call, call->words[0]);
}

int verb_run_about(const struct call *call, int (*act)(struct visit *visit, const struct call *call,
                                                       const struct roster *roster))
{
    return run(call, act, enter_about);
}

/* ---- list ---- */

static void print_floor(struct visit *visit)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = verb_speakers(visit, &by);
    char line[DESCRIBE_LINE];
    char used[32];
    if (!speakers->has_floor) {
        puts("floor: nobody");
        return;
    }
    int64_t ms = describe_elapsed(visit_room(visit), by, &speakers->floor_clock, visit_now());
    describe_speaker(&speakers->floor, line, sizeof line);
    describe_seconds(ms / 1000, used, sizeof used);
    printf("floor: %s (%s%s)\n", line, used, speakers->floor_clock.running ? "" : ", paused");
}

static void print_requests(struct visit *visit, const struct roster *roster)
{
    struct pl_asking asking;
    for (size_t i = 0; pl_room_request(visit_room(visit), i, &asking); i++) {
        const struct roster_entry *known = roster_by_user(roster, asking.user);
        struct pl_speaker speaker = {.name = known ? known->name : asking.user,
                                     .on_behalf = asking.request->on_behalf,
                                     .kind = asking.request->kind};
        char line[DESCRIBE_LINE];
        describe_speaker(&speaker, line, sizeof line);
        printf("  ?  %s %s (user %s)\n", line,
               asking.request->want == PL_WANT_WITHDRAW ? "wants off the list" : "asks",
               asking.user);
    }
}

static void print_balance(const struct pl_speakers *speakers, const struct roster *roster)
{
    struct queue_share shares[QUEUE_SHARES];
    char line[QUEUE_LINE];
    size_t groups = queue_groups(speakers, roster, shares);
    queue_describe(shares, groups, line, sizeof line);
    if (line[0]) {
        printf("by group: %s\n", line);
    }
    queue_describe(shares, queue_classes(speakers, roster, shares), line, sizeof line);
    if (roster && line[0]) {
        printf("by class: %s\n", line);
    }
}

static int act_list(struct visit *visit, const struct call *call, const struct roster *roster)
{
    (void)call;
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    char line[DESCRIBE_LINE];
    print_floor(visit);
    print_requests(visit, roster);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        describe_speaker(&speakers->queue[i], line, sizeof line);
        printf("%3zu  %s\n", i + 1, line);
    }
    print_balance(speakers, roster);
    printf("%zu waiting, the list is %s\n", speakers->queue_count,
           speakers->open ? "open" : "closed");
    return COMMAND_OK;
}

/* ---- add ---- */

/* Where it came to stand, where that is not the end; and which reply it is. */
static void print_added(const struct pl_speakers *speakers, const struct pl_speaker *speaker,
                        size_t place, size_t replies)
{
    char line[DESCRIBE_LINE];
    char ordinal[24];
    describe_speaker(speaker, line, sizeof line);
    printf("%s, %zu waiting", line, speakers->queue_count);
    if (place + 1 < speakers->queue_count) {
        queue_ordinal(place + 1, ordinal, sizeof ordinal);
        printf(", speaks %s", ordinal);
    }
    if (speaker->kind == PL_KIND_REPLY && replies > 0) {
        queue_ordinal(replies + 1, ordinal, sizeof ordinal);
        printf(", the %s reply on the list", ordinal);
    }
    puts("");
}

int verb_add(struct visit *visit, const struct roster *roster, const struct pl_speaker *speaker,
             enum pl_queue_rule rule, const struct pl_answer *answer)
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    struct pl_intent intents[] = {{.kind = PL_INTENT_SPEAKER_ADD}, {.kind = PL_INTENT_ANSWER}};
    struct pl_speaker *add = &intents[0].as.add;
    if (speakers->queue_count >= PL_QUEUE_MAX) {
        return command_fail("the list is full: %d are waiting", PL_QUEUE_MAX);
    }
    size_t place = pl_queue_place(speakers, rule, speaker->kind);
    size_t replies = queue_replies(speakers, speaker->name);
    *add = *speaker;
    intents[0].as.rule = rule;
    if (!add->class_name) {
        add->class_name =
            queue_class(speakers, roster, speaker->name, speaker->user, speaker->on_behalf);
    }
    if (answer) {
        intents[1].as.answer = *answer;
    }
    if (!visit_submit_all(visit, intents, answer ? 2 : 1)) {
        return COMMAND_FAILED;
    }
    print_added(verb_speakers(visit, NULL), speaker, place, replies);
    return COMMAND_OK;
}

static int add(struct visit *visit, const struct call *call, const struct roster *roster,
               const struct pl_speaker *speaker)
{
    if (!verb_speakers(visit, NULL)->open && !command_value(call, "anyway")) {
        return command_fail("the list is closed; open it with `plenary speaker open`, or give "
                            "--anyway");
    }
    return verb_add(visit, roster, speaker,
                    command_value(call, "last") ? PL_QUEUE_END : PL_QUEUE_KINDS, NULL);
}

static int act_add(struct visit *visit, const struct call *call, const struct roster *roster)
{
    struct pl_speaker speaker = {.kind = PL_KIND_STATEMENT};
    const char *kind = command_value(call, "kind");
    const char *group = command_value(call, "for");
    const char *class_name = command_value(call, "class");
    if (kind && !pl_kind_parse(kind, &speaker.kind)) {
        return COMMAND_USAGE;
    }
    char *name = command_name("the name", call->words, call->word_count);
    char *on_behalf = group ? command_name("the group", &group, 1) : NULL;
    char *class_clean = class_name ? command_name("the class", &class_name, 1) : NULL;
    speaker.name = name ? queue_spelt(roster, name, false) : NULL;
    speaker.on_behalf = on_behalf ? queue_spelt(roster, on_behalf, true) : NULL;
    speaker.class_name = class_clean;
    bool clean = name && (on_behalf || !group) && (class_clean || !class_name);
    int status = clean ? add(visit, call, roster, &speaker) : COMMAND_FAILED;
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
    return verb_run(call, act_add);
}

const struct command command_speaker_add = {
    .name = "speaker add",
    .usage = "NAME",
    .summary = "put somebody on the list",
    .help =
        "A point of order goes first, behind those that were asked for before; a right of reply "
        "goes to\nthe end. Whoever speaks for a group has the class group, others the one of "
        "the names file,\nelse delegation. A name has at most 60 characters.",
    .example = "  plenary speaker add Brazil --for G77",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_add,
    .options = {
        COMMAND_OPTION("for", "GROUP", "on behalf of a group"),
        COMMAND_OPTION("kind", "KIND", "statement (default), point-of-order or reply"),
        COMMAND_OPTION("class", "CLASS", "whose speaking time is limited as that of others"),
        COMMAND_OPTION("last", NULL, "at the end, whatever the kind"),
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
    char *class_name = command_name("the class", call->words, call->word_count - 1);
    if (!class_name) {
        return COMMAND_FAILED;
    }
    size_t count = with_limit(verb_speakers(visit, NULL), class_name, limit_s, limits);
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

static int give(struct visit *visit, const struct pl_speaker *speaker)
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    char line[DESCRIBE_LINE];
    describe_speaker(speaker, line, sizeof line);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_GIVE};
    intent.as.floor.entry = speaker->id;
    intent.as.floor.premise = speakers->has_floor ? speakers->floor.id : NULL;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("%s has the floor, %zu waiting\n", line, verb_speakers(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int give_named(struct visit *visit, const struct call *call)
{
    char *name = command_name("the name", call->words, call->word_count);
    const struct pl_speaker *speaker = name ? verb_speaker(visit, name) : NULL;
    free(name);
    return speaker ? give(visit, speaker) : COMMAND_FAILED;
}

static int act_next(struct visit *visit, const struct call *call)
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    if (call->word_count > 0) {
        return give_named(visit, call);
    }
    if (speakers->queue_count == 0) {
        return command_fail("nobody is waiting%s",
                            speakers->has_floor ? "; to end the floor: plenary speaker done" : "");
    }
    return give(visit, &speakers->queue[0]);
}

static int act_done(struct visit *visit, const struct call *call)
{
    (void)call;
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    if (!speakers->has_floor) {
        return command_fail("nobody has the floor");
    }
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_END};
    intent.as.floor.entry = speakers->floor.id;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("the floor is free, %zu waiting\n", verb_speakers(visit, NULL)->queue_count);
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
    printf("%s is off the list, %zu waiting\n", line, verb_speakers(visit, NULL)->queue_count);
    return COMMAND_OK;
}

static int act_remove(struct visit *visit, const struct call *call)
{
    char *name = command_name("the name", call->words, call->word_count);
    const struct pl_speaker *speaker = name ? verb_speaker(visit, name) : NULL;
    free(name);
    return speaker ? remove_entry(visit, speaker) : COMMAND_FAILED;
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
                                             .usage = "[NAME|N]",
                                             .summary = "give the floor to the first on the list",
                                             .help = "Or to the one that is named. Whoever had "
                                                     "the floor has ended.",
                                             .example = "  plenary speaker next",
                                             .most = COMMAND_WORDS_MAX,
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

/* ---- open, close ---- */

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
    return run(call, act_list, visit_enter_reader);
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
    .help =
        "A line for each who waits, with the number that `speaker remove` takes; ? marks those who "
        "ask from\nelsewhere, by the name that the names file gives their user.",
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
