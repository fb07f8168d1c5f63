#include "screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6"
#define REPLACEMENT "\xEF\xBF\xBD"

/* A character with the marks on it: what one cell, or two, can hold. */
struct glyph {
    char text[SCREEN_CELL_BYTES];
    size_t bytes;
    int columns;
    uint32_t point; /* the character without marks */
};

static void glyph_add(struct glyph *glyph, uint32_t point, const char *bytes, size_t size)
{
    bool broken = point > 0x10FFFF;
    size_t wanted = broken ? sizeof REPLACEMENT - 1 : size;
    if (glyph->bytes + wanted < sizeof glyph->text) {
        memcpy(glyph->text + glyph->bytes, broken ? REPLACEMENT : bytes, wanted);
        glyph->bytes += wanted;
    }
}

/* The next one; *at moves behind its marks. Marks without a character before them and what no
 * terminal may get are passed over. False: nothing visible is left. */
static bool glyph_next(const char **at, const char *end, struct glyph *glyph_out)
{
    memset(glyph_out, 0, sizeof *glyph_out);
    while (*at < end) {
        const char *start = *at, *next = *at;
        uint32_t point = utf8_next(&next, end);
        int columns = utf8_columns(point);
        if (columns > 0 && glyph_out->columns > 0) {
            return true;
        }
        *at = next;
        if (columns > 0) {
            glyph_out->columns = columns;
            glyph_out->point = point;
        }
        if (columns > 0 || (columns == 0 && glyph_out->columns > 0)) {
            glyph_add(glyph_out, point, start, (size_t)(next - start));
        }
    }
    return glyph_out->columns > 0;
}

/* ---- the grid ---- */

static struct screen_cell *cell_at(struct screen *screen, int x, int y)
{
    return &screen->cells[(size_t)y * (size_t)screen->width + (size_t)x];
}

static void set_cell(struct screen_cell *cell, const char *text, size_t bytes,
                     struct screen_look look)
{
    memset(cell, 0, sizeof *cell);
    memcpy(cell->text, text, bytes);
    cell->look = look;
}

void screen_clear(struct screen *screen)
{
    size_t count = (size_t)screen->width * (size_t)screen->height;
    for (size_t i = 0; i < count; i++) {
        set_cell(&screen->cells[i], " ", 1, (struct screen_look){0});
    }
    screen->cursor_x = screen->cursor_y = -1;
}

bool screen_resize(struct screen *screen, int width, int height)
{
    if (width < 1 || height < 1 || width > SCREEN_WIDTH_MAX || height > SCREEN_HEIGHT_MAX) {
        return false;
    }
    struct screen_cell *cells = calloc((size_t)width * (size_t)height, sizeof *cells);
    if (!cells) {
        return false;
    }
    struct screen_cell *old = screen->cells;
    screen->width = width;
    screen->height = height;
    screen->cells = cells;
    screen_clear(screen);
    free(old);
    return true;
}

void screen_finish(struct screen *screen)
{
    free(screen->cells);
    *screen = (struct screen){0};
}

static bool same_cell(const struct screen_cell *a, const struct screen_cell *b)
{
    return a->look.style == b->look.style && a->look.colour == b->look.colour &&
           strcmp(a->text, b->text) == 0;
}

bool screen_equal(const struct screen *a, const struct screen *b)
{
    if (a->width != b->width || a->height != b->height || a->cursor_x != b->cursor_x ||
        a->cursor_y != b->cursor_y) {
        return false;
    }
    size_t count = (size_t)a->width * (size_t)a->height;
    for (size_t i = 0; i < count; i++) {
        if (!same_cell(&a->cells[i], &b->cells[i])) {
            return false;
        }
    }
    return true;
}

struct screen_area screen_whole(const struct screen *screen)
{
    return (struct screen_area){.width = screen->width, .height = screen->height};
}

/* The part of the area that is on the screen. */
static struct screen_area visible(const struct screen *screen, struct screen_area area)
{
    int left = area.x < 0 ? 0 : area.x, top = area.y < 0 ? 0 : area.y;
    int right = area.x + area.width, bottom = area.y + area.height;
    right = right < screen->width ? right : screen->width;
    bottom = bottom < screen->height ? bottom : screen->height;
    return (struct screen_area){.x = left,
                                .y = top,
                                .width = right > left ? right - left : 0,
                                .height = bottom > top ? bottom - top : 0};
}

/* Before the columns from x up to `end` are written: half a wide character beside them goes. */
static void free_columns(struct screen *screen, int x, int end, int y)
{
    struct screen_cell *first = cell_at(screen, x, y);
    if (first->text[0] == '\0' && x > 0) {
        set_cell(first - 1, " ", 1, first[-1].look);
    }
    if (end < screen->width) {
        struct screen_cell *after = cell_at(screen, end, y);
        if (after->text[0] == '\0') {
            set_cell(after, " ", 1, after->look);
        }
    }
}

/* Columns from, to: where drawing is allowed. A wide character cut by them leaves a blank. */
static void put_glyph(struct screen *screen, int x, int y, int from, int to,
                      struct screen_look look, const struct glyph *glyph)
{
    int left = x < from ? from : x, right = x + glyph->columns < to ? x + glyph->columns : to;
    if (left >= right) {
        return;
    }
    free_columns(screen, left, right, y);
    bool whole = right - left == glyph->columns;
    set_cell(cell_at(screen, left, y), whole ? glyph->text : " ", whole ? glyph->bytes : 1, look);
    if (whole && glyph->columns == 2) {
        set_cell(cell_at(screen, left + 1, y), "", 0, look);
    }
}

int screen_columns(const char *text, size_t bytes)
{
    const char *end = text + bytes;
    struct glyph glyph;
    int columns = 0;
    while (glyph_next(&text, end, &glyph)) {
        columns += glyph.columns;
    }
    return columns;
}

/* ---- drawing ---- */

int screen_put_part(struct screen *screen, struct screen_area area, int x, int y,
                    struct screen_look look, const char *text, size_t bytes)
{
    struct screen_area seen = visible(screen, area);
    int row = area.y + y, start = area.x + x, column = start;
    int right = seen.x + seen.width;
    if (y < 0 || y >= area.height || row < 0 || row >= screen->height) {
        return 0;
    }
    const char *end = text + bytes;
    struct glyph glyph;
    while (column < right && glyph_next(&text, end, &glyph)) {
        put_glyph(screen, column, row, seen.x, right, look, &glyph);
        column += glyph.columns;
    }
    column = column < right ? column : right;
    return column > start ? column - start : 0;
}

/* Bytes of the first characters that take no more than so many columns. */
static size_t bytes_within(const char *text, size_t bytes, int columns)
{
    const char *at = text, *end = text + bytes;
    size_t fit = 0;
    struct glyph glyph;
    while (glyph_next(&at, end, &glyph) && glyph.columns <= columns) {
        columns -= glyph.columns;
        fit = (size_t)(at - text);
    }
    return fit;
}

int screen_put(struct screen *screen, struct screen_area area, int x, int y,
               struct screen_look look, const char *text)
{
    struct screen_area seen = visible(screen, area);
    size_t bytes = strlen(text);
    int room = seen.x + seen.width - (area.x + x);
    if (room <= 0) {
        return 0;
    }
    if (screen_columns(text, bytes) <= room) {
        return screen_put_part(screen, area, x, y, look, text, bytes);
    }
    int used = screen_put_part(screen, area, x, y, look, text, bytes_within(text, bytes, room - 1));
    return used + screen_put_part(screen, area, x + used, y, look, ELLIPSIS, sizeof ELLIPSIS - 1);
}

void screen_fill(struct screen *screen, struct screen_area area, struct screen_look look,
                 const char *character)
{
    struct screen_area seen = visible(screen, area);
    const char *at = character;
    struct glyph glyph;
    if (!glyph_next(&at, character + strlen(character), &glyph) || glyph.columns != 1) {
        return;
    }
    int right = seen.x + seen.width;
    for (int y = seen.y; y < seen.y + seen.height; y++) {
        for (int x = seen.x; x < right; x++) {
            put_glyph(screen, x, y, seen.x, right, look, &glyph);
        }
    }
}

void screen_tint(struct screen *screen, struct screen_area area, struct screen_look look)
{
    struct screen_area seen = visible(screen, area);
    for (int y = seen.y; y < seen.y + seen.height; y++) {
        for (int x = seen.x; x < seen.x + seen.width; x++) {
            cell_at(screen, x, y)->look = look;
        }
    }
}

/* ---- lines ---- */

static bool is_blank(uint32_t point)
{
    return point == 0x20 || point == 0x3000 ||
           (point >= 0x2000 && point <= 0x200A && point != 0x2007);
}

static bool is_among(uint32_t point, const uint32_t *points)
{
    while (*points && *points != point) {
        points++;
    }
    return *points != 0;
}

/* What may not begin a line, and what may not end one, in Chinese and Japanese. */
static bool clings_back(uint32_t point)
{
    static const uint32_t points[] = {0x3001, 0x3002, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF01,
                                      0xFF1F, 0x300D, 0x300F, 0x3011, 0x3009, 0x300B, 0xFF09,
                                      0xFF3D, 0x3015, 0x201D, 0x2019, ')',    ']',    ',',
                                      '.',    ';',    ':',    '!',    '?',    0};
    return is_among(point, points);
}

static bool clings_on(uint32_t point)
{
    static const uint32_t points[] = {0x300C, 0x300E, 0x3010, 0x3008, 0x300A, 0xFF08, 0xFF3B,
                                      0x3014, 0x201C, 0x2018, '(',    '[',    0};
    return is_among(point, points);
}

/* Between Han characters, and between one and a word in another script. */
static bool may_part(const struct glyph *before, const struct glyph *after)
{
    return (before->columns == 2 || after->columns == 2) && !is_blank(before->point) &&
           !clings_on(before->point) && !clings_back(after->point);
}

/* One line under way. */
struct wrap {
    size_t from;      /* its first byte */
    size_t end, next; /* the last place to break: the line's end, the next one's start */
    int columns;
    struct glyph before; /* columns 0: none yet in this line */
};

static void start_line(struct wrap *wrap, size_t from)
{
    *wrap = (struct wrap){.from = from, .end = from, .next = from};
}

/* Takes a character from byte `start` up to `end`. False: the line ends before it, at wrap->end,
 * and the next begins at wrap->next. */
static bool wrap_take(struct wrap *wrap, const struct glyph *glyph, size_t start, size_t end,
                      int width)
{
    if (is_blank(glyph->point)) {
        wrap->end = is_blank(wrap->before.point) ? wrap->end : start;
        wrap->next = end;
    } else {
        if (wrap->before.columns > 0 && may_part(&wrap->before, glyph)) {
            wrap->end = wrap->next = start;
        }
        if (wrap->columns > 0 && wrap->columns + glyph->columns > width) {
            if (wrap->end <= wrap->from) { /* no place to break but here */
                wrap->end = is_blank(wrap->before.point) ? wrap->from : start;
                wrap->next = start;
            }
            return false;
        }
    }
    wrap->columns += glyph->columns;
    wrap->before = *glyph;
    return true;
}

size_t screen_wrap(const char *text, size_t bytes, int width, struct screen_line *lines_out,
                   size_t max)
{
    const char *at = text, *end = text + bytes;
    size_t count = 0;
    struct wrap wrap;
    struct glyph glyph;
    start_line(&wrap, 0);
    for (const char *start = at; glyph_next(&at, end, &glyph); start = at) {
        if (wrap_take(&wrap, &glyph, (size_t)(start - text), (size_t)(at - text), width)) {
            continue;
        }
        if (count < max) {
            lines_out[count] = (struct screen_line){.from = wrap.from, .to = wrap.end};
        }
        count++;
        at = text + wrap.next;
        start_line(&wrap, wrap.next);
    }
    if (count < max) {
        lines_out[count] = (struct screen_line){.from = wrap.from, .to = bytes};
    }
    return count + 1;
}

/* ---- as text ---- */

static char look_letter(struct screen_look look)
{
    char letter = look.style & SCREEN_REVERSE     ? 'r'
                  : look.style & SCREEN_BOLD      ? 'b'
                  : look.style & SCREEN_UNDERLINE ? 'u'
                  : look.style & SCREEN_DIM       ? 'd'
                                                  : '~';
    if (look.colour == SCREEN_DEFAULT) {
        return letter;
    }
    return letter == '~' ? 'C' : (char)(letter - 'a' + 'A');
}

static char *put_row(const struct screen_cell *cells, int width, char *out)
{
    char *kept = out; /* behind the last that is not blank */
    for (int x = 0; x < width; x++) {
        size_t bytes = strlen(cells[x].text);
        memcpy(out, cells[x].text, bytes);
        out += bytes;
        if (strcmp(cells[x].text, " ") != 0) {
            kept = out;
        }
    }
    *kept++ = '\n';
    return kept;
}

static char *put_looks(const struct screen_cell *cells, int width, char *out)
{
    char *start = out, *kept = out;
    for (int x = 0; x < width; x++) {
        *out = look_letter(cells[x].look);
        if (*out++ != '~') {
            kept = out;
        }
    }
    if (kept > start) {
        *kept++ = '\n';
    }
    return kept;
}

static size_t text_size(const struct screen *screen)
{
    size_t count = (size_t)screen->width * (size_t)screen->height;
    size_t size = 1 + (size_t)screen->height * ((size_t)screen->width + 2);
    for (size_t i = 0; i < count; i++) {
        size += strlen(screen->cells[i].text);
    }
    return size;
}

char *screen_text(const struct screen *screen, bool with_looks)
{
    char *text = malloc(text_size(screen));
    char *out = text;
    for (int y = 0; text && y < screen->height; y++) {
        const struct screen_cell *row = &screen->cells[(size_t)y * (size_t)screen->width];
        out = put_row(row, screen->width, out);
        if (with_looks) {
            out = put_looks(row, screen->width, out);
        }
    }
    if (text) {
        *out = '\0';
    }
    return text;
}
