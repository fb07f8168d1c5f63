/* A text at rest: one JSON value with all of a document, its items and its words in every language
 * (assets/protocol/schemas/export.json), made of the feed's own members, without epoch, load or
 * writer. The same text gives the same bytes. Reading is strict, all or nothing, and says where
 * something is wrong.
 */
#ifndef PLENARY_EXPORT_H
#define PLENARY_EXPORT_H

#include "plenary/message.h"
#include "plenary/room.h"

enum { PL_EXPORT_PATH = 160 };

/* `load` and `older` of the document are not used. A section has one text a language, in the order
 * of the document's; one whose title is NULL is missing. */
struct pl_export {
    struct pl_document document;
    const struct pl_load_section *sections;
};

/* The JSON in one line, malloc'd, NUL-terminated; size without the NUL. Words of what
 * is no item of their section are left out. `of` becomes 1, and 0 in a translation that lags:
 * revisions mean nothing outside of their load. PL_ERROR_SIZE beyond PL_EXPORT_MAX. */
enum pl_error pl_export_write(const struct pl_export *text, char **json_out, size_t *size_out);

/* Where and why a file was refused. */
struct pl_export_fault {
    enum pl_error error;
    size_t line;               /* from 1, where it is no JSON; else 0 */
    char path[PL_EXPORT_PATH]; /* "sections[2].texts.fr.items.c4"; "" for the whole */
};

/* Is this such a file, or meant to be? An object of JSON; no draft begins like one. */
bool pl_export_is(const char *bytes, size_t size);

/* Reads what pl_export_write writes, and what a person made of it. Checked as the feed is, and as a
 * whole: all words belong to an item of their section, limits of the document hold. Texts that are
 * missing have an empty title and no words; `of` is 0 or 1, as above. A section may be larger than
 * a payload. NULL with fault_out filled. */
struct pl_export *pl_export_read(const char *bytes, size_t size, struct pl_export_fault *fault_out);
void pl_export_destroy(struct pl_export *text);

#endif
