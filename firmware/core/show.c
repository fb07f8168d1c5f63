/* The room as one JSON value, for scripts and for people who look over the chair's shoulder. */
#include "encode.h"
#include "plenary/room.h"

/* Every language's text once, escaped, with the marks of a much amended one. */
static const size_t show_max = (size_t)PL_TEXT_MAX * PL_LANGS_MAX * 8;

static void put_null(struct json_writer *writer, const char *name)
{
    json_key(writer, name);
    json_put_null(writer);
}

static void put_or_null(struct json_writer *writer, const char *name, const char *value)
{
    if (value) {
        put_string(writer, name, value);
    } else {
        put_null(writer, name);
    }
}

/* Items without words yet (their text comes first, but may be lost) have no runs. */
static void show_item(struct json_writer *writer, const struct pl_item *item,
                      const struct pl_text *text)
{
    static const struct pl_words none = {0};
    const struct pl_words *words = text ? pl_text_find(text, item->id) : NULL;
    json_open(writer, '{');
    put_string(writer, "id", item->id);
    put_string(writer, "label", item->label);
    put_int(writer, "level", item->level);
    put_string(writer, "marker", item->marker);
    put_string(writer, "status", pl_status_name(item->status));
    put_strings(writer, "who", item->who.names, item->who.count);
    encode_words(writer, words ? words : &none);
    json_close(writer, '}');
}

static void show_section(struct json_writer *writer, const struct pl_room *room,
                         const struct pl_document *document, size_t index)
{
    const struct pl_section *section = &document->sections[index];
    const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, index);
    const struct pl_text *text = pl_room_text(room, PL_CONFIRMED, index, document->fronts[0].lang);
    json_open(writer, '{');
    put_string(writer, "id", section->id);
    put_string(writer, "label", section->label);
    put_string(writer, "title", text ? text->title : "");
    put_optional(writer, "note", text ? text->note : NULL);
    if (section->continues) {
        put_bool(writer, "continues", true);
    }
    put_open(writer, "items", '[');
    for (size_t i = 0; items && i < items->count; i++) {
        show_item(writer, &items->items[i], text);
    }
    json_close(writer, ']');
    json_close(writer, '}');
}

static void show_front(struct json_writer *writer, const struct pl_front *front)
{
    put_string(writer, "title", front->title);
    put_optional(writer, "subtitle", front->subtitle);
    put_strings(writer, "preamble", front->preamble, front->preamble_count);
}

/* One more language: what is missing in it is left out. */
static void show_language(struct json_writer *writer, const struct pl_room *room,
                          const struct pl_document *document, const struct pl_front *front)
{
    put_open(writer, front->lang, '{');
    show_front(writer, front);
    put_open(writer, "sections", '{');
    for (size_t i = 0; i < document->section_count; i++) {
        const struct pl_text *text = pl_room_text(room, PL_CONFIRMED, i, front->lang);
        if (!text) {
            continue;
        }
        put_open(writer, document->sections[i].id, '{');
        encode_text_body(writer, text);
        json_close(writer, '}');
    }
    json_close(writer, '}');
    json_close(writer, '}');
}

static void show_document(struct json_writer *writer, const struct pl_room *room,
                          const struct pl_document *document)
{
    put_open(writer, "document", '{');
    show_front(writer, &document->fronts[0]);
    put_open(writer, "languages", '[');
    for (size_t i = 0; i < document->lang_count; i++) {
        json_put_string(writer, document->fronts[i].lang);
    }
    json_close(writer, ']');
    put_optional(writer, "time_zone", document->time_zone);
    put_open(writer, "sections", '[');
    for (size_t i = 0; i < document->section_count; i++) {
        show_section(writer, room, document, i);
    }
    json_close(writer, ']');
    if (document->lang_count > 1) {
        put_open(writer, "texts", '{');
        for (size_t i = 1; i < document->lang_count; i++) {
            show_language(writer, room, document, &document->fronts[i]);
        }
        json_close(writer, '}');
    }
    json_close(writer, '}');
}

/* The place where the wall is, which is the document's start where no cursor counts. */
static void show_cursor(struct json_writer *writer, const struct pl_room *room,
                        const struct pl_document *document)
{
    static const struct pl_cursor none = {0};
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    const struct pl_item *item = NULL;
    const char *section = NULL;
    struct pl_place place = {0};
    if (document && pl_room_place(room, PL_CONFIRMED, &place)) {
        section = document->sections[place.section].id;
        item = &pl_room_items(room, PL_CONFIRMED, place.section)->items[place.item];
    }
    if (!cursor && !item) {
        put_null(writer, "cursor");
        return;
    }
    put_open(writer, "cursor", '{');
    put_or_null(writer, "section", section);
    put_or_null(writer, "item", item ? item->id : NULL);
    put_or_null(writer, "label", item ? item->label : NULL);
    put_int(writer, "position", (int64_t)place.position);
    put_string(writer, "screen", pl_screen_name(pl_room_screen(room, PL_CONFIRMED)));
    put_string(writer, "view", pl_view_name(pl_room_text_view(room, PL_CONFIRMED)));
    encode_highlights(writer, cursor ? cursor : &none);
    json_close(writer, '}');
}

/* As in the feed; null where it was never said. */
static void show_ordered(struct json_writer *writer, const struct pl_room *room,
                         enum pl_topic_kind kind, const char *name,
                         void (*encode)(struct json_writer *, const struct pl_message *))
{
    const struct pl_topic topic = {.kind = kind};
    const struct pl_message *message = pl_room_greatest(room, &topic, PL_CONFIRMED);
    if (!message) {
        put_null(writer, name);
        return;
    }
    put_open(writer, name, '{');
    encode(writer, message);
    json_close(writer, '}');
}

/* Clocks read now, where the offset of their writer is known. */
static void show_elapsed(struct json_writer *writer, const struct pl_room *room, struct pl_time now)
{
    const char *by;
    int64_t elapsed_ms;
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, &by);
    put_open(writer, "elapsed", '{');
    if (speakers && speakers->has_floor &&
        pl_room_elapsed(room, by, &speakers->floor_clock, now, &elapsed_ms)) {
        put_int(writer, "floor_ms", elapsed_ms);
    }
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    if (timer && timer->mode != PL_TIMER_OFF &&
        pl_room_elapsed(room, by, &timer->clock, now, &elapsed_ms)) {
        put_int(writer, "timer_ms", elapsed_ms);
    }
    json_close(writer, '}');
}

static void show_displays(struct json_writer *writer, const struct pl_room *room)
{
    put_open(writer, "displays", '[');
    for (size_t i = 0; i < pl_room_displays(room); i++) {
        struct pl_peer peer;
        if (!pl_room_display(room, i, &peer)) {
            continue;
        }
        json_open(writer, '{');
        put_string(writer, "user", peer.user);
        encode_display_body(writer, peer.is.display, false);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

enum pl_error pl_room_show(const struct pl_room *room, const char *name, struct pl_time now,
                           char **json_out, size_t *size_out)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct json_writer writer;
    json_writer_init(&writer, show_max);
    json_open(&writer, '{');
    put_string(&writer, "room", name);
    put_bool(&writer, "whole", pl_room_whole(room));
    put_or_null(&writer, "load", document ? document->load : NULL);
    put_int(&writer, "epoch", pl_room_epoch(room));
    if (document) {
        show_document(&writer, room, document);
    } else {
        put_null(&writer, "document");
    }
    show_cursor(&writer, room, document);
    show_ordered(&writer, room, PL_TOPIC_SPEAKERS, "speakers", encode_speakers);
    show_ordered(&writer, room, PL_TOPIC_TIMER, "timer", encode_timer);
    show_ordered(&writer, room, PL_TOPIC_NOTICE, "notice", encode_notice);
    show_elapsed(&writer, room, now);
    show_displays(&writer, room);
    json_close(&writer, '}');
    return json_writer_finish(&writer, json_out, size_out);
}
