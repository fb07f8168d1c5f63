#include "marks.h"

#include <string.h>

#include "markdown.h"
#include "status.h"

enum { NESTED_MAX = 8, TOKENS = 4 };

enum { INSERTED = 1, DELETED = 2, LIT = 4, KEPT = 8 };

/* A stretch with the same marks. `start` and `end` are bytes of the cleaned words. */
struct segment {
    size_t start, end;
    unsigned marks;
    struct pl_names ins, del, keep;
};

struct open_mark {
    unsigned mark;
    bool replaces; /* {~~ … ~> … ~~} */
    size_t segment;
};

struct parser {
    struct job *job;
    size_t line;
    struct segment *segments;
    size_t segment_count;
    const char *text; /* the source, and of each of its bytes: */
    bool *is_mark;    /* a token with its partner begins here; others are words */
    const char *odd;  /* the first token that is none; NULL */
    char *out;
    size_t written;
    struct open_mark open[NESTED_MAX];
    size_t depth;
    size_t closed_from, closed_to; /* segments of the mark that closed last: names follow it */
    unsigned closed_mark;
};

static bool is_three(struct span at, const char *token)
{
    return at.size >= 3 && memcmp(at.text, token, 3) == 0;
}

static unsigned current_marks(const struct parser *parser)
{
    unsigned marks = 0;
    for (size_t i = 0; i < parser->depth; i++) {
        marks |= parser->open[i].mark;
    }
    return marks;
}

/* " ." and " ," lose their blank behind a word; " ;" " :" " ?" " !" too, but in French, where it
 * belongs. */
static bool drops_blank(const struct parser *parser, struct span behind)
{
    char before = parser->out[parser->written - 1];
    if (strchr(":;,.[({/", before)) {
        return false; /* "[EU: , and every two years]" */
    }
    char c = behind.size ? behind.text[0] : 0;
    if (c != '.' && c != ',' && (parser->job->french || !c || !strchr(";:?!", c))) {
        return false;
    }
    char next = behind.size > 1 ? behind.text[1] : ' ';
    return strchr(" \"')]{", next) != NULL;
}

/* Copies words: one blank for several, none at the start or before closing punctuation. */
static void copy_words(struct parser *parser, struct span text)
{
    size_t from = parser->segments[parser->segment_count - 1].start;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.text[i];
        struct span behind = {text.text + i + 1, text.size - i - 1};
        bool blank = c == ' ';
        bool doubled = blank && parser->written > from && parser->out[parser->written - 1] == ' ';
        bool first = blank && parser->written == 0;
        bool stray = blank && parser->written > 0 && drops_blank(parser, behind);
        if (!doubled && !first && !stray) {
            parser->out[parser->written++] = markdown_letter(c);
        }
    }
}

static bool begin_segment(struct parser *parser)
{
    struct segment *last =
        parser->segment_count ? &parser->segments[parser->segment_count - 1] : NULL;
    unsigned marks = current_marks(parser);
    if (last && last->start == parser->written) {
        last->marks = marks;
        return true;
    }
    if (last) {
        last->end = parser->written;
    }
    struct segment *grown =
        job_grow(parser->job, parser->segments, parser->segment_count, sizeof *parser->segments);
    if (!grown) {
        return false;
    }
    parser->segments = grown;
    grown[parser->segment_count++] =
        (struct segment){.start = parser->written, .end = parser->written, .marks = marks};
    return true;
}

static bool open_mark(struct parser *parser, unsigned mark, bool replaces)
{
    parser->open[parser->depth++] = (struct open_mark){mark, replaces, 0};
    if (!begin_segment(parser)) {
        return false;
    }
    parser->open[parser->depth - 1].segment = parser->segment_count - 1;
    return true;
}

static bool close_mark(struct parser *parser, unsigned mark, bool replaces)
{
    const struct open_mark *top = &parser->open[parser->depth - 1];
    parser->closed_mark = replaces ? INSERTED | DELETED : mark;
    parser->closed_from = top->segment;
    parser->depth--;
    if (!begin_segment(parser)) {
        return false;
    }
    parser->closed_to = parser->segment_count - 1;
    return true;
}

/* ~> within {~~ ~~}: what was deleted so far is replaced by what follows. */
static bool turn_mark(struct parser *parser)
{
    struct open_mark *top = &parser->open[parser->depth - 1];
    top->mark = INSERTED;
    return begin_segment(parser);
}

static void give_names(struct parser *parser, struct pl_names names)
{
    for (size_t i = parser->closed_from; i < parser->closed_to; i++) {
        struct segment *segment = &parser->segments[i];
        if (segment->marks & parser->closed_mark & INSERTED) {
            segment->ins = names;
        }
        if (segment->marks & parser->closed_mark & DELETED) {
            segment->del = names;
        }
        if (segment->marks & parser->closed_mark & LIT && names.count > 0) {
            segment->keep = names;
            segment->marks = (segment->marks & ~(unsigned)LIT) | KEPT;
        }
    }
}

/* {>>Brazil, EU<<} behind a mark names who asks for it, and makes of {== ==} words that they want
 * kept; any other is a note and left out. */
static bool read_comment(struct parser *parser, struct span inside)
{
    struct pl_names names;
    bool fits = true;
    bool follows = parser->closed_mark != 0;
    if (follows && names_read(parser->job, chars_trim(inside), &names, &fits)) {
        give_names(parser, names);
    } else if (follows && fits) {
        return false;
    } else {
        int size = inside.size < 80 ? (int)inside.size : 0;
        job_warn(parser->job, parser->line, "a comment is left out%s%.*s", size ? ": " : "", size,
                 inside.text);
    }
    parser->closed_mark = 0;
    return true;
}

/* NULL: it has no end, or another one begins before that. */
static const char *find_comment_end(struct span text)
{
    for (size_t i = 3; i + 3 <= text.size; i++) {
        struct span rest = {text.text + i, text.size - i};
        if (is_three(rest, "<<}") || is_three(rest, "{>>")) {
            return text.text[i] == '<' ? text.text + i : NULL;
        }
    }
    return NULL;
}

/* A comment at the start of `rest`: bytes taken, 0 without memory. */
static size_t take_comment(struct parser *parser, struct span rest)
{
    const char *close = find_comment_end(rest);
    struct span inside = {rest.text + 3, (size_t)(close - rest.text) - 3};
    const char *words = markdown_copy(parser->job, inside);
    return words && read_comment(parser, (struct span){words, inside.size}) ? inside.size + 6 : 0;
}

static const struct {
    const char *open, *close;
    unsigned mark;
    bool replaces;
} tokens[TOKENS] = {
    {"{++", "++}", INSERTED, false},
    {"{--", "--}", DELETED, false},
    {"{~~", "~~}", DELETED, true},
    {"{==", "==}", LIT, false},
};

/* ---- which tokens have their partner ---- */

/* An opening that waits for its end; `turn` is where its ~> stands, 0: not seen. */
struct waiting {
    size_t token, at, turn;
};

struct matching {
    struct parser *parser;
    struct span text;
    struct waiting stack[NESTED_MAX];
    size_t depth;
};

static void note_odd(struct matching *matching, size_t at)
{
    const char *token = matching->text.text + at;
    if (!matching->parser->odd || token < matching->parser->odd) {
        matching->parser->odd = token;
    }
}

static void match_open(struct matching *matching, size_t token, size_t at)
{
    if (matching->depth == NESTED_MAX) {
        note_odd(matching, at);
        return;
    }
    matching->stack[matching->depth++] = (struct waiting){.token = token, .at = at};
}

/* What was opened within and has not ended crosses this mark: it is none. */
static void match_close(struct matching *matching, size_t token, size_t at)
{
    size_t level = matching->depth;
    while (level > 0 && matching->stack[level - 1].token != token) {
        level--;
    }
    if (level == 0) {
        note_odd(matching, at);
        return;
    }
    for (size_t i = level; i < matching->depth; i++) {
        note_odd(matching, matching->stack[i].at);
    }
    const struct waiting *open = &matching->stack[level - 1];
    matching->depth = level - 1;
    for (size_t i = 0; i + 1 < level; i++) { /* a ~> within belongs to nobody */
        struct waiting *outer = &matching->stack[i];
        outer->turn = outer->turn > open->at ? 0 : outer->turn;
    }
    if (tokens[token].replaces && open->turn == 0) {
        note_odd(matching, open->at);
        return;
    }
    bool *is_mark = matching->parser->is_mark;
    is_mark[open->at] = is_mark[at] = true;
    if (open->turn > 0) {
        is_mark[open->turn] = true;
    }
}

/* Behind the comment that begins here; its opening alone where it has no end. */
static size_t match_comment(struct matching *matching, size_t at)
{
    struct span rest = {matching->text.text + at, matching->text.size - at};
    const char *close = find_comment_end(rest);
    if (!close) {
        note_odd(matching, at);
        return at + 3;
    }
    matching->parser->is_mark[at] = true;
    return (size_t)(close - matching->text.text) + 3;
}

/* Of the innermost {~~ that has none yet. */
static void match_turn(struct matching *matching, size_t at)
{
    for (size_t i = matching->depth; i-- > 0;) {
        struct waiting *open = &matching->stack[i];
        if (tokens[open->token].replaces) {
            open->turn = open->turn > 0 ? open->turn : at;
            return;
        }
    }
}

/* Takes what stands at `at`, token or not: behind it. */
static size_t match_at(struct matching *matching, size_t at)
{
    struct span rest = {matching->text.text + at, matching->text.size - at};
    if (!strchr("{+-~=<", rest.text[0])) {
        return at + 1;
    }
    for (size_t i = 0; i < TOKENS; i++) {
        if (is_three(rest, tokens[i].open)) {
            match_open(matching, i, at);
            return at + 3;
        }
        if (is_three(rest, tokens[i].close)) {
            match_close(matching, i, at);
            return at + 3;
        }
    }
    if (is_three(rest, "{>>")) {
        return match_comment(matching, at);
    }
    if (rest.size >= 2 && memcmp(rest.text, "~>", 2) == 0) {
        match_turn(matching, at);
    } else if (is_three(rest, "<<}")) {
        note_odd(matching, at);
    }
    return at + 1;
}

static bool match_tokens(struct parser *parser, struct span text)
{
    struct matching matching = {.parser = parser, .text = text};
    parser->text = text.text;
    parser->is_mark = job_array(parser->job, text.size + 1, sizeof *parser->is_mark);
    if (!parser->is_mark) {
        return false;
    }
    for (size_t at = 0; at < text.size;) {
        at = match_at(&matching, at);
    }
    for (size_t i = 0; i < matching.depth; i++) {
        note_odd(&matching, matching.stack[i].at);
    }
    return true;
}

/* ---- reading ---- */

/* Bytes of the token that `rest` begins with; 0 without memory. */
static size_t take_token(struct parser *parser, struct span rest)
{
    for (size_t i = 0; i < TOKENS; i++) {
        if (is_three(rest, tokens[i].open)) {
            return open_mark(parser, tokens[i].mark, tokens[i].replaces) ? 3 : 0;
        }
        if (is_three(rest, tokens[i].close)) {
            return close_mark(parser, tokens[i].mark, tokens[i].replaces) ? 3 : 0;
        }
    }
    if (is_three(rest, "{>>")) {
        return take_comment(parser, rest);
    }
    return turn_mark(parser) ? 2 : 0;
}

static bool parse(struct parser *parser, struct span text)
{
    while (text.size > 0) {
        size_t plain = 0;
        while (plain < text.size && !parser->is_mark[text.text + plain - parser->text]) {
            plain++;
        }
        copy_words(parser, (struct span){text.text, plain});
        if (plain > 0) {
            parser->closed_mark = 0;
        }
        text = (struct span){text.text + plain, text.size - plain};
        size_t token = text.size > 0 ? take_token(parser, text) : 0;
        if (token == 0 && text.size > 0) {
            return false;
        }
        text = (struct span){text.text + token, text.size - token};
    }
    return true;
}

static void finish_segments(struct parser *parser)
{
    struct span whole = {parser->out, parser->written};
    while (whole.size > 0 && whole.text[whole.size - 1] == ' ') {
        whole.size--;
    }
    parser->segments[parser->segment_count - 1].end = parser->written;
    for (size_t i = 0; i < parser->segment_count; i++) {
        struct segment *segment = &parser->segments[i];
        segment->start = segment->start < whole.size ? segment->start : whole.size;
        segment->end = segment->end < whole.size ? segment->end : whole.size;
    }
}

static bool same_run(const struct segment *a, const struct segment *b)
{
    unsigned all = INSERTED | DELETED | KEPT;
    return (a->marks & all) == (b->marks & all) && a->ins.names == b->ins.names &&
           a->del.names == b->del.names && a->keep.names == b->keep.names;
}

static struct pl_names names_of(const struct segment *segment, unsigned mark, struct pl_names names)
{
    bool given = (segment->marks & mark) != 0;
    return given ? (struct pl_names){names.names, names.count, true} : (struct pl_names){0};
}

static bool add_run(struct parser *parser, struct marked *marked, const struct segment *segment,
                    size_t end)
{
    struct pl_run *run = &marked->runs[marked->run_count];
    run->t = job_normal(parser->job, parser->out + segment->start, end - segment->start);
    if (!run->t) {
        return false;
    }
    run->bytes = strlen(run->t);
    run->points = chars_points(run->t, run->bytes);
    run->ins = names_of(segment, INSERTED, segment->ins);
    run->del = names_of(segment, DELETED, segment->del);
    run->keep = names_of(segment, KEPT, segment->keep);
    marked->points += run->points;
    marked->run_count++;
    return true;
}

/* Neighbours with the same marks become one run. */
static bool make_runs(struct parser *parser, struct marked *marked)
{
    size_t count = parser->segment_count;
    marked->runs = job_array(parser->job, count, sizeof *marked->runs);
    for (size_t i = 0; marked->runs && i < count;) {
        const struct segment *segment = &parser->segments[i];
        size_t next = i + 1, end = segment->end;
        while (next < count && (same_run(segment, &parser->segments[next]) ||
                                parser->segments[next].start == parser->segments[next].end)) {
            end = parser->segments[next++].end;
        }
        if (end > segment->start && !add_run(parser, marked, segment, end)) {
            return false;
        }
        i = next;
    }
    return marked->runs != NULL;
}

static bool make_lit(struct parser *parser, struct marked *marked)
{
    size_t counted = 0, points = 0; /* the code points of the first `counted` bytes */
    marked->lit = job_array(parser->job, parser->segment_count, sizeof *marked->lit);
    for (size_t i = 0; marked->lit && i < parser->segment_count; i++) {
        const struct segment *segment = &parser->segments[i];
        if (!(segment->marks & LIT) || segment->start == segment->end) {
            continue;
        }
        size_t start = points + chars_points(parser->out + counted, segment->start - counted);
        size_t end =
            start + chars_points(parser->out + segment->start, segment->end - segment->start);
        counted = segment->end;
        points = end;
        struct lit *last = marked->lit_count ? &marked->lit[marked->lit_count - 1] : NULL;
        if (last && last->end == start) {
            last->end = end;
        } else if (end <= marked->points) {
            marked->lit[marked->lit_count++] = (struct lit){start, end};
        }
    }
    return marked->lit != NULL;
}

bool marks_read(struct job *job, struct span text, size_t line, struct marked *marked_out)
{
    *marked_out = (struct marked){0};
    if (job->markdown && !markdown_strip(job, &text)) {
        return false;
    }
    if (!status_read(job, &text, marked_out)) {
        return false;
    }
    struct parser parser = {.job = job, .line = line};
    parser.out = job_array(job, text.size + 1, 1);
    if (!parser.out || !match_tokens(&parser, text) || !begin_segment(&parser) ||
        !parse(&parser, text)) {
        return false;
    }
    finish_segments(&parser);
    if (parser.odd) {
        job_warn(job, line, "%.3s has no partner, or crosses another mark: it stays as text",
                 parser.odd);
    }
    return make_runs(&parser, marked_out) && make_lit(&parser, marked_out);
}

char *marks_plain(struct job *job, struct span text, size_t line)
{
    struct marked marked;
    if (!marks_read(job, text, line, &marked)) {
        return NULL;
    }
    size_t size = 0, written = 0;
    bool marks = marked.lit_count > 0;
    for (size_t i = 0; i < marked.run_count; i++) {
        size += marked.runs[i].bytes;
        marks = marks || marked.runs[i].ins.given || marked.runs[i].del.given ||
                marked.runs[i].keep.given;
    }
    size_t status = marked.status_words ? strlen(marked.status_words) : 0;
    char *plain = job_array(job, size + status + 2, 1);
    for (size_t i = 0; plain && i < marked.run_count; i++) {
        memcpy(plain + written, marked.runs[i].t, marked.runs[i].bytes);
        written += marked.runs[i].bytes;
    }
    if (plain && status) {
        plain[written++] = ' ';
        memcpy(plain + written, marked.status_words, status);
    }
    if (marks) {
        job_warn(job, line, "marks in a title or preamble are left out, their words stay");
    }
    return plain;
}
