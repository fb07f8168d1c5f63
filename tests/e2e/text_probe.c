/* Lays the text of stdin out and paints it, white on black, as the wall does:
 *   text_probe PICTURE.png LANG EM_PX WIDTH_PX regular|bold auto|ltr|rtl MARGIN_PX PITCH_PX
 * On stdout, tab-separated: "line START END RTL", and after it its runs from left to right:
 * "run FILE FACE SCRIPT RTL X WIDTH UNKNOWN TEXT". Last "unknown COUNT".
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/painter.h"

enum { ARGUMENTS = 9, TEXT_MAX = 64 * 1024, GROUND = 0x000000, INK = 0xffffff };

static struct scene scene;

static void die(const char *what)
{
    fprintf(stderr, "text_probe: %s\n", what);
    exit(1);
}

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

static enum text_direction direction(const char *name)
{
    return strcmp(name, "rtl") == 0 ? TEXT_RTL : strcmp(name, "ltr") == 0 ? TEXT_LTR : TEXT_AUTO;
}

static void print_run(const struct text *text, const struct text_run *run)
{
    int face = 0;
    const char *file = text_font_file(text, run->font, &face);
    printf("run\t%s\t%d\t%c%c%c%c\t%d\t%.3f\t%.3f\t%d\t%s\n", file, face, (char)(run->script >> 24),
           (char)(run->script >> 16), (char)(run->script >> 8), (char)run->script, run->rtl, run->x,
           run->width, run->unknown, run->utf8);
}

static void compose(const struct text *text, const struct text_block *block, int width, int margin,
                    int pitch)
{
    size_t count = 0;
    const struct text_line *lines = text_block_lines(block, &count);
    scene_init(&scene, width + 2 * margin, (int)count * pitch + 2 * margin, GROUND);
    for (size_t i = 0; i < count; i++) {
        printf("line\t%zu\t%zu\t%d\n", lines[i].start, lines[i].end, lines[i].rtl);
        for (size_t r = 0; r < lines[i].run_count; r++) {
            print_run(text, &lines[i].runs[r]);
        }
        int top = margin + (int)i * pitch;
        scene_text(&scene, SCENE_ITEM, (struct scene_rect){0, top, scene.width, pitch}, block, i,
                   margin, top + pitch * 3 / 4, INK, NULL, 0);
    }
    printf("unknown\t%zu\n", text_block_unknown(block));
}

int main(int argc, char **argv)
{
    static char utf8[TEXT_MAX];
    char error[PAINTER_ERROR_MAX];
    if (argc != ARGUMENTS) {
        die("see the head of text_probe.c");
    }
    size_t bytes = fread(utf8, 1, sizeof utf8, stdin);
    struct text *text = text_create(NULL, error);
    struct text_style style = {.em_px = number(argv[3]),
                               .bold = strcmp(argv[5], "bold") == 0,
                               .lang = argv[2][0] ? argv[2] : NULL,
                               .direction = direction(argv[6])};
    struct text_block *block =
        text ? text_layout(text, utf8, bytes, &style, number(argv[4])) : NULL;
    if (!block) {
        die(text ? "text_layout" : error);
    }
    compose(text, block, number(argv[4]), number(argv[7]), number(argv[8]));
    bool written = painter_picture(text, &scene, 0, argv[1], error);
    text_block_destroy(block);
    text_destroy(text);
    if (!written) {
        die(error);
    }
    return 0;
}
