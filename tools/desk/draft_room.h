/* What the drafting commands have in common: the item that is meant, its words under an edit, the
 * names that ask, and the way back into the room. Says what is wrong on stderr, once.
 */
#ifndef DESK_DRAFT_ROOM_H
#define DESK_DRAFT_ROOM_H

#include "command.h"
#include "edit.h"
#include "visit.h"

/* An item and its words; lends from the room until the next call that waits. */
struct target {
    struct visit *visit;
    struct pl_place place;
    const struct pl_item *item;
    const char *section, *lang;
    const struct pl_words *words;
    struct edit edit;
    size_t nth; /* 0: not said */
};

/* The item with the label that these words make ("." or none: the one under discussion), in the
 * language of --lang. */
bool target_open(struct target *target, struct visit *visit, const struct call *call,
                 const char *const *label, size_t label_count);
void target_close(struct target *target);

/* Finds a place by its label, saying what exists where there is none. */
bool target_place(struct visit *visit, const char *const *label, size_t label_count,
                  struct pl_place *place_out);

/* Where words stand in the item, as --nth says. */
bool target_find(struct target *target, const char *words, struct edit_span *span_out);
/* The same of all the command's words behind the label. */
bool target_find_words(struct target *target, const struct call *call, struct edit_span *span_out);

/* Publishes the words as the edit has made them, and prints the item; or says what the edit said.
 */
int target_publish(struct target *target, enum edit_error error);

/* visit_run after a look at --nth. */
int target_run(const struct call *call, int (*act)(struct visit *visit, const struct call *call));

/* "Brazil, EU" as names; NULL: nobody. False after saying, under `what`, what is wrong. */
bool names_take(const char *what, const char *text, struct pl_names *names_out);
void names_free(struct pl_names *names);

#endif
