/* What stands in the list of speakers, line by line. */
#include <stdio.h>
#include <string.h>

#include "desk_list.h"
#include "queue.h"
#include "record.h"
#include "roster.h"

const struct pl_speakers *desk_speakers_of(const struct desk *desk, const char **by_out)
{
    static const struct pl_speakers none = {.open = true};
    const struct pl_speakers *speakers = pl_room_speakers(desk->room, PL_PENDING, by_out);
    return speakers ? speakers : &none;
}

/* ---- the lines ---- */

static const struct pl_speaker *waits(const struct pl_speakers *speakers, const char *user,
                                      size_t *number_out)
{
    for (size_t i = 0; i < speakers->queue_count; i++) {
        if (speakers->queue[i].user && strcmp(speakers->queue[i].user, user) == 0) {
            *number_out = i + 1;
            return &speakers->queue[i];
        }
    }
    return NULL;
}

/* False for one that asks for nothing that can be done: it withdraws what is not on the list. */
static bool read_request(const struct desk *desk, const struct pl_asking *asking,
                         struct desk_entry *entry_out)
{
    const struct roster_entry *known = roster_by_user(desk->config.roster, asking->user);
    *entry_out = (struct desk_entry){.asks = true,
                                     .user = asking->user,
                                     .by = asking->by,
                                     .request = asking->request->number,
                                     .name = known ? known->name : asking->user,
                                     .on_behalf = asking->request->on_behalf,
                                     .kind = asking->request->kind};
    snprintf(entry_out->id, sizeof entry_out->id, "request:%s", asking->user);
    if (asking->request->want == PL_WANT_WITHDRAW) {
        entry_out->withdraws = true;
        entry_out->speaker = waits(desk_speakers_of(desk, NULL), asking->user, &entry_out->number);
        return entry_out->speaker != NULL;
    }
    return true;
}

static void read_speaker(const struct pl_speakers *speakers, size_t index,
                         struct desk_entry *entry_out)
{
    const struct pl_speaker *speaker = &speakers->queue[index];
    *entry_out = (struct desk_entry){.number = index + 1,
                                     .speaker = speaker,
                                     .name = speaker->name,
                                     .on_behalf = speaker->on_behalf,
                                     .kind = speaker->kind};
    snprintf(entry_out->id, sizeof entry_out->id, "%s", speaker->id);
}

bool desk_list_at(const struct desk *desk, size_t index, struct desk_entry *entry_out)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_asking asking;
    for (size_t i = 0; pl_room_request(desk->room, i, &asking); i++) {
        if (read_request(desk, &asking, entry_out) && index-- == 0) {
            return true;
        }
    }
    if (index >= speakers->queue_count) {
        return false;
    }
    read_speaker(speakers, index, entry_out);
    return true;
}

size_t desk_list_requests(const struct desk *desk)
{
    struct pl_asking asking;
    struct desk_entry entry;
    size_t count = 0;
    for (size_t i = 0; pl_room_request(desk->room, i, &asking); i++) {
        count += read_request(desk, &asking, &entry);
    }
    return count;
}

bool desk_list_selected(const struct desk *desk, struct desk_entry *entry_out, size_t *index_out)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_asking asking;
    *index_out = 0;
    for (size_t i = 0; pl_room_request(desk->room, i, &asking); i++) {
        if (!read_request(desk, &asking, entry_out)) {
            continue;
        }
        if (strcmp(entry_out->id, desk->speakers.entry) == 0) {
            return true;
        }
        ++*index_out;
    }
    for (size_t i = 0; i < speakers->queue_count; i++) {
        if (strcmp(speakers->queue[i].id, desk->speakers.entry) == 0) {
            *index_out += i;
            read_speaker(speakers, i, entry_out);
            return true;
        }
    }
    return false;
}

bool desk_list_asks(const struct desk *desk, struct desk_entry *entry_out)
{
    return desk_list_at(desk, 0, entry_out) && entry_out->asks;
}

void desk_list_select(struct desk *desk, size_t index)
{
    size_t count = desk_list_requests(desk) + desk_speakers_of(desk, NULL)->queue_count;
    struct desk_entry entry;
    index = index < count ? index : count - 1;
    desk->speakers.entry[0] = '\0';
    if (count > 0 && desk_list_at(desk, index, &entry)) {
        snprintf(desk->speakers.entry, sizeof desk->speakers.entry, "%s", entry.id);
        desk->speakers.at = index;
    }
}

/* ---- replies ---- */

size_t desk_list_replies(const struct desk *desk, const char *name)
{
    return record_replies(desk->config.record, name) +
           queue_replies(desk_speakers_of(desk, NULL), name);
}

void desk_list_reply(const struct desk *desk, const struct desk_entry *entry, char *out,
                     size_t size)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    char ordinal[24];
    out[0] = '\0';
    if (entry->kind != PL_KIND_REPLY) {
        return;
    }
    size_t behind = 0; /* those of the same name at and behind it */
    for (size_t i = entry->number; entry->number > 0 && i < speakers->queue_count; i++) {
        behind += speakers->queue[i].kind == PL_KIND_REPLY &&
                  queue_same(speakers->queue[i].name, entry->name);
    }
    size_t nth = desk_list_replies(desk, entry->name) - behind + (entry->number == 0 ? 1 : 0);
    if (nth > 1) {
        queue_ordinal(nth, ordinal, sizeof ordinal);
        snprintf(out, size, "%s reply", ordinal);
    }
}
