/* Series of markers: a, b, c; i, ii, iii; 1, 2, 3. They tell whether "2015." is
 * a number of the list or of the sentence, and whether "c." is a letter or a
 * hundred.
 */
#ifndef DESK_SERIES_H
#define DESK_SERIES_H

#include "blocks.h"

enum { SERIES_COUNT = 32 };

struct series {
    enum marker_kind kind; /* MARKER_NONE: free */
    uint32_t shape;
    unsigned number, roman, first;
    unsigned indent; /* where it was met last */
};

struct series_table {
    struct series list[SERIES_COUNT];
    unsigned next; /* the one to be given up when all are taken */
};

void series_note(struct series_table *table, const struct marker *marker, unsigned indent);
bool series_goes_on(const struct series_table *table, const struct marker *marker);

/* Its series, if there is one, is at another indentation. */
bool series_is_elsewhere(const struct series_table *table, const struct marker *marker,
                         unsigned indent);
bool series_starts(const struct series_table *table, const struct marker *marker);

/* Later than the last of its series, or any where the series does not matter. */
bool series_is_later(const struct series_table *table, const struct marker *marker);

/* Letters that could be romans become one or the other. */
bool series_settle(struct job *job, struct blocks *blocks);

#endif
