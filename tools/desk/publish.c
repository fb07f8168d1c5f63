#include "publish.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 4 * PL_ITEMS_MAX,
    ID_BYTES = PL_ID_MAX + 1,
    ENOUGH = PL_SPLIT_BYTES / 4 * 3 /* a part that ends before an item of the first level */
};

/* A set of ids; at most a quarter full. */
struct id_set {
    const char *slots[SLOTS];
};

struct publish_memory {
    struct pl_item items[PL_ITEMS_MAX];
    struct pl_words words[PL_ITEMS_MAX];
    char ids[PL_ITEMS_MAX][ID_BYTES];
    struct pl_section sections[PL_SECTIONS_MAX];
    char section_ids[PL_SECTIONS_MAX][ID_BYTES];
    struct pl_text texts[PL_SECTIONS_MAX];
    struct pl_load_section loads[PL_SECTIONS_MAX];
    struct pl_front front;
    struct id_set item_set, section_set;
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

/* The slot of an id, or the free one where it belongs. */
static const char **slot(struct id_set *set, const char *id)
{
    uint32_t hash = 2166136261u;
    for (const char *at = id; *at; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619u;
    }
    size_t index = hash % SLOTS;
    while (set->slots[index] && strcmp(set->slots[index], id) != 0) {
        index = (index + 1) % SLOTS;
    }
    return &set->slots[index];
}

/* `wish`, or with a number behind where that is taken; into out, and into the set. */
static void take_id(struct id_set *set, const char *wish, char out[ID_BYTES])
{
    snprintf(out, ID_BYTES, "%s", wish);
    for (unsigned n = 2; *slot(set, out); n++) {
        char tail[12];
        int length = snprintf(tail, sizeof tail, "-%u", n);
        snprintf(out, ID_BYTES, "%.*s%s", PL_ID_MAX - length, wish, tail);
    }
    *slot(set, out) = out;
}

static int by_words(const void *a, const void *b)
{
    return strcmp(((const struct publish_kept *)a)->words, ((const struct publish_kept *)b)->words);
}

/* The id under which these words stood before and that is still free; NULL: none. */
static const char *kept_id(const struct publish_options *options, struct id_set *set,
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
        if (!*slot(set, options->kept[low].id)) {
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
                    take_id(&m->item_set, id, m->ids[n]);
                }
            }
        }
    }
    return true;
}

/* ---- sections ---- */

static size_t string_size(const char *s)
{
    size_t size = 3;
    for (; s && *s; s++) {
        size += *s == '"' || *s == '\\' ? 2 : 1;
    }
    return size;
}

static size_t names_size(const struct pl_names *names)
{
    size_t size = names->given ? 10 : 0;
    for (size_t i = 0; i < names->count; i++) {
        size += string_size(names->names[i]);
    }
    return size;
}

/* Bytes of the item's words in the feed, and of its entry: what the larger payload grows by. */
static size_t item_size(const struct pl_item *item, const struct pl_words *words)
{
    size_t entry = 90 + string_size(item->id) + string_size(item->label) +
                   string_size(item->marker) + names_size(&item->who);
    size_t text = 30 + string_size(words->id);
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        text += 20 + string_size(run->t) + names_size(&run->ins) + names_size(&run->del) +
                names_size(&run->keep);
    }
    return text > entry ? text : entry;
}

/* Where the part that begins at `from` ends: near PL_SPLIT_BYTES, if possible before an item that
 * stands directly below its section. */
static size_t part_end(const struct import_section *section, size_t from)
{
    size_t size = string_size(section->title) + string_size(section->note);
    for (size_t i = from; i < section->items.count; i++) {
        size_t more = item_size(&section->items.items[i], &section->words[i]);
        bool top = section->items.items[i].level == 1;
        bool full = size + more > PL_SPLIT_BYTES || (top && size > ENOUGH);
        if (i > from && full) {
            return i;
        }
        size += more;
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
    take_id(&m->section_set, section->section.id, m->section_ids[part]);
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
