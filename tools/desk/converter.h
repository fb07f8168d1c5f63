/* Runs a program that converts documents (pandoc) as a child: bytes go to its standard input, what
 * it says comes back. No shell; limits of time and of what it may say. Waits until it has ended.
 */
#ifndef DESK_CONVERTER_H
#define DESK_CONVERTER_H

#include <stdbool.h>
#include <stddef.h>

enum { CONVERTER_TEXT = 256, CONVERTER_SECONDS = 60, CONVERTER_OUTPUT_MAX = 64 * 1024 * 1024 };

enum converter_error {
    CONVERTER_OK,
    CONVERTER_MISSING, /* it is not installed */
    CONVERTER_FAILED,  /* it says why */
    CONVERTER_SLOW,    /* more than CONVERTER_SECONDS: ended */
    CONVERTER_LARGE,   /* more than CONVERTER_OUTPUT_MAX: ended */
    CONVERTER_MEMORY
};

/* `arguments` begin with the program's name, looked for in PATH, and end with NULL. CONVERTER_OK:
 * the bytes are the caller's to free, with a NUL behind them. Else `error` has its first line on
 * standard error, or what the system says; "" where there is nothing. */
enum converter_error converter_run(const char *const *arguments, const char *input, size_t size,
                                   char **bytes_out, size_t *size_out, char error[CONVERTER_TEXT]);

/* pandoc from one format to another, in its sandbox where it has one, unless the input is our own:
 * in the sandbox Debian's cannot write .docx. "extra" are more options, NULL-terminated, or NULL.
 * `text` is one line for people: what is wrong and what to do. */
bool converter_pandoc(const char *from, const char *to, const char *const *extra, bool own,
                      const char *input, size_t size, char **bytes_out, size_t *size_out,
                      char text[CONVERTER_TEXT]);

#endif
