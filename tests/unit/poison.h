/* One message as somebody might send it who may write its topic and means no good, or whose program
 * is broken: any topic, the envelope and the content at their ends, bytes that are none. And what the
 * rules of the feed say of it, told apart here from the code that is under test.
 */
#ifndef TESTS_POISON_H
#define TESTS_POISON_H

#include "plenary/message.h"

enum { POISON_BYTES = 64 * 1024, POISON_WHAT = 80 };

/* What such a sender knows: it reads the room as everybody does. */
struct poison_room {
    int64_t epoch, reign;
    char load[PL_LOAD_MAX + 1];
    int64_t wall_ms;                               /* the right time */
    struct pl_stamp held[PL_TOPIC_ORDERED_COUNT];  /* the greatest; of items and text: `section` */
    const char *const *sections, *const *items;    /* items[i] is in sections[i] */
    size_t item_count;
    const char *section, *item; /* under discussion */
    const char *desk_by;
    const char *const *walls; /* users */
    size_t wall_count;
};

struct poison {
    enum pl_topic_kind kind;
    char topic[PL_TOPIC_MAX + 1];
    char bytes[POISON_BYTES];
    size_t size;
    size_t copies; /* each under a user of its own: poison_topic */
    bool retain;
    bool taken; /* by the rules it becomes what the room shows; else nothing that is shown changes */
    bool far;   /* refused by who was there; who joins while it lies there cannot know it */
    char what[POISON_WHAT];
};

void poison_make(uint64_t *random, const struct poison_room *room, struct poison *out);
void poison_topic(const struct poison *poison, size_t copy, char out[PL_TOPIC_MAX + 1]);

uint32_t poison_pick(uint64_t *random, uint32_t below); /* splitmix64 */

#endif
