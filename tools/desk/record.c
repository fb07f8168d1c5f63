#define _GNU_SOURCE
#include "record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "record_parts.h"

static const char *const names[RECORD_EVENT_COUNT] = {
    [RECORD_TEXT] = "text",   [RECORD_OPENED] = "opened", [RECORD_STATUS] = "status",
    [RECORD_WORDS] = "words", [RECORD_ADDED] = "added",   [RECORD_REMOVED] = "removed",
    [RECORD_MOVED] = "moved", [RECORD_FLOOR] = "floor",   [RECORD_SPOKE] = "spoke",
    [RECORD_LIST] = "list",   [RECORD_SCREEN] = "screen", [RECORD_NOTICE] = "notice",
    [RECORD_TIMER] = "timer", [RECORD_WALL] = "wall",     [RECORD_DESK] = "desk"};

const char *record_event_name(enum record_event event)
{
    return event < RECORD_EVENT_COUNT ? names[event] : NULL;
}

bool record_event_parse(const char *word, enum record_event *event_out)
{
    for (enum record_event event = RECORD_TEXT; event < RECORD_EVENT_COUNT; event++) {
        if (strcmp(names[event], word) == 0) {
            *event_out = event;
            return true;
        }
    }
    return false;
}

/* ---- rows ---- */

static const char *kept(struct record *record, const char *text)
{
    char *copy = text && text[0] ? pool_copy(&record->pool, text, strlen(text)) : NULL;
    return copy ? copy : "";
}

static bool make_space(struct record *record)
{
    if (record->row_count < record->row_space) {
        return true;
    }
    size_t space = record->row_space > 0 ? 2 * record->row_space : 64;
    struct record_row *rows = reallocarray(record->rows, space, sizeof *rows);
    if (rows) {
        record->rows = rows;
        record->row_space = space;
    }
    return rows != NULL;
}

void record_put(struct record *record, const struct record_row *row,
                const struct record_source *source)
{
    if (!make_space(record)) {
        return; /* the record misses a row; the room goes on */
    }
    record->rows[record->row_count++] =
        (struct record_row){.wall_ms = source->wall_ms,
                            .event = row->event,
                            .standing = record->standing,
                            .item = kept(record, row->item),
                            .detail = kept(record, row->detail),
                            .name = kept(record, row->name),
                            .on_behalf = kept(record, row->on_behalf),
                            .kind = kept(record, row->kind),
                            .seconds = row->seconds,
                            .desk = kept(record, source->desk),
                            .id = kept(record, row->id),
                            .stamp = kept(record, source->stamp)};
}

bool record_next(struct record *record, struct record_row *row_out)
{
    if (record->row_next == record->row_count) {
        return false;
    }
    *row_out = record->rows[record->row_next++];
    return true;
}

/* ---- when, and by whom ---- */

static const char *desk_name(const struct pl_room *room, const char *by)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_desks(room); i++) {
        if (pl_room_desk(room, i, &peer) && strcmp(peer.by, by) == 0) {
            return peer.is.desk->name;
        }
    }
    return "";
}

/* A clock that we do not know is believed as far as it fits between the last look and this. */
static int64_t moment(const struct record *record, const struct pl_room *room, const char *by,
                      int64_t at_ms)
{
    int64_t theirs = record->now.wall_ms;
    pl_room_writer_now(room, by, record->now, &theirs);
    int64_t wall_ms = record->now.wall_ms - (theirs - at_ms);
    if (wall_ms > record->now.wall_ms) {
        return record->now.wall_ms;
    }
    return !record->standing && wall_ms < record->last_wall_ms ? record->last_wall_ms : wall_ms;
}

struct record_source record_source(const struct record *record, const struct pl_room *room,
                                   const struct pl_topic *topic)
{
    const struct pl_message *message = pl_room_greatest(room, topic, PL_CONFIRMED);
    struct record_source source = {.wall_ms = record->now.wall_ms, .desk = ""};
    if (message) {
        const struct pl_envelope *envelope = &message->envelope;
        source.wall_ms = moment(record, room, envelope->stamp.by, envelope->at_ms);
        source.desk = desk_name(room, envelope->stamp.by);
        snprintf(source.stamp, sizeof source.stamp, "%lld.%lld.%s",
                 (long long)envelope->stamp.epoch, (long long)envelope->stamp.rev,
                 envelope->stamp.by);
    }
    return source;
}

static struct record_source source_of(const struct record *record, const struct pl_room *room,
                                      enum pl_topic_kind kind)
{
    return record_source(record, room, &(struct pl_topic){.kind = kind});
}

/* ---- what there is to see ---- */

const char *record_open_label(const struct pl_room *room)
{
    struct pl_place place;
    const struct pl_item *item =
        pl_room_place(room, PL_CONFIRMED, &place) ? describe_item(room, &place) : NULL;
    return item ? item->label : "";
}

static void look_text(struct record *record, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    if (!document || (record->load && strcmp(record->load, document->load) == 0)) {
        return;
    }
    record_forget_items(record);
    free(record->load);
    record->load = strdup(document->load);
    record->section[0] = record->item[0] = '\0';
    struct record_source source = source_of(record, room, PL_TOPIC_DOCUMENT);
    record_put(record,
               &(struct record_row){.event = RECORD_TEXT,
                                    .detail = document->fronts[0].title,
                                    .seconds = -1,
                                    .id = document->load},
               &source);
}

static void look_place(struct record *record, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct pl_place place;
    const struct pl_item *item =
        pl_room_place(room, PL_CONFIRMED, &place) ? describe_item(room, &place) : NULL;
    if (!item || (strcmp(record->item, item->id) == 0 &&
                  strcmp(record->section, document->sections[place.section].id) == 0)) {
        return;
    }
    snprintf(record->item, sizeof record->item, "%s", item->id);
    snprintf(record->section, sizeof record->section, "%s", document->sections[place.section].id);
    char *words = describe_item_words(room, place.section, item->id, NULL);
    char first[4 * DESCRIBE_WORDS + 16] = "";
    intent_first_words(words ? words : "", DESCRIBE_WORDS, first, sizeof first);
    free(words);
    /* Without a cursor of its own a text is open where it starts. */
    struct record_source source = source_of(
        record, room, pl_room_cursor(room, PL_CONFIRMED) ? PL_TOPIC_CURSOR : PL_TOPIC_DOCUMENT);
    record_put(record,
               &(struct record_row){.event = RECORD_OPENED,
                                    .item = item->label,
                                    .detail = first,
                                    .seconds = -1,
                                    .id = item->id},
               &source);
}

static void look_screen(struct record *record, const struct pl_room *room)
{
    enum pl_screen screen = pl_room_screen(room, PL_CONFIRMED);
    if (screen != record->screen) {
        struct record_source source = source_of(record, room, PL_TOPIC_CURSOR);
        record->screen = screen;
        record_put(record,
                   &(struct record_row){.event = RECORD_SCREEN,
                                        .item = record_open_label(room),
                                        .detail = pl_screen_name(screen),
                                        .seconds = -1},
                   &source);
    }
}

static void look_list(struct record *record, const struct pl_room *room)
{
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, NULL);
    bool open = !speakers || speakers->open;
    if (open == record->open) {
        return;
    }
    struct record_source source = source_of(record, room, PL_TOPIC_SPEAKERS);
    record->open = open;
    record_put(record,
               &(struct record_row){.event = RECORD_LIST,
                                    .item = record_open_label(room),
                                    .detail = open ? "open" : "closed",
                                    .seconds = -1},
               &source);
}

static const char *timer_word(const struct pl_timer *before, const struct pl_timer *now)
{
    if (now->mode == PL_TIMER_OFF) {
        return before->mode == PL_TIMER_OFF ? NULL : "stopped";
    }
    if (before->mode != now->mode || before->clock.limit_s != now->clock.limit_s ||
        now->clock.used_ms < before->clock.used_ms) {
        return "started";
    }
    return before->clock.running == now->clock.running ? NULL
           : now->clock.running                        ? "resumed"
                                                       : "paused";
}

static void look_timer(struct record *record, const struct pl_room *room)
{
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, NULL);
    const char *word = timer ? timer_word(&record->timer, timer) : NULL;
    if (!timer) {
        return;
    }
    record->timer = *timer;
    record->timer.label = NULL;
    if (!word) {
        return;
    }
    char detail[PL_TITLE_MAX + 32];
    struct record_source source = source_of(record, room, PL_TOPIC_TIMER);
    snprintf(detail, sizeof detail, "%s%s%s", word, timer->label[0] ? ": " : "", timer->label);
    record_put(
        record,
        &(struct record_row){.event = RECORD_TIMER,
                             .detail = detail,
                             .seconds = timer->clock.limit_s > 0 ? timer->clock.limit_s : -1},
        &source);
}

/* A notice that ended by its own time is gone, but nobody did it: that is no row. */
static void look_notice(struct record *record, const struct pl_room *room)
{
    const char *by = NULL;
    const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, &by);
    const char *text = notice ? notice->text : "";
    bool over = record->standing && notice && notice->until_ms > 0 &&
                describe_writer_now(room, by, record->now) >= notice->until_ms;
    if (strcmp(record->notice ? record->notice : "", text) == 0) {
        return;
    }
    free(record->notice);
    record->notice = strdup(text);
    if (!over) {
        struct record_source source = source_of(record, room, PL_TOPIC_NOTICE);
        record_put(record,
                   &(struct record_row){.event = RECORD_NOTICE, .detail = text, .seconds = -1},
                   &source);
    }
}

/* ---- walls and desks ---- */

static struct record_peer *find_peer(struct record_peers *peers, const char *user)
{
    for (size_t i = 0; i < peers->count; i++) {
        if (strcmp(peers->peers[i].user, user) == 0) {
            return &peers->peers[i];
        }
    }
    return NULL;
}

/* One that was here before the record began is no news while it stays. */
static void look_peer(struct record *record, struct record_peers *peers, enum record_event event,
                      const struct pl_peer *peer, const char *name, bool online)
{
    struct record_peer *known = find_peer(peers, peer->user);
    bool is_new = !known;
    if (is_new && peers->count < PL_PEERS_MAX) {
        known = &peers->peers[peers->count++];
        snprintf(known->user, sizeof known->user, "%s", peer->user);
        known->online = record->standing && online;
    }
    if (!known || known->online == online) {
        return;
    }
    known->online = online;
    struct record_source source = {.wall_ms = record->now.wall_ms, .desk = ""};
    snprintf(source.stamp, sizeof source.stamp, "%s.%lld", peer->by, (long long)peer->at_ms);
    record_put(record,
               &(struct record_row){.event = event,
                                    .detail = !online  ? event == RECORD_WALL ? "lost" : "closed"
                                              : is_new ? "here"
                                                       : "back",
                                    .name = name,
                                    .seconds = -1,
                                    .id = peer->user},
               &source);
}

static void look_peers(struct record *record, const struct pl_room *room)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_displays(room); i++) {
        if (pl_room_display(room, i, &peer)) {
            look_peer(record, &record->walls, RECORD_WALL, &peer, peer.is.display->name,
                      peer.is.display->online);
        }
    }
    for (size_t i = 0; i < pl_room_desks(room); i++) {
        if (pl_room_desk(room, i, &peer)) {
            look_peer(record, &record->desks, RECORD_DESK, &peer, peer.is.desk->name,
                      peer.is.desk->online);
        }
    }
}

/* ---- the whole ---- */

struct record *record_create(void)
{
    struct record *record = calloc(1, sizeof *record);
    if (record) {
        record->open = true;
    }
    return record;
}

void record_destroy(struct record *record)
{
    if (!record) {
        return;
    }
    record_forget_items(record);
    record_forget_floor(record);
    free(record->load);
    free(record->notice);
    free(record->rows);
    pool_finish(&record->pool);
    free(record);
}

void record_look(struct record *record, const struct pl_room *room, struct pl_time now)
{
    if (record->row_next == record->row_count) {
        record->row_next = record->row_count = 0;
        pool_finish(&record->pool);
    }
    if (!record->begun && !pl_room_whole(room)) {
        return;
    }
    record->now = now;
    record->standing = !record->begun;
    record->begun = true;
    look_text(record, room);
    record_look_items(record, room);
    look_place(record, room);
    look_screen(record, room);
    record_look_floor(record, room);
    look_list(record, room);
    look_timer(record, room);
    look_notice(record, room);
    look_peers(record, room);
    record->last_wall_ms = now.wall_ms;
}
