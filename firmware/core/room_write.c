#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- building what the slot is to become ---- */

enum build_mode { BUILD_LOOK, BUILD_PUBLISH };

struct build {
    struct pl_room *room;
    struct slot *slot;
    const struct pl_message *base;
    enum build_mode mode;
    bool anew;             /* publish even where no intent is missing */
    struct pl_stamp above; /* with a greater stamp than this; rev 0: none */
    struct arena arena;
    struct pl_message message;
    struct change change;
    uint64_t number;     /* of the last intent that went in; 0: none */
    struct intent *last; /* it */
};

const struct pl_document *room_shown_document(const struct pl_room *room)
{
    return room->shown.doc ? &room->shown.doc->message->body.document : NULL;
}

/* For a translation: the original of its section. */
static const struct pl_text *original_of(const struct pl_room *room, const struct slot *slot)
{
    const struct pl_document *document = room_shown_document(room);
    size_t index;
    if (slot->topic.kind != PL_TOPIC_TEXT || !document ||
        strcmp(document->fronts[0].lang, slot->topic.lang) == 0 ||
        !view_section(&room->shown, slot->topic.section, &index)) {
        return NULL;
    }
    const struct pl_message *m = slot_message(
        section_text(room->shown.sections[index], document->fronts[0].lang), PL_CONFIRMED);
    return m ? &m->body.text : NULL;
}

static void build_start(struct build *build)
{
    struct pl_room *room = build->room;
    struct slot *slot = build->slot;
    arena_init(&build->arena);
    const struct pl_message *base = build->base;
    /* A cursor of another document, or to no place, says nothing: what is shown does. */
    if (base && slot->topic.kind == PL_TOPIC_CURSOR &&
        (base->envelope.stamp.epoch != room_shown_epoch(room) || room_cursor_astray(room))) {
        base = room->cursor ? room->cursor->message : NULL;
    }
    change_begin(&build->message, &slot->topic, base, room_shown_document(room));
    int64_t offset;
    if (base && strcmp(base->envelope.stamp.by, room->by) != 0 &&
        clock_offset(room, base->envelope.stamp.by, &offset)) {
        change_shift_clocks(&build->message, offset);
    }
    build->message.envelope.stamp = stamp_for(room, slot, build->base, &build->above);
    build->change = (struct change){
        .arena = &build->arena,
        .message = &build->message,
        .document = room_shown_document(room),
        .original = original_of(room, slot),
        .by = room->by,
        .rev = build->message.envelope.stamp.rev,
    };
    build->number = 0;
    build->last = NULL;
}

/* A move that another writer's cursor has overtaken is never tried again. One that was cut off
 * while the cursor stood still is the same move on the same ground. */
static bool overtaken(const struct build *build, const struct intent *intent)
{
    const struct pl_message *greatest = slot_message(build->slot, PL_CONFIRMED);
    return intent->what.kind == PL_INTENT_MOVE && intent->tried && greatest &&
           strcmp(greatest->envelope.stamp.by, build->room->by) != 0 &&
           pl_stamp_compare(&greatest->envelope.stamp, &intent->made_upon) > 0;
}

/* Whether it reached the room cannot be told any more: its entry of `has` may have come and gone.
 * Adding twice would be worse than saying so. */
static bool unsure(const struct build *build, const struct intent *intent)
{
    const struct pl_room *room = build->room;
    return intent->lost_mono_ms && has_own(room, build->slot, build->base) == 0 &&
           room->now.mono_ms - intent->lost_mono_ms > ROOM_UNSURE_MS &&
           (intent->what.kind == PL_INTENT_SPEAKER_ADD || intent->what.kind == PL_INTENT_ITEM_ADD);
}

static const char *apply_one(struct build *build, struct intent *intent)
{
    struct pl_room *room = build->room;
    if (build->slot->unreadable && intent->what.kind != PL_INTENT_RESET) {
        return "what the broker holds of it cannot be read";
    }
    if (overtaken(build, intent)) {
        return "somebody else has moved on meanwhile";
    }
    if (unsure(build, intent)) {
        return "the connection was cut for long; look whether it was taken";
    }
    if (intent->spoiled) {
        return "a section of it could not be written";
    }
    if (intent->moment_ms == 0) {
        intent->moment_ms = room->now.wall_ms;
    }
    enum pl_error error = change_apply(&build->change, intent);
    if (error != PL_OK) {
        return build->change.why ? build->change.why : pl_error_text(error);
    }
    build->number = intent->number;
    build->last = intent;
    return NULL;
}

static void apply_missing(struct build *build)
{
    struct pl_room *room = build->room;
    int64_t has = has_own(room, build->slot, build->base);
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!topic_same(&i->topic, &build->slot->topic) || has >= (int64_t)i->number) {
            continue;
        }
        /* Its own desk sees a new item before its words are back. */
        bool entry_seen = build->mode == BUILD_LOOK && i->part == PART_ENTRY;
        if (!entry_seen && intent_held_back(room, i)) {
            return;
        }
        const char *why = apply_one(build, i);
        if (why && build->mode == BUILD_PUBLISH) {
            /* Its other part may be the next in the list. */
            if (next && next->number == i->number) {
                next = next->next;
            }
            intent_drop(room, i, why);
        }
    }
}

static enum pl_error build_encode(struct build *build, struct held **held_out)
{
    struct pl_room *room = build->room;
    char *bytes;
    size_t size;
    struct pl_message *decoded;
    build->message.envelope.at_ms = room->now.wall_ms;
    if (!has_make(room, build->slot, build->base, build->number, &build->arena,
                  &build->message.envelope)) {
        return PL_ERROR_MEMORY;
    }
    enum pl_error error = room_encode(&build->message, &bytes, &size, &decoded);
    if (error != PL_OK) {
        return error;
    }
    *held_out = held_create(decoded, bytes, size, true);
    free(bytes);
    return *held_out ? PL_OK : PL_ERROR_MEMORY;
}

/* Applies all missing intents; one that makes a message no reader takes is dropped, and the rest
 * tried again. NULL: nothing to say. */
static struct held *build_make(struct build *build)
{
    for (;;) {
        struct held *held = NULL;
        build_start(build);
        apply_missing(build);
        enum pl_error error = PL_OK;
        if (build->last || build->anew) {
            error = build_encode(build, &held);
        }
        arena_finish(&build->arena);
        if (error == PL_OK || !build->last || build->mode == BUILD_LOOK) {
            return held;
        }
        intent_drop(build->room, build->last, pl_error_text(error));
    }
}

static void mark_tried(struct pl_room *room, struct slot *slot, uint64_t number)
{
    slot->given_number = number > slot->given_number ? number : slot->given_number;
    static const struct pl_stamp none = {0};
    for (struct intent *i = room->intents; i; i = i->next) {
        if (i->number > number || !topic_same(&i->topic, &slot->topic)) {
            continue;
        }
        if (!i->tried) {
            i->made_upon = slot->greatest ? slot->greatest->message->envelope.stamp : none;
        }
        i->tried = true;
        i->lost_mono_ms = 0;
    }
}

static bool publish_pending(struct pl_room *room, struct slot *slot, struct held *held)
{
    out_forget_slot(room, slot, false);
    bool sent = out_publish(room, &slot->topic, held->bytes, held->size, true,
                            (struct flight){.kind = FLIGHT_SLOT, .slot = slot});
    slot->sent = sent;
    slot->acked_mono_ms = 0;
    slot->unseen_told = false;
    if (sent) {
        slot->used = held->message->envelope.stamp;
    }
    held_replace(&slot->pending, held);
    room->changes |= 1u << slot->topic.kind;
    return sent;
}

/* Published, and neither back nor overtaken. */
static bool under_way(const struct slot *slot)
{
    const struct pl_message *greatest = slot_message(slot, PL_CONFIRMED);
    return slot->pending && slot->sent &&
           (!greatest || pl_stamp_compare(&slot->pending->message->envelope.stamp,
                                          &greatest->envelope.stamp) > 0);
}

static const struct pl_message *base_of(const struct slot *slot)
{
    return slot_message(slot, under_way(slot) ? PL_PENDING : PL_CONFIRMED);
}

bool room_write_anew(struct pl_room *room, struct slot *slot, const struct pl_stamp *above)
{
    struct build build = {
        .room = room, .slot = slot, .base = base_of(slot), .mode = BUILD_PUBLISH, .anew = true};
    if (above) {
        build.above = *above;
    }
    if (!stamp_counts(room, slot, build.base, &build.above)) {
        return false;
    }
    struct held *held = build_make(&build);
    if (!held) {
        return false;
    }
    if (build.number) {
        mark_tried(room, slot, build.number);
    }
    return publish_pending(room, slot, held);
}

/* ---- one slot ---- */

static void forget_pending(struct pl_room *room, struct slot *slot)
{
    if (!slot->pending) {
        return;
    }
    held_replace(&slot->pending, NULL);
    slot->sent = false;
    room->changes |= 1u << slot->topic.kind;
}

/* What was published is back, or something greater is. */
void room_write_arrived(struct pl_room *room, struct slot *slot)
{
    if (slot->sent && !under_way(slot)) {
        forget_pending(room, slot);
    }
}

/* held_out: what comes first waits for something else. */
static bool is_missing(const struct pl_room *room, const struct slot *slot,
                       const struct pl_message *base, bool *held_out)
{
    int64_t has = has_own(room, slot, base);
    *held_out = false;
    for (const struct intent *i = room->intents; i; i = i->next) {
        if (topic_same(&i->topic, &slot->topic) && has < (int64_t)i->number) {
            *held_out = intent_held_back(room, i);
            return !*held_out;
        }
    }
    return false;
}

/* A running clock is re-written in our time, so its writer's must be known; where a desk is there,
 * its beat tells within two seconds. */
static bool clock_unknown(const struct pl_room *room, const struct pl_message *base)
{
    int64_t offset;
    return base && change_has_clock(base) && strcmp(base->envelope.stamp.by, room->by) != 0 &&
           !clock_offset(room, base->envelope.stamp.by, &offset) && room_desk_online(room, NULL) &&
           room->now.mono_ms - room->whole_mono_ms < ROOM_CLOCK_WAIT_MS;
}

/* A wall holds more of it than the broker has told: who wrote that may still be joining, as we are,
 * and says it again. What is written above it unread replaces it. */
static bool more_is_held(const struct pl_room *room, const struct slot *slot)
{
    bool waits = room->role == PL_ROLE_DESK || room_desk_online(room, NULL);
    return waits && !slot->unreadable && slot_is_ahead(slot) &&
           room->now.mono_ms - room->whole_mono_ms < ROOM_AHEAD_MS;
}

/* What it will be, for the eyes of this desk only: nothing is dropped, nothing is sent. */
static void look_ahead(struct pl_room *room, struct slot *slot)
{
    struct build build = {
        .room = room, .slot = slot, .base = slot_message(slot, PL_CONFIRMED), .mode = BUILD_LOOK};
    struct pl_stamp upon = build.base ? build.base->envelope.stamp : (struct pl_stamp){0};
    if (!room->was_whole || (slot->looked_number == room->number && !slot->sent &&
                             pl_stamp_compare(&upon, &slot->looked_upon) == 0)) {
        return;
    }
    struct held *held = build_make(&build);
    slot->looked_number = room->number;
    slot->looked_upon = upon;
    held_replace(&slot->pending, held);
    slot->sent = false;
    room->changes |= 1u << slot->topic.kind;
}

/* A broker of MQTT 3.1.1 acknowledges even what it does not allow: only its absence tells. */
static bool is_unseen(const struct pl_room *room, const struct slot *slot)
{
    return under_way(slot) && slot->acked_mono_ms && !slot->unseen_told &&
           room->now.mono_ms - slot->acked_mono_ms >= ROOM_UNSEEN_MS;
}

static void tell_unseen(struct pl_room *room, struct slot *slot)
{
    char topic[PL_TOPIC_MAX + 1];
    slot->unseen_told = true;
    if (pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic) == PL_OK) {
        out_note_code(room, topic, 0,
                      "the broker took it, but it does not appear in the room: may this user write "
                      "it?");
    }
}

static void work_slot(struct pl_room *room, struct slot *slot)
{
    intents_settle(room, slot);
    if (is_unseen(room, slot)) {
        tell_unseen(room, slot);
    }
    const struct pl_message *base = base_of(slot);
    bool held;
    bool missing = is_missing(room, slot, base, &held);
    if (!missing) {
        if (held && slot->topic.kind == PL_TOPIC_ITEMS && !under_way(slot)) {
            look_ahead(room, slot);
        } else if (!under_way(slot)) {
            forget_pending(room, slot);
        }
        return;
    }
    static const struct pl_stamp none = {0};
    if (!room_may_write(room) || clock_unknown(room, base) || more_is_held(room, slot) ||
        !stamp_counts(room, slot, base, &none)) {
        look_ahead(room, slot);
        return;
    }
    struct build build = {.room = room, .slot = slot, .base = base, .mode = BUILD_PUBLISH};
    struct held *made = build_make(&build);
    if (!made) {
        if (!under_way(slot)) {
            forget_pending(room, slot);
        }
        return;
    }
    mark_tried(room, slot, build.number);
    publish_pending(room, slot, made);
}

/* ---- all ---- */

bool room_may_write(const struct pl_room *room)
{
    return room->connected && room->whole && room_writes(room) && !room->probe.denied &&
           !room->displaced;
}

static bool wants_load(const struct intent *intent)
{
    return intent_on_load(intent) && !*intent->topic.load;
}

/* What was asked for before the document was known is meant for the first one there is. */
static void give_loads(struct pl_room *room)
{
    const struct pl_document *document = room_shown_document(room);
    if (!room->whole) {
        return;
    }
    for (struct intent *i = room->intents; i;) {
        if (wants_load(i) && !document) {
            intent_drop(room, i, "there is no document in the room");
            i = room->intents;
            continue;
        }
        if (wants_load(i) && i->topic.kind != PL_TOPIC_CURSOR) {
            memcpy(i->topic.load, document->load, strlen(document->load) + 1);
        }
        i = i->next;
    }
}

/* The slot an intent wants; made where it does not exist yet (a first translation). */
static struct slot *intent_slot(struct pl_room *room, const struct intent *intent)
{
    struct slot *slot = room_slot(room, &intent->topic);
    size_t index;
    if (slot || intent->topic.kind != PL_TOPIC_TEXT || !*intent->topic.load ||
        !view_section(&room->shown, intent->topic.section, &index)) {
        return slot;
    }
    return section_text_add(room->shown.sections[index], intent->topic.load, intent->topic.lang);
}

/* A time without connection is no time of looking. */
static void forget_watched(struct pl_room *room)
{
    if (!room_may_write(room) || room->now.mono_ms - room->whole_mono_ms < ROOM_BACK_MS) {
        return;
    }
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (i->in && i->told && room->now.mono_ms - i->in_mono_ms > ROOM_WATCH_MS) {
            intent_remove(room, i);
        }
    }
}

static struct intent *next_unvisited(struct pl_room *room, struct slot **slot_out)
{
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        struct slot *slot = intent_slot(room, i);
        if (slot && slot->visit == room->visit) {
            continue;
        }
        if (!slot && !(room->whole && room->shown.doc)) {
            continue; /* until the document is known */
        }
        *slot_out = slot;
        return i;
    }
    return NULL;
}

static void work_intents(struct pl_room *room)
{
    give_loads(room);
    room->visit++;
    struct slot *slot;
    for (struct intent *i; (i = next_unvisited(room, &slot));) {
        if (!slot) {
            intent_drop(room, i, "the section is not in the text");
            continue;
        }
        slot->visit = room->visit;
        work_slot(room, slot);
    }
}

static void work_running_clocks(struct pl_room *room);

void room_write_work(struct pl_room *room)
{
    if (!room_writes(room)) {
        return;
    }
    if (room->intents) {
        forget_watched(room);
        work_intents(room);
    }
    work_running_clocks(room);
}

/* ---- a running clock whose writer has gone ---- */

/* When it is gone; ROOM_NEVER: it is ours, or nothing runs. */
static int64_t clock_orphaned_at(const struct pl_room *room, const struct slot *slot)
{
    const struct pl_message *message = slot_message(slot, PL_CONFIRMED);
    int64_t offset;
    if (!message || slot->topic.kind == PL_TOPIC_NOTICE || !change_has_clock(message) ||
        strcmp(message->envelope.stamp.by, room->by) == 0 ||
        !clock_offset(room, message->envelope.stamp.by, &offset)) {
        return ROOM_NEVER;
    }
    const struct writer *writer = clock_writer(room, message->envelope.stamp.by);
    int64_t heard = room->whole_mono_ms;
    if (writer->spoke_mono_ms > heard) {
        heard = writer->spoke_mono_ms;
    }
    return heard + ROOM_GONE_MS;
}

static int64_t orphaned_at(const struct pl_room *room)
{
    if (room->role != PL_ROLE_DESK || !room_may_write(room)) {
        return ROOM_NEVER;
    }
    int64_t speakers = clock_orphaned_at(room, &room->slots[PL_TOPIC_SPEAKERS]);
    int64_t timer = clock_orphaned_at(room, &room->slots[PL_TOPIC_TIMER]);
    return speakers < timer ? speakers : timer;
}

/* Each desk waits a while of its own, so that mostly one does it; two do no harm. */
static void work_running_clocks(struct pl_room *room)
{
    static const enum pl_topic_kind kinds[] = {PL_TOPIC_SPEAKERS, PL_TOPIC_TIMER};
    if (orphaned_at(room) > room->now.mono_ms) {
        room->clock_mono_ms = 0;
        return;
    }
    if (room->clock_mono_ms == 0) {
        room->clock_mono_ms =
            room->now.mono_ms + ROOM_MEND_MS + (int64_t)room_random(room, ROOM_MEND_SPAN_MS);
    }
    if (room->now.mono_ms < room->clock_mono_ms) {
        return;
    }
    room->clock_mono_ms = 0;
    for (size_t i = 0; i < 2; i++) {
        struct slot *slot = &room->slots[kinds[i]];
        if (!slot->sent && clock_orphaned_at(room, slot) <= room->now.mono_ms) {
            room_write_anew(room, slot, NULL);
        }
    }
}

/* ---- deadlines ---- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t intent_deadline(const struct pl_room *room, const struct intent *intent)
{
    const struct slot *slot = room_slot(room, &intent->topic);
    if (!intent->in && slot && slot->acked_mono_ms && under_way(slot) && !slot->unseen_told) {
        return slot->acked_mono_ms + ROOM_UNSEEN_MS;
    }
    if (intent->in && !intent->told) {
        return intent->in_mono_ms + ROOM_SETTLE_MS;
    }
    if (!intent->in && room_may_write(room) && !intent->tried) {
        int64_t clock = room->whole_mono_ms + ROOM_CLOCK_WAIT_MS;
        int64_t more = room->whole_mono_ms + ROOM_AHEAD_MS;
        return clock > room->now.mono_ms ? clock : more > room->now.mono_ms ? more : ROOM_NEVER;
    }
    return ROOM_NEVER;
}

int64_t room_write_deadline(const struct pl_room *room)
{
    int64_t due = ROOM_NEVER;
    for (const struct intent *i = room->intents; i; i = i->next) {
        due = earlier(due, intent_deadline(room, i));
    }
    if (!room_may_write(room)) {
        return due;
    }
    if (room->clock_mono_ms) {
        return earlier(due, room->clock_mono_ms);
    }
    int64_t orphaned = orphaned_at(room);
    return orphaned > room->now.mono_ms ? earlier(due, orphaned) : due;
}

/* ---- what becomes of it ---- */

static void cut_slot(struct pl_room *room, struct slot *slot, void *context)
{
    (void)room;
    (void)context;
    slot->sent = false;
    slot->mending = false;
    slot->mend_mono_ms = 0;
    slot->ahead_mono_ms = 0;
    slot->ahead.rev = 0;
}

/* What was under way is unknown; what was made of it is made again when the room is whole. */
void room_write_cut(struct pl_room *room)
{
    room_each_slot(room, cut_slot, NULL);
    for (struct intent *i = room->intents; i; i = i->next) {
        if (i->tried && !i->in && !i->lost_mono_ms) {
            i->lost_mono_ms = room->now.mono_ms;
        }
    }
}

static void deny_slot(struct pl_room *room, const struct slot *slot)
{
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!topic_same(&i->topic, &slot->topic) || i->in || !i->tried) {
            continue;
        }
        if (next && next->number == i->number) {
            next = next->next;
        }
        intent_drop(room, i, "the broker does not allow it");
    }
}

void room_write_landed(struct pl_room *room, struct slot *slot, enum pl_ack ack, int code)
{
    if (ack == PL_ACK_DONE) {
        slot->acked_mono_ms = room->now.mono_ms;
        return;
    }
    if (ack == PL_ACK_REFUSED) {
        char topic[PL_TOPIC_MAX + 1];
        if (pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic) == PL_OK) {
            out_note_code(room, topic, code, "the broker refused what this desk wrote");
        }
        deny_slot(room, slot);
    }
    forget_pending(room, slot);
}

static bool dies_with_load(const struct pl_room *room, const struct intent *intent)
{
    if (intent->what.kind == PL_INTENT_LANGUAGE) {
        return true;
    }
    if (intent->topic.kind == PL_TOPIC_CURSOR) {
        return intent->what.kind != PL_INTENT_SCREEN && room->was_whole;
    }
    return intent_on_load(intent) && *intent->topic.load;
}

/* Intents on a text, and moves in it, die with its load. */
void room_load_gone(struct pl_room *room)
{
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!dies_with_load(room, i)) {
            continue;
        }
        if (next && next->number == i->number) {
            next = next->next;
        }
        if (i->in && i->told) {
            intent_remove(room, i);
        } else {
            intent_drop(room, i, "another text was loaded meanwhile");
        }
    }
    forget_pending(room, &room->slots[PL_TOPIC_CURSOR]);
}

void intents_finish(struct pl_room *room)
{
    while (room->intents) {
        intent_remove(room, room->intents);
    }
}

/* ---- would it do? ---- */

enum pl_error room_try_intent(struct pl_room *room, struct intent *intent)
{
    struct slot *slot = intent_slot(room, intent);
    if (!slot) {
        return PL_ERROR_REFERENCE;
    }
    struct build build = {.room = room, .slot = slot, .base = slot_message(slot, PL_PENDING)};
    struct held *held = NULL;
    build_start(&build);
    int64_t moment = intent->moment_ms;
    intent->moment_ms = room->now.wall_ms;
    enum pl_error error = change_apply(&build.change, intent);
    intent->moment_ms = moment;
    build.number = intent->number;
    if (error == PL_OK) {
        error = build_encode(&build, &held);
    }
    held_unref(held);
    arena_finish(&build.arena);
    return error;
}
