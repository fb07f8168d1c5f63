/* From bytes to lines: refuses what is not text, drops bookmarks and characters
 * that nobody can see, measures indentation. Lines keep the source's numbers.
 */
#ifndef DESK_SOURCE_H
#define DESK_SOURCE_H

#include "chars.h"
#include "job.h"

struct line {
    struct span text; /* clean and trimmed; empty: a blank line */
    size_t number;
    unsigned indent; /* columns */
    size_t width;    /* columns that it took in the source, bookmarks and all */
    bool tabbed;     /* its first word is followed by a tab */
};

struct source {
    struct line *lines;
    size_t count;
};

bool source_read(struct job *job, const char *bytes, size_t size, struct source *source_out);

#endif
