/* From lines to blocks: a heading, an item or a paragraph each, with its marker
 * taken off and its wrapped lines joined. What role a block plays is for plan.c.
 */
#ifndef DESK_BLOCKS_H
#define DESK_BLOCKS_H

#include "marker.h"
#include "source.h"

enum block_role {
    ROLE_ITEM,
    ROLE_TITLE,
    ROLE_SUBTITLE,
    ROLE_PREAMBLE,
    ROLE_HEADING,
    ROLE_NONE /* its words went into another block */
};

struct block {
    struct span text;     /* without the marker, lines joined */
    struct marker marker; /* kind MARKER_NONE: an unmarked paragraph */
    unsigned hash;        /* level of a Markdown heading; 0: none */
    size_t line;
    unsigned lines;
    unsigned indent; /* columns, of the marker and of the words */
    unsigned column;
    size_t points;
    bool gap;      /* a blank line stands before it */
    bool capitals; /* unmarked, and all its letters are capitals */
    enum block_role role;
    unsigned depth;     /* of a heading, from 0 */
    size_t first_piece; /* its first line among the pieces */
};

struct blocks {
    struct block *list;
    size_t count;
    const struct span *pieces; /* every line taken, in order */
};

bool blocks_read(struct job *job, const struct source *source, size_t from,
                 struct blocks *blocks_out);

#endif
