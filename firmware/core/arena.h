/* Memory of one message: a list of chunks that is freed at once. Allocation
 * never moves what was given before; nothing is freed singly. What it gives is
 * aligned for any structure and zeroed. NULL means that malloc refused.
 */
#ifndef CORE_ARENA_H
#define CORE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* the newest first */
    size_t bytes;               /* taken from malloc so far */
};

void arena_init(struct arena *arena);
void arena_finish(struct arena *arena);

/* Makes room for so many bytes in one piece ahead. */
bool arena_reserve(struct arena *arena, size_t bytes);

void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_array(struct arena *arena, size_t count, size_t each);

/* A copy with a NUL behind it. */
char *arena_copy(struct arena *arena, const char *bytes, size_t size);

#endif
