#define _GNU_SOURCE
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ADDRESS = 255 }; /* a folder's name has no more bytes */

bool state_path(const char *kind, const char *broker, const char *room, const char *file,
                char path_out[STATE_PATH])
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    const char *host = strstr(broker, "://");
    bool xdg = state && state[0] == '/';
    if (!xdg && (!home || home[0] != '/')) {
        return false;
    }
    int length = snprintf(path_out, STATE_PATH, "%s%s/plenary/%s/%.*s/%s%s%s", xdg ? state : home,
                          xdg ? "" : "/.local/state", kind, ADDRESS, host ? host + 3 : broker, room,
                          file[0] ? "/" : "", file);
    return length > 0 && length < STATE_PATH;
}

bool state_make_folders(const char *path)
{
    char folder[STATE_PATH];
    for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
            return false;
        }
    }
    return true;
}
