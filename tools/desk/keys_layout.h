/* That another keyboard layout is on, by a letter that it sends, and which of the desk's keys lies
 * there. Pure. */
#ifndef DESK_KEYS_LAYOUT_H
#define DESK_KEYS_LAYOUT_H

#include <stdbool.h>

struct keys_layout {
    const char *name; /* "Cyrillic"; NULL: not known */
    char key[2];      /* what the same key is on a Latin layout; "": not known */
};

/* False: the text is no letter of another layout. */
bool keys_layout(const char *text, struct keys_layout *layout_out);

#endif
