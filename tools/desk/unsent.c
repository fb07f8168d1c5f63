#define _GNU_SOURCE
#include "unsent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_text.h"
#include "log.h"
#include "state.h"

enum { FILE_MAX = 64 << 20, FILES_MAX = 16 };

/* Another desk's file, locked by us: its desk is no more. */
struct found {
    char *path;
    int fd;
    bool bad; /* something in it could not be read */
};

struct unsent {
    char path[STATE_PATH]; /* of our own file; "": there is no home */
    int fd;                /* it, locked as long as this desk is; -1 */
    off_t bytes;
    uint64_t *numbers; /* those in the file, in order */
    size_t count, space;
    bool sent;   /* the file says that the broker was there */
    bool failed; /* and said so */
    struct found found[FILES_MAX];
    size_t found_count;
    struct acts_left *left;
    size_t left_count;
    char trouble[UNSENT_TEXT];
};

/* ---- what others left ---- */

static void add_left(struct unsent *unsent, struct acts_left *list, size_t count)
{
    struct acts_left *grown =
        count ? reallocarray(unsent->left, unsent->left_count + count, sizeof *grown) : NULL;
    unsent->left = grown ? grown : unsent->left;
    for (size_t i = 0; i < count; i++) {
        if (!grown) {
            acts_left_finish(&list[i]);
            continue;
        }
        size_t at = unsent->left_count++;
        for (; at > 0 && grown[at - 1].made_ms > list[i].made_ms; at--) {
            grown[at] = grown[at - 1];
        }
        grown[at] = list[i];
    }
    free(list);
}

static void put_aside(struct unsent *unsent, const char *path)
{
    char *aside = NULL;
    bool moved = asprintf(&aside, "%s.bad", path) > 0 && rename(path, aside) == 0;
    snprintf(unsent->trouble, sizeof unsent->trouble,
             "what a desk left unsent cannot all be read; its file %s %.380s",
             moved ? "was put aside:" : "cannot be put aside:", moved ? aside : path);
    free(aside);
}

/* Takes over path. */
static void take_up(struct unsent *unsent, char *path)
{
    struct stat stat;
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool here = fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode);
    if (here && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd); /* its desk is at work */
        free(path);
        return;
    }
    char *text = here && stat.st_size <= FILE_MAX ? log_read(path) : NULL;
    struct acts_left *list = NULL;
    size_t count = 0;
    bool empty = here && stat.st_size == 0;
    bool good =
        text &&
        (empty || (strlen(text) == (size_t)stat.st_size && journal_read_left(text, &list, &count)));
    free(text);
    add_left(unsent, list, count);
    if (count > 0) { /* its file stays until it is handed in */
        unsent->found[unsent->found_count++] = (struct found){path, fd, !good};
        return;
    }
    if (good) {
        unlink(path);
    } else {
        put_aside(unsent, path);
    }
    if (fd >= 0) {
        close(fd);
    }
    free(path);
}

static bool is_desk_file(const char *name, const char *own)
{
    size_t stem = strlen(own) - PL_BY_LEN;
    return strlen(name) == strlen(own) && strncmp(name, own, stem) == 0 &&
           strspn(name + stem, "0123456789abcdef") == PL_BY_LEN;
}

static void look_around(struct unsent *unsent)
{
    char *slash = strrchr(unsent->path, '/');
    char *folder = strndup(unsent->path, (size_t)(slash - unsent->path));
    DIR *directory = folder ? opendir(folder) : NULL;
    struct dirent *entry;
    while (directory && unsent->found_count < FILES_MAX && (entry = readdir(directory))) {
        char *path = NULL;
        if (is_desk_file(entry->d_name, slash + 1) &&
            asprintf(&path, "%s/%s", folder, entry->d_name) > 0) {
            take_up(unsent, path);
        }
    }
    if (directory) {
        closedir(directory);
    }
    free(folder);
}

struct unsent *unsent_open(const struct journal *where, const char *by)
{
    char file[PL_USER_MAX + PL_BY_LEN + 2];
    struct unsent *unsent = calloc(1, sizeof *unsent);
    if (!unsent) {
        return NULL;
    }
    unsent->fd = -1;
    snprintf(file, sizeof file, "%.*s.%s", PL_USER_MAX, where->user, by);
    if (state_path("unsent", where->broker, where->room, file, unsent->path)) {
        look_around(unsent);
    } else {
        unsent->path[0] = '\0';
    }
    return unsent;
}

const struct acts_left *unsent_left(const struct unsent *unsent, size_t *count_out)
{
    *count_out = unsent->left_count;
    return unsent->left;
}

const char *unsent_trouble(const struct unsent *unsent)
{
    return unsent->trouble[0] ? unsent->trouble : NULL;
}

static void forget_left(struct unsent *unsent)
{
    while (unsent->left_count > 0) {
        acts_left_finish(&unsent->left[--unsent->left_count]);
    }
    free(unsent->left);
    unsent->left = NULL;
}

static void let_go(struct unsent *unsent)
{
    while (unsent->found_count > 0) {
        struct found *found = &unsent->found[--unsent->found_count];
        close(found->fd);
        free(found->path);
    }
    forget_left(unsent);
}

void unsent_taken(struct unsent *unsent)
{
    for (size_t i = 0; i < unsent->found_count; i++) {
        if (unsent->found[i].bad) {
            put_aside(unsent, unsent->found[i].path);
        } else {
            unlink(unsent->found[i].path);
        }
    }
    let_go(unsent);
}

/* ---- our own file ---- */

/* Open and locked, and still the one of that name: a desk that starts takes empty ones away. */
static int open_own(const char *path)
{
    struct stat stat;
    for (int tries = 0; tries < 3; tries++) {
        int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0) {
            return -1;
        }
        if (flock(fd, LOCK_EX) == 0 && fstat(fd, &stat) == 0 && stat.st_nlink > 0) {
            return fd;
        }
        close(fd);
    }
    return -1;
}

static bool fail(struct unsent *unsent, char error[UNSENT_TEXT])
{
    bool first = !unsent->failed;
    snprintf(
        error, UNSENT_TEXT,
        "what is not sent yet is not kept on disk, and is lost when this desk ends: %.300s: %s",
        unsent->path[0] ? unsent->path : "neither XDG_STATE_HOME nor HOME is set", strerror(errno));
    unsent->failed = true;
    return !first;
}

/* All of it, or nothing. */
static bool put(struct unsent *unsent, const char *text, bool wait_for_disk)
{
    size_t size = strlen(text);
    ssize_t written = write(unsent->fd, text, size);
    if (written != (ssize_t)size) {
        int why = written < 0 ? errno : ENOSPC;
        (void)!ftruncate(unsent->fd, unsent->bytes);
        errno = why;
        return false;
    }
    unsent->bytes += (off_t)size;
    return !wait_for_disk || fdatasync(unsent->fd) == 0;
}

/* What has settled, what is new, and whether the room may have it. */
static void write_changes(const struct unsent *unsent, FILE *out, const struct acts_left *left,
                          size_t count, bool connected)
{
    size_t i = 0;
    fputs(unsent->bytes == 0 ? JOURNAL_LEFT : "", out);
    for (size_t n = 0; n < unsent->count; n++) {
        bool stays = i < count && left[i].number == unsent->numbers[n];
        if (!stays) {
            fprintf(out, "gone %" PRIu64 "\n", unsent->numbers[n]);
        }
        i += stays ? 1 : 0;
    }
    if (connected && !unsent->sent && unsent->count > 0) {
        fputs("sent\n", out);
    }
    for (; i < count; i++) {
        char *record = journal_write_left(&left[i]);
        fputs(record ? record : "", out);
        free(record);
    }
}

static bool is_written(const struct unsent *unsent, const struct acts_left *left, size_t count,
                       bool connected)
{
    bool equal = count == unsent->count && (unsent->sent || !connected || count == 0);
    for (size_t i = 0; equal && i < count; i++) {
        equal = unsent->numbers[i] == left[i].number;
    }
    return equal;
}

static bool remember(struct unsent *unsent, const struct acts_left *left, size_t count,
                     bool connected)
{
    if (count > unsent->space) {
        uint64_t *grown = reallocarray(unsent->numbers, 2 * count, sizeof *grown);
        if (!grown) {
            return false;
        }
        unsent->numbers = grown;
        unsent->space = 2 * count;
    }
    for (size_t i = 0; i < count; i++) {
        unsent->numbers[i] = left[i].number;
    }
    unsent->count = count;
    unsent->sent = connected;
    return true;
}

static bool write_down(struct unsent *unsent, const struct acts_left *left, size_t count,
                       bool connected)
{
    char *text = NULL;
    size_t size = 0;
    if (unsent->fd < 0) {
        errno = ENOENT;
        bool folders = unsent->path[0] && state_make_folders(unsent->path);
        unsent->fd = folders ? open_own(unsent->path) : -1;
        unsent->bytes = 0;
    }
    FILE *out = unsent->fd >= 0 ? open_memstream(&text, &size) : NULL;
    if (!out) {
        return false;
    }
    write_changes(unsent, out, left, count, connected);
    bool good = fclose(out) == 0 && text && put(unsent, text, !connected);
    free(text);
    return good && remember(unsent, left, count, connected);
}

static bool make_empty(struct unsent *unsent)
{
    unsent->count = 0;
    if (ftruncate(unsent->fd, 0) != 0) {
        return false;
    }
    unsent->bytes = 0;
    return true;
}

bool unsent_keep(struct unsent *unsent, struct acts *acts, bool connected, char error[UNSENT_TEXT])
{
    size_t count;
    if (connected) {
        acts_sent(acts);
    }
    const struct acts_left *left = acts_left(acts, &count);
    if (is_written(unsent, left, count, connected)) {
        return true;
    }
    bool good = count > 0 || unsent->fd < 0 ? write_down(unsent, left, count, connected)
                                            : make_empty(unsent);
    if (!good) {
        return fail(unsent, error);
    }
    unsent->failed = false;
    return true;
}

bool unsent_kept(const struct unsent *unsent)
{
    return !unsent->failed;
}

void unsent_close(struct unsent *unsent)
{
    if (!unsent) {
        return;
    }
    if (unsent->fd >= 0) {
        if (unsent->count == 0) {
            unlink(unsent->path);
        }
        close(unsent->fd);
    }
    let_go(unsent);
    free(unsent->numbers);
    free(unsent);
}
