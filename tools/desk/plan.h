/* What each block is: title, subtitle, preamble, heading or item. Headings are
 * those with #; without them the outermost markers that stand before other
 * things, as headings do, and lines in capitals.
 */
#ifndef DESK_PLAN_H
#define DESK_PLAN_H

#include "blocks.h"
#include "front.h"

struct plan {
    struct span title, subtitle;
    size_t title_line;
    /* Unnumbered paragraphs before numbered ones, each ending in a comma: a resolution's
     * preambular paragraphs are items; they carry from <= index < to. */
    size_t preambular_from, preambular_to;
};

void plan_roles(const struct front *front, struct blocks *blocks, struct plan *plan_out);

#endif
