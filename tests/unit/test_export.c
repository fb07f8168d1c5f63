/* A text at rest: out of a room, through a file, into another room, and out again, byte for byte;
 * what is refused, and where. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "paper.h"
#include "plenary/export.h"
#include "plenary/wire.h"
#include "same.h"
#include "sim.h"
#include "tools/desk/restore.h"
#include "unit.h"

enum { ROOMS = 160, PARTS_MAX = 7, ITEMS_MAX = 30 };

/* ---- two rooms ---- */

static void enter(struct sim *sim, const struct pl_document *document,
                  const struct pl_load_section *sections, enum pl_error *error_out)
{
    struct pl_room_config config = {.room = "main",
                                    .user = "chair",
                                    .name = "chair",
                                    .version = "1",
                                    .seed = 7,
                                    .role = PL_ROLE_DESK,
                                    .all_langs = true,
                                    .by = "00000000000000aa"};
    size_t where = 0;
    sim_init(sim);
    sim_add_config(sim, &config);
    sim_connect(sim, 0);
    sim_run(sim, 1000);
    *error_out = pl_room_load(sim_room(sim, 0), document, sections, sim_now(sim, 0), &where);
    sim_drain(sim, 0);
    sim_run(sim, 3000);
}

static char *write_room(const struct pl_room *room, size_t *size_out)
{
    struct pool pool = {0};
    struct pl_export text;
    char *json = NULL;
    assert_true(restore_take(room, &pool, &text));
    assert_int_equal(pl_export_write(&text, &json, size_out), PL_OK);
    pool_finish(&pool);
    return json;
}

static struct pl_export *read_json(const char *json, size_t size)
{
    struct pl_export_fault fault;
    struct pl_export *text = pl_export_read(json, size, &fault);
    if (!text)
        fail_msg("%s: %s", fault.path, pl_error_text(fault.error));
    return text;
}

/* Each part of the room says what the text says; `of` is that of a new load. */
static void expect_held(const struct pl_room *room, const struct pl_export *text)
{
    struct pl_message here = {.topic = {.kind = PL_TOPIC_DOCUMENT}}, there = here;
    here.body.document = *pl_room_document(room, PL_CONFIRMED);
    there.body.document = text->document;
    here.body.document.load = there.body.document.load = "1-0000000000000000";
    here.body.document.older_count = there.body.document.older_count = 0;
    assert_true(same_message(&here, &there));
    for (size_t s = 0; s < text->document.section_count; s++) {
        here = there = (struct pl_message){.topic = {.kind = PL_TOPIC_ITEMS}};
        here.body.items = *pl_room_items(room, PL_CONFIRMED, s);
        there.body.items = text->sections[s].items;
        assert_true(same_message(&here, &there));
        for (size_t l = 0; l < text->document.lang_count; l++) {
            const struct pl_text *wanted = &text->sections[s].texts[l];
            struct pl_words words[ITEMS_MAX];
            for (size_t i = 0; i < wanted->count; i++) {
                const struct pl_words *first =
                    pl_text_find(&text->sections[s].texts[0], wanted->words[i].id);
                words[i] = wanted->words[i];
                words[i].of = first && first->of > words[i].of ? 0 : 1;
            }
            here = there = (struct pl_message){.topic = {.kind = PL_TOPIC_TEXT}};
            here.body.text = *pl_room_text(room, PL_CONFIRMED, s, text->document.fronts[l].lang);
            there.body.text = *wanted;
            there.body.text.words = words;
            assert_true(same_message(&here, &there));
        }
    }
}

/* What another room holds after such a file was loaded into it; it is `wanted`, unless NULL. */
static char *through_a_room(const char *json, size_t size, const struct pl_export *wanted,
                            size_t *size_out)
{
    struct pl_export *text = read_json(json, size);
    struct restore restore;
    struct sim sim;
    enum pl_error error;
    assert_int_equal(restore_init(&restore, text), PUBLISH_OK);
    enter(&sim, &restore.document, restore.sections, &error);
    assert_int_equal(error, PL_OK);
    if (wanted)
        expect_held(sim_room(&sim, 0), wanted);
    char *again = write_room(sim_room(&sim, 0), size_out);
    sim_finish(&sim);
    restore_finish(&restore);
    pl_export_destroy(text);
    return again;
}

static void expect_same(const char *json, size_t size, const struct pl_export *wanted)
{
    size_t again_size;
    char *again = through_a_room(json, size, wanted, &again_size);
    assert_int_equal(size, again_size);
    assert_memory_equal(json, again, size);
    free(again);
}

/* ---- random texts ---- */

struct made {
    struct pl_document document;
    struct pl_section entries[PARTS_MAX];
    struct pl_load_section sections[PARTS_MAX];
    struct pl_item items[PARTS_MAX][ITEMS_MAX];
    struct pl_text texts[PARTS_MAX][PL_LANGS_MAX];
    struct pl_words words[PARTS_MAX][PL_LANGS_MAX][ITEMS_MAX];
    char ids[PARTS_MAX][ITEMS_MAX][PL_ID_MAX + 1];
};

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

static void make_text(struct generator *g, struct made *made, size_t part, size_t lang)
{
    struct pl_message message;
    const struct pl_items *items = &made->sections[part].items;
    struct pl_text *text = &made->texts[part][lang];
    do {
        generate_message(g, PL_TOPIC_TEXT, &message);
    } while (message.body.text.count == 0);
    *text = message.body.text;
    text->words = made->words[part][lang];
    text->count = 0;
    for (size_t i = 0; i < items->count; i++) {
        if (generate_chance(g, 10))
            continue;
        struct pl_words *words = &made->words[part][lang][text->count++];
        *words = message.body.text.words[i % message.body.text.count];
        words->id = items->items[i].id;
        words->of = (int64_t)generate_below(g, 4);
    }
    qsort(made->words[part][lang], text->count, sizeof *text->words, by_id);
}

static void make_part(struct generator *g, struct made *made, size_t part)
{
    struct pl_message message;
    struct pl_items *items = &made->sections[part].items;
    generate_message(g, PL_TOPIC_ITEMS, &message);
    items->count = message.body.items.count < ITEMS_MAX ? message.body.items.count : ITEMS_MAX;
    items->items = made->items[part];
    for (size_t i = 0; i < items->count; i++) {
        made->items[part][i] = message.body.items.items[i];
        snprintf(made->ids[part][i], sizeof made->ids[part][i], "i%zu", i);
        made->items[part][i].id = made->ids[part][i];
    }
    made->sections[part].texts = made->texts[part];
    for (size_t i = 0; i < made->document.lang_count; i++)
        make_text(g, made, part, i);
}

static void make(struct generator *g, struct made *made)
{
    struct pl_message message;
    do {
        generate_message(g, PL_TOPIC_DOCUMENT, &message);
    } while (message.body.document.section_count > PARTS_MAX);
    *made = (struct made){.document = message.body.document};
    struct pl_document *document = &made->document;
    document->start_section = document->start_item = NULL;
    for (size_t s = 0; s < document->section_count; s++) {
        made->entries[s] = document->sections[s];
        make_part(g, made, s);
        if (made->sections[s].items.count > 0 &&
            (!document->start_item || generate_chance(g, 30))) {
            document->start_section = made->entries[s].id;
            document->start_item = made->ids[s][generate_below(g, made->sections[s].items.count)];
        }
    }
    document->sections = made->entries;
}

static void test_any_text_comes_back_byte_for_byte(void **state)
{
    (void)state;
    struct generator generator;
    struct made *made = calloc(1, sizeof *made);
    assert_non_null(made);
    size_t whole = 0;
    generate_init(&generator, 41);
    for (int i = 0; i < ROOMS; i++) {
        struct sim sim;
        enum pl_error error;
        make(&generator, made);
        enter(&sim, &made->document, made->sections, &error);
        if (error == PL_OK) {
            size_t size;
            char *json = write_room(sim_room(&sim, 0), &size);
            expect_same(json, size, &(struct pl_export){made->document, made->sections});
            free(json);
            whole++;
        } else {
            assert_int_equal(error, PL_ERROR_SIZE); /* a document of many languages */
        }
        sim_finish(&sim);
        generate_clear(&generator);
    }
    assert_true(whole > ROOMS * 3 / 4);
    generate_finish(&generator);
    free(made);
}

/* ---- the limits ---- */

static void test_a_text_at_the_limits_in_eight_languages(void **state)
{
    (void)state;
    struct paper *paper = paper_create(PL_SECTIONS_MAX, PL_ITEMS_MAX / PL_SECTIONS_MAX,
                                       PL_LANGS_MAX, PL_TEXT_MAX / PL_ITEMS_MAX - 16);
    struct sim sim;
    enum pl_error error;
    size_t size;
    enter(&sim, paper_document(paper), paper_sections(paper), &error);
    assert_int_equal(error, PL_OK);
    char *json = write_room(sim_room(&sim, 0), &size);
    assert_true(size > (size_t)PL_TEXT_MAX * PL_LANGS_MAX * 9 / 10 && size < PL_EXPORT_MAX);
    expect_same(json, size, NULL);
    free(json);
    sim_finish(&sim);
    paper_destroy(paper);
}

/* All items of a text in order, with their words in each language. */
static char *tell(const struct pl_document *document, const struct pl_load_section *sections)
{
    char *told = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&told, &size);
    assert_non_null(out);
    for (size_t s = 0; s < document->section_count; s++) {
        for (size_t i = 0; i < sections[s].items.count; i++) {
            const struct pl_item *item = &sections[s].items.items[i];
            fprintf(out, "%s %s\n", document->sections[s].label, item->id);
            for (size_t l = 0; l < document->lang_count; l++) {
                const struct pl_words *words = pl_text_find(&sections[s].texts[l], item->id);
                char *joined = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
                fprintf(out, "  %s\n", joined ? joined : "-");
                free(joined);
            }
        }
    }
    fclose(out);
    return told;
}

static void test_a_long_section_is_split_in_all_languages_alike(void **state)
{
    (void)state;
    struct paper *paper = paper_create(2, 600, 3, 180);
    struct pl_export text = {.document = *paper_document(paper), .sections = paper_sections(paper)};
    text.document.start_section = "s2";
    text.document.start_item = "i599";
    struct pl_export *read;
    struct restore restore;
    char *json;
    size_t size;
    assert_int_equal(pl_export_write(&text, &json, &size), PL_OK);
    read = read_json(json, size);
    assert_int_equal(restore_init(&restore, read), PUBLISH_OK);
    const struct pl_document *document = &restore.document;
    assert_true(document->section_count >= 8);
    for (size_t s = 0; s < document->section_count; s++) {
        bool first = strcmp(document->sections[s].id, "s1") == 0 ||
                     strcmp(document->sections[s].id, "s2") == 0;
        assert_true(pl_wire_is_id(document->sections[s].id));
        assert_int_equal(document->sections[s].continues, !first);
        for (size_t l = 0; l < 3; l++) {
            assert_int_equal(restore.sections[s].texts[l].title[0] != '\0', first);
            assert_int_equal(restore.sections[s].texts[l].count, restore.sections[s].items.count);
        }
    }
    char *before = tell(&text.document, text.sections), *after = tell(document, restore.sections);
    assert_string_equal(before, after);
    assert_string_equal(document->start_item, "i599");
    assert_string_equal(document->start_section,
                        document->sections[document->section_count - 1].id);
    free(before);
    free(after);
    restore_finish(&restore);
    pl_export_destroy(read);
    size_t split_size;
    char *split = through_a_room(json, size, NULL, &split_size);
    expect_same(split, split_size, NULL);
    free(split);
    free(json);
    paper_destroy(paper);
}

static void test_too_many_parts_are_refused(void **state)
{
    (void)state;
    struct paper *paper = paper_create(PL_SECTIONS_MAX, 1, 1, 0);
    struct paper *longer = paper_create(1, 600, 1, 180);
    struct pl_load_section sections[PL_SECTIONS_MAX];
    memcpy(sections, paper_sections(paper), sizeof sections);
    struct pl_export text = {.document = *paper_document(paper), .sections = sections};
    struct restore restore;
    assert_int_equal(restore_init(&restore, &text), PUBLISH_OK);
    restore_finish(&restore);
    sections[7] = paper_sections(longer)[0];
    assert_int_equal(restore_init(&restore, &text), PUBLISH_SECTIONS);
    paper_destroy(longer);
    paper_destroy(paper);
}

/* ---- what a person may have made ---- */

#define HEAD "{\"format\":\"plenary\",\"v\":1,\"document\":{\"languages\":[\"en\",\"fr\"],"
#define TITLE "\"title\":{\"en\":\"T\",\"fr\":\"T\"}},"
#define ITEM "{\"id\":\"c4\",\"level\":1,\"label\":\"c.4\",\"marker\":\"\",\"status\":\"open\"}"
#define SECTION(items, texts)                                                                      \
    "\"sections\":[{\"id\":\"c\",\"label\":\"c\",\"items\":[" items "],\"texts\":{" texts "}}]}"
#define WORDS(of, run)                                                                             \
    "{\"title\":\"\",\"items\":{\"c4\":{\"of\":" of ",\"runs\":[{\"t\":\"" run "\"}]}}}"

static void test_translation_follows_stays_true(void **state)
{
    (void)state;
    static const struct {
        const char *original, *translation;
        int64_t kept;
    } cases[] = {{"7", "7", 1}, {"7", "6", 0}, {"7", "9", 1}, {"0", "0", 1}, {"1", "0", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char json[1024];
        snprintf(json, sizeof json,
                 HEAD TITLE SECTION(ITEM, "\"en\":{\"title\":\"\",\"items\":{\"c4\":{\"of\":%s,"
                                          "\"runs\":[]}}},\"fr\":{\"title\":\"\",\"items\":"
                                          "{\"c4\":{\"of\":%s,\"runs\":[]}}}"),
                 cases[i].original, cases[i].translation);
        struct pl_export *text = read_json(json, strlen(json));
        assert_int_equal(text->sections[0].texts[0].words[0].of, 1);
        assert_int_equal(text->sections[0].texts[1].words[0].of, cases[i].kept);
        pl_export_destroy(text);
    }
}

static void test_what_is_missing(void **state)
{
    (void)state;
    const char json[] = HEAD TITLE SECTION(ITEM, "\"fr\":" WORDS("1", "x"));
    struct pl_export *text = read_json(json, strlen(json));
    assert_string_equal(text->sections[0].texts[0].title, "");
    assert_int_equal(text->sections[0].texts[0].count, 0);
    struct restore restore;
    assert_int_equal(restore_init(&restore, text), PUBLISH_OK);
    assert_string_equal(restore.document.start_section, "c");
    assert_string_equal(restore.document.start_item, "c4");
    restore_finish(&restore);
    pl_export_destroy(text);
}

static void test_what_is_refused_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        enum pl_error error;
        size_t line;
        const char *path;
    } cases[] = {
        {"{}", PL_ERROR_MISSING, 0, ""},
        {"{\"format\":\"other\"}", PL_ERROR_VALUE, 0, "format"},
        {"{\"format\":\"plenary\",\"v\":2}", PL_ERROR_VERSION, 0, "v"},
        {"{\"format\":\"plenary\",\n\"v\":1,\n}", PL_ERROR_JSON, 3, ""},
        {"{\n\"format\":\n\"plen\xE9ry\"}", PL_ERROR_UTF8, 3, ""},
        {"{\"format\":\"plenary\",\"v\":1.0}", PL_ERROR_NUMBER, 1, ""},
        {"{\"format\":\"plenary\",\"v\":1,\"v\":1}", PL_ERROR_DUPLICATE, 0, ""},
        {HEAD "\"title\":{\"en\":\"T\"}},\"sections\":[]}", PL_ERROR_MISSING, 0, "document.title"},
        {HEAD "\"title\":{\"en\":\"T\",\"fr\":\"\",\"de\":\"\"}},\"sections\":[]}",
         PL_ERROR_REFERENCE, 0, "document.title.de"},
        {HEAD TITLE "\"sections\":7}", PL_ERROR_TYPE, 0, "sections"},
        {HEAD TITLE SECTION(ITEM "," ITEM, ""), PL_ERROR_DUPLICATE, 0, "sections[0].items"},
        {HEAD TITLE SECTION("{\"id\":\"C4\"}", ""), PL_ERROR_ID, 0, "sections[0].items[0].id"},
        {HEAD TITLE SECTION("{\"id\":\"c4\"}", ""), PL_ERROR_MISSING, 0, "sections[0].items[0]"},
        {HEAD TITLE SECTION(ITEM, "\"de\":{}"), PL_ERROR_REFERENCE, 0, "sections[0].texts.de"},
        {HEAD TITLE SECTION(ITEM, "\"en\":{}"), PL_ERROR_MISSING, 0, "sections[0].texts.en"},
        {HEAD TITLE SECTION(ITEM, "\"fr\":" WORDS("-1", "x")), PL_ERROR_RANGE, 0,
         "sections[0].texts.fr.items.c4.of"},
        {HEAD TITLE SECTION(ITEM, "\"fr\":" WORDS("1", "a\\u0007")), PL_ERROR_TEXT, 0,
         "sections[0].texts.fr.items.c4.runs[0].t"},
        {HEAD TITLE SECTION(ITEM, "\"fr\":" WORDS("1", "")), PL_ERROR_VALUE, 0,
         "sections[0].texts.fr.items.c4.runs[0].t"},
        {HEAD TITLE SECTION("", "\"fr\":" WORDS("1", "x")), PL_ERROR_REFERENCE, 0,
         "sections[0].texts.fr.items.c4"},
        {HEAD "\"start\":{\"section\":\"d\"}," TITLE SECTION(ITEM, ""), PL_ERROR_REFERENCE, 0,
         "document.start"},
        {HEAD "\"start\":{\"section\":\"c\",\"item\":\"c5\"}," TITLE SECTION(ITEM, ""),
         PL_ERROR_REFERENCE, 0, "document.start.item"},
        {HEAD TITLE "\"sections\":[{\"id\":\"c\",\"label\":\"c\",\"items\":[],\"texts\":{}},"
                    "{\"id\":\"c\",\"label\":\"d\",\"items\":[],\"texts\":{}}]}",
         PL_ERROR_DUPLICATE, 0, "sections"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pl_export_fault fault;
        assert_null(pl_export_read(cases[i].json, strlen(cases[i].json), &fault));
        if (fault.error != cases[i].error || fault.line != cases[i].line ||
            strcmp(fault.path, cases[i].path) != 0)
            fail_msg("%s\n%s, line %zu: %s", cases[i].json, fault.path, fault.line,
                     pl_error_name(fault.error));
    }
}

static void test_limits_of_the_whole(void **state)
{
    (void)state;
    struct pl_export_fault fault;
    struct paper *paper = paper_create(2, PL_ITEMS_MAX / 2, 1, 230);
    struct pl_export text = {.document = *paper_document(paper), .sections = paper_sections(paper)};
    char *json;
    size_t size;
    assert_int_equal(pl_export_write(&text, &json, &size), PL_OK);
    pl_export_destroy(read_json(json, size));
    free(json);
    paper_destroy(paper);

    paper = paper_create(3, PL_ITEMS_MAX / 2, 1, 0);
    text =
        (struct pl_export){.document = *paper_document(paper), .sections = paper_sections(paper)};
    assert_int_equal(pl_export_write(&text, &json, &size), PL_OK);
    assert_null(pl_export_read(json, size, &fault));
    assert_int_equal(fault.error, PL_ERROR_LIMIT);
    assert_string_equal(fault.path, "sections[2].items");
    free(json);
    paper_destroy(paper);

    paper = paper_create(2, PL_ITEMS_MAX / 2, 2, 260);
    text =
        (struct pl_export){.document = *paper_document(paper), .sections = paper_sections(paper)};
    assert_int_equal(pl_export_write(&text, &json, &size), PL_OK);
    assert_null(pl_export_read(json, size, &fault));
    assert_int_equal(fault.error, PL_ERROR_LIMIT);
    assert_string_equal(fault.path, "sections[1].texts.en");
    free(json);
    paper_destroy(paper);

    json = calloc(PL_EXPORT_MAX + 1, 1);
    assert_non_null(json);
    memset(json, ' ', PL_EXPORT_MAX + 1);
    assert_null(pl_export_read(json, PL_EXPORT_MAX + 1, &fault));
    assert_int_equal(fault.error, PL_ERROR_SIZE);
    free(json);
}

static void test_what_looks_like_one(void **state)
{
    (void)state;
    static const char *const some[] = {"{\"format\"", "\xEF\xBB\xBF \n{ \"", "{}", "{ }"};
    static const char *const none[] = {"", "{", "{++new++} words", "[bookmark]", "\"x\"", "{'a'"};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_true(pl_export_is(some[i], strlen(some[i])));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(pl_export_is(none[i], strlen(none[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_text_comes_back_byte_for_byte),
        cmocka_unit_test(test_a_text_at_the_limits_in_eight_languages),
        cmocka_unit_test(test_a_long_section_is_split_in_all_languages_alike),
        cmocka_unit_test(test_too_many_parts_are_refused),
        cmocka_unit_test(test_translation_follows_stays_true),
        cmocka_unit_test(test_what_is_missing),
        cmocka_unit_test(test_what_is_refused_and_where),
        cmocka_unit_test(test_limits_of_the_whole),
        cmocka_unit_test(test_what_looks_like_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
