/* The times that the protocol promises, each held at both ends: a room that takes another time is
 * found out, be it in a hurry or late. */
#include <stdio.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static struct pl_room *room_at(struct sim *sim, size_t client)
{
    sim_tick(sim, client);
    return sim_room(sim, client);
}

/* ---- 300 ms of quiet ---- */

static bool whole_after(struct sim *sim, size_t client, int64_t for_ms)
{
    sim_sleep(sim, for_ms);
    return pl_room_whole(room_at(sim, client));
}

/* All is there and the probe is back, but something may still come. */
static void quiet_makes_whole(struct sim *sim, enum pl_role role)
{
    size_t late = sim_add(sim, role, "late", 9);
    sim_connect(sim, late);
    sim_flow(sim);
    assert_non_null(pl_room_document(sim_room(sim, late), PL_CONFIRMED));
    assert_false(whole_after(sim, late, 0));
    assert_false(whole_after(sim, late, 200));
    const struct sim_blob *text = sim_retained(sim, "plenary/main/document");
    stage_receive(sim, late, "plenary/main/document", text->bytes, true);
    assert_false(whole_after(sim, late, 150));
    assert_false(whole_after(sim, late, 149));
    assert_true(whole_after(sim, late, 1));
}

static void test_a_wall_is_whole_after_300_ms_of_quiet(void **state)
{
    quiet_makes_whole(sim_of(state), PL_ROLE_DISPLAY);
}

static void test_a_command_is_whole_after_300_ms_of_quiet(void **state)
{
    quiet_makes_whole(sim_of(state), PL_ROLE_COMMAND);
}

static void test_a_watcher_is_whole_after_300_ms_of_quiet(void **state)
{
    quiet_makes_whole(sim_of(state), PL_ROLE_WATCH);
}

/* ---- a beat every two seconds ---- */

static void test_a_desk_beats_every_two_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    sim_remove(sim, WALL);
    sim_run(sim, 5000);
    size_t before = sim->clients[CHAIR].published;
    sim_run(sim, 60000);
    assert_in_range(sim->clients[CHAIR].published - before, 29, 31);
}

/* With a desk the echo goes out with its beat, alone by itself: as often in both. */
static void test_a_wall_echoes_every_two_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 30000);
    size_t before = sim->clients[WALL].published;
    sim_run(sim, 60000);
    assert_in_range(sim->clients[WALL].published - before, 29, 31);
    sim_remove(sim, CHAIR);
    sim_run(sim, 30000);
    before = sim->clients[WALL].published;
    sim_run(sim, 60000);
    assert_in_range(sim->clients[WALL].published - before, 29, 31);
}

/* ---- five seconds until the badge ---- */

static void test_a_desk_is_missed_after_five_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 30000);
    sim_tick(sim, CHAIR);
    sim_flow(sim);
    size_t received = sim->clients[WALL].received;
    int64_t beat_ms = sim->mono_ms;
    while (sim->clients[WALL].received == received) { /* until a beat has just come */
        sim_run(sim, 1);
        beat_ms = sim->mono_ms;
    }
    struct pl_room *chair = sim_room(sim, CHAIR);
    sim->clients[CHAIR].room = NULL;
    while (stage_live(sim, WALL) == PL_LIVE && sim->mono_ms < beat_ms + 20000) {
        sim_run(sim, 1);
    }
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_NO_BEAT);
    assert_int_equal(sim->mono_ms - beat_ms, 5001);
    sim->clients[CHAIR].room = chair;
}

/* ---- a writer's clock: the smallest delay of the last 60 s ---- */

static const char STRANGER[] = "00000000000000cc";

/* A beat of a stranger that was `delay_ms` on its way. */
static void beat_late(struct sim *sim, int64_t delay_ms)
{
    char beat[256];
    snprintf(beat, sizeof beat,
             "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"%s\",\"at\":%lld,\"offsets\":[]}", STRANGER,
             (long long)(sim->wall_ms - delay_ms));
    assert_int_equal(stage_receive(sim, WALL, "plenary/main/beat/stranger", beat, false), PL_OK);
}

/* By how much the wall thinks the stranger's clock to be behind. */
static int64_t behind_ms(struct sim *sim)
{
    int64_t theirs = 0;
    assert_true(pl_room_writer_now(sim_room(sim, WALL), STRANGER, sim_now(sim, WALL), &theirs));
    return sim->wall_ms - theirs;
}

static void test_the_best_of_a_minute_counts_for_a_minute(void **state)
{
    struct sim *sim = sim_of(state);
    beat_late(sim, 10);
    assert_int_equal(behind_ms(sim), 10);
    for (int s = 2; s <= 58; s += 2) {
        sim_sleep(sim, 2000);
        beat_late(sim, 500);
        assert_int_equal(behind_ms(sim), 10);
    }
    for (int s = 60; s <= 70; s += 2) { /* in steps of five seconds */
        sim_sleep(sim, 2000);
        beat_late(sim, 500);
    }
    assert_int_equal(behind_ms(sim), 500);
    beat_late(sim, 300);
    assert_int_equal(behind_ms(sim), 300);
}

/* Its clock was set: what was learned before is wrong, and is forgotten after a minute. */
static void test_a_clock_that_was_set_is_learned_within_a_minute(void **state)
{
    struct sim *sim = sim_of(state);
    beat_late(sim, -3600000);
    assert_int_equal(behind_ms(sim), -3600000);
    int64_t began_ms = sim->mono_ms;
    while (behind_ms(sim) != 20 && sim->mono_ms < began_ms + 100000) {
        sim_sleep(sim, 1000);
        beat_late(sim, 20);
    }
    assert_in_range(sim->mono_ms - began_ms, 60000, 65000);
}

/* It slept for an hour: nothing from before counts, whatever place it had. */
static void test_after_a_long_silence_a_clock_is_learned_anew(void **state)
{
    struct sim *sim = sim_of(state);
    for (int i = 0; i < 13; i++) {
        beat_late(sim, 10);
        sim_sleep(sim, 5000);
    }
    sim_sleep(sim, 3600000);
    beat_late(sim, 900);
    assert_int_equal(behind_ms(sim), 900);
}

/* ---- rule 2: 0.5 to 1.5 s, by chance ---- */

/* How long a desk with this seed waits until it mends an old cursor. */
static int64_t mended_after(struct sim *sim, unsigned seed)
{
    size_t desk = sim_add(sim, PL_ROLE_DESK, "secretary", 100 + seed);
    sim_connect(sim, desk);
    sim_run(sim, 4000);
    stage_move(sim, desk, "s2", seed % 2 ? "i1" : "i2", NULL);
    sim_run(sim, 4000);
    char old[8192];
    snprintf(old, sizeof old, "%s", sim_retained(sim, "plenary/main/cursor")->bytes);
    stage_move(sim, desk, "s2", "i3", NULL);
    sim_run(sim, 4000);
    size_t before = sim->clients[desk].ordered;
    int64_t began_ms = sim->mono_ms;
    stage_receive(sim, desk, "plenary/main/cursor", old, false);
    while (sim->clients[desk].ordered == before && sim->mono_ms < began_ms + 10000) {
        sim_run(sim, 1);
    }
    int64_t after_ms = sim->mono_ms - began_ms;
    sim_remove(sim, desk);
    sim->client_count = desk;
    return after_ms;
}

static void test_rule_2_waits_for_half_a_second_to_one_and_a_half(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t least = INT64_MAX, most = 0;
    sim_remove(sim, CHAIR);
    for (unsigned seed = 0; seed < 60; seed++) {
        int64_t ms = mended_after(sim, seed);
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    assert_in_range(least, 500, 600);
    assert_in_range(most, 1400, 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_wall_is_whole_after_300_ms_of_quiet, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_command_is_whole_after_300_ms_of_quiet, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_watcher_is_whole_after_300_ms_of_quiet, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_desk_beats_every_two_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_wall_echoes_every_two_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_desk_is_missed_after_five_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_best_of_a_minute_counts_for_a_minute, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_clock_that_was_set_is_learned_within_a_minute,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_after_a_long_silence_a_clock_is_learned_anew,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_rule_2_waits_for_half_a_second_to_one_and_a_half,
                                        stage_full, stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
