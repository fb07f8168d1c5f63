#define _GNU_SOURCE
#include "converter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ink.h"

enum { CHUNK = 64 * 1024, SAID_MAX = 4096, EXIT_NO_PROGRAM = 127, ARGUMENTS = 24 };

struct child {
    pid_t pid;
    int in, out, err; /* our ends; -1: closed */
    const char *input;
    size_t left;
    struct ink output, said;
    int64_t deadline_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

/* The child's ends are `theirs`; all close in the child but what becomes its three streams. */
static int spawn_with(const char *const *arguments, const int theirs[3], pid_t *pid_out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return ENOMEM;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    for (int i = 0; i < 3; i++) {
        posix_spawn_file_actions_adddup2(&actions, theirs[i], i);
    }
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char *const *argv = (char *const *)arguments; /* exec takes them without const, and reads */
    int error = posix_spawnp(pid_out, argv[0], &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* A socket for its input, so that a child that does not read ends no process of ours. */
static int start(const char *const *arguments, struct child *child)
{
    int in[2] = {-1, -1}, out[2] = {-1, -1}, err[2] = {-1, -1};
    int error = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0 || pipe2(out, O_CLOEXEC) != 0 ||
        pipe2(err, O_CLOEXEC) != 0) {
        error = errno;
    }
    const int theirs[3] = {in[1], out[1], err[1]};
    error = error ? error : spawn_with(arguments, theirs, &child->pid);
    close_fd(&in[1]);
    close_fd(&out[1]);
    close_fd(&err[1]);
    child->in = in[0];
    child->out = out[0];
    child->err = err[0];
    if (child->in >= 0) {
        fcntl(child->in, F_SETFL, O_NONBLOCK);
    }
    return error;
}

static void feed(struct child *child)
{
    ssize_t sent = child->left > 0 ? send(child->in, child->input, child->left, MSG_NOSIGNAL) : 0;
    if (sent > 0) {
        child->input += sent;
        child->left -= (size_t)sent;
    }
    bool wait = sent < 0 && (errno == EAGAIN || errno == EINTR);
    if (child->left == 0 || (sent < 0 && !wait)) {
        close_fd(&child->in);
    }
}

/* What does not fit any more is read all the same, so that the child can end. */
static void hear(int *fd, struct ink *ink)
{
    char chunk[CHUNK];
    ssize_t got = read(*fd, chunk, sizeof chunk);
    if (got > 0) {
        ink_put(ink, chunk, (size_t)got);
    } else if (got == 0 || errno != EINTR) {
        close_fd(fd);
    }
}

/* Until both streams of it are closed. */
static enum converter_error talk(struct child *child)
{
    while (child->out >= 0 || child->err >= 0) {
        int64_t left = child->deadline_ms - now_ms();
        struct pollfd fds[3] = {{.fd = child->in, .events = POLLOUT},
                                {.fd = child->out, .events = POLLIN},
                                {.fd = child->err, .events = POLLIN}};
        int ready = left > 0 ? poll(fds, 3, (int)left) : 0;
        if (ready == 0) {
            return CONVERTER_SLOW;
        }
        if (ready > 0 && fds[0].revents && child->in >= 0) {
            feed(child);
        }
        if (ready > 0 && fds[1].revents) {
            hear(&child->out, &child->output);
        }
        if (ready > 0 && fds[2].revents) {
            hear(&child->err, &child->said);
        }
        if (child->output.failed) {
            return child->output.size > CONVERTER_OUTPUT_MAX - CHUNK ? CONVERTER_LARGE
                                                                     : CONVERTER_MEMORY;
        }
    }
    return CONVERTER_OK;
}

static void first_line(const struct ink *said, char error[CONVERTER_TEXT])
{
    const char *text = said->bytes ? said->bytes : "";
    snprintf(error, CONVERTER_TEXT, "%.*s", (int)strcspn(text, "\r\n"), text);
    for (char *at = error; *at; at++) {
        *at = (unsigned char)*at < ' ' ? ' ' : *at;
    }
}

static enum converter_error wait_for(struct child *child, enum converter_error error)
{
    int status = 0;
    if (error != CONVERTER_OK) {
        kill(child->pid, SIGKILL);
    }
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (error != CONVERTER_OK) {
        return error;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_PROGRAM && child->output.size == 0) {
        return CONVERTER_MISSING;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CONVERTER_OK : CONVERTER_FAILED;
}

enum converter_error converter_run(const char *const *arguments, const char *input, size_t size,
                                   char **bytes_out, size_t *size_out, char error[CONVERTER_TEXT])
{
    struct child child = {.input = input,
                          .left = size,
                          .output.max = CONVERTER_OUTPUT_MAX,
                          .said.max = SAID_MAX,
                          .deadline_ms = now_ms() + (int64_t)CONVERTER_SECONDS * 1000};
    error[0] = '\0';
    *bytes_out = NULL;
    int spawned = start(arguments, &child);
    enum converter_error result = CONVERTER_FAILED;
    if (spawned == 0) {
        result = wait_for(&child, talk(&child));
        first_line(&child.said, error);
    } else {
        result = spawned == ENOENT ? CONVERTER_MISSING : CONVERTER_FAILED;
        snprintf(error, CONVERTER_TEXT, "%s", strerror(spawned));
    }
    close_fd(&child.in);
    close_fd(&child.out);
    close_fd(&child.err);
    ink_put(&child.output, "", 0);
    if (result == CONVERTER_OK && child.output.bytes) {
        *bytes_out = child.output.bytes;
        *size_out = child.output.size;
    } else {
        result = result == CONVERTER_OK ? CONVERTER_MEMORY : result;
        ink_finish(&child.output);
    }
    ink_finish(&child.said);
    return result;
}

/* ---- pandoc ---- */

static void tell(enum converter_error result, const char *said, char text[CONVERTER_TEXT])
{
    switch (result) {
    case CONVERTER_MISSING:
        snprintf(text, CONVERTER_TEXT,
                 "this takes pandoc, which is not installed: install the package \"pandoc\", or "
                 "use Markdown or text");
        break;
    case CONVERTER_SLOW:
        snprintf(text, CONVERTER_TEXT, "pandoc took more than %d seconds", CONVERTER_SECONDS);
        break;
    case CONVERTER_LARGE:
        snprintf(text, CONVERTER_TEXT, "pandoc says more than %d bytes: the text is too large",
                 CONVERTER_OUTPUT_MAX);
        break;
    case CONVERTER_MEMORY:
        snprintf(text, CONVERTER_TEXT, "not enough memory");
        break;
    default:
        snprintf(text, CONVERTER_TEXT, "pandoc cannot convert it: %.200s",
                 said[0] ? said : "it does not say why");
    }
}

bool converter_pandoc(const char *from, const char *to, const char *const *extra, bool own,
                      const char *input, size_t size, char **bytes_out, size_t *size_out,
                      char text[CONVERTER_TEXT])
{
    const char *sandbox = own ? "--quiet" : "--sandbox";
    const char *arguments[ARGUMENTS + 1] = {"pandoc", sandbox, "--quiet", "-f", from,
                                            "-t",     to,      "-o",      "-"};
    size_t count = 9;
    for (size_t i = 0; extra && extra[i] && count < ARGUMENTS; i++) {
        arguments[count++] = extra[i];
    }
    char said[CONVERTER_TEXT];
    enum converter_error result = converter_run(arguments, input, size, bytes_out, size_out, said);
    if (result == CONVERTER_FAILED && strstr(said, "--sandbox")) { /* before version 2.15 */
        arguments[1] = "--quiet";
        result = converter_run(arguments, input, size, bytes_out, size_out, said);
    }
    text[0] = '\0';
    if (result != CONVERTER_OK) {
        tell(result, said, text);
    }
    return result == CONVERTER_OK;
}
