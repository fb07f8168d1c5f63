/* What the caller's thread and the link's thread share, under one lock: the mailbox one way, the
 * orders the other way, and which session is up. Knows neither sockets nor MQTT. An order taken
 * belongs to the link's thread; its `answer` comes back through exchange_answer(). */
#ifndef PLENARY_LINK_EXCHANGE_H
#define PLENARY_LINK_EXCHANGE_H

#include "mailbox.h"

#include <pthread.h>

enum order_kind { ORDER_PUBLISH, ORDER_SUBSCRIBE, ORDER_UNSUBSCRIBE };

struct order {
    struct order *next;
    enum order_kind kind;
    struct parcel *answer;
    int qos;
    bool retain;
    uint32_t expiry_s;
    size_t topics;
    size_t payload_len;
    char *payload; /* in data */
    char *topic[]; /* `topics` of them, in the same block */
};

struct exchange {
    int event_fd; /* to the caller */
    int wake_fd;  /* to the link's thread */
    pthread_mutex_t lock;
    pthread_cond_t answered;
    /* below: under the lock */
    struct mailbox box;
    bool event_fd_set;
    bool held;   /* the link's thread reads no messages until the caller has made room */
    bool parted; /* by exchange_farewell(): the caller drains no more */
    struct order *first, **last;
    size_t outgoing, outgoing_bytes; /* publishes without an answer, handed over or not */
    size_t lost;                     /* publishes refused or lost, ever */
    uint32_t session;                /* the latest */
    uint32_t drained;                /* the latest whose CONNECTED the caller has seen */
    bool up;
    uint32_t last_id;
    bool stop, reconnect;
    char *hushed; /* topics, one after the other, each with its end; an empty one ends the list */
};

bool exchange_init(struct exchange *exchange, size_t mailbox_bytes);
void exchange_finish(struct exchange *exchange);

/* The caller's side. Orders are taken over, or destroyed with an error. */
struct order *order_create(enum order_kind kind, const char *const *topics, size_t count,
                           const void *payload, size_t payload_len);
void order_destroy(struct order *order);
enum pl_link_error exchange_order(struct exchange *exchange, struct order *order, uint32_t *id_out);
bool exchange_next(struct exchange *exchange, struct pl_link_event *event_out,
                   struct parcel **parcel_out);
bool exchange_hush(struct exchange *exchange, const char *const *topics, size_t count);
void exchange_stop(struct exchange *exchange);
void exchange_reconnect(struct exchange *exchange);
/* Gives the order (or none) whatever has been drained, and waits until every publish is answered;
 * true when none was lost. */
bool exchange_farewell(struct exchange *exchange, struct order *order, int timeout_ms);

/* The link's side. */
struct wishes {
    bool stop, reconnect; /* a wish to reconnect is told once */
    struct order *orders;
};
void exchange_wishes(struct exchange *exchange, struct wishes *wishes_out);
bool exchange_crowded(struct exchange *exchange);
/* The mailbox is full: true until the caller has drained enough of it, who then wakes the thread.
 */
bool exchange_held(struct exchange *exchange);
void exchange_up(struct exchange *exchange, struct parcel *connected);
/* Answers LOST to `pending` and to orders never taken, then tells `disconnected`. */
void exchange_down(struct exchange *exchange, struct parcel_list *pending,
                   struct parcel *disconnected);
void exchange_tell(struct exchange *exchange, struct parcel *parcel);
void exchange_answer(struct exchange *exchange, struct parcel *answer);
void exchange_message(struct exchange *exchange, const struct mailbox_message *message);

#endif
