#define _GNU_SOURCE
#include "display/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const ZONES = "/usr/share/zoneinfo/";

bool zone_set(const char *name)
{
    char path[160];
    bool known = name && !strstr(name, "..") &&
                 (size_t)snprintf(path, sizeof path, "%s%s", ZONES, name) < sizeof path &&
                 access(path, R_OK) == 0;
    if (known) {
        setenv("TZ", name, 1);
    } else {
        unsetenv("TZ");
    }
    tzset();
    return known || !name;
}

void zone_time(int64_t wall_ms, char out[ZONE_TIME])
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm tm;
    out[0] = '\0';
    if (localtime_r(&seconds, &tm)) {
        strftime(out, ZONE_TIME, "%H:%M", &tm);
    }
}
