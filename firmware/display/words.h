/* The wall's own words, in the language that it shows. A table is a value: the layout reads it and
 * asks no catalogue; catalogue.h fills the tables once. Patterns hold %1 and %2, which words_put
 * fills in: a translation is data and no format of printf. Counted words have a form for each
 * number, as the catalogue's plural rule has it. Pure.
 */
#ifndef DISPLAY_WORDS_H
#define DISPLAY_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plenary/document.h"

enum word {
    WORD_SPEAKERS,
    WORD_NEXT,
    WORD_FOR,
    WORD_POINT_OF_ORDER,
    WORD_REPLY,
    WORD_LEFT,
    WORD_PAUSED,
    WORD_LIST_CLOSED,
    WORD_TIMER,
    WORD_RETAIN,
    WORD_INSERT,
    WORD_DELETE,
    WORD_CLEAN_TEXT,
    WORD_ORIGINAL_TEXT,
    WORD_PROGRESS,
    WORD_AGREED_INFORMALLY,
    WORD_AGREED_AD_REF,
    WORD_PENDING,
    WORD_REOPENED,
    WORD_AGREED,
    WORD_DEFERRED,
    WORD_DELETED,
    WORD_TRANSLATION_FOLLOWS,
    WORD_ORIGINAL,
    WORD_NOT_LIVE_SINCE,
    WORD_NOT_LIVE,
    WORD_RECONNECTING,
    WORD_NO_ANSWER,
    WORD_NO_BEAT,
    WORD_LOST,
    WORD_BEHIND,
    WORD_UNREADABLE,
    WORD_DENIED,
    WORD_NO_DESK,
    WORD_DESK_CLOSED,
    WORD_DESK_CLOSED_AT,
    WORD_WAITING,
    WORD_ARABIC,
    WORD_CHINESE,
    WORD_ENGLISH,
    WORD_FRENCH,
    WORD_RUSSIAN,
    WORD_SPANISH,
    WORD_COUNT
};

enum counted_word {
    COUNTED_MORE,
    COUNTED_STATUS, /* and one for each status */
    COUNTED_COUNT = COUNTED_STATUS + PL_STATUS_COUNT
};

#define COUNTED_OF(status) ((enum counted_word)((int)COUNTED_STATUS + (int)(status)))

/* Plural rules ask for small numbers and for the last two digits: 0 .. 99 as they are, greater ones
 * as 100 and those two. Six forms: Arabic, which has the most. */
enum { WORD_FORMS = 6, WORD_NUMBERS = 200, WORD_LANGS = 6 };

struct words {
    const char *lang;
    const char *is[WORD_COUNT];
    const char *counted[COUNTED_COUNT][WORD_FORMS];
    uint8_t form[WORD_NUMBERS];
};

/* One table a language; the first is English. */
struct wordbook {
    struct words tables[WORD_LANGS];
    char *catalogues[WORD_LANGS]; /* what the tables lend; NULL: nothing */
    size_t count;
};

/* What the catalogues are asked for. */
const char *words_english(enum word word);
const char *words_english_counted(enum counted_word word, bool one);

const char *words_is(const struct words *words, enum word word);

/* For `lang` ("zh-hans" takes "zh"), else English; NULL book: English. */
const struct words *words_find(const struct wordbook *book, const char *lang);
const char *words_counted(const struct words *words, enum counted_word word, size_t number);

/* A status without its sign; "" for open. */
const char *words_status(const struct words *words, enum pl_status status);
/* What a language is called; the tag itself where that has no word. */
const char *words_language(const struct words *words, const char *lang);

/* Puts the pattern with its %1 and %2 (NULL: "") into size bytes, cut where it does not fit; the
 * bytes that stand there. */
size_t words_put(char *out, size_t size, const char *pattern, const char *one, const char *two);
/* The same of a counted word: %1 is the number. */
size_t words_put_counted(char *out, size_t size, const struct words *words, enum counted_word word,
                         size_t number);

#endif
