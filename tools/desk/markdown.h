/* Takes Markdown's signs off words: \[ becomes [, *Recalling* becomes Recalling. */
#ifndef DESK_MARKDOWN_H
#define DESK_MARKDOWN_H

#include "chars.h"
#include "job.h"

bool markdown_strip(struct job *job, struct span *text);

#endif
