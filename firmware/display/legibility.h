/* How large letters must be for the farthest viewer, in pixels of the screen.
 * height_px = V * D / (k * H), with V the screen's vertical pixels, H the image's
 * height and D the farthest viewer's distance in one unit. k = 200 is the floor: 17.2
 * arc minutes (AVIXA DISCAS, basic decision making; FAA HF-STD-001). k = 155 is
 * preferred: 22 arc minutes (ISO 9241-303 prefers 20 to 22). Both are heights of
 * the Latin face's capitals; other scripts use the same em. Pure.
 */
#ifndef DISPLAY_LEGIBILITY_H
#define DISPLAY_LEGIBILITY_H

#include <stdbool.h>

struct legibility {
    double floor_cap_px;     /* no meaningful text has lower capitals */
    double preferred_cap_px; /* the item's, where it fits */
    bool kept;               /* false: the room is deeper than LEGIBILITY_DEPTH_MOST */
};

/* The default room: so many screen heights deep. */
#define LEGIBILITY_DEPTH 8.0
/* The deepest: beyond, a screen would not hold the label, a line of the item, who speaks and who
 * is next. There letters stay at this size: both heights are below what the sources ask. */
#define LEGIBILITY_DEPTH_MOST 18.0

/* distance_m and diagonal_in: 0 where not given; either missing: a room LEGIBILITY_DEPTH screen
 * heights deep. A portrait screen's "height" is its shorter side: the same panel turned round
 * stands in the same room. */
struct legibility legibility_of(int width_px, int height_px, double distance_m, double diagonal_in);

#endif
