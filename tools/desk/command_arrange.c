/* Items to another place, and out of the text. */
#define _GNU_SOURCE
#include <stdio.h>

#include "commands.h"
#include "describe.h"
#include "draft_room.h"
#include "moving.h"
#include "visit.h"

static int publish(struct visit *visit, const struct pl_place *from, enum moving_error error,
                   const struct moving *moving, const char *said)
{
    char label[PL_LABEL_MAX + 1];
    const struct pl_item *item = describe_item(visit_room(visit), from);
    snprintf(label, sizeof label, "%s", item ? item->label : "");
    size_t items = moving->items;
    if (error != MOVING_OK) {
        return command_fail("%s: %s", label, moving_error_text(error));
    }
    if (!visit_submit_all(visit, moving->intents, moving->count)) {
        return COMMAND_FAILED;
    }
    printf("%s %s", label, said);
    if (items > 1) {
        printf(", with %zu below it", items - 1);
    }
    putchar('\n');
    return COMMAND_OK;
}

/* ---- move ---- */

static int act_move(struct visit *visit, const struct call *call)
{
    struct moving moving;
    struct pl_place from, to;
    char said[PL_LABEL_MAX + 64];
    const char *before = command_value(call, "before");
    const char *label = before ? before : command_value(call, "after");
    if (!target_place(visit, call->words, call->word_count, &from) ||
        !target_place(visit, &label, 1, &to)) {
        return COMMAND_FAILED;
    }
    snprintf(said, sizeof said, "moved %s %s", before ? "before" : "behind", label);
    enum moving_error error =
        moving_make(visit_room(visit), PL_CONFIRMED, from, to, before != NULL, &moving);
    return publish(visit, &from, error, &moving, said);
}

static int run_move(const struct call *call)
{
    if (!command_value(call, "after") == !command_value(call, "before")) {
        return command_misuse(call->command, "give one of --after LABEL and --before LABEL");
    }
    return visit_run(call, true, act_move);
}

const struct command command_move = {
    .name = "move",
    .usage = "LABEL|. --after LABEL | --before LABEL",
    .summary = "put an item elsewhere in the text",
    .help =
        "What lies below it goes along, in all languages; nothing is renumbered. Behind an item\n"
        "means behind all that lies below that one, too.",
    .example = "  plenary move c.4 --after c.2",
    .least = 1,
    .most = 8,
    .run = run_move,
    .options = {COMMAND_OPTION("after", "LABEL", "it comes behind this item"),
                COMMAND_OPTION("before", "LABEL", "it comes before this item")}};

/* ---- remove ---- */

static int act_remove(struct visit *visit, const struct call *call)
{
    struct moving moving;
    struct pl_place from;
    if (!target_place(visit, call->words, call->word_count, &from)) {
        return COMMAND_FAILED;
    }
    enum moving_error error = moving_remove(visit_room(visit), PL_CONFIRMED, from, &moving);
    return publish(visit, &from, error, &moving, "removed");
}

static int run_remove(const struct call *call)
{
    return visit_run(call, true, act_remove);
}

const struct command command_remove = {
    .name = "remove",
    .usage = "LABEL|.",
    .summary = "take an item out of the text",
    .help =
        "What lies below it goes too. A wall that shows it goes to the next item. To say that\n"
        "the room agreed to delete it, so that it stays to be seen: plenary status LABEL deleted.",
    .example = "  plenary remove c.4",
    .least = 1,
    .most = 8,
    .run = run_remove};
