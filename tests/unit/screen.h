/* A wall without a window, for tests of what is seen: a room told by hand, its scene and the pixels
 * of its picture, by the wall's own layout and painting.
 */
#ifndef TESTS_SCREEN_H
#define TESTS_SCREEN_H

#include "display/canvas.h"
#include "display/layout.h"
#include "plenary/room.h"

enum { SCREEN_LOAD_BYTES = 32 };

struct screen {
    struct text *text;
    struct pl_room *room;
    struct layout *layout;
    struct scene *scene;
    struct canvas canvas;
    struct layout_moment moment;
    int64_t rev; /* of the last message told */
};

/* Everything aborts that fails. */
void screen_init(struct screen *screen, struct text *text, const struct theme *theme, int width,
                 int height);
void screen_finish(struct screen *screen);

/* A message: `topic` below the room, "cursor"; `members` of its payload besides the envelope. "%L"
 * in the topic is the load's name. */
void screen_tell(struct screen *screen, const char *topic, const char *members, bool retained);
/* The connection is cut, and a minute goes by. */
void screen_cut(struct screen *screen);

/* Lays out and paints. Also a file, where PLENARY_PICTURES names a folder: to be looked at. */
void screen_show(struct screen *screen, const char *name);
uint32_t screen_pixel(const struct screen *screen, int x, int y); /* 0xRRGGBB */

#endif
