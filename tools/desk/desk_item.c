/* The pane in the middle: the selected item with its marks, where the wall is in it, its other
 * languages and what comes next. */
#include "item_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_BYTES = 1024, STATUS_ROWS = 3, BELOW_LINES = 32, NEXT_ROWS = 3 };

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look faint = {.style = SCREEN_DIM};
static const struct screen_look of_names = {.colour = SCREEN_MAGENTA};
static const struct screen_look retained = {.colour = SCREEN_CYAN};

/* ---- looks ---- */

/* What the pane shows besides marks. */
struct lit {
    struct pl_place live;
    bool is_live;
    const struct pl_cursor *cursor; /* NULL: it is not the live item */
    const char *lang;
    size_t start, end; /* chosen words; none: equal */
};

static struct lit look_up(const struct desk *desk)
{
    struct lit lit = {.lang = pl_room_original(desk->room)};
    lit.is_live = strcmp(desk->outline.item, desk->live_item) == 0 &&
                  pl_room_place(desk->room, PL_PENDING, &lit.live);
    lit.cursor = lit.is_live ? pl_room_cursor(desk->room, PL_PENDING) : NULL;
    if (!desk_words_span(desk, &lit.start, &lit.end)) {
        lit.end = lit.start;
    }
    return lit;
}

static bool is_highlighted(const struct lit *lit, size_t point)
{
    for (size_t i = 0; lit->cursor && i < lit->cursor->highlight_count; i++) {
        const struct pl_highlight *highlight = &lit->cursor->highlights[i];
        if (strcmp(highlight->item, lit->cursor->item) == 0 && lit->lang &&
            strcmp(highlight->lang, lit->lang) == 0 && point >= highlight->start &&
            point < highlight->end) {
            return true;
        }
    }
    return false;
}

static struct screen_look look_of_run(const struct pl_run *run)
{
    if (run->del.given) {
        unsigned style = run->ins.given ? SCREEN_UNDERLINE : SCREEN_PLAIN;
        return (struct screen_look){.style = style, .colour = SCREEN_RED};
    }
    if (run->ins.given) {
        return (struct screen_look){.style = SCREEN_UNDERLINE, .colour = SCREEN_GREEN};
    }
    return run->keep.given ? retained : plain;
}

static bool is_bracket(char c)
{
    return c == '[' || c == ']';
}

static struct screen_look look_of(const struct item_view *view, const struct lit *lit,
                                  const struct prose_piece *piece, size_t byte, size_t point)
{
    if (piece->kind == PROSE_SIGN || piece->kind == PROSE_NAMES) {
        return piece->kind == PROSE_SIGN ? faint : of_names;
    }
    struct screen_look look =
        piece->kind == PROSE_BLANK ? plain : look_of_run(&view->words->runs[piece->run]);
    if (is_bracket(view->prose.text[byte])) {
        look = (struct screen_look){SCREEN_BOLD | look.style, SCREEN_YELLOW};
    }
    if (is_highlighted(lit, point)) {
        look = (struct screen_look){SCREEN_BOLD | look.style, SCREEN_YELLOW};
    }
    if (point >= lit->start && point < lit->end) {
        look.style |= SCREEN_REVERSE;
    }
    return look;
}

static bool same_look(struct screen_look a, struct screen_look b)
{
    return a.style == b.style && a.colour == b.colour;
}

/* The part of a piece that stands in a line, by stretches of one look. Returns the columns. */
static int draw_piece(const struct item_view *view, const struct lit *lit,
                      const struct prose_piece *piece, const struct screen_line *line,
                      struct screen *screen, struct screen_area row, int x)
{
    size_t from = piece->from > line->from ? piece->from : line->from;
    size_t to = piece->to < line->to ? piece->to : line->to;
    int start = x;
    while (from < to) {
        size_t end = from;
        size_t point = prose_point_at(&view->prose, from);
        struct screen_look look = look_of(view, lit, piece, from, point);
        do {
            end++;
            while (end < to && ((unsigned char)view->prose.text[end] & 0xc0u) == 0x80) {
                end++;
            }
            point++;
        } while (end < to && same_look(look, look_of(view, lit, piece, end, point)));
        x += screen_put_part(screen, row, x, 0, look, view->prose.text + from, end - from);
        from = end;
    }
    return x - start;
}

static void draw_line(const struct item_view *view, const struct lit *lit, size_t index,
                      struct screen *screen, struct screen_area row)
{
    const struct screen_line *line = &view->lines[index];
    int x = ITEM_MARGIN;
    for (size_t i = 0; i < view->prose.count; i++) {
        const struct prose_piece *piece = &view->prose.pieces[i];
        if (piece->to > line->from && piece->from < line->to) {
            x += draw_piece(view, lit, piece, line, screen, row, x);
        }
    }
    if (lit->is_live && lit->live.position > 0 &&
        item_view_line_of(view, lit->live.position) == index) {
        screen_put(screen, row, 0, 0, (struct screen_look){SCREEN_BOLD, SCREEN_GREEN}, "▶");
    }
}

/* ---- the head ---- */

static const char *label_of(const struct pl_item *item)
{
    return item->label[0] ? item->label : item->marker;
}

static void add(char *line, size_t size, const char *text)
{
    size_t used = strlen(line);
    snprintf(line + used, size - used, "%s", text);
}

void desk_status_words(enum pl_status status, char out[DESK_STATUS_WORDS])
{
    snprintf(out, DESK_STATUS_WORDS, "%s", pl_status_name(status));
    for (char *c = out; *c; c++) {
        *c = *c == '-' ? ' ' : *c;
    }
}

static enum screen_colour status_colour(enum pl_status status)
{
    static const enum screen_colour colours[PL_STATUS_COUNT] = {
        [PL_STATUS_AGREED_INFORMALLY] = SCREEN_GREEN,
        [PL_STATUS_AGREED_AD_REF] = SCREEN_GREEN,
        [PL_STATUS_AGREED] = SCREEN_GREEN,
        [PL_STATUS_PENDING] = SCREEN_YELLOW,
        [PL_STATUS_REOPENED] = SCREEN_YELLOW,
        [PL_STATUS_DEFERRED] = SCREEN_CYAN,
        [PL_STATUS_DELETED] = SCREEN_RED,
    };
    return colours[status];
}

/* "pending, waits for US, EU" */
static void describe_status(const struct pl_item *item, char *out, size_t size)
{
    char status[DESK_STATUS_WORDS];
    desk_status_words(item->status, status);
    snprintf(out, size, "%s", status);
    for (size_t i = 0; i < item->who.count; i++) {
        add(out, size, i == 0 ? ", waits for " : ", ");
        add(out, size, item->who.names[i]);
    }
}

/* As people count: a replacement is one, and so is a pair of brackets that somebody asks for. */
static size_t count_proposals(const struct pl_words *words)
{
    size_t count = 0;
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        bool new = i > 0 && prose_replaces(run - 1, run);
        bool opens = run->ins.given && strcmp(run->t, "[") == 0;
        bool beside = run->alt && i > 0 && run[-1].alt == run->alt;
        count += (run->ins.given || run->del.given || beside) && !new && !opens ? 1 : 0;
    }
    return count;
}

/* "3 proposals, 1 pair of brackets": what is open in the words. */
static void describe_open(const struct pl_words *words, char *out, size_t size)
{
    struct pl_bracket brackets[PL_BRACKETS_MAX];
    size_t proposals = count_proposals(words);
    char *text = pl_words_join(words, PL_VIEW_MARKED);
    size_t pairs = text ? pl_brackets_find(text, strlen(text), brackets) : 0;
    free(text);
    out[0] = '\0';
    if (proposals > 0) {
        snprintf(out, size, "%zu proposal%s", proposals, proposals == 1 ? "" : "s");
    }
    if (pairs > 0) {
        char count[32];
        snprintf(count, sizeof count, "%s%zu [ ]", out[0] ? ", " : "", pairs);
        add(out, size, count);
    }
}

/* At the right end of a row, where what stands at the left leaves room for it. */
static void draw_right(struct screen *screen, struct screen_area row, int used,
                       struct screen_look look, const char *text)
{
    int columns = screen_columns(text, strlen(text));
    if (columns > 0 && used + 2 + columns <= row.width) {
        screen_put(screen, row, row.width - columns, 0, look, text);
    }
}

static void draw_label(struct desk *desk, const struct lit *lit, struct screen *screen,
                       struct screen_area row)
{
    const unsigned here = desk->focus == DESK_WORDS ? SCREEN_REVERSE : 0;
    int used =
        screen_put(screen, row, ITEM_MARGIN, 0, (struct screen_look){.style = SCREEN_BOLD | here},
                   label_of(desk_selected(desk)));
    draw_right(screen, row, used + ITEM_MARGIN, (struct screen_look){SCREEN_BOLD, SCREEN_GREEN},
               lit->is_live ? "▶ on the wall" : "");
}

/* As many rows as the names take that it waits for. Returns them. */
static int draw_status(struct desk *desk, const struct item_view *view, struct screen *screen,
                       struct screen_area area)
{
    char text[HEAD_BYTES];
    struct screen_line lines[STATUS_ROWS];
    struct screen_area row = {area.x, area.y, area.width, 1};
    const struct pl_item *item = desk_selected(desk);
    const struct screen_look look = {SCREEN_BOLD, status_colour(item->status)};
    describe_status(item, text, sizeof text);
    size_t count = screen_wrap(text, strlen(text), area.width - ITEM_MARGIN, lines, STATUS_ROWS);
    int used = 0;
    int rows = count < STATUS_ROWS ? (int)count : STATUS_ROWS;
    for (int y = 0; y < rows; y++, row.y++) {
        used = screen_put_part(screen, row, ITEM_MARGIN, 0, look, text + lines[y].from,
                               lines[y].to - lines[y].from);
        if (count > STATUS_ROWS && y + 1 == rows) {
            screen_put(screen, row, row.width - 1, 0, look, "…");
        }
    }
    row.y--;
    if (view->words) {
        describe_open(view->words, text, sizeof text);
        draw_right(screen, row, used + ITEM_MARGIN, faint, text);
    }
    return rows;
}

/* The item that this one continues: the nearest before it that stands higher. NULL: none. */
static const struct pl_words *chapeau_of(const struct desk *desk, const struct pl_item *item)
{
    struct pl_place place = desk->outline.at;
    unsigned level = item->level;
    while (level > 1 && pl_room_neighbour(desk->room, PL_PENDING, place, -1, &place)) {
        const struct pl_items *items = pl_room_items(desk->room, PL_PENDING, place.section);
        const struct pl_item *before = &items->items[place.item];
        if (before->level < level) {
            return pl_room_words(desk->room, PL_PENDING, place.section, before->id, NULL, NULL);
        }
    }
    return NULL;
}

/* The end of the chapeau, as much as one row holds: "… which requires them to:" */
static void draw_chapeau(struct desk *desk, struct screen *screen, struct screen_area row)
{
    const struct pl_words *words = chapeau_of(desk, desk_selected(desk));
    char *text = words ? pl_words_join(words, PL_VIEW_CLEAN) : NULL;
    const char *at = text;
    while (at && *at && screen_columns(at, strlen(at)) > row.width - ITEM_MARGIN - 2) {
        const char *blank = strchr(at, ' ');
        at = blank ? blank + 1 : "";
    }
    if (at && *at) {
        int x =
            ITEM_MARGIN + (at > text ? screen_put(screen, row, ITEM_MARGIN, 0, faint, "… ") : 0);
        screen_put(screen, row, x, 0, faint, at);
    }
    free(text);
}

/* ---- the words, and how far they are scrolled ---- */

static int clamp(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* The chosen words are in sight, else the wall's page, else the beginning. */
static void scroll(struct desk *desk, const struct item_view *view, const struct lit *lit, int rows)
{
    int most = (int)view->line_count - rows;
    int *at = &desk->words.scroll;
    if (lit->start < lit->end) {
        int line = (int)item_view_line_of(view, desk_words_head(desk));
        int margin = rows > 4 ? 1 : 0;
        *at = clamp(*at, line - rows + 1 + margin, line - margin);
    } else {
        *at = lit->is_live ? (int)item_view_line_of(view, lit->live.position) : 0;
    }
    *at = clamp(*at, 0, most > 0 ? most : 0);
}

/* Returns the rows that are used. */
static int draw_words(struct desk *desk, const struct item_view *view, const struct lit *lit,
                      struct screen *screen, struct screen_area area)
{
    char more[64];
    int rows = (int)view->line_count <= area.height ? (int)view->line_count : area.height - 1;
    scroll(desk, view, lit, rows);
    int first = desk->words.scroll;
    if (first > 0) {
        struct screen_area above = {area.x, area.y - 1, area.width, 1};
        snprintf(more, sizeof more, "↑ %d more line%s", first, first == 1 ? "" : "s");
        screen_fill(screen, above, plain, " ");
        screen_put(screen, above, ITEM_MARGIN, 0, faint, more);
    }
    for (int y = 0; y < rows && first + y < (int)view->line_count; y++) {
        struct screen_area row = {area.x, area.y + y, area.width, 1};
        draw_line(view, lit, (size_t)first + (size_t)y, screen, row);
    }
    int below = (int)view->line_count - first - rows;
    if (below > 0) {
        snprintf(more, sizeof more, "↓ %d more line%s", below, below == 1 ? "" : "s");
        screen_put(screen, area, ITEM_MARGIN, rows, faint, more);
        rows++;
    }
    return rows;
}

/* ---- below: other languages, and what comes next ---- */

/* What stands below the item, dimmed: a label, perhaps a remark, and words. */
struct below {
    const char *label, *remark;
    const struct pl_words *words;
};

static char *join_below(const struct below *below, size_t *label_out, size_t *remark_out)
{
    struct prose prose;
    if (!below->words || !prose_make(&prose, below->words)) {
        return NULL;
    }
    size_t size = strlen(below->label) + strlen(below->remark) + prose.bytes + 8;
    char *text = malloc(size);
    if (text) {
        *label_out = strlen(below->label);
        *remark_out = *label_out + 2 + strlen(below->remark);
        snprintf(text, size, "%s  %s%s%s", below->label, below->remark,
                 below->remark[0] ? "  " : "", prose.text);
    }
    prose_finish(&prose);
    return text;
}

/* A line of a text whose label ends at byte `label`, its remark at `remark`. Returns the column
 * behind it. */
static int draw_below_line(struct screen *screen, struct screen_area row, const char *text,
                           struct screen_line line, size_t label, size_t remark)
{
    const size_t ends[] = {label, remark, line.to};
    const struct screen_look looks[] = {plain, {.colour = SCREEN_YELLOW}, faint};
    int x = ITEM_MARGIN;
    for (size_t i = 0; i < 3; i++) {
        size_t end = ends[i] < line.to ? ends[i] : line.to;
        if (line.from < end) {
            x += screen_put_part(screen, row, x, 0, looks[i], text + line.from, end - line.from);
            line.from = end;
        }
    }
    return x;
}

/* In at most `rows` rows; returns how many. */
static int draw_below(struct screen *screen, struct screen_area area, int rows,
                      const struct below *below)
{
    size_t label, remark;
    struct screen_line lines[BELOW_LINES];
    if (rows <= 0) {
        return 0;
    }
    char *text = join_below(below, &label, &remark);
    if (!text) {
        return 0;
    }
    size_t count = screen_wrap(text, strlen(text), area.width - ITEM_MARGIN, lines, BELOW_LINES);
    int most = clamp(rows, 1, BELOW_LINES);
    most = count < (size_t)most ? (int)count : most;
    for (int y = 0; y < most; y++) {
        struct screen_area row = {area.x, area.y + y, area.width, 1};
        int x = draw_below_line(screen, row, text, lines[y], label, remark);
        if (y + 1 == most && (size_t)most < count) {
            screen_put(screen, row, x < row.width ? x : row.width - 1, 0, faint, "…");
        }
    }
    free(text);
    return most;
}

static struct screen_area rest_of(struct screen_area area, int used)
{
    used = used < area.height ? used : area.height;
    return (struct screen_area){area.x, area.y + used, area.width, area.height - used};
}

/* The other languages' words share `area`. Returns the rows that are used. */
static int draw_languages(struct desk *desk, struct screen *screen, struct screen_area area)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    const struct pl_item *item = desk_selected(desk);
    int used = 0;
    for (size_t i = 1; i < document->lang_count; i++) {
        enum pl_words_state state;
        struct below below = {.label = document->fronts[i].lang, .remark = ""};
        struct screen_area rest = rest_of(area, used + 1);
        int share = rest.height / (int)(document->lang_count - i);
        below.words = pl_room_words(desk->room, PL_PENDING, desk->outline.at.section, item->id,
                                    below.label, &state);
        below.remark = state == PL_WORDS_LAG ? "translation follows" : "";
        if (state != PL_WORDS_MISSING) {
            int rows = draw_below(screen, rest, share, &below);
            used += rows > 0 ? rows + 1 : 0;
        }
    }
    return used;
}

/* The items that follow, as far as there is room. */
static void draw_following(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct pl_place place = desk->outline.at;
    while (area.height >= NEXT_ROWS &&
           pl_room_neighbour(desk->room, PL_PENDING, place, 1, &place)) {
        const struct pl_items *items = pl_room_items(desk->room, PL_PENDING, place.section);
        const struct pl_item *item = &items->items[place.item];
        struct below below = {.label = label_of(item), .remark = ""};
        below.words = pl_room_words(desk->room, PL_PENDING, place.section, item->id, NULL, NULL);
        area = rest_of(area, 1);
        area = rest_of(area, draw_below(screen, area, area.height, &below));
    }
}

/* ---- all of it ---- */

static void draw_below_all(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct screen_area langs = area;
    langs.height -= langs.height > 2 * NEXT_ROWS ? NEXT_ROWS : 0;
    draw_following(desk, screen, rest_of(area, draw_languages(desk, screen, langs)));
}

void desk_item_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct item_view view;
    struct lit lit = look_up(desk);
    if (!desk_selected(desk)) {
        return;
    }
    bool has_words = item_view_open(desk, &view);
    draw_label(desk, &lit, screen, (struct screen_area){area.x, area.y, area.width, 1});
    int head = 2 + draw_status(desk, &view, screen, rest_of(area, 1));
    struct screen_area body = rest_of(area, head);
    desk->words.first_y = body.y;
    draw_chapeau(desk, screen, (struct screen_area){area.x, body.y - 1, area.width, 1});
    if (!has_words) {
        screen_put(screen, body, ITEM_MARGIN, 0, faint, "its words are not here yet");
        return;
    }
    int used = draw_words(desk, &view, &lit, screen, body);
    item_view_close(&view);
    draw_below_all(desk, screen, rest_of(body, used));
}

bool desk_item_click(struct desk *desk, int x, int y)
{
    struct item_view view;
    const struct screen_area *pane = &desk->pane[DESK_WORDS];
    int line = y - desk->words.first_y + desk->words.scroll;
    if (y < desk->words.first_y || !item_view_open(desk, &view)) {
        return false;
    }
    bool hit = line >= 0 && (size_t)line < view.line_count;
    if (hit) {
        desk_words_choose_at(desk,
                             item_view_point_at(&view, (size_t)line, x - pane->x - ITEM_MARGIN));
    }
    item_view_close(&view);
    return hit;
}
