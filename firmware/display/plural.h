/* The rule of a gettext catalogue for the forms that words take beside a number: an expression of C
 * of n, as in "nplurals=2; plural=(n > 1);". Pure.
 */
#ifndef DISPLAY_PLURAL_H
#define DISPLAY_PLURAL_H

#include <stdbool.h>
#include <stddef.h>

/* `header` is what the catalogue says of itself. False where there is no such rule in it, or none
 * that can be read. */
bool plural_form(const char *header, unsigned long n, size_t *form_out);

#endif
