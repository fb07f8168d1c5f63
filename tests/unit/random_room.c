#include "random_room.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/utf8.h"
#include "plenary/wire.h"

enum { EPOCH = 1789999990, SECTION_BYTES = 36000, ITEM_BYTES = 12500, WORD_LISTS = 8 };

static const char BY[] = "00000000000000aa";
static const struct pl_time START = {.mono_ms = 100000, .wall_ms = 1790000000000};

/* Words of a script, a list each; the last is of all sorts. */
static const char *const latin[] = {"Governments ",
                                    "are ",
                                    "[invited] ",
                                    "to ",
                                    "consider, ",
                                    "the ",
                                    "[[role] of] ",
                                    "[",
                                    "[",
                                    "] ",
                                    "]",
                                    "and ",
                                    "responsibilities. ",
                                    "Internet ",
                                    "in ",
                                    "Übereinkommen ",
                                    "Œuvre ",
                                    "a ",
                                    "stakeholders; ",
                                    "non-discriminatory ",
                                    "(see OP7 bis) ",
                                    "…and ",
                                    "http://www.example.org/a/very/long/path ",
                                    "“multistakeholder” ",
                                    "x",
                                    NULL};
static const char *const cyrillic[] = {
    "Правительства ", "призываются ",     "и ", "в ", "развития. ", "общественных ", "№ 7 ",
    "«роль» ",        "сотрудничества, ", NULL};
static const char *const arabic[] = {"الحكومات ", "مدعوة ",   "إلى ",      "النظر، ", "في ",
                                     "الدور. ",   "المجتمع ", "(الدولي) ", "؟ ",      "الفقرة ٧ ",
                                     "IGF ",      "2025 ",    "[",         "] ",      NULL};
static const char *const hebrew[] = {"הממשלות ", "מוזמנות ", "לשקול, ", "את ",
                                     "התפקיד. ", "OP7 ",     NULL};
static const char *const chinese[] = {
    "各国政府",   "应",   "考虑",         "利益攸关方", "的",   "作用", "。", "，",
    "「互联网」", "治理", "（见第七段）", "IGF",        "2025", "［",   "］", NULL};
static const char *const thai[] = {"รัฐบาล", "ควร",         "พิจารณา", "บทบาท",
                                   "ของ",   "ผู้มีส่วนได้เสีย ", "ๆ ",     NULL};
static const char *const hindi[] = {"सरकारों ", "को ",   "भूमिका ",  "पर ",
                                    "विचार ",  "करना ", "चाहिए। ", NULL};
static const char *const mixed[] = {"Governments ",
                                    "各国政府",
                                    "الحكومات ",
                                    "Правительства ",
                                    "รัฐบาล",
                                    "मिका ",
                                    "[",
                                    "] ",
                                    "(",
                                    ") ",
                                    "7 ",
                                    "הממשלות ",
                                    "가나다 ",
                                    "…",
                                    "– ",
                                    "« ",
                                    "» ",
                                    "🇺🇳 ",
                                    NULL};
static const char *const *const lists[WORD_LISTS] = {latin,   cyrillic, arabic, hebrew,
                                                     chinese, thai,     hindi,  mixed};
static const char *const languages[WORD_LISTS] = {"en", "ru", "ar", "he", "zh", "th", "hi", "fr"};

static void *take(struct random_room *r, size_t count, size_t each)
{
    void *array = arena_array(&r->generator.arena, count ? count : 1, each);
    if (!array)
        abort();
    return array;
}

static size_t below(struct random_room *r, size_t bound)
{
    return (size_t)generate_below(&r->generator, bound);
}

static bool chance(struct random_room *r, unsigned percent)
{
    return generate_chance(&r->generator, percent);
}

static const char *pick(struct random_room *r, const char *const *list)
{
    size_t n = 0;
    while (list[n])
        n++;
    return list[below(r, n)];
}

/* Words of list `script` until points or bytes are full: cut at a code point, so that limits are
 * reached; never empty, no blank at the end. */
static const char *prose(struct random_room *r, size_t script, size_t points, size_t most)
{
    char *out = take(r, most + 1, 1);
    size_t bytes = 0, count = 0;
    while (count < points && bytes < most) {
        const char *word = pick(r, lists[script]);
        for (const char *c = word; *c && count < points; count++) {
            size_t n = 1;
            while (((unsigned char)c[n] & 0xc0) == 0x80)
                n++;
            if (bytes + n > most) {
                count = points;
                break;
            }
            memcpy(out + bytes, c, n);
            bytes += n;
            c += n;
        }
    }
    while (bytes > 0 && out[bytes - 1] == ' ')
        bytes--;
    out[bytes] = '\0';
    return bytes ? out : "x";
}

static size_t some_script(struct random_room *r, size_t main)
{
    return chance(r, 80) ? main : below(r, WORD_LISTS);
}

static const char *person(struct random_room *r)
{
    size_t points = chance(r, 25) ? PL_NAME_POINTS : 2 + below(r, 24);
    return prose(r, chance(r, 70) ? 0 : below(r, WORD_LISTS), points, PL_NAME_MAX);
}

/* ---- sending ---- */

static void answer(struct random_room *r)
{
    struct pl_output out;
    while (pl_room_next(r->room, &out)) {
        if (out.kind == PL_OUTPUT_SUBSCRIBE)
            pl_room_subscribed(r->room, out.token, r->now);
    }
}

/* False: larger than a payload may be. */
static bool send(struct random_room *r, struct pl_message *m, int64_t rev, bool retained)
{
    char topic[PL_TOPIC_MAX + 1];
    char *bytes = NULL;
    size_t size = 0;
    m->envelope =
        (struct pl_envelope){.stamp = {.epoch = EPOCH, .rev = rev}, .at_ms = r->now.wall_ms - 5};
    memcpy(m->envelope.stamp.by, BY, sizeof BY);
    enum pl_error error = pl_wire_encode(m, &bytes, &size);
    if (error == PL_OK && size <= PL_PAYLOAD_MAX) {
        error = pl_wire_format_topic("x", &m->topic, topic, sizeof topic);
        if (error == PL_OK)
            error = pl_room_receive(r->room, topic, bytes, size, retained, r->now.mono_ms, r->now);
        answer(r);
    } else if (error == PL_OK) {
        error = PL_ERROR_SIZE;
    }
    free(bytes);
    if (error != PL_OK && error != PL_ERROR_SIZE) {
        fprintf(stderr, "random room: a message of kind %d: %s\n", (int)m->topic.kind,
                pl_error_text(error));
        abort();
    }
    return error == PL_OK;
}

/* ---- the text ---- */

static struct pl_names names(struct random_room *r, size_t most)
{
    struct pl_names made = {.given = true, .count = chance(r, 10) ? most : below(r, 3)};
    const char **list = take(r, made.count, sizeof *list);
    for (size_t i = 0; i < made.count; i++)
        list[i] = person(r);
    made.names = list;
    return made;
}

static struct pl_run run(struct random_room *r, size_t script, size_t points)
{
    struct pl_run made = {.t = prose(r, some_script(r, script), points, ITEM_BYTES)};
    if (chance(r, 30)) {
        switch (below(r, 6)) {
        case 0:
            made.ins = names(r, 20);
            break;
        case 1:
            made.del = names(r, 20);
            break;
        case 2:
            made.keep = names(r, 5);
            break;
        case 3:
            made.ins = names(r, 2);
            made.del = names(r, 2);
            break;
        default:
            made.alt = 1 + (unsigned)below(r, 3);
            made.ins = chance(r, 60) ? names(r, 3) : (struct pl_names){0};
            made.del = chance(r, 10) ? names(r, 3) : (struct pl_names){0};
        }
    }
    made.bytes = strlen(made.t);
    made.points = utf8_points(made.t, made.bytes);
    return made;
}

static size_t item_points(struct random_room *r)
{
    switch (below(r, 10)) {
    case 0:
        return 0;
    case 1:
        return 4000;
    case 2:
    case 3:
        return 400 + below(r, 1200);
    default:
        return 1 + below(r, 400);
    }
}

static struct pl_words words(struct random_room *r, const char *id, size_t script)
{
    struct pl_words w = {.id = id, .of = 2 + (int64_t)below(r, 2)};
    size_t points = item_points(r);
    size_t most = chance(r, 3) ? 120 : chance(r, 40) ? 12 : 1;
    struct pl_run *runs = take(r, most, sizeof *runs);
    while (points > 0 && w.run_count < most) {
        size_t part =
            w.run_count + 1 == most ? points : 1 + below(r, most > 12 ? points / 40 + 1 : points);
        runs[w.run_count] = run(r, script, part);
        w.points += runs[w.run_count++].points;
        points -= part;
    }
    w.runs = runs;
    return w;
}

static const char *label(struct random_room *r)
{
    static const char *const some[] = {"c.4",
                                       "c.4.ii",
                                       "OP12 quater (a)(iv)",
                                       "OP12 quater (a)(iv) [alt. 2 bis] (first tiret), 3",
                                       "",
                                       "7",
                                       "الفقرة ٧ مكررا",
                                       "第七条之二",
                                       "PP WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                                       NULL};
    const char *made = pick(r, some);
    return strlen(made) <= PL_LABEL_MAX ? made : "OP12 quater (a)(iv) [alt. 2 bis] (first tiret)";
}

static const char *id_of(struct random_room *r, char kind, size_t index)
{
    char *id = take(r, 16, 1);
    snprintf(id, 16, "%c%03zu", kind, index);
    return id;
}

static void send_section(struct random_room *r, const char *load, size_t index, size_t script,
                         const size_t *scripts, size_t langs)
{
    size_t count = chance(r, 15) ? 0 : 1 + below(r, 6);
    struct pl_item *items = take(r, count, sizeof *items);
    struct pl_message m = {.topic = {.kind = PL_TOPIC_ITEMS}};
    unsigned level = 1;
    snprintf(m.topic.load, sizeof m.topic.load, "%s", load);
    snprintf(m.topic.section, sizeof m.topic.section, "%s", r->sections[index].id);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct pl_item){.id = id_of(r, 'i', i), .label = label(r), .marker = "•"};
        items[i].status = (enum pl_status)below(r, PL_STATUS_COUNT);
        items[i].level = level;
        items[i].who = chance(r, 30) ? names(r, PL_NAMES_MAX) : (struct pl_names){0};
        level = 1 + (unsigned)below(r, level < 4 ? level + 1 : 4);
    }
    m.body.items = (struct pl_items){items, count};
    if (!send(r, &m, 1, true)) {
        for (size_t i = 0; i < count; i++)
            items[i].who = (struct pl_names){0};
        send(r, &m, 1, true);
    }
    m.topic.kind = PL_TOPIC_TEXT;
    for (size_t l = 0; l < langs; l++) {
        struct pl_words *list = take(r, count, sizeof *list);
        size_t bytes = 0;
        for (size_t i = 0; i < count; i++) {
            list[i] = words(r, items[i].id, l ? scripts[l] : script);
            bytes += list[i].points * 3;
            if (bytes > SECTION_BYTES)
                list[i].run_count = 0, list[i].points = 0;
        }
        snprintf(m.topic.lang, sizeof m.topic.lang, "%s", languages[scripts[l]]);
        m.body.text = (struct pl_text){"", NULL, list, count};
        if (!r->sections[index].continues && chance(r, 85))
            m.body.text.title = prose(r, scripts[l], chance(r, 20) ? 160 : 4 + below(r, 50), 500);
        for (int i = 0; i < 2 && !send(r, &m, 1, true); i++) { /* too large: shorter */
            for (size_t k = 0; k < count; k++) {
                list[k].run_count = list[k].run_count > 0 && i == 0;
                list[k].points = list[k].run_count ? list[k].runs[0].points : 0;
                for (size_t n = 0; n < list[k].run_count; n++)
                    ((struct pl_run *)list[k].runs)[n] = (struct pl_run){list[k].runs[n].t,
                                                                         list[k].runs[n].bytes,
                                                                         list[k].runs[n].points,
                                                                         {0},
                                                                         {0},
                                                                         {0},
                                                                         0};
            }
        }
    }
}

static void send_document(struct random_room *r)
{
    size_t count = chance(r, 10) ? 0 : 1 + below(r, 8), langs = 1 + (size_t)chance(r, 60);
    const size_t *scripts = r->scripts;
    struct pl_front *fronts = take(r, langs, sizeof *fronts);
    struct pl_section *sections = take(r, count, sizeof *sections);
    static const char *const labels[] = {"c", "III", "", "Article 17 bis", "٣", "第三章", NULL};
    char *load = take(r, PL_LOAD_MAX + 1, 1);
    snprintf(load, PL_LOAD_MAX + 1, "%d-%s", EPOCH, BY);
    for (size_t l = 0; l < langs; l++) {
        fronts[l].lang = languages[scripts[l]];
        fronts[l].title = prose(r, scripts[l], chance(r, 30) ? 180 : 10 + below(r, 60), 900);
        if (chance(r, 50))
            fronts[l].subtitle = prose(r, scripts[l], 10 + below(r, 160), 900);
    }
    for (size_t i = 0; i < count; i++) {
        sections[i].id = id_of(r, 's', i);
        sections[i].label = pick(r, labels);
        sections[i].continues = i > 0 && chance(r, 10);
    }
    r->sections = sections;
    r->section_count = count;
    struct pl_message m = {.topic = {.kind = PL_TOPIC_DOCUMENT}};
    m.body.document = (struct pl_document){.load = load,
                                           .fronts = fronts,
                                           .lang_count = langs,
                                           .sections = sections,
                                           .section_count = count};
    if (count) {
        m.body.document.start_section = sections[below(r, count)].id;
        m.body.document.start_item = chance(r, 90) ? "i000" : NULL;
    }
    send(r, &m, 1, true);
    for (size_t i = 0; i < count; i++)
        send_section(r, load, i, scripts[0], scripts, langs);
}

/* ---- the rest ---- */

static size_t offset(const char *utf8, size_t points)
{
    size_t i = 0;
    for (; utf8[i] && points > 0; points--) {
        for (i++; ((unsigned char)utf8[i] & 0xc0) == 0x80; i++) {
        }
    }
    return i;
}

static void add_highlights(struct random_room *r, const struct pl_words *w)
{
    char *joined = pl_words_join(w, PL_VIEW_MARKED);
    struct pl_highlight *list = take(r, 3, sizeof *list);
    size_t points = w->points, count = points ? 1 + below(r, 3) : 0;
    for (size_t i = 0; joined && i < count; i++) {
        size_t start = below(r, points), end = start + 1 + below(r, points - start);
        size_t a = offset(joined, start), b = offset(joined, end);
        char *exact = take(r, b - a + 1, 1);
        memcpy(exact, joined + a, b - a);
        list[i] =
            (struct pl_highlight){r->cursor.item, pl_room_original(r->room), start, end, exact};
    }
    free(joined);
    r->cursor.highlights = list;
    r->cursor.highlight_count = joined ? count : 0;
}

static bool send_cursor(struct random_room *r)
{
    struct pl_message m = {.topic = {.kind = PL_TOPIC_CURSOR}, .body.cursor = r->cursor};
    return send(r, &m, ++r->cursor_rev, true);
}

static void move(struct random_room *r)
{
    size_t section = r->section_count ? below(r, r->section_count) : 0;
    const struct pl_items *items = pl_room_items(r->room, PL_CONFIRMED, section);
    r->cursor.view = chance(r, 60) ? PL_VIEW_MARKED : (enum pl_view)below(r, PL_VIEW_COUNT);
    r->cursor.screen = chance(r, 80)   ? PL_SCREEN_TEXT
                       : chance(r, 60) ? PL_SCREEN_OVERVIEW
                                       : PL_SCREEN_BLANK;
    if (r->section_count && items && items->count && chance(r, 95)) {
        const struct pl_item *item = &items->items[below(r, items->count)];
        const struct pl_words *w =
            pl_room_words(r->room, PL_CONFIRMED, section, item->id, NULL, NULL);
        r->cursor.section = r->sections[section].id;
        r->cursor.item = item->id;
        if (w && w->points && chance(r, 50))
            r->cursor.position = below(r, w->points);
        if (w && chance(r, 40))
            add_highlights(r, w);
    }
    if (!send_cursor(r)) {
        r->cursor.highlight_count = 0;
        send_cursor(r);
    }
}

static struct pl_run_clock clock_of(struct random_room *r)
{
    return (struct pl_run_clock){.running = chance(r, 60),
                                 .since_ms = r->now.wall_ms - (int64_t)below(r, 700000),
                                 .used_ms = (int64_t)below(r, 100000),
                                 .limit_s = chance(r, 60) ? (int64_t)(30 + below(r, 600)) : 0};
}

static struct pl_speaker speaker(struct random_room *r, size_t index, bool small)
{
    struct pl_speaker s = {.id = id_of(r, 'e', index)};
    s.name = small ? prose(r, 0, 12, 40) : person(r);
    s.on_behalf = !small && chance(r, 25) ? person(r) : NULL;
    s.kind = chance(r, 70) ? PL_KIND_STATEMENT : (enum pl_kind)below(r, PL_KIND_COUNT);
    return s;
}

static void send_speakers(struct random_room *r)
{
    static const size_t counts[] = {0, 0, 1, 2, 8, 8, 40, PL_QUEUE_MAX};
    struct pl_message m = {.topic = {.kind = PL_TOPIC_SPEAKERS}};
    struct pl_speakers *s = &m.body.speakers;
    s->queue_count = counts[below(r, sizeof counts / sizeof *counts)];
    struct pl_speaker *queue = take(r, s->queue_count, sizeof *queue);
    for (size_t i = 0; i < s->queue_count; i++)
        queue[i] = speaker(r, i + 1, i > 99);
    s->queue = queue;
    s->open = chance(r, 60);
    s->has_floor = chance(r, 65);
    if (s->has_floor) {
        s->floor = speaker(r, 0, false);
        s->floor_clock = clock_of(r);
    }
    if (!send(r, &m, 1, chance(r, 50))) {
        for (size_t i = 0; i < s->queue_count; i++)
            queue[i] = speaker(r, i + 1, true);
        send(r, &m, 1, false);
    }
}

static void send_timer(struct random_room *r)
{
    struct pl_message m = {.topic = {.kind = PL_TOPIC_TIMER}};
    m.body.timer = (struct pl_timer){
        .mode = (enum pl_timer_mode)below(r, PL_TIMER_MODE_COUNT),
        .label = chance(r, 30) ? "" : prose(r, below(r, WORD_LISTS), 1 + below(r, 90), 600),
        .clock = clock_of(r)};
    send(r, &m, 1, chance(r, 50));
}

static void send_notice(struct random_room *r)
{
    struct pl_message m = {.topic = {.kind = PL_TOPIC_NOTICE}};
    m.body.notice = (struct pl_notice){
        .text = chance(r, 20) ? "" : prose(r, below(r, WORD_LISTS), 5 + below(r, 200), 900),
        .until_ms = chance(r, 50) ? 0 : r->now.wall_ms + (int64_t)below(r, 9000) - 1000};
    send(r, &m, 1, chance(r, 50));
}

/* What is said now: a few captions, and beats, so that the writer's clock is known. */
static void speak(struct random_room *r)
{
    struct pl_message m = {.topic = {.kind = PL_TOPIC_CAPTION}};
    size_t script = below(r, WORD_LISTS), count = chance(r, 40) ? 1 + below(r, 5) : 0;
    for (size_t i = 0; i < count; i++) {
        m.body.caption.text = prose(r, some_script(r, script),
                                    chance(r, 10) ? 900 : 2 + below(r, 90), PL_CAPTION_MAX);
        send(r, &m, 1, false);
    }
    if (chance(r, 50)) {
        struct pl_message beat = {.topic = {.kind = PL_TOPIC_BEAT}};
        snprintf(beat.topic.user, sizeof beat.topic.user, "chair");
        send(r, &beat, 1, false);
    }
}

void random_room_init(struct random_room *r, uint64_t seed)
{
    *r = (struct random_room){.now = START};
    generate_init(&r->generator, seed);
    r->scripts[0] = below(r, WORD_LISTS);
    r->scripts[1] = (r->scripts[0] + 1 + below(r, WORD_LISTS - 1)) % WORD_LISTS;
    r->lang = chance(r, 60) ? NULL : languages[below(r, WORD_LISTS)];
    if (chance(r, 40)) {
        size_t first = below(r, 2);
        r->lang = languages[r->scripts[first]];
        r->second = languages[r->scripts[1 - first]];
    }
    const char *langs[] = {r->lang, r->second};
    struct pl_room_config config = {.room = "x",
                                    .user = "hall",
                                    .name = "hall",
                                    .version = "1",
                                    .by = "00000000000000bb",
                                    .seed = 1,
                                    .role = PL_ROLE_WATCH,
                                    .langs = langs,
                                    .lang_count = r->second ? 2 : r->lang != NULL};
    r->room = pl_room_create(&config);
    if (!r->room)
        abort();
    pl_room_connected(r->room, r->now);
    answer(r);
    if (chance(r, 98))
        send_document(r);
    move(r);
    if (chance(r, 75))
        send_speakers(r);
    if (chance(r, 40))
        send_timer(r);
    if (chance(r, 40))
        send_notice(r);
    speak(r);
    int64_t later_ms = chance(r, 20) ? (int64_t)below(r, 70000) : 1000;
    r->now.mono_ms += later_ms;
    r->now.wall_ms += later_ms;
    pl_room_tick(r->room, r->now);
    if (chance(r, 25))
        pl_room_disconnected(r->room, r->now);
}

void random_room_finish(struct random_room *r)
{
    pl_room_destroy(r->room);
    generate_finish(&r->generator);
}

bool random_room_point(struct random_room *r, size_t position)
{
    r->cursor.position = position;
    return r->cursor.item && send_cursor(r);
}
