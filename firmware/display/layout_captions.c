/* The caption strip: the last words of the live transcript in lines that roll. */
#include <string.h>

#include "display/layout_parts.h"

enum {
    LINES = 2,
    WORDS_MS = 10000, /* two lines of the floor are 20 words: 8 s to read, and a glance up */
    ROOM_MS = 60000 /* the strip outlives them: the item does not jump at each pause of a speaker */
};

/* Milliseconds since the last caption; false: there was none, or it is long ago. */
static bool heard(const struct sheet *sheet, struct pl_transcript *said, int64_t *ago_ms_out)
{
    if (!pl_room_transcript(sheet->room, said)) {
        return false;
    }
    *ago_ms_out = sheet->moment->now.mono_ms - said->heard_mono_ms;
    return *ago_ms_out < ROOM_MS;
}

int layout_caption_lines(struct sheet *sheet)
{
    struct pl_transcript said;
    int64_t ago_ms = 0;
    if (!heard(sheet, &said, &ago_ms)) {
        return 0;
    }
    sheet_wake(sheet, ROOM_MS - ago_ms);
    return LINES;
}

/* Words that have been taken away do not come back with the next. */
static void begin_roll(struct roll *roll, const struct pl_transcript *said, bool silent)
{
    int64_t end = said->start + (int64_t)said->bytes;
    if (silent || roll->from > end) {
        *roll = (struct roll){.from = end};
    } else if (roll->from < said->start) {
        roll->from = said->start;
    }
}

static const char *roll_text(const struct roll *roll, const struct pl_transcript *said)
{
    const char *text = said->text + (roll->from - said->start);
    while (((unsigned char)*text & 0xc0) == 0x80) { /* the place was in another transcript */
        text++;
    }
    return text + strspn(text, " ");
}

/* Wraps from a line's start, where breaks stay as they were; what has rolled out is forgotten. The
 * direction is that of the first words, so that a name at a line's start does not turn it. */
static void draw_roll(struct sheet *sheet, struct roll *roll, const struct pl_transcript *said)
{
    const struct grid *g = &sheet->grid;
    struct ink ink = ink_of(sheet, SCENE_CAPTION, sheet->theme->text);
    const char *text = roll_text(roll, said);
    int width = g->width - 2 * g->margin;
    size_t count = 0, most = (size_t)g->caption_lines;
    ink.from_start = true;
    ink.direction = roll->direction;
    const struct text_block *block = sheet_block(sheet, text, strlen(text), &ink, width, 0, false);
    const struct text_line *lines = block ? text_block_lines(block, &count) : NULL;
    if (!lines || !text[0]) {
        return;
    }
    roll->direction = lines[0].rtl ? TEXT_RTL : TEXT_LTR;
    size_t first = count > most ? count - most : 0;
    sheet_lines(sheet, block, first, most, &ink, g->margin, g->caption_y, width);
    size_t keep = count > LINES ? count - LINES : 0;
    roll->from = said->start + (int64_t)(text - said->text) + (int64_t)lines[keep].start;
}

void layout_captions(struct sheet *sheet)
{
    struct pl_transcript said = {0};
    struct roll *roll = &sheet->layout->roll;
    int64_t ago_ms = 0;
    bool kept = heard(sheet, &said, &ago_ms);
    if (!kept && !said.text) {
        return;
    }
    begin_roll(roll, &said, ago_ms >= WORDS_MS);
    if (kept && ago_ms < WORDS_MS && sheet->grid.caption_lines) {
        draw_roll(sheet, roll, &said);
        sheet_wake(sheet, WORDS_MS - ago_ms);
    }
}
