/* What stands before the words of a line: a bullet, a number, a letter, a roman
 * numeral, "OP2 bis", "Article 3", in the scripts of the six UN languages.
 * Whether it is meant as a marker is for blocks.c to judge.
 */
#ifndef DESK_MARKER_H
#define DESK_MARKER_H

#include "chars.h"

enum marker_kind {
    MARKER_NONE,
    MARKER_BULLET,
    MARKER_NUMBER,
    MARKER_DECIMAL, /* 1.2, 1.2.3 */
    MARKER_LETTER,  /* also those that could be roman numerals, until they are settled */
    MARKER_ROMAN,
    MARKER_PARAGRAPH, /* PP2 bis, OP4: names itself */
    MARKER_HEADING,   /* Article 3, Part II */
};

/* Markers of one list have the same kind and shape. */
struct marker {
    enum marker_kind kind;
    uint32_t shape;   /* its punctuation, script and case; a bullet's own character */
    unsigned number;  /* place in its series; of a decimal the last part */
    unsigned roman;   /* the same letters as a roman numeral; 0: they are none */
    unsigned first;   /* of a decimal the first part */
    bool enclosed;    /* (a) */
    bool again;       /* bis, ter, alt: the number repeats */
    struct span core; /* "a", "2 bis", "OP2 alt" */
    struct span text; /* as in the source, "(a)" */
    size_t taken;     /* bytes up to the words */
};

/* `text` has no blank at its start. `tabbed`: its first word is followed by a tab. */
bool marker_read(struct span text, bool tabbed, struct marker *marker_out);

bool marker_same_list(const struct marker *a, const struct marker *b);
bool marker_is_ordinal(const struct marker *marker); /* has a place in a series */

#endif
