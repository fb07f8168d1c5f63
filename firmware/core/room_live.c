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

/* ---- who beats ---- */

static const struct peer *desk_entry(const struct pl_room *room, const char *by)
{
    for (size_t i = 0; i < room->desks.count; i++) {
        if (strcmp(room->desks.list[i]->message->envelope.stamp.by, by) == 0) {
            return room->desks.list[i];
        }
    }
    return NULL;
}

/* A desk counts while it beats, whatever its entry says: an entry may be a store's or a stranger's.
 * A reader that has just come (back) gives all of them time to be heard. */
struct hearing {
    const struct writer *last; /* the desk heard last; NULL: none ever was */
    int64_t last_mono_ms;
    int64_t silent_mono_ms; /* the one silent longest that is not yet given up; ROOM_NEVER */
};

/* A stranger's command may beat once, as a probe. */
static bool is_desk(const struct writer *writer)
{
    return writer->beats > 1;
}

static int64_t heard_at(const struct pl_room *room, const struct writer *writer)
{
    bool was_gone = room->listen_mono_ms - writer->heard_mono_ms > ROOM_DESK_GONE_MS;
    return was_gone || writer->heard_mono_ms > room->listen_mono_ms ? writer->heard_mono_ms
                                                                    : room->listen_mono_ms;
}

/* Another program of its user has been heard since. */
static bool superseded(const struct pl_room *room, const struct writer *writer)
{
    for (size_t i = 0; i < room->writer_count; i++) {
        const struct writer *other = &room->writers[i];
        if (other != writer && other->beats && strcmp(other->user, writer->user) == 0 &&
            other->heard_mono_ms > writer->heard_mono_ms) {
            return true;
        }
    }
    return false;
}

static struct hearing listen(const struct pl_room *room, int64_t now_mono_ms)
{
    struct hearing hearing = {.silent_mono_ms = ROOM_NEVER};
    for (size_t i = 0; i < room->writer_count; i++) {
        const struct writer *writer = &room->writers[i];
        if (!is_desk(writer) || strcmp(writer->by, room->by) == 0 || superseded(room, writer)) {
            continue;
        }
        int64_t heard = heard_at(room, writer);
        if (!hearing.last || writer->heard_mono_ms > hearing.last->heard_mono_ms) {
            hearing.last = writer;
            hearing.last_mono_ms = heard > room->listen_mono_ms ? heard : room->listen_mono_ms;
        }
        const struct peer *entry = desk_entry(room, writer->by);
        bool closed = entry && !peer_online(entry);
        if (!closed && now_mono_ms - heard <= ROOM_DESK_GONE_MS && heard < hearing.silent_mono_ms) {
            hearing.silent_mono_ms = heard;
        }
    }
    return hearing;
}

/* The desk that was heard last ended with its last word. */
static bool ended(const struct pl_room *room, const struct hearing *hearing)
{
    const struct peer *entry = hearing->last ? desk_entry(room, hearing->last->by) : NULL;
    return entry && !peer_online(entry);
}

static bool overdue(int64_t heard_mono_ms, int64_t now_mono_ms)
{
    return heard_mono_ms != ROOM_NEVER && now_mono_ms - heard_mono_ms > ROOM_SILENT_MS;
}

/* ---- what the broker holds ---- */

/* Who may write mends it; the others can only say so. */
static enum pl_live store_now(const struct pl_room *room, int64_t now_mono_ms)
{
    if (room_writes(room) || !room->whole) {
        return PL_LIVE;
    }
    const struct slot *document = &room->slots[PL_TOPIC_DOCUMENT];
    bool lost = false, unreadable = room->shown.missing > 0 || room_cursor_unknown(room);
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct slot *slot = &room->slots[kind];
        bool counts = kind != PL_TOPIC_CURSOR || slot->greatest == room->cursor;
        lost |= slot->greatest && counts && slot->session != room->session;
        unreadable |= slot->unreadable != PL_OK;
    }
    bool settled = now_mono_ms - room->whole_mono_ms > ROOM_BEHIND_MS;
    if (document->greatest && document->session != room->session && settled) {
        return PL_LIVE_LOST;
    }
    if ((lost && settled) ||
        (room->behind_count && now_mono_ms - room->behind_mono_ms > ROOM_BEHIND_MS)) {
        return PL_LIVE_BEHIND;
    }
    return unreadable && settled ? PL_LIVE_UNREADABLE : PL_LIVE;
}

static enum pl_live beat_now(const struct pl_room *room, int64_t now_mono_ms,
                             int64_t *since_wall_ms_out)
{
    struct hearing hearing = listen(room, now_mono_ms);
    if (overdue(hearing.silent_mono_ms, now_mono_ms)) {
        *since_wall_ms_out = wall_of(room, hearing.silent_mono_ms);
        return PL_LIVE_NO_BEAT;
    }
    if (hearing.last && !room_writes(room) && overdue(hearing.last_mono_ms, now_mono_ms) &&
        !ended(room, &hearing)) {
        *since_wall_ms_out = wall_of(room, hearing.last_mono_ms);
        return PL_LIVE_NO_BEAT;
    }
    return PL_LIVE;
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
    if (periodic(room) && !room->probe.denied && overdue(room->own_mono_ms, now_mono_ms)) {
        *since_wall_ms_out = room->own_wall_ms;
        return PL_LIVE_SILENT;
    }
    enum pl_live store = store_now(room, now_mono_ms);
    if (store != PL_LIVE) {
        *since_wall_ms_out = 0;
        return store;
    }
    enum pl_live beat = beat_now(room, now_mono_ms, since_wall_ms_out);
    /* What such a wall shows is live: so this comes after all that says it is not. */
    if (beat == PL_LIVE && room->probe.denied && room->role == PL_ROLE_DISPLAY) {
        *since_wall_ms_out = 0;
        return PL_LIVE_DENIED;
    }
    return beat;
}

/* NULL while a desk is heard, or may still be. */
static const struct peer *closed_desk(const struct pl_room *room, int64_t now_mono_ms)
{
    const struct peer *latest = NULL;
    for (size_t i = 0; i < room->writer_count; i++) {
        if (is_desk(&room->writers[i]) && !overdue(room->writers[i].heard_mono_ms, now_mono_ms)) {
            return NULL;
        }
    }
    for (size_t i = 0; i < room->desks.count; i++) {
        const struct peer *peer = room->desks.list[i];
        if (peer_online(peer)) {
            int64_t came = peer->received_mono_ms > room->listen_mono_ms ? peer->received_mono_ms
                                                                         : room->listen_mono_ms;
            if (!overdue(came, now_mono_ms)) {
                return NULL;
            }
        } else if (!latest || peer->received_mono_ms > latest->received_mono_ms) {
            latest = peer;
        }
    }
    return latest;
}

static bool nobody_heard(const struct pl_room *room, int64_t now_mono_ms)
{
    return !room_writes(room) && room->live_again && overdue(room->listen_mono_ms, now_mono_ms) &&
           !listen(room, now_mono_ms).last;
}

void pl_room_liveness(const struct pl_room *room, struct pl_time now,
                      struct pl_liveness *liveness_out)
{
    *liveness_out = (struct pl_liveness){0};
    liveness_out->live = live_now(room, now.mono_ms, &liveness_out->since_wall_ms);
    const struct peer *closed = closed_desk(room, now.mono_ms);
    liveness_out->no_desk =
        liveness_out->live == PL_LIVE && !closed && nobody_heard(room, now.mono_ms);
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
    if (!room->connected || !periodic(room) || room->gave_up || room->probe.denied) {
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
    if ((room->role == PL_ROLE_WATCH || room->probe.denied) && room->connected &&
        room_base_known(room)) {
        room->live_again = true;
    }
    if (room->live_again && !room->listens) {
        room->listen_mono_ms = room->now.mono_ms;
    }
    room->listens = room->live_again;
    int64_t since;
    enum pl_live live = live_now(room, room->now.mono_ms, &since);
    bool alone = nobody_heard(room, room->now.mono_ms);
    if (live != room->live || alone != room->alone) {
        room->changes |= PL_CHANGED_LIVENESS;
    }
    room->live = live;
    room->alone = alone;
}

/* The next moment after now of some that count from `from`. */
static int64_t next_of(const struct pl_room *room, int64_t from_mono_ms, int64_t after_ms,
                       int64_t due)
{
    int64_t at = from_mono_ms + after_ms + 1;
    return at > room->now.mono_ms && at < due ? at : due;
}

int64_t room_live_deadline(const struct pl_room *room)
{
    int64_t due = deaf_due(room);
    if (!room->connected || !room->live_again) {
        return due;
    }
    if (periodic(room)) {
        due = next_of(room, room->own_mono_ms, ROOM_SILENT_MS, due);
    }
    for (size_t i = 0; i < room->writer_count; i++) {
        const struct writer *writer = &room->writers[i];
        if (is_desk(writer)) {
            due = next_of(room, heard_at(room, writer), ROOM_SILENT_MS, due);
            due = next_of(room, heard_at(room, writer), ROOM_DESK_GONE_MS, due);
        }
    }
    if (!room_writes(room)) {
        due = next_of(room, room->listen_mono_ms, ROOM_SILENT_MS, due);
        due = next_of(room, room->whole_mono_ms, ROOM_BEHIND_MS, due);
        due = room->behind_count ? next_of(room, room->behind_mono_ms, ROOM_BEHIND_MS, due) : due;
    }
    return due;
}
