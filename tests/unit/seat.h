/* Somebody sits at a desk: keys by their names go in, the picture comes out, and the room is one of
 * the simulated broker. Failures are cmocka's.
 */
#ifndef TESTS_SEAT_H
#define TESTS_SEAT_H

#include "tests/unit/sim.h"
#include "tools/desk/desk.h"

struct seat {
    struct sim *sim;
    size_t client;
    struct desk *desk;
    struct screen screen;
    struct record *record; /* of what the seat has seen */
    size_t noted;          /* notes of the room that the desk has had */
};

/* A desk of 80x24 for the client's room. */
void seat_take(struct seat *seat, struct sim *sim, size_t client, const struct roster *roster);
void seat_leave(struct seat *seat);

/* Keys by their names in the table, between blanks: "j Enter S-Right ^R"; then everything flows,
 * and the desk looks. */
void seat_press(struct seat *seat, const char *keys);
/* Each character as typed, then Enter. */
void seat_answer(struct seat *seat, const char *text);
void seat_type(struct seat *seat, const char *text);
/* Moves everything, for so long; then the desk has its notes (without their texts) and looks. */
void seat_run(struct seat *seat, int64_t for_ms);

/* The client loads a draft as people write it; or gives the text another language with it. */
void seat_load(struct sim *sim, size_t client, const char *source);
void seat_align(struct sim *sim, size_t client, const char *source, const char *lang);

/* The picture now; malloc'd. */
char *seat_picture(struct seat *seat, int width, int height, bool with_looks);
bool seat_shows(struct seat *seat, const char *text); /* at 200x60 */

#endif
