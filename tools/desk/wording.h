/* The words of an item one by one, as people choose them: a word, a sign, a bracket, a comma; of
 * scripts without blanks a character. And the same words again when the item has changed. Pure.
 * Positions are code points of all runs joined.
 */
#ifndef DESK_WORDING_H
#define DESK_WORDING_H

#include <stdbool.h>
#include <stddef.h>

#include "plenary/document.h"

struct wording_token { /* end exclusive */
    size_t start, end;
};

/* In order, malloc'd; blanks belong to none, and none goes over the border of two runs. NULL
 * without memory or words. */
struct wording_token *wording_tokens(const struct pl_words *words, size_t *count_out);

/* Bytes of the first `points` code points of text; all of it where there are fewer. */
size_t wording_bytes(const char *text, size_t points);

/* Finds the code points start to end of `was` again in `is`: at their place where what is around
 * them has changed only on one side, else where the same words stand just once. False: nowhere. */
bool wording_follow(const char *was, const char *is, struct wording_token *span);
/* The same, but of several places it takes the nearest. */
bool wording_follow_near(const char *was, const char *is, struct wording_token *span);

#endif
