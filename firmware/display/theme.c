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
