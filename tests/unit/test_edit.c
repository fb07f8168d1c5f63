/* Amendments of an item's words: tools/desk/edit.c. Words are written as
 * "plain|+US,EU:inserted|-:deleted|=Peru:retained|1:one alternative|+-US/EU:both". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "generate.h"
#include "tools/desk/edit.h"

enum { LINE = 1024, NAMES = 8 };

static const char *const us[] = {"US"};
static const char *const brazil_eu[] = {"Brazil", "EU"};
static const struct pl_names by_us = {us, 1, true};
static const struct pl_names by_two = {brazil_eu, 2, true};
static const struct pl_names by_nobody = {NULL, 0, true};

static size_t points_of(const char *text)
{
    size_t points = 0;
    for (; *text; text++) {
        points += ((unsigned char)*text & 0xc0u) != 0x80u;
    }
    return points;
}

static struct pl_run run_of(const char *text, const struct pl_names *ins,
                            const struct pl_names *del, unsigned alt)
{
    struct pl_run run = {.t = text, .bytes = strlen(text), .points = points_of(text), .alt = alt};
    run.ins = ins ? *ins : run.ins;
    run.del = del ? *del : run.del;
    return run;
}

static void append(char *out, const char *text)
{
    size_t used = strlen(out);
    assert_true(used + strlen(text) < LINE);
    snprintf(out + used, LINE - used, "%s", text);
}

static void append_names(char *out, const char *sign, const struct pl_names *names)
{
    for (size_t i = 0; i < names->count || (names->given && i == 0); i++) {
        append(out, i == 0 ? sign : ",");
        append(out, i < names->count ? names->names[i] : "");
    }
}

static void dump(const struct pl_words *words, char out[LINE])
{
    out[0] = '\0';
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        char alt[16];
        snprintf(alt, sizeof alt, "%u", run->alt);
        append(out, i > 0 ? "|" : "");
        append(out, run->alt ? alt : "");
        append_names(out, "+", &run->ins);
        append_names(out, "-", &run->del);
        append_names(out, "=", &run->keep);
        append(out, run->alt || run->ins.given || run->del.given || run->keep.given ? ":" : "");
        append(out, run->t);
        assert_int_equal(run->points, points_of(run->t));
        assert_int_equal(run->bytes, strlen(run->t));
    }
}

struct bench {
    struct pl_words words;
    struct edit edit;
};

static void start(struct bench *bench, const struct pl_run *runs, size_t count)
{
    bench->words = (struct pl_words){.id = "i", .of = 1, .runs = runs, .run_count = count};
    assert_int_equal(edit_start(&bench->edit, &bench->words), EDIT_OK);
}

static void start_text(struct bench *bench, const char *text)
{
    static struct pl_run run;
    run = run_of(text, NULL, NULL, 0);
    start(bench, &run, 1);
}

static void expect(struct bench *bench, const char *expected)
{
    struct pl_words now;
    char line[LINE];
    assert_int_equal(edit_end(&bench->edit, &bench->words, &now), EDIT_OK);
    dump(&now, line);
    assert_string_equal(line, expected);
}

static struct edit_span span(size_t start, size_t end)
{
    return (struct edit_span){start, end};
}

static void deleting_takes_one_blank_with_it(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "have special responsibilities.");
    assert_int_equal(edit_delete(&b.edit, span(5, 12), &by_us), EDIT_OK);
    expect(&b, "have|-US: special| responsibilities.");
    assert_int_equal(edit_accept(&b.edit, span(0, 29)), EDIT_OK);
    expect(&b, "have responsibilities.");
    assert_int_equal(edit_delete(&b.edit, span(0, 4), &by_us), EDIT_OK);
    expect(&b, "-US:have |responsibilities.");
    assert_int_equal(edit_reject_all(&b.edit), EDIT_OK);
    expect(&b, "have responsibilities.");
    assert_int_equal(edit_delete(&b.edit, span(5, 21), &by_us), EDIT_OK);
    expect(&b, "have|-US: responsibilities|.");
    edit_finish(&b.edit);
}

static void several_ask_for_one_thing(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "a special role");
    assert_int_equal(edit_delete(&b.edit, span(2, 9), &by_us), EDIT_OK);
    assert_int_equal(edit_delete(&b.edit, span(2, 9), &by_two), EDIT_OK);
    assert_int_equal(edit_delete(&b.edit, span(2, 9), &by_us), EDIT_OK);
    expect(&b, "a|-US,Brazil,EU: special| role");
    assert_int_equal(edit_retain(&b.edit, span(2, 5), &by_two), EDIT_OK);
    expect(&b, "a|-US,Brazil,EU=Brazil,EU: spe|-US,Brazil,EU:cial| role");
    edit_finish(&b.edit);
}

static void what_one_has_inserted_one_takes_back(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "a role");
    const char *text = edit_spaced(&b.edit, 1, EDIT_AFTER, "new");
    assert_int_equal(edit_insert(&b.edit, 1, text, &by_us), EDIT_OK);
    expect(&b, "a|+US: new| role");
    assert_int_equal(edit_delete(&b.edit, span(2, 5), &by_two), EDIT_OK);
    expect(&b, "a|+US-Brazil,EU: new| role");
    assert_int_equal(edit_delete(&b.edit, span(1, 5), &by_us), EDIT_OK);
    expect(&b, "a role");
    edit_finish(&b.edit);
}

static void blanks_follow_the_script(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "a role, (new) 联合国");
    assert_string_equal(edit_spaced(&b.edit, 6, EDIT_AFTER, "model"), " model");
    assert_string_equal(edit_spaced(&b.edit, 6, EDIT_AFTER, ", model"), ", model");
    assert_string_equal(edit_spaced(&b.edit, 8, EDIT_AFTER, "model"), "model");
    assert_string_equal(edit_spaced(&b.edit, 9, EDIT_AFTER, "brand"), "brand");
    assert_string_equal(edit_spaced(&b.edit, 2, EDIT_BEFORE, "new"), "new ");
    assert_string_equal(edit_spaced(&b.edit, 6, EDIT_BEFORE, "x"), "x");
    assert_string_equal(edit_spaced(&b.edit, 17, EDIT_AFTER, "人民"), "人民");
    assert_string_equal(edit_spaced(&b.edit, 0, EDIT_AFTER, "x"), "x");
    edit_finish(&b.edit);
}

static void replacing_is_both(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "the Ünïted nations");
    assert_int_equal(edit_replace(&b.edit, span(4, 10), "united", &by_us), EDIT_OK);
    expect(&b, "the |-US:Ünïted|+US:united| nations");
    size_t left;
    assert_int_equal(edit_accept_all(&b.edit, &left), EDIT_OK);
    assert_int_equal(left, 0);
    expect(&b, "the united nations");
    assert_int_equal(edit_accept_all(&b.edit, &left), EDIT_MARKS);
    edit_finish(&b.edit);
}

static void brackets_are_characters(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "a special role");
    assert_int_equal(edit_bracket(&b.edit, span(2, 9), &by_nobody), EDIT_OK);
    expect(&b, "a [special] role");
    assert_int_equal(edit_bracket(&b.edit, span(3, 6), &by_us), EDIT_OK);
    expect(&b, "a [|+:[|spe|+US:]|cial] role");
    assert_int_equal(edit_unbracket(&b.edit, span(5, 6)), EDIT_OK);
    expect(&b, "a [special] role");
    assert_int_equal(edit_unbracket(&b.edit, span(0, 1)), EDIT_BRACKETS);
    assert_int_equal(edit_unbracket(&b.edit, span(2, 11)), EDIT_OK);
    expect(&b, "a special role");
    edit_finish(&b.edit);
}

static void inner_brackets_stay(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "[a [b] c [d] e]");
    assert_int_equal(edit_unbracket(&b.edit, span(7, 8)), EDIT_OK);
    expect(&b, "a [b] c [d] e");
    edit_finish(&b.edit);
    start_text(&b, "] a [");
    assert_int_equal(edit_unbracket(&b.edit, span(2, 3)), EDIT_BRACKETS);
    expect(&b, "] a [");
    edit_finish(&b.edit);
}

static void alternatives(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "they shall act");
    assert_int_equal(edit_alternative(&b.edit, span(5, 10), "should", &by_us), EDIT_OK);
    assert_int_equal(edit_alternative(&b.edit, span(5, 10), "may", &by_two), EDIT_OK);
    expect(&b, "they |1:shall|1+US:should|1+Brazil,EU:may| act");
    assert_int_equal(edit_delete(&b.edit, span(6, 8), &by_us), EDIT_ALTERNATIVE);
    assert_int_equal(edit_insert(&b.edit, 10, "x", &by_us), EDIT_ALTERNATIVE);
    assert_int_equal(edit_accept(&b.edit, span(5, 16)), EDIT_CHOICE);
    size_t left;
    assert_int_equal(edit_accept_all(&b.edit, &left), EDIT_OK);
    assert_int_equal(left, 3);
    expect(&b, "they |1:shall|1+US:should|1+Brazil,EU:may| act");
    assert_int_equal(edit_reject(&b.edit, span(10, 16)), EDIT_OK);
    expect(&b, "they |1:shall|1+Brazil,EU:may| act");
    assert_int_equal(edit_accept(&b.edit, span(10, 13)), EDIT_OK);
    expect(&b, "they may act");
    edit_finish(&b.edit);
}

static void rejecting_all_is_the_original(void **state)
{
    (void)state;
    struct bench b;
    start_text(&b, "they shall act now");
    assert_int_equal(edit_alternative(&b.edit, span(5, 10), "may", &by_us), EDIT_OK);
    assert_int_equal(edit_delete(&b.edit, span(18, 21), &by_two), EDIT_OK);
    assert_int_equal(edit_insert(&b.edit, 0, "And ", &by_two), EDIT_OK);
    expect(&b, "+Brazil,EU:And |they |1:shall|1+US:may| act|-Brazil,EU: now");
    assert_int_equal(edit_reject_all(&b.edit), EDIT_OK);
    expect(&b, "they shall act now");
    edit_finish(&b.edit);
}

static void a_failure_changes_nothing(void **state)
{
    (void)state;
    struct bench b;
    const struct pl_run runs[] = {run_of("one ", NULL, NULL, 0), run_of("two", &by_us, NULL, 1),
                                  run_of("three", NULL, &by_two, 1)};
    start(&b, runs, 3);
    const char *before = "one |1+US:two|1-Brazil,EU:three";
    assert_int_equal(edit_delete(&b.edit, span(0, 5), &by_us), EDIT_ALTERNATIVE);
    expect(&b, before);
    assert_int_equal(edit_bracket(&b.edit, span(7, 9), &by_us), EDIT_ALTERNATIVE);
    assert_int_equal(edit_replace(&b.edit, span(2, 5), "x", &by_us), EDIT_ALTERNATIVE);
    assert_int_equal(edit_delete(&b.edit, span(3, 13), &by_us), EDIT_POSITION);
    assert_int_equal(edit_delete(&b.edit, span(3, 3), &by_us), EDIT_POSITION);
    assert_int_equal(edit_insert(&b.edit, 13, "x", &by_us), EDIT_POSITION);
    assert_int_equal(edit_insert(&b.edit, 0, "", &by_us), EDIT_POSITION);
    expect(&b, before);
    edit_finish(&b.edit);
}

static void nothing_left_cannot_be_published(void **state)
{
    (void)state;
    struct bench b;
    struct pl_words now;
    size_t left;
    start_text(&b, "all");
    assert_int_equal(edit_delete(&b.edit, span(0, 3), &by_us), EDIT_OK);
    assert_int_equal(edit_accept_all(&b.edit, &left), EDIT_OK);
    assert_int_equal(edit_end(&b.edit, &b.words, &now), EDIT_EMPTY);
    edit_finish(&b.edit);
}

/* ---- any sequence ---- */

static enum edit_error random_change(struct generator *g, struct edit *edit, size_t points)
{
    size_t start = generate_below(g, points + 1);
    struct edit_span at = {start, start + 1 + generate_below(g, 6)};
    const struct pl_names *by = generate_below(g, 3) ? &by_us : &by_two;
    size_t left;
    switch (generate_below(g, 11)) {
    case 0:
    case 1:
        return edit_delete(edit, at, by);
    case 2:
        return edit_retain(edit, at, by);
    case 3:
    case 4:
        return edit_insert(edit, start, edit_spaced(edit, start, EDIT_AFTER, "né"), by);
    case 5:
        return edit_replace(edit, at, "x y", by);
    case 6:
        return edit_alternative(edit, at, "或", by);
    case 7:
        return edit_bracket(edit, at, generate_below(g, 2) ? by : &by_nobody);
    case 8:
        return edit_unbracket(edit, at);
    case 9:
        return generate_below(g, 2) ? edit_accept(edit, at) : edit_reject(edit, at);
    default:
        return generate_below(g, 8) ? EDIT_OK : edit_accept_all(edit, &left);
    }
}

static char *joined(const struct pl_words *words, enum pl_view view)
{
    char *text = pl_words_join(words, view);
    assert_non_null(text);
    return text;
}

/* Marks alone change no word of the original; brackets and what is settled do, and are counted out.
 */
static void marks_keep_the_original(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 400; seed++) {
        struct generator g;
        struct bench b;
        struct pl_words now;
        generate_init(&g, seed);
        start_text(&b, "Governments have special [and differentiated] responsibilities, 联合国.");
        for (int i = 0; i < 30; i++) {
            (void)edit_end(&b.edit, &b.words, &now);
            char *before = joined(&now, PL_VIEW_ORIGINAL);
            struct pl_names by = generate_below(&g, 2) ? by_us : by_two;
            size_t at = generate_below(&g, now.points);
            if (generate_below(&g, 2)) {
                (void)edit_delete(&b.edit, span(at, at + 3), &by);
            } else {
                (void)edit_insert(&b.edit, at, "né ", &by);
            }
            (void)edit_end(&b.edit, &b.words, &now);
            char *after = joined(&now, PL_VIEW_ORIGINAL);
            assert_string_equal(after, before);
            free(before);
            free(after);
        }
        generate_finish(&g);
        edit_finish(&b.edit);
    }
}

static void rejecting_gives_the_original_and_accepting_the_clean(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 1000; seed++) {
        struct generator g;
        struct bench b;
        struct pl_words now;
        generate_init(&g, seed);
        start_text(&b, "Governments have special [and differentiated] responsibilities, 联合国.");
        for (int i = 0; i < 20; i++) {
            (void)random_change(&g, &b.edit, 60);
        }
        if (edit_end(&b.edit, &b.words, &now) == EDIT_OK) {
            char *original = joined(&now, PL_VIEW_ORIGINAL);
            (void)edit_reject_all(&b.edit);
            (void)edit_end(&b.edit, &b.words, &now);
            char *rejected = joined(&now, PL_VIEW_MARKED);
            assert_string_equal(rejected, original);
            free(original);
            free(rejected);
        }
        generate_finish(&g);
        edit_finish(&b.edit);
    }
}

/* ---- word by word ---- */

/* What a desk selects: words between blanks. */
static size_t words_in(const struct pl_words *words, struct edit_span *out, size_t most)
{
    char *text = pl_words_join(words, PL_VIEW_MARKED);
    size_t count = 0, at = 0;
    for (const char *c = text; *c && count < most; c++, at++) { /* ASCII */
        if (*c == ' ') {
            continue;
        }
        if (c == text || c[-1] == ' ') {
            out[count++].start = at;
        }
        out[count - 1].end = at + 1;
    }
    free(text);
    return count;
}

static bool marked_in(const struct pl_words *words, struct edit_span span)
{
    size_t at = 0;
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        bool marked = run->ins.given || run->del.given || run->keep.given;
        if (marked && at < span.end && at + run->points > span.start) {
            return true;
        }
        at += run->points;
    }
    return false;
}

static bool marks_a_blank(const struct pl_words *words)
{
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        bool marked = run->ins.given || run->del.given || run->keep.given;
        if (marked && strspn(run->t, " ") == run->bytes) {
            return true;
        }
    }
    return false;
}

static char *settled(struct generator *generator, const struct pl_run *runs, size_t count,
                     bool accept)
{
    struct bench bench;
    struct pl_words now;
    struct edit_span spans[64];
    char before[LINE];
    start(&bench, runs, count);
    for (;;) {
        size_t marked = 0;
        assert_int_equal(edit_end(&bench.edit, &bench.words, &now), EDIT_OK);
        dump(&now, before);
        if (marks_a_blank(&now)) {
            fail_msg("the mark of a blank: %s", before);
        }
        size_t found = words_in(&now, spans, 64);
        for (size_t i = 0; i < found; i++) {
            if (marked_in(&now, spans[i])) {
                spans[marked++] = spans[i];
            }
        }
        if (marked == 0) {
            break;
        }
        struct edit_span one = spans[generate_below(generator, marked)];
        enum edit_error error =
            accept ? edit_accept(&bench.edit, one) : edit_reject(&bench.edit, one);
        if (error != EDIT_OK) {
            fail_msg("%s: %zu..%zu of %s", edit_error_text(error), one.start, one.end, before);
        }
    }
    char *text = pl_words_join(&now, PL_VIEW_MARKED);
    edit_finish(&bench.edit);
    return text;
}

static void amend_one(struct generator *generator, struct bench *bench)
{
    static const char *const fresh[] = {"new", "or better", "not"};
    struct pl_words now;
    struct edit_span spans[64];
    assert_int_equal(edit_end(&bench->edit, &bench->words, &now), EDIT_OK);
    size_t count = words_in(&now, spans, 64);
    size_t first = generate_below(generator, count);
    size_t last = first + generate_below(generator, count - first < 3 ? count - first : 3);
    struct edit_span span = {spans[first].start, spans[last].end};
    const char *text = fresh[generate_below(generator, 3)];
    switch (generate_below(generator, 4)) {
    case 0:
        edit_delete(&bench->edit, span, &by_us);
        break;
    case 1:
        edit_replace(&bench->edit, span, text, &by_us);
        break;
    case 2:
        edit_insert(&bench->edit, span.end, edit_spaced(&bench->edit, span.end, EDIT_AFTER, text),
                    &by_us);
        break;
    default:
        edit_insert(&bench->edit, span.start,
                    edit_spaced(&bench->edit, span.start, EDIT_BEFORE, text), &by_two);
        break;
    }
}

/* Whatever was asked for, and in whatever order its words are taken or refused one by one: refused,
 * the text is what it was; taken, what the clean view showed; and no blank is marked alone. */
static void words_are_settled_one_by_one(void **state)
{
    static const char original[] = "Governments have special duties under the law of all";
    struct generator generator;
    (void)state;
    generate_init(&generator, 11);
    int settled_rounds = 0;
    for (int round = 0; round < 4000; round++) {
        struct bench bench;
        struct pl_words now;
        char asked[LINE];
        start_text(&bench, original);
        for (size_t n = 1 + generate_below(&generator, 4); n > 0; n--) {
            amend_one(&generator, &bench);
        }
        enum edit_error error = edit_end(&bench.edit, &bench.words, &now);
        if (error == EDIT_OK && !marks_a_blank(&now)) { /* two may insert into each other's words */
            settled_rounds++;
            dump(&now, asked);
            char *refused = settled(&generator, now.runs, now.run_count, false);
            if (strcmp(refused, original) != 0) {
                fail_msg("\"%s\" is left of %s", refused, asked);
            }
            char *clean = pl_words_join(&now, PL_VIEW_CLEAN);
            char *taken = *clean ? settled(&generator, now.runs, now.run_count, true) : NULL;
            if (taken) {
                if (strcmp(taken, clean) != 0) {
                    fail_msg("\"%s\", not \"%s\", is left of %s", taken, clean, asked);
                }
            }
            free(taken);
            free(clean);
            free(refused);
        }
        edit_finish(&bench.edit);
    }
    assert_true(settled_rounds > 3000);
    generate_finish(&generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deleting_takes_one_blank_with_it),
        cmocka_unit_test(several_ask_for_one_thing),
        cmocka_unit_test(what_one_has_inserted_one_takes_back),
        cmocka_unit_test(blanks_follow_the_script),
        cmocka_unit_test(replacing_is_both),
        cmocka_unit_test(brackets_are_characters),
        cmocka_unit_test(inner_brackets_stay),
        cmocka_unit_test(alternatives),
        cmocka_unit_test(rejecting_all_is_the_original),
        cmocka_unit_test(a_failure_changes_nothing),
        cmocka_unit_test(nothing_left_cannot_be_published),
        cmocka_unit_test(marks_keep_the_original),
        cmocka_unit_test(rejecting_gives_the_original_and_accepting_the_clean),
        cmocka_unit_test(words_are_settled_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
