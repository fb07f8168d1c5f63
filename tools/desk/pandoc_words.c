/* The inlines of pandoc's tree: words, and who asks for them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "marker.h"
#include "pandoc_parts.h"

enum { QUOTE_POINTS = 32, AUTHOR_BYTES = 2048 };

/* ---- nodes ---- */

const char *pandoc_tag(const struct json *node)
{
    const struct json *tag = json_type(node) == JSON_OBJECT ? json_member(node, "t") : NULL;
    return json_type(tag) == JSON_STRING ? json_string(tag) : "";
}

const struct json *pandoc_content(const struct json *node)
{
    return json_type(node) == JSON_OBJECT ? json_member(node, "c") : NULL;
}

const struct json *pandoc_nth(const struct json *list, size_t index)
{
    const struct json *entry = json_type(list) == JSON_ARRAY ? json_first(list) : NULL;
    while (entry && index-- > 0) {
        entry = json_next(entry);
    }
    return entry;
}

static const struct json *first_of(const struct json *list)
{
    return json_type(list) == JSON_ARRAY ? json_first(list) : NULL;
}

static const char *string_of(const struct json *value)
{
    return json_type(value) == JSON_STRING ? json_string(value) : NULL;
}

bool pandoc_has_class(const struct json *attributes, const char *name)
{
    const struct json *each = first_of(pandoc_nth(attributes, 1));
    while (each && !(string_of(each) && strcmp(string_of(each), name) == 0)) {
        each = json_next(each);
    }
    return each != NULL;
}

const char *pandoc_value(const struct json *attributes, const char *key)
{
    for (const struct json *each = first_of(pandoc_nth(attributes, 2)); each;
         each = json_next(each)) {
        const char *name = string_of(pandoc_nth(each, 0));
        if (name && strcmp(name, key) == 0) {
            return string_of(pandoc_nth(each, 1));
        }
    }
    return NULL;
}

void pandoc_quote(const char *text, size_t size, char out[PANDOC_QUOTE])
{
    const char *at = text, *end = text + size;
    size_t points = 0;
    while (at < end && points++ < QUOTE_POINTS && (size_t)(at - text) < PANDOC_QUOTE - 12) {
        chars_next(&at, end);
    }
    snprintf(out, PANDOC_QUOTE, "\"%.*s%s\"", (int)(at - text), text, at < end ? "…" : "");
}

/* ---- authors ---- */

/* NULL where the word processor does not know who it was. */
static const char *author_of(const struct json *attributes)
{
    static const char *const nobody[] = {"", PANDOC_UNKNOWN, "Unknown Author", "Unknown author",
                                         "Author"};
    const char *author = pandoc_value(attributes, "author");
    for (size_t i = 0; author && i < sizeof nobody / sizeof *nobody; i++) {
        author = strcmp(author, nobody[i]) == 0 ? NULL : author;
    }
    return author;
}

/* Both, without saying anybody twice at the end; lent by the pool. */
static const char *join_authors(struct pandoc_reader *reader, const char *a, const char *b)
{
    if (!a || !b || strcmp(a, b) == 0) {
        return a ? a : b;
    }
    size_t size = strlen(a) + strlen(b) + 2;
    char *both = size < AUTHOR_BYTES ? job_array(reader->job, size + 1, 1) : NULL;
    if (both) {
        snprintf(both, size + 1, "%s, %s", a, b);
    }
    return both ? both : a;
}

/* ---- pieces ---- */

static bool same_author(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_marks(const struct pandoc_piece *a, const struct pandoc_piece *b)
{
    return a->inserted == b->inserted && a->deleted == b->deleted && same_author(a->ins, b->ins) &&
           same_author(a->del, b->del) && same_author(a->keep, b->keep);
}

static bool is_marked(const struct pandoc_piece *piece)
{
    return piece->inserted || piece->deleted || piece->keep;
}

/* The marks of what comes next, with those of the comments whose range is open. */
static struct pandoc_piece marks_now(struct pandoc_reader *reader, const struct pandoc_words *words)
{
    struct pandoc_piece now = words->now;
    for (size_t i = 0; i < reader->comment_count; i++) {
        const struct pandoc_comment *comment = &reader->comments[i];
        if (comment->retain) {
            now.keep = join_authors(reader, now.keep, comment->author);
        } else if (now.deleted) {
            now.inserted = true;
            now.ins = join_authors(reader, now.ins, comment->author);
        }
    }
    return now;
}

static void add_text(struct pandoc_reader *reader, struct pandoc_words *words, const char *text,
                     size_t size)
{
    struct pandoc_piece now = marks_now(reader, words);
    now.start = words->text.size;
    ink_put(&words->text, text, size);
    now.end = words->text.size;
    struct pandoc_piece *last = words->count ? &words->pieces[words->count - 1] : NULL;
    if (now.end == now.start) {
        return;
    }
    if (last && same_marks(last, &now)) {
        last->end = now.end;
        return;
    }
    struct pandoc_piece *grown =
        job_grow(reader->job, words->pieces, words->count, sizeof *words->pieces);
    if (grown) {
        words->pieces = grown;
        grown[words->count++] = now;
    }
}

/* ---- powers and formulas ---- */

static const char digits[] = "0123456789+-";
static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵",
                                           "⁶", "⁷", "⁸", "⁹", "⁺", "⁻"};
static const char *const subscripts[] = {"₀", "₁", "₂", "₃", "₄", "₅",
                                         "₆", "₇", "₈", "₉", "₊", "₋"};

static void add_raised(struct pandoc_reader *reader, struct pandoc_words *words, const char *text)
{
    for (; *text; text++) {
        const char *digit = strchr(digits, *text);
        const char *stands = digit ? words->script[digit - digits] : NULL;
        add_text(reader, words, stands ? stands : text, stands ? strlen(stands) : 1);
    }
}

/* A line's end within the words is a blank. */
static void add_string(struct pandoc_reader *reader, struct pandoc_words *words, const char *text)
{
    if (words->script && text) {
        add_raised(reader, words, text);
        return;
    }
    while (text && *text) {
        size_t size = strcspn(text, "\n\r\t");
        add_text(reader, words, text, size);
        text += size;
        if (*text) {
            add_text(reader, words, " ", 1);
            text++;
        }
    }
}

void pandoc_finish_words(struct pandoc_words *words)
{
    ink_finish(&words->text);
}

/* ---- comments ---- */

static void close_comment(struct pandoc_reader *reader, const char *id)
{
    size_t kept = 0;
    for (size_t i = 0; i < reader->comment_count; i++) {
        if (!id || strcmp(reader->comments[i].id, id) != 0) {
            reader->comments[kept++] = reader->comments[i];
        }
    }
    reader->comment_count = kept;
}

static bool says(const struct pandoc_words *comment, const char *word)
{
    struct span said = {comment->text.bytes, comment->text.size};
    said = comment->text.size > 0 ? chars_trim(said) : said;
    while (said.size > 0 && strchr(".!", said.text[said.size - 1])) {
        said.size--;
    }
    return said.size == strlen(word) && chars_starts(said, word);
}

static void warn_of_comment(struct pandoc_reader *reader, const char *author,
                            const struct pandoc_words *comment)
{
    char quote[PANDOC_QUOTE] = "", name[PANDOC_QUOTE] = "";
    if (comment->text.size > 0) {
        pandoc_quote(comment->text.bytes, comment->text.size, quote);
    }
    if (author) {
        pandoc_quote(author, strlen(author), name);
    }
    job_warn(reader->job, 0, "a comment%s%s is left out%s%s", name[0] ? " of " : "", name,
             quote[0] ? ": " : "", quote);
}

/* "Retain" is a mark of the words that it is about; any other goes. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void open_comment(struct pandoc_reader *reader, const struct json *span)
{
    const struct json *attributes = pandoc_nth(span, 0);
    const char *author = author_of(attributes), *id = pandoc_value(attributes, "id");
    struct pandoc_reader inner = {.job = reader->job, .source = reader->source};
    struct pandoc_words comment = {0};
    pandoc_read_words(&inner, pandoc_nth(span, 1), &comment);
    bool retain = says(&comment, PANDOC_RETAIN) || says(&comment, "keep");
    bool ours = (retain ? author != NULL : says(&comment, PANDOC_INSERTED)) && id &&
                strlen(id) < PANDOC_ID && reader->comment_count < PANDOC_COMMENTS;
    if (ours) {
        struct pandoc_comment *open = &reader->comments[reader->comment_count++];
        *open = (struct pandoc_comment){.author = author, .retain = retain};
        snprintf(open->id, sizeof open->id, "%s", id);
    } else {
        warn_of_comment(reader, author, &comment);
    }
    pandoc_finish_words(&comment);
}

/* ---- inlines ---- */

static void warn_of_emptied(struct pandoc_reader *reader, const struct pandoc_words *words,
                            const char *author)
{
    char quote[PANDOC_QUOTE] = "", name[PANDOC_QUOTE] = "somebody";
    if (words->text.size > 0) {
        pandoc_quote(words->text.bytes, words->text.size, quote);
    }
    if (author) {
        pandoc_quote(author, strlen(author), name);
    }
    job_warn(reader->job, 0, "words that %s put in and somebody struck out again are left out%s%s",
             name, quote[0] ? ", after " : "", quote);
}

/* Within a tracked change; the marks before it come back behind it. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_change(struct pandoc_reader *reader, const struct json *inlines, bool inserted,
                        const char *author, struct pandoc_words *words)
{
    struct pandoc_piece before = words->now;
    size_t size = words->text.size;
    if (inserted) {
        words->now.inserted = true;
        words->now.ins = join_authors(reader, words->now.ins, author);
    } else {
        words->now.deleted = true;
        words->now.del = join_authors(reader, words->now.del, author);
    }
    pandoc_read_words(reader, inlines, words);
    if (inserted && words->text.size == size) {
        warn_of_emptied(reader, words, author); /* all that pandoc leaves of them */
    }
    words->now = before;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_span(struct pandoc_reader *reader, const struct json *span,
                      struct pandoc_words *words)
{
    const struct json *attributes = pandoc_nth(span, 0), *inlines = pandoc_nth(span, 1);
    bool inserted = pandoc_has_class(attributes, "insertion");
    if (inserted || pandoc_has_class(attributes, "deletion")) {
        read_change(reader, inlines, inserted, author_of(attributes), words);
    } else if (pandoc_has_class(attributes, "paragraph-insertion") ||
               pandoc_has_class(attributes, "paragraph-deletion")) {
        const char *author = author_of(attributes);
        words->broken = author ? author : "somebody";
    } else if (pandoc_has_class(attributes, "comment-start")) {
        open_comment(reader, span);
    } else if (pandoc_has_class(attributes, "comment-end")) {
        close_comment(reader, pandoc_value(attributes, "id"));
    } else {
        pandoc_read_words(reader, inlines, words);
    }
}

/* Underlined, by <u> or <ins>: pandoc tells both alike. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_underlined(struct pandoc_reader *reader, const struct json *inlines,
                            struct pandoc_words *words)
{
    if (reader->source->underlined) {
        read_change(reader, inlines, true, NULL, words);
    } else {
        pandoc_read_words(reader, inlines, words);
    }
}

static void left_out(struct pandoc_reader *reader, const struct pandoc_words *words,
                     const char *what)
{
    char quote[PANDOC_QUOTE] = "";
    if (words->text.size > 0) {
        pandoc_quote(words->text.bytes, words->text.size, quote);
    }
    job_warn(reader->job, 0, "%s is left out%s%s", what, quote[0] ? ", in " : "", quote);
}

/* Which child of the content holds the inlines. */
static const struct {
    const char *tag;
    int child; /* -1: the content itself */
} holders[] = {
    {"Emph", -1}, {"Strong", -1}, {"SmallCaps", -1}, {"Link", 1}, {"Cite", 1},
};

/* Whether all of its words are of such signs, or none are; an array's members, and an object's "c".
 */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void look_for_digits(const struct json *node, bool *digit_out, bool *other_out)
{
    const char *tag = pandoc_tag(node);
    if (strcmp(tag, "Str") == 0) {
        const char *text = string_of(pandoc_content(node));
        size_t size = text ? strspn(text, digits) : 0;
        *digit_out |= text && strpbrk(text, digits);
        *other_out |= text && text[size];
        return;
    }
    const struct json *list = json_type(node) == JSON_OBJECT ? pandoc_content(node) : node;
    for (const struct json *each = first_of(list); each; each = json_next(each)) {
        look_for_digits(each, digit_out, other_out);
    }
}

/* "10⁶", "CO₂"; "1st" says the same without being raised. What has no such letters is written out,
 * for 10^(2a) is not 102a. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static bool read_script(struct pandoc_reader *reader, const char *tag, const struct json *content,
                        struct pandoc_words *words)
{
    bool above = strcmp(tag, "Superscript") == 0;
    bool digit = false, other = false;
    if (!above && strcmp(tag, "Subscript") != 0) {
        return false;
    }
    look_for_digits(content, &digit, &other);
    bool mapped = digit && !other, written = (digit && other) || (!above && other);
    const char *const *before = words->script;
    if (written) {
        add_string(reader, words, above ? "^(" : "_(");
    }
    words->script = mapped ? (above ? superscripts : subscripts) : before;
    pandoc_read_words(reader, content, words);
    words->script = before;
    if (written) {
        add_string(reader, words, ")");
    }
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static bool read_holder(struct pandoc_reader *reader, const char *tag, const struct json *content,
                        struct pandoc_words *words)
{
    for (size_t i = 0; i < sizeof holders / sizeof *holders; i++) {
        if (strcmp(tag, holders[i].tag) == 0) {
            int child = holders[i].child;
            pandoc_read_words(reader, child < 0 ? content : pandoc_nth(content, (size_t)child),
                              words);
            return true;
        }
    }
    return false;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_quoted(struct pandoc_reader *reader, const struct json *content,
                        struct pandoc_words *words)
{
    bool single = strcmp(pandoc_tag(pandoc_nth(content, 0)), "SingleQuote") == 0;
    add_string(reader, words, single ? "‘" : "“");
    pandoc_read_words(reader, pandoc_nth(content, 1), words);
    add_string(reader, words, single ? "’" : "”");
}

static bool is_one_of(const char *tag, const char *a, const char *b, const char *c)
{
    return strcmp(tag, a) == 0 || strcmp(tag, b) == 0 || strcmp(tag, c) == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
static void read_inline(struct pandoc_reader *reader, const struct json *node,
                        struct pandoc_words *words)
{
    const char *tag = pandoc_tag(node);
    const struct json *content = pandoc_content(node);
    if (strcmp(tag, "Str") == 0) {
        add_string(reader, words, string_of(content));
    } else if (is_one_of(tag, "Space", "SoftBreak", "LineBreak")) {
        add_text(reader, words, " ", 1);
    } else if (strcmp(tag, "Span") == 0) {
        read_span(reader, content, words);
    } else if (strcmp(tag, "Strikeout") == 0) {
        read_change(reader, content, false, NULL, words);
    } else if (strcmp(tag, "Underline") == 0) {
        read_underlined(reader, content, words);
    } else if (strcmp(tag, "Quoted") == 0) {
        read_quoted(reader, content, words);
    } else if (is_one_of(tag, "Code", "Math", "Math")) {
        add_string(reader, words, string_of(pandoc_nth(content, 1)));
    } else if (strcmp(tag, "Note") == 0) {
        left_out(reader, words, "a note");
    } else if (strcmp(tag, "Image") == 0) {
        left_out(reader, words, "a picture");
    } else if (!read_script(reader, tag, content, words) &&
               !read_holder(reader, tag, content, words) && strcmp(tag, "RawInline") != 0) {
        left_out(reader, words, "something that is not text");
    }
}

/* As deep as the JSON, which is bounded. */
// NOLINTNEXTLINE(misc-no-recursion): no deeper than the JSON is, TREE_DEPTH
void pandoc_read_words(struct pandoc_reader *reader, const struct json *inlines,
                       struct pandoc_words *words)
{
    for (const struct json *each = first_of(inlines); each; each = json_next(each)) {
        read_inline(reader, each, words);
    }
}

/* ---- blanks at the edges of marks ---- */

static char byte_at(const struct pandoc_words *words, size_t at)
{
    return at < words->text.size ? words->text.bytes[at] : '\0';
}

static bool ends_there(const struct pandoc_words *words, size_t at)
{
    char c = byte_at(words, at);
    return c == '\0' || strchr(".,;:!?)]", c);
}

/* Words beside a change that are none, and are kept by the same. */
static bool lends(const struct pandoc_piece *lender, const struct pandoc_piece *piece)
{
    return lender && !lender->inserted && !lender->deleted && lender->end > lender->start &&
           (!lender->keep || same_author(lender->keep, piece->keep));
}

/* Pandoc takes blanks out of a mark at both its ends. One of them belongs to it, or the words
 * without it would have two: the one behind, or before punctuation the one before. */
static void give_blanks(struct pandoc_words *words)
{
    struct marker marker; /* the blank behind a label is nobody's */
    bool labelled = marker_read((struct span){words->text.bytes, words->text.size}, false, &marker);
    size_t words_from = labelled ? marker.taken : 0;
    for (size_t i = 0; i < words->count; i++) {
        struct pandoc_piece *piece = &words->pieces[i];
        struct pandoc_piece *before = i > 0 ? piece - 1 : NULL;
        struct pandoc_piece *behind = i + 1 < words->count ? piece + 1 : NULL;
        bool blank_before = !before || byte_at(words, piece->start - 1) == ' ';
        bool change = piece->inserted || piece->deleted; /* a comment's range keeps its blanks */
        if (!change || !blank_before || piece->start == piece->end ||
            byte_at(words, piece->end - 1) == ' ') {
            continue;
        }
        if (lends(behind, piece) && byte_at(words, piece->end) == ' ') {
            piece->end++;
            behind->start++;
        } else if (lends(before, piece) && piece->start > words_from &&
                   byte_at(words, piece->start - 1) == ' ' && (!behind || !is_marked(behind)) &&
                   ends_there(words, piece->end)) {
            piece->start--;
            before->end--;
        }
    }
}

/* ---- the line ---- */

/* Signs of Markdown are letters here; braces stay what they are, so that CriticMarkup that somebody
 * typed is read. */
static void put_letters(struct ink *line, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (strchr("\\*_`", text[i]) && text[i]) {
            ink_put(line, "\\", 1);
        }
        ink_put(line, text + i, 1);
    }
}

/* "Brazil; EU" are two: names part at commas. */
static void put_names(struct ink *line, const char *names)
{
    if (!names) {
        return;
    }
    ink_text(line, "{>>");
    for (; *names; names++) {
        char c = *names == ';' ? ',' : *names;
        if (strchr("\\*_`{}<>", c)) {
            ink_put(line, "\\", 1);
        }
        ink_put(line, strchr("\n\r\t", c) ? " " : &c, 1);
    }
    ink_text(line, "<<}");
}

static void put_piece(struct ink *line, const struct pandoc_words *words,
                      const struct pandoc_piece *piece)
{
    ink_text(line, piece->keep ? "{==" : "");
    ink_text(line, piece->inserted ? "{++" : "");
    ink_text(line, piece->deleted ? "{--" : "");
    put_letters(line, words->text.bytes + piece->start, piece->end - piece->start);
    if (piece->deleted) {
        ink_text(line, "--}");
        put_names(line, piece->del);
    }
    if (piece->inserted) {
        ink_text(line, "++}");
        put_names(line, piece->ins);
    }
    if (piece->keep) {
        ink_text(line, "==}");
        put_names(line, piece->keep);
    }
}

static bool is_all_inserted_or_deleted(const struct pandoc_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (!words->pieces[i].inserted && !words->pieces[i].deleted) {
            return false;
        }
    }
    return true;
}

/* A first letter that would make of the line something else. */
static bool is_sign(const struct pandoc_words *words)
{
    const char *text = words->text.bytes;
    char c = text[0];
    return c == '#' || c == '|' || (strchr("-=", c) && strspn(text, "-= ") == words->text.size);
}

bool pandoc_write_words(struct pandoc_reader *reader, struct pandoc_words *words, struct ink *line)
{
    struct span text = {words->text.bytes, words->text.size};
    if (text.size == 0 || chars_trim(text).size == 0) {
        return false;
    }
    if (words->broken && !is_all_inserted_or_deleted(words)) {
        char quote[PANDOC_QUOTE], name[PANDOC_QUOTE];
        pandoc_quote(text.text, text.size, quote);
        pandoc_quote(words->broken, strlen(words->broken), name);
        job_warn(reader->job, 0,
                 "the end of the paragraph %s was put in or struck out by %s: it is taken as it "
                 "stands",
                 quote, name);
    }
    give_blanks(words);
    ink_text(line, is_sign(words) ? "\\" : "");
    for (size_t i = 0; i < words->count; i++) {
        if (words->pieces[i].end > words->pieces[i].start) {
            put_piece(line, words, &words->pieces[i]);
        }
    }
    return !line->failed;
}
