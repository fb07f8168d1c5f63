/* Settings of the wall and of the tool: options on the command line, PLENARY_BROKER and
 * PLENARY_ROOM, and one file format for PC and card: --config FILE, else the user's
 * (XDG_CONFIG_HOME), else the machine's (XDG_CONFIG_DIRS). Precedence: command line, environment,
 * the room's section of the file, its general part, default. A program declares its options in a
 * table and reads every setting as text; a key is the option's name with _ for -. struct config
 * owns all texts it hands out; words and argv are the caller's. */
#ifndef PLENARY_CONFIG_CONFIG_H
#define PLENARY_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CONFIG_TEXT = 640 }; /* bytes of an error's text, with the final zero */

enum config_flag {
    CONFIG_PATH = 1,         /* a file's name: in the file, relative to the file's directory */
    CONFIG_LINE_ONLY = 2,    /* not in the file */
    CONFIG_FILE_ONLY = 4,    /* not on the command line, where others could read it */
    CONFIG_SECRET = 8,       /* a # in it is no comment; its value is never printed */
    CONFIG_COLOUR = 16,      /* its first # is no comment */
    CONFIG_PATH_OR_WORD = 32 /* a file's name where config_is_path says so */
};

struct config_option {
    const char *name;     /* "viewer-distance" */
    const char *argument; /* "METRES"; NULL: a switch, with --no-NAME as its opposite */
    const char *help;     /* one line */
    const char *fallback; /* the default, NULL: none */
    unsigned flags;
};

enum config_words {
    CONFIG_NO_WORDS, /* anything but an option is an error */
    CONFIG_WORDS,    /* kept for the caller */
    CONFIG_VERB      /* the first word is a verb: what follows it and is no shared or program's
                        option is kept for the verb's own parser, its --help included */
};

/* The options of both programs, of the wall and of the tool: what may stand in their one file. */
enum config_table { CONFIG_SHARED, CONFIG_OF_WALL, CONFIG_OF_TOOL, CONFIG_TABLES };
const struct config_option *config_options(enum config_table table, size_t *count_out);

struct config_program {
    const char *name;    /* "plenary-display" */
    const char *usage;   /* "[OPTION...]" */
    const char *summary; /* what it is for, whole lines */
    const char *example; /* whole lines for the end of --help, NULL: none */
    enum config_words words;
    const struct config_option *options; /* besides the shared ones */
    size_t option_count;
};

enum config_result {
    CONFIG_OK,
    CONFIG_HELP,    /* --help: call config_print_help(), exit 0 */
    CONFIG_VERSION, /* --version: call config_print_version(), exit 0 */
    CONFIG_USAGE,   /* error on the command line or in the environment: exit 2 */
    CONFIG_BAD_FILE /* error in or at a file: exit 1 */
};

struct config;

/* With CONFIG_OK *config_out is the caller's to destroy, else it is NULL and for the last two
 * `error` holds one line that says what, where, and what to do. */
enum config_result config_load(int argc, char **argv, const struct config_program *program,
                               struct config **config_out, char error[CONFIG_TEXT]);
void config_destroy(struct config *config);

/* Another file of the same grammar, without parts for rooms: its keys are the options of `keys`,
 * of which nothing else is read. `path` counts from the working directory, the paths in it from
 * where it is. CONFIG_OK or CONFIG_BAD_FILE; ownership as above. */
enum config_result config_read(const char *path, const struct config_program *keys,
                               struct config **config_out, char error[CONFIG_TEXT]);

/* The rooms that the file has parts for, in its order; and the settings as if one of them had been
 * asked for: what was said on the line and in the environment holds for it too. */
char *const *config_rooms(const struct config *config, size_t *count_out);
enum config_result config_of_room(const struct config *config, const char *room,
                                  struct config **config_out, char error[CONFIG_TEXT]);

/* NULL where the setting has no value. `cafile_inline`, `cert_inline`, `key_inline` come decoded
 * (PEM); `password` also holds what was read from password_file. */
const char *config_get(const struct config *config, const char *key);
/* Where the value comes from, for messages: "--size", "PLENARY_ROOM", "/etc/x.conf:12",
 * "default". */
const char *config_where(const struct config *config, const char *key);
/* Given by the user in whatever way, or only a default? */
bool config_given(const struct config *config, const char *key);
bool config_given_on_line(const struct config *config, const char *key);
/* A switch: yes, true, on, 1 (checked at loading). */
bool config_flag(const struct config *config, const char *key);
/* Digits with at most one dot. False where it is none or out of range, with a text. */
bool config_number(const struct config *config, const char *key, double least, double most,
                   double *number_out, char error[CONFIG_TEXT]);

/* The words in order; with CONFIG_VERB the verb first, then all that was left to it. */
char **config_words(const struct config *config, size_t *count_out);

/* Is it a file's name? It has a '/' or a '.'; a word has neither. */
bool config_is_path(const char *value);

/* [A-Za-z0-9_.-]{1,64} */
bool config_is_room(const char *name);

void config_print_help(const struct config_program *program, FILE *to);
void config_print_version(const struct config_program *program, FILE *to);
/* Lines "  --name ARGUMENT   help (default: x)", for a verb's own table too. */
void config_print_options(const struct config_option *options, size_t count, FILE *to);

/* The word of `words` (NULL-ended) nearest to `word`, NULL where none is near: "did you mean". */
const char *config_nearest(const char *word, const char *const *words);

#endif
