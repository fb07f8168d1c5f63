#include "encode.h"

void encode_fronts(struct json_writer *writer, const struct pl_document *document)
{
    bool subtitle = false, preamble = false;
    put_open(writer, "languages", '[');
    for (size_t i = 0; i < document->lang_count; i++) {
        json_put_string(writer, document->fronts[i].lang);
    }
    json_close(writer, ']');
    put_open(writer, "title", '{');
    for (size_t i = 0; i < document->lang_count; i++) {
        put_string(writer, document->fronts[i].lang, document->fronts[i].title);
        subtitle = subtitle || document->fronts[i].subtitle;
        preamble = preamble || document->fronts[i].preamble_count > 0;
    }
    json_close(writer, '}');
    if (subtitle) {
        put_open(writer, "subtitle", '{');
        for (size_t i = 0; i < document->lang_count; i++) {
            put_optional(writer, document->fronts[i].lang, document->fronts[i].subtitle);
        }
        json_close(writer, '}');
    }
    if (!preamble) {
        return;
    }
    put_open(writer, "preamble", '{');
    for (size_t i = 0; i < document->lang_count; i++) {
        const struct pl_front *front = &document->fronts[i];
        if (front->preamble_count > 0) {
            put_strings(writer, front->lang, front->preamble, front->preamble_count);
        }
    }
    json_close(writer, '}');
}

void encode_section(struct json_writer *writer, const struct pl_section *section)
{
    put_string(writer, "id", section->id);
    put_string(writer, "label", section->label);
    if (section->continues) {
        put_bool(writer, "continues", true);
    }
}

static void encode_sections(struct json_writer *writer, const struct pl_document *document)
{
    put_open(writer, "sections", '[');
    for (size_t i = 0; i < document->section_count; i++) {
        json_open(writer, '{');
        encode_section(writer, &document->sections[i]);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

void encode_start(struct json_writer *writer, const struct pl_document *document)
{
    if (document->start_section) {
        put_open(writer, "start", '{');
        put_string(writer, "section", document->start_section);
        put_optional(writer, "item", document->start_item);
        json_close(writer, '}');
    }
}

void encode_document(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_document *document = &message->body.document;
    put_string(writer, "load", document->load);
    if (message->envelope.stamp.reign) {
        put_int(writer, "reign", message->envelope.stamp.reign);
    }
    encode_fronts(writer, document);
    put_optional(writer, "time_zone", document->time_zone);
    encode_sections(writer, document);
    encode_start(writer, document);
    if (document->older_count > 0) {
        put_strings(writer, "older", document->older, document->older_count);
    }
}

void put_names(struct json_writer *writer, const char *name, const struct pl_names *names)
{
    if (names->given) {
        put_strings(writer, name, names->names, names->count);
    }
}

void encode_item(struct json_writer *writer, const struct pl_item *item)
{
    json_open(writer, '{');
    put_string(writer, "id", item->id);
    put_int(writer, "level", item->level);
    put_string(writer, "label", item->label);
    put_string(writer, "marker", item->marker);
    put_string(writer, "status", pl_status_name(item->status));
    put_names(writer, "who", &item->who);
    json_close(writer, '}');
}

void encode_items(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_items *items = &message->body.items;
    put_open(writer, "items", '[');
    for (size_t i = 0; i < items->count; i++) {
        encode_item(writer, &items->items[i]);
    }
    json_close(writer, ']');
}

static void encode_run(struct json_writer *writer, const struct pl_run *run)
{
    json_open(writer, '{');
    put_string(writer, "t", run->t);
    put_names(writer, "ins", &run->ins);
    put_names(writer, "del", &run->del);
    put_names(writer, "keep", &run->keep);
    if (run->alt) {
        put_int(writer, "alt", run->alt);
    }
    json_close(writer, '}');
}

void encode_words(struct json_writer *writer, const struct pl_words *words)
{
    put_int(writer, "of", words->of);
    put_open(writer, "runs", '[');
    for (size_t i = 0; i < words->run_count; i++) {
        encode_run(writer, &words->runs[i]);
    }
    json_close(writer, ']');
}

void encode_text_body(struct json_writer *writer, const struct pl_text *text)
{
    put_string(writer, "title", text->title);
    put_optional(writer, "note", text->note);
    put_open(writer, "items", '{');
    for (size_t i = 0; i < text->count; i++) {
        put_open(writer, text->words[i].id, '{');
        encode_words(writer, &text->words[i]);
        json_close(writer, '}');
    }
    json_close(writer, '}');
}

void encode_text(struct json_writer *writer, const struct pl_message *message)
{
    encode_text_body(writer, &message->body.text);
}
