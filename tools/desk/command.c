#define _GNU_SOURCE
#include "command.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "intent.h"
#include "plenary/wire.h"
#include "session/say.h"
#include "visit.h"

const struct command *const command_table[] = {&command_desk,
                                               &command_outline,
                                               &command_load,
                                               &command_export,
                                               &command_next,
                                               &command_prev,
                                               &command_goto,
                                               &command_highlight,
                                               &command_screen,
                                               &command_view,
                                               &command_amend,
                                               &command_bracket,
                                               &command_unbracket,
                                               &command_accept,
                                               &command_reject,
                                               &command_status,
                                               &command_insert,
                                               &command_move,
                                               &command_remove,
                                               &command_undo,
                                               &command_speaker_add,
                                               &command_speaker_next,
                                               &command_speaker_done,
                                               &command_speaker_remove,
                                               &command_speaker_list,
                                               &command_speaker_open,
                                               &command_speaker_close,
                                               &command_speaker_limit,
                                               &command_speaker_order,
                                               &command_speaker_pause,
                                               &command_speaker_resume,
                                               &command_speaker_take,
                                               &command_speaker_decline,
                                               &command_notice,
                                               &command_timer_start,
                                               &command_timer_pause,
                                               &command_timer_resume,
                                               &command_timer_stop,
                                               &command_caption,
                                               &command_show,
                                               &command_watch,
                                               &command_displays,
                                               &command_log,
                                               &command_room_list,
                                               &command_room_mend,
                                               &command_room_reset,
                                               &command_completion,
                                               NULL};

/* ---- for the commands ---- */

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
    fflush(stdout);
    fputs("plenary: ", stderr);
    say_list(stderr, format, args);
}

int command_fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    fputc('\n', stderr);
    return COMMAND_FAILED;
}

int command_misuse(const struct command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(format, args);
    va_end(args);
    if (command) {
        fprintf(stderr, " (usage: plenary %s%s%s; see plenary %s --help)\n", command->name,
                command->usage[0] ? " " : "", command->usage, command->name);
    } else {
        fputs(" (see plenary --help)\n", stderr);
    }
    return COMMAND_USAGE;
}

const char *command_value(const struct call *call, const char *option)
{
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && call->command->options[i].name; i++) {
        if (strcmp(call->command->options[i].name, option) == 0) {
            return call->values[i];
        }
    }
    return NULL;
}

static char *join(const char *const *words, size_t count)
{
    size_t size = 1;
    for (size_t i = 0; i < count; i++) {
        size += strlen(words[i]) + 1;
    }
    char *joined = malloc(size);
    if (joined) {
        joined[0] = '\0';
        size_t used = 0;
        for (size_t i = 0; i < count; i++) {
            used +=
                (size_t)snprintf(joined + used, size - used, "%s%s", i > 0 ? " " : "", words[i]);
        }
    }
    return joined;
}

/* The words, joined and cleaned; NULL after saying why not. */
static char *clean_words(const char *what, const char *const *words, size_t count)
{
    char *joined = join(words, count);
    char *clean = NULL;
    enum pl_error error =
        joined ? pl_wire_clean_text(joined, strlen(joined), &clean) : PL_ERROR_MEMORY;
    free(joined);
    if (error != PL_OK) {
        command_fail("%s %s", what, pl_error_text(error));
    } else if (clean[0] == '\0') {
        command_fail("%s is empty", what);
        free(clean);
        clean = NULL;
    }
    return clean;
}

char *command_text(const char *what, const char *const *words, size_t count, size_t max_bytes,
                   size_t max_points)
{
    char *clean = clean_words(what, words, count);
    enum pl_error error =
        clean ? pl_wire_check_text(clean, strlen(clean), max_bytes, max_points) : PL_OK;
    if (error == PL_OK) {
        return clean;
    }
    if (error == PL_ERROR_LIMIT) {
        command_fail("%s is too long: at most %zu characters and %zu bytes", what, max_points,
                     max_bytes);
    } else {
        command_fail("%s %s", what, pl_error_text(error));
    }
    free(clean);
    return NULL;
}

char *command_name(const char *what, const char *const *words, size_t count)
{
    char *clean = command_text(what, words, count, PL_NAME_MAX, PL_NAME_POINTS);
    uint32_t hidden = 0;
    if (clean && pl_wire_check_name(clean, strlen(clean), &hidden) != PL_OK) {
        command_fail("%s has a character that nobody sees, U+%04X; type it anew", what, hidden);
        free(clean);
        clean = NULL;
    }
    return clean;
}

bool command_find(const char *text, const char *label, const char *words, size_t nth,
                  struct intent_span *span_out)
{
    size_t which = nth > 0 ? nth : 1;
    size_t found = intent_find(text, words, false, which, span_out);
    found = found > 0 ? found : intent_find(text, words, true, which, span_out);
    if (found == 0) {
        command_fail("\"%s\" is not in %s: %s", words, label, text);
    } else if (found == SIZE_MAX) {
        command_fail("out of memory");
    } else if (found > 1 && nth == 0) {
        command_fail("\"%s\" occurs %zu times in %s; give more words or --nth 1 to --nth %zu",
                     words, found, label, found);
    } else if (nth > found) {
        command_fail("\"%s\" occurs %zu time%s in %s: there is no --nth %zu", words, found,
                     found == 1 ? "" : "s", label, nth);
    } else {
        return true;
    }
    return false;
}

/* ---- help ---- */

static size_t option_count(const struct command *command)
{
    size_t count = 0;
    while (count < COMMAND_OPTIONS_MAX && command->options[count].name) {
        count++;
    }
    return count;
}

static void list_commands(const char *group, FILE *to)
{
    size_t length = strlen(group);
    for (const struct command *const *at = command_table; *at; at++) {
        if (strncmp((*at)->name, group, length) == 0) {
            char line[128];
            int width = snprintf(line, sizeof line, "%s %s", (*at)->name, (*at)->usage);
            fprintf(to, "  %s%*s%s\n", line, width < 30 ? 30 - width : 2, "", (*at)->summary);
        }
    }
}

static int help_all(const struct config_program *program)
{
    char *summary = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&summary, &size);
    if (!to) {
        return command_fail("out of memory");
    }
    fputs("Drives the wall of a drafting meeting from the desk.\n\nCommands:\n", to);
    list_commands("", to);
    fputs("plenary COMMAND --help tells more, with an example.\n", to);
    fclose(to);
    struct config_program with_list = *program;
    with_list.summary = summary;
    config_print_help(&with_list, stdout);
    free(summary);
    return COMMAND_OK;
}

static int help_one(const struct command *command)
{
    printf("usage: plenary %s%s%s\n%s\n", command->name, command->usage[0] ? " " : "",
           command->usage, command->help);
    if (option_count(command) > 0) {
        puts("Options (those of all commands: plenary --help):");
        config_print_options(command->options, option_count(command), stdout);
    }
    printf("Example:\n%s\n", command->example);
    return COMMAND_OK;
}

/* ---- the command line ---- */

static const struct command *find_command(const char *name)
{
    for (const struct command *const *at = command_table; *at; at++) {
        if (strcmp((*at)->name, name) == 0) {
            return *at;
        }
    }
    return NULL;
}

/* "speaker" has "speaker add" and others. */
static bool is_group(const char *name)
{
    size_t length = strlen(name);
    for (const struct command *const *at = command_table; *at; at++) {
        if (strncmp((*at)->name, name, length) == 0 && (*at)->name[length] == ' ') {
            return true;
        }
    }
    return false;
}

static int unknown(const char *name)
{
    const char *names[sizeof command_table / sizeof *command_table] = {NULL};
    for (size_t i = 0; command_table[i]; i++) {
        names[i] = command_table[i]->name;
    }
    const char *near = config_nearest(name, names);
    return command_misuse(NULL, "no command \"%.60s\"%s%s%s", name, near ? "; did you mean \"" : "",
                          near ? near : "", near ? "\"?" : "");
}

/* An option at words[*at]: its own, or --help. False after saying what is wrong. */
static bool take_option(struct call *call, char **words, size_t count, size_t *at)
{
    const char *name = words[*at] + 2;
    size_t length = strcspn(name, "=");
    for (size_t i = 0; i < option_count(call->command); i++) {
        const struct config_option *option = &call->command->options[i];
        if (strncmp(option->name, name, length) != 0 || option->name[length] != '\0') {
            continue;
        }
        const char *value = name[length] ? name + length + 1 : NULL;
        if (option->argument && !value && *at + 1 < count) {
            value = words[++*at];
        }
        if (!value == (option->argument != NULL)) {
            command_misuse(call->command, "--%s %s", option->name,
                           option->argument ? "needs a value" : "takes no value");
            return false;
        }
        call->values[i] = value ? value : "";
        return true;
    }
    const char *names[COMMAND_OPTIONS_MAX + 1] = {NULL};
    for (size_t i = 0; i < option_count(call->command); i++) {
        names[i] = call->command->options[i].name;
    }
    const char *near = config_nearest(name, names);
    command_misuse(call->command, "unknown option \"--%.*s\"%s%s%s", (int)length, name,
                   near ? "; did you mean \"--" : "", near ? near : "", near ? "\"?" : "");
    return false;
}

/* What stands behind the command's name. */
static bool take_words(struct call *call, char **words, size_t count)
{
    bool only_words = false;
    for (size_t at = 0; at < count; at++) {
        if (!only_words && strcmp(words[at], "--") == 0) {
            only_words = true;
        } else if (!only_words && strncmp(words[at], "--", 2) == 0) {
            if (!take_option(call, words, count, &at)) {
                return false;
            }
        } else if (call->word_count == COMMAND_WORDS_MAX) {
            command_misuse(call->command, "too many words");
            return false;
        } else {
            call->words[call->word_count++] = words[at];
        }
    }
    if (call->word_count < call->command->least) {
        command_misuse(call->command, "%s needs %s", call->command->name, call->command->usage);
        return false;
    }
    if (call->word_count > call->command->most) {
        command_misuse(call->command, "\"%.60s\" is too much for %s",
                       call->words[call->command->most], call->command->name);
        return false;
    }
    return true;
}

/* --help among the words up to "--", but not as the value of another option: there it would be
 * one that nobody wants. */
static bool wants_help(char **words, size_t count)
{
    for (size_t at = 0; at < count && strcmp(words[at], "--") != 0; at++) {
        if (strcmp(words[at], "--help") == 0 || strcmp(words[at], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int run_words(const struct config *config, char **words, size_t count)
{
    struct call call = {.config = config};
    char error[CONFIG_TEXT];
    char name[64];
    size_t used = 1;
    bool group = is_group(words[0]);
    if (group && count > 1 && words[1][0] != '-') {
        used = 2;
        snprintf(name, sizeof name, "%.30s %.30s", words[0], words[1]);
    } else {
        snprintf(name, sizeof name, "%.60s", words[0]);
    }
    call.command = find_command(name);
    bool help = wants_help(words + used, count - used);
    if (!call.command && group && used == 1) {
        printf("usage: plenary %s COMMAND\n", words[0]);
        list_commands(words[0], stdout);
        return help ? COMMAND_OK : command_misuse(NULL, "%s needs a command", words[0]);
    }
    if (!call.command) {
        return unknown(name);
    }
    if (help) {
        return help_one(call.command);
    }
    double seconds = 0;
    if (!config_number(config, "timeout", 0.1, 3600, &seconds, error)) {
        return command_misuse(NULL, "%s", error);
    }
    call.timeout_ms = (int)(seconds * 1000);
    if (!take_words(&call, words + used, count - used)) {
        return COMMAND_USAGE;
    }
    int status = visit_check(&call);
    return status == COMMAND_OK ? call.command->run(&call) : status;
}

static int run_line(const struct config *config)
{
    size_t count = 0;
    char **words = config_words(config, &count);
    char *desk[] = {(char[]){"desk"}};
    if (count == 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
        words = desk;
        count = 1;
    }
    if (count == 0) {
        return command_misuse(NULL, "a command is needed, as in: plenary next");
    }
    int status = run_words(config, words, count);
    if (fflush(stdout) != 0 && status == COMMAND_OK) {
        status = command_fail("the output cannot be written");
    }
    return status;
}

int command_main(int argc, char **argv)
{
    struct config_program program = {.name = "plenary",
                                     .usage = "COMMAND [ARGUMENT...] [OPTION...]",
                                     .summary = "",
                                     .example =
                                         "Exit status: 0 done, 1 not done, 2 not understood.\n",
                                     .words = CONFIG_VERB};
    struct config *config = NULL;
    char error[CONFIG_TEXT] = "";
    int status = COMMAND_OK;
    program.options = config_options(CONFIG_OF_TOOL, &program.option_count);
    switch (config_load(argc, argv, &program, &config, error)) {
    case CONFIG_OK:
        status = run_line(config);
        config_destroy(config);
        break;
    case CONFIG_HELP:
        status = help_all(&program);
        break;
    case CONFIG_VERSION:
        config_print_version(&program, stdout);
        break;
    case CONFIG_USAGE:
        status = command_misuse(NULL, "%s", error);
        break;
    case CONFIG_BAD_FILE:
        status = command_fail("%s", error);
        break;
    }
    return status;
}
