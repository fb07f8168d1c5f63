#include "restore.h"

#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "plenary/wire.h"

struct making {
    struct restore *restore;
    const struct pl_export *text;
    struct pl_section *entries;
    size_t *origins;       /* the section that each part comes from */
    struct parts_ids *ids; /* of all sections */
    size_t parts;
};

/* ---- does it fit? ---- */

static bool fits(struct pl_message *message)
{
    char *bytes = NULL;
    size_t size = 0;
    message->envelope.stamp.epoch = PL_EPOCH_NOW_MAX;
    message->envelope.stamp.rev = 1;
    message->envelope.at_ms = PL_EPOCH_NOW_MAX;
    memset(message->envelope.stamp.by, '0', PL_BY_LEN);
    enum pl_error error = pl_wire_encode(message, &bytes, &size);
    free(bytes);
    return error != PL_ERROR_SIZE;
}

static bool section_fits(const struct pl_load_section *section, size_t langs)
{
    struct pl_message items = {.topic = {.kind = PL_TOPIC_ITEMS},
                               .body = {.items = section->items}};
    if (!fits(&items)) {
        return false;
    }
    for (size_t i = 0; i < langs; i++) {
        struct pl_message text = {.topic = {.kind = PL_TOPIC_TEXT},
                                  .body = {.text = section->texts[i]}};
        if (!fits(&text)) {
            return false;
        }
    }
    return true;
}

/* ---- cutting ---- */

/* What the largest payload grows by. */
static size_t item_size(const struct pl_load_section *section, size_t langs,
                        const struct pl_item *item)
{
    size_t most = parts_entry(item);
    for (size_t i = 0; i < langs; i++) {
        const struct pl_words *words = pl_text_find(&section->texts[i], item->id);
        size_t size = words ? parts_words(words) : 0;
        most = size > most ? size : most;
    }
    return most;
}

static size_t part_end(const struct pl_load_section *section, size_t langs, size_t from)
{
    struct parts_cut cut = {0};
    for (size_t i = 0; i < langs; i++) {
        size_t head = parts_string(section->texts[i].title) + parts_string(section->texts[i].note);
        cut.size = head > cut.size ? head : cut.size;
    }
    for (size_t i = from; i < section->items.count; i++) {
        const struct pl_item *item = &section->items.items[i];
        if (parts_ends(&cut, item, item_size(section, langs, item))) {
            return i;
        }
    }
    return section->items.count;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

/* The words of some items in one language; false without memory. */
static bool cut_text(struct pool *pool, const struct pl_text *whole, const struct pl_items *items,
                     struct pl_text *text)
{
    struct pl_words *words = pool_array(pool, items->count, sizeof *words);
    if (!words) {
        return false;
    }
    text->words = words;
    for (size_t i = 0; i < items->count; i++) {
        const struct pl_words *found = pl_text_find(whole, items->items[i].id);
        if (found) {
            words[text->count++] = *found;
        }
    }
    qsort(words, text->count, sizeof *words, by_id);
    return true;
}

/* Items [from, to) of section `index` as the next part. */
static enum publish_error add_part(struct making *making, size_t index, size_t from, size_t to)
{
    const struct pl_load_section *whole = &making->text->sections[index];
    const size_t langs = making->text->document.lang_count;
    struct pool *pool = &making->restore->pool;
    if (making->parts == PL_SECTIONS_MAX) {
        return PUBLISH_SECTIONS;
    }
    struct pl_section *entry = &making->entries[making->parts];
    making->origins[making->parts] = index;
    struct pl_load_section *part = &making->restore->sections[making->parts++];
    struct pl_text *texts = pool_array(pool, langs, sizeof *texts);
    char *id = pool_array(pool, PARTS_ID, 1);
    if (!texts || !id) {
        return PUBLISH_MEMORY;
    }
    *entry = making->text->document.sections[index];
    part->items = (struct pl_items){whole->items.items + from, to - from};
    part->texts = texts;
    for (size_t i = 0; i < langs; i++) {
        texts[i] = (struct pl_text){.title = from > 0 ? "" : whole->texts[i].title,
                                    .note = from > 0 ? NULL : whole->texts[i].note};
        if (!cut_text(pool, &whole->texts[i], &part->items, &texts[i])) {
            return PUBLISH_MEMORY;
        }
    }
    if (from > 0) {
        parts_take_id(making->ids, entry->id, id);
        entry->id = id;
        entry->continues = true;
    }
    return PUBLISH_OK;
}

static enum publish_error add_section(struct making *making, size_t index)
{
    const struct pl_load_section *whole = &making->text->sections[index];
    const size_t langs = making->text->document.lang_count;
    enum publish_error error = PUBLISH_OK;
    if (section_fits(whole, langs)) {
        if (making->parts == PL_SECTIONS_MAX) {
            return PUBLISH_SECTIONS;
        }
        making->entries[making->parts] = making->text->document.sections[index];
        making->origins[making->parts] = index;
        making->restore->sections[making->parts++] = *whole;
        return PUBLISH_OK;
    }
    size_t from = 0;
    do {
        size_t to = part_end(whole, langs, from);
        error = add_part(making, index, from, to);
        from = to;
    } while (error == PUBLISH_OK && from < whole->items.count);
    return error;
}

/* ---- the whole ---- */

static enum publish_error make(struct making *making)
{
    const struct pl_document *document = &making->text->document;
    struct restore *restore = making->restore;
    making->entries = pool_array(&restore->pool, PL_SECTIONS_MAX, sizeof *making->entries);
    making->origins = pool_array(&restore->pool, PL_SECTIONS_MAX, sizeof *making->origins);
    making->ids = pool_array(&restore->pool, 1, sizeof *making->ids);
    restore->sections = pool_array(&restore->pool, PL_SECTIONS_MAX, sizeof *restore->sections);
    if (!making->entries || !making->origins || !making->ids || !restore->sections) {
        return PUBLISH_MEMORY;
    }
    for (size_t i = 0; i < document->section_count; i++) {
        parts_put(making->ids, document->sections[i].id);
    }
    enum publish_error error = PUBLISH_OK;
    for (size_t i = 0; i < document->section_count && error == PUBLISH_OK; i++) {
        error = add_section(making, i);
    }
    return error;
}

/* The part that the item to start at went to; where the text says nothing, the first item. */
static void set_start(const struct making *making, struct pl_document *document)
{
    const struct pl_section *sections = making->text->document.sections;
    const char *section = document->start_section;
    const char *item = document->start_item;
    if (section && !item) {
        return;
    }
    for (size_t i = 0; i < making->parts; i++) {
        const struct pl_items *items = &making->restore->sections[i].items;
        bool wanted = section ? strcmp(sections[making->origins[i]].id, section) == 0 &&
                                    pl_items_find(items, item, NULL)
                              : items->count > 0;
        if (wanted) {
            document->start_section = making->entries[i].id;
            document->start_item = section ? item : items->items[0].id;
            return;
        }
    }
}

enum publish_error restore_init(struct restore *restore, const struct pl_export *text)
{
    *restore = (struct restore){.document = text->document};
    struct making making = {.restore = restore, .text = text};
    enum publish_error error = make(&making);
    if (error != PUBLISH_OK) {
        restore_finish(restore);
        return error;
    }
    restore->document.sections = making.entries;
    restore->document.section_count = making.parts;
    set_start(&making, &restore->document);
    return PUBLISH_OK;
}

void restore_finish(struct restore *restore)
{
    pool_finish(&restore->pool);
    *restore = (struct restore){0};
}

bool restore_take(const struct pl_room *room, struct pool *pool, struct pl_export *text_out)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    const size_t langs = document->lang_count;
    struct pl_load_section *sections = pool_array(pool, document->section_count, sizeof *sections);
    struct pl_text *texts = pool_array(pool, document->section_count * langs, sizeof *texts);
    *text_out = (struct pl_export){.document = *document, .sections = sections};
    for (size_t s = 0; sections && texts && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, s);
        sections[s].items = items ? *items : (struct pl_items){0};
        sections[s].texts = &texts[s * langs];
        for (size_t i = 0; i < langs; i++) {
            const struct pl_text *text =
                pl_room_text(room, PL_CONFIRMED, s, document->fronts[i].lang);
            texts[s * langs + i] = text ? *text : (struct pl_text){0};
        }
    }
    return sections && texts;
}
