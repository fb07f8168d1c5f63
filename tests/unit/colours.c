#include "colours.h"

#include <math.h>

static const double matrices[VISION_COUNT][3][3] = {
    [VISION_FULL] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    [VISION_GREY] = {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
    [VISION_PROTAN] = {{0.152286, 1.052583, -0.204868},
                       {0.114503, 0.786281, 0.099216},
                       {-0.003882, -0.048116, 1.051998}},
    [VISION_DEUTAN] = {{0.367322, 0.860646, -0.227968},
                       {0.280085, 0.672501, 0.047413},
                       {-0.011820, 0.042940, 0.968881}},
    [VISION_TRITAN] = {{1.255528, -0.076749, -0.178779},
                       {-0.078411, 0.930809, 0.147602},
                       {0.004733, 0.691367, 0.303900}},
};

const char *vision_name(enum vision vision)
{
    static const char *const names[VISION_COUNT] = {"full", "grey", "protan", "deutan", "tritan"};
    return names[vision];
}

/* sRGB, IEC 61966-2-1. */
static double to_linear(uint32_t channel)
{
    double v = (double)(channel & 0xffU) / 255;
    return v > 0.04045 ? pow((v + 0.055) / 1.055, 2.4) : v / 12.92;
}

static uint32_t from_linear(double v)
{
    v = v < 0 ? 0 : v > 1 ? 1 : v;
    v = v > 0.0031308 ? 1.055 * pow(v, 1 / 2.4) - 0.055 : 12.92 * v;
    return (uint32_t)lround(v * 255);
}

uint32_t vision_of(enum vision vision, uint32_t colour)
{
    const double rgb[3] = {to_linear(colour >> 16), to_linear(colour >> 8), to_linear(colour)};
    uint32_t seen = 0;
    for (int i = 0; i < 3; i++) {
        const double *row = matrices[vision][i];
        seen = seen << 8 | from_linear(row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);
    }
    return seen;
}

static double light_of(uint32_t colour)
{
    return 0.2126 * to_linear(colour >> 16) + 0.7152 * to_linear(colour >> 8) +
           0.0722 * to_linear(colour);
}

double contrast_of(uint32_t a, uint32_t b)
{
    double light_a = light_of(a) + 0.05, light_b = light_of(b) + 0.05;
    return light_a > light_b ? light_a / light_b : light_b / light_a;
}
