/* What a desk leaves behind: every kind of intent, never sent, sent and in the room, and with the
 * room changed meanwhile; taken up by another desk it is done once, or told. And its file. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/acts.h"
#include "tools/desk/journal_text.h"
#include "tools/desk/state.h"
#include "tools/desk/unsent.h"
#include "unit.h"

enum { SECRETARY = 2, MINUTE = 60000 };

struct hall {
    struct stage *stage;
    struct sim *sim;
    struct seat secretary;
    struct acts *acts;
};

/* ---- intents, as desks make them ---- */

static const struct pl_run fresh_runs[] = {{.t = "new words", .bytes = 9, .points = 9}};
static const struct pl_run other_runs[] = {{.t = "other words", .bytes = 11, .points = 11}};
static const struct pl_limit five[] = {{"delegation", 300}}, one[] = {{"delegation", 60}};

static struct pl_intent of(enum pl_intent_kind kind)
{
    return (struct pl_intent){.kind = kind};
}

static struct pl_intent entry(enum pl_intent_kind kind, const char *id, const char *other)
{
    struct pl_intent intent = of(kind);
    if (kind == PL_INTENT_FLOOR_GIVE || kind == PL_INTENT_FLOOR_END) {
        intent.as.floor.entry = id;
        intent.as.floor.premise = other;
    } else {
        intent.as.order.entry = id;
        intent.as.order.before = other;
    }
    return intent;
}

static struct pl_intent item(enum pl_intent_kind kind, const char *id, const char *after)
{
    struct pl_intent intent = of(kind);
    intent.as.item_add.section = "s1";
    intent.as.item_add.item.id = id;
    intent.as.item_add.after = after;
    return intent;
}

static struct pl_intent status(enum pl_status status)
{
    struct pl_intent intent = of(PL_INTENT_STATUS);
    intent.as.status.section = "s1";
    intent.as.status.item = "i2";
    intent.as.status.status = status;
    intent.as.status.who.given = true;
    return intent;
}

static struct pl_intent words(struct sim *sim, size_t client, const struct pl_run *runs)
{
    struct pl_intent intent = of(PL_INTENT_WORDS);
    const struct pl_words *old =
        pl_room_words(sim_room(sim, client), PL_PENDING, 0, "i5", NULL, NULL);
    intent.as.words.section = "s1";
    intent.as.words.item = "i5";
    intent.as.words.lang = "en";
    intent.as.words.old_runs = old->runs;
    intent.as.words.old_count = old->run_count;
    intent.as.words.new_runs = runs;
    intent.as.words.new_count = 1;
    return intent;
}

static struct pl_intent answer(int64_t number)
{
    struct pl_intent intent = of(PL_INTENT_ANSWER);
    intent.as.answer = (struct pl_answer){.user = "lima", .number = number, .granted = true};
    return intent;
}

static struct pl_intent timer(const char *label, int64_t limit_s)
{
    struct pl_intent intent = of(PL_INTENT_TIMER);
    intent.as.timer = (struct pl_timer){
        .mode = PL_TIMER_DOWN, .label = label, .clock = {.running = true, .limit_s = limit_s}};
    return intent;
}

static struct pl_intent notice(const char *text)
{
    struct pl_intent intent = of(PL_INTENT_NOTICE);
    intent.as.notice.text = text;
    return intent;
}

static struct pl_intent limits(const struct pl_limit *list)
{
    struct pl_intent intent = of(PL_INTENT_LIMITS);
    intent.as.limits.limits = list;
    intent.as.limits.count = 1;
    return intent;
}

static struct pl_intent add(const char *id, const char *name)
{
    struct pl_intent intent = of(PL_INTENT_SPEAKER_ADD);
    intent.as.add = (struct pl_speaker){.id = id, .name = name};
    intent.as.rule = PL_QUEUE_KINDS;
    return intent;
}

static struct pl_intent new_item(void)
{
    struct pl_intent intent = item(PL_INTENT_ITEM_ADD, "n-9", "i2");
    intent.as.item_add.item.label = "1.2 bis";
    intent.as.item_add.item.marker = "";
    intent.as.item_add.item.level = 1;
    intent.as.item_add.item.who.given = true;
    intent.as.item_add.lang = "en";
    intent.as.item_add.runs = fresh_runs;
    intent.as.item_add.run_count = 1;
    return intent;
}

static struct pl_intent floor_back(void)
{
    struct pl_intent intent = of(PL_INTENT_FLOOR_BACK);
    intent.as.floor_back.premise = "x-0";
    intent.as.floor_back.queued = true;
    intent.as.floor_back.speaker = (struct pl_speaker){.id = "x-9", .name = "Norway"};
    intent.as.floor_back.clock = (struct pl_run_clock){.running = true, .used_ms = 5000};
    return intent;
}

static struct pl_intent on_wall(enum pl_intent_kind kind)
{
    struct pl_intent intent = of(kind);
    if (kind == PL_INTENT_MOVE) {
        intent.as.move.section = "s1";
        intent.as.move.item = "i3";
        intent.as.move.from_item = "i1";
    } else if (kind == PL_INTENT_HIGHLIGHT) {
        intent.as.highlight = (struct pl_highlight){
            .item = "i1", .lang = "en", .start = 0, .end = 5, .exact = "words"};
    } else if (kind == PL_INTENT_SCREEN) {
        intent.as.screen = PL_SCREEN_BLANK;
    } else if (kind == PL_INTENT_VIEW) {
        intent.as.view = PL_VIEW_CLEAN;
    }
    return intent;
}

/* What the desk that ends has done. */
static struct pl_intent deed(struct sim *sim, enum pl_intent_kind kind)
{
    struct pl_intent intent = of(kind);
    switch (kind) {
    case PL_INTENT_SPEAKER_ADD:
        return add("n-1", "India");
    case PL_INTENT_SPEAKER_REMOVE:
        return entry(kind, "x-2", NULL);
    case PL_INTENT_SPEAKER_ORDER:
        return entry(kind, "x-3", "x-1");
    case PL_INTENT_FLOOR_GIVE:
        return entry(kind, "x-1", "x-0");
    case PL_INTENT_FLOOR_END:
        return entry(kind, "x-0", NULL);
    case PL_INTENT_FLOOR_CLOCK:
        intent.as.floor_clock.entry = "x-0";
        return intent;
    case PL_INTENT_FLOOR_BACK:
        return floor_back();
    case PL_INTENT_LIMITS:
        return limits(five);
    case PL_INTENT_ANSWER:
        return answer(5);
    case PL_INTENT_TIMER:
        return timer("Coffee", 900);
    case PL_INTENT_NOTICE:
        return notice("Coffee");
    case PL_INTENT_STATUS:
        return status(PL_STATUS_AGREED);
    case PL_INTENT_ITEM_ADD:
        return new_item();
    case PL_INTENT_ITEM_REMOVE:
        return item(kind, "i3", NULL);
    case PL_INTENT_ITEM_ORDER:
        return item(kind, "i4", "i1");
    case PL_INTENT_WORDS:
        return words(sim, CHAIR, fresh_runs);
    default:
        return kind <= PL_INTENT_VIEW ? on_wall(kind) : intent; /* LIST: closed */
    }
}

/* What the secretary does to the same thing while that desk is away. */
static struct pl_intent meddling(struct sim *sim, enum pl_intent_kind kind)
{
    switch (kind) {
    case PL_INTENT_SPEAKER_ADD:
        return add("y-1", "Kenya");
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_FLOOR_GIVE:
        return entry(PL_INTENT_FLOOR_GIVE, "x-2", "x-0");
    case PL_INTENT_SPEAKER_ORDER:
        return entry(kind, "x-3", "x-2");
    case PL_INTENT_FLOOR_END:
    case PL_INTENT_FLOOR_BACK:
        return entry(PL_INTENT_FLOOR_GIVE, "x-1", "x-0");
    case PL_INTENT_FLOOR_CLOCK:
        return entry(PL_INTENT_FLOOR_END, "x-0", NULL);
    case PL_INTENT_LIMITS:
        return limits(one);
    case PL_INTENT_ANSWER:
        return answer(6);
    case PL_INTENT_TIMER:
        return timer("Lunch", 3600);
    case PL_INTENT_NOTICE:
        return notice("Lunch");
    case PL_INTENT_STATUS:
        return status(PL_STATUS_DEFERRED);
    case PL_INTENT_ITEM_ADD:
        return item(PL_INTENT_ITEM_REMOVE, "i2", NULL);
    case PL_INTENT_ITEM_REMOVE:
        return item(kind, "i3", NULL);
    case PL_INTENT_ITEM_ORDER:
        return item(kind, "i4", "i6");
    case PL_INTENT_WORDS:
        return words(sim, SECRETARY, other_runs);
    default:
        return kind <= PL_INTENT_VIEW
                   ? (struct pl_intent){.kind = PL_INTENT_MOVE, .as.move = {"s2", "i2", 0, "i1", 0}}
                   : of(kind);
    }
}

/* What becomes of it then. */
static enum acts_fate fate_among_others(enum pl_intent_kind kind)
{
    switch (kind) {
    case PL_INTENT_SPEAKER_ADD:
        return ACTS_FATE_GO;
    case PL_INTENT_CLEAR_HIGHLIGHTS:
    case PL_INTENT_FLOOR_END:
    case PL_INTENT_LIST:
    case PL_INTENT_ITEM_REMOVE:
        return ACTS_FATE_IN; /* it is as was asked for */
    default:
        return ACTS_FATE_STALE;
    }
}

/* ---- what a wall shows of it ---- */

static int times_waiting(const struct pl_speakers *speakers, const char *id)
{
    int count = 0;
    for (size_t i = 0; i < speakers->queue_count; i++) {
        count += strcmp(speakers->queue[i].id, id) == 0;
    }
    return count;
}

static bool shows_speakers(const struct pl_speakers *speakers, enum pl_intent_kind kind)
{
    const char *floor = speakers->has_floor ? speakers->floor.id : "";
    switch (kind) {
    case PL_INTENT_SPEAKER_ADD:
        return times_waiting(speakers, "n-1") == 1;
    case PL_INTENT_SPEAKER_REMOVE:
        return times_waiting(speakers, "x-2") == 0;
    case PL_INTENT_SPEAKER_ORDER:
        return strcmp(speakers->queue[0].id, "x-3") == 0 && speakers->queue_count == 3;
    case PL_INTENT_FLOOR_GIVE:
        return strcmp(floor, "x-1") == 0 && times_waiting(speakers, "x-1") == 0;
    case PL_INTENT_FLOOR_END:
        return floor[0] == '\0';
    case PL_INTENT_FLOOR_CLOCK:
        return strcmp(floor, "x-0") == 0 && !speakers->floor_clock.running;
    case PL_INTENT_FLOOR_BACK:
        return strcmp(floor, "x-9") == 0;
    case PL_INTENT_LIST:
        return !speakers->open;
    case PL_INTENT_LIMITS:
        return speakers->limit_count == 1 && speakers->limits[0].limit_s == 300;
    default:
        return speakers->answer_count == 1 && speakers->answers[0].number == 5;
    }
}

static bool shows_items(struct pl_room *room, enum pl_intent_kind kind)
{
    const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, 0);
    switch (kind) {
    case PL_INTENT_STATUS:
        return pl_items_find(items, "i2", NULL)->status == PL_STATUS_AGREED;
    case PL_INTENT_ITEM_ADD:
        return items->count == 9 && strcmp(items->items[2].id, "n-9") == 0 &&
               strcmp(pl_room_words(room, PL_CONFIRMED, 0, "n-9", NULL, NULL)->runs[0].t,
                      "new words") == 0;
    case PL_INTENT_ITEM_REMOVE:
        return items->count == 7 && !pl_items_find(items, "i3", NULL);
    case PL_INTENT_ITEM_ORDER:
        return items->count == 8 && strcmp(items->items[1].id, "i4") == 0;
    default:
        return strcmp(pl_room_words(room, PL_CONFIRMED, 0, "i5", NULL, NULL)->runs[0].t,
                      "new words") == 0;
    }
}

static bool shows(struct sim *sim, enum pl_intent_kind kind)
{
    struct pl_room *room = sim_room(sim, WALL);
    if (kind == PL_INTENT_TIMER) {
        const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, NULL);
        return timer && strcmp(timer->label, "Coffee") == 0;
    }
    if (kind == PL_INTENT_NOTICE) {
        const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, NULL);
        return notice && strcmp(notice->text, "Coffee") == 0;
    }
    if (kind <= PL_INTENT_VIEW) {
        const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
        return kind == PL_INTENT_MOVE        ? cursor && strcmp(cursor->item, "i3") == 0
               : kind == PL_INTENT_HIGHLIGHT ? cursor && cursor->highlight_count == 1
               : kind == PL_INTENT_SCREEN    ? pl_room_screen(room, PL_CONFIRMED) == PL_SCREEN_BLANK
               : kind == PL_INTENT_VIEW ? pl_room_text_view(room, PL_CONFIRMED) == PL_VIEW_CLEAN
                                        : true;
    }
    return kind < PL_INTENT_TIMER ? shows_speakers(stage_speakers(sim, WALL, PL_CONFIRMED), kind)
                                  : shows_items(room, kind);
}

/* ---- the hall ---- */

static void prepare(struct sim *sim)
{
    static const char *const ids[] = {"x-0", "x-1", "x-2", "x-3"};
    static const char *const names[] = {"Egypt", "Brazil", "Chad", "Peru"};
    for (size_t i = 0; i < 4; i++) {
        struct pl_intent intent = add(ids[i], names[i]);
        stage_submit(sim, SECRETARY, &intent, NULL);
    }
    struct pl_intent give = entry(PL_INTENT_FLOOR_GIVE, "x-0", NULL);
    stage_submit(sim, SECRETARY, &give, NULL);
    struct pl_intent begin = timer("Beginning", 60);
    stage_submit(sim, SECRETARY, &begin, NULL);
    struct pl_intent welcome = notice("Welcome");
    stage_submit(sim, SECRETARY, &welcome, NULL);
    stage_move(sim, SECRETARY, "s1", "i1", NULL);
    sim_run(sim, 2 * MINUTE); /* nobody's `has` is left of it */
}

static void enter(struct hall *hall)
{
    void *stage = NULL;
    *hall = (struct hall){0};
    assert_int_equal(stage_full(&stage), 0);
    hall->stage = stage;
    hall->sim = &hall->stage->sim;
    sim_add(hall->sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(hall->sim, SECRETARY);
    sim_run(hall->sim, 2500);
    prepare(hall->sim);
    hall->acts = acts_create();
}

static void leave(struct hall *hall)
{
    void *stage = hall->stage;
    acts_destroy(hall->acts);
    stage_leave(&stage);
}

static void secretary_does(struct hall *hall, const struct pl_intent *intent)
{
    stage_submit(hall->sim, SECRETARY, intent, NULL);
    sim_run(hall->sim, 1000);
}

/* What the desk has left, through its file's text. */
static struct acts_left *left_of(struct hall *hall, size_t *count_out)
{
    size_t count;
    char *text = strdup(JOURNAL_LEFT);
    struct acts_left *list;
    const struct acts_left *left = acts_left(hall->acts, &count);
    for (size_t i = 0; i < count; i++) {
        char *record = journal_write_left(&left[i]);
        char *longer = NULL;
        assert_true(record && asprintf(&longer, "%s%s", text, record) > 0);
        free(record);
        free(text);
        text = longer;
    }
    assert_true(journal_read_left(text, &list, count_out));
    assert_int_equal(*count_out, count);
    free(text);
    return list;
}

static void finish(struct acts_left *left, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        acts_left_finish(&left[i]);
    }
    free(left);
}

/* The chair's desk is killed, and opened again. */
static void come_back(struct hall *hall, unsigned number)
{
    acts_destroy(hall->acts);
    hall->acts = acts_create();
    if (sim_room(hall->sim, CHAIR)) {
        sim_remove(hall->sim, CHAIR);
    }
    sim_replace(hall->sim, CHAIR, PL_ROLE_DESK, "chair", number);
    sim_connect(hall->sim, CHAIR);
    sim_run(hall->sim, 3000);
    assert_true(pl_room_whole(sim_room(hall->sim, CHAIR)));
}

static enum acts_fate resume(struct hall *hall, const struct acts_left *left, size_t count)
{
    const char *why;
    enum acts_fate fate = acts_resume(hall->acts, sim_room(hall->sim, CHAIR), left, count,
                                      sim_now(hall->sim, CHAIR), &why);
    assert_true((fate == ACTS_FATE_STALE) == (why != NULL));
    sim_drain(hall->sim, CHAIR);
    sim_run(hall->sim, 1000);
    return fate;
}

static void act(struct hall *hall, enum pl_intent_kind kind)
{
    struct pl_intent intent = deed(hall->sim, kind);
    assert_int_equal(acts_do(hall->acts, sim_room(hall->sim, CHAIR), "a deed", &intent, 1,
                             sim_now(hall->sim, CHAIR)),
                     PL_OK);
}

/* ---- every kind ---- */

static void test_never_sent(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_INTENT_RESET; kind++) {
        struct hall hall;
        size_t count;
        enter(&hall);
        sim_cut(hall.sim, CHAIR, true);
        act(&hall, (enum pl_intent_kind)kind);
        struct acts_left *left = left_of(&hall, &count);
        assert_int_equal(count, 1);
        come_back(&hall, 9);
        bool was = shows(hall.sim, (enum pl_intent_kind)kind);
        enum acts_fate fate = resume(&hall, left, count);
        bool wall = kind <= PL_INTENT_VIEW;
        if (kind == PL_INTENT_CLEAR_HIGHLIGHTS) {
            assert_int_equal(fate, ACTS_FATE_IN);
        } else {
            assert_false(was);
            assert_int_equal(fate, wall ? ACTS_FATE_STALE : ACTS_FATE_GO);
            assert_int_equal(shows(hall.sim, (enum pl_intent_kind)kind), !wall);
        }
        finish(left, count);
        leave(&hall);
    }
}

static void sent_and_in(enum pl_intent_kind kind, int64_t away_ms, bool meddle)
{
    struct hall hall;
    size_t count;
    enter(&hall);
    act(&hall, kind);
    acts_sent(hall.acts);
    struct acts_left *left = left_of(&hall, &count);
    sim_drain(hall.sim, CHAIR);
    sim_flow(hall.sim);
    assert_true(shows(hall.sim, kind));
    sim_cut(hall.sim, CHAIR, true);
    sim_remove(hall.sim, CHAIR);
    sim_run(hall.sim, away_ms);
    if (meddle) {
        struct pl_intent intent = meddling(hall.sim, kind);
        enum pl_error error;
        stage_submit(hall.sim, SECRETARY, &intent, &error); /* may be refused after the deed */
        sim_run(hall.sim, 1000);
    }
    bool was = shows(hall.sim, kind);
    come_back(&hall, 9);
    size_t written = hall.sim->clients[CHAIR].ordered;
    enum acts_fate fate = resume(&hall, left, count);
    assert_int_not_equal(fate, ACTS_FATE_GO);
    if (!meddle || away_ms < MINUTE / 2) {
        assert_int_equal(fate, ACTS_FATE_IN);
    }
    assert_int_equal(hall.sim->clients[CHAIR].ordered, written);
    assert_int_equal(shows(hall.sim, kind), was);
    finish(left, count);
    leave(&hall);
}

static void test_sent_and_in_the_room(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_INTENT_RESET; kind++) {
        sent_and_in((enum pl_intent_kind)kind, 5000, false);
        sent_and_in((enum pl_intent_kind)kind, 10 * MINUTE, false);
    }
}

/* Whatever another has made of it since stays, and nothing of ours is there twice. */
static void test_in_the_room_and_changed_since(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_INTENT_RESET; kind++) {
        sent_and_in((enum pl_intent_kind)kind, 5000, true);
        sent_and_in((enum pl_intent_kind)kind, 10 * MINUTE, true);
    }
}

static void test_the_room_has_changed_meanwhile(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_INTENT_RESET; kind++) {
        struct hall hall;
        size_t count;
        enter(&hall);
        sim_cut(hall.sim, CHAIR, true);
        act(&hall, (enum pl_intent_kind)kind);
        struct acts_left *left = left_of(&hall, &count);
        struct pl_intent other = meddling(hall.sim, (enum pl_intent_kind)kind);
        secretary_does(&hall, &other);
        come_back(&hall, 9);
        size_t written = hall.sim->clients[CHAIR].ordered;
        enum acts_fate fate = resume(&hall, left, count);
        assert_int_equal(fate, fate_among_others((enum pl_intent_kind)kind));
        assert_int_equal(hall.sim->clients[CHAIR].ordered - written, fate == ACTS_FATE_GO);
        finish(left, count);
        leave(&hall);
    }
}

/* Another text: nothing that was meant for the old one is done to it, what is not of a text is. */
static void test_another_text_was_loaded(void **state)
{
    (void)state;
    for (int kind = PL_INTENT_SPEAKER_ADD; kind < PL_INTENT_RESET; kind++) {
        struct hall hall;
        size_t count;
        enter(&hall);
        sim_cut(hall.sim, CHAIR, true);
        act(&hall, (enum pl_intent_kind)kind);
        struct acts_left *left = left_of(&hall, &count);
        stage_load(hall.sim, SECRETARY, hall.stage->paper);
        sim_run(hall.sim, 3000);
        come_back(&hall, 9);
        assert_int_equal(resume(&hall, left, count),
                         kind >= PL_INTENT_STATUS ? ACTS_FATE_STALE : ACTS_FATE_GO);
        finish(left, count);
        leave(&hall);
    }
}

/* A broker that came back empty gets the text again from somebody: until then they wait. */
static void test_a_room_without_its_text_is_waited_for(void **state)
{
    struct hall hall;
    size_t count;
    (void)state;
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    act(&hall, PL_INTENT_NOTICE);
    act(&hall, PL_INTENT_STATUS);
    struct acts_left *left = left_of(&hall, &count);
    sim_cut(hall.sim, SECRETARY, true);
    sim_cut(hall.sim, WALL, true);
    struct sim_snapshot empty = {0};
    sim_restore(hall.sim, &empty);
    come_back(&hall, 9);
    assert_true(acts_left_can(sim_room(hall.sim, CHAIR), left, 1));
    assert_false(acts_left_can(sim_room(hall.sim, CHAIR), left, count));
    sim_connect(hall.sim, SECRETARY);
    sim_connect(hall.sim, WALL);
    sim_run(hall.sim, 10000);
    assert_true(acts_left_can(sim_room(hall.sim, CHAIR), left, count));
    assert_int_equal(resume(&hall, left + 1, 1), ACTS_FATE_GO);
    assert_true(shows(hall.sim, PL_INTENT_STATUS));
    finish(left, count);
    leave(&hall);
}

/* ---- clocks and acts ---- */

static int64_t timer_elapsed(struct sim *sim)
{
    const char *by;
    int64_t elapsed_ms = -1;
    const struct pl_timer *timer = pl_room_timer(sim_room(sim, WALL), PL_CONFIRMED, &by);
    pl_room_elapsed(sim_room(sim, WALL), by, &timer->clock, sim_now(sim, WALL), &elapsed_ms);
    return elapsed_ms;
}

/* A count-down that was started before the end has run since, not from now. */
static void test_a_clock_counts_from_when_it_was_started(void **state)
{
    struct hall hall;
    size_t count;
    (void)state;
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    act(&hall, PL_INTENT_TIMER);
    struct acts_left *left = left_of(&hall, &count);
    int64_t began_ms = hall.sim->mono_ms;
    sim_run(hall.sim, 5 * MINUTE);
    come_back(&hall, 9);
    assert_int_equal(resume(&hall, left, count), ACTS_FATE_GO);
    sim_run(hall.sim, 5000); /* the wall has learned the new desk's clock */
    assert_in_range(timer_elapsed(hall.sim), hall.sim->mono_ms - began_ms - 100,
                    hall.sim->mono_ms - began_ms + 100);
    finish(left, count);
    leave(&hall);
}

/* All of an act, or nothing of it; and what was taken up can be taken back. */
static void test_an_act_is_one(void **state)
{
    struct hall hall;
    size_t count;
    char name[ACTS_NAME], why[ACTS_NAME];
    struct pl_intent both[] = {add("n-1", "India"), status(PL_STATUS_AGREED)};
    (void)state;
    for (int changed = 0; changed < 2; changed++) {
        enter(&hall);
        sim_cut(hall.sim, CHAIR, true);
        assert_int_equal(acts_do(hall.acts, sim_room(hall.sim, CHAIR), "both", both, 2,
                                 sim_now(hall.sim, CHAIR)),
                         PL_OK);
        struct acts_left *left = left_of(&hall, &count);
        assert_int_equal(count, 2);
        if (changed) {
            struct pl_intent other = status(PL_STATUS_DEFERRED);
            secretary_does(&hall, &other);
        }
        come_back(&hall, 9);
        assert_int_equal(resume(&hall, left, count), changed ? ACTS_FATE_STALE : ACTS_FATE_GO);
        assert_int_equal(shows(hall.sim, PL_INTENT_SPEAKER_ADD), !changed);
        assert_int_equal(shows(hall.sim, PL_INTENT_STATUS), !changed);
        if (!changed) {
            assert_int_equal(acts_undo(hall.acts, sim_room(hall.sim, CHAIR),
                                       sim_now(hall.sim, CHAIR), name, why),
                             ACTS_DONE);
            sim_drain(hall.sim, CHAIR);
            sim_run(hall.sim, 1000);
            assert_false(shows(hall.sim, PL_INTENT_SPEAKER_ADD));
        }
        finish(left, count);
        leave(&hall);
    }
}

/* ---- the text of the file ---- */

static char *record_of(enum pl_intent_kind kind)
{
    struct hall hall;
    size_t count;
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    act(&hall, kind);
    const struct acts_left *left = acts_left(hall.acts, &count);
    assert_int_equal(count, 1);
    char *record = journal_write_left(left);
    leave(&hall);
    assert_non_null(record);
    return record;
}

/* Written, read, and written again it is the same, for every kind. */
static void test_every_kind_is_read_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < PL_INTENT_RESET; kind++) {
        struct acts_left *list;
        size_t count;
        char *text = NULL;
        char *record = record_of((enum pl_intent_kind)kind);
        assert_true(asprintf(&text, JOURNAL_LEFT "%ssent\n", record) > 0);
        assert_true(journal_read_left(text, &list, &count));
        assert_int_equal(count, 1);
        assert_true(list[0].sent);
        list[0].sent = false;
        char *again = journal_write_left(&list[0]);
        assert_string_equal(again, record);
        free(again);
        free(record);
        free(text);
        finish(list, count);
    }
}

/* Cut anywhere, or with any byte another: whole records are read, others are not, and it is said.
 */
static void test_a_torn_or_changed_file(void **state)
{
    char *record = record_of(PL_INTENT_WORDS);
    char *text = NULL;
    struct acts_left *list;
    size_t count;
    (void)state;
    assert_true(asprintf(&text, JOURNAL_LEFT "%s%s", record, record) > 0);
    size_t size = strlen(text);
    size_t first = strlen(JOURNAL_LEFT) + strlen(record);
    for (size_t cut = 0; cut <= size; cut++) {
        char *torn = strndup(text, cut);
        bool whole = cut == strlen(JOURNAL_LEFT) || cut == first || cut == size;
        assert_int_equal(journal_read_left(torn, &list, &count), whole);
        assert_int_equal(count, cut < first ? 0 : cut < size ? 1 : 2);
        finish(list, count);
        free(torn);
    }
    for (size_t i = 0; i < size; i++) {
        char kept = text[i];
        text[i] = kept == '7' ? '8' : '7';
        assert_false(journal_read_left(text, &list, &count));
        assert_true(count < 2);
        finish(list, count);
        text[i] = kept;
    }
    free(text);
    free(record);
}

/* ---- the file ---- */

static const struct journal place = {"mqtt://127.0.0.1:1883", "main", "chair"};

static size_t files_in(const char *folder, char first[512])
{
    char path[400];
    snprintf(path, sizeof path, "%s/plenary/unsent/127.0.0.1:1883/main", folder);
    DIR *directory = opendir(path);
    size_t count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] != '.') {
            snprintf(first, 512, "%s/%.100s", path, entry->d_name);
            count++;
        }
    }
    if (directory) {
        closedir(directory);
    }
    return count;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void test_what_is_kept_is_there_for_the_next_desk(void **state)
{
    char folder[] = "/tmp/test-unsent-XXXXXX";
    char file[512], error[UNSENT_TEXT];
    struct hall hall;
    size_t count;
    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    struct unsent *first = unsent_open(&place, "0000000000000001");
    struct unsent *second = unsent_open(&place, "0000000000000002");
    assert_true(unsent_keep(first, hall.acts, false, error));
    assert_int_equal(files_in(folder, file), 0); /* nothing to keep, nothing on disk */
    act(&hall, PL_INTENT_STATUS);
    act(&hall, PL_INTENT_NOTICE);
    assert_true(unsent_keep(first, hall.acts, false, error));
    assert_int_equal(files_in(folder, file), 1);
    struct stat stat_of;
    assert_int_equal(stat(file, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0777, 0600);
    struct unsent *third = unsent_open(&place, "0000000000000003");
    unsent_left(third, &count);
    assert_int_equal(count, 0); /* its desk is at work */
    unsent_close(third);
    unsent_close(first); /* what a kill leaves is the same: nothing is written at the end */
    unsent_close(second);
    third = unsent_open(&place, "0000000000000003");
    const struct acts_left *left = unsent_left(third, &count);
    assert_int_equal(count, 2);
    assert_int_equal(left[0].intent->kind, PL_INTENT_STATUS);
    assert_null(unsent_trouble(third));
    unsent_close(third); /* killed before it could hand them in */
    third = unsent_open(&place, "0000000000000004");
    unsent_left(third, &count);
    assert_int_equal(count, 2);
    unsent_taken(third);
    assert_int_equal(files_in(folder, file), 0);
    unsent_close(third);
    leave(&hall);
}

/* What has settled is no longer in the file, and with the last of it the file goes. */
static void test_what_has_settled_goes(void **state)
{
    char folder[] = "/tmp/test-unsent-XXXXXX";
    char file[512], error[UNSENT_TEXT], name[ACTS_NAME];
    struct hall hall;
    size_t count;
    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    enter(&hall);
    struct unsent *unsent = unsent_open(&place, "0000000000000001");
    act(&hall, PL_INTENT_STATUS);
    act(&hall, PL_INTENT_NOTICE);
    assert_true(unsent_keep(unsent, hall.acts, true, error));
    uint64_t number = acts_left(hall.acts, &count)[0].number;
    struct pl_output note = {.kind = PL_OUTPUT_NOTE, .note = PL_NOTE_SETTLED, .number = number};
    acts_note(hall.acts, &note, name);
    assert_true(unsent_keep(unsent, hall.acts, true, error));
    unsent_close(unsent);
    unsent = unsent_open(&place, "0000000000000002");
    const struct acts_left *left = unsent_left(unsent, &count);
    assert_int_equal(count, 1);
    assert_int_equal(left[0].intent->kind, PL_INTENT_NOTICE);
    assert_true(left[0].sent);
    note.number = left[0].number;
    unsent_taken(unsent);
    assert_true(unsent_keep(unsent, hall.acts, true, error));
    assert_int_equal(files_in(folder, file), 1);
    acts_note(hall.acts, &note, name);
    assert_true(unsent_keep(unsent, hall.acts, true, error));
    unsent_close(unsent);
    assert_int_equal(files_in(folder, file), 0);
    leave(&hall);
}

static void test_what_cannot_be_read_is_put_aside_and_said(void **state)
{
    static const char *const texts[] = {"foreign\n", "unsent 2\nleft\n", JOURNAL_LEFT "left torn"};
    char folder[] = "/tmp/test-unsent-XXXXXX";
    char file[512], path[512];
    size_t count;
    (void)state;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    snprintf(path, sizeof path, "%s/plenary/unsent/127.0.0.1:1883/main/chair.%016d", folder, 5);
    assert_true(state_make_folders(path));
    for (size_t i = 0; i < 3; i++) {
        write_text(path, texts[i]);
        struct unsent *unsent = unsent_open(&place, "0000000000000001");
        unsent_left(unsent, &count);
        assert_int_equal(count, 0);
        assert_non_null(unsent_trouble(unsent));
        assert_non_null(strstr(unsent_trouble(unsent), ".bad"));
        unsent_close(unsent);
        assert_int_equal(files_in(folder, file), 1);
        assert_non_null(strstr(file, ".bad"));
        unsent = unsent_open(&place, "0000000000000001");
        assert_null(unsent_trouble(unsent)); /* once */
        unsent_close(unsent);
    }
    assert_int_equal(mkdir(path, 0700), 0); /* not even a file */
    struct unsent *unsent = unsent_open(&place, "0000000000000001");
    assert_non_null(unsent_trouble(unsent));
    unsent_close(unsent);
}

static void test_what_cannot_be_kept_is_said_once(void **state)
{
    char error[UNSENT_TEXT] = "";
    struct hall hall;
    (void)state;
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
    struct unsent *unsent = unsent_open(&place, "0000000000000001");
    act(&hall, PL_INTENT_STATUS);
    assert_false(unsent_keep(unsent, hall.acts, false, error));
    assert_non_null(strstr(error, "not kept on disk"));
    assert_false(unsent_kept(unsent));
    act(&hall, PL_INTENT_NOTICE);
    assert_true(unsent_keep(unsent, hall.acts, false, error));
    assert_false(unsent_kept(unsent));
    struct acts *none = acts_create(); /* all has settled; the next is no news either */
    assert_true(unsent_keep(unsent, none, true, error));
    acts_destroy(none);
    assert_true(unsent_keep(unsent, hall.acts, true, error));
    unsent_close(unsent);
    leave(&hall);
}

/* ---- at the desk ---- */

static void test_the_desk_says_what_became_of_it(void **state)
{
    struct hall hall;
    struct seat chair;
    size_t count;
    (void)state;
    enter(&hall);
    sim_cut(hall.sim, CHAIR, true);
    act(&hall, PL_INTENT_NOTICE);
    act(&hall, PL_INTENT_STATUS);
    act(&hall, PL_INTENT_MOVE);
    struct acts_left *left = left_of(&hall, &count);
    struct pl_intent other = status(PL_STATUS_DEFERRED);
    secretary_does(&hall, &other);
    come_back(&hall, 9);
    seat_take(&chair, hall.sim, CHAIR, NULL);
    desk_left(chair.desk, count, sim_now(hall.sim, CHAIR));
    assert_true(seat_shows(&chair, "3 changes that this desk had not sent when it ended"));
    desk_resume(chair.desk, left, count, sim_now(hall.sim, CHAIR));
    seat_run(&chair, 1000);
    assert_true(seat_shows(&chair, "a deed; somebody else has changed it since"));
    assert_true(seat_shows(&chair, "Esc: read, 1 more; W lists them"));
    assert_true(seat_shows(&chair, "1 sent now, 0 in the room already"));
    assert_true(shows(hall.sim, PL_INTENT_NOTICE));
    seat_press(&chair, "PgDn"); /* does not take its place */
    assert_true(seat_shows(&chair, "show 1.2"));
    assert_true(seat_shows(&chair, "a deed; somebody else has changed it since"));
    seat_press(&chair, "m");
    assert_true(seat_shows(&chair, "a deed; somebody else has changed it since"));
    seat_press(&chair, "Esc Esc");
    assert_true(seat_shows(&chair, "a deed; the wall is not moved late"));
    seat_press(&chair, "W");
    assert_true(seat_shows(&chair, "a deed; somebody else has changed it since"));
    seat_press(&chair, "W");
    assert_true(seat_shows(&chair, "Enter show"));
    assert_true(seat_shows(&chair, "u takes back"));
    seat_leave(&chair);
    finish(left, count);
    leave(&hall);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_sent),
        cmocka_unit_test(test_sent_and_in_the_room),
        cmocka_unit_test(test_in_the_room_and_changed_since),
        cmocka_unit_test(test_the_room_has_changed_meanwhile),
        cmocka_unit_test(test_another_text_was_loaded),
        cmocka_unit_test(test_a_room_without_its_text_is_waited_for),
        cmocka_unit_test(test_a_clock_counts_from_when_it_was_started),
        cmocka_unit_test(test_an_act_is_one),
        cmocka_unit_test(test_every_kind_is_read_back),
        cmocka_unit_test(test_a_torn_or_changed_file),
        cmocka_unit_test(test_what_is_kept_is_there_for_the_next_desk),
        cmocka_unit_test(test_what_has_settled_goes),
        cmocka_unit_test(test_what_cannot_be_read_is_put_aside_and_said),
        cmocka_unit_test(test_what_cannot_be_kept_is_said_once),
        cmocka_unit_test(test_the_desk_says_what_became_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
