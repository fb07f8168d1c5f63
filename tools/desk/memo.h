/* A text as a document that people read and edit: Markdown that the import understands, with
 * CriticMarkup for who asks for what, or plain text. One language of it. Pure but for the stream.
 */
#ifndef DESK_MEMO_H
#define DESK_MEMO_H

#include <stdio.h>

#include "import.h"
#include "plenary/export.h"

struct memo {
    const struct pl_export *text;
    size_t lang; /* index of the language */
    bool markdown;
    enum pl_view view; /* clean: as if accepted; Markdown is always marked */
};

/* False when writing fails. */
bool memo_write(const struct memo *memo, FILE *out);

/* What the import makes of the Markdown (`doc`) against the text it was made of: a line for each
 * thing that is another there, after `prefix`. The number of such lines. */
size_t memo_compare(const struct memo *memo, const struct import_doc *doc, const char *prefix,
                    FILE *out);

#endif
