#include "insertion.h"

#include <string.h>

#include "successor.h"

static const struct pl_item *item_at(const struct pl_room *room, enum pl_side side,
                                     const struct pl_place *place)
{
    const struct pl_items *items = pl_room_items(room, side, place->section);
    return items && place->item < items->count ? &items->items[place->item] : NULL;
}

/* Whether the item at `place` belongs to the one at `first`: it lies below it, or is a successor.
 */
static bool belongs(const struct pl_room *room, enum pl_side side, const struct pl_place *first,
                    const struct pl_place *place)
{
    const struct pl_document *document = pl_room_document(room, side);
    const struct pl_item *of = item_at(room, side, first);
    const struct pl_item *item = item_at(room, side, place);
    for (size_t s = first->section; s < place->section; s++) {
        if (!document->sections[s + 1].continues) {
            return false;
        }
    }
    size_t base = successor_base(of->label);
    return item->level > of->level ||
           (item->level == of->level && base > 0 && successor_base(item->label) == base &&
            strncmp(item->label, of->label, base) == 0);
}

struct pl_place insertion_behind(const struct pl_room *room, enum pl_side side,
                                 struct pl_place after)
{
    struct pl_place last = after;
    struct pl_place next;
    while (pl_room_neighbour(room, side, last, 1, &next) && belongs(room, side, &after, &next)) {
        last = next;
    }
    return last;
}

bool insertion_taken(const struct pl_room *room, enum pl_side side, const char *label)
{
    struct pl_place place;
    return pl_room_find(room, side, label, &place);
}

struct known {
    const struct pl_room *room;
    enum pl_side side;
};

static bool is_known(void *context, const char *label)
{
    const struct known *known = context;
    return insertion_taken(known->room, known->side, label);
}

bool insertion_label(const struct pl_room *room, enum pl_side side, const char *after, bool alt,
                     char label_out[PL_LABEL_MAX + 1])
{
    struct known known = {room, side};
    if (!after[0]) {
        label_out[0] = '\0';
        return true;
    }
    return successor_next(after, alt, is_known, &known, label_out, PL_LABEL_MAX + 1);
}

bool insertion_intent(const struct pl_room *room, enum pl_side side, struct pl_place after,
                      const char *id, const char *label, const struct pl_run *run,
                      struct pl_intent *intent_out)
{
    const struct pl_item *of = item_at(room, side, &after);
    if (!of) {
        return false;
    }
    struct pl_place last = insertion_behind(room, side, after);
    *intent_out = (struct pl_intent){.kind = PL_INTENT_ITEM_ADD};
    intent_out->as.item_add.section = pl_room_document(room, side)->sections[last.section].id;
    intent_out->as.item_add.item = (struct pl_item){
        .id = id, .label = label, .marker = label[0] ? "" : of->marker, .level = of->level};
    intent_out->as.item_add.after = item_at(room, side, &last)->id;
    intent_out->as.item_add.lang = pl_room_original(room);
    intent_out->as.item_add.runs = run;
    intent_out->as.item_add.run_count = 1;
    return true;
}
