/* The limits are ordinary sizes; what is beyond them is refused, counted and told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "unit.h"

enum { FILLER = 238 }; /* with "words of 256.16" 4,096 times just below 1 MiB */

static struct sim *sim_of(void **state)
{
    return &((struct stage *)*state)->sim;
}

static void test_a_document_at_the_limits(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct pl_room *wall = sim_room(sim, WALL);
    size_t agreed, total;
    stage->paper =
        paper_create(PL_SECTIONS_MAX, PL_ITEMS_MAX / PL_SECTIONS_MAX, PL_LANGS_MAX, FILLER);
    stage_load(sim, CHAIR, stage->paper);
    sim_run(sim, 3000);
    assert_int_equal(sim_noted(sim, CHAIR, PL_NOTE_LOADED, 0), 1);
    assert_true(pl_room_whole(wall));
    pl_room_progress(wall, &agreed, &total);
    assert_int_equal(total, PL_ITEMS_MAX);
    stage_move(sim, CHAIR, "s256", "i16", NULL);
    sim_run(sim, 1000);
    stage_assert_at(sim, WALL, 255, 15);
    struct pl_place place;
    assert_true(pl_room_find(wall, PL_CONFIRMED, "200.7", &place));
    assert_int_equal(place.section, 199);
    assert_false(pl_room_step(wall, PL_CONFIRMED, 1, &place));
    /* What the wall says of itself still fits, and names every section. */
    struct pl_peer peer;
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->section_count, PL_SECTIONS_MAX);
    assert_int_equal(pl_room_whole(sim_room(sim, CHAIR)), true);
}

static void test_a_reader_of_all_languages_at_the_limits(void **state)
{
    struct stage *stage = *state;
    struct sim *sim = &stage->sim;
    struct pl_room_config config = {.room = "main",
                                    .user = "all",
                                    .name = "all",
                                    .by = "00000000000000ee",
                                    .seed = 1,
                                    .role = PL_ROLE_DISPLAY,
                                    .all_langs = true,
                                    .width_px = 1280,
                                    .height_px = 720};
    test_a_document_at_the_limits(state);
    size_t all = sim_add_config(sim, &config);
    sim_connect(sim, all);
    sim_run(sim, 2000);
    assert_true(pl_room_whole(sim_room(sim, all)));
    for (size_t l = 0; l < PL_LANGS_MAX; l++)
        for (size_t s = 0; s < PL_SECTIONS_MAX; s++)
            assert_non_null(pl_room_text(sim_room(sim, all), PL_CONFIRMED, s, paper_lang(l)));
    struct pl_peer peer;
    size_t found = 0;
    for (size_t i = 0; i < pl_room_displays(sim_room(sim, CHAIR)); i++)
        if (pl_room_display(sim_room(sim, CHAIR), i, &peer) && strcmp(peer.user, "all") == 0)
            found = peer.is.display->sections[255].text_count;
    assert_int_equal(found, PL_LANGS_MAX);
}

static enum pl_error try_load(struct sim *sim, const struct paper *paper)
{
    size_t where = 0;
    return pl_room_load(sim_room(sim, CHAIR), paper_document(paper), paper_sections(paper),
                        sim_now(sim, CHAIR), &where);
}

static void test_what_is_over_the_limits_is_not_loaded(void **state)
{
    struct sim *sim = sim_of(state);
    struct paper *sections = paper_create(PL_SECTIONS_MAX + 1, 1, 1, 0);
    struct paper *items = paper_create(PL_SECTIONS_MAX, 17, 1, 0);
    struct paper *words = paper_create(PL_SECTIONS_MAX, 16, 1, FILLER + 10);
    struct paper *payload = paper_create(1, 100, 1, 700);
    assert_int_equal(try_load(sim, sections), PL_ERROR_LIMIT);
    assert_int_equal(try_load(sim, items), PL_ERROR_LIMIT);
    assert_int_equal(try_load(sim, words), PL_ERROR_LIMIT);
    assert_int_equal(try_load(sim, payload), PL_ERROR_SIZE);
    size_t published = sim->clients[CHAIR].published;
    sim_run(sim, 300);
    assert_true(sim->clients[CHAIR].published <= published + 1); /* a beat */
    paper_destroy(sections);
    paper_destroy(items);
    paper_destroy(words);
    paper_destroy(payload);
}

/* A section whose items are more than a document may have besides the others. */
static void many_items(char *out, size_t size, long long epoch, int count)
{
    int used = snprintf(out, size,
                        "{\"v\":1,\"epoch\":%lld,\"rev\":9,\"by\":\"00000000000000bb\",\"has\":[],"
                        "\"at\":5,\"items\":[",
                        epoch);
    for (int i = 0; i < count; i++)
        used += snprintf(out + used, size - (size_t)used,
                         "%s{\"id\":\"%x\",\"level\":1,\"label\":\"\",\"marker\":\"\",\"status\":"
                         "\"open\"}",
                         i ? "," : "", i);
    snprintf(out + used, size - (size_t)used, "]}");
}

static void test_a_reader_holds_no_more_than_the_limits(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_room *wall = sim_room(sim, WALL);
    const struct pl_document *document = pl_room_document(wall, PL_CONFIRMED);
    size_t agreed, total = 0;
    char topic[PL_TOPIC_MAX + 1], *payload = malloc(PL_PAYLOAD_MAX + 1);
    assert_non_null(payload);
    many_items(payload, PL_PAYLOAD_MAX, (long long)pl_room_epoch(wall), 850);
    for (int s = 1; s <= 5; s++) {
        snprintf(topic, sizeof topic, "plenary/main/items/%s/s%d", document->load, s);
        assert_int_equal(stage_receive(sim, WALL, topic, payload, false),
                         s < 5 ? PL_OK : PL_ERROR_LIMIT);
    }
    pl_room_progress(wall, &agreed, &total);
    assert_int_equal(total, 4 * 850 + 8); /* the last good state of the fifth */
    free(payload);
}

static void test_refusals_are_counted_and_told_once_a_minute(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_peer peer;
    size_t notes = sim->clients[WALL].note_count;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(stage_receive(sim, WALL, "plenary/main/cursor", "{\"v\":1,}", false),
                         PL_ERROR_JSON);
        assert_int_equal(stage_receive(sim, WALL, "plenary/main/cursor", "{\"v\":01}", false),
                         PL_ERROR_NUMBER);
    }
    assert_int_equal(stage_receive(sim, WALL, "plenary/main/timer", "[", false), PL_ERROR_JSON);
    assert_int_equal(stage_receive(sim, WALL, "plenary/main/nonsense", "{}", false),
                     PL_ERROR_TOPIC);
    assert_int_equal(stage_receive(sim, WALL, "plenary/main/cursor", "", false), PL_ERROR_EMPTY);
    assert_int_equal(sim->clients[WALL].note_count - notes, 5);
    sim_run(sim, 200);
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->refused[PL_ERROR_JSON], 21);
    assert_int_equal(peer.is.display->refused[PL_ERROR_NUMBER], 20);
    assert_int_equal(peer.is.display->refused[PL_ERROR_EMPTY], 1);
    stage_assert_at(sim, WALL, 0, 0);
    sim_run(sim, 58000);
    stage_receive(sim, WALL, "plenary/main/cursor", "{\"v\":1,}", false);
    assert_int_equal(sim->clients[WALL].note_count - notes, 5);
    sim_run(sim, 2000);
    stage_receive(sim, WALL, "plenary/main/cursor", "{\"v\":1,}", false);
    assert_int_equal(sim->clients[WALL].note_count - notes, 6);
}

static void test_what_the_link_keeps_back_is_counted_and_told(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_peer peer;
    struct pl_room *wall = sim_room(sim, WALL);
    size_t notes = sim->clients[WALL].note_count;
    for (int i = 0; i < 3; i++) {
        pl_room_refused(wall, "plenary/main/cursor", PL_ERROR_SIZE, sim_now(sim, WALL));
    }
    pl_room_refused(wall, "plenary/main/what/is/that", PL_ERROR_SIZE, sim_now(sim, WALL));
    sim_run(sim, 200);
    assert_int_equal(sim->clients[WALL].note_count - notes, 2);
    assert_int_equal(sim_noted(sim, WALL, PL_NOTE_REFUSED, 0), 2);
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->refused[PL_ERROR_SIZE], 4);
    stage_assert_at(sim, WALL, 0, 0);
}

static void test_old_news_is_counted(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_peer peer;
    char *old;
    stage_move(sim, CHAIR, "s2", "i1", NULL);
    sim_flow(sim);
    const struct sim_blob *blob = sim_retained(sim, "plenary/main/cursor");
    old = malloc(blob->size + 1);
    assert_non_null(old);
    memcpy(old, blob->bytes, blob->size + 1);
    stage_move(sim, CHAIR, "s3", "i1", NULL);
    sim_run(sim, 200);
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    int64_t before = peer.is.display->old_news;
    stage_receive(sim, WALL, "plenary/main/cursor", old, false);
    sim_run(sim, 200);
    assert_true(pl_room_display(sim_room(sim, CHAIR), 0, &peer));
    assert_int_equal(peer.is.display->old_news, before + 1);
    stage_assert_at(sim, WALL, 2, 0);
    free(old);
}

/* More desks than a room keeps: those that went longest ago make place, none that is there. */
static void test_too_many_desks(void **state)
{
    struct sim *sim = sim_of(state);
    char topic[64], payload[256];
    for (int i = 0; i < PL_PEERS_MAX + 20; i++) {
        snprintf(topic, sizeof topic, "plenary/main/desk/d%d", i);
        snprintf(payload, sizeof payload,
                 "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000bb\",\"at\":5,\"online\":"
                 "%s,\"name\":\"d%d\"}",
                 i % 2 ? "true" : "false", i);
        stage_receive(sim, CHAIR, topic, payload, false);
        sim_sleep(sim, 1);
    }
    assert_int_equal(pl_room_desks(sim_room(sim, CHAIR)), PL_PEERS_MAX);
    size_t online = 0;
    struct pl_peer peer;
    for (size_t i = 0; i < PL_PEERS_MAX; i++) {
        assert_true(pl_room_desk(sim_room(sim, CHAIR), i, &peer));
        online += peer.is.desk->online;
    }
    assert_int_equal(online, (PL_PEERS_MAX + 20) / 2 + 1); /* and the chair's */
}

static void test_requests_are_kept_by_user(void **state)
{
    struct sim *sim = sim_of(state);
    struct pl_asking asking;
    static const char first[] = "{\"v\":1,\"epoch\":0,\"rev\":1,\"by\":\"00000000000000bb\",\"at\":"
                                "5,\"want\":\"floor\",\"number\":1,\"kind\":\"statement\"}";
    stage_receive(sim, CHAIR, "plenary/main/request/ana", first, true);
    stage_receive(sim, CHAIR, "plenary/main/request/ben", first, false);
    stage_receive(sim, CHAIR, "plenary/main/request/ana", first, false);
    assert_int_equal(pl_room_requests(sim_room(sim, CHAIR)), 2);
    assert_true(pl_room_request(sim_room(sim, CHAIR), 1, &asking));
    assert_string_equal(asking.user, "ana");
    assert_int_equal(asking.request->number, 1);
    stage_receive(sim, CHAIR, "plenary/main/request/ben", "", false);
    assert_int_equal(pl_room_requests(sim_room(sim, CHAIR)), 1);
    assert_false(pl_room_request(sim_room(sim, CHAIR), 1, &asking));
    assert_int_equal(pl_room_requests(sim_room(sim, WALL)), 0);
}

static void test_bad_configurations(void **state)
{
    (void)state;
    struct pl_room_config config = {.room = "main", .user = "x", .by = "0000000000000001"};
    struct pl_room *room = pl_room_create(&config);
    assert_non_null(room);
    pl_room_destroy(room);
    pl_room_destroy(NULL);
    config.room = "a/b";
    assert_null(pl_room_create(&config));
    config.room = "main";
    config.user = "a+";
    assert_null(pl_room_create(&config));
    config.user = "x";
    config.by[0] = 'G';
    assert_null(pl_room_create(&config));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_document_at_the_limits, stage_empty, stage_leave),
        cmocka_unit_test_setup_teardown(test_a_reader_of_all_languages_at_the_limits, stage_empty,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_what_is_over_the_limits_is_not_loaded, stage_empty,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_a_reader_holds_no_more_than_the_limits, stage_full,
                                        stage_leave),
        cmocka_unit_test_setup_teardown(test_refusals_are_counted_and_told_once_a_minute,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_what_the_link_keeps_back_is_counted_and_told,
                                        stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_old_news_is_counted, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_too_many_desks, stage_full, stage_leave),
        cmocka_unit_test_setup_teardown(test_requests_are_kept_by_user, stage_full, stage_leave),
        cmocka_unit_test(test_bad_configurations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
