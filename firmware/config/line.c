#define _POSIX_C_SOURCE 200809L
#include "settings.h"

#include <string.h>

struct line {
    struct config *config;
    int argc;
    char **argv;
    int at;     /* the argument in hand */
    bool after; /* a verb has been seen */
    bool only_words;
};

static enum config_result keep_word(struct line *line)
{
    struct config *config = line->config;
    const enum config_words words = config->program->words;
    char *word = line->argv[line->at];
    if (words == CONFIG_NO_WORDS) {
        return complain(config, CONFIG_USAGE, "'%.200s' is not understood here; see %s --help",
                        word, config->program->name);
    }
    config->words[config->word_count++] = word;
    line->after = words == CONFIG_VERB;
    return CONFIG_OK;
}

static enum config_result unknown(struct line *line, const char *name)
{
    const struct config_program *program = line->config->program;
    const char *names[128] = {NULL};
    size_t count = 0;
    size_t shared_count = 0;
    const struct config_option *shared = config_options(CONFIG_SHARED, &shared_count);
    for (size_t i = 0; i < program->option_count && count < 100; i++) {
        names[count++] = program->options[i].name;
    }
    for (size_t i = 0; i < shared_count && count < 127; i++) {
        names[count++] = shared[i].name;
    }
    const char *near = config_nearest(name, names);
    return complain(line->config, CONFIG_USAGE, "unknown option '--%.100s'%s%s%s; see %s --help",
                    name, near ? "; did you mean '--" : "", near ? near : "", near ? "'?" : "",
                    program->name);
}

static enum config_result put(struct line *line, const struct config_option *option,
                              const char *value)
{
    char key[CONFIG_KEY_SIZE];
    char where[CONFIG_WHERE_SIZE];
    key_of(option, key);
    snprintf(where, sizeof(where), "--%s", option->name);
    settings_put(line->config, key, value, where, RANK_LINE);
    return CONFIG_OK;
}

static enum config_result take_switch(struct line *line, const struct config_option *option,
                                      const char *value, bool on)
{
    if (value) {
        return complain(line->config, CONFIG_USAGE, "--%s takes no value", option->name);
    }
    if (strcmp(option->name, "help") == 0) {
        return CONFIG_HELP;
    }
    if (strcmp(option->name, "version") == 0) {
        return CONFIG_VERSION;
    }
    return put(line, option, on ? "yes" : "no");
}

static enum config_result take_value(struct line *line, const struct config_option *option,
                                     const char *value)
{
    if (!value) {
        if (line->at + 1 >= line->argc) {
            return complain(line->config, CONFIG_USAGE, "--%s needs a value: --%s %s", option->name,
                            option->name, option->argument);
        }
        value = line->argv[++line->at];
    }
    if (!*value) {
        return complain(line->config, CONFIG_USAGE, "--%s has an empty value; leave it out",
                        option->name);
    }
    return put(line, option, value);
}

/* After a verb --help is the verb's, and so is what is no option of all verbs. */
static bool is_of_verb(const struct config_option *option)
{
    return !option || strcmp(option->name, "help") == 0 || strcmp(option->name, "version") == 0;
}

static enum config_result take_option(struct line *line)
{
    const char *name = line->argv[line->at] + 2;
    const size_t len = strcspn(name, "=");
    const char *value = name[len] ? name + len + 1 : NULL;
    const struct config_option *option = find_option(line->config->program, name, len);
    bool on = true;
    if (!option && strncmp(name, "no-", 3) == 0) {
        option = find_option(line->config->program, name + 3, len - 3);
        option = option && !option->argument ? option : NULL;
        on = false;
    }
    if (line->after && is_of_verb(option)) {
        return keep_word(line);
    }
    if (!option) {
        return unknown(line, name);
    }
    if (option->flags & CONFIG_FILE_ONLY) {
        return complain(line->config, CONFIG_USAGE,
                        "--%s would be seen by everybody on this machine; put it in a file",
                        option->name);
    }
    return option->argument ? take_value(line, option, value)
                            : take_switch(line, option, value, on);
}

static enum config_result take(struct line *line)
{
    const char *argument = line->argv[line->at];
    if (line->only_words || argument[0] != '-' || argument[1] == '\0') {
        return keep_word(line);
    }
    if (strcmp(argument, "--") == 0) {
        line->only_words = true;
        return line->after ? keep_word(line) : CONFIG_OK; /* the verb's parser needs it as well */
    }
    if (argument[1] == '-') {
        return take_option(line);
    }
    if (line->after) {
        return keep_word(line);
    }
    if (strcmp(argument, "-h") == 0) {
        return CONFIG_HELP;
    }
    if (strcmp(argument, "-V") == 0) {
        return CONFIG_VERSION;
    }
    return complain(line->config, CONFIG_USAGE, "unknown option '%.100s'; see %s --help", argument,
                    line->config->program->name);
}

enum config_result read_line(struct config *config, int argc, char **argv)
{
    struct line line = {.config = config, .argc = argc, .argv = argv};
    enum config_result result = CONFIG_OK;
    for (line.at = 1; line.at < argc && result == CONFIG_OK; line.at++) {
        result = take(&line);
    }
    return result;
}
