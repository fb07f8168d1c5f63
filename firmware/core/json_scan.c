/* The first pass over JSON: checks every byte before a tree is built, without
 * recursion and without memory. cJSON accepts far more than JSON. */
#include <string.h>

#include "json.h"
#include "utf8.h"

enum { DEPTH_BITS = 64, NUMBER_BYTES = 60 }; /* cJSON copies a number into 64 bytes */

struct scan {
    const char *at, *end;
    struct json_rules rules;
    unsigned depth;
    /* bit n: the bracket at depth n is an object's */
    uint64_t objects[JSON_DEPTH_MAX / DEPTH_BITS + 1];
};

static const struct json_rules feed_rules = {.depth = PL_JSON_DEPTH};
_Static_assert((int)PL_JSON_DEPTH <= (int)JSON_DEPTH_MAX, "one bit for each depth");

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t')) {
        scan->at++;
    }
}

static bool next_is(const struct scan *scan, char c)
{
    return scan->at < scan->end && *scan->at == c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Four hexadecimal digits at p; -1 where they are not. */
static int32_t hex4(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        if (is_digit(c)) {
            value = value * 16 + (c - '0');
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            value = value * 16 + ((c | 0x20) - 'a' + 10);
        } else {
            return -1;
        }
    }
    return value;
}

/* Behind "\u". A NUL would cut the string short in C; half a surrogate pair is no UTF-8. */
static enum pl_error scan_unicode(struct scan *scan)
{
    int32_t unit = hex4(scan->at, scan->end);
    if (unit < 0) {
        return PL_ERROR_JSON;
    }
    if (unit == 0) {
        return PL_ERROR_TEXT;
    }
    scan->at += 4;
    if (unit < 0xD800 || unit > 0xDFFF) {
        return PL_OK;
    }
    if (unit > 0xDBFF || scan->end - scan->at < 6 || scan->at[0] != '\\' || scan->at[1] != 'u') {
        return PL_ERROR_UTF8;
    }
    int32_t low = hex4(scan->at + 2, scan->end);
    if (low < 0xDC00 || low > 0xDFFF) {
        return PL_ERROR_UTF8;
    }
    scan->at += 6;
    return PL_OK;
}

/* Behind a backslash. */
static enum pl_error scan_escape(struct scan *scan)
{
    if (scan->at == scan->end) {
        return PL_ERROR_JSON;
    }
    char c = *scan->at++;
    if (c == 'u') {
        return scan_unicode(scan);
    }
    return c != '\0' && strchr("\"\\/bfnrt", c) ? PL_OK : PL_ERROR_JSON;
}

#define EACH_BYTE(b) (0x0101010101010101ull * (b))

/* Is one of the eight bytes below `n`, which is at most 0x80? */
static bool some_below(uint64_t word, uint64_t n)
{
    return ((word - EACH_BYTE(n)) & ~word & EACH_BYTE(0x80)) != 0;
}

/* To the quote, backslash or control character that comes next. */
static const char *skip_ordinary(const char *at, const char *end)
{
    uint64_t word;
    for (; end - at >= (ptrdiff_t)sizeof word; at += sizeof word) {
        memcpy(&word, at, sizeof word);
        if (some_below(word, 0x20) || some_below(word ^ EACH_BYTE('"'), 1) ||
            some_below(word ^ EACH_BYTE('\\'), 1)) {
            break;
        }
    }
    while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) {
        at++;
    }
    return at;
}

static enum pl_error scan_string(struct scan *scan)
{
    const char *at = scan->at + 1, *end = scan->end;
    for (;;) {
        at = skip_ordinary(at, end);
        scan->at = at + 1;
        if (at == end || (unsigned char)*at < 0x20) {
            return PL_ERROR_JSON;
        }
        if (*at == '"') {
            return PL_OK;
        }
        enum pl_error error = scan_escape(scan);
        if (error) {
            return error;
        }
        at = scan->at;
    }
}

static size_t skip_digits(struct scan *scan)
{
    const char *from = scan->at;
    while (scan->at < scan->end && is_digit(*scan->at)) {
        scan->at++;
    }
    return (size_t)(scan->at - from);
}

/* Behind the digits before it; `first` is where they began. */
static enum pl_error scan_fraction(struct scan *scan, const char *first)
{
    if (next_is(scan, '.')) {
        scan->at++;
        if (skip_digits(scan) == 0) {
            return PL_ERROR_NUMBER;
        }
    }
    if (next_is(scan, 'e') || next_is(scan, 'E')) {
        scan->at++;
        scan->at += next_is(scan, '+') || next_is(scan, '-');
        if (skip_digits(scan) == 0) {
            return PL_ERROR_NUMBER;
        }
    }
    return scan->at - first > NUMBER_BYTES ? PL_ERROR_RANGE : PL_OK;
}

static enum pl_error scan_number(struct scan *scan)
{
    bool negative = next_is(scan, '-');
    if (negative) {
        scan->at++;
    }
    const char *first = scan->at;
    int64_t value = 0;
    for (; scan->at < scan->end && is_digit(*scan->at); scan->at++) {
        if (value <= PL_INT_MAX) {
            value = value * 10 + (*scan->at - '0');
        }
    }
    ptrdiff_t digits = scan->at - first;
    bool fraction = next_is(scan, '.') || next_is(scan, 'e') || next_is(scan, 'E');
    bool bad_zero = digits > 0 && *first == '0' && (digits > 1 || (negative && !fraction));
    if (digits == 0 || bad_zero) {
        return PL_ERROR_NUMBER;
    }
    if (fraction) {
        return scan->rules.fractions ? scan_fraction(scan, first) : PL_ERROR_NUMBER;
    }
    return value > PL_INT_MAX ? PL_ERROR_RANGE : PL_OK;
}

static enum pl_error scan_literal(struct scan *scan, const char *literal)
{
    size_t length = strlen(literal);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, literal, length) != 0) {
        return PL_ERROR_JSON;
    }
    scan->at += length;
    return PL_OK;
}

/* "name": with what follows it left to read. */
static enum pl_error scan_key(struct scan *scan)
{
    skip_blanks(scan);
    if (!next_is(scan, '"')) {
        return PL_ERROR_JSON;
    }
    enum pl_error error = scan_string(scan);
    if (error) {
        return error;
    }
    skip_blanks(scan);
    if (!next_is(scan, ':')) {
        return PL_ERROR_JSON;
    }
    scan->at++;
    return PL_OK;
}

static bool in_object(const struct scan *scan)
{
    return scan->objects[scan->depth / DEPTH_BITS] >> scan->depth % DEPTH_BITS & 1u;
}

static char closing(const struct scan *scan)
{
    return in_object(scan) ? '}' : ']';
}

/* Past an opening bracket and, in an object, the first key. *value_out: was there a value
 * (an empty list is one), or is one to be read next? */
static enum pl_error scan_open(struct scan *scan, bool *value_out)
{
    bool object = *scan->at++ == '{';
    if (++scan->depth > scan->rules.depth) {
        return PL_ERROR_DEPTH;
    }
    uint64_t *word = &scan->objects[scan->depth / DEPTH_BITS];
    uint64_t bit = UINT64_C(1) << scan->depth % DEPTH_BITS;
    *word = object ? *word | bit : *word & ~bit;
    skip_blanks(scan);
    *value_out = next_is(scan, closing(scan));
    if (*value_out) {
        scan->at++;
        scan->depth--;
        return PL_OK;
    }
    return object ? scan_key(scan) : PL_OK;
}

static enum pl_error scan_value(struct scan *scan, bool *value_out)
{
    skip_blanks(scan);
    *value_out = true;
    if (scan->at == scan->end) {
        return PL_ERROR_JSON;
    }
    switch (*scan->at) {
    case '{':
    case '[':
        return scan_open(scan, value_out);
    case '"':
        return scan_string(scan);
    case 't':
        return scan_literal(scan, "true");
    case 'f':
        return scan_literal(scan, "false");
    case 'n':
        return scan_literal(scan, "null");
    default:
        return *scan->at == '-' || is_digit(*scan->at) ? scan_number(scan) : PL_ERROR_JSON;
    }
}

/* Behind a value: past the brackets that close and the comma that announces another. */
static enum pl_error scan_after(struct scan *scan)
{
    while (scan->depth > 0) {
        skip_blanks(scan);
        if (next_is(scan, ',')) {
            scan->at++;
            return in_object(scan) ? scan_key(scan) : PL_OK;
        }
        if (!next_is(scan, closing(scan))) {
            return PL_ERROR_JSON;
        }
        scan->at++;
        scan->depth--;
    }
    return PL_OK;
}

static enum pl_error scan_whole(struct scan *scan)
{
    enum pl_error error = PL_OK;
    do {
        bool value = false;
        while (!error && !value) {
            error = scan_value(scan, &value);
        }
        if (!error) {
            error = scan_after(scan);
        }
    } while (!error && scan->depth > 0);
    if (error) {
        return error;
    }
    skip_blanks(scan);
    return scan->at == scan->end ? PL_OK : PL_ERROR_JSON;
}

/* Where the first line begins that is not UTF-8. */
static size_t utf8_fault(const char *bytes, size_t size)
{
    size_t from = 0;
    for (;;) {
        const char *feed = memchr(bytes + from, '\n', size - from);
        size_t line = feed ? (size_t)(feed - bytes) + 1 - from : size - from;
        if (!feed || !utf8_valid(bytes + from, line)) {
            return from;
        }
        from += line;
    }
}

static enum pl_error scan_bytes(const char *bytes, size_t size, struct json_rules rules,
                                size_t *fault_out)
{
    struct scan scan = {.at = bytes, .end = bytes + size, .rules = rules};
    if (!utf8_valid(bytes, size)) {
        *fault_out = utf8_fault(bytes, size);
        return PL_ERROR_UTF8;
    }
    enum pl_error error = scan_whole(&scan);
    *fault_out = scan.at < scan.end ? (size_t)(scan.at - bytes) : size;
    return error;
}

enum pl_error json_scan_to(const char *bytes, size_t size, size_t *fault_out)
{
    return scan_bytes(bytes, size, feed_rules, fault_out);
}

enum pl_error json_scan(const char *bytes, size_t size)
{
    size_t fault;
    return scan_bytes(bytes, size, feed_rules, &fault);
}

enum pl_error json_scan_as(const char *bytes, size_t size, const struct json_rules *rules)
{
    size_t fault;
    struct json_rules held = *rules;
    held.depth = held.depth < JSON_DEPTH_MAX ? held.depth : JSON_DEPTH_MAX;
    return scan_bytes(bytes, size, held, &fault);
}
