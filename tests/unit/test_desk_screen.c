#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "tools/desk/screen.h"
#include "unit.h"

static const struct screen_look plain = {0};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look red = {.style = SCREEN_BOLD, .colour = SCREEN_RED};

static void append(char *text, size_t size, const char *more, size_t bytes)
{
    size_t used = strlen(text);
    assert_true(used + bytes < size);
    snprintf(text + used, size - used, "%.*s", (int)bytes, more);
}

static struct screen screen_of(int width, int height)
{
    struct screen screen = {0};
    assert_true(screen_resize(&screen, width, height));
    return screen;
}

static void assert_text(const struct screen *screen, const char *expected)
{
    char *text = screen_text(screen, false);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

/* Left halves are followed by right halves, right halves by nothing of theirs. */
static void assert_whole(const struct screen *screen)
{
    for (int y = 0; y < screen->height; y++) {
        const struct screen_cell *row = &screen->cells[y * screen->width];
        int columns = 0;
        for (int x = 0; x < screen->width; x++) {
            if (row[x].text[0]) {
                assert_int_equal(columns, x);
                columns += screen_columns(row[x].text, strlen(row[x].text));
            }
        }
        assert_int_equal(columns, screen->width);
    }
}

static void test_a_new_screen_is_blank(void **state)
{
    (void)state;
    struct screen screen = screen_of(4, 2);
    assert_text(&screen, "\n\n");
    assert_int_equal(screen.cursor_x, -1);
    screen_put(&screen, screen_whole(&screen), 0, 0, bold, "ab");
    screen.cursor_x = 1;
    assert_true(screen_resize(&screen, 3, 3));
    assert_text(&screen, "\n\n\n");
    assert_int_equal(screen.cursor_x, -1);
    assert_int_equal(screen.cells[0].look.style, SCREEN_PLAIN);
    screen_finish(&screen);
    assert_null(screen.cells);
    screen_finish(&screen);
}

static void test_sizes_beyond_the_maxima_change_nothing(void **state)
{
    (void)state;
    static const int sizes[][2] = {
        {0, 5}, {5, 0}, {-1, 5}, {SCREEN_WIDTH_MAX + 1, 5}, {5, SCREEN_HEIGHT_MAX + 1}};
    struct screen screen = screen_of(4, 1);
    screen_put(&screen, screen_whole(&screen), 0, 0, plain, "kept");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_false(screen_resize(&screen, sizes[i][0], sizes[i][1]));
        assert_text(&screen, "kept\n");
    }
    assert_true(screen_resize(&screen, SCREEN_WIDTH_MAX, SCREEN_HEIGHT_MAX));
    screen_finish(&screen);
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
    } rows[] = {
        {"", 0},
        {"c.4", 3},
        {"e\xCC\x81t\xC3\xA9", 3},                   /* é decomposed, é composed */
        {"\xE6\xBC\xA2\xE5\xAD\x97", 4},             /* Han */
        {"\xD0\x98\xD0\xB9", 2},                     /* Cyrillic */
        {"\xD9\x85\xD9\x8E", 1},                     /* Arabic with a vowel sign */
        {"\xE0\xA4\x95\xE0\xA4\xBE", 2},             /* Devanagari, a spacing sign */
        {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2}, /* Hangul by its letters */
        {"\xED\x9F\x8B", 0},                         /* a late letter alone */
        {"\xCC\x81", 0},                             /* a mark alone */
        {"a\x01\x1B[b", 3},                          /* no controls, so no escape sequence */
        {"a\xE2\x80\xAE"
         "b\xE2\x81\xA9",
         2}, /* no bidi overrides */
        {"a\xE2\x80\xA8"
         "b",
         2},                                     /* no line separator */
        {"\xE2\x80\x8F\xD7\x90", 1},             /* a mark of direction before a letter */
        {"\xF0\x9F\x87\xA8\xF0\x9F\x87\xAD", 2}, /* a flag's two letters */
        {"a\xE6\xBC", 3},                        /* cut in the middle */
        {"\xFF\xFF"
         "a",
         3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(screen_columns(rows[i].text, strlen(rows[i].text)), rows[i].columns);
    }
    assert_int_equal(screen_columns("abc", 2), 2);
}

/* What has columns is printable; a control, and what turns the line round, is nothing. */
static void test_columns_of_every_code_point(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        int columns = utf8_columns(point);
        bool control = point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 ||
                       point == 0x2029 || point == 0xFEFF || (point >= 0x202A && point <= 0x202E) ||
                       (point >= 0x2066 && point <= 0x2069);
        assert_true(control ? columns == -1 : columns >= 0 && columns <= 2);
        if (point >= 0x20 && point < 0x300 && !control && point != 0xAD) {
            assert_int_equal(columns, 1);
        }
        if ((point >= 0x4E00 && point <= 0x9FFF) || (point >= 0xAC00 && point <= 0xD7A3)) {
            assert_int_equal(columns, 2);
        }
    }
}

static void test_marks_share_their_characters_cell(void **state)
{
    (void)state;
    struct screen screen = screen_of(4, 1);
    assert_int_equal(screen_put(&screen, screen_whole(&screen), 0, 0, plain, "e\xCC\x81\xCC\xA3x"),
                     2);
    assert_string_equal(screen.cells[0].text, "e\xCC\x81\xCC\xA3");
    assert_string_equal(screen.cells[1].text, "x");
    screen_finish(&screen);
}

static void test_too_many_marks_are_left_out_whole(void **state)
{
    (void)state;
    char text[200] = "e";
    struct screen screen = screen_of(4, 1);
    for (int i = 0; i < 60; i++) {
        append(text, sizeof text, "\xCC\x81", 2);
    }
    append(text, sizeof text, "x", 1);
    assert_int_equal(screen_put(&screen, screen_whole(&screen), 0, 0, plain, text), 2);
    assert_int_equal(strlen(screen.cells[0].text), 31);
    assert_true(utf8_valid(screen.cells[0].text, 31));
    assert_string_equal(screen.cells[1].text, "x");
    screen_finish(&screen);
}

static void test_wide_characters_take_two_cells(void **state)
{
    (void)state;
    struct screen screen = screen_of(6, 1);
    assert_int_equal(
        screen_put(&screen, screen_whole(&screen), 1, 0, bold, "\xE6\xBC\xA2\xE5\xAD\x97"), 4);
    assert_string_equal(screen.cells[1].text, "\xE6\xBC\xA2");
    assert_string_equal(screen.cells[2].text, "");
    assert_int_equal(screen.cells[2].look.style, SCREEN_BOLD);
    assert_text(&screen, " \xE6\xBC\xA2\xE5\xAD\x97\n");
    assert_whole(&screen);
    screen_finish(&screen);
}

static void test_half_a_wide_character_becomes_a_blank(void **state)
{
    (void)state;
    const char *han = "\xE6\xBC\xA2\xE5\xAD\x97";
    struct screen screen = screen_of(4, 1);
    struct screen_area all = screen_whole(&screen);
    screen_put(&screen, all, 0, 0, plain, han);
    screen_put_part(&screen, all, 1, 0, plain, "x", 1); /* on a right half */
    assert_text(&screen, " x\xE5\xAD\x97\n");
    screen_put(&screen, all, 0, 0, plain, han);
    screen_put_part(&screen, all, 2, 0, plain, "x", 1); /* on a left half */
    assert_text(&screen, "\xE6\xBC\xA2x\n");
    screen_put(&screen, all, 0, 0, plain, han);
    screen_put_part(&screen, all, 1, 0, plain, han, 3); /* on both */
    assert_text(&screen, " \xE6\xBC\xA2\n");
    screen_put(&screen, all, 0, 0, plain, han);
    screen_fill(&screen, (struct screen_area){.x = 1, .width = 2, .height = 1}, plain, "-");
    assert_text(&screen, " --\n");
    assert_whole(&screen);
    screen_finish(&screen);
}

static void test_clipping_through_a_wide_character_leaves_a_blank(void **state)
{
    (void)state;
    const char *han = "\xE6\xBC\xA2\xE5\xAD\x97";
    struct screen screen = screen_of(5, 1);
    struct screen_area all = screen_whole(&screen);
    screen_fill(&screen, all, plain, ".");
    struct screen_area middle = {.x = 1, .width = 3, .height = 1};
    assert_int_equal(screen_put_part(&screen, middle, 0, 0, plain, han, 6), 3);
    assert_text(&screen, ".\xE6\xBC\xA2 .\n");
    screen_fill(&screen, all, plain, ".");
    screen_put_part(&screen, middle, -1, 0, plain, han, 6);
    assert_text(&screen, ". \xE5\xAD\x97.\n");
    screen_fill(&screen, all, plain, ".");
    screen_put_part(&screen, (struct screen_area){.x = -1, .width = 9, .height = 1}, 0, 0, plain,
                    "\xE6\xBC\xA2"
                    "abcdef",
                    9);
    assert_text(&screen, " abcd\n");
    assert_whole(&screen);
    screen_finish(&screen);
}

static void test_what_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    static const struct {
        const char *text, *seen;
        int columns;
    } rows[] = {
        {"abcd", "abcd", 4},
        {"abcde", "abc\xE2\x80\xA6", 4},
        {"\xE6\xBC\xA2\xE5\xAD\x97", "\xE6\xBC\xA2\xE5\xAD\x97", 4},
        {"\xE6\xBC\xA2\xE5\xAD\x97x", "\xE6\xBC\xA2\xE2\x80\xA6", 3},
        {"abcd\xCC\x81", "abcd\xCC\x81", 4},
        {"abcd\xCC\x81x", "abc\xE2\x80\xA6", 4},
        {"abcd\x07", "abcd", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char expected[32];
        struct screen screen = screen_of(9, 1);
        struct screen_area area = {.x = 2, .width = 4, .height = 1};
        assert_int_equal(screen_put(&screen, area, 0, 0, plain, rows[i].text), rows[i].columns);
        snprintf(expected, sizeof expected, "  %s\n", rows[i].seen);
        assert_text(&screen, expected);
        screen_finish(&screen);
    }
}

static void test_nothing_is_drawn_outside(void **state)
{
    (void)state;
    struct screen screen = screen_of(6, 3);
    struct screen_area area = {.x = 1, .y = 1, .width = 3, .height = 1};
    assert_int_equal(screen_put(&screen, area, 0, 1, plain, "below"), 0);
    assert_int_equal(screen_put(&screen, area, 0, -1, plain, "above"), 0);
    assert_int_equal(screen_put(&screen, area, 3, 0, plain, "right"), 0);
    assert_int_equal(screen_put(&screen, area, 7, 0, plain, "right"), 0);
    assert_int_equal(screen_put_part(&screen, area, 4, 0, plain, "right", 5), 0);
    screen_fill(&screen, (struct screen_area){.x = 9, .y = 9, .width = 5, .height = 5}, red, "x");
    screen_fill(&screen, (struct screen_area){.x = -9, .y = -9, .width = 5, .height = 5}, red, "x");
    screen_tint(&screen, (struct screen_area){.x = 2, .y = 2, .width = -1, .height = 1}, red);
    struct screen blank = screen_of(6, 3);
    assert_true(screen_equal(&screen, &blank));
    screen_fill(&screen, (struct screen_area){.x = -1, .y = -1, .width = 99, .height = 99}, plain,
                "x");
    assert_text(&screen, "xxxxxx\nxxxxxx\nxxxxxx\n");
    screen_finish(&screen);
    screen_finish(&blank);
}

static void test_equality_sees_text_looks_and_cursor(void **state)
{
    (void)state;
    struct screen a = screen_of(3, 1), b = screen_of(3, 1);
    assert_true(screen_equal(&a, &b));
    screen_put(&a, screen_whole(&a), 0, 0, plain, "a");
    assert_false(screen_equal(&a, &b));
    screen_put(&b, screen_whole(&b), 0, 0, bold, "a");
    assert_false(screen_equal(&a, &b));
    screen_tint(&b, screen_whole(&b), plain);
    assert_true(screen_equal(&a, &b));
    b.cursor_x = b.cursor_y = 0;
    assert_false(screen_equal(&a, &b));
    b.cursor_x = b.cursor_y = -1;
    screen_tint(&b, screen_whole(&b), (struct screen_look){.colour = SCREEN_RED});
    assert_false(screen_equal(&a, &b));
    assert_true(screen_resize(&b, 2, 1));
    assert_false(screen_equal(&a, &b));
    screen_finish(&a);
    screen_finish(&b);
}

static void test_looks_as_text(void **state)
{
    (void)state;
    struct screen screen = screen_of(8, 3);
    struct screen_area all = screen_whole(&screen);
    screen_put(&screen, all, 1, 0, bold, "\xE6\xBC\xA2x");
    screen_put(&screen, all, 5, 0, red, "r");
    screen_put(&screen, all, 6, 0, (struct screen_look){.colour = SCREEN_CYAN}, "c");
    screen_put(&screen, all, 0, 1, plain, "plain");
    struct screen_look reverse = {.style = SCREEN_REVERSE | SCREEN_BOLD | SCREEN_UNDERLINE};
    screen_tint(&screen, (struct screen_area){.x = 2, .y = 2, .width = 1, .height = 1}, reverse);
    screen_put(&screen, all, 3, 2, (struct screen_look){.style = SCREEN_DIM}, "d");
    char *text = screen_text(&screen, true);
    assert_string_equal(text, " \xE6\xBC\xA2x rc\n~bbb~BC\nplain\n   d\n~~rd\n");
    free(text);
    screen_finish(&screen);
}

/* The lines with a stroke between them. */
static void assert_wrapped(const char *text, int width, const char *expected)
{
    struct screen_line lines[20];
    char joined[400] = "";
    size_t count = screen_wrap(text, strlen(text), width, lines, 20);
    assert_true(count <= 20);
    for (size_t i = 0; i < count; i++) {
        append(joined, sizeof joined, "|", i ? 1 : 0);
        append(joined, sizeof joined, text + lines[i].from, lines[i].to - lines[i].from);
    }
    assert_string_equal(joined, expected);
}

static void test_wrapping(void **state)
{
    (void)state;
    assert_wrapped("", 10, "");
    assert_wrapped("States have primary responsibilities", 12,
                   "States have|primary|responsibili|ties");
    assert_wrapped("one two", 7, "one two");
    assert_wrapped("one two", 6, "one|two");
    assert_wrapped("one   two", 4, "one|two");
    assert_wrapped("one two ", 3, "one|two ");
    assert_wrapped("a bc d", 1, "a|b|c|d");
    assert_wrapped("abcdef", 3, "abc|def");
    assert_wrapped(" abcdef", 3, " ab|cde|f");
    assert_wrapped("no\xC2\xA0"
                   "break here",
                   9,
                   "no\xC2\xA0"
                   "break|here");
    assert_wrapped("e\xCC\x81"
                   "e\xCC\x81"
                   "e\xCC\x81",
                   2,
                   "e\xCC\x81"
                   "e\xCC\x81|e\xCC\x81");
    assert_wrapped("word", 0, "w|o|r|d");
}

static void test_wrapping_of_han(void **state)
{
    (void)state;
    /* 各国政府， is not parted before its comma, 「字」 not inside its brackets. */
    assert_wrapped("\xE5\x90\x84\xE5\x9B\xBD\xE6\x94\xBF\xE5\xBA\x9C", 5,
                   "\xE5\x90\x84\xE5\x9B\xBD|\xE6\x94\xBF\xE5\xBA\x9C");
    assert_wrapped("\xE5\x90\x84\xE5\x9B\xBD\xEF\xBC\x8C\xE6\x94\xBF", 4,
                   "\xE5\x90\x84|\xE5\x9B\xBD\xEF\xBC\x8C|\xE6\x94\xBF");
    assert_wrapped("\xE5\x9B\xBD\xE3\x80\x8C\xE5\xAD\x97\xE3\x80\x8D", 4,
                   "\xE5\x9B\xBD|\xE3\x80\x8C\xE5\xAD\x97|\xE3\x80\x8D");
    assert_wrapped("\xE5\x9B\xBD"
                   "WSIS\xE5\xAD\x97",
                   6,
                   "\xE5\x9B\xBD"
                   "WSIS|\xE5\xAD\x97");
    assert_wrapped("\xE5\x9B\xBD\xE5\xAD\x97", 1, "\xE5\x9B\xBD|\xE5\xAD\x97");
}

/* All that fits is in a line, in order, and only blanks are between lines; any text, any width. */
static void test_wrapping_loses_nothing(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "bc",
                                         " ",
                                         "  ",
                                         "\xE5\x9B\xBD",
                                         "\xEF\xBC\x8C",
                                         "e\xCC\x81",
                                         "\xC2\xA0",
                                         "longerword",
                                         "\xE3\x80\x80",
                                         "("};
    static struct screen_line lines[400];
    unsigned random = 7;
    for (int round = 0; round < 3000; round++) {
        char text[700] = "";
        for (int i = 0; i < 40; i++) {
            random = random * 1103515245u + 12345u;
            const char *piece = pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)];
            append(text, sizeof text, piece, strlen(piece));
        }
        int width = 1 + round % 23;
        size_t bytes = strlen(text), at = 0;
        size_t count = screen_wrap(text, bytes, width, lines, 400);
        assert_true(count >= 1 && count <= 400);
        assert_int_equal(screen_wrap(text, bytes, width, lines, 1), count);
        assert_int_equal(screen_wrap(text, bytes, width, lines, 400), count);
        for (size_t i = 0; i < count; i++) {
            assert_true(lines[i].from >= at && lines[i].to >= lines[i].from);
            for (; at < lines[i].from; at++) {
                assert_true(strchr(" \xE3\x80", text[at]));
            }
            int columns = screen_columns(text + lines[i].from, lines[i].to - lines[i].from);
            assert_true(columns <= width || columns == 2 || i + 1 == count);
            at = lines[i].to;
        }
        assert_int_equal(at, bytes);
    }
}

/* Any bytes at any place: no cell is torn, nothing but UTF-8 comes out. */
static void test_random_drawing_keeps_the_grid_whole(void **state)
{
    (void)state;
    struct screen screen = screen_of(17, 5);
    unsigned random = 3;
    for (int round = 0; round < 20000; round++) {
        unsigned numbers[12];
        char text[12];
        for (int i = 0; i < 12; i++) {
            random = random * 1103515245u + 12345u;
            numbers[i] = random >> 16;
            text[i] = (char)numbers[i];
        }
        struct screen_area area = {(int)(numbers[0] % 25) - 4, (int)(numbers[1] % 9) - 2,
                                   (int)(numbers[2] % 25) - 2, (int)(numbers[3] % 9) - 2};
        int x = (int)(numbers[4] % 12) - 4, y = (int)(numbers[5] % 6) - 2;
        if (round % 2) {
            memcpy(text,
                   "\xE5\x9B\xBD"
                   "a\xE5\x9B\xBD\xCC\x81",
                   9);
        }
        text[11] = '\0';
        if (numbers[6] % 5 == 0) {
            screen_fill(&screen, area, bold, "x");
        } else if (numbers[6] % 5 < 3) {
            screen_put(&screen, area, x, y, red, text);
        } else {
            screen_put_part(&screen, area, x, y, red, text, 11);
        }
        assert_whole(&screen);
    }
    char *text = screen_text(&screen, true);
    assert_true(utf8_valid(text, strlen(text)));
    free(text);
    screen_finish(&screen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_screen_is_blank),
        cmocka_unit_test(test_sizes_beyond_the_maxima_change_nothing),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_columns_of_every_code_point),
        cmocka_unit_test(test_marks_share_their_characters_cell),
        cmocka_unit_test(test_too_many_marks_are_left_out_whole),
        cmocka_unit_test(test_wide_characters_take_two_cells),
        cmocka_unit_test(test_half_a_wide_character_becomes_a_blank),
        cmocka_unit_test(test_clipping_through_a_wide_character_leaves_a_blank),
        cmocka_unit_test(test_what_does_not_fit_ends_in_an_ellipsis),
        cmocka_unit_test(test_nothing_is_drawn_outside),
        cmocka_unit_test(test_equality_sees_text_looks_and_cursor),
        cmocka_unit_test(test_looks_as_text),
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_wrapping_of_han),
        cmocka_unit_test(test_wrapping_loses_nothing),
        cmocka_unit_test(test_random_drawing_keeps_the_grid_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
