/* The place line: the section, and how far the text is. */
#include <stdio.h>
#include <string.h>

#include "display/layout_parts.h"

const struct pl_front *layout_front(const struct sheet *sheet)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    for (size_t i = 0; i < document->lang_count; i++) {
        if (strcmp(document->fronts[i].lang, sheet->lang) == 0) {
            return &document->fronts[i];
        }
    }
    return &document->fronts[0];
}

static bool ends_in_letter(const char *label)
{
    size_t n = strlen(label);
    char c = n ? label[n - 1] : '.';
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

const char *layout_title(const struct sheet *sheet, size_t section)
{
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    while (section > 0 && document->sections[section].continues) {
        section--;
    }
    const struct pl_text *text = pl_room_text(sheet->room, PL_CONFIRMED, section, sheet->lang);
    if (!text) {
        text = pl_room_text(sheet->room, PL_CONFIRMED, section, pl_room_original(sheet->room));
    }
    return text ? text->title : "";
}

static struct ink place_ink(const struct sheet *sheet)
{
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->text);
    ink.from_start = true;
    return ink;
}

/* "✓ 12 of 38" and the air before it. */
static int progress_width(struct sheet *sheet, char *out, size_t size)
{
    size_t agreed = 0, total = 0;
    char done[24], all[24];
    struct ink ink = ink_of(sheet, SCENE_PLACE, sheet->theme->good);
    pl_room_progress(sheet->room, &agreed, &total);
    snprintf(done, sizeof done, "%zu", agreed);
    snprintf(all, sizeof all, "%zu", total);
    words_put(out, size, words_is(sheet->words, WORD_PROGRESS), done, all);
    if (!total) {
        return 0;
    }
    int inner = grid_inner(&sheet->grid);
    int width =
        block_width(sheet_block(sheet, out, strlen(out), &ink, inner, 0, false)) + sheet->grid.em;
    return width <= inner * 2 / 5 ? width : 0; /* the title has more of the line */
}

/* What stands in the place line, and where. */
struct place_line {
    char label[PL_LABEL_MAX + 4];
    const char *title;
    char progress[48];
    int progress_width;
    const struct text_block *label_block;
    int title_x, title_width;
};

static void place_line(struct sheet *sheet, const struct pl_place *place, struct place_line *line)
{
    const struct grid *g = &sheet->grid;
    const struct pl_document *document = pl_room_document(sheet->room, PL_CONFIRMED);
    struct ink bold = place_ink(sheet);
    bold.direction = sheet->mirror ? TEXT_RTL : TEXT_AUTO; /* the stop stands behind the letter */
    const char *label = place ? document->sections[place->section].label : "";
    *line = (struct place_line){.title = place ? layout_title(sheet, place->section) : ""};
    line->progress_width = progress_width(sheet, line->progress, sizeof line->progress);
    line->title_x = g->margin;
    line->title_width = grid_inner(g) - line->progress_width;
    bold.bold = true;
    if (label[0]) {
        snprintf(line->label, sizeof line->label, "%s%s", label,
                 line->title[0] && ends_in_letter(label) ? "." : "");
        int most = line->title[0] ? line->title_width / 2 : line->title_width;
        line->label_block =
            sheet_block(sheet, line->label, strlen(line->label), &bold, most, 1, false);
        int used = block_width(line->label_block) + g->em / 2;
        line->title_x += used;
        line->title_width -= used;
    } else if (!line->title[0]) {
        line->title = layout_front(sheet)->title;
    }
}

int layout_place_lines(struct sheet *sheet, const struct pl_place *place, int most)
{
    struct place_line line;
    struct ink ink = place_ink(sheet);
    if (!pl_room_document(sheet->room, PL_CONFIRMED)) {
        return 1;
    }
    place_line(sheet, place, &line);
    size_t lines = block_lines(
        sheet_block(sheet, line.title, strlen(line.title), &ink, line.title_width, 0, false));
    return lines < 1 ? 1 : lines < (size_t)most ? (int)lines : most;
}

void layout_place(struct sheet *sheet, const struct pl_place *place)
{
    const struct grid *g = &sheet->grid;
    struct place_line line;
    struct ink ink = place_ink(sheet), bold = ink;
    int y = g->edge + g->em / 4;
    place_line(sheet, place, &line);
    bold.bold = true;
    if (line.progress_width) {
        struct ink good = ink_of(sheet, SCENE_PLACE, sheet->theme->good);
        sheet_end_text(sheet, line.progress, &good, g->margin, y, grid_inner(g));
    }
    if (line.label_block) {
        int most = line.title[0] ? (grid_inner(g) - line.progress_width) / 2
                                 : grid_inner(g) - line.progress_width;
        sheet_lines(sheet, line.label_block, 0, 1, &bold, g->margin, y, most);
    }
    if (line.title[0]) {
        sheet_text(sheet, line.title, &ink, line.title_x, y, line.title_width,
                   (size_t)g->place_lines);
    }
}
