/* A text as a document that people read and edit: Markdown that the import understands, with
 * CriticMarkup for who asks for what, plain text, or a tree for a word processor. One language of
 * it. Pure but for the stream.
 */
#ifndef DESK_MEMO_H
#define DESK_MEMO_H

#include <stdio.h>

#include "import.h"
#include "pandoc.h"
#include "plenary/export.h"

struct memo {
    const struct pl_export *text;
    size_t lang; /* index of the language */
    bool markdown;
    enum pl_view view; /* clean: as if accepted; Markdown is always marked */
    const char *date;  /* of a tree's tracked changes: "2026-11-24T10:42:00Z" */
    int64_t tree_version[PANDOC_VERSION];
    bool
        loose_blanks; /* for memo_compare: whose a blank at the edge of a mark is does not matter */
};

/* False when writing fails. */
bool memo_write(const struct memo *memo, FILE *out);

/* As pandoc's tree (JSON, malloc'd), for a word processor. Neither `markdown` nor `view`. */
enum pl_error memo_tree(const struct memo *memo, char **json_out, size_t *size_out);

/* What the import makes of the file (`doc`) against the text it was made of: a line for each
 * thing that is another there, after `prefix`. The number of such lines. */
size_t memo_compare(const struct memo *memo, const struct import_doc *doc, const char *prefix,
                    FILE *out);

#endif
