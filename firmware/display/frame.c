#include "display/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RANGES_MAX = 256, CUTS_MAX = 2 * RANGES_MAX + 2 };

/* Columns of a line that a span colours; those that come later lie on top. */
struct tint {
    double x0, x1;
    uint32_t colour;
};

struct tints {
    struct tint at[RANGES_MAX];
    size_t count;
};

/* ---- growing ---- */

static bool grow_ops(struct frame *frame)
{
    if (frame->op_count < frame->op_room) {
        return true;
    }
    size_t room = frame->op_room ? 2 * frame->op_room : 128;
    if (room > FRAME_OPS_MAX) {
        return false;
    }
    struct frame_op *ops = realloc(frame->ops, room * sizeof *ops);
    frame->ops = ops ? ops : frame->ops;
    struct frame_key *keys = realloc(frame->keys, room * sizeof *keys);
    frame->keys = keys ? keys : frame->keys;
    frame->op_room = ops && keys ? room : frame->op_room;
    // cppcheck-suppress memleak ; the frame holds both since the lines above
    return ops && keys;
}

static bool add_slice(struct frame *frame, struct frame_slice slice)
{
    if (frame->slice_count == frame->slice_room) {
        size_t room = frame->slice_room ? 2 * frame->slice_room : 128;
        struct frame_slice *slices = realloc(frame->slices, room * sizeof *slices);
        if (!slices) {
            return false;
        }
        frame->slices = slices;
        frame->slice_room = room;
    }
    frame->slices[frame->slice_count++] = slice;
    return true;
}

static uint64_t hash(uint64_t seed, uint64_t value)
{
    seed = (seed ^ value) * 0x9fb21c651e98df25ULL;
    return seed ^ (seed >> 32);
}

static uint64_t op_key(const struct frame *frame, const struct frame_op *op)
{
    uint64_t key = hash(0x2545f4914f6cdd1dULL, op->image     ? op->image->key
                                               : op->picture ? op->picture->key
                                                             : 1);
    key = hash(key, (uint64_t)(uint32_t)op->box.x << 32 | (uint32_t)op->box.y);
    key = hash(key, (uint64_t)(uint32_t)op->box.w << 32 | (uint32_t)op->box.h);
    key = hash(key, (uint64_t)(uint32_t)op->radius << 32 | op->colour);
    if (op->fade || op->clip.w) {
        key = hash(key, (uint64_t)(uint32_t)op->clip.x << 32 | (uint32_t)op->clip.y);
        key = hash(key, (uint64_t)(uint32_t)op->clip.w << 32 | (uint32_t)op->clip.h);
        key = hash(key, (uint64_t)op->fade);
    }
    for (size_t i = 0; i < op->slice_count; i++) {
        const struct frame_slice *slice = &frame->slices[op->slice_first + i];
        key = hash(key, (uint64_t)(uint32_t)slice->from << 32 | (uint32_t)slice->to);
        key = hash(key, slice->colour);
    }
    return key;
}

static bool add_op(struct frame *frame, const struct frame_op *op)
{
    struct scene_rect screen = {0, 0, frame->width, frame->height};
    struct scene_rect seen = rect_intersect(op->box, op->clip.w ? op->clip : screen);
    seen = rect_intersect(seen, screen);
    if (seen.w == 0 || seen.h == 0) {
        return true;
    }
    if (!grow_ops(frame)) {
        return false;
    }
    frame->ops[frame->op_count] = *op;
    frame->keys[frame->op_count++] = (struct frame_key){op_key(frame, op), seen};
    return true;
}

/* ---- from scene to frame ---- */

static bool add_rect(struct frame *frame, struct scene_rect box, uint32_t colour, int radius,
                     struct glyphs *glyphs)
{
    struct frame_op op = {.box = box, .colour = colour};
    if (radius > 0 && 2 * radius <= box.w && 2 * radius <= box.h) {
        op.image = glyphs_corner(glyphs, radius);
        op.radius = op.image ? radius : 0;
    }
    return add_op(frame, &op);
}

/* What no font has: a hollow box as high as a capital. */
static bool add_box(struct frame *frame, const struct scene_node *node, const struct text_run *run)
{
    int line = run->em_px / 16 > 1 ? run->em_px / 16 : 1;
    int x = (int)lround(node->x + run->x) + line, w = (int)lround(run->width) - 2 * line;
    int h = run->em_px * 5 / 7, y = node->baseline - h;
    struct scene_rect sides[4] = {{x, y, w, line},
                                  {x, y + h - line, w, line},
                                  {x, y + line, line, h - 2 * line},
                                  {x + w - line, y + line, line, h - 2 * line}};
    for (int i = 0; i < 4; i++) {
        if (!add_op(frame, &(struct frame_op){.box = sides[i], .colour = node->colour})) {
            return false;
        }
    }
    return true;
}

/* Where the spans of a node lie on its line, from the screen's left. */
static void find_tints(const struct scene *scene, const struct scene_node *node,
                       struct tints *tints_out)
{
    tints_out->count = 0;
    for (size_t i = 0; i < node->span_count; i++) {
        const struct scene_span *span = &scene->spans[node->span_first + i];
        struct text_range ranges[RANGES_MAX];
        size_t count = text_block_ranges(node->block, node->line, span->start, span->end, ranges,
                                         RANGES_MAX - tints_out->count);
        for (size_t r = 0; r < count; r++) {
            tints_out->at[tints_out->count++] =
                (struct tint){node->x + ranges[r].x0, node->x + ranges[r].x1, span->colour};
        }
    }
}

static int clamp(int column, int width)
{
    return column < 0 ? 0 : column > width ? width : column;
}

static int cut_compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* A range as columns of an image. Ink that hangs out of the run belongs to the range at that end.
 */
static struct frame_slice tint_columns(const struct tint *tint, const struct glyph_image *image,
                                       double pen, double width, int left)
{
    int from = (int)lround(tint->x0) - left, to = (int)lround(tint->x1) - left;
    from = tint->x0 < pen + 0.5 && tint->x1 > pen ? 0 : from;
    to = tint->x1 > pen + width - 0.5 && tint->x0 < pen + width ? image->width : to;
    from = clamp(from, image->width);
    to = clamp(to, image->width);
    return (struct frame_slice){from, to > from ? to : from, tint->colour};
}

/* Cuts an image at the ends of its tints: each column is painted once, in one colour. */
static bool add_slices(struct frame *frame, uint32_t colour, int width,
                       const struct frame_slice *tints, size_t count)
{
    int cuts[CUTS_MAX] = {0, width};
    size_t cut_count = 2;
    for (size_t i = 0; i < count; i++) {
        cuts[cut_count++] = tints[i].from;
        cuts[cut_count++] = tints[i].to;
    }
    qsort(cuts, cut_count, sizeof *cuts, cut_compare);
    for (size_t i = 0; i + 1 < cut_count; i++) {
        if (cuts[i] == cuts[i + 1]) {
            continue;
        }
        struct frame_slice slice = {cuts[i], cuts[i + 1], colour};
        for (size_t t = 0; t < count; t++) {
            if (tints[t].from <= cuts[i] && tints[t].to >= cuts[i + 1]) {
                slice.colour = tints[t].colour;
            }
        }
        if (!add_slice(frame, slice)) {
            return false;
        }
    }
    return true;
}

static bool add_run(struct frame *frame, const struct scene_node *node, const struct text_run *run,
                    const struct tints *tints, struct glyphs *glyphs)
{
    const struct glyph_image *image = run->unknown ? NULL : glyphs_get(glyphs, run);
    if (!image) {
        return add_box(frame, node, run);
    }
    if (image->width == 0) {
        return true;
    }
    double pen = node->x + run->x;
    int left = (int)lround(pen) + image->left;
    struct frame_slice columns[RANGES_MAX];
    for (size_t i = 0; i < tints->count; i++) {
        columns[i] = tint_columns(&tints->at[i], image, pen, run->width, left);
    }
    struct frame_op op = {.box = {left, node->baseline + image->top, image->width, image->height},
                          .image = image,
                          .slice_first = frame->slice_count};
    if (!add_slices(frame, node->colour, image->width, columns, tints->count)) {
        return false;
    }
    op.slice_count = frame->slice_count - op.slice_first;
    return add_op(frame, &op);
}

static bool add_line(struct frame *frame, const struct scene *scene, const struct scene_node *node,
                     struct glyphs *glyphs)
{
    size_t count = 0;
    const struct text_line *lines = text_block_lines(node->block, &count);
    if (node->line >= count) {
        return true;
    }
    struct tints tints;
    find_tints(scene, node, &tints);
    const struct text_line *line = &lines[node->line];
    for (size_t i = 0; i < line->run_count; i++) {
        if (!add_run(frame, node, &line->runs[i], &tints, glyphs)) {
            return false;
        }
    }
    return true;
}

static bool add_node(struct frame *frame, const struct scene *scene, size_t number,
                     struct glyphs *glyphs)
{
    const struct scene_node *node = &scene->nodes[number];
    size_t first = frame->op_count;
    bool good = node->kind == SCENE_RECT
                    ? add_rect(frame, node->box, node->colour, node->radius, glyphs)
                : node->kind == SCENE_IMAGE
                    ? add_op(frame, &(struct frame_op){.box = node->box, .picture = node->image})
                    : add_line(frame, scene, node, glyphs);
    for (size_t i = first; i < frame->op_count; i++) {
        frame->ops[i].role = node->role;
        frame->ops[i].node = number;
    }
    return good;
}

bool frame_build(struct frame *frame, const struct scene *scene, struct glyphs *glyphs)
{
    frame->width = scene->width;
    frame->height = scene->height;
    frame->ground = scene->ground;
    frame->op_count = 0;
    frame->slice_count = 0;
    bool good = !scene->overflow;
    for (size_t i = 0; good && i < scene->node_count; i++) {
        good = add_node(frame, scene, i, glyphs);
    }
    return good;
}

void frame_begin(struct frame *frame, const struct frame *like)
{
    frame->width = like->width;
    frame->height = like->height;
    frame->ground = like->ground;
    frame->op_count = 0;
    frame->slice_count = 0;
}

bool frame_add(struct frame *frame, const struct frame_op *op, const struct frame_slice *slices)
{
    struct frame_op copy = *op;
    copy.slice_first = frame->slice_count;
    for (size_t i = 0; i < op->slice_count; i++) {
        if (!add_slice(frame, slices[i])) {
            return false;
        }
    }
    return add_op(frame, &copy);
}

size_t frame_draws(const struct frame *frame)
{
    enum { ROUND = 7 };
    size_t draws = 0;
    for (size_t i = 0; i < frame->op_count; i++) {
        const struct frame_op *op = &frame->ops[i];
        size_t tiles = op->image && op->image->tile_count > 1 ? (size_t)op->image->tile_count : 1;
        draws += op->slice_count ? op->slice_count * tiles : op->radius ? ROUND : 1;
    }
    return draws;
}

void frame_finish(struct frame *frame)
{
    free(frame->ops);
    free(frame->keys);
    free(frame->slices);
    *frame = (struct frame){0};
}

/* ---- damage ---- */

static bool touch(struct scene_rect a, struct scene_rect b)
{
    struct scene_rect both = rect_intersect(a, b);
    return both.w > 0 && both.h > 0;
}

/* Keeps the rectangles disjoint: what meets the new one is swallowed, until nothing does. */
// NOLINTNEXTLINE(misc-no-recursion): once, as a place has just become free
static void damage_add(struct frame_damage *damage, struct scene_rect rect)
{
    for (size_t i = 0; i < damage->count;) {
        if (touch(damage->rects[i], rect)) {
            rect = rect_union(rect, damage->rects[i]);
            damage->rects[i] = damage->rects[--damage->count];
            i = 0;
        } else {
            i++;
        }
    }
    if (damage->count == FRAME_DAMAGE_MAX) {
        struct scene_rect last = damage->rects[--damage->count];
        damage_add(damage, rect_union(rect, last));
        return;
    }
    damage->rects[damage->count++] = rect;
}

static size_t find_key(const struct frame *frame, size_t from, uint64_t key)
{
    while (from < frame->op_count && frame->keys[from].key != key) {
        from++;
    }
    return from;
}

/* What both have in the same order stays; all else, gone or new, is damage. */
void frame_compare(const struct frame *old, const struct frame *frame,
                   struct frame_damage *damage_out)
{
    damage_out->count = 0;
    if (old->width != frame->width || old->height != frame->height ||
        old->ground != frame->ground) {
        damage_add(damage_out, (struct scene_rect){0, 0, frame->width, frame->height});
        return;
    }
    size_t next = 0; /* of the old keys */
    for (size_t i = 0; i < frame->op_count; i++) {
        size_t at = find_key(old, next, frame->keys[i].key);
        if (at == old->op_count) {
            damage_add(damage_out, frame->keys[i].box);
            continue;
        }
        for (; next < at; next++) {
            damage_add(damage_out, old->keys[next].box);
        }
        next = at + 1;
    }
    for (; next < old->op_count; next++) {
        damage_add(damage_out, old->keys[next].box);
    }
}

/* ---- painting ---- */

static void draw_image(const struct frame *frame, const struct frame_op *op, struct canvas *canvas)
{
    const struct glyph_image *image = op->image;
    for (size_t i = 0; i < op->slice_count; i++) {
        const struct frame_slice *slice = &frame->slices[op->slice_first + i];
        canvas_mask(canvas, image->cover, image->width, image->height, slice->from, slice->to,
                    op->box.x, op->box.y, slice->colour);
    }
}

static void draw_op(const struct frame *frame, const struct frame_op *op, struct canvas *canvas)
{
    canvas->fade = op->fade;
    if (op->slice_count) {
        draw_image(frame, op, canvas);
    } else if (op->picture) {
        canvas_image(canvas, op->picture->pixels, op->picture->width, op->picture->height,
                     op->box.x, op->box.y);
    } else {
        canvas_fill_round(canvas, op->box, op->colour, op->image ? op->image->cover : NULL,
                          op->radius);
    }
    canvas->fade = 0;
}

void frame_draw(const struct frame *frame, struct canvas *canvas, struct scene_rect part)
{
    canvas_clip(canvas, part);
    struct scene_rect clip = canvas->clip;
    canvas_fill(canvas, part, frame->ground);
    for (size_t i = 0; i < frame->op_count; i++) {
        const struct frame_op *op = &frame->ops[i];
        if (touch(frame->keys[i].box, clip)) {
            canvas->clip = op->clip.w ? rect_intersect(clip, op->clip) : clip;
            draw_op(frame, op, canvas);
        }
    }
    canvas->clip = clip;
}
