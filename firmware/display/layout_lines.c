/* Lines of an item with their marks. None is told by colour alone: inserted words are underlined,
 * what is to be retained twice, deleted words are struck, a highlight has edges, the brackets that
 * belong together are bold, the outer larger, and those round a highlight stand on a ground. */
#include <math.h>
#include <string.h>

#include "display/layout_item.h"

enum { RANGES_MAX = 16, SPANS_MAX = 16 * RANGES_MAX };

/* The line being drawn. */
struct line_at {
    const struct lines *lines;
    const struct text_line *line;
    size_t index;
    int left; /* of the block, where it stands */
    int y;
};

/* A bar along a stretch's letters: within the line's pitch. */
struct bar {
    int top, height;
    int grow; /* to both sides */
    uint32_t colour;
};

static void draw_bar(struct sheet *sheet, const struct line_at *at, size_t start, size_t end,
                     const struct bar *bar)
{
    struct text_range ranges[RANGES_MAX];
    enum scene_role role = at->lines->ink->role == SCENE_CONTEXT ? SCENE_CONTEXT : SCENE_MARK;
    size_t n = text_block_ranges(at->lines->block, at->index, start, end, ranges, RANGES_MAX);
    for (size_t i = 0; i < n; i++) {
        int x0 = at->left + (int)floor(ranges[i].x0) - bar->grow;
        int x1 = at->left + (int)ceil(ranges[i].x1) + bar->grow;
        scene_rect(sheet->scene, role,
                   (struct scene_rect){x0, at->y + bar->top, x1 - x0, bar->height}, bar->colour, 0);
    }
}

static uint32_t colour_of(const struct sheet *sheet, const struct lines *lines,
                          const struct marked *m)
{
    const struct theme *theme = sheet->theme;
    if (lines->ink->role == SCENE_CONTEXT) {
        return lines->ink->colour;
    }
    return m->round         ? theme->ground
           : m->highlighted ? theme->mark_text
           : m->part->names ? theme->dim
           : lines->deleted ? lines->ink->colour
           : m->part->del   ? theme->bad
           : m->part->ins   ? theme->good
           : m->bracket     ? theme->accent
                            : lines->ink->colour;
}

static void draw_under(struct sheet *sheet, const struct line_at *at, const struct marked *m)
{
    const struct ink *ink = at->lines->ink;
    int inset = ink->pitch / 24, edge = ink->em / 20 > 2 ? ink->em / 20 : 2;
    struct bar bar = {inset, ink->pitch - 2 * inset, ink->em / 12, sheet->theme->mark};
    if (m->highlighted) {
        draw_bar(sheet, at, m->start, m->end, &bar);
        bar.colour = sheet->theme->mark_text;
        bar.height = edge;
        draw_bar(sheet, at, m->start, m->end, &bar);
        bar.top = ink->pitch - inset - edge;
        if (m->part->names || !(m->part->ins || m->part->keep)) { /* else their own line ends it */
            draw_bar(sheet, at, m->start, m->end, &bar);
        }
    }
}

/* Of a wide form the half that is drawn: next to what stands between the two. */
static void draw_ground(struct sheet *sheet, const struct line_at *at, const struct marked *m)
{
    struct text_range range;
    const struct ink *ink = at->lines->ink;
    int inset = ink->pitch / 24;
    if (!m->round ||
        text_block_ranges(at->lines->block, at->index, m->start, m->end, &range, 1) != 1) {
        return;
    }
    if (m->end - m->start > 1) {
        *(m->opens ? &range.x0 : &range.x1) = (range.x0 + range.x1) / 2;
    }
    int x0 = at->left + (int)floor(range.x0), x1 = at->left + (int)ceil(range.x1);
    struct scene_rect box = {x0, at->y + inset, x1 - x0, ink->pitch - 2 * inset};
    const struct theme *theme = sheet->theme;
    bool apart = theme_contrast(theme->accent, theme->mark) >= 1.5;
    scene_rect(sheet->scene, SCENE_MARK, box, apart ? theme->accent : theme->text, 0);
}

static void draw_over(struct sheet *sheet, const struct line_at *at, const struct marked *m)
{
    const struct ink *ink = at->lines->ink;
    const struct part *part = m->part;
    bool context = ink->role == SCENE_CONTEXT;
    int thick = ink->em / 14 > 2 ? ink->em / 14 : 2;
    int baseline = ink_baseline(sheet, ink, 0);
    /* Below the tails of the scripts that are given more air. */
    int below = baseline + ink->em / 8 +
                (ink->pitch > ink->em * 5 / 4 ? (ink->pitch - ink->em * 5 / 4) / 2 : 0);
    /* On a highlight's ground only the colour of its text is sure to be seen. */
    const struct theme *theme = sheet->theme;
    uint32_t plain = m->highlighted ? theme->mark_text : ink->colour;
    bool tinted = !context && !m->highlighted;
    struct bar under = {below, thick, 0, tinted ? theme->good : plain};
    struct bar strike = {baseline - ink->em * 3 / 10, thick, 0, tinted ? theme->bad : plain};
    if (at->lines->deleted) {
        strike.colour = plain;
        draw_bar(sheet, at, m->start, m->end, &strike);
    }
    if (part->names) {
        return;
    }
    if (part->ins) {
        draw_bar(sheet, at, m->start, m->end, &under);
    } else if (part->keep) {
        int thin = thick * 2 / 3 > 1 ? thick * 2 / 3 : 1;
        under = (struct bar){below, thin, 0, plain};
        under.top = below + 3 * thin > ink->pitch ? ink->pitch - 3 * thin : below;
        draw_bar(sheet, at, m->start, m->end, &under);
        under.top += 2 * thin;
        draw_bar(sheet, at, m->start, m->end, &under);
    }
    if (part->del && !at->lines->deleted) {
        draw_bar(sheet, at, m->start, m->end, &strike);
    }
}

static bool on_line(const struct line_at *at, const struct marked *m)
{
    return m->end > at->line->start && m->start < at->line->end;
}

static void draw_text(struct sheet *sheet, const struct line_at *at)
{
    const struct lines *l = at->lines;
    struct scene_span spans[SPANS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < l->marks->count; i++) {
        const struct marked *m = &l->marks->parts[i];
        uint32_t colour = colour_of(sheet, l, m);
        if (on_line(at, m) && colour != l->ink->colour && count < SPANS_MAX) {
            spans[count++] = (struct scene_span){m->start, m->end, colour};
        }
    }
    struct scene_rect box = {at->left, at->y, l->width, l->ink->pitch};
    if (at->line->run_count) {
        scene_text(sheet->scene, l->ink->role, box, l->block, at->index, at->left,
                   ink_baseline(sheet, l->ink, at->y), l->ink->colour, spans, count);
    }
}

/* ---- alternatives ---- */

static struct ink letter_ink(const struct sheet *sheet, int em)
{
    struct ink ink = ink_of(sheet, SCENE_LABEL, sheet->theme->accent);
    ink.pitch = (int)lround((double)ink.pitch * em / ink.em);
    ink.em = em;
    ink.bold = true;
    ink.from_start = true;
    return ink;
}

static int letter_width(struct sheet *sheet, const char *letter, const struct ink *ink)
{
    return block_width(
        sheet_block(sheet, letter, strlen(letter), ink, sheet->grid.text_w, 0, false));
}

int choice_gutter(struct sheet *sheet, const struct wording *wording, int em)
{
    char letter[LETTER_BYTES];
    int widest = 0;
    struct ink ink = letter_ink(sheet, em);
    for (unsigned i = 1; i <= wording->choices; i += i < 26 ? 1 : 26) {
        choice_letter(i, letter);
        int width = letter_width(sheet, letter, &ink);
        widest = width > widest ? width : widest;
    }
    return widest ? widest + em * 3 / 4 : 0;
}

static unsigned choice_of(const struct line_at *at, size_t *start_out)
{
    for (size_t i = 0; i < at->lines->marks->count; i++) {
        const struct marked *m = &at->lines->marks->parts[i];
        if (on_line(at, m) && m->part->choice) {
            *start_out = m->part->start;
            return m->part->choice;
        }
    }
    return 0;
}

/* The letter at an alternative's first line here, and beside all its lines a bar: from the first
 * one's capitals to the last one's tails. */
struct choice_bar {
    unsigned choice;
    int top, bottom;
};

static void end_choice(struct sheet *sheet, const struct lines *l, struct choice_bar *bar)
{
    int thick = l->ink->em / 20 > 2 ? l->ink->em / 20 : 2;
    int x = l->x - l->ink->em * 4 / 10;
    if (bar->choice) {
        struct scene_rect box = {x, bar->top, thick, bar->bottom - bar->top};
        sheet_rect(sheet, SCENE_MARK, box, sheet->theme->accent, 0);
    }
    bar->choice = 0;
}

static void draw_choice(struct sheet *sheet, const struct line_at *at, struct choice_bar *bar)
{
    char letter[LETTER_BYTES];
    const struct lines *l = at->lines;
    size_t start = 0;
    unsigned choice = choice_of(at, &start);
    if (choice != bar->choice) {
        end_choice(sheet, l, bar);
    }
    if (choice && !bar->choice) {
        struct ink ink = letter_ink(sheet, l->ink->em);
        choice_letter(choice, letter);
        int width = letter_width(sheet, letter, &ink) + 1;
        const struct text_block *block =
            sheet_block(sheet, letter, strlen(letter), &ink, width, 0, false);
        sheet_lines(sheet, block, 0, 1, &ink, l->letters_x, at->y, width);
        double cap = text_cap_height(sheet->layout->text) * ink.em;
        bar->top = ink_baseline(sheet, l->ink, at->y) - (int)cap;
        bar->choice = choice;
    }
    bar->bottom = ink_baseline(sheet, l->ink, at->y) + l->ink->em / 5;
}

/* ---- all ---- */

static void draw_each(struct sheet *sheet, const struct line_at *at,
                      void (*draw)(struct sheet *, const struct line_at *, const struct marked *))
{
    for (size_t i = 0; i < at->lines->marks->count; i++) {
        if (on_line(at, &at->lines->marks->parts[i])) {
            draw(sheet, at, &at->lines->marks->parts[i]);
        }
    }
}

int draw_marked_lines(struct sheet *sheet, const struct lines *l)
{
    size_t count = 0;
    const struct text_line *lines = l->block ? text_block_lines(l->block, &count) : NULL;
    struct choice_bar bar = {0};
    struct line_at at = {.lines = l, .left = sheet_x(sheet, l->x, l->width), .y = l->y};
    for (; at.index < count; at.index++) {
        at.line = &lines[at.index];
        draw_each(sheet, &at, draw_under);
        draw_each(sheet, &at, draw_ground);
        draw_text(sheet, &at);
        draw_each(sheet, &at, draw_over);
        if (l->ink->role == SCENE_ITEM) {
            draw_choice(sheet, &at, &bar);
        }
        at.y += l->ink->pitch;
    }
    end_choice(sheet, l, &bar);
    return at.y;
}
