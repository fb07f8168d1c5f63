/* What a text has in common as Markdown, as plain text and as a tree for a word processor. */
#ifndef DESK_MEMO_PARTS_H
#define DESK_MEMO_PARTS_H

#include "memo.h"

enum { MEMO_MARKER = 2 * PL_LABEL_MAX + 4 };

/* Bullets are Markdown's; numbers and letters as they stand in the source; "OP4" where that is
 * what names the item and the section alike. An item that came in the room has none in the source:
 * it is written like its neighbour, "4 bis." behind "4.". */
void memo_marker(const struct memo *memo, const struct pl_section *section,
                 const struct pl_items *items, size_t index, char out[MEMO_MARKER]);

/* Of "II.A": where a section before is "II", the share that is its own, one level deeper. */
const char *memo_own_label(const struct pl_document *document, size_t index, unsigned *level_out);

/* What stands before the first heading, or a part that goes on, has none. */
bool memo_is_silent(const struct pl_section *section, const struct pl_text *text);

/* "[Deleted]" and nothing else: the words say what has become of the item. */
bool memo_is_status_alone(const struct pl_item *item, const struct pl_words *words);

#endif
