/* What a delegation asks for, done to the words of an item: runs in, runs out. Pure. An edit starts
 * from words, takes any number of changes, and ends with words again; where a change fails nothing
 * has changed. Positions are code points of all runs joined. The edit lends strings of the words
 * that it started from and of the names it is given: they must outlive it.
 */
#ifndef DESK_EDIT_H
#define DESK_EDIT_H

#include "plenary/document.h"
#include "pool.h"

struct edit { /* zero is an empty one */
    struct pool pool;
    struct pl_run *runs;
    size_t count, room;
};

struct edit_span {
    size_t start, end; /* end exclusive */
};

enum edit_error {
    EDIT_OK,
    EDIT_MEMORY,
    EDIT_RUNS,        /* over PL_RUNS_MAX */
    EDIT_POINTS,      /* over PL_ITEM_POINTS_MAX */
    EDIT_NAMES,       /* over PL_NAMES_MAX names on one mark */
    EDIT_POSITION,    /* past the end, or an empty span where there must be words */
    EDIT_ALTERNATIVE, /* would cut an alternative in two, or put one into another */
    EDIT_BRACKETS,    /* no pair of brackets stands round these words */
    EDIT_MARKS,       /* nothing to accept or reject here */
    EDIT_CHOICE,      /* two alternatives of one group cannot both be accepted */
    EDIT_EMPTY        /* no word would be left */
};
/* For people, without an end: "no brackets stand round these words". */
const char *edit_error_text(enum edit_error error);

enum edit_error edit_start(struct edit *edit, const struct pl_words *words);
void edit_finish(struct edit *edit);

/* The words as they are now, with the id and revision of `words`; neighbours with the same marks
 * are one run. Lent until the next change. EDIT_EMPTY, EDIT_RUNS, EDIT_POINTS: they cannot be
 * published. */
enum edit_error edit_end(struct edit *edit, const struct pl_words *words,
                         struct pl_words *words_out);

/* `by` asks to delete: struck, with one blank where two would be left. What those very names have
 * inserted goes altogether. */
enum edit_error edit_delete(struct edit *edit, struct edit_span span, const struct pl_names *by);
/* `by` asks to keep. */
enum edit_error edit_retain(struct edit *edit, struct edit_span span, const struct pl_names *by);
/* `by` asks to insert, just there: see edit_spaced. */
enum edit_error edit_insert(struct edit *edit, size_t at, const char *text,
                            const struct pl_names *by);
enum edit_error edit_replace(struct edit *edit, struct edit_span span, const char *text,
                             const struct pl_names *by);
/* `text` beside the words of the span, or beside the alternatives that they belong to. */
enum edit_error edit_alternative(struct edit *edit, struct edit_span span, const char *text,
                                 const struct pl_names *by);
/* Square brackets round the span: characters of the text; with names they are inserted ones. */
enum edit_error edit_bracket(struct edit *edit, struct edit_span span, const struct pl_names *by);
/* Takes the innermost pair round the span away (or the pair that it begins and ends with). */
enum edit_error edit_unbracket(struct edit *edit, struct edit_span span);
/* Of each mark in the span: as if it had been done, as if it had never been asked for. Accepting
 * one alternative drops the others; rejecting one drops it. */
enum edit_error edit_accept(struct edit *edit, struct edit_span span);
enum edit_error edit_reject(struct edit *edit, struct edit_span span);
/* The whole item. Alternatives stay when all is accepted, for nobody has chosen: *left_out counts
 * them. */
enum edit_error edit_accept_all(struct edit *edit, size_t *left_out);
enum edit_error edit_reject_all(struct edit *edit);

/* `text` with a blank before (after the code point `at`) or behind it, where the script writes one
 * and none is there. From the pool; NULL without memory. */
enum edit_side { EDIT_AFTER, EDIT_BEFORE };
const char *edit_spaced(struct edit *edit, size_t at, enum edit_side side, const char *text);

#endif
