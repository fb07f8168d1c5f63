/* Zones by name, by old name and of the machine; and the next time that a clock shows, also on the
 * nights on which it is set. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/zone.h"
#include "unit.h"

#define ZONES "/usr/share/zoneinfo"

static char folder[] = "/tmp/plenary-zone-XXXXXX";

static void path_of(const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    char path[256];
    path_of(name, path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void link_to(const char *target, const char *name)
{
    char path[256];
    path_of(name, path);
    unlink(path);
    assert_int_equal(symlink(target, path), 0);
}

/* A tz database of two zones, without the old names; and a machine's /etc. */
static int make_folder(void **state)
{
    (void)state;
    char path[256];
    static const char *const folders[] = {"", "zones", "zones/Asia", "zones/Europe", "etc"};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 1; i < sizeof folders / sizeof *folders; i++) {
        path_of(folders[i], path);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    link_to(ZONES "/Asia/Kolkata", "zones/Asia/Kolkata");
    link_to(ZONES "/Europe/Zurich", "zones/Europe/Zurich");
    write_file("zones/tzdata.zi",
               "# version 2026a\nR E 1 2 - Jun 3 0 1 S\nL Asia/Kolkata Asia/Calcutta\n"
               "L Mars/Base Moon/Base\nL Asia/Kolkata Asia/Calcutta2");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"zones/Asia/Kolkata",
                                        "zones/Europe/Zurich",
                                        "zones/tzdata.zi",
                                        "zones/Asia",
                                        "zones/Europe",
                                        "zones",
                                        "etc/timezone",
                                        "etc/localtime",
                                        "etc",
                                        ""};
    int left = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        path_of(names[i], path);
        left += remove(path);
    }
    return left;
}

static int in_our_zones(void **state)
{
    (void)state;
    char path[256];
    path_of("zones", path);
    unsetenv("TZ");
    zone_use(NULL);
    return setenv("TZDIR", path, 1);
}

static int in_all_zones(void **state)
{
    (void)state;
    unsetenv("TZ");
    zone_use(NULL);
    return unsetenv("TZDIR");
}

static void assert_clock(int64_t wall_s, const char *wanted)
{
    char text[ZONE_TEXT];
    zone_minutes(wall_s * 1000, text);
    assert_string_equal(text, wanted);
}

static void test_old_names_are_known_by_their_links(void **state)
{
    (void)state;
    assert_true(zone_is_known("Asia/Kolkata"));
    assert_true(zone_is_known("Asia/Calcutta"));
    assert_true(zone_use("Asia/Calcutta"));
    assert_clock(0, "05:30");
    static const char *const unknown[] = {"Mars/Base",      "Moon/Base",       "",
                                          "/etc/localtime", "../etc/timezone", "Asia",
                                          "tzdata.zi",      "Asia/Calcutta3",  "L Asia/Kolkata"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_false(zone_is_known(unknown[i]));
    }
    assert_false(zone_is_known(NULL));
}

/* One that is not known is the machine's, not the one before. */
static void test_an_unknown_zone_is_the_machines(void **state)
{
    (void)state;
    assert_true(zone_use("Asia/Kolkata"));
    assert_false(zone_use("Mars/Base"));
    assert_null(getenv("TZ"));
    assert_true(zone_use("Asia/Kolkata"));
    assert_true(zone_use(NULL));
    assert_null(getenv("TZ"));
}

static void copy_zone(const char *name, const char *path)
{
    char from_path[256], bytes[8192];
    snprintf(from_path, sizeof from_path, ZONES "/%s", name);
    FILE *from = fopen(from_path, "r");
    FILE *to = fopen(path, "w");
    assert_true(from && to);
    size_t size = fread(bytes, 1, sizeof bytes, from);
    assert_true(size > 0 && size < sizeof bytes);
    assert_int_equal(fwrite(bytes, 1, size, to), size);
    fclose(from);
    assert_int_equal(fclose(to), 0);
}

static void assert_machine(const char *wanted)
{
    char etc[256], name[64] = "";
    path_of("etc", etc);
    bool told = zone_of_machine(etc, name, sizeof name);
    assert_int_equal(told, wanted != NULL);
    if (wanted)
        assert_string_equal(name, wanted);
}

static void test_the_machines_zone_is_what_its_clock_goes_by(void **state)
{
    (void)state;
    char path[256];
    write_file("etc/timezone", "Asia/Kolkata\n");
    assert_machine("Asia/Kolkata"); /* no localtime: what is said */
    link_to(ZONES "/Europe/Zurich", "etc/localtime");
    assert_machine("Europe/Zurich"); /* a stale name */
    link_to("../usr/share/zoneinfo/Europe/Zurich", "etc/localtime");
    assert_machine("Europe/Zurich");
    path_of("etc/localtime", path);
    unlink(path);
    write_file("etc/localtime", "a copy of another zone");
    assert_machine(NULL);
    copy_zone("Asia/Kolkata", path);
    assert_machine("Asia/Kolkata"); /* a copy of the one that is named */
    setenv("TZ", ":Europe/Zurich", 1);
    assert_machine("Europe/Zurich");
    unsetenv("TZ");
}

static void expect_next(int64_t now_s, int hour, int minute, enum zone_when when, int64_t seconds)
{
    int64_t at_ms = 0;
    enum zone_when found = zone_next(now_s * 1000 + 250, hour, minute, &at_ms);
    if (found != when)
        fail_msg("%lld, %02d:%02d: %d", (long long)now_s, hour, minute, (int)found);
    if (when == ZONE_AHEAD)
        assert_int_equal(at_ms, (now_s + seconds) * 1000);
}

/* 2026: Zurich goes forward on 29 March at 01:00 UTC, back on 25 October at 01:00 UTC. */
static void test_the_next_time_that_a_clock_shows(void **state)
{
    (void)state;
    enum { H = 3600, M = 60 };
    const int64_t back = 1792890000; /* 2026-10-25 01:00 UTC */
    const int64_t forward = 1774746000;
    assert_true(zone_use("Europe/Zurich"));
    assert_clock(back - 1, "02:59");
    assert_clock(back, "02:00");
    assert_clock(forward - 1, "01:59");
    assert_clock(forward, "03:00");
    expect_next(back - 5 * H, 3, 15, ZONE_AHEAD, 6 * H + 15 * M); /* at 22:00 */
    expect_next(back - 5 * H, 2, 30, ZONE_AHEAD, 4 * H + 30 * M); /* the first of two */
    expect_next(back - 5 * H, 9, 45, ZONE_AHEAD,
                12 * H + 45 * M);                          /* by the clock, less than 12 h */
    expect_next(back - 10 * M, 2, 30, ZONE_AHEAD, 40 * M); /* at 02:50: it comes again */
    expect_next(back + 50 * M, 2, 30, ZONE_PAST, 0);       /* at the second 02:50 */
    expect_next(forward - 3 * H, 6, 0, ZONE_AHEAD, 6 * H); /* at 23:00 */
    expect_next(forward - 3 * H, 2, 30, ZONE_SKIPPED, 0);
    expect_next(forward - 3 * H, 3, 0, ZONE_AHEAD, 3 * H);
    expect_next(forward + 86400, 10, 0, ZONE_AHEAD, 7 * H); /* any other day */
    expect_next(forward + 86400 + 7, 3, 0, ZONE_PAST, 0);   /* now */
    expect_next(forward + 86400 + 7, 3, 1, ZONE_AHEAD, 53);
    expect_next(forward + 86400, 2, 59, ZONE_PAST, 0);
    expect_next(forward + 86400, 15, 0, ZONE_AHEAD, 12 * H);
    expect_next(forward + 86400, 15, 1, ZONE_PAST, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_old_names_are_known_by_their_links, in_our_zones),
        cmocka_unit_test_setup(test_an_unknown_zone_is_the_machines, in_our_zones),
        cmocka_unit_test_setup(test_the_machines_zone_is_what_its_clock_goes_by, in_our_zones),
        cmocka_unit_test_setup(test_the_next_time_that_a_clock_shows, in_all_zones),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
