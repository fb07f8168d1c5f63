#include "mailbox.h"

#include <stdlib.h>
#include <string.h>

struct parcel *parcel_create(enum pl_link_event_type type, size_t extra)
{
    struct parcel *parcel = calloc(1, sizeof(*parcel) + extra);
    if (parcel) {
        parcel->event.type = type;
        parcel->event.text = "";
    }
    return parcel;
}

void parcel_destroy(struct parcel *parcel)
{
    free(parcel);
}

void parcel_append(struct parcel_list *list, struct parcel *parcel)
{
    parcel->next = NULL;
    parcel->previous = list->last;
    if (list->last) {
        list->last->next = parcel;
    } else {
        list->first = parcel;
    }
    list->last = parcel;
}

void parcel_remove(struct parcel_list *list, struct parcel *parcel)
{
    if (parcel->previous) {
        parcel->previous->next = parcel->next;
    } else {
        list->first = parcel->next;
    }
    if (parcel->next) {
        parcel->next->previous = parcel->previous;
    } else {
        list->last = parcel->previous;
    }
    parcel->previous = NULL;
    parcel->next = NULL;
}

bool mailbox_init(struct mailbox *box, size_t budget)
{
    memset(box, 0, sizeof(*box));
    box->budget = budget;
    box->overflow = parcel_create(PL_LINK_OVERFLOW, 0);
    return box->overflow != NULL;
}

void mailbox_finish(struct mailbox *box)
{
    struct parcel *next;
    for (struct parcel *parcel = box->list.first; parcel; parcel = next) {
        next = parcel->next;
        if (parcel != box->overflow) {
            parcel_destroy(parcel);
        }
    }
    parcel_destroy(box->overflow);
    memset(box, 0, sizeof(*box));
}

static bool is_keyed(const struct parcel *parcel)
{
    return parcel->event.type == PL_LINK_MESSAGE || parcel->event.type == PL_LINK_TOO_LARGE;
}

/* FNV-1a */
static uint64_t hash_of(const char *topic)
{
    uint64_t hash = 14695981039346656037U;
    for (const unsigned char *byte = (const unsigned char *)topic; *byte; byte++) {
        hash = (hash ^ *byte) * 1099511628211U;
    }
    return hash;
}

static struct parcel **bucket_of(struct mailbox *box, uint64_t hash)
{
    return &box->buckets[(hash ^ (hash >> 32)) % MAILBOX_BUCKETS];
}

/* The oldest message of a topic (a bucket has the latest first), and how many there are. */
static struct parcel *find_oldest(struct mailbox *box, const struct parcel *like, int *count_out)
{
    struct parcel *oldest = NULL;
    *count_out = 0;
    for (struct parcel *parcel = *bucket_of(box, like->hash); parcel; parcel = parcel->chain) {
        if (parcel->hash == like->hash && parcel->event.type == like->event.type &&
            strcmp(parcel->event.topic, like->event.topic) == 0) {
            oldest = parcel;
            (*count_out)++;
        }
    }
    return oldest;
}

static void unlist(struct mailbox *box, struct parcel *parcel)
{
    parcel_remove(&box->list, parcel);
    if (!is_keyed(parcel)) {
        box->control--;
        return;
    }
    struct parcel **place = bucket_of(box, parcel->hash);
    while (*place != parcel) {
        place = &(*place)->chain;
    }
    *place = parcel->chain;
    box->used -= parcel->bytes;
}

static void list_message(struct mailbox *box, struct parcel *parcel)
{
    struct parcel **bucket = bucket_of(box, parcel->hash);
    parcel->chain = *bucket;
    *bucket = parcel;
    box->used += parcel->bytes;
    parcel_append(&box->list, parcel);
}

static void tell_overflow(struct mailbox *box, uint32_t session)
{
    box->overflow->event.session = session;
    if (!box->overflow_listed) {
        box->overflow_listed = true;
        mailbox_put_control(box, box->overflow);
    }
}

static struct parcel *message_parcel(const struct mailbox_message *message, uint64_t hash)
{
    const size_t topic_size = strlen(message->topic) + 1;
    const size_t kept = message->too_large ? 0 : message->payload_len;
    struct parcel *parcel =
        parcel_create(message->too_large ? PL_LINK_TOO_LARGE : PL_LINK_MESSAGE, topic_size + kept);
    if (!parcel) {
        return NULL;
    }
    memcpy(parcel->data, message->topic, topic_size);
    if (kept) {
        memcpy(parcel->data + topic_size, message->payload, kept);
        parcel->event.payload = parcel->data + topic_size;
    }
    parcel->hash = hash;
    parcel->bytes = sizeof(*parcel) + topic_size + kept;
    parcel->event.session = message->session;
    parcel->event.topic = parcel->data;
    parcel->event.payload_len = message->payload_len;
    parcel->event.retained = message->retained;
    parcel->event.received_ms = message->received_ms;
    return parcel;
}

void mailbox_put_message(struct mailbox *box, const struct mailbox_message *message)
{
    struct parcel *parcel = message_parcel(message, hash_of(message->topic));
    const int depth = message->too_large ? 1 : MAILBOX_DEPTH;
    int count = 0;
    struct parcel *older = parcel ? find_oldest(box, parcel, &count) : NULL;
    if (!parcel) {
        tell_overflow(box, message->session);
        return;
    }
    if (count >= depth) {
        unlist(box, older);
        parcel_destroy(older);
    }
    list_message(box, parcel);
}

bool mailbox_full(const struct mailbox *box)
{
    return box->used >= box->budget;
}

bool mailbox_has_room(const struct mailbox *box)
{
    return box->used < box->budget - box->budget / 4;
}

void mailbox_put_control(struct mailbox *box, struct parcel *parcel)
{
    box->control++;
    parcel_append(&box->list, parcel);
}

bool mailbox_empty(const struct mailbox *box)
{
    return !box->list.first;
}

bool mailbox_take(struct mailbox *box, struct pl_link_event *event_out, struct parcel **parcel_out)
{
    struct parcel *parcel = box->list.first;
    *parcel_out = NULL;
    if (!parcel) {
        return false;
    }
    unlist(box, parcel);
    *event_out = parcel->event;
    if (parcel == box->overflow) {
        box->overflow_listed = false; /* a loss from now on is told anew */
    } else {
        *parcel_out = parcel;
    }
    return true;
}
