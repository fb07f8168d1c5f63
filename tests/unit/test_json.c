#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/json.h"
#include "unit.h"

static enum pl_error parse(const char *text)
{
    struct json *tree;
    enum pl_error error = json_parse(text, strlen(text), &tree);
    assert_int_equal(error == PL_OK, tree != NULL);
    json_destroy(tree);
    return error;
}

#define NEST8 "[[[[[[[["
#define UNNEST8 "]]]]]]]]"

static void test_what_is_json(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "{}",
        "[]",
        "1",
        "\"a\"",
        "null",
        "true",
        "false",
        " [ 1 , 2 ] ",
        "\t{\r\n\"a\" : [ ] }\n",
        "-1",
        "0",
        "9007199254740991",
        "-9007199254740991",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\uD83D\\uDE00\"",
        "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}",
        "\"\u00e9\u4e00\"",
        "{\"\":1}",
        "{\"a\":1,\"A\":2}", /* names differ by case */
        NEST8 NEST8 UNNEST8 UNNEST8,
        "[{\"a\":[[]]},[]]",
        "[[],{}]",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (parse(cases[i]) != PL_OK)
            fail_msg("%s: %s", cases[i], pl_error_name(parse(cases[i])));
    }
}

static const struct {
    const char *text;
    enum pl_error error;
} refused[] = {
    {"", PL_ERROR_JSON},
    {" ", PL_ERROR_JSON},
    {"{", PL_ERROR_JSON},
    {"}", PL_ERROR_JSON},
    {"[", PL_ERROR_JSON},
    {"[1", PL_ERROR_JSON},
    {"[1,", PL_ERROR_JSON},
    {"[1,]", PL_ERROR_JSON},
    {"[,1]", PL_ERROR_JSON},
    {"[1 2]", PL_ERROR_JSON},
    {"[1}", PL_ERROR_JSON},
    {"{\"a\":1]", PL_ERROR_JSON},
    {"{\"a\":1,}", PL_ERROR_JSON},
    {"{\"a\" 1}", PL_ERROR_JSON},
    {"{\"a\":}", PL_ERROR_JSON},
    {"{\"a\"}", PL_ERROR_JSON},
    {"{a:1}", PL_ERROR_JSON},
    {"{1:1}", PL_ERROR_JSON},
    {"{'a':1}", PL_ERROR_JSON},
    {"{}x", PL_ERROR_JSON},
    {"{}{}", PL_ERROR_JSON},
    {"1 2", PL_ERROR_JSON},
    {"{},", PL_ERROR_JSON},
    {"nul", PL_ERROR_JSON},
    {"nulll", PL_ERROR_JSON},
    {"True", PL_ERROR_JSON},
    {"NaN", PL_ERROR_JSON},
    {"Infinity", PL_ERROR_JSON},
    {"/**/1", PL_ERROR_JSON},
    {"\x0b"
     "1",
     PL_ERROR_JSON}, /* cJSON skips whatever is below 0x21 */
    {"\x01{}", PL_ERROR_JSON},
    {"\xef\xbb\xbf{}", PL_ERROR_JSON}, /* and a byte order mark */
    {"\u00a0{}", PL_ERROR_JSON},
    {"\"", PL_ERROR_JSON},
    {"\"a", PL_ERROR_JSON},
    {"\"a\\\"", PL_ERROR_JSON},
    {"\"\\", PL_ERROR_JSON},
    {"\"\\x\"", PL_ERROR_JSON},
    {"\"\\u12\"", PL_ERROR_JSON},
    {"\"\\u12g4\"", PL_ERROR_JSON},
    {"\"\\u", PL_ERROR_JSON},
    {"\"a\nb\"", PL_ERROR_JSON},
    {"\"a\tb\"", PL_ERROR_JSON},
    {"\"\\u0000\"", PL_ERROR_TEXT},
    {"{\"\\u0000\":1}", PL_ERROR_TEXT},
    {"\"\\ud83d\"", PL_ERROR_UTF8},
    {"\"\\ud83dx\"", PL_ERROR_UTF8},
    {"\"\\ud83d\\u0041\"", PL_ERROR_UTF8},
    {"\"\\ude00\"", PL_ERROR_UTF8},
    {"\"\xff\"", PL_ERROR_UTF8},
    {"\"\xc0\x80\"", PL_ERROR_UTF8},
    {"\"\xed\xa0\x80\"", PL_ERROR_UTF8},
    {"\xff", PL_ERROR_UTF8},
    {"{\"a\":1,\"a\":1}", PL_ERROR_DUPLICATE},
    {"{\"a\":1,\"\\u0061\":1}", PL_ERROR_DUPLICATE},
    {"[{\"x\":[{\"b\":1,\"a\":1,\"b\":1}]}]", PL_ERROR_DUPLICATE},
    {"{\"\":1,\"\":1}", PL_ERROR_DUPLICATE},
    {"{\"i\":1,\"h\":1,\"g\":1,\"f\":1,\"e\":1,\"d\":1,\"c\":1,\"b\":1,\"i\":1}",
     PL_ERROR_DUPLICATE},
    {NEST8 NEST8 "[" UNNEST8 UNNEST8 "]", PL_ERROR_DEPTH},
    {NEST8 NEST8 "{}" UNNEST8 UNNEST8, PL_ERROR_DEPTH},
    {NEST8 NEST8 "[", PL_ERROR_DEPTH},
    {"1.0", PL_ERROR_NUMBER},
    {"1e3", PL_ERROR_NUMBER},
    {"1E3", PL_ERROR_NUMBER},
    {"01", PL_ERROR_NUMBER},
    {"-01", PL_ERROR_NUMBER},
    {"-0", PL_ERROR_NUMBER},
    {"-", PL_ERROR_NUMBER},
    {"-a", PL_ERROR_NUMBER},
    {"1.", PL_ERROR_NUMBER},
    {"{\"unknown\":[1.5]}", PL_ERROR_NUMBER},
    {"+1", PL_ERROR_JSON},
    {".5", PL_ERROR_JSON},
    {"0x10", PL_ERROR_JSON},
    {"1a", PL_ERROR_JSON},
    {"9007199254740992", PL_ERROR_RANGE},
    {"-9007199254740992", PL_ERROR_RANGE},
    {"99999999999999999999999999999999999999999999999999999999999999999999999", PL_ERROR_RANGE},
    {"1e999", PL_ERROR_NUMBER},
};

static void test_what_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (parse(refused[i].text) != refused[i].error)
            fail_msg("%s: %s", refused[i].text, pl_error_name(parse(refused[i].text)));
    }
}

/* The size is what counts, not a NUL, and nothing behind the size is looked at. */
static void test_size(void **state)
{
    (void)state;
    struct json *tree;
    assert_int_equal(json_parse("12345", 2, &tree), PL_OK);
    assert_int_equal(json_int(tree), 12);
    json_destroy(tree);
    assert_int_equal(json_parse("1\0", 2, &tree), PL_ERROR_JSON);
    assert_int_equal(json_parse("\"a\0b\"", 5, &tree), PL_ERROR_JSON);
    static const char text[] = "{\"abc\":[true,false,null,-12,\"\\u00e9\\ud83d\\ude00x\",{}]}";
    for (size_t size = 0; size < sizeof text - 1; size++) {
        char *exact = malloc(size ? size : 1); /* so that a sanitizer sees one byte too far */
        assert_non_null(exact);
        memcpy(exact, text, size);
        assert_int_not_equal(json_parse(exact, size, &tree), PL_OK);
        assert_null(tree);
        free(exact);
    }
}

static void test_tree(void **state)
{
    (void)state;
    static const char text[] =
        "{\"n\":null,\"t\":true,\"f\":false,\"i\":-9007199254740991,\"s\":\"a\\u00e9\\/\","
        "\"l\":[1,2,3],\"o\":{\"I\":1,\"i\":4294967296}}";
    struct json *tree;
    assert_int_equal(json_parse(text, sizeof text - 1, &tree), PL_OK);
    assert_int_equal(json_type(tree), JSON_OBJECT);
    assert_int_equal(json_count(tree), 7);
    assert_int_equal(json_type(json_member(tree, "n")), JSON_NULL);
    assert_true(json_bool(json_member(tree, "t")));
    assert_int_equal(json_type(json_member(tree, "f")), JSON_BOOL);
    assert_false(json_bool(json_member(tree, "f")));
    assert_int_equal(json_int(json_member(tree, "i")), -PL_INT_MAX);
    assert_string_equal(json_string(json_member(tree, "s")), "a\u00e9/");
    assert_int_equal(json_count(json_member(tree, "l")), 3);
    assert_int_equal(json_int(json_next(json_first(json_member(tree, "l")))), 2);
    assert_int_equal(json_int(json_member(json_member(tree, "o"), "i")), 4294967296);
    assert_null(json_member(tree, "N"));
    assert_null(json_member(json_member(tree, "l"), "n"));
    assert_string_equal(json_name(json_first(tree)), "n");
    assert_int_equal(json_type(NULL), JSON_NONE);
    assert_null(json_member(NULL, "a"));
    assert_null(json_first(NULL));
    assert_null(json_next(NULL));
    assert_null(json_string(NULL));
    assert_null(json_name(NULL));
    assert_false(json_bool(NULL));
    assert_int_equal(json_int(NULL), 0);
    json_destroy(tree);
    json_destroy(NULL);
}

/* An object as large as a payload, its names in an order that sorting has to mend. */
static void test_many_members(void **state)
{
    (void)state;
    char *text = malloc(PL_PAYLOAD_MAX);
    assert_non_null(text);
    size_t size = 0;
    for (unsigned i = 5000; i > 0; i--)
        size += (size_t)snprintf(text + size, PL_PAYLOAD_MAX - size, "%s\"%x\":1",
                                 i == 5000 ? "{" : ",", i * 2654435761u >> 8);
    snprintf(text + size, PL_PAYLOAD_MAX - size, "}");
    assert_int_equal(parse(text), PL_OK);
    snprintf(text + size, PL_PAYLOAD_MAX - size, ",\"%x\":1}", 3000 * 2654435761u >> 8);
    assert_int_equal(parse(text), PL_ERROR_DUPLICATE);
    free(text);
}

static void test_writer(void **state)
{
    (void)state;
    struct json_writer writer;
    char *bytes;
    size_t size;
    json_writer_init(&writer, 1000);
    json_open(&writer, '{');
    json_key(&writer, "a");
    json_open(&writer, '[');
    json_put_int(&writer, -9007199254740991);
    json_put_bool(&writer, true);
    json_put_bool(&writer, false);
    json_put_null(&writer);
    json_open(&writer, '{');
    json_close(&writer, '}');
    json_close(&writer, ']');
    json_key(&writer, "b\"");
    json_put_string(&writer, "\"\\/\x01\n\x7f\u00e9\u4e00");
    json_close(&writer, '}');
    assert_int_equal(json_writer_finish(&writer, &bytes, &size), PL_OK);
    assert_string_equal(bytes, "{\"a\":[-9007199254740991,true,false,null,{}],"
                               "\"b\\\"\":\"\\\"\\\\/\\u0001\\u000a\x7f\u00e9\u4e00\"}");
    assert_int_equal(size, strlen(bytes));
    free(bytes);
}

static void test_writer_is_bounded(void **state)
{
    (void)state;
    for (size_t max = 0; max < 12; max++) {
        struct json_writer writer;
        char *bytes;
        size_t size;
        json_writer_init(&writer, max);
        json_open(&writer, '[');
        json_put_string(&writer, "abcdef");
        json_close(&writer, ']');
        enum pl_error error = json_writer_finish(&writer, &bytes, &size);
        assert_int_equal(error, max < 10 ? PL_ERROR_SIZE : PL_OK);
        assert_int_equal(bytes != NULL, error == PL_OK);
        free(bytes);
    }
}

static enum pl_error parse_as(const char *text, unsigned depth, bool fractions)
{
    struct json_rules rules = {.depth = depth, .fractions = fractions};
    struct json *tree;
    enum pl_error error = json_parse_as(text, strlen(text), &rules, &tree);
    assert_int_equal(error == PL_OK, tree != NULL);
    json_destroy(tree);
    return error;
}

static void test_other_rules(void **state)
{
    (void)state;
    assert_int_equal(parse_as(NEST8 NEST8 "[]" UNNEST8 UNNEST8, 17, false), PL_OK);
    assert_int_equal(parse_as(NEST8 NEST8 "[[]]" UNNEST8 UNNEST8, 17, false), PL_ERROR_DEPTH);
    assert_int_equal(parse(NEST8 NEST8 "[]" UNNEST8 UNNEST8), PL_ERROR_DEPTH);
    static const char *const fractions[] = {"0.5", "-0.5e-3", "1e9", "[1.25,1E+2]", "0.0"};
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++) {
        assert_int_equal(parse_as(fractions[i], 9, true), PL_OK);
        assert_int_equal(parse_as(fractions[i], 9, false), PL_ERROR_NUMBER);
        assert_int_equal(parse(fractions[i]), PL_ERROR_NUMBER);
    }
    static const char *const never[] = {".5", "1.", "1e", "1e+", "01.5", "-", "-.5", "1.e5"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_int_not_equal(parse_as(never[i], 9, true), PL_OK);
    assert_int_equal(parse_as("{\"a\":1,\"a\":2}", 9, true), PL_ERROR_DUPLICATE);
    char digits[100];
    memset(digits, '7', sizeof digits);
    memcpy(digits, "0.", 2);
    digits[99] = '\0';
    assert_int_equal(parse_as(digits, 9, true), PL_ERROR_RANGE);
}

/* A bracket of each kind at every depth, closed by its own kind only. */
static void test_deepest(void **state)
{
    (void)state;
    char text[8 * JSON_DEPTH_MAX + 64];
    for (int wrong = 0; wrong < 2; wrong++) {
        size_t size = 0;
        for (unsigned i = 0; i < JSON_DEPTH_MAX; i++)
            size += (size_t)snprintf(text + size, sizeof text - size, i % 3 ? "[" : "{\"a\":");
        size += (size_t)snprintf(text + size, sizeof text - size, "1");
        for (unsigned i = JSON_DEPTH_MAX; i-- > 0;)
            text[size++] = (i % 3 != 0) != (wrong && i == 100) ? ']' : '}';
        text[size] = '\0';
        assert_int_equal(parse_as(text, JSON_DEPTH_MAX, false), wrong ? PL_ERROR_JSON : PL_OK);
        assert_int_equal(parse_as(text, JSON_DEPTH_MAX - 1, false), PL_ERROR_DEPTH);
    }
    assert_int_equal(parse_as("[[", 5000, false), PL_ERROR_JSON); /* held at the maximum */
}

static void test_reals_have_no_value(void **state)
{
    (void)state;
    static const struct json_rules rules = {.depth = 4, .fractions = true};
    static const char text[] = "[0.5,1e300,7,2.0]";
    struct json *tree;
    assert_int_equal(json_parse_as(text, strlen(text), &rules, &tree), PL_OK);
    const struct json *each = json_first(tree);
    assert_int_equal(json_type(each), JSON_REAL);
    assert_int_equal(json_int(each), 0);
    each = json_next(each);
    assert_int_equal(json_type(each), JSON_REAL);
    assert_int_equal(json_int(each), 0);
    each = json_next(each);
    assert_int_equal(json_type(each), JSON_INT);
    assert_int_equal(json_int(each), 7);
    json_destroy(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_json),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_many_members),
        cmocka_unit_test(test_writer),
        cmocka_unit_test(test_writer_is_bounded),
        cmocka_unit_test(test_other_rules),
        cmocka_unit_test(test_deepest),
        cmocka_unit_test(test_reals_have_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
