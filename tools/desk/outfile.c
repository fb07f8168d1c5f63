#define _GNU_SOURCE
#include "outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

static bool fail(const char *path)
{
    command_fail("%s: %s", path, strerror(errno));
    return false;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(fd, bytes, size);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done < 0) {
            return false;
        }
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

/* Of what stands there, else what the process gives to new files. */
static mode_t rights(const struct stat *there)
{
    if (there) {
        return there->st_mode & 0777;
    }
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Takes both: closes fd, and the file `made` is gone or in its place. */
static bool move_in(int fd, const char *made, const char *path, mode_t mode, const char *bytes,
                    size_t size)
{
    bool done = write_all(fd, bytes, size) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    int error = errno;
    if (close(fd) != 0 && done) {
        error = errno;
        done = false;
    }
    if (done && rename(made, path) != 0) {
        error = errno;
        done = false;
    }
    if (!done) {
        unlink(made);
        errno = error;
    }
    return done;
}

static bool write_beside(const char *path, const struct stat *there, const char *bytes, size_t size)
{
    char *made = NULL;
    if (asprintf(&made, "%s.XXXXXX", path) < 0) {
        command_fail("out of memory");
        return false;
    }
    int fd = mkostemp(made, O_CLOEXEC);
    bool done = fd >= 0 && move_in(fd, made, path, rights(there), bytes, size);
    free(made);
    return done || fail(path);
}

static bool write_through(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    bool done = fd >= 0 && write_all(fd, bytes, size);
    int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
    return done || fail(path);
}

bool outfile_write(const char *path, const char *bytes, size_t size)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return errno == ENOENT ? write_beside(path, NULL, bytes, size) : fail(path);
    }
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail(path);
    }
    if (!S_ISREG(status.st_mode)) {
        return write_through(path, bytes, size);
    }
    char *real = realpath(path, NULL);
    bool done = real ? write_beside(real, &status, bytes, size) : fail(path);
    free(real);
    return done;
}
