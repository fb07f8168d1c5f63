#include "marker.h"

#include <string.h>

#include "ordinal.h"

static struct span behind(struct span text, size_t size)
{
    return (struct span){text.text + size, text.size - size};
}

static size_t blanks(struct span text)
{
    const char *at = text.text, *end = text.text + text.size;
    while (at < end) {
        const char *start = at;
        if (!chars_is_blank(chars_next(&at, end))) {
            return (size_t)(start - text.text);
        }
    }
    return text.size;
}

/* The marker is the first `size` bytes; the blanks behind it go with it. */
static bool finish(struct span text, size_t size, struct marker *marker)
{
    marker->text = (struct span){text.text, size};
    marker->taken = size + blanks(behind(text, size));
    return true;
}

static bool is_hard_bullet(uint32_t c)
{
    static const uint32_t bullets[] = {0xB7,   0x2022, 0x2023, 0x2043, 0x2219, 0x25A0, 0x25A1,
                                       0x25AA, 0x25AB, 0x25B8, 0x25BA, 0x25CB, 0x25CF, 0x25E6,
                                       0x27A2, 0x27A4, 0x2981, 0xF0A7, 0xF0B7, 0xF0D8};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++) {
        if (c == bullets[i]) {
            return true;
        }
    }
    return false;
}

/* Those that also stand in sentences need a blank behind them. */
static bool is_soft_bullet(uint32_t c)
{
    return c == '-' || c == '*' || c == '+' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static bool read_bullet(struct span text, bool tabbed, struct marker *marker)
{
    const char *at = text.text, *end = text.text + text.size;
    uint32_t c = chars_next(&at, end);
    bool blank = at == end || chars_is_blank(chars_first((struct span){at, (size_t)(end - at)}));
    bool letter_o = c == 'o' && tabbed; /* Word's second bullet */
    if (!is_hard_bullet(c) && !(blank && (letter_o || is_soft_bullet(c)))) {
        return false;
    }
    marker->kind = MARKER_BULLET;
    marker->shape = c;
    marker->core = (struct span){text.text, 0};
    return finish(text, (size_t)(at - text.text), marker);
}

/* " bis", "ter", " alt 2" at the start: bytes, or 0. */
static size_t suffix_size(struct span text)
{
    static const char *const words[] = {"bis",    "ter",     "quater", "quinquies",
                                        "sexies", "septies", "octies", "novies",
                                        "decies", "alt",     "مكررا",  "مكرر"};
    size_t skip = blanks(text);
    struct span rest = behind(text, skip);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (!chars_starts(rest, words[i])) {
            continue;
        }
        struct span more = behind(rest, size);
        size_t digits = blanks(more);
        while (digits < more.size && more.text[digits] >= '0' && more.text[digits] <= '9') {
            digits++;
        }
        if (digits > blanks(more) && !chars_is_word(chars_first(behind(more, digits)))) {
            return skip + size + digits;
        }
        return chars_is_word(chars_first(more)) ? 0 : skip + size;
    }
    return 0;
}

static size_t suffixes_size(struct span text)
{
    size_t size = 0, more;
    while ((more = suffix_size(behind(text, size))) > 0) {
        size += more;
    }
    return size;
}

static void take_ordinal(const struct ordinal *ordinal, uint32_t punctuation, struct marker *marker)
{
    static const enum marker_kind kinds[] = {
        [ORDINAL_NUMBER] = MARKER_NUMBER,
        [ORDINAL_DECIMAL] = MARKER_DECIMAL,
        [ORDINAL_LETTER] = MARKER_LETTER,
    };
    uint32_t depth = ordinal->depth > 15 ? 15 : ordinal->depth;
    marker->kind = kinds[ordinal->kind];
    marker->shape = punctuation << 8 | depth << 4 | (uint32_t)ordinal->script;
    marker->number = ordinal->number;
    marker->roman = ordinal->roman;
    marker->first = ordinal->first;
}

/* True where a marker can end before `rest`. */
static bool ends_here(struct span rest)
{
    return rest.size == 0 || chars_is_blank(chars_first(rest));
}

/* (a) (2 bis) (iv) （一） and "(a) bis". */
static bool read_enclosed(struct span text, struct marker *marker)
{
    const char *at = text.text, *end = text.text + text.size;
    uint32_t open = chars_next(&at, end);
    if (open != '(' && open != 0xFF08) {
        return false;
    }
    struct span inside = {at, (size_t)(end - at)};
    struct ordinal ordinal;
    if (!ordinal_read(inside, &ordinal) ||
        (ordinal.kind != ORDINAL_LETTER && ordinal.number > 999)) {
        return false;
    }
    size_t core = ordinal.size + suffixes_size(behind(inside, ordinal.size));
    at += core;
    uint32_t close = at < end ? chars_next(&at, end) : 0;
    struct span rest = {at, (size_t)(end - at)};
    if (close != ')' && close != 0xFF09) {
        return false;
    }
    if (!ends_here(rest) && chars_first(rest) < 0x80 && close == ')') {
        return false; /* "(s)he" */
    }
    take_ordinal(&ordinal, '(', marker);
    marker->again = core > ordinal.size;
    marker->enclosed = true;
    marker->core = (struct span){inside.text, core};
    return finish(text, (size_t)(at - text.text), marker);
}

/* What closes an ordinal: bytes of it (0: nothing does) and its class. */
static size_t closing_size(struct span rest, const struct ordinal *ordinal, uint32_t *class_out)
{
    const char *at = rest.text, *end = rest.text + rest.size;
    if (rest.size == 0) {
        return 0;
    }
    uint32_t c = chars_next(&at, end);
    struct span after = {at, (size_t)(end - at)};
    *class_out = c;
    if (c == 0x3001 || c == 0xFF0E || c == 0xFF09) {
        return (size_t)(at - rest.text);
    }
    if (c == '.' && ordinal->kind == ORDINAL_NUMBER && after.size > 0) {
        uint32_t next = chars_first(after);
        bool joined = next == '-' || next == 0xB0 || next == 0xBA; /* Spanish: "1.-", "1.º" */
        const char *behind_next = after.text;
        if (joined && (chars_next(&behind_next, end), true) &&
            ends_here((struct span){behind_next, (size_t)(end - behind_next)})) {
            return (size_t)(behind_next - rest.text);
        }
        if (chars_is_upper(next) || (next >= 0x80 && chars_is_word(next))) {
            return 1; /* "1.Text" */
        }
    }
    bool closer =
        c == '.' || c == ')' || (ordinal->kind == ORDINAL_NUMBER && (c == 0xB0 || c == 0xBA));
    return closer && ends_here(after) ? (size_t)(at - rest.text) : 0;
}

/* "1 - Text", "I – Title": the dash with what is before it; lower-case letters are words there. */
static size_t dash_size(struct span rest, const struct ordinal *ordinal)
{
    if (ordinal->kind == ORDINAL_DECIMAL || ordinal->script == ORDINAL_LATIN_LOWER ||
        ordinal->script == ORDINAL_CYRILLIC_LOWER) {
        return 0;
    }
    size_t skip = blanks(rest);
    const char *at = rest.text + skip, *end = rest.text + rest.size;
    if (at == end) {
        return 0;
    }
    uint32_t c = chars_next(&at, end);
    bool dash = c == '-' || c == 0x2013 || c == 0x2014;
    struct span after = {at, (size_t)(end - at)};
    return dash && after.size > 0 && ends_here(after) ? (size_t)(at - rest.text) : 0;
}

static bool read_ordinal(struct span text, bool tabbed, struct marker *marker)
{
    struct ordinal ordinal;
    if (!ordinal_read(text, &ordinal)) {
        return false;
    }
    size_t core = ordinal.size + suffixes_size(behind(text, ordinal.size));
    struct span rest = behind(text, core);
    uint32_t class = 0;
    size_t closing = closing_size(rest, &ordinal, &class);
    if (closing == 0) {
        closing = dash_size(rest, &ordinal);
        class = closing > 0 ? '-' : 0;
    }
    bool bare = ordinal.kind == ORDINAL_DECIMAL || (ordinal.kind == ORDINAL_NUMBER && tabbed);
    if (closing == 0 && !(bare && ends_here(rest) && rest.size > 0)) {
        return false;
    }
    if (ordinal.kind == ORDINAL_DECIMAL || closing == 0) {
        class = '.';
    }
    take_ordinal(&ordinal, class, marker);
    marker->again = core > ordinal.size;
    marker->core = (struct span){text.text, core};
    return finish(text, core + closing, marker);
}

/* PP1 · PP2 bis · OP3. · OP4 alt */
static bool read_paragraph(struct span text, struct marker *marker)
{
    bool preambular = chars_starts(text, "PP"), operative = chars_starts(text, "OP");
    if ((!preambular && !operative) || text.text[0] == 'p' || text.text[0] == 'o') {
        return false;
    }
    size_t core = text.size > 2 && text.text[2] == ' ' ? 3 : 2;
    struct ordinal ordinal;
    if (!ordinal_read(behind(text, core), &ordinal) || ordinal.kind != ORDINAL_NUMBER) {
        return false;
    }
    core += ordinal.size;
    size_t suffixes = suffixes_size(behind(text, core));
    core += suffixes;
    struct span rest = behind(text, core);
    bool closed = rest.size > 0 && strchr(".:)", rest.text[0]);
    rest = behind(rest, closed);
    if (!ends_here(rest) && rest.text[0] != '[' && rest.text[0] != '(' && rest.text[0] != '{') {
        return false;
    }
    marker->kind = MARKER_PARAGRAPH;
    marker->shape = preambular ? 'P' : 'O';
    marker->number = ordinal.number;
    marker->again = suffixes > 0;
    marker->core = (struct span){text.text, core};
    return finish(text, core + closed, marker);
}

/* "Article 3", "Part II: Title"; the rest is its title, or nothing. */
static bool read_heading(struct span text, struct marker *marker)
{
    static const char *const words[] = {"article",  "chapter",  "part",    "section",    "annex",
                                        "appendix", "chapitre", "partie",  "annexe",     "capítulo",
                                        "artículo", "parte",    "sección", "anexo",      "Статья",
                                        "Глава",    "Часть",    "Раздел",  "Приложение", "المادة",
                                        "الفصل",    "الباب",    "الجزء",   "القسم",      "المرفق"};
    uint32_t number = 0, count = sizeof words / sizeof *words;
    while (number < count && !chars_starts(text, words[number])) {
        number++;
    }
    size_t size = number < count ? strlen(words[number]) : 0;
    size_t skip = blanks(behind(text, size));
    struct ordinal ordinal;
    if (size == 0 || skip == 0 || chars_is_lower(chars_first(text)) ||
        !ordinal_read(behind(text, size + skip), &ordinal)) {
        return false;
    }
    size_t core = size + skip + ordinal.size;
    core += suffixes_size(behind(text, core));
    struct span rest = behind(text, core);
    size_t closing = rest.size > 0 && strchr(".:", rest.text[0]) ? 1 : dash_size(rest, &ordinal);
    if (!ends_here(behind(rest, closing)) || (closing == 0 && rest.size > 0)) {
        return false;
    }
    marker->kind = MARKER_HEADING;
    marker->shape = number;
    marker->number = ordinal.number ? ordinal.number : ordinal.roman;
    marker->core = (struct span){text.text, core};
    return finish(text, core + closing, marker);
}

/* 第一章 第二条 第3节 */
static bool read_han_heading(struct span text, struct marker *marker)
{
    static const char *const units[] = {"章", "节", "部分", "编", "条"};
    size_t size = strlen("第");
    struct ordinal ordinal;
    if (!chars_starts(text, "第") || !ordinal_read(behind(text, size), &ordinal)) {
        return false;
    }
    size += ordinal.size;
    for (uint32_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t core = size + strlen(units[i]);
        if (chars_starts(behind(text, size), units[i]) && ends_here(behind(text, core))) {
            marker->kind = MARKER_HEADING;
            marker->shape = 0x100 + i;
            marker->number = ordinal.number;
            marker->core = (struct span){text.text, core};
            return finish(text, core, marker);
        }
    }
    return false;
}

bool marker_read(struct span text, bool tabbed, struct marker *marker_out)
{
    *marker_out = (struct marker){0};
    if (text.size == 0) {
        return false;
    }
    return read_bullet(text, tabbed, marker_out) || read_paragraph(text, marker_out) ||
           read_heading(text, marker_out) || read_han_heading(text, marker_out) ||
           read_enclosed(text, marker_out) || read_ordinal(text, tabbed, marker_out);
}

bool marker_same_list(const struct marker *a, const struct marker *b)
{
    return a->kind == b->kind && a->shape == b->shape;
}

bool marker_is_ordinal(const struct marker *marker)
{
    return marker->kind == MARKER_NUMBER || marker->kind == MARKER_DECIMAL ||
           marker->kind == MARKER_LETTER || marker->kind == MARKER_ROMAN;
}
