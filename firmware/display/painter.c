#include "display/painter.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/frame.h"
#include "display/output.h"
#include "display/picture.h"

enum {
    CACHE_SCREENS = 2, /* pixels of ink kept; a screen full of text has half of it as boxes */
    TEXTURE_BYTES = 4, /* a pixel, in the GPU's memory; coverage takes one */
    PREPARE_RUNS = 4,  /* a call: about a millisecond on a PC */
    WINDOW_POLL_MS = 100,
    PICTURE_SIDE_MAX = 16384
};

struct painter {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: the window's surface is painted by us */
    struct glyphs *glyphs;
    struct frame frames[2]; /* the shown one, for its keys, and the one being built */
    int shown;
    bool stale; /* what the window holds is not what we believe */
    int width, height;
    char driver[64];
};

/* ---- the window ---- */

static bool named(const char *value, const char *name)
{
    return value && strcmp(value, name) == 0;
}

static bool set_in_environment(const char *name)
{
    const char *value = getenv(name);
    return value && value[0];
}

/* SDL falls back to a driver that shows nothing: so a driver is chosen here, or none. */
static bool choose_driver(char error[PAINTER_ERROR_MAX])
{
    bool wished = set_in_environment("SDL_VIDEODRIVER");
    if (!wished && (set_in_environment("WAYLAND_DISPLAY") || set_in_environment("DISPLAY"))) {
        SDL_SetHint(SDL_HINT_VIDEODRIVER, "wayland,x11");
        return true;
    }
    if (wished && !named(getenv("SDL_VIDEODRIVER"), "kmsdrm")) {
        return true;
    }
    char states[160], card_text[16];
    int card = output_card(NULL, states, sizeof states);
    if (card < 0) {
        snprintf(error, PAINTER_ERROR_MAX, "no screen: %s; plug one in, or set DISPLAY",
                 states[0] ? states : "no graphics card in /sys/class/drm");
        return false;
    }
    snprintf(card_text, sizeof card_text, "%d", card);
    SDL_SetHint(SDL_HINT_VIDEODRIVER, "kmsdrm");
    SDL_SetHint(SDL_HINT_KMSDRM_DEVICE_INDEX, card_text);
    SDL_SetHintWithPriority(SDL_HINT_RENDER_DRIVER, "opengles2", SDL_HINT_DEFAULT);
    return true;
}

static bool start_video(char error[PAINTER_ERROR_MAX])
{
    if (!choose_driver(error)) {
        return false;
    }
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_RENDER_BATCHING, "1"); /* off where a driver is asked for by name */
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        snprintf(error, PAINTER_ERROR_MAX, "no screen: SDL says %s", SDL_GetError());
        return false;
    }
    const char *got = SDL_GetCurrentVideoDriver();
    if (named(got, "offscreen") && !named(getenv("SDL_VIDEODRIVER"), "offscreen")) {
        snprintf(error, PAINTER_ERROR_MAX, "no screen: SDL has only its offscreen driver");
        SDL_Quit();
        return false;
    }
    SDL_ShowCursor(SDL_DISABLE); /* before the window: else KMSDRM shows it */
    return true;
}

static bool open_window(struct painter *painter, const struct painter_config *config)
{
    enum { WINDOW_WIDTH = 1280, WINDOW_HEIGHT = 720 };
    int width = config->width, height = config->height;
    SDL_DisplayMode mode = {0};
    if (width <= 0 || height <= 0) {
        bool known = !config->windowed && SDL_GetDesktopDisplayMode(0, &mode) == 0;
        width = known ? mode.w : WINDOW_WIDTH;
        height = known ? mode.h : WINDOW_HEIGHT;
    }
    Uint32 flags = config->windowed ? SDL_WINDOW_RESIZABLE : SDL_WINDOW_FULLSCREEN_DESKTOP;
    if (named(SDL_GetCurrentVideoDriver(), "dummy")) {
        flags = 0; /* its desktop is 1024x768, which full screen would enforce */
    }
    painter->window = SDL_CreateWindow("Plenary", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                       width, height, flags);
    return painter->window != NULL;
}

static bool surface_fits(SDL_Window *window)
{
    SDL_Surface *surface = SDL_GetWindowSurface(window);
    return surface && !SDL_MUSTLOCK(surface) &&
           (surface->format->format == SDL_PIXELFORMAT_RGB888 ||
            surface->format->format == SDL_PIXELFORMAT_ARGB8888);
}

/* Our own painting onto the window's surface is the fastest without a GPU; a renderer is used on
 * KMSDRM, where a driver is asked for by name, and where the surface has other pixels. */
static bool open_renderer(struct painter *painter)
{
    const char *wished = SDL_GetHint(SDL_HINT_RENDER_DRIVER);
    bool software =
        wished ? named(wished, "software") : !named(SDL_GetCurrentVideoDriver(), "kmsdrm");
    if (software && surface_fits(painter->window)) {
        return true;
    }
    /* With vsync: asynchronous flips are broken on Pi 4 and 5. */
    painter->renderer = SDL_CreateRenderer(painter->window, -1, SDL_RENDERER_PRESENTVSYNC);
    return painter->renderer != NULL;
}

static void note_size(struct painter *painter)
{
    if (!painter->renderer ||
        SDL_GetRendererOutputSize(painter->renderer, &painter->width, &painter->height) != 0) {
        SDL_GetWindowSize(painter->window, &painter->width, &painter->height);
    }
    painter->stale = true;
}

static void note_driver(struct painter *painter)
{
    SDL_RendererInfo info = {.name = "software"};
    if (painter->renderer) {
        SDL_GetRendererInfo(painter->renderer, &info);
    }
    snprintf(painter->driver, sizeof painter->driver, "%s, %s", SDL_GetCurrentVideoDriver(),
             info.name);
}

static size_t cache_bytes(int width, int height)
{
    return CACHE_SCREENS * (size_t)width * (size_t)height;
}

struct painter *painter_create(struct text *text, const struct painter_config *config,
                               char error[PAINTER_ERROR_MAX])
{
    if (!start_video(error)) {
        return NULL;
    }
    struct painter *painter = calloc(1, sizeof *painter);
    if (!painter || !open_window(painter, config) || !open_renderer(painter)) {
        snprintf(error, PAINTER_ERROR_MAX, "no window on %s: %s", SDL_GetCurrentVideoDriver(),
                 painter ? SDL_GetError() : "no memory");
        painter_destroy(painter);
        return NULL;
    }
    note_size(painter);
    size_t budget = cache_bytes(painter->width, painter->height);
    painter->glyphs = glyphs_create(text, painter->renderer,
                                    painter->renderer ? TEXTURE_BYTES * budget : budget, error);
    if (!painter->glyphs) {
        painter_destroy(painter);
        return NULL;
    }
    note_driver(painter);
    return painter;
}

void painter_destroy(struct painter *painter)
{
    if (!painter) {
        return;
    }
    frame_finish(&painter->frames[0]);
    frame_finish(&painter->frames[1]);
    glyphs_destroy(painter->glyphs);
    if (painter->renderer) {
        SDL_DestroyRenderer(painter->renderer);
    }
    if (painter->window) {
        SDL_DestroyWindow(painter->window);
    }
    free(painter);
    SDL_Quit();
}

void painter_size(const struct painter *painter, int *width_out, int *height_out)
{
    *width_out = painter->width;
    *height_out = painter->height;
}

const char *painter_driver(const struct painter *painter)
{
    return painter->driver;
}

int painter_poll_ms(const struct painter *painter)
{
    (void)painter;
    const char *driver = SDL_GetCurrentVideoDriver();
    return named(driver, "x11") || named(driver, "wayland") ? WINDOW_POLL_MS : -1;
}

/* ---- painting with a renderer: all of it, for the back buffer is lost at each present ---- */

static void set_colour(SDL_Renderer *renderer, uint32_t colour)
{
    SDL_SetRenderDrawColor(renderer, (Uint8)(colour >> 16), (Uint8)(colour >> 8), (Uint8)colour,
                           SDL_ALPHA_OPAQUE);
}

static void render_fill(SDL_Renderer *renderer, struct scene_rect rect, uint32_t colour)
{
    set_colour(renderer, colour);
    SDL_RenderFillRect(renderer, &(SDL_Rect){rect.x, rect.y, rect.w, rect.h});
}

static void render_tile(SDL_Renderer *renderer, SDL_Texture *tile, SDL_Rect from, int x, int y,
                        uint32_t colour)
{
    SDL_SetTextureColorMod(tile, (Uint8)(colour >> 16), (Uint8)(colour >> 8), (Uint8)colour);
    SDL_RenderCopy(renderer, tile, &from, &(SDL_Rect){x, y, from.w, from.h});
}

static void render_slice(SDL_Renderer *renderer, const struct frame_op *op,
                         const struct frame_slice *slice)
{
    const struct glyph_image *image = op->image;
    for (int i = 0; i < image->tile_count; i++) {
        int tile_from = i * image->tile_width;
        struct scene_rect part =
            rect_intersect((struct scene_rect){slice->from, 0, slice->to - slice->from, 1},
                           (struct scene_rect){tile_from, 0, image->tile_width, 1});
        if (part.w > 0) {
            render_tile(renderer, image->tiles[i],
                        (SDL_Rect){part.x - tile_from, 0, part.w, image->height},
                        op->box.x + part.x, op->box.y, slice->colour);
        }
    }
}

static void render_round(SDL_Renderer *renderer, const struct frame_op *op)
{
    struct scene_rect box = op->box;
    int radius = op->radius, inner = box.w - 2 * radius;
    render_fill(renderer, (struct scene_rect){box.x, box.y + radius, box.w, box.h - 2 * radius},
                op->colour);
    render_fill(renderer, (struct scene_rect){box.x + radius, box.y, inner, radius}, op->colour);
    render_fill(renderer,
                (struct scene_rect){box.x + radius, box.y + box.h - radius, inner, radius},
                op->colour);
    SDL_Texture *corner = op->image->tiles[0];
    SDL_SetTextureColorMod(corner, (Uint8)(op->colour >> 16), (Uint8)(op->colour >> 8),
                           (Uint8)op->colour);
    for (int i = 0; i < 4; i++) {
        bool right = i & 1, bottom = i & 2;
        SDL_Rect to = {right ? box.x + box.w - radius : box.x,
                       bottom ? box.y + box.h - radius : box.y, radius, radius};
        int flip = (right ? SDL_FLIP_HORIZONTAL : 0) | (bottom ? SDL_FLIP_VERTICAL : 0);
        SDL_RenderCopyEx(renderer, corner, NULL, &to, 0, NULL, (SDL_RendererFlip)flip);
    }
}

static bool render(struct painter *painter, const struct frame *frame)
{
    set_colour(painter->renderer, frame->ground);
    SDL_RenderClear(painter->renderer);
    for (size_t i = 0; i < frame->op_count; i++) {
        const struct frame_op *op = &frame->ops[i];
        for (size_t s = 0; s < op->slice_count; s++) {
            render_slice(painter->renderer, op, &frame->slices[op->slice_first + s]);
        }
        if (op->slice_count == 0 && op->radius) {
            render_round(painter->renderer, op);
        } else if (op->slice_count == 0) {
            render_fill(painter->renderer, op->box, op->colour);
        }
    }
    SDL_RenderPresent(painter->renderer);
    return true;
}

/* ---- painting onto the window's surface: only what has changed ---- */

static bool paint_surface(struct painter *painter, const struct frame *frame,
                          const struct frame_damage *damage)
{
    SDL_Surface *surface = SDL_GetWindowSurface(painter->window);
    if (!surface) {
        return false;
    }
    struct canvas canvas = {.pixels = surface->pixels,
                            .width = surface->w,
                            .height = surface->h,
                            .pitch_px = surface->pitch / (int)sizeof(uint32_t)};
    SDL_Rect rects[FRAME_DAMAGE_MAX];
    int count = 0;
    for (size_t i = 0; i < damage->count; i++) {
        frame_draw(frame, &canvas, damage->rects[i]);
        struct scene_rect part = canvas.clip;
        if (part.w > 0 && part.h > 0) {
            rects[count++] = (SDL_Rect){part.x, part.y, part.w, part.h};
        }
    }
    return SDL_UpdateWindowSurfaceRects(painter->window, rects, count) == 0;
}

static bool present(struct painter *painter, const struct frame *frame, struct frame_damage *damage)
{
    if (painter->renderer) {
        return render(painter, frame);
    }
    if (painter->stale) {
        *damage =
            (struct frame_damage){.rects = {{0, 0, painter->width, painter->height}}, .count = 1};
    }
    return paint_surface(painter, frame, damage);
}

bool painter_paint(struct painter *painter, const struct scene *scene)
{
    struct frame *frame = &painter->frames[!painter->shown];
    struct frame_damage damage;
    glyphs_begin(painter->glyphs);
    if (!frame_build(frame, scene, painter->glyphs)) {
        SDL_LogError(SDL_LOG_CATEGORY_VIDEO, "the picture is too large, or memory is short");
        return false;
    }
    frame_compare(&painter->frames[painter->shown], frame, &damage);
    if (damage.count == 0 && !painter->stale) {
        return true;
    }
    if (!present(painter, frame, &damage)) {
        SDL_LogError(SDL_LOG_CATEGORY_VIDEO, "not presented: %s", SDL_GetError());
        painter->stale = true;
        return false;
    }
    painter->shown = !painter->shown;
    painter->stale = false;
    return true;
}

/* ---- idle work ---- */

static int prepare_line(struct painter *painter, const struct scene_node *node, int most)
{
    size_t count = 0;
    const struct text_line *lines = text_block_lines(node->block, &count);
    if (node->line >= count) {
        return 0;
    }
    const struct text_line *line = &lines[node->line];
    int made = 0;
    for (size_t i = 0; i < line->run_count && made < most; i++) {
        if (!line->runs[i].unknown && !glyphs_has(painter->glyphs, &line->runs[i])) {
            made += glyphs_get(painter->glyphs, &line->runs[i]) != NULL;
        }
    }
    return made;
}

bool painter_prepare(struct painter *painter, const struct scene *scene)
{
    int made = 0;
    for (size_t i = 0; i < scene->node_count && made < PREPARE_RUNS; i++) {
        if (glyphs_full(painter->glyphs)) {
            return false;
        }
        if (scene->nodes[i].kind == SCENE_TEXT) {
            made += prepare_line(painter, &scene->nodes[i], PREPARE_RUNS - made);
        }
    }
    return made > 0;
}

/* ---- events ---- */

static void take_event(struct painter *painter, const SDL_Event *event,
                       struct painter_events *events)
{
    if (event->type == SDL_QUIT) {
        events->quit = true;
    } else if (event->type == SDL_RENDER_TARGETS_RESET || event->type == SDL_RENDER_DEVICE_RESET) {
        events->exposed = true;
    } else if (event->type == SDL_WINDOWEVENT) {
        events->exposed |= event->window.event == SDL_WINDOWEVENT_EXPOSED;
        if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
            int width = painter->width, height = painter->height;
            note_size(painter);
            events->resized |= width != painter->width || height != painter->height;
            events->exposed = true;
        }
    }
}

struct painter_events painter_drain(struct painter *painter)
{
    struct painter_events events = {0};
    SDL_Event event;
    while (SDL_PollEvent(&event)) {
        take_event(painter, &event, &events);
    }
    painter->stale |= events.exposed;
    return events;
}

/* ---- a picture without a window ---- */

static bool draw_picture(struct text *text, const struct scene *scene, struct canvas *canvas,
                         char error[PAINTER_ERROR_MAX])
{
    struct glyphs *glyphs =
        glyphs_create(text, NULL, cache_bytes(scene->width, scene->height), error);
    if (!glyphs) {
        return false;
    }
    struct frame frame = {0};
    bool built = frame_build(&frame, scene, glyphs);
    if (built) {
        frame_draw(&frame, canvas, (struct scene_rect){0, 0, canvas->width, canvas->height});
    } else {
        snprintf(error, PAINTER_ERROR_MAX, "the picture is too large, or memory is short");
    }
    frame_finish(&frame);
    glyphs_destroy(glyphs);
    return built;
}

bool painter_picture(struct text *text, const struct scene *scene, const char *file,
                     char error[PAINTER_ERROR_MAX])
{
    int width = scene->width, height = scene->height;
    if (width <= 0 || height <= 0 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX) {
        snprintf(error, PAINTER_ERROR_MAX, "no picture of %dx%d: 1x1 to %dx%d", width, height,
                 PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
        return false;
    }
    struct canvas canvas = {.width = width, .height = height, .pitch_px = width};
    canvas.pixels = calloc((size_t)width * (size_t)height, sizeof *canvas.pixels);
    if (!canvas.pixels) {
        snprintf(error, PAINTER_ERROR_MAX, "no memory for a picture of %dx%d", width, height);
        return false;
    }
    bool written = draw_picture(text, scene, &canvas, error) &&
                   picture_write(&canvas, file, error, PAINTER_ERROR_MAX);
    free(canvas.pixels);
    return written;
}
