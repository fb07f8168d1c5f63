#include "encode.h"

void encode_highlights(struct json_writer *writer, const struct pl_cursor *cursor)
{
    put_open(writer, "highlights", '[');
    for (size_t i = 0; i < cursor->highlight_count; i++) {
        const struct pl_highlight *highlight = &cursor->highlights[i];
        json_open(writer, '{');
        put_string(writer, "item", highlight->item);
        put_string(writer, "lang", highlight->lang);
        put_int(writer, "start", (int64_t)highlight->start);
        put_int(writer, "end", (int64_t)highlight->end);
        put_string(writer, "exact", highlight->exact);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

void encode_cursor(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_cursor *cursor = &message->body.cursor;
    put_optional(writer, "section", cursor->section);
    put_optional(writer, "item", cursor->item);
    put_int(writer, "position", (int64_t)cursor->position);
    encode_highlights(writer, cursor);
    put_string(writer, "screen", pl_screen_name(cursor->screen));
    if (cursor->view != PL_VIEW_MARKED) {
        put_string(writer, "view", pl_view_name(cursor->view));
    }
}

static void encode_clock(struct json_writer *writer, const struct pl_run_clock *clock)
{
    put_open(writer, "clock", '{');
    put_bool(writer, "running", clock->running);
    put_int(writer, "since", clock->since_ms);
    put_int(writer, "used_ms", clock->used_ms);
    put_int(writer, "limit_s", clock->limit_s);
    json_close(writer, '}');
}

/* In an object that is open, which it closes. */
static void encode_speaker(struct json_writer *writer, const struct pl_speaker *speaker)
{
    put_string(writer, "id", speaker->id);
    put_string(writer, "name", speaker->name);
    put_optional(writer, "for", speaker->on_behalf);
    put_optional(writer, "class", speaker->class_name);
    put_optional(writer, "user", speaker->user);
    put_string(writer, "kind", pl_kind_name(speaker->kind));
    put_int(writer, "limit_s", speaker->limit_s);
    json_close(writer, '}');
}

static void encode_answers(struct json_writer *writer, const struct pl_speakers *speakers)
{
    put_open(writer, "answers", '[');
    for (size_t i = 0; i < speakers->answer_count; i++) {
        json_open(writer, '{');
        put_string(writer, "user", speakers->answers[i].user);
        put_int(writer, "number", speakers->answers[i].number);
        put_bool(writer, "granted", speakers->answers[i].granted);
        json_close(writer, '}');
    }
    json_close(writer, ']');
}

static void encode_limits(struct json_writer *writer, const struct pl_speakers *speakers)
{
    put_open(writer, "limits", '{');
    for (size_t i = 0; i < speakers->limit_count; i++) {
        put_int(writer, speakers->limits[i].class_name, speakers->limits[i].limit_s);
    }
    json_close(writer, '}');
}

void encode_speakers(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_speakers *speakers = &message->body.speakers;
    put_string(writer, "list", speakers->open ? "open" : "closed");
    if (speakers->has_floor) {
        put_open(writer, "floor", '{');
        put_open(writer, "speaker", '{');
        encode_speaker(writer, &speakers->floor);
        encode_clock(writer, &speakers->floor_clock);
        json_close(writer, '}');
    }
    put_open(writer, "queue", '[');
    for (size_t i = 0; i < speakers->queue_count; i++) {
        json_open(writer, '{');
        encode_speaker(writer, &speakers->queue[i]);
    }
    json_close(writer, ']');
    if (speakers->limit_count > 0) {
        encode_limits(writer, speakers);
    }
    if (speakers->answer_count > 0) {
        encode_answers(writer, speakers);
    }
}

void encode_timer(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_timer *timer = &message->body.timer;
    put_string(writer, "mode", pl_timer_mode_name(timer->mode));
    put_string(writer, "label", timer->label);
    encode_clock(writer, &timer->clock);
}

void encode_notice(struct json_writer *writer, const struct pl_message *message)
{
    put_string(writer, "text", message->body.notice.text);
    put_int(writer, "until", message->body.notice.until_ms);
}

void encode_caption(struct json_writer *writer, const struct pl_message *message)
{
    put_string(writer, "text", message->body.caption.text);
    put_optional(writer, "lang", message->body.caption.lang);
}

void encode_request(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_request *request = &message->body.request;
    put_string(writer, "want", pl_want_name(request->want));
    put_int(writer, "number", request->number);
    put_string(writer, "kind", pl_kind_name(request->kind));
    put_optional(writer, "for", request->on_behalf);
}
