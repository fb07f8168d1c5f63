/* Which language a text is in: by its script, and in Latin letters by common words. */
#ifndef DESK_TONGUE_H
#define DESK_TONGUE_H

#include "chars.h"

struct tongue {
    size_t arabic, cyrillic, han, kana, hangul, latin, other, accents;
    size_t words[3]; /* common ones: English, French, Spanish */
};

void tongue_add(struct tongue *tongue, struct span text);

/* "en" for plain letters that tell nothing, "und" for anything else unknown. */
const char *tongue_guess(const struct tongue *tongue);

#endif
