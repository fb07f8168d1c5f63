/* The sitting's record for people: a line a row, and what the day came to. */
#ifndef DESK_LOG_TEXT_H
#define DESK_LOG_TEXT_H

#include <stdio.h>

#include "record_csv.h"

/* "c.4  agreed"; malloc'd, NULL without memory. */
char *log_text_row(const struct record_row *row);

/* The protocol of one day: its rows in order, the items by what became of them, speaking time by
 * delegation and by those they spoke for. False without memory. */
bool log_text_print(const struct record_line *lines, size_t count, FILE *to);

#endif
