/* A room on the simulated broker for tests of the room: a chair's desk and a wall, and what tests
 * do with them. Failures are cmocka's.
 */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include "tests/unit/paper.h"
#include "tests/unit/sim.h"

enum { CHAIR, WALL };

struct stage {
    struct sim sim;
    struct paper *paper;
};

/* Set-ups and the tear-down of cmocka. */
int stage_empty(void **state); /* a chair and a wall in a room without document */
int stage_full(void **state);  /* with five sections of eight items in en and ar */
int stage_leave(void **state);

struct pl_place stage_place(struct sim *sim, size_t client, enum pl_side side);
void stage_assert_at(struct sim *sim, size_t client, size_t section, size_t item);
void stage_load(struct sim *sim, size_t client, const struct paper *paper);
enum pl_live stage_live(struct sim *sim, size_t client);

/* Submits and drains; the number where it is PL_OK, else 0 with the error in *error_out (may be
 * NULL: it must be PL_OK). */
uint64_t stage_submit(struct sim *sim, size_t client, const struct pl_intent *intent,
                      enum pl_error *error_out);
uint64_t stage_move(struct sim *sim, size_t client, const char *section, const char *item,
                    enum pl_error *error_out);
uint64_t stage_add(struct sim *sim, size_t client, const char *name);
const struct pl_speakers *stage_speakers(struct sim *sim, size_t client, enum pl_side side);

/* Gives a room a message that was not sent by anybody here. */
enum pl_error stage_receive(struct sim *sim, size_t client, const char *topic, const char *payload,
                            bool retained);

#endif
