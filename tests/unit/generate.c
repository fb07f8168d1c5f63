#define _POSIX_C_SOURCE 200809L
#include "generate.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "plenary/wire.h"

/* In NFC, each beginning with a base character, so that any row of them is in NFC. */
static const char *const pieces[] = {
    "a",
    "b",
    "Z",
    "7",
    " ",
    " ",
    " ",
    "[",
    "]",
    "\"",
    "\\",
    "/",
    "'",
    "é",
    "ñ",
    "ž",
    "ế",
    "œ",
    "«",
    "»",
    "…",
    "–",
    "•",
    "€",
    "№",
    "Д",
    "и",
    "ё",
    "й",
    "м",
    "ع",
    "ر",
    "ب",
    "ي",
    "ة",
    "،",
    "؟",
    "中",
    "文",
    "。",
    "「",
    "」",
    "，",
    "हि",
    "ไท",
    "한",
    "글",
    "🇺🇳",
    "👩‍🌾",
    "𐍈",
    "~",
    "\u0645\u064e\u0651",       /* Arabic with two vowel signs */
    "\u05e9\u05c1",             /* Hebrew: a composition that NFC excludes */
    "\u0928\u094d\u0926\u0940", /* Devanagari with a virama */
    "q\u0323\u0302",
    "\u1f00",
    "\u0390",
    "\u00a0",
    "\u200d",
    "\ue000",
};

void generate_init(struct generator *generator, uint64_t seed)
{
    *generator = (struct generator){.state = seed * 2 + 1};
    arena_init(&generator->arena);
}

void generate_finish(struct generator *generator)
{
    arena_finish(&generator->arena);
}

void generate_clear(struct generator *generator)
{
    arena_finish(&generator->arena);
}

/* splitmix64 */
static uint64_t next(struct generator *generator)
{
    uint64_t z = (generator->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t generate_below(struct generator *generator, uint64_t bound)
{
    assert(bound > 0);
    return next(generator) % bound;
}

bool generate_chance(struct generator *generator, unsigned percent)
{
    return generate_below(generator, 100) < percent;
}

static void *take(struct generator *generator, size_t count, size_t each)
{
    void *array = arena_array(&generator->arena, count ? count : 1, each);
    if (!array)
        abort();
    return array;
}

static const char *keep(struct generator *generator, const char *string)
{
    char *kept = arena_copy(&generator->arena, string, strlen(string));
    if (!kept)
        abort();
    return kept;
}

/* How long a list of at most max is: often empty, often short, now and then at its limit. */
static size_t length(struct generator *generator, size_t max)
{
    size_t few = max < 5 ? max : 5;
    if (generator->large)
        return max - generate_below(generator, max > 3 ? 3 : 1);
    if (generate_chance(generator, 2))
        return max;
    return generate_below(generator, few + 1);
}

/* An integer of 0 to max, of any size, and the ends more often than chance would have it. */
static int64_t number(struct generator *generator, int64_t max)
{
    uint64_t bound = (uint64_t)max + 1;
    if (generate_chance(generator, 5))
        return max;
    if (generate_chance(generator, 5))
        return 0;
    unsigned bits = (unsigned)generate_below(generator, 54);
    return (int64_t)(generate_below(generator, (uint64_t)1 << bits | 1) % bound);
}

const char *generate_text(struct generator *generator, size_t max_bytes, size_t max_points)
{
    char text[512] = "";
    size_t bytes = 0, points = 0, wanted = length(generator, max_points < 60 ? max_points : 60);
    if (max_bytes >= sizeof text)
        max_bytes = sizeof text - 1;
    while (points < wanted) {
        const char *piece = pieces[generate_below(generator, sizeof pieces / sizeof *pieces)];
        size_t more = strlen(piece);
        points += utf8_points(piece, more);
        if (points > max_points || bytes + more > max_bytes)
            break;
        memcpy(text + bytes, piece, more + 1);
        bytes += more;
    }
    return keep(generator, text);
}

static const char *some_text(struct generator *generator, size_t max_bytes)
{
    const char *text = generate_text(generator, max_bytes, max_bytes);
    return *text ? text : "x";
}

static const char *name(struct generator *generator)
{
    const char *text = generate_text(generator, PL_NAME_MAX, PL_NAME_POINTS);
    if (utf8_hidden(text, strlen(text))) {
        char *cut = strdup(text), *clean = NULL;
        if (!cut)
            abort();
        utf8_drop_hidden(cut); /* what stood on both sides may compose now */
        if (pl_wire_clean_text(cut, strlen(cut), &clean) != PL_OK)
            abort();
        text = keep(generator, clean);
        free(cut);
        free(clean);
    }
    return *text ? text : "Ελλάδα";
}

static const char *maybe_name(struct generator *generator)
{
    return generate_chance(generator, 50) ? name(generator) : NULL;
}

static struct pl_names names(struct generator *generator)
{
    struct pl_names made = {.given = generate_chance(generator, 30)};
    if (!made.given)
        return made;
    made.count = length(generator, generator->large ? 3 : PL_NAMES_MAX);
    const char **list = take(generator, made.count, sizeof *list);
    for (size_t i = 0; i < made.count; i++)
        list[i] = name(generator);
    made.names = made.count ? list : NULL;
    return made;
}

const char *generate_id(struct generator *generator)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    char id[PL_ID_MAX + 1] = "";
    size_t size = generate_chance(generator, 5) ? PL_ID_MAX : 1 + generate_below(generator, 9);
    for (size_t i = 0; i < size; i++)
        id[i] = alphabet[generate_below(generator, sizeof alphabet - 1)];
    return keep(generator, id);
}

/* Ids of one list, which must differ: a number at the end. */
static const char *distinct_id(struct generator *generator, size_t index)
{
    char id[20 + 1 + 20 + 1]; /* gcc counts with the largest index; ours are short */
    snprintf(id, sizeof id, "%.20s.%zu", generate_id(generator), index);
    *strchr(id, '.') = '-';
    return keep(generator, id);
}

const char *generate_by(struct generator *generator)
{
    char by[PL_BY_LEN + 1];
    snprintf(by, sizeof by, "%016" PRIx64, next(generator));
    return keep(generator, by);
}

static const char *const languages[] = {"en", "ar", "zh-hans", "fr",         "ru",  "es-419",
                                        "hi", "th", "pt-br",   "sr-latn-rs", "fil", "he"};
enum { LANGUAGES = sizeof languages / sizeof *languages };

static const char *language(struct generator *generator)
{
    return languages[generate_below(generator, LANGUAGES)];
}

static const char *user(struct generator *generator)
{
    static const char *const users[] = {"chair", "hall-1",        "délégué",
                                        "a b",   "x@example.org", "主席"};
    return users[generate_below(generator, sizeof users / sizeof *users)];
}

static const char *load(struct generator *generator, int64_t epoch)
{
    char made[PL_LOAD_MAX + 1];
    snprintf(made, sizeof made, "%" PRId64 "-%s", epoch, generate_by(generator));
    return keep(generator, made);
}

static void make_topic(struct generator *generator, enum pl_topic_kind kind, int64_t epoch,
                       struct pl_topic *topic)
{
    *topic = (struct pl_topic){.kind = kind};
    if (kind == PL_TOPIC_ITEMS || kind == PL_TOPIC_TEXT) {
        snprintf(topic->load, sizeof topic->load, "%s", load(generator, epoch));
        snprintf(topic->section, sizeof topic->section, "%s", generate_id(generator));
    }
    if (kind == PL_TOPIC_TEXT)
        snprintf(topic->lang, sizeof topic->lang, "%s", language(generator));
    if (kind >= PL_TOPIC_REQUEST)
        snprintf(topic->user, sizeof topic->user, "%s", user(generator));
}

static void make_envelope(struct generator *generator, bool ordered, struct pl_envelope *envelope)
{
    *envelope = (struct pl_envelope){0};
    envelope->stamp.epoch = number(generator, PL_EPOCH_MAX);
    envelope->stamp.rev = (ordered ? 1 : 0) + number(generator, PL_INT_MAX - 1);
    memcpy(envelope->stamp.by, generate_by(generator), PL_BY_LEN + 1);
    envelope->at_ms = number(generator, PL_INT_MAX);
    if (!ordered && generate_chance(generator, 70))
        return;
    size_t count = length(generator, PL_HAS_MAX);
    struct pl_has *has = take(generator, count, sizeof *has);
    for (size_t i = 0; i < count; i++) {
        memcpy(has[i].by, generate_by(generator), PL_BY_LEN + 1);
        has[i].number = number(generator, PL_INT_MAX);
    }
    envelope->has = has;
    envelope->has_count = count;
}

static void make_front(struct generator *generator, struct pl_front *front)
{
    front->title = generate_text(generator, PL_TITLE_MAX, PL_TITLE_MAX);
    if (generate_chance(generator, 40))
        front->subtitle = generate_text(generator, PL_TITLE_MAX, PL_TITLE_MAX);
    size_t count = length(generator, PL_PREAMBLE_PARAS);
    const char **paragraphs = take(generator, count, sizeof *paragraphs);
    for (size_t i = 0; i < count; i++)
        paragraphs[i] = generate_text(generator, PL_PREAMBLE_MAX / PL_PREAMBLE_PARAS, 60);
    front->preamble = paragraphs;
    front->preamble_count = count;
}

static void make_sections(struct generator *generator, struct pl_document *document)
{
    size_t count = length(generator, PL_SECTIONS_MAX);
    struct pl_section *sections = take(generator, count, sizeof *sections);
    for (size_t i = 0; i < count; i++) {
        sections[i].id = distinct_id(generator, i);
        sections[i].label = generate_text(generator, PL_LABEL_MAX, PL_LABEL_MAX);
        sections[i].continues = generate_chance(generator, 20);
    }
    document->sections = sections;
    document->section_count = count;
    if (count == 0 || generate_chance(generator, 10))
        return;
    document->start_section = sections[generate_below(generator, count)].id;
    document->start_item = generate_chance(generator, 80) ? generate_id(generator) : NULL;
}

static void make_document(struct generator *generator, struct pl_message *message)
{
    struct pl_document *document = &message->body.document;
    int64_t epoch = message->envelope.stamp.epoch;
    size_t count = 1 + length(generator, PL_LANGS_MAX - 1), first = generate_below(generator, 12);
    struct pl_front *fronts = take(generator, count, sizeof *fronts);
    for (size_t i = 0; i < count; i++) {
        fronts[i].lang = languages[(first + i) % LANGUAGES];
        make_front(generator, &fronts[i]);
    }
    document->load = load(generator, epoch);
    message->envelope.stamp.reign =
        generate_chance(generator, 30) ? number(generator, PL_REIGN_MAX) : 0;
    document->fronts = fronts;
    document->lang_count = count;
    make_sections(generator, document);
    document->time_zone = generate_chance(generator, 50) ? "Europe/Zürich" : NULL;
    document->older_count = length(generator, PL_OLDER_MAX);
    const char **older = take(generator, document->older_count, sizeof *older);
    for (size_t i = 0; i < document->older_count; i++)
        older[i] = load(generator, number(generator, PL_EPOCH_MAX));
    document->older = older;
}

static void make_items(struct generator *generator, struct pl_message *message)
{
    size_t count = length(generator, 300);
    struct pl_item *items = take(generator, count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i].id = distinct_id(generator, i);
        items[i].label = generate_text(generator, PL_LABEL_MAX, PL_LABEL_MAX);
        items[i].marker = generate_text(generator, PL_LABEL_MAX, 3);
        items[i].level = 1 + (unsigned)generate_below(generator, PL_LEVEL_MAX);
        items[i].status = (enum pl_status)generate_below(generator, PL_STATUS_COUNT);
        items[i].who = names(generator);
    }
    message->body.items = (struct pl_items){.items = items, .count = count};
}

static void make_run(struct generator *generator, struct pl_run *run)
{
    run->t = some_text(generator, 400);
    run->bytes = strlen(run->t);
    run->points = utf8_points(run->t, run->bytes);
    run->ins = names(generator);
    run->del = names(generator);
    run->keep = names(generator);
    run->alt = generate_chance(generator, 10) ? 1 + (unsigned)generate_below(generator, 9) : 0;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

static void make_text(struct generator *generator, struct pl_message *message)
{
    struct pl_text *text = &message->body.text;
    size_t count = length(generator, 40);
    struct pl_words *words = take(generator, count, sizeof *words);
    for (size_t i = 0; i < count; i++) {
        words[i].id = distinct_id(generator, i);
        words[i].of = number(generator, PL_INT_MAX);
        words[i].run_count = length(generator, 12);
        struct pl_run *runs = take(generator, words[i].run_count, sizeof *runs);
        for (size_t j = 0; j < words[i].run_count; j++) {
            make_run(generator, &runs[j]);
            words[i].points += runs[j].points;
        }
        words[i].runs = runs;
    }
    if (count > 0)
        qsort(words, count, sizeof *words, compare_words);
    text->title = generate_text(generator, PL_TITLE_MAX, PL_TITLE_MAX);
    text->note = generate_chance(generator, 30)
                     ? generate_text(generator, PL_TITLE_MAX, PL_TITLE_MAX)
                     : NULL;
    text->words = words;
    text->count = count;
}

static void make_cursor(struct generator *generator, struct pl_message *message)
{
    struct pl_cursor *cursor = &message->body.cursor;
    size_t count = length(generator, PL_HIGHLIGHTS_MAX);
    struct pl_highlight *highlights = take(generator, count, sizeof *highlights);
    for (size_t i = 0; i < count; i++) {
        struct pl_highlight *highlight = &highlights[i];
        highlight->item = generate_id(generator);
        highlight->lang = language(generator);
        highlight->exact = some_text(generator, 300);
        size_t points = utf8_points(highlight->exact, strlen(highlight->exact));
        highlight->start = generate_below(generator, PL_ITEM_POINTS_MAX - points + 1);
        highlight->end = highlight->start + points;
    }
    if (generate_chance(generator, 90))
        cursor->section = generate_id(generator);
    if (cursor->section && generate_chance(generator, 90))
        cursor->item = generate_id(generator);
    cursor->position = (size_t)number(generator, PL_ITEM_POINTS_MAX);
    cursor->highlights = highlights;
    cursor->highlight_count = count;
    cursor->screen = (enum pl_screen)generate_below(generator, PL_SCREEN_COUNT);
    cursor->view = (enum pl_view)generate_below(generator, PL_VIEW_COUNT);
}

static struct pl_run_clock make_clock(struct generator *generator)
{
    struct pl_run_clock clock = {
        .running = generate_chance(generator, 50),
        .since_ms = number(generator, PL_INT_MAX),
        .used_ms = number(generator, PL_INT_MAX),
        .limit_s = number(generator, PL_SECONDS_MAX),
    };
    return clock;
}

static void make_speaker(struct generator *generator, size_t index, struct pl_speaker *speaker)
{
    speaker->id = distinct_id(generator, index);
    speaker->name = name(generator);
    speaker->on_behalf = maybe_name(generator);
    speaker->class_name = maybe_name(generator);
    speaker->user = generate_chance(generator, 30) ? user(generator) : NULL;
    speaker->kind = (enum pl_kind)generate_below(generator, PL_KIND_COUNT);
    speaker->limit_s = number(generator, PL_SECONDS_MAX);
}

static void make_limits(struct generator *generator, struct pl_speakers *speakers)
{
    size_t count = length(generator, PL_LIMIT_CLASSES);
    struct pl_limit *limits = take(generator, count, sizeof *limits);
    for (size_t i = 0; i < count; i++) {
        limits[i].class_name = distinct_id(generator, i);
        limits[i].limit_s = number(generator, PL_SECONDS_MAX);
    }
    speakers->limits = limits;
    speakers->limit_count = count;
}

static void make_speakers(struct generator *generator, struct pl_message *message)
{
    struct pl_speakers *speakers = &message->body.speakers;
    size_t count = length(generator, PL_QUEUE_MAX);
    struct pl_speaker *queue = take(generator, count, sizeof *queue);
    for (size_t i = 0; i < count; i++)
        make_speaker(generator, i, &queue[i]);
    speakers->open = generate_chance(generator, 50);
    speakers->has_floor = generate_chance(generator, 50);
    if (speakers->has_floor) {
        make_speaker(generator, count, &speakers->floor);
        speakers->floor_clock = make_clock(generator);
    }
    speakers->queue = queue;
    speakers->queue_count = count;
    make_limits(generator, speakers);
    speakers->answer_count = length(generator, PL_ANSWERS_MAX);
    struct pl_answer *answers = take(generator, speakers->answer_count, sizeof *answers);
    for (size_t i = 0; i < speakers->answer_count; i++) {
        answers[i].user = user(generator);
        answers[i].number = number(generator, PL_INT_MAX);
        answers[i].granted = generate_chance(generator, 50);
    }
    speakers->answers = answers;
}

static void make_timer(struct generator *generator, struct pl_message *message)
{
    message->body.timer = (struct pl_timer){
        .mode = (enum pl_timer_mode)generate_below(generator, PL_TIMER_MODE_COUNT),
        .label = generate_text(generator, PL_TITLE_MAX, PL_TITLE_MAX),
        .clock = make_clock(generator),
    };
}

static void make_notice(struct generator *generator, struct pl_message *message)
{
    message->body.notice = (struct pl_notice){
        .text = generate_text(generator, PL_NOTICE_MAX, PL_NOTICE_MAX),
        .until_ms = number(generator, PL_INT_MAX),
    };
}

static void make_caption(struct generator *generator, struct pl_message *message)
{
    message->body.caption = (struct pl_caption){
        .text = generate_text(generator, PL_CAPTION_MAX, PL_CAPTION_MAX),
        .lang = generate_chance(generator, 50) ? language(generator) : NULL,
    };
}

static void make_request(struct generator *generator, struct pl_message *message)
{
    message->envelope.has_count = 0; /* else it would not fit PL_REQUEST_MAX */
    message->body.request = (struct pl_request){
        .want = (enum pl_want)generate_below(generator, PL_WANT_COUNT),
        .number = number(generator, PL_INT_MAX),
        .kind = (enum pl_kind)generate_below(generator, PL_KIND_COUNT),
        .on_behalf = maybe_name(generator),
    };
}

static struct pl_held held(struct generator *generator, const char *const writers[4])
{
    if (generate_chance(generator, 20))
        return (struct pl_held){0};
    return (struct pl_held){.rev = 1 + number(generator, PL_INT_MAX - 1),
                            .by = writers[generate_below(generator, 4)]};
}

static void make_held_sections(struct generator *generator, struct pl_display *display)
{
    const char *writers[4];
    for (size_t i = 0; i < 4; i++)
        writers[i] = generate_by(generator);
    size_t count = length(generator, PL_SECTIONS_MAX);
    struct pl_held_section *sections = take(generator, count, sizeof *sections);
    for (size_t i = 0; i < count; i++) {
        size_t texts_count = length(generator, PL_LANGS_MAX), filled = 0;
        struct pl_held_text *texts = take(generator, texts_count, sizeof *texts);
        for (size_t j = 0; j < texts_count; j++) {
            texts[filled].lang = languages[j];
            texts[filled].held = held(generator, writers);
            filled += texts[filled].held.rev > 0; /* what is not held is not named */
        }
        sections[i].section = distinct_id(generator, i);
        sections[i].items = held(generator, writers);
        sections[i].texts = texts;
        sections[i].text_count = filled;
    }
    display->sections = sections;
    display->section_count = count;
}

static void make_pages(struct generator *generator, struct pl_display *display)
{
    size_t count = 1 + length(generator, PL_PAGES_MAX - 1);
    int64_t *pages = take(generator, count, sizeof *pages);
    for (size_t i = 1; i < count; i++)
        pages[i] = pages[i - 1] + 1 + (int64_t)generate_below(generator, 60);
    display->section = generate_id(generator);
    display->item = generate_id(generator);
    display->pages = pages;
    display->page_count = count;
    display->page = generate_below(generator, count);
}

static void make_holds(struct generator *generator, struct pl_display *display)
{
    static const enum pl_topic_kind kinds[] = {PL_TOPIC_DOCUMENT, PL_TOPIC_CURSOR,
                                               PL_TOPIC_SPEAKERS, PL_TOPIC_TIMER, PL_TOPIC_NOTICE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct pl_stamp *stamp = &display->holds[kinds[i]];
        if (generate_chance(generator, 20))
            continue;
        stamp->epoch = number(generator, PL_EPOCH_MAX);
        stamp->rev = 1 + number(generator, PL_INT_MAX - 1);
        memcpy(stamp->by, generate_by(generator), PL_BY_LEN + 1);
    }
    make_held_sections(generator, display);
}

static void make_display(struct generator *generator, struct pl_message *message)
{
    struct pl_display *display = &message->body.display;
    display->online = generate_chance(generator, 70);
    display->name = name(generator);
    if (!display->online && generate_chance(generator, 70))
        return;
    display->version = name(generator);
    display->width_px = 1 + number(generator, PL_PIXELS_MAX - 1);
    display->height_px = 1 + number(generator, PL_PIXELS_MAX - 1);
    display->lang_count = length(generator, PL_LANGS_MAX);
    display->langs = languages;
    display->load =
        generate_chance(generator, 80) ? load(generator, number(generator, PL_EPOCH_MAX)) : NULL;
    make_holds(generator, display);
    if (generate_chance(generator, 70))
        make_pages(generator, display);
    display->changed_at_ms = number(generator, PL_INT_MAX);
    display->took_ms = number(generator, PL_INT_MAX);
    for (int i = 0; i < PL_ERROR_COUNT; i++)
        display->refused[i] = generate_chance(generator, 30) ? number(generator, PL_INT_MAX) : 0;
    display->old_news = number(generator, PL_INT_MAX);
}

static void make_desk(struct generator *generator, struct pl_message *message)
{
    message->body.desk = (struct pl_desk){
        .online = generate_chance(generator, 50),
        .name = name(generator),
        .version = maybe_name(generator),
    };
}

static void make_beat(struct generator *generator, struct pl_message *message)
{
    size_t count = length(generator, PL_WRITERS_MAX);
    struct pl_offset *offsets = take(generator, count, sizeof *offsets);
    for (size_t i = 0; i < count; i++) {
        memcpy(offsets[i].by, generate_by(generator), PL_BY_LEN + 1);
        offsets[i].offset_ms = number(generator, PL_INT_MAX);
        if (generate_chance(generator, 50))
            offsets[i].offset_ms = -offsets[i].offset_ms;
    }
    message->body.beat = (struct pl_beat){
        .once = generate_chance(generator, 20), .offsets = offsets, .offset_count = count};
}

static void make_echo(struct generator *generator, struct pl_message *message)
{
    (void)generator;
    (void)message;
}

static void (*const makers[PL_TOPIC_COUNT])(struct generator *, struct pl_message *) = {
    [PL_TOPIC_DOCUMENT] = make_document, [PL_TOPIC_ITEMS] = make_items,
    [PL_TOPIC_TEXT] = make_text,         [PL_TOPIC_CURSOR] = make_cursor,
    [PL_TOPIC_SPEAKERS] = make_speakers, [PL_TOPIC_TIMER] = make_timer,
    [PL_TOPIC_NOTICE] = make_notice,     [PL_TOPIC_CAPTION] = make_caption,
    [PL_TOPIC_REQUEST] = make_request,   [PL_TOPIC_DISPLAY] = make_display,
    [PL_TOPIC_DESK] = make_desk,         [PL_TOPIC_BEAT] = make_beat,
    [PL_TOPIC_ECHO] = make_echo,
};

void generate_message(struct generator *generator, enum pl_topic_kind kind,
                      struct pl_message *message_out)
{
    *message_out = (struct pl_message){0};
    make_envelope(generator, kind < PL_TOPIC_ORDERED_COUNT, &message_out->envelope);
    make_topic(generator, kind, message_out->envelope.stamp.epoch, &message_out->topic);
    makers[kind](generator, message_out);
}
