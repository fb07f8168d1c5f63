/* One message of the feed: where it belongs (topic), when and by whom
 * (envelope), and what it says (body). A decoded message owns one block of
 * memory with everything it points to: free it with pl_message_destroy. A
 * message built by hand may point anywhere; it is only lent to the encoder.
 */
#ifndef PLENARY_MESSAGE_H
#define PLENARY_MESSAGE_H

#include "plenary/document.h"

/* Why a message or an entry is refused. Names (pl_error_name) are part of the feed:
 * they are the counters in display/<user>. */
enum pl_error {
    PL_OK,
    PL_ERROR_TOPIC,     /* a topic that is none of ours, or a bad id in it */
    PL_ERROR_SIZE,      /* payload over PL_PAYLOAD_MAX (PL_REQUEST_MAX) */
    PL_ERROR_EMPTY,     /* an empty payload where none may be */
    PL_ERROR_UTF8,      /* not UTF-8 */
    PL_ERROR_JSON,      /* not one JSON value; trailing bytes */
    PL_ERROR_DUPLICATE, /* a member, or an entry that must be unique, twice */
    PL_ERROR_DEPTH,     /* nested deeper than PL_JSON_DEPTH */
    PL_ERROR_NUMBER,    /* not written as a plain integer */
    PL_ERROR_RANGE,     /* an integer outside its range */
    PL_ERROR_TYPE,      /* a wrong JSON type */
    PL_ERROR_MISSING,   /* a member that must be there */
    PL_ERROR_VERSION,   /* an unknown v */
    PL_ERROR_LIMIT,     /* over a limit of limits.h */
    PL_ERROR_POSITION,  /* a position past the end, or end before start */
    PL_ERROR_ID,        /* a bad id, by, load, language or user */
    PL_ERROR_VALUE,     /* a word that is none of those allowed, or none at all */
    PL_ERROR_TEXT,      /* control characters, bidi overrides, piled marks, not NFC */
    PL_ERROR_EPOCH,     /* the epoch is not that of its load */
    PL_ERROR_REFERENCE, /* names a section, item or language that it does not hold itself */
    PL_ERROR_MEMORY,    /* no memory, or the room's bound is reached */
    PL_ERROR_AHEAD, /* its epoch is above the document's, or its rev or reign is too far above */
    PL_ERROR_TWICE, /* other bytes under an order that was used already */
    PL_ERROR_COUNT
};
const char *pl_error_name(enum pl_error error); /* "utf8" */
const char *pl_error_text(enum pl_error error); /* "is not UTF-8" */

enum pl_topic_kind {
    PL_TOPIC_DOCUMENT, /* the seven ordered kinds come first */
    PL_TOPIC_ITEMS,
    PL_TOPIC_TEXT,
    PL_TOPIC_CURSOR,
    PL_TOPIC_SPEAKERS,
    PL_TOPIC_TIMER,
    PL_TOPIC_NOTICE,
    PL_TOPIC_ORDERED_COUNT,
    PL_TOPIC_CAPTION = PL_TOPIC_ORDERED_COUNT,
    PL_TOPIC_REQUEST,
    PL_TOPIC_DISPLAY,
    PL_TOPIC_DESK,
    PL_TOPIC_BEAT,
    PL_TOPIC_ECHO, /* display/<user>/echo */
    PL_TOPIC_COUNT
};

/* A topic below plenary/<room>/; members a kind has no use for are "". */
struct pl_topic {
    enum pl_topic_kind kind;
    char load[PL_LOAD_MAX + 1];
    char section[PL_ID_MAX + 1];
    char lang[PL_LANG_MAX + 1];
    char user[PL_USER_MAX + 1];
};

/* The order of the feed: (reign, epoch, rev, by). Only a document has a reign; all else has 0. */
struct pl_stamp {
    int64_t reign;
    int64_t epoch;
    int64_t rev;
    char by[PL_BY_LEN + 1];
};
int pl_stamp_compare(const struct pl_stamp *a, const struct pl_stamp *b);

/* In the feed: "has":[["0123456789abcdef",12],…], the latest writer last. */
struct pl_has {
    char by[PL_BY_LEN + 1];
    int64_t number;
};

struct pl_envelope {
    struct pl_stamp stamp;
    int64_t at_ms; /* the writer's clock, ms since 1970 UTC */
    const struct pl_has *has;
    size_t has_count;
};

/* What a display holds of one section, as (rev, by) within the load's epoch. rev 0: nothing. */
struct pl_held {
    int64_t rev;
    const char *by;
};
struct pl_held_text {
    const char *lang;
    struct pl_held held;
};
struct pl_held_section {
    const char *section;
    struct pl_held items;
    const struct pl_held_text *texts;
    size_t text_count;
};

/* display/<user>: a display that is online says all of this; a will only `online` and `name`. */
struct pl_display {
    bool online;
    const char *name;
    const char *version; /* NULL in a will, and so below */
    int64_t width_px, height_px;
    const char *const *langs; /* what it shows; empty: the original */
    size_t lang_count;
    const char *load;                              /* shown; NULL: none */
    struct pl_stamp holds[PL_TOPIC_ORDERED_COUNT]; /* greatest of document, cursor, speakers,
                                                      timer, notice; rev 0: nothing. The entries
                                                      of items and text are unused */
    const struct pl_held_section *sections;        /* of `load` */
    size_t section_count;
    const char *section, *item; /* on the wall; NULL: none */
    const int64_t *pages;       /* code points at which its pages of `item` begin; [0] is 0 */
    size_t page_count;
    size_t page;           /* the one shown */
    int64_t changed_at_ms; /* the display's clock when the last change was presented; 0: none yet */
    int64_t took_ms;       /* from that change's receipt to its picture */
    int64_t refused[PL_ERROR_COUNT]; /* counters by name since it started */
    int64_t old_news;                /* messages that were not greater */
};

/* desk/<user> */
struct pl_desk {
    bool online;
    const char *name;
    const char *version; /* NULL in a will */
};

/* beat/<user>: offset_ms = that writer's clock minus this desk's, as learned. */
struct pl_offset {
    char by[PL_BY_LEN + 1];
    int64_t offset_ms;
};
struct pl_beat {
    bool once; /* a command's probe: nobody beats on after it */
    const struct pl_offset *offsets;
    size_t offset_count;
};

struct pl_message {
    struct pl_topic topic;
    bool empty; /* a deletion: no envelope, no body */
    struct pl_envelope envelope;
    union {
        struct pl_document document;
        struct pl_items items;
        struct pl_text text;
        struct pl_cursor cursor;
        struct pl_speakers speakers;
        struct pl_timer timer;
        struct pl_notice notice;
        struct pl_caption caption;
        struct pl_request request;
        struct pl_display display;
        struct pl_desk desk;
        struct pl_beat beat; /* an echo has no body */
    } body;
};

/* Frees a message that pl_wire_decode made; NULL is fine. */
void pl_message_destroy(struct pl_message *message);

#endif
