/* The room's ordinary days: joining, loading, moving, writing, cuts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper.h"
#include "sim.h"
#include "unit.h"

enum { CHAIR, WALL };

struct stage {
    struct sim sim;
    struct paper *paper;
};

static struct pl_place at(struct sim *sim, size_t client, enum pl_side side)
{
    struct pl_place place = {999, 999, 999};
    pl_room_place(sim_room(sim, client), side, &place);
    return place;
}

static void assert_at(struct sim *sim, size_t client, size_t section, size_t item)
{
    struct pl_place place = at(sim, client, PL_CONFIRMED);
    assert_int_equal(place.section, section);
    assert_int_equal(place.item, item);
}

static void load(struct sim *sim, size_t client, const struct paper *paper)
{
    size_t where = 0;
    assert_int_equal(pl_room_load(sim_room(sim, client), paper_document(paper),
                                  paper_sections(paper), sim_now(sim, client), &where),
                     PL_OK);
    sim_drain(sim, client);
}

static enum pl_error move_to(struct sim *sim, size_t client, const char *section, const char *item,
                             uint64_t *number_out)
{
    const struct pl_cursor *cursor = pl_room_cursor(sim_room(sim, client), PL_PENDING);
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    const struct pl_document *document = pl_room_document(sim_room(sim, client), PL_PENDING);
    intent.as.move.section = section;
    intent.as.move.item = item;
    intent.as.move.from_item = cursor ? cursor->item : document ? document->start_item : NULL;
    intent.as.move.from_position = cursor ? cursor->position : 0;
    enum pl_error error =
        pl_room_submit(sim_room(sim, client), &intent, sim_now(sim, client), number_out);
    sim_drain(sim, client);
    return error;
}

/* A chair at a desk and a wall in an empty room. */
static int empty_room(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    if (!stage)
        return -1;
    *state = stage;
    sim_init(&stage->sim);
    sim_add(&stage->sim, PL_ROLE_DESK, "chair", 1);
    sim_add(&stage->sim, PL_ROLE_DISPLAY, "hall", 2);
    sim_connect(&stage->sim, CHAIR);
    sim_connect(&stage->sim, WALL);
    sim_run(&stage->sim, 1000);
    return 0;
}

/* The same with a text of five sections of eight items in two languages. */
static int full_room(void **state)
{
    empty_room(state);
    struct stage *stage = *state;
    stage->paper = paper_create(5, 8, 2, 0);
    load(&stage->sim, CHAIR, stage->paper);
    sim_run(&stage->sim, 2000);
    return 0;
}

static int leave(void **state)
{
    struct stage *stage = *state;
    sim_finish(&stage->sim);
    paper_destroy(stage->paper);
    free(stage);
    return 0;
}

static void test_an_empty_room_is_whole(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    assert_true(pl_room_whole(sim_room(sim, CHAIR)));
    assert_true(pl_room_whole(sim_room(sim, WALL)));
    assert_null(pl_room_document(sim_room(sim, WALL), PL_CONFIRMED));
    assert_string_equal(pl_room_waiting_for(sim_room(sim, WALL)), "no document in room \"main\"");
    struct pl_liveness live;
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_int_equal(live.live, PL_LIVE);
    assert_int_equal(pl_room_desks(sim_room(sim, WALL)), 1);
    assert_int_equal(pl_room_displays(sim_room(sim, CHAIR)), 1);
}

static void test_a_load_is_shown_and_told(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
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
        assert_at(sim, c, 0, 0);
        const struct pl_words *words = pl_room_words(room, PL_CONFIRMED, 4, "i8", NULL, NULL);
        assert_non_null(words);
        assert_string_equal(words->runs[0].t, "words of 5.8");
    }
}

static void test_a_move_reaches_the_wall(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    uint64_t number = 0;
    assert_int_equal(move_to(sim, CHAIR, "s3", "i4", &number), PL_OK);
    assert_int_equal(at(sim, CHAIR, PL_PENDING).item, 3);
    assert_at(sim, CHAIR, 0, 0);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 1);
    sim_flow(sim);
    assert_at(sim, CHAIR, 2, 3);
    assert_at(sim, WALL, 2, 3);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(pl_room_unsettled(sim_room(sim, CHAIR)), 0);
    assert_int_equal(move_to(sim, CHAIR, "s9", "i1", NULL), PL_ERROR_REFERENCE);
    assert_int_equal(move_to(sim, CHAIR, "s3", "i9", NULL), PL_ERROR_REFERENCE);
}

static void test_a_command_joins_moves_and_goes(void **state)
{
    struct sim *sim = &((struct stage *)*state)->sim;
    size_t command = sim_add(sim, PL_ROLE_COMMAND, "chair", 3);
    uint64_t number = 0;
    sim_connect(sim, command);
    sim_flow(sim);
    assert_false(pl_room_whole(sim_room(sim, command)));
    sim_run(sim, 300);
    assert_true(pl_room_whole(sim_room(sim, command)));
    assert_int_equal(move_to(sim, command, "s2", "i2", &number), PL_OK);
    sim_run(sim, 299);
    assert_at(sim, WALL, 1, 1);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 0);
    sim_run(sim, 1);
    assert_int_equal(sim_noted(sim, command, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(pl_room_desks(sim_room(sim, WALL)), 1);
    sim_remove(sim, command);
    sim_run(sim, 10000);
    struct pl_liveness live;
    pl_room_liveness(sim_room(sim, WALL), sim_now(sim, WALL), &live);
    assert_int_equal(live.live, PL_LIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_empty_room_is_whole, empty_room, leave),
        cmocka_unit_test_setup_teardown(test_a_load_is_shown_and_told, full_room, leave),
        cmocka_unit_test_setup_teardown(test_a_move_reaches_the_wall, full_room, leave),
        cmocka_unit_test_setup_teardown(test_a_command_joins_moves_and_goes, full_room, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
