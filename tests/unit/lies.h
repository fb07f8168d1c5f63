/* Single faults in a room of the simulator, and whether anything then misleads people: one trial is
 * one seed. A room of one desk or none, two walls and a watcher does something honest; one thing
 * goes wrong; honest things are done again, somebody joins, the chair loads. Asked all the while:
 * is a picture wrong and without a badge for more than 5 s? do two readers differ so? was anything
 * said to be done that no wall shows? is the next load shown by all, and are they live then?
 */
#ifndef TESTS_LIES_H
#define TESTS_LIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LIES_TEXT = 200 };

struct lies_finding {
    char fault[LIES_TEXT];    /* what went wrong */
    char question[LIES_TEXT]; /* what it led to; "": nothing */
};

/* `tell`: what happens, on stderr. */
void lies_trial(uint64_t seed, bool tell, struct lies_finding *finding_out);

#endif
