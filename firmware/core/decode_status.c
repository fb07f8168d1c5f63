/* display, desk, beat: who is there, and what it holds. */
#include <assert.h>
#include <string.h>

#include "decode.h"
#include "plenary/wire.h"
#include "topic.h"

struct writers {
    const char *const *by;
    size_t count;
};

/* [rev, writer's index] */
static struct pl_held decode_held(struct reader *reader, const struct json *value,
                                  struct writers writers)
{
    size_t count;
    struct pl_held held = {0};
    const struct json *pair = read_list(reader, value, JSON_ARRAY, 2, &count);
    if (!pair) {
        return held;
    }
    if (count < 2) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    held.rev = read_int(reader, read_at(pair, 0), 1, PL_INT_MAX);
    int64_t index = read_int(reader, read_at(pair, 1), 0, PL_INT_MAX);
    if (!reader->error && (uint64_t)index >= writers.count) {
        read_fail(reader, PL_ERROR_REFERENCE);
    }
    if (!reader->error) {
        assert(writers.by);
        held.by = writers.by[index];
    }
    return held;
}

static void decode_held_texts(struct reader *reader, const struct json *object,
                              struct writers writers, struct pl_held_section *section)
{
    size_t count, i = 0;
    read_list(reader, object, JSON_OBJECT, PL_LANGS_MAX + 1, &count);
    const struct json *items = json_member(object, "items");
    count -= items && count ? 1 : 0;
    if (count > PL_LANGS_MAX) {
        read_fail(reader, PL_ERROR_LIMIT);
    }
    section->items = decode_held(reader, items, writers);
    struct pl_held_text *texts = read_array(reader, count, sizeof *texts);
    if (!texts) {
        return;
    }
    for (const struct json *each = json_first(object); each; each = json_next(each)) {
        if (each == items) {
            continue;
        }
        if (!pl_wire_is_lang(json_name(each))) {
            read_fail(reader, PL_ERROR_ID);
        }
        texts[i].lang = read_copy(reader, json_name(each));
        texts[i++].held = decode_held(reader, each, writers);
    }
    section->texts = texts;
    section->text_count = count;
}

static struct writers decode_writers(struct reader *reader, const struct json *value)
{
    size_t count, i = 0;
    const struct json *list = read_list(reader, value, JSON_ARRAY, PL_WRITERS_MAX, &count);
    const char **by = read_array(reader, count, sizeof *by);
    if (!by) {
        return (struct writers){0};
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        by[i++] = read_id(reader, each, pl_wire_is_by);
    }
    return (struct writers){.by = by, .count = count};
}

static void decode_held_sections(struct reader *reader, const struct json *holds,
                                 struct pl_display *display)
{
    size_t count, i = 0;
    struct writers writers = decode_writers(reader, json_member(holds, "writers"));
    const struct json *list =
        read_list(reader, json_member(holds, "sections"), JSON_OBJECT, PL_SECTIONS_MAX, &count);
    struct pl_held_section *sections = read_array(reader, count, sizeof *sections);
    if (!sections) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each), i++) {
        if (!pl_wire_is_id(json_name(each))) {
            read_fail(reader, PL_ERROR_ID);
        }
        sections[i].section = read_copy(reader, json_name(each));
        decode_held_texts(reader, each, writers, &sections[i]);
    }
    display->sections = sections;
    display->section_count = count;
}

/* [epoch, rev, "by"]; a document's has its reign behind that, where it is not 0. */
static void decode_stamp(struct reader *reader, const struct json *value, size_t most,
                         struct pl_stamp *stamp)
{
    size_t count;
    const struct json *list = read_list(reader, value, JSON_ARRAY, most, &count);
    if (!list) {
        return;
    }
    if (count < 3) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    stamp->epoch = read_int(reader, read_at(list, 0), 0, PL_EPOCH_MAX);
    stamp->rev = read_int(reader, read_at(list, 1), 1, PL_INT_MAX);
    read_by(reader, read_at(list, 2), stamp->by);
    stamp->reign = read_int(reader, read_at(list, 3), 0, PL_REIGN_MAX);
}

static void decode_holds(struct reader *reader, const struct json *body, struct pl_display *display)
{
    const struct json *holds = read_object(reader, read_need(reader, body, "holds"));
    if (!holds) {
        return;
    }
    decode_stamp(reader, json_member(holds, "document"), 4, &display->holds[PL_TOPIC_DOCUMENT]);
    decode_stamp(reader, json_member(holds, "cursor"), 3, &display->holds[PL_TOPIC_CURSOR]);
    decode_stamp(reader, json_member(holds, "speakers"), 3, &display->holds[PL_TOPIC_SPEAKERS]);
    decode_stamp(reader, json_member(holds, "timer"), 3, &display->holds[PL_TOPIC_TIMER]);
    decode_stamp(reader, json_member(holds, "notice"), 3, &display->holds[PL_TOPIC_NOTICE]);
    decode_held_sections(reader, holds, display);
}

/* Page starts begin at 0 and grow, and the page shown is one of them. */
static void check_pages(struct reader *reader, const int64_t *pages, size_t count, int64_t page)
{
    assert(pages || count == 0);
    bool right = count > 0 && pages[0] == 0 && (uint64_t)page < count;
    for (size_t i = 1; i < count && right; i++) {
        right = pages[i - 1] < pages[i];
    }
    if (!right) {
        read_fail(reader, PL_ERROR_POSITION);
    }
}

static void decode_at_item(struct reader *reader, const struct json *body,
                           struct pl_display *display)
{
    size_t count, i = 0;
    const struct json *object = read_object(reader, json_member(body, "at_item"));
    if (!object) {
        return;
    }
    display->section = read_id(reader, read_need(reader, object, "section"), pl_wire_is_id);
    display->item = read_id(reader, read_need(reader, object, "item"), pl_wire_is_id);
    const struct json *list =
        read_list(reader, read_need(reader, object, "pages"), JSON_ARRAY, PL_PAGES_MAX, &count);
    int64_t *pages = read_array(reader, count, sizeof *pages);
    int64_t page = read_int(reader, read_need(reader, object, "page"), 0, PL_INT_MAX);
    for (const struct json *each = json_first(list); pages && each; each = json_next(each)) {
        pages[i++] = (int64_t)read_position(reader, each);
    }
    if (reader->error) {
        return;
    }
    check_pages(reader, pages, count, page);
    display->pages = pages;
    display->page_count = count;
    display->page = (size_t)page;
}

static void decode_size(struct reader *reader, const struct json *body, struct pl_display *display)
{
    size_t count;
    const struct json *size =
        read_list(reader, read_need(reader, body, "size"), JSON_ARRAY, 2, &count);
    if (count < 2) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    display->width_px = read_int(reader, read_at(size, 0), 1, PL_PIXELS_MAX);
    display->height_px = read_int(reader, read_at(size, 1), 1, PL_PIXELS_MAX);
}

static void decode_shown_languages(struct reader *reader, const struct json *body,
                                   struct pl_display *display)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, read_need(reader, body, "languages"), JSON_ARRAY, PL_LANGS_MAX, &count);
    const char **langs = read_array(reader, count, sizeof *langs);
    if (!langs) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        langs[i++] = read_id(reader, each, pl_wire_is_lang);
    }
    display->langs = langs;
    display->lang_count = count;
}

/* Names that this version does not know are left out: later ones may add theirs. */
static void decode_refused(struct reader *reader, const struct json *body,
                           struct pl_display *display)
{
    const struct json *refused = read_object(reader, read_need(reader, body, "refused"));
    for (const struct json *each = json_first(refused); each; each = json_next(each)) {
        int64_t number = read_int(reader, each, 0, PL_INT_MAX);
        for (int error = 0; error < PL_ERROR_COUNT; error++) {
            if (strcmp(pl_error_name((enum pl_error)error), json_name(each)) == 0) {
                display->refused[error] = number;
            }
        }
    }
}

void decode_display(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_display *display = &message->body.display;
    display->online = read_bool(reader, read_need(reader, body, "online"));
    display->name = read_name(reader, read_need(reader, body, "name"));
    display->version = read_name(reader, json_member(body, "version"));
    if (!display->version) {
        if (display->online) {
            read_fail(reader, PL_ERROR_MISSING);
        }
        return;
    }
    decode_size(reader, body, display);
    decode_shown_languages(reader, body, display);
    display->load = read_id(reader, json_member(body, "load"), is_load);
    decode_holds(reader, body, display);
    decode_at_item(reader, body, display);
    display->changed_at_ms = read_int(reader, read_need(reader, body, "changed_at"), 0, PL_INT_MAX);
    display->took_ms = read_int(reader, read_need(reader, body, "took_ms"), 0, PL_INT_MAX);
    decode_refused(reader, body, display);
    display->old_news = read_int(reader, read_need(reader, body, "old_news"), 0, PL_INT_MAX);
}

void decode_desk(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_desk *desk = &message->body.desk;
    desk->online = read_bool(reader, read_need(reader, body, "online"));
    desk->name = read_name(reader, read_need(reader, body, "name"));
    desk->version = read_name(reader, json_member(body, "version"));
}

static void decode_offset(struct reader *reader, const struct json *value, struct pl_offset *offset)
{
    size_t count;
    const struct json *pair = read_list(reader, value, JSON_ARRAY, 2, &count);
    if (count < 2) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    read_by(reader, read_at(pair, 0), offset->by);
    offset->offset_ms = read_int(reader, read_at(pair, 1), -PL_INT_MAX, PL_INT_MAX);
}

void decode_beat(struct reader *reader, const struct json *body, struct pl_message *message)
{
    size_t count, i = 0;
    message->body.beat.once = read_bool(reader, json_member(body, "once"));
    const struct json *list =
        read_list(reader, read_need(reader, body, "offsets"), JSON_ARRAY, PL_WRITERS_MAX, &count);
    struct pl_offset *offsets = read_array(reader, count, sizeof *offsets);
    if (!offsets) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        decode_offset(reader, each, &offsets[i++]);
    }
    message->body.beat.offsets = offsets;
    message->body.beat.offset_count = count;
}
