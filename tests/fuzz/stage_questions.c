#include <stdlib.h>
#include <string.h>

#include "firmware/core/json.h"
#include "plenary/wire.h"
#include "stages.h"

static void ask_item(const struct pl_room *room, struct pl_place place, const struct pl_item *item)
{
    struct pl_place other;
    enum pl_words_state state;
    const struct pl_words *words =
        pl_room_words(room, PL_CONFIRMED, place.section, item->id, NULL, &state);
    assert(!words || strcmp(words->id, item->id) == 0);
    for (int step = -1; step <= 1; step += 2) {
        if (pl_room_neighbour(room, PL_CONFIRMED, place, step, &other))
            assert(other.section != place.section || other.item != place.item);
    }
    if (pl_room_find(room, PL_CONFIRMED, item->label, &other))
        assert(other.item < pl_room_items(room, PL_CONFIRMED, other.section)->count);
}

static void ask_section(const struct pl_room *room, const struct pl_document *document,
                        size_t index)
{
    const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, index);
    for (size_t i = 0; items && i < items->count; i++)
        ask_item(room, (struct pl_place){.section = index, .item = i}, &items->items[i]);
    for (size_t i = 0; i < document->lang_count; i++) {
        const struct pl_text *text =
            pl_room_text(room, PL_CONFIRMED, index, document->fronts[i].lang);
        assert(!text || text->title);
    }
}

static void ask_document(const struct pl_room *room, const struct pl_document *document)
{
    size_t agreed, total;
    struct pl_place place;
    for (size_t i = 0; i < document->section_count; i++)
        ask_section(room, document, i);
    pl_room_progress(room, &agreed, &total);
    assert(agreed <= total && total <= PL_ITEMS_MAX);
    if (pl_room_place(room, PL_CONFIRMED, &place)) {
        const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, place.section);
        assert(place.section < document->section_count && items && place.item < items->count);
    }
    assert(strcmp(pl_room_original(room), document->fronts[0].lang) == 0);
}

static void ask_clocks(const struct pl_room *room, struct pl_time now)
{
    const char *by;
    int64_t elapsed_ms;
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, &by);
    if (speakers && speakers->has_floor)
        pl_room_elapsed(room, by, &speakers->floor_clock, now, &elapsed_ms);
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    if (timer)
        pl_room_elapsed(room, by, &timer->clock, now, &elapsed_ms);
    pl_room_notice(room, PL_CONFIRMED, &by);
    pl_room_caption(room);
}

static void ask_peers(const struct pl_room *room)
{
    struct pl_peer peer;
    for (size_t i = 0; i < pl_room_displays(room); i++)
        assert(!pl_room_display(room, i, &peer) || (peer.is.display->name && *peer.user));
    for (size_t i = 0; i < pl_room_desks(room); i++)
        assert(!pl_room_desk(room, i, &peer) || (peer.is.desk->name && *peer.user));
    assert(pl_room_displays(room) <= PL_PEERS_MAX && pl_room_desks(room) <= PL_PEERS_MAX);
}

static void ask_show(const struct pl_room *room, struct pl_time now)
{
    char *json;
    size_t size;
    struct json *tree;
    enum pl_error error = pl_room_show(room, FUZZ_ROOM, now, &json, &size);
    assert(error == PL_OK && strlen(json) == size);
    error = json_parse(json, size, &tree);
    assert(error == PL_OK);
    json_destroy(tree);
    free(json);
}

/* Its last word is one that readers take. */
static void ask_will(const struct pl_room *room, struct pl_time now)
{
    const char *name, *bytes;
    size_t size;
    struct pl_topic topic;
    struct pl_message *message;
    if (!pl_room_will(room, now, &name, &bytes, &size))
        return;
    enum pl_error error = pl_wire_parse_topic(FUZZ_ROOM, name, &topic);
    assert(error == PL_OK);
    error = pl_wire_decode(&topic, bytes, size, &message);
    assert(error == PL_OK);
    pl_message_destroy(message);
}

void stage_questions(const struct pl_room *room, struct pl_time now)
{
    struct pl_liveness liveness;
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    if (document)
        ask_document(room, document);
    ask_clocks(room, now);
    ask_peers(room);
    ask_show(room, now);
    ask_will(room, now);
    pl_room_liveness(room, now, &liveness);
    assert(pl_room_screen(room, PL_CONFIRMED) < PL_SCREEN_COUNT);
    assert(pl_room_whole(room) || pl_room_waiting_for(room));
    assert(pl_room_deadline(room) >= 0);
}
