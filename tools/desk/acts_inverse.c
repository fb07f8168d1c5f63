#include "acts_inverse.h"

#include <stdlib.h>
#include <string.h>

bool acts_list_add(struct acts_list *list, const struct pl_intent *intent)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 4;
        struct pl_intent **grown = realloc(list->intents, room * sizeof(struct pl_intent *));
        if (!grown) {
            return false;
        }
        list->intents = grown;
        list->room = room;
    }
    struct pl_intent *copy = pl_intent_copy(intent);
    if (!copy) {
        return false;
    }
    list->intents[list->count++] = copy;
    return true;
}

void acts_list_finish(struct acts_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        pl_intent_destroy(list->intents[i]);
    }
    free(list->intents);
    *list = (struct acts_list){0};
}

/* ---- cursor ---- */

/* The cursor as it was: place, highlights, screen. `from` is where it will stand. */
static bool undo_cursor(const struct pl_room *room, const char *from_item, size_t from_position,
                        struct acts_list *list)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_PENDING);
    struct pl_intent back = {.kind = PL_INTENT_MOVE};
    back.as.move.section = cursor ? cursor->section : document ? document->start_section : NULL;
    back.as.move.item = cursor ? cursor->item : document ? document->start_item : NULL;
    back.as.move.position = cursor ? cursor->position : 0;
    back.as.move.from_item = from_item;
    back.as.move.from_position = from_position;
    bool good = acts_list_add(list, &back);
    for (size_t i = 0; good && cursor && i < cursor->highlight_count; i++) {
        struct pl_intent light = {.kind = PL_INTENT_HIGHLIGHT};
        light.as.highlight = cursor->highlights[i];
        good = acts_list_add(list, &light);
    }
    struct pl_intent screen = {.kind = PL_INTENT_SCREEN};
    screen.as.screen = pl_room_screen(room, PL_PENDING);
    return good && (screen.as.screen == PL_SCREEN_TEXT || acts_list_add(list, &screen));
}

static bool cursor_stays(const struct pl_room *room, struct acts_list *list)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_PENDING);
    const char *item = cursor ? cursor->item : document ? document->start_item : NULL;
    return undo_cursor(room, item, cursor ? cursor->position : 0, list);
}

static bool undo_screen(const struct pl_room *room, struct acts_list *list)
{
    struct pl_intent back = {.kind = PL_INTENT_SCREEN};
    back.as.screen = pl_room_screen(room, PL_PENDING);
    return acts_list_add(list, &back);
}

static bool undo_view(const struct pl_room *room, struct acts_list *list)
{
    struct pl_intent back = {.kind = PL_INTENT_VIEW};
    back.as.view = pl_room_text_view(room, PL_PENDING);
    return acts_list_add(list, &back);
}

/* ---- speakers ---- */

static const struct pl_speakers nobody = {.open = true};

static const struct pl_speakers *speakers_of(const struct pl_room *room, const char **by_out)
{
    *by_out = NULL;
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_PENDING, by_out);
    return speakers ? speakers : &nobody;
}

static size_t find(const struct pl_speakers *speakers, const char *entry)
{
    size_t at = 0;
    while (at < speakers->queue_count && strcmp(speakers->queue[at].id, entry) != 0) {
        at++;
    }
    return at;
}

static const char *behind(const struct pl_speakers *speakers, size_t at)
{
    return at + 1 < speakers->queue_count ? speakers->queue[at + 1].id : NULL;
}

static bool undo_place(const struct pl_speakers *speakers, const struct pl_intent *what,
                       struct acts_list *list)
{
    size_t at = find(speakers, what->as.order.entry);
    struct pl_intent back = {.kind = PL_INTENT_SPEAKER_ORDER};
    if (at == speakers->queue_count) {
        return true;
    }
    if (what->kind == PL_INTENT_SPEAKER_REMOVE) {
        back.kind = PL_INTENT_SPEAKER_ADD;
        back.as.add = speakers->queue[at];
        back.as.add_before = behind(speakers, at);
    } else {
        back.as.order.entry = what->as.order.entry;
        back.as.order.before = behind(speakers, at);
    }
    return acts_list_add(list, &back);
}

/* The time used goes on from here while the clock runs; acts.c adds what passes until the undo. */
static struct pl_run_clock clock_now(const struct pl_room *room, const char *by,
                                     const struct pl_run_clock *clock, struct pl_time now)
{
    struct pl_run_clock result = *clock;
    int64_t elapsed_ms;
    if (by && pl_room_elapsed(room, by, clock, now, &elapsed_ms)) {
        result.used_ms = elapsed_ms > 0 ? elapsed_ms : 0;
    }
    result.since_ms = 0;
    return result;
}

static bool undo_floor(const struct pl_room *room, const struct pl_intent *what, struct pl_time now,
                       struct acts_list *list)
{
    const char *by;
    const struct pl_speakers *speakers = speakers_of(room, &by);
    struct pl_intent back = {.kind = PL_INTENT_FLOOR_BACK};
    if (what->kind == PL_INTENT_FLOOR_GIVE) {
        size_t at = find(speakers, what->as.floor.entry);
        back.as.floor_back.premise = what->as.floor.entry;
        back.as.floor_back.queued = true;
        back.as.floor_back.before = at < speakers->queue_count ? behind(speakers, at) : NULL;
    } else if (what->kind == PL_INTENT_FLOOR_CLOCK && speakers->has_floor) {
        back.as.floor_back.premise = speakers->floor.id;
    }
    if (speakers->has_floor) {
        back.as.floor_back.speaker = speakers->floor;
        back.as.floor_back.clock = clock_now(room, by, &speakers->floor_clock, now);
    }
    return acts_list_add(list, &back);
}

static bool undo_list(const struct pl_room *room, const struct pl_intent *what,
                      struct acts_list *list)
{
    const char *by;
    const struct pl_speakers *speakers = speakers_of(room, &by);
    struct pl_intent back = {.kind = what->kind};
    if (what->kind == PL_INTENT_LIST) {
        back.as.open = speakers->open;
    } else {
        back.as.limits.limits = speakers->limits;
        back.as.limits.count = speakers->limit_count;
    }
    return acts_list_add(list, &back);
}

static bool undo_answer(const struct pl_room *room, const struct pl_intent *what,
                        struct acts_list *list)
{
    const char *by;
    const struct pl_speakers *speakers = speakers_of(room, &by);
    struct pl_intent back = *what;
    back.as.answer.number = -1; /* there was none */
    for (size_t i = 0; i < speakers->answer_count; i++) {
        if (strcmp(speakers->answers[i].user, what->as.answer.user) == 0) {
            back.as.answer = speakers->answers[i];
        }
    }
    return acts_list_add(list, &back);
}

/* ---- timer and notice ---- */

static bool undo_timer(const struct pl_room *room, struct pl_time now, struct acts_list *list)
{
    const char *by = NULL;
    const struct pl_timer *timer = pl_room_timer(room, PL_PENDING, &by);
    struct pl_intent back = {.kind = PL_INTENT_TIMER, .as.timer.label = ""};
    if (timer) {
        back.as.timer = *timer;
        back.as.timer.clock = clock_now(room, by, &timer->clock, now);
    }
    return acts_list_add(list, &back);
}

/* A moment in the writer's clock becomes one of ours. */
static bool undo_notice(const struct pl_room *room, struct pl_time now, struct acts_list *list)
{
    const char *by = NULL;
    const struct pl_notice *notice = pl_room_notice(room, PL_PENDING, &by);
    struct pl_intent back = {.kind = PL_INTENT_NOTICE, .as.notice.text = ""};
    int64_t writer_ms;
    if (notice) {
        back.as.notice = *notice;
        if (notice->until_ms && by && pl_room_writer_now(room, by, now, &writer_ms)) {
            back.as.notice.until_ms += now.wall_ms - writer_ms;
        }
    }
    return acts_list_add(list, &back);
}

/* ---- text ---- */

static bool find_section(const struct pl_room *room, const char *id, size_t *index_out)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    for (size_t s = 0; document && s < document->section_count; s++) {
        if (strcmp(document->sections[s].id, id) == 0) {
            *index_out = s;
            return true;
        }
    }
    return false;
}

static const struct pl_item *find_item(const struct pl_room *room, const char *section,
                                       const char *id, size_t *section_out, const char **after_out)
{
    size_t index = 0;
    *after_out = NULL;
    if (!find_section(room, section, section_out)) {
        return NULL;
    }
    const struct pl_items *items = pl_room_items(room, PL_PENDING, *section_out);
    const struct pl_item *item = items ? pl_items_find(items, id, &index) : NULL;
    if (item && index > 0) {
        *after_out = items->items[index - 1].id;
    }
    return item;
}

static bool undo_status(const struct pl_room *room, const struct pl_intent *what,
                        struct acts_list *list)
{
    size_t section;
    const char *after;
    const struct pl_item *item =
        find_item(room, what->as.status.section, what->as.status.item, &section, &after);
    struct pl_intent back = *what;
    if (!item) {
        return true;
    }
    back.as.status.status = item->status;
    back.as.status.who = item->who;
    return acts_list_add(list, &back);
}

static bool undo_remove(const struct pl_room *room, const struct pl_intent *what,
                        struct acts_list *list)
{
    size_t section;
    const char *after;
    const struct pl_item *item =
        find_item(room, what->as.item_add.section, what->as.item_add.item.id, &section, &after);
    struct pl_intent back = {.kind = PL_INTENT_ITEM_ADD};
    if (!item) {
        return true;
    }
    back.as.item_add.section = what->as.item_add.section;
    back.as.item_add.item = *item;
    back.as.item_add.after = after;
    return acts_list_add(list, &back);
}

static bool undo_order(const struct pl_room *room, const struct pl_intent *what,
                       struct acts_list *list)
{
    size_t section;
    const char *after;
    struct pl_intent back = *what;
    if (!find_item(room, what->as.item_add.section, what->as.item_add.item.id, &section, &after)) {
        return true;
    }
    back.as.item_add.after = after;
    return acts_list_add(list, &back);
}

static bool undo_words(const struct pl_room *room, const struct pl_intent *what,
                       struct acts_list *list)
{
    size_t section;
    struct pl_intent back = *what;
    if (what->as.words.old_count == 0) {
        return true; /* there were none: without its item nobody sees them */
    }
    if (find_section(room, what->as.words.section, &section)) {
        const struct pl_text *text = pl_room_text(room, PL_PENDING, section, what->as.words.lang);
        const struct pl_words *words = text ? pl_text_find(text, what->as.words.item) : NULL;
        back.as.words.of = words ? words->of : 0;
    }
    back.as.words.old_runs = what->as.words.new_runs;
    back.as.words.old_count = what->as.words.new_count;
    back.as.words.new_runs = what->as.words.old_runs;
    back.as.words.new_count = what->as.words.old_count;
    return acts_list_add(list, &back);
}

static bool undo_add(const struct pl_intent *what, struct acts_list *list)
{
    struct pl_intent back = {.kind = PL_INTENT_ITEM_REMOVE};
    back.as.item_add.section = what->as.item_add.section;
    back.as.item_add.item.id = what->as.item_add.item.id;
    return acts_list_add(list, &back);
}

/* ---- all ---- */

static bool undo_text_part(const struct pl_room *room, const struct pl_intent *what,
                           struct acts_list *list)
{
    switch (what->kind) {
    case PL_INTENT_STATUS:
        return undo_status(room, what, list);
    case PL_INTENT_ITEM_ADD:
        return undo_add(what, list);
    case PL_INTENT_ITEM_REMOVE:
        return undo_remove(room, what, list);
    case PL_INTENT_ITEM_ORDER:
        return undo_order(room, what, list);
    case PL_INTENT_WORDS:
        return undo_words(room, what, list);
    default:
        return true;
    }
}

bool acts_inverse(const struct pl_room *room, const struct pl_intent *intent, struct pl_time now,
                  struct acts_list *list_out)
{
    const char *by;
    switch (intent->kind) {
    case PL_INTENT_MOVE:
        return undo_cursor(room, intent->as.move.item, intent->as.move.position, list_out);
    case PL_INTENT_HIGHLIGHT:
    case PL_INTENT_CLEAR_HIGHLIGHTS:
        return cursor_stays(room, list_out);
    case PL_INTENT_SCREEN:
        return undo_screen(room, list_out);
    case PL_INTENT_VIEW:
        return undo_view(room, list_out);
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_SPEAKER_ORDER:
        return undo_place(speakers_of(room, &by), intent, list_out);
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_FLOOR_END:
    case PL_INTENT_FLOOR_CLOCK:
        return undo_floor(room, intent, now, list_out);
    case PL_INTENT_LIST:
    case PL_INTENT_LIMITS:
        return undo_list(room, intent, list_out);
    case PL_INTENT_ANSWER:
        return undo_answer(room, intent, list_out);
    case PL_INTENT_TIMER:
        return undo_timer(room, now, list_out);
    case PL_INTENT_NOTICE:
        return undo_notice(room, now, list_out);
    default:
        return undo_text_part(room, intent, list_out);
    }
}
