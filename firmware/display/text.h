/* Pango's door: lays paragraphs out. Utf-8 in; lines, order, fallback and positions
 * out; no pixel is touched here (glyphs.h paints what stands in a block). Fonts are a fixed
 * list of Noto files through an own fontconfig, hinting off: the same pixels everywhere.
 * A block is immutable, owns its memory and outlives nothing: destroy blocks before the text.
 * Not thread-safe; no globals of ours.
 */
#ifndef DISPLAY_TEXT_H
#define DISPLAY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_SIZE_MAX_PX = 1024, TEXT_BYTES_MAX = 256 * 1024, TEXT_ERROR_MAX = 256 };

struct text;

/* font_dir: NULL for Debian's places. NULL with the reason in `error` where not even the Latin
 * face is there; where others are missing, text_missing names them. */
struct text *text_create(const char *font_dir, char error[TEXT_ERROR_MAX]);
void text_destroy(struct text *text);
/* "Noto Sans Arabic, Noto Sans Thai", or NULL. */
const char *text_missing(const struct text *text);
/* Shapes a few letters of the script that `lang` is written in, so that the first real paragraph
 * does not pay for opening its fonts. */
void text_warm_up(struct text *text, const char *lang);

/* Height of the Latin face's capitals, of one em. */
double text_cap_height(const struct text *text);

enum text_direction { TEXT_AUTO, TEXT_LTR, TEXT_RTL }; /* AUTO: of the first strong letter */

/* A stretch of the paragraph that is set otherwise; they follow each other and do not overlap. */
struct text_span {
    size_t start, end; /* bytes */
    int em_px;
    bool bold;
};

struct text_style {
    int em_px; /* whole pixels: SDL2_ttf opens fonts at no others */
    bool bold;
    const char *lang; /* decides Chinese before Latin quotes and the like; NULL: none */
    enum text_direction direction;
    bool breaks;                   /* U+2028 begins a line; else it is a blank */
    const struct text_span *spans; /* lent for the call */
    size_t span_count;
    size_t span_from; /* the text given is the spans' paragraph from this byte on */
};

/* One glyph run: one font file, size, direction and script; painted as it stands. */
struct text_run {
    int font;        /* index of the font file, see text_font_file */
    uint32_t script; /* ISO 15924, as HarfBuzz has it */
    bool rtl;
    int em_px;
    const char *utf8;  /* NUL-terminated, blanks at both ends stripped, ZWJ at a cut in a word */
    size_t start, end; /* bytes of the paragraph */
    double x;          /* of the pen, from the left of the block */
    double width;
    int lead_px;    /* how far the painted surface begins left of x (ink before the pen) */
    int ink_top_px; /* highest ink from the baseline (negative: above). The surface's baseline
                       lies at TTF_FontAscent - min(0, TTF_FontAscent + ink_top_px) */
    bool unknown;   /* no font has it: a box of `width` is to be drawn */
};

struct text_line {
    size_t start, end;           /* bytes of the paragraph */
    bool rtl;                    /* direction of the paragraph at this line */
    double width;                /* without blanks at the end */
    const struct text_run *runs; /* from left to right */
    size_t run_count;
};

struct text_block;

/* Wraps at width_px (> 0) with x from 0 at the left; right-to-left lines stand at the right edge
 * of width_px. Breaks as UAX 14 has them; a word wider than the line is broken. An empty text is
 * one empty line. NULL: no memory, not UTF-8, or over TEXT_BYTES_MAX. */
struct text_block *text_layout(struct text *text, const char *utf8, size_t bytes,
                               const struct text_style *style, int width_px);
void text_block_destroy(struct text_block *block);

const struct text_line *text_block_lines(const struct text_block *block, size_t *count_out);
size_t text_block_unknown(const struct text_block *block); /* code points no font has */
size_t text_block_bytes(const struct text_block *block);   /* memory it holds, about */

/* The x-ranges that bytes start..end cover on line `line` (highlight, strike, underline), from
 * the left of the block; at most `most`; how many is returned. */
struct text_range {
    double x0, x1;
};
size_t text_block_ranges(const struct text_block *block, size_t line, size_t start, size_t end,
                         struct text_range *ranges_out, size_t most);

/* For glyphs.c: file and face index of font `font`. */
const char *text_font_file(const struct text *text, int font, int *face_out);

#endif
