/* The desk, without a terminal: keys and the room's news in, intents to the room and a picture out.
 * Pure: time is an argument, files and the way to the broker are the caller's (desk_wish). Lends
 * the room, which it hands its intents to.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "keys.h"
#include "plenary/room.h"
#include "screen.h"

struct desk;
struct record;
struct roster;

struct desk_config {
    struct pl_room *room;
    const char *room_name, *broker, *name; /* for people; lent */
    const struct roster *roster;           /* the names file; NULL: none; lent */
    const struct record *record;           /* of the sitting: who has spoken; NULL: none; lent */
    int64_t utc_offset_s; /* of the clock in the foot where the text names no zone */
    uint64_t seed;        /* ids of new items are made of it */
};

struct desk *desk_create(const struct desk_config *config); /* NULL without memory */
void desk_destroy(struct desk *desk);

void desk_key(struct desk *desk, const struct keys_key *key, struct pl_time now);
void desk_note(struct desk *desk, const struct pl_output *note, struct pl_time now);
/* After the room was pumped: `changes` of pl_room_changes; connected, and why not. */
void desk_look(struct desk *desk, unsigned changes, bool connected, const char *trouble,
               struct pl_time now);

/* The text's time zone, or else this machine's, as seconds east of UTC now, and how far the wall
 * clock is ahead of the program's. */
void desk_set_zone(struct desk *desk, int64_t utc_offset_s, int64_t ahead_ms);

/* Draws all of it, at any size from 80x24 (below, it says so). */
void desk_draw(struct desk *desk, struct screen *screen, struct pl_time now);
/* When the picture will be another one by the clock alone (monotonic ms; INT64_MAX: never). Asked
 * after desk_draw. */
int64_t desk_deadline(const struct desk *desk);

/* What the desk wants of its caller; text is lent until the next call. */
enum desk_wish_kind {
    DESK_WISH_NONE,
    DESK_WISH_QUIT,
    DESK_WISH_LOAD,   /* text: the file */
    DESK_WISH_EXPORT, /* text: the file */
    DESK_WISH_BELL,
    DESK_WISH_REDRAW
};
struct desk_wish {
    enum desk_wish_kind kind;
    const char *text;
};
bool desk_next_wish(struct desk *desk, struct desk_wish *wish_out);

/* Something for the foot: what was done, or what went wrong and what to do. */
enum desk_tone {
    DESK_SAID,
    DESK_DONE, /* an act was handed in: the foot tells how far it has come */
    DESK_WARNED,
    DESK_MISSED /* something was not done that was asked for before: stays until it is read */
};
void desk_say(struct desk *desk, enum desk_tone tone, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* So many changes that another desk left wait for the room; and when it is whole, what they are. */
struct acts_left;
void desk_left(struct desk *desk, size_t count, struct pl_time now);
void desk_resume(struct desk *desk, const struct acts_left *left, size_t count, struct pl_time now);

struct acts *desk_acts(struct desk *desk); /* for a load, which the caller does */

#endif
