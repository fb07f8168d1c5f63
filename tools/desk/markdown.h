/* Takes Markdown's signs off words: *Recalling* becomes Recalling, and \[ a bracket that is no
 * sign: until markdown_letter or markdown_copy give it back, a control character stands for it.
 */
#ifndef DESK_MARKDOWN_H
#define DESK_MARKDOWN_H

#include "chars.h"
#include "job.h"

bool markdown_strip(struct job *job, struct span *text);

char markdown_letter(char c);
char *markdown_copy(struct job *job, struct span text); /* NULL without memory */

#endif
