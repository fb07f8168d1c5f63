#include "room_parts.h"

#include <stdio.h>
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
static bool has_make(const struct pl_room *room, const struct slot *slot,
                     const struct pl_message *base, uint64_t own, struct arena *arena,
                     struct pl_envelope *out)
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
    if (above->rev > 0 && above->epoch == stamp->epoch && above->rev > stamp->rev) {
        stamp->rev = above->rev;
    }
}

static int64_t epoch_for(const struct pl_room *room, const struct slot *slot,
                         const struct pl_stamp *base, const struct pl_stamp *above)
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
        if (base->rev > 0 && base->epoch > epoch) {
            epoch = base->epoch;
        }
        if (above->rev > 0 && above->epoch > epoch) {
            epoch = above->epoch;
        }
        return epoch;
    }
}

/* One more than all that is known, and never twice the same: what was cut off on its way may have
 * reached somebody, and another content under its stamp would part the readers for good. */
static struct pl_stamp stamp_for(const struct pl_room *room, const struct slot *slot,
                                 const struct pl_message *base, const struct pl_stamp *above)
{
    static const struct pl_stamp none = {0};
    const struct pl_stamp *from = base ? &base->envelope.stamp : &none;
    struct pl_stamp stamp = {.epoch = epoch_for(room, slot, from, above)};
    raise_stamp(&stamp, from);
    raise_stamp(&stamp, above);
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
static bool stamp_counts(const struct pl_room *room, const struct slot *slot,
                         const struct pl_message *base, const struct pl_stamp *above)
{
    struct pl_stamp stamp = stamp_for(room, slot, base, above);
    return !slot->greatest ||
           pl_stamp_compare(&stamp, &slot->greatest->message->envelope.stamp) > 0;
}

/* ---- lists of intents ---- */

static bool same_topic(const struct pl_topic *a, const struct pl_topic *b)
{
    return a->kind == b->kind && strcmp(a->section, b->section) == 0 &&
           strcmp(a->lang, b->lang) == 0 && strcmp(a->load, b->load) == 0;
}

static void intent_remove(struct pl_room *room, struct intent *intent)
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

static struct intent *other_part(const struct pl_room *room, const struct intent *intent)
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

static void intent_drop(struct pl_room *room, struct intent *intent, const char *why)
{
    struct intent *other = other_part(room, intent);
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
static bool held_back(const struct pl_room *room, const struct intent *intent)
{
    if (intent->what.kind == PL_INTENT_LANGUAGE) {
        return texts_missing(room, intent);
    }
    if (intent->part != PART_ENTRY) {
        return false;
    }
    const struct intent *first = other_part(room, intent);
    return first && !first->in;
}

/* ---- settling ---- */

static void tell_settled(struct pl_room *room, struct intent *intent)
{
    const struct intent *other = other_part(room, intent);
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

static void settle(struct pl_room *room, struct slot *slot)
{
    const struct pl_message *greatest = slot_message(slot, PL_CONFIRMED);
    int64_t mine = has_number(greatest, room->by);
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!same_topic(&i->topic, &slot->topic)) {
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

static const struct pl_document *shown_document(const struct pl_room *room)
{
    return room->shown.doc ? &room->shown.doc->message->body.document : NULL;
}

/* For a translation: the original of its section. */
static const struct pl_text *original_of(const struct pl_room *room, const struct slot *slot)
{
    const struct pl_document *document = shown_document(room);
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
    /* A cursor of another document says nothing about this one. */
    if (base && slot->topic.kind == PL_TOPIC_CURSOR &&
        base->envelope.stamp.epoch != room_shown_epoch(room)) {
        base = NULL;
    }
    change_begin(&build->message, &slot->topic, base, shown_document(room));
    int64_t offset;
    if (base && strcmp(base->envelope.stamp.by, room->by) != 0 &&
        clock_offset(room, base->envelope.stamp.by, &offset)) {
        change_shift_clocks(&build->message, offset);
    }
    build->message.envelope.stamp = stamp_for(room, slot, build->base, &build->above);
    build->change = (struct change){
        .arena = &build->arena,
        .message = &build->message,
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
    return intent->lost_mono_ms && has_number(build->base, room->by) == 0 &&
           room->now.mono_ms - intent->lost_mono_ms > ROOM_UNSURE_MS &&
           (intent->what.kind == PL_INTENT_SPEAKER_ADD || intent->what.kind == PL_INTENT_ITEM_ADD);
}

static const char *apply_one(struct build *build, struct intent *intent)
{
    struct pl_room *room = build->room;
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
    int64_t has = has_number(build->base, room->by);
    struct intent *next;
    for (struct intent *i = room->intents; i; i = next) {
        next = i->next;
        if (!same_topic(&i->topic, &build->slot->topic) || has >= (int64_t)i->number) {
            continue;
        }
        if (held_back(room, i)) {
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

static void mark_tried(struct pl_room *room, const struct slot *slot, uint64_t number)
{
    static const struct pl_stamp none = {0};
    for (struct intent *i = room->intents; i; i = i->next) {
        if (i->number > number || !same_topic(&i->topic, &slot->topic)) {
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

static bool is_missing(const struct pl_room *room, const struct slot *slot,
                       const struct pl_message *base)
{
    int64_t has = has_number(base, room->by);
    for (const struct intent *i = room->intents; i; i = i->next) {
        if (same_topic(&i->topic, &slot->topic) && has < (int64_t)i->number) {
            return !held_back(room, i);
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
    settle(room, slot);
    if (is_unseen(room, slot)) {
        tell_unseen(room, slot);
    }
    const struct pl_message *base = base_of(slot);
    bool missing = is_missing(room, slot, base);
    if (!missing) {
        if (!under_way(slot)) {
            forget_pending(room, slot);
        }
        return;
    }
    static const struct pl_stamp none = {0};
    if (!room_may_write(room) || clock_unknown(room, base) ||
        !stamp_counts(room, slot, base, &none)) {
        look_ahead(room, slot);
        return;
    }
    struct build build = {.room = room, .slot = slot, .base = base, .mode = BUILD_PUBLISH};
    struct held *held = build_make(&build);
    if (!held) {
        if (!under_way(slot)) {
            forget_pending(room, slot);
        }
        return;
    }
    mark_tried(room, slot, build.number);
    publish_pending(room, slot, held);
}

/* ---- all ---- */

bool room_may_write(const struct pl_room *room)
{
    return room->connected && room->whole && room_writes(room);
}

static bool wants_load(const struct intent *intent)
{
    return intent_on_load(intent) && !*intent->topic.load;
}

/* What was asked for before the document was known is meant for the first one there is. */
static void give_loads(struct pl_room *room)
{
    const struct pl_document *document = shown_document(room);
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
    if (writer->beats && writer->heard_mono_ms > heard) {
        heard = writer->heard_mono_ms;
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
        int64_t wait = room->whole_mono_ms + ROOM_CLOCK_WAIT_MS;
        return wait > room->now.mono_ms ? wait : ROOM_NEVER;
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
        if (!same_topic(&i->topic, &slot->topic) || i->in || !i->tried) {
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

/* ---- taking an intent in hand ---- */

static enum pl_error try_intent(struct pl_room *room, struct intent *intent)
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
    const struct pl_document *document = shown_document(room);
    if (!room->was_whole) {
        return PL_OK; /* nothing is known yet; it is judged when the room is whole */
    }
    if (!place_exists(room, &intent->what) || (intent_on_load(intent) && !document)) {
        return PL_ERROR_REFERENCE;
    }
    if (intent_on_load(intent) && intent->topic.kind != PL_TOPIC_CURSOR) {
        memcpy(intent->topic.load, document->load, strlen(document->load) + 1);
    }
    return try_intent(room, intent);
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

enum pl_error pl_room_submit(struct pl_room *room, const struct pl_intent *intent,
                             struct pl_time now, uint64_t *number_out)
{
    struct intent *first = NULL, *second = NULL;
    bool two = intent->kind == PL_INTENT_ITEM_ADD;
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
    append(room, first);
    if (second) {
        append(room, second);
    }
    if (number_out) {
        *number_out = first->number;
    }
    room->number++;
    room_work(room);
    return PL_OK;
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
    const struct pl_document *document = shown_document(room);
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
