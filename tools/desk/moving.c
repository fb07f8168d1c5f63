#include "moving.h"

#include <string.h>

#include "insertion.h"

const char *moving_error_text(enum moving_error error)
{
    switch (error) {
    case MOVING_SAME:
        return "it stands there already";
    case MOVING_BELOW:
        return "an item cannot stand behind one that lies below it";
    case MOVING_MANY:
        return "too much lies below it to be done at once";
    case MOVING_GONE:
        return "there is no such place";
    case MOVING_OK:
        break;
    }
    return "";
}

struct maker {
    const struct pl_room *room;
    enum pl_side side;
    const struct pl_items *from_items;
    const char *from, *to; /* sections */
    size_t from_index;
    struct moving *moving;
};

static struct pl_intent *next(struct maker *maker, enum pl_intent_kind kind)
{
    if (maker->moving->count == ACTS_INTENTS) {
        return NULL;
    }
    struct pl_intent *intent = &maker->moving->intents[maker->moving->count++];
    *intent = (struct pl_intent){.kind = kind};
    return intent;
}

static bool add_order(struct maker *maker, const struct pl_item *item, const char *after)
{
    struct pl_intent *intent = next(maker, PL_INTENT_ITEM_ORDER);
    if (intent) {
        intent->as.item_add.section = maker->from;
        intent->as.item_add.item.id = item->id;
        intent->as.item_add.after = after;
    }
    return intent != NULL;
}

/* The item with the original's words, then those of the other languages. */
static bool add_copy(struct maker *maker, const struct pl_item *item, const char *after)
{
    const struct pl_document *document = pl_room_document(maker->room, maker->side);
    struct pl_intent *add = next(maker, PL_INTENT_ITEM_ADD);
    for (size_t i = 0; add && i < document->lang_count; i++) {
        enum pl_words_state state;
        const char *lang = document->fronts[i].lang;
        const struct pl_words *words =
            pl_room_words(maker->room, maker->side, maker->from_index, item->id, lang, &state);
        if (i == 0 && words) {
            add->as.item_add.section = maker->to;
            add->as.item_add.item = *item;
            add->as.item_add.after = after;
            add->as.item_add.lang = lang;
            add->as.item_add.runs = words->runs;
            add->as.item_add.run_count = words->run_count;
        } else if (words && state != PL_WORDS_MISSING) {
            struct pl_intent *other = next(maker, PL_INTENT_WORDS);
            if (!other) {
                return false;
            }
            other->as.words.section = maker->to;
            other->as.words.item = item->id;
            other->as.words.lang = lang;
            other->as.words.new_runs = words->runs;
            other->as.words.new_count = words->run_count;
        }
    }
    return add && add->as.item_add.runs;
}

/* A move shows the text: a wall that is blank, or shows the whole text, goes on doing so. */
static bool keep_screen(struct maker *maker)
{
    enum pl_screen screen = pl_room_screen(maker->room, maker->side);
    struct pl_intent *intent = screen == PL_SCREEN_TEXT ? NULL : next(maker, PL_INTENT_SCREEN);
    if (intent) {
        intent->as.screen = screen;
    }
    return intent || screen == PL_SCREEN_TEXT;
}

static bool add_cursor(struct maker *maker, const struct pl_item *item)
{
    const struct pl_cursor *cursor = pl_room_cursor(maker->room, maker->side);
    if (!cursor || !cursor->item || strcmp(cursor->item, item->id) != 0 ||
        strcmp(cursor->section, maker->from) != 0) {
        return true;
    }
    struct pl_intent *move = next(maker, PL_INTENT_MOVE);
    if (move) {
        move->as.move.section = maker->to;
        move->as.move.item = cursor->item;
        move->as.move.position = cursor->position;
        move->as.move.from_item = cursor->item;
        move->as.move.from_position = cursor->position;
    }
    return move && keep_screen(maker);
}

static bool add_removal(struct maker *maker, const struct pl_item *item)
{
    struct pl_intent *remove = next(maker, PL_INTENT_ITEM_REMOVE);
    if (remove) {
        remove->as.item_add.section = maker->from;
        remove->as.item_add.item.id = item->id;
    }
    return remove != NULL;
}

/* How many items there are from `at` on that lie below it, itself among them. */
static size_t family(const struct pl_items *items, size_t at)
{
    size_t end = at + 1;
    while (end < items->count && items->items[end].level > items->items[at].level) {
        end++;
    }
    return end - at;
}

static bool make_all(struct maker *maker, size_t at, size_t count, const char *after)
{
    bool here = strcmp(maker->from, maker->to) == 0;
    bool fits = true;
    for (size_t i = at; fits && i < at + count; i++) {
        const struct pl_item *item = &maker->from_items->items[i];
        fits = here ? add_order(maker, item, after) : add_copy(maker, item, after);
        after = item->id;
    }
    for (size_t i = at; fits && !here && i < at + count; i++) {
        fits = add_cursor(maker, &maker->from_items->items[i]);
    }
    for (size_t i = at; fits && !here && i < at + count; i++) {
        fits = add_removal(maker, &maker->from_items->items[i]);
    }
    return fits;
}

/* The item behind which all will stand; "" the section's beginning. */
static const char *anchor(const struct pl_items *items, struct pl_place to, bool before)
{
    size_t index = to.item;
    if (before && index == 0) {
        return NULL;
    }
    return items->items[before ? index - 1 : index].id;
}

enum moving_error moving_make(const struct pl_room *room, enum pl_side side, struct pl_place from,
                              struct pl_place to, bool before, struct moving *moving_out)
{
    const struct pl_document *document = pl_room_document(room, side);
    moving_out->count = 0;
    to = before ? to : insertion_behind(room, side, to);
    const struct pl_items *items = document ? pl_room_items(room, side, from.section) : NULL;
    const struct pl_items *there = document ? pl_room_items(room, side, to.section) : NULL;
    if (!items || !there || from.item >= items->count || to.item >= there->count) {
        return MOVING_GONE;
    }
    size_t count = family(items, from.item);
    moving_out->items = count;
    bool inside = to.section == from.section && to.item >= from.item && to.item < from.item + count;
    if (inside) {
        return to.item == from.item || !before ? MOVING_SAME : MOVING_BELOW;
    }
    const char *after = anchor(there, to, before);
    const char *now = from.item > 0 ? items->items[from.item - 1].id : NULL;
    if (to.section == from.section && (after == now || (after && now && strcmp(after, now) == 0))) {
        return MOVING_SAME;
    }
    struct maker maker = {.room = room,
                          .side = side,
                          .from_items = items,
                          .from = document->sections[from.section].id,
                          .to = document->sections[to.section].id,
                          .from_index = from.section,
                          .moving = moving_out};
    return make_all(&maker, from.item, count, after) ? MOVING_OK : MOVING_MANY;
}

/* Where the wall goes when it is at one of those that are taken out. */
static bool leave(struct maker *maker, const struct pl_place *live, struct pl_place from,
                  size_t count)
{
    struct pl_place next_place = {.section = from.section, .item = from.item + count - 1};
    const struct pl_document *document = pl_room_document(maker->room, maker->side);
    const struct pl_cursor *cursor = pl_room_cursor(maker->room, maker->side);
    if (!pl_room_neighbour(maker->room, maker->side, next_place, 1, &next_place) &&
        !pl_room_neighbour(maker->room, maker->side, from, -1, &next_place)) {
        return true; /* the last of the text: there is nowhere to go */
    }
    const struct pl_items *items = pl_room_items(maker->room, maker->side, next_place.section);
    struct pl_intent *move = next(maker, PL_INTENT_MOVE);
    if (move) {
        move->as.move.section = document->sections[next_place.section].id;
        move->as.move.item = items->items[next_place.item].id;
        move->as.move.from_item = maker->from_items->items[live->item].id;
        move->as.move.from_position = cursor ? cursor->position : 0;
    }
    return move && keep_screen(maker);
}

enum moving_error moving_remove(const struct pl_room *room, enum pl_side side, struct pl_place from,
                                struct moving *moving_out)
{
    const struct pl_document *document = pl_room_document(room, side);
    const struct pl_items *items = document ? pl_room_items(room, side, from.section) : NULL;
    struct pl_place live;
    moving_out->count = 0;
    if (!items || from.item >= items->count) {
        return MOVING_GONE;
    }
    struct maker maker = {.room = room,
                          .side = side,
                          .from_items = items,
                          .from = document->sections[from.section].id,
                          .moving = moving_out};
    size_t count = family(items, from.item);
    moving_out->items = count;
    bool fits = true;
    if (pl_room_place(room, side, &live) && live.section == from.section &&
        live.item >= from.item && live.item < from.item + count) {
        fits = leave(&maker, &live, from, count);
    }
    for (size_t i = from.item; fits && i < from.item + count; i++) {
        fits = add_removal(&maker, &items->items[i]);
    }
    return fits ? MOVING_OK : MOVING_MANY;
}
