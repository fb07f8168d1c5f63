#define _POSIX_C_SOURCE 200809L
#include "session/connect.h"

#include "plenary/wire.h"

#include <string.h>
#include <unistd.h>

static void take_name(const struct config *config, char name_out[PL_USER_MAX + 1])
{
    const char *given = config_get(config, "name");
    if (given) {
        snprintf(name_out, PL_USER_MAX + 1, "%s", given);
        return;
    }
    if (gethostname(name_out, PL_USER_MAX) != 0 || !name_out[0]) {
        snprintf(name_out, PL_USER_MAX + 1, "plenary");
    }
    name_out[PL_NAME_POINTS] = '\0'; /* a host's name may be longer */
    for (char *at = name_out; *at; at++) {
        if (strchr("/+#", *at)) {
            *at = '-';
        }
    }
}

/* Credentials for an open connection are a mistake that nobody would notice. */
static bool check_tls(const struct config *config, const struct connect *connect,
                      char error[CONFIG_TEXT])
{
    static const char *const keys[] = {"cafile",      "cert",       "key", "cafile_inline",
                                       "cert_inline", "key_inline", NULL};
    for (const char *const *key = keys; *key && !connect->url.tls; key++) {
        if (config_get(config, *key)) {
            snprintf(error, CONFIG_TEXT,
                     "%s: %s is of use with mqtts:// only, but the broker is mqtt:// (%s)",
                     config_where(config, *key), *key, config_where(config, "broker"));
            return false;
        }
    }
    return true;
}

static void take_login(const struct config *config, struct connect *connect)
{
    const char *username = config_get(config, "username");
    const char *password = config_get(config, "password");
    const struct pl_link_url *url = &connect->url;
    connect->link.username = username ? username : (url->username[0] ? url->username : NULL);
    connect->link.password = password ? password : (url->password[0] ? url->password : NULL);
}

/* Every reader would refuse an entry with it. */
static bool check_name(const struct config *config, const char *name, char error[CONFIG_TEXT])
{
    uint32_t hidden = 0;
    const enum pl_error wrong = pl_wire_check_name(name, strlen(name), &hidden);
    if (hidden) {
        snprintf(error, CONFIG_TEXT,
                 "%s: the name has a character that nobody sees, U+%04X; type "
                 "it anew",
                 config_where(config, "name"), hidden);
    } else if (wrong) {
        snprintf(error, CONFIG_TEXT, "%s: the name '%.80s' %s", config_where(config, "name"), name,
                 pl_error_text(wrong));
    }
    return wrong == PL_OK;
}

/* The broker's user is a level of the topics that we write. */
static bool take_user(const struct config *config, struct connect *connect, char error[CONFIG_TEXT])
{
    const char *key = config_get(config, "username") ? "username"
                      : connect->link.username       ? "broker"
                                                     : "name";
    connect->user = connect->link.username ? connect->link.username : connect->name;
    if (!pl_wire_is_user(connect->user)) {
        snprintf(error, CONFIG_TEXT,
                 "%s: the user '%.80s' cannot stand in a topic; use at most %d "
                 "bytes, without '/', '+', '#'",
                 config_where(config, key), connect->user, PL_USER_MAX);
        return false;
    }
    return true;
}

bool connect_settings(const struct config *config, struct connect *connect_out,
                      char error[CONFIG_TEXT])
{
    char reason[PL_LINK_TEXT];
    memset(connect_out, 0, sizeof(*connect_out));
    if (!pl_link_parse_url(config_get(config, "broker"), &connect_out->url, reason)) {
        snprintf(error, CONFIG_TEXT, "%s: %s", config_where(config, "broker"), reason);
        return false;
    }
    connect_out->link = (struct pl_link_config){
        .host = connect_out->url.host,
        .port = connect_out->url.port,
        .tls = connect_out->url.tls,
        .ca_file = config_get(config, "cafile"),
        .ca_pem = config_get(config, "cafile_inline"),
        .cert_file = config_get(config, "cert"),
        .cert_pem = config_get(config, "cert_inline"),
        .key_file = config_get(config, "key"),
        .key_pem = config_get(config, "key_inline"),
    };
    take_login(config, connect_out);
    take_name(config, connect_out->name);
    return check_name(config, connect_out->name, error) && take_user(config, connect_out, error) &&
           check_tls(config, connect_out, error);
}

int connect_exit_status(const struct config *config)
{
    const char *where = config_where(config, "broker");
    return strncmp(where, "--", 2) == 0 || strncmp(where, "PLENARY_", 8) == 0 ? 2 : 1;
}
