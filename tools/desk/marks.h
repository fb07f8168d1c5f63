/* The words of one block: CriticMarkup becomes runs with names, a last bracket
 * such as [Agreed ad ref] the status, blanks are put right, Markdown's escapes
 * and emphasis go. Words stay.
 */
#ifndef DESK_MARKS_H
#define DESK_MARKS_H

#include "chars.h"
#include "job.h"

struct lit { /* {== ==}: code points of the words */
    size_t start, end;
};

struct marked {
    struct pl_run *runs;
    size_t run_count;
    size_t points;
    enum pl_status status;
    struct pl_names who;
    const char *status_words; /* NULL: none */
    struct lit *lit;
    size_t lit_count;
};

bool marks_read(struct job *job, struct span text, size_t line, struct marked *marked_out);

/* The same as one plain string, for titles and preambles; marks are left out with a warning. */
char *marks_plain(struct job *job, struct span text, size_t line);

#endif
