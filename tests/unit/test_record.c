/* The sitting's record, of a real room on the simulated broker: a chair who acts, and a reader who
 * only watches and keeps the record. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"
#include "tools/desk/record.h"
#include "tools/desk/record_parts.h"
#include "unit.h"

enum { READER = 2, ROWS = 64, LINE = 512 };

struct kept {
    struct stage *stage;
    struct record *record;
    char lines[ROWS][LINE];
    struct record_row rows[ROWS]; /* numbers only */
    size_t count;
};

static struct sim *sim_of(struct kept *kept)
{
    return &kept->stage->sim;
}

/* What is new, a line each: "spoke 1.2 || Brazil (G77) statement 30 #chair". */
static void look(struct kept *kept)
{
    struct sim *sim = sim_of(kept);
    struct record_row row;
    kept->count = 0;
    record_look(kept->record, sim_room(sim, READER), sim_now(sim, READER));
    while (kept->count < ROWS && record_next(kept->record, &row)) {
        char *line = kept->lines[kept->count];
        snprintf(line, LINE, "%s%s %s|%s|%s|%s|%s|%lld", row.standing ? "*" : "",
                 record_event_name(row.event), row.item, row.detail, row.name, row.on_behalf,
                 row.kind, (long long)row.seconds);
        kept->rows[kept->count++] = row;
    }
}

static void assert_rows(struct kept *kept, const char *const *expected)
{
    size_t count = 0;
    while (expected[count]) {
        count++;
    }
    for (size_t i = 0; i < kept->count && i < count; i++) {
        assert_string_equal(kept->lines[i], expected[i]);
    }
    assert_int_equal(kept->count, count);
}
#define assert_told(kept, ...) assert_rows(kept, (const char *const[]){__VA_ARGS__, NULL})

static void pass(struct kept *kept, int64_t ms)
{
    sim_run(sim_of(kept), ms);
    look(kept);
}

static int enter(void **state)
{
    struct kept *kept = calloc(1, sizeof *kept);
    void *stage = NULL;
    if (!kept || stage_full(&stage)) {
        return -1;
    }
    kept->stage = stage;
    kept->record = record_create();
    *state = kept;
    struct sim *sim = sim_of(kept);
    struct pl_room_config config = {.room = "main",
                                    .user = "reader",
                                    .name = "reader",
                                    .by = "00000000000000ff",
                                    .role = PL_ROLE_WATCH,
                                    .peers = true};
    assert_int_equal(sim_add_config(sim, &config), READER);
    sim->clients[READER].wall_offset_ms = 3600 * 1000; /* its clock is an hour fast */
    look(kept);
    assert_int_equal(kept->count, 0);
    sim_connect(sim, READER);
    pass(kept, 3000);
    assert_told(kept, "*text |A draft||||-1", "*opened 1.1|words of 1.1||||-1");
    pass(kept, 1000);
    assert_int_equal(kept->count, 0);
    return 0;
}

static int leave(void **state)
{
    struct kept *kept = *state;
    void *stage = kept->stage;
    record_destroy(kept->record);
    free(kept);
    return stage_leave(&stage);
}

static void submit(struct kept *kept, const struct pl_intent *intent)
{
    stage_submit(sim_of(kept), CHAIR, intent, NULL);
}

/* ---- the place ---- */

static void test_a_move_opens_an_item(void **state)
{
    struct kept *kept = *state;
    stage_move(sim_of(kept), CHAIR, "s2", "i3", NULL);
    pass(kept, 1000);
    assert_told(kept, "opened 2.3|words of 2.3||||-1");
    assert_string_equal(kept->rows[0].desk, "chair");
    assert_string_equal(kept->rows[0].id, "i3");
    assert_true(strlen(kept->rows[0].stamp) > PL_BY_LEN);
    /* When it was done, on our clock, not when it was looked at. */
    int64_t ago_ms = sim_now(sim_of(kept), READER).wall_ms - kept->rows[0].wall_ms;
    assert_true(ago_ms >= 900 && ago_ms <= 1000);
    stage_move(sim_of(kept), CHAIR, "s3", "i3", NULL); /* the same id in another section */
    pass(kept, 1000);
    assert_told(kept, "opened 3.3|words of 3.3||||-1");
}

static void test_the_screen_goes_dark_and_comes_back(void **state)
{
    struct kept *kept = *state;
    submit(kept, &(struct pl_intent){.kind = PL_INTENT_SCREEN, .as.screen = PL_SCREEN_BLANK});
    pass(kept, 1000);
    assert_told(kept, "screen 1.1|blank||||-1");
    stage_move(sim_of(kept), CHAIR, "s1", "i2", NULL);
    pass(kept, 1000);
    assert_told(kept, "opened 1.2|words of 1.2||||-1", "screen 1.2|text||||-1");
}

/* ---- items ---- */

static void test_a_status_says_whom_it_waits_for(void **state)
{
    struct kept *kept = *state;
    static const char *const who[] = {"US", "EU"};
    struct pl_intent intent = {.kind = PL_INTENT_STATUS};
    intent.as.status.section = "s4";
    intent.as.status.item = "i2";
    intent.as.status.status = PL_STATUS_PENDING;
    intent.as.status.who = (struct pl_names){who, 2, true};
    submit(kept, &intent);
    pass(kept, 1000);
    assert_told(kept, "status 4.2|pending|US; EU|||-1");
    intent.as.status.status = PL_STATUS_AGREED;
    intent.as.status.who = (struct pl_names){0};
    submit(kept, &intent);
    pass(kept, 1000);
    assert_told(kept, "status 4.2|agreed||||-1");
}

static struct pl_run plain(const char *text)
{
    return (struct pl_run){.t = text, .bytes = strlen(text), .points = strlen(text)};
}

static void reword(struct kept *kept, const struct pl_run *old_runs, size_t old_count,
                   const struct pl_run *new_runs, size_t new_count)
{
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    intent.as.words.section = "s1";
    intent.as.words.item = "i4";
    intent.as.words.lang = "en";
    intent.as.words.old_runs = old_runs;
    intent.as.words.old_count = old_count;
    intent.as.words.new_runs = new_runs;
    intent.as.words.new_count = new_count;
    submit(kept, &intent);
    pass(kept, 1000);
}

static void test_words_say_who_asks_and_what_for(void **state)
{
    struct kept *kept = *state;
    static const char *const us[] = {"US"};
    static const char *const many[] = {"Brazil", "EU"};
    struct pl_run first[] = {plain("words of 1.4")};
    struct pl_run second[] = {plain("words "), plain("of"), plain(" 1.4")};
    second[1].del = (struct pl_names){us, 1, true};
    reword(kept, first, 1, second, 3);
    assert_told(kept, "words 1.4|[-of- US]|US|||-1");
    struct pl_run third[] = {plain("words "), plain("of"), plain(" 1.4"), plain(" more")};
    third[1].del = (struct pl_names){us, 1, true};
    third[3].ins = (struct pl_names){many, 2, true};
    reword(kept, second, 3, third, 4);
    assert_told(kept, "words 1.4|{+ more+ Brazil,EU}|Brazil; EU|||-1");
    struct pl_run fourth[] = {plain("words  1.4"), plain(" more")};
    fourth[1].ins = (struct pl_names){many, 2, true};
    reword(kept, third, 4, fourth, 2);
    assert_int_equal(kept->count, 1); /* accepted: nobody asks for anything new */
    assert_string_equal(kept->rows[0].name, "");
}

static void test_an_item_comes_moves_and_goes(void **state)
{
    struct kept *kept = *state;
    struct pl_run words = plain("something new");
    struct pl_intent add = {.kind = PL_INTENT_ITEM_ADD};
    add.as.item_add.section = "s2";
    add.as.item_add.item =
        (struct pl_item){.id = "fresh", .label = "2.3 bis", .marker = "", .level = 1};
    add.as.item_add.after = "i3";
    add.as.item_add.lang = "en";
    add.as.item_add.runs = &words;
    add.as.item_add.run_count = 1;
    submit(kept, &add);
    pass(kept, 1000);
    assert_told(kept, "added 2.3 bis|something new||||-1");
    struct pl_intent remove = {.kind = PL_INTENT_ITEM_REMOVE};
    remove.as.item_add.section = "s2";
    remove.as.item_add.item.id = "i7";
    submit(kept, &remove);
    pass(kept, 1000);
    assert_told(kept, "removed 2.7|||||-1");
}

static void test_a_difference_is_short_and_whole(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"the special needs of all", "the [special needs] of all", "[special needs]"},
        {"the special needs", "the [-special- US] needs", "[-special- US]"},
        {"the [-special- US] needs", "the needs", "[-special- US] → —"},
        {"the needs", "the {+common+ Brazil,EU} needs", "{+common+ Brazil,EU}"},
        {"one {+two+ US} three", "one {+two+ US,EU} three", "{+two+ US} → {+two+ US,EU}"},
        {"shall take note", "should take note", "shall → should"},
        {"a b", "a b c", "c"},
        {"", "whole", "whole"},
        {"[one]", "one", "[one] → one"},
        {"words of it", "words of it{+ more+ US}", "{+ more+ US}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *told = record_difference(cases[i][0], cases[i][1]);
        assert_non_null(told);
        assert_string_equal(told, cases[i][2]);
        free(told);
    }
}

/* ---- the floor ---- */

static void give(struct kept *kept, const char *name, const char *group, enum pl_kind kind)
{
    struct pl_intent add = {.kind = PL_INTENT_SPEAKER_ADD};
    add.as.add = (struct pl_speaker){.name = name, .on_behalf = group, .kind = kind};
    submit(kept, &add);
    pass(kept, 1000);
    const struct pl_speakers *speakers = stage_speakers(sim_of(kept), CHAIR, PL_CONFIRMED);
    struct pl_intent next = {.kind = PL_INTENT_FLOOR_GIVE};
    next.as.floor.entry = speakers->queue[0].id;
    next.as.floor.premise = speakers->has_floor ? speakers->floor.id : NULL;
    submit(kept, &next);
}

static void clock_runs(struct kept *kept, bool running)
{
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_CLOCK};
    intent.as.floor_clock.entry = stage_speakers(sim_of(kept), CHAIR, PL_CONFIRMED)->floor.id;
    intent.as.floor_clock.running = running;
    submit(kept, &intent);
}

static void end(struct kept *kept)
{
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_END};
    intent.as.floor.entry = stage_speakers(sim_of(kept), CHAIR, PL_CONFIRMED)->floor.id;
    submit(kept, &intent);
}

static int64_t spoken(struct kept *kept, const char *name)
{
    struct sim *sim = sim_of(kept);
    return record_spoken_ms(kept->record, sim_room(sim, READER), name, sim_now(sim, READER));
}

static void test_a_turn_is_told_with_its_time(void **state)
{
    struct kept *kept = *state;
    struct sim *sim = sim_of(kept);
    give(kept, "Brazil", "G77", PL_KIND_STATEMENT);
    pass(kept, 20000);
    assert_told(kept, "floor 1.1||Brazil|G77|statement|-1");
    assert_true(spoken(kept, "Brazil") >= 19900 && spoken(kept, "Brazil") <= 20000);
    clock_runs(kept, false);
    pass(kept, 60000); /* a pause does not count */
    assert_int_equal(kept->count, 0);
    clock_runs(kept, true);
    pass(kept, 10000);
    give(kept, "US", NULL, PL_KIND_POINT_OF_ORDER);
    pass(kept, 5000);
    assert_told(kept, "spoke 1.1||Brazil|G77|statement|31", "floor 1.1||US||point-of-order|-1");
    end(kept);
    pass(kept, 1000);
    assert_told(kept, "spoke 1.1||US||point-of-order|5");
    assert_int_equal((spoken(kept, "US") + 500) / 1000, 5);
    give(kept, "Brazil", NULL, PL_KIND_REPLY);
    pass(kept, 4000);
    assert_int_equal((spoken(kept, "Brazil") + 500) / 1000, 35);
    assert_int_equal(
        (record_spoken_for_ms(kept->record, sim_room(sim, READER), "G77", sim_now(sim, READER)) +
         500) /
            1000,
        31);
    assert_int_equal(record_turns(kept->record, "Brazil"), 1);
    assert_int_equal(spoken(kept, "Peru"), 0);
}

/* One who comes in the middle of a speech counts from its beginning. */
static void test_a_floor_that_ran_before_is_counted_from_the_rooms_clock(void **state)
{
    struct kept *kept = *state;
    give(kept, "Fiji", NULL, PL_KIND_STATEMENT);
    pass(kept, 30000);
    record_destroy(kept->record);
    kept->record = record_create();
    look(kept);
    assert_told(kept, "*text |A draft||||-1", "*opened 1.1|words of 1.1||||-1",
                "*floor 1.1||Fiji||statement|-1");
    pass(kept, 10000);
    end(kept);
    pass(kept, 1000);
    assert_told(kept, "spoke 1.1||Fiji||statement|40");
}

/* What happened while we were away has the time at which it happened. */
static void test_a_turn_that_ended_while_we_were_away(void **state)
{
    struct kept *kept = *state;
    give(kept, "Chile", NULL, PL_KIND_STATEMENT);
    pass(kept, 10000);
    sim_cut(sim_of(kept), READER, false);
    sim_run(sim_of(kept), 20000);
    end(kept);
    sim_run(sim_of(kept), 50000);
    sim_connect(sim_of(kept), READER);
    pass(kept, 3000);
    assert_told(kept, "spoke 1.1||Chile||statement|30");
    int64_t ago_ms = sim_now(sim_of(kept), READER).wall_ms - kept->rows[0].wall_ms;
    assert_true(ago_ms >= 52000 && ago_ms <= 53000);
}

static void test_credit_is_added(void **state)
{
    struct kept *kept = *state;
    record_credit(kept->record, "x-1", "Peru", "G77", 90000);
    assert_int_equal(spoken(kept, "Peru"), 90000);
    assert_int_equal(record_turns(kept->record, "Peru"), 1);
    assert_int_equal(record_spoken_ms(NULL, NULL, "Peru", (struct pl_time){0}), 0);
}

/* ---- breaks, walls, texts ---- */

static void test_list_timer_and_notice(void **state)
{
    struct kept *kept = *state;
    submit(kept, &(struct pl_intent){.kind = PL_INTENT_LIST, .as.open = false});
    pass(kept, 1000);
    assert_told(kept, "list 1.1|closed||||-1");
    struct pl_intent timer = {.kind = PL_INTENT_TIMER};
    timer.as.timer = (struct pl_timer){PL_TIMER_DOWN, "Coffee", {true, 0, 0, 900}};
    submit(kept, &timer);
    submit(kept,
           &(struct pl_intent){.kind = PL_INTENT_NOTICE, .as.notice = {"Coffee until 11:15", 0}});
    pass(kept, 1000);
    assert_told(kept, "timer |started: Coffee||||900", "notice |Coffee until 11:15||||-1");
    timer.as.timer.mode = PL_TIMER_OFF;
    timer.as.timer.clock = (struct pl_run_clock){0};
    submit(kept, &timer);
    submit(kept, &(struct pl_intent){.kind = PL_INTENT_NOTICE, .as.notice = {"", 0}});
    submit(kept, &(struct pl_intent){.kind = PL_INTENT_LIST, .as.open = true});
    pass(kept, 1000);
    assert_told(kept, "list 1.1|open||||-1", "timer |stopped: Coffee||||-1", "notice |||||-1");
}

static void test_a_wall_is_lost_and_back(void **state)
{
    struct kept *kept = *state;
    sim_cut(sim_of(kept), WALL, true);
    pass(kept, 5000);
    assert_told(kept, "wall |lost|hall|||-1");
    sim_connect(sim_of(kept), WALL);
    pass(kept, 5000);
    assert_told(kept, "wall |back|hall|||-1");
}

static void test_another_text(void **state)
{
    struct kept *kept = *state;
    stage_load(sim_of(kept), CHAIR, kept->stage->paper);
    pass(kept, 15000);
    assert_told(kept, "text |A draft||||-1", "opened 1.1|words of 1.1||||-1");
}

static void test_events_are_read_back(void **state)
{
    (void)state;
    enum record_event read = RECORD_EVENT_COUNT;
    for (enum record_event event = RECORD_TEXT; event < RECORD_EVENT_COUNT; event++) {
        assert_true(record_event_parse(record_event_name(event), &read));
        assert_int_equal(read, event);
    }
    assert_false(record_event_parse("", &read));
    assert_null(record_event_name(RECORD_EVENT_COUNT));
}

int main(void)
{
#define HERE(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        HERE(test_a_move_opens_an_item),
        HERE(test_the_screen_goes_dark_and_comes_back),
        HERE(test_a_status_says_whom_it_waits_for),
        HERE(test_words_say_who_asks_and_what_for),
        HERE(test_an_item_comes_moves_and_goes),
        cmocka_unit_test(test_a_difference_is_short_and_whole),
        HERE(test_a_turn_is_told_with_its_time),
        HERE(test_a_floor_that_ran_before_is_counted_from_the_rooms_clock),
        HERE(test_a_turn_that_ended_while_we_were_away),
        HERE(test_credit_is_added),
        HERE(test_list_timer_and_notice),
        HERE(test_a_wall_is_lost_and_back),
        HERE(test_another_text),
        cmocka_unit_test(test_events_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
