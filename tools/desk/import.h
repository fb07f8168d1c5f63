/* Reads a draft as people write it (plain text, or Markdown with CriticMarkup;
 * plenary-import(5) describes the notation) into title, preamble, sections and
 * items with their marks. Bytes go in; a document in its own memory comes out,
 * or a failure with line and reason. Strings are as the feed wants them: NFC,
 * single blanks, no control characters. Free the result with import_destroy.
 */
#ifndef DESK_IMPORT_H
#define DESK_IMPORT_H

#include <stdio.h>

#include "plenary/document.h"

enum import_error {
    IMPORT_OK,
    IMPORT_ERROR_FILE,     /* cannot be opened or read, a directory */
    IMPORT_ERROR_SIZE,     /* over PL_SOURCE_MAX or PL_TEXT_MAX */
    IMPORT_ERROR_ENCODING, /* UTF-16, or bytes that are not UTF-8 */
    IMPORT_ERROR_BINARY,   /* a Word file, a PDF, zero bytes */
    IMPORT_ERROR_EMPTY,    /* no words */
    IMPORT_ERROR_TEXT,     /* piles of combining marks */
    IMPORT_ERROR_SECTIONS, /* over PL_SECTIONS_MAX */
    IMPORT_ERROR_ITEMS,    /* over PL_ITEMS_MAX */
    IMPORT_ERROR_ITEM,     /* an item over PL_ITEM_POINTS_MAX, PL_RUNS_MAX or PL_LEVEL_MAX */
    IMPORT_ERROR_TITLE,    /* a title, subtitle or note over PL_TITLE_MAX */
    IMPORT_ERROR_LABEL,    /* over PL_LABEL_MAX */
    IMPORT_ERROR_NAMES,    /* over PL_NAMES_MAX */
    IMPORT_ERROR_LANG,     /* an option that is no language tag */
    IMPORT_ERROR_MEMORY,
    IMPORT_ERROR_COUNT
};

struct import_failure {
    enum import_error error;
    size_t line;    /* from 1; 0: the whole */
    char text[200]; /* the reason, a sentence without its end */
};

struct import_options {
    const char *lang; /* NULL: from `lang:` in the front matter, else guessed */
};

struct import_warning {
    size_t line;
    const char *text;
};

/* What the feed does not carry of an item. */
struct import_source {
    size_t line;
    const char *status; /* "[Agreed ad ref]": words that became the status; NULL: none */
};

/* `marker` is as in the source ("a.", "I.", "Article 3"), `section.label` without its dot
 * ("a"). `words` and `sources` have one entry an item, in the order of `items`. */
struct import_section {
    struct pl_section section; /* id, label */
    const char *marker;
    const char *title; /* "" where it has none */
    const char *note;  /* "Questions 4, 8 and 9"; NULL: none */
    size_t line;
    struct pl_items items;
    const struct pl_words *words; /* `of` is 0: the publisher counts */
    const struct import_source *sources;
};

struct import_doc {
    struct pl_front front; /* language, title ("" where there is none), subtitle, preamble */
    const char *time_zone; /* NULL: the source says none */
    size_t time_zone_line; /* where it does */
    const struct import_section *sections;
    size_t section_count;
    size_t item_count;
    const struct pl_highlight *highlights; /* {== ==}, at most PL_HIGHLIGHTS_MAX */
    size_t highlight_count;
    const struct import_warning *warnings;
    size_t warning_count;
};

/* False with failure_out filled, and nothing to free. `options` may be NULL. */
bool import_text(const char *bytes, size_t size, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out);

/* The same of what pandoc says of a document, as JSON. What is told has no lines; it quotes words.
 */
struct pandoc_source;
bool import_pandoc(const char *json, size_t size, const struct pandoc_source *source,
                   const struct import_options *options, struct import_doc **doc_out,
                   struct import_failure *failure_out);

/* A whole file, malloc'd; "-" is standard input. At most PL_EXPORT_MAX bytes and one. */
bool import_bytes(const char *path, char **bytes_out, size_t *size_out,
                  struct import_failure *failure_out);

/* import_text of a file; "-" is standard input. */
bool import_file(const char *path, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out);

void import_destroy(struct import_doc *doc);

/* One line an item: its full label, a blank, its words; marks as {++ ++} and {-- --}, words
 * that became the status at the end. False when writing fails. */
bool import_outline(const struct import_doc *doc, FILE *file);

/* The same of a text at rest (export.h), in its language `lang` (an index); a status as words that
 * the import understands. */
struct pl_export;
bool import_outline_export(const struct pl_export *text, size_t lang, FILE *file);

/* "FILE:LINE: reason", one line each. */
void import_print_failure(const struct import_failure *failure, const char *path, FILE *file);
void import_print_warnings(const struct import_doc *doc, const char *path, FILE *file);

/* What kind of refusal it is: "too large". */
const char *import_error_text(enum import_error error);

#endif
