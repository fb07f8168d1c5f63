/* Drafts by the thousand: written by a generator that knows what it wrote, put together from
 * fragments, broken byte by byte, and read with too little memory. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "import_check.h"
#include "unit.h"

enum { WRITTEN = 4000, NOISE = 6000, BROKEN = 4000, SECTIONS = 7, ITEMS = 12, TEXT = 1 << 16 };

static uint64_t random_state;

static unsigned pick(unsigned below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state >> 20) % below);
}

/* --- drafts that the generator understands --- */

enum heading { NO_HEADING, HASH, LETTER, ROMAN, NUMBER, CAPITALS, HEADINGS };
enum bullet { DOT, DASH, NUMERAL, ENCLOSED, BULLETS };

struct style {
    enum heading heading;
    enum bullet item, child;
    bool indented;  /* children */
    unsigned width; /* 0: not wrapped */
    bool blank_lines, bookmarks, through;
};

struct expected {
    size_t sections, items;
    unsigned level[SECTIONS * ITEMS];
    size_t section[SECTIONS * ITEMS];
};

static const char *const vocabulary[] = {"governments", "participation",
                                         "of",          "the",
                                         "0.7",         "%",
                                         "(Geneva)",    "multi-stakeholder",
                                         "2015.",       "c.",
                                         "[all]",       "принципы",
                                         "الدول",       "数据",
                                         "l'humanité",  "IV",
                                         "e.g.",        "a",
                                         "and",         "US$",
                                         "2½",          "\"open\"",
                                         "i.e.",        "world's"};

static const char *const heads[] = {"Role of stakeholders", "Introduction",
                                    "Next steps",           "Follow-up and review",
                                    "Developing countries", "What remains to be done",
                                    "Thanks to the host"};

static size_t columns_of(const char *word)
{
    size_t count = 0;
    for (; *word; word++)
        count += ((unsigned char)*word & 0xC0) != 0x80;
    return count;
}

static void put_word(FILE *out, const struct style *style, unsigned hang, size_t *column,
                     const char *word)
{
    size_t size = columns_of(word);
    if (style->width && *column + 1 + size > style->width) {
        fprintf(out, "\n%*s", (int)hang, "");
        *column = hang;
    } else {
        unsigned blanks = pick(12) == 0 ? 2 : 1;
        fprintf(out, "%*s", (int)blanks, "");
        *column += blanks;
    }
    fputs(word, out);
    *column += size;
}

static void put_sentence(FILE *out, const struct style *style, unsigned hang, size_t column)
{
    static const char *const firsts[] = {"Encourages", "affirms", "Государства", "Invites"};
    unsigned count = 18 + pick(30); /* longer than a heading */
    put_word(out, style, hang, &column, firsts[pick(4)]);
    for (unsigned i = 0; i < count; i++)
        put_word(out, style, hang, &column,
                 vocabulary[pick(sizeof vocabulary / sizeof *vocabulary)]);
    put_word(out, style, hang, &column, pick(2) ? "efforts." : "efforts;");
    fputs(pick(5) ? "\n" : " \n", out);
}

static const char *const romans[] = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"};

static void write_marker(enum bullet bullet, unsigned index, char *out, size_t size)
{
    switch (bullet) {
    case DOT:
        snprintf(out, size, "·");
        break;
    case DASH:
        snprintf(out, size, "-");
        break;
    case NUMERAL:
        snprintf(out, size, "%u.", index + 1);
        break;
    default:
        snprintf(out, size, "(%s)", romans[index % 10]);
        break;
    }
}

static void put_heading(FILE *out, const struct style *style, unsigned index)
{
    const char *head = heads[index];
    if (style->bookmarks)
        fputs("[bookmark: h.4uqmdegq0fyd]", out);
    switch (style->heading) {
    case HASH:
        fprintf(out, "## %s\n", head);
        break;
    case LETTER:
        fprintf(out, "%c. %s (Questions %u and 9);\n", 'a' + (int)index, head, index);
        break;
    case ROMAN:
        fprintf(out, "%s. %s\n", (const char *[]){"I", "II", "III", "IV", "V", "VI", "VII"}[index],
                head);
        break;
    case NUMBER:
        fprintf(out, "%u. %s\n", index + 1, head);
        break;
    case CAPITALS:
        for (const char *c = head; *c; c++)
            fputc(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c, out);
        fputc('\n', out);
        break;
    default:
        break;
    }
    if (style->heading != NO_HEADING && (style->blank_lines || style->heading == CAPITALS))
        fputc('\n', out);
}

static void put_item(FILE *out, const struct style *style, enum bullet bullet, unsigned index,
                     unsigned indent)
{
    char marker[16];
    write_marker(bullet, index, marker, sizeof marker);
    unsigned hang = indent + (unsigned)columns_of(marker) + 1;
    fprintf(out, "%*s%s", (int)indent, "", marker);
    put_sentence(out, style, hang, hang);
    if (style->blank_lines && pick(3))
        fputs(pick(4) ? "\n" : "\n \n", out);
}

static void expect_item(struct expected *expected, size_t section, unsigned level)
{
    expected->section[expected->items] = section;
    expected->level[expected->items++] = level;
}

static void put_items(FILE *out, const struct style *style, size_t section, unsigned *number,
                      struct expected *expected)
{
    unsigned count = 1 + pick(4);
    for (unsigned i = 0; i < count; i++) {
        put_item(out, style, style->item, style->through ? (*number)++ : i, 0);
        expect_item(expected, section, 1);
        unsigned children = pick(3) ? 0 : 1 + pick(2);
        for (unsigned k = 0; k < children; k++) {
            put_item(out, style, style->child, k, style->indented ? 4 : 0);
            expect_item(expected, section, 2);
        }
    }
}

static struct style pick_style(void)
{
    struct style style = {.heading = (enum heading)pick(HEADINGS),
                          .item = (enum bullet)pick(BULLETS),
                          .child = (enum bullet)pick(BULLETS)};
    if (style.item == style.child)
        style.child = (enum bullet)((style.child + 1) % BULLETS);
    if (style.heading == NUMBER && style.item == NUMERAL)
        style.item = style.child == DASH ? DOT : DASH;
    if (style.heading == NUMBER && style.child == NUMERAL)
        style.child = style.item == ENCLOSED ? DOT : ENCLOSED;
    style.indented = pick(2);
    style.width = pick(2) ? 60 + pick(40) : 0;
    style.blank_lines = pick(2);
    style.bookmarks = pick(4) == 0;
    style.through = style.item == NUMERAL && pick(2);
    return style;
}

static char *write_draft(struct expected *expected)
{
    char *text = NULL;
    size_t size;
    struct style style = pick_style();
    unsigned number = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    *expected = (struct expected){.sections = style.heading == NO_HEADING ? 1 : 1 + pick(SECTIONS)};
    fprintf(out, "%sDraft recommendation\n\n", style.heading == HASH ? "# " : "");
    for (size_t i = 0; i < expected->sections; i++) {
        put_heading(out, &style, (unsigned)i);
        put_items(out, &style, i, &number, expected);
    }
    fclose(out);
    return text;
}

static bool is_as_expected(const struct import_doc *doc, const struct expected *expected)
{
    size_t count = 0;
    if (doc->section_count != expected->sections || doc->item_count != expected->items ||
        strcmp(doc->front.title, "Draft recommendation") != 0)
        return false;
    for (size_t i = 0; i < doc->section_count; i++) {
        for (size_t k = 0; k < doc->sections[i].items.count; k++, count++)
            if (expected->section[count] != i ||
                expected->level[count] != doc->sections[i].items.items[k].level)
                return false;
    }
    return true;
}

static void test_written_drafts_are_understood(void **state)
{
    (void)state;
    random_state = 20240611;
    for (int i = 0; i < WRITTEN; i++) {
        struct expected expected;
        struct import_doc *doc;
        struct import_failure failure;
        char *text = write_draft(&expected);
        if (!import_text(text, strlen(text), NULL, &doc, &failure))
            fail_msg("%zu: %s\n%s", failure.line, failure.text, text);
        check_holds(doc);
        char *source = check_source_words(text), *found = check_doc_words(doc);
        if (strcmp(source, found) != 0 || !is_as_expected(doc, &expected)) {
            fprintf(stderr, "%s\n%s", text, check_dump(doc));
            fail_msg("draft %d: %zu items in %zu sections", i, expected.items, expected.sections);
        }
        free(source);
        free(found);
        free(text);
        import_destroy(doc);
    }
}

/* --- fragments --- */

static const char *const fragments[] = {"1.",      "2.",        "3.",        "a.",
                                        "b.",      "c.",        "(a)",       "(i)",
                                        "ii.",     "II.",       "I.",        "iv)",
                                        "·",       "•",         "-",         "–",
                                        "*",       "1.1",       "1.2.3",     "OP1",
                                        "PP2 bis", "OP3.",      "4 bis.",    "#",
                                        "##",      "一、",      "（二）",    "أولا -",
                                        "١ -",     "а)",        "Article 3", "{++",
                                        "++}",     "{--",       "--}",       "{~~",
                                        "~>",      "~~}",       "{==",       "==}",
                                        "[",       "]",         "[Agreed]",  "[Deleted]",
                                        "*x*",     "\\[",       "__",        "***",
                                        "|",       "|---|",     "word",      "Words",
                                        "WORDS",   "слово",     "كلمة",      "词",
                                        "é",       "e\xCC\x81", "0.7",       "2015.",
                                        "end.",    "end;",      "end:",      "and",
                                        "\t",      "   ",       "o\t",       "[bookmark: h.1]",
                                        "===",     "\xC2\xA0"};

static char *write_noise(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs("Start\n", out);
    for (unsigned lines = 1 + pick(25); lines > 0; lines--) {
        fprintf(out, "%*s", (int)(pick(3) ? 0 : pick(10)), "");
        for (unsigned words = pick(pick(4) ? 6 : 40); words > 0; words--) {
            const char *one = fragments[pick(sizeof fragments / sizeof *fragments)];
            bool mark = strpbrk(one, "{}~:"); /* apart: one that is left out joins two words */
            fprintf(out, "%s%s%s", mark ? " " : "", one, mark || pick(8) ? " " : "");
        }
        fputs(pick(10) ? "\n" : "\r\n", out);
    }
    fclose(out);
    return text;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In the order of the alphabet: what stands before the title comes after it. */
static char *sorted(char *words)
{
    size_t count = 0, size = strlen(words);
    char **list = calloc(size + 1, sizeof *list), *save = NULL;
    char *out = calloc(size + 2, 1), *end = out;
    assert_true(list && out);
    for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
        list[count++] = word;
    qsort(list, count, sizeof *list, compare_words);
    for (size_t i = 0; i < count; i++)
        end += snprintf(end, size + 2 - (size_t)(end - out), "%s ", list[i]);
    free(list);
    free(words);
    return out;
}

/* NFC of the one word that is written in two ways. */
static char *composed(char *text)
{
    char *at = text;
    while ((at = strstr(at, "e\xCC\x81")) != NULL) {
        memcpy(at, "\xC3\xA9", 2);
        memmove(at + 2, at + 3, strlen(at + 3) + 1);
    }
    return text;
}

static void test_noise_keeps_its_words(void **state)
{
    (void)state;
    random_state = 424242;
    int read = 0;
    for (int i = 0; i < NOISE; i++) {
        struct import_doc *doc;
        struct import_failure failure;
        char *text = write_noise();
        if (!import_text(text, strlen(text), NULL, &doc, &failure)) {
            char *words = check_source_words(text);
            bool title_alone = failure.error == IMPORT_ERROR_EMPTY && strcmp(words, "Start") == 0;
            free(words);
            if (failure.error != IMPORT_ERROR_ITEM && failure.error != IMPORT_ERROR_LABEL &&
                !title_alone)
                fail_msg("noise %d:\n%s\n%s", i, text, failure.text);
            free(text);
            continue;
        }
        read++;
        check_holds(doc);
        char *source = sorted(check_source_words(composed(text)));
        char *found = sorted(composed(check_doc_words(doc)));
        if (strcmp(source, found) != 0)
            fprintf(stderr, "%s\n%s\n%s\n", text, source, found);
        assert_string_equal(found, source);
        free(source);
        free(found);
        free(text);
        import_destroy(doc);
    }
    assert_true(read > NOISE * 9 / 10);
}

/* --- broken bytes --- */

static void test_broken_bytes_are_read_or_refused(void **state)
{
    (void)state;
    static const char *const paths[] = {
        SOURCE_DIR "/assets/samples/wgec-draft-recommendation.txt",
        SOURCE_DIR "/assets/samples/numbered-resolution.md",
        SOURCE_DIR "/assets/samples/charter-preamble.ar.md",
        SOURCE_DIR "/tests/golden/outline/marks.md",
    };
    random_state = 777;
    for (int i = 0; i < BROKEN; i++) {
        struct import_doc *doc;
        struct import_failure failure;
        size_t size;
        char *text = check_load(paths[i % 4], &size);
        for (unsigned k = 1 + pick(20); k > 0; k--)
            text[pick((unsigned)size)] =
                (char)(pick(3) ? " \n#-{}~>+[]()1aiv.\t"[pick(19)] : (int)pick(256));
        size = pick(4) ? size : pick((unsigned)size);
        if (import_text(text, size, NULL, &doc, &failure)) {
            check_holds(doc);
            import_destroy(doc);
        } else {
            assert_true(failure.error != IMPORT_OK && *failure.text);
            assert_null(doc);
        }
        free(text);
    }
}

/* --- too little memory --- */

void *failing_malloc(size_t size) __asm__("__wrap_malloc");
void *failing_calloc(size_t count, size_t size) __asm__("__wrap_calloc");
void *real_malloc(size_t size) __asm__("__real_malloc");
void *real_calloc(size_t count, size_t size) __asm__("__real_calloc");

static long fail_at = -1; /* that allocation fails, from 0; -1: none */

static bool allowed(void)
{
    bool now = fail_at == 0;
    if (fail_at >= 0)
        fail_at--;
    return !now;
}

void *failing_malloc(size_t size)
{
    return allowed() ? real_malloc(size) : NULL;
}

void *failing_calloc(size_t count, size_t size)
{
    return allowed() ? real_calloc(count, size) : NULL;
}

static void test_any_allocation_may_fail(void **state)
{
    (void)state;
    size_t size;
    char *text = check_load(SOURCE_DIR "/tests/golden/outline/marks.md", &size);
    long count = 0;
    for (bool done = false; !done; count++) {
        struct import_doc *doc;
        struct import_failure failure;
        fail_at = count;
        done = import_text(text, size, NULL, &doc, &failure);
        assert_int_equal(done, fail_at >= 0);
        fail_at = -1;
        assert_int_equal(failure.error, done ? IMPORT_OK : IMPORT_ERROR_MEMORY);
        import_destroy(doc);
    }
    assert_true(count > 10);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_drafts_are_understood),
        cmocka_unit_test(test_noise_keeps_its_words),
        cmocka_unit_test(test_broken_bytes_are_read_or_refused),
        cmocka_unit_test(test_any_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
