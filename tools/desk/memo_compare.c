/* What a round through a file changes: found by making it, not by guessing. */
#include <stdarg.h>
#include <string.h>

#include "memo.h"

struct comparing {
    const struct memo *memo;
    const struct import_doc *doc;
    const char *prefix;
    FILE *out;
    size_t told;
    size_t section, item; /* where the reader of the draft stands */
};

__attribute__((format(printf, 2, 3))) static void tell(struct comparing *comparing,
                                                       const char *format, ...)
{
    fputs(comparing->prefix, comparing->out);
    va_list args;
    va_start(args, format);
    vfprintf(comparing->out, format, args);
    fputc('\n', comparing->out);
    va_end(args);
    comparing->told++;
}

static bool same_string(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_names(const struct pl_names *a, const struct pl_names *b)
{
    bool same = a->count == b->count && a->given == b->given;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(a->names[i], b->names[i]) == 0;
    }
    return same;
}

static bool same_marks(const struct pl_run *a, const struct pl_run *b)
{
    return same_names(&a->ins, &b->ins) && same_names(&a->del, &b->del) &&
           same_names(&a->keep, &b->keep) && a->alt == b->alt;
}

enum sameness { SAME, OTHER_MARKS, OTHER_WORDS };

/* However they are cut into runs. */
static enum sameness compare_words(const struct pl_words *a, const struct pl_words *b,
                                   bool loose_blanks)
{
    size_t i = 0, k = 0, in_a = 0, in_b = 0;
    enum sameness sameness = SAME;
    while (i < a->run_count && k < b->run_count) {
        const struct pl_run *one = &a->runs[i], *other = &b->runs[k];
        size_t left_a = one->bytes - in_a, left_b = other->bytes - in_b;
        size_t bytes = left_a;
        if (left_b < bytes) {
            bytes = left_b;
        }
        if (memcmp(one->t + in_a, other->t + in_b, bytes) != 0) {
            return OTHER_WORDS;
        }
        bool loose = loose_blanks && strspn(one->t + in_a, " ") >= bytes;
        sameness = loose || same_marks(one, other) ? sameness : OTHER_MARKS;
        in_a += bytes;
        in_b += bytes;
        if (in_a == one->bytes) {
            i++;
            in_a = 0;
        }
        if (in_b == other->bytes) {
            k++;
            in_b = 0;
        }
    }
    return i == a->run_count && k == b->run_count ? sameness : OTHER_WORDS;
}

/* ---- items ---- */

static bool same_who(const struct pl_item *a, const struct pl_item *b)
{
    bool same = a->who.count == b->who.count;
    for (size_t i = 0; same && i < a->who.count; i++) {
        same = strcmp(a->who.names[i], b->who.names[i]) == 0;
    }
    return same;
}

static void compare_item(struct comparing *comparing, const struct pl_item *item,
                         const struct pl_words *words)
{
    const struct import_section *section = &comparing->doc->sections[comparing->section];
    const struct pl_item *read = &section->items.items[comparing->item];
    enum sameness sameness =
        compare_words(words, &section->words[comparing->item], comparing->memo->loose_blanks);
    comparing->item++;
    if (strcmp(item->label, read->label) != 0) {
        tell(comparing, "%s would be called \"%s\"", item->label, read->label);
    }
    if (item->level != read->level) {
        tell(comparing, "%s would stand on level %u, not %u", item->label, read->level,
             item->level);
    }
    if (item->status != read->status || !same_who(item, read)) {
        tell(comparing, "%s would lose its status, or whom it waits for", item->label);
    }
    if (sameness == OTHER_WORDS) {
        tell(comparing, "%s would have other blanks or words", item->label);
    } else if (sameness == OTHER_MARKS) {
        tell(comparing, "%s would lose marks: alternatives, or words to keep that nobody asked for",
             item->label);
    }
}

/* The next item of the draft; false: it has none. */
static bool next_item(struct comparing *comparing)
{
    const struct import_doc *doc = comparing->doc;
    while (comparing->section < doc->section_count &&
           comparing->item == doc->sections[comparing->section].items.count) {
        comparing->section++;
        comparing->item = 0;
    }
    return comparing->section < doc->section_count;
}

static void compare_items(struct comparing *comparing)
{
    const struct memo *memo = comparing->memo;
    for (size_t s = 0; s < memo->text->document.section_count; s++) {
        const struct pl_load_section *section = &memo->text->sections[s];
        for (size_t i = 0; i < section->items.count; i++) {
            const struct pl_item *item = &section->items.items[i];
            const struct pl_text *text = &section->texts[memo->lang];
            const struct pl_words *words = text->title ? pl_text_find(text, item->id) : NULL;
            if (!words || words->run_count == 0) {
                tell(comparing, "%s has no words and is left out", item->label);
            } else if (next_item(comparing)) {
                compare_item(comparing, item, words);
            } else {
                tell(comparing, "%s would become part of another item", item->label);
            }
        }
    }
    if (next_item(comparing)) {
        tell(comparing, "it would have more items than there are");
    }
}

/* ---- sections and the head ---- */

static void compare_sections(struct comparing *comparing)
{
    const struct memo *memo = comparing->memo;
    size_t read = 0;
    for (size_t s = 0; s < memo->text->document.section_count; s++) {
        const struct pl_section *section = &memo->text->document.sections[s];
        const struct pl_text *text = &memo->text->sections[s].texts[memo->lang];
        if (section->continues) {
            continue;
        }
        if (read == comparing->doc->section_count) {
            tell(comparing, "section %s would become part of another one", section->label);
            continue;
        }
        const struct import_section *there = &comparing->doc->sections[read++];
        if (!same_string(section->label, there->section.label)) {
            tell(comparing, "section %s would be called \"%s\"", section->label,
                 there->section.label);
        }
        if (!same_string(text->title, there->title) || !same_string(text->note, there->note)) {
            tell(comparing, "section %s would have another title or note", section->label);
        }
    }
    if (read < comparing->doc->section_count) {
        tell(comparing, "it would have more sections than there are");
    }
}

static void compare_front(struct comparing *comparing)
{
    const struct pl_document *document = &comparing->memo->text->document;
    const struct pl_front *here = &document->fronts[comparing->memo->lang];
    const struct pl_front *there = &comparing->doc->front;
    bool same = here->preamble_count == there->preamble_count;
    for (size_t i = 0; same && i < here->preamble_count; i++) {
        same = strcmp(here->preamble[i], there->preamble[i]) == 0;
    }
    if (!same_string(here->title, there->title) || !same_string(here->subtitle, there->subtitle)) {
        tell(comparing, "the text would have another title or subtitle");
    }
    if (!same) {
        tell(comparing, "the preamble would be another");
    }
    if (!same_string(document->time_zone, comparing->doc->time_zone)) {
        tell(comparing, "the time zone would be lost");
    }
    for (size_t i = 0; i < document->lang_count; i++) {
        if (i != comparing->memo->lang) {
            tell(comparing, "language %s is left out: it goes into a file of its own with --lang",
                 document->fronts[i].lang);
        }
    }
}

size_t memo_compare(const struct memo *memo, const struct import_doc *doc, const char *prefix,
                    FILE *out)
{
    struct comparing comparing = {.memo = memo, .doc = doc, .prefix = prefix, .out = out};
    compare_front(&comparing);
    compare_sections(&comparing);
    compare_items(&comparing);
    return comparing.told;
}
