#include "display/legibility.h"

#include <math.h>

static const double METRES_PER_INCH = 0.0254;
static const double FLOOR = 200.0;
static const double PREFERRED = 155.0;

struct legibility legibility_of(int width_px, int height_px, double distance_m, double diagonal_in)
{
    double w = width_px, h = height_px;
    double across_px = h < w ? h : w;
    double depth = LEGIBILITY_DEPTH; /* D / H */
    if (distance_m > 0 && diagonal_in > 0) {
        double across_m = diagonal_in * METRES_PER_INCH * across_px / sqrt(w * w + h * h);
        depth = distance_m / across_m;
    }
    bool kept = depth <= LEGIBILITY_DEPTH_MOST;
    depth = kept ? depth : LEGIBILITY_DEPTH_MOST;
    return (struct legibility){.floor_cap_px = across_px * depth / FLOOR,
                               .preferred_cap_px = across_px * depth / PREFERRED,
                               .kept = kept};
}
