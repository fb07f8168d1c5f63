/* The sitting's record: looks at a room after each change and tells, a row each, what became of it:
 * which item was opened, agreed, reworded and for whom, who spoke how long. A look costs what has
 * changed. Pure; owns copies of all it remembers. Times are ms since 1970 on this machine's clock,
 * of the change itself where its writer's clock is known, so also of what happened while we were
 * away.
 */
#ifndef DESK_RECORD_H
#define DESK_RECORD_H

#include "plenary/room.h"

enum record_event {
    RECORD_TEXT,    /* a text is in the room: detail is its title */
    RECORD_OPENED,  /* an item stands on the wall: its first words */
    RECORD_STATUS,  /* detail: "pending"; name: whom it waits for */
    RECORD_WORDS,   /* detail: what changed; name: who asks for it */
    RECORD_ADDED,   /* an item: its words */
    RECORD_REMOVED, /* an item */
    RECORD_MOVED,   /* an item, to where detail says */
    RECORD_FLOOR,   /* name has the floor, on behalf of, kind */
    RECORD_SPOKE,   /* and has spoken so many seconds, pauses not counted */
    RECORD_LIST,    /* the list of speakers: open, closed */
    RECORD_SCREEN,  /* text, overview, blank */
    RECORD_NOTICE,  /* its text; "" when it is taken away */
    RECORD_TIMER,   /* "started: Coffee", with its seconds; paused, resumed, stopped */
    RECORD_WALL,    /* name: here, lost, back */
    RECORD_DESK,    /* name: here, closed, back */
    RECORD_EVENT_COUNT
};
const char *record_event_name(enum record_event event); /* "opened" */
bool record_event_parse(const char *word, enum record_event *event_out);

/* No text is NULL; "" is none. */
struct record_row {
    int64_t wall_ms;
    enum record_event event;
    bool standing; /* nothing happened: it stood so when the record began */
    const char *item;
    const char *detail;
    const char *name;
    const char *on_behalf;
    const char *kind;
    int64_t seconds;   /* -1: none */
    const char *desk;  /* who did it, by the desk's name; "" where it cannot be told */
    const char *id;    /* of the item, the speaker's entry, the load, the wall's user */
    const char *stamp; /* of the message that said so: the same at every reader of the room */
};

struct record;

struct record *record_create(void); /* NULL without memory */
void record_destroy(struct record *record);

/* After each pump. Nothing is told before the room was whole for the first time; then what stands
 * there, and from there on what changes. */
void record_look(struct record *record, const struct pl_room *room, struct pl_time now);

/* The rows of the looks, in order; lent until the next look. False: no more. */
bool record_next(struct record *record, struct record_row *row_out);

/* A turn that was heard by another, or by us before we were started again. */
void record_credit(struct record *record, const char *entry, const char *name,
                   const char *on_behalf, int64_t ms);

/* A name counts in whatever spelling. How long `name` has spoken today, with the floor that they
 * have now; and all who spoke on behalf of `group`. NULL for the record: 0. */
int64_t record_spoken_ms(const struct record *record, const struct pl_room *room, const char *name,
                         struct pl_time now);
int64_t record_spoken_for_ms(const struct record *record, const struct pl_room *room,
                             const char *group, struct pl_time now);
/* How often they had the floor and gave it back. */
size_t record_turns(const struct record *record, const char *name);
/* How many rights of reply they have used; 0 for NULL. */
size_t record_replies(const struct record *record, const char *name);

#endif
