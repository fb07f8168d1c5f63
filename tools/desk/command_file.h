/* `load` and `export` for who is in the room already: the same reading, writing and sayings. */
#ifndef DESK_COMMAND_FILE_H
#define DESK_COMMAND_FILE_H

#include "command.h"
#include "plenary/room.h"

/* Reads call->words[0] and hands it to the room, which publishes it in its own time and tells with
 * a note. False after saying why not on stderr; warnings are said there too. */
bool file_load(const struct call *call, struct pl_room *room, struct pl_time now);

/* Writes the text of the room, which has one, as `export` does with this call. */
int file_export(const struct call *call, const struct pl_room *room);

#endif
