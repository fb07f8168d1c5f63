#include "display/painter.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/frame.h"
#include "display/motion.h"
#include "display/output.h"
#include "display/picture.h"

enum {
    CACHE_SCREENS = 2, /* pixels of ink kept; a screen full of text has half of it as boxes */
    TEXTURE_BYTES = 4, /* a pixel, in the GPU's memory; coverage takes one */
    PREPARE_RUNS = 4,  /* a call: about a millisecond on a PC */
    WINDOW_POLL_MS = 100,
    PICTURE_SIDE_MAX = 16384,
    FRAMES = 4,  /* the shown one (its keys), where a glide comes from, where it goes, the next */
    RATE_HZ = 60 /* of a screen that does not tell */
};

struct painter {
    SDL_Window *window;
    SDL_Renderer *renderer; /* NULL: the window's surface is painted by us */
    struct glyphs *glyphs;
    SDL_Texture *picture; /* the image that a scene had last */
    uint64_t picture_key;
    struct frame frames[FRAMES];
    struct frame *shown, *from, *goal; /* goal: the last scene; the same as shown at rest */
    struct motion motion;
    bool stale; /* what the window holds is not what we believe */
    int turn;
    int width, height;        /* of the scenes */
    struct canvas flat;       /* with a turn and no renderer: the picture before it is turned */
    SDL_Texture *flat_target; /* with a turn and a renderer: the same */
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
    bool wayland = set_in_environment("WAYLAND_DISPLAY");
    if (!wished && (wayland || set_in_environment("DISPLAY"))) {
        /* Trying Wayland where there is none makes its library complain on stderr. */
        SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, wayland ? "wayland,x11" : "x11",
                                SDL_HINT_OVERRIDE);
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

static bool make_flat(struct painter *painter)
{
    size_t width = (size_t)painter->width, height = (size_t)painter->height;
    free(painter->flat.pixels);
    painter->flat = (struct canvas){0};
    if (painter->flat_target) {
        SDL_DestroyTexture(painter->flat_target);
        painter->flat_target = NULL;
    }
    if (painter->turn == 0) {
        return true;
    }
    if (painter->renderer) {
        painter->flat_target =
            SDL_CreateTexture(painter->renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET,
                              painter->width, painter->height);
        return painter->flat_target &&
               SDL_SetTextureBlendMode(painter->flat_target, SDL_BLENDMODE_NONE) == 0;
    }
    painter->flat = (struct canvas){.width = painter->width,
                                    .height = painter->height,
                                    .pitch_px = painter->width,
                                    .pixels = calloc(width * height, sizeof(uint32_t))};
    return painter->flat.pixels != NULL;
}

/* False: there is no memory to turn a picture of this size in. */
static bool note_size(struct painter *painter)
{
    int width = 0, height = 0;
    if (!painter->renderer || SDL_GetRendererOutputSize(painter->renderer, &width, &height) != 0) {
        SDL_GetWindowSize(painter->window, &width, &height);
    }
    bool across = painter->turn % 180 != 0;
    painter->width = across ? height : width;
    painter->height = across ? width : height;
    painter->stale = true;
    return make_flat(painter);
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
    if (painter) {
        painter->turn = config->turn;
        painter->shown = painter->from = painter->goal = &painter->frames[0];
    }
    if (!painter || !open_window(painter, config) || !open_renderer(painter) ||
        !note_size(painter)) {
        snprintf(error, PAINTER_ERROR_MAX, "no window on %s: %s", SDL_GetCurrentVideoDriver(),
                 painter && SDL_GetError()[0] ? SDL_GetError() : "no memory");
        painter_destroy(painter);
        return NULL;
    }
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
    for (int i = 0; i < FRAMES; i++) {
        frame_finish(&painter->frames[i]);
    }
    glyphs_destroy(painter->glyphs);
    free(painter->flat.pixels);
    if (painter->flat_target) {
        SDL_DestroyTexture(painter->flat_target);
    }
    if (painter->picture) {
        SDL_DestroyTexture(painter->picture);
    }
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

static Uint8 alpha_of(int fade)
{
    return (Uint8)(SDL_ALPHA_OPAQUE * (CANVAS_FADED - fade) / CANVAS_FADED);
}

static void set_colour(SDL_Renderer *renderer, uint32_t colour, int fade)
{
    SDL_SetRenderDrawColor(renderer, (Uint8)(colour >> 16), (Uint8)(colour >> 8), (Uint8)colour,
                           alpha_of(fade));
}

static void tint(SDL_Texture *tile, uint32_t colour, int fade)
{
    SDL_SetTextureColorMod(tile, (Uint8)(colour >> 16), (Uint8)(colour >> 8), (Uint8)colour);
    SDL_SetTextureAlphaMod(tile, alpha_of(fade));
}

static void render_fill(SDL_Renderer *renderer, struct scene_rect rect)
{
    SDL_RenderFillRect(renderer, &(SDL_Rect){rect.x, rect.y, rect.w, rect.h});
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
            SDL_Rect from = {part.x - tile_from, 0, part.w, image->height};
            tint(image->tiles[i], slice->colour, op->fade);
            SDL_RenderCopy(renderer, image->tiles[i], &from,
                           &(SDL_Rect){op->box.x + part.x, op->box.y, from.w, from.h});
        }
    }
}

static void render_round(SDL_Renderer *renderer, const struct frame_op *op)
{
    struct scene_rect box = op->box;
    int radius = op->radius, inner = box.w - 2 * radius;
    render_fill(renderer, (struct scene_rect){box.x, box.y + radius, box.w, box.h - 2 * radius});
    render_fill(renderer, (struct scene_rect){box.x + radius, box.y, inner, radius});
    render_fill(renderer,
                (struct scene_rect){box.x + radius, box.y + box.h - radius, inner, radius});
    SDL_Texture *corner = op->image->tiles[0];
    tint(corner, op->colour, op->fade);
    for (int i = 0; i < 4; i++) {
        bool right = i & 1, bottom = i & 2;
        SDL_Rect to = {right ? box.x + box.w - radius : box.x,
                       bottom ? box.y + box.h - radius : box.y, radius, radius};
        int flip = (right ? SDL_FLIP_HORIZONTAL : 0) | (bottom ? SDL_FLIP_VERTICAL : 0);
        SDL_RenderCopyEx(renderer, corner, NULL, &to, 0, NULL, (SDL_RendererFlip)flip);
    }
}

/* SDL's blending that every renderer has wants pixels that are not premultiplied. */
static SDL_Texture *picture_texture(SDL_Renderer *renderer, const struct image *image)
{
    size_t count = (size_t)image->width * (size_t)image->height;
    uint32_t *pixels = malloc(count * sizeof *pixels);
    SDL_Texture *texture =
        pixels ? SDL_CreateTexture(renderer, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STATIC,
                                   image->width, image->height)
               : NULL;
    for (size_t i = 0; texture && i < count; i++) {
        uint32_t alpha = image->pixels[i] >> 24, out = alpha;
        for (int shift = 16; shift >= 0; shift -= 8) {
            uint32_t part = alpha ? (image->pixels[i] >> shift & 0xffU) * 255 / alpha : 0;
            out = out << 8 | (part < 255 ? part : 255);
        }
        pixels[i] = out;
    }
    if (texture) {
        SDL_UpdateTexture(texture, NULL, pixels, image->width * (int)sizeof *pixels);
        SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    }
    free(pixels);
    return texture;
}

static void render_picture(struct painter *painter, const struct frame_op *op)
{
    if (!painter->picture || painter->picture_key != op->picture->key) {
        if (painter->picture) {
            SDL_DestroyTexture(painter->picture);
        }
        painter->picture = picture_texture(painter->renderer, op->picture);
        painter->picture_key = op->picture->key;
    }
    if (painter->picture) {
        SDL_SetTextureAlphaMod(painter->picture, alpha_of(op->fade));
        SDL_RenderCopy(painter->renderer, painter->picture, NULL,
                       &(SDL_Rect){op->box.x, op->box.y, op->box.w, op->box.h});
    }
}

static void render_op(struct painter *painter, const struct frame *frame, const struct frame_op *op)
{
    SDL_Renderer *renderer = painter->renderer;
    for (size_t s = 0; s < op->slice_count; s++) {
        render_slice(renderer, op, &frame->slices[op->slice_first + s]);
    }
    if (op->picture) {
        render_picture(painter, op);
    } else if (op->slice_count == 0) {
        set_colour(renderer, op->colour, op->fade);
        if (op->radius) {
            render_round(renderer, op);
        } else {
            render_fill(renderer, op->box);
        }
    }
}

/* Turned in the middle of the screen. */
static void render_turned(struct painter *painter)
{
    int width = painter->width, height = painter->height;
    bool across = painter->turn % 180 != 0;
    float screen_w = (float)(across ? height : width), screen_h = (float)(across ? width : height);
    SDL_FRect to = {(screen_w - (float)width) / 2, (screen_h - (float)height) / 2, (float)width,
                    (float)height};
    SDL_SetRenderTarget(painter->renderer, NULL);
    SDL_RenderCopyExF(painter->renderer, painter->flat_target, NULL, &to, painter->turn, NULL,
                      SDL_FLIP_NONE);
}

static bool render(struct painter *painter, const struct frame *frame)
{
    SDL_Renderer *renderer = painter->renderer;
    if (painter->flat_target && SDL_SetRenderTarget(renderer, painter->flat_target) != 0) {
        return false;
    }
    set_colour(renderer, frame->ground, 0);
    SDL_SetRenderDrawBlendMode(renderer, SDL_BLENDMODE_BLEND);
    SDL_RenderClear(renderer);
    for (size_t i = 0; i < frame->op_count; i++) {
        const struct frame_op *op = &frame->ops[i];
        SDL_Rect clip = {op->clip.x, op->clip.y, op->clip.w, op->clip.h};
        SDL_RenderSetClipRect(renderer, clip.w ? &clip : NULL);
        render_op(painter, frame, op);
    }
    SDL_RenderSetClipRect(renderer, NULL);
    if (painter->flat_target) {
        render_turned(painter);
    }
    SDL_RenderPresent(renderer);
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
    struct canvas window = {.pixels = surface->pixels,
                            .width = surface->w,
                            .height = surface->h,
                            .pitch_px = surface->pitch / (int)sizeof(uint32_t)};
    struct canvas *canvas = painter->turn ? &painter->flat : &window;
    SDL_Rect rects[FRAME_DAMAGE_MAX];
    int count = 0;
    for (size_t i = 0; i < damage->count; i++) {
        frame_draw(frame, canvas, damage->rects[i]);
        struct scene_rect part = canvas->clip;
        if (painter->turn) {
            part = canvas_turn(canvas, part, painter->turn, &window);
        }
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

static struct frame *free_frame(struct painter *painter)
{
    struct frame *frame = painter->frames;
    while (frame == painter->shown || frame == painter->from || frame == painter->goal) {
        frame++;
    }
    return frame;
}

static bool show(struct painter *painter, struct frame *frame)
{
    struct frame_damage damage;
    frame_compare(painter->shown, frame, &damage);
    if (damage.count > 0 || painter->stale) {
        if (!present(painter, frame, &damage)) {
            SDL_LogError(SDL_LOG_CATEGORY_VIDEO, "not presented: %s", SDL_GetError());
            painter->stale = true;
            return false;
        }
    }
    painter->shown = frame;
    painter->stale = false;
    return true;
}

/* The frame's images stay through the next picture. */
static void hold(struct painter *painter, const struct frame *frame)
{
    for (size_t i = 0; i < frame->op_count; i++) {
        if (frame->ops[i].image) {
            glyphs_hold(painter->glyphs, frame->ops[i].image);
        }
    }
}

/* The scene as a frame of its own, not shown yet; the images of the last scene stay, for a glide
 * may start from it. NULL: it cannot be. */
static struct frame *build(struct painter *painter, const struct scene *scene)
{
    struct frame *frame = free_frame(painter);
    hold(painter, painter->goal);
    if (painter->motion.active) {
        hold(painter, painter->from);
    }
    glyphs_begin(painter->glyphs);
    if (!frame_build(frame, scene, painter->glyphs)) {
        SDL_LogError(SDL_LOG_CATEGORY_VIDEO, "the picture is too large, or memory is short");
        return NULL;
    }
    return frame;
}

static bool rest(struct painter *painter)
{
    painter->motion.active = false;
    painter->from = painter->goal;
    return show(painter, painter->goal);
}

/* Without memory for the frame between, the goal itself. */
static bool show_between(struct painter *painter, int64_t now_ms)
{
    struct frame *between = free_frame(painter);
    if (!painter->motion.active || motion_over(&painter->motion, now_ms) ||
        !motion_frame(&painter->motion, painter->from, painter->goal, now_ms, between)) {
        return rest(painter);
    }
    return show(painter, between);
}

bool painter_paint(struct painter *painter, const struct scene *scene)
{
    struct frame *frame = build(painter, scene);
    if (!frame) {
        return false;
    }
    painter->goal = frame;
    return rest(painter);
}

bool painter_glide(struct painter *painter, const struct scene *scene, int64_t now_ms)
{
    struct frame *frame = build(painter, scene);
    if (!frame) {
        return false;
    }
    painter->from = painter->goal;
    painter->goal = frame;
    motion_begin(&painter->motion, painter->from, painter->goal, now_ms);
    return show_between(painter, now_ms);
}

bool painter_amend(struct painter *painter, const struct scene *scene, int64_t now_ms)
{
    if (!painter->motion.active) {
        return painter_paint(painter, scene);
    }
    struct frame *frame = build(painter, scene);
    if (!frame) {
        return false;
    }
    painter->goal = frame;
    motion_turn(&painter->motion, painter->from, painter->goal);
    return show_between(painter, now_ms);
}

bool painter_gliding(const struct painter *painter)
{
    return painter->motion.active;
}

bool painter_step(struct painter *painter, int64_t now_ms)
{
    return show_between(painter, now_ms);
}

int64_t painter_frame_ns(const struct painter *painter)
{
    SDL_DisplayMode mode = {0};
    SDL_RendererInfo info = {0};
    if (painter->renderer && SDL_GetRendererInfo(painter->renderer, &info) == 0 &&
        info.flags & SDL_RENDERER_PRESENTVSYNC) {
        return 0;
    }
    bool told = SDL_GetCurrentDisplayMode(0, &mode) == 0 && mode.refresh_rate > 0;
    return 1000000000 / (told ? mode.refresh_rate : RATE_HZ);
}

size_t painter_draws(const struct painter *painter)
{
    return frame_draws(painter->shown);
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
            if (!note_size(painter)) {
                SDL_LogError(SDL_LOG_CATEGORY_VIDEO, "no memory to turn a picture of this size");
                events->quit = true;
            }
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

static bool allocate(struct canvas *canvas, int width, int height, char error[PAINTER_ERROR_MAX])
{
    *canvas = (struct canvas){.width = width, .height = height, .pitch_px = width};
    canvas->pixels = calloc((size_t)width * (size_t)height, sizeof *canvas->pixels);
    if (!canvas->pixels) {
        snprintf(error, PAINTER_ERROR_MAX, "no memory for a picture of %dx%d", width, height);
    }
    return canvas->pixels != NULL;
}

/* Leaves the canvas as it was where there is no memory. */
static bool turn_picture(struct canvas *canvas, int turn, char error[PAINTER_ERROR_MAX])
{
    struct canvas turned;
    bool across = turn % 180 != 0;
    if (turn == 0) {
        return true;
    }
    if (!allocate(&turned, across ? canvas->height : canvas->width,
                  across ? canvas->width : canvas->height, error)) {
        return false;
    }
    canvas_turn(canvas, (struct scene_rect){0, 0, canvas->width, canvas->height}, turn, &turned);
    free(canvas->pixels);
    *canvas = turned;
    return true;
}

bool painter_picture(struct text *text, const struct scene *scene, int turn, const char *file,
                     char error[PAINTER_ERROR_MAX])
{
    int width = scene->width, height = scene->height;
    struct canvas canvas;
    if (width <= 0 || height <= 0 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX) {
        snprintf(error, PAINTER_ERROR_MAX, "no picture of %dx%d: 1x1 to %dx%d", width, height,
                 PICTURE_SIDE_MAX, PICTURE_SIDE_MAX);
        return false;
    }
    if (!allocate(&canvas, width, height, error)) {
        return false;
    }
    bool written = draw_picture(text, scene, &canvas, error) &&
                   turn_picture(&canvas, turn, error) &&
                   picture_write(&canvas, file, error, PAINTER_ERROR_MAX);
    free(canvas.pixels);
    return written;
}
