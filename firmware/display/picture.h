/* libpng's door: pixels to a PNG file, sRGB, 8 bits, no alpha, there whole or not at all; and a PNG
 * file to an image.
 */
#ifndef DISPLAY_PICTURE_H
#define DISPLAY_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "display/canvas.h"
#include "display/image.h"

/* Of what is read: 4 MiB of memory, more than any wall shows of a logo. */
enum { PICTURE_PIXELS_MAX = 1024 * 1024 };

/* False with the reason in `error`. The pixels are turned into what PNG wants: they are not the
 * canvas's any more. */
bool picture_write(struct canvas *canvas, const char *file, char *error, size_t error_bytes);
/* False with the reason in `error`. */
bool picture_read(const char *file, struct image *image_out, char *error, size_t error_bytes);

#endif
