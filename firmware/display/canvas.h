/* Pixels in memory, 0xXXRRGGBB each, and what a wall is painted with: filled rectangles, coverage
 * masks in a colour, images. Nothing is drawn outside the clip. Pure; the caller owns
 * the pixels.
 */
#ifndef DISPLAY_CANVAS_H
#define DISPLAY_CANVAS_H

#include <stdint.h>

#include "display/scene.h"

enum { CANVAS_FADED = 256 };

struct canvas {
    uint32_t *pixels;
    int width, height;
    int pitch_px; /* pixels from one row to the next */
    struct scene_rect clip;
    int fade; /* what is painted: 0 as it is, CANVAS_FADED not at all */
};

struct scene_rect rect_intersect(struct scene_rect a, struct scene_rect b);
/* Of two empty ones: empty; of one: the other. */
struct scene_rect rect_union(struct scene_rect a, struct scene_rect b);

/* Cut to the canvas. */
void canvas_clip(struct canvas *canvas, struct scene_rect clip);
void canvas_fill(struct canvas *canvas, struct scene_rect rect, uint32_t colour);
/* corner: canvas_corner's mask of `radius`, or NULL for square corners. */
void canvas_fill_round(struct canvas *canvas, struct scene_rect rect, uint32_t colour,
                       const uint8_t *corner, int radius);
/* Columns from..to (of the mask) of a mask, width*height bytes, whose left top is at x, y. */
void canvas_mask(struct canvas *canvas, const uint8_t *mask, int width, int height, int from,
                 int to, int x, int y, uint32_t colour);

/* `part` of `flat`, turned clockwise by 90, 180 or 270 degrees, into `turned`, whose sides are
 * swapped for 90 and 270. The part is returned as it lies there. */
struct scene_rect canvas_turn(const struct canvas *flat, struct scene_rect part, int degrees,
                              struct canvas *turned);

/* width*height premultiplied pixels, with their left top at x, y. */
void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y);

/* Coverage of the left top corner: radius*radius bytes. */
void canvas_corner(uint8_t *mask_out, int radius);

#endif
