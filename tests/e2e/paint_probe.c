/* Paints a row of pictures one after the other, as the wall does, and writes the last one to a
 * file: paint_probe WIDTH HEIGHT PICTURE.png STEPS [TURN [glide]] On stdout "driver NAME", then
 * "painted STEPS DIFFERENT", and it stays until stdin ends. With `glide` it glides from each to
 * the next, and comes to rest from every third only; the last one does.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "display/painter.h"

enum { BLOCKS = 8, DRAIN_MS = 10 };

static const struct {
    const char *utf8, *lang;
} WORDS[BLOCKS] = {
    {"Governments have special [primary] responsibilities under international law", "en"},
    {"نحن شعوب الأمم المتحدة وقد آلينا على أنفسنا أن ننقذ الأجيال المقبلة (12)", "ar"},
    {"我联合国人民同兹决心，欲免后世再遭今代人类两度身历惨不堪言之战祸", "zh"},
    {"Права человека и основные свободы для всех", "ru"},
    {"שלום (12) abc ומשהו", "he"},
    {"✓ agreed → next ⚑ point of order", "en"},
    {"a\U00012345b: no font has the second letter", "en"},
    {"fjord, AVA, jigsaw: wide letters and a very long line that is broken more than once", "en"},
};

static struct scene scenes[2];
static struct text_block *blocks[BLOCKS];
static unsigned long seed = 7;

static int below(int n)
{
    seed = seed * 6364136223846793005UL + 1442695040888963407UL;
    return (int)((seed >> 33) % (unsigned long)n);
}

static void die(const char *what)
{
    fprintf(stderr, "paint_probe: %s\n", what);
    exit(1);
}

static void lay_out(struct text *text, int width)
{
    for (int i = 0; i < BLOCKS; i++) {
        struct text_style style = {.em_px = 24 + 8 * i, .bold = i % 2 != 0, .lang = WORDS[i].lang};
        blocks[i] = text_layout(text, WORDS[i].utf8, strlen(WORDS[i].utf8), &style, width - 100);
        if (!blocks[i]) {
            die("text_layout");
        }
    }
}

static int add_block(struct scene *scene, const struct text_block *block, int em_px, int y)
{
    size_t count = 0;
    text_block_lines(block, &count);
    struct scene_span span = {8, 30, 0x9fe0b8};
    for (size_t i = 0; i < count; i++) {
        struct scene_rect box = {50, y, scene->width - 100, em_px * 3 / 2};
        scene_text(scene, SCENE_ITEM, box, block, i, 50.3, y + em_px, 0xf5f0e6, &span,
                   (size_t)below(2));
        y += em_px * 3 / 2;
    }
    return y;
}

/* Two logos by turns, from opaque to clear. */
static const struct image *logo_of(int step)
{
    enum { SIDE = 48 };
    static uint32_t pixels[2][SIDE * SIDE];
    static struct image logos[2];
    struct image *logo = &logos[step / 5 % 2];
    *logo = (struct image){.width = SIDE, .height = SIDE, .pixels = pixels[step / 5 % 2]};
    for (int i = 0; i < SIDE * SIDE; i++) {
        uint32_t alpha = (uint32_t)(255 - 5 * (i % SIDE)), part = alpha * (uint32_t)(i / SIDE) / 60;
        logo->pixels[i] = alpha << 24 | part << 16 | alpha / 2 << 8 | (logo == logos ? part : 0);
    }
    image_seal(logo);
    return logo;
}

/* Some stay from one picture to the next, some go, some move. */
static void compose(struct scene *scene, int width, int height, int step)
{
    scene_init(scene, width, height, 0x101318);
    scene_rect(scene, SCENE_RULE, (struct scene_rect){40, 60, width - 80, 2}, 0x303840, 0);
    scene_rect(scene, SCENE_BADGE, (struct scene_rect){40, height - 90, 300 + step % 3, 60},
               0xf0b34a, 12);
    int y = 80;
    for (int i = step / 3; y < height - 100; i++) {
        y = add_block(scene, blocks[i % BLOCKS], 24 + 8 * (i % BLOCKS), y) + below(3);
    }
    scene_rect(scene, SCENE_MARK, (struct scene_rect){below(width), below(height), 200, 90},
               0x5a4712, below(30));
    scene_image(scene, SCENE_LOGO, logo_of(step), width - 60 - step % 4, 20);
}

static void paint(struct painter *painter, const struct scene *scene)
{
    if (!painter_paint(painter, scene)) {
        die("painter_paint");
    }
}

static void glide(struct painter *painter, const struct scene *scene, int step, bool to_rest)
{
    enum { FRAME_MS = 40, LONG_MS = 1000 };
    int64_t now_ms = (int64_t)step * LONG_MS;
    bool good = painter_glide(painter, scene, now_ms);
    for (int i = 1; good && painter_gliding(painter) && (to_rest || i < 3); i++) {
        now_ms += FRAME_MS;
        good = i == 1 ? painter_amend(painter, scene, now_ms) : painter_step(painter, now_ms);
    }
    if (!good) {
        die("painter_glide");
    }
}

static void stay(struct painter *painter, const struct scene *scene)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte;
    while (poll(&in, 1, DRAIN_MS) == 0 || read(STDIN_FILENO, &byte, 1) > 0) {
        struct painter_events events = painter_drain(painter);
        if (events.exposed) {
            paint(painter, scene);
        }
    }
}

int main(int argc, char **argv)
{
    char error[PAINTER_ERROR_MAX];
    if (argc < 5 || argc > 7) {
        die("see the head of paint_probe.c");
    }
    int width = (int)strtol(argv[1], NULL, 10), height = (int)strtol(argv[2], NULL, 10);
    int steps = (int)strtol(argv[4], NULL, 10), different = 0;
    int turn = argc > 5 ? (int)strtol(argv[5], NULL, 10) : 0;
    bool glides = argc > 6;
    struct text *text = text_create(NULL, error);
    struct painter *painter =
        text ? painter_create(text, &(struct painter_config){width, height, false, turn}, error)
             : NULL;
    if (!painter) {
        die(error);
    }
    printf("driver %s\n", painter_driver(painter));
    painter_size(painter, &width, &height);
    lay_out(text, width);
    const struct scene *last = &scenes[0];
    for (int step = 0; step < steps; step++) {
        struct scene *scene = &scenes[step % 2];
        compose(scene, width, height, step);
        different += step == 0 || !scene_equal(scene, last);
        if (glides) {
            glide(painter, scene, step, step % 3 == 0 || step == steps - 1);
        } else {
            paint(painter, scene);
            paint(painter, scene); /* the same picture again is not presented again */
        }
        last = scene;
    }
    if (!painter_picture(text, last, turn, argv[3], error)) {
        die(error);
    }
    printf("painted %d %d\n", steps, different);
    fflush(stdout);
    stay(painter, last);
    for (int i = 0; i < BLOCKS; i++) {
        text_block_destroy(blocks[i]);
    }
    painter_destroy(painter);
    text_destroy(text);
    return 0;
}
