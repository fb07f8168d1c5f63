/* libpng's door: pixels to a PNG file, sRGB, 8 bits, no alpha. The file is there whole or not
 * at all.
 */
#ifndef DISPLAY_PICTURE_H
#define DISPLAY_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "display/canvas.h"

/* False with the reason in `error`. The pixels are turned into what PNG wants: they are not the
 * canvas's any more. */
bool picture_write(struct canvas *canvas, const char *file, char *error, size_t error_bytes);

#endif
