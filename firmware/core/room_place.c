#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- the document shown ---- */

static const struct pl_document *shown(const struct pl_room *room)
{
    return room->shown.doc ? &room->shown.doc->message->body.document : NULL;
}

const struct pl_document *pl_room_document(const struct pl_room *room, enum pl_side side)
{
    (void)side; /* no intent changes it */
    return shown(room);
}

const char *pl_room_by(const struct pl_room *room)
{
    return room->by;
}

int64_t pl_room_epoch(const struct pl_room *room)
{
    return room_shown_epoch(room);
}

bool pl_room_missing(const struct pl_room *room, size_t from, size_t *index_out)
{
    const struct pl_document *document = shown(room);
    for (size_t i = from; document && room->shown.missing && i < document->section_count; i++) {
        if (!pl_room_items(room, PL_CONFIRMED, i) ||
            !pl_room_text(room, PL_CONFIRMED, i, document->fronts[0].lang)) {
            *index_out = i;
            return true;
        }
    }
    return false;
}

const char *pl_room_original(const struct pl_room *room)
{
    return room->shown.doc ? shown(room)->fronts[0].lang : NULL;
}

static struct held *items_held(const struct pl_room *room, enum pl_side side, size_t index)
{
    if (!room->shown.doc || index >= shown(room)->section_count) {
        return NULL;
    }
    return slot_held(&room->shown.sections[index]->items, side);
}

const struct pl_items *pl_room_items(const struct pl_room *room, enum pl_side side, size_t index)
{
    const struct held *held = items_held(room, side, index);
    return held ? &held->message->body.items : NULL;
}

const struct pl_text *pl_room_text(const struct pl_room *room, enum pl_side side, size_t index,
                                   const char *lang)
{
    if (!room->shown.doc || index >= shown(room)->section_count || !lang) {
        return NULL;
    }
    const struct pl_message *m =
        slot_message(section_text(room->shown.sections[index], lang), side);
    return m ? &m->body.text : NULL;
}

const struct pl_words *pl_room_words(const struct pl_room *room, enum pl_side side, size_t index,
                                     const char *item, const char *lang,
                                     enum pl_words_state *state_out)
{
    const char *original = pl_room_original(room);
    const struct pl_text *first = pl_room_text(room, side, index, original);
    const struct pl_words *words = first ? pl_text_find(first, item) : NULL;
    enum pl_words_state state = PL_WORDS_CURRENT;
    if (lang && original && strcmp(lang, original) != 0) {
        const struct pl_text *text = pl_room_text(room, side, index, lang);
        const struct pl_words *translated = text ? pl_text_find(text, item) : NULL;
        state = !translated                           ? PL_WORDS_MISSING
                : words && translated->of < words->of ? PL_WORDS_LAG
                                                      : PL_WORDS_CURRENT;
        words = translated ? translated : words;
    }
    if (state_out) {
        *state_out = state;
    }
    return words;
}

void pl_room_progress(const struct pl_room *room, size_t *agreed_out, size_t *total_out)
{
    *agreed_out = room->shown.agreed;
    *total_out = room->shown.total;
}

/* ---- the cursor ---- */

const struct pl_cursor *pl_room_cursor(const struct pl_room *room, enum pl_side side)
{
    const struct held *held = room->cursor;
    const struct held *pending = room->slots[PL_TOPIC_CURSOR].pending;
    if (side == PL_PENDING && pending &&
        pending->message->envelope.stamp.epoch == room_shown_epoch(room)) {
        held = pending;
    }
    return held && room->shown.doc ? &held->message->body.cursor : NULL;
}

enum pl_screen pl_room_screen(const struct pl_room *room, enum pl_side side)
{
    const struct pl_cursor *cursor = pl_room_cursor(room, side);
    return cursor ? cursor->screen : PL_SCREEN_TEXT;
}

enum pl_view pl_room_text_view(const struct pl_room *room, enum pl_side side)
{
    const struct pl_cursor *cursor = pl_room_cursor(room, side);
    return cursor ? cursor->view : PL_VIEW_MARKED;
}

bool pl_room_place(const struct pl_room *room, enum pl_side side, struct pl_place *place_out)
{
    const struct pl_cursor *cursor = pl_room_cursor(room, side);
    const struct pl_document *document = shown(room);
    if (!document || (!cursor && room_cursor_unknown(room))) {
        return false;
    }
    const char *section = cursor ? cursor->section : document->start_section;
    const char *item = cursor ? cursor->item : document->start_item;
    struct pl_place place = {.position = cursor ? cursor->position : 0};
    if (!section || !item || !view_section(&room->shown, section, &place.section) ||
        !items_position(items_held(room, side, place.section), item, &place.item)) {
        return false;
    }
    *place_out = place;
    return true;
}

/* ---- neighbours ---- */

static size_t items_in(const struct pl_room *room, enum pl_side side, size_t section)
{
    const struct pl_items *items = pl_room_items(room, side, section);
    return items ? items->count : 0;
}

static bool forward(const struct pl_room *room, enum pl_side side, struct pl_place from,
                    struct pl_place *place_out)
{
    size_t item = from.item + 1;
    for (size_t s = from.section; s < shown(room)->section_count; s++, item = 0) {
        if (!pl_room_items(room, side, s)) {
            return false;
        }
        if (item < items_in(room, side, s)) {
            *place_out = (struct pl_place){.section = s, .item = item};
            return true;
        }
    }
    return false;
}

static bool backward(const struct pl_room *room, enum pl_side side, struct pl_place from,
                     struct pl_place *place_out)
{
    size_t item = from.item;
    for (size_t s = from.section + 1; s-- > 0;) {
        if (item > 0) {
            *place_out = (struct pl_place){.section = s, .item = item - 1};
            return true;
        }
        if (s > 0 && !pl_room_items(room, side, s - 1)) {
            return false;
        }
        item = s > 0 ? items_in(room, side, s - 1) : 0;
    }
    return false;
}

bool pl_room_neighbour(const struct pl_room *room, enum pl_side side, struct pl_place from,
                       int step, struct pl_place *place_out)
{
    if (!room->shown.doc) {
        return false;
    }
    return step > 0 ? forward(room, side, from, place_out) : backward(room, side, from, place_out);
}

/* The pages of a wall count while it shows this very item. */
static bool shows(const struct pl_room *room, const struct peer *peer, const char *section,
                  const char *item)
{
    const struct pl_display *d = &peer->message->body.display;
    return d->online && d->load && strcmp(d->load, shown(room)->load) == 0 && d->section &&
           d->item && strcmp(d->section, section) == 0 && strcmp(d->item, item) == 0;
}

static void nearest_page(const struct pl_display *display, size_t from, int step, bool *found,
                         size_t *position)
{
    int64_t counted = -PL_PAGE_POINTS_MIN;
    for (size_t i = 0; i < display->page_count; i++) {
        if (display->pages[i] - counted < PL_PAGE_POINTS_MIN) {
            continue; /* no wall shows so little; `next` would stay on the item for ever */
        }
        counted = display->pages[i];
        size_t page = (size_t)display->pages[i];
        bool beyond = step > 0 ? page > from : page < from;
        bool nearer = !*found || (step > 0 ? page < *position : page > *position);
        if (beyond && nearer) {
            *position = page;
            *found = true;
        }
    }
}

bool pl_room_step(const struct pl_room *room, enum pl_side side, int step,
                  struct pl_place *place_out)
{
    struct pl_place from;
    if (!pl_room_place(room, side, &from)) {
        return false;
    }
    const struct pl_items *items = pl_room_items(room, side, from.section);
    const char *section = shown(room)->sections[from.section].id;
    const char *item = items->items[from.item].id;
    bool found = false;
    struct pl_place place = from;
    for (size_t i = 0; i < room->displays.count; i++) {
        if (shows(room, room->displays.list[i], section, item)) {
            nearest_page(&room->displays.list[i]->message->body.display, from.position, step,
                         &found, &place.position);
        }
    }
    if (!found) {
        return pl_room_neighbour(room, side, from, step, place_out);
    }
    *place_out = place;
    return true;
}

/* ---- labels ---- */

/* "op2 (a)", "OP2.a" → "op2.a"; without `dots`: "op2a". */
static void plain_label(const char *label, bool dots, char *out, size_t size)
{
    size_t length = 0;
    bool gap = false;
    for (const char *c = label; *c && length + 2 < size; c++) {
        if (strchr(" \t.,()[]{}", *c)) {
            gap = length > 0;
            continue;
        }
        if (gap && dots) {
            out[length++] = '.';
        }
        gap = false;
        out[length++] = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    out[length] = '\0';
}

enum { LABEL_SPACE = PL_LABEL_MAX * 2 };

static bool label_is(const char *label, bool dots, const char *wanted)
{
    char plain[LABEL_SPACE];
    plain_label(label, dots, plain, sizeof plain);
    return *plain && strcmp(plain, wanted) == 0;
}

static size_t find_item(const struct pl_room *room, enum pl_side side, const char *wanted,
                        bool dots, struct pl_place *place_out)
{
    size_t found = 0;
    for (size_t s = 0; s < shown(room)->section_count; s++) {
        const struct pl_items *items = pl_room_items(room, side, s);
        for (size_t i = 0; items && i < items->count; i++) {
            if (label_is(items->items[i].label, dots, wanted) && found++ == 0) {
                *place_out = (struct pl_place){.section = s, .item = i};
            }
        }
    }
    return found;
}

static bool find_section(const struct pl_room *room, enum pl_side side, const char *wanted,
                         struct pl_place *place_out)
{
    for (size_t s = 0; s < shown(room)->section_count; s++) {
        if (items_in(room, side, s) > 0 && label_is(shown(room)->sections[s].label, true, wanted)) {
            *place_out = (struct pl_place){.section = s};
            return true;
        }
    }
    return false;
}

bool pl_room_find(const struct pl_room *room, enum pl_side side, const char *label,
                  struct pl_place *place_out)
{
    char wanted[LABEL_SPACE];
    if (!room->shown.doc || strlen(label) > PL_LABEL_MAX) {
        return false;
    }
    plain_label(label, true, wanted, sizeof wanted);
    if (find_item(room, side, wanted, true, place_out) > 0 ||
        find_section(room, side, wanted, place_out)) {
        return true;
    }
    /* "c4ii" for "c.4.ii", where only one label reads like that. */
    plain_label(label, false, wanted, sizeof wanted);
    return find_item(room, side, wanted, false, place_out) == 1;
}

/* ---- the other topics ---- */

static const struct pl_message *said(const struct pl_room *room, enum pl_topic_kind kind,
                                     enum pl_side side, const char **by_out)
{
    const struct pl_message *message = slot_message(&room->slots[kind], side);
    if (message && by_out) {
        *by_out = message->envelope.stamp.by;
    }
    return message;
}

const struct pl_speakers *pl_room_speakers(const struct pl_room *room, enum pl_side side,
                                           const char **by_out)
{
    const struct pl_message *m = said(room, PL_TOPIC_SPEAKERS, side, by_out);
    return m ? &m->body.speakers : NULL;
}

const struct pl_timer *pl_room_timer(const struct pl_room *room, enum pl_side side,
                                     const char **by_out)
{
    const struct pl_message *m = said(room, PL_TOPIC_TIMER, side, by_out);
    return m ? &m->body.timer : NULL;
}

const struct pl_notice *pl_room_notice(const struct pl_room *room, enum pl_side side,
                                       const char **by_out)
{
    const struct pl_message *m = said(room, PL_TOPIC_NOTICE, side, by_out);
    return m ? &m->body.notice : NULL;
}

const struct pl_message *pl_room_greatest(const struct pl_room *room, const struct pl_topic *topic,
                                          enum pl_side side)
{
    return slot_message(room_slot(room, topic), side);
}
