/* The time of day in the room. The room's zone is the document's, else this machine's. */
#ifndef DESK_ZONE_H
#define DESK_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* The name of this machine's zone ("Europe/Zurich"); false where it cannot be told. */
bool zone_of_machine(char *out, size_t size);

/* Uses this zone from here on; NULL, or one that is not installed: the machine's. */
void zone_use(const char *name);

struct tm zone_moment(int64_t wall_ms);
/* "10:42" or "10:42:07". */
enum { ZONE_TEXT = 16 };
void zone_minutes(int64_t wall_ms, char out[ZONE_TEXT]);
void zone_seconds(int64_t wall_ms, char out[ZONE_TEXT]);

#endif
