/* The desk at a terminal: keys and the room's news go in, the picture goes out. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "acts.h"
#include "capture.h"
#include "command_file.h"
#include "commands.h"
#include "desk.h"
#include "log.h"
#include "names_file.h"
#include "session/clock.h"
#include "session/zone.h"
#include "term.h"
#include "unsent.h"
#include "visit.h"

enum {
    PATH_BYTES = 4096 + 256,
    LINES_SAID = 40,   /* of one command, at most */
    FAREWELL_MS = 1000 /* what was just done comes back meanwhile */
};

struct sitting {
    const struct call *call;
    struct visit *visit;
    struct term *term;
    struct desk *desk;
    struct log *log;       /* the sitting's record */
    struct unsent *unsent; /* what was done and is not in the room */
    struct roster *roster; /* the names file; NULL: none is named */
    struct screen screen;
    char zone[PL_ZONE_MAX + 1]; /* of the text; "": this machine's */
    bool over;
};

static void on_note(void *context, const struct pl_output *note)
{
    struct sitting *sitting = context;
    desk_note(sitting->desk, note, visit_now());
}

/* The clocks of the desk are those of the text, which another load can change, and summer time. */
static void look_at_zone(struct sitting *sitting)
{
    const struct pl_document *document = pl_room_document(visit_room(sitting->visit), PL_PENDING);
    const char *zone = document && document->time_zone ? document->time_zone : "";
    if (strcmp(sitting->zone, zone) != 0) {
        snprintf(sitting->zone, sizeof sitting->zone, "%s", zone);
        zone_use(zone[0] ? zone : NULL);
    }
    int64_t now_ms = visit_now().wall_ms;
    int64_t real_ms = session_real_ms(now_ms);
    struct tm moment = zone_moment(real_ms);
    desk_set_zone(sitting->desk, moment.tm_gmtoff, real_ms - now_ms);
}

/* ---- files ---- */

/* What a command said, line by line into the foot: the last stays there, all stand in the list of
 * what was said. */
static void say_lines(struct sitting *sitting, char *text, enum desk_tone tone)
{
    char *rest = NULL;
    char *line = text ? strtok_r(text, "\n", &rest) : NULL;
    for (int count = 0; line && count < LINES_SAID; count++) {
        const char *words = strncmp(line, "plenary: ", 9) == 0 ? line + 9 : line;
        desk_say(sitting->desk, tone, "%s", words);
        line = strtok_r(NULL, "\n", &rest);
    }
}

/* A call of another command from here, with one word: a path; "~/" is home. */
static struct call call_of(const struct sitting *sitting, const struct command *command,
                           const char *path, char expanded[PATH_BYTES])
{
    struct call call = {.command = command,
                        .config = sitting->call->config,
                        .timeout_ms = sitting->call->timeout_ms,
                        .word_count = 1};
    const char *home = getenv("HOME");
    bool from_home = strncmp(path, "~/", 2) == 0 && home;
    snprintf(expanded, PATH_BYTES, "%s%s", from_home ? home : "", from_home ? path + 1 : path);
    call.words[0] = expanded;
    return call;
}

static void load(struct sitting *sitting, const char *path)
{
    char expanded[PATH_BYTES];
    char name[PATH_BYTES + 32];
    struct capture capture;
    struct call call = call_of(sitting, &command_load, path, expanded);
    struct pl_room *room = visit_room(sitting->visit);
    struct pl_export *before = acts_keep_text(room);
    if (strcmp(path, "-") == 0) {
        pl_export_destroy(before);
        desk_say(sitting->desk, DESK_WARNED, "the keyboard is the desk's: name a file");
        return;
    }
    capture_begin(&capture);
    bool taken = file_load(&call, room, visit_now());
    char *said = capture_end(&capture);
    say_lines(sitting, said, DESK_WARNED);
    free(said);
    if (!taken) {
        pl_export_destroy(before);
        return;
    }
    snprintf(name, sizeof name, "loaded %s", path);
    acts_loaded(desk_acts(sitting->desk), name, before);
    desk_say(sitting->desk, DESK_SAID, "loading %s", path);
    visit_pump(sitting->visit);
}

/* By the file's suffix; JSON, which loses nothing, where it tells nothing. */
static const char *format_of(const char *path)
{
    static const char *const formats[][2] = {
        {".md", "markdown"}, {".markdown", "markdown"}, {".txt", "text"}, {".docx", "docx"}};
    const char *suffix = strrchr(path, '.');
    for (size_t i = 0; suffix && i < sizeof formats / sizeof *formats; i++) {
        if (strcasecmp(suffix, formats[i][0]) == 0) {
            return formats[i][1];
        }
    }
    return "json";
}

static void export(struct sitting *sitting, const char *path)
{
    char expanded[PATH_BYTES];
    struct capture capture;
    struct call call = call_of(sitting, &command_export, path, expanded);
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && call.command->options[i].name; i++) {
        call.values[i] =
            strcmp(call.command->options[i].name, "format") == 0 ? format_of(path) : NULL;
    }
    if (strcmp(path, "-") == 0 || !pl_room_document(visit_room(sitting->visit), PL_CONFIRMED)) {
        desk_say(sitting->desk, DESK_WARNED,
                 path[0] == '-' ? "the screen is the desk's: name a file"
                                : "there is no text to export");
        return;
    }
    capture_begin(&capture);
    int status = file_export(&call, visit_room(sitting->visit));
    char *said = capture_end(&capture);
    say_lines(sitting, said, DESK_WARNED);
    if (status == COMMAND_OK) {
        desk_say(sitting->desk, DESK_SAID, "written to %s as %s%s", path, format_of(path),
                 said && said[0] ? "; what it cannot hold stands in the list of what was said"
                                 : "");
    }
    free(said);
}

/* ---- wishes ---- */

static void grant(struct sitting *sitting, const struct desk_wish *wish)
{
    switch (wish->kind) {
    case DESK_WISH_QUIT:
        sitting->over = true;
        break;
    case DESK_WISH_BELL:
        term_bell(sitting->term);
        break;
    case DESK_WISH_REDRAW:
        term_redraw(sitting->term);
        break;
    case DESK_WISH_LOAD:
        load(sitting, wish->text);
        break;
    case DESK_WISH_EXPORT:
        export(sitting, wish->text);
        break;
    case DESK_WISH_NONE:
        break;
    }
}

static void grant_all(struct sitting *sitting)
{
    struct desk_wish wish;
    while (desk_next_wish(sitting->desk, &wish)) {
        grant(sitting, &wish);
    }
}

/* ---- what is not in the room yet ---- */

static void keep_unsent(struct sitting *sitting)
{
    char error[UNSENT_TEXT];
    if (!unsent_keep(sitting->unsent, desk_acts(sitting->desk), visit_connected(sitting->visit),
                     error)) {
        desk_say(sitting->desk, DESK_WARNED, "%s", error);
    }
}

/* What desks before this one left is handed in when it can be judged. */
static void resume(struct sitting *sitting)
{
    size_t count;
    const struct acts_left *left = unsent_left(sitting->unsent, &count);
    if (count == 0 || !visit_connected(sitting->visit) ||
        !acts_left_can(visit_room(sitting->visit), left, count)) {
        return;
    }
    desk_resume(sitting->desk, left, count, visit_now());
    keep_unsent(sitting);
    unsent_taken(sitting->unsent);
    visit_pump(sitting->visit);
}

static size_t count_unsent(const struct sitting *sitting)
{
    size_t made = 0;
    size_t found = 0;
    acts_left(desk_acts(sitting->desk), &made);
    unsent_left(sitting->unsent, &found);
    return made + found;
}

/* Q right after a key: the room is given time to answer. */
static void linger(struct sitting *sitting)
{
    int64_t until_ms = visit_now().mono_ms + FAREWELL_MS;
    size_t made = 1;
    while (made > 0 && visit_connected(sitting->visit)) {
        int64_t left_ms = until_ms - visit_now().mono_ms;
        acts_left(desk_acts(sitting->desk), &made);
        if (left_ms <= 0 || made == 0 || !visit_wait(sitting->visit, (int)left_ms)) {
            break;
        }
    }
    keep_unsent(sitting);
}

/* To the shell, when the terminal is its own again. */
static void say_unsent(const struct sitting *sitting)
{
    size_t count = count_unsent(sitting);
    if (count > 0 && unsent_kept(sitting->unsent)) {
        printf("%zu change%s not in the room yet: kept on this machine, and sent when this desk is "
               "opened again\n",
               count, count == 1 ? " is" : "s are");
    } else if (count > 0) {
        fprintf(stderr, "plenary: %zu change%s not in the room and could not be kept\n", count,
                count == 1 ? " is" : "s are");
    }
}

/* What a key changes is kept, and on its way, before anything is drawn. */
static void take_keys(struct sitting *sitting)
{
    struct keys_key key;
    while (!sitting->over && term_read(sitting->term, &key)) {
        desk_key(sitting->desk, &key, visit_now());
        keep_unsent(sitting);
        visit_pump(sitting->visit);
        grant_all(sitting);
        sitting->over = sitting->over || key.code == KEYS_HANGUP;
    }
}

/* Why there is no connection, and what to do where waiting will not help. */
static const char *trouble(const struct visit *visit)
{
    return visit_barred(visit)
               ? "the broker will not have this user: see --username, --password-file"
               : visit_trouble(visit);
}

static void look(struct sitting *sitting)
{
    keep_unsent(sitting);
    resume(sitting);
    unsigned changes = pl_room_changes(visit_room(sitting->visit));
    desk_look(sitting->desk, changes, visit_connected(sitting->visit), trouble(sitting->visit),
              visit_now());
    char error[LOG_TEXT];
    struct pl_time now = visit_now();
    if (changes && !log_look(sitting->log, visit_room(sitting->visit), now,
                             session_real_ms(now.wall_ms), error)) {
        desk_say(sitting->desk, DESK_WARNED, "%s", error);
    }
    grant_all(sitting);
    look_at_zone(sitting);
}

static void show(struct sitting *sitting)
{
    int width, height;
    term_size(sitting->term, &width, &height);
    if (width != sitting->screen.width || height != sitting->screen.height) {
        screen_resize(&sitting->screen, width, height);
    }
    desk_draw(sitting->desk, &sitting->screen, visit_now());
    term_show(sitting->term, &sitting->screen);
}

/* Until the picture changes by the clock alone. */
static int patience_ms(const struct sitting *sitting)
{
    int64_t left_ms = desk_deadline(sitting->desk) - visit_now().mono_ms;
    return left_ms < 0 ? 0 : left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

static void sit(struct sitting *sitting)
{
    zone_use(NULL);
    look(sitting);
    show(sitting);
    while (!sitting->over && visit_wait(sitting->visit, patience_ms(sitting))) {
        take_keys(sitting);
        look(sitting);
        show(sitting);
    }
    linger(sitting);
}

/* What a desk before this one could not send. */
static void begin(struct sitting *sitting)
{
    size_t count;
    const char *unread = unsent_trouble(sitting->unsent);
    unsent_left(sitting->unsent, &count);
    desk_left(sitting->desk, count, visit_now());
    if (unread) {
        desk_say(sitting->desk, DESK_MISSED, "%s", unread);
    }
}

static bool make_desk(struct sitting *sitting)
{
    sitting->log = log_open(visit_broker(sitting->visit), visit_name(sitting->visit));
    struct desk_config config = {.room = visit_room(sitting->visit),
                                 .room_name = visit_name(sitting->visit),
                                 .broker = visit_broker(sitting->visit),
                                 .name = visit_self(sitting->visit),
                                 .roster = sitting->roster,
                                 .record = log_record(sitting->log),
                                 .seed = visit_seed(sitting->visit)};
    struct journal journal = visit_journal(sitting->visit);
    sitting->desk = desk_create(&config);
    sitting->unsent = unsent_open(&journal, pl_room_by(config.room));
    return sitting->desk && sitting->log && sitting->unsent;
}

static int sit_down(struct sitting *sitting)
{
    char error[TERM_TEXT];
    sitting->visit = visit_open_desk(sitting->call, sitting->roster);
    if (!sitting->visit) {
        return COMMAND_FAILED;
    }
    if (!make_desk(sitting)) {
        return command_fail("out of memory");
    }
    sitting->term = term_open(error);
    if (!sitting->term) {
        return command_fail("%s", error);
    }
    visit_on_note(sitting->visit, on_note, sitting);
    visit_listen(sitting->visit, term_fd(sitting->term));
    begin(sitting);
    sit(sitting);
    return COMMAND_OK;
}

static int run_desk(const struct call *call)
{
    struct sitting sitting = {.call = call};
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return command_fail("the desk needs a terminal; each of its keys has a command, see "
                            "plenary --help");
    }
    int status = names_file_read(call, &sitting.roster) ? sit_down(&sitting) : COMMAND_FAILED;
    term_close(sitting.term);
    if (sitting.term) {
        say_unsent(&sitting);
    }
    unsent_close(sitting.unsent);
    desk_destroy(sitting.desk);
    visit_close(sitting.visit);
    log_close(sitting.log);
    roster_destroy(sitting.roster);
    screen_finish(&sitting.screen);
    return status;
}

const struct command command_desk = {
    .name = "desk",
    .usage = "",
    .summary = "drive the session from one screen",
    .help = "The outline, the selected item and the list of speakers on one screen; every step of\n"
            "a session is a key. ? shows the keys, u takes back, Q leaves; the room stays as it\n"
            "is. plenary alone is the same.",
    .example = "  plenary desk --room hall-2",
    .run = run_desk};
