/* The block of "key: value" lines between two "---" that can open a Markdown file. */
#ifndef DESK_FRONT_H
#define DESK_FRONT_H

#include "source.h"

/* Spans are empty where the source says nothing. */
struct front {
    struct span title, subtitle, zone, lang;
    size_t line; /* of the title */
    size_t zone_line;
    size_t lines; /* taken from the source */
};

bool front_read(struct job *job, const struct source *source, struct front *front_out);

#endif
