#include "encode.h"
#include "plenary/wire.h"

static void (*const encoders[PL_TOPIC_COUNT])(struct json_writer *, const struct pl_message *) = {
    [PL_TOPIC_DOCUMENT] = encode_document,
    [PL_TOPIC_ITEMS] = encode_items,
    [PL_TOPIC_TEXT] = encode_text,
    [PL_TOPIC_CURSOR] = encode_cursor,
    [PL_TOPIC_SPEAKERS] = encode_speakers,
    [PL_TOPIC_TIMER] = encode_timer,
    [PL_TOPIC_NOTICE] = encode_notice,
    [PL_TOPIC_CAPTION] = encode_caption,
    [PL_TOPIC_REQUEST] = encode_request,
    [PL_TOPIC_DISPLAY] = encode_display,
    [PL_TOPIC_DESK] = encode_desk,
    [PL_TOPIC_BEAT] = encode_beat,
    [PL_TOPIC_ECHO] = NULL, /* the envelope is all */
};

void put_string(struct json_writer *writer, const char *name, const char *value)
{
    json_key(writer, name);
    json_put_string(writer, value);
}

void put_optional(struct json_writer *writer, const char *name, const char *value)
{
    if (value) {
        put_string(writer, name, value);
    }
}

void put_int(struct json_writer *writer, const char *name, int64_t value)
{
    json_key(writer, name);
    json_put_int(writer, value);
}

void put_bool(struct json_writer *writer, const char *name, bool value)
{
    json_key(writer, name);
    json_put_bool(writer, value);
}

void put_open(struct json_writer *writer, const char *name, char bracket)
{
    json_key(writer, name);
    json_open(writer, bracket);
}

void put_strings(struct json_writer *writer, const char *name, const char *const *values,
                 size_t count)
{
    put_open(writer, name, '[');
    for (size_t i = 0; i < count; i++) {
        json_put_string(writer, values[i]);
    }
    json_close(writer, ']');
}

static void encode_envelope(struct json_writer *writer, const struct pl_message *message)
{
    const struct pl_envelope *envelope = &message->envelope;
    put_int(writer, "v", PL_PROTOCOL_VERSION);
    put_int(writer, "epoch", envelope->stamp.epoch);
    put_int(writer, "rev", envelope->stamp.rev);
    put_string(writer, "by", envelope->stamp.by);
    if (envelope->has_count > 0 || message->topic.kind < PL_TOPIC_ORDERED_COUNT) {
        put_open(writer, "has", '[');
        for (size_t i = 0; i < envelope->has_count; i++) {
            json_open(writer, '[');
            json_put_string(writer, envelope->has[i].by);
            json_put_int(writer, envelope->has[i].number);
            json_close(writer, ']');
        }
        json_close(writer, ']');
    }
    put_int(writer, "at", envelope->at_ms);
}

enum pl_error pl_wire_encode(const struct pl_message *message, char **bytes_out, size_t *size_out)
{
    enum pl_topic_kind kind = message->topic.kind;
    struct json_writer writer;
    json_writer_init(&writer, kind == PL_TOPIC_REQUEST ? PL_REQUEST_MAX : PL_PAYLOAD_MAX);
    if (!message->empty) {
        json_open(&writer, '{');
        encode_envelope(&writer, message);
        if (encoders[kind]) {
            encoders[kind](&writer, message);
        }
        json_close(&writer, '}');
    }
    return json_writer_finish(&writer, bytes_out, size_out);
}
