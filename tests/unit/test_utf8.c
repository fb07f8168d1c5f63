#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "plenary/wire.h"
#include "unit.h"

/* An encoder of its own, for any number up to 2^21, so that what may not be encoded can be. */
static size_t encode(uint32_t point, char out[5])
{
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    memset(out, 0, 5);
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    out[0] = (char)(lead[length] | point);
    return length;
}

static enum pl_error check(const char *text)
{
    size_t points;
    return utf8_check_text(text, strlen(text), &points);
}

static void test_every_code_point(void **state)
{
    (void)state;
    for (uint32_t point = 0; point < 0x110400; point++) {
        char bytes[5];
        size_t length = encode(point, bytes);
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        bool valid = !surrogate && point <= 0x10FFFF;
        assert_int_equal(utf8_valid(bytes, length), valid);
        if (!valid)
            continue;
        const char *at = bytes;
        assert_int_equal(utf8_next(&at, bytes + length), point);
        assert_ptr_equal(at, bytes + length);
        assert_int_equal(utf8_points(bytes, length), 1);
    }
}

/* All rows of three bytes against the table of well-formed sequences (Unicode, table 3-7). */
static bool well_formed(const unsigned char *p, size_t size)
{
    size_t i = 0;
    while (i < size) {
        unsigned char a = p[i++];
        unsigned char low = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
        unsigned char high = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
        size_t tail = a < 0x80 ? 0 : a < 0xE0 ? 1 : a < 0xF0 ? 2 : 3;
        if ((a >= 0x80 && a < 0xC2) || a > 0xF4)
            return false;
        for (size_t k = 0; k < tail; k++, i++) {
            if (i == size || p[i] < (k ? 0x80 : low) || p[i] > (k ? 0xBF : high))
                return false;
        }
    }
    return true;
}

static void test_every_three_bytes(void **state)
{
    (void)state;
    for (uint32_t row = 0; row < 1u << 24; row++) {
        unsigned char bytes[] = {(unsigned char)(row >> 16), (unsigned char)(row >> 8),
                                 (unsigned char)row};
        if (utf8_valid((const char *)bytes, 3) != well_formed(bytes, 3))
            fail_msg("%02x %02x %02x", bytes[0], bytes[1], bytes[2]);
    }
}

/* What is wrong is found at every place of the eight bytes that are read at once. */
static void test_every_place(void **state)
{
    (void)state;
    for (size_t place = 0; place < 40; place++) {
        static const char wrong[] = {'\x01', '\n', '\x1f', '\x7f', '\x80', '\xff'};
        for (size_t i = 0; i < sizeof wrong; i++) {
            char text[41];
            size_t points = 0;
            memset(text, 'a', sizeof text);
            assert_int_equal(utf8_check_text(text, 40, &points), PL_OK);
            assert_int_equal(points, 40);
            text[place] = wrong[i];
            assert_int_equal(utf8_check_text(text, 40, &points),
                             (unsigned char)wrong[i] < 0x80 ? PL_ERROR_TEXT : PL_ERROR_UTF8);
            assert_int_equal(utf8_valid(text, 40), (unsigned char)wrong[i] < 0x80);
        }
    }
}

static void test_what_is_no_text(void **state)
{
    (void)state;
    for (uint32_t point = 1; point < 0x3000; point++) {
        char bytes[5];
        encode(point, bytes);
        bool control = point < 0x20 || (point >= 0x7F && point < 0xA0);
        bool line = point == 0x2028 || point == 0x2029;
        bool bidi = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        if (control || line || bidi)
            assert_int_equal(check(bytes), PL_ERROR_TEXT);
    }
    assert_int_equal(check("\u200e\u200f\u061c"), PL_OK); /* marks of direction are no overrides */
}

static void test_normal_form(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum pl_error error;
    } cases[] = {
        {"", PL_OK},
        {"caf\u00e9", PL_OK},
        {"cafe\u0301", PL_ERROR_TEXT},
        {"\u0301", PL_OK}, /* alone at the start there is nothing to join */
        {"q\u0301", PL_OK},
        {"q\u0323\u0302", PL_OK},
        {"q\u0302\u0323", PL_ERROR_TEXT}, /* out of order */
        {"\u212b", PL_ERROR_TEXT},        /* the Angstrom sign is a letter */
        {"\u2126", PL_ERROR_TEXT},
        {"\uac00\u11a8", PL_ERROR_TEXT}, /* Hangul that composes */
        {"\u1100\u1161", PL_ERROR_TEXT},
        {"\uac01\u11a8", PL_OK},
        {"\u0628\u0650\u0651", PL_OK}, /* Arabic vowel signs in order, and not */
        {"\u0628\u0651\u0650", PL_ERROR_TEXT},
        {"\u0627\u0653", PL_ERROR_TEXT},
        {"\u0958", PL_ERROR_TEXT}, /* excluded from composition */
        {"\u0915\u093c", PL_OK},
        {"\ufb2a", PL_ERROR_TEXT},
        {"\u0438\u0306", PL_ERROR_TEXT}, /* Cyrillic short i as from a Mac's file name */
        {"\u1e63\u0307", PL_ERROR_TEXT} /* is U+1E69 */,
        {"\u1e69", PL_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char longer[200];
        assert_int_equal(check(cases[i].text), cases[i].error);
        snprintf(longer, sizeof longer, "the words before: %s and those behind", cases[i].text);
        if (strcmp(cases[i].text, "\u0301") != 0)
            assert_int_equal(check(longer), cases[i].error);
    }
}

/* A stretch longer than the normaliser's first buffer. */
static void test_long_stretches(void **state)
{
    (void)state;
    char text[6001] = "";
    for (size_t i = 0; i < 1000; i++)
        memcpy(text + i * 6, "\u0b95\u0bbf", 7); /* Tamil: none of it is plain */
    size_t points;
    assert_int_equal(utf8_check_text(text, 6000, &points), PL_OK);
    assert_int_equal(points, 2000);
    memcpy(text + 5997, "\u0958", 3);
    assert_int_equal(utf8_check_text(text, 6000, &points), PL_ERROR_TEXT);
}

static void pile(char *text, size_t marks)
{
    text[0] = 'q';
    for (size_t i = 0; i < marks; i++)
        memcpy(text + 1 + i * 2, "\u0323", 3);
}

static void test_piled_marks(void **state)
{
    (void)state;
    char text[80000], *cleaned;
    pile(text, PL_MARKS_MAX);
    assert_int_equal(check(text), PL_OK);
    pile(text, PL_MARKS_MAX + 1);
    assert_int_equal(check(text), PL_ERROR_TEXT);
    assert_int_equal(pl_wire_clean_text(text, strlen(text), &cleaned), PL_ERROR_TEXT);
    assert_null(cleaned);
    pile(text, 30000); /* would keep a sort busy for seconds */
    assert_int_equal(check(text), PL_ERROR_TEXT);
}

static void test_limits(void **state)
{
    (void)state;
    assert_int_equal(pl_wire_check_text("\u00e9\u00e9", 4, 4, 2), PL_OK);
    assert_int_equal(pl_wire_check_text("\u00e9\u00e9", 4, 3, 2), PL_ERROR_LIMIT);
    assert_int_equal(pl_wire_check_text("\u00e9\u00e9", 4, 4, 1), PL_ERROR_LIMIT);
    assert_int_equal(pl_wire_check_text("\xc3", 1, 4, 1), PL_ERROR_UTF8);
    assert_int_equal(pl_wire_check_text("a\0b", 3, 4, 4), PL_ERROR_TEXT);
}

static void test_cleaning(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"", ""},
        {"  \t\r\n ", ""},
        {"a  b\tc\r\nd", "a b c d"},
        {" a ", "a"},
        {"e\u0301te\u0301", "\u00e9t\u00e9"},
        {"a\u202eb\u202c\u2066c\u2069", "abc"},
        {"\ufeffa", "a"},
        {"a\u2028b\u2029c\xc2\x85"
         "d",
         "a b c d"},
        {"\u00ab\u00a0oui\u202f!", "\u00ab\u00a0oui\u202f!"}, /* single blanks of their own kind */
        {"a\u00a0 b", "a b"},
        {"a\u2003b", "a b"},
        {"\u3000\u4e00\u3000\u4e8c", "\u4e00\u3000\u4e8c"},
        {"q\u0302\u0323", "q\u0323\u0302"},
        {"a\u202d\u0301", "\u00e1"},
        {"\x01x\x7f", "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        assert_int_equal(pl_wire_clean_text(cases[i].from, strlen(cases[i].from), &text), PL_OK);
        assert_string_equal(text, cases[i].to);
        assert_int_equal(check(text), PL_OK);
        free(text);
    }
    char *text = NULL;
    assert_int_equal(pl_wire_clean_text("a\0b", 3, &text), PL_OK);
    assert_string_equal(text, "a b");
    free(text);
    assert_int_equal(pl_wire_clean_text("a\xff", 2, &text), PL_ERROR_UTF8);
    assert_null(text);
}

/* One name, and whether it may be one. */
static void test_hidden_characters(void **state)
{
    (void)state;
    static const uint32_t hidden[] = {
        0xAD,    0x34F,   0x61C,   0x115F,  0x1160,  0x17B4,  0x180E, 0x200B,  0x200C,  0x200D,
        0x200E,  0x200F,  0x2060,  0x2061,  0x2064,  0x2065,  0x206A, 0x206F,  0x2800,  0x3164,
        0xFE00,  0xFE0F,  0xFEFF,  0xFFA0,  0xFFF0,  0xFFF9,  0xFFFB, 0x1BCA0, 0x1D173, 0xE0000,
        0xE0001, 0xE0041, 0xE007F, 0xE0080, 0xE0100, 0xE01EF, 0xE0FFF};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
        char bytes[5], name[32];
        uint32_t found = 0;
        encode(hidden[i], bytes);
        static const char *const around[][2] = {{"Bra", "zil"}, {"", "Brazil"}, {"Brazil", ""}};
        for (size_t k = 0; k < 3; k++) {
            snprintf(name, sizeof name, "%s%s%s", around[k][0], bytes, around[k][1]);
            if (pl_wire_check_name(name, strlen(name), &found) != PL_ERROR_TEXT ||
                found != hidden[i])
                fail_msg("U+%04X is taken for a name", hidden[i]);
            assert_false(pl_wire_is_user(name));
            utf8_drop_hidden(name);
            assert_string_equal(name, "Brazil");
        }
    }
    uint32_t found = 1;
    assert_int_equal(pl_wire_check_name("a\x01", 2, &found), PL_ERROR_TEXT);
    assert_int_equal(found, 0);
}

static void test_names_of_all_scripts(void **state)
{
    (void)state;
    static const char *const names[] = {"Côte d’Ivoire",
                                        "Türkiye",
                                        "Lao People's Democratic Republic",
                                        "中国",
                                        "日本",
                                        "대한민국",
                                        "الإمارات العربية المتحدة",
                                        "ایران (می\u200cشود)",
                                        "Россия",
                                        "Ελλάδα",
                                        "ישראל",
                                        "ประเทศไทย",
                                        "श्री लङ्का",
                                        "र\u200d्य",
                                        "क्\u200dष",
                                        "ശ്രീ",
                                        "ന്\u200dഎ",
                                        "ශ්\u200dරී ලංකා",
                                        "ក\u200cក",
                                        "ᠮᠣᠩᠭᠤᠯ\u180bᠠ",
                                        "\u0600\u0661",
                                        "ꦗ\u200dꦮ"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint32_t found = 0;
        enum pl_error error = pl_wire_check_name(names[i], strlen(names[i]), &found);
        if (error != PL_OK)
            fail_msg("%s: %s, U+%04X", names[i], pl_error_text(error), found);
    }
    /* Joiners that join nothing: at an end, twice, between other scripts, in emoji. */
    static const char *const refused[] = {
        "\u200cمی",   "می\u200c", "می\u200c\u200cشود", "می\u200c شود", "a\u200cb",
        "می\u200ca",  "क\u200d",  "👩\u200d💻",        "❤\ufe0f",      "葛\U000e0100城",
        "Iran\u200e", "\u180bᠠ",  "日\u200d本"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        uint32_t found = 0;
        if (pl_wire_check_name(refused[i], strlen(refused[i]), &found) != PL_ERROR_TEXT || !found)
            fail_msg("row %zu: %s is taken", i, refused[i]);
    }
}

static void test_spellings_of_a_name(void **state)
{
    (void)state;
    static const char *const same[][2] = {{"Côte d’Ivoire", "Côte d'Ivoire"},
                                          {"Côte d’Ivoire", "COTE D'IVOIRE"},
                                          {"Côte d’Ivoire", "co\u0302te  d\u02bcivoire "},
                                          {"Côte d’Ivoire", "cote d´ivoire"},
                                          {"Brazil", "brazil"},
                                          {"Brazil", "Ｂｒａｚｉｌ"},
                                          {"São Tomé", "SAO\u00a0TOME"},
                                          {"Türkiye", "TÜRKİYE"},
                                          {"Türkiye", "turkiye"},
                                          {"Guinea-Bissau", "guinea\u2011bissau"},
                                          {"Österreich", "österreich"},
                                          {"Straße", "STRASSE"},
                                          {"Россия", "РОССИЯ"},
                                          {"Ελλάδα", "ΕΛΛΑΔΑ"},
                                          {"مُحَمَّد", "محمد"},
                                          {"می\u200cشود", "میشود"},
                                          {"", " "},
                                          {"", ""}};
    static const char *const other[][2] = {{"Niger", "Nigeria"},
                                           {"Guinea", "Guinea-Bissau"},
                                           {"Sri Lanka", "SriLanka"},
                                           {"Iran", "Iraq"},
                                           {"कि", "कु"},
                                           {"が", "か"},
                                           {"中国", "中國"},
                                           {"a", ""},
                                           {"ไทย", "ไท"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (!utf8_same_name(same[i][0], same[i][1]))
            fail_msg("%s is not %s", same[i][0], same[i][1]);
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        if (utf8_same_name(other[i][0], other[i][1]))
            fail_msg("%s is %s", other[i][0], other[i][1]);
    }
    assert_true(utf8_same_name("\xff", "\xff"));
    assert_false(utf8_same_name("\xff", "\xfe"));
}

/* Folding is done: what was folded folds to itself. */
static void test_folding_is_stable(void **state)
{
    (void)state;
    for (uint32_t point = 1; point < 0x30000; point++) {
        char bytes[5];
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        encode(point, bytes);
        char *once = utf8_fold(bytes);
        char *twice = once ? utf8_fold(once) : NULL;
        if (!twice || strcmp(once, twice) != 0)
            fail_msg("U+%04X: %s, then %s", point, once, twice);
        free(once);
        free(twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_every_three_bytes),
        cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_what_is_no_text),
        cmocka_unit_test(test_normal_form),
        cmocka_unit_test(test_long_stretches),
        cmocka_unit_test(test_piled_marks),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_cleaning),
        cmocka_unit_test(test_hidden_characters),
        cmocka_unit_test(test_names_of_all_scripts),
        cmocka_unit_test(test_spellings_of_a_name),
        cmocka_unit_test(test_folding_is_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
