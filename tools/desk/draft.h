/* The outline under construction: sections with their items in order, who stands
 * below whom, and then their labels and ids.
 */
#ifndef DESK_DRAFT_H
#define DESK_DRAFT_H

#include "marks.h"
#include "plan.h"

/* What is known of those that stand directly below one item or section. */
struct family {
    size_t count;
    size_t unnumbered; /* bullets and paragraphs */
    size_t ordinals;
    bool alike;                     /* all ordinals the same: "1. 1. 1.", as Markdown allows */
    unsigned number;                /* of the first ordinal */
    size_t given, given_unnumbered; /* labels given out so far */
};

struct node {
    const struct block *block;
    struct node *parent; /* NULL: directly below the section */
    size_t section;
    unsigned level;
    struct family family;
    const char *label, *id;
};

struct part {                    /* a section */
    const struct block *heading; /* NULL: the source has none here */
    const char *prefix;          /* "PP", "OP" without a heading; NULL */
    size_t first, count;         /* its nodes */
    size_t line;
    unsigned depth;
    struct family family;
    const char *label, *id;
};

struct draft {
    struct node *nodes;
    size_t node_count;
    struct part *parts;
    size_t part_count;
    bool numbered_through; /* paragraph numbers run through all sections */
};

bool draft_read(struct job *job, const struct blocks *blocks, const struct plan *plan,
                struct draft *draft_out);

/* Labels and ids, each once. */
bool draft_label(struct job *job, struct draft *draft);

#endif
