/* Memory of one import: chunks that are freed at once. What it gives is aligned
 * for any structure, zeroed, and never moves; NULL means that malloc refused.
 */
#ifndef DESK_POOL_H
#define DESK_POOL_H

#include <stddef.h>

struct pool_chunk;

struct pool { /* zero is an empty one */
    struct pool_chunk *chunks;
};

void *pool_array(struct pool *pool, size_t count, size_t each);
char *pool_copy(struct pool *pool, const char *text, size_t size); /* with a NUL behind it */
void pool_finish(struct pool *pool);

#endif
