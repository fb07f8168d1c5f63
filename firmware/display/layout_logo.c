/* The theme's logo: as high as the type, never larger than it is, and only where it takes room from
 * nothing that is said. */
#include <string.h>

#include "display/layout_parts.h"

/* Scaled into the box, down only. */
static void scale_into(const struct image *logo, int width, int height, struct image *out)
{
    double by_width = (double)width / logo->width, by_height = (double)height / logo->height;
    double by = by_width < by_height ? by_width : by_height;
    by = by < 1 ? by : 1;
    int w = (int)(logo->width * by), h = (int)(logo->height * by);
    if (!image_scale(logo, w > 1 ? w : 1, h > 1 ? h : 1, out)) {
        *out = (struct image){0};
    }
}

void layout_logo_init(struct layout *layout)
{
    enum {
        WIDE = 6,
        LARGE = 3
    }; /* at the foot: so many times as wide as high at the most; on the
          neutral screen: so many ems high */
    const struct image *logo = layout->config.theme->logo;
    if (logo) {
        int em = layout->em_floor;
        scale_into(logo, WIDE * em, em, &layout->logo_small);
        scale_into(logo, layout->config.width_px / 2, LARGE * layout->em_preferred,
                   &layout->logo_large);
    }
}

void layout_logo_finish(struct layout *layout)
{
    image_finish(&layout->logo_small);
    image_finish(&layout->logo_large);
}

static void draw(struct sheet *sheet, const struct image *logo, int x, int y)
{
    scene_image(sheet->scene, SCENE_LOGO, logo, sheet_x(sheet, x, logo->width), y);
}

int layout_logo(struct sheet *sheet, const char *words, const struct ink *ink, int x, int y,
                int width_px)
{
    const struct image *logo = &sheet->layout->logo_small;
    int used = logo->width + ink->em / 2, room = width_px - used;
    if (!logo->pixels || !sheet->grid.place || room < ink->em ||
        block_lines(sheet_block(sheet, words, strlen(words), ink, room, 0, false)) != 1) {
        return 0;
    }
    /* Its middle on that of the capitals. */
    int middle =
        ink_baseline(sheet, ink, y) - (int)(text_cap_height(sheet->layout->text) * ink->em / 2);
    draw(sheet, logo, x, middle - logo->height / 2);
    return used;
}

void layout_logo_above(struct sheet *sheet, int y)
{
    const struct grid *g = &sheet->grid;
    const struct image *logo = &sheet->layout->logo_large;
    int top = y - g->em - logo->height;
    if (logo->pixels && top >= g->edge + g->em / 2) {
        draw(sheet, logo, (g->width - logo->width) / 2, top);
    }
}
