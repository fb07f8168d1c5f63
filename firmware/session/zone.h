/* Times of day in the room's zone: the document's, else this machine's. Zones are those of the tz
 * database (TZDIR, else /usr/share/zoneinfo), also by the old names that its links give ("Asia/
 * Calcutta") where no file has them. Sets the process's TZ: one thread.
 */
#ifndef SESSION_ZONE_H
#define SESSION_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* The name of this machine's zone ("Europe/Zurich") by TZ, else by what `etc` ("/etc") says:
 * localtime, which the clock goes by, and timezone where it agrees. False where none can be told.
 */
bool zone_of_machine(const char *etc, char *out, size_t size);

/* Uses this zone from here on; NULL, or one that is not known here (false): the machine's. */
bool zone_use(const char *name);
bool zone_is_known(const char *name);

struct tm zone_moment(int64_t wall_ms);
/* "10:42" or "10:42:07". */
enum { ZONE_TEXT = 16 };
void zone_minutes(int64_t wall_ms, char out[ZONE_TEXT]);
void zone_seconds(int64_t wall_ms, char out[ZONE_TEXT]);

enum zone_when { ZONE_AHEAD, ZONE_PAST, ZONE_SKIPPED /* clocks go forward over it */ };
/* When the clock shows this next, also where it is set back or forward before; past where that is
 * more than twelve hours ahead. */
enum zone_when zone_next(int64_t now_ms, int hour, int minute, int64_t *at_ms_out);

#endif
