#include "settings.h"

/* One file serves both programs, so each takes the keys of the other: all tables stand here. */

static const struct config_option shared[] = {
    {"broker", "URL", "mqtt[s]://[USER:PASSWORD@]HOST[:PORT]", "mqtt://127.0.0.1", 0},
    {"room", "NAME", "the room, one for each meeting hall", "main", 0},
    {"config", "FILE", "settings; otherwise ~/.config/plenary/plenary.conf, or in /etc/xdg", NULL,
     CONFIG_LINE_ONLY | CONFIG_PATH},
    {"name", "NAME", "what this machine is called; otherwise its host name", NULL, 0},
    {"username", "USER", "the broker's user", NULL, 0},
    {"password-file", "FILE", "its first line is the password", NULL, CONFIG_PATH},
    {"cafile", "FILE", "PEM of the CA to trust; otherwise the system's", NULL, CONFIG_PATH},
    {"cert", "FILE", "PEM of our certificate", NULL, CONFIG_PATH},
    {"key", "FILE", "PEM of its key", NULL, CONFIG_PATH},
    {"password", "TEXT", "the password itself", NULL, CONFIG_FILE_ONLY | CONFIG_SECRET},
    {"cafile-inline", "BASE64", "the CA's PEM itself", NULL, CONFIG_FILE_ONLY | CONFIG_SECRET},
    {"cert-inline", "BASE64", "the certificate's PEM itself", NULL,
     CONFIG_FILE_ONLY | CONFIG_SECRET},
    {"key-inline", "BASE64", "the key's PEM itself", NULL, CONFIG_FILE_ONLY | CONFIG_SECRET},
    {"help", NULL, "show this", NULL, CONFIG_LINE_ONLY},
    {"version", NULL, "show the version", NULL, CONFIG_LINE_ONLY},
};

static const struct config_option wall[] = {
    {"size", "WxH", "size in pixels (the screen's; a screenshot: 1920x1080)", NULL, 0},
    {"windowed", NULL, "a window instead of the whole screen", NULL, 0},
    {"rotate", "DEGREES", "turn the picture clockwise: 0, 90, 180 or 270", "0", 0},
    {"reduced-motion", NULL, "no gliding and fading: what changes is there at once", NULL, 0},
    {"viewer-distance", "METRES", "the farthest viewer's distance", NULL, 0},
    {"screen-diagonal", "INCHES", "the screen's diagonal", NULL, 0},
    {"lang", "LANG", "the language to show, as in fr, zh; two as in en,ar", NULL, 0},
    {"theme", "NAME|FILE", "dark, light, high-contrast or a file, ./my.theme", "dark",
     CONFIG_PATH_OR_WORD},
    {"page-url", "URL", "the page that remote participants follow, as a QR code", NULL, 0},
    {"view", "NAME", "marked, clean or original, whatever the chair shows (default: as the chair)",
     NULL, 0},
    {"screenshot", "FILE.png", "draw the room once into a picture, and end", NULL,
     CONFIG_PATH | CONFIG_LINE_ONLY},
    {"legibility", NULL, "say what the last row gets to read, and end", NULL, CONFIG_LINE_ONLY},
    {"timeout", "SECONDS", "how long a screenshot waits for the room", "10", CONFIG_LINE_ONLY},
};

static const struct config_option tool[] = {
    {"timeout", "SECONDS", "how long to wait for broker and room", "5", CONFIG_LINE_ONLY},
    {"names-file", "FILE", "who is in the room: user, name, group, class", NULL, CONFIG_PATH},
};

const struct config_option *config_options(enum config_table table, size_t *count_out)
{
    static const struct {
        const struct config_option *options;
        size_t count;
    } tables[CONFIG_TABLES] = {
        [CONFIG_SHARED] = {shared, sizeof shared / sizeof *shared},
        [CONFIG_OF_WALL] = {wall, sizeof wall / sizeof *wall},
        [CONFIG_OF_TOOL] = {tool, sizeof tool / sizeof *tool},
    };
    *count_out = tables[table].count;
    return tables[table].options;
}
