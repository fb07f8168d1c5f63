/* Choosing words of the selected item: word by word, line by line, with the mouse; and showing them
 * on the wall. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intent.h"
#include "item_view.h"

enum { QUOTE_POINTS = 32 };

static const char none_here[] = "there are no words here to choose from";

/* ---- what is chosen ---- */

void desk_words_reset(struct desk *desk)
{
    struct desk_selection *chosen = &desk->words;
    chosen->anchor = chosen->head = 0;
    chosen->wide = false;
    chosen->scroll = 0;
    chosen->item[0] = '\0';
}

static struct wording_token *tokens_of(const struct desk *desk, size_t *count_out)
{
    const struct pl_words *words = desk_selected_words(desk);
    *count_out = 0;
    return words ? wording_tokens(words, count_out) : NULL;
}

/* Remembers what stands there, to find it again. */
static void remember(struct desk *desk, const struct wording_token *tokens)
{
    struct desk_selection *chosen = &desk->words;
    bool back = chosen->head < chosen->anchor;
    chosen->span.start = tokens[back ? chosen->head : chosen->anchor].start;
    chosen->span.end = tokens[back ? chosen->anchor : chosen->head].end;
    chosen->head_point = tokens[chosen->head].start;
    snprintf(chosen->item, sizeof chosen->item, "%s", desk->outline.item);
    desk_words_join(desk_selected_words(desk), chosen->text);
}

void desk_words_join(const struct pl_words *words, char out[DESK_ITEM_TEXT])
{
    size_t used = 0;
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        if (used + run->bytes < DESK_ITEM_TEXT) {
            memcpy(out + used, run->t, run->bytes);
            used += run->bytes;
        }
    }
    out[used] = '\0';
}

/* The word with the code point, or else the next one; the last where there is none. */
static size_t token_at(const struct wording_token *tokens, size_t count, size_t point)
{
    size_t i = 0;
    while (i + 1 < count && tokens[i].end <= point) {
        i++;
    }
    return i;
}

static void find_again(struct desk *desk, const struct wording_token *tokens, size_t count)
{
    struct desk_selection *chosen = &desk->words;
    bool back = chosen->head < chosen->anchor;
    struct wording_token span = chosen->span;
    char *now = pl_words_join(desk_selected_words(desk), PL_VIEW_MARKED);
    bool found = now && wording_follow_near(chosen->text, now, &span);
    size_t first = token_at(tokens, count, span.start);
    size_t last = found ? token_at(tokens, count, span.end - 1) : first;
    free(now);
    chosen->anchor = back ? last : first;
    chosen->head = back ? first : last;
    if (!found) {
        chosen->wide = false;
        /* What this desk does itself it has said already. */
        if (desk->focus == DESK_WORDS && desk->history.count == chosen->heard) {
            desk_say(desk, DESK_WARNED, "the chosen words are gone: somebody has changed them");
        }
    }
}

void desk_words_look(struct desk *desk)
{
    size_t count;
    struct wording_token *tokens = tokens_of(desk, &count);
    if (!tokens) {
        desk_words_reset(desk);
        return;
    }
    if (strcmp(desk->words.item, desk->outline.item) == 0) {
        find_again(desk, tokens, count);
    } else {
        desk_words_reset(desk);
    }
    remember(desk, tokens);
    desk->words.heard = desk->history.count;
    free(tokens);
}

bool desk_words_span(const struct desk *desk, size_t *start_out, size_t *end_out)
{
    const struct desk_selection *chosen = &desk->words;
    const struct pl_words *words = desk_selected_words(desk);
    size_t points = words ? words->points : 0;
    bool has = desk->focus == DESK_WORDS && strcmp(chosen->item, desk->outline.item) == 0 &&
               chosen->item[0] && chosen->span.start < chosen->span.end &&
               chosen->span.end <= points;
    *start_out = has ? chosen->span.start : 0;
    *end_out = has ? chosen->span.end : points;
    return has;
}

size_t desk_words_head(const struct desk *desk)
{
    return desk->words.head_point;
}

/* ---- choosing ---- */

static void choose(struct desk *desk, size_t head, bool extend)
{
    size_t count;
    struct wording_token *tokens = tokens_of(desk, &count);
    if (!tokens) {
        desk_say(desk, DESK_SAID, "%s", none_here);
        return;
    }
    desk->words.head = head < count ? head : count - 1;
    desk->words.anchor = extend ? desk->words.anchor : desk->words.head;
    desk->words.anchor = desk->words.anchor < count ? desk->words.anchor : count - 1;
    remember(desk, tokens);
    free(tokens);
}

void desk_words_choose_at(struct desk *desk, size_t point)
{
    size_t count;
    struct wording_token *tokens = tokens_of(desk, &count);
    if (tokens) {
        choose(desk, token_at(tokens, count, point), desk->words.wide);
    }
    free(tokens);
}

/* The words that / has found in this item just now; once. */
static bool choose_found(struct desk *desk)
{
    size_t count = 0;
    struct intent_span span;
    bool here = desk->found_item[0] && strcmp(desk->found_item, desk->outline.item) == 0;
    desk->found_item[0] = '\0';
    struct wording_token *tokens = here ? tokens_of(desk, &count) : NULL;
    char *text = tokens ? pl_words_join(desk_selected_words(desk), PL_VIEW_MARKED) : NULL;
    size_t found = text ? intent_find(text, desk->search, true, 1, &span) : 0;
    bool good = found > 0 && found != SIZE_MAX;
    if (good) {
        choose(desk, token_at(tokens, count, span.start), false);
        choose(desk, token_at(tokens, count, span.end - 1), true);
    }
    free(text);
    free(tokens);
    return good;
}

/* True where this key has brought us into the words only. */
static bool enter(struct desk *desk)
{
    if (desk->focus == DESK_WORDS) {
        return false;
    }
    if (!desk_selected_words(desk)) {
        desk_say(desk, DESK_SAID, "%s", none_here);
        return true;
    }
    desk->focus = DESK_WORDS;
    if (choose_found(desk)) {
        return true;
    }
    struct pl_place live;
    if (desk->words.head == 0 && strcmp(desk->outline.item, desk->live_item) == 0 &&
        pl_room_place(desk->room, PL_PENDING, &live)) {
        desk_words_choose_at(desk, live.position); /* where the wall's page begins */
    } else {
        choose(desk, desk->words.head, false);
    }
    return true;
}

static size_t before(const struct desk *desk)
{
    return desk->words.head > 0 ? desk->words.head - 1 : 0;
}

void desk_word_left(struct desk *desk)
{
    if (!enter(desk)) {
        choose(desk, before(desk), desk->words.wide);
    }
}

void desk_word_right(struct desk *desk)
{
    if (!enter(desk)) {
        choose(desk, desk->words.head + 1, desk->words.wide);
    }
}

void desk_word_extend_left(struct desk *desk)
{
    if (!enter(desk)) {
        choose(desk, before(desk), true);
    }
}

void desk_word_extend_right(struct desk *desk)
{
    if (!enter(desk)) {
        choose(desk, desk->words.head + 1, true);
    }
}

void desk_word_wide(struct desk *desk)
{
    desk->words.wide = !desk->words.wide;
    choose(desk, desk->words.head, desk->words.wide);
    desk_say(desk, DESK_SAID,
             desk->words.wide ? "choosing several words; v again for one" : "choosing one word");
}

static void line_step(struct desk *desk, int by)
{
    struct item_view view;
    if (!item_view_open(desk, &view)) {
        return;
    }
    size_t line = item_view_line_of(&view, desk->words.head_point);
    int column = item_view_column_of(&view, desk->words.head_point);
    bool up = by < 0 && line > 0;
    if (up || (by > 0 && line + 1 < view.line_count)) {
        desk_words_choose_at(desk, item_view_point_at(&view, up ? line - 1 : line + 1, column));
    }
    item_view_close(&view);
}

void desk_word_up(struct desk *desk)
{
    line_step(desk, -1);
}

void desk_word_down(struct desk *desk)
{
    line_step(desk, 1);
}

void desk_word_first(struct desk *desk)
{
    choose(desk, 0, desk->words.wide);
}

void desk_word_last(struct desk *desk)
{
    choose(desk, SIZE_MAX, desk->words.wide);
}

/* ---- showing them ---- */

char *desk_words_part(const struct pl_words *words, size_t start, size_t end)
{
    char *text = pl_words_join(words, PL_VIEW_MARKED);
    if (text) {
        size_t from = wording_bytes(text, start);
        size_t to = from + wording_bytes(text + from, end - start);
        text[to] = '\0';
        memmove(text, text + from, to - from + 1);
    }
    return text;
}

void desk_quote(const char *text, char out[DESK_QUOTE])
{
    char first[DESK_QUOTE - 4];
    intent_first_words(text, QUOTE_POINTS, first, sizeof first);
    snprintf(out, DESK_QUOTE, "\"%s\"", first);
}

/* Which of the display's pages a position is on. */
static size_t page_of(const struct pl_display *display, size_t position)
{
    size_t page = 0;
    while (page + 1 < display->page_count && display->pages[page + 1] <= (int64_t)position) {
        page++;
    }
    return page;
}

/* The walls that show the item at `shown` show the words that begin at `start` too. */
static bool in_sight(const struct desk *desk, const char *item, size_t shown, size_t start)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_displays(desk->room); i++) {
        if (pl_room_display(desk->room, i, &peer) && peer.is.display->online &&
            peer.is.display->item && strcmp(peer.is.display->item, item) == 0 &&
            page_of(peer.is.display, shown) != page_of(peer.is.display, start)) {
            return false;
        }
    }
    return true;
}

/* The way to where the words can be seen, in front of the highlight; false: they can be now. */
static bool way_to(const struct desk *desk, const char *item, size_t start,
                   struct pl_intent *move_out)
{
    const struct pl_cursor *cursor = pl_room_cursor(desk->room, PL_PENDING);
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    const char *live = cursor ? cursor->item : document->start_item;
    size_t shown = cursor ? cursor->position : 0;
    if (live && strcmp(live, item) == 0 &&
        pl_room_screen(desk->room, PL_PENDING) == PL_SCREEN_TEXT &&
        in_sight(desk, item, shown, start)) {
        return false;
    }
    *move_out = (struct pl_intent){.kind = PL_INTENT_MOVE};
    move_out->as.move.section = desk_selected_section(desk);
    move_out->as.move.item = item;
    move_out->as.move.position = start;
    move_out->as.move.from_item = live;
    move_out->as.move.from_position = shown;
    return true;
}

static bool is_lit(const struct desk *desk, const struct pl_highlight *wanted)
{
    const struct pl_cursor *cursor = pl_room_cursor(desk->room, PL_PENDING);
    for (size_t i = 0; cursor && i < cursor->highlight_count; i++) {
        const struct pl_highlight *highlight = &cursor->highlights[i];
        if (strcmp(highlight->item, wanted->item) == 0 &&
            strcmp(highlight->lang, wanted->lang) == 0 && highlight->start == wanted->start &&
            highlight->end == wanted->end) {
            return true;
        }
    }
    return false;
}

static void light(struct desk *desk, const char *label, const struct pl_highlight *highlight)
{
    char quote[DESK_QUOTE];
    struct pl_intent intents[2];
    desk_quote(highlight->exact, quote);
    size_t moves = way_to(desk, highlight->item, highlight->start, &intents[0]) ? 1 : 0;
    if (moves == 0 && is_lit(desk, highlight)) {
        desk_say(desk, DESK_SAID, "%s is highlighted already; H takes it off", quote);
        return;
    }
    intents[moves] = (struct pl_intent){.kind = PL_INTENT_HIGHLIGHT, .as.highlight = *highlight};
    desk_do_all(desk, intents, moves + 1, "%s: %s highlighted%s", label, quote,
                moves ? " on the wall" : "");
}

void desk_highlight(struct desk *desk)
{
    struct pl_highlight highlight = {0};
    const struct pl_item *item = desk_selected(desk);
    if (!item || !desk_words_span(desk, &highlight.start, &highlight.end)) {
        desk_say(desk, DESK_SAID, "%s", none_here);
        return;
    }
    char *exact = desk_words_part(desk_selected_words(desk), highlight.start, highlight.end);
    char id[PL_ID_MAX + 1];
    char lang[PL_LANG_MAX + 1];
    char label[PL_LABEL_MAX + 1];
    snprintf(id, sizeof id, "%s", item->id);
    snprintf(lang, sizeof lang, "%s", pl_room_original(desk->room));
    snprintf(label, sizeof label, "%s", item->label[0] ? item->label : item->marker);
    highlight.item = id;
    highlight.lang = lang;
    highlight.exact = exact;
    if (exact) {
        light(desk, label, &highlight);
    }
    free(exact);
}
