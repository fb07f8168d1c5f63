#define _GNU_SOURCE
#include "names_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1024 * 1024 }; /* ROSTER_MAX lines of four names */

/* Of a file of at most BYTES_MAX; malloc'd. NULL and errno. */
static char *read_bytes(const char *path, size_t *size_out)
{
    FILE *file = fopen(path, "rbe");
    char *bytes = file ? malloc(BYTES_MAX + 1) : NULL;
    *size_out = bytes ? fread(bytes, 1, BYTES_MAX + 1, file) : 0;
    bool bad = file && ferror(file);
    int cause = bad ? errno : *size_out > BYTES_MAX ? EFBIG : 0;
    if (file) {
        fclose(file);
    }
    if (cause != 0) {
        free(bytes);
        errno = cause;
        return NULL;
    }
    return bytes;
}

bool names_file_read(const struct call *call, struct roster **roster_out)
{
    const char *path = config_get(call->config, "names_file");
    char error[ROSTER_TEXT];
    size_t size = 0;
    *roster_out = NULL;
    if (!path) {
        return true;
    }
    char *bytes = read_bytes(path, &size);
    if (!bytes) {
        command_fail("names file %s: %s", path, strerror(errno));
        return false;
    }
    *roster_out = roster_read(bytes, size, error);
    free(bytes);
    if (!*roster_out) {
        command_fail("names file %s: %s", path, error);
    }
    return *roster_out != NULL;
}
