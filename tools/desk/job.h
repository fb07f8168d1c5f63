/* One import under way: its memory, its warnings, and the failure that ends it.
 * Every step returns false (or NULL) once it has called job_fail; the text of
 * the failure is the first one given.
 */
#ifndef DESK_JOB_H
#define DESK_JOB_H

#include "import.h"
#include "pool.h"

struct job {
    struct pool *pool;
    struct import_failure *failure;
    struct import_warning *warnings;
    size_t warning_count;
    size_t warnings_more; /* beyond PL_WARNINGS_MAX */
    bool markdown;        /* headings with #, or front matter */
    bool french;          /* keeps its blanks before ; : ? ! */
};

/* Always false. */
bool job_fail(struct job *job, enum import_error error, size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool job_no_memory(struct job *job);

/* Out of memory loses the warning, nothing else. */
void job_warn(struct job *job, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* From the pool, zeroed; NULL after job_fail. */
void *job_array(struct job *job, size_t count, size_t each);
char *job_copy(struct job *job, const char *text, size_t size);

/* A copy in NFC: cutting marks out can bring together what composes. */
char *job_normal(struct job *job, const char *text, size_t size);

/* Room for one more in `array` of `count` entries, which doubles: the array, moved or not. */
void *job_grow(struct job *job, void *array, size_t count, size_t each);

#endif
