#include "room_parts.h"

#include <string.h>

/* Each change makes new arrays in the arena; the base is never written to. */

static enum pl_error gone(struct change *change, const char *why)
{
    change->why = why;
    return PL_ERROR_REFERENCE;
}

static enum pl_error over(struct change *change, const char *why)
{
    change->why = why;
    return PL_ERROR_LIMIT;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* ---- beginning ---- */

void change_begin(struct pl_message *message, const struct pl_topic *topic,
                  const struct pl_message *base, const struct pl_document *document)
{
    *message = (struct pl_message){.topic = *topic};
    if (base) {
        message->body = base->body;
        return;
    }
    switch (topic->kind) {
    case PL_TOPIC_CURSOR:
        if (document) {
            message->body.cursor.section = document->start_section;
            message->body.cursor.item = document->start_item;
        }
        break;
    case PL_TOPIC_SPEAKERS:
        message->body.speakers.open = true;
        break;
    case PL_TOPIC_TIMER:
        message->body.timer.label = "";
        break;
    case PL_TOPIC_NOTICE:
        message->body.notice.text = "";
        break;
    case PL_TOPIC_TEXT:
        message->body.text.title = "";
        break;
    default:
        break;
    }
}

static struct pl_run_clock *message_clock(struct pl_message *message)
{
    if (message->topic.kind == PL_TOPIC_TIMER) {
        return &message->body.timer.clock;
    }
    if (message->topic.kind == PL_TOPIC_SPEAKERS && message->body.speakers.has_floor) {
        return &message->body.speakers.floor_clock;
    }
    return NULL;
}

bool change_has_clock(const struct pl_message *message)
{
    if (message->topic.kind == PL_TOPIC_NOTICE) {
        return message->body.notice.until_ms != 0;
    }
    const struct pl_run_clock *clock = message_clock((struct pl_message *)message);
    return clock && clock->running;
}

static int64_t not_before_1970(int64_t ms)
{
    return ms > 0 ? ms : 0;
}

void change_shift_clocks(struct pl_message *message, int64_t offset_ms)
{
    if (!change_has_clock(message)) {
        return;
    }
    if (message->topic.kind == PL_TOPIC_NOTICE) {
        int64_t until = message->body.notice.until_ms - offset_ms;
        message->body.notice.until_ms = until > 1 ? until : 1; /* 0 would be: for ever */
        return;
    }
    struct pl_run_clock *clock = message_clock(message);
    clock->since_ms = not_before_1970(clock->since_ms - offset_ms);
}

/* ---- cursor ---- */

static enum pl_error move(struct change *change, const struct pl_intent *what)
{
    struct pl_cursor *cursor = &change->message->body.cursor;
    if (!same(cursor->item, what->as.move.from_item) ||
        cursor->position != what->as.move.from_position) {
        return gone(change, "somebody else has moved on meanwhile");
    }
    cursor->section = what->as.move.section;
    cursor->item = what->as.move.item;
    cursor->position = what->as.move.position;
    cursor->highlights = NULL;
    cursor->highlight_count = 0;
    cursor->screen = PL_SCREEN_TEXT;
    return PL_OK;
}

static bool same_place(const struct pl_highlight *a, const struct pl_highlight *b)
{
    return same(a->item, b->item) && same(a->lang, b->lang) && a->start == b->start &&
           a->end == b->end;
}

static enum pl_error highlight(struct change *change, const struct pl_intent *what)
{
    struct pl_cursor *cursor = &change->message->body.cursor;
    if (!same(cursor->item, what->as.highlight.item)) {
        return gone(change, "the room has moved to another item");
    }
    for (size_t i = 0; i < cursor->highlight_count; i++) {
        if (same_place(&cursor->highlights[i], &what->as.highlight)) {
            return PL_OK;
        }
    }
    if (cursor->highlight_count == PL_HIGHLIGHTS_MAX) {
        return over(change, "no more highlights fit on one item");
    }
    struct pl_highlight *list =
        arena_array(change->arena, cursor->highlight_count + 1, sizeof *list);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    if (cursor->highlight_count) {
        memcpy(list, cursor->highlights, cursor->highlight_count * sizeof *list);
    }
    list[cursor->highlight_count++] = what->as.highlight;
    cursor->highlights = list;
    return PL_OK;
}

/* ---- speakers ---- */

static size_t queue_find(const struct pl_speakers *speakers, const char *id)
{
    size_t i = 0;
    while (i < speakers->queue_count && !same(speakers->queue[i].id, id)) {
        i++;
    }
    return i;
}

static bool on_floor(const struct pl_speakers *speakers, const char *id)
{
    return speakers->has_floor && same(speakers->floor.id, id);
}

static enum pl_error queue_set(struct change *change, const struct pl_speaker *speaker,
                               size_t without, size_t before)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    struct pl_speaker *list = arena_array(change->arena, speakers->queue_count + 1, sizeof *list);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i <= speakers->queue_count; i++) {
        if (speaker && i == before) {
            list[count++] = *speaker;
        }
        if (i < speakers->queue_count && i != without) {
            list[count++] = speakers->queue[i];
        }
    }
    speakers->queue = list;
    speakers->queue_count = count;
    return PL_OK;
}

static enum pl_error speaker_add(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    size_t end = speakers->queue_count;
    if (queue_find(speakers, what->as.add.id) < end || on_floor(speakers, what->as.add.id)) {
        return PL_OK;
    }
    if (end == PL_QUEUE_MAX) {
        return over(change, "the list of speakers is full");
    }
    size_t before = what->as.add_before ? queue_find(speakers, what->as.add_before) : end;
    if (before == end) {
        before = pl_queue_place(speakers, what->as.rule, what->as.add.kind);
    }
    return queue_set(change, &what->as.add, SIZE_MAX, before);
}

static enum pl_error speaker_remove(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    size_t at = queue_find(speakers, what->as.order.entry);
    if (on_floor(speakers, what->as.order.entry)) {
        return gone(change, "the speaker has the floor meanwhile");
    }
    if (at == speakers->queue_count) {
        return PL_OK;
    }
    return queue_set(change, NULL, at, SIZE_MAX);
}

static enum pl_error speaker_order(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    size_t at = queue_find(speakers, what->as.order.entry);
    size_t before =
        what->as.order.before ? queue_find(speakers, what->as.order.before) : speakers->queue_count;
    if (at == speakers->queue_count) {
        return gone(change, "the speaker is no longer in the list");
    }
    if (what->as.order.before && before == speakers->queue_count) {
        return gone(change, "the one to stand behind is no longer in the list");
    }
    if (before == at) {
        return PL_OK;
    }
    struct pl_speaker speaker = speakers->queue[at];
    return queue_set(change, &speaker, at, before);
}

static int64_t class_limit(const struct pl_speakers *speakers, const struct pl_speaker *speaker)
{
    for (size_t i = 0; speaker->limit_s == 0 && i < speakers->limit_count; i++) {
        if (same(speakers->limits[i].class_name, speaker->class_name)) {
            return speakers->limits[i].limit_s;
        }
    }
    return speaker->limit_s;
}

static enum pl_error floor_give(struct change *change, const struct intent *intent)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    const char *entry = intent->what.as.floor.entry;
    if (on_floor(speakers, entry)) {
        return PL_OK;
    }
    if (!same(speakers->has_floor ? speakers->floor.id : NULL, intent->what.as.floor.premise)) {
        return gone(change, "somebody else was given the floor");
    }
    size_t at = queue_find(speakers, entry);
    if (at == speakers->queue_count) {
        return gone(change, "the speaker is no longer in the list");
    }
    speakers->floor = speakers->queue[at];
    speakers->has_floor = true;
    speakers->floor_clock = (struct pl_run_clock){
        .running = true,
        .since_ms = intent->moment_ms,
        .limit_s = class_limit(speakers, &speakers->floor),
    };
    return queue_set(change, NULL, at, SIZE_MAX);
}

static enum pl_error floor_end(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    if (!on_floor(speakers, what->as.floor.entry)) {
        return PL_OK;
    }
    speakers->has_floor = false;
    speakers->floor = (struct pl_speaker){0};
    speakers->floor_clock = (struct pl_run_clock){0};
    return PL_OK;
}

static enum pl_error floor_clock(struct change *change, const struct intent *intent)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    struct pl_run_clock *clock = &speakers->floor_clock;
    bool run = intent->what.as.floor_clock.running;
    if (!on_floor(speakers, intent->what.as.floor_clock.entry)) {
        return gone(change, "the speaker no longer has the floor");
    }
    if (clock->running == run) {
        return PL_OK;
    }
    if (!run && intent->moment_ms > clock->since_ms) {
        clock->used_ms += intent->moment_ms - clock->since_ms;
    }
    clock->running = run;
    clock->since_ms = intent->moment_ms;
    return PL_OK;
}

/* Whoever has the floor goes back to the queue, or leaves. */
static enum pl_error floor_clear(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    const char *before = what->as.floor_back.before;
    size_t at = before ? queue_find(speakers, before) : speakers->queue_count;
    if (!speakers->has_floor || !what->as.floor_back.queued ||
        same(speakers->floor.id, what->as.floor_back.speaker.id)) {
        return PL_OK;
    }
    if (speakers->queue_count == PL_QUEUE_MAX) {
        return over(change, "the list of speakers is full");
    }
    struct pl_speaker speaker = speakers->floor;
    return queue_set(change, &speaker, SIZE_MAX, before && at == speakers->queue_count ? 0 : at);
}

static enum pl_error floor_back(struct change *change, const struct intent *intent)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    const struct pl_speaker *speaker = &intent->what.as.floor_back.speaker;
    if (!same(speakers->has_floor ? speakers->floor.id : NULL,
              intent->what.as.floor_back.premise)) {
        return gone(change, "somebody else was given the floor");
    }
    enum pl_error error = floor_clear(change, &intent->what);
    size_t at = error == PL_OK ? queue_find(speakers, speaker->id) : 0;
    if (error == PL_OK && at < speakers->queue_count) {
        error = queue_set(change, NULL, at, SIZE_MAX);
    }
    if (error != PL_OK) {
        return error;
    }
    speakers->has_floor = speaker->id != NULL;
    speakers->floor = *speaker;
    speakers->floor_clock = intent->what.as.floor_back.clock;
    if (speakers->floor_clock.running) {
        speakers->floor_clock.since_ms = intent->moment_ms;
    }
    return PL_OK;
}

static enum pl_error answer(struct change *change, const struct pl_intent *what)
{
    struct pl_speakers *speakers = &change->message->body.speakers;
    struct pl_answer *list = arena_array(change->arena, speakers->answer_count + 1, sizeof *list);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i < speakers->answer_count; i++) {
        if (!same(speakers->answers[i].user, what->as.answer.user)) {
            list[count++] = speakers->answers[i];
        }
    }
    if (what->as.answer.number >= 0) {
        list[count++] = what->as.answer;
    }
    size_t excess = count > PL_ANSWERS_MAX ? count - PL_ANSWERS_MAX : 0;
    speakers->answers = list + excess;
    speakers->answer_count = count - excess;
    return PL_OK;
}

static enum pl_error limits(struct change *change, const struct pl_intent *what)
{
    change->message->body.speakers.limits = what->as.limits.limits;
    change->message->body.speakers.limit_count = what->as.limits.count;
    return PL_OK;
}

static enum pl_error timer(struct change *change, const struct intent *intent)
{
    change->message->body.timer = intent->what.as.timer;
    if (intent->what.as.timer.clock.running) {
        change->message->body.timer.clock.since_ms = intent->moment_ms;
    }
    return PL_OK;
}

/* ---- items ---- */

static size_t items_find(const struct pl_items *items, const char *id)
{
    size_t i = 0;
    while (i < items->count && !same(items->items[i].id, id)) {
        i++;
    }
    return i;
}

static struct pl_item *items_copy(struct change *change, size_t extra)
{
    const struct pl_items *items = &change->message->body.items;
    struct pl_item *list = arena_array(change->arena, items->count + extra, sizeof *list);
    if (list && items->count) {
        memcpy(list, items->items, items->count * sizeof *list);
    }
    return list;
}

static enum pl_error status(struct change *change, const struct pl_intent *what)
{
    struct pl_items *items = &change->message->body.items;
    size_t at = items_find(items, what->as.status.item);
    if (at == items->count) {
        return gone(change, "the item is no longer in the text");
    }
    struct pl_item *list = items_copy(change, 0);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    list[at].status = what->as.status.status;
    list[at].who = what->as.status.who;
    items->items = list;
    return PL_OK;
}

static enum pl_error item_add(struct change *change, const struct pl_intent *what)
{
    struct pl_items *items = &change->message->body.items;
    if (items_find(items, what->as.item_add.item.id) < items->count) {
        return PL_OK;
    }
    size_t at = 0;
    if (what->as.item_add.after) {
        at = items_find(items, what->as.item_add.after) + 1;
        if (at > items->count) {
            return gone(change, "the item before it is no longer in the text");
        }
    }
    struct pl_item *list = items_copy(change, 1);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    memmove(&list[at + 1], &list[at], (items->count - at) * sizeof *list);
    list[at] = what->as.item_add.item;
    items->items = list;
    items->count++;
    return PL_OK;
}

static enum pl_error item_remove(struct change *change, const struct pl_intent *what)
{
    struct pl_items *items = &change->message->body.items;
    size_t at = items_find(items, what->as.item_add.item.id);
    if (at == items->count) {
        return PL_OK;
    }
    struct pl_item *list = items_copy(change, 0);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    items->count--;
    memmove(&list[at], &list[at + 1], (items->count - at) * sizeof *list);
    items->items = list;
    return PL_OK;
}

static enum pl_error item_order(struct change *change, const struct pl_intent *what)
{
    struct pl_items *items = &change->message->body.items;
    size_t at = items_find(items, what->as.item_add.item.id);
    size_t to = what->as.item_add.after ? items_find(items, what->as.item_add.after) + 1 : 0;
    if (at == items->count || to > items->count) {
        return gone(change, at == items->count ? "the item is no longer in the text"
                                               : "the item before it is no longer in the text");
    }
    struct pl_item *list = items_copy(change, 0);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    struct pl_item item = list[at];
    if (to > at + 1) {
        memmove(&list[at], &list[at + 1], (to - at - 1) * sizeof *list);
        list[to - 1] = item;
    } else if (to < at) {
        memmove(&list[to + 1], &list[to], (at - to) * sizeof *list);
        list[to] = item;
    }
    items->items = list;
    return PL_OK;
}

/* ---- texts ---- */

static size_t words_at(const struct pl_text *text, const char *id)
{
    size_t low = 0, high = text->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(text->words[middle].id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* In the original the words change at this revision; a translation follows the original's. */
static int64_t words_of(const struct change *change, const char *item)
{
    const struct pl_words *original =
        change->original ? pl_text_find(change->original, item) : NULL;
    if (!change->original) {
        return change->rev;
    }
    return original ? original->of : 1;
}

static enum pl_error words_put(struct change *change, const struct pl_words *words)
{
    struct pl_text *text = &change->message->body.text;
    size_t at = words_at(text, words->id);
    bool there = at < text->count && same(text->words[at].id, words->id);
    struct pl_words *list = arena_array(change->arena, text->count + 1, sizeof *list);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    if (at) {
        memcpy(list, text->words, at * sizeof *list);
    }
    list[at] = *words;
    if (text->count > at + there) {
        memcpy(&list[at + 1], &text->words[at + there], (text->count - at - there) * sizeof *list);
    }
    text->words = list;
    text->count += !there;
    return PL_OK;
}

static enum pl_error words(struct change *change, const struct pl_intent *what)
{
    const struct pl_text *text = &change->message->body.text;
    const struct pl_words *now = pl_text_find(text, what->as.words.item);
    int64_t before = what->as.words.of; /* put back: what translates them is current again */
    struct pl_words fresh = {.id = what->as.words.item,
                             .of = before > 0 ? before : words_of(change, what->as.words.item),
                             .runs = what->as.words.new_runs,
                             .run_count = what->as.words.new_count};
    struct pl_words old = {
        .id = fresh.id, .runs = what->as.words.old_runs, .run_count = what->as.words.old_count};
    if (now && pl_words_equal(now, &fresh) && now->of == fresh.of) {
        return PL_OK;
    }
    if (now ? !pl_words_equal(now, &old) && !pl_words_equal(now, &fresh) : old.run_count > 0) {
        return gone(change, "somebody else has changed these words meanwhile");
    }
    return words_put(change, &fresh);
}

static enum pl_error words_add(struct change *change, const struct pl_intent *what)
{
    struct pl_words fresh = {.id = what->as.item_add.item.id,
                             .of = words_of(change, what->as.item_add.item.id),
                             .runs = what->as.item_add.runs,
                             .run_count = what->as.item_add.run_count};
    const struct pl_words *there = pl_text_find(&change->message->body.text, fresh.id);
    if (there && pl_words_equal(there, &fresh)) {
        return PL_OK; /* put back: its translations are of these very words */
    }
    return words_put(change, &fresh);
}

/* ---- languages ---- */

static enum pl_error language(struct change *change, const struct pl_intent *what)
{
    struct pl_document *document = &change->message->body.document;
    const struct pl_front *front = &what->as.language.front;
    if (!same(document->load, what->as.language.load) || !document->load) {
        return gone(change, "another text was loaded meanwhile");
    }
    if (!front->lang || !front->title) {
        return gone(change, "it has no title");
    }
    struct pl_front *list = arena_array(change->arena, document->lang_count + 1, sizeof *list);
    if (!list) {
        return PL_ERROR_MEMORY;
    }
    memcpy(list, document->fronts, document->lang_count * sizeof *list);
    size_t at = 0;
    while (at < document->lang_count && !same(list[at].lang, front->lang)) {
        at++;
    }
    if (at == PL_LANGS_MAX) {
        return over(change, "the text has as many languages as it can have");
    }
    list[at] = *front;
    document->fronts = list;
    document->lang_count += at == document->lang_count;
    return PL_OK;
}

/* ---- all ---- */

static enum pl_error apply_cursor(struct change *change, const struct pl_intent *what)
{
    struct pl_cursor *cursor = &change->message->body.cursor;
    switch (what->kind) {
    case PL_INTENT_MOVE:
        return move(change, what);
    case PL_INTENT_HIGHLIGHT:
        return highlight(change, what);
    case PL_INTENT_CLEAR_HIGHLIGHTS:
        cursor->highlights = NULL;
        cursor->highlight_count = 0;
        return PL_OK;
    case PL_INTENT_VIEW:
        cursor->view = what->as.view;
        return PL_OK;
    default:
        cursor->screen = what->as.screen;
        return PL_OK;
    }
}

static enum pl_error apply_speakers(struct change *change, const struct intent *intent)
{
    const struct pl_intent *what = &intent->what;
    switch (what->kind) {
    case PL_INTENT_SPEAKER_ADD:
        return speaker_add(change, what);
    case PL_INTENT_SPEAKER_REMOVE:
        return speaker_remove(change, what);
    case PL_INTENT_SPEAKER_ORDER:
        return speaker_order(change, what);
    case PL_INTENT_FLOOR_GIVE:
        return floor_give(change, intent);
    case PL_INTENT_FLOOR_END:
        return floor_end(change, what);
    case PL_INTENT_FLOOR_CLOCK:
        return floor_clock(change, intent);
    case PL_INTENT_FLOOR_BACK:
        return floor_back(change, intent);
    case PL_INTENT_LIMITS:
        return limits(change, what);
    case PL_INTENT_ANSWER:
        return answer(change, what);
    default:
        change->message->body.speakers.open = what->as.open;
        return PL_OK;
    }
}

static enum pl_error apply_items(struct change *change, const struct pl_intent *what)
{
    switch (what->kind) {
    case PL_INTENT_STATUS:
        return status(change, what);
    case PL_INTENT_ITEM_ADD:
        return item_add(change, what);
    case PL_INTENT_ITEM_ORDER:
        return item_order(change, what);
    default:
        return item_remove(change, what);
    }
}

static enum pl_error apply_text(struct change *change, const struct pl_intent *what)
{
    switch (what->kind) {
    case PL_INTENT_TEXT:
        if (!what->as.text.text.title) {
            return gone(change, "it has no title");
        }
        change->message->body.text = what->as.text.text;
        return PL_OK;
    case PL_INTENT_WORDS:
        return words(change, what);
    default:
        return words_add(change, what);
    }
}

static void reset(struct change *change)
{
    struct pl_envelope envelope = change->message->envelope;
    struct pl_topic topic = change->message->topic;
    change_begin(change->message, &topic, NULL, change->document);
    change->message->envelope = envelope;
}

enum pl_error change_apply(struct change *change, const struct intent *intent)
{
    const struct pl_intent *what = &intent->what;
    change->why = NULL;
    if (what->kind == PL_INTENT_RESET) {
        reset(change);
        return PL_OK;
    }
    switch (change->message->topic.kind) {
    case PL_TOPIC_DOCUMENT:
        return language(change, what);
    case PL_TOPIC_CURSOR:
        return apply_cursor(change, what);
    case PL_TOPIC_SPEAKERS:
        return apply_speakers(change, intent);
    case PL_TOPIC_TIMER:
        return timer(change, intent);
    case PL_TOPIC_NOTICE:
        change->message->body.notice = what->as.notice;
        return PL_OK;
    case PL_TOPIC_ITEMS:
        return apply_items(change, what);
    default:
        return apply_text(change, what);
    }
}
