/* The wall's own words: every one in the six languages of the United Nations, from the catalogues,
 * whatever locale the machine has. */
#define _GNU_SOURCE
#include "unit.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "display/catalogue.h"
#include "display/plural.h"

static struct wordbook *read_book(const char *dir, size_t expected)
{
    static struct wordbook book;
    catalogue_finish(&book);
    assert_int_equal(expected, catalogue_read(dir, &book));
    return &book;
}

static const struct words *words_in(const char *lang)
{
    return words_find(read_book(NULL, WORD_LANGS - 1), lang);
}

static void test_every_word_in_every_language(void **state)
{
    static const char *const langs[] = {"ar", "zh", "es", "fr", "ru"};
    (void)state;
    for (size_t l = 0; l < sizeof langs / sizeof *langs; l++) {
        const struct words *w = words_in(langs[l]);
        assert_string_equal(langs[l], w->lang);
        for (size_t i = 0; i < WORD_COUNT; i++) {
            assert_ptr_not_equal(words_english((enum word)i), words_is(w, (enum word)i));
            assert_true(words_is(w, (enum word)i)[0] != '\0');
        }
        for (size_t i = 0; i < COUNTED_COUNT; i++) {
            for (size_t n = 0; n < 250; n++) {
                const char *text = words_counted(w, (enum counted_word)i, n);
                assert_ptr_not_equal(words_english_counted((enum counted_word)i, n == 1), text);
                assert_non_null(strstr(text, "%1"));
            }
        }
    }
}

static void check_counted(const char *lang, enum counted_word word, size_t number, const char *want)
{
    char out[160];
    words_put_counted(out, sizeof out, words_in(lang), word, number);
    assert_string_equal(want, out);
}

static void test_numbers_take_their_forms(void **state)
{
    const enum counted_word open = COUNTED_OF(PL_STATUS_OPEN);
    (void)state;
    check_counted("en", COUNTED_MORE, 7, "+ 7 more");
    check_counted("fr", COUNTED_MORE, 1, "+ 1 autre");
    check_counted("fr", COUNTED_MORE, 248, "+ 248 autres");
    check_counted("fr", open, 0, "0 ouvert");
    check_counted("es", open, 0, "0 abiertos");
    check_counted("ru", open, 1, "1 открыт");
    check_counted("ru", open, 3, "3 открыты");
    check_counted("ru", open, 11, "11 открыто");
    check_counted("ru", open, 21, "21 открыт");
    check_counted("ru", open, 112, "112 открыто");
    check_counted("ru", open, 4022, "4022 открыты");
    check_counted("ar", open, 2, "2 مفتوحان");
    check_counted("ar", open, 7, "7 مفتوحة");
    check_counted("ar", open, 38, "38 مفتوحا");
    check_counted("ar", open, 203, "203 مفتوحة");
    check_counted("zh", COUNTED_MORE, 7, "另有 7 位");
}

static void test_a_language_is_found(void **state)
{
    (void)state;
    struct wordbook *book = read_book(NULL, WORD_LANGS - 1);
    assert_string_equal("zh", words_find(book, "zh-hans")->lang);
    assert_string_equal("en", words_find(book, "he")->lang);
    assert_string_equal("en", words_find(book, "fro")->lang);
    assert_string_equal("en", words_find(book, NULL)->lang);
    assert_string_equal("Orateurs", words_is(words_find(book, "fr-ca"), WORD_SPEAKERS));
    assert_string_equal("Speakers", words_is(words_find(NULL, "fr"), WORD_SPEAKERS));
    assert_string_equal("anglais", words_language(words_find(book, "fr"), "en"));
    assert_string_equal("he", words_language(words_find(book, "fr"), "he"));
}

static void test_without_catalogues_it_is_english(void **state)
{
    (void)state;
    const struct words *w = words_find(read_book("/nowhere", 0), "fr");
    assert_string_equal("Speakers", words_is(w, WORD_SPEAKERS));
    assert_string_equal("+ %1 more", words_counted(w, COUNTED_MORE, 3));
}

static void check_form(const char *rule, unsigned long n, size_t want)
{
    char header[200];
    size_t form = 99;
    snprintf(header, sizeof header, "Language: x\nPlural-Forms: nplurals=6; plural=%s;\n", rule);
    assert_true(plural_form(header, n, &form));
    assert_int_equal(want, form);
}

static void test_rules_for_forms_are_read(void **state)
{
    (void)state;
    check_form("0", 7, 0);
    check_form("(n != 1)", 1, 0);
    check_form("n!=1", 2, 1);
    check_form("1 + 2 * 3 - 8 / 4 % 3", 0, 5);
    check_form("n>1 && n<5 || n==7", 7, 1);
    check_form("n>=2&&n<=4", 5, 0);
    check_form("!(n%10) ? 3 : n ? 1 : 2", 20, 3);
    check_form("n == 1 ? 0 : n == 2 ? 1 : 2", 3, 2);
    check_form("n/0 + n%0", 3, 0);
}

static void test_what_is_no_rule_is_refused(void **state)
{
    static const char *const rules[] = {"",    "n",      "(n;",  "n ? 1;", "n +;", "m;",
                                        "=n;", "n == ;", "1 2;", "n)(;",   "!;",   "n ? : 1;"};
    char header[2000];
    size_t form;
    (void)state;
    assert_false(plural_form("Language: x\n", 1, &form));
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        snprintf(header, sizeof header, "Plural-Forms: nplurals=2; plural=%s", rules[i]);
        assert_false(plural_form(header, 1, &form));
    }
    size_t size = (size_t)snprintf(header, sizeof header, "Plural-Forms: plural=");
    memset(header + size, '(', sizeof header - size - 1); /* deeper than any stack */
    header[sizeof header - 1] = '\0';
    assert_false(plural_form(header, 1, &form));
}

/* French in a folder of its own: its first `size` bytes, of which one is turned round. */
static void read_harmed(const char *dir, char *bytes, size_t size, size_t turned)
{
    char path[200];
    snprintf(path, sizeof path, "%s/fr/LC_MESSAGES/plenary.mo", dir);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    bytes[turned] = (char)~bytes[turned];
    assert_int_equal(size, fwrite(bytes, 1, size, file));
    bytes[turned] = (char)~bytes[turned];
    fclose(file);
    struct wordbook book;
    catalogue_read(dir, &book);
    const struct words *w = words_find(&book, "fr");
    for (size_t i = 0; i < WORD_COUNT; i++)
        assert_true(words_is(w, (enum word)i)[0] != '\0');
    for (size_t n = 0; n < 250; n++)
        assert_true(words_counted(w, COUNTED_MORE, n)[0] != '\0');
    catalogue_finish(&book);
    unlink(path);
}

/* The sanitizers watch. */
static void test_a_harmed_catalogue_harms_nobody(void **state)
{
    char dir[] = "/tmp/plenary-words-XXXXXX", path[64], bytes[16384];
    (void)state;
    FILE *good = fopen(PLENARY_LOCALE_BUILT "/fr/LC_MESSAGES/plenary.mo", "rb");
    assert_non_null(good);
    size_t size = fread(bytes, 1, sizeof bytes, good);
    fclose(good);
    assert_in_range(size, 1000, sizeof bytes - 1);
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/fr", dir);
    assert_int_equal(0, mkdir(path, 0700));
    snprintf(path, sizeof path, "%s/fr/LC_MESSAGES", dir);
    assert_int_equal(0, mkdir(path, 0700));
    for (size_t i = 0; i < size; i += 7) {
        read_harmed(dir, bytes, i, i); /* cut short */
        read_harmed(dir, bytes, size, i);
    }
    rmdir(path);
    snprintf(path, sizeof path, "%s/fr", dir);
    rmdir(path);
    rmdir(dir);
}

/* The machine's own settings neither matter nor change. */
static void test_the_locale_stays(void **state)
{
    (void)state;
    setenv("LANGUAGE", "ru:es", 1);
    assert_string_equal("C", setlocale(LC_ALL, "C"));
    assert_string_equal("Orateurs", words_is(words_in("fr"), WORD_SPEAKERS));
    assert_string_equal("C", setlocale(LC_ALL, NULL));
    assert_string_equal("ru:es", getenv("LANGUAGE"));
    assert_string_equal("C.UTF-8", setlocale(LC_ALL, "C.UTF-8"));
    assert_string_equal("Speakers", words_is(words_in("en"), WORD_SPEAKERS));
    assert_string_equal("C.UTF-8", setlocale(LC_ALL, NULL));
    unsetenv("LANGUAGE");
    assert_string_equal("Ораторы", words_is(words_in("ru"), WORD_SPEAKERS));
    assert_null(getenv("LANGUAGE"));
}

static void test_patterns_are_filled(void **state)
{
    char out[16];
    (void)state;
    assert_int_equal(5, words_put(out, sizeof out, "%2 %1%", "a", "bc"));
    assert_string_equal("bc a%", out);
    words_put(out, sizeof out, "%1%2%3 %s", "%2", NULL);
    assert_string_equal("%2%3 %s", out);
    assert_int_equal(14, words_put(out, sizeof out, "0123456789%1", "абв", NULL));
    assert_string_equal("0123456789аб", out); /* whole letters */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_word_in_every_language),
        cmocka_unit_test(test_numbers_take_their_forms),
        cmocka_unit_test(test_a_language_is_found),
        cmocka_unit_test(test_without_catalogues_it_is_english),
        cmocka_unit_test(test_rules_for_forms_are_read),
        cmocka_unit_test(test_what_is_no_rule_is_refused),
        cmocka_unit_test(test_a_harmed_catalogue_harms_nobody),
        cmocka_unit_test(test_the_locale_stays),
        cmocka_unit_test(test_patterns_are_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
