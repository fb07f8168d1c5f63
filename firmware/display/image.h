/* A picture in memory, such as a logo: 0xAARRGGBB, premultiplied, row by row. Pure: where it comes
 * from is picture.h's, where it goes the scene's. The pixels are the image's own.
 */
#ifndef DISPLAY_IMAGE_H
#define DISPLAY_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

struct image {
    int width, height;
    uint64_t key; /* of what it shows: equal keys, equal images */
    uint32_t *pixels;
};

/* False: no memory. Both sides from 1. The pixels are transparent. */
bool image_init(struct image *image, int width, int height);
void image_finish(struct image *image);
/* Computes the key: after the pixels were written. */
void image_seal(struct image *image);

/* Brought to a size: each pixel is the mean of what it covers. False: no memory. */
bool image_scale(const struct image *from, int width, int height, struct image *out);

#endif
