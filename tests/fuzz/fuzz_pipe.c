/* Bytes through the whole pipe: topic and payload to messages, messages to rooms, rooms to a scene.
 * An input is a row of messages, each "topic below the room, newline, payload", with 0x1E between
 * them. A finding is a crash, a sanitizer's report, or an assertion of a stage.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stages.h"

enum { SEPARATOR = 0x1E };

static const char prefix[] = FUZZ_PREFIX;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    static struct arrival arrivals[ARRIVALS_MAX];
    size_t count = 0;
    bool any = false;
    while (size > 0 && count < ARRIVALS_MAX)
        count += take(&data, &size, &arrivals[count]);
    for (size_t i = 0; i < count; i++)
        any = stage_message(&arrivals[i]) || any;
    if (any) /* what is refused one by one moves no room */
        stage_room(arrivals, count);
    while (count > 0)
        free(arrivals[--count].payload);
    return 0;
}
