#include "display/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/qr.h"
#include "plenary/wire.h"
#include "session/say.h"

/* The largest picture: twice 8K, a quarter of a gigabyte. */
enum { SIDE_LEAST = 240, SIDE_MOST = 16384, PIXELS_MOST = 8192 * 8192 };

static struct config_program program = {
    .name = "plenary-display",
    .usage = "[OPTION...]",
    .summary =
        "The wall of a meeting room: shows the text, the place and the speakers of a room.\n"
        "Without --viewer-distance and --screen-diagonal the letters are made for a room\n"
        "eight screen heights deep. --lang en,ar shows two languages: beside each other where\n"
        "both keep 30 letters a line, else one below the other.\n",
    .example = "Example: a 75 inch screen, the last row at 10 metres\n"
               "  plenary-display --broker mqtt://192.0.2.7 --viewer-distance 10 "
               "--screen-diagonal 75\n"
               "What that row gets to read, of the room's document where the broker has one\n"
               "  plenary-display --legibility --viewer-distance 10 --screen-diagonal 75\n",
    .words = CONFIG_NO_WORDS,
};

static bool parse_side(const char **at, int *side_out)
{
    char *end = NULL;
    if (**at < '0' || **at > '9') {
        return false;
    }
    long side = strtol(*at, &end, 10);
    *at = end;
    *side_out = (int)side;
    return side >= SIDE_LEAST && side <= SIDE_MOST;
}

static bool parse_size(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    const char *size = config_get(config, "size"), *at = size;
    if (!size) {
        return true;
    }
    bool read = parse_side(&at, &o->width) && (*at == 'x' || *at == 'X');
    at += read;
    if (!read || !parse_side(&at, &o->height) || *at != '\0') {
        snprintf(error, CONFIG_TEXT,
                 "%s: \"%s\" is no size; give WIDTHxHEIGHT, as 1920x1080 (%d to %d)",
                 config_where(config, "size"), size, SIDE_LEAST, SIDE_MOST);
        return false;
    }
    if ((int64_t)o->width * o->height > PIXELS_MOST) {
        snprintf(error, CONFIG_TEXT,
                 "%s: %dx%d is too large a picture; give one of at most %d million pixels, as "
                 "7680x4320",
                 config_where(config, "size"), o->width, o->height, PIXELS_MOST / 1000000);
        return false;
    }
    return true;
}

static bool parse_turn(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    static const char *const turns[] = {"0", "90", "180", "270"};
    const char *degrees = config_get(config, "rotate");
    for (int i = 0; i < 4; i++) {
        if (strcmp(degrees, turns[i]) == 0) {
            o->turn = 90 * i;
            return true;
        }
    }
    snprintf(error, CONFIG_TEXT, "%s: \"%.80s\" is no turn; give 0, 90, 180 or 270",
             config_where(config, "rotate"), degrees);
    return false;
}

static bool parse_number(const struct config *config, const char *key, double least, double most,
                         double *number_out, char error[CONFIG_TEXT])
{
    return !config_get(config, key) || config_number(config, key, least, most, number_out, error);
}

/* A file that cannot be used is a failure, a name that is none wrong usage. */
static bool parse_theme(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    const char *name = config_get(config, "theme");
    if (config_is_path(name)) {
        o->theme = theme_file_read(name, &o->own_theme, error) ? &o->own_theme.theme : NULL;
        o->bad_file = !o->theme;
        return o->theme != NULL;
    }
    o->theme = theme_find(name);
    if (!o->theme) {
        snprintf(
            error, CONFIG_TEXT,
            "%s: there is no theme \"%.80s\"; there are dark, light, high-contrast, and files, "
            "as in ./my.theme",
            config_where(config, "theme"), name);
    }
    return o->theme != NULL;
}

/* Small letters, as the feed has them: "FR" would be shown by no text. */
static bool parse_tag(const char *lang, size_t n, char tag[PL_LANG_MAX + 1])
{
    if (n > PL_LANG_MAX) {
        return false;
    }
    memcpy(tag, lang, n);
    tag[n] = '\0';
    for (char *c = tag; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return pl_wire_is_lang(tag);
}

/* "fr", or "en,ar" for a bilingual wall. */
static bool parse_lang(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    const char *list = config_get(config, "lang"), *at = list;
    while (at) {
        size_t n = strcspn(at, ",");
        if (o->lang_count == WALL_LANGS) {
            snprintf(error, CONFIG_TEXT,
                     "%s: \"%.80s\" is more than a wall shows; give one language,"
                     " or two as in en,ar",
                     config_where(config, "lang"), list);
            return false;
        }
        char *tag = o->lang_tags[o->lang_count];
        if (!parse_tag(at, n, tag)) {
            snprintf(error, CONFIG_TEXT,
                     "%s: \"%.*s\" is no language; give one such as fr or zh, or two as in en,ar",
                     config_where(config, "lang"), n < 80 ? (int)n : 80, at);
            return false;
        }
        o->langs[o->lang_count++] = tag;
        if (o->lang_count == 2 && strcmp(tag, o->langs[0]) == 0) {
            snprintf(error, CONFIG_TEXT, "%s: \"%.80s\" is the same language twice",
                     config_where(config, "lang"), list);
            return false;
        }
        at = at[n] ? at + n + 1 : NULL;
    }
    return true;
}

/* A phone opens it as it stands: nothing but what an address is written with. */
static bool is_page(const char *url)
{
    size_t bytes = strlen(url);
    bool scheme = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
    const char *host = strstr(url, "://");
    for (const char *c = url; *c; c++) {
        if (*c <= ' ' || *c > '~' || strchr("\"<>\\^`{|}", *c)) {
            return false;
        }
    }
    return scheme && host[3] && host[3] != '/' && bytes <= QR_TEXT_MAX;
}

static bool parse_page(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    o->page_url = config_get(config, "page_url");
    if (!o->page_url || is_page(o->page_url)) {
        return true;
    }
    snprintf(error, CONFIG_TEXT,
             "%s: \"%.80s\" is no address of a page; give one such as "
             "https://meet.example.org/hall-1, at most %d characters",
             config_where(config, "page_url"), o->page_url, QR_TEXT_MAX);
    return false;
}

static bool parse_view(const struct config *config, struct options *o, char error[CONFIG_TEXT])
{
    const char *name = config_get(config, "view");
    o->own_view = name != NULL;
    if (name && !pl_view_parse(name, &o->view)) {
        snprintf(error, CONFIG_TEXT,
                 "%s: there is no view \"%.80s\"; there are marked, clean and original",
                 config_where(config, "view"), name);
        return false;
    }
    return true;
}

static bool both_or_none(const struct options *o, char error[CONFIG_TEXT])
{
    if ((o->viewer_distance_m > 0) == (o->screen_diagonal_in > 0)) {
        return true;
    }
    snprintf(error, CONFIG_TEXT, "give both --viewer-distance and --screen-diagonal, or neither");
    return false;
}

static bool read_options(struct options *o, char error[CONFIG_TEXT])
{
    const struct config *c = o->config;
    double timeout_s = 10;
    if (!parse_size(c, o, error) || !parse_turn(c, o, error) ||
        !parse_number(c, "viewer_distance", 0.5, 200, &o->viewer_distance_m, error) ||
        !parse_number(c, "screen_diagonal", 3, 1000, &o->screen_diagonal_in, error) ||
        !parse_number(c, "timeout", 0.1, 3600, &timeout_s, error) || !parse_theme(c, o, error) ||
        !parse_lang(c, o, error) || !parse_page(c, o, error) || !parse_view(c, o, error) ||
        !both_or_none(o, error)) {
        return false;
    }
    o->timeout_ms = (int)(timeout_s * 1000);
    o->windowed = config_flag(c, "windowed");
    o->reduced_motion = config_flag(c, "reduced_motion");
    o->legibility = config_flag(c, "legibility");
    o->screenshot = config_get(c, "screenshot");
    o->broker = config_get(c, "broker");
    o->room = config_get(c, "room");
    return true;
}

bool options_load(int argc, char **argv, struct options *options_out, int *status_out)
{
    char error[CONFIG_TEXT] = "";
    program.options = config_options(CONFIG_OF_WALL, &program.option_count);
    *options_out = (struct options){0};
    *status_out = EXIT_SUCCESS;
    switch (config_load(argc, argv, &program, &options_out->config, error)) {
    case CONFIG_OK:
        if (read_options(options_out, error)) {
            return true;
        }
        *status_out = options_out->bad_file ? EXIT_FAILURE : 2;
        break;
    case CONFIG_HELP:
        config_print_help(&program, stdout);
        return false;
    case CONFIG_VERSION:
        config_print_version(&program, stdout);
        return false;
    case CONFIG_USAGE:
        *status_out = 2;
        break;
    case CONFIG_BAD_FILE:
        *status_out = 1;
        break;
    }
    say_to(stderr, "%s: %s\n", program.name, error);
    options_finish(options_out);
    return false;
}

void options_finish(struct options *options)
{
    config_destroy(options->config);
    options->config = NULL;
    theme_file_finish(&options->own_theme);
}
