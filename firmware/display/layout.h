/* What the wall shows: room in, scene out. layout_build reads the room, measures
 * through text.h and fills a scene; it touches no pixel, no clock and no file. The
 * layout owns the paragraphs it has laid out and keeps them for the next picture,
 * so a scene lends from the layout: it is valid until the build after the next begins
 * (a build that fails does not count), so that two pictures can be compared.
 */
#ifndef DISPLAY_LAYOUT_H
#define DISPLAY_LAYOUT_H

#include "display/legibility.h"
#include "display/qr.h"
#include "display/scene.h"
#include "display/text.h"
#include "display/theme.h"
#include "display/words.h"
#include "plenary/room.h"

struct layout;

/* What stays while the program runs. Strings and theme are lent for the layout's life. */
struct layout_config {
    int width_px, height_px;
    struct legibility legibility;
    const struct theme *theme;
    const char *lang;            /* wished; NULL: the original */
    const char *second;          /* of a bilingual wall; NULL: one language */
    const struct wordbook *book; /* the wall's own words; NULL: English */
    const char *page_url;        /* the page that remote participants follow; NULL: none */
    const struct qr *page_code;  /* the same as a code; NULL: none */
    bool own_view;               /* shows `view`; else what the chair shows */
    enum pl_view view;
};

/* What the caller must tell, for it needs a clock or the world. Strings may be NULL. */
struct layout_moment {
    struct pl_time now;
    const char *clock;   /* "10:42", in the room's time zone */
    const char *since;   /* the same of pl_liveness.since_wall_ms */
    const char *closed;  /* the same of pl_liveness.desk_closed_ms */
    const char *waiting; /* why there is no picture yet, for the technician */
};

#define LAYOUT_NO_SECONDS INT64_MIN

/* What is on the wall, for the report to the desks. */
struct layout_shown {
    const char *section, *item; /* NULL: none. Lent by the room */
    int64_t pages[PL_PAGES_MAX];
    size_t page_count;
    size_t page;
    /* Of the floor's clock and the general timer, as shown: left, or (counting up) gone by. */
    int64_t floor_s, timer_s; /* LAYOUT_NO_SECONDS: none are shown */
    bool notice;
};

struct layout *layout_create(struct text *text, const struct layout_config *config);
void layout_destroy(struct layout *layout);

/* False: no memory; the scene is unusable, the caller keeps the old picture. */
bool layout_build(struct layout *layout, const struct pl_room *room,
                  const struct layout_moment *moment, struct scene *scene_out);

/* The picture as it would be with the cursor at `place`: for getting it ready. What layout_shown
 * and layout_deadline say stays as it was. */
bool layout_preview(struct layout *layout, const struct pl_room *room,
                    const struct layout_moment *moment, const struct pl_place *place,
                    struct scene *scene_out);

/* Of the last build. */
const struct layout_shown *layout_shown(const struct layout *layout);
/* When the picture changes by itself next (a second of a running clock, a notice's end, the
 * badge): monotonic ms; INT64_MAX: never. The clock's minute is the caller's. */
int64_t layout_deadline(const struct layout *layout);

/* At the floor and without speakers: lines between the rules and letters a line (of the Latin face,
 * on average). `room` may be NULL. */
void layout_capacity(struct layout *layout, const struct pl_room *room, int *lines_out,
                     int *letters_out);
/* Pages of the item at `place`, without speakers; 0: there is none. */
size_t layout_pages_of(struct layout *layout, const struct pl_room *room,
                       const struct pl_place *place);

/* Idle work: lays out one more item near the cursor. False: nothing is left to do. */
bool layout_prepare(struct layout *layout, const struct pl_room *room);

#endif
