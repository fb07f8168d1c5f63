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
