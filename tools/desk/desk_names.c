/* The names of the day: whoever asked for something, waits for something or spoke. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "desk_parts.h"
#include "roster.h"

static bool is_among(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(texts[i], text) == 0) {
            return true;
        }
    }
    return false;
}

/* Most are heard again and again in one spelling: these are not folded. */
void desk_names_see(struct desk *desk, const char *name)
{
    if (!name || !*name || desk->name_count == DESK_NAMES ||
        is_among(desk->names, desk->name_count, name)) {
        return;
    }
    char *fold = utf8_fold(name);
    if (fold && !is_among(desk->name_folds, desk->name_count, fold)) {
        char *copy = pool_copy(desk->names_pool, name, strlen(name));
        char *fold_copy = pool_copy(desk->names_pool, fold, strlen(fold));
        if (copy && fold_copy) {
            desk->name_folds[desk->name_count] = fold_copy;
            desk->names[desk->name_count++] = copy;
        }
    }
    free(fold);
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

/* Does it begin with what is typed, in whatever spelling, and say more? */
static bool offered(const char *fold, const char *part, size_t *nth)
{
    size_t size = strlen(part);
    if (strncmp(fold, part, size) != 0 || fold[size] == '\0') {
        return false;
    }
    return (*nth)-- == 0;
}

static const char *complete(struct desk *desk, const char *part, size_t nth)
{
    for (size_t i = 0; i < desk->name_count; i++) {
        if (offered(desk->name_folds[i], part, &nth)) {
            return desk->names[i];
        }
    }
    for (size_t i = 0; i < roster_count(desk->config.roster); i++) {
        const char *fold = roster_fold(desk->config.roster, i);
        if (!is_among(desk->name_folds, desk->name_count, fold) && offered(fold, part, &nth)) {
            return roster_entry(desk->config.roster, i)->name;
        }
    }
    return NULL;
}

const char *desk_complete_name(struct desk *desk, const char *text, size_t nth)
{
    char *part = utf8_fold(last_part(text));
    const char *name = part && *part ? complete(desk, part, nth) : NULL;
    free(part);
    return name;
}
