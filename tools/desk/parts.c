#include "parts.h"

#include <stdio.h>
#include <string.h>

enum { ENOUGH = PL_SPLIT_BYTES / 4 * 3 }; /* a part that ends before an item of the first level */

size_t parts_string(const char *s)
{
    size_t size = 3;
    for (; s && *s; s++) {
        size += *s == '"' || *s == '\\' ? 2 : 1;
    }
    return size;
}

static size_t names_size(const struct pl_names *names)
{
    size_t size = names->given ? 10 : 0;
    for (size_t i = 0; i < names->count; i++) {
        size += parts_string(names->names[i]);
    }
    return size;
}

size_t parts_entry(const struct pl_item *item)
{
    return 90 + parts_string(item->id) + parts_string(item->label) + parts_string(item->marker) +
           names_size(&item->who);
}

size_t parts_words(const struct pl_words *words)
{
    size_t size = 30 + parts_string(words->id);
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        size += 30 + parts_string(run->t) + names_size(&run->ins) + names_size(&run->del) +
                names_size(&run->keep);
    }
    return size;
}

bool parts_ends(struct parts_cut *cut, const struct pl_item *item, size_t size)
{
    bool full = cut->size + size > PL_SPLIT_BYTES || (item->level == 1 && cut->size > ENOUGH);
    if (cut->items > 0 && full) {
        return true;
    }
    cut->size += size;
    cut->items++;
    return false;
}

/* The slot of an id, or the free one where it belongs. */
static const char **slot(struct parts_ids *set, const char *id)
{
    uint32_t hash = 2166136261u;
    for (const char *at = id; *at; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    }
    size_t index = hash % PARTS_SLOTS;
    while (set->slots[index] && strcmp(set->slots[index], id) != 0) {
        index = (index + 1) % PARTS_SLOTS;
    }
    return &set->slots[index];
}

bool parts_has(struct parts_ids *set, const char *id)
{
    return *slot(set, id) != NULL;
}

void parts_put(struct parts_ids *set, const char *id)
{
    *slot(set, id) = id;
}

void parts_take_id(struct parts_ids *set, const char *wish, char out[PARTS_ID])
{
    snprintf(out, PARTS_ID, "%s", wish);
    for (unsigned n = 2; parts_has(set, out); n++) {
        char tail[12];
        int length = snprintf(tail, sizeof tail, "-%u", n);
        snprintf(out, PARTS_ID, "%.*s%s", PL_ID_MAX - length, wish, tail);
    }
    parts_put(set, out);
}
