#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/document.h"
#include "plenary/message.h"
#include "unit.h"

static void test_names_of_enumerations(void **state)
{
    (void)state;
    for (int i = 0; i < PL_STATUS_COUNT; i++) {
        enum pl_status status = PL_STATUS_COUNT;
        assert_true(pl_status_parse(pl_status_name((enum pl_status)i), &status));
        assert_int_equal(status, i);
    }
    for (int i = 0; i < PL_SCREEN_COUNT; i++) {
        enum pl_screen screen = PL_SCREEN_COUNT;
        assert_true(pl_screen_parse(pl_screen_name((enum pl_screen)i), &screen));
        assert_int_equal(screen, i);
    }
    for (int i = 0; i < PL_VIEW_COUNT; i++) {
        enum pl_view view = PL_VIEW_COUNT;
        assert_true(pl_view_parse(pl_view_name((enum pl_view)i), &view));
        assert_int_equal(view, i);
    }
    for (int i = 0; i < PL_KIND_COUNT; i++) {
        enum pl_kind kind = PL_KIND_COUNT;
        assert_true(pl_kind_parse(pl_kind_name((enum pl_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    assert_string_equal(pl_timer_mode_name(PL_TIMER_DOWN), "down");
    assert_string_equal(pl_want_name(PL_WANT_WITHDRAW), "withdraw");
    assert_null(pl_status_name(PL_STATUS_COUNT));
    assert_null(pl_screen_name(PL_SCREEN_COUNT));
    assert_null(pl_view_name(PL_VIEW_COUNT));
    assert_null(pl_kind_name(PL_KIND_COUNT));
    assert_null(pl_timer_mode_name(PL_TIMER_MODE_COUNT));
    assert_null(pl_want_name(PL_WANT_COUNT));
}

static void test_words_that_are_none(void **state)
{
    (void)state;
    enum pl_status status = PL_STATUS_PENDING;
    enum pl_kind kind = PL_KIND_REPLY;
    assert_false(pl_status_parse("Open", &status));
    assert_false(pl_status_parse("", &status));
    assert_int_equal(status, PL_STATUS_PENDING);
    assert_false(pl_kind_parse("statements", &kind));
    assert_int_equal(kind, PL_KIND_REPLY);
}

static void test_errors_are_named(void **state)
{
    (void)state;
    for (int i = 0; i < PL_ERROR_COUNT; i++) {
        const char *name = pl_error_name((enum pl_error)i);
        assert_true(name && *name && pl_error_text((enum pl_error)i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(name, pl_error_name((enum pl_error)j));
    }
    assert_null(pl_error_name(PL_ERROR_COUNT));
    assert_null(pl_error_text(PL_ERROR_COUNT));
}

static void test_order_of_stamps(void **state)
{
    (void)state;
    static const struct pl_stamp rising[] = {
        {.epoch = 1, .rev = 9, .by = "ffffffffffffffff"},
        {.epoch = 2, .rev = 1, .by = "0000000000000000"},
        {.epoch = 2, .rev = 1, .by = "000000000000000a"},
        {.epoch = 2, .rev = 2, .by = "0000000000000000"},
        {.epoch = PL_INT_MAX, .rev = 1, .by = "0000000000000000"},
        {.epoch = PL_INT_MAX, .rev = PL_INT_MAX, .by = "0000000000000000"},
    };
    int count = (int)(sizeof rising / sizeof *rising);
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++)
            assert_int_equal(pl_stamp_compare(&rising[i], &rising[j]), (i > j) - (i < j));
    }
}

static const char *const brazil[] = {"Brazil"};

static const struct pl_run runs[] = {
    {.t = "Governments ", .bytes = 12, .points = 12},
    {.t = "special ", .bytes = 8, .points = 8, .ins = {.names = brazil, .count = 1, .given = true}},
    {.t = "primary ", .bytes = 8, .points = 8, .del = {.given = true}},
    {.t = "r\u00f4le", .bytes = 5, .points = 4, .keep = {.given = true}},
};

static const struct pl_words words[] = {
    {.id = "c10", .run_count = 0},
    {.id = "c4", .runs = runs, .run_count = 4, .points = 32},
    {.id = "c9", .runs = runs, .run_count = 3, .points = 28},
};

static void test_find_words(void **state)
{
    (void)state;
    struct pl_text text = {.title = "", .words = words, .count = 3}, none = {.title = ""};
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(pl_text_find(&text, words[i].id), &words[i]);
    assert_null(pl_text_find(&text, "c"));
    assert_null(pl_text_find(&text, "d"));
    assert_null(pl_text_find(&none, "c4"));
}

static void test_find_item(void **state)
{
    (void)state;
    const struct pl_item list[] = {{.id = "c2"}, {.id = "c1"}};
    struct pl_items items = {.items = list, .count = 2}, none = {0};
    size_t index = 9;
    assert_ptr_equal(pl_items_find(&items, "c1", &index), &list[1]);
    assert_int_equal(index, 1);
    assert_ptr_equal(pl_items_find(&items, "c2", NULL), &list[0]);
    assert_null(pl_items_find(&items, "c3", &index));
    assert_int_equal(index, 1);
    assert_null(pl_items_find(&none, "c1", NULL));
}

static void expect_join(size_t index, enum pl_view view, const char *expected)
{
    char *joined = pl_words_join(&words[index], view);
    assert_non_null(joined);
    assert_string_equal(joined, expected);
    free(joined);
}

static void test_join(void **state)
{
    (void)state;
    expect_join(1, PL_VIEW_MARKED, "Governments special primary r\u00f4le");
    expect_join(1, PL_VIEW_CLEAN, "Governments special r\u00f4le");
    expect_join(1, PL_VIEW_ORIGINAL, "Governments primary r\u00f4le");
    expect_join(0, PL_VIEW_MARKED, "");
    /* Somebody wants it retained: the clean text leaves it in. */
    static const char *const norway[] = {"Norway"};
    struct pl_run run = {.t = "special", .bytes = 7, .points = 7, .del = {NULL, 0, true}};
    assert_false(pl_run_stands(&run, PL_VIEW_CLEAN));
    run.keep = (struct pl_names){norway, 1, true};
    assert_true(pl_run_stands(&run, PL_VIEW_CLEAN));
}

/* Each pair as "open-close/depth+inside", in the order in which they open. */
static void expect_brackets(const char *utf8, const char *expected)
{
    static struct pl_bracket list[PL_BRACKETS_MAX];
    char said[400] = "";
    size_t count = pl_brackets_find(utf8, strlen(utf8), list), n = 0;
    for (size_t i = 0; i < count; i++)
        n += (size_t)snprintf(said + n, sizeof said - n, "%zu-%zu/%u+%u ", list[i].open,
                              list[i].close, list[i].depth, list[i].inside);
    assert_string_equal(said, expected);
}

static void test_brackets_that_belong_together(void **state)
{
    (void)state;
    expect_brackets("", "");
    expect_brackets("no ( ) here", "");
    expect_brackets("[a]", "0-2/0+0 ");
    expect_brackets("[a [b] [[c]]]", "0-12/0+2 3-5/1+0 7-11/1+1 8-10/2+0 ");
    expect_brackets("a] [b", "");
    expect_brackets("] [ [x] [", "4-6/0+0 ");
    expect_brackets("[a [b]", "3-5/0+0 ");
    expect_brackets("[a] b]", "0-2/0+0 ");
    expect_brackets("［甲[乙]］", "0-11/0+1 6-10/1+0 ");
    expect_brackets("[\xef\xbc", "");
}

static void test_brackets_without_end(void **state)
{
    (void)state;
    enum { MOST = PL_BRACKETS_MAX };
    static struct pl_bracket list[MOST];
    static char text[2 * MOST + 2];
    memset(text, '[', MOST);
    memset(text + MOST, ']', MOST);
    assert_int_equal(pl_brackets_find(text, (size_t)2 * MOST, list), MOST);
    assert_int_equal(list[MOST - 1].depth, MOST - 1);
    assert_int_equal(list[0].inside, MOST - 1);
    assert_int_equal(list[0].close, 2 * MOST - 1);
    memset(text, '[', sizeof text);
    assert_int_equal(pl_brackets_find(text, MOST, list), 0);
    assert_int_equal(pl_brackets_find(text, sizeof text, list), 0);
}

static void test_equal(void **state)
{
    (void)state;
    struct pl_run other[4];
    struct pl_words mine = {.id = "x", .of = 3, .runs = other, .run_count = 4};
    memcpy(other, runs, sizeof other);
    assert_true(pl_words_equal(&words[1], &mine)); /* neither id nor `of` are words or marks */
    assert_false(pl_words_equal(&words[1], &words[2]));
    other[0].alt = 1;
    assert_false(pl_words_equal(&words[1], &mine));
    other[0] = (struct pl_run){.t = "governments ", .bytes = 12};
    assert_false(pl_words_equal(&words[1], &mine));
    other[0] = runs[0];
    other[1].ins.count = 0;
    assert_false(pl_words_equal(&words[1], &mine));
    other[1] = runs[1];
    other[2].del.given = false;
    assert_false(pl_words_equal(&words[1], &mine));
    other[2] = runs[2];
    other[3].keep = runs[1].ins;
    assert_false(pl_words_equal(&words[1], &mine));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_enumerations),
        cmocka_unit_test(test_words_that_are_none),
        cmocka_unit_test(test_errors_are_named),
        cmocka_unit_test(test_order_of_stamps),
        cmocka_unit_test(test_find_words),
        cmocka_unit_test(test_find_item),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_brackets_that_belong_together),
        cmocka_unit_test(test_brackets_without_end),
        cmocka_unit_test(test_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
