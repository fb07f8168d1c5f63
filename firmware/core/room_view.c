#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

static const struct pl_document *view_document(const struct view *view)
{
    return view->doc ? &view->doc->message->body.document : NULL;
}

int64_t room_shown_epoch(const struct pl_room *room)
{
    return room->shown.doc ? room->shown.doc->message->envelope.stamp.epoch : 0;
}

const struct load *room_current_load(const struct pl_room *room)
{
    return room->next.doc ? room->next.load : room->shown.load;
}

struct load *room_load_named(const struct pl_room *room, const char *name)
{
    for (size_t i = 0; i < PL_LOADS_MAX; i++) {
        if (room->loads[i] && strcmp(room->loads[i]->name, name) == 0) {
            return room->loads[i];
        }
    }
    return NULL;
}

static void forget_slot(struct pl_room *room, struct slot *slot)
{
    slot_set_behind(room, slot, false);
    out_forget_slot(room, slot, true);
}

/* Frees the loads that no view shows; those of greater epochs too: nobody subscribes to them. */
static void drop_loads(struct pl_room *room)
{
    for (size_t i = 0; i < PL_LOADS_MAX; i++) {
        struct load *load = room->loads[i];
        if (!load || load == room->shown.load || load == room->next.load) {
            continue;
        }
        for (size_t s = 0; s < load->count; s++) {
            forget_slot(room, &load->sections[s]->items);
            for (size_t t = 0; t < load->sections[s]->text_count; t++) {
                forget_slot(room, load->sections[s]->texts[t]);
            }
        }
        load_destroy(load);
        room->loads[i] = NULL;
    }
}

static struct load *load_make(struct pl_room *room, const char *name)
{
    for (size_t i = 0; i < PL_LOADS_MAX; i++) {
        if (!room->loads[i]) {
            return room->loads[i] = load_create(name);
        }
    }
    return NULL;
}

/* While no document is known, sections of one load are taken on trust: the greatest so far. */
struct load *room_load_for(struct pl_room *room, const char *name)
{
    struct load *load = room_load_named(room, name);
    if (load || room->slots[PL_TOPIC_DOCUMENT].greatest) {
        return load;
    }
    struct load *trusted = room->loads[0];
    int64_t epoch = strtoll(name, NULL, 10);
    if (trusted) {
        if (trusted->epoch > epoch ||
            (trusted->epoch == epoch && strcmp(trusted->name, name) > 0)) {
            return NULL;
        }
        drop_loads(room);
    }
    return load_make(room, name);
}

/* ---- views ---- */

void view_finish(struct view *view)
{
    held_unref(view->doc);
    *view = (struct view){0};
}

static bool original_here(const struct view *view, const struct section *section)
{
    const struct slot *text = section_text(section, view_document(view)->fronts[0].lang);
    return text && text->greatest;
}

/* An item is not agreed while somebody asks for something in its words. */
static size_t agreed_in(const struct view *view, const struct section *section)
{
    const struct held *items = section->items.greatest;
    const struct pl_message *text =
        slot_message(section_text(section, view_document(view)->fronts[0].lang), PL_CONFIRMED);
    size_t agreed = items ? items->agreed : 0, index;
    for (size_t i = 0; agreed > 0 && text && i < text->body.text.count; i++) {
        const struct pl_words *words = &text->body.text.words[i];
        agreed -= pl_words_open(words) && items_position(items, words->id, &index) &&
                  pl_status_agreed(items->message->body.items.items[index].status);
    }
    return agreed;
}

static void view_count(struct view *view, size_t index)
{
    const struct section *section = view->sections[index];
    const struct held *items = section->items.greatest;
    size_t agreed = agreed_in(view, section);
    size_t total = items ? items->message->body.items.count : 0;
    view->agreed += agreed - view->counts[index].agreed;
    view->total += total - view->counts[index].total;
    view->counts[index] = (struct section_count){(uint16_t)agreed, (uint16_t)total};
}

static bool view_init(struct view *view, struct held *doc, struct load *load)
{
    view_finish(view);
    view->doc = held_ref(doc);
    view->load = load;
    const struct pl_document *d = view_document(view);
    for (size_t i = 0; i < d->section_count; i++) {
        struct section *section = load_section_add(load, d->sections[i].id);
        if (!section) {
            view_finish(view);
            return false;
        }
        view->sections[i] = section;
        view->missing += !section->items.greatest;
        view->missing += !original_here(view, section);
        view_count(view, i);
    }
    return true;
}

static void view_arrived(struct view *view, const struct slot *slot, const struct held *before)
{
    size_t index;
    if (!view->doc || strcmp(view->load->name, slot->topic.load) != 0 ||
        !view_section(view, slot->topic.section, &index)) {
        return;
    }
    if (slot->topic.kind == PL_TOPIC_TEXT &&
        strcmp(slot->topic.lang, view_document(view)->fronts[0].lang) != 0) {
        return;
    }
    view_count(view, index);
    view->missing -= !before;
}

void room_section_arrived(struct pl_room *room, const struct slot *slot, const struct held *before)
{
    view_arrived(&room->shown, slot, before);
    view_arrived(&room->next, slot, before);
    if (slot->topic.kind == PL_TOPIC_ITEMS) {
        room_cursor_arrived(room);
    }
}

/* ---- the cursor ---- */

const struct held *room_counting_cursor(const struct pl_room *room)
{
    const struct held *cursor = room->slots[PL_TOPIC_CURSOR].greatest;
    bool counts = cursor && room->shown.doc &&
                  cursor->message->envelope.stamp.epoch == room_shown_epoch(room);
    return counts ? cursor : NULL;
}

/* Nowhere is a place only in a text without items. waits_out: its section is not here yet. */
static bool place_exists(const struct pl_room *room, const struct pl_cursor *cursor,
                         bool *waits_out)
{
    size_t section, item;
    *waits_out = false;
    if (!cursor->item) {
        return !view_document(&room->shown)->start_item;
    }
    if (!view_section(&room->shown, cursor->section, &section)) {
        return false;
    }
    const struct held *items = room->shown.sections[section]->items.greatest;
    *waits_out = !items;
    return items_position(items, cursor->item, &item);
}

void room_cursor_arrived(struct pl_room *room)
{
    const struct held *cursor = room_counting_cursor(room);
    bool waits;
    if (cursor && cursor != room->cursor &&
        place_exists(room, &cursor->message->body.cursor, &waits)) {
        held_replace(&room->cursor, held_ref(room->slots[PL_TOPIC_CURSOR].greatest));
        room->changes |= 1u << PL_TOPIC_CURSOR;
    }
}

bool room_cursor_unknown(const struct pl_room *room)
{
    return room->shown.doc && !room->cursor && !room->at_start && room_counting_cursor(room);
}

bool room_cursor_astray(const struct pl_room *room)
{
    const struct held *cursor = room_counting_cursor(room);
    bool waits;
    return cursor && cursor != room->cursor &&
           !place_exists(room, &cursor->message->body.cursor, &waits) && !waits;
}

/* Of what came on trust before its document, that lists all that there is: what it does not list
 * makes the rest come anew. */
static struct load *load_for_document(struct pl_room *room, const struct pl_document *document)
{
    struct load *load = room_load_named(room, document->load);
    if (!load || load == room->shown.load) {
        return load;
    }
    size_t listed = 0;
    for (size_t i = 0; i < document->section_count; i++) {
        listed += load_section(load, document->sections[i].id) != NULL;
    }
    return listed < load->count ? NULL : load;
}

void room_document_arrived(struct pl_room *room)
{
    struct held *doc = room->slots[PL_TOPIC_DOCUMENT].greatest;
    const struct pl_document *document = &doc->message->body.document;
    bool other_load = !room->shown.load || strcmp(room->shown.load->name, document->load) != 0;
    view_finish(&room->next);
    struct load *load = load_for_document(room, document);
    if (!load) {
        drop_loads(room);
        load = load_make(room, document->load);
    }
    if (!load || !view_init(&room->next, doc, load)) {
        room_refuse(room, PL_TOPIC_DOCUMENT, PL_ERROR_MEMORY, "document");
    }
    drop_loads(room);
    if (other_load) {
        room_load_gone(room);
    }
    room_change_over(room);
}

/* As if none had come. */
void room_document_forget(struct pl_room *room)
{
    struct slot *slot = &room->slots[PL_TOPIC_DOCUMENT];
    view_finish(&room->shown);
    view_finish(&room->next);
    held_replace(&slot->greatest, NULL);
    slot_set_behind(room, slot, false);
    for (int kind = PL_TOPIC_CURSOR; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        held_replace(&room->slots[kind].greatest, NULL);
        slot_set_behind(room, &room->slots[kind], false);
    }
    held_replace(&room->cursor, NULL);
    room->reign_seen = room->epoch_seen = 0;
    drop_loads(room);
}

/* The first document need not wait for all of it: the section under discussion is enough. */
static bool first_may_show(const struct pl_room *room)
{
    const struct view *view = &room->next;
    const struct pl_message *cursor = slot_message(&room->slots[PL_TOPIC_CURSOR], PL_CONFIRMED);
    const char *section = view_document(view)->start_section;
    if (cursor && cursor->envelope.stamp.epoch == view->doc->message->envelope.stamp.epoch) {
        section = cursor->body.cursor.section;
    } else if (!room_base_known(room)) {
        return false;
    }
    size_t index;
    return section && view_section(view, section, &index) &&
           view->sections[index]->items.greatest && original_here(view, view->sections[index]);
}

void room_change_over(struct pl_room *room)
{
    if (!room->next.doc) {
        return;
    }
    if (room->next.missing > 0 &&
        (room->shown.doc || !(first_may_show(room) || room_sections_lost(room)))) {
        return;
    }
    bool other_load = room->shown.load != room->next.load;
    view_finish(&room->shown);
    room->shown = room->next;
    room->next = (struct view){0};
    drop_loads(room);
    if (other_load) {
        held_replace(&room->cursor, NULL);
        room->at_start = false;
    }
    room_cursor_arrived(room);
    room->changes |= 1u << PL_TOPIC_DOCUMENT | 1u << PL_TOPIC_ITEMS | 1u << PL_TOPIC_TEXT |
                     1u << PL_TOPIC_CURSOR;
    room_entry_soon(room);
    if (other_load) {
        out_note(room, PL_NOTE_CHANGED_OVER, 0, "document", PL_OK,
                 view_document(&room->shown)->fronts[0].title);
    }
    room_tidy_plan(room);
    room_mend_reports_again(room);
}
