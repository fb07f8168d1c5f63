/* UTF-8 and Unicode normal form C; the only door to utf8proc. Validation and
 * counting are our own. Sizes are bytes, points are code points. Text of the
 * feed is UTF-8 in NFC without control characters, line separators, bidi
 * overrides and embeddings, and without piles of combining marks.
 */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdint.h>

#include "plenary/message.h"

bool utf8_valid(const char *bytes, size_t size);

/* Code points of valid UTF-8. */
size_t utf8_points(const char *bytes, size_t size);

/* The code point at *at, which is before end; moves *at behind it. Valid UTF-8 only. */
uint32_t utf8_next(const char **at, const char *end);

/* Columns of a terminal: 1, or 2 for a wide character; 0 for what is drawn on the character before;
 * -1 for what no terminal may be sent: controls, line separators, bidi overrides and embeddings.
 * What utf8_next makes of bytes that are not UTF-8 has 1. */
int utf8_columns(uint32_t point);

/* PL_OK, PL_ERROR_UTF8, PL_ERROR_TEXT or PL_ERROR_MEMORY. */
enum pl_error utf8_check_text(const char *bytes, size_t size, size_t *points_out);

/* See pl_wire_clean_text. */
enum pl_error utf8_clean_text(const char *bytes, size_t size, char **text_out);

/* The first character of valid UTF-8 that nobody sees, so that a name with it looks like another
 * one; 0: none. Joiners between letters of a script that is written with them are seen. */
uint32_t utf8_hidden(const char *bytes, size_t size);

/* Takes what utf8_hidden finds out of valid UTF-8, in place. */
void utf8_drop_hidden(char *text);

/* What a name has in common with all its spellings: without capitals, accents, vowel points,
 * joiners and shapes of apostrophes, dashes and blanks. For comparing only; malloc'd, NULL without
 * memory. Any bytes: where they are not UTF-8, a copy. */
char *utf8_fold(const char *text);

/* Are these two spellings of one name? */
bool utf8_same_name(const char *a, const char *b);

#endif
