/* Where this machine keeps what it knows of its sittings: below $XDG_STATE_HOME/plenary. */
#ifndef DESK_STATE_H
#define DESK_STATE_H

#include <stdbool.h>

enum { STATE_PATH = 4096 };

/* "…/plenary/<kind>/<broker>/<room>/<file>", the broker's address as mqtt://host:port; file "": the
 * folder. False: there is no home, or the path is too long. */
bool state_path(const char *kind, const char *broker, const char *room, const char *file,
                char path_out[STATE_PATH]);

/* The folders above a path, for their owner only; those that are there stay as they are. */
bool state_make_folders(const char *path);

#endif
