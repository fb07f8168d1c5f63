/* The room's ordinary days: joining, loading, moving, a command, a cut. */
#include <string.h>

#include "stage.h"
#include "unit.h"

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static void test_an_empty_room_is_whole(void **state)
{
    struct sim *sim = sim_of(state);
    assert_true(pl_room_whole(sim_room(sim, CHAIR)));
    assert_true(pl_room_whole(sim_room(sim, WALL)));
    assert_null(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED));
    assert_string_equal(pl_room_waiting_for(sim_room(sim, WALL)), "no document in room \"main\"");
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    assert_int_equal(pl_room_desks(sim_room(sim, WALL)), 1);
    assert_int_equal(pl_room_displays(sim_room(sim, CHAIR)), 1);
}

static void test_a_load_is_shown_and_told(void **state)
{
    struct sim *sim = sim_of(state);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_LOADED, 0), 1);
    assert_int_equal(sim_noted(sim, WALL, PL_NOTE_CHANGED_OVER, 0), 1);
    for (size_t c = CHAIR; c <= WALL; c++) {
        struct pl_room *room = sim_room(sim, c);
        assert_non_null(pl_room_document(room, PL_CONFIRMED));
        assert_true(pl_room_whole(room));
        size_t agreed, total;
        pl_room_progress(room, &agreed, &total);
        assert_int_equal(agreed, 0);
        assert_int_equal(total, 40);
        stage_assert_at(sim, c, 0, 0);
        const struct pl_words *words = pl_room_words(room, PL_CONFIRMED, 4, "i8", NULL, NULL);
        assert_non_null(words);
        assert_string_equal(words->runs[0].t, "words of 5.8");
    }
}

static void test_a_move_reaches_the_wall(void **state)
{
    struct sim *sim = sim_of(state);
    enum pl_error error;
    uint64_t number = stage_move(sim, CHAIR, "s3", "i4", NULL);
    assert_int_equal(stage_place(sim, CHAIR, PL_PENDING).item, 3);
    stage_assert_at(sim, CHAIR, 0, 0);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 1);
    sim_flow(sim);
    stage_assert_at(sim, CHAIR, 2, 3);
    stage_assert_at(sim, WALL, 2, 3);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
    stage_move(sim, CHAIR, "s9", "i1", &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
    stage_move(sim, CHAIR, "s3", "i9", &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
}

static void test_a_command_joins_moves_and_goes(void **state)
{
    struct sim *sim = sim_of(state);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 3);
    sim_connect(sim, command);
    sim_flow(sim);
    assert_false(pl_room_whole(sim_room(sim, command)));
    sim_run(sim, 300);
    assert_true(pl_room_whole(sim_room(sim, command)));
    uint64_t number = stage_move(sim, command, "s2", "i2", NULL);
    sim_run(sim, 299);
    stage_assert_at(sim, WALL, 1, 1);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 0);
    sim_run(sim, 1);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(pl_room_desks(sim_room(sim, WALL)), 1);
    sim_remove(sim, command);
    sim_run(sim, 10000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

static void test_what_was_asked_before_the_room_was_read(void **state)
{
    struct sim *sim = sim_of(state);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "secretary", 3);
    uint64_t number = stage_add(sim, command, "Amina Diallo");
    sim_connect(sim, command);
    sim_flow(sim);
    assert_null(stage_speakers(sim, WALL, PL_CONFIRMED));
    sim_run(sim, 1000);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 1);
    assert_string_equal(stage_speakers(sim, WALL, PL_CONFIRMED)->queue[0].name, "Amina Diallo");
    assert_string_equal(stage_speakers(sim, WALL, PL_CONFIRMED)->queue[0].id, "0000000000000003-1");
}

static void test_a_cut_keeps_text_and_intents(void **state)
{
    struct sim *sim = sim_of(state);
    sim_cut(sim, CHAIR, true);
    assert_int_equal(stage_live(sim, CHAIR), PL_LIVE_CUT);
    uint64_t number = stage_move(sim, CHAIR, "s4", "i4", NULL);
    assert_int_equal(stage_place(sim, CHAIR, PL_PENDING).section, 3);
    stage_assert_at(sim, CHAIR, 0, 0);
    sim_run(sim, 2000);
    stage_assert_at(sim, WALL, 0, 0);
    sim_connect(sim, CHAIR);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 3, 3);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(stage_live(sim, CHAIR), PL_LIVE);
}

static void test_a_watcher_needs_no_right_to_write(void **state)
{
    struct sim *sim = sim_of(state);
    size_t guest = sim_add(sim, PL_ROLE_WATCH, "guest", 3);
    sim_connect(sim, guest);
    sim_run(sim, 700);
    assert_true(pl_room_whole(sim_room(sim, guest)));
    assert_int_equal(stage_live(sim, guest), PL_LIVE);
    assert_int_equal(sim->clients[guest].published, 0);
    stage_assert_at(sim, guest, 0, 0);
    struct pl_intent intent = {.kind = PL_INTENT_LIST};
    enum pl_error error;
    stage_submit(sim, guest, &intent, &error);
    assert_int_equal(error, PL_ERROR_VALUE);
}

/* A command's probes are not a desk's beats: when it is gone, nothing is missing. */
static void test_a_watcher_takes_no_command_for_a_desk(void **state)
{
    struct sim *sim = sim_of(state);
    size_t guest = sim_add(sim, PL_ROLE_WATCH, "guest", 3);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "laptop", 4);
    sim_connect(sim, guest);
    sim_run(sim, 700);
    sim_connect(sim, command);
    stage_move(sim, command, "s4", "i4", NULL);
    sim_run(sim, 1000);
    sim_cut(sim, command, true);
    sim_run(sim, 9000);
    assert_int_equal(stage_live(sim, guest), PL_LIVE);
}

static void test_a_screenshot_leaves_no_trace(void **state)
{
    struct sim *sim = sim_of(state);
    size_t before = sim->retained_count;
    size_t shot = sim_add(sim, PL_ROLE_SHOT, "hall2", 3);
    sim_connect(sim, shot);
    sim_run(sim, 700);
    assert_true(pl_room_whole(sim_room(sim, shot)));
    assert_int_equal(sim->retained_count, before);
    assert_true(sim->clients[shot].published > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_empty_room_is_whole, stage_empty, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_load_is_shown_and_told, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_move_reaches_the_wall, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_command_joins_moves_and_goes, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_what_was_asked_before_the_room_was_read, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_cut_keeps_text_and_intents, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_watcher_takes_no_command_for_a_desk, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_watcher_needs_no_right_to_write, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_screenshot_leaves_no_trace, stage_full, stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
