/* What takes an intent back, made of the room as it is before the intent is handed in. Pure. */
#ifndef DESK_ACTS_INVERSE_H
#define DESK_ACTS_INVERSE_H

#include "plenary/room.h"

enum { ACTS_INVERSE_MAX = PL_HIGHLIGHTS_MAX + 4 };

/* Copies of intents, in the order in which they are to be handed in; the caller's. */
struct acts_list {
    struct pl_intent **intents;
    size_t count, room;
};

bool acts_list_add(struct acts_list *list, const struct pl_intent *intent); /* a copy of it */
void acts_list_finish(struct acts_list *list);

/* False without memory. Where there is nothing to take back (what was not there) the list stays
 * empty. An added speaker's entry is not known before: the caller
 * puts its removal in. */
bool acts_inverse(const struct pl_room *room, const struct pl_intent *intent, struct pl_time now,
                  struct acts_list *list_out);

#endif
