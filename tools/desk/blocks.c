#include "blocks.h"

#include <assert.h>
#include <string.h>

#include "series.h"

enum {
    WRAPPED_COLUMNS = 40,    /* a shorter line was not broken for want of room */
    UNWRAPPED_COLUMNS = 110, /* nobody wraps as wide as this */
    HEADING_COLUMNS = 60,
    SPARE_COLUMNS = 8,
    CAPITALS_BYTES = 6, /* fewer are an abbreviation */
    BLOCKS_MAX = PL_ITEMS_MAX + PL_SECTIONS_MAX + PL_PREAMBLE_PARAS + 2
};

struct reader {
    struct job *job;
    struct blocks *blocks;
    struct span *pieces; /* the words of each line taken, in order */
    size_t piece_count;
    struct series_table series;
    size_t columns; /* of the last line in the source */
    bool gap;       /* a blank line came */
    bool closed;    /* nothing may be added to the last block */
    bool unwrapped; /* one line is one paragraph here */
    size_t width;   /* where lines are wrapped, if they are */
};

static struct block *last_block(struct reader *reader)
{
    return reader->blocks->count ? &reader->blocks->list[reader->blocks->count - 1] : NULL;
}

static struct span last_piece(const struct reader *reader)
{
    return reader->piece_count ? reader->pieces[reader->piece_count - 1] : (struct span){"", 0};
}

static size_t first_word_points(struct span text)
{
    size_t size = 0;
    while (size < text.size && text.text[size] != ' ') {
        size++;
    }
    return chars_points(text.text, size);
}

static bool add_piece(struct reader *reader, struct span words)
{
    struct span *grown =
        job_grow(reader->job, reader->pieces, reader->piece_count, sizeof *reader->pieces);
    if (!grown) {
        return false;
    }
    reader->pieces = grown;
    reader->pieces[reader->piece_count++] = words;
    last_block(reader)->lines++;
    reader->gap = false;
    return true;
}

static bool open_block(struct reader *reader, const struct line *line, struct block block,
                       struct span words)
{
    struct blocks *blocks = reader->blocks;
    if (blocks->count >= BLOCKS_MAX) {
        return job_fail(reader->job, IMPORT_ERROR_ITEMS, line->number, "more than %d items",
                        (int)PL_ITEMS_MAX);
    }
    struct block *grown = job_grow(reader->job, blocks->list, blocks->count, sizeof *blocks->list);
    if (!grown) {
        return false;
    }
    blocks->list = grown;
    block.line = line->number;
    block.indent = line->indent;
    block.column = line->indent;
    if (block.marker.kind != MARKER_NONE) {
        block.column += (unsigned)chars_points(block.marker.text.text, block.marker.taken);
    }
    block.gap = reader->gap || blocks->count == 0;
    block.capitals = block.marker.kind == MARKER_NONE && chars_all_capitals(words);
    block.first_piece = reader->piece_count;
    blocks->list[blocks->count++] = block;
    reader->closed = false;
    return add_piece(reader, words);
}

static bool ends_with_word(struct span text, const char *word)
{
    size_t size = strlen(word);
    return text.size > size && chars_same((struct span){text.text + text.size - size, size}, word);
}

/* The line before ends as an entry of a list ends. */
static bool ends_entry(struct span text)
{
    return chars_ends_clause(chars_last_inside(text)) || ends_with_word(text, " and") ||
           ends_with_word(text, " or");
}

/* The line goes on where the one before had no more room. */
static bool in_sentence(struct reader *reader, const struct line *line)
{
    struct span before = last_piece(reader);
    return !reader->gap && !reader->closed && !reader->unwrapped && before.size > 0 &&
           reader->columns >= WRAPPED_COLUMNS && !ends_entry(before) &&
           reader->columns + 1 + first_word_points(line->text) > reader->width;
}

/* Below the words of the item, not below its marker. */
static bool hangs(const struct block *open, const struct line *line)
{
    return open->column > open->indent && line->indent == open->column;
}

/* A marker can be words: "… since\n2015. The next …", "A. Smith said". */
static bool is_meant(struct reader *reader, const struct line *line, const struct marker *marker,
                     struct span words)
{
    const struct block *open = last_block(reader);
    bool wrapped = in_sentence(reader, line);
    switch (marker->kind) {
    case MARKER_BULLET:
        return !wrapped || marker->shape >= 0x2016 || marker->shape == 0xB7 ||
               (marker_same_list(marker, &open->marker) && line->indent <= open->indent + 1);
    case MARKER_HEADING:
        return !wrapped;
    case MARKER_PARAGRAPH:
        return !wrapped || series_goes_on(&reader->series, marker);
    default:
        break;
    }
    bool low = !marker->enclosed && chars_is_lower(chars_first(words));
    if (wrapped && (low || hangs(open, line))) {
        return false;
    }
    if (open && !reader->gap && hangs(open, line) &&
        series_is_elsewhere(&reader->series, marker, line->indent)) {
        return series_starts(&reader->series, marker);
    }
    bool loose = reader->gap || !open || reader->closed ||
                 (!wrapped && chars_last_inside(last_piece(reader)) != ',');
    return series_goes_on(&reader->series, marker) ||
           (!wrapped && series_starts(&reader->series, marker)) ||
           (loose && series_is_later(&reader->series, marker));
}

/* A heading's or title's line, and below it, without a blank line, the paragraph: the line had
 * room for this one's first word, so the break is meant. */
static bool starts_body(struct reader *reader, const struct line *line)
{
    const struct block *open = last_block(reader);
    struct span before = last_piece(reader);
    bool could_be_heading = open->lines == 1 && open->marker.kind != MARKER_BULLET &&
                            !open->marker.enclosed && reader->columns <= HEADING_COLUMNS &&
                            !chars_ends_clause(chars_last_inside(before));
    return could_be_heading && chars_is_upper(chars_first(line->text)) &&
           reader->columns + 1 + first_word_points(line->text) + SPARE_COLUMNS <= line->width;
}

/* A line of capitals behind a sentence that has ended. */
static bool starts_capitals(struct reader *reader, const struct line *line)
{
    const struct block *open = last_block(reader);
    uint32_t last = chars_last_inside(last_piece(reader));
    return last != ',' && chars_ends_clause(last) && line->indent <= open->indent &&
           line->text.size >= CAPITALS_BYTES && chars_all_capitals(line->text);
}

/* Does this unmarked line go on with the last block? */
static bool continues(struct reader *reader, const struct line *line)
{
    const struct block *open = last_block(reader);
    if (!open || reader->closed || open->hash || line->text.text[0] == '|') {
        return false;
    }
    bool marked = open->marker.kind != MARKER_NONE;
    if (reader->gap || reader->unwrapped) {
        return marked && line->indent >= open->indent + 2 &&
               (open->marker.kind == MARKER_BULLET || reader->job->markdown ||
                chars_ends_clause(chars_last_inside(last_piece(reader))));
    }
    if (marked && line->indent + 2 <= open->indent) {
        return false;
    }
    if (!marked && open->capitals != chars_all_capitals(line->text)) {
        return false;
    }
    return !starts_body(reader, line) && !starts_capitals(reader, line);
}

/* "# Title #": its level, and what stands between. */
static unsigned hash_level(struct span *text)
{
    unsigned level = 0;
    while (level < text->size && text->text[level] == '#') {
        level++;
    }
    if (level == 0 || level > 6 || level == text->size || text->text[level] != ' ') {
        return 0;
    }
    struct span rest = chars_trim((struct span){text->text + level, text->size - level});
    while (rest.size > 0 && rest.text[rest.size - 1] == '#') {
        rest.size--;
    }
    *text = chars_trim(rest);
    return text->size ? level : 0;
}

/* A line drawn with one of - = _ *, at least three; 0: it is none. */
static char rule_character(struct span text)
{
    char c = text.size >= 3 ? text.text[0] : 0;
    size_t count = 0;
    if (!c || !strchr("-=_*", c)) {
        return 0;
    }
    for (size_t i = 0; i < text.size; i++) {
        if (text.text[i] != c && text.text[i] != ' ') {
            return 0;
        }
        count += text.text[i] == c;
    }
    return count >= 3 ? c : 0;
}

/* |---|:--:| between the head of a table and its rows. */
static bool is_table_rule(struct span text)
{
    if (text.size < 3 || text.text[0] != '|') {
        return false;
    }
    return strspn(text.text, "|-: ") >= text.size && memchr(text.text, '-', text.size);
}

static bool take_rule(struct reader *reader, char c)
{
    struct block *open = last_block(reader);
    bool underlines = open && !reader->gap && !reader->closed && open->lines == 1 && !open->hash &&
                      (c == '=' || c == '-') && open->marker.kind != MARKER_BULLET &&
                      !chars_ends_clause(chars_last(last_piece(reader)));
    if (underlines) {
        open->hash = c == '=' ? 1 : 2;
        open->capitals = false;
        reader->job->markdown = true;
    }
    reader->closed = true;
    reader->gap = true;
    return true;
}

static bool take_hash(struct reader *reader, const struct line *line, unsigned level,
                      struct span text)
{
    struct block block = {.hash = level};
    if (marker_read(text, false, &block.marker) && block.marker.kind != MARKER_BULLET) {
        series_note(&reader->series, &block.marker, line->indent);
        text = (struct span){text.text + block.marker.taken, text.size - block.marker.taken};
    } else {
        block.marker = (struct marker){0};
    }
    reader->job->markdown = true;
    return open_block(reader, line, block, text);
}

/* "{++b. words++}": the marker stands behind the opening of an insertion. */
static bool read_marker(struct reader *reader, const struct line *line, struct marker *marker,
                        struct span *words)
{
    struct span text = line->text;
    if (marker_read(text, line->tabbed, marker)) {
        *words = (struct span){text.text + marker->taken, text.size - marker->taken};
        return true;
    }
    bool opens = text.size > 4 && text.text[0] == '{' && text.text[1] == text.text[2] &&
                 strchr("+-=", text.text[1]);
    struct span inside = {text.text + 3, text.size - 3};
    if (!opens || !marker_read(inside, false, marker)) {
        return false;
    }
    size_t left = inside.size - marker->taken;
    char *joined = job_array(reader->job, left + 4, 1);
    if (!joined) {
        return false;
    }
    memcpy(joined, text.text, 3);
    memcpy(joined + 3, inside.text + marker->taken, left);
    *words = (struct span){joined, left + 3};
    return true;
}

static bool take_line(struct reader *reader, const struct line *line)
{
    struct span text = line->text;
    char rule = rule_character(text);
    if (rule) {
        return take_rule(reader, rule);
    }
    unsigned level = hash_level(&text);
    if (level) {
        return take_hash(reader, line, level, text);
    }
    if (is_table_rule(text)) {
        return true;
    }
    struct block block = {0};
    struct span words;
    if (read_marker(reader, line, &block.marker, &words) &&
        is_meant(reader, line, &block.marker, words)) {
        series_note(&reader->series, &block.marker, line->indent);
        return open_block(reader, line, block, words);
    }
    if (reader->job->failure->error) {
        return false;
    }
    return continues(reader, line) ? add_piece(reader, text)
                                   : open_block(reader, line, (struct block){0}, text);
}

/* Between two lines that are joined: nothing behind a hyphen and between Han, else a blank. */
static bool wants_blank(struct span before, struct span after)
{
    uint32_t last = chars_last(before), first = chars_first(after);
    if (chars_is_han(last) && chars_is_han(first)) {
        return false;
    }
    if (last != '-' || before.size < 2 || !chars_is_lower(first)) {
        return true;
    }
    struct span stem = {before.text, before.size - 1};
    bool suspended =
        chars_starts(after, "and ") || chars_starts(after, "or ") || chars_starts(after, "to ");
    return !chars_is_word(chars_last(stem)) || suspended;
}

static bool join_block(struct reader *reader, struct block *block)
{
    assert(reader->pieces || block->lines == 0);
    const struct span *pieces = reader->pieces + block->first_piece;
    size_t size = 0;
    for (unsigned i = 0; i < block->lines; i++) {
        size += pieces[i].size + 1;
    }
    char *text = job_array(reader->job, size + 1, 1);
    if (!text) {
        return false;
    }
    size_t written = 0;
    for (unsigned i = 0; i < block->lines; i++) {
        if (i > 0 && wants_blank((struct span){text, written}, pieces[i])) {
            text[written++] = ' ';
        }
        memcpy(text + written, pieces[i].text, pieces[i].size);
        written += pieces[i].size;
    }
    block->text = (struct span){text, written};
    block->points = chars_points(text, written);
    return true;
}

/* Bullets without words go. */
static bool join_blocks(struct reader *reader)
{
    struct blocks *blocks = reader->blocks;
    size_t kept = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        struct block *block = &blocks->list[i];
        if (!join_block(reader, block)) {
            return false;
        }
        if (block->text.size == 0 && block->marker.kind == MARKER_BULLET) {
            job_warn(reader->job, block->line, "a bullet without words is left out");
        } else {
            blocks->list[kept++] = *block;
        }
    }
    blocks->count = kept;
    return true;
}

/* Most lines are not wider; a break before this width was meant. Where it is wider than anybody
 * wraps, no line is wrapped. */
static size_t usual_width(const struct source *source, size_t from)
{
    size_t counts[UNWRAPPED_COLUMNS + 2] = {0}, all = 0, width = UNWRAPPED_COLUMNS + 1;
    for (size_t i = from; i < source->count; i++) {
        const struct line *line = &source->lines[i];
        size_t one = line->indent + chars_points(line->text.text, line->text.size);
        counts[one <= UNWRAPPED_COLUMNS ? one : UNWRAPPED_COLUMNS + 1] += one > 0;
        all += one > 0;
    }
    if (counts[width] * 10 > all) {
        return width;
    }
    width--;
    for (size_t wider = 0; width > 0 && (wider + counts[width]) * 20 <= all; width--) {
        wider += counts[width];
    }
    return width;
}

bool blocks_read(struct job *job, const struct source *source, size_t from,
                 struct blocks *blocks_out)
{
    *blocks_out = (struct blocks){0};
    struct reader reader = {.job = job, .blocks = blocks_out};
    reader.width = usual_width(source, from);
    reader.unwrapped = reader.width > UNWRAPPED_COLUMNS;
    for (size_t i = from; i < source->count; i++) {
        const struct line *line = &source->lines[i];
        if (line->text.size == 0) {
            reader.gap = true;
            continue;
        }
        if (!take_line(&reader, line)) {
            return false;
        }
        reader.columns = line->width;
    }
    if (!join_blocks(&reader)) {
        return false;
    }
    blocks_out->pieces = reader.pieces;
    return series_settle(job, blocks_out);
}
