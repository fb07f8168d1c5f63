#include "edit.h"

#include <string.h>

#include "chars.h"

const char *edit_error_text(enum edit_error error)
{
    static const char *const texts[] = {
        [EDIT_OK] = "done",
        [EDIT_MEMORY] = "out of memory",
        [EDIT_RUNS] = "the item would have too many marks",
        [EDIT_POINTS] = "the item would be too long",
        [EDIT_NAMES] = "too many names on one mark",
        [EDIT_POSITION] = "there are no words there",
        [EDIT_ALTERNATIVE] =
            ("these words are part of an alternative: name the whole of it, or accept or reject "
             "it first"),
        [EDIT_BRACKETS] = "no brackets stand round these words",
        [EDIT_MARKS] = "there is nothing to accept or reject",
        [EDIT_CHOICE] = "only one of several alternatives can be accepted",
        [EDIT_EMPTY] = "no word would be left; to drop an item, set its status to deleted",
    };
    return texts[error];
}

/* ---- runs ---- */

static struct span text_of(const struct pl_run *run)
{
    return (struct span){run->t, run->bytes};
}

static size_t points_of(const struct edit *edit)
{
    size_t points = 0;
    for (size_t i = 0; i < edit->count; i++) {
        points += edit->runs[i].points;
    }
    return points;
}

/* Room for one more run at `index`. */
static bool open_gap(struct edit *edit, size_t index)
{
    if (edit->count == edit->room) {
        size_t room = edit->room ? 2 * edit->room : 16;
        struct pl_run *runs = pool_array(&edit->pool, room, sizeof *runs);
        if (!runs) {
            return false;
        }
        if (edit->count > 0) {
            memcpy(runs, edit->runs, edit->count * sizeof *runs);
        }
        edit->runs = runs;
        edit->room = room;
    }
    memmove(&edit->runs[index + 1], &edit->runs[index], (edit->count - index) * sizeof *edit->runs);
    edit->count++;
    return true;
}

static void remove_run(struct edit *edit, size_t index)
{
    edit->count--;
    memmove(&edit->runs[index], &edit->runs[index + 1], (edit->count - index) * sizeof *edit->runs);
}

static size_t bytes_of_points(const struct pl_run *run, size_t points)
{
    const char *at = run->t;
    const char *end = run->t + run->bytes;
    for (size_t i = 0; i < points; i++) {
        chars_next(&at, end);
    }
    return (size_t)(at - run->t);
}

/* The run in which code point `at` stands, and where that run starts; count at the very end. */
static size_t run_at(const struct edit *edit, size_t at, size_t *start_out)
{
    size_t start = 0;
    size_t i = 0;
    while (i < edit->count && start + edit->runs[i].points <= at) {
        start += edit->runs[i++].points;
    }
    *start_out = start;
    return i;
}

/* Makes a border between runs at code point `at`; the run behind it. */
static enum edit_error cut(struct edit *edit, size_t at, size_t *index_out)
{
    size_t start;
    size_t i = run_at(edit, at, &start);
    *index_out = i;
    if (at == start) {
        return EDIT_OK;
    }
    if (i == edit->count) {
        return EDIT_POSITION;
    }
    if (edit->runs[i].alt) {
        return EDIT_ALTERNATIVE;
    }
    struct pl_run whole = edit->runs[i];
    size_t bytes = bytes_of_points(&whole, at - start);
    char *head = pool_copy(&edit->pool, whole.t, bytes);
    char *tail = pool_copy(&edit->pool, whole.t + bytes, whole.bytes - bytes);
    if (!head || !tail || !open_gap(edit, i + 1)) {
        return EDIT_MEMORY;
    }
    edit->runs[i].t = head;
    edit->runs[i].bytes = bytes;
    edit->runs[i].points = at - start;
    edit->runs[i + 1] = edit->runs[i];
    edit->runs[i + 1].t = tail;
    edit->runs[i + 1].bytes = whole.bytes - bytes;
    edit->runs[i + 1].points = whole.points - (at - start);
    *index_out = i + 1;
    return EDIT_OK;
}

/* Borders at both ends: runs from *first_out to before *end_out are the span. */
static enum edit_error cut_span(struct edit *edit, struct edit_span span, size_t *first_out,
                                size_t *end_out)
{
    *first_out = *end_out = 0;
    if (span.start >= span.end || span.end > points_of(edit)) {
        return EDIT_POSITION;
    }
    enum edit_error error = cut(edit, span.end, end_out);
    size_t before = edit->count;
    error = error == EDIT_OK ? cut(edit, span.start, first_out) : error;
    *end_out += edit->count - before;
    return error;
}

static enum edit_error put(struct edit *edit, size_t index, const char *text,
                           const struct pl_run *like)
{
    struct span whole = {text, strlen(text)};
    char *copy = pool_copy(&edit->pool, whole.text, whole.size);
    if (!copy || !open_gap(edit, index)) {
        return EDIT_MEMORY;
    }
    edit->runs[index] = *like;
    edit->runs[index].t = copy;
    edit->runs[index].bytes = whole.size;
    edit->runs[index].points = chars_points(copy, whole.size);
    return EDIT_OK;
}

/* ---- names ---- */

static bool has_name(const struct pl_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_names(const struct pl_names *a, const struct pl_names *b)
{
    if (a->given != b->given || a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (!has_name(b, a->names[i])) {
            return false;
        }
    }
    return true;
}

/* Adds those who are not there yet, in their order. */
static enum edit_error add_names(struct edit *edit, struct pl_names *names,
                                 const struct pl_names *by)
{
    const char **list = pool_array(&edit->pool, names->count + by->count + 1, sizeof *list);
    if (!list) {
        return EDIT_MEMORY;
    }
    if (names->count > 0) {
        memcpy(list, names->names, names->count * sizeof *list);
    }
    struct pl_names all = {list, names->count, true};
    for (size_t i = 0; i < by->count; i++) {
        if (!has_name(&all, by->names[i])) {
            list[all.count++] = by->names[i];
        }
    }
    if (all.count > PL_NAMES_MAX) {
        return EDIT_NAMES;
    }
    *names = all;
    return EDIT_OK;
}

static bool same_marks(const struct pl_run *a, const struct pl_run *b)
{
    return a->alt == b->alt && same_names(&a->ins, &b->ins) && same_names(&a->del, &b->del) &&
           same_names(&a->keep, &b->keep);
}

static struct pl_run inserted_by(const struct pl_names *by)
{
    struct pl_run run = {.ins = *by};
    run.ins.given = true;
    return run;
}

/* ---- starting and ending ---- */

enum edit_error edit_start(struct edit *edit, const struct pl_words *words)
{
    *edit = (struct edit){0};
    for (size_t i = 0; i < words->run_count; i++) {
        if (!open_gap(edit, i)) {
            edit_finish(edit);
            return EDIT_MEMORY;
        }
        edit->runs[i] = words->runs[i];
    }
    return EDIT_OK;
}

void edit_finish(struct edit *edit)
{
    pool_finish(&edit->pool);
    *edit = (struct edit){0};
}

static enum edit_error join_next(struct edit *edit, size_t index)
{
    struct pl_run *run = &edit->runs[index];
    const struct pl_run *next = run + 1;
    char *both = pool_array(&edit->pool, run->bytes + next->bytes + 1, 1);
    if (!both) {
        return EDIT_MEMORY;
    }
    memcpy(both, run->t, run->bytes);
    memcpy(both + run->bytes, next->t, next->bytes);
    run->t = both;
    run->bytes += next->bytes;
    run->points += next->points;
    remove_run(edit, index + 1);
    return EDIT_OK;
}

/* Runs that share `alt` are alternatives of each other: they must not grow together. */
static enum edit_error join_alike(struct edit *edit)
{
    for (size_t i = 0; i + 1 < edit->count;) {
        if (edit->runs[i].alt || !same_marks(&edit->runs[i], &edit->runs[i + 1])) {
            i++;
        } else if (join_next(edit, i) != EDIT_OK) {
            return EDIT_MEMORY;
        }
    }
    return EDIT_OK;
}

static bool has_words(const struct edit *edit)
{
    for (size_t i = 0; i < edit->count; i++) {
        if (chars_trim(text_of(&edit->runs[i])).size > 0) {
            return true;
        }
    }
    return false;
}

enum edit_error edit_end(struct edit *edit, const struct pl_words *words,
                         struct pl_words *words_out)
{
    if (join_alike(edit) != EDIT_OK) {
        return EDIT_MEMORY;
    }
    *words_out = *words;
    words_out->runs = edit->runs;
    words_out->run_count = edit->count;
    words_out->points = points_of(edit);
    return !has_words(edit)                         ? EDIT_EMPTY
           : edit->count > PL_RUNS_MAX              ? EDIT_RUNS
           : words_out->points > PL_ITEM_POINTS_MAX ? EDIT_POINTS
                                                    : EDIT_OK;
}

/* A change works on a copy of the list, so that a failure leaves no trace. */
struct attempt {
    struct edit *edit;
    struct pl_run *runs;
    size_t count, room;
};

static bool attempt_begin(struct attempt *attempt, struct edit *edit)
{
    *attempt = (struct attempt){edit, edit->runs, edit->count, edit->room};
    struct pl_run *copy = pool_array(&edit->pool, edit->room + 1, sizeof *copy);
    if (!copy) {
        return false;
    }
    if (edit->count > 0) {
        memcpy(copy, edit->runs, edit->count * sizeof *copy);
    }
    edit->runs = copy;
    return true;
}

static enum edit_error attempt_end(struct attempt *attempt, enum edit_error error)
{
    if (error != EDIT_OK) {
        attempt->edit->runs = attempt->runs;
        attempt->edit->count = attempt->count;
        attempt->edit->room = attempt->room;
    }
    return error;
}

/* ---- blanks ---- */

/* The code point at `at`; 0 past the end. */
static uint32_t point_at(const struct edit *edit, size_t at)
{
    size_t start;
    size_t i = run_at(edit, at, &start);
    if (i == edit->count) {
        return 0;
    }
    const struct pl_run *run = &edit->runs[i];
    const char *from = run->t + bytes_of_points(run, at - start);
    return chars_next(&from, run->t + run->bytes);
}

static bool closes(uint32_t point)
{
    return chars_ends_clause(point) || point == ')' || point == ']' || point == '}';
}

static bool opens(uint32_t point)
{
    return point == '(' || point == '[' || point == '{';
}

const char *edit_spaced(struct edit *edit, size_t at, enum edit_side side, const char *text)
{
    struct span whole = {text, strlen(text)};
    uint32_t first = chars_first(whole);
    uint32_t last = chars_last(whole);
    uint32_t near = side == EDIT_AFTER ? (at > 0 ? point_at(edit, at - 1) : 0) : point_at(edit, at);
    uint32_t inner = side == EDIT_AFTER ? first : last;
    bool none = near == 0 || inner == 0 || chars_is_blank(near) || chars_is_blank(inner) ||
                chars_is_han(near) || chars_is_han(inner) ||
                (side == EDIT_AFTER ? closes(first) || opens(near) : opens(last) || closes(near));
    char *spaced = pool_array(&edit->pool, whole.size + 2, 1);
    if (!spaced) {
        return NULL;
    }
    size_t before = !none && side == EDIT_AFTER ? 1 : 0;
    spaced[0] = ' ';
    memcpy(spaced + before, whole.text, whole.size);
    if (!none && side == EDIT_BEFORE) {
        spaced[whole.size] = ' ';
    }
    return spaced;
}

static bool alike_at(const struct edit *edit, size_t a, size_t b)
{
    size_t start;
    size_t i = run_at(edit, a, &start);
    size_t j = run_at(edit, b, &start);
    return i == j || same_marks(&edit->runs[i], &edit->runs[j]);
}

/* Takes in the blank before the span (or behind it, at the front of the item) where without the
 * span two would meet, or one would stand before a full stop. */
static struct edit_span with_blank(const struct edit *edit, struct edit_span span)
{
    uint32_t before = span.start > 0 ? point_at(edit, span.start - 1) : 0;
    uint32_t behind = point_at(edit, span.end);
    bool ends = behind == 0 || chars_is_blank(behind) || closes(behind);
    if (chars_is_blank(before) && ends && alike_at(edit, span.start - 1, span.start)) {
        span.start--;
    } else if (before == 0 && chars_is_blank(behind) && alike_at(edit, span.end, span.end - 1)) {
        span.end++;
    }
    return span;
}

static bool is_marked(const struct pl_run *run)
{
    return run->ins.given || run->del.given || run->keep.given || run->alt;
}

enum deal { DEAL_ACCEPT, DEAL_REJECT, DEAL_RETAIN };

/* The stretch of equal marks round code point `at`. */
static struct edit_span stretch_at(const struct edit *edit, size_t at)
{
    size_t start;
    size_t first = run_at(edit, at, &start);
    size_t last = first;
    size_t end = start + edit->runs[first].points;
    while (first > 0 && same_marks(&edit->runs[first - 1], &edit->runs[first])) {
        start -= edit->runs[--first].points;
    }
    while (last + 1 < edit->count && same_marks(&edit->runs[last + 1], &edit->runs[last])) {
        end += edit->runs[++last].points;
    }
    return (struct edit_span){start, end};
}

/* One end of a span of words, and the marks that it stands in. */
struct edge {
    struct edit_span stretch;
    bool marked;
    bool leading, trailing; /* the stretch has its words' blanks before them; behind them */
    bool goes;              /* its words go, else they become plain */
};

static struct edge edge_at(const struct edit *edit, size_t at, enum deal deal)
{
    size_t start;
    const struct pl_run *run = &edit->runs[run_at(edit, at, &start)];
    struct edge edge = {.stretch = stretch_at(edit, at), .marked = is_marked(run) && !run->alt};
    edge.leading = chars_is_blank(point_at(edit, edge.stretch.start));
    edge.trailing = !edge.leading && chars_is_blank(point_at(edit, edge.stretch.end - 1));
    edge.goes = deal == DEAL_ACCEPT ? run->del.given : deal == DEAL_REJECT && run->ins.given;
    return edge;
}

static bool blank_between(const struct edit *edit, size_t start, size_t end)
{
    while (start < end && chars_is_blank(point_at(edit, start))) {
        start++;
    }
    return start >= end;
}

/* Words that are marked with others have a blank of theirs in the marks: it goes the way they go.
 * Left behind, it would be the mark of a blank, or two words would grow together. */
static struct edit_span with_own_blank(const struct edit *edit, struct edit_span span,
                                       enum deal deal)
{
    if (span.start >= span.end || span.end > points_of(edit)) {
        return span;
    }
    struct edge first = edge_at(edit, span.start, deal);
    struct edge last = edge_at(edit, span.end - 1, deal);
    bool from_start = span.start <= last.stretch.start;
    if (first.marked && span.start > first.stretch.start &&
        chars_is_blank(point_at(edit, span.start - 1)) &&
        (first.leading || (first.goes && !first.trailing))) {
        span.start--;
    }
    if (last.marked && span.end < last.stretch.end && chars_is_blank(point_at(edit, span.end)) &&
        (last.trailing || (last.goes && !last.leading && from_start))) {
        span.end++;
    }
    /* Nor are blanks alone left of the marks. */
    if (first.marked && blank_between(edit, first.stretch.start, span.start)) {
        span.start = first.stretch.start < span.start ? first.stretch.start : span.start;
    }
    if (last.marked && blank_between(edit, span.end, last.stretch.end)) {
        span.end = last.stretch.end > span.end ? last.stretch.end : span.end;
    }
    return span;
}

/* ---- asking ---- */

static enum edit_error mark_deleted(struct edit *edit, struct edit_span span,
                                    const struct pl_names *by)
{
    size_t first;
    size_t end;
    enum edit_error error = cut_span(edit, span, &first, &end);
    for (size_t i = first; error == EDIT_OK && i < end;) {
        struct pl_run *run = &edit->runs[i];
        struct pl_run own = inserted_by(by);
        if (run->ins.given && by->count > 0 && same_names(&run->ins, &own.ins)) {
            remove_run(edit, i);
            end--;
        } else {
            error = add_names(edit, &run->del, by);
            i++;
        }
    }
    return error;
}

enum edit_error edit_delete(struct edit *edit, struct edit_span span, const struct pl_names *by)
{
    struct attempt attempt;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    if (span.start >= span.end || span.end > points_of(edit)) {
        return attempt_end(&attempt, EDIT_POSITION);
    }
    struct edit_span own = with_own_blank(edit, span, DEAL_RETAIN);
    bool wider = own.start != span.start || own.end != span.end;
    return attempt_end(&attempt, mark_deleted(edit, wider ? own : with_blank(edit, span), by));
}

enum edit_error edit_retain(struct edit *edit, struct edit_span span, const struct pl_names *by)
{
    struct attempt attempt;
    size_t first;
    size_t end;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    span = with_own_blank(edit, span, DEAL_RETAIN);
    enum edit_error error = cut_span(edit, span, &first, &end);
    for (size_t i = first; error == EDIT_OK && i < end; i++) {
        error = add_names(edit, &edit->runs[i].keep, by);
    }
    return attempt_end(&attempt, error);
}

/* Between two alternatives of one group nothing may stand. */
static bool splits_group(const struct edit *edit, size_t index)
{
    return index > 0 && index < edit->count && edit->runs[index].alt &&
           edit->runs[index].alt == edit->runs[index - 1].alt;
}

static enum edit_error insert_run(struct edit *edit, size_t at, const char *text,
                                  const struct pl_run *like)
{
    size_t index;
    if (!text[0]) {
        return EDIT_POSITION;
    }
    enum edit_error error = cut(edit, at, &index);
    if (error != EDIT_OK) {
        return error;
    }
    return splits_group(edit, index) ? EDIT_ALTERNATIVE : put(edit, index, text, like);
}

enum edit_error edit_insert(struct edit *edit, size_t at, const char *text,
                            const struct pl_names *by)
{
    struct attempt attempt;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    struct pl_run like = inserted_by(by);
    return attempt_end(&attempt, insert_run(edit, at, text, &like));
}

enum edit_error edit_replace(struct edit *edit, struct edit_span span, const char *text,
                             const struct pl_names *by)
{
    struct attempt attempt;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    struct pl_run like = inserted_by(by);
    enum edit_error error = span.start < span.end && span.end <= points_of(edit)
                                ? insert_run(edit, span.end, text, &like)
                                : EDIT_POSITION;
    error = error == EDIT_OK ? mark_deleted(edit, span, by) : error;
    return attempt_end(&attempt, error);
}

static unsigned fresh_alt(const struct edit *edit)
{
    unsigned most = 0;
    for (size_t i = 0; i < edit->count; i++) {
        most = edit->runs[i].alt > most ? edit->runs[i].alt : most;
    }
    return most + 1;
}

/* One run of the span, for an alternative is one run: it must bear one kind of marks. */
static enum edit_error one_run(struct edit *edit, struct edit_span span, size_t *index_out)
{
    size_t end;
    enum edit_error error = cut_span(edit, span, index_out, &end);
    while (error == EDIT_OK && end - *index_out > 1) {
        if (edit->runs[*index_out].alt ||
            !same_marks(&edit->runs[*index_out], &edit->runs[*index_out + 1])) {
            return EDIT_ALTERNATIVE;
        }
        error = join_next(edit, *index_out);
        end--;
    }
    return error;
}

enum edit_error edit_alternative(struct edit *edit, struct edit_span span, const char *text,
                                 const struct pl_names *by)
{
    struct attempt attempt;
    size_t index;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    enum edit_error error = text[0] ? one_run(edit, span, &index) : EDIT_POSITION;
    if (error != EDIT_OK) {
        return attempt_end(&attempt, error);
    }
    if (!edit->runs[index].alt) {
        edit->runs[index].alt = fresh_alt(edit);
    }
    struct pl_run like = inserted_by(by);
    like.alt = edit->runs[index].alt;
    while (index + 1 < edit->count && edit->runs[index + 1].alt == like.alt) {
        index++;
    }
    return attempt_end(&attempt, put(edit, index + 1, text, &like));
}

/* ---- brackets ---- */

static enum edit_error put_brackets(struct edit *edit, struct edit_span span,
                                    const struct pl_names *by)
{
    size_t first;
    size_t end;
    enum edit_error error = cut_span(edit, span, &first, &end);
    if (error != EDIT_OK) {
        return error;
    }
    if (splits_group(edit, first) || splits_group(edit, end)) {
        return EDIT_ALTERNATIVE;
    }
    struct pl_names nobody = {NULL, 0, true};
    struct pl_run open = by->count > 0 ? inserted_by(&nobody) : edit->runs[first];
    struct pl_run close = by->count > 0 ? inserted_by(by) : edit->runs[end - 1];
    open.alt = close.alt = 0;
    error = put(edit, end, "]", &close);
    return error == EDIT_OK ? put(edit, first, "[", &open) : error;
}

enum edit_error edit_bracket(struct edit *edit, struct edit_span span, const struct pl_names *by)
{
    struct attempt attempt;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    return attempt_end(&attempt, put_brackets(edit, span, by));
}

/* The bracket that opens the innermost pair round `at`: going back, those that are closed on the
 * way do not count. SIZE_MAX: none. */
static size_t opens_round(const struct edit *edit, size_t at)
{
    size_t closed = 0;
    while (at-- > 0) {
        uint32_t point = point_at(edit, at);
        if (point == '[' && closed == 0) {
            return at;
        }
        closed += point == ']' ? 1 : 0;
        closed -= point == '[' ? 1 : 0;
    }
    return SIZE_MAX;
}

static size_t closes_round(const struct edit *edit, size_t at)
{
    size_t opened = 0;
    for (uint32_t point; (point = point_at(edit, at)) != 0; at++) {
        if (point == ']' && opened == 0) {
            return at;
        }
        opened += point == '[' ? 1 : 0;
        opened -= point == ']' ? 1 : 0;
    }
    return SIZE_MAX;
}

static enum edit_error drop_point(struct edit *edit, size_t at)
{
    size_t first;
    size_t end;
    enum edit_error error = cut_span(edit, (struct edit_span){at, at + 1}, &first, &end);
    if (error == EDIT_OK) {
        remove_run(edit, first);
    }
    return error;
}

enum edit_error edit_unbracket(struct edit *edit, struct edit_span span)
{
    if (span.start >= span.end || span.end > points_of(edit)) {
        return EDIT_POSITION;
    }
    if (point_at(edit, span.start) == '[' && closes_round(edit, span.start + 1) == span.end - 1) {
        span.start++;
        span.end--;
    }
    size_t open = opens_round(edit, span.start);
    size_t close = closes_round(edit, span.end);
    if (open == SIZE_MAX || close == SIZE_MAX) {
        return EDIT_BRACKETS;
    }
    struct attempt attempt;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    enum edit_error error = drop_point(edit, close);
    return attempt_end(&attempt, error == EDIT_OK ? drop_point(edit, open) : error);
}

/* ---- accepting and rejecting ---- */

enum fate { STAYS, GOES, IS_PLAIN };

struct verdict {
    bool accepted;
    bool all; /* nobody has chosen among alternatives */
    size_t settled;
    size_t left;
};

/* One of a group is chosen: the others go. */
static enum edit_error choose(const struct edit *edit, size_t chosen, enum fate *fates)
{
    for (size_t i = 0; i < edit->count; i++) {
        if (i != chosen && edit->runs[i].alt == edit->runs[chosen].alt) {
            if (fates[i] == IS_PLAIN) {
                return EDIT_CHOICE;
            }
            fates[i] = GOES;
        }
    }
    fates[chosen] = IS_PLAIN;
    return EDIT_OK;
}

static enum edit_error judge(const struct edit *edit, size_t index, struct verdict *verdict,
                             enum fate *fates)
{
    const struct pl_run *run = &edit->runs[index];
    if (!is_marked(run) || fates[index] == GOES) {
        return run->alt && verdict->accepted && !verdict->all ? EDIT_CHOICE : EDIT_OK;
    }
    if (run->alt && verdict->accepted && verdict->all) {
        verdict->left++;
        return EDIT_OK;
    }
    verdict->settled++;
    if (run->alt && verdict->accepted) {
        return choose(edit, index, fates);
    }
    bool goes = verdict->accepted ? run->del.given : run->ins.given || (run->alt && !verdict->all);
    fates[index] = goes ? GOES : IS_PLAIN;
    return EDIT_OK;
}

static void carry_out(struct edit *edit, const enum fate *fates)
{
    size_t kept = 0;
    for (size_t i = 0; i < edit->count; i++) {
        if (fates[i] == GOES) {
            continue;
        }
        struct pl_run run = edit->runs[i];
        struct pl_run plain = {.t = run.t, .bytes = run.bytes, .points = run.points};
        edit->runs[kept++] = fates[i] == IS_PLAIN ? plain : run;
    }
    edit->count = kept;
}

/* One alternative alone is none. */
static void dissolve_lonely(struct edit *edit)
{
    for (size_t i = 0; i < edit->count; i++) {
        size_t others = 0;
        for (size_t j = 0; edit->runs[i].alt && j < edit->count; j++) {
            others += j != i && edit->runs[j].alt == edit->runs[i].alt ? 1 : 0;
        }
        edit->runs[i].alt = others > 0 ? edit->runs[i].alt : 0;
    }
}

static enum edit_error settle_runs(struct edit *edit, size_t first, size_t end,
                                   struct verdict *verdict)
{
    enum fate *fates = pool_array(&edit->pool, edit->count + 1, sizeof *fates);
    enum edit_error error = fates ? EDIT_OK : EDIT_MEMORY;
    for (size_t i = first; error == EDIT_OK && i < end; i++) {
        error = judge(edit, i, verdict, fates);
    }
    if (error != EDIT_OK) {
        return error;
    }
    carry_out(edit, fates);
    dissolve_lonely(edit);
    return verdict->settled + verdict->left > 0 ? EDIT_OK : EDIT_MARKS;
}

static enum edit_error settle(struct edit *edit, struct edit_span span, struct verdict *verdict)
{
    struct attempt attempt;
    size_t first;
    size_t end;
    if (!attempt_begin(&attempt, edit)) {
        return EDIT_MEMORY;
    }
    span = with_own_blank(edit, span, verdict->accepted ? DEAL_ACCEPT : DEAL_REJECT);
    enum edit_error error = cut_span(edit, span, &first, &end);
    error = error == EDIT_OK ? settle_runs(edit, first, end, verdict) : error;
    return attempt_end(&attempt, error);
}

enum edit_error edit_accept(struct edit *edit, struct edit_span span)
{
    struct verdict verdict = {.accepted = true};
    return settle(edit, span, &verdict);
}

enum edit_error edit_reject(struct edit *edit, struct edit_span span)
{
    struct verdict verdict = {.accepted = false};
    return settle(edit, span, &verdict);
}

enum edit_error edit_accept_all(struct edit *edit, size_t *left_out)
{
    struct verdict verdict = {.accepted = true, .all = true};
    enum edit_error error = settle(edit, (struct edit_span){0, points_of(edit)}, &verdict);
    *left_out = verdict.left;
    return error;
}

enum edit_error edit_reject_all(struct edit *edit)
{
    struct verdict verdict = {.accepted = false, .all = true};
    return settle(edit, (struct edit_span){0, points_of(edit)}, &verdict);
}
