/* The terminal; the only door to curses. Opens and restores it, tells keys, shows a screen by one
 * write a change. One at a time. Any TERM that curses knows, UTF-8, mouse and bracketed paste where
 * there are.
 */
#ifndef DESK_TERM_H
#define DESK_TERM_H

#include "keys.h"
#include "screen.h"

struct term;

enum { TERM_TEXT = 256 };

/* NULL with one line in error: no terminal, a TERM that nobody knows, no UTF-8. */
struct term *term_open(char error[TERM_TEXT]);
void term_close(struct term *term); /* the terminal is as it was before; NULL is fine */

int term_fd(const struct term *term); /* readable when keys wait */
void term_size(const struct term *term, int *width_out, int *height_out);

/* Never waits; false: no key waits. */
bool term_read(struct term *term, struct keys_key *key_out);

/* What has changed since the last time goes out in one write; nothing where nothing has. */
void term_show(struct term *term, const struct screen *screen);
void term_bell(struct term *term);
void term_redraw(struct term *term); /* all anew with the next term_show: ^L */

#endif
