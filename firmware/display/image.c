#include "display/image.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

bool image_init(struct image *image, int width, int height)
{
    *image = (struct image){.width = width, .height = height};
    image->pixels = calloc((size_t)width * (size_t)height, sizeof *image->pixels);
    return image->pixels != NULL;
}

void image_finish(struct image *image)
{
    if (image) {
        free(image->pixels);
        *image = (struct image){0};
    }
}

void image_seal(struct image *image)
{
    uint64_t key = 0xcbf29ce484222325U ^ (uint64_t)(uint32_t)image->width << 32 ^
                   (uint64_t)(uint32_t)image->height;
    size_t count = (size_t)image->width * (size_t)image->height;
    for (size_t i = 0; i < count; i++) {
        key = (key ^ image->pixels[i]) * 0x100000001b3U;
    }
    image->key = key;
}

/* Where pixels lie, of one axis: the first of `from` that pixel `at` covers, and how much of it and
 * of those that follow. */
struct cover {
    int first, count;
    double head, tail, all;
};

static struct cover cover_of(int at, int sides, int from)
{
    double step = (double)from / sides, start = at * step, end = start + step;
    struct cover c = {.first = (int)floor(start), .all = step};
    int past = (int)ceil(end - 1e-9);
    past = past < from ? past : from;
    c.count = past > c.first + 1 ? past - c.first : 1;
    c.head = past > c.first + 1 ? c.first + 1 - start : step;
    c.tail = end - (past - 1);
    return c;
}

static double weight(const struct cover *c, int i)
{
    return i == 0 ? c->head : i == c->count - 1 ? c->tail : 1.0;
}

static uint32_t mean(const struct image *from, const struct cover *cx, const struct cover *cy)
{
    double sum[4] = {0};
    for (int y = 0; y < cy->count; y++) {
        const uint32_t *row = from->pixels + (ptrdiff_t)(cy->first + y) * from->width + cx->first;
        for (int x = 0; x < cx->count; x++) {
            double w = weight(cx, x) * weight(cy, y);
            for (int channel = 0; channel < 4; channel++) {
                sum[channel] += w * (double)(row[x] >> 8 * channel & 0xffU);
            }
        }
    }
    uint32_t pixel = 0;
    for (int channel = 0; channel < 4; channel++) {
        double value = round(sum[channel] / (cx->all * cy->all) + 1e-6);
        pixel |= (uint32_t)(value < 255 ? value : 255) << 8 * channel;
    }
    return pixel;
}

bool image_scale(const struct image *from, int width, int height, struct image *out)
{
    if (!image_init(out, width, height)) {
        return false;
    }
    for (int y = 0; y < height; y++) {
        struct cover cy = cover_of(y, height, from->height);
        for (int x = 0; x < width; x++) {
            struct cover cx = cover_of(x, width, from->width);
            out->pixels[(ptrdiff_t)y * width + x] = mean(from, &cx, &cy);
        }
    }
    image_seal(out);
    return true;
}
