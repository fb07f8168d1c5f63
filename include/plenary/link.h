/* The way to the broker: topics and bytes in, topics and bytes out, nothing about rooms.
 * A link owns one thread that connects, reconnects for ever (MQTT 5, else 3.1.1) and fills a
 * mailbox; the caller polls pl_link_fd() and drains pl_link_next(). All calls below may be made
 * from one thread of the caller's; none of them waits for the network, except where it says so.
 * Strings and bytes given are copied; those in an event are lent until the next pl_link_next(). */
#ifndef PLENARY_LINK_H
#define PLENARY_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PL_LINK_TEXT = 256,            /* bytes of an error's text, with the final zero */
    PL_LINK_HOST_MAX = 253,        /* bytes of a host's name */
    PL_LINK_CREDENTIAL_MAX = 1024, /* bytes of a user's name, of a password */
    PL_LINK_KEEPALIVE_S = 5, /* a silent death is told by the broker after 1.5 to 2.4 of these */
    PL_LINK_MAILBOX_BYTES = 16 * 1024 * 1024, /* undrained messages: a load at the limits (12 MiB),
                                                 and the link's own of 4,609 messages */
    PL_LINK_TOPIC_DEPTH = 8, /* undrained messages of one topic: two writers cross, and the later
                                to arrive need not be the greater */
    PL_LINK_OUTGOING_MAX = 8192, /* publishes not yet answered: a load at the limits has 4,609 */
    PL_LINK_OUTGOING_BYTES = 16 * 1024 * 1024,
    PL_LINK_TOPICS_MAX = 64, /* filters in one subscription */
    PL_LINK_MARGIN = 4096    /* topic and properties of the largest packet taken */
};

enum pl_link_error {
    PL_LINK_OK,
    PL_LINK_NOT_CONNECTED, /* or CONNECTED of the present session has not been drained yet */
    PL_LINK_FULL,          /* PL_LINK_OUTGOING_MAX or _BYTES: wait for answers */
    PL_LINK_BAD_TOPIC,     /* empty, too long, wild card in a publish, not UTF-8 */
    PL_LINK_BAD_SIZE,      /* payload over PL_PAYLOAD_MAX, or no topics */
    PL_LINK_NO_MEMORY
};
const char *pl_link_error_text(enum pl_link_error error);

/* Published by the broker (QoS 1) when the connection ends without our good-bye. */
struct pl_link_will {
    const char *topic; /* NULL: no will */
    const void *payload;
    size_t payload_len;
    bool retain;
};

/* NULL or zero means "none" or the default. For each of ca, cert and key a file or a PEM text in
 * memory (zero-ended) may be given, not both; without a ca, mqtts trusts the system's store. */
struct pl_link_config {
    const char *host; /* name, IPv4 or IPv6 without brackets; NULL: 127.0.0.1 */
    uint16_t port;    /* 0: 1883, with TLS 8883 */
    bool tls;         /* at least TLS 1.2; the host's name is checked */
    const char *ca_file, *cert_file, *key_file;
    const char *ca_pem, *cert_pem, *key_pem;
    const char *username, *password;
    struct pl_link_will will;
    int keepalive_s;      /* 0: PL_LINK_KEEPALIVE_S */
    size_t mailbox_bytes; /* 0: PL_LINK_MAILBOX_BYTES */
};

struct pl_link;

/* Starts the thread and the first try at once. NULL with a text in `error` where the
 * configuration cannot work (files unreadable, not PEM, out of memory); a broker that is absent
 * or refuses is not an error, but tried again for ever. */
struct pl_link *pl_link_create(const struct pl_link_config *config, char error[PL_LINK_TEXT]);

/* Hands over what is queued, says DISCONNECT (so no will is sent) and ends the thread; takes at
 * most about half a second, whatever the network does. */
void pl_link_destroy(struct pl_link *link);

/* Becomes readable when pl_link_next() has something; pl_link_next() itself makes it unreadable
 * again. Owned by the link. */
int pl_link_fd(const struct pl_link *link);

enum pl_link_event_type {
    PL_LINK_CONNECTED,    /* session, protocol. No subscription exists yet in this session */
    PL_LINK_DISCONNECTED, /* session, reason, text: this session is over */
    PL_LINK_FAILED,       /* text: why there is no connection, the most telling reason that the
                             addresses give; told when it changes. reason: MQTT 5's code where a
                             broker answered and refused, whatever its protocol; else 0 */
    PL_LINK_SUBSCRIBED,   /* id, refused; reason: of the first refusal, else 0 */
    PL_LINK_UNSUBSCRIBED, /* id */
    PL_LINK_PUBLISHED,    /* token: acknowledged (QoS 1) or written (QoS 0) */
    PL_LINK_REFUSED,      /* token, reason, text: the broker will not have it (MQTT 5 only) */
    PL_LINK_LOST,         /* token: the session ended first; never sent again by the link */
    PL_LINK_MESSAGE,      /* topic, payload, payload_len, retained, received_ms */
    PL_LINK_TOO_LARGE,    /* topic, payload_len: over PL_PAYLOAD_MAX, thrown away */
    PL_LINK_OVERFLOW      /* messages were lost for want of memory: subscribe again */
};
const char *pl_link_event_name(enum pl_link_event_type type);

struct pl_link_event {
    enum pl_link_event_type type;
    uint32_t session; /* 1, 2, …: the connection to which the event belongs; 0: none yet */
    int protocol;     /* 5 or 311 (for 3.1.1) */
    int reason;       /* MQTT reason code, 0 where none was given */
    const char *text; /* for people, never NULL */
    uint32_t id;      /* of pl_link_subscribe(), pl_link_unsubscribe() */
    size_t refused;   /* topics of the subscription that the broker refused */
    uint64_t token;   /* of pl_link_publish() */
    const char *topic;
    const void *payload; /* NULL when payload_len is 0 */
    size_t payload_len;
    bool retained;       /* the copy that was kept, sent because of a subscription */
    int64_t received_ms; /* CLOCK_BOOTTIME, which counts sleep */
};

/* The next event, false when there is none. Events come in order. Of one topic only the latest
 * PL_LINK_TOPIC_DEPTH undrained messages are kept, each at the place of its arrival; every other
 * event comes exactly once. While the mailbox is full the link reads nothing from the broker,
 * answers included, and goes on sending; the connection is kept however long that takes. */
bool pl_link_next(struct pl_link *link, struct pl_link_event *event_out);

/* From now on, messages on these topics (a last level of + stands for any) do not make pl_link_fd()
 * readable by themselves: they wait for the next event that does, or for the caller to look. For
 * what comes every second and changes nothing. Replaces what was said before; count 0: nothing is
 * hushed. False without memory, nothing is hushed then. */
bool pl_link_hush(struct pl_link *link, const char *const *topics, size_t count);

/* Time of the clock of `received_ms`. */
int64_t pl_link_now_ms(void);

/* The three below hold only for the session whose CONNECTED was drained last: with
 * PL_LINK_NOT_CONNECTED nothing was taken and no event follows. What was accepted is answered by
 * exactly one event, or by DISCONNECTED for a subscription. */
enum pl_link_error pl_link_subscribe(struct pl_link *link, const char *const *topics, size_t count,
                                     int qos, uint32_t *id_out);
enum pl_link_error pl_link_unsubscribe(struct pl_link *link, const char *const *topics,
                                       size_t count, uint32_t *id_out);

struct pl_link_publication {
    const char *topic;
    const void *payload; /* NULL with payload_len 0: deletes a retained message */
    size_t payload_len;
    int qos; /* 0 or 1 */
    bool retain;
    uint32_t expiry_s; /* MQTT 5 message expiry, 0: none; left out in 3.1.1 */
    uint64_t token;    /* 0: no event wanted */
};
enum pl_link_error pl_link_publish(struct pl_link *link, const struct pl_link_publication *what);

/* For the connections to come; the present one keeps the will it was made with. */
enum pl_link_error pl_link_set_will(struct pl_link *link, const struct pl_link_will *will);

/* Drops the present connection without DISCONNECT and makes a new one at once: for a caller whose
 * echo has stopped coming back. */
void pl_link_reconnect(struct pl_link *link);

/* Before pl_link_destroy(): publishes `last` at QoS 1 after everything queued, waits up to
 * `timeout_ms` for its acknowledgement and says DISCONNECT. True when acknowledged. Events may
 * still be drained afterwards, nothing can be published. `last` may be NULL: true when everything
 * handed over before was acknowledged. */
bool pl_link_goodbye(struct pl_link *link, const struct pl_link_publication *last, int timeout_ms);

/* "mqtt://[user[:password]@]host[:port]" or "mqtts://…"; IPv6 in brackets, user and password
 * %-encoded where they must. False with a text in `error`. */
struct pl_link_url {
    bool tls;
    char host[PL_LINK_HOST_MAX + 1];
    uint16_t port;                             /* 0: none given */
    char username[PL_LINK_CREDENTIAL_MAX + 1]; /* empty: none given */
    char password[PL_LINK_CREDENTIAL_MAX + 1];
};
bool pl_link_parse_url(const char *url, struct pl_link_url *url_out, char error[PL_LINK_TEXT]);

#endif
