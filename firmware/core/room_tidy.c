#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deletes what older loads have left at the broker, once the new one has stood for a while. */

/* Neither shown nor coming. */
static bool deletable(const struct pl_room *room, const char *load)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    return *load && !(doc && strcmp(load, doc->body.document.load) == 0) &&
           !(room->shown.load && strcmp(load, room->shown.load->name) == 0) &&
           !room_load_is_ours(room, load);
}

/* A document that names a later load than its own is not believed; in a later reign the epochs have
 * begun anew. */
static bool is_older(const struct pl_room *room, const char *load)
{
    const struct pl_stamp *stamp = &room->shown.doc->message->envelope.stamp;
    return stamp->reign > 0 || strtoll(load, NULL, 10) <= stamp->epoch;
}

static void tidy_add(struct pl_room *room, const char *load)
{
    struct tidy *tidy = &room->tidy;
    if (!deletable(room, load) || tidy->count == PL_OLDER_MAX + 1) {
        return;
    }
    memcpy(tidy->loads[tidy->count++], load, strlen(load) + 1);
}

/* A command does not live for long, and a document that the broker kept may have stood for a minute
 * or a second: only its writer's clock can tell, where it is known. */
static bool stands_long(const struct pl_room *room)
{
    const struct pl_envelope *envelope = &room->shown.doc->message->envelope;
    int64_t theirs;
    return pl_room_writer_now(room, envelope->stamp.by, room->now, &theirs) &&
           theirs - envelope->at_ms > ROOM_TIDY_MS;
}

/* A load of ours that failed goes at once: nobody shows it. */
static bool plan_lost(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    if (!*tidy->lost) {
        return false;
    }
    tidy->count = 0;
    tidy_add(room, tidy->lost);
    *tidy->lost = '\0';
    tidy->wanted = tidy->count > 0;
    tidy->due_mono_ms = room->now.mono_ms;
    return tidy->wanted;
}

/* What its predecessor had replaced goes at once even where the document may be new: it was out of
 * use before. The predecessor itself waits from the receipt on. */
void room_tidy_plan(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    if (!room_writes(room) || !room->whole || tidy->active || plan_lost(room) || !room->shown.doc) {
        return;
    }
    const struct pl_document *document = &room->shown.doc->message->body.document;
    bool again = strcmp(tidy->load, document->load) == 0;
    if (again && !tidy->left) {
        return;
    }
    bool kept = room->role == PL_ROLE_COMMAND && !room->doc_live;
    bool at_once = kept && stands_long(room);
    tidy->left = kept && !at_once && !again && document->older_count > 1;
    memcpy(tidy->load, document->load, strlen(document->load) + 1);
    tidy->count = 0;
    for (size_t i = 0; i + tidy->left < document->older_count; i++) {
        if (is_older(room, document->older[i])) {
            tidy_add(room, document->older[i]);
        }
    }
    tidy->wanted = tidy->count > 0;
    tidy->due_mono_ms =
        at_once || tidy->left ? room->now.mono_ms : room->doc_mono_ms + ROOM_TIDY_MS;
}

/* ---- what no document names: loads whose writer has gone ---- */

static bool is_named(const struct pl_room *room, const char *load)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    const struct pl_document *document = doc ? &doc->body.document : NULL;
    if (room_load_named(room, load) || (document && strcmp(document->load, load) == 0) ||
        room_load_is_ours(room, load)) {
        return true;
    }
    for (size_t i = 0; document && i < document->older_count; i++) {
        if (strcmp(document->older[i], load) == 0) {
            return true; /* it goes with the others, in its time */
        }
    }
    return false;
}

static void orphan_seen(struct pl_room *room, const char *load)
{
    struct orphans *orphans = &room->orphans;
    for (size_t i = 0; i < orphans->count; i++) {
        if (strcmp(orphans->loads[i], load) == 0) {
            return;
        }
    }
    if (orphans->count < PL_OLDER_MAX && !is_named(room, load)) {
        memcpy(orphans->loads[orphans->count++], load, strlen(load) + 1);
    }
}

static void orphans_filter(struct pl_room *room, bool subscribe)
{
    struct filters filters = {0};
    char filter[PL_TOPIC_MAX + 1];
    snprintf(filter, sizeof filter, "plenary/%s/items/+/+", room->name);
    if (!filters_add(&filters, filter)) {
        return;
    }
    if (subscribe) {
        out_subscribe(room, &filters);
    } else {
        out_unsubscribe(room, &filters);
    }
    filters_finish(&filters);
}

/* Still not named: deleted as the older ones are. */
static void orphans_delete(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    tidy->count = 0;
    for (size_t i = 0; i < room->orphans.count; i++) {
        if (!is_named(room, room->orphans.loads[i])) {
            tidy_add(room, room->orphans.loads[i]);
        }
    }
    room->orphans.count = 0;
    tidy->wanted = tidy->count > 0;
    tidy->due_mono_ms = room->now.mono_ms;
}

/* Each desk looks once in a connection, when the room is at rest; a load that is under way is named
 * within the time that an unnamed one is left alone. */
static void orphans_work(struct pl_room *room)
{
    struct orphans *orphans = &room->orphans;
    if (room->role != PL_ROLE_DESK || !room_may_write(room) || room->tidy.wanted ||
        room->now.mono_ms < room_orphans_due(room)) {
        return;
    }
    switch (orphans->state) {
    case ORPHANS_TO_LOOK:
        orphans_filter(room, true);
        orphans->since_mono_ms = room->now.mono_ms;
        break;
    case ORPHANS_LOOKING:
        orphans_filter(room, false);
        orphans->since_mono_ms = room->now.mono_ms;
        break;
    default:
        orphans_delete(room);
        break;
    }
    orphans->state++;
}

int64_t room_orphans_due(const struct pl_room *room)
{
    switch (room->orphans.state) {
    case ORPHANS_TO_LOOK:
        return room->whole_mono_ms + ROOM_TIDY_MS;
    case ORPHANS_LOOKING:
        return room->orphans.since_mono_ms + ROOM_TIDY_QUIET_MS;
    case ORPHANS_SEEN:
        return room->orphans.since_mono_ms + ROOM_TIDY_MS;
    default:
        return ROOM_NEVER;
    }
}

/* ---- deleting ---- */

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
    if (room->orphans.state == ORPHANS_LOOKING && topic->kind == PL_TOPIC_ITEMS && size > 0) {
        orphan_seen(room, topic->load);
    }
    if (!tidy->active) {
        return false;
    }
    for (size_t i = 0; i < tidy->count; i++) {
        if (strcmp(tidy->loads[i], topic->load) != 0) {
            continue;
        }
        if (size > 0) {
            out_publish(room, topic, NULL, 0, true, (struct flight){.kind = FLIGHT_DELETE});
        }
        tidy->quiet_mono_ms = room->now.mono_ms + ROOM_TIDY_QUIET_MS;
        return true;
    }
    return false;
}

void room_tidy_work(struct pl_room *room)
{
    struct tidy *tidy = &room->tidy;
    if (*tidy->lost) {
        room_tidy_plan(room);
    }
    orphans_work(room);
    if (!tidy->wanted || !room_may_write(room)) {
        return;
    }
    if (!tidy->active && room->now.mono_ms >= tidy->due_mono_ms) {
        tidy_start(room);
    } else if (tidy->active && room->subs.tidy_done && room->now.mono_ms >= tidy->quiet_mono_ms &&
               out_in_flight(room, FLIGHT_DELETE) == 0) {
        tidy_end(room);
    }
}

void room_tidy_cut(struct pl_room *room)
{
    room->tidy.active = false;
    room->orphans = (struct orphans){0};
}

int64_t room_tidy_deadline(const struct pl_room *room)
{
    if (!room_may_write(room)) {
        return ROOM_NEVER;
    }
    if (!room->tidy.wanted) {
        return room->role == PL_ROLE_DESK ? room_orphans_due(room) : ROOM_NEVER;
    }
    return room->tidy.active ? room->tidy.quiet_mono_ms : room->tidy.due_mono_ms;
}

bool pl_room_tidying(const struct pl_room *room)
{
    return room->tidy.wanted || *room->tidy.lost;
}
