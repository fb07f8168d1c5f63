#include "publish.h"

#include <stdlib.h>
#include <string.h>

#include "parts.h"

struct publish_memory {
    struct pl_item items[PL_ITEMS_MAX];
    struct pl_words words[PL_ITEMS_MAX];
    char ids[PL_ITEMS_MAX][PARTS_ID];
    struct pl_section sections[PL_SECTIONS_MAX];
    char section_ids[PL_SECTIONS_MAX][PARTS_ID];
    struct pl_text texts[PL_SECTIONS_MAX];
    struct pl_load_section loads[PL_SECTIONS_MAX];
    struct pl_front front;
    struct parts_ids item_set, section_set;
};

const char *publish_error_text(enum publish_error error)
{
    switch (error) {
    case PUBLISH_OK:
        return "fine";
    case PUBLISH_SECTIONS:
        return "has too many sections once the long ones are split (at most 256)";
    case PUBLISH_MEMORY:
        break;
    }
    return "out of memory";
}

/* ---- ids ---- */

static int by_words(const void *a, const void *b)
{
    return strcmp(((const struct publish_kept *)a)->words, ((const struct publish_kept *)b)->words);
}

/* The id under which these words stood before and that is still free; NULL: none. */
static const char *kept_id(const struct publish_options *options, struct parts_ids *set,
                           const char *words)
{
    size_t low = 0;
    size_t high = options->kept_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(options->kept[middle].words, words) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < options->kept_count && strcmp(options->kept[low].words, words) == 0; low++) {
        if (!parts_has(set, options->kept[low].id)) {
            return options->kept[low].id;
        }
    }
    return NULL;
}

/* First those whose words stood before, then the others; false without memory. */
static bool give_ids(struct publish_memory *m, const struct import_doc *doc,
                     const struct publish_options *options)
{
    if (options->kept_count > 0) {
        qsort(options->kept, options->kept_count, sizeof *options->kept, by_words);
    }
    for (int round = 0; round < 2; round++) {
        size_t n = 0;
        for (size_t s = 0; s < doc->section_count; s++) {
            for (size_t i = 0; i < doc->sections[s].items.count; i++, n++) {
                if (m->ids[n][0]) {
                    continue;
                }
                char *words = pl_words_join(&doc->sections[s].words[i], PL_VIEW_MARKED);
                if (!words) {
                    return false;
                }
                const char *id = words[0] ? kept_id(options, &m->item_set, words) : NULL;
                id = round == 0 ? id : doc->sections[s].items.items[i].id;
                free(words);
                if (id) {
                    parts_take_id(&m->item_set, id, m->ids[n]);
                }
            }
        }
    }
    return true;
}

/* ---- sections ---- */

/* Where the part that begins at `from` ends. */
static size_t part_end(const struct import_section *section, size_t from)
{
    struct parts_cut cut = {.size = parts_string(section->title) + parts_string(section->note)};
    for (size_t i = from; i < section->items.count; i++) {
        const struct pl_item *item = &section->items.items[i];
        size_t entry = parts_entry(item);
        size_t words = parts_words(&section->words[i]);
        if (parts_ends(&cut, item, words > entry ? words : entry)) {
            return i;
        }
    }
    return section->items.count;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

/* Items [from, to) of a section become part `part`; `first` is the index of `from` in the draft. */
static void add_part(struct publish_memory *m, const struct import_section *section, size_t part,
                     size_t from, size_t to, size_t first)
{
    bool continues = from > 0;
    parts_take_id(&m->section_set, section->section.id, m->section_ids[part]);
    m->sections[part] = (struct pl_section){
        .id = m->section_ids[part], .label = section->section.label, .continues = continues};
    for (size_t i = from; i < to; i++) {
        size_t n = first + i - from;
        m->items[n] = section->items.items[i];
        m->items[n].id = m->ids[n];
        m->words[n] = section->words[i];
        m->words[n].id = m->ids[n];
        m->words[n].of = 1;
    }
    size_t count = to - from;
    m->texts[part] = (struct pl_text){.title = continues ? "" : section->title,
                                      .note = continues ? NULL : section->note,
                                      .words = m->words + first,
                                      .count = count};
    m->loads[part] = (struct pl_load_section){.items = {.items = m->items + first, .count = count},
                                              .texts = &m->texts[part]};
}

/* How many parts; 0: too many. */
static size_t split(struct publish_memory *m, const struct import_doc *doc)
{
    size_t parts = 0;
    size_t n = 0;
    for (size_t s = 0; s < doc->section_count; s++) {
        const struct import_section *section = &doc->sections[s];
        size_t from = 0;
        do {
            size_t to = part_end(section, from);
            if (parts == PL_SECTIONS_MAX) {
                return 0;
            }
            add_part(m, section, parts++, from, to, n);
            n += to - from;
            from = to;
        } while (from < section->items.count);
    }
    for (size_t part = 0; part < parts; part++) {
        size_t first = (size_t)(m->texts[part].words - m->words);
        qsort(m->words + first, m->texts[part].count, sizeof *m->words, by_id);
    }
    return parts;
}

static void start_at_first_item(struct pl_document *document, const struct publish_memory *m)
{
    for (size_t part = 0; part < document->section_count; part++) {
        if (m->loads[part].items.count > 0) {
            document->start_section = m->sections[part].id;
            document->start_item = m->loads[part].items.items[0].id;
            return;
        }
    }
    document->start_section = document->section_count > 0 ? m->sections[0].id : NULL;
}

enum publish_error publish_init(struct publish *publish, const struct import_doc *doc,
                                const struct publish_options *options)
{
    *publish = (struct publish){.memory = calloc(1, sizeof *publish->memory)};
    struct publish_memory *m = publish->memory;
    if (!m || !give_ids(m, doc, options)) {
        publish_finish(publish);
        return PUBLISH_MEMORY;
    }
    size_t parts = split(m, doc);
    if (parts == 0 && doc->section_count > 0) {
        publish_finish(publish);
        return PUBLISH_SECTIONS;
    }
    m->front = doc->front;
    m->front.title = doc->front.title[0] || !options->title ? doc->front.title : options->title;
    publish->sections = m->loads;
    publish->document =
        (struct pl_document){.fronts = &m->front,
                             .lang_count = 1,
                             .sections = m->sections,
                             .section_count = parts,
                             .time_zone = doc->time_zone ? doc->time_zone : options->time_zone};
    start_at_first_item(&publish->document, m);
    return PUBLISH_OK;
}

void publish_finish(struct publish *publish)
{
    free(publish->memory);
    *publish = (struct publish){0};
}
