#include "room_parts.h"

#include <string.h>

/* A delay is the receipt on our monotonic clock minus `at` on the writer's: the writer's clock
 * reads mono - delay. Transport only makes it larger, so the smallest is the best. */

struct writer *clock_writer(const struct pl_room *room, const char *by)
{
    for (size_t i = 0; i < room->writer_count; i++) {
        if (strcmp(room->writers[i].by, by) == 0) {
            return (struct writer *)&room->writers[i];
        }
    }
    return NULL;
}

static struct writer *writer_for(struct pl_room *room, const char *by)
{
    struct writer *writer = clock_writer(room, by);
    if (!writer) {
        if (room->writer_count < PL_WRITERS_MAX) {
            writer = &room->writers[room->writer_count++];
        }
        for (size_t i = 0; !writer || i < room->writer_count; i++) {
            if (!writer || (room->writer_count == PL_WRITERS_MAX &&
                            room->writers[i].used_mono_ms < writer->used_mono_ms)) {
                writer = &room->writers[i];
            }
        }
        *writer = (struct writer){0};
        memcpy(writer->by, by, sizeof writer->by);
    }
    writer->used_mono_ms = room->now.mono_ms;
    return writer;
}

static void sample(struct writer *writer, int64_t received_mono_ms, int64_t delay)
{
    int64_t id = received_mono_ms / ROOM_BUCKET_MS;
    size_t at = (size_t)(id % ROOM_BUCKETS);
    if (!writer->known || writer->bucket_id[at] != id || delay < writer->bucket[at]) {
        writer->bucket[at] = delay;
    }
    if (!writer->known) {
        for (size_t i = 0; i < ROOM_BUCKETS; i++) {
            writer->bucket_id[i] = -ROOM_BUCKETS;
        }
    }
    writer->bucket_id[at] = id;
    writer->known = true;
    writer->delay = delay;
    for (size_t i = 0; i < ROOM_BUCKETS; i++) {
        if (id - writer->bucket_id[i] < ROOM_BUCKETS && writer->bucket[i] < writer->delay) {
            writer->delay = writer->bucket[i];
        }
    }
}

/* What a desk that we hear knows of those whom we have not heard ourselves. */
static void derive(struct pl_room *room, const struct writer *desk, const struct pl_beat *beat)
{
    int64_t delay = desk->delay;
    for (size_t i = 0; i < beat->offset_count && i < PL_WRITERS_MAX - 1; i++) {
        if (strcmp(beat->offsets[i].by, room->by) == 0) {
            continue;
        }
        struct writer *writer = writer_for(room, beat->offsets[i].by);
        writer->derived = delay - beat->offsets[i].offset_ms;
        writer->has_derived = true;
    }
}

/* A beat tells its author's clock; it belongs to the first user who beats with this `by`. */
static void beat_heard(struct pl_room *room, const struct pl_message *message,
                       int64_t received_mono_ms)
{
    struct writer *writer = writer_for(room, message->envelope.stamp.by);
    if (*writer->user && strcmp(writer->user, message->topic.user) != 0) {
        return;
    }
    memcpy(writer->user, message->topic.user, sizeof writer->user);
    sample(writer, received_mono_ms, received_mono_ms - message->envelope.at_ms);
    writer->spoke_mono_ms = received_mono_ms;
    derive(room, writer, &message->body.beat);
    if (message->body.beat.once) {
        return;
    }
    if (!writer->beats || received_mono_ms - writer->heard_mono_ms >= ROOM_BEAT_APART_MS) {
        writer->beats++;
    }
    writer->heard_mono_ms = received_mono_ms;
}

/* Only beats tell a clock: anybody may put any `by` into the rest, and an ordered message may be
 * another's copy of something old. */
void clock_heard(struct pl_room *room, const struct pl_message *message, bool retained,
                 int64_t received_mono_ms)
{
    const char *by = message->envelope.stamp.by;
    if (retained || message->empty || strcmp(by, room->by) == 0) {
        return;
    }
    if (message->topic.kind == PL_TOPIC_BEAT) {
        beat_heard(room, message, received_mono_ms);
        return;
    }
    struct writer *writer = clock_writer(room, by);
    if (writer && message->topic.kind < PL_TOPIC_ORDERED_COUNT) {
        writer->spoke_mono_ms = received_mono_ms;
    }
}

bool clock_delay(const struct pl_room *room, const char *by, int64_t *delay_out)
{
    const struct writer *writer = clock_writer(room, by);
    if (!writer || !(writer->known || writer->has_derived)) {
        return false;
    }
    *delay_out = writer->known ? writer->delay : writer->derived;
    return true;
}

bool clock_direct(const struct pl_room *room, const struct writer *writer, int64_t *offset_out)
{
    *offset_out = room->now.mono_ms - writer->delay - room->now.wall_ms;
    return writer->known;
}

bool clock_offset(const struct pl_room *room, const char *by, int64_t *offset_out)
{
    int64_t delay;
    if (!clock_delay(room, by, &delay)) {
        return false;
    }
    *offset_out = room->now.mono_ms - delay - room->now.wall_ms;
    return true;
}

bool pl_room_writer_now(const struct pl_room *room, const char *by, struct pl_time now,
                        int64_t *wall_ms_out)
{
    if (strcmp(by, room->by) == 0) {
        *wall_ms_out = now.wall_ms;
        return true;
    }
    int64_t delay;
    if (!clock_delay(room, by, &delay)) {
        return false;
    }
    *wall_ms_out = now.mono_ms - delay;
    return true;
}

bool pl_room_elapsed(const struct pl_room *room, const char *by, const struct pl_run_clock *clock,
                     struct pl_time now, int64_t *elapsed_ms_out)
{
    *elapsed_ms_out = clock->used_ms;
    if (!clock->running) {
        return true;
    }
    int64_t theirs;
    if (!pl_room_writer_now(room, by, now, &theirs)) {
        return false;
    }
    if (theirs > clock->since_ms) {
        *elapsed_ms_out += theirs - clock->since_ms;
    }
    return true;
}
