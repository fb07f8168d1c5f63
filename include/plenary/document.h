/* The model: what a room holds, as immutable values. Every pointer in these
 * structures lends memory of the message that carries them (message.h); nobody
 * frees or changes a part. Strings are UTF-8 in NFC, NUL-terminated, without
 * control characters; an optional string that is absent is NULL. Positions
 * count Unicode code points of an item's words, all runs joined.
 */
#ifndef PLENARY_DOCUMENT_H
#define PLENARY_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plenary/limits.h"

enum pl_status {
    PL_STATUS_OPEN,
    PL_STATUS_AGREED_INFORMALLY,
    PL_STATUS_AGREED_AD_REF,
    PL_STATUS_PENDING,
    PL_STATUS_REOPENED,
    PL_STATUS_AGREED,
    PL_STATUS_DEFERRED,
    PL_STATUS_DELETED,
    PL_STATUS_COUNT
};

/* Names in order. `given` tells an empty list ("ins":[]) from none at all. */
struct pl_names {
    const char *const *names;
    size_t count;
    bool given;
};

/* One entry of a section: where it stands and what has become of it. */
struct pl_item {
    const char *id;     /* never changes while the load lives */
    const char *label;  /* what people say: "c.4.ii", "OP7 bis" */
    const char *marker; /* as in the source: "•", "ii."; may be "" */
    unsigned level;     /* 1 .. PL_LEVEL_MAX; 1 stands directly below the section */
    enum pl_status status;
    struct pl_names who; /* those it waits for */
};

struct pl_items {
    const struct pl_item *items;
    size_t count;
};

/* A stretch of words with the same marks. An inserted run has ins.given, a
 * deleted one del.given, one somebody wants kept keep.given; runs that are
 * alternatives of each other share `alt` (1 and up; 0 is none). */
struct pl_run {
    const char *t;
    size_t bytes;
    size_t points;
    struct pl_names ins, del, keep;
    unsigned alt;
};

/* The words of one item in one language. In the original, `of` is the revision
 * at which these words last changed; in a translation it is the `of` of the
 * original that was translated: smaller than the original's, the translation
 * lags ("translation follows"). */
struct pl_words {
    const char *id;
    int64_t of;
    const struct pl_run *runs;
    size_t run_count;
    size_t points;
};

/* A section (or a part of a split one) in one language. */
struct pl_text {
    const char *title;            /* without label; "" where it has none */
    const char *note;             /* "Questions 4, 8 and 9"; NULL where there is none */
    const struct pl_words *words; /* sorted by id */
    size_t count;
};

struct pl_section {
    const char *id;
    const char *label; /* "c", "III", "" */
    bool continues;    /* a later part of a split section: same label, no title of its own */
};

/* Title, subtitle and preamble in one language. */
struct pl_front {
    const char *lang;
    const char *title;
    const char *subtitle; /* NULL where there is none */
    const char *const *preamble;
    size_t preamble_count;
};

struct pl_document {
    const char *load;              /* <epoch>-<by> */
    const struct pl_front *fronts; /* one a language; the first is the original */
    size_t lang_count;
    const struct pl_section *sections; /* in order */
    size_t section_count;
    const char *time_zone;     /* IANA name; NULL: the display's own */
    const char *start_section; /* NULL in a document without sections */
    const char *start_item;    /* NULL in a document without items */
    const char *const *older;  /* loads that may still lie at the broker, to be deleted */
    size_t older_count;
};

enum pl_screen { PL_SCREEN_TEXT, PL_SCREEN_OVERVIEW, PL_SCREEN_BLANK, PL_SCREEN_COUNT };

/* The same text, three ways. Clean is as if every proposal were accepted (insertions stand, what is
 * to be deleted is gone, but for what somebody wants retained), original as if none had been made.
 * Nobody has chosen among alternatives: they all stand in the clean text; the original lacks those
 * that somebody proposes (`ins`). */
enum pl_view { PL_VIEW_MARKED, PL_VIEW_CLEAN, PL_VIEW_ORIGINAL, PL_VIEW_COUNT };

/* W3C Web Annotation text position selector with the words repeated. */
struct pl_highlight {
    const char *item;
    const char *lang;
    size_t start, end; /* code points, end exclusive */
    const char *exact;
};

struct pl_cursor {
    const char *section; /* both NULL: nowhere */
    const char *item;
    size_t position; /* how far into the item */
    const struct pl_highlight *highlights;
    size_t highlight_count;
    enum pl_screen screen;
    enum pl_view view; /* absent in the feed: marked */
};

enum pl_kind { PL_KIND_STATEMENT, PL_KIND_POINT_OF_ORDER, PL_KIND_REPLY, PL_KIND_COUNT };

struct pl_speaker {
    const char *id; /* unique in the room: <by>-<number of the intent> */
    const char *name;
    const char *on_behalf;  /* "for"; NULL: for themselves */
    const char *class_name; /* "delegation", "group"; NULL: none */
    const char *user;       /* who asked from remote; NULL: in the room */
    enum pl_kind kind;
    int64_t limit_s; /* 0: none */
};

/* A clock that runs or stands: elapsed = used_ms + (running ? now - since_ms : 0),
 * with now and since_ms in the clock of the message's writer (`by`). */
struct pl_run_clock {
    bool running;
    int64_t since_ms;
    int64_t used_ms;
    int64_t limit_s; /* 0: counts up without an end */
};

struct pl_limit {
    const char *class_name;
    int64_t limit_s;
};

struct pl_answer {
    const char *user;
    int64_t number; /* of the request */
    bool granted;
};

struct pl_speakers {
    bool open;
    bool has_floor;
    struct pl_speaker floor;
    struct pl_run_clock floor_clock;
    const struct pl_speaker *queue;
    size_t queue_count;
    const struct pl_limit *limits;
    size_t limit_count;
    const struct pl_answer *answers;
    size_t answer_count;
};

/* Where a new entry of the queue goes. */
enum pl_queue_rule {
    PL_QUEUE_END,
    PL_QUEUE_KINDS /* points of order first, in order of asking; rights of reply at the end. Those
                      who are there keep the order that they have been given by hand */
};

enum pl_timer_mode { PL_TIMER_OFF, PL_TIMER_DOWN, PL_TIMER_UP, PL_TIMER_MODE_COUNT };

struct pl_timer {
    enum pl_timer_mode mode;
    const char *label; /* may be "" */
    struct pl_run_clock clock;
};

struct pl_notice {
    const char *text; /* "" is no notice */
    int64_t until_ms; /* in the writer's clock; 0: until replaced */
};

struct pl_caption {
    const char *text;
    const char *lang; /* NULL: not said */
};

enum pl_want { PL_WANT_FLOOR, PL_WANT_WITHDRAW, PL_WANT_COUNT };

struct pl_request {
    enum pl_want want;
    int64_t number; /* counts up per user */
    enum pl_kind kind;
    const char *on_behalf;
};

/* Names of the enumerations as they stand in the feed; NULL past the end. */
bool pl_status_agreed(enum pl_status status); /* in informals, ad ref, or without reserve */
const char *pl_status_name(enum pl_status status);
const char *pl_screen_name(enum pl_screen screen);
const char *pl_view_name(enum pl_view view);
const char *pl_kind_name(enum pl_kind kind);
const char *pl_timer_mode_name(enum pl_timer_mode mode);
const char *pl_want_name(enum pl_want want);

/* The reverse; false where the word is none of them. */
bool pl_status_parse(const char *word, enum pl_status *status_out);
bool pl_screen_parse(const char *word, enum pl_screen *screen_out);
bool pl_view_parse(const char *word, enum pl_view *view_out);
bool pl_kind_parse(const char *word, enum pl_kind *kind_out);

/* The index in the queue at which a new entry of this kind goes. */
size_t pl_queue_place(const struct pl_speakers *speakers, enum pl_queue_rule rule,
                      enum pl_kind kind);

/* Somebody asks for something in them yet: words to come in, to go, to stay, or one of several. */
bool pl_words_open(const struct pl_words *words);

const struct pl_words *pl_text_find(const struct pl_text *text, const char *item);
const struct pl_item *pl_items_find(const struct pl_items *items, const char *item,
                                    size_t *index_out);

/* Whether the run's words stand in the text seen that way. */
bool pl_run_stands(const struct pl_run *run, enum pl_view view);

/* The words of all runs that stand, joined, as one malloc'd string; NULL without memory. */
char *pl_words_join(const struct pl_words *words, enum pl_view view);

/* A pair of square brackets, "[" and "]" (or their wide forms), that belong together. One without
 * its other is an ordinary character. `open` and `close` are the bytes at which they begin. */
struct pl_bracket {
    size_t open, close;
    unsigned depth;  /* of pairs round it; 0 is outermost */
    unsigned inside; /* of pairs within it; 0 is innermost */
};

/* In the order in which they open; of more than PL_BRACKETS_MAX that open none is found. The
 * brackets are the text's, wherever its runs begin. Returns how many. */
size_t pl_brackets_find(const char *utf8, size_t bytes, struct pl_bracket out[PL_BRACKETS_MAX]);

/* True where the two hold the same words and marks. */
bool pl_words_equal(const struct pl_words *a, const struct pl_words *b);

#endif
