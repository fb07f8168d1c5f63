#define _GNU_SOURCE
/* Pandoc's tree as a draft: what stands in it, and that nothing breaks the reader. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import_check.h"
#include "tools/desk/pandoc.h"
#include "unit.h"

#define HEAD "{\"pandoc-api-version\":[1,22,2,1],\"meta\":{},\"blocks\":["
#define TAIL "]}"
#define S(t) "{\"t\":\"Str\",\"c\":\"" t "\"}"
#define B "{\"t\":\"Space\"}"
#define P(i) "{\"t\":\"Para\",\"c\":[" i "]}"
#define INS(a, i) "{\"t\":\"Span\",\"c\":[[\"\",[\"insertion\"],[[\"author\",\"" a "\"]]],[" i "]]}"
#define DEL(a, i) "{\"t\":\"Span\",\"c\":[[\"\",[\"deletion\"],[[\"author\",\"" a "\"]]],[" i "]]}"
#define NOTE(n, a, i)                                                                              \
    "{\"t\":\"Span\",\"c\":[[\"\",[\"comment-start\"],[[\"id\",\"" n "\"],[\"author\",\"" a        \
    "\"]]],[" i "]]}"
#define END(n) "{\"t\":\"Span\",\"c\":[[\"\",[\"comment-end\"],[[\"id\",\"" n "\"]]],[]]}"
#define OL(start, style, delim, items)                                                             \
    "{\"t\":\"OrderedList\",\"c\":[[" start ",{\"t\":\"" style "\"},{\"t\":\"" delim               \
    "\"}],[" items "]]}"

static const struct pandoc_source plain = {0};

/* The macros leave out the commas between nodes that stand side by side: here they are put. */
static char *with_commas(const char *json)
{
    char *out = malloc(2 * strlen(json) + 1), *to = out;
    assert_non_null(out);
    for (const char *at = json; *at; at++) {
        *to++ = *at;
        if (*at == '}' && at[1] == '{')
            *to++ = ',';
    }
    *to = '\0';
    return out;
}

/* The document; fails the test where there is none. */
static struct import_doc *read_tree(const char *json, const struct pandoc_source *source)
{
    struct import_doc *doc;
    struct import_failure failure;
    char *text = with_commas(json);
    if (!import_pandoc(text, strlen(text), source, NULL, &doc, &failure))
        fail_msg("%s", failure.text);
    free(text);
    check_holds(doc);
    return doc;
}

static void assert_outline(const char *json, const struct pandoc_source *source, const char *wanted)
{
    struct import_doc *doc = read_tree(json, source);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_true(out && import_outline(doc, out));
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
    import_destroy(doc);
}

static void assert_warned(const char *json, const char *wanted)
{
    struct import_doc *doc = read_tree(json, &plain);
    for (size_t i = 0; i < doc->warning_count; i++) {
        assert_int_equal(doc->warnings[i].line, 0);
        if (strcmp(doc->warnings[i].text, wanted) == 0) {
            import_destroy(doc);
            return;
        }
    }
    fail_msg("%zu warnings, the first %s", doc->warning_count,
             doc->warning_count ? doc->warnings[0].text : "-");
}

static void test_authors_become_names(void **state)
{
    (void)state;
    struct import_doc *doc = read_tree(
        HEAD P(S("1.") B S("a") B INS("Brazil; EU", S("b")) B DEL("US", S("c")) B S("d.")) TAIL,
        &plain);
    const struct pl_words *words = &doc->sections[0].words[0];
    assert_int_equal(words->run_count, 4);
    assert_string_equal(words->runs[1].t, "b ");
    assert_int_equal(words->runs[1].ins.count, 2);
    assert_string_equal(words->runs[1].ins.names[0], "Brazil");
    assert_string_equal(words->runs[1].ins.names[1], "EU");
    assert_string_equal(words->runs[2].t, "c ");
    assert_int_equal(words->runs[2].del.count, 1);
    assert_string_equal(words->runs[2].del.names[0], "US");
    import_destroy(doc);
}

static void test_nobody_is_no_name(void **state)
{
    (void)state;
    struct import_doc *doc =
        read_tree(HEAD P(S("1.") B S("a") B INS("unknown", S("b")) B S("c.")) TAIL, &plain);
    const struct pl_run *run = &doc->sections[0].words[0].runs[1];
    assert_true(run->ins.given);
    assert_int_equal(run->ins.count, 0);
    import_destroy(doc);
}

static void test_blanks_of_marks(void **state)
{
    (void)state;
    assert_outline(HEAD P(S("1.") B S("a") B INS("x", S("b")) B S("c"))
                       P(S("2.") B S("a") B INS("x", S("b")) S("."))
                           P(S("3.") B DEL("x", S("a")) B INS("y", S("b")) B S("c"))
                               P(S("4.") B S("a") INS("x", S("b")) B S("c")) TAIL,
                   &plain, "1 a {++b ++}c\n2 a{++ b++}.\n3 {--a --}{++b ++}c\n4 a{++b++} c\n");
}

/* A paragraph that is all inserted begins behind its label. */
static void test_blank_behind_a_label(void **state)
{
    (void)state;
    assert_outline(HEAD P(S("–") B INS("x", S("all") B S("new"))) P(S("–") B S("old")) TAIL, &plain,
                   "1 {++all new++}\n2 old\n");
    assert_outline(HEAD P(S("OP2") B S("bis") B INS("x", S("new"))) P(S("OP3") B S("old")) TAIL,
                   &plain, "OP2 bis {++new++}\nOP3 old\n");
}

static void test_lists_and_levels(void **state)
{
    (void)state;
    assert_outline(
        HEAD OL("4", "Decimal", "Period",
                "[" P(S("one")) "," OL(
                    "1", "LowerAlpha", "TwoParens",
                    "[" P(S("two")) "],[" P(S("three")) "]") "]"
                                                             ",[" P(S("four")) "," OL(
                                                                 "1", "LowerRoman", "OneParen",
                                                                 "[" P(S("five")) "]") "]") TAIL,
        &plain, "4 one\n4(a) two\n4(b) three\n5 four\n5.i five\n");
}

static void test_headings(void **state)
{
    (void)state;
#define H(level, i) "{\"t\":\"Header\",\"c\":[" level ",[\"\",[],[]],[" i "]]}"
    assert_outline(HEAD H("1", S("Title")) H("2", S("A.") B S("Words")) P(S("1.") B S("one"))
                       H("2", S("B.") B S("More")) P(S("1.") B S("two")) TAIL,
                   &plain, "A.1 one\nB.1 two\n");
}

static void test_retain_is_a_comment(void **state)
{
    (void)state;
    struct import_doc *doc = read_tree(HEAD P(S("1.") B S("a") B NOTE("3", "Iran; EU", S("Retain."))
                                                  S("b") END("3") B S("c.")) TAIL,
                                       &plain);
    const struct pl_run *run = &doc->sections[0].words[0].runs[1];
    assert_string_equal(run->t, "b");
    assert_int_equal(run->keep.count, 2);
    assert_string_equal(run->keep.names[1], "EU");
    assert_int_equal(doc->warning_count, 0);
    import_destroy(doc);
}

static void test_inserted_and_deleted(void **state)
{
    (void)state;
    struct import_doc *doc = read_tree(HEAD P(S("1.") B S("a") B NOTE("3", "EU", S("Inserted"))
                                                  DEL("US", S("b")) END("3") B S("c.")) TAIL,
                                       &plain);
    const struct pl_run *run = &doc->sections[0].words[0].runs[1];
    assert_string_equal(run->ins.names[0], "EU");
    assert_string_equal(run->del.names[0], "US");
    import_destroy(doc);
}

static void test_what_goes_is_told(void **state)
{
    (void)state;
    assert_warned(HEAD P(S("1.") B S("a") NOTE("0", "Iran", S("why?")) S("b") END("0")) TAIL,
                  "a comment of \"Iran\" is left out: \"why?\"");
    assert_warned(HEAD P(S("1.") B S("a")) ",{\"t\":\"Table\",\"c\":[]}" TAIL,
                  "a table is left out, after \"1. a\"");
    assert_warned(HEAD P(S("1.") B S("a") "{\"t\":\"Note\",\"c\":[]}") TAIL,
                  "a note is left out, in \"1. a\"");
    assert_warned(
        HEAD P(S("1.") B S("a") B INS("EU", "")) TAIL,
        "words that \"EU\" put in and somebody struck out again are left out, after \"1. a \"");
}

static void test_signs_stay_letters(void **state)
{
    (void)state;
    assert_outline(
        HEAD P(S("1.") B S("*a*") B S("b_c_") B S("x\\\\y")) "," P(S("#") B S("no heading.")) TAIL,
        &plain, "1 *a* b_c_ x\\y\np1 # no heading.\n");
}

static void test_struck_and_underlined(void **state)
{
    (void)state;
    const char *json = HEAD P(S("1.") B S("a") B "{\"t\":\"Strikeout\",\"c\":[" S(
        "b") "]}" B "{\"t\":\"Underline\",\"c\":[" S("c") "]}" B S("d")) TAIL;
    static const struct pandoc_source page = {.html = true, .underlined = true};
    assert_outline(json, &plain, "1 a {--b --}c d\n");
    assert_outline(json, &page, "1 a {--b --}{++c ++}d\n");
}

static void test_own_styles_say_levels(void **state)
{
    (void)state;
#define ITEM(level, i)                                                                             \
    "{\"t\":\"Div\",\"c\":[[\"\",[],[[\"custom-style\",\"Plenary Item " level "\"]]],[" P(i) "]]}"
    assert_outline(HEAD ITEM("1", S("1.") B S("a:")) "," ITEM("2", S("1.") B S("b")) "," ITEM(
                       "2", S("2.") B S("c")) "," ITEM("1", S("2.") B S("d")) TAIL,
                   &plain, "1 a:\n1.1 b\n1.2 c\n2 d\n");
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "{",
        "[]",
        "1",
        "null",
        "{}",
        "{\"blocks\":{}}",
        "{\"blocks\":[]}",
        HEAD P("") TAIL,
        "{\"blocks\":[1,\"a\",null,{\"t\":1},{\"c\":[]},{\"t\":\"Para\",\"c\":7}]}",
        HEAD "{\"t\":\"OrderedList\",\"c\":[[1e99,{\"t\":\"Decimal\"}],[[]]]}" TAIL,
        "{\"blocks\":[],\"blocks\":[]}",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct import_doc *doc;
        struct import_failure failure;
        if (import_pandoc(cases[i], strlen(cases[i]), &plain, NULL, &doc, &failure))
            fail_msg("taken: %s", cases[i]);
        assert_true(failure.text[0] && !strchr(failure.text, '\n'));
    }
}

/* Nesting that no document has. */
static void test_deep(void **state)
{
    (void)state;
    enum { DEEP = 3000 };
    static char text[DEEP * 40];
    size_t size = (size_t)snprintf(text, sizeof text, "{\"blocks\":[");
    for (size_t i = 0; i < DEEP; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "{\"t\":\"BlockQuote\",\"c\":[");
    for (size_t i = 0; i < DEEP; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "]}");
    size += (size_t)snprintf(text + size, sizeof text - size, "]}");
    struct import_doc *doc;
    struct import_failure failure;
    assert_false(import_pandoc(text, size, &plain, NULL, &doc, &failure));
}

static void test_a_tree_says_its_version(void **state)
{
    int64_t version[PANDOC_VERSION];
    (void)state;
    assert_true(pandoc_version(HEAD TAIL, strlen(HEAD TAIL), version));
    assert_int_equal(1, version[0]);
    assert_int_equal(22, version[1]);
    static const char *const no_trees[] = {"",
                                           "[1,22]",
                                           "{\"blocks\":[]}",
                                           "{\"pandoc-api-version\":[1]}",
                                           "{\"pandoc-api-version\":[1,\"22\"]}",
                                           "{\"pandoc-api-version\":1}"};
    for (size_t i = 0; i < sizeof no_trees / sizeof *no_trees; i++)
        assert_false(pandoc_version(no_trees[i], strlen(no_trees[i]), version));
}

/* ---- mutated trees: a document, or one line that says why not ---- */

static uint64_t seed = 0x9E3779B97F4A7C15u;

static size_t below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

static const char *const mutations[] = {
    "\"Para\"",
    "\"Span\"",
    "\"Header\"",
    "\"OrderedList\"",
    "\"BulletList\"",
    "\"Div\"",
    "\"Note\"",
    "\"Str\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    "null",
    "-1",
    "0.5",
    "1e9",
    "\"insertion\"",
    "\"comment-start\"",
    "\"\"",
    "\"Plenary Item 9\"",
    "\"comment-end\"",
    "\"{++\"",
    "\"--}{>>\"",
    "\"(a)\"",
    "[]",
    "\"\\u00e9\"",
    "\"Underline\"",
    "\"LineBlock\"",
    "\"DefinitionList\"",
    "\"CodeBlock\"",
    "\"author\"",
};

/* Replaces one value or sign by another; the tree often stays one. */
static void mutate(char *text, size_t size)
{
    const char *word = mutations[below(sizeof mutations / sizeof *mutations)];
    char *at = text + below(strlen(text));
    char *quote = strchr(at, '"');
    char *end = quote ? strchr(quote + 1, '"') : NULL;
    if (below(3) > 0 && end) {
        at = quote;
        end++;
    } else {
        end = at + (*at != '\0' && below(2));
    }
    size_t tail = strlen(end), length = strlen(word);
    if ((size_t)(at - text) + length + tail + 1 < size) {
        memmove(at + length, end, tail + 1);
        memcpy(at, word, length);
    }
}

static void test_mutated_trees(void **state)
{
    (void)state;
    enum { ROUNDS = 6000, ROOM = 8192 };
    static const char tree[] =
        HEAD P(S("1.") B S("a") B INS("Brazil; EU", S("b")) B DEL("US", S("c"))) "," OL(
            "4", "Decimal", "Period",
            "[" P(S("one") NOTE("0", "Iran", S("Retain")) S("k") END("0")) "," OL(
                "1", "LowerAlpha", "TwoParens",
                "[" P(S("two")) "]") "]") ",{\"t\":\"Header\",\"c\":[2,[\"\",[],[]],[" S("A.")
            B S("Words") "]]}," P(S("x")) TAIL;
    size_t taken = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        char text[ROOM];
        char *whole = with_commas(tree);
        snprintf(text, sizeof text, "%s", whole);
        free(whole);
        for (size_t n = 1 + below(4); n > 0; n--)
            mutate(text, sizeof text);
        struct import_doc *doc;
        struct import_failure failure;
        if (import_pandoc(text, strlen(text), &plain, NULL, &doc, &failure)) {
            check_holds(doc);
            import_destroy(doc);
            taken++;
        } else if (!failure.text[0] || strchr(failure.text, '\n')) {
            fail_msg("%s: %s", text, failure.text);
        }
    }
    assert_in_range(taken, ROUNDS / 10, ROUNDS - ROUNDS / 10); /* both happen */
}

#define SUP(i) "{\"t\":\"Superscript\",\"c\":[" i "]}"
#define SUB(i) "{\"t\":\"Subscript\",\"c\":[" i "]}"

/* 10⁶ tonnes are not 106. */
static void test_powers_stay_powers(void **state)
{
    (void)state;
    struct import_doc *doc =
        read_tree(HEAD P(S("10") SUP(S("6")) B S("tonnes") B S("of") B S("CO") SUB(S("2")) S(",")
                             B S("10") SUP(S("-3")) S(",") B S("1") SUP(S("st")) B S("m")
                                 SUP(S("2a")) B S("x") SUB(S("i"))) TAIL,
                  &plain);
    char *text = pl_words_join(&doc->sections[0].words[0], PL_VIEW_MARKED);
    assert_string_equal(text, "10⁶ tonnes of CO₂, 10⁻³, 1st m^(2a) x_(i)");
    free(text);
    import_destroy(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_authors_become_names),
        cmocka_unit_test(test_nobody_is_no_name),
        cmocka_unit_test(test_blanks_of_marks),
        cmocka_unit_test(test_blank_behind_a_label),
        cmocka_unit_test(test_lists_and_levels),
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_retain_is_a_comment),
        cmocka_unit_test(test_inserted_and_deleted),
        cmocka_unit_test(test_what_goes_is_told),
        cmocka_unit_test(test_signs_stay_letters),
        cmocka_unit_test(test_struck_and_underlined),
        cmocka_unit_test(test_own_styles_say_levels),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_a_tree_says_its_version),
        cmocka_unit_test(test_powers_stay_powers),
        cmocka_unit_test(test_mutated_trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
