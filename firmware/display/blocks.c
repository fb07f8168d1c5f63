#define _GNU_SOURCE
#include "display/blocks.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 512 };

struct entry {
    struct entry *next_in_bucket;
    struct entry *newer, *older;
    uint64_t hash;
    char *utf8;
    size_t bytes;
    char *lang; /* NULL: none */
    struct text_style style;
    struct text_span *spans; /* a copy of the style's */
    int width_px;
    size_t lines; /* 0: all; else shortened */
    bool tail;
    uint64_t used; /* in which picture last */
    struct text_block *block;
};

struct blocks {
    struct text *text;
    size_t most, count;
    uint64_t picture; /* being built */
    uint64_t keep;    /* what was used in this one, or later, is lent */
    struct entry *buckets[BUCKETS];
    struct entry *newest, *oldest;
};

struct blocks *blocks_create(struct text *text, size_t most)
{
    struct blocks *blocks = calloc(1, sizeof *blocks);
    if (blocks) {
        blocks->text = text;
        blocks->most = most;
    }
    return blocks;
}

static void unlink_age(struct blocks *blocks, struct entry *e)
{
    *(e->newer ? &e->newer->older : &blocks->newest) = e->older;
    *(e->older ? &e->older->newer : &blocks->oldest) = e->newer;
    e->newer = e->older = NULL;
}

static void link_newest(struct blocks *blocks, struct entry *e)
{
    e->older = blocks->newest;
    *(e->older ? &e->older->newer : &blocks->oldest) = e;
    blocks->newest = e;
}

static void entry_destroy(struct entry *e)
{
    if (e) {
        text_block_destroy(e->block);
        free(e->utf8);
        free(e->lang);
        free(e->spans);
        free(e);
    }
}

static void drop_oldest(struct blocks *blocks)
{
    struct entry *e = blocks->oldest;
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what was freed is no longer in the list
    struct entry **at = &blocks->buckets[e->hash % BUCKETS];
    while (*at != e) {
        at = &(*at)->next_in_bucket;
    }
    *at = e->next_in_bucket;
    unlink_age(blocks, e);
    entry_destroy(e);
    blocks->count--;
}

void blocks_sweep(struct blocks *blocks, bool good)
{
    blocks->keep = good ? blocks->picture : blocks->keep;
    while (blocks->count > blocks->most && blocks->oldest->used < blocks->keep) {
        drop_oldest(blocks);
    }
    blocks->picture++;
}

void blocks_destroy(struct blocks *blocks)
{
    if (blocks) {
        while (blocks->oldest) {
            drop_oldest(blocks);
        }
        free(blocks);
    }
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15ULL;
    return h ^ h >> 29;
}

/* Eight bytes a step: an item's words are hashed at every picture. */
static uint64_t hash_of(const struct entry *key)
{
    uint64_t h = mix((uint64_t)key->width_px << 32 | (uint64_t)key->style.em_px,
                     (uint64_t)key->lines << 8 | (uint64_t)key->style.bold << 1 | key->tail);
    h = mix(h, key->bytes);
    h = mix(h, (uint64_t)key->style.span_count << 32 | key->style.span_from);
    size_t i = 0;
    for (; i + 8 <= key->bytes; i += 8) {
        uint64_t word;
        memcpy(&word, key->utf8 + i, sizeof word);
        h = mix(h, word);
    }
    uint64_t rest = 0;
    memcpy(&rest, key->utf8 + i, key->bytes - i);
    return mix(h, rest);
}

static bool same_lang(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_spans(const struct text_style *a, const struct text_style *b)
{
    bool equal = a->span_count == b->span_count && a->span_from == b->span_from;
    for (size_t i = 0; equal && i < a->span_count; i++) {
        const struct text_span *s = &a->spans[i], *t = &b->spans[i];
        equal =
            s->start == t->start && s->end == t->end && s->em_px == t->em_px && s->bold == t->bold;
    }
    return equal;
}

static bool same(const struct entry *a, const struct entry *b)
{
    return a->hash == b->hash && a->bytes == b->bytes && a->width_px == b->width_px &&
           a->lines == b->lines && a->tail == b->tail && a->style.em_px == b->style.em_px &&
           a->style.bold == b->style.bold && a->style.breaks == b->style.breaks &&
           a->style.direction == b->style.direction && same_lang(a->lang, b->lang) &&
           same_spans(&a->style, &b->style) && memcmp(a->utf8, b->utf8, a->bytes) == 0;
}

static struct entry *find(struct blocks *blocks, const struct entry *key)
{
    struct entry *e = blocks->buckets[key->hash % BUCKETS];
    while (e && !same(e, key)) {
        e = e->next_in_bucket;
    }
    if (e) {
        unlink_age(blocks, e);
        link_newest(blocks, e);
        e->used = blocks->picture;
    }
    return e;
}

static bool copy_spans(struct entry *e)
{
    size_t bytes = e->style.span_count * sizeof *e->spans;
    e->spans = bytes ? malloc(bytes) : NULL;
    if (e->spans) {
        memcpy(e->spans, e->style.spans, bytes);
    }
    e->style.spans = e->spans;
    return e->spans || !bytes;
}

/* Takes over `block`. */
static const struct text_block *keep(struct blocks *blocks, const struct entry *key,
                                     struct text_block *block)
{
    struct entry *e = block ? malloc(sizeof *e) : NULL;
    if (!e) {
        text_block_destroy(block);
        return NULL;
    }
    *e = *key;
    e->block = block;
    e->used = blocks->picture;
    e->newer = e->older = NULL;
    e->lang = key->lang ? strdup(key->lang) : NULL;
    e->utf8 = malloc(key->bytes + 1);
    bool copied = copy_spans(e);
    if (!copied || !e->utf8 || (key->lang && !e->lang)) {
        entry_destroy(e);
        return NULL;
    }
    memcpy(e->utf8, key->utf8, key->bytes);
    e->next_in_bucket = blocks->buckets[e->hash % BUCKETS];
    blocks->buckets[e->hash % BUCKETS] = e;
    link_newest(blocks, e);
    blocks->count++;
    return block;
}

static struct entry key_of(const char *utf8, size_t bytes, const struct text_style *style,
                           int width_px)
{
    struct entry key = {.utf8 = (char *)utf8,
                        .bytes = bytes,
                        .style = *style,
                        .lang = (char *)style->lang,
                        .width_px = width_px};
    return key;
}

const struct text_block *blocks_get(struct blocks *blocks, const char *utf8, size_t bytes,
                                    const struct text_style *style, int width_px)
{
    struct entry key = key_of(utf8, bytes, style, width_px);
    key.hash = hash_of(&key);
    struct entry *found = find(blocks, &key);
    return found ? found->block
                 : keep(blocks, &key, text_layout(blocks->text, utf8, bytes, style, width_px));
}

static const char ELLIPSIS[] = "…";

static bool is_cut(const char *utf8, size_t at)
{
    unsigned char c = (unsigned char)utf8[at];
    bool whole = (c & 0xc0) != 0x80;
    /* At a blank, or between letters of a script that has none between words (CJK and beyond). */
    return whole && (utf8[at] == ' ' || c >= 0xe3);
}

/* The text with everything before (tail) or after `at` gone. Between words the sign stands apart
 * by one blank, within a word or a script without blanks it does not. malloc'd. */
static char *cut(const char *utf8, size_t bytes, size_t at, bool tail, size_t *bytes_out)
{
    char *out = malloc(bytes + sizeof ELLIPSIS + 2);
    if (!out) {
        return NULL;
    }
    size_t n = 0;
    if (tail) {
        n = sizeof ELLIPSIS - 1;
        memcpy(out, ELLIPSIS, n);
        bool apart = at < bytes && (utf8[at] == ' ' || (at > 0 && utf8[at - 1] == ' '));
        while (at < bytes && utf8[at] == ' ') {
            at++;
        }
        if (apart || at == bytes) {
            out[n++] = ' ';
        }
        memcpy(out + n, utf8 + at, bytes - at);
        n += bytes - at;
    } else {
        bool apart = utf8[at] == ' ' || (at > 0 && utf8[at - 1] == ' ');
        while (at > 0 && utf8[at - 1] == ' ') {
            at--;
        }
        memcpy(out, utf8, at);
        n = at;
        if (apart && n) {
            out[n++] = ' ';
        }
        memcpy(out + n, ELLIPSIS, sizeof ELLIPSIS - 1);
        n += sizeof ELLIPSIS - 1;
    }
    *bytes_out = n;
    return out;
}

static struct text_block *lay_cut(struct blocks *blocks, const struct entry *key, size_t at)
{
    size_t bytes = 0;
    char *text = cut(key->utf8, key->bytes, at, key->tail, &bytes);
    struct text_block *block =
        text ? text_layout(blocks->text, text, bytes, &key->style, key->width_px) : NULL;
    free(text);
    return block;
}

static bool fits(const struct text_block *block, size_t lines)
{
    size_t count = 0;
    return block && text_block_lines(block, &count) && count <= lines;
}

/* The next place to cut that keeps less than `at` does; SIZE_MAX: none. */
static size_t shorter(const struct entry *key, size_t at)
{
    if (key->tail) {
        for (at++; at < key->bytes; at++) {
            if (is_cut(key->utf8, at)) {
                return at;
            }
        }
        return SIZE_MAX;
    }
    while (at > 0) {
        at--;
        if (at > 0 && is_cut(key->utf8, at)) {
            return at;
        }
    }
    return SIZE_MAX;
}

/* Where the first try cuts: what the uncut layout put beyond the last line that may stay. A tail
 * is tried from a line earlier: its last line may be a single word, and there is room for more. */
static size_t first_cut(const struct text_block *whole, const struct entry *key)
{
    size_t count = 0;
    const struct text_line *lines = text_block_lines(whole, &count);
    return key->tail ? lines[count - key->lines - 1].start : lines[key->lines - 1].end;
}

/* A first word that is too long by itself is cut between letters: where a narrower line breaks it,
 * which leaves letters and their marks together. */
static struct text_block *shorten_word(struct blocks *blocks, const struct entry *key)
{
    for (int ems = 1; !key->tail && ems <= 2; ems++) {
        size_t count = 0;
        int width = key->width_px - ems * key->style.em_px;
        struct text_block *narrow =
            width > 0 ? text_layout(blocks->text, key->utf8, key->bytes, &key->style, width) : NULL;
        const struct text_line *lines = narrow ? text_block_lines(narrow, &count) : NULL;
        size_t at = lines && count >= key->lines ? lines[key->lines - 1].end : 0;
        text_block_destroy(narrow);
        struct text_block *block = at ? lay_cut(blocks, key, at) : NULL;
        if (fits(block, key->lines)) {
            return block;
        }
        text_block_destroy(block);
    }
    return lay_cut(blocks, key, key->tail ? key->bytes : 0); /* only the sign */
}

static struct text_block *shorten(struct blocks *blocks, const struct entry *key,
                                  const struct text_block *whole)
{
    enum { TRIES = 64 }; /* a line's words at the most */
    size_t at = first_cut(whole, key);
    if (at < key->bytes && !is_cut(key->utf8, at)) {
        at = shorter(key, at);
    }
    for (int i = 0; i < TRIES && at != SIZE_MAX; i++) {
        struct text_block *block = lay_cut(blocks, key, at);
        if (!block || fits(block, key->lines)) {
            return block;
        }
        text_block_destroy(block);
        at = shorter(key, at);
    }
    return shorten_word(blocks, key);
}

const struct text_block *blocks_fit(struct blocks *blocks, const char *utf8, size_t bytes,
                                    const struct text_style *style, int width_px, size_t lines,
                                    bool tail)
{
    struct entry key = key_of(utf8, bytes, style, width_px);
    key.lines = lines;
    key.tail = tail;
    key.hash = hash_of(&key);
    struct entry *found = find(blocks, &key);
    if (found) {
        return found->block;
    }
    const struct text_block *whole = blocks_get(blocks, utf8, bytes, style, width_px);
    if (!whole || fits(whole, lines)) {
        return whole;
    }
    return keep(blocks, &key, shorten(blocks, &key, whole));
}
