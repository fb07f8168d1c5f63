/* Everything that a reader refuses, each by its own name: good bodies with one thing changed. */
#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "unit.h"

#define BY "\"0123456789abcdef\""
#define ENVELOPE                                                                                   \
    "{\"v\":1,\"epoch\":5,\"rev\":2,\"by\":" BY ",\"has\":[[" BY ",12]],\"at\":1700000000000,"
#define LOAD "5-0123456789abcdef"
#define SPEAKER(id) "{\"id\":\"" id "\",\"name\":\"Chad\",\"kind\":\"reply\",\"limit_s\":60}"
#define CLOCK "{\"running\":true,\"since\":1,\"used_ms\":2,\"limit_s\":180}"

/* Good ones, by kind. */
static const char *const bodies[PL_TOPIC_COUNT] = {
    [PL_TOPIC_DOCUMENT] =
        ENVELOPE "\"load\":\"" LOAD "\",\"languages\":[\"en\",\"ar\"],"
                 "\"title\":{\"en\":\"Draft\",\"ar\":\"x\"},\"subtitle\":{\"en\":\"Sub\"},"
                 "\"preamble\":{\"en\":[\"Recalling\"]},\"time_zone\":\"Europe/Rome\","
                 "\"sections\":[{\"id\":\"c\",\"label\":\"C.\"},{\"id\":\"d\",\"label\":\"C.\","
                 "\"continues\":true}],\"start\":{\"section\":\"c\",\"item\":\"c1\"},"
                 "\"older\":[\"4-0123456789abcdef\"]}",
    [PL_TOPIC_ITEMS] =
        ENVELOPE "\"items\":[{\"id\":\"c4\",\"level\":1,\"label\":\"c.4\",\"marker\":\"*\","
                 "\"status\":\"pending\",\"who\":[\"US\"]},{\"id\":\"c5\",\"level\":2,"
                 "\"label\":\"\",\"marker\":\"\",\"status\":\"open\"}]}",
    [PL_TOPIC_TEXT] =
        ENVELOPE "\"title\":\"Role\",\"note\":\"Note\",\"items\":{\"c4\":{\"of\":7,\"runs\":["
                 "{\"t\":\"words\",\"ins\":[\"EU\"],\"del\":[],\"keep\":[\"US\"],\"alt\":3}]}}}",
    [PL_TOPIC_CURSOR] = ENVELOPE
    "\"section\":\"c\",\"item\":\"c4\",\"position\":9,\"highlights\":[{\"item\":\"c4\","
    "\"lang\":\"en\",\"start\":3,\"end\":5,\"exact\":\"ab\"}],\"screen\":\"text\"}",
    [PL_TOPIC_SPEAKERS] = ENVELOPE "\"list\":\"open\",\"floor\":{\"speaker\":" SPEAKER(
        "a-1") ",\"clock\":" CLOCK
               "},\"queue\":[" SPEAKER("a-2") "," SPEAKER(
                   "a-3") "],\"limits\":{\"group\":300},"
                          "\"answers\":[{\"user\":\"u\",\"number\":1,\"granted\":true}]}",
    [PL_TOPIC_TIMER] = ENVELOPE "\"mode\":\"down\",\"label\":\"Break\",\"clock\":" CLOCK "}",
    [PL_TOPIC_NOTICE] = ENVELOPE "\"text\":\"Coffee\",\"until\":0}",
    [PL_TOPIC_CAPTION] = ENVELOPE "\"text\":\"said\",\"lang\":\"en\"}",
    [PL_TOPIC_REQUEST] =
        ENVELOPE "\"want\":\"floor\",\"number\":1,\"kind\":\"statement\",\"for\":\"EU\"}",
    [PL_TOPIC_DISPLAY] =
        ENVELOPE "\"online\":true,\"name\":\"Hall\",\"version\":\"1\",\"size\":[1920,1080],"
                 "\"languages\":[\"en\"],\"load\":\"" LOAD "\",\"holds\":{\"cursor\":[5,1," BY "],"
                 "\"sections\":{\"c\":{\"items\":[1,0],\"en\":[2,1]}},\"writers\":[" BY ","
                 "\"aaaaaaaaaaaaaaaa\"]},\"at_item\":{\"section\":\"c\",\"item\":\"c4\","
                 "\"pages\":[0,312],\"page\":1},\"changed_at\":0,\"took_ms\":3,"
                 "\"refused\":{\"json\":2},\"old_news\":4}",
    [PL_TOPIC_DESK] = ENVELOPE "\"online\":true,\"name\":\"Chair\",\"version\":\"1\"}",
    [PL_TOPIC_BEAT] = ENVELOPE "\"offsets\":[[" BY ",-5]]}",
    [PL_TOPIC_ECHO] = ENVELOPE "\"x\":0}",
};

static enum pl_error decode(enum pl_topic_kind kind, const char *bytes)
{
    struct pl_topic topic = {.kind = kind, .load = LOAD, .section = "c", .lang = "en", .user = "u"};
    struct pl_message *message;
    enum pl_error error = pl_wire_decode(&topic, bytes, strlen(bytes), &message);
    assert_int_equal(error == PL_OK, message != NULL);
    pl_message_destroy(message);
    return error;
}

/* The body with `from`, which must be in it, replaced by `to`. malloc'd. */
static char *changed(const char *body, const char *from, const char *to)
{
    const char *at = strstr(body, from);
    if (!at)
        fail_msg("%s is not in %s", from, body);
    size_t before = (size_t)(at - body), after = strlen(at + strlen(from));
    char *made = malloc(before + strlen(to) + after + 1);
    assert_non_null(made);
    memcpy(made, body, before);
    memcpy(made + before, to, strlen(to));
    memcpy(made + before + strlen(to), at + strlen(from), after + 1);
    return made;
}

struct change {
    enum pl_topic_kind kind;
    const char *from, *to;
    enum pl_error error;
};

static void expect(const struct change *changes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *bytes = changed(bodies[changes[i].kind], changes[i].from, changes[i].to);
        enum pl_error error = decode(changes[i].kind, bytes);
        if (error != changes[i].error)
            fail_msg("%s, not %s: %s", pl_error_name(error), pl_error_name(changes[i].error),
                     bytes);
        free(bytes);
    }
}

#define EXPECT(changes) expect(changes, sizeof(changes) / sizeof *(changes))

static void test_good_ones(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++)
        assert_int_equal(decode((enum pl_topic_kind)kind, bodies[kind]), PL_OK);
}

/* Whatever a later version adds, where an object may stand. */
static void test_unknown_members(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_TOPIC_COUNT; kind++) {
        char *bytes =
            changed(bodies[kind], "{\"v\":1,", "{\"V\":2,\"new\":[{\"a\":null}],\"v\":1,");
        assert_int_equal(decode((enum pl_topic_kind)kind, bytes), PL_OK);
        free(bytes);
    }
    static const struct change changes[] = {
        {PL_TOPIC_ITEMS, "\"level\":1,", "\"level\":1,\"new\":true,", PL_OK},
        {PL_TOPIC_TEXT, "\"of\":7,", "\"of\":7,\"new\":{},", PL_OK},
        {PL_TOPIC_TEXT, "\"t\":\"words\",", "\"t\":\"words\",\"T\":1,", PL_OK},
        {PL_TOPIC_CURSOR, "\"start\":3,", "\"start\":3,\"new\":0,", PL_OK},
        {PL_TOPIC_SPEAKERS, "\"running\":true,", "\"running\":true,\"new\":[],", PL_OK},
        {PL_TOPIC_DISPLAY, "{\"json\":2}", "{\"json\":2,\"later\":5}", PL_OK},
    };
    EXPECT(changes);
}

static void test_envelope(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_NOTICE, "\"v\":1,", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"v\":1", "\"V\":1", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"v\":1", "\"v\":2", PL_ERROR_VERSION},
        {PL_TOPIC_NOTICE, "\"v\":1", "\"v\":0", PL_ERROR_VERSION},
        {PL_TOPIC_NOTICE, "\"v\":1", "\"v\":\"1\"", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "\"v\":1", "\"v\":1.0", PL_ERROR_NUMBER},
        {PL_TOPIC_NOTICE, "\"epoch\":5,", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"epoch\":5", "\"epoch\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_NOTICE, "\"epoch\":5", "\"epoch\":17592186044415", PL_OK},
        {PL_TOPIC_NOTICE, "\"epoch\":5", "\"epoch\":17592186044416", PL_ERROR_RANGE},
        {PL_TOPIC_NOTICE, "\"epoch\":5", "\"epoch\":true", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "\"rev\":2,", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"rev\":2", "\"rev\":0", PL_ERROR_RANGE},
        {PL_TOPIC_DESK, "\"rev\":2", "\"rev\":0", PL_OK},
        {PL_TOPIC_DESK, "\"rev\":2", "\"rev\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_NOTICE, "\"by\":" BY ",", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"by\":" BY, "\"by\":\"0123456789ABCDEF\"", PL_ERROR_ID},
        {PL_TOPIC_NOTICE, "\"by\":" BY, "\"by\":\"0123456789abcde\"", PL_ERROR_ID},
        {PL_TOPIC_NOTICE, "\"by\":" BY, "\"by\":5", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "\"at\":1700000000000,", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"at\":1700000000000", "\"at\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_NOTICE, "\"has\":[[" BY ",12]],", "", PL_ERROR_MISSING},
        {PL_TOPIC_DESK, "\"has\":[[" BY ",12]],", "", PL_OK},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "{}", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "null", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[" BY "]", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[[" BY "]]", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[[" BY ",12,3]]", PL_ERROR_LIMIT},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[[" BY ",-1]]", PL_ERROR_RANGE},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[[\"x\",12]]", PL_ERROR_ID},
        {PL_TOPIC_DESK, "[[" BY ",12]]", "[[\"x\",12]]", PL_ERROR_ID},
        {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[[" BY ",1],[" BY ",2]]", PL_ERROR_DUPLICATE},
        {PL_TOPIC_NOTICE, "{\"v\":1,", "{\"v\":1,\"v\":1,", PL_ERROR_DUPLICATE},
        {PL_TOPIC_NOTICE, "\"until\":0}", "\"until\":0}}", PL_ERROR_JSON},
        {PL_TOPIC_NOTICE, "Coffee", "Coff\xe9", PL_ERROR_UTF8},
        {PL_TOPIC_NOTICE, "\"until\":0", "\"until\":0,\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
         PL_ERROR_DEPTH},
    };
    EXPECT(changes);
    assert_int_equal(decode(PL_TOPIC_NOTICE, "[]"), PL_ERROR_TYPE);
    assert_int_equal(decode(PL_TOPIC_NOTICE, "1"), PL_ERROR_TYPE);
    assert_int_equal(decode(PL_TOPIC_NOTICE, "null"), PL_ERROR_TYPE);
}

static void test_document(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_DOCUMENT, "\"load\":\"" LOAD "\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "\"load\":\"" LOAD, "\"load\":\"c", PL_ERROR_ID},
        {PL_TOPIC_DOCUMENT, "\"epoch\":5", "\"epoch\":6", PL_ERROR_EPOCH},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[]", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[\"en\"]", PL_ERROR_REFERENCE},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[\"en\",\"ar\",\"fr\"]", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[\"en\",\"en\"]", PL_ERROR_DUPLICATE},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[\"EN\",\"ar\"]", PL_ERROR_ID},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]", "[1,2]", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "[\"en\",\"ar\"]",
         "[\"aa\",\"ab\",\"ac\",\"ad\",\"ae\",\"af\",\"ag\","
         "\"ah\",\"ai\"]",
         PL_ERROR_LIMIT},
        {PL_TOPIC_DOCUMENT, ",\"ar\":\"x\"", "", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "{\"en\":\"Draft\",\"ar\":\"x\"}", "\"Draft\"", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "\"Draft\"", "\"Dr\\naft\"", PL_ERROR_TEXT},
        {PL_TOPIC_DOCUMENT, "\"Draft\"", "[]", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "{\"en\":\"Sub\"}", "{\"fr\":\"Sub\"}", PL_ERROR_REFERENCE},
        {PL_TOPIC_DOCUMENT, "{\"en\":\"Sub\"}", "{}", PL_OK},
        {PL_TOPIC_DOCUMENT, "{\"en\":[\"Recalling\"]}", "{\"fr\":[]}", PL_ERROR_REFERENCE},
        {PL_TOPIC_DOCUMENT, "[\"Recalling\"]", "\"Recalling\"", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "[\"Recalling\"]", "[\"\\u202eRecalling\"]", PL_ERROR_TEXT},
        {PL_TOPIC_DOCUMENT, "\"Europe/Rome\"", "1", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "\"sections\"", "\"Sections\"", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "\"id\":\"d\"", "\"id\":\"c\"", PL_ERROR_DUPLICATE},
        {PL_TOPIC_DOCUMENT, "\"id\":\"d\"", "\"id\":\"D\"", PL_ERROR_ID},
        {PL_TOPIC_DOCUMENT, "\"id\":\"d\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, ",\"label\":\"C.\"", "", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "\"label\":\"C.\"",
         "\"label\":\"123456789012345678901234567890123456"
         "7890123456789\"",
         PL_ERROR_LIMIT},
        {PL_TOPIC_DOCUMENT, "\"continues\":true", "\"continues\":1", PL_ERROR_TYPE},
        {PL_TOPIC_DOCUMENT, "\"section\":\"c\"", "\"section\":\"x\"", PL_ERROR_REFERENCE},
        {PL_TOPIC_DOCUMENT, "\"section\":\"c\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DOCUMENT, "\"item\":\"c1\"", "\"item\":\"C1\"", PL_ERROR_ID},
        {PL_TOPIC_DOCUMENT, "[\"4-", "[\"04-", PL_ERROR_ID},
        {PL_TOPIC_DOCUMENT, "[\"4-", "[\"5-", PL_ERROR_REFERENCE},
    };
    EXPECT(changes);
}

static void test_items(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_ITEMS, "\"epoch\":5", "\"epoch\":4", PL_ERROR_EPOCH},
        {PL_TOPIC_ITEMS, "\"items\"", "\"item\"", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "\"id\":\"c4\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "\"id\":\"c4\"", "\"id\":\"c5\"", PL_ERROR_DUPLICATE},
        {PL_TOPIC_ITEMS, "\"id\":\"c4\"", "\"id\":\"c.4\"", PL_ERROR_ID},
        {PL_TOPIC_ITEMS, "\"id\":\"c4\"", "\"id\":\"\"", PL_ERROR_ID},
        {PL_TOPIC_ITEMS, "\"id\":\"c4\"", "\"id\":\"123456789012345678901234567890123\"",
         PL_ERROR_ID},
        {PL_TOPIC_ITEMS, "\"level\":1", "\"level\":0", PL_ERROR_RANGE},
        {PL_TOPIC_ITEMS, "\"level\":1", "\"level\":9", PL_ERROR_RANGE},
        {PL_TOPIC_ITEMS, "\"level\":1", "\"level\":4294967297", PL_ERROR_RANGE},
        {PL_TOPIC_ITEMS, "\"level\":1,", "", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "\"label\":\"c.4\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "\"label\":\"c.4\"", "\"label\":\"e\u0301\"", PL_ERROR_TEXT},
        {PL_TOPIC_ITEMS, "\"marker\":\"*\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "\"marker\":\"*\"", "\"marker\":null", PL_ERROR_TYPE},
        {PL_TOPIC_ITEMS, "\"pending\"", "\"Pending\"", PL_ERROR_VALUE},
        {PL_TOPIC_ITEMS, "\"status\":\"pending\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_ITEMS, "[\"US\"]", "\"US\"", PL_ERROR_TYPE},
        {PL_TOPIC_ITEMS, "[\"US\"]", "[\"\"]", PL_ERROR_VALUE},
        {PL_TOPIC_ITEMS, "[\"US\"]",
         "[\"1234567890123456789012345678901234567890123456789012345678"
         "901\"]",
         PL_ERROR_LIMIT},
        {PL_TOPIC_ITEMS, "[{\"id\"", "[[],{\"id\"", PL_ERROR_TYPE},
    };
    EXPECT(changes);
}

static void test_text(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_TEXT, "\"epoch\":5", "\"epoch\":4", PL_ERROR_EPOCH},
        {PL_TOPIC_TEXT, "\"title\":\"Role\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_TEXT, "\"Note\"", "{}", PL_ERROR_TYPE},
        {PL_TOPIC_TEXT, "\"items\"", "\"Items\"", PL_ERROR_MISSING},
        {PL_TOPIC_TEXT, "\"c4\"", "\"C4\"", PL_ERROR_ID},
        {PL_TOPIC_TEXT, "\"of\":7,", "", PL_ERROR_MISSING},
        {PL_TOPIC_TEXT, "\"of\":7", "\"of\":-7", PL_ERROR_RANGE},
        {PL_TOPIC_TEXT, "\"of\":7", "\"of\":7e0", PL_ERROR_NUMBER},
        {PL_TOPIC_TEXT, "\"runs\"", "\"run\"", PL_ERROR_MISSING},
        {PL_TOPIC_TEXT, "{\"of\":7", "[],\"d\":{\"of\":7", PL_ERROR_TYPE},
        {PL_TOPIC_TEXT, "\"t\":\"words\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_TEXT, "\"words\"", "\"\"", PL_ERROR_VALUE},
        {PL_TOPIC_TEXT, "\"words\"", "\"a\\tb\"", PL_ERROR_TEXT},
        {PL_TOPIC_TEXT, "\"words\"", "\"\\u2066ab\"", PL_ERROR_TEXT},
        {PL_TOPIC_TEXT, "\"words\"", "\"a\\u0000b\"", PL_ERROR_TEXT},
        {PL_TOPIC_TEXT, "[\"EU\"]", "\"EU\"", PL_ERROR_TYPE},
        {PL_TOPIC_TEXT, "\"del\":[]", "\"del\":true", PL_ERROR_TYPE},
        {PL_TOPIC_TEXT, "[\"US\"]", "[7]", PL_ERROR_TYPE},
        {PL_TOPIC_TEXT, "\"alt\":3", "\"alt\":0", PL_ERROR_RANGE},
        {PL_TOPIC_TEXT, "\"alt\":3", "\"alt\":1025", PL_ERROR_RANGE},
    };
    EXPECT(changes);
}

static void test_cursor(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_CURSOR, "\"section\":\"c\",\"item\":\"c4\",", "", PL_OK},
        {PL_TOPIC_CURSOR, "\"section\":\"c\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_CURSOR, "\"section\":\"c\"", "\"section\":\"c/d\"", PL_ERROR_ID},
        {PL_TOPIC_CURSOR, "\"position\":9,", "", PL_ERROR_MISSING},
        {PL_TOPIC_CURSOR, "\"position\":9", "\"position\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_CURSOR, "\"position\":9", "\"position\":16385", PL_ERROR_POSITION},
        {PL_TOPIC_CURSOR, "\"position\":9", "\"position\":\"9\"", PL_ERROR_TYPE},
        {PL_TOPIC_CURSOR, "\"start\":3", "\"start\":5", PL_ERROR_POSITION},
        {PL_TOPIC_CURSOR, "\"start\":3", "\"start\":6", PL_ERROR_POSITION},
        {PL_TOPIC_CURSOR, "\"exact\":\"ab\"", "\"exact\":\"abc\"", PL_ERROR_POSITION},
        {PL_TOPIC_CURSOR, "\"exact\":\"ab\"", "\"exact\":\"\u00e9\u4e00\"", PL_OK},
        {PL_TOPIC_CURSOR, "\"end\":5", "\"end\":16385", PL_ERROR_POSITION},
        {PL_TOPIC_CURSOR, "\"lang\":\"en\"", "\"lang\":\"english\"", PL_ERROR_ID},
        {PL_TOPIC_CURSOR, "\"lang\":\"en\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_CURSOR, "\"highlights\"", "\"highlight\"", PL_ERROR_MISSING},
        {PL_TOPIC_CURSOR, "\"screen\":\"text\"", "\"screen\":\"black\"", PL_ERROR_VALUE},
        {PL_TOPIC_CURSOR, ",\"screen\":\"text\"", "", PL_ERROR_MISSING},
    };
    EXPECT(changes);
}

static void test_speakers(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_SPEAKERS, "\"list\":\"open\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"list\":\"open\"", "\"list\":\"shut\"", PL_ERROR_VALUE},
        {PL_TOPIC_SPEAKERS, "\"queue\"", "\"Queue\"", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"id\":\"a-3\"", "\"id\":\"a-2\"", PL_ERROR_DUPLICATE},
        {PL_TOPIC_SPEAKERS, "\"id\":\"a-3\"", "\"id\":\"a-1\"", PL_ERROR_DUPLICATE},
        {PL_TOPIC_SPEAKERS, "\"id\":\"a-3\"", "\"id\":\"A-3\"", PL_ERROR_ID},
        {PL_TOPIC_SPEAKERS, "\"clock\":", "\"Clock\":", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"running\":true,", "", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"running\":true", "\"running\":1", PL_ERROR_TYPE},
        {PL_TOPIC_SPEAKERS, "\"since\":1,", "", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"used_ms\":2", "\"used_ms\":-2", PL_ERROR_RANGE},
        {PL_TOPIC_SPEAKERS, "\"limit_s\":180", "\"limit_s\":86401", PL_ERROR_RANGE},
        {PL_TOPIC_SPEAKERS, "\"name\":\"Chad\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"name\":\"Chad\"", "\"name\":\"\"", PL_ERROR_VALUE},
        {PL_TOPIC_SPEAKERS, "\"kind\":\"reply\"", "\"kind\":\"question\"", PL_ERROR_VALUE},
        {PL_TOPIC_SPEAKERS, "\"limit_s\":60", "\"limit_s\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_SPEAKERS, "{\"group\":300}", "[300]", PL_ERROR_TYPE},
        {PL_TOPIC_SPEAKERS, "{\"group\":300}", "{\"\":300}", PL_ERROR_VALUE},
        {PL_TOPIC_SPEAKERS, "{\"group\":300}", "{\"a\\nb\":300}", PL_ERROR_TEXT},
        {PL_TOPIC_SPEAKERS, "{\"group\":300}", "{\"group\":\"300\"}", PL_ERROR_TYPE},
        {PL_TOPIC_SPEAKERS, "\"user\":\"u\"", "\"user\":\"u/v\"", PL_ERROR_ID},
        {PL_TOPIC_SPEAKERS, "\"number\":1,", "", PL_ERROR_MISSING},
        {PL_TOPIC_SPEAKERS, "\"granted\":true", "\"granted\":\"yes\"", PL_ERROR_TYPE},
    };
    EXPECT(changes);
}

static void test_small_ones(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_TIMER, "\"mode\":\"down\"", "\"mode\":\"left\"", PL_ERROR_VALUE},
        {PL_TOPIC_TIMER, "\"label\":\"Break\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_TIMER, "\"clock\":" CLOCK, "\"clock\":null", PL_ERROR_TYPE},
        {PL_TOPIC_NOTICE, "\"text\":\"Coffee\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, ",\"until\":0", "", PL_ERROR_MISSING},
        {PL_TOPIC_NOTICE, "\"until\":0", "\"until\":-1", PL_ERROR_RANGE},
        {PL_TOPIC_CAPTION, "\"text\":\"said\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_CAPTION, "\"lang\":\"en\"", "\"lang\":\"\"", PL_ERROR_ID},
        {PL_TOPIC_REQUEST, "\"want\":\"floor\"", "\"want\":\"money\"", PL_ERROR_VALUE},
        {PL_TOPIC_REQUEST, "\"number\":1", "\"number\":01", PL_ERROR_NUMBER},
        {PL_TOPIC_REQUEST, "\"kind\":\"statement\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_REQUEST, "\"for\":\"EU\"", "\"for\":[]", PL_ERROR_TYPE},
        {PL_TOPIC_DESK, "\"online\":true,", "", PL_ERROR_MISSING},
        {PL_TOPIC_DESK, "\"name\":\"Chair\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DESK, ",\"version\":\"1\"", "", PL_OK},
        {PL_TOPIC_BEAT, "\"offsets\"", "\"offset\"", PL_ERROR_MISSING},
        {PL_TOPIC_BEAT, "[[" BY ",-5]]", "[[" BY "]]", PL_ERROR_MISSING},
        {PL_TOPIC_BEAT, "[[" BY ",-5]]", "[[\"\",-5]]", PL_ERROR_ID},
        {PL_TOPIC_BEAT, "[[" BY ",-5]]", "[[" BY ",-5,1]]", PL_ERROR_LIMIT},
        {PL_TOPIC_BEAT, "[[" BY ",-5]]", "[5]", PL_ERROR_TYPE},
    };
    EXPECT(changes);
}

static void test_display(void **state)
{
    (void)state;
    static const struct change changes[] = {
        {PL_TOPIC_DISPLAY, "\"online\":true", "\"online\":0", PL_ERROR_TYPE},
        {PL_TOPIC_DISPLAY, "\"version\":\"1\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "\"size\":[1920,1080],", "", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "[1920,1080]", "[1920]", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "[1920,1080]", "[1920,1080,1]", PL_ERROR_LIMIT},
        {PL_TOPIC_DISPLAY, "[1920,1080]", "[1920,0]", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "[1920,1080]", "[65536,1]", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "\"languages\":[\"en\"]", "\"languages\":[\"e\"]", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "\"load\":\"" LOAD, "\"load\":\"x", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "\"holds\"", "\"hold\"", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "[5,1," BY "]", "[5,1]", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "[5,1," BY "]", "[5,0," BY "]", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "[5,1," BY "]", "[5,1,\"z\"]", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "[5,1," BY "]", "5", PL_ERROR_TYPE},
        {PL_TOPIC_DISPLAY, "\"items\":[1,0]", "\"items\":[1]", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "\"items\":[1,0]", "\"items\":[1,2]", PL_ERROR_REFERENCE},
        {PL_TOPIC_DISPLAY, "\"items\":[1,0]", "\"items\":[1,-1]", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "\"en\":[2,1]", "\"EN\":[2,1]", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "{\"c\":{\"items\"", "{\"C\":{\"items\"", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "\"aaaaaaaaaaaaaaaa\"", "\"a\"", PL_ERROR_ID},
        {PL_TOPIC_DISPLAY, "\"pages\":[0,312]", "\"pages\":[]", PL_ERROR_POSITION},
        {PL_TOPIC_DISPLAY, "\"pages\":[0,312]", "\"pages\":[1,312]", PL_ERROR_POSITION},
        {PL_TOPIC_DISPLAY, "\"pages\":[0,312]", "\"pages\":[0,0]", PL_ERROR_POSITION},
        {PL_TOPIC_DISPLAY, "\"pages\":[0,312]", "\"pages\":[0,16385]", PL_ERROR_POSITION},
        {PL_TOPIC_DISPLAY, "\"page\":1", "\"page\":2", PL_ERROR_POSITION},
        {PL_TOPIC_DISPLAY, "\"item\":\"c4\",", "", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "\"changed_at\":0,", "", PL_ERROR_MISSING},
        {PL_TOPIC_DISPLAY, "\"took_ms\":3", "\"took_ms\":-3", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "{\"json\":2}", "{\"json\":-2}", PL_ERROR_RANGE},
        {PL_TOPIC_DISPLAY, "{\"json\":2}", "{\"later\":\"2\"}", PL_ERROR_TYPE},
        {PL_TOPIC_DISPLAY, ",\"old_news\":4", "", PL_ERROR_MISSING},
    };
    EXPECT(changes);
    /* A will says that it is gone and who it was, and no more is looked for. */
    assert_int_equal(
        decode(PL_TOPIC_DISPLAY, ENVELOPE "\"online\":false,\"name\":\"Hall\",\"size\":0}"), PL_OK);
}

static void test_sizes(void **state)
{
    (void)state;
    static char payload[PL_PAYLOAD_MAX + 1];
    struct pl_message *message;
    struct pl_topic topic = {.kind = PL_TOPIC_NOTICE};
    memset(payload, ' ', sizeof payload);
    memcpy(payload, bodies[PL_TOPIC_NOTICE], strlen(bodies[PL_TOPIC_NOTICE]));
    assert_int_equal(pl_wire_decode(&topic, payload, PL_PAYLOAD_MAX, &message), PL_OK);
    pl_message_destroy(message);
    assert_int_equal(pl_wire_decode(&topic, payload, sizeof payload, &message), PL_ERROR_SIZE);
    topic.kind = PL_TOPIC_REQUEST;
    memset(payload, ' ', sizeof payload);
    memcpy(payload, bodies[PL_TOPIC_REQUEST], strlen(bodies[PL_TOPIC_REQUEST]));
    assert_int_equal(pl_wire_decode(&topic, payload, PL_REQUEST_MAX, &message), PL_OK);
    pl_message_destroy(message);
    assert_int_equal(pl_wire_decode(&topic, payload, PL_REQUEST_MAX + 1, &message), PL_ERROR_SIZE);
    topic.kind = PL_TOPIC_COUNT;
    assert_int_equal(pl_wire_decode(&topic, payload, 1, &message), PL_ERROR_TOPIC);
    assert_null(message);
}

/* A list of n copies of an entry, in which '#' becomes a number, put in place of `from`. */
static enum pl_error with_list(enum pl_topic_kind kind, const char *from, const char *before,
                               const char *entry, size_t n, const char *after)
{
    static char list[PL_PAYLOAD_MAX * 2];
    size_t size = strlen(before);
    memcpy(list, before, size);
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            list[size++] = ',';
        for (const char *p = entry; *p; p++) {
            if (*p != '#') {
                list[size++] = *p;
                continue;
            }
            for (size_t digit = 0, rest = i; digit < 4; digit++, rest /= 10)
                list[size + 3 - digit] = (char)('0' + rest % 10);
            size += 4;
        }
    }
    memcpy(list + size, after, strlen(after) + 1);
    char *bytes = changed(bodies[kind], from, list);
    enum pl_error error = decode(kind, bytes);
    free(bytes);
    return error;
}

static const struct {
    enum pl_topic_kind kind;
    const char *from, *before, *entry, *after;
    size_t max;
} full_lists[] = {
    {PL_TOPIC_NOTICE, "[[" BY ",12]]", "[", "[\"000000000000#\",1]", "]", PL_HAS_MAX},
    {PL_TOPIC_DOCUMENT, "{\"id\":\"d\",\"label\":\"C.\",\"continues\":true}", "",
     "{\"id\":\"s#\",\"label\":\"x\"}", "", PL_SECTIONS_MAX - 1},
    {PL_TOPIC_DOCUMENT, "[\"Recalling\"]", "[", "\"para #\"", "]", PL_PREAMBLE_PARAS},
    {PL_TOPIC_DOCUMENT, "[\"4-0123456789abcdef\"]", "[", "\"4-000000000000#\"", "]", PL_OLDER_MAX},
    {PL_TOPIC_ITEMS, "[\"US\"]", "[", "\"#\"", "]", PL_NAMES_MAX},
    {PL_TOPIC_TEXT, "[\"EU\"]", "[", "\"#\"", "]", PL_NAMES_MAX},
    {PL_TOPIC_TEXT, "{\"t\":\"words\",", "", "{\"t\":\"#\"}", ",{\"t\":\"words\",",
     PL_RUNS_MAX - 1},
    {PL_TOPIC_CURSOR, "{\"item\":\"c4\",\"lang\":\"en\",\"start\":3,\"end\":5,\"exact\":\"ab\"}",
     "", "{\"item\":\"c#\",\"lang\":\"en\",\"start\":3,\"end\":5,\"exact\":\"ab\"}", "",
     PL_HIGHLIGHTS_MAX},
    {PL_TOPIC_SPEAKERS, "[" SPEAKER("a-2") "," SPEAKER("a-3") "]", "[",
     "{\"id\":\"0123456789abcdef-#\",\"name\":\"Delegation number #\",\"for\":\"Group of #\","
     "\"kind\":\"point-of-order\",\"limit_s\":180}",
     "]", PL_QUEUE_MAX},
    {PL_TOPIC_SPEAKERS, "{\"group\":300}", "{", "\"class #\":60", "}", PL_LIMIT_CLASSES},
    {PL_TOPIC_SPEAKERS, "[{\"user\":\"u\",\"number\":1,\"granted\":true}]", "[",
     "{\"user\":\"u#\",\"number\":1,\"granted\":false}", "]", PL_ANSWERS_MAX},
    {PL_TOPIC_DISPLAY, "\"c\":{\"items\":[1,0],\"en\":[2,1]}", "", "\"c#\":{\"items\":[1,0]}", "",
     PL_SECTIONS_MAX},
    {PL_TOPIC_DISPLAY, BY ",\"aaaaaaaaaaaaaaaa\"", "", "\"000000000000#\"", "", PL_WRITERS_MAX},
    {PL_TOPIC_DISPLAY, "[\"en\"]", "[", "\"en-#\"", "]", PL_LANGS_MAX},
    {PL_TOPIC_DISPLAY, "\"en\":[2,1]", "", "\"en-#\":[1,0]", "", PL_LANGS_MAX},
    {PL_TOPIC_DISPLAY, "[0,312]", "[0,", "1#", "]", PL_PAGES_MAX - 1},
    {PL_TOPIC_BEAT, "[[" BY ",-5]]", "[", "[\"000000000000#\",1]", "]", PL_WRITERS_MAX},
};

/* The limit itself is an ordinary size; one more is refused. */
static void test_limits_of_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof full_lists / sizeof *full_lists; i++) {
        enum pl_error at, over;
        at = with_list(full_lists[i].kind, full_lists[i].from, full_lists[i].before,
                       full_lists[i].entry, full_lists[i].max, full_lists[i].after);
        over = with_list(full_lists[i].kind, full_lists[i].from, full_lists[i].before,
                         full_lists[i].entry, full_lists[i].max + 1, full_lists[i].after);
        if (at != PL_OK || over != PL_ERROR_LIMIT)
            fail_msg("%s: %s at the limit, %s over it", full_lists[i].entry, pl_error_name(at),
                     pl_error_name(over));
    }
}

static const struct {
    enum pl_topic_kind kind;
    const char *from, *before, *after;
    size_t max;
} long_texts[] = {
    {PL_TOPIC_DOCUMENT, "\"Draft\"", "\"", "\"", PL_TITLE_MAX},
    {PL_TOPIC_DOCUMENT, "\"Sub\"", "\"", "\"", PL_TITLE_MAX},
    {PL_TOPIC_DOCUMENT, "[\"Recalling\"]", "[\"", "\"]", PL_PREAMBLE_MAX},
    {PL_TOPIC_DOCUMENT, "[\"Recalling\"]", "[\"12\",\"", "\"]", PL_PREAMBLE_MAX - 2},
    {PL_TOPIC_DOCUMENT, "\"Europe/Rome\"", "\"", "\"", PL_ZONE_MAX},
    {PL_TOPIC_ITEMS, "\"c.4\"", "\"", "\"", PL_LABEL_MAX},
    {PL_TOPIC_ITEMS, "\"*\"", "\"", "\"", PL_LABEL_MAX},
    {PL_TOPIC_ITEMS, "\"US\"", "\"", "\"", PL_NAME_POINTS},
    {PL_TOPIC_TEXT, "\"Role\"", "\"", "\"", PL_TITLE_MAX},
    {PL_TOPIC_TEXT, "\"Note\"", "\"", "\"", PL_TITLE_MAX},
    {PL_TOPIC_TEXT, "\"words\"", "\"", "\"", PL_ITEM_POINTS_MAX},
    {PL_TOPIC_TEXT, "{\"t\":\"words\"", "{\"t\":\"", "\"},{\"t\":\"words\"",
     PL_ITEM_POINTS_MAX - 5},
    {PL_TOPIC_TIMER, "\"Break\"", "\"", "\"", PL_TITLE_MAX},
    {PL_TOPIC_NOTICE, "\"Coffee\"", "\"", "\"", PL_NOTICE_MAX},
    {PL_TOPIC_CAPTION, "\"said\"", "\"", "\"", PL_CAPTION_MAX},
    {PL_TOPIC_SPEAKERS, "\"Chad\"", "\"", "\"", PL_NAME_POINTS},
    {PL_TOPIC_SPEAKERS, "\"group\"", "\"", "\"", PL_NAME_POINTS},
    {PL_TOPIC_DESK, "\"Chair\"", "\"", "\"", PL_NAME_POINTS},
};

static void test_limits_of_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof long_texts / sizeof *long_texts; i++) {
        for (size_t over = 0; over < 2; over++) {
            static char text[PL_PAYLOAD_MAX];
            size_t before = strlen(long_texts[i].before), words = long_texts[i].max + over;
            memcpy(text, long_texts[i].before, before);
            memset(text + before, 'w', words);
            memcpy(text + before + words, long_texts[i].after, strlen(long_texts[i].after) + 1);
            char *bytes = changed(bodies[long_texts[i].kind], long_texts[i].from, text);
            assert_int_equal(decode(long_texts[i].kind, bytes), over ? PL_ERROR_LIMIT : PL_OK);
            free(bytes);
        }
    }
}

/* Sixty characters are sixty, whatever they take in bytes, up to 120. */
static void test_names_count_characters(void **state)
{
    (void)state;
    char name[3 * PL_NAME_POINTS + 3] = "\"";
    for (size_t i = 0; i < PL_NAME_POINTS; i++)
        memcpy(name + 1 + 2 * i, "\u0436", 2);
    memcpy(name + 1 + 2 * PL_NAME_POINTS, "\"", 2);
    struct change change = {PL_TOPIC_DESK, "\"Chair\"", name, PL_OK};
    expect(&change, 1);
    memcpy(name + 1 + 2 * PL_NAME_POINTS, "x\"", 3);
    change.error = PL_ERROR_LIMIT;
    expect(&change, 1);
    for (size_t i = 0; i < 41; i++)
        memcpy(name + 1 + 3 * i, "\u4e3b", 3);
    memcpy(name + 1 + 3 * 41, "\"", 2);
    expect(&change, 1);
}

/* Each place of a name refuses what nobody sees, and takes what a script needs. */
static void test_names_hide_nothing(void **state)
{
    (void)state;
    static const struct {
        enum pl_topic_kind kind;
        const char *from;
    } places[] = {
        {PL_TOPIC_ITEMS, "\"US\""},       {PL_TOPIC_TEXT, "\"EU\""},
        {PL_TOPIC_TEXT, "\"US\""},        {PL_TOPIC_SPEAKERS, "\"Chad\""},
        {PL_TOPIC_SPEAKERS, "\"group\""}, {PL_TOPIC_DESK, "\"Chair\""},
        {PL_TOPIC_DISPLAY, "\"Hall\""},   {PL_TOPIC_DISPLAY, "\"1\""},
        {PL_TOPIC_REQUEST, "\"EU\""},     {PL_TOPIC_SPEAKERS, "\"u\""},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        bool user = strcmp(places[i].from, "\"u\"") == 0;
        struct change rows[] = {
            {places[i].kind, places[i].from, "\"Iran\u200b\"", user ? PL_ERROR_ID : PL_ERROR_TEXT},
            {places[i].kind, places[i].from, "\"Iran\U000e0061\"",
             user ? PL_ERROR_ID : PL_ERROR_TEXT},
            {places[i].kind, places[i].from, "\"G\u200d77\"", user ? PL_ERROR_ID : PL_ERROR_TEXT},
            {places[i].kind, places[i].from, "\"می\u200cشود\"", PL_OK}};
        expect(rows, sizeof rows / sizeof *rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_ones),
        cmocka_unit_test(test_unknown_members),
        cmocka_unit_test(test_envelope),
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_cursor),
        cmocka_unit_test(test_speakers),
        cmocka_unit_test(test_small_ones),
        cmocka_unit_test(test_display),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_limits_of_lists),
        cmocka_unit_test(test_limits_of_text),
        cmocka_unit_test(test_names_count_characters),
        cmocka_unit_test(test_names_hide_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
