/* The names file that the settings give: the one door between the roster and the disk. */
#ifndef DESK_NAMES_FILE_H
#define DESK_NAMES_FILE_H

#include "command.h"
#include "roster.h"

/* Into roster_out, the caller's to destroy; NULL where no file is given. False after saying what
 * is wrong with it. */
bool names_file_read(const struct call *call, struct roster **roster_out);

#endif
