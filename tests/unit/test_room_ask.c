/* The queue's rule, and requests for the floor: which are open, and what becomes of them. */
#include <stdio.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

enum { OTHER = 2 };

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

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

/* ---- the rule ---- */

static void add(struct sim *sim, size_t client, const char *name, enum pl_kind kind)
{
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    intent.as.add = (struct pl_speaker){.name = name, .kind = kind};
    intent.as.rule = PL_QUEUE_KINDS;
    stage_submit(sim, client, &intent, NULL);
}

static void assert_queue(struct sim *sim, const char *wanted)
{
    char names[256] = "";
    size_t used = 0;
    const struct pl_speakers *speakers = stage_speakers(sim, WALL, PL_CONFIRMED);
    for (size_t i = 0; i < speakers->queue_count; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? " " : "",
                                 speakers->queue[i].name);
    assert_string_equal(names, wanted);
}

static void order(struct sim *sim, size_t at, size_t before)
{
    const struct pl_speakers *speakers = stage_speakers(sim, CHAIR, PL_PENDING);
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ORDER};
    intent.as.order.entry = speakers->queue[at].id;
    intent.as.order.before = before < speakers->queue_count ? speakers->queue[before].id : NULL;
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
}

static void test_points_of_order_first_and_replies_last(void **state)
{
    struct sim *sim = sim_of(state);
    add(sim, CHAIR, "A", PL_KIND_STATEMENT);
    add(sim, CHAIR, "r1", PL_KIND_REPLY);
    add(sim, CHAIR, "B", PL_KIND_STATEMENT);
    add(sim, CHAIR, "p1", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "r2", PL_KIND_REPLY);
    add(sim, CHAIR, "p2", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "C", PL_KIND_STATEMENT);
    sim_flow(sim);
    assert_queue(sim, "p1 p2 A B C r1 r2");
}

static void test_an_order_by_hand_stays(void **state)
{
    struct sim *sim = sim_of(state);
    add(sim, CHAIR, "A", PL_KIND_STATEMENT);
    add(sim, CHAIR, "p1", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "r1", PL_KIND_REPLY);
    sim_flow(sim);
    order(sim, 1, 0); /* A speaks before the point of order */
    order(sim, 2, 1); /* and the reply after A */
    assert_queue(sim, "A r1 p1");
    add(sim, CHAIR, "p2", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "B", PL_KIND_STATEMENT);
    add(sim, CHAIR, "r2", PL_KIND_REPLY);
    sim_flow(sim);
    assert_queue(sim, "A r1 p1 p2 B r2");
    order(sim, 2, 6); /* the first point of order waits until the end */
    assert_queue(sim, "A r1 p2 B r2 p1");
    add(sim, CHAIR, "p3", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "C", PL_KIND_STATEMENT);
    sim_flow(sim);
    assert_queue(sim, "A r1 p2 p3 B r2 p1 C");
}

static void test_without_the_rule_all_go_to_the_end(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    add(sim, CHAIR, "r1", PL_KIND_REPLY);
    intent.as.add = (struct pl_speaker){.name = "p1", .kind = PL_KIND_POINT_OF_ORDER};
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    assert_queue(sim, "r1 p1");
}

/* Each desk has read the list without the other's: the rule is for the list it comes into. */
static void test_two_desks_add_points_of_order_at_once(void **state)
{
    struct sim *sim = sim_of(state);
    add(sim, CHAIR, "A", PL_KIND_STATEMENT);
    sim_flow(sim);
    add(sim, CHAIR, "p1", PL_KIND_POINT_OF_ORDER);
    add(sim, OTHER, "p2", PL_KIND_POINT_OF_ORDER);
    add(sim, CHAIR, "r1", PL_KIND_REPLY);
    add(sim, OTHER, "B", PL_KIND_STATEMENT);
    sim_run(sim, 3000);
    const struct pl_speakers *speakers = stage_speakers(sim, WALL, PL_CONFIRMED);
    assert_int_equal(speakers->queue_count, 5);
    assert_int_equal(speakers->queue[0].kind, PL_KIND_POINT_OF_ORDER);
    assert_int_equal(speakers->queue[1].kind, PL_KIND_POINT_OF_ORDER);
    assert_int_equal(speakers->queue[4].kind, PL_KIND_REPLY);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
}

static void test_an_entry_goes_before_another_while_that_is_there(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    add(sim, CHAIR, "A", PL_KIND_STATEMENT);
    add(sim, CHAIR, "B", PL_KIND_STATEMENT);
    add(sim, CHAIR, "r", PL_KIND_REPLY);
    char before[PL_ID_MAX + 1];
    snprintf(before, sizeof before, "%s", stage_speakers(sim, CHAIR, PL_PENDING)->queue[1].id);
    intent.as.add = (struct pl_speaker){.name = "C"};
    intent.as.add_before = before;
    intent.as.rule = PL_QUEUE_KINDS;
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    assert_queue(sim, "A C B r");
    intent.as.add.name = "D";
    intent.as.add_before = "nobody-1";
    stage_submit(sim, CHAIR, &intent, NULL);
    sim_flow(sim);
    assert_queue(sim, "A C B D r");
}

/* ---- requests ---- */

#define ASK "plenary/main/request/ana"

static void ask(struct sim *sim, int number, int64_t at_ms)
{
    char payload[256];
    int size = snprintf(payload, sizeof payload,
                        "{\"v\":1,\"epoch\":0,\"rev\":%d,\"by\":\"aaaaaaaaaaaaaaaa\",\"at\":%lld,"
                        "\"want\":\"floor\",\"number\":%d,\"kind\":\"statement\"}",
                        number, (long long)at_ms, number);
    sim_publish(sim, ASK, payload, (size_t)size, true);
    sim_flow(sim);
}

static void answer(struct sim *sim, size_t client, int number)
{
    struct pl_intent intent = {.kind = PL_INTENT_ANSWER};
    intent.as.answer = (struct pl_answer){.user = "ana", .number = number, .granted = true};
    stage_submit(sim, client, &intent, NULL);
}

static size_t open_at(struct sim *sim, size_t client)
{
    return pl_room_requests(sim_room(sim, client));
}

static void test_an_answered_request_is_open_no_more(void **state)
{
    struct sim *sim = sim_of(state);
    ask(sim, 3, sim->wall_ms);
    assert_int_equal(open_at(sim, CHAIR), 1);
    assert_int_equal(open_at(sim, OTHER), 1);
    answer(sim, CHAIR, 2); /* to an older one */
    assert_int_equal(open_at(sim, CHAIR), 1);
    answer(sim, CHAIR, 3);
    assert_int_equal(open_at(sim, CHAIR), 0); /* before it has come back */
    assert_int_equal(open_at(sim, OTHER), 1);
    sim_run(sim, 9000);
    assert_int_equal(open_at(sim, OTHER), 0);
    assert_non_null(sim_retained(sim, ASK));
    size_t published = sim->clients[OTHER].published;
    sim_run(sim, 2000);
    assert_null(sim_retained(sim, ASK));
    assert_true(sim->clients[OTHER].published - published <= 2); /* its beats */
    ask(sim, 4, sim->wall_ms);
    sim_run(sim, 30000);
    assert_int_equal(open_at(sim, CHAIR), 1);
    assert_int_equal(open_at(sim, OTHER), 1);
    assert_non_null(sim_retained(sim, ASK));
}

static void test_the_other_desk_deletes_for_one_that_went(void **state)
{
    struct sim *sim = sim_of(state);
    ask(sim, 1, sim->wall_ms);
    answer(sim, CHAIR, 1);
    sim_run(sim, 1000);
    sim_cut(sim, CHAIR, true);
    sim_run(sim, 12000);
    assert_non_null(sim_retained(sim, ASK));
    sim_run(sim, 10000);
    assert_null(sim_retained(sim, ASK));
}

static void test_a_request_lapses(void **state)
{
    struct sim *sim = sim_of(state);
    ask(sim, 1, 1); /* its clock is wrong, but it came live */
    sim_run(sim, (PL_REQUEST_SECONDS - 1) * (int64_t)1000);
    assert_int_equal(open_at(sim, CHAIR), 1);
    sim_run(sim, 2000);
    assert_int_equal(open_at(sim, CHAIR), 0);
    assert_int_equal(open_at(sim, OTHER), 0);
    assert_null(sim_retained(sim, ASK));
}

static void come_back(struct sim *sim, int64_t after_ms)
{
    sim_cut(sim, OTHER, false);
    sim_run(sim, after_ms);
    sim_connect(sim, OTHER);
    sim_run(sim, 2500);
}

static void test_what_was_kept_since_yesterday_is_not_asked(void **state)
{
    struct sim *sim = sim_of(state);
    sim_cut(sim, CHAIR, false);
    sim_cut(sim, OTHER, false);
    ask(sim, 1, sim->wall_ms - 2 * (int64_t)PL_REQUEST_SECONDS * 1000); /* a clock that is late */
    come_back(sim, 100);
    assert_int_equal(open_at(sim, OTHER), 1);
    sim_cut(sim, OTHER, false);
    ask(sim, 2, sim->wall_ms - 24 * (int64_t)PL_REQUEST_SECONDS * 1000);
    come_back(sim, 100);
    assert_int_equal(open_at(sim, OTHER), 0);
    assert_null(sim_retained(sim, ASK));
}

static void test_what_went_while_we_were_away_is_forgotten(void **state)
{
    struct sim *sim = sim_of(state);
    ask(sim, 1, sim->wall_ms);
    sim_cut(sim, OTHER, false);
    sim_publish(sim, ASK, "", 0, true);
    sim_flow(sim);
    assert_int_equal(open_at(sim, OTHER), 1);
    sim_connect(sim, OTHER);
    sim_run(sim, 2500);
    assert_int_equal(open_at(sim, OTHER), 0);
}

/* The broker comes back without a store: who asked is not forgotten, though its topic is gone. */
static void test_what_the_broker_lost_is_kept_at_the_desk(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_asking asking;
    ask(sim, 1, sim->wall_ms);
    assert_int_equal(open_at(sim, CHAIR), 1);
    for (size_t c = 0; c < sim->client_count; c++)
        sim_cut(sim, c, false);
    while (sim->retained_count > 0)
        sim_forget(sim, sim->retained[0]->topic);
    for (size_t c = 0; c < sim->client_count; c++)
        sim_connect(sim, c);
    sim_run(sim, 3000);
    assert_int_equal(open_at(sim, CHAIR), 1);
    assert_true(pl_room_request(sim_room(sim, CHAIR), 0, &asking));
    assert_string_equal(asking.user, "ana");
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_REQUESTS_KEPT, 1), 1);
    sim_run(sim, PL_REQUEST_SECONDS * 1000);
    assert_int_equal(open_at(sim, CHAIR), 0);
}

static void test_an_answer_taken_back_opens_it_again(void **state)
{
    struct sim *sim = sim_of(state);
    ask(sim, 5, sim->wall_ms);
    answer(sim, CHAIR, 5);
    sim_run(sim, 5000);
    answer(sim, CHAIR, -1);
    assert_int_equal(open_at(sim, CHAIR), 1);
    answer(sim, CHAIR, -1); /* there is none any more */
    sim_run(sim, 20000);
    assert_int_equal(open_at(sim, CHAIR), 1);
    assert_non_null(sim_retained(sim, ASK));
}

int main(void)
{
#define WITH_TWO(test) cmocka_unit_test_setup_teardown(test, two_desks, stage_leave)
    const struct CMUnitTest tests[] = {
        WITH_TWO(test_points_of_order_first_and_replies_last),
        WITH_TWO(test_an_order_by_hand_stays),
        WITH_TWO(test_without_the_rule_all_go_to_the_end),
        WITH_TWO(test_two_desks_add_points_of_order_at_once),
        WITH_TWO(test_an_entry_goes_before_another_while_that_is_there),
        WITH_TWO(test_an_answered_request_is_open_no_more),
        WITH_TWO(test_the_other_desk_deletes_for_one_that_went),
        WITH_TWO(test_a_request_lapses),
        WITH_TWO(test_what_was_kept_since_yesterday_is_not_asked),
        WITH_TWO(test_what_went_while_we_were_away_is_forgotten),
        WITH_TWO(test_what_the_broker_lost_is_kept_at_the_desk),
        WITH_TWO(test_an_answer_taken_back_opens_it_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
