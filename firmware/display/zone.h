/* Times of day in the room's zone. Sets the process's TZ: one thread, the wall's.
 */
#ifndef DISPLAY_ZONE_H
#define DISPLAY_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZONE_TIME = 8 };

/* An IANA name; NULL or a zone that this machine does not know (false): the machine's own. */
bool zone_set(const char *name);
/* "10:42" */
void zone_time(int64_t wall_ms, char out[ZONE_TIME]);

#endif
