#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

/* ---- words ---- */

/* A buffer that grows; `failed` sticks. */
struct shown_text {
    struct layout *layout;
    size_t size;
    size_t parts;
    size_t names; /* of a mark, at most */
    const struct words *words;
    bool failed;
};

static void append(struct shown_text *to, const char *bytes, size_t count)
{
    struct layout *layout = to->layout;
    if (to->size + count + 1 > layout->scratch_room) {
        size_t room = 2 * (to->size + count + 1);
        char *scratch = realloc(layout->scratch, room);
        if (!scratch) {
            to->failed = true;
            return;
        }
        layout->scratch = scratch;
        layout->scratch_room = room;
    }
    memcpy(layout->scratch + to->size, bytes, count);
    to->size += count;
    layout->scratch[to->size] = '\0';
}

static void append_text(struct shown_text *to, const char *text)
{
    append(to, text, strlen(text));
}

static void append_names(struct shown_text *to, const struct pl_names *names, const char *before)
{
    char more[64];
    if (names->count) {
        append_text(to, before);
    }
    for (size_t i = 0; i < names->count; i++) {
        append_text(to, i ? ", " : "");
        if (i == to->names) {
            words_put_counted(more, sizeof more, to->words, COUNTED_MORE, names->count - i);
            append_text(to, more);
            return;
        }
        append_text(to, names->names[i]);
    }
}

static void add_part(struct shown_text *to, size_t start, size_t from, const struct pl_run *run,
                     bool names)
{
    if (to->parts < PARTS_MAX && to->layout->parts) {
        to->layout->parts[to->parts++] = (struct part){start, to->size, from, run, names};
    }
}

/* Who asks for it; nothing where nobody is named. */
static void append_who(struct shown_text *to, const struct pl_run *run, size_t from)
{
    const struct pl_names *asks = run->del.count ? &run->del : &run->ins;
    size_t start = to->size;
    if (!asks->count && !run->keep.count) {
        return;
    }
    append_text(to, "\u00a0‹");
    append_names(to, asks, "");
    if (run->keep.count) {
        append_text(to, asks->count ? "; " : "");
        append_text(to, words_is(to->words, WORD_RETAIN));
        append_names(to, &run->keep, " ");
    }
    append_text(to, "›");
    add_part(to, start, from, run, true);
}

/* Marked runs stand apart from what follows them, though the words themselves do not. */
static bool wants_gap(const struct pl_words *words, size_t i)
{
    const struct pl_run *run = &words->runs[i];
    bool marked = run->ins.given || run->del.given || run->keep.given;
    return marked && i + 1 < words->run_count && run->t[run->bytes - 1] != ' ' &&
           words->runs[i + 1].t[0] != ' ';
}

static bool join_words(struct layout *layout, const struct words *own, size_t names,
                       struct subject *s)
{
    const struct pl_words *words = s->words;
    struct shown_text to = {.layout = layout, .names = names, .words = own};
    size_t from = 0;
    if (!layout->parts) {
        layout->parts = malloc(PARTS_MAX * sizeof *layout->parts);
    }
    append(&to, "", 0);
    for (size_t i = 0; i < words->run_count && i < PL_RUNS_MAX; i++) {
        const struct pl_run *run = &words->runs[i];
        size_t start = to.size;
        append(&to, run->t, run->bytes);
        add_part(&to, start, from, run, false);
        from += run->bytes;
        append_who(&to, run, from);
        append_text(&to, wants_gap(words, i) ? "\u2009" : "");
    }
    s->utf8 = layout->scratch;
    s->bytes = to.size;
    s->parts = layout->parts;
    s->part_count = to.parts;
    return !to.failed && layout->parts;
}

bool find_subject(struct sheet *sheet, const struct pl_place *place, size_t names,
                  struct subject *s)
{
    *s = (struct subject){.section = place->section, .index = place->item};
    s->items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    if (!s->items || place->item >= s->items->count) {
        return false;
    }
    s->item = &s->items->items[place->item];
    s->position = place->position;
    s->words = pl_room_words(sheet->room, PL_CONFIRMED, place->section, s->item->id, sheet->lang,
                             &s->state);
    s->lang = s->state == PL_WORDS_MISSING ? pl_room_original(sheet->room) : sheet->lang;
    if (!s->words || !join_words(sheet->layout, sheet->words, names, s)) {
        sheet->failed |= s->words != NULL;
        return false;
    }
    return true;
}

static size_t bytes_of_points(const char *utf8, size_t bytes, size_t points)
{
    size_t i = 0;
    for (; i < bytes && points > 0; points--) {
        for (i++; i < bytes && ((unsigned char)utf8[i] & 0xc0) == 0x80; i++) {
        }
    }
    return i;
}

static size_t count_points(const char *utf8, size_t bytes)
{
    size_t points = 0;
    for (size_t i = 0; i < bytes; i++) {
        points += ((unsigned char)utf8[i] & 0xc0) != 0x80;
    }
    return points;
}

size_t point_at(const struct subject *s, size_t at)
{
    size_t points = 0;
    for (size_t i = 0; i < s->part_count && s->parts[i].start < at; i++) {
        const struct part *p = &s->parts[i];
        if (!p->names) {
            points += at < p->end ? count_points(p->run->t, at - p->start) : p->run->points;
        }
    }
    return points;
}

/* ---- marks ---- */

/* The words alone, for finding what a highlight repeats. malloc'd. */
static char *words_alone(const struct subject *s)
{
    return pl_words_join(s->words, PL_VIEW_MARKED);
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

static void highlight_part(struct marks *marks, size_t at, size_t start, size_t end)
{
    struct marked whole = marks->parts[at];
    size_t extra = (size_t)(start > whole.start) + (size_t)(end < whole.end);
    if (marks->count + extra > MARKED_MAX) {
        return;
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
    p->highlighted = true;
    if (end < whole.end) {
        p[1] = whole;
        p[1].start = end;
    }
}

/* start, end: bytes of the words. Names within are not highlighted. */
static void highlight(struct marks *marks, size_t start, size_t end)
{
    for (size_t i = 0; i < marks->count; i++) {
        const struct marked *m = &marks->parts[i];
        const struct part *p = m->part;
        if (p->names || m->highlighted) {
            continue;
        }
        size_t low = start > p->from ? p->start + (start - p->from) : p->start;
        size_t high = end > p->from ? p->start + (end - p->from) : p->start;
        low = low > m->start ? low : m->start;
        high = high < m->end ? high : m->end;
        if (low < high) {
            highlight_part(marks, i, low, high);
        }
    }
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

void find_marks(const struct sheet *sheet, const struct subject *s, size_t start, size_t end,
                struct marks *marks)
{
    const struct pl_cursor *cursor = pl_room_cursor(sheet->room, PL_CONFIRMED);
    marks->count = 0;
    for (size_t i = 0; i < s->part_count; i++) {
        const struct part *p = &s->parts[i];
        marks->parts[marks->count++] = (struct marked){p->start, p->end, p, false};
    }
    char *words = cursor && cursor->highlight_count ? words_alone(s) : NULL;
    for (size_t i = 0; words && i < cursor->highlight_count; i++) {
        size_t from, to;
        if (find_highlight(s, words, &cursor->highlights[i], &from, &to)) {
            highlight(marks, from, to);
        }
    }
    free(words);
    clip(marks, start, end);
}
