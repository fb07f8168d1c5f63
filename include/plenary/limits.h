/* Every maximum of the feed and of the programs, once, with its reason.
 * Sizes in bytes unless the name says otherwise. Over a limit is a named
 * error (message.h), never a truncation. */
#ifndef PLENARY_LIMITS_H
#define PLENARY_LIMITS_H

enum {
    PL_PROTOCOL_VERSION = 1,

    PL_PAYLOAD_MAX = 60 * 1024, /* common cloud brokers stop at 64 KiB to 128 KiB */
    PL_REQUEST_MAX = 1024,      /* participants are not trusted with more */
    PL_REQUEST_SECONDS = 3600,  /* a request for the floor that nobody answers lapses */
    PL_SPLIT_BYTES = 32 * 1024, /* a section's text is split at an item near this size */
    PL_TOPIC_MAX = 200,         /* bytes; AWS IoT allows 256 */
    PL_TOPIC_SLASHES = 7,       /* AWS IoT's limit */
    PL_ROOM_MAX = 64,           /* a room's name, bytes */
    PL_JSON_DEPTH = 16,         /* nesting */

    PL_ID_MAX = 32,   /* [a-z0-9-]{1,32}: items, sections, entries */
    PL_LOAD_MAX = 33, /* <epoch>-<by>: 16 digits, a dash, 16 hex digits */
    PL_BY_LEN = 16,   /* hex digits */
    PL_LANG_MAX = 16, /* lower-case BCP 47 tag, "zh-hans" */
    PL_USER_MAX = 64, /* a broker's user, one topic level, bytes */

    PL_LOADS_MAX = 2,      /* the shown and the coming */
    PL_SECTIONS_MAX = 256, /* parts of split sections count */
    PL_ITEMS_MAX = 4096,   /* in one document */
    PL_LEVEL_MAX = 8,      /* depth of an item below its section */
    PL_LANGS_MAX = 8,
    PL_TEXT_MAX = 1024 * 1024,       /* words of one language */
    PL_SOURCE_MAX = 2 * 1024 * 1024, /* a file to be read: its words and its marks */
    PL_WARNINGS_MAX = 256,           /* of one such file; the last says how many more */
    PL_ITEM_POINTS_MAX = 16384,      /* code points of one item: a quarter of a payload */
    PL_RUNS_MAX = 1024,              /* in one item */
    PL_BRACKETS_MAX = 512,           /* pairs of square brackets in one item that are told apart */
    PL_TITLE_MAX = 1024,             /* a title, a subtitle, a section's note, bytes */
    PL_PREAMBLE_MAX = 16 * 1024,     /* all preamble paragraphs of one language, bytes */
    PL_PREAMBLE_PARAS = 64,
    PL_LABEL_MAX = 48,   /* "OP12 quater (a)(iv)", bytes */
    PL_NAME_POINTS = 60, /* a speaker's or delegation's name, code points */
    PL_NAME_MAX = 120,   /* the same, bytes */
    PL_NAMES_MAX = 64,   /* names on one mark, or those an item waits for */
    PL_HIGHLIGHTS_MAX = 32,
    PL_QUEUE_MAX = 256,    /* speakers waiting */
    PL_LIMIT_CLASSES = 16, /* speaking-time limits by class */
    PL_ANSWERS_MAX = 32,   /* answers to requests kept in `speakers` */
    PL_NOTICE_MAX = 1024,
    PL_CAPTION_MAX = 2048,
    PL_TRANSCRIPT_MAX = 2 * 2048, /* captions that a room remembers: the last, and as much before */
    PL_ZONE_MAX = 64,             /* IANA time zone name */
    PL_HAS_MAX = 64,              /* writers within the last minute */
    PL_WRITERS_MAX = 64,          /* clock offsets kept, per `by` */
    PL_OLDER_MAX = 8,             /* loads that a document names for deletion */
    PL_PEERS_MAX = 64,            /* displays, and desks, that a room keeps */
    PL_INTENTS_MAX = 1024,        /* own intents not yet settled */
    PL_MARKS_MAX = 30,            /* combining marks in a row: Unicode's stream-safe format */
    PL_PIXELS_MAX = 65535,        /* a display's width or height */
    PL_PAGE_POINTS_MIN = 20,      /* code points from one page start to the next that counts */
    PL_PAGES_MAX = 256,           /* page starts one display reports for one item */
    PL_SECONDS_MAX = 24 * 60 * 60 /* a count-down, a speaking time */
};

/* Integers of the feed: what a JavaScript reader holds exactly. */
#define PL_INT_MAX 9007199254740991LL    /* 2^53 - 1 */
#define PL_EPOCH_NOW_MAX 8796093022207LL /* 2^43 - 1: a wrong clock cannot use up the epochs */
#define PL_EPOCH_MAX 17592186044415LL    /* 2^44 - 1: beyond it an epoch is refused */
/* Reigns count the times that a room was begun anew. A reader follows so many at once: one message
 * cannot use them up. */
#define PL_REIGN_MAX 1048575LL
#define PL_REIGN_FOLLOW_MAX 16LL

/* Payloads of one load that a reader holds: PL_LANGS_MAX times PL_TEXT_MAX of words with their
 * JSON round them (a third), and the entries of PL_ITEMS_MAX items. */
#define PL_LOAD_BYTES_MAX ((size_t)12 * 1024 * 1024)
/* The same while no document names the load: retained messages come in any order. */
#define PL_TRUST_BYTES_MAX ((size_t)2 * 1024 * 1024)
/* A text in a file of JSON (export.h): what a room can hold of it, the document, and as much again
 * as the names of sections and languages take; an editor's blanks have what is left. */
#define PL_EXPORT_MAX (PL_LOAD_BYTES_MAX + (size_t)4 * 1024 * 1024)
/* How far a message, or a display's report, may pull a topic's rev ahead: it cannot use up the
 * revs. */
#define PL_REV_FOLLOW_MAX 1000000LL

#endif
