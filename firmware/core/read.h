/* Values of a JSON tree, checked and copied into a message's memory. The first
 * error stays and every later answer is NULL, 0 or false, so that a decoder
 * reads straight down and looks at `error` once. A value that is NULL (an
 * optional member that is absent) answers the same without an error.
 */
#ifndef CORE_READ_H
#define CORE_READ_H

#include "arena.h"
#include "json.h"
#include "plenary/message.h"

struct reader {
    struct arena *arena;
    enum pl_error error;
    const struct json *at; /* looked at last; with an error, where that is */
};

void read_fail(struct reader *reader, enum pl_error error);

/* A member that must be there: PL_ERROR_MISSING. */
const struct json *read_need(struct reader *reader, const struct json *object, const char *name);

/* The value itself if it is such a list of at most `max` entries, else NULL. */
const struct json *read_object(struct reader *reader, const struct json *value);
const struct json *read_list(struct reader *reader, const struct json *value, enum json_type type,
                             size_t max, size_t *count_out);

int64_t read_int(struct reader *reader, const struct json *value, int64_t min, int64_t max);
bool read_bool(struct reader *reader, const struct json *value);

/* A code point within one item's words. */
size_t read_position(struct reader *reader, const struct json *value);

/* Text of the feed; points_out may be NULL. */
const char *read_text(struct reader *reader, const struct json *value, size_t max_bytes,
                      size_t *points_out);
/* A name; the second of a string that is not a value (a member's name). */
const char *read_name(struct reader *reader, const struct json *value);
const char *read_as_name(struct reader *reader, const char *name);
struct pl_names read_names(struct reader *reader, const struct json *value);

/* A string that `valid` accepts: PL_ERROR_ID. */
const char *read_id(struct reader *reader, const struct json *value, bool (*valid)(const char *s));
void read_by(struct reader *reader, const struct json *value, char by_out[PL_BY_LEN + 1]);

/* A string that was judged already. */
const char *read_copy(struct reader *reader, const char *string);

/* The place of a word in a list of names that ends with NULL: PL_ERROR_VALUE. */
size_t read_word(struct reader *reader, const struct json *value, const char *(*name)(int index));

/* The i-th value of an array. */
const struct json *read_at(const struct json *array, size_t i);

void *read_array(struct reader *reader, size_t count, size_t each);

/* PL_ERROR_DUPLICATE where two structures hold equal strings: `first` points to the string's
 * place in the first structure, the next one lies `stride` bytes on. They were read from `list`. */
void read_unique(struct reader *reader, const struct json *list, const void *first, size_t count,
                 size_t stride);

#endif
