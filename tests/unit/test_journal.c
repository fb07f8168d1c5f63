/* Acts as text: what is written is read back as it was, and what is torn is left alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "tools/desk/journal_text.h"
#include "unit.h"

static const char *const asked[] = {"EU", "G 77 & China %20"};
static const struct pl_run runs[] = {
    {.t = "all  ofé ", .bytes = 10, .points = 9, .ins = {asked, 2, true}, .alt = 3},
    {.t = "it", .bytes = 2, .points = 2, .del = {NULL, 0, true}}};

static void add(struct acts_list *list, const struct pl_intent *intent)
{
    assert_true(acts_list_add(list, intent));
}

static void fill(struct acts_list *list)
{
    struct pl_intent words = {.kind = PL_INTENT_WORDS};
    words.as.words.section = "c";
    words.as.words.item = "c4";
    words.as.words.lang = "en";
    words.as.words.old_runs = runs;
    words.as.words.old_count = 2;
    words.as.words.new_runs = runs;
    words.as.words.new_count = 1;
    words.as.words.of = 9;
    add(list, &words);
    struct pl_intent floor = {.kind = PL_INTENT_FLOOR_BACK};
    floor.as.floor_back.premise = "x-1";
    floor.as.floor_back.queued = true;
    floor.as.floor_back.speaker =
        (struct pl_speaker){.id = "x-2", .name = "Brazil", .on_behalf = "G77", .limit_s = 300};
    floor.as.floor_back.clock = (struct pl_run_clock){.running = true, .used_ms = 1234};
    add(list, &floor);
    struct pl_intent add_item = {.kind = PL_INTENT_ITEM_ADD};
    add_item.as.item_add.section = "c";
    add_item.as.item_add.item = (struct pl_item){.id = "c5",
                                                 .label = "c.5 bis",
                                                 .marker = "",
                                                 .level = 2,
                                                 .status = PL_STATUS_PENDING,
                                                 .who = {asked, 2, true}};
    add(list, &add_item);
    struct pl_intent move = {.kind = PL_INTENT_MOVE, .as.move = {"c", "c4", 7, NULL, 0}};
    add(list, &move);
}

static void test_what_is_written_is_read_back(void **state)
{
    struct acts_list list = {0};
    struct acts_list back;
    char *name;
    int64_t made_ms;
    (void)state;
    fill(&list);
    char *record = journal_write("status c.4 “agreed” 100%", &list, 17);
    assert_non_null(record);
    assert_true(journal_read(record, &name, &back, &made_ms));
    assert_string_equal(name, "status c.4 “agreed” 100%");
    assert_int_equal(made_ms, 17);
    char *again = journal_write(name, &back, made_ms);
    assert_string_equal(again, record);
    assert_string_equal(back.intents[0]->as.words.old_runs[0].ins.names[1], asked[1]);
    assert_int_equal(back.intents[0]->as.words.old_runs[0].points, 9);
    assert_null(back.intents[3]->as.move.from_item);
    free(again);
    free(name);
    free(record);
    acts_list_finish(&back);
    acts_list_finish(&list);
}

/* Each beginning of a journal has the records that are whole in it. */
static void test_a_torn_journal(void **state)
{
    struct acts_list list = {0};
    (void)state;
    fill(&list);
    char *one = journal_write("one", &list, 1);
    char *two = journal_write("two", &list, 2);
    size_t first = strlen(one);
    size_t size = first + strlen(two);
    char *both = malloc(size + 1);
    assert_non_null(both);
    memcpy(both, one, first);
    memcpy(both + first, two, size - first + 1);
    for (size_t cut = 0; cut <= size; cut++) {
        char *torn = strndup(both, cut);
        assert_non_null(torn);
        assert_int_equal(journal_last(torn), cut < first ? SIZE_MAX : cut < size ? 0 : first);
        free(torn);
    }
    free(both);
    free(one);
    free(two);
    acts_list_finish(&list);
}

/* Whatever stands there: it is read, or it is not, and nothing is lost or written over. */
static void test_any_change_of_a_byte(void **state)
{
    struct acts_list list = {0};
    (void)state;
    fill(&list);
    char *record = journal_write("one", &list, 1);
    size_t size = strlen(record);
    for (size_t i = 0; i < size; i++) {
        for (const char *c = " %-=9\n\xff"; *c; c++) {
            struct acts_list back;
            char *name;
            int64_t made_ms;
            char kept = record[i];
            record[i] = *c;
            if (strncmp(record, "act", 3) == 0 && journal_read(record, &name, &back, &made_ms)) {
                free(name);
                acts_list_finish(&back);
            }
            record[i] = kept;
        }
    }
    free(record);
    acts_list_finish(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_a_torn_journal),
        cmocka_unit_test(test_any_change_of_a_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
