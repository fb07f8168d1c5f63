/* The place in the text: next, prev, goto, highlight, screen, view. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "visit.h"

/* ---- next, prev, goto ---- */

static int move_to(struct visit *visit, const struct pl_place *to)
{
    struct pl_room *room = visit_room(visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    const struct pl_item *item = describe_item(room, to);
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    intent.as.move.section = document->sections[to->section].id;
    intent.as.move.item = item ? item->id : NULL;
    intent.as.move.position = to->position;
    intent.as.move.from_item = cursor ? cursor->item : document->start_item;
    intent.as.move.from_position = cursor ? cursor->position : 0;
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    char line[DESCRIBE_LINE];
    struct pl_place now = *to;
    pl_room_place(room, PL_CONFIRMED, &now);
    describe_place(room, &now, NULL, line, sizeof line);
    puts(line);
    return COMMAND_OK;
}

static int step(struct visit *visit, int by)
{
    struct pl_room *room = visit_room(visit);
    struct pl_place place;
    char line[DESCRIBE_LINE];
    if (!pl_room_place(room, PL_CONFIRMED, &place)) {
        return command_fail("the place is nowhere in this text; say where: plenary goto LABEL");
    }
    struct pl_place to;
    size_t beyond = by > 0 ? place.section + 1 : place.section - 1, missing;
    if (!pl_room_step(room, PL_CONFIRMED, by, &to)) {
        if (pl_room_missing(room, beyond, &missing) && missing == beyond) {
            const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
            return command_fail("section %s cannot be shown: the broker has lost it; go on with "
                                "plenary goto LABEL, or load the text again",
                                document->sections[missing].label);
        }
        describe_place(room, &place, NULL, line, sizeof line);
        return command_fail("this is the %s item: %s", by > 0 ? "last" : "first", line);
    }
    return move_to(visit, &to);
}

static int act_next(struct visit *visit, const struct call *call)
{
    (void)call;
    return step(visit, 1);
}

static int act_prev(struct visit *visit, const struct call *call)
{
    (void)call;
    return step(visit, -1);
}

static int act_goto(struct visit *visit, const struct call *call)
{
    char *label =
        command_text("the label", call->words, call->word_count, PL_LABEL_MAX, PL_LABEL_MAX);
    struct pl_place place;
    int status = COMMAND_FAILED;
    if (label && pl_room_find(visit_room(visit), PL_CONFIRMED, label, &place)) {
        status = move_to(visit, &place);
    } else if (label) {
        char line[DESCRIBE_LINE];
        size_t count = 0;
        struct intent_entry *entries = describe_outline(visit_room(visit), &count);
        intent_what_exists(entries, count, label, line, sizeof line);
        free(entries);
        command_fail("%s", line);
    }
    free(label);
    return status;
}

static int run_next(const struct call *call)
{
    return visit_run(call, true, act_next);
}

static int run_prev(const struct call *call)
{
    return visit_run(call, true, act_prev);
}

static int run_goto(const struct call *call)
{
    return visit_run(call, true, act_goto);
}

const struct command command_next = {
    .name = "next",
    .usage = "",
    .summary = "go to the next page or item",
    .help = "Turns the page where a wall shows the item on several, else goes to the next item.\n"
            "At the last item it stays, says so, and exits 1.",
    .example = "  plenary next",
    .run = run_next};

const struct command command_prev = {
    .name = "prev",
    .usage = "",
    .summary = "go back a page or an item",
    .help = "The reverse of next. At the first item it stays, says so, and exits 1.",
    .example = "  plenary prev",
    .run = run_prev};

const struct command command_goto = {
    .name = "goto",
    .usage = "LABEL",
    .summary = "go to an item or a section by its label",
    .help = "Capitals or not. The label of a section means its first item.",
    .example = "  plenary goto c.4.ii",
    .least = 1,
    .most = 8,
    .run = run_goto};

/* ---- highlight ---- */

static int submit_highlight(struct visit *visit, const char *item, const char *lang,
                            const char *text, const struct intent_span *span)
{
    char *exact = strndup(text + span->start_byte, span->end_byte - span->start_byte);
    if (!exact) {
        return command_fail("out of memory");
    }
    struct pl_intent intent = {.kind = PL_INTENT_HIGHLIGHT};
    intent.as.highlight = (struct pl_highlight){
        .item = item, .lang = lang, .start = span->start, .end = span->end, .exact = exact};
    bool stands = visit_submit(visit, &intent);
    if (stands) {
        printf("highlighted \"%s\"\n", exact);
    }
    free(exact);
    return stands ? COMMAND_OK : COMMAND_FAILED;
}

/* In the item at `place`: says what is in the way where the words are not there just once. */
static int highlight_in(struct visit *visit, const struct pl_place *place, const char *lang,
                        const char *words, size_t nth)
{
    const struct pl_room *room = visit_room(visit);
    const struct pl_item *item = describe_item(room, place);
    const char *section = pl_room_document(room, PL_CONFIRMED)->sections[place->section].id;
    char *text = item ? describe_item_words(room, place->section, item->id, lang) : NULL;
    if (!text) {
        return command_fail("there are no words here to highlight (section %s)", section);
    }
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    struct intent_span span = {0};
    int status = COMMAND_FAILED;
    if (cursor && cursor->highlight_count >= PL_HIGHLIGHTS_MAX) {
        command_fail("no more than %d highlights; plenary highlight --clear", PL_HIGHLIGHTS_MAX);
    } else if (command_find(text, item->label, words, nth, &span)) {
        status = submit_highlight(visit, item->id, lang, text, &span);
    }
    free(text);
    return status;
}

/* 0: none is given. False where it is no number. */
static bool wanted_nth(const struct call *call, int64_t *nth_out)
{
    const char *word = command_value(call, "nth");
    *nth_out = 0;
    return !word || intent_number(word, 1, PL_ITEM_POINTS_MAX, nth_out);
}

static int act_highlight(struct visit *visit, const struct call *call)
{
    const struct pl_room *room = visit_room(visit);
    const char *lang = command_value(call, "lang");
    int64_t nth = 0;
    if (!wanted_nth(call, &nth)) {
        return COMMAND_USAGE;
    }
    struct pl_place place;
    if (!pl_room_place(room, PL_CONFIRMED, &place)) {
        return command_fail("the place is nowhere in this text; say where: plenary goto LABEL");
    }
    if (lang && !describe_has_language(pl_room_document(room, PL_CONFIRMED), lang)) {
        return command_fail("the text is not there in language \"%s\"", lang);
    }
    char *words = command_text("what to highlight", call->words, call->word_count, PL_PAYLOAD_MAX,
                               PL_ITEM_POINTS_MAX);
    int status = words ? highlight_in(visit, &place, lang ? lang : pl_room_original(room), words,
                                      (size_t)nth)
                       : COMMAND_FAILED;
    free(words);
    return status;
}

static int act_clear_highlights(struct visit *visit, const struct call *call)
{
    (void)call;
    struct pl_intent intent = {.kind = PL_INTENT_CLEAR_HIGHLIGHTS};
    return visit_submit(visit, &intent) ? COMMAND_OK : COMMAND_FAILED;
}

static int run_highlight(const struct call *call)
{
    bool clear = command_value(call, "clear") != NULL;
    if (clear != (call->word_count == 0)) {
        return command_misuse(call->command, "give the words to highlight, or --clear");
    }
    int64_t nth = 0;
    if (!wanted_nth(call, &nth)) {
        return command_misuse(call->command, "--nth wants a number from 1");
    }
    return visit_run(call, true, clear ? act_clear_highlights : act_highlight);
}

const struct command command_highlight = {
    .name = "highlight",
    .usage = "WORDS... | --clear",
    .summary = "mark words of the current item",
    .help = "Finds the words as they are typed, else without regard to capitals and the shape of\n"
            "quotes. Moving on clears all highlights.",
    .example = "  plenary highlight special responsibilities",
    .most = COMMAND_WORDS_MAX,
    .run = run_highlight,
    .options = {COMMAND_OPTION("nth", "N", "which, where the words occur more than once"),
                COMMAND_OPTION("lang", "LANG", "in this language, else the original"),
                COMMAND_OPTION("clear", NULL, "take all highlights away")}};

/* ---- screen ---- */

static int act_screen(struct visit *visit, const struct call *call)
{
    struct pl_intent intent = {.kind = PL_INTENT_SCREEN};
    if (!pl_screen_parse(call->words[0], &intent.as.screen)) {
        return COMMAND_FAILED;
    }
    return visit_submit(visit, &intent) ? COMMAND_OK : COMMAND_FAILED;
}

static int run_screen(const struct call *call)
{
    enum pl_screen screen;
    if (!pl_screen_parse(call->words[0], &screen)) {
        return command_misuse(call->command, "no screen \"%s\"; there are text, overview and blank",
                              call->words[0]);
    }
    return visit_run(call, false, act_screen);
}

const struct command command_screen = {
    .name = "screen",
    .usage = "text|overview|blank",
    .summary = "show the text, all of it at a glance, or a neutral screen",
    .help = "overview shows a cell for each item, by its status; blank the meeting's title and "
            "nothing\n"
            "else, until text or a move.",
    .example = "  plenary screen blank",
    .least = 1,
    .most = 1,
    .run = run_screen};

/* ---- view ---- */

static int act_view(struct visit *visit, const struct call *call)
{
    struct pl_intent intent = {.kind = PL_INTENT_VIEW};
    if (!pl_view_parse(call->words[0], &intent.as.view)) {
        return COMMAND_FAILED;
    }
    return visit_submit(visit, &intent) ? COMMAND_OK : COMMAND_FAILED;
}

static int run_view(const struct call *call)
{
    enum pl_view view;
    if (!pl_view_parse(call->words[0], &view)) {
        return command_misuse(call->command, "no view \"%s\"; there are marked, clean and original",
                              call->words[0]);
    }
    return visit_run(call, false, act_view);
}

const struct command command_view = {
    .name = "view",
    .usage = "marked|clean|original",
    .summary = "show the text marked up, as if all were accepted, or as it was",
    .help = "clean has what is inserted and not what is deleted, original the reverse; of "
            "alternatives\n"
            "that nobody has chosen from the clean text shows each. It stays over moves, until "
            "another\n"
            "text is loaded. A wall that was started with --view keeps its own.",
    .example = "  plenary view clean",
    .least = 1,
    .most = 1,
    .run = run_view};
