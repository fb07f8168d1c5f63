/* The time of a program. Its own clock is what the wall clock said at the first call, and goes on
 * with a clock that counts sleep and that nobody sets: whatever happens to the wall clock later,
 * the room's timers do not jump. What people read as a time of day follows the wall clock. */
#ifndef SESSION_CLOCK_H
#define SESSION_CLOCK_H

#include "plenary/room.h"

/* Now: mono_ms of CLOCK_BOOTTIME, as the link's received_ms, wall_ms of the program's clock. To be
 * called first before there are threads. */
struct pl_time session_now(void);

/* What the wall clock, as it is set now, says for a moment of the program's clock; and back. A
 * moment that lies ahead of the program's clock is another machine's, and stays as it is. */
int64_t session_real_ms(int64_t wall_ms);
int64_t session_wall_ms(int64_t real_ms);

/* A descriptor that becomes readable when the wall clock is set, and when the machine wakes from
 * sleep (poll() counts no sleep); -1: none. The caller closes it. */
int session_clock_fd(void);
/* Readies it for the next time; true when it was readable. */
bool session_clock_set(int fd);

#endif
