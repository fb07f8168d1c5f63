/* A text as Markdown: what the import makes of it is what it was made of, or is told. */
#define _GNU_SOURCE
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "generate.h"
#include "import_check.h"
#include "tools/desk/memo.h"
#include "tools/desk/publish.h"
#include "unit.h"

enum { TEXTS = 3000, ITEMS = 12, RUNS = 6, WORDS = 5 };

static char *write_memo(const struct memo *memo, size_t *size_out)
{
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, size_out);
    assert_non_null(out);
    assert_true(memo_write(memo, out));
    fclose(out);
    return bytes;
}

static struct import_doc *read_memo(const char *bytes, size_t size)
{
    struct import_doc *doc = NULL;
    struct import_failure failure;
    if (!import_text(bytes, size, NULL, &doc, &failure))
        fail_msg("line %zu: %s\n%s", failure.line, failure.text, bytes);
    return doc;
}

/* What a round changes, a line each; "" where nothing does. */
static char *losses(const struct memo *memo, char **memo_out)
{
    char *told = NULL;
    size_t size = 0, told_size = 0;
    *memo_out = write_memo(memo, &size);
    struct import_doc *doc = read_memo(*memo_out, size);
    FILE *out = open_memstream(&told, &told_size);
    assert_non_null(out);
    memo_compare(memo, doc, "", out);
    fclose(out);
    import_destroy(doc);
    return told;
}

static void expect_losses(const struct pl_export *text, const char *expected)
{
    const struct memo memo = {.text = text, .markdown = true};
    char *written, *told = losses(&memo, &written);
    if (strcmp(told, expected) != 0)
        fail_msg("%s\n%s", told, written);
    free(told);
    free(written);
}

static void expect_losses_of_draft(const char *path, const char *expected)
{
    size_t size;
    char *bytes = check_load(path, &size);
    struct import_doc *doc = read_memo(bytes, size);
    struct publish publish;
    const struct publish_options options = {.title = "Untitled"};
    assert_int_equal(publish_init(&publish, doc, &options), PUBLISH_OK);
    expect_losses(&(struct pl_export){publish.document, publish.sections}, expected);
    publish_finish(&publish);
    import_destroy(doc);
    free(bytes);
}

static void test_every_draft_holds(void **state)
{
    (void)state;
    static const char *const folders[] = {SOURCE_DIR "/assets/samples/*",
                                          SOURCE_DIR "/tests/golden/outline/*.txt",
                                          SOURCE_DIR "/tests/golden/outline/*.md"};
    glob_t found = {0};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(glob(folders[i], i ? GLOB_APPEND : 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 30);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        const char *expected = "";
        if (strcmp(name, "markdown.md") == 0) /* a table */
            expected = "2.p1 would be called \"2.3.1\"\n2.p1 would stand on level 2, not 1\n"
                       "2.p2 would be called \"2.3.2\"\n2.p2 would stand on level 2, not 1\n";
        if (strcmp(name, "marks.md") == 0) /* a blank before a comma */
            expected = "12 would have other blanks or words\n";
        expect_losses_of_draft(found.gl_pathv[i], expected);
    }
    globfree(&found);
}

/* ---- one section of bullets with whatever words and marks ---- */

struct made {
    struct pl_items items;
    struct pl_text text;
    struct pl_load_section load;
    struct pl_section section;
    struct pl_front front;
    struct pl_export whole;
    struct pl_item list[ITEMS];
    struct pl_words words[ITEMS];
    struct pl_run runs[ITEMS][RUNS];
    char ids[ITEMS][8], labels[ITEMS][8];
};

static const char *const pieces[] = {
    "{++", "++}",  "{--",      "--}",       "{~~",        "~~}", "~>", "{==", "==}", "{>>",
    "<<}", "*",    "**",       "_",         "snake_case", "`",   "\\", "\\*", "{",   "}",
    "[",   "]",    "[Agreed]", "[Pending]", "-",          "#",   "1.", "(a)", "|",   "word",
    "été", "中文", "+",        "~",         "=",          "<",   ">",  "a",   "\"",  "PP1",
};

/* One blank between two pieces, or none; the first and the last are no blanks. */
static const char *make_words(struct generator *g, bool first, bool last)
{
    char text[256] = "";
    size_t count = 1 + generate_below(g, WORDS), used = 0;
    for (size_t i = 0; i < count; i++) {
        bool blank =
            (i > 0 || !first) && generate_chance(g, 60) && (used == 0 || text[used - 1] != ' ');
        const char *piece = pieces[generate_below(g, sizeof pieces / sizeof *pieces)];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", blank ? " " : "", piece);
    }
    snprintf(text + used, sizeof text - used, "%s", last ? "." : "x");
    char *kept = arena_copy(&g->arena, text, strlen(text));
    assert_non_null(kept);
    return kept;
}

static struct pl_names make_names(struct generator *g, bool some)
{
    static const char *const all[] = {"Brazil", "EU", "G77_and_China", "Côte d'Ivoire", "*"};
    struct pl_names names = {.given = true, .count = generate_below(g, 3) + some};
    const char **list = arena_array(&g->arena, 4, sizeof *list);
    assert_non_null(list);
    for (size_t i = 0; i < names.count; i++)
        list[i] = all[generate_below(g, sizeof all / sizeof *all)];
    names.names = list;
    return names;
}

static void make_item(struct generator *g, struct made *made, size_t i)
{
    struct pl_item *item = &made->list[i];
    snprintf(made->ids[i], sizeof made->ids[i], "a%zu", i + 1);
    snprintf(made->labels[i], sizeof made->labels[i], "a.%zu", i + 1);
    *item =
        (struct pl_item){.id = made->ids[i], .label = made->labels[i], .marker = "•", .level = 1};
    item->status = (enum pl_status)generate_below(g, PL_STATUS_COUNT);
    if (item->status != PL_STATUS_OPEN && generate_chance(g, 40))
        item->who = make_names(g, true);
    struct pl_words *words = &made->words[i];
    *words = (struct pl_words){.id = made->ids[i], .of = 1, .runs = made->runs[i]};
    words->run_count = 1 + generate_below(g, RUNS);
    for (size_t r = 0; r < words->run_count; r++) {
        struct pl_run *run = &made->runs[i][r];
        *run = (struct pl_run){.t = make_words(g, r == 0, r + 1 == words->run_count)};
        run->bytes = strlen(run->t);
        run->points = utf8_points(run->t, run->bytes);
        run->ins = generate_chance(g, 30) ? make_names(g, false) : run->ins;
        run->del = generate_chance(g, 30) ? make_names(g, false) : run->del;
        run->keep = generate_chance(g, 20) ? make_names(g, true) : run->keep;
    }
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

static void make(struct generator *g, struct made *made)
{
    *made = (struct made){.front = {.lang = "en", .title = "The *title* of {++ it"},
                          .section = {.id = "a", .label = "a"}};
    size_t count = 1 + generate_below(g, ITEMS);
    for (size_t i = 0; i < count; i++)
        make_item(g, made, i);
    qsort(made->words, count, sizeof made->words[0], by_id);
    made->text = (struct pl_text){.title = "A_title", .words = made->words, .count = count};
    made->load = (struct pl_load_section){{made->list, count}, &made->text};
    made->whole.document = (struct pl_document){
        .fronts = &made->front, .lang_count = 1, .sections = &made->section, .section_count = 1};
    made->whole.sections = &made->load;
}

static void test_any_words_and_marks_hold(void **state)
{
    (void)state;
    struct generator generator;
    struct made *made = calloc(1, sizeof *made);
    assert_non_null(made);
    generate_init(&generator, 5);
    for (int i = 0; i < TEXTS; i++) {
        make(&generator, made);
        expect_losses(&made->whole, "");
        generate_clear(&generator);
    }
    generate_finish(&generator);
    free(made);
}

/* ---- what it cannot hold is told ---- */

static void test_what_is_lost_is_told(void **state)
{
    (void)state;
    const struct pl_run alternatives[] = {{.t = "this", .bytes = 4, .points = 4, .alt = 1},
                                          {.t = "that", .bytes = 4, .points = 4, .alt = 1}};
    const struct pl_run blanks = {.t = "two  blanks", .bytes = 11, .points = 11};
    const struct pl_words words[] = {{"i1", 1, alternatives, 2, 8}, {"i2", 1, &blanks, 1, 11}};
    const struct pl_item items[] = {{.id = "i1", .label = "a.1", .level = 1, .marker = ""},
                                    {.id = "i2", .label = "a.1 bis", .level = 1, .marker = ""},
                                    {.id = "i3", .label = "a.3", .level = 1, .marker = ""}};
    const struct pl_text texts[] = {{.title = "", .words = words, .count = 2}, {.title = ""}};
    const struct pl_front fronts[] = {{.lang = "en", .title = "T"}, {.lang = "fr", .title = "T"}};
    const struct pl_section section = {.id = "a", .label = "a"};
    const struct pl_load_section load = {{items, 3}, texts};
    const struct pl_export text = {
        .document = {.fronts = fronts, .lang_count = 2, .sections = &section, .section_count = 1},
        .sections = &load};
    expect_losses(&text,
                  "language fr is left out: it goes into a file of its own with --lang\n"
                  "a.1 would lose marks: alternatives, or words to keep that nobody asked for\n"
                  "a.1 bis would be called \"a.2\"\n"
                  "a.1 bis would have other blanks or words\n"
                  "a.3 has no words and is left out\n");
}

static void test_views_of_plain_text(void **state)
{
    (void)state;
    static const char *const expected[] = {
        [PL_VIEW_MARKED] =
            "- We {--have--}{>>US<<} {++wish++}{>>EU, UK<<} {==now==}{>>US<<} [Pending US]",
        [PL_VIEW_CLEAN] = "- We wish now [Pending US]",
        [PL_VIEW_ORIGINAL] = "- We have now [Pending US]"};
    const char draft[] =
        "# T\n\n- We {--have--}{>>US<<} {++wish++}{>>EU, UK<<} {==now==}{>>US<<} [Pending US]\n";
    struct import_doc *doc = read_memo(draft, strlen(draft));
    struct publish publish;
    assert_int_equal(publish_init(&publish, doc, &(struct publish_options){0}), PUBLISH_OK);
    const struct pl_export text = {publish.document, publish.sections};
    for (int view = PL_VIEW_MARKED; view <= PL_VIEW_ORIGINAL; view++) {
        const struct memo memo = {.text = &text, .view = (enum pl_view)view};
        char whole[256];
        size_t size;
        char *written = write_memo(&memo, &size);
        snprintf(whole, sizeof whole, "T\n\n%s\n", expected[view]);
        assert_string_equal(written, whole);
        free(written);
    }
    publish_finish(&publish);
    import_destroy(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_draft_holds),
        cmocka_unit_test(test_any_words_and_marks_hold),
        cmocka_unit_test(test_what_is_lost_is_told),
        cmocka_unit_test(test_views_of_plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
