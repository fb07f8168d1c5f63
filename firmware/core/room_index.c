#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

uint32_t index_hash(const char *id)
{
    uint32_t hash = 2166136261u;
    for (const unsigned char *c = (const unsigned char *)id; *c; c++) {
        hash = (hash ^ *c) * 16777619u;
    }
    return hash;
}

bool index_build(struct index *index, const void *base, size_t count, index_key *key)
{
    size_t cells = 4;
    while (cells < count * 2) {
        cells *= 2;
    }
    index->cells = calloc(cells, sizeof *index->cells);
    if (!index->cells) {
        return false;
    }
    index->mask = cells - 1;
    for (size_t i = 0; i < count; i++) {
        size_t cell = index_hash(key(base, i)) & index->mask;
        while (index->cells[cell]) {
            cell = (cell + 1) & index->mask;
        }
        index->cells[cell] = (uint16_t)(i + 1);
    }
    return true;
}

bool index_find(const struct index *index, const void *base, index_key *key, const char *id,
                size_t *position_out)
{
    if (!index->cells || !id) {
        return false;
    }
    for (size_t cell = index_hash(id) & index->mask; index->cells[cell];
         cell = (cell + 1) & index->mask) {
        size_t position = index->cells[cell] - 1u;
        if (strcmp(key(base, position), id) == 0) {
            *position_out = position;
            return true;
        }
    }
    return false;
}

void index_finish(struct index *index)
{
    free(index->cells);
    *index = (struct index){0};
}
