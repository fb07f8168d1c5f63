#include <stdio.h>

#include "desk_parts.h"

static void told(struct desk *desk, enum acts_done done, bool redo, const char *name,
                 const char *why)
{
    switch (done) {
    case ACTS_DONE:
        desk_say(desk, DESK_DONE, "%s: %s", redo ? "done again" : "taken back", name);
        break;
    case ACTS_NOTHING:
        desk_say(desk, DESK_SAID,
                 redo ? "there is nothing to do again"
                      : "there is nothing of this desk to take back");
        break;
    case ACTS_GONE:
        desk_say(desk, DESK_WARNED, "cannot be %s, somebody else has changed it since: %s%s%s",
                 redo ? "done again" : "taken back", name, why[0] ? "; " : "", why);
        break;
    case ACTS_ERROR:
        desk_say(desk, DESK_WARNED, "not %s now: %s%s%s", redo ? "done again" : "taken back", name,
                 why[0] ? "; " : "", why);
        break;
    }
}

void desk_undo(struct desk *desk)
{
    char name[ACTS_NAME] = "";
    char why[ACTS_NAME] = "";
    told(desk, acts_undo(desk->acts, desk->room, desk->now, name, why), false, name, why);
}

void desk_redo(struct desk *desk)
{
    char name[ACTS_NAME] = "";
    char why[ACTS_NAME] = "";
    told(desk, acts_redo(desk->acts, desk->room, desk->now, name, why), true, name, why);
}
