/* The inside of a link, for link.c (the caller's side), thread.c (connecting, again and again) and
 * connection.c (one connection, the door to libmosquitto) only. The thread owns every client of the
 * library, and nothing else touches one: what goes between the two sides goes through `exchange`.
 */
#ifndef PLENARY_LINK_PARTS_H
#define PLENARY_LINK_PARTS_H

#include "exchange.h"
#include "peer.h"
#include "plenary/link.h"
#include "resolve.h"
#include "tls.h"
#include "trouble.h"

#include <pthread.h>

enum {
    TRY_MS = 2000, /* a look-up, and a try at one address up to CONNACK */
    CLIENT_ID_LEN = 22
};

struct pl_link {
    /* set before the thread starts, then only read */
    char *host, *username, *password;
    uint16_t port;
    int keepalive_s;
    char client_id[CLIENT_ID_LEN + 1]; /* the broker sends a half-dead predecessor's will at once */
    struct tls *tls;
    pthread_t thread;

    struct exchange exchange;

    pthread_mutex_t will_lock;
    struct pl_link_will will; /* under will_lock */

    /* the caller's */
    struct parcel *lent;
    bool ended;

    /* the thread's */
    struct look_up *look_up;
    char good_address[ADDRESS_SIZE]; /* the last that led to a session */
    int protocol;                    /* of the next try: 5 or 311 */
    int worked;                      /* of the last session, 0: none yet */
    int doubts;                      /* MQTT 5 was met with silence so often in a row */
    int64_t five_again_ms;
    int failures;
    uint64_t random;
    struct trouble trouble;
    char foreign[PL_LINK_TEXT]; /* what speaks there instead; "" */
    int64_t look_again_ms;      /* at who speaks there */
};

/* thread.c: what pthread_create() starts with a link; ends when the exchange says stop. */
void *link_run(void *arg);

/* How a try ended. */
enum outcome { TRY_UNREACHED, TRY_SILENT, TRY_TOO_NEW, TRY_REFUSED, TRY_WAS_UP };

struct ended {
    enum outcome outcome;
    bool by_us; /* the link is to end: no trouble */
    bool met;   /* TCP came up */
    enum telling telling;
    int reason; /* of CONNACK, in the codes of MQTT 5; 0: it gave none */
    char text[PL_LINK_TEXT];
};

/* connection.c. From the first packet to the end of the session, however long it takes. */
void connection_try(struct pl_link *link, const char *address, int protocol,
                    struct ended *ended_out);
bool connection_topic(const char *topic); /* one that can be published on */
bool connection_filter(const char *filter);
void connection_library(void); /* once, before all else */

#endif
