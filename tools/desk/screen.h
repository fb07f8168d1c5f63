/* The desk's picture before a terminal shows it: a grid of cells with a look each. Pure; what is
 * shown is decided by desk_draw, how a terminal does it by term.c. Text is valid UTF-8; columns are
 * those of a terminal (a Han character has two). All drawing is clipped to the area that is given.
 */
#ifndef DESK_SCREEN_H
#define DESK_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SCREEN_CELL_BYTES = 32, /* a character with its combining marks; more marks are left out */
    SCREEN_WIDTH_MAX = 1000,
    SCREEN_HEIGHT_MAX = 500
};

enum { /* styles, or-ed */
       SCREEN_PLAIN = 0,
       SCREEN_BOLD = 1,
       SCREEN_DIM = 2,
       SCREEN_REVERSE = 4,
       SCREEN_UNDERLINE = 8
};

enum screen_colour { /* never the only sign of anything */
                     SCREEN_DEFAULT,
                     SCREEN_RED,
                     SCREEN_GREEN,
                     SCREEN_YELLOW,
                     SCREEN_BLUE,
                     SCREEN_MAGENTA,
                     SCREEN_CYAN,
                     SCREEN_COLOUR_COUNT
};

struct screen_look {
    unsigned style;
    enum screen_colour colour;
};

struct screen_cell {
    char text[SCREEN_CELL_BYTES]; /* "" is the right half of a wide character before it */
    struct screen_look look;
};

struct screen_area {
    int x, y, width, height;
};

struct screen { /* zero is an empty one */
    int width, height;
    struct screen_cell *cells;
    int cursor_x, cursor_y; /* where people type; -1: hidden */
};

/* All cells blank. False without memory or beyond the maxima: as it was. */
bool screen_resize(struct screen *screen, int width, int height);
void screen_finish(struct screen *screen);
void screen_clear(struct screen *screen); /* blank, no cursor */
bool screen_equal(const struct screen *a, const struct screen *b);

struct screen_area screen_whole(const struct screen *screen);

/* Columns of `bytes` bytes of text. */
int screen_columns(const char *text, size_t bytes);

/* Writes from column x, row y of the area (0, 0 is its top left) up to the area's right edge; what
 * does not fit ends in "…". Control characters are left out; bytes that are not UTF-8 (a text cut
 * in the middle of a character) become U+FFFD. Returns the columns used. */
int screen_put(struct screen *screen, struct screen_area area, int x, int y,
               struct screen_look look, const char *text);
/* The same of the first `bytes` bytes, without an ellipsis: a part of a line. */
int screen_put_part(struct screen *screen, struct screen_area area, int x, int y,
                    struct screen_look look, const char *text, size_t bytes);
/* Fills an area with one narrow character, " " or "│". */
void screen_fill(struct screen *screen, struct screen_area area, struct screen_look look,
                 const char *character);
/* Gives all cells of an area another look, their text stays. */
void screen_tint(struct screen *screen, struct screen_area area, struct screen_look look);

/* A line of wrapped text, bytes from `from` up to `to`; blanks at a break belong to no line. */
struct screen_line {
    size_t from, to;
};
/* Breaks text into lines of at most `width` columns: at blanks, between Han characters, else within
 * a word. Returns how many lines there are; the first `max` are given. An empty text is one line.
 */
size_t screen_wrap(const char *text, size_t bytes, int width, struct screen_line *lines_out,
                   size_t max);

/* The picture as text, a row a line without blanks at its end, malloc'd; with_looks: behind each
 * row that has any, a line of their own with a letter below each column: b bold, d dim, r reverse,
 * u underline, the first that holds in the order r b u d, a capital where it is coloured (C: that
 * alone), ~ for plain. For golden tests. */
char *screen_text(const struct screen *screen, bool with_looks);

#endif
