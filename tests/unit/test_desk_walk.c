/* Walking and showing: keys in, the room out, on a simulated broker with a wall. */
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "unit.h"

static void sit(void **state, struct seat *seat)
{
    struct stage *stage = *state;
    seat_take(seat, &stage->sim, CHAIR, NULL);
}

static void test_the_selection_moves_and_the_wall_stays(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "j j Down k");
    stage_assert_at(&stage->sim, WALL, 0, 0);
    seat_press(&seat, "Enter");
    stage_assert_at(&stage->sim, WALL, 0, 2);
    seat_leave(&seat);
}

static void test_a_clicker_moves_the_wall_wherever_the_selection_is(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "End PgDn PgDn PgUp");
    stage_assert_at(&stage->sim, WALL, 0, 1);
    seat_press(&seat, "Enter"); /* the selection is still at the end */
    stage_assert_at(&stage->sim, WALL, 4, 7);
    seat_press(&seat, "PgDn");
    assert_true(seat_shows(&seat, "this is the end of the text"));
    seat_leave(&seat);
}

/* In the outline of a screen that does not hold all of it. */
static void assert_in_view(struct seat *seat, const char *shown, const char *hidden)
{
    char *picture = seat_picture(seat, 80, 24, false);
    assert_non_null(picture);
    assert_non_null(strstr(picture, shown));
    assert_null(strstr(picture, hidden));
    free(picture);
}

static void test_the_outline_goes_along_with_the_selection(void **state)
{
    struct seat seat;
    sit(state, &seat);
    assert_in_view(&seat, " 1.1 words", " 5.8 words");
    seat_press(&seat, "End");
    assert_in_view(&seat, " 5.8 words", " 1.1 words");
    seat_press(&seat, "Home");
    assert_in_view(&seat, " 1.1 words", " 5.8 words");
    seat_leave(&seat);
}

static void test_the_selection_follows_the_wall_from_the_live_item_only(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "PgDn PgDn"); /* it was on the live item: it goes along */
    seat_press(&seat, "j Enter");
    stage_assert_at(&stage->sim, WALL, 0, 3);
    seat_press(&seat, "j j j PgDn Enter");
    stage_assert_at(&stage->sim, WALL, 0, 6);
    seat_leave(&seat);
}

static void test_a_blank_wall_is_lit_before_it_moves(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "b");
    assert_int_equal(pl_room_screen(sim_room(&stage->sim, WALL), PL_CONFIRMED), PL_SCREEN_BLANK);
    assert_true(seat_shows(&seat, "WALL BLANK"));
    seat_press(&seat, "PgDn");
    assert_int_equal(pl_room_screen(sim_room(&stage->sim, WALL), PL_CONFIRMED), PL_SCREEN_TEXT);
    stage_assert_at(&stage->sim, WALL, 0, 0);
    seat_press(&seat, ". . w F5");
    assert_int_equal(pl_room_screen(sim_room(&stage->sim, WALL), PL_CONFIRMED), PL_SCREEN_TEXT);
    seat_leave(&seat);
}

static void test_go_to_a_label_and_what_exists(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "g");
    seat_answer(&seat, "3.4");
    seat_press(&seat, "Enter");
    stage_assert_at(&stage->sim, WALL, 2, 3);
    seat_press(&seat, "g");
    seat_answer(&seat, "9.9");
    assert_true(seat_shows(&seat, "there are sections"));
    seat_leave(&seat);
}

static void test_find_goes_round(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "/");
    seat_answer(&seat, "WORDS OF 2.");
    seat_press(&seat, "Enter");
    stage_assert_at(&stage->sim, WALL, 1, 0);
    seat_press(&seat, "n n Enter");
    stage_assert_at(&stage->sim, WALL, 1, 2);
    seat_press(&seat, "N N N Enter");
    stage_assert_at(&stage->sim, WALL, 1, 7);
    seat_press(&seat, "/");
    seat_answer(&seat, "nowhere");
    assert_true(seat_shows(&seat, "\"nowhere\" is not in this text"));
    seat_press(&seat, "Enter");
    stage_assert_at(&stage->sim, WALL, 1, 7);
    seat_leave(&seat);
}

/* / and the words, then into them: they are chosen, and a key is about them alone. */
static void test_found_words_are_chosen_once(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "/");
    seat_answer(&seat, "OF 2.3");
    seat_press(&seat, "Right [");
    seat_answer(&seat, "");
    seat_run(&seat, 1000);
    const struct pl_words *words =
        pl_room_words(sim_room(&stage->sim, WALL), PL_CONFIRMED, 1, "i3", NULL, NULL);
    char *text = pl_words_join(words, PL_VIEW_MARKED);
    assert_string_equal(text, "words [of 2.3]");
    free(text);
    seat_press(&seat, "Esc Down Up Right ["); /* another time it begins at the first word */
    seat_answer(&seat, "");
    seat_run(&seat, 1000);
    words = pl_room_words(sim_room(&stage->sim, WALL), PL_CONFIRMED, 1, "i3", NULL, NULL);
    text = pl_words_join(words, PL_VIEW_MARKED);
    assert_string_equal(text, "[words] [of 2.3]");
    free(text);
    seat_leave(&seat);
}

static void test_a_wrong_key_does_no_harm(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    size_t before = stage->sim.clients[CHAIR].ordered;
    seat_press(&seat, "q Z ^C ^Z 5 é");
    assert_int_equal(stage->sim.clients[CHAIR].ordered, before);
    struct desk_wish wish;
    assert_false(desk_next_wish(seat.desk, &wish));
    seat_press(&seat, "Q");
    assert_true(desk_next_wish(seat.desk, &wish));
    assert_int_equal(wish.kind, DESK_WISH_QUIT);
    seat_leave(&seat);
}

static void test_pasted_text_is_no_command(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    struct keys_key key = {.code = KEYS_PASTE, .text = "b"};
    desk_key(seat.desk, &key, sim_now(&stage->sim, CHAIR));
    assert_int_equal(pl_room_screen(sim_room(&stage->sim, CHAIR), PL_PENDING), PL_SCREEN_TEXT);
    seat_press(&seat, "m");
    desk_key(seat.desk, &key, sim_now(&stage->sim, CHAIR));
    seat_answer(&seat, "reak");
    assert_string_equal(pl_room_notice(sim_room(&stage->sim, WALL), PL_CONFIRMED, NULL)->text,
                        "break");
    seat_leave(&seat);
}

static void test_a_question_edits_and_escape_leaves_it(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "m");
    seat_type(&seat, "Coffe until 11:15");
    seat_press(&seat, "Home Right Right Right Right Right");
    seat_type(&seat, "e");
    seat_press(&seat, "End Backspace ^W");
    seat_type(&seat, "11:30 Пауза");
    seat_press(&seat, "Enter");
    assert_string_equal(pl_room_notice(sim_room(&stage->sim, WALL), PL_CONFIRMED, NULL)->text,
                        "Coffee until 11:30 Пауза");
    seat_press(&seat, "m");
    seat_type(&seat, " and more");
    seat_press(&seat, "Esc");
    assert_string_equal(pl_room_notice(sim_room(&stage->sim, WALL), PL_CONFIRMED, NULL)->text,
                        "Coffee until 11:30 Пауза");
    seat_leave(&seat);
}

static void test_undo_takes_a_move_back_and_redo_does_it_again(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "PgDn PgDn b");
    seat_press(&seat, "u u");
    stage_assert_at(&stage->sim, WALL, 0, 1);
    seat_press(&seat, "U");
    stage_assert_at(&stage->sim, WALL, 0, 2);
    seat_press(&seat, "u u u");
    stage_assert_at(&stage->sim, WALL, 0, 0);
    assert_true(seat_shows(&seat, "nothing of this desk to take back"));
    seat_leave(&seat);
}

/* Typed at once: the text of an item that is put back is still on its way when its status comes. */
static void test_three_steps_back_without_waiting(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    seat_press(&seat, "j s d");
    seat_run(&seat, 1000);
    seat_press(&seat, "D");
    seat_run(&seat, 1000);
    assert_int_equal(pl_room_items(sim_room(&stage->sim, WALL), PL_CONFIRMED, 0)->count, 7);
    seat_type(&seat, "uu");
    seat_run(&seat, 2000);
    const struct pl_items *items = pl_room_items(sim_room(&stage->sim, WALL), PL_CONFIRMED, 0);
    assert_int_equal(items->count, 8);
    assert_string_equal(items->items[1].id, "i2");
    assert_int_equal(items->items[1].status, PL_STATUS_OPEN);
    seat_leave(&seat);
}

static void tell_place(struct stage *stage, const char *item, int64_t took_ms)
{
    static const int64_t pages[] = {0};
    const struct pl_report report = {.section = "s1",
                                     .item = item,
                                     .pages = pages,
                                     .page_count = 1,
                                     .changed_at_ms = 1,
                                     .took_ms = took_ms};
    pl_room_report(sim_room(&stage->sim, WALL), &report, sim_now(&stage->sim, WALL));
    sim_drain(&stage->sim, WALL);
}

static void test_the_foot_says_when_a_wall_moved(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    tell_place(stage, "i1", 7);
    seat_run(&seat, 500); /* a wall tells at most so often */
    assert_true(seat_shows(&seat, "hall: 1.1, 7 ms"));
    seat_run(&seat, 4000);
    assert_true(seat_shows(&seat, "hall: 1.1, 4 s ago"));
    seat_press(&seat, "m");
    seat_answer(&seat, "its entry changes, its place does not");
    seat_run(&seat, 1000);
    assert_true(seat_shows(&seat, "hall: 1.1, 5 s ago"));
    seat_press(&seat, "PgDn");
    assert_true(seat_shows(&seat, "hall: still 1.1, 5 s ago"));
    tell_place(stage, "i2", 11);
    seat_run(&seat, 500);
    assert_true(seat_shows(&seat, "hall: 1.2, 11 ms"));
    sim_cut(&stage->sim, WALL, true);
    seat_run(&seat, 0);
    assert_true(seat_shows(&seat, "hall: lost since"));
    seat_leave(&seat);
}

static void test_the_one_who_was_away_sees_what_happened(void **state)
{
    struct stage *stage = *state;
    struct seat seat;
    sit(state, &seat);
    size_t other = sim_add(&stage->sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(&stage->sim, other);
    seat_run(&seat, 1000);
    sim_cut(&stage->sim, CHAIR, true);
    seat_run(&seat, 100);
    assert_true(seat_shows(&seat, "OFFLINE since"));
    seat_press(&seat, "m");
    seat_answer(&seat, "kept");
    assert_true(seat_shows(&seat, "1 change kept"));
    struct pl_intent status = {.kind = PL_INTENT_STATUS};
    status.as.status.section = "s2";
    status.as.status.item = "i3";
    status.as.status.status = PL_STATUS_AGREED;
    stage_submit(&stage->sim, other, &status, NULL);
    stage_move(&stage->sim, other, "s2", "i3", NULL);
    sim_run(&stage->sim, 1000);
    sim_connect(&stage->sim, CHAIR);
    for (int i = 0; i < 40; i++) {
        seat_run(&seat, 50);
    }
    assert_string_equal(pl_room_notice(sim_room(&stage->sim, WALL), PL_CONFIRMED, NULL)->text,
                        "kept");
    seat_press(&seat, "W");
    assert_true(seat_shows(&seat, "meanwhile: 2.3 is agreed"));
    assert_true(seat_shows(&seat, "meanwhile: the wall went from 1.1 to 2.3"));
    assert_true(seat_shows(&seat, "1 change of ours is sent, others made 2"));
    seat_leave(&seat);
}

static void test_every_key_has_one_meaning_in_a_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < keys_count(); i++) {
        assert_non_null(keys_table[i].help);
        for (size_t k = 0; k < KEYS_A_ROW && keys_table[i].keys[k]; k++) {
            for (size_t j = 0; j < i; j++) {
                for (size_t m = 0; m < KEYS_A_ROW && keys_table[j].keys[m]; m++) {
                    bool same = strcmp(keys_table[i].keys[k], keys_table[j].keys[m]) == 0;
                    assert_false(same && (keys_table[i].where & keys_table[j].where));
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, stage_full, stage_leave)
        TEST(test_the_selection_moves_and_the_wall_stays),
        TEST(test_a_clicker_moves_the_wall_wherever_the_selection_is),
        TEST(test_the_outline_goes_along_with_the_selection),
        TEST(test_the_selection_follows_the_wall_from_the_live_item_only),
        TEST(test_a_blank_wall_is_lit_before_it_moves),
        TEST(test_go_to_a_label_and_what_exists),
        TEST(test_find_goes_round),
        TEST(test_found_words_are_chosen_once),
        TEST(test_a_wrong_key_does_no_harm),
        TEST(test_pasted_text_is_no_command),
        TEST(test_a_question_edits_and_escape_leaves_it),
        TEST(test_undo_takes_a_move_back_and_redo_does_it_again),
        TEST(test_three_steps_back_without_waiting),
        TEST(test_the_foot_says_when_a_wall_moved),
        TEST(test_the_one_who_was_away_sees_what_happened),
        TEST(test_every_key_has_one_meaning_in_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
