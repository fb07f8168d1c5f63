/* What waits for the caller: events in order, of each topic only the latest few messages. It takes
 * whatever is put in, and says when that is as much as its budget of bytes: then the link reads no
 * more until there is room. Pure: no thread, no lock, no clock; the link guards it with its own
 * mutex.
 * Parcels put in belong to the mailbox; one taken out belongs to the taker (parcel_destroy). */
#ifndef PLENARY_LINK_MAILBOX_H
#define PLENARY_LINK_MAILBOX_H

#include "plenary/link.h"

enum { MAILBOX_BUCKETS = 1024, MAILBOX_DEPTH = PL_LINK_TOPIC_DEPTH };

/* One event with the bytes that it points to. The link also uses it, before it becomes an event,
 * as the promise of an answer: so reporting an answer never needs memory. */
struct parcel {
    struct parcel *previous, *next;
    struct parcel *chain; /* of the bucket; messages only */
    uint64_t hash;
    size_t bytes; /* counted against a budget */
    int mid;      /* libmosquitto's number while an answer is awaited */
    bool silent;  /* the caller wants no event */
    bool farewell;
    struct pl_link_event event;
    char data[];
};

/* NULL when out of memory. `extra` bytes are in data, for strings and payload. */
struct parcel *parcel_create(enum pl_link_event_type type, size_t extra);
void parcel_destroy(struct parcel *parcel);

struct parcel_list {
    struct parcel *first, *last;
};
void parcel_append(struct parcel_list *list, struct parcel *parcel);
void parcel_remove(struct parcel_list *list, struct parcel *parcel);

struct mailbox {
    struct parcel_list list;
    struct parcel *buckets[MAILBOX_BUCKETS];
    struct parcel *overflow; /* kept in reserve, so that a loss can always be told */
    bool overflow_listed;
    size_t budget, used;
    size_t control; /* events that are not messages */
};

bool mailbox_init(struct mailbox *box, size_t budget);
void mailbox_finish(struct mailbox *box);

struct mailbox_message {
    uint32_t session;
    const char *topic;
    const void *payload;
    size_t payload_len;
    bool retained;
    bool too_large; /* tell of it, without the payload */
    int64_t received_ms;
};
/* Copies, and throws away the oldest message of its topic where there are too many of it. Out of
 * memory, it is itself thrown away and OVERFLOW told. */
void mailbox_put_message(struct mailbox *box, const struct mailbox_message *message);
void mailbox_put_control(struct mailbox *box, struct parcel *parcel);

bool mailbox_empty(const struct mailbox *box);

/* Messages for the whole budget or more wait; less than three quarters of it do. */
bool mailbox_full(const struct mailbox *box);
bool mailbox_has_room(const struct mailbox *box);

/* The first event, into `event_out`. Returns false when there is none; *parcel_out holds the
 * bytes the event points to, NULL where it points to none. */
bool mailbox_take(struct mailbox *box, struct pl_link_event *event_out, struct parcel **parcel_out);

#endif
