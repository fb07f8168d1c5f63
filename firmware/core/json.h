/* JSON as the feed has it: strict reading into a tree, and a writer. The only
 * door to cJSON. What json_parse accepts is one value of RFC 8259 in UTF-8, no
 * member twice, no nesting beyond PL_JSON_DEPTH, no number but plain integers
 * within ±PL_INT_MAX, no NUL in a string. Readers of the tree accept NULL and
 * then answer NULL, so that a missing member needs no branch. Names are
 * compared exactly.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plenary/message.h"

struct json;

enum json_type {
    JSON_NONE,
    JSON_NULL,
    JSON_BOOL,
    JSON_INT,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_REAL /* only where fractions are taken; its value is not given */
};

/* The tree is the caller's: json_destroy. */
enum pl_error json_parse(const char *bytes, size_t size, struct json **tree_out);

/* What other programs write: deeper, and with numbers such as 0.5. All else is as strict. */
enum { JSON_DEPTH_MAX = 512 };
struct json_rules {
    unsigned depth; /* nesting, at most JSON_DEPTH_MAX */
    bool fractions;
};
enum pl_error json_parse_as(const char *bytes, size_t size, const struct json_rules *rules,
                            struct json **tree_out);
void json_destroy(struct json *tree);

enum json_type json_type(const struct json *value); /* NULL: JSON_NONE */
const struct json *json_member(const struct json *object, const char *name);
const struct json *json_first(const struct json *list); /* of an array or object */
const struct json *json_next(const struct json *entry);
size_t json_count(const struct json *list);
const char *json_name(const struct json *member);  /* in an object */
const char *json_string(const struct json *value); /* of a JSON_STRING */
int64_t json_int(const struct json *value);        /* of a JSON_INT */
bool json_bool(const struct json *value);          /* of a JSON_BOOL */

/* The first pass alone: all of the above but members that stand twice. */
enum pl_error json_scan(const char *bytes, size_t size);
/* The same; fault_out: how many bytes had been read where it fails. */
enum pl_error json_scan_to(const char *bytes, size_t size, size_t *fault_out);
enum pl_error json_scan_as(const char *bytes, size_t size, const struct json_rules *rules);

/* Writes minimal JSON in the order of the calls. The first error stays, and later calls do
 * nothing: PL_ERROR_MEMORY, or PL_ERROR_SIZE beyond `max` bytes. */
struct json_writer {
    char *bytes;
    size_t size, capacity, max;
    enum pl_error error;
    bool fresh; /* no comma is due */
};

void json_writer_init(struct json_writer *writer, size_t max);
void json_open(struct json_writer *writer, char bracket); /* '{' or '[' */
void json_close(struct json_writer *writer, char bracket);
void json_key(struct json_writer *writer, const char *name);
void json_put_string(struct json_writer *writer, const char *value);
void json_put_int(struct json_writer *writer, int64_t value);
void json_put_bool(struct json_writer *writer, bool value);
void json_put_null(struct json_writer *writer);

/* Ends writing. PL_OK: the bytes, NUL-terminated, are the caller's to free. */
enum pl_error json_writer_finish(struct json_writer *writer, char **bytes_out, size_t *size_out);

#endif
