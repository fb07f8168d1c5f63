/* The label of an item that comes in between, as drafters count: c.4, c.4 bis, c.4 ter; nothing is
 * renumbered. Pure. */
#ifndef DESK_SUCCESSOR_H
#define DESK_SUCCESSOR_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the label without "bis", "ter" … or "alt": of "c.4 bis" those of "c.4". */
size_t successor_base(const char *label);

/* The first label of the series that is_taken does not know: "… bis" on, or, where alt is set, "…
 * alt", "… alt 2". False: the series is at its end, or the label does not fit. */
bool successor_next(const char *label, bool alt, bool (*is_taken)(void *context, const char *label),
                    void *context, char *out, size_t size);

#endif
