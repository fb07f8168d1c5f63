#include "display/layout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

/* Paragraphs kept: those of a section and its neighbours at one or two sizes. Those of the last
 * picture are kept whatever their number (blocks_sweep). */
enum { BLOCKS_MOST = 320, WORDINGS = WALL_LANGUAGES + 1 };

/* Letters of a line that a speakers' column must leave (product.md), and an average letter's
 * width in ems (Noto Sans, English and French prose: 0.53 to 0.54). */
static const int LETTERS_LEAST = 36;
static const double LETTER_EM = 0.54;
/* Of two languages beside each other. */
static const int LETTERS_PAIR = 30;

struct layout *layout_create(struct text *text, const struct layout_config *config)
{
    struct layout *layout = calloc(1, sizeof *layout);
    struct blocks *blocks = blocks_create(text, BLOCKS_MOST);
    struct wording *wording = calloc(WORDINGS, sizeof *wording);
    if (!layout || !blocks || !wording) {
        free(layout);
        free(wording);
        blocks_destroy(blocks);
        return NULL;
    }
    layout->text = text;
    layout->blocks = blocks;
    layout->wording = wording;
    layout->config = *config;
    double cap = text_cap_height(text);
    layout->em_floor = (int)ceil(config->legibility.floor_cap_px / cap);
    layout->em_preferred = (int)ceil(config->legibility.preferred_cap_px / cap);
    layout->deadline_ms = INT64_MAX;
    layout_logo_init(layout);
    return layout;
}

void layout_destroy(struct layout *layout)
{
    if (layout) {
        blocks_destroy(layout->blocks);
        for (size_t i = 0; layout->wording && i < WORDINGS; i++) {
            wording_finish(&layout->wording[i]);
        }
        free(layout->wording);
        layout_pages_destroy(layout->cuts);
        layout_logo_finish(layout);
        free(layout);
    }
}

const struct layout_shown *layout_shown(const struct layout *layout)
{
    return &layout->shown;
}

int64_t layout_deadline(const struct layout *layout)
{
    return layout->deadline_ms;
}

/* ---- scripts ---- */

static bool lang_is_one_of(const char *lang, const char *const *list)
{
    size_t n = lang ? strcspn(lang, "-") : 0;
    for (; lang && *list; list++) {
        if (strlen(*list) == n && strncmp(lang, *list, n) == 0) {
            return true;
        }
    }
    return false;
}

static bool lang_is_rtl(const char *lang)
{
    static const char *const list[] = {"ar", "he", "fa", "ur", "ps", "yi", "dv", "sd", "ug", NULL};
    return lang_is_one_of(lang, list);
}

/* Line pitch in ems: scripts with marks above and below need more air than Latin, a dense square
 * script a little more. Fixed, not the font's own (Noto Arabic's is 2.1). */
static double lang_pitch(const char *lang)
{
    static const char *const tall[] = {"ar", "fa", "ur", "ps", "sd", "ug", "hi", "mr", "ne",
                                       "bn", "ta", "th", "lo", "my", "km", "dv", NULL};
    static const char *const square[] = {"zh", "ja", "ko", NULL};
    return lang_is_one_of(lang, tall) ? 1.5 : lang_is_one_of(lang, square) ? 1.4 : 1.24;
}

/* ---- the sheet ---- */

struct ink ink_of(const struct sheet *sheet, enum scene_role role, uint32_t colour)
{
    return (struct ink){
        .role = role, .colour = colour, .em = sheet->grid.em, .pitch = sheet->grid.pitch};
}

int sheet_x(const struct sheet *sheet, int x, int width_px)
{
    return sheet->mirror ? sheet->grid.width - x - width_px : x;
}

void sheet_rect(struct sheet *sheet, enum scene_role role, struct scene_rect box, uint32_t colour,
                int radius)
{
    box.x = sheet_x(sheet, box.x, box.w);
    scene_rect(sheet->scene, role, box, colour, radius);
}

const struct text_block *sheet_block(struct sheet *sheet, const char *utf8, size_t bytes,
                                     const struct ink *ink, int width_px, size_t lines, bool tail)
{
    struct text_style style = {.em_px = ink->em,
                               .bold = ink->bold,
                               .lang = sheet->lang,
                               .direction = ink->direction,
                               .breaks = ink->breaks,
                               .spans = ink->spans,
                               .span_count = ink->span_count,
                               .span_from = ink->span_from};
    struct blocks *blocks = sheet->layout->blocks;
    int width = width_px > 0 ? width_px : 1;
    const struct text_block *block =
        lines ? blocks_fit(blocks, utf8, bytes, &style, width, lines, tail)
              : blocks_get(blocks, utf8, bytes, &style, width);
    sheet->failed |= !block;
    return block;
}

size_t block_lines(const struct text_block *block)
{
    size_t count = 0;
    if (block) {
        text_block_lines(block, &count);
    }
    return count;
}

int block_width(const struct text_block *block)
{
    size_t count = 0;
    const struct text_line *lines = block ? text_block_lines(block, &count) : NULL;
    double width = 0;
    for (size_t i = 0; i < count; i++) {
        width = fmax(width, lines[i].width);
    }
    return (int)ceil(width);
}

/* Capitals stand in the middle of the pitch. */
int ink_baseline(const struct sheet *sheet, const struct ink *ink, int y)
{
    double cap = text_cap_height(sheet->layout->text) * ink->em;
    return y + (int)lround((ink->pitch + cap) / 2);
}

/* Where a line's block must stand so that the line is at the composition's start side. */
static double shift_to_start(const struct sheet *sheet, const struct text_line *line, int width_px)
{
    if (line->rtl == sheet->mirror) {
        return 0;
    }
    return sheet->mirror ? width_px - line->width : line->width - width_px;
}

/* What of the line is dimmed, as a span. */
static size_t dim_span(const struct sheet *sheet, const struct ink *ink,
                       const struct text_line *line, struct scene_span *span_out)
{
    size_t start = ink->dim_from > line->start ? ink->dim_from : line->start;
    *span_out = (struct scene_span){start, line->end, sheet->theme->dim};
    return ink->dim_from > 0 && start < line->end;
}

int sheet_lines(struct sheet *sheet, const struct text_block *block, size_t first, size_t count,
                const struct ink *ink, int x, int y, int width_px)
{
    size_t all = 0;
    const struct text_line *lines = block ? text_block_lines(block, &all) : NULL;
    int left = sheet_x(sheet, x, width_px);
    for (size_t i = first; i < first + count && i < all; i++) {
        struct scene_rect box = {left, y, width_px, ink->pitch};
        double shift = ink->from_start ? shift_to_start(sheet, &lines[i], width_px) : 0;
        if (lines[i].run_count) {
            struct scene_span span;
            size_t spans = dim_span(sheet, ink, &lines[i], &span);
            scene_text(sheet->scene, ink->role, box, block, i, left + shift,
                       ink_baseline(sheet, ink, y), ink->colour, &span, spans);
        }
        y += ink->pitch;
    }
    return y;
}

int sheet_text(struct sheet *sheet, const char *utf8, const struct ink *ink, int x, int y,
               int width_px, size_t lines)
{
    const struct text_block *block =
        sheet_block(sheet, utf8, strlen(utf8), ink, width_px, lines, false);
    return sheet_lines(sheet, block, 0, block_lines(block), ink, x, y, width_px);
}

int sheet_end_text(struct sheet *sheet, const char *utf8, const struct ink *ink, int x, int y,
                   int width_px)
{
    const struct text_block *block =
        sheet_block(sheet, utf8, strlen(utf8), ink, width_px, 1, false);
    int taken = block_width(block);
    size_t count = 0;
    const struct text_line *line = block ? text_block_lines(block, &count) : NULL;
    if (!line || !line->run_count || taken > width_px) {
        return 0;
    }
    int start = sheet_x(sheet, x + width_px - taken, taken);
    struct scene_rect box = {start, y, taken, ink->pitch};
    scene_text(sheet->scene, ink->role, box, block, 0, start - line->runs[0].x,
               ink_baseline(sheet, ink, y), ink->colour, NULL, 0);
    return taken;
}

static int column_width(const struct grid *grid, int width)
{
    return (width - grid->gap) / 2;
}

static bool columns_keep(const struct grid *grid, int width, double em)
{
    return column_width(grid, width) - grid->indent >= (int)(LETTERS_PAIR * LETTER_EM * em);
}

bool sheet_beside(const struct sheet *sheet, double em)
{
    return sheet->other && columns_keep(&sheet->grid, sheet->grid.text_w, em);
}

/* The second half's own composition may run the other way: its x are counted from there. */
void sheet_halves(const struct sheet *sheet, struct sheet halves[2])
{
    struct grid *g = &halves[1].grid;
    halves[0] = halves[1] = *sheet;
    halves[1].which = 1;
    halves[1].lang = sheet->other;
    halves[1].words = words_find(sheet->layout->config.book, sheet->other);
    halves[1].mirror = lang_is_rtl(sheet->other);
    halves[1].unlabelled = true;
    g->pitch = (int)lround(g->em * lang_pitch(sheet->other));
    if (sheet->setting == PAIR_BESIDE) {
        int pitch = g->pitch > sheet->grid.pitch ? g->pitch : sheet->grid.pitch;
        halves[0].grid.pitch = g->pitch = pitch; /* lines stand level */
        g->text_w = column_width(g, sheet->grid.text_w);
        halves[0].grid.text_w = g->text_w;
        g->text_x += g->text_w + g->gap;
    }
    if (halves[1].mirror != sheet->mirror) {
        g->text_x = g->width - g->text_x - g->text_w;
    }
}

void sheet_wake(struct sheet *sheet, int64_t in_ms)
{
    int64_t at = sheet->moment->now.mono_ms + (in_ms > 1 ? in_ms : 1);
    if (at < sheet->layout->deadline_ms) {
        sheet->layout->deadline_ms = at;
    }
}

/* ---- the grid ---- */

/* What may be left out where the screen is too low for its letters, in the order of product.md:
 * the item with its label first, then who speaks and who is next, then the section's title, then
 * captions (who needs them has nothing else; an item on two pages is still all there), then the
 * foot. A badge keeps the foot. */
struct trim {
    int strip_lines;
    bool place, foot;
    int foot_lines, captions;
};

static void grid_middle(struct grid *g, struct trim trim)
{
    g->place = trim.place;
    g->foot = trim.foot;
    g->foot_lines = trim.foot_lines;
    g->caption_lines = trim.captions;
    g->strip_lines = trim.strip_lines;
    int low = g->height - g->edge;
    int foot = g->foot_lines * g->pitch + (int)lround(g->em * 0.3);
    g->place_rule =
        g->edge + (g->place ? g->place_lines * g->pitch + (int)lround(g->em * 0.55) : 0);
    g->foot_rule = g->foot ? low - foot : low;
    g->top = g->place_rule + (int)lround(g->em * 0.3);
    g->bottom = g->foot_rule - (int)lround(g->em * 0.2);
    if (g->caption_lines) {
        g->caption_y = g->bottom - g->caption_lines * g->pitch;
        g->bottom = g->caption_y - g->em / 3;
    }
    if (g->strip_lines) {
        g->strip_y = g->bottom - g->strip_lines * g->pitch;
        g->bottom = g->strip_y - g->em / 3;
    }
}

static bool grid_try(struct grid *g, struct trim trim, int lines)
{
    grid_middle(g, trim);
    return g->bottom - g->top >= lines * g->pitch;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* A title and a notice of several lines give way first; then the rest while the item has fewer than
 * the label and three lines; who is next shares the strip's line last of all. */
static void grid_trim(struct grid *g, int strip, bool badge)
{
    enum { MANY = 7, FULL = 4, LEAST = 2 };
    int foot = g->foot_lines, captions = g->caption_wish;
    for (; g->place_lines > 1 || foot > 2; g->place_lines > 1 ? g->place_lines-- : foot--) {
        if (grid_try(g, (struct trim){strip, true, true, foot, captions}, MANY)) {
            return;
        }
    }
    int caption = at_most(captions, 1);
    const struct trim trims[] = {
        {strip, true, true, foot, captions}, {strip, true, true, 1, captions},
        {strip, true, true, 1, caption},     {strip, true, badge, 1, caption},
        {strip, true, badge, 1, 0},          {strip, false, badge, 1, 0}};
    for (int lines = FULL; lines >= LEAST; lines--) {
        for (size_t i = 0; i < sizeof trims / sizeof *trims; i++) {
            if (grid_try(g, trims[i], lines)) {
                return;
            }
        }
    }
    grid_middle(g, (struct trim){at_most(strip, 1), false, badge, 1, 0});
}

void grid_neutral(struct grid *grid)
{
    enum { MANY = 8, FEW = 4 };
    int lines = grid->height / grid->pitch;
    int captions = at_most(grid->caption_wish, lines >= MANY ? 2 : lines >= FEW ? 1 : 0);
    grid->column = false;
    grid_middle(grid, (struct trim){0, false, true, 1, captions});
}

int grid_inner(const struct grid *g)
{
    return g->width - 2 * g->margin;
}

static double em_exact(const struct layout *layout)
{
    return layout->config.legibility.floor_cap_px / text_cap_height(layout->text);
}

/* The em is rounded up; the question whether there is a column is asked of the true one, so that
 * screens of one shape answer alike. */
static void grid_speakers(struct grid *grid, double em, int lines, bool badge, int code, bool pair)
{
    int inner = grid->width - 2 * grid->margin;
    int side = lines ? inner * 26 / 100 : code;
    int left = inner - side - grid->gap;
    grid->text_x = grid->margin;
    grid->text_w = inner;
    bool keeps = pair && columns_keep(grid, inner, em)
                     ? columns_keep(grid, left, em)
                     : left - grid->indent >= (int)(LETTERS_LEAST * LETTER_EM * em);
    if (side && keeps) {
        grid->column = true;
        grid->side_w = side;
        grid->side_x = grid->margin + inner - side;
        grid->text_w = left;
    }
    grid_trim(grid, grid->column ? 0 : lines, badge);
}

/* A theme's margins give way where a line would have fewer letters than prose needs, or the screen
 * fewer lines than the item and who speaks. */
static void grid_margins(struct grid *g, const struct theme *theme)
{
    enum { LETTERS = 30, LINES = 9 };
    double percent = (g->width < g->height ? g->width : g->height) / 100.0;
    int own = (int)lround(theme->margin_x * percent);
    int most = (g->width - (int)((double)LETTERS * LETTER_EM * g->em)) / 2;
    g->margin = (int)lround(g->width * 0.038);
    if (own > 0) {
        g->margin = own < g->margin || own <= most ? own : most > g->margin ? most : g->margin;
    }
    int edge = (int)lround(theme->margin_y * percent), spare = (g->height - LINES * g->pitch) / 2;
    g->edge = edge < spare ? edge : spare > 0 ? spare : 0;
}

static struct grid grid_of(const struct layout *layout, const char *lang)
{
    struct grid g = {
        .width = layout->config.width_px, .height = layout->config.height_px, .foot_lines = 1};
    int em = layout->em_floor;
    g.em = em;
    g.pitch = (int)lround(em * lang_pitch(lang));
    g.hair = em / 30 > 1 ? em / 30 : 1;
    grid_margins(&g, layout->config.theme);
    g.gap = (int)lround(em * 1.4);
    g.indent = (int)lround(em * 0.7);
    return g;
}

static void draw_rule(struct sheet *sheet, int x, int y, int width, int height)
{
    sheet_rect(sheet, SCENE_RULE, (struct scene_rect){x, y, width, height}, sheet->theme->rule, 0);
}

static void draw_rules(struct sheet *sheet)
{
    const struct grid *g = &sheet->grid;
    int inner = g->width - 2 * g->margin;
    if (g->place) {
        draw_rule(sheet, g->margin, g->place_rule, inner, g->hair);
    }
    if (g->foot) {
        draw_rule(sheet, g->margin, g->foot_rule, inner, g->hair);
    }
    int below = g->caption_lines ? g->caption_y - g->em / 6 : g->foot_rule;
    if (g->caption_lines) {
        draw_rule(sheet, g->margin, below, inner, g->hair);
    }
    if (g->column) {
        draw_rule(sheet, g->side_x - g->gap / 2, g->place_rule, g->hair, below - g->place_rule);
    } else if (g->strip_lines) {
        draw_rule(sheet, g->margin, g->strip_y - g->em / 6, inner, g->hair);
    }
}

static bool badge_shows(const struct pl_room *room, const struct layout_moment *moment)
{
    struct pl_liveness live;
    pl_room_liveness(room, moment->now, &live);
    return live.live != PL_LIVE && live.live != PL_LIVE_JOINING;
}

/* ---- the picture ---- */

static const char *version_of(const struct pl_document *document, const char *lang)
{
    for (size_t i = 0; lang && document && i < document->lang_count; i++) {
        if (strcmp(document->fronts[i].lang, lang) == 0) {
            return document->fronts[i].lang;
        }
    }
    return NULL;
}

/* The language shown: the wished one where the document has it, else the original. */
static const char *language_of(const struct layout *layout, const struct pl_document *document)
{
    const char *wish = layout->config.lang, *found = version_of(document, wish);
    return found ? found : document ? document->fronts[0].lang : wish;
}

/* The second language; NULL where the document has it not, or it is the one shown. */
static const char *other_of(const struct layout *layout, const struct pl_document *document,
                            const char *lang)
{
    const char *found = version_of(document, layout->config.second);
    return found && strcmp(found, lang) != 0 ? found : NULL;
}

/* The overview leaves the page's code a column though nobody is on the list; a text does not. */
static int code_column(const struct sheet *sheet)
{
    bool overview = pl_room_screen(sheet->room, PL_CONFIRMED) == PL_SCREEN_OVERVIEW;
    return overview ? layout_code_side(sheet, layout_code_least(sheet)) : 0;
}

/* The wall's own, where it has one, else what the chair shows. */
static enum pl_view view_of(const struct layout *layout, const struct pl_room *room)
{
    return layout->config.own_view ? layout->config.view : pl_room_text_view(room, PL_CONFIRMED);
}

static void init_sheet(struct sheet *sheet, struct layout *layout, const struct pl_room *room,
                       const struct layout_moment *moment, const struct pl_place *place)
{
    enum { TITLE_LINES = 3 };
    *sheet = (struct sheet){.layout = layout, .room = room, .moment = moment};
    sheet->theme = layout->config.theme;
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    sheet->view = view_of(layout, room);
    sheet->lang = language_of(layout, document);
    sheet->other = other_of(layout, document, sheet->lang);
    sheet->words = words_find(layout->config.book, sheet->lang);
    sheet->mirror = lang_is_rtl(sheet->lang);
    sheet->grid = grid_of(layout, sheet->lang);
    sheet->grid.place_lines = layout_place_lines(sheet, place, TITLE_LINES);
    sheet->grid.foot_lines = layout_foot_lines(sheet);
    sheet->grid.caption_wish = layout_caption_lines(sheet);
    grid_speakers(&sheet->grid, em_exact(layout), layout_speaker_lines(sheet),
                  badge_shows(room, moment), code_column(sheet), sheet->other != NULL);
    sheet->setting = sheet_beside(sheet, em_exact(layout)) ? PAIR_BESIDE : PAIR_BELOW;
}

static void show_nothing(struct layout *layout)
{
    layout->shown.section = layout->shown.item = NULL;
    layout->shown.page_count = 0;
    layout->shown.page = 0;
    layout->shown.floor_s = layout->shown.timer_s = LAYOUT_NO_SECONDS;
    layout->shown.notice = false;
}

static void draw_screen(struct sheet *sheet, const struct pl_place *place, bool overview)
{
    draw_rules(sheet);
    if (sheet->grid.place) {
        layout_place(sheet, place);
    }
    if (overview) {
        layout_overview(sheet, place);
    } else if (place) {
        layout_item(sheet, place);
    }
    if (sheet->grid.column) {
        layout_column(sheet);
    } else if (sheet->grid.strip_lines) {
        layout_strip(sheet);
    }
    layout_captions(sheet);
    if (sheet->grid.foot) {
        layout_foot(sheet);
    }
}

static bool finish_sheet(const struct sheet *sheet)
{
    return !sheet->failed && !sheet->scene->overflow;
}

static void begin_scene(struct sheet *sheet, struct scene *scene)
{
    sheet->scene = scene;
    scene_init(scene, sheet->grid.width, sheet->grid.height, sheet->theme->ground);
}

bool layout_build(struct layout *layout, const struct pl_room *room,
                  const struct layout_moment *moment, struct scene *scene_out)
{
    struct sheet sheet;
    struct pl_place place;
    blocks_sweep(layout->blocks, layout->good);
    layout->deadline_ms = INT64_MAX;
    layout->prepared = 0;
    layout->now = moment->now;
    show_nothing(layout);
    bool placed = pl_room_place(room, PL_CONFIRMED, &place);
    init_sheet(&sheet, layout, room, moment, placed ? &place : NULL);
    begin_scene(&sheet, scene_out);
    if (!pl_room_document(room, PL_CONFIRMED)) {
        layout_waiting(&sheet);
    } else if (pl_room_screen(room, PL_CONFIRMED) == PL_SCREEN_BLANK) {
        layout_blank(&sheet);
    } else {
        bool overview = pl_room_screen(room, PL_CONFIRMED) == PL_SCREEN_OVERVIEW;
        draw_screen(&sheet, placed ? &place : NULL, overview);
    }
    layout->good = finish_sheet(&sheet);
    return layout->good;
}

/* What only a picture that is shown may change. */
struct kept {
    struct layout_shown shown;
    int64_t deadline_ms;
    struct roll roll;
};

static struct kept keep(const struct layout *layout)
{
    return (struct kept){layout->shown, layout->deadline_ms, layout->roll};
}

static void restore(struct layout *layout, const struct kept *kept)
{
    layout->shown = kept->shown;
    layout->deadline_ms = kept->deadline_ms;
    layout->roll = kept->roll;
}

bool layout_preview(struct layout *layout, const struct pl_room *room,
                    const struct layout_moment *moment, const struct pl_place *place,
                    struct scene *scene_out)
{
    struct sheet sheet;
    struct kept kept = keep(layout);
    init_sheet(&sheet, layout, room, moment, place);
    begin_scene(&sheet, scene_out);
    draw_screen(&sheet, place, false);
    restore(layout, &kept);
    return finish_sheet(&sheet);
}

/* Neighbours in the order in which a chair is likely to want them: the next three, the one
 * before, then on to the end of the section. */
static bool prepare_place(const struct pl_room *room, size_t step, struct pl_place *place)
{
    if (!pl_room_place(room, PL_CONFIRMED, place)) {
        return false;
    }
    static const int order[] = {1, 2, 3, -1};
    int offset = step < 4 ? order[step] : (int)step;
    for (int i = 0; i != offset; i += offset < 0 ? -1 : 1) {
        if (!pl_room_neighbour(room, PL_CONFIRMED, *place, offset < 0 ? -1 : 1, place)) {
            return step < 4; /* the end: the other direction may still have something */
        }
    }
    return true;
}

bool layout_prepare(struct layout *layout, const struct pl_room *room)
{
    enum { AHEAD = 40 };
    struct layout_moment moment = {.now = layout->now};
    struct kept kept = keep(layout);
    struct sheet sheet;
    struct pl_place place;
    if (layout->prepared >= AHEAD || !pl_room_document(room, PL_CONFIRMED) ||
        !prepare_place(room, layout->prepared, &place)) {
        return false;
    }
    layout->prepared++;
    init_sheet(&sheet, layout, room, &moment, &place);
    layout_item_prepare(&sheet, &place);
    restore(layout, &kept);
    return true;
}

/* ---- what a room gets ---- */

void layout_capacity(struct layout *layout, const struct pl_room *room, int *lines_out,
                     int *letters_out)
{
    const struct pl_document *document = room ? pl_room_document(room, PL_CONFIRMED) : NULL;
    struct grid g = grid_of(layout, language_of(layout, document));
    g.place_lines = 1;
    grid_speakers(&g, em_exact(layout), 0, false, 0, false);
    *lines_out = (g.bottom - g.top) / g.pitch;
    *letters_out = (int)((g.text_w - g.indent) / (LETTER_EM * g.em));
}

size_t layout_pages_of(struct layout *layout, const struct pl_room *room,
                       const struct pl_place *place)
{
    struct sheet sheet = {.layout = layout, .room = room, .theme = layout->config.theme};
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    sheet.view = view_of(layout, room);
    sheet.lang = language_of(layout, document);
    sheet.words = words_find(layout->config.book, sheet.lang);
    sheet.mirror = lang_is_rtl(sheet.lang);
    sheet.grid = grid_of(layout, sheet.lang);
    sheet.grid.place_lines = 1;
    sheet.other = other_of(layout, document, sheet.lang);
    grid_speakers(&sheet.grid, em_exact(layout), 0, false, 0, sheet.other != NULL);
    sheet.setting = sheet_beside(&sheet, em_exact(layout)) ? PAIR_BESIDE : PAIR_BELOW;
    blocks_sweep(layout->blocks, true);
    return layout_item_prepare(&sheet, place);
}
