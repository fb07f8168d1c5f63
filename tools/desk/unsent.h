/* What a desk has handed in and not seen in the room, on disk as it is made: a file for each start
 * of a desk, below the state directory, which the next desk of this user in this room takes up.
 *
 * It grows by one write(2) a change and is emptied when nothing is left: a program that is killed
 * loses nothing. While the broker is there nothing waits for the disk; while it is away each change
 * is on the disk (fdatasync) before it is shown, so that it outlives a power cut.
 */
#ifndef DESK_UNSENT_H
#define DESK_UNSENT_H

#include "acts.h"
#include "journal.h"

struct unsent;

enum { UNSENT_TEXT = 512 };

/* Takes up what desks that have ended left. NULL without memory. */
struct unsent *unsent_open(const struct journal *where, const char *by);
void unsent_close(struct unsent *unsent);

/* What they left, in the order in which it was made; and a line about what could not be read, or
 * NULL. Valid until unsent_taken. */
const struct acts_left *unsent_left(const struct unsent *unsent, size_t *count_out);
const char *unsent_trouble(const struct unsent *unsent);
/* It was handed in, or told: the files of those desks go. */
void unsent_taken(struct unsent *unsent);

/* Writes down what has changed since the last time. False with a line where it cannot be kept:
 * once, until it can. */
bool unsent_keep(struct unsent *unsent, struct acts *acts, bool connected, char error[UNSENT_TEXT]);
bool unsent_kept(const struct unsent *unsent); /* all that is unsent is on disk */

#endif
