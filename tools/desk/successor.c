#include "successor.h"

#include <stdio.h>
#include <string.h>

static const char *const series[] = {"bis",    "ter",      "quater",   "quinquies",
                                     "sexies", "septies",  "octies",   "novies",
                                     "decies", "undecies", "duodecies"};

enum { SERIES = sizeof series / sizeof *series, ALTERNATIVES = 99 };

/* The last word of `size` bytes is one of the series, or "alt". */
static bool is_suffix(const char *word, size_t size)
{
    for (size_t i = 0; i < SERIES; i++) {
        if (strlen(series[i]) == size && strncmp(series[i], word, size) == 0) {
            return true;
        }
    }
    return size == 3 && strncmp(word, "alt", size) == 0;
}

static bool is_number(const char *word, size_t size)
{
    return size > 0 && strspn(word, "0123456789") >= size;
}

/* Bytes before the last word and its blank; size where there is no blank. */
static size_t before_last(const char *label, size_t size)
{
    size_t at = size;
    while (at > 0 && label[at - 1] != ' ') {
        at--;
    }
    return at > 0 ? at - 1 : size;
}

size_t successor_base(const char *label)
{
    size_t size = strlen(label);
    size_t cut = before_last(label, size);
    if (cut == size) {
        return size;
    }
    if (is_suffix(label + cut + 1, size - cut - 1)) {
        return cut;
    }
    size_t second = before_last(label, cut);
    bool numbered = is_number(label + cut + 1, size - cut - 1) && second < cut &&
                    cut - second == 4 && strncmp(label + second + 1, "alt", 3) == 0;
    return numbered ? second : size;
}

static bool write_one(char *out, size_t size, const char *label, bool alt, size_t index)
{
    int base = (int)successor_base(label);
    int used = !alt         ? snprintf(out, size, "%.*s %s", base, label, series[index])
               : index == 0 ? snprintf(out, size, "%.*s alt", base, label)
                            : snprintf(out, size, "%.*s alt %zu", base, label, index + 1);
    return used > 0 && (size_t)used < size;
}

bool successor_next(const char *label, bool alt, bool (*is_taken)(void *context, const char *label),
                    void *context, char *out, size_t size)
{
    for (size_t i = 0; i < (alt ? (size_t)ALTERNATIVES : (size_t)SERIES); i++) {
        if (!write_one(out, size, label, alt, i)) {
            return false;
        }
        if (!is_taken(context, out)) {
            return true;
        }
    }
    return false;
}
