/* From an imported draft to what a room loads: sections split at an item where their words pass
 * PL_SPLIT_BYTES, words sorted by id, the place to start at. Items whose words stood in the room
 * before keep their id. The result lends strings of the draft and must go before it. */
#ifndef DESK_PUBLISH_H
#define DESK_PUBLISH_H

#include "import.h"
#include "plenary/room.h"

/* An item that the room holds now. */
struct publish_kept {
    const char *id;
    char *words; /* all runs joined; the caller's */
};

struct publish_options {
    const char *time_zone; /* where the draft names none; NULL: none */
    const char *title;     /* where the draft has none */
    struct publish_kept *kept;
    size_t kept_count; /* in any order; sorted here */
};

struct publish {
    struct pl_document document; /* load, older: the room's */
    struct pl_load_section *sections;
    struct publish_memory *memory;
};

enum publish_error { PUBLISH_OK, PUBLISH_MEMORY, PUBLISH_SECTIONS };
const char *publish_error_text(enum publish_error error);

enum publish_error publish_init(struct publish *publish, const struct import_doc *doc,
                                const struct publish_options *options);
void publish_finish(struct publish *publish);

#endif
