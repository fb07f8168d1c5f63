#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_ALIGN = 16, ARENA_CHUNK = 4096 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t used;
    size_t size;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

void arena_init(struct arena *arena)
{
    *arena = (struct arena){0};
}

void arena_finish(struct arena *arena)
{
    while (arena->chunks) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        free(chunk);
    }
    arena->bytes = 0;
}

bool arena_reserve(struct arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return false;
    }
    struct arena_chunk *chunk = malloc(sizeof *chunk + bytes);
    if (!chunk) {
        return false;
    }
    chunk->next = arena->chunks;
    chunk->used = 0;
    chunk->size = bytes;
    arena->chunks = chunk;
    arena->bytes += sizeof *chunk + bytes;
    return true;
}

/* Strings need no alignment: a text of many short runs would be a third larger with it. */
static unsigned char *take(struct arena *arena, size_t bytes, size_t align)
{
    struct arena_chunk *chunk = arena->chunks;
    size_t start = chunk ? (chunk->used + align - 1) / align * align : 0;
    if (!chunk || start > chunk->size || chunk->size - start < bytes) {
        if (!arena_reserve(arena, bytes > ARENA_CHUNK ? bytes : ARENA_CHUNK)) {
            return NULL;
        }
        chunk = arena->chunks;
        start = 0;
    }
    chunk->used = start + bytes;
    return chunk->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    unsigned char *p = take(arena, bytes, ARENA_ALIGN);
    return p ? memset(p, 0, bytes) : NULL;
}

void *arena_array(struct arena *arena, size_t count, size_t each)
{
    if (each != 0 && count > SIZE_MAX / 2 / each) {
        return NULL;
    }
    return arena_alloc(arena, count * each);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t size)
{
    char *copy = (char *)take(arena, size + 1, 1);
    if (!copy) {
        return NULL;
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    copy[size] = '\0';
    return copy;
}
