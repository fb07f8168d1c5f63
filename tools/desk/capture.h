/* What is said on standard output and standard error goes into memory for a while: at a desk they
 * are the terminal, which shows a picture. One at a time.
 */
#ifndef DESK_CAPTURE_H
#define DESK_CAPTURE_H

#include <stdbool.h>

struct capture {
    int memory;    /* a descriptor; -1: what is said is lost */
    int before[2]; /* standard output, standard error */
};

void capture_begin(struct capture *capture);
/* All that was said since, malloc'd; NULL without memory. */
char *capture_end(struct capture *capture);

#endif
