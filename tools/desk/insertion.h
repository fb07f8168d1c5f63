/* Where a new item comes that is put behind another, and what it is called; what is pure of it, for
 * the desk and the command. */
#ifndef DESK_INSERTION_H
#define DESK_INSERTION_H

#include "plenary/room.h"

/* The last item that belongs to the one at `after`, its sub-items and successors: the new one comes
 * behind it. */
struct pl_place insertion_behind(const struct pl_room *room, enum pl_side side,
                                 struct pl_place after);

bool insertion_taken(const struct pl_room *room, enum pl_side side, const char *label);

/* "c.4 bis", or with alt "c.4 alt"; "" where items have no labels. False: the series is at its end.
 */
bool insertion_label(const struct pl_room *room, enum pl_side side, const char *after, bool alt,
                     char label_out[PL_LABEL_MAX + 1]);

/* The intent that adds it, in the original, behind the one at `after`. Lends id, label and run, and
 * from the room. False: there is no item at `after`. */
bool insertion_intent(const struct pl_room *room, enum pl_side side, struct pl_place after,
                      const char *id, const char *label, const struct pl_run *run,
                      struct pl_intent *intent_out);

#endif
