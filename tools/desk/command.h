/* One command of the tool: a name, how it is called, and the function that does it. All of them
 * stand in one table (command_table). A function gets the words and options that stood on the
 * line, says on stderr what went wrong, and returns the exit status.
 */
#ifndef DESK_COMMAND_H
#define DESK_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"

/* LAGS: the change is in the room, and a wall that is there does not show it. */
enum { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_USAGE = 2, COMMAND_LAGS = 3 };
enum { COMMAND_OPTIONS_MAX = 12, COMMAND_WORDS_MAX = 512 };

/* An option in a command's list; an argument of NULL makes it a switch. */
#define COMMAND_OPTION(name, argument, help) {name, argument, help, NULL, 0}

struct call;
struct intent_span;

struct command {
    const char *name;    /* one word or two: "speaker add" */
    const char *usage;   /* what follows the name; "" for nothing */
    const char *summary; /* half a line, for the list */
    const char *help;    /* one paragraph or more */
    const char *example; /* lines that can be typed */
    size_t least, most;  /* words that must, and may, follow */
    int (*run)(const struct call *call);
    struct config_option options[COMMAND_OPTIONS_MAX]; /* up to the first without a name */
};

/* A command as it was called. Everything is lent by the command line. */
struct call {
    const struct command *command;
    const struct config *config;
    int timeout_ms;
    const char *values[COMMAND_OPTIONS_MAX]; /* as in command->options; NULL: not given */
    const char *words[COMMAND_WORDS_MAX];
    size_t word_count;
};

extern const struct command *const command_table[]; /* ends with NULL */

/* The value of an option of this command ("" for a switch that is given), NULL where absent. */
const char *command_value(const struct call *call, const char *option);

/* All words with one blank between, cleaned as text of the feed, of at most max_bytes and
 * max_points. malloc'd; NULL after saying why not, naming it `what`. */
char *command_text(const char *what, const char *const *words, size_t count, size_t max_bytes,
                   size_t max_points);

/* The same for a name, in which nothing may be hidden. */
char *command_name(const char *what, const char *const *words, size_t count);

/* Where `words` stand in the text of item `label`, as they are typed or else loosely: the nth, or,
 * where nth is 0, the only one. False after saying why not. */
bool command_find(const char *text, const char *label, const char *words, size_t nth,
                  struct intent_span *span_out);

/* "plenary: …" on stderr, one line; returns COMMAND_FAILED, COMMAND_USAGE. */
int command_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
int command_misuse(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The whole program: finds the command, reads its options, runs it. */
int command_main(int argc, char **argv);

#endif
