#include "read.h"

#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "utf8.h"

void read_fail(struct reader *reader, enum pl_error error)
{
    if (!reader->error) {
        reader->error = error;
    }
}

const struct json *read_need(struct reader *reader, const struct json *object, const char *name)
{
    const struct json *value = json_member(object, name);
    if (!value && !reader->error) {
        reader->at = object;
        read_fail(reader, PL_ERROR_MISSING);
    }
    return value;
}

/* Nothing to read, or of another type: false. */
static bool is_a(struct reader *reader, const struct json *value, enum json_type type)
{
    if (!value || reader->error) {
        return false;
    }
    reader->at = value;
    if (json_type(value) != type) {
        read_fail(reader, PL_ERROR_TYPE);
    }
    return !reader->error;
}

const struct json *read_object(struct reader *reader, const struct json *value)
{
    return is_a(reader, value, JSON_OBJECT) ? value : NULL;
}

const struct json *read_list(struct reader *reader, const struct json *value, enum json_type type,
                             size_t max, size_t *count_out)
{
    *count_out = 0;
    if (!is_a(reader, value, type)) {
        return NULL;
    }
    size_t count = json_count(value);
    if (count > max) {
        read_fail(reader, PL_ERROR_LIMIT);
        return NULL;
    }
    *count_out = count;
    return value;
}

int64_t read_int(struct reader *reader, const struct json *value, int64_t min, int64_t max)
{
    if (!is_a(reader, value, JSON_INT)) {
        return 0;
    }
    int64_t number = json_int(value);
    if (number < min || number > max) {
        read_fail(reader, PL_ERROR_RANGE);
        return 0;
    }
    return number;
}

size_t read_position(struct reader *reader, const struct json *value)
{
    int64_t position = read_int(reader, value, 0, PL_INT_MAX);
    if (position > PL_ITEM_POINTS_MAX) {
        read_fail(reader, PL_ERROR_POSITION);
    }
    return reader->error ? 0 : (size_t)position;
}

bool read_bool(struct reader *reader, const struct json *value)
{
    return is_a(reader, value, JSON_BOOL) && json_bool(value);
}

static const char *copy(struct reader *reader, const char *string, size_t size)
{
    const char *copied = arena_copy(reader->arena, string, size);
    if (!copied) {
        read_fail(reader, PL_ERROR_MEMORY);
    }
    return copied;
}

const char *read_text(struct reader *reader, const struct json *value, size_t max_bytes,
                      size_t *points_out)
{
    size_t points = 0;
    if (points_out) {
        *points_out = 0;
    }
    if (!is_a(reader, value, JSON_STRING)) {
        return NULL;
    }
    const char *string = json_string(value);
    size_t size = strlen(string);
    enum pl_error error =
        size > max_bytes ? PL_ERROR_LIMIT : utf8_check_text(string, size, &points);
    if (error) {
        read_fail(reader, error);
        return NULL;
    }
    if (points_out) {
        *points_out = points;
    }
    return copy(reader, string, size);
}

const char *read_as_name(struct reader *reader, const char *name)
{
    uint32_t hidden;
    enum pl_error error = *name ? pl_wire_check_name(name, strlen(name), &hidden) : PL_ERROR_VALUE;
    if (error) {
        read_fail(reader, error);
    }
    return read_copy(reader, name);
}

const char *read_name(struct reader *reader, const struct json *value)
{
    return is_a(reader, value, JSON_STRING) ? read_as_name(reader, json_string(value)) : NULL;
}

const char *read_copy(struct reader *reader, const char *string)
{
    return reader->error ? NULL : copy(reader, string, strlen(string));
}

struct pl_names read_names(struct reader *reader, const struct json *value)
{
    size_t count, i = 0;
    const struct json *list = read_list(reader, value, JSON_ARRAY, PL_NAMES_MAX, &count);
    struct pl_names read = {.given = list != NULL};
    const char **names = read_array(reader, count, sizeof *names);
    if (!names) {
        return read;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        names[i++] = read_name(reader, each);
    }
    read.names = names;
    read.count = count;
    return read;
}

const char *read_id(struct reader *reader, const struct json *value, bool (*valid)(const char *s))
{
    if (!is_a(reader, value, JSON_STRING)) {
        return NULL;
    }
    const char *id = json_string(value);
    if (!valid(id)) {
        read_fail(reader, PL_ERROR_ID);
        return NULL;
    }
    return copy(reader, id, strlen(id));
}

void read_by(struct reader *reader, const struct json *value, char by_out[PL_BY_LEN + 1])
{
    if (!is_a(reader, value, JSON_STRING)) {
        return;
    }
    if (pl_wire_is_by(json_string(value))) {
        memcpy(by_out, json_string(value), PL_BY_LEN + 1);
    } else {
        read_fail(reader, PL_ERROR_ID);
    }
}

size_t read_word(struct reader *reader, const struct json *value, const char *(*name)(int index))
{
    if (!is_a(reader, value, JSON_STRING)) {
        return 0;
    }
    for (int i = 0; name(i); i++) {
        if (strcmp(name(i), json_string(value)) == 0) {
            return (size_t)i;
        }
    }
    read_fail(reader, PL_ERROR_VALUE);
    return 0;
}

const struct json *read_at(const struct json *array, size_t i)
{
    const struct json *value = json_first(array);
    while (value && i-- > 0) {
        value = json_next(value);
    }
    return value;
}

void *read_array(struct reader *reader, size_t count, size_t each)
{
    if (count == 0 || reader->error) {
        return NULL;
    }
    void *array = arena_array(reader->arena, count, each);
    if (!array) {
        read_fail(reader, PL_ERROR_MEMORY);
    }
    return array;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void read_unique(struct reader *reader, const struct json *list, const void *first, size_t count,
                 size_t stride)
{
    if (reader->error || count < 2) {
        return;
    }
    reader->at = list;
    const char **strings = malloc(count * sizeof *strings);
    if (!strings) {
        read_fail(reader, PL_ERROR_MEMORY);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(&strings[i], (const char *)first + i * stride, sizeof *strings);
    }
    qsort(strings, count, sizeof *strings, compare);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(strings[i - 1], strings[i]) == 0) {
            read_fail(reader, PL_ERROR_DUPLICATE);
        }
    }
    free(strings);
}
