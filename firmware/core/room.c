#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

char *room_copy(const char *text)
{
    if (!text) {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

bool room_writes(const struct pl_room *room)
{
    return room->role == PL_ROLE_DESK || room->role == PL_ROLE_COMMAND;
}

bool room_probes(const struct pl_room *room)
{
    return room->role != PL_ROLE_WATCH;
}

/* splitmix64: for jitter only. */
uint32_t room_random(struct pl_room *room, uint32_t below)
{
    room->random += 0x9e3779b97f4a7c15u;
    uint64_t z = room->random;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % below);
}

enum pl_error room_encode(const struct pl_message *message, char **bytes_out, size_t *size_out,
                          struct pl_message **decoded_out)
{
    char *bytes = NULL;
    enum pl_error error = pl_wire_encode(message, &bytes, size_out);
    if (error == PL_OK) {
        error = pl_wire_decode(&message->topic, bytes, *size_out, decoded_out);
    }
    if (error != PL_OK) {
        free(bytes);
        return error;
    }
    *bytes_out = bytes;
    return PL_OK;
}

/* ---- its life ---- */

static bool config_good(const struct pl_room_config *config)
{
    return config->room && pl_wire_is_room(config->room) && config->user &&
           pl_wire_is_user(config->user) && pl_wire_is_by(config->by) &&
           config->lang_count <= PL_LANGS_MAX;
}

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i]);
    }
    free(list);
}

/* malloc'd; NULL without memory. */
static char **copy_list(const char *const *list, size_t count)
{
    char **copy = calloc(count + 1, sizeof *copy);
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = room_copy(list[i]);
        if (!copy[i]) {
            free_list(copy, i);
            return NULL;
        }
    }
    return copy;
}

static bool copy_config(struct pl_room *room, const struct pl_room_config *config)
{
    memcpy(room->name, config->room, strlen(config->room) + 1);
    memcpy(room->user, config->user, strlen(config->user) + 1);
    memcpy(room->by, config->by, sizeof room->by);
    room->label = room_copy(config->name ? config->name : config->user);
    room->version = room_copy(config->version ? config->version : PLENARY_VERSION);
    room->role = config->role;
    room->all_langs = config->all_langs;
    room->peers = config->peers;
    room->width_px = config->width_px;
    room->height_px = config->height_px;
    room->random = config->seed;
    room->scratch = calloc(1, sizeof *room->scratch);
    room->langs = copy_list(config->langs, config->lang_count);
    room->lang_count = room->langs ? config->lang_count : 0;
    room->users = copy_list(config->users, config->user_count);
    room->user_count = room->users ? config->user_count : 0;
    return room->label && room->version && room->scratch && room->langs && room->users;
}

struct pl_room *pl_room_create(const struct pl_room_config *config)
{
    struct pl_room *room = config_good(config) ? calloc(1, sizeof *room) : NULL;
    if (!room) {
        return NULL;
    }
    arena_init(&room->report_arena);
    room->mend_mono_ms = ROOM_NEVER;
    room->live = PL_LIVE_JOINING;
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        room->slots[kind].topic.kind = (enum pl_topic_kind)kind;
    }
    for (size_t kind = 0; kind <= PL_TOPIC_COUNT; kind++) {
        for (size_t error = 0; error < PL_ERROR_COUNT; error++) {
            room->refusal_mono_ms[kind][error] = INT64_MIN;
        }
    }
    if (!copy_config(room, config)) {
        pl_room_destroy(room);
        return NULL;
    }
    return room;
}

void pl_room_destroy(struct pl_room *room)
{
    if (!room) {
        return;
    }
    intents_finish(room);
    room_load_finish(room);
    room_subscribe_stop(room);
    out_finish(room);
    peers_finish(room);
    room_ask_finish(room);
    view_finish(&room->shown);
    view_finish(&room->next);
    slots_finish(room);
    arena_finish(&room->report_arena);
    free_list(room->langs, room->lang_count);
    free_list(room->users, room->user_count);
    free(room->label);
    free(room->version);
    if (room->scratch) {
        free(room->scratch->will_bytes);
    }
    free(room->scratch);
    free(room);
}

/* ---- what happens to it ---- */

/* In this order: what came may complete a document; that asks for subscriptions and makes the
 * room whole; a whole room may be written to; what is known of all this is reported last. */
void room_work(struct pl_room *room)
{
    room_aside_work(room);
    room_change_over(room);
    room_subscribe_work(room);
    room_load_work(room);
    room_write_work(room);
    room_mend_work(room);
    room_tidy_work(room);
    room_ask_work(room);
    room_twin_work(room);
    room_rival_work(room);
    room_report_work(room);
    room_live_work(room);
}

void pl_room_connected(struct pl_room *room, struct pl_time now)
{
    room->now = now;
    if (room->connected) {
        return;
    }
    room->connected = true;
    room->session++;
    room->live_again = false;
    room->news_mono_ms = now.mono_ms;
    room->session_news_mono_ms = now.mono_ms;
    room->unanswered_mono_ms = 0;
    room->gave_up = false;
    room_subscribe_start(room);
    room_work(room);
}

void pl_room_disconnected(struct pl_room *room, struct pl_time now)
{
    room->now = now;
    if (!room->connected) {
        return;
    }
    room->connected = false;
    room->live_again = false;
    out_disconnected(room);
    room_subscribe_stop(room);
    room_write_cut(room);
    room_load_cut(room);
    room_tidy_cut(room);
    room->requests_more = 0;
    room->restore_mono_ms = 0;
    room->mend_mono_ms = ROOM_NEVER;
    room->clock_mono_ms = 0;
    room_work(room);
}

void pl_room_acknowledged(struct pl_room *room, uint64_t token, enum pl_ack ack, int code,
                          struct pl_time now)
{
    struct flight flight;
    room->now = now;
    if (!out_land(room, token, &flight)) {
        return;
    }
    if (flight.kind == FLIGHT_SLOT) {
        room_write_landed(room, flight.slot, ack, code);
    } else if (flight.kind == FLIGHT_LOAD) {
        room_load_landed(room, flight.index, ack, code);
    } else if (flight.kind == FLIGHT_PROBE && ack == PL_ACK_REFUSED) {
        room_probe_denied(room, code);
    } else if (ack == PL_ACK_REFUSED && flight.kind != FLIGHT_ENTRY) {
        out_note_code(room, NULL, code, "the broker refused what was published");
    }
    room_work(room);
}

enum pl_error pl_room_unreadable(const struct pl_room *room, enum pl_topic_kind kind)
{
    return kind < PL_TOPIC_ORDERED_COUNT ? room->slots[kind].unreadable : PL_OK;
}

void pl_room_tick(struct pl_room *room, struct pl_time now)
{
    room->now = now;
    room_work(room);
}

/* What is still due after it was worked on waits for something else to happen. */
static int64_t if_later(const struct pl_room *room, int64_t due, int64_t than)
{
    return due > room->now.mono_ms && due < than ? due : than;
}

int64_t pl_room_deadline(const struct pl_room *room)
{
    int64_t due = ROOM_NEVER;
    due = if_later(room, room_aside_deadline(room), due);
    due = if_later(room, room_subscribe_deadline(room), due);
    due = if_later(room, room_load_deadline(room), due);
    due = if_later(room, room_write_deadline(room), due);
    due = if_later(room, room_mend_deadline(room), due);
    due = if_later(room, room_tidy_deadline(room), due);
    due = if_later(room, room_ask_deadline(room), due);
    due = if_later(room, room_twin_deadline(room), due);
    due = if_later(room, room_rival_deadline(room), due);
    due = if_later(room, room_report_deadline(room), due);
    due = if_later(room, room_live_deadline(room), due);
    return due;
}

unsigned pl_room_changes(struct pl_room *room)
{
    unsigned changes = room->changes;
    room->changes = 0;
    return changes;
}

/* ---- messages ---- */

void room_refuse(struct pl_room *room, enum pl_topic_kind kind, enum pl_error error,
                 const char *topic)
{
    int64_t *last = &room->refusal_mono_ms[kind][error];
    room->refused[error]++;
    room_entry_soon(room);
    if (*last != INT64_MIN && room->now.mono_ms - *last < ROOM_REFUSAL_MS) {
        return;
    }
    *last = room->now.mono_ms;
    out_note(room, PL_NOTE_REFUSED, 0, topic, error, pl_error_text(error));
}

static enum pl_error take_beat(struct pl_room *room, struct pl_message *message,
                               int64_t received_mono_ms)
{
    bool own = strcmp(message->envelope.stamp.by, room->by) == 0;
    if (own) {
        room_beat_back(room, &message->envelope, received_mono_ms);
    } else if (message->topic.kind == PL_TOPIC_BEAT) {
        room_rival_beats(room, message);
        room_beat_early(room);
    } else if (room_writes(room)) {
        room_display_heard(room, message->topic.user, received_mono_ms);
    } else {
        room_twin_heard(room, message->envelope.stamp.by, received_mono_ms);
    }
    pl_message_destroy(message);
    return PL_OK;
}

/* parsed: NULL where it is on no topic of ours. */
static void refuse(struct pl_room *room, const struct pl_topic *parsed, enum pl_error error,
                   const char *topic)
{
    room_refuse(room, parsed ? parsed->kind : PL_TOPIC_COUNT, error, topic);
    if (parsed && parsed->kind < PL_TOPIC_ORDERED_COUNT) {
        room_slot_refused(room, parsed, error);
    }
}

void pl_room_refused(struct pl_room *room, const char *topic, enum pl_error error,
                     struct pl_time now)
{
    struct pl_topic parsed;
    room->now = now;
    enum pl_error known = pl_wire_parse_topic(room->name, topic, &parsed);
    refuse(room, known == PL_OK ? &parsed : NULL, error, topic);
    room_work(room);
}

static bool is_fleeting(enum pl_topic_kind kind)
{
    return kind == PL_TOPIC_CAPTION || kind == PL_TOPIC_BEAT || kind == PL_TOPIC_ECHO;
}

static enum pl_error take(struct pl_room *room, struct pl_message *message, const void *bytes,
                          size_t size, bool retained, int64_t received_mono_ms)
{
    if (retained && is_fleeting(message->topic.kind)) {
        pl_message_destroy(message); /* somebody has kept it: it says nothing of now */
        return PL_OK;
    }
    clock_heard(room, message, retained, received_mono_ms);
    switch (message->topic.kind) {
    case PL_TOPIC_CAPTION:
        return room_take_caption(room, message, received_mono_ms);
    case PL_TOPIC_REQUEST:
        return room_take_request(room, message, retained, received_mono_ms);
    case PL_TOPIC_DISPLAY:
        return room_take_display(room, message, retained, received_mono_ms);
    case PL_TOPIC_DESK:
        return room_take_desk(room, message, retained, received_mono_ms);
    case PL_TOPIC_BEAT:
    case PL_TOPIC_ECHO:
        return take_beat(room, message, received_mono_ms);
    default:
        break;
    }
    if (!message->empty) {
        return room_take_ordered(room, message, bytes, size, retained);
    }
    enum pl_error error = room_take_gone(room, &message->topic);
    pl_message_destroy(message);
    return error;
}

/* Of loads that no document here names nothing need be read. */
static bool of_no_interest(struct pl_room *room, const struct pl_topic *topic, size_t size)
{
    if (topic->kind != PL_TOPIC_ITEMS && topic->kind != PL_TOPIC_TEXT) {
        return false;
    }
    return room_tidy_take(room, topic, size) ||
           (room->slots[PL_TOPIC_DOCUMENT].greatest && !room_load_named(room, topic->load));
}

enum pl_error pl_room_receive(struct pl_room *room, const char *topic, const void *bytes,
                              size_t size, bool retained, int64_t received_mono_ms,
                              struct pl_time now)
{
    struct pl_topic parsed;
    struct pl_message *message = NULL;
    room->now = now;
    room->heard_wall_ms = now.wall_ms - (now.mono_ms - received_mono_ms);
    room->session_news_mono_ms = received_mono_ms;
    enum pl_error error = pl_wire_parse_topic(room->name, topic, &parsed);
    enum pl_topic_kind kind = error == PL_OK ? parsed.kind : PL_TOPIC_COUNT;
    if (error == PL_OK && !of_no_interest(room, &parsed, size)) {
        error = pl_wire_decode(&parsed, bytes, size, &message);
        if (error == PL_OK) {
            error = take(room, message, bytes, size, retained, received_mono_ms);
        }
    }
    if (error != PL_OK) {
        refuse(room, kind < PL_TOPIC_COUNT ? &parsed : NULL, error, topic);
    }
    room_work(room);
    return error;
}
