/* Where the cursor stands, what comes next, and what a label means. */
#include <string.h>

#include "stage.h"
#include "unit.h"

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static void test_next_visits_every_item_once(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *chair = sim_room(sim, CHAIR);
    struct pl_place place;
    size_t visited = 1;
    assert_false(pl_room_step(chair, PL_PENDING, -1, &place));
    while (pl_room_step(chair, PL_PENDING, 1, &place)) {
        const struct pl_items *items = pl_room_items(chair, PL_PENDING, place.section);
        const char *section = pl_room_document(chair, PL_PENDING)->sections[place.section].id;
        stage_move(sim, CHAIR, section, items->items[place.item].id, NULL);
        sim_flow(sim);
        visited++;
        stage_assert_at(sim, WALL, (visited - 1) / 8, (visited - 1) % 8);
    }
    assert_int_equal(visited, 40);
    while (pl_room_step(chair, PL_PENDING, -1, &place)) {
        const struct pl_items *items = pl_room_items(chair, PL_PENDING, place.section);
        stage_move(sim, CHAIR, pl_room_document(chair, PL_PENDING)->sections[place.section].id,
                   items->items[place.item].id, NULL);
        sim_flow(sim);
        visited--;
    }
    assert_int_equal(visited, 1);
}

static void report_pages(struct sim *sim, size_t wall, const char *item, const int64_t *pages,
                         size_t count)
{
    struct pl_report report = {.section = "s1", .item = item, .pages = pages, .page_count = count};
    pl_room_report(sim_room(sim, wall), &report, sim_now(sim, wall));
    sim_drain(sim, wall);
    sim_run(sim, 300);
}

static uint64_t turn(struct sim *sim, size_t position)
{
    const struct pl_cursor *cursor = pl_room_cursor(sim_room(sim, CHAIR), PL_PENDING);
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    intent.as.move.section = "s1";
    intent.as.move.item = "i1";
    intent.as.move.position = position;
    intent.as.move.from_item = "i1";
    intent.as.move.from_position = cursor ? cursor->position : 0;
    uint64_t number = stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    return number;
}

/* Two walls of different size: the nearest page start of either, then the next item. */
static void test_pages_of_live_walls_come_first(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *chair = sim_room(sim, CHAIR);
    static const int64_t here[] = {0, 300}, there[] = {0, 200, 400};
    static const size_t expected[] = {200, 300, 400};
    struct pl_place place;
    size_t second = sim_add(sim, PL_ROLE_DISPLAY, "balcony", 7);
    sim_connect(sim, second);
    sim_run(sim, 1000);
    report_pages(sim, WALL, "i1", here, 2);
    report_pages(sim, second, "i1", there, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(pl_room_step(chair, PL_PENDING, 1, &place));
        assert_int_equal(place.item, 0);
        assert_int_equal(place.position, expected[i]);
        turn(sim, place.position);
    }
    assert_true(pl_room_step(chair, PL_PENDING, 1, &place));
    assert_int_equal(place.item, 1);
    assert_true(pl_room_step(chair, PL_PENDING, -1, &place));
    assert_int_equal(place.position, 300);
    /* A wall that has gone has no pages; nor has one that shows something else. */
    sim_remove(sim, second);
    sim_run(sim, 100);
    assert_true(pl_room_step(chair, PL_PENDING, -1, &place));
    assert_int_equal(place.position, 300);
    turn(sim, 0);
    report_pages(sim, WALL, "i2", here, 2);
    assert_true(pl_room_step(chair, PL_PENDING, 1, &place));
    assert_int_equal(place.item, 1);
}

static void test_labels(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *wall = sim_room(sim, WALL);
    static const struct {
        const char *label;
        size_t section, item;
    } good[] = {{"1.1", 0, 0},   {"3.8", 2, 7}, {" 3 . 8 ", 2, 7}, {"3 (8)", 2, 7},
                {"[3.8]", 2, 7}, {"38", 2, 7},  {"4", 3, 0},       {"5.", 4, 0}};
    static const char *const bad[] = {"", "9.9", "x", "6", "3.81", "3.8.1", ".", "()"};
    struct pl_place place;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(pl_room_find(wall, PL_CONFIRMED, good[i].label, &place));
        assert_int_equal(place.section, good[i].section);
        assert_int_equal(place.item, good[i].item);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(pl_room_find(wall, PL_CONFIRMED, bad[i], &place));
}

static void test_a_label_is_found_as_people_write_it(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent add = {.kind = PL_INTENT_ITEM_ADD};
    struct pl_run run = {.t = "New words", .bytes = 9, .points = 9};
    struct pl_place place;
    static const char *const written[] = {"OP12 quater (a)(iv)", "op12 quater a.iv",
                                          "OP12quater(a)(iv)", "Op12 Quater [A] (IV)"};
    add.as.item_add.section = "s2";
    add.as.item_add.item =
        (struct pl_item){.id = "new", .label = "OP12 quater (a)(iv)", .marker = "", .level = 2};
    add.as.item_add.after = "i3";
    add.as.item_add.lang = "en";
    add.as.item_add.runs = &run;
    add.as.item_add.run_count = 1;
    uint64_t number = stage_submit(sim, CHAIR, &add, NULL);
    sim_flow(sim);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        assert_true(pl_room_find(sim_room(sim, WALL), PL_CONFIRMED, written[i], &place));
        assert_int_equal(place.section, 1);
        assert_int_equal(place.item, 3);
    }
}

/* The words of an item that has gone from the text under the cursor: the old picture stays. */
static void test_nowhere_and_gone(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_place place;
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    intent.as.move.from_item = "i1";
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    stage_assert_at(sim, WALL, 0, 0); /* nowhere is no place in a text with items */
    stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_flow(sim);
    stage_assert_at(sim, WALL, 1, 1);
    struct pl_intent gone = {.kind = PL_INTENT_ITEM_REMOVE};
    gone.as.item_add.section = "s2";
    gone.as.item_add.item.id = "i2";
    stage_submit(sim, CHAIR, &gone, NULL);
    sim_flow(sim);
    assert_false(pl_room_place(sim_room(sim, WALL), PL_CONFIRMED, &place));
    size_t agreed, total;
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(total, 39);
}

/* Agreed is what nobody asks anything of. */
static void test_an_item_with_open_marks_is_not_agreed(void **state)
{
    struct sim *sim = sim_of(state);
    static const char *const us[] = {"US"};
    struct pl_run runs[] = {{.t = "words of 1.1", .bytes = 12, .points = 12},
                            {.t = " more", .bytes = 5, .points = 5, .ins = {us, 1, true}}};
    struct pl_intent status = {.kind = PL_INTENT_STATUS};
    struct pl_intent mark = {.kind = PL_INTENT_WORDS};
    size_t agreed, total;
    status.as.status.section = "s1";
    status.as.status.item = "i1";
    status.as.status.status = PL_STATUS_AGREED_AD_REF;
    stage_submit(sim, CHAIR, &status, NULL);
    sim_flow(sim);
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(agreed, 1);
    mark.as.words.section = "s1";
    mark.as.words.item = "i1";
    mark.as.words.lang = "en";
    mark.as.words.old_runs = mark.as.words.new_runs = runs;
    mark.as.words.old_count = 1;
    mark.as.words.new_count = 2;
    stage_submit(sim, CHAIR, &mark, NULL);
    sim_flow(sim);
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(agreed, 0);
    assert_int_equal(total, 40);
    mark.as.words.old_count = 2;
    mark.as.words.new_count = 1;
    stage_submit(sim, CHAIR, &mark, NULL);
    sim_flow(sim);
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(agreed, 1);
}

static const struct pl_words *words(struct sim *sim, const char *lang, enum pl_words_state *state)
{
    return pl_room_words(sim_room(sim, CHAIR), PL_CONFIRMED, 0, "i1", lang, state);
}

static void say(struct sim *sim, const char *lang, const char *old_words, const char *new_words)
{
    struct pl_run was = {.t = old_words, .bytes = strlen(old_words), .points = strlen(old_words)};
    struct pl_run is = {.t = new_words, .bytes = strlen(new_words), .points = strlen(new_words)};
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    intent.as.words.section = "s1";
    intent.as.words.item = "i1";
    intent.as.words.lang = lang;
    intent.as.words.old_runs = &was;
    intent.as.words.old_count = 1;
    intent.as.words.new_runs = &is;
    intent.as.words.new_count = 1;
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
}

static void test_a_translation_follows(void **state)
{
    struct sim *sim = sim_of(state);
    enum pl_words_state s;
    sim_cut(sim, CHAIR, false); /* again with all languages */
    struct pl_room_config config = {.room = "main",
                                    .user = "secretary",
                                    .name = "secretary",
                                    .by = "00000000000000dd",
                                    .seed = 4,
                                    .role = PL_ROLE_DESK,
                                    .all_langs = true};
    pl_room_destroy(sim->clients[CHAIR].room);
    sim->clients[CHAIR].room = pl_room_create(&config);
    sim_connect(sim, CHAIR);
    sim_run(sim, 1000);
    assert_string_equal(words(sim, "ar", &s)->runs[0].t, "words of 1.1");
    assert_int_equal(s, PL_WORDS_CURRENT);
    say(sim, "en", "words of 1.1", "better words");
    assert_string_equal(words(sim, "ar", &s)->runs[0].t, "words of 1.1");
    assert_int_equal(s, PL_WORDS_LAG);
    say(sim, "ar", "words of 1.1", "translated");
    assert_string_equal(words(sim, "ar", &s)->runs[0].t, "translated");
    assert_int_equal(s, PL_WORDS_CURRENT);
    assert_string_equal(words(sim, "fr", &s)->runs[0].t, "better words");
    assert_int_equal(s, PL_WORDS_MISSING);
    assert_string_equal(words(sim, NULL, &s)->runs[0].t, "better words");
    assert_int_equal(s, PL_WORDS_CURRENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_next_visits_every_item_once, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_pages_of_live_walls_come_first, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_labels, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_label_is_found_as_people_write_it, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_nowhere_and_gone, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_an_item_with_open_marks_is_not_agreed, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_translation_follows, stage_full, stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
