#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deletes what older loads have left at the broker, once the new one has stood for a while. */

static bool deletable(const struct pl_room *room, const char *load)
{
    const struct pl_message *doc = room->shown.doc->message;
    return *load && strtoll(load, NULL, 10) <= doc->envelope.stamp.epoch &&
           strcmp(load, doc->body.document.load) != 0 &&
           !(room->load && room->next.load && strcmp(load, room->next.load->name) == 0);
}

static void tidy_add(struct pl_room *room, const char *load)
{
    struct tidy *tidy = &room->tidy;
    if (!deletable(room, load) || tidy->count == PL_OLDER_MAX + 1)
        return;
    memcpy(tidy->loads[tidy->count++], load, strlen(load) + 1);
}

static int64_t due_at(const struct pl_room *room)
{
    const struct pl_message *doc = room->shown.doc->message;
    int64_t wait = room->doc_mono_ms + ROOM_TIDY_MS - room->now.mono_ms;
    int64_t age = room->now.wall_ms - doc->envelope.at_ms;
    if (!room->doc_live && age > ROOM_TIDY_MS && room->role == PL_ROLE_COMMAND)
        wait = 0;
    return room->now.mono_ms + (wait > 0 ? wait : 0);
}

void room_tidy_plan(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    if (!room_writes(room) || !room->whole || !room->shown.doc || tidy->active)
        return;
    const struct pl_document *document = &room->shown.doc->message->body.document;
    if (strcmp(tidy->load, document->load) == 0 && !*tidy->lost)
        return;
    memcpy(tidy->load, document->load, strlen(document->load) + 1);
    tidy->count = 0;
    for (size_t i = 0; i < document->older_count; i++)
        tidy_add(room, document->older[i]);
    tidy_add(room, tidy->lost);
    *tidy->lost = '\0';
    tidy->wanted = tidy->count > 0;
    tidy->due_mono_ms = due_at(room);
}

static void tidy_filters(struct pl_room *room, struct filters *out)
{
    char filter[PL_TOPIC_MAX + 1];
    for (size_t i = 0; i < room->tidy.count; i++) {
        const char *load = room->tidy.loads[i];
        snprintf(filter, sizeof filter, "plenary/%s/items/%s/+", room->name, load);
        filters_add(out, filter);
        snprintf(filter, sizeof filter, "plenary/%s/text/%s/+/+", room->name, load);
        filters_add(out, filter);
    }
}

static void tidy_start(struct pl_room *room)
{
    struct subscriptions *subs = &room->subs;
    filters_finish(&subs->tidy);
    tidy_filters(room, &subs->tidy);
    subs->tidy_done = false;
    subs->tidy_token = out_subscribe(room, &subs->tidy);
    room->tidy.active = true;
    room->tidy.quiet_mono_ms = room->now.mono_ms + ROOM_TIDY_QUIET_MS;
}

static void tidy_end(struct pl_room *room)
{
    out_unsubscribe(room, &room->subs.tidy);
    filters_finish(&room->subs.tidy);
    room->tidy.wanted = room->tidy.active = false;
    room_tidy_plan(room); /* the document may be another one by now */
}

bool room_tidy_take(struct pl_room *room, const struct pl_topic *topic, size_t size)
{
    struct tidy *tidy = &room->tidy;
    if (!tidy->active)
        return false;
    for (size_t i = 0; i < tidy->count; i++) {
        if (strcmp(tidy->loads[i], topic->load) != 0)
            continue;
        if (size > 0)
            out_publish(room, topic, NULL, 0, true, (struct flight){.kind = FLIGHT_DELETE});
        tidy->quiet_mono_ms = room->now.mono_ms + ROOM_TIDY_QUIET_MS;
        return true;
    }
    return false;
}

void room_tidy_work(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    if (*tidy->lost)
        room_tidy_plan(room);
    if (!tidy->wanted || !room_may_write(room))
        return;
    if (!tidy->active && room->now.mono_ms >= tidy->due_mono_ms)
        tidy_start(room);
    else if (tidy->active && room->subs.tidy_done && room->now.mono_ms >= tidy->quiet_mono_ms &&
             out_in_flight(room, FLIGHT_DELETE) == 0)
        tidy_end(room);
}

void room_tidy_cut(struct pl_room *room)
{
    room->tidy.active = false;
}

int64_t room_tidy_deadline(const struct pl_room *room)
{
    if (!room->tidy.wanted || !room_may_write(room))
        return ROOM_NEVER;
    return room->tidy.active ? room->tidy.quiet_mono_ms : room->tidy.due_mono_ms;
}

bool pl_room_tidying(const struct pl_room *room)
{
    return room->tidy.wanted;
}
