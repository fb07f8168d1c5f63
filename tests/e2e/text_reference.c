/* The other witness: the same text by Pango alone, laid out, shaped and painted with its own
 * FreeType back end, from fonts that fontconfig was given as whole files.
 *   text_reference layout PICTURE.pgm LANG EM WIDTH regular|bold|brackets auto|ltr|rtl MARGIN PITCH
 *                  FAMILIES FILE... <text
 * "brackets": regular, and bold the square brackets, as the wall has them.
 * On stdout, tab-separated: "line START END RTL", then its inked glyphs from left to right:
 * "glyph FILE ID X".
 *   text_reference shape <"FILE FACE EM SCRIPT RTL X TEXT" lines: "glyph FILE ID X" of each, by
 * HarfBuzz with no more than SDL2_ttf tells it.
 */
#define _GNU_SOURCE
#include <fontconfig/fontconfig.h>
#include <harfbuzz/hb-ot.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>
#include <pango/pangoft2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 64 * 1024, FIXED = 11, FIELDS = 7 };

static void die(const char *what)
{
    fprintf(stderr, "text_reference: %s\n", what);
    exit(1);
}

static int number(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

/* ---- Pango ---- */

static void no_hints(FcPattern *pattern, gpointer data)
{
    (void)data;
    FcPatternDel(pattern, FC_HINTING);
    FcPatternAddBool(pattern, FC_HINTING, FcFalse);
}

static PangoFontMap *font_map(char **files)
{
    FcConfig *config = FcConfigCreate();
    for (; *files; files++) {
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)*files)) {
            die(*files);
        }
    }
    FcConfigSetCurrent(config);
    PangoFontMap *map = pango_ft2_font_map_new();
    pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(map), 72, 72);
    pango_fc_font_map_set_default_substitute(PANGO_FC_FONT_MAP(map), no_hints, NULL, NULL);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    FcConfigDestroy(config);
    return map;
}

static void bold_brackets(PangoAttrList *list, const char *utf8, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        if (utf8[i] == '[' || utf8[i] == ']') {
            PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
            bold->start_index = (guint)i;
            bold->end_index = (guint)i + 1;
            pango_attr_list_insert(list, bold);
        }
    }
}

static PangoLayout *lay_out(PangoFontMap *map, char **argv, const char *utf8, int bytes)
{
    PangoContext *context = pango_font_map_create_context(map);
    bool rtl = strcmp(argv[7], "rtl") == 0;
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_base_dir(context, rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
    PangoLayout *layout = pango_layout_new(context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, argv[10]);
    pango_font_description_set_absolute_size(font, number(argv[4]) * PANGO_SCALE);
    pango_font_description_set_weight(font, strcmp(argv[6], "bold") == 0 ? PANGO_WEIGHT_BOLD
                                                                         : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
    pango_attr_list_insert(list, pango_attr_language_new(pango_language_from_string(argv[3])));
    if (strcmp(argv[6], "brackets") == 0) {
        bold_brackets(list, utf8, bytes);
    }
    pango_layout_set_attributes(layout, list);
    pango_layout_set_auto_dir(layout, strcmp(argv[7], "auto") == 0);
    pango_layout_set_alignment(layout, rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout, number(argv[5]) * PANGO_SCALE);
    pango_layout_set_text(layout, utf8, bytes);
    return layout;
}

/* Pango 1.50 sets each run on the baseline of the script that a line begins with: behind a Han
 * character it lifts Arabic by half a letter. We keep one baseline, as books and browsers do. */
static void lower_to_baseline(PangoGlyphItem *run)
{
    run->y_offset = 0;
}

static void print_glyphs(PangoGlyphItem *run, double *x)
{
    FcChar8 *file = NULL;
    PangoFont *font = run->item->analysis.font;
    FcPatternGetString(pango_fc_font_get_pattern(PANGO_FC_FONT(font)), FC_FILE, 0, &file);
    for (int i = 0; i < run->glyphs->num_glyphs; i++) {
        const PangoGlyphInfo *glyph = &run->glyphs->glyphs[i];
        PangoRectangle ink;
        pango_font_get_glyph_extents(font, glyph->glyph, &ink, NULL);
        if (ink.width > 0 && glyph->glyph != PANGO_GLYPH_EMPTY) {
            printf("glyph\t%s\t%u\t%.3f\n", (const char *)file, glyph->glyph,
                   *x + (double)glyph->geometry.x_offset / PANGO_SCALE);
        }
        *x += (double)glyph->geometry.width / PANGO_SCALE;
    }
}

static void write_pgm(const char *path, const FT_Bitmap *bitmap)
{
    FILE *out = fopen(path, "wbe");
    if (!out) {
        die(path);
    }
    fprintf(out, "P5\n%u %u\n255\n", bitmap->width, bitmap->rows);
    fwrite(bitmap->buffer, 1, (size_t)bitmap->rows * (size_t)bitmap->pitch, out);
    fclose(out);
}

static void print_and_paint(PangoLayout *layout, char **argv)
{
    int margin = number(argv[8]), pitch = number(argv[9]);
    int width = number(argv[5]) + 2 * margin;
    int height = pango_layout_get_line_count(layout) * pitch + 2 * margin;
    FT_Bitmap bitmap = {.rows = (unsigned)height,
                        .width = (unsigned)width,
                        .pitch = width,
                        .buffer = calloc((size_t)width * (size_t)height, 1),
                        .num_grays = 256,
                        .pixel_mode = FT_PIXEL_MODE_GRAY};
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    int top = margin;
    do {
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        PangoRectangle box;
        pango_layout_iter_get_line_extents(iter, NULL, &box);
        double x = (double)box.x / PANGO_SCALE;
        printf("line\t%d\t%d\t%d\n", line->start_index, line->start_index + line->length,
               line->resolved_dir == PANGO_DIRECTION_RTL);
        for (GSList *run = line->runs; run; run = run->next) {
            lower_to_baseline(run->data);
            print_glyphs(run->data, &x);
        }
        pango_ft2_render_layout_line_subpixel(&bitmap, line, margin * PANGO_SCALE + box.x,
                                              (top + pitch * 3 / 4) * PANGO_SCALE);
        top += pitch;
    } while (pango_layout_iter_next_line(iter));
    write_pgm(argv[2], &bitmap);
}

/* ---- HarfBuzz ---- */

static void shape_line(char *line)
{
    char *field[FIELDS], *rest = line;
    for (int i = 0; i < FIELDS; i++) {
        field[i] = strsep(&rest, "\t");
        if (!field[i]) {
            die("shape: seven fields");
        }
    }
    hb_blob_t *blob = hb_blob_create_from_file(field[0]);
    hb_face_t *face = hb_face_create(blob, (unsigned)number(field[1]));
    hb_font_t *font = hb_font_create(face);
    int scale = number(field[2]) * 64;
    hb_font_set_scale(font, scale, scale);
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_set_direction(buffer, number(field[4]) ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, hb_script_from_string(field[3], -1));
    hb_buffer_add_utf8(buffer, field[6], -1, 0, -1);
    hb_shape(font, buffer, NULL, 0);
    unsigned count = 0;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *position = hb_buffer_get_glyph_positions(buffer, NULL);
    double x = strtod(field[5], NULL);
    for (unsigned i = 0; i < count; i++) {
        hb_glyph_extents_t ink = {0};
        hb_font_get_glyph_extents(font, info[i].codepoint, &ink);
        if (ink.width > 0) {
            printf("glyph\t%s\t%u\t%.3f\n", field[0], info[i].codepoint,
                   x + position[i].x_offset / 64.0);
        }
        x += position[i].x_advance / 64.0;
    }
    hb_buffer_destroy(buffer);
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "shape") == 0) {
        char *line = NULL;
        size_t room = 0;
        ssize_t length;
        while ((length = getline(&line, &room, stdin)) > 0) {
            line[length - 1] = '\0';
            shape_line(line);
            printf("end\n");
        }
        free(line);
        return 0;
    }
    if (argc <= FIXED || strcmp(argv[1], "layout") != 0) {
        die("see the head of text_reference.c");
    }
    static char utf8[TEXT_MAX];
    int bytes = (int)fread(utf8, 1, sizeof utf8, stdin);
    print_and_paint(lay_out(font_map(argv + FIXED), argv, utf8, bytes), argv);
    return 0;
}
