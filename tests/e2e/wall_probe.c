/* The wall in one process, driven line by line: what plenary-display would show of messages.
 *   wall_probe WIDTH HEIGHT METRES INCHES THEME LANG    (0 and "" where not given)
 * On stdin "TOPIC<tab>PAYLOAD" is a retained message of room main; "look" lays the room out, "paint
 * FILE.png" paints it as well. Each answers on stdout, tab-separated: "shown SECTION ITEM", "page
 * NUMBER COUNT START...", then the item's lines: "line START END RTL EM LEFT TOP WIDTH PITCH" and
 * after it its runs from left to right, "run FILE FACE SCRIPT RTL X WIDTH UNKNOWN TEXT"; last
 * "end".
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout.h"
#include "display/painter.h"

enum { ARGUMENTS = 7 };

static const struct pl_time NOW = {.mono_ms = 100000, .wall_ms = 1790000000000};
static struct scene scene;

static void die(const char *what)
{
    fprintf(stderr, "wall_probe: %s\n", what);
    exit(1);
}

static struct pl_room *new_room(void)
{
    struct pl_room_config config = {.room = "main",
                                    .user = "probe",
                                    .name = "probe",
                                    .version = "1",
                                    .by = "00000000000000aa",
                                    .seed = 1,
                                    .role = PL_ROLE_WATCH};
    struct pl_room *room = pl_room_create(&config);
    if (!room) {
        die("no memory");
    }
    pl_room_connected(room, NOW);
    return room;
}

static void answer(struct pl_room *room)
{
    struct pl_output out;
    while (pl_room_next(room, &out)) {
        if (out.kind == PL_OUTPUT_SUBSCRIBE) {
            pl_room_subscribed(room, out.token, NOW);
        }
    }
}

static struct layout *new_layout(struct text *text, char **argv)
{
    int width = (int)strtol(argv[1], NULL, 10), height = (int)strtol(argv[2], NULL, 10);
    struct layout_config config = {
        .width_px = width,
        .height_px = height,
        .legibility = legibility_of(width, height, strtod(argv[3], NULL), strtod(argv[4], NULL)),
        .theme = theme_find(argv[5]),
        .lang = argv[6][0] ? argv[6] : NULL};
    struct layout *layout = config.theme ? layout_create(text, &config) : NULL;
    if (!layout) {
        die("no theme of that name, or no memory");
    }
    return layout;
}

static void receive(struct pl_room *room, char *line, char *tab)
{
    *tab = '\0';
    enum pl_error error =
        pl_room_receive(room, line, tab + 1, strlen(tab + 1), true, NOW.mono_ms, NOW);
    if (error != PL_OK) {
        fprintf(stderr, "wall_probe: %s: it %s\n", line, pl_error_text(error));
        exit(1);
    }
    answer(room);
}

static void print_line(const struct text *text, const struct scene_node *node)
{
    size_t count = 0;
    const struct text_line *line = &text_block_lines(node->block, &count)[node->line];
    printf("line\t%zu\t%zu\t%d\t%d\t%.3f\t%d\t%d\t%d\n", line->start, line->end, line->rtl,
           line->run_count ? line->runs[0].em_px : 0, node->x, node->box.y, node->box.w,
           node->box.h);
    for (size_t i = 0; i < line->run_count; i++) {
        const struct text_run *run = &line->runs[i];
        int face = 0;
        const char *file = text_font_file(text, run->font, &face);
        printf("run\t%s\t%d\t%c%c%c%c\t%d\t%.3f\t%.3f\t%d\t%s\n", file, face,
               (char)(run->script >> 24), (char)(run->script >> 16), (char)(run->script >> 8),
               (char)run->script, run->rtl, run->x, run->width, run->unknown, run->utf8);
    }
}

static void look(struct layout *layout, const struct text *text, struct pl_room *room)
{
    struct layout_moment moment = {.now = {NOW.mono_ms + 1000, NOW.wall_ms + 1000}};
    pl_room_tick(room, moment.now);
    if (!pl_room_whole(room) || !layout_build(layout, room, &moment, &scene)) {
        die("the room is not whole, or no memory");
    }
    const struct layout_shown *shown = layout_shown(layout);
    printf("shown\t%s\t%s\n", shown->section ? shown->section : "", shown->item ? shown->item : "");
    printf("page\t%zu\t%zu", shown->page, shown->page_count);
    for (size_t i = 0; i < shown->page_count; i++) {
        printf("\t%lld", (long long)shown->pages[i]);
    }
    printf("\n");
    for (size_t i = 0; i < scene.node_count; i++) {
        if (scene.nodes[i].kind == SCENE_TEXT && scene.nodes[i].role == SCENE_ITEM) {
            print_line(text, &scene.nodes[i]);
        }
    }
}

static void obey(struct layout *layout, struct text *text, struct pl_room *room,
                 const char *command)
{
    char error[PAINTER_ERROR_MAX];
    const char *file = strncmp(command, "paint ", 6) == 0 ? command + 6 : NULL;
    if (!file && strcmp(command, "look") != 0) {
        die("commands: look, paint FILE.png");
    }
    look(layout, text, room);
    if (file && !painter_picture(text, &scene, 0, file, error)) {
        die(error);
    }
    printf("end\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char error[TEXT_ERROR_MAX];
    if (argc != ARGUMENTS) {
        die("see the head of wall_probe.c");
    }
    struct text *text = text_create(NULL, error);
    if (!text) {
        die(error);
    }
    struct layout *layout = new_layout(text, argv);
    struct pl_room *room = new_room();
    answer(room);
    char *line = NULL;
    size_t space = 0;
    while (getline(&line, &space, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        char *tab = strchr(line, '\t');
        if (tab) {
            receive(room, line, tab);
        } else {
            obey(layout, text, room, line);
        }
    }
    free(line);
    layout_destroy(layout);
    pl_room_destroy(room);
    text_destroy(text);
    return 0;
}
