#include "room_parts.h"

#include <string.h>

/* Rules 2 and 3 of two writers: a desk mends what the broker holds. */

static void plan_at(struct pl_room *room, struct slot *slot, int64_t wait_ms)
{
    slot->mend_mono_ms =
        room->now.mono_ms + wait_ms + (int64_t)room_random(room, ROOM_MEND_SPAN_MS);
    if (slot->mend_mono_ms < room->mend_mono_ms)
        room->mend_mono_ms = slot->mend_mono_ms;
}

static bool is_ahead(const struct slot *slot)
{
    return slot->ahead.rev > 0 && slot->greatest &&
           pl_stamp_compare(&slot->ahead, &slot->greatest->message->envelope.stamp) > 0;
}

/* Each arrival is news: the silence begins anew. */
void room_mend_plan(struct pl_room *room, struct slot *slot)
{
    if (!is_ahead(slot))
        slot->ahead.rev = 0;
    if (slot->behind)
        plan_at(room, slot, ROOM_MEND_MS);
    else if (slot->ahead.rev)
        plan_at(room, slot, ROOM_AHEAD_MS);
    else
        slot->mend_mono_ms = 0;
}

/* ---- what displays report ---- */

/* Only what writing can reach: for the rest the load is lost, and only loading anew helps. */
static bool in_reach(const struct pl_room *room, const struct slot *slot,
                     const struct pl_stamp *reported)
{
    const struct pl_stamp *known = &slot->greatest->message->envelope.stamp;
    if (reported->rev - known->rev > PL_REV_FOLLOW_MAX)
        return false;
    switch (slot->topic.kind) {
    case PL_TOPIC_SPEAKERS:
    case PL_TOPIC_TIMER:
    case PL_TOPIC_NOTICE:
        return reported->epoch <= PL_EPOCH_FOLLOW_MAX;
    case PL_TOPIC_CURSOR:
        return reported->epoch == room_shown_epoch(room);
    default:
        return reported->epoch == known->epoch;
    }
}

static void report_stamp(struct pl_room *room, struct slot *slot, const struct pl_stamp *reported)
{
    if (!slot || !slot->greatest || reported->rev <= 0 ||
        pl_stamp_compare(reported, &slot->greatest->message->envelope.stamp) <= 0 ||
        !in_reach(room, slot, reported))
        return;
    if (slot->ahead.rev == 0 || pl_stamp_compare(reported, &slot->ahead) > 0)
        slot->ahead = *reported;
    if (slot->mend_mono_ms == 0)
        plan_at(room, slot, ROOM_AHEAD_MS);
}

static void report_held(struct pl_room *room, const struct load *load, struct slot *slot,
                        const struct pl_held *held)
{
    if (held->rev <= 0)
        return;
    struct pl_stamp stamp = {.epoch = load->epoch, .rev = held->rev};
    memcpy(stamp.by, held->by, sizeof stamp.by);
    report_stamp(room, slot, &stamp);
}

static void report_section(struct pl_room *room, struct load *load,
                           const struct pl_held_section *held)
{
    struct section *section = load_section(load, held->section);
    if (!section)
        return;
    report_held(room, load, &section->items, &held->items);
    for (size_t i = 0; i < held->text_count; i++)
        report_held(room, load, section_text(section, held->texts[i].lang), &held->texts[i].held);
}

void room_mend_reported(struct pl_room *room, const struct pl_message *message)
{
    const struct pl_display *display = &message->body.display;
    for (size_t kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++)
        report_stamp(room, &room->slots[kind], &display->holds[kind]);
    struct load *load = display->load ? room_load_named(room, display->load) : NULL;
    if (!load || load != room_current_load(room))
        return;
    for (size_t i = 0; i < display->section_count; i++)
        report_section(room, load, &display->sections[i]);
}

/* ---- mending ---- */

static void note_mended(struct pl_room *room, const struct slot *slot)
{
    char topic[PL_TOPIC_MAX + 1];
    bool section = slot->topic.kind == PL_TOPIC_ITEMS || slot->topic.kind == PL_TOPIC_TEXT;
    if ((section && room->restore_noted) ||
        pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic) != PL_OK)
        return;
    room->restore_noted |= section;
    out_note(room, PL_NOTE_REPUBLISHED, 0, topic, PL_OK, NULL);
}

static bool mend_copy(struct pl_room *room, struct slot *slot)
{
    if (out_in_flight(room, FLIGHT_MEND) >= ROOM_WINDOW)
        return false;
    const struct held *held = slot->greatest;
    slot->mending = out_publish(room, &slot->topic, held->bytes, held->size, true,
                                (struct flight){.kind = FLIGHT_MEND, .slot = slot});
    return slot->mending;
}

/* What is on its way already settles the matter; else it is looked at again. */
static void mend_slot(struct pl_room *room, struct slot *slot)
{
    if (slot->sent) {
        plan_at(room, slot, ROOM_MEND_MS);
        return;
    }
    bool done = true;
    if (is_ahead(slot))
        done = room_write_anew(room, slot, &slot->ahead);
    else if (slot->behind && !slot->mending)
        done = mend_copy(room, slot);
    if (!done)
        return;
    note_mended(room, slot);
    slot->ahead.rev = 0;
    slot->mend_mono_ms = 0;
}

static void mend_if_due(struct pl_room *room, struct slot *slot, void *context)
{
    (void)context;
    if (slot->mend_mono_ms && slot->mend_mono_ms <= room->now.mono_ms)
        mend_slot(room, slot);
    if (slot->mend_mono_ms && slot->mend_mono_ms < room->mend_mono_ms)
        room->mend_mono_ms = slot->mend_mono_ms;
}

/* A broker that has told all it has, and not this: it has lost it. */
static void restore_slot(struct pl_room *room, struct slot *slot, void *context)
{
    (void)context;
    if (!slot->greatest || slot->session == room->session)
        return;
    slot->behind = true;
    slot->mend_mono_ms = room->now.mono_ms;
    room->mend_mono_ms = room->now.mono_ms;
}

void room_mend_work(struct pl_room *room)
{
    if (room->role != PL_ROLE_DESK || !room_may_write(room))
        return;
    if (room->restore_mono_ms && room->restore_mono_ms <= room->now.mono_ms) {
        room->restore_mono_ms = 0;
        room->restore_noted = false;
        room_each_slot(room, restore_slot, NULL);
    }
    if (room->mend_mono_ms > room->now.mono_ms)
        return;
    room->mend_mono_ms = ROOM_NEVER;
    room_each_slot(room, mend_if_due, NULL);
}

int64_t room_mend_deadline(const struct pl_room *room)
{
    if (room->role != PL_ROLE_DESK || !room_may_write(room))
        return ROOM_NEVER;
    if (room->restore_mono_ms && room->restore_mono_ms < room->mend_mono_ms)
        return room->restore_mono_ms;
    return room->mend_mono_ms;
}
