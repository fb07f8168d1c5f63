/* Drafts as people write them: the samples, every notation in tests/golden/outline, what is
 * refused. PLENARY_REGENERATE=1 writes the golden files anew: read what changed. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import_check.h"
#include "unit.h"

#define GOLDEN SOURCE_DIR "/tests/golden/outline"
#define SAMPLES SOURCE_DIR "/assets/samples"
#define DRAFT SAMPLES "/wgec-draft-recommendation.txt"

static struct import_doc *read_as(const char *text, const char *lang)
{
    struct import_options options = {.lang = lang};
    struct import_doc *doc;
    struct import_failure failure;
    if (!import_text(text, strlen(text), &options, &doc, &failure))
        fail_msg("line %zu: %s", failure.line, failure.text);
    check_holds(doc);
    return doc;
}

static struct import_doc *read_text(const char *text)
{
    return read_as(text, NULL);
}

static struct import_doc *read_path(const char *path)
{
    struct import_doc *doc;
    struct import_failure failure;
    if (!import_file(path, NULL, &doc, &failure))
        fail_msg("%s:%zu: %s", path, failure.line, failure.text);
    check_holds(doc);
    return doc;
}

static const struct pl_item *item_at(const struct import_doc *doc, size_t section, size_t item)
{
    assert_true(section < doc->section_count && item < doc->sections[section].items.count);
    return &doc->sections[section].items.items[item];
}

static const char *words_at(const struct import_doc *doc, size_t section, size_t item)
{
    assert_true(section < doc->section_count && item < doc->sections[section].items.count);
    const struct pl_words *words = &doc->sections[section].words[item];
    assert_int_equal(words->run_count, 1);
    return words->runs[0].t;
}

/* --- every notation --- */

static void compare_words(const char *path, const struct import_doc *doc)
{
    size_t size;
    char *source = check_load(path, &size);
    char *expected = check_source_words(source), *found = check_doc_words(doc);
    if (strcmp(expected, found) != 0)
        print_error("%s\n", path);
    assert_string_equal(found, expected);
    free(source);
    free(expected);
    free(found);
}

static void write_golden(const char *golden, const char *dump)
{
    FILE *file = fopen(golden, "w");
    assert_non_null(file);
    fputs(dump, file);
    int closed = fclose(file);
    assert_int_equal(closed, 0);
}

static void compare_golden(const char *name, const struct import_doc *doc)
{
    char golden[512];
    snprintf(golden, sizeof golden, GOLDEN "/%s.outline", name);
    char *dump = check_dump(doc);
    if (getenv("PLENARY_REGENERATE"))
        write_golden(golden, dump);
    size_t size;
    char *expected = check_load(golden, &size);
    assert_string_equal(dump, expected);
    free(dump);
    free(expected);
}

/* Every file of the directory, against its golden outline; how many there were. */
static size_t compare_directory(const char *directory)
{
    DIR *list = opendir(directory);
    assert_non_null(list);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(list));) {
        char path[512];
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || (strcmp(dot, ".txt") != 0 && strcmp(dot, ".md") != 0))
            continue;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        struct import_doc *doc = read_path(path);
        compare_golden(entry->d_name, doc);
        compare_words(path, doc);
        import_destroy(doc);
        count++;
    }
    closedir(list);
    return count;
}

static void test_samples_read_sensibly(void **state)
{
    (void)state;
    assert_true(compare_directory(SAMPLES) >= 9);
}

static void test_notations_read_sensibly(void **state)
{
    (void)state;
    assert_true(compare_directory(GOLDEN) >= 24);
}

/* --- the draft --- */

static void test_draft_has_its_sections_and_items(void **state)
{
    (void)state;
    static const struct {
        const char *label, *title, *note;
        size_t items;
    } expected[] = {
        {"a", "Implementation of the Tunis Agenda", "Questions 2 and 3", 8},
        {"b", "Public policy issue and possible mechanisms", "Questions 4, 8 and 9", 2},
        {"c", "Role of stakeholders", "Questions 5, 6, 7, 14 and 17", 11},
        {"d", "Developing countries", "Questions 10 and 15", 7},
        {"e", "Barriers for participation in enhanced cooperation", "Questions, 11,12,13 and 16",
         10},
    };
    struct import_doc *doc = read_path(DRAFT);
    assert_string_equal(doc->front.title, "Draft recommendation");
    assert_string_equal(doc->front.subtitle, "prepared by a group of WGEC Members and Observers");
    assert_int_equal(doc->front.preamble_count, 1);
    assert_string_equal(doc->front.lang, "en");
    assert_int_equal(doc->section_count, 5);
    assert_int_equal(doc->item_count, 38);
    for (size_t i = 0; i < 5; i++) {
        const struct import_section *section = &doc->sections[i];
        assert_string_equal(section->section.label, expected[i].label);
        assert_string_equal(section->section.id, expected[i].label);
        assert_string_equal(section->title, expected[i].title);
        assert_string_equal(section->note, expected[i].note);
        assert_int_equal(section->items.count, expected[i].items);
    }
    import_destroy(doc);
}

static void test_draft_has_seven_children_under_its_fourth(void **state)
{
    (void)state;
    static const char *const labels[] = {"c.4.i", "c.4.ii", "c.4.iii", "c.4.iv",
                                         "c.4.v", "c.4.vi", "c.4.vii"};
    struct import_doc *doc = read_path(DRAFT);
    assert_string_equal(item_at(doc, 2, 3)->label, "c.4");
    assert_string_equal(item_at(doc, 2, 3)->id, "c4");
    assert_string_equal(item_at(doc, 2, 3)->marker, "·");
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(item_at(doc, 2, 4 + i)->label, labels[i]);
        assert_int_equal(item_at(doc, 2, 4 + i)->level, 2);
    }
    assert_string_equal(item_at(doc, 2, 5)->id, "c4-ii");
    assert_string_equal(item_at(doc, 2, 5)->marker, "ii.");
    assert_string_equal(item_at(doc, 4, 9)->label, "e.10");
    import_destroy(doc);
}

static void test_draft_warns_of_the_colon(void **state)
{
    (void)state;
    struct import_doc *doc = read_path(DRAFT);
    assert_int_equal(doc->warning_count, 1);
    assert_int_equal(doc->warnings[0].line, 61);
    assert_string_equal(doc->warnings[0].text,
                        "e.2 ends with a colon: indent what belongs under it");
    import_destroy(doc);
}

static void test_draft_is_cleaned(void **state)
{
    (void)state;
    struct import_doc *doc = read_path(DRAFT);
    assert_non_null(strstr(words_at(doc, 0, 5), "community. It should accept"));
    assert_non_null(strstr(words_at(doc, 0, 5), "as inputs to its efforts."));
    char *dump = check_dump(doc);
    assert_null(strstr(dump, "bookmark"));
    free(dump);
    import_destroy(doc);
}

/* The same words, wrapped at any width as a mail program does it, with Windows' line ends. */
static void test_draft_may_be_wrapped(void **state)
{
    (void)state;
    size_t size;
    char *source = check_load(DRAFT, &size);
    struct import_doc *whole = read_path(DRAFT);
    char *expected = check_doc_words(whole);
    for (size_t width = 50; width <= 100; width += 10) {
        char *text = NULL;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        size_t column = 0;
        for (char *at = source; *at; at++) {
            size_t word = strcspn(at + 1, " \n");
            bool wraps = *at == ' ' && column + 1 + word > width;
            fputs(wraps || *at == '\n' ? "\r\n" : (char[]){*at, 0}, out);
            column = wraps || *at == '\n' ? 0 : column + 1;
        }
        fclose(out);
        struct import_doc *doc = read_text(text);
        char *found = check_doc_words(doc);
        assert_string_equal(found, expected);
        assert_int_equal(doc->section_count, 5);
        if (doc->item_count != 38)
            print_error("width %zu\n", width);
        assert_int_equal(doc->item_count, 38);
        free(found);
        import_destroy(doc);
        free(text);
    }
    free(expected);
    free(source);
    import_destroy(whole);
}

/* --- marks and status --- */

static void test_resolution_has_names_at_its_marks(void **state)
{
    (void)state;
    struct import_doc *doc = read_path(SAMPLES "/numbered-resolution.md");
    const struct pl_words *words = &doc->sections[0].words[1];
    assert_string_equal(doc->time_zone, "Europe/Zurich");
    assert_int_equal(words->run_count, 7);
    assert_string_equal(words->runs[1].t, "acknowledge");
    assert_true(words->runs[1].del.given && !words->runs[1].ins.given);
    assert_string_equal(words->runs[1].del.names[0], "UK");
    assert_string_equal(words->runs[2].t, "recognise");
    assert_string_equal(words->runs[2].ins.names[0], "UK");
    assert_string_equal(words->runs[4].t, "a precondition for");
    assert_string_equal(words->runs[5].ins.names[1], "Canada");
    assert_int_equal(doc->highlight_count, 1);
    assert_string_equal(doc->highlights[0].item, "3");
    assert_string_equal(doc->highlights[0].exact, "and its intersessional activities");
    import_destroy(doc);
}

static void test_bracketed_text_has_status(void **state)
{
    (void)state;
    struct import_doc *doc = read_path(SAMPLES "/bracketed-plastics-style.txt");
    const struct pl_item *item = item_at(doc, 1, 8);
    assert_string_equal(item->label, "OP3");
    assert_int_equal(item->status, PL_STATUS_AGREED_INFORMALLY);
    assert_int_equal(item->who.count, 1);
    assert_string_equal(item->who.names[0], "Iran");
    assert_string_equal(doc->sections[1].sources[8].status, "[Agreed in informals, pending Iran]");
    assert_int_equal(item_at(doc, 1, 9)->status, PL_STATUS_DELETED);
    assert_string_equal(words_at(doc, 1, 9), "[Deleted]");
    import_destroy(doc);
}

/* --- the language --- */

static void test_language_is_guessed(void **state)
{
    (void)state;
    static const char *const langs[] = {"ar", "en", "es", "fr", "ru", "zh"};
    for (size_t i = 0; i < 6; i++) {
        char path[512];
        snprintf(path, sizeof path, SAMPLES "/charter-preamble.%s.md", langs[i]);
        struct import_doc *doc = read_path(path);
        assert_string_equal(doc->front.lang, langs[i]);
        import_destroy(doc);
    }
}

static void test_language_may_be_said(void **state)
{
    (void)state;
    struct import_doc *doc = read_as("---\nlang: es\n---\n- the words of the text", NULL);
    assert_string_equal(doc->front.lang, "es");
    import_destroy(doc);
    doc = read_as("---\nlang: es\n---\n- the words of the text", "PT-br");
    assert_string_equal(doc->front.lang, "pt-br");
    import_destroy(doc);
    doc = read_text("- żółć\n- źdźbło");
    assert_string_equal(doc->front.lang, "und");
    import_destroy(doc);
    doc = read_text("- Budapest");
    assert_string_equal(doc->front.lang, "en");
    import_destroy(doc);
}

static void test_blanks_before_signs_follow_the_language(void **state)
{
    (void)state;
    struct import_doc *doc = read_as("- Quoi ; ceci , cela .", "fr");
    assert_string_equal(words_at(doc, 0, 0), "Quoi ; ceci, cela.");
    import_destroy(doc);
    doc = read_as("- What ; this , that . And .org [a , b] ... c .5", "en");
    assert_string_equal(words_at(doc, 0, 0), "What; this, that. And .org [a, b] ... c .5");
    import_destroy(doc);
}

/* --- characters --- */

static void test_unseen_characters_go_with_a_warning(void **state)
{
    (void)state;
    struct import_doc *doc = read_text("\xEF\xBB\xBF- one\x01\n- t\xE2\x80\xAEwo\xE2\x80\xAC\n"
                                       "- co\xC2\xADoperation e\xCC\x81\n");
    assert_string_equal(words_at(doc, 0, 0), "one");
    assert_string_equal(words_at(doc, 0, 1), "two");
    assert_string_equal(words_at(doc, 0, 2), "cooperation \xC3\xA9");
    assert_int_equal(doc->warning_count, 2);
    assert_int_equal(doc->warnings[0].line, 1);
    assert_string_equal(doc->warnings[1].text,
                        "2 characters that cannot be seen left out (U+202C)");
    import_destroy(doc);
}

/* --- what is refused --- */

static void expect_refused(const char *bytes, size_t size, enum import_error error, size_t line,
                           const char *reason)
{
    struct import_doc *doc;
    struct import_failure failure;
    assert_false(import_text(bytes, size, NULL, &doc, &failure));
    assert_null(doc);
    if (failure.error != error || failure.line != line || !strstr(failure.text, reason))
        fail_msg("%d, line %zu: %s", (int)failure.error, failure.line, failure.text);
}

static void test_what_is_not_text_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        enum import_error error;
        size_t line;
        const char *reason;
    } cases[] = {
        {"PK\3\4rest", 8, IMPORT_ERROR_BINARY, 1, "Word"},
        {"%PDF-1.7", 8, IMPORT_ERROR_BINARY, 1, "PDF"},
        {"{\\rtf1 x}", 9, IMPORT_ERROR_BINARY, 1, "rich text"},
        {"\xFF\xFEt\0e\0", 6, IMPORT_ERROR_ENCODING, 1, "UTF-16"},
        {"\xFE\xFF\0t\0e", 6, IMPORT_ERROR_ENCODING, 1, "UTF-16"},
        {"one\ntwo\0three", 13, IMPORT_ERROR_BINARY, 2, "zero byte"},
        {"o\0n\0e\0 \0t\0w\0", 12, IMPORT_ERROR_ENCODING, 1, "UTF-16"},
        {"\0o\0n\0e\0 \6\x31\0w", 12, IMPORT_ERROR_ENCODING, 1, "UTF-16"},
        {"one\r\ntwo\r\nth\xE9"
         "e",
         14, IMPORT_ERROR_ENCODING, 3, "Latin-1"},
        {"\xC0\xAF", 2, IMPORT_ERROR_ENCODING, 1, "not UTF-8"},
        {"\xED\xA0\x80", 3, IMPORT_ERROR_ENCODING, 1, "not UTF-8"},
        {"\xF4\x90\x80\x80", 4, IMPORT_ERROR_ENCODING, 1, "not UTF-8"},
        {"ab\xE2\x82", 4, IMPORT_ERROR_ENCODING, 1, "not UTF-8"},
        {"", 0, IMPORT_ERROR_EMPTY, 0, "no words"},
        {" \n\t\n", 4, IMPORT_ERROR_EMPTY, 0, "no words"},
        {"# Title\n", 8, IMPORT_ERROR_EMPTY, 0, "no words"},
        {"- \n", 3, IMPORT_ERROR_EMPTY, 0, "no words"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_refused(cases[i].bytes, cases[i].size, cases[i].error, cases[i].line,
                       cases[i].reason);
}

/* `count` times the text, and then `last`. */
static char *repeat(const char *text, size_t count, const char *last)
{
    size_t size = strlen(text), whole = size * count + strlen(last) + 1;
    char *all = malloc(whole);
    assert_non_null(all);
    for (size_t i = 0; i < count; i++)
        memcpy(all + i * size, text, size);
    memcpy(all + size * count, last, strlen(last) + 1);
    return all;
}

static void expect_limit(const char *text, size_t count, const char *last, enum import_error error,
                         size_t line)
{
    char *all = repeat(text, count, last);
    if (error == IMPORT_OK)
        import_destroy(read_text(all));
    else
        expect_refused(all, strlen(all), error, line, "");
    free(all);
}

static void test_limits_hold_by_name(void **state)
{
    (void)state;
    char *word = repeat("é", PL_ITEM_POINTS_MAX, "");
    expect_limit("- x\n", PL_ITEMS_MAX, "", IMPORT_OK, 0);
    expect_limit("- x\n", PL_ITEMS_MAX, "- y\n", IMPORT_ERROR_ITEMS, PL_ITEMS_MAX + 1);
    expect_limit("## T\n- x\n", PL_SECTIONS_MAX, "", IMPORT_OK, 0);
    expect_limit("## T\n- x\n", PL_SECTIONS_MAX, "## U\n", IMPORT_ERROR_SECTIONS,
                 2 * PL_SECTIONS_MAX + 1);
    expect_limit("- x\n- ", 1, word, IMPORT_OK, 0);
    expect_limit("- x\n- x", 1, word, IMPORT_ERROR_ITEM, 2);
    expect_limit("- x\n", 1,
                 "1. x\n  a. x\n    i. x\n      - x\n        - x\n          - x\n"
                 "            - x\n              - x\n",
                 IMPORT_ERROR_ITEM, 9);
    expect_limit("x{++y++}", PL_RUNS_MAX / 2, "", IMPORT_OK, 0);
    expect_limit("x{++y++}", PL_RUNS_MAX / 2, "x", IMPORT_ERROR_ITEM, 1);
    expect_limit("x", PL_SOURCE_MAX, "\n", IMPORT_ERROR_SIZE, 0);
    char *title = repeat("t", PL_TITLE_MAX, "\n- x\n");
    expect_limit("# ", 1, title, IMPORT_OK, 0);
    expect_limit("# t", 1, title, IMPORT_ERROR_TITLE, 1);
    free(title);
    free(word);
}

static void test_too_many_words_are_refused(void **state)
{
    (void)state;
    char *item = repeat("word ", 400, "\n- ");
    char *all = repeat(item, PL_TEXT_MAX / 2000 + 2, "end");
    expect_refused(all, strlen(all), IMPORT_ERROR_SIZE, PL_TEXT_MAX / 1999 + 1, "too large");
    free(item);
    free(all);
}

static void test_names_over_the_limit_are_a_remark(void **state)
{
    (void)state;
    char *names = repeat("EU,", PL_NAMES_MAX, "US<<} agree");
    char *text = repeat("- We {++all++}{>>", 1, names);
    struct import_doc *doc = read_text(text);
    assert_int_equal(doc->sections[0].words[0].runs[1].ins.count, 0);
    assert_true(doc->sections[0].words[0].runs[1].ins.given);
    assert_int_equal(doc->warning_count, 1);
    import_destroy(doc);
    free(names);
    free(text);
}

static void test_warnings_are_counted_beyond_the_limit(void **state)
{
    (void)state;
    char *text = repeat("- a\x01\n", PL_WARNINGS_MAX + 10, "");
    struct import_doc *doc = read_text(text);
    assert_int_equal(doc->warning_count, PL_WARNINGS_MAX);
    assert_string_equal(doc->warnings[PL_WARNINGS_MAX - 1].text, "11 more warnings");
    import_destroy(doc);
    free(text);
}

static void test_a_language_must_be_one(void **state)
{
    (void)state;
    struct import_options options = {.lang = "not a tag"};
    struct import_doc *doc;
    struct import_failure failure;
    assert_false(import_text("- x", 3, &options, &doc, &failure));
    assert_int_equal(failure.error, IMPORT_ERROR_LANG);
}

/* --- files --- */

static void expect_file_refused(const char *path, enum import_error error, const char *line)
{
    struct import_doc *doc;
    struct import_failure failure;
    assert_false(import_file(path, NULL, &doc, &failure));
    assert_int_equal(failure.error, error);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    import_print_failure(&failure, "FILE", out);
    fclose(out);
    assert_string_equal(text, line);
    free(text);
}

static void test_files_are_refused_with_reason(void **state)
{
    (void)state;
    char path[] = "/tmp/plenary-import-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd,
                           "good\nb\xFF"
                           "d\n",
                           9),
                     9);
    expect_file_refused("/", IMPORT_ERROR_FILE, "FILE: a directory, not a file\n");
    expect_file_refused("/nowhere/to/be/found", IMPORT_ERROR_FILE,
                        "FILE: No such file or directory\n");
    expect_file_refused(path, IMPORT_ERROR_ENCODING,
                        "FILE:2: not UTF-8 text but of 8 bits a letter, as Latin-1 or "
                        "Windows-1252: save it as UTF-8\n");
    assert_int_equal(ftruncate(fd, PL_SOURCE_MAX + 1), 0);
    expect_file_refused(path, IMPORT_ERROR_SIZE,
                        "FILE: 2097153 bytes: too large, 2097152 is the most\n");
    close(fd);
    unlink(path);
}

static void test_every_error_has_words(void **state)
{
    (void)state;
    for (int i = 0; i < IMPORT_ERROR_COUNT; i++)
        assert_true(strlen(import_error_text((enum import_error)i)) > 3);
    assert_null(import_error_text(IMPORT_ERROR_COUNT));
    import_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples_read_sensibly),
        cmocka_unit_test(test_notations_read_sensibly),
        cmocka_unit_test(test_draft_has_its_sections_and_items),
        cmocka_unit_test(test_draft_has_seven_children_under_its_fourth),
        cmocka_unit_test(test_draft_warns_of_the_colon),
        cmocka_unit_test(test_draft_is_cleaned),
        cmocka_unit_test(test_draft_may_be_wrapped),
        cmocka_unit_test(test_resolution_has_names_at_its_marks),
        cmocka_unit_test(test_bracketed_text_has_status),
        cmocka_unit_test(test_language_is_guessed),
        cmocka_unit_test(test_language_may_be_said),
        cmocka_unit_test(test_blanks_before_signs_follow_the_language),
        cmocka_unit_test(test_unseen_characters_go_with_a_warning),
        cmocka_unit_test(test_what_is_not_text_is_refused),
        cmocka_unit_test(test_limits_hold_by_name),
        cmocka_unit_test(test_too_many_words_are_refused),
        cmocka_unit_test(test_names_over_the_limit_are_a_remark),
        cmocka_unit_test(test_warnings_are_counted_beyond_the_limit),
        cmocka_unit_test(test_a_language_must_be_one),
        cmocka_unit_test(test_files_are_refused_with_reason),
        cmocka_unit_test(test_every_error_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
