/* One reader's (and writer's) picture of a room, as a pure state machine: what
 * arrives goes in by calls, what is to be sent comes out of pl_room_next, time
 * is an argument. Wall, desk, command and tests run the same lines. The room
 * copies what it is given and owns all it returns: pointers into it are valid
 * until the next call that takes a `struct pl_room *` that is not const.
 */
#ifndef PLENARY_ROOM_H
#define PLENARY_ROOM_H

#include "plenary/message.h"

struct pl_room;

enum pl_role {
    PL_ROLE_WATCH,   /* reads only: no probe, nothing published */
    PL_ROLE_DISPLAY, /* writes its own display/ entry and echo */
    PL_ROLE_SHOT,    /* reads as a display does, writes only its echo: no trace in the room */
    PL_ROLE_DESK,    /* writes all; says that it is online; beats */
    PL_ROLE_COMMAND  /* writes as a desk does, without a desk/ entry; probes with a beat */
};

struct pl_room_config {
    const char *room; /* its name */
    const char *user; /* the broker's, or else the name */
    const char *name; /* what people call this display or desk */
    const char *version;
    char by[PL_BY_LEN + 1]; /* random at each program start */
    uint64_t seed;          /* of the jitter; a test repeats it */
    enum pl_role role;
    const char *const *langs; /* wished, the first most; none: the original. The original is
                                 read too, to fall back to */
    size_t lang_count;
    bool all_langs;           /* desks and exports */
    bool peers;               /* a watch that reads the entries of walls and desks, and requests */
    const char *const *users; /* whose requests count before others': from the names file, or the
                                 one that a command names */
    size_t user_count;
    int64_t width_px, height_px;
};

/* Two readings of one clock of this program, which counts sleep and is never set: since some
 * moment, and ms since 1970 UTC as far as that was known when the program started. */
struct pl_time {
    int64_t mono_ms;
    int64_t wall_ms;
};

/* NULL without memory or with a bad config. */
struct pl_room *pl_room_create(const struct pl_room_config *config);
void pl_room_destroy(struct pl_room *room);

/* ---- what happens to it ---- */

void pl_room_connected(struct pl_room *room, struct pl_time now);
void pl_room_disconnected(struct pl_room *room, struct pl_time now);
/* The SUBACK of the subscription that pl_room_next gave out with this token. */
void pl_room_subscribed(struct pl_room *room, uint64_t token, struct pl_time now);

enum pl_ack { PL_ACK_DONE, PL_ACK_LOST, PL_ACK_REFUSED };
/* What became of the publication with this token; code: MQTT 5 reason. Publications at QoS 0 have
 * token 0: nothing need be said about them. */
void pl_room_acknowledged(struct pl_room *room, uint64_t token, enum pl_ack ack, int code,
                          struct pl_time now);

/* A message; received: when the link got it (its monotonic clock). The error is counted here
 * and reported once as a note; old news is PL_OK. */
enum pl_error pl_room_receive(struct pl_room *room, const char *topic, const void *bytes,
                              size_t size, bool retained, int64_t received_mono_ms,
                              struct pl_time now);

/* Something came that the link did not keep (PL_ERROR_SIZE): it is refused like any other. */
void pl_room_refused(struct pl_room *room, const char *topic, enum pl_error error,
                     struct pl_time now);

/* To be called at pl_room_deadline (INT64_MAX: never), or later, or earlier. */
void pl_room_tick(struct pl_room *room, struct pl_time now);
int64_t pl_room_deadline(const struct pl_room *room);

/* ---- what it wants done ---- */

enum pl_output_kind {
    PL_OUTPUT_SUBSCRIBE,   /* filters, QoS 1; answer with pl_room_subscribed(token) */
    PL_OUTPUT_UNSUBSCRIBE, /* filters */
    PL_OUTPUT_PUBLISH,
    PL_OUTPUT_RECONNECT, /* nothing of ours comes back: this connection is to be given up */
    PL_OUTPUT_NOTE       /* something that people want to know */
};

enum pl_note {
    PL_NOTE_REFUSED,     /* a message was refused: topic, error */
    PL_NOTE_SETTLED,     /* intent `number` has stood in the greatest message for 300 ms */
    PL_NOTE_DROPPED,     /* intent `number`: its premise is gone; text says which */
    PL_NOTE_DENIED,      /* the broker refused a publication: topic, code */
    PL_NOTE_REPUBLISHED, /* an older value had taken this topic's place; mended */
    PL_NOTE_LOADED,      /* a load stands at the broker and was read back */
    PL_NOTE_LOAD_FAILED, /* text says why */
    PL_NOTE_TWIN,        /* another display has this one's user (text), and the same entry */
    PL_NOTE_DISPLACED, /* another desk of this one's user (text: its name) has begun to write; this
                          one has stopped until pl_room_take_back */
    PL_NOTE_REQUESTS_KEPT, /* a desk: the broker has lost `number` open requests, which are kept
                              here */
    PL_NOTE_CHANGED_OVER   /* another load, or the first, is shown now */
};

struct pl_output {
    enum pl_output_kind kind;
    uint64_t token;
    const char *const *filters;
    size_t filter_count;
    const char *topic; /* publish, note */
    const char *bytes;
    size_t size;
    int qos;
    bool retain;
    enum pl_note note;
    uint64_t number; /* intent */
    enum pl_error error;
    int code;
    const char *text; /* note: for people; NULL where there is nothing to add */
};

/* The next thing to do, in order; false: nothing. Nothing is given out to publish while
 * disconnected. `output` lends until the next call. */
bool pl_room_next(struct pl_room *room, struct pl_output *output_out);
/* Puts the output given last back to the front (the link was full); try again later. */
void pl_room_defer(struct pl_room *room);

/* The will that the next connection shall leave, and the last word of a proper end (the same
 * topic and bytes: "online":false). False for roles that have no entry, and where a twin has it. */
bool pl_room_will(const struct pl_room *room, struct pl_time now, const char **topic_out,
                  const char **bytes_out, size_t *size_out);

/* ---- what it knows ---- */

/* A desk's picture before and after its own unsettled intents. Displays: the same. */
enum pl_side { PL_CONFIRMED, PL_PENDING };

/* The document shown; NULL: none yet (or its sections are not all here). */
const struct pl_document *pl_room_document(const struct pl_room *room, enum pl_side side);
const char *pl_room_by(const struct pl_room *room); /* of this program's start */
int64_t pl_room_epoch(const struct pl_room *room);  /* of the document shown; 0 without */

/* Of section `index` of the document shown; NULL where it is not here: the first document is shown
 * as soon as the section under discussion is (any later one when all of it is), and a broker may
 * have lost one. */
const struct pl_items *pl_room_items(const struct pl_room *room, enum pl_side side, size_t index);

/* The first section, from index `from` on, whose items or original words are not here; false: none.
 * In a room that is whole they are lost: neighbours end before it, and an export lacks it. */
bool pl_room_missing(const struct pl_room *room, size_t from, size_t *index_out);

/* In `lang`; NULL where that language is missing: show the original, marked. */
const struct pl_text *pl_room_text(const struct pl_room *room, enum pl_side side, size_t index,
                                   const char *lang);
const char *pl_room_original(const struct pl_room *room); /* its language; NULL without */

/* The words of one item; in the original where `lang` is NULL or has none. state_out may be NULL.
 */
enum pl_words_state {
    PL_WORDS_CURRENT,
    PL_WORDS_LAG,    /* "translation follows" */
    PL_WORDS_MISSING /* the original is given instead */
};
const struct pl_words *pl_room_words(const struct pl_room *room, enum pl_side side, size_t index,
                                     const char *item, const char *lang,
                                     enum pl_words_state *state_out);

/* A place in the document shown. */
struct pl_place {
    size_t section; /* index */
    size_t item;    /* index in the section's items */
    size_t position;
};
/* Where the cursor stands (the document's start where no cursor counts). False: nowhere, or it
 * names what is not here: the old picture stays. */
bool pl_room_place(const struct pl_room *room, enum pl_side side, struct pl_place *place_out);
const struct pl_cursor *pl_room_cursor(const struct pl_room *room, enum pl_side side); /* or NULL */
enum pl_screen pl_room_screen(const struct pl_room *room, enum pl_side side);
/* Which of the three ways to see the text the room is shown. */
enum pl_view pl_room_text_view(const struct pl_room *room, enum pl_side side);

/* The item after (step 1) or before (-1), over section borders; false at the end. */
bool pl_room_neighbour(const struct pl_room *room, enum pl_side side, struct pl_place from,
                       int step, struct pl_place *place_out);
/* As `next` and `prev` mean it: the nearest later (earlier) page start of a live wall, else the
 * neighbour. */
bool pl_room_step(const struct pl_room *room, enum pl_side side, int step,
                  struct pl_place *place_out);
/* By label, capitals or not, blanks and brackets as may be ("op2 (a)", "OP2.a"); also by the
 * label of a section: its first item. */
bool pl_room_find(const struct pl_room *room, enum pl_side side, const char *label,
                  struct pl_place *place_out);

/* How many items there are, and how many of them are agreed (agreed, agreed-ad-ref,
 * agreed-informally, and nobody asks for something in their words): of the sections that are here.
 * Kept up to date, not counted on asking. */
void pl_room_progress(const struct pl_room *room, size_t *agreed_out, size_t *total_out);

/* NULL: never said. `by_out` (may be NULL): whose clock its times are in. */
const struct pl_speakers *pl_room_speakers(const struct pl_room *room, enum pl_side side,
                                           const char **by_out);
const struct pl_timer *pl_room_timer(const struct pl_room *room, enum pl_side side,
                                     const char **by_out);
const struct pl_notice *pl_room_notice(const struct pl_room *room, enum pl_side side,
                                       const char **by_out);
const struct pl_caption *pl_room_caption(const struct pl_room *room);

/* The captions that came since we did, as one text; the oldest words are forgotten beyond
 * PL_TRANSCRIPT_MAX bytes. An empty caption clears it. False: there was none. */
struct pl_transcript {
    const char *text; /* NUL-terminated */
    size_t bytes;
    int64_t start;         /* where text[0] stands in all that was said, so that a reader knows its
                              place again */
    const char *lang;      /* of the last caption; NULL: not said */
    int64_t heard_mono_ms; /* when that came */
};
bool pl_room_transcript(const struct pl_room *room, struct pl_transcript *transcript_out);

/* The greatest message of a topic, and the bytes it came in (roles that write keep them). NULL
 * where there is none. */
const struct pl_message *pl_room_greatest(const struct pl_room *room, const struct pl_topic *topic,
                                          enum pl_side side);

/* The clock of writer `by` now, ms since 1970 UTC; false: no offset known yet. */
bool pl_room_writer_now(const struct pl_room *room, const char *by, struct pl_time now,
                        int64_t *wall_ms_out);
/* Elapsed time of a clock that `by` wrote; false: cannot be told yet (show no seconds). */
bool pl_room_elapsed(const struct pl_room *room, const char *by, const struct pl_run_clock *clock,
                     struct pl_time now, int64_t *elapsed_ms_out);

struct pl_peer {
    const char *user;
    const char *by;
    int64_t at_ms;            /* of its last entry, its clock */
    int64_t received_mono_ms; /* of its last entry */
    int64_t heard_mono_ms;    /* its last sign of life, an echo (to a command) or a live entry; 0 */
    bool retained;            /* that entry was old when we came */
    union {
        const struct pl_display *display;
        const struct pl_desk *desk;
    } is;
};
size_t pl_room_displays(const struct pl_room *room); /* how many entries, online or not */
bool pl_room_display(const struct pl_room *room, size_t index, struct pl_peer *peer_out);
/* Is this wall online by its entry, and does not hold yet what this program has written? */
bool pl_room_lags(const struct pl_room *room, size_t index);
size_t pl_room_desks(const struct pl_room *room);
bool pl_room_desk(const struct pl_room *room, size_t index, struct pl_peer *peer_out);

/* A desk: another one of its user writes instead of it; and what the person says against that. */
bool pl_room_displaced(const struct pl_room *room);
void pl_room_take_back(struct pl_room *room, struct pl_time now);

/* Open requests for the floor, for desks: at most PL_QUEUE_MAX, oldest first. Of more than that,
 * those of known users (pl_room_config) are kept, then the latest; of the rest only the number is
 * known. Who asks is `user`,
 * from the topic. One is open until it is answered (PL_INTENT_ANSWER with its number) or
 * PL_REQUEST_SECONDS old; then the desk deletes it at the broker, an answered one after 10 s. */
struct pl_asking {
    const char *user;
    const char *by;
    int64_t at_ms;
    int64_t received_mono_ms;
    bool retained;
    const struct pl_request *request;
};
size_t pl_room_requests(const struct pl_room *room);
size_t pl_room_requests_more(const struct pl_room *room);
bool pl_room_request(const struct pl_room *room, size_t index, struct pl_asking *asking_out);

/* Is what is shown live? */
enum pl_live {
    PL_LIVE,
    PL_LIVE_JOINING, /* never been whole yet */
    PL_LIVE_CUT,     /* the connection is closed, or not yet tried again by an echo */
    PL_LIVE_SILENT,  /* own echo older than 5 s */
    PL_LIVE_NO_BEAT, /* a desk that was heard has not been heard for 5 s, and did not close */
    /* Readers only, for desks mend these: */
    PL_LIVE_LOST,       /* the broker does not have the document any more */
    PL_LIVE_BEHIND,     /* the broker holds an older state than what is shown */
    PL_LIVE_UNREADABLE, /* a topic holds what cannot be read, and nothing of it is known */
    PL_LIVE_DENIED      /* a display: the broker does not let this user write its entry */
};
struct pl_liveness {
    enum pl_live live;
    int64_t since_wall_ms;   /* last moment that was surely live; 0: never was */
    const char *desk_closed; /* name of the desk that ended properly and left none; NULL */
    int64_t desk_closed_ms;  /* when: our clock where we saw it happen, else its own */
    bool no_desk;            /* a reader that has never heard any */
};
void pl_room_liveness(const struct pl_room *room, struct pl_time now,
                      struct pl_liveness *liveness_out);

/* A display: the user's name where another display is here with the same one (only one of the two
 * has the entry); NULL: none is. */
const char *pl_room_twin(const struct pl_room *room);

/* All sections are here, 300 ms were quiet and the probe is back. Needed before writing, before
 * a screenshot, before saying that something is missing. */
bool pl_room_whole(const struct pl_room *room);
/* Why the last message on that topic was refused, where nothing of it is known: nothing can be
 * built on it. PL_OK: it can be read, or there is nothing. */
enum pl_error pl_room_unreadable(const struct pl_room *room, enum pl_topic_kind kind);
/* The broker does not let this user write: what is read is all there is. */
bool pl_room_denied(const struct pl_room *room);
/* What it still waits for, for people: "no document in room \"main\"", "section c of 5". */
const char *pl_room_waiting_for(const struct pl_room *room);

/* What changed since asked last (bits 1u << enum pl_topic_kind, and these). */
enum { PL_CHANGED_LIVENESS = 1u << 30, PL_CHANGED_WHOLE = 1u << 29 };
unsigned pl_room_changes(struct pl_room *room);

/* ---- what is to be changed (desks, commands) ---- */

enum pl_intent_kind {
    PL_INTENT_MOVE,      /* cursor to a place; clears highlights; screen to text */
    PL_INTENT_HIGHLIGHT, /* adds one in the current item */
    PL_INTENT_CLEAR_HIGHLIGHTS,
    PL_INTENT_SCREEN,
    PL_INTENT_VIEW,           /* marked up, clean, original; stays while the load does */
    PL_INTENT_SPEAKER_ADD,    /* to the queue, by `rule` */
    PL_INTENT_SPEAKER_REMOVE, /* entry */
    PL_INTENT_SPEAKER_ORDER,  /* entry to stand before another (NULL: at the end) */
    PL_INTENT_FLOOR_GIVE,     /* floor: entry after `premise` (NULL: nobody) */
    PL_INTENT_FLOOR_END,      /* entry leaves the floor */
    PL_INTENT_FLOOR_CLOCK,    /* entry's clock runs or stands */
    PL_INTENT_FLOOR_BACK,     /* who had the floor before has it again, with the time they used */
    PL_INTENT_LIST,           /* open or closed */
    PL_INTENT_LIMITS,         /* speaking time by class */
    PL_INTENT_ANSWER,         /* to a request; number -1: takes the answer back */
    PL_INTENT_TIMER,          /* the whole timer; clock.since_ms is set at publishing */
    PL_INTENT_NOTICE,         /* the whole notice */
    PL_INTENT_STATUS,         /* of an item, with who */
    PL_INTENT_ITEM_ADD,    /* after `after` (NULL: first) in a section; its words go first; without
                              runs: they are in the texts still, since it was removed */
    PL_INTENT_ITEM_REMOVE, /* its words stay in the texts, so that it can be put back */
    PL_INTENT_ITEM_ORDER,  /* item to stand after another of its section (NULL: first) */
    PL_INTENT_WORDS,       /* of an item in a language: from old to new runs */
    PL_INTENT_RESET, /* cursor, speakers, timer or notice as if nothing had been said on it; no act
                        that a desk keeps or takes back */
    /* These two by pl_room_align only: */
    PL_INTENT_TEXT,     /* of a section in a language, whole */
    PL_INTENT_LANGUAGE, /* the document has this language; waits until the texts are back */
    PL_INTENT_COUNT
};

/* All absolute, with their premise. Everything is copied by pl_room_submit. */
struct pl_intent {
    enum pl_intent_kind kind;
    union {
        struct {
            const char *section, *item; /* NULL, NULL: nowhere */
            size_t position;
            const char *from_item; /* premise: where the cursor stands; NULL: nowhere */
            size_t from_position;
        } move;
        struct pl_highlight highlight; /* premise: highlight.item is the cursor's */
        enum pl_screen screen;
        enum pl_view view;
        struct {
            struct pl_speaker add; /* id NULL: made by the room, see pl_room_submit */
            enum pl_queue_rule rule;
            const char *add_before; /* NULL, or the entry it stands before while that is there */
        };
        struct {
            const char *entry;
            const char *before;
        } order; /* also speaker_remove: entry */
        struct {
            const char *entry;
            const char *premise;
        } floor;
        struct {
            const char *entry;
            bool running;
        } floor_clock;
        struct {
            const char *premise; /* who has the floor now; NULL: nobody */
            const char *before;  /* the entry that who has it now goes back to the queue before;
                                    NULL: it ends; gone meanwhile: to its head */
            bool queued;         /* it goes back to the queue, else it leaves */
            struct pl_speaker speaker; /* id NULL: nobody has the floor */
            struct pl_run_clock clock; /* since_ms is set at publishing */
        } floor_back;
        bool open;
        struct {
            const struct pl_limit *limits;
            size_t count;
        } limits;
        struct pl_answer answer;
        struct pl_timer timer;
        struct pl_notice notice;
        struct {
            const char *section, *item;
            enum pl_status status;
            struct pl_names who;
        } status;
        struct {
            const char *section;
            struct pl_item item;
            const char *after;
            const char *lang;
            const struct pl_run *runs;
            size_t run_count;
        } item_add; /* item_remove: section, item.id; item_order: section, item.id, after */
        struct {
            const char *section, *item, *lang;
            const struct pl_run *old_runs;
            size_t old_count;
            const struct pl_run *new_runs;
            size_t new_count;
            int64_t of; /* 0: they are new; else the revision at which they stood before */
        } words;
        enum pl_topic_kind reset;
        struct {
            const char *section, *lang;
            struct pl_text text;
        } text;
        struct {
            const char *load; /* premise */
            struct pl_front front;
        } language;
    } as;
};

/* The kind of topic that it changes; of a new item, that of its entry. */
enum pl_topic_kind pl_intent_topic(const struct pl_intent *intent);

/* A copy with all that it points to; NULL without memory, or where a part that it must have is
 * missing. */
struct pl_intent *pl_intent_copy(const struct pl_intent *intent);
void pl_intent_destroy(struct pl_intent *intent);

/* Takes an intent in hand; its number comes with the notes SETTLED or DROPPED. May be called
 * before the room is whole: it is applied when it is. The error says why it cannot be (a limit;
 * a premise that does not hold now: PL_ERROR_REFERENCE). */
enum pl_error pl_room_submit(struct pl_room *room, const struct pl_intent *intent,
                             struct pl_time now, uint64_t *number_out);
/* The same of one that was made before, at made_ms of this machine's wall clock (0: now): the clock
 * that it starts or stops did so then. */
enum pl_error pl_room_submit_late(struct pl_room *room, const struct pl_intent *intent,
                                  int64_t made_ms, struct pl_time now, uint64_t *number_out);
size_t pl_room_unsettled(const struct pl_room *room);

/* A new text. document.load, .older are made by the room. texts: one a language of the document,
 * in its order. */
struct pl_load_section {
    struct pl_items items;
    const struct pl_text *texts;
};
/* Everything is encoded and checked at once; published in steps; PL_NOTE_LOADED at the end, when
 * the list, timer and notice are of the new epoch too. Only when whole (or the room is empty).
 * PL_ERROR_RANGE: the epochs of this reign are used up; pl_room_reset. `where_out`: the section the
 * error is in. */
enum pl_error pl_room_load(struct pl_room *room, const struct pl_document *document,
                           const struct pl_load_section *sections, struct pl_time now,
                           size_t *where_out);

/* Begins the room anew: a document without sections in the next reign, so that nothing that was
 * ever written stands in its way. The notes are a load's. `title` in `lang`. */
enum pl_error pl_room_reset(struct pl_room *room, const char *lang, const char *title,
                            struct pl_time now);

/* Another language version of the text that is shown, or new words for one that it has: `texts` has
 * one entry a section of the document, in its order. All is checked before anything is taken in
 * hand; the document names the language when all its words have come back. The notes are those of
 * the intent number_out. `where_out`: the section the error is in. */
enum pl_error pl_room_align(struct pl_room *room, const struct pl_front *front,
                            const struct pl_text *texts, struct pl_time now, uint64_t *number_out,
                            size_t *where_out);

/* Publishes the last words of the transcript, at QoS 0: any role may, and nothing is known of what
 * became of them until pl_room_caption has them. PL_ERROR_REFERENCE while disconnected. */
enum pl_error pl_room_say(struct pl_room *room, const struct pl_caption *caption,
                          struct pl_time now);

/* Deletes loads older than the shown one that still lie at the broker, 10 s after it was read
 * back; automatic for desks. True while something is left to wait for. */
bool pl_room_tidying(const struct pl_room *room);

/* A display: what is on the wall now. Goes into display/<user>, on change. */
struct pl_report {
    const char *section, *item; /* NULL: none */
    const int64_t *pages;
    size_t page_count;
    size_t page;
    int64_t changed_at_ms;
    int64_t took_ms;
    int64_t width_px, height_px; /* of a window that was resized; 0: as at the start */
};
void pl_room_report(struct pl_room *room, const struct pl_report *report, struct pl_time now);

/* The room now as one JSON value in one line (assets/protocol/schemas/show.json), malloc'd; `name`
 * is the room's. PL_ERROR_MEMORY, or PL_ERROR_SIZE beyond what a document at the limits takes. */
enum pl_error pl_room_show(const struct pl_room *room, const char *name, struct pl_time now,
                           char **json_out, size_t *size_out);

#endif
