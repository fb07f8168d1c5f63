#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "commands.h"
#include "describe.h"
#include "draft_room.h"
#include "insertion.h"
#include "visit.h"

/* ---- status ---- */

/* "agreed ad ref" as well as "agreed-ad-ref". */
static bool parse_status(const struct call *call, enum pl_status *status_out)
{
    char word[64] = "";
    size_t used = 0;
    for (size_t i = 1; i < call->word_count && used < sizeof word; i++) {
        used += (size_t)snprintf(word + used, sizeof word - used, "%s%s", i > 1 ? "-" : "",
                                 call->words[i]);
    }
    for (char *c = word; *c; c++) {
        *c = *c == ' ' ? '-' : *c;
    }
    return used < sizeof word && pl_status_parse(word, status_out);
}

static int set_status(struct visit *visit, const struct pl_place *place,
                      const struct pl_intent *status)
{
    struct pl_room *room = visit_room(visit);
    const struct pl_item *item = describe_item(room, place);
    if (!item) {
        return command_fail("there is no item there");
    }
    struct pl_intent intent = *status;
    intent.as.status.section = pl_room_document(room, PL_CONFIRMED)->sections[place->section].id;
    intent.as.status.item = item->id;
    char label[PL_LABEL_MAX + 1];
    snprintf(label, sizeof label, "%s", item->label);
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    size_t agreed;
    size_t total;
    pl_room_progress(room, &agreed, &total);
    printf("%s  %s; %zu of %zu agreed\n", label, pl_status_name(intent.as.status.status), agreed,
           total);
    return COMMAND_OK;
}

static int act_status(struct visit *visit, const struct call *call)
{
    struct pl_place place;
    struct pl_intent intent = {.kind = PL_INTENT_STATUS};
    if (!parse_status(call, &intent.as.status.status) ||
        !names_take("--waiting-for", command_value(call, "waiting-for"), &intent.as.status.who)) {
        return COMMAND_FAILED;
    }
    int status = target_place(visit, call->words, 1, &place) ? set_status(visit, &place, &intent)
                                                             : COMMAND_FAILED;
    names_free(&intent.as.status.who);
    return status;
}

static int run_status(const struct call *call)
{
    enum pl_status status;
    if (!parse_status(call, &status)) {
        char known[256] = "";
        size_t used = 0;
        for (int i = 0; i < PL_STATUS_COUNT; i++) {
            used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "",
                                     pl_status_name((enum pl_status)i));
        }
        return command_misuse(call->command, "no status \"%.60s\"; there are %s", call->words[1],
                              known);
    }
    return visit_run(call, true, act_status);
}

const struct command command_status = {
    .name = "status",
    .usage = "LABEL|. STATUS",
    .summary = "say how far an item is",
    .help =
        "STATUS is open, agreed-informally, agreed-ad-ref, pending, reopened, agreed, deferred or\n"
        "deleted. A full stop for the label means the item under discussion.",
    .example = "  plenary status c.4 agreed-ad-ref\n"
               "  plenary status . pending --waiting-for US,EU",
    .least = 2,
    .most = 4,
    .run = run_status,
    .options = {COMMAND_OPTION("waiting-for", "NAMES", "whose answer it waits for")}};

/* ---- insert ---- */

static bool new_label(struct visit *visit, const struct call *call, const char *after,
                      char label_out[PL_LABEL_MAX + 1])
{
    const char *wished = command_value(call, "label");
    if (!wished) {
        if (insertion_label(visit_room(visit), PL_CONFIRMED, after,
                            command_value(call, "alt") != NULL, label_out)) {
            return true;
        }
        command_fail("there is no label left after %s; give one with --label", after);
        return false;
    }
    char *clean = command_text("--label", &wished, 1, PL_LABEL_MAX, PL_LABEL_MAX);
    bool taken = clean && insertion_taken(visit_room(visit), PL_CONFIRMED, clean);
    if (taken) {
        command_fail("there is a %s already", clean);
    } else if (clean) {
        snprintf(label_out, PL_LABEL_MAX + 1, "%s", clean);
    }
    free(clean);
    return clean && !taken;
}

static int insert_item(struct visit *visit, const struct call *call, const struct pl_place *after,
                       const struct pl_run *run)
{
    struct pl_room *room = visit_room(visit);
    const struct pl_item *of = describe_item(room, after);
    char label[PL_LABEL_MAX + 1];
    char id[PL_ID_MAX + 1];
    if (!of) {
        return command_fail("there is no item there");
    }
    if (!new_label(visit, call, of->label, label) || !visit_new_id(id)) {
        return COMMAND_FAILED;
    }
    struct pl_intent intent;
    insertion_intent(room, PL_CONFIRMED, *after, id, label, run, &intent);
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("%s  %s\n", label, run->t);
    return COMMAND_OK;
}

static int act_insert(struct visit *visit, const struct call *call)
{
    const char *after = command_value(call, "after");
    struct pl_place place;
    struct pl_run run = {0};
    char *text = command_text("the new item", call->words, call->word_count, PL_PAYLOAD_MAX,
                              PL_ITEM_POINTS_MAX);
    if (!text || !names_take("--by", command_value(call, "by"), &run.ins)) {
        free(text);
        return COMMAND_FAILED;
    }
    run.t = text;
    run.bytes = strlen(text);
    run.points = chars_points(text, run.bytes);
    int status = target_place(visit, &after, 1, &place) ? insert_item(visit, call, &place, &run)
                                                        : COMMAND_FAILED;
    names_free(&run.ins);
    free(text);
    return status;
}

static int run_insert(const struct call *call)
{
    if (!command_value(call, "after")) {
        return command_misuse(call->command, "give --after LABEL: where the new item comes");
    }
    if (command_value(call, "alt") && command_value(call, "label")) {
        return command_misuse(call->command, "give --alt or --label, not both");
    }
    return visit_run(call, true, act_insert);
}

const struct command command_insert = {
    .name = "insert",
    .usage = "--after LABEL|. TEXT...",
    .summary = "put a new item into the text",
    .help =
        "It stands behind the item and all that lies below it, as inserted text, and is called\n"
        "bis, ter, quater …: nothing is renumbered.",
    .example = "  plenary insert --after c.4 \"Take note of the report.\" --by EU",
    .least = 1,
    .most = COMMAND_WORDS_MAX,
    .run = run_insert,
    .options = {COMMAND_OPTION("after", "LABEL", "the item that it comes behind"),
                COMMAND_OPTION("by", "NAMES", "who asks for it"),
                COMMAND_OPTION("alt", NULL, "call it alt: another wording of the whole item"),
                COMMAND_OPTION("label", "LABEL", "call it this")}};
