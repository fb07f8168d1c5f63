/* The order of the list, and the speaker's clock. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "queue.h"
#include "verb_speakers.h"

/* ---- order ---- */

static int place(struct visit *visit, const struct pl_speaker *speaker,
                 const struct pl_speaker *before)
{
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ORDER};
    char name[PL_NAME_MAX + 1];
    char id[PL_ID_MAX + 1];
    char ordinal[24] = "";
    snprintf(name, sizeof name, "%s", speaker->name);
    snprintf(id, sizeof id, "%s", speaker->id);
    intent.as.order.entry = id;
    intent.as.order.before = before ? before->id : NULL;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        if (strcmp(speakers->queue[i].id, id) == 0) {
            queue_ordinal(i + 1, ordinal, sizeof ordinal);
        }
    }
    printf("%s speaks %s of %zu\n", name, ordinal, speakers->queue_count);
    return COMMAND_OK;
}

static const struct pl_speaker *named(struct visit *visit, const char *const *words, size_t count)
{
    char *name = command_name("the name", words, count);
    const struct pl_speaker *speaker = name ? verb_speaker(visit, name) : NULL;
    free(name);
    return speaker;
}

static int act_order(struct visit *visit, const struct call *call)
{
    const char *before = command_value(call, "before");
    const struct pl_speaker *speaker = named(visit, call->words, call->word_count);
    const struct pl_speaker *other = NULL;
    if (speaker && before) {
        other = named(visit, &before, 1);
    } else if (speaker && command_value(call, "first")) {
        other = &verb_speakers(visit, NULL)->queue[0];
    }
    if (!speaker || (before && !other)) {
        return COMMAND_FAILED;
    }
    return place(visit, speaker, other);
}

static int run_order(const struct call *call)
{
    int given = (command_value(call, "before") != NULL) + (command_value(call, "first") != NULL) +
                (command_value(call, "last") != NULL);
    if (given != 1) {
        return command_misuse(call->command, "where to? give --before NAME, --first or --last");
    }
    return visit_run(call, false, act_order);
}

const struct command command_speaker_order = {
    .name = "speaker order",
    .usage = "NAME|N",
    .summary = "let somebody speak earlier or later",
    .help = "By name, capitals or not, or by the number that `speaker list` shows.",
    .example = "  plenary speaker order Brazil --before Chad",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_order,
    .options = {COMMAND_OPTION("before", "NAME|N", "before this one"),
                COMMAND_OPTION("first", NULL, "before all others"),
                COMMAND_OPTION("last", NULL, "behind all others")}};

/* ---- the clock ---- */

static int set_clock(struct visit *visit, bool run)
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_CLOCK};
    if (!speakers->has_floor) {
        return command_fail("nobody has the floor");
    }
    if (speakers->floor_clock.running == run) {
        return command_fail("the clock of %s %s already", speakers->floor.name,
                            run ? "runs" : "stands");
    }
    intent.as.floor_clock.entry = speakers->floor.id;
    intent.as.floor_clock.running = run;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    speakers = verb_speakers(visit, NULL);
    printf("the clock of %s %s\n", speakers->has_floor ? speakers->floor.name : "nobody",
           run ? "runs on" : "stands");
    return COMMAND_OK;
}

static int act_pause(struct visit *visit, const struct call *call)
{
    (void)call;
    return set_clock(visit, false);
}

static int act_resume(struct visit *visit, const struct call *call)
{
    (void)call;
    return set_clock(visit, true);
}

static int run_pause(const struct call *call)
{
    return visit_run(call, false, act_pause);
}

static int run_resume(const struct call *call)
{
    return visit_run(call, false, act_resume);
}

const struct command command_speaker_pause = {.name = "speaker pause",
                                              .usage = "",
                                              .summary = "stop the speaker's clock for a while",
                                              .help = "As for an interruption; they keep the floor "
                                                      "and the time that is left.",
                                              .example = "  plenary speaker pause",
                                              .run = run_pause};

const struct command command_speaker_resume = {.name = "speaker resume",
                                               .usage = "",
                                               .summary = "let the speaker's clock run on",
                                               .help = "From where it was paused.",
                                               .example = "  plenary speaker resume",
                                               .run = run_resume};
