#include "align.h"
#include "describe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One section of the room, which may be in parts, beside one of the draft. */
struct pair {
    const struct pl_room *room;
    const struct pl_document *document;
    const struct import_section *draft;
    const char *lang;  /* of the draft */
    size_t first, end; /* parts in the room's document */
    size_t items;      /* in all of them */
    size_t number;     /* of the section, from 1 */
};

__attribute__((format(printf, 3, 4))) static bool fail(struct align_failure *failure, size_t line,
                                                       const char *format, ...)
{
    va_list args;
    va_start(args, format);
    failure->line = line;
    vsnprintf(failure->text, sizeof failure->text, format, args);
    va_end(args);
    return false;
}

static const struct pl_items *part_items(const struct pair *pair, size_t part)
{
    return pl_room_items(pair->room, PL_CONFIRMED, part);
}

/* The next section of the room: a part and those that continue it. */
static void next_pair(struct pair *pair)
{
    pair->first = pair->end;
    pair->items = 0;
    pair->number++;
    do {
        pair->items += part_items(pair, pair->end)->count;
        pair->end++;
    } while (pair->end < pair->document->section_count &&
             pair->document->sections[pair->end].continues);
}

static const struct pl_item *room_item(const struct pair *pair, size_t index)
{
    size_t part = pair->first;
    while (index >= part_items(pair, part)->count) {
        index -= part_items(pair, part++)->count;
    }
    return &part_items(pair, part)->items[index];
}

/* ---- labels, loosely: letters differ between languages, numbers do not ---- */

/* The next run of digits; false: no more. */
static bool next_number(const char **at, unsigned long *number_out)
{
    *at += strcspn(*at, "0123456789");
    char *end = NULL;
    *number_out = **at ? strtoul(*at, &end, 10) : 0;
    bool found = **at != '\0';
    *at = found ? end : *at;
    return found;
}

/* False where both have numbers, and not the same. */
static bool labels_agree(const char *a, const char *b)
{
    unsigned long number_a = 0;
    unsigned long number_b = 0;
    bool has_a = next_number(&a, &number_a);
    bool has_b = next_number(&b, &number_b);
    while (has_a && has_b && number_a == number_b) {
        has_a = next_number(&a, &number_a);
        has_b = next_number(&b, &number_b);
    }
    return !(has_a && has_b);
}

/* "c.4 bis": items were put in between, so that the numbers that the draft's reader counted are
 * others than the room's. */
static bool has_inserted(const struct pair *pair)
{
    static const char *const words[] = {" bis", " ter", " quater", " alt"};
    for (size_t i = 0; i < pair->items; i++) {
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
            if (strstr(room_item(pair, i)->label, words[w])) {
                return true;
            }
        }
    }
    return false;
}

/* ---- comparing ---- */

static bool compare_item(const struct pair *pair, size_t index, bool labels,
                         struct align_failure *failure)
{
    const struct pl_item *here = &pair->draft->items.items[index];
    const struct pl_item *there = room_item(pair, index);
    size_t line = pair->draft->sources[index].line;
    if (here->level != there->level) {
        return fail(failure, line, "%s is on level %u here, and %s on level %u in the room",
                    here->label, here->level, there->label, there->level);
    }
    if (labels && !labels_agree(here->label, there->label)) {
        return fail(failure, line, "%s here stands where %s is in the room", here->label,
                    there->label);
    }
    return true;
}

static bool compare(const struct pair *pair, struct align_failure *failure)
{
    const struct import_section *draft = pair->draft;
    const char *label = pair->document->sections[pair->first].label;
    char name[PL_LABEL_MAX + 24];
    snprintf(name, sizeof name, "%s", label);
    if (!label[0]) {
        snprintf(name, sizeof name, "%zu", pair->number);
    }
    if (!labels_agree(draft->section.label, label)) {
        return fail(failure, draft->line, "section %s here stands where %s is in the room",
                    draft->section.label, label);
    }
    bool labels = !has_inserted(pair);
    for (size_t i = 0; i < draft->items.count && i < pair->items; i++) {
        if (!compare_item(pair, i, labels, failure)) {
            return false;
        }
    }
    if (draft->items.count != pair->items) {
        size_t line =
            draft->items.count > pair->items ? draft->sources[pair->items].line : draft->line;
        return fail(failure, line, "section %s has %zu item%s here and %zu in the room", name,
                    draft->items.count, draft->items.count == 1 ? "" : "s", pair->items);
    }
    return true;
}

/* ---- binding ---- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

/* Which revision of the original was translated: the one that stands. Words that lagged behind it
 * and come again as they were lag still: nobody has translated what is new. */
static int64_t translated(const struct pl_text *original, const struct pl_text *before,
                          const struct pl_words *words)
{
    const struct pl_words *now = original ? pl_text_find(original, words->id) : NULL;
    const struct pl_words *old = before ? pl_text_find(before, words->id) : NULL;
    bool lags = now && old && old->of < now->of && pl_words_equal(old, words);
    return lags ? old->of : now ? now->of : 1;
}

/* The parts of one section; `words` is where theirs begin. */
static void bind(const struct pair *pair, struct pl_text *texts, struct pl_words *words)
{
    size_t from = 0;
    for (size_t part = pair->first; part < pair->end; part++) {
        const struct pl_items *items = part_items(pair, part);
        const struct pl_text *original =
            pl_room_text(pair->room, PL_CONFIRMED, part, pl_room_original(pair->room));
        const struct pl_text *before = pl_room_text(pair->room, PL_CONFIRMED, part, pair->lang);
        for (size_t i = 0; i < items->count; i++) {
            words[from + i] = pair->draft->words[from + i];
            words[from + i].id = items->items[i].id;
            words[from + i].of = translated(original, before, &words[from + i]);
        }
        bool whole = part == pair->first;
        texts[part] = (struct pl_text){.title = whole ? pair->draft->title : "",
                                       .note = whole ? pair->draft->note : NULL,
                                       .words = words + from,
                                       .count = items->count};
        qsort(words + from, items->count, sizeof *words, by_id);
        from += items->count;
    }
}

static bool bind_all(struct align *align, const struct import_doc *doc, struct pair *pair,
                     struct align_failure *failure)
{
    size_t words = 0;
    for (size_t s = 0; s < doc->section_count && pair->end < pair->document->section_count; s++) {
        pair->draft = &doc->sections[s];
        next_pair(pair);
        if (!compare(pair, failure)) {
            return false;
        }
        bind(pair, align->texts, align->words + words);
        words += pair->items;
    }
    size_t here = doc->section_count;
    size_t both = pair->number;
    size_t line = here > both ? doc->sections[both].line : 0;
    while (pair->end < pair->document->section_count) {
        next_pair(pair);
    }
    return here == pair->number || fail(failure, line, "%zu section%s here and %zu in the room",
                                        here, here == 1 ? "" : "s", pair->number);
}

bool align_init(struct align *align, const struct import_doc *doc, const struct pl_room *room,
                struct align_failure *failure_out)
{
    struct pair pair = {
        .room = room, .document = pl_room_document(room, PL_CONFIRMED), .lang = doc->front.lang};
    *align = (struct align){.front = doc->front};
    if (strcmp(doc->front.lang, pl_room_original(room)) == 0) {
        return fail(failure_out, 0, "%s is the original's language; load it without --align",
                    doc->front.lang);
    }
    char missing[128];
    if (describe_missing(room, missing, sizeof missing)) {
        return fail(failure_out, 0, "the broker has lost section %s of the original", missing);
    }
    if (!doc->front.title[0]) {
        align->front.title = pair.document->fronts[0].title;
    }
    align->texts = calloc(pair.document->section_count + 1, sizeof *align->texts);
    align->words = calloc(doc->item_count + 1, sizeof *align->words);
    bool bound = align->texts && align->words ? bind_all(align, doc, &pair, failure_out)
                                              : fail(failure_out, 0, "out of memory");
    if (!bound) {
        align_finish(align);
    }
    return bound;
}

void align_finish(struct align *align)
{
    free(align->texts);
    free(align->words);
    *align = (struct align){0};
}
