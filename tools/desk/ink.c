#include "ink.h"

#include <stdlib.h>
#include <string.h>

enum { INK_FIRST = 256 };

static bool reserve(struct ink *ink, size_t size)
{
    bool fits = !ink->max || (ink->size <= ink->max && size <= ink->max - ink->size);
    if (ink->failed || !fits) {
        ink->failed = true;
        return false;
    }
    size_t need = ink->size + size + 1;
    if (need <= ink->capacity) {
        return true;
    }
    size_t capacity = need < INK_FIRST ? INK_FIRST : need * 2;
    char *grown = realloc(ink->bytes, capacity);
    if (!grown) {
        ink->failed = true;
        return false;
    }
    ink->bytes = grown;
    ink->capacity = capacity;
    return true;
}

void ink_put(struct ink *ink, const char *bytes, size_t size)
{
    if (reserve(ink, size)) {
        memcpy(ink->bytes + ink->size, bytes, size);
        ink->size += size;
        ink->bytes[ink->size] = '\0';
    }
}

void ink_text(struct ink *ink, const char *text)
{
    ink_put(ink, text, strlen(text));
}

void ink_repeat(struct ink *ink, char c, size_t count)
{
    if (reserve(ink, count)) {
        memset(ink->bytes + ink->size, c, count);
        ink->size += count;
        ink->bytes[ink->size] = '\0';
    }
}

void ink_finish(struct ink *ink)
{
    free(ink->bytes);
    *ink = (struct ink){0};
}
