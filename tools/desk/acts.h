/* What this desk has done, so that it can be taken back: each act is one or more intents, and the
 * intents that undo them, made from what the room held before. Undo and redo are acts of the room
 * like others: new messages, with their premises, so all readers agree, and what somebody else has
 * changed since is not taken back but told. Pure; owns copies of all it remembers.
 */
#ifndef DESK_ACTS_H
#define DESK_ACTS_H

#include "acts_left.h"
#include "plenary/export.h"
#include "plenary/room.h"

enum {
    ACTS_MAX = 2048, /* a long day; beyond, the oldest is forgotten */
    ACTS_INTENTS = 64
};

struct acts;
struct acts_list;

struct acts *acts_create(void); /* NULL without memory */
void acts_destroy(struct acts *acts);

/* Hands the intents in, in order, as one act called `name` ("c.4: deleted \"special\" for US"), and
 * forgets what could be redone. When one is refused, those before it are taken back, the act is not
 * remembered and the error says why. */
enum pl_error acts_do(struct acts *acts, struct pl_room *room, const char *name,
                      const struct pl_intent *intents, size_t count, struct pl_time now);

/* A new text: what the room holds now is kept for undo (only the last load's). The caller has
 * handed in the load already; `before` is taken over (NULL: there was none: it cannot be undone).
 */
enum pl_error acts_loaded(struct acts *acts, const char *name, struct pl_export *before);

/* The text of the room now, with its place, for acts_loaded; NULL without memory or text. */
struct pl_export *acts_keep_text(const struct pl_room *room);

enum acts_done {
    ACTS_DONE,
    ACTS_NOTHING, /* there is nothing to undo (redo) */
    ACTS_GONE,    /* its premise is gone: name_out, why_out say so; it is forgotten */
    ACTS_ERROR    /* the room does not take it now; it stays: why_out */
};
/* Takes back the last act; redo does it again. name_out: of that act. */
enum acts_done acts_undo(struct acts *acts, struct pl_room *room, struct pl_time now,
                         char name_out[ACTS_NAME], char why_out[ACTS_NAME]);
enum acts_done acts_redo(struct acts *acts, struct pl_room *room, struct pl_time now,
                         char name_out[ACTS_NAME], char why_out[ACTS_NAME]);

const char *acts_last(const struct acts *acts);        /* what undo would take back; NULL */
const char *acts_last_undone(const struct acts *acts); /* what redo would do again; NULL */

/* Of the last act: the numbers of its intents, and what takes it back. */
void acts_numbers(const struct acts *acts, uint64_t *first_out, uint64_t *last_out);
const struct acts_list *acts_back(const struct acts *acts);

/* Intents that have not settled, in the order in which they were handed in. */
const struct acts_left *acts_left(const struct acts *acts, size_t *count_out);
/* The broker is there: from now on the room may have any of them. */
void acts_sent(struct acts *acts);

/* Hands in, as one act, what another desk has left of one; what the room has already is left out.
 * ACTS_FATE_STALE: nothing of it is done, why_out says why. */
enum acts_fate acts_resume(struct acts *acts, struct pl_room *room, const struct acts_left *left,
                           size_t count, struct pl_time now, const char **why_out);

/* What became of an intent: a note of the room. True where it belonged to an act of ours that is
 * now void because of it; name_out says which. */
bool acts_note(struct acts *acts, const struct pl_output *note, char name_out[ACTS_NAME]);

#endif
