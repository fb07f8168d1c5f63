#include "acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts_inverse.h"
#include "restore.h"

struct act {
    char name[ACTS_NAME];
    struct acts_list again; /* what was handed in */
    struct acts_list back;  /* what takes it back */
    uint64_t first, last;   /* numbers of its intents as handed in last; 0: none */
    int64_t made_mono_ms;   /* clocks in `back` are of then */
    bool is_load;
    struct pl_export *text; /* a load's: what is to come back */
};

struct acts {
    struct act *done[ACTS_MAX]; /* the oldest first */
    size_t done_count;
    struct act *undone[ACTS_MAX]; /* the one to be done again next last */
    size_t undone_count;
    struct acts_left *left; /* not settled yet */
    size_t left_count, left_space;
};

struct acts *acts_create(void)
{
    return calloc(1, sizeof(struct acts));
}

static void act_destroy(struct act *act)
{
    if (act) {
        acts_list_finish(&act->again);
        acts_list_finish(&act->back);
        pl_export_destroy(act->text);
        free(act);
    }
}

static void forget_undone(struct acts *acts)
{
    while (acts->undone_count > 0) {
        act_destroy(acts->undone[--acts->undone_count]);
    }
}

void acts_destroy(struct acts *acts)
{
    if (acts) {
        forget_undone(acts);
        while (acts->done_count > 0) {
            act_destroy(acts->done[--acts->done_count]);
        }
        while (acts->left_count > 0) {
            acts_left_finish(&acts->left[--acts->left_count]);
        }
        free(acts->left);
        free(acts);
    }
}

static void push(struct act **list, size_t *count, struct act *act)
{
    if (*count == ACTS_MAX) {
        act_destroy(list[0]);
        memmove(list, list + 1, --*count * sizeof(struct act *));
    }
    list[(*count)++] = act;
}

/* ---- handing in ---- */

static void number(struct act *act, uint64_t number)
{
    act->first = act->first ? act->first : number;
    act->last = number;
}

/* What is handed in, with the id that an added speaker has got. */
static struct pl_intent *copy_made(const struct pl_room *room, const struct pl_intent *intent,
                                   uint64_t made)
{
    char id[PL_ID_MAX + 1];
    struct pl_intent copy = *intent;
    if (intent->kind == PL_INTENT_SPEAKER_ADD && !intent->as.add.id) {
        snprintf(id, sizeof id, "%s-%llu", pl_room_by(room), (unsigned long long)made);
        copy.as.add.id = id;
    }
    return pl_intent_copy(&copy);
}

/* Takes `left` over where there is room for it. */
static bool keep(struct acts *acts, const struct acts_left *left)
{
    if (acts->left_count == acts->left_space) {
        size_t space = acts->left_space ? 2 * acts->left_space : 16;
        struct acts_left *grown = realloc(acts->left, space * sizeof *grown);
        if (!grown) {
            return false;
        }
        acts->left = grown;
        acts->left_space = space;
    }
    acts->left[acts->left_count++] = *left;
    return true;
}

static bool remember(struct act *act, const struct acts_left *left)
{
    struct pl_intent off = {.kind = PL_INTENT_SPEAKER_REMOVE};
    if (left->intent->kind == PL_INTENT_SPEAKER_ADD) {
        off.as.order.entry = left->intent->as.add.id;
        if (!acts_list_add(&act->back, &off)) {
            return false;
        }
    }
    for (size_t i = left->before.count; i > 0; i--) {
        if (!acts_list_add(&act->back, left->before.intents[i - 1])) {
            return false;
        }
    }
    return acts_list_add(&act->again, left->intent);
}

/* In `back` what is taken back last stands first: the list is turned at the end. made_ms: when, of
 * what another desk has left; 0: now. */
static enum pl_error hand_in(struct acts *acts, struct act *act, struct pl_room *room,
                             const struct pl_intent *intent, int64_t made_ms, struct pl_time now)
{
    struct acts_left left = {0};
    acts_left_note(&left, room, act->name, intent, now);
    left.made_ms = made_ms ? made_ms : left.made_ms;
    enum pl_error error = acts_inverse(room, intent, now, &left.before) ? PL_OK : PL_ERROR_MEMORY;
    if (error == PL_OK) {
        error = pl_room_submit_late(room, intent, made_ms, now, &left.number);
    }
    if (error == PL_OK) {
        number(act, left.number);
        left.act = act->first;
        left.intent = copy_made(room, intent, left.number);
        error = left.intent && remember(act, &left) && keep(acts, &left) ? PL_OK : PL_ERROR_MEMORY;
    }
    if (error != PL_OK) {
        acts_left_finish(&left);
    }
    return error;
}

static void turn(struct acts_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        struct pl_intent *other = list->intents[list->count - 1 - i];
        list->intents[list->count - 1 - i] = list->intents[i];
        list->intents[i] = other;
    }
}

/* What is handed in may lend from the room, which changes with the first of it. */
static enum pl_error hand_in_all(struct acts *acts, struct act *act, struct pl_room *room,
                                 const struct pl_intent *intents, size_t count, struct pl_time now)
{
    struct acts_list copies = {0};
    enum pl_error error = PL_OK;
    for (size_t i = 0; i < count && error == PL_OK; i++) {
        error = acts_list_add(&copies, &intents[i]) ? PL_OK : PL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < count && error == PL_OK; i++) {
        error = hand_in(acts, act, room, copies.intents[i], 0, now);
    }
    acts_list_finish(&copies);
    turn(&act->back);
    return error;
}

static struct act *act_create(const char *name)
{
    struct act *act = calloc(1, sizeof *act);
    if (act) {
        snprintf(act->name, sizeof act->name, "%s", name);
    }
    return act;
}

/* Done, it can be taken back; refused, what was handed in of it is taken back at once. */
static void conclude(struct acts *acts, struct act *act, struct pl_room *room, bool done,
                     struct pl_time now)
{
    struct act taken_back = {0};
    snprintf(taken_back.name, sizeof taken_back.name, "%s", act->name);
    for (size_t i = 0; !done && i < act->back.count; i++) {
        hand_in(acts, &taken_back, room, act->back.intents[i], 0, now);
    }
    acts_list_finish(&taken_back.again);
    acts_list_finish(&taken_back.back);
    if (!done) {
        act_destroy(act);
        return;
    }
    act->made_mono_ms = now.mono_ms;
    forget_undone(acts);
    push(acts->done, &acts->done_count, act);
}

enum pl_error acts_do(struct acts *acts, struct pl_room *room, const char *name,
                      const struct pl_intent *intents, size_t count, struct pl_time now)
{
    struct act *act = act_create(name);
    if (!act) {
        return PL_ERROR_MEMORY;
    }
    enum pl_error error = hand_in_all(acts, act, room, intents, count, now);
    conclude(acts, act, room, error == PL_OK, now);
    return error;
}

/* ---- what another desk has left ---- */

const struct acts_left *acts_left(const struct acts *acts, size_t *count_out)
{
    *count_out = acts->left_count;
    return acts->left;
}

void acts_sent(struct acts *acts)
{
    for (size_t i = 0; i < acts->left_count; i++) {
        acts->left[i].sent = true;
    }
}

static enum acts_fate resume_one(struct acts *acts, struct act *act, struct pl_room *room,
                                 const struct acts_left *left, struct pl_time now,
                                 const char **why_out)
{
    int64_t made_ms = left->made_ms < now.wall_ms ? left->made_ms : now.wall_ms;
    enum acts_fate fate = acts_left_judge(room, left, now, why_out);
    enum pl_error error = PL_OK;
    if (fate == ACTS_FATE_GO) {
        error = hand_in(acts, act, room, left->intent, made_ms, now);
    }
    if (error != PL_OK) {
        *why_out =
            error == PL_ERROR_REFERENCE ? "what it was made upon is gone" : pl_error_text(error);
        return ACTS_FATE_STALE;
    }
    return fate;
}

enum acts_fate acts_resume(struct acts *acts, struct pl_room *room, const struct acts_left *left,
                           size_t count, struct pl_time now, const char **why_out)
{
    struct act *act = act_create(left->name);
    enum acts_fate worst = ACTS_FATE_IN;
    *why_out = "out of memory";
    if (!act) {
        return ACTS_FATE_STALE;
    }
    for (size_t i = 0; i < count && worst != ACTS_FATE_STALE; i++) {
        enum acts_fate fate = resume_one(acts, act, room, &left[i], now, why_out);
        worst = fate == ACTS_FATE_IN ? worst : fate;
    }
    turn(&act->back);
    if (worst == ACTS_FATE_IN) {
        act_destroy(act);
    } else {
        conclude(acts, act, room, worst == ACTS_FATE_GO, now);
    }
    return worst;
}

enum pl_error acts_loaded(struct acts *acts, const char *name, struct pl_export *before)
{
    struct act *act = act_create(name);
    if (!act) {
        pl_export_destroy(before);
        return PL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < acts->done_count; i++) { /* only the last load's text is kept */
        if (acts->done[i]->is_load) {
            pl_export_destroy(acts->done[i]->text);
            acts->done[i]->text = NULL;
        }
    }
    act->is_load = true;
    act->text = before;
    forget_undone(acts);
    push(acts->done, &acts->done_count, act);
    return PL_OK;
}

/* ---- taking back ---- */

/* The text of the room now, at its place; NULL without memory or text. */
static struct pl_export *take_text(const struct pl_room *room)
{
    struct pool pool = {0};
    struct pl_export text;
    struct pl_export *kept = NULL;
    struct pl_export_fault fault;
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    char *json = NULL;
    size_t size = 0;
    if (pl_room_document(room, PL_CONFIRMED) && restore_take(room, &pool, &text)) {
        if (cursor && cursor->item) {
            text.document.start_section = cursor->section;
            text.document.start_item = cursor->item;
        }
        if (pl_export_write(&text, &json, &size) == PL_OK) {
            kept = pl_export_read(json, size, &fault);
        }
    }
    free(json);
    pool_finish(&pool);
    return kept;
}

struct pl_export *acts_keep_text(const struct pl_room *room)
{
    return take_text(room);
}

static enum acts_done swap_text(struct act *act, struct pl_room *room, struct pl_time now,
                                char why_out[ACTS_NAME])
{
    struct restore restore;
    size_t where = 0;
    struct pl_export *here = take_text(room);
    if (!act->text || !here) {
        snprintf(why_out, ACTS_NAME, "%s",
                 act->text ? "there is no text, or no memory"
                           : "the text before it is no longer kept");
        pl_export_destroy(here);
        return act->text ? ACTS_ERROR : ACTS_GONE;
    }
    enum pl_error error = PL_ERROR_MEMORY;
    if (restore_init(&restore, act->text) == PUBLISH_OK) {
        error = pl_room_load(room, &restore.document, restore.sections, now, &where);
        restore_finish(&restore);
    }
    if (error != PL_OK) {
        snprintf(why_out, ACTS_NAME, "it %s", pl_error_text(error));
        pl_export_destroy(here);
        return ACTS_ERROR;
    }
    pl_export_destroy(act->text);
    act->text = here;
    return ACTS_DONE;
}

/* A clock that ran when the act was done has gone on meanwhile. */
static void bring_forward(struct pl_intent *intent, int64_t passed_ms)
{
    struct pl_run_clock *clock = intent->kind == PL_INTENT_TIMER ? &intent->as.timer.clock
                                 : intent->kind == PL_INTENT_FLOOR_BACK
                                     ? &intent->as.floor_back.clock
                                     : NULL;
    if (clock && clock->running && passed_ms > 0) {
        clock->used_ms += passed_ms;
    }
}

/* An act that takes one back is called so where it is told. */
static void name_run(struct act *fresh, const struct act *act, bool redo)
{
    snprintf(fresh->name, sizeof fresh->name, "%s%.*s",
             redo ? "" : "taken back: ", ACTS_NAME - (int)sizeof "taken back: ", act->name);
}

/* What takes it back again is made anew from the room as it is now. Undone, an act keeps what was
 * handed in first: its premises hold again. */
static enum pl_error run(struct acts *acts, struct act *act, bool redo, struct pl_room *room,
                         struct pl_time now, size_t *handed_in_out)
{
    struct act fresh = {0};
    name_run(&fresh, act, redo);
    struct acts_list *list = redo ? &act->again : &act->back;
    enum pl_error error = PL_OK;
    for (*handed_in_out = 0; *handed_in_out < list->count && error == PL_OK;) {
        bring_forward(list->intents[*handed_in_out], now.mono_ms - act->made_mono_ms);
        error = hand_in(acts, &fresh, room, list->intents[*handed_in_out], 0, now);
        *handed_in_out += error == PL_OK ? 1 : 0;
    }
    act->first = fresh.first;
    act->last = fresh.last;
    act->made_mono_ms = now.mono_ms;
    if (error == PL_OK) {
        acts_list_finish(&act->back);
    }
    if (error == PL_OK && redo) {
        turn(&fresh.back);
        act->back = fresh.back;
        acts_list_finish(&act->again);
        act->again = fresh.again;
        return PL_OK;
    }
    acts_list_finish(&fresh.back);
    acts_list_finish(&fresh.again);
    return error;
}

static enum acts_done judge(enum pl_error error, size_t handed_in, char why_out[ACTS_NAME])
{
    if (error == PL_OK) {
        return ACTS_DONE;
    }
    if (error == PL_ERROR_REFERENCE || handed_in > 0) {
        snprintf(why_out, ACTS_NAME, "%s", handed_in > 0 ? "a part of it was done" : "");
        return ACTS_GONE;
    }
    snprintf(why_out, ACTS_NAME, "it %s", pl_error_text(error));
    return ACTS_ERROR;
}

static enum acts_done go(struct acts *acts, bool redo, struct pl_room *room, struct pl_time now,
                         char name_out[ACTS_NAME], char why_out[ACTS_NAME])
{
    struct act **from = redo ? acts->undone : acts->done;
    size_t *from_count = redo ? &acts->undone_count : &acts->done_count;
    name_out[0] = why_out[0] = '\0';
    if (*from_count == 0) {
        return ACTS_NOTHING;
    }
    struct act *act = from[*from_count - 1];
    enum acts_done done;
    size_t handed_in = 0;
    snprintf(name_out, ACTS_NAME, "%s", act->name);
    if (act->is_load) {
        done = swap_text(act, room, now, why_out);
    } else {
        enum pl_error error = run(acts, act, redo, room, now, &handed_in);
        done = judge(error, handed_in, why_out);
    }
    if (done == ACTS_ERROR) {
        return done;
    }
    --*from_count;
    if (done == ACTS_GONE) {
        act_destroy(act);
    } else if (redo) {
        push(acts->done, &acts->done_count, act);
    } else {
        push(acts->undone, &acts->undone_count, act);
    }
    return done;
}

enum acts_done acts_undo(struct acts *acts, struct pl_room *room, struct pl_time now,
                         char name_out[ACTS_NAME], char why_out[ACTS_NAME])
{
    return go(acts, false, room, now, name_out, why_out);
}

enum acts_done acts_redo(struct acts *acts, struct pl_room *room, struct pl_time now,
                         char name_out[ACTS_NAME], char why_out[ACTS_NAME])
{
    return go(acts, true, room, now, name_out, why_out);
}

const char *acts_last(const struct acts *acts)
{
    return acts->done_count > 0 ? acts->done[acts->done_count - 1]->name : NULL;
}

const char *acts_last_undone(const struct acts *acts)
{
    return acts->undone_count > 0 ? acts->undone[acts->undone_count - 1]->name : NULL;
}

void acts_numbers(const struct acts *acts, uint64_t *first_out, uint64_t *last_out)
{
    const struct act *act = acts->done_count > 0 ? acts->done[acts->done_count - 1] : NULL;
    *first_out = act ? act->first : 0;
    *last_out = act ? act->last : 0;
}

const struct acts_list *acts_back(const struct acts *acts)
{
    return acts->done_count > 0 ? &acts->done[acts->done_count - 1]->back : NULL;
}

/* ---- what became of them ---- */

static bool has(const struct act *act, uint64_t number)
{
    return act->first && number >= act->first && number <= act->last;
}

/* An act that did not come to pass is not there to be taken back. */
static bool take_out(struct act **list, size_t *count, uint64_t number, char name_out[ACTS_NAME])
{
    for (size_t i = *count; i > 0; i--) {
        struct act *act = list[i - 1];
        if (has(act, number)) {
            if (!name_out[0]) {
                snprintf(name_out, ACTS_NAME, "%s", act->name);
            }
            act_destroy(act);
            memmove(&list[i - 1], &list[i], (--*count - (i - 1)) * sizeof(struct act *));
            return true;
        }
    }
    return false;
}

static void forget_left(struct acts *acts, uint64_t number, char name_out[ACTS_NAME])
{
    for (size_t i = 0; i < acts->left_count; i++) {
        if (acts->left[i].number == number) {
            snprintf(name_out, ACTS_NAME, "%s", acts->left[i].name);
            acts_left_finish(&acts->left[i]);
            memmove(&acts->left[i], &acts->left[i + 1],
                    (--acts->left_count - i) * sizeof *acts->left);
            return;
        }
    }
}

bool acts_note(struct acts *acts, const struct pl_output *note, char name_out[ACTS_NAME])
{
    name_out[0] = '\0';
    if (note->note == PL_NOTE_DROPPED || note->note == PL_NOTE_SETTLED) {
        forget_left(acts, note->number, name_out);
    }
    return note->note == PL_NOTE_DROPPED &&
           (take_out(acts->done, &acts->done_count, note->number, name_out) ||
            take_out(acts->undone, &acts->undone_count, note->number, name_out));
}
