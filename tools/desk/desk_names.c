/* The names of the day: whoever asked for something, waits for something or spoke. */
#include <string.h>

#include "desk_parts.h"
#include "roster.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins(const char *name, const char *part, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (lower(name[i]) != lower(part[i])) {
            return false;
        }
    }
    return true;
}

void desk_names_see(struct desk *desk, const char *name)
{
    size_t size = name ? strlen(name) : 0;
    if (size == 0 || desk->name_count == DESK_NAMES) {
        return;
    }
    for (size_t i = 0; i < desk->name_count; i++) {
        if (strcmp(desk->names[i], name) == 0) {
            return;
        }
    }
    char *copy = pool_copy(desk->names_pool, name, size);
    if (copy) {
        desk->names[desk->name_count++] = copy;
    }
}

static void see_all(struct desk *desk, const struct pl_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        desk_names_see(desk, names->names[i]);
    }
}

static void see_speaker(struct desk *desk, const struct pl_speaker *speaker)
{
    desk_names_see(desk, speaker->name);
    desk_names_see(desk, speaker->on_behalf);
}

void desk_names_look(struct desk *desk)
{
    const struct pl_speakers *speakers = pl_room_speakers(desk->room, PL_PENDING, NULL);
    if (!speakers) {
        return;
    }
    if (speakers->has_floor) {
        see_speaker(desk, &speakers->floor);
    }
    for (size_t i = 0; i < speakers->queue_count; i++) {
        see_speaker(desk, &speakers->queue[i]);
    }
}

static void read_words(struct desk *desk, const struct pl_words *words)
{
    for (size_t r = 0; words && r < words->run_count; r++) {
        see_all(desk, &words->runs[r].ins);
        see_all(desk, &words->runs[r].del);
        see_all(desk, &words->runs[r].keep);
    }
}

void desk_names_read(struct desk *desk)
{
    const struct pl_document *document = pl_room_document(desk->room, PL_PENDING);
    for (size_t s = 0; document && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(desk->room, PL_PENDING, s);
        for (size_t i = 0; items && i < items->count; i++) {
            see_all(desk, &items->items[i].who);
            read_words(desk,
                       pl_room_words(desk->room, PL_PENDING, s, items->items[i].id, NULL, NULL));
        }
    }
    desk_names_look(desk);
}

/* The last name under way: behind the last comma. */
static const char *last_part(const char *text)
{
    const char *comma = strrchr(text, ',');
    const char *part = comma ? comma + 1 : text;
    return part + strspn(part, " ");
}

static bool offered(const char *name, const char *part, size_t bytes, size_t *nth)
{
    if (strlen(name) <= bytes || !begins(name, part, bytes)) {
        return false;
    }
    return (*nth)-- == 0;
}

static bool seen(const struct desk *desk, const char *name)
{
    for (size_t i = 0; i < desk->name_count; i++) {
        if (strcmp(desk->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

const char *desk_complete_name(struct desk *desk, const char *text, size_t nth)
{
    const char *part = last_part(text);
    size_t bytes = strlen(part);
    if (bytes == 0) {
        return NULL;
    }
    for (size_t i = 0; i < desk->name_count; i++) {
        if (offered(desk->names[i], part, bytes, &nth)) {
            return desk->names[i];
        }
    }
    for (size_t i = 0; i < roster_count(desk->config.roster); i++) {
        const char *name = roster_entry(desk->config.roster, i)->name;
        if (!seen(desk, name) && offered(name, part, bytes, &nth)) {
            return name;
        }
    }
    return NULL;
}
