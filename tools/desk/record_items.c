/* The items as they were at the last look, a section at a time: one whose messages are the same is
 * not read again. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "record_parts.h"

static void items_free(struct record_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(items[i].who);
        free(items[i].words);
    }
    free(items);
}

void record_forget_items(struct record *record)
{
    for (size_t i = 0; i < record->section_count; i++) {
        items_free(record->sections[i].items, record->sections[i].count);
    }
    free(record->sections);
    record->sections = NULL;
    record->section_count = 0;
}

static struct pl_topic topic_of(const struct pl_document *document, size_t section,
                                enum pl_topic_kind kind)
{
    struct pl_topic topic = {.kind = kind};
    snprintf(topic.load, sizeof topic.load, "%s", document->load);
    snprintf(topic.section, sizeof topic.section, "%s", document->sections[section].id);
    if (kind == PL_TOPIC_TEXT) {
        snprintf(topic.lang, sizeof topic.lang, "%s", document->fronts[0].lang);
    }
    return topic;
}

static struct pl_stamp stamp_of(const struct pl_room *room, const struct pl_topic *topic)
{
    const struct pl_message *message = pl_room_greatest(room, topic, PL_CONFIRMED);
    return message ? message->envelope.stamp : (struct pl_stamp){0};
}

static struct record_item read_item(const struct pl_room *room, size_t section,
                                    const struct pl_item *item)
{
    const struct pl_words *words = pl_room_words(room, PL_CONFIRMED, section, item->id, NULL, NULL);
    struct record_item read = {.status = item->status,
                               .who = record_names(&item->who),
                               .words = words ? describe_marks(words) : NULL};
    snprintf(read.id, sizeof read.id, "%s", item->id);
    snprintf(read.label, sizeof read.label, "%s", item->label[0] ? item->label : item->marker);
    return read;
}

/* Without memory the section is as if it were empty. */
static struct record_section read_section(const struct pl_room *room,
                                          const struct pl_document *document, size_t section)
{
    const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, section);
    struct pl_topic items_topic = topic_of(document, section, PL_TOPIC_ITEMS);
    struct pl_topic text_topic = topic_of(document, section, PL_TOPIC_TEXT);
    struct record_section read = {.items_stamp = stamp_of(room, &items_topic),
                                  .text_stamp = stamp_of(room, &text_topic)};
    size_t count = items ? items->count : 0;
    read.items = count > 0 ? calloc(count, sizeof *read.items) : NULL;
    for (size_t i = 0; read.items && i < count; i++) {
        read.items[read.count++] = read_item(room, section, &items->items[i]);
    }
    return read;
}

static const struct record_item *find(const struct record_section *section, const char *id,
                                      size_t near)
{
    for (size_t i = 0; i < section->count; i++) {
        const struct record_item *item = &section->items[(near + i) % section->count];
        if (strcmp(item->id, id) == 0) {
            return item;
        }
    }
    return NULL;
}

/* In another section with the same words: ids are one section's own. */
static bool elsewhere(const struct record *record, size_t except, const struct record_item *item)
{
    for (size_t i = 0; i < record->section_count; i++) {
        const struct record_item *other =
            i == except ? NULL : find(&record->sections[i], item->id, 0);
        if (other && other->words && item->words && strcmp(other->words, item->words) == 0) {
            return true;
        }
    }
    return false;
}

/* One section that has changed: as it was, as it is, and what told it. */
struct change {
    struct record *record;
    const struct pl_room *room;
    size_t section;
    const struct record_section *before, *now;
    struct record_source items_source, text_source;
};

static void tell(const struct change *change, enum record_event event,
                 const struct record_item *item, const char *detail, const char *name)
{
    bool words = event == RECORD_WORDS;
    record_put(change->record,
               &(struct record_row){.event = event,
                                    .item = item->label,
                                    .detail = detail,
                                    .name = name,
                                    .seconds = -1,
                                    .id = item->id},
               words ? &change->text_source : &change->items_source);
}

static void tell_words(const struct change *change, const struct record_item *before,
                       const struct record_item *now)
{
    const struct pl_words *words =
        pl_room_words(change->room, PL_CONFIRMED, change->section, now->id, NULL, NULL);
    if (!before->words || !now->words || !words || strcmp(before->words, now->words) == 0) {
        return;
    }
    char *difference = record_difference(before->words, now->words);
    char *askers = record_askers(before->words, words);
    tell(change, RECORD_WORDS, now, difference, askers);
    free(difference);
    free(askers);
}

static void tell_status(const struct change *change, const struct record_item *before,
                        const struct record_item *now)
{
    bool same_who = !before->who || !now->who || strcmp(before->who, now->who) == 0;
    if (before->status != now->status || !same_who) {
        tell(change, RECORD_STATUS, now, pl_status_name(now->status), now->who);
    }
}

static void tell_new(const struct change *change, const struct record_item *item)
{
    char first[4 * RECORD_SHORT + 16] = "";
    if (elsewhere(change->record, change->section, item)) {
        return; /* the first half of a move */
    }
    intent_first_words(item->words ? item->words : "", RECORD_SHORT, first, sizeof first);
    tell(change, RECORD_ADDED, item, first, NULL);
}

static void tell_gone(const struct change *change, const struct record_item *item)
{
    bool moved = elsewhere(change->record, change->section, item);
    tell(change, moved ? RECORD_MOVED : RECORD_REMOVED, item, moved ? "to another section" : NULL,
         NULL);
}

static const struct record_item *next_of(const struct record_section *of,
                                         const struct record_section *in, size_t *at)
{
    while (*at < of->count && !find(in, of->items[*at].id, *at)) {
        ++*at;
    }
    return *at < of->count ? &of->items[*at] : NULL;
}

/* Those that both have stand in another order: the one that was taken out of the old order, or put
 * in there before others, has moved. */
static void tell_moved(const struct change *change)
{
    size_t old_at = 0;
    size_t new_at = 0;
    for (;;) {
        const struct record_item *was = next_of(change->before, change->now, &old_at);
        const struct record_item *is = next_of(change->now, change->before, &new_at);
        if (!was || !is) {
            return;
        }
        if (strcmp(was->id, is->id) != 0) {
            size_t later = old_at + 1;
            const struct record_item *after = next_of(change->before, change->now, &later);
            bool taken = after && strcmp(after->id, is->id) == 0;
            const struct record_item *moved = taken ? find(change->now, was->id, 0) : is;
            size_t place = (size_t)(moved - change->now->items);
            char detail[PL_LABEL_MAX + 16] = "to the first place";
            if (place > 0) {
                snprintf(detail, sizeof detail, "after %s", change->now->items[place - 1].label);
            }
            tell(change, RECORD_MOVED, moved, detail, NULL);
            return; /* a message moves one */
        }
        old_at++;
        new_at++;
    }
}

static void tell_section(const struct change *change)
{
    for (size_t i = 0; i < change->now->count; i++) {
        const struct record_item *now = &change->now->items[i];
        const struct record_item *before = find(change->before, now->id, i);
        if (before) {
            tell_words(change, before, now);
            tell_status(change, before, now);
        } else {
            tell_new(change, now);
        }
    }
    for (size_t i = 0; i < change->before->count; i++) {
        if (!find(change->now, change->before->items[i].id, i)) {
            tell_gone(change, &change->before->items[i]);
        }
    }
    tell_moved(change);
}

static bool is_same(const struct pl_room *room, const struct pl_document *document, size_t section,
                    const struct record_section *known)
{
    struct pl_topic items_topic = topic_of(document, section, PL_TOPIC_ITEMS);
    struct pl_topic text_topic = topic_of(document, section, PL_TOPIC_TEXT);
    struct pl_stamp items = stamp_of(room, &items_topic);
    struct pl_stamp text = stamp_of(room, &text_topic);
    return pl_stamp_compare(&items, &known->items_stamp) == 0 &&
           pl_stamp_compare(&text, &known->text_stamp) == 0;
}

/* All sections are read before anything is told, so that a move shows as one. */
static struct record_section *read_changed(struct record *record, const struct pl_room *room,
                                           const struct pl_document *document, bool *changed)
{
    struct record_section *before = calloc(document->section_count, sizeof *before);
    for (size_t s = 0; before && s < document->section_count; s++) {
        changed[s] = !is_same(room, document, s, &record->sections[s]);
        if (changed[s]) {
            before[s] = record->sections[s];
            record->sections[s] = read_section(room, document, s);
        }
    }
    return before;
}

static void begin_items(struct record *record, const struct pl_room *room,
                        const struct pl_document *document)
{
    record->sections = calloc(document->section_count, sizeof *record->sections);
    for (size_t s = 0; record->sections && s < document->section_count; s++) {
        record->sections[s] = read_section(room, document, s);
        record->section_count++;
    }
}

void record_look_items(struct record *record, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    bool changed[PL_SECTIONS_MAX] = {false};
    if (!document || document->section_count == 0) {
        return;
    }
    if (record->section_count != document->section_count) {
        record_forget_items(record);
        begin_items(record, room, document);
        return;
    }
    struct record_section *before = read_changed(record, room, document, changed);
    for (size_t s = 0; before && s < document->section_count; s++) {
        if (changed[s]) {
            struct pl_topic items_topic = topic_of(document, s, PL_TOPIC_ITEMS);
            struct pl_topic text_topic = topic_of(document, s, PL_TOPIC_TEXT);
            struct change change = {.record = record,
                                    .room = room,
                                    .section = s,
                                    .before = &before[s],
                                    .now = &record->sections[s],
                                    .items_source = record_source(record, room, &items_topic),
                                    .text_source = record_source(record, room, &text_topic)};
            tell_section(&change);
            items_free(before[s].items, before[s].count);
        }
    }
    free(before);
}
