/* plenary-display: the wall. Introduces link and room (session), and the room to the wall. */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "display/catalogue.h"
#include "display/promise.h"
#include "display/wall.h"
#include "session/connect.h"
#include "session/say.h"
#include "session/session.h"

enum { TROUBLE_BYTES = 400 };

static int complain(const char *what)
{
    say_to(stderr, "plenary-display: %s\n", what);
    return EXIT_FAILURE;
}

static void note(void *context, const struct pl_output *n)
{
    (void)context;
    if (n->note == PL_NOTE_REFUSED) {
        say_to(stderr, "plenary-display: refused a message on %s: it %s\n", n->topic,
               pl_error_text(n->error));
    } else if (n->note == PL_NOTE_DENIED) {
        say_to(stderr,
               "plenary-display: the broker does not let this wall write %s (0x%02x), so no desk "
               "sees it; its --name must be the user that the broker takes it for (of a "
               "certificate the CN), and that user may write there\n",
               n->topic, (unsigned)n->code);
    } else if (n->note == PL_NOTE_TWIN) {
        say_to(stderr,
               "plenary-display: another display is called \"%s\" too; give each its own --name, "
               "or user at the broker\n",
               n->text);
    }
}

/* Session with the room of the options. False with one line in `error`. */
static bool join(struct session *session, const struct options *options, const struct wall *wall,
                 char error[CONFIG_TEXT])
{
    struct connect connect;
    struct pl_room_config room = {
        .room = options->room,
        .version = PLENARY_VERSION,
        .role = options->screenshot || options->legibility ? PL_ROLE_SHOT : PL_ROLE_DISPLAY,
        .langs = options->langs,
        .lang_count = options->lang_count};
    if (!connect_settings(options->config, &connect, error)) {
        return false;
    }
    int width = options->width, height = options->height;
    if (wall) {
        wall_size(wall, &width, &height);
    }
    room.width_px = width;
    room.height_px = height;
    room.name = connect.name;
    room.user = connect.user;
    if (!session_identity(room.by, &room.seed)) {
        snprintf(error, CONFIG_TEXT, "the system gives no random numbers");
        return false;
    }
    char why[PL_LINK_TEXT];
    session->note = note;
    if (!session_init(session, &connect.link, &room, why)) {
        snprintf(error, CONFIG_TEXT, "%s", why);
        return false;
    }
    return true;
}

/* Of a program that could not join: wrong usage, or a failure. */
static int join_status(const struct options *options)
{
    char error[CONFIG_TEXT];
    struct connect connect;
    bool settings = connect_settings(options->config, &connect, error);
    return settings ? EXIT_FAILURE : connect_exit_status(options->config);
}

static const char *trouble_text(const struct session *session, const struct options *options,
                                char out[TROUBLE_BYTES])
{
    if (session->connected) {
        return NULL;
    }
    snprintf(out, TROUBLE_BYTES, "%s: %s", options->broker,
             session->trouble[0] ? session->trouble : "connecting");
    return out;
}

/* ---- the screenshot ---- */

/* A running clock whose writer's clock is not known yet: a desk that is online tells it with its
 * next beat. */
static bool clock_unknown(const struct pl_room *room)
{
    const char *by = NULL;
    int64_t ms = 0;
    struct pl_time now = session_now();
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    if (timer && timer->mode != PL_TIMER_OFF &&
        !pl_room_elapsed(room, by, &timer->clock, now, &ms)) {
        return true;
    }
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, &by);
    return speakers && speakers->has_floor &&
           !pl_room_elapsed(room, by, &speakers->floor_clock, now, &ms);
}

static bool desk_online(const struct pl_room *room)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_desks(room); i++) {
        if (pl_room_desk(room, i, &peer) && peer.is.desk->online) {
            return true;
        }
    }
    return false;
}

static void wait_for_clocks(struct session *session, int64_t end_ms)
{
    enum { BEAT_MS = 3000 }; /* one comes every two seconds */
    int64_t now_ms = session_now().mono_ms;
    end_ms = now_ms + BEAT_MS < end_ms ? now_ms + BEAT_MS : end_ms;
    while (desk_online(session->room) && clock_unknown(session->room) && now_ms < end_ms) {
        session_wait(session, (int)(end_ms - now_ms));
        now_ms = session_now().mono_ms;
    }
}

static int take_picture(struct session *session, const struct options *options)
{
    char error[WALL_ERROR_MAX], trouble[TROUBLE_BYTES];
    struct wall *wall = wall_create(options, error);
    if (!wall) {
        return complain(error);
    }
    int64_t end_ms = session_now().mono_ms + options->timeout_ms;
    while (!pl_room_whole(session->room) && session_now().mono_ms < end_ms) {
        session_wait(session, (int)(end_ms - session_now().mono_ms));
    }
    wait_for_clocks(session, end_ms);
    int status = EXIT_SUCCESS;
    const char *why = trouble_text(session, options, trouble);
    if (!pl_room_whole(session->room) || !pl_room_document(session->room, PL_CONFIRMED)) {
        say_to(stderr, "plenary-display: no picture of room \"%s\": %s\n", options->room,
               why ? why : pl_room_waiting_for(session->room));
        status = EXIT_FAILURE;
    } else if (!wall_picture(wall, session->room, session_now(), options->screenshot, error)) {
        status = complain(error);
    }
    wall_destroy(wall);
    return status;
}

/* ---- what the room gets ---- */

/* Until the room is here, the broker cannot be reached or the time is over. */
static void wait_for_room(struct session *session, const struct options *options)
{
    int64_t end_ms = session_now().mono_ms + options->timeout_ms;
    while (!pl_room_whole(session->room) && session_now().mono_ms < end_ms &&
           (session->connected || !session->trouble[0])) {
        session_wait(session, (int)(end_ms - session_now().mono_ms));
    }
}

static int tell(const struct options *options)
{
    char why[CONFIG_TEXT], error[TEXT_ERROR_MAX], words[PROMISE_BYTES];
    struct promise promise;
    struct session session = {0};
    int width = options->width ? options->width : 1920;
    int height = options->height ? options->height : 1080;
    bool across = options->turn % 180 != 0;
    struct promise_wall wall = {.width_px = across ? height : width,
                                .height_px = across ? width : height,
                                .metres = options->viewer_distance_m,
                                .inches = options->screen_diagonal_in,
                                .lang = options->langs[0],
                                .theme = options->theme,
                                .second = options->langs[1]};
    struct text *text = text_create(NULL, error);
    if (!text) {
        return complain(error);
    }
    if (join(&session, options, NULL, why)) {
        wait_for_room(&session, options);
    }
    bool done = promise_of(text, &wall, session.room, &promise);
    if (done) {
        promise_text(&promise, &wall, words);
        printf("%s\n", words);
    }
    if (session.room) {
        session_finish(&session);
    }
    text_destroy(text);
    return done ? EXIT_SUCCESS : complain("no memory");
}

/* ---- the wall ---- */

static int signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int wait_ms(const struct session *session, const struct wall *wall, int poll_ms)
{
    int64_t at = session_deadline(session), other = wall_deadline(wall);
    int64_t left = (at < other ? at : other) - session_now().mono_ms;
    if (poll_ms >= 0 && left > poll_ms) {
        left = poll_ms;
    }
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static int run(struct session *session, struct wall *wall, const struct options *options,
               int signal_fd)
{
    char trouble[TROUBLE_BYTES];
    struct pollfd fds[] = {{.fd = pl_link_fd(session->link), .events = POLLIN},
                           {.fd = signal_fd, .events = POLLIN},
                           {.fd = wall_fd(wall), .events = POLLIN},
                           {.fd = session_clock_fd(), .events = POLLIN}};
    bool idle = false;
    while (wall_events(wall)) {
        int ready = poll(fds, sizeof fds / sizeof *fds,
                         idle ? 0 : wait_ms(session, wall, wall_poll_ms(wall)));
        if (fds[1].revents) {
            break;
        }
        session_pump(session);
        if (fds[3].revents && session_clock_set(fds[3].fd)) {
            wall_again(wall);
        }
        wall_show(wall, session->room, trouble_text(session, options, trouble), session_now());
        idle = ready > 0 || wall_idle(wall, session->room, session_now());
        session_pump(session); /* the wall's report goes out at once */
    }
    if (fds[3].fd >= 0) {
        close(fds[3].fd);
    }
    return EXIT_SUCCESS;
}

static int show(const struct options *options)
{
    char error[WALL_ERROR_MAX], why[CONFIG_TEXT];
    int signal_fd = signals(); /* before any thread, which inherits the mask */
    struct wall *wall = wall_create(options, error);
    if (!wall) {
        return complain(error);
    }
    struct session session = {0};
    int status = EXIT_FAILURE;
    if (join(&session, options, wall, why)) {
        status = run(&session, wall, options, signal_fd);
        session_finish(&session);
    } else {
        complain(why);
        status = join_status(options);
    }
    wall_destroy(wall);
    close(signal_fd);
    return status;
}

static int shoot(const struct options *options)
{
    char why[CONFIG_TEXT];
    struct session session = {0};
    if (!join(&session, options, NULL, why)) {
        complain(why);
        return join_status(options);
    }
    int status = take_picture(&session, options);
    session_finish(&session);
    return status;
}

int main(int argc, char **argv)
{
    struct options options;
    struct wordbook book;
    int status = EXIT_SUCCESS;
    if (!options_load(argc, argv, &options, &status)) {
        return status;
    }
    catalogue_read(NULL, &book);
    options.book = &book;
    status = options.legibility   ? tell(&options)
             : options.screenshot ? shoot(&options)
                                  : show(&options);
    options_finish(&options);
    catalogue_finish(&book);
    return status;
}
