/* What a desk asks for: each kind of intent, what becomes of those that cannot be, rules 1 to 5. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

enum { OTHER = 2 };

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

/* A chair, a wall, and a secretary at a second desk. */
static int two_desks(void **state)
{
    if (stage_full(state))
        return -1;
    struct sim *sim = sim_of(state);
    sim_add(sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(sim, OTHER);
    sim_run(sim, 2500);
    return 0;
}

static const struct pl_speakers *shown(struct sim *sim)
{
    return stage_speakers(sim, WALL, PL_CONFIRMED);
}

static const char *entry_of(struct sim *sim, size_t at, char out[PL_ID_MAX + 1])
{
    snprintf(out, PL_ID_MAX + 1, "%s", shown(sim)->queue[at].id);
    return out;
}

static uint64_t ask(struct sim *sim, enum pl_intent_kind kind, const char *entry, const char *other)
{
    struct pl_intent intent = {.kind = kind};
    if (kind == PL_INTENT_SPEAKER_REMOVE || kind == PL_INTENT_SPEAKER_ORDER) {
        intent.as.order.entry = entry;
        intent.as.order.before = other;
    } else {
        intent.as.floor.entry = entry;
        intent.as.floor.premise = other;
    }
    uint64_t number = stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    return number;
}

static void test_a_list_of_speakers(void **state)
{
    struct sim *sim = sim_of(state);
    char a[PL_ID_MAX + 1], b[PL_ID_MAX + 1], c[PL_ID_MAX + 1];
    struct pl_intent limits = {.kind = PL_INTENT_LIMITS}, add = {.kind = PL_INTENT_SPEAKER_ADD};
    static const struct pl_limit classes[] = {{"group", 600}, {"delegation", 300}};
    limits.as.limits.limits = classes;
    limits.as.limits.count = 2;
    stage_submit(sim, CHAIR, &limits, NULL);
    add.as.add = (struct pl_speaker){
        .name = "A", .on_behalf = "G77", .class_name = "group", .kind = PL_KIND_STATEMENT};
    stage_submit(sim, CHAIR, &add, NULL);
    stage_add(sim, CHAIR, "B");
    stage_add(sim, CHAIR, "C");
    sim_flow(sim);
    assert_int_equal(shown(sim)->queue_count, 3);
    entry_of(sim, 0, a);
    entry_of(sim, 1, b);
    entry_of(sim, 2, c);
    ask(sim, PL_INTENT_SPEAKER_ORDER, c, b);
    assert_string_equal(shown(sim)->queue[1].name, "C");
    ask(sim, PL_INTENT_SPEAKER_ORDER, c, NULL);
    assert_string_equal(shown(sim)->queue[2].name, "C");
    ask(sim, PL_INTENT_FLOOR_GIVE, a, NULL);
    assert_string_equal(shown(sim)->floor.name, "A");
    assert_int_equal(shown(sim)->floor_clock.limit_s, 600);
    assert_true(shown(sim)->floor_clock.running);
    assert_int_equal(shown(sim)->queue_count, 2);
    ask(sim, PL_INTENT_SPEAKER_REMOVE, b, NULL);
    assert_int_equal(shown(sim)->queue_count, 1);
    ask(sim, PL_INTENT_FLOOR_GIVE, c, a);
    assert_string_equal(shown(sim)->floor.name, "C");
    ask(sim, PL_INTENT_FLOOR_END, c, NULL);
    assert_false(shown(sim)->has_floor);
    assert_int_equal(shown(sim)->limit_count, 2);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
}

static void test_a_floor_clock_pauses(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent clock = {.kind = PL_INTENT_FLOOR_CLOCK};
    char a[PL_ID_MAX + 1];
    const char *by;
    int64_t ms;
    stage_add(sim, CHAIR, "A");
    sim_flow(sim);
    ask(sim, PL_INTENT_FLOOR_GIVE, entry_of(sim, 0, a), NULL);
    sim_run(sim, 10000);
    clock.as.floor_clock.entry = a;
    stage_submit(sim, OTHER, &clock, NULL); /* at another desk, whose clock is another */
    sim_run(sim, 7000);
    const struct pl_speakers *speakers = pl_room_speakers(sim_room(sim, WALL), PL_CONFIRMED, &by);
    pl_room_elapsed(sim_room(sim, WALL), by, &speakers->floor_clock, sim_now(sim, WALL), &ms);
    assert_int_equal(ms, 10000);
    clock.as.floor_clock.running = true;
    stage_submit(sim, CHAIR, &clock, NULL);
    sim_run(sim, 5000);
    speakers = pl_room_speakers(sim_room(sim, WALL), PL_CONFIRMED, &by);
    pl_room_elapsed(sim_room(sim, WALL), by, &speakers->floor_clock, sim_now(sim, WALL), &ms);
    assert_int_equal(ms, 15000);
}

static void test_premises_that_do_not_hold_are_refused(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_GIVE};
    enum pl_error error;
    intent.as.floor.entry = "nobody";
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
    intent = (struct pl_intent){.kind = PL_INTENT_HIGHLIGHT};
    intent.as.highlight = (struct pl_highlight){"i2", "en", 0, 5, "words"};
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
    intent.as.highlight = (struct pl_highlight){"i1", "en", 0, 4, "words"};
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_POSITION);
    intent = (struct pl_intent){.kind = PL_INTENT_SPEAKER_ADD};
    intent.as.add.name = "line\nbreak";
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_TEXT);
    intent = (struct pl_intent){.kind = PL_INTENT_STATUS};
    intent.as.status.section = "s1";
    intent.as.status.item = "i99";
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
    intent.as.status.section = "s99";
    stage_submit(sim, CHAIR, &intent, &error);
    assert_int_equal(error, PL_ERROR_REFERENCE);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
}

static void test_highlights_go_with_a_move(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent light = {.kind = PL_INTENT_HIGHLIGHT},
                     clear = {.kind = PL_INTENT_CLEAR_HIGHLIGHTS};
    light.as.highlight = (struct pl_highlight){"i1", "en", 0, 5, "words"};
    stage_submit(sim, CHAIR, &light, NULL);
    stage_submit(sim, CHAIR, &light, NULL); /* the same once more is the same */
    light.as.highlight = (struct pl_highlight){"i1", "en", 6, 8, "of"};
    stage_submit(sim, OTHER, &light, NULL);
    sim_run(sim, 3000);
    assert_int_equal(pl_room_cursor(sim_room(sim, WALL), PL_CONFIRMED)->highlight_count, 2);
    stage_submit(sim, CHAIR, &clear, NULL);
    sim_flow(sim);
    assert_int_equal(pl_room_cursor(sim_room(sim, WALL), PL_CONFIRMED)->highlight_count, 0);
    stage_submit(sim, CHAIR, &light, NULL);
    stage_move(sim, CHAIR, "s1", "i2", NULL);
    sim_flow(sim);
    assert_int_equal(pl_room_cursor(sim_room(sim, WALL), PL_CONFIRMED)->highlight_count, 0);
}

static void test_status_and_progress(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent intent = {.kind = PL_INTENT_STATUS};
    static const char *const who[] = {"US", "EU"};
    size_t agreed, total;
    intent.as.status.section = "s2";
    intent.as.status.item = "i1";
    intent.as.status.status = PL_STATUS_AGREED_AD_REF;
    stage_submit(sim, CHAIR, &intent, NULL);
    intent.as.status.item = "i2";
    stage_submit(sim, OTHER, &intent, NULL);
    sim_run(sim, 3000);
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(agreed, 2);
    intent.as.status.status = PL_STATUS_PENDING;
    intent.as.status.who = (struct pl_names){who, 2, true};
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    pl_room_progress(sim_room(sim, WALL), &agreed, &total);
    assert_int_equal(agreed, 1);
    const struct pl_item *item = &pl_room_items(sim_room(sim, WALL), PL_CONFIRMED, 1)->items[1];
    assert_int_equal(item->status, PL_STATUS_PENDING);
    assert_int_equal(item->who.count, 2);
}

/* ---- two at once ---- */

static uint64_t words(struct sim *sim, size_t client, const char *from, const char *to)
{
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    struct pl_run was = {.t = from, .bytes = strlen(from), .points = strlen(from)};
    struct pl_run is = {.t = to, .bytes = strlen(to), .points = strlen(to)};
    intent.as.words.section = "s1";
    intent.as.words.item = "i1";
    intent.as.words.lang = "en";
    intent.as.words.old_runs = &was;
    intent.as.words.old_count = 1;
    intent.as.words.new_runs = &is;
    intent.as.words.new_count = 1;
    return stage_submit(sim, client, &intent, NULL);
}

static void test_two_change_the_same_words(void **state)
{
    struct sim *sim = sim_of(state);
    uint64_t mine = words(sim, CHAIR, "words of 1.1", "the chair's words");
    uint64_t theirs = words(sim, OTHER, "words of 1.1", "the secretary's words");
    sim_run(sim, 5000);
    const char *stands =
        pl_room_words(sim_room(sim, WALL), PL_CONFIRMED, 0, "i1", NULL, NULL)->runs[0].t;
    /* The greater `by` wins, and the other one is told. */
    assert_string_equal(stands, "the secretary's words");
    assert_int_equal(sim_noted(sim, OTHER, PL_NOTE_SETTLED, theirs), 1);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DROPPED, mine), 1);
}

static void test_two_add_at_once(void **state)
{
    struct sim *sim = sim_of(state);
    for (int i = 0; i < 10; i++) {
        stage_add(sim, CHAIR, "from the chair");
        stage_add(sim, OTHER, "from the secretary");
    }
    sim_run(sim, 5000);
    assert_int_equal(shown(sim)->queue_count, 20);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
    assert_int_equal(pl_room_unsettled(sim_room(sim, OTHER)), 0);
}

static void test_two_move_at_once(void **state)
{
    struct sim *sim = sim_of(state);
    uint64_t mine = stage_move(sim, CHAIR, "s2", "i1", NULL);
    uint64_t theirs = stage_move(sim, OTHER, "s3", "i1", NULL);
    sim_run(sim, 3000);
    stage_assert_at(sim, WALL, 2, 0);
    assert_int_equal(sim_noted(sim, OTHER, PL_NOTE_SETTLED, theirs), 1);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DROPPED, mine), 1);
}

/* ---- the broker forgets ---- */

static void test_old_data_moves_nothing_back(void **state)
{
    struct sim *sim = sim_of(state);
    struct sim_snapshot old = sim_snapshot(sim);
    stage_move(sim, CHAIR, "s4", "i4", NULL);
    stage_add(sim, CHAIR, "A");
    sim_run(sim, 1000);
    for (size_t c = 0; c < sim->client_count; c++)
        sim_cut(sim, c, false);
    sim_restore(sim, &old);
    for (size_t c = 0; c < sim->client_count; c++)
        sim_connect(sim, c);
    for (int i = 0; i < 30; i++) {
        sim_run(sim, 100);
        stage_assert_at(sim, WALL, 3, 3);
        assert_int_equal(shown(sim)->queue_count, 1);
    }
    /* Who comes now sees the right one. */
    size_t late = sim_add(sim, PL_ROLE_WATCH, "late", 9);
    sim_connect(sim, late);
    sim_run(sim, 1000);
    stage_assert_at(sim, late, 3, 3);
    assert_int_equal(stage_speakers(sim, late, PL_CONFIRMED)->queue_count, 1);
    sim_snapshot_finish(&old);
}

static void test_an_empty_broker_is_filled_again(void **state)
{
    struct sim *sim = sim_of(state);
    struct sim_snapshot nothing = {0};
    for (size_t c = 0; c < sim->client_count; c++)
        sim_cut(sim, c, false);
    sim_restore(sim, &nothing);
    for (size_t c = 0; c < sim->client_count; c++)
        sim_connect(sim, c);
    sim_run(sim, 4000);
    size_t late = sim_add(sim, PL_ROLE_DISPLAY, "late", 9);
    sim_connect(sim, late);
    sim_run(sim, 1000);
    assert_true(pl_room_whole(sim_room(sim, late)));
    stage_assert_at(sim, late, 0, 0);
    assert_int_equal(pl_room_document(sim_room(sim, late), PL_CONFIRMED)->section_count, 5);
}

static void test_a_section_deleted_by_mistake_comes_back(void **state)
{
    struct sim *sim = sim_of(state);
    char topic[PL_TOPIC_MAX + 1];
    snprintf(topic, sizeof topic, "plenary/main/items/%s/s3",
             pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->load);
    sim_publish(sim, topic, NULL, 0, true);
    sim_run(sim, 2500);
    assert_non_null(sim_retained(sim, topic));
    assert_non_null(pl_room_items(sim_room(sim, WALL), PL_CONFIRMED, 2));
    assert_true(sim->clients[WALL].note_count > 0);
}

/* A wall has seen what the desk, new in the room, has not: the desk goes beyond it. */
static void test_a_wall_ahead_of_the_room(void **state)
{
    struct sim *sim = sim_of(state);
    struct sim_snapshot old = sim_snapshot(sim);
    for (int i = 0; i < 5; i++) {
        stage_move(sim, CHAIR, "s2", "i2", NULL);
        stage_move(sim, CHAIR, "s3", "i2", NULL);
        sim_flow(sim);
    }
    sim_remove(sim, CHAIR);
    sim_remove(sim, OTHER);
    sim_cut(sim, WALL, false);
    sim_restore(sim, &old);
    sim_connect(sim, WALL);
    size_t desk = sim_add(sim, PL_ROLE_DESK, "chair", 5);
    sim_connect(sim, desk);
    sim_run(sim, 15000);
    struct pl_topic topic = {.kind = PL_TOPIC_CURSOR};
    const struct pl_message *a = pl_room_greatest(sim_room(sim, WALL), &topic, PL_CONFIRMED);
    const struct pl_message *b = pl_room_greatest(sim_room(sim, desk), &topic, PL_CONFIRMED);
    assert_int_equal(pl_stamp_compare(&a->envelope.stamp, &b->envelope.stamp), 0);
    stage_move(sim, desk, "s5", "i5", NULL);
    sim_flow(sim);
    stage_assert_at(sim, WALL, 4, 4);
    sim_snapshot_finish(&old);
}

/* Both desks take over the timer of one who has gone, at once; the lesser arrives last. Neither has
 * an intent there, so nothing but the arrival tells it that its own is no longer under way. */
static void test_two_take_a_timer_over_at_once(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent timer = {.kind = PL_INTENT_TIMER};
    timer.as.timer = (struct pl_timer){PL_TIMER_DOWN, "", {true, 0, 0, 900}};
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 9);
    sim_connect(sim, command);
    stage_submit(sim, command, &timer, NULL);
    sim_run(sim, 2000);
    sim_remove(sim, command);
    for (int i = 0; i < 4; i++) {
        sim_sleep(sim, 2500);
        sim_tick(sim, CHAIR);
        sim_tick(sim, OTHER);
    }
    while (sim_broker_takes(sim, OTHER))
        ;
    while (sim_broker_takes(sim, CHAIR))
        ;
    const struct sim_blob *blob = sim_retained(sim, "plenary/main/timer");
    assert_non_null(strstr(blob->bytes, "\"by\":\"0000000000000001\""));
    sim_run(sim, 3000);
    blob = sim_retained(sim, "plenary/main/timer");
    assert_non_null(strstr(blob->bytes, "\"by\":\"0000000000000003\""));
    const char *by;
    assert_non_null(pl_room_timer(sim_room(sim, WALL), PL_CONFIRMED, &by));
    assert_string_equal(by, "0000000000000003");
}

/* ---- what the broker does not allow ---- */

static void test_a_refused_publication_is_told(void **state)
{
    struct sim *sim = sim_of(state);
    sim->denies = true;
    uint64_t number = stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_run(sim, 100);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DENIED, 0), 1);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DROPPED, number), 1);
    assert_int_equal(stage_place(sim, CHAIR, PL_PENDING).section, 0);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
}

static void test_a_silently_refused_publication_is_told(void **state)
{
    struct sim *sim = sim_of(state);
    sim->swallows = true;
    stage_move(sim, CHAIR, "s2", "i2", NULL);
    sim_run(sim, 9900);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DENIED, 0), 0);
    sim_run(sim, 200);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DENIED, 0), 1);
    sim_run(sim, 60000);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_DENIED, 0), 1);
}

static void test_a_full_link_is_asked_again(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *room = sim_room(sim, CHAIR);
    struct pl_intent intent = {.kind = PL_INTENT_LIST};
    struct pl_output output;
    uint64_t number;
    assert_int_equal(pl_room_submit(room, &intent, sim_now(sim, CHAIR), &number), PL_OK);
    assert_true(pl_room_next(room, &output));
    uint64_t token = output.token;
    pl_room_defer(room);
    assert_true(pl_room_next(room, &output));
    assert_int_equal(output.token, token);
    pl_room_defer(room);
    sim_drain(sim, CHAIR);
    sim_flow(sim);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_SETTLED, number), 1);
}

/* ---- loading ---- */

static void test_a_load_survives_a_cut(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct paper *next = paper_create(100, 2, 1, 0);
    stage_load(sim, CHAIR, next);
    for (int i = 0; i < 40; i++)
        sim_broker_takes(sim, CHAIR);
    for (int i = 0; i < 10; i++)
        sim_client_takes(sim, CHAIR);
    sim_cut(sim, CHAIR, true);
    sim_run(sim, 1000);
    assert_int_equal(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->section_count, 5);
    sim_connect(sim, CHAIR);
    sim_run(sim, 3000);
    assert_int_equal(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->section_count, 100);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_LOADED, 0), 2);
    paper_destroy(next);
}

static void test_two_load_at_once(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct paper *one = paper_create(3, 2, 1, 0), *two = paper_create(4, 2, 1, 0);
    stage_load(sim, CHAIR, one);
    sim_sleep(sim, 5);
    stage_load(sim, OTHER, two);
    sim_run(sim, 3000);
    assert_int_equal(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED)->section_count, 4);
    assert_int_equal(sim_noted(sim, OTHER, PL_NOTE_LOADED, 0), 1);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_LOADED, 0) +
                         sim_noted(sim, CHAIR, PL_NOTE_LOAD_FAILED, 0),
                     2); /* the first text of this room, and one of the two now */
    sim_run(sim, 30000);
    size_t sections = 0;
    for (size_t i = 0; i < sim->retained_count; i++)
        sections += strstr(sim->retained[i]->topic, "/items/") != NULL;
    assert_int_equal(sections, 4);
    paper_destroy(one);
    paper_destroy(two);
}

/* A clock far in the future uses up nothing: others follow it by one. */
static void test_epochs_follow_a_wrong_clock(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    sim->clients[OTHER].wall_offset_ms = 9000000000000000;
    stage_load(sim, OTHER, stage->paper);
    sim_run(sim, 2000);
    assert_int_equal(pl_room_epoch(sim_room(sim, WALL)), PL_EPOCH_NOW_MAX);
    stage_load(sim, CHAIR, stage->paper);
    sim_run(sim, 2000);
    assert_int_equal(pl_room_epoch(sim_room(sim, WALL)), PL_EPOCH_NOW_MAX + 1);
}

static void test_intents_on_a_text_die_with_its_load(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    sim_cut(sim, OTHER, true);
    uint64_t number = words(sim, OTHER, "words of 1.1", "too late");
    stage_load(sim, CHAIR, stage->paper);
    sim_run(sim, 3000);
    sim_connect(sim, OTHER);
    sim_run(sim, 3000);
    assert_int_equal(sim_noted(sim, OTHER, PL_NOTE_DROPPED, number), 1);
    assert_string_equal(
        pl_room_words(sim_room(sim, WALL), PL_CONFIRMED, 0, "i1", NULL, NULL)->runs[0].t,
        "words of 1.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_list_of_speakers, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_floor_clock_pauses, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_premises_that_do_not_hold_are_refused, two_desks,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_highlights_go_with_a_move, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_status_and_progress, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_two_change_the_same_words, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_two_add_at_once, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_two_move_at_once, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_old_data_moves_nothing_back, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_an_empty_broker_is_filled_again, two_desks,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_section_deleted_by_mistake_comes_back, two_desks,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_wall_ahead_of_the_room, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_two_take_a_timer_over_at_once, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_refused_publication_is_told, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_silently_refused_publication_is_told, two_desks,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_full_link_is_asked_again, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_load_survives_a_cut, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_two_load_at_once, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_epochs_follow_a_wrong_clock, two_desks, stage_leave),
        cmocka_unit_test_setup_teardown(test_intents_on_a_text_die_with_its_load, two_desks,
                                        stage_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
