/* What others did while the connection was gone: the room as we last knew it, without our own
 * changes under way, against the room as it is when all of it is here again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_parts.h"

struct kept {
    const char *section, *id, *label; /* an id is unique in its section */
    enum pl_status status;
    uint64_t words;
    bool met; /* is still there */
};

struct desk_away {
    struct pool pool;
    struct kept *items;
    size_t count;
    const char *load;
    const char *live;  /* label */
    const char *floor; /* name; "" */
    size_t waiting;
};

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ at[i]) * 0x100000001b3u;
    }
    return hash;
}

static uint64_t mix_names(uint64_t hash, const struct pl_names *names)
{
    hash = mix(hash, &names->given, sizeof names->given);
    for (size_t i = 0; i < names->count; i++) {
        hash = mix(hash, names->names[i], strlen(names->names[i]) + 1);
    }
    return hash;
}

static uint64_t hash_words(const struct pl_words *words)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t r = 0; words && r < words->run_count; r++) {
        const struct pl_run *run = &words->runs[r];
        hash = mix(hash, run->t, run->bytes + 1);
        hash = mix_names(mix_names(mix_names(hash, &run->ins), &run->del), &run->keep);
        hash = mix(hash, &run->alt, sizeof run->alt);
    }
    return hash;
}

static const char *keep(struct desk_away *away, const char *text)
{
    const char *copy = pool_copy(&away->pool, text, strlen(text));
    return copy ? copy : "";
}

static const char *label_of(const struct pl_item *item)
{
    return item->label[0] ? item->label : item->marker;
}

static struct kept make(const struct desk *desk, size_t section, const struct pl_item *item)
{
    return (struct kept){
        .section = pl_room_document(desk->room, PL_CONFIRMED)->sections[section].id,
        .id = item->id,
        .label = label_of(item),
        .status = item->status,
        .words =
            hash_words(pl_room_words(desk->room, PL_CONFIRMED, section, item->id, NULL, NULL))};
}

static size_t count_items(const struct desk *desk, const struct pl_document *document)
{
    size_t count = 0;
    for (size_t s = 0; document && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(desk->room, PL_CONFIRMED, s);
        count += items ? items->count : 0;
    }
    return count;
}

static void take_items(struct desk *desk, struct desk_away *away,
                       const struct pl_document *document)
{
    size_t count = count_items(desk, document);
    away->items = pool_array(&away->pool, count + 1, sizeof *away->items);
    for (size_t s = 0; away->items && document && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(desk->room, PL_CONFIRMED, s);
        for (size_t i = 0; items && i < items->count; i++) {
            struct kept kept = make(desk, s, &items->items[i]);
            kept.section = keep(away, kept.section);
            kept.id = keep(away, kept.id);
            kept.label = keep(away, kept.label);
            away->items[away->count++] = kept;
        }
    }
}

static const char *live_label(const struct desk *desk)
{
    struct pl_place place;
    const struct pl_item *item = NULL;
    if (pl_room_document(desk->room, PL_CONFIRMED) &&
        pl_room_place(desk->room, PL_CONFIRMED, &place)) {
        item = describe_item(desk->room, &place);
    }
    return item ? label_of(item) : "";
}

static const char *floor_of(const struct pl_speakers *speakers)
{
    return speakers && speakers->has_floor ? speakers->floor.name : "";
}

void desk_leave(struct desk *desk)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_CONFIRMED);
    const struct pl_speakers *speakers = pl_room_speakers(desk->room, PL_CONFIRMED, NULL);
    struct desk_away *away = desk->away ? NULL : calloc(1, sizeof *away);
    if (!away) {
        return; /* away already: what we knew before the first time counts */
    }
    away->load = keep(away, document ? document->load : "");
    away->live = keep(away, live_label(desk));
    away->floor = keep(away, floor_of(speakers));
    away->waiting = speakers ? speakers->queue_count : 0;
    take_items(desk, away, document);
    desk->away = away;
}

void desk_away_destroy(struct desk_away *away)
{
    if (away) {
        pool_finish(&away->pool);
        free(away);
    }
}

/* ---- the return ---- */

static struct kept *find(const struct desk_away *away, const struct kept *now)
{
    for (size_t i = 0; i < away->count; i++) {
        if (strcmp(away->items[i].id, now->id) == 0 &&
            strcmp(away->items[i].section, now->section) == 0) {
            return &away->items[i];
        }
    }
    return NULL;
}

static size_t tell_item(struct desk *desk, struct desk_away *away, const struct kept *now)
{
    struct kept *before = find(away, now);
    if (!before) {
        desk_say(desk, DESK_SAID, "meanwhile: %s is new", now->label);
        return 1;
    }
    before->met = true;
    if (before->status != now->status) {
        desk_say(desk, DESK_SAID, "meanwhile: %s is %s", now->label, pl_status_name(now->status));
    }
    if (before->words != now->words) {
        desk_say(desk, DESK_SAID, "meanwhile: the words of %s were changed", now->label);
    }
    return (before->status != now->status ? 1u : 0u) + (before->words != now->words ? 1u : 0u);
}

static size_t tell_text(struct desk *desk, struct desk_away *away,
                        const struct pl_document *document)
{
    size_t told = 0;
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(desk->room, PL_CONFIRMED, s);
        for (size_t i = 0; items && i < items->count; i++) {
            struct kept now = make(desk, s, &items->items[i]);
            told += tell_item(desk, away, &now);
        }
    }
    for (size_t i = 0; i < away->count; i++) {
        if (!away->items[i].met) {
            desk_say(desk, DESK_SAID, "meanwhile: %s was removed", away->items[i].label);
            told++;
        }
    }
    return told;
}

static size_t tell_rest(struct desk *desk, const struct desk_away *away)
{
    const struct pl_speakers *speakers = pl_room_speakers(desk->room, PL_CONFIRMED, NULL);
    size_t waiting = speakers ? speakers->queue_count : 0;
    const char *live = live_label(desk);
    size_t told = 0;
    if (strcmp(live, away->live) != 0) {
        desk_say(desk, DESK_SAID, "meanwhile: the wall went from %s to %s", away->live, live);
        told++;
    }
    if (strcmp(floor_of(speakers), away->floor) != 0 || waiting != away->waiting) {
        desk_say(desk, DESK_SAID, "meanwhile: %s has the floor, %zu waiting",
                 floor_of(speakers)[0] ? floor_of(speakers) : "nobody", waiting);
        told++;
    }
    return told;
}

void desk_return(struct desk *desk)
{
    struct desk_away *away = desk->away;
    const struct pl_document *document = pl_room_document(desk->room, PL_CONFIRMED);
    size_t told = 0;
    if (document && strcmp(document->load, away->load) != 0) {
        desk_say(desk, DESK_SAID, "meanwhile: another text was loaded");
        told++;
    } else if (document) {
        told += tell_text(desk, away, document);
    }
    told += tell_rest(desk, away);
    desk_say(desk, DESK_SAID, "the broker is back: %zu change%s of ours %s sent, others made %zu%s",
             desk->kept, desk->kept == 1 ? "" : "s", desk->kept == 1 ? "is" : "are", told,
             told > 0 ? " (W lists them)" : "");
    desk_away_destroy(away);
    desk->away = NULL;
}
