#define _GNU_SOURCE
#include "roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "plenary/wire.h"

enum { FIELDS = 4 };

static const char *const field_names[FIELDS] = {"user", "name", "group", "class"};

struct roster {
    struct roster_entry *entries;
    size_t *lines; /* where each stands, for complaints */
    char **folds;  /* of the names, to compare */
    size_t count;
    char *texts; /* all of theirs */
    size_t used;
};

/* What is being read: one line, and where to complain. */
struct reading {
    struct roster *roster;
    size_t line;
    char *error;
};

static bool wrong(const struct reading *reading, const char *what, const char *which,
                  const char *advice)
{
    snprintf(reading->error, ROSTER_TEXT, "line %zu: %s%s%.60s%s; %s", reading->line, what,
             which ? " \"" : "", which ? which : "", which ? "\"" : "", advice);
    return false;
}

/* ---- fields ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* One field of a line up to the comma behind it, or the end. In quotes it may hold commas, and a
 * quote as two. Cut out in place, `at` is moved behind the comma; NULL: a quote has no end. */
static char *cut_field(char **at, char *end, bool *more_out)
{
    char *from = *at;
    while (from < end && is_blank(*from)) {
        from++;
    }
    bool quoted = from < end && *from == '"';
    char *to = from;
    char *in = quoted ? from + 1 : from;
    bool closed = !quoted;
    while (in < end && !(closed && *in == ',')) {
        if (quoted && !closed && *in == '"' && !(in + 1 < end && in[1] == '"')) {
            closed = true;
            in++;
            continue;
        }
        in += quoted && !closed && *in == '"';
        *to++ = *in++;
    }
    *more_out = in < end;
    *at = in < end ? in + 1 : end;
    while (to > from && is_blank(to[-1])) {
        to--;
    }
    *to = '\0';
    return closed ? from : NULL;
}

/* Text of the feed; into the roster's own. */
static const char *keep(const struct reading *reading, const char *field, size_t which)
{
    char *clean = NULL;
    uint32_t hidden = 0;
    enum pl_error error = pl_wire_clean_text(field, strlen(field), &clean);
    if (error == PL_OK) {
        error = pl_wire_check_name(clean, strlen(clean), &hidden);
    }
    const char *kept = NULL;
    if (error == PL_ERROR_LIMIT) {
        wrong(reading, "too long:", clean, "at most 60 characters");
    } else if (which == 1 && error == PL_OK && !*clean) {
        wrong(reading, "no name", NULL, "a line is: user, name, group, class");
    } else if (hidden) {
        snprintf(reading->error, ROSTER_TEXT,
                 "line %zu: the %s has a character that nobody sees, U+%04X; type it anew",
                 reading->line, field_names[which], hidden);
    } else if (error != PL_OK) {
        snprintf(reading->error, ROSTER_TEXT, "line %zu: the %s %s", reading->line,
                 field_names[which], pl_error_text(error));
    } else {
        struct roster *roster = reading->roster;
        size_t size = strlen(clean) + 1;
        kept = memcpy(roster->texts + roster->used, clean, size);
        roster->used += size;
    }
    free(clean);
    return kept;
}

/* ---- lines ---- */

static bool same_letters(const char *a, const char *b)
{
    size_t i = 0;
    for (; a[i] && b[i]; i++) {
        char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
        char y = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];
        if (x != y) {
            return false;
        }
    }
    return a[i] == b[i];
}

/* As a table's first line names its columns. */
static bool is_heading(char *const fields[FIELDS])
{
    return same_letters(fields[0], field_names[0]) && same_letters(fields[1], field_names[1]);
}

static bool check_fields(const struct reading *reading, char *const fields[FIELDS])
{
    const struct roster *roster = reading->roster;
    if (*fields[0] && !pl_wire_is_user(fields[0])) {
        return wrong(reading, "not a user:", fields[0], "it has no '/', '+' or '#'");
    }
    const struct roster_entry *first = *fields[0] ? roster_by_user(roster, fields[0]) : NULL;
    if (first) {
        char advice[64];
        snprintf(advice, sizeof advice, "the user stands in line %zu already",
                 roster->lines[first - roster->entries]);
        return wrong(reading, "a second", fields[0], advice);
    }
    if (roster->count == ROSTER_MAX) {
        return wrong(reading, "too many", NULL, "at most 2048 people fit");
    }
    return true;
}

static bool take_fields(const struct reading *reading, char *const fields[FIELDS])
{
    struct roster *roster = reading->roster;
    const char *kept[FIELDS];
    if (!check_fields(reading, fields)) {
        return false;
    }
    for (size_t i = 0; i < FIELDS; i++) {
        kept[i] = keep(reading, fields[i], i);
        if (!kept[i]) {
            return false;
        }
    }
    roster->folds[roster->count] = utf8_fold(kept[1]);
    if (!roster->folds[roster->count]) {
        return wrong(reading, "out of memory", NULL, "close what else runs");
    }
    roster->lines[roster->count] = reading->line;
    roster->entries[roster->count++] = (struct roster_entry){
        .user = kept[0], .name = kept[1], .group = kept[2], .class_name = kept[3]};
    return true;
}

static bool take_line(const struct reading *reading, char *line, char *end)
{
    char empty[1] = "";
    char *fields[FIELDS] = {empty, empty, empty, empty};
    char *at = line + strspn(line, " \t\r");
    bool more = true;
    if (at == end || *at == '#') {
        return true;
    }
    for (size_t i = 0; more; i++) {
        char *field = cut_field(&at, end, &more);
        if (!field) {
            return wrong(reading, "a quotation mark without its end", NULL, "write \"…\"");
        }
        if (i >= FIELDS && *field) {
            return wrong(reading, "too much:", field,
                         "a line is: user, name, group, class; put \"…\" round a name with a "
                         "comma");
        }
        if (i < FIELDS) {
            fields[i] = field;
        }
    }
    return (reading->roster->count == 0 && is_heading(fields)) || take_fields(reading, fields);
}

static bool take_all(struct roster *roster, char *text, char *error)
{
    struct reading reading = {.roster = roster, .error = error};
    char *line = strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
    while (*line) {
        char *end = line + strcspn(line, "\n");
        char *next = *end ? end + 1 : end;
        *end = '\0';
        reading.line++;
        if (!take_line(&reading, line, end)) {
            return false;
        }
        line = next;
    }
    return true;
}

/* Composing can make a text longer, at most three times; and each has its end. */
static bool make_space(struct roster *roster, size_t size)
{
    roster->entries = calloc(ROSTER_MAX, sizeof *roster->entries);
    roster->lines = calloc(ROSTER_MAX, sizeof *roster->lines);
    roster->folds = calloc(ROSTER_MAX, sizeof *roster->folds);
    roster->texts = malloc(3 * size + (size_t)ROSTER_MAX * FIELDS);
    return roster->entries && roster->lines && roster->folds && roster->texts;
}

struct roster *roster_read(const char *bytes, size_t size, char error[ROSTER_TEXT])
{
    struct roster *roster = calloc(1, sizeof *roster);
    char *text = strndup(size > 0 ? bytes : "", size);
    bool good = false;
    snprintf(error, ROSTER_TEXT, "out of memory");
    if (size > 0 && memchr(bytes, '\0', size)) {
        snprintf(error, ROSTER_TEXT, "not a text file");
    } else if (roster && text && make_space(roster, size)) {
        good = take_all(roster, text, error);
    }
    free(text);
    if (!good) {
        roster_destroy(roster);
        return NULL;
    }
    return roster;
}

void roster_destroy(struct roster *roster)
{
    if (roster) {
        for (size_t i = 0; i < roster->count; i++) {
            free(roster->folds[i]);
        }
        free(roster->folds);
        free(roster->entries);
        free(roster->lines);
        free(roster->texts);
        free(roster);
    }
}

/* ---- asking ---- */

const struct roster_entry *roster_by_user(const struct roster *roster, const char *user)
{
    for (size_t i = 0; user && *user && i < roster_count(roster); i++) {
        if (strcmp(roster->entries[i].user, user) == 0) {
            return &roster->entries[i];
        }
    }
    return NULL;
}

const struct roster_entry *roster_by_name(const struct roster *roster, const char *name)
{
    char *fold = name && roster_count(roster) > 0 ? utf8_fold(name) : NULL;
    const struct roster_entry *found = NULL;
    for (size_t i = 0; fold && !found && i < roster->count; i++) {
        found = strcmp(roster->folds[i], fold) == 0 ? &roster->entries[i] : NULL;
    }
    free(fold);
    return found;
}

const char *roster_group(const struct roster *roster, const char *group)
{
    const char *last = "";
    for (size_t i = 0; i < roster_count(roster); i++) {
        const char *each = roster->entries[i].group;
        if (*each && strcmp(each, last) != 0 && utf8_same_name(each, group)) {
            return each;
        }
        last = each;
    }
    return NULL;
}

size_t roster_count(const struct roster *roster)
{
    return roster ? roster->count : 0;
}

const struct roster_entry *roster_entry(const struct roster *roster, size_t index)
{
    return index < roster_count(roster) ? &roster->entries[index] : NULL;
}

const char *roster_fold(const struct roster *roster, size_t index)
{
    return index < roster_count(roster) ? roster->folds[index] : NULL;
}
