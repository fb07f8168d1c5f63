/* document, items, text: the words under discussion. */
#include <stdlib.h>
#include <string.h>

#include "decode.h"
#include "plenary/wire.h"
#include "topic.h"

/* An object with one member a language must name no language but the document's. */
static void check_languages(struct reader *reader, const struct json *by_language,
                            const struct pl_document *document)
{
    for (const struct json *each = json_first(by_language); each; each = json_next(each)) {
        size_t i = 0;
        while (i < document->lang_count && strcmp(document->fronts[i].lang, json_name(each)) != 0) {
            i++;
        }
        if (i == document->lang_count && !reader->error) {
            reader->at = each;
            read_fail(reader, PL_ERROR_REFERENCE);
        }
    }
}

static struct pl_front *decode_languages(struct reader *reader, const struct json *body,
                                         struct pl_document *document)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, read_need(reader, body, "languages"), JSON_ARRAY, PL_LANGS_MAX, &count);
    if (count == 0) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    struct pl_front *fronts = read_array(reader, count, sizeof *fronts);
    if (!fronts) {
        return NULL;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        fronts[i++].lang = read_id(reader, each, pl_wire_is_lang);
    }
    read_unique(reader, list, &fronts[0].lang, count, sizeof *fronts);
    document->fronts = fronts;
    document->lang_count = count;
    return reader->error ? NULL : fronts;
}

static void decode_preamble(struct reader *reader, const struct json *value, struct pl_front *front)
{
    size_t count, i = 0, bytes = 0;
    const struct json *list = read_list(reader, value, JSON_ARRAY, PL_PREAMBLE_PARAS, &count);
    const char **paragraphs = read_array(reader, count, sizeof *paragraphs);
    if (!paragraphs) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        const char *paragraph = read_text(reader, each, PL_PREAMBLE_MAX - bytes, NULL);
        bytes += paragraph ? strlen(paragraph) : 0;
        paragraphs[i++] = paragraph;
    }
    front->preamble = paragraphs;
    front->preamble_count = count;
}

void decode_fronts(struct reader *reader, const struct json *body, struct pl_document *document)
{
    struct pl_front *fronts = decode_languages(reader, body, document);
    const struct json *title = read_object(reader, read_need(reader, body, "title"));
    const struct json *subtitle = read_object(reader, json_member(body, "subtitle"));
    const struct json *preamble = read_object(reader, json_member(body, "preamble"));
    if (reader->error) {
        return;
    }
    check_languages(reader, title, document);
    check_languages(reader, subtitle, document);
    check_languages(reader, preamble, document);
    for (size_t i = 0; i < document->lang_count && !reader->error; i++) {
        const char *lang = fronts[i].lang;
        fronts[i].title = read_text(reader, read_need(reader, title, lang), PL_TITLE_MAX, NULL);
        fronts[i].subtitle = read_text(reader, json_member(subtitle, lang), PL_TITLE_MAX, NULL);
        decode_preamble(reader, json_member(preamble, lang), &fronts[i]);
    }
}

void decode_section(struct reader *reader, const struct json *value, struct pl_section *section)
{
    const struct json *object = read_object(reader, value);
    section->id = read_id(reader, read_need(reader, object, "id"), pl_wire_is_id);
    section->label = read_text(reader, read_need(reader, object, "label"), PL_LABEL_MAX, NULL);
    section->continues = read_bool(reader, json_member(object, "continues"));
}

static void decode_sections(struct reader *reader, const struct json *body,
                            struct pl_document *document)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, read_need(reader, body, "sections"), JSON_ARRAY, PL_SECTIONS_MAX, &count);
    struct pl_section *sections = read_array(reader, count, sizeof *sections);
    if (!sections) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        decode_section(reader, each, &sections[i++]);
    }
    read_unique(reader, list, &sections[0].id, count, sizeof *sections);
    document->sections = sections;
    document->section_count = count;
}

void decode_start(struct reader *reader, const struct json *body, struct pl_document *document)
{
    const struct json *start = read_object(reader, json_member(body, "start"));
    if (!start) {
        return;
    }
    document->start_section = read_id(reader, read_need(reader, start, "section"), pl_wire_is_id);
    document->start_item = read_id(reader, json_member(start, "item"), pl_wire_is_id);
    for (size_t i = 0; i < document->section_count && !reader->error; i++) {
        if (strcmp(document->sections[i].id, document->start_section) == 0) {
            return;
        }
    }
    if (!reader->error) {
        reader->at = start;
    }
    read_fail(reader, PL_ERROR_REFERENCE);
}

/* A document must not name its own load for deletion. */
static void decode_older(struct reader *reader, const struct json *body,
                         struct pl_document *document)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, json_member(body, "older"), JSON_ARRAY, PL_OLDER_MAX, &count);
    const char **older = read_array(reader, count, sizeof *older);
    if (!older) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        const char *load = read_id(reader, each, is_load);
        if (load && strcmp(load, document->load) == 0) {
            read_fail(reader, PL_ERROR_REFERENCE);
        }
        older[i++] = load;
    }
    document->older = older;
    document->older_count = count;
}

static void check_epoch(struct reader *reader, const char *load, const struct pl_message *message)
{
    int64_t epoch;
    if (!reader->error && (!load_epoch(load, &epoch) || epoch != message->envelope.stamp.epoch)) {
        read_fail(reader, PL_ERROR_EPOCH);
    }
}

void decode_document(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_document *document = &message->body.document;
    document->load = read_id(reader, read_need(reader, body, "load"), is_load);
    check_epoch(reader, document->load, message);
    message->envelope.stamp.reign = read_int(reader, json_member(body, "reign"), 0, PL_REIGN_MAX);
    decode_fronts(reader, body, document);
    decode_sections(reader, body, document);
    document->time_zone = read_text(reader, json_member(body, "time_zone"), PL_ZONE_MAX, NULL);
    decode_start(reader, body, document);
    decode_older(reader, body, document);
}

static const char *status_name(int index)
{
    return pl_status_name((enum pl_status)index);
}

static void decode_item(struct reader *reader, const struct json *value, struct pl_item *item)
{
    const struct json *object = read_object(reader, value);
    item->id = read_id(reader, read_need(reader, object, "id"), pl_wire_is_id);
    item->level = (unsigned)read_int(reader, read_need(reader, object, "level"), 1, PL_LEVEL_MAX);
    item->label = read_text(reader, read_need(reader, object, "label"), PL_LABEL_MAX, NULL);
    item->marker = read_text(reader, read_need(reader, object, "marker"), PL_LABEL_MAX, NULL);
    item->status =
        (enum pl_status)read_word(reader, read_need(reader, object, "status"), status_name);
    item->who = read_names(reader, json_member(object, "who"));
}

void decode_items(struct reader *reader, const struct json *body, struct pl_message *message)
{
    size_t count, i = 0;
    check_epoch(reader, message->topic.load, message);
    const struct json *list =
        read_list(reader, read_need(reader, body, "items"), JSON_ARRAY, PL_ITEMS_MAX, &count);
    struct pl_item *items = read_array(reader, count, sizeof *items);
    if (!items) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each)) {
        decode_item(reader, each, &items[i++]);
    }
    read_unique(reader, list, &items[0].id, count, sizeof *items);
    message->body.items = (struct pl_items){.items = items, .count = count};
}

static void decode_run(struct reader *reader, const struct json *value, struct pl_run *run)
{
    const struct json *object = read_object(reader, value);
    run->t = read_text(reader, read_need(reader, object, "t"), PL_PAYLOAD_MAX, &run->points);
    run->bytes = run->t ? strlen(run->t) : 0;
    if (run->bytes == 0) {
        read_fail(reader, PL_ERROR_VALUE);
    }
    run->ins = read_names(reader, json_member(object, "ins"));
    run->del = read_names(reader, json_member(object, "del"));
    run->keep = read_names(reader, json_member(object, "keep"));
    run->alt = (unsigned)read_int(reader, json_member(object, "alt"), 1, PL_RUNS_MAX);
}

static void decode_words(struct reader *reader, const struct json *member, struct pl_words *words)
{
    size_t i = 0;
    const struct json *object = read_object(reader, member);
    words->id = object ? json_name(object) : "";
    if (!pl_wire_is_id(words->id)) {
        read_fail(reader, PL_ERROR_ID);
    }
    words->id = read_copy(reader, words->id);
    words->of = read_int(reader, read_need(reader, object, "of"), 0, PL_INT_MAX);
    const struct json *list = read_list(reader, read_need(reader, object, "runs"), JSON_ARRAY,
                                        PL_RUNS_MAX, &words->run_count);
    struct pl_run *runs = read_array(reader, words->run_count, sizeof *runs);
    if (!runs) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each), i++) {
        decode_run(reader, each, &runs[i]);
        words->points += runs[i].points;
    }
    if (words->points > PL_ITEM_POINTS_MAX && !reader->error) {
        reader->at = list;
        read_fail(reader, PL_ERROR_LIMIT);
    }
    words->runs = runs;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

void decode_text(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_text *text = &message->body.text;
    size_t count, i = 0;
    check_epoch(reader, message->topic.load, message);
    text->title = read_text(reader, read_need(reader, body, "title"), PL_TITLE_MAX, NULL);
    text->note = read_text(reader, json_member(body, "note"), PL_TITLE_MAX, NULL);
    const struct json *list =
        read_list(reader, read_need(reader, body, "items"), JSON_OBJECT, PL_ITEMS_MAX, &count);
    struct pl_words *words = read_array(reader, count, sizeof *words);
    if (!words) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each)) {
        decode_words(reader, each, &words[i++]);
    }
    if (reader->error) {
        return;
    }
    qsort(words, count, sizeof *words, compare_words);
    text->words = words;
    text->count = count;
}
