/* Keys whose pane is not on main yet: they say so. Each goes when its own file comes. */
#include "desk_parts.h"

static void later(struct desk *desk)
{
    desk_say(desk, DESK_WARNED, "this key is not there yet");
}

#define LATER(name)                                                                                \
    void name(struct desk *desk)                                                                   \
    {                                                                                              \
        later(desk);                                                                               \
    }

/* ---- item and words ---- */
void desk_item_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    (void)desk, (void)screen, (void)area;
}
bool desk_item_click(struct desk *desk, int x, int y)
{
    (void)desk, (void)x, (void)y;
    return false;
}
void desk_words_reset(struct desk *desk)
{
    desk->words = (struct desk_selection){0};
}
LATER(desk_word_left)
LATER(desk_word_right)
LATER(desk_word_extend_left)
LATER(desk_word_extend_right)
LATER(desk_word_wide)
LATER(desk_word_up)
LATER(desk_word_down)
LATER(desk_word_first)
LATER(desk_word_last)
LATER(desk_highlight)
/* ---- drafting ---- */
LATER(desk_bracket)
LATER(desk_unbracket)
LATER(desk_insert)
LATER(desk_delete)
LATER(desk_replace)
LATER(desk_retain)
LATER(desk_alternative)
LATER(desk_accept)
LATER(desk_reject)
/* ---- items ---- */
LATER(desk_status)
LATER(desk_item_new)
LATER(desk_item_alt)
LATER(desk_item_move)
LATER(desk_item_remove)
