#define _GNU_SOURCE
#include "wording.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"

/* ---- tokens ---- */

enum kind { KIND_NONE, KIND_WORD, KIND_ALONE };

/* Belongs to the character before it: combining marks, joiners, variation selectors. */
static bool leans(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5bd) ||
           (c >= 0x610 && c <= 0x61a) || (c >= 0x64b && c <= 0x65f) || c == 0x670 || c == 0xad ||
           (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
           (c >= 0x200b && c <= 0x200d) || c == 0x2060 || (c >= 0x20d0 && c <= 0x20ff) ||
           (c >= 0x302a && c <= 0x302f) || c == 0x3099 || c == 0x309a ||
           (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xfe20 && c <= 0xfe2f);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* Between two parts of one word: "co-operation", "women's", "2,000". */
static bool joins(uint32_t before, uint32_t c, uint32_t behind)
{
    if (c == '.' || c == ',') {
        return is_digit(before) && is_digit(behind);
    }
    return (c == '-' || c == '\'' || c == 0x2019 || c == 0x2010 || c == 0x2011) &&
           chars_is_word(before) && chars_is_word(behind) && !chars_is_han(behind);
}

struct reading {
    struct wording_token *tokens;
    size_t count;
    enum kind open; /* what the last token is, where the next character may still join it */
    uint32_t last;
};

static void begin(struct reading *reading, size_t at, enum kind kind)
{
    reading->tokens[reading->count++] = (struct wording_token){at, at + 1};
    reading->open = kind;
}

static void read_point(struct reading *reading, uint32_t c, uint32_t next, size_t at)
{
    bool word = chars_is_word(c) && !chars_is_han(c);
    bool on = reading->open == KIND_WORD && (word || joins(reading->last, c, next));
    if (chars_is_blank(c)) {
        reading->open = KIND_NONE;
    } else if (on || (reading->open != KIND_NONE && leans(c))) {
        reading->tokens[reading->count - 1].end = at + 1;
    } else {
        begin(reading, at, word ? KIND_WORD : KIND_ALONE);
    }
    reading->last = leans(c) ? reading->last : c;
}

static void read_run(struct reading *reading, const struct pl_run *run, size_t start)
{
    const char *at = run->t;
    const char *end = run->t + run->bytes;
    reading->open = KIND_NONE;
    for (size_t point = start; at < end; point++) {
        uint32_t c = chars_next(&at, end);
        const char *ahead = at;
        read_point(reading, c, at < end ? chars_next(&ahead, end) : 0, point);
    }
}

struct wording_token *wording_tokens(const struct pl_words *words, size_t *count_out)
{
    struct reading reading = {.tokens = calloc(words->points + 1, sizeof *reading.tokens)};
    size_t start = 0;
    for (size_t i = 0; reading.tokens && i < words->run_count; i++) {
        read_run(&reading, &words->runs[i], start);
        start += words->runs[i].points;
    }
    *count_out = reading.count;
    if (reading.count == 0) {
        free(reading.tokens);
        return NULL;
    }
    return reading.tokens;
}

/* ---- following ---- */

static bool continues(char c)
{
    return ((unsigned char)c & 0xc0u) == 0x80;
}

size_t wording_bytes(const char *text, size_t points)
{
    size_t at = 0;
    while (text[at] && points > 0) {
        at++;
        while (continues(text[at])) {
            at++;
        }
        points--;
    }
    return at;
}

static size_t same_before(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] && a[same] == b[same]) {
        same++;
    }
    while (same > 0 && continues(a[same])) {
        same--;
    }
    return same;
}

static size_t same_behind(const char *a, const char *b, size_t a_bytes, size_t b_bytes)
{
    size_t same = 0;
    while (same < a_bytes && same < b_bytes && a[a_bytes - same - 1] == b[b_bytes - same - 1]) {
        same++;
    }
    while (same > 0 && continues(a[a_bytes - same])) {
        same--;
    }
    return same;
}

static size_t apart(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* The place of `words` in `text` nearest to byte `near`; how often they stand there. */
static size_t find_near(const char *text, const char *words, size_t bytes, size_t near,
                        size_t *at_out)
{
    size_t found = 0;
    size_t size = strlen(text);
    const char *at = text;
    while (bytes > 0 && (at = memmem(at, size - (size_t)(at - text), words, bytes)) != NULL) {
        size_t byte = (size_t)(at - text);
        *at_out = found == 0 || apart(byte, near) < apart(*at_out, near) ? byte : *at_out;
        found++;
        at++;
    }
    return found;
}

static bool follow(const char *was, const char *is, struct wording_token *span, bool near)
{
    size_t was_bytes = strlen(was);
    size_t is_bytes = strlen(is);
    size_t from = wording_bytes(was, span->start);
    size_t to = wording_bytes(was, span->end);
    size_t at = from;
    if (to > same_before(was, is)) {
        if (from >= was_bytes - same_behind(was, is, was_bytes, is_bytes)) {
            at = is_bytes - (was_bytes - from);
        } else {
            size_t found = find_near(is, was + from, to - from, from, &at);
            if (found == 0 || (found > 1 && !near)) {
                return false;
            }
        }
    }
    size_t points = span->end - span->start;
    span->start = chars_points(is, at);
    span->end = span->start + points;
    return true;
}

bool wording_follow(const char *was, const char *is, struct wording_token *span)
{
    return follow(was, is, span, false);
}

bool wording_follow_near(const char *was, const char *is, struct wording_token *span)
{
    return follow(was, is, span, true);
}
