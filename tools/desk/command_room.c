/* The rooms of the settings: which there are, and which can be reached now. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "visit.h"

enum {
    PATIENCE_MS = 3000,
    TURN_MS = 10, /* of one room, while others are waited for too */
    ROOMS_MAX = 64,
    SAID = CONFIG_TEXT
};

struct listed {
    const char *name;
    struct config *config; /* NULL: its settings cannot be used */
    struct call call;
    struct visit *visit;
    char broker[VISIT_BROKER];
    bool settled;
    char said[SAID];
};

struct list {
    struct listed rooms[ROOMS_MAX];
    size_t count;
};

static bool has_room(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rooms[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* The one that is meant when nothing is said, then those of the file. False after saying why not.
 */
static bool find_rooms(const struct call *call, struct list *list)
{
    size_t count = 0;
    char *const *rooms = config_rooms(call->config, &count);
    list->rooms[list->count++].name = config_get(call->config, "room");
    for (size_t i = 0; i < count; i++) {
        if (!has_room(list, rooms[i])) {
            if (list->count == ROOMS_MAX) {
                command_fail("more than %d rooms in one file", ROOMS_MAX);
                return false;
            }
            list->rooms[list->count++].name = rooms[i];
        }
    }
    return true;
}

/* ---- one room ---- */

static void settle(struct listed *room, const char *said)
{
    snprintf(room->said, sizeof room->said, "%s", said);
    room->settled = true;
}

static void begin(const struct call *call, struct listed *room)
{
    char error[CONFIG_TEXT];
    if (config_of_room(call->config, room->name, &room->config, error) != CONFIG_OK) {
        settle(room, error);
        return;
    }
    room->call = *call;
    room->call.config = room->config;
    if (!visit_address(room->config, room->broker, error)) {
        settle(room, error);
        return;
    }
    room->visit = visit_open_reader(&room->call);
    if (!room->visit) {
        settle(room, "cannot be tried");
    }
}

static size_t online(const struct pl_room *room, bool desks)
{
    size_t count = 0;
    struct pl_peer peer;
    for (size_t i = 0; i < (desks ? pl_room_desks(room) : pl_room_displays(room)); i++) {
        if (desks) {
            count += pl_room_desk(room, i, &peer) && peer.is.desk->online;
        } else {
            count += pl_room_display(room, i, &peer) && peer.is.display->online;
        }
    }
    return count;
}

static void describe(struct listed *listed)
{
    const struct pl_room *room = visit_room(listed->visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    size_t walls = online(room, false);
    size_t desks = online(room, true);
    char said[SAID];
    snprintf(said, sizeof said, "%s; %zu wall%s, %zu desk%s",
             document ? document->fronts[0].title : "no text", walls, walls == 1 ? "" : "s", desks,
             desks == 1 ? "" : "s");
    settle(listed, said);
}

/* The link's text without the address before it, which stands in the line already. */
static void blame(struct listed *listed)
{
    const char *text = visit_trouble(listed->visit);
    const char *colon = strstr(text, ": ");
    char said[SAID];
    snprintf(said, sizeof said, "cannot be reached: %s",
             text[0] == '\0' ? "no answer"
             : colon         ? colon + 2
                             : text);
    settle(listed, said);
}

/* False: asked to end. */
static bool look(struct listed *listed)
{
    if (!visit_wait(listed->visit, TURN_MS)) {
        return false;
    }
    if (pl_room_whole(visit_room(listed->visit))) {
        describe(listed);
    } else if (!visit_connected(listed->visit) && visit_trouble(listed->visit)[0]) {
        blame(listed);
    }
    return true;
}

/* ---- all of them ---- */

/* All connect at once; they are looked at in turn until each has answered. */
static bool try_all(struct list *list, int64_t deadline_ms)
{
    bool waiting = true;
    while (waiting) {
        waiting = false;
        for (size_t i = 0; i < list->count; i++) {
            struct listed *room = &list->rooms[i];
            if (room->settled) {
                continue;
            }
            if (!look(room)) {
                command_fail("interrupted");
                return false;
            }
            if (!room->settled && visit_now().mono_ms >= deadline_ms) {
                blame(room);
            }
            waiting = waiting || !room->settled;
        }
    }
    return true;
}

static void print(const struct list *list)
{
    int width = 0;
    int broker_width = 0;
    for (size_t i = 0; i < list->count; i++) {
        int name = (int)strlen(list->rooms[i].name);
        int broker = (int)strlen(list->rooms[i].broker);
        width = name > width ? name : width;
        broker_width = broker > broker_width ? broker : broker_width;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct listed *room = &list->rooms[i];
        const char *user = room->config ? config_get(room->config, "username") : NULL;
        printf("%c %-*s  %-*s  %s%s%s\n", i == 0 ? '*' : ' ', width, room->name, broker_width,
               room->broker, user ? user : "", user ? "  " : "", room->said);
    }
}

static void finish(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        visit_close(list->rooms[i].visit);
        config_destroy(list->rooms[i].config);
    }
    free(list);
}

static bool list_rooms(const struct call *call, struct list *list)
{
    int patience_ms = call->timeout_ms < PATIENCE_MS ? call->timeout_ms : PATIENCE_MS;
    for (size_t i = 0; i < list->count; i++) {
        begin(call, &list->rooms[i]);
    }
    if (!try_all(list, visit_now().mono_ms + patience_ms)) {
        return false;
    }
    print(list);
    return true;
}

static int run_list(const struct call *call)
{
    struct list *list = calloc(1, sizeof *list);
    if (!list) {
        return command_fail("out of memory");
    }
    bool good = find_rooms(call, list);
    if (good && command_value(call, "names")) {
        for (size_t i = 0; i < list->count; i++) {
            puts(list->rooms[i].name);
        }
    } else if (good) {
        good = list_rooms(call, list);
    }
    finish(list);
    return good ? COMMAND_OK : COMMAND_FAILED;
}

const struct command command_room_list = {
    .name = "room list",
    .usage = "[--names]",
    .summary = "the rooms of the settings, and what is in them now",
    .help =
        "A line a room that the settings have a part for: its broker, the user, and whether it\n"
        "can be reached now: the text that is in it, how many walls and desks are there. * is the\n"
        "one that is meant when nothing is said; --room NAME chooses another. All are tried at\n"
        "once, for three seconds at most, and nothing is left in them.",
    .example = "  plenary room list\n  plenary --room hall-2 desk",
    .run = run_list,
    .options = {COMMAND_OPTION("names", NULL, "only their names; none is tried")}};
