/* The wall's colours. Every pair that carries meaning has at least 7:1 (WCAG 2.2 AAA):
 * tests/unit/test_theme.c computes it. Pure.
 */
#ifndef DISPLAY_THEME_H
#define DISPLAY_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum { THEME_NAME_MAX = 32 };

/* 0xRRGGBB */
struct theme {
    const char *name;
    uint32_t ground;
    uint32_t text;       /* the current item, who speaks */
    uint32_t dim;        /* context */
    uint32_t accent;     /* label, bar at the current item */
    uint32_t good;       /* agreed, time left, inserted */
    uint32_t bad;        /* pending, time over, deleted */
    uint32_t warn;       /* time nearly over */
    uint32_t rule;       /* hair lines, empty bar: carry no meaning */
    uint32_t mark;       /* ground of a highlight */
    uint32_t mark_text;  /* text on it */
    uint32_t badge;      /* ground of the badge */
    uint32_t badge_text; /* text on it */
};

/* NULL where there is no such theme. */
const struct theme *theme_find(const char *name);
/* The name of theme `index`, NULL past the end; the first is the default. */
const char *theme_name(unsigned index);

/* Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
double theme_contrast(uint32_t a, uint32_t b);

#endif
