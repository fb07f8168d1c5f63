#include "same.h"

#include <string.h>

/* The two strings, or neither. */
static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_strings(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
    if (a_count != b_count)
        return false;
    for (size_t i = 0; i < a_count; i++) {
        if (!same(a[i], b[i]))
            return false;
    }
    return true;
}

static bool same_names(const struct pl_names *a, const struct pl_names *b)
{
    return a->given == b->given && same_strings(a->names, a->count, b->names, b->count);
}

static bool same_stamp(const struct pl_stamp *a, const struct pl_stamp *b)
{
    return a->reign == b->reign && a->epoch == b->epoch && a->rev == b->rev && same(a->by, b->by);
}

static bool same_envelope(const struct pl_envelope *a, const struct pl_envelope *b)
{
    if (!same_stamp(&a->stamp, &b->stamp) || a->at_ms != b->at_ms || a->has_count != b->has_count)
        return false;
    for (size_t i = 0; i < a->has_count; i++) {
        if (!same(a->has[i].by, b->has[i].by) || a->has[i].number != b->has[i].number)
            return false;
    }
    return true;
}

static bool same_topic(const struct pl_topic *a, const struct pl_topic *b)
{
    return a->kind == b->kind && same(a->load, b->load) && same(a->section, b->section) &&
           same(a->lang, b->lang) && same(a->user, b->user);
}

static bool same_front(const struct pl_front *a, const struct pl_front *b)
{
    return same(a->lang, b->lang) && same(a->title, b->title) && same(a->subtitle, b->subtitle) &&
           same_strings(a->preamble, a->preamble_count, b->preamble, b->preamble_count);
}

static bool same_section(const struct pl_section *a, const struct pl_section *b)
{
    return same(a->id, b->id) && same(a->label, b->label) && a->continues == b->continues;
}

static bool same_document(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_document *a = &x->body.document, *b = &y->body.document;
    bool equal = same(a->load, b->load) && same(a->time_zone, b->time_zone) &&
                 same(a->start_section, b->start_section) && same(a->start_item, b->start_item) &&
                 same_strings(a->older, a->older_count, b->older, b->older_count) &&
                 a->lang_count == b->lang_count && a->section_count == b->section_count;
    for (size_t i = 0; equal && i < a->lang_count; i++)
        equal = same_front(&a->fronts[i], &b->fronts[i]);
    for (size_t i = 0; equal && i < a->section_count; i++)
        equal = same_section(&a->sections[i], &b->sections[i]);
    return equal;
}

static bool same_item(const struct pl_item *a, const struct pl_item *b)
{
    return same(a->id, b->id) && same(a->label, b->label) && same(a->marker, b->marker) &&
           a->level == b->level && a->status == b->status && same_names(&a->who, &b->who);
}

static bool same_items(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_items *a = &x->body.items, *b = &y->body.items;
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = same_item(&a->items[i], &b->items[i]);
    return equal;
}

static bool same_run(const struct pl_run *a, const struct pl_run *b)
{
    return same(a->t, b->t) && a->bytes == b->bytes && a->points == b->points && a->alt == b->alt &&
           same_names(&a->ins, &b->ins) && same_names(&a->del, &b->del) &&
           same_names(&a->keep, &b->keep);
}

static bool same_words(const struct pl_words *a, const struct pl_words *b)
{
    bool equal = same(a->id, b->id) && a->of == b->of && a->points == b->points &&
                 a->run_count == b->run_count;
    for (size_t i = 0; equal && i < a->run_count; i++)
        equal = same_run(&a->runs[i], &b->runs[i]);
    return equal;
}

static bool same_text(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_text *a = &x->body.text, *b = &y->body.text;
    bool equal = same(a->title, b->title) && same(a->note, b->note) && a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++)
        equal = same_words(&a->words[i], &b->words[i]);
    return equal;
}

static bool same_highlight(const struct pl_highlight *a, const struct pl_highlight *b)
{
    return same(a->item, b->item) && same(a->lang, b->lang) && a->start == b->start &&
           a->end == b->end && same(a->exact, b->exact);
}

static bool same_cursor(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_cursor *a = &x->body.cursor, *b = &y->body.cursor;
    bool equal = same(a->section, b->section) && same(a->item, b->item) &&
                 a->position == b->position && a->screen == b->screen && a->view == b->view &&
                 a->highlight_count == b->highlight_count;
    for (size_t i = 0; equal && i < a->highlight_count; i++)
        equal = same_highlight(&a->highlights[i], &b->highlights[i]);
    return equal;
}

static bool same_clock(const struct pl_run_clock *a, const struct pl_run_clock *b)
{
    return a->running == b->running && a->since_ms == b->since_ms && a->used_ms == b->used_ms &&
           a->limit_s == b->limit_s;
}

static bool same_speaker(const struct pl_speaker *a, const struct pl_speaker *b)
{
    return same(a->id, b->id) && same(a->name, b->name) && same(a->on_behalf, b->on_behalf) &&
           same(a->class_name, b->class_name) && same(a->user, b->user) && a->kind == b->kind &&
           a->limit_s == b->limit_s;
}

static bool same_floor(const struct pl_speakers *a, const struct pl_speakers *b)
{
    return a->has_floor == b->has_floor &&
           (!a->has_floor ||
            (same_speaker(&a->floor, &b->floor) && same_clock(&a->floor_clock, &b->floor_clock)));
}

static bool same_speakers(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_speakers *a = &x->body.speakers, *b = &y->body.speakers;
    bool equal = a->open == b->open && same_floor(a, b) && a->queue_count == b->queue_count &&
                 a->limit_count == b->limit_count && a->answer_count == b->answer_count;
    for (size_t i = 0; equal && i < a->queue_count; i++)
        equal = same_speaker(&a->queue[i], &b->queue[i]);
    for (size_t i = 0; equal && i < a->limit_count; i++)
        equal = same(a->limits[i].class_name, b->limits[i].class_name) &&
                a->limits[i].limit_s == b->limits[i].limit_s;
    for (size_t i = 0; equal && i < a->answer_count; i++)
        equal = same(a->answers[i].user, b->answers[i].user) &&
                a->answers[i].number == b->answers[i].number &&
                a->answers[i].granted == b->answers[i].granted;
    return equal;
}

static bool same_timer(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_timer *a = &x->body.timer, *b = &y->body.timer;
    return a->mode == b->mode && same(a->label, b->label) && same_clock(&a->clock, &b->clock);
}

static bool same_notice(const struct pl_message *x, const struct pl_message *y)
{
    return same(x->body.notice.text, y->body.notice.text) &&
           x->body.notice.until_ms == y->body.notice.until_ms;
}

static bool same_caption(const struct pl_message *x, const struct pl_message *y)
{
    return same(x->body.caption.text, y->body.caption.text) &&
           same(x->body.caption.lang, y->body.caption.lang);
}

static bool same_request(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_request *a = &x->body.request, *b = &y->body.request;
    return a->want == b->want && a->number == b->number && a->kind == b->kind &&
           same(a->on_behalf, b->on_behalf);
}

static bool same_held(const struct pl_held *a, const struct pl_held *b)
{
    return a->rev == b->rev && same(a->by, b->by);
}

static bool same_held_section(const struct pl_held_section *a, const struct pl_held_section *b)
{
    bool equal = same(a->section, b->section) && same_held(&a->items, &b->items) &&
                 a->text_count == b->text_count;
    for (size_t i = 0; equal && i < a->text_count; i++)
        equal = same(a->texts[i].lang, b->texts[i].lang) &&
                same_held(&a->texts[i].held, &b->texts[i].held);
    return equal;
}

static bool same_holds(const struct pl_display *a, const struct pl_display *b)
{
    bool equal = a->section_count == b->section_count;
    for (int kind = 0; equal && kind < PL_TOPIC_ORDERED_COUNT; kind++)
        equal = same_stamp(&a->holds[kind], &b->holds[kind]);
    for (size_t i = 0; equal && i < a->section_count; i++)
        equal = same_held_section(&a->sections[i], &b->sections[i]);
    return equal;
}

static bool same_pages(const struct pl_display *a, const struct pl_display *b)
{
    return same(a->section, b->section) && same(a->item, b->item) && a->page == b->page &&
           a->page_count == b->page_count &&
           (a->page_count == 0 ||
            memcmp(a->pages, b->pages, a->page_count * sizeof *a->pages) == 0);
}

static bool same_display(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_display *a = &x->body.display, *b = &y->body.display;
    return a->online == b->online && same(a->name, b->name) && same(a->version, b->version) &&
           a->width_px == b->width_px && a->height_px == b->height_px &&
           same_strings(a->langs, a->lang_count, b->langs, b->lang_count) &&
           same(a->load, b->load) && same_holds(a, b) && same_pages(a, b) &&
           a->changed_at_ms == b->changed_at_ms && a->took_ms == b->took_ms &&
           memcmp(a->refused, b->refused, sizeof a->refused) == 0 && a->old_news == b->old_news;
}

static bool same_desk(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_desk *a = &x->body.desk, *b = &y->body.desk;
    return a->online == b->online && same(a->name, b->name) && same(a->version, b->version);
}

static bool same_beat(const struct pl_message *x, const struct pl_message *y)
{
    const struct pl_beat *a = &x->body.beat, *b = &y->body.beat;
    bool equal = a->once == b->once && a->offset_count == b->offset_count;
    for (size_t i = 0; equal && i < a->offset_count; i++)
        equal = same(a->offsets[i].by, b->offsets[i].by) &&
                a->offsets[i].offset_ms == b->offsets[i].offset_ms;
    return equal;
}

static bool same_echo(const struct pl_message *x, const struct pl_message *y)
{
    return x->topic.kind == y->topic.kind;
}

static bool (*const bodies[PL_TOPIC_COUNT])(const struct pl_message *,
                                            const struct pl_message *) = {
    [PL_TOPIC_DOCUMENT] = same_document, [PL_TOPIC_ITEMS] = same_items,
    [PL_TOPIC_TEXT] = same_text,         [PL_TOPIC_CURSOR] = same_cursor,
    [PL_TOPIC_SPEAKERS] = same_speakers, [PL_TOPIC_TIMER] = same_timer,
    [PL_TOPIC_NOTICE] = same_notice,     [PL_TOPIC_CAPTION] = same_caption,
    [PL_TOPIC_REQUEST] = same_request,   [PL_TOPIC_DISPLAY] = same_display,
    [PL_TOPIC_DESK] = same_desk,         [PL_TOPIC_BEAT] = same_beat,
    [PL_TOPIC_ECHO] = same_echo,
};

bool same_message(const struct pl_message *a, const struct pl_message *b)
{
    return same_topic(&a->topic, &b->topic) && a->empty == b->empty &&
           (a->empty || (same_envelope(&a->envelope, &b->envelope) && bodies[a->topic.kind](a, b)));
}
