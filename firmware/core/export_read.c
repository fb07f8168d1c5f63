/* A file of JSON back to a text (export.h), through the feed's own decoders. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "plenary/export.h"
#include "plenary/wire.h"

/* A text and the memory that it lies in; the text comes first. */
struct holder {
    struct pl_export text;
    struct arena arena;
};

struct reading {
    struct reader reader;
    struct pl_export *text;
    struct pl_load_section *sections;
    size_t items;
    const char **ids;           /* of the section that is read, sorted */
    size_t words[PL_LANGS_MAX]; /* bytes of each language */
};

bool pl_export_is(const char *bytes, size_t size)
{
    static const char blanks[] = " \t\r\n";
    bool mark = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    const char *at = bytes + (mark ? 3 : 0), *end = bytes + size;
    while (at < end && memchr(blanks, *at, sizeof blanks - 1)) {
        at++;
    }
    if (at == end || *at != '{') {
        return false;
    }
    at++;
    while (at < end && memchr(blanks, *at, sizeof blanks - 1)) {
        at++;
    }
    return at < end && (*at == '"' || *at == '}');
}

/* ---- where it is wrong ---- */

/* ".name" or "[3]"; a name that is none of ours as it may be shown. */
static size_t put_step(const struct json *list, const struct json *entry, char *out, size_t size)
{
    int written;
    if (json_type(list) == JSON_ARRAY) {
        size_t index = 0;
        for (const struct json *each = json_first(list); each != entry; each = json_next(each)) {
            index++;
        }
        written = snprintf(out, size, "[%zu]", index);
    } else {
        const char *name = json_name(entry);
        bool shown = pl_wire_check_text(name, strlen(name), PL_ID_MAX, PL_ID_MAX) == PL_OK;
        written = snprintf(out, size, ".%s", shown ? name : "\"...\"");
    }
    return written > 0 && (size_t)written < size ? (size_t)written : 0;
}

/* Goes through the tree until it stands at `wanted`, with the way to it on a stack. */
static void find_path(const struct json *tree, const struct json *wanted, char *out, size_t size)
{
    const struct json *way[PL_JSON_DEPTH + 2] = {tree};
    size_t depth = 0;
    while (way[depth] != wanted) {
        const struct json *next = json_first(way[depth]);
        if (next && json_type(way[depth]) != JSON_STRING) {
            way[++depth] = next;
            continue;
        }
        while (depth > 0 && !json_next(way[depth])) {
            depth--;
        }
        if (depth == 0) {
            return;
        }
        way[depth] = json_next(way[depth]);
    }
    size_t used = 0;
    for (size_t i = 1; i <= depth; i++) {
        used += put_step(way[i - 1], way[i], out + used, size - used);
    }
    if (out[0] == '.') {
        memmove(out, out + 1, strlen(out));
    }
}

static size_t line_of(const char *bytes, size_t fault)
{
    size_t line = 1;
    for (size_t i = 0; i < fault; i++) {
        line += bytes[i] == '\n';
    }
    return line;
}

/* ---- as a whole ---- */

static void fail_at(struct reading *reading, enum pl_error error, const struct json *at)
{
    if (!reading->reader.error) {
        reading->reader.at = at;
    }
    read_fail(&reading->reader, error);
}

static void check_start(struct reading *reading, const struct json *body)
{
    struct pl_document *document = &reading->text->document;
    for (size_t s = 0; document->start_item && s < document->section_count; s++) {
        if (strcmp(document->sections[s].id, document->start_section) != 0) {
            continue;
        }
        if (!pl_items_find(&reading->sections[s].items, document->start_item, NULL)) {
            fail_at(reading, PL_ERROR_REFERENCE, json_member(json_member(body, "start"), "item"));
        }
    }
}

/* ---- a section ---- */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_ids(struct reading *reading, const struct pl_items *items)
{
    reading->ids = read_array(&reading->reader, items->count, sizeof *reading->ids);
    if (!reading->ids) {
        return;
    }
    for (size_t i = 0; i < items->count; i++) {
        reading->ids[i] = items->items[i].id;
    }
    qsort(reading->ids, items->count, sizeof *reading->ids, compare_ids);
}

static bool has_item(const struct reading *reading, const struct pl_items *items, const char *id)
{
    return items->count > 0 &&
           bsearch(&id, reading->ids, items->count, sizeof *reading->ids, compare_ids) != NULL;
}

static void read_items(struct reading *reading, const struct json *value,
                       struct pl_load_section *section)
{
    struct pl_message message = {.topic = {.kind = PL_TOPIC_ITEMS, .load = "0-0000000000000000"}};
    decode_items(&reading->reader, value, &message);
    section->items = message.body.items;
    reading->items += section->items.count;
    if (reading->items > PL_ITEMS_MAX) {
        fail_at(reading, PL_ERROR_LIMIT, json_member(value, "items"));
    }
    sort_ids(reading, &section->items);
}

/* The words of a section in one language belong to its items; `of` as export.h has it. */
static void check_text(struct reading *reading, const struct json *value, size_t lang,
                       const struct pl_load_section *section, const struct pl_text *text)
{
    const struct json *items = json_member(value, "items");
    for (size_t i = 0; i < text->count; i++) {
        const struct pl_words *words = &text->words[i];
        if (!has_item(reading, &section->items, words->id)) {
            fail_at(reading, PL_ERROR_REFERENCE, json_member(items, words->id));
        }
        for (size_t r = 0; r < words->run_count; r++) {
            reading->words[lang] += words->runs[r].bytes;
        }
    }
    if (reading->words[lang] > PL_TEXT_MAX) {
        fail_at(reading, PL_ERROR_LIMIT, value);
    }
}

static void read_text_of(struct reading *reading, const struct json *value, size_t lang,
                         const struct pl_load_section *section, struct pl_text *text_out)
{
    struct pl_message message = {.topic = {.kind = PL_TOPIC_TEXT, .load = "0-0000000000000000"}};
    *text_out = (struct pl_text){.title = ""};
    const struct json *object = read_object(&reading->reader, value);
    if (!object) {
        return;
    }
    decode_text(&reading->reader, object, &message);
    if (reading->reader.error) {
        return;
    }
    *text_out = message.body.text;
    check_text(reading, value, lang, section, text_out);
}

static size_t find_lang(const struct pl_document *document, const char *lang)
{
    size_t i = 0;
    while (i < document->lang_count && strcmp(document->fronts[i].lang, lang) != 0) {
        i++;
    }
    return i;
}

/* The arena's own copy of the words may be written to. */
static void set_of(const struct pl_text *text, const struct pl_text *original)
{
    for (size_t i = 0; i < text->count; i++) {
        const struct pl_words *first = original ? pl_text_find(original, text->words[i].id) : NULL;
        ((struct pl_words *)text->words)[i].of = first && text->words[i].of < first->of ? 0 : 1;
    }
}

static void read_section(struct reading *reading, const struct json *value,
                         struct pl_section *entry, struct pl_load_section *section)
{
    struct reader *reader = &reading->reader;
    const struct pl_document *document = &reading->text->document;
    decode_section(reader, value, entry);
    struct pl_text *texts = read_array(reader, document->lang_count, sizeof *texts);
    if (!texts) {
        return;
    }
    read_items(reading, value, section);
    const struct json *all = read_object(reader, read_need(reader, value, "texts"));
    for (const struct json *each = json_first(all); each; each = json_next(each)) {
        if (find_lang(document, json_name(each)) == document->lang_count) {
            fail_at(reading, PL_ERROR_REFERENCE, each);
        }
    }
    for (size_t i = 0; i < document->lang_count && !reader->error; i++) {
        read_text_of(reading, json_member(all, document->fronts[i].lang), i, section, &texts[i]);
    }
    for (size_t i = document->lang_count; i-- > 0 && !reader->error;) {
        set_of(&texts[i], i > 0 ? &texts[0] : NULL);
    }
    section->texts = texts;
}

static void read_sections(struct reading *reading, const struct json *tree)
{
    struct reader *reader = &reading->reader;
    struct pl_document *document = &reading->text->document;
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, read_need(reader, tree, "sections"), JSON_ARRAY, PL_SECTIONS_MAX, &count);
    struct pl_section *entries = read_array(reader, count, sizeof *entries);
    reading->sections = read_array(reader, count, sizeof *reading->sections);
    if (!entries || !reading->sections) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each), i++) {
        read_section(reading, each, &entries[i], &reading->sections[i]);
    }
    if (!reader->error) {
        read_unique(reader, list, &entries[0].id, count, sizeof *entries);
    }
    document->sections = entries;
    document->section_count = count;
    reading->text->sections = reading->sections;
}

static void read_head(struct reader *reader, const struct json *tree)
{
    const struct json *format = read_need(reader, tree, "format");
    if (format && json_type(format) != JSON_STRING) {
        read_fail(reader, PL_ERROR_TYPE);
    } else if (format && strcmp(json_string(format), "plenary") != 0) {
        read_fail(reader, PL_ERROR_VALUE);
    }
    reader->at = format ? format : tree;
    if (reader->error) {
        return;
    }
    int64_t version = read_int(reader, read_need(reader, tree, "v"), -PL_INT_MAX, PL_INT_MAX);
    if (version != PL_PROTOCOL_VERSION) {
        read_fail(reader, PL_ERROR_VERSION);
    }
}

static void read_tree(struct reading *reading, const struct json *tree)
{
    struct reader *reader = &reading->reader;
    struct pl_document *document = &reading->text->document;
    read_head(reader, tree);
    const struct json *body = read_object(reader, read_need(reader, tree, "document"));
    decode_fronts(reader, body, document);
    document->time_zone = read_text(reader, json_member(body, "time_zone"), PL_ZONE_MAX, NULL);
    read_sections(reading, tree);
    if (!reader->error) {
        decode_start(reader, body, document);
    }
    if (!reader->error) {
        check_start(reading, body);
    }
}

static void refuse(struct pl_export_fault *fault, enum pl_error error, size_t line)
{
    fault->error = error;
    fault->line = line;
}

static struct json *parse(const char *bytes, size_t size, struct pl_export_fault *fault)
{
    struct json *tree = NULL;
    size_t mark = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t at = 0;
    if (size > PL_EXPORT_MAX) {
        refuse(fault, PL_ERROR_SIZE, 0);
        return NULL;
    }
    enum pl_error error = json_scan_to(bytes + mark, size - mark, &at);
    if (error) {
        refuse(fault, error, line_of(bytes, mark + at));
        return NULL;
    }
    error = json_parse(bytes + mark, size - mark, &tree);
    if (error) {
        refuse(fault, error, 0);
    }
    return tree;
}

struct pl_export *pl_export_read(const char *bytes, size_t size, struct pl_export_fault *fault_out)
{
    *fault_out = (struct pl_export_fault){0};
    struct json *tree = parse(bytes, size, fault_out);
    struct holder *holder = tree ? calloc(1, sizeof *holder) : NULL;
    if (tree && !holder) {
        refuse(fault_out, PL_ERROR_MEMORY, 0);
    }
    if (holder) {
        arena_init(&holder->arena);
        struct reading reading = {.reader = {.arena = &holder->arena}, .text = &holder->text};
        read_tree(&reading, tree);
        if (reading.reader.error) {
            refuse(fault_out, reading.reader.error, 0);
            find_path(tree, reading.reader.at, fault_out->path, sizeof fault_out->path);
            pl_export_destroy(&holder->text);
            holder = NULL;
        }
    }
    json_destroy(tree);
    return holder ? &holder->text : NULL;
}

void pl_export_destroy(struct pl_export *text)
{
    if (text) {
        struct holder *holder = (struct holder *)text;
        arena_finish(&holder->arena);
        free(holder);
    }
}
