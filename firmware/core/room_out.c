#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

/* One thing to do. `defer` puts the one given last back, so it lives until the next is asked for.
 */
struct out {
    struct out *next;
    struct pl_output output;
    struct filters filters;
    char *topic, *bytes, *text;
    struct slot *slot;
};

static void out_destroy(struct out *out)
{
    if (!out) {
        return;
    }
    filters_finish(&out->filters);
    free(out->topic);
    free(out->bytes);
    free(out->text);
    free(out);
}

static void out_add(struct pl_room *room, struct out *out)
{
    out->output.topic = out->topic;
    out->output.bytes = out->bytes;
    out->output.text = out->text;
    out->output.filters = (const char *const *)out->filters.list;
    out->output.filter_count = out->filters.count;
    if (room->last) {
        room->last->next = out;
    } else {
        room->first = out;
    }
    room->last = out;
}

static struct out *out_note_make(enum pl_note note, const char *topic, const char *text)
{
    struct out *out = calloc(1, sizeof *out);
    if (!out) {
        return NULL;
    }
    out->output.kind = PL_OUTPUT_NOTE;
    out->output.note = note;
    out->topic = room_copy(topic);
    out->text = room_copy(text);
    return out;
}

void out_note(struct pl_room *room, enum pl_note note, uint64_t number, const char *topic,
              enum pl_error error, const char *text)
{
    struct out *out = out_note_make(note, topic, text);
    if (!out) {
        return;
    }
    out->output.number = number;
    out->output.error = error;
    out_add(room, out);
}

void out_note_code(struct pl_room *room, const char *topic, int code, const char *text)
{
    struct out *out = out_note_make(PL_NOTE_DENIED, topic, text);
    if (!out) {
        return;
    }
    out->output.code = code;
    out_add(room, out);
}

void out_reconnect(struct pl_room *room)
{
    struct out *out = calloc(1, sizeof *out);
    if (!out) {
        return;
    }
    out->output.kind = PL_OUTPUT_RECONNECT;
    out->next = room->first;
    room->first = out;
    if (!room->last) {
        room->last = out;
    }
}

static struct out *out_filters(enum pl_output_kind kind, const struct filters *filters)
{
    struct out *out = calloc(1, sizeof *out);
    if (!out) {
        return NULL;
    }
    out->output.kind = kind;
    for (size_t i = 0; i < filters->count; i++) {
        if (!filters_add(&out->filters, filters->list[i])) {
            out_destroy(out);
            return NULL;
        }
    }
    return out;
}

uint64_t out_subscribe(struct pl_room *room, const struct filters *filters)
{
    struct out *out = filters->count ? out_filters(PL_OUTPUT_SUBSCRIBE, filters) : NULL;
    if (!out) {
        return 0;
    }
    out->output.token = ++room->token;
    out->output.qos = 1;
    out_add(room, out);
    return room->token;
}

void out_unsubscribe(struct pl_room *room, const struct filters *filters)
{
    struct out *out =
        filters->count && room->connected ? out_filters(PL_OUTPUT_UNSUBSCRIBE, filters) : NULL;
    if (out) {
        out_add(room, out);
    }
}

static bool flight_add(struct pl_room *room, struct flight flight)
{
    if (room->flight_count == room->flight_space) {
        size_t space = room->flight_space ? room->flight_space * 2 : 16;
        struct flight *grown = realloc(room->flights, space * sizeof *grown);
        if (!grown) {
            return false;
        }
        room->flights = grown;
        room->flight_space = space;
    }
    room->flights[room->flight_count++] = flight;
    return true;
}

static struct out *out_publish_make(const struct pl_room *room, const struct pl_topic *topic,
                                    const char *bytes, size_t size)
{
    char name[PL_TOPIC_MAX + 1];
    if (pl_wire_format_topic(room->name, topic, name, sizeof name) != PL_OK) {
        return NULL;
    }
    struct out *out = calloc(1, sizeof *out);
    if (!out) {
        return NULL;
    }
    out->topic = room_copy(name);
    out->bytes = malloc(size + 1);
    if (!out->topic || !out->bytes) {
        out_destroy(out);
        return NULL;
    }
    if (size > 0) {
        memcpy(out->bytes, bytes, size);
    }
    out->bytes[size] = '\0';
    return out;
}

bool out_publish(struct pl_room *room, const struct pl_topic *topic, const char *bytes, size_t size,
                 bool retain, struct flight flight)
{
    struct out *out = room->connected ? out_publish_make(room, topic, bytes, size) : NULL;
    if (!out) {
        return false;
    }
    if (flight.kind != FLIGHT_NONE) {
        flight.token = ++room->token;
        if (!flight_add(room, flight)) {
            out_destroy(out);
            return false;
        }
        out->output.token = flight.token;
        out->output.qos = 1;
    }
    out->output.kind = PL_OUTPUT_PUBLISH;
    out->output.size = size;
    out->output.retain = retain;
    out->slot = flight.slot;
    out_add(room, out);
    return true;
}

static void out_drop(struct pl_room *room, bool (*drop)(const struct out *, const void *),
                     const void *context)
{
    struct out *kept = NULL, *last = NULL;
    while (room->first) {
        struct out *out = room->first;
        room->first = out->next;
        out->next = NULL;
        if (drop(out, context)) {
            out_destroy(out);
        } else {
            if (last) {
                last->next = out;
            } else {
                kept = out;
            }
            last = out;
        }
    }
    room->first = kept;
    room->last = last;
}

static bool of_slot(const struct out *out, const void *slot)
{
    return out->slot == slot;
}

/* A newer content for a slot makes what was not handed out yet superfluous. */
void out_forget_slot(struct pl_room *room, const struct slot *slot, bool flights_too)
{
    if (room->first) {
        out_drop(room, of_slot, slot);
    }
    if (room->given && room->given->slot == slot) {
        room->given->slot = NULL;
    }
    for (size_t i = 0; flights_too && i < room->flight_count; i++) {
        if (room->flights[i].slot == slot) {
            room->flights[i] = room->flights[--room->flight_count], i--;
        }
    }
}

static bool needs_connection(const struct out *out, const void *context)
{
    (void)context;
    return out->output.kind != PL_OUTPUT_NOTE;
}

void out_disconnected(struct pl_room *room)
{
    out_drop(room, needs_connection, NULL);
    if (room->given && needs_connection(room->given, NULL)) {
        out_destroy(room->given);
        room->given = NULL;
    }
    room->flight_count = 0;
}

void out_finish(struct pl_room *room)
{
    out_disconnected(room);
    out_destroy(room->given);
    while (room->first) {
        struct out *out = room->first;
        room->first = out->next;
        out_destroy(out);
    }
    free(room->flights);
}

size_t out_in_flight(const struct pl_room *room, enum flight_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < room->flight_count; i++) {
        count += room->flights[i].kind == kind;
    }
    return count;
}

bool out_land(struct pl_room *room, uint64_t token, struct flight *flight_out)
{
    for (size_t i = 0; i < room->flight_count; i++) {
        if (room->flights[i].token == token) {
            *flight_out = room->flights[i];
            room->flights[i] = room->flights[--room->flight_count];
            return true;
        }
    }
    return false;
}

bool pl_room_next(struct pl_room *room, struct pl_output *output_out)
{
    out_destroy(room->given);
    room->given = room->first;
    if (!room->given) {
        return false;
    }
    room->first = room->given->next;
    if (!room->first) {
        room->last = NULL;
    }
    room->given->next = NULL;
    *output_out = room->given->output;
    return true;
}

void pl_room_defer(struct pl_room *room)
{
    struct out *out = room->given;
    if (!out) {
        return;
    }
    room->given = NULL;
    out->next = room->first;
    room->first = out;
    if (!room->last) {
        room->last = out;
    }
}
