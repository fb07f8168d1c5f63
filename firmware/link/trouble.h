/* Why there is no connection, for people: of all the reasons that the addresses of one round give,
 * and from round to round, the most telling. A name with two addresses, or a broker that resets
 * before its alert is read, must not put a vague reason in the place of the one that helps. Pure.
 */
#ifndef PLENARY_LINK_TROUBLE_H
#define PLENARY_LINK_TROUBLE_H

#include "plenary/link.h"

enum telling {
    TELLS_NOTHING,
    TELLS_SILENCE,  /* nobody there: no route, no answer, no such name */
    TELLS_PRESENCE, /* a machine is there: it refuses the port */
    TELLS_BROKER,   /* something listens, and closes or keeps silent */
    TELLS_CAUSE     /* the broker, a certificate or the library says what is wrong */
};

enum { TROUBLE_ROUNDS = 3 }; /* a vaguer reason takes the place of the standing one after so many */

struct reason {
    enum telling telling;
    int code; /* MQTT 5's, of a refusal at CONNACK; 0 */
    char text[PL_LINK_TEXT];
};

/* All zero: no trouble yet. */
struct trouble {
    struct reason round, stands;
    int vaguer; /* rounds in a row that ended with less than what stands */
};

void trouble_begin(struct trouble *trouble); /* a round of addresses */
void trouble_add(struct trouble *trouble, enum telling telling, int code, const char *text);
/* What is to be told now, NULL: nothing new; then it is what stands. Lent until the next call. */
const char *trouble_tell(struct trouble *trouble, bool round_over);
void trouble_forget(struct trouble *trouble); /* there was a session */

#endif
