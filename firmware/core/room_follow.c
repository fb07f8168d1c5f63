#include "room_parts.h"

#include <string.h>

/* Which walls do not hold yet what this program has written: their reports say what they hold. */

static bool reaches(const struct pl_stamp *held, const struct slot *slot)
{
    return held->rev > 0 && pl_stamp_compare(held, &slot->greatest->message->envelope.stamp) >= 0;
}

static bool is_ours(const struct slot *slot)
{
    return slot && slot->greatest && slot->given_number > 0;
}

static bool wants_lang(const struct pl_display *display, const char *lang, const char *original)
{
    for (size_t i = 0; i < display->lang_count; i++) {
        if (strcmp(display->langs[i], lang) == 0) {
            return true;
        }
    }
    return strcmp(lang, original) == 0;
}

static bool holds_rev(const struct pl_held *held, const struct slot *slot)
{
    struct pl_stamp stamp = {.epoch = slot->greatest->message->envelope.stamp.epoch,
                             .rev = held->rev};
    if (held->rev > 0) {
        memcpy(stamp.by, held->by, sizeof stamp.by);
    }
    return reaches(&stamp, slot);
}

static const struct pl_held *held_text(const struct pl_held_section *held, const char *lang)
{
    static const struct pl_held nothing = {0};
    for (size_t i = 0; i < held->text_count; i++) {
        if (strcmp(held->texts[i].lang, lang) == 0) {
            return &held->texts[i].held;
        }
    }
    return &nothing;
}

static bool holds_section(const struct pl_display *display, const struct section *section,
                          const char *original)
{
    static const struct pl_held_section nothing = {0};
    const struct pl_held_section *held = &nothing;
    for (size_t i = 0; i < display->section_count; i++) {
        if (strcmp(display->sections[i].section, section->id) == 0) {
            held = &display->sections[i];
        }
    }
    bool follows = !is_ours(&section->items) || holds_rev(&held->items, &section->items);
    for (size_t i = 0; follows && i < section->text_count; i++) {
        const struct slot *text = section->texts[i];
        if (is_ours(text) && wants_lang(display, text->topic.lang, original)) {
            follows = holds_rev(held_text(held, text->topic.lang), text);
        }
    }
    return follows;
}

/* A load that this program has made counts as what it has written. */
static bool follows(const struct pl_room *room, const struct pl_display *display)
{
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct slot *slot = &room->slots[kind];
        bool loaded = kind == PL_TOPIC_DOCUMENT && slot->greatest &&
                      strcmp(slot->greatest->message->envelope.stamp.by, room->by) == 0;
        if ((is_ours(slot) || loaded) && !reaches(&display->holds[kind], slot)) {
            return false;
        }
        if (loaded && (!display->load || !room->shown.load ||
                       strcmp(display->load, room->shown.load->name) != 0)) {
            return false;
        }
    }
    const struct pl_document *document = room_shown_document(room);
    bool same = document && display->load && strcmp(display->load, document->load) == 0;
    for (size_t i = 0; document && i < document->section_count; i++) {
        const struct section *section = room->shown.sections[i];
        if (same ? !holds_section(display, section, document->fronts[0].lang)
                 : is_ours(&section->items)) {
            return false;
        }
    }
    return true;
}

bool pl_room_lags(const struct pl_room *room, size_t index)
{
    const struct peer *peer = index < room->displays.count ? room->displays.list[index] : NULL;
    return peer && peer_online(peer) && !follows(room, &peer->message->body.display);
}
