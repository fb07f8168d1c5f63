/* What delegations ask for, done to the chosen words or the whole item. Each act asks at the foot
 * for the words and for the names; what it is about is remembered at the first question, and found
 * again when all is answered: the selection and the text may have moved meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "edit.h"
#include "intent.h"

#include "desk_parts.h"
#include "plenary/wire.h"
#include "prose.h"

enum act {
    ACT_BRACKET,
    ACT_UNBRACKET,
    ACT_INSERT,
    ACT_INSERT_BEFORE,
    ACT_DELETE,
    ACT_REPLACE,
    ACT_RETAIN,
    ACT_ALTERNATIVE,
    ACT_ACCEPT,
    ACT_REJECT,
    ACT_COUNT
};

enum { QUOTE_POINTS = 24 };

/* An act under way: the item as it is now, and its words under an edit. */
struct draft {
    struct desk *desk;
    enum act act;
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1], label[PL_LABEL_MAX + 1];
    const struct pl_words *words;
    struct edit edit;
    struct edit_span span;
    struct pl_names by;
    size_t left; /* alternatives that nobody has chosen from */
};

/* ---- names ---- */

static bool has_name(const char *const *names, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) == name.size && memcmp(names[i], name.text, name.size) == 0) {
            return true;
        }
    }
    return false;
}

static const char *take_name(struct pool *pool, const char **names, size_t *count, struct span name)
{
    if (name.size == 0 || has_name(names, *count, name)) {
        return NULL;
    }
    uint32_t hidden = 0;
    if (pl_wire_check_name(name.text, name.size, &hidden) == PL_ERROR_LIMIT) {
        return "a name has at most 60 characters; names stand between commas";
    }
    if (hidden) {
        return DESK_HIDDEN;
    }
    if (*count == PL_NAMES_MAX) {
        return "no more than 64 names fit on one mark";
    }
    names[*count] = pool_copy(pool, name.text, name.size);
    return names[(*count)++] ? NULL : "out of memory";
}

const char *desk_read_names(struct desk *desk, struct pool *pool, const char *text,
                            struct pl_names *names_out)
{
    const char **names = pool_array(pool, PL_NAMES_MAX, sizeof *names);
    const char *wrong = names ? NULL : "out of memory";
    *names_out = (struct pl_names){.names = names, .given = true};
    for (bool more = true; more && !wrong;) {
        size_t size = strcspn(text, ",");
        wrong = take_name(pool, names, &names_out->count, chars_trim((struct span){text, size}));
        more = text[size] == ',';
        text += size + 1;
    }
    for (size_t i = 0; i < names_out->count && !wrong; i++) {
        desk_names_see(desk, names[i]);
    }
    return wrong;
}

void desk_for(const struct pl_names *by, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < by->count && used < size; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s", i == 0 ? " for " : ", ",
                                 by->names[i]);
    }
}

/* ---- the item again ---- */

/* What it is about, before any question. */
static bool remember(struct desk *desk, enum act act)
{
    struct desk_draft *draft = &desk->draft;
    const struct pl_item *item = desk_selected(desk);
    const struct pl_words *words = desk_selected_words(desk);
    if (!item || !words) {
        desk_say(desk, DESK_SAID, "no item is selected");
        return false;
    }
    draft->kind = (int)act;
    draft->text[0] = '\0';
    draft->unsent = false;
    draft->chosen = desk_words_span(desk, &draft->start, &draft->end);
    snprintf(draft->item, sizeof draft->item, "%s", item->id);
    snprintf(draft->section, sizeof draft->section, "%s", desk_selected_section(desk));
    desk_words_join(words, draft->words);
    return true;
}

/* Where the words stand now that were chosen at the question. */
static bool find_span(struct draft *draft, const char *now)
{
    const struct desk_draft *asked = &draft->desk->draft;
    struct wording_token span = {asked->start, asked->end};
    bool same = strcmp(asked->words, now) == 0;
    if (!asked->chosen) {
        draft->span = (struct edit_span){0, draft->words->points};
        return same || draft->act == ACT_INSERT || draft->act == ACT_INSERT_BEFORE;
    }
    bool found = same || wording_follow(asked->words, now, &span);
    draft->span = (struct edit_span){span.start, span.end};
    return found;
}

static bool find_words(struct draft *draft)
{
    char *now = pl_words_join(draft->words, PL_VIEW_MARKED);
    bool found = now && find_span(draft, now);
    free(now);
    if (!found) {
        desk_say(draft->desk, DESK_WARNED,
                 "not done: somebody has changed these words of %s meanwhile; choose again",
                 draft->label);
    }
    return found;
}

static bool begin(struct desk *desk, struct draft *draft)
{
    struct pl_place place;
    const struct desk_draft *asked = &desk->draft;
    *draft = (struct draft){.desk = desk, .act = (enum act)asked->kind};
    if (!desk_find(desk, asked->section, asked->item, &place)) {
        desk_say(desk, DESK_WARNED, "not done: the item is no longer in the text");
        return false;
    }
    const struct pl_item *item =
        &pl_room_items(desk->room, PL_PENDING, place.section)->items[place.item];
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    draft->words = pl_room_words(desk->room, PL_PENDING, place.section, asked->item, NULL, NULL);
    snprintf(draft->section, sizeof draft->section, "%s", document->sections[place.section].id);
    snprintf(draft->item, sizeof draft->item, "%s", item->id);
    snprintf(draft->label, sizeof draft->label, "%s", item->label[0] ? item->label : item->marker);
    return draft->words && find_words(draft) && edit_start(&draft->edit, draft->words) == EDIT_OK;
}

/* ---- what is done to the words ---- */

static enum edit_error insert(struct draft *draft, const char *text)
{
    bool before = draft->act == ACT_INSERT_BEFORE;
    size_t at = before ? draft->span.start : draft->span.end;
    const char *spaced = edit_spaced(&draft->edit, at, before ? EDIT_BEFORE : EDIT_AFTER, text);
    return spaced ? edit_insert(&draft->edit, at, spaced, &draft->by) : EDIT_MEMORY;
}

static enum edit_error settle(struct draft *draft)
{
    bool accept = draft->act == ACT_ACCEPT;
    if (draft->desk->draft.chosen) {
        return accept ? edit_accept(&draft->edit, draft->span)
                      : edit_reject(&draft->edit, draft->span);
    }
    return accept ? edit_accept_all(&draft->edit, &draft->left) : edit_reject_all(&draft->edit);
}

static enum edit_error change(struct draft *draft)
{
    const char *text = draft->desk->draft.text;
    switch (draft->act) {
    case ACT_BRACKET:
        return edit_bracket(&draft->edit, draft->span, &draft->by);
    case ACT_UNBRACKET:
        return edit_unbracket(&draft->edit, draft->span);
    case ACT_INSERT:
    case ACT_INSERT_BEFORE:
        return insert(draft, text);
    case ACT_DELETE:
        return edit_delete(&draft->edit, draft->span, &draft->by);
    case ACT_REPLACE:
        return edit_replace(&draft->edit, draft->span, text, &draft->by);
    case ACT_RETAIN:
        return edit_retain(&draft->edit, draft->span, &draft->by);
    case ACT_ALTERNATIVE:
        return edit_alternative(&draft->edit, draft->span, text, &draft->by);
    case ACT_ACCEPT:
    case ACT_REJECT:
    case ACT_COUNT:
        break;
    }
    return settle(draft);
}

/* What went wrong, and what to do instead. */
static void complain(const struct draft *draft, enum edit_error error)
{
    const char *advice = "";
    switch (error) {
    case EDIT_BRACKETS:
        advice = ": choose words between [ and ]";
        break;
    case EDIT_MARKS:
        advice = draft->desk->draft.chosen
                     ? ": choose words inside { } or < >, or Esc for the whole item"
                     : " in this item";
        break;
    case EDIT_EMPTY:
        advice = " (s x)";
        break;
    case EDIT_POINTS:
        desk_say(draft->desk, DESK_WARNED, "%s: %s: %zu characters and %zu more; at most %d",
                 draft->label, edit_error_text(error), draft->words->points,
                 chars_points(draft->desk->draft.text, strlen(draft->desk->draft.text)),
                 PL_ITEM_POINTS_MAX);
        return;
    default:
        break;
    }
    desk_say(draft->desk, DESK_WARNED, "%s: %s%s", draft->label, edit_error_text(error), advice);
}

/* ---- what is said ---- */

/* The chosen words in quotation marks; "the whole item". */
static void describe_words(const struct draft *draft, char out[DESK_QUOTE])
{
    char *part = draft->desk->draft.chosen
                     ? desk_words_part(draft->words, draft->span.start, draft->span.end)
                     : NULL;
    if (part) {
        desk_quote(part, out);
    } else {
        snprintf(out, DESK_QUOTE, "the whole item");
    }
    free(part);
}

/* The words of the runs in the span that are to go, or else those that are to come. */
static void take_words(const struct draft *draft, bool to_go, char out[DESK_QUOTE])
{
    char text[DESK_QUOTE] = "";
    size_t start = 0;
    for (size_t i = 0; i < draft->words->run_count; i++) {
        const struct pl_run *run = &draft->words->runs[i];
        bool inside = start < draft->span.end && start + run->points > draft->span.start;
        bool wanted = to_go ? run->del.given : run->ins.given && !run->del.given;
        size_t used = strlen(text);
        if (inside && wanted && used + 12 < sizeof text) {
            const char *first = run->t + (used == 0 ? strspn(run->t, " ") : 0);
            intent_first_words(first, QUOTE_POINTS, text + used, sizeof text - used);
        }
        start += run->points;
    }
    out[0] = '\0';
    if (text[0]) {
        desk_quote(text, out);
    }
}

/* "shall" instead of "should"; the deletion of "special" */
static void describe_settled(const struct draft *draft, const char *what, char *out, size_t size)
{
    char going[DESK_QUOTE] = "";
    char coming[DESK_QUOTE] = "";
    char words[DESK_QUOTE];
    if (draft->desk->draft.chosen) {
        take_words(draft, true, going);
        take_words(draft, false, coming);
    }
    describe_words(draft, words);
    if (going[0] && coming[0]) {
        snprintf(out, size, "%s %s instead of %s", what, coming, going);
    } else if (going[0]) {
        snprintf(out, size, "%s the deletion of %s", what, going);
    } else {
        snprintf(out, size, "%s %s", what, coming[0] ? coming : words);
    }
}

static void describe_act(const struct draft *draft, char *out, size_t size)
{
    char words[DESK_QUOTE];
    char text[DESK_QUOTE];
    describe_words(draft, words);
    desk_quote(draft->desk->draft.text, text);
    switch (draft->act) {
    case ACT_BRACKET:
        snprintf(out, size, "brackets round %s", words);
        break;
    case ACT_UNBRACKET:
        snprintf(out, size, "no brackets round %s", words);
        break;
    case ACT_INSERT:
    case ACT_INSERT_BEFORE:
        snprintf(out, size, "inserted %s", text);
        break;
    case ACT_DELETE:
        snprintf(out, size, "deleted %s", words);
        break;
    case ACT_REPLACE:
        snprintf(out, size, "%s instead of %s", text, words);
        break;
    case ACT_RETAIN:
        snprintf(out, size, "retain %s", words);
        break;
    case ACT_ALTERNATIVE:
        snprintf(out, size, "%s as an alternative to %s", text, words);
        break;
    case ACT_ACCEPT:
        describe_settled(draft, "accepted", out, size);
        break;
    case ACT_REJECT:
    case ACT_COUNT:
        describe_settled(draft, "rejected", out, size);
        break;
    }
}

static void publish(struct draft *draft, const struct pl_words *now)
{
    char what[ACTS_NAME];
    char names[ACTS_NAME];
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    intent.as.words.section = draft->section;
    intent.as.words.item = draft->item;
    intent.as.words.lang = pl_room_original(draft->desk->room);
    intent.as.words.old_runs = draft->words->runs;
    intent.as.words.old_count = draft->words->run_count;
    intent.as.words.new_runs = now->runs;
    intent.as.words.new_count = now->run_count;
    describe_act(draft, what, sizeof what);
    desk_for(&draft->by, names, sizeof names);
    size_t left = draft->left;
    struct desk *desk = draft->desk;
    bool done = desk_do(desk, &intent, "%s: %s%s", draft->label, what, names);
    desk->draft.unsent = desk->draft.unsent && !done;
    if (done && left > 0) {
        char said[ACTS_NAME];
        snprintf(said, sizeof said, "%s", desk->said);
        desk_say(desk, DESK_SAID, "%s; %zu alternatives stay: choose words of one, then a", said,
                 left);
    }
}

/* Everything is answered. */
static void carry_out(struct desk *desk, const struct pl_names *by)
{
    struct draft draft;
    struct pl_words now;
    if (!begin(desk, &draft)) {
        return;
    }
    draft.by = *by;
    enum edit_error error = change(&draft);
    error = error == EDIT_OK ? edit_end(&draft.edit, draft.words, &now) : error;
    if (error != EDIT_OK) {
        complain(&draft, error);
    } else if (pl_words_equal(draft.words, &now) && draft.left > 0) {
        desk_say(desk, DESK_SAID, "%s: choose words of one of the %zu alternatives, then a",
                 draft.label, draft.left);
    } else if (pl_words_equal(draft.words, &now)) {
        desk_say(desk, DESK_SAID, "%s: that is so already", draft.label);
    } else {
        publish(&draft, &now);
    }
    edit_finish(&draft.edit);
}

/* ---- asking ---- */

void desk_ask_draft(struct desk *desk, const struct desk_question *question, const char *initial)
{
    desk->draft.question = *question;
    desk->draft.question.title = desk->draft.title;
    desk_ask(desk, &desk->draft.question, initial);
}

static void answered_names(struct desk *desk, const char *text);

static const struct desk_question names_question = {
    .hint = "who asks: names between commas, Tab completes; Enter for nobody, Esc leaves it",
    .done = answered_names,
    .complete = desk_complete_name};

static void answered_names(struct desk *desk, const char *text)
{
    struct pool pool = {0};
    struct pl_names by;
    const char *wrong = desk_read_names(desk, &pool, text, &by);
    if (wrong) {
        desk_ask_draft(desk, &names_question, text);
        desk_say(desk, DESK_WARNED, "%s", wrong);
    } else {
        carry_out(desk, &by);
    }
    pool_finish(&pool);
}

static void answered_text(struct desk *desk, const char *text)
{
    char quote[DESK_QUOTE];
    if (!text[0]) {
        desk_say(desk, DESK_SAID, "nothing was typed, nothing was done");
        return;
    }
    snprintf(desk->draft.text, sizeof desk->draft.text, "%s", text);
    desk->draft.unsent = true;
    desk_quote(text, quote);
    snprintf(desk->draft.title, sizeof desk->draft.title, "Who asks for %s", quote);
    desk_ask_draft(desk, &names_question, "");
}

static const struct desk_question text_question = {.hint = "Enter, then who asks; Esc leaves it",
                                                   .done = answered_text};

/* "Delete "special", who asks" */
static void entitle(struct desk *desk, const char *before, const char *behind)
{
    struct draft draft = {.desk = desk, .words = desk_selected_words(desk)};
    char words[DESK_QUOTE];
    draft.span = (struct edit_span){desk->draft.start, desk->draft.end};
    describe_words(&draft, words);
    snprintf(desk->draft.title, sizeof desk->draft.title, "%s %s%s", before, words, behind);
}

static void ask_names(struct desk *desk, enum act act, const char *before)
{
    if (remember(desk, act)) {
        entitle(desk, before, ", who asks");
        desk_ask_draft(desk, &names_question, "");
    }
}

bool desk_unsent(struct desk *desk, int kind, char out[DESK_PROMPT_MAX])
{
    const struct desk_draft *draft = &desk->draft;
    bool same =
        draft->unsent && draft->kind == kind && strcmp(draft->item, desk->outline.item) == 0;
    snprintf(out, DESK_PROMPT_MAX, "%s", same ? draft->text : "");
    return same;
}

static void ask_text(struct desk *desk, enum act act, const char *before)
{
    char unsent[DESK_PROMPT_MAX];
    desk_unsent(desk, (int)act, unsent);
    if (remember(desk, act)) {
        entitle(desk, before, "");
        desk_ask_draft(desk, &text_question, unsent);
    }
}

/* Nothing to ask: done at once. */
static void at_once(struct desk *desk, enum act act)
{
    const struct pl_names nobody = {.given = true};
    if (remember(desk, act)) {
        carry_out(desk, &nobody);
    }
}

/* ---- what the keys do ---- */

void desk_bracket(struct desk *desk)
{
    ask_names(desk, ACT_BRACKET, "Brackets round");
}

void desk_unbracket(struct desk *desk)
{
    at_once(desk, ACT_UNBRACKET);
}

void desk_insert(struct desk *desk)
{
    size_t start, end;
    bool chosen = desk_words_span(desk, &start, &end);
    ask_text(desk, ACT_INSERT, chosen ? "Insert behind" : "Insert at the end of");
}

void desk_insert_before(struct desk *desk)
{
    ask_text(desk, ACT_INSERT_BEFORE, "Insert before");
}

void desk_delete(struct desk *desk)
{
    ask_names(desk, ACT_DELETE, "Delete");
}

void desk_replace(struct desk *desk)
{
    ask_text(desk, ACT_REPLACE, "Instead of");
}

void desk_retain(struct desk *desk)
{
    ask_names(desk, ACT_RETAIN, "Retain");
}

void desk_alternative(struct desk *desk)
{
    ask_text(desk, ACT_ALTERNATIVE, "Alternative to");
}

/* With one word chosen the whole change is meant that it is part of: the run with its marks, and
 * the other half of a replacement by the same names. */
static void widen(struct desk *desk)
{
    struct desk_draft *draft = &desk->draft;
    const struct pl_words *words = desk_selected_words(desk);
    size_t start = 0;
    size_t i = 0;
    while (i + 1 < words->run_count && start + words->runs[i].points <= draft->start) {
        start += words->runs[i++].points;
    }
    const struct pl_run *run = &words->runs[i];
    size_t end = start + run->points;
    if (!run->ins.given && !run->del.given && !run->keep.given && !run->alt) {
        return;
    }
    if (i + 1 < words->run_count && prose_replaces(run, run + 1)) {
        end += run[1].points;
    } else if (i > 0 && prose_replaces(run - 1, run)) {
        start -= run[-1].points;
    }
    draft->start = start;
    draft->end = end;
}

static void settle_now(struct desk *desk, enum act act)
{
    const struct pl_names nobody = {.given = true};
    if (remember(desk, act)) {
        if (desk->draft.chosen && desk->words.anchor == desk->words.head) {
            widen(desk);
        }
        carry_out(desk, &nobody);
    }
}

void desk_accept(struct desk *desk)
{
    settle_now(desk, ACT_ACCEPT);
}

void desk_reject(struct desk *desk)
{
    settle_now(desk, ACT_REJECT);
}
