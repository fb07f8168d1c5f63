#include "acts_left.h"

#include <stdlib.h>
#include <string.h>

#include "journal_text.h"

enum { HAS_MS = 50000 /* an entry of `has` stays for a minute at the least */ };

void acts_left_finish(struct acts_left *left)
{
    pl_intent_destroy(left->intent);
    acts_list_finish(&left->before);
    *left = (struct acts_left){0};
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void copy(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);
    length = length < size ? length : size - 1;
    memcpy(out, text, length);
    out[length] = '\0';
}

/* ---- the topic it is written to ---- */

static bool is_cursor(const struct pl_intent *intent)
{
    return pl_intent_topic(intent) == PL_TOPIC_CURSOR;
}

static bool is_text(const struct pl_intent *intent)
{
    enum pl_topic_kind kind = pl_intent_topic(intent);
    return kind == PL_TOPIC_ITEMS || kind == PL_TOPIC_TEXT;
}

static struct pl_topic topic_of(const struct pl_intent *intent, const char *load)
{
    struct pl_topic topic = {.kind = pl_intent_topic(intent)};
    const char *section = intent->kind == PL_INTENT_WORDS    ? intent->as.words.section
                          : intent->kind == PL_INTENT_STATUS ? intent->as.status.section
                                                             : intent->as.item_add.section;
    if (is_text(intent)) {
        copy(topic.load, sizeof topic.load, load);
        copy(topic.section, sizeof topic.section, section ? section : "");
    }
    if (intent->kind == PL_INTENT_WORDS) {
        copy(topic.lang, sizeof topic.lang, intent->as.words.lang ? intent->as.words.lang : "");
    }
    return topic;
}

static const char *load_now(const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    return document ? document->load : "";
}

void acts_left_note(struct acts_left *left, const struct pl_room *room, const char *name,
                    const struct pl_intent *intent, struct pl_time now)
{
    bool on_text = is_text(intent) || is_cursor(intent);
    copy(left->name, sizeof left->name, name);
    copy(left->by, sizeof left->by, pl_room_by(room));
    copy(left->load, sizeof left->load, on_text ? load_now(room) : "");
    left->made_ms = now.wall_ms;
    struct pl_topic topic = topic_of(intent, left->load);
    const struct pl_message *message = pl_room_greatest(room, &topic, PL_CONFIRMED);
    left->upon = message ? message->envelope.stamp : (struct pl_stamp){0};
}

/* ---- is it in the room? ---- */

enum had { HAD_NO, HAD_YES, HAD_UNKNOWN };

/* `has` names what a message includes, each program's last; entries go a minute after they were
 * written. A message that stands as it stood holds nothing of ours. */
static enum had had(const struct pl_room *room, const struct acts_left *left, struct pl_time now)
{
    struct pl_topic topic = topic_of(left->intent, left->load);
    const struct pl_message *message = pl_room_greatest(room, &topic, PL_CONFIRMED);
    int64_t since_ms = now.wall_ms - left->made_ms;
    for (size_t i = 0; message && i < message->envelope.has_count; i++) {
        if (strcmp(message->envelope.has[i].by, left->by) == 0) {
            return message->envelope.has[i].number >= (int64_t)left->number ? HAD_YES : HAD_NO;
        }
    }
    bool young = since_ms >= 0 && since_ms < HAS_MS;
    if (!message || !left->sent || pl_stamp_compare(&message->envelope.stamp, &left->upon) == 0 ||
        (young && message->envelope.has_count < PL_HAS_MAX)) {
        return HAD_NO;
    }
    return HAD_UNKNOWN;
}

/* Times that pass by themselves are not compared. */
static char *as_text(const struct pl_intent *intent)
{
    struct pl_intent bare = *intent;
    if (bare.kind == PL_INTENT_TIMER) {
        bare.as.timer.clock.used_ms = 0;
    } else if (bare.kind == PL_INTENT_NOTICE) {
        bare.as.notice.until_ms = bare.as.notice.until_ms ? 1 : 0;
    }
    return journal_write_intent(&bare);
}

static bool same_intent(const struct pl_intent *a, const struct pl_intent *b)
{
    char *one = as_text(a);
    char *other = as_text(b);
    bool equal = one && other && strcmp(one, other) == 0;
    free(one);
    free(other);
    return equal;
}

/* What takes it back is of its own kind, and says what is there. */
static bool tells_state(const struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_SPEAKER_ORDER:
    case PL_INTENT_LIST:
    case PL_INTENT_LIMITS:
    case PL_INTENT_ANSWER:
    case PL_INTENT_TIMER:
    case PL_INTENT_NOTICE:
    case PL_INTENT_STATUS:
    case PL_INTENT_ITEM_ORDER:
        return true;
    default:
        return false;
    }
}

static const struct pl_speakers *speakers_of(const struct pl_room *room)
{
    static const struct pl_speakers nobody = {.open = true};
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_PENDING, NULL);
    return speakers ? speakers : &nobody;
}

static bool waits(const struct pl_speakers *speakers, const char *id)
{
    for (size_t i = 0; i < speakers->queue_count; i++) {
        if (same(speakers->queue[i].id, id)) {
            return true;
        }
    }
    return false;
}

static bool has_floor(const struct pl_speakers *speakers, const char *id)
{
    return speakers->has_floor && same(speakers->floor.id, id);
}

static bool floor_stands(const struct pl_speakers *speakers, const struct pl_intent *intent)
{
    const char *id = intent->as.floor_back.speaker.id;
    bool runs = speakers->floor_clock.running;
    switch (intent->kind) {
    case PL_INTENT_FLOOR_GIVE:
        return has_floor(speakers, intent->as.floor.entry);
    case PL_INTENT_FLOOR_END:
        return !has_floor(speakers, intent->as.floor.entry);
    case PL_INTENT_FLOOR_CLOCK:
        return has_floor(speakers, intent->as.floor_clock.entry) &&
               runs == intent->as.floor_clock.running;
    default:
        return id ? has_floor(speakers, id) && runs == intent->as.floor_back.clock.running
                  : !speakers->has_floor;
    }
}

static bool has_item(const struct pl_room *room, const char *section, const char *id,
                     size_t *section_out)
{
    const struct pl_document *document = pl_room_document(room, PL_PENDING);
    for (size_t s = 0; document && s < document->section_count; s++) {
        if (same(document->sections[s].id, section)) {
            const struct pl_items *items = pl_room_items(room, PL_PENDING, s);
            *section_out = s;
            return items && id && pl_items_find(items, id, NULL);
        }
    }
    return false;
}

static bool words_stand(const struct pl_room *room, const struct pl_intent *intent)
{
    size_t section = 0;
    struct pl_words fresh = {.runs = intent->as.words.new_runs,
                             .run_count = intent->as.words.new_count};
    if (!has_item(room, intent->as.words.section, intent->as.words.item, &section)) {
        return false;
    }
    const struct pl_text *text = pl_room_text(room, PL_PENDING, section, intent->as.words.lang);
    const struct pl_words *words = text ? pl_text_find(text, intent->as.words.item) : NULL;
    return words && pl_words_equal(words, &fresh);
}

static bool cursor_stands(const struct pl_room *room, const struct pl_intent *intent)
{
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_PENDING);
    switch (intent->kind) {
    case PL_INTENT_MOVE:
        return cursor && same(cursor->item, intent->as.move.item) &&
               cursor->position == intent->as.move.position;
    case PL_INTENT_CLEAR_HIGHLIGHTS:
        return !cursor || cursor->highlight_count == 0;
    case PL_INTENT_SCREEN:
        return pl_room_screen(room, PL_PENDING) == intent->as.screen;
    case PL_INTENT_VIEW:
        return pl_room_text_view(room, PL_PENDING) == intent->as.view;
    default:
        return false;
    }
}

/* The room is already as it asks. */
static bool stands(const struct pl_room *room, const struct acts_left *left,
                   const struct acts_list *found)
{
    const struct pl_intent *intent = left->intent;
    const struct pl_speakers *speakers = speakers_of(room);
    size_t section;
    if (is_cursor(intent)) {
        return cursor_stands(room, intent);
    }
    if (tells_state(intent)) {
        return found->count == 1 && same_intent(found->intents[0], intent);
    }
    switch (intent->kind) {
    case PL_INTENT_SPEAKER_ADD:
        return waits(speakers, intent->as.add.id) || has_floor(speakers, intent->as.add.id);
    case PL_INTENT_SPEAKER_REMOVE:
        return !waits(speakers, intent->as.order.entry) &&
               !has_floor(speakers, intent->as.order.entry);
    case PL_INTENT_ITEM_ADD:
    case PL_INTENT_ITEM_REMOVE:
        return has_item(room, intent->as.item_add.section, intent->as.item_add.item.id, &section) ==
               (intent->kind == PL_INTENT_ITEM_ADD);
    case PL_INTENT_WORDS:
        return words_stand(room, intent);
    default:
        return floor_stands(speakers, intent);
    }
}

/* ---- the judgement ---- */

bool acts_left_can(const struct pl_room *room, const struct acts_left *left, size_t count)
{
    bool can = pl_room_whole(room);
    for (size_t i = 0; can && i < count; i++) {
        can = !left[i].load[0] || load_now(room)[0];
    }
    return can;
}

/* Where its own premise holds it cannot be there twice, nor undo what somebody did since. */
static bool guarded(const struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_FLOOR_END:
    case PL_INTENT_FLOOR_BACK:
    case PL_INTENT_ITEM_REMOVE:
    case PL_INTENT_WORDS:
        return true;
    default:
        return false;
    }
}

static bool found_the_same(const struct acts_list *now, const struct acts_list *then)
{
    bool equal = now->count == then->count;
    for (size_t i = 0; equal && i < now->count; i++) {
        equal = same_intent(now->intents[i], then->intents[i]);
    }
    return equal;
}

static const char *stale(const struct acts_left *left, const struct acts_list *found,
                         struct pl_time now, enum had had)
{
    const struct pl_intent *intent = left->intent;
    if (is_cursor(intent)) {
        return "the wall is not moved late";
    }
    if (intent->kind == PL_INTENT_NOTICE && intent->as.notice.until_ms &&
        intent->as.notice.until_ms <= now.wall_ms) {
        return "its time is over";
    }
    if (had == HAD_UNKNOWN && !guarded(intent)) {
        return "it may have been in the room already: look";
    }
    if (tells_state(intent) && left->upon.rev > 0 && !found_the_same(found, &left->before)) {
        return "somebody else has changed it since";
    }
    return NULL;
}

enum acts_fate acts_left_judge(const struct pl_room *room, const struct acts_left *left,
                               struct pl_time now, const char **why_out)
{
    struct acts_list found = {0};
    *why_out = NULL;
    if (left->load[0] && strcmp(left->load, load_now(room)) != 0) {
        *why_out = "another text was loaded since";
        return ACTS_FATE_STALE;
    }
    enum had in = had(room, left, now);
    if (in == HAD_YES) {
        return ACTS_FATE_IN;
    }
    if (!acts_inverse(room, left->intent, now, &found)) {
        *why_out = "out of memory";
        return ACTS_FATE_STALE;
    }
    /* The same timer started anew is another one. */
    bool there =
        (left->intent->kind != PL_INTENT_TIMER || in == HAD_UNKNOWN) && stands(room, left, &found);
    *why_out = there ? NULL : stale(left, &found, now, in);
    acts_list_finish(&found);
    return there ? ACTS_FATE_IN : *why_out ? ACTS_FATE_STALE : ACTS_FATE_GO;
}
