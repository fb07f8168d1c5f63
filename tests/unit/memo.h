/* For the long runs of the model: the same bytes on the same topic are decoded once, however many
 * rooms receive them, and the message is shared by count. Messages are never changed, so nobody can
 * tell. Linked in with -Wl,--wrap=pl_wire_decode,--wrap=pl_message_destroy; the decoder itself is
 * held by its own tests.
 */
#ifndef TESTS_MEMO_H
#define TESTS_MEMO_H

#include <stddef.h>

void memo_forget(void); /* what nobody holds any more */

#endif
