#include "tests/unit/sim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *p)
{
    if (!p)
        abort();
    return p;
}

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(must(malloc(size)), text, size);
}

/* ---- blobs ---- */

static struct sim_blob *blob_create(const char *topic, const char *bytes, size_t size)
{
    size_t length = strlen(topic) + 1;
    struct sim_blob *blob = must(malloc(sizeof *blob + length + size + 1));
    *blob = (struct sim_blob){.refs = 1, .size = size, .topic = (char *)(blob + 1)};
    blob->bytes = blob->topic + length;
    memcpy(blob->topic, topic, length);
    if (size)
        memcpy(blob->bytes, bytes, size);
    blob->bytes[size] = '\0';
    return blob;
}

static struct sim_blob *blob_ref(struct sim_blob *blob)
{
    blob->refs++;
    return blob;
}

static void blob_unref(struct sim_blob *blob)
{
    if (blob && --blob->refs == 0)
        free(blob);
}

/* ---- queues ---- */

static struct sim_event *event_create(enum sim_type type)
{
    struct sim_event *event = must(calloc(1, sizeof *event));
    event->type = type;
    return event;
}

static void strings_free(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(list[i]);
    free(list);
}

static void event_destroy(struct sim_event *event)
{
    blob_unref(event->blob);
    strings_free(event->filters, event->filter_count);
    free(event);
}

static void queue_push(struct sim_queue *queue, struct sim_event *event)
{
    if (queue->last)
        queue->last->next = event;
    else
        queue->first = event;
    queue->last = event;
    queue->count++;
}

static struct sim_event *queue_take(struct sim_queue *queue, size_t nth)
{
    struct sim_event **link = &queue->first, *before = NULL;
    for (; *link && nth > 0; nth--) {
        before = *link;
        link = &(*link)->next;
    }
    struct sim_event *event = *link;
    if (!event)
        return NULL;
    *link = event->next;
    if (queue->last == event)
        queue->last = before;
    event->next = NULL;
    queue->count--;
    return event;
}

static void queue_clear(struct sim_queue *queue)
{
    for (struct sim_event *event; (event = queue_take(queue, 0));)
        event_destroy(event);
}

/* ---- topics ---- */

static bool matches(const char *filter, const char *topic)
{
    while (*filter && *topic) {
        if (*filter == '+') {
            filter++;
            while (*topic && *topic != '/')
                topic++;
            continue;
        }
        if (*filter++ != *topic++)
            return false;
    }
    return *filter == *topic;
}

static bool wants(const struct sim_client *client, const char *topic)
{
    for (size_t i = 0; i < client->filter_count; i++)
        if (matches(client->filters[i], topic))
            return true;
    return false;
}

static size_t retained_find(const struct sim *sim, const char *topic)
{
    size_t i = 0;
    while (i < sim->retained_count && strcmp(sim->retained[i]->topic, topic) != 0)
        i++;
    return i;
}

static void retain(struct sim *sim, struct sim_blob *blob)
{
    size_t at = retained_find(sim, blob->topic);
    if (at < sim->retained_count) {
        blob_unref(sim->retained[at]);
        if (blob->size == 0)
            sim->retained[at] = sim->retained[--sim->retained_count];
        else
            sim->retained[at] = blob_ref(blob);
        return;
    }
    if (blob->size == 0)
        return;
    if (sim->retained_count == sim->retained_space) {
        sim->retained_space = sim->retained_space ? sim->retained_space * 2 : 32;
        sim->retained =
            must(realloc(sim->retained, sim->retained_space * sizeof(struct sim_blob *)));
    }
    sim->retained[sim->retained_count++] = blob_ref(blob);
}

/* ---- the broker ---- */

static void message_to(struct sim_client *client, struct sim_blob *blob, bool retained)
{
    struct sim_event *event = event_create(SIM_MESSAGE);
    event->blob = blob_ref(blob);
    event->retain = retained;
    queue_push(&client->in, event);
}

static void route(struct sim *sim, struct sim_blob *blob, bool retained)
{
    if (retained)
        retain(sim, blob);
    for (size_t i = 0; i < sim->client_count; i++)
        if (sim->clients[i].connected && wants(&sim->clients[i], blob->topic))
            message_to(&sim->clients[i], blob, false);
}

static void add_filter(struct sim_client *client, const char *filter)
{
    for (size_t i = 0; i < client->filter_count; i++)
        if (strcmp(client->filters[i], filter) == 0)
            return;
    client->filters = must(realloc(client->filters, (client->filter_count + 1) * sizeof(char *)));
    client->filters[client->filter_count++] = copy(filter);
}

static void subscribe(struct sim *sim, struct sim_client *client, struct sim_event *event)
{
    for (size_t i = 0; i < event->filter_count; i++)
        add_filter(client, event->filters[i]);
    struct sim_event *suback = event_create(SIM_SUBACK);
    suback->token = event->token;
    queue_push(&client->in, suback);
    for (size_t f = 0; f < event->filter_count; f++)
        for (size_t i = 0; i < sim->retained_count; i++)
            if (matches(event->filters[f], sim->retained[i]->topic))
                message_to(client, sim->retained[i], true);
}

static void unsubscribe(struct sim_client *client, const struct sim_event *event)
{
    for (size_t f = 0; f < event->filter_count; f++)
        for (size_t i = client->filter_count; i-- > 0;)
            if (strcmp(client->filters[i], event->filters[f]) == 0) {
                free(client->filters[i]);
                client->filters[i] = client->filters[--client->filter_count];
            }
}

static bool own_topic(const char *topic)
{
    return strstr(topic, "/desk/") || strstr(topic, "/display/") || strstr(topic, "/beat/");
}

static void publish(struct sim *sim, struct sim_client *client, struct sim_event *event)
{
    bool ordered = !own_topic(event->blob->topic);
    if (sim->trace && ordered)
        fprintf(stderr, "%9lld client %td: %s %.150s\n", (long long)sim->mono_ms,
                client - sim->clients, event->blob->topic + 13, event->blob->bytes);
    bool refused =
        ordered ? sim->denies : sim->deaf_to_walls && strstr(event->blob->topic, "/display/");
    if (!refused && !(ordered && sim->swallows))
        route(sim, event->blob, event->retain);
    if (event->qos == 0)
        return;
    struct sim_event *ack = event_create(SIM_PUBACK);
    ack->token = event->token;
    ack->qos = refused ? 0x87 : 0;
    queue_push(&client->in, ack);
}

bool sim_broker_takes(struct sim *sim, size_t index)
{
    struct sim_client *client = &sim->clients[index];
    struct sim_event *event = queue_take(&client->out, 0);
    if (!event)
        return false;
    if (event->type == SIM_SUBSCRIBE)
        subscribe(sim, client, event);
    else if (event->type == SIM_UNSUBSCRIBE)
        unsubscribe(client, event);
    else
        publish(sim, client, event);
    event_destroy(event);
    return true;
}

/* ---- clients ---- */

struct pl_time sim_now(const struct sim *sim, size_t client)
{
    return (struct pl_time){.mono_ms = sim->mono_ms,
                            .wall_ms = sim->wall_ms + sim->clients[client].wall_offset_ms};
}

struct pl_room *sim_room(struct sim *sim, size_t client)
{
    return sim->clients[client].room;
}

static void put(struct sim *sim, size_t index, const struct pl_room_config *config)
{
    sim->clients[index] = (struct sim_client){.room = must(pl_room_create(config))};
}

size_t sim_add_config(struct sim *sim, const struct pl_room_config *config)
{
    assert(sim->client_count < SIM_CLIENTS);
    put(sim, sim->client_count, config);
    return sim->client_count++;
}

static struct pl_room_config plain_config(enum pl_role role, const char *user, unsigned number)
{
    struct pl_room_config config = {.room = "main",
                                    .user = user,
                                    .name = user,
                                    .version = "test",
                                    .seed = number,
                                    .role = role,
                                    .width_px = 1920,
                                    .height_px = 1080};
    snprintf(config.by, sizeof config.by, "%016x", number);
    return config;
}

size_t sim_add(struct sim *sim, enum pl_role role, const char *user, unsigned number)
{
    struct pl_room_config config = plain_config(role, user, number);
    return sim_add_config(sim, &config);
}

void sim_replace(struct sim *sim, size_t index, enum pl_role role, const char *user,
                 unsigned number)
{
    struct pl_room_config config = plain_config(role, user, number);
    put(sim, index, &config);
}

static struct sim_event *event_of(const struct pl_output *output)
{
    struct sim_event *event = event_create(output->kind == PL_OUTPUT_SUBSCRIBE     ? SIM_SUBSCRIBE
                                           : output->kind == PL_OUTPUT_UNSUBSCRIBE ? SIM_UNSUBSCRIBE
                                                                                   : SIM_PUBLISH);
    event->token = output->token;
    event->qos = output->qos;
    event->retain = output->retain;
    if (output->kind == PL_OUTPUT_PUBLISH) {
        event->blob = blob_create(output->topic, output->bytes, output->size);
        return event;
    }
    event->filters = must(calloc(output->filter_count, sizeof(char *)));
    event->filter_count = output->filter_count;
    for (size_t i = 0; i < output->filter_count; i++)
        event->filters[i] = copy(output->filters[i]);
    return event;
}

void sim_drain(struct sim *sim, size_t index)
{
    struct sim_client *client = &sim->clients[index];
    struct pl_output output;
    while (pl_room_next(client->room, &output)) {
        if (output.kind == PL_OUTPUT_NOTE) {
            client->notes[client->note_count++ % SIM_NOTES] =
                (struct sim_note){output.note, output.number, output.error};
            continue;
        }
        if (output.kind == PL_OUTPUT_RECONNECT) {
            client->reconnects++; /* a test decides what comes of it */
            continue;
        }
        if (!client->connected)
            abort(); /* nothing may be given out while disconnected */
        client->published += output.kind == PL_OUTPUT_PUBLISH;
        client->ordered += output.kind == PL_OUTPUT_PUBLISH && !own_topic(output.topic);
        queue_push(&client->out, event_of(&output));
    }
}

static void take(struct sim *sim, size_t index, struct sim_event *event)
{
    struct sim_client *client = &sim->clients[index];
    struct pl_time now = sim_now(sim, index);
    switch (event->type) {
    case SIM_SUBACK:
        pl_room_subscribed(client->room, event->token, now);
        break;
    case SIM_PUBACK:
        pl_room_acknowledged(client->room, event->token, event->qos ? PL_ACK_REFUSED : PL_ACK_DONE,
                             event->qos, now);
        break;
    default:
        client->received++;
        pl_room_receive(client->room, event->blob->topic, event->blob->bytes, event->blob->size,
                        event->retain, now.mono_ms, now);
        break;
    }
    event_destroy(event);
    sim_drain(sim, index);
}

bool sim_client_takes_nth(struct sim *sim, size_t index, size_t nth)
{
    struct sim_event *event = queue_take(&sim->clients[index].in, nth);
    if (event)
        take(sim, index, event);
    return event != NULL;
}

bool sim_client_takes(struct sim *sim, size_t index)
{
    return sim_client_takes_nth(sim, index, 0);
}

void sim_connect(struct sim *sim, size_t index)
{
    struct sim_client *client = &sim->clients[index];
    const char *topic, *bytes;
    size_t size;
    if (client->connected)
        return;
    client->connected = true;
    if (pl_room_will(client->room, sim_now(sim, index), &topic, &bytes, &size))
        client->will = blob_create(topic, bytes, size);
    pl_room_connected(client->room, sim_now(sim, index));
    sim_drain(sim, index);
}

void sim_cut(struct sim *sim, size_t index, bool with_will)
{
    struct sim_client *client = &sim->clients[index];
    if (!client->connected)
        return;
    client->connected = false;
    queue_clear(&client->in);
    queue_clear(&client->out);
    strings_free(client->filters, client->filter_count);
    client->filters = NULL;
    client->filter_count = 0;
    if (client->will && with_will)
        route(sim, client->will, true);
    blob_unref(client->will);
    client->will = NULL;
    if (client->room) {
        pl_room_disconnected(client->room, sim_now(sim, index));
        sim_drain(sim, index);
    }
}

void sim_remove(struct sim *sim, size_t index)
{
    sim_cut(sim, index, true);
    pl_room_destroy(sim->clients[index].room);
    sim->clients[index].room = NULL;
}

void sim_tick(struct sim *sim, size_t index)
{
    if (!sim->clients[index].room)
        return;
    pl_room_tick(sim->clients[index].room, sim_now(sim, index));
    sim_drain(sim, index);
}

/* ---- time ---- */

void sim_flow(struct sim *sim)
{
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < sim->client_count; i++) {
            const struct sim_client *client = &sim->clients[i];
            while (!client->out_stands && sim_broker_takes(sim, i))
                moved = true;
            while (client->room && !client->in_stands && sim_client_takes(sim, i))
                moved = true;
        }
    }
}

static int64_t next_deadline(const struct sim *sim)
{
    int64_t due = INT64_MAX;
    for (size_t i = 0; i < sim->client_count; i++) {
        int64_t d = sim->clients[i].room ? pl_room_deadline(sim->clients[i].room) : INT64_MAX;
        due = d < due ? d : due;
    }
    return due;
}

void sim_sleep(struct sim *sim, int64_t for_ms)
{
    sim->mono_ms += for_ms;
    sim->wall_ms += for_ms;
}

/* Rooms are woken at their own deadlines only, so one that asks too late is found out. */
void sim_run(struct sim *sim, int64_t for_ms)
{
    int64_t end = sim->mono_ms + for_ms;
    sim_flow(sim);
    while (sim->mono_ms < end) {
        int64_t due = next_deadline(sim);
        sim_sleep(sim, (due < end ? due : end) - sim->mono_ms);
        for (size_t i = 0; i < sim->client_count; i++)
            if (sim->clients[i].room && pl_room_deadline(sim->clients[i].room) <= sim->mono_ms)
                sim_tick(sim, i);
        sim_flow(sim);
    }
}

/* ---- memory ---- */

const struct sim_blob *sim_retained(const struct sim *sim, const char *topic)
{
    size_t at = retained_find(sim, topic);
    return at < sim->retained_count ? sim->retained[at] : NULL;
}

void sim_retain(struct sim *sim, const char *topic, const char *bytes, size_t size)
{
    struct sim_blob *blob = blob_create(topic, bytes, size);
    retain(sim, blob);
    blob_unref(blob);
}

void sim_forget(struct sim *sim, const char *topic)
{
    sim_retain(sim, topic, NULL, 0);
}

void sim_publish(struct sim *sim, const char *topic, const char *bytes, size_t size, bool retained)
{
    struct sim_blob *blob = blob_create(topic, bytes, size);
    route(sim, blob, retained);
    blob_unref(blob);
}

struct sim_snapshot sim_snapshot(const struct sim *sim)
{
    struct sim_snapshot snapshot = {
        .blobs = must(calloc(sim->retained_count + 1, sizeof(struct sim_blob *))),
        .count = sim->retained_count};
    for (size_t i = 0; i < snapshot.count; i++)
        snapshot.blobs[i] = blob_ref(sim->retained[i]);
    return snapshot;
}

static void retained_clear(struct sim *sim)
{
    while (sim->retained_count)
        blob_unref(sim->retained[--sim->retained_count]);
}

void sim_restore(struct sim *sim, const struct sim_snapshot *snapshot)
{
    retained_clear(sim);
    for (size_t i = 0; i < snapshot->count; i++)
        retain(sim, snapshot->blobs[i]);
}

void sim_snapshot_finish(struct sim_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->count; i++)
        blob_unref(snapshot->blobs[i]);
    free(snapshot->blobs);
    *snapshot = (struct sim_snapshot){0};
}

size_t sim_noted(const struct sim *sim, size_t index, enum pl_note note, uint64_t number)
{
    const struct sim_client *client = &sim->clients[index];
    size_t kept = client->note_count < SIM_NOTES ? client->note_count : SIM_NOTES;
    size_t count = 0;
    for (size_t i = 0; i < kept; i++)
        count += client->notes[i].note == note && client->notes[i].number == number;
    return count;
}

void sim_init(struct sim *sim)
{
    *sim = (struct sim){.mono_ms = 1000000, .wall_ms = 1790000000000};
}

void sim_finish(struct sim *sim)
{
    for (size_t i = 0; i < sim->client_count; i++) {
        struct sim_client *client = &sim->clients[i];
        queue_clear(&client->in);
        queue_clear(&client->out);
        strings_free(client->filters, client->filter_count);
        blob_unref(client->will);
        pl_room_destroy(client->room);
    }
    retained_clear(sim);
    free(sim->retained);
    *sim = (struct sim){0};
}
