#include "display/promise.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout.h"

/* One probe: a layout for letters of one size, and the items that are to be tried. */
struct probe {
    struct text *text;
    const struct promise_wall *wall;
    const struct pl_room *room;
    struct pl_place *places; /* those that have not fitted yet */
    size_t count;
    bool failed;
};

static struct layout *layout_for(const struct probe *p, struct legibility legibility)
{
    struct layout_config config = {.width_px = p->wall->width_px,
                                   .height_px = p->wall->height_px,
                                   .legibility = legibility,
                                   .theme = p->wall->theme ? p->wall->theme : theme_find("dark"),
                                   .lang = p->wall->lang,
                                   .second = p->wall->second};
    return layout_create(p->text, &config);
}

/* How many of the places do not fit; they come first in `places` after it. */
static size_t too_long(struct probe *p, struct legibility legibility, bool sort)
{
    struct layout *layout = layout_for(p, legibility);
    size_t left = 0;
    p->failed |= !layout;
    for (size_t i = 0; layout && i < p->count; i++) {
        if (layout_pages_of(layout, p->room, &p->places[i]) != 1) {
            p->places[sort ? left : i] = p->places[i];
            left++;
            if (!sort) {
                break; /* one is enough to know */
            }
        }
    }
    layout_destroy(layout);
    return left;
}

static struct legibility legibility_at(const struct promise_wall *w, double metres, double inches)
{
    return legibility_of(w->width_px, w->height_px, metres, inches);
}

static bool all_fit(struct probe *p, struct legibility legibility)
{
    return legibility.kept && too_long(p, legibility, false) == 0 && !p->failed;
}

static double larger_screen(struct probe *p)
{
    static const double sizes[] = {32, 43, 50, 55, 65, 75, 86, 98, 110}; /* as they are sold */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] > p->wall->inches &&
            all_fit(p, legibility_at(p->wall, p->wall->metres, sizes[i]))) {
            return sizes[i];
        }
    }
    return 0;
}

static double nearer(struct probe *p)
{
    int halves = (int)(p->wall->metres * 2);
    for (halves -= (double)halves >= p->wall->metres * 2; halves > 0; halves--) {
        if (all_fit(p, legibility_at(p->wall, halves / 2.0, p->wall->inches))) {
            return halves / 2.0;
        }
    }
    return 0;
}

/* A room of so many screen heights, without saying how large they are: a screen 1 m high. */
static double fewer_heights(struct probe *p)
{
    double w = p->wall->width_px, h = p->wall->height_px;
    double diagonal_in = hypot(w, h) / (w < h ? w : h) / 0.0254;
    for (int halves = (int)(LEGIBILITY_DEPTH * 2) - 1; halves > 0; halves--) {
        if (all_fit(p, legibility_at(p->wall, halves / 2.0, diagonal_in))) {
            return halves / 2.0;
        }
    }
    return 0;
}

static bool collect(struct probe *p)
{
    const struct pl_document *document = p->room ? pl_room_document(p->room, PL_CONFIRMED) : NULL;
    size_t sections = document ? document->section_count : 0;
    p->places = malloc(PL_ITEMS_MAX * sizeof *p->places);
    for (size_t s = 0; p->places && s < sections; s++) {
        const struct pl_items *items = pl_room_items(p->room, PL_CONFIRMED, s);
        for (size_t i = 0; items && i < items->count && p->count < PL_ITEMS_MAX; i++) {
            p->places[p->count++] = (struct pl_place){.section = s, .item = i};
        }
    }
    return p->places != NULL;
}

static void find_remedy(struct probe *p, struct promise *out)
{
    if (p->wall->metres > 0 && p->wall->inches > 0) {
        out->all_inches = larger_screen(p);
        out->all_metres = nearer(p);
    } else {
        out->all_heights = fewer_heights(p);
    }
}

bool promise_of(struct text *text, const struct promise_wall *wall, const struct pl_room *room,
                struct promise *promise_out)
{
    struct probe p = {.text = text, .wall = wall, .room = room};
    struct legibility legibility = legibility_at(wall, wall->metres, wall->inches);
    struct layout *layout = layout_for(&p, legibility);
    *promise_out = (struct promise){.kept = legibility.kept};
    if (!layout || !collect(&p)) {
        layout_destroy(layout);
        return false;
    }
    layout_capacity(layout, room, &promise_out->lines, &promise_out->letters);
    layout_destroy(layout);
    promise_out->items = p.count;
    p.count = too_long(&p, legibility, true);
    promise_out->one_page = promise_out->items - p.count;
    if (p.count) {
        find_remedy(&p, promise_out);
    }
    free(p.places);
    return !p.failed;
}

/* ---- words ---- */

__attribute__((format(printf, 2, 3))) static void put(char out[PROMISE_BYTES], const char *format,
                                                      ...)
{
    size_t n = strlen(out);
    va_list args;
    va_start(args, format);
    vsnprintf(out + n, PROMISE_BYTES - n, format, args);
    va_end(args);
}

static void put_remedy(const struct promise *p, char out[PROMISE_BYTES])
{
    if (p->all_heights > 0) {
        put(out, "; for all of them, %g screen heights", p->all_heights);
    } else if (p->all_inches > 0 && p->all_metres > 0) {
        put(out, "; for all of them, %g inch or %g m", p->all_inches, p->all_metres);
    } else if (p->all_inches > 0) {
        put(out, "; for all of them, %g inch", p->all_inches);
    } else if (p->all_metres > 0) {
        put(out, "; for all of them, %g m", p->all_metres);
    } else {
        put(out, "; no screen holds all of them");
    }
}

void promise_text(const struct promise *promise, const struct promise_wall *wall,
                  char out[PROMISE_BYTES])
{
    out[0] = '\0';
    if (wall->metres > 0 && wall->inches > 0) {
        put(out, "%g inch, %g m: ", wall->inches, wall->metres);
    } else {
        put(out, "%g screen heights: ", LEGIBILITY_DEPTH);
    }
    if (!promise->kept) {
        put(out, "too far: more than %g screen heights, letters are too small for the last row; ",
            LEGIBILITY_DEPTH_MOST);
    }
    put(out, "%d lines of %d letters", promise->lines, promise->letters);
    if (promise->items) {
        put(out, "; %zu of this document's %zu items on one page", promise->one_page,
            promise->items);
    }
    if (promise->one_page < promise->items) {
        put_remedy(promise, out);
    }
}
