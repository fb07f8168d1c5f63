#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "stages.h"

enum {
    ROOMS = 2,           /* a display, and a desk */
    OUTPUTS_MAX = 20000, /* whoever says more than this to one input will never be quiet */
    REPLAYS_MAX = 4,     /* how often the broker is asked for what it retains */
    BETWEEN_MS = 60,
};

struct world {
    struct pl_room *rooms[ROOMS];
    struct pl_time now;
    const struct arrival *arrivals;
    size_t count;
    size_t replays;
    size_t outputs;
};

static struct pl_room *create(enum pl_role role, const char *by)
{
    const struct pl_room_config config = {
        .room = FUZZ_ROOM,
        .user = role == PL_ROLE_DESK ? "chair" : "hall-1",
        .name = role == PL_ROLE_DESK ? "Chair" : "Hall 1",
        .version = "1",
        .by = {by[0], by[1], by[2], by[3], by[4], by[5], by[6], by[7], by[8], by[9], by[10], by[11],
               by[12], by[13], by[14], by[15]},
        .seed = 7,
        .role = role,
        .all_langs = role == PL_ROLE_DESK,
        .width_px = 1280,
        .height_px = 720,
    };
    struct pl_room *room = pl_room_create(&config);
    assert(room);
    return room;
}

static void receive(struct world *world, const char *topic, const char *bytes, size_t size,
                    bool retained)
{
    for (size_t i = 0; i < ROOMS; i++) {
        enum pl_error error = pl_room_receive(world->rooms[i], topic, bytes, size, retained,
                                              world->now.mono_ms, world->now);
        assert((unsigned)error < PL_ERROR_COUNT);
    }
}

static bool belongs_to_load(const struct arrival *arrival)
{
    const char *below = arrival->topic + sizeof FUZZ_PREFIX - 1;
    return strncmp(below, "items/", 6) == 0 || strncmp(below, "text/", 5) == 0;
}

/* What the broker holds of a load comes when it is asked for. */
static void replay(struct world *world, const struct pl_output *asked)
{
    bool load = asked->filter_count > 0 &&
                (strstr(asked->filters[0], "/items/") || strstr(asked->filters[0], "/text/"));
    if (!load || world->replays++ >= REPLAYS_MAX)
        return;
    for (size_t i = 0; i < world->count; i++) {
        const struct arrival *arrival = &world->arrivals[i];
        if (belongs_to_load(arrival))
            receive(world, arrival->topic, arrival->payload, arrival->size, true);
    }
}

/* What a room says goes to both; it is lent, so it is copied before anybody hears it. */
static void publish(struct world *world, size_t speaker, const struct pl_output *output)
{
    char topic[PL_TOPIC_MAX + 1], *bytes = malloc(output->size ? output->size : 1);
    uint64_t token = output->token;
    size_t size = output->size;
    assert(bytes && strlen(output->topic) < sizeof topic);
    memcpy(topic, output->topic, strlen(output->topic) + 1);
    if (size > 0)
        memcpy(bytes, output->bytes, size);
    if (token)
        pl_room_acknowledged(world->rooms[speaker], token, PL_ACK_DONE, 0, world->now);
    receive(world, topic, bytes, size, false);
    free(bytes);
}

/* Does what the rooms want done, until they want nothing more. */
static void settle(struct world *world)
{
    for (size_t quiet = 0, i = 0; quiet < ROOMS; i = (i + 1) % ROOMS) {
        struct pl_output output;
        if (!pl_room_next(world->rooms[i], &output)) {
            quiet++;
            continue;
        }
        quiet = 0;
        world->outputs++;
        assert(world->outputs < OUTPUTS_MAX);
        if (output.kind == PL_OUTPUT_PUBLISH)
            publish(world, i, &output);
        if (output.kind == PL_OUTPUT_SUBSCRIBE) {
            replay(world, &output);
            pl_room_subscribed(world->rooms[i], output.token, world->now);
        }
    }
}

static void pass(struct world *world, int64_t ms)
{
    world->now.mono_ms += ms;
    world->now.wall_ms += ms;
    for (size_t i = 0; i < ROOMS; i++)
        pl_room_tick(world->rooms[i], world->now);
    settle(world);
}

/* The words that the chair types, as a run. */
static struct pl_run typed_run(const char *typed)
{
    size_t bytes = strlen(typed);
    return (struct pl_run){.t = typed, .bytes = bytes, .points = utf8_points(typed, bytes)};
}

static bool about_item(const struct pl_room *room, const char *typed, struct pl_run *run,
                       struct pl_intent *intent)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    struct pl_place place;
    if (!document || !pl_room_place(room, PL_PENDING, &place))
        return false;
    const char *section = document->sections[place.section].id;
    const struct pl_item *item = &pl_room_items(room, PL_PENDING, place.section)->items[place.item];
    const char *lang = document->fronts[0].lang;
    const struct pl_words *words =
        pl_room_words(room, PL_PENDING, place.section, item->id, NULL, NULL);
    *run = typed_run(typed);
    if (intent->kind == PL_INTENT_STATUS) {
        intent->as.status.section = section;
        intent->as.status.item = item->id;
        intent->as.status.status = (enum pl_status)(strlen(typed) % PL_STATUS_COUNT);
    } else if (intent->kind == PL_INTENT_ITEM_ADD || intent->kind == PL_INTENT_ITEM_REMOVE) {
        intent->as.item_add.section = section;
        intent->as.item_add.item = *item;
        intent->as.item_add.item.id = intent->kind == PL_INTENT_ITEM_ADD ? "new" : item->id;
        intent->as.item_add.after = item->id;
        intent->as.item_add.lang = lang;
        intent->as.item_add.runs = run;
        intent->as.item_add.run_count = 1;
    } else if (intent->kind == PL_INTENT_WORDS) {
        intent->as.words.section = section;
        intent->as.words.item = item->id;
        intent->as.words.lang = lang;
        intent->as.words.old_runs = words ? words->runs : NULL;
        intent->as.words.old_count = words ? words->run_count : 0;
        intent->as.words.new_runs = run;
        intent->as.words.new_count = 1;
    } else {
        intent->as.highlight = (struct pl_highlight){
            .item = item->id, .lang = lang, .end = run->points, .exact = typed};
    }
    return true;
}

static bool about_place(const struct pl_room *room, struct pl_intent *intent)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    struct pl_place from, to;
    if (!document || !pl_room_place(room, PL_PENDING, &from))
        return false;
    if (!pl_room_step(room, PL_PENDING, 1, &to))
        to = from;
    intent->as.move.section = document->sections[to.section].id;
    intent->as.move.item = pl_room_items(room, PL_PENDING, to.section)->items[to.item].id;
    intent->as.move.position = to.position;
    intent->as.move.from_item = pl_room_items(room, PL_PENDING, from.section)->items[from.item].id;
    intent->as.move.from_position = from.position;
    return true;
}

static bool about_speakers(const struct pl_room *room, struct pl_intent *intent)
{
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_PENDING, NULL);
    const char *first = speakers && speakers->queue_count ? speakers->queue[0].id : NULL;
    const char *floor = speakers && speakers->has_floor ? speakers->floor.id : NULL;
    bool ends = intent->kind == PL_INTENT_FLOOR_END || intent->kind == PL_INTENT_FLOOR_CLOCK;
    const char *entry = ends ? floor : first;
    if (!entry)
        return false;
    if (intent->kind == PL_INTENT_FLOOR_GIVE) {
        intent->as.floor.entry = entry;
        intent->as.floor.premise = floor;
    } else if (intent->kind == PL_INTENT_FLOOR_CLOCK) {
        intent->as.floor_clock.entry = entry;
    } else {
        intent->as.order.entry = entry;
    }
    return true;
}

static bool about_room(const struct pl_room *room, const char *typed, struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_SCREEN:
        intent->as.screen = PL_SCREEN_BLANK;
        return true;
    case PL_INTENT_VIEW:
        intent->as.view = PL_VIEW_CLEAN;
        return true;
    case PL_INTENT_SPEAKER_ADD:
        intent->as.add = (struct pl_speaker){.name = typed};
        return true;
    case PL_INTENT_ANSWER:
        intent->as.answer = (struct pl_answer){.user = typed, .number = 1, .granted = true};
        return true;
    case PL_INTENT_TIMER:
        intent->as.timer = (struct pl_timer){
            .mode = PL_TIMER_DOWN, .label = typed, .clock = {.running = true, .limit_s = 60}};
        return true;
    case PL_INTENT_NOTICE:
        intent->as.notice = (struct pl_notice){.text = typed};
        return true;
    case PL_INTENT_LIST:
    case PL_INTENT_LIMITS:
    case PL_INTENT_CLEAR_HIGHLIGHTS:
        return true;
    default:
        return about_speakers(room, intent);
    }
}

/* The first byte is what, the rest is what is typed. */
static void act(struct world *world, const struct arrival *arrival)
{
    struct pl_room *desk = world->rooms[1];
    struct pl_intent intent = {0};
    struct pl_run run;
    uint64_t number;
    if (arrival->size == 0)
        return;
    intent.kind = (enum pl_intent_kind)((unsigned char)arrival->payload[0] % PL_INTENT_COUNT);
    char *typed = calloc(1, arrival->size);
    assert(typed);
    memcpy(typed, arrival->payload + 1, arrival->size - 1);
    bool item = intent.kind == PL_INTENT_HIGHLIGHT || intent.kind >= PL_INTENT_STATUS;
    bool sayable = intent.kind == PL_INTENT_MOVE ? about_place(desk, &intent)
                   : item                        ? about_item(desk, typed, &run, &intent)
                                                 : about_room(desk, typed, &intent);
    if (sayable)
        pl_room_submit(desk, &intent, world->now, &number);
    free(typed);
}

static void arrive(struct world *world)
{
    for (size_t i = 0; i < world->count; i++) {
        const struct arrival *arrival = &world->arrivals[i];
        if (strcmp(arrival->topic, FUZZ_INTENT) == 0)
            act(world, arrival);
        else
            receive(world, arrival->topic, arrival->payload, arrival->size, false);
        settle(world);
        pass(world, BETWEEN_MS);
    }
}

void stage_room(const struct arrival *arrivals, size_t count)
{
    struct world world = {
        .rooms = {create(PL_ROLE_DISPLAY, "00c0ffee00c0ffee"),
                  create(PL_ROLE_DESK, "0123456789abcdef")},
        .now = {.mono_ms = 100000, .wall_ms = 1712345700000},
        .arrivals = arrivals,
        .count = count,
    };
    for (size_t i = 0; i < ROOMS; i++)
        pl_room_connected(world.rooms[i], world.now);
    settle(&world);
    pass(&world, 400);
    arrive(&world);
    stage_scene(world.rooms[0], world.now);
    settle(&world);
    pass(&world, 1600);
    pass(&world, 11000);
    for (size_t i = 0; i < ROOMS; i++) {
        stage_questions(world.rooms[i], world.now);
        pl_room_disconnected(world.rooms[i], world.now);
    }
    settle(&world);
    for (size_t i = 0; i < ROOMS; i++)
        pl_room_destroy(world.rooms[i]);
}
