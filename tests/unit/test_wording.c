/* Words as people choose them, found again, and shown with their marks: tools/desk/wording.c,
 * prose.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/document.h"
#include "tools/desk/chars.h"
#include "tools/desk/prose.h"
#include "tools/desk/wording.h"
#include "unit.h"

enum { RUNS = 8, TEXT_BYTES = 256 };

static struct pl_run run_of(const char *text)
{
    return (struct pl_run){
        .t = text, .bytes = strlen(text), .points = chars_points(text, strlen(text))};
}

static struct pl_words words_of(const struct pl_run *runs, size_t count)
{
    struct pl_words words = {.id = "x", .of = 1, .runs = runs, .run_count = count};
    for (size_t i = 0; i < count; i++) {
        words.points += runs[i].points;
    }
    return words;
}

/* The tokens between strokes. */
static void expect_tokens(const struct pl_words *words, const char *wanted)
{
    char got[512] = "";
    size_t count;
    struct wording_token *tokens = wording_tokens(words, &count);
    char *text = pl_words_join(words, PL_VIEW_MARKED);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        size_t from = wording_bytes(text, tokens[i].start);
        size_t to = wording_bytes(text, tokens[i].end);
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%s%.*s", i > 0 ? "/" : "", (int)(to - from),
                 text + from);
    }
    free(text);
    free(tokens);
    assert_string_equal(got, wanted);
}

static void expect_words(const char *text, const char *wanted)
{
    struct pl_run run = run_of(text);
    struct pl_words words = words_of(&run, 1);
    expect_tokens(&words, wanted);
}

static void test_words_signs_and_brackets(void **state)
{
    (void)state;
    expect_words("The [women's] co-operation, in 2,000.5 (a)", "The/[/women's/]/co-operation/,/in/"
                                                               "2,000.5/(/a/)");
    expect_words("end - of “quotes”, l’eau", "end/-/of/“/quotes/”/,/l’eau");
    expect_words("2030, and", "2030/,/and");
    expect_words("各国政府,2030年", "各/国/政/府/,/2030/年");
    expect_words("يَكْتُبُ، نعم", "يَكْتُبُ/،/نعم");
    expect_words("e\xcc\x81te", "e\xcc\x81te");
    expect_words("   ", "");
}

static void test_a_border_of_runs_parts_words(void **state)
{
    (void)state;
    struct pl_run runs[] = {run_of("responsibilit"), run_of("ies"), run_of(" stay")};
    runs[1].ins.given = true;
    struct pl_words words = words_of(runs, 3);
    expect_tokens(&words, "responsibilit/ies/stay");
}

static void expect_followed(const char *was, const char *words, const char *is, size_t start)
{
    const char *at = strstr(was, words);
    assert_non_null(at);
    struct wording_token span = {chars_points(was, (size_t)(at - was)), 0};
    span.end = span.start + chars_points(words, strlen(words));
    if (start == SIZE_MAX) {
        assert_false(wording_follow(was, is, &span));
        return;
    }
    assert_true(wording_follow(was, is, &span));
    assert_int_equal(span.start, start);
    assert_int_equal(span.end, start + chars_points(words, strlen(words)));
}

static void test_words_are_found_again(void **state)
{
    (void)state;
    expect_followed("a b c", "b", "a b c", 2);
    expect_followed("the one the two", "the two", "All the one the two", 12);
    expect_followed("a the b the", "the b", "a the b THE", 2);                 /* behind it */
    expect_followed("x b b y", "b y", "xx b b y", 5);                          /* before it */
    expect_followed("has special duties", "special", "had special rights", 4); /* both */
    expect_followed("has no no duties", "no", "had no no rights", SIZE_MAX);
    expect_followed("has special duties", "special", "has duties", SIZE_MAX);
    expect_followed("é à ç", "à", "éé à çç", 3);
    expect_followed("é", "é", "è", SIZE_MAX); /* the same first byte */
}

static void test_the_nearest_of_several(void **state)
{
    (void)state;
    struct wording_token span = {7, 9};
    assert_true(wording_follow_near("has no no duties", "had no no rights", &span));
    assert_int_equal(span.start, 7);
}

/* ---- marks ---- */

static const char *const us[] = {"US"};
static const char *const two[] = {"Brazil", "EU"};

static void expect_prose(const struct pl_run *runs, size_t count, const char *wanted)
{
    struct prose prose;
    struct pl_words words = words_of(runs, count);
    assert_true(prose_make(&prose, &words));
    assert_string_equal(prose.text, wanted);
    for (size_t point = 0; point < words.points; point++) {
        assert_int_equal(prose_point_at(&prose, prose_byte_of(&prose, point)), point);
    }
    assert_int_equal(prose_byte_of(&prose, words.points), prose.bytes);
    prose_finish(&prose);
}

static void test_marks_are_read_without_colour(void **state)
{
    (void)state;
    struct pl_run runs[RUNS] = {run_of("Have"), run_of(" special "), run_of("duties"),
                                run_of(" now"), run_of("[x]")};
    runs[1].ins = (struct pl_names){two, 2, true};
    runs[2].del = (struct pl_names){us, 1, true};
    runs[2].keep = (struct pl_names){two, 1, true};
    runs[3].keep = (struct pl_names){us, 1, true};
    expect_prose(runs, 5,
                 "Have {+special+ Brazil, EU} {-duties- US; retain Brazil} {=now= retain US}[x]");
    runs[1].del = (struct pl_names){us, 1, true};
    expect_prose(runs, 2, "Have {-special- inserted by Brazil, EU; deleted by US} ");
    runs[0] = run_of(" ");
    runs[0].ins.given = true;
    expect_prose(runs, 1, "{+ +}");
}

static void test_a_replacement_is_one(void **state)
{
    (void)state;
    struct pl_run runs[RUNS] = {run_of("they "), run_of("should"), run_of("shall"), run_of(".")};
    runs[1].del = (struct pl_names){us, 1, true};
    runs[2].ins = (struct pl_names){us, 1, true};
    expect_prose(runs, 4, "they {-should- +shall+ US}.");
    runs[2].ins = (struct pl_names){two, 2, true};
    expect_prose(runs, 4, "they {-should- US}{+shall+ Brazil, EU}.");
}

static void test_alternatives(void **state)
{
    (void)state;
    struct pl_run runs[RUNS] = {run_of("to "), run_of("share"), run_of("give"), run_of("a "),
                                run_of("b")};
    runs[1].alt = runs[2].alt = 1;
    runs[3].alt = runs[4].alt = 2;
    runs[2].ins = (struct pl_names){us, 1, true};
    expect_prose(runs, 5, "to <share | {+give+ US}><a  | b>");
}

/* ---- anything ---- */

static uint64_t seed = 11;

static size_t dice(size_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % sides;
}

static void random_text(char out[TEXT_BYTES], size_t most)
{
    static const char *const parts[] = {"a",
                                        "B",
                                        " ",
                                        "  ",
                                        ",",
                                        "[",
                                        "]",
                                        "-",
                                        "'",
                                        "7",
                                        "\xcc\x81",
                                        "国",
                                        "، ",
                                        "\xe2\x80\x8d",
                                        "é",
                                        "ك",
                                        "{",
                                        "+",
                                        "\xf0\x9f\x87\xab",
                                        "."};
    size_t count = 1 + dice(most);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const char *part = parts[dice(sizeof parts / sizeof *parts)];
        used += (size_t)snprintf(out + used, TEXT_BYTES - used, "%s", part);
    }
}

static void random_runs(struct pl_run runs[RUNS], char texts[RUNS][TEXT_BYTES], size_t *count_out)
{
    *count_out = 1 + dice(RUNS);
    for (size_t i = 0; i < *count_out; i++) {
        random_text(texts[i], 12);
        runs[i] = run_of(texts[i]);
        runs[i].ins = dice(3) ? (struct pl_names){0} : (struct pl_names){two, dice(3), true};
        runs[i].del = dice(3) ? (struct pl_names){0} : (struct pl_names){us, dice(2), true};
        runs[i].keep = dice(4) ? (struct pl_names){0} : (struct pl_names){us, dice(2), true};
        runs[i].alt = dice(3) ? 0 : (unsigned)dice(3);
    }
}

/* Every character that is no blank is in just one token; every point is shown where it is found. */
static void test_any_words(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct pl_run runs[RUNS];
        char texts[RUNS][TEXT_BYTES];
        size_t count, tokens_count;
        random_runs(runs, texts, &count);
        struct pl_words words = words_of(runs, count);
        struct prose prose;
        assert_true(prose_make(&prose, &words));
        struct wording_token *tokens = wording_tokens(&words, &tokens_count);
        char *text = pl_words_join(&words, PL_VIEW_MARKED);
        size_t token = 0;
        const char *at = text;
        for (size_t point = 0; point < words.points; point++) {
            const char *start = at;
            uint32_t c = chars_next(&at, text + strlen(text));
            size_t byte = prose_byte_of(&prose, point);
            assert_int_equal(prose_point_at(&prose, byte), point);
            assert_memory_equal(prose.text + byte, start, (size_t)(at - start));
            token += token < tokens_count && tokens[token].end <= point ? 1 : 0;
            bool inside = token < tokens_count && tokens[token].start <= point;
            assert_true(inside || chars_is_blank(c));
            assert_false(inside && chars_is_blank(c));
        }
        free(text);
        free(tokens);
        prose_finish(&prose);
    }
}

/* Words with others put before or behind them stay where they are. */
static void test_any_words_are_followed(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char was[TEXT_BYTES], more[TEXT_BYTES], is[2 * TEXT_BYTES];
        random_text(was, 24);
        random_text(more, 8);
        size_t points = chars_points(was, strlen(was));
        struct wording_token span = {dice(points), 0};
        span.end = span.start + 1 + dice(points - span.start);
        struct wording_token found = span;
        bool before = dice(2);
        snprintf(is, sizeof is, "%s%s", before ? more : was, before ? was : more);
        assert_true(wording_follow_near(was, is, &found));
        assert_int_equal(found.end - found.start, span.end - span.start);
        assert_int_equal(strncmp(was + wording_bytes(was, span.start),
                                 is + wording_bytes(is, found.start),
                                 wording_bytes(was, span.end) - wording_bytes(was, span.start)),
                         0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_signs_and_brackets),
        cmocka_unit_test(test_a_border_of_runs_parts_words),
        cmocka_unit_test(test_words_are_found_again),
        cmocka_unit_test(test_the_nearest_of_several),
        cmocka_unit_test(test_marks_are_read_without_colour),
        cmocka_unit_test(test_a_replacement_is_one),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_any_words),
        cmocka_unit_test(test_any_words_are_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
