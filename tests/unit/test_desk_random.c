/* Random keys at a real desk, with a second desk and a wall in the room: nothing crashes at any
 * size of the screen, and the steps of the desk taken back one by one leave the room as it was,
 * also after they were done again.
 *
 *     test_desk_random [KEYS [SEED]]
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/acts.h"
#include "unit.h"

enum {
    OTHER = 2,
    KEYS_SHORT = 12000, /* in the tests; a million by hand */
    KEYS_A_ROUND = 400,
    STEPS_MAX = 4000
};

static const char draft[] =
    "# A draft\n"
    "\n"
    "## a. Beginning\n"
    "\n"
    "- Governments have special responsibilities, which they should share.\n"
    "- Faithfully {--represent--}{++reflect++} the diversity of [views [and needs]].\n"
    "  - in all regions\n"
    "  - 第三条 在所有地区\n"
    "- The end.\n"
    "\n"
    "## b. More\n"
    "\n"
    "1. One, [two], three.\n"
    "2. Four {++and more++}.\n";

static const char french[] =
    "# Un projet\n\n## a. Début\n\n- Les gouvernements.\n- Fidèlement.\n"
    "  - partout\n  - aussi\n- La fin.\n\n## b. Plus\n\n1. Un.\n2. Deux.\n";

struct run {
    uint64_t random;
    struct stage *stage;
    struct seat seat;
    size_t keys;
};

static uint32_t pick(struct run *run, uint32_t below)
{
    run->random = run->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(run->random >> 33) % below;
}

/* ---- the room as people see it ---- */

static void put_names(FILE *out, const char *what, const struct pl_names *names)
{
    if (names->given || names->count > 0) {
        fprintf(out, " %s", what);
        for (size_t i = 0; i < names->count; i++) {
            fprintf(out, ":%s", names->names[i]);
        }
    }
}

static void put_words(FILE *out, const struct pl_room *room, size_t section, const char *item,
                      const char *lang)
{
    enum pl_words_state state = PL_WORDS_CURRENT;
    const struct pl_words *words = pl_room_words(room, PL_CONFIRMED, section, item, lang, &state);
    fprintf(out, "   %s %d", lang, (int)state);
    for (size_t r = 0; words && r < words->run_count; r++) {
        const struct pl_run *run = &words->runs[r];
        fprintf(out, " |%s", run->t);
        put_names(out, "ins", &run->ins);
        put_names(out, "del", &run->del);
        put_names(out, "keep", &run->keep);
        fprintf(out, " %u", run->alt);
    }
    fputc('\n', out);
}

static void put_text(FILE *out, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, s);
        fprintf(out, "section %s\n", document->sections[s].id);
        for (size_t i = 0; i < items->count; i++) {
            const struct pl_item *item = &items->items[i];
            fprintf(out, "  %s %s %u %s", item->id, item->label, item->level,
                    pl_status_name(item->status));
            put_names(out, "who", &item->who);
            fputc('\n', out);
            for (size_t l = 0; l < document->lang_count; l++) {
                put_words(out, room, s, item->id, document->fronts[l].lang);
            }
        }
    }
}

static void put_cursor(FILE *out, const struct pl_room *room)
{
    struct pl_place place = {0};
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    pl_room_place(room, PL_CONFIRMED, &place);
    fprintf(out, "cursor %zu %zu %zu %d %d", place.section, place.item, place.position,
            (int)pl_room_screen(room, PL_CONFIRMED), (int)pl_room_text_view(room, PL_CONFIRMED));
    for (size_t i = 0; cursor && i < cursor->highlight_count; i++) {
        const struct pl_highlight *light = &cursor->highlights[i];
        fprintf(out, " %s %zu-%zu", light->item, light->start, light->end);
    }
    fputc('\n', out);
}

static void put_speakers(FILE *out, const struct pl_room *room)
{
    static const struct pl_speakers nobody = {.open = true};
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, NULL);
    speakers = speakers ? speakers : &nobody;
    fprintf(out, "list %d floor %s %s %d %" PRId64 "\n", speakers->open,
            speakers->has_floor ? speakers->floor.id : "-",
            speakers->has_floor ? speakers->floor.name : "-", speakers->floor_clock.running,
            speakers->floor_clock.limit_s);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        const struct pl_speaker *entry = &speakers->queue[i];
        fprintf(out, "  %s %s for %s %s %d %" PRId64 "\n", entry->id, entry->name,
                entry->on_behalf ? entry->on_behalf : "-",
                entry->class_name ? entry->class_name : "-", (int)entry->kind, entry->limit_s);
    }
    for (size_t i = 0; i < speakers->limit_count; i++) {
        fprintf(out, "  limit %s %" PRId64 "\n", speakers->limits[i].class_name,
                speakers->limits[i].limit_s);
    }
}

static char *picture_of(const struct pl_room *room)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    put_text(out, room);
    put_cursor(out, room);
    put_speakers(out, room);
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, NULL);
    if (timer && timer->mode != PL_TIMER_OFF) {
        fprintf(out, "timer %d %s %d %" PRId64 "\n", (int)timer->mode, timer->label,
                timer->clock.running, timer->clock.limit_s);
    }
    const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, NULL);
    fprintf(out, "notice %s\n", notice ? notice->text : "");
    fclose(out);
    return text;
}

/* ---- keys ---- */

static void press(struct run *run, const struct keys_key *key)
{
    struct desk_wish wish;
    desk_key(run->seat.desk, key, sim_now(run->seat.sim, run->seat.client));
    while (desk_next_wish(run->seat.desk, &wish)) {
    }
    if (pick(run, 4) > 0) {
        seat_run(&run->seat, 0);
    }
    run->keys++;
}

static void type(struct run *run, const char *text)
{
    for (const char *at = text; *at;) {
        struct keys_key key = {.code = pick(run, 8) ? KEYS_CHAR : KEYS_PASTE};
        size_t bytes = 1;
        while (((unsigned char)at[bytes] & 0xc0u) == 0x80) {
            bytes++;
        }
        memcpy(key.text, at, bytes);
        press(run, &key);
        at += bytes;
    }
}

static void press_named(struct run *run)
{
    const struct keys_row *row = &keys_table[pick(run, (uint32_t)keys_count())];
    const char *name = row->keys[0];
    struct keys_key key = {.code = KEYS_CHAR};
    for (int code = KEYS_ENTER; code <= KEYS_F5; code++) {
        char known[KEYS_NAME];
        struct keys_key tried = {.code = (enum keys_code)code};
        keys_name(&tried, known);
        if (strcmp(known, name) == 0) {
            press(run, &tried);
            return;
        }
    }
    if (name[0] == '^' && name[1]) {
        key.code = KEYS_CTRL;
        name++;
    }
    snprintf(key.text, sizeof key.text, "%s", name);
    press(run, &key);
}

static void press_any(struct run *run)
{
    static const char *const words[] = {
        "Brazil", "EU, US", "Chad!",       "reply Iran", "Egypt for G77",
        "a.1",    "b.2",    "before a.1",  "zwei",       "сорок два",
        "第四",   "x",      "group 10:00", "5:00",       "Coffee 15:00",
        "off",    "  ",     "[",           "shall not",  "delegation none"};
    struct keys_key key = {.code = KEYS_CHAR};
    switch (pick(run, 12)) {
    case 0:
    case 1:
    case 2:
        type(run, words[pick(run, sizeof words / sizeof *words)]);
        break;
    case 3:
        key.text[0] = (char)(' ' + pick(run, 95));
        press(run, &key);
        break;
    case 4:
        key.code = (enum keys_code)pick(run, KEYS_HANGUP);
        key.text[0] = key.code <= KEYS_CTRL ? (char)('A' + pick(run, 26)) : '\0';
        key.x = (int)pick(run, 220);
        key.y = (int)pick(run, 64);
        press(run, &key);
        break;
    case 5:
    case 6:
        key = (struct keys_key){.code = KEYS_ENTER};
        press(run, &key);
        break;
    default:
        press_named(run);
        break;
    }
}

/* ---- a round ---- */

static void draw(struct run *run)
{
    int width = (int)pick(run, 230);
    int height = (int)pick(run, 70);
    if (width > 0 && height > 0) {
        char *picture = seat_picture(&run->seat, width, height, pick(run, 2));
        assert_non_null(picture);
        assert_null(strstr(picture, "(null)"));
        free(picture);
    }
}

static void settle(struct run *run)
{
    for (int i = 0; i < 20; i++) {
        seat_run(&run->seat, 200);
    }
    assert_int_equal(pl_room_unsettled(sim_room(run->seat.sim, CHAIR)), 0);
}

static void expect(struct run *run, const char *what, const char *wanted)
{
    static const size_t readers[] = {CHAIR, OTHER};
    for (size_t i = 0; i < 2; i++) {
        char *now = picture_of(sim_room(run->seat.sim, readers[i]));
        if (strcmp(now, wanted) != 0) {
            print_message("%s, reader %zu\n---- wanted\n%s---- is\n", what, i, wanted);
            fputs(now, stdout);
            fail();
        }
        free(now);
    }
}

/* Every step back, or again; each is an answer to one key. */
static void all_steps(struct run *run, bool redo)
{
    struct keys_key escape = {.code = KEYS_ESCAPE};
    struct keys_key key = {.code = KEYS_CHAR, .text = {redo ? 'U' : 'u'}};
    for (int i = 0; i < 4; i++) {
        press(run, &escape);
    }
    const struct acts *acts = desk_acts(run->seat.desk);
    for (int i = 0; redo ? acts_last_undone(acts) != NULL : acts_last(acts) != NULL; i++) {
        assert_true(i < STEPS_MAX);
        press(run, &key);
    }
    settle(run);
}

static void one_round(struct run *run)
{
    void *stage;
    assert_int_equal(stage_empty(&stage), 0);
    run->stage = stage;
    struct sim *sim = &run->stage->sim;
    const struct pl_room_config secretary = {.room = "main",
                                             .user = "secretary",
                                             .name = "secretary",
                                             .by = "00000000000000c3",
                                             .seed = 3,
                                             .role = PL_ROLE_DESK,
                                             .all_langs = true};
    sim_add_config(sim, &secretary);
    sim_connect(sim, OTHER);
    sim_run(sim, 1000);
    seat_load(sim, CHAIR, draft);
    seat_align(sim, CHAIR, french, "fr");
    seat_take(&run->seat, sim, CHAIR, NULL);
    settle(run);
    char *before = picture_of(sim_room(sim, CHAIR));
    for (size_t end = run->keys + KEYS_A_ROUND; run->keys < end;) {
        press_any(run);
        if (pick(run, 10) == 0) {
            draw(run);
        }
        if (pick(run, 40) == 0) {
            seat_run(&run->seat, 1 + pick(run, 3000));
        }
    }
    settle(run);
    all_steps(run, false);
    expect(run, "taken back", before);
    all_steps(run, true);
    all_steps(run, false);
    expect(run, "taken back again", before);
    free(before);
    seat_leave(&run->seat);
    stage_leave(&stage);
}

static size_t wanted_keys = KEYS_SHORT;
static uint64_t seed = 1;

static void test_random_keys(void **state)
{
    struct run run = {.random = 0};
    (void)state;
    for (uint64_t round = 0; run.keys < wanted_keys; round++) {
        run.random = (seed << 20) + round;
        pick(&run, 2);
        size_t keys = run.keys;
        one_round(&run);
        if (wanted_keys > KEYS_SHORT && keys / 100000 != run.keys / 100000) {
            print_message("%zu keys, round %" PRIu64 "\n", run.keys, round);
        }
    }
    print_message("%zu keys, seed %" PRIu64 "\n", run.keys, seed);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_keys)};
    wanted_keys = argc > 1 ? strtoull(argv[1], NULL, 10) : wanted_keys;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : seed;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
