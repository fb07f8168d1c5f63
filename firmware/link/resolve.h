/* Name to addresses, without ever holding up the link's thread: the look-up runs in a thread of
 * its own that may outlive everybody who waits for it. Addresses come as text, in the system's
 * order of preference. */
#ifndef PLENARY_LINK_RESOLVE_H
#define PLENARY_LINK_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ADDRESSES_MAX = 8,
    ADDRESS_SIZE = 80 /* INET6_ADDRSTRLEN, '%', an interface's name */
};

struct addresses {
    size_t count;
    char text[ADDRESSES_MAX][ADDRESS_SIZE];
};

/* Is `host` an address already? */
bool resolve_literal(const char *host, struct addresses *addresses_out);

/* Why a TCP connection to that address cannot be made, as errno, where that is known within
 * KNOCK_MS; else 0. */
enum { KNOCK_MS = 50 };
int resolve_knock(const char *address, int port);

struct look_up;
struct look_up *look_up_start(const char *host);
/* Lets go of it, finished or not. */
void look_up_drop(struct look_up *look_up);
/* Readable when it has ended. */
int look_up_fd(const struct look_up *look_up);
/* Only when it has ended: NULL and the addresses, or the reason that there are none. */
const char *look_up_result(const struct look_up *look_up, struct addresses *addresses_out);

#endif
