/* A newer text of a running sitting: tools/desk/merge.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tools/desk/import.h"
#include "tools/desk/merge.h"
#include "tools/desk/publish.h"

/* A text of a draft, as a room would hold it. */
struct made {
    struct import_doc *doc;
    struct publish publish;
    struct pl_export text;
};

static void make(struct made *made, const char *source)
{
    struct import_failure failure;
    if (!import_text(source, strlen(source), NULL, &made->doc, &failure)) {
        fail_msg("line %zu: %s", failure.line, failure.text);
    }
    const struct publish_options options = {.title = "T"};
    assert_int_equal(publish_init(&made->publish, made->doc, &options), PUBLISH_OK);
    made->text = (struct pl_export){made->publish.document, made->publish.sections};
}

static void unmake(struct made *made)
{
    publish_finish(&made->publish);
    import_destroy(made->doc);
}

static const struct pl_item *item_at(const struct pl_export *text, const char *label)
{
    for (size_t s = 0; s < text->document.section_count; s++) {
        for (size_t i = 0; i < text->sections[s].items.count; i++) {
            const struct pl_item *item = &text->sections[s].items.items[i];
            if (strcmp(item->label, label) == 0) {
                return item;
            }
        }
    }
    fail_msg("there is no %s", label);
    return NULL;
}

static void expect_words(const struct pl_export *text, const char *label, size_t lang,
                         enum pl_view view, const char *words)
{
    const char *id = item_at(text, label)->id;
    for (size_t s = 0; s < text->document.section_count; s++) {
        const struct pl_words *found = pl_text_find(&text->sections[s].texts[lang], id);
        if (found) {
            char *joined = pl_words_join(found, view);
            assert_string_equal(joined, words);
            free(joined);
            return;
        }
    }
    assert_null(words);
}

static void expect_lines(const struct merge *merge, const char *lines)
{
    char all[4096] = "";
    for (size_t i = 0; i < merge->line_count; i++) {
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s\n", merge->lines[i]);
    }
    assert_string_equal(all, lines);
}

/* Room, file, what is listed, what the item `label` is then. */
struct instance {
    const char *room, *file, *lines;
    const char *label, *id, *marked, *clean;
    enum pl_status status;
};

#define HEAD "# T\n\n## a. First\n\n"

static const struct instance instances[] = {
    /* Marks stay where the file has the words before them, after them, and bare. */
    {HEAD "- One {++fine ++}word stands\n", HEAD "- One word stands\n", "", "a.1", "a1",
     "One fine word stands", "One fine word stands", PL_STATUS_OPEN},
    {HEAD "- One {--fine --}word stands\n", HEAD "- One fine word stands\n", "", "a.1", "a1",
     "One fine word stands", "One word stands", PL_STATUS_OPEN},
    {HEAD "- One {--fine --}word stands\n", HEAD "- One word stands\n", "", "a.1", "a1",
     "One fine word stands", "One word stands", PL_STATUS_OPEN},
    /* The file's own marks are those of the file. */
    {HEAD "- One {++fine ++}word stands\n", HEAD "- One word {--stands--}\n",
     "a.1: insertion \"fine \" not kept\n", "a.1", "a1", "One word stands", "One word ",
     PL_STATUS_OPEN},
    {HEAD "- One {++fine ++}word stands\n", HEAD "- One {++fine ++}word stands\n", "", "a.1", "a1",
     "One fine word stands", "One fine word stands", PL_STATUS_OPEN},
    /* Statuses. */
    {HEAD "- One word stands [Agreed]\n", HEAD "- One word stands\n", "", "a.1", "a1",
     "One word stands", "One word stands", PL_STATUS_AGREED},
    {HEAD "- One word stands [Agreed]\n", HEAD "- One word stays\n",
     "a.1: status agreed not kept: its words have changed\n", "a.1", "a1", "One word stays",
     "One word stays", PL_STATUS_OPEN},
    {HEAD "- One word stands [Agreed]\n", HEAD "- One word stands [Agreed ad ref]\n",
     "a.1: status agreed not kept: the file says agreed-ad-ref\n", "a.1", "a1", "One word stands",
     "One word stands", PL_STATUS_AGREED_AD_REF},
    {HEAD "- One word stands [Agreed]\n", HEAD "- One word stays [Agreed]\n", "", "a.1", "a1",
     "One word stays", "One word stays", PL_STATUS_AGREED},
    /* It has another number now. */
    {HEAD "- One word stands [Agreed]\n", HEAD "- Quite another thing\n- One word stands\n", "",
     "a.2", "a1", "One word stands", "One word stands", PL_STATUS_AGREED},
    {HEAD "- One word stands here for long [Agreed]\n",
     HEAD "- Quite another thing\n- One word stands here for longer\n",
     "a.1 (now a.2): status agreed not kept: its words have changed\n", "a.2", "a1",
     "One word stands here for longer", "One word stands here for longer", PL_STATUS_OPEN},
    /* A new one never takes the id of one that was there. */
    {HEAD "- One word stands\n", HEAD "- Quite another thing\n- One word stands\n", "", "a.1",
     "a1-2", "Quite another thing", "Quite another thing", PL_STATUS_OPEN},
    {HEAD "- One word stands [Agreed]\n- Two\n", HEAD "- Quite different\n- Two\n",
     "a.1: not in the newer text: \"One word stands\", agreed\n", "a.1", "a1-2", "Quite different",
     "Quite different", PL_STATUS_OPEN},
    /* The same words twice: by the label first. */
    {HEAD "- Same\n- Same [Agreed]\n", HEAD "- Same\n- Same\n", "", "a.2", "a2", "Same", "Same",
     PL_STATUS_AGREED},
    /* Without blanks between words. */
    {HEAD "- 各国政府对人权负有特殊责任 [Agreed]\n", HEAD "- 各国政府对国际人权负有特殊责任\n",
     "a.1: status agreed not kept: its words have changed\n", "a.1", "a1",
     "各国政府对国际人权负有特殊责任", "各国政府对国际人权负有特殊责任", PL_STATUS_OPEN},
};

static void what_is_kept_and_what_is_listed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof instances / sizeof *instances; i++) {
        const struct instance *one = &instances[i];
        struct made room = {0};
        struct made file = {0};
        struct merge merge;
        make(&room, one->room);
        make(&file, one->file);
        assert_true(merge_init(&merge, &room.text, &file.text, NULL));
        print_message("%s", one->file + sizeof HEAD - 1);
        expect_lines(&merge, one->lines);
        assert_string_equal(item_at(&merge.text, one->label)->id, one->id);
        assert_int_equal(item_at(&merge.text, one->label)->status, one->status);
        expect_words(&merge.text, one->label, 0, PL_VIEW_MARKED, one->marked);
        expect_words(&merge.text, one->label, 0, PL_VIEW_CLEAN, one->clean);
        merge_finish(&merge);
        unmake(&room);
        unmake(&file);
    }
}

/* The room's text in English and French, whose words count from `of`. */
static struct pl_export two_languages(const struct made *en, const struct made *fr,
                                      struct pl_front fronts[2], struct pl_text texts[2],
                                      struct pl_load_section *section)
{
    fronts[0] = en->text.document.fronts[0];
    fronts[1] = fr->text.document.fronts[0];
    fronts[0].lang = "en";
    fronts[1].lang = "fr";
    texts[0] = en->text.sections[0].texts[0];
    texts[1] = fr->text.sections[0].texts[0];
    *section = en->text.sections[0];
    section->texts = texts;
    struct pl_export both = {en->text.document, section};
    both.document.fronts = fronts;
    both.document.lang_count = 2;
    return both;
}

static void other_languages_stay_and_lag_where_words_changed(void **state)
{
    (void)state;
    struct made en = {0};
    struct made fr = {0};
    struct made file = {0};
    struct merge merge;
    struct pl_front fronts[2];
    struct pl_text texts[2];
    struct pl_load_section section;
    make(&en, HEAD "- One word stands\n- A second of them\n");
    make(&fr, "# T\n\n## a. Premier\n\n- Un mot reste\n- Un second\n");
    make(&file, HEAD "- Newcomer\n- One word stands\n- A second one of them\n");
    struct pl_front english = file.text.document.fronts[0];
    english.lang = "en";
    file.text.document.fronts = &english;
    struct pl_export both = two_languages(&en, &fr, fronts, texts, &section);
    assert_true(merge_init(&merge, &both, &file.text, NULL));
    expect_lines(&merge, "");
    assert_int_equal(merge.text.document.lang_count, 2);
    const struct pl_text *french = &merge.text.sections[0].texts[1];
    assert_string_equal(french->title, "Premier");
    assert_int_equal(french->count, 2);
    expect_words(&merge.text, "a.2", 1, PL_VIEW_MARKED, "Un mot reste");
    assert_int_equal(pl_text_find(french, "a1")->of, 1);
    expect_words(&merge.text, "a.3", 1, PL_VIEW_MARKED, "Un second");
    assert_int_equal(pl_text_find(french, "a2")->of, 0);
    merge_finish(&merge);
    unmake(&en);
    unmake(&fr);
    unmake(&file);
}

/* Titles in a language that nothing of the text is in any more would be another text's. */
static void a_language_goes_with_the_last_of_its_words(void **state)
{
    (void)state;
    struct made en = {0};
    struct made fr = {0};
    struct made file = {0};
    struct merge merge;
    struct pl_front fronts[2];
    struct pl_text texts[2];
    struct pl_load_section section;
    make(&en, HEAD "- One word stands\n");
    make(&fr, "# T\n\n## a. Premier\n\n- Un mot reste\n");
    make(&file, "# Other\n\n## a. Elsewhere\n\n- Governments meet in October and decide\n");
    struct pl_front english = file.text.document.fronts[0];
    english.lang = "en";
    file.text.document.fronts = &english;
    struct pl_export both = two_languages(&en, &fr, fronts, texts, &section);
    assert_true(merge_init(&merge, &both, &file.text, NULL));
    assert_int_equal(merge.text.document.lang_count, 1);
    assert_string_equal(merge.text.document.fronts[0].title, "Other");
    assert_string_equal(merge.lines[0], "language fr is not kept: nothing of it stands");
    merge_finish(&merge);
    unmake(&en);
    unmake(&fr);
    unmake(&file);
}

static void a_text_in_another_language_keeps_nothing(void **state)
{
    (void)state;
    struct made en = {0};
    struct made fr = {0};
    struct merge merge;
    make(&en, "---\nlang: en\n---\n\n" HEAD "- One word stands [Agreed]\n");
    make(&fr, "---\nlang: fr\n---\n\n" HEAD "- One word stands\n");
    assert_true(merge_init(&merge, &en.text, &fr.text, NULL));
    expect_lines(&merge, "the room's text is in en, the file's in fr: nothing is kept\n");
    assert_int_equal(item_at(&merge.text, "a.1")->status, PL_STATUS_OPEN);
    merge_finish(&merge);
    unmake(&en);
    unmake(&fr);
}

static void the_wall_stays_where_it_is(void **state)
{
    (void)state;
    struct made room = {0};
    struct made file = {0};
    struct merge merge;
    const struct pl_highlight light = {.item = "a2", .lang = "en", .end = 3, .exact = "Two"};
    struct pl_cursor cursor = {.section = "a", .item = "a2"};
    make(&room, HEAD "- One word stands\n- Two words stand\n");
    make(&file, HEAD "- Newcomer\n- One word stands\n\n## b. Second\n\n- Two words stand\n");
    assert_true(merge_init(&merge, &room.text, &file.text, &cursor));
    assert_string_equal(merge.text.document.start_section, "b");
    assert_string_equal(merge.text.document.start_item, "a2");
    merge_finish(&merge);
    /* An item that is gone: where the file starts. */
    cursor.item = "a9";
    cursor.highlights = &light;
    cursor.highlight_count = 1;
    assert_true(merge_init(&merge, &room.text, &file.text, &cursor));
    assert_string_equal(merge.text.document.start_item, item_at(&merge.text, "a.1")->id);
    expect_lines(&merge, "the highlights are not kept\n");
    merge_finish(&merge);
    unmake(&room);
    unmake(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_and_what_is_listed),
        cmocka_unit_test(other_languages_stay_and_lag_where_words_changed),
        cmocka_unit_test(a_language_goes_with_the_last_of_its_words),
        cmocka_unit_test(a_text_in_another_language_keeps_nothing),
        cmocka_unit_test(the_wall_stays_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
