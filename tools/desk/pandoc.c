#include "pandoc.h"

#include <stdio.h>
#include <string.h>

#include "pandoc_parts.h"
#include "plenary/limits.h"

enum { TREE_DEPTH = 400, INDENT = 4, HASHES = 6, ROMAN_MAX = 3999, MARKER = 32 };

/* Where a block stands. */
struct spot {
    unsigned indent;
    const char *marker; /* of a list's entry, before its first words; NULL: none, or it is taken */
};

/* ---- markers ---- */

static void put_roman(unsigned number, bool upper, char out[MARKER])
{
    static const struct {
        unsigned value;
        const char *upper, *lower;
    } parts[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                 {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                 {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                 {1, "I", "i"}};
    size_t size = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (; number >= parts[i].value && size < MARKER - 3; number -= parts[i].value) {
            size += (size_t)snprintf(out + size, MARKER - size, "%s",
                                     upper ? parts[i].upper : parts[i].lower);
        }
    }
}

/* As word processors count: z is followed by aa, then bb. */
static void put_alpha(unsigned number, bool upper, char out[MARKER])
{
    unsigned times = (number - 1) / 26 + 1;
    char letter = (char)((upper ? 'A' : 'a') + (number - 1) % 26);
    size_t size = 0;
    while (times-- > 0 && size < MARKER - 4) {
        out[size++] = letter;
    }
    out[size] = '\0';
}

static void put_number(int64_t number, const char *style, char out[MARKER])
{
    bool upper = strncmp(style, "Upper", 5) == 0;
    out[0] = '\0';
    if (number >= 1 && number <= ROMAN_MAX && strstr(style, "Roman")) {
        put_roman((unsigned)number, upper, out);
    } else if (number >= 1 && number <= ROMAN_MAX && strstr(style, "Alpha")) {
        put_alpha((unsigned)number, upper, out);
    } else {
        snprintf(out, MARKER, "%lld", (long long)number);
    }
}

/* "1." "a)" "(iv)" */
static void put_marker(const struct json *attributes, size_t index, char out[MARKER + 4])
{
    const struct json *start = pandoc_nth(attributes, 0);
    const char *style = pandoc_tag(pandoc_nth(attributes, 1));
    const char *delimiter = pandoc_tag(pandoc_nth(attributes, 2));
    bool both = strcmp(delimiter, "TwoParens") == 0;
    bool one = strcmp(delimiter, "OneParen") == 0;
    char number[MARKER];
    int64_t first = json_type(start) == JSON_INT ? json_int(start) : 1;
    bool sane = first >= 0 && first < PL_ITEMS_MAX;
    put_number((sane ? first : 1) + (int64_t)index, style, number);
    snprintf(out, MARKER + 4, "%s%s%s", both ? "(" : "", number, both || one ? ")" : ".");
}

/* ---- blocks ---- */

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_blocks(struct pandoc_reader *reader, const struct json *blocks, struct spot *spot);

static void begin_line(struct pandoc_reader *reader, struct spot *spot)
{
    struct ink *draft = reader->draft;
    if (spot->marker) {
        ink_repeat(draft, ' ', spot->indent >= INDENT ? spot->indent - INDENT : 0);
        ink_text(draft, spot->marker);
        ink_put(draft, " ", 1);
        spot->marker = NULL;
    } else {
        ink_repeat(draft, ' ', spot->indent);
    }
}

static void read_paragraph(struct pandoc_reader *reader, const struct json *inlines,
                           struct spot *spot)
{
    struct pandoc_words words = {0};
    struct ink line = {0};
    pandoc_read_words(reader, inlines, &words);
    if (pandoc_write_words(reader, &words, &line)) {
        begin_line(reader, spot);
        ink_put(reader->draft, line.bytes, line.size);
        ink_text(reader->draft, "\n\n");
    }
    reader->draft->failed = reader->draft->failed || line.failed || words.text.failed;
    ink_finish(&line);
    pandoc_finish_words(&words);
}

static void read_heading(struct pandoc_reader *reader, const struct json *content)
{
    const struct json *level = pandoc_nth(content, 0);
    int64_t depth = json_type(level) == JSON_INT ? json_int(level) : 1;
    size_t hashes = depth < 1 ? 1 : depth > HASHES ? HASHES : (size_t)depth;
    struct pandoc_words words = {0};
    struct ink line = {0};
    pandoc_read_words(reader, pandoc_nth(content, 2), &words);
    bool same_title =
        words.text.bytes && reader->title[0] && strcmp(words.text.bytes, reader->title) == 0;
    if (!same_title && pandoc_write_words(reader, &words, &line)) {
        ink_repeat(reader->draft, '#', hashes);
        ink_put(reader->draft, " ", 1);
        ink_put(reader->draft, line.bytes, line.size);
        ink_text(reader->draft, "\n\n");
    }
    reader->draft->failed = reader->draft->failed || line.failed || words.text.failed;
    ink_finish(&line);
    pandoc_finish_words(&words);
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_list(struct pandoc_reader *reader, const struct json *entries,
                      const struct json *attributes, unsigned indent)
{
    size_t index = 0;
    bool list = json_type(entries) == JSON_ARRAY;
    for (const struct json *each = list ? json_first(entries) : NULL; each;
         each = json_next(each), index++) {
        char marker[MARKER + 4] = "-";
        if (attributes) {
            put_marker(attributes, index, marker);
        }
        struct spot spot = {.indent = indent + INDENT, .marker = marker};
        read_blocks(reader, each, &spot);
    }
}

/* Lines of lines, each a paragraph. */
static void read_lines(struct pandoc_reader *reader, const struct json *lines, struct spot *spot)
{
    bool list = json_type(lines) == JSON_ARRAY;
    for (const struct json *each = list ? json_first(lines) : NULL; each; each = json_next(each)) {
        read_paragraph(reader, each, spot);
    }
}

/* Terms, each with what it means below it. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_definitions(struct pandoc_reader *reader, const struct json *entries,
                             struct spot *spot)
{
    bool list = json_type(entries) == JSON_ARRAY;
    for (const struct json *each = list ? json_first(entries) : NULL; each;
         each = json_next(each)) {
        read_paragraph(reader, pandoc_nth(each, 0), spot);
        read_list(reader, pandoc_nth(each, 1), NULL, spot->indent);
    }
}

/* The style of an item in our own .docx says its level: 0: it is none. */
static unsigned item_level(const struct json *attributes)
{
    const char *style = pandoc_value(attributes, "custom-style");
    size_t size = strlen(PANDOC_ITEM_STYLE);
    if (!style || strncmp(style, PANDOC_ITEM_STYLE, size) != 0 || strlen(style) != size + 1) {
        return 0;
    }
    char level = style[size];
    return level >= '1' && level <= '0' + PL_LEVEL_MAX ? (unsigned)(level - '0') : 0;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_division(struct pandoc_reader *reader, const struct json *content,
                          struct spot *spot)
{
    unsigned level = item_level(pandoc_nth(content, 0));
    struct spot item = {.indent = (level - 1) * INDENT};
    read_blocks(reader, pandoc_nth(content, 1), level > 0 ? &item : spot);
}

static void leave_out(struct pandoc_reader *reader, const char *what)
{
    const struct ink *draft = reader->draft;
    size_t end = draft->size;
    while (end > 0 && draft->bytes[end - 1] == '\n') {
        end--;
    }
    size_t start = end;
    while (start > 0 && draft->bytes[start - 1] != '\n') {
        start--;
    }
    char quote[PANDOC_QUOTE] = "";
    if (end > start) {
        pandoc_quote(draft->bytes + start, end - start, quote);
    }
    job_warn(reader->job, 0, "%s is left out%s%s", what, quote[0] ? ", after " : "", quote);
}

static bool is_tag(const struct json *node, const char *tag)
{
    return strcmp(pandoc_tag(node), tag) == 0;
}

/* Blocks that hold others; false: it is none of them. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static bool read_holder(struct pandoc_reader *reader, const struct json *node, struct spot *spot)
{
    const struct json *content = pandoc_content(node);
    if (is_tag(node, "BulletList")) {
        read_list(reader, content, NULL, spot->indent);
    } else if (is_tag(node, "OrderedList")) {
        read_list(reader, pandoc_nth(content, 1), pandoc_nth(content, 0), spot->indent);
    } else if (is_tag(node, "DefinitionList")) {
        read_definitions(reader, content, spot);
    } else if (is_tag(node, "BlockQuote")) {
        struct spot inner = {.indent = spot->indent + INDENT};
        read_blocks(reader, content, &inner);
    } else if (is_tag(node, "Div")) {
        read_division(reader, content, spot);
    } else {
        return false;
    }
    return true;
}

static void read_code(struct pandoc_reader *reader, const struct json *content, struct spot *spot)
{
    const struct json *text = pandoc_nth(content, 1);
    if (json_type(text) == JSON_STRING && strlen(json_string(text)) > 0) {
        begin_line(reader, spot);
        for (const char *at = json_string(text); *at; at++) {
            ink_put(reader->draft, strchr("\n\r\t", *at) ? " " : at, 1);
        }
        ink_text(reader->draft, "\n\n");
    }
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_block(struct pandoc_reader *reader, const struct json *node, struct spot *spot)
{
    const struct json *content = pandoc_content(node);
    if (is_tag(node, "Para") || is_tag(node, "Plain")) {
        read_paragraph(reader, content, spot);
    } else if (is_tag(node, "Header")) {
        read_heading(reader, content);
    } else if (is_tag(node, "LineBlock")) {
        read_lines(reader, content, spot);
    } else if (is_tag(node, "CodeBlock")) {
        read_code(reader, content, spot);
    } else if (is_tag(node, "Table")) {
        leave_out(reader, "a table");
    } else if (is_tag(node, "Figure")) {
        leave_out(reader, "a picture");
    } else if (!read_holder(reader, node, spot) && !is_tag(node, "HorizontalRule") &&
               !is_tag(node, "RawBlock") && !is_tag(node, "Null")) {
        leave_out(reader, "something that is not text");
    }
}

/* As deep as the JSON, which is bounded. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_blocks(struct pandoc_reader *reader, const struct json *blocks, struct spot *spot)
{
    bool list = json_type(blocks) == JSON_ARRAY;
    for (const struct json *each = list ? json_first(blocks) : NULL; each; each = json_next(each)) {
        read_block(reader, each, spot);
    }
}

/* ---- the head ---- */

/* Metadata as one line: a string, inlines, or the paragraphs of a long one. */
static void read_meta(struct pandoc_reader *reader, const struct json *value,
                      struct pandoc_words *words)
{
    const struct json *content = pandoc_content(value);
    if (is_tag(value, "MetaInlines")) {
        pandoc_read_words(reader, content, words);
    } else if (is_tag(value, "MetaString") && json_type(content) == JSON_STRING) {
        ink_text(&words->text, json_string(content));
    } else if (is_tag(value, "MetaBlocks")) {
        pandoc_read_words(reader, pandoc_content(pandoc_nth(content, 0)), words);
    }
}

/* `key: "value"`; the value as it stands, in the pool. */
static const char *put_pair(struct pandoc_reader *reader, const struct json *meta, const char *key)
{
    struct pandoc_words words = {0};
    read_meta(reader, json_member(meta, key), &words);
    const char *value = "";
    if (words.text.size > 0 && !words.text.failed) {
        char *copy = job_copy(reader->job, words.text.bytes, words.text.size);
        value = copy ? copy : "";
        ink_text(reader->draft, key);
        ink_text(reader->draft, ": \"");
        for (const char *at = value; *at; at++) {
            if (strchr("\\*_`", *at)) {
                ink_put(reader->draft, "\\", 1);
            }
            ink_put(reader->draft, strchr("\n\r", *at) ? " " : at, 1);
        }
        ink_text(reader->draft, "\"\n");
    }
    pandoc_finish_words(&words);
    return value;
}

static bool begins_with_heading(const struct json *blocks)
{
    const struct json *first = pandoc_nth(blocks, 0);
    while (is_tag(first, "Div")) {
        first = pandoc_nth(pandoc_nth(pandoc_content(first), 1), 0);
    }
    return is_tag(first, "Header") &&
           !pandoc_has_class(pandoc_nth(pandoc_content(first), 1), "title");
}

/* A page's <title> is for its window: a heading at its top is the better one. */
static void read_head(struct pandoc_reader *reader, const struct json *tree)
{
    const struct json *meta = json_member(tree, "meta");
    bool is_map = json_type(meta) == JSON_OBJECT;
    bool window = reader->source->html && begins_with_heading(json_member(tree, "blocks"));
    reader->title = "";
    ink_text(reader->draft, "---\n");
    if (is_map && !window) {
        reader->title = put_pair(reader, meta, "title");
        put_pair(reader, meta, "subtitle");
    }
    if (is_map) {
        put_pair(reader, meta, "lang");
    }
    ink_text(reader->draft, "---\n\n");
}

static bool refuse(struct job *job, enum pl_error error)
{
    if (error == PL_ERROR_MEMORY) {
        return job_no_memory(job);
    }
    return job_fail(job, IMPORT_ERROR_FILE, 0, "what pandoc says of it cannot be read: it %s",
                    pl_error_text(error));
}

static const struct json_rules rules = {.depth = TREE_DEPTH, .fractions = true};

bool pandoc_version(const char *json, size_t size, int64_t version_out[PANDOC_VERSION])
{
    struct json *tree;
    if (json_parse_as(json, size, &rules, &tree) != PL_OK) {
        return false;
    }
    bool object = json_type(tree) == JSON_OBJECT;
    const struct json *version = object ? json_member(tree, "pandoc-api-version") : NULL;
    bool known = true;
    for (size_t i = 0; i < PANDOC_VERSION; i++) {
        const struct json *number = pandoc_nth(version, i);
        bool whole = json_type(number) == JSON_INT;
        version_out[i] = whole ? json_int(number) : 0;
        known = known && whole;
    }
    json_destroy(tree);
    return known;
}

bool pandoc_draft(struct job *job, const char *json, size_t size,
                  const struct pandoc_source *source, struct ink *draft_out)
{
    struct json *tree;
    *draft_out = (struct ink){.max = PL_EXPORT_MAX};
    enum pl_error error = json_parse_as(json, size, &rules, &tree);
    if (error) {
        return refuse(job, error);
    }
    struct pandoc_reader reader = {.job = job, .source = source, .draft = draft_out};
    bool known =
        json_type(tree) == JSON_OBJECT && json_type(json_member(tree, "blocks")) == JSON_ARRAY;
    struct spot spot = {0};
    if (source->plain_marks) {
        job_warn(
            job, 0,
            "pandoc does not tell tracked changes of an .odt: what they insert is in the text, "
            "what they delete is not; save it as .docx to have them");
    }
    if (known) {
        read_head(&reader, tree);
        read_blocks(&reader, json_member(tree, "blocks"), &spot);
    } else {
        job_fail(job, IMPORT_ERROR_FILE, 0,
                 "what pandoc says of it cannot be read: it has no blocks");
    }
    json_destroy(tree);
    if (draft_out->failed) {
        return job_no_memory(job);
    }
    return known && job->failure->error == IMPORT_OK;
}
