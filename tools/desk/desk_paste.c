/* What is pasted, where the terminal says so and where only its pace tells: text where a question
 * is asked, and never an act. */
#include <stdio.h>
#include <string.h>

#include "desk_parts.h"

/* Letters of which a question comes of that by itself changes nothing: what is pasted is seen in it
 * and left with Esc. With + an entry's whole line may come at once, as from a keyboard that types
 * macros; no text begins so. */
static bool may_begin(const char *text)
{
    return strcmp(text, "+") == 0 || strcmp(text, "/") == 0 || strcmp(text, "g") == 0;
}

static void quote(struct desk_paste *paste, const char *text)
{
    size_t used = strlen(paste->text);
    if (used + strlen(text) < sizeof paste->text) {
        snprintf(paste->text + used, sizeof paste->text - used, "%s", text);
    } else {
        paste->more = true;
    }
}

bool desk_paste_begins(struct desk *desk, const struct keys_key *key)
{
    bool first = !desk->paste.on;
    if (key->code != KEYS_PASTE && !key->at_once) {
        return false;
    }
    if (first) {
        desk->paste = (struct desk_paste){.on = true};
    }
    return first;
}

bool desk_paste_holds(struct desk *desk, const struct keys_key *key, bool first)
{
    struct desk_paste *paste = &desk->paste;
    if (key->code != KEYS_PASTE && !key->at_once) {
        return false;
    }
    if (key->code == KEYS_CHAR && first && may_begin(key->text)) {
        paste->asked = strcmp(key->text, "+") == 0;
        return false;
    }
    if (paste->asked && key->ahead < KEYS_AT_ONCE - 1 && paste->text[0] == '\0') {
        return false;
    }
    quote(paste, key->text[0] ? key->text : " ");
    return true;
}

void desk_paste_ends(struct desk *desk)
{
    if (desk->paste.text[0]) {
        char quoted[DESK_QUOTE];
        desk_quote(desk->paste.text, quoted);
        desk_say(desk, DESK_WARNED, "%s%s was pasted and did nothing: press i, m or + first",
                 quoted, desk->paste.more ? " and more" : "");
    }
    desk->paste = (struct desk_paste){0};
    desk_prompt_pasted(desk);
}
