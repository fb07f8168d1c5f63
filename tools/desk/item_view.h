/* The selected item laid out for the middle pane: its words with their marks, in lines. Made anew
 * for each picture and each step of the selection; nothing is kept.
 */
#ifndef DESK_ITEM_VIEW_H
#define DESK_ITEM_VIEW_H

#include "desk_parts.h"
#include "prose.h"

enum { ITEM_MARGIN = 1 };

struct item_view {
    const struct pl_words *words;
    struct prose prose;
    struct screen_line *lines;
    size_t line_count;
};

/* False: nothing is selected, it has no words, or there is no memory. */
bool item_view_open(const struct desk *desk, struct item_view *view_out);
void item_view_close(struct item_view *view);

size_t item_view_line_of(const struct item_view *view, size_t point);
int item_view_column_of(const struct item_view *view, size_t point);
/* The code point shown in a column of a line: the nearest. */
size_t item_view_point_at(const struct item_view *view, size_t line, int column);

#endif
