/* What the desk's own files share. Each pane is one file that draws and files that act; all keys
 * stand in keys.c. Drawing changes nothing but what it must remember to find a click again.
 */
#ifndef DESK_DESK_PARTS_H
#define DESK_DESK_PARTS_H

#include "acts.h"
#include "describe.h"
#include "desk.h"
#include "keys_layout.h"
#include "pool.h"
#include "wording.h"

enum desk_focus { DESK_OUTLINE, DESK_WORDS, DESK_SPEAKERS, DESK_FOCUS_COUNT };

enum {
    DESK_PROMPT_MAX = 4 * PL_ITEM_POINTS_MAX + 1, /* as much as an item can hold */
    DESK_SAID_MAX = 512,
    DESK_WISHES = 8,
    DESK_TROUBLE = 256
};
enum {
    DESK_ITEM_TEXT = 4 * PL_ITEM_POINTS_MAX + 1, /* the words of one item, all runs joined */
    DESK_QUOTE = 4 * 34 + 8,                     /* its first words, in quotation marks */
    DESK_STATUS_WORDS = 32,
    DESK_TITLE = 256
};
enum { DESK_HISTORY = 2048, DESK_NAMES = 512 }; /* sayings kept; names of the day kept */

/* A question at the foot. Lent: a static one. */
struct desk_question {
    const char *title; /* "Delete these words for (names)" */
    const char *hint;  /* what may be typed; NULL */
    /* The answer, cleaned as text of the feed, "" where nothing was typed. May ask the next. */
    void (*done)(struct desk *desk, const char *text);
    /* NULL, or a name that begins as the text's last part (after a comma) does, the nth from 0;
     * NULL at their end. Shown behind the cursor; Tab and Right take it. */
    const char *(*complete)(struct desk *desk, const char *text, size_t nth);
    /* NULL, or: a single key answers, `text` is its name; false: it is no answer. */
    bool (*key)(struct desk *desk, const char *name);
};

struct desk_prompt {
    const struct desk_question *question; /* NULL: nothing is asked */
    char text[DESK_PROMPT_MAX];           /* UTF-8 */
    size_t bytes, cursor;                 /* cursor: a byte */
    size_t points;                        /* characters */
    struct {
        bool on, over; /* over: more than fits */
        size_t from;   /* a byte */
        size_t points; /* of all that came */
        bool lines;    /* more than one */
    } paste;           /* under way */
    size_t choice;     /* which completion */
    size_t asked;      /* sayings before it: a later one is about the answer */
};

/* Selected words of the selected item: code points of all runs joined, end exclusive; and the
 * words they were chosen in, so that they go when those change. */
struct desk_selection {
    size_t anchor, head; /* words, not code points: from the smaller to the greater, both in */
    bool wide;           /* extending: cursor keys move the head only */
    int scroll;          /* first line shown of the item */
    int first_y;         /* the row it was drawn in, for a click */
    struct wording_token span;
    size_t head_point;        /* where the head's word begins */
    size_t heard;             /* sayings when it was looked at last */
    char item[PL_ID_MAX + 1]; /* that they are of; "" none */
    char text[DESK_ITEM_TEXT];
};

struct desk_paste { /* under way: text that did nothing */
    bool on;
    bool asked;    /* it began with a key that asks */
    char text[64]; /* its beginning */
    bool more;
};

struct desk_speakers {
    char entry[80];        /* selected, by id ("request:USER" of a request); "" none */
    size_t at;             /* its index in the list when it was last seen */
    int scroll;            /* index of the first line shown */
    int y, rows;           /* of the list as drawn, for a click */
    int64_t asked_mono_ms; /* the last request seen came then */
};

struct desk_draft { /* what a drafting question has heard so far */
    char text[DESK_PROMPT_MAX];
    size_t start, end;          /* code points, in `words` */
    bool unsent;                /* `text` was typed, and went nowhere yet */
    bool chosen;                /* some words are chosen; else the whole item is meant */
    char words[DESK_ITEM_TEXT]; /* as they stood at the question */
    int kind;                   /* desk_draft.c's, desk_items.c's */
    struct desk_question question;
    char title[DESK_TITLE];   /* of the question */
    char item[PL_ID_MAX + 1]; /* that it is about: the selection may move meanwhile */
    char section[PL_ID_MAX + 1];
    char coming[PL_ID_MAX + 1]; /* a new item: its words travel first; then it is selected */
};

struct desk_outline {
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1]; /* selected; "" none */
    struct pl_place at;                               /* the same, found again by desk_look */
    bool has;
    int scroll;
    int first_y, rows; /* as drawn, for a click */
};

/* What was said, the latest last. */
struct desk_history {
    struct {
        char text[DESK_SAID_MAX];
        int64_t wall_ms;
        enum desk_tone tone;
        bool unread; /* DESK_MISSED, and nobody has said that they read it */
    } lines[DESK_HISTORY];
    size_t count;  /* of all that were ever said */
    size_t unread; /* how many lines are */
    bool open;
    int scroll;
};

/* Where a wall is, and since when. */
struct desk_wall {
    char user[PL_USER_MAX + 1];
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1];
    size_t page;
    int64_t mono_ms; /* 0: since before we came */
};

/* The room when the connection went, to tell what others did meanwhile; see desk_away.c. */
struct desk_away;

struct desk {
    struct desk_config config;
    struct pl_room *room;
    struct pl_time now; /* of the present call */
    struct acts *acts;
    enum desk_focus focus;
    struct desk_outline outline;
    struct desk_selection words;
    struct desk_speakers speakers;
    struct desk_draft draft;
    struct desk_prompt prompt;
    struct desk_paste paste;
    char search[DESK_PROMPT_MAX];   /* of `/` */
    char found_item[PL_ID_MAX + 1]; /* where that was found just now; "" */
    char live_section[PL_ID_MAX + 1], live_item[PL_ID_MAX + 1]; /* as seen last */
    struct desk_history history;
    struct desk_away *away;
    struct desk_wall walls[PL_PEERS_MAX];
    size_t wall_count;
    struct pool *names_pool;            /* of `names` */
    const char *names[DESK_NAMES];      /* seen today, in the order in which they came */
    const char *name_folds[DESK_NAMES]; /* of them, to compare */
    size_t name_count;
    int64_t utc_offset_s, ahead_ms; /* of times of day, beyond the program's clock */
    bool help;
    int help_scroll;
    bool connected, was_connected;
    size_t left;          /* changes of a desk that ended, which wait for the room */
    size_t kept;          /* own changes not yet in the room, while away */
    int64_t lost_wall_ms; /* when it went */
    char trouble[DESK_TROUBLE];
    char said[DESK_SAID_MAX];
    enum desk_tone tone;
    int64_t done_mono_ms; /* when the last act was handed in, */
    int64_t in_mono_ms;   /* and since when all are in the room; 0: they are not */
    char wish_text[DESK_PROMPT_MAX];
    enum desk_wish_kind wishes[DESK_WISHES];
    size_t wish_count;
    uint64_t ids;                              /* made so far */
    int64_t deadline;                          /* of the picture: see desk_deadline */
    struct screen_area pane[DESK_FOCUS_COUNT]; /* as drawn */
};

/* ---- desk.c ---- */
/* Hands in one intent, or more, as one act; says what was done, or why not. */
bool desk_do(struct desk *desk, const struct pl_intent *intent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool desk_do_all(struct desk *desk, const struct pl_intent *intents, size_t count,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));
/* That a letter is of another keyboard layout, and which key is meant. */
void desk_say_layout(struct desk *desk, const char *text, const struct keys_layout *layout);
void desk_wish(struct desk *desk, enum desk_wish_kind kind, const char *text);
/* An id that no other item, at any desk, has. */
void desk_new_id(struct desk *desk, char id_out[PL_ID_MAX + 1]);
/* The picture is another one at this time at the latest (monotonic ms). Called while drawing. */
void desk_wake_at(struct desk *desk, int64_t mono_ms);

/* "10:42" of a moment, in the text's time zone. */
void desk_clock(const struct desk *desk, int64_t wall_ms, char out[8]);

/* ---- desk_away.c ---- */
void desk_leave(struct desk *desk);  /* the connection went */
void desk_return(struct desk *desk); /* the whole room is here again: says what others did */
void desk_away_destroy(struct desk_away *away);

/* ---- desk_history.c ---- */
/* The oldest saying that waits to be read; NULL: none. */
const char *desk_unread(const struct desk *desk);
bool desk_read_one(struct desk *desk); /* it was read; false: none waits */
void desk_remember(struct desk *desk); /* what was said */
void desk_history_draw(struct desk *desk, struct screen *screen, struct screen_area area);
bool desk_history_key(struct desk *desk, const struct keys_key *key);

/* ---- desk_names.c: names of the day ---- */
void desk_names_see(struct desk *desk, const char *name);
void desk_names_look(struct desk *desk); /* those of the list of speakers */
void desk_names_read(struct desk *desk); /* those of the whole text */

/* ---- desk_paste.c ---- */
/* True: it is the first of a paste. Asked of each key before anybody has it. */
bool desk_paste_begins(struct desk *desk, const struct keys_key *key);
/* True: it is no command, being of a paste. */
bool desk_paste_holds(struct desk *desk, const struct keys_key *key, bool first);
void desk_paste_ends(struct desk *desk);

/* ---- desk_prompt.c ---- */
void desk_prompt_pasted(struct desk *desk); /* a paste is at its end */
void desk_ask(struct desk *desk, const struct desk_question *question, const char *initial);
bool desk_prompt_key(struct desk *desk, const struct keys_key *key); /* true: it was the prompt's */
void desk_prompt_draw(struct desk *desk, struct screen *screen, struct screen_area line);
/* desk_names.c. Names that were used today (marks, who, speakers, names file), beginning like the
 * last part of text: for desk_question.complete. */
const char *desk_complete_name(struct desk *desk, const char *text, size_t nth);

/* ---- desk_outline.c ---- */
/* Finds the selection again after the room has changed; it follows the wall where it stood on it.
 */
void desk_outline_look(struct desk *desk);
void desk_outline_draw(struct desk *desk, struct screen *screen, struct screen_area area);
/* The place of an item by its ids: in that section, or else anywhere. */
bool desk_find(const struct desk *desk, const char *section, const char *id,
               struct pl_place *place_out);
bool desk_select(struct desk *desk, struct pl_place place);   /* false: there is no such place */
const struct pl_item *desk_selected(const struct desk *desk); /* NULL: none */
const char *desk_selected_section(const struct desk *desk);   /* its id */
/* Its words in the original; NULL: none. */
const struct pl_words *desk_selected_words(const struct desk *desk);
bool desk_outline_click(struct desk *desk, int x, int y, bool twice);

/* ---- desk_item.c: the selected item with its marks ---- */
void desk_item_draw(struct desk *desk, struct screen *screen, struct screen_area area);
bool desk_item_click(struct desk *desk, int x, int y);
void desk_status_words(enum pl_status status, char out[DESK_STATUS_WORDS]); /* "agreed ad ref" */

/* ---- desk_words.c: choosing words ---- */
void desk_words_reset(struct desk *desk); /* another item is selected, or its words changed */
void desk_words_look(struct desk *desk);  /* the same words again when the room has changed */
/* The code points chosen; false: none, and it is the whole item. */
bool desk_words_span(const struct desk *desk, size_t *start_out, size_t *end_out);
size_t desk_words_head(const struct desk *desk); /* where the selection moves */
void desk_words_choose_at(struct desk *desk, size_t point);
/* All runs joined; of a part malloc'd, NULL without memory. */
void desk_words_join(const struct pl_words *words, char out[DESK_ITEM_TEXT]);
char *desk_words_part(const struct pl_words *words, size_t start, size_t end);
void desk_quote(const char *text, char out[DESK_QUOTE]);

/* ---- desk_draft.c: what drafting questions share ---- */
/* Asks with desk->draft.title for a title. */
void desk_ask_draft(struct desk *desk, const struct desk_question *question, const char *initial);
/* What was typed for the selected item and left with Esc, or could not be sent; kinds below
 * DESK_NEW_ITEM are desk_draft.c's. */
enum { DESK_NEW_ITEM = 100 };
bool desk_unsent(struct desk *desk, int kind, char out[DESK_PROMPT_MAX]);
#define DESK_HIDDEN "a name has a character that nobody sees; type it anew"

/* "US, EU" as names, from the pool; NULL, or what is wrong with them. */
const char *desk_read_names(struct desk *desk, struct pool *pool, const char *text,
                            struct pl_names *names_out);
void desk_for(const struct pl_names *by, char *out, size_t size); /* " for US, EU"; "" nobody */

/* ---- desk_speakers.c: list, floor, timer ---- */
/* Finds the selection again after the room or the focus has changed; says who asks for the floor.
 */
void desk_speakers_look(struct desk *desk);
void desk_speakers_draw(struct desk *desk, struct screen *screen, struct screen_area area);
bool desk_speakers_click(struct desk *desk, int x, int y, bool twice);

/* ---- desk_foot.c ---- */
void desk_head_draw(struct desk *desk, struct screen *screen, struct screen_area line);
void desk_foot_draw(struct desk *desk, struct screen *screen, struct screen_area lines);

/* ---- desk_walls.c ---- */
void desk_walls_look(struct desk *desk);
void desk_walls_draw(struct desk *desk, struct screen *screen, struct screen_area line);

/* ---- desk_help.c ---- */
void desk_help_draw(struct desk *desk, struct screen *screen, struct screen_area area);
bool desk_help_key(struct desk *desk, const struct keys_key *key);

/* ---- what the keys do: named in keys.c ---- */
void desk_up(struct desk *desk);
void desk_down(struct desk *desk);
void desk_first(struct desk *desk);
void desk_last(struct desk *desk);
void desk_section_next(struct desk *desk);
void desk_section_previous(struct desk *desk);
void desk_live(struct desk *desk); /* selects the live item */
void desk_goto(struct desk *desk);
void desk_search(struct desk *desk);
void desk_search_next(struct desk *desk);
void desk_search_previous(struct desk *desk);
void desk_focus_next(struct desk *desk);
void desk_focus_previous(struct desk *desk);
void desk_escape(struct desk *desk);

void desk_show(struct desk *desk); /* the selected item on the wall */
void desk_next(struct desk *desk);
void desk_previous(struct desk *desk);
void desk_blank(struct desk *desk);
void desk_present(struct desk *desk); /* F5 */
void desk_overview(struct desk *desk);
void desk_view(struct desk *desk);
void desk_clear(struct desk *desk); /* highlights */
void desk_notice(struct desk *desk);

void desk_word_left(struct desk *desk); /* desk_words.c */
void desk_word_right(struct desk *desk);
void desk_word_extend_left(struct desk *desk);
void desk_word_extend_right(struct desk *desk);
void desk_word_wide(struct desk *desk);
void desk_word_up(struct desk *desk);
void desk_word_down(struct desk *desk);
void desk_word_first(struct desk *desk);
void desk_word_last(struct desk *desk);
void desk_highlight(struct desk *desk);

void desk_bracket(struct desk *desk); /* desk_draft.c */
void desk_unbracket(struct desk *desk);
void desk_insert(struct desk *desk);
void desk_insert_before(struct desk *desk);
void desk_delete(struct desk *desk);
void desk_replace(struct desk *desk);
void desk_retain(struct desk *desk);
void desk_alternative(struct desk *desk);
void desk_accept(struct desk *desk);
void desk_reject(struct desk *desk);
void desk_items_look(struct desk *desk); /* desk_items.c: a new item has come */
void desk_status(struct desk *desk);
void desk_item_new(struct desk *desk);
void desk_item_alt(struct desk *desk);
void desk_item_move(struct desk *desk);
void desk_item_remove(struct desk *desk);

void desk_speaker_add(struct desk *desk); /* desk_list.c */
void desk_speaker_up(struct desk *desk);
void desk_speaker_down(struct desk *desk);
void desk_speaker_earlier(struct desk *desk);
void desk_speaker_later(struct desk *desk);
void desk_speaker_remove(struct desk *desk);
void desk_speaker_give(struct desk *desk);
void desk_speaker_take(struct desk *desk);
void desk_speaker_decline(struct desk *desk);
void desk_floor_next(struct desk *desk);
void desk_floor_done(struct desk *desk);
void desk_floor_clock(struct desk *desk);
void desk_list_open(struct desk *desk);
void desk_limits(struct desk *desk);
void desk_timer(struct desk *desk);

void desk_undo(struct desk *desk); /* desk_undo.c */
void desk_redo(struct desk *desk);
void desk_history(struct desk *desk); /* desk_history.c */
void desk_load(struct desk *desk);    /* desk.c */
void desk_export(struct desk *desk);
void desk_help_open(struct desk *desk);
void desk_redraw(struct desk *desk);
void desk_quit(struct desk *desk);

#endif
