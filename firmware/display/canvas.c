#include "display/canvas.h"

#include <string.h>

static int min(int a, int b)
{
    return a < b ? a : b;
}

static int max(int a, int b)
{
    return a > b ? a : b;
}

struct scene_rect rect_intersect(struct scene_rect a, struct scene_rect b)
{
    int x0 = max(a.x, b.x), y0 = max(a.y, b.y);
    int x1 = min(a.x + a.w, b.x + b.w), y1 = min(a.y + a.h, b.y + b.h);
    return (struct scene_rect){x0, y0, max(0, x1 - x0), max(0, y1 - y0)};
}

struct scene_rect rect_union(struct scene_rect a, struct scene_rect b)
{
    if (a.w <= 0 || a.h <= 0) {
        return b;
    }
    if (b.w <= 0 || b.h <= 0) {
        return a;
    }
    int x0 = min(a.x, b.x), y0 = min(a.y, b.y);
    int x1 = max(a.x + a.w, b.x + b.w), y1 = max(a.y + a.h, b.y + b.h);
    return (struct scene_rect){x0, y0, x1 - x0, y1 - y0};
}

void canvas_clip(struct canvas *canvas, struct scene_rect clip)
{
    canvas->clip = rect_intersect(clip, (struct scene_rect){0, 0, canvas->width, canvas->height});
}

static uint32_t *row_at(const struct canvas *canvas, int y)
{
    return canvas->pixels + (ptrdiff_t)y * canvas->pitch_px;
}

void canvas_fill(struct canvas *canvas, struct scene_rect rect, uint32_t colour)
{
    struct scene_rect part = rect_intersect(rect, canvas->clip);
    uint32_t pixel = colour | 0xff000000U;
    for (int y = part.y; y < part.y + part.h; y++) {
        uint32_t *to = row_at(canvas, y) + part.x;
        for (int x = 0; x < part.w; x++) {
            to[x] = pixel;
        }
    }
}

/* cover: 0..256. Two channels at a time: none grows past its sixteen bits. */
static uint32_t mix(uint32_t under, uint32_t over, uint32_t cover)
{
    uint32_t rest = 256 - cover;
    uint32_t rb = (under & 0x00ff00ffU) * rest + (over & 0x00ff00ffU) * cover + 0x00800080U;
    uint32_t g = (under >> 8 & 0xffU) * rest + (over >> 8 & 0xffU) * cover + 0x80U;
    return 0xff000000U | (rb >> 8 & 0x00ff00ffU) | (g & 0x0000ff00U);
}

/* Most of a mask is empty or full. */
static void mask_row(uint32_t *to, const uint8_t *mask, int count, uint32_t colour)
{
    int i = 0;
    while (i < count) {
        uint64_t eight = 0;
        if (count - i >= 8) {
            memcpy(&eight, mask + i, 8);
            if (eight == 0) {
                i += 8;
                continue;
            }
        }
        int end = min(count, i + 8);
        for (; i < end; i++) {
            uint32_t cover = mask[i];
            if (cover) {
                to[i] = mix(to[i], colour, cover + (cover >> 7));
            }
        }
    }
}

void canvas_mask(struct canvas *canvas, const uint8_t *mask, int width, int height, int from,
                 int to, int x, int y, uint32_t colour)
{
    struct scene_rect part =
        rect_intersect((struct scene_rect){x + from, y, to - from, height}, canvas->clip);
    for (int row = part.y; row < part.y + part.h; row++) {
        mask_row(row_at(canvas, row) + part.x, mask + (ptrdiff_t)(row - y) * width + (part.x - x),
                 part.w, colour);
    }
}

void canvas_corner(uint8_t *mask_out, int radius)
{
    enum { SUB = 8 }; /* samples a pixel, each way */
    int limit = 2 * SUB * radius;
    for (int y = 0; y < radius; y++) {
        for (int x = 0; x < radius; x++) {
            int inside = 0;
            for (int s = 0; s < SUB * SUB; s++) {
                int dx = limit - (2 * (x * SUB + s % SUB) + 1);
                int dy = limit - (2 * (y * SUB + s / SUB) + 1);
                inside += dx * dx + dy * dy <= limit * limit;
            }
            mask_out[y * radius + x] = (uint8_t)(inside * 255 / (SUB * SUB));
        }
    }
}

static void corners_row(struct canvas *canvas, struct scene_rect rect, uint32_t colour,
                        const uint8_t *cover, int radius, int y)
{
    if (y < canvas->clip.y || y >= canvas->clip.y + canvas->clip.h) {
        return;
    }
    for (int i = 0; i < radius; i++) {
        const int ends[2] = {rect.x + i, rect.x + rect.w - 1 - i};
        uint32_t c = cover[i];
        for (int side = 0; side < 2; side++) {
            int x = ends[side];
            if (x >= canvas->clip.x && x < canvas->clip.x + canvas->clip.w) {
                uint32_t *pixel = row_at(canvas, y) + x;
                *pixel = mix(*pixel, colour, c + (c >> 7));
            }
        }
    }
}

void canvas_fill_round(struct canvas *canvas, struct scene_rect rect, uint32_t colour,
                       const uint8_t *corner, int radius)
{
    if (!corner || radius <= 0 || 2 * radius > rect.w || 2 * radius > rect.h) {
        canvas_fill(canvas, rect, colour);
        return;
    }
    int inner = rect.w - 2 * radius;
    canvas_fill(canvas, (struct scene_rect){rect.x, rect.y + radius, rect.w, rect.h - 2 * radius},
                colour);
    canvas_fill(canvas, (struct scene_rect){rect.x + radius, rect.y, inner, radius}, colour);
    canvas_fill(canvas,
                (struct scene_rect){rect.x + radius, rect.y + rect.h - radius, inner, radius},
                colour);
    for (int i = 0; i < radius; i++) {
        const uint8_t *cover = corner + (ptrdiff_t)i * radius;
        corners_row(canvas, rect, colour, cover, radius, rect.y + i);
        corners_row(canvas, rect, colour, cover, radius, rect.y + rect.h - 1 - i);
    }
}
