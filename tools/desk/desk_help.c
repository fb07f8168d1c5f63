/* The keys, from their table. */
#include <stdio.h>
#include <string.h>

#include "desk_parts.h"

enum { KEYS_WIDTH = 12, NAME_WIDTH = 16, COLUMN_WIDTH = 66 };

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look faint = {.style = SCREEN_DIM};

void desk_help_open(struct desk *desk)
{
    desk->help = true;
    desk->help_scroll = 0;
}

bool desk_help_key(struct desk *desk, const struct keys_key *key)
{
    char name[KEYS_NAME];
    if (!desk->help) {
        return false;
    }
    keys_name(key, name);
    if (key->code == KEYS_DOWN || key->code == KEYS_WHEEL_DOWN || strcmp(name, "j") == 0) {
        desk->help_scroll++;
    } else if (key->code == KEYS_UP || key->code == KEYS_WHEEL_UP || strcmp(name, "k") == 0) {
        desk->help_scroll -= desk->help_scroll > 0 ? 1 : 0;
    } else if (key->code == KEYS_PAGE_DOWN || strcmp(name, "Space") == 0) {
        desk->help_scroll += 15;
    } else if (key->code == KEYS_PAGE_UP) {
        desk->help_scroll = desk->help_scroll > 15 ? desk->help_scroll - 15 : 0;
    } else {
        desk->help = false;
    }
    return true;
}

static void join_keys(const struct keys_row *row, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t k = 0; k < KEYS_A_ROW && row->keys[k]; k++) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, "%s%s", k > 0 ? " " : "", row->keys[k]);
    }
}

static const char *where_of(const struct keys_row *row)
{
    return row->where == KEYS_AT_WORDS      ? "in the words: "
           : row->where == KEYS_AT_SPEAKERS ? "in the list: "
                                            : "";
}

static void draw_row(struct screen *screen, struct screen_area line, const struct keys_row *row)
{
    char keys[4 * KEYS_NAME];
    join_keys(row, keys, sizeof keys);
    screen_put(screen, line, 2, 0, bold, keys);
    int x = 2 + KEYS_WIDTH;
    x += screen_put(screen, line, x, 0, faint, where_of(row));
    screen_put(screen, line, x, 0, plain, row->help);
}

/* The lines of all groups: a heading, its rows, a blank line. A line's group, or its row. */
static bool line_at(size_t index, enum keys_group *group_out, const struct keys_row **row_out)
{
    *row_out = NULL;
    for (enum keys_group g = 0; g < KEYS_GROUP_COUNT; g++) {
        *group_out = g;
        if (index-- == 0) {
            return true;
        }
        for (size_t i = 0; i < keys_count(); i++) {
            if (keys_table[i].group == g && index-- == 0) {
                *row_out = &keys_table[i];
                return true;
            }
        }
        if (index-- == 0) {
            *group_out = KEYS_GROUP_COUNT;
            return true;
        }
    }
    return false;
}

static void draw_line(struct screen *screen, struct screen_area line, size_t index)
{
    enum keys_group group;
    const struct keys_row *row;
    if (!line_at(index, &group, &row)) {
        return;
    }
    if (row) {
        draw_row(screen, line, row);
    } else if (group < KEYS_GROUP_COUNT) {
        screen_put(screen, line, 1, 0, bold, keys_group_name(group));
    }
}

void desk_help_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    size_t lines = keys_count() + 2 * (size_t)KEYS_GROUP_COUNT - 1;
    int columns = area.width / COLUMN_WIDTH > 0 ? area.width / COLUMN_WIDTH : 1;
    int rows = area.height - 1;
    int most = (int)lines - columns * rows;
    desk->help_scroll = desk->help_scroll > most ? most : desk->help_scroll;
    desk->help_scroll = desk->help_scroll < 0 ? 0 : desk->help_scroll;
    for (int c = 0; c < columns; c++) {
        for (int y = 0; y < rows; y++) {
            struct screen_area line = {area.x + c * (area.width / columns), area.y + y,
                                       area.width / columns, 1};
            draw_line(screen, line,
                      (size_t)desk->help_scroll + (size_t)c * (size_t)rows + (size_t)y);
        }
    }
    struct screen_area last = {area.x, area.y + rows, area.width, 1};
    screen_put(screen, last, 1, 0, faint,
               most > 0 ? "Down and Up scroll, any other key closes; man plenary-desk tells more"
                        : "any key closes; man plenary-desk tells more");
}
