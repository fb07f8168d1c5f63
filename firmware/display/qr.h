/* The QR code of a short text, by libqrencode behind this door. A code is data: the layout draws
 * it as rectangles.
 */
#ifndef DISPLAY_QR_H
#define DISPLAY_QR_H

#include <stdbool.h>

enum {
    QR_SIDE_MAX = 41,  /* modules of version 6: larger ones are too fine for the last row */
    QR_TEXT_MAX = 134, /* bytes that version 6 holds at level L */
    QR_QUIET = 4       /* modules of white on each side (ISO/IEC 18004) */
};

struct qr {
    int side; /* modules, without the quiet zone */
    bool dark[QR_SIDE_MAX][QR_SIDE_MAX];
};

/* The smallest code that holds the text, at the strongest level of correction that needs no larger
 * one: the fewer modules, the larger each. False: too long, or no memory. */
bool qr_encode(const char *text, struct qr *qr_out);

#endif
