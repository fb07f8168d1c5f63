/* Who is in the room: the names file (user, name, group, class, one a line, between commas), and
 * what follows from it for the list of speakers: names to complete, the class and so the limit of
 * a delegation, the balance by group and class, the name of a remote user. Pure but for nothing:
 * the caller reads the file.
 */
#ifndef DESK_ROSTER_H
#define DESK_ROSTER_H

#include <stdbool.h>
#include <stddef.h>

struct roster_entry {
    const char *user;       /* the broker's user; "" where they have none */
    const char *name;       /* as it is shown */
    const char *group;      /* "G77"; "" */
    const char *class_name; /* "delegation", "group", "civil society"; "" */
};

struct roster;

enum { ROSTER_TEXT = 256, ROSTER_MAX = 2048 };

/* NULL with one line that says which line is wrong and what to do. */
struct roster *roster_read(const char *bytes, size_t size, char error[ROSTER_TEXT]);
void roster_destroy(struct roster *roster);

/* These accept NULL for the roster. A name is found in any spelling (utf8_same_name). */
const struct roster_entry *roster_by_user(const struct roster *roster, const char *user);
const struct roster_entry *roster_by_name(const struct roster *roster, const char *name);
/* A group as the file spells it, else NULL. */
const char *roster_group(const struct roster *roster, const char *group);
size_t roster_count(const struct roster *roster);
const struct roster_entry *roster_entry(const struct roster *roster, size_t index);
const char *roster_fold(const struct roster *roster, size_t index); /* utf8_fold of its name */

#endif
