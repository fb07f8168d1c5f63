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

/* cover: 0..256. Two channels at a time: none grows past its sixteen bits. */
static uint32_t mix(uint32_t under, uint32_t over, uint32_t cover)
{
    uint32_t rest = 256 - cover;
    uint32_t rb = (under & 0x00ff00ffU) * rest + (over & 0x00ff00ffU) * cover + 0x00800080U;
    uint32_t g = (under >> 8 & 0xffU) * rest + (over >> 8 & 0xffU) * cover + 0x80U;
    return 0xff000000U | (rb >> 8 & 0x00ff00ffU) | (g & 0x0000ff00U);
}

static uint32_t strength(const struct canvas *canvas)
{
    return (uint32_t)(CANVAS_FADED - canvas->fade);
}

static void fill_row(uint32_t *to, int count, uint32_t pixel)
{
    for (int x = 0; x < count; x++) {
        to[x] = pixel;
    }
}

static void mix_row(uint32_t *to, int count, uint32_t colour, uint32_t cover)
{
    for (int x = 0; x < count; x++) {
        to[x] = mix(to[x], colour, cover);
    }
}

void canvas_fill(struct canvas *canvas, struct scene_rect rect, uint32_t colour)
{
    struct scene_rect part = rect_intersect(rect, canvas->clip);
    for (int y = part.y; y < part.y + part.h; y++) {
        uint32_t *to = row_at(canvas, y) + part.x;
        if (canvas->fade) {
            mix_row(to, part.w, colour, strength(canvas));
        } else {
            fill_row(to, part.w, colour | 0xff000000U);
        }
    }
}

/* cover: of a mask, 0 to 255; some: what is left of all that is painted, to 256. */
static uint32_t mix_mask(uint32_t under, uint32_t over, uint32_t cover, uint32_t some)
{
    return mix(under, over, (cover + (cover >> 7)) * some >> 8);
}

/* Most of a mask is empty or full. */
static void mask_row(uint32_t *to, const uint8_t *mask, int count, uint32_t colour, uint32_t some)
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
            if (mask[i]) {
                to[i] = mix_mask(to[i], colour, mask[i], some);
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
                 part.w, colour, strength(canvas));
    }
}

/* A premultiplied pixel over another. */
static uint32_t blend(uint32_t under, uint32_t over)
{
    uint32_t rest = 255 - (over >> 24), out = 0xff;
    for (int shift = 16; shift >= 0; shift -= 8) {
        uint32_t part = (over >> shift & 0xffU) + ((under >> shift & 0xffU) * rest + 127) / 255;
        out = out << 8 | (part < 255 ? part : 255);
    }
    return out;
}

void canvas_image(struct canvas *canvas, const uint32_t *pixels, int width, int height, int x,
                  int y)
{
    struct scene_rect part = rect_intersect((struct scene_rect){x, y, width, height}, canvas->clip);
    for (int row = part.y; row < part.y + part.h; row++) {
        const uint32_t *from = pixels + (ptrdiff_t)(row - y) * width + (part.x - x);
        uint32_t *to = row_at(canvas, row) + part.x;
        for (int i = 0; i < part.w; i++) {
            to[i] = mix(to[i], blend(to[i], from[i]), strength(canvas));
        }
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
        for (int side = 0; side < 2; side++) {
            int x = ends[side];
            if (x >= canvas->clip.x && x < canvas->clip.x + canvas->clip.w) {
                uint32_t *pixel = row_at(canvas, y) + x;
                *pixel = mix_mask(*pixel, colour, cover[i], strength(canvas));
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

/* ---- turning ---- */

static struct scene_rect turned_rect(const struct canvas *flat, struct scene_rect part, int degrees)
{
    int right = flat->width - part.x - part.w, below = flat->height - part.y - part.h;
    switch (degrees) {
    case 90:
        return (struct scene_rect){below, part.x, part.h, part.w};
    case 180:
        return (struct scene_rect){right, below, part.w, part.h};
    case 270:
        return (struct scene_rect){part.y, right, part.h, part.w};
    default:
        return part;
    }
}

/* Where the pixel left top goes to, and how far apart there two go that were side by side, or one
 * below the other. */
struct turn {
    uint32_t *first;
    ptrdiff_t across, down;
};

static struct turn turn_of(const struct canvas *to, struct scene_rect at, int degrees)
{
    ptrdiff_t pitch = to->pitch_px;
    int right = at.x + at.w - 1, bottom = at.y + at.h - 1;
    switch (degrees) {
    case 90:
        return (struct turn){row_at(to, at.y) + right, pitch, -1};
    case 180:
        return (struct turn){row_at(to, bottom) + right, -1, -pitch};
    case 270:
        return (struct turn){row_at(to, bottom) + at.x, -pitch, 1};
    default:
        return (struct turn){row_at(to, at.y) + at.x, 1, pitch};
    }
}

/* In blocks, so that what lies far apart in one of the two is still in the cache for its
 * neighbour. */
struct scene_rect canvas_turn(const struct canvas *flat, struct scene_rect part, int degrees,
                              struct canvas *turned)
{
    enum { BLOCK = 32 };
    part = rect_intersect(part, (struct scene_rect){0, 0, flat->width, flat->height});
    struct scene_rect at = turned_rect(flat, part, degrees);
    struct turn turn = turn_of(turned, at, degrees);
    for (int y0 = 0; y0 < part.h; y0 += BLOCK) {
        for (int x0 = 0; x0 < part.w; x0 += BLOCK) {
            for (int y = y0; y < min(part.h, y0 + BLOCK); y++) {
                const uint32_t *from = row_at(flat, part.y + y) + part.x;
                uint32_t *to = turn.first + y * turn.down;
                for (int x = x0; x < min(part.w, x0 + BLOCK); x++) {
                    to[x * turn.across] = from[x];
                }
            }
        }
    }
    return at;
}
