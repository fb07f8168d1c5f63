#include "record_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 11, TIME_LEAST = sizeof "2026-11-24T10:42:07+01:00" - 1 };

/* ---- writing ---- */

/* A spreadsheet runs a cell that begins so; full-width signs count as the others, and so does what
 * is left when it has cut blanks off. */
static bool is_run(const char *text)
{
    static const char *const signs[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                        "\n", "＝", "＋", "－", "＠"};
    text += strspn(text, " ");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (strncmp(text, signs[i], strlen(signs[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Such a cell has an apostrophe before it in the file; so has one that would be read as that. */
static bool is_guarded(const char *text)
{
    return is_run(text + strspn(text, "'"));
}

static size_t quoted_size(const char *text)
{
    size_t size = 4; /* an apostrophe, quotes, and what stands behind */
    for (; *text; text++) {
        size += *text == '"' ? 2 : 1;
    }
    return size;
}

static char *put_field(char *to, const char *text, char behind)
{
    bool quote = strpbrk(text, ",;\t\"\r\n") != NULL; /* ; and TAB part cells somewhere */
    if (quote) {
        *to++ = '"';
    }
    if (is_guarded(text)) {
        *to++ = '\'';
    }
    for (; *text; text++) {
        if (*text == '"') {
            *to++ = '"';
        }
        *to++ = *text;
    }
    if (quote) {
        *to++ = '"';
    }
    *to++ = behind;
    return to;
}

char *record_csv_line(const char *time, const struct record_row *row)
{
    char seconds[24] = "";
    if (row->seconds >= 0) {
        snprintf(seconds, sizeof seconds, "%lld", (long long)row->seconds);
    }
    const char *fields[COLUMNS] = {time,      record_event_name(row->event),
                                   row->item, row->detail,
                                   row->name, row->on_behalf,
                                   row->kind, seconds,
                                   row->desk, row->id,
                                   row->stamp};
    size_t size = 2;
    for (size_t i = 0; i < COLUMNS; i++) {
        size += quoted_size(fields[i]);
    }
    char *line = malloc(size);
    char *to = line;
    for (size_t i = 0; line && i < COLUMNS; i++) {
        to = put_field(to, fields[i], i + 1 < COLUMNS ? ',' : '\r');
    }
    if (line) {
        *to++ = '\n';
        *to = '\0';
    }
    return line;
}

/* ---- reading ---- */

/* One field, unquoted where it stands; *at is behind what ended it. Returns that: ',', '\n', or
 * '\0' where the text ends. */
static char read_field(char **at, char **field_out)
{
    char *from = *at;
    char *to = from;
    bool quoted = *from == '"';
    *field_out = to;
    from += quoted;
    while (*from && (quoted || (*from != ',' && *from != '\n' && *from != '\r'))) {
        if (quoted && *from == '"') {
            from++;
            quoted = *from == '"'; /* two are one that is meant */
            if (!quoted) {
                continue;
            }
        }
        *to++ = *from++;
    }
    from += *from == '\r' && from[1] == '\n';
    char end = quoted ? '\0' : *from; /* a quote that never ends: cut off */
    *at = *from ? from + 1 : from;
    *to = '\0';
    *field_out += **field_out == '\'' && is_guarded(*field_out);
    return end;
}

static bool take_row(char *const fields[COLUMNS], struct record_line *line_out)
{
    enum record_event event;
    if (!record_event_parse(fields[1], &event) || strlen(fields[0]) < TIME_LEAST) {
        return false;
    }
    *line_out =
        (struct record_line){.time = fields[0],
                             .row = {.event = event,
                                     .item = fields[2],
                                     .detail = fields[3],
                                     .name = fields[4],
                                     .on_behalf = fields[5],
                                     .kind = fields[6],
                                     .seconds = fields[7][0] ? strtoll(fields[7], NULL, 10) : -1,
                                     .desk = fields[8],
                                     .id = fields[9],
                                     .stamp = fields[10]}};
    return true;
}

char *record_csv_read(char *at, struct record_line *line_out, bool *read_out)
{
    char *fields[COLUMNS] = {NULL};
    size_t count = 0;
    char end = ',';
    while (end == ',') {
        char *field = NULL;
        end = read_field(&at, &field);
        if (count < COLUMNS) {
            fields[count] = field;
        }
        count++;
    }
    *read_out = count == COLUMNS && end == '\n' && take_row(fields, line_out);
    return at;
}
