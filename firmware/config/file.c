#define _POSIX_C_SOURCE 200809L
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 256 * 1024, ENTRIES_MAX = 4096 };

struct entry {
    const char *section; /* NULL: the general part */
    const char *key;
    const char *value;
    int line;
};

struct file {
    struct config *config;
    const char *path;
    char *text;
    int line;
    const char *section;
    struct entry *entries;
    size_t count;
};

static bool read_all(int fd, char *buffer, size_t size, size_t *len_out)
{
    *len_out = 0;
    ssize_t got = 1;
    while (*len_out < size && got > 0) {
        got = read(fd, buffer + *len_out, size - *len_out);
        *len_out += got > 0 ? (size_t)got : 0;
    }
    return got >= 0;
}

char *slurp(const char *path, size_t most, size_t *len_out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    char *buffer = calloc(1, most + 2);
    bool good = buffer && read_all(fd, buffer, most + 1, len_out);
    if (good && *len_out > most) {
        errno = EFBIG;
        good = false;
    }
    const int cause = errno;
    close(fd);
    if (!good) {
        free(buffer);
        errno = cause;
        return NULL;
    }
    return buffer;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Cuts blanks off both ends, in place. */
static char *trim(char *text)
{
    while (is_blank(*text)) {
        text++;
    }
    size_t len = strlen(text);
    while (len > 0 && is_blank(text[len - 1])) {
        text[--len] = '\0';
    }
    return text;
}

static enum config_result refuse(const struct file *file, const char *what, const char *word,
                                 const char *advice)
{
    return complain(file->config, CONFIG_BAD_FILE, "%.200s:%d: %s%s%.80s%s%s", file->path,
                    file->line, what, word ? " '" : "", word ? word : "", word ? "'" : "", advice);
}

static enum config_result open_section(struct file *file, char *text)
{
    char *end = strchr(text, ']');
    if (file->config->own_keys) {
        return refuse(file, "no part of this file is for one room only:", text, "");
    }
    if (!end || *trim(end + 1)) {
        return refuse(file, "a room's part begins with its name in brackets", NULL,
                      ", as in [main]");
    }
    *end = '\0';
    file->section = trim(text + 1);
    if (!config_is_room(file->section)) {
        return refuse(file, "not a room's name:", file->section,
                      "; use 1 to 64 letters, digits, '_', '.', '-'");
    }
    settings_room(file->config, file->section);
    return CONFIG_OK;
}

enum { KEYS_MAX = 64 };

/* The keys that may stand in the file. */
struct keys {
    const struct config_option *options[KEYS_MAX];
    char names[KEYS_MAX][CONFIG_KEY_SIZE];
    const char *list[KEYS_MAX + 1];
    size_t count;
};

static void add_keys(struct keys *keys, const struct config_option *options, size_t count)
{
    for (size_t i = 0; i < count && keys->count < KEYS_MAX; i++) {
        if (!(options[i].flags & CONFIG_LINE_ONLY)) {
            keys->options[keys->count] = &options[i];
            key_of(&options[i], keys->names[keys->count]);
            keys->list[keys->count] = keys->names[keys->count];
            keys->count++;
        }
    }
}

/* Those of the program, then, where the file is the settings, those of both. */
static void keys_of(const struct config *config, struct keys *keys_out)
{
    *keys_out = (struct keys){.count = 0};
    add_keys(keys_out, config->program->options, config->program->option_count);
    for (enum config_table table = CONFIG_SHARED; table < CONFIG_TABLES && !config->own_keys;
         table++) {
        size_t count = 0;
        const struct config_option *options = config_options((enum config_table)table, &count);
        add_keys(keys_out, options, count);
    }
}

static const struct config_option *option_of_key(const struct config *config, const char *key)
{
    struct keys keys;
    size_t at = 0;
    keys_of(config, &keys);
    while (at < keys.count && strcmp(keys.names[at], key) != 0) {
        at++;
    }
    return at < keys.count ? keys.options[at] : NULL;
}

static enum config_result refuse_key(const struct file *file, const char *key)
{
    struct keys keys;
    keys_of(file->config, &keys);
    const char *near = config_nearest(key, keys.list);
    char advice[CONFIG_KEY_SIZE + 32] = "; the manual lists all";
    if (near) {
        snprintf(advice, sizeof(advice), "; did you mean '%s'?", near);
    }
    return refuse(file, "unknown key", key, advice);
}

static const struct entry *find_entry(const struct file *file, const char *key)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct entry *entry = &file->entries[i];
        const bool same_section = file->section
                                      ? entry->section && strcmp(file->section, entry->section) == 0
                                      : !entry->section;
        if (same_section && strcmp(entry->key, key) == 0) {
            return entry;
        }
    }
    return NULL;
}

static enum config_result check_entry(const struct file *file, const char *key, const char *value)
{
    const struct config_option *option = option_of_key(file->config, key);
    char advice[64];
    if (!option) {
        return refuse_key(file, key);
    }
    if (!*value) {
        return refuse(file, "no value for", key, "; leave the line out, or begin it with #");
    }
    if (file->section && strcmp(key, "room") == 0) {
        return refuse(file, "a room's part cannot name another room:", key, "");
    }
    if (!option->argument && !is_yes(value) && !is_no(value)) {
        return refuse(file, "write yes or no for", key, "");
    }
    if (find_entry(file, key)) {
        snprintf(advice, sizeof(advice), "; it stands in line %d already",
                 find_entry(file, key)->line);
        return refuse(file, "a second", key, advice);
    }
    if (file->count == ENTRIES_MAX) {
        return refuse(file, "too many lines", NULL, "");
    }
    return CONFIG_OK;
}

/* " # …" is a comment, except behind a credential; a colour begins with one. */
static void cut_comment(const struct config *config, const char *key, char *value)
{
    const struct config_option *option = option_of_key(config, key);
    if (option && option->flags & CONFIG_SECRET) {
        return;
    }
    if (option && option->flags & CONFIG_COLOUR) {
        value += strspn(value, " \t\r");
        value += *value == '#';
    }
    for (char *at = value; *at; at++) {
        if (*at == '#' && (at == value || is_blank(at[-1]))) {
            *at = '\0';
            return;
        }
    }
}

static enum config_result take_entry(struct file *file, char *text)
{
    char *equals = strchr(text, '=');
    if (!equals) {
        return refuse(file, "neither key = value nor [ROOM] nor # comment:", text, "");
    }
    *equals = '\0';
    const char *key = trim(text);
    char *value = equals + 1;
    cut_comment(file->config, key, value);
    value = trim(value);
    const enum config_result result = check_entry(file, key, value);
    if (result == CONFIG_OK) {
        file->entries[file->count++] = (struct entry){file->section, key, value, file->line};
    }
    return result;
}

static enum config_result take_line(struct file *file, char *text)
{
    text = trim(text);
    if (!*text || *text == '#') {
        return CONFIG_OK;
    }
    return *text == '[' ? open_section(file, text) : take_entry(file, text);
}

static enum config_result parse(struct file *file, size_t len)
{
    enum config_result result = CONFIG_OK;
    char *text = file->text;
    if (memchr(text, '\0', len)) {
        return complain(file->config, CONFIG_BAD_FILE, "%.200s: not a text file", file->path);
    }
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3; /* what some editors put before the text */
    }
    while (result == CONFIG_OK && text) {
        char *next = strchr(text, '\n');
        if (next) {
            *next++ = '\0';
        }
        file->line++;
        result = take_line(file, text);
        text = next;
    }
    return result;
}

/* A name given in a file counts from where that file is. */
static void put_path(const struct file *file, const struct entry *entry, const char *where,
                     enum rank rank)
{
    char full[4096];
    const char *slash = strrchr(file->path, '/');
    const int folder_len = slash ? (int)(slash + 1 - file->path) : 0;
    snprintf(full, sizeof(full), "%.*s%s", folder_len, file->path, entry->value);
    settings_put(file->config, entry->key, full, where, rank);
}

static bool is_file_name(const struct config_option *option, const char *value)
{
    return option->flags & CONFIG_PATH ||
           (option->flags & CONFIG_PATH_OR_WORD && config_is_path(value));
}

static void apply(const struct file *file, const char *room, enum rank rank)
{
    for (size_t i = 0; i < file->count; i++) {
        const struct entry *entry = &file->entries[i];
        const struct config_option *option = option_of_key(file->config, entry->key);
        char where[CONFIG_WHERE_SIZE];
        if (room ? !entry->section || strcmp(entry->section, room) != 0 : entry->section != NULL) {
            continue;
        }
        const size_t path_len = strlen(file->path);
        snprintf(where, sizeof(where), "%s:%d", file->path + (path_len > 120 ? path_len - 120 : 0),
                 entry->line);
        if (is_file_name(option, entry->value) && entry->value[0] != '/') {
            put_path(file, entry, where, rank);
        } else {
            settings_put(file->config, entry->key, entry->value, where, rank);
        }
    }
}

enum config_result read_file(struct config *config, const char *path)
{
    struct file file = {.config = config, .path = path};
    size_t len = 0;
    file.text = slurp(path, FILE_MAX, &len);
    if (!file.text) {
        return complain(config, CONFIG_BAD_FILE, "%s%.200s: %s",
                        config->own_keys ? "" : "configuration ", path, strerror(errno));
    }
    file.entries = calloc(ENTRIES_MAX, sizeof(*file.entries));
    enum config_result result = CONFIG_OK;
    if (!file.entries) {
        config->no_memory = true;
    } else {
        result = parse(&file, len);
    }
    if (result == CONFIG_OK && file.entries) {
        apply(&file, NULL, RANK_GENERAL);
        const struct setting *room = find_setting(config, "room");
        apply(&file, room && room->value ? room->value : "main", RANK_ROOM);
    }
    free(file.entries);
    free(file.text);
    return result;
}
