/* The lines of the desk's list of speakers, for its pane and its acts: requests of remote
 * participants first, then those who wait. All is lent by the room and the roster.
 */
#ifndef DESK_DESK_LIST_H
#define DESK_DESK_LIST_H

#include "desk_parts.h"

struct desk_entry {
    bool asks;                        /* a request, not taken yet */
    bool withdraws;                   /* a request to be taken off the list */
    size_t number;                    /* in the list, from 1; 0: not on it */
    const struct pl_speaker *speaker; /* who waits, or is to be taken off; NULL */
    const char *user, *by;            /* who asks, and by which program; NULL */
    int64_t request;                  /* its number */
    const char *name, *on_behalf;     /* as shown; on_behalf may be NULL */
    enum pl_kind kind;
    char id[80]; /* for desk_speakers.entry */
};

/* The room's list; one that was never said is open and empty. */
const struct pl_speakers *desk_speakers_of(const struct desk *desk, const char **by_out);

/* The index-th line; false: there are no more. */
bool desk_list_at(const struct desk *desk, size_t index, struct desk_entry *entry_out);
size_t desk_list_requests(const struct desk *desk); /* how many lines are requests */
/* The selected line; its index. */
bool desk_list_selected(const struct desk *desk, struct desk_entry *entry_out, size_t *index_out);
/* The first request. */
bool desk_list_asks(const struct desk *desk, struct desk_entry *entry_out);
void desk_list_select(struct desk *desk, size_t index); /* the last line where there are fewer */

/* "2nd reply"; "" for a first one and for other kinds. */
void desk_list_reply(const struct desk *desk, const struct desk_entry *entry, char *out,
                     size_t size);
/* Rights of reply that this name has had, waits for or speaks in. */
size_t desk_list_replies(const struct desk *desk, const char *name);

#endif
