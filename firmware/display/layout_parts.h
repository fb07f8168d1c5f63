/* Between the files of the layout: the grid of one picture and the few ways to put text on it.
 * All x are those of a left-to-right composition; sheet_* mirror them for the others.
 */
#ifndef DISPLAY_LAYOUT_PARTS_H
#define DISPLAY_LAYOUT_PARTS_H

#include "display/blocks.h"
#include "display/layout.h"

/* How often to look again for the clock of a writer that is not known yet: no seconds are shown
 * until then. A desk's beat, which tells it, comes as often. */
enum { UNKNOWN_MS = 2000 };

struct wording;   /* layout_item.h */
struct page_cuts; /* layout_pages.c */

/* Where the lines of the captions begin: breaks that have been shown stay. */
struct roll {
    int64_t from; /* as pl_transcript.start */
    enum text_direction direction;
};

enum { WALL_LANGUAGES = 2 };

struct layout {
    struct text *text;
    struct blocks *blocks;
    struct layout_config config;
    int em_floor, em_preferred;
    struct layout_shown shown;
    int64_t deadline_ms;
    bool good; /* the last build came about */
    /* [0] the item as it is shown, [1] what stands round it, [2] the item in the other language */
    struct wording *wording;
    struct pl_bracket brackets[WALL_LANGUAGES][PL_BRACKETS_MAX];
    struct text_span spans[WALL_LANGUAGES][2 * PL_BRACKETS_MAX];
    struct page_cuts *cuts;
    struct image logo_small, logo_large; /* of the theme's; without pixels: none */
    size_t prepared;                     /* idle work done since the last build */
    struct pl_time now;                  /* of the last build */
    struct roll roll;
};

struct grid {
    int width, height;
    int em, pitch;             /* of all text but the item's, which may be larger: at the floor */
    int margin;                /* left and right */
    int edge;                  /* above and below */
    int gap;                   /* between columns */
    int indent;                /* of the item, right of its bar */
    int top, bottom;           /* of the middle: between the two rules, with air */
    int place_rule, foot_rule; /* y of the hair lines */
    int place_lines;           /* of the section's title */
    int hair;                  /* thickness of a rule */
    int text_x, text_w;
    bool column;      /* speakers at the side */
    int strip_lines;  /* or in one or two lines at the foot of the middle */
    bool place, foot; /* there is room for them */
    int foot_lines;   /* of a long notice; else 1 */
    int caption_lines, caption_wish;
    int side_x, side_w;
    int strip_y, caption_y;
};

enum { STATE_BYTES = 160 };

/* Two languages: beside each other where both keep LETTERS_PAIR letters a line, else one below. */
enum pair_setting { PAIR_BESIDE, PAIR_BELOW };

/* One picture being made. */
struct sheet {
    struct layout *layout;
    struct scene *scene;
    struct grid grid;
    const struct pl_room *room;
    const struct layout_moment *moment;
    const struct theme *theme;
    const char *lang; /* of the text shown: its own, or the original's */
    const struct words *words;
    enum pl_view view;
    bool mirror;               /* the composition runs from right to left */
    bool failed;               /* no memory */
    const char *other;         /* the second language; NULL: there is one */
    enum pair_setting setting; /* of two languages */
    unsigned which;            /* of them; 0: the first */
    bool unlabelled;           /* entries without their labels: they stand beside */
    char aside[STATE_BYTES];   /* what is to be said of the other language's words */
};

/* What a piece of text looks like. */
struct ink {
    enum scene_role role;
    uint32_t colour;
    int em, pitch;
    bool bold;
    bool from_start; /* stands at the composition's start side, whatever its own direction */
    enum text_direction direction;
    size_t dim_from;               /* bytes from here on are dimmed; 0: none */
    bool breaks;                   /* as in text_style */
    const struct text_span *spans; /* set otherwise; as in text_style */
    size_t span_count, span_from;
};

struct ink ink_of(const struct sheet *sheet, enum scene_role role, uint32_t colour);

/* Lays out at the width; lines 0: all, else cut to that many (tail: from the beginning). NULL and
 * sheet->failed without memory. */
const struct text_block *sheet_block(struct sheet *sheet, const char *utf8, size_t bytes,
                                     const struct ink *ink, int width_px, size_t lines, bool tail);
size_t block_lines(const struct text_block *block); /* 0 for NULL */
int block_width(const struct text_block *block);    /* of its widest line, rounded up */

/* Puts lines first .. first + count - 1 at x, y (top of the first line's pitch); width_px as laid
 * out. Returns the y below. */
int sheet_lines(struct sheet *sheet, const struct text_block *block, size_t first, size_t count,
                const struct ink *ink, int x, int y, int width_px);
/* All in one: returns the y below. */
int sheet_text(struct sheet *sheet, const char *utf8, const struct ink *ink, int x, int y,
               int width_px, size_t lines);
/* One line at the end side of x .. x + width_px; returns the width it took. */
int sheet_end_text(struct sheet *sheet, const char *utf8, const struct ink *ink, int x, int y,
                   int width_px);
void sheet_rect(struct sheet *sheet, enum scene_role role, struct scene_rect box, uint32_t colour,
                int radius);
int sheet_x(const struct sheet *sheet, int x, int width_px); /* mirrored where need be */
int ink_baseline(const struct sheet *sheet, const struct ink *ink, int y);

/* The picture changes by itself in so many ms. */
void sheet_wake(struct sheet *sheet, int64_t in_ms);

/* "1:52", "1:02:07" */
void time_text(char *out, size_t size, int64_t seconds);

/* A clock of the room as it is shown now. */
struct shown_time {
    char text[40]; /* "1:52", "+0:12", and without seconds where they are not known */
    bool paused;
    uint32_t colour;
    bool soon, over; /* of a count-down: the last half minute, and beyond */
    double used;     /* of the limit, 0 .. 1; below 0: there is none, or nothing is known */
    int64_t seconds; /* LAYOUT_NO_SECONDS: not known */
};
struct shown_time layout_time(struct sheet *sheet, const char *by, const struct pl_run_clock *clock,
                              bool down);
/* `words` of the time, and that it is paused. */
void layout_time_put(const struct sheet *sheet, const struct shown_time *time, const char *words,
                     char *out, size_t size);

/* The grid without place line and speakers: for the neutral screens. */
void grid_neutral(struct grid *grid);
int grid_inner(const struct grid *g); /* between the margins */

/* Has letters that run from right to left. */
bool has_rtl(const char *utf8);

/* The regions. */
/* Lines that the section's title takes at its width, 1 to `most`. */
int layout_place_lines(struct sheet *sheet, const struct pl_place *place, int most);
void layout_place(struct sheet *sheet, const struct pl_place *place);
/* In the language shown, else in the original; the first part of a split section carries it. */
const char *layout_title(const struct sheet *sheet, size_t section);
const struct pl_front *layout_front(const struct sheet *sheet); /* in the language shown */
/* The notice that stands now; NULL: none. */
const char *layout_notice(struct sheet *sheet);
/* Lines that the foot wants. */
int layout_foot_lines(struct sheet *sheet);
void layout_foot(struct sheet *sheet);
void layout_foot_neutral(struct sheet *sheet); /* without title and notice */
/* Lines that the captions want; 0: nothing was said for long. */
int layout_caption_lines(struct sheet *sheet);
void layout_captions(struct sheet *sheet);
void layout_blank(struct sheet *sheet);
void layout_waiting(struct sheet *sheet);
void layout_column(struct sheet *sheet);
void layout_strip(struct sheet *sheet);
/* Lines that a strip wants: who has the floor, who is next. 0: there are no speakers. */
int layout_speaker_lines(const struct sheet *sheet);
/* Brings the theme's logo to the type's size. Without memory there is none. */
void layout_logo_init(struct layout *layout);
void layout_logo_finish(struct layout *layout);
/* In the foot's line at x, y, where `words` still stand whole beside it; the width it takes, with
 * its air. */
int layout_logo(struct sheet *sheet, const char *words, const struct ink *ink, int x, int y,
                int width_px);
/* On a neutral screen, above what begins at y; where there is room. */
void layout_logo_above(struct sheet *sheet, int y);
/* The code of the page: its side in pixels; pixels of a module, at least, and at most in a square
 * of side_px (0: it has no room there). */
int layout_code_side(const struct sheet *sheet, int module);
int layout_code_least(const struct sheet *sheet);
int layout_code_module(const struct sheet *sheet, int side_px);
void layout_code(struct sheet *sheet, int x, int y, int module);
/* The whole text as a map, with the items round the place. `place` may be NULL. */
void layout_overview(struct sheet *sheet, const struct pl_place *place);
/* "c.5  Words of the item …" in at most `lines` lines (tail: its end); the y below. */
int layout_entry(struct sheet *sheet, const struct pl_place *place, int y, size_t lines, bool tail,
                 bool current);
uint32_t layout_status_colour(const struct theme *theme, enum pl_status status);
void layout_pages_destroy(struct page_cuts *cuts);
/* The halves of a bilingual composition: each a composition of its own, in its own direction. */
void sheet_halves(const struct sheet *sheet, struct sheet halves[2]);
/* Do both columns keep their letters, at that size? */
bool sheet_beside(const struct sheet *sheet, double em);
void layout_item(struct sheet *sheet, const struct pl_place *place);
/* Lays the item out as layout_item would, without drawing. Its pages; 0: it is not here. */
size_t layout_item_prepare(struct sheet *sheet, const struct pl_place *place);

#endif
