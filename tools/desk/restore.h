/* Between a room and a text at rest, both ways. To a load everything goes as it is, but sections
 * that are larger than a payload are split at an item, in all languages alike. The results lend
 * what they are made of, and must go before it.
 */
#ifndef DESK_RESTORE_H
#define DESK_RESTORE_H

#include "plenary/export.h"
#include "pool.h"
#include "publish.h"

struct restore {
    struct pl_document document; /* load, older: the room's */
    struct pl_load_section *sections;
    struct pool pool;
};

enum publish_error restore_init(struct restore *restore, const struct pl_export *text);
void restore_finish(struct restore *restore);

/* The text of a room that has one; false without memory. */
bool restore_take(const struct pl_room *room, struct pool *pool, struct pl_export *text_out);

#endif
