#define _GNU_SOURCE
#include "journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_text.h"
#include "log.h"
#include "state.h"

#define LOAD_MARK "\nload\n"

static bool path_of(const struct journal *journal, const char *suffix, char path_out[STATE_PATH])
{
    char file[PL_USER_MAX + 16];
    snprintf(file, sizeof file, "%.*s.%s", PL_USER_MAX, journal->user, suffix);
    return state_path("undo", journal->broker, journal->room, file, path_out) &&
           state_make_folders(path_out);
}

/* Open and locked, for its owner only; -1: it cannot be kept. */
static int open_locked(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written <= 0) {
            return false;
        }
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

/* The half that is forgotten ends where a record does. */
static void shorten(int fd, const char *path)
{
    char *text = log_read(path);
    char *middle = text && strlen(text) > JOURNAL_BYTES ? text + strlen(text) / 2 : NULL;
    char *next = middle ? strstr(middle, "\nend\n") : NULL;
    if (next && ftruncate(fd, 0) == 0) {
        write_all(fd, next + 5, strlen(next + 5));
    }
    free(text);
}

static void append(const struct journal *journal, const char *record)
{
    char path[STATE_PATH];
    struct stat before;
    int fd = record && path_of(journal, "acts", path) ? open_locked(path) : -1;
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &before) == 0 && !write_all(fd, record, strlen(record))) {
        (void)!ftruncate(fd, before.st_size); /* half a record would hide those before it */
    }
    shorten(fd, path);
    close(fd);
}

void journal_add(const struct journal *journal, const char *name, const struct acts_list *back,
                 int64_t now_ms)
{
    char *record = back->count > 0 ? journal_write(name, back, now_ms) : NULL;
    append(journal, record);
    free(record);
}

static bool keep_text(const struct journal *journal, const struct pl_export *before)
{
    char path[STATE_PATH];
    char *json = NULL;
    size_t size = 0;
    if (!before || pl_export_write(before, &json, &size) != PL_OK ||
        !path_of(journal, "text", path)) {
        free(json);
        return false;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool kept = fd >= 0 && write_all(fd, json, size);
    free(json);
    if (fd >= 0) {
        close(fd);
    }
    return kept;
}

void journal_add_load(const struct journal *journal, const char *name,
                      const struct pl_export *before, int64_t now_ms)
{
    const struct acts_list nothing = {0};
    char *record = keep_text(journal, before) ? journal_write(name, &nothing, now_ms) : NULL;
    char *end = record ? strstr(record, "\nend\n") : NULL;
    char *whole = NULL;
    if (end && asprintf(&whole, "%.*s" LOAD_MARK "end\n", (int)(end - record), record) < 0) {
        whole = NULL;
    }
    append(journal, whole);
    free(whole);
    free(record);
}

/* ---- the last one ---- */

static struct pl_export *read_text(const struct journal *journal)
{
    char path[STATE_PATH];
    struct pl_export_fault fault;
    char *json = path_of(journal, "text", path) ? log_read(path) : NULL;
    struct pl_export *text = json ? pl_export_read(json, strlen(json), &fault) : NULL;
    free(json);
    return text;
}

bool journal_peek(const struct journal *journal, struct journal_act *act_out)
{
    char path[STATE_PATH];
    *act_out = (struct journal_act){0};
    char *text = path_of(journal, "acts", path) ? log_read(path) : NULL;
    size_t at = text ? journal_last(text) : SIZE_MAX;
    bool found = at != SIZE_MAX &&
                 journal_read(text + at, &act_out->name, &act_out->back, &act_out->made_ms);
    if (found && act_out->back.count == 0) {
        act_out->text = strstr(text + at, LOAD_MARK) ? read_text(journal) : NULL;
    }
    free(text);
    return found;
}

void journal_act_finish(struct journal_act *act)
{
    free(act->name);
    acts_list_finish(&act->back);
    pl_export_destroy(act->text);
    *act = (struct journal_act){0};
}

void journal_drop(const struct journal *journal)
{
    char path[STATE_PATH];
    int fd = path_of(journal, "acts", path) ? open_locked(path) : -1;
    char *text = fd >= 0 ? log_read(path) : NULL;
    size_t at = text ? journal_last(text) : SIZE_MAX;
    if (at != SIZE_MAX) {
        (void)!ftruncate(fd, (off_t)at);
    }
    free(text);
    if (fd >= 0) {
        close(fd);
    }
}
