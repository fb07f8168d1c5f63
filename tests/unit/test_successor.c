/* Labels of items that come in between: tools/desk/successor.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tools/desk/successor.h"

struct taken {
    const char *labels[16];
};

static bool is_taken(void *context, const char *label)
{
    const struct taken *taken = context;
    for (size_t i = 0; i < 16 && taken->labels[i]; i++) {
        if (strcmp(taken->labels[i], label) == 0) {
            return true;
        }
    }
    return false;
}

static void expect_next(const char *label, bool alt, struct taken taken, const char *expected)
{
    char out[48];
    assert_true(successor_next(label, alt, is_taken, &taken, out, sizeof out));
    assert_string_equal(out, expected);
}

static void base_is_without_its_suffix(void **state)
{
    (void)state;
    static const char *const labels[] = {"c.4 bis",  "c.4 quinquies", "c.4 alt", "c.4 alt 2",
                                         "OP 7 bis", "OP 7",          "bis",     "c.4",
                                         "c.4 bit",  "c.4 alto 2",    "c 2",     ""};
    static const size_t bases[] = {3, 3, 3, 3, 4, 4, 3, 3, 7, 10, 3, 0};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++) {
        assert_int_equal(successor_base(labels[i]), bases[i]);
    }
}

static void the_first_that_is_free(void **state)
{
    (void)state;
    expect_next("c.4", false, (struct taken){{NULL}}, "c.4 bis");
    expect_next("c.4", false, (struct taken){{"c.4 bis", "c.4 ter"}}, "c.4 quater");
    expect_next("c.4 bis", false, (struct taken){{"c.4 bis"}}, "c.4 ter");
    expect_next("c.4 bis", true, (struct taken){{"c.4 bis"}}, "c.4 alt");
    expect_next("c.4 alt", true, (struct taken){{"c.4 alt"}}, "c.4 alt 2");
    expect_next("c.4 alt 2", true, (struct taken){{"c.4 alt", "c.4 alt 2"}}, "c.4 alt 3");
    expect_next("OP7", false, (struct taken){{NULL}}, "OP7 bis");
}

static bool all_taken(void *context, const char *label)
{
    (void)context;
    (void)label;
    return true;
}

static bool none_taken(void *context, const char *label)
{
    (void)context;
    (void)label;
    return false;
}

static void the_end_is_said(void **state)
{
    (void)state;
    char out[8];
    assert_false(successor_next("c.4", false, all_taken, NULL, out, sizeof out));
    assert_false(successor_next("c.4", true, all_taken, NULL, out, sizeof out));
    assert_true(successor_next("c.4", false, none_taken, NULL, out, sizeof out));
    assert_false(successor_next("c.44", false, none_taken, NULL, out, sizeof out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base_is_without_its_suffix),
        cmocka_unit_test(the_first_that_is_free),
        cmocka_unit_test(the_end_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
