#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum part_state { PART_TO_SEND, PART_SENT, PART_DONE };

struct load_part {
    struct pl_topic topic;
    char *bytes;
    size_t size;
    enum part_state state;
};

/* A text on its way to the broker: all its parts, encoded and checked; the document is the last. */
struct room_load {
    char name[PL_LOAD_MAX + 1];
    struct pl_stamp stamp;
    struct load_part *parts;
    size_t count, done, next;
    bool unreadable[PL_TOPIC_ORDERED_COUNT]; /* when it began */
    bool lists;                              /* list, timer and notice were written in its epoch */
    int64_t back_mono_ms;                    /* since when the room is whole with it; 0 */
};

static void load_free(struct room_load *load)
{
    if (!load) {
        return;
    }
    for (size_t i = 0; i < load->count; i++) {
        free(load->parts[i].bytes);
    }
    free(load->parts);
    free(load);
}

void room_load_finish(struct pl_room *room)
{
    load_free(room->load);
    room->load = NULL;
}

bool room_load_is_ours(const struct pl_room *room, const char *load)
{
    return room->load && strcmp(room->load->name, load) == 0;
}

static void load_fail(struct pl_room *room, const char *why)
{
    out_note(room, PL_NOTE_LOAD_FAILED, 0, "document", PL_ERROR_REFERENCE, why);
    memcpy(room->tidy.lost, room->load->name, sizeof room->tidy.lost);
    room_load_finish(room);
}

/* ---- making it ---- */

struct making {
    struct pl_room *room;
    struct room_load *load;
    struct load *bounds; /* what a reader would hold of it */
};

void room_epoch_seen(struct pl_room *room, const struct pl_stamp *document)
{
    if (document->reign > room->reign_seen) {
        room->reign_seen = document->reign;
        room->epoch_seen = document->epoch;
    } else if (document->reign == room->reign_seen && document->epoch > room->epoch_seen) {
        room->epoch_seen = document->epoch;
    }
}

/* The greatest of all epochs seen and the clock, which is not trusted beyond its bound. */
static int64_t new_epoch(const struct pl_room *room)
{
    int64_t now = room->now.wall_ms < PL_EPOCH_NOW_MAX ? room->now.wall_ms : PL_EPOCH_NOW_MAX;
    return now > room->epoch_seen ? now : room->epoch_seen + 1;
}

static enum pl_error part_check(struct making *making, struct pl_message *decoded,
                                const struct load_part *part)
{
    const struct pl_topic *topic = &part->topic;
    struct held *held = held_create(decoded, part->bytes, part->size, false);
    if (!held) {
        return PL_ERROR_MEMORY;
    }
    enum pl_error error = PL_OK;
    if (topic->kind != PL_TOPIC_DOCUMENT) {
        struct section *section = load_section_add(making->bounds, topic->section);
        struct slot *slot = NULL;
        if (section) {
            slot = topic->kind == PL_TOPIC_ITEMS
                       ? &section->items
                       : section_text_add(section, making->bounds->name, topic->lang);
        }
        error = slot ? load_admit(making->bounds, slot, held) : PL_ERROR_LIMIT;
    }
    held_unref(held);
    return error;
}

static enum pl_error part_add(struct making *making, struct pl_message *message)
{
    struct room_load *load = making->load;
    struct load_part *part = &load->parts[load->count];
    struct pl_message *decoded;
    message->envelope.stamp = load->stamp;
    if (message->topic.kind != PL_TOPIC_DOCUMENT) {
        message->envelope.stamp.reign = 0;
    }
    message->envelope.at_ms = making->room->now.wall_ms;
    if (message->topic.kind != PL_TOPIC_DOCUMENT) {
        memcpy(message->topic.load, load->name, sizeof message->topic.load);
    }
    enum pl_error error = room_encode(message, &part->bytes, &part->size, &decoded);
    if (error != PL_OK) {
        return error;
    }
    part->topic = message->topic;
    load->count++;
    return part_check(making, decoded, part);
}

static bool set_id(char *out, size_t size, const char *id)
{
    if (!id || strlen(id) >= size) {
        return false;
    }
    memcpy(out, id, strlen(id) + 1);
    return true;
}

static enum pl_error section_add(struct making *making, const struct pl_document *document,
                                 size_t index, const struct pl_load_section *section)
{
    struct pl_message items = {.topic = {.kind = PL_TOPIC_ITEMS},
                               .body = {.items = section->items}};
    if (!set_id(items.topic.section, sizeof items.topic.section, document->sections[index].id)) {
        return PL_ERROR_ID;
    }
    enum pl_error error = part_add(making, &items);
    for (size_t i = 0; error == PL_OK && i < document->lang_count; i++) {
        struct pl_message text = {.topic = items.topic, .body = {.text = section->texts[i]}};
        text.topic.kind = PL_TOPIC_TEXT;
        if (!set_id(text.topic.lang, sizeof text.topic.lang, document->fronts[i].lang)) {
            return PL_ERROR_ID;
        }
        error = part_add(making, &text);
    }
    return error;
}

/* The loads that the new document names for deletion: the present one and those before it. */
static size_t older_loads(const struct pl_room *room, const char *out[PL_OLDER_MAX + 1])
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    size_t count = 0;
    if (!doc) {
        return 0;
    }
    const struct pl_document *former = &doc->body.document;
    size_t skip = former->older_count >= PL_OLDER_MAX ? former->older_count - PL_OLDER_MAX + 1 : 0;
    for (size_t i = skip; i < former->older_count; i++) {
        out[count++] = former->older[i];
    }
    out[count++] = former->load;
    return count;
}

static enum pl_error document_add(struct making *making, const struct pl_document *document)
{
    const char *older[PL_OLDER_MAX + 1];
    struct pl_message message = {.topic = {.kind = PL_TOPIC_DOCUMENT},
                                 .body = {.document = *document}};
    message.body.document.load = making->load->name;
    message.body.document.older = older;
    message.body.document.older_count = older_loads(making->room, older);
    return part_add(making, &message);
}

static enum pl_error make_parts(struct making *making, const struct pl_document *document,
                                const struct pl_load_section *sections, size_t *where_out)
{
    if (document->section_count > PL_SECTIONS_MAX || document->lang_count > PL_LANGS_MAX) {
        return PL_ERROR_LIMIT;
    }
    size_t count = document->section_count * (document->lang_count + 1) + 1;
    making->load->parts = calloc(count, sizeof *making->load->parts);
    making->bounds = load_create(making->load->name);
    if (!making->load->parts || !making->bounds) {
        return PL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < document->section_count; i++) {
        *where_out = i;
        enum pl_error error = section_add(making, document, i, &sections[i]);
        if (error != PL_OK) {
            return error;
        }
    }
    *where_out = document->section_count;
    return document_add(making, document);
}

static enum pl_error load_begin(struct pl_room *room, const struct pl_document *document,
                                const struct pl_load_section *sections,
                                const struct pl_stamp *stamp, size_t *where_out)
{
    struct making making = {.room = room, .load = calloc(1, sizeof *making.load)};
    if (!making.load) {
        return PL_ERROR_MEMORY;
    }
    making.load->stamp = *stamp;
    memcpy(making.load->stamp.by, room->by, sizeof room->by);
    char name[48];
    snprintf(name, sizeof name, "%lld-%s", (long long)stamp->epoch, room->by);
    memcpy(making.load->name, name,
           sizeof making.load->name - 1); /* epochs have 14 digits at most */
    enum pl_error error = make_parts(&making, document, sections, where_out);
    load_destroy(making.bounds);
    if (error != PL_OK) {
        load_free(making.load);
        return error;
    }
    room_epoch_seen(room, stamp);
    room->load = making.load;
    for (int kind = PL_TOPIC_CURSOR; kind <= PL_TOPIC_NOTICE; kind++) {
        room->load->unreadable[kind] = room->slots[kind].unreadable != PL_OK;
    }
    room_work(room);
    return PL_OK;
}

enum pl_error pl_room_load(struct pl_room *room, const struct pl_document *document,
                           const struct pl_load_section *sections, struct pl_time now,
                           size_t *where_out)
{
    size_t where = 0;
    room->now = now;
    if (!room_may_write(room) || room->load) {
        return PL_ERROR_REFERENCE;
    }
    struct pl_stamp stamp = {.reign = room->reign_seen, .epoch = new_epoch(room), .rev = 1};
    enum pl_error error = stamp.epoch > PL_EPOCH_MAX
                              ? PL_ERROR_RANGE
                              : load_begin(room, document, sections, &stamp, &where);
    if (where_out) {
        *where_out = where;
    }
    return error;
}

/* ---- beginning the room anew ---- */

/* The latest reign that a wall which is there shows. */
static int64_t walls_reign(const struct pl_room *room, bool *any_out)
{
    int64_t reign = 0;
    *any_out = false;
    for (size_t i = 0; i < room->displays.count; i++) {
        const struct peer *peer = room->displays.list[i];
        const struct pl_stamp *held = &peer->message->body.display.holds[PL_TOPIC_DOCUMENT];
        if (peer_online(peer) && held->rev > 0) {
            reign = held->reign > reign ? held->reign : reign;
            *any_out = true;
        }
    }
    return reign;
}

/* What one message put too far above the walls' reign they never took: nor is it built on here. */
static int64_t next_reign(struct pl_room *room)
{
    bool any;
    int64_t walls = walls_reign(room, &any);
    int64_t own = room->reign_seen;
    if ((any && own - walls > PL_REIGN_FOLLOW_MAX) || own >= PL_REIGN_MAX) {
        room_document_forget(room);
        own = room->reign_seen = walls < PL_REIGN_MAX ? walls : 0;
    }
    return (own > walls ? own : walls) + 1;
}

enum pl_error pl_room_reset(struct pl_room *room, const char *lang, const char *title,
                            struct pl_time now)
{
    struct pl_front front = {.lang = lang, .title = title};
    struct pl_document document = {.fronts = &front, .lang_count = 1};
    size_t where;
    room->now = now;
    if (!room_may_write(room) || room->load) {
        return PL_ERROR_REFERENCE;
    }
    int64_t reign = next_reign(room);
    int64_t epoch = now.wall_ms < PL_EPOCH_NOW_MAX ? now.wall_ms : PL_EPOCH_NOW_MAX;
    struct pl_stamp stamp = {.reign = reign, .epoch = epoch, .rev = 1};
    return load_begin(room, &document, NULL, &stamp, &where);
}

/* ---- sending it ---- */

/* The document waits until all that it points to has been acknowledged. */
static void send_parts(struct pl_room *room)
{
    struct room_load *load = room->load;
    size_t flying = out_in_flight(room, FLIGHT_LOAD);
    for (; load->next < load->count && flying < ROOM_WINDOW; load->next++) {
        struct load_part *part = &load->parts[load->next];
        bool document = load->next + 1 == load->count;
        if (document && load->done + 1 < load->count) {
            return;
        }
        if (part->state != PART_TO_SEND) {
            continue;
        }
        if (!out_publish(room, &part->topic, part->bytes, part->size, true,
                         (struct flight){.kind = FLIGHT_LOAD, .index = load->next})) {
            return;
        }
        part->state = PART_SENT;
        flying++;
    }
}

static bool read_back(const struct pl_room *room)
{
    return room->whole && room->shown.doc &&
           strcmp(room->shown.doc->message->body.document.load, room->load->name) == 0;
}

static void begin_anew(struct pl_room *room, enum pl_topic_kind kind)
{
    struct pl_intent reset = {.kind = PL_INTENT_RESET, .as.reset = kind};
    pl_room_submit(room, &reset, room->now, NULL);
}

static bool clock_unknown(const struct pl_room *room, const struct pl_message *message)
{
    int64_t offset;
    return change_has_clock(message) && strcmp(message->envelope.stamp.by, room->by) != 0 &&
           !clock_offset(room, message->envelope.stamp.by, &offset);
}

/* A wall that is there has not taken what the broker holds. */
static bool walls_lack(const struct pl_room *room, const struct pl_message *message)
{
    for (size_t i = 0; i < room->displays.count; i++) {
        const struct peer *peer = room->displays.list[i];
        const struct pl_stamp *held = &peer->message->body.display.holds[message->topic.kind];
        if (peer_online(peer) && pl_stamp_compare(held, &message->envelope.stamp) < 0) {
            return true;
        }
    }
    return false;
}

static bool walls_hold(const struct pl_room *room, int kind)
{
    bool held = false;
    for (size_t i = 0; i < room->displays.count; i++) {
        const struct peer *peer = room->displays.list[i];
        held |= peer_online(peer) && peer->message->body.display.holds[kind].rev > 0;
    }
    return held;
}

/* What cannot be read is begun anew with the text: a cursor is of no text that there is; the rest
 * only where no wall has it yet, for somebody may be found who knows it. */
static void unreadable_said(struct pl_room *room)
{
    for (int kind = PL_TOPIC_CURSOR; room->load && kind <= PL_TOPIC_NOTICE; kind++) {
        bool lost = room->load->unreadable[kind];
        room->load->unreadable[kind] = false; /* handing in comes here again */
        if (lost && (kind == PL_TOPIC_CURSOR || !walls_hold(room, kind))) {
            begin_anew(room, (enum pl_topic_kind)kind);
        }
    }
}

/* The list, the timer and the notice outlive a load. They are said again in its epoch: a reader
 * that one message with a rev at the end of its range has misled follows from here on. */
static bool lists_said(struct pl_room *room)
{
    bool said = true;
    bool first = !room->load->lists;
    room->load->lists = true; /* handing in comes here again */
    for (int kind = PL_TOPIC_SPEAKERS; room->load && kind <= PL_TOPIC_NOTICE; kind++) {
        struct slot *slot = &room->slots[kind];
        const struct pl_message *m = slot_message(slot, PL_CONFIRMED);
        if (!m || m->envelope.stamp.epoch >= room->load->stamp.epoch) {
            continue;
        }
        if (clock_unknown(room, m)) {
            /* Not in our time: it stays as it is, but for what no wall has taken. */
            if (first && walls_lack(room, m)) {
                begin_anew(room, (enum pl_topic_kind)kind);
            }
            continue;
        }
        if (first && !slot->sent) {
            room_write_anew(room, slot, NULL);
        }
        said &= !slot->sent;
    }
    return said && room->load;
}

static void finish_if_back(struct pl_room *room)
{
    if (!read_back(room)) {
        room->load->back_mono_ms = 0;
        return;
    }
    unreadable_said(room);
    if (!room->load || !lists_said(room)) { /* done within, or not yet */
        return;
    }
    if (room->load->back_mono_ms == 0) {
        room->load->back_mono_ms = room->now.mono_ms;
    }
    if (room->role == PL_ROLE_COMMAND &&
        room->now.mono_ms - room->load->back_mono_ms < ROOM_SETTLE_MS) {
        return;
    }
    out_note(room, PL_NOTE_LOADED, 0, "document", PL_OK, room->load->name);
    room_load_finish(room);
}

static bool overtaken(const struct pl_room *room)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    return doc && pl_stamp_compare(&doc->envelope.stamp, &room->load->stamp) > 0 &&
           strcmp(doc->body.document.load, room->load->name) != 0;
}

void room_load_work(struct pl_room *room)
{
    if (!room->load) {
        return;
    }
    if (overtaken(room)) {
        load_fail(room, "another text was loaded meanwhile");
    } else if (room->load->done == room->load->count) {
        finish_if_back(room);
    } else if (room_may_write(room)) {
        send_parts(room);
    }
}

void room_load_landed(struct pl_room *room, size_t index, enum pl_ack ack, int code)
{
    struct room_load *load = room->load;
    if (!load || index >= load->count || load->parts[index].state != PART_SENT) {
        return;
    }
    if (ack == PL_ACK_REFUSED) {
        char why[ROOM_TEXT_BYTES];
        snprintf(why, sizeof why, "the broker refused it (reason %d)", code);
        load_fail(room, why);
        return;
    }
    load->parts[index].state = ack == PL_ACK_DONE ? PART_DONE : PART_TO_SEND;
    load->done += ack == PL_ACK_DONE;
    if (ack != PL_ACK_DONE && index < load->next) {
        load->next = index;
    }
}

/* All is sent again: the broker may have come back without what it acknowledged. */
void room_load_cut(struct pl_room *room)
{
    struct room_load *load = room->load;
    if (!load) {
        return;
    }
    for (size_t i = 0; i < load->count; i++) {
        load->parts[i].state = PART_TO_SEND;
    }
    load->next = load->done = 0;
}

int64_t room_load_deadline(const struct pl_room *room)
{
    return room->load && room->load->back_mono_ms ? room->load->back_mono_ms + ROOM_SETTLE_MS
                                                  : ROOM_NEVER;
}
