/* What people type, understood: tools/desk/intent.c, command line and publish apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tools/desk/intent.h"

static void expect_span(const char *text, const char *words, bool loose, size_t nth,
                        size_t expected_count, const char *expected)
{
    struct intent_span span = {0};
    assert_int_equal(intent_find(text, words, loose, nth, &span), expected_count);
    if (expected) {
        assert_int_equal(span.end_byte - span.start_byte, strlen(expected));
        assert_memory_equal(text + span.start_byte, expected, strlen(expected));
    }
}

static void finds_words(void **state)
{
    (void)state;
    expect_span("Governments have special responsibilities", "special", false, 1, 1, "special");
    expect_span("a role, the Role, a role", "role", false, 2, 2, "role");
    expect_span("a role, the Role, a role", "role", true, 2, 3, "Role");
    expect_span("a role", "rule", true, 1, 0, NULL);
    expect_span("aaaa", "aa", false, 1, 2, "aa");
    expect_span("short", "longer than it", false, 1, 0, NULL);
    expect_span("", "a", false, 1, 0, NULL);
    expect_span("text", "", false, 1, 0, NULL);
    expect_span("text here", "  ", false, 1, 0, NULL);
}

static void white_space_is_one_blank(void **state)
{
    (void)state;
    expect_span("in line  with the\xc2\xa0United", "line with", false, 1, 1, "line  with");
    expect_span("in line  with the\xc2\xa0United", "the United", false, 1, 1, "the\xc2\xa0United");
    expect_span("in line", " line ", false, 1, 1, "line");
}

static void loose_ignores_case_and_quotes(void **state)
{
    (void)state;
    expect_span("l’État et «ПРАВА»", "l'état", true, 1, 1, "l’État");
    expect_span("l’État et «ПРАВА»", "\"права\"", true, 1, 1, "«ПРАВА»");
    expect_span("multi‑stakeholder", "Multi-Stakeholder", true, 1, 1, "multi‑stakeholder");
    expect_span("ΑΝΘΡΏΠΙΝΟΣ", "ανθρώπινος", true, 1, 1, "ΑΝΘΡΏΠΙΝΟΣ");
    expect_span("ŽIVOT Łódź Ÿ", "život łÓDŹ ÿ", true, 1, 1, "ŽIVOT Łódź Ÿ");
    expect_span("× ÷", "÷", true, 1, 1, "÷");
    expect_span("l’État", "l'état", false, 1, 0, NULL);
}

static void positions_are_code_points(void **state)
{
    (void)state;
    struct intent_span span = {0};
    assert_int_equal(intent_find("«Ünïted» 联合国人民 now", "联合", false, 1, &span), 1);
    assert_int_equal(span.start, 9);
    assert_int_equal(span.end, 11);
    assert_int_equal(intent_find("𝔘 x", "x", false, 1, &span), 1);
    assert_int_equal(span.start, 2);
    assert_int_equal(span.start_byte, 5);
}

static const struct intent_entry sample[] = {
    {"a", "a.1", 1},    {"a", "a.2", 1},     {"c", "c.1", 1}, {"c", "c.4", 1}, {"c", "c.4.i", 2},
    {"c", "c.4.ii", 2}, {"c", "c.4.vii", 2}, {"e", "e.1", 1}, {"e", "e.10", 1}};

static void expect_exists(const char *label, const char *expected)
{
    char line[256];
    intent_what_exists(sample, sizeof sample / sizeof sample[0], label, line, sizeof line);
    assert_string_equal(line, expected);
}

static void says_what_exists(void **state)
{
    (void)state;
    expect_exists("x.9", "no \"x.9\"; there are sections a to e; e has e.1 to e.10");
    expect_exists("c.9", "no \"c.9\"; c has c.1 to c.4");
    expect_exists("C.9", "no \"C.9\"; c has c.1 to c.4");
    expect_exists("c.4.xx", "no \"c.4.xx\"; c.4 has c.4.i to c.4.vii");
    expect_exists("c.40", "no \"c.40\"; c has c.1 to c.4");
    expect_exists("e.10.i", "no \"e.10.i\"; e has e.1 to e.10");
}

static void says_what_exists_without_sections(void **state)
{
    (void)state;
    const struct intent_entry flat[] = {{"", "OP1", 1}, {"", "OP1 (a)", 2}, {"", "OP12", 1}};
    char line[256];
    intent_what_exists(flat, 3, "OP13", line, sizeof line);
    assert_string_equal(line, "no \"OP13\"; it has OP1 to OP12");
    intent_what_exists(flat, 1, "OP13", line, sizeof line);
    assert_string_equal(line, "no \"OP13\"; it has OP1");
    intent_what_exists(flat, 0, "a.1", line, sizeof line);
    assert_string_equal(line, "no \"a.1\"; there are no items");
}

static void a_small_buffer_is_not_overrun(void **state)
{
    (void)state;
    char line[12];
    memset(line, 'x', sizeof line);
    intent_what_exists(sample, sizeof sample / sizeof sample[0], "x.9", line, sizeof line - 1);
    assert_int_equal(strlen(line), sizeof line - 2);
    assert_int_equal(line[sizeof line - 1], 'x');
}

static void finds_speakers(void **state)
{
    (void)state;
    const struct pl_speaker queue[] = {
        {.name = "Brazil"}, {.name = "Côte d’Ivoire"}, {.name = "EU"}, {.name = "brazil"}};
    const struct pl_speakers speakers = {
        .has_floor = true, .floor = {.name = "US"}, .queue = queue, .queue_count = 4};
    size_t index = 99;
    size_t second = 99;
    assert_int_equal(intent_speaker(&speakers, "eu", &index, &second), INTENT_WHO_QUEUE);
    assert_int_equal(index, 2);
    assert_int_equal(intent_speaker(&speakers, "CÔTE D'IVOIRE", &index, &second), INTENT_WHO_QUEUE);
    assert_int_equal(index, 1);
    assert_int_equal(intent_speaker(&speakers, "4", &index, &second), INTENT_WHO_QUEUE);
    assert_int_equal(index, 3);
    assert_int_equal(intent_speaker(&speakers, "5", &index, &second), INTENT_WHO_NONE);
    assert_int_equal(intent_speaker(&speakers, "0", &index, &second), INTENT_WHO_NONE);
    assert_int_equal(intent_speaker(&speakers, "Brazil", &index, &second), INTENT_WHO_MANY);
    assert_int_equal(index, 0);
    assert_int_equal(second, 3);
    assert_int_equal(intent_speaker(&speakers, "us", &index, &second), INTENT_WHO_FLOOR);
    assert_int_equal(intent_speaker(&speakers, "Bra", &index, &second), INTENT_WHO_NONE);
}

static void reads_times(void **state)
{
    (void)state;
    const struct {
        const char *word;
        int64_t seconds; /* 0: refused */
    } cases[] = {{"5:00", 300},     {"0:01", 1},         {"90:00", 5400},
                 {"1:00:00", 3600}, {"24:00:00", 86400}, {"0:00", 0},
                 {"5", 0},          {"5:7", 0},          {"5:60", 0},
                 {"1:60:00", 0},    {"24:00:01", 0},     {"-5:00", 0},
                 {"5:00 ", 0},      {":30", 0},          {"5:", 0},
                 {"", 0},           {"1:2:3:4", 0},      {"999999999999999999999:00", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = -1;
        assert_int_equal(intent_seconds(cases[i].word, &seconds), cases[i].seconds > 0);
        if (cases[i].seconds > 0) {
            assert_int_equal(seconds, cases[i].seconds);
        }
    }
    int hour = 0;
    int minute = 0;
    assert_true(intent_hour("09:05", &hour, &minute));
    assert_int_equal(hour * 60 + minute, 545);
    assert_true(intent_hour("9:05", &hour, &minute));
    assert_false(intent_hour("24:00", &hour, &minute));
    assert_false(intent_hour("11:60", &hour, &minute));
    assert_false(intent_hour("11", &hour, &minute));
    assert_false(intent_hour("1:00:00", &hour, &minute));
}

static void first_words_end_at_a_word(void **state)
{
    (void)state;
    char line[64];
    intent_first_words("Consult widely", 40, line, sizeof line);
    assert_string_equal(line, "Consult widely");
    intent_first_words("Consult widely and be participative", 20, line, sizeof line);
    assert_string_equal(line, "Consult widely and…");
    intent_first_words("Consult widely and", 14, line, sizeof line);
    assert_string_equal(line, "Consult widely…");
    intent_first_words("我联合国人民同兹决心", 4, line, sizeof line);
    assert_string_equal(line, "我联合国…");
    intent_first_words("我联合国人民同兹决心", 60, line, 14);
    assert_string_equal(line, "我联…");
    intent_first_words("", 4, line, sizeof line);
    assert_string_equal(line, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_words),
        cmocka_unit_test(white_space_is_one_blank),
        cmocka_unit_test(loose_ignores_case_and_quotes),
        cmocka_unit_test(positions_are_code_points),
        cmocka_unit_test(says_what_exists),
        cmocka_unit_test(says_what_exists_without_sections),
        cmocka_unit_test(a_small_buffer_is_not_overrun),
        cmocka_unit_test(finds_speakers),
        cmocka_unit_test(reads_times),
        cmocka_unit_test(first_words_end_at_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
