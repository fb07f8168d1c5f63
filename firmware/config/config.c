#define _POSIX_C_SOURCE 200809L
#include "config/config.h"

#include "plenary/limits.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void put_defaults_of(struct config *config, const struct config_option *options,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char key[CONFIG_KEY_SIZE];
        key_of(&options[i], key);
        if (options[i].fallback) {
            settings_put(config, key, options[i].fallback, "default", RANK_DEFAULT);
        }
    }
}

static void put_defaults(struct config *config)
{
    size_t count = 0;
    const struct config_option *shared = config_options(CONFIG_SHARED, &count);
    put_defaults_of(config, shared, count);
    put_defaults_of(config, config->program->options, config->program->option_count);
}

static void read_environment(struct config *config)
{
    static const char *const names[][2] = {{"PLENARY_BROKER", "broker"}, {"PLENARY_ROOM", "room"}};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i][0]);
        if (value && *value) {
            settings_put(config, names[i][1], value, names[i][0], RANK_ENVIRONMENT);
        }
    }
}

static bool is_there(char *path_out, size_t size, const char *folder, int length, const char *below)
{
    snprintf(path_out, size, "%.*s%s/plenary/plenary.conf", length, folder, below);
    return access(path_out, F_OK) == 0;
}

/* The first of the machine's, where XDG_CONFIG_DIRS (else /etc/xdg) has them; relative ones do not
 * count. */
static bool common_path(char *path_out, size_t size)
{
    const char *at = getenv("XDG_CONFIG_DIRS");
    for (at = at && at[0] ? at : "/etc/xdg"; *at; at += *at == ':') {
        int length = (int)strcspn(at, ":");
        if (at[0] == '/' && is_there(path_out, size, at, length, "")) {
            return true;
        }
        at += length;
    }
    return false;
}

/* The file of the user, else the machine's, if there is one. */
static bool default_path(char *path_out, size_t size)
{
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    bool xdg = base && base[0] == '/';
    if (xdg && is_there(path_out, size, base, (int)strlen(base), "")) {
        return true;
    }
    if (!xdg && home && home[0] && is_there(path_out, size, home, (int)strlen(home), "/.config")) {
        return true;
    }
    return common_path(path_out, size);
}

static enum config_result read_any_file(struct config *config)
{
    char path[4096];
    const char *given = config_get(config, "config");
    if (given) {
        return read_file(config, given);
    }
    return default_path(path, sizeof(path)) ? read_file(config, path) : CONFIG_OK;
}

static enum config_result blame(const struct config *config, const char *key)
{
    const struct setting *setting = find_setting(config, key);
    const bool in_file = setting->rank == RANK_GENERAL || setting->rank == RANK_ROOM;
    return in_file ? CONFIG_BAD_FILE : CONFIG_USAGE;
}

static bool is_name(const char *name)
{
    for (const unsigned char *at = (const unsigned char *)name; *at; at++) {
        if (*at < ' ' || *at == 0x7f || strchr("/+#", *at)) {
            return false;
        }
    }
    return strlen(name) <= PL_USER_MAX;
}

static enum config_result check_values(struct config *config)
{
    const char *room = config_get(config, "room");
    const char *name = config_get(config, "name");
    if (!config_is_room(room)) {
        return complain(config, blame(config, "room"),
                        "%s: not a room's name: '%.80s'; use 1 to %d letters, digits, '_', '.', "
                        "'-'",
                        config_where(config, "room"), room, PL_ROOM_MAX);
    }
    if (name && !is_name(name)) {
        return complain(config, blame(config, "name"),
                        "%s: not a name: '%.80s'; use at most %d bytes, without '/', '+', '#'",
                        config_where(config, "name"), name, PL_USER_MAX);
    }
    return CONFIG_OK;
}

static enum config_result gather(struct config *config, int argc, char **argv)
{
    config->words = calloc((size_t)argc + 1, sizeof(*config->words));
    if (!config->words) {
        config->no_memory = true;
        return CONFIG_OK;
    }
    put_defaults(config);
    enum config_result result = read_line(config, argc, argv);
    if (result == CONFIG_OK) {
        read_environment(config);
        result = read_any_file(config);
    }
    result = result == CONFIG_OK ? check_values(config) : result;
    return result == CONFIG_OK ? settle_secrets(config) : result;
}

/* The loaded config to its owner, or none. */
static enum config_result hand_out(struct config *config, enum config_result result,
                                   struct config **config_out)
{
    if (result == CONFIG_OK && config->no_memory) {
        result = CONFIG_BAD_FILE;
    }
    if (result == CONFIG_OK) {
        config->error = NULL; /* the caller's, and not needed again */
        *config_out = config;
    } else {
        config_destroy(config);
    }
    return result;
}

enum config_result config_load(int argc, char **argv, const struct config_program *program,
                               struct config **config_out, char error[CONFIG_TEXT])
{
    struct config *config = calloc(1, sizeof(*config));
    *config_out = NULL;
    snprintf(error, CONFIG_TEXT, "out of memory");
    if (!config) {
        return CONFIG_USAGE;
    }
    config->program = program;
    config->error = error;
    return hand_out(config, gather(config, argc, argv), config_out);
}

/* What was said on the command line and in the environment; secrets stand in files only. */
static void copy_strong(struct config *to, const struct config *from)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct setting *setting = &from->settings[i];
        const struct config_option *option = NULL;
        char name[CONFIG_KEY_SIZE];
        snprintf(name, sizeof(name), "%s", setting->key);
        for (char *at = name; *at; at++) {
            *at = *at == '_' ? '-' : *at;
        }
        option = find_option(from->program, name, strlen(name));
        bool secret = option && option->flags & CONFIG_FILE_ONLY;
        if (setting->rank >= RANK_ENVIRONMENT && setting->value && !secret) {
            settings_put(to, setting->key, setting->value, setting->where, setting->rank);
        }
    }
}

enum config_result config_of_room(const struct config *config, const char *room,
                                  struct config **config_out, char error[CONFIG_TEXT])
{
    struct config *other = calloc(1, sizeof(*other));
    *config_out = NULL;
    snprintf(error, CONFIG_TEXT, "out of memory");
    if (!other) {
        return CONFIG_BAD_FILE;
    }
    other->program = config->program;
    other->error = error;
    put_defaults(other);
    copy_strong(other, config);
    settings_put(other, "room", room, "the room", RANK_LINE);
    enum config_result result = read_any_file(other);
    result = result == CONFIG_OK ? check_values(other) : result;
    result = result == CONFIG_OK ? settle_secrets(other) : result;
    return hand_out(other, result, config_out);
}

char *const *config_rooms(const struct config *config, size_t *count_out)
{
    *count_out = config->room_count;
    return config->rooms;
}

enum config_result config_read(const char *path, const struct config_program *keys,
                               struct config **config_out, char error[CONFIG_TEXT])
{
    struct config *config = calloc(1, sizeof(*config));
    *config_out = NULL;
    snprintf(error, CONFIG_TEXT, "out of memory");
    if (!config) {
        return CONFIG_BAD_FILE;
    }
    config->program = keys;
    config->error = error;
    config->own_keys = true;
    return hand_out(config, read_file(config, path), config_out);
}

void config_destroy(struct config *config)
{
    if (!config) {
        return;
    }
    for (size_t i = 0; i < config->count; i++) {
        free(config->settings[i].value);
    }
    free(config->settings);
    free(config->words);
    for (size_t i = 0; i < config->room_count; i++) {
        free(config->rooms[i]);
    }
    free(config->rooms);
    free(config);
}

const char *config_get(const struct config *config, const char *key)
{
    const struct setting *setting = find_setting(config, key);
    return setting ? setting->value : NULL;
}

const char *config_where(const struct config *config, const char *key)
{
    const struct setting *setting = find_setting(config, key);
    return setting ? setting->where : "default";
}

bool config_given(const struct config *config, const char *key)
{
    const struct setting *setting = find_setting(config, key);
    return setting && setting->value && setting->rank > RANK_DEFAULT;
}

bool config_given_on_line(const struct config *config, const char *key)
{
    return config_given(config, key) && find_setting(config, key)->rank == RANK_LINE;
}

bool config_flag(const struct config *config, const char *key)
{
    const char *value = config_get(config, key);
    return value && is_yes(value);
}

/* Own reading, because strtod() follows the locale and takes "inf" and "0x1p3". */
static bool parse_number(const char *text, double *number_out)
{
    double number = 0;
    double place = 1;
    bool dot = false;
    size_t digits = 0;
    for (; (*text >= '0' && *text <= '9') || (*text == '.' && !dot); text++) {
        if (*text == '.') {
            dot = true;
            continue;
        }
        digits++;
        place = dot ? place / 10 : place;
        number = dot ? number + (*text - '0') * place : number * 10 + (*text - '0');
    }
    *number_out = number;
    return *text == '\0' && digits > 0 && digits <= 15;
}

bool config_number(const struct config *config, const char *key, double least, double most,
                   double *number_out, char error[CONFIG_TEXT])
{
    const char *value = config_get(config, key);
    if (value && parse_number(value, number_out) && *number_out >= least && *number_out <= most) {
        return true;
    }
    snprintf(error, CONFIG_TEXT, "%s: %s is '%.80s', but must be a number from %g to %g",
             config_where(config, key), key, value ? value : "", least, most);
    return false;
}

char **config_words(const struct config *config, size_t *count_out)
{
    *count_out = config->word_count;
    return config->words;
}

bool config_is_path(const char *value)
{
    return strpbrk(value, "/.") != NULL;
}

bool config_is_room(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    const size_t len = strspn(name, allowed);
    return name[len] == '\0' && len >= 1 && len <= PL_ROOM_MAX;
}
