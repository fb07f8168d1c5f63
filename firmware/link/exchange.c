#define _POSIX_C_SOURCE 200809L
#include "exchange.h"

#include "plenary/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* A caller that leaves so many events undrained gets no new connection until it drains. */
enum { CROWD = 4096 };

bool exchange_init(struct exchange *exchange, size_t mailbox_bytes)
{
    memset(exchange, 0, sizeof(*exchange));
    exchange->last = &exchange->first;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&exchange->answered, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&exchange->lock, NULL);
    exchange->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    exchange->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return mailbox_init(&exchange->box, mailbox_bytes) && exchange->event_fd >= 0 &&
           exchange->wake_fd >= 0;
}

static void destroy_orders(struct order *order)
{
    while (order) {
        struct order *next = order->next;
        order_destroy(order);
        order = next;
    }
}

void exchange_finish(struct exchange *exchange)
{
    destroy_orders(exchange->first);
    mailbox_finish(&exchange->box);
    free(exchange->hushed);
    if (exchange->event_fd >= 0) {
        close(exchange->event_fd);
    }
    if (exchange->wake_fd >= 0) {
        close(exchange->wake_fd);
    }
    pthread_cond_destroy(&exchange->answered);
    pthread_mutex_destroy(&exchange->lock);
}

struct order *order_create(enum order_kind kind, const char *const *topics, size_t count,
                           const void *payload, size_t payload_len)
{
    static const enum pl_link_event_type answers[] = {PL_LINK_LOST, PL_LINK_SUBSCRIBED,
                                                      PL_LINK_UNSUBSCRIBED};
    size_t size = sizeof(struct order) + count * sizeof(char *) + payload_len;
    for (size_t i = 0; i < count; i++) {
        size += strlen(topics[i]) + 1;
    }
    struct order *order = calloc(1, size);
    struct parcel *answer = parcel_create(answers[kind], 0);
    if (!order || !answer) {
        free(order);
        parcel_destroy(answer);
        return NULL;
    }
    order->kind = kind;
    order->answer = answer;
    order->topics = count;
    char *place = (char *)&order->topic[count];
    for (size_t i = 0; i < count; i++) {
        const size_t topic_size = strlen(topics[i]) + 1;
        order->topic[i] = memcpy(place, topics[i], topic_size);
        place += topic_size;
    }
    order->payload_len = payload_len;
    order->payload = payload_len ? place : NULL;
    if (payload_len) {
        memcpy(place, payload, payload_len);
    }
    answer->bytes = kind == ORDER_PUBLISH ? size : 0;
    return order;
}

void order_destroy(struct order *order)
{
    if (order) {
        parcel_destroy(order->answer);
        free(order);
    }
}

static void wake(struct exchange *exchange)
{
    eventfd_write(exchange->wake_fd, 1);
}

/* Under the lock: something was put into the mailbox. */
static void poke(struct exchange *exchange)
{
    if (!exchange->event_fd_set) {
        exchange->event_fd_set = true;
        eventfd_write(exchange->event_fd, 1);
    }
}

static enum pl_link_error admit(const struct exchange *exchange, const struct order *order)
{
    if (!exchange->up || (!order->answer->farewell && exchange->drained != exchange->session)) {
        return PL_LINK_NOT_CONNECTED;
    }
    if (order->kind == ORDER_PUBLISH &&
        (exchange->outgoing >= PL_LINK_OUTGOING_MAX ||
         exchange->outgoing_bytes + order->answer->bytes > PL_LINK_OUTGOING_BYTES)) {
        return PL_LINK_FULL;
    }
    return PL_LINK_OK;
}

/* Under the lock. */
static enum pl_link_error enlist(struct exchange *exchange, struct order *order)
{
    const enum pl_link_error error = admit(exchange, order);
    if (error != PL_LINK_OK) {
        return error;
    }
    order->answer->event.session = exchange->session;
    if (order->kind == ORDER_PUBLISH) {
        exchange->outgoing++;
        exchange->outgoing_bytes += order->answer->bytes;
    } else {
        order->answer->event.id = ++exchange->last_id;
    }
    order->next = NULL;
    *exchange->last = order;
    exchange->last = &order->next;
    return PL_LINK_OK;
}

enum pl_link_error exchange_order(struct exchange *exchange, struct order *order, uint32_t *id_out)
{
    pthread_mutex_lock(&exchange->lock);
    const enum pl_link_error error = enlist(exchange, order);
    if (error == PL_LINK_OK && id_out) {
        *id_out = order->answer->event.id;
    }
    pthread_mutex_unlock(&exchange->lock);
    if (error == PL_LINK_OK) {
        wake(exchange);
    } else {
        order_destroy(order);
    }
    return error;
}

bool exchange_next(struct exchange *exchange, struct pl_link_event *event_out,
                   struct parcel **parcel_out)
{
    pthread_mutex_lock(&exchange->lock);
    const bool any = mailbox_take(&exchange->box, event_out, parcel_out);
    if (any && event_out->type == PL_LINK_CONNECTED) {
        exchange->drained = event_out->session;
    }
    if (exchange->event_fd_set && mailbox_empty(&exchange->box)) {
        eventfd_t count;
        eventfd_read(exchange->event_fd, &count);
        exchange->event_fd_set = false;
    }
    const bool relieved = exchange->held && mailbox_has_room(&exchange->box);
    exchange->held = exchange->held && !relieved;
    pthread_mutex_unlock(&exchange->lock);
    if (relieved) {
        wake(exchange);
    }
    return any;
}

void exchange_stop(struct exchange *exchange)
{
    pthread_mutex_lock(&exchange->lock);
    exchange->stop = true;
    pthread_mutex_unlock(&exchange->lock);
    wake(exchange);
}

void exchange_reconnect(struct exchange *exchange)
{
    pthread_mutex_lock(&exchange->lock);
    exchange->reconnect = true;
    pthread_mutex_unlock(&exchange->lock);
    wake(exchange);
}

static struct timespec deadline_in(int timeout_ms)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += timeout_ms / 1000;
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    return at;
}

bool exchange_farewell(struct exchange *exchange, struct order *order, int timeout_ms)
{
    const struct timespec deadline = deadline_in(timeout_ms);
    pthread_mutex_lock(&exchange->lock);
    const size_t lost = exchange->lost;
    bool good = exchange->up;
    exchange->parted = true;
    if (order) {
        order->answer->silent = true;
        order->answer->farewell = true;
        good = enlist(exchange, order) == PL_LINK_OK;
    }
    if (good) {
        wake(exchange);
    } else {
        order_destroy(order);
    }
    int rc = 0;
    while (good && rc != ETIMEDOUT && exchange->outgoing > 0) {
        rc = pthread_cond_timedwait(&exchange->answered, &exchange->lock, &deadline);
    }
    good = good && exchange->outgoing == 0 && exchange->lost == lost;
    pthread_mutex_unlock(&exchange->lock);
    return good;
}

void exchange_wishes(struct exchange *exchange, struct wishes *wishes_out)
{
    eventfd_t count;
    eventfd_read(exchange->wake_fd, &count);
    pthread_mutex_lock(&exchange->lock);
    wishes_out->stop = exchange->stop;
    wishes_out->reconnect = exchange->reconnect;
    wishes_out->orders = exchange->first;
    exchange->reconnect = false;
    exchange->first = NULL;
    exchange->last = &exchange->first;
    pthread_mutex_unlock(&exchange->lock);
}

bool exchange_crowded(struct exchange *exchange)
{
    pthread_mutex_lock(&exchange->lock);
    const bool crowded = exchange->box.control >= CROWD;
    pthread_mutex_unlock(&exchange->lock);
    return crowded;
}

bool exchange_held(struct exchange *exchange)
{
    pthread_mutex_lock(&exchange->lock);
    /* Who leaves drains no more, and waits for answers that lie behind the messages. */
    const bool leaving = exchange->parted || exchange->stop;
    exchange->held = !leaving && (exchange->held || mailbox_full(&exchange->box));
    const bool held = exchange->held;
    pthread_mutex_unlock(&exchange->lock);
    return held;
}

void exchange_up(struct exchange *exchange, struct parcel *connected)
{
    pthread_mutex_lock(&exchange->lock);
    exchange->up = true;
    connected->event.session = ++exchange->session;
    mailbox_put_control(&exchange->box, connected);
    poke(exchange);
    pthread_mutex_unlock(&exchange->lock);
}

/* Under the lock. */
static void settle(struct exchange *exchange, struct parcel *answer)
{
    const enum pl_link_event_type type = answer->event.type;
    const bool published = type == PL_LINK_PUBLISHED;
    if (published || type == PL_LINK_REFUSED || type == PL_LINK_LOST) {
        exchange->outgoing--;
        exchange->outgoing_bytes -= answer->bytes;
        exchange->lost += published ? 0 : 1;
        pthread_cond_broadcast(&exchange->answered);
    }
    if (answer->silent) {
        parcel_destroy(answer);
        return;
    }
    mailbox_put_control(&exchange->box, answer);
    poke(exchange);
}

/* Under the lock. A publish is lost, a subscription ends with its session without a word. */
static void give_up(struct exchange *exchange, struct parcel *answer)
{
    if (answer->event.type == PL_LINK_LOST) {
        settle(exchange, answer);
    } else {
        parcel_destroy(answer);
    }
}

void exchange_down(struct exchange *exchange, struct parcel_list *pending,
                   struct parcel *disconnected)
{
    pthread_mutex_lock(&exchange->lock);
    exchange->up = false;
    while (pending->first) {
        struct parcel *answer = pending->first;
        parcel_remove(pending, answer);
        give_up(exchange, answer);
    }
    struct order *orders = exchange->first;
    exchange->first = NULL;
    exchange->last = &exchange->first;
    for (struct order *order = orders; order; order = order->next) {
        give_up(exchange, order->answer);
        order->answer = NULL;
    }
    disconnected->event.session = exchange->session;
    mailbox_put_control(&exchange->box, disconnected);
    poke(exchange);
    pthread_mutex_unlock(&exchange->lock);
    destroy_orders(orders);
}

void exchange_tell(struct exchange *exchange, struct parcel *parcel)
{
    pthread_mutex_lock(&exchange->lock);
    parcel->event.session = exchange->session;
    mailbox_put_control(&exchange->box, parcel);
    poke(exchange);
    pthread_mutex_unlock(&exchange->lock);
}

void exchange_answer(struct exchange *exchange, struct parcel *answer)
{
    pthread_mutex_lock(&exchange->lock);
    settle(exchange, answer);
    pthread_mutex_unlock(&exchange->lock);
}

/* "a/b" is "a/b" and "a/+", nothing else. */
static bool topic_is(const char *topic, const char *pattern)
{
    const size_t n = strlen(pattern);
    if (n < 2 || strcmp(pattern + n - 2, "/+") != 0) {
        return strcmp(topic, pattern) == 0;
    }
    return strncmp(topic, pattern, n - 1) == 0 && !strchr(topic + n - 1, '/');
}

static bool is_hushed(const struct exchange *exchange, const char *topic)
{
    for (const char *at = exchange->hushed; at && *at; at += strlen(at) + 1) {
        if (topic_is(topic, at)) {
            return true;
        }
    }
    return false;
}

bool exchange_hush(struct exchange *exchange, const char *const *topics, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++) {
        size += strlen(topics[i]) + 1;
    }
    char *hushed = count ? calloc(1, size) : NULL;
    char *at = hushed;
    for (size_t i = 0; hushed && i < count; i++) {
        const size_t n = strlen(topics[i]) + 1;
        memcpy(at, topics[i], n);
        at += n;
    }
    pthread_mutex_lock(&exchange->lock);
    char *before = exchange->hushed;
    exchange->hushed = hushed;
    pthread_mutex_unlock(&exchange->lock);
    free(before);
    return hushed || !count;
}

void exchange_message(struct exchange *exchange, const struct mailbox_message *message)
{
    struct mailbox_message stamped = *message;
    pthread_mutex_lock(&exchange->lock);
    stamped.session = exchange->session;
    const bool leaving = exchange->parted || exchange->stop;
    if (!leaving || !mailbox_full(&exchange->box)) {
        mailbox_put_message(&exchange->box, &stamped);
    }
    if (!is_hushed(exchange, stamped.topic) || mailbox_full(&exchange->box)) {
        poke(exchange);
    }
    pthread_mutex_unlock(&exchange->lock);
}
