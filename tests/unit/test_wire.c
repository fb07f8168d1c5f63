#include <stdlib.h>
#include <string.h>

#include "firmware/core/message.h"
#include "generate.h"
#include "plenary/wire.h"
#include "same.h"
#include "unit.h"

enum { ROUNDS = 300 };

/* decode(encode(m)) says what m says; encode(decode(bytes)) is bytes. False: m was too large. */
static bool round_trip(const struct pl_message *message)
{
    char *bytes, *again;
    size_t size, again_size;
    struct pl_message *decoded;
    enum pl_error error = pl_wire_encode(message, &bytes, &size);
    if (error == PL_ERROR_SIZE)
        return false;
    assert_int_equal(error, PL_OK);
    error = pl_wire_decode(&message->topic, bytes, size, &decoded);
    if (error)
        fail_msg("%s: %s", pl_error_name(error), bytes);
    if (!same_message(message, decoded))
        fail_msg("not the same: %s", bytes);
    assert_int_equal(pl_wire_encode(decoded, &again, &again_size), PL_OK);
    assert_int_equal(again_size, size);
    assert_memory_equal(again, bytes, size);
    pl_message_destroy(decoded);
    free(bytes);
    free(again);
    return true;
}

static void test_round_trip(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
        struct generator generator;
        int whole = 0;
        generate_init(&generator, (uint64_t)kind);
        for (int i = 0; i < ROUNDS; i++) {
            struct pl_message message;
            generate_message(&generator, (enum pl_topic_kind)kind, &message);
            whole += round_trip(&message);
            generate_clear(&generator);
        }
        generate_finish(&generator);
        assert_true(whole > ROUNDS * 9 / 10);
    }
}

/* Messages at their limits come through, or are refused for their size alone. */
static void test_large(void **state)
{
    (void)state;
    static const enum pl_topic_kind fitting[] = {
        PL_TOPIC_CURSOR,  PL_TOPIC_TIMER, PL_TOPIC_NOTICE, PL_TOPIC_CAPTION,
        PL_TOPIC_REQUEST, PL_TOPIC_DESK,  PL_TOPIC_BEAT,   PL_TOPIC_ECHO};
    struct generator generator;
    generate_init(&generator, 77);
    generator.large = true;
    for (int i = 0; i < 20; i++) {
        for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
            struct pl_message message;
            generate_message(&generator, (enum pl_topic_kind)kind, &message);
            bool whole = round_trip(&message);
            for (size_t j = 0; j < sizeof fitting / sizeof *fitting; j++)
                assert_true(whole || fitting[j] != (enum pl_topic_kind)kind);
        }
        generate_clear(&generator);
    }
    generate_finish(&generator);
}

static void test_topic_round_trip(void **state)
{
    (void)state;
    struct generator generator;
    generate_init(&generator, 5);
    for (int i = 0; i < 2000; i++) {
        struct pl_message message, back = {0};
        char name[PL_TOPIC_MAX + 1];
        generate_message(&generator, (enum pl_topic_kind)(i % PL_TOPIC_COUNT), &message);
        assert_int_equal(pl_wire_format_topic("main", &message.topic, name, sizeof name), PL_OK);
        assert_int_equal(pl_wire_parse_topic("main", name, &back.topic), PL_OK);
        message.empty = back.empty = true;
        assert_true(same_message(&message, &back));
        generate_clear(&generator);
    }
    generate_finish(&generator);
}

/* What a whole room's report takes: 256 sections in 8 languages, four writers. */
static void test_report_of_a_whole_room_fits(void **state)
{
    (void)state;
    static const char *const langs[] = {"ar", "de", "en", "es", "fr", "ru", "zh-hans", "pt-br"};
    static const char by[] = "0123456789abcdef";
    static struct pl_held_text texts[PL_SECTIONS_MAX][PL_LANGS_MAX];
    static struct pl_held_section sections[PL_SECTIONS_MAX];
    static char ids[PL_SECTIONS_MAX][8];
    for (size_t i = 0; i < PL_SECTIONS_MAX; i++) {
        for (size_t j = 0; j < PL_LANGS_MAX; j++)
            texts[i][j] = (struct pl_held_text){.lang = langs[j], .held = {.rev = 1234, .by = by}};
        memcpy(ids[i], "sec-", 4);
        ids[i][4] = (char)('a' + i / 26);
        ids[i][5] = (char)('a' + i % 26);
        sections[i] = (struct pl_held_section){.section = ids[i],
                                               .items = {.rev = 1234, .by = by},
                                               .texts = texts[i],
                                               .text_count = PL_LANGS_MAX};
    }
    struct pl_message message = {
        .topic = {.kind = PL_TOPIC_DISPLAY, .user = "hall"},
        .envelope = {.stamp = {.epoch = 1712345678901, .rev = 100, .by = "0123456789abcdef"}},
        .body.display = {.online = true,
                         .name = "Hall",
                         .version = "1",
                         .width_px = 3840,
                         .height_px = 2160,
                         .sections = sections,
                         .section_count = PL_SECTIONS_MAX},
    };
    assert_true(round_trip(&message));
}

/* Every piece of a payload that is cut short is refused, and never read beyond its end. */
static void test_cut_short(void **state)
{
    (void)state;
    struct generator generator;
    generate_init(&generator, 9);
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
        struct pl_message message, *decoded;
        char *bytes;
        size_t size;
        do
            generate_message(&generator, (enum pl_topic_kind)kind, &message);
        while (pl_wire_encode(&message, &bytes, &size) != PL_OK);
        for (size_t cut = 1; cut < size; cut += 1 + size / 500) {
            char *exact = malloc(cut);
            assert_non_null(exact);
            memcpy(exact, bytes, cut);
            assert_int_not_equal(pl_wire_decode(&message.topic, exact, cut, &decoded), PL_OK);
            assert_null(decoded);
            free(exact);
        }
        free(bytes);
        generate_clear(&generator);
    }
    generate_finish(&generator);
}

/* Bytes changed at random: refused, or a message that comes through the round trip. */
static void test_damaged(void **state)
{
    (void)state;
    struct generator generator;
    int refused = 0, accepted = 0;
    generate_init(&generator, 11);
    for (int i = 0; i < 4000; i++) {
        struct pl_message message, *decoded;
        char *bytes;
        size_t size;
        generate_message(&generator, (enum pl_topic_kind)(i % PL_TOPIC_COUNT), &message);
        if (pl_wire_encode(&message, &bytes, &size) != PL_OK)
            continue;
        for (uint64_t n = 1 + generate_below(&generator, 3); n > 0; n--)
            bytes[generate_below(&generator, size)] =
                "\"\\{}[],:0-x\xc3\x00 9"[generate_below(&generator, 15)];
        enum pl_error error = pl_wire_decode(&message.topic, bytes, size, &decoded);
        assert_true(error == PL_OK ? decoded && round_trip(decoded) : !decoded);
        accepted += error == PL_OK;
        refused += error != PL_OK;
        pl_message_destroy(decoded);
        free(bytes);
        generate_clear(&generator);
    }
    generate_finish(&generator);
    assert_true(refused > 1000 && accepted > 100);
}

static void test_empty_payloads(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
        struct pl_topic topic = {.kind = (enum pl_topic_kind)kind};
        struct pl_message *message;
        bool allowed = kind == PL_TOPIC_ITEMS || kind == PL_TOPIC_TEXT ||
                       kind == PL_TOPIC_REQUEST || kind == PL_TOPIC_DISPLAY ||
                       kind == PL_TOPIC_DESK;
        assert_int_equal(pl_wire_decode(&topic, NULL, 0, &message),
                         allowed ? PL_OK : PL_ERROR_EMPTY);
        assert_int_equal(message != NULL, allowed);
        if (message) {
            char *bytes;
            size_t size;
            assert_true(message->empty);
            assert_int_equal(pl_wire_encode(message, &bytes, &size), PL_OK);
            assert_int_equal(size, 0);
            free(bytes);
        }
        pl_message_destroy(message);
    }
    pl_message_destroy(NULL);
}

/* Memory that a message takes stays in proportion to its payload. */
static void test_memory_is_bounded(void **state)
{
    (void)state;
    static char payload[PL_PAYLOAD_MAX];
    static const char head[] =
        "{\"v\":1,\"epoch\":5,\"rev\":1,\"by\":\"0123456789abcdef\",\"has\":[],"
        "\"at\":1,\"title\":\"\",\"items\":{\"c\":{\"of\":1,\"runs\":[";
    struct pl_topic topic = {.kind = PL_TOPIC_TEXT, .load = "5-0123456789abcdef"};
    size_t size = sizeof head - 1;
    memcpy(payload, head, size);
    for (size_t run = 1, item = 0; size + 200 < sizeof payload; run++) {
        bool next = run % PL_RUNS_MAX == 0;
        static const char separator[] = "{\"t\":\"x\"},";
        memcpy(payload + size, separator, sizeof separator - 1);
        size += sizeof separator - 1;
        if (!next)
            continue;
        static const char between[] = "{\"t\":\"x\"}]},\"d0\":{\"of\":1,\"runs\":[";
        size -= sizeof separator - 1;
        memcpy(payload + size, between, sizeof between - 1);
        payload[size + 14] = (char)('0' + item++);
        size += sizeof between - 1;
    }
    memcpy(payload + size, "{\"t\":\"x\"}]}}}", 13);
    size += 13;
    struct pl_message *message;
    assert_int_equal(pl_wire_decode(&topic, payload, size, &message), PL_OK);
    assert_true(message_bytes(message) < 16 * PL_PAYLOAD_MAX);
    pl_message_destroy(message);
    assert_int_equal(message_bytes(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),       cmocka_unit_test(test_large),
        cmocka_unit_test(test_topic_round_trip), cmocka_unit_test(test_report_of_a_whole_room_fits),
        cmocka_unit_test(test_cut_short),        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_empty_payloads),   cmocka_unit_test(test_memory_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
