/* The line at the top, and at the foot: the walls, the last thing done with how to take it back,
 * and the question or the keys that matter here. */
#include <stdio.h>
#include <string.h>

#include "desk_parts.h"

enum { LINE = 1024 };

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look faint = {.style = SCREEN_DIM};
static const struct screen_look alarm = {.style = SCREEN_BOLD | SCREEN_REVERSE,
                                         .colour = SCREEN_RED};
static const struct screen_look warning = {.style = SCREEN_BOLD, .colour = SCREEN_YELLOW};

/* Appends; what does not fit is cut at the screen's edge anyway. */
static void add(char *line, size_t size, const char *text)
{
    size_t used = strlen(line);
    snprintf(line + used, size - used, "%s", text);
}

/* ---- the head ---- */

static void state_of(const struct desk *desk, char *out, size_t size)
{
    char clock[8];
    size_t kept = pl_room_unsettled(desk->room) + desk->left;
    if (desk->connected && pl_room_displaced(desk->room)) {
        snprintf(out, size, "ANOTHER DESK WRITES AS %.60s, Enter takes it back", desk->config.name);
    } else if (desk->connected && pl_room_denied(desk->room)) {
        snprintf(out, size, "READ ONLY: the broker lets this user not write");
    } else if (desk->connected && pl_room_whole(desk->room) && desk->left > 0) {
        snprintf(out, size, "%zu change%s kept until the text is here", kept, kept == 1 ? "" : "s");
    } else if (desk->connected) {
        snprintf(out, size, "%s", pl_room_whole(desk->room) ? "" : "reading the room");
    } else if (desk->lost_wall_ms == 0) {
        char count[32] = "";
        if (kept > 0) {
            snprintf(count, sizeof count, "%zu change%s kept, ", kept, kept == 1 ? "" : "s");
        }
        snprintf(out, size, "%sconnecting%s%s", count, desk->trouble[0] ? ": " : "", desk->trouble);
    } else {
        desk_clock(desk, desk->lost_wall_ms, clock);
        snprintf(out, size, "OFFLINE since %s, %zu change%s kept", clock, kept,
                 kept == 1 ? "" : "s");
    }
}

static const char *screen_word(const struct desk *desk)
{
    switch (pl_room_screen(desk->room, PL_PENDING)) {
    case PL_SCREEN_BLANK:
        return "WALL BLANK";
    case PL_SCREEN_OVERVIEW:
        return "WALL: WHOLE TEXT";
    case PL_SCREEN_TEXT:
    case PL_SCREEN_COUNT:
        break;
    }
    switch (pl_room_text_view(desk->room, PL_PENDING)) {
    case PL_VIEW_CLEAN:
        return "WALL: CLEAN TEXT";
    case PL_VIEW_ORIGINAL:
        return "WALL: OLD TEXT";
    case PL_VIEW_MARKED:
    case PL_VIEW_COUNT:
        break;
    }
    return "";
}

/* At the right: what must not be missed first. Returns the column where it begins. */
static int draw_state(struct desk *desk, struct screen *screen, struct screen_area line)
{
    char state[LINE];
    char right[LINE] = "";
    char clock[8];
    size_t agreed, total;
    state_of(desk, state, sizeof state);
    const char *wall = screen_word(desk);
    pl_room_progress(desk->room, &agreed, &total);
    desk_clock(desk, desk->now.wall_ms, clock);
    desk_wake_at(desk, desk->now.mono_ms + 60000 - (desk->now.wall_ms + desk->ahead_ms) % 60000);
    snprintf(right, sizeof right, "  %zu of %zu agreed  %s  %s ", agreed, total,
             desk->config.room_name, clock);
    int x = line.width - screen_columns(right, strlen(right));
    screen_put(screen, line, x, 0, plain, right);
    if (wall[0]) {
        x -= screen_columns(wall, strlen(wall)) + 2;
        screen_put(screen, line, x + 1, 0, alarm, wall);
    }
    if (state[0]) {
        int columns = screen_columns(state, strlen(state));
        x = columns + 2 > x ? 0 : x - columns - 2;
        screen_put(screen, line, x + 1, 0, alarm, state);
    }
    return x;
}

void desk_head_draw(struct desk *desk, struct screen *screen, struct screen_area line)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    const char *title = document && document->lang_count > 0 ? document->fronts[0].title : "";
    struct screen_area left = line;
    left.width = draw_state(desk, screen, line);
    screen_put(screen, left, 1, 0, bold, title[0] ? title : "Plenary");
}

/* ---- said, asked, taught ---- */

/* ---- how far the last act has come ---- */

enum { FOLLOW_MS = 1000, STUCK_MS = 10000 };

/* Why it is not in the room yet. */
static const char *not_in_yet(struct desk *desk)
{
    int64_t since_ms = desk->now.mono_ms - desk->done_mono_ms;
    if (!desk->connected) {
        return "kept, not sent";
    }
    if (pl_room_denied(desk->room)) {
        return "not sent: this user may only read";
    }
    if (pl_room_displaced(desk->room)) {
        return "not sent: another desk writes";
    }
    if (!pl_room_whole(desk->room)) {
        return "kept until the room is read";
    }
    desk_wake_at(desk, desk->done_mono_ms + STUCK_MS);
    return since_ms < STUCK_MS ? "sent" : "sent, but not in the room: plenary room mend may help";
}

/* The walls that are there: none, all show it, or those that do not. False: somebody must look. */
static bool on_the_walls(struct desk *desk, char *out, size_t size)
{
    size_t there = 0, lagging = 0;
    char names[PL_NAME_MAX + 16] = "";
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_displays(desk->room); i++) {
        if (!pl_room_display(desk->room, i, &peer) || !peer.is.display->online) {
            continue;
        }
        there++;
        if (pl_room_lags(desk->room, i) && lagging++ == 0) {
            snprintf(names, sizeof names, "%s", peer.is.display->name);
        }
    }
    bool late = lagging > 0 && desk->now.mono_ms - desk->in_mono_ms >= FOLLOW_MS;
    desk_wake_at(desk, lagging > 0 && !late ? desk->in_mono_ms + FOLLOW_MS : INT64_MAX);
    if (there == 0) {
        snprintf(out, size, "in the room, no wall is on");
    } else if (lagging == 0) {
        snprintf(out, size, "on the wall");
    } else if (!late) {
        snprintf(out, size, "in the room");
    } else if (lagging > 1) {
        snprintf(out, size, "%s and %zu more do not follow", names, lagging - 1);
    } else {
        snprintf(out, size, "%s does not follow", names);
    }
    return !late;
}

/* Only what was read back is claimed. False: somebody must look. */
static bool how_far(struct desk *desk, char *out, size_t size)
{
    if (pl_room_unsettled(desk->room) > 0) {
        desk->in_mono_ms = 0;
        const char *why = not_in_yet(desk);
        snprintf(out, size, "%s", why);
        return strcmp(why, "sent") == 0;
    }
    if (desk->in_mono_ms == 0) {
        desk->in_mono_ms = desk->now.mono_ms;
    }
    return on_the_walls(desk, out, size);
}

static void draw_said(struct desk *desk, struct screen *screen, struct screen_area line)
{
    char far[LINE] = "";
    bool well = desk->tone == DESK_SAID;
    if (desk->tone == DESK_DONE) {
        well = how_far(desk, far, sizeof far);
    }
    int x =
        1 + screen_put(screen, line, 1, 0, desk->tone <= DESK_DONE ? bold : warning, desk->said);
    if (far[0]) {
        x += screen_put(screen, line, x, 0, faint, " · ");
        x += screen_put(screen, line, x, 0, well ? plain : warning, far);
    }
    const char *last = acts_last(desk->acts);
    bool just = last && strcmp(last, desk->said) == 0;
    char text[LINE] = "";
    if (just) {
        add(text, sizeof text, "   u takes it back");
    } else if (last) {
        add(text, sizeof text, desk->said[0] ? "   u takes back: " : "u takes back: ");
        add(text, sizeof text, last);
    }
    screen_put(screen, line, x, 0, faint, text);
}

/* It stays until it is read: what is said later goes into the line of the keys. */
static void draw_unread(const struct desk *desk, struct screen *screen, struct screen_area line)
{
    char hint[64] = "  Esc: read";
    size_t more = desk->history.unread - 1;
    if (more > 0) {
        snprintf(hint, sizeof hint, "  Esc: read, %zu more; W lists them", more);
    }
    int columns = screen_columns(hint, strlen(hint));
    struct screen_area text = line;
    text.width = line.width - columns - 1;
    screen_put(screen, text, 1, 0, warning, desk_unread(desk));
    screen_put(screen, line, line.width - columns - 1, 0, bold, hint);
}

static void draw_keys(struct desk *desk, struct screen *screen, struct screen_area line)
{
    static const char *const brief[DESK_FOCUS_COUNT] = {
        [DESK_OUTLINE] =
            "Enter show  PgDn next  → words  s status  + speaker  f floor  u undo  ? keys",
        [DESK_WORDS] =
            "v several  [ bracket  d delete  i insert  r replace  a accept  Esc back  ? keys",
        [DESK_SPEAKERS] =
            "+ add  f next  p pause  e end  K J order  x off  y n request  Esc  ? keys"};
    static const char *const full[DESK_FOCUS_COUNT] = {
        [DESK_OUTLINE] =
            "Enter show  PgDn next  → words  s status  o new item  + speaker  f floor  "
            "p pause  b blank  g go to  / find  u undo  ? all keys",
        [DESK_WORDS] = "→ word  v several words  Enter highlight  [ bracket  d delete  i insert  "
                       "r replace  a accept  x reject  Esc back  ? all keys",
        [DESK_SPEAKERS] = "+ add  f floor to next  Enter give floor  p pause  e end  K J order  "
                          "x off the list  y n request  Esc back  ? all keys"};
    const char *const *hints = line.width >= 130 ? full : brief;
    screen_put(screen, line, 1, 0, faint, hints[desk->focus]);
}

/* The line in the middle: what waits to be read, else the question's hint, else what was said. */
static void draw_middle(struct desk *desk, struct screen *screen, struct screen_area line)
{
    const struct desk_question *question = desk->prompt.question;
    bool about_answer = desk->prompt.asked != desk->history.count;
    if (desk_unread(desk) && !(question && about_answer)) {
        draw_unread(desk, screen, line);
    } else if (question && question->hint && !about_answer) {
        screen_put(screen, line, 1, 0, faint, question->hint);
    } else if (!question || about_answer) {
        draw_said(desk, screen, line);
    }
}

void desk_foot_draw(struct desk *desk, struct screen *screen, struct screen_area lines)
{
    struct screen_area line = {lines.x, lines.y, lines.width, 1};
    const char *unread = desk_unread(desk);
    if (unread && desk->prompt.question && desk->prompt.asked != desk->history.count) {
        draw_unread(desk, screen, line);
    } else {
        desk_walls_draw(desk, screen, line);
    }
    line.y++;
    draw_middle(desk, screen, line);
    line.y++;
    if (desk->prompt.question) {
        desk_prompt_draw(desk, screen, line);
    } else if (unread && desk->tone != DESK_MISSED) {
        draw_said(desk, screen, line);
    } else {
        draw_keys(desk, screen, line);
    }
}
