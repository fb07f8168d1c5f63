/* Lines for people at a terminal. What comes from outside (the name of a file, of a topic, a word
 * of the command line) may hold anything: what would move the cursor, colour, or turn the direction
 * of the text becomes "?", and so does what is not UTF-8.
 */
#ifndef SESSION_SAY_H
#define SESSION_SAY_H

#include <stdarg.h>
#include <stdio.h>

/* As fprintf; of line feeds only one at the end is kept. */
void say_to(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_list(FILE *to, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

#endif
