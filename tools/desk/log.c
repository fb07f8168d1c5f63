#define _GNU_SOURCE
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/zone.h"
#include "state.h"

enum { DAY = sizeof "2026-11-24" - 1, NAME_MAX_BYTES = 255 };

/* What a file has already, as hashes: of each row, and of the last state of each thing. */
struct known_state {
    uint64_t what, state;
};
struct known {
    char day[DAY + 1]; /* "" none */
    off_t bytes;       /* of the file that were read */
    uint64_t *rows;
    size_t row_count, row_space;
    struct known_state *states;
    size_t state_count, state_space;
};

struct log {
    struct record *record;
    char *broker, *room;
    char zone[PL_ZONE_MAX + 1]; /* of the text, as used last */
    bool credited;              /* what was spoken before we came */
    bool failed;                /* and said so */
    struct known known;
    log_tell *tell;
    void *context;
};

struct log *log_open(const char *broker, const char *room)
{
    struct log *log = calloc(1, sizeof *log);
    if (log) {
        log->record = record_create();
        log->broker = strdup(broker);
        log->room = strdup(room);
    }
    if (log && (!log->record || !log->broker || !log->room)) {
        log_close(log);
        log = NULL;
    }
    return log;
}

static void known_finish(struct known *known)
{
    free(known->rows);
    free(known->states);
    *known = (struct known){0};
}

void log_close(struct log *log)
{
    if (!log) {
        return;
    }
    record_destroy(log->record);
    known_finish(&log->known);
    free(log->broker);
    free(log->room);
    free(log);
}

const struct record *log_record(const struct log *log)
{
    return log ? log->record : NULL;
}

void log_listen(struct log *log, log_tell *tell, void *context)
{
    log->tell = tell;
    log->context = context;
}

/* ---- where, and when ---- */

bool log_path(const char *broker, const char *room, const char *day, char path_out[LOG_PATH])
{
    char file[DAY + 8] = "";
    if (day[0]) {
        snprintf(file, sizeof file, "%.*s.csv", DAY, day);
    }
    return state_path("log", broker, room, file, path_out);
}

void log_time(int64_t wall_ms, char time_out[LOG_TIME])
{
    struct tm tm = zone_moment(wall_ms);
    char text[LOG_TIME] = "";
    size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &tm);
    if (length < 2) {
        time_out[0] = '\0';
        return;
    }
    snprintf(time_out, LOG_TIME, "%.*s:%s", (int)length - 2, text, text + length - 2);
}

/* ---- what the file has ---- */

static uint64_t hash(uint64_t value, const char *text)
{
    for (; *text; text++) {
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    }
    return (value ^ 0x1f) * 1099511628211u; /* where one text ends and the next begins */
}

static uint64_t row_hash(const struct record_row *row)
{
    uint64_t value = hash(14695981039346656037u, record_event_name(row->event));
    return hash(hash(value, row->id), row->stamp);
}

/* A thing has one state at a time: a row that says it again, as a second reader would in other
 * words or another that comes later, is no news. False: what happens can happen again. */
static bool state_of(const struct record_row *row, struct known_state *state_out)
{
    static const char *const things[RECORD_EVENT_COUNT] = {
        [RECORD_TEXT] = "text",     [RECORD_OPENED] = "place", [RECORD_STATUS] = "status",
        [RECORD_ADDED] = "item",    [RECORD_REMOVED] = "item", [RECORD_FLOOR] = "turn",
        [RECORD_SPOKE] = "turn",    [RECORD_LIST] = "list",    [RECORD_SCREEN] = "screen",
        [RECORD_NOTICE] = "notice", [RECORD_WALL] = "wall",    [RECORD_DESK] = "desk"};
    const char *thing = things[row->event];
    if (!thing) {
        return false;
    }
    bool only_one = row->event == RECORD_TEXT || row->event == RECORD_OPENED;
    bool online = strcmp(row->detail, "here") == 0 || strcmp(row->detail, "back") == 0;
    bool peer = row->event == RECORD_WALL || row->event == RECORD_DESK;
    bool turn = row->event == RECORD_FLOOR || row->event == RECORD_SPOKE;
    uint64_t what = hash(14695981039346656037u, thing);
    uint64_t state = hash(what, peer || turn || row->event == RECORD_REMOVED ? "" : row->detail);
    state = hash(state, turn || peer ? "" : row->name);
    state_out->what = only_one ? what : hash(what, row->id);
    state_out->state = hash(hash(state, only_one ? row->id : ""),
                            peer ? online ? "here" : "gone" : record_event_name(row->event));
    return true;
}

static bool grow(void **array, size_t count, size_t *space, size_t each)
{
    if (count < *space) {
        return true;
    }
    size_t more = *space > 0 ? 2 * *space : 256;
    void *moved = reallocarray(*array, more, each);
    if (moved) {
        *array = moved;
        *space = more;
    }
    return moved != NULL;
}

static struct known_state *find_state(const struct known *known, uint64_t what)
{
    for (size_t i = 0; i < known->state_count; i++) {
        if (known->states[i].what == what) {
            return &known->states[i];
        }
    }
    return NULL;
}

static void known_add(struct known *known, const struct record_row *row)
{
    struct known_state state;
    if (grow((void **)&known->rows, known->row_count, &known->row_space, sizeof *known->rows)) {
        known->rows[known->row_count++] = row_hash(row);
    }
    if (!state_of(row, &state)) {
        return;
    }
    struct known_state *old = find_state(known, state.what);
    if (old) {
        *old = state;
    } else if (grow((void **)&known->states, known->state_count, &known->state_space,
                    sizeof *known->states)) {
        known->states[known->state_count++] = state;
    }
}

static bool known_has(const struct known *known, const struct record_row *row)
{
    struct known_state state;
    uint64_t value = row_hash(row);
    for (size_t i = known->row_count; i-- > 0;) {
        if (known->rows[i] == value) {
            return true;
        }
    }
    const struct known_state *old = state_of(row, &state) ? find_state(known, state.what) : NULL;
    return old && old->state == state.state;
}

static char *read_from(int fd, off_t from, size_t *size_out)
{
    struct stat stat;
    if (fstat(fd, &stat) != 0) {
        return NULL;
    }
    size_t size = stat.st_size > from ? (size_t)(stat.st_size - from) : 0;
    char *text = calloc(1, size + 1);
    size_t used = 0;
    ssize_t got = 1;
    while (text && used < size && got > 0) {
        got = pread(fd, text + used, size - used, from + (off_t)used);
        used += got > 0 ? (size_t)got : 0;
    }
    *size_out = used;
    return text;
}

char *log_read(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    size_t size = 0;
    char *text = read_from(fd, 0, &size);
    int why = errno;
    close(fd);
    errno = why;
    return text;
}

static void take_line(struct log *log, const struct record_row *row)
{
    known_add(&log->known, row);
    if (!log->credited && row->event == RECORD_SPOKE && row->seconds > 0) {
        record_credit(log->record, row->id, row->name, row->on_behalf, row->seconds * 1000);
    }
}

/* What others have written since; and, the first time, what was spoken. A last line without an end,
 * for the power went, is taken out: a quote in it would swallow those that follow. */
static bool catch_up(struct log *log, int fd)
{
    struct known *known = &log->known;
    size_t size = 0;
    char *text = read_from(fd, known->bytes, &size);
    bool torn = text && size > 0 && text[size - 1] != '\n';
    size_t taken = 0;
    while (text && taken < size) {
        struct record_line line;
        bool read = false;
        size_t next = (size_t)(record_csv_read(text + taken, &line, &read) - text);
        if (torn && next == size) {
            break;
        }
        if (read) {
            take_line(log, &line.row);
        }
        taken = next;
    }
    known->bytes += (off_t)taken;
    free(text);
    return text && (!torn || ftruncate(fd, known->bytes) == 0);
}

/* ---- writing ---- */

static bool fail(struct log *log, const char *path, char error[LOG_TEXT])
{
    bool first = !log->failed;
    snprintf(error, LOG_TEXT, "the sitting's record is not kept: %.300s: %s", path,
             strerror(errno));
    log->failed = true;
    return !first;
}

/* Opened and locked; -1: errno. */
static int open_day(struct log *log, const char *day, const char *path)
{
    if (!state_make_folders(path)) {
        return -1;
    }
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        close(fd);
        return -1;
    }
    if (fd >= 0 && strcmp(log->known.day, day) != 0) {
        known_finish(&log->known);
        snprintf(log->known.day, sizeof log->known.day, "%s", day);
    }
    return fd;
}

/* All of it, or nothing. */
static bool put(struct known *known, int fd, const char *text)
{
    size_t size = strlen(text);
    if (write(fd, text, size) != (ssize_t)size) {
        int why = errno;
        bool back = ftruncate(fd, known->bytes) == 0;
        errno = back ? why : errno;
        return false;
    }
    known->bytes += (off_t)size;
    return true;
}

static bool append(struct log *log, int fd, const char *time, const struct record_row *row)
{
    char *line = record_csv_line(time, row);
    bool good = line && (log->known.bytes > 0 || put(&log->known, fd, RECORD_CSV_HEADER)) &&
                put(&log->known, fd, line);
    if (good) {
        known_add(&log->known, row);
    }
    free(line);
    return good;
}

/* The day's file, with what it has read; -1 after failing with a text. */
static int enter_day(struct log *log, const char *day, char error[LOG_TEXT], bool *said_out)
{
    char path[LOG_PATH] = "";
    errno = ENOENT;
    int fd = log_path(log->broker, log->room, day, path) ? open_day(log, day, path) : -1;
    if (fd >= 0 && !catch_up(log, fd)) {
        close(fd);
        fd = -1;
    }
    if (fd < 0) {
        *said_out = fail(log, path[0] ? path : "neither XDG_STATE_HOME nor HOME is set", error);
        return -1;
    }
    return fd;
}

static bool write_row(struct log *log, const char *time, const struct record_row *row,
                      char error[LOG_TEXT])
{
    char day[DAY + 1];
    bool said = true;
    snprintf(day, sizeof day, "%.*s", DAY, time);
    int fd = enter_day(log, day, error, &said);
    if (fd < 0) {
        return said;
    }
    bool good = known_has(&log->known, row) || append(log, fd, time, row);
    said = good || fail(log, day, error);
    log->failed = log->failed && !good;
    close(fd); /* and with it the lock */
    return said;
}

/* What was spoken today before we came. */
static bool begin(struct log *log, int64_t wall_ms, char error[LOG_TEXT])
{
    char time[LOG_TIME];
    bool said = true;
    log_time(wall_ms, time);
    time[DAY] = '\0';
    int fd = enter_day(log, time, error, &said);
    log->credited = true;
    if (fd >= 0) {
        close(fd);
    }
    return said;
}

static void use_zone(struct log *log, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    const char *zone = document && document->time_zone ? document->time_zone : "";
    if (strcmp(log->zone, zone) != 0) {
        snprintf(log->zone, sizeof log->zone, "%s", zone);
        zone_use(zone);
    }
}

bool log_look(struct log *log, const struct pl_room *room, struct pl_time now, int64_t real_ms,
              char error[LOG_TEXT])
{
    struct record_row row;
    bool good = true;
    if (!log->credited && !pl_room_whole(room)) {
        return true;
    }
    use_zone(log, room);
    if (!log->credited) {
        good = begin(log, real_ms, error);
    }
    record_look(log->record, room, now);
    while (record_next(log->record, &row)) {
        struct record_line line = {.row = row};
        char today[LOG_TIME];
        char time[LOG_TIME];
        log_time(real_ms, today);
        row.wall_ms += real_ms - now.wall_ms;
        log_time(row.wall_ms, time);
        /* What stands since another day stands today as well. */
        line.time = row.standing && strncmp(today, time, DAY) != 0 ? today : time;
        if (log->tell) {
            log->tell(log->context, &line);
        }
        good = write_row(log, line.time, &row, error) && good;
    }
    return good;
}
