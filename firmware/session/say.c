#define _GNU_SOURCE
#include "session/say.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

static void put_clean(FILE *to, const char *text)
{
    const char *end = text + strlen(text);
    while (text < end) {
        const char *start = text;
        uint32_t point = utf8_next(&text, end);
        bool last = point == '\n' && text == end;
        if (last || (point <= 0x10FFFF && utf8_columns(point) >= 0)) {
            fwrite(start, 1, (size_t)(text - start), to);
        } else {
            fputc('?', to);
        }
    }
}

void say_list(FILE *to, const char *format, va_list args)
{
    char *text = NULL;
    if (vasprintf(&text, format, args) >= 0) {
        put_clean(to, text);
        free(text);
    }
}

void say_to(FILE *to, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say_list(to, format, args);
    va_end(args);
}
