/* The desk's list of speakers: keys in, the room and the picture out, on a simulated broker.
 * UPDATE_GOLDEN=1 writes the pictures of the pane anew: then look at them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/seat.h"
#include "tests/unit/stage.h"
#include "tools/desk/desk_parts.h"
#include "tools/desk/roster.h"
#include "unit.h"

#define NO_BREAK "\xC2\xA0" /* a name and its number stay together */

enum { SECRETARY = 2 };

struct hall {
    struct stage *stage;
    struct sim *sim;
    struct roster *roster;
    struct seat chair, secretary;
};

static int enter(void **state)
{
    static const char names[] = "lima,Peru,G77,delegation\nbrasilia,Brazil,G77,delegation\n"
                                "warsaw,Poland,EU,delegation\nfoe,Friends of the Earth,,civil "
                                "society\n";
    struct hall *hall = calloc(1, sizeof *hall);
    char error[ROSTER_TEXT];
    void *stage = NULL;
    if (!hall || stage_full(&stage))
        return -1;
    *state = hall;
    hall->stage = stage;
    hall->sim = &hall->stage->sim;
    hall->roster = roster_read(names, sizeof names - 1, error);
    sim_add(hall->sim, PL_ROLE_DESK, "secretary", 3);
    sim_connect(hall->sim, SECRETARY);
    sim_run(hall->sim, 2500);
    seat_take(&hall->chair, hall->sim, CHAIR, hall->roster);
    seat_take(&hall->secretary, hall->sim, SECRETARY, NULL);
    return 0;
}

static int leave(void **state)
{
    struct hall *hall = *state;
    void *stage = hall->stage;
    seat_leave(&hall->chair);
    seat_leave(&hall->secretary);
    roster_destroy(hall->roster);
    free(hall);
    return stage_leave(&stage);
}

/* ---- looking ---- */

static const struct pl_speakers *shown(struct hall *hall)
{
    return stage_speakers(hall->sim, WALL, PL_CONFIRMED);
}

/* "[floor] p1! Brazil/G77 r1~", as the wall has it. */
static void assert_list(struct hall *hall, const char *wanted)
{
    char all[512] = "";
    size_t used = 0;
    const struct pl_speakers *speakers = shown(hall);
    if (speakers && speakers->has_floor)
        used += (size_t)snprintf(all, sizeof all, "[%s]", speakers->floor.name);
    for (size_t i = 0; speakers && i < speakers->queue_count; i++) {
        const struct pl_speaker *one = &speakers->queue[i];
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s%s%s%s", used ? " " : "",
                                 one->name, one->on_behalf ? "/" : "",
                                 one->on_behalf ? one->on_behalf : "",
                                 one->kind == PL_KIND_POINT_OF_ORDER ? "!"
                                 : one->kind == PL_KIND_REPLY        ? "~"
                                                                     : "");
        assert_true(used < sizeof all);
    }
    assert_string_equal(all, wanted);
}

static void add(struct seat *seat, const char *text)
{
    seat_press(seat, "+");
    seat_answer(seat, text);
}

static void to_speakers(struct seat *seat)
{
    seat_press(seat, "Tab Tab");
}

static void ask(struct hall *hall, const char *user, int number, const char *want, const char *more)
{
    char topic[64];
    char payload[512];
    snprintf(topic, sizeof topic, "plenary/main/request/%s", user);
    int size = snprintf(payload, sizeof payload,
                        "{\"v\":1,\"epoch\":0,\"rev\":%d,\"by\":\"aaaaaaaaaaaaaaaa\",\"at\":%lld,"
                        "\"want\":\"%s\",\"number\":%d,\"kind\":\"statement\"%s}",
                        number, (long long)hall->sim->wall_ms, want, number, more);
    sim_publish(hall->sim, topic, payload, (size_t)size, true);
    seat_run(&hall->chair, 0);
    seat_run(&hall->secretary, 0);
}

static const struct pl_answer *answer_to(struct hall *hall, const char *user)
{
    const struct pl_speakers *speakers = shown(hall);
    for (size_t i = 0; speakers && i < speakers->answer_count; i++)
        if (strcmp(speakers->answers[i].user, user) == 0)
            return &speakers->answers[i];
    return NULL;
}

/* ---- adding ---- */

static void test_names_are_added_while_typing(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Brazil for G77");
    add(&hall->chair, "chad");
    add(&hall->chair, "reply Iran");
    add(&hall->chair, "Fiji!");
    add(&hall->chair, "Mali, Togo for AG, Cuba!");
    assert_list(hall, "Fiji! Cuba! Brazil/G77 chad Mali Togo/AG Iran~");
    assert_string_equal(shown(hall)->queue[2].class_name, "group");
    assert_string_equal(shown(hall)->queue[3].class_name, "delegation");
    assert_true(seat_shows(&hall->chair, "7 waiting"));
    assert_true(seat_shows(&hall->chair, "2 Cuba · point of order"));
    assert_true(seat_shows(&hall->chair, "6 Togo for AG"));
    assert_true(seat_shows(&hall->chair, "7 Iran · right of reply"));
    seat_press(&hall->chair, "u"); /* the three at once */
    assert_list(hall, "Fiji! Brazil/G77 chad Iran~");
    add(&hall->chair, "");
    add(&hall->chair, "!");
    assert_true(seat_shows(&hall->chair, "nobody added"));
    assert_list(hall, "Fiji! Brazil/G77 chad Iran~");
}

static void test_names_of_the_day_complete(void **state)
{
    struct hall *hall = *state;
    seat_press(&hall->chair, "+");
    seat_type(&hall->chair, "bra");
    seat_press(&hall->chair, "Tab");
    seat_type(&hall->chair, " for g");
    seat_press(&hall->chair, "Tab Enter");
    assert_list(hall, "Brazil/G77");
    add(&hall->chair, "Zimbabwe for SADC");
    seat_press(&hall->chair, "+");
    seat_type(&hall->chair, "reply zi");
    seat_press(&hall->chair, "Tab");
    seat_type(&hall->chair, " for sa");
    seat_press(&hall->chair, "Tab Enter");
    assert_list(hall, "Brazil/G77 Zimbabwe/SADC Zimbabwe/SADC~");
}

static void test_a_second_reply_is_told(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "reply Iran");
    add(&hall->chair, "reply Iran");
    assert_true(seat_shows(&hall->chair, "2nd of 2, 2nd reply"));
    assert_true(seat_shows(&hall->chair, "2 Iran · 2nd reply"));
    seat_press(&hall->chair, "f");
    sim_run(hall->sim, 5000);
    seat_press(&hall->chair, "f");
    assert_true(seat_shows(&hall->chair, "right of reply, the 2nd"));
    seat_press(&hall->chair, "e");
    add(&hall->chair, "reply Iran");
    assert_true(seat_shows(&hall->chair, "1 Iran · 3rd reply"));
}

static void test_a_closed_list_is_added_to_and_said(void **state)
{
    struct hall *hall = *state;
    seat_press(&hall->chair, "c");
    assert_false(shown(hall)->open);
    assert_true(seat_shows(&hall->chair, "CLOSED"));
    add(&hall->chair, "Brazil");
    assert_true(seat_shows(&hall->chair, "the list is closed"));
    assert_list(hall, "Brazil");
    seat_press(&hall->chair, "c");
    assert_true(shown(hall)->open);
}

/* Each has read the list without the other's entries. */
static void test_two_desks_add_at_once(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Brazil");
    static const struct {
        const char *chair, *secretary;
    } pairs[] = {{"p1!", "p2!"}, {"reply Iran", "Chad"}, {"Mali, p3!", "Togo, reply Fiji"}};
    for (size_t i = 0; i < 3; i++) {
        struct keys_key enter_key = {.code = KEYS_ENTER};
        seat_press(&hall->chair, "+");
        seat_press(&hall->secretary, "+");
        seat_type(&hall->chair, pairs[i].chair);
        seat_type(&hall->secretary, pairs[i].secretary);
        desk_key(hall->chair.desk, &enter_key, sim_now(hall->sim, CHAIR));
        desk_key(hall->secretary.desk, &enter_key, sim_now(hall->sim, SECRETARY));
        seat_run(&hall->chair, 500);
        seat_run(&hall->secretary, 500);
    }
    const struct pl_speakers *speakers = shown(hall);
    assert_int_equal(speakers->queue_count, 9);
    for (size_t i = 0; i < 9; i++) {
        enum pl_kind kind = i < 3   ? PL_KIND_POINT_OF_ORDER
                            : i < 7 ? PL_KIND_STATEMENT
                                    : PL_KIND_REPLY;
        assert_int_equal(speakers->queue[i].kind, kind);
    }
    assert_string_equal(speakers->queue[2].name, "p3");
    seat_press(&hall->chair, "u u u");
    assert_int_equal(shown(hall)->queue_count, 5); /* the secretary's stay, and Brazil */
}

/* ---- the floor ---- */

static void test_the_floor_goes_round(void **state)
{
    struct hall *hall = *state;
    seat_press(&hall->chair, "f e p");
    assert_list(hall, "");
    add(&hall->chair, "Brazil, Chad, Peru");
    seat_press(&hall->chair, "f");
    assert_list(hall, "[Brazil] Chad Peru");
    seat_run(&hall->chair, 5000);
    assert_true(seat_shows(&hall->chair, "0:05"));
    seat_press(&hall->chair, "p");
    assert_false(shown(hall)->floor_clock.running);
    seat_run(&hall->chair, 60000);
    assert_true(seat_shows(&hall->chair, "0:05 PAUSED"));
    seat_press(&hall->chair, "p");
    seat_run(&hall->chair, 2000);
    assert_true(seat_shows(&hall->chair, "0:07"));
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Down Enter"); /* the selected one, not the next */
    assert_list(hall, "[Peru] Chad");
    seat_press(&hall->chair, "e");
    assert_list(hall, "Chad");
    assert_true(seat_shows(&hall->chair, "nobody has the floor"));
    seat_press(&hall->chair, "u");
    assert_list(hall, "[Peru] Chad");
    seat_press(&hall->chair, "u");
    assert_list(hall, "[Brazil] Chad Peru");
}

static void test_a_class_has_its_time(void **state)
{
    struct hall *hall = *state;
    seat_press(&hall->chair, "L Enter"); /* as it is offered */
    assert_int_equal(shown(hall)->limit_count, 2);
    add(&hall->chair, "Brazil for G77, Chad");
    seat_press(&hall->chair, "f");
    assert_int_equal(shown(hall)->floor_clock.limit_s, 600);
    seat_run(&hall->chair, 1000);
    assert_true(seat_shows(&hall->chair, "9:59 left of 10:00"));
    seat_press(&hall->chair, "f");
    assert_int_equal(shown(hall)->floor_clock.limit_s, 300);
    seat_run(&hall->chair, 301000);
    assert_true(seat_shows(&hall->chair, "OVER by 0:01 of 5:00"));
    seat_run(&hall->chair, 60000);
    assert_true(seat_shows(&hall->chair, "OVER by 1:01"));
    seat_press(&hall->chair, "L");
    seat_answer(&hall->chair, ", observer 2"); /* behind what is there */
    assert_int_equal(shown(hall)->limit_count, 3);
    seat_press(&hall->chair, "L ^U");
    seat_answer(&hall->chair, "group");
    assert_true(seat_shows(&hall->chair, "no class with a time"));
    assert_int_equal(shown(hall)->limit_count, 3);
    seat_press(&hall->chair, "Esc L ^U Enter");
    assert_int_equal(shown(hall)->limit_count, 0);
    seat_press(&hall->chair, "u");
    assert_int_equal(shown(hall)->limit_count, 3);
}

static void test_the_picture_wakes_at_the_second(void **state)
{
    struct hall *hall = *state;
    free(seat_picture(&hall->chair, 80, 24, false));
    int64_t idle_ms = desk_deadline(hall->chair.desk) - sim_now(hall->sim, CHAIR).mono_ms;
    assert_true(idle_ms > 1000);
    add(&hall->chair, "Brazil");
    seat_press(&hall->chair, "f");
    seat_run(&hall->chair, 400);
    free(seat_picture(&hall->chair, 80, 24, false));
    int64_t wait_ms = desk_deadline(hall->chair.desk) - sim_now(hall->sim, CHAIR).mono_ms;
    assert_int_equal(wait_ms, 600);
}

/* The desks that knew the clock are gone: the time is told as about. */
static void test_a_desk_that_comes_later_tells_about(void **state)
{
    struct hall *hall = *state;
    struct seat deputy;
    seat_press(&hall->chair, "L Enter");
    add(&hall->chair, "Brazil");
    seat_press(&hall->chair, "f");
    seat_run(&hall->chair, 60000);
    sim_cut(hall->sim, CHAIR, true);
    sim_cut(hall->sim, SECRETARY, true);
    size_t client = sim_add(hall->sim, PL_ROLE_DESK, "deputy", 9);
    sim_connect(hall->sim, client);
    sim_run(hall->sim, 2000);
    seat_take(&deputy, hall->sim, client, NULL);
    assert_true(seat_shows(&deputy, "~3:58 left of 5:00"));
    seat_press(&deputy, "p");
    assert_true(seat_shows(&deputy, "left PAUSED"));
    seat_leave(&deputy);
}

/* ---- by hand ---- */

static void test_an_order_by_hand(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "A, B, C, p!");
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Down K");
    assert_list(hall, "A p! B C");
    seat_press(&hall->chair, "K"); /* the first already */
    assert_list(hall, "A p! B C");
    seat_press(&hall->chair, "J J J");
    assert_list(hall, "p! B C A");
    assert_true(seat_shows(&hall->chair, "A speaks later, now 4th"));
    seat_press(&hall->chair, "J");
    assert_true(seat_shows(&hall->chair, "A is the last already"));
    seat_press(&hall->chair, "x");
    assert_list(hall, "p! B C");
    seat_press(&hall->chair, "x"); /* the one that came into its place */
    assert_list(hall, "p! B");
    seat_press(&hall->chair, "u u u u u u");
    assert_list(hall, "p! A B C");
}

static void test_the_selection_stays_with_its_entry(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "A, B, C");
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Down");
    add(&hall->secretary, "p!");
    seat_run(&hall->chair, 500);
    seat_press(&hall->chair, "x");
    assert_list(hall, "p! A C");
}

static void test_a_click_selects_and_a_second_gives(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "A, B for G77!, C");
    char *picture = seat_picture(&hall->chair, 80, 24, false);
    int y = 0;
    for (const char *at = picture; *at && strncmp(at, " 3 C", 4) != 0; at++)
        y += *at == '\n';
    free(picture);
    assert_true(y > 3 && y < 20);
    struct keys_key click = {.code = KEYS_CLICK, .x = 70, .y = y};
    desk_key(hall->chair.desk, &click, sim_now(hall->sim, CHAIR));
    click.code = KEYS_DOUBLE_CLICK;
    desk_key(hall->chair.desk, &click, sim_now(hall->sim, CHAIR));
    seat_run(&hall->chair, 0);
    assert_list(hall, "[C] B/G77! A");
}

/* ---- requests ---- */

static void test_a_request_is_taken(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Chad");
    ask(hall, "lima", 7, "floor", ",\"for\":\"G77\",\"name\":\"United States\"");
    assert_true(seat_shows(&hall->chair, "Peru asks for the floor"));
    assert_true(seat_shows(&hall->chair, "? Peru for G77 · asks"));
    assert_true(seat_shows(&hall->secretary, "? lima for G77 · asks")); /* has no names file */
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "y");
    assert_list(hall, "Chad Peru/G77");
    assert_string_equal(shown(hall)->queue[1].user, "lima");
    assert_string_equal(shown(hall)->queue[1].class_name, "group");
    assert_non_null(answer_to(hall, "lima"));
    assert_int_equal(answer_to(hall, "lima")->number, 7);
    assert_true(answer_to(hall, "lima")->granted);
    seat_press(&hall->chair, "u"); /* a slip: they ask again */
    assert_list(hall, "Chad");
    assert_null(answer_to(hall, "lima"));
    assert_true(seat_shows(&hall->chair, "? Peru for G77 · asks"));
    seat_press(&hall->chair, "U");
    assert_list(hall, "Chad Peru/G77");
    seat_run(&hall->chair, 15000);
    assert_null(sim_retained(hall->sim, "plenary/main/request/lima"));
}

static void test_a_request_is_declined(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Chad");
    ask(hall, "lima", 1, "floor", "");
    ask(hall, "nobody-knows", 1, "floor", "");
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Down Down n");
    assert_true(seat_shows(&hall->chair, "select whom to decline"));
    seat_press(&hall->chair, "Up n");
    assert_list(hall, "Chad");
    assert_false(answer_to(hall, "nobody-knows")->granted);
    assert_null(answer_to(hall, "lima"));
    assert_true(seat_shows(&hall->chair, "? Peru · asks"));
    seat_press(&hall->chair, "Up x");
    assert_false(answer_to(hall, "lima")->granted);
    seat_press(&hall->chair, "y");
    assert_true(seat_shows(&hall->chair, "nobody asks"));
}

static void test_enter_takes_a_request_and_once_more_gives_the_floor(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Chad, Mali");
    seat_press(&hall->chair, "f");
    ask(hall, "foe", 1, "floor", "");
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Enter");
    assert_list(hall, "[Chad] Mali Friends of the Earth");
    seat_press(&hall->chair, "Enter");
    assert_list(hall, "[Friends of the Earth] Mali");
    assert_string_equal(shown(hall)->floor.class_name, "civil society");
    seat_press(&hall->chair, "u u");
    assert_list(hall, "[Chad] Mali");
}

static void test_a_request_lapses_and_one_is_withdrawn(void **state)
{
    struct hall *hall = *state;
    ask(hall, "warsaw", 1, "floor", "");
    assert_true(seat_shows(&hall->chair, "? Poland · asks"));
    sim_run(hall->sim, (PL_REQUEST_SECONDS + 1) * (int64_t)1000);
    seat_run(&hall->chair, 0);
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "y");
    assert_true(seat_shows(&hall->chair, "nobody asks"));
    ask(hall, "lima", 1, "floor", "");
    seat_press(&hall->chair, "y");
    ask(hall, "lima", 2, "withdraw", "");
    assert_true(seat_shows(&hall->chair, "Peru · wants off the list"));
    seat_press(&hall->chair, "y");
    assert_list(hall, "");
    ask(hall, "lima", 3, "withdraw", ""); /* of what is not there */
    seat_press(&hall->chair, "y");
    assert_true(seat_shows(&hall->chair, "nobody asks"));
}

static void test_two_desks_take_the_same_request(void **state)
{
    struct hall *hall = *state;
    struct keys_key take = {.code = KEYS_CHAR, .text = "y"};
    ask(hall, "lima", 1, "floor", "");
    to_speakers(&hall->chair);
    to_speakers(&hall->secretary);
    desk_key(hall->chair.desk, &take, sim_now(hall->sim, CHAIR));
    desk_key(hall->secretary.desk, &take, sim_now(hall->sim, SECRETARY));
    seat_run(&hall->chair, 1000);
    seat_run(&hall->secretary, 1000);
    assert_int_equal(shown(hall)->queue_count, 1);
}

/* ---- below the list ---- */

static void test_balance_times_timer_and_notice(void **state)
{
    struct hall *hall = *state;
    add(&hall->chair, "Brazil, Peru, Poland, Chad, Brazil, Fiji");
    assert_true(seat_shows(&hall->chair, "By group: G77" NO_BREAK "3 · EU" NO_BREAK "1 · others"));
    assert_true(seat_shows(&hall->chair,
                           "delegation" NO_BREAK "6 · civil" NO_BREAK "society" NO_BREAK "0"));
    seat_press(&hall->chair, "f");
    seat_run(&hall->chair, 65000);
    seat_press(&hall->chair, "f");
    seat_run(&hall->chair, 5000);
    assert_true(seat_shows(&hall->chair,
                           "Spoken:" NO_BREAK "Brazil" NO_BREAK "1:05 · Peru" NO_BREAK "0:05"));
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "Coffee 15:00");
    seat_run(&hall->chair, 1000);
    assert_true(seat_shows(&hall->chair, "Coffee 14:59 left"));
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "pause");
    seat_run(&hall->chair, 5000);
    assert_true(seat_shows(&hall->chair, "Coffee 14:59 left PAUSED"));
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "go");
    seat_run(&hall->chair, 1000);
    assert_true(seat_shows(&hall->chair, "Coffee 14:58 left"));
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "off");
    const struct pl_timer *timer = pl_room_timer(sim_room(hall->sim, WALL), PL_CONFIRMED, NULL);
    assert_int_equal(timer->mode, PL_TIMER_OFF);
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "later");
    assert_true(seat_shows(&hall->chair, "no time in it"));
}

/* ---- pictures ---- */

static void assert_pane(struct hall *hall, const char *name, int width, int height)
{
    enum { GOLDEN_MAX = 65536 };
    char path[512];
    struct screen screen = {0};
    struct desk *desk = hall->chair.desk;
    assert_true(screen_resize(&screen, width, height));
    desk->now = sim_now(hall->sim, CHAIR);
    desk_speakers_draw(desk, &screen, screen_whole(&screen));
    char *picture = screen_text(&screen, true);
    assert_non_null(picture);
    snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/desk/speakers-%s.txt", name);
    FILE *file = fopen(path, getenv("UPDATE_GOLDEN") ? "w" : "r");
    assert_non_null(file);
    if (getenv("UPDATE_GOLDEN")) {
        fputs(picture, file);
    } else {
        char *golden = calloc(1, GOLDEN_MAX);
        assert_non_null(golden);
        assert_true(fread(golden, 1, GOLDEN_MAX - 1, file) > 0);
        assert_string_equal(picture, golden);
        free(golden);
    }
    fclose(file);
    free(picture);
    screen_finish(&screen);
}

static void test_pictures_of_the_pane(void **state)
{
    struct hall *hall = *state;
    assert_pane(hall, "empty", 21, 20);
    seat_press(&hall->chair, "L");
    seat_answer(&hall->chair, ", civil society 3");
    add(&hall->chair, "Brazil for G77, Chad, Japan!, Poland, reply Iran, Fiji, reply Iran, "
                      "Switzerland for the Group of Friends of Ambitious Action");
    seat_press(&hall->chair, "f");
    seat_run(&hall->chair, 42000);
    seat_press(&hall->chair, "f");
    ask(hall, "foe", 1, "floor", "");
    ask(hall, "lima", 1, "floor", ",\"for\":\"G77\"");
    seat_press(&hall->chair, "T");
    seat_answer(&hall->chair, "Lunch 45");
    seat_run(&hall->chair, 251000);
    to_speakers(&hall->chair);
    seat_press(&hall->chair, "Down Down");
    assert_pane(hall, "narrow", 21, 20);
    assert_pane(hall, "wide", 52, 56);
    seat_run(&hall->chair, 360000);
    seat_press(&hall->chair, "p c");
    assert_pane(hall, "over-narrow", 21, 20);
    assert_pane(hall, "over-wide", 52, 30);
}

/* A list that is longer than the screen: what is selected is seen, what is not is counted. */
static void test_a_long_list_at_the_least_size(void **state)
{
    struct hall *hall = *state;
    char text[64];
    for (int i = 1; i <= 40; i++) {
        snprintf(text, sizeof text, "Delegation %d%s", i, i % 5 == 0 ? " for a Group of Many" : "");
        add(&hall->chair, text);
    }
    to_speakers(&hall->chair);
    char *picture = seat_picture(&hall->chair, 80, 24, false);
    assert_non_null(strstr(picture, " 1 Delegation 1"));
    assert_non_null(strstr(picture, "more"));
    free(picture);
    for (int i = 2; i <= 40; i++) {
        seat_press(&hall->chair, "Down");
        picture = seat_picture(&hall->chair, 80, 24, false);
        snprintf(text, sizeof text, "%2d Delegation %d", i, i);
        if (!strstr(picture, text))
            fail_msg("\"%s\" is not in\n%s", text, picture);
        free(picture);
    }
}

int main(void)
{
#define IN_THE_HALL(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        IN_THE_HALL(test_names_are_added_while_typing),
        IN_THE_HALL(test_names_of_the_day_complete),
        IN_THE_HALL(test_a_second_reply_is_told),
        IN_THE_HALL(test_a_closed_list_is_added_to_and_said),
        IN_THE_HALL(test_two_desks_add_at_once),
        IN_THE_HALL(test_the_floor_goes_round),
        IN_THE_HALL(test_a_class_has_its_time),
        IN_THE_HALL(test_the_picture_wakes_at_the_second),
        IN_THE_HALL(test_a_desk_that_comes_later_tells_about),
        IN_THE_HALL(test_an_order_by_hand),
        IN_THE_HALL(test_the_selection_stays_with_its_entry),
        IN_THE_HALL(test_a_click_selects_and_a_second_gives),
        IN_THE_HALL(test_a_request_is_taken),
        IN_THE_HALL(test_a_request_is_declined),
        IN_THE_HALL(test_enter_takes_a_request_and_once_more_gives_the_floor),
        IN_THE_HALL(test_a_request_lapses_and_one_is_withdrawn),
        IN_THE_HALL(test_two_desks_take_the_same_request),
        IN_THE_HALL(test_balance_times_timer_and_notice),
        IN_THE_HALL(test_pictures_of_the_pane),
        IN_THE_HALL(test_a_long_list_at_the_least_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
