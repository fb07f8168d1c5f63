#include "job.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"

bool job_fail(struct job *job, enum import_error error, size_t line, const char *format, ...)
{
    if (job->failure->error != IMPORT_OK) {
        return false;
    }
    job->failure->error = error;
    job->failure->line = line;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(job->failure->text, sizeof job->failure->text, format, arguments);
    va_end(arguments);
    return false;
}

bool job_no_memory(struct job *job)
{
    return job_fail(job, IMPORT_ERROR_MEMORY, 0, "not enough memory");
}

void job_warn(struct job *job, size_t line, const char *format, ...)
{
    if (job->warning_count >= PL_WARNINGS_MAX) {
        job->warnings_more++;
        return;
    }
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct import_warning *grown =
        job_grow(job, job->warnings, job->warning_count, sizeof *job->warnings);
    char *copy = job_copy(job, text, strlen(text));
    if (grown && copy) {
        job->warnings = grown;
        job->warnings[job->warning_count++] = (struct import_warning){line, copy};
    }
}

void *job_array(struct job *job, size_t count, size_t each)
{
    void *array = pool_array(job->pool, count ? count : 1, each);
    if (!array) {
        job_no_memory(job);
    }
    return array;
}

char *job_copy(struct job *job, const char *text, size_t size)
{
    char *copy = pool_copy(job->pool, text, size);
    if (!copy) {
        job_no_memory(job);
    }
    return copy;
}

char *job_normal(struct job *job, const char *text, size_t size)
{
    if (pl_wire_check_text(text, size, size, size) == PL_OK) {
        return job_copy(job, text, size);
    }
    char *normal;
    enum pl_error error = pl_wire_clean_text(text, size, &normal);
    if (error) {
        job_fail(job, IMPORT_ERROR_TEXT, 0, "%s", pl_error_text(error));
        return NULL;
    }
    char *copy = job_copy(job, normal, strlen(normal));
    free(normal);
    return copy;
}

void *job_grow(struct job *job, void *array, size_t count, size_t each)
{
    bool full = count == 0 || (count >= 16 && (count & (count - 1)) == 0);
    if (!full) {
        return array;
    }
    void *grown = job_array(job, count == 0 ? 16 : count * 2, each);
    if (grown && count > 0) {
        memcpy(grown, array, count * each);
    }
    return grown;
}
