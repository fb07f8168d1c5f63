/* The QR code of the page that remote participants follow, at a size that a phone in the last row
 * reads. */
#include <math.h>
#include <string.h>

#include "display/layout_parts.h"

/* A module spans at least 4.3 arc minutes for the farthest viewer: a quarter of the smallest
 * capital, which spans 17.2 (legibility.h). A phone's main camera (26 mm equivalent, 69 degrees
 * across) that looks for codes in frames 1920 pixels wide sees 28 pixels a degree: two of them a
 * module, four at twofold zoom. Readers manage from two on. */
static const double CAPITAL_MODULES = 4.0;

enum { MODULE_LEAST_PX = 4 };

static const uint32_t LIGHT = 0xffffff, DARK = 0x000000; /* in every theme */

int layout_code_side(const struct sheet *sheet, int module)
{
    const struct qr *code = sheet->layout->config.page_code;
    return code ? (code->side + 2 * QR_QUIET) * module : 0;
}

int layout_code_least(const struct sheet *sheet)
{
    double cap = sheet->layout->config.legibility.floor_cap_px;
    int module = (int)ceil(cap / CAPITAL_MODULES);
    return module > MODULE_LEAST_PX ? module : MODULE_LEAST_PX;
}

int layout_code_module(const struct sheet *sheet, int side_px)
{
    const struct qr *code = sheet->layout->config.page_code;
    int module = code ? side_px / (code->side + 2 * QR_QUIET) : 0;
    return module >= layout_code_least(sheet) ? module : 0;
}

/* How far right of x, and then down, all is dark and not drawn yet. */
static struct scene_rect dark_patch(const struct qr *code, bool drawn[QR_SIDE_MAX][QR_SIDE_MAX],
                                    int x, int y)
{
    struct scene_rect patch = {x, y, 0, 0};
    while (x + patch.w < code->side && code->dark[y][x + patch.w] && !drawn[y][x + patch.w]) {
        patch.w++;
    }
    bool whole = true;
    while (whole && y + patch.h < code->side) {
        for (int i = x; i < x + patch.w; i++) {
            whole = whole && code->dark[y + patch.h][i] && !drawn[y + patch.h][i];
        }
        patch.h += whole;
    }
    for (int row = y; row < y + patch.h; row++) {
        memset(&drawn[row][x], true, (size_t)patch.w * sizeof drawn[row][x]);
    }
    return patch;
}

/* Never mirrored. */
void layout_code(struct sheet *sheet, int x, int y, int module)
{
    const struct qr *code = sheet->layout->config.page_code;
    int side = layout_code_side(sheet, module), left = sheet_x(sheet, x, side);
    int quiet = QR_QUIET * module;
    bool drawn[QR_SIDE_MAX][QR_SIDE_MAX] = {{false}};
    scene_rect(sheet->scene, SCENE_CODE, (struct scene_rect){left, y, side, side}, LIGHT, 0);
    for (int row = 0; row < code->side; row++) {
        for (int column = 0; column < code->side; column++) {
            if (code->dark[row][column] && !drawn[row][column]) {
                struct scene_rect p = dark_patch(code, drawn, column, row);
                scene_rect(sheet->scene, SCENE_CODE,
                           (struct scene_rect){left + quiet + p.x * module,
                                               y + quiet + p.y * module, p.w * module,
                                               p.h * module},
                           DARK, 0);
            }
        }
    }
}
