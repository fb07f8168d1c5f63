/* What a room gets to read: "75 inch, 10 m: 7 lines of 39 letters; 29 of this document's 38 items
 * on one page; for all of them, 98 inch or 7.5 m". Counted by laying the document out as the wall
 * would at the floor, without speakers. Pure.
 */
#ifndef DISPLAY_PROMISE_H
#define DISPLAY_PROMISE_H

#include "display/text.h"
#include "plenary/room.h"

enum { PROMISE_BYTES = 512 };

/* The wall; metres and inches 0 where not given. */
struct promise_wall {
    int width_px, height_px;
    double metres, inches;
    const char *lang;          /* NULL: the original */
    const struct theme *theme; /* its margins; NULL: none */
    const char *second;        /* of a bilingual wall; NULL: one language */
};

struct promise {
    bool kept;          /* false: the room is too deep for this screen */
    int lines, letters; /* between the rules, the label's line among them */
    size_t items, one_page;
    /* What would hold every item on one page; 0: nothing up to 110 inches, down to half a metre,
     * or (metres and inches not given) screen heights. */
    double all_inches, all_metres, all_heights;
};

/* `room` may be NULL, or hold no document. False without memory. */
bool promise_of(struct text *text, const struct promise_wall *wall, const struct pl_room *room,
                struct promise *promise_out);
void promise_text(const struct promise *promise, const struct promise_wall *wall,
                  char out[PROMISE_BYTES]);

#endif
