#define _POSIX_C_SOURCE 200809L
#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct config_option *find_in(const struct config_option *options, size_t count,
                                           const char *name, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(options[i].name, name, len) == 0 && options[i].name[len] == '\0') {
            return &options[i];
        }
    }
    return NULL;
}

const struct config_option *find_option(const struct config_program *program, const char *name,
                                        size_t len)
{
    size_t count = 0;
    const struct config_option *shared = config_options(CONFIG_SHARED, &count);
    const struct config_option *own = find_in(program->options, program->option_count, name, len);
    return own ? own : find_in(shared, count, name, len);
}

void key_of(const struct config_option *option, char key_out[CONFIG_KEY_SIZE])
{
    snprintf(key_out, CONFIG_KEY_SIZE, "%s", option->name);
    for (char *at = key_out; *at; at++) {
        if (*at == '-') {
            *at = '_';
        }
    }
}

struct setting *find_setting(const struct config *config, const char *key)
{
    for (size_t i = 0; i < config->count; i++) {
        if (strcmp(config->settings[i].key, key) == 0) {
            return &config->settings[i];
        }
    }
    return NULL;
}

char *settings_copy(struct config *config, const char *text, size_t len)
{
    char *copy = calloc(1, len + 1);
    if (copy) {
        memcpy(copy, text, len);
    } else {
        config->no_memory = true;
    }
    return copy;
}

void settings_room(struct config *config, const char *room)
{
    for (size_t i = 0; i < config->room_count; i++) {
        if (strcmp(config->rooms[i], room) == 0) {
            return;
        }
    }
    char **larger = realloc(config->rooms, (config->room_count + 1) * sizeof(*config->rooms));
    if (!larger) {
        config->no_memory = true;
        return;
    }
    config->rooms = larger;
    config->rooms[config->room_count] = settings_copy(config, room, strlen(room));
    config->room_count += config->rooms[config->room_count] != NULL;
}

static struct setting *add_setting(struct config *config, const char *key)
{
    struct setting *larger =
        realloc(config->settings, (config->count + 1) * sizeof(*config->settings));
    if (!larger) {
        config->no_memory = true;
        return NULL;
    }
    config->settings = larger;
    struct setting *setting = &larger[config->count++];
    memset(setting, 0, sizeof(*setting));
    snprintf(setting->key, sizeof(setting->key), "%s", key);
    return setting;
}

void settings_put(struct config *config, const char *key, const char *value, const char *where,
                  enum rank rank)
{
    struct setting *setting = find_setting(config, key);
    if (setting && setting->value && setting->rank > rank) {
        return;
    }
    setting = setting ? setting : add_setting(config, key);
    if (setting) {
        free(setting->value);
        setting->value = settings_copy(config, value, strlen(value));
        setting->rank = rank;
        snprintf(setting->where, sizeof(setting->where), "%s", where);
    }
}

void settings_drop(struct config *config, const char *key)
{
    struct setting *setting = find_setting(config, key);
    if (setting) {
        free(setting->value);
        setting->value = NULL;
    }
}

enum config_result complain(const struct config *config, enum config_result result,
                            const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(config->error, CONFIG_TEXT, format, arguments);
    va_end(arguments);
    return result;
}

static bool is_one_of(const char *value, const char *const *words)
{
    while (*words && strcasecmp(value, *words) != 0) {
        words++;
    }
    return *words != NULL;
}

bool is_yes(const char *value)
{
    static const char *const words[] = {"yes", "true", "on", "1", NULL};
    return is_one_of(value, words);
}

bool is_no(const char *value)
{
    static const char *const words[] = {"no", "false", "off", "0", NULL};
    return is_one_of(value, words);
}
