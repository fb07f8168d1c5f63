/* The list of speakers, as people say it: "Brazil for G77, Iran!, reply Chad" to entries, "group
 * 10:00, delegation 5:00" to limits, "Coffee 15:00" to a timer; whose class an entry has, which of
 * its delegation's replies it is, and how the list is balanced. Pure; strings that are given out
 * are lent by the list, the roster or the structure that is named.
 */
#ifndef DESK_QUEUE_H
#define DESK_QUEUE_H

#include "plenary/document.h"
#include "roster.h"

enum { QUEUE_SHARES = 64, QUEUE_LINE = 512 };

/* ---- new entries ---- */

struct queue_asked {
    char name[PL_NAME_MAX + 1];      /* spelled as in the roster, where it has it */
    char on_behalf[PL_NAME_MAX + 1]; /* likewise; "" */
    enum pl_kind kind;
};

enum queue_read {
    QUEUE_ONE,
    QUEUE_END,
    QUEUE_NO_NAME,
    QUEUE_LONG,
    QUEUE_HIDDEN /* a name has a character that nobody sees */
};

/* The next of the entries between commas, and moves *at behind it: NAME, NAME for GROUP; with "!"
 * at the end, or "point" before it, a point of order; with "reply" before it a right of reply. A
 * name with a comma, or " for ", in it is known where the roster has it. `at` is text of the feed.
 */
enum queue_read queue_read(const char **at, const struct roster *roster,
                           struct queue_asked *asked_out);

/* What is being typed of the last entry: the name or, behind "for", the group. */
const char *queue_last_part(const char *text, bool *group_out);

/* A name, or a group, as the roster spells it, else as it is. */
const char *queue_spelt(const struct roster *roster, const char *name, bool group);

/* "group" for who speaks for one, else what the roster says of the user or the name, else
 * "delegation"; spelled as in the list's limits, capitals or not. */
const char *queue_class(const struct pl_speakers *speakers, const struct roster *roster,
                        const char *name, const char *user, const char *on_behalf);

/* Rights of reply of this name that wait or are spoken now. */
size_t queue_replies(const struct pl_speakers *speakers, const char *name);

/* The entry that a request becomes: the same at each desk, so that two that take it at once make
 * one entry. */
void queue_request_id(const char *user, const char *by, int64_t number, char id_out[PL_ID_MAX + 1]);

/* "1st", "22nd" */
void queue_ordinal(size_t number, char *out, size_t size);

/* One name, in whatever spelling. */
bool queue_same(const char *a, const char *b);

/* ---- balance ---- */

struct queue_share {
    const char *what; /* NULL: others */
    size_t count;
};

/* Of all who wait: by group (spoken for, or the roster's), the most first, the others last; by
 * class, with each class that the roster names. Returns how many; 0 where there is nothing to
 * tell apart. */
size_t queue_groups(const struct pl_speakers *speakers, const struct roster *roster,
                    struct queue_share shares_out[QUEUE_SHARES]);
size_t queue_classes(const struct pl_speakers *speakers, const struct roster *roster,
                     struct queue_share shares_out[QUEUE_SHARES]);
/* "G77 3 · EU 1 · others 2" */
void queue_describe(const struct queue_share *shares, size_t count, char *out, size_t size);

/* ---- limits ---- */

struct queue_limits {
    struct pl_limit limits[PL_LIMIT_CLASSES]; /* class_name: in `names` */
    char names[PL_LIMIT_CLASSES][PL_NAME_MAX + 1];
    size_t count;
};

/* "group 10:00, delegation 5" (minutes); "none" leaves a class out. False: `wrong_out` is the part
 * that is not understood. Lends itself the names: it is not to be copied. */
bool queue_limits_read(const char *text, struct queue_limits *limits_out,
                       char wrong_out[PL_NAME_MAX + 1]);
void queue_limits_write(const struct pl_limit *limits, size_t count, char *out, size_t size);

/* ---- the timer ---- */

enum queue_timer { QUEUE_TIMER_OFF, QUEUE_TIMER_PAUSE, QUEUE_TIMER_GO, QUEUE_TIMER_START };

/* "Coffee 15:00", "Coffee 15" (minutes), "off", "pause", "go". False: no time in it. */
bool queue_timer_read(const char *text, enum queue_timer *what_out, int64_t *seconds_out,
                      char label_out[PL_NAME_MAX + 1]);

#endif
