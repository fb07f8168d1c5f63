/* The text of a room as one JSON value (export.h). */
#include "encode.h"
#include "plenary/export.h"

/* One item in one language; nothing where it has no words. */
static void put_words(struct json_writer *writer, const struct pl_text *text,
                      const struct pl_text *original, const char *item)
{
    const struct pl_words *words = pl_text_find(text, item);
    const struct pl_words *first = original ? pl_text_find(original, item) : NULL;
    if (!words) {
        return;
    }
    struct pl_words alone = *words;
    alone.of = first && words->of < first->of ? 0 : 1;
    put_open(writer, item, '{');
    encode_words(writer, &alone);
    json_close(writer, '}');
}

/* In the order of the items. */
static void put_text(struct json_writer *writer, const struct pl_load_section *section,
                     const struct pl_text *text)
{
    const struct pl_text *original = section->texts[0].title ? &section->texts[0] : NULL;
    put_string(writer, "title", text->title);
    put_optional(writer, "note", text->note);
    put_open(writer, "items", '{');
    for (size_t i = 0; i < section->items.count; i++) {
        put_words(writer, text, original, section->items.items[i].id);
    }
    json_close(writer, '}');
}

static void put_section(struct json_writer *writer, const struct pl_document *document,
                        size_t index, const struct pl_load_section *section)
{
    json_open(writer, '{');
    encode_section(writer, &document->sections[index]);
    put_open(writer, "items", '[');
    for (size_t i = 0; i < section->items.count; i++) {
        encode_item(writer, &section->items.items[i]);
    }
    json_close(writer, ']');
    put_open(writer, "texts", '{');
    for (size_t i = 0; i < document->lang_count; i++) {
        if (!section->texts[i].title) {
            continue;
        }
        put_open(writer, document->fronts[i].lang, '{');
        put_text(writer, section, &section->texts[i]);
        json_close(writer, '}');
    }
    json_close(writer, '}');
    json_close(writer, '}');
}

enum pl_error pl_export_write(const struct pl_export *text, char **json_out, size_t *size_out)
{
    const struct pl_document *document = &text->document;
    struct json_writer writer;
    json_writer_init(&writer, PL_EXPORT_MAX);
    json_open(&writer, '{');
    put_string(&writer, "format", "plenary");
    put_int(&writer, "v", PL_PROTOCOL_VERSION);
    put_open(&writer, "document", '{');
    encode_fronts(&writer, document);
    put_optional(&writer, "time_zone", document->time_zone);
    encode_start(&writer, document);
    json_close(&writer, '}');
    put_open(&writer, "sections", '[');
    for (size_t i = 0; i < document->section_count; i++) {
        put_section(&writer, document, i, &text->sections[i]);
    }
    json_close(&writer, ']');
    json_close(&writer, '}');
    return json_writer_finish(&writer, json_out, size_out);
}
