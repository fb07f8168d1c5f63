#include "markdown.h"

#include <string.h>

enum { EMPHASIS_MAX = 1000 }; /* bytes; a bound on the work, too */

/* No letter or digit stands before `at`, or at it. */
static bool is_edge_before(const char *text, size_t at)
{
    return !chars_is_word(chars_last((struct span){text, at}));
}

static bool is_edge(const char *text, size_t size, size_t at)
{
    return at >= size || !chars_is_word(chars_first((struct span){text + at, size - at}));
}

static bool is_solid(const char *text, size_t size, size_t at)
{
    return at < size && text[at] != ' ' && text[at] != '*' && text[at] != '_' && text[at] != '`';
}

static bool is_run(const char *text, size_t size, size_t at, const char *sign, size_t length)
{
    return at + length <= size && memcmp(text + at, sign, length) == 0 &&
           (at + length == size || text[at + length] != *sign) &&
           (at == 0 || text[at - 1] != *sign);
}

/* Where the emphasis opened before `from` closes; `size`: not near. */
static size_t find_close(const char *text, size_t size, size_t from, const char *sign,
                         size_t length)
{
    for (size_t at = from + 1; at < size && at < from + EMPHASIS_MAX; at++) {
        if (is_run(text, size, at, sign, length) && is_solid(text, size, at - 1) &&
            is_edge(text, size, at + length)) {
            return at;
        }
    }
    return size;
}

static size_t drop_zeros(char *text, size_t size)
{
    size_t written = 0;
    for (size_t i = 0; i < size; i++) {
        text[written] = text[i];
        written += text[i] != '\0';
    }
    return written;
}

/* Both signs of a pair go; one without its partner stays. */
static void drop_emphasis(char *text, size_t *size, const char *sign)
{
    size_t length = strlen(sign), left = *size;
    for (size_t at = 0; at < left; at++) {
        bool opens = is_run(text, left, at, sign, length) && is_edge_before(text, at) &&
                     is_solid(text, left, at + length);
        size_t close = opens ? find_close(text, left, at + length, sign, length) : left;
        if (close < left) {
            memset(text + close, 0, length);
            memset(text + at, 0, length);
        }
    }
    *size = drop_zeros(text, left);
}

static const char escaped[] = "\\`*_{}[]()#+-.!~<>|\"'$=";
enum { HELD_LOW = 8, HELD_SKIPPED = 5 }; /* 9 to 13 are blanks */
_Static_assert(sizeof escaped - 1 + HELD_SKIPPED < ' ', "a control character for each");

static char held(size_t index)
{
    return (char)(index < HELD_LOW ? index + 1 : index + 1 + HELD_SKIPPED);
}

/* The source was rid of control characters before. */
static void hold_escapes(char *text, size_t *size)
{
    size_t written = 0;
    for (size_t i = 0; i < *size; i++) {
        const char *sign = text[i] == '\\' && i + 1 < *size ? strchr(escaped, text[i + 1]) : NULL;
        text[written++] = sign ? held((size_t)(sign - escaped)) : text[i];
        i += sign != NULL;
    }
    *size = written;
}

char markdown_letter(char c)
{
    size_t index = c > HELD_LOW ? (size_t)c - 1 - HELD_SKIPPED : (size_t)c - 1;
    bool is_held = c > 0 && (c <= HELD_LOW || c > HELD_LOW + HELD_SKIPPED);
    return is_held && index < sizeof escaped - 1 ? escaped[index] : c;
}

char *markdown_copy(struct job *job, struct span text)
{
    char *copy = job_copy(job, text.text, text.size);
    for (size_t i = 0; copy && i < text.size; i++) {
        copy[i] = markdown_letter(copy[i]);
    }
    return copy;
}

bool markdown_strip(struct job *job, struct span *text)
{
    static const char *const signs[] = {"***", "**", "*", "__", "_", "`"};
    char *copy = job_copy(job, text->text, text->size);
    if (!copy) {
        return false;
    }
    size_t size = text->size;
    hold_escapes(copy, &size);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        drop_emphasis(copy, &size, signs[i]);
    }
    *text = (struct span){copy, size};
    return true;
}
