/* Every allocation fails once: the answer is PL_ERROR_MEMORY, nothing leaks, nothing is half done.
 */
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "plenary/export.h"
#include "plenary/wire.h"
#include "unit.h"

/* The linker sends calls here (--wrap). */
void *failing_malloc(size_t size) __asm__("__wrap_malloc");
void *failing_calloc(size_t count, size_t size) __asm__("__wrap_calloc");
void *failing_realloc(void *block, size_t size) __asm__("__wrap_realloc");
void *failing_parse(const char *bytes, size_t size, const char **end,
                    int nul) __asm__("__wrap_cJSON_ParseWithLengthOpts");
void *real_malloc(size_t size) __asm__("__real_malloc");
void *real_calloc(size_t count, size_t size) __asm__("__real_calloc");
void *real_realloc(void *block, size_t size) __asm__("__real_realloc");
void *real_parse(const char *bytes, size_t size, const char **end,
                 int nul) __asm__("__real_cJSON_ParseWithLengthOpts");

static long fail_after = -1; /* so many allocations succeed, then one fails; -1: all succeed */

static bool allowed(void)
{
    if (fail_after < 0)
        return true;
    return fail_after-- > 0;
}

void *failing_malloc(size_t size)
{
    return allowed() ? real_malloc(size) : NULL;
}

void *failing_calloc(size_t count, size_t size)
{
    return allowed() ? real_calloc(count, size) : NULL;
}

void *failing_realloc(void *block, size_t size)
{
    return allowed() ? real_realloc(block, size) : NULL;
}

void *failing_parse(const char *bytes, size_t size, const char **end, int nul)
{
    return allowed() ? real_parse(bytes, size, end, nul) : NULL;
}

static enum pl_error decode(const struct pl_topic *topic, const char *bytes, size_t size,
                            long after)
{
    struct pl_message *message;
    fail_after = after;
    enum pl_error error = pl_wire_decode(topic, bytes, size, &message);
    fail_after = -1;
    assert_int_equal(error == PL_OK, message != NULL);
    pl_message_destroy(message);
    return error;
}

static enum pl_error encode(const struct pl_message *message, long after)
{
    char *bytes;
    size_t size;
    fail_after = after;
    enum pl_error error = pl_wire_encode(message, &bytes, &size);
    fail_after = -1;
    assert_int_equal(error == PL_OK, bytes != NULL);
    free(bytes);
    return error;
}

static void test_wire(void **state)
{
    (void)state;
    struct generator generator;
    generate_init(&generator, 3);
    for (int i = 0; i < PL_TOPIC_COUNT * 6; i++) {
        struct pl_message message;
        char *bytes;
        size_t size;
        long after = 0;
        generate_message(&generator, (enum pl_topic_kind)(i % PL_TOPIC_COUNT), &message);
        if (pl_wire_encode(&message, &bytes, &size) != PL_OK)
            continue;
        while (decode(&message.topic, bytes, size, after) != PL_OK) {
            assert_int_equal(decode(&message.topic, bytes, size, after), PL_ERROR_MEMORY);
            after++;
        }
        assert_true(after >= 3); /* the message, the tree, its memory */
        for (after = 0; encode(&message, after) != PL_OK; after++)
            assert_int_equal(encode(&message, after), PL_ERROR_MEMORY);
        assert_true(after >= 1);
        free(bytes);
        generate_clear(&generator);
    }
    generate_finish(&generator);
}

static enum pl_error read_export(const char *json, long after)
{
    struct pl_export_fault fault;
    fail_after = after;
    struct pl_export *text = pl_export_read(json, strlen(json), &fault);
    fail_after = -1;
    assert_int_equal(fault.error == PL_OK, text != NULL);
    pl_export_destroy(text);
    return fault.error;
}

static enum pl_error write_export(const char *json, long after)
{
    struct pl_export_fault fault;
    struct pl_export *text = pl_export_read(json, strlen(json), &fault);
    char *bytes;
    size_t size;
    fail_after = after;
    enum pl_error error = pl_export_write(text, &bytes, &size);
    fail_after = -1;
    assert_int_equal(error == PL_OK, bytes != NULL);
    free(bytes);
    pl_export_destroy(text);
    return error;
}

static void test_export(void **state)
{
    (void)state;
    const char json[] =
        "{\"format\":\"plenary\",\"v\":1,\"document\":{\"languages\":[\"en\"],\"title\":"
        "{\"en\":\"T\"},\"preamble\":{\"en\":[\"P\"]},\"start\":{\"section\":\"c\",\"item\":\"c1\"}"
        "},"
        "\"sections\":[{\"id\":\"c\",\"label\":\"c\",\"items\":[{\"id\":\"c1\",\"level\":1,"
        "\"label\":\"\",\"marker\":\"\",\"status\":\"open\"},{\"id\":\"c0\",\"level\":1,"
        "\"label\":\"\",\"marker\":\"\",\"status\":\"open\",\"who\":[\"US\"]}],\"texts\":{\"en\":"
        "{\"title\":\"\",\"items\":{\"c1\":{\"of\":1,\"runs\":[{\"t\":\"x\"}]}}}}}]}";
    long after = 0;
    for (; read_export(json, after) != PL_OK; after++)
        assert_int_equal(read_export(json, after), PL_ERROR_MEMORY);
    assert_true(after >= 4);
    for (after = 0; write_export(json, after) != PL_OK; after++)
        assert_int_equal(write_export(json, after), PL_ERROR_MEMORY);
    assert_true(after >= 1);
}

static enum pl_error clean(const char *bytes, long after)
{
    char *text;
    fail_after = after;
    enum pl_error error = pl_wire_clean_text(bytes, strlen(bytes), &text);
    fail_after = -1;
    assert_int_equal(error == PL_OK, text != NULL);
    free(text);
    return error;
}

static void test_text(void **state)
{
    (void)state;
    char long_text[3001] = "";
    for (size_t i = 0; i < 500; i++)
        memcpy(long_text + i * 6, "\u0b95\u0bbf", 7);
    assert_int_equal(clean("abc", 0), PL_ERROR_MEMORY);
    assert_int_equal(clean("abc", 1), PL_OK);
    assert_int_equal(clean(long_text, 1), PL_ERROR_MEMORY);
    assert_int_equal(clean(long_text, 2), PL_OK);
}

static void test_join(void **state)
{
    (void)state;
    const struct pl_run run = {.t = "a", .bytes = 1, .points = 1};
    const struct pl_words words = {.id = "c", .runs = &run, .run_count = 1, .points = 1};
    fail_after = 0;
    char *joined = pl_words_join(&words, PL_VIEW_MARKED);
    fail_after = -1;
    assert_null(joined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_export),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
