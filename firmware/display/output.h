/* Is there a screen, and on which card? Reads the kernel's list of connectors (/sys/class/drm);
 * SDL's own choice takes a card without a screen, and its error text says nothing.
 */
#ifndef DISPLAY_OUTPUT_H
#define DISPLAY_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* dir: NULL for /sys/class/drm. The number of the first card with a connected output that has
 * modes, or -1. states_out: "card0-HDMI-A-1 connected, card0-HDMI-A-2 disconnected", for the
 * log, cut where it does not fit. */
int output_card(const char *dir, char *states_out, size_t states_bytes);

#endif
