/* A theme of one's own: a file of `key = value` lines as the settings', checked when it is read. A
 * pair of colours that is too near is refused with its name, file and line. Owns the logo's pixels.
 */
#ifndef DISPLAY_THEME_FILE_H
#define DISPLAY_THEME_FILE_H

#include "config/config.h"
#include "display/theme.h"

struct theme_file {
    struct theme theme; /* lends the logo */
    struct image logo;
};

/* False with one line in `error`. The struct may not be moved afterwards. */
bool theme_file_read(const char *path, struct theme_file *file_out, char error[CONFIG_TEXT]);
void theme_file_finish(struct theme_file *file);

#endif
