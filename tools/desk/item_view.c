#include "item_view.h"

#include <stdlib.h>

enum { LINES_LEAST = 64, COLUMNS_LEAST = 8, COLUMNS_UNDRAWN = 34 };

/* Before the first picture, and on a screen that is too small, as if it were 80 wide. */
static int text_width(const struct desk *desk)
{
    int width = desk->pane[DESK_WORDS].width - ITEM_MARGIN;
    return width > COLUMNS_LEAST ? width : COLUMNS_UNDRAWN;
}

static bool break_lines(struct item_view *view, int width)
{
    size_t max = LINES_LEAST;
    for (;;) {
        struct screen_line *lines = realloc(view->lines, max * sizeof *lines);
        if (!lines) {
            return false;
        }
        view->lines = lines;
        view->line_count = screen_wrap(view->prose.text, view->prose.bytes, width, lines, max);
        if (view->line_count <= max) {
            return true;
        }
        max = view->line_count;
    }
}

bool item_view_open(const struct desk *desk, struct item_view *view_out)
{
    *view_out = (struct item_view){.words = desk_selected_words(desk)};
    if (!view_out->words || !prose_make(&view_out->prose, view_out->words)) {
        return false;
    }
    if (!break_lines(view_out, text_width(desk))) {
        item_view_close(view_out);
        return false;
    }
    return true;
}

void item_view_close(struct item_view *view)
{
    prose_finish(&view->prose);
    free(view->lines);
    *view = (struct item_view){0};
}

size_t item_view_line_of(const struct item_view *view, size_t point)
{
    size_t byte = prose_byte_of(&view->prose, point);
    size_t line = 0;
    while (line + 1 < view->line_count && view->lines[line + 1].from <= byte) {
        line++;
    }
    return line;
}

int item_view_column_of(const struct item_view *view, size_t point)
{
    size_t byte = prose_byte_of(&view->prose, point);
    const struct screen_line *line = &view->lines[item_view_line_of(view, point)];
    return byte > line->from ? screen_columns(view->prose.text + line->from, byte - line->from) : 0;
}

size_t item_view_point_at(const struct item_view *view, size_t line, int column)
{
    const struct screen_line *at = &view->lines[line];
    const char *text = view->prose.text;
    size_t byte = at->from;
    for (size_t next = byte; next < at->to; byte = next) {
        next++;
        while (next < at->to && ((unsigned char)text[next] & 0xc0u) == 0x80) {
            next++;
        }
        if (screen_columns(text + at->from, next - at->from) > column) {
            break;
        }
    }
    return prose_point_at(&view->prose, byte);
}
