/* Acts as text: a line "act NAME", a line for each intent that takes it back, and "end". Strings
 * have their blanks and percent signs as %20, so a line is words between blanks. For this machine's
 * own journal only: another version of the program need not read it, and what it cannot read it
 * leaves alone. Pure.
 */
#ifndef DESK_JOURNAL_TEXT_H
#define DESK_JOURNAL_TEXT_H

#include "acts_left.h"

/* The record of an act, malloc'd; NULL without memory. `made_ms`: when, wall clock. */
char *journal_write(const char *name, const struct acts_list *back, int64_t made_ms);

/* Where the last whole record begins in `text`; SIZE_MAX: there is none. */
size_t journal_last(const char *text);

/* The record that begins there: its name (malloc'd), what takes it back (copies, the caller's),
 * when. False where it cannot be read. */
bool journal_read(const char *record, char **name_out, struct acts_list *back_out,
                  int64_t *made_ms_out);

/* One intent as a line without its end, malloc'd; NULL without memory. */
char *journal_write_intent(const struct pl_intent *intent);

/* What a desk leaves behind: a file that begins with JOURNAL_LEFT, then a record for each intent,
 * "gone NUMBER" for each that has settled, and "sent" when the broker was there. A record ends with
 * its sum. */
#define JOURNAL_LEFT "unsent 1\n"
char *journal_write_left(const struct acts_left *left);
/* Those of a file that are left, in order, malloc'd, each the caller's. False: something in it
 * could not be read; what could is given. */
bool journal_read_left(const char *text, struct acts_left **list_out, size_t *count_out);

#endif
