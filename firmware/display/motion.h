/* From one picture to the next in MOTION_MS: two frames and a time in, the frame between them
 * out. Made of what the two frames hold, so nothing is shaped or rasterised. Pure: time is an
 * argument. What moves is what belongs to the item: its words, its label and the items round it;
 * the place line, speakers, foot and badges are the new ones at once.
 *
 * The first frame does not lie: the label and its bar are the new ones, in full; of the words the
 * new ones are the stronger; and half of the way is done. From there it glides to rest.
 */
#ifndef DISPLAY_MOTION_H
#define DISPLAY_MOTION_H

#include "display/frame.h"

enum {
    MOTION_MS = 200,       /* product.md */
    MOTION_DRAWS_MAX = 200 /* of a frame; what takes more changes at once */
};

struct motion {
    bool active;
    int64_t start_ms;
    int travel_px;          /* how far down the new words begin: where the item stood before */
    struct scene_rect area; /* nothing that moves is painted outside */
    int partner[MOTION_DRAWS_MAX]; /* of each op of the new frame: the old one it comes from, or
                                      -1 */
    bool taken[MOTION_DRAWS_MAX];  /* of each op of the old one: it has become a new one */
};

/* False, and not active: there is nothing to move, or it would take too many draws. */
bool motion_begin(struct motion *motion, const struct frame *from, const struct frame *to,
                  int64_t now_ms);
/* Another goal on the way, at the same time of the same motion: a second has passed. */
bool motion_turn(struct motion *motion, const struct frame *from, const struct frame *to);
/* At now_ms all has arrived: the new frame itself is the picture. */
bool motion_over(const struct motion *motion, int64_t now_ms);
/* The picture at now_ms. False: no memory. */
bool motion_frame(const struct motion *motion, const struct frame *from, const struct frame *to,
                  int64_t now_ms, struct frame *between);

#endif
