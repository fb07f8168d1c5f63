/* What each wall shows, and how long ago that changed; one that is lost, or behind, stands out. */
#include <stdio.h>
#include <string.h>

#include "desk_parts.h"

enum { LINE = 1024 };

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look faint = {.style = SCREEN_DIM};
static const struct screen_look warning = {.style = SCREEN_BOLD, .colour = SCREEN_YELLOW};

static struct desk_wall *find(struct desk *desk, const char *user)
{
    for (size_t i = 0; i < desk->wall_count; i++) {
        if (strcmp(desk->walls[i].user, user) == 0) {
            return &desk->walls[i];
        }
    }
    return NULL;
}

static struct desk_wall *meet(struct desk *desk, const char *user)
{
    struct desk_wall *wall = find(desk, user);
    if (!wall && desk->wall_count < PL_PEERS_MAX) {
        wall = &desk->walls[desk->wall_count++];
        *wall = (struct desk_wall){.mono_ms = 0};
        snprintf(wall->user, sizeof wall->user, "%s", user);
    }
    return wall;
}

/* A wall's entry changes with all that it holds: only another place in the text is a change here.
 */
static void look_at(struct desk *desk, const struct pl_peer *peer)
{
    const struct pl_display *display = peer->is.display;
    struct desk_wall *wall = meet(desk, peer->user);
    if (!wall || !display->item || !display->section) {
        return;
    }
    bool moved = strcmp(wall->item, display->item) != 0 ||
                 strcmp(wall->section, display->section) != 0 || wall->page != display->page;
    if (moved) {
        wall->mono_ms = peer->retained ? 0 : peer->received_mono_ms;
        wall->page = display->page;
        snprintf(wall->item, sizeof wall->item, "%s", display->item);
        snprintf(wall->section, sizeof wall->section, "%s", display->section);
    }
}

void desk_walls_look(struct desk *desk)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_displays(desk->room); i++) {
        if (pl_room_display(desk->room, i, &peer)) {
            look_at(desk, &peer);
        }
    }
}

static const char *label_of(const struct desk *desk, const struct pl_display *display)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_CONFIRMED);
    for (size_t s = 0; document && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(desk->room, PL_CONFIRMED, s);
        const struct pl_item *item = NULL;
        if (items && strcmp(document->sections[s].id, display->section) == 0) {
            item = pl_items_find(items, display->item, NULL);
        }
        if (item) {
            return item->label[0] ? item->label : item->marker;
        }
    }
    return "another text";
}

static bool is_behind(const struct desk *desk, const struct pl_display *display)
{
    const struct pl_cursor *cursor = pl_room_cursor(desk->room, PL_CONFIRMED);
    return cursor && cursor->item && display->item &&
           (strcmp(cursor->item, display->item) != 0 ||
            strcmp(cursor->section, display->section) != 0);
}

/* "11 ms" of a change just made, then seconds, minutes; wakes when that changes. Nothing of what a
 * wall has shown since before we came. */
static void ago(struct desk *desk, const struct pl_peer *peer, char *out, size_t size)
{
    const struct desk_wall *wall = find(desk, peer->user);
    out[0] = '\0';
    if (!wall || wall->mono_ms == 0) {
        return;
    }
    int64_t ms = desk->now.mono_ms - wall->mono_ms;
    if (ms < 1000) {
        snprintf(out, size, ", %d ms", (int)peer->is.display->took_ms);
        desk_wake_at(desk, wall->mono_ms + 1000);
    } else {
        char text[64];
        int64_t step = ms < 60000 ? 1000 : 60000;
        describe_ago(ms, text, sizeof text);
        snprintf(out, size, ", %s", text);
        desk_wake_at(desk, wall->mono_ms + (ms / step + 1) * step);
    }
}

static bool describe_wall(struct desk *desk, const struct pl_peer *peer, char *out, size_t size)
{
    char when[64];
    const struct pl_display *display = peer->is.display;
    if (!display->online) {
        int64_t past_ms = desk->now.mono_ms - peer->received_mono_ms;
        /* The clock of a wall that we have not heard is not ours, and is not set with it. */
        desk_clock(desk,
                   peer->retained ? peer->at_ms - desk->ahead_ms : desk->now.wall_ms - past_ms,
                   when);
        snprintf(out, size, "%s: lost since %.7s", display->name, when);
        return false;
    }
    if (!display->item) {
        snprintf(out, size, "%s: %s", display->name,
                 !display->load                                                   ? "no text yet"
                 : pl_room_screen(desk->room, PL_CONFIRMED) == PL_SCREEN_BLANK    ? "blank"
                 : pl_room_screen(desk->room, PL_CONFIRMED) == PL_SCREEN_OVERVIEW ? "overview"
                                                                                  : "no item");
        return true;
    }
    ago(desk, peer, when, sizeof when);
    bool behind = desk->connected && is_behind(desk, display);
    char page[32] = "";
    if (display->page_count > 1) {
        snprintf(page, sizeof page, " (%zu/%zu)", display->page + 1, display->page_count);
    }
    snprintf(out, size, "%s: %s%s%s%s", display->name, behind ? "still " : "",
             label_of(desk, display), page, when);
    return !behind;
}

void desk_walls_draw(struct desk *desk, struct screen *screen, struct screen_area line)
{
    char text[LINE];
    struct pl_peer peer;
    int x = 1;
    size_t count = pl_room_displays(desk->room);
    for (size_t i = 0; i < count; i++) {
        if (pl_room_display(desk->room, i, &peer)) {
            bool well = describe_wall(desk, &peer, text, sizeof text);
            x += screen_put(screen, line, x, 0, well ? plain : warning, text) + 3;
        }
    }
    if (count == 0) {
        x += 3 + screen_put(screen, line, x, 0, faint, "no wall is here");
    }
    for (size_t i = 0; i < pl_room_desks(desk->room); i++) {
        if (pl_room_desk(desk->room, i, &peer) && peer.is.desk->online &&
            strcmp(peer.is.desk->name, desk->config.name) != 0) {
            snprintf(text, sizeof text, "also at a desk: %s", peer.is.desk->name);
            x += screen_put(screen, line, x, 0, faint, text) + 3;
        }
    }
}
