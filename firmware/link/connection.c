/* One connection, and the one door to libmosquitto. All but the last three functions runs on the
 * link's own thread, and nothing else touches a client of the library: so it needs no locks of its
 * own, and a publish is written to the socket in the moment that the thread is woken for it. */
#define _GNU_SOURCE
#include "link_parts.h"
#include "plenary/limits.h"

#include <assert.h>
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    FLUSH_MS = 300,  /* at the end: for answers still to come */
    LINGER_MS = 100, /* at the end: for DISCONNECT to be read */
    IN_FLIGHT = 100, /* publishes sent before the first is acknowledged */
    RECEIVE_MAXIMUM = 1000
};

struct connection {
    struct pl_link *link;
    struct mosquitto *client;
    int protocol;
    int keepalive_s;
    bool met;      /* TCP was up */
    bool reached;  /* TCP is up, and TLS */
    bool answered; /* by CONNACK, whatever it said */
    bool up;
    bool keeps_nothing; /* a broker without retained messages: the library would publish unretained
                         */
    bool malformed;     /* the answer to CONNECT */
    bool over;
    bool leaving;
    int reason;  /* MQTT reason code of the end */
    int refusal; /* errno of a TCP connection refused in the moment it was asked for */
    enum telling telling;
    char text[PL_LINK_TEXT];
    char tls_words[PL_LINK_TEXT];
    int64_t began_ms;
    int64_t leave_by_ms;
    int64_t heard_ms, said_ms;               /* the last packet, either way */
    int64_t pinged_ms;                       /* 0: no answer to a PINGREQ is due */
    bool held;                               /* messages are left at the broker: nothing is read */
    struct parcel_list pending;              /* handed to the library, not answered */
    struct parcel *connected, *disconnected; /* in reserve: telling must not need memory */
};

/* ---- what libmosquitto tells ---- */

static const char *reason_text(int protocol, int reason)
{
    return protocol == 5 ? mosquitto_reason_string(reason) : mosquitto_connack_string(reason);
}

/* The broker may set another one than was asked for. */
static int agreed_keepalive_s(const mosquitto_property *properties, int asked_s)
{
    uint16_t keepalive_s = 0;
    const mosquitto_property *found =
        mosquitto_property_read_int16(properties, MQTT_PROP_SERVER_KEEP_ALIVE, &keepalive_s, false);
    return found ? keepalive_s : asked_s;
}

static bool keeps_nothing(const mosquitto_property *properties)
{
    uint8_t available = 1;
    mosquitto_property_read_byte(properties, MQTT_PROP_RETAIN_AVAILABLE, &available, false);
    return available == 0;
}

static void on_connect(struct mosquitto *client, void *arg, int reason, int flags,
                       const mosquitto_property *properties)
{
    struct connection *c = arg;
    (void)flags;
    if (c->answered) {
        return; /* a second CONNACK is rubbish; the library goes on */
    }
    c->answered = true;
    c->reason = reason;
    if (reason != 0) {
        return;
    }
    c->keepalive_s = agreed_keepalive_s(properties, c->keepalive_s);
    c->keeps_nothing = keeps_nothing(properties);
    mosquitto_log_callback_set(client, NULL); /* wanted for the handshake only, costly after */
    c->up = true;
    c->connected->event.protocol = c->protocol;
    exchange_up(&c->link->exchange, c->connected);
    c->connected = NULL;
}

static void on_disconnect(struct mosquitto *client, void *arg, int reason,
                          const mosquitto_property *properties)
{
    struct connection *c = arg;
    (void)client, (void)properties;
    if (reason >= MQTT_RC_UNSPECIFIED) { /* below that it is one of the library's own errors */
        c->reason = reason;
        c->telling = TELLS_CAUSE;
        snprintf(c->text, sizeof(c->text), "the broker ends the connection: %s",
                 mosquitto_reason_string(reason));
    }
}

static void on_message(struct mosquitto *client, void *arg, const struct mosquitto_message *m,
                       const mosquitto_property *properties)
{
    struct connection *c = arg;
    (void)client, (void)properties;
    const struct mailbox_message message = {.topic = m->topic,
                                            .payload = m->payload,
                                            .payload_len = (size_t)m->payloadlen,
                                            .retained = m->retain,
                                            .too_large = m->payloadlen > PL_PAYLOAD_MAX,
                                            .received_ms = pl_link_now_ms()};
    if (m->qos > 0) {
        c->said_ms = message.received_ms; /* PUBACK */
    }
    exchange_message(&c->link->exchange, &message);
}

/* Takes the promise with this number out of `pending`. Answers come nearly in order, so it is
 * found near the front. */
static struct parcel *redeem(struct connection *c, int mid, bool publish)
{
    struct parcel *answer = c->pending.first;
    while (answer && (answer->mid != mid || (answer->event.type == PL_LINK_LOST) != publish)) {
        answer = answer->next;
    }
    if (answer) {
        parcel_remove(&c->pending, answer);
    }
    return answer;
}

static void answer_publish(struct connection *c, struct parcel *answer, int reason)
{
    const bool refused = reason >= MQTT_RC_UNSPECIFIED;
    answer->event.type = refused ? PL_LINK_REFUSED : PL_LINK_PUBLISHED;
    answer->event.reason = reason;
    answer->event.text = refused ? mosquitto_reason_string(reason) : "";
    exchange_answer(&c->link->exchange, answer);
}

static void on_publish(struct mosquitto *client, void *arg, int mid, int reason,
                       const mosquitto_property *properties)
{
    struct connection *c = arg;
    struct parcel *answer = redeem(c, mid, true);
    (void)client, (void)properties;
    if (answer) {
        answer_publish(c, answer, reason);
    }
}

static void on_subscribe(struct mosquitto *client, void *arg, int mid, int count,
                         const int *granted, const mosquitto_property *properties)
{
    struct connection *c = arg;
    struct parcel *answer = redeem(c, mid, false);
    (void)client, (void)properties;
    if (!answer) {
        return;
    }
    for (int i = 0; i < count; i++) {
        if (granted[i] >= MQTT_RC_UNSPECIFIED && answer->event.refused++ == 0) {
            answer->event.reason = granted[i];
            answer->event.text = mosquitto_reason_string(granted[i]);
        }
    }
    exchange_answer(&c->link->exchange, answer);
}

static void on_unsubscribe(struct mosquitto *client, void *arg, int mid,
                           const mosquitto_property *properties)
{
    struct connection *c = arg;
    struct parcel *answer = redeem(c, mid, false);
    (void)client, (void)properties;
    if (answer) {
        exchange_answer(&c->link->exchange, answer);
    }
}

/* "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed" */
static void on_log(struct mosquitto *client, void *arg, int level, const char *text)
{
    struct connection *c = arg;
    const char *last = strrchr(text, ':');
    (void)client;
    if (level == MOSQ_LOG_ERR && strncmp(text, "OpenSSL", 7) == 0 && last && last[1]) {
        snprintf(c->tls_words, sizeof(c->tls_words), "TLS: %s", last + 1);
    }
}

/* ---- one connection ---- */

static void say(struct connection *c, enum telling telling, const char *text)
{
    c->over = true;
    if (!c->text[0]) {
        c->telling = telling;
        snprintf(c->text, sizeof(c->text), "%s", text);
    }
}

static void say_errno(struct connection *c, int cause)
{
    const bool there = cause == ECONNREFUSED || cause == ECONNRESET;
    say(c, c->reached ? TELLS_BROKER : there ? TELLS_PRESENCE : TELLS_SILENCE, strerror(cause));
}

static void say_closed(struct connection *c)
{
    say(c, TELLS_BROKER, "the broker closes the connection");
}

static void say_tls(struct connection *c)
{
    char text[PL_LINK_TEXT] = "";
    if (c->link->tls) {
        tls_problem(c->link->tls, text, sizeof(text));
    }
    if (text[0] || c->tls_words[0]) {
        say(c, TELLS_CAUSE, text[0] ? text : c->tls_words);
    } else {
        say(c, TELLS_BROKER,
            c->reached ? "TLS: the broker breaks the connection off" : "TLS failed");
    }
}

static void say_refused(struct connection *c)
{
    char text[PL_LINK_TEXT];
    snprintf(text, sizeof(text), "the broker refuses the connection: %s",
             reason_text(c->protocol, c->reason));
    say(c, TELLS_CAUSE, text);
}

/* The library returned `rc`, with errno `cause`: the connection is over. */
static void connection_fail(struct connection *c, int rc, int cause)
{
    /* A fatal alert reaches us as the end of the connection, with OpenSSL's words in the log. */
    const bool tls_cause =
        c->link->tls && ((rc == MOSQ_ERR_ERRNO && cause == EPROTO) || c->tls_words[0]);
    c->malformed = rc == MOSQ_ERR_MALFORMED_PACKET && !c->answered;
    if (c->answered && !c->up) {
        say_refused(c);
    } else if (c->malformed) {
        say(c, TELLS_BROKER, "what answers there does not speak MQTT");
    } else if (rc == MOSQ_ERR_TLS || tls_cause) {
        say_tls(c);
    } else if (rc == MOSQ_ERR_CONN_LOST) {
        say_closed(c);
    } else if (rc == MOSQ_ERR_ERRNO && cause) {
        say_errno(c, cause);
    } else {
        say(c, TELLS_BROKER, mosquitto_strerror(rc));
    }
}

static void set_callbacks(struct mosquitto *client)
{
    mosquitto_connect_v5_callback_set(client, on_connect);
    mosquitto_disconnect_v5_callback_set(client, on_disconnect);
    mosquitto_message_v5_callback_set(client, on_message);
    mosquitto_publish_v5_callback_set(client, on_publish);
    mosquitto_subscribe_v5_callback_set(client, on_subscribe);
    mosquitto_unsubscribe_v5_callback_set(client, on_unsubscribe);
    mosquitto_log_callback_set(client, on_log);
}

static int set_will(struct pl_link *link, struct mosquitto *client)
{
    int rc = MOSQ_ERR_SUCCESS;
    pthread_mutex_lock(&link->will_lock);
    if (link->will.topic) {
        rc = mosquitto_will_set(client, link->will.topic, (int)link->will.payload_len,
                                link->will.payload, 1, link->will.retain);
    }
    pthread_mutex_unlock(&link->will_lock);
    return rc;
}

/* What CONNECT says in MQTT 5. The asynchronous connect takes no properties, but uses those that
 * an earlier mosquitto_connect_bind_v5() has left: this one leaves them and stops at the port. */
static int set_properties(struct mosquitto *client)
{
    mosquitto_property *properties = NULL;
    int rc = mosquitto_property_add_int32(&properties, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                          PL_PAYLOAD_MAX + PL_LINK_MARGIN);
    if (rc == MOSQ_ERR_SUCCESS) {
        rc = mosquitto_connect_bind_v5(client, "", -1, 0, NULL, properties);
        rc = rc == MOSQ_ERR_INVAL ? MOSQ_ERR_SUCCESS : rc;
    }
    mosquitto_property_free_all(&properties);
    return rc;
}

static int set_options(struct connection *c)
{
    const struct pl_link *link = c->link;
    const bool five = c->protocol == 5;
    struct mosquitto *client = c->client;
    set_callbacks(client);
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION,
                         five ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, RECEIVE_MAXIMUM);
    mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, IN_FLIGHT);
    if (link->tls) {
        mosquitto_int_option(client, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0);
        mosquitto_void_option(client, MOSQ_OPT_SSL_CTX, tls_context(link->tls));
    }
    int rc = mosquitto_username_pw_set(client, link->username, link->password);
    rc = rc ? rc : set_will(c->link, client);
    return rc || !five ? rc : set_properties(client);
}

/* What was sent and is not acknowledged by TCP within a keep-alive ends the connection. */
static void set_socket(const struct connection *c)
{
    const unsigned int patience_ms = (unsigned int)c->keepalive_s * 1000U;
    setsockopt(mosquitto_socket(c->client), IPPROTO_TCP, TCP_USER_TIMEOUT, &patience_ms,
               sizeof(patience_ms));
}

static bool connection_shaking_hands(const struct connection *c)
{
    return tls_handshaking(mosquitto_ssl_get(c->client));
}

static bool connection_has_peer(const struct connection *c)
{
    struct sockaddr_storage peer;
    socklen_t size = sizeof(peer);
    return getpeername(mosquitto_socket(c->client), (struct sockaddr *)&peer, &size) == 0;
}

/* TCP is up, and so is TLS where it is wanted. */
static void note_reached(struct connection *c)
{
    c->met = c->met || connection_has_peer(c);
    c->reached = c->reached || (connection_has_peer(c) && !connection_shaking_hands(c));
}

/* Where TLS is wanted the library writes at once, and that takes the socket's error: a refusal that
 * is as fast as on this machine would look like a connection that came up and was closed. */
static void note_refusal(struct connection *c, int cause)
{
    const bool on_its_way = cause == 0 || cause == EINPROGRESS || cause == EAGAIN;
    c->refusal = c->reached || connection_has_peer(c) || on_its_way ? 0 : cause;
}

static void connection_open(struct connection *c, const char *address)
{
    c->client = mosquitto_new(c->link->client_id, true, c);
    c->connected = parcel_create(PL_LINK_CONNECTED, 0);
    c->disconnected = parcel_create(PL_LINK_DISCONNECTED, PL_LINK_TEXT);
    if (!c->client || !c->connected || !c->disconnected) {
        say(c, TELLS_CAUSE, "out of memory");
        return;
    }
    int rc = set_options(c);
    errno = 0;
    rc = rc ? rc : mosquitto_connect_async(c->client, address, c->link->port, c->keepalive_s);
    const int cause = errno;
    /* libmosquitto 2.0.21 keeps to itself what its first write was told. */
    const int hidden = rc == MOSQ_ERR_TLS ? resolve_knock(address, c->link->port) : 0;
    if (hidden) {
        say_errno(c, hidden);
        return;
    }
    if (rc != MOSQ_ERR_SUCCESS) {
        connection_fail(c, rc, cause);
        return;
    }
    note_reached(c); /* on this machine it can be at once */
    note_refusal(c, cause);
    set_socket(c);
}

static int hand_over_publish(struct connection *c, const struct order *order, int *mid)
{
    mosquitto_property *properties = NULL;
    int rc = order->retain && c->keeps_nothing ? MOSQ_ERR_RETAIN_NOT_SUPPORTED : MOSQ_ERR_SUCCESS;
    if (rc == MOSQ_ERR_SUCCESS && order->expiry_s && c->protocol == 5) {
        rc = mosquitto_property_add_int32(&properties, MQTT_PROP_MESSAGE_EXPIRY_INTERVAL,
                                          order->expiry_s);
    }
    if (rc == MOSQ_ERR_SUCCESS) {
        rc = mosquitto_publish_v5(c->client, mid, order->topic[0], (int)order->payload_len,
                                  order->payload, order->qos, order->retain, properties);
    }
    mosquitto_property_free_all(&properties);
    return rc;
}

static int hand_over_to_library(struct connection *c, struct order *order, int *mid)
{
    const int count = (int)order->topics;
    switch (order->kind) {
    case ORDER_PUBLISH:
        return hand_over_publish(c, order, mid);
    case ORDER_SUBSCRIBE:
        return mosquitto_subscribe_multiple(c->client, mid, count, order->topic, order->qos, 0,
                                            NULL);
    case ORDER_UNSUBSCRIBE:
        return mosquitto_unsubscribe_multiple(c->client, mid, count, order->topic, NULL);
    }
    return MOSQ_ERR_INVAL;
}

/* The broker has said at CONNACK that it will not have such a thing; 0: not that kind of error. */
static int refusal_of(int rc)
{
    switch (rc) {
    case MOSQ_ERR_OVERSIZE_PACKET:
        return MQTT_RC_PACKET_TOO_LARGE;
    case MOSQ_ERR_RETAIN_NOT_SUPPORTED:
        return MQTT_RC_RETAIN_NOT_SUPPORTED;
    case MOSQ_ERR_QOS_NOT_SUPPORTED:
        return MQTT_RC_QOS_NOT_SUPPORTED;
    default:
        return 0;
    }
}

/* The promise is listed before the library has the order: at QoS 0 it answers within the call. */
static void hand_over(struct connection *c, struct order *order)
{
    struct parcel *answer = order->answer;
    order->answer = NULL;
    parcel_append(&c->pending, answer);
    if (c->over || !c->up) {
        return;
    }
    c->said_ms = pl_link_now_ms();
    errno = 0;
    const int rc = hand_over_to_library(c, order, &answer->mid);
    if (rc == MOSQ_ERR_SUCCESS) {
        return;
    }
    if (refusal_of(rc) && order->kind == ORDER_PUBLISH) {
        parcel_remove(&c->pending, answer);
        answer_publish(c, answer, refusal_of(rc));
        return;
    }
    connection_fail(c, rc, errno);
}

static void hand_over_all(struct connection *c, struct order *order)
{
    while (order) {
        struct order *next = order->next;
        hand_over(c, order);
        order_destroy(order);
        order = next;
    }
}

static void connection_woken(struct connection *c)
{
    struct wishes wishes;
    exchange_wishes(&c->link->exchange, &wishes);
    hand_over_all(c, wishes.orders);
    if (wishes.reconnect) {
        say(c, TELLS_CAUSE, "a new connection was asked for");
    }
    if (wishes.stop && !c->leaving) {
        c->leaving = true;
        c->leave_by_ms = pl_link_now_ms() + FLUSH_MS;
    }
}

static short connection_events(const struct connection *c)
{
    const bool write = connection_shaking_hands(c) ? tls_wants_write(mosquitto_ssl_get(c->client))
                                                   : mosquitto_want_write(c->client);
    return (short)((write ? POLLOUT : 0) | (c->held ? 0 : POLLIN));
}

/* The error that poll() has seen, 0: none. Asking clears it. */
static int socket_error(const struct connection *c, int fd)
{
    int cause = 0;
    socklen_t size = sizeof(cause);
    if (mosquitto_socket(c->client) == fd) { /* else it is closed */
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size);
    }
    return cause;
}

static void connection_gone(struct connection *c, int fd)
{
    const int cause = socket_error(c, fd);
    if (cause) {
        say_errno(c, cause);
    } else {
        say_closed(c);
    }
}

/* An error before the connection is up. A broker that ends a TLS handshake says why before it. */
static void connection_stillborn(struct connection *c, int fd)
{
    const int cause = c->refusal ? c->refusal : socket_error(c, fd);
    const bool shaking = connection_shaking_hands(c);
    if (cause == ECONNRESET && shaking) {
        mosquitto_loop_read(c->client, 1);
    }
    c->reached = cause == ECONNRESET && !shaking; /* it was up and died before we looked */
    c->met = c->met || cause == ECONNRESET;
    if (c->tls_words[0]) {
        say(c, TELLS_CAUSE, c->tls_words);
    } else {
        say_errno(c, cause ? cause : ECONNABORTED);
    }
}

/* Reads first, also after an error: the broker's reason may lie before it. In a TLS handshake the
 * library's reading does whatever is due, writing included. */
static void connection_serve(struct connection *c, int fd, short revents)
{
    const bool shaking = connection_shaking_hands(c);
    int rc = MOSQ_ERR_SUCCESS;
    if (!c->reached && ((revents & POLLERR) || c->refusal)) {
        connection_stillborn(c, fd);
        return;
    }
    note_reached(c);
    errno = 0;
    if (shaking || (revents & (POLLIN | POLLHUP))) {
        rc = mosquitto_loop_read(c->client, 1);
        c->heard_ms = pl_link_now_ms();
        c->pinged_ms = 0;
    }
    if (rc == MOSQ_ERR_SUCCESS && !shaking && (revents & POLLOUT)) {
        rc = mosquitto_loop_write(c->client, 1);
        c->said_ms = pl_link_now_ms();
    }
    const int cause = errno;
    note_reached(c);
    if (rc != MOSQ_ERR_SUCCESS) {
        connection_fail(c, rc, cause);
    } else if (mosquitto_socket(c->client) < 0 || (revents & (POLLERR | POLLHUP))) {
        connection_gone(c, fd);
    }
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t keepalive_due_ms(const struct connection *c)
{
    if (c->keepalive_s == 0) {
        return INT64_MAX;
    }
    const int64_t since_ms = c->held        ? c->said_ms
                             : c->pinged_ms ? c->pinged_ms
                                            : sooner(c->heard_ms, c->said_ms);
    return since_ms + (int64_t)c->keepalive_s * 1000;
}

static int64_t connection_due_ms(const struct connection *c)
{
    int64_t due_ms = c->up ? keepalive_due_ms(c) : c->began_ms + TRY_MS;
    return c->leaving ? sooner(due_ms, c->leave_by_ms) : due_ms;
}

/* Not the library's, which ends a connection when PINGRESP does not come in time: it waits behind
 * messages that are not read yet. What does not leave has not been read by the broker, and its
 * silence tells. */
static bool send_ping(struct connection *c)
{
    static const unsigned char pingreq[] = {0xC0, 0};
    const int fd = mosquitto_socket(c->client);
    void *tls = mosquitto_ssl_get(c->client);
    if (mosquitto_want_write(c->client) ||
        poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, 0) != 1) {
        return true;
    }
    return tls ? tls_write(tls, pingreq, sizeof(pingreq))
               : send(fd, pingreq, sizeof(pingreq), MSG_NOSIGNAL) == (ssize_t)sizeof(pingreq);
}

static void keep_alive(struct connection *c, int64_t now_ms)
{
    if (c->pinged_ms && !c->held) {
        say(c, TELLS_BROKER, "no sign of life from the broker");
    } else if (!send_ping(c)) {
        say_closed(c);
    }
    c->said_ms = now_ms;
    c->pinged_ms = now_ms;
}

static void connection_check(struct connection *c)
{
    const int64_t now_ms = pl_link_now_ms();
    if (c->leaving && (!c->up || !c->pending.first || now_ms >= c->leave_by_ms)) {
        say(c, TELLS_NOTHING, "we leave");
    } else if (!c->up && now_ms >= c->began_ms + TRY_MS) {
        say(c, c->met ? TELLS_BROKER : TELLS_SILENCE,
            c->reached ? "no answer to CONNECT within 2 s; is it a broker's port?"
            : c->met   ? "no answer to TLS within 2 s; is it a port with TLS?"
                       : "no connection within 2 s");
    } else if (c->up && now_ms >= keepalive_due_ms(c)) {
        keep_alive(c, now_ms);
    }
}

static int milliseconds_until(int64_t due_ms)
{
    const int64_t left_ms = due_ms - pl_link_now_ms();
    return left_ms <= 0 ? 0 : (int)sooner(left_ms, 3600000);
}

/* While messages are left at the broker its silence is our doing. */
static void note_held(struct connection *c)
{
    const bool was = c->held;
    c->held = c->up && exchange_held(&c->link->exchange);
    if (was && !c->held) {
        c->heard_ms = pl_link_now_ms();
        c->pinged_ms = 0;
    }
}

static void connection_run(struct connection *c)
{
    while (!c->over) {
        note_held(c);
        const int fd = mosquitto_socket(c->client);
        struct pollfd fds[] = {
            {.fd = c->link->exchange.wake_fd, .events = POLLIN},
            {.fd = fd, .events = connection_events(c)},
        };
        const int ready = poll(fds, 2, milliseconds_until(connection_due_ms(c)));
        if (ready > 0 && fds[0].revents) {
            connection_woken(c);
        }
        if (ready > 0 && fds[1].revents && !c->over) {
            connection_serve(c, fd, fds[1].revents);
        }
        if (!c->over) {
            connection_check(c);
        }
    }
}

/* The library closes the socket with its DISCONNECT, and closing it with something unread in it
 * makes the kernel throw away what the broker has not fetched: the will would be sent. So the
 * socket is kept until the broker closes its end. */
static void connection_disconnect(struct connection *c)
{
    const int fd = c->reached ? dup(mosquitto_socket(c->client)) : -1;
    if (fd < 0) {
        return;
    }
    mosquitto_disconnect(c->client);
    while (mosquitto_socket(c->client) >= 0 && mosquitto_want_write(c->client) &&
           poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, LINGER_MS) == 1 &&
           mosquitto_loop_write(c->client, 1) == MOSQ_ERR_SUCCESS) {
    }
    char unread[4096];
    const int64_t until_ms = pl_link_now_ms() + LINGER_MS;
    shutdown(fd, SHUT_WR);
    while (poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, milliseconds_until(until_ms)) ==
               1 &&
           recv(fd, unread, sizeof(unread), MSG_DONTWAIT) > 0) {
    }
    close(fd);
}

/* A broker of 3.1.1 refuses 5 in 3.1.1's form, which has no properties: libmosquitto 2.0.11 knows
 * it, 2.0.21 finds it malformed and calls nobody. */
static enum outcome connection_outcome(const struct connection *c)
{
    if (c->up) {
        return TRY_WAS_UP;
    }
    if (c->malformed && c->protocol == 5) {
        return TRY_TOO_NEW;
    }
    if (c->answered) {
        const bool too_new = c->reason == 1 || c->reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION;
        return too_new ? TRY_TOO_NEW : TRY_REFUSED;
    }
    return c->reached ? TRY_SILENT : TRY_UNREACHED;
}

static void connection_close(struct connection *c)
{
    if (c->leaving) {
        connection_disconnect(c);
    }
    mosquitto_destroy(c->client);
    struct parcel *end = c->disconnected;
    if (c->up && end) {
        c->disconnected = NULL;
        assert(end); /* nothing comes up without it: connection_open */
        memcpy(end->data, c->text, sizeof(c->text));
        end->event.text = end->data;
        end->event.reason = c->reason;
        exchange_down(&c->link->exchange, &c->pending, end);
    }
    parcel_destroy(c->connected);
    parcel_destroy(c->disconnected);
}

/* What CONNACK of 3.1.1 says, in the codes of MQTT 5. */
static int connack_reason(const struct connection *c)
{
    static const int old[] = {0,
                              MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION,
                              MQTT_RC_CLIENTID_NOT_VALID,
                              MQTT_RC_SERVER_UNAVAILABLE,
                              MQTT_RC_BAD_USERNAME_OR_PASSWORD,
                              MQTT_RC_NOT_AUTHORIZED};
    const bool known = c->reason >= 0 && c->reason < (int)(sizeof(old) / sizeof(old[0]));
    return c->protocol == 311 && known ? old[c->reason] : c->reason;
}

void connection_try(struct pl_link *link, const char *address, int protocol,
                    struct ended *ended_out)
{
    const int64_t now_ms = pl_link_now_ms();
    struct connection c = {.link = link,
                           .protocol = protocol,
                           .keepalive_s = link->keepalive_s,
                           .began_ms = now_ms,
                           .heard_ms = now_ms,
                           .said_ms = now_ms};
    connection_open(&c, address);
    connection_run(&c);
    connection_close(&c);
    ended_out->outcome = connection_outcome(&c);
    ended_out->by_us = c.leaving;
    ended_out->met = c.met;
    ended_out->telling = c.telling;
    ended_out->reason = ended_out->outcome == TRY_REFUSED ? connack_reason(&c) : 0;
    memcpy(ended_out->text, c.text, sizeof(c.text));
}

/* ---- for the caller's side ---- */

bool connection_topic(const char *topic)
{
    const size_t len = topic ? strlen(topic) : 0;
    return len > 0 && len <= PL_TOPIC_MAX && mosquitto_validate_utf8(topic, (int)len) == 0 &&
           mosquitto_pub_topic_check2(topic, len) == MOSQ_ERR_SUCCESS;
}

bool connection_filter(const char *filter)
{
    const size_t len = filter ? strlen(filter) : 0;
    return len > 0 && len <= PL_TOPIC_MAX && mosquitto_validate_utf8(filter, (int)len) == 0 &&
           mosquitto_sub_topic_check2(filter, len) == MOSQ_ERR_SUCCESS;
}

void connection_library(void)
{
    mosquitto_lib_init(); /* never cleaned up: another link may be in use */
}
