/* The wall without its broker: looks at a room, shows it, gets the next picture ready. Owns
 * fonts, window and layout. Times go to the file named by PLENARY_TRACE, a line each (ns: of the
 * monotonic clock): "presented <ns> <epoch> <rev of the cursor>" when a picture stands that the
 * room asked for, of a glide its first frame; "glided <ns> <ns of processor time> <draw calls>"
 * for each frame after that, "settled <ns> <epoch> <rev>" after the last; "liveness <ns>
 * live|joining|cut|silent|nobeat" when that changes; "seconds <ns> <floor's> <timer's> <1: a
 * notice>" when other ones are shown, "-" for none.
 */
#ifndef DISPLAY_WALL_H
#define DISPLAY_WALL_H

#include "display/options.h"
#include "plenary/room.h"

enum { WALL_ERROR_MAX = 512 };

struct wall;

/* With options->screenshot no window is opened. NULL with one line in `error`. */
struct wall *wall_create(const struct options *options, char error[WALL_ERROR_MAX]);
void wall_destroy(struct wall *wall);
void wall_size(const struct wall *wall, int *width_out, int *height_out);

/* Shows the room if anything has changed or it is time. `trouble`: why there is no connection, or
 * NULL. */
void wall_show(struct wall *wall, struct pl_room *room, const char *trouble, struct pl_time now);
/* The time of day has changed: the next wall_show paints anew. */
void wall_again(struct wall *wall);
/* Readable when wall_show has the next frame of a glide to paint; -1: never. */
int wall_fd(const struct wall *wall);
/* When wall_show wants to be called at the latest, monotonic ms. */
int64_t wall_deadline(const struct wall *wall);
/* One step of getting neighbours ready. False: nothing is left to do. */
bool wall_idle(struct wall *wall, const struct pl_room *room, struct pl_time now);
/* Reads the window's events. False: the window was closed. */
bool wall_events(struct wall *wall);
/* The window's events want to be read this often (ms); -1: never. */
int wall_poll_ms(const struct wall *wall);

/* The room as it is now, into a file. False with one line in `error`. */
bool wall_picture(struct wall *wall, const struct pl_room *room, struct pl_time now,
                  const char *file, char error[WALL_ERROR_MAX]);

#endif
