/* Text that grows while it is written. Out of memory, or beyond its maximum, it stays as it is and
 * says so. Zero is an empty one without a maximum.
 */
#ifndef DESK_INK_H
#define DESK_INK_H

#include <stdbool.h>
#include <stddef.h>

struct ink {
    char *bytes; /* with a NUL behind them; NULL while there are none */
    size_t size, capacity, max;
    bool failed;
};

void ink_put(struct ink *ink, const char *bytes, size_t size);
void ink_text(struct ink *ink, const char *text);
void ink_repeat(struct ink *ink, char c, size_t count);
void ink_finish(struct ink *ink);

#endif
