#include "display/scene.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void scene_init(struct scene *scene, int width, int height, uint32_t ground)
{
    scene->width = width;
    scene->height = height;
    scene->ground = ground;
    scene->node_count = 0;
    scene->span_count = 0;
    scene->overflow = false;
}

static struct scene_node *add(struct scene *scene, enum scene_kind kind, enum scene_role role)
{
    if (scene->node_count == SCENE_NODES_MAX) {
        scene->overflow = true;
        return NULL;
    }
    struct scene_node *node = &scene->nodes[scene->node_count++];
    memset(node, 0, sizeof *node);
    node->kind = kind;
    node->role = role;
    return node;
}

void scene_rect(struct scene *scene, enum scene_role role, struct scene_rect box, uint32_t colour,
                int radius)
{
    struct scene_node *node = box.w > 0 && box.h > 0 ? add(scene, SCENE_RECT, role) : NULL;
    if (node) {
        node->box = box;
        node->colour = colour;
        node->radius = radius;
    }
}

void scene_image(struct scene *scene, enum scene_role role, const struct image *image, int x, int y)
{
    struct scene_node *node = add(scene, SCENE_IMAGE, role);
    if (node) {
        node->box = (struct scene_rect){x, y, image->width, image->height};
        node->image = image;
    }
}

void scene_text(struct scene *scene, enum scene_role role, struct scene_rect box,
                const struct text_block *block, size_t line, double x, int baseline,
                uint32_t colour, const struct scene_span *spans, size_t span_count)
{
    struct scene_node *node = add(scene, SCENE_TEXT, role);
    if (!node) {
        return;
    }
    if (span_count > SCENE_SPANS_MAX - scene->span_count) {
        scene->overflow = true;
        span_count = 0;
    }
    node->box = box;
    node->colour = colour;
    node->block = block;
    node->line = line;
    node->x = x;
    node->baseline = baseline;
    node->span_first = scene->span_count;
    node->span_count = span_count;
    if (span_count) {
        memcpy(&scene->spans[scene->span_count], spans, span_count * sizeof *spans);
        scene->span_count += span_count;
    }
}

static bool box_equal(struct scene_rect a, struct scene_rect b)
{
    return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

static bool run_equal(const struct text_run *a, const struct text_run *b)
{
    return a->font == b->font && a->script == b->script && a->rtl == b->rtl &&
           a->em_px == b->em_px && a->x >= b->x && a->x <= b->x && strcmp(a->utf8, b->utf8) == 0;
}

static bool line_equal(const struct scene_node *a, const struct scene_node *b)
{
    if (a->block == b->block) {
        return a->line == b->line;
    }
    size_t count_a = 0, count_b = 0;
    const struct text_line *la = text_block_lines(a->block, &count_a) + a->line;
    const struct text_line *lb = text_block_lines(b->block, &count_b) + b->line;
    if (la->run_count != lb->run_count) {
        return false;
    }
    for (size_t i = 0; i < la->run_count; i++) {
        if (!run_equal(&la->runs[i], &lb->runs[i])) {
            return false;
        }
    }
    return true;
}

static bool spans_equal(const struct scene *a, const struct scene_node *na, const struct scene *b,
                        const struct scene_node *nb)
{
    if (na->span_count != nb->span_count) {
        return false;
    }
    for (size_t i = 0; i < na->span_count; i++) {
        const struct scene_span *sa = &a->spans[na->span_first + i];
        const struct scene_span *sb = &b->spans[nb->span_first + i];
        if (sa->start != sb->start || sa->end != sb->end || sa->colour != sb->colour) {
            return false;
        }
    }
    return true;
}

static bool node_equal(const struct scene *a, const struct scene_node *na, const struct scene *b,
                       const struct scene_node *nb)
{
    if (na->kind != nb->kind || na->role != nb->role || na->colour != nb->colour ||
        na->radius != nb->radius || !box_equal(na->box, nb->box)) {
        return false;
    }
    if (na->kind == SCENE_IMAGE) {
        return na->image->key == nb->image->key;
    }
    return na->kind == SCENE_RECT ||
           (na->baseline == nb->baseline && na->x >= nb->x && na->x <= nb->x &&
            spans_equal(a, na, b, nb) && line_equal(na, nb));
}

bool scene_equal(const struct scene *a, const struct scene *b)
{
    if (a->width != b->width || a->height != b->height || a->ground != b->ground ||
        a->node_count != b->node_count) {
        return false;
    }
    for (size_t i = 0; i < a->node_count; i++) {
        if (!node_equal(a, &a->nodes[i], b, &b->nodes[i])) {
            return false;
        }
    }
    return true;
}

struct out {
    char *to;
    size_t left;
    bool full;
};

__attribute__((format(printf, 2, 3))) static void put(struct out *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(out->to, out->left, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= out->left) {
        out->full = true;
        return;
    }
    out->to += n;
    out->left -= (size_t)n;
}

static const char *kind_name(enum scene_kind kind)
{
    return kind == SCENE_RECT ? "rect" : kind == SCENE_TEXT ? "text" : "image";
}

static const char *role_name(enum scene_role role)
{
    static const char *const names[SCENE_ROLE_COUNT] = {
        "ground", "place", "label",   "item", "mark", "context", "speakers",
        "foot",   "badge", "caption", "code", "rule", "logo"};
    return names[role];
}

static void dump_text(struct out *out, const struct scene *scene, const struct scene_node *node)
{
    size_t count = 0;
    const struct text_line *line = text_block_lines(node->block, &count) + node->line;
    for (size_t i = 0; i < line->run_count; i++) {
        put(out, " |%s", line->runs[i].utf8);
    }
    for (size_t i = 0; i < node->span_count; i++) {
        const struct scene_span *span = &scene->spans[node->span_first + i];
        put(out, " {%zu-%zu %06x}", span->start, span->end, (unsigned)span->colour);
    }
}

bool scene_dump(const struct scene *scene, char *out, size_t size)
{
    struct out to = {.to = out, .left = size};
    put(&to, "scene %dx%d %06x\n", scene->width, scene->height, (unsigned)scene->ground);
    for (size_t i = 0; i < scene->node_count; i++) {
        const struct scene_node *n = &scene->nodes[i];
        put(&to, "%s %s %d,%d %dx%d %06x", kind_name(n->kind), role_name(n->role), n->box.x,
            n->box.y, n->box.w, n->box.h, (unsigned)n->colour);
        if (n->kind == SCENE_TEXT) {
            dump_text(&to, scene, n);
        }
        put(&to, "\n");
    }
    return !to.full;
}
