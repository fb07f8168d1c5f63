#define _GNU_SOURCE
#include "resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct look_up {
    atomic_int holders; /* the link and the thread; the last one frees */
    int done_fd;
    atomic_bool done; /* rc and addresses are complete */
    int rc;
    struct addresses addresses;
    char host[];
};

static void add_addresses(const struct addrinfo *found, struct addresses *addresses)
{
    for (; found && addresses->count < ADDRESSES_MAX; found = found->ai_next) {
        if (getnameinfo(found->ai_addr, found->ai_addrlen, addresses->text[addresses->count],
                        ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) == 0) {
            addresses->count++;
        }
    }
}

static int resolve(const char *host, int flags, struct addresses *addresses_out)
{
    const struct addrinfo hints = {
        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags};
    struct addrinfo *found = NULL;
    addresses_out->count = 0;
    const int rc = getaddrinfo(host, NULL, &hints, &found);
    if (rc == 0) {
        add_addresses(found, addresses_out);
        freeaddrinfo(found);
    }
    return rc;
}

bool resolve_literal(const char *host, struct addresses *addresses_out)
{
    return resolve(host, AI_NUMERICHOST, addresses_out) == 0 && addresses_out->count > 0;
}

static int knock(const struct addrinfo *where)
{
    int cause = 0;
    socklen_t size = sizeof(cause);
    const int fd = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return 0;
    }
    if (connect(fd, where->ai_addr, where->ai_addrlen) != 0) {
        cause = errno == EINPROGRESS ? 0 : errno;
        if (!cause && poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, KNOCK_MS) == 1) {
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size);
        }
    }
    close(fd);
    return cause;
}

int resolve_knock(const char *address, int port)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC,
                                   .ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char service[16];
    snprintf(service, sizeof(service), "%d", port);
    const int cause = getaddrinfo(address, service, &hints, &found) == 0 ? knock(found) : 0;
    if (found) {
        freeaddrinfo(found);
    }
    return cause;
}

void look_up_drop(struct look_up *look_up)
{
    if (look_up && atomic_fetch_sub(&look_up->holders, 1) == 1) {
        close(look_up->done_fd);
        free(look_up);
    }
}

static void *look_up_run(void *arg)
{
    struct look_up *look_up = arg;
    look_up->rc = resolve(look_up->host, AI_ADDRCONFIG, &look_up->addresses);
    if (look_up->rc == EAI_NONAME || look_up->rc == EAI_ADDRFAMILY) {
        /* A machine whose only interface is the loopback has no "configured" address at all. */
        look_up->rc = resolve(look_up->host, 0, &look_up->addresses);
    }
    atomic_store(&look_up->done, true);
    eventfd_write(look_up->done_fd, 1);
    look_up_drop(look_up);
    return NULL;
}

static bool run_detached(struct look_up *look_up)
{
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    sigfillset(&all); /* signals are the program's business */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const int rc = pthread_create(&thread, NULL, look_up_run, look_up);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc == 0 && pthread_detach(thread) == 0;
}

struct look_up *look_up_start(const char *host)
{
    const size_t size = strlen(host) + 1;
    struct look_up *look_up = calloc(1, sizeof(*look_up) + size);
    if (!look_up) {
        return NULL;
    }
    memcpy(look_up->host, host, size);
    atomic_init(&look_up->holders, 2);
    atomic_init(&look_up->done, false);
    look_up->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (look_up->done_fd < 0 || !run_detached(look_up)) {
        if (look_up->done_fd >= 0) {
            close(look_up->done_fd);
        }
        free(look_up);
        return NULL;
    }
    return look_up;
}

int look_up_fd(const struct look_up *look_up)
{
    return look_up->done_fd;
}

const char *look_up_result(const struct look_up *look_up, struct addresses *addresses_out)
{
    if (!atomic_load(&look_up->done)) {
        return "not finished";
    }
    if (look_up->rc != 0) {
        return gai_strerror(look_up->rc);
    }
    *addresses_out = look_up->addresses;
    return addresses_out->count ? NULL : "no address";
}
