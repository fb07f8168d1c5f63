#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

static bool message_online(const struct pl_message *message)
{
    return message->topic.kind == PL_TOPIC_DISPLAY ? message->body.display.online
                                                   : message->body.desk.online;
}

bool peer_online(const struct peer *peer)
{
    return message_online(peer->message);
}

static void peer_destroy(struct peer *peer)
{
    pl_message_destroy(peer->message);
    free(peer);
}

static void peer_remove(struct peers *peers, size_t index)
{
    peer_destroy(peers->list[index]);
    peers->count--;
    memmove(&peers->list[index], &peers->list[index + 1],
            (peers->count - index) * sizeof *peers->list);
}

static size_t peer_index(const struct peers *peers, const char *user)
{
    size_t i = 0;
    while (i < peers->count && strcmp(peers->list[i]->user, user) != 0) {
        i++;
    }
    return i;
}

/* Those that went before those that are here; then the one that was heard longest ago makes place.
 */
static void peer_evict(struct peers *peers)
{
    size_t oldest = 0;
    for (size_t i = 1; i < peers->count; i++) {
        const struct peer *a = peers->list[i], *b = peers->list[oldest];
        bool sooner = peer_online(a) == peer_online(b) ? a->received_mono_ms < b->received_mono_ms
                                                       : peer_online(b);
        oldest = sooner ? i : oldest;
    }
    peer_remove(peers, oldest);
}

static struct peer *peer_add(struct peers *peers, const char *user)
{
    if (peers->count == PL_PEERS_MAX) {
        peer_evict(peers);
    }
    struct peer *peer = peers->count < PL_PEERS_MAX ? calloc(1, sizeof *peer) : NULL;
    if (!peer) {
        return NULL;
    }
    memcpy(peer->user, user, strlen(user) + 1);
    peers->list[peers->count++] = peer;
    return peer;
}

static void peer_set(const struct pl_room *room, struct peer *peer, struct pl_message *message,
                     bool retained, int64_t received_mono_ms)
{
    pl_message_destroy(peer->message);
    peer->message = message;
    peer->retained = retained;
    peer->received_mono_ms = received_mono_ms;
    peer->heard_mono_ms = retained ? peer->heard_mono_ms : received_mono_ms;
    peer->received_wall_ms = room->now.wall_ms - (room->now.mono_ms - received_mono_ms);
    if (message_online(message)) {
        memcpy(peer->online_by, message->envelope.stamp.by, sizeof peer->online_by);
    }
}

static enum pl_error peer_take(struct pl_room *room, struct peers *peers,
                               struct pl_message *message, bool retained, int64_t received_mono_ms)
{
    size_t index = peer_index(peers, message->topic.user);
    struct peer *peer = index < peers->count ? peers->list[index] : NULL;
    room->changes |= 1u << message->topic.kind;
    if (message->empty) {
        if (peer) {
            peer_remove(peers, index);
        }
        pl_message_destroy(message);
        return PL_OK;
    }
    if (!peer) {
        peer = peer_add(peers, message->topic.user);
    }
    if (!peer) {
        pl_message_destroy(message);
        return PL_ERROR_MEMORY;
    }
    peer->session = room->session;
    /* The will of an earlier self, late: the one that is online now has another `by`. */
    if (!message_online(message) && *peer->online_by &&
        strcmp(peer->online_by, message->envelope.stamp.by) != 0) {
        pl_message_destroy(message);
    } else {
        peer_set(room, peer, message, retained, received_mono_ms);
    }
    return PL_OK;
}

/* Where nothing is held, the walls are all that knows the reign. */
static void document_reported(struct pl_room *room, const struct pl_stamp *reported)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    int64_t reign = doc ? doc->envelope.stamp.reign : PL_REIGN_MAX;
    if (reported->rev > 0 && reported->reign - reign <= PL_REIGN_FOLLOW_MAX) {
        room_epoch_seen(room, reported);
    }
}

enum pl_error room_take_display(struct pl_room *room, struct pl_message *message, bool retained,
                                int64_t received_mono_ms)
{
    if (room->role == PL_ROLE_DISPLAY && strcmp(message->topic.user, room->user) == 0) {
        room_twin_entry(room, message);
        pl_message_destroy(message);
        return PL_OK;
    }
    if (!message->empty && message->body.display.online) {
        document_reported(room, &message->body.display.holds[PL_TOPIC_DOCUMENT]);
        if (room_writes(room)) {
            room_mend_reported(room, message);
        }
    }
    return peer_take(room, &room->displays, message, retained, received_mono_ms);
}

/* One desk a user: the one that came last, once it beats. What an earlier one has kept at the
 * broker is its own past; an entry that nobody beats to is a stranger's, and ours is said again. */
static void rival_seen(struct pl_room *room, const struct pl_message *message)
{
    memcpy(room->rival, message->envelope.stamp.by, sizeof room->rival);
    room->rival_mono_ms = room->now.mono_ms;
}

void room_rival_beats(struct pl_room *room, const struct pl_message *beat)
{
    if (room->role != PL_ROLE_DESK || room->displaced || !*room->rival ||
        strcmp(beat->topic.user, room->user) != 0 ||
        strcmp(beat->envelope.stamp.by, room->rival) != 0) {
        return;
    }
    room->displaced = true;
    *room->rival = '\0';
    out_note(room, PL_NOTE_DISPLACED, 0, NULL, PL_OK, room->user);
}

int64_t room_rival_deadline(const struct pl_room *room)
{
    return *room->rival ? room->rival_mono_ms + ROOM_SILENT_MS : ROOM_NEVER;
}

void room_rival_work(struct pl_room *room)
{
    if (room->now.mono_ms >= room_rival_deadline(room)) {
        *room->rival = '\0';
        room_entry_again(room);
    }
}

void pl_room_take_back(struct pl_room *room, struct pl_time now)
{
    room->now = now;
    if (room->displaced) {
        room->displaced = false;
        room_entry_again(room);
        room_work(room);
    }
}

bool pl_room_displaced(const struct pl_room *room)
{
    return room->displaced;
}

enum pl_error room_take_desk(struct pl_room *room, struct pl_message *message, bool retained,
                             int64_t received_mono_ms)
{
    bool gone = message->empty || !message->body.desk.online;
    bool own = room->role == PL_ROLE_DESK && strcmp(message->topic.user, room->user) == 0;
    if (own && gone) {
        room_entry_again(room);
    } else if (own && !retained && strcmp(message->envelope.stamp.by, room->by) != 0) {
        rival_seen(room, message);
    }
    return peer_take(room, &room->desks, message, retained, received_mono_ms);
}

void room_display_heard(struct pl_room *room, const char *user, int64_t received_mono_ms)
{
    size_t index = peer_index(&room->displays, user);
    if (index < room->displays.count) {
        room->displays.list[index]->heard_mono_ms = received_mono_ms;
    }
}

/* Entries that the broker has lost are forgotten here too, once it has told all it has. */
void room_peers_probed(struct pl_room *room)
{
    struct peers *both[] = {&room->displays, &room->desks};
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = both[p]->count; i-- > 0;) {
            if (both[p]->list[i]->session != room->session) {
                peer_remove(both[p], i);
            }
        }
    }
}

bool room_desk_online(const struct pl_room *room, const char *by)
{
    for (size_t i = 0; i < room->desks.count; i++) {
        const struct peer *peer = room->desks.list[i];
        const char *its = peer->message->envelope.stamp.by;
        if (peer_online(peer) && strcmp(its, room->by) != 0 && (!by || strcmp(its, by) == 0)) {
            return true;
        }
    }
    return false;
}

void peers_finish(struct pl_room *room)
{
    while (room->displays.count) {
        peer_remove(&room->displays, room->displays.count - 1);
    }
    while (room->desks.count) {
        peer_remove(&room->desks, room->desks.count - 1);
    }
}

/* ---- questions ---- */

static bool peer_out(const struct peers *peers, size_t index, struct pl_peer *peer_out)
{
    if (index >= peers->count) {
        return false;
    }
    const struct peer *peer = peers->list[index];
    *peer_out = (struct pl_peer){.user = peer->user,
                                 .by = peer->message->envelope.stamp.by,
                                 .at_ms = peer->message->envelope.at_ms,
                                 .received_mono_ms = peer->received_mono_ms,
                                 .heard_mono_ms = peer->heard_mono_ms,
                                 .retained = peer->retained};
    return true;
}

size_t pl_room_displays(const struct pl_room *room)
{
    return room->displays.count;
}

bool pl_room_display(const struct pl_room *room, size_t index, struct pl_peer *peer)
{
    if (!peer_out(&room->displays, index, peer)) {
        return false;
    }
    peer->is.display = &room->displays.list[index]->message->body.display;
    return true;
}

size_t pl_room_desks(const struct pl_room *room)
{
    return room->desks.count;
}

bool pl_room_desk(const struct pl_room *room, size_t index, struct pl_peer *peer)
{
    if (!peer_out(&room->desks, index, peer)) {
        return false;
    }
    peer->is.desk = &room->desks.list[index]->message->body.desk;
    return true;
}
