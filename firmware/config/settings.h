/* The settings gathered so far: key, value, where it came from, how strong that is. Private to
 * firmware/config; config.h is for everybody else. */
#ifndef PLENARY_CONFIG_SETTINGS_H
#define PLENARY_CONFIG_SETTINGS_H

#include "config/config.h"

#include <stdarg.h>

enum {
    CONFIG_KEY_SIZE = 64,
    CONFIG_WHERE_SIZE = 160 /* the end of a file's name, a colon, a line's number */
};

/* In rising strength. */
enum rank { RANK_DEFAULT, RANK_GENERAL, RANK_ROOM, RANK_ENVIRONMENT, RANK_LINE };

struct setting {
    char key[CONFIG_KEY_SIZE];
    char where[CONFIG_WHERE_SIZE];
    enum rank rank;
    char *value;
};

struct config {
    const struct config_program *program;
    struct setting *settings;
    size_t count;
    char **words;
    size_t word_count;
    char **rooms; /* that the file has parts for, in its order */
    size_t room_count;
    bool own_keys;  /* of a file that is not the programs' settings: the table has all of them */
    bool no_memory; /* sticky: looked at once, at the end */
    char *error;    /* CONFIG_TEXT bytes of config_load()'s caller */
};

/* The option with this name, of the program or shared; NULL: none. */
const struct config_option *find_option(const struct config_program *program, const char *name,
                                        size_t len);
/* "viewer-distance" to "viewer_distance" */
void key_of(const struct config_option *option, char key_out[CONFIG_KEY_SIZE]);

struct setting *find_setting(const struct config *config, const char *key);
/* Copies; a stronger value stays. */
void settings_put(struct config *config, const char *key, const char *value, const char *where,
                  enum rank rank);
/* Notes a room of the file, once. */
void settings_room(struct config *config, const char *room);
void settings_drop(struct config *config, const char *key);
/* A copy of len bytes, with an end; NULL is noted. */
char *settings_copy(struct config *config, const char *text, size_t len);

/* Writes one line to config->error. */
enum config_result complain(const struct config *config, enum config_result result,
                            const char *format, ...) __attribute__((format(printf, 3, 4)));

bool is_yes(const char *value);
bool is_no(const char *value);

/* line.c: the command line. */
enum config_result read_line(struct config *config, int argc, char **argv);
/* file.c: the file, for the room that is in effect with it; and whole small files. */
enum config_result read_file(struct config *config, const char *path);
/* The bytes of a file of at most `most` bytes with a zero at the end; NULL and errno. */
char *slurp(const char *path, size_t most, size_t *len_out);
/* secret.c: password file and inline credentials, when everything has been gathered. */
enum config_result settle_secrets(struct config *config);

#endif
