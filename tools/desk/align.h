/* Binds another language version, read as a draft, to the items of the text in a room: the same
 * sections and items by order and level. The result lends strings of both and must go before
 * either changes.
 */
#ifndef DESK_ALIGN_H
#define DESK_ALIGN_H

#include "import.h"
#include "plenary/room.h"

struct align {
    struct pl_front front; /* the title is the original's where the draft has none */
    struct pl_text *texts; /* one a section of the room's document, in its order */
    struct pl_words *words;
};

/* The first place where the two part. */
struct align_failure {
    size_t line; /* of the draft, from 1; 0: the whole */
    char text[200];
};

/* False with failure_out filled, and nothing to free. The room has a document. */
bool align_init(struct align *align, const struct import_doc *doc, const struct pl_room *room,
                struct align_failure *failure_out);
void align_finish(struct align *align);

#endif
