/* An item's words as the desk shows them: the text with signs for its marks and the names that ask,
 * readable without colour: {+inserted+ US}, {-deleted- Brazil, EU}, {-old- +new+ G77},
 * {=kept= retain Peru}, <one | another>. Square brackets are the text's own. Blanks stand outside
 * of the signs. Pure.
 */
#ifndef DESK_PROSE_H
#define DESK_PROSE_H

#include <stdbool.h>
#include <stddef.h>

#include "plenary/document.h"

enum prose_kind { PROSE_WORDS, PROSE_BLANK /* outside of the signs */, PROSE_SIGN, PROSE_NAMES };

struct prose_piece {
    size_t from, to; /* bytes of the text */
    enum prose_kind kind;
    size_t run;           /* index of the words' run */
    size_t point, points; /* words and blanks: from which code point of the item, how many */
};

struct prose { /* zero is an empty one */
    char *text;
    size_t bytes, space;
    struct prose_piece *pieces;
    size_t count, room;
};

bool prose_make(struct prose *prose_out, const struct pl_words *words); /* false: no memory */
void prose_finish(struct prose *prose);

/* Two neighbours are one replacement: the old deleted and the new inserted by the same names. */
bool prose_replaces(const struct pl_run *old, const struct pl_run *new);

/* The byte where the code point is shown; that behind the last one's is the text's end. */
size_t prose_byte_of(const struct prose *prose, size_t point);
/* The code point shown at a byte; of a sign or a name the next one. */
size_t prose_point_at(const struct prose *prose, size_t byte);

#endif
