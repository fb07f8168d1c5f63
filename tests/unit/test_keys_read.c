#include <stdio.h>
#include <string.h>

#include "tools/desk/keys_read.h"
#include "unit.h"

static const struct keys_string strings[] = {{"\x1BOA", KEYS_UP},
                                             {"\x1B[d", KEYS_SHIFT_LEFT},
                                             {"\x1BOt", KEYS_F5},
                                             {"\x1B\t", KEYS_BACKTAB}};

static const char *const names[KEYS_CODE_COUNT] = {
    [KEYS_CHAR] = "",
    [KEYS_PASTE] = "p:",
    [KEYS_PASTED] = "pasted",
    [KEYS_CTRL] = "^",
    [KEYS_ENTER] = "Enter",
    [KEYS_ESCAPE] = "Esc",
    [KEYS_TAB] = "Tab",
    [KEYS_BACKTAB] = "BackTab",
    [KEYS_BACKSPACE] = "BS",
    [KEYS_DELETE] = "Del",
    [KEYS_UP] = "Up",
    [KEYS_DOWN] = "Down",
    [KEYS_LEFT] = "Left",
    [KEYS_RIGHT] = "Right",
    [KEYS_SHIFT_LEFT] = "SLeft",
    [KEYS_SHIFT_RIGHT] = "SRight",
    [KEYS_HOME] = "Home",
    [KEYS_END] = "End",
    [KEYS_PAGE_UP] = "PgUp",
    [KEYS_PAGE_DOWN] = "PgDn",
    [KEYS_F1] = "F1",
    [KEYS_F5] = "F5",
    [KEYS_CLICK] = "click",
    [KEYS_DOUBLE_CLICK] = "double",
    [KEYS_WHEEL_UP] = "wheel-up",
    [KEYS_WHEEL_DOWN] = "wheel-down",
    [KEYS_RESIZE] = "resize",
    [KEYS_HANGUP] = "hangup",
    [KEYS_UNKNOWN] = "?",
};

/* All keys that are whole, with a blank between them. */
static void collect(struct keys_reader *reader, int64_t now_ms, char *out, size_t size)
{
    struct keys_key key;
    while (keys_read_next(reader, now_ms, &key)) {
        if (key.code == KEYS_PASTED) {
            continue; /* at once and byte by byte differ in that, and in nothing else */
        }
        size_t used = strlen(out);
        bool mouse = key.code >= KEYS_CLICK && key.code <= KEYS_WHEEL_DOWN;
        snprintf(out + used, size - used, mouse ? "%s%s%s@%d,%d" : "%s%s%s", used ? " " : "",
                 names[key.code], key.text, key.x, key.y);
    }
}

static struct keys_reader reader_of_strings(void)
{
    return (struct keys_reader){.strings = strings,
                                .string_count = sizeof strings / sizeof *strings};
}

/* At once, and byte by byte: the same keys. */
static void assert_keys(const char *bytes, size_t size, const char *expected)
{
    struct keys_reader reader = reader_of_strings();
    char keys[600] = "";
    keys_read_add(&reader, bytes, size, 0, 0);
    collect(&reader, 0, keys, sizeof keys);
    collect(&reader, KEYS_READ_PATIENCE_MS, keys, sizeof keys);
    assert_string_equal(keys, expected);
    assert_int_equal(keys_read_deadline(&reader), INT64_MAX);

    reader = reader_of_strings();
    keys[0] = '\0';
    for (size_t i = 0; i < size; i++) {
        keys_read_add(&reader, bytes + i, 1, (int64_t)i, 0);
        collect(&reader, (int64_t)i, keys, sizeof keys);
    }
    collect(&reader, (int64_t)size + KEYS_READ_PATIENCE_MS, keys, sizeof keys);
    assert_string_equal(keys, expected);
}

static void test_what_terminals_send(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *keys;
    } rows[] = {
        {"jG.", "j G ."},
        {"\r\n\t\b\x7F", "Enter Enter Tab BS BS"},
        {"\x03\x12\x1A", "^C ^R ^Z"},
        {"\xC3\xA9\xE5\x9B\xBD\xF0\x9F\x98\x80", "\xC3\xA9 \xE5\x9B\xBD \xF0\x9F\x98\x80"},
        {"\x1B[A\x1B[B\x1B[C\x1B[D", "Up Down Right Left"},
        {"\x1BOB\x1BOC\x1BOD\x1BOM", "Down Right Left Enter"},
        {"\x1B[1;2C\x1B[1;2D", "SRight SLeft"},
        {"\x1B[1;5C\x1B[1;3D\x1B[1;2A", "? ? ?"},
        {"\x1B[H\x1B[F\x1BOH\x1BOF\x1B[1~\x1B[4~\x1B[7~\x1B[8~",
         "Home End Home End Home End Home End"},
        {"\x1B[5~\x1B[6~\x1B[3~\x1B[Z", "PgUp PgDn Del BackTab"},
        {"\x1BOP\x1B[11~\x1B[[A\x1B[15~\x1B[15;2~\x1B[[E", "F1 F1 F1 F5 F5 F5"},
        {"\x1B[20~\x1BOQj", "? Esc O Q j"},
        {"\x1B[d\x1BOt\x1B\t\x1BOA", "SLeft F5 BackTab Up"},
        {"\x1B[<0;5;3M\x1B[<0;5;3m", "click@4,2"},
        {"\x1B[<64;1;1M\x1B[<65;300;200M", "wheel-up@0,0 wheel-down@299,199"},
        {"\x1B[<2;5;3M\x1B[<35;5;3M", ""},
        {"\x1B[M \x25\x23\x1B[M#\x25\x23", "click@4,2"},
        {"\x1B[?1;2c\x1B[>0q", "? ?"},
        {"\x1Bj", "Esc j"},
        {"\x1B", "Esc"},
        {"\x1B\x1B[A", "Esc Up"},
        {"\x1B[", "Esc ["},
        {"\x1BO", "Esc O"},
        {"\x1B[1;", "?"},
        {"\x1B[1\x1B[B", "? Down"},
        {"\xFFj\xC3j\xE5\x9Bj", "? j ? j ? ? j"},
        {"\xC2\x80\xE2\x80\xAE", "? ?"},
        {"\xE5\x9B", "? ?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_keys(rows[i].bytes, strlen(rows[i].bytes), rows[i].keys);
    }
    assert_keys("\0", 1, "^@");
}

static void test_pasted_text_is_never_a_command(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *keys;
    } rows[] = {
        {"\x1B[200~Qd\x1B[201~j", "p:Q p:d j"},
        {"\x1B[200~a\r\nb\tc\x1B[201~", "p:a p:  p:  p:b p:  p:c"},
        {"\x1B[200~\x03\x1A\x7F\x1B[A\x1BOP\xC3\xA9\x1B[201~q", "p:[ p:A p:O p:P p:\xC3\xA9 q"},
        {"\x1B[200~\xFF\xE5\x9B\x1B[201~q", "q"},
        {"\x1B[200~\x1B[20x\x1B[201~q", "p:[ p:2 p:0 p:x q"},
        {"\x1B[200~\x1B[200~a\x1B[201~q", "p:[ p:2 p:0 p:0 p:~ p:a q"},
        {"\x1B[200~\x1B[201~\x1B[201~q", "q"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_keys(rows[i].bytes, strlen(rows[i].bytes), rows[i].keys);
    }
}

static void test_escape_ends_a_paste_whose_end_was_lost(void **state)
{
    (void)state;
    struct keys_reader reader = reader_of_strings();
    char keys[100] = "";
    keys_read_add(&reader, "\x1B[200~ab", 8, 0, 0);
    collect(&reader, 100000, keys, sizeof keys);
    keys_read_add(&reader, "j\x1B", 2, 200000, 0);
    collect(&reader, 200000, keys, sizeof keys);
    assert_int_equal(keys_read_deadline(&reader), 200000 + KEYS_READ_PATIENCE_MS);
    collect(&reader, 200000 + KEYS_READ_PATIENCE_MS, keys, sizeof keys);
    keys_read_add(&reader, "j", 1, 201000, 0);
    collect(&reader, 201000, keys, sizeof keys);
    assert_string_equal(keys, "p:a p:b p:j j");
}

static void test_a_lone_escape_waits_its_time(void **state)
{
    (void)state;
    struct keys_reader reader = reader_of_strings();
    char keys[100] = "";
    keys_read_add(&reader, "\x1B", 1, 1000, 0);
    collect(&reader, 1000 + KEYS_READ_ESCAPE_MS - 1, keys, sizeof keys);
    assert_string_equal(keys, "");
    assert_int_equal(keys_read_deadline(&reader), 1000 + KEYS_READ_ESCAPE_MS);
    collect(&reader, 1000 + KEYS_READ_ESCAPE_MS, keys, sizeof keys);
    assert_string_equal(keys, "Esc");
    assert_int_equal(keys_read_deadline(&reader), INT64_MAX);
}

static void test_two_clicks_are_one_double_click(void **state)
{
    (void)state;
    static const struct {
        int64_t at_ms;
        const char *bytes, *keys;
    } rows[] = {
        {0, "\x1B[<0;5;3M", "click@4,2"},    {300, "\x1B[<0;5;3M", "double@4,2"},
        {400, "\x1B[<0;5;3M", "click@4,2"},  {700, "\x1B[<0;6;3M", "click@5,2"},
        {1200, "\x1B[<0;6;3M", "click@5,2"}, {1600, "\x1B[<0;6;3M", "double@5,2"},
    };
    struct keys_reader reader = reader_of_strings();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char keys[100] = "";
        keys_read_add(&reader, rows[i].bytes, strlen(rows[i].bytes), rows[i].at_ms, 0);
        collect(&reader, rows[i].at_ms, keys, sizeof keys);
        assert_string_equal(keys, rows[i].keys);
    }
}

/* Letters that come at once are told from those that a hand types: "f" is a key, "(few)" came at
 * once, "|" says that it is over. */
static void told(struct keys_reader *reader, const char *bytes, int64_t now_ms, char *out)
{
    struct keys_key key;
    keys_read_add(reader, bytes, strlen(bytes), now_ms, 0);
    while (keys_read_next(reader, now_ms, &key)) {
        size_t used = strlen(out);
        snprintf(out + used, 200 - used,
                 key.code == KEYS_PASTED ? "|"
                 : key.at_once           ? "(%s)"
                                         : "%s",
                 key.text[0] ? key.text : names[key.code]);
    }
}

static void test_what_comes_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *keys;
    } rows[] = {
        {"f", "f"},
        {"sg", "sg"},
        {"jjjjjjjj", "jjjjjjjj"}, /* a key that is held down, and a line that stood still */
        {"fewer", "(f)(e)(w)(e)(r)|"},
        {"fewer\r", "(f)(e)(w)(e)(r)(Enter)|"},
        {"\rfewer", "(Enter)(f)(e)(w)(e)(r)|"},
        {"a\nb\tcd", "(a)(Enter)(b)(Tab)(c)(d)|"},
        {"国政府对", "(国)(政)(府)(对)|"},
        {"sg+", "sg+"},
        {"gg\x1B[6~", "ggPgDn"},
        {"\x1B[6~\x1B[6~\x1B[6~\x1B[6~", "PgDnPgDnPgDnPgDn"},
        {"fewer\x1B[Aj", "(f)(e)(w)(e)(r)|Upj"},
        {"\x1B[200~few\x1B[201~j", "few|j"},
        {"b", "b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char keys[200] = "";
        struct keys_reader reader = reader_of_strings();
        told(&reader, rows[i].bytes, 0, keys);
        assert_string_equal(keys, rows[i].keys);
    }
}

/* Where a character is held a while, a text that comes in pieces is one. */
static void test_what_comes_in_pieces(void **state)
{
    struct keys_reader reader = reader_of_strings();
    char keys[200] = "";
    (void)state;
    reader.hold_ms = 4;
    told(&reader, "f", 0, keys);
    assert_string_equal(keys, "");
    assert_int_equal(keys_read_deadline(&reader), 4);
    told(&reader, "e", 2, keys);
    told(&reader, "w", 4, keys);
    assert_string_equal(keys, "");
    told(&reader, "er\r", 5, keys);
    assert_string_equal(keys, "(f)(e)(w)(e)(r)"); /* the end of a line may stand in its middle */
    told(&reader, "del", 7, keys);
    assert_string_equal(keys, "(f)(e)(w)(e)(r)(Enter)(d)(e)(l)");
    assert_int_equal(keys_read_deadline(&reader), 11);
    told(&reader, "", 11, keys);
    assert_string_equal(keys, "(f)(e)(w)(e)(r)(Enter)(d)(e)(l)|");
    told(&reader, "f", 40, keys);
    told(&reader, "", 44, keys);
    assert_string_equal(keys, "(f)(e)(w)(e)(r)(Enter)(d)(e)(l)|f");
    assert_int_equal(keys_read_deadline(&reader), INT64_MAX);
}

/* A desk that was busy finds together what a hand has typed meanwhile; a text is longer. */
static void test_what_lies_together_after_a_while(void **state)
{
    struct keys_reader reader = reader_of_strings();
    struct keys_key key;
    (void)state;
    keys_read_add(&reader, "gc.4", 4, 0, 20);
    for (int i = 0; i < 4; i++) {
        assert_true(keys_read_next(&reader, 0, &key));
        assert_false(key.at_once);
    }
    keys_read_add(&reader, "gc.4", 4, 100, 3);
    assert_true(keys_read_next(&reader, 100, &key));
    assert_true(key.at_once);
    while (keys_read_next(&reader, 100, &key)) {
    }
    keys_read_add(&reader, "few delegations", 15, 200, 10000);
    assert_true(keys_read_next(&reader, 200, &key));
    assert_true(key.at_once);
}

/* Whatever comes: all of it is read, and text is one whole character. */
static void test_any_bytes(void **state)
{
    (void)state;
    static const char likely[] = "\x1B[O<;~M2001ABj\xE5\x9B\xBD";
    struct keys_reader reader = reader_of_strings();
    unsigned random = 11;
    for (int64_t at_ms = 0; at_ms < 200000; at_ms++) {
        struct keys_key key;
        char bytes[16] = {0};
        random = random * 1103515245u + 12345u;
        size_t size = (random >> 16) % sizeof bytes;
        for (size_t i = 0; i < size; i++) {
            random = random * 1103515245u + 12345u;
            unsigned number = random >> 16;
            bytes[i] = number & 0x4000 ? likely[number % (sizeof likely - 1)] : (char)number;
        }
        assert_true(keys_read_space(&reader) >= size);
        keys_read_add(&reader, bytes, size, at_ms, 0);
        while (keys_read_next(&reader, at_ms, &key)) {
            assert_true(key.code >= 0 && key.code < KEYS_CODE_COUNT);
            assert_true(strlen(key.text) <= 4);
            assert_true((key.code == KEYS_CHAR || key.code == KEYS_PASTE ||
                         key.code == KEYS_CTRL) == (key.text[0] != '\0'));
        }
    }
    struct keys_key key;
    while (keys_read_next(&reader, 1000000, &key)) {
    }
    assert_int_equal(keys_read_space(&reader), KEYS_READ_BYTES);
}

static void test_no_more_than_its_space_is_taken(void **state)
{
    (void)state;
    static char many[KEYS_READ_BYTES + 10];
    struct keys_reader reader = reader_of_strings();
    struct keys_key key;
    size_t count = 0;
    memset(many, 'j', sizeof many);
    keys_read_add(&reader, many, sizeof many, 0, 0);
    assert_int_equal(keys_read_space(&reader), 0);
    while (keys_read_next(&reader, 0, &key)) {
        count++;
    }
    assert_int_equal(count, KEYS_READ_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_terminals_send),
        cmocka_unit_test(test_pasted_text_is_never_a_command),
        cmocka_unit_test(test_escape_ends_a_paste_whose_end_was_lost),
        cmocka_unit_test(test_a_lone_escape_waits_its_time),
        cmocka_unit_test(test_two_clicks_are_one_double_click),
        cmocka_unit_test(test_what_comes_at_once),
        cmocka_unit_test(test_what_comes_in_pieces),
        cmocka_unit_test(test_what_lies_together_after_a_while),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_no_more_than_its_space_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
