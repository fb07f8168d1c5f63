#include <string.h>

#include "encode.h"

/* Writers as indices into one list keep a whole room's report within a payload. */
struct writers {
    const char *by[PL_WRITERS_MAX];
    size_t count;
};

static size_t writer_index(const struct writers *writers, const char *by)
{
    size_t i = 0;
    while (i < writers->count && strcmp(writers->by[i], by) != 0) {
        i++;
    }
    return i;
}

static void note_writer(struct json_writer *writer, struct writers *writers,
                        const struct pl_held *held)
{
    if (held->rev == 0 || writer_index(writers, held->by) < writers->count) {
        return;
    }
    if (writers->count == PL_WRITERS_MAX) {
        writer->error = writer->error ? writer->error : PL_ERROR_LIMIT;
    } else {
        writers->by[writers->count++] = held->by;
    }
}

static void note_writers(struct json_writer *writer, struct writers *writers,
                         const struct pl_display *display)
{
    for (size_t i = 0; i < display->section_count; i++) {
        const struct pl_held_section *section = &display->sections[i];
        note_writer(writer, writers, &section->items);
        for (size_t j = 0; j < section->text_count; j++) {
            note_writer(writer, writers, &section->texts[j].held);
        }
    }
}

static void encode_held(struct json_writer *writer, const struct writers *writers, const char *name,
                        const struct pl_held *held)
{
    if (held->rev == 0) {
        return;
    }
    put_open(writer, name, '[');
    json_put_int(writer, held->rev);
    json_put_int(writer, (int64_t)writer_index(writers, held->by));
    json_close(writer, ']');
}

static void encode_held_sections(struct json_writer *writer, const struct pl_display *display)
{
    struct writers writers = {0};
    note_writers(writer, &writers, display);
    put_open(writer, "sections", '{');
    for (size_t i = 0; i < display->section_count; i++) {
        const struct pl_held_section *section = &display->sections[i];
        put_open(writer, section->section, '{');
        encode_held(writer, &writers, "items", &section->items);
        for (size_t j = 0; j < section->text_count; j++) {
            encode_held(writer, &writers, section->texts[j].lang, &section->texts[j].held);
        }
        json_close(writer, '}');
    }
    json_close(writer, '}');
    put_strings(writer, "writers", writers.by, writers.count);
}

static void encode_stamp(struct json_writer *writer, const char *name, const struct pl_stamp *stamp)
{
    if (stamp->rev == 0) {
        return;
    }
    put_open(writer, name, '[');
    json_put_int(writer, stamp->epoch);
    json_put_int(writer, stamp->rev);
    json_put_string(writer, stamp->by);
    if (stamp->reign) {
        json_put_int(writer, stamp->reign);
    }
    json_close(writer, ']');
}

static void encode_holds(struct json_writer *writer, const struct pl_display *display)
{
    put_open(writer, "holds", '{');
    encode_stamp(writer, "document", &display->holds[PL_TOPIC_DOCUMENT]);
    encode_stamp(writer, "cursor", &display->holds[PL_TOPIC_CURSOR]);
    encode_stamp(writer, "speakers", &display->holds[PL_TOPIC_SPEAKERS]);
    encode_stamp(writer, "timer", &display->holds[PL_TOPIC_TIMER]);
    encode_stamp(writer, "notice", &display->holds[PL_TOPIC_NOTICE]);
    if (display->section_count > 0) {
        encode_held_sections(writer, display);
    }
    json_close(writer, '}');
}

static void encode_at_item(struct json_writer *writer, const struct pl_display *display)
{
    put_open(writer, "at_item", '{');
    put_string(writer, "section", display->section);
    put_string(writer, "item", display->item);
    put_open(writer, "pages", '[');
    for (size_t i = 0; i < display->page_count; i++) {
        json_put_int(writer, display->pages[i]);
    }
    json_close(writer, ']');
    put_int(writer, "page", (int64_t)display->page);
    json_close(writer, '}');
}

static void encode_refused(struct json_writer *writer, const struct pl_display *display)
{
    put_open(writer, "refused", '{');
    for (int error = 0; error < PL_ERROR_COUNT; error++) {
        if (display->refused[error]) {
            put_int(writer, pl_error_name((enum pl_error)error), display->refused[error]);
        }
    }
    json_close(writer, '}');
}

void encode_display_body(struct json_writer *writer, const struct pl_display *display, bool holds)
{
    put_bool(writer, "online", display->online);
    put_string(writer, "name", display->name);
    if (!display->version) {
        return;
    }
    put_string(writer, "version", display->version);
    put_open(writer, "size", '[');
    json_put_int(writer, display->width_px);
    json_put_int(writer, display->height_px);
    json_close(writer, ']');
    put_strings(writer, "languages", display->langs, display->lang_count);
    put_optional(writer, "load", display->load);
    if (holds) {
        encode_holds(writer, display);
    }
    if (display->item) {
        encode_at_item(writer, display);
    }
    put_int(writer, "changed_at", display->changed_at_ms);
    put_int(writer, "took_ms", display->took_ms);
    encode_refused(writer, display);
    put_int(writer, "old_news", display->old_news);
}

void encode_display(struct json_writer *writer, const struct pl_message *message)
{
    encode_display_body(writer, &message->body.display, true);
}

void encode_desk(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_desk *desk = &message->body.desk;
    put_bool(writer, "online", desk->online);
    put_string(writer, "name", desk->name);
    put_optional(writer, "version", desk->version);
}

void encode_beat(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_beat *beat = &message->body.beat;
    if (beat->once) {
        put_bool(writer, "once", true);
    }
    put_open(writer, "offsets", '[');
    for (size_t i = 0; i < beat->offset_count; i++) {
        json_open(writer, '[');
        json_put_string(writer, beat->offsets[i].by);
        json_put_int(writer, beat->offsets[i].offset_ms);
        json_close(writer, ']');
    }
    json_close(writer, ']');
}
