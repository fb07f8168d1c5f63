/* Random rooms, through the real wire: a document in many scripts, cursor, speakers, timer and
 * notice are encoded, and received by a room that only reads. The same seed gives the same room.
 */
#ifndef TESTS_RANDOM_ROOM_H
#define TESTS_RANDOM_ROOM_H

#include "generate.h"
#include "plenary/room.h"

struct random_room {
    struct generator generator;
    struct pl_room *room;
    struct pl_time now;
    const char *lang;   /* what the display wishes; NULL: the original */
    const char *second; /* of a bilingual wall; NULL: one language */
    size_t scripts[2];  /* of the document's languages */
    const char *closed;
    int64_t cursor_rev;
    struct pl_cursor cursor; /* as sent last */
    const struct pl_section *sections;
    size_t section_count;
};

void random_room_init(struct random_room *r, uint64_t seed);
void random_room_finish(struct random_room *r);
/* Moves the cursor within its item. False: it stands nowhere. */
bool random_room_point(struct random_room *r, size_t position);

#endif
