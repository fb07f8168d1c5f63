/* Putting an item, with all that lies below it, behind another one: the intents for it. Within its
 * section it changes its place; in another one it is added with its words in all languages, the
 * wall's cursor goes along where it stands on it, and then it is removed. Nothing is renumbered.
 * Pure.
 */
#ifndef DESK_MOVING_H
#define DESK_MOVING_H

#include "acts.h"

struct moving {
    struct pl_intent intents[ACTS_INTENTS];
    size_t count;
    size_t items; /* how many items are moved or taken out */
};

enum moving_error {
    MOVING_OK,
    MOVING_SAME,  /* it stands there already */
    MOVING_BELOW, /* behind an item that lies below it */
    MOVING_MANY,  /* more at once than ACTS_INTENTS hold */
    MOVING_GONE   /* there is no such place, or no words */
};
const char *moving_error_text(enum moving_error error); /* for people */

/* Behind `after` and all that belongs to it, or with `before` right before it. What is made lends
 * from the room, until the first of them is handed in: acts_do copies each before it does. */
enum moving_error moving_make(const struct pl_room *room, enum pl_side side, struct pl_place from,
                              struct pl_place to, bool before, struct moving *moving_out);

/* Takes the item out, with all that lies below it. Where the wall is at one of them its cursor goes
 * to the next item first (to the one before at the end): nobody shall read what is gone. The first
 * goes first: so all come back behind the same item, which is there already. */
enum moving_error moving_remove(const struct pl_room *room, enum pl_side side, struct pl_place from,
                                struct moving *moving_out);

#endif
