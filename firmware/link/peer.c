#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MS = 450, ANSWER_BYTES = 64 };

struct question {
    const char *bytes;
    size_t size;
};
#define QUESTION(text) (struct question){(text), sizeof(text) - 1}

/* CONNECT of 3.1.1, a clean session without an id; DISCONNECT follows. */
static const char mqtt[] = "\x10\x0c\0\4MQTT\4\2\0\5\0\0\xe0\0";
/* TLS 1.2, a few suites, nothing else: an alert is an answer, too. */
static const char hello[] = "\x16\3\1\0\x35\1\0\0\x31\3\3"
                            "0123456789abcdef0123456789abcdef"
                            "\0\0\x0a\xc0\x2f\xc0\x30\0\x9c\0\x2f\0\xff\1\0";
static const char http[] = "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: cGxlbmFyeS1sb29rcy1hdA==\r\n"
                           "Sec-WebSocket-Protocol: mqtt\r\n\r\n";

static bool wait_for(int fd, short events, int wake_fd)
{
    struct pollfd fds[] = {{.fd = fd, .events = events}, {.fd = wake_fd, .events = POLLIN}};
    return poll(fds, 2, ANSWER_MS) > 0 && !fds[1].revents;
}

static int connect_to(const char *address, uint16_t port, int wake_fd)
{
    char service[8];
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    snprintf(service, sizeof(service), "%u", port);
    if (getaddrinfo(address, service, &hints, &found) != 0) {
        return -1;
    }
    int cause = 0;
    socklen_t size = sizeof(cause);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool up = fd >= 0 && (connect(fd, found->ai_addr, found->ai_addrlen) == 0 ||
                          (errno == EINPROGRESS && wait_for(fd, POLLOUT, wake_fd) &&
                           getsockopt(fd, SOL_SOCKET, SO_ERROR, &cause, &size) == 0 && cause == 0));
    freeaddrinfo(found);
    if (fd >= 0 && !up) {
        close(fd);
    }
    return up ? fd : -1;
}

/* What comes first after it; 0 bytes: nothing. */
static size_t ask(const char *address, uint16_t port, int wake_fd, struct question question,
                  char answer_out[ANSWER_BYTES])
{
    const int fd = connect_to(address, port, wake_fd);
    ssize_t got = 0;
    if (fd < 0) {
        return 0;
    }
    if (send(fd, question.bytes, question.size, MSG_NOSIGNAL) == (ssize_t)question.size &&
        wait_for(fd, POLLIN, wake_fd)) {
        got = recv(fd, answer_out, ANSWER_BYTES, 0);
    }
    close(fd);
    return got > 0 ? (size_t)got : 0;
}

static bool begins(const char *answer, size_t size, const char *with)
{
    const size_t length = strlen(with);
    return size >= length && memcmp(answer, with, length) == 0;
}

static bool is_tls(const char *answer, size_t size)
{
    return size >= 3 && (answer[0] == 0x15 || answer[0] == 0x16) && answer[1] == 3;
}

static bool is_connack(const char *answer, size_t size)
{
    return size >= 4 && answer[0] == 0x20 && answer[1] == 2;
}

static bool say(char text_out[PL_LINK_TEXT], const char *what, bool tls)
{
    snprintf(text_out, PL_LINK_TEXT, "%s: use the broker's port for MQTT%s, %s as a rule", what,
             tls ? " with TLS" : "", tls ? "8883" : "1883");
    return true;
}

bool peer_speaks(const char *address, uint16_t port, bool tls, int wake_fd,
                 char text_out[PL_LINK_TEXT])
{
    char answer[ANSWER_BYTES];
    size_t size = ask(address, port, wake_fd, tls ? QUESTION(mqtt) : QUESTION(hello), answer);
    if (tls && is_connack(answer, size)) {
        snprintf(text_out, PL_LINK_TEXT,
                 "it speaks MQTT without TLS: use mqtt://, or its port with TLS, 8883 as a rule");
        return true;
    }
    if (!tls && is_tls(answer, size)) {
        snprintf(text_out, PL_LINK_TEXT, "it speaks TLS: use mqtts://");
        return true;
    }
    bool web = begins(answer, size, "HTTP/");
    size = ask(address, port, wake_fd, QUESTION(http), answer);
    web = web || begins(answer, size, "HTTP/");
    if (begins(answer, size, "HTTP/1.1 101")) {
        return say(text_out, "it speaks MQTT over websockets", tls);
    }
    return web && say(text_out, "it is a web server", tls);
}
