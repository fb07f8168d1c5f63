/* A scene taken apart into what is painted: rectangles and images of runs, in order, each with
 * a key that says what it is and where. Two frames' keys give the damage: the few disjoint
 * rectangles outside of which nothing has changed. A frame lends its images from the glyph cache
 * until the next glyphs_begin; its keys stay.
 */
#ifndef DISPLAY_FRAME_H
#define DISPLAY_FRAME_H

#include "display/canvas.h"
#include "display/glyphs.h"
#include "display/scene.h"

enum {
    FRAME_OPS_MAX = 8 * SCENE_NODES_MAX, /* a line has a run for each script and size in it */
    FRAME_DAMAGE_MAX = 24
};

/* Columns of an image in one colour. */
struct frame_slice {
    int from, to;
    uint32_t colour;
};

struct frame_op {
    struct scene_rect box;
    struct scene_rect clip;          /* nothing is painted outside; w 0: of the screen */
    int fade;                        /* as struct canvas */
    enum scene_role role;            /* of its node */
    size_t node;                     /* number of its node */
    uint32_t colour;                 /* of a rectangle */
    int radius;                      /* of a rectangle; image is its corner then */
    const struct glyph_image *image; /* NULL: a plain rectangle */
    const struct image *picture;     /* NULL: none; lent by the scene */
    size_t slice_first, slice_count; /* of an image: where it is coloured; 0: a rectangle */
};

struct frame_key {
    uint64_t key;
    struct scene_rect box;
};

struct frame {
    int width, height;
    uint32_t ground;
    struct frame_op *ops;
    struct frame_key *keys; /* as many as ops */
    size_t op_count, op_room;
    struct frame_slice *slices;
    size_t slice_count, slice_room;
};

struct frame_damage {
    struct scene_rect rects[FRAME_DAMAGE_MAX];
    size_t count;
};

/* frame: zeroed or built before, its memory is used again. False: no memory, or the scene is
 * over a bound (it must not be shown). */
bool frame_build(struct frame *frame, const struct scene *scene, struct glyphs *glyphs);
void frame_finish(struct frame *frame);
/* A frame made of others' parts: begun empty, then op by op with its slices, which are copied. */
void frame_begin(struct frame *frame, const struct frame *like);
bool frame_add(struct frame *frame, const struct frame_op *op, const struct frame_slice *slices);
/* Calls that painting it all takes: a fill or an image each; seven for a rounded rectangle. */
size_t frame_draws(const struct frame *frame);

/* What must be painted to come from `old` (its keys alone count) to `frame`. */
void frame_compare(const struct frame *old, const struct frame *frame,
                   struct frame_damage *damage_out);
/* Paints what lies in the rectangle; images must have coverage. */
void frame_draw(const struct frame *frame, struct canvas *canvas, struct scene_rect part);

#endif
