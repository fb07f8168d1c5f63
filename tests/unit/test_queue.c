/* What people type of the list of speakers, and what is told of it. */
#include "tools/desk/queue.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static struct roster *roster_of(const char *text)
{
    char error[ROSTER_TEXT] = "";
    struct roster *roster = roster_read(text, strlen(text), error);
    if (!roster)
        fail_msg("%s", error);
    return roster;
}

/* "NAME/GROUP/KIND;…" of all that is read; "?" for no name, "#" for one too long, "~" with what is
 * hidden. */
static void assert_read(const struct roster *roster, const char *text, const char *wanted)
{
    char all[1024] = "";
    size_t used = 0;
    struct queue_asked asked;
    const char *at = text;
    enum queue_read read;
    while ((read = queue_read(&at, roster, &asked)) != QUEUE_END) {
        const char *mark = read == QUEUE_NO_NAME  ? "?"
                           : read == QUEUE_LONG   ? "#"
                           : read == QUEUE_HIDDEN ? "~"
                                                  : "";
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s%s/%s/%d", used ? ";" : "",
                                 mark, asked.name, asked.on_behalf, (int)asked.kind);
        assert_true(used < sizeof all);
    }
    assert_string_equal(all, wanted);
}

static void names_groups_and_kinds_are_read(void **state)
{
    (void)state;
    assert_read(NULL, "Brazil", "Brazil//0");
    assert_read(NULL, "Brazil for G77", "Brazil/G77/0");
    assert_read(NULL, "Iran!", "Iran//1");
    assert_read(NULL, "Brazil for G77 !", "Brazil/G77/1");
    assert_read(NULL, "reply Iran", "Iran//2");
    assert_read(NULL, "Reply Iran for OIC", "Iran/OIC/2");
    assert_read(NULL, "right of reply Iran", "Iran//2");
    assert_read(NULL, "point Chad", "Chad//1");
    assert_read(NULL, "point of order Chad", "Chad//1");
    assert_read(NULL, "Brazil, Peru for G77 ,Chad!,reply Iran",
                "Brazil//0;Peru/G77/0;Chad//1;"
                "Iran//2");
    assert_read(NULL, " , ,", "");
    assert_read(NULL, "!", "?//1");
    assert_read(NULL, "Formosa", "Formosa//0"); /* "for" is a word of its own */
    assert_read(NULL, "Replyland", "Replyland//0");
    assert_read(NULL, "\xE4\xB8\xAD\xE5\x9B\xBD for G77", "\xE4\xB8\xAD\xE5\x9B\xBD/G77/0");
}

static void names_are_known_in_whatever_spelling(void **state)
{
    (void)state;
    struct roster *roster = roster_of("ci,Côte d’Ivoire,African Group,group\nbr,Brazil,G77\n"
                                      "kr,\"Korea, Republic of\",,\n");
    struct pl_speakers speakers = {0};
    static const char *const typed[] = {"Côte d'Ivoire", "COTE D'IVOIRE", "co\u0302te  d´ivoire"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        assert_read(roster, typed[i], "Côte d’Ivoire//0");
        assert_string_equal(queue_class(&speakers, roster, typed[i], NULL, NULL), "group");
        assert_true(queue_same(typed[i], "Côte d’Ivoire"));
        assert_string_equal(queue_spelt(roster, typed[i], false), "Côte d’Ivoire");
    }
    assert_read(roster, "brazil for g77, COTE DIVOIRE", "Brazil/G77/0;COTE DIVOIRE//0");
    assert_read(roster, "reply BRAZIL for african group !", "Brazil/African Group/1");
    assert_read(roster, "KOREA, REPUBLIC OF!, peru", "Korea, Republic of//1;peru//0");
    assert_read(roster, "Peru for brazil", "Peru/Brazil/0");
    roster_destroy(roster);
}

static void names_hide_nothing(void **state)
{
    (void)state;
    assert_read(NULL, "Bra\u200bzil", "~Bra\u200bzil//0");
    assert_read(NULL, "Brazil for G\u200d77", "~Brazil/G\u200d77/0");
    assert_read(NULL, "می\u200cشود", "می\u200cشود//0");
}

static void the_roster_knows_names_with_commas(void **state)
{
    (void)state;
    struct roster *roster = roster_of("a,\"Korea, Republic of\"\nb,Fund for Peace\nc,Reply Now\n"
                                      "d,Korea\ne,Peru\n");
    assert_read(roster, "korea, republic of for G77, PERU!", "Korea, Republic of/G77/0;Peru//1");
    assert_read(roster, "Korea, Chad", "Korea//0;Chad//0");
    assert_read(roster, "fund for peace", "Fund for Peace//0");
    assert_read(roster, "fund for peace for Friends", "Fund for Peace/Friends/0");
    assert_read(roster, "reply now", "Reply Now//0");
    assert_read(roster, "reply Peru", "Peru//2");
    assert_read(roster, "Peruvian League", "Peruvian League//0");
    roster_destroy(roster);
}

static void a_name_that_is_too_long_is_told(void **state)
{
    (void)state;
    char text[400];
    memset(text, 'x', 300);
    memcpy(text + 300, ",Chad", 6);
    assert_read(NULL, text, "#//0;Chad//0");
    memcpy(text, "Chad for ", 9);
    assert_read(NULL, text, "#Chad//0;Chad//0");
}

static void the_part_under_way_is_completed(void **state)
{
    (void)state;
    bool group;
    assert_string_equal(queue_last_part("Brazil, Pe", &group), "Pe");
    assert_false(group);
    assert_string_equal(queue_last_part("reply Ir", &group), "Ir");
    assert_string_equal(queue_last_part("Brazil, Peru for G", &group), "G");
    assert_true(group);
    assert_string_equal(queue_last_part("Brazil for G77, ", &group), "");
    assert_false(group);
}

static void the_class_decides_on_the_limit(void **state)
{
    (void)state;
    struct roster *roster =
        roster_of("u,Friends of the Earth,,civil society\nw,Brazil,G77\nx,EU,,Group\n");
    static const struct pl_limit limits[] = {{"Civil Society", 120}, {"group", 600}};
    struct pl_speakers speakers = {.limits = limits, .limit_count = 2};
    assert_string_equal(queue_class(&speakers, roster, "Brazil", NULL, "G77"), "group");
    assert_string_equal(queue_class(&speakers, roster, "Brazil", NULL, NULL), "delegation");
    assert_string_equal(queue_class(&speakers, roster, "friends of the earth", NULL, NULL),
                        "Civil Society");
    assert_string_equal(queue_class(&speakers, roster, "some name", "u", ""), "Civil Society");
    assert_string_equal(queue_class(&speakers, roster, "EU", NULL, NULL), "group");
    assert_string_equal(queue_class(&speakers, NULL, "EU", NULL, NULL), "delegation");
    roster_destroy(roster);
}

static const struct pl_speaker six[] = {
    {.id = "1", .name = "Brazil", .on_behalf = "G77", .class_name = "group"},
    {.id = "2", .name = "Peru"},
    {.id = "3", .name = "Chad", .class_name = "delegation"},
    {.id = "4", .name = "Poland", .kind = PL_KIND_REPLY},
    {.id = "5", .name = "Ms. X", .user = "chad"},
    {.id = "6", .name = "Nauru"},
};

static void assert_shares(size_t (*share)(const struct pl_speakers *, const struct roster *,
                                          struct queue_share[QUEUE_SHARES]),
                          const struct roster *roster, const char *wanted)
{
    struct pl_speakers speakers = {.queue = six, .queue_count = 6};
    struct queue_share shares[QUEUE_SHARES];
    char line[QUEUE_LINE];
    size_t count = share(&speakers, roster, shares);
    queue_describe(shares, count, line, sizeof line);
    assert_string_equal(line, wanted);
}

static void the_list_is_weighed(void **state)
{
    (void)state;
    struct roster *roster = roster_of("brasilia,Brazil,G77,delegation\nlima,Peru,g77,delegation\n"
                                      "chad,Chad,AG,delegation\nwarsaw,Poland,EU,delegation\n"
                                      "foe,Friends of the Earth,,civil society\n");
    assert_shares(queue_groups, roster, "G77 2 \xC2\xB7 AG 2 \xC2\xB7 EU 1 \xC2\xB7 others 1");
    assert_shares(queue_groups, NULL, "G77 1 \xC2\xB7 others 5");
    assert_shares(queue_classes, roster, "delegation 6 \xC2\xB7 civil society 0");
    assert_shares(queue_classes, NULL, "delegation 5 \xC2\xB7 group 1");
    roster_destroy(roster);
}

static void a_balance_of_many_groups_keeps_to_its_place(void **state)
{
    (void)state;
    char names[PL_QUEUE_MAX][8];
    struct pl_speaker queue[PL_QUEUE_MAX];
    struct queue_share shares[QUEUE_SHARES];
    size_t sum = 0;
    for (int i = 0; i < PL_QUEUE_MAX; i++) {
        snprintf(names[i], sizeof names[i], "g%d", i);
        queue[i] = (struct pl_speaker){.id = "x", .name = "n", .on_behalf = names[i]};
    }
    struct pl_speakers speakers = {.queue = queue, .queue_count = PL_QUEUE_MAX};
    size_t count = queue_groups(&speakers, NULL, shares);
    assert_int_equal(count, QUEUE_SHARES);
    for (size_t i = 0; i < count; i++)
        sum += shares[i].count;
    assert_int_equal(sum, PL_QUEUE_MAX);
    assert_null(shares[count - 1].what);
    char line[40];
    queue_describe(shares, count, line, sizeof line);
    assert_int_equal(strlen(line), sizeof line - 1);
}

static void replies_are_counted(void **state)
{
    (void)state;
    static const struct pl_speaker queue[] = {{.name = "Iran", .kind = PL_KIND_REPLY},
                                              {.name = "iran", .kind = PL_KIND_REPLY},
                                              {.name = "Iran"}};
    struct pl_speakers speakers = {.queue = queue, .queue_count = 3};
    assert_int_equal(queue_replies(&speakers, "Iran"), 2);
    assert_int_equal(queue_replies(&speakers, "Iraq"), 0);
    speakers.has_floor = true;
    speakers.floor = queue[0];
    assert_int_equal(queue_replies(&speakers, "Iran"), 3);
}

static void ordinals_are_english(void **state)
{
    (void)state;
    static const struct {
        size_t number;
        const char *word;
    } cases[] = {{1, "1st"},   {2, "2nd"},   {3, "3rd"},   {4, "4th"},     {11, "11th"},
                 {12, "12th"}, {13, "13th"}, {21, "21st"}, {102, "102nd"}, {112, "112th"}};
    char out[16];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        queue_ordinal(cases[i].number, out, sizeof out);
        assert_string_equal(out, cases[i].word);
    }
}

static void assert_limits(const char *text, const char *wanted)
{
    struct queue_limits limits;
    char wrong[PL_NAME_MAX + 1];
    char out[QUEUE_LINE];
    if (!queue_limits_read(text, &limits, wrong))
        fail_msg("%s", wrong);
    queue_limits_write(limits.limits, limits.count, out, sizeof out);
    assert_string_equal(out, wanted);
}

static void limits_are_read(void **state)
{
    (void)state;
    struct queue_limits limits;
    char wrong[PL_NAME_MAX + 1];
    assert_limits("group 10:00, delegation 5:00", "group 10:00, delegation 5:00");
    assert_limits("civil society 2,group 1:10:00 , group 90", "civil society 2:00, group 1:30:00");
    assert_limits("group none, delegation 3", "delegation 3:00");
    assert_limits("", "");
    assert_false(queue_limits_read("group 10:00, delegation", &limits, wrong));
    assert_string_equal(wrong, "delegation");
    assert_false(queue_limits_read("group 0", &limits, wrong));
    assert_false(queue_limits_read("5:00", &limits, wrong));
    assert_false(queue_limits_read("a 1,b 1,c 1,d 1,e 1,f 1,g 1,h 1,i 1,j 1,k 1,l 1,m 1,n 1,o 1,"
                                   "p 1,q 1",
                                   &limits, wrong));
    assert_string_equal(wrong, "q 1");
}

static void assert_timer(const char *text, enum queue_timer what, int64_t seconds,
                         const char *label)
{
    enum queue_timer read;
    int64_t s = 0;
    char out[PL_NAME_MAX + 1];
    assert_true(queue_timer_read(text, &read, &s, out));
    assert_int_equal(read, what);
    assert_int_equal(s, seconds);
    assert_string_equal(out, label);
}

static void a_timer_is_read(void **state)
{
    (void)state;
    enum queue_timer what;
    int64_t seconds;
    char label[PL_NAME_MAX + 1];
    assert_timer("Coffee 15:00", QUEUE_TIMER_START, 900, "Coffee");
    assert_timer("Informal consultation 1:30:00", QUEUE_TIMER_START, 5400, "Informal consultation");
    assert_timer("15", QUEUE_TIMER_START, 900, "");
    assert_timer("Off", QUEUE_TIMER_OFF, 0, "");
    assert_timer("pause", QUEUE_TIMER_PAUSE, 0, "");
    assert_timer("go", QUEUE_TIMER_GO, 0, "");
    assert_false(queue_timer_read("Coffee", &what, &seconds, label));
    assert_false(queue_timer_read("", &what, &seconds, label));
    assert_false(queue_timer_read("Coffee 25:00:00", &what, &seconds, label));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_groups_and_kinds_are_read),
        cmocka_unit_test(names_are_known_in_whatever_spelling),
        cmocka_unit_test(names_hide_nothing),
        cmocka_unit_test(the_roster_knows_names_with_commas),
        cmocka_unit_test(a_name_that_is_too_long_is_told),
        cmocka_unit_test(the_part_under_way_is_completed),
        cmocka_unit_test(the_class_decides_on_the_limit),
        cmocka_unit_test(the_list_is_weighed),
        cmocka_unit_test(a_balance_of_many_groups_keeps_to_its_place),
        cmocka_unit_test(replies_are_counted),
        cmocka_unit_test(ordinals_are_english),
        cmocka_unit_test(limits_are_read),
        cmocka_unit_test(a_timer_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
