/* What a room holds, in words for people: places, speakers, clocks, times. One line each, without
 * its end, into the buffer of the caller.
 */
#ifndef DESK_DESCRIBE_H
#define DESK_DESCRIBE_H

#include "intent.h"
#include "plenary/room.h"

enum { DESCRIBE_LINE = 1024, DESCRIBE_WORDS = 60 };

/* The item at a place; NULL where there is none. */
const struct pl_item *describe_item(const struct pl_room *room, const struct pl_place *place);

/* The words of an item in `lang` (NULL: the original), all runs joined; malloc'd, NULL without. */
char *describe_item_words(const struct pl_room *room, size_t section, const char *item,
                          const char *lang);

/* "c.4.ii  Faithfully represent the diversity…", the words from the place's position; in `lang`
 * (NULL: the original) the first words of the item, for a position counts in the original. */
void describe_place(const struct pl_room *room, const struct pl_place *place, const char *lang,
                    char *out, size_t size);

/* The same of words with their marks and who asks for them: {+inserted+ US}, [-deleted- Brazil,EU],
 * {=kept= retain Peru}, alternatives with a stroke between them. Whole. malloc'd or NULL. */
char *describe_marks(const struct pl_words *words);

/* "Brazil for G77, point of order" */
void describe_speaker(const struct pl_speaker *speaker, char *out, size_t size);

/* "4:05", "1:04:05" */
void describe_seconds(int64_t seconds, char *out, size_t size);
/* What a timer shows: the time that is left (a second counts until it is over), or the time used.
 */
void describe_timer(const struct pl_timer *timer, int64_t elapsed_ms, char *out, size_t size);
/* "just now", "12 s ago", "3 min ago", "2 h ago" */
void describe_ago(int64_t ms, char *out, size_t size);

bool describe_has_language(const struct pl_document *document, const char *lang);

/* "c., d.": the sections that the document names and the broker has lost. False: none. */
bool describe_missing(const struct pl_room *room, char *out, size_t size);

/* Every item of the document shown, in order; malloc'd, NULL without memory or items. */
struct intent_entry *describe_outline(const struct pl_room *room, size_t *count_out);

/* Now in the clock of `by`; this machine's clock where theirs is not known. */
int64_t describe_writer_now(const struct pl_room *room, const char *by, struct pl_time now);
int64_t describe_elapsed(const struct pl_room *room, const char *by,
                         const struct pl_run_clock *clock, struct pl_time now);

#endif
