#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

/* A deep copy of an intent. `bad` is set once where memory is short, and looked at at the end. */
struct copier {
    struct arena *arena;
    bool bad;
};

static const char *copy_string(struct copier *copier, const char *text)
{
    if (!text) {
        return NULL;
    }
    const char *copy = arena_copy(copier->arena, text, strlen(text));
    copier->bad |= !copy;
    return copy;
}

static void *copy_array(struct copier *copier, const void *from, size_t count, size_t each)
{
    void *copy = arena_array(copier->arena, count, each);
    copier->bad |= !copy;
    if (copy && count) {
        memcpy(copy, from, count * each);
    }
    return copy;
}

static void copy_names(struct copier *copier, struct pl_names *names)
{
    const char **list = copy_array(copier, names->names, names->count, sizeof *list);
    for (size_t i = 0; list && i < names->count; i++) {
        list[i] = copy_string(copier, names->names[i]);
    }
    names->names = list;
}

static void copy_runs(struct copier *copier, const struct pl_run **runs, size_t count)
{
    struct pl_run *list = copy_array(copier, *runs, count, sizeof *list);
    *runs = list;
    for (size_t i = 0; list && i < count; i++) {
        list[i].t = copy_string(copier, list[i].t);
        copy_names(copier, &list[i].ins);
        copy_names(copier, &list[i].del);
        copy_names(copier, &list[i].keep);
    }
}

static void copy_speaker(struct copier *copier, struct pl_speaker *speaker)
{
    speaker->id = copy_string(copier, speaker->id);
    speaker->name = copy_string(copier, speaker->name);
    speaker->on_behalf = copy_string(copier, speaker->on_behalf);
    speaker->class_name = copy_string(copier, speaker->class_name);
    speaker->user = copy_string(copier, speaker->user);
}

static void copy_limits(struct copier *copier, struct pl_intent *what)
{
    size_t count = what->as.limits.count;
    struct pl_limit *list = copy_array(copier, what->as.limits.limits, count, sizeof *list);
    what->as.limits.limits = list;
    for (size_t i = 0; list && i < count; i++) {
        list[i].class_name = copy_string(copier, list[i].class_name);
    }
}

static void copy_item_add(struct copier *copier, struct pl_intent *what)
{
    what->as.item_add.section = copy_string(copier, what->as.item_add.section);
    what->as.item_add.after = copy_string(copier, what->as.item_add.after);
    what->as.item_add.lang = copy_string(copier, what->as.item_add.lang);
    struct pl_item *item = &what->as.item_add.item;
    item->id = copy_string(copier, item->id);
    item->label = copy_string(copier, item->label);
    item->marker = copy_string(copier, item->marker);
    copy_names(copier, &item->who);
    copy_runs(copier, &what->as.item_add.runs, what->as.item_add.run_count);
}

static void copy_cursor_part(struct copier *copier, struct pl_intent *what)
{
    switch (what->kind) {
    case PL_INTENT_MOVE:
        what->as.move.section = copy_string(copier, what->as.move.section);
        what->as.move.item = copy_string(copier, what->as.move.item);
        what->as.move.from_item = copy_string(copier, what->as.move.from_item);
        break;
    case PL_INTENT_HIGHLIGHT:
        what->as.highlight.item = copy_string(copier, what->as.highlight.item);
        what->as.highlight.lang = copy_string(copier, what->as.highlight.lang);
        what->as.highlight.exact = copy_string(copier, what->as.highlight.exact);
        break;
    default:
        break;
    }
}

static void copy_speakers_part(struct copier *copier, struct pl_intent *what)
{
    switch (what->kind) {
    case PL_INTENT_SPEAKER_ADD:
        copy_speaker(copier, &what->as.add);
        what->as.add_before = copy_string(copier, what->as.add_before);
        break;
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_SPEAKER_ORDER:
        what->as.order.entry = copy_string(copier, what->as.order.entry);
        what->as.order.before = what->kind == PL_INTENT_SPEAKER_ORDER
                                    ? copy_string(copier, what->as.order.before)
                                    : NULL;
        break;
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_FLOOR_END:
        what->as.floor.entry = copy_string(copier, what->as.floor.entry);
        what->as.floor.premise =
            what->kind == PL_INTENT_FLOOR_GIVE ? copy_string(copier, what->as.floor.premise) : NULL;
        break;
    case PL_INTENT_FLOOR_CLOCK:
        what->as.floor_clock.entry = copy_string(copier, what->as.floor_clock.entry);
        break;
    case PL_INTENT_FLOOR_BACK:
        what->as.floor_back.premise = copy_string(copier, what->as.floor_back.premise);
        what->as.floor_back.before = copy_string(copier, what->as.floor_back.before);
        copy_speaker(copier, &what->as.floor_back.speaker);
        break;
    case PL_INTENT_LIMITS:
        copy_limits(copier, what);
        break;
    case PL_INTENT_ANSWER:
        what->as.answer.user = copy_string(copier, what->as.answer.user);
        break;
    default:
        break;
    }
}

static void copy_text(struct copier *copier, struct pl_text *text)
{
    struct pl_words *list = copy_array(copier, text->words, text->count, sizeof *list);
    text->title = copy_string(copier, text->title);
    text->note = copy_string(copier, text->note);
    text->words = list;
    for (size_t i = 0; list && i < text->count; i++) {
        list[i].id = copy_string(copier, list[i].id);
        copy_runs(copier, &list[i].runs, list[i].run_count);
    }
}

static void copy_front(struct copier *copier, struct pl_front *front)
{
    const char **list = copy_array(copier, front->preamble, front->preamble_count, sizeof *list);
    front->lang = copy_string(copier, front->lang);
    front->title = copy_string(copier, front->title);
    front->subtitle = copy_string(copier, front->subtitle);
    front->preamble = list;
    for (size_t i = 0; list && i < front->preamble_count; i++) {
        list[i] = copy_string(copier, list[i]);
    }
}

static void copy_text_part(struct copier *copier, struct pl_intent *what)
{
    switch (what->kind) {
    case PL_INTENT_STATUS:
        what->as.status.section = copy_string(copier, what->as.status.section);
        what->as.status.item = copy_string(copier, what->as.status.item);
        copy_names(copier, &what->as.status.who);
        break;
    case PL_INTENT_ITEM_ADD:
        copy_item_add(copier, what);
        break;
    case PL_INTENT_ITEM_REMOVE:
    case PL_INTENT_ITEM_ORDER:
        what->as.item_add.section = copy_string(copier, what->as.item_add.section);
        what->as.item_add.item.id = copy_string(copier, what->as.item_add.item.id);
        what->as.item_add.after = what->kind == PL_INTENT_ITEM_ORDER
                                      ? copy_string(copier, what->as.item_add.after)
                                      : NULL;
        break;
    case PL_INTENT_WORDS:
        what->as.words.section = copy_string(copier, what->as.words.section);
        what->as.words.item = copy_string(copier, what->as.words.item);
        what->as.words.lang = copy_string(copier, what->as.words.lang);
        copy_runs(copier, &what->as.words.old_runs, what->as.words.old_count);
        copy_runs(copier, &what->as.words.new_runs, what->as.words.new_count);
        break;
    case PL_INTENT_TEXT:
        what->as.text.section = copy_string(copier, what->as.text.section);
        what->as.text.lang = copy_string(copier, what->as.text.lang);
        copy_text(copier, &what->as.text.text);
        break;
    case PL_INTENT_LANGUAGE:
        what->as.language.load = copy_string(copier, what->as.language.load);
        copy_front(copier, &what->as.language.front);
        break;
    case PL_INTENT_TIMER:
        what->as.timer.label = copy_string(copier, what->as.timer.label);
        break;
    case PL_INTENT_NOTICE:
        what->as.notice.text = copy_string(copier, what->as.notice.text);
        break;
    default:
        break;
    }
}

static enum pl_topic_kind intent_topic(const struct pl_intent *what, enum intent_part part)
{
    enum pl_intent_kind kind = what->kind;
    if (kind == PL_INTENT_RESET) {
        return what->as.reset;
    }
    if (kind <= PL_INTENT_VIEW) {
        return PL_TOPIC_CURSOR;
    }
    if (kind <= PL_INTENT_ANSWER) {
        return PL_TOPIC_SPEAKERS;
    }
    if (kind == PL_INTENT_TIMER) {
        return PL_TOPIC_TIMER;
    }
    if (kind == PL_INTENT_NOTICE) {
        return PL_TOPIC_NOTICE;
    }
    if (kind == PL_INTENT_LANGUAGE) {
        return PL_TOPIC_DOCUMENT;
    }
    return kind == PL_INTENT_WORDS || kind == PL_INTENT_TEXT || part == PART_WORDS ? PL_TOPIC_TEXT
                                                                                   : PL_TOPIC_ITEMS;
}

enum pl_topic_kind pl_intent_topic(const struct pl_intent *intent)
{
    return intent_topic(intent, PART_ENTRY);
}

static bool copy_id(char *out, size_t size, const char *id)
{
    size_t length = id ? strlen(id) : 0;
    if (length == 0 || length >= size) {
        return false;
    }
    memcpy(out, id, length + 1);
    return true;
}

/* The load is filled in once a document is known. */
static bool topic_set(struct intent *intent)
{
    const struct pl_intent *what = &intent->what;
    struct pl_topic *topic = &intent->topic;
    topic->kind = intent_topic(what, intent->part);
    if (!intent_on_load(intent) || topic->kind == PL_TOPIC_CURSOR) {
        return true;
    }
    const char *section = what->as.item_add.section, *lang = what->as.item_add.lang;
    if (what->kind == PL_INTENT_WORDS) {
        section = what->as.words.section;
        lang = what->as.words.lang;
    } else if (what->kind == PL_INTENT_TEXT) {
        section = what->as.text.section;
        lang = what->as.text.lang;
    } else if (what->kind == PL_INTENT_STATUS) {
        section = what->as.status.section;
    }
    return copy_id(topic->section, sizeof topic->section, section) &&
           (topic->kind != PL_TOPIC_TEXT || copy_id(topic->lang, sizeof topic->lang, lang));
}

bool intent_on_load(const struct intent *intent)
{
    return intent->topic.kind == PL_TOPIC_ITEMS || intent->topic.kind == PL_TOPIC_TEXT ||
           intent->topic.kind == PL_TOPIC_CURSOR;
}

struct intent *intent_create(const struct pl_intent *what, enum intent_part part)
{
    struct intent *intent = calloc(1, sizeof *intent);
    if (!intent) {
        return NULL;
    }
    arena_init(&intent->arena);
    struct copier copier = {.arena = &intent->arena};
    intent->part = part;
    intent->what = *what;
    if (what->kind == PL_INTENT_RESET &&
        (what->as.reset < PL_TOPIC_CURSOR || what->as.reset > PL_TOPIC_NOTICE)) {
        copier.bad = true;
    }
    copy_cursor_part(&copier, &intent->what);
    copy_speakers_part(&copier, &intent->what);
    copy_text_part(&copier, &intent->what);
    if (copier.bad || !topic_set(intent)) {
        intent_destroy(intent);
        return NULL;
    }
    return intent;
}

void intent_destroy(struct intent *intent)
{
    if (!intent) {
        return;
    }
    arena_finish(&intent->arena);
    free(intent);
}

struct pl_intent *pl_intent_copy(const struct pl_intent *intent)
{
    struct intent *copy = intent_create(intent, PART_WHOLE);
    return copy ? &copy->what : NULL;
}

void pl_intent_destroy(struct pl_intent *intent)
{
    if (intent) {
        intent_destroy((struct intent *)((char *)intent - offsetof(struct intent, what)));
    }
}
