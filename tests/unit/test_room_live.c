/* Is it live, whose clock is it, and when does the room want to be woken? */
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static void test_a_cut_shows_at_once_and_ends_with_an_echo(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_liveness live;
    pl_room_changes(sim_room(sim, WALL));
    int64_t wall_ms = sim_now(sim, WALL).wall_ms;
    sim_cut(sim, WALL, true);
    assert_true(pl_room_changes(sim_room(sim, WALL)) & PL_CHANGED_LIVENESS);
    sim_run(sim, 60000);
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_int_equal(live.live, PL_LIVE_CUT);
    assert_true(live.since_wall_ms <= wall_ms && live.since_wall_ms >= wall_ms - 2000);
    assert_non_null(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED));
    sim_connect(sim, WALL);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_CUT);
    sim_flow(sim);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

/* The wall's messages go nowhere, and none comes: the connection seems to stand. */
static void test_silence_shows_after_five_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *wall = sim_room(sim, WALL);
    sim_run(sim, 2000);
    pl_room_changes(wall);
    int64_t last_ms = sim->mono_ms, shown_ms = 0;
    while (sim->mono_ms < last_ms + 8000 && !shown_ms) {
        int64_t due = pl_room_deadline(wall);
        assert_true(due > sim->mono_ms);
        sim_sleep(sim, due - sim->mono_ms);
        sim_tick(sim, WALL);
        if (pl_room_changes(wall) & PL_CHANGED_LIVENESS)
            shown_ms = sim->mono_ms;
    }
    assert_true(shown_ms > 0);
    assert_true(shown_ms - last_ms >= 2000 && shown_ms - last_ms <= 5001);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_SILENT);
    sim_tick(sim, CHAIR);
    sim_flow(sim);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

/* Its echo comes back from the near end of a cut bridge; the desk beyond is not heard. */
static void test_a_desk_not_heard_shows_though_the_echo_comes(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_liveness live;
    struct pl_room *chair = sim_room(sim, CHAIR);
    sim->clients[CHAIR].room = NULL; /* hangs, with its connection open */
    int64_t began = sim->mono_ms;
    sim_run(sim, 2900);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    sim_run(sim, 2200);
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_int_equal(live.live, PL_LIVE_NO_BEAT);
    assert_true(live.since_wall_ms <= sim->wall_ms - (sim->mono_ms - began));
    sim->clients[CHAIR].room = chair;
    sim_tick(sim, CHAIR);
    sim_flow(sim);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

static void test_a_desk_that_closed_is_named(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_liveness live;
    const char *topic, *bytes;
    size_t size;
    assert_true(pl_room_will(sim_room(sim, CHAIR), sim_now(sim, CHAIR), &topic, &bytes, &size));
    sim_publish(sim, topic, bytes, size, true);
    int64_t wall_ms = sim->wall_ms;
    sim_cut(sim, CHAIR, false);
    sim_run(sim, 20000);
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_int_equal(live.live, PL_LIVE);
    assert_string_equal(live.desk_closed, "chair");
    assert_int_equal(live.desk_closed_ms, wall_ms);
    sim_connect(sim, CHAIR);
    sim_run(sim, 500);
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_null(live.desk_closed);
}

/* A program that is started anew is online before the will of its earlier self arrives. */
static void test_a_late_will_of_an_earlier_self(void **state)
{
    struct sim *sim = sim_of(state);
    static const char will[] =
        "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000aa\",\"at\":5,"
        "\"online\":false,\"name\":\"chair\"}";
    struct pl_peer peer;
    /* The wall alone judges it: the desk would say at once that it is there. */
    stage_receive(sim, WALL, "plenary/main/desk/chair", will, false);
    assert_true(pl_room_desk(sim_room(sim, WALL), 0, &peer));
    assert_true(peer.is.desk->online);
    sim_publish(sim, "plenary/main/desk/chair", will, sizeof will - 1, true);
    sim_flow(sim);
    assert_true(pl_room_desk(sim_room(sim, WALL), 0, &peer));
    assert_true(peer.is.desk->online);
    sim_run(sim, 1000);
    /* The desk says again that it is there, for those who come later. */
    assert_non_null(strstr(sim_retained(sim, "plenary/main/desk/chair")->bytes, "\"online\":true"));
}

/* What the broker had forgotten when it came back is forgotten here too. */
static void test_an_entry_that_the_broker_lost(void **state)
{
    struct sim *sim = sim_of(state);
    sim_cut(sim, WALL, true);
    sim_cut(sim, CHAIR, false); /* dies with the broker: no will */
    sim_forget(sim, "plenary/main/desk/chair");
    sim_connect(sim, WALL);
    sim_run(sim, 10000);
    assert_int_equal(pl_room_desks(sim_room(sim, WALL)), 0);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_NO_BEAT); /* it was heard, and did not close */
}

/* ---- two displays of one name ---- */

static const char *entry_of_hall(const struct sim *sim)
{
    return sim_retained(sim, "plenary/main/display/hall")->bytes;
}

static bool keeps(const struct sim *sim, const char *by)
{
    return strstr(entry_of_hall(sim), by) && strstr(entry_of_hall(sim), "\"online\":true");
}

static size_t told_twin(const struct sim *sim, size_t client)
{
    return sim_noted(sim, client, PL_NOTE_TWIN, 0);
}

/* The chair walks on: whose entry stands at the broker after each step? */
static void walk_on(struct sim *sim, const char *by)
{
    static const int64_t pages[] = {0};
    for (int i = 0; i < 8; i++) {
        char item[] = {'i', (char)('1' + i), 0};
        struct pl_report report = {"s1", item, pages, 1, 0, 0, 0, 0, 0};
        stage_move(sim, CHAIR, "s1", item, NULL);
        for (size_t c = WALL; c < sim->client_count; c++) {
            if (c != CHAIR && sim->clients[c].room) {
                pl_room_report(sim_room(sim, c), &report, sim_now(sim, c));
            }
        }
        sim_run(sim, 700);
        assert_true(keeps(sim, by));
        assert_non_null(strstr(entry_of_hall(sim), item));
    }
}

/* The one with the lesser `by` keeps the entry, be it the first that came or the last. */
static void two_of_one_name(struct sim *sim, unsigned number, const char *keeper_by)
{
    size_t twin = sim_add(sim, PL_ROLE_DISPLAY, "hall", number);
    assert_null(pl_room_twin(sim_room(sim, WALL)));
    sim_connect(sim, twin);
    sim_run(sim, 10000);
    assert_string_equal(pl_room_twin(sim_room(sim, WALL)), "hall");
    assert_string_equal(pl_room_twin(sim_room(sim, twin)), "hall");
    walk_on(sim, keeper_by);
    sim_run(sim, 120000);
    assert_int_equal(told_twin(sim, WALL), 1);
    assert_int_equal(told_twin(sim, twin), 1);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    assert_int_equal(stage_live(sim, twin), PL_LIVE);
}

static void test_the_first_of_two_walls_keeps_the_entry(void **state)
{
    struct sim *sim = sim_of(state);
    two_of_one_name(sim, 9, "0000000000000002");
}

static void test_the_second_of_two_walls_keeps_the_entry(void **state)
{
    struct sim *sim = sim_of(state);
    two_of_one_name(sim, 0, "0000000000000000");
}

/* Whoever of the two dies, and however late its will comes: the other's entry stands. */
static void test_a_twin_that_dies_leaves_the_entry(void **state)
{
    struct sim *sim = sim_of(state);
    static const char will[] =
        "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"0000000000000009\",\"at\":5,"
        "\"online\":false,\"name\":\"hall\"}";
    size_t twin = sim_add(sim, PL_ROLE_DISPLAY, "hall", 9);
    sim_connect(sim, twin);
    sim_run(sim, 10000);
    sim_cut(sim, twin, false);
    sim_run(sim, 12000);
    assert_null(pl_room_twin(sim_room(sim, WALL)));
    sim_publish(sim, "plenary/main/display/hall", will, sizeof will - 1, true);
    sim_run(sim, 10000);
    assert_true(keeps(sim, "0000000000000002"));
    sim_connect(sim, twin);
    sim_run(sim, 10000);
    sim_cut(sim, twin, true);
    sim_connect(sim, twin); /* and without a will from now on, while it yields */
    sim_run(sim, 10000);
    assert_true(keeps(sim, "0000000000000002"));
    sim_cut(sim, twin, true);
    assert_true(keeps(sim, "0000000000000002"));
    sim_connect(sim, twin);
    sim_run(sim, 10000);
    sim_remove(sim, WALL);
    sim_run(sim, 10000);
    assert_null(pl_room_twin(sim_room(sim, twin)));
    assert_true(keeps(sim, "0000000000000009"));
    struct pl_peer peer;
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_true(peer.is.display->online);
    size_t published = sim->clients[twin].published;
    sim_run(sim, 60000);
    assert_in_range(sim->clients[twin].published - published, 20, 32); /* echoes, and one entry */
}

static void test_a_screenshot_is_no_twin(void **state)
{
    struct sim *sim = sim_of(state);
    for (int i = 0; i < 5; i++) {
        size_t shot = i == 0 ? sim_add(sim, PL_ROLE_SHOT, "hall", 3) : 2;
        if (i > 0) {
            sim_replace(sim, shot, PL_ROLE_SHOT, "hall", 3u + (unsigned)i);
        }
        sim_connect(sim, shot);
        sim_run(sim, 1500);
        assert_null(pl_room_twin(sim_room(sim, WALL)));
        assert_null(pl_room_twin(sim_room(sim, shot)));
        sim_remove(sim, shot);
    }
    assert_true(keeps(sim, "0000000000000002"));
    assert_int_equal(told_twin(sim, WALL), 0);
}

static void test_three_of_one_name(void **state)
{
    struct sim *sim = sim_of(state);
    for (unsigned number = 8; number < 10; number++) {
        sim_connect(sim, sim_add(sim, PL_ROLE_DISPLAY, "hall", number));
    }
    sim_run(sim, 10000);
    walk_on(sim, "0000000000000002");
    sim_remove(sim, WALL);
    sim_run(sim, 20000);
    assert_true(keeps(sim, "0000000000000008"));
}

/* ---- a connection that carries nothing ---- */

/* The room alone, woken at its deadlines, while its messages go nowhere and none comes: when it
 * gives the connection up, ms from now; 0: not within `within_ms`. */
static int64_t given_up_after(struct sim *sim, size_t client, int64_t within_ms)
{
    const int64_t began_ms = sim->mono_ms;
    const size_t before = sim->clients[client].reconnects;
    while (sim->clients[client].reconnects == before) {
        int64_t due = pl_room_deadline(sim_room(sim, client));
        assert_true(due > sim->mono_ms);
        if (due > began_ms + within_ms) {
            sim_sleep(sim, began_ms + within_ms - sim->mono_ms);
            return 0;
        }
        sim_sleep(sim, due - sim->mono_ms);
        sim_tick(sim, client);
    }
    return sim->mono_ms - began_ms;
}

static void test_a_dead_connection_is_given_up_once(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 2000);
    assert_int_equal(sim->clients[WALL].reconnects, 0);
    int64_t after_ms = given_up_after(sim, WALL, 60000);
    assert_in_range(after_ms, 2500, 5500); /* counted from the last echo, up to 2.5 s ago */
    assert_int_equal(stage_live(sim, WALL), PL_LIVE_SILENT);
    assert_int_equal(given_up_after(sim, WALL, 60000), 0);
    sim_cut(sim, WALL, true);
    sim_connect(sim, WALL);
    sim_run(sim, 60000);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    assert_int_equal(sim->clients[WALL].reconnects, 1);
}

/* A machine that slept has not asked for so long: that nothing came is no wonder. */
static void test_no_connection_is_given_up_for_our_own_sleep(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 4000);
    sim_sleep(sim, 30000);
    sim_tick(sim, WALL);
    sim_tick(sim, CHAIR);
    assert_int_equal(sim->clients[WALL].reconnects, 0);
    sim_sleep(sim, 1900);
    sim_tick(sim, WALL);
    assert_int_equal(sim->clients[WALL].reconnects, 0);
    sim_run(sim, 30000);
    assert_int_equal(sim->clients[WALL].reconnects, 0);
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
}

/* As long as a path that comes back shall be found within three seconds, and in the end slowly. */
static void test_deaf_connections_are_given_up_more_and_more_rarely(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 2000);
    assert_true(given_up_after(sim, WALL, 60000) > 0);
    for (int i = 0; i < 40; i++) {
        static const int64_t patience_ms[] = {2000, 4000, 8000, 16000, 16000};
        sim_cut(sim, WALL, true);
        sim_connect(sim, WALL);
        assert_int_equal(given_up_after(sim, WALL, 60000), patience_ms[i / 8]);
    }
    sim_cut(sim, WALL, true);
    sim_connect(sim, WALL);
    sim_run(sim, 2000); /* an echo comes back: all is as at first */
    assert_int_equal(stage_live(sim, WALL), PL_LIVE);
    assert_in_range(given_up_after(sim, WALL, 60000), 2500, 5500);
    sim_cut(sim, WALL, true);
    sim_connect(sim, WALL);
    assert_int_equal(given_up_after(sim, WALL, 60000), 2000);
}

/* While the room comes in piece by piece, nobody gives up. */
static void test_a_slow_path_is_not_a_dead_one(void **state)
{
    struct sim *sim = sim_of(state);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    while (sim_broker_takes(sim, late)) {
    }
    size_t pieces = 0;
    while (!pl_room_whole(sim_room(sim, late)) && pieces < 1000) {
        assert_int_equal(given_up_after(sim, late, 1900), 0);
        const size_t received = sim->clients[late].received;
        while (sim_broker_takes(sim, late)) {
        }
        while (sim->clients[late].received == received && sim_client_takes(sim, late)) {
        }
        pieces++;
    }
    assert_true(pieces > 10 && pl_room_whole(sim_room(sim, late)));
    assert_int_equal(sim->clients[late].reconnects, 0);
}

static void test_a_desk_gives_up_too_a_command_does_not(void **state)
{
    struct sim *sim = sim_of(state);
    sim_run(sim, 2000);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 3);
    sim_connect(sim, command);
    sim_run(sim, 1000);
    assert_int_equal(given_up_after(sim, command, 60000), 0); /* it has its own end */
    sim_cut(sim, CHAIR, true);
    sim_connect(sim, CHAIR);
    sim_run(sim, 1000);
    assert_in_range(given_up_after(sim, CHAIR, 60000), 2500, 5500);
}

/* ---- clocks ---- */

static void start_timer(struct sim *sim, size_t client, int64_t seconds)
{
    struct pl_intent intent = {.kind = PL_INTENT_TIMER};
    intent.as.timer = (struct pl_timer){PL_TIMER_DOWN, "", {true, 0, 0, seconds}};
    stage_submit(sim, client, &intent, NULL);
}

static bool elapsed(struct sim *sim, size_t client, int64_t *ms_out)
{
    const char *by;
    const struct pl_timer *timer = pl_room_timer(sim_room(sim, client), PL_CONFIRMED, &by);
    assert_non_null(timer);
    return pl_room_elapsed(sim_room(sim, client), by, &timer->clock, sim_now(sim, client), ms_out);
}

static void test_clocks_hours_apart(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t ms = -1;
    sim->clients[CHAIR].wall_offset_ms = 5 * 3600000;
    sim->clients[WALL].wall_offset_ms = -7 * 3600000;
    sim_run(sim, 4000);
    start_timer(sim, CHAIR, 300);
    sim_run(sim, 90000);
    assert_true(elapsed(sim, WALL, &ms));
    assert_int_equal(ms, 90000);
}

/* A late joiner has only the beat; before that it shows no seconds. */
static void test_a_late_joiner_waits_for_the_beat(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t ms = -1;
    sim->clients[CHAIR].wall_offset_ms = 3600000;
    sim_run(sim, 61000); /* its clock was set a while ago */
    start_timer(sim, CHAIR, 300);
    sim_run(sim, 10000);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim->clients[late].wall_offset_ms = -3600000;
    sim_connect(sim, late);
    sim_flow(sim);
    assert_false(elapsed(sim, late, &ms));
    sim_run(sim, 2000);
    assert_true(elapsed(sim, late, &ms));
    assert_int_equal(ms, 12000);
}

/* The delay of one message does not move the clock; the smallest of a minute does. */
static void test_a_slow_message_does_not_move_the_clock(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t chair_ms = 0;
    sim_run(sim, 5000);
    sim_tick(sim, CHAIR);
    sim_run(sim, 1999);
    while (sim_broker_takes(sim, CHAIR))
        ;
    sim_sleep(sim, 1500); /* on its way for so long */
    sim_flow(sim);
    struct pl_time now = sim_now(sim, WALL);
    assert_true(pl_room_writer_now(sim_room(sim, WALL), "0000000000000001", now, &chair_ms));
    assert_int_equal(chair_ms, sim_now(sim, CHAIR).wall_ms);
}

/* The secretary's laptop leaves while its timer runs: the chair's desk takes the timer over, and
 * one who comes then sees the same time. */
static void test_a_running_timer_outlives_its_writer(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t ms = -1;
    size_t other = sim_add(sim, PL_ROLE_DESK, "secretary", 3);
    sim->clients[other].wall_offset_ms = 9 * 3600000;
    sim_connect(sim, other);
    sim_run(sim, 4000);
    start_timer(sim, other, 300);
    sim_run(sim, 3000);
    sim_remove(sim, other);
    sim_run(sim, 20000);
    const char *by;
    pl_room_timer(sim_room(sim, WALL), PL_CONFIRMED, &by);
    assert_string_equal(by, "0000000000000001");
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    sim_run(sim, 3000);
    assert_true(elapsed(sim, late, &ms));
    assert_int_equal(ms, 26000);
    assert_true(elapsed(sim, WALL, &ms));
    assert_int_equal(ms, 26000);
}

/* A command that writes to a list with a running clock writes the clock in its own time: it waits
 * for the beat that tells it the difference. */
static void test_a_command_rewrites_a_running_clock_rightly(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent give = {.kind = PL_INTENT_FLOOR_GIVE};
    sim->clients[CHAIR].wall_offset_ms = 6 * 3600000;
    sim_run(sim, 61000);
    stage_add(sim, CHAIR, "A");
    sim_flow(sim);
    char entry[PL_ID_MAX + 1];
    memcpy(entry, stage_speakers(sim, CHAIR, PL_CONFIRMED)->queue[0].id, PL_ID_MAX);
    give.as.floor.entry = entry;
    stage_submit(sim, CHAIR, &give, NULL);
    sim_run(sim, 30100);
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 3);
    sim->clients[command].wall_offset_ms = -2 * 3600000;
    sim_connect(sim, command);
    uint64_t number = stage_add(sim, command, "B");
    sim_run(sim, 3000);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 1);
    const char *by;
    const struct pl_speakers *speakers = pl_room_speakers(sim_room(sim, WALL), PL_CONFIRMED, &by);
    assert_string_equal(by, "0000000000000003");
    int64_t ms = 0;
    assert_true(
        pl_room_elapsed(sim_room(sim, WALL), by, &speakers->floor_clock, sim_now(sim, WALL), &ms));
    assert_int_equal(ms, 33100);
    assert_int_equal(speakers->queue_count, 1);
}

/* ---- waking ---- */

/* The wall alone in a room with one desk: every waking is a deadline or a message. */
static void test_an_idle_wall_sleeps(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *wall = sim_room(sim, WALL);
    sim_run(sim, 30000); /* the echo falls into step with the beat */
    size_t received = sim->clients[WALL].received, published = sim->clients[WALL].published;
    int64_t end = sim->mono_ms + 30000;
    size_t woken = 0;
    while (sim->mono_ms < end) {
        int64_t mine = pl_room_deadline(wall), others = pl_room_deadline(sim_room(sim, CHAIR));
        int64_t due = mine < others ? mine : others;
        sim_sleep(sim, due - sim->mono_ms);
        if (due == others)
            sim_tick(sim, CHAIR);
        if (due == mine) {
            woken++;
            sim_tick(sim, WALL);
        }
        sim_flow(sim);
    }
    received = sim->clients[WALL].received - received;
    published = sim->clients[WALL].published - published;
    assert_true(woken + received <= 2 * 15 + 4);
    assert_true(published <= 17);
}

static void test_reports_are_gathered(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_report report = {.section = "s1", .item = "i1", .page_count = 1};
    static const int64_t pages[] = {0};
    report.pages = pages;
    size_t before = sim->clients[WALL].published;
    for (int i = 0; i < 50; i++) {
        report.took_ms = i;
        pl_room_report(sim_room(sim, WALL), &report, sim_now(sim, WALL));
        sim_drain(sim, WALL);
        sim_sleep(sim, 10);
        sim_tick(sim, WALL);
    }
    sim_run(sim, 150);
    size_t sent = sim->clients[WALL].published - before;
    assert_true(sent >= 5 && sent <= 8);
    struct pl_peer peer;
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->took_ms, 49);
    assert_string_equal(peer.is.display->item, "i1");
    assert_int_equal(peer.is.display->section_count, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_cut_shows_at_once_and_ends_with_an_echo, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_silence_shows_after_five_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_desk_not_heard_shows_though_the_echo_comes,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_desk_that_closed_is_named, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_late_will_of_an_earlier_self, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_an_entry_that_the_broker_lost, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_first_of_two_walls_keeps_the_entry, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_second_of_two_walls_keeps_the_entry, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_twin_that_dies_leaves_the_entry, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_screenshot_is_no_twin, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_three_of_one_name, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_dead_connection_is_given_up_once, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_no_connection_is_given_up_for_our_own_sleep,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_deaf_connections_are_given_up_more_and_more_rarely,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_slow_path_is_not_a_dead_one, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_desk_gives_up_too_a_command_does_not, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_clocks_hours_apart, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_late_joiner_waits_for_the_beat, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_slow_message_does_not_move_the_clock, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_running_timer_outlives_its_writer, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_command_rewrites_a_running_clock_rightly, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_an_idle_wall_sleeps, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_reports_are_gathered, stage_full, stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
