#define _GNU_SOURCE
#include "log_text.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "describe.h"

/* ---- one row ---- */

static const char *kind_words(const char *kind)
{
    return strcmp(kind, "point-of-order") == 0 ? ", point of order"
           : strcmp(kind, "reply") == 0        ? ", right of reply"
                                               : "";
}

static void put_speaker(FILE *to, const struct record_row *row)
{
    fprintf(to, "%s%s%s%s", row->name, row->on_behalf[0] ? " for " : "", row->on_behalf,
            kind_words(row->kind));
}

static void put_turn(FILE *to, const struct record_row *row)
{
    char time[32];
    if (row->event == RECORD_FLOOR) {
        fputs("floor: ", to);
        put_speaker(to, row);
        return;
    }
    describe_seconds(row->seconds, time, sizeof time);
    put_speaker(to, row);
    fprintf(to, " spoke %s", time);
}

static void put_timer(FILE *to, const struct record_row *row)
{
    char time[32];
    fprintf(to, "timer %s", row->detail);
    if (row->seconds >= 0) {
        describe_seconds(row->seconds, time, sizeof time);
        fprintf(to, " (%s)", time);
    }
}

static void put_item(FILE *to, const struct record_row *row)
{
    fprintf(to, "%s  ", row->item);
    switch (row->event) {
    case RECORD_OPENED:
        fputs(row->detail, to);
        break;
    case RECORD_STATUS:
        fprintf(to, "is %s%s%s", row->detail, row->name[0] ? ", waiting for " : "", row->name);
        break;
    case RECORD_WORDS:
        fprintf(to, "reworded%s%s: %s", row->name[0] ? " for " : "", row->name, row->detail);
        break;
    case RECORD_ADDED:
        fprintf(to, "is new: %s", row->detail);
        break;
    case RECORD_MOVED:
        fprintf(to, "is moved %s", row->detail);
        break;
    default:
        fputs("is taken out", to);
        break;
    }
}

static void put_row(FILE *to, const struct record_row *row)
{
    switch (row->event) {
    case RECORD_TEXT:
        fprintf(to, "text: %s", row->detail);
        break;
    case RECORD_FLOOR:
    case RECORD_SPOKE:
        put_turn(to, row);
        break;
    case RECORD_LIST:
        fprintf(to, "the list of speakers is %s", row->detail);
        break;
    case RECORD_SCREEN:
        fprintf(to, "the walls show %s",
                strcmp(row->detail, "blank") == 0  ? "nothing"
                : strcmp(row->detail, "text") == 0 ? "the text"
                                                   : "the overview");
        break;
    case RECORD_NOTICE:
        fprintf(to, "%s%s", row->detail[0] ? "notice: " : "no notice", row->detail);
        break;
    case RECORD_TIMER:
        put_timer(to, row);
        break;
    case RECORD_WALL:
    case RECORD_DESK:
        fprintf(to, "%s %s is %s", record_event_name(row->event), row->name, row->detail);
        break;
    default:
        put_item(to, row);
        break;
    }
}

char *log_text_row(const struct record_row *row)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) {
        return NULL;
    }
    put_row(to, row);
    fclose(to);
    return text;
}

/* ---- what became of the items ---- */

/* The last row that says it, for each item that is still there. */
static bool is_last(const struct record_line *lines, size_t count, size_t at)
{
    for (size_t i = at + 1; i < count; i++) {
        enum record_event event = lines[i].row.event;
        bool same = strcmp(lines[i].row.id, lines[at].row.id) == 0;
        if (event == RECORD_TEXT || (same && (event == RECORD_STATUS || event == RECORD_REMOVED))) {
            return false;
        }
    }
    return true;
}

static void print_status(const struct record_line *lines, size_t count, enum pl_status status,
                         FILE *to)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record_row *row = &lines[i].row;
        enum pl_status said;
        if (row->event != RECORD_STATUS || !pl_status_parse(row->detail, &said) || said != status ||
            !is_last(lines, count, i)) {
            continue;
        }
        if (found++ == 0) {
            fprintf(to, "  %-18s  ", pl_status_name(status));
        }
        fprintf(to, "%s%s%s%s%s", found > 1 ? ", " : "", row->item, row->name[0] ? " (" : "",
                row->name, row->name[0] ? ")" : "");
    }
    if (found > 0) {
        fputc('\n', to);
    }
}

static bool has(const struct record_line *lines, size_t count, enum record_event event)
{
    for (size_t i = 0; i < count; i++) {
        if (lines[i].row.event == event) {
            return true;
        }
    }
    return false;
}

static void print_items(const struct record_line *lines, size_t count, FILE *to)
{
    fputs("\nItems whose status was set\n", to);
    if (!has(lines, count, RECORD_STATUS)) {
        fputs("  none\n", to);
    }
    for (enum pl_status status = PL_STATUS_OPEN; status < PL_STATUS_COUNT; status++) {
        print_status(lines, count, status, to);
    }
}

/* ---- who spoke how long ---- */

struct total {
    const char *name; /* as it was spelt first */
    char *fold;
    int64_t seconds;
    size_t turns;
};

static const char *speaker_of(const struct record_row *row, bool group)
{
    return group ? row->on_behalf : row->name;
}

/* The total of this name in whatever spelling, a new one where it has none; NULL without memory. */
static struct total *total_of(struct total *totals, size_t *count, const char *name)
{
    size_t at = 0;
    char *fold = utf8_fold(name);
    while (fold && at < *count && strcmp(totals[at].fold, fold) != 0) {
        at++;
    }
    if (!fold || at < *count) {
        free(fold);
        return fold ? &totals[at] : NULL;
    }
    totals[(*count)++] = (struct total){.name = name, .fold = fold};
    return &totals[at];
}

static size_t add_up(const struct record_line *lines, size_t count, bool group,
                     struct total *totals)
{
    size_t total_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct record_row *row = &lines[i].row;
        const char *name = speaker_of(row, group);
        bool counts = row->event == RECORD_SPOKE && name[0] != '\0';
        struct total *total = counts ? total_of(totals, &total_count, name) : NULL;
        if (total) {
            total->seconds += row->seconds;
            total->turns++;
        }
    }
    return total_count;
}

/* The longest first. */
static int compare(const void *left, const void *right)
{
    const struct total *a = left;
    const struct total *b = right;
    return a->seconds != b->seconds ? (a->seconds < b->seconds ? 1 : -1) : strcmp(a->name, b->name);
}

static void print_times(const char *title, const struct record_line *lines, size_t count,
                        bool group, struct total *totals, FILE *to)
{
    size_t total_count = add_up(lines, count, group, totals);
    qsort(totals, total_count, sizeof *totals, compare);
    if (total_count == 0 && group) {
        return;
    }
    fprintf(to, "\n%s\n%s", title, total_count == 0 ? "  nobody has spoken\n" : "");
    for (size_t i = 0; i < total_count; i++) {
        char time[32];
        describe_seconds(totals[i].seconds, time, sizeof time);
        fprintf(to, "  %8s  %s%s", time, totals[i].name, totals[i].turns > 1 ? "" : "\n");
        if (totals[i].turns > 1) {
            fprintf(to, " (%zu times)\n", totals[i].turns);
        }
        free(totals[i].fold);
    }
}

bool log_text_print(const struct record_line *lines, size_t count, FILE *to)
{
    struct total *totals = calloc(count + 1, sizeof *totals);
    if (!totals) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char *text = log_text_row(&lines[i].row);
        fprintf(to, "%.5s  %s\n", lines[i].time + strlen("2026-11-24T"), text ? text : "");
        free(text);
    }
    print_items(lines, count, to);
    print_times("Speaking time", lines, count, false, totals, to);
    print_times("On behalf of", lines, count, true, totals, to);
    free(totals);
    return true;
}
