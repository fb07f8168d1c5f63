/* What every test of the import asks: the document as lines to be compared, its
 * words in order, and what must hold for any document at all.
 */
#ifndef TEST_IMPORT_CHECK_H
#define TEST_IMPORT_CHECK_H

#include "tools/desk/import.h"

/* Everything that was read, for people and for golden files; malloc'd. */
char *check_dump(const struct import_doc *doc);

/* The words of a text: letters and digits in order, one blank between two words, each Han
 * character a word; malloc'd. They come from rules of the tests' own, not from the import's. */
char *check_words(const char *text);

/* The words of the source without what is no text: bookmarks, comments, keys; malloc'd. */
char *check_source_words(const char *source);

/* The words of the result, markers among them, in the order of the source; malloc'd. */
char *check_doc_words(const struct import_doc *doc);

/* Fails the test where ids, labels, levels or texts are not as the feed wants them. */
void check_holds(const struct import_doc *doc);

/* A whole file, with a NUL behind it; malloc'd. */
char *check_load(const char *path, size_t *size_out);

#endif
