/* What one move of the cursor costs from bytes to scene: room and layout alone, without broker,
 * clock or pixels.
 *   move_cost FILE ROOM warm LABEL LABEL...   walks the labels until all are laid out, then once
 *                                             more, each move through one_move() (for callgrind)
 *   move_cost FILE ROOM cold FROM LABEL...    each label from FROM, with a layout made anew
 * FILE: a line for each retained message, topic TAB payload. On stdout: NAME LABEL NANOSECONDS.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "display/layout.h"
#include "plenary/room.h"
#include "plenary/wire.h"

enum { WIDTH_PX = 1920, HEIGHT_PX = 1080, ROUNDS_MAX = 1000 };

struct record {
    char *topic;
    char *payload;
    size_t size;
};

struct bench {
    struct record *records;
    size_t record_count;
    struct pl_room *room;
    struct pl_time now;
    struct text *text;
    struct layout *layout;
    struct pl_stamp stamp;
    char cursor_topic[PL_TOPIC_MAX + 1];
};

static struct scene scene; /* too large for a stack */

static void die(const char *what)
{
    fprintf(stderr, "move_cost: %s\n", what);
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* ---- the room, filled from the file ---- */

static void read_records(struct bench *bench, const char *file)
{
    FILE *in = fopen(file, "rb");
    if (!in) {
        die(file);
    }
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, in)) > 0) {
        char *tab = strchr(line, '\t');
        if (!tab || line[length - 1] != '\n') {
            die("not a line of topic TAB payload");
        }
        line[length - 1] = '\0';
        *tab = '\0';
        bench->records =
            reallocarray(bench->records, bench->record_count + 1, sizeof *bench->records);
        if (!bench->records) {
            die("no memory");
        }
        struct record *record = &bench->records[bench->record_count++];
        record->topic = strdup(line);
        record->payload = strdup(tab + 1);
        record->size = (size_t)length - (size_t)(tab - line) - 2;
    }
    free(line);
    fclose(in);
}

static void deliver(struct bench *bench, const char *topic, const void *bytes, size_t size,
                    bool retained)
{
    enum pl_error error =
        pl_room_receive(bench->room, topic, bytes, size, retained, bench->now.mono_ms, bench->now);
    if (error != PL_OK) {
        fprintf(stderr, "move_cost: %s %s\n", topic, pl_error_text(error));
        exit(1);
    }
}

/* As a broker would answer. */
static void answer(struct bench *bench, const struct pl_output *out)
{
    if (out->kind == PL_OUTPUT_SUBSCRIBE) {
        uint64_t token = out->token;
        for (size_t i = 0; i < bench->record_count; i++) {
            const struct record *record = &bench->records[i];
            deliver(bench, record->topic, record->payload, record->size, true);
        }
        pl_room_subscribed(bench->room, token, bench->now);
    } else if (out->kind == PL_OUTPUT_PUBLISH) {
        char *topic = strdup(out->topic);
        char *bytes = strndup(out->bytes, out->size);
        size_t size = out->size;
        uint64_t token = out->qos > 0 ? out->token : 0;
        if (topic && bytes) {
            deliver(bench, topic, bytes, size, false);
        }
        if (token != 0) {
            pl_room_acknowledged(bench->room, token, PL_ACK_DONE, 0, bench->now);
        }
        free(topic);
        free(bytes);
    }
}

static void fill_room(struct bench *bench, const char *name)
{
    struct pl_room_config config = {.room = name,
                                    .user = "wall",
                                    .name = "wall",
                                    .version = "0",
                                    .by = "00000000000000aa",
                                    .seed = 1,
                                    .role = PL_ROLE_DISPLAY,
                                    .width_px = WIDTH_PX,
                                    .height_px = HEIGHT_PX};
    bench->now = (struct pl_time){.mono_ms = 1000000, .wall_ms = 1700000000000};
    bench->room = pl_room_create(&config);
    if (!bench->room) {
        die("no room");
    }
    pl_room_connected(bench->room, bench->now);
    for (int i = 0; !pl_room_whole(bench->room); i++) {
        struct pl_output out;
        while (pl_room_next(bench->room, &out)) {
            answer(bench, &out);
        }
        if (i == ROUNDS_MAX) {
            die(pl_room_waiting_for(bench->room));
        }
        bench->now.mono_ms += 50;
        bench->now.wall_ms += 50;
        pl_room_tick(bench->room, bench->now);
    }
}

/* ---- moves ---- */

static char *encode_move(struct bench *bench, const char *label, size_t *size_out)
{
    struct pl_place at;
    if (!pl_room_find(bench->room, PL_CONFIRMED, label, &at)) {
        die(label);
    }
    struct pl_message message = {.topic.kind = PL_TOPIC_CURSOR,
                                 .envelope.at_ms = bench->now.wall_ms};
    bench->stamp.rev++;
    message.envelope.stamp = bench->stamp;
    message.body.cursor.section =
        pl_room_document(bench->room, PL_CONFIRMED)->sections[at.section].id;
    message.body.cursor.item =
        pl_room_items(bench->room, PL_CONFIRMED, at.section)->items[at.item].id;
    char *bytes = NULL;
    if (pl_wire_encode(&message, &bytes, size_out) != PL_OK) {
        die("a cursor cannot be encoded");
    }
    return bytes;
}

/* What is measured. */
static __attribute__((noinline, used)) bool
one_move(struct bench *bench, const char *bytes, size_t size, const struct layout_moment *moment)
{
    return pl_room_receive(bench->room, bench->cursor_topic, bytes, size, false, bench->now.mono_ms,
                           bench->now) == PL_OK &&
           layout_build(bench->layout, bench->room, moment, &scene);
}

static struct layout_moment moment_of(const struct bench *bench)
{
    return (struct layout_moment){.now = bench->now, .clock = "10:42"};
}

/* A move that changed nothing, or drew nothing, would be a cheap one. */
static void check_picture(const struct bench *bench, const char *label)
{
    struct pl_place at;
    const char *item = layout_shown(bench->layout)->item;
    size_t lines = 0;
    for (size_t i = 0; i < scene.node_count; i++) {
        lines += scene.nodes[i].kind == SCENE_TEXT && scene.nodes[i].role == SCENE_ITEM;
    }
    if (!pl_room_find(bench->room, PL_CONFIRMED, label, &at) || !item || lines == 0 ||
        strcmp(pl_room_items(bench->room, PL_CONFIRMED, at.section)->items[at.item].id, item) !=
            0) {
        die("the picture does not show the item");
    }
}

static int64_t move(struct bench *bench, const char *label)
{
    size_t size = 0;
    char *bytes = encode_move(bench, label, &size);
    struct layout_moment moment = moment_of(bench);
    int64_t before_ns = now_ns();
    if (!one_move(bench, bytes, size, &moment)) {
        die("the move was refused");
    }
    int64_t took_ns = now_ns() - before_ns;
    free(bytes);
    check_picture(bench, label);
    return took_ns;
}

/* The same move without the measured function, with all idle work done after it. */
static void visit(struct bench *bench, const char *label)
{
    size_t size = 0;
    char *bytes = encode_move(bench, label, &size);
    deliver(bench, bench->cursor_topic, bytes, size, false);
    free(bytes);
    struct layout_moment moment = moment_of(bench);
    if (!layout_build(bench->layout, bench->room, &moment, &scene)) {
        die("no picture");
    }
    while (layout_prepare(bench->layout, bench->room)) {
    }
}

static void make_layout(struct bench *bench)
{
    struct layout_config config = {.width_px = WIDTH_PX,
                                   .height_px = HEIGHT_PX,
                                   .legibility = legibility_of(WIDTH_PX, HEIGHT_PX, 0, 0),
                                   .theme = theme_find(theme_name(0))};
    layout_destroy(bench->layout);
    bench->layout = layout_create(bench->text, &config);
    if (!bench->layout) {
        die("no layout");
    }
}

static void warm(struct bench *bench, char **labels, int count)
{
    make_layout(bench);
    for (int i = 0; i < 2 * count; i++) {
        visit(bench, labels[i % count]);
    }
    for (int i = 0; i < count; i++) {
        printf("move %s %" PRId64 "\n", labels[i], move(bench, labels[i]));
    }
}

/* Not with the idle work of FROM done: the chair's first jump may come before it. */
static void cold(struct bench *bench, char **labels, int count)
{
    for (int i = 1; i < count; i++) {
        make_layout(bench);
        move(bench, labels[0]);
        printf("goto %s %" PRId64 "\n", labels[i], move(bench, labels[i]));
    }
}

static void finish(struct bench *bench)
{
    layout_destroy(bench->layout);
    text_destroy(bench->text);
    pl_room_destroy(bench->room);
    for (size_t i = 0; i < bench->record_count; i++) {
        free(bench->records[i].topic);
        free(bench->records[i].payload);
    }
    free(bench->records);
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        die("usage: move_cost FILE ROOM warm|cold LABEL LABEL...");
    }
    struct bench bench = {.stamp.by = "00000000000000bb"};
    const struct pl_topic cursor = {.kind = PL_TOPIC_CURSOR};
    if (pl_wire_format_topic(argv[2], &cursor, bench.cursor_topic, sizeof bench.cursor_topic) !=
        PL_OK) {
        die("a bad room");
    }
    read_records(&bench, argv[1]);
    fill_room(&bench, argv[2]);
    bench.stamp.epoch = pl_room_epoch(bench.room);
    const struct pl_message *last = pl_room_greatest(bench.room, &cursor, PL_CONFIRMED);
    bench.stamp.rev = last ? last->envelope.stamp.rev : 0;
    char error[TEXT_ERROR_MAX];
    bench.text = text_create(NULL, error);
    if (!bench.text) {
        die(error);
    }
    text_warm_up(bench.text, "en");
    if (strcmp(argv[3], "warm") == 0) {
        warm(&bench, argv + 4, argc - 4);
    } else {
        cold(&bench, argv + 4, argc - 4);
    }
    finish(&bench);
    return 0;
}
