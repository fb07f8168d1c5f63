#include "room_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- held messages ---- */

static const char *item_key(const void *base, size_t i)
{
    return ((const struct pl_item *)base)[i].id;
}

static const char *section_key(const void *base, size_t i)
{
    return ((const struct pl_section *)base)[i].id;
}

static bool held_items(struct held *held, const struct pl_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        held->agreed += pl_status_agreed(items->items[i].status);
    }
    return index_build(&held->index, items->items, items->count, item_key);
}

static void held_text(struct held *held, const struct pl_text *text)
{
    for (size_t w = 0; w < text->count; w++) {
        for (size_t r = 0; r < text->words[w].run_count; r++) {
            held->words += text->words[w].runs[r].bytes;
        }
    }
}

static bool held_derive(struct held *held)
{
    const struct pl_message *m = held->message;
    switch (m->topic.kind) {
    case PL_TOPIC_DOCUMENT:
        return index_build(&held->index, m->body.document.sections, m->body.document.section_count,
                           section_key);
    case PL_TOPIC_ITEMS:
        return held_items(held, &m->body.items);
    case PL_TOPIC_TEXT:
        held_text(held, &m->body.text);
        return true;
    default:
        return true;
    }
}

/* FNV-1a */
static uint64_t hash_of(const char *bytes, size_t size)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    }
    return hash;
}

struct held *held_create(struct pl_message *message, const void *bytes, size_t size, bool keep)
{
    struct held *held = calloc(1, sizeof *held);
    if (!held) {
        pl_message_destroy(message);
        return NULL;
    }
    held->refs = 1;
    held->message = message;
    held->size = size;
    held->hash = hash_of(bytes, size);
    bool good = held_derive(held);
    if (good && keep) {
        held->bytes = malloc(size + 1);
        if (held->bytes) {
            memcpy(held->bytes, bytes, size);
        }
    }
    if (!good || (keep && !held->bytes)) {
        held_unref(held);
        return NULL;
    }
    return held;
}

struct held *held_ref(struct held *held)
{
    if (held) {
        held->refs++;
    }
    return held;
}

void held_unref(struct held *held)
{
    if (!held || --held->refs > 0) {
        return;
    }
    index_finish(&held->index);
    pl_message_destroy(held->message);
    free(held->bytes);
    free(held);
}

void held_replace(struct held **place, struct held *held)
{
    struct held *former = *place;
    *place = held;
    held_unref(former);
}

bool items_position(const struct held *items, const char *id, size_t *index_out)
{
    return items &&
           index_find(&items->index, items->message->body.items.items, item_key, id, index_out);
}

bool view_section(const struct view *view, const char *id, size_t *index_out)
{
    return view->doc && index_find(&view->doc->index, view->doc->message->body.document.sections,
                                   section_key, id, index_out);
}

/* ---- slots and loads ---- */

void slot_finish(struct slot *slot)
{
    held_unref(slot->greatest);
    held_unref(slot->pending);
    held_unref(slot->aside);
    free(slot->seen);
    slot->greatest = slot->pending = slot->aside = NULL;
    slot->seen = NULL;
}

struct load *load_create(const char *name)
{
    struct load *load = calloc(1, sizeof *load);
    if (!load) {
        return NULL;
    }
    memcpy(load->name, name, strlen(name) + 1);
    load->epoch = strtoll(name, NULL, 10);
    return load;
}

static void section_destroy(struct section *section)
{
    slot_finish(&section->items);
    for (size_t i = 0; i < section->text_count; i++) {
        slot_finish(section->texts[i]);
        free(section->texts[i]);
    }
    free(section);
}

void load_destroy(struct load *load)
{
    if (!load) {
        return;
    }
    for (size_t i = 0; i < load->count; i++) {
        section_destroy(load->sections[i]);
    }
    free(load);
}

static size_t load_cell(const struct load *load, const char *id)
{
    size_t cell = index_hash(id) % ROOM_CELLS;
    while (load->cells[cell] && strcmp(load->sections[load->cells[cell] - 1]->id, id) != 0) {
        cell = (cell + 1) % ROOM_CELLS;
    }
    return cell;
}

struct section *load_section(struct load *load, const char *id)
{
    size_t cell = load_cell(load, id);
    return load->cells[cell] ? load->sections[load->cells[cell] - 1] : NULL;
}

struct section *load_section_add(struct load *load, const char *id)
{
    size_t cell = load_cell(load, id);
    if (load->cells[cell]) {
        return load->sections[load->cells[cell] - 1];
    }
    struct section *section = load->count < PL_SECTIONS_MAX ? calloc(1, sizeof *section) : NULL;
    if (!section) {
        return NULL;
    }
    memcpy(section->id, id, strlen(id) + 1);
    struct pl_topic *topic = &section->items.topic;
    topic->kind = PL_TOPIC_ITEMS;
    memcpy(topic->load, load->name, sizeof topic->load);
    memcpy(topic->section, section->id, sizeof topic->section);
    load->sections[load->count++] = section;
    load->cells[cell] = (uint16_t)load->count;
    return section;
}

struct slot *section_text(const struct section *section, const char *lang)
{
    for (size_t i = 0; i < section->text_count; i++) {
        if (strcmp(section->texts[i]->topic.lang, lang) == 0) {
            return section->texts[i];
        }
    }
    return NULL;
}

struct slot *section_text_add(struct section *section, const char *load, const char *lang)
{
    struct slot *slot = section_text(section, lang);
    if (slot || section->text_count == PL_LANGS_MAX) {
        return slot;
    }
    slot = calloc(1, sizeof *slot);
    if (!slot) {
        return NULL;
    }
    slot->topic.kind = PL_TOPIC_TEXT;
    memcpy(slot->topic.load, load, strlen(load) + 1);
    memcpy(slot->topic.section, section->id, sizeof slot->topic.section);
    memcpy(slot->topic.lang, lang, strlen(lang) + 1);
    section->texts[section->text_count++] = slot;
    return slot;
}

/* ---- the bounds of a load ---- */

static struct load_lang *load_lang(struct load *load, const char *lang)
{
    for (size_t i = 0; i < load->lang_count; i++) {
        if (strcmp(load->langs[i].lang, lang) == 0) {
            return &load->langs[i];
        }
    }
    if (load->lang_count == PL_LANGS_MAX) {
        return NULL;
    }
    struct load_lang *fresh = &load->langs[load->lang_count++];
    memcpy(fresh->lang, lang, strlen(lang) + 1);
    return fresh;
}

/* Both pictures of a load: what goes, and what comes in its place. */
enum pl_error load_admit(struct load *load, const struct slot *slot, const struct held *fresh)
{
    const struct held *old = slot->greatest;
    assert(fresh->message && (!old || old->message));
    size_t bytes = load->bytes - (old ? old->size : 0) + fresh->size;
    if (bytes > PL_LOAD_BYTES_MAX) {
        return PL_ERROR_MEMORY;
    }
    if (slot->topic.kind == PL_TOPIC_ITEMS) {
        size_t items = load->items - (old ? old->message->body.items.count : 0) +
                       fresh->message->body.items.count;
        if (items > PL_ITEMS_MAX) {
            return PL_ERROR_LIMIT;
        }
        load->items = items;
    } else {
        struct load_lang *lang = load_lang(load, slot->topic.lang);
        if (!lang) {
            return PL_ERROR_LIMIT;
        }
        size_t words = lang->words - (old ? old->words : 0) + fresh->words;
        if (words > PL_TEXT_MAX) {
            return PL_ERROR_LIMIT;
        }
        lang->words = words;
    }
    load->bytes = bytes;
    return PL_OK;
}

/* ---- of a room ---- */

void slots_finish(struct pl_room *room)
{
    for (size_t i = 0; i < PL_TOPIC_ORDERED_COUNT; i++) {
        slot_finish(&room->slots[i]);
    }
    for (size_t i = 0; i < PL_LOADS_MAX; i++) {
        load_destroy(room->loads[i]);
    }
    held_unref(room->cursor);
    pl_message_destroy(room->caption);
}

struct slot *room_slot(const struct pl_room *room, const struct pl_topic *topic)
{
    if (topic->kind >= PL_TOPIC_ORDERED_COUNT) {
        return NULL;
    }
    if (topic->kind != PL_TOPIC_ITEMS && topic->kind != PL_TOPIC_TEXT) {
        return (struct slot *)&room->slots[topic->kind];
    }
    struct load *load = room_load_named(room, topic->load);
    struct section *section = load ? load_section(load, topic->section) : NULL;
    if (!section) {
        return NULL;
    }
    return topic->kind == PL_TOPIC_ITEMS ? &section->items : section_text(section, topic->lang);
}

/* NULL with PL_OK: a load that nobody here waits for. */
static struct slot *slot_for(struct pl_room *room, const struct pl_topic *topic,
                             struct load **load_out, enum pl_error *error_out)
{
    *error_out = PL_OK;
    *load_out = NULL;
    if (topic->kind != PL_TOPIC_ITEMS && topic->kind != PL_TOPIC_TEXT) {
        return &room->slots[topic->kind];
    }
    struct load *load = room_load_for(room, topic->load);
    if (!load) {
        return NULL;
    }
    /* The document lists all sections that there are. */
    bool listed = load == room->shown.load || load == room->next.load;
    struct section *section =
        listed ? load_section(load, topic->section) : load_section_add(load, topic->section);
    struct slot *slot = NULL;
    if (listed && !section) {
        *error_out = PL_ERROR_REFERENCE;
        return NULL;
    }
    if (section) {
        slot = topic->kind == PL_TOPIC_ITEMS ? &section->items
                                             : section_text_add(section, load->name, topic->lang);
    }
    if (!slot) {
        *error_out = PL_ERROR_MEMORY;
    }
    *load_out = load;
    return slot;
}

const struct pl_message *slot_message(const struct slot *slot, enum pl_side side)
{
    const struct held *held = slot ? slot_held(slot, side) : NULL;
    return held ? held->message : NULL;
}

struct held *slot_held(const struct slot *slot, enum pl_side side)
{
    return side == PL_PENDING && slot->pending ? slot->pending : slot->greatest;
}

static void greatest_changed(struct pl_room *room, struct slot *slot, const struct held *before)
{
    const struct pl_message *m = slot->greatest->message;
    enum pl_topic_kind kind = m->topic.kind;
    room->changes |= 1u << kind;
    if (room_writes(room)) {
        has_noticed(room, slot);
    }
    if (kind == PL_TOPIC_ITEMS || kind == PL_TOPIC_TEXT) {
        room_section_arrived(room, slot, before);
    }
    if (kind == PL_TOPIC_CURSOR) {
        room_cursor_arrived(room);
    }
    room_entry_soon(room);
}

void slot_set_behind(struct pl_room *room, struct slot *slot, bool behind)
{
    if (behind == slot->behind) {
        return;
    }
    slot->behind = behind;
    room->behind_count += behind ? 1 : (size_t)-1;
    if (behind && room->behind_count == 1) {
        room->behind_mono_ms = room->now.mono_ms;
    }
}

static void arrived(struct pl_room *room, struct slot *slot, bool behind)
{
    slot->session = room->session;
    slot_set_behind(room, slot, behind);
    slot->mending = false;
    room_write_arrived(room, slot);
    if (room_writes(room)) {
        room_mend_plan(room, slot);
    }
}

static enum pl_error take_greater(struct pl_room *room, struct load *load, struct slot *slot,
                                  struct held *held, bool retained)
{
    enum pl_error error = load ? load_admit(load, slot, held) : PL_OK;
    if (load && load != room->shown.load && load != room->next.load &&
        load->bytes > PL_TRUST_BYTES_MAX) {
        error = PL_ERROR_MEMORY;
    }
    if (error != PL_OK) {
        held_unref(held);
        return error;
    }
    if (retained || slot->topic.kind <= PL_TOPIC_TEXT) {
        room->news_mono_ms = room->now.mono_ms;
    }
    struct held *before = slot->greatest;
    slot->greatest = held;
    slot->unreadable = PL_OK;
    slot->twice = false;
    greatest_changed(room, slot, before);
    arrived(room, slot, false);
    held_unref(before);
    return PL_OK;
}

/* One message must not use up the revs or the reigns. Who is joining takes what there is. */
static bool too_far(const struct pl_room *room, const struct slot *slot,
                    const struct pl_stamp *stamp)
{
    const struct pl_message *greatest = slot_message(slot, PL_CONFIRMED);
    const struct pl_stamp *known = greatest ? &greatest->envelope.stamp : NULL;
    if (known && stamp->reign - known->reign > PL_REIGN_FOLLOW_MAX) {
        return true;
    }
    bool same = known && known->reign == stamp->reign && known->epoch == stamp->epoch;
    return (same || room->was_whole) && stamp->rev - (same ? known->rev : 0) > PL_REV_FOLLOW_MAX;
}

static enum pl_error take_new(struct pl_room *room, struct load *load, struct slot *slot,
                              struct held *held, bool retained)
{
    if (too_far(room, slot, &held->message->envelope.stamp)) {
        held_unref(held);
        arrived(room, slot, true);
        return PL_ERROR_AHEAD;
    }
    return take_greater(room, load, slot, held, retained);
}

/* ---- ahead of the document ---- */

static int64_t document_epoch(const struct pl_room *room)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    return doc ? doc->envelope.stamp.epoch : 0;
}

/* Nothing but a document moves the epoch. What is of a later one waits until that is here: retained
 * messages come in any order. */
static bool is_ahead(const struct pl_room *room, const struct pl_message *message)
{
    enum pl_topic_kind kind = message->topic.kind;
    return kind >= PL_TOPIC_CURSOR && message->envelope.stamp.epoch > document_epoch(room);
}

static void set_aside(struct pl_room *room, struct slot *slot, struct held *held, bool retained)
{
    held_replace(&slot->aside, held);
    slot->aside_retained = retained;
    slot->aside_mono_ms = room->now.mono_ms + (retained ? ROOM_ASIDE_MS : ROOM_ASIDE_LIVE_MS);
}

static void take_aside(struct pl_room *room, struct slot *slot)
{
    struct held *held = slot->aside;
    if (!held || is_ahead(room, held->message)) {
        return;
    }
    slot->aside = NULL;
    const struct pl_message *known = slot_message(slot, PL_CONFIRMED);
    if (known && pl_stamp_compare(&held->message->envelope.stamp, &known->envelope.stamp) <= 0) {
        held_unref(held);
        return;
    }
    char topic[PL_TOPIC_MAX + 1] = "";
    enum pl_error error = take_new(room, NULL, slot, held, slot->aside_retained);
    pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic);
    if (error != PL_OK) {
        room_refuse(room, slot->topic.kind, error, topic);
    }
}

/* Of a reign that is over. */
static void drop_ahead(struct pl_room *room, struct slot *slot)
{
    if (!slot->greatest || !is_ahead(room, slot->greatest->message)) {
        return;
    }
    held_replace(&slot->greatest, NULL);
    held_replace(&slot->pending, NULL);
    slot_set_behind(room, slot, false);
    slot->sent = false;
    slot->used = slot->ahead = (struct pl_stamp){0};
    if (slot->topic.kind == PL_TOPIC_CURSOR) {
        held_replace(&room->cursor, NULL);
    }
    room->changes |= 1u << slot->topic.kind;
}

/* reign: of the document before; PL_REIGN_MAX where there was none. */
static void take_document(struct pl_room *room, int64_t reign, bool retained)
{
    const struct pl_stamp *stamp =
        &room->slots[PL_TOPIC_DOCUMENT].greatest->message->envelope.stamp;
    room->doc_live = !retained;
    room->doc_mono_ms = room->now.mono_ms;
    room_epoch_seen(room, stamp);
    for (int kind = PL_TOPIC_CURSOR; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        if (stamp->reign > reign) {
            drop_ahead(room, &room->slots[kind]);
        }
        take_aside(room, &room->slots[kind]);
        if (!retained && !room->slots[kind].greatest) {
            slot_set_behind(room, &room->slots[kind],
                            false); /* who loads begins anew what is lost */
        }
    }
    struct slot *cursor = &room->slots[PL_TOPIC_CURSOR];
    if (!retained) {
        cursor->unreadable = PL_OK; /* it was of another document */
    }
    if (!cursor->greatest || cursor->greatest->message->envelope.stamp.epoch != stamp->epoch) {
        slot_set_behind(room, cursor, false);
    }
    room_document_arrived(room);
}

void room_aside_work(struct pl_room *room)
{
    for (int kind = PL_TOPIC_CURSOR; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        struct slot *slot = &room->slots[kind];
        char topic[PL_TOPIC_MAX + 1] = "";
        if (!slot->aside || room->now.mono_ms < slot->aside_mono_ms) {
            continue;
        }
        held_replace(&slot->aside, NULL);
        arrived(room, slot, true);
        pl_wire_format_topic(room->name, &slot->topic, topic, sizeof topic);
        room_refuse(room, slot->topic.kind, PL_ERROR_AHEAD, topic);
    }
}

int64_t room_aside_deadline(const struct pl_room *room)
{
    int64_t due = ROOM_NEVER;
    for (int kind = PL_TOPIC_CURSOR; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct slot *slot = &room->slots[kind];
        due = slot->aside && slot->aside_mono_ms < due ? slot->aside_mono_ms : due;
    }
    return due;
}

/* ---- what comes ---- */

static enum pl_error take_known(struct pl_room *room, struct slot *slot, const struct held *held,
                                int order)
{
    bool twice = order == 0 && held->hash != slot->greatest->hash;
    room->old_news += !twice;
    room_entry_soon(room);
    slot->twice = twice;
    arrived(room, slot, order < 0 || twice);
    return twice ? PL_ERROR_TWICE : PL_OK;
}

enum pl_error room_take_ordered(struct pl_room *room, struct pl_message *message, const void *bytes,
                                size_t size, bool retained)
{
    enum pl_error error;
    struct load *load;
    struct slot *slot = slot_for(room, &message->topic, &load, &error);
    if (!slot) {
        pl_message_destroy(message);
        return error;
    }
    struct held *held = held_create(message, bytes, size, room_writes(room));
    if (!held) {
        return PL_ERROR_MEMORY;
    }
    if (is_ahead(room, message)) {
        set_aside(room, slot, held, retained);
        return PL_OK;
    }
    const struct pl_message *known = slot_message(slot, PL_CONFIRMED);
    int order = known ? pl_stamp_compare(&message->envelope.stamp, &known->envelope.stamp) : 1;
    if (order > 0) {
        int64_t reign = known ? known->envelope.stamp.reign : PL_REIGN_MAX;
        error = take_new(room, load, slot, held, retained);
        if (error == PL_OK && slot->topic.kind == PL_TOPIC_DOCUMENT) {
            take_document(room, reign, retained);
        }
        return error;
    }
    error = take_known(room, slot, held, order);
    held_unref(held);
    return error;
}

void room_slot_refused(struct pl_room *room, const struct pl_topic *topic, enum pl_error error)
{
    struct slot *slot = room_slot(room, topic);
    if (!slot || error == PL_ERROR_AHEAD || error == PL_ERROR_TWICE || error == PL_ERROR_MEMORY) {
        return;
    }
    /* Who has read the room knows that nothing was said before; a deletion leaves it so. */
    if (!slot->greatest && error == PL_ERROR_EMPTY) {
        return;
    }
    if (!slot->greatest && (!room->whole || topic->kind <= PL_TOPIC_TEXT)) {
        slot->unreadable = error;
    } else {
        arrived(room, slot, true);
    }
}

enum pl_error room_take_gone(struct pl_room *room, const struct pl_topic *topic)
{
    const struct load *load = room_load_named(room, topic->load);
    if (!load || (load != room->shown.load && load != room->next.load)) {
        return PL_OK;
    }
    struct slot *slot = room_slot(room, topic);
    if (slot && slot->greatest) {
        arrived(room, slot, true);
    }
    return PL_ERROR_EMPTY;
}

static void each_in_load(struct pl_room *room, const struct load *load, slot_visit *visit,
                         void *context)
{
    for (size_t s = 0; load && s < load->count; s++) {
        struct section *section = load->sections[s];
        for (size_t t = 0; t < section->text_count; t++) {
            visit(room, section->texts[t], context);
        }
        visit(room, &section->items, context);
    }
}

void room_each_slot(struct pl_room *room, slot_visit *visit, void *context)
{
    if (room->next.doc && room->next.load != room->shown.load) {
        each_in_load(room, room->next.load, visit, context);
    }
    each_in_load(room, room->shown.load, visit, context);
    visit(room, &room->slots[PL_TOPIC_DOCUMENT], context);
    for (int kind = PL_TOPIC_CURSOR; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        visit(room, &room->slots[kind], context);
    }
}
