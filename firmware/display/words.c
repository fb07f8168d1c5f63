#include "display/words.h"

#include <stdio.h>
#include <string.h>

/* For xgettext (-kN_, --keyword=N_P:1,2), and for the test that every catalogue has them all. */
#define N_(text) text
#define N_P(one, many) {one, many}

static const char *const ENGLISH[WORD_COUNT] = {
    [WORD_SPEAKERS] = N_("Speakers"),
    [WORD_NEXT] = N_("Next: %1"),
    [WORD_FOR] = N_("for %1"),
    [WORD_POINT_OF_ORDER] = N_("point of order"),
    [WORD_REPLY] = N_("right of reply"),
    [WORD_LEFT] = N_("%1 left"),
    [WORD_PAUSED] = N_("paused"),
    [WORD_LIST_CLOSED] = N_("list closed"),
    [WORD_TIMER] = N_("Timer"),
    [WORD_RETAIN] = N_("retain:"),
    [WORD_INSERT] = N_("insert:"),
    [WORD_DELETE] = N_("delete:"),
    [WORD_CLEAN_TEXT] = N_("clean text"),
    [WORD_ORIGINAL_TEXT] = N_("original text"),
    [WORD_PROGRESS] = N_("✓ %1 of %2"),
    [WORD_AGREED_INFORMALLY] = N_("agreed in informals"),
    [WORD_AGREED_AD_REF] = N_("agreed ad ref"),
    [WORD_PENDING] = N_("pending"),
    [WORD_REOPENED] = N_("reopened"),
    [WORD_AGREED] = N_("agreed"),
    [WORD_DEFERRED] = N_("deferred"),
    [WORD_DELETED] = N_("deleted"),
    [WORD_TRANSLATION_FOLLOWS] = N_("translation follows"),
    [WORD_ORIGINAL] = N_("original: %1"),
    [WORD_NOT_LIVE_SINCE] = N_("Not live since %1 · %2"),
    [WORD_NOT_LIVE] = N_("Not live · %1"),
    [WORD_RECONNECTING] = N_("reconnecting"),
    [WORD_NO_ANSWER] = N_("no answer, reconnecting"),
    [WORD_NO_BEAT] = N_("the desk is not heard"),
    [WORD_LOST] = N_("the broker has lost this room"),
    [WORD_BEHIND] = N_("the broker holds an older state"),
    [WORD_UNREADABLE] = N_("part of the room cannot be read"),
    [WORD_DENIED] = N_("the chair does not see this screen"),
    [WORD_NO_DESK] = N_("%1 · no desk"),
    [WORD_DESK_CLOSED] = N_("desk “%1” closed"),
    [WORD_DESK_CLOSED_AT] = N_("desk “%1” closed %2"),
    [WORD_WAITING] = N_("Waiting for the meeting"),
    [WORD_ARABIC] = N_("Arabic"),
    [WORD_CHINESE] = N_("Chinese"),
    [WORD_ENGLISH] = N_("English"),
    [WORD_FRENCH] = N_("French"),
    [WORD_RUSSIAN] = N_("Russian"),
    [WORD_SPANISH] = N_("Spanish"),
};

static const char *const COUNTED[COUNTED_COUNT][2] = {
    [COUNTED_MORE] = N_P("+ %1 more", "+ %1 more"),
    [COUNTED_OF(PL_STATUS_OPEN)] = N_P("%1 open", "%1 open"),
    [COUNTED_OF(PL_STATUS_AGREED_INFORMALLY)] = N_P("%1 in informals", "%1 in informals"),
    [COUNTED_OF(PL_STATUS_AGREED_AD_REF)] = N_P("%1 ad ref", "%1 ad ref"),
    [COUNTED_OF(PL_STATUS_PENDING)] = N_P("%1 pending", "%1 pending"),
    [COUNTED_OF(PL_STATUS_REOPENED)] = N_P("%1 reopened", "%1 reopened"),
    [COUNTED_OF(PL_STATUS_AGREED)] = N_P("%1 agreed", "%1 agreed"),
    [COUNTED_OF(PL_STATUS_DEFERRED)] = N_P("%1 deferred", "%1 deferred"),
    [COUNTED_OF(PL_STATUS_DELETED)] = N_P("%1 deleted", "%1 deleted"),
};

const char *words_english(enum word word)
{
    return ENGLISH[word];
}

const char *words_english_counted(enum counted_word word, bool one)
{
    return COUNTED[word][one ? 0 : 1];
}

/* ---- finding ---- */

/* What stands where there is no book: the words themselves. */
static const struct words *without_book(void)
{
    static const struct words english = {.lang = "en"};
    return &english;
}

static bool is_lang(const char *tag, const char *lang)
{
    size_t n = strcspn(tag, "-");
    return strlen(lang) == n && strncmp(tag, lang, n) == 0;
}

const struct words *words_find(const struct wordbook *book, const char *lang)
{
    if (!book || book->count == 0) {
        return without_book();
    }
    for (size_t i = 0; lang && i < book->count; i++) {
        if (is_lang(lang, book->tables[i].lang)) {
            return &book->tables[i];
        }
    }
    return &book->tables[0];
}

const char *words_counted(const struct words *words, enum counted_word word, size_t number)
{
    size_t at = number < 100 ? number : 100 + number % 100;
    const char *form = words->counted[word][words->form[at] % WORD_FORMS];
    return form ? form : words_english_counted(word, number == 1);
}

const char *words_is(const struct words *words, enum word word)
{
    return words->is[word] ? words->is[word] : ENGLISH[word];
}

const char *words_status(const struct words *words, enum pl_status status)
{
    static const enum word of[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = WORD_COUNT,
        [PL_STATUS_AGREED_INFORMALLY] = WORD_AGREED_INFORMALLY,
        [PL_STATUS_AGREED_AD_REF] = WORD_AGREED_AD_REF,
        [PL_STATUS_PENDING] = WORD_PENDING,
        [PL_STATUS_REOPENED] = WORD_REOPENED,
        [PL_STATUS_AGREED] = WORD_AGREED,
        [PL_STATUS_DEFERRED] = WORD_DEFERRED,
        [PL_STATUS_DELETED] = WORD_DELETED,
    };
    return of[status] == WORD_COUNT ? "" : words_is(words, of[status]);
}

const char *words_language(const struct words *words, const char *lang)
{
    static const struct {
        const char *lang;
        enum word word;
    } names[] = {{"ar", WORD_ARABIC}, {"zh", WORD_CHINESE}, {"en", WORD_ENGLISH},
                 {"fr", WORD_FRENCH}, {"ru", WORD_RUSSIAN}, {"es", WORD_SPANISH}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_lang(lang, names[i].lang)) {
            return words_is(words, names[i].word);
        }
    }
    return lang;
}

/* ---- filling in ---- */

/* Whole characters only. */
static size_t put(char *out, size_t size, size_t at, const char *what, size_t bytes)
{
    size_t n = at + bytes < size ? bytes : size - at - 1;
    while (n < bytes && n > 0 && ((unsigned char)what[n] & 0xc0) == 0x80) {
        n--;
    }
    memcpy(out + at, what, n);
    return at + n;
}

size_t words_put(char *out, size_t size, const char *pattern, const char *one, const char *two)
{
    size_t at = 0;
    while (*pattern) {
        bool first = strncmp(pattern, "%1", 2) == 0;
        const char *what = first ? one : strncmp(pattern, "%2", 2) == 0 ? two : NULL;
        if (what) {
            at = put(out, size, at, what, strlen(what));
        }
        bool place = first || strncmp(pattern, "%2", 2) == 0;
        size_t n = place ? 0 : 1 + strcspn(pattern + 1, "%");
        at = put(out, size, at, pattern, n);
        pattern += place ? 2 : n;
    }
    out[at] = '\0';
    return at;
}

size_t words_put_counted(char *out, size_t size, const struct words *words, enum counted_word word,
                         size_t number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", number);
    return words_put(out, size, words_counted(words, word, number), digits, NULL);
}
