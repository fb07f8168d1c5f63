/* The stages of the pipe that the fuzz target drives: each takes what the one before made of an
 * input, and asserts what must hold of whatever may arrive.
 */
#ifndef FUZZ_STAGES_H
#define FUZZ_STAGES_H

#include "plenary/room.h"

#undef NDEBUG /* assertions are the findings, in any build */
#include <assert.h>

enum { ARRIVALS_MAX = 64 };

/* One message of the input. The payload is a copy of exactly its size. */
struct arrival {
    char topic[PL_TOPIC_MAX + 2];
    char *payload;
    size_t size;
};

#define FUZZ_ROOM "main"
#define FUZZ_PREFIX "plenary/" FUZZ_ROOM "/"
#define FUZZ_INTENT FUZZ_PREFIX "!" /* not a message: something that the chair does */

/* Bytes to a message, the message to bytes and back. False: it was refused. */
bool stage_message(const struct arrival *arrival);

/* All of them to a display and to a desk, which hear each other too, then through the stages
 * below. */
void stage_room(const struct arrival *arrivals, size_t count);

/* Every question that can be asked of a room. */
void stage_questions(const struct pl_room *room, struct pl_time now);

/* A room's picture. */
void stage_scene(struct pl_room *room, struct pl_time now);

#endif
