#include "room_parts.h"

#include <stdio.h>
#include <string.h>

/* Two displays of one user (or of one --name, where the broker knows no users) write the same entry
 * and leave a will on it. Each hears the other's echo, so both know; the one with the lesser `by`
 * keeps the entry, and says it again now and then, for the other's will may have taken its place. A
 * screenshot's echo is a probe: it does not go on. An echo alone is nobody's entry: a display gives
 * its own up only to one that it has read there. */

static bool twin_here(const struct pl_room *room, const struct twin *twin)
{
    return twin->echoes >= ROOM_TWIN_ECHOES &&
           room->now.mono_ms - twin->heard_mono_ms <= ROOM_GONE_MS;
}

static struct twin *twin_for(struct pl_room *room, const char *by)
{
    struct twin *place = &room->twins[0];
    for (size_t i = 0; i < ROOM_TWINS; i++) {
        struct twin *twin = &room->twins[i];
        if (strcmp(twin->by, by) == 0) {
            return twin;
        }
        if (twin->heard_mono_ms < place->heard_mono_ms) {
            place = twin;
        }
    }
    *place = (struct twin){0};
    memcpy(place->by, by, sizeof place->by);
    return place;
}

void room_twin_heard(struct pl_room *room, const char *by, int64_t received_mono_ms)
{
    if (room->role != PL_ROLE_DISPLAY) {
        return;
    }
    struct twin *twin = twin_for(room, by);
    int64_t since_ms = received_mono_ms - twin->heard_mono_ms;
    if (twin->echoes && since_ms < ROOM_BEAT_APART_MS) {
        return;
    }
    twin->echoes = since_ms > ROOM_GONE_MS ? 1 : twin->echoes + 1;
    twin->heard_mono_ms = received_mono_ms;
}

void room_twin_entry(struct pl_room *room, const struct pl_message *message)
{
    for (size_t i = 0; !message->empty && i < ROOM_TWINS; i++) {
        struct twin *twin = &room->twins[i];
        twin->entry |=
            message->body.display.online && strcmp(twin->by, message->envelope.stamp.by) == 0;
    }
}

/* What stands there, while there is a twin. */
static void read_entry(struct pl_room *room, bool read)
{
    struct filters filters = {0};
    char below[PL_USER_MAX + 16];
    snprintf(below, sizeof below, "display/%s", room->user);
    if (filters_below(&filters, room, below)) {
        if (read) {
            out_subscribe(room, &filters);
        } else {
            out_unsubscribe(room, &filters);
        }
    }
    filters_finish(&filters);
}

static void tell(struct pl_room *room)
{
    int64_t *told = &room->twin_told_mono_ms;
    if (*told && room->now.mono_ms - *told < ROOM_REFUSAL_MS) {
        return;
    }
    *told = room->now.mono_ms;
    out_note(room, PL_NOTE_TWIN, 0, NULL, PL_OK, room->user);
}

static void look(const struct pl_room *room, bool *twin_out, bool *yields_out)
{
    *twin_out = *yields_out = false;
    for (size_t i = 0; i < ROOM_TWINS; i++) {
        if (twin_here(room, &room->twins[i])) {
            *twin_out = true;
            *yields_out |= room->twins[i].entry && strcmp(room->twins[i].by, room->by) < 0;
        }
    }
}

void room_twin_work(struct pl_room *room)
{
    bool twin, yields;
    look(room, &twin, &yields);
    if (twin != room->twin) {
        room->twin = twin;
        room->changes |= PL_CHANGED_LIVENESS;
        room->twin_due_mono_ms = room->now.mono_ms;
        read_entry(room, twin);
        if (twin) {
            tell(room);
        }
    }
    if (yields != room->yields) {
        room->yields = yields;
        room->twin_due_mono_ms = room->now.mono_ms;
    }
    if (!room->twin_due_mono_ms || room->now.mono_ms < room->twin_due_mono_ms) {
        return;
    }
    /* Once more after it has gone: its will may come late. */
    bool last = !twin && room->twin_last;
    room->twin_last = !twin;
    room->twin_due_mono_ms = last ? 0 : room->now.mono_ms + ROOM_TWIN_MS;
    if (!yields) {
        room_entry_again(room);
    }
}

int64_t room_twin_deadline(const struct pl_room *room)
{
    int64_t due = room->twin_due_mono_ms ? room->twin_due_mono_ms : ROOM_NEVER;
    for (size_t i = 0; i < ROOM_TWINS; i++) {
        int64_t gone = room->twins[i].heard_mono_ms + ROOM_GONE_MS + 1;
        if (twin_here(room, &room->twins[i]) && gone < due) {
            due = gone;
        }
    }
    return due;
}

const char *pl_room_twin(const struct pl_room *room)
{
    return room->twin ? room->user : NULL;
}
