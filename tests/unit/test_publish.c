/* From a draft to what a room loads: tools/desk/publish.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plenary/wire.h"
#include "tools/desk/publish.h"

enum { SOURCE_MAX = 1 << 20 };

static struct import_doc *read(const char *source)
{
    struct import_doc *doc = NULL;
    struct import_failure failure;
    if (!import_text(source, strlen(source), NULL, &doc, &failure)) {
        fail_msg("line %zu: %s", failure.line, failure.text);
    }
    return doc;
}

/* Two sections; the second has `count` bullets of about 1,000 bytes, each with two below it. */
static char *long_draft(size_t count)
{
    char *source = malloc(SOURCE_MAX);
    assert_non_null(source);
    int used =
        snprintf(source, SOURCE_MAX, "# A title\n\n## a. First\n\n- One\n\n## b. Second\n\n");
    for (size_t i = 0; i < count; i++) {
        used += snprintf(source + used, (size_t)(SOURCE_MAX - used), "- Bullet %zu \"", i);
        for (int word = 0; word < 90; word++) {
            used += snprintf(source + used, (size_t)(SOURCE_MAX - used), "word%03d ", word);
        }
        used += snprintf(source + used, (size_t)(SOURCE_MAX - used),
                         "\" end\n  - below %zu, first\n  - below %zu, second\n", i, i);
    }
    assert_true(used < SOURCE_MAX);
    return source;
}

static size_t payload_size(const struct publish *publish, size_t part, bool text)
{
    struct pl_message message = {.topic = {.kind = text ? PL_TOPIC_TEXT : PL_TOPIC_ITEMS,
                                           .load = "1-0123456789abcdef",
                                           .lang = "en"}};
    memcpy(message.envelope.stamp.by, "0123456789abcdef", PL_BY_LEN + 1);
    message.envelope.stamp.epoch = 1;
    message.envelope.stamp.rev = 1;
    if (text) {
        message.body.text = publish->sections[part].texts[0];
    } else {
        message.body.items = publish->sections[part].items;
    }
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(pl_wire_encode(&message, &bytes, &size), PL_OK);
    free(bytes);
    return size;
}

static void expect_sorted_and_same(const struct pl_load_section *section)
{
    assert_int_equal(section->items.count, section->texts[0].count);
    for (size_t i = 0; i < section->texts[0].count; i++) {
        const struct pl_words *words = section->texts[0].words;
        assert_true(i == 0 || strcmp(words[i - 1].id, words[i].id) < 0);
        assert_non_null(pl_text_find(&section->texts[0], section->items.items[i].id));
        assert_int_equal(words[i].of, 1);
    }
}

static void long_sections_are_split_at_an_item(void **state)
{
    (void)state;
    char *source = long_draft(150);
    struct import_doc *doc = read(source);
    struct publish publish;
    assert_int_equal(publish_init(&publish, doc, &(struct publish_options){0}), PUBLISH_OK);
    const struct pl_document *document = &publish.document;
    size_t items = 0;
    assert_true(document->section_count >= 5);
    for (size_t part = 0; part < document->section_count; part++) {
        assert_true(pl_wire_is_id(document->sections[part].id));
        assert_int_equal(document->sections[part].continues, part > 1);
        assert_string_equal(document->sections[part].label, part == 0 ? "a" : "b");
        assert_string_equal(publish.sections[part].texts[0].title, part == 0   ? "First"
                                                                   : part == 1 ? "Second"
                                                                               : "");
        assert_true(payload_size(&publish, part, true) <= PL_SPLIT_BYTES * 5 / 4);
        assert_true(payload_size(&publish, part, false) <= PL_SPLIT_BYTES * 5 / 4);
        bool last = part == 0 || part + 1 == document->section_count;
        assert_true(last || payload_size(&publish, part, true) > PL_SPLIT_BYTES / 2);
        assert_int_equal(publish.sections[part].items.items[0].level, 1);
        expect_sorted_and_same(&publish.sections[part]);
        items += publish.sections[part].items.count;
    }
    assert_int_equal(items, 1 + 150 * 3);
    assert_string_equal(document->start_section, document->sections[0].id);
    assert_string_equal(document->start_item, publish.sections[0].items.items[0].id);
    publish_finish(&publish);
    import_destroy(doc);
    free(source);
}

static const char *id_of(const struct publish *publish, size_t part, size_t item)
{
    return publish->sections[part].items.items[item].id;
}

static void ids_are_kept_where_the_words_stood(void **state)
{
    (void)state;
    struct import_doc *doc = read("# T\n\n## a. First\n\n- New\n- Old words\n- Same\n- Same\n");
    struct publish_kept kept[] = {
        {"a3", "Same"}, {"a1", "Old words"}, {"x9", "Gone"}, {"a2", "Same"}};
    struct publish publish;
    const struct publish_options options = {.kept = kept, .kept_count = 4};
    assert_int_equal(publish_init(&publish, doc, &options), PUBLISH_OK);
    const char *same = id_of(&publish, 0, 2);
    const char *other = id_of(&publish, 0, 3);
    assert_string_equal(id_of(&publish, 0, 1), "a1");
    assert_true(strcmp(same, "a2") == 0 || strcmp(same, "a3") == 0);
    assert_true(strcmp(other, "a2") == 0 || strcmp(other, "a3") == 0);
    assert_string_not_equal(same, other);
    /* The new one would be a1; that name is taken. */
    assert_string_equal(id_of(&publish, 0, 0), "a1-2");
    publish_finish(&publish);
    import_destroy(doc);
}

static void what_the_draft_does_not_say(void **state)
{
    (void)state;
    struct import_doc *doc = read("- One\n- Two\n");
    struct publish publish;
    const struct publish_options options = {.title = "draft", .time_zone = "Europe/Rome"};
    assert_int_equal(publish_init(&publish, doc, &options), PUBLISH_OK);
    assert_string_equal(publish.document.fronts[0].title, "draft");
    assert_string_equal(publish.document.time_zone, "Europe/Rome");
    assert_int_equal(publish.document.section_count, 1);
    publish_finish(&publish);
    import_destroy(doc);

    doc = read("---\ntitle: T\ntime-zone: Asia/Tokyo\n---\n\n- One\n- Two\n");
    assert_int_equal(publish_init(&publish, doc, &options), PUBLISH_OK);
    assert_string_equal(publish.document.fronts[0].title, "T");
    assert_string_equal(publish.document.time_zone, "Asia/Tokyo");
    publish_finish(&publish);
    import_destroy(doc);
}

static void too_many_parts_are_refused(void **state)
{
    (void)state;
    size_t count = 250;
    char *source = malloc(SOURCE_MAX);
    assert_non_null(source);
    int used = snprintf(source, SOURCE_MAX, "# T\n\n");
    for (size_t i = 0; i < count; i++) {
        used +=
            snprintf(source + used, (size_t)(SOURCE_MAX - used), "## Section %zu\n\n- One\n\n", i);
    }
    struct import_doc *doc = read(source);
    struct publish publish;
    assert_int_equal(publish_init(&publish, doc, &(struct publish_options){0}), PUBLISH_OK);
    assert_int_equal(publish.document.section_count, count);
    publish_finish(&publish);
    import_destroy(doc);
    /* 250 sections and one that takes eight parts. */
    for (int i = 0; i < 220; i++) {
        used += snprintf(source + used, (size_t)(SOURCE_MAX - used), "- ");
        for (int word = 0; word < 130; word++) {
            used += snprintf(source + used, (size_t)(SOURCE_MAX - used), "word%03d ", word);
        }
        used += snprintf(source + used, (size_t)(SOURCE_MAX - used), "\n");
    }
    doc = read(source);
    assert_int_equal(publish_init(&publish, doc, &(struct publish_options){0}), PUBLISH_SECTIONS);
    import_destroy(doc);
    free(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_sections_are_split_at_an_item),
        cmocka_unit_test(ids_are_kept_where_the_words_stood),
        cmocka_unit_test(what_the_draft_does_not_say),
        cmocka_unit_test(too_many_parts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
