#include "room_parts.h"

#include <string.h>

/* Echoes and beats come by themselves only in these roles; others beat once, as a probe. */
static bool periodic(const struct pl_room *room)
{
    return room->role == PL_ROLE_DISPLAY || room->role == PL_ROLE_DESK;
}

static int64_t wall_of(const struct pl_room *room, int64_t mono_ms)
{
    return room->now.wall_ms - (room->now.mono_ms - mono_ms);
}

/* When an online desk was heard last: its beat, or the entry that said it is there. */
static bool desk_heard(const struct pl_room *room, const struct peer *peer, int64_t *mono_ms_out)
{
    const char *by = peer->message->envelope.stamp.by;
    if (!peer_online(peer) || peer->session != room->session || strcmp(by, room->by) == 0) {
        return false;
    }
    const struct writer *writer = clock_writer(room, by);
    *mono_ms_out = peer->received_mono_ms;
    if (writer && writer->beats && writer->heard_mono_ms > *mono_ms_out) {
        *mono_ms_out = writer->heard_mono_ms;
    }
    return true;
}

/* A guest sees no entries: who has beaten twice, apart, is a desk, and no command's probe. */
static int64_t guest_heard(const struct pl_room *room)
{
    int64_t oldest = ROOM_NEVER;
    for (size_t i = 0; i < room->writer_count; i++) {
        if (room->writers[i].beats > 1 && room->writers[i].heard_mono_ms < oldest) {
            oldest = room->writers[i].heard_mono_ms;
        }
    }
    return oldest;
}

/* The online desk that has been silent longest; ROOM_NEVER: there is none. */
static int64_t oldest_beat(const struct pl_room *room)
{
    if (room->role == PL_ROLE_WATCH) {
        return guest_heard(room);
    }
    int64_t oldest = ROOM_NEVER;
    for (size_t i = 0; i < room->desks.count; i++) {
        int64_t heard;
        if (desk_heard(room, room->desks.list[i], &heard) && heard < oldest) {
            oldest = heard;
        }
    }
    return oldest;
}

static bool overdue(int64_t heard_mono_ms, int64_t now_mono_ms)
{
    return heard_mono_ms != ROOM_NEVER && now_mono_ms - heard_mono_ms > ROOM_SILENT_MS;
}

static enum pl_live live_now(const struct pl_room *room, int64_t now_mono_ms,
                             int64_t *since_wall_ms_out)
{
    *since_wall_ms_out = room->heard_wall_ms;
    bool shown = room->was_whole || room->shown.doc;
    if (!room->connected && shown) {
        return PL_LIVE_CUT;
    }
    if (!room->was_whole) {
        return PL_LIVE_JOINING;
    }
    if (!room->live_again) {
        return PL_LIVE_CUT;
    }
    if (periodic(room) && overdue(room->own_mono_ms, now_mono_ms)) {
        *since_wall_ms_out = room->own_wall_ms;
        return PL_LIVE_SILENT;
    }
    int64_t beat = oldest_beat(room);
    if (overdue(beat, now_mono_ms)) {
        *since_wall_ms_out = wall_of(room, beat);
        return PL_LIVE_NO_BEAT;
    }
    return PL_LIVE;
}

static const struct peer *closed_desk(const struct pl_room *room)
{
    const struct peer *latest = NULL;
    for (size_t i = 0; i < room->desks.count; i++) {
        const struct peer *peer = room->desks.list[i];
        if (peer_online(peer)) {
            return NULL;
        }
        if (!latest || peer->received_mono_ms > latest->received_mono_ms) {
            latest = peer;
        }
    }
    return latest;
}

void pl_room_liveness(const struct pl_room *room, struct pl_time now,
                      struct pl_liveness *liveness_out)
{
    *liveness_out = (struct pl_liveness){0};
    liveness_out->live = live_now(room, now.mono_ms, &liveness_out->since_wall_ms);
    const struct peer *closed = closed_desk(room);
    if (!closed) {
        return;
    }
    liveness_out->desk_closed = closed->message->body.desk.name;
    liveness_out->desk_closed_ms =
        closed->retained ? closed->message->envelope.at_ms : closed->received_wall_ms;
}

/* ---- a connection that stands and carries nothing ---- */

/* Some proxies acknowledge all and pass nothing on: no error ever ends such a connection, and
 * trying anew is all that helps. News that come in while the room is being read show that the path
 * is only slow, and our own beat waits behind them. */
static int64_t patience_ms(const struct pl_room *room)
{
    if (room->deaf == 0) {
        return ROOM_SILENT_MS;
    }
    unsigned doublings = (room->deaf - 1) / ROOM_DEAF_TRIES;
    return (int64_t)ROOM_ANSWER_MS
           << (doublings < ROOM_DEAF_DOUBLINGS ? doublings : ROOM_DEAF_DOUBLINGS);
}

static int64_t deaf_due(const struct pl_room *room)
{
    if (!room->connected || !periodic(room) || room->gave_up) {
        return ROOM_NEVER;
    }
    if (!room->live_again || !room->whole) {
        return room->session_news_mono_ms + patience_ms(room);
    }
    if (!room->unanswered_mono_ms) {
        return ROOM_NEVER;
    }
    int64_t silent = room->own_mono_ms + ROOM_SILENT_MS + 1;
    int64_t answer = room->unanswered_mono_ms + ROOM_ANSWER_MS;
    return silent > answer ? silent : answer;
}

static void work_deaf(struct pl_room *room)
{
    if (room->now.mono_ms < deaf_due(room)) {
        return;
    }
    room->gave_up = true;
    room->deaf++;
    out_reconnect(room);
}

void room_live_work(struct pl_room *room)
{
    work_deaf(room);
    if (room->role == PL_ROLE_WATCH && room->connected && room_base_known(room)) {
        room->live_again = true;
    }
    int64_t since;
    enum pl_live live = live_now(room, room->now.mono_ms, &since);
    if (live != room->live) {
        room->changes |= PL_CHANGED_LIVENESS;
    }
    room->live = live;
}

static int64_t later(const struct pl_room *room, int64_t heard_mono_ms)
{
    int64_t due = heard_mono_ms == ROOM_NEVER ? ROOM_NEVER : heard_mono_ms + ROOM_SILENT_MS + 1;
    return due > room->now.mono_ms ? due : ROOM_NEVER;
}

int64_t room_live_deadline(const struct pl_room *room)
{
    int64_t deaf = deaf_due(room);
    if (!room->connected || !room->live_again) {
        return deaf;
    }
    int64_t own = periodic(room) ? later(room, room->own_mono_ms) : ROOM_NEVER;
    int64_t beat = later(room, oldest_beat(room));
    int64_t shown = own < beat ? own : beat;
    return shown < deaf ? shown : deaf;
}
