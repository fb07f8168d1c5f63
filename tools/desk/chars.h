/* What the reader asks of single characters, in the scripts that drafts are
 * written in. All text is valid UTF-8; sizes are bytes.
 */
#ifndef DESK_CHARS_H
#define DESK_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A loan of some bytes. */
struct span {
    const char *text;
    size_t size;
};

bool chars_valid(struct span text); /* UTF-8; of all that follow the text must be */

/* The code point at *at, which is before end; moves *at behind it. */
uint32_t chars_next(const char **at, const char *end);
size_t chars_points(const char *text, size_t size);

uint32_t chars_first(struct span text); /* 0 where it is empty */
uint32_t chars_last(struct span text);

bool chars_is_blank(uint32_t c);
bool chars_is_upper(uint32_t c);
bool chars_is_lower(uint32_t c);
bool chars_is_han(uint32_t c);      /* written without blanks: Han, kana, their signs */
bool chars_is_word(uint32_t c);     /* a letter or digit, of any script */
bool chars_ends_clause(uint32_t c); /* . ; : , ? ! and their like */

struct span chars_trim(struct span text);

/* The last character before closing quotes and brackets. */
uint32_t chars_last_inside(struct span text);

/* Letters that have a case are all capitals, and there are three at least. */
bool chars_all_capitals(struct span text);

/* ASCII capitals or not. */
bool chars_same(struct span text, const char *word);
bool chars_starts(struct span text, const char *word);

#endif
