/* Fills the words' tables from gettext's catalogues (assets/locale), which lie installed or in the
 * build tree. They are read here: the C library's gettext heeds the machine's locale, and since
 * glibc 2.39 translates nothing in the only one that every machine has, C.UTF-8. A language whose
 * catalogue is not found speaks English.
 */
#ifndef DISPLAY_CATALOGUE_H
#define DISPLAY_CATALOGUE_H

#include "display/words.h"

/* `dir` holds <lang>/LC_MESSAGES/plenary.mo; NULL: $PLENARY_LOCALE, else beside the program, else
 * where it was to be installed or was built. The book owns its strings up to catalogue_finish.
 * How many languages of WORD_LANGS have a catalogue, English not counted. */
size_t catalogue_read(const char *dir, struct wordbook *book_out);
void catalogue_finish(struct wordbook *book);

#endif
