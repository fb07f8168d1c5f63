/* What filling one frame and copying it takes on this machine, in memory: the measure for the
 * frames of a glide. One every GAP_MS, as they come: back to back it would stay in the cache.
 *   frame_cost WIDTHxHEIGHT ROUNDS GAP_MS     on stdout: the median and the 99th percentile, ns
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "display/canvas.h"

enum { ROUNDS_MAX = 10000 };

static void die(const char *what)
{
    fprintf(stderr, "frame_cost: %s\n", what);
    exit(1);
}

/* Processor time, as the wall's trace has it: not what other programs take in between. */
static int64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t one_round(struct canvas *canvas, uint32_t *copy, uint32_t colour)
{
    struct scene_rect all = {0, 0, canvas->width, canvas->height};
    size_t size = (size_t)canvas->width * (size_t)canvas->height * sizeof *copy;
    int64_t before_ns = now_ns();
    canvas_clip(canvas, all);
    canvas_fill(canvas, all, colour);
    memcpy(copy, canvas->pixels, size);
    int64_t took_ns = now_ns() - before_ns;
    if ((copy[size / sizeof *copy - 1] & 0xffffffU) != colour) {
        die("nothing was copied");
    }
    return took_ns;
}

int main(int argc, char **argv)
{
    static int64_t samples[ROUNDS_MAX];
    char *rest = NULL;
    struct canvas canvas = {.width = argc == 4 ? (int)strtol(argv[1], &rest, 10) : 0};
    canvas.height = rest && *rest == 'x' ? (int)strtol(rest + 1, NULL, 10) : 0;
    long rounds = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
    long gap_ms = argc == 4 ? strtol(argv[3], NULL, 10) : -1;
    if (canvas.width < 1 || canvas.height < 1 || rounds < 1 || rounds > ROUNDS_MAX || gap_ms < 0 ||
        gap_ms >= 1000) {
        die("usage: frame_cost WIDTHxHEIGHT ROUNDS GAP_MS");
    }
    size_t count = (size_t)canvas.width * (size_t)canvas.height;
    canvas.pitch_px = canvas.width;
    canvas.pixels = calloc(count, sizeof(uint32_t));
    uint32_t *copy = calloc(count, sizeof *copy);
    if (!canvas.pixels || !copy) {
        die("no memory");
    }
    for (long i = 0; i < rounds; i++) {
        nanosleep(&(struct timespec){.tv_nsec = gap_ms * 1000000}, NULL);
        samples[i] = one_round(&canvas, copy, (uint32_t)i & 0xffffffU);
    }
    qsort(samples, (size_t)rounds, sizeof *samples, compare);
    printf("%" PRId64 " %" PRId64 "\n", samples[rounds / 2], samples[rounds * 99 / 100]);
    free(canvas.pixels);
    free(copy);
    return 0;
}
