/* Moving an item to another place of the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_parts.h"
#include "moving.h"

static const char *label_of(const struct pl_item *item)
{
    return item->label[0] ? item->label : item->marker;
}

static void say_what_exists(struct desk *desk, const char *label)
{
    char line[DESCRIBE_LINE];
    size_t count = 0;
    struct intent_entry *entries = describe_outline(desk->room, &count);
    intent_what_exists(entries, count, label, line, sizeof line);
    free(entries);
    desk_say(desk, DESK_WARNED, "%s", line);
}

static void move_item(struct desk *desk, struct pl_place from, const char *label, bool before)
{
    struct moving moving;
    struct pl_place to;
    char name[PL_LABEL_MAX + 1];
    if (!pl_room_find(desk->room, PL_PENDING, label, &to)) {
        say_what_exists(desk, label);
        return;
    }
    const struct pl_items *items = pl_room_items(desk->room, PL_PENDING, from.section);
    snprintf(name, sizeof name, "%s", label_of(&items->items[from.item]));
    enum moving_error error = moving_make(desk->room, PL_PENDING, from, to, before, &moving);
    if (error != MOVING_OK) {
        desk_say(desk, DESK_WARNED, "%s: %s", name, moving_error_text(error));
    } else if (desk_do_all(desk, moving.intents, moving.count, "%s moved %s %s", name,
                           before ? "before" : "behind", label) &&
               desk_find(desk, "", desk->draft.item, &to)) {
        desk_select(desk, to);
    }
}

static void answered(struct desk *desk, const char *text)
{
    static const char word[] = "before ";
    struct pl_place from;
    bool before = strncmp(text, word, sizeof word - 1) == 0;
    if (!text[0]) {
        desk_say(desk, DESK_SAID, "nothing was typed, nothing was done");
    } else if (!desk_find(desk, desk->draft.section, desk->draft.item, &from)) {
        desk_say(desk, DESK_WARNED, "not done: the item is no longer in the text");
    } else {
        move_item(desk, from, before ? text + sizeof word - 1 : text, before);
    }
}

void desk_item_move(struct desk *desk)
{
    static const struct desk_question question = {
        .title = "Put the item behind",
        .hint = "a label, as c.6; or before c.6; its sub-items go along, nothing is renumbered",
        .done = answered};
    const struct pl_item *item = desk_selected(desk);
    if (!item) {
        desk_say(desk, DESK_SAID, "no item is selected");
        return;
    }
    snprintf(desk->draft.item, sizeof desk->draft.item, "%s", item->id);
    snprintf(desk->draft.section, sizeof desk->draft.section, "%s", desk_selected_section(desk));
    desk_ask(desk, &question, "");
}
