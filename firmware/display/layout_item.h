/* The item under discussion, between the files of the layout: its words as they are shown
 * (layout_words.c), what is marked in them (layout_marks.c), where its pages begin
 * (layout_pages.c), how its lines are drawn (layout_lines.c), its composition (layout_item.c).
 */
#ifndef DISPLAY_LAYOUT_ITEM_H
#define DISPLAY_LAYOUT_ITEM_H

#include "display/layout_parts.h"

enum {
    PARTS_MAX = 4 * PL_RUNS_MAX, /* blanks, words, names, blanks */
    /* Each highlight cuts two parts, each pair of brackets twice as many. */
    MARKED_MAX = PARTS_MAX + 2 * PL_HIGHLIGHTS_MAX + 4 * PL_BRACKETS_MAX,
    LETTER_BYTES = 4, /* "A" .. "AMJ": PL_RUNS_MAX alternatives */
    STATUS_BYTES = 256 + STATE_BYTES + PL_NAMES_MAX * (PL_NAME_MAX + 2)
};

/* What is shown is the item's runs, each followed by the names of who asks for its mark:
 * "special ‹US› common ‹Brazil, EU›". Brackets are the text's own, so names stand in others.
 * Alternatives begin a line each. */
struct part {
    size_t start, end; /* bytes of what is shown */
    size_t from;       /* byte of the words at which it begins; for names: where the run ended */
    size_t points;     /* the same in code points */
    bool names;
    bool ins, del, keep; /* drawn so */
    unsigned choice;     /* of alternatives: 1 is A; 0: none */
};

/* How the words are to be put together. */
struct wording_how {
    enum pl_view view;
    size_t names;            /* of each mark, at most; then how many more there are */
    bool mirror;             /* right to left: names keep to themselves */
    bool context;            /* one paragraph without names */
    const struct words *own; /* the wall's */
};

/* An item's words as they are shown. Zero is empty. */
struct wording {
    char *utf8;
    size_t bytes, room;
    struct part *parts;
    size_t part_count;
    unsigned choices; /* the last of its alternatives */
    bool failed;      /* no memory */
};

/* False without memory. */
bool wording_make(struct wording *wording, const struct pl_words *words,
                  const struct wording_how *how);
void wording_finish(struct wording *wording);
/* The code point of the words that stands at byte `at` of what is shown. */
size_t wording_point_at(const struct wording *wording, size_t at);
/* What an alternative is called. */
void choice_letter(unsigned choice, char out[LETTER_BYTES]);

/* One item as it is to be shown. Valid until the next in the same one of two languages. */
struct subject {
    const struct pl_items *items;
    const struct pl_item *item;
    size_t index, section;
    const struct pl_words *words;
    enum pl_words_state state;
    const char *lang;              /* of the words */
    const struct wording *wording; /* shown */
    const struct pl_bracket *brackets;
    size_t bracket_count; /* bytes of what is shown */
    size_t position;      /* of the cursor */
    unsigned which;       /* of two languages */
};

/* The label, and what has become of the item: beside it or below. At the end what is shown, where
 * it is not the marked text. */
struct head {
    const struct text_block *label;
    int label_width; /* as laid out */
    char status[STATUS_BYTES];
    bool below;
    const char *view; /* "clean text"; NULL: marked */
    int view_width;
    bool view_below;
    int height;
};

/* How it is set: the first of these that fits. */
struct setting {
    struct ink ink;
    int indent; /* of the words: more where alternatives have letters */
    bool chapeau;
    const struct text_block *block; /* of this page */
    size_t start, end;              /* bytes of what is shown */
    size_t page, page_count, page_total;
};

/* At most `names` of each mark's names, and how many more there are. */
bool find_subject(struct sheet *sheet, const struct pl_place *place, size_t names,
                  struct subject *s);

/* Stretches of what is shown that look alike. */
struct marked {
    size_t start, end; /* bytes of what is shown */
    const struct part *part;
    bool highlighted;
    bool bracket, opens;
    bool round; /* this bracket: the innermost pair round a highlight */
};

struct marks {
    struct marked parts[MARKED_MAX];
    size_t count;
};

/* The brackets that belong together, for layout->brackets. */
size_t find_brackets(const struct wording *wording, struct pl_bracket out[PL_BRACKETS_MAX]);
size_t bracket_bytes(const char *utf8, size_t at);
/* How they are set, for ink.spans: the outer larger than the inner. Into layout->spans. */
void set_brackets(struct layout *layout, const struct subject *s, struct ink *ink);
/* Of bytes start .. end alone, counted from `start`. */
void find_marks(const struct sheet *sheet, const struct subject *s, size_t start, size_t end,
                struct marks *marks);
/* The wording's parts without highlights and brackets. */
void find_parts(const struct wording *wording, struct marks *marks);

/* The width that alternatives need for their letters at this size; 0: there are none. */
int choice_gutter(struct sheet *sheet, const struct wording *wording, int em);

/* Lines of an item with their marks. */
struct lines {
    const struct text_block *block;
    const struct ink *ink;
    const struct marks *marks;
    int x, y, width; /* of the block; x of a left-to-right composition */
    int letters_x;   /* where alternatives have their letters */
    bool deleted;    /* the item is: struck throughout */
};

/* The y below. */
int draw_marked_lines(struct sheet *sheet, const struct lines *lines);

/* Where the pages of a text begin. Bytes; starts[count] is where the last one ends. */
struct pages {
    size_t starts[PL_PAGES_MAX + 1];
    size_t count;
    size_t total; /* beyond count: there are more than can be reported, or turned to */
};

/* Pages of at most `lines` lines each (1 and up), cut behind a sentence where one ends in the last
 * third of the page, else at a line. `whole`: all of it, laid out at that width. Kept for the next
 * time; valid until the next call. NULL without memory, and sheet->failed. */
const struct pages *layout_pages(struct sheet *sheet, const struct wording *wording,
                                 const struct text_block *whole, const struct ink *ink,
                                 int width_px, size_t lines);
/* Blanks, and the sign that begins an alternative: how many bytes at `at`; 0: none. */
size_t gap_at(const char *utf8, size_t at);
/* Where `end` is without the blanks and the line's end before it. */
size_t without_gap(const char *utf8, size_t start, size_t end);

/* The same stretch of two texts on each page: the pages of texts[0] and texts[1] begin at starts[0]
 * and starts[1], and all of both is on some page. The one that needs more pages is cut as by
 * itself; the other keeps its share, and is shown again where it has nothing new. `in_turn`: there
 * is no room for both on one page, so that every stretch has a page of its own. */
struct pair_text {
    const struct sheet *sheet; /* for its language */
    const struct wording *wording;
    struct ink ink;
    int width_px;
    size_t lines; /* of a page, 1 and up */
};
struct pair_page {
    size_t start[2], end[2]; /* bytes; blanks between pages belong to neither */
};
struct pair_pages {
    struct pair_page pages[PL_PAGES_MAX];
    size_t count;
    size_t total; /* beyond count: there are more than can be reported, or turned to */
};
/* Kept for the next time; valid until the next call. NULL without memory, and sheet->failed. */
const struct pair_pages *layout_pair_pages(struct sheet *sheet, const struct pair_text texts[2],
                                           bool in_turn);

/* Pieces of the composition that a bilingual wall shares (layout_item.c). */
struct ink item_ink(const struct sheet *sheet, int em);
/* All of it in one block, whether it fits or not. */
void item_lay(struct sheet *sheet, const struct subject *s, int em, bool chapeau,
              struct setting *out);
const struct pl_item *item_parent(const struct subject *s);
/* "translation follows", "original: English"; "" where all is well. */
void item_state_text(const struct sheet *sheet, const struct subject *s, char *out, size_t size);
void item_set_head(struct sheet *sheet, const struct subject *s, struct head *head);
int item_draw_head(struct sheet *sheet, const struct subject *s, const struct head *head,
                   const struct setting *set, int y);
int item_draw_chapeau(struct sheet *sheet, const struct subject *s, int y);
int item_draw_words(struct sheet *sheet, const struct subject *s, const struct setting *set, int y);
void item_one_page(struct sheet *sheet);
/* Reports where the pages begin. False: not every one can be turned to. */
bool item_report_pages(struct sheet *sheet, const struct subject *s, const struct pages *pages);

/* A bilingual wall (layout_pair.c). False: there is only one language to show here. */
bool layout_pair(struct sheet *sheet, const struct pl_place *place);
/* Lays out without drawing: its pages; 0: there is only one language to show here. */
size_t layout_pair_prepare(struct sheet *sheet, const struct pl_place *place);

#endif
