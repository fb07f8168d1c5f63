#include "plenary/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(char error[PL_LINK_TEXT], const char *reason)
{
    snprintf(error, PL_LINK_TEXT,
             "broker URL: %s; write mqtt://HOST, mqtts://HOST:8883 or "
             "mqtt://USER:PASSWORD@HOST",
             reason);
    return false;
}

static int hex_digit(char digit)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *place = digit ? strchr(digits, digit) : NULL;
    return place ? (int)(place - digits) % 16 : -1;
}

/* %-decodes [from, end) into out. */
static bool decode(const char *from, const char *end, char *out, size_t out_size)
{
    size_t used = 0;
    while (from < end) {
        int byte = (unsigned char)*from++;
        if (byte == '%') {
            const int high = end - from >= 2 ? hex_digit(from[0]) : -1;
            const int low = high >= 0 ? hex_digit(from[1]) : -1;
            byte = low < 0 ? 0 : high * 16 + low;
            from += 2;
        }
        if (byte == 0 || used + 1 >= out_size) {
            return false;
        }
        out[used++] = (char)byte;
    }
    out[used] = '\0';
    return true;
}

static bool parse_login(const char *from, const char *end, struct pl_link_url *url,
                        char error[PL_LINK_TEXT])
{
    const char *colon = memchr(from, ':', (size_t)(end - from));
    const char *user_end = colon ? colon : end;
    if (user_end == from) {
        return refuse(error, "no user's name before the @");
    }
    if (!decode(from, user_end, url->username, sizeof(url->username)) ||
        (colon && !decode(colon + 1, end, url->password, sizeof(url->password)))) {
        return refuse(error, "user or password is too long or wrongly %-encoded");
    }
    return true;
}

static bool parse_port(const char *from, uint16_t *port_out)
{
    char *end;
    const long port = strtol(from, &end, 10);
    if (from[0] < '0' || from[0] > '9' || *end || end - from > 5 || port < 1 || port > UINT16_MAX) {
        return false;
    }
    *port_out = (uint16_t)port;
    return true;
}

static bool copy_host(const char *from, const char *end, struct pl_link_url *url,
                      char error[PL_LINK_TEXT])
{
    const size_t len = (size_t)(end - from);
    if (len == 0) {
        return refuse(error, "no host");
    }
    if (len > PL_LINK_HOST_MAX) {
        return refuse(error, "the host's name is too long");
    }
    for (size_t i = 0; i < len; i++) {
        if (from[i] <= ' ' || strchr("/?#@<>\"\\[]", from[i])) {
            return refuse(error, "a character that no host's name has");
        }
    }
    memcpy(url->host, from, len);
    url->host[len] = '\0';
    return true;
}

static bool parse_host(const char *from, struct pl_link_url *url, char error[PL_LINK_TEXT])
{
    const char *end;
    const char *rest;
    if (*from == '[') {
        end = strchr(++from, ']');
        rest = end ? end + 1 : NULL;
        if (!end || !memchr(from, ':', (size_t)(end - from))) {
            return refuse(error, "brackets hold an IPv6 address, as in [::1]");
        }
    } else {
        end = from + strcspn(from, ":");
        rest = end;
        if (*end && strchr(end + 1, ':')) {
            return refuse(error, "an IPv6 address stands in brackets, as in [::1]");
        }
    }
    if (!copy_host(from, end, url, error)) {
        return false;
    }
    if (*rest && (*rest != ':' || !parse_port(rest + 1, &url->port))) {
        return refuse(error, "the port is a number from 1 to 65535");
    }
    return true;
}

bool pl_link_parse_url(const char *url, struct pl_link_url *url_out, char error[PL_LINK_TEXT])
{
    memset(url_out, 0, sizeof(*url_out));
    if (strncmp(url, "mqtts://", 8) == 0) {
        url_out->tls = true;
    } else if (strncmp(url, "mqtt://", 7) != 0) {
        return refuse(error, "it must begin with mqtt:// or mqtts://");
    }
    const char *from = strstr(url, "://") + 3;
    char place[PL_LINK_HOST_MAX + 6 * PL_LINK_CREDENTIAL_MAX + 32];
    size_t len = strlen(from);
    if (len && from[len - 1] == '/') {
        len--;
    }
    if (len >= sizeof(place)) {
        return refuse(error, "it is too long");
    }
    memcpy(place, from, len);
    place[len] = '\0';
    char *at = strrchr(place, '@');
    if (at && !parse_login(place, at, url_out, error)) {
        return false;
    }
    return parse_host(at ? at + 1 : place, url_out, error);
}
