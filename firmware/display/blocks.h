/* Paragraphs that have been laid out, kept by what they say and how wide they are, the least
 * recently used going first. What blocks_get returns is lent until the second blocks_sweep from
 * now: nothing of the picture being built can vanish under it, nor of the one before.
 */
#ifndef DISPLAY_BLOCKS_H
#define DISPLAY_BLOCKS_H

#include "display/text.h"

struct blocks;

struct blocks *blocks_create(struct text *text, size_t most);
void blocks_destroy(struct blocks *blocks);

/* NULL without memory. `bytes` of UTF-8. */
const struct text_block *blocks_get(struct blocks *blocks, const char *utf8, size_t bytes,
                                    const struct text_style *style, int width_px);

/* The same, shortened to at most `lines` lines at whole words with "…" at the cut: the end is
 * cut off, or with `tail` the beginning. lines >= 1. */
const struct text_block *blocks_fit(struct blocks *blocks, const char *utf8, size_t bytes,
                                    const struct text_style *style, int width_px, size_t lines,
                                    bool tail);

/* Before a picture: forgets the oldest beyond `most`, but for those that were used since the last
 * sweep, however many. `good`: the picture since then came about; else the one before it stays, and
 * with it what it uses. */
void blocks_sweep(struct blocks *blocks, bool good);

#endif
