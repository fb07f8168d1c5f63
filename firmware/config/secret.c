#define _POSIX_C_SOURCE 200809L
#include "settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { PASSWORD_MAX = 1024 };

/* Of two keys that give the same thing the stronger stays; false when neither is. */
static bool settle_pair(struct config *config, const char *one, const char *other)
{
    const struct setting *first = find_setting(config, one);
    const struct setting *second = find_setting(config, other);
    if (!first || !first->value || !second || !second->value) {
        return true;
    }
    if (first->rank == second->rank) {
        return false;
    }
    settings_drop(config, first->rank > second->rank ? other : one);
    return true;
}

static enum config_result refuse_pair(const struct config *config, const char *one,
                                      const char *other)
{
    return complain(config, CONFIG_BAD_FILE, "%s: %s and %s give the same thing; keep one",
                    config_where(config, other), one, other);
}

static enum config_result read_password(struct config *config)
{
    const char *path = config_get(config, "password_file");
    const struct setting *from = find_setting(config, "password_file");
    size_t len = 0;
    if (!path) {
        return CONFIG_OK;
    }
    char *text = slurp(path, PASSWORD_MAX, &len);
    if (!text) {
        return complain(config, CONFIG_BAD_FILE, "%s: password file %.200s: %s", from->where, path,
                        errno == EFBIG ? "too large for a password" : strerror(errno));
    }
    text[strcspn(text, "\r\n")] = '\0';
    const bool empty = !*text;
    if (!empty) {
        char where[CONFIG_WHERE_SIZE];
        snprintf(where, sizeof(where), "%s", from->where);
        settings_put(config, "password", text, where, from->rank);
    }
    memset(text, 0, len);
    free(text);
    return empty ? complain(config, CONFIG_BAD_FILE,
                            "%s: password file %.200s: its first line, the password, is empty",
                            config_where(config, "password_file"), path)
                 : CONFIG_OK;
}

static int sextet(char letter)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *place = letter ? strchr(letters, letter) : NULL;
    return place ? (int)(place - letters) : -1;
}

/* Decodes base64 in place; false where it is none. */
static bool decode(char *text)
{
    unsigned bits = 0;
    int have = 0;
    size_t used = 0;
    const char *from = text;
    for (; sextet(*from) >= 0; from++) {
        bits = (bits << 6 | (unsigned)sextet(*from)) & 0xffffff;
        have += 6;
        if (have >= 8) {
            have -= 8;
            text[used++] = (char)(bits >> have & 0xff);
        }
    }
    const size_t letters = (size_t)(from - text);
    const size_t padding = strspn(from, "=");
    const bool good = padding <= 2 && from[padding] == '\0' && (letters + padding) % 4 == 0;
    text[used] = '\0';
    return good && letters > 0 && strlen(text) == used;
}

static enum config_result decode_pem(struct config *config, const char *key)
{
    struct setting *setting = find_setting(config, key);
    if (!setting || !setting->value) {
        return CONFIG_OK;
    }
    if (decode(setting->value) && strstr(setting->value, "-----BEGIN ")) {
        return CONFIG_OK;
    }
    return complain(config, CONFIG_BAD_FILE,
                    "%s: %s is not a PEM file in base64 on one line; make it with base64 -w0 FILE",
                    setting->where, key);
}

enum config_result settle_secrets(struct config *config)
{
    static const char *const pairs[][2] = {{"password", "password_file"},
                                           {"cafile", "cafile_inline"},
                                           {"cert", "cert_inline"},
                                           {"key", "key_inline"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (!settle_pair(config, pairs[i][0], pairs[i][1])) {
            return refuse_pair(config, pairs[i][0], pairs[i][1]);
        }
    }
    enum config_result result = read_password(config);
    for (size_t i = 1; i < sizeof(pairs) / sizeof(pairs[0]) && result == CONFIG_OK; i++) {
        result = decode_pem(config, pairs[i][1]);
    }
    return result;
}
