#include "merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

enum { LINE_MAX = 640, QUOTE_POINTS = 34, NEAR = 32 };
enum { LIKE_SAME_LABEL = 50, LIKE_NEARBY = 75 }; /* of a hundred triples of bytes */

/* One item of one of the two texts, with what is compared of it. */
struct side {
    const struct pl_item *item;
    const struct pl_words *words; /* NULL: none */
    size_t section;
    const char *clean, *original; /* "" where there are none */
    uint64_t clean_hash, original_hash;
    uint32_t *triples; /* of neighbouring bytes, sorted */
    size_t triple_count;
    struct side *match; /* in the other text */
    bool stands;        /* and the words are the same */
    char id[PARTS_ID];
};

struct making {
    struct merge *merge;
    const struct pl_export *room, *file;
    struct side *old, *fresh;
    size_t old_count, fresh_count;
    struct parts_ids *ids;
    bool failed; /* out of memory */
};

/* ---- lines ---- */

static void say(struct making *m, const char *text)
{
    struct merge *merge = m->merge;
    char **lines = realloc(merge->lines, (merge->line_count + 1) * sizeof *lines);
    char *copy = pool_copy(&merge->pool, text, strlen(text));
    if (lines) {
        merge->lines = lines;
    }
    if (!lines || !copy) {
        m->failed = true;
        return;
    }
    lines[merge->line_count++] = copy;
}

/* Its label as people know it, and its new one. */
static void name_item(const struct side *old, char out[2 * PL_LABEL_MAX + 16])
{
    bool moved = old->match && strcmp(old->match->item->label, old->item->label) != 0;
    snprintf(out, 2 * PL_LABEL_MAX + 16, moved ? "%s (now %s)" : "%s", old->item->label,
             moved ? old->match->item->label : "");
}

static void quote(const char *text, char out[4 * QUOTE_POINTS + 8])
{
    size_t bytes = 0;
    text += strspn(text, " ");
    for (int points = 0; text[bytes] && points < QUOTE_POINTS; points++) {
        do {
            bytes++;
        } while (((unsigned char)text[bytes] & 0xc0u) == 0x80);
    }
    snprintf(out, 4 * QUOTE_POINTS + 8, "\"%.*s%s\"", (int)bytes, text, text[bytes] ? "…" : "");
}

static void say_mark(struct making *m, const struct side *old, const char *what,
                     const struct pl_names *by, const char *words)
{
    char line[LINE_MAX];
    char item[2 * PL_LABEL_MAX + 16];
    char quoted[4 * QUOTE_POINTS + 8];
    char names[256] = "";
    size_t used = 0;
    for (size_t i = 0; i < by->count && used < sizeof names; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : " of ",
                                 by->names[i]);
    }
    name_item(old, item);
    quote(words, quoted);
    snprintf(line, sizeof line, "%s: %s%s %s not kept", item, what, names, quoted);
    say(m, line);
}

static bool marked(const struct pl_run *run)
{
    return run->ins.given || run->del.given || run->keep.given || run->alt > 0;
}

static bool has_marks(const struct pl_words *words)
{
    for (size_t i = 0; words && i < words->run_count; i++) {
        if (marked(&words->runs[i])) {
            return true;
        }
    }
    return false;
}

static bool same_names(const struct pl_names *a, const struct pl_names *b)
{
    bool equal = a->given == b->given && a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        equal = strcmp(a->names[i], b->names[i]) == 0;
    }
    return equal;
}

/* The file has this very mark on these very words. */
static bool is_there(const struct pl_run *run, const struct pl_words *words)
{
    for (size_t i = 0; words && i < words->run_count; i++) {
        const struct pl_run *other = &words->runs[i];
        if (strcmp(run->t, other->t) == 0 && same_names(&run->ins, &other->ins) &&
            same_names(&run->del, &other->del) && same_names(&run->keep, &other->keep) &&
            (run->alt > 0) == (other->alt > 0)) {
            return true;
        }
    }
    return false;
}

static void say_marks(struct making *m, const struct side *old)
{
    const struct pl_words *now = old->match ? old->match->words : NULL;
    for (size_t i = 0; old->words && i < old->words->run_count; i++) {
        const struct pl_run *run = &old->words->runs[i];
        if (!marked(run) || is_there(run, now)) {
            continue;
        }
        if (run->alt > 0) {
            say_mark(m, old, "alternative", &run->ins, run->t);
        } else if (run->ins.given) {
            say_mark(m, old, "insertion", &run->ins, run->t);
        }
        if (run->del.given) {
            say_mark(m, old, "deletion", &run->del, run->t);
        }
        if (run->keep.given) {
            say_mark(m, old, "wish to retain", &run->keep, run->t);
        }
    }
}

static void say_status(struct making *m, const struct side *old, const char *why)
{
    char line[LINE_MAX];
    char item[2 * PL_LABEL_MAX + 16];
    name_item(old, item);
    snprintf(line, sizeof line, "%s: status %s not kept: %s", item,
             pl_status_name(old->item->status), why);
    say(m, line);
}

static void say_gone(struct making *m, const struct side *old)
{
    char line[LINE_MAX];
    char quoted[4 * QUOTE_POINTS + 8];
    bool told = old->item->status != PL_STATUS_OPEN;
    quote(old->clean[0] ? old->clean : old->original, quoted);
    snprintf(line, sizeof line, "%s: not in the newer text: %s%s%s", old->item->label, quoted,
             told ? ", " : "", told ? pl_status_name(old->item->status) : "");
    say(m, line);
    say_marks(m, old);
}

/* ---- reading both ---- */

static uint64_t hash(const char *text)
{
    uint64_t h = 14695981039346656037u;
    for (; *text; text++) {
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    }
    return h;
}

static int by_value(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

static const char *view_of(struct making *m, const struct pl_words *words, enum pl_view view)
{
    char *joined = words ? pl_words_join(words, view) : NULL;
    char *copy = joined ? pool_copy(&m->merge->pool, joined, strlen(joined)) : NULL;
    m->failed = m->failed || (words && !copy);
    free(joined);
    return copy ? copy : "";
}

/* Likeness by three neighbouring bytes: it needs no blanks, so it holds in all scripts. */
static void read_triples(struct making *m, struct side *side)
{
    size_t bytes = strlen(side->original[0] ? side->original : side->clean);
    const char *text = side->original[0] ? side->original : side->clean;
    side->triples = pool_array(&m->merge->pool, bytes + 1, sizeof *side->triples);
    if (!side->triples) {
        m->failed = true;
        return;
    }
    for (size_t i = 0; i + 2 < bytes; i++) {
        side->triples[side->triple_count++] = (uint32_t)(unsigned char)text[i] << 16 |
                                              (uint32_t)(unsigned char)text[i + 1] << 8 |
                                              (uint32_t)(unsigned char)text[i + 2];
    }
    qsort(side->triples, side->triple_count, sizeof *side->triples, by_value);
}

static struct side *read_sides(struct making *m, const struct pl_export *text, size_t *count_out)
{
    struct side *sides = pool_array(&m->merge->pool, PL_ITEMS_MAX + 1, sizeof *sides);
    size_t n = 0;
    m->failed = m->failed || !sides;
    for (size_t s = 0; sides && s < text->document.section_count; s++) {
        const struct pl_load_section *section = &text->sections[s];
        for (size_t i = 0; i < section->items.count && n < PL_ITEMS_MAX; i++, n++) {
            struct side *side = &sides[n];
            side->item = &section->items.items[i];
            side->words = pl_text_find(&section->texts[0], side->item->id);
            side->section = s;
            side->clean = view_of(m, side->words, PL_VIEW_CLEAN);
            side->original = view_of(m, side->words, PL_VIEW_ORIGINAL);
            side->clean_hash = hash(side->clean);
            side->original_hash = hash(side->original);
            read_triples(m, side);
        }
    }
    *count_out = n;
    return sides;
}

/* ---- matching ---- */

static bool same(const char *a, uint64_t a_hash, const char *b, uint64_t b_hash)
{
    return a_hash == b_hash && a[0] && strcmp(a, b) == 0;
}

/* The words of the file are those of the room, before or after what is proposed there. */
static bool words_stand(const struct side *old, const struct side *fresh)
{
    return same(fresh->original, fresh->original_hash, old->original, old->original_hash) ||
           same(fresh->clean, fresh->clean_hash, old->clean, old->clean_hash) ||
           same(fresh->original, fresh->original_hash, old->clean, old->clean_hash);
}

static bool same_label(const struct side *a, const struct side *b)
{
    return a->item->label[0] && strcmp(a->item->label, b->item->label) == 0;
}

/* Of a hundred. */
static size_t likeness(const struct side *a, const struct side *b)
{
    size_t both = 0;
    size_t i = 0;
    size_t k = 0;
    while (i < a->triple_count && k < b->triple_count) {
        if (a->triples[i] == b->triples[k]) {
            both++;
            i++;
            k++;
        } else if (a->triples[i] < b->triples[k]) {
            i++;
        } else {
            k++;
        }
    }
    size_t all = a->triple_count + b->triple_count;
    return all > 0 ? 200 * both / all : 0;
}

static void bind(struct side *old, struct side *fresh, bool stands)
{
    old->match = fresh;
    fresh->match = old;
    old->stands = fresh->stands = stands;
}

enum pass { WORDS_AND_LABEL, WORDS, LABEL, NEARBY, PASSES };

static bool fits(const struct making *m, enum pass pass, size_t old, size_t fresh)
{
    const struct side *a = &m->old[old];
    const struct side *b = &m->fresh[fresh];
    switch (pass) {
    case WORDS_AND_LABEL:
        return same_label(a, b) && words_stand(a, b);
    case WORDS:
        return words_stand(a, b);
    case LABEL:
        return same_label(a, b) && likeness(a, b) >= LIKE_SAME_LABEL;
    case NEARBY:
        return (old > fresh ? old - fresh : fresh - old) <= NEAR && likeness(a, b) >= LIKE_NEARBY;
    case PASSES:
        break;
    }
    return false;
}

static void match_all(struct making *m)
{
    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t n = 0; n < m->fresh_count; n++) {
            for (size_t o = 0; o < m->old_count && !m->fresh[n].match; o++) {
                if (!m->old[o].match && fits(m, (enum pass)pass, o, n)) {
                    bind(&m->old[o], &m->fresh[n], pass <= WORDS);
                }
            }
        }
    }
}

static void give_ids(struct making *m)
{
    for (size_t o = 0; o < m->old_count; o++) {
        parts_put(m->ids, m->old[o].item->id);
    }
    for (size_t n = 0; n < m->fresh_count; n++) {
        struct side *fresh = &m->fresh[n];
        if (fresh->match) {
            snprintf(fresh->id, sizeof fresh->id, "%s", fresh->match->item->id);
        } else {
            parts_take_id(m->ids, fresh->item->id, fresh->id);
        }
    }
}

/* ---- the text ---- */

static void keep_status(const struct side *fresh, struct pl_item *item)
{
    const struct side *old = fresh->match;
    if (old && fresh->stands && item->status == PL_STATUS_OPEN) {
        item->status = old->item->status;
        item->who = old->item->who;
    }
}

/* The room's words with their marks where those of the file are the same and bare. */
static void put_words(const struct side *fresh, struct pl_words *words)
{
    bool keeps = fresh->match && fresh->stands && fresh->match->words && !has_marks(fresh->words);
    *words = keeps ? *fresh->match->words : *fresh->words;
    words->id = fresh->id;
    words->of = 1;
}

/* As it is, or as one that lags. False: there is none. */
static bool put_translation(const struct making *m, const struct side *fresh, size_t lang,
                            struct pl_words *words)
{
    const struct side *old = fresh->match;
    const struct pl_words *found =
        old ? pl_text_find(&m->room->sections[old->section].texts[lang], old->item->id) : NULL;
    if (!found) {
        return false;
    }
    *words = *found;
    words->id = fresh->id;
    words->of = fresh->stands && old->words && found->of >= old->words->of;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

/* Title and note of a translated section: those of the one that had its label. */
static void put_title(const struct making *m, size_t section, size_t lang, struct pl_text *text)
{
    const struct pl_document *room = &m->room->document;
    const struct pl_section *entry = &m->file->document.sections[section];
    text->title = "";
    for (size_t s = 0; s < room->section_count; s++) {
        const struct pl_text *old = &m->room->sections[s].texts[lang];
        if (old->title && room->sections[s].continues == entry->continues &&
            strcmp(room->sections[s].label, entry->label) == 0) {
            text->title = old->title;
            text->note = old->note;
            return;
        }
    }
}

static void make_text(struct making *m, size_t section, size_t first, size_t count, size_t lang,
                      struct pl_text *text)
{
    struct pl_words *words = pool_array(&m->merge->pool, count + 1, sizeof *words);
    if (!words) {
        m->failed = true;
        return;
    }
    text->words = words;
    if (lang > 0) {
        put_title(m, section, lang, text);
    } else {
        text->title = m->file->sections[section].texts[0].title;
        text->note = m->file->sections[section].texts[0].note;
    }
    for (size_t n = first; n < first + count; n++) {
        if (lang > 0) {
            text->count += put_translation(m, &m->fresh[n], lang, &words[text->count]);
        } else if (m->fresh[n].words) {
            put_words(&m->fresh[n], &words[text->count++]);
        }
    }
    qsort(words, text->count, sizeof *words, by_id);
}

/* Returns how many items the section has. */
static size_t make_section(struct making *m, size_t section, size_t first,
                           struct pl_load_section *out)
{
    const struct pl_items *items = &m->file->sections[section].items;
    const size_t langs = m->room->document.lang_count;
    struct pl_item *made = pool_array(&m->merge->pool, items->count + 1, sizeof *made);
    struct pl_text *texts = pool_array(&m->merge->pool, langs, sizeof *texts);
    if (!made || !texts) {
        m->failed = true;
        return 0;
    }
    *out = (struct pl_load_section){.items = {made, items->count}, .texts = texts};
    for (size_t i = 0; i < items->count; i++) {
        made[i] = items->items[i];
        made[i].id = m->fresh[first + i].id;
        keep_status(&m->fresh[first + i], &made[i]);
    }
    for (size_t lang = 0; lang < langs; lang++) {
        make_text(m, section, first, items->count, lang, &texts[lang]);
    }
    return items->count;
}

/* A language belongs to a text: it goes with the last of its words, and with it the title. */
static bool keeps_lang(struct making *m, const struct pl_load_section *sections, size_t lang)
{
    bool had = false;
    for (size_t s = 0; s < m->file->document.section_count; s++) {
        if (sections[s].texts[lang].count > 0) {
            return true;
        }
    }
    for (size_t s = 0; s < m->room->document.section_count; s++) {
        had |= m->room->sections[s].texts[lang].count > 0;
    }
    if (had) {
        char line[LINE_MAX];
        snprintf(line, sizeof line, "language %.40s is not kept: nothing of it stands",
                 m->room->document.fronts[lang].lang);
        say(m, line);
    }
    return !had;
}

static void make_fronts(struct making *m, const struct pl_load_section *sections,
                        struct pl_document *document)
{
    const size_t langs = m->room->document.lang_count;
    struct pl_front *fronts = pool_array(&m->merge->pool, langs, sizeof *fronts);
    size_t kept = 0;
    for (size_t lang = 0; fronts && lang < langs; lang++) {
        if (lang > 0 && !keeps_lang(m, sections, lang)) {
            continue;
        }
        fronts[kept] = lang > 0 ? m->room->document.fronts[lang] : m->file->document.fronts[0];
        for (size_t s = 0; s < document->section_count; s++) {
            ((struct pl_text *)sections[s].texts)[kept] = sections[s].texts[lang];
        }
        kept++;
    }
    m->failed |= !fronts;
    document->fronts = fronts;
    document->lang_count = kept;
}

/* Where the wall is, or else where the file starts. */
static void set_start(const struct making *m, const struct pl_cursor *cursor,
                      struct pl_document *document)
{
    for (size_t n = 0; n < m->fresh_count; n++) {
        const struct side *fresh = &m->fresh[n];
        bool here = fresh->match && cursor && cursor->item &&
                    strcmp(fresh->match->item->id, cursor->item) == 0;
        bool first = document->start_item == fresh->item->id;
        if (here || first) {
            document->start_section = document->sections[fresh->section].id;
            document->start_item = fresh->id;
        }
        if (here) {
            return;
        }
    }
}

static void make_whole(struct making *m, const struct pl_cursor *cursor)
{
    struct pl_document *document = &m->merge->text.document;
    struct pl_load_section *sections =
        pool_array(&m->merge->pool, document->section_count + 1, sizeof *sections);
    if (!sections) {
        m->failed = true;
        return;
    }
    size_t first = 0;
    for (size_t s = 0; s < document->section_count && !m->failed; s++) {
        first += make_section(m, s, first, &sections[s]);
    }
    if (!m->failed) {
        make_fronts(m, sections, document);
    }
    set_start(m, cursor, document);
    m->merge->text.sections = sections;
}

/* ---- what was not kept ---- */

static void list_status(struct making *m, const struct side *old)
{
    enum pl_status now = old->match->item->status;
    if (old->item->status == PL_STATUS_OPEN || now == old->item->status) {
        return;
    }
    if (now != PL_STATUS_OPEN) {
        char why[64];
        snprintf(why, sizeof why, "the file says %s", pl_status_name(now));
        say_status(m, old, why);
    } else if (!old->stands) {
        say_status(m, old, "its words have changed");
    }
}

static void list_lost(struct making *m, const struct pl_cursor *cursor)
{
    for (size_t o = 0; o < m->old_count; o++) {
        const struct side *old = &m->old[o];
        if (!old->match) {
            say_gone(m, old);
            continue;
        }
        list_status(m, old);
        if (!old->stands || has_marks(old->match->words)) {
            say_marks(m, old);
        }
    }
    if (cursor && cursor->highlight_count > 0) {
        say(m, "the highlights are not kept");
    }
}

static bool other_language(struct making *m)
{
    char line[LINE_MAX];
    const char *room = m->room->document.fronts[0].lang;
    const char *file = m->file->document.fronts[0].lang;
    if (strcmp(room, file) == 0) {
        return false;
    }
    snprintf(line, sizeof line, "the room's text is in %.40s, the file's in %.40s: nothing is kept",
             room, file);
    say(m, line);
    return true;
}

bool merge_init(struct merge *merge, const struct pl_export *room, const struct pl_export *file,
                const struct pl_cursor *cursor)
{
    *merge = (struct merge){.text = *file};
    struct making m = {.merge = merge, .room = room, .file = file};
    if (!other_language(&m)) {
        m.ids = pool_array(&merge->pool, 1, sizeof *m.ids);
        m.old = read_sides(&m, room, &m.old_count);
        m.fresh = read_sides(&m, file, &m.fresh_count);
        m.failed = m.failed || !m.ids;
        if (!m.failed) {
            match_all(&m);
            give_ids(&m);
            make_whole(&m, cursor);
            list_lost(&m, cursor);
        }
    }
    if (m.failed) {
        merge_finish(merge);
    }
    return !m.failed;
}

void merge_finish(struct merge *merge)
{
    free(merge->lines);
    pool_finish(&merge->pool);
    *merge = (struct merge){0};
}
