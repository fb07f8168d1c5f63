/* Keeps the record of a sitting: $XDG_STATE_HOME/plenary/log/<broker>/<room>/<date>.csv, a file for
 * each day of the room's time zone, for its owner's eyes only. Rows are appended as they happen, a
 * whole line at once. Desks of one machine keep one record together: a lock, and what stands in the
 * file already is not written again.
 */
#ifndef DESK_LOG_H
#define DESK_LOG_H

#include "record_csv.h"
#include "state.h"

struct log;

enum { LOG_TEXT = 512, LOG_TIME = 32, LOG_PATH = STATE_PATH };

/* NULL without memory. `broker` is its address, as mqtt://host:port. */
struct log *log_open(const char *broker, const char *room);
void log_close(struct log *log);

/* After each pump: looks, and writes what there is. False with one line in `error` when it cannot
 * be written, told once. Its rows have the time of the wall clock, which is real_ms now. What was
 * spoken today before we came is known after the first look. */
bool log_look(struct log *log, const struct pl_room *room, struct pl_time now, int64_t real_ms,
              char error[LOG_TEXT]);

const struct record *log_record(const struct log *log);

/* Each row as it is seen, whoever writes it. */
typedef void log_tell(void *context, const struct record_line *line);
void log_listen(struct log *log, log_tell *tell, void *context);

/* Where the record of a day ("2026-11-24") is, or its folder (""). False: there is no home. */
bool log_path(const char *broker, const char *room, const char *day, char path_out[LOG_PATH]);

/* "2026-11-24T10:42:07+01:00" in the zone that zone.h uses. */
void log_time(int64_t wall_ms, char time_out[LOG_TIME]);

/* The whole file, malloc'd with a NUL; NULL where it cannot be read: errno. */
char *log_read(const char *path);

#endif
