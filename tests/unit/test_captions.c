/* Captions: what the room remembers of them, and the lines that roll on the wall. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout.h"
#include "unit.h"

enum { WORDS_MS = 10000, ROOM_MS = 60000, LINE_BYTES = 256 };

struct scenery {
    struct pl_room *room;
    struct text *text;
    struct layout *layout;
    struct scene *scene;
    struct pl_time now;
    int64_t rev;
};

static void tell(struct scenery *s, const char *topic, const char *body, bool retained)
{
    char payload[2 * PL_CAPTION_MAX], name[PL_TOPIC_MAX];
    struct pl_output out;
    snprintf(name, sizeof name, "plenary/x/%s", topic);
    snprintf(
        payload, sizeof payload,
        "{\"v\":1,\"epoch\":7,\"rev\":%lld,\"by\":\"00000000000000cc\",\"has\":[],\"at\":7,%s}",
        (long long)++s->rev, body);
    assert_int_equal(PL_OK, pl_room_receive(s->room, name, payload, strlen(payload), retained,
                                            s->now.mono_ms, s->now));
    while (pl_room_next(s->room, &out)) {
        if (out.kind == PL_OUTPUT_SUBSCRIBE) {
            pl_room_subscribed(s->room, out.token, s->now);
        }
    }
}

static void say(struct scenery *s, const char *words)
{
    char body[PL_CAPTION_MAX + 64];
    snprintf(body, sizeof body, "\"text\":\"%s\"", words);
    tell(s, "caption", body, false);
}

static void later(struct scenery *s, int64_t ms)
{
    s->now.mono_ms += ms;
    s->now.wall_ms += ms;
}

static int begin(void **state)
{
    static const struct layout_config config = {
        .width_px = 1280,
        .height_px = 720,
        .legibility = {.floor_cap_px = 28.8, .preferred_cap_px = 37.2, .kept = true}};
    struct scenery *s = calloc(1, sizeof *s);
    struct layout_config own = config;
    char error[TEXT_ERROR_MAX];
    struct pl_room_config room = {.room = "x",
                                  .user = "hall",
                                  .name = "hall",
                                  .version = "1",
                                  .by = "00000000000000aa",
                                  .seed = 1,
                                  .role = PL_ROLE_WATCH};
    own.theme = theme_find("dark");
    *state = s;
    s->now = (struct pl_time){100000, 1790000000000};
    s->room = pl_room_create(&room);
    s->text = text_create(NULL, error);
    s->scene = malloc(sizeof *s->scene);
    s->layout = s->text ? layout_create(s->text, &own) : NULL;
    if (!s->room || !s->layout || !s->scene) {
        return -1;
    }
    pl_room_connected(s->room, s->now);
    tell(s, "document",
         "\"load\":\"7-00000000000000cc\",\"languages\":[\"en\"],\"title\":{\"en\":\"T\"},"
         "\"start\":{\"section\":\"a\",\"item\":\"i\"},\"sections\":[{\"id\":\"a\",\"label\":\"a\"}"
         "]",
         true);
    tell(s, "items/7-00000000000000cc/a",
         "\"items\":[{\"id\":\"i\",\"level\":1,\"label\":\"a.1\",\"marker\":\"\",\"status\":"
         "\"open\"}]",
         true);
    tell(s, "text/7-00000000000000cc/a/en",
         "\"title\":\"A\",\"items\":{\"i\":{\"of\":1,\"runs\":[{\"t\":\"Words of the item.\"}]}}",
         true);
    return 0;
}

static int end(void **state)
{
    struct scenery *s = *state;
    layout_destroy(s->layout);
    text_destroy(s->text);
    pl_room_destroy(s->room);
    free(s->scene);
    free(s);
    return 0;
}

/* The caption lines that are shown now; how many. */
static size_t look(struct scenery *s, char lines[2][LINE_BYTES])
{
    struct layout_moment moment = {.now = s->now, .clock = "10:42"};
    size_t count = 0;
    assert_true(layout_build(s->layout, s->room, &moment, s->scene));
    for (size_t i = 0; i < s->scene->node_count; i++) {
        const struct scene_node *n = &s->scene->nodes[i];
        size_t all = 0;
        if (n->role != SCENE_CAPTION) {
            continue;
        }
        assert_true(n->kind == SCENE_TEXT && count < 2);
        const struct text_line *line = &text_block_lines(n->block, &all)[n->line];
        lines[count][0] = '\0';
        for (size_t r = 0; r < line->run_count; r++) {
            size_t at = strlen(lines[count]);
            snprintf(lines[count] + at, LINE_BYTES - at, "%s", line->runs[r].utf8);
        }
        count++;
    }
    return count;
}

/* Of the captions, else of the foot. */
static int top_of_strip(const struct scenery *s)
{
    for (size_t i = 0; i < s->scene->node_count; i++) {
        if (s->scene->nodes[i].role == SCENE_FOOT || s->scene->nodes[i].role == SCENE_CAPTION) {
            return s->scene->nodes[i].box.y;
        }
    }
    fail_msg("no foot");
    return 0;
}

static size_t rules(const struct scenery *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->scene->node_count; i++) {
        count += s->scene->nodes[i].role == SCENE_RULE;
    }
    return count;
}

/* Word by word: what is the first line of two has been the last one, and stays as it was until it
 * has rolled out. */
static void test_lines_keep_their_breaks(void **state)
{
    enum { SAID = 400 };
    static const char *const words[] = {"Thank", "you,",         "Chair.", "We",       "support",
                                        "the",   "text",         "and",    "would",    "rather",
                                        "see",   "(as amended)", "“it”",   "bracketed"};
    struct scenery *s = *state;
    char now[2][LINE_BYTES], before[2][LINE_BYTES] = {"", ""};
    size_t rolled = 0, had = 0;
    for (size_t i = 0; i < SAID; i++) {
        say(s, words[i * 5 % (sizeof words / sizeof *words)]);
        size_t count = look(s, now);
        assert_in_range(count, 1, 2);
        if (had == 2) {
            bool same = strcmp(now[0], before[0]) == 0;
            rolled += !same;
            assert_int_equal(2, count);
            assert_true(same || strncmp(now[0], before[1], strlen(before[1])) == 0);
        }
        had = count;
        memcpy(before, now, sizeof now);
        later(s, 100);
    }
    assert_in_range(rolled, SAID / 14, SAID / 4);
}

static void test_the_last_words_are_the_last_line(void **state)
{
    struct scenery *s = *state;
    char now[2][LINE_BYTES];
    static char words[PL_CAPTION_MAX + 1];
    for (size_t i = 0; i + 6 < sizeof words; i += 6) {
        memcpy(words + i, "words ", 7);
    }
    say(s, words);
    say(s, "and the end");
    assert_int_equal(2, look(s, now));
    assert_non_null(strstr(now[1], "the end"));
}

/* Words go after ten seconds; their room stays for a minute, and the wall wakes for both. */
static void test_words_go_before_their_room(void **state)
{
    struct scenery *s = *state;
    char now[2][LINE_BYTES];
    assert_int_equal(0, look(s, now));
    size_t bare = rules(s);
    say(s, "one");
    assert_int_equal(1, look(s, now));
    assert_int_equal(s->now.mono_ms + WORDS_MS, layout_deadline(s->layout));
    assert_int_equal(bare + 1, rules(s));
    int y = top_of_strip(s);
    later(s, WORDS_MS - 1);
    assert_int_equal(1, look(s, now));
    later(s, 1);
    assert_int_equal(0, look(s, now));
    assert_int_equal(bare + 1, rules(s));
    assert_int_equal(s->now.mono_ms + ROOM_MS - WORDS_MS, layout_deadline(s->layout));
    say(s, "two");
    assert_int_equal(1, look(s, now));
    assert_string_equal("two", now[0]); /* what was taken away does not come back */
    assert_int_equal(y, top_of_strip(s));
    later(s, ROOM_MS);
    assert_int_equal(0, look(s, now));
    assert_int_equal(bare, rules(s));
    assert_int_equal(INT64_MAX, layout_deadline(s->layout));
}

static void test_an_empty_caption_clears(void **state)
{
    struct scenery *s = *state;
    char now[2][LINE_BYTES];
    say(s, "one");
    assert_int_equal(1, look(s, now));
    say(s, "");
    assert_int_equal(0, look(s, now));
    say(s, "two");
    assert_int_equal(1, look(s, now));
    assert_string_equal("two", now[0]);
}

/* A name in Latin letters at a line's start does not turn an Arabic transcript round. */
static void test_the_direction_is_kept(void **state)
{
    struct scenery *s = *state;
    char now[2][LINE_BYTES];
    for (size_t i = 0; i < 200; i++) {
        say(s, i % 2 ? "WGEC" : "الحكومات مدعوة");
        size_t count = look(s, now), all = 0;
        assert_true(count > 0);
        for (size_t k = 0; k < s->scene->node_count; k++) {
            const struct scene_node *n = &s->scene->nodes[k];
            assert_true(n->role != SCENE_CAPTION || text_block_lines(n->block, &all)[n->line].rtl);
        }
    }
}

/* Whole characters are forgotten, and the place of the rest in all that was said is known. */
static void test_the_oldest_words_are_forgotten(void **state)
{
    struct scenery *s = *state;
    struct pl_transcript said;
    int64_t all = 0;
    assert_false(pl_room_transcript(s->room, &said));
    for (size_t i = 0; i < 3000; i++) {
        const char *words = i % 2 ? "各国政府" : "x";
        all += (int64_t)strlen(words) + (i > 0);
        say(s, words);
        assert_true(pl_room_transcript(s->room, &said));
        assert_int_equal(strlen(said.text), said.bytes);
        assert_in_range(said.bytes, 1, PL_TRANSCRIPT_MAX);
        assert_int_equal(all, said.start + (int64_t)said.bytes);
        assert_true(((unsigned char)said.text[0] & 0xc0) != 0x80);
        assert_int_equal(s->now.mono_ms, said.heard_mono_ms);
    }
    assert_in_range(said.bytes, PL_TRANSCRIPT_MAX - 4, PL_TRANSCRIPT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lines_keep_their_breaks, begin, end),
        cmocka_unit_test_setup_teardown(test_the_last_words_are_the_last_line, begin, end),
        cmocka_unit_test_setup_teardown(test_words_go_before_their_room, begin, end),
        cmocka_unit_test_setup_teardown(test_an_empty_caption_clears, begin, end),
        cmocka_unit_test_setup_teardown(test_the_direction_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(test_the_oldest_words_are_forgotten, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
