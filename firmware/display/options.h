/* What plenary-display was told: command line, environment, file. Owned by the config in it.
 */
#ifndef DISPLAY_OPTIONS_H
#define DISPLAY_OPTIONS_H

#include <stdbool.h>

#include "config/config.h"
#include "display/legibility.h"
#include "display/theme_file.h"
#include "display/words.h"
#include "plenary/document.h"

/* Side by side, or one below the other. */
enum { WALL_LANGS = 2 };

struct options {
    struct config *config;
    int width, height; /* 0: not given */
    bool windowed;
    int turn;            /* degrees clockwise: 0, 90, 180 or 270; the size above is the panel's */
    bool reduced_motion; /* changes are there at once */
    double viewer_distance_m, screen_diagonal_in; /* 0: not given */
    const struct theme *theme;
    struct theme_file own_theme; /* behind it, where it is a file's */
    bool bad_file;               /* what is wrong is in a file, not on the command line */
    bool legibility;             /* only say what the room gets */
    const char *screenshot;      /* NULL: a wall */
    int timeout_ms;              /* of the screenshot */
    char lang_tags[WALL_LANGS][PL_LANG_MAX + 1];
    const char *langs[WALL_LANGS]; /* into lang_tags */
    size_t lang_count;             /* 0: the original */
    const char *page_url;          /* for remote participants; NULL: none */
    bool own_view;                 /* this wall shows `view`, not what the chair does */
    enum pl_view view;
    const char *broker, *room;
    const struct wordbook *book; /* the wall's own words; main's */
};

/* False: all is said (help, version or one line on stderr); end with *status_out. */
bool options_load(int argc, char **argv, struct options *options_out, int *status_out);
void options_finish(struct options *options);

#endif
