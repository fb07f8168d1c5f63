/* Retained topics arrive in any order, twice or not at all; a text is changed over whole. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

enum { TOPICS_MAX = 64 };

/* What a reader knows in the end, as one string: two readers that know the same have the same. */
static char *portrait(struct sim *sim, const struct pl_room *room)
{
    char *out = NULL;
    size_t used = 0;
    for (size_t i = 0; i < sim->retained_count; i++) {
        struct pl_topic topic;
        char *bytes = NULL;
        size_t size = 0;
        if (pl_wire_parse_topic("main", sim->retained[i]->topic, &topic) != PL_OK ||
            topic.kind >= PL_TOPIC_ORDERED_COUNT)
            continue;
        const struct pl_message *m = pl_room_greatest(room, &topic, PL_CONFIRMED);
        if (!m)
            continue;
        assert_int_equal(pl_wire_encode(m, &bytes, &size), PL_OK);
        out = realloc(out, used + size + 1);
        assert_non_null(out);
        memcpy(out + used, bytes, size + 1);
        used += size;
        free(bytes);
    }
    return out;
}

static size_t copy_ordered(const struct sim *sim, const struct sim_blob *out[TOPICS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < sim->retained_count; i++) {
        struct pl_topic topic;
        assert_int_equal(pl_wire_parse_topic("main", sim->retained[i]->topic, &topic), PL_OK);
        if (topic.kind < PL_TOPIC_ORDERED_COUNT) {
            assert_true(count < TOPICS_MAX);
            out[count++] = sim->retained[i];
        }
    }
    return count;
}

static void fill_room(struct sim *sim)
{
    struct pl_intent open = {.kind = PL_INTENT_LIST};
    struct pl_intent notice = {.kind = PL_INTENT_NOTICE};
    struct pl_intent timer = {.kind = PL_INTENT_TIMER};
    notice.as.notice.text = "Coffee until 11:15";
    timer.as.timer = (struct pl_timer){PL_TIMER_DOWN, "break", {true, 0, 0, 900}};
    stage_move(sim, CHAIR, "s3", "i3", NULL);
    stage_add(sim, CHAIR, "A");
    stage_submit(sim, CHAIR, &open, NULL);
    stage_submit(sim, CHAIR, &notice, NULL);
    stage_submit(sim, CHAIR, &timer, NULL);
    sim_run(sim, 2500);
}

static uint32_t next_random(uint32_t *seed, size_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (uint32_t)((*seed >> 8) % below);
}

static struct pl_room *fresh_reader(void)
{
    struct pl_room_config config = {.room = "main",
                                    .user = "reader",
                                    .name = "reader",
                                    .by = "00000000000000ff",
                                    .seed = 1,
                                    .role = PL_ROLE_WATCH};
    struct pl_room *room = pl_room_create(&config);
    assert_non_null(room);
    return room;
}

static void receive(struct pl_room *room, const struct sim_blob *blob, int64_t at_ms)
{
    struct pl_time now = {at_ms, 1790000000000 + at_ms};
    assert_int_equal(
        pl_room_receive(room, blob->topic, blob->bytes, blob->size, true, now.mono_ms, now), PL_OK);
}

static void check_complete(const struct pl_room *room)
{
    struct pl_place place;
    assert_non_null(pl_room_document(room, PL_CONFIRMED));
    assert_true(pl_room_place(room, PL_CONFIRMED, &place));
    assert_int_equal(place.section, 2);
    assert_int_equal(place.item, 2);
    for (size_t s = 0; s < 5; s++) {
        assert_non_null(pl_room_items(room, PL_CONFIRMED, s));
        assert_non_null(pl_room_text(room, PL_CONFIRMED, s, "en"));
        assert_non_null(pl_room_text(room, PL_CONFIRMED, s, "ar"));
    }
}

/* Nothing is asked of the broker here, so even the sections may come before the document. */
static void test_any_order_and_repeats(void **state)
{
    struct stage *stage = *state;
    const struct sim_blob *blobs[TOPICS_MAX];
    char *expected = NULL;
    uint32_t seed = 1;
    fill_room(&stage->sim);
    size_t count = copy_ordered(&stage->sim, blobs);
    assert_int_equal(count, 5 * 3 + 5);
    for (int round = 0; round < 2000; round++) {
        struct pl_room *room = fresh_reader();
        pl_room_connected(room, (struct pl_time){1, 1});
        for (size_t i = count; i > 1; i--) {
            size_t j = next_random(&seed, i);
            const struct sim_blob *swap = blobs[i - 1];
            blobs[i - 1] = blobs[j];
            blobs[j] = swap;
        }
        for (size_t i = 0; i < count; i++) {
            receive(room, blobs[i], 10);
            if (next_random(&seed, 3) == 0)
                receive(room, blobs[next_random(&seed, i + 1)], 10);
        }
        check_complete(room);
        char *now = portrait(&stage->sim, room);
        if (expected)
            assert_string_equal(now, expected);
        else
            expected = now;
        if (now != expected)
            free(now);
        pl_room_destroy(room);
    }
    free(expected);
}

static void test_older_messages_change_nothing(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    struct sim_snapshot old = sim_snapshot(sim);
    fill_room(sim);
    stage_move(sim, CHAIR, "s4", "i1", NULL);
    sim_run(sim, 500);
    char *before = portrait(sim, sim_room(sim, WALL));
    for (size_t i = 0; i < old.count; i++)
        if (!strstr(old.blobs[i]->topic, "/desk/") && !strstr(old.blobs[i]->topic, "/display/") &&
            !strstr(old.blobs[i]->topic, "/ar")) /* which this wall has not asked for */
            stage_receive(sim, WALL, old.blobs[i]->topic, old.blobs[i]->bytes, true);
    char *after = portrait(sim, sim_room(sim, WALL));
    assert_string_equal(after, before);
    stage_assert_at(sim, WALL, 3, 0);
    free(before);
    free(after);
    sim_snapshot_finish(&old);
}

static void test_each_gap_is_named_and_mended(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    struct sim_blob *lost = NULL;
    char topic[PL_TOPIC_MAX + 1];
    const struct pl_document *document = pl_room_document(sim_room(sim, CHAIR), PL_CONFIRMED);
    snprintf(topic, sizeof topic, "plenary/main/items/%s/s4", document->load);
    lost = (struct sim_blob *)sim_retained(sim, topic);
    lost->refs++;
    sim_cut(sim, CHAIR, false); /* else it would mend it at once */
    sim_forget(sim, topic);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    sim_run(sim, 3000);
    assert_false(pl_room_whole(sim_room(sim, late)));
    assert_string_equal(pl_room_waiting_for(sim_room(sim, late)), "section 4 of 5");
    /* The wall shows the first text as soon as what is under discussion is here. */
    stage_assert_at(sim, late, 0, 0);
    assert_null(pl_room_items(sim_room(sim, late), PL_CONFIRMED, 3));
    assert_int_equal(stage_live(sim, late), PL_LIVE_JOINING);
    /* It comes back at the broker without being sent to those who have subscribed. */
    sim_retain(sim, topic, lost->bytes, lost->size);
    sim_run(sim, 35000);
    assert_true(pl_room_whole(sim_room(sim, late)));
    assert_non_null(pl_room_items(sim_room(sim, late), PL_CONFIRMED, 3));
    if (--lost->refs == 0)
        free(lost);
}

/* Until the last section of the next text is here, the old one is shown, whole. */
static void test_changing_over_is_all_or_nothing(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct pl_room *wall = sim_room(sim, WALL);
    char before[PL_LOAD_MAX + 1];
    struct paper *next = paper_create(7, 3, 1, 0);
    snprintf(before, sizeof before, "%s", pl_room_document(wall, PL_CONFIRMED)->load);
    stage_move(sim, CHAIR, "s5", "i8", NULL);
    sim_flow(sim);
    stage_load(sim, CHAIR, next);
    size_t looks = 0;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t c = 0; c < sim->client_count; c++) {
            moved |= sim_broker_takes(sim, c);
            moved |= sim_client_takes(sim, c);
        }
        const struct pl_document *document = pl_room_document(wall, PL_CONFIRMED);
        bool old = strcmp(document->load, before) == 0;
        looks += old;
        assert_int_equal(document->section_count, old ? 5 : 7);
        for (size_t s = 0; s < document->section_count; s++) {
            assert_non_null(pl_room_items(wall, PL_CONFIRMED, s));
            assert_int_equal(pl_room_items(wall, PL_CONFIRMED, s)->count, old ? 8 : 3);
        }
        stage_assert_at(sim, WALL, old ? 4 : 0, old ? 7 : 0);
    }
    assert_true(looks > 20);
    assert_string_not_equal(pl_room_document(wall, PL_CONFIRMED)->load, before);
    size_t agreed, total;
    pl_room_progress(wall, &agreed, &total);
    assert_int_equal(total, 21);
    paper_destroy(next);
}

static void test_a_cursor_of_another_text_does_not_count(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_flow(sim);
    assert_int_equal(
        stage_receive(sim, WALL, "plenary/main/cursor",
                      "{\"v\":1,\"epoch\":1890000000000,\"rev\":1,\"by\":\"00000000000000bb\","
                      "\"has\":[],\"at\":5,\"section\":\"s1\",\"item\":\"i1\",\"position\":0,"
                      "\"highlights\":[],\"screen\":\"blank\"}",
                      false),
        PL_OK);
    stage_assert_at(sim, WALL, 1, 1);
    assert_int_equal(pl_room_screen(sim_room(sim, WALL), PL_CONFIRMED), PL_SCREEN_TEXT);
}

static void test_the_subscriptions_come_in_two_steps(void **state)
{
    struct stage *stage = *state;
    struct pl_room_config config = {.room = "main",
                                    .user = "cabine",
                                    .name = "cabine",
                                    .by = "00000000000000ee",
                                    .seed = 1,
                                    .role = PL_ROLE_DISPLAY,
                                    .width_px = 1280,
                                    .height_px = 720};
    static const char *const wanted[] = {"ar", "fr"};
    config.langs = wanted;
    config.lang_count = 2;
    size_t wall = sim_add_config(&stage->sim, &config);
    sim_connect(&stage->sim, wall);
    const struct sim_event *first = stage->sim.clients[wall].out.first;
    assert_int_equal(first->type, SIM_SUBSCRIBE);
    for (size_t i = 0; i < first->filter_count; i++) {
        assert_null(strchr(first->filters[i], '#'));
        assert_null(strstr(first->filters[i], "/items/"));
        assert_null(strstr(first->filters[i], "/text/"));
        assert_null(strstr(first->filters[i], "/request/"));
        assert_null(strstr(first->filters[i], "/display/+"));
    }
    sim_run(&stage->sim, 1000);
    size_t items = 0, arabic = 0, english = 0, others = 0;
    const struct sim_client *client = &stage->sim.clients[wall];
    for (size_t i = 0; i < client->filter_count; i++) {
        items += strstr(client->filters[i], "/items/") != NULL;
        if (!strstr(client->filters[i], "/text/"))
            continue;
        const char *lang = strrchr(client->filters[i], '/') + 1;
        arabic += strcmp(lang, "ar") == 0;
        english += strcmp(lang, "en") == 0;
        others += strcmp(lang, "ar") != 0 && strcmp(lang, "en") != 0;
    }
    assert_int_equal(items, 1);
    assert_int_equal(arabic, 1);
    assert_int_equal(english, 1);
    assert_int_equal(others, 0);
    assert_true(pl_room_whole(sim_room(&stage->sim, wall)));
}

static void test_the_old_text_is_unsubscribed_and_deleted(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    char old[PL_LOAD_MAX + 1];
    snprintf(old, sizeof old, "%s", pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->load);
    stage_load(sim, CHAIR, stage->paper);
    sim_run(sim, 9000);
    for (size_t i = 0; i < sim->clients[WALL].filter_count; i++)
        assert_null(strstr(sim->clients[WALL].filters[i], old));
    size_t before = sim->retained_count;
    assert_true(pl_room_tidying(sim_room(sim, CHAIR)));
    sim_run(sim, 5000);
    assert_int_equal(before - sim->retained_count, 15);
    for (size_t i = 0; i < sim->retained_count; i++)
        assert_null(strstr(sim->retained[i]->topic, old));
    assert_false(pl_room_tidying(sim_room(sim, CHAIR)));
    assert_true(pl_room_whole(sim_room(sim, WALL)));
}

/* While the old text is being deleted, the new one is worked on. */
static void test_an_edit_while_the_old_text_is_deleted(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct pl_intent agree = {.kind = PL_INTENT_STATUS};
    size_t other = sim_add(sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(sim, other);
    stage_load(sim, CHAIR, stage->paper);
    sim_run(sim, 9000);
    size_t filters = sim->clients[CHAIR].filter_count;
    while (sim->clients[CHAIR].filter_count == filters) { /* until it asks for what is left */
        assert_true(pl_room_tidying(sim_room(sim, CHAIR)));
        sim_run(sim, 10);
    }
    agree.as.status.section = "s2";
    agree.as.status.item = "i2";
    agree.as.status.status = PL_STATUS_AGREED;
    stage_submit(sim, other, &agree, NULL);
    sim_flow(sim);
    assert_true(pl_room_tidying(sim_room(sim, CHAIR)));
    for (size_t c = CHAIR; c <= WALL; c++) {
        const struct pl_items *items = pl_room_items(sim_room(sim, c), PL_CONFIRMED, 1);
        assert_int_equal(items->items[1].status, PL_STATUS_AGREED);
    }
}

/* ---- a command deletes what older loads have left ---- */

static size_t left_of(const struct sim *sim, const char *load)
{
    size_t count = 0;
    for (size_t i = 0; i < sim->retained_count; i++)
        count += strstr(sim->retained[i]->topic, load) != NULL;
    return count;
}

/* The chair loads `count` times, dies before it has deleted anything, and its desk is forgotten. */
static void load_and_leave(struct stage *stage, size_t count, char olds_out[][PL_LOAD_MAX + 1])
{
    struct sim *sim = &stage->sim;
    for (size_t i = 0; i < count; i++) {
        snprintf(olds_out[i], PL_LOAD_MAX + 1, "%s",
                 pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->load);
        stage_load(sim, CHAIR, stage->paper);
        sim_run(sim, 2000);
    }
    sim_remove(sim, CHAIR);
}

static size_t join_command(struct sim *sim, int64_t wall_offset_ms)
{
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "secretary", 3);
    sim->clients[command].wall_offset_ms = wall_offset_ms;
    sim_connect(sim, command);
    return command;
}

/* An hour ahead of the chair's, its clock makes a new document look old. */
static void test_a_wrong_clock_deletes_nothing_too_early(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    char old[1][PL_LOAD_MAX + 1];
    load_and_leave(*state, 1, old);
    join_command(sim, 3600000);
    sim_run(sim, 9900);
    assert_int_equal(left_of(sim, old[0]), 15);
    sim_run(sim, 3000);
    assert_int_equal(left_of(sim, old[0]), 0);
}

static void beat_of_the_chair(struct sim *sim)
{
    char beat[256];
    int size = snprintf(beat, sizeof beat,
                        "{\"v\":1,\"epoch\":0,\"rev\":99,\"by\":\"0000000000000001\",\"at\":%lld,"
                        "\"offsets\":[]}",
                        (long long)sim->wall_ms);
    sim_publish(sim, "plenary/main/beat/chair", beat, (size_t)size, false);
}

/* It has heard the chair: by the chair's clock the document has stood for long, or has not. */
static void test_the_writers_clock_tells_how_old_a_document_is(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    char old[1][PL_LOAD_MAX + 1];
    load_and_leave(*state, 1, old);
    sim_sleep(sim, 7000); /* nine seconds after the load */
    size_t command = join_command(sim, 3600000);
    sim_flow(sim);
    beat_of_the_chair(sim);
    sim_run(sim, 3000);
    assert_int_equal(left_of(sim, old[0]), 15);
    sim_remove(sim, command);
    join_command(sim, -3600000);
    sim_flow(sim);
    beat_of_the_chair(sim);
    sim_run(sim, 3000);
    assert_int_equal(left_of(sim, old[0]), 0);
}

/* Where only commands write, what they leave is one text and not all of them. */
static void test_what_was_replaced_twice_goes_at_once(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    char old[3][PL_LOAD_MAX + 1];
    load_and_leave(*state, 3, old);
    join_command(sim, -3600000);
    sim_run(sim, 3000);
    assert_int_equal(left_of(sim, old[0]), 0);
    assert_int_equal(left_of(sim, old[1]), 0);
    assert_int_equal(left_of(sim, old[2]), 15);
    sim_run(sim, 10000);
    assert_int_equal(left_of(sim, old[2]), 0);
    assert_true(pl_room_whole(sim_room(sim, WALL)));
}

/* Rule 2: the greatest comes back byte for byte, after 0.5 to 1.5 s without news. */
static void test_an_old_value_is_mended_after_a_silence(void **state)
{
    static const char topic[] = "plenary/main/cursor";
    struct sim *sim = &((struct stage *)*state)->sim;
    stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_run(sim, 1000);
    char *old = strdup(sim_retained(sim, topic)->bytes);
    stage_move(sim, CHAIR, "s2", "i1", NULL);
    sim_run(sim, 5000);
    char *greatest = strdup(sim_retained(sim, topic)->bytes);
    assert_string_not_equal(old, greatest);
    sim_publish(sim, topic, old, strlen(old), true);
    sim_run(sim, 300);
    sim_publish(sim, topic, old, strlen(old), true); /* the silence begins anew */
    sim_run(sim, 490);
    assert_string_equal(sim_retained(sim, topic)->bytes, old);
    sim_run(sim, 1020);
    assert_string_equal(sim_retained(sim, topic)->bytes, greatest);
    free(old);
    free(greatest);
}

/* A display that reports an epoch from beyond the bound does not take all later ones away. */
static void test_reports_are_followed_up_to_a_bound(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    struct paper *paper = ((struct stage *)*state)->paper;
    const long long bound = PL_EPOCH_MAX;
    for (long long beyond = 0; beyond < 2; beyond++) {
        char report[512];
        snprintf(
            report, sizeof report,
            "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000bb\",\"at\":5,"
            "\"online\":true,\"name\":\"x\",\"version\":\"1\",\"size\":[640,480],\"languages\":[],"
            "\"holds\":{\"document\":[%lld,1,\"00000000000000bb\"]},"
            "\"changed_at\":0,\"took_ms\":0,\"refused\":{},\"old_news\":0}",
            bound - 10 + 1000 * beyond);
        assert_int_equal(stage_receive(sim, CHAIR, "plenary/main/display/x", report, false),
                         beyond ? PL_ERROR_RANGE : PL_OK);
    }
    stage_load(sim, CHAIR, paper);
    sim_run(sim, 2000);
    assert_int_equal(pl_room_epoch(sim_room(sim, CHAIR)), bound - 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_any_order_and_repeats, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_older_messages_change_nothing, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_each_gap_is_named_and_mended, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_changing_over_is_all_or_nothing, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_cursor_of_another_text_does_not_count, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_subscriptions_come_in_two_steps, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_old_text_is_unsubscribed_and_deleted, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_an_edit_while_the_old_text_is_deleted, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_wrong_clock_deletes_nothing_too_early, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_the_writers_clock_tells_how_old_a_document_is,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_what_was_replaced_twice_goes_at_once, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_an_old_value_is_mended_after_a_silence, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_reports_are_followed_up_to_a_bound, stage_full,
                                        stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
