#define _POSIX_C_SOURCE 200809L
#include "utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#define INVALID 0xFFFFFFFFu

enum { SEGMENT_POINTS = 128 };

static bool is_tail(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* One code point of at least one byte, with its length; INVALID for what Unicode's table 3-7
 * does not list: over-long forms, surrogates, beyond U+10FFFF, cut short. */
static uint32_t decode_long(const unsigned char *p, size_t left, size_t *length_out)
{
    *length_out = 1;
    if (p[0] < 0xC2 || p[0] > 0xF4 || left < 2 || !is_tail(p[1])) {
        return INVALID;
    }
    if (p[0] < 0xE0) {
        *length_out = 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (left < 3 || !is_tail(p[2])) {
        return INVALID;
    }
    if (p[0] < 0xF0) {
        uint32_t point = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        *length_out = 3;
        return point < 0x800 || (point >= 0xD800 && point <= 0xDFFF) ? INVALID : point;
    }
    if (left < 4 || !is_tail(p[3])) {
        return INVALID;
    }
    uint32_t point =
        (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    *length_out = 4;
    return point < 0x10000 || point > 0x10FFFF ? INVALID : point;
}

static uint32_t decode(const unsigned char *p, size_t left, size_t *length_out)
{
    assert(p);
    if (p[0] < 0x80) {
        *length_out = 1;
        return p[0];
    }
    return decode_long(p, left, length_out);
}

/* Eight bytes at once. */
static uint64_t load_word(const unsigned char *p)
{
    uint64_t word;
    assert(p);
    memcpy(&word, p, sizeof word);
    return word;
}

#define EACH_BYTE(b) (0x0101010101010101ull * (b))

static bool word_is_ascii(uint64_t word)
{
    return (word & EACH_BYTE(0x80)) == 0;
}

/* Holds where all eight are in U+0020..U+007E; the sums cannot carry once no high bit is set. */
static bool word_is_printable(uint64_t word)
{
    return word_is_ascii(word) && ((word + EACH_BYTE(0x60)) & EACH_BYTE(0x80)) == EACH_BYTE(0x80) &&
           ((word + EACH_BYTE(0x01)) & EACH_BYTE(0x80)) == 0;
}

bool utf8_valid(const char *bytes, size_t size)
{
    const unsigned char *p = (const unsigned char *)bytes, *end = p + size;
    while (p < end) {
        if (end - p >= 8 && word_is_ascii(load_word(p))) {
            p += 8;
            continue;
        }
        size_t length;
        if (decode(p, (size_t)(end - p), &length) == INVALID) {
            return false;
        }
        p += length;
    }
    return true;
}

size_t utf8_points(const char *bytes, size_t size)
{
    size_t points = 0;
    for (size_t i = 0; i < size; i++) {
        points += !is_tail((unsigned char)bytes[i]);
    }
    return points;
}

uint32_t utf8_next(const char **at, const char *end)
{
    size_t length;
    uint32_t point = decode((const unsigned char *)*at, (size_t)(end - *at), &length);
    *at += length;
    return point;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x2028 || point == 0x2029;
}

static bool is_bidi_override(uint32_t point)
{
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* Ranges in which every code point stands for itself in NFC and never joins what precedes it
 * (NFC_Quick_Check=Yes, combining class 0): text of these alone needs no normaliser. Not all
 * such ranges, only those that carry most text; a test compares them with utf8proc. */
static const struct {
    uint32_t first, last;
} plain_ranges[] = {
    {0x0370, 0x0373}, {0x0388, 0x03FF}, {0x0400, 0x0482}, {0x048A, 0x0590}, {0x05BE, 0x05BE},
    {0x05D0, 0x05F4}, {0x060C, 0x060F}, {0x061B, 0x064A}, {0x0660, 0x066F}, {0x0671, 0x06D5},
    {0x0904, 0x0939}, {0x0E01, 0x0E37}, {0x0E3F, 0x0E47}, {0x1E00, 0x1EFF}, {0x2010, 0x2027},
    {0x202F, 0x205F}, {0x20A0, 0x20BF}, {0x2190, 0x21FF}, {0x2500, 0x27BF}, {0x3000, 0x3029},
    {0x3041, 0x3096}, {0x309B, 0x30FF}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0xFF01, 0xFF5E},
};

/* Text stays in one range for long: *range, any index of them, remembers it. */
static bool is_plain(uint32_t point, size_t *range)
{
    size_t low = 0, high = sizeof plain_ranges / sizeof *plain_ranges, middle = *range;
    if (point < 0x300) {
        return true;
    }
    while (low < high) {
        if (point > plain_ranges[middle].last) {
            low = middle + 1;
        } else if (point < plain_ranges[middle].first) {
            high = middle;
        } else {
            break;
        }
        middle = (low + high) / 2;
    }
    if (low < high) {
        *range = middle;
    }
    return low < high;
}

struct marks {
    bool ordered; /* by combining class: else it cannot be NFC */
    bool piled;   /* more than PL_MARKS_MAX in a row */
};

static struct marks look_at_marks(const char *bytes, const char *end)
{
    struct marks found = {.ordered = true};
    int before = 0, marks = 0;
    while (bytes < end) {
        utf8proc_int32_t point = (utf8proc_int32_t)utf8_next(&bytes, end);
        int class = utf8proc_get_property(point)->combining_class;
        marks = class != 0 ? marks + 1 : 0;
        if (marks > PL_MARKS_MAX) {
            found.piled = true;
        }
        if (class != 0 && class < before) {
            found.ordered = false;
        }
        before = class;
    }
    return found;
}

static bool same_points(const char *bytes, const char *end, const utf8proc_int32_t *points,
                        utf8proc_ssize_t count)
{
    utf8proc_ssize_t i = 0;
    while (bytes < end && i < count) {
        if (utf8_next(&bytes, end) != (uint32_t)points[i++]) {
            return false;
        }
    }
    return bytes == end && i == count;
}

/* Is this valid stretch in NFC? It must begin with a plain code point or at the text's start,
 * and a plain one or the text's end must follow. */
static enum pl_error check_segment(const char *bytes, const char *end)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)bytes;
    utf8proc_int32_t few[SEGMENT_POINTS], *points = few;
    struct marks marks = look_at_marks(bytes, end);
    if (!marks.ordered || marks.piled) {
        return PL_ERROR_TEXT;
    }
    utf8proc_ssize_t count = utf8proc_decompose(p, end - bytes, few, SEGMENT_POINTS, options);
    if (count > SEGMENT_POINTS) {
        points = malloc((size_t)count * sizeof *points);
        if (!points) {
            return PL_ERROR_MEMORY;
        }
        count = utf8proc_decompose(p, end - bytes, points, count, options);
    }
    bool same = count >= 0 &&
                same_points(bytes, end, points, utf8proc_normalize_utf32(points, count, options));
    if (points != few) {
        free(points);
    }
    return same ? PL_OK : PL_ERROR_TEXT;
}

/* Walks over text, one code point after another, and hands what is not plain to the normaliser
 * in the shortest stretches that can be judged alone. */
struct walk {
    const char *at, *end;
    const char *before;  /* the code point before `at`; at the start itself */
    const char *segment; /* where the stretch under way began; NULL: none */
    size_t points;
    size_t range; /* see is_plain */
};

static enum pl_error walk_one(struct walk *walk)
{
    size_t length;
    uint32_t point =
        decode((const unsigned char *)walk->at, (size_t)(walk->end - walk->at), &length);
    if (point == INVALID) {
        return PL_ERROR_UTF8;
    }
    if (is_control(point) || is_bidi_override(point)) {
        return PL_ERROR_TEXT;
    }
    enum pl_error error = PL_OK;
    if (!is_plain(point, &walk->range)) {
        if (!walk->segment) {
            walk->segment = walk->before;
        }
    } else if (walk->segment) {
        error = check_segment(walk->segment, walk->at);
        walk->segment = NULL;
    }
    walk->before = walk->at;
    walk->at += length;
    walk->points++;
    return error;
}

enum pl_error utf8_check_text(const char *bytes, size_t size, size_t *points_out)
{
    struct walk walk = {.at = bytes, .end = bytes + size, .before = bytes};
    while (walk.at < walk.end) {
        if (!walk.segment && walk.end - walk.at >= 8 &&
            word_is_printable(load_word((const unsigned char *)walk.at))) {
            walk.at += 8;
            walk.before = walk.at - 1;
            walk.points += 8;
            continue;
        }
        enum pl_error error = walk_one(&walk);
        if (error) {
            return error;
        }
    }
    *points_out = walk.points;
    return walk.segment ? check_segment(walk.segment, walk.end) : PL_OK;
}

static bool is_blank(uint32_t point)
{
    return is_control(point) || point == 0x20 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x202F || point == 0x205F ||
           point == 0x3000;
}

static bool is_unwanted(uint32_t point)
{
    return is_bidi_override(point) || point == 0xFEFF;
}

/* A blank of its own kind that stands alone keeps its kind: French has them before its signs. */
static bool blank_is_kept(uint32_t point)
{
    return point == 0xA0 || point == 0x202F || point == 0x3000;
}

static size_t put_blank(char *out, const char *blank, size_t length, size_t blanks)
{
    if (blanks == 1 && length > 1) {
        memcpy(out, blank, length);
        return length;
    }
    *out = ' ';
    return 1;
}

/* Into out, which has size + 1 bytes: never longer than what came in. */
static void clean_blanks(const char *bytes, size_t size, char *out)
{
    const char *end = bytes + size, *blank = NULL;
    size_t blanks = 0, blank_length = 0, written = 0;
    while (bytes < end) {
        const char *start = bytes;
        uint32_t point = utf8_next(&bytes, end);
        if (is_unwanted(point)) {
            continue;
        }
        if (is_blank(point)) {
            blanks++;
            blank = start;
            blank_length = blank_is_kept(point) ? (size_t)(bytes - start) : 1;
            continue;
        }
        if (blanks > 0 && written > 0) {
            written += put_blank(out + written, blank, blank_length, blanks);
        }
        blanks = 0;
        memcpy(out + written, start, (size_t)(bytes - start));
        written += (size_t)(bytes - start);
    }
    out[written] = '\0';
}

static enum pl_error normalise(char *text, char **text_out)
{
    if (look_at_marks(text, text + strlen(text)).piled) {
        free(text);
        return PL_ERROR_TEXT;
    }
    utf8proc_uint8_t *composed = utf8proc_NFC((const utf8proc_uint8_t *)text);
    free(text);
    if (!composed) {
        return PL_ERROR_MEMORY;
    }
    *text_out = (char *)composed;
    return PL_OK;
}

enum pl_error utf8_clean_text(const char *bytes, size_t size, char **text_out)
{
    size_t points;
    *text_out = NULL;
    if (!utf8_valid(bytes, size)) {
        return PL_ERROR_UTF8;
    }
    char *text = calloc(1, size + 1);
    if (!text) {
        return PL_ERROR_MEMORY;
    }
    clean_blanks(bytes, size, text);
    enum pl_error error = utf8_check_text(text, strlen(text), &points);
    if (error == PL_ERROR_TEXT) {
        return normalise(text, text_out);
    }
    if (error) {
        free(text);
        return error;
    }
    *text_out = text;
    return PL_OK;
}

/* Signs that come before digits and enclose them: format characters, and yet they are seen. */
static bool is_number_sign(uint32_t point)
{
    return (point >= 0x600 && point <= 0x605) || point == 0x6DD || point == 0x70F ||
           point == 0x890 || point == 0x891 || point == 0x8E2;
}

/* Scripts whose letters join, or whose vowel signs and conjuncts are told apart by joiners. */
static bool is_joined_script(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } scripts[] = {
        {0x0600, 0x109F},   /* Arabic, Syriac, N'Ko, Mandaic; Devanagari to Sinhala; Myanmar */
        {0x1780, 0x18AF},   /* Khmer, Mongolian */
        {0x1A20, 0x1CFF},   /* Tai Tham, Balinese, Sundanese, Batak, Lepcha, Vedic */
        {0xA800, 0xABFF},   /* Syloti, Phags-pa, Javanese, Cham, Meetei Mayek */
        {0xFB50, 0xFEFC},   /* Arabic presentation forms */
        {0x10A00, 0x10FAF}, /* Kharoshthi, Manichaean, Rohingya, Sogdian */
        {0x11000, 0x11FFF}, /* Brahmi and what came of it */
        {0x1E900, 0x1E95F}, /* Adlam */
    };
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        if (point >= scripts[i].first && point <= scripts[i].last) {
            utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
            return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
        }
    }
    return false;
}

/* Unicode's Default_Ignorable_Code_Point, also where nothing is assigned yet, the other format
 * characters but for number signs, and the blank of Braille. */
static bool draws_nothing(uint32_t point)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)point);
    return (property->category == UTF8PROC_CATEGORY_CF && !is_number_sign(point)) ||
           property->ignorable || point == 0x2065 || point == 0x2800 ||
           (point >= 0xFFF0 && point <= 0xFFFB) || (point >= 0xE0000 && point <= 0xE0FFF);
}

/* Mongolian letters are written in the form that the selector or separator behind them says. The
 * selectors of other scripts change nothing in most fonts: two names would look the same. */
static bool is_needed(uint32_t before, uint32_t point, uint32_t after)
{
    if (point == 0x200C || point == 0x200D) {
        return is_joined_script(before) && is_joined_script(after);
    }
    return point >= 0x180B && point <= 0x180F && before >= 0x1820 && before <= 0x18AA;
}

/* The next hidden character from *at on; *at is behind it. 0: none, *at is the end. */
static uint32_t next_hidden(const char *begin, const char **at, const char *end)
{
    uint32_t before = 0;
    for (const char *p = begin; p < end;) {
        uint32_t point = utf8_next(&p, end);
        const char *next = p;
        uint32_t after = p < end ? utf8_next(&next, end) : 0;
        if (p > *at && point >= 0x80 && draws_nothing(point) && !is_needed(before, point, after)) {
            *at = p;
            return point;
        }
        before = point;
    }
    *at = end;
    return 0;
}

uint32_t utf8_hidden(const char *bytes, size_t size)
{
    const char *at = bytes;
    return next_hidden(bytes, &at, bytes + size);
}

void utf8_drop_hidden(char *text)
{
    for (const char *at = text; next_hidden(text, &at, text + strlen(text));) {
        char *from = text + (at - text) - 1;
        while (is_tail((unsigned char)*from)) {
            from--;
        }
        memmove(from, at, strlen(at) + 1);
        at = from;
    }
}

/* ---- spellings of a name ---- */

static bool is_apostrophe(uint32_t point)
{
    static const uint32_t shapes[] = {0x27,   0x60,   0xB4,   0x2B9,  0x2BB,  0x2BC,  0x2BD,
                                      0x2BE,  0x2BF,  0x2C8,  0x2CA,  0x2CB,  0x5F3,  0x2018,
                                      0x2019, 0x201A, 0x201B, 0x2032, 0x2035, 0xA78C, 0xFF07};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (shapes[i] == point) {
            return true;
        }
    }
    return false;
}

static utf8proc_int32_t fold_shape(utf8proc_int32_t c, void *context)
{
    uint32_t point = (uint32_t)c;
    (void)context;
    return is_apostrophe(point)                                          ? '\''
           : is_blank(point) || point == 0x2800                          ? ' '
           : utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212 ? '-'
           : c == 0x131 ? 'i' /* Turkish, as typed */
                        : c;
}

/* Accents of Latin, Greek and Cyrillic letters, points of Hebrew and Arabic ones: people leave them
 * out. Vowel signs of other scripts are letters. */
static bool is_accent(uint32_t point)
{
    return (point >= 0x300 && point <= 0x36F) || (point >= 0x591 && point <= 0x5C7) ||
           (point >= 0x64B && point <= 0x65F) || point == 0x670 || point == 0x640;
}

static char *put_folded(const utf8proc_int32_t *points, size_t count)
{
    char *folded = malloc(4 * count + 1);
    size_t size = 0;
    for (size_t i = 0; folded && i < count; i++) {
        utf8proc_int32_t c = fold_shape(points[i], NULL); /* U+0149 has an apostrophe inside */
        uint32_t point = (uint32_t)c;
        bool second = point == ' ' && (size == 0 || folded[size - 1] == ' ');
        if (!second && !is_accent(point) && !draws_nothing(point)) {
            size += (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)folded + size);
        }
    }
    if (folded) {
        size -= size > 0 && folded[size - 1] == ' ';
        folded[size] = '\0';
    }
    return folded;
}

char *utf8_fold(const char *text)
{
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t length = (utf8proc_ssize_t)strlen(text);
    if (!utf8_valid(text, (size_t)length)) {
        return strdup(text);
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_custom(bytes, length, NULL, 0, options, fold_shape, NULL);
    utf8proc_int32_t *points = count >= 0 ? malloc(((size_t)count + 1) * sizeof *points) : NULL;
    char *folded = NULL;
    if (points) {
        utf8proc_decompose_custom(bytes, length, points, count, options, fold_shape, NULL);
        folded = put_folded(points, (size_t)count);
    }
    free(points);
    return folded;
}

bool utf8_same_name(const char *a, const char *b)
{
    char *one = utf8_fold(a);
    char *other = utf8_fold(b);
    bool same = one && other ? strcmp(one, other) == 0 : strcmp(a, b) == 0;
    free(one);
    free(other);
    return same;
}

/* As terminals and the C library count, which give a spacing mark a column of its own, and the
 * later letters of a Hangul syllable none. */
int utf8_columns(uint32_t point)
{
    if (point > 0x10FFFF) {
        return 1;
    }
    if (is_control(point) || is_unwanted(point)) {
        return -1;
    }
    utf8proc_int32_t c = (utf8proc_int32_t)point;
    if (is_number_sign(point) || utf8proc_category(c) == UTF8PROC_CATEGORY_MC) {
        return 1;
    }
    bool late = (point >= 0x1160 && point <= 0x11FF) || (point >= 0xD7B0 && point <= 0xD7FF);
    return late ? 0 : utf8proc_charwidth(c);
}
