/* What a file holds: a draft, or a text as `export` writes it. Markdown and text are read here;
 * .docx, .odt, .html and whatever else --from names by way of pandoc.
 */
#ifndef DESK_CONTENT_H
#define DESK_CONTENT_H

#include "import.h"
#include "plenary/export.h"

struct content { /* one of the two */
    struct import_doc *doc;
    struct pl_export *text;
};

enum { CONTENT_TEXT = 512, CONTENT_FORMAT = 64 };

struct content_options {
    const char *lang; /* of a draft; NULL: found out */
    const char *from; /* pandoc's name of the format; NULL: by what the file is */
};

/* False with one line in error: "draft.docx: ...". "-" is standard input. */
bool content_read(const char *path, const struct content_options *options,
                  struct content *content_out, char error[CONTENT_TEXT]);
void content_finish(struct content *content);

/* Bytes that are there already, under the name `path`. */
bool content_read_bytes(const char *path, const char *bytes, size_t size,
                        const struct content_options *options, struct content *content_out,
                        char error[CONTENT_TEXT]);

/* Letters, digits, + - _: a name that can be given to pandoc. */
bool content_is_format(const char *name);

#endif
