#include <string.h>

#include "plenary/wire.h"
#include "unit.h"

#define LOAD "1712345678901-0123456789abcdef"
#define ID32 "abcdefghijklmnopqrstuvwxyz-01234"

static void test_topics(void **state)
{
    (void)state;
    static const struct {
        const char *topic;
        struct pl_topic parts;
    } cases[] = {
        {"document", {.kind = PL_TOPIC_DOCUMENT}},
        {"items/" LOAD "/c", {.kind = PL_TOPIC_ITEMS, .load = LOAD, .section = "c"}},
        {"text/" LOAD "/" ID32 "/zh-hans",
         {.kind = PL_TOPIC_TEXT, .load = LOAD, .section = ID32, .lang = "zh-hans"}},
        {"cursor", {.kind = PL_TOPIC_CURSOR}},
        {"speakers", {.kind = PL_TOPIC_SPEAKERS}},
        {"timer", {.kind = PL_TOPIC_TIMER}},
        {"notice", {.kind = PL_TOPIC_NOTICE}},
        {"caption", {.kind = PL_TOPIC_CAPTION}},
        {"request/d\u00e9l\u00e9gu\u00e9 1",
         {.kind = PL_TOPIC_REQUEST, .user = "d\u00e9l\u00e9gu\u00e9 1"}},
        {"display/hall", {.kind = PL_TOPIC_DISPLAY, .user = "hall"}},
        {"display/echo", {.kind = PL_TOPIC_DISPLAY, .user = "echo"}},
        {"display/hall/echo", {.kind = PL_TOPIC_ECHO, .user = "hall"}},
        {"desk/chair", {.kind = PL_TOPIC_DESK, .user = "chair"}},
        {"beat/chair", {.kind = PL_TOPIC_BEAT, .user = "chair"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[PL_TOPIC_MAX + 1] = "plenary/main/", back[PL_TOPIC_MAX + 1];
        struct pl_topic topic;
        memcpy(name + 13, cases[i].topic, strlen(cases[i].topic) + 1);
        assert_int_equal(pl_wire_parse_topic("main", name, &topic), PL_OK);
        assert_int_equal(topic.kind, cases[i].parts.kind);
        assert_string_equal(topic.load, cases[i].parts.load);
        assert_string_equal(topic.section, cases[i].parts.section);
        assert_string_equal(topic.lang, cases[i].parts.lang);
        assert_string_equal(topic.user, cases[i].parts.user);
        assert_int_equal(pl_wire_format_topic("main", &topic, back, sizeof back), PL_OK);
        assert_string_equal(back, name);
        assert_int_equal(pl_wire_parse_topic("mai", name, &topic), PL_ERROR_TOPIC);
        assert_int_equal(pl_wire_parse_topic("other", name, &topic), PL_ERROR_TOPIC);
    }
}

static void test_what_is_no_topic(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "/",
        "plenary",
        "plenary/",
        "plenary/main",
        "plenary/main/",
        "plenary/main/other",
        "plenary/main/documents",
        "plenary/main/document/",
        "plenary/main/document/x",
        "plenary/main/Document",
        "Plenary/main/document",
        "/plenary/main/document",
        "plenary/mains/document",
        "plenary//document",
        "plenary/main//document",
        "plenary/main/items",
        "plenary/main/items/" LOAD,
        "plenary/main/items/" LOAD "/",
        "plenary/main/items/" LOAD "/C",
        "plenary/main/items/" LOAD "/" ID32 "5",
        "plenary/main/items/" LOAD "/c/en",
        "plenary/main/items/1-0123456789abcde/c",
        "plenary/main/items/1-0123456789abcdef0/c",
        "plenary/main/items/1-0123456789abcdeg/c",
        "plenary/main/items/01-0123456789abcdef/c",
        "plenary/main/items/-0123456789abcdef/c",
        "plenary/main/items/1_0123456789abcdef/c",
        "plenary/main/items/9007199254740992-0123456789abcdef/c",
        "plenary/main/items/99999999999999999-0123456789abcdef/c",
        "plenary/main/text/" LOAD "/c",
        "plenary/main/text/" LOAD "/c/",
        "plenary/main/text/" LOAD "/c/EN",
        "plenary/main/text/" LOAD "/c/e",
        "plenary/main/text/" LOAD "/c/en/x",
        "plenary/main/request",
        "plenary/main/request/",
        "plenary/main/request/a/b",
        "plenary/main/request/a+",
        "plenary/main/request/#",
        "plenary/main/request/$x",
        "plenary/main/request/a\x01",
        "plenary/main/request/a\xff",
        "plenary/main/request/e\u0301",
        "plenary/main/display/a/ech",
        "plenary/main/display/a/echo/",
        "plenary/main/display/a/echoo",
        "plenary/main/display//echo",
        "plenary/main/desk/a/echo",
        "plenary/main/desk/1234567890123456789012345678901234567890123456789012345678901234X",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pl_topic topic;
        if (pl_wire_parse_topic("main", cases[i], &topic) != PL_ERROR_TOPIC)
            fail_msg("%s", cases[i]);
    }
}

static void test_longest_topic(void **state)
{
    (void)state;
    char room[PL_ROOM_MAX + 1], name[PL_TOPIC_MAX + 1];
    struct pl_topic topic = {.kind = PL_TOPIC_TEXT,
                             .load = "17592186044415-0123456789abcdef",
                             .section = ID32,
                             .lang = "abc-12345678-12"},
                    back;
    memset(room, 'r', PL_ROOM_MAX);
    room[PL_ROOM_MAX] = '\0';
    assert_true(strlen(topic.load) <= PL_LOAD_MAX);
    assert_int_equal(pl_wire_format_topic(room, &topic, name, sizeof name), PL_OK);
    assert_int_equal(pl_wire_parse_topic(room, name, &back), PL_OK);
    size_t slashes = 0, length = strlen(name);
    for (const char *p = name; *p; p++)
        slashes += *p == '/';
    assert_true(slashes <= PL_TOPIC_SLASHES);
    assert_int_equal(pl_wire_format_topic(room, &topic, name, length + 1), PL_OK);
    assert_int_equal(pl_wire_format_topic(room, &topic, name, length), PL_ERROR_TOPIC);
    assert_int_equal(pl_wire_format_topic(room, &topic, name, 0), PL_ERROR_TOPIC);
}

static void test_what_cannot_be_formatted(void **state)
{
    (void)state;
    char name[PL_TOPIC_MAX + 1];
    struct pl_topic topic = {.kind = PL_TOPIC_ITEMS, .load = LOAD, .section = "c"};
    assert_int_equal(pl_wire_format_topic("", &topic, name, sizeof name), PL_ERROR_TOPIC);
    assert_int_equal(pl_wire_format_topic("a/b", &topic, name, sizeof name), PL_ERROR_TOPIC);
    topic.section[0] = '\0';
    assert_int_equal(pl_wire_format_topic("main", &topic, name, sizeof name), PL_ERROR_TOPIC);
    assert_string_equal(name, "");
    topic.kind = PL_TOPIC_COUNT;
    assert_int_equal(pl_wire_format_topic("main", &topic, name, sizeof name), PL_ERROR_TOPIC);
    topic = (struct pl_topic){.kind = PL_TOPIC_DESK, .user = "a/b"};
    assert_int_equal(pl_wire_format_topic("main", &topic, name, sizeof name), PL_ERROR_TOPIC);
}

static void test_single_strings(void **state)
{
    (void)state;
    assert_true(pl_wire_is_id("a") && pl_wire_is_id("-") && pl_wire_is_id(ID32));
    assert_false(pl_wire_is_id("") || pl_wire_is_id("A") || pl_wire_is_id("a_b") ||
                 pl_wire_is_id(ID32 "a") || pl_wire_is_id("\u00e9"));
    assert_true(pl_wire_is_by("0123456789abcdef"));
    assert_false(pl_wire_is_by("") || pl_wire_is_by("0123456789abcde") ||
                 pl_wire_is_by("0123456789abcdef0") || pl_wire_is_by("0123456789ABCDEF"));
    assert_true(pl_wire_is_lang("en") && pl_wire_is_lang("fil") && pl_wire_is_lang("zh-hans") &&
                pl_wire_is_lang("es-419") && pl_wire_is_lang("sr-latn-rs"));
    assert_false(pl_wire_is_lang("") || pl_wire_is_lang("e") || pl_wire_is_lang("en-") ||
                 pl_wire_is_lang("EN") || pl_wire_is_lang("en--us") || pl_wire_is_lang("items") ||
                 pl_wire_is_lang("12") || pl_wire_is_lang("-en") || pl_wire_is_lang("e1") ||
                 pl_wire_is_lang("en-123456789") || pl_wire_is_lang("en-abcdefg-abcdef"));
    assert_true(pl_wire_is_room("main") && pl_wire_is_room("Hall_2.b-c"));
    assert_false(pl_wire_is_room("") || pl_wire_is_room("a b") || pl_wire_is_room("a/b") ||
                 pl_wire_is_room("#") || pl_wire_is_room("sal\u00f3n") || pl_wire_is_room("@"));
    assert_true(pl_wire_is_user("chair") && pl_wire_is_user("\u4e3b\u5e2d") &&
                pl_wire_is_user("a$"));
    assert_false(pl_wire_is_user("") || pl_wire_is_user("$sys") || pl_wire_is_user("a+b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_topics),         cmocka_unit_test(test_what_is_no_topic),
        cmocka_unit_test(test_longest_topic),  cmocka_unit_test(test_what_cannot_be_formatted),
        cmocka_unit_test(test_single_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
