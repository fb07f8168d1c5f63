#include "display/qr.h"

#include <qrencode.h>
#include <string.h>

static void take(const QRcode *code, struct qr *qr)
{
    *qr = (struct qr){.side = code->width};
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            qr->dark[y][x] = code->data[y * code->width + x] & 1;
        }
    }
}

bool qr_encode(const char *text, struct qr *qr_out)
{
    static const QRecLevel levels[] = {QR_ECLEVEL_L, QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H};
    bool found = false;
    if (strlen(text) == 0 || strlen(text) > QR_TEXT_MAX) {
        return false;
    }
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        QRcode *code = QRcode_encodeString(text, 0, levels[i], QR_MODE_8, 1);
        if (code && code->width <= (found ? qr_out->side : QR_SIDE_MAX)) {
            take(code, qr_out);
            found = true;
        }
        QRcode_free(code);
    }
    return found;
}
