/* Pastes at a desk, marked by the terminal and not, and letters of other keyboard layouts: they are
 * text where a question is asked, and never an act. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/desk_parts.h"
#include "tools/desk/keys_layout.h"
#include "tools/desk/keys_read.h"
#include "unit.h"

static struct seat seat;

static int enter(void **state)
{
    if (stage_full(state))
        return -1;
    seat_take(&seat, &((struct stage *)*state)->sim, CHAIR, NULL);
    return 0;
}

static int leave(void **state)
{
    seat_leave(&seat);
    return stage_leave(state);
}

/* All these bytes in one read; then nothing for a while. */
static void pour(const char *bytes)
{
    struct keys_reader reader = {.hold_ms = 1};
    struct keys_key key;
    size_t size = strlen(bytes);
    for (size_t at = 0; at < size || keys_read_deadline(&reader) != INT64_MAX;) {
        size_t part = keys_read_space(&reader);
        part = part < size - at ? part : size - at;
        keys_read_add(&reader, bytes + at, part, 0, 0);
        at += part;
        while (keys_read_next(&reader, at < size ? 0 : KEYS_READ_PATIENCE_MS, &key)) {
            desk_key(seat.desk, &key, sim_now(seat.sim, seat.client));
        }
    }
    seat_run(&seat, 0);
}

static char *repeated(const char *words, size_t bytes, bool marked)
{
    static const char begin[] = "\x1B[200~", end[] = "\x1B[201~";
    size_t mark = marked ? sizeof begin - 1 : 0;
    char *text = calloc(1, bytes + 2 * mark + 1);
    assert_non_null(text);
    memcpy(text, begin, mark);
    for (size_t i = 0; i < bytes; i++) {
        text[mark + i] = words[i % strlen(words)];
    }
    memcpy(text + mark + bytes, end, mark);
    return text;
}

static const char *words_of_first(void)
{
    return pl_room_words(sim_room(seat.sim, WALL), PL_CONFIRMED, 0, "i1", NULL, NULL)->runs[1].t;
}

/* As long as an item may be, it is taken whole: of 7,200 bytes none is missing. */
static void test_a_long_paste_is_whole(void **state)
{
    (void)state;
    for (int marked = 0; marked < 2; marked++) {
        char *text = repeated("few delegations and some more, ", 7200, marked);
        char *expected = repeated("few delegations and some more, ", 7200, false);
        seat_press(&seat, "i");
        pour(text);
        seat_press(&seat, "Enter");
        seat_answer(&seat, "Brazil");
        const char *now = words_of_first();
        size_t size = strlen(expected);
        while (expected[size - 1] == ' ') {
            expected[--size] = '\0'; /* text of the feed has no blank at its end */
        }
        assert_int_equal(strlen(now + strspn(now, " ")), size);
        assert_string_equal(now + strspn(now, " "), expected);
        seat_press(&seat, "u");
        free(text);
        free(expected);
    }
}

/* One that is too long is refused whole, with both numbers; what was typed before stays. */
static void test_too_long_a_paste_is_refused_with_both_numbers(void **state)
{
    (void)state;
    for (int marked = 0; marked < 2; marked++) {
        char *text = repeated("no more ", 20000, marked);
        seat_press(&seat, "i");
        seat_type(&seat, "typed");
        pour(text);
        assert_true(seat_shows(&seat, "not pasted: it has 20000 characters, and there is room for "
                                      "16379 (an item has at most 16384)"));
        assert_string_equal(seat.desk->prompt.text, "typed");
        seat_press(&seat, "Esc");
        free(text);
    }
}

static void test_an_item_that_gets_too_long_says_both_numbers(void **state)
{
    char *text = repeated("no more ", 16380, true);
    (void)state;
    seat_press(&seat, "i");
    pour(text);
    seat_press(&seat, "Enter Enter");
    assert_true(seat_shows(&seat, "12 characters and 16380 more; at most 16384"));
    seat_press(&seat, "m");
    pour(text);
    seat_press(&seat, "Enter");
    assert_true(seat_shows(&seat, "a message has at most 1024 bytes, this one has 16380"));
    seat_press(&seat, "Esc");
    free(text);
}

/* Each of these would act letter by letter. */
static void test_what_comes_at_once_is_no_act(void **state)
{
    static const char *const texts[] = {
        "few delegations", "The Chair", "DDD bbb", "f\rb\ru\rD D", "states\rshould\r", "uUuU",
        "国政府 fbw",      "may be",    "in all",  "\tf\tb\tu D",  "member\r",         "Quit Q",
        "\rfewer\r",       "xyzx"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct desk_wish wish;
        size_t before = seat.sim->clients[CHAIR].ordered;
        size_t said = seat.desk->history.count;
        pour(texts[i]);
        assert_int_equal(seat.sim->clients[CHAIR].ordered, before);
        assert_null(seat.desk->prompt.question);
        assert_false(desk_next_wish(seat.desk, &wish));
        assert_int_equal(seat.desk->history.count, said + 1);
        assert_true(seat_shows(&seat, "was pasted and did nothing: press i, m or + first"));
    }
    seat_press(&seat, "b"); /* and the next key is a key */
    assert_int_equal(pl_room_screen(sim_room(seat.sim, WALL), PL_CONFIRMED), PL_SCREEN_BLANK);
}

static void test_a_marked_paste_says_it_once(void **state)
{
    char *text = repeated("few delegations ", 7200, true);
    size_t said = seat.desk->history.count;
    (void)state;
    pour(text);
    assert_int_equal(seat.desk->history.count, said + 1);
    assert_true(seat_shows(&seat, "few delegations"));
    free(text);
}

/* Keys that are held down, or that a slow line brings together, are keys. */
static void test_keys_of_a_hand_act(void **state)
{
    (void)state;
    pour("jjjjj");
    assert_string_equal(seat.desk->outline.item, "i6");
    pour("\x1B[6~\x1B[6~\x1B[6~");
    stage_assert_at(seat.sim, WALL, 0, 3);
    pour("sg");
    assert_true(seat_shows(&seat, "agreed"));
    pour("b");
    assert_int_equal(pl_room_screen(sim_room(seat.sim, WALL), PL_CONFIRMED), PL_SCREEN_BLANK);
}

/* No text begins with +: a whole entry may come at once, from a keyboard that types it. */
static void test_an_entry_of_the_list_may_come_at_once(void **state)
{
    (void)state;
    pour("+Brazil\rf");
    const struct pl_speakers *speakers = stage_speakers(seat.sim, WALL, PL_CONFIRMED);
    assert_true(speakers && speakers->has_floor);
    assert_string_equal(speakers->floor.name, "Brazil");
}

/* Lines into one question become one text, which waits for Enter; a single one is its answer. */
static void test_lines_into_a_question(void **state)
{
    (void)state;
    seat_press(&seat, "m");
    pour("Coffee until\r11:15\rin the hall\r");
    assert_true(seat_shows(&seat, "several lines came at once and stand here as one"));
    assert_string_equal(seat.desk->prompt.text, "Coffee until 11:15 in the hall");
    seat_press(&seat, "^U");
    pour("Lunch\r");
    assert_string_equal(pl_room_notice(sim_room(seat.sim, WALL), PL_CONFIRMED, NULL)->text,
                        "Lunch");
}

static void test_a_paste_is_no_answer_of_one_key(void **state)
{
    (void)state;
    seat_press(&seat, "s");
    pour("going");
    assert_true(seat_shows(&seat, "did nothing"));
    seat_press(&seat, "g");
    assert_true(seat_shows(&seat, "1.1: agreed"));
}

/* ---- layouts ---- */

static void test_a_letter_of_another_layout_says_which_key_is_meant(void **state)
{
    static const char *const rows[][2] = {
        {"ь", "Cyrillic keyboard layout is on; on a Latin one this key is m (message)"},
        {"Ь", "Cyrillic keyboard layout is on; on a Latin one this key is M (move item)"},
        {"а", "this key is f (floor to next)"},
        {"і", "this key is s (status)"},
        {"ы", "this key is s (status)"},
        {"х", "this key is [ (bracket)"},
        {"μ", "Greek keyboard layout is on; on a Latin one this key is m (message)"},
        {"φ", "this key is f (floor to next)"},
        {"Θ", "this key is U (redo)"},
        {"ة", "Arabic keyboard layout is on; on a Latin one this key is m (message)"},
        {"ب", "this key is f (floor to next)"},
        {"צ", "Hebrew keyboard layout is on; on a Latin one this key is m (message)"},
        {"כ", "this key is f (floor to next)"},
        {"მ", "Georgian keyboard layout is on; on a Latin one this key is m (message)"},
        {"ท", "Thai keyboard layout is on; on a Latin one this key is m (message)"},
        {"ж", "this key is ;"},
        {"Ծ", "another keyboard layout is on; the desk's keys are Latin letters"},
        {"é", "é does nothing here"},
    };
    size_t before = seat.sim->clients[CHAIR].ordered;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        seat_press(&seat, rows[i][0]);
        assert_true(seat_shows(&seat, rows[i][1]));
        assert_null(seat.desk->prompt.question);
    }
    seat_press(&seat, "s п");
    assert_true(seat_shows(&seat, "this key is g"));
    assert_non_null(seat.desk->prompt.question);
    seat_press(&seat, "Esc m");
    seat_type(&seat, "ь"); /* text is text */
    assert_string_equal(seat.desk->prompt.text, "ь");
    assert_int_equal(seat.sim->clients[CHAIR].ordered, before);
}

/* A letter of each key of the Russian layout, by its place. */
static void test_places(void **state)
{
    static const char latin[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
    static const char *const letters[] = {"й", "ц", "у", "к", "е", "н", "г", "ш", "щ", "з", "х",
                                          "ъ", "ф", "ы", "в", "а", "п", "р", "о", "л", "д", "ж",
                                          "э", "я", "ч", "с", "м", "и", "т", "ь", "б", "ю"};
    struct keys_layout layout;
    (void)state;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        assert_true(keys_layout(letters[i], &layout));
        assert_int_equal(layout.key[0], latin[i]);
    }
    assert_false(keys_layout("m", &layout));
    assert_false(keys_layout("ß", &layout));
    assert_false(keys_layout("€", &layout));
    assert_false(keys_layout("😀", &layout));
}

int main(void)
{
#define HERE(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        HERE(test_a_long_paste_is_whole),
        HERE(test_too_long_a_paste_is_refused_with_both_numbers),
        HERE(test_an_item_that_gets_too_long_says_both_numbers),
        HERE(test_what_comes_at_once_is_no_act),
        HERE(test_a_marked_paste_says_it_once),
        HERE(test_keys_of_a_hand_act),
        HERE(test_an_entry_of_the_list_may_come_at_once),
        HERE(test_lines_into_a_question),
        HERE(test_a_paste_is_no_answer_of_one_key),
        HERE(test_a_letter_of_another_layout_says_which_key_is_meant),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
