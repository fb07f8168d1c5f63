/* The broker's URL: what it may look like, and that each mistake is told in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plenary/link.h"

#include <stdio.h>
#include <string.h>

static void test_good(void **state)
{
    static const struct {
        const char *text;
        struct pl_link_url url;
    } rows[] = {
        {"mqtt://127.0.0.1", {false, "127.0.0.1", 0, "", ""}},
        {"mqtt://broker.example:1884/", {false, "broker.example", 1884, "", ""}},
        {"mqtts://broker", {true, "broker", 0, "", ""}},
        {"mqtts://[::1]:8883", {true, "::1", 8883, "", ""}},
        {"mqtt://[fe80::1%eth0]", {false, "fe80::1%eth0", 0, "", ""}},
        {"mqtt://wall@host", {false, "host", 0, "wall", ""}},
        {"mqtt://chair:se:cret@host:65535", {false, "host", 65535, "chair", "se:cret"}},
        {"mqtt://a%40b:p%2Fw%25@host", {false, "host", 0, "a@b", "p/w%"}},
        {"mqtt://user:p@ss@host", {false, "host", 0, "user", "p@ss"}},
    };
    char error[PL_LINK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pl_link_url url;
        assert_true(pl_link_parse_url(rows[i].text, &url, error));
        assert_int_equal(url.tls, rows[i].url.tls);
        assert_string_equal(url.host, rows[i].url.host);
        assert_int_equal(url.port, rows[i].url.port);
        assert_string_equal(url.username, rows[i].url.username);
        assert_string_equal(url.password, rows[i].url.password);
    }
}

static void test_bad(void **state)
{
    static const char *const rows[][2] = {
        {"", "must begin with mqtt://"},
        {"host", "must begin with mqtt://"},
        {"http://host", "must begin with mqtt://"},
        {"mqtt:host", "must begin with mqtt://"},
        {"mqtt://", "no host"},
        {"mqtt://:1883", "no host"},
        {"mqtt://user@", "no host"},
        {"mqtt://@host", "no user's name"},
        {"mqtt://:pw@host", "no user's name"},
        {"mqtt://host:0", "port is a number"},
        {"mqtt://host:65536", "port is a number"},
        {"mqtt://host:123456", "port is a number"},
        {"mqtt://host:", "port is a number"},
        {"mqtt://host:+1", "port is a number"},
        {"mqtt://host:18a", "port is a number"},
        {"mqtt://::1", "stands in brackets"},
        {"mqtt://[::1", "brackets hold an IPv6 address"},
        {"mqtt://[host]", "brackets hold an IPv6 address"},
        {"mqtt://[::1]x", "port is a number"},
        {"mqtt://host/path", "a character that no host's name has"},
        {"mqtt://ho st", "a character that no host's name has"},
        {"mqtt://u%4@host", "wrongly %-encoded"},
        {"mqtt://u%00@host", "wrongly %-encoded"},
        {"mqtt://u:%zz@host", "wrongly %-encoded"},
    };
    char error[PL_LINK_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pl_link_url url;
        assert_false(pl_link_parse_url(rows[i][0], &url, error));
        if (!strstr(error, rows[i][1])) {
            fail_msg("%s: \"%s\" is not in \"%s\"", rows[i][0], rows[i][1], error);
        }
    }
}

static void expect_long(size_t host_len, size_t user_len, bool good)
{
    static char text[16384];
    char host[512];
    char user[4096];
    char error[PL_LINK_TEXT];
    struct pl_link_url url;
    memset(host, 'h', host_len);
    memset(user, 'u', user_len);
    snprintf(text, sizeof(text), "mqtt://%.*s:%.*s@%.*s", (int)user_len, user, (int)user_len, user,
             (int)host_len, host);
    assert_int_equal(pl_link_parse_url(text, &url, error), good);
    if (good) {
        assert_int_equal(strlen(url.host), host_len);
        assert_int_equal(strlen(url.password), user_len);
    }
}

static void test_lengths(void **state)
{
    (void)state;
    expect_long(PL_LINK_HOST_MAX, PL_LINK_CREDENTIAL_MAX, true);
    expect_long(PL_LINK_HOST_MAX + 1, 8, false);
    expect_long(8, PL_LINK_CREDENTIAL_MAX + 1, false);
    expect_long(8, 4000, false);
}

/* Each name and text is there, and different from the others. */
static void test_names(void **state)
{
    (void)state;
    for (int i = PL_LINK_CONNECTED; i <= PL_LINK_OVERFLOW; i++) {
        const char *name = pl_link_event_name((enum pl_link_event_type)i);
        assert_string_not_equal(name, "unknown");
        for (int j = PL_LINK_CONNECTED; j < i; j++) {
            assert_string_not_equal(name, pl_link_event_name((enum pl_link_event_type)j));
        }
    }
    for (int i = PL_LINK_OK; i <= PL_LINK_NO_MEMORY; i++) {
        assert_string_not_equal(pl_link_error_text((enum pl_link_error)i), "unknown error");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
