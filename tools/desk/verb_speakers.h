/* What the commands for the list of speakers share. All is lent by the visit. */
#ifndef DESK_VERB_SPEAKERS_H
#define DESK_VERB_SPEAKERS_H

#include "roster.h"
#include "visit.h"

/* The list of the room; one that was never said is open and empty. by_out may be NULL. */
const struct pl_speakers *verb_speakers(struct visit *visit, const char **by_out);

/* Who waits by that name or number; NULL after saying why nobody is meant. */
const struct pl_speaker *verb_speaker(struct visit *visit, const char *name);

/* Enters with the names file, acts and leaves. */
int verb_run(const struct call *call,
             int (*act)(struct visit *visit, const struct call *call, const struct roster *roster));

/* The same with the request of the user that is the command's first word. */
int verb_run_about(const struct call *call, int (*act)(struct visit *visit, const struct call *call,
                                                       const struct roster *roster));

/* Says where a new entry stands, and which reply it is: "Iran, right of reply, 3 waiting". */
int verb_add(struct visit *visit, const struct roster *roster, const struct pl_speaker *speaker,
             enum pl_queue_rule rule, const struct pl_answer *answer);

#endif
