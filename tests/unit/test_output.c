/* output.c: which card has a screen, read from trees like the kernel's. */
#define _GNU_SOURCE
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "display/output.h"

enum { STATES_BYTES = 256, FILES_MAX = 32 };

struct tree {
    char dir[64];
    char *made[FILES_MAX]; /* in the order of making */
    size_t made_count;
};

static void put(struct tree *tree, const char *connector, const char *name, const char *text)
{
    char *path = NULL;
    assert_true(asprintf(&path, "%s/%s/%s", tree->dir, connector, name) > 0);
    tree->made[tree->made_count++] = path;
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void connector(struct tree *tree, const char *name, const char *status, const char *modes)
{
    char *path = NULL;
    assert_true(asprintf(&path, "%s/%s", tree->dir, name) > 0);
    tree->made[tree->made_count++] = path;
    assert_int_equal(mkdir(path, 0700), 0);
    if (status) {
        put(tree, name, "status", status);
    }
    put(tree, name, "modes", modes);
}

static int make_tree(void **state)
{
    struct tree *tree = calloc(1, sizeof *tree);
    snprintf(tree->dir, sizeof tree->dir, "/tmp/plenary-output-XXXXXX");
    *state = tree;
    return mkdtemp(tree->dir) ? 0 : -1;
}

static int remove_tree(void **state)
{
    struct tree *tree = *state;
    while (tree->made_count) {
        char *path = tree->made[--tree->made_count];
        remove(path);
        free(path);
    }
    int result = rmdir(tree->dir);
    free(tree);
    return result;
}

static void test_the_first_card_with_a_screen(void **state)
{
    struct tree *tree = *state;
    char states[STATES_BYTES];
    connector(tree, "card0", NULL, "");
    connector(tree, "card0-Writeback-1", "unknown\n", "");
    connector(tree, "card1-HDMI-A-1", "disconnected\n", "");
    connector(tree, "card2-HDMI-A-1", "connected\n", "1920x1080\n1280x720\n");
    connector(tree, "card10-HDMI-A-1", "connected\n", "1920x1080\n");
    connector(tree, "renderD128", "connected\n", "1920x1080\n");
    assert_int_equal(output_card(tree->dir, states, sizeof states), 2);
    assert_string_equal(states, "card0-Writeback-1 unknown, card1-HDMI-A-1 disconnected, "
                                "card2-HDMI-A-1 connected, card10-HDMI-A-1 connected");
}

static void test_connected_without_modes_is_no_screen_yet(void **state)
{
    struct tree *tree = *state;
    char states[STATES_BYTES];
    connector(tree, "card1-HDMI-A-1", "connected\n", "");
    connector(tree, "card1-HDMI-A-2", NULL, "");
    assert_int_equal(output_card(tree->dir, states, sizeof states), -1);
    assert_string_equal(states,
                        "card1-HDMI-A-1 connected without modes, card1-HDMI-A-2 unreadable");
}

static void test_no_card_at_all(void **state)
{
    struct tree *tree = *state;
    char states[STATES_BYTES];
    assert_int_equal(output_card(tree->dir, states, sizeof states), -1);
    assert_string_equal(states, "");
    assert_int_equal(output_card("/nowhere/at/all", states, sizeof states), -1);
    assert_string_equal(states, "");
}

static void test_a_short_log_is_cut(void **state)
{
    struct tree *tree = *state;
    char states[16];
    connector(tree, "card1-HDMI-A-1", "connected\n", "1920x1080\n");
    connector(tree, "card1-HDMI-A-2", "connected\n", "1920x1080\n");
    assert_int_equal(output_card(tree->dir, states, sizeof states), 1);
    assert_string_equal(states, "card1-HDMI-A-1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_first_card_with_a_screen, make_tree, remove_tree),
        cmocka_unit_test_setup_teardown(test_connected_without_modes_is_no_screen_yet, make_tree,
                                        remove_tree),
        cmocka_unit_test_setup_teardown(test_no_card_at_all, make_tree, remove_tree),
        cmocka_unit_test_setup_teardown(test_a_short_log_is_cut, make_tree, remove_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
