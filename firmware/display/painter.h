/* SDL2's door: the window, and a scene to pixels. What is painted is the whole scene,
 * from cached textures; with the software renderer only what changed is touched. One painter
 * a program; all calls from one thread.
 */
#ifndef DISPLAY_PAINTER_H
#define DISPLAY_PAINTER_H

#include <stdint.h>

#include "display/scene.h"

enum { PAINTER_ERROR_MAX = 256 };

struct painter;

struct painter_config {
    int width, height; /* 0: the screen's; a window without: 1280x720 */
    bool windowed;
    int turn; /* degrees clockwise: 0, 90, 180 or 270 */
};

/* SDL_VIDEODRIVER, where set, is obeyed. NULL with one line in `error` saying what to do: no
 * screen is an error (SDL would fall back to a driver that shows nothing). */
struct painter *painter_create(struct text *text, const struct painter_config *config,
                               char error[PAINTER_ERROR_MAX]);
void painter_destroy(struct painter *painter);
/* Of the scenes that it paints: the screen's, turned. */
void painter_size(const struct painter *painter, int *width_out, int *height_out);
const char *painter_driver(const struct painter *painter); /* "kmsdrm, software" for the log */

/* False: it could not be presented (the reason is in SDL's log line on stderr). What glides is
 * over. */
bool painter_paint(struct painter *painter, const struct scene *scene);
/* The first frame of a glide (motion.h) from the last scene to this one; what glides is given up
 * for it. Where there is nothing to move it is painter_paint. */
bool painter_glide(struct painter *painter, const struct scene *scene, int64_t now_ms);
/* The same place with something else changed: a glide that runs goes on, to this scene. */
bool painter_amend(struct painter *painter, const struct scene *scene, int64_t now_ms);
bool painter_gliding(const struct painter *painter);
/* The next frame of the glide; the last one is the scene itself. */
bool painter_step(struct painter *painter, int64_t now_ms);
/* From one frame of a glide to the next; 0: presenting waits for the screen by itself. */
int64_t painter_frame_ns(const struct painter *painter);
/* Calls that painting all of the last frame takes. */
size_t painter_draws(const struct painter *painter);

/* Idle work: textures that this scene will want. False: nothing was left to do. */
bool painter_prepare(struct painter *painter, const struct scene *scene);

/* What the window system said since the last call. expose: paint the same scene again. */
struct painter_events {
    bool quit, resized, exposed;
};
struct painter_events painter_drain(struct painter *painter);
/* X11 and Wayland talk through their own connection: look at it this often (ms), -1: never. */
int painter_poll_ms(const struct painter *painter);

/* Off screen, without a window or a painter: the scene, turned clockwise by so many degrees, as a
 * PNG file, sRGB, no alpha. False with the reason in `error`; no half file is left. */
bool painter_picture(struct text *text, const struct scene *scene, int turn, const char *file,
                     char error[PAINTER_ERROR_MAX]);

#endif
