#include "pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024, ALIGNMENT = sizeof(max_align_t) };

struct pool_chunk {
    struct pool_chunk *next;
    size_t used, size;
    max_align_t bytes[];
};

static void *take(struct pool_chunk *chunk, size_t bytes)
{
    void *taken = (char *)chunk->bytes + chunk->used;
    chunk->used += bytes;
    return taken;
}

static struct pool_chunk *new_chunk(size_t bytes)
{
    size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    struct pool_chunk *chunk = calloc(1, sizeof *chunk + size);
    if (chunk) {
        chunk->size = size;
    }
    return chunk;
}

void *pool_array(struct pool *pool, size_t count, size_t each)
{
    if (each > 0 && count > (SIZE_MAX / 2) / each) {
        return NULL;
    }
    size_t bytes = (count * each + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct pool_chunk *first = pool->chunks;
    if (first && first->size - first->used >= bytes) {
        return take(first, bytes);
    }
    struct pool_chunk *chunk = new_chunk(bytes);
    if (!chunk) {
        return NULL;
    }
    /* A large piece gets a chunk of its own, behind the one that still has room. */
    if (first && bytes > CHUNK_BYTES / 4) {
        chunk->next = first->next;
        first->next = chunk;
    } else {
        chunk->next = first;
        pool->chunks = chunk;
    }
    return take(chunk, bytes);
}

char *pool_copy(struct pool *pool, const char *text, size_t size)
{
    char *copy = pool_array(pool, size + 1, 1);
    if (copy && size > 0) {
        memcpy(copy, text, size);
    }
    return copy;
}

void pool_finish(struct pool *pool)
{
    while (pool->chunks) {
        struct pool_chunk *next = pool->chunks->next;
        free(pool->chunks);
        pool->chunks = next;
    }
}
