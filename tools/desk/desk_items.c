/* Items as wholes: how far they are, new ones, moving and removing them. What is asked about is
 * remembered by its id, as for words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "desk_parts.h"
#include "insertion.h"
#include "moving.h"

static const char *label_of(const struct pl_item *item)
{
    return item->label[0] ? item->label : item->marker;
}

/* The selected item is what the next question is about. */
static const struct pl_item *remember(struct desk *desk)
{
    const struct pl_item *item = desk_selected(desk);
    if (!item) {
        desk_say(desk, DESK_SAID, "no item is selected");
        return NULL;
    }
    snprintf(desk->draft.item, sizeof desk->draft.item, "%s", item->id);
    snprintf(desk->draft.section, sizeof desk->draft.section, "%s", desk_selected_section(desk));
    desk->draft.unsent = false;
    return item;
}

/* The same item when all is answered; says so where it is gone. */
static const struct pl_item *recall(struct desk *desk, struct pl_place *place_out)
{
    if (!desk_find(desk, desk->draft.section, desk->draft.item, place_out)) {
        desk_say(desk, DESK_WARNED, "not done: the item is no longer in the text");
        return NULL;
    }
    return &pl_room_items(desk->room, PL_PENDING, place_out->section)->items[place_out->item];
}

static const char *section_at(const struct desk *desk, struct pl_place place)
{
    return pl_room_document(desk->room, PL_PENDING)->sections[place.section].id;
}

/* ---- status ---- */

static const struct {
    char key;
    enum pl_status status;
} status_keys[] = {
    {'o', PL_STATUS_OPEN},     {'i', PL_STATUS_AGREED_INFORMALLY}, {'a', PL_STATUS_AGREED_AD_REF},
    {'p', PL_STATUS_PENDING},  {'r', PL_STATUS_REOPENED},          {'g', PL_STATUS_AGREED},
    {'d', PL_STATUS_DEFERRED}, {'x', PL_STATUS_DELETED},
};

static bool same_who(const struct pl_names *a, const struct pl_names *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(a->names[i], b->names[i]) == 0;
    }
    return same;
}

static void set_status(struct desk *desk, enum pl_status status, const struct pl_names *who)
{
    struct pl_place place;
    char words[DESK_STATUS_WORDS];
    char label[PL_LABEL_MAX + 1];
    char waits[ACTS_NAME];
    const struct pl_item *item = recall(desk, &place);
    if (!item) {
        return;
    }
    snprintf(label, sizeof label, "%s", label_of(item));
    desk_status_words(status, words);
    if (item->status == status && same_who(&item->who, who)) {
        desk_say(desk, DESK_SAID, "%s is %s already", label, words);
        return;
    }
    struct pl_intent intent = {.kind = PL_INTENT_STATUS};
    intent.as.status.section = section_at(desk, place);
    intent.as.status.item = desk->draft.item;
    intent.as.status.status = status;
    intent.as.status.who = *who;
    desk_for(who, waits, sizeof waits);
    desk_do(desk, &intent, "%s: %s%s%s", label, words, waits[0] ? ", waits" : "", waits);
}

static void answered_who(struct desk *desk, const char *text);

static const struct desk_question who_question = {
    .hint = "names between commas, Tab completes; Enter for nobody, Esc leaves it",
    .done = answered_who,
    .complete = desk_complete_name};

static void answered_who(struct desk *desk, const char *text)
{
    struct pool pool = {0};
    struct pl_names who;
    const char *wrong = desk_read_names(desk, &pool, text, &who);
    if (wrong) {
        desk_ask_draft(desk, &who_question, text);
        desk_say(desk, DESK_WARNED, "%s", wrong);
    } else {
        set_status(desk, (enum pl_status)desk->draft.kind, &who);
    }
    pool_finish(&pool);
}

/* Those for whom it waits now stand there to be changed. */
static void ask_who(struct desk *desk, enum pl_status status)
{
    struct pl_place place;
    char words[DESK_STATUS_WORDS];
    char who[DESK_PROMPT_MAX] = "";
    const struct pl_item *item = recall(desk, &place);
    if (!item) {
        return;
    }
    size_t used = 0;
    for (size_t i = 0; i < item->who.count && used < sizeof who; i++) {
        used += (size_t)snprintf(who + used, sizeof who - used, "%s%s", i > 0 ? ", " : "",
                                 item->who.names[i]);
    }
    desk_status_words(status, words);
    desk->draft.kind = (int)status;
    snprintf(desk->draft.title, sizeof desk->draft.title, "%s: %s, waits for", label_of(item),
             words);
    desk_ask_draft(desk, &who_question, used < sizeof who ? who : "");
}

static bool answered_status(struct desk *desk, const char *name)
{
    const struct pl_names nobody = {.given = true};
    for (size_t i = 0; i < sizeof status_keys / sizeof *status_keys && !name[1]; i++) {
        bool asks = name[0] == status_keys[i].key - 'a' + 'A';
        if (name[0] != status_keys[i].key && !asks) {
            continue;
        }
        if (asks || status_keys[i].status == PL_STATUS_PENDING) {
            ask_who(desk, status_keys[i].status);
        } else {
            set_status(desk, status_keys[i].status, &nobody);
        }
        return true;
    }
    return false;
}

void desk_status(struct desk *desk)
{
    static const struct desk_question question = {
        .hint = "o open i informally a ad ref p pending r reopened g agreed d deferred x deleted",
        .key = answered_status};
    const struct pl_item *item = remember(desk);
    if (item) {
        snprintf(desk->draft.title, sizeof desk->draft.title,
                 "Status of %s: one of the letters; as a capital it asks for whom it waits ",
                 label_of(item));
        desk_ask_draft(desk, &question, "");
    }
}

/* ---- new items ---- */

static void add_item(struct desk *desk, const struct pl_names *by)
{
    struct pl_place after;
    char id[PL_ID_MAX + 1];
    char label[PL_LABEL_MAX + 1];
    char quote[DESK_QUOTE];
    char names[ACTS_NAME];
    struct pl_intent intent;
    const char *text = desk->draft.text;
    const struct pl_item *of = recall(desk, &after);
    if (!of) {
        return;
    }
    if (!insertion_label(desk->room, PL_PENDING, of->label, desk->draft.kind > DESK_NEW_ITEM,
                         label)) {
        desk_say(desk, DESK_WARNED, "there is no label left after %s", of->label);
        return;
    }
    struct pl_run run = {.t = text, .bytes = strlen(text), .ins = *by};
    run.points = chars_points(text, run.bytes);
    run.ins.given = true;
    desk_new_id(desk, id);
    desk_quote(text, quote);
    desk_for(by, names, sizeof names);
    if (insertion_intent(desk->room, PL_PENDING, after, id, label, &run, &intent) &&
        desk_do(desk, &intent, "new item %s: %s%s", label, quote, names)) {
        desk->draft.unsent = false;
        snprintf(desk->draft.coming, sizeof desk->draft.coming, "%s", id);
        desk_items_look(desk);
    }
}

void desk_items_look(struct desk *desk)
{
    struct desk_draft *draft = &desk->draft;
    struct pl_place place;
    if (!draft->coming[0] || desk->prompt.question) {
        return;
    }
    bool stayed = strcmp(desk->outline.item, draft->item) == 0;
    if (!stayed || desk_find(desk, "", draft->coming, &place)) {
        draft->coming[0] = '\0';
        if (stayed && desk_select(desk, place)) {
            desk->focus = DESK_OUTLINE;
        }
    }
}

static void answered_new_names(struct desk *desk, const char *text);

static const struct desk_question new_names_question = {
    .hint = "who asks: names between commas, Tab completes; Enter for nobody, Esc leaves it",
    .done = answered_new_names,
    .complete = desk_complete_name};

static void answered_new_names(struct desk *desk, const char *text)
{
    struct pool pool = {0};
    struct pl_names by;
    const char *wrong = desk_read_names(desk, &pool, text, &by);
    if (wrong) {
        desk_ask_draft(desk, &new_names_question, text);
        desk_say(desk, DESK_WARNED, "%s", wrong);
    } else {
        add_item(desk, &by);
    }
    pool_finish(&pool);
}

static void answered_new_text(struct desk *desk, const char *text)
{
    char quote[DESK_QUOTE];
    if (!text[0]) {
        desk_say(desk, DESK_SAID, "nothing was typed, nothing was done");
        return;
    }
    snprintf(desk->draft.text, sizeof desk->draft.text, "%s", text);
    desk->draft.unsent = true;
    desk_quote(text, quote);
    snprintf(desk->draft.title, sizeof desk->draft.title, "Who asks for %s", quote);
    desk_ask_draft(desk, &new_names_question, "");
}

static void ask_new(struct desk *desk, bool alt)
{
    static const struct desk_question question = {
        .hint = "its words; Enter, then who asks; Esc leaves it", .done = answered_new_text};
    char label[PL_LABEL_MAX + 1];
    char unsent[DESK_PROMPT_MAX];
    int kind = DESK_NEW_ITEM + (alt ? 1 : 0);
    desk_unsent(desk, kind, unsent);
    const struct pl_item *item = remember(desk);
    if (item && insertion_label(desk->room, PL_PENDING, item->label, alt, label)) {
        desk->draft.kind = kind;
        snprintf(desk->draft.title, sizeof desk->draft.title, "%s%s", label[0] ? label : "New item",
                 label[0] ? " (new)" : "");
        desk_ask_draft(desk, &question, unsent);
    } else if (item) {
        desk_say(desk, DESK_WARNED, "there is no label left after %s", item->label);
    }
}

void desk_item_new(struct desk *desk)
{
    ask_new(desk, false);
}

void desk_item_alt(struct desk *desk)
{
    ask_new(desk, true);
}

/* ---- taking out ---- */

void desk_item_remove(struct desk *desk)
{
    struct moving moving;
    struct pl_place place;
    char quote[DESK_QUOTE];
    char more[64] = "";
    char label[PL_LABEL_MAX + 1];
    const struct pl_item *item = remember(desk) ? recall(desk, &place) : NULL;
    if (!item) {
        return;
    }
    snprintf(label, sizeof label, "%s", label_of(item));
    enum moving_error error = moving_remove(desk->room, PL_PENDING, place, &moving);
    if (error != MOVING_OK) {
        desk_say(desk, DESK_WARNED, "%s: %s", label, moving_error_text(error));
        return;
    }
    const struct pl_words *words =
        pl_room_words(desk->room, PL_PENDING, place.section, item->id, NULL, NULL);
    char *text = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
    desk_quote(text ? text : "", quote);
    if (moving.items > 1) {
        snprintf(more, sizeof more, ", with %zu below it", moving.items - 1);
    }
    desk_do_all(desk, moving.intents, moving.count, "%s removed%s: %s", label, more, quote);
    free(text);
}
