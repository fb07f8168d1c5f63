#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- taking an intent in hand ---- */

static bool place_exists(const struct pl_room *room, const struct pl_intent *what)
{
    size_t section, item;
    if (what->kind != PL_INTENT_MOVE || !what->as.move.item) {
        return true;
    }
    return what->as.move.section && view_section(&room->shown, what->as.move.section, &section) &&
           items_position(slot_held(&room->shown.sections[section]->items, PL_PENDING),
                          what->as.move.item, &item);
}

static enum pl_error check(struct pl_room *room, struct intent *intent)
{
    const struct pl_document *document = room_shown_document(room);
    if (!room->was_whole) {
        return PL_OK; /* nothing is known yet; it is judged when the room is whole */
    }
    if (!place_exists(room, &intent->what) || (intent_on_load(intent) && !document)) {
        return PL_ERROR_REFERENCE;
    }
    if (intent_on_load(intent) && intent->topic.kind != PL_TOPIC_CURSOR) {
        memcpy(intent->topic.load, document->load, strlen(document->load) + 1);
    }
    return room_try_intent(room, intent);
}

static enum pl_error make(struct pl_room *room, const struct pl_intent *what, enum intent_part part,
                          struct intent **intent_out)
{
    char id[PL_ID_MAX + 1];
    struct pl_intent copy = *what;
    if (what->kind == PL_INTENT_SPEAKER_ADD && !what->as.add.id) {
        snprintf(id, sizeof id, "%s-%llu", room->by, (unsigned long long)room->number + 1);
        copy.as.add.id = id;
    }
    struct intent *intent = intent_create(&copy, part);
    if (!intent) {
        return PL_ERROR_MEMORY;
    }
    intent->number = room->number + 1;
    enum pl_error error = check(room, intent);
    if (error != PL_OK) {
        intent_destroy(intent);
        return error;
    }
    *intent_out = intent;
    return PL_OK;
}

static void append(struct pl_room *room, struct intent *intent)
{
    struct intent **link = &room->intents;
    while (*link) {
        link = &(*link)->next;
    }
    *link = intent;
    room->intent_count++;
}

enum pl_error pl_room_submit_late(struct pl_room *room, const struct pl_intent *intent,
                                  int64_t made_ms, struct pl_time now, uint64_t *number_out)
{
    struct intent *first = NULL, *second = NULL;
    bool two = intent->kind == PL_INTENT_ITEM_ADD && intent->as.item_add.run_count > 0;
    room->now = now;
    if (!room_writes(room) || (unsigned)intent->kind >= PL_INTENT_TEXT) {
        return PL_ERROR_VALUE;
    }
    if (room->intent_count + 2 > PL_INTENTS_MAX) {
        return PL_ERROR_LIMIT;
    }
    enum pl_error error = make(room, intent, two ? PART_WORDS : PART_WHOLE, &first);
    if (error == PL_OK && two) {
        error = make(room, intent, PART_ENTRY, &second);
    }
    if (error != PL_OK) {
        intent_destroy(first);
        return error;
    }
    first->moment_ms = made_ms;
    append(room, first);
    if (second) {
        second->moment_ms = made_ms;
        append(room, second);
    }
    if (number_out) {
        *number_out = first->number;
    }
    room->number++;
    room_work(room);
    return PL_OK;
}

enum pl_error pl_room_submit(struct pl_room *room, const struct pl_intent *intent,
                             struct pl_time now, uint64_t *number_out)
{
    return pl_room_submit_late(room, intent, 0, now, number_out);
}

/* The intents of one language, in a list of their own until all are good. */
struct aligning {
    struct pl_room *room;
    struct intent *first, **end;
    uint64_t count;
};

static enum pl_error align_one(struct aligning *aligning, const struct pl_intent *what)
{
    struct intent *intent = NULL;
    enum pl_error error = make(aligning->room, what, PART_WHOLE, &intent);
    if (error != PL_OK) {
        return error;
    }
    intent->number = aligning->room->number + ++aligning->count;
    *aligning->end = intent;
    aligning->end = &intent->next;
    return PL_OK;
}

static enum pl_error align_all(struct aligning *aligning, const struct pl_document *document,
                               const struct pl_front *front, const struct pl_text *texts,
                               size_t *where_out)
{
    struct pl_intent what = {.kind = PL_INTENT_TEXT};
    for (*where_out = 0; *where_out < document->section_count; ++*where_out) {
        what.as.text.section = document->sections[*where_out].id;
        what.as.text.lang = front->lang;
        what.as.text.text = texts[*where_out];
        enum pl_error error = align_one(aligning, &what);
        if (error != PL_OK) {
            return error;
        }
    }
    what = (struct pl_intent){.kind = PL_INTENT_LANGUAGE};
    what.as.language.load = document->load;
    what.as.language.front = *front;
    return align_one(aligning, &what);
}

enum pl_error pl_room_align(struct pl_room *room, const struct pl_front *front,
                            const struct pl_text *texts, struct pl_time now, uint64_t *number_out,
                            size_t *where_out)
{
    const struct pl_document *document = room_shown_document(room);
    struct aligning aligning = {.room = room, .end = &aligning.first};
    room->now = now;
    *where_out = 0;
    if (!room_may_write(room) || !document) {
        return PL_ERROR_REFERENCE;
    }
    if (room->intent_count + document->section_count + 1 > PL_INTENTS_MAX) {
        return PL_ERROR_LIMIT;
    }
    enum pl_error error = align_all(&aligning, document, front, texts, where_out);
    for (struct intent *i = aligning.first, *next; i; i = next) {
        next = i->next;
        i->next = NULL;
        if (error == PL_OK) {
            append(room, i);
        } else {
            intent_destroy(i);
        }
    }
    if (error != PL_OK) {
        return error;
    }
    room->number += aligning.count;
    *number_out = room->number;
    room->subs.stale = true;
    room_work(room);
    return PL_OK;
}

size_t pl_room_unsettled(const struct pl_room *room)
{
    size_t count = 0;
    for (const struct intent *i = room->intents; i; i = i->next) {
        count += !i->told && i->part != PART_WORDS;
    }
    return count;
}
