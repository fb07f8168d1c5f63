#include "message.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text;
} errors[PL_ERROR_COUNT] = {
    [PL_OK] = {"ok", "is fine"},
    [PL_ERROR_TOPIC] = {"topic", "is on a topic that is none of the feed's"},
    [PL_ERROR_SIZE] = {"size", "is larger than a payload may be"},
    [PL_ERROR_EMPTY] = {"empty", "is empty where something must be said"},
    [PL_ERROR_UTF8] = {"utf8", "is not UTF-8"},
    [PL_ERROR_JSON] = {"json", "is not one JSON value"},
    [PL_ERROR_DUPLICATE] = {"duplicate", "says the same thing twice"},
    [PL_ERROR_DEPTH] = {"depth", "is nested too deeply"},
    [PL_ERROR_NUMBER] = {"number", "has a number that is not written as a plain integer"},
    [PL_ERROR_RANGE] = {"range", "has an integer outside its range"},
    [PL_ERROR_TYPE] = {"type", "has a value of a wrong type"},
    [PL_ERROR_MISSING] = {"missing", "lacks something that must be there"},
    [PL_ERROR_VERSION] = {"version", "is of an unknown version"},
    [PL_ERROR_LIMIT] = {"limit", "is over a limit"},
    [PL_ERROR_POSITION] = {"position", "has a position past the end"},
    [PL_ERROR_ID] = {"id", "has a bad identifier"},
    [PL_ERROR_VALUE] = {"value", "has a word that is none of those allowed"},
    [PL_ERROR_TEXT] = {"text",
                       "has control or hidden characters, or text that is not in normal form C"},
    [PL_ERROR_EPOCH] = {"epoch", "is of another epoch than its load"},
    [PL_ERROR_REFERENCE] = {"reference", "names something that it does not hold"},
    [PL_ERROR_MEMORY] = {"memory", "finds no memory"},
    [PL_ERROR_AHEAD] = {"ahead", "is too far ahead of what the room holds"},
    [PL_ERROR_TWICE] = {"twice", "has other words under an order that was used already"},
};

const char *pl_error_name(enum pl_error error)
{
    return (unsigned)error < PL_ERROR_COUNT ? errors[error].name : NULL;
}

const char *pl_error_text(enum pl_error error)
{
    return (unsigned)error < PL_ERROR_COUNT ? errors[error].text : NULL;
}

int pl_stamp_compare(const struct pl_stamp *a, const struct pl_stamp *b)
{
    if (a->reign != b->reign) {
        return a->reign < b->reign ? -1 : 1;
    }
    if (a->epoch != b->epoch) {
        return a->epoch < b->epoch ? -1 : 1;
    }
    if (a->rev != b->rev) {
        return a->rev < b->rev ? -1 : 1;
    }
    int order = strcmp(a->by, b->by);
    return (order > 0) - (order < 0);
}

struct owned_message *message_create(const struct pl_topic *topic)
{
    struct owned_message *owned = calloc(1, sizeof *owned);
    if (!owned) {
        return NULL;
    }
    owned->message.topic = *topic;
    arena_init(&owned->arena);
    return owned;
}

size_t message_bytes(const struct pl_message *message)
{
    const struct owned_message *owned = (const struct owned_message *)message;
    return owned ? sizeof *owned + owned->arena.bytes : 0;
}

void pl_message_destroy(struct pl_message *message)
{
    struct owned_message *owned = (struct owned_message *)message;
    if (!owned) {
        return;
    }
    arena_finish(&owned->arena);
    free(owned);
}
