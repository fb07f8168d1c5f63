/* A file that is there whole or not at all: written beside its place, then moved there. */
#ifndef DESK_OUTFILE_H
#define DESK_OUTFILE_H

#include <stdbool.h>
#include <stddef.h>

/* What stood at `path` is replaced and keeps its rights; through a link, what it leads to. A pipe
 * or device is written to as it is. False after saying why on stderr. */
bool outfile_write(const char *path, const char *bytes, size_t size);

#endif
