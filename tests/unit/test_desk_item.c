/* The pane of the selected item: pictures as text, what is chosen in it by lines and by the mouse.
 * UPDATE_GOLDEN=1 writes the pictures anew: then look at them. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/desk_parts.h"
#include "unit.h"

enum { PICTURE_BYTES = 1 << 16, NARROW = 34, LOW = 20 };

static const char draft[] =
    "# A draft\n"
    "\n"
    "## c. Role of stakeholders\n"
    "\n"
    "- Governments have {--special--}{++common but differentiated++} responsibilities [under "
    "international human rights law] as bearers of duties, which requires them to:\n"
    "  - Consult widely and be participative in the development of local policy;\n"
    "- 各国政府应广泛协商,并参与地方政策的制定。各国政府应尊重民间社会的作用和责任。\n"
    "- The end.\n";

static const char spanish[] =
    "# Un proyecto\n"
    "\n"
    "## c. Papel\n"
    "\n"
    "- Los gobiernos tienen responsabilidades especiales, lo que les exige:\n"
    "  - Consultar ampliamente;\n"
    "- Los gobiernos consultan.\n"
    "- El fin.\n";

struct scene {
    struct stage *stage;
    struct sim *sim;
    struct seat seat;
    struct screen screen;
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
    seat_load(scene->sim, CHAIR, draft);
    seat_take(&scene->seat, scene->sim, CHAIR, NULL);
    return 0;
}

static int leave(void **state)
{
    struct scene *scene = *state;
    void *stage = scene->stage;
    seat_leave(&scene->seat);
    screen_finish(&scene->screen);
    stage_leave(&stage);
    free(scene);
    return 0;
}

/* The pane alone, as large as said. */
static char *draw(struct scene *scene, int width, int height)
{
    struct desk *desk = scene->seat.desk;
    assert_true(screen_resize(&scene->screen, width, height));
    screen_clear(&scene->screen);
    desk->pane[DESK_WORDS] = screen_whole(&scene->screen);
    desk_item_draw(desk, &scene->screen, screen_whole(&scene->screen));
    return screen_text(&scene->screen, true);
}

static void compare(struct scene *scene, int width, int height, const char *name)
{
    char path[512];
    char *picture = draw(scene, width, height);
    snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/desk/%s.txt", name);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(picture, file);
        fclose(file);
    } else {
        char *golden = calloc(1, PICTURE_BYTES);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_non_null(golden);
        assert_true(fread(golden, 1, PICTURE_BYTES - 1, file) > 0);
        fclose(file);
        assert_string_equal(picture, golden);
        free(golden);
    }
    free(picture);
}

static void expect_shows(struct scene *scene, int width, int height, const char *text, bool shown)
{
    char *picture = draw(scene, width, height);
    assert_non_null(picture);
    if ((strstr(picture, text) != NULL) != shown) {
        print_message("\"%s\" %s\n%s", text, shown ? "is not in" : "is in", picture);
        fail();
    }
    free(picture);
}

static void answer(struct scene *scene, const char *keys, const char *first, const char *second)
{
    seat_press(&scene->seat, keys);
    seat_answer(&scene->seat, first);
    if (second) {
        seat_answer(&scene->seat, second);
    }
}

/* Delete, insert, replace, retain, an alternative, a highlight, words chosen, a status. */
static void draft_much(struct scene *scene)
{
    free(draw(scene, NARROW, LOW));
    answer(scene, "Right Right d", "US, Japan", NULL);
    answer(scene, "Right Right r", "particular", "G77");
    answer(scene, "End Left Left t", "Peru", NULL);
    answer(scene, "Left |", "oblige", "Brazil, EU");
    answer(scene, "s p", "US, EU, Brazil, Norway", NULL);
    seat_press(&scene->seat, "Left Left Left Left Enter Left Left S-Left");
    seat_run(&scene->seat, 500);
}

static void test_every_mark(void **state)
{
    struct scene *scene = *state;
    draft_much(scene);
    compare(scene, NARROW, LOW, "item-marks-narrow");
    compare(scene, 80, 40, "item-marks-wide");
}

static void test_a_sub_item_and_what_follows(void **state)
{
    struct scene *scene = *state;
    seat_press(&scene->seat, "j");
    compare(scene, NARROW, LOW, "item-below-narrow");
}

static void test_other_languages(void **state)
{
    struct scene *scene = *state;
    seat_align(scene->sim, CHAIR, spanish, "es");
    seat_run(&scene->seat, 500);
    expect_shows(scene, 80, 30, "es  Los gobiernos tienen", true);
    expect_shows(scene, 80, 30, "translation follows", false);
    answer(scene, "Right d", "US", NULL);
    seat_run(&scene->seat, 500);
    expect_shows(scene, 80, 30, "es  translation follows  Los gobiernos", true);
    compare(scene, NARROW, LOW, "item-languages-narrow");
}

static void test_what_is_chosen_follows_the_lines(void **state)
{
    struct scene *scene = *state;
    free(draw(scene, NARROW, LOW));
    seat_press(&scene->seat, "Right Right Down");
    seat_press(&scene->seat, "d");
    assert_true(seat_shows(&scene->seat, "Delete \"differentiated\", who asks"));
    free(draw(scene, NARROW, LOW)); /* the question was looked at on a wide screen */
    seat_press(&scene->seat, "Esc Up Up d");
    assert_true(seat_shows(&scene->seat, "Delete \"have\", who asks"));
}

static void click(struct scene *scene, int x, int y)
{
    struct keys_key key = {.code = KEYS_CLICK, .x = x, .y = y};
    desk_key(scene->seat.desk, &key, sim_now(scene->sim, CHAIR));
}

static void test_the_mouse_chooses(void **state)
{
    struct scene *scene = *state;
    char *picture = draw(scene, NARROW, LOW);
    int y = 0;
    free(picture);
    while (y < LOW && strcmp(scene->screen.cells[y * NARROW + 1].text, "G") != 0) {
        y++;
    }
    click(scene, 14, y);
    seat_press(&scene->seat, "d");
    assert_true(seat_shows(&scene->seat, "Delete \"have\", who asks"));
}

static void test_a_long_item_scrolls_to_what_is_chosen(void **state)
{
    struct scene *scene = *state;
    free(draw(scene, NARROW, 7));
    expect_shows(scene, NARROW, 7, "more lines", true);
    expect_shows(scene, NARROW, 7, "Governments", true);
    seat_press(&scene->seat, "Right End");
    free(draw(scene, NARROW, 7));
    expect_shows(scene, NARROW, 7, "them to:", true);
    expect_shows(scene, NARROW, 7, "↑ ", true);
    seat_press(&scene->seat, "Home");
    expect_shows(scene, NARROW, 7, "Governments", true);
    expect_shows(scene, NARROW, 7, "↑ ", false);
}

static void test_han_is_chosen_by_character(void **state)
{
    struct scene *scene = *state;
    seat_press(&scene->seat, "j j Right Right v Right d");
    assert_true(seat_shows(&scene->seat, "Delete \"国政\", who asks"));
    seat_press(&scene->seat, "Enter");
    seat_run(&scene->seat, 500);
    compare(scene, NARROW, LOW, "item-han-narrow");
}

/* Every size that a terminal may have, at every place of the selection: nothing is written outside
 * and the chosen word is in sight. */
static void test_all_sizes(void **state)
{
    struct scene *scene = *state;
    draft_much(scene);
    seat_press(&scene->seat, "Home");
    for (int step = 0; step < 40; step += 3) {
        for (int width = 22; width < 120; width += 7) {
            for (int height = 12; height < 30; height += 5) {
                free(draw(scene, width, height));
                bool seen = false;
                for (int i = 0; i < width * height && !seen; i++) {
                    seen = (scene->screen.cells[i].look.style & SCREEN_REVERSE) && i >= width;
                }
                assert_true(seen);
            }
        }
        seat_press(&scene->seat, "Right Right Right");
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, enter, leave)
    const struct CMUnitTest tests[] = {
        T(test_every_mark),
        T(test_a_sub_item_and_what_follows),
        T(test_other_languages),
        T(test_what_is_chosen_follows_the_lines),
        T(test_the_mouse_chooses),
        T(test_a_long_item_scrolls_to_what_is_chosen),
        T(test_han_is_chosen_by_character),
        T(test_all_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
