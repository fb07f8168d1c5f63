#include "room_parts.h"

#include <string.h>

/* Rules 2 and 3 of two writers: a desk mends what the broker holds; a command does so by rule 2 as
 * long as it is there. */

/* After so much silence and some chance. */
static int64_t plan(struct pl_room *room, int64_t wait_ms)
{
    int64_t due = room->now.mono_ms + wait_ms + (int64_t)room_random(room, ROOM_MEND_SPAN_MS);
    if (due < room->mend_mono_ms) {
        room->mend_mono_ms = due;
    }
    return due;
}

static bool beyond(const struct slot *slot, const struct pl_stamp *stamp)
{
    return stamp->rev > 0 &&
           (!slot->greatest ||
            pl_stamp_compare(stamp, &slot->greatest->message->envelope.stamp) > 0);
}

bool slot_is_ahead(const struct slot *slot)
{
    return beyond(slot, &slot->ahead);
}

/* The same bytes would not help: others hold other words under this order, or a place that does not
 * exist; or nothing was said on it, and now something is there that does not count. */
static bool wants_anew(const struct pl_room *room, const struct slot *slot)
{
    bool begun = slot->topic.kind >= PL_TOPIC_CURSOR && slot->behind && !slot->greatest;
    return slot->twice || begun ||
           (slot->topic.kind == PL_TOPIC_CURSOR && room_cursor_astray(room));
}

/* Each arrival is news: the silence begins anew. */
void room_mend_plan(struct pl_room *room, struct slot *slot)
{
    if (!slot_is_ahead(slot)) {
        slot->ahead.rev = 0;
    }
    slot->mend_mono_ms = slot->behind || wants_anew(room, slot) ? plan(room, ROOM_MEND_MS) : 0;
    slot->ahead_mono_ms =
        slot->ahead.rev && room->role == PL_ROLE_DESK ? plan(room, ROOM_AHEAD_MS) : 0;
}

/* ---- what displays report ---- */

/* Only what writing can reach (a cursor, a timer that only the display remembers is reached too: it
 * begins anew, for nobody could change it any more): for the rest the load is lost, and only
 * loading anew helps. What is reported of a document that is not shown is looked at again when it
 * is. */
static bool in_reach(const struct pl_room *room, const struct slot *slot,
                     const struct pl_stamp *reported)
{
    static const struct pl_stamp none = {0};
    const struct pl_stamp *known =
        slot->greatest ? &slot->greatest->message->envelope.stamp : &none;
    bool same = reported->epoch == known->epoch && reported->reign == known->reign;
    if (reported->rev - (same ? known->rev : 0) > PL_REV_FOLLOW_MAX) {
        return false;
    }
    switch (slot->topic.kind) {
    case PL_TOPIC_SPEAKERS:
    case PL_TOPIC_TIMER:
    case PL_TOPIC_NOTICE:
        return reported->epoch <= room_shown_epoch(room);
    case PL_TOPIC_CURSOR:
        return reported->epoch == room_shown_epoch(room);
    default:
        return slot->greatest && same;
    }
}

static void report_stamp(struct pl_room *room, struct slot *slot, const struct pl_stamp *reported)
{
    if (!slot || !beyond(slot, reported) || !in_reach(room, slot, reported)) {
        return;
    }
    if (slot->ahead.rev == 0 || pl_stamp_compare(reported, &slot->ahead) > 0) {
        slot->ahead = *reported;
    }
    if (slot->ahead_mono_ms == 0 && room->role == PL_ROLE_DESK) {
        slot->ahead_mono_ms = plan(room, ROOM_AHEAD_MS);
    }
}

static void report_held(struct pl_room *room, const struct load *load, struct slot *slot,
                        const struct pl_held *held)
{
    if (held->rev <= 0) {
        return;
    }
    struct pl_stamp stamp = {.epoch = load->epoch, .rev = held->rev};
    memcpy(stamp.by, held->by, sizeof stamp.by);
    report_stamp(room, slot, &stamp);
}

static void report_section(struct pl_room *room, struct load *load,
                           const struct pl_held_section *held)
{
    struct section *section = load_section(load, held->section);
    if (!section) {
        return;
    }
    report_held(room, load, &section->items, &held->items);
    for (size_t i = 0; i < held->text_count; i++) {
        report_held(room, load, section_text(section, held->texts[i].lang), &held->texts[i].held);
    }
}

void room_mend_reported(struct pl_room *room, const struct pl_message *message)
{
    const struct pl_display *display = &message->body.display;
    for (size_t kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        report_stamp(room, &room->slots[kind], &display->holds[kind]);
    }
    struct load *load = display->load ? room_load_named(room, display->load) : NULL;
    if (!load || load != room_current_load(room)) {
        return;
    }
    for (size_t i = 0; i < display->section_count; i++) {
        report_section(room, load, &display->sections[i]);
    }
}

void room_mend_reports_again(struct pl_room *room)
{
    for (size_t i = 0; room_writes(room) && i < room->displays.count; i++) {
        if (peer_online(room->displays.list[i])) {
            room_mend_reported(room, room->displays.list[i]->message);
        }
    }
}

/* ---- mending ---- */

static void note_mended(struct pl_room *room, const struct slot *slot)
{
    char topic[PL_TOPIC_MAX + 1];
    bool section = slot->topic.kind == PL_TOPIC_ITEMS || slot->topic.kind == PL_TOPIC_TEXT;
    if ((section && room->restore_noted) ||
        pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic) != PL_OK) {
        return;
    }
    room->restore_noted |= section;
    out_note(room, PL_NOTE_REPUBLISHED, 0, topic, PL_OK, NULL);
}

/* Rule 2: byte for byte, where that helps. */
static void mend_copy(struct pl_room *room, struct slot *slot)
{
    if (out_in_flight(room, FLIGHT_MEND) >= ROOM_WINDOW) {
        return; /* an acknowledgement brings us here again */
    }
    slot->mend_mono_ms = 0;
    if (wants_anew(room, slot)) {
        if (room_write_anew(room, slot, NULL)) {
            note_mended(room, slot);
        }
        return;
    }
    if (!slot->behind || !slot->greatest || slot->mending) {
        return;
    }
    const struct held *held = slot->greatest;
    slot->mending = out_publish(room, &slot->topic, held->bytes, held->size, true,
                                (struct flight){.kind = FLIGHT_MEND, .slot = slot});
    if (slot->mending) {
        note_mended(room, slot);
    }
}

/* Rule 3. Whoever wrote what the display has seen may still be joining, as we were. */
static void mend_ahead(struct pl_room *room, struct slot *slot)
{
    if (room->now.mono_ms < room->whole_mono_ms + ROOM_AHEAD_MS) {
        slot->ahead_mono_ms = plan(room, ROOM_AHEAD_MS);
        return;
    }
    slot->ahead_mono_ms = 0;
    if (slot_is_ahead(slot) && room_write_anew(room, slot, &slot->ahead)) {
        note_mended(room, slot);
    }
    slot->ahead.rev = 0;
}

static void next_due(struct pl_room *room, int64_t due_mono_ms)
{
    if (due_mono_ms && due_mono_ms < room->mend_mono_ms) {
        room->mend_mono_ms = due_mono_ms;
    }
}

/* What is on its way already may settle the matter. */
static void mend_if_due(struct pl_room *room, struct slot *slot, void *context)
{
    int64_t now = room->now.mono_ms;
    (void)context;
    if (slot->mend_mono_ms && slot->mend_mono_ms <= now && slot->sent) {
        slot->mend_mono_ms = plan(room, ROOM_MEND_MS);
    } else if (slot->mend_mono_ms && slot->mend_mono_ms <= now) {
        mend_copy(room, slot);
    }
    if (slot->ahead_mono_ms && slot->ahead_mono_ms <= now && slot->sent) {
        slot->ahead_mono_ms = plan(room, ROOM_AHEAD_MS);
    } else if (slot->ahead_mono_ms && slot->ahead_mono_ms <= now) {
        mend_ahead(room, slot);
    }
    next_due(room, slot->mend_mono_ms);
    next_due(room, slot->ahead_mono_ms);
}

/* A broker that has told all it has, and not this: it has lost it. */
static void restore_slot(struct pl_room *room, struct slot *slot, void *context)
{
    (void)context;
    if (!slot->greatest || slot->session == room->session) {
        return;
    }
    slot_set_behind(room, slot, true);
    slot->mend_mono_ms = room->now.mono_ms;
    room->mend_mono_ms = room->now.mono_ms;
}

void room_mend_work(struct pl_room *room)
{
    if (!room_may_write(room)) {
        return;
    }
    if (room->restore_mono_ms && room->restore_mono_ms <= room->now.mono_ms) {
        room->restore_mono_ms = 0;
        room->restore_noted = false;
        room_each_slot(room, restore_slot, NULL);
    }
    if (room->mend_mono_ms > room->now.mono_ms) {
        return;
    }
    room->mend_mono_ms = ROOM_NEVER;
    room_each_slot(room, mend_if_due, NULL);
}

int64_t room_mend_deadline(const struct pl_room *room)
{
    if (!room_may_write(room)) {
        return ROOM_NEVER;
    }
    if (room->restore_mono_ms && room->restore_mono_ms < room->mend_mono_ms) {
        return room->restore_mono_ms;
    }
    return room->mend_mono_ms;
}
