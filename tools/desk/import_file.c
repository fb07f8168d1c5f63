/* The one place of the import that touches files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import.h"

enum { FIRST_BYTES = 64 * 1024 };

static bool refuse(struct import_failure *failure, enum import_error error, const char *text)
{
    *failure = (struct import_failure){.error = error};
    snprintf(failure->text, sizeof failure->text, "%s", text);
    return false;
}

/* Up to PL_EXPORT_MAX + 1 bytes, so that the reader can tell "too large" from "just fits". */
static bool read_all(int fd, char **bytes_out, size_t *size_out, struct import_failure *failure)
{
    const size_t most = PL_EXPORT_MAX + 1;
    size_t room = 0;
    size_t size = 0;
    for (;;) {
        if (size == room) {
            room = room ? room * 2 : FIRST_BYTES;
            if (room > most) {
                room = most;
            }
            char *grown = size < room ? realloc(*bytes_out, room) : NULL;
            if (size < room && !grown) {
                return refuse(failure, IMPORT_ERROR_MEMORY, "not enough memory");
            }
            *bytes_out = grown ? grown : *bytes_out;
        }
        ssize_t got = size < room ? read(fd, *bytes_out + size, room - size) : 0;
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return refuse(failure, IMPORT_ERROR_FILE, strerror(errno));
        }
        if (got == 0) {
            *size_out = size;
            return true;
        }
        size += (size_t)got;
    }
}

static bool check_kind(int fd, struct import_failure *failure)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return refuse(failure, IMPORT_ERROR_FILE, strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return refuse(failure, IMPORT_ERROR_FILE, "a directory, not a file");
    }
    if (S_ISREG(status.st_mode) && status.st_size > (off_t)PL_EXPORT_MAX) {
        refuse(failure, IMPORT_ERROR_SIZE, "");
        snprintf(failure->text, sizeof failure->text, "%lld bytes: too large, %d is the most",
                 (long long)status.st_size, (int)PL_SOURCE_MAX);
        return false;
    }
    return true;
}

static bool read_fd(int fd, char **bytes_out, size_t *size_out, struct import_failure *failure)
{
    bool done = check_kind(fd, failure) && read_all(fd, bytes_out, size_out, failure);
    if (!done) {
        free(*bytes_out);
        *bytes_out = NULL;
    }
    return done;
}

bool import_bytes(const char *path, char **bytes_out, size_t *size_out,
                  struct import_failure *failure_out)
{
    *bytes_out = NULL;
    *size_out = 0;
    if (strcmp(path, "-") == 0) {
        return read_fd(STDIN_FILENO, bytes_out, size_out, failure_out);
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return refuse(failure_out, IMPORT_ERROR_FILE, strerror(errno));
    }
    bool done = read_fd(fd, bytes_out, size_out, failure_out);
    close(fd);
    return done;
}

bool import_file(const char *path, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out)
{
    char *bytes;
    size_t size;
    *doc_out = NULL;
    bool done = import_bytes(path, &bytes, &size, failure_out) &&
                import_text(bytes, size, options, doc_out, failure_out);
    free(bytes);
    return done;
}
