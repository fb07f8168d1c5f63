/* Who has the floor, and what it came to. A floor is measured by the room's own clock, as it stood
 * when the floor was last seen, up to the moment at which the message that ended it was made. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "describe.h"
#include "record_parts.h"

enum { SAME_CLOCK_MS = 1000 }; /* a floor that was given back goes on with the time it had */

static void turn_finish(struct record_turn *turn)
{
    free(turn->entry);
    free(turn->same_name);
    free(turn->same_group);
    *turn = (struct record_turn){0};
}

static bool turn_init(struct record_turn *turn, const char *entry, const char *name,
                      const char *on_behalf)
{
    const size_t sizes[] = {strlen(entry) + 1, strlen(name) + 1, strlen(on_behalf) + 1};
    char *block = malloc(sizes[0] + sizes[1] + sizes[2]);
    *turn = (struct record_turn){
        .entry = block, .same_name = utf8_fold(name), .same_group = utf8_fold(on_behalf)};
    if (!block || !turn->same_name || !turn->same_group) {
        turn_finish(turn);
        return false;
    }
    turn->name = block + sizes[0];
    turn->on_behalf = turn->name + sizes[1];
    memcpy(turn->entry, entry, sizes[0]);
    memcpy(turn->name, name, sizes[1]);
    memcpy(turn->on_behalf, on_behalf, sizes[2]);
    return true;
}

void record_forget_floor(struct record *record)
{
    for (size_t i = 0; i < record->turn_count; i++) {
        turn_finish(&record->turns[i]);
    }
    free(record->turns);
    turn_finish(&record->floor.who);
}

void record_credit(struct record *record, const char *entry, const char *name,
                   const char *on_behalf, int64_t ms)
{
    struct record_turn *turns =
        reallocarray(record->turns, record->turn_count + 1, sizeof *record->turns);
    if (!turns) {
        return;
    }
    record->turns = turns;
    if (turn_init(&turns[record->turn_count], entry, name, on_behalf)) {
        turns[record->turn_count++].ms = ms;
    }
}

static int64_t spoken_of_entry(const struct record *record, const char *entry)
{
    int64_t ms = 0;
    for (size_t i = 0; i < record->turn_count; i++) {
        ms += strcmp(record->turns[i].entry, entry) == 0 ? record->turns[i].ms : 0;
    }
    return ms;
}

/* Of the floor that we saw last, at this moment. */
static int64_t floor_ms(const struct record_floor *floor, const struct pl_room *room,
                        struct pl_time at)
{
    int64_t ms = describe_elapsed(room, floor->by, &floor->clock, at) - floor->before_ms;
    return ms > 0 ? ms : 0;
}

static struct record_row row_of(const struct record_floor *floor, enum record_event event,
                                const struct pl_room *room)
{
    return (struct record_row){.event = event,
                               .item = record_open_label(room),
                               .name = floor->who.name,
                               .on_behalf = floor->who.on_behalf,
                               .kind = pl_kind_name(floor->kind),
                               .seconds = -1,
                               .id = floor->who.entry};
}

static void end_floor(struct record *record, const struct pl_room *room,
                      const struct record_source *source)
{
    struct record_floor *floor = &record->floor;
    int64_t ago = record->now.wall_ms - source->wall_ms;
    struct pl_time at = {record->now.mono_ms - ago, source->wall_ms};
    int64_t ms = floor_ms(floor, room, at);
    struct record_row row = row_of(floor, RECORD_SPOKE, room);
    row.seconds = (ms + 500) / 1000;
    record_put(record, &row, source);
    record_credit(record, floor->who.entry, floor->who.name, floor->who.on_behalf, ms);
    size_t count = record->turn_count;
    if (count > 0 && strcmp(record->turns[count - 1].entry, floor->who.entry) == 0) {
        record->turns[count - 1].reply = floor->kind == PL_KIND_REPLY;
    }
    turn_finish(&floor->who);
    *floor = (struct record_floor){0};
}

static void begin_floor(struct record *record, const struct pl_room *room,
                        const struct pl_speakers *speakers, const struct record_source *source)
{
    const struct pl_speaker *speaker = &speakers->floor;
    struct record_floor *floor = &record->floor;
    floor->has = turn_init(&floor->who, speaker->id, speaker->name,
                           speaker->on_behalf ? speaker->on_behalf : "");
    if (floor->has) {
        int64_t told = spoken_of_entry(record, speaker->id);
        floor->before_ms = speakers->floor_clock.used_ms + SAME_CLOCK_MS >= told ? told : 0;
        floor->kind = speaker->kind;
        struct record_row row = row_of(floor, RECORD_FLOOR, room);
        record_put(record, &row, source);
    }
}

void record_look_floor(struct record *record, const struct pl_room *room)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, &by);
    struct record_floor *floor = &record->floor;
    bool has = speakers && speakers->has_floor;
    bool same = has && floor->has && strcmp(floor->who.entry, speakers->floor.id) == 0;
    if (!same && (floor->has || has)) {
        struct record_source source =
            record_source(record, room, &(struct pl_topic){.kind = PL_TOPIC_SPEAKERS});
        if (floor->has) {
            end_floor(record, room, &source);
        }
        if (has) {
            begin_floor(record, room, speakers, &source);
        }
    }
    if (has && floor->has) {
        floor->clock = speakers->floor_clock;
        memcpy(floor->by, by, sizeof floor->by);
    }
}

/* ---- for the desk ---- */

/* Whom a turn counts for: the delegation, or (group) those whom it spoke for; folded. */
static const char *counted(const struct record_turn *turn, bool group)
{
    return group ? turn->same_group : turn->same_name;
}

static int64_t sum(const struct record *record, const struct pl_room *room, const char *name,
                   bool group, struct pl_time now)
{
    int64_t ms = 0;
    char *fold = record ? utf8_fold(name) : NULL;
    for (size_t i = 0; fold && i < record->turn_count; i++) {
        const struct record_turn *turn = &record->turns[i];
        ms += strcmp(counted(turn, group), fold) == 0 ? turn->ms : 0;
    }
    const struct record_floor *floor = record && record->floor.has ? &record->floor : NULL;
    if (fold && floor && strcmp(counted(&floor->who, group), fold) == 0) {
        ms += floor_ms(floor, room, now);
    }
    free(fold);
    return ms;
}

int64_t record_spoken_ms(const struct record *record, const struct pl_room *room, const char *name,
                         struct pl_time now)
{
    return sum(record, room, name, false, now);
}

int64_t record_spoken_for_ms(const struct record *record, const struct pl_room *room,
                             const char *group, struct pl_time now)
{
    return sum(record, room, group, true, now);
}

size_t record_turns(const struct record *record, const char *name)
{
    size_t count = 0;
    char *fold = record ? utf8_fold(name) : NULL;
    for (size_t i = 0; fold && i < record->turn_count; i++) {
        count += strcmp(record->turns[i].same_name, fold) == 0;
    }
    free(fold);
    return count;
}

/* An entry that had the floor twice, because it was given back, has replied once. */
size_t record_replies(const struct record *record, const char *name)
{
    size_t count = 0;
    char *fold = record ? utf8_fold(name) : NULL;
    for (size_t i = 0; fold && i < record->turn_count; i++) {
        const struct record_turn *turn = &record->turns[i];
        bool again = false;
        for (size_t k = 0; k < i; k++) {
            again = again || strcmp(record->turns[k].entry, turn->entry) == 0;
        }
        count += turn->reply && !again && strcmp(turn->same_name, fold) == 0;
    }
    free(fold);
    return count;
}
