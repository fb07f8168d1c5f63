/* The one place of the import that touches files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import.h"

static bool refuse(struct import_failure *failure, enum import_error error, const char *text)
{
    *failure = (struct import_failure){.error = error};
    snprintf(failure->text, sizeof failure->text, "%s", text);
    return false;
}

/* Up to PL_SOURCE_MAX + 1 bytes, so that the reader can tell "too large" from "just fits". */
static bool read_all(int fd, char *bytes, size_t *size_out)
{
    size_t size = 0;
    while (size <= PL_SOURCE_MAX) {
        ssize_t got = read(fd, bytes + size, PL_SOURCE_MAX + 1 - size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            break;
        }
        size += (size_t)got;
    }
    *size_out = size;
    return true;
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
    if (S_ISREG(status.st_mode) && status.st_size > PL_SOURCE_MAX) {
        refuse(failure, IMPORT_ERROR_SIZE, "");
        snprintf(failure->text, sizeof failure->text, "%lld bytes: too large, %d is the most",
                 (long long)status.st_size, (int)PL_SOURCE_MAX);
        return false;
    }
    return true;
}

static bool import_fd(int fd, const struct import_options *options, struct import_doc **doc_out,
                      struct import_failure *failure_out)
{
    if (!check_kind(fd, failure_out)) {
        return false;
    }
    char *bytes = malloc(PL_SOURCE_MAX + 1);
    if (!bytes) {
        return refuse(failure_out, IMPORT_ERROR_MEMORY, "not enough memory");
    }
    size_t size;
    bool done = read_all(fd, bytes, &size)
                    ? import_text(bytes, size, options, doc_out, failure_out)
                    : refuse(failure_out, IMPORT_ERROR_FILE, strerror(errno));
    free(bytes);
    return done;
}

bool import_file(const char *path, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out)
{
    *doc_out = NULL;
    if (strcmp(path, "-") == 0) {
        return import_fd(STDIN_FILENO, options, doc_out, failure_out);
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return refuse(failure_out, IMPORT_ERROR_FILE, strerror(errno));
    }
    bool done = import_fd(fd, options, doc_out, failure_out);
    close(fd);
    return done;
}
