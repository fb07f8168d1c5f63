#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"

enum { TAB_COLUMNS = 4, BOOKMARK_BYTES = 256, SAMPLE_BYTES = 1024 };

/* Files that people drop by mistake: their first bytes, and what to say. */
static const struct {
    const char *magic;
    size_t size;
    const char *text;
} known_files[] = {
    {"PK\3\4", 4, "a Word or other packed file, not text: save it as plain text or Markdown"},
    {"\xD0\xCF\x11\xE0", 4, "an old Word file, not text: save it as plain text"},
    {"%PDF", 4, "a PDF, not text: take the text it was made from"},
    {"{\\rtf", 5, "rich text: save it as plain text"},
    {"\xFF\xFE", 2, "not UTF-8 text but UTF-16: save it as UTF-8"},
    {"\xFE\xFF", 2, "not UTF-8 text but UTF-16: save it as UTF-8"},
    {"\x89PNG", 4, "a picture, not text"},
    {"\xFF\xD8\xFF", 3, "a picture, not text"},
};

/* UTF-16 of Latin letters without its mark: zeros in every other place. */
static bool is_utf16(const char *bytes, size_t size)
{
    size_t sample = SAMPLE_BYTES;
    if (size < sample) {
        sample = size;
    }
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < sample; i++) {
        zeros[i % 2] += bytes[i] == '\0';
    }
    size_t many = zeros[0] > zeros[1] ? zeros[0] : zeros[1];
    size_t few = zeros[0] + zeros[1] - many;
    return many > 1 && many * 3 >= sample && few * 8 <= many;
}

/* A letter beyond ASCII that stands alone between others: no UTF-8, where they come in groups. */
static bool is_eight_bit(struct span raw)
{
    for (size_t i = 0; i < raw.size; i++) {
        unsigned char c = (unsigned char)raw.text[i];
        bool alone_before = i == 0 || (unsigned char)raw.text[i - 1] < 0x80;
        bool alone_behind = i + 1 == raw.size || (unsigned char)raw.text[i + 1] < 0x80;
        if (c >= 0xA0 && alone_before && alone_behind) {
            return true;
        }
    }
    return false;
}

static bool check_kind(struct job *job, const char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof known_files / sizeof *known_files; i++) {
        if (size >= known_files[i].size &&
            memcmp(bytes, known_files[i].magic, known_files[i].size) == 0) {
            bool utf16 = known_files[i].size == 2;
            return job_fail(job, utf16 ? IMPORT_ERROR_ENCODING : IMPORT_ERROR_BINARY, 1, "%s",
                            known_files[i].text);
        }
    }
    if (is_utf16(bytes, size)) {
        return job_fail(job, IMPORT_ERROR_ENCODING, 1,
                        "not UTF-8 text but UTF-16: save it as UTF-8");
    }
    if (size > PL_SOURCE_MAX) {
        return job_fail(job, IMPORT_ERROR_SIZE, 0, "%zu bytes: too large, %d is the most", size,
                        (int)PL_SOURCE_MAX);
    }
    return true;
}

static bool is_unseen(uint32_t c)
{
    return (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* A line break within what an editor counts as one line. */
static bool is_soft_break(uint32_t c)
{
    return c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static const char bookmark[] = "[bookmark:";

/* Behind the bookmark that begins at `at`; NULL: none does. */
static const char *skip_bookmark(const char *at, const char *end)
{
    struct span rest = {at, (size_t)(end - at)};
    if (*at != '[' || !chars_starts(rest, bookmark)) {
        return NULL;
    }
    const char *close = memchr(at, ']', rest.size < BOOKMARK_BYTES ? rest.size : BOOKMARK_BYTES);
    return close ? close + 1 : NULL;
}

/* One source line without bookmarks and unseen characters; written to `out`, which is as large. */
static size_t strip_line(struct job *job, struct span raw, size_t number, char *out)
{
    const char *at = raw.text, *end = raw.text + raw.size;
    size_t written = 0, unseen = 0, lost = 0;
    uint32_t example = 0;
    while (at < end) {
        const char *start = at, *behind = skip_bookmark(at, end);
        if (behind) {
            at = behind;
            continue;
        }
        uint32_t c = chars_next(&at, end);
        lost += c == 0xFFFD;
        if (c == '\v') {
            out[written++] = ' ';
        } else if (is_soft_break(c)) {
            out[written++] = '\n';
        } else if (is_unseen(c)) {
            unseen++;
            example = c;
        } else if (c != 0xAD) { /* a soft hyphen is a hint, not a letter */
            memcpy(out + written, start, (size_t)(at - start));
            written += (size_t)(at - start);
        }
    }
    if (unseen > 0) {
        job_warn(job, number, "%zu character%s that cannot be seen left out (U+%04X)", unseen,
                 unseen == 1 ? "" : "s", (unsigned)example);
    }
    if (lost > 0) {
        job_warn(job, number, "letters were lost before this file was saved (U+FFFD)");
    }
    return written;
}

static unsigned blank_columns(uint32_t c, unsigned column)
{
    if (c == '\t') {
        return TAB_COLUMNS - column % TAB_COLUMNS;
    }
    return c == 0x3000 ? 2 : 1;
}

static unsigned measure_indent(struct span text)
{
    const char *at = text.text, *end = text.text + text.size;
    unsigned column = 0;
    while (at < end) {
        uint32_t c = chars_next(&at, end);
        if (!chars_is_blank(c)) {
            break;
        }
        column += blank_columns(c, column);
    }
    return column;
}

static bool first_word_is_tabbed(struct span text)
{
    text = chars_trim(text);
    size_t i = 0;
    while (i < text.size && text.text[i] != ' ' && text.text[i] != '\t') {
        i++;
    }
    return i < text.size && text.text[i] == '\t';
}

static bool add_line(struct job *job, struct source *source, struct span text, size_t number,
                     size_t width)
{
    if (chars_trim(text).size == 0 && source->count &&
        !source->lines[source->count - 1].text.size) {
        return true; /* one blank line says as much as many */
    }
    struct line *lines = job_grow(job, source->lines, source->count, sizeof *lines);
    if (!lines) {
        return false;
    }
    source->lines = lines;
    struct line *line = &lines[source->count];
    *line = (struct line){.number = number, .indent = measure_indent(text), .width = width};
    line->tabbed = first_word_is_tabbed(text);
    char *clean;
    enum pl_error error = pl_wire_clean_text(text.text, text.size, &clean);
    if (error == PL_ERROR_MEMORY) {
        return job_no_memory(job);
    }
    if (error) {
        return job_fail(job, IMPORT_ERROR_TEXT, number, "not text: %s", pl_error_text(error));
    }
    line->text.size = strlen(clean);
    line->text.text = job_copy(job, clean, line->text.size);
    free(clean);
    line->text = line->text.text ? chars_trim(line->text) : line->text;
    source->count++;
    return line->text.text != NULL;
}

static bool read_line(struct job *job, struct source *source, struct span raw, size_t number)
{
    if (memchr(raw.text, '\0', raw.size)) {
        return job_fail(job, IMPORT_ERROR_BINARY, number, "not text: it holds a zero byte");
    }
    if (!chars_valid(raw)) {
        return job_fail(job, IMPORT_ERROR_ENCODING, number, "not UTF-8 text%s",
                        is_eight_bit(raw) ? " but of 8 bits a letter, as Latin-1 or Windows-1252: "
                                            "save it as UTF-8"
                                          : "");
    }
    char *out = job_array(job, raw.size + 1, 1);
    if (!out) {
        return false;
    }
    size_t width = chars_points(raw.text, raw.size);
    struct span rest = {out, strip_line(job, raw, number, out)};
    for (;;) {
        const char *soft = memchr(rest.text, '\n', rest.size);
        size_t size = soft ? (size_t)(soft - rest.text) : rest.size;
        if (!add_line(job, source, (struct span){rest.text, size}, number, soft ? size : width)) {
            return false;
        }
        if (!soft) {
            return true;
        }
        rest = (struct span){soft + 1, rest.size - size - 1};
    }
}

/* Bytes of a line without its end, and of its end: LF, CR LF or CR. */
static size_t line_size(const char *at, const char *end, size_t *ending_out)
{
    const char *stop = at;
    while (stop < end && *stop != '\n' && *stop != '\r') {
        stop++;
    }
    *ending_out = 0;
    if (stop < end) {
        *ending_out = *stop == '\r' && stop + 1 < end && stop[1] == '\n' ? 2 : 1;
    }
    return (size_t)(stop - at);
}

bool source_read(struct job *job, const char *bytes, size_t size, struct source *source_out)
{
    *source_out = (struct source){0};
    if (!check_kind(job, bytes, size)) {
        return false;
    }
    const char *at = bytes, *end = bytes + size;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        at += 3;
    }
    for (size_t number = 1; at < end; number++) {
        size_t ending, taken = line_size(at, end, &ending);
        if (!read_line(job, source_out, (struct span){at, taken}, number)) {
            return false;
        }
        at += taken + ending;
    }
    return true;
}
