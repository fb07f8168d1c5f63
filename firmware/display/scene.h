/* A picture as data: a bounded list of rectangles, images and placed lines of text, in pixels,
 * painted in order. Pure: no font, no surface. Text and images are lent: the blocks (text.h) and
 * images that a scene names must live as long as it is used. Equal scenes need no painting.
 */
#ifndef DISPLAY_SCENE_H
#define DISPLAY_SCENE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "display/image.h"
#include "display/text.h"

enum {
    SCENE_NODES_MAX = 4096 + 1024, /* the overview: a cell for each of PL_ITEMS_MAX, and its text; a
                                      screen of lines with marks is far below */
    SCENE_SPANS_MAX = 4096
};

struct scene_rect {
    int x, y, w, h;
};

/* A stretch of a line in another colour: bytes of the paragraph. */
struct scene_span {
    size_t start, end;
    uint32_t colour; /* 0xRRGGBB */
};

enum scene_kind { SCENE_RECT, SCENE_TEXT, SCENE_IMAGE };

/* What a node belongs to: the property tests and the motion ask. */
enum scene_role {
    SCENE_GROUND,
    SCENE_PLACE,
    SCENE_LABEL,
    SCENE_ITEM,
    SCENE_MARK,
    SCENE_CONTEXT,
    SCENE_SPEAKERS,
    SCENE_FOOT,
    SCENE_BADGE,
    SCENE_CAPTION,
    SCENE_CODE, /* the QR code, and its address */
    SCENE_RULE,
    SCENE_LOGO,
    SCENE_ROLE_COUNT
};

struct scene_node {
    enum scene_kind kind;
    enum scene_role role;
    uint32_t colour;
    struct scene_rect box;     /* rect: itself; text: its line's box, for tests and damage */
    int radius;                /* rect: of its corners */
    const struct image *image; /* image: as large as its box */
    const struct text_block *block;
    size_t line;
    double x;                      /* text: where the block's left edge stands */
    int baseline;                  /* text */
    size_t span_first, span_count; /* text: parts in other colours, into scene.spans */
};

struct scene {
    int width, height;
    uint32_t ground;
    struct scene_node nodes[SCENE_NODES_MAX];
    size_t node_count;
    struct scene_span spans[SCENE_SPANS_MAX];
    size_t span_count;
    bool overflow; /* something did not fit: it must not be shown */
};

void scene_init(struct scene *scene, int width, int height, uint32_t ground);
/* Empty rectangles are left out. */
void scene_rect(struct scene *scene, enum scene_role role, struct scene_rect box, uint32_t colour,
                int radius);
/* With its left top at x, y; not scaled. */
void scene_image(struct scene *scene, enum scene_role role, const struct image *image, int x,
                 int y);
/* A line of a block; box: what it may cover. Spans are copied. */
void scene_text(struct scene *scene, enum scene_role role, struct scene_rect box,
                const struct text_block *block, size_t line, double x, int baseline,
                uint32_t colour, const struct scene_span *spans, size_t span_count);

/* The same picture? Blocks are compared by what they say and where, not by address. */
bool scene_equal(const struct scene *a, const struct scene *b);

/* One node a line, for golden tests: "text item 110,192 Consult widely …". NUL-terminated into
 * size bytes; false where it does not fit. */
bool scene_dump(const struct scene *scene, char *out, size_t size);

#endif
