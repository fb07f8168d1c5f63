/* What this user's commands on this machine did last, taken back: other desks' acts are theirs. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "intent.h"
#include "journal.h"
#include "restore.h"
#include "visit.h"

enum { COUNT_MAX = 100 };

/* A clock that ran when the act was done has gone on meanwhile. */
static void bring_forward(struct acts_list *back, int64_t passed_ms)
{
    for (size_t i = 0; i < back->count && passed_ms > 0; i++) {
        struct pl_intent *intent = back->intents[i];
        struct pl_run_clock *clock = intent->kind == PL_INTENT_TIMER ? &intent->as.timer.clock
                                     : intent->kind == PL_INTENT_FLOOR_BACK
                                         ? &intent->as.floor_back.clock
                                         : NULL;
        if (clock && clock->running) {
            clock->used_ms += passed_ms;
        }
    }
}

static bool put_back_text(struct visit *visit, const struct journal_act *act)
{
    struct restore restore;
    if (!act->text || restore_init(&restore, act->text) != PUBLISH_OK) {
        command_fail("the text before \"%s\" is no longer kept", act->name);
        return false;
    }
    bool loaded = visit_load_quietly(visit, &restore.document, restore.sections);
    restore_finish(&restore);
    return loaded;
}

static bool put_back(struct visit *visit, struct journal_act *act)
{
    bring_forward(&act->back, visit_now().wall_ms - act->made_ms);
    for (size_t i = 0; i < act->back.count; i++) {
        if (!visit_submit_quietly(visit, act->back.intents[i])) {
            command_fail("\"%s\" is not taken back%s: the room has changed since", act->name,
                         i > 0 ? " but in part" : "");
            return false;
        }
    }
    return true;
}

static bool undo_one(struct visit *visit)
{
    struct journal journal = visit_journal(visit);
    struct journal_act act;
    if (!journal_peek(&journal, &act)) {
        command_fail("nothing that '%s' did in room \"%s\" from this machine is left to take back",
                     journal.user, journal.room);
        return false;
    }
    bool done = act.back.count > 0 ? put_back(visit, &act) : put_back_text(visit, &act);
    if (done) {
        printf("taken back: %s\n", act.name);
    }
    journal_drop(&journal);
    journal_act_finish(&act);
    return done;
}

static bool read_count(const struct call *call, int64_t *count_out)
{
    const char *count = command_value(call, "count");
    *count_out = 1;
    return !count || intent_number(count, 1, COUNT_MAX, count_out);
}

static int act_undo(struct visit *visit, const struct call *call)
{
    int64_t count;
    bool done = read_count(call, &count);
    for (int64_t i = 0; i < count && done; i++) {
        done = undo_one(visit);
    }
    return done ? COMMAND_OK : COMMAND_FAILED;
}

static int run_undo(const struct call *call)
{
    int64_t count;
    if (!read_count(call, &count)) {
        return command_misuse(call->command, "--count wants a number from 1 to %d", COUNT_MAX);
    }
    return visit_run(call, false, act_undo);
}

const struct command command_undo = {
    .name = "undo",
    .usage = "[--count N]",
    .summary = "take back what was done from here last",
    .help =
        "What this user's commands on this machine did last in the room, one by one, a load\n"
        "included: a new message, so all readers agree. What somebody else has changed since is\n"
        "not overwritten. What a desk did is taken back at that desk, by u.",
    .example = "  plenary undo\n  plenary undo --count 3",
    .run = run_undo,
    .options = {COMMAND_OPTION("count", "N", "so many steps")}};
