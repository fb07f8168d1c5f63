#define _GNU_SOURCE
#include "display/picture.h"

#include <errno.h>
#include <limits.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* In place: three bytes never overtake the four that they come from. */
static unsigned char *to_rgb(struct canvas *canvas)
{
    unsigned char *rgb = (unsigned char *)canvas->pixels;
    size_t at = 0;
    for (int y = 0; y < canvas->height; y++) {
        const uint32_t *row = canvas->pixels + (ptrdiff_t)y * canvas->pitch_px;
        for (int x = 0; x < canvas->width; x++) {
            uint32_t pixel = row[x];
            rgb[at++] = (unsigned char)(pixel >> 16);
            rgb[at++] = (unsigned char)(pixel >> 8);
            rgb[at++] = (unsigned char)pixel;
        }
    }
    return rgb;
}

/* Into `part`; what goes wrong is said of `file`, the name that the user gave. */
static bool write_png(struct canvas *canvas, const char *part, const char *file, char *error,
                      size_t error_bytes)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)canvas->width,
                       .height = (png_uint_32)canvas->height,
                       .format = PNG_FORMAT_RGB,
                       .flags = PNG_IMAGE_FLAG_FAST};
    if (!png_image_write_to_file(&image, part, 0, to_rgb(canvas), 0, NULL)) {
        snprintf(error, error_bytes, "%s: %s", file, image.message);
        return false;
    }
    return true;
}

bool picture_write(struct canvas *canvas, const char *file, char *error, size_t error_bytes)
{
    char part[PATH_MAX];
    int length = snprintf(part, sizeof part, "%s.%ld.part", file, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof part) {
        snprintf(error, error_bytes, "%s: the name is too long", file);
        return false;
    }
    if (!write_png(canvas, part, file, error, error_bytes)) {
        unlink(part);
        return false;
    }
    if (rename(part, file) != 0) {
        snprintf(error, error_bytes, "%s: %s", file, strerror(errno));
        unlink(part);
        return false;
    }
    return true;
}

/* What libpng gives, which is not premultiplied. */
static void premultiply(uint32_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t alpha = pixels[i] >> 24, out = alpha;
        for (int shift = 16; shift >= 0; shift -= 8) {
            out = out << 8 | ((pixels[i] >> shift & 0xffU) * alpha + 127) / 255;
        }
        pixels[i] = out;
    }
}

static bool read_begun(png_image *png, struct image *image, char *error, size_t error_bytes)
{
    if ((uint64_t)png->width * png->height > PICTURE_PIXELS_MAX) {
        snprintf(error, error_bytes,
                 "%u by %u pixels are too large; at most a million, 1000 by 1000", png->width,
                 png->height);
        return false;
    }
    if (!image_init(image, (int)png->width, (int)png->height)) {
        snprintf(error, error_bytes, "no memory");
        return false;
    }
    /* In memory 0xAARRGGBB: on both kinds of machines. */
    const uint16_t order = 1;
    bool little = *(const unsigned char *)&order == 1;
    png->format = little ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
    if (!png_image_finish_read(png, NULL, image->pixels, 0, NULL)) {
        snprintf(error, error_bytes, "%s", png->message);
        image_finish(image);
        return false;
    }
    premultiply(image->pixels, (size_t)png->width * png->height);
    image_seal(image);
    return true;
}

bool picture_read(const char *file, struct image *image_out, char *error, size_t error_bytes)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    *image_out = (struct image){0};
    bool good = png_image_begin_read_from_file(&png, file) != 0;
    if (!good) {
        snprintf(error, error_bytes, "%s", png.message);
    }
    good = good && read_begun(&png, image_out, error, error_bytes);
    png_image_free(&png);
    return good;
}
