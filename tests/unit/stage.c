#include "tests/unit/stage.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

int stage_empty(void **state)
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

int stage_full(void **state)
{
    if (stage_empty(state))
        return -1;
    struct stage *stage = *state;
    stage->paper = paper_create(5, 8, 2, 0);
    stage_load(&stage->sim, CHAIR, stage->paper);
    sim_run(&stage->sim, 2000);
    return 0;
}

int stage_leave(void **state)
{
    struct stage *stage = *state;
    sim_finish(&stage->sim);
    paper_destroy(stage->paper);
    free(stage);
    return 0;
}

struct pl_place stage_place(struct sim *sim, size_t client, enum pl_side side)
{
    struct pl_place place = {999, 999, 999};
    pl_room_place(sim_room(sim, client), side, &place);
    return place;
}

void stage_assert_at(struct sim *sim, size_t client, size_t section, size_t item)
{
    struct pl_place place = stage_place(sim, client, PL_CONFIRMED);
    assert_int_equal(place.section, section);
    assert_int_equal(place.item, item);
}

void stage_load(struct sim *sim, size_t client, const struct paper *paper)
{
    size_t where = 0;
    assert_int_equal(pl_room_load(sim_room(sim, client), paper_document(paper),
                                  paper_sections(paper), sim_now(sim, client), &where),
                     PL_OK);
    sim_drain(sim, client);
}

enum pl_live stage_live(struct sim *sim, size_t client)
{
    struct pl_liveness live;
    pl_room_liveness(sim_room(sim, client), sim_now(sim, client), &live);
    return live.live;
}

uint64_t stage_submit(struct sim *sim, size_t client, const struct pl_intent *intent,
                      enum pl_error *error_out)
{
    uint64_t number = 0;
    enum pl_error error =
        pl_room_submit(sim_room(sim, client), intent, sim_now(sim, client), &number);
    sim_drain(sim, client);
    if (error_out)
        *error_out = error;
    else
        assert_int_equal(error, PL_OK);
    return number;
}

uint64_t stage_move(struct sim *sim, size_t client, const char *section, const char *item,
                    enum pl_error *error_out)
{
    const struct pl_room *room = sim_room(sim, client);
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_PENDING);
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    intent.as.move.section = section;
    intent.as.move.item = item;
    intent.as.move.from_item = cursor ? cursor->item : document ? document->start_item : NULL;
    intent.as.move.from_position = cursor ? cursor->position : 0;
    return stage_submit(sim, client, &intent, error_out);
}

uint64_t stage_add(struct sim *sim, size_t client, const char *name)
{
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    intent.as.add.name = name;
    return stage_submit(sim, client, &intent, NULL);
}

const struct pl_speakers *stage_speakers(struct sim *sim, size_t client, enum pl_side side)
{
    return pl_room_speakers(sim_room(sim, client), side, NULL);
}

enum pl_error stage_receive(struct sim *sim, size_t client, const char *topic, const char *payload,
                            bool retained)
{
    struct pl_time now = sim_now(sim, client);
    enum pl_error error = pl_room_receive(sim_room(sim, client), topic, payload, strlen(payload),
                                          retained, now.mono_ms, now);
    sim_drain(sim, client);
    return error;
}
