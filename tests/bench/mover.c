/* Moves a room's cursor as a desk does and says when, with a plain MQTT round trip of the same
 * bytes before each move: same broker, same library, same size, same quality of service.
 *   mover PORT ROOM COUNT GAP_MS [LABEL...]
 * Without labels it walks the items in order, there and back. On stdout, nanoseconds of
 * CLOCK_MONOTONIC:  ping SENT BACK  and  move SENT EPOCH REV SECTION ITEM
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plenary/wire.h"
#include "session/session.h"

enum { PATIENCE_MS = 10000, PLACES_MAX = 2 * PL_ITEMS_MAX };

static const char ping_topic[] = "bench/ping";

struct place {
    char section[PL_ID_MAX + 1];
    char item[PL_ID_MAX + 1];
};

struct walk {
    struct place *places;
    size_t count;
    struct pl_stamp stamp; /* of the last cursor */
};

static int64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void pause_ms(int64_t ms)
{
    struct timespec ts = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&ts, NULL);
}

static void die(const char *what)
{
    fprintf(stderr, "mover: %s\n", what);
    exit(1);
}

/* ---- the room, read once ---- */

static void add_place(struct walk *walk, const struct pl_room *room, struct pl_place at)
{
    if (walk->count == PLACES_MAX) {
        die("too many places");
    }
    struct place *place = &walk->places[walk->count++];
    snprintf(place->section, sizeof place->section, "%s",
             pl_room_document(room, PL_CONFIRMED)->sections[at.section].id);
    snprintf(place->item, sizeof place->item, "%s",
             pl_room_items(room, PL_CONFIRMED, at.section)->items[at.item].id);
}

static void all_places(struct walk *walk, const struct pl_room *room)
{
    struct pl_place at = {0};
    while (at.section < pl_room_document(room, PL_CONFIRMED)->section_count &&
           pl_room_items(room, PL_CONFIRMED, at.section)->count == 0) {
        at.section++;
    }
    do {
        add_place(walk, room, at);
    } while (pl_room_neighbour(room, PL_CONFIRMED, at, 1, &at));
    while (pl_room_neighbour(room, PL_CONFIRMED, at, -1, &at)) {
        add_place(walk, room, at);
    }
}

static void read_places(struct walk *walk, const struct pl_room *room, char **labels, int count)
{
    if (!pl_room_document(room, PL_CONFIRMED)) {
        die("no document in the room");
    }
    if (count == 0) {
        all_places(walk, room);
    }
    for (int i = 0; i < count; i++) {
        struct pl_place at;
        if (!pl_room_find(room, PL_CONFIRMED, labels[i], &at)) {
            die(labels[i]);
        }
        add_place(walk, room, at);
    }
}

static void read_stamp(struct walk *walk, const struct pl_room *room)
{
    const struct pl_topic topic = {.kind = PL_TOPIC_CURSOR};
    const struct pl_message *cursor = pl_room_greatest(room, &topic, PL_CONFIRMED);
    walk->stamp.epoch = pl_room_epoch(room);
    walk->stamp.rev = 0;
    if (cursor && cursor->envelope.stamp.epoch == walk->stamp.epoch) {
        walk->stamp.rev = cursor->envelope.stamp.rev;
    }
}

static void read_room(struct walk *walk, const struct pl_link_config *link, const char *name,
                      char **labels, int count)
{
    struct pl_room_config config = {.room = name,
                                    .user = "mover",
                                    .name = "mover",
                                    .version = "0",
                                    .role = PL_ROLE_WATCH,
                                    .all_langs = true};
    struct session session = {0};
    char error[PL_LINK_TEXT];
    if (!session_identity(config.by, &config.seed) ||
        !session_init(&session, link, &config, error)) {
        die("no session");
    }
    int64_t until_ms = session_now().mono_ms + PATIENCE_MS;
    while (!pl_room_whole(session.room)) {
        if (session_now().mono_ms > until_ms) {
            die(pl_room_waiting_for(session.room));
        }
        session_wait(&session, 100);
    }
    read_places(walk, session.room, labels, count);
    read_stamp(walk, session.room);
    snprintf(walk->stamp.by, sizeof walk->stamp.by, "%s", config.by);
    session_finish(&session);
}

/* ---- moving ---- */

static void await(struct pl_link *link, enum pl_link_event_type type, struct pl_link_event *event)
{
    int64_t until_ms = pl_link_now_ms() + PATIENCE_MS;
    for (;;) {
        while (pl_link_next(link, event)) {
            if (event->type == type) {
                return;
            }
            if (event->type == PL_LINK_DISCONNECTED || event->type == PL_LINK_REFUSED) {
                die(event->text);
            }
        }
        if (pl_link_now_ms() > until_ms) {
            die(pl_link_event_name(type));
        }
        struct pollfd fd = {.fd = pl_link_fd(link), .events = POLLIN};
        poll(&fd, 1, 100);
    }
}

static char *encode_move(struct walk *walk, const struct place *place, size_t *size_out)
{
    struct pl_message message = {.topic.kind = PL_TOPIC_CURSOR,
                                 .envelope.stamp = walk->stamp,
                                 .envelope.at_ms = session_now().wall_ms,
                                 .body.cursor = {.section = place->section, .item = place->item}};
    message.envelope.stamp.rev = ++walk->stamp.rev;
    char *bytes = NULL;
    if (pl_wire_encode(&message, &bytes, size_out) != PL_OK) {
        die("a cursor cannot be encoded");
    }
    return bytes;
}

static int64_t publish(struct pl_link *link, const char *topic, const char *bytes, size_t size)
{
    struct pl_link_publication what = {
        .topic = topic, .payload = bytes, .payload_len = size, .qos = 1, .retain = true};
    int64_t sent_ns = now_ns();
    if (pl_link_publish(link, &what) != PL_LINK_OK) {
        die("not published");
    }
    return sent_ns;
}

static void ping(struct pl_link *link, const char *bytes, size_t size)
{
    struct pl_link_event event;
    int64_t sent_ns = publish(link, ping_topic, bytes, size);
    await(link, PL_LINK_MESSAGE, &event);
    int64_t back_ns = now_ns();
    if (event.payload_len != size || memcmp(event.payload, bytes, size) != 0) {
        die("another ping came back");
    }
    printf("ping %" PRId64 " %" PRId64 "\n", sent_ns, back_ns);
}

static void walk_on(struct walk *walk, struct pl_link *link, const char *topic, size_t count,
                    int64_t gap_ms)
{
    for (size_t i = 0; i < count; i++) {
        /* The first place is left out: it may be where the cursor stands. */
        const struct place *place = &walk->places[(i + 1) % walk->count];
        size_t size = 0;
        char *bytes = encode_move(walk, place, &size);
        ping(link, bytes, size);
        pause_ms(gap_ms + (int64_t)(i * 7 % 17)); /* not in step with anybody's period */
        int64_t sent_ns = publish(link, topic, bytes, size);
        printf("move %" PRId64 " %" PRId64 " %" PRId64 " %s %s\n", sent_ns, walk->stamp.epoch,
               walk->stamp.rev, place->section, place->item);
        free(bytes);
        pause_ms(gap_ms);
    }
}

static struct pl_link *open_link(const struct pl_link_config *config)
{
    char error[PL_LINK_TEXT];
    struct pl_link *link = pl_link_create(config, error);
    if (!link) {
        die(error);
    }
    const char *topics[] = {ping_topic};
    uint32_t id = 0;
    struct pl_link_event event;
    await(link, PL_LINK_CONNECTED, &event);
    if (pl_link_subscribe(link, topics, 1, 1, &id) != PL_LINK_OK) {
        die("not subscribed");
    }
    await(link, PL_LINK_SUBSCRIBED, &event);
    return link;
}

static long number(const char *word, long most)
{
    char *end = NULL;
    long value = strtol(word, &end, 10);
    if (end == word || *end != '\0' || value < 0 || value > most) {
        die(word);
    }
    return value;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        die("usage: mover PORT ROOM COUNT GAP_MS [LABEL...]");
    }
    struct pl_link_config config = {.port = (uint16_t)number(argv[1], UINT16_MAX)};
    size_t count = (size_t)number(argv[3], 1000000);
    int64_t gap_ms = number(argv[4], 60000);
    struct walk walk = {.places = calloc(PLACES_MAX, sizeof *walk.places)};
    if (!walk.places) {
        die("no memory");
    }
    read_room(&walk, &config, argv[2], argv + 5, argc - 5);
    char topic[PL_TOPIC_MAX + 1];
    const struct pl_topic cursor = {.kind = PL_TOPIC_CURSOR};
    if (pl_wire_format_topic(argv[2], &cursor, topic, sizeof topic) != PL_OK) {
        die("a bad room");
    }
    struct pl_link *link = open_link(&config);
    walk_on(&walk, link, topic, count, gap_ms);
    const struct pl_link_publication clean = {.topic = ping_topic, .qos = 1, .retain = true};
    bool done = pl_link_goodbye(link, &clean, 2000); /* and all moves before it */
    pl_link_destroy(link);
    free(walk.places);
    return done ? 0 : 1;
}
