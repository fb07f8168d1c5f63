/* What the record's own files share. */
#ifndef DESK_RECORD_PARTS_H
#define DESK_RECORD_PARTS_H

#include "pool.h"
#include "record.h"

enum { RECORD_STAMP = 64, RECORD_SHORT = 120 /* code points of a text in a row */ };

/* Who said it, and when. */
struct record_source {
    int64_t wall_ms;
    const char *desk; /* lent by the room */
    char stamp[RECORD_STAMP];
};

struct record_item {
    char id[PL_ID_MAX + 1];
    char label[PL_LABEL_MAX + 1];
    enum pl_status status;
    char *who;   /* joined; malloc'd */
    char *words; /* with their marks; malloc'd; NULL: not here */
};

struct record_section {
    struct pl_stamp items_stamp, text_stamp;
    struct record_item *items;
    size_t count;
};

struct record_turn {
    char *entry, *name, *on_behalf; /* one block, which is `entry` */
    char *same_name, *same_group;   /* of them, folded: one delegation in whatever spelling */
    int64_t ms;
    bool reply; /* a right of reply */
};

struct record_floor {
    bool has;
    struct record_turn who;
    enum pl_kind kind;
    struct pl_run_clock clock;
    char by[PL_BY_LEN + 1]; /* whose clock it is */
    int64_t before_ms;      /* of this entry, told already */
};

struct record_peer {
    char user[PL_USER_MAX + 1];
    bool online;
};
struct record_peers {
    struct record_peer peers[PL_PEERS_MAX];
    size_t count;
};

struct record {
    bool begun;
    bool standing;        /* the look that begins it */
    struct pl_time now;   /* of the present look */
    int64_t last_wall_ms; /* of the look before */
    char *load;
    struct record_section *sections; /* of `load` */
    size_t section_count;
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1]; /* open */
    enum pl_screen screen;
    struct record_floor floor;
    struct record_turn *turns;
    size_t turn_count;
    bool open;
    bool has_list;
    struct pl_timer timer; /* its label is not kept */
    char *notice;
    struct record_peers walls, desks;
    struct pool pool; /* of the rows */
    struct record_row *rows;
    size_t row_count, row_space, row_next;
};

/* ---- record.c ---- */
/* Copies the row's texts, NULL as "". */
void record_put(struct record *record, const struct record_row *row,
                const struct record_source *source);
struct record_source record_source(const struct record *record, const struct pl_room *room,
                                   const struct pl_topic *topic);
/* The label of the item that is open; "" */
const char *record_open_label(const struct pl_room *room);

/* ---- record_items.c ---- */
void record_look_items(struct record *record, const struct pl_room *room);
void record_forget_items(struct record *record);

/* ---- record_floor.c ---- */
void record_look_floor(struct record *record, const struct pl_room *room);
void record_forget_floor(struct record *record);

/* ---- record_words.c ---- */
/* What is another in `now` than in `before`, in short; both as describe_marks has them. malloc'd */
char *record_difference(const char *before, const char *now);
/* Names joined by "; "; malloc'd. */
char *record_names(const struct pl_names *names);
/* Those who ask for marks that do not stand in `before`; malloc'd. */
char *record_askers(const char *before, const struct pl_words *now);

#endif
