/* "[Agreed in informals, pending Iran]" at the end of a paragraph: what has become of it. */
#ifndef DESK_STATUS_H
#define DESK_STATUS_H

#include "marks.h"

/* Takes such a bracket off the end of `text`, unless there are no other words: then it sets
 * the status and leaves the words. */
bool status_read(struct job *job, struct span *text, struct marked *marked);

/* The reverse, with a blank before it: " [Agreed ad ref, pending Iran]"; nothing of an open item
 * that waits for nobody. */
void status_print(enum pl_status status, const struct pl_names *who, FILE *file);

/* "US, EU and so on" to names: split at commas. Too many or too long a name: false, and
 * *fits_out false; out of memory: false. */
bool names_read(struct job *job, struct span text, struct pl_names *names_out, bool *fits_out);

#endif
