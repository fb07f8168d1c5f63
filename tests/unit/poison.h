/* One message as somebody might send it who may write its topic and means no good, or whose program
 * is broken: any topic, the envelope and the content at their ends, bytes that are none. And what
 * the rules of the feed say of it, told apart here from the code that is under test.
 */
#ifndef TESTS_POISON_H
#define TESTS_POISON_H

#include "plenary/message.h"

enum { POISON_BYTES = 64 * 1024, POISON_WHAT = 80, POISON_ITEMS = 64 };

/* What such a sender knows: it reads the room as everybody does. */
struct poison_room {
    int64_t wall_ms; /* the right time */
    char desk_by[PL_BY_LEN + 1];
    const char *const *walls; /* users */
    size_t wall_count;
    /* These by poison_know: */
    int64_t epoch, reign;
    char load[PL_LOAD_MAX + 1];
    struct pl_stamp held[PL_TOPIC_ORDERED_COUNT]; /* the greatest; of items and text: `section` */
    struct {
        char section[PL_ID_MAX + 1], id[PL_ID_MAX + 1];
    } items[POISON_ITEMS];
    size_t item_count;
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1]; /* under discussion */
};

/* A retained message. All of them are given twice: they come in any order. */
void poison_know(struct poison_room *room, const char *topic, const void *bytes, size_t size);

struct poison {
    enum pl_topic_kind kind;
    char topic[PL_TOPIC_MAX + 1];
    char bytes[POISON_BYTES];
    size_t size;
    size_t copies; /* each under a user of its own: poison_topic */
    bool retain;
    bool
        taken; /* by the rules it becomes what the room shows; else nothing that is shown changes */
    bool far;  /* refused by who was there; who joins while it lies there cannot know it */
    char what[POISON_WHAT];
};

void poison_make(uint64_t *random, const struct poison_room *room, struct poison *out);
void poison_topic(const struct poison *poison, size_t copy, char out[PL_TOPIC_MAX + 1]);

uint32_t poison_pick(uint64_t *random, uint32_t below); /* splitmix64 */

#endif
