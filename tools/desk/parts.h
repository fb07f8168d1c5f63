/* What every text needs on its way to a room: where a long section is cut, by the size that its
 * items take in the feed, and ids that stand for one thing only.
 */
#ifndef DESK_PARTS_H
#define DESK_PARTS_H

#include "plenary/document.h"

enum { PARTS_ID = PL_ID_MAX + 1, PARTS_SLOTS = 4 * PL_ITEMS_MAX };

/* Bytes in the feed, near enough: a string, an item's entry, its words in a language. */
size_t parts_string(const char *s);
size_t parts_entry(const struct pl_item *item);
size_t parts_words(const struct pl_words *words);

/* A part of a section that grows; `size` begins with what stands before its items. */
struct parts_cut {
    size_t size;
    size_t items;
};
/* Does the part end before this item, which takes `size`? A part ends near PL_SPLIT_BYTES, if
 * possible before an item that stands directly below its section; else the item joins it. */
bool parts_ends(struct parts_cut *cut, const struct pl_item *item, size_t size);

/* A set of ids, zeroed; at most a quarter full. It lends what is put in. */
struct parts_ids {
    const char *slots[PARTS_SLOTS];
};
bool parts_has(struct parts_ids *set, const char *id);
void parts_put(struct parts_ids *set, const char *id);
/* `wish`, or with a number behind where that is taken; into out, and into the set. */
void parts_take_id(struct parts_ids *set, const char *wish, char out[PARTS_ID]);

#endif
