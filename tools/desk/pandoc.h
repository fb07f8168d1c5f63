/* What pandoc says of a document (its tree, as JSON) as a draft in the notation of the import
 * (plenary-import(5)), so that numbers, sections and levels come out as of a draft that was written
 * so: tracked changes with their authors as CriticMarkup, lists with their markers, a block a line.
 * Pure.
 */
#ifndef DESK_PANDOC_H
#define DESK_PANDOC_H

#include <stdint.h>

#include "ink.h"
#include "job.h"

/* What the tree was made of. */
struct pandoc_source {
    bool html;        /* its <title> is the window's, not always the text's */
    bool underlined;  /* underlined words are insertions: the page has <ins> */
    bool plain_marks; /* nothing can be known of tracked changes: an .odt */
};

/* Words that stand in our own .docx: its styles, and what the comments say that hold what Word has
 * no mark for. */
#define PANDOC_ITEM_STYLE "Plenary Item "
#define PANDOC_RETAIN "Retain"
#define PANDOC_INSERTED "Inserted"
#define PANDOC_UNKNOWN "unknown" /* author of what nobody asked for by name */

/* The draft, to be freed by ink_finish, also where this fails. Warnings have no line. */
bool pandoc_draft(struct job *job, const char *json, size_t size,
                  const struct pandoc_source *source, struct ink *draft_out);

/* A pandoc reads trees of its own version only, by its first two numbers: those of a tree that the
 * pandoc at hand wrote. False where it is no tree. */
enum { PANDOC_VERSION = 2 };
bool pandoc_version(const char *json, size_t size, int64_t version_out[PANDOC_VERSION]);

#endif
