/* The outline at the left: every section and item with its status; where the wall is, where the
 * desk is. The selection is named by ids, so that it stays where it is whatever others do. */
#include <stdio.h>
#include <string.h>

#include "desk_parts.h"

enum { WORDS_BYTES = 512 };

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look faint = {.style = SCREEN_DIM};

/* ---- places ---- */

static const struct pl_items *items_of(const struct desk *desk, size_t section)
{
    return pl_room_items(desk->room, PL_PENDING, section);
}

static const struct pl_item *item_at(const struct desk *desk, struct pl_place place)
{
    const struct pl_items *items = items_of(desk, place.section);
    return items && place.item < items->count ? &items->items[place.item] : NULL;
}

static const char *section_id(const struct desk *desk, size_t section)
{
    return pl_room_document(desk->room, PL_PENDING)->sections[section].id;
}

const struct pl_item *desk_selected(const struct desk *desk)
{
    return desk->outline.has ? item_at(desk, desk->outline.at) : NULL;
}

const char *desk_selected_section(const struct desk *desk)
{
    return desk->outline.section;
}

const struct pl_words *desk_selected_words(const struct desk *desk)
{
    const struct pl_item *item = desk_selected(desk);
    return item ? pl_room_words(desk->room, PL_PENDING, desk->outline.at.section, item->id, NULL,
                                NULL)
                : NULL;
}

bool desk_select(struct desk *desk, struct pl_place place)
{
    struct desk_outline *outline = &desk->outline;
    const struct pl_item *item = item_at(desk, place);
    if (!item) {
        return false;
    }
    bool another = strcmp(outline->item, item->id) != 0 ||
                   strcmp(outline->section, section_id(desk, place.section)) != 0;
    snprintf(outline->section, sizeof outline->section, "%s", section_id(desk, place.section));
    snprintf(outline->item, sizeof outline->item, "%s", item->id);
    outline->at = (struct pl_place){.section = place.section, .item = place.item};
    outline->has = true;
    if (another) {
        desk_words_reset(desk);
    }
    return true;
}

/* The place of an item by its ids; first where it should be, then anywhere. */
bool desk_find(const struct desk *desk, const char *section, const char *id,
               struct pl_place *place_out)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    for (int anywhere = 0; anywhere < 2; anywhere++) {
        for (size_t s = 0; document && s < document->section_count; s++) {
            const struct pl_items *items = items_of(desk, s);
            size_t index = 0;
            if ((anywhere || strcmp(document->sections[s].id, section) == 0) && items &&
                pl_items_find(items, id, &index)) {
                *place_out = (struct pl_place){.section = s, .item = index};
                return true;
            }
        }
    }
    return false;
}

/* What is left at, or before, the place where the selection was. */
static void select_near(struct desk *desk)
{
    struct pl_place near = desk->outline.at;
    const struct pl_items *items = items_of(desk, near.section);
    desk->outline.has = false;
    if (items && items->count > 0) {
        near.item = near.item < items->count ? near.item : items->count - 1;
        desk_select(desk, near);
    } else if (pl_room_place(desk->room, PL_PENDING, &near)) {
        desk_select(desk, near);
    }
}

/* Where the wall is; false where that is nowhere. Remembers it. */
static bool look_live(struct desk *desk, struct pl_place *live_out, bool *stood_on_it_out)
{
    struct pl_place place;
    *stood_on_it_out = (strcmp(desk->outline.item, desk->live_item) == 0 &&
                        strcmp(desk->outline.section, desk->live_section) == 0) ||
                       !desk->outline.item[0];
    if (!pl_room_place(desk->room, PL_PENDING, &place) || !item_at(desk, place)) {
        return false;
    }
    const char *id = item_at(desk, place)->id;
    const char *section = section_id(desk, place.section);
    bool moved = strcmp(id, desk->live_item) != 0 || strcmp(section, desk->live_section) != 0;
    snprintf(desk->live_item, sizeof desk->live_item, "%s", id);
    snprintf(desk->live_section, sizeof desk->live_section, "%s", section);
    *live_out = place;
    return moved;
}

void desk_outline_look(struct desk *desk)
{
    struct desk_outline *outline = &desk->outline;
    struct pl_place place;
    bool stood_on_it;
    if (!pl_room_document(desk->room, PL_PENDING)) {
        outline->has = false;
        return;
    }
    bool moved = look_live(desk, &place, &stood_on_it);
    bool composing = desk->prompt.question || desk->focus == DESK_WORDS;
    bool follows = moved && stood_on_it && !composing;
    if (follows || desk_find(desk, outline->section, outline->item, &place)) {
        desk_select(desk, place);
    } else {
        select_near(desk);
    }
}

/* ---- walking ---- */

static void step(struct desk *desk, int by)
{
    struct pl_place place;
    if (!desk->outline.has) {
        desk_outline_look(desk);
    } else if (pl_room_neighbour(desk->room, PL_PENDING, desk->outline.at, by, &place)) {
        desk_select(desk, place);
    }
}

void desk_up(struct desk *desk)
{
    step(desk, -1);
}

void desk_down(struct desk *desk)
{
    step(desk, 1);
}

/* The first (last) section in this direction that has items. */
static void to_section(struct desk *desk, size_t from, int by, bool last_item)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    for (size_t s = from; document && s < document->section_count; s += (size_t)by) {
        const struct pl_items *items = items_of(desk, s);
        if (items && items->count > 0) {
            desk_select(desk,
                        (struct pl_place){.section = s, .item = last_item ? items->count - 1 : 0});
            return;
        }
    }
}

void desk_first(struct desk *desk)
{
    to_section(desk, 0, 1, false);
}

void desk_last(struct desk *desk)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    if (document && document->section_count > 0) {
        to_section(desk, document->section_count - 1, -1, true);
    }
}

void desk_section_next(struct desk *desk)
{
    to_section(desk, desk->outline.at.section + 1, 1, false);
}

void desk_section_previous(struct desk *desk)
{
    bool at_first = desk->outline.at.item == 0;
    to_section(desk, desk->outline.at.section - (at_first ? 1 : 0), -1, false);
}

void desk_live(struct desk *desk)
{
    struct pl_place place;
    if (pl_room_place(desk->room, PL_PENDING, &place)) {
        desk_select(desk, place);
    }
}

/* ---- the picture ---- */

/* A sign a status, readable without colour; the letters are those of the question. */
static const struct {
    const char *sign;
    enum screen_colour colour;
} signs[PL_STATUS_COUNT] = {
    [PL_STATUS_OPEN] = {" ", SCREEN_DEFAULT},
    [PL_STATUS_AGREED_INFORMALLY] = {"i", SCREEN_GREEN},
    [PL_STATUS_AGREED_AD_REF] = {"a", SCREEN_GREEN},
    [PL_STATUS_PENDING] = {"?", SCREEN_YELLOW},
    [PL_STATUS_REOPENED] = {"r", SCREEN_YELLOW},
    [PL_STATUS_AGREED] = {"✓", SCREEN_GREEN},
    [PL_STATUS_DEFERRED] = {"»", SCREEN_CYAN},
    [PL_STATUS_DELETED] = {"x", SCREEN_RED},
};

/* Whole characters of `text` that `space` bytes hold. */
static size_t fitting(const char *text, size_t bytes, size_t space)
{
    if (bytes <= space) {
        return bytes;
    }
    while (space > 0 && ((unsigned char)text[space] & 0xc0u) == 0x80) {
        space--;
    }
    return space;
}

static size_t join_view(const struct pl_words *words, enum pl_view view, char *out, size_t size)
{
    size_t used = 0;
    bool fits = true;
    for (size_t r = 0; r < words->run_count && fits; r++) {
        const struct pl_run *run = &words->runs[r];
        if (pl_run_stands(run, view)) {
            size_t bytes = fitting(run->t, run->bytes, size - 1 - used);
            memcpy(out + used, run->t, bytes);
            used += bytes;
            fits = bytes == run->bytes;
        }
    }
    out[used] = '\0';
    return used;
}

/* The first words as they would stand if all were accepted; where none would, as they were. */
static void first_words(const struct pl_words *words, char *out, size_t size)
{
    out[0] = '\0';
    if (words && join_view(words, PL_VIEW_CLEAN, out, size) == 0) {
        join_view(words, PL_VIEW_ORIGINAL, out, size);
    }
}

static bool is_marked(const struct pl_words *words)
{
    for (size_t r = 0; words && r < words->run_count; r++) {
        const struct pl_run *run = &words->runs[r];
        if (run->ins.given || run->del.given || run->keep.given || run->alt) {
            return true;
        }
    }
    return false;
}

static void draw_section(struct desk *desk, struct screen *screen, struct screen_area area,
                         size_t section)
{
    const struct pl_section *entry = &pl_room_document(desk->room, PL_PENDING)->sections[section];
    const struct pl_text *text =
        pl_room_text(desk->room, PL_PENDING, section, pl_room_original(desk->room));
    const char *title = text ? text->title : "";
    int x = 1 + screen_put(screen, area, 1, 0, bold, entry->label);
    x += entry->label[0] && title[0] ? screen_put(screen, area, x, 0, bold, ". ") : 0;
    screen_put(screen, area, x, 0, bold, title);
}

static void draw_item(struct desk *desk, struct screen *screen, struct screen_area area,
                      struct pl_place place)
{
    char text[WORDS_BYTES];
    const struct pl_item *item = item_at(desk, place);
    const struct pl_words *words =
        pl_room_words(desk->room, PL_PENDING, place.section, item->id, NULL, NULL);
    const char *section = section_id(desk, place.section);
    bool live = strcmp(item->id, desk->live_item) == 0 && strcmp(section, desk->live_section) == 0;
    bool gone = item->status == PL_STATUS_DELETED || item->status == PL_STATUS_DEFERRED;
    struct screen_look sign = {SCREEN_BOLD, signs[item->status].colour};
    screen_put(screen, area, 0, 0, bold, live ? "▶" : " ");
    screen_put(screen, area, 1, 0, sign, signs[item->status].sign);
    screen_put(screen, area, 2, 0, bold, is_marked(words) ? "±" : " ");
    int x = 3 + (int)(item->level - 1);
    x += screen_put(screen, area, x, 0, live ? bold : plain,
                    item->label[0] ? item->label : item->marker);
    first_words(words, text, sizeof text);
    screen_put(screen, area, x + 1, 0, gone ? faint : plain, text);
    if (strcmp(item->id, desk->outline.item) == 0 && strcmp(section, desk->outline.section) == 0) {
        bool here = desk->focus == DESK_OUTLINE;
        screen_tint(screen, area,
                    (struct screen_look){SCREEN_REVERSE | (here ? SCREEN_BOLD : SCREEN_DIM),
                                         SCREEN_DEFAULT});
    }
}

/* A row of the outline: a section's heading, or one of its items. */
struct row {
    size_t section;
    size_t item; /* SIZE_MAX: the heading */
};

/* Rows of one section; a later part of a split one has no heading. */
static size_t rows_of(const struct desk *desk, size_t section, bool *heading_out)
{
    const struct pl_section *entry = &pl_room_document(desk->room, PL_PENDING)->sections[section];
    const struct pl_text *text =
        pl_room_text(desk->room, PL_PENDING, section, pl_room_original(desk->room));
    const struct pl_items *items = items_of(desk, section);
    *heading_out = !entry->continues && (entry->label[0] || (text && text->title[0]));
    return (items ? items->count : 0) + (*heading_out ? 1 : 0);
}

static size_t row_of_selected(const struct desk *desk, size_t *count_out)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    size_t found = 0;
    *count_out = 0;
    for (size_t s = 0; s < document->section_count; s++) {
        bool heading;
        size_t rows = rows_of(desk, s, &heading);
        if (desk->outline.has && s == desk->outline.at.section) {
            found = *count_out + (heading ? 1 : 0) + desk->outline.at.item;
        }
        *count_out += rows;
    }
    return found;
}

static bool row_at(const struct desk *desk, size_t index, struct row *row_out)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    for (size_t s = 0; document && s < document->section_count; s++) {
        bool heading;
        size_t rows = rows_of(desk, s, &heading);
        if (index < rows) {
            size_t item = heading && index == 0 ? SIZE_MAX : index - (heading ? 1 : 0);
            *row_out = (struct row){.section = s, .item = item};
            return true;
        }
        index -= rows;
    }
    return false;
}

/* The selection stays a little away from both ends. */
static void scroll_to(struct desk_outline *outline, size_t row, size_t count, int height)
{
    int at = (int)row;
    int margin = height > 8 ? 3 : 0;
    int most = (int)count > height ? (int)count - height : 0;
    outline->scroll = outline->scroll > at - margin ? at - margin : outline->scroll;
    outline->scroll =
        outline->scroll < at - height + 1 + margin ? at - height + 1 + margin : outline->scroll;
    outline->scroll = outline->scroll > most ? most : outline->scroll;
    outline->scroll = outline->scroll < 0 ? 0 : outline->scroll;
}

static void draw_nothing(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct screen_line lines[4];
    const char *text = !pl_room_whole(desk->room) ? "reading the room …"
                                                  : "no text in this room yet: ^O loads one";
    size_t count = screen_wrap(text, strlen(text), area.width - 1, lines, 4);
    for (size_t i = 0; i < count && i < 4; i++) {
        screen_put_part(screen, area, 1, (int)i + 1, faint, text + lines[i].from,
                        lines[i].to - lines[i].from);
    }
}

void desk_outline_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct desk_outline *outline = &desk->outline;
    struct row row;
    size_t count;
    outline->rows = 0;
    if (!pl_room_document(desk->room, PL_PENDING)) {
        draw_nothing(desk, screen, area);
        return;
    }
    size_t selected = row_of_selected(desk, &count);
    scroll_to(outline, selected, count, area.height);
    outline->first_y = area.y;
    for (int y = 0; y < area.height && row_at(desk, (size_t)outline->scroll + (size_t)y, &row);
         y++) {
        struct screen_area line = {area.x, area.y + y, area.width, 1};
        if (row.item == SIZE_MAX) {
            draw_section(desk, screen, line, row.section);
        } else {
            draw_item(desk, screen, line,
                      (struct pl_place){.section = row.section, .item = row.item});
        }
        outline->rows = y + 1;
    }
}

bool desk_outline_click(struct desk *desk, int x, int y, bool twice)
{
    struct row row;
    int index = desk->outline.scroll + y - desk->outline.first_y;
    (void)x;
    if (y < desk->outline.first_y || y >= desk->outline.first_y + desk->outline.rows ||
        !row_at(desk, (size_t)index, &row)) {
        return false;
    }
    size_t item = row.item == SIZE_MAX ? 0 : row.item;
    bool selected = desk_select(desk, (struct pl_place){.section = row.section, .item = item});
    if (selected && twice) {
        desk_show(desk);
    }
    return selected;
}
