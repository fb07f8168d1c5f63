#define _GNU_SOURCE
#include "tests/unit/seat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/desk/align.h"
#include "tools/desk/publish.h"
#include "tools/desk/record.h"
#include "unit.h"

void seat_take(struct seat *seat, struct sim *sim, size_t client, const struct roster *roster)
{
    struct record *record = record_create();
    struct desk_config config = {.room = sim_room(sim, client),
                                 .record = record,
                                 .room_name = "main",
                                 .broker = "mqtt://127.0.0.1",
                                 .name = "chair",
                                 .roster = roster,
                                 .seed = 7 + client};
    *seat =
        (struct seat){.sim = sim, .client = client, .desk = desk_create(&config), .record = record};
    assert_non_null(seat->desk);
    seat->noted = sim->clients[client].note_count;
    seat_run(seat, 0);
}

void seat_leave(struct seat *seat)
{
    desk_destroy(seat->desk);
    record_destroy(seat->record);
    screen_finish(&seat->screen);
    *seat = (struct seat){0};
}

static void look(struct seat *seat)
{
    struct pl_room *room = sim_room(seat->sim, seat->client);
    const struct sim_client *client = &seat->sim->clients[seat->client];
    for (; seat->noted < client->note_count; seat->noted++) {
        const struct sim_note *note = &client->notes[seat->noted % SIM_NOTES];
        struct pl_output out = {.kind = PL_OUTPUT_NOTE,
                                .note = note->note,
                                .number = note->number,
                                .error = note->error};
        desk_note(seat->desk, &out, sim_now(seat->sim, seat->client));
    }
    struct record_row row;
    record_look(seat->record, room, sim_now(seat->sim, seat->client));
    while (record_next(seat->record, &row)) {
    }
    bool connected = seat->sim->clients[seat->client].connected;
    desk_look(seat->desk, pl_room_changes(room), connected, connected ? "" : "refused",
              sim_now(seat->sim, seat->client));
}

void seat_run(struct seat *seat, int64_t for_ms)
{
    sim_drain(seat->sim, seat->client);
    if (for_ms > 0) {
        sim_run(seat->sim, for_ms);
    } else {
        sim_flow(seat->sim);
    }
    look(seat);
}

/* The key of this name; a name that is none of a key's is a character. */
static struct keys_key key_of(const char *name)
{
    struct keys_key key = {.code = KEYS_CHAR};
    char known[KEYS_NAME];
    for (int code = KEYS_ENTER; code < KEYS_CODE_COUNT; code++) {
        struct keys_key tried = {.code = (enum keys_code)code};
        keys_name(&tried, known);
        if (strcmp(known, name) == 0) {
            return tried;
        }
    }
    if (name[0] == '^' && name[1]) {
        key.code = KEYS_CTRL;
        name++;
    }
    snprintf(key.text, sizeof key.text, "%s", strcmp(name, "Space") == 0 ? " " : name);
    return key;
}

void seat_press(struct seat *seat, const char *keys)
{
    char *list = strdup(keys);
    char *rest = NULL;
    assert_non_null(list);
    for (char *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        struct keys_key key = key_of(name);
        desk_key(seat->desk, &key, sim_now(seat->sim, seat->client));
        seat_run(seat, 0);
    }
    free(list);
}

void seat_type(struct seat *seat, const char *text)
{
    for (const char *at = text; *at;) {
        struct keys_key key = {.code = KEYS_CHAR};
        size_t bytes = 1;
        while (((unsigned char)at[bytes] & 0xc0u) == 0x80) {
            bytes++;
        }
        assert_true(bytes < sizeof key.text);
        memcpy(key.text, at, bytes);
        desk_key(seat->desk, &key, sim_now(seat->sim, seat->client));
        at += bytes;
    }
}

void seat_answer(struct seat *seat, const char *text)
{
    seat_type(seat, text);
    seat_press(seat, "Enter");
}

static struct import_doc *read(const char *source, const char *lang)
{
    struct import_doc *doc;
    struct import_failure failure;
    struct import_options options = {.lang = lang};
    if (!import_text(source, strlen(source), &options, &doc, &failure)) {
        fail_msg("line %zu: %s", failure.line, failure.text);
    }
    return doc;
}

void seat_load(struct sim *sim, size_t client, const char *source)
{
    struct import_doc *doc = read(source, "en");
    struct publish publish;
    struct publish_options options = {0};
    size_t where;
    assert_int_equal(publish_init(&publish, doc, &options), PUBLISH_OK);
    assert_int_equal(pl_room_load(sim_room(sim, client), &publish.document, publish.sections,
                                  sim_now(sim, client), &where),
                     PL_OK);
    sim_drain(sim, client);
    sim_run(sim, 2000);
    publish_finish(&publish);
    import_destroy(doc);
}

void seat_align(struct sim *sim, size_t client, const char *source, const char *lang)
{
    struct import_doc *doc = read(source, lang);
    struct align align;
    struct align_failure failure;
    uint64_t number;
    size_t where;
    if (!align_init(&align, doc, sim_room(sim, client), &failure)) {
        fail_msg("line %zu: %s", failure.line, failure.text);
    }
    assert_int_equal(pl_room_align(sim_room(sim, client), &align.front, align.texts,
                                   sim_now(sim, client), &number, &where),
                     PL_OK);
    sim_drain(sim, client);
    sim_run(sim, 2000);
    align_finish(&align);
    import_destroy(doc);
}

char *seat_picture(struct seat *seat, int width, int height, bool with_looks)
{
    assert_true(screen_resize(&seat->screen, width, height));
    desk_draw(seat->desk, &seat->screen, sim_now(seat->sim, seat->client));
    return screen_text(&seat->screen, with_looks);
}

bool seat_shows(struct seat *seat, const char *text)
{
    char *picture = seat_picture(seat, 200, 60, false);
    bool found = picture && strstr(picture, text);
    if (!found) {
        print_message("\"%s\" is not in\n%s\n", text, picture ? picture : "(none)");
    }
    free(picture);
    return found;
}
