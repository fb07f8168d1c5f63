#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "stages.h"
#include "tests/unit/same.h"

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
    enum pl_error error = pl_wire_format_topic(FUZZ_ROOM, topic, name, sizeof name);
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

bool stage_message(const struct arrival *arrival)
{
    struct pl_topic topic;
    struct pl_message *message;
    check_text(arrival);
    if (pl_wire_parse_topic(FUZZ_ROOM, arrival->topic, &topic) != PL_OK)
        return false;
    check_topic(arrival, &topic);
    if (pl_wire_decode(&topic, arrival->payload, arrival->size, &message) != PL_OK) {
        assert(!message);
        return false;
    }
    check_round_trip(message);
    if (topic.kind == PL_TOPIC_TEXT && !message->empty)
        check_words(&message->body.text);
    pl_message_destroy(message);
    return true;
}
