#include <string.h>

#include "decode.h"
#include "message.h"
#include "plenary/wire.h"

static void (*const decoders[PL_TOPIC_COUNT])(struct reader *, const struct json *,
                                              struct pl_message *) = {
    [PL_TOPIC_DOCUMENT] = decode_document,
    [PL_TOPIC_ITEMS] = decode_items,
    [PL_TOPIC_TEXT] = decode_text,
    [PL_TOPIC_CURSOR] = decode_cursor,
    [PL_TOPIC_SPEAKERS] = decode_speakers,
    [PL_TOPIC_TIMER] = decode_timer,
    [PL_TOPIC_NOTICE] = decode_notice,
    [PL_TOPIC_CAPTION] = decode_caption,
    [PL_TOPIC_REQUEST] = decode_request,
    [PL_TOPIC_DISPLAY] = decode_display,
    [PL_TOPIC_DESK] = decode_desk,
    [PL_TOPIC_BEAT] = decode_beat,
    [PL_TOPIC_ECHO] = NULL, /* the envelope is all */
};

static bool may_be_empty(enum pl_topic_kind kind)
{
    return kind == PL_TOPIC_ITEMS || kind == PL_TOPIC_TEXT || kind == PL_TOPIC_REQUEST ||
           kind == PL_TOPIC_DISPLAY || kind == PL_TOPIC_DESK;
}

static void check_writers(struct reader *reader, const struct pl_has *has, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(has[i].by, has[j].by, PL_BY_LEN) == 0) {
                read_fail(reader, PL_ERROR_DUPLICATE);
            }
        }
    }
}

static void decode_has(struct reader *reader, const struct json *value,
                       struct pl_envelope *envelope)
{
    size_t count, i = 0;
    const struct json *list = read_list(reader, value, JSON_ARRAY, PL_HAS_MAX, &count);
    struct pl_has *has = read_array(reader, count, sizeof *has);
    if (!has) {
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each), i++) {
        size_t two;
        const struct json *pair = read_list(reader, each, JSON_ARRAY, 2, &two);
        if (two < 2) {
            read_fail(reader, PL_ERROR_MISSING);
        }
        read_by(reader, read_at(pair, 0), has[i].by);
        has[i].number = read_int(reader, read_at(pair, 1), 0, PL_INT_MAX);
    }
    check_writers(reader, has, count);
    envelope->has = has;
    envelope->has_count = count;
}

static void decode_envelope(struct reader *reader, const struct json *body,
                            struct pl_message *message)
{
    struct pl_envelope *envelope = &message->envelope;
    bool ordered = message->topic.kind < PL_TOPIC_ORDERED_COUNT;
    const struct json *has = ordered ? read_need(reader, body, "has") : json_member(body, "has");
    envelope->stamp.epoch = read_int(reader, read_need(reader, body, "epoch"), 0, PL_EPOCH_MAX);
    envelope->stamp.rev =
        read_int(reader, read_need(reader, body, "rev"), ordered ? 1 : 0, PL_INT_MAX);
    read_by(reader, read_need(reader, body, "by"), envelope->stamp.by);
    envelope->at_ms = read_int(reader, read_need(reader, body, "at"), 0, PL_INT_MAX);
    decode_has(reader, has, envelope);
}

static void decode_body(struct reader *reader, const struct json *tree, struct pl_message *message)
{
    const struct json *body = json_type(tree) == JSON_OBJECT ? tree : NULL;
    if (!body) {
        read_fail(reader, PL_ERROR_TYPE);
    }
    int64_t version = read_int(reader, read_need(reader, body, "v"), -PL_INT_MAX, PL_INT_MAX);
    if (version != PL_PROTOCOL_VERSION) {
        read_fail(reader, PL_ERROR_VERSION);
    }
    if (!reader->error) {
        decode_envelope(reader, body, message);
    }
    if (!reader->error && decoders[message->topic.kind]) {
        decoders[message->topic.kind](reader, body, message);
    }
}

/* Strings take no more than the payload, so that one piece mostly does. */
static enum pl_error decode_tree(const struct json *tree, size_t size, struct owned_message *owned)
{
    struct reader reader = {.arena = &owned->arena};
    if (!arena_reserve(&owned->arena, size)) {
        return PL_ERROR_MEMORY;
    }
    decode_body(&reader, tree, &owned->message);
    return reader.error;
}

static enum pl_error decode_json(const char *bytes, size_t size, struct owned_message *owned)
{
    struct json *tree;
    enum pl_error error = json_parse(bytes, size, &tree);
    if (error) {
        return error;
    }
    error = decode_tree(tree, size, owned);
    json_destroy(tree);
    return error;
}

static enum pl_error check_size(enum pl_topic_kind kind, size_t size)
{
    if ((unsigned)kind >= PL_TOPIC_COUNT) {
        return PL_ERROR_TOPIC;
    }
    if (size > (kind == PL_TOPIC_REQUEST ? PL_REQUEST_MAX : PL_PAYLOAD_MAX)) {
        return PL_ERROR_SIZE;
    }
    return size == 0 && !may_be_empty(kind) ? PL_ERROR_EMPTY : PL_OK;
}

enum pl_error pl_wire_decode(const struct pl_topic *topic, const void *bytes, size_t size,
                             struct pl_message **message_out)
{
    *message_out = NULL;
    enum pl_error error = check_size(topic->kind, size);
    if (error) {
        return error;
    }
    struct owned_message *owned = message_create(topic);
    if (!owned) {
        return PL_ERROR_MEMORY;
    }
    owned->message.empty = size == 0;
    if (size > 0) {
        error = decode_json(bytes, size, owned);
    }
    if (error) {
        pl_message_destroy(&owned->message);
    } else {
        *message_out = &owned->message;
    }
    return error;
}
