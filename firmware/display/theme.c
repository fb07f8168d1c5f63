#include "display/theme.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct theme themes[] = {
    {.name = "dark",
     .ground = 0x0e1116,
     .text = 0xf5f1e8,
     .dim = 0xaab2bd,
     .accent = 0xf2b04c,
     .good = 0x9fd8a8,
     .bad = 0xf79a87,
     .warn = 0xf5c469,
     .rule = 0x39414d,
     .mark = 0x574110,
     .mark_text = 0xfff0cc,
     .badge = 0xf2b04c,
     .badge_text = 0x14110a},
    {.name = "light",
     .ground = 0xfbfaf6,
     .text = 0x15181d,
     .dim = 0x4a5058,
     .accent = 0x7a3e00,
     .good = 0x0f5a2a,
     .bad = 0x8f1d12,
     .warn = 0x6b4a00,
     .rule = 0xc9c6bd,
     .mark = 0xffe08a,
     .mark_text = 0x1b1400,
     .badge = 0x7a3e00,
     .badge_text = 0xfffdf8},
    /* All text near 15:1 and above, which DISCAS asks for basic decision making, also with each of
     * the colour vision deficiencies. */
    {.name = "high-contrast",
     .ground = 0x000000,
     .text = 0xffffff,
     .dim = 0xdcdcdc,
     .accent = 0xffe14d,
     .good = 0xb8ffc4,
     .bad = 0xffd9cf,
     .warn = 0xffe14d,
     .rule = 0x808080,
     .mark = 0xffe14d,
     .mark_text = 0x000000,
     .badge = 0xffe14d,
     .badge_text = 0x000000},
};

enum colour {
    GROUND,
    TEXT,
    DIM,
    ACCENT,
    GOOD,
    BAD,
    WARN,
    RULE,
    MARK,
    MARK_TEXT,
    BADGE,
    BADGE_TEXT,
    COLOUR_COUNT
};

static const struct {
    const char *key;
    size_t at;
} colours[COLOUR_COUNT] = {
    [GROUND] = {"ground", offsetof(struct theme, ground)},
    [TEXT] = {"text", offsetof(struct theme, text)},
    [DIM] = {"dim", offsetof(struct theme, dim)},
    [ACCENT] = {"accent", offsetof(struct theme, accent)},
    [GOOD] = {"good", offsetof(struct theme, good)},
    [BAD] = {"bad", offsetof(struct theme, bad)},
    [WARN] = {"warn", offsetof(struct theme, warn)},
    [RULE] = {"rule", offsetof(struct theme, rule)},
    [MARK] = {"mark", offsetof(struct theme, mark)},
    [MARK_TEXT] = {"mark_text", offsetof(struct theme, mark_text)},
    [BADGE] = {"badge", offsetof(struct theme, badge)},
    [BADGE_TEXT] = {"badge_text", offsetof(struct theme, badge_text)},
};

/* Of text, and of a shape. */
static const double AAA = 7.0, SHAPE = 3.0;

/* What stands on what. A highlight's ground need not stand off the wall's: its edges do. */
static const struct theme_pair pairs[] = {
    {TEXT, GROUND, AAA},    {DIM, GROUND, AAA},       {ACCENT, GROUND, AAA},
    {GOOD, GROUND, AAA},    {BAD, GROUND, AAA},       {WARN, GROUND, AAA},
    {MARK_TEXT, MARK, AAA}, {BADGE_TEXT, BADGE, AAA}, {BADGE, GROUND, SHAPE},
};

const struct theme *theme_find(const char *name)
{
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        if (strcmp(themes[i].name, name) == 0) {
            return &themes[i];
        }
    }
    return NULL;
}

const char *theme_name(unsigned index)
{
    return index < sizeof themes / sizeof *themes ? themes[index].name : NULL;
}

const char *theme_colour_key(unsigned index)
{
    return index < COLOUR_COUNT ? colours[index].key : NULL;
}

uint32_t theme_colour(const struct theme *theme, unsigned index)
{
    uint32_t colour = 0;
    memcpy(&colour, (const char *)theme + colours[index].at, sizeof colour);
    return colour;
}

void theme_colour_set(struct theme *theme, unsigned index, uint32_t colour)
{
    memcpy((char *)theme + colours[index].at, &colour, sizeof colour);
}

const struct theme_pair *theme_pair(unsigned index)
{
    return index < sizeof pairs / sizeof *pairs ? &pairs[index] : NULL;
}

double theme_pair_contrast(const struct theme *theme, const struct theme_pair *pair)
{
    return theme_contrast(theme_colour(theme, pair->ink), theme_colour(theme, pair->ground));
}

const struct theme_pair *theme_fault(const struct theme *theme)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (theme_pair_contrast(theme, &pairs[i]) < pairs[i].least) {
            return &pairs[i];
        }
    }
    return NULL;
}

static double linear(unsigned channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t colour)
{
    return 0.2126 * linear(colour >> 16 & 0xff) + 0.7152 * linear(colour >> 8 & 0xff) +
           0.0722 * linear(colour & 0xff);
}

double theme_contrast(uint32_t a, uint32_t b)
{
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}
