#include "tongue.h"

#include <string.h>

enum { WORD_MAX = 12 };

/* Blanks at both ends of each, for the search. */
static const char *const common[] = {
    " the of and to in that is for with by be are shall on this which their as its should ",
    " le la les des et de du en un une dans pour que qui sur au aux par nous ce leur avec ",
    " el la los las y de del en que un una para con por se su sus al lo como nosotros ",
};

static void count_word(struct tongue *tongue, const char *word, size_t size)
{
    char padded[WORD_MAX + 3] = " ";
    if (size == 0 || size > WORD_MAX) {
        return;
    }
    for (size_t i = 0; i < size; i++) {
        padded[i + 1] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] - 'A' + 'a') : word[i];
    }
    padded[size + 1] = ' ';
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        tongue->words[i] += strstr(common[i], padded) != NULL;
    }
}

static void count_letter(struct tongue *tongue, uint32_t c)
{
    if (c < 0x250) {
        tongue->latin++;
        tongue->accents += c >= 0x80;
    } else if (c >= 0x400 && c <= 0x52F) {
        tongue->cyrillic++;
    } else if ((c >= 0x600 && c <= 0x77F) || (c >= 0xFB50 && c <= 0xFEFC)) {
        tongue->arabic++;
    } else if (c >= 0x3041 && c <= 0x30FF) {
        tongue->kana++;
    } else if (c >= 0xAC00 && c <= 0xD7A3) {
        tongue->hangul++;
    } else if (chars_is_han(c)) {
        tongue->han += 2; /* one says as much as several letters */
    } else {
        tongue->other++;
    }
}

void tongue_add(struct tongue *tongue, struct span text)
{
    const char *at = text.text, *end = text.text + text.size, *word = at;
    while (at < end) {
        const char *start = at;
        uint32_t c = chars_next(&at, end);
        if (!chars_is_word(c)) {
            count_word(tongue, word, (size_t)(start - word));
            word = at;
        } else if (!(c >= '0' && c <= '9')) {
            count_letter(tongue, c);
        }
    }
    count_word(tongue, word, (size_t)(end - word));
}

static const char *guess_latin(const struct tongue *tongue)
{
    static const char *const names[] = {"en", "fr", "es"};
    size_t best = 0;
    for (size_t i = 1; i < 3; i++) {
        best = tongue->words[i] > tongue->words[best] ? i : best;
    }
    if (tongue->words[best] > 0) {
        return names[best];
    }
    return tongue->accents > 0 ? "und" : "en";
}

const char *tongue_guess(const struct tongue *tongue)
{
    const struct {
        size_t count;
        const char *name; /* NULL: Latin letters */
    } scripts[] = {
        {tongue->latin, NULL}, {tongue->arabic, "ar"}, {tongue->cyrillic, "ru"},
        {tongue->han, "zh"},   {tongue->hangul, "ko"}, {tongue->other, "und"},
    };
    size_t best = 0;
    for (size_t i = 1; i < sizeof scripts / sizeof *scripts; i++) {
        best = scripts[i].count > scripts[best].count ? i : best;
    }
    if (tongue->kana * 4 > tongue->han && tongue->kana * 2 + tongue->han > scripts[best].count) {
        return "ja";
    }
    if (scripts[best].count == 0) {
        return "und";
    }
    return scripts[best].name ? scripts[best].name : guess_latin(tongue);
}
