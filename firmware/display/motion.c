#include "display/motion.h"

#include <math.h>
#include <stdlib.h>

/* What the first frame has done already: of the way, and of the fading. */
static const double WAY_FIRST = 0.5, STRENGTH_FIRST = 0.65;

/* Where in a motion we are: 0 to 1 each. */
struct phase {
    double way;
    double strength; /* of what comes; what goes has the rest */
};

static bool moves(enum scene_role role)
{
    return role == SCENE_LABEL || role == SCENE_ITEM || role == SCENE_MARK || role == SCENE_CONTEXT;
}

static bool is_bar(const struct frame_op *op)
{
    return op->role == SCENE_ITEM && op->slice_count == 0;
}

/* What says which item it is: never faint, never two of them. */
static bool is_place(const struct frame_op *op)
{
    return op->role == SCENE_LABEL || is_bar(op);
}

static struct phase phase_at(const struct motion *motion, int64_t now_ms)
{
    double t = (double)(now_ms - motion->start_ms) / (double)MOTION_MS;
    double left = t <= 0 ? 1 : t >= 1 ? 0 : 1 - t;
    double rest = left * left * left;
    return (struct phase){1 - (1 - WAY_FIRST) * rest, 1 - (1 - STRENGTH_FIRST) * rest};
}

static int part_of(double length, double share)
{
    return (int)lround(length * share);
}

/* ---- what becomes what ---- */

/* Ops of the node that begins at op `first`. */
static size_t node_ops(const struct frame *frame, size_t first)
{
    size_t end = first;
    while (end < frame->op_count && frame->ops[end].node == frame->ops[first].node) {
        end++;
    }
    return end - first;
}

/* The same letters, standing in the same way to each other. */
static bool same_line(const struct frame *a, size_t first_a, const struct frame *b, size_t first_b)
{
    size_t count = node_ops(a, first_a);
    if (count != node_ops(b, first_b)) {
        return false;
    }
    int dx = b->ops[first_b].box.x - a->ops[first_a].box.x;
    for (size_t i = 0; i < count; i++) {
        const struct frame_op *x = &a->ops[first_a + i], *y = &b->ops[first_b + i];
        if (!x->slice_count || !y->slice_count || x->image->key != y->image->key ||
            y->box.x - x->box.x != dx) {
            return false;
        }
    }
    return true;
}

static void pair(struct motion *motion, size_t from, size_t to, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        motion->partner[to + i] = (int)(from + i);
        motion->taken[from + i] = true;
    }
}

/* A label that is one no more does not cross the new words on its way to the items round them. */
static bool may_become(enum scene_role from, enum scene_role to)
{
    return moves(from) && (from != SCENE_LABEL || to == SCENE_LABEL);
}

/* A line of the new frame that stood somewhere in the old one. */
static void find_line(struct motion *motion, const struct frame *from, const struct frame *to,
                      size_t first)
{
    for (size_t i = 0; i < from->op_count; i += node_ops(from, i)) {
        if (!motion->taken[i] && may_become(from->ops[i].role, to->ops[first].role) &&
            same_line(from, i, to, first)) {
            pair(motion, i, first, node_ops(to, first));
            return;
        }
    }
}

static size_t find_bar(const struct frame *frame)
{
    size_t at = 0;
    while (at < frame->op_count && !is_bar(&frame->ops[at])) {
        at++;
    }
    return at;
}

/* The new item's label, where it was on the screen as one of the items round the old one: all
 * that is new comes from there. */
static int find_travel(const struct motion *motion, const struct frame *from,
                       const struct frame *to)
{
    for (size_t i = 0; i < to->op_count; i++) {
        int partner = motion->partner[i];
        if (to->ops[i].role == SCENE_LABEL && partner >= 0 &&
            from->ops[partner].role == SCENE_CONTEXT) {
            return from->ops[partner].box.y - to->ops[i].box.y;
        }
    }
    return 0;
}

/* What goes about as far as the sheet does goes with it; what would cross the others' way on its
 * own fades like them. */
static void part_strays(struct motion *motion, const struct frame *from, const struct frame *to)
{
    for (size_t i = 0; i < to->op_count; i++) {
        int partner = motion->partner[i];
        if (partner >= 0) {
            const struct frame_op *a = &from->ops[partner], *b = &to->ops[i];
            bool strays = abs(a->box.y - b->box.y - motion->travel_px) > 2 * b->box.h;
            motion->partner[i] = strays ? -1 : partner;
            motion->taken[partner] = !strays;
        }
    }
}

static struct scene_rect area_of(const struct frame *frame, struct scene_rect area)
{
    for (size_t i = 0; i < frame->op_count; i++) {
        if (moves(frame->ops[i].role)) {
            area = rect_union(area, frame->ops[i].box);
        }
    }
    return area;
}

bool motion_turn(struct motion *motion, const struct frame *from, const struct frame *to)
{
    motion->active = false;
    if (from->width != to->width || from->height != to->height || from->ground != to->ground ||
        frame_draws(from) + frame_draws(to) > MOTION_DRAWS_MAX) {
        return false;
    }
    struct scene_rect before = area_of(from, (struct scene_rect){0});
    struct scene_rect after = area_of(to, (struct scene_rect){0});
    for (size_t i = 0; i < MOTION_DRAWS_MAX; i++) {
        motion->partner[i] = -1;
        motion->taken[i] = false;
    }
    for (size_t i = 0; i < to->op_count; i += node_ops(to, i)) {
        if (moves(to->ops[i].role)) {
            find_line(motion, from, to, i);
        }
    }
    motion->travel_px = find_travel(motion, from, to);
    part_strays(motion, from, to);
    size_t bar_from = find_bar(from), bar_to = find_bar(to);
    if (motion->travel_px == 0 && bar_from < from->op_count && bar_to < to->op_count) {
        pair(motion, bar_from, bar_to, 1);
    }
    motion->area = rect_union(before, after);
    motion->active = before.w > 0 && after.w > 0;
    return motion->active;
}

bool motion_begin(struct motion *motion, const struct frame *from, const struct frame *to,
                  int64_t now_ms)
{
    motion->start_ms = now_ms;
    return motion_turn(motion, from, to);
}

bool motion_over(const struct motion *motion, int64_t now_ms)
{
    return now_ms - motion->start_ms >= MOTION_MS || now_ms < motion->start_ms;
}

/* ---- the picture between ---- */

static int fade_of(double strength)
{
    return part_of(CANVAS_FADED, 1 - strength);
}

static struct scene_rect between_boxes(struct scene_rect from, struct scene_rect to, double way)
{
    return (struct scene_rect){
        to.x + part_of(from.x - to.x, 1 - way), to.y + part_of(from.y - to.y, 1 - way),
        to.w + part_of(from.w - to.w, 1 - way), to.h + part_of(from.h - to.h, 1 - way)};
}

static bool add(const struct motion *motion, const struct frame *frame, struct frame_op op,
                struct frame *between)
{
    op.clip = motion->area;
    return op.fade >= CANVAS_FADED || frame_add(between, &op, frame->slices + op.slice_first);
}

/* What goes: with the sheet that it stood on, fading. An old label is gone at once. */
static bool add_leaving(const struct motion *motion, const struct frame *from, struct phase at,
                        struct frame *between)
{
    bool good = true;
    for (size_t i = 0; good && i < from->op_count; i++) {
        struct frame_op op = from->ops[i];
        if (moves(op.role) && !is_place(&op) && !motion->taken[i]) {
            op.box.y -= part_of(motion->travel_px, at.way);
            op.fade = fade_of(1 - at.strength);
            good = add(motion, from, op, between);
        }
    }
    return good;
}

/* What stood elsewhere comes from there, as it is; what is new comes with the new sheet. */
static bool add_coming(const struct motion *motion, const struct frame *from,
                       const struct frame *to, size_t index, struct phase at, struct frame *between)
{
    struct frame_op op = to->ops[index];
    int partner = motion->partner[index];
    if (partner >= 0) {
        op.box = between_boxes(from->ops[partner].box, op.box, at.way);
    } else {
        op.box.y += part_of(motion->travel_px, 1 - at.way);
        op.fade = is_place(&op) ? 0 : fade_of(at.strength);
    }
    return add(motion, to, op, between);
}

bool motion_frame(const struct motion *motion, const struct frame *from, const struct frame *to,
                  int64_t now_ms, struct frame *between)
{
    struct phase at = phase_at(motion, now_ms);
    bool left = false, good = true;
    frame_begin(between, to);
    for (size_t i = 0; good && i < to->op_count; i++) {
        const struct frame_op *op = &to->ops[i];
        if (!moves(op->role)) {
            good = frame_add(between, op, to->slices + op->slice_first);
            continue;
        }
        good = left || add_leaving(motion, from, at, between);
        good = good && add_coming(motion, from, to, i, at, between);
        left = true;
    }
    return good;
}
