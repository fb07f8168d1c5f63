#include "display/theme_file.h"

#include <stdio.h>
#include <string.h>

#include "display/picture.h"

static const struct config_option keys[] = {
    {"extends", "NAME", "a theme that gives what is left out", NULL, 0},
    {"ground", "#rrggbb", "what all stands on", NULL, CONFIG_COLOUR},
    {"text", "#rrggbb", "the current item", NULL, CONFIG_COLOUR},
    {"dim", "#rrggbb", "what stands round it", NULL, CONFIG_COLOUR},
    {"accent", "#rrggbb", "the item's label and bar", NULL, CONFIG_COLOUR},
    {"good", "#rrggbb", "agreed, inserted, time left", NULL, CONFIG_COLOUR},
    {"bad", "#rrggbb", "pending, deleted, time over", NULL, CONFIG_COLOUR},
    {"warn", "#rrggbb", "time nearly over", NULL, CONFIG_COLOUR},
    {"rule", "#rrggbb", "hair lines", NULL, CONFIG_COLOUR},
    {"mark", "#rrggbb", "behind a highlight", NULL, CONFIG_COLOUR},
    {"mark-text", "#rrggbb", "words on it", NULL, CONFIG_COLOUR},
    {"badge", "#rrggbb", "behind the badge", NULL, CONFIG_COLOUR},
    {"badge-text", "#rrggbb", "words on it", NULL, CONFIG_COLOUR},
    {"logo", "FILE.png", "shown where there is room", NULL, CONFIG_PATH},
    {"margin-x", "PERCENT", "beside, of the screen's shorter side", NULL, 0},
    {"margin-y", "PERCENT", "above and below", NULL, 0},
};

static const struct config_program table = {
    .name = "theme", .options = keys, .option_count = sizeof keys / sizeof *keys};

static bool parse_colour(const char *text, uint32_t *colour_out)
{
    static const char digits[] = "0123456789abcdef";
    uint32_t colour = 0;
    if (text[0] != '#' || strlen(text) != 7) {
        return false;
    }
    for (const char *at = text + 1; *at; at++) {
        char low = *at >= 'A' && *at <= 'F' ? (char)(*at - 'A' + 'a') : *at;
        const char *digit = strchr(digits, low);
        if (!digit) {
            return false;
        }
        colour = colour << 4 | (uint32_t)(digit - digits);
    }
    *colour_out = colour;
    return true;
}

static bool read_base(const struct config *config, struct theme *theme, char error[CONFIG_TEXT])
{
    const char *name = config_get(config, "extends");
    const struct theme *base = theme_find(name ? name : theme_name(0));
    if (!base) {
        snprintf(error, CONFIG_TEXT,
                 "%s: there is no theme \"%.80s\" to extend; there are dark, light and "
                 "high-contrast",
                 config_where(config, "extends"), name);
        return false;
    }
    *theme = *base;
    return true;
}

static bool read_colours(const struct config *config, struct theme *theme, char error[CONFIG_TEXT])
{
    const char *key = NULL;
    for (unsigned i = 0; (key = theme_colour_key(i)) != NULL; i++) {
        const char *value = config_get(config, key);
        uint32_t colour = 0;
        if (!value) {
            continue;
        }
        if (!parse_colour(value, &colour)) {
            snprintf(error, CONFIG_TEXT, "%s: %s is \"%.80s\", but must be a colour like #f2b04c",
                     config_where(config, key), key, value);
            return false;
        }
        theme_colour_set(theme, i, colour);
    }
    return true;
}

static bool read_margin(const struct config *config, const char *key, double least, double most,
                        double *margin_out, char error[CONFIG_TEXT])
{
    return !config_get(config, key) || config_number(config, key, least, most, margin_out, error);
}

/* Where to look: the line that gives one of both, in doubt the ink's; else the file. */
static const char *where_of(const struct config *config, const struct theme_pair *pair,
                            const char *path)
{
    const char *ink = theme_colour_key(pair->ink), *ground = theme_colour_key(pair->ground);
    return config_get(config, ink)      ? config_where(config, ink)
           : config_get(config, ground) ? config_where(config, ground)
                                        : path;
}

static bool check_pairs(const struct config *config, const struct theme *theme, const char *path,
                        char error[CONFIG_TEXT])
{
    const struct theme_pair *pair = theme_fault(theme);
    if (!pair) {
        return true;
    }
    /* Rounded down: what is refused never reads as what is asked. */
    int hundredths = (int)(theme_pair_contrast(theme, pair) * 100);
    snprintf(error, CONFIG_TEXT,
             "%s: %s #%06x on %s #%06x has a contrast of %d.%02d:1, but needs %g:1; "
             "make one of them lighter or darker",
             where_of(config, pair, path), theme_colour_key(pair->ink),
             (unsigned)theme_colour(theme, pair->ink), theme_colour_key(pair->ground),
             (unsigned)theme_colour(theme, pair->ground), hundredths / 100, hundredths % 100,
             pair->least);
    return false;
}

static bool read_logo(const struct config *config, struct theme_file *file, char error[CONFIG_TEXT])
{
    char why[CONFIG_TEXT / 4];
    const char *path = config_get(config, "logo");
    if (!path) {
        return true;
    }
    if (!picture_read(path, &file->logo, why, sizeof why)) {
        snprintf(error, CONFIG_TEXT, "%s: logo %.200s: %s", config_where(config, "logo"), path,
                 why);
        return false;
    }
    file->theme.logo = &file->logo;
    return true;
}

static bool read_theme(const struct config *config, const char *path, struct theme_file *file,
                       char error[CONFIG_TEXT])
{
    struct theme *theme = &file->theme;
    bool good = read_base(config, theme, error) && read_colours(config, theme, error) &&
                read_margin(config, "margin_x", THEME_MARGIN_X_LEAST, THEME_MARGIN_X_MOST,
                            &theme->margin_x, error) &&
                read_margin(config, "margin_y", 0, THEME_MARGIN_Y_MOST, &theme->margin_y, error) &&
                check_pairs(config, theme, path, error) && read_logo(config, file, error);
    theme->name = "own";
    return good;
}

bool theme_file_read(const char *path, struct theme_file *file_out, char error[CONFIG_TEXT])
{
    struct config *config = NULL;
    char why[CONFIG_TEXT];
    *file_out = (struct theme_file){0};
    if (config_read(path, &table, &config, why) != CONFIG_OK) {
        snprintf(error, CONFIG_TEXT, "theme %.*s", CONFIG_TEXT - 8, why);
        return false;
    }
    bool good = read_theme(config, path, file_out, why);
    if (!good) {
        snprintf(error, CONFIG_TEXT, "theme %.*s", CONFIG_TEXT - 8, why);
        theme_file_finish(file_out);
    }
    config_destroy(config);
    return good;
}

void theme_file_finish(struct theme_file *file)
{
    if (file) {
        image_finish(&file->logo);
        *file = (struct theme_file){0};
    }
}
