/* Settings: precedence, the file's grammar, the command line before and after a verb, and that each
 * mistake is named with its place. Files stand in a directory of the test's own. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/plenary-config-XXXXXX";

static const struct config_option wall_options[] = {
    {"size", "WxH", "pixels", "1920x1080", 0},
    {"viewer-distance", "METRES", "of the farthest viewer", NULL, 0},
    {"fullscreen", NULL, "use the whole screen", NULL, 0},
    {"fonts", "FOLDER", "where the fonts are", NULL, CONFIG_PATH},
    {"screenshot", "FILE", "paint once into a file", NULL, CONFIG_LINE_ONLY | CONFIG_PATH},
};
static const struct config_program wall = {
    .name = "wall",
    .usage = "[OPTION...]",
    .summary = "Shows a room.",
    .words = CONFIG_NO_WORDS,
    .options = wall_options,
    .option_count = sizeof(wall_options) / sizeof(wall_options[0]),
};

static const struct config_option tool_options[] = {
    {"names-file", "FILE", "names to complete", NULL, CONFIG_PATH},
};
static const struct config_program tool = {
    .name = "tool",
    .usage = "[OPTION...] VERB ...",
    .summary = "Drives a room.",
    .example = "Example: tool next\n",
    .words = CONFIG_VERB,
    .options = tool_options,
    .option_count = 1,
};

struct loaded {
    struct config *config;
    enum config_result result;
    char error[CONFIG_TEXT];
};

/* Splits `line` at blanks; the words live until the next call. */
static struct loaded load(const struct config_program *program, const char *line)
{
    static char buffer[4096];
    static char *argv[64];
    struct loaded loaded = {0};
    int argc = 0;
    char *rest = NULL;
    snprintf(buffer, sizeof(buffer), "%s %s", program->name, line);
    for (char *word = strtok_r(buffer, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    loaded.result = config_load(argc, argv, program, &loaded.config, loaded.error);
    assert_int_equal(loaded.result == CONFIG_OK, loaded.config != NULL);
    return loaded;
}

static const char *write_file(const char *name, const char *text)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    int closed = fclose(file);
    assert_int_equal(closed, 0);
    return path;
}

/* Loads with `text` as the file and more arguments after it. */
static struct loaded load_file(const struct config_program *program, const char *text,
                               const char *more)
{
    char line[1024];
    snprintf(line, sizeof(line), "--config %s %s", write_file("test.conf", text), more);
    return load(program, line);
}

static void expect(struct loaded *loaded, const char *key, const char *value)
{
    assert_int_equal(loaded->result, CONFIG_OK);
    if (value) {
        assert_string_equal(config_get(loaded->config, key), value);
    } else {
        assert_null(config_get(loaded->config, key));
    }
}

static void expect_error(const struct loaded *loaded, enum config_result result, const char *part)
{
    assert_int_equal(loaded->result, result);
    if (!strstr(loaded->error, part)) {
        fail_msg("\"%s\" is not in \"%s\"", part, loaded->error);
    }
    assert_null(strchr(loaded->error, '\n'));
}

static int in_empty_world(void **state)
{
    (void)state;
    unsetenv("PLENARY_BROKER");
    unsetenv("PLENARY_ROOM");
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    return 0;
}

static void test_defaults(void **state)
{
    (void)state;
    struct loaded loaded = load(&wall, "");
    expect(&loaded, "broker", "mqtt://127.0.0.1");
    expect(&loaded, "room", "main");
    expect(&loaded, "size", "1920x1080");
    expect(&loaded, "viewer_distance", NULL);
    assert_false(config_given(loaded.config, "room"));
    assert_string_equal(config_where(loaded.config, "room"), "default");
    assert_false(config_flag(loaded.config, "fullscreen"));
    config_destroy(loaded.config);
}

static void test_precedence(void **state)
{
    (void)state;
    static const char text[] = "room = hall\nbroker = mqtt://general\nsize = 1x1\nname = n\n"
                               "[hall]\nbroker = mqtt://hall\nsize = 2x2\n[other]\nsize = 3x3\n";
    struct loaded loaded = load_file(&wall, text, "");
    expect(&loaded, "broker", "mqtt://hall");
    expect(&loaded, "size", "2x2");
    expect(&loaded, "name", "n");
    assert_non_null(strstr(config_where(loaded.config, "size"), "/test.conf:7"));
    config_destroy(loaded.config);

    setenv("PLENARY_BROKER", "mqtt://environment", 1);
    setenv("PLENARY_ROOM", "other", 1);
    loaded = load_file(&wall, text, "");
    expect(&loaded, "room", "other");
    expect(&loaded, "broker", "mqtt://environment");
    expect(&loaded, "size", "3x3");
    assert_string_equal(config_where(loaded.config, "broker"), "PLENARY_BROKER");
    assert_false(config_given_on_line(loaded.config, "room"));
    config_destroy(loaded.config);

    loaded = load_file(&wall, text, "--broker mqtt://line --room=third --size 4x4");
    expect(&loaded, "room", "third");
    expect(&loaded, "broker", "mqtt://line");
    expect(&loaded, "size", "4x4");
    assert_string_equal(config_where(loaded.config, "size"), "--size");
    assert_true(config_given_on_line(loaded.config, "room"));
    config_destroy(loaded.config);
}

static void test_room_section_comes_before_room_key(void **state)
{
    (void)state;
    struct loaded loaded = load_file(&wall, "room=main\n[main]\nname = a\n", "");
    expect(&loaded, "name", "a");
    config_destroy(loaded.config);
    loaded = load_file(&wall, "[main]\nname = a\n", ""); /* main is the default room */
    expect(&loaded, "name", "a");
    config_destroy(loaded.config);
    loaded = load_file(&wall, "[main]\nname = a\n", "--room b");
    expect(&loaded, "name", NULL);
    config_destroy(loaded.config);
}

static void test_grammar(void **state)
{
    (void)state;
    char full[128];
    struct loaded loaded = load_file(
        &wall,
        "\xEF\xBB\xBF# a file from Windows\r\n\r\n  viewer_distance\t=  8.5   # metres\r\n"
        "size=1280x720\r\nfullscreen = Yes\r\nname = wall #1\r\n"
        "password = pa ss #word\r\nnames_file = of the tool\r\n",
        "");
    expect(&loaded, "viewer_distance", "8.5");
    expect(&loaded, "size", "1280x720");
    expect(&loaded, "name", "wall");
    expect(&loaded, "password", "pa ss #word");
    snprintf(full, sizeof(full), "%s/of the tool", folder); /* a file's name there too */
    expect(&loaded, "names_file", full);
    assert_true(config_flag(loaded.config, "fullscreen"));
    config_destroy(loaded.config);
}

static void test_paths_count_from_the_file(void **state)
{
    (void)state;
    char full[128];
    struct loaded loaded = load_file(&wall, "fonts = sub/fonts\ncafile = /abs/ca.pem\n", "");
    snprintf(full, sizeof(full), "%s/sub/fonts", folder);
    expect(&loaded, "fonts", full);
    expect(&loaded, "cafile", "/abs/ca.pem");
    config_destroy(loaded.config);
    loaded = load(&wall, "--fonts here");
    expect(&loaded, "fonts", "here");
    config_destroy(loaded.config);
}

static void test_mistakes_in_a_file(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *part;
    } rows[] = {
        {"\nviewer_distnace = 8\n", ":2: unknown key 'viewer_distnace'; did you mean "
                                    "'viewer_distance'?"},
        {"viewer-distance = 8\n", ":1: unknown key 'viewer-distance'; did you mean "
                                  "'viewer_distance'?"},
        {"windowed = perhaps\n", ":1: write yes or no for 'windowed'"}, /* the other program's */
        {"zzzzzzzz = 1\n", ":1: unknown key 'zzzzzzzz'; the manual lists all"},
        {"help = yes\n", ":1: unknown key 'help'"},
        {"config = other.conf\n", ":1: unknown key 'config'"},
        {"size\n", ":1: neither key = value nor [ROOM] nor # comment: 'size'"},
        {"size =   # nothing\n", ":1: no value for 'size'"},
        {"size = 1x1\nname = a\nsize = 2x2\n", ":3: a second 'size'; it stands in line 1"},
        {"[a]\nsize = 1x1\n[b]\nsize = 1x1\n[a]\nsize = 3x3\n", ":6: a second 'size'"},
        {"[hall 1]\n", ":1: not a room's name: 'hall 1'"},
        {"[]\n", ":1: not a room's name: ''"},
        {"[+]\n", ":1: not a room's name: '+'"},
        {"[main\n", ":1: a room's part begins with its name in brackets"},
        {"[main] x\n", ":1: a room's part begins with its name in brackets"},
        {"[main]\nroom = other\n", ":2: a room's part cannot name another room"},
        {"fullscreen = perhaps\n", ":1: write yes or no for 'fullscreen'"},
        {"room = a/b\n", ":1: not a room's name: 'a/b'"},
        {"name = a+b\n", ":1: not a name: 'a+b'"},
        {"password = a\npassword_file = b\n", "give the same thing; keep one"},
        {"cafile = a\ncafile_inline = b\n", "give the same thing; keep one"},
        {"password_file = nowhere\n", "/nowhere: No such file or directory"},
        {"cafile_inline = not*base64\n", ":1: cafile_inline is not a PEM file in base64"},
        {"cafile_inline = aGVsbG8=\n", ":1: cafile_inline is not a PEM file in base64"},
        {"key_inline = LS0tLS1CRUdJTiA\n", ":1: key_inline is not a PEM file in base64"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct loaded loaded = load_file(&wall, rows[i].text, "");
        expect_error(&loaded, CONFIG_BAD_FILE, rows[i].part);
        assert_non_null(strstr(loaded.error, "/"));
    }
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    char line[256];
    struct loaded loaded = load(&wall, "--config /nonexistent/x.conf");
    expect_error(&loaded, CONFIG_BAD_FILE, "/nonexistent/x.conf: No such file or directory");
    snprintf(line, sizeof(line), "--config %s", folder);
    loaded = load(&wall, line);
    expect_error(&loaded, CONFIG_BAD_FILE, "Is a directory");
    snprintf(line, sizeof(line), "%s/zero", folder);
    FILE *file = fopen(line, "w");
    assert_non_null(file);
    assert_int_equal(fwrite("size = 1\0x1\n", 1, 12, file), 12);
    fclose(file);
    snprintf(line, sizeof(line), "--config %s/zero", folder);
    loaded = load(&wall, line);
    expect_error(&loaded, CONFIG_BAD_FILE, "not a text file");
}

static void test_the_users_own_file(void **state)
{
    (void)state;
    char path[128];
    setenv("XDG_CONFIG_HOME", folder, 1);
    struct loaded loaded = load(&wall, ""); /* none there: no error */
    expect(&loaded, "name", NULL);
    config_destroy(loaded.config);
    snprintf(path, sizeof(path), "%s/plenary", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("plenary/plenary.conf", "name = own\n");
    loaded = load(&wall, "");
    expect(&loaded, "name", "own");
    config_destroy(loaded.config);
    loaded = load_file(&wall, "lang = fr\n", ""); /* --config takes its place */
    expect(&loaded, "name", NULL);
    expect(&loaded, "lang", "fr");
    config_destroy(loaded.config);
}

static void test_the_machines_file(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof(path), "relative:/nonexistent:%s/common", folder);
    setenv("XDG_CONFIG_DIRS", path, 1);
    snprintf(path, sizeof(path), "%s/common", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%s/common/plenary", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("common/plenary/plenary.conf", "name = common\nlang = es\n");
    struct loaded loaded = load(&wall, "");
    expect(&loaded, "name", "common");
    config_destroy(loaded.config);
    setenv("XDG_CONFIG_HOME", folder, 1); /* the user's, of the test before, takes its place */
    loaded = load(&wall, "");
    expect(&loaded, "name", "own");
    expect(&loaded, "lang", NULL);
    config_destroy(loaded.config);
    unsetenv("XDG_CONFIG_DIRS");
}

static void test_rooms_of_the_file(void **state)
{
    (void)state;
    char secret[256];
    size_t count = 9;
    struct config *other = NULL;
    char error[CONFIG_TEXT];
    struct loaded loaded = load(&tool, "");
    config_rooms(loaded.config, &count);
    assert_int_equal(count, 0);
    config_destroy(loaded.config);
    snprintf(secret, sizeof(secret), "%s", write_file("secret", "sesame\n"));
    char line[300];
    snprintf(line, sizeof(line), "--password-file %s", secret);
    loaded = load_file(&tool,
                       "broker = mqtt://a\nusername = chair\n[hall-2]\nbroker = mqtt://b\n"
                       "[main]\nlang = fr\n[hall-2]\nlang = es\n",
                       line);
    char *const *rooms = config_rooms(loaded.config, &count);
    assert_int_equal(count, 2);
    assert_string_equal(rooms[0], "hall-2");
    assert_string_equal(rooms[1], "main");
    expect(&loaded, "broker", "mqtt://a");
    assert_int_equal(config_of_room(loaded.config, "hall-2", &other, error), CONFIG_OK);
    assert_string_equal(config_get(other, "room"), "hall-2");
    assert_string_equal(config_get(other, "broker"), "mqtt://b");
    assert_string_equal(config_get(other, "username"), "chair");
    assert_string_equal(config_get(other, "lang"), "es");
    assert_string_equal(config_get(other, "password"), "sesame"); /* of the line, for all */
    config_destroy(other);
    config_destroy(loaded.config);
    loaded = load_file(&tool, "[hall-2]\npassword_file = gone\n", "");
    assert_int_equal(config_of_room(loaded.config, "hall-2", &other, error), CONFIG_BAD_FILE);
    assert_null(other);
    assert_non_null(strstr(error, "test.conf:2: password file"));
    config_destroy(loaded.config);
}

static void test_password_file(void **state)
{
    (void)state;
    char line[256];
    write_file("pw", "secret word \r\nsecond line\n");
    struct loaded loaded = load_file(&wall, "password_file = pw\n", "");
    expect(&loaded, "password", "secret word ");
    config_destroy(loaded.config);
    snprintf(line, sizeof(line), "--password-file %s/pw", folder);
    loaded = load_file(&wall, "password = weaker\n", line);
    expect(&loaded, "password", "secret word ");
    config_destroy(loaded.config);
    loaded = load_file(&wall, "password_file = pw\n[main]\npassword = room\n", "");
    expect(&loaded, "password", "room");
    config_destroy(loaded.config);
    write_file("pw", "\nsecret\n");
    loaded = load_file(&wall, "password_file = pw\n", "");
    expect_error(&loaded, CONFIG_BAD_FILE, "its first line, the password, is empty");
}

static void test_inline_pem(void **state)
{
    (void)state;
    /* printf -- '-----BEGIN X-----\nAAA=\n-----END X-----\n' | base64 -w0 */
    static const char inline_pem[] =
        "cafile_inline = LS0tLS1CRUdJTiBYLS0tLS0KQUFBPQotLS0tLUVORCBYLS0tLS0K\n";
    struct loaded loaded = load_file(&wall, inline_pem, "");
    expect(&loaded, "cafile_inline", "-----BEGIN X-----\nAAA=\n-----END X-----\n");
    config_destroy(loaded.config);
    loaded = load_file(&wall, inline_pem, "--cafile other.pem");
    expect(&loaded, "cafile", "other.pem");
    expect(&loaded, "cafile_inline", NULL);
    config_destroy(loaded.config);
}

static void test_mistakes_on_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *part;
    } rows[] = {
        {"--brokr x", "unknown option '--brokr'; did you mean '--broker'?; see wall --help"},
        {"--viewer-distanc 3", "did you mean '--viewer-distance'?"},
        {"--xyzzy", "unknown option '--xyzzy'; see wall --help"},
        {"--no-size", "unknown option '--no-size'"},
        {"-x", "unknown option '-x'"},
        {"--broker", "--broker needs a value: --broker URL"},
        {"--broker=", "--broker has an empty value"},
        {"--fullscreen=yes", "--fullscreen takes no value"},
        {"--password x", "--password would be seen by everybody"},
        {"--key-inline x", "--key-inline would be seen by everybody"},
        {"word", "'word' is not understood here"},
        {"--room a/b", "--room: not a room's name: 'a/b'"},
        {"--room #", "--room: not a room's name: '#'"},
        {"--name a/b", "--name: not a name: 'a/b'"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct loaded loaded = load(&wall, rows[i].line);
        expect_error(&loaded, CONFIG_USAGE, rows[i].part);
    }
    setenv("PLENARY_ROOM", "a+b", 1);
    struct loaded loaded = load(&wall, "");
    expect_error(&loaded, CONFIG_USAGE, "PLENARY_ROOM: not a room's name: 'a+b'");
}

static void test_switches(void **state)
{
    (void)state;
    struct loaded loaded = load_file(&wall, "fullscreen = on\n", "--no-fullscreen");
    assert_int_equal(loaded.result, CONFIG_OK);
    assert_false(config_flag(loaded.config, "fullscreen"));
    config_destroy(loaded.config);
    loaded = load(&wall, "--fullscreen --screenshot x.png");
    assert_true(config_flag(loaded.config, "fullscreen"));
    expect(&loaded, "screenshot", "x.png");
    config_destroy(loaded.config);
    assert_int_equal(load(&wall, "--size 1x1 --help --nonsense").result, CONFIG_HELP);
    assert_int_equal(load(&wall, "--version").result, CONFIG_VERSION);
    assert_int_equal(load(&wall, "-h").result, CONFIG_HELP);
    assert_int_equal(load(&wall, "-V").result, CONFIG_VERSION);
}

static void expect_words(const char *line, const char *words)
{
    struct loaded loaded = load(&tool, line);
    char joined[512] = "";
    size_t count = 0;
    assert_int_equal(loaded.result, CONFIG_OK);
    char **list = config_words(loaded.config, &count);
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(joined);
        snprintf(joined + len, sizeof(joined) - len, "%s%s", i ? " " : "", list[i]);
    }
    assert_string_equal(joined, words);
    assert_null(list[count]);
    config_destroy(loaded.config);
}

static void test_verbs(void **state)
{
    (void)state;
    expect_words("--room a goto c.4", "goto c.4");
    expect_words("goto --room a c.4 --broker=mqtt://b", "goto c.4");
    expect_words("speaker add Brazil --for G77 --room a", "speaker add Brazil --for G77");
    expect_words("next --help", "next --help");
    expect_words("next -h -x", "next -h -x");
    expect_words("load f --lang fr", "load f --lang fr");
    expect_words("notice -- --room", "notice -- --room");
    expect_words("-- --room", "--room");
    expect_words("goto -", "goto -");
    expect_words("", "");
    assert_int_equal(load(&tool, "--help next").result, CONFIG_HELP);
    struct loaded loaded = load(&tool, "--name ar load f --lang fr --names-file n");
    expect(&loaded, "name", "ar");
    expect(&loaded, "names_file", "n");
    config_destroy(loaded.config);
    loaded = load(&tool, "next --room");
    expect_error(&loaded, CONFIG_USAGE, "--room needs a value");
}

static void test_numbers(void **state)
{
    (void)state;
    static const char *const bad[] = {"0.5", "31", "8,5", "1e1", "-8", "inf", "0x8", "8.5.1", "."};
    char error[CONFIG_TEXT];
    char line[64];
    double number = 0;
    struct loaded loaded = load(&wall, "--viewer-distance 8.25");
    assert_true(config_number(loaded.config, "viewer_distance", 1, 30, &number, error));
    assert_true(number > 8.2499 && number < 8.2501);
    config_destroy(loaded.config);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(line, sizeof(line), "--viewer-distance=%s", bad[i]);
        loaded = load(&wall, line);
        assert_int_equal(loaded.result, CONFIG_OK);
        assert_false(config_number(loaded.config, "viewer_distance", 1, 30, &number, error));
        assert_non_null(strstr(error, "--viewer-distance: viewer_distance is '"));
        config_destroy(loaded.config);
    }
}

static void test_room_names(void **state)
{
    (void)state;
    char name[80];
    assert_true(config_is_room("Main_hall-2.a"));
    assert_false(config_is_room(""));
    assert_false(config_is_room("a b"));
    assert_false(config_is_room("s\xC3\xA4l"));
    assert_false(config_is_room("$SYS"));
    memset(name, 'a', sizeof(name));
    name[64] = '\0';
    assert_true(config_is_room(name));
    name[64] = 'a';
    name[65] = '\0';
    assert_false(config_is_room(name));
}

static void test_help(void **state)
{
    (void)state;
    char text[8192] = "";
    FILE *memory = fmemopen(text, sizeof(text) - 1, "w");
    assert_non_null(memory);
    config_print_help(&tool, memory);
    fclose(memory);
    assert_non_null(strstr(text, "usage: tool [OPTION...] VERB ...\nDrives a room.\n"));
    assert_non_null(strstr(text, "  --names-file FILE         names to complete\n"));
    assert_non_null(strstr(text, "  --room NAME "));
    assert_non_null(strstr(text, "(default: main)"));
    assert_null(strstr(text, "--password TEXT"));
    assert_non_null(strstr(text, "\nExample: tool next\n"));
    for (const char *at = text; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        assert_true(strcspn(at, "\n") <= 96);
    }
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"test.conf", "zero", "pw", "plenary/plenary.conf",
                                        "plenary",   ""};
    char path[128];
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        remove(path);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_defaults, in_empty_world),
        cmocka_unit_test_setup(test_precedence, in_empty_world),
        cmocka_unit_test_setup(test_room_section_comes_before_room_key, in_empty_world),
        cmocka_unit_test_setup(test_grammar, in_empty_world),
        cmocka_unit_test_setup(test_paths_count_from_the_file, in_empty_world),
        cmocka_unit_test_setup(test_mistakes_in_a_file, in_empty_world),
        cmocka_unit_test_setup(test_files_that_cannot_be_read, in_empty_world),
        cmocka_unit_test_setup(test_the_users_own_file, in_empty_world),
        cmocka_unit_test_setup(test_the_machines_file, in_empty_world),
        cmocka_unit_test_setup(test_rooms_of_the_file, in_empty_world),
        cmocka_unit_test_setup(test_password_file, in_empty_world),
        cmocka_unit_test_setup(test_inline_pem, in_empty_world),
        cmocka_unit_test_setup(test_mistakes_on_the_line, in_empty_world),
        cmocka_unit_test_setup(test_switches, in_empty_world),
        cmocka_unit_test_setup(test_verbs, in_empty_world),
        cmocka_unit_test_setup(test_numbers, in_empty_world),
        cmocka_unit_test(test_room_names),
        cmocka_unit_test_setup(test_help, in_empty_world),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
