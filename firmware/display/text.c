#include "display/text.h"

#include <fontconfig/fontconfig.h>
#include <fribidi.h>
#include <math.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fixed list. Order is fallback order after the language's own family. Only face `face` of a
 * collection is read: asking fontconfig for a whole CJK collection costs ten times as long. */
static const struct font_source {
    const char *name; /* for people */
    const char *file; /* below the fonts' directory */
    int face;
} sources[] = {
    {"Noto Sans", "truetype/noto/NotoSans-Regular.ttf", 0},
    {"Noto Sans Bold", "truetype/noto/NotoSans-Bold.ttf", 0},
    {"Noto Sans Arabic", "truetype/noto/NotoSansArabic-Regular.ttf", 0},
    {"Noto Sans Arabic Bold", "truetype/noto/NotoSansArabic-Bold.ttf", 0},
    {"Noto Sans Hebrew", "truetype/noto/NotoSansHebrew-Regular.ttf", 0},
    {"Noto Sans Hebrew Bold", "truetype/noto/NotoSansHebrew-Bold.ttf", 0},
    {"Noto Sans Devanagari", "truetype/noto/NotoSansDevanagari-Regular.ttf", 0},
    {"Noto Sans Devanagari Bold", "truetype/noto/NotoSansDevanagari-Bold.ttf", 0},
    {"Noto Sans Thai", "truetype/noto/NotoSansThai-Regular.ttf", 0},
    {"Noto Sans Thai Bold", "truetype/noto/NotoSansThai-Bold.ttf", 0},
    {"Noto Sans Bengali", "truetype/noto/NotoSansBengali-Regular.ttf", 0},
    {"Noto Sans Tamil", "truetype/noto/NotoSansTamil-Regular.ttf", 0},
    {"Noto Sans Ethiopic", "truetype/noto/NotoSansEthiopic-Regular.ttf", 0},
    {"Noto Sans Georgian", "truetype/noto/NotoSansGeorgian-Regular.ttf", 0},
    {"Noto Sans Armenian", "truetype/noto/NotoSansArmenian-Regular.ttf", 0},
    {"Noto Sans Khmer", "truetype/noto/NotoSansKhmer-Regular.ttf", 0},
    {"Noto Sans Lao", "truetype/noto/NotoSansLao-Regular.ttf", 0},
    {"Noto Sans Myanmar", "truetype/noto/NotoSansMyanmar-Regular.ttf", 0},
    {"Noto Sans Symbols", "truetype/noto/NotoSansSymbols-Regular.ttf", 0},
    {"Noto Sans Symbols 2", "truetype/noto/NotoSansSymbols2-Regular.ttf", 0},
    {"Noto Sans Math", "truetype/noto/NotoSansMath-Regular.ttf", 0},
    {"Noto Sans CJK SC", "opentype/noto/NotoSansCJK-Regular.ttc", 2},
    {"Noto Sans CJK SC Bold", "opentype/noto/NotoSansCJK-Bold.ttc", 2},
};
enum { SOURCES = sizeof sources / sizeof *sources, PATH_BYTES = 512, MISSING_BYTES = 512 };

static const char *const FONT_DIR = "/usr/share/fonts";
static const char *const LATIN_FIRST =
    "Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,Noto Sans Devanagari,Noto Sans Thai,"
    "Noto Sans Symbols,Noto Sans Symbols2,Noto Sans Math,Noto Sans CJK SC";
static const char *const CHINESE_FIRST =
    "Noto Sans CJK SC,Noto Sans,Noto Sans Arabic,Noto Sans Hebrew,Noto Sans Devanagari,"
    "Noto Sans Thai,Noto Sans Symbols,Noto Sans Symbols2,Noto Sans Math";

struct text {
    FcConfig *fonts;
    PangoFontMap *map;
    PangoContext *ltr; /* never changed after creation: that would lay out every block anew */
    PangoContext *rtl;
    double cap_height;
    char files[SOURCES][PATH_BYTES]; /* "" where missing */
    char missing[MISSING_BYTES];
};

struct text_block {
    PangoLayout *layout;
    char *utf8;
    struct text_line *lines;
    double *lefts; /* of each line, where its first run begins, a blank one too */
    size_t line_count;
    struct text_run *runs;
    size_t run_count, run_room;
    size_t unknown;
    size_t bytes;
};

/* ---- fonts ---- */

static bool add_font(FcConfig *config, FcFontSet **set, const char *file, int face)
{
    if (!*set) { /* the application's set exists once a file was added to it */
        bool added = face == 0 && FcConfigAppFontAddFile(config, (const FcChar8 *)file);
        *set = FcConfigGetFonts(config, FcSetApplication);
        return added && *set;
    }
    int count = 0;
    FcPattern *pattern = FcFreeTypeQuery((const FcChar8 *)file, (unsigned)face, NULL, &count);
    if (!pattern) {
        return false;
    }
    if (!FcFontSetAdd(*set, pattern)) {
        FcPatternDestroy(pattern);
        return false;
    }
    return true;
}

static void note_missing(struct text *text, const char *name)
{
    size_t used = strlen(text->missing);
    snprintf(text->missing + used, sizeof text->missing - used, "%s%s", used ? ", " : "", name);
}

static bool open_fonts(struct text *text, const char *dir)
{
    text->fonts = FcConfigCreate();
    FcFontSet *set = NULL;
    for (int i = 0; text->fonts && i < SOURCES; i++) {
        snprintf(text->files[i], PATH_BYTES, "%s/%s", dir, sources[i].file);
        if (!add_font(text->fonts, &set, text->files[i], sources[i].face)) {
            text->files[i][0] = '\0';
            note_missing(text, sources[i].name);
            if (i == 0) {
                return false;
            }
        }
    }
    return text->fonts != NULL;
}

static void no_hints(FcPattern *pattern, gpointer data)
{
    (void)data;
    FcPatternDel(pattern, FC_HINTING);
    FcPatternAddBool(pattern, FC_HINTING, FcFalse);
    FcPatternDel(pattern, FC_AUTOHINT);
    FcPatternAddBool(pattern, FC_AUTOHINT, FcFalse);
    FcPatternDel(pattern, FC_HINT_STYLE);
    FcPatternAddInteger(pattern, FC_HINT_STYLE, FC_HINT_NONE);
}

static PangoContext *new_context(PangoFontMap *map, PangoDirection direction)
{
    PangoContext *context = pango_font_map_create_context(map);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_base_dir(context, direction);
    return context;
}

static double measure_cap(struct text *text)
{
    enum { EM = 1000 };
    struct text_style style = {.em_px = EM};
    struct text_block *block = text_layout(text, "H", 1, &style, 4 * EM);
    double cap = 0.714; /* Noto Sans, should the layout fail for want of memory */
    if (block && block->line_count == 1 && block->runs) {
        cap = -(double)block->runs[0].ink_top_px / (double)EM;
    }
    text_block_destroy(block);
    return cap;
}

struct text *text_create(const char *font_dir, char error[TEXT_ERROR_MAX])
{
    struct text *text = calloc(1, sizeof *text);
    if (!text) {
        snprintf(error, TEXT_ERROR_MAX, "no memory for the fonts");
        return NULL;
    }
    const char *dir = font_dir ? font_dir : FONT_DIR;
    if (!open_fonts(text, dir)) {
        snprintf(error, TEXT_ERROR_MAX, "%s/%s cannot be read: install fonts-noto-core", dir,
                 sources[0].file);
        text_destroy(text);
        return NULL;
    }
    /* A font map starts fontconfig in a thread, which would read all of the system's fonts. */
    FcConfigSetCurrent(text->fonts);
    text->map = pango_ft2_font_map_new();
    pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(text->map), 72, 72);
    pango_fc_font_map_set_default_substitute(PANGO_FC_FONT_MAP(text->map), no_hints, NULL, NULL);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(text->map), text->fonts);
    text->ltr = new_context(text->map, PANGO_DIRECTION_LTR);
    text->rtl = new_context(text->map, PANGO_DIRECTION_RTL);
    text->cap_height = measure_cap(text);
    return text;
}

/* Pango's own thread sorts fonts that nobody may be waiting for, and holds the map meanwhile. */
static void let_go_of_map(PangoFontMap *map)
{
    enum { TRIES = 2000, PAUSE_US = 500 };
    GObject *object = G_OBJECT(map);
    for (int i = 0; i < TRIES && g_atomic_int_get((gint *)&object->ref_count) > 1; i++) {
        g_usleep(PAUSE_US);
    }
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), NULL); /* Pango leaks it else */
    g_object_unref(map);
}

void text_destroy(struct text *text)
{
    if (!text) {
        return;
    }
    g_clear_object(&text->ltr);
    g_clear_object(&text->rtl);
    if (text->map) {
        let_go_of_map(text->map);
    }
    if (text->fonts) {
        FcConfigSetCurrent(NULL); /* fontconfig holds on to the last one else */
        FcConfigDestroy(text->fonts);
    }
    free(text);
}

const char *text_missing(const struct text *text)
{
    return text->missing[0] ? text->missing : NULL;
}

double text_cap_height(const struct text *text)
{
    return text->cap_height;
}

const char *text_font_file(const struct text *text, int font, int *face_out)
{
    *face_out = sources[font].face;
    return text->files[font];
}

void text_warm_up(struct text *text, const char *lang)
{
    static const struct {
        const char *lang, *letters;
    } samples[] = {{"ar", "سلام (12)"}, {"zh", "议程，“文”"}, {"ru", "Пункт 1"},
                   {"hi", "पाठ"},       {"he", "טקסט"},       {"th", "ข้อความ"}};
    struct text_style style = {.em_px = 32, .lang = lang};
    text_block_destroy(
        text_layout(text, "Item 1 [a] ✓ …", sizeof "Item 1 [a] ✓ …" - 1, &style, 600));
    for (size_t i = 0; lang && i < sizeof samples / sizeof *samples; i++) {
        if (strncmp(lang, samples[i].lang, 2) == 0) {
            text_block_destroy(
                text_layout(text, samples[i].letters, strlen(samples[i].letters), &style, 600));
        }
    }
}

/* ---- a run ---- */

static int font_index(const struct text *text, PangoFont *font)
{
    FcPattern *pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
    FcChar8 *file = NULL;
    int face = 0;
    if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch) {
        return 0;
    }
    FcPatternGetInteger(pattern, FC_INDEX, 0, &face);
    for (int i = 0; i < SOURCES; i++) {
        if (strcmp(text->files[i], (const char *)file) == 0 && sources[i].face == (face & 0xffff)) {
            return i;
        }
    }
    return 0;
}

/* Does the letter before (step -1) or after (1) the cut at `at` join across it? */
static bool joins(const char *utf8, size_t size, size_t at, int step)
{
    const char *p = utf8 + at;
    while (step < 0 ? p > utf8 : p < utf8 + size) {
        p = step < 0 ? g_utf8_prev_char(p) : p;
        FriBidiJoiningType type = fribidi_get_joining_type(g_utf8_get_char(p));
        if (!FRIBIDI_IS_JOIN_SKIPPED(type)) {
            return step < 0 ? FRIBIDI_JOINS_LEFT(type) != 0 : FRIBIDI_JOINS_RIGHT(type) != 0;
        }
        p = step > 0 ? g_utf8_next_char(p) : p;
    }
    return false;
}

/* What a run is made from: part of a Pango run, all known or all unknown. */
struct piece {
    const PangoItem *item;
    const PangoGlyphString *glyphs;
    int first, last;   /* glyphs first .. last - 1, visual order */
    size_t start, end; /* bytes of the paragraph */
    bool rtl, unknown;
    double x; /* of the pen before glyph `first` */
};

static bool is_blank(const char *p)
{
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isspace(c) && c != 0x00a0 && c != 0x202f;
}

static double glyphs_width(const struct piece *piece)
{
    int width = 0;
    for (int i = piece->first; i < piece->last; i++) {
        width += piece->glyphs->glyphs[i].geometry.width;
    }
    return (double)width / PANGO_SCALE;
}

/* Drops the glyphs of clusters outside start..end: blanks at a run's ends move the pen only. */
static void strip_glyphs(struct piece *piece)
{
    size_t base = (size_t)piece->item->offset;
    const PangoGlyphInfo *glyphs = piece->glyphs->glyphs;
    const int *clusters = piece->glyphs->log_clusters;
    while (piece->first < piece->last) {
        size_t at = base + (size_t)clusters[piece->first];
        if (at >= piece->start && at < piece->end) {
            break;
        }
        piece->x += (double)glyphs[piece->first].geometry.width / PANGO_SCALE;
        piece->first++;
    }
    while (piece->first < piece->last) {
        size_t at = base + (size_t)clusters[piece->last - 1];
        if (at >= piece->start && at < piece->end) {
            break;
        }
        piece->last--;
    }
}

static void strip_blanks(struct piece *piece, const char *utf8)
{
    while (piece->start < piece->end && is_blank(utf8 + piece->start)) {
        piece->start = (size_t)(g_utf8_next_char(utf8 + piece->start) - utf8);
    }
    while (piece->end > piece->start) {
        const char *last = g_utf8_prev_char(utf8 + piece->end);
        if (!is_blank(last)) {
            break;
        }
        piece->end = (size_t)(last - utf8);
    }
    strip_glyphs(piece);
}

/* The furthest ink left of the pen's start, and the highest above the baseline. */
static void measure_ink(const struct piece *piece, struct text_run *run)
{
    double pen = 0, left = 0, top = 0;
    for (int i = piece->first; i < piece->last; i++) {
        const PangoGlyphInfo *g = &piece->glyphs->glyphs[i];
        PangoRectangle ink = {0};
        pango_font_get_glyph_extents(piece->item->analysis.font, g->glyph, &ink, NULL);
        double x = floor(pen + (double)g->geometry.x_offset / PANGO_SCALE) +
                   floor((double)ink.x / PANGO_SCALE);
        double y =
            floor((double)g->geometry.y_offset / PANGO_SCALE) + floor((double)ink.y / PANGO_SCALE);
        left = fmin(left, x);
        top = fmin(top, y);
        pen += (double)g->geometry.width / PANGO_SCALE;
    }
    run->lead_px = (int)-left;
    run->ink_top_px = (int)top;
}

static char *run_text(const struct text_block *block, const struct piece *piece)
{
    static const char ZWJ[] = "\u200d";
    size_t size = block->bytes;
    int n = (int)(piece->end - piece->start);
    const char *p = block->utf8;
    bool before = joins(p, size, piece->start, 1) && joins(p, size, piece->start, -1);
    bool after = joins(p, size, piece->end, -1) && joins(p, size, piece->end, 1);
    size_t room = (size_t)n + 2 * sizeof ZWJ;
    char *out = malloc(room);
    if (out) {
        snprintf(out, room, "%s%.*s%s", before ? ZWJ : "", n, p + piece->start, after ? ZWJ : "");
    }
    return out;
}

/* SDL2_ttf cannot be told the language. In Noto Sans CJK, Latin letters of no language have digits
 * lower than those of Chinese: as Han they are the same throughout a line. */
static uint32_t painted_script(const PangoItem *item, int font)
{
    bool chinese = strncmp(pango_language_to_string(item->analysis.language), "zh", 2) == 0;
    GUnicodeScript script = (GUnicodeScript)item->analysis.script;
    if (chinese && script == G_UNICODE_SCRIPT_LATIN && strstr(sources[font].name, "CJK")) {
        script = G_UNICODE_SCRIPT_HAN;
    }
    return g_unicode_script_to_iso15924(script);
}

static bool grow_runs(struct text_block *block)
{
    if (block->run_count < block->run_room) {
        return true;
    }
    size_t room = block->run_room ? 2 * block->run_room : 8;
    struct text_run *runs = realloc(block->runs, room * sizeof *runs);
    if (!runs) {
        return false;
    }
    block->runs = runs;
    block->run_room = room;
    return true;
}

/* Size of the letters at byte `at`. */
static int em_at(const struct text_style *style, size_t at)
{
    at += style->span_from;
    for (size_t i = 0; i < style->span_count && style->spans[i].start <= at; i++) {
        if (at < style->spans[i].end) {
            return style->spans[i].em_px;
        }
    }
    return style->em_px;
}

static bool add_run(struct text *text, struct text_block *block, struct piece *piece,
                    const struct text_style *style)
{
    if (piece->unknown) {
        block->unknown += (size_t)(piece->last - piece->first);
    } else {
        strip_blanks(piece, block->utf8);
    }
    if (piece->first == piece->last) {
        return true; /* nothing but blanks */
    }
    if (!grow_runs(block)) {
        return false;
    }
    struct text_run *run = &block->runs[block->run_count];
    int font = font_index(text, piece->item->analysis.font);
    *run = (struct text_run){.font = font,
                             .script = painted_script(piece->item, font),
                             .rtl = piece->rtl,
                             .em_px = em_at(style, piece->start),
                             .start = piece->start,
                             .end = piece->end,
                             .x = piece->x,
                             .width = glyphs_width(piece),
                             .unknown = piece->unknown};
    if (!piece->unknown) {
        measure_ink(piece, run);
    }
    run->utf8 = run_text(block, piece);
    block->run_count += run->utf8 != NULL;
    return run->utf8 != NULL;
}

/* Bytes that glyphs first .. last - 1 stand for. */
static void piece_bytes(struct piece *piece)
{
    size_t base = (size_t)piece->item->offset;
    size_t low = SIZE_MAX, high = 0;
    const int *clusters = piece->glyphs->log_clusters;
    for (int i = piece->first; i < piece->last; i++) {
        size_t at = (size_t)clusters[i];
        low = at < low ? at : low;
        high = at > high ? at : high;
    }
    size_t end = (size_t)piece->item->length;
    for (int i = 0; i < piece->glyphs->num_glyphs; i++) { /* where the next cluster begins */
        size_t at = (size_t)clusters[i];
        end = at > high && at < end ? at : end;
    }
    piece->start = base + low;
    piece->end = base + end;
}

static bool glyph_unknown(const PangoGlyphString *glyphs, int i)
{
    return (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 &&
           glyphs->glyphs[i].glyph != PANGO_GLYPH_EMPTY;
}

/* Splits Pango's run where known and unknown glyphs meet; x is moved on. */
static bool add_pieces(struct text *text, struct text_block *block, const PangoGlyphItem *from,
                       const struct text_style *style, double *x)
{
    const PangoGlyphString *glyphs = from->glyphs;
    for (int i = 0; i < glyphs->num_glyphs;) {
        struct piece piece = {.item = from->item,
                              .glyphs = glyphs,
                              .first = i,
                              .unknown = glyph_unknown(glyphs, i),
                              .rtl = (from->item->analysis.level & 1) != 0,
                              .x = *x};
        while (i < glyphs->num_glyphs && glyph_unknown(glyphs, i) == piece.unknown) {
            *x += (double)glyphs->glyphs[i].geometry.width / PANGO_SCALE;
            i++;
        }
        piece.last = i;
        piece_bytes(&piece);
        if (!add_run(text, block, &piece, style)) {
            return false;
        }
    }
    return true;
}

/* ---- a block ---- */

static void insert_over(PangoAttrList *list, PangoAttribute *attribute, size_t start, size_t end)
{
    attribute->start_index = (guint)start;
    attribute->end_index = (guint)end;
    pango_attr_list_insert(list, attribute);
}

/* Those that lie in the `bytes` given. */
static void insert_spans(PangoAttrList *list, const struct text_style *style, size_t bytes)
{
    size_t from = style->span_from;
    for (size_t i = 0; i < style->span_count; i++) {
        const struct text_span *s = &style->spans[i];
        size_t start = s->start > from ? s->start - from : 0;
        if (s->end <= from || start >= bytes) {
            continue;
        }
        int weight = s->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL;
        insert_over(list, pango_attr_size_new_absolute(s->em_px * PANGO_SCALE), start,
                    s->end - from);
        insert_over(list, pango_attr_weight_new((PangoWeight)weight), start, s->end - from);
    }
}

static PangoAttrList *attributes(const struct text_style *style, size_t bytes)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    /* What is painted is measured: SDL2_ttf knows no language, and a language's own forms have
     * other widths (the dot between katakana: a third). */
    pango_attr_list_insert(list, pango_attr_font_features_new("locl=0"));
    if (style->lang) {
        pango_attr_list_insert(list,
                               pango_attr_language_new(pango_language_from_string(style->lang)));
    }
    insert_spans(list, style, bytes);
    return list;
}

static PangoLayout *new_layout(struct text *text, const char *utf8, size_t bytes,
                               const struct text_style *style, int width_px)
{
    PangoLayout *layout = pango_layout_new(style->direction == TEXT_RTL ? text->rtl : text->ltr);
    PangoFontDescription *font = pango_font_description_new();
    bool chinese = style->lang && strncmp(style->lang, "zh", 2) == 0;
    pango_font_description_set_family_static(font, chinese ? CHINESE_FIRST : LATIN_FIRST);
    pango_font_description_set_absolute_size(font, (double)style->em_px * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList *list = attributes(style, bytes);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    pango_layout_set_auto_dir(layout, style->direction == TEXT_AUTO);
    pango_layout_set_alignment(layout,
                               style->direction == TEXT_RTL ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_single_paragraph_mode(layout, !style->breaks);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, width_px * PANGO_SCALE);
    pango_layout_set_text(layout, utf8, (int)bytes);
    return layout;
}

static bool read_line(struct text *text, struct text_block *block, PangoLayoutIter *iter,
                      const struct text_style *style, struct text_line *line)
{
    PangoLayoutLine *from = pango_layout_iter_get_line_readonly(iter);
    PangoRectangle box = {0};
    pango_layout_iter_get_line_extents(iter, NULL, &box);
    size_t first = block->run_count;
    double x = (double)box.x / PANGO_SCALE;
    block->lefts[line - block->lines] = x;
    for (const GSList *l = from->runs; l; l = l->next) {
        if (!add_pieces(text, block, l->data, style, &x)) {
            return false;
        }
    }
    *line = (struct text_line){.start = (size_t)from->start_index,
                               .end = (size_t)(from->start_index + from->length),
                               .rtl = from->resolved_dir == PANGO_DIRECTION_RTL,
                               .run_count = block->run_count - first};
    if (line->run_count) {
        const struct text_run *last = &block->runs[block->run_count - 1];
        line->width = last->x + last->width - block->runs[first].x;
    }
    return true;
}

static bool read_layout(struct text *text, struct text_block *block, const struct text_style *style)
{
    block->line_count = (size_t)pango_layout_get_line_count(block->layout);
    block->lines = calloc(block->line_count, sizeof *block->lines);
    block->lefts = calloc(block->line_count, sizeof *block->lefts);
    if (!block->lines || !block->lefts) {
        block->line_count = 0;
        return false;
    }
    PangoLayoutIter *iter = pango_layout_get_iter(block->layout);
    bool good = true;
    for (size_t i = 0; good && i < block->line_count; i++) {
        good = read_line(text, block, iter, style, &block->lines[i]);
        pango_layout_iter_next_line(iter);
    }
    pango_layout_iter_free(iter);
    size_t first = 0; /* the runs are settled now: they grow no more */
    for (size_t i = 0; i < block->line_count && block->runs; i++) {
        block->lines[i].runs = block->runs + first;
        first += block->lines[i].run_count;
    }
    return good;
}

struct text_block *text_layout(struct text *text, const char *utf8, size_t bytes,
                               const struct text_style *style, int width_px)
{
    if (bytes > TEXT_BYTES_MAX || width_px <= 0 || width_px > INT32_MAX / PANGO_SCALE ||
        style->em_px <= 0 || style->em_px > TEXT_SIZE_MAX_PX ||
        !g_utf8_validate_len(utf8, bytes, NULL)) {
        return NULL;
    }
    struct text_block *block = calloc(1, sizeof *block);
    if (!block) {
        return NULL;
    }
    block->bytes = bytes;
    block->layout = new_layout(text, utf8, bytes, style, width_px);
    block->utf8 = g_strndup(utf8, bytes);
    if (!read_layout(text, block, style)) {
        text_block_destroy(block);
        return NULL;
    }
    return block;
}

void text_block_destroy(struct text_block *block)
{
    if (!block) {
        return;
    }
    for (size_t i = 0; i < block->run_count; i++) {
        free((char *)block->runs[i].utf8);
    }
    free(block->runs);
    free(block->lefts);
    free(block->lines);
    g_free(block->utf8);
    g_clear_object(&block->layout);
    free(block);
}

const struct text_line *text_block_lines(const struct text_block *block, size_t *count_out)
{
    *count_out = block->line_count;
    return block->lines;
}

size_t text_block_unknown(const struct text_block *block)
{
    return block->unknown;
}

size_t text_block_bytes(const struct text_block *block)
{
    return sizeof *block + 24 * block->bytes + block->run_room * sizeof *block->runs +
           block->line_count * (sizeof *block->lines + sizeof *block->lefts);
}

/* ---- ranges ---- */

/* Where byte `at` of the paragraph begins in the run, from the run's left: at the right of its
 * letter in a run from right to left. pango_layout_line_get_x_ranges asks for the trailing edge of
 * the last character instead, and Pango 1.50 gives a spacing vowel sign none. */
static double edge_at(const struct text_block *block, const PangoGlyphItem *run, size_t at)
{
    PangoItem *item = run->item;
    char *letters = block->utf8 + item->offset;
    int count = 0, x = 0;
    const PangoLogAttr *attrs = pango_layout_get_log_attrs_readonly(block->layout, &count);
    attrs += g_utf8_pointer_to_offset(block->utf8, letters);
    pango_glyph_string_index_to_x_full(run->glyphs, letters, item->length, &item->analysis,
                                       (PangoLogAttr *)attrs, (int)at - item->offset, FALSE, &x);
    return (double)x / PANGO_SCALE;
}

/* What bytes a .. b cover of a run that begins at `left`; false: nothing. */
static bool range_of(const struct text_block *block, const PangoGlyphItem *run, double left,
                     size_t a, size_t b, struct text_range *range_out)
{
    size_t start = (size_t)run->item->offset, end = start + (size_t)run->item->length;
    bool rtl = (run->item->analysis.level & 1) != 0;
    if (b <= start || end <= a || a >= b) {
        return false;
    }
    double width = (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
    double from = a <= start ? (rtl ? width : 0) : edge_at(block, run, a);
    double to = b >= end ? (rtl ? 0 : width) : edge_at(block, run, b);
    *range_out = (struct text_range){left + fmin(from, to), left + fmax(from, to)};
    return true;
}

/* The end of what is covered, without the one blank at which the line was broken. */
static size_t covered_end(const struct text_block *block, const struct text_line *line, size_t end)
{
    if (end < line->end || line->end == line->start) {
        return end;
    }
    const char *last = g_utf8_prev_char(block->utf8 + line->end);
    return is_blank(last) ? (size_t)(last - block->utf8) : line->end;
}

size_t text_block_ranges(const struct text_block *block, size_t line, size_t start, size_t end,
                         struct text_range *ranges_out, size_t most)
{
    PangoLayoutLine *from = pango_layout_get_line_readonly(block->layout, (int)line);
    if (!from || start >= end) {
        return 0;
    }
    size_t count = 0;
    double left = block->lefts[line];
    end = covered_end(block, &block->lines[line], end);
    for (const GSList *l = from->runs; l; l = l->next) {
        const PangoGlyphItem *run = l->data;
        struct text_range range;
        if (range_of(block, run, left, start, end, &range)) {
            if (count > 0 && range.x0 - ranges_out[count - 1].x1 < 0.01) {
                ranges_out[count - 1].x1 = range.x1; /* they touch */
            } else if (count < most) {
                ranges_out[count++] = range;
            }
        }
        left += (double)pango_glyph_string_get_width(run->glyphs) / PANGO_SCALE;
    }
    return count;
}
