/* What the commands of this user on this machine have done in a room, so that `plenary undo` can
 * take it back: a file below the state directory, for its owner's eyes only. Where it cannot be
 * kept the commands do their work all the same.
 */
#ifndef DESK_JOURNAL_H
#define DESK_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "acts_inverse.h"
#include "plenary/export.h"

struct journal {
    const char *broker, *room, *user; /* lent */
};

/* Appends an act; of more than JOURNAL_BYTES the older half is forgotten. */
enum { JOURNAL_BYTES = 1 << 20 };
void journal_add(const struct journal *journal, const char *name, const struct acts_list *back,
                 int64_t now_ms);

/* A load: the text before it is kept, of the last load only. */
void journal_add_load(const struct journal *journal, const char *name,
                      const struct pl_export *before, int64_t now_ms);

/* The last act. `text`: of a load, what is to come back; back is empty then. */
struct journal_act {
    char *name;
    struct acts_list back;
    int64_t made_ms;
    struct pl_export *text;
};
bool journal_peek(const struct journal *journal, struct journal_act *act_out); /* false: none */
void journal_act_finish(struct journal_act *act);
/* Forgets the last act: it was taken back, or cannot be. */
void journal_drop(const struct journal *journal);

#endif
