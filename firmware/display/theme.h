/* The wall's colours and margins. Every pair that carries meaning is in one table, which both the
 * loader of a theme's file (theme_file.h) and the tests ask: text has at least 7:1 (WCAG 2.2 AAA),
 * a shape at least 3:1 (WCAG 2.2, 1.4.11). Pure.
 */
#ifndef DISPLAY_THEME_H
#define DISPLAY_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "display/image.h"

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
    /* In percent of the screen's shorter side: beside, and above and below. 0 beside: as wide as
     * suits the screen. */
    double margin_x, margin_y;
    const struct image *logo; /* lent; NULL: none */
};

#define THEME_MARGIN_X_LEAST 2.0 /* the frame of a cell of the overview hangs out of the grid */
#define THEME_MARGIN_X_MOST 12.0 /* beyond, a default room's lines are too short for prose */
#define THEME_MARGIN_Y_MOST 5.0  /* beyond, a default room loses a line of eleven */

/* NULL where there is no such theme. */
const struct theme *theme_find(const char *name);
/* The name of theme `index`, NULL past the end; the first is the default. */
const char *theme_name(unsigned index);

/* A colour by its key, "mark_text"; `theme_colour_key(index)` is NULL past the end. */
const char *theme_colour_key(unsigned index);
uint32_t theme_colour(const struct theme *theme, unsigned index);
void theme_colour_set(struct theme *theme, unsigned index, uint32_t colour);

/* Two colours that must be told apart, as indices of theme_colour. */
struct theme_pair {
    unsigned ink, ground;
    double least; /* contrast */
};

/* Pair `index`, NULL past the end. */
const struct theme_pair *theme_pair(unsigned index);
double theme_pair_contrast(const struct theme *theme, const struct theme_pair *pair);
/* The first pair that is too near; NULL: all is well. */
const struct theme_pair *theme_fault(const struct theme *theme);

/* Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
double theme_contrast(uint32_t a, uint32_t b);

#endif
