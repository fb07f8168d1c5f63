#define _GNU_SOURCE
#include "session/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plenary/limits.h"

enum { PATH_SIZE = 512, LINE_SIZE = 256, MINUTE_MS = 60000, DAY_MINUTES = 24 * 60 };

/* ---- names ---- */

static const char *zones(void)
{
    const char *set = getenv("TZDIR"); /* which the C library obeys */
    return set && set[0] ? set : "/usr/share/zoneinfo";
}

/* Not a folder ("Asia"), nor another file that lies there ("zone.tab"). */
static bool is_file(const char *name)
{
    char path[PATH_SIZE];
    char magic[5] = "";
    int size = snprintf(path, sizeof path, "%s/%s", zones(), name);
    FILE *file = (size_t)size < sizeof path ? fopen(path, "re") : NULL;
    if (file) {
        magic[fread(magic, 1, 4, file)] = '\0';
        fclose(file);
    }
    return strcmp(magic, "TZif") == 0;
}

/* Not empty, and no way out of the folder. */
static bool is_name(const char *name)
{
    return name && name[0] && name[0] != '/' && strlen(name) <= PL_ZONE_MAX && !strstr(name, "..");
}

/* What a line "L Asia/Kolkata Asia/Calcutta" of tzdata.zi makes of the second name. */
static bool take_link(char *line, const char *name, char out[PL_ZONE_MAX + 1])
{
    char *rest = NULL;
    const char *kind = strtok_r(line, " \n", &rest);
    const char *target = strtok_r(NULL, " \n", &rest);
    const char *old = strtok_r(NULL, " \n", &rest);
    if (!kind || strcmp(kind, "L") != 0 || !old || strcmp(old, name) != 0 || !is_name(target)) {
        return false;
    }
    snprintf(out, PL_ZONE_MAX + 1, "%s", target);
    return true;
}

static bool find_link(const char *name, char out[PL_ZONE_MAX + 1])
{
    char line[LINE_SIZE];
    bool found = false;
    snprintf(line, sizeof line, "%.200s/tzdata.zi", zones());
    FILE *file = fopen(line, "re");
    while (file && !found && fgets(line, sizeof line, file)) {
        found = take_link(line, name, out);
    }
    if (file) {
        fclose(file);
    }
    return found;
}

/* The name of a file that has this zone. */
static bool find_zone(const char *name, char out[PL_ZONE_MAX + 1])
{
    if (!is_name(name)) {
        return false;
    }
    if (is_file(name)) {
        snprintf(out, PL_ZONE_MAX + 1, "%s", name);
        return true;
    }
    return find_link(name, out) && is_file(out);
}

bool zone_is_known(const char *name)
{
    char found[PL_ZONE_MAX + 1];
    return find_zone(name, found);
}

/* ---- the machine's ---- */

static bool keep(const char *name, char *out, size_t size)
{
    if (!is_name(name) || !is_file(name) || strlen(name) >= size) {
        return false;
    }
    snprintf(out, size, "%s", name);
    return true;
}

static bool same_bytes(const char *one, const char *other)
{
    FILE *a = fopen(one, "re");
    FILE *b = fopen(other, "re");
    bool same = a && b;
    for (int c = 0; same && c != EOF;) {
        c = fgetc(a);
        same = c == fgetc(b);
    }
    if (a) {
        fclose(a);
    }
    if (b) {
        fclose(b);
    }
    return same;
}

static void first_line(const char *path, char out[PL_ZONE_MAX + 2])
{
    FILE *file = fopen(path, "re");
    if (!file || !fgets(out, PL_ZONE_MAX + 2, file)) {
        out[0] = '\0';
    }
    if (file) {
        fclose(file);
    }
    out[strcspn(out, "\n")] = '\0';
}

/* /etc/timezone is left behind where only the link is set anew, as timedatectl does. */
static bool named_by_file(const char *etc, const char *localtime_path, char *out, size_t size)
{
    char path[PATH_SIZE];
    char line[PL_ZONE_MAX + 2];
    snprintf(path, sizeof path, "%s/timezone", etc);
    first_line(path, line);
    if (access(localtime_path, F_OK) == 0) {
        snprintf(path, sizeof path, "%s/%s", zones(), line);
        return same_bytes(path, localtime_path) && keep(line, out, size);
    }
    return keep(line, out, size);
}

bool zone_of_machine(const char *etc, char *out, size_t size)
{
    char path[PATH_SIZE];
    char target[PATH_SIZE];
    const char *set = getenv("TZ");
    if (set && set[0]) {
        return keep(set[0] == ':' ? set + 1 : set, out, size);
    }
    snprintf(path, sizeof path, "%s/localtime", etc);
    ssize_t length = readlink(path, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    const char *name = strstr(target, "zoneinfo/");
    return (name && keep(name + strlen("zoneinfo/"), out, size)) ||
           named_by_file(etc, path, out, size);
}

/* ---- the room's ---- */

bool zone_use(const char *name)
{
    static char own[LINE_SIZE]; /* the machine's TZ, which the room's takes the place of */
    static bool saved, had;
    char found[PL_ZONE_MAX + 1];
    const char *set = getenv("TZ");
    if (!saved) {
        saved = true;
        had = set != NULL;
        snprintf(own, sizeof own, "%s", set ? set : "");
    }
    bool known = name && find_zone(name, found);
    if (known) {
        setenv("TZ", found, 1);
    } else if (had) {
        setenv("TZ", own, 1);
    } else {
        unsetenv("TZ");
    }
    tzset();
    return known || !name;
}

struct tm zone_moment(int64_t wall_ms)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm tm = {0};
    localtime_r(&seconds, &tm);
    return tm;
}

void zone_minutes(int64_t wall_ms, char out[ZONE_TEXT])
{
    struct tm tm = zone_moment(wall_ms);
    snprintf(out, ZONE_TEXT, "%02u:%02u", (unsigned)tm.tm_hour % 24, (unsigned)tm.tm_min % 60);
}

void zone_seconds(int64_t wall_ms, char out[ZONE_TEXT])
{
    struct tm tm = zone_moment(wall_ms);
    snprintf(out, ZONE_TEXT, "%02u:%02u:%02u", (unsigned)tm.tm_hour % 24, (unsigned)tm.tm_min % 60,
             (unsigned)tm.tm_sec % 61);
}

/* Minute by minute: what the clock shows is the zone's own matter. */
enum zone_when zone_next(int64_t now_ms, int hour, int minute, int64_t *at_ms_out)
{
    struct tm now = zone_moment(now_ms);
    int64_t whole_ms = now_ms - now_ms % 1000 - (int64_t)now.tm_sec * 1000;
    int shown = (hour * 60 + minute - now.tm_hour * 60 - now.tm_min + DAY_MINUTES) % DAY_MINUTES;
    for (int ahead = 1; ahead < DAY_MINUTES; ahead++) {
        struct tm then = zone_moment(whole_ms + (int64_t)ahead * MINUTE_MS);
        if (then.tm_hour == hour && then.tm_min == minute) {
            bool near = ahead <= DAY_MINUTES / 2 || (shown > 0 && shown <= DAY_MINUTES / 2);
            *at_ms_out = whole_ms + (int64_t)ahead * MINUTE_MS;
            return near ? ZONE_AHEAD : ZONE_PAST;
        }
    }
    return shown > 0 && shown <= DAY_MINUTES / 2 ? ZONE_SKIPPED : ZONE_PAST;
}
