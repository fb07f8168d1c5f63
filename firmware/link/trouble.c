#include "trouble.h"

#include <stdio.h>
#include <string.h>

void trouble_begin(struct trouble *trouble)
{
    trouble->round.telling = TELLS_NOTHING;
}

void trouble_add(struct trouble *trouble, enum telling telling, int code, const char *text)
{
    if (telling > trouble->round.telling) {
        trouble->round.telling = telling;
        trouble->round.code = code;
        snprintf(trouble->round.text, sizeof(trouble->round.text), "%s", text);
    }
}

const char *trouble_tell(struct trouble *trouble, bool round_over)
{
    const struct reason *round = &trouble->round;
    if (round->telling == TELLS_NOTHING) {
        return NULL;
    }
    if (round->telling >= trouble->stands.telling) {
        trouble->vaguer = 0;
    } else if (!round_over || ++trouble->vaguer < TROUBLE_ROUNDS) {
        return NULL;
    }
    const bool known = strcmp(trouble->stands.text, round->text) == 0;
    trouble->stands = *round;
    trouble->vaguer = 0;
    return known ? NULL : trouble->stands.text;
}

void trouble_forget(struct trouble *trouble)
{
    *trouble = (struct trouble){0};
}
