/* The link's own thread: one address after the other, one connection after the other, for ever. */
#define _GNU_SOURCE
#include "link_parts.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_RETRY_MS = 100, /* doubled at each failure */
    LAST_RETRY_MS = 1000,
    STEADY_MS = 2000,        /* a connection that held so long was a good one */
    OLD_PROTOCOL_MS = 60000, /* MQTT 5 is offered again to a broker that refused it */
    LASTING = 2,             /* failures: the third try is still of no use */
    LOOK_MS = 60000          /* so often it is found out what speaks there, if it is no broker */
};

static bool stopping(struct pl_link *link)
{
    pthread_mutex_lock(&link->exchange.lock);
    const bool stop = link->exchange.stop;
    pthread_mutex_unlock(&link->exchange.lock);
    return stop;
}

static void tell_trouble(struct pl_link *link, bool round_over)
{
    const char *reason = trouble_tell(&link->trouble, round_over);
    struct parcel *parcel = reason ? parcel_create(PL_LINK_FAILED, PL_LINK_TEXT) : NULL;
    if (parcel) {
        snprintf(parcel->data, PL_LINK_TEXT, "%.120s:%u: %.120s", link->host, link->port, reason);
        parcel->event.text = parcel->data;
        parcel->event.reason = link->trouble.stands.code;
        exchange_tell(&link->exchange, parcel);
    }
}

/* Which protocol comes next. Silence after MQTT 5 may be a broker that knows only 3.1.1, or one
 * that was just dying: it is believed at the second time, or if 3.1.1 has worked before. */
static void learn_protocol(struct pl_link *link, int tried, enum outcome outcome)
{
    if (outcome == TRY_WAS_UP) {
        link->worked = tried;
        link->protocol = tried;
    }
    if (outcome == TRY_WAS_UP || outcome == TRY_REFUSED) {
        link->doubts = 0;
    }
    if (tried == 5 && outcome == TRY_SILENT) {
        link->doubts++;
    }
    const bool silent_again = outcome == TRY_SILENT && (link->doubts >= 2 || link->worked == 311);
    if (tried == 5 && (outcome == TRY_TOO_NEW || silent_again)) {
        link->protocol = 311;
        link->five_again_ms = pl_link_now_ms() + OLD_PROTOCOL_MS;
    } else if (tried == 311 && (outcome == TRY_TOO_NEW || outcome == TRY_SILENT)) {
        link->protocol = 5;
    }
}

static int choose_protocol(const struct pl_link *link)
{
    return link->protocol == 311 && pl_link_now_ms() >= link->five_again_ms ? 5 : link->protocol;
}

static void learn_address(struct pl_link *link, const char *address, int64_t held_ms)
{
    snprintf(link->good_address, sizeof(link->good_address), "%s", address);
    trouble_forget(&link->trouble);
    if (held_ms >= STEADY_MS) {
        link->failures = 0;
    }
}

/* Where something takes connections and there never was a session, it may be another kind of port.
 */
static void look_who_speaks(struct pl_link *link, const char *address, int64_t began_ms,
                            struct ended *ended)
{
    const int64_t now_ms = pl_link_now_ms();
    const bool answered = ended->outcome == TRY_REFUSED || ended->outcome == TRY_TOO_NEW;
    const bool nobody = !ended->met && ended->telling < TELLS_BROKER;
    const bool lasts = link->failures >= LASTING || now_ms - began_ms >= TRY_MS;
    if (link->worked || nobody || answered || !lasts || stopping(link)) {
        return;
    }
    if (now_ms >= link->look_again_ms) {
        link->look_again_ms = now_ms + LOOK_MS;
        link->foreign[0] = '\0';
        peer_speaks(address, link->port, link->tls != NULL, link->exchange.wake_fd, link->foreign);
    }
    if (link->foreign[0]) {
        ended->telling = TELLS_CAUSE;
        memcpy(ended->text, link->foreign, sizeof(ended->text));
    }
}

static enum outcome try_once(struct pl_link *link, const char *address)
{
    const int64_t now_ms = pl_link_now_ms();
    const int protocol = choose_protocol(link);
    struct ended ended;
    connection_try(link, address, protocol, &ended);
    learn_protocol(link, protocol, ended.outcome);
    if (ended.outcome == TRY_WAS_UP) {
        learn_address(link, address, pl_link_now_ms() - now_ms);
    } else if (!ended.by_us && !(ended.outcome == TRY_TOO_NEW && protocol == 5)) {
        look_who_speaks(link, address, now_ms, &ended);
        trouble_add(&link->trouble, ended.telling, ended.reason, ended.text);
    }
    return ended.outcome;
}

/* A broker that knows only 3.1.1 is asked again at once, in its own tongue. */
// NOLINTNEXTLINE(misc-no-recursion): once, as the second try is of an older protocol
static enum outcome try_address(struct pl_link *link, const char *address)
{
    const enum outcome outcome = try_once(link, address);
    const bool again = outcome == TRY_TOO_NEW && link->protocol == 311;
    return again && !stopping(link) ? try_once(link, address) : outcome;
}

/* True when woken by a wish before the time was over. */
static bool rest(struct pl_link *link, int fd, int timeout_ms, bool *ready_out)
{
    struct pollfd fds[] = {
        {.fd = link->exchange.wake_fd, .events = POLLIN},
        {.fd = fd, .events = POLLIN},
    };
    poll(fds, 2, timeout_ms);
    if (ready_out) {
        *ready_out = fds[1].revents != 0;
    }
    if (fds[0].revents) {
        struct wishes wishes; /* no session, no orders */
        exchange_wishes(&link->exchange, &wishes);
    }
    return fds[0].revents != 0;
}

static void fail_look_up(struct pl_link *link, const char *reason)
{
    char text[PL_LINK_TEXT];
    snprintf(text, sizeof(text), "name look-up: %s", reason);
    trouble_add(&link->trouble, TELLS_SILENCE, 0, text);
}

/* One look-up at a time, however long the system takes for it. */
static bool look_up(struct pl_link *link, struct addresses *addresses_out)
{
    bool ready = false;
    if (!link->look_up) {
        link->look_up = look_up_start(link->host);
    }
    if (!link->look_up) {
        fail_look_up(link, strerror(errno));
        return false;
    }
    rest(link, look_up_fd(link->look_up), TRY_MS, &ready);
    if (!ready) {
        if (!stopping(link)) {
            fail_look_up(link, "no answer within 2 s");
        }
        return false;
    }
    const char *reason = look_up_result(link->look_up, addresses_out);
    look_up_drop(link->look_up);
    link->look_up = NULL;
    if (reason) {
        fail_look_up(link, reason);
    }
    return !reason;
}

/* Puts the address that worked last at the front, and trusts in it while nobody answers for the
 * name. */
static bool find_addresses(struct pl_link *link, struct addresses *addresses_out)
{
    const char *good = link->good_address;
    if (resolve_literal(link->host, addresses_out)) {
        return true;
    }
    if (!look_up(link, addresses_out)) {
        addresses_out->count = good[0] ? 1 : 0;
        memcpy(addresses_out->text[0], link->good_address, ADDRESS_SIZE);
    }
    for (size_t i = 1; i < addresses_out->count; i++) {
        if (strcmp(addresses_out->text[i], good) == 0) {
            memcpy(addresses_out->text[i], addresses_out->text[0], ADDRESS_SIZE);
            memcpy(addresses_out->text[0], good, ADDRESS_SIZE);
        }
    }
    return addresses_out->count > 0;
}

static uint64_t next_random(struct pl_link *link)
{
    link->random ^= link->random << 13;
    link->random ^= link->random >> 7;
    link->random ^= link->random << 17;
    return link->random;
}

/* Half to all of a time that doubles: many walls shall not come back in one stroke. Counted from
 * the beginning of a try that failed: one that has waited for nothing has rested enough, but for
 * the chance. */
static int back_off_ms(struct pl_link *link, int64_t took_ms)
{
    const int doublings = link->failures < 4 ? link->failures : 4;
    const int doubled_ms = FIRST_RETRY_MS << doublings;
    const int most_ms = doubled_ms < LAST_RETRY_MS ? doubled_ms : LAST_RETRY_MS;
    const int half_ms = took_ms >= TRY_MS ? FIRST_RETRY_MS / 2 : most_ms / 2;
    return half_ms + (int)(next_random(link) % (uint64_t)(half_ms + 1));
}

/* Every address once, until one has led to a session. What is known of the trouble is held back
 * until the others were tried, but not for long. */
static void try_addresses(struct pl_link *link)
{
    struct addresses addresses = {.count = 0};
    enum outcome outcome = TRY_UNREACHED;
    const int64_t patience_ms = pl_link_now_ms() + TRY_MS;
    trouble_begin(&link->trouble);
    find_addresses(link, &addresses);
    for (size_t i = 0; i < addresses.count && outcome != TRY_WAS_UP && !stopping(link); i++) {
        outcome = try_address(link, addresses.text[i]);
        if (pl_link_now_ms() >= patience_ms) {
            tell_trouble(link, false);
        }
    }
    if (outcome != TRY_WAS_UP) {
        tell_trouble(link, true);
    }
}

void *link_run(void *arg)
{
    struct pl_link *link = arg;
    while (!stopping(link)) {
        if (exchange_crowded(&link->exchange)) {
            rest(link, -1, LAST_RETRY_MS, NULL);
            continue;
        }
        const int64_t began_ms = pl_link_now_ms();
        try_addresses(link);
        if (!stopping(link)) {
            rest(link, -1, back_off_ms(link, pl_link_now_ms() - began_ms), NULL);
        }
        link->failures++;
    }
    look_up_drop(link->look_up);
    link->look_up = NULL;
    return NULL;
}
