/* The room of the tests of colours: an item with every mark, statuses, speakers, timer, notice. */
#ifndef TESTS_DRAFTING_H
#define TESTS_DRAFTING_H

#include "screen.h"

/* The document, its items and texts; the cursor stands at c.4.i, its highlight on "highlighted". */
void drafting_tell(struct screen *screen);
/* Brazil has had the floor for so many seconds of its 300. */
void drafting_floor(struct screen *screen, int used_s);
/* "text", "overview" or "blank". */
void drafting_screen(struct screen *screen, const char *which);

#endif
