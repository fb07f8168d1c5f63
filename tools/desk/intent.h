/* Pure: what people type, understood against what the room holds. Words to a span of an item, a
 * label that is not there to a sentence that says what is, a name or number to an entry of the
 * queue, "12:30" to seconds or a moment. No I/O, no clock.
 */
#ifndef DESK_INTENT_H
#define DESK_INTENT_H

#include <time.h>

#include "plenary/document.h"

/* Part of a text: code points, and the bytes of the same, ends exclusive. */
struct intent_span {
    size_t start, end;
    size_t start_byte, end_byte;
};

/* How often `words` occur in `text` without overlapping; the nth (from 1) goes into span_out when
 * there are so many. White space counts as one blank; `loose` ignores case and the shape of quotes
 * and dashes. Both are text of the feed. SIZE_MAX without memory. */
size_t intent_find(const char *text, const char *words, bool loose, size_t nth,
                   struct intent_span *span_out);

/* An item of the outline, in order: its label, depth and its section's label. */
struct intent_entry {
    const char *section;
    const char *label;
    unsigned level;
};

/* Why there is no `label`: no "x.9"; there are sections a to e; e has e.1 to e.10. */
void intent_what_exists(const struct intent_entry *entries, size_t count, const char *label,
                        char *out, size_t size);

/* Who is meant by a name (capitals or not) or by a number of the queue from 1. */
enum intent_who {
    INTENT_WHO_QUEUE, /* index_out */
    INTENT_WHO_FLOOR, /* has the floor already */
    INTENT_WHO_MANY,  /* a name in the queue more than once: the first two are told */
    INTENT_WHO_NONE
};
enum intent_who intent_speaker(const struct pl_speakers *speakers, const char *name,
                               size_t *index_out, size_t *second_out);

/* "MM:SS", "H:MM:SS": at least a second, at most PL_SECONDS_MAX. */
bool intent_seconds(const char *word, int64_t *seconds_out);
/* A whole number from least to most. */
bool intent_number(const char *word, int64_t least, int64_t most, int64_t *number_out);
/* "HH:MM". */
bool intent_hour(const char *word, int *hour_out, int *minute_out);

/* The first words of a text, at most `points` code points, with an ellipsis where it goes on. */
void intent_first_words(const char *text, size_t points, char *out, size_t size);

#endif
