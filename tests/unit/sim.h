/* A broker and its clients in one thread, for tests of the room: one retained slot a topic, and for
 * each client one queue each way. Nothing moves and no time passes but by the calls below, so a
 * test decides on every interleaving. Rooms are the real ones. Messages are shared by count.
 */
#ifndef TESTS_SIM_H
#define TESTS_SIM_H

#include "plenary/room.h"
#include "plenary/wire.h"

enum { SIM_CLIENTS = 8, SIM_NOTES = 256 };

enum sim_type { SIM_SUBSCRIBE, SIM_UNSUBSCRIBE, SIM_PUBLISH, SIM_SUBACK, SIM_PUBACK, SIM_MESSAGE };

struct sim_blob {
    size_t refs;
    size_t size;
    char *topic;
    char *bytes;
};

struct sim_event {
    struct sim_event *next;
    enum sim_type type;
    uint64_t token;
    struct sim_blob *blob; /* publish, message */
    char **filters;
    size_t filter_count;
    int qos;
    bool retain;
};

struct sim_queue {
    struct sim_event *first, *last;
    size_t count;
};

struct sim_note {
    enum pl_note note;
    uint64_t number;
    enum pl_error error;
};

struct sim_client {
    struct pl_room *room;
    bool connected;
    bool out_stands, in_stands; /* one side of its connection carries nothing, and nobody is told */
    int64_t wall_offset_ms;     /* its wall clock minus sim->wall_ms */
    char **filters;
    size_t filter_count;
    struct sim_queue out, in; /* to the broker, from it */
    struct sim_blob *will;
    struct sim_note notes[SIM_NOTES];
    size_t note_count; /* the last SIM_NOTES of them are kept */
    size_t published, received, reconnects;
    size_t ordered; /* publications on the seven ordered topics */
};

struct sim {
    int64_t mono_ms, wall_ms;
    struct sim_blob **retained;
    size_t retained_count, retained_space;
    struct sim_client clients[SIM_CLIENTS];
    size_t client_count;
    bool trace;         /* tells each ordered publication that reaches the broker on stderr */
    bool denies;        /* refuses every ordered publication (MQTT 5) */
    bool deaf_to_walls; /* refuses what walls say of themselves */
    bool swallows;      /* acknowledges and forgets them (3.1.1) */
};

void sim_init(struct sim *sim);
void sim_finish(struct sim *sim);

/* Adds a client, not connected yet; its `by` is made of `number`, which counts in the order. */
size_t sim_add(struct sim *sim, enum pl_role role, const char *user, unsigned number);
size_t sim_add_config(struct sim *sim, const struct pl_room_config *config);
void sim_remove(struct sim *sim, size_t index); /* ends it without a good-bye */
/* A fresh room at the place of one that was removed. */
void sim_replace(struct sim *sim, size_t index, enum pl_role role, const char *user,
                 unsigned number);
struct pl_room *sim_room(struct sim *sim, size_t client);
struct pl_time sim_now(const struct sim *sim, size_t client);

void sim_connect(struct sim *sim, size_t index);
/* What was on its way is lost, both ways; the will is published where `with_will`. */
void sim_cut(struct sim *sim, size_t index, bool with_will);

/* Moves what a room has to say to its queue. */
void sim_drain(struct sim *sim, size_t index);
/* One thing from a client to the broker; from the broker to a client. False: nothing waits. */
bool sim_broker_takes(struct sim *sim, size_t client);
bool sim_client_takes(struct sim *sim, size_t client);
/* The same with another than the first thing, as a bridge would: only messages are overtaken. */
bool sim_client_takes_nth(struct sim *sim, size_t client, size_t nth);

/* Moves everything that waits, until nothing does. */
void sim_flow(struct sim *sim);
/* The same while time passes, in the steps that the rooms ask for. */
void sim_run(struct sim *sim, int64_t for_ms);
void sim_sleep(struct sim *sim, int64_t for_ms); /* time passes, nothing moves, nobody ticks */
void sim_tick(struct sim *sim, size_t index);

/* ---- the broker's memory ---- */
const struct sim_blob *sim_retained(const struct sim *sim, const char *topic);
void sim_retain(struct sim *sim, const char *topic, const char *bytes, size_t size);
void sim_forget(struct sim *sim, const char *topic);
struct sim_snapshot {
    struct sim_blob **blobs;
    size_t count;
};
struct sim_snapshot sim_snapshot(const struct sim *sim);
void sim_restore(struct sim *sim,
                 const struct sim_snapshot *snapshot); /* an old store comes back */
void sim_snapshot_finish(struct sim_snapshot *snapshot);
/* Publishes as a client without a room would. */
void sim_publish(struct sim *sim, const char *topic, const char *bytes, size_t size, bool retain);

size_t sim_noted(const struct sim *sim, size_t index, enum pl_note note, uint64_t number);

#endif
