/* Another language for the text that is shown: when it is named, and what may come between. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "paper.h"
#include "sim.h"
#include "unit.h"

enum { CHAIR, SECRETARY, WALL, SECTIONS = 5, ITEMS = 8 };

struct stage {
    struct sim sim;
    struct paper *one;   /* the text, in its original alone */
    struct paper *three; /* the same in three languages */
};

static void load(struct sim *sim, size_t client, const struct paper *paper)
{
    size_t where = 0;
    assert_int_equal(pl_room_load(sim_room(sim, client), paper_document(paper),
                                  paper_sections(paper), sim_now(sim, client), &where),
                     PL_OK);
    sim_drain(sim, client);
}

/* Desks read all languages, the wall its own. */
static void join(struct sim *sim, enum pl_role role, const char *user, const char *by)
{
    static const char *const langs[] = {"ar"};
    struct pl_room_config config = {.room = "main",
                                    .user = user,
                                    .name = user,
                                    .version = "1",
                                    .seed = 7,
                                    .role = role,
                                    .langs = langs,
                                    .lang_count = role == PL_ROLE_DISPLAY,
                                    .all_langs = role == PL_ROLE_DESK};
    memcpy(config.by, by, sizeof config.by);
    sim_add_config(sim, &config);
}

/* Two desks, a wall that wishes Arabic, and a text in English. */
static int enter(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    if (!stage)
        return -1;
    *state = stage;
    sim_init(&stage->sim);
    join(&stage->sim, PL_ROLE_DESK, "chair", "00000000000000aa");
    join(&stage->sim, PL_ROLE_DESK, "secretary", "00000000000000bb");
    join(&stage->sim, PL_ROLE_DISPLAY, "hall", "00000000000000cc");
    for (size_t i = CHAIR; i <= WALL; i++)
        sim_connect(&stage->sim, i);
    sim_run(&stage->sim, 1000);
    stage->one = paper_create(SECTIONS, ITEMS, 1, 0);
    stage->three = paper_create(SECTIONS, ITEMS, 3, 0);
    load(&stage->sim, CHAIR, stage->one);
    sim_run(&stage->sim, 2000);
    return 0;
}

static int leave(void **state)
{
    struct stage *stage = *state;
    sim_finish(&stage->sim);
    paper_destroy(stage->one);
    paper_destroy(stage->three);
    free(stage);
    return 0;
}

/* The words of all items are `words`. */
static enum pl_error align(struct stage *stage, size_t client, const char *lang, const char *words,
                           uint64_t *number_out)
{
    struct pl_text texts[SECTIONS];
    struct pl_words list[SECTIONS][ITEMS];
    const struct pl_run run = {.t = words, .bytes = strlen(words), .points = strlen(words)};
    size_t where = 0;
    for (size_t s = 0; s < SECTIONS; s++) {
        texts[s] = paper_sections(stage->three)[s].texts[1];
        memcpy(list[s], texts[s].words, sizeof list[s]);
        for (size_t i = 0; i < ITEMS; i++) {
            list[s][i].runs = &run;
            list[s][i].run_count = 1;
        }
        texts[s].words = list[s];
    }
    const struct pl_front front = {.lang = lang, .title = words};
    enum pl_error error = pl_room_align(sim_room(&stage->sim, client), &front, texts,
                                        sim_now(&stage->sim, client), number_out, &where);
    sim_drain(&stage->sim, client);
    return error;
}

static void assert_words(struct stage *stage, size_t client, const char *lang, const char *words)
{
    for (size_t s = 0; s < SECTIONS; s++) {
        enum pl_words_state how = PL_WORDS_MISSING;
        const struct pl_words *found =
            pl_room_words(sim_room(&stage->sim, client), PL_CONFIRMED, s, "i8", lang, &how);
        assert_non_null(found);
        assert_int_equal(how, PL_WORDS_CURRENT);
        assert_string_equal(found->runs[0].t, words);
    }
}

static size_t languages(struct stage *stage, size_t client)
{
    return pl_room_document(sim_room(&stage->sim, client), PL_CONFIRMED)->lang_count;
}

/* What the broker holds: does the document name the language, and how many of its texts lie there?
 */
static bool named(struct stage *stage, const char *lang)
{
    const struct sim_blob *blob = sim_retained(&stage->sim, "plenary/main/document");
    char what[32];
    snprintf(what, sizeof what, "\"%s\":", lang);
    char *json = strndup(blob->bytes, blob->size);
    bool found = strstr(json, what) != NULL;
    free(json);
    return found;
}

static size_t texts_there(struct stage *stage, const char *lang)
{
    const char *name = pl_room_document(sim_room(&stage->sim, CHAIR), PL_CONFIRMED)->load;
    size_t count = 0;
    for (size_t s = 1; s <= SECTIONS; s++) {
        char topic[PL_TOPIC_MAX + 1];
        snprintf(topic, sizeof topic, "plenary/main/text/%s/s%zu/%s", name, s, lang);
        count += sim_retained(&stage->sim, topic) != NULL;
    }
    return count;
}

static void test_a_language_is_named_when_all_its_texts_are_there(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    size_t steps = 0;
    assert_int_equal(align(stage, CHAIR, "ar", "kalimat", &number), PL_OK);
    for (; steps < 5000 && !named(stage, "ar"); steps++) {
        sim_run(&stage->sim, 1);
        for (size_t i = CHAIR; i <= WALL; i++) {
            sim_drain(&stage->sim, i);
            sim_broker_takes(&stage->sim, i);
            assert_true(!named(stage, "ar") || texts_there(stage, "ar") == SECTIONS);
        }
    }
    assert_true(named(stage, "ar"));
    sim_run(&stage->sim, 2000);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    assert_int_equal(sim_noted(&stage->sim, WALL, PL_NOTE_CHANGED_OVER, 0), 1);
    for (size_t i = CHAIR; i <= WALL; i++) {
        assert_int_equal(languages(stage, i), 2);
        assert_words(stage, i, "ar", "kalimat");
    }
    assert_int_equal(pl_room_unsettled(sim_room(&stage->sim, CHAIR)), 0);
}

static void test_a_language_again_replaces_its_words(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    assert_int_equal(align(stage, CHAIR, "ar", "first", &number), PL_OK);
    sim_run(&stage->sim, 3000);
    assert_int_equal(align(stage, SECRETARY, "ar", "second", &number), PL_OK);
    sim_run(&stage->sim, 3000);
    for (size_t i = CHAIR; i <= WALL; i++) {
        assert_int_equal(languages(stage, i), 2);
        assert_words(stage, i, "ar", "second");
        assert_string_equal(
            pl_room_document(sim_room(&stage->sim, i), PL_CONFIRMED)->fronts[1].title, "second");
    }
}

static void test_what_cannot_be_said_is_refused_before_anything_is_sent(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    size_t before = stage->sim.clients[CHAIR].ordered;
    assert_int_equal(align(stage, CHAIR, "ar", "line\nbreak", &number), PL_ERROR_TEXT);
    assert_int_equal(align(stage, CHAIR, "AR", "words", &number), PL_ERROR_ID);
    assert_int_equal(align(stage, WALL, "ar", "words", &number), PL_ERROR_REFERENCE);
    sim_run(&stage->sim, 3000);
    assert_int_equal(stage->sim.clients[CHAIR].ordered, before);
    assert_int_equal(languages(stage, WALL), 1);
}

static void test_two_desks_add_a_language_each(void **state)
{
    struct stage *stage = *state;
    uint64_t first = 0, second = 0;
    assert_int_equal(align(stage, CHAIR, "ar", "arabic", &first), PL_OK);
    assert_int_equal(align(stage, SECRETARY, "fr", "french", &second), PL_OK);
    sim_run(&stage->sim, 5000);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, first), 1);
    assert_int_equal(sim_noted(&stage->sim, SECRETARY, PL_NOTE_SETTLED, second), 1);
    for (size_t i = CHAIR; i <= WALL; i++)
        assert_int_equal(languages(stage, i), 3);
    assert_words(stage, WALL, "ar", "arabic");
}

static void test_one_desk_adds_two_languages(void **state)
{
    struct stage *stage = *state;
    uint64_t first = 0, second = 0;
    assert_int_equal(align(stage, CHAIR, "fr", "french", &first), PL_OK);
    assert_int_equal(align(stage, CHAIR, "ar", "arabic", &second), PL_OK);
    sim_run(&stage->sim, 6000);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, first), 1);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, second), 1);
    assert_int_equal(languages(stage, WALL), 3);
    assert_words(stage, CHAIR, "fr", "french");
    assert_words(stage, WALL, "ar", "arabic");
}

static void test_it_goes_with_its_text(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    sim_cut(&stage->sim, CHAIR, true);
    load(&stage->sim, SECRETARY, stage->one);
    sim_run(&stage->sim, 3000);
    sim_connect(&stage->sim, CHAIR);
    sim_run(&stage->sim, 3000);
    assert_int_equal(align(stage, CHAIR, "ar", "kalimat", &number), PL_OK);
    load(&stage->sim, SECRETARY, stage->one);
    sim_run(&stage->sim, 5000);
    size_t settled = sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, number);
    size_t dropped = sim_noted(&stage->sim, CHAIR, PL_NOTE_DROPPED, number);
    assert_int_equal(settled + dropped, 1);
    assert_int_equal(languages(stage, WALL), 1);
    assert_int_equal(pl_room_unsettled(sim_room(&stage->sim, CHAIR)), 0);
}

static void test_a_cut_costs_nothing(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    assert_int_equal(align(stage, CHAIR, "ar", "kalimat", &number), PL_OK);
    sim_run(&stage->sim, 400);
    sim_cut(&stage->sim, CHAIR, true);
    sim_run(&stage->sim, 1000);
    sim_connect(&stage->sim, CHAIR);
    sim_run(&stage->sim, 5000);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_SETTLED, number), 1);
    assert_words(stage, WALL, "ar", "kalimat");
}

static void test_a_broker_that_refuses_is_told(void **state)
{
    struct stage *stage = *state;
    uint64_t number = 0;
    stage->sim.denies = true;
    assert_int_equal(align(stage, CHAIR, "ar", "kalimat", &number), PL_OK);
    sim_run(&stage->sim, 5000);
    assert_int_equal(sim_noted(&stage->sim, CHAIR, PL_NOTE_DROPPED, number), 1);
    assert_int_equal(languages(stage, WALL), 1);
    assert_false(named(stage, "ar"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_language_is_named_when_all_its_texts_are_there,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(test_a_language_again_replaces_its_words, enter, leave),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_said_is_refused_before_anything_is_sent,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(test_two_desks_add_a_language_each, enter, leave),
        cmocka_unit_test_setup_teardown(test_one_desk_adds_two_languages, enter, leave),
        cmocka_unit_test_setup_teardown(test_it_goes_with_its_text, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_cut_costs_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(test_a_broker_that_refuses_is_told, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
