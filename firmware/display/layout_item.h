/* The item under discussion, between the files of the layout: its words as they are shown
 * (layout_words.c), where its pages begin (layout_pages.c), its composition (layout_item.c).
 */
#ifndef DISPLAY_LAYOUT_ITEM_H
#define DISPLAY_LAYOUT_ITEM_H

#include "display/layout_parts.h"

enum { PARTS_MAX = 2 * PL_RUNS_MAX, MARKED_MAX = PARTS_MAX + 2 * PL_HIGHLIGHTS_MAX };

/* What is shown is the item's runs, each followed by the names of who asks for its mark:
 * "special ‹US› common ‹Brazil, EU›". Brackets are the text's own, so names stand in others. */
struct part {
    size_t start, end; /* bytes of what is shown */
    size_t from;       /* byte of the words at which a run begins; for names: where it ended */
    const struct pl_run *run;
    bool names;
};

/* One item as it is to be shown. Valid until the next. */
struct subject {
    const struct pl_items *items;
    const struct pl_item *item;
    size_t index, section;
    const struct pl_words *words;
    enum pl_words_state state;
    const char *lang; /* of the words */
    const char *utf8; /* shown */
    size_t bytes;
    const struct part *parts;
    size_t part_count;
    size_t position; /* of the cursor */
};

/* At most `names` of each mark's names, and how many more there are. */
bool find_subject(struct sheet *sheet, const struct pl_place *place, size_t names,
                  struct subject *s);
/* The code point of the words that stands at byte `at` of what is shown. */
size_t point_at(const struct subject *s, size_t at);

/* Stretches of what is shown that look alike. */
struct marked {
    size_t start, end; /* bytes of what is shown */
    const struct part *part;
    bool highlighted;
};

struct marks {
    struct marked parts[MARKED_MAX];
    size_t count;
};

/* Of bytes start .. end alone, counted from `start`. */
void find_marks(const struct sheet *sheet, const struct subject *s, size_t start, size_t end,
                struct marks *marks);

/* Where the pages of a text begin. Bytes; starts[count] is where the last one ends. */
struct pages {
    size_t starts[PL_PAGES_MAX + 1];
    size_t count;
    size_t total; /* beyond count: there are more than can be reported, or turned to */
};

/* Pages of at most `lines` lines each (1 and up), cut behind a sentence where one ends in the last
 * third of the page, else at a line. `whole`: all of it, laid out at that width. Kept for the next
 * time; valid until the next call. NULL without memory, and sheet->failed. */
const struct pages *layout_pages(struct sheet *sheet, const char *utf8, size_t bytes,
                                 const struct text_block *whole, const struct ink *ink,
                                 int width_px, size_t lines);

#endif
