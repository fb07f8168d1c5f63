/* What a desk that has ended left unsent: handed in when the room is whole, each with the premise
 * that it was made upon; what does not fit any more is told. */
#include <string.h>

#include "desk_parts.h"

void desk_left(struct desk *desk, size_t count, struct pl_time now)
{
    desk->now = now;
    desk->left = count;
    if (count > 0) {
        desk_say(
            desk, DESK_SAID,
            "%zu change%s that this desk had not sent when it ended %s kept, and sent when the "
            "room is here",
            count, count == 1 ? "" : "s", count == 1 ? "is" : "are");
    }
}

/* Intents of one act stand together. */
static size_t act_size(const struct acts_left *left, size_t count)
{
    size_t size = 1;
    while (size < count && left[size].act == left->act && strcmp(left[size].by, left->by) == 0) {
        size++;
    }
    return size;
}

static void tell_missed(struct desk *desk, const struct acts_left *left, const char *why)
{
    char clock[8];
    desk_clock(desk, left->made_ms, clock);
    desk_say(desk, DESK_MISSED, "not done, of %s: %s; %s", clock, left->name, why);
    desk_wish(desk, DESK_WISH_BELL, NULL);
}

void desk_resume(struct desk *desk, const struct acts_left *left, size_t count, struct pl_time now)
{
    size_t sent = 0;
    size_t there = 0;
    desk->now = now;
    desk->left = 0;
    for (size_t i = 0; i < count;) {
        const char *why;
        size_t size = act_size(left + i, count - i);
        enum acts_fate fate = acts_resume(desk->acts, desk->room, left + i, size, now, &why);
        sent += fate == ACTS_FATE_GO ? 1 : 0;
        there += fate == ACTS_FATE_IN ? 1 : 0;
        if (fate == ACTS_FATE_STALE) {
            tell_missed(desk, left + i, why);
        }
        i += size;
    }
    if (sent + there > 0) {
        desk_say(desk, DESK_SAID, "kept when the desk ended: %zu sent now, %zu in the room already",
                 sent, there);
    }
}
