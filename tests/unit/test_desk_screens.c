/* Whole screens of the desk as text, at 80x24 and 200x60. UPDATE_GOLDEN=1 writes them anew: look at
 * each. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "unit.h"

enum { OTHER = 2, PICTURE_BYTES = 1 << 18 };

static const char draft[] =
    "# Draft recommendation on the role of governments\n"
    "\n"
    "## a. Implementation of the Tunis Agenda\n"
    "\n"
    "- Recognizes the IGF for its work. [Agreed]\n"
    "- Acknowledges that the agenda is a living document. [Agreed ad ref]\n"
    "- Encourages all to take part. [Agreed in informals, pending Iran]\n"
    "- Deletes what was said before. [Deleted]\n"
    "- Defers the rest. [Deferred]\n"
    "\n"
    "## c. Role of stakeholders\n"
    "\n"
    "- In general the roles of stakeholders should be seen as [evolving [and flexible]]. "
    "[Reopened]\n"
    "- Governments have {--special --}{>>US, Japan<<}{++common but differentiated ++}{>>Brazil, "
    "EU<<}"
    "responsibilities under international human rights law as bearers of duties to respect, "
    "protect and "
    "promote human rights. They also have the responsibility to protect and promote the public "
    "interest, "
    "which requires them to:\n"
    "  - Consult widely and be participative in the development of local internet policy;\n"
    "  - Faithfully represent the diversity of civil society views, even when these may differ;\n"
    "- تلتزم الحكومات باحترام حقوق الإنسان.\n"
    "- 各国政府应当尊重、保护和促进人权。\n";

struct scene {
    struct stage *stage;
    struct sim *sim;
    struct seat seat;
};

static int enter(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    void *stage;
    if (!scene || stage_empty(&stage)) {
        return -1;
    }
    *state = scene;
    scene->stage = stage;
    scene->sim = &scene->stage->sim;
    sim_add(scene->sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(scene->sim, OTHER);
    sim_run(scene->sim, 1000);
    return 0;
}

static int leave(void **state)
{
    struct scene *scene = *state;
    void *stage = scene->stage;
    seat_leave(&scene->seat);
    stage_leave(&stage);
    free(scene);
    return 0;
}

static void sit(struct scene *scene)
{
    seat_take(&scene->seat, scene->sim, CHAIR, NULL);
    seat_run(&scene->seat, 500);
}

/* ---- goldens ---- */

static void compare(const char *path, const char *picture)
{
    char *golden = calloc(1, PICTURE_BYTES);
    FILE *file = fopen(path, getenv("UPDATE_GOLDEN") ? "w+" : "r");
    assert_non_null(golden);
    if (!file) {
        fail_msg("%s is not there: UPDATE_GOLDEN=1 writes it", path);
    }
    if (getenv("UPDATE_GOLDEN")) {
        fputs(picture, file);
        assert_int_equal(0, fseek(file, 0, SEEK_SET));
    }
    assert_true(fread(golden, 1, PICTURE_BYTES - 1, file) > 0);
    fclose(file);
    assert_string_equal(picture, golden);
    free(golden);
}

static void expect(struct scene *scene, const char *name)
{
    static const struct {
        const char *size;
        int width, height;
    } sizes[] = {{"80x24", 80, 24}, {"200x60", 200, 60}};
    for (size_t i = 0; i < 2; i++) {
        char path[512];
        snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/desk/screen-%s-%s.txt", name,
                 sizes[i].size);
        char *picture = seat_picture(&scene->seat, sizes[i].width, sizes[i].height, true);
        assert_non_null(picture);
        compare(path, picture);
        free(picture);
    }
}

/* ---- a room in the middle of a morning ---- */

static void tell_place(struct scene *scene, const char *section, const char *item)
{
    static const int64_t pages[] = {0};
    const struct pl_report report = {.section = section,
                                     .item = item,
                                     .pages = pages,
                                     .page_count = 1,
                                     .changed_at_ms = 1,
                                     .took_ms = 11};
    pl_room_report(sim_room(scene->sim, WALL), &report, sim_now(scene->sim, WALL));
    sim_drain(scene->sim, WALL);
}

static void fill(struct scene *scene)
{
    struct seat *seat = &scene->seat;
    seat_load(scene->sim, CHAIR, draft);
    sit(scene);
    seat_press(seat, "g");
    seat_answer(seat, "c.2");
    seat_press(seat, "Enter");
    tell_place(scene, "c", "c2");
    static const char *const speakers[] = {"Brazil for G77", "EU", "Chad!", "reply Iran",
                                           "Representative of the Russian Federation"};
    for (size_t i = 0; i < sizeof speakers / sizeof *speakers; i++) {
        seat_press(seat, "+");
        seat_answer(seat, speakers[i]);
    }
    seat_press(seat, "f m");
    seat_answer(seat, "Coffee until 11:15");
    seat_press(seat, "T");
    seat_answer(seat, "Coffee 15:00");
    size_t hall_b = sim_add(scene->sim, PL_ROLE_DISPLAY, "hall-b", 4);
    sim_connect(scene->sim, hall_b);
    seat_run(seat, 3000);
    sim_cut(scene->sim, hall_b, true);
    seat_run(seat, 95000);
    seat_press(seat, "Down");
}

static void test_a_morning(void **state)
{
    fill(*state);
    expect(*state, "morning");
}

static void test_words_and_a_question(void **state)
{
    struct scene *scene = *state;
    fill(scene);
    seat_press(&scene->seat, "Up Right Right Right Right Right v Right Right d");
    seat_type(&scene->seat, "Norway, Bra");
    expect(scene, "question");
}

static void test_the_speakers(void **state)
{
    struct scene *scene = *state;
    fill(scene);
    seat_press(&scene->seat, "S-Tab Down Down");
    expect(scene, "speakers");
}

static void test_help(void **state)
{
    struct scene *scene = *state;
    fill(scene);
    seat_press(&scene->seat, "?");
    expect(scene, "help");
}

static void test_what_happened(void **state)
{
    struct scene *scene = *state;
    fill(scene);
    seat_press(&scene->seat, "u u W");
    expect(scene, "happened");
}

static void test_offline(void **state)
{
    struct scene *scene = *state;
    fill(scene);
    sim_cut(scene->sim, CHAIR, true);
    seat_run(&scene->seat, 100);
    seat_press(&scene->seat, "s a b");
    expect(scene, "offline");
}

static void test_no_text_yet(void **state)
{
    struct scene *scene = *state;
    sit(scene);
    expect(scene, "empty");
}

static void test_a_small_screen_says_so(void **state)
{
    struct scene *scene = *state;
    sit(scene);
    for (int width = 1; width < 80; width += 7) {
        char *picture = seat_picture(&scene->seat, width, 30 - width / 4, true);
        assert_non_null(picture);
        free(picture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)
        TEST(test_a_morning),   TEST(test_words_and_a_question),   TEST(test_the_speakers),
        TEST(test_help),        TEST(test_what_happened),          TEST(test_offline),
        TEST(test_no_text_yet), TEST(test_a_small_screen_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
