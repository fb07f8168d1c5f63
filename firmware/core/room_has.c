#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- has: which intents a message includes ---- */

int64_t has_number(const struct pl_message *message, const char *by)
{
    for (size_t i = 0; message && i < message->envelope.has_count; i++) {
        if (strcmp(message->envelope.has[i].by, by) == 0) {
            return message->envelope.has[i].number;
        }
    }
    return 0;
}

/* Of our own intents only numbers that we gave out for this topic: anybody can write any number. */
int64_t has_own(const struct pl_room *room, const struct slot *slot,
                const struct pl_message *message)
{
    int64_t number = has_number(message, room->by);
    return number <= (int64_t)slot->given_number ? number : 0;
}

static struct has_seen *seen_find(const struct slot *slot, const char *by)
{
    for (size_t i = 0; i < slot->seen_count; i++) {
        if (strcmp(slot->seen[i].by, by) == 0) {
            return &slot->seen[i];
        }
    }
    return NULL;
}

/* What the greatest no longer mentions is forgotten, so the table never outgrows `has`. */
void has_noticed(struct pl_room *room, struct slot *slot)
{
    const struct pl_message *message = slot->greatest->message;
    if (message->envelope.has_count == 0) {
        slot->seen_count = 0;
        return;
    }
    struct has_seen *fresh = calloc(PL_HAS_MAX, sizeof *fresh);
    if (!fresh) {
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < message->envelope.has_count && count < PL_HAS_MAX; i++) {
        const struct pl_has *has = &message->envelope.has[i];
        const struct has_seen *known = seen_find(slot, has->by);
        if (known && known->number == has->number) {
            fresh[count++] = *known;
            continue;
        }
        memcpy(fresh[count].by, has->by, sizeof fresh[count].by);
        fresh[count].number = has->number;
        fresh[count++].since_mono_ms = room->now.mono_ms;
    }
    free(slot->seen);
    slot->seen = fresh;
    slot->seen_count = count;
}

/* An entry goes only when this desk has seen it unchanged for ROOM_HAS_MS: a desk that came later
 * or slept keeps it longer, never shorter. Its writer looks for it for ROOM_WATCH_MS after it saw
 * it settled, so even with all delays it finds it as long as it looks. */
static bool outlived(const struct pl_room *room, const struct slot *slot, const struct pl_has *has)
{
    const struct has_seen *seen = seen_find(slot, has->by);
    return seen && seen->number == has->number &&
           room->now.mono_ms - seen->since_mono_ms > ROOM_HAS_MS;
}

/* The latest writer last; over the maximum the oldest go. */
bool has_make(const struct pl_room *room, const struct slot *slot, const struct pl_message *base,
              uint64_t own, struct arena *arena, struct pl_envelope *out)
{
    size_t known = base ? base->envelope.has_count : 0;
    struct pl_has *list = arena_array(arena, known + 1, sizeof *list);
    if (!list) {
        return false;
    }
    size_t count = 0;
    for (size_t i = 0; i < known; i++) {
        const struct pl_has *has = &base->envelope.has[i];
        if ((own && strcmp(has->by, room->by) == 0) || outlived(room, slot, has)) {
            continue;
        }
        list[count++] = *has;
    }
    if (own) {
        memcpy(list[count].by, room->by, sizeof list[count].by);
        list[count++].number = (int64_t)own;
    }
    size_t excess = count > PL_HAS_MAX ? count - PL_HAS_MAX : 0;
    out->has = list + excess;
    out->has_count = count - excess;
    return true;
}

/* ---- the stamp of what we write ---- */

static void raise_stamp(struct pl_stamp *stamp, const struct pl_stamp *above)
{
    if (above->rev > 0 && above->reign == stamp->reign && above->epoch == stamp->epoch &&
        above->rev > stamp->rev) {
        stamp->rev = above->rev;
    }
}

static int64_t epoch_for(const struct pl_room *room, const struct slot *slot,
                         const struct pl_stamp *base)
{
    int64_t epoch = room_shown_epoch(room);
    switch (slot->topic.kind) {
    case PL_TOPIC_DOCUMENT:
        return base->epoch;
    case PL_TOPIC_ITEMS:
    case PL_TOPIC_TEXT:
        return strtoll(slot->topic.load, NULL, 10);
    case PL_TOPIC_CURSOR:
        return epoch;
    default:
        return base->rev > 0 && base->epoch > epoch ? base->epoch : epoch;
    }
}

/* One more than all that is known, and never twice the same: what was cut off on its way may have
 * reached somebody, and another content under its stamp would part the readers for good. */
struct pl_stamp stamp_for(const struct pl_room *room, const struct slot *slot,
                          const struct pl_message *base, const struct pl_stamp *above)
{
    static const struct pl_stamp none = {0};
    const struct pl_stamp *from = base ? &base->envelope.stamp : &none;
    struct pl_stamp stamp = {.epoch = epoch_for(room, slot, from)};
    if (slot->topic.kind == PL_TOPIC_DOCUMENT) {
        stamp.reign = from->reign;
    }
    raise_stamp(&stamp, from);
    raise_stamp(&stamp, above);
    raise_stamp(&stamp, &slot->ahead);
    raise_stamp(&stamp, &slot->used);
    if (slot->greatest) {
        raise_stamp(&stamp, &slot->greatest->message->envelope.stamp);
    }
    stamp.rev++;
    memcpy(stamp.by, room->by, sizeof stamp.by);
    return stamp;
}

/* False where nothing we could write would count: the cursor at hand belongs to a later document
 * that is not here (yet). */
bool stamp_counts(const struct pl_room *room, const struct slot *slot,
                  const struct pl_message *base, const struct pl_stamp *above)
{
    struct pl_stamp stamp = stamp_for(room, slot, base, above);
    return !slot->greatest ||
           pl_stamp_compare(&stamp, &slot->greatest->message->envelope.stamp) > 0;
}
