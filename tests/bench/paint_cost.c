/* What text and painting cost by themselves, on the video driver of the environment:
 *   paint_cost WIDTHxHEIGHT FILE LANG [FILE LANG]...
 * Each file's paragraphs (lines) are walked through as on the wall: one current, the next dimmed.
 * On stdout: NAME VALUE, in milliseconds (medians where there are many) and KiB.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "display/painter.h"

enum { PARAGRAPHS_MAX = 512, LANGS_MAX = 16, EM_PX = 60, SMALL_PX = 44, GROUND = 0x101318 };

struct paragraph {
    char *utf8;
    const char *lang;
    struct text_block *block, *small;
};

struct bench {
    struct text *text;
    struct painter *painter;
    struct paragraph paragraphs[PARAGRAPHS_MAX];
    size_t count;
    int width, height;
};

static struct scene scene;

static void die(const char *what)
{
    fprintf(stderr, "paint_cost: %s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *name, double *samples, size_t count)
{
    qsort(samples, count, sizeof *samples, compare);
    printf("%s %.3f\n", name, samples[count / 2]);
    if (count > 2) {
        printf("%s_max %.3f\n", name, samples[count - 1]);
    }
}

static void report_pss(const char *name)
{
    FILE *in = fopen("/proc/self/smaps_rollup", "re");
    char line[256];
    while (in && fgets(line, sizeof line, in)) {
        if (strncmp(line, "Pss:", 4) == 0) {
            printf("%s %ld\n", name, strtol(line + 4, NULL, 10));
        }
    }
    if (in) {
        fclose(in);
    }
}

static void read_paragraphs(struct bench *bench, const char *file, const char *lang)
{
    FILE *in = fopen(file, "re");
    if (!in) {
        die(file);
    }
    char *line = NULL;
    size_t room = 0;
    while (bench->count < PARAGRAPHS_MAX && getline(&line, &room, in) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (strlen(line) > 40) {
            bench->paragraphs[bench->count++] =
                (struct paragraph){.utf8 = strdup(line), .lang = lang};
        }
    }
    free(line);
    fclose(in);
}

static struct text_block *lay_out(struct bench *bench, const struct paragraph *paragraph, int em_px)
{
    struct text_style style = {.em_px = em_px, .lang = paragraph->lang};
    struct text_block *block = text_layout(bench->text, paragraph->utf8, strlen(paragraph->utf8),
                                           &style, bench->width * 11 / 16);
    if (!block) {
        die("text_layout");
    }
    return block;
}

static int add_block(const struct text_block *block, enum scene_role role, int y, int em_px,
                     uint32_t colour)
{
    size_t count = 0;
    text_block_lines(block, &count);
    for (size_t i = 0; i < count && y < scene.height; i++) {
        int pitch = em_px * 27 / 20;
        scene_text(&scene, role, (struct scene_rect){100, y, scene.width - 200, pitch}, block, i,
                   100, y + em_px, colour, NULL, 0);
        y += pitch;
    }
    return y;
}

static void compose(struct bench *bench, size_t at)
{
    scene_init(&scene, bench->width, bench->height, GROUND);
    scene_rect(&scene, SCENE_RULE, (struct scene_rect){72, 110, bench->width - 144, 2}, 0x303840,
               0);
    int y = add_block(bench->paragraphs[at].block, SCENE_ITEM, 140, EM_PX, 0xf5f0e6);
    scene_rect(&scene, SCENE_MARK, (struct scene_rect){72, 140, 10, y - 140}, 0xf0b34a, 0);
    add_block(bench->paragraphs[(at + 1) % bench->count].small, SCENE_CONTEXT, y + 30, SMALL_PX,
              0xa6adb8);
}

static void walk(struct bench *bench, const char *name, bool prepare)
{
    static double samples[PARAGRAPHS_MAX];
    for (size_t i = 0; i < bench->count; i++) {
        compose(bench, i);
        while (prepare && painter_prepare(bench->painter, &scene)) {
        }
        double began = now_ms();
        if (!painter_paint(bench->painter, &scene)) {
            die("painter_paint");
        }
        samples[i] = now_ms() - began;
    }
    report(name, samples, bench->count);
}

static void lay_all(struct bench *bench, const char *name)
{
    static double samples[PARAGRAPHS_MAX];
    for (size_t i = 0; i < bench->count; i++) {
        double began = now_ms();
        text_block_destroy(lay_out(bench, &bench->paragraphs[i], EM_PX));
        samples[i] = now_ms() - began;
    }
    report(name, samples, bench->count);
}

static void start(struct bench *bench)
{
    char error[PAINTER_ERROR_MAX];
    double began = now_ms();
    bench->text = text_create(NULL, error);
    if (!bench->text) {
        die(error);
    }
    printf("text_create %.3f\n", now_ms() - began);
    began = now_ms();
    bench->painter = painter_create(
        bench->text, &(struct painter_config){.width = bench->width, .height = bench->height},
        error);
    if (!bench->painter) {
        die(error);
    }
    printf("painter_create %.3f\n", now_ms() - began);
    began = now_ms();
    for (size_t i = 0; i < bench->count; i++) {
        if (i == 0 || bench->paragraphs[i].lang != bench->paragraphs[i - 1].lang) {
            text_warm_up(bench->text, bench->paragraphs[i].lang);
        }
    }
    printf("text_warm_up %.3f\n", now_ms() - began);
}

static void measure(struct bench *bench)
{
    start(bench);
    lay_all(bench, "layout_first");
    lay_all(bench, "layout_again");
    for (size_t i = 0; i < bench->count; i++) {
        bench->paragraphs[i].block = lay_out(bench, &bench->paragraphs[i], EM_PX);
        bench->paragraphs[i].small = lay_out(bench, &bench->paragraphs[i], SMALL_PX);
    }
    report_pss("pss_laid_out");
    walk(bench, "paint_unprepared", false);
    walk(bench, "paint_prepared", true);
    report_pss("pss_painted");
    printf("driver %s\n", painter_driver(bench->painter));
}

static void finish(struct bench *bench)
{
    for (size_t i = 0; i < bench->count; i++) {
        text_block_destroy(bench->paragraphs[i].block);
        text_block_destroy(bench->paragraphs[i].small);
        free(bench->paragraphs[i].utf8);
    }
    painter_destroy(bench->painter);
    text_destroy(bench->text);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    char *rest = NULL;
    if (argc < 4 || argc % 2 != 0) {
        die("usage: paint_cost WIDTHxHEIGHT FILE LANG [FILE LANG]...");
    }
    bench.width = (int)strtol(argv[1], &rest, 10);
    bench.height = *rest == 'x' ? (int)strtol(rest + 1, NULL, 10) : 0;
    for (int i = 2; i + 1 < argc; i += 2) {
        read_paragraphs(&bench, argv[i], argv[i + 1]);
    }
    if (bench.count == 0 || bench.width <= 0 || bench.height <= 0) {
        die("nothing to paint");
    }
    measure(&bench);
    finish(&bench);
    return 0;
}
