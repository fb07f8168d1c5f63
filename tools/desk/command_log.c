/* The sitting's record: as a desk of this machine kept it, or as it goes. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "log.h"
#include "log_text.h"
#include "session/clock.h"
#include "visit.h"

enum { DAY = sizeof "2026-11-24" - 1, DAYS_TOLD = 5 };
enum { LOOK_MS = 60000 };

static bool is_day(const char *word)
{
    static const char form[] = "dddd-dd-dd";
    size_t at = 0;
    while (form[at] && (form[at] == 'd' ? word[at] >= '0' && word[at] <= '9' : word[at] == '-')) {
        at++;
    }
    return at == DAY && word[at] == '\0';
}

/* ---- which days there are ---- */

static int is_log(const struct dirent *entry)
{
    char day[DAY + 1];
    snprintf(day, sizeof day, "%s", entry->d_name);
    return is_day(day) && strcmp(entry->d_name + DAY, ".csv") == 0;
}

/* The last day of which there is a record, or the one that is asked for. False after saying why
 * not. */
static bool choose_day(const char *broker, const char *room, const char *wanted, char day_out[])
{
    char folder[LOG_PATH];
    char told[DAYS_TOLD * (DAY + 2) + 64] = "";
    struct dirent **list = NULL;
    if (!log_path(broker, room, "", folder)) {
        command_fail("neither XDG_STATE_HOME nor HOME is set: no record is kept");
        return false;
    }
    int count = scandir(folder, &list, is_log, alphasort);
    bool found = false;
    for (int i = 0; i < count; i++) {
        if (!wanted || strncmp(list[i]->d_name, wanted, DAY) == 0) {
            snprintf(day_out, DAY + 1, "%s", list[i]->d_name);
            found = true;
        }
        if (count - i <= DAYS_TOLD) {
            size_t used = strlen(told);
            snprintf(told + used, sizeof told - used, "%s%.*s", used > 0 ? ", " : "", DAY,
                     list[i]->d_name);
        }
        free(list[i]);
    }
    free(list);
    if (!found && count > 0) {
        command_fail("no record of %s; the last are of %s", wanted, told);
    } else if (!found) {
        command_fail("no record of room \"%s\" at %s on this machine; a desk keeps one while it "
                     "runs, and so does plenary log --follow",
                     room, broker);
    }
    return found;
}

/* ---- a day's record ---- */

static size_t take_apart(char *text, struct record_line *lines)
{
    size_t count = 0;
    for (char *at = text; *at;) {
        bool read = false;
        at = record_csv_read(at, &lines[count], &read);
        count += read;
    }
    return count;
}

/* Of the same second, in the order in which they stand; what was learned late goes to its time. */
static int compare_times(const void *left, const void *right)
{
    const struct record_line *a = left;
    const struct record_line *b = right;
    int order = strcmp(a->time, b->time);
    return order != 0 ? order : (a->row.id > b->row.id) - (a->row.id < b->row.id);
}

static int print_text(const char *broker, const char *room, const char *day, char *text)
{
    size_t newlines = 1;
    for (const char *at = text; *at; at++) {
        newlines += *at == '\n';
    }
    struct record_line *lines = calloc(newlines + 1, sizeof *lines);
    if (!lines) {
        return command_fail("out of memory");
    }
    size_t count = take_apart(text, lines);
    qsort(lines, count, sizeof *lines, compare_times);
    printf("Record of room %s at %s, %s\n\n", room, broker, day);
    bool good = log_text_print(lines, count, stdout);
    free(lines);
    return good ? COMMAND_OK : command_fail("out of memory");
}

/* Each row written anew, for older files have cells that a spreadsheet would run; what is no row
 * (the header, one of a later version) as it stands. */
static int print_csv(char *text)
{
    char *raw = strdup(text);
    for (char *at = text; raw && *at;) {
        struct record_line line;
        bool read = false;
        size_t from = (size_t)(at - text);
        at = record_csv_read(at, &line, &read);
        char *anew = read ? record_csv_line(line.time, &line.row) : NULL;
        if (anew) {
            fputs(anew, stdout);
        } else {
            fwrite(raw + from, 1, (size_t)(at - text) - from, stdout);
        }
        free(anew);
    }
    free(raw);
    return raw ? COMMAND_OK : command_fail("out of memory");
}

static int print_day(const struct call *call, const char *broker, bool csv)
{
    const char *room = config_get(call->config, "room");
    char day[DAY + 1] = "";
    char path[LOG_PATH];
    if (!choose_day(broker, room, command_value(call, "day"), day)) {
        return COMMAND_FAILED;
    }
    char *text = log_path(broker, room, day, path) ? log_read(path) : NULL;
    if (!text) {
        return command_fail("%s: %s", path, strerror(errno));
    }
    int status = COMMAND_OK;
    if (csv) {
        status = print_csv(text);
    } else {
        status = print_text(broker, room, day, text);
    }
    free(text);
    return status;
}

/* ---- as it goes ---- */

static void tell_csv(void *context, const struct record_line *line)
{
    (void)context;
    char *text = record_csv_line(line->time, &line->row);
    fputs(text ? text : "", stdout);
    free(text);
}

static void tell_text(void *context, const struct record_line *line)
{
    (void)context;
    char *text = log_text_row(&line->row);
    printf("%.8s  %s\n", line->time + strlen("2026-11-24T"), text ? text : "");
    free(text);
}

static void look(struct log *log, struct visit *visit)
{
    char error[LOG_TEXT];
    struct pl_time now = visit_now();
    if (pl_room_changes(visit_room(visit)) &&
        !log_look(log, visit_room(visit), now, session_real_ms(now.wall_ms), error)) {
        command_fail("%s", error);
    }
}

static int follow(const struct call *call, bool csv)
{
    struct visit *visit = visit_open_reader(call);
    struct log *log = visit ? log_open(visit_broker(visit), visit_name(visit)) : NULL;
    if (!log) {
        visit_close(visit);
        return visit ? command_fail("out of memory") : COMMAND_FAILED;
    }
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    log_listen(log, csv ? tell_csv : tell_text, NULL);
    fputs(csv ? RECORD_CSV_HEADER : "", stdout);
    int wait_ms = call->timeout_ms;
    bool told = false;
    while (!ferror(stdout) && visit_wait(visit, wait_ms)) {
        look(log, visit);
        if (!told && !visit_connected(visit) && visit_trouble(visit)[0]) {
            command_fail("%s; trying again", visit_trouble(visit));
        }
        told = !visit_connected(visit) && visit_trouble(visit)[0];
        wait_ms = LOOK_MS;
    }
    int status = ferror(stdout) ? COMMAND_FAILED : COMMAND_OK;
    log_close(log);
    visit_close(visit);
    return status;
}

static int run_log(const struct call *call)
{
    const char *format = command_value(call, "format");
    const char *day = command_value(call, "day");
    bool csv = format && strcmp(format, "csv") == 0;
    char broker[VISIT_BROKER];
    char error[CONFIG_TEXT];
    if (format && !csv && strcmp(format, "text") != 0) {
        return command_misuse(call->command, "no format \"%.60s\"; there are csv and text", format);
    }
    if (day && !is_day(day)) {
        return command_misuse(call->command, "\"%.60s\" is no day; write it as 2026-11-24", day);
    }
    if (command_value(call, "follow")) {
        return day ? command_misuse(call->command, "--follow is of today: leave --day out")
                   : follow(call, csv);
    }
    return visit_address(call->config, broker, error) ? print_day(call, broker, csv)
                                                      : command_fail("%s", error);
}

const struct command command_log = {
    .name = "log",
    .usage = "[--day DATE] [--format csv|text] [--follow]",
    .summary = "the sitting's record: what was opened, agreed, said, and how long",
    .help =
        "Prints the record that a desk of this machine kept: which item was opened when, its\n"
        "status, changed words and who asked for them, who spoke how long, breaks. As text with\n"
        "what the day came to: items by status, speaking time by delegation and by group. As csv\n"
        "the rows themselves. Without --day the last day that there is.\n"
        "--follow keeps the record itself, without a desk, and prints it as it goes; it connects\n"
        "again for ever and changes nothing in the room. End it with Ctrl-C.",
    .example = "  plenary log --day 2026-11-24 --format csv >monday.csv",
    .run = run_log,
    .options = {COMMAND_OPTION("day", "DATE", "of this day, as 2026-11-24"),
                COMMAND_OPTION("format", "FORMAT", "csv or text"),
                COMMAND_OPTION("follow", NULL, "record and print as it goes")}};
