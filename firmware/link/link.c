/* The caller's side of a link: what it is made of, and what goes into the exchange. */
#define _GNU_SOURCE
#include "link_parts.h"
#include "plenary/limits.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

int64_t pl_link_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const char *pl_link_error_text(enum pl_link_error error)
{
    switch (error) {
    case PL_LINK_OK:
        return "no error";
    case PL_LINK_NOT_CONNECTED:
        return "not connected to the broker";
    case PL_LINK_FULL:
        return "too much is waiting to be sent";
    case PL_LINK_BAD_TOPIC:
        return "not a topic that can be used here";
    case PL_LINK_BAD_SIZE:
        return "the payload is too large";
    case PL_LINK_NO_MEMORY:
        return "out of memory";
    }
    return "unknown error";
}

const char *pl_link_event_name(enum pl_link_event_type type)
{
    static const char *const names[] = {
        "connected", "disconnected", "failed",  "subscribed", "unsubscribed", "published",
        "refused",   "lost",         "message", "too-large",  "overflow",
    };
    return (size_t)type < sizeof(names) / sizeof(names[0]) ? names[type] : "unknown";
}

static void will_clear(struct pl_link_will *will)
{
    free((char *)will->topic);
    free((void *)will->payload);
    memset(will, 0, sizeof(*will));
}

static enum pl_link_error will_copy(const struct pl_link_will *will, struct pl_link_will *will_out)
{
    struct pl_link_will copy = {.payload_len = will->payload_len, .retain = will->retain};
    memset(will_out, 0, sizeof(*will_out));
    if (!will->topic) {
        return PL_LINK_OK;
    }
    if (!connection_topic(will->topic)) {
        return PL_LINK_BAD_TOPIC;
    }
    if (will->payload_len > PL_PAYLOAD_MAX) {
        return PL_LINK_BAD_SIZE;
    }
    char *payload = calloc(1, will->payload_len + 1);
    copy.topic = strdup(will->topic);
    copy.payload = payload;
    if (!copy.topic || !payload) {
        will_clear(&copy);
        return PL_LINK_NO_MEMORY;
    }
    if (will->payload_len) {
        memcpy(payload, will->payload, will->payload_len);
    }
    *will_out = copy;
    return PL_LINK_OK;
}

enum pl_link_error pl_link_set_will(struct pl_link *link, const struct pl_link_will *will)
{
    struct pl_link_will copy;
    const enum pl_link_error error = will_copy(will, &copy);
    if (error != PL_LINK_OK) {
        return error;
    }
    pthread_mutex_lock(&link->will_lock);
    struct pl_link_will before = link->will;
    link->will = copy;
    pthread_mutex_unlock(&link->will_lock);
    will_clear(&before);
    return PL_LINK_OK;
}

static bool copy_text(const char *from, char **to_out)
{
    *to_out = from ? strdup(from) : NULL;
    return !from || *to_out;
}

static bool fail(char error[PL_LINK_TEXT], const char *text)
{
    snprintf(error, PL_LINK_TEXT, "%s", text);
    return false;
}

static bool check_config(const struct pl_link_config *config, char error[PL_LINK_TEXT])
{
    if (config->host && (!config->host[0] || strlen(config->host) > PL_LINK_HOST_MAX)) {
        return fail(error, "broker: the host's name is empty or too long");
    }
    if (config->password && !config->username) {
        return fail(error, "broker: a password needs a user's name");
    }
    if (config->keepalive_s && (config->keepalive_s < 5 || config->keepalive_s > UINT16_MAX)) {
        return fail(error, "broker: the keep-alive is 5 s to 65535 s");
    }
    return true;
}

static bool make_client_id(struct pl_link *link)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    unsigned char bytes[CLIENT_ID_LEN];
    if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes) ||
        getrandom(&link->random, sizeof(link->random), 0) != (ssize_t)sizeof(link->random)) {
        return false;
    }
    for (size_t i = 0; i < CLIENT_ID_LEN; i++) {
        link->client_id[i] = letters[bytes[i] % (sizeof(letters) - 1)];
    }
    link->random |= 1; /* the generator stands still at 0 */
    return true;
}

static bool take_config(struct pl_link *link, const struct pl_link_config *config,
                        char error[PL_LINK_TEXT])
{
    link->keepalive_s = config->keepalive_s ? config->keepalive_s : PL_LINK_KEEPALIVE_S;
    link->port = config->port ? config->port : (config->tls ? 8883 : 1883);
    link->protocol = 5;
    const bool copied = copy_text(config->host ? config->host : "127.0.0.1", &link->host) &&
                        copy_text(config->username, &link->username) &&
                        copy_text(config->password, &link->password);
    if (!copied || !make_client_id(link)) {
        return fail(error, "broker: out of memory");
    }
    const enum pl_link_error will = will_copy(&config->will, &link->will);
    if (will != PL_LINK_OK) {
        return fail(error, pl_link_error_text(will));
    }
    if (config->tls) {
        link->tls = tls_create(config, link->host, error);
    }
    return link->tls || !config->tls;
}

/* All signals stay with the program's own threads. */
static bool start_thread(struct pl_link *link)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int rc = pthread_create(&link->thread, NULL, link_run, link);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc == 0) {
        pthread_setname_np(link->thread, "link");
    }
    return rc == 0;
}

static void link_free(struct pl_link *link)
{
    exchange_finish(&link->exchange);
    pthread_mutex_destroy(&link->will_lock);
    parcel_destroy(link->lent);
    will_clear(&link->will);
    tls_destroy(link->tls);
    free(link->host);
    free(link->username);
    free(link->password);
    free(link);
}

struct pl_link *pl_link_create(const struct pl_link_config *config, char error[PL_LINK_TEXT])
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, connection_library);
    if (!check_config(config, error)) {
        return NULL;
    }
    struct pl_link *link = calloc(1, sizeof(*link));
    if (!link) {
        fail(error, "broker: out of memory");
        return NULL;
    }
    pthread_mutex_init(&link->will_lock, NULL);
    const size_t budget = config->mailbox_bytes ? config->mailbox_bytes : PL_LINK_MAILBOX_BYTES;
    if (!exchange_init(&link->exchange, budget)) {
        fail(error, "broker: no more files or memory");
    } else if (take_config(link, config, error)) {
        if (start_thread(link)) {
            return link;
        }
        fail(error, "broker: no more threads");
    }
    link_free(link);
    return NULL;
}

static void end_thread(struct pl_link *link)
{
    if (!link->ended) {
        exchange_stop(&link->exchange);
        pthread_join(link->thread, NULL);
        link->ended = true;
    }
}

void pl_link_destroy(struct pl_link *link)
{
    if (link) {
        end_thread(link);
        link_free(link);
    }
}

int pl_link_fd(const struct pl_link *link)
{
    return link->exchange.event_fd;
}

bool pl_link_next(struct pl_link *link, struct pl_link_event *event_out)
{
    parcel_destroy(link->lent);
    link->lent = NULL;
    return exchange_next(&link->exchange, event_out, &link->lent);
}

bool pl_link_hush(struct pl_link *link, const char *const *topics, size_t count)
{
    return exchange_hush(&link->exchange, topics, count);
}

static enum pl_link_error order_topics(struct pl_link *link, enum order_kind kind,
                                       const char *const *topics, size_t count, int qos,
                                       uint32_t *id_out)
{
    if (count == 0 || count > PL_LINK_TOPICS_MAX) {
        return PL_LINK_BAD_SIZE;
    }
    for (size_t i = 0; i < count; i++) {
        if (!connection_filter(topics[i])) {
            return PL_LINK_BAD_TOPIC;
        }
    }
    struct order *order = order_create(kind, topics, count, NULL, 0);
    if (!order) {
        return PL_LINK_NO_MEMORY;
    }
    order->qos = qos;
    return exchange_order(&link->exchange, order, id_out);
}

enum pl_link_error pl_link_subscribe(struct pl_link *link, const char *const *topics, size_t count,
                                     int qos, uint32_t *id_out)
{
    return order_topics(link, ORDER_SUBSCRIBE, topics, count, qos, id_out);
}

enum pl_link_error pl_link_unsubscribe(struct pl_link *link, const char *const *topics,
                                       size_t count, uint32_t *id_out)
{
    return order_topics(link, ORDER_UNSUBSCRIBE, topics, count, 0, id_out);
}

static enum pl_link_error publish_order(const struct pl_link_publication *what,
                                        struct order **order_out)
{
    *order_out = NULL;
    if (!connection_topic(what->topic)) {
        return PL_LINK_BAD_TOPIC;
    }
    if (what->payload_len > PL_PAYLOAD_MAX) {
        return PL_LINK_BAD_SIZE;
    }
    struct order *order =
        order_create(ORDER_PUBLISH, &what->topic, 1, what->payload, what->payload_len);
    if (!order) {
        return PL_LINK_NO_MEMORY;
    }
    order->qos = what->qos > 0 ? 1 : 0;
    order->retain = what->retain;
    order->expiry_s = what->expiry_s;
    order->answer->silent = what->token == 0;
    order->answer->event.token = what->token;
    *order_out = order;
    return PL_LINK_OK;
}

enum pl_link_error pl_link_publish(struct pl_link *link, const struct pl_link_publication *what)
{
    struct order *order;
    const enum pl_link_error error = publish_order(what, &order);
    return error == PL_LINK_OK ? exchange_order(&link->exchange, order, NULL) : error;
}

void pl_link_reconnect(struct pl_link *link)
{
    exchange_reconnect(&link->exchange);
}

bool pl_link_goodbye(struct pl_link *link, const struct pl_link_publication *last, int timeout_ms)
{
    struct order *order = NULL;
    if (link->ended) {
        return false;
    }
    bool good = !last || publish_order(last, &order) == PL_LINK_OK;
    if (order) {
        order->qos = 1;
    }
    good = exchange_farewell(&link->exchange, order, timeout_ms) && good;
    end_thread(link);
    return good;
}
