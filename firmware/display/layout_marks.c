/* What is marked in an item's words: highlights, and the brackets that belong together. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

/* ---- brackets ---- */

size_t bracket_bytes(const char *utf8, size_t at)
{
    return utf8[at] == '[' || utf8[at] == ']' ? 1 : strlen("［");
}

/* Names may hold brackets of their own, which are not the text's. */
size_t find_brackets(const struct wording *w, struct pl_bracket out[PL_BRACKETS_MAX])
{
    if (!strpbrk(w->utf8, "[]") && !strstr(w->utf8, "［")) {
        return 0;
    }
    char *words = malloc(w->bytes + 1);
    if (!words) {
        return 0; /* they are ordinary characters then */
    }
    memcpy(words, w->utf8, w->bytes + 1);
    for (size_t i = 0; i < w->part_count; i++) {
        const struct part *p = &w->parts[i];
        if (p->names) {
            memset(words + p->start, ' ', p->end - p->start);
        }
    }
    size_t count = pl_brackets_find(words, w->bytes, out);
    free(words);
    return count;
}

static int by_start(const void *a, const void *b)
{
    const struct text_span *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* As in a formula, the outer pair is the larger one; three sizes stand apart within a line. */
void set_brackets(struct layout *layout, const struct subject *s, struct ink *ink)
{
    enum { SIZES = 3 };
    static const double scale[SIZES] = {1, 1.14, 1.28};
    struct text_span *spans = layout->spans[s->which];
    for (size_t i = 0; i < s->bracket_count; i++) {
        const struct pl_bracket *b = &s->brackets[i];
        size_t n = bracket_bytes(s->wording->utf8, b->open);
        size_t close = bracket_bytes(s->wording->utf8, b->close);
        int em = (int)lround(ink->em * scale[b->inside < SIZES ? b->inside : SIZES - 1]);
        spans[2 * i] = (struct text_span){b->open, b->open + n, em, true};
        spans[2 * i + 1] = (struct text_span){b->close, b->close + close, em, true};
    }
    qsort(spans, 2 * s->bracket_count, sizeof *spans, by_start);
    ink->spans = spans;
    ink->span_count = 2 * s->bracket_count;
    ink->span_from = 0;
}

/* ---- stretches ---- */

/* Cuts start .. end out of stretch `at`, which holds them, so that it is one of its own; NULL:
 * there is no room for it. */
static struct marked *carve(struct marks *marks, size_t at, size_t start, size_t end)
{
    struct marked whole = marks->parts[at];
    size_t extra = (size_t)(start > whole.start) + (size_t)(end < whole.end);
    if (marks->count + extra > MARKED_MAX) {
        return NULL;
    }
    memmove(&marks->parts[at + extra], &marks->parts[at],
            (marks->count - at) * sizeof *marks->parts);
    marks->count += extra;
    struct marked *p = &marks->parts[at];
    if (start > whole.start) {
        *p = whole;
        p->end = start;
        p++;
    }
    *p = whole;
    p->start = start;
    p->end = end;
    if (end < whole.end) {
        p[1] = whole;
        p[1].start = end;
    }
    return p;
}

/* The same for the stretch that holds the bracket at `at`. */
static void mark_bracket(struct marks *marks, const struct subject *s, size_t at, bool opens,
                         bool round)
{
    size_t low = 0, high = marks->count;
    while (low < high) { /* the first that ends after `at` */
        size_t middle = (low + high) / 2;
        if (marks->parts[middle].end <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    size_t end = at + bracket_bytes(s->wording->utf8, at);
    if (low == marks->count || marks->parts[low].start > at || marks->parts[low].end < end) {
        return;
    }
    struct marked *m = carve(marks, low, at, end);
    if (m) {
        m->bracket = true;
        m->opens = opens;
        m->round = round;
    }
}

/* ---- highlights ---- */

static size_t bytes_of_points(const char *utf8, size_t bytes, size_t points)
{
    size_t i = 0;
    for (; i < bytes && points > 0; points--) {
        for (i++; i < bytes && ((unsigned char)utf8[i] & 0xc0) == 0x80; i++) {
        }
    }
    return i;
}

/* Bytes of the words that a highlight of this item covers; false: it is not to be drawn. */
static bool find_highlight(const struct subject *s, const char *words, const struct pl_highlight *h,
                           size_t *start_out, size_t *end_out)
{
    size_t bytes = strlen(words);
    if (strcmp(h->item, s->item->id) != 0) {
        return false;
    }
    if (strcmp(h->lang, s->lang) != 0) { /* in another language the whole item is marked */
        *start_out = 0;
        *end_out = bytes;
        return true;
    }
    size_t n = strlen(h->exact);
    size_t start = bytes_of_points(words, bytes, h->start);
    if (start + n <= bytes && memcmp(words + start, h->exact, n) == 0) {
        *start_out = start;
        *end_out = start + n;
        return true;
    }
    const char *once = n ? strstr(words, h->exact) : NULL;
    if (!once || strstr(once + 1, h->exact)) {
        return false; /* the words have changed: rather none than a wrong one */
    }
    *start_out = (size_t)(once - words);
    *end_out = *start_out + n;
    return true;
}

/* Bytes of what is shown; start == end: nothing of it is. */
struct reach {
    size_t start, end;
};

/* start, end: bytes of the words. Names within are not highlighted. */
static struct reach highlight(struct marks *marks, size_t start, size_t end)
{
    struct reach reach = {0, 0};
    for (size_t i = 0; i < marks->count; i++) {
        const struct marked *m = &marks->parts[i];
        const struct part *p = m->part;
        size_t low = start > p->from ? p->start + (start - p->from) : p->start;
        size_t high = end > p->from ? p->start + (end - p->from) : p->start;
        low = low > m->start ? low : m->start;
        high = high < m->end ? high : m->end;
        if (p->names || low >= high) {
            continue;
        }
        reach.start = reach.end ? reach.start : low;
        reach.end = high;
        struct marked *cut = m->highlighted ? NULL : carve(marks, i, low, high);
        if (cut) {
            cut->highlighted = true;
        }
    }
    return reach;
}

/* The innermost pair round it; SIZE_MAX: none. */
static size_t pair_round(const struct subject *s, struct reach reach)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; reach.end && i < s->bracket_count; i++) {
        const struct pl_bracket *b = &s->brackets[i];
        size_t end = b->close + bracket_bytes(s->wording->utf8, b->close);
        found = b->open <= reach.start && end >= reach.end ? i : found; /* the later opens within */
    }
    return found;
}

static void find_highlights(const struct sheet *sheet, const struct subject *s, struct marks *marks,
                            bool round[PL_BRACKETS_MAX])
{
    const struct pl_cursor *cursor = pl_room_cursor(sheet->room, PL_CONFIRMED);
    char *words =
        cursor && cursor->highlight_count ? pl_words_join(s->words, PL_VIEW_MARKED) : NULL;
    for (size_t i = 0; words && i < cursor->highlight_count; i++) {
        size_t from, to;
        if (find_highlight(s, words, &cursor->highlights[i], &from, &to)) {
            size_t pair = pair_round(s, highlight(marks, from, to));
            if (pair != SIZE_MAX) {
                round[pair] = true;
            }
        }
    }
    free(words);
}

static void clip(struct marks *marks, size_t start, size_t end)
{
    size_t kept = 0;
    for (size_t i = 0; i < marks->count; i++) {
        struct marked m = marks->parts[i];
        m.start = m.start > start ? m.start : start;
        m.end = m.end < end ? m.end : end;
        if (m.start < m.end) {
            m.start -= start;
            m.end -= start;
            marks->parts[kept++] = m;
        }
    }
    marks->count = kept;
}

void find_parts(const struct wording *wording, struct marks *marks)
{
    marks->count = 0;
    for (size_t i = 0; i < wording->part_count; i++) {
        const struct part *p = &wording->parts[i];
        marks->parts[marks->count++] = (struct marked){.start = p->start, .end = p->end, .part = p};
    }
}

void find_marks(const struct sheet *sheet, const struct subject *s, size_t start, size_t end,
                struct marks *marks)
{
    bool round[PL_BRACKETS_MAX] = {false};
    find_parts(s->wording, marks);
    find_highlights(sheet, s, marks, round);
    for (size_t i = 0; i < s->bracket_count; i++) {
        mark_bracket(marks, s, s->brackets[i].open, true, round[i]);
        mark_bracket(marks, s, s->brackets[i].close, false, round[i]);
    }
    clip(marks, start, end);
}
