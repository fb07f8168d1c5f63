/* SDL2_ttf's door: a run (text.h) to an image of its ink, kept for the next picture. One image a
 * run, cut to its ink, as coverage bytes or, for a renderer, as white textures no wider than
 * the hardware takes. Kept by what is painted (font file, size, direction, script, letters), the
 * least recently used going first, under a budget; what the current picture uses never goes.
 * Images are lent until the next glyphs_begin, or glyphs_get with a full cache.
 */
#ifndef DISPLAY_GLYPHS_H
#define DISPLAY_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "display/text.h"

enum { GLYPHS_ERROR_MAX = 256 };

struct SDL_Renderer;
struct SDL_Texture;
struct glyphs;

struct glyph_image {
    uint64_t key;               /* equal keys, equal images */
    int left, top;              /* of the ink, from the pen on the baseline; top is mostly < 0 */
    int width, height;          /* 0: no ink */
    const uint8_t *cover;       /* width*height; NULL with a renderer */
    struct SDL_Texture **tiles; /* tile_count side by side, tile_width wide but the last */
    int tile_count, tile_width;
};

/* renderer: NULL for coverage bytes; it must outlive the cache. NULL with the reason in `error`. */
struct glyphs *glyphs_create(const struct text *text, struct SDL_Renderer *renderer,
                             size_t budget_bytes, char error[GLYPHS_ERROR_MAX]);
void glyphs_destroy(struct glyphs *glyphs);

/* A new picture begins: what is got from now on is used by it. */
void glyphs_begin(struct glyphs *glyphs);
/* NULL: no memory, or the font file is gone. Not for runs that are `unknown`. */
const struct glyph_image *glyphs_get(struct glyphs *glyphs, const struct text_run *run);
bool glyphs_has(const struct glyphs *glyphs, const struct text_run *run);
/* The left top corner of a rounded rectangle, kept in the same way. */
const struct glyph_image *glyphs_corner(struct glyphs *glyphs, int radius);

/* An image of this cache that the next picture uses too: it stays until the one after that. */
void glyphs_hold(struct glyphs *glyphs, const struct glyph_image *image);

size_t glyphs_bytes(const struct glyphs *glyphs);
/* Nothing more fits without throwing away what is in use. */
bool glyphs_full(const struct glyphs *glyphs);

#endif
