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

/* The entry that the room made of an added speaker. */
static bool name_entry(const struct pl_room *room, uint64_t made, const struct pl_intent *intent,
                       struct act *act)
{
    char id[PL_ID_MAX + 1];
    struct pl_intent again = *intent;
    struct pl_intent back = {.kind = PL_INTENT_SPEAKER_REMOVE};
    snprintf(id, sizeof id, "%s-%llu", pl_room_by(room), (unsigned long long)made);
    again.as.add.id = intent->as.add.id ? intent->as.add.id : id;
    back.as.order.entry = again.as.add.id;
    return acts_list_add(&act->again, &again) && acts_list_add(&act->back, &back);
}

/* In `back` what is taken back last stands first: the list is turned at the end. */
static enum pl_error hand_in(struct act *act, struct pl_room *room, const struct pl_intent *intent,
                             struct pl_time now)
{
    uint64_t made = 0;
    struct acts_list back = {0};
    bool kept = acts_inverse(room, intent, now, &back);
    enum pl_error error = kept ? pl_room_submit(room, intent, now, &made) : PL_ERROR_MEMORY;
    if (error == PL_OK) {
        number(act, made);
        kept = intent->kind == PL_INTENT_SPEAKER_ADD ? name_entry(room, made, intent, act)
                                                     : acts_list_add(&act->again, intent);
        for (size_t i = back.count; kept && i > 0; i--) {
            kept = acts_list_add(&act->back, back.intents[i - 1]);
        }
        error = kept ? PL_OK : PL_ERROR_MEMORY;
    }
    acts_list_finish(&back);
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
static enum pl_error hand_in_all(struct act *act, struct pl_room *room,
                                 const struct pl_intent *intents, size_t count, struct pl_time now)
{
    struct acts_list copies = {0};
    enum pl_error error = PL_OK;
    for (size_t i = 0; i < count && error == PL_OK; i++) {
        error = acts_list_add(&copies, &intents[i]) ? PL_OK : PL_ERROR_MEMORY;
    }
    for (size_t i = 0; i < count && error == PL_OK; i++) {
        error = hand_in(act, room, copies.intents[i], now);
    }
    acts_list_finish(&copies);
    turn(&act->back);
    return error;
}

enum pl_error acts_do(struct acts *acts, struct pl_room *room, const char *name,
                      const struct pl_intent *intents, size_t count, struct pl_time now)
{
    struct act *act = calloc(1, sizeof *act);
    if (!act) {
        return PL_ERROR_MEMORY;
    }
    enum pl_error error = hand_in_all(act, room, intents, count, now);
    if (error != PL_OK) {
        for (size_t i = 0; i < act->back.count; i++) {
            pl_room_submit(room, act->back.intents[i], now, NULL);
        }
        act_destroy(act);
        return error;
    }
    snprintf(act->name, sizeof act->name, "%s", name);
    act->made_mono_ms = now.mono_ms;
    forget_undone(acts);
    push(acts->done, &acts->done_count, act);
    return PL_OK;
}

enum pl_error acts_loaded(struct acts *acts, const char *name, struct pl_export *before)
{
    struct act *act = calloc(1, sizeof *act);
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
    snprintf(act->name, sizeof act->name, "%s", name);
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

/* What takes it back again is made anew from the room as it is now. Undone, an act keeps what was
 * handed in first: its premises hold again. */
static enum pl_error run(struct act *act, bool redo, struct pl_room *room, struct pl_time now,
                         size_t *handed_in_out)
{
    struct act fresh = {0};
    struct acts_list *list = redo ? &act->again : &act->back;
    enum pl_error error = PL_OK;
    for (*handed_in_out = 0; *handed_in_out < list->count && error == PL_OK;) {
        bring_forward(list->intents[*handed_in_out], now.mono_ms - act->made_mono_ms);
        error = hand_in(&fresh, room, list->intents[*handed_in_out], now);
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
        enum pl_error error = run(act, redo, room, now, &handed_in);
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
            snprintf(name_out, ACTS_NAME, "%s", act->name);
            act_destroy(act);
            memmove(&list[i - 1], &list[i], (--*count - (i - 1)) * sizeof(struct act *));
            return true;
        }
    }
    return false;
}

bool acts_note(struct acts *acts, const struct pl_output *note, char name_out[ACTS_NAME])
{
    name_out[0] = '\0';
    return note->note == PL_NOTE_DROPPED &&
           (take_out(acts->done, &acts->done_count, note->number, name_out) ||
            take_out(acts->undone, &acts->undone_count, note->number, name_out));
}
