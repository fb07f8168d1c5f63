#define _GNU_SOURCE
#include "session/session.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "plenary/wire.h"

bool session_identity(char by_out[PL_BY_LEN + 1], uint64_t *seed_out)
{
    uint64_t random[2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        return false;
    }
    snprintf(by_out, PL_BY_LEN + 1, "%016llx", (unsigned long long)random[0]);
    *seed_out = random[1];
    return true;
}

static void set_will(struct session *s)
{
    struct pl_link_will will = {0};
    const char *bytes = NULL;
    if (pl_room_will(s->room, session_now(), &will.topic, &bytes, &will.payload_len)) {
        will.payload = bytes;
        will.retain = true;
    }
    pl_link_set_will(s->link, &will);
}

/* A display's own echo and the desks' beats, a desk's own among them, come every two seconds and
 * change nothing while all is well: they are looked at when the next one is sent, and wake nobody.
 * Before the room is whole they are the probe, and where it is not live what is waited for. */
static void hush(struct session *s)
{
    struct pl_liveness live;
    pl_room_liveness(s->room, session_now(), &live);
    bool well = s->beats[0] && s->connected && live.live == PL_LIVE && pl_room_whole(s->room);
    if (well != s->hushed) {
        const char *topics[] = {s->beats, s->echo};
        size_t count = s->echo[0] ? 2 : 1;
        s->hushed = pl_link_hush(s->link, topics, well ? count : 0) && well;
    }
}

static void name_own(const struct pl_room_config *room, enum pl_topic_kind kind,
                     char out[PL_TOPIC_MAX + 1])
{
    struct pl_topic topic = {.kind = kind};
    snprintf(topic.user, sizeof topic.user, "%s", room->user);
    if (pl_wire_format_topic(room->room, &topic, out, PL_TOPIC_MAX + 1) != PL_OK) {
        out[0] = '\0';
    }
}

static void name_topics(struct session *s, const struct pl_room_config *room)
{
    bool display = room->role == PL_ROLE_DISPLAY, desk = room->role == PL_ROLE_DESK;
    enum pl_topic_kind entry = display                      ? PL_TOPIC_DISPLAY
                               : desk                       ? PL_TOPIC_DESK
                               : room->role == PL_ROLE_SHOT ? PL_TOPIC_ECHO
                                                            : PL_TOPIC_BEAT;
    name_own(room, entry, s->entry);
    if (display) {
        name_own(room, PL_TOPIC_ECHO, s->echo);
    }
    if (desk || s->echo[0]) {
        snprintf(s->beats, sizeof s->beats, "plenary/%s/beat/+", room->room);
    }
}

bool session_init(struct session *session, const struct pl_link_config *link,
                  const struct pl_room_config *room, char error[PL_LINK_TEXT])
{
    session->room = pl_room_create(room);
    if (!session->room) {
        snprintf(error, PL_LINK_TEXT, "the room cannot be made (name, user or memory)");
        return false;
    }
    struct pl_link_config config = *link;
    const char *bytes = NULL;
    if (pl_room_will(session->room, session_now(), &config.will.topic, &bytes,
                     &config.will.payload_len)) {
        config.will.payload = bytes;
        config.will.retain = true;
    }
    session->link = pl_link_create(&config, error);
    if (!session->link) {
        pl_room_destroy(session->room);
        session->room = NULL;
        return false;
    }
    name_topics(session, room);
    return true;
}

static void remember(struct session *s, uint32_t id, uint64_t token)
{
    for (size_t i = 0; i < SESSION_SUBSCRIPTIONS; i++) {
        if (s->subscriptions[i].id == 0) {
            s->subscriptions[i].id = id;
            s->subscriptions[i].token = token;
            return;
        }
    }
    /* More than these at once: the room never asks for them; if it did, a new connection mends it.
     */
    pl_link_reconnect(s->link);
}

static void subscribed(struct session *s, uint32_t id, struct pl_time now)
{
    for (size_t i = 0; i < SESSION_SUBSCRIPTIONS; i++) {
        if (s->subscriptions[i].id == id) {
            s->subscriptions[i].id = 0;
            pl_room_subscribed(s->room, s->subscriptions[i].token, now);
            return;
        }
    }
}

static void connected(struct session *s, const struct pl_link_event *event, struct pl_time now)
{
    s->connected = true;
    s->connection = event->session;
    s->protocol = event->protocol;
    s->trouble[0] = '\0';
    s->barred = false;
    s->gave_up = false;
    memset(s->subscriptions, 0, sizeof s->subscriptions);
    pl_room_connected(s->room, now);
}

/* MQTT 5's words for it: bad user or password, not authorised, banned, bad method. */
static bool is_barred(int reason)
{
    return reason == 0x86 || reason == 0x87 || reason == 0x8A || reason == 0x8C;
}

static void disconnected(struct session *s, const struct pl_link_event *event, struct pl_time now)
{
    bool ours = s->connected && s->gave_up;
    s->barred = event->type == PL_LINK_FAILED && is_barred(event->reason);
    snprintf(s->trouble, sizeof s->trouble, "%s",
             ours ? "nothing comes back over the connection; trying another" : event->text);
    if (s->connected) {
        s->connected = false;
        pl_room_disconnected(s->room, now);
        set_will(s);
    }
}

static void take(struct session *s, const struct pl_link_event *event, struct pl_time now)
{
    switch (event->type) {
    case PL_LINK_CONNECTED:
        connected(s, event, now);
        break;
    case PL_LINK_DISCONNECTED:
    case PL_LINK_FAILED:
        disconnected(s, event, now);
        break;
    case PL_LINK_SUBSCRIBED:
        subscribed(s, event->id, now);
        break;
    case PL_LINK_PUBLISHED:
        pl_room_acknowledged(s->room, event->token, PL_ACK_DONE, event->reason, now);
        break;
    case PL_LINK_REFUSED:
        pl_room_acknowledged(s->room, event->token, PL_ACK_REFUSED, event->reason, now);
        break;
    case PL_LINK_LOST:
        pl_room_acknowledged(s->room, event->token, PL_ACK_LOST, event->reason, now);
        break;
    case PL_LINK_MESSAGE:
        pl_room_receive(s->room, event->topic, event->payload, event->payload_len, event->retained,
                        event->received_ms, now);
        break;
    case PL_LINK_OVERFLOW:
        pl_link_reconnect(s->link); /* what was lost comes again with the subscriptions */
        break;
    case PL_LINK_TOO_LARGE:
        pl_room_refused(s->room, event->topic, PL_ERROR_SIZE, now);
        break;
    case PL_LINK_UNSUBSCRIBED:
        break;
    }
}

/* Entry, echo and beat go out again and again: that they are refused is one thing to know. */
static void pass_note(struct session *s, const struct pl_output *out)
{
    struct pl_output note = *out;
    if (note.note == PL_NOTE_DENIED && !note.topic) {
        if (s->denied) {
            return;
        }
        s->denied = true;
        note.topic = s->entry;
    }
    if (s->note) {
        s->note(s->note_context, &note);
    }
}

/* False where the link has no room for it now. */
static bool give(struct session *s, const struct pl_output *out)
{
    uint32_t id = 0;
    enum pl_link_error error = PL_LINK_OK;
    switch (out->kind) {
    case PL_OUTPUT_SUBSCRIBE:
        error = pl_link_subscribe(s->link, out->filters, out->filter_count, 1, &id);
        if (error == PL_LINK_OK) {
            remember(s, id, out->token);
        }
        break;
    case PL_OUTPUT_UNSUBSCRIBE:
        error = pl_link_unsubscribe(s->link, out->filters, out->filter_count, &id);
        break;
    case PL_OUTPUT_PUBLISH: {
        struct pl_link_publication what = {.topic = out->topic,
                                           .payload = out->size ? out->bytes : NULL,
                                           .payload_len = out->size,
                                           .qos = out->qos,
                                           .retain = out->retain,
                                           .token = out->qos ? out->token : 0};
        error = pl_link_publish(s->link, &what);
        break;
    }
    case PL_OUTPUT_RECONNECT:
        s->gave_up = true;
        pl_link_reconnect(s->link);
        break;
    case PL_OUTPUT_NOTE:
        pass_note(s, out);
        break;
    }
    return error != PL_LINK_FULL && error != PL_LINK_NO_MEMORY;
}

void session_pump(struct session *session)
{
    struct pl_time now = session_now();
    struct pl_link_event event;
    while (pl_link_next(session->link, &event)) {
        take(session, &event, now);
    }
    if (pl_room_deadline(session->room) <= now.mono_ms) {
        pl_room_tick(session->room, now);
    }
    struct pl_output out;
    while (pl_room_next(session->room, &out)) {
        if (!give(session, &out)) {
            pl_room_defer(session->room);
            break;
        }
    }
    hush(session);
}

void session_wait(struct session *session, int timeout_ms)
{
    int64_t left = session_deadline(session) - session_now().mono_ms;
    int wait_ms = left < 0 ? 0 : left < timeout_ms ? (int)left : timeout_ms;
    struct pollfd fd = {.fd = pl_link_fd(session->link), .events = POLLIN};
    poll(&fd, 1, wait_ms);
    session_pump(session);
}

int64_t session_deadline(const struct session *session)
{
    return pl_room_deadline(session->room);
}

void session_finish(struct session *session)
{
    if (session->link) {
        const char *topic = NULL;
        const char *bytes = NULL;
        size_t size = 0;
        if (pl_room_will(session->room, session_now(), &topic, &bytes, &size)) {
            struct pl_link_publication last = {
                .topic = topic, .payload = bytes, .payload_len = size, .qos = 1, .retain = true};
            pl_link_goodbye(session->link, &last, 500);
        }
    }
    pl_link_destroy(session->link);
    pl_room_destroy(session->room);
    session->link = NULL;
    session->room = NULL;
}
