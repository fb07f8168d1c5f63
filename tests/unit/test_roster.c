/* The names file: what is read of it, and each line that is refused. */
#include "tools/desk/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static struct roster *read_text(const char *text)
{
    char error[ROSTER_TEXT] = "";
    struct roster *roster = roster_read(text, strlen(text), error);
    if (!roster)
        fail_msg("%s", error);
    return roster;
}

static void refused(const char *text, const char *why)
{
    char error[ROSTER_TEXT] = "";
    assert_null(roster_read(text, strlen(text), error));
    assert_string_equal(error, why);
}

static void assert_entry(const struct roster_entry *entry, const char *user, const char *name,
                         const char *group, const char *class_name)
{
    assert_non_null(entry);
    assert_string_equal(entry->user, user);
    assert_string_equal(entry->name, name);
    assert_string_equal(entry->group, group);
    assert_string_equal(entry->class_name, class_name);
}

static void reads_users_names_groups_and_classes(void **state)
{
    (void)state;
    struct roster *roster = read_text("# who is in the room\n"
                                      "\n"
                                      "brasilia, Brazil, G77, delegation\r\n"
                                      "eu-1,European Union,EU,group\n"
                                      "  apc , Association for Progressive Communications\n"
                                      ", Ms. Nkurunziza,,");
    assert_int_equal(roster_count(roster), 4);
    assert_entry(roster_entry(roster, 0), "brasilia", "Brazil", "G77", "delegation");
    assert_entry(roster_entry(roster, 1), "eu-1", "European Union", "EU", "group");
    assert_entry(roster_entry(roster, 2), "apc", "Association for Progressive Communications", "",
                 "");
    assert_entry(roster_entry(roster, 3), "", "Ms. Nkurunziza", "", "");
    assert_null(roster_entry(roster, 4));
    roster_destroy(roster);
}

static void a_table_of_a_spreadsheet_is_read(void **state)
{
    (void)state;
    struct roster *roster = read_text("\xEF\xBB\xBF"
                                      "User,Name,Group,Class,\r\n"
                                      "seoul,\"Korea, Republic of\",\"\",\"civil \"\"society\"\"\","
                                      "\r\n"
                                      "fr,Co\xCC\x82te d\xE2\x80\x99Ivoire,AG,delegation,,,\r\n");
    assert_int_equal(roster_count(roster), 2);
    assert_entry(roster_entry(roster, 0), "seoul", "Korea, Republic of", "", "civil \"society\"");
    /* in normal form C, as names of the feed are */
    assert_entry(roster_entry(roster, 1), "fr", "C\xC3\xB4te d\xE2\x80\x99Ivoire", "AG",
                 "delegation");
    roster_destroy(roster);
}

static void finds_by_user_and_by_name(void **state)
{
    (void)state;
    struct roster *roster = read_text("a,Brazil,G77\nb,brazil,EU\n,Chad\n");
    assert_string_equal(roster_by_user(roster, "b")->group, "EU");
    assert_string_equal(roster_by_name(roster, "BRAZIL")->group, "G77");
    assert_string_equal(roster_by_name(roster, "chad")->name, "Chad");
    assert_null(roster_by_user(roster, "")); /* Chad has none: that is nobody's user */
    assert_null(roster_by_user(roster, "A"));
    assert_null(roster_by_name(roster, "Bra"));
    assert_string_equal(roster_by_name(roster, " Br\xC3\xA1zil ")->group, "G77");
    assert_null(roster_by_name(roster, NULL));
    roster_destroy(roster);
}

static void no_roster_knows_nobody(void **state)
{
    (void)state;
    assert_null(roster_by_user(NULL, "a"));
    assert_null(roster_by_name(NULL, "Brazil"));
    assert_null(roster_entry(NULL, 0));
    assert_int_equal(roster_count(NULL), 0);
    roster_destroy(NULL);
    struct roster *roster = read_text("");
    assert_int_equal(roster_count(roster), 0);
    roster_destroy(roster);
}

static void a_bad_line_is_told_by_number_with_what_to_do(void **state)
{
    (void)state;
    refused("a,Brazil\nb\n", "line 2: no name; a line is: user, name, group, class");
    refused("a/b,Brazil", "line 1: not a user: \"a/b\"; it has no '/', '+' or '#'");
    refused("a,Brazil\n#\na,Chad", "line 3: a second \"a\"; the user stands in line 1 already");
    refused(
        "a,Korea,Republic of,G77,delegation",
        "line 1: too much: \"delegation\"; a line is: user, name, group, class; put \"…\" round "
        "a name with a comma");
    refused("a,\"Korea", "line 1: a quotation mark without its end; write \"…\"");
    refused("a,Bra\xFFzil", "line 1: the name is not UTF-8");
    refused("a,Brazil\nb,Chad,G\xE2\x80\x8B"
            "77",
            "line 2: the group has a character that nobody sees, U+200B; type it anew");
    refused("a,1234567890123456789012345678901234567890123456789012345678901",
            "line 1: too long: \"123456789012345678901234567890123456789012345678901234567890\"; "
            "at most 60 characters");
    char error[ROSTER_TEXT];
    assert_null(roster_read("a,Bra\0zil", 9, error));
    assert_string_equal(error, "not a text file");
}

static void is_full_at_its_maximum(void **state)
{
    (void)state;
    size_t size = 0;
    char *text = malloc((size_t)(ROSTER_MAX + 1) * 16);
    assert_non_null(text);
    for (int i = 0; i < ROSTER_MAX; i++)
        size += (size_t)snprintf(text + size, 17, "u%d,N%d\n", i, i);
    struct roster *roster = read_text(text);
    assert_int_equal(roster_count(roster), ROSTER_MAX);
    assert_string_equal(roster_by_user(roster, "u2047")->name, "N2047");
    roster_destroy(roster);
    memcpy(text + size, ",more", 6);
    refused(text, "line 2049: too many; at most 2048 people fit");
    free(text);
}

/* Whatever the bytes are: names it gives are text of the feed, or the line is told. */
static void random_bytes_are_read_or_refused(void **state)
{
    (void)state;
    static const char *const pieces[] = {",",        "\n",          "\"",        " ",
                                         "#",        "\r\n",        "a",         "Brazil",
                                         "\xCC\x81", "\xFF",        "e\xCC\x81", "\xEF\xBB\xBF",
                                         "\"\"",     "\xE4\xBA\xBA"};
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[256] = "";
        char error[ROSTER_TEXT] = "";
        size_t size = 0;
        for (int i = 0; i < 24; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *piece = pieces[(seed >> 33) % (sizeof pieces / sizeof pieces[0])];
            size += (size_t)snprintf(text + size, sizeof text - size, "%s", piece);
        }
        struct roster *roster = roster_read(text, strlen(text), error);
        assert_true(roster || strncmp(error, "line ", 5) == 0);
        for (size_t i = 0; i < roster_count(roster); i++)
            assert_true(roster_entry(roster, i)->name[0] != '\0');
        roster_destroy(roster);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_users_names_groups_and_classes),
        cmocka_unit_test(a_table_of_a_spreadsheet_is_read),
        cmocka_unit_test(finds_by_user_and_by_name),
        cmocka_unit_test(no_roster_knows_nobody),
        cmocka_unit_test(a_bad_line_is_told_by_number_with_what_to_do),
        cmocka_unit_test(is_full_at_its_maximum),
        cmocka_unit_test(random_bytes_are_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
