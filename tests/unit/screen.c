#define _GNU_SOURCE
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/frame.h"
#include "display/picture.h"

enum { BY = 0xaa, CACHE_BYTES = 64 * 1024 * 1024 };

static const char LOAD[] = "7-00000000000000aa";

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "screen: %s\n", what);
        abort();
    }
}

static void answer(struct screen *s)
{
    struct pl_output out;
    while (pl_room_next(s->room, &out)) {
        if (out.kind == PL_OUTPUT_SUBSCRIBE) {
            pl_room_subscribed(s->room, out.token, s->moment.now);
        }
    }
}

static struct pl_room *new_room(struct pl_time now)
{
    struct pl_room_config config = {.room = "x",
                                    .user = "hall",
                                    .name = "hall",
                                    .version = "1",
                                    .by = "00000000000000bb",
                                    .seed = 1,
                                    .role = PL_ROLE_WATCH};
    struct pl_room *room = pl_room_create(&config);
    must(room != NULL, "no room");
    pl_room_connected(room, now);
    return room;
}

void screen_init(struct screen *screen, struct text *text, const struct theme *theme, int width,
                 int height)
{
    struct layout_config config = {.width_px = width,
                                   .height_px = height,
                                   .legibility = legibility_of(width, height, 0, 0),
                                   .theme = theme,
                                   .page_url = "https://plenary.example/hall"};
    *screen = (struct screen){.text = text};
    screen->moment = (struct layout_moment){.now = {.mono_ms = 100000, .wall_ms = 1790000000000},
                                            .clock = "10:42"};
    screen->room = new_room(screen->moment.now);
    screen->layout = layout_create(text, &config);
    screen->scene = malloc(sizeof *screen->scene);
    screen->canvas = (struct canvas){.width = width, .height = height, .pitch_px = width};
    screen->canvas.pixels = calloc((size_t)width * (size_t)height, sizeof(uint32_t));
    must(screen->layout && screen->scene && screen->canvas.pixels, "no memory");
    answer(screen);
}

void screen_finish(struct screen *screen)
{
    layout_destroy(screen->layout);
    pl_room_destroy(screen->room);
    free(screen->scene);
    free(screen->canvas.pixels);
}

void screen_tell(struct screen *screen, const char *topic, const char *members, bool retained)
{
    char *payload = NULL, full[PL_TOPIC_MAX];
    const char *load = strstr(topic, "%L");
    int before = load ? (int)(load - topic) : (int)strlen(topic);
    snprintf(full, sizeof full, "plenary/x/%.*s%s%s", before, topic, load ? LOAD : "",
             load ? load + 2 : "");
    int bytes = asprintf(
        &payload, "{\"v\":1,\"epoch\":7,\"rev\":%lld,\"by\":\"%016x\",\"has\":[],\"at\":%lld,%s}",
        (long long)++screen->rev, BY, (long long)screen->moment.now.wall_ms, members);
    must(bytes > 0, "no memory");
    enum pl_error error = pl_room_receive(screen->room, full, payload, (size_t)bytes, retained,
                                          screen->moment.now.mono_ms, screen->moment.now);
    if (error != PL_OK) {
        fprintf(stderr, "screen: %s: %s: %s\n", full, pl_error_text(error), payload);
        abort();
    }
    free(payload);
    answer(screen);
}

void screen_cut(struct screen *screen)
{
    pl_room_disconnected(screen->room, screen->moment.now);
    screen->moment.now.mono_ms += 60000;
    screen->moment.now.wall_ms += 60000;
    screen->moment.since = "10:41";
    pl_room_tick(screen->room, screen->moment.now);
}

static void paint(struct screen *screen)
{
    char error[GLYPHS_ERROR_MAX];
    struct frame frame = {0};
    struct glyphs *glyphs = glyphs_create(screen->text, NULL, CACHE_BYTES, error);
    must(glyphs && frame_build(&frame, screen->scene, glyphs), "no frame");
    frame_draw(&frame, &screen->canvas,
               (struct scene_rect){0, 0, screen->canvas.width, screen->canvas.height});
    frame_finish(&frame);
    glyphs_destroy(glyphs);
}

/* picture_write turns the pixels into its own: a copy. */
static void keep_picture(const struct screen *screen, const char *folder, const char *name)
{
    char path[512], error[256];
    struct canvas copy = screen->canvas;
    size_t bytes = (size_t)copy.width * (size_t)copy.height * sizeof *copy.pixels;
    copy.pixels = malloc(bytes);
    must(copy.pixels != NULL, "no memory");
    memcpy(copy.pixels, screen->canvas.pixels, bytes);
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    must(picture_write(&copy, path, error, sizeof error), "no picture");
    free(copy.pixels);
}

void screen_show(struct screen *screen, const char *name)
{
    const char *folder = getenv("PLENARY_PICTURES");
    must(layout_build(screen->layout, screen->room, &screen->moment, screen->scene), "no scene");
    paint(screen);
    if (folder) {
        keep_picture(screen, folder, name);
    }
}

uint32_t screen_pixel(const struct screen *screen, int x, int y)
{
    return screen->canvas.pixels[(ptrdiff_t)y * screen->canvas.pitch_px + x] & 0xffffffU;
}
