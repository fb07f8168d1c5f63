/* A row of the record as a line of CSV (RFC 4180), and back. A cell that a spreadsheet would run as
 * a formula has an apostrophe before it, which reading takes away. The time is text, with the
 * offset of the room's zone: a record reads the same wherever it is read. Pure.
 */
#ifndef DESK_RECORD_CSV_H
#define DESK_RECORD_CSV_H

#include "record.h"

#define RECORD_CSV_HEADER "time,event,item,detail,name,on_behalf,kind,seconds,desk,id,stamp\r\n"

/* With its CRLF; malloc'd, NULL without memory. */
char *record_csv_line(const char *time, const struct record_row *row);

struct record_line {
    const char *time; /* "2026-11-24T10:42:07+01:00" */
    struct record_row row;
};

/* The line that begins at `at`, of text that ends with a NUL; takes it to pieces where it stands
 * and lends them. Returns where the next begins. False in read_out: it is no row (the header, a
 * line that was cut off). */
char *record_csv_read(char *at, struct record_line *line_out, bool *read_out);

#endif
