/* The inside of a room, for the room_*.c files only. A room is a set of slots,
 * one an ordered topic, each with the greatest message that came and, for
 * writers, what it is to become; the rest (places, liveness, subscriptions) is
 * derived. Every event ends in room_work(), which does what has become due.
 * A `held` message is shared by count; everything else has one owner.
 */
#ifndef CORE_ROOM_PARTS_H
#define CORE_ROOM_PARTS_H

#include "arena.h"
#include "plenary/room.h"
#include "plenary/wire.h"

#define ROOM_NEVER INT64_MAX

enum {
    ROOM_QUIET_MS = 300,       /* without news, before a room counts as whole, */
    ROOM_QUIET_MAX_MS = 2000,  /* or this without such a silence */
    ROOM_BEAT_MS = 2000,       /* beat, echo */
    ROOM_BEAT_APART_MS = 1000, /* beats that are closer are a command's probes */
    ROOM_BEAT_SLACK_MS = 500,  /* a display waits so much longer for another's beat */
    ROOM_BEAT_EARLY_MS = 1500, /* sent with another's beat from here on: one waking less */
    ROOM_SILENT_MS = 5000,     /* not heard for longer: the badge */
    ROOM_DESK_GONE_MS = 15000, /* a desk that is silent for longer is gone */
    ROOM_BEHIND_MS = 2000,     /* what a desk has not mended by then is told */
    ROOM_ASIDE_MS = 5000,      /* a message waits so long for the document that it belongs to; */
    ROOM_ASIDE_LIVE_MS = 2000, /* what is said after its document: rule 2 is done before rule 3 */
    ROOM_ANSWER_MS = 2000,     /* for the answer to a beat, before a connection is given up */
    ROOM_DEAF_TRIES = 8,       /* after so many such connections the patience is doubled, */
    ROOM_DEAF_DOUBLINGS = 3,   /* at most so often: a path may be slow, and not dead */
    ROOM_REPORT_MS = 100,      /* at most one display entry in this time */
    ROOM_REPORT_WAIT_MS = 50,  /* the picture first; what it shows then goes into the same one */
    ROOM_REPORT_JOINING_MS = 500, /* the same before the room is whole */
    ROOM_MEND_MS = 500,           /* rule 2: silence before re-publishing, */
    ROOM_MEND_SPAN_MS = 1000,     /* and what chance adds */
    ROOM_AHEAD_MS = 4000,         /* rule 3 waits longer than rule 2: the author may be alive */
    ROOM_SETTLE_MS = 300,         /* rule 5 */
    ROOM_WATCH_MS = 45000,        /* own settled intents are looked after for so long: a broker
                                     that saves every 30 s loses nothing that is older */
    ROOM_BACK_MS = 2000,          /* whole again for so long before that is given up */
    ROOM_HAS_MS = 60000,          /* entries of `has` stay at least so long: a quarter of a minute
                                     longer than anybody looks for them */
    ROOM_UNSURE_MS = 45000,       /* a lost publication older than this may have been pruned */
    ROOM_GONE_MS = 6000,          /* a writer not heard for so long is gone */
    ROOM_CLOCK_WAIT_MS = 3000,    /* for the offset of a running clock's writer */
    ROOM_OFFSET_MS = 60000,       /* offsets of silent writers are told for so long */
    ROOM_UNSEEN_MS = 10000,       /* acknowledged, but never read back */
    ROOM_TIDY_MS = 10000,         /* before older loads are deleted */
    ROOM_ASKED_MS = 10000,        /* before an answered request is deleted */
    ROOM_REQUEST_MS = PL_REQUEST_SECONDS * 1000,
    ROOM_REQUEST_KEPT_MS = 12 * ROOM_REQUEST_MS,
    ROOM_TIDY_QUIET_MS = 1000, /* the end of their retained messages */
    ROOM_REFUSAL_MS = 60000,   /* one note for each topic kind and error in this time */
    ROOM_GAP_MS = 1000,        /* first wait before subscribing again to mend a gap */
    ROOM_GAP_MAX_MS = 30000,
    ROOM_TWINS = 4,       /* other displays of one user that are told apart */
    ROOM_TWIN_ECHOES = 3, /* a display that stays; a screenshot probes and goes */
    ROOM_TWIN_MS = 10000, /* the entry is said again */
    ROOM_WINDOW = 64,     /* unacknowledged publications of one long job */
    ROOM_BUCKETS = 13,    /* 60 s of delays, by 5 s */
    ROOM_BUCKET_MS = 5000,
    ROOM_CELLS = 1024,    /* hash cells of a load: four times PL_SECTIONS_MAX */
    ROOM_TEXT_BYTES = 320 /* a sentence for people */
};

/* ---- room_index.c: ids to positions ---- */

struct index {
    uint16_t *cells; /* position + 1; 0 is empty */
    size_t mask;
};
typedef const char *index_key(const void *base, size_t position);
uint32_t index_hash(const char *id);
bool index_build(struct index *index, const void *base, size_t count, index_key *key);
bool index_find(const struct index *index, const void *base, index_key *key, const char *id,
                size_t *position_out);
void index_finish(struct index *index);

/* ---- room_slots.c ---- */

struct held {
    size_t refs;
    struct pl_message *message;
    char *bytes; /* as it came; NULL in roles that never re-publish */
    size_t size;
    uint64_t hash;      /* of the bytes: the same order must not have other words */
    struct index index; /* a document's sections, a section's items */
    size_t agreed;      /* items */
    size_t words;       /* bytes of a text's words */
};

struct has_seen {
    char by[PL_BY_LEN + 1];
    int64_t number;
    int64_t since_mono_ms; /* when we first saw this number */
};

struct slot {
    struct pl_topic topic;
    struct held *greatest;
    struct held *pending;     /* with own intents; NULL: as the greatest */
    bool sent;                /* pending was given out in this session and not read back yet */
    int64_t acked_mono_ms;    /* that was acknowledged then; 0 */
    bool unseen_told;         /* and people know that it has not come back since */
    struct pl_stamp used;     /* own last stamp: never used for two different contents */
    uint32_t session;         /* in which something last arrived */
    bool behind;              /* the last arrival was not the greatest, or was refused */
    bool twice;               /* it had the order of the greatest, and other words */
    enum pl_error unreadable; /* why the last was refused, where there is no greatest */
    struct held *aside;       /* the latest that is ahead of the document; NULL */
    bool aside_retained;
    int64_t aside_mono_ms;       /* when it is given up */
    bool mending;                /* a byte for byte copy is on its way */
    int64_t mend_mono_ms;        /* when rule 2 acts; 0: nothing to do */
    int64_t ahead_mono_ms;       /* when rule 3 does */
    struct pl_stamp ahead;       /* what a display reported beyond the greatest; rev 0: nothing */
    uint64_t given_number;       /* of our last intent that was published on it */
    uint64_t looked_number;      /* pending, while unsent, was made with intents up to this */
    struct pl_stamp looked_upon; /* and upon this greatest */
    struct has_seen *seen;       /* PL_HAS_MAX; made when first needed */
    size_t seen_count;
    uint32_t visit;
};

struct section {
    char id[PL_ID_MAX + 1];
    struct slot items;
    struct slot *texts[PL_LANGS_MAX];
    size_t text_count;
};

struct load_lang {
    char lang[PL_LANG_MAX + 1];
    size_t words;
};

struct load {
    char name[PL_LOAD_MAX + 1];
    int64_t epoch;
    struct section *sections[PL_SECTIONS_MAX];
    size_t count;
    uint16_t cells[ROOM_CELLS];
    size_t items; /* entries in all sections */
    size_t bytes; /* payloads held */
    struct load_lang langs[PL_LANGS_MAX];
    size_t lang_count;
};

/* A document with the sections it lists. */
struct view {
    struct held *doc;
    struct load *load;
    struct section *sections[PL_SECTIONS_MAX]; /* in the document's order */
    size_t missing;                            /* items and original texts not here */
    size_t agreed, total;
    struct section_count {
        uint16_t agreed, total;
    } counts[PL_SECTIONS_MAX]; /* of them, a section */
};

struct held *held_create(struct pl_message *message, const void *bytes, size_t size, bool keep);
struct held *held_ref(struct held *held);
void held_unref(struct held *held);
void held_replace(struct held **place, struct held *held);

void slot_finish(struct slot *slot);
struct load *load_create(const char *name);
void load_destroy(struct load *load);
struct section *load_section(struct load *load, const char *id);
struct section *load_section_add(struct load *load, const char *id);
struct slot *section_text(const struct section *section, const char *lang);
struct slot *section_text_add(struct section *section, const char *load, const char *lang);
/* PL_OK where `fresh` may take the place of slot->greatest. */
enum pl_error load_admit(struct load *load, const struct slot *slot, const struct held *fresh);

/* ---- the room ---- */

struct out;
struct intent;
struct room_load;

enum flight_kind {
    FLIGHT_NONE,
    FLIGHT_SLOT,
    FLIGHT_MEND,
    FLIGHT_LOAD,
    FLIGHT_DELETE,
    FLIGHT_ENTRY,
    FLIGHT_PROBE
};

struct flight {
    uint64_t token;
    enum flight_kind kind;
    struct slot *slot;
    size_t index;
};

struct filters {
    char load[PL_LOAD_MAX + 1];
    char **list;
    size_t count;
};

struct subscriptions {
    uint64_t base_token, load_token, tidy_token;
    bool base_done, load_done, tidy_done;
    struct filters current, former, tidy;
    bool stale;             /* the languages that are coming have changed */
    struct held *asked_for; /* the document whose load `current` is */
    int64_t gap_mono_ms;    /* when to subscribe again; 0: not planned */
    int64_t gap_wait_ms;
    unsigned gaps; /* so often they were asked for again */
};

struct probe {
    int64_t rev;      /* of the last one sent; 0: none */
    bool back;        /* it has come back */
    int64_t base_rev; /* of the first one, sent after the first SUBACK */
    bool base_back;
    bool denied; /* the broker does not let this user write it: who only reads can go without */
};

struct peer {
    char user[PL_USER_MAX + 1];
    char online_by[PL_BY_LEN + 1]; /* last seen online; "": never */
    struct pl_message *message;
    int64_t received_mono_ms;
    int64_t received_wall_ms;
    int64_t heard_mono_ms; /* live; 0: not yet */
    bool retained;
    uint32_t session; /* in which it was said last */
};

struct peers {
    struct peer *list[PL_PEERS_MAX];
    size_t count;
};

struct asking {
    struct pl_message *message;
    int64_t received_mono_ms;
    int64_t answered_mono_ms; /* when `speakers` was seen to have its answer; 0: not yet */
    uint32_t session;         /* in which it came */
    bool retained;
    bool over; /* its deletion is on its way */
};

struct writer {
    char by[PL_BY_LEN + 1];
    int64_t bucket[ROOM_BUCKETS];    /* smallest receipt - at */
    int64_t bucket_id[ROOM_BUCKETS]; /* mono / ROOM_BUCKET_MS */
    char user[PL_USER_MAX + 1];      /* who beat with this `by` first; "": nobody yet */
    bool known, has_derived;
    int64_t delay;         /* smallest of the last 60 s that were heard */
    int64_t derived;       /* by another desk's word */
    int64_t heard_mono_ms; /* the last of its beats, probes apart */
    unsigned beats;
    int64_t spoke_mono_ms; /* live, itself */
    int64_t used_mono_ms;  /* the one not used for longest makes place */
};

struct twin {
    char by[PL_BY_LEN + 1];
    unsigned echoes;
    bool entry; /* its entry was read at the broker */
    int64_t heard_mono_ms;
};

struct tidy {
    bool wanted;                /* something is to be deleted, or looked for */
    bool active;                /* subscribed to it */
    char load[PL_LOAD_MAX + 1]; /* of the document that it was planned for */
    int64_t due_mono_ms;
    int64_t quiet_mono_ms;
    char loads[PL_OLDER_MAX + 1][PL_LOAD_MAX + 1];
    size_t count;
    char lost[PL_LOAD_MAX + 1]; /* a load of ours that another one overtook */
    bool left;                  /* the latest of the older loads, for a second round */
};

/* Loads at the broker that no document names. */
enum orphan_state { ORPHANS_TO_LOOK, ORPHANS_LOOKING, ORPHANS_SEEN, ORPHANS_DONE };
struct orphans {
    unsigned state; /* enum orphan_state */
    int64_t since_mono_ms;
    char loads[PL_OLDER_MAX][PL_LOAD_MAX + 1];
    size_t count;
};

/* What was said, a blank between captions; text is NUL-terminated. */
struct transcript {
    char text[PL_TRANSCRIPT_MAX + 1];
    size_t bytes;
    int64_t start; /* bytes that were forgotten before text[0] */
    int64_t heard_mono_ms;
};

struct pl_room {
    char name[PL_ROOM_MAX + 1];
    char user[PL_USER_MAX + 1];
    char by[PL_BY_LEN + 1];
    char *label;
    char *version;
    enum pl_role role;
    char **langs;
    size_t lang_count;
    bool all_langs;
    bool peers;
    int64_t width_px, height_px;
    uint64_t random;
    struct pl_time now;

    bool connected;
    uint32_t session;
    struct subscriptions subs;
    struct probe probe;
    bool whole, was_whole;
    int64_t whole_mono_ms;
    int64_t news_mono_ms;  /* last arrival that keeps a room from being quiet */
    int64_t asked_mono_ms; /* last SUBACK */

    struct slot slots[PL_TOPIC_ORDERED_COUNT]; /* those of items and text are unused */
    struct load *loads[PL_LOADS_MAX];
    struct view shown, next; /* next.doc: the greatest document while it is not shown */
    struct held *cursor;     /* the last that counted with the shown document, and whose place is
                                in it */
    bool at_start;           /* none counted when the room had been read: it begins at its start */
    size_t behind_count;     /* slots that are behind, */
    int64_t behind_mono_ms;  /* since when there is one */
    struct pl_message *caption; /* the last */
    struct transcript transcript;
    int64_t reign_seen, epoch_seen; /* the latest reign, and the greatest epoch in it */
    bool doc_live;                  /* the greatest document came live, */
    int64_t doc_mono_ms;            /* then */
    int64_t mend_mono_ms;           /* the earliest slot->mend_mono_ms; ROOM_NEVER */
    bool restore_noted;
    int64_t restore_mono_ms; /* when to look for what the broker has lost; 0: not planned */

    struct peers displays, desks;
    struct asking *requests; /* PL_QUEUE_MAX; made when first needed */
    size_t request_count;
    size_t requests_more; /* that found no place since all were asked for */
    char **users;
    size_t user_count;
    struct writer writers[PL_WRITERS_MAX];
    size_t writer_count;

    struct out *first, *last, *given;
    uint64_t token;
    struct flight *flights;
    size_t flight_count, flight_space;

    struct intent *intents; /* in order of their numbers */
    size_t intent_count;
    uint64_t number;
    uint32_t visit;
    int64_t clock_mono_ms; /* when a running clock of a gone writer is taken over; 0 */
    struct room_load *load;
    struct tidy tidy;
    struct orphans orphans;

    int64_t beat_rev, entry_rev, caption_rev;
    int64_t beat_sent_mono_ms;        /* beat or echo; 0: not in this session */
    int64_t own_mono_ms, own_wall_ms; /* last own beat or echo that came back */
    int64_t unanswered_mono_ms;       /* the first one sent since then; 0: none */
    int64_t session_news_mono_ms;     /* last message of this session, or its beginning */
    unsigned deaf;                    /* connections in a row on which nothing of ours came back */
    bool gave_up;                     /* the present connection */
    int64_t heard_wall_ms;            /* last message of any kind */
    bool live_again;                  /* since the last connection */
    bool listens;                     /* as live_again was when last looked at; */
    int64_t listen_mono_ms;           /* it began then */
    bool alone;                       /* no desk was heard, as told last */
    enum pl_live live;                /* as told last */

    struct twin twins[ROOM_TWINS];
    bool denied_told;          /* that this user may not write its entry */
    char rival[PL_BY_LEN + 1]; /* who has put its entry in the place of ours, then; "" */
    int64_t rival_mono_ms;
    bool displaced;    /* a desk: another program of its user is here, since this one */
    bool twin, yields; /* another display has our user; and it keeps the entry */
    bool twin_last;
    int64_t twin_due_mono_ms, twin_told_mono_ms; /* 0: not due, never */

    struct arena report_arena;
    struct pl_report report;
    bool entry_due;              /* own display or desk entry is to be published */
    int64_t entry_mono_ms;       /* when it was published last */
    int64_t entry_since_mono_ms; /* since when it is due */
    int64_t refused[PL_ERROR_COUNT];
    int64_t old_news;
    int64_t refusal_mono_ms[PL_TOPIC_COUNT + 1][PL_ERROR_COUNT];

    unsigned changes;
    struct scratch *scratch;
};

/* Filled by const questions; lent until the next call that is not. */
struct scratch {
    char waiting[ROOM_TEXT_BYTES];
    char will_topic[PL_TOPIC_MAX + 1];
    char *will_bytes;
};

/* room.c */
void room_work(struct pl_room *room);
char *room_copy(const char *text);            /* malloc'd; NULL stays NULL */
bool room_writes(const struct pl_room *room); /* desk or command */
bool room_probes(const struct pl_room *room); /* all but a watcher */
uint32_t room_random(struct pl_room *room, uint32_t below);
/* Encodes, decodes what came out, and hands out both. What a reader would refuse is an error. */
enum pl_error room_encode(const struct pl_message *message, char **bytes_out, size_t *size_out,
                          struct pl_message **decoded_out);
void room_refuse(struct pl_room *room, enum pl_topic_kind kind, enum pl_error error,
                 const char *topic);

/* room_slots.c */
void slots_finish(struct pl_room *room);
struct slot *room_slot(const struct pl_room *room, const struct pl_topic *topic);
/* A message of that topic was refused: it is unknown, or the broker holds something else. */
void room_slot_refused(struct pl_room *room, const struct pl_topic *topic, enum pl_error error);
void slot_set_behind(struct pl_room *room, struct slot *slot, bool behind);
void room_aside_work(struct pl_room *room);
int64_t room_aside_deadline(const struct pl_room *room);
enum pl_error room_take_ordered(struct pl_room *room, struct pl_message *message, const void *bytes,
                                size_t size, bool retained);
enum pl_error room_take_gone(struct pl_room *room, const struct pl_topic *topic);
const struct pl_message *slot_message(const struct slot *slot, enum pl_side side);
struct held *slot_held(const struct slot *slot, enum pl_side side);
/* Calls visit for each slot that there is, in the order in which a reader wants them published:
 * items and texts of the current load, the document, the rest. */
typedef void slot_visit(struct pl_room *room, struct slot *slot, void *context);
void room_each_slot(struct pl_room *room, slot_visit *visit, void *context);

/* room_view.c: which document is shown */
void room_document_arrived(struct pl_room *room);
void room_section_arrived(struct pl_room *room, const struct slot *slot, const struct held *before);
void room_change_over(struct pl_room *room);
void room_document_forget(struct pl_room *room);
struct load *room_load_named(const struct pl_room *room, const char *name);
struct load *room_load_for(struct pl_room *room, const char *name);
const struct load *room_current_load(const struct pl_room *room); /* of the greatest document */
void view_finish(struct view *view);
bool view_section(const struct view *view, const char *id, size_t *index_out);
bool items_position(const struct held *items, const char *id, size_t *index_out);
int64_t room_shown_epoch(const struct pl_room *room);

/* NULL: none counts with the document that is shown. */
const struct held *room_counting_cursor(const struct pl_room *room);
void room_cursor_arrived(struct pl_room *room);
/* A cursor counts, and its place cannot be told: nothing is shown, rather than something else. */
bool room_cursor_unknown(const struct pl_room *room);
/* The cursor that counts names a place that the text does not have; the one before it is shown. */
bool room_cursor_astray(const struct pl_room *room);

/* room_subscribe.c */
void room_subscribe_start(struct pl_room *room);
void room_subscribe_stop(struct pl_room *room);
void room_subscribe_requests(struct pl_room *room);
void room_subscribe_work(struct pl_room *room);
int64_t room_subscribe_deadline(const struct pl_room *room);
void room_whole_work(struct pl_room *room);
bool room_base_known(const struct pl_room *room);
/* What is missing was asked for again, and did not come. */
bool room_sections_lost(const struct pl_room *room);
void filters_finish(struct filters *filters);
bool filters_add(struct filters *filters, const char *text);
bool filters_below(struct filters *filters, const struct pl_room *room, const char *below);

/* room_out.c */
void out_note(struct pl_room *room, enum pl_note note, uint64_t number, const char *topic,
              enum pl_error error, const char *text);
void out_note_code(struct pl_room *room, const char *topic, int code, const char *text);
/* Goes before all that the link may be too full to take. */
void out_reconnect(struct pl_room *room);
uint64_t out_subscribe(struct pl_room *room, const struct filters *filters);
void out_unsubscribe(struct pl_room *room, const struct filters *filters);
/* Takes no bytes: they are copied. QoS 1 with a flight, QoS 0 with FLIGHT_NONE. */
bool out_publish(struct pl_room *room, const struct pl_topic *topic, const char *bytes, size_t size,
                 bool retain, struct flight flight);
void out_forget_slot(struct pl_room *room, const struct slot *slot, bool flights_too);
void out_disconnected(struct pl_room *room);
void out_finish(struct pl_room *room);
size_t out_in_flight(const struct pl_room *room, enum flight_kind kind);
bool out_land(struct pl_room *room, uint64_t token, struct flight *flight_out);

/* room_peers.c */
enum pl_error room_take_display(struct pl_room *room, struct pl_message *message, bool retained,
                                int64_t received_mono_ms);
enum pl_error room_take_desk(struct pl_room *room, struct pl_message *message, bool retained,
                             int64_t received_mono_ms);
void room_rival_beats(struct pl_room *room, const struct pl_message *beat);
void room_rival_work(struct pl_room *room);
int64_t room_rival_deadline(const struct pl_room *room);
void room_peers_probed(struct pl_room *room);
void room_display_heard(struct pl_room *room, const char *user, int64_t received_mono_ms);
void peers_finish(struct pl_room *room);

/* room_ask.c */
enum pl_error room_take_request(struct pl_room *room, struct pl_message *message, bool retained,
                                int64_t received_mono_ms);
void room_ask_read(struct pl_room *room); /* the broker has told all that it has */
void room_ask_work(struct pl_room *room);
int64_t room_ask_deadline(const struct pl_room *room);
void room_ask_finish(struct pl_room *room);
bool peer_online(const struct peer *peer);
bool room_desk_online(const struct pl_room *room, const char *by);

/* room_report.c: own entries, beats, echoes */
void room_probe(struct pl_room *room);
void room_beat_back(struct pl_room *room, const struct pl_envelope *envelope,
                    int64_t received_mono_ms);
void room_report_work(struct pl_room *room);
int64_t room_report_deadline(const struct pl_room *room);
void room_entry_soon(struct pl_room *room);  /* a display: what it holds has changed */
void room_entry_again(struct pl_room *room); /* the broker may have lost it */
void room_beat_early(struct pl_room *room);
void room_probe_denied(struct pl_room *room, int code);

/* room_clock.c */
void clock_heard(struct pl_room *room, const struct pl_message *message, bool retained,
                 int64_t received_mono_ms);
struct writer *clock_writer(const struct pl_room *room, const char *by);
bool clock_delay(const struct pl_room *room, const char *by, int64_t *delay_out);
/* The writer's clock minus ours. */
bool clock_offset(const struct pl_room *room, const char *by, int64_t *offset_out);
bool clock_direct(const struct pl_room *room, const struct writer *writer, int64_t *offset_out);

/* room_live.c */
void room_live_work(struct pl_room *room);
int64_t room_live_deadline(const struct pl_room *room);

/* room_twin.c: two displays of one name */
void room_twin_heard(struct pl_room *room, const char *by, int64_t received_mono_ms);
void room_twin_entry(struct pl_room *room, const struct pl_message *message);
void room_twin_work(struct pl_room *room);
int64_t room_twin_deadline(const struct pl_room *room);

/* room_intent.c */
enum intent_part { PART_WHOLE, PART_WORDS, PART_ENTRY };
struct intent {
    struct intent *next;
    uint64_t number;
    enum intent_part part; /* ITEM_ADD is two: words, then the entry in items */
    struct arena arena;
    struct pl_intent what;
    struct pl_topic topic; /* load "" until a document is known */
    bool in;               /* the greatest has it */
    bool told;             /* SETTLED was said */
    bool tried;            /* it was published, or put in a pending message */
    bool spoiled;          /* LANGUAGE: one of its texts was dropped */
    int64_t in_mono_ms;
    int64_t lost_mono_ms;      /* its publication was cut off then; 0 */
    int64_t moment_ms;         /* own wall clock when it was published first; 0 */
    struct pl_stamp made_upon; /* the greatest at its first publication */
};
struct intent *intent_create(const struct pl_intent *what, enum intent_part part);
void intent_destroy(struct intent *intent);
bool intent_on_load(const struct intent *intent); /* dies with its load */

/* room_change.c: pure */
struct change {
    struct arena *arena;
    struct pl_message *message; /* hand-built; points into arena and the base */
    const struct pl_document *document;
    const struct pl_items *items;   /* of the text's section; NULL: unknown */
    const struct pl_text *original; /* of a translation's section; NULL: this is the original */
    const char *by;                 /* ours */
    int64_t rev;                    /* the message will have */
    const char *why;                /* for people, where it fails */
};
void change_begin(struct pl_message *message, const struct pl_topic *topic,
                  const struct pl_message *base, const struct pl_document *document);
/* From the clock of the base's writer to ours: ours = theirs - offset. */
void change_shift_clocks(struct pl_message *message, int64_t offset_ms);
bool change_has_clock(const struct pl_message *message);
/* PL_OK, PL_ERROR_REFERENCE (the premise is gone), PL_ERROR_LIMIT, PL_ERROR_MEMORY. */
enum pl_error change_apply(struct change *change, const struct intent *intent);

/* room_has.c: the envelope of what we write */
bool has_make(const struct pl_room *room, const struct slot *slot, const struct pl_message *base,
              uint64_t own, struct arena *arena, struct pl_envelope *out);
struct pl_stamp stamp_for(const struct pl_room *room, const struct slot *slot,
                          const struct pl_message *base, const struct pl_stamp *above);
bool stamp_counts(const struct pl_room *room, const struct slot *slot,
                  const struct pl_message *base, const struct pl_stamp *above);
int64_t has_number(const struct pl_message *message, const char *by);
int64_t has_own(const struct pl_room *room, const struct slot *slot,
                const struct pl_message *message);
void has_noticed(struct pl_room *room, struct slot *slot);

/* room_settle.c: what becomes of intents */
bool topic_same(const struct pl_topic *a, const struct pl_topic *b);
void intent_remove(struct pl_room *room, struct intent *intent);
struct intent *intent_other_part(const struct pl_room *room, const struct intent *intent);
void intent_drop(struct pl_room *room, struct intent *intent, const char *why);
bool intent_held_back(const struct pl_room *room, const struct intent *intent);
void intents_settle(struct pl_room *room, struct slot *slot);

/* room_write.c; what one takes in hand is in room_submit.c */
/* What an intent would make now, thrown away: the error says why it cannot be. */
enum pl_error room_try_intent(struct pl_room *room, struct intent *intent);
/* NULL without. */
const struct pl_document *room_shown_document(const struct pl_room *room);
bool room_may_write(const struct pl_room *room);
void room_write_work(struct pl_room *room);
int64_t room_write_deadline(const struct pl_room *room);
void room_write_cut(struct pl_room *room);
void room_write_arrived(struct pl_room *room, struct slot *slot);
void room_write_landed(struct pl_room *room, struct slot *slot, enum pl_ack ack, int code);
void room_load_gone(struct pl_room *room);
void intents_finish(struct pl_room *room);
/* The slot's content once more in our name, above `above`. */
bool room_write_anew(struct pl_room *room, struct slot *slot, const struct pl_stamp *above);

/* room_caption.c: takes the message */
enum pl_error room_take_caption(struct pl_room *room, struct pl_message *message,
                                int64_t received_mono_ms);

/* room_mend.c: rules 2 and 3 */
void room_mend_reports_again(struct pl_room *room);
/* A wall has reported more of it than is here. */
bool slot_is_ahead(const struct slot *slot);
void room_mend_plan(struct pl_room *room, struct slot *slot);
void room_mend_reported(struct pl_room *room, const struct pl_message *message);
void room_mend_work(struct pl_room *room);
int64_t room_mend_deadline(const struct pl_room *room);

/* room_load.c, room_tidy.c */
void room_epoch_seen(struct pl_room *room, const struct pl_stamp *document);
void room_load_work(struct pl_room *room);
void room_load_landed(struct pl_room *room, size_t index, enum pl_ack ack, int code);
void room_load_cut(struct pl_room *room);
int64_t room_load_deadline(const struct pl_room *room);
void room_load_finish(struct pl_room *room);
bool room_load_is_ours(const struct pl_room *room, const char *load); /* under way */
int64_t room_orphans_due(const struct pl_room *room);
void room_tidy_plan(struct pl_room *room);
bool room_tidy_take(struct pl_room *room, const struct pl_topic *topic, size_t size);
void room_tidy_work(struct pl_room *room);
void room_tidy_cut(struct pl_room *room);
int64_t room_tidy_deadline(const struct pl_room *room);

#endif
