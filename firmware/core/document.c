#include "plenary/document.h"

#include <stdlib.h>
#include <string.h>

static const char *const status_names[PL_STATUS_COUNT] = {
    [PL_STATUS_OPEN] = "open",
    [PL_STATUS_AGREED_INFORMALLY] = "agreed-informally",
    [PL_STATUS_AGREED_AD_REF] = "agreed-ad-ref",
    [PL_STATUS_PENDING] = "pending",
    [PL_STATUS_REOPENED] = "reopened",
    [PL_STATUS_AGREED] = "agreed",
    [PL_STATUS_DEFERRED] = "deferred",
    [PL_STATUS_DELETED] = "deleted",
};

static const char *const screen_names[PL_SCREEN_COUNT] = {
    [PL_SCREEN_TEXT] = "text",
    [PL_SCREEN_OVERVIEW] = "overview",
    [PL_SCREEN_BLANK] = "blank",
};

static const char *const view_names[PL_VIEW_COUNT] = {
    [PL_VIEW_MARKED] = "marked",
    [PL_VIEW_CLEAN] = "clean",
    [PL_VIEW_ORIGINAL] = "original",
};

static const char *const kind_names[PL_KIND_COUNT] = {
    [PL_KIND_STATEMENT] = "statement",
    [PL_KIND_POINT_OF_ORDER] = "point-of-order",
    [PL_KIND_REPLY] = "reply",
};

static const char *const timer_mode_names[PL_TIMER_MODE_COUNT] = {
    [PL_TIMER_OFF] = "off",
    [PL_TIMER_DOWN] = "down",
    [PL_TIMER_UP] = "up",
};

static const char *const want_names[PL_WANT_COUNT] = {
    [PL_WANT_FLOOR] = "floor",
    [PL_WANT_WITHDRAW] = "withdraw",
};

const char *pl_status_name(enum pl_status status)
{
    return (unsigned)status < PL_STATUS_COUNT ? status_names[status] : NULL;
}

const char *pl_screen_name(enum pl_screen screen)
{
    return (unsigned)screen < PL_SCREEN_COUNT ? screen_names[screen] : NULL;
}

const char *pl_view_name(enum pl_view view)
{
    return (unsigned)view < PL_VIEW_COUNT ? view_names[view] : NULL;
}

const char *pl_kind_name(enum pl_kind kind)
{
    return (unsigned)kind < PL_KIND_COUNT ? kind_names[kind] : NULL;
}

const char *pl_timer_mode_name(enum pl_timer_mode mode)
{
    return (unsigned)mode < PL_TIMER_MODE_COUNT ? timer_mode_names[mode] : NULL;
}

const char *pl_want_name(enum pl_want want)
{
    return (unsigned)want < PL_WANT_COUNT ? want_names[want] : NULL;
}

static bool parse(const char *word, const char *const *names, size_t count, size_t *index_out)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, names[i]) == 0) {
            *index_out = i;
            return true;
        }
    }
    return false;
}

bool pl_status_parse(const char *word, enum pl_status *status_out)
{
    size_t index;
    if (!parse(word, status_names, PL_STATUS_COUNT, &index)) {
        return false;
    }
    *status_out = (enum pl_status)index;
    return true;
}

bool pl_screen_parse(const char *word, enum pl_screen *screen_out)
{
    size_t index;
    if (!parse(word, screen_names, PL_SCREEN_COUNT, &index)) {
        return false;
    }
    *screen_out = (enum pl_screen)index;
    return true;
}

bool pl_view_parse(const char *word, enum pl_view *view_out)
{
    size_t index;
    if (!parse(word, view_names, PL_VIEW_COUNT, &index)) {
        return false;
    }
    *view_out = (enum pl_view)index;
    return true;
}

bool pl_kind_parse(const char *word, enum pl_kind *kind_out)
{
    size_t index;
    if (!parse(word, kind_names, PL_KIND_COUNT, &index)) {
        return false;
    }
    *kind_out = (enum pl_kind)index;
    return true;
}

static int compare_words(const void *id, const void *words)
{
    return strcmp(id, ((const struct pl_words *)words)->id);
}

bool pl_status_agreed(enum pl_status status)
{
    return status == PL_STATUS_AGREED || status == PL_STATUS_AGREED_AD_REF ||
           status == PL_STATUS_AGREED_INFORMALLY;
}

bool pl_words_open(const struct pl_words *words)
{
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        if (run->ins.given || run->del.given || run->keep.given || run->alt) {
            return true;
        }
    }
    return false;
}

const struct pl_words *pl_text_find(const struct pl_text *text, const char *item)
{
    if (text->count == 0) {
        return NULL;
    }
    return bsearch(item, text->words, text->count, sizeof *text->words, compare_words);
}

const struct pl_item *pl_items_find(const struct pl_items *items, const char *item,
                                    size_t *index_out)
{
    for (size_t i = 0; i < items->count; i++) {
        if (strcmp(items->items[i].id, item) == 0) {
            if (index_out) {
                *index_out = i;
            }
            return &items->items[i];
        }
    }
    return NULL;
}

bool pl_run_stands(const struct pl_run *run, enum pl_view view)
{
    if (view == PL_VIEW_CLEAN) {
        return !run->del.given || run->keep.given; /* who wants it retained is not passed over */
    }
    if (view == PL_VIEW_ORIGINAL) {
        return !run->ins.given;
    }
    return true;
}

char *pl_words_join(const struct pl_words *words, enum pl_view view)
{
    size_t bytes = 0;
    for (size_t i = 0; i < words->run_count; i++) {
        bytes += pl_run_stands(&words->runs[i], view) ? words->runs[i].bytes : 0;
    }
    char *joined = malloc(bytes + 1);
    if (!joined) {
        return NULL;
    }
    char *at = joined;
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        if (!pl_run_stands(run, view)) {
            continue;
        }
        memcpy(at, run->t, run->bytes);
        at += run->bytes;
    }
    *at = '\0';
    return joined;
}

static bool names_equal(const struct pl_names *a, const struct pl_names *b)
{
    if (a->given != b->given || a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(a->names[i], b->names[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool runs_equal(const struct pl_run *a, const struct pl_run *b)
{
    return a->bytes == b->bytes && memcmp(a->t, b->t, a->bytes) == 0 && a->alt == b->alt &&
           names_equal(&a->ins, &b->ins) && names_equal(&a->del, &b->del) &&
           names_equal(&a->keep, &b->keep);
}

bool pl_words_equal(const struct pl_words *a, const struct pl_words *b)
{
    if (a->run_count != b->run_count) {
        return false;
    }
    for (size_t i = 0; i < a->run_count; i++) {
        if (!runs_equal(&a->runs[i], &b->runs[i])) {
            return false;
        }
    }
    return true;
}

/* Behind the first points of order that stand together: one that was put back by hand waits. */
static size_t behind_points_of_order(const struct pl_speakers *speakers)
{
    size_t at = 0;
    while (at < speakers->queue_count && speakers->queue[at].kind != PL_KIND_POINT_OF_ORDER) {
        at++;
    }
    at = at == speakers->queue_count ? 0 : at;
    while (at < speakers->queue_count && speakers->queue[at].kind == PL_KIND_POINT_OF_ORDER) {
        at++;
    }
    return at;
}

size_t pl_queue_place(const struct pl_speakers *speakers, enum pl_queue_rule rule,
                      enum pl_kind kind)
{
    size_t at = speakers->queue_count;
    if (rule == PL_QUEUE_KINDS && kind == PL_KIND_POINT_OF_ORDER) {
        return behind_points_of_order(speakers);
    }
    while (rule == PL_QUEUE_KINDS && kind == PL_KIND_STATEMENT && at > 0 &&
           speakers->queue[at - 1].kind == PL_KIND_REPLY) {
        at--;
    }
    return at;
}
