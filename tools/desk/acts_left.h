/* What a desk hands in and has not seen settled, with all that another desk needs to hand it in
 * again after this one has ended: the premise it was made upon, and how to tell whether the room
 * has it. Pure. */
#ifndef DESK_ACTS_LEFT_H
#define DESK_ACTS_LEFT_H

#include "acts_inverse.h"

enum { ACTS_NAME = 160 };

struct acts_left {
    char name[ACTS_NAME];       /* of its act, for people */
    int64_t made_ms;            /* when, wall clock of this machine */
    char by[PL_BY_LEN + 1];     /* of the program that handed it in, */
    uint64_t number;            /* and the intent's number there */
    uint64_t act;               /* the number of the first intent of its act */
    bool sent;                  /* the broker was there since: it may have reached the room */
    char load[PL_LOAD_MAX + 1]; /* the text that it is about; "": any */
    struct pl_stamp upon; /* the greatest of its topic when it was made; rev 0: none was known */
    struct pl_intent *intent; /* owned */
    struct acts_list before;  /* what would have taken it back: what it found there */
};
void acts_left_finish(struct acts_left *left);

/* Fills all but `intent` and `before`, of an intent that was not handed in yet. */
void acts_left_note(struct acts_left *left, const struct pl_room *room, const char *name,
                    const struct pl_intent *intent, struct pl_time now);

/* Whether they can be judged: the room is whole, and has a text where one of them is about one. A
 * broker that has lost it may get it back from another desk. */
bool acts_left_can(const struct pl_room *room, const struct acts_left *left, size_t count);

/* Whether it may be handed in to such a room. */
enum acts_fate {
    ACTS_FATE_GO,
    ACTS_FATE_IN,   /* the room has it */
    ACTS_FATE_STALE /* why_out says what is not as it was */
};
enum acts_fate acts_left_judge(const struct pl_room *room, const struct acts_left *left,
                               struct pl_time now, const char **why_out);

#endif
