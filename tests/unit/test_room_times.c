/* The times that the protocol promises, each held at both ends: a room that takes another time is
 * found out, be it in a hurry or late. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
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
    stage_receive(sim, late, "plenary/main/document", text->bytes, true); /* no news */
    stage_receive(sim, late, "plenary/main/notice",
                  "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000bb\",\"has\":[],\"at\":5,"
                  "\"text\":\"Coffee\",\"until\":0}",
                  true);
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

/* ---- rule 3: four seconds more, for the author may be alive ---- */

static void report_of(struct sim *sim, const char *members)
{
    char report[1024];
    snprintf(report, sizeof report,
             "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000bb\",\"at\":5,"
             "\"online\":true,\"name\":\"x\",\"version\":\"1\",\"size\":[640,480],"
             "\"languages\":[],%s,\"changed_at\":0,\"took_ms\":0,\"refused\":{},\"old_news\":0}",
             members);
    assert_int_equal(stage_receive(sim, CHAIR, "plenary/main/display/x", report, false), PL_OK);
}

static void test_rule_3_waits_for_four_to_five_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t least = INT64_MAX, most = 0;
    sim_run(sim, 10000);
    for (int rev = 10; rev < 400; rev += 10) {
        char holds[128];
        snprintf(holds, sizeof holds, "\"holds\":{\"notice\":[%lld,%d,\"00000000000000bb\"]}",
                 (long long)pl_room_epoch(sim_room(sim, CHAIR)), rev);
        size_t before = sim->clients[CHAIR].ordered;
        int64_t began_ms = sim->mono_ms;
        report_of(sim, holds);
        while (sim->clients[CHAIR].ordered == before && sim->mono_ms < began_ms + 20000) {
            sim_run(sim, 1);
        }
        int64_t ms = sim->mono_ms - began_ms;
        least = ms < least ? ms : least;
        most = ms > most ? ms : most;
    }
    assert_in_range(least, 4000, 4200);
    assert_in_range(most, 4800, 5000);
}

/* A load that nobody here knows is no reason to write, whatever is said of its sections. */
static void test_a_report_of_an_unknown_load_is_only_read(void **state)
{
    struct sim *sim = sim_of(state);
    size_t before = sim->clients[CHAIR].ordered;
    report_of(sim, "\"load\":\"5-00000000000000bb\",\"holds\":{\"writers\":[\"00000000000000bb\"],"
                   "\"sections\":{\"s1\":{\"items\":[9,0],\"en\":[9,0]}}}");
    sim_run(sim, 20000);
    assert_int_equal(sim->clients[CHAIR].ordered, before);
}

/* ---- `has`: a minute; looked for: three quarters of one ---- */

static bool has_of(struct sim *sim, const char *by)
{
    const char *bytes = sim_retained(sim, "plenary/main/speakers")->bytes;
    const char *has = strstr(bytes, "\"has\":");
    const char *found = has ? strstr(has, by) : NULL;
    return found && found < strchr(has, '}') && found < strstr(has, "\"at\"");
}

static void test_has_is_kept_for_a_minute(void **state)
{
    struct sim *sim = sim_of(state);
    size_t other = sim_add(sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(sim, other);
    sim_run(sim, 1000);
    stage_add(sim, other, "A");
    sim_run(sim, 1000);
    sim_remove(sim, other);
    sim_run(sim, 58000);
    stage_add(sim, CHAIR, "B");
    sim_run(sim, 1000);
    assert_true(has_of(sim, "0000000000000003"));
    sim_run(sim, 1500);
    stage_add(sim, CHAIR, "C");
    sim_run(sim, 1000);
    assert_false(has_of(sim, "0000000000000003"));
}

/* The list as if the chair's entry had never been, with a greater stamp: does the chair say it
 * again? */
static bool said_again(struct sim *sim, int64_t after_ms)
{
    struct pl_topic topic = {.kind = PL_TOPIC_SPEAKERS};
    char list[512];
    stage_add(sim, CHAIR, "A");
    sim_run(sim, after_ms);
    const struct pl_message *m = pl_room_greatest(sim_room(sim, CHAIR), &topic, PL_CONFIRMED);
    snprintf(list, sizeof list,
             "{\"v\":1,\"epoch\":%lld,\"rev\":%lld,\"by\":\"00000000000000bb\",\"has\":[],\"at\":5,"
             "\"list\":\"open\",\"queue\":[]}",
             (long long)m->envelope.stamp.epoch, (long long)m->envelope.stamp.rev + 1);
    sim_publish(sim, "plenary/main/speakers", list, strlen(list), true);
    sim_run(sim, 3000);
    return stage_speakers(sim, CHAIR, PL_CONFIRMED)->queue_count == 1;
}

static void test_a_settled_intent_is_looked_after_for_45_s(void **state)
{
    struct sim *sim = sim_of(state);
    assert_true(said_again(sim, 44000));
}

static void test_a_settled_intent_is_let_go_after_45_s(void **state)
{
    struct sim *sim = sim_of(state);
    assert_false(said_again(sim, 46000));
}

/* ---- a writer who is gone ---- */

static void test_a_timer_is_taken_over_after_six_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent timer = {.kind = PL_INTENT_TIMER};
    timer.as.timer = (struct pl_timer){PL_TIMER_DOWN, "", {true, 0, 0, 300}};
    size_t other = sim_add(sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(sim, other);
    sim_run(sim, 30000);
    stage_submit(sim, other, &timer, NULL);
    sim_run(sim, 3000);
    size_t published = sim->clients[other].published;
    while (sim->clients[other].published == published) { /* until it has just beaten */
        sim_run(sim, 1);
    }
    sim_cut(sim, other, false);
    int64_t gone_ms = sim->mono_ms;
    size_t before = sim->clients[CHAIR].ordered;
    while (sim->clients[CHAIR].ordered == before && sim->mono_ms < gone_ms + 30000) {
        sim_run(sim, 1);
    }
    assert_in_range(sim->mono_ms - gone_ms, 6490, 7510);
}

/* ---- beats: whose they are, when they come ---- */

static void beat_to(struct sim *sim, size_t client)
{
    char beat[256];
    snprintf(beat, sizeof beat,
             "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"%s\",\"at\":%lld,\"offsets\":[]}", STRANGER,
             (long long)sim->wall_ms);
    assert_int_equal(stage_receive(sim, client, "plenary/main/beat/stranger", beat, false), PL_OK);
}

/* Two beats, this far apart, and then nothing: does a guest miss somebody? */
static bool missed(struct sim *sim, int64_t apart_ms)
{
    sim_remove(sim, CHAIR);
    size_t guest = sim_add(sim, PL_ROLE_WATCH, "guest", 9);
    sim_connect(sim, guest);
    sim_run(sim, 1000);
    beat_to(sim, guest);
    sim_run(sim, apart_ms);
    beat_to(sim, guest);
    sim_run(sim, 5500);
    return stage_live(sim, guest) == PL_LIVE_NO_BEAT;
}

static void test_probes_within_a_second_are_no_desk(void **state)
{
    assert_false(missed(sim_of(state), 999));
}

static void test_beats_a_second_apart_are_a_desk(void **state)
{
    assert_true(missed(sim_of(state), 1000));
}

/* Beside two desks out of step the echo goes out with a beat that is due anyway, never more than
 * half a second early or late. */
static void test_an_echo_keeps_between_one_and_a_half_and_two_and_a_half_seconds(void **state)
{
    struct sim *sim = sim_of(state);
    int64_t last_ms = 0, least = INT64_MAX, most = 0;
    sim_run(sim, 10000);
    sim_connect(sim, sim_add(sim, PL_ROLE_DESK, "secretary", 3));
    sim_run(sim, 700);
    sim_connect(sim, sim_add(sim, PL_ROLE_DESK, "keeper", 4));
    sim_run(sim, 10000);
    size_t published = sim->clients[WALL].published;
    for (int ms = 0; ms < 120000; ms++) {
        sim_run(sim, 1);
        if (ms % 9100 == 0) { /* a beat out of time: a desk that joins */
            beat_to(sim, WALL);
        }
        if (sim->clients[WALL].published == published) {
            continue;
        }
        int64_t apart = sim->mono_ms - last_ms;
        least = last_ms && apart < least ? apart : least;
        most = last_ms && apart > most ? apart : most;
        published = sim->clients[WALL].published;
        last_ms = sim->mono_ms;
    }
    assert_in_range(least, 1500, 2000);
    assert_in_range(most, 2000, 2500);
}

/* A late wall knows a stranger's clock only from the chair's beat. */
static bool told_after(struct sim *sim, int64_t after_ms)
{
    int64_t theirs;
    beat_to(sim, CHAIR);
    sim_run(sim, after_ms);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    sim_run(sim, 2100);
    return pl_room_writer_now(sim_room(sim, late), STRANGER, sim_now(sim, late), &theirs);
}

static void test_a_silent_writers_offset_is_told_for_a_minute(void **state)
{
    assert_true(told_after(sim_of(state), 57000));
}

static void test_and_no_longer(void **state)
{
    assert_false(told_after(sim_of(state), 60100));
}

/* ---- what a display says of itself ---- */

static void test_an_entry_waits_for_the_picture(void **state)
{
    struct sim *sim = sim_of(state);
    static const int64_t pages[] = {0};
    struct pl_report report = {"s1", "i2", pages, 1, 0, 0, 0, 0, 0};
    sim_run(sim, 10000);
    size_t before = sim->clients[WALL].published;
    pl_room_report(sim_room(sim, WALL), &report, sim_now(sim, WALL));
    sim_sleep(sim, 49);
    sim_tick(sim, WALL);
    assert_int_equal(sim->clients[WALL].published, before);
    sim_sleep(sim, 1);
    sim_tick(sim, WALL);
    assert_int_equal(sim->clients[WALL].published, before + 1);
}

static void expect_size(struct sim *sim, int64_t width_px, int64_t height_px)
{
    struct pl_peer peer;
    sim_run(sim, 2000);
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->width_px, width_px);
    assert_int_equal(peer.is.display->height_px, height_px);
}

/* A window's size follows; a report without one leaves that of the start. */
static void test_an_entry_follows_the_size(void **state)
{
    struct sim *sim = sim_of(state);
    static const int64_t pages[] = {0};
    struct pl_report report = {.section = "s1", .item = "i2", .pages = pages, .page_count = 1};
    struct pl_peer peer;
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    int64_t width_px = peer.is.display->width_px, height_px = peer.is.display->height_px;
    pl_room_report(sim_room(sim, WALL), &report, sim_now(sim, WALL));
    expect_size(sim, width_px, height_px);
    report.width_px = 801;
    report.height_px = 603;
    pl_room_report(sim_room(sim, WALL), &report, sim_now(sim, WALL));
    expect_size(sim, 801, 603);
}

/* ---- a gap: after one second, and then more and more rarely ---- */

static void test_a_gap_is_asked_for_more_and_more_rarely(void **state)
{
    struct sim *sim = sim_of(state);
    static const int64_t wanted_ms[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
    const struct pl_document *document = pl_room_document(sim_room(sim, CHAIR), PL_CONFIRMED);
    char topic[128];
    snprintf(topic, sizeof topic, "plenary/main/items/%s/s2", document->load);
    sim_remove(sim, CHAIR);
    sim_forget(sim, topic);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    sim_flow(sim);
    int64_t last_ms = sim->mono_ms;
    for (size_t asked = 0; asked < 7;) {
        int64_t due = pl_room_deadline(sim_room(sim, late));
        sim_sleep(sim, due - sim->mono_ms);
        sim_tick(sim, late);
        const struct sim_event *first = sim->clients[late].out.first;
        if (first && first->type == SIM_SUBSCRIBE) {
            assert_int_equal(sim->mono_ms - last_ms, wanted_ms[asked++]);
            last_ms = sim->mono_ms;
        }
        sim_flow(sim);
    }
}

/* A command that finds a running clock whose writer does not speak waits for its beat for three
 * seconds, and then does what it was asked for. */
static void test_a_command_waits_three_seconds_for_a_clock(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent give = {.kind = PL_INTENT_FLOOR_GIVE};
    stage_add(sim, CHAIR, "A");
    sim_run(sim, 61000);
    char entry[PL_ID_MAX + 1];
    memcpy(entry, stage_speakers(sim, CHAIR, PL_CONFIRMED)->queue[0].id, PL_ID_MAX);
    give.as.floor.entry = entry;
    stage_submit(sim, CHAIR, &give, NULL);
    sim_run(sim, 1000);
    struct pl_room *chair = sim_room(sim, CHAIR);
    sim->clients[CHAIR].room = NULL; /* hangs, with its connection open */
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 3);
    sim_connect(sim, command);
    stage_add(sim, command, "B");
    while (!pl_room_whole(sim_room(sim, command))) {
        sim_run(sim, 1);
    }
    int64_t whole_ms = sim->mono_ms;
    while (!sim->clients[command].ordered && sim->mono_ms < whole_ms + 20000) {
        sim_run(sim, 1);
    }
    assert_in_range(sim->mono_ms - whole_ms, 2999, 3001);
    sim->clients[CHAIR].room = chair;
}

/* More strangers than clocks are kept of: the latest are known, and the chair still is. */
static void test_more_writers_than_clocks(void **state)
{
    struct sim *sim = sim_of(state);
    char beat[256], by[PL_BY_LEN + 1];
    int64_t theirs;
    for (unsigned i = 0; i < 3 * PL_WRITERS_MAX; i++) {
        snprintf(by, sizeof by, "%016x", 0x1000 + i);
        snprintf(beat, sizeof beat,
                 "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"%s\",\"at\":%lld,\"offsets\":[]}", by,
                 (long long)sim->wall_ms);
        assert_int_equal(stage_receive(sim, WALL, "plenary/main/beat/x", beat, false), PL_OK);
        assert_true(pl_room_writer_now(sim_room(sim, WALL), by, sim_now(sim, WALL), &theirs));
        sim_run(sim, 100);
    }
    assert_true(
        pl_room_writer_now(sim_room(sim, WALL), "0000000000000001", sim_now(sim, WALL), &theirs));
    assert_false(
        pl_room_writer_now(sim_room(sim, WALL), "0000000000001000", sim_now(sim, WALL), &theirs));
}

/* The desk that started a timer is gone, one that came later does not know its clock; the broker
 * loses the timer, and it is sent again as it was. That is no news of a clock. */
static void test_what_is_sent_again_tells_no_time(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    struct pl_intent intent = {.kind = PL_INTENT_TIMER};
    const char *by = NULL;
    int64_t ms = 0;
    intent.as.timer = (struct pl_timer){PL_TIMER_DOWN, "Coffee", {true, 0, 0, 900}};
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_run(sim, 1000);
    sim_cut(sim, CHAIR, true);
    sim_remove(sim, CHAIR);
    sim_run(sim, 60000);
    size_t later = sim_add(sim, PL_ROLE_DESK, "secretary", 7);
    sim_connect(sim, later);
    sim_run(sim, 3000);
    const struct sim_blob *blob = sim_retained(sim, "plenary/main/timer");
    assert_non_null(blob);
    char *payload = strndup(blob->bytes, blob->size);
    assert_non_null(payload);
    const struct pl_timer *timer = pl_room_timer(sim_room(sim, later), PL_CONFIRMED, &by);
    assert_false(
        pl_room_elapsed(sim_room(sim, later), by, &timer->clock, sim_now(sim, later), &ms));
    assert_int_equal(stage_receive(sim, later, "plenary/main/timer", payload, false), PL_OK);
    timer = pl_room_timer(sim_room(sim, later), PL_CONFIRMED, &by);
    assert_false(
        pl_room_elapsed(sim_room(sim, later), by, &timer->clock, sim_now(sim, later), &ms));
    free(payload);
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
        cmocka_unit_test_setup_teardown(test_rule_3_waits_for_four_to_five_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_report_of_an_unknown_load_is_only_read, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_has_is_kept_for_a_minute, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_settled_intent_is_looked_after_for_45_s, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_settled_intent_is_let_go_after_45_s, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_timer_is_taken_over_after_six_seconds, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_probes_within_a_second_are_no_desk, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_beats_a_second_apart_are_a_desk, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(
            test_an_echo_keeps_between_one_and_a_half_and_two_and_a_half_seconds, stage_full,
            stage_leave),
        cmocka_unit_test_setup_teardown(test_a_silent_writers_offset_is_told_for_a_minute,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_and_no_longer, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_an_entry_follows_the_size, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_an_entry_waits_for_the_picture, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_gap_is_asked_for_more_and_more_rarely, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_command_waits_three_seconds_for_a_clock, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_more_writers_than_clocks, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_what_is_sent_again_tells_no_time, stage_full,
                                        stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
