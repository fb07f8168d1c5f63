/* gettext's door: fills the words' tables from the catalogues (assets/locale), which lie
 * installed or in the build tree. Whatever the machine's own locale, C included. A language whose
 * catalogue is not found speaks English. To be called before there are threads: for the time of
 * the call it changes this process's locale and LANGUAGE.
 */
#ifndef DISPLAY_CATALOGUE_H
#define DISPLAY_CATALOGUE_H

#include "display/words.h"

/* `dir` holds <lang>/LC_MESSAGES/plenary.mo; NULL: $PLENARY_LOCALE, else beside the program, else
 * where it was to be installed or was built. The strings in the book live as long as the program.
 * How many languages of WORD_LANGS have a catalogue, English not counted. */
size_t catalogue_read(const char *dir, struct wordbook *book_out);

#endif
