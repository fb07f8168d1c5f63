/* Do two messages say the same, member by member? Written without the encoder,
 * so that what it forgets is seen.
 */
#ifndef TEST_SAME_H
#define TEST_SAME_H

#include "plenary/message.h"

bool same_message(const struct pl_message *a, const struct pl_message *b);

#endif
