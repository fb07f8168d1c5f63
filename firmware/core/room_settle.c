#include "room_parts.h"

#include <string.h>

/* ---- lists of intents ---- */

bool topic_same(const struct pl_topic *a, const struct pl_topic *b)
{
    return a->kind == b->kind && strcmp(a->section, b->section) == 0 &&
           strcmp(a->lang, b->lang) == 0 && strcmp(a->load, b->load) == 0;
}

void intent_remove(struct pl_room *room, struct intent *intent)
{
    struct intent **link = &room->intents;
    while (*link && *link != intent) {
        link = &(*link)->next;
    }
    if (*link) {
        *link = intent->next;
        room->intent_count--;
    }
    room->subs.stale |= intent->what.kind == PL_INTENT_TEXT;
    intent_destroy(intent);
}

struct intent *intent_other_part(const struct pl_room *room, const struct intent *intent)
{
    for (struct intent *i = room->intents; i; i = i->next) {
        if (i != intent && i->number == intent->number) {
            return i;
        }
    }
    return NULL;
}

/* A language is not named when one of its texts could not be written. */
static void spoil_language(struct pl_room *room, const struct intent *text)
{
    for (struct intent *i = room->intents; i; i = i->next) {
        if (i->what.kind == PL_INTENT_LANGUAGE &&
            strcmp(i->what.as.language.front.lang, text->topic.lang) == 0) {
            i->spoiled = true;
        }
    }
}

void intent_drop(struct pl_room *room, struct intent *intent, const char *why)
{
    struct intent *other = intent_other_part(room, intent);
    room->changes |= 1u << intent->topic.kind;
    if (intent->what.kind == PL_INTENT_TEXT) {
        spoil_language(room, intent);
    } else {
        out_note(room, PL_NOTE_DROPPED, intent->number, NULL, PL_ERROR_REFERENCE, why);
    }
    intent_remove(room, intent);
    if (other) {
        intent_remove(room, other);
    }
}

/* The document names a language when all that it points to has come back. */
static bool texts_missing(const struct pl_room *room, const struct intent *language)
{
    const char *lang = language->what.as.language.front.lang;
    for (const struct intent *i = room->intents; i && !language->spoiled; i = i->next) {
        if (i->what.kind == PL_INTENT_TEXT && !i->in && i->number < language->number &&
            strcmp(i->topic.lang, lang) == 0) {
            return true;
        }
    }
    return false;
}

/* A new item's entry waits until its words have come back, and what was asked for later on the
 * same topic waits behind it: `has` is one number, so intents go in in their order. */
bool intent_held_back(const struct pl_room *room, const struct intent *intent)
{
    if (intent->what.kind == PL_INTENT_LANGUAGE) {
        return texts_missing(room, intent);
    }
    if (intent->part != PART_ENTRY) {
        return false;
    }
    const struct intent *first = intent_other_part(room, intent);
    return first && !first->in;
}

/* ---- settling ---- */

static void tell_settled(struct pl_room *room, struct intent *intent)
{
    const struct intent *other = intent_other_part(room, intent);
    bool enough =
        room->role == PL_ROLE_DESK || room->now.mono_ms - intent->in_mono_ms >= ROOM_SETTLE_MS;
    if (intent->told || !enough) {
        return;
    }
    intent->told = true;
    if (intent->part != PART_WORDS && intent->what.kind != PL_INTENT_TEXT &&
        (!other || other->in)) {
        out_note(room, PL_NOTE_SETTLED, intent->number, NULL, PL_OK, NULL);
    }
}

/* Told long ago and not mentioned at all: pruned, most likely, while we were cut off. An older
 * number of ours would say for sure that a message made without it has won. */
static bool past_telling(const struct pl_room *room, const struct intent *intent, int64_t mine)
{
    return intent->told && mine == 0 && room->now.mono_ms - intent->in_mono_ms > ROOM_WATCH_MS;
}

void intents_settle(struct pl_room *room, struct slot *slot)
{
    const struct pl_message *greatest = slot_message(slot, PL_CONFIRMED);
    int64_t mine = has_own(room, slot, greatest);
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!topic_same(&i->topic, &slot->topic)) {
            continue;
        }
        if (past_telling(room, i, mine)) {
            intent_remove(room, i);
            continue;
        }
        bool in = mine >= (int64_t)i->number;
        if (in && !i->in) {
            i->in_mono_ms = room->now.mono_ms;
        }
        i->in = in;
        if (in) {
            tell_settled(room, i);
        }
    }
}
