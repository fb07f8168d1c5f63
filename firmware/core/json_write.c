#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

enum { WRITER_START = 512 };

void json_writer_init(struct json_writer *writer, size_t max)
{
    *writer = (struct json_writer){.max = max, .fresh = true};
}

/* Room for so many bytes and the NUL at the end. */
static bool reserve(struct json_writer *writer, size_t bytes)
{
    if (writer->error) {
        return false;
    }
    if (bytes > writer->max - writer->size) {
        writer->error = PL_ERROR_SIZE;
        return false;
    }
    size_t need = writer->size + bytes + 1;
    if (need <= writer->capacity) {
        return true;
    }
    size_t capacity = need < WRITER_START ? WRITER_START : need * 2;
    char *grown = realloc(writer->bytes, capacity);
    if (!grown) {
        writer->error = PL_ERROR_MEMORY;
        return false;
    }
    writer->bytes = grown;
    writer->capacity = capacity;
    return true;
}

static void put(struct json_writer *writer, const char *bytes, size_t size)
{
    if (!reserve(writer, size)) {
        return;
    }
    memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void begin_value(struct json_writer *writer)
{
    if (!writer->fresh) {
        put(writer, ",", 1);
    }
    writer->fresh = false;
}

void json_open(struct json_writer *writer, char bracket)
{
    begin_value(writer);
    put(writer, &bracket, 1);
    writer->fresh = true;
}

void json_close(struct json_writer *writer, char bracket)
{
    put(writer, &bracket, 1);
    writer->fresh = false;
}

static void put_escaped(struct json_writer *writer, unsigned char c)
{
    char escape[8];
    if (c == '"' || c == '\\') {
        snprintf(escape, sizeof escape, "\\%c", c);
    } else {
        snprintf(escape, sizeof escape, "\\u%04x", c);
    }
    put(writer, escape, strlen(escape));
}

void json_put_string(struct json_writer *writer, const char *value)
{
    begin_value(writer);
    put(writer, "\"", 1);
    const char *start = value;
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        put(writer, start, (size_t)(value - start));
        put_escaped(writer, c);
        start = value + 1;
    }
    put(writer, start, (size_t)(value - start));
    put(writer, "\"", 1);
}

void json_key(struct json_writer *writer, const char *name)
{
    json_put_string(writer, name);
    put(writer, ":", 1);
    writer->fresh = true;
}

static void put_literal(struct json_writer *writer, const char *literal)
{
    begin_value(writer);
    put(writer, literal, strlen(literal));
}

void json_put_int(struct json_writer *writer, int64_t value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    put_literal(writer, digits);
}

void json_put_bool(struct json_writer *writer, bool value)
{
    put_literal(writer, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer)
{
    put_literal(writer, "null");
}

enum pl_error json_writer_finish(struct json_writer *writer, char **bytes_out, size_t *size_out)
{
    reserve(writer, 0);
    *bytes_out = NULL;
    *size_out = 0;
    if (writer->error) {
        free(writer->bytes);
    } else {
        writer->bytes[writer->size] = '\0';
        *bytes_out = writer->bytes;
        *size_out = writer->size;
    }
    writer->bytes = NULL;
    return writer->error;
}
