#include "series.h"

enum {
    NUMBER_MAX = 999, /* beyond, a number must go on with its series: it could be a year */
    SKIP_MAX = 5      /* letters that a list may leave out */
};

static const struct series *find(const struct series_table *table, enum marker_kind kind,
                                 uint32_t shape)
{
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        if (table->list[i].kind == kind && table->list[i].shape == shape) {
            return &table->list[i];
        }
    }
    return NULL;
}

static bool is_next(unsigned value, unsigned last, bool again)
{
    return value > 0 && last > 0 && (value == last + 1 || (again && value == last));
}

/* Of letters one series may run within another: (b), (i), (ii), (c). */
static void note_letter(struct series *series, const struct marker *marker)
{
    bool letter_next = is_next(marker->number, series->number, marker->again);
    bool roman_next = is_next(marker->roman, series->roman, marker->again);
    if (roman_next || marker->roman == 1) {
        series->roman = marker->roman;
    }
    if (letter_next || (!roman_next && marker->roman != 1)) {
        series->number = marker->number;
    }
}

void series_note(struct series_table *table, const struct marker *marker, unsigned indent)
{
    struct series *series = (struct series *)find(table, marker->kind, marker->shape);
    if (!series) {
        series = &table->list[table->next];
        table->next = (table->next + 1) % SERIES_COUNT;
        *series = (struct series){.kind = marker->kind, .shape = marker->shape};
    }
    series->first = marker->first;
    series->indent = indent;
    if (marker->kind == MARKER_LETTER) {
        note_letter(series, marker);
    } else {
        series->number = marker->number;
    }
}

/* A decimal needs its first part to be the number under way: else it is "2.5 million". */
static bool decimal_fits(const struct series_table *table, const struct marker *marker)
{
    if (marker->first == 1) {
        return true;
    }
    for (size_t i = 0; i < SERIES_COUNT; i++) {
        const struct series *series = &table->list[i];
        if (series->kind == MARKER_NUMBER && series->number == marker->first) {
            return true;
        }
        if (series->kind == MARKER_DECIMAL &&
            (series->first == marker->first || series->first + 1 == marker->first)) {
            return true;
        }
    }
    return false;
}

bool series_goes_on(const struct series_table *table, const struct marker *marker)
{
    const struct series *series = find(table, marker->kind, marker->shape);
    if (!series || (marker->kind == MARKER_DECIMAL && series->first != marker->first)) {
        return false;
    }
    return is_next(marker->number, series->number, marker->again) ||
           is_next(marker->roman, series->roman, marker->again);
}

bool series_is_elsewhere(const struct series_table *table, const struct marker *marker,
                         unsigned indent)
{
    const struct series *series = find(table, marker->kind, marker->shape);
    return series && (series->indent > indent + 1 || indent > series->indent + 1);
}

bool series_starts(const struct series_table *table, const struct marker *marker)
{
    if (marker->kind == MARKER_DECIMAL && !decimal_fits(table, marker)) {
        return false;
    }
    return marker->number == 1 || marker->roman == 1;
}

static bool is_soon(unsigned value, unsigned last)
{
    return value > last && last > 0 && value - last <= SKIP_MAX;
}

bool series_is_later(const struct series_table *table, const struct marker *marker)
{
    const struct series *series = find(table, marker->kind, marker->shape);
    if (marker->kind == MARKER_LETTER) {
        return series &&
               (is_soon(marker->number, series->number) || is_soon(marker->roman, series->roman));
    }
    if (marker->kind == MARKER_DECIMAL) {
        return series && decimal_fits(table, marker) && is_soon(marker->number, series->number);
    }
    return marker->number <= NUMBER_MAX;
}

/* Letters and romans under way, of one shape at one indentation. */
struct lettering {
    uint32_t shape;
    unsigned indent;
    unsigned letter, roman;
};

static bool may_be_roman(const struct block *block)
{
    return block->marker.kind == MARKER_LETTER && block->marker.roman > 0;
}

/* "h.", then "i.": the next of the series tells whether it is the ninth letter or the first
 * roman. */
static bool next_is_roman(const struct blocks *blocks, size_t index)
{
    const struct block *block = &blocks->list[index];
    for (size_t i = index + 1; i < blocks->count; i++) {
        const struct block *other = &blocks->list[i];
        if (other->marker.kind == MARKER_LETTER && other->marker.shape == block->marker.shape &&
            other->indent == block->indent) {
            return other->marker.roman == block->marker.roman + 1;
        }
    }
    return false;
}

static bool choose_roman(const struct blocks *blocks, size_t index, const struct lettering *last)
{
    const struct marker *marker = &blocks->list[index].marker;
    bool letter_next = is_next(marker->number, last->letter, marker->again);
    bool roman_next = is_next(marker->roman, last->roman, marker->again);
    if (marker->number == 0 || (roman_next && !letter_next)) {
        return true;
    }
    if (letter_next) {
        return (roman_next || marker->roman == 1) && next_is_roman(blocks, index);
    }
    if (marker->roman == 1 || marker->number == 1) {
        return marker->roman == 1;
    }
    if (is_soon(marker->number, last->letter)) {
        return false;
    }
    return is_soon(marker->roman, last->roman) || marker->roman <= 10;
}

static struct lettering *find_lettering(struct lettering *list, size_t count,
                                        const struct block *block)
{
    for (size_t i = 0; i < count; i++) {
        unsigned a = list[i].indent, b = block->indent;
        if (list[i].shape == block->marker.shape && (a > b ? a - b : b - a) < 2) {
            return &list[i];
        }
    }
    return NULL;
}

static void settle(const struct blocks *blocks, size_t index, struct lettering *last)
{
    struct marker *marker = &blocks->list[index].marker;
    if (may_be_roman(&blocks->list[index]) && choose_roman(blocks, index, last)) {
        marker->kind = MARKER_ROMAN;
        marker->number = marker->roman;
        last->roman = marker->roman;
    } else {
        last->letter = marker->number;
        last->roman = 0;
    }
}

bool series_settle(struct job *job, struct blocks *blocks)
{
    struct lettering *list = NULL;
    size_t count = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (block->marker.kind != MARKER_LETTER) {
            continue;
        }
        struct lettering *found = find_lettering(list, count, block);
        if (!found) {
            struct lettering *grown = job_grow(job, list, count, sizeof *list);
            if (!grown) {
                return false;
            }
            list = grown;
            found = &list[count++];
            *found = (struct lettering){.shape = block->marker.shape, .indent = block->indent};
        }
        settle(blocks, i, found);
    }
    return true;
}
