/* One ordinal as people write it: digits of several scripts, letters, roman and
 * Chinese numerals, Arabic ordinal words.
 */
#ifndef DESK_ORDINAL_H
#define DESK_ORDINAL_H

#include "chars.h"

enum ordinal_kind { ORDINAL_NUMBER, ORDINAL_DECIMAL, ORDINAL_LETTER };

enum ordinal_script { /* with the case, where there is one */
                      ORDINAL_DIGITS = 1,
                      ORDINAL_HAN,
                      ORDINAL_LATIN_LOWER,
                      ORDINAL_LATIN_UPPER,
                      ORDINAL_CYRILLIC_LOWER,
                      ORDINAL_CYRILLIC_UPPER,
                      ORDINAL_ARABIC,
                      ORDINAL_ARABIC_WORD,
                      ORDINAL_ARABIC_NAME,
                      ORDINAL_SCRIPTS
};

struct ordinal {
    enum ordinal_kind kind;
    enum ordinal_script script;
    unsigned number, roman, first;
    unsigned depth; /* parts of a decimal */
    size_t size;
};

/* The ordinal that `text` begins with; it says nothing of what follows. */
bool ordinal_read(struct span text, struct ordinal *ordinal_out);

#endif
