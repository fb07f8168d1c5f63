/* Drafting at a desk: keys in, the room's words out, at both desks and on the wall. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/acts.h"
#include "tools/desk/chars.h"
#include "tools/desk/describe.h"
#include "unit.h"

enum { OTHER = 2 }; /* the second desk */

static const char draft[] =
    "# A draft\n"
    "\n"
    "## c. Role of stakeholders\n"
    "\n"
    "- Governments have special responsibilities, which they should share.\n"
    "- Faithfully {--represent--}{++reflect++} the diversity of [views [and needs]].\n"
    "  - in all regions\n"
    "- The end.\n";

struct scene {
    struct stage *stage;
    struct sim *sim;
    struct seat chair, other;
};

static int enter(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    void *stage;
    if (!scene || stage_empty(&stage)) {
        return -1;
    }
    *state = scene;
    scene->stage = stage;
    scene->sim = &scene->stage->sim;
    sim_add(scene->sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(scene->sim, OTHER);
    sim_run(scene->sim, 1000);
    seat_load(scene->sim, CHAIR, draft);
    seat_take(&scene->chair, scene->sim, CHAIR, NULL);
    seat_take(&scene->other, scene->sim, OTHER, NULL);
    return 0;
}

static int leave(void **state)
{
    struct scene *scene = *state;
    void *stage = scene->stage;
    seat_leave(&scene->chair);
    seat_leave(&scene->other);
    stage_leave(&stage);
    free(scene);
    return 0;
}

/* ---- what the room holds ---- */

static struct pl_place place_of(struct sim *sim, size_t client, const char *label)
{
    struct pl_place place = {0};
    assert_true(pl_room_find(sim_room(sim, client), PL_CONFIRMED, label, &place));
    return place;
}

static const struct pl_item *item_of(struct sim *sim, size_t client, const char *label)
{
    struct pl_place place = place_of(sim, client, label);
    return describe_item(sim_room(sim, client), &place);
}

static void expect_words(struct scene *scene, const char *label, const char *wanted)
{
    sim_run(scene->sim, 500);
    for (size_t client = CHAIR; client <= OTHER; client++) {
        struct pl_place place = place_of(scene->sim, client, label);
        const struct pl_words *words =
            pl_room_words(sim_room(scene->sim, client), PL_CONFIRMED, place.section,
                          item_of(scene->sim, client, label)->id, NULL, NULL);
        char *marks = words ? describe_marks(words) : NULL;
        assert_non_null(marks);
        assert_string_equal(marks, wanted);
        free(marks);
    }
}

static void expect_shows(struct seat *seat, const char *text)
{
    assert_true(seat_shows(seat, text));
}

static void press(struct scene *scene, const char *keys)
{
    seat_press(&scene->chair, keys);
}

static void answer(struct scene *scene, const char *text)
{
    seat_answer(&scene->chair, text);
}

/* ---- every act ---- */

static void test_delete(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right d");
    expect_shows(&scene->chair, "Delete \"special\", who asks");
    answer(scene, "US, Japan");
    expect_words(scene, "c.1",
                 "Governments have[- special- US,Japan] responsibilities, which they should "
                 "share.");
    expect_shows(&scene->chair, "c.1: deleted \"special\" for US, Japan");
}

static void test_delete_for_nobody_and_a_second_who_asks(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right End Left d Enter");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should[- share-].");
    press(scene, "d");
    answer(scene, "EU");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should[- share- EU].");
}

static void test_insert(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right i");
    expect_shows(&scene->chair, "Insert behind \"special\"");
    answer(scene, "and primary");
    answer(scene, "G77");
    press(scene, "I");
    answer(scene, "very");
    answer(scene, "");
    expect_words(scene, "c.1",
                 "Governments have {+very +}special{+ and primary+ G77} responsibilities, which "
                 "they should share.");
}

static void test_insert_at_the_end_of_an_item(void **state)
{
    struct scene *scene = *state;
    press(scene, "i");
    expect_shows(&scene->chair, "Insert at the end of the whole item");
    answer(scene, "And more.");
    answer(scene, "EU");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should share.{+ And more.+ "
                 "EU}");
}

static void test_replace(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right End Left Left r");
    expect_shows(&scene->chair, "Instead of \"should\"");
    answer(scene, "shall");
    answer(scene, "G77");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they [-should- G77]{+shall+ "
                 "G77} share.");
}

static void test_retain(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right t");
    answer(scene, "Peru");
    expect_words(scene, "c.1",
                 "Governments have {=special= retain Peru} responsibilities, which they should "
                 "share.");
}

static void test_alternatives_and_their_choice(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right End Left Left |");
    answer(scene, "may");
    answer(scene, "US");
    press(scene, "|");
    answer(scene, "must");
    answer(scene, "");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should / {+may+ US} / "
                 "{+must+} share.");
    expect_shows(&scene->chair, "<should | {+may+ US} |");
    press(scene, "Esc a"); /* all of it: nobody has chosen */
    expect_shows(&scene->chair, "c.1: choose words of one of the 3 alternatives, then a");
    press(scene, "Right End Left Left Left a"); /* "may" */
    expect_words(scene, "c.1", "Governments have special responsibilities, which they may share.");
}

static void test_brackets_round_one_comma_and_away(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right Right Right [");
    expect_shows(&scene->chair, "Brackets round \",\", who asks");
    press(scene, "Enter");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities[,] which they should share.");
    press(scene, "]");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should share.");
    press(scene, "]");
    expect_shows(&scene->chair,
                 "c.1: no brackets stand round these words: choose words between [ and ]");
}

static void test_brackets_round_the_item_for_somebody(void **state)
{
    struct scene *scene = *state;
    press(scene, "End [");
    answer(scene, "US");
    expect_words(scene, "c.3", "{+[+}The end.{+]+ US}");
    press(scene, "]");
    expect_words(scene, "c.3", "The end.");
}

static void test_accept_one_word_takes_the_change_it_is_part_of(void **state)
{
    struct scene *scene = *state;
    press(scene, "j Right Right a");
    expect_words(scene, "c.2", "Faithfully reflect the diversity of [views [and needs]].");
    expect_shows(&scene->chair, "c.2: accepted \"reflect\" instead of \"represent\"");
}

static void test_reject_all(void **state)
{
    struct scene *scene = *state;
    press(scene, "j x");
    expect_words(scene, "c.2", "Faithfully represent the diversity of [views [and needs]].");
    press(scene, "x");
    expect_shows(&scene->chair, "c.2: there is nothing to accept or reject in this item");
}

static void test_several_words(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right v Right d");
    expect_shows(&scene->chair, "Delete \"special responsibilities\"");
    answer(scene, "US");
    press(scene, "v Home S-Right S-Right S-Left t");
    expect_shows(&scene->chair, "Retain \"Governments have\"");
    answer(scene, "EU");
    expect_words(scene, "c.1",
                 "{=Governments have= retain EU}[- special responsibilities- US], which they "
                 "should share.");
}

static void test_escape_leaves_everything(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right d Esc i");
    seat_type(&scene->chair, "words");
    press(scene, "Enter Esc r Enter s Esc o Esc O Esc");
    expect_words(scene, "c.1",
                 "Governments have special responsibilities, which they should share.");
    expect_shows(&scene->chair, "nothing was done");
}

static void test_what_was_typed_is_there_again_after_escape(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right i");
    answer(scene, "a long sentence");
    press(scene, "Esc"); /* at the names */
    press(scene, "r");
    expect_shows(&scene->chair, "Instead of \"Governments\":");
    press(scene, "Esc i"); /* another question came between */
    answer(scene, "a long sentence");
    press(scene, "Esc i Enter Enter");
    expect_words(scene, "c.1",
                 "Governments{+ a long sentence+} have special responsibilities, which they "
                 "should share.");
    press(scene, "i Enter"); /* it is sent: nothing is left of it */
    expect_shows(&scene->chair, "nothing was typed");
    press(scene, "Esc o");
    answer(scene, "New words");
    press(scene, "Esc o Enter Enter");
    expect_words(scene, "c.1 bis", "{+New words+}");
}

static void test_names_that_are_too_long_are_asked_again(void **state)
{
    struct scene *scene = *state;
    char name[64];
    memset(name, 'n', 61);
    name[61] = '\0';
    press(scene, "Right d");
    answer(scene, name);
    expect_shows(&scene->chair, "a name has at most 60 characters");
    press(scene, "Backspace Enter");
    name[60] = '\0';
    sim_run(scene->sim, 500);
    expect_shows(&scene->chair, name);
}

static void test_what_is_said_is_whole_characters(void **state)
{
    struct scene *scene = *state;
    char name[128] = "";
    for (int i = 0; i < 38; i++) { /* three bytes each: one of three lengths would cut one */
        snprintf(name + strlen(name), sizeof name - strlen(name), "国");
    }
    static const char *const labels[] = {"", "a", "ab"};
    for (size_t i = 0; i < 3; i++) {
        char text[600];
        press(scene, "Esc i");
        answer(scene, "x");
        snprintf(text, sizeof text, "%s%s,y%s", labels[i], name, name);
        answer(scene, text);
        const char *last = acts_last(desk_acts(scene->chair.desk));
        assert_true(strlen(last) + 4 >= ACTS_NAME);
        assert_true(chars_valid((struct span){last, strlen(last)}));
    }
}

/* ---- two desks ---- */

static void test_words_move_while_a_question_stands(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right d");
    seat_press(&scene->other, "Right I");
    seat_answer(&scene->other, "All");
    seat_answer(&scene->other, "");
    seat_run(&scene->chair, 500);
    answer(scene, "US");
    expect_words(scene, "c.1",
                 "{+All +}Governments have[- special- US] responsibilities, which they should "
                 "share.");
}

static void test_words_that_went_are_not_changed(void **state)
{
    struct scene *scene = *state;
    press(scene, "j Right Right d");
    seat_press(&scene->other, "j a"); /* "represent" goes */
    seat_run(&scene->chair, 500);
    answer(scene, "US");
    expect_words(scene, "c.2", "Faithfully reflect the diversity of [views [and needs]].");
    expect_shows(&scene->chair, "not done: somebody has changed these words of c.2");
}

static void test_the_selection_stays_on_its_words(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right");
    seat_press(&scene->other, "Right I");
    seat_answer(&scene->other, "All of the");
    seat_answer(&scene->other, "");
    seat_run(&scene->chair, 500);
    press(scene, "t");
    expect_shows(&scene->chair, "Retain \"special\"");
}

static void test_chosen_words_that_went_are_told_unless_we_did_it(void **state)
{
    struct scene *scene = *state;
    press(scene, "j Right Right");
    seat_press(&scene->other, "j a"); /* "represent" goes */
    seat_run(&scene->chair, 500);
    expect_shows(&scene->chair, "the chosen words are gone: somebody has changed them");
    press(scene, "Esc k Right i");
    answer(scene, "new");
    answer(scene, "");
    press(scene, "Right x"); /* our own: what was done is said */
    seat_run(&scene->chair, 500);
    expect_shows(&scene->chair, "c.1: rejected \"new\"");
}

static void test_an_item_that_went_while_a_question_stands(void **state)
{
    struct scene *scene = *state;
    press(scene, "End d");
    seat_press(&scene->other, "End D");
    seat_run(&scene->chair, 500);
    answer(scene, "US");
    expect_shows(&scene->chair, "not done: the item is no longer in the text");
}

/* ---- words on the wall ---- */

static const struct pl_cursor *cursor(struct scene *scene)
{
    sim_run(scene->sim, 500);
    return pl_room_cursor(sim_room(scene->sim, WALL), PL_CONFIRMED);
}

static void test_highlight(void **state)
{
    struct scene *scene = *state;
    press(scene, "Right Right Right Enter");
    assert_int_equal(cursor(scene)->highlight_count, 1);
    assert_string_equal(cursor(scene)->highlights[0].exact, "special");
    assert_int_equal(cursor(scene)->highlights[0].start, 17);
    press(scene, "Enter");
    expect_shows(&scene->chair, "\"special\" is highlighted already");
    press(scene, "Esc j Right Enter"); /* another item: the wall goes there */
    assert_int_equal(cursor(scene)->highlight_count, 1);
    assert_string_equal(cursor(scene)->highlights[0].exact, "Faithfully");
    stage_assert_at(scene->sim, WALL, 0, 1);
    press(scene, "Right Right h");
    assert_int_equal(cursor(scene)->highlight_count, 2);
}

static void test_words_on_another_page_of_the_wall(void **state)
{
    static const int64_t pages[] = {0, 34};
    struct scene *scene = *state;
    struct pl_place place = place_of(scene->sim, WALL, "c.1");
    char item[PL_ID_MAX + 1];
    snprintf(item, sizeof item, "%s", item_of(scene->sim, WALL, "c.1")->id);
    struct pl_report report = {.item = item, .pages = pages, .page_count = 2};
    report.section =
        pl_room_document(sim_room(scene->sim, WALL), PL_CONFIRMED)->sections[place.section].id;
    pl_room_report(sim_room(scene->sim, WALL), &report, sim_now(scene->sim, WALL));
    sim_drain(scene->sim, WALL);
    sim_run(scene->sim, 500);
    press(scene, "Right Right Enter"); /* on the first page: the wall stays */
    assert_string_equal(cursor(scene)->highlights[0].exact, "have");
    assert_int_equal(cursor(scene)->position, 0);
    press(scene, "End Left Enter"); /* "share", on the second */
    assert_int_equal(cursor(scene)->highlight_count, 1);
    assert_string_equal(cursor(scene)->highlights[0].exact, "share");
    assert_int_equal(cursor(scene)->position, 61);
    press(scene, "Esc Right d"); /* into the words where the wall is */
    expect_shows(&scene->chair, "Delete \"share\", who asks");
}

/* ---- items ---- */

static void test_every_status(void **state)
{
    static const struct {
        const char *keys;
        enum pl_status status;
    } rows[] = {{"s i", PL_STATUS_AGREED_INFORMALLY},
                {"s a", PL_STATUS_AGREED_AD_REF},
                {"s g", PL_STATUS_AGREED},
                {"s r", PL_STATUS_REOPENED},
                {"s d", PL_STATUS_DEFERRED},
                {"s x", PL_STATUS_DELETED},
                {"s o", PL_STATUS_OPEN},
                {"s p Enter", PL_STATUS_PENDING}};
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        press(scene, rows[i].keys);
        sim_run(scene->sim, 500);
        assert_int_equal(item_of(scene->sim, OTHER, "c.1")->status, rows[i].status);
        assert_int_equal(item_of(scene->sim, OTHER, "c.1")->who.count, 0);
    }
    press(scene, "s q");
    expect_shows(&scene->chair, "q is no answer here");
    press(scene, "Esc s p");
    assert_int_equal(item_of(scene->sim, OTHER, "c.1")->status, PL_STATUS_PENDING);
}

static void test_whom_an_item_waits_for(void **state)
{
    struct scene *scene = *state;
    press(scene, "s p");
    answer(scene, "US, EU ,US");
    sim_run(scene->sim, 500);
    const struct pl_item *item = item_of(scene->sim, OTHER, "c.1");
    assert_int_equal(item->status, PL_STATUS_PENDING);
    assert_int_equal(item->who.count, 2);
    assert_string_equal(item->who.names[1], "EU");
    expect_shows(&scene->chair, "pending, waits for US, EU");
    press(scene, "s I Backspace Backspace Enter"); /* they stand there: EU is struck */
    sim_run(scene->sim, 500);
    item = item_of(scene->sim, OTHER, "c.1");
    assert_int_equal(item->status, PL_STATUS_AGREED_INFORMALLY);
    assert_int_equal(item->who.count, 1);
}

static void test_new_items(void **state)
{
    struct scene *scene = *state;
    press(scene, "j o");
    expect_shows(&scene->chair, "c.2 bis (new)");
    answer(scene, "A new one.");
    answer(scene, "Brazil, EU");
    expect_words(scene, "c.2 bis", "{+A new one.+ Brazil,EU}");
    expect_shows(&scene->chair, "new item c.2 bis: \"A new one.\" for Brazil, EU");
    assert_int_equal(place_of(scene->sim, WALL, "c.2 bis").item, 3); /* behind c.2.i */
    seat_run(&scene->chair, 500); /* it is selected when it is there */
    press(scene, "s");
    expect_shows(&scene->chair, "Status of c.2 bis");
    press(scene, "Esc o");
    answer(scene, "Another.");
    answer(scene, "");
    press(scene, "O");
    answer(scene, "Otherwise.");
    answer(scene, "");
    expect_words(scene, "c.2 ter", "{+Another.+}");
    expect_words(scene, "c.2 alt", "{+Otherwise.+}");
    assert_string_equal(item_of(scene->sim, WALL, "c.3")->label, "c.3");
}

static void test_remove_an_item(void **state)
{
    struct pl_place place;
    struct scene *scene = *state;
    press(scene, "End D");
    sim_run(scene->sim, 500);
    assert_false(pl_room_find(sim_room(scene->sim, WALL), PL_CONFIRMED, "c.3", &place));
    expect_shows(&scene->chair, "c.3 removed");
}

static void test_an_item_goes_with_what_lies_below_it(void **state)
{
    struct pl_place place;
    struct scene *scene = *state;
    press(scene, "j D");
    expect_shows(&scene->chair, "c.2 removed, with 1 below it");
    sim_run(scene->sim, 500);
    assert_false(pl_room_find(sim_room(scene->sim, WALL), PL_CONFIRMED, "c.2.1", &place));
    press(scene, "u");
    sim_run(scene->sim, 500);
    assert_int_equal(place_of(scene->sim, WALL, "c.2").item, 1);
    assert_int_equal(place_of(scene->sim, WALL, "c.2.1").item, 2);
}

static void test_move_an_item(void **state)
{
    struct scene *scene = *state;
    press(scene, "M");
    answer(scene, "c.3");
    sim_run(scene->sim, 500);
    assert_int_equal(place_of(scene->sim, OTHER, "c.1").item, 3);
    press(scene, "M");
    answer(scene, "before c.2");
    sim_run(scene->sim, 500);
    assert_int_equal(place_of(scene->sim, OTHER, "c.1").item, 0);
}

/* Everything that the keys do here is taken back by one u. */
static void test_each_act_is_taken_back(void **state)
{
    static const struct {
        const char *keys, *text, *names;
    } acts[] = {
        {"Esc Right Right Right d", NULL, "US"},
        {"Esc Right Right Right [", NULL, "US"},
        {"Esc Right t", NULL, "US"},
        {"Esc Right Right i", "words", "EU, US"},
        {"Esc Right Right I", "words", ""},
        {"Esc Right End r", "words", "EU"},
        {"Esc Right End |", "words", "EU"},
        {"Esc i", "words", "EU"},
        {"Esc d", NULL, "EU"},
        {"Esc [", NULL, ""},
        {"Esc s g", NULL, NULL},
        {"Esc s p", NULL, "EU"},
        {"Esc o", "words", "EU"},
        {"Esc O", "words", "EU"},
        {"Esc M", "c.3", NULL},
        {"Esc D", NULL, NULL},
    };
    struct scene *scene = *state;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        press(scene, "Esc Home");
        press(scene, acts[i].keys);
        if (acts[i].text) {
            answer(scene, acts[i].text);
        }
        if (acts[i].names) {
            answer(scene, acts[i].names);
        }
        sim_run(scene->sim, 500);
        press(scene, "u");
        expect_words(scene, "c.1",
                     "Governments have special responsibilities, which they should share.");
        assert_int_equal(place_of(scene->sim, OTHER, "c.1").item, 0);
        assert_int_equal(place_of(scene->sim, OTHER, "c.3").item, 3);
        assert_int_equal(item_of(scene->sim, OTHER, "c.1")->status, PL_STATUS_OPEN);
    }
    press(scene, "u");
    expect_shows(&scene->chair, "nothing");
}

/* ---- anything ---- */

static uint64_t seed;

static size_t dice(size_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % sides;
}

static void press_any(struct scene *scene, struct seat *seat)
{
    static const char *const keys[] = {
        "Right", "Right", "Left", "S-Right", "S-Left", "v",  "Up",       "Down",  "j",
        "k",     "Home",  "End",  "[",       "]",      "i",  "I",        "d",     "r",
        "t",     "|",     "a",    "x",       "s",      "o",  "O",        "M",     "D",
        "u",     "U",     "g",    "p",       "h",      "H",  "Enter",    "Enter", "Enter",
        "c . 3", "U S",   "Esc",  "Tab",     "PgDn",   "国", "Backspace"};
    seat_press(seat, keys[dice(sizeof keys / sizeof *keys)]);
    if (dice(3) == 0) {
        free(seat_picture(seat, 60 + (int)dice(140), 16 + (int)dice(40), dice(2)));
    }
    if (dice(300) == 0) {
        sim_cut(scene->sim, seat->client, true);
    } else if (!scene->sim->clients[seat->client].connected && dice(20) == 0) {
        sim_connect(scene->sim, seat->client);
    }
    if (dice(4) == 0) {
        seat_run(&scene->chair, (int64_t)dice(400));
        seat_run(&scene->other, 0);
    }
}

/* Labels, statuses and words of the whole text, one line each. */
static char *write_all(struct sim *sim, size_t client)
{
    char *out = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&out, &size);
    const struct pl_room *room = sim_room(sim, client);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    assert_non_null(file);
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, s);
        for (size_t i = 0; i < items->count; i++) {
            const struct pl_item *item = &items->items[i];
            char *marks =
                describe_marks(pl_room_words(room, PL_CONFIRMED, s, item->id, NULL, NULL));
            assert_non_null(marks);
            fprintf(file, "%s %s %zu %s\n", item->label, pl_status_name(item->status),
                    item->who.count, marks);
            free(marks);
        }
    }
    fclose(file);
    return out;
}

static void test_two_desks_at_random_end_with_one_text(void **state)
{
    struct scene *scene = *state;
    char *before = write_all(scene->sim, WALL);
    seed = 1;
    for (int i = 0; i < 4000; i++) {
        press_any(scene, dice(2) ? &scene->chair : &scene->other);
    }
    for (size_t client = CHAIR; client <= OTHER; client += OTHER) {
        if (!scene->sim->clients[client].connected) {
            sim_connect(scene->sim, client);
        }
    }
    sim_run(scene->sim, 120000);
    char *texts[OTHER + 1];
    for (size_t client = CHAIR; client <= OTHER; client++) {
        texts[client] = write_all(scene->sim, client);
        assert_string_equal(texts[client], texts[CHAIR]);
    }
    assert_string_not_equal(texts[CHAIR], before);
    free(before);
    for (size_t client = CHAIR; client <= OTHER; client++) {
        free(texts[client]);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, enter, leave)
    const struct CMUnitTest tests[] = {
        T(test_delete),
        T(test_delete_for_nobody_and_a_second_who_asks),
        T(test_insert),
        T(test_insert_at_the_end_of_an_item),
        T(test_replace),
        T(test_retain),
        T(test_alternatives_and_their_choice),
        T(test_brackets_round_one_comma_and_away),
        T(test_brackets_round_the_item_for_somebody),
        T(test_accept_one_word_takes_the_change_it_is_part_of),
        T(test_reject_all),
        T(test_several_words),
        T(test_escape_leaves_everything),
        T(test_what_was_typed_is_there_again_after_escape),
        T(test_names_that_are_too_long_are_asked_again),
        T(test_what_is_said_is_whole_characters),
        T(test_words_move_while_a_question_stands),
        T(test_words_that_went_are_not_changed),
        T(test_the_selection_stays_on_its_words),
        T(test_chosen_words_that_went_are_told_unless_we_did_it),
        T(test_an_item_that_went_while_a_question_stands),
        T(test_highlight),
        T(test_words_on_another_page_of_the_wall),
        T(test_every_status),
        T(test_whom_an_item_waits_for),
        T(test_new_items),
        T(test_remove_an_item),
        T(test_an_item_goes_with_what_lies_below_it),
        T(test_move_an_item),
        T(test_each_act_is_taken_back),
        T(test_two_desks_at_random_end_with_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
