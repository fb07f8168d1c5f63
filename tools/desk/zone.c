#define _GNU_SOURCE
#include "zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plenary/limits.h"

#define ZONES "/usr/share/zoneinfo/"

static bool is_zone(const char *name)
{
    char path[sizeof ZONES + PL_ZONE_MAX];
    if (!name || name[0] == '\0' || name[0] == '/' || strlen(name) > PL_ZONE_MAX ||
        strstr(name, "..")) {
        return false;
    }
    snprintf(path, sizeof path, ZONES "%s", name);
    return access(path, R_OK) == 0;
}

static bool keep(const char *name, char *out, size_t size)
{
    if (!is_zone(name) || strlen(name) >= size) {
        return false;
    }
    snprintf(out, size, "%s", name);
    return true;
}

bool zone_of_machine(char *out, size_t size)
{
    const char *set = getenv("TZ");
    if (set && set[0]) {
        return keep(set[0] == ':' ? set + 1 : set, out, size);
    }
    char line[PL_ZONE_MAX + 2] = "";
    FILE *file = fopen("/etc/timezone", "re");
    if (file) {
        if (!fgets(line, sizeof line, file)) {
            line[0] = '\0';
        }
        fclose(file);
        line[strcspn(line, "\n")] = '\0';
        if (keep(line, out, size)) {
            return true;
        }
    }
    char target[256];
    ssize_t length = readlink("/etc/localtime", target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    const char *zones = strstr(target, "zoneinfo/");
    return zones && keep(zones + strlen("zoneinfo/"), out, size);
}

void zone_use(const char *name)
{
    if (is_zone(name)) {
        setenv("TZ", name, 1);
        tzset();
    }
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
