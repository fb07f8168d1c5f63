#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "draft_room.h"
#include "edit.h"
#include "session/say.h"
#include "visit.h"

/* ---- amend ---- */

enum ask { ASK_DELETE, ASK_RETAIN, ASK_INSERT, ASK_REPLACE, ASK_ALTERNATIVE, ASK_COUNT };

static const char *const ask_options[ASK_COUNT] = {
    [ASK_DELETE] = "delete",   [ASK_RETAIN] = "retain",           [ASK_INSERT] = "insert",
    [ASK_REPLACE] = "replace", [ASK_ALTERNATIVE] = "alternative",
};

/* What is asked for; ASK_COUNT where it is not one thing. */
static enum ask asked(const struct call *call)
{
    enum ask found = ASK_COUNT;
    for (enum ask i = 0; i < ASK_COUNT; i++) {
        if (command_value(call, ask_options[i])) {
            if (found != ASK_COUNT) {
                return ASK_COUNT;
            }
            found = i;
        }
    }
    return found;
}

static enum edit_error insert_beside(struct target *target, const char *text, const char *beside,
                                     enum edit_side side, const struct pl_names *by,
                                     bool *found_out)
{
    struct edit_span span = {target->words->points, target->words->points};
    *found_out = !beside || target_find(target, beside, &span);
    if (!*found_out) {
        return EDIT_POSITION;
    }
    size_t at = side == EDIT_AFTER ? span.end : span.start;
    const char *spaced = edit_spaced(&target->edit, at, side, text);
    return spaced ? edit_insert(&target->edit, at, spaced, by) : EDIT_MEMORY;
}

static enum edit_error insert(struct target *target, const struct call *call, const char *text,
                              const struct pl_names *by, bool *found_out)
{
    const char *before = command_value(call, "before");
    return before ? insert_beside(target, text, before, EDIT_BEFORE, by, found_out)
                  : insert_beside(target, text, command_value(call, "after"), EDIT_AFTER, by,
                                  found_out);
}

/* `text` is new; the words of the item stand in the option's other half. */
static enum edit_error beside_or_instead(struct target *target, const struct call *call,
                                         enum ask ask, const char *text, const struct pl_names *by,
                                         bool *found_out)
{
    const char *words = command_value(call, ask == ASK_REPLACE ? "replace" : "to");
    struct edit_span span;
    *found_out = target_find(target, words, &span);
    if (!*found_out) {
        return EDIT_POSITION;
    }
    return ask == ASK_REPLACE ? edit_replace(&target->edit, span, text, by)
                              : edit_alternative(&target->edit, span, text, by);
}

static enum edit_error mark(struct target *target, enum ask ask, const char *words,
                            const struct pl_names *by, bool *found_out)
{
    struct edit_span span;
    *found_out = target_find(target, words, &span);
    if (!*found_out) {
        return EDIT_POSITION;
    }
    return ask == ASK_DELETE ? edit_delete(&target->edit, span, by)
                             : edit_retain(&target->edit, span, by);
}

/* The new words, cleaned as text of the feed; NULL after saying why not. */
static char *new_words(const struct call *call, enum ask ask)
{
    const char *text = command_value(call, ask == ASK_REPLACE ? "with" : ask_options[ask]);
    return command_text("the new text", &text, 1, PL_PAYLOAD_MAX, PL_ITEM_POINTS_MAX);
}

static int amend(struct target *target, const struct call *call, const struct pl_names *by)
{
    enum ask ask = asked(call);
    enum edit_error error;
    bool found = false;
    if (ask == ASK_DELETE || ask == ASK_RETAIN) {
        error = mark(target, ask, command_value(call, ask_options[ask]), by, &found);
    } else {
        char *text = new_words(call, ask);
        if (!text) {
            return COMMAND_FAILED;
        }
        error = ask == ASK_INSERT ? insert(target, call, text, by, &found)
                                  : beside_or_instead(target, call, ask, text, by, &found);
        free(text);
    }
    return found ? target_publish(target, error) : COMMAND_FAILED;
}

static int act_amend(struct visit *visit, const struct call *call)
{
    struct target target;
    struct pl_names by;
    int status = COMMAND_FAILED;
    if (!names_take("--by", command_value(call, "by"), &by)) {
        return COMMAND_FAILED;
    }
    if (target_open(&target, visit, call, call->words, call->word_count)) {
        status = amend(&target, call, &by);
        target_close(&target);
    }
    names_free(&by);
    return status;
}

static bool given(const struct call *call, const char *option)
{
    return command_value(call, option) != NULL;
}

static int run_amend(const struct call *call)
{
    enum ask ask = asked(call);
    if (ask == ASK_COUNT) {
        return command_misuse(call->command, "give one of --delete, --retain, --insert, --replace "
                                             "and --alternative");
    }
    if (given(call, "with") != (ask == ASK_REPLACE) ||
        given(call, "to") != (ask == ASK_ALTERNATIVE)) {
        return command_misuse(call->command,
                              "--replace goes with --with, and --alternative with --to");
    }
    if ((given(call, "after") || given(call, "before")) && ask != ASK_INSERT) {
        return command_misuse(call->command, "--after and --before go with --insert");
    }
    if (given(call, "after") && given(call, "before")) {
        return command_misuse(call->command, "give --after or --before, not both");
    }
    return target_run(call, act_amend);
}

const struct command command_amend = {
    .name = "amend",
    .usage = "[LABEL]",
    .summary = "mark what a delegation wants changed in an item",
    .help =
        "Without a label, in the item under discussion. Words are found as they are typed, else\n"
        "without regard to capitals and the shape of quotes. Several delegations may ask for the\n"
        "same words; what one has inserted itself it takes back by --delete. Blanks are put right.",
    .example = "  plenary amend c.4 --delete special --by US\n"
               "  plenary amend c.4 --insert \"common but differentiated\" --after special --by "
               "Brazil,EU\n"
               "  plenary amend c.4 --replace special --with particular --by G77\n"
               "  plenary amend c.4 --alternative particular --to special --by US",
    .most = 8,
    .run = run_amend,
    .options = {COMMAND_OPTION("delete", "WORDS", "strike these words"),
                COMMAND_OPTION("retain", "WORDS", "say that they shall stay"),
                COMMAND_OPTION("insert", "TEXT", "new words: at the end, or"),
                COMMAND_OPTION("after", "WORDS", "behind these words"),
                COMMAND_OPTION("before", "WORDS", "before these words"),
                COMMAND_OPTION("replace", "WORDS", "strike these words, and put in"),
                COMMAND_OPTION("with", "TEXT", "these"),
                COMMAND_OPTION("alternative", "TEXT", "another wording beside the words"),
                COMMAND_OPTION("to", "WORDS", "that these are"),
                COMMAND_OPTION("by", "NAMES", "who asks for it: Brazil,EU"),
                COMMAND_OPTION("nth", "N", "which, where the words occur more than once"),
                COMMAND_OPTION("lang", "LANG", "in this language, else the original")}};

/* ---- bracket, unbracket ---- */

static int act_bracket(struct visit *visit, const struct call *call)
{
    struct target target;
    struct edit_span span;
    struct pl_names by;
    int status = COMMAND_FAILED;
    if (!names_take("--by", command_value(call, "by"), &by)) {
        return COMMAND_FAILED;
    }
    if (target_open(&target, visit, call, call->words, 1)) {
        if (target_find_words(&target, call, &span)) {
            status = target_publish(&target, strcmp(call->command->name, "bracket") == 0
                                                 ? edit_bracket(&target.edit, span, &by)
                                                 : edit_unbracket(&target.edit, span));
        }
        target_close(&target);
    }
    names_free(&by);
    return status;
}

static int run_bracket(const struct call *call)
{
    return target_run(call, act_bracket);
}

const struct command command_bracket = {
    .name = "bracket",
    .usage = "LABEL|. WORDS...",
    .summary = "put square brackets round words of an item",
    .help = "A full stop for the label means the item under discussion.",
    .example = "  plenary bracket c.4 special responsibilities --by US",
    .least = 2,
    .most = COMMAND_WORDS_MAX,
    .run = run_bracket,
    .options = {COMMAND_OPTION("by", "NAMES", "who asks for it"),
                COMMAND_OPTION("nth", "N", "which, where the words occur more than once"),
                COMMAND_OPTION("lang", "LANG", "in this language, else the original")}};

const struct command command_unbracket = {
    .name = "unbracket",
    .usage = "LABEL|. WORDS...",
    .summary = "take the brackets round words away",
    .help = "The innermost pair that stands round the words. A full stop for the label means the\n"
            "item under discussion.",
    .example = "  plenary unbracket c.4 special responsibilities",
    .least = 2,
    .most = COMMAND_WORDS_MAX,
    .run = run_bracket,
    .options = {COMMAND_OPTION("nth", "N", "which, where the words occur more than once"),
                COMMAND_OPTION("lang", "LANG", "in this language, else the original")}};

/* ---- accept, reject ---- */

static int settle_all(struct target *target, bool accept)
{
    size_t left = 0;
    enum edit_error error =
        accept ? edit_accept_all(&target->edit, &left) : edit_reject_all(&target->edit);
    int status = target_publish(target, error);
    if (status == COMMAND_OK && left > 0) {
        say_to(stderr,
               "plenary: %zu alternatives stay, for none is chosen: plenary accept LABEL WORDS\n",
               left);
    }
    return status;
}

static int act_settle(struct visit *visit, const struct call *call)
{
    struct target target;
    struct edit_span span;
    bool accept = strcmp(call->command->name, "accept") == 0;
    int status = COMMAND_FAILED;
    if (!target_open(&target, visit, call, call->words, 1)) {
        return COMMAND_FAILED;
    }
    if (command_value(call, "all")) {
        status = settle_all(&target, accept);
    } else if (target_find_words(&target, call, &span)) {
        status = target_publish(&target, accept ? edit_accept(&target.edit, span)
                                                : edit_reject(&target.edit, span));
    }
    target_close(&target);
    return status;
}

static int run_settle(const struct call *call)
{
    if ((command_value(call, "all") != NULL) != (call->word_count == 1)) {
        return command_misuse(call->command, "give the words, or --all");
    }
    return target_run(call, act_settle);
}

#define SETTLE_OPTIONS                                                                             \
    {COMMAND_OPTION("all", NULL, "all of the item"),                                               \
     COMMAND_OPTION("nth", "N", "which, where the words occur more than once"),                    \
     COMMAND_OPTION("lang", "LANG", "in this language, else the original")}

const struct command command_accept = {
    .name = "accept",
    .usage = "LABEL|. WORDS... | --all",
    .summary = "take what was asked for into the text",
    .help = "Words that were to be inserted stand, words that were to be deleted go. The accepted\n"
            "one of several alternatives stays alone.",
    .example = "  plenary accept c.4 --all\n  plenary accept . common but differentiated",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_settle,
    .options = SETTLE_OPTIONS};

const struct command command_reject = {
    .name = "reject",
    .usage = "LABEL|. WORDS... | --all",
    .summary = "leave the text as it was",
    .help = "The reverse of accept: the text as if it had never been asked for.",
    .example = "  plenary reject c.4 --all",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_settle,
    .options = SETTLE_OPTIONS};
