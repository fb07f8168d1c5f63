#include <stdlib.h>

#include "display/layout.h"
#include "stages.h"

enum { WIDTH_PX = 1280, HEIGHT_PX = 720 };

/* Fonts are opened once for all inputs. */
static struct text *the_text(void)
{
    static struct text *text;
    char error[TEXT_ERROR_MAX];
    if (!text)
        text = text_create(NULL, error);
    assert(text);
    return text;
}

static void check_node(const struct scene *scene, const struct scene_node *node)
{
    size_t lines;
    assert(node->box.x >= 0 && node->box.y >= 0 && node->box.w >= 0 && node->box.h >= 0);
    assert(node->box.x + node->box.w <= scene->width);
    assert(node->box.y + node->box.h <= scene->height);
    if (node->kind != SCENE_TEXT)
        return;
    assert(node->block && text_block_lines(node->block, &lines) && node->line < lines);
    assert(node->span_first + node->span_count <= scene->span_count);
}

static void report(struct pl_room *room, const struct layout *layout, struct pl_time now)
{
    const struct layout_shown *shown = layout_shown(layout);
    const struct pl_report said = {.section = shown->section,
                                   .item = shown->item,
                                   .pages = shown->pages,
                                   .page_count = shown->page_count,
                                   .page = shown->page,
                                   .changed_at_ms = now.wall_ms,
                                   .took_ms = 5};
    pl_room_report(room, &said, now);
}

void stage_scene(struct pl_room *room, struct pl_time now)
{
    const struct layout_config config = {.width_px = WIDTH_PX,
                                         .height_px = HEIGHT_PX,
                                         .legibility = legibility_of(WIDTH_PX, HEIGHT_PX, 0, 0),
                                         .theme = theme_find(theme_name(0))};
    const struct layout_moment moment = {.now = now, .clock = "10:42", .since = "10:41"};
    static struct scene scene;
    if (!pl_room_document(room, PL_CONFIRMED))
        return;
    struct layout *layout = layout_create(the_text(), &config);
    assert(layout);
    bool built = layout_build(layout, room, &moment, &scene);
    assert(built);
    for (size_t i = 0; i < scene.node_count; i++)
        check_node(&scene, &scene.nodes[i]);
    report(room, layout, now);
    layout_destroy(layout);
}
