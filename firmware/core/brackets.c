#include <string.h>

#include "plenary/document.h"

enum { NONE = PL_BRACKETS_MAX };

/* 1: one opens at `at`, -1: one closes, 0: neither. */
static int side_of(const char *utf8, size_t bytes, size_t at)
{
    static const char wide_open[] = "［", wide_close[] = "］";
    enum { WIDE = sizeof wide_open - 1 };
    if (utf8[at] == '[' || utf8[at] == ']') {
        return utf8[at] == '[' ? 1 : -1;
    }
    if (bytes - at < WIDE) {
        return 0;
    }
    bool opens = memcmp(utf8 + at, wide_open, WIDE) == 0;
    return opens ? 1 : memcmp(utf8 + at, wide_close, WIDE) == 0 ? -1 : 0;
}

/* All that open, those that are closed with where; SIZE_MAX: too many. */
static size_t match(const char *utf8, size_t bytes, struct pl_bracket *out)
{
    size_t round[PL_BRACKETS_MAX]; /* the open one that was open already */
    size_t count = 0, open = NONE;
    for (size_t at = 0; at < bytes; at++) {
        int side = side_of(utf8, bytes, at);
        if (side > 0) {
            if (count == PL_BRACKETS_MAX) {
                return SIZE_MAX;
            }
            out[count] = (struct pl_bracket){.open = at, .close = SIZE_MAX};
            round[count] = open;
            open = count++;
        } else if (side < 0 && open != NONE) {
            out[open].close = at;
            open = round[open];
        }
    }
    return count;
}

static size_t drop_unclosed(struct pl_bracket *out, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (out[i].close != SIZE_MAX) {
            out[kept++] = out[i];
        }
    }
    return kept;
}

static void nest(struct pl_bracket *out, size_t count)
{
    size_t round[PL_BRACKETS_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        size_t outer = i > 0 ? i - 1 : NONE;
        while (outer != NONE && out[outer].close < out[i].open) {
            outer = round[outer];
        }
        round[i] = outer;
        out[i].depth = outer == NONE ? 0 : out[outer].depth + 1;
    }
    for (size_t i = count; i-- > 0;) {
        struct pl_bracket *outer = round[i] == NONE ? NULL : &out[round[i]];
        if (outer && outer->inside <= out[i].inside) {
            outer->inside = out[i].inside + 1;
        }
    }
}

size_t pl_brackets_find(const char *utf8, size_t bytes, struct pl_bracket out[PL_BRACKETS_MAX])
{
    size_t count = match(utf8, bytes, out);
    if (count == SIZE_MAX) {
        return 0;
    }
    count = drop_unclosed(out, count);
    nest(out, count);
    return count;
}
