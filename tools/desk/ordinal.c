#include "ordinal.h"

#include <string.h>

enum { DIGITS_MAX = 4, LETTERS_MAX = 8 };

static int digit_value(uint32_t c)
{
    static const uint32_t zeros[] = {'0', 0x660, 0x6F0, 0x966, 0xFF10};
    for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++) {
        if (c >= zeros[i] && c < zeros[i] + 10) {
            return (int)(c - zeros[i]);
        }
    }
    return -1;
}

/* Digits without a zero in front; bytes taken, 0 where there are none or too many. */
static size_t read_digits(struct span text, unsigned *value_out)
{
    const char *at = text.text, *end = text.text + text.size, *behind = at;
    unsigned value = 0, count = 0;
    while (at < end) {
        int digit = digit_value(chars_next(&at, end));
        if (digit < 0) {
            break;
        }
        if (++count > DIGITS_MAX) {
            return 0;
        }
        value = value * 10 + (unsigned)digit;
        behind = at;
    }
    *value_out = value;
    return value > 0 ? (size_t)(behind - text.text) : 0;
}

static bool read_number(struct span text, struct ordinal *ordinal)
{
    size_t size = read_digits(text, &ordinal->number);
    if (size == 0) {
        return false;
    }
    ordinal->script = ORDINAL_DIGITS;
    ordinal->first = ordinal->number;
    ordinal->depth = 1;
    while (size + 1 < text.size && text.text[size] == '.') {
        unsigned part;
        size_t more = read_digits((struct span){text.text + size + 1, text.size - size - 1}, &part);
        if (more == 0) {
            break;
        }
        size += 1 + more;
        ordinal->number = part;
        ordinal->depth++;
    }
    ordinal->kind = ordinal->depth > 1 ? ORDINAL_DECIMAL : ORDINAL_NUMBER;
    ordinal->size = size;
    return true;
}

static unsigned roman_digit(char c)
{
    static const char letters[] = "ivxlcdm";
    static const unsigned values[] = {1, 5, 10, 50, 100, 500, 1000};
    const char *found = c ? strchr(letters, c) : NULL;
    return found ? values[found - letters] : 0;
}

/* Into out, which has room for the longest below 400, "ccclxxxviii". */
static void write_roman(unsigned value, char *out)
{
    static const struct {
        unsigned value;
        const char *text;
    } parts[] = {{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"},
                 {9, "ix"},  {5, "v"},   {4, "iv"}, {1, "i"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        while (value >= parts[i].value) {
            for (const char *c = parts[i].text; *c; c++) {
                *out++ = *c;
            }
            value -= parts[i].value;
        }
    }
    *out = '\0';
}

/* 0 where the letters are no roman numeral in its proper form; up to 399, but for D and M. */
static unsigned roman_value(const char *lower)
{
    unsigned value = 0;
    size_t size = strlen(lower);
    for (size_t i = 0; i < size; i++) {
        unsigned digit = roman_digit(lower[i]), next = roman_digit(lower[i + 1]);
        if (digit == 0) {
            return 0;
        }
        value = digit < next ? value - digit : value + digit;
    }
    if (size == 1) {
        return value;
    }
    char proper[32];
    if (value == 0 || value > 399) {
        return 0;
    }
    write_roman(value, proper);
    return strcmp(proper, lower) == 0 ? value : 0;
}

/* a is 1, z 26, aa 27, bb 28; 0 for other pairs. */
static unsigned letters_value(const char *lower)
{
    size_t size = strlen(lower);
    if (size > 2 || (size == 2 && lower[0] != lower[1])) {
        return 0;
    }
    return (unsigned)(lower[0] - 'a') + (size == 2 ? 27 : 1);
}

static bool read_latin(struct span text, struct ordinal *ordinal)
{
    char lower[LETTERS_MAX + 1] = "";
    bool upper = text.size > 0 && text.text[0] >= 'A' && text.text[0] <= 'Z';
    size_t size = 0;
    for (; size < text.size; size++) {
        char c = text.text[size];
        bool same_case = upper ? c >= 'A' && c <= 'Z' : c >= 'a' && c <= 'z';
        if (!same_case) {
            break;
        }
        if (size == LETTERS_MAX) {
            return false;
        }
        lower[size] = upper ? (char)(c - 'A' + 'a') : c;
    }
    if (size == 0) {
        return false;
    }
    ordinal->kind = ORDINAL_LETTER;
    ordinal->script = upper ? ORDINAL_LATIN_UPPER : ORDINAL_LATIN_LOWER;
    ordinal->number = letters_value(lower);
    ordinal->roman = roman_value(lower);
    ordinal->size = size;
    return ordinal->number > 0 || ordinal->roman > 0;
}

static unsigned han_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                      0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (unsigned i = 0; i < 9; i++) {
        if (c == digits[i]) {
            return i + 1;
        }
    }
    return 0;
}

/* One to ninety-nine. */
static bool read_han(struct span text, struct ordinal *ordinal)
{
    const char *at = text.text, *end = at + text.size, *behind = at;
    unsigned value = 0, last = 0;
    bool tens = false;
    while (at < end) {
        uint32_t c = chars_next(&at, end);
        unsigned digit = han_digit(c);
        if (c == 0x5341 && !tens) {
            value = last ? last * 10 : 10;
            tens = true;
        } else if (digit > 0 && last == 0 && !tens) {
            value = digit;
        } else if (digit > 0 && tens && value % 10 == 0) {
            value += digit;
        } else {
            break;
        }
        last = digit;
        behind = at;
    }
    *ordinal = (struct ordinal){.kind = ORDINAL_NUMBER, .script = ORDINAL_HAN, .number = value};
    ordinal->size = (size_t)(behind - text.text);
    return value > 0;
}

/* The first word of `words` (separated by blanks) that `text` begins with counts from 1. */
static unsigned find_word(struct span text, const char *words, size_t *size_out)
{
    unsigned number = 1;
    for (const char *word = words; *word; number++) {
        size_t size = strcspn(word, " ");
        if (size <= text.size && memcmp(text.text, word, size) == 0) {
            *size_out = size;
            return number;
        }
        word += size;
        word += *word == ' ';
    }
    return 0;
}

/* A word that no letter follows: the whole ordinal. */
static bool read_listed(struct span text, const char *words, enum ordinal_script script,
                        struct ordinal *ordinal)
{
    size_t size = 0;
    unsigned number = find_word(text, words, &size);
    struct span rest = {text.text + size, text.size - size};
    if (number == 0 || chars_is_word(chars_first(rest))) {
        return false;
    }
    *ordinal = (struct ordinal){ORDINAL_LETTER, script, number, 0, 0, 0, size};
    return true;
}

static bool read_other(struct span text, struct ordinal *ordinal)
{
    static const struct {
        const char *words;
        enum ordinal_script script;
    } lists[] = {
        {"أولاً ثانياً ثالثاً رابعاً خامساً سادساً سابعاً ثامناً تاسعاً عاشراً", ORDINAL_ARABIC_WORD},
        {"أولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا", ORDINAL_ARABIC_WORD},
        {"ألف باء جيم دال هاء واو زاي حاء طاء ياء كاف لام ميم نون", ORDINAL_ARABIC_NAME},
        {"أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ", ORDINAL_ARABIC},
        {"ا ب ج د ه و ز ح ط ي ك ل م ن", ORDINAL_ARABIC},
        {"а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ э ю я", ORDINAL_CYRILLIC_LOWER},
        {"А Б В Г Д Е Ж З И К Л М Н О П Р С Т У Ф Х Ц Ч Ш Щ Э Ю Я", ORDINAL_CYRILLIC_UPPER},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (read_listed(text, lists[i].words, lists[i].script, ordinal)) {
            return true;
        }
    }
    return false;
}

bool ordinal_read(struct span text, struct ordinal *ordinal_out)
{
    *ordinal_out = (struct ordinal){0};
    return read_number(text, ordinal_out) || read_latin(text, ordinal_out) ||
           read_han(text, ordinal_out) || read_other(text, ordinal_out);
}
