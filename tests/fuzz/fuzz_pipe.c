/* Bytes through the whole pipe, as far as it reaches without a screen: topic and payload to
 * messages, and messages to all that is read off them. An input is a row of messages, each
 * "topic below the room, newline, payload", with 0x1E between them. A finding is a crash, a
 * sanitizer's report, or an assertion: what was accepted must come through the wire unchanged.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "tests/unit/same.h"

enum { SEPARATOR = 0x1E };

static const char room_name[] = "main";
static const char prefix[] = "plenary/main/";

/* One message of the input. The payload is a copy of exactly its size. */
struct arrival {
    char topic[PL_TOPIC_MAX + 2];
    char *payload;
    size_t size;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(const struct pl_message *message)
{
    char *bytes;
    size_t size;
    struct pl_message *again;
    if (pl_wire_encode(message, &bytes, &size) != PL_OK)
        return;
    enum pl_error error = pl_wire_decode(&message->topic, bytes, size, &again);
    assert(error == PL_OK);
    assert(same_message(message, again));
    pl_message_destroy(again);
    free(bytes);
}

static void check_topic(const struct arrival *arrival, const struct pl_topic *topic)
{
    char name[PL_TOPIC_MAX + 1];
    enum pl_error error = pl_wire_format_topic(room_name, topic, name, sizeof name);
    assert(error == PL_OK);
    assert(strcmp(name, arrival->topic) == 0);
}

/* Every view of every item's words is valid text again, as long as its runs say. */
static void check_words(const struct pl_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const struct pl_words *words = &text->words[i];
        char *joined = pl_words_join(words, PL_VIEW_MARKED);
        assert(joined && pl_text_find(text, words->id) == words);
        assert(pl_words_equal(words, words));
        size_t bytes = 0;
        for (size_t run = 0; run < words->run_count; run++)
            bytes += words->runs[run].bytes;
        assert(strlen(joined) == bytes);
        free(joined);
    }
}

static void check_text(const struct arrival *arrival)
{
    char *text;
    enum pl_error error =
        pl_wire_check_text(arrival->payload, arrival->size, PL_PAYLOAD_MAX, PL_PAYLOAD_MAX);
    if (pl_wire_clean_text(arrival->payload, arrival->size, &text) != PL_OK) {
        assert(error != PL_OK);
        return;
    }
    assert(pl_wire_check_text(text, strlen(text), SIZE_MAX, SIZE_MAX) == PL_OK);
    free(text);
}

static void stage_message(const struct arrival *arrival)
{
    struct pl_topic topic;
    struct pl_message *message;
    check_text(arrival);
    if (pl_wire_parse_topic(room_name, arrival->topic, &topic) != PL_OK)
        return;
    check_topic(arrival, &topic);
    if (pl_wire_decode(&topic, arrival->payload, arrival->size, &message) != PL_OK) {
        assert(!message);
        return;
    }
    check_round_trip(message);
    if (topic.kind == PL_TOPIC_TEXT && !message->empty)
        check_words(&message->body.text);
    pl_message_destroy(message);
}

/* Takes the next message off the input; false: a topic that is too long. */
static bool take(const uint8_t **data, size_t *left, struct arrival *arrival)
{
    const uint8_t *end = memchr(*data, SEPARATOR, *left);
    size_t record = end ? (size_t)(end - *data) : *left;
    const uint8_t *line = memchr(*data, '\n', record);
    size_t topic = line ? (size_t)(line - *data) : record, head = line ? topic + 1 : record;
    bool fits = sizeof prefix - 1 + topic < sizeof arrival->topic;
    if (fits) {
        memcpy(arrival->topic, prefix, sizeof prefix - 1);
        memcpy(arrival->topic + sizeof prefix - 1, *data, topic);
        arrival->topic[sizeof prefix - 1 + topic] = '\0';
        arrival->size = record - head;
        arrival->payload = malloc(arrival->size ? arrival->size : 1);
        assert(arrival->payload);
        memcpy(arrival->payload, *data + head, arrival->size);
    }
    *data += record + (end ? 1 : 0);
    *left -= record + (end ? 1 : 0);
    return fits;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    while (size > 0) {
        struct arrival arrival;
        if (!take(&data, &size, &arrival))
            continue;
        stage_message(&arrival);
        free(arrival.payload);
    }
    return 0;
}
