#include "chars.h"

#include <string.h>

/* Bytes of a sequence by its first one; 0: none begins so. */
static size_t sequence_size(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    return first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
}

uint32_t chars_next(const char **at, const char *end)
{
    static const unsigned char kept[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)*at;
    size_t size = sequence_size(*p), left = (size_t)(end - *at);
    if (size == 0 || size > left) {
        *at += 1;
        return 0xFFFD;
    }
    uint32_t point = *p & kept[size];
    for (size_t i = 1; i < size; i++) {
        point = point << 6 | (p[i] & 0x3Fu);
    }
    *at += size;
    return point;
}

static bool is_sequence(const unsigned char *p, size_t size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return false;
        }
    }
    const char *at = (const char *)p;
    uint32_t point = chars_next(&at, at + size);
    return point >= least[size] && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

bool chars_valid(struct span text)
{
    const unsigned char *p = (const unsigned char *)text.text, *end = p + text.size;
    while (p < end) {
        size_t size = sequence_size(*p);
        if (size == 0 || size > (size_t)(end - p) || !is_sequence(p, size)) {
            return false;
        }
        p += size;
    }
    return true;
}

size_t chars_points(const char *text, size_t size)
{
    size_t points = 0;
    for (size_t i = 0; i < size; i++) {
        points += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return points;
}

uint32_t chars_first(struct span text)
{
    const char *at = text.text;
    return text.size ? chars_next(&at, text.text + text.size) : 0;
}

static const char *last_start(struct span text)
{
    const char *at = text.text + text.size - 1;
    while (at > text.text && ((unsigned char)*at & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

uint32_t chars_last(struct span text)
{
    if (text.size == 0) {
        return 0;
    }
    const char *at = last_start(text);
    return chars_next(&at, text.text + text.size);
}

bool chars_is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

bool chars_is_upper(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z';
    }
    if (c >= 0x100 && c <= 0x137) {
        return (c & 1) == 0;
    }
    if (c >= 0x139 && c <= 0x148) {
        return (c & 1) == 1;
    }
    if (c >= 0x14A && c <= 0x177) {
        return (c & 1) == 0;
    }
    return (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x386 && c <= 0x3AB && c != 0x390) ||
           (c >= 0x400 && c <= 0x42F);
}

bool chars_is_lower(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'a' && c <= 'z';
    }
    if (c >= 0x100 && c <= 0x177) {
        return !chars_is_upper(c);
    }
    return (c >= 0xDF && c <= 0xFF && c != 0xF7) || (c >= 0x3AC && c <= 0x3CE) ||
           (c >= 0x430 && c <= 0x45F);
}

bool chars_is_han(uint32_t c)
{
    return (c >= 0x2E80 && c <= 0x3029) || (c >= 0x3030 && c <= 0x3098) ||
           (c >= 0x309B && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_sign_beyond_ascii(uint32_t c)
{
    return (c >= 0x80 && c <= 0xBF && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 ||
           c == 0xF7 || c == 0x60C || c == 0x61B || c == 0x61F || c == 0x640 || c == 0x6D4 ||
           c == 0x61C || (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20BF) ||
           (c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) ||
           (c >= 0x3008 && c <= 0x3020) || c == 0x30FB || (c >= 0xE000 && c <= 0xF8FF) ||
           (c >= 0xFF01 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
           (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65) || c == 0xFEFF;
}

bool chars_is_word(uint32_t c)
{
    if (c < 0x80) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return !is_sign_beyond_ascii(c) && !chars_is_blank(c);
}

bool chars_ends_clause(uint32_t c)
{
    return (c != 0 && c < 0x80 && strchr(".;:,?!", (int)c)) || c == 0x2026 || c == 0x3002 ||
           c == 0x3001 || c == 0xFF0C || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || c == 0xFF01 ||
           c == 0xFF0E || c == 0x61B || c == 0x60C || c == 0x61F || c == 0x6D4;
}

struct span chars_trim(struct span text)
{
    const char *end = text.text + text.size;
    while (text.size > 0) {
        const char *at = text.text;
        if (!chars_is_blank(chars_next(&at, end))) {
            break;
        }
        text = (struct span){at, (size_t)(end - at)};
    }
    while (text.size > 0 && chars_is_blank(chars_last(text))) {
        text.size = (size_t)(last_start(text) - text.text);
    }
    return text;
}

static bool closes(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*' || c == '_' || c == 0xBB ||
           c == 0x201D || c == 0x2019 || c == 0x300D || c == 0x300F || c == 0xFF09 ||
           chars_is_blank(c);
}

uint32_t chars_last_inside(struct span text)
{
    while (text.size > 0 && closes(chars_last(text))) {
        text.size = (size_t)(last_start(text) - text.text);
    }
    return chars_last(text);
}

bool chars_all_capitals(struct span text)
{
    const char *at = text.text, *end = text.text + text.size;
    size_t capitals = 0;
    while (at < end) {
        uint32_t c = chars_next(&at, end);
        if (chars_is_lower(c)) {
            return false;
        }
        capitals += chars_is_upper(c);
    }
    return capitals >= 3;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool chars_starts(struct span text, const char *word)
{
    size_t size = strlen(word);
    if (text.size < size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (lower(text.text[i]) != lower(word[i])) {
            return false;
        }
    }
    return true;
}

bool chars_same(struct span text, const char *word)
{
    return text.size == strlen(word) && chars_starts(text, word);
}
