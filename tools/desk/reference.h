/* The styles of our own .docx, as the reference that pandoc takes them from: a .docx without words,
 * malloc'd. A title, headings, and eight levels of items with their labels set off by a tab.
 */
#ifndef DESK_REFERENCE_H
#define DESK_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

bool reference_docx(char **bytes_out, size_t *size_out); /* false without memory */

#endif
