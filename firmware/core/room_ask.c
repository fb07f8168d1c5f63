/* Requests for the floor: from people who are not trusted, so of a fixed number. One is open until
 * `speakers` has its answer, or until it is old; then it is deleted at the broker, by a desk. */
#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

static void forget(struct pl_room *room, size_t index)
{
    pl_message_destroy(room->requests[index].message);
    room->request_count--;
    memmove(&room->requests[index], &room->requests[index + 1],
            (room->request_count - index) * sizeof *room->requests);
    room->changes |= 1u << PL_TOPIC_REQUEST;
}

static bool is_known(const struct pl_room *room, const char *user)
{
    for (size_t i = 0; i < room->user_count; i++) {
        if (strcmp(room->users[i], user) == 0) {
            return true;
        }
    }
    return false;
}

/* Of too many the oldest stranger's goes, else the oldest; a stranger's never takes a known user's
 * place. */
static bool make_place(struct pl_room *room, const char *user)
{
    if (room->request_count < PL_QUEUE_MAX) {
        return true;
    }
    size_t victim = 0;
    while (victim < room->request_count &&
           is_known(room, room->requests[victim].message->topic.user)) {
        victim++;
    }
    room->requests_more++;
    if (victim == room->request_count && !is_known(room, user)) {
        return false;
    }
    forget(room, victim == room->request_count ? 0 : victim);
    return true;
}

size_t pl_room_requests_more(const struct pl_room *room)
{
    return room->requests_more;
}

enum pl_error room_take_request(struct pl_room *room, struct pl_message *message, bool retained,
                                int64_t received_mono_ms)
{
    size_t i = 0;
    while (i < room->request_count &&
           strcmp(room->requests[i].message->topic.user, message->topic.user) != 0) {
        i++;
    }
    if (i < room->request_count) {
        forget(room, i);
    }
    room->changes |= 1u << PL_TOPIC_REQUEST;
    if (message->empty) {
        pl_message_destroy(message);
        return PL_OK;
    }
    if (!room->requests) {
        room->requests = calloc(PL_QUEUE_MAX, sizeof *room->requests);
    }
    if (!room->requests || !make_place(room, message->topic.user)) {
        pl_message_destroy(message);
        return room->requests ? PL_OK : PL_ERROR_MEMORY;
    }
    room->requests[room->request_count++] = (struct asking){.message = message,
                                                            .received_mono_ms = received_mono_ms,
                                                            .session = room->session,
                                                            .retained = retained};
    return PL_OK;
}

/* ---- which are open ---- */

static bool answered(const struct pl_room *room, const struct asking *asking, enum pl_side side)
{
    const struct pl_message *speakers = slot_message(&room->slots[PL_TOPIC_SPEAKERS], side);
    for (size_t i = 0; speakers && i < speakers->body.speakers.answer_count; i++) {
        const struct pl_answer *answer = &speakers->body.speakers.answers[i];
        if (answer->number >= asking->message->body.request.number &&
            strcmp(answer->user, asking->message->topic.user) == 0) {
            return true;
        }
    }
    return false;
}

/* How old a retained one is only its writer's clock says, which nobody here has learned: that it
 * is wrong by hours must not lose a request that was just made. */
static bool is_old(const struct pl_room *room, const struct asking *asking)
{
    int64_t here_ms = room->now.mono_ms - asking->received_mono_ms;
    int64_t said_ms = room->now.wall_ms - asking->message->envelope.at_ms;
    return here_ms >= ROOM_REQUEST_MS || (asking->retained && said_ms >= ROOM_REQUEST_KEPT_MS);
}

static bool is_open(const struct pl_room *room, const struct asking *asking)
{
    return !asking->over && !answered(room, asking, PL_PENDING) && !is_old(room, asking);
}

size_t pl_room_requests(const struct pl_room *room)
{
    size_t count = 0;
    for (size_t i = 0; i < room->request_count; i++) {
        count += is_open(room, &room->requests[i]);
    }
    return count;
}

bool pl_room_request(const struct pl_room *room, size_t index, struct pl_asking *asking_out)
{
    size_t at = 0;
    for (size_t i = 0; i < room->request_count; i++) {
        const struct asking *a = &room->requests[i];
        if (!is_open(room, a) || at++ != index) {
            continue;
        }
        *asking_out = (struct pl_asking){.user = a->message->topic.user,
                                         .by = a->message->envelope.stamp.by,
                                         .at_ms = a->message->envelope.at_ms,
                                         .received_mono_ms = a->received_mono_ms,
                                         .retained = a->retained,
                                         .request = &a->message->body.request};
        return true;
    }
    return false;
}

/* ---- deleting ---- */

/* An answer can be taken back for a while; and the desk that gave it goes first, so that not each
 * desk deletes what may be the next request by then. */
static int64_t due(const struct pl_room *room, const struct asking *asking)
{
    const struct pl_message *speakers = slot_message(&room->slots[PL_TOPIC_SPEAKERS], PL_CONFIRMED);
    bool ours = speakers && strcmp(speakers->envelope.stamp.by, room->by) == 0;
    if (asking->over) {
        return ROOM_NEVER;
    }
    return asking->answered_mono_ms
               ? asking->answered_mono_ms + (ours ? ROOM_ASKED_MS : 2 * ROOM_ASKED_MS)
               : asking->received_mono_ms + ROOM_REQUEST_MS;
}

static void end(struct pl_room *room, struct asking *asking)
{
    room->changes |= 1u << PL_TOPIC_REQUEST;
    asking->over = out_publish(room, &asking->message->topic, NULL, 0, true,
                               (struct flight){.kind = FLIGHT_DELETE});
}

/* Nothing of what we hold is at the broker: it has lost the room, and not somebody a topic. */
static bool store_lost(const struct pl_room *room)
{
    bool held = false;
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct slot *slot = &room->slots[kind];
        if (slot->greatest && slot->session == room->session) {
            return false;
        }
        held |= slot->greatest != NULL;
    }
    return held;
}

/* Those that went while we were away were taken back by who asked, but for a broker that has lost
 * them: who asks does not know that, and is not forgotten. */
void room_ask_read(struct pl_room *room)
{
    size_t kept = 0;
    bool lost = store_lost(room);
    for (size_t i = room->request_count; i > 0; i--) {
        struct asking *asking = &room->requests[i - 1];
        if (asking->session == room->session) {
            continue;
        }
        if (lost && room->role == PL_ROLE_DESK && !asking->over) {
            asking->session = room->session;
            kept += is_open(room, asking);
        } else {
            forget(room, i - 1);
        }
    }
    if (kept > 0) {
        out_note(room, PL_NOTE_REQUESTS_KEPT, kept, NULL, PL_OK, NULL);
    }
}

/* Half of them are gone: the rest is asked for again. */
static void ask_rest(struct pl_room *room)
{
    if (room->requests_more && room->request_count <= PL_QUEUE_MAX / 2 && room->whole) {
        room->requests_more = 0;
        room_subscribe_requests(room);
    }
}

void room_ask_work(struct pl_room *room)
{
    ask_rest(room);
    for (size_t i = 0; i < room->request_count; i++) {
        struct asking *asking = &room->requests[i];
        bool is_answered = answered(room, asking, PL_CONFIRMED);
        if (!is_answered) {
            asking->answered_mono_ms = 0;
        } else if (asking->answered_mono_ms == 0) {
            asking->answered_mono_ms = room->now.mono_ms;
        }
        if (room->role == PL_ROLE_DESK && room_may_write(room) && !asking->over &&
            (room->now.mono_ms >= due(room, asking) || (!is_answered && is_old(room, asking)))) {
            end(room, asking);
        }
    }
}

int64_t room_ask_deadline(const struct pl_room *room)
{
    int64_t first = ROOM_NEVER;
    for (size_t i = 0; room->role == PL_ROLE_DESK && i < room->request_count; i++) {
        int64_t mine = due(room, &room->requests[i]);
        first = mine < first ? mine : first;
    }
    return first;
}

void room_ask_finish(struct pl_room *room)
{
    while (room->request_count) {
        forget(room, room->request_count - 1);
    }
    free(room->requests);
}
