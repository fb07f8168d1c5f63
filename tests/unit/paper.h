/* A small text for tests of the room: sections "s1", "s2", … each with items "i1", "i2", … whose
 * labels are "1.1", "1.2", … and whose words are "words of 1.1". In as many languages as asked
 * for, of en, ar, zh, fr, ru, es, de, it.
 */
#ifndef TESTS_PAPER_H
#define TESTS_PAPER_H

#include "plenary/room.h"

struct paper;

/* `filler` letters are put into each item besides. */
struct paper *paper_create(size_t sections, size_t items, size_t langs, size_t filler);
void paper_destroy(struct paper *paper);
const struct pl_document *paper_document(const struct paper *paper);
const struct pl_load_section *paper_sections(const struct paper *paper);
const char *paper_lang(size_t index);

#endif
