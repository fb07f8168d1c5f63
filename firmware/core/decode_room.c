/* cursor, speakers, timer, notice, caption, request: what goes on in the room. */
#include <string.h>

#include "decode.h"
#include "plenary/wire.h"
#include "utf8.h"

static const char *screen_name(int index)
{
    return pl_screen_name((enum pl_screen)index);
}

static const char *view_name(int index)
{
    return pl_view_name((enum pl_view)index);
}

static const char *kind_name(int index)
{
    return pl_kind_name((enum pl_kind)index);
}

static const char *timer_mode_name(int index)
{
    return pl_timer_mode_name((enum pl_timer_mode)index);
}

static const char *want_name(int index)
{
    return pl_want_name((enum pl_want)index);
}

static void decode_highlight(struct reader *reader, const struct json *value,
                             struct pl_highlight *highlight)
{
    size_t points;
    const struct json *object = read_object(reader, value);
    highlight->item = read_id(reader, read_need(reader, object, "item"), pl_wire_is_id);
    highlight->lang = read_id(reader, read_need(reader, object, "lang"), pl_wire_is_lang);
    highlight->start = read_position(reader, read_need(reader, object, "start"));
    highlight->end = read_position(reader, read_need(reader, object, "end"));
    highlight->exact =
        read_text(reader, read_need(reader, object, "exact"), PL_PAYLOAD_MAX, &points);
    if (highlight->start >= highlight->end || highlight->end - highlight->start != points) {
        read_fail(reader, PL_ERROR_POSITION);
    }
}

static void decode_highlights(struct reader *reader, const struct json *body,
                              struct pl_cursor *cursor)
{
    size_t count, i = 0;
    const struct json *list = read_list(reader, read_need(reader, body, "highlights"), JSON_ARRAY,
                                        PL_HIGHLIGHTS_MAX, &count);
    struct pl_highlight *highlights = read_array(reader, count, sizeof *highlights);
    if (!highlights) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        decode_highlight(reader, each, &highlights[i++]);
    }
    cursor->highlights = highlights;
    cursor->highlight_count = count;
}

void decode_cursor(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_cursor *cursor = &message->body.cursor;
    cursor->section = read_id(reader, json_member(body, "section"), pl_wire_is_id);
    cursor->item = read_id(reader, json_member(body, "item"), pl_wire_is_id);
    if (cursor->item && !cursor->section) {
        read_fail(reader, PL_ERROR_MISSING);
    }
    cursor->position = read_position(reader, read_need(reader, body, "position"));
    decode_highlights(reader, body, cursor);
    cursor->screen =
        (enum pl_screen)read_word(reader, read_need(reader, body, "screen"), screen_name);
    const struct json *view = json_member(body, "view");
    cursor->view = view ? (enum pl_view)read_word(reader, view, view_name) : PL_VIEW_MARKED;
}

static void decode_clock(struct reader *reader, const struct json *value,
                         struct pl_run_clock *clock)
{
    const struct json *object = read_object(reader, value);
    clock->running = read_bool(reader, read_need(reader, object, "running"));
    clock->since_ms = read_int(reader, read_need(reader, object, "since"), 0, PL_INT_MAX);
    clock->used_ms = read_int(reader, read_need(reader, object, "used_ms"), 0, PL_INT_MAX);
    clock->limit_s = read_int(reader, read_need(reader, object, "limit_s"), 0, PL_SECONDS_MAX);
}

static void decode_speaker(struct reader *reader, const struct json *value,
                           struct pl_speaker *speaker)
{
    const struct json *object = read_object(reader, value);
    speaker->id = read_id(reader, read_need(reader, object, "id"), pl_wire_is_id);
    speaker->name = read_name(reader, read_need(reader, object, "name"));
    speaker->on_behalf = read_name(reader, json_member(object, "for"));
    speaker->class_name = read_name(reader, json_member(object, "class"));
    speaker->user = read_id(reader, json_member(object, "user"), pl_wire_is_user);
    speaker->kind = (enum pl_kind)read_word(reader, read_need(reader, object, "kind"), kind_name);
    speaker->limit_s = read_int(reader, read_need(reader, object, "limit_s"), 0, PL_SECONDS_MAX);
}

static void decode_floor(struct reader *reader, const struct json *body,
                         struct pl_speakers *speakers)
{
    const struct json *floor = read_object(reader, json_member(body, "floor"));
    if (!floor) {
        return;
    }
    speakers->has_floor = true;
    decode_speaker(reader, read_need(reader, floor, "speaker"), &speakers->floor);
    decode_clock(reader, read_need(reader, floor, "clock"), &speakers->floor_clock);
}

static void decode_queue(struct reader *reader, const struct json *body,
                         struct pl_speakers *speakers)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, read_need(reader, body, "queue"), JSON_ARRAY, PL_QUEUE_MAX, &count);
    struct pl_speaker *queue = read_array(reader, count, sizeof *queue);
    if (!queue) {
        return;
    }
    for (const struct json *each = json_first(list); each && !reader->error;
         each = json_next(each), i++) {
        decode_speaker(reader, each, &queue[i]);
        if (!reader->error && speakers->has_floor && strcmp(queue[i].id, speakers->floor.id) == 0) {
            read_fail(reader, PL_ERROR_DUPLICATE);
        }
    }
    read_unique(reader, list, &queue[0].id, count, sizeof *queue);
    speakers->queue = queue;
    speakers->queue_count = count;
}

static void decode_limits(struct reader *reader, const struct json *body,
                          struct pl_speakers *speakers)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, json_member(body, "limits"), JSON_OBJECT, PL_LIMIT_CLASSES, &count);
    struct pl_limit *limits = read_array(reader, count, sizeof *limits);
    if (!limits) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each), i++) {
        limits[i].class_name = read_as_name(reader, json_name(each));
        limits[i].limit_s = read_int(reader, each, 0, PL_SECONDS_MAX);
    }
    speakers->limits = limits;
    speakers->limit_count = count;
}

static void decode_answers(struct reader *reader, const struct json *body,
                           struct pl_speakers *speakers)
{
    size_t count, i = 0;
    const struct json *list =
        read_list(reader, json_member(body, "answers"), JSON_ARRAY, PL_ANSWERS_MAX, &count);
    struct pl_answer *answers = read_array(reader, count, sizeof *answers);
    if (!answers) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each), i++) {
        const struct json *object = read_object(reader, each);
        answers[i].user = read_id(reader, read_need(reader, object, "user"), pl_wire_is_user);
        answers[i].number = read_int(reader, read_need(reader, object, "number"), 0, PL_INT_MAX);
        answers[i].granted = read_bool(reader, read_need(reader, object, "granted"));
    }
    speakers->answers = answers;
    speakers->answer_count = count;
}

static const char *list_name(int index)
{
    static const char *const names[] = {"closed", "open", NULL};
    return names[index];
}

void decode_speakers(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_speakers *speakers = &message->body.speakers;
    speakers->open = read_word(reader, read_need(reader, body, "list"), list_name) == 1;
    decode_floor(reader, body, speakers);
    decode_queue(reader, body, speakers);
    decode_limits(reader, body, speakers);
    decode_answers(reader, body, speakers);
}

void decode_timer(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_timer *timer = &message->body.timer;
    timer->mode =
        (enum pl_timer_mode)read_word(reader, read_need(reader, body, "mode"), timer_mode_name);
    timer->label = read_text(reader, read_need(reader, body, "label"), PL_TITLE_MAX, NULL);
    decode_clock(reader, read_need(reader, body, "clock"), &timer->clock);
}

void decode_notice(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_notice *notice = &message->body.notice;
    notice->text = read_text(reader, read_need(reader, body, "text"), PL_NOTICE_MAX, NULL);
    notice->until_ms = read_int(reader, read_need(reader, body, "until"), 0, PL_INT_MAX);
}

void decode_caption(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_caption *caption = &message->body.caption;
    caption->text = read_text(reader, read_need(reader, body, "text"), PL_CAPTION_MAX, NULL);
    caption->lang = read_id(reader, json_member(body, "lang"), pl_wire_is_lang);
}

void decode_request(struct reader *reader, const struct json *body, struct pl_message *message)
{
    struct pl_request *request = &message->body.request;
    request->want = (enum pl_want)read_word(reader, read_need(reader, body, "want"), want_name);
    request->number = read_int(reader, read_need(reader, body, "number"), 0, PL_INT_MAX);
    request->kind = (enum pl_kind)read_word(reader, read_need(reader, body, "kind"), kind_name);
    request->on_behalf = read_name(reader, json_member(body, "for"));
}
