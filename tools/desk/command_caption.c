/* The live transcript: a line of standard input is a caption. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "plenary/wire.h"
#include "visit.h"

enum { LINE_BYTES = 4 * PL_CAPTION_MAX };

struct captioner {
    struct visit *visit;
    char line[LINE_BYTES + 1]; /* what came of the line so far */
    size_t size;
    bool over; /* it is longer than that */
    size_t number;
    char *last; /* said, and to come back */
    bool ended; /* standard input */
    int status;
};

static void say(struct captioner *captioner)
{
    char *text = NULL;
    captioner->number++;
    enum pl_error error = captioner->over
                              ? PL_ERROR_LIMIT
                              : pl_wire_clean_text(captioner->line, captioner->size, &text);
    captioner->size = 0;
    captioner->over = false;
    if (error == PL_OK && text[0] == '\0') {
        free(text);
        return;
    }
    if (error == PL_OK) {
        error = pl_wire_check_text(text, strlen(text), PL_CAPTION_MAX, PL_CAPTION_MAX);
    }
    if (error == PL_OK) {
        const struct pl_caption caption = {.text = text};
        error = pl_room_say(visit_room(captioner->visit), &caption, visit_now());
        visit_wait(captioner->visit, 0); /* the words go out now, not with the next event */
    }
    if (error == PL_ERROR_LIMIT) {
        captioner->status = command_fail("line %zu is too long: at most %d bytes",
                                         captioner->number, PL_CAPTION_MAX);
    } else if (error != PL_OK) {
        captioner->status = command_fail("line %zu %s", captioner->number, pl_error_text(error));
    }
    free(error == PL_OK ? captioner->last : text);
    captioner->last = error == PL_OK ? text : captioner->last;
}

static void take(struct captioner *captioner, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n') {
            say(captioner);
        } else if (captioner->size < LINE_BYTES) {
            captioner->line[captioner->size++] = bytes[i];
        } else {
            captioner->over = true;
        }
    }
}

/* One piece, if there is one. */
static void read_some(struct captioner *captioner)
{
    char bytes[4096];
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&fd, 1, 0) <= 0) {
        return;
    }
    ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
    if (got > 0) {
        take(captioner, bytes, (size_t)got);
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
        captioner->ended = true;
        if (captioner->size > 0 || captioner->over) {
            say(captioner);
        }
    }
}

static bool came_back(const struct captioner *captioner)
{
    const struct pl_caption *heard = pl_room_caption(visit_room(captioner->visit));
    return !captioner->last || (heard && strcmp(heard->text, captioner->last) == 0);
}

/* Waits for the room, for what others have to say is heard only then. False: no broker. */
static bool join(struct captioner *captioner, int timeout_ms)
{
    int64_t end = visit_now().mono_ms + timeout_ms;
    while (!pl_room_whole(visit_room(captioner->visit)) && !visit_barred(captioner->visit)) {
        int64_t left = end - visit_now().mono_ms;
        if (left <= 0 || !visit_wait(captioner->visit, (int)left)) {
            break;
        }
    }
    if (!visit_connected(captioner->visit)) {
        captioner->status = visit_fail_connection(captioner->visit);
    }
    return visit_connected(captioner->visit);
}

static void follow_input(struct captioner *captioner, int timeout_ms)
{
    bool wait = true;
    while (!captioner->ended && wait) {
        bool connected = visit_connected(captioner->visit);
        visit_listen(captioner->visit, connected ? STDIN_FILENO : -1);
        wait = visit_wait(captioner->visit, timeout_ms);
        if (wait && visit_connected(captioner->visit)) {
            read_some(captioner);
        }
    }
    visit_listen(captioner->visit, -1);
    int64_t end = visit_now().mono_ms + timeout_ms;
    while (wait && !came_back(captioner) && visit_now().mono_ms < end) {
        wait = visit_wait(captioner->visit, (int)(end - visit_now().mono_ms));
    }
    if (wait && !came_back(captioner)) {
        captioner->status = command_fail("the captions do not come back from %s: may this user "
                                         "write them?",
                                         visit_broker(captioner->visit));
    }
}

static int run_caption(const struct call *call)
{
    struct captioner *captioner = calloc(1, sizeof *captioner);
    if (!captioner) {
        return command_fail("out of memory");
    }
    captioner->visit = visit_open(call, PL_ROLE_WATCH);
    captioner->status = captioner->visit ? COMMAND_OK : COMMAND_FAILED;
    if (captioner->visit && join(captioner, call->timeout_ms)) {
        follow_input(captioner, call->timeout_ms);
    }
    int status = captioner->status;
    visit_close(captioner->visit);
    free(captioner->last);
    free(captioner);
    return status;
}

const struct command command_caption = {
    .name = "caption",
    .usage = "",
    .summary = "publish the lines of standard input as captions",
    .help = "Each line is the last words of the live transcript, until standard input ends.\n"
            "While the connection is lost the lines wait.",
    .example = "  plenary caption < transcript.txt",
    .run = run_caption};
