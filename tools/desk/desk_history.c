/* What was said at the foot, with the time: nothing that flew by is lost. */
#include <stdio.h>

#include "desk_parts.h"

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look faint = {.style = SCREEN_DIM};
static const struct screen_look warning = {.style = SCREEN_BOLD, .colour = SCREEN_YELLOW};

void desk_remember(struct desk *desk)
{
    struct desk_history *history = &desk->history;
    size_t at = history->count++ % DESK_HISTORY;
    history->unread -= history->lines[at].unread ? 1 : 0; /* so many were said since */
    snprintf(history->lines[at].text, sizeof history->lines[at].text, "%s", desk->said);
    history->lines[at].wall_ms = desk->now.wall_ms;
    history->lines[at].tone = desk->tone;
    history->lines[at].unread = desk->tone == DESK_MISSED;
    history->unread += desk->tone == DESK_MISSED ? 1 : 0;
}

/* Where the oldest unread line is; there is one. */
static size_t oldest_unread(const struct desk_history *history)
{
    size_t kept = history->count < DESK_HISTORY ? history->count : DESK_HISTORY;
    size_t at = history->count - kept;
    while (!history->lines[at % DESK_HISTORY].unread) {
        at++;
    }
    return at % DESK_HISTORY;
}

const char *desk_unread(const struct desk *desk)
{
    const struct desk_history *history = &desk->history;
    return history->unread > 0 ? history->lines[oldest_unread(history)].text : NULL;
}

bool desk_read_one(struct desk *desk)
{
    struct desk_history *history = &desk->history;
    if (history->unread == 0) {
        return false;
    }
    history->lines[oldest_unread(history)].unread = false;
    history->unread--;
    return true;
}

void desk_history(struct desk *desk)
{
    while (desk_read_one(desk)) {
    }
    desk->history.open = true;
    desk->history.scroll = 0;
}

bool desk_history_key(struct desk *desk, const struct keys_key *key)
{
    struct desk_history *history = &desk->history;
    if (!history->open) {
        return false;
    }
    if (key->code == KEYS_UP || key->code == KEYS_WHEEL_UP) {
        history->scroll++;
    } else if (key->code == KEYS_DOWN || key->code == KEYS_WHEEL_DOWN) {
        history->scroll -= history->scroll > 0 ? 1 : 0;
    } else {
        history->open = false;
    }
    return true;
}

void desk_history_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct desk_history *history = &desk->history;
    size_t kept = history->count < DESK_HISTORY ? history->count : DESK_HISTORY;
    int rows = area.height - 2;
    int most = (int)kept > rows ? (int)kept - rows : 0;
    history->scroll = history->scroll > most ? most : history->scroll;
    int shown = (int)kept < rows ? (int)kept : rows;
    screen_put(screen, area, 1, 0, bold, "What happened");
    for (int y = 0; y < shown; y++) {
        size_t at = (history->count - (size_t)(shown - y + history->scroll)) % DESK_HISTORY;
        char clock[8];
        desk_clock(desk, history->lines[at].wall_ms, clock);
        screen_put(screen, area, 1, y + 1, faint, clock);
        screen_put(screen, area, 8, y + 1, history->lines[at].tone <= DESK_DONE ? plain : warning,
                   history->lines[at].text);
    }
    screen_put(screen, area, 1, area.height - 1, faint,
               "Up and Down scroll, any other key closes; plenary log has the whole sitting");
}
