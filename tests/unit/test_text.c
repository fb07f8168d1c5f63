/* text.c: lines, order, ranges, refusals; and ten thousand random runs through shaping and
 * painting. */
#define _GNU_SOURCE
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "display/glyphs.h"

enum { WIDTH = 600, RANDOM_RUNS = 10000, RANDOM_LETTERS = 60 };

static struct text *text;

static int open_text(void **state)
{
    (void)state;
    char error[TEXT_ERROR_MAX];
    text = text_create(NULL, error);
    return text ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    text_destroy(text);
    return 0;
}

static struct text_block *lay(const char *utf8, const char *lang, int em_px, int width)
{
    struct text_style style = {.em_px = em_px, .lang = lang};
    struct text_block *block = text_layout(text, utf8, strlen(utf8), &style, width);
    assert_non_null(block);
    return block;
}

static void test_lines_hold_every_byte_once(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Consult widely and be participative in the development of local internet policy;",
        "Права человека и основные свободы для всех без различия расы, пола и языка",
        "نحن شعوب الأمم المتحدة وقد آلينا على أنفسنا أن ننقذ الأجيال المقبلة من ويلات الحرب",
        "我联合国人民同兹决心，欲免后世再遭今代人类两度身历惨不堪言之战祸，重申基本人权",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct text_block *block = lay(texts[i], NULL, 48, WIDTH);
        size_t count = 0, at = 0;
        const struct text_line *lines = text_block_lines(block, &count);
        assert_true(count > 1);
        for (size_t l = 0; l < count; l++) {
            assert_int_equal(lines[l].start, at);
            assert_true(lines[l].end > at);
            assert_true(lines[l].width > 0 && lines[l].width <= (double)WIDTH + 0.01);
            at = lines[l].end;
        }
        assert_int_equal(at, strlen(texts[i]));
        assert_int_equal(text_block_unknown(block), 0);
        text_block_destroy(block);
    }
}

static void test_runs_stand_from_left_to_right_in_the_width(void **state)
{
    (void)state;
    struct text_block *block = lay("abc שלום (12) def, سلام [4] 人权 xyz 100%.", "en", 40, WIDTH);
    size_t count = 0;
    const struct text_line *lines = text_block_lines(block, &count);
    for (size_t l = 0; l < count; l++) {
        double pen = -0.01;
        for (size_t r = 0; r < lines[l].run_count; r++) {
            const struct text_run *run = &lines[l].runs[r];
            assert_true(run->x >= pen && run->width > 0);
            assert_true(run->start >= lines[l].start && run->end <= lines[l].end);
            assert_true(run->utf8[0] != ' ' && run->utf8[strlen(run->utf8) - 1] != ' ');
            pen = run->x + run->width - 0.01;
        }
        assert_true(pen <= (double)WIDTH);
    }
    text_block_destroy(block);
}

static void test_right_to_left_stands_at_the_right(void **state)
{
    (void)state;
    struct text_block *block = lay("سلام عليكم.", "ar", 40, WIDTH);
    size_t count = 0;
    const struct text_line *line = text_block_lines(block, &count);
    assert_int_equal(count, 1);
    assert_true(line->rtl && line->run_count >= 1);
    const struct text_run *last = &line->runs[line->run_count - 1];
    assert_true(fabs(last->x + last->width - (double)WIDTH) < 0.02);
    /* the full stop, last in reading, is leftmost */
    assert_int_equal(line->runs[0].end, strlen("سلام عليكم."));
    text_block_destroy(block);
}

static void test_a_forced_direction(void **state)
{
    (void)state;
    struct text_style style = {.em_px = 40, .direction = TEXT_RTL};
    struct text_block *block = text_layout(text, "abc.", 4, &style, WIDTH);
    size_t count = 0;
    const struct text_line *line = text_block_lines(block, &count);
    assert_true(line->rtl);
    assert_string_equal(line->runs[0].utf8, "."); /* at the left, as in a right-to-left text */
    text_block_destroy(block);
}

static void test_empty_and_blank(void **state)
{
    (void)state;
    const char *const texts[] = {"", " ", "   ", "\u00a0", "\u3000"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t count = 0;
        struct text_block *block = lay(texts[i], NULL, 40, WIDTH);
        const struct text_line *lines = text_block_lines(block, &count);
        assert_int_equal(count, 1);
        assert_int_equal(lines[0].start, 0);
        assert_int_equal(lines[0].end, strlen(texts[i]));
        text_block_destroy(block);
    }
}

static void test_what_is_refused(void **state)
{
    (void)state;
    struct text_style style = {.em_px = 40};
    assert_null(text_layout(text, "\xff", 1, &style, WIDTH));
    assert_null(text_layout(text, "a\0b", 3, &style, WIDTH));
    assert_null(text_layout(text, "\xe2\x82", 2, &style, WIDTH));
    assert_null(text_layout(text, "\xed\xa0\x80", 3, &style, WIDTH));
    assert_null(text_layout(text, "a", 1, &style, 0));
    assert_null(text_layout(text, "a", 1, &style, -5));
    assert_null(text_layout(text, "", TEXT_BYTES_MAX + 1, &style, WIDTH));
    style.em_px = 0;
    assert_null(text_layout(text, "a", 1, &style, WIDTH));
    style.em_px = TEXT_SIZE_MAX_PX + 1;
    assert_null(text_layout(text, "a", 1, &style, WIDTH));
}

static void test_a_word_wider_than_the_line_is_broken(void **state)
{
    (void)state;
    char word[400];
    memset(word, 'w', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    struct text_block *block = lay(word, NULL, 40, 200);
    size_t count = 0;
    const struct text_line *lines = text_block_lines(block, &count);
    assert_true(count > 20);
    for (size_t l = 0; l < count; l++) {
        assert_true(lines[l].width <= 200.01);
    }
    text_block_destroy(block);
}

static double covered(const struct text_block *block, size_t line, size_t start, size_t end)
{
    struct text_range ranges[16];
    size_t count = text_block_ranges(block, line, start, end, ranges, 16);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(ranges[i].x1 >= ranges[i].x0);
        sum += ranges[i].x1 - ranges[i].x0;
    }
    return sum;
}

static void test_ranges_cover_words_and_add_up(void **state)
{
    (void)state;
    static const struct {
        const char *utf8, *lang, *word;
    } cases[] = {{"the public interest, which", "en", "public"},
                 {"abc שלום עולם def", "en", "עולם"},
                 {"حقوق الإنسان للجميع", "ar", "الإنسان"},
                 {"改为“特殊责任”的", "zh", "特殊"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_block *block = lay(cases[i].utf8, cases[i].lang, 40, 1200);
        size_t size = strlen(cases[i].utf8);
        size_t from = (size_t)(strstr(cases[i].utf8, cases[i].word) - cases[i].utf8);
        size_t to = from + strlen(cases[i].word);
        double all = covered(block, 0, 0, size);
        double parts =
            covered(block, 0, 0, from) + covered(block, 0, from, to) + covered(block, 0, to, size);
        assert_true(covered(block, 0, from, to) > 30);
        assert_true(fabs(all - parts) < 0.1);
        assert_true(covered(block, 0, from, from) < 0.01);
        text_block_destroy(block);
    }
}

/* A mark on each letter with its signs in turn: they touch each other and cover the line. */
static void test_marks_on_neighbours_leave_no_gap(void **state)
{
    (void)state;
    static const struct {
        const char *utf8, *lang;
    } cases[] = {{"मानवाधिकारों की सार्वभौम घोषणा", "hi"},
                 {"বাংলা ভাষার মানুষো", "bn"},
                 {"மனித உரிமைகள் கொள்கை", "ta"},
                 {"သင်္ဘောသား မြန်မာ", "my"},
                 {"សេចក្តីប្រកាស ជាសកល", "km"},
                 {"ทั้งหลายเกิดมา น้ำใจ", "th"},
                 {"لا إله office fi", "ar"},
                 {"office ffi Ünïted", "en"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_block *block = lay(cases[i].utf8, cases[i].lang, 40, 1200);
        size_t size = strlen(cases[i].utf8), count = 0;
        const struct text_line *line = text_block_lines(block, &count);
        double sum = 0;
        for (size_t from = 0, to; from < size; from = to) {
            for (to = from + 1; (cases[i].utf8[to] & 0xc0) == 0x80; to++) {
            }
            sum += covered(block, 0, from, to);
        }
        assert_true(fabs(sum - covered(block, 0, 0, size)) < 0.1);
        assert_true(sum >= line->width - 0.1);
        text_block_destroy(block);
    }
}

static void test_a_mark_ends_behind_the_last_vowel_sign(void **state)
{
    (void)state;
    static const struct {
        const char *word, *lang;
    } cases[] = {{"को", "hi"}, {"मी", "hi"}, {"কা", "bn"}, {"கா", "ta"},
                 {"ကာ", "my"}, {"កា", "km"}, {"กำ", "th"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char utf8[64];
        snprintf(utf8, sizeof utf8, "%s %s", cases[i].word, cases[i].word);
        struct text_block *block = lay(utf8, cases[i].lang, 40, 1200);
        struct text_block *alone = lay(cases[i].word, cases[i].lang, 40, 1200);
        size_t count = 0;
        double width = text_block_lines(alone, &count)->width;
        assert_true(fabs(covered(block, 0, 0, strlen(cases[i].word)) - width) < 0.1);
        text_block_destroy(block);
        text_block_destroy(alone);
    }
}

static void test_a_range_over_both_directions_is_in_two_pieces(void **state)
{
    (void)state;
    const char *utf8 = "abc שלום def";
    struct text_block *block = lay(utf8, "en", 40, 1200);
    struct text_range ranges[8];
    size_t end = (size_t)(strstr(utf8, "לום") - utf8);
    assert_int_equal(text_block_ranges(block, 0, 0, end, ranges, 8), 2);
    assert_true(ranges[1].x0 > ranges[0].x1 + 20); /* the rest of the word lies between */
    assert_int_equal(text_block_ranges(block, 0, 0, end, ranges, 1), 1);
    text_block_destroy(block);
}

static void test_capitals_have_the_height_that_is_promised(void **state)
{
    (void)state;
    char error[GLYPHS_ERROR_MAX];
    assert_true(text_cap_height(text) > 0.70 && text_cap_height(text) < 0.73);
    struct glyphs *glyphs = glyphs_create(text, NULL, 1000000, error);
    struct text_block *block = lay("H", "en", 200, WIDTH);
    size_t count = 0;
    const struct glyph_image *image = glyphs_get(glyphs, text_block_lines(block, &count)[0].runs);
    assert_true(fabs(image->height - 200 * text_cap_height(text)) <= 1.5);
    text_block_destroy(block);
    glyphs_destroy(glyphs);
}

/* Painted without a language, and measured without: each run's ink ends where the next begins. */
static void test_what_is_painted_is_what_was_measured(void **state)
{
    (void)state;
    static const struct {
        const char *utf8, *lang;
    } cases[] = {{"国際・人権・カタカナ・テスト・データ、", "ja"},
                 {"カタカナ・テスト and ジェンダー・アイデンティティ", "en"},
                 {"한국어 인권·자유 際骨直", "ko"},
                 {"約翰·史密斯，直骨", "zh-hant"},
                 {"۴۵۶ اردو زبان ہے", "ur"},
                 {"Țară și Şcoală", "ro"},
                 {"मराठी शक्ती", "mr"}};
    char error[GLYPHS_ERROR_MAX];
    struct glyphs *glyphs = glyphs_create(text, NULL, 1 << 20, error);
    assert_non_null(glyphs);
    glyphs_begin(glyphs);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_block *block = lay(cases[i].utf8, cases[i].lang, 60, 2400);
        size_t count = 0;
        const struct text_line *line = text_block_lines(block, &count);
        assert_int_equal(count, 1);
        for (size_t r = 0; r < line->run_count; r++) {
            const struct glyph_image *image = glyphs_get(glyphs, &line->runs[r]);
            assert_non_null(image);
            double ink = image->left + image->width;
            assert_true(ink < line->runs[r].width + 3);
            assert_true(ink >
                        line->runs[r].width - 45); /* a full stop fills a third of its square */
        }
        text_block_destroy(block);
    }
    glyphs_destroy(glyphs);
}

static void test_unknown_letters_are_counted(void **state)
{
    (void)state;
    struct text_block *block = lay("a\U00012345\U00012346b", NULL, 40, WIDTH);
    size_t count = 0;
    const struct text_line *line = text_block_lines(block, &count);
    assert_int_equal(text_block_unknown(block), 2);
    assert_int_equal(line->run_count, 3);
    assert_false(line->runs[0].unknown);
    assert_true(line->runs[1].unknown && line->runs[1].width > 10);
    text_block_destroy(block);
}

static void test_missing_fonts_are_named(void **state)
{
    (void)state;
    char dir[] = "/tmp/plenary-fonts-XXXXXX", path[256], error[TEXT_ERROR_MAX];
    assert_non_null(mkdtemp(dir));
    assert_null(text_create(dir, error));
    assert_non_null(strstr(error, "NotoSans-Regular.ttf"));
    snprintf(path, sizeof path, "%s/truetype", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/truetype/noto", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/truetype/noto/NotoSans-Regular.ttf", dir);
    assert_int_equal(symlink("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", path), 0);
    struct text *poor = text_create(dir, error);
    assert_non_null(poor);
    assert_non_null(strstr(text_missing(poor), "Noto Sans Arabic"));
    assert_non_null(strstr(text_missing(poor), "Noto Sans CJK SC"));
    assert_null(strstr(text_missing(poor), "Noto Sans,"));
    text_destroy(poor);
    unlink(path);
    for (int i = 0; i < 3; i++) {
        *strrchr(path, '/') = '\0';
        rmdir(path);
    }
    assert_null(text_missing(text));
}

/* ---- random runs ---- */

static uint64_t seed = 0x2545f4914f6cdd1dULL;

static uint32_t below(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed % n);
}

/* Scripts that shape, marks, joiners, directions, controls, symbols, flags, what nobody has. */
static uint32_t random_letter(void)
{
    static const uint32_t spans[][2] = {
        {0x20, 0x7e},       {0xa0, 0x17f},      {0x300, 0x36f},     {0x370, 0x3ff},
        {0x400, 0x4ff},     {0x590, 0x5f4},     {0x600, 0x6ff},     {0x700, 0x74f},
        {0x900, 0x97f},     {0x980, 0x9ff},     {0xb80, 0xbff},     {0xe00, 0xe7f},
        {0xe80, 0xeff},     {0xf00, 0xfff},     {0x1000, 0x109f},   {0x10a0, 0x10ff},
        {0x1100, 0x11ff},   {0x1200, 0x137f},   {0x1780, 0x17ff},   {0x1800, 0x18af},
        {0x2000, 0x206f},   {0x20d0, 0x20ff},   {0x2190, 0x21ff},   {0x2600, 0x27bf},
        {0x3000, 0x30ff},   {0x4e00, 0x4eff},   {0xac00, 0xacff},   {0xfb1d, 0xfb4f},
        {0xfb50, 0xfdff},   {0xfe00, 0xfe0f},   {0xfe20, 0xfe2f},   {0xfff0, 0xfffd},
        {0x1, 0x1f},        {0x7f, 0x9f},       {0x1f1e6, 0x1f1ff}, {0x1f600, 0x1f64f},
        {0x12000, 0x12020}, {0x1d400, 0x1d420}, {0x20000, 0x20020}, {0xe0100, 0xe0110},
    };
    const uint32_t *span = spans[below(sizeof spans / sizeof *spans)];
    return span[0] + below(span[1] - span[0] + 1);
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = {0, 0xc0, 0xe0, 0xf0};
    for (size_t i = more; i > 0; i--) {
        to[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    to[0] = (char)(heads[more] | c);
    return more + 1;
}

/* Letters of one span keep company for a while, so that they shape. */
static size_t random_text(char *to)
{
    size_t size = 0;
    uint32_t letters = below(RANDOM_LETTERS);
    while (letters > 0) {
        uint32_t c = random_letter();
        for (uint32_t n = 1 + below(6); n > 0 && letters > 0; n--, letters--) {
            size += put_utf8(to + size, c);
            uint32_t near = c + below(5);
            c = near >= 0xd800 && near < 0xe000 ? c : near;
        }
        if (below(3) == 0) {
            to[size++] = ' ';
        }
    }
    return size;
}

static size_t paint_lines(struct glyphs *glyphs, const struct text_block *block, size_t bytes,
                          int width)
{
    size_t count = 0, runs = 0, at = 0;
    const struct text_line *lines = text_block_lines(block, &count);
    for (size_t l = 0; l < count; l++) {
        assert_true(lines[l].start >= at && lines[l].end <= bytes);
        at = lines[l].end;
        for (size_t r = 0; r < lines[l].run_count; r++, runs++) {
            const struct text_run *run = &lines[l].runs[r];
            assert_true(run->start <= run->end && run->end <= bytes);
            if (!run->unknown) {
                const struct glyph_image *image = glyphs_get(glyphs, run);
                assert_non_null(image);
                assert_true(image->width < 4 * width + 4000);
            }
        }
        struct text_range ranges[64];
        assert_true(text_block_ranges(block, l, below((uint32_t)bytes + 1), bytes, ranges, 64) <=
                    64);
    }
    return runs;
}

static void test_random_runs(void **state)
{
    (void)state;
    static const char *const langs[] = {NULL, "en", "ar", "zh", "ur", "xx-rubbish"};
    char error[GLYPHS_ERROR_MAX], utf8[RANDOM_LETTERS * 8];
    struct glyphs *glyphs = glyphs_create(text, NULL, 300000, error);
    assert_non_null(glyphs);
    size_t runs = 0;
    while (runs < RANDOM_RUNS) {
        struct text_style style = {.em_px = 6 + (int)below(70),
                                   .bold = below(2) != 0,
                                   .lang = langs[below(6)],
                                   .direction = (enum text_direction)below(3)};
        size_t bytes = random_text(utf8);
        int width = 1 + (int)below(900);
        struct text_block *block = text_layout(text, utf8, bytes, &style, width);
        assert_non_null(block);
        glyphs_begin(glyphs);
        runs += paint_lines(glyphs, block, bytes, width);
        text_block_destroy(block);
    }
    glyphs_begin(glyphs);
    assert_true(glyphs_bytes(glyphs) <= 300000);
    glyphs_destroy(glyphs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_hold_every_byte_once),
        cmocka_unit_test(test_runs_stand_from_left_to_right_in_the_width),
        cmocka_unit_test(test_right_to_left_stands_at_the_right),
        cmocka_unit_test(test_a_forced_direction),
        cmocka_unit_test(test_empty_and_blank),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_word_wider_than_the_line_is_broken),
        cmocka_unit_test(test_ranges_cover_words_and_add_up),
        cmocka_unit_test(test_marks_on_neighbours_leave_no_gap),
        cmocka_unit_test(test_a_mark_ends_behind_the_last_vowel_sign),
        cmocka_unit_test(test_a_range_over_both_directions_is_in_two_pieces),
        cmocka_unit_test(test_capitals_have_the_height_that_is_promised),
        cmocka_unit_test(test_what_is_painted_is_what_was_measured),
        cmocka_unit_test(test_unknown_letters_are_counted),
        cmocka_unit_test(test_missing_fonts_are_named),
        cmocka_unit_test(test_random_runs),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
