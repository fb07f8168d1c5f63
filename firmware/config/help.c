#include "config/config.h"

#include "settings.h"

#include <string.h>

enum { HELP_COLUMN = 28, NEAR_MAX = 24 };

static void print_option(const struct config_option *option, FILE *to)
{
    const int used = fprintf(to, "  --%s%s%s", option->name, option->argument ? " " : "",
                             option->argument ? option->argument : "");
    if (used >= HELP_COLUMN) {
        fprintf(to, "\n%*s", HELP_COLUMN, "");
    } else {
        fprintf(to, "%*s", HELP_COLUMN - used, "");
    }
    fprintf(to, "%s", option->help);
    if (option->fallback) {
        fprintf(to, " (default: %s)", option->fallback);
    }
    fprintf(to, "\n");
}

void config_print_options(const struct config_option *options, size_t count, FILE *to)
{
    for (size_t i = 0; i < count; i++) {
        if (!(options[i].flags & CONFIG_FILE_ONLY)) {
            print_option(&options[i], to);
        }
    }
}

/* "password, cafile_inline": the keys with this flag, the program's and then the shared ones. */
static void print_keys(const struct config_program *program, unsigned flag, FILE *to)
{
    size_t shared_count = 0;
    const struct config_option *shared = config_options(CONFIG_SHARED, &shared_count);
    const char *between = "";
    for (size_t i = 0; i < program->option_count + shared_count; i++) {
        const struct config_option *option =
            i < program->option_count ? &program->options[i] : &shared[i - program->option_count];
        if (option->flags & flag) {
            char key[CONFIG_KEY_SIZE];
            key_of(option, key);
            fprintf(to, "%s%s", between, key);
            between = ", ";
        }
    }
}

void config_print_help(const struct config_program *program, FILE *to)
{
    size_t count = 0;
    const struct config_option *shared = config_options(CONFIG_SHARED, &count);
    fprintf(to, "usage: %s %s\n%s\n", program->name, program->usage, program->summary);
    fprintf(to, "Options:\n");
    config_print_options(program->options, program->option_count, to);
    config_print_options(shared, count, to);
    fprintf(to,
            "\nThe file holds lines 'key = value'; a key is an option's name with _ for -. What "
            "stands\nafter [NAME] counts for that room only. One file serves the wall and the "
            "desk.\nIn the file only: ");
    print_keys(program, CONFIG_FILE_ONLY, to);
    fprintf(to, "\n(*_inline: PEM, base64 on one line).\nNot in the file: ");
    print_keys(program, CONFIG_LINE_ONLY, to);
    fprintf(
        to,
        ".\nPLENARY_BROKER and PLENARY_ROOM count more than the file, options more than both.\n");
    if (program->example) {
        fprintf(to, "\n%s", program->example);
    }
}

void config_print_version(const struct config_program *program, FILE *to)
{
    fprintf(to, "%s %s\n", program->name, PLENARY_VERSION);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein; words longer than NEAR_MAX are near to nothing. */
static size_t distance(const char *one, const char *other)
{
    const size_t len = strlen(one);
    size_t row[NEAR_MAX + 1];
    if (len > NEAR_MAX) {
        return NEAR_MAX;
    }
    for (size_t i = 0; i <= len; i++) {
        row[i] = i;
    }
    for (size_t j = 1; other[j - 1]; j++) {
        size_t corner = row[0];
        row[0] = j;
        for (size_t i = 1; i <= len; i++) {
            const size_t changed = corner + (one[i - 1] != other[j - 1]);
            corner = row[i];
            row[i] = least(changed, least(row[i], row[i - 1]) + 1);
        }
    }
    return row[len];
}

const char *config_nearest(const char *word, const char *const *words)
{
    const char *best = NULL;
    size_t best_distance = strlen(word) / 3 + 1; /* farther than that is another word */
    for (; *words; words++) {
        const size_t far = distance(word, *words);
        if (far <= best_distance && (!best || far < best_distance)) {
            best = *words;
            best_distance = far;
        }
    }
    return best;
}
