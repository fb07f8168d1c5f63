/* Finding a place in the text, and showing it: the wall's cursor, screen, view and notice. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_parts.h"

/* ---- moving the wall ---- */

static const struct pl_item *item_at(const struct desk *desk, struct pl_place place)
{
    const struct pl_items *items = pl_room_items(desk->room, PL_PENDING, place.section);
    return items && place.item < items->count ? &items->items[place.item] : NULL;
}

static const char *label_of(const struct pl_item *item)
{
    return item->label[0] ? item->label : item->marker;
}

static bool move_to(struct desk *desk, struct pl_place place)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    const struct pl_cursor *cursor = pl_room_cursor(desk->room, PL_PENDING);
    const struct pl_item *item = item_at(desk, place);
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    intent.as.move.section = document->sections[place.section].id;
    intent.as.move.item = item->id;
    intent.as.move.position = place.position;
    intent.as.move.from_item = cursor ? cursor->item : document->start_item;
    intent.as.move.from_position = cursor ? cursor->position : 0;
    return desk_do(desk, &intent, "show %s", label_of(item));
}

/* Why nothing can be shown; false where it can. */
static bool nothing_there(struct desk *desk)
{
    if (pl_room_document(desk->room, PL_PENDING)) {
        return false;
    }
    desk_say(desk, DESK_SAID,
             pl_room_whole(desk->room) ? "no text in this room yet: ^O loads one"
                                       : "the room is still being read");
    return true;
}

void desk_show(struct desk *desk)
{
    if (pl_room_displaced(desk->room)) {
        pl_room_take_back(desk->room, desk->now);
        desk_say(desk, DESK_SAID, "this desk writes again; the other one has stopped");
        return;
    }
    if (!nothing_there(desk) && desk_selected(desk)) {
        move_to(desk, desk->outline.at);
    }
}

/* With a dark wall the first press brings the text back: nobody moves what nobody sees. */
static bool lights(struct desk *desk)
{
    if (pl_room_screen(desk->room, PL_PENDING) == PL_SCREEN_TEXT) {
        return false;
    }
    struct pl_intent intent = {.kind = PL_INTENT_SCREEN, .as.screen = PL_SCREEN_TEXT};
    desk_do(desk, &intent, "the wall shows the text");
    return true;
}

static void walk(struct desk *desk, int by)
{
    struct pl_place place;
    if (nothing_there(desk) || lights(desk)) {
        return;
    }
    if (pl_room_step(desk->room, PL_PENDING, by, &place)) {
        move_to(desk, place);
    } else {
        desk_say(desk, DESK_SAID,
                 by > 0 ? "this is the end of the text" : "this is the beginning of the text");
    }
}

void desk_next(struct desk *desk)
{
    walk(desk, 1);
}

void desk_previous(struct desk *desk)
{
    walk(desk, -1);
}

static void set_screen(struct desk *desk, enum pl_screen screen)
{
    static const char *const said[PL_SCREEN_COUNT] = {[PL_SCREEN_TEXT] = "the wall shows the text",
                                                      [PL_SCREEN_OVERVIEW] =
                                                          "the wall shows the whole text",
                                                      [PL_SCREEN_BLANK] = "the wall is blank"};
    struct pl_intent intent = {.kind = PL_INTENT_SCREEN, .as.screen = screen};
    desk_do(desk, &intent, "%s", said[screen]);
}

static void toggle_screen(struct desk *desk, enum pl_screen screen)
{
    bool on = pl_room_screen(desk->room, PL_PENDING) == screen;
    set_screen(desk, on ? PL_SCREEN_TEXT : screen);
}

void desk_blank(struct desk *desk)
{
    toggle_screen(desk, PL_SCREEN_BLANK);
}

void desk_overview(struct desk *desk)
{
    toggle_screen(desk, PL_SCREEN_OVERVIEW);
}

void desk_present(struct desk *desk)
{
    set_screen(desk, PL_SCREEN_TEXT);
}

void desk_view(struct desk *desk)
{
    static const char *const said[PL_VIEW_COUNT] = {
        [PL_VIEW_MARKED] = "the wall shows the text marked up",
        [PL_VIEW_CLEAN] = "the wall shows the text clean, as if all were accepted",
        [PL_VIEW_ORIGINAL] = "the wall shows the text as it was, without proposals"};
    enum pl_view view =
        (enum pl_view)((pl_room_text_view(desk->room, PL_PENDING) + 1) % PL_VIEW_COUNT);
    struct pl_intent intent = {.kind = PL_INTENT_VIEW, .as.view = view};
    if (!nothing_there(desk)) {
        desk_do(desk, &intent, "%s", said[view]);
    }
}

void desk_clear(struct desk *desk)
{
    const struct pl_cursor *cursor = pl_room_cursor(desk->room, PL_PENDING);
    struct pl_intent intent = {.kind = PL_INTENT_CLEAR_HIGHLIGHTS};
    if (!cursor || cursor->highlight_count == 0) {
        desk_say(desk, DESK_SAID, "nothing is highlighted");
    } else {
        desk_do(desk, &intent, "no highlights on the wall");
    }
}

/* ---- the notice ---- */

static void answered_notice(struct desk *desk, const char *text)
{
    struct pl_intent intent = {.kind = PL_INTENT_NOTICE};
    intent.as.notice.text = text;
    if (strlen(text) > PL_NOTICE_MAX) {
        desk_notice(desk);
        desk_ask(desk, desk->prompt.question, text);
        desk_say(desk, DESK_WARNED, "a message has at most %d bytes, this one has %zu",
                 PL_NOTICE_MAX, strlen(text));
    } else if (text[0]) {
        desk_do(desk, &intent, "message: %s", text);
    } else {
        desk_do(desk, &intent, "no message");
    }
}

void desk_notice(struct desk *desk)
{
    static const struct desk_question question = {.title = "Message at the foot of the wall",
                                                  .hint = "Enter with nothing takes it away",
                                                  .done = answered_notice};
    const struct pl_notice *notice = pl_room_notice(desk->room, PL_PENDING, NULL);
    desk_ask(desk, &question, notice ? notice->text : "");
}

/* ---- going to a label ---- */

static void answered_goto(struct desk *desk, const char *text)
{
    struct pl_place place;
    char line[DESCRIBE_LINE];
    if (!text[0]) {
        return;
    }
    if (pl_room_find(desk->room, PL_PENDING, text, &place)) {
        desk->focus = DESK_OUTLINE;
        desk_select(desk, place);
        desk_say(desk, DESK_SAID, "Enter shows it on the wall");
        return;
    }
    size_t count = 0;
    struct intent_entry *entries = describe_outline(desk->room, &count);
    intent_what_exists(entries, count, text, line, sizeof line);
    free(entries);
    desk_say(desk, DESK_WARNED, "%s", line);
}

void desk_goto(struct desk *desk)
{
    static const struct desk_question question = {
        .title = "Go to", .hint = "a label: c.4, or a section: c", .done = answered_goto};
    if (!nothing_there(desk)) {
        desk_ask(desk, &question, "");
    }
}

/* ---- finding words ---- */

static bool has_words(const struct desk *desk, struct pl_place place)
{
    const struct pl_item *item = item_at(desk, place);
    const struct pl_words *words =
        item ? pl_room_words(desk->room, PL_PENDING, place.section, item->id, NULL, NULL) : NULL;
    char *text = words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
    struct intent_span span;
    size_t found = text ? intent_find(text, desk->search, true, 1, &span) : 0;
    free(text);
    return found > 0 && found != SIZE_MAX;
}

/* From the selected item on, round the end, back to it. */
static void search(struct desk *desk, int by, bool from_here)
{
    struct pl_place start = desk->outline.at;
    struct pl_place at = start;
    size_t agreed, total;
    if (nothing_there(desk) || !desk->outline.has) {
        return;
    }
    pl_room_progress(desk->room, &agreed, &total);
    for (size_t tried = 0; tried <= total; tried++) {
        if ((tried > 0 || from_here) && has_words(desk, at)) {
            desk->focus = DESK_OUTLINE;
            desk_select(desk, at);
            snprintf(desk->found_item, sizeof desk->found_item, "%s", desk->outline.item);
            desk_say(desk, DESK_SAID, "\"%s\": n the next, → chooses it, Enter shows it",
                     desk->search);
            return;
        }
        if (!pl_room_neighbour(desk->room, PL_PENDING, at, by, &at)) {
            (by > 0 ? desk_first : desk_last)(desk);
            at = desk->outline.at;
            from_here = true;
        }
    }
    desk_select(desk, start);
    desk_say(desk, DESK_WARNED, "\"%s\" is not in this text", desk->search);
}

static void answered_search(struct desk *desk, const char *text)
{
    if (text[0]) {
        snprintf(desk->search, sizeof desk->search, "%s", text);
        search(desk, 1, true);
    }
}

void desk_search(struct desk *desk)
{
    static const struct desk_question question = {
        .title = "Find", .hint = "words, capitals or not", .done = answered_search};
    if (!nothing_there(desk)) {
        desk_ask(desk, &question, "");
    }
}

static void search_on(struct desk *desk, int by)
{
    if (desk->search[0]) {
        search(desk, by, false);
    } else {
        desk_say(desk, DESK_SAID, "first / and the words to find");
    }
}

void desk_search_next(struct desk *desk)
{
    search_on(desk, 1);
}

void desk_search_previous(struct desk *desk)
{
    search_on(desk, -1);
}

/* ---- panes ---- */

static void turn_focus(struct desk *desk, int by)
{
    int next = ((int)desk->focus + by + DESK_FOCUS_COUNT) % DESK_FOCUS_COUNT;
    desk->focus = (enum desk_focus)next;
    desk_speakers_look(desk);
}

void desk_focus_next(struct desk *desk)
{
    turn_focus(desk, 1);
}

void desk_focus_previous(struct desk *desk)
{
    turn_focus(desk, -1);
}

void desk_escape(struct desk *desk)
{
    desk_read_one(desk);
    desk->focus = DESK_OUTLINE;
    desk_words_reset(desk);
}
