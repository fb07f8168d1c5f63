/* From the settings to the link's configuration: which login wins, what TLS asks for, our name. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session/connect.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct config_program program = {
    .name = "test", .usage = "", .summary = "", .words = CONFIG_NO_WORDS};

struct made {
    struct config *config;
    struct connect connect;
    bool good;
    char error[CONFIG_TEXT];
};

static struct made make(const char *line)
{
    static char buffer[1024];
    static char *argv[32];
    struct made made = {0};
    int argc = 0;
    char *rest = NULL;
    snprintf(buffer, sizeof(buffer), "test %s", line);
    for (char *word = strtok_r(buffer, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        argv[argc++] = word;
    }
    assert_int_equal(config_load(argc, argv, &program, &made.config, made.error), CONFIG_OK);
    made.good = connect_settings(made.config, &made.connect, made.error);
    return made;
}

static int in_empty_world(void **state)
{
    (void)state;
    unsetenv("PLENARY_BROKER");
    unsetenv("PLENARY_ROOM");
    return setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

static void test_defaults(void **state)
{
    (void)state;
    char host[PL_USER_MAX + 1] = "";
    struct made made = make("");
    assert_true(made.good);
    assert_string_equal(made.connect.url.host, "127.0.0.1");
    assert_false(made.connect.link.tls);
    assert_null(made.connect.link.username);
    assert_null(made.connect.link.ca_file);
    assert_int_equal(gethostname(host, PL_USER_MAX), 0);
    assert_string_equal(made.connect.name, host);
    config_destroy(made.config);
}

static void test_all(void **state)
{
    (void)state;
    struct made made =
        make("--broker mqtts://a:b@[::1]:8884 --cafile ca --cert c --key k --name w1");
    const struct pl_link_config *link = &made.connect.link;
    assert_true(made.good);
    assert_true(link->tls);
    assert_string_equal(made.connect.url.host, "::1");
    assert_int_equal(link->port, 8884);
    assert_string_equal(link->username, "a");
    assert_string_equal(link->password, "b");
    assert_string_equal(link->ca_file, "ca");
    assert_string_equal(link->cert_file, "c");
    assert_string_equal(link->key_file, "k");
    assert_null(link->ca_pem);
    assert_string_equal(made.connect.name, "w1");
    assert_string_equal(made.connect.user, "a");
    config_destroy(made.config);
}

static void test_login_of_its_own_wins(void **state)
{
    (void)state;
    struct made made = make("--broker mqtt://url:pw@host --username own");
    assert_true(made.good);
    assert_string_equal(made.connect.link.username, "own");
    assert_string_equal(made.connect.user, "own");
    config_destroy(made.config);
}

static void test_mistakes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"--broker http://host", "--broker: broker URL: it must begin with mqtt://"},
        {"--broker mqtt://host:99999", "--broker: broker URL: the port is a number"},
        {"--broker mqtt://host --cafile x", "--cafile: cafile is of use with mqtts:// only"},
        {"--username a/b", "--username: the user 'a/b' cannot stand in a topic"},
        {"--broker mqtt://a%23:b@host", "--broker: the user 'a#' cannot stand in a topic"},
        {"--cert x", "but the broker is mqtt:// (default)"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct made made = make(rows[i][0]);
        assert_false(made.good);
        if (!strstr(made.error, rows[i][1])) {
            fail_msg("\"%s\" is not in \"%s\"", rows[i][1], made.error);
        }
        config_destroy(made.config);
    }
}

static void test_a_name_hides_nothing(void **state)
{
    (void)state;
    struct made made = make("--name Ha\u200bll");
    assert_false(made.good);
    assert_string_equal(made.error,
                        "--name: the name has a character that nobody sees, U+200B; type it anew");
    config_destroy(made.config);
    made = make("--name e\u0301");
    assert_false(made.good);
    assert_non_null(strstr(made.error, "normal form C"));
    config_destroy(made.config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_defaults, in_empty_world),
        cmocka_unit_test_setup(test_all, in_empty_world),
        cmocka_unit_test_setup(test_login_of_its_own_wins, in_empty_world),
        cmocka_unit_test_setup(test_mistakes, in_empty_world),
        cmocka_unit_test_setup(test_a_name_hides_nothing, in_empty_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
