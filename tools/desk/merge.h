/* A newer text for a running sitting: what the room holds and what the file says become the text to
 * load. Items whose words stand keep id, status, marks and translations; items that are much like
 * one that was there keep the id. What could not be kept is listed, a line each. Pure. The result
 * lends strings of both texts and must go before them.
 */
#ifndef DESK_MERGE_H
#define DESK_MERGE_H

#include "plenary/export.h"
#include "pool.h"

struct merge {
    struct pl_export text; /* sections may be larger than a payload: restore_init cuts them */
    char **lines;          /* "c.4: status agreed not kept: its words have changed" */
    size_t line_count;
    struct pool pool;
};

/* `cursor` is where the wall is (NULL: nowhere): the text starts there if that item stays. False
 * without memory, and nothing to free. */
bool merge_init(struct merge *merge, const struct pl_export *room, const struct pl_export *file,
                const struct pl_cursor *cursor);
void merge_finish(struct merge *merge);

#endif
