#include "tests/unit/lies.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/memo.h"
#include "tests/unit/paper.h"
#include "tests/unit/poison.h"
#include "tests/unit/sim.h"

enum { DESK, HALL, ANNEX, WATCHER, VERB, LATE, SEATS };
enum {
    SLICE_MS = 250,     /* between two looks */
    WRONG_MS = 5000,    /* a picture may be wrong for so long before its badge */
    PATIENCE_MS = 5000, /* of a verb */
    TURN = 24
};

#define EPOCH "1789999999999"
#define BY "00000000000000aa"
#define LOAD EPOCH "-" BY
#define ENVELOPE "{\"v\":1,\"epoch\":" EPOCH ",\"rev\":1,\"by\":\"" BY "\",\"has\":[],\"at\":5,"

/* What people see, one part each. */
enum part { PART_LOAD, PART_PLACE, PART_WORDS, PART_SPEAKERS, PART_TIMER, PART_NOTICE, PARTS };
enum { PART_TEXT = 640 };
static const char *const part_names[PARTS] = {"text",     "place", "words or statuses",
                                              "speakers", "timer", "notice"};

struct picture {
    bool live, shows;   /* without a badge; a document */
    int64_t elapsed_ms; /* of the timer; -1: not told */
    char part[PARTS][PART_TEXT];
};

struct trial {
    struct sim sim;
    uint64_t random;
    bool tell, with_desk, late_is_desk;
    struct sim_snapshot old; /* what the broker saved some time ago */
    struct picture truth;
    bool known[PARTS];     /* the truth of this part is known */
    bool waits[PARTS];     /* the desk may do this yet, that it was asked for before */
    int64_t timer_mono_ms; /* began then, as people were told; 0: no timer of ours runs */
    struct picture sees[SEATS];
    int64_t wrong_mono_ms[SEATS][PARTS], differ_mono_ms[SEATS][SEATS][PARTS], clock_mono_ms[SEATS];
    size_t reconnects[SEATS];
    int64_t again_mono_ms[SEATS]; /* connects again then; 0: not planned */
    bool joined_after[SEATS];     /* the fault, */
    bool exempt[PARTS];           /* and could not know better, until this is written anew */
    bool lost;                    /* the broker holds less than was done, and no desk knows it */
    unsigned lives, counter;
    struct lies_finding *finding;
};

static const char *const names[SEATS] = {"chair", "hall", "annex", "watcher", "verb", "late"};
static const char *const sections[] = {"c", "c", "c", "c", "d", "d", "d"};
static const char *const items[] = {"c1", "c2", "c3", "c4", "d1", "d2", "d3"};
enum { ITEMS = 7 };

static uint32_t pick(struct trial *t, uint32_t below)
{
    return poison_pick(&t->random, below);
}

__attribute__((format(printf, 2, 3))) static void say(const struct trial *t, const char *format,
                                                      ...)
{
    va_list list;
    if (!t->tell)
        return;
    fprintf(stderr, "%9lld ", (long long)t->sim.mono_ms);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
}

__attribute__((format(printf, 2, 3))) static void find(struct trial *t, const char *format, ...)
{
    va_list list;
    char text[LIES_TEXT];
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (*t->finding->question)
        return;
    say(t, "-> %s", text);
    memcpy(t->finding->question, text, sizeof text);
}

static void fault_is(struct trial *t, const char *text)
{
    snprintf(t->finding->fault, LIES_TEXT, "%s", text);
    say(t, "FAULT: %s", text);
}

static struct pl_room *room_of(const struct trial *t, size_t seat)
{
    return t->sim.clients[seat].room;
}

/* ---- what a room shows ---- */

__attribute__((format(printf, 2, 3))) static void add(char out[PART_TEXT], const char *format, ...)
{
    size_t used = strlen(out);
    va_list list;
    va_start(list, format);
    vsnprintf(out + used, PART_TEXT - used, format, list);
    va_end(list);
}

static void see_words(const struct pl_room *room, struct picture *p)
{
    uint64_t hash = 14695981039346656037u;
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_items *list = pl_room_items(room, PL_CONFIRMED, s);
        for (size_t i = 0; list && i < list->count; i++) {
            const struct pl_words *words =
                pl_room_words(room, PL_CONFIRMED, s, list->items[i].id, NULL, NULL);
            hash = (hash ^ (unsigned)list->items[i].status) * 1099511628211u;
            for (const char *c = words && words->run_count ? words->runs[0].t : "-"; *c; c++)
                hash = (hash ^ (unsigned char)*c) * 1099511628211u;
        }
    }
    add(p->part[PART_WORDS], "%016llx", (unsigned long long)hash);
}

static void see_place(const struct pl_room *room, struct picture *p)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct pl_place place;
    if (!pl_room_place(room, PL_CONFIRMED, &place))
        return;
    const struct pl_items *list = pl_room_items(room, PL_CONFIRMED, place.section);
    add(p->part[PART_PLACE], "%s/%s+%zu %s %s", document->sections[place.section].id,
        list ? list->items[place.item].id : "", place.position,
        pl_screen_name(pl_room_screen(room, PL_CONFIRMED)),
        pl_view_name(pl_room_text_view(room, PL_CONFIRMED)));
}

static void see_speakers(const struct pl_room *room, struct picture *p)
{
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, NULL);
    char *out = p->part[PART_SPEAKERS];
    if (!speakers)
        return;
    if (speakers->has_floor)
        add(out, "%s has the floor;", speakers->floor.name);
    for (size_t i = 0; i < speakers->queue_count; i++)
        add(out, "%s;", speakers->queue[i].name);
}

static void see_times(const struct pl_room *room, struct pl_time now, struct picture *p)
{
    const char *by;
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, NULL);
    p->elapsed_ms = -1;
    if (timer && timer->mode != PL_TIMER_OFF) {
        add(p->part[PART_TIMER], "%s %lld", timer->label, (long long)timer->clock.limit_s);
        if (!pl_room_elapsed(room, by, &timer->clock, now, &p->elapsed_ms))
            p->elapsed_ms = -1;
    }
    if (notice)
        add(p->part[PART_NOTICE], "%s", notice->text);
}

static void see(const struct trial *t, size_t seat, struct picture *p)
{
    const struct pl_room *room = room_of(t, seat);
    struct pl_liveness live;
    struct pl_time now = sim_now(&t->sim, seat);
    *p = (struct picture){0};
    pl_room_liveness(room, now, &live);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    p->live = live.live == PL_LIVE;
    p->shows = document != NULL;
    if (!document)
        return;
    add(p->part[PART_LOAD], "%s of %zu", document->load, document->section_count);
    see_place(room, p);
    see_words(room, p);
    see_speakers(room, p);
    see_times(room, now, p);
}

static bool reader(const struct trial *t, size_t seat)
{
    return (seat == HALL || seat == ANNEX || seat == WATCHER ||
            (seat == LATE && !t->late_is_desk)) &&
           room_of(t, seat);
}

/* ---- the questions that are asked all the while ---- */

static bool lasts(const struct trial *t, int64_t *since_mono_ms, bool true_now)
{
    if (!true_now)
        *since_mono_ms = 0;
    else if (!*since_mono_ms)
        *since_mono_ms = t->sim.mono_ms;
    return true_now && t->sim.mono_ms - *since_mono_ms > WRONG_MS;
}

static bool exempt(const struct trial *t, size_t seat, size_t part)
{
    return t->exempt[part] && t->joined_after[seat];
}

static void look_at_truth(struct trial *t, size_t seat)
{
    const struct picture *sees = &t->sees[seat];
    for (size_t part = 0; part < PARTS; part++) {
        bool wrong = sees->live && t->known[part] && !exempt(t, seat, part) &&
                     strcmp(sees->part[part], t->truth.part[part]) != 0;
        if (lasts(t, &t->wrong_mono_ms[seat][part], wrong)) {
            say(t, "%s shows %s, not %s", names[seat], sees->part[part], t->truth.part[part]);
            find(t, "wrong and without a badge: %s", part_names[part]);
        }
    }
    int64_t is_ms = t->sim.mono_ms - t->timer_mono_ms;
    bool off = sees->live && t->timer_mono_ms && t->known[PART_TIMER] && sees->elapsed_ms >= 0 &&
               llabs(sees->elapsed_ms - is_ms) > 2000 && !exempt(t, seat, PART_TIMER);
    if (lasts(t, &t->clock_mono_ms[seat], off)) {
        say(t, "%s: %lld s, not %lld", names[seat], (long long)sees->elapsed_ms / 1000,
            (long long)is_ms / 1000);
        find(t, "wrong and without a badge: seconds");
    }
}

static void look_at_pair(struct trial *t, size_t a, size_t b)
{
    const struct picture *x = &t->sees[a], *y = &t->sees[b];
    for (size_t part = 0; part < PARTS; part++) {
        bool differ = x->live && y->live && strcmp(x->part[part], y->part[part]) != 0 &&
                      !exempt(t, a, part) && !exempt(t, b, part);
        if (lasts(t, &t->differ_mono_ms[a][b][part], differ)) {
            say(t, "%s: %s, %s: %s", names[a], x->part[part], names[b], y->part[part]);
            find(t, "two differ without a badge: %s", part_names[part]);
        }
    }
}

/* A caption that was said before a reader came is no business of its. */
static void look_at_caption(struct trial *t, size_t seat)
{
    if (t->joined_after[seat] && pl_room_caption(room_of(t, seat)))
        find(t, "shown to who was not there: a caption");
}

static void look(struct trial *t)
{
    if (*t->finding->question)
        return; /* one a trial */
    for (size_t seat = 0; seat < SEATS; seat++)
        if (reader(t, seat)) {
            see(t, seat, &t->sees[seat]);
            look_at_truth(t, seat);
            look_at_caption(t, seat);
        }
    for (size_t a = 0; a < SEATS; a++)
        for (size_t b = a + 1; b < SEATS; b++)
            if (reader(t, a) && reader(t, b))
                look_at_pair(t, a, b);
}

/* ---- time ---- */

/* As the wall does it: its picture first, then its word. */
static void report(struct trial *t, size_t seat)
{
    static const int64_t pages[] = {0};
    struct pl_room *room = room_of(t, seat);
    struct pl_place place;
    struct pl_report report = {.pages = pages, .page_count = 1};
    if (!pl_room_changes(room))
        return;
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    if (pl_room_place(room, PL_CONFIRMED, &place)) {
        report.section = document->sections[place.section].id;
        report.item = pl_room_items(room, PL_CONFIRMED, place.section)->items[place.item].id;
    }
    report.changed_at_ms = sim_now(&t->sim, seat).wall_ms;
    pl_room_report(room, &report, sim_now(&t->sim, seat));
    sim_drain(&t->sim, seat);
}

/* What the link does: who gives a connection up, or was cut off, comes again. */
static void connect_again(struct trial *t, size_t seat)
{
    struct sim_client *client = &t->sim.clients[seat];
    if (client->reconnects != t->reconnects[seat]) {
        t->reconnects[seat] = client->reconnects;
        sim_cut(&t->sim, seat, true);
        t->again_mono_ms[seat] = t->sim.mono_ms + 500;
    }
    if (t->again_mono_ms[seat] && t->sim.mono_ms >= t->again_mono_ms[seat]) {
        t->again_mono_ms[seat] = 0;
        sim_connect(&t->sim, seat);
    }
}

static void pass(struct trial *t, int64_t ms)
{
    for (; ms > 0; ms -= SLICE_MS) {
        sim_run(&t->sim, SLICE_MS);
        for (size_t seat = 0; seat < SEATS; seat++) {
            if (!room_of(t, seat))
                continue;
            if (seat == HALL || seat == ANNEX || (seat == LATE && !t->late_is_desk))
                report(t, seat);
            connect_again(t, seat);
        }
        look(t);
    }
}

/* ---- who is there ---- */

static void sit_down(struct trial *t, size_t seat, enum pl_role role, const char *user)
{
    unsigned by = ++t->lives % 2 ? 0x8000 - t->lives : 0x8000 + t->lives;
    size_t reconnects = 0;
    sim_replace(&t->sim, seat, role, user, by);
    t->reconnects[seat] = reconnects;
    t->again_mono_ms[seat] = 0;
    t->sim.clients[seat].wall_offset_ms = (int64_t)(t->lives * 7 % 5) * 1800000 - 3600000;
    memset(t->wrong_mono_ms[seat], 0, sizeof t->wrong_mono_ms[seat]);
    t->clock_mono_ms[seat] = 0;
    for (size_t other = 0; other < SEATS; other++)
        for (size_t part = 0; part < PARTS; part++)
            t->differ_mono_ms[seat][other][part] = t->differ_mono_ms[other][seat][part] = 0;
    sim_connect(&t->sim, seat);
    say(t, "%s sits down as %s, by %016x", names[seat], user, by);
}

static void leave(struct trial *t, size_t seat, bool with_will)
{
    sim_cut(&t->sim, seat, with_will);
    pl_room_destroy(room_of(t, seat));
    t->sim.clients[seat].room = NULL;
}

#define WORDS                                                                                      \
    "Governments have special responsibilities under international human rights law as bearers "   \
    "of duties"

static void retain_text(struct sim *sim)
{
    static const char document[] =
        ENVELOPE "\"load\":\"" LOAD "\",\"languages\":[\"en\"],\"title\":{\"en\":\"T\"},"
                 "\"sections\":[{\"id\":\"c\",\"label\":\"c\"},{\"id\":\"d\",\"label\":\"d\"}],"
                 "\"start\":{\"section\":\"c\",\"item\":\"c1\"}}";
    char bytes[4096], topic[PL_TOPIC_MAX];
    sim_retain(sim, "plenary/main/document", document, sizeof document - 1);
    for (size_t first = 0; first < ITEMS; first += 4) {
        size_t end = first + 4 < ITEMS ? first + 4 : ITEMS;
        size_t size = (size_t)snprintf(bytes, sizeof bytes, ENVELOPE "\"items\":[");
        for (size_t i = first; i < end; i++)
            size +=
                (size_t)snprintf(bytes + size, sizeof bytes - size,
                                 "%s{\"id\":\"%s\",\"level\":1,\"label\":\"%c.%s\",\"marker\":\"\","
                                 "\"status\":\"open\"}",
                                 i > first ? "," : "", items[i], items[i][0], items[i] + 1);
        size += (size_t)snprintf(bytes + size, sizeof bytes - size, "]}");
        snprintf(topic, sizeof topic, "plenary/main/items/" LOAD "/%s", sections[first]);
        sim_retain(sim, topic, bytes, size);
        size = (size_t)snprintf(bytes, sizeof bytes, ENVELOPE "\"title\":\"C\",\"items\":{");
        for (size_t i = first; i < end; i++)
            size += (size_t)snprintf(bytes + size, sizeof bytes - size,
                                     "%s\"%s\":{\"of\":1,\"runs\":[{\"t\":\"%s " WORDS "\"}]}",
                                     i > first ? "," : "", items[i], items[i]);
        size += (size_t)snprintf(bytes + size, sizeof bytes - size, "}}");
        snprintf(topic, sizeof topic, "plenary/main/text/" LOAD "/%s/en", sections[first]);
        sim_retain(sim, topic, bytes, size);
    }
}

/* ---- honest acts ---- */

struct deed {
    struct pl_intent intent;
    enum part part;
    char name[TURN];
    char expected[PART_TEXT];
    size_t item;
};

static void deed_move(struct trial *t, const struct pl_room *room, struct deed *d)
{
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct pl_place to = {0}, from = {0};
    bool next = pick(t, 2) && pl_room_place(room, PL_CONFIRMED, &from) &&
                pl_room_step(room, PL_CONFIRMED, 1, &to);
    if (!next) {
        d->item = pick(t, ITEMS);
        if (!pl_room_find(room, PL_CONFIRMED,
                          (const char[]){items[d->item][0], '.', items[d->item][1], '\0'}, &to))
            return;
    } else if (to.section == from.section && to.item == from.item &&
               to.position < from.position + 20) {
        find(t, "next moves on by a few letters");
    }
    const struct pl_items *list = pl_room_items(room, PL_CONFIRMED, to.section);
    if (!list)
        return;
    d->intent.kind = PL_INTENT_MOVE;
    d->intent.as.move.section = document->sections[to.section].id;
    d->intent.as.move.item = list->items[to.item].id;
    d->intent.as.move.position = to.position;
    d->intent.as.move.from_item = cursor ? cursor->item : document->start_item;
    d->intent.as.move.from_position = cursor ? cursor->position : 0;
    snprintf(d->expected, PART_TEXT, "%s/%s+%zu text %s", d->intent.as.move.section,
             d->intent.as.move.item, to.position,
             pl_view_name(pl_room_text_view(room, PL_CONFIRMED)));
    d->part = PART_PLACE;
}

/* The kind is PL_INTENT_COUNT where nothing can be done. */
static void deed_choose(struct trial *t, const struct pl_room *room, struct deed *d)
{
    *d = (struct deed){.intent.kind = PL_INTENT_COUNT};
    snprintf(d->name, TURN, "Speaker %u", ++t->counter);
    if (!pl_room_document(room, PL_CONFIRMED))
        return;
    switch (pick(t, 5)) {
    case 0:
    case 1:
        deed_move(t, room, d);
        break;
    case 2:
        d->part = PART_SPEAKERS;
        d->intent.kind = PL_INTENT_SPEAKER_ADD;
        d->intent.as.add.name = d->name;
        snprintf(d->expected, PART_TEXT, "%.500s%s;", t->truth.part[PART_SPEAKERS], d->name);
        break;
    case 3:
        d->part = PART_TIMER;
        d->intent.kind = PL_INTENT_TIMER;
        d->intent.as.timer = (struct pl_timer){PL_TIMER_DOWN, d->name, {true, 0, 0, 300}};
        snprintf(d->expected, PART_TEXT, "%s 300", d->name);
        break;
    default:
        d->part = PART_NOTICE;
        d->intent.kind = PL_INTENT_NOTICE;
        d->intent.as.notice.text = d->name;
        snprintf(d->expected, PART_TEXT, "%s", d->name);
        break;
    }
}

/* It is said to be done: so it is to be seen. */
static void deed_done(struct trial *t, const struct deed *d, int64_t asked_mono_ms)
{
    if (t->lost)
        memset(t->known, 0, sizeof t->known);
    t->lost = false;
    say(t, "done: %s", d->expected);
    if (t->waits[d->part] && room_of(t, DESK) && pl_room_unsettled(room_of(t, DESK))) {
        t->known[d->part] = false;
        return;
    }
    if (d->part == PART_SPEAKERS && !t->known[PART_SPEAKERS]) {
        pass(t, WRONG_MS);
        for (size_t seat = HALL; seat <= ANNEX; seat++) {
            const struct picture *sees = &t->sees[seat];
            if (reader(t, seat) && sees->live && !exempt(t, seat, PART_SPEAKERS) &&
                !strstr(sees->part[PART_SPEAKERS], d->name))
                find(t, "done, and no wall shows it: speakers");
        }
        return;
    }
    snprintf(t->truth.part[d->part], PART_TEXT, "%s", d->expected);
    t->known[d->part] = true;
    if (d->part == PART_TIMER)
        t->timer_mono_ms = asked_mono_ms;
}

/* A verb waits a second for the walls that are there, and names one that does not follow; a desk
 * says "on the wall" of no other. */
static bool walls_follow(struct trial *t, size_t seat)
{
    for (int64_t ms = 0; ms <= 1000; ms += SLICE_MS) {
        bool lags = false;
        for (size_t i = 0; i < pl_room_displays(room_of(t, seat)); i++)
            lags |= pl_room_lags(room_of(t, seat), i);
        if (!lags)
            return true;
        pass(t, SLICE_MS);
    }
    say(t, "a wall does not follow");
    return false;
}

/* What became of it, as the program tells people: true: "done". */
static bool deed_do(struct trial *t, size_t seat, struct deed *d)
{
    uint64_t number = 0;
    deed_choose(t, room_of(t, seat), d);
    if (d->intent.kind == PL_INTENT_COUNT)
        return false;
    enum pl_error error =
        pl_room_submit(room_of(t, seat), &d->intent, sim_now(&t->sim, seat), &number);
    sim_drain(&t->sim, seat);
    say(t, "%s asks for: %s (%s)", names[seat], d->expected, pl_error_name(error));
    for (int64_t ms = 0; error == PL_OK && ms < PATIENCE_MS; ms += SLICE_MS) {
        pass(t, SLICE_MS);
        if (sim_noted(&t->sim, seat, PL_NOTE_SETTLED, number))
            return walls_follow(t, seat);
        if (sim_noted(&t->sim, seat, PL_NOTE_DROPPED, number))
            return false;
    }
    return false;
}

static bool verb_joins(struct trial *t)
{
    sit_down(t, VERB, PL_ROLE_COMMAND, "verb");
    for (int64_t ms = 0; ms < PATIENCE_MS && !pl_room_whole(room_of(t, VERB)); ms += SLICE_MS)
        pass(t, SLICE_MS);
    return pl_room_whole(room_of(t, VERB));
}

static void act(struct trial *t)
{
    struct deed d;
    size_t seat = room_of(t, DESK) && t->sim.clients[DESK].connected && pick(t, 2) ? DESK : VERB;
    int64_t asked_mono_ms = t->sim.mono_ms;
    bool joined = seat == DESK || verb_joins(t);
    bool done = false;
    if (joined) {
        asked_mono_ms = t->sim.mono_ms;
        done = deed_do(t, seat, &d);
    }
    if (seat == VERB)
        leave(t, VERB, false);
    if (done)
        deed_done(t, &d, asked_mono_ms);
    else if (!joined || d.intent.kind == PL_INTENT_COUNT)
        say(t, "not done");
    else
        t->known[d.part] = !(t->waits[d.part] = true); /* it may be done yet */
}

/* ---- faults ---- */

static void read_room(struct trial *t, struct poison_room *room)
{
    static const char *const walls[] = {"hall", "annex"};
    const struct pl_room *desk = room_of(t, DESK);
    *room = (struct poison_room){
        .wall_ms = sim_now(&t->sim, DESK).wall_ms, .walls = walls, .wall_count = 2};
    snprintf(room->desk_by, sizeof room->desk_by, "%s", desk ? pl_room_by(desk) : BY);
    for (size_t i = 0; i < 2 * t->sim.retained_count; i++) {
        const struct sim_blob *blob = t->sim.retained[i % t->sim.retained_count];
        poison_know(room, blob->topic, blob->bytes, blob->size);
    }
}

/* What the message says is the room's now: how that looks is not asked. */
static void truth_is_open(struct trial *t, enum pl_topic_kind kind)
{
    static const enum part parts[PL_TOPIC_ORDERED_COUNT] = {
        [PL_TOPIC_ITEMS] = PART_WORDS,  [PL_TOPIC_TEXT] = PART_WORDS,
        [PL_TOPIC_CURSOR] = PART_PLACE, [PL_TOPIC_SPEAKERS] = PART_SPEAKERS,
        [PL_TOPIC_TIMER] = PART_TIMER,  [PL_TOPIC_NOTICE] = PART_NOTICE};
    if (kind == PL_TOPIC_DOCUMENT)
        memset(t->known, 0, sizeof t->known);
    else
        t->known[parts[kind]] = false;
    if (kind == PL_TOPIC_ITEMS)
        t->known[PART_PLACE] = false;
}

static void fault_message(struct trial *t)
{
    struct poison *poison = malloc(sizeof *poison);
    struct poison_room room;
    char topic[PL_TOPIC_MAX + 1];
    if (!poison)
        abort();
    read_room(t, &room);
    poison_make(&t->random, &room, poison);
    fault_is(t, poison->what);
    say(t, "%s %.400s (%s%s)", poison->topic, poison->bytes, poison->retain ? "retained, " : "",
        poison->taken ? "taken" : "not to be seen");
    if (poison->taken)
        truth_is_open(t, poison->kind);
    /* Who comes later, while no desk is there, has nothing but what the broker holds then; a
     * program may say what its own clock is. */
    bool nobody_mends = poison->retain && !room_of(t, DESK);
    memset(t->exempt, nobody_mends || poison->far || (poison->taken && !poison->retain),
           sizeof t->exempt);
    t->lost |= nobody_mends;
    if (poison->kind == PL_TOPIC_BEAT)
        t->timer_mono_ms = 0;
    for (size_t i = 0; i < poison->copies; i++) {
        poison_topic(poison, i, topic);
        sim_publish(&t->sim, topic, poison->bytes, poison->size, poison->retain);
    }
    free(poison);
}

static void cut_all(struct trial *t)
{
    for (size_t seat = 0; seat < SEATS; seat++)
        if (room_of(t, seat)) {
            sim_cut(&t->sim, seat, false);
            t->again_mono_ms[seat] = t->sim.mono_ms + 1500 + pick(t, 1000);
        }
}

static void fault_broker(struct trial *t)
{
    static const char *const ways[] = {"the broker is restarted",
                                       "the broker is killed, its store is old",
                                       "the broker is killed, without a store"};
    unsigned way = pick(t, 3);
    struct sim_snapshot nothing = {0}, now = sim_snapshot(&t->sim);
    bool desk_too = room_of(t, DESK) && pick(t, 4) == 0;
    fault_is(t, desk_too ? "the power fails: broker with an old store, and desk" : ways[way]);
    cut_all(t);
    if (desk_too)
        leave(t, DESK, false);
    sim_restore(&t->sim, desk_too || way == 1 ? &t->old : way == 2 ? &nothing : &now);
    sim_snapshot_finish(&now);
    t->lost = (desk_too || way > 0) && !room_of(t, DESK);
    memset(t->exempt, t->lost, sizeof t->exempt);
}

static void fault_desk(struct trial *t)
{
    bool again = pick(t, 2);
    fault_is(t, again ? "the desk is killed and started again" : "the desk is killed");
    leave(t, DESK, true);
    pass(t, 250);
    if (again)
        sit_down(t, DESK, PL_ROLE_DESK, "chair");
}

static void fault_cut(struct trial *t)
{
    static const char *const ways[] = {"the way to the broker stands",
                                       "the way from the broker stands", "both ways stand"};
    char text[LIES_TEXT];
    unsigned way = pick(t, 3);
    size_t seat = room_of(t, DESK) && pick(t, 2) ? DESK : pick(t, 2) ? HALL : ANNEX;
    snprintf(text, sizeof text, "%s: %s", names[seat], ways[way]);
    fault_is(t, text);
    t->sim.clients[seat].out_stands = way != 1;
    t->sim.clients[seat].in_stands = way != 0;
    pass(t, 1000 + pick(t, 9000));
    if (pick(t, 2))
        act(t);
    t->sim.clients[seat].out_stands = t->sim.clients[seat].in_stands = false;
    if (pick(t, 2)) {
        sim_cut(&t->sim, seat, true);
        t->again_mono_ms[seat] = t->sim.mono_ms + 500;
    }
}

static void fault_denied(struct trial *t)
{
    bool told = pick(t, 2);
    fault_is(t, told ? "the broker refuses what is published"
                     : "the broker swallows what is published");
    *(told ? &t->sim.denies : &t->sim.swallows) = true;
    act(t);
    t->sim.denies = t->sim.swallows = false;
}

static void fault_wall(struct trial *t)
{
    fault_is(t, "a wall is killed and started again");
    leave(t, ANNEX, true);
    pass(t, 500);
    sit_down(t, ANNEX, PL_ROLE_DISPLAY, "annex");
}

static void fault(struct trial *t)
{
    unsigned way = pick(t, 17);
    if (way == 16)
        fault_is(t, "nothing goes wrong"); /* so that the questions are seen to be fair */
    else if (way < 10)
        fault_message(t);
    else if (way < 12)
        fault_broker(t);
    else if (way == 12)
        fault_cut(t);
    else if (way == 13)
        fault_denied(t);
    else if (way == 14 && room_of(t, DESK))
        fault_desk(t);
    else
        fault_wall(t);
}

/* ---- the end ---- */

static bool all_show(const struct trial *t, const char *load)
{
    for (size_t seat = 0; seat < SEATS; seat++)
        if (reader(t, seat) && strncmp(t->sees[seat].part[PART_LOAD], load, strlen(load)) != 0)
            return false;
    return true;
}

static bool await_load(struct trial *t, enum pl_error error)
{
    sim_drain(&t->sim, VERB);
    for (int64_t ms = 0; error == PL_OK && ms < 2 * PATIENCE_MS; ms += SLICE_MS) {
        pass(t, SLICE_MS);
        if (sim_noted(&t->sim, VERB, PL_NOTE_LOADED, 0))
            return true;
    }
    return false;
}

/* Why it is no cure; NULL: all show it. */
static const char *load_once(struct trial *t)
{
    static struct paper *paper; /* one for all trials */
    char load[PL_LOAD_MAX + 1];
    size_t where;
    enum pl_error error = PL_ERROR_REFERENCE;
    paper = paper ? paper : paper_create(2, 3, 1, 0);
    if (verb_joins(t))
        error = pl_room_load(room_of(t, VERB), paper_document(paper), paper_sections(paper),
                             sim_now(&t->sim, VERB), &where);
    bool loaded = await_load(t, error);
    const struct pl_document *document = pl_room_document(room_of(t, VERB), PL_CONFIRMED);
    snprintf(load, sizeof load, "%s", document ? document->load : "");
    say(t, "load: %s, %s", pl_error_name(error), loaded ? load : "not done");
    leave(t, VERB, false);
    for (int64_t ms = 0; loaded && ms < WRONG_MS && !all_show(t, load); ms += SLICE_MS)
        pass(t, SLICE_MS);
    return !loaded             ? "the next load fails"
           : all_show(t, load) ? NULL
                               : "the next load is not shown by all";
}

/* `plenary room reset` */
static void begin_anew(struct trial *t)
{
    enum pl_error error = PL_ERROR_REFERENCE;
    if (verb_joins(t))
        error = pl_room_reset(room_of(t, VERB), "en", "T", sim_now(&t->sim, VERB));
    bool loaded = await_load(t, error);
    for (int kind = PL_TOPIC_CURSOR; loaded && kind <= PL_TOPIC_NOTICE; kind++) {
        struct pl_intent reset = {.kind = PL_INTENT_RESET, .as.reset = (enum pl_topic_kind)kind};
        pl_room_submit(room_of(t, VERB), &reset, sim_now(&t->sim, VERB), NULL);
        sim_drain(&t->sim, VERB);
        pass(t, 2 * SLICE_MS);
    }
    say(t, "reset: %s, %s", pl_error_name(error), loaded ? "done" : "not done");
    leave(t, VERB, false);
}

static void chair_loads(struct trial *t)
{
    memset(t->known, 0, sizeof t->known);
    t->timer_mono_ms = 0;
    const char *why = load_once(t);
    if (why) {
        begin_anew(t);
        why = load_once(t);
    }
    if (why)
        find(t, "%s", why);
    t->exempt[PART_LOAD] = t->exempt[PART_PLACE] = t->exempt[PART_WORDS] = false;
}

/* A reader that is not; SEATS: all are. */
static size_t not_live(const struct trial *t)
{
    size_t seat = 0;
    while (seat < SEATS && !(reader(t, seat) && !t->sees[seat].live))
        seat++;
    return seat;
}

static void desk_knows(struct trial *t, size_t desk, size_t wall)
{
    const struct pl_room *room = room_of(t, desk);
    struct pl_place place;
    struct pl_peer peer;
    if (!pl_room_place(room_of(t, wall), PL_CONFIRMED, &place))
        return;
    const char *item =
        pl_room_items(room_of(t, wall), PL_CONFIRMED, place.section)->items[place.item].id;
    for (size_t i = 0; i < pl_room_displays(room); i++)
        if (pl_room_display(room, i, &peer) && strcmp(peer.user, names[wall]) == 0 &&
            strcmp(peer.by, pl_room_by(room_of(t, wall))) == 0 && peer.is.display->online &&
            peer.is.display->item && strcmp(peer.is.display->item, item) == 0)
            return;
    find(t, "the desk does not know what a wall shows");
}

/* With a desk that lives all readers are live in the end, and it knows what the walls show. */
static void in_the_end(struct trial *t)
{
    size_t desk = DESK;
    if (!room_of(t, DESK)) {
        if (room_of(t, LATE))
            leave(t, LATE, true);
        t->late_is_desk = true;
        sit_down(t, desk = LATE, PL_ROLE_DESK, "secretary");
    }
    pass(t, 3000);
    for (int64_t ms = 0; ms < 20000 && not_live(t) < SEATS; ms += SLICE_MS)
        pass(t, SLICE_MS);
    if (not_live(t) < SEATS)
        find(t, "a badge stays though a desk is there: %s", names[not_live(t)]);
    desk_knows(t, desk, HALL);
    desk_knows(t, desk, ANNEX);
    if (reader(t, LATE))
        desk_knows(t, desk, LATE);
}

static void join(struct trial *t)
{
    switch (pick(t, 5)) {
    case 0:
        leave(t, ANNEX, true);
        pass(t, SLICE_MS);
        sit_down(t, ANNEX, PL_ROLE_DISPLAY, "annex");
        t->joined_after[ANNEX] = true;
        break;
    case 1:
        t->late_is_desk = false;
        sit_down(t, LATE, PL_ROLE_DISPLAY, "late");
        t->joined_after[LATE] = true;
        break;
    case 2:
        t->late_is_desk = true;
        sit_down(t, LATE, PL_ROLE_DESK, "secretary");
        if (t->lost) /* it brings its own, older state: how that looks is not asked */
            memset(t->known, 0, sizeof t->known);
        t->lost = false;
        break;
    default:
        break;
    }
}

static void begin(struct trial *t)
{
    sim_init(&t->sim);
    t->sim.client_count = SEATS;
    retain_text(&t->sim);
    t->with_desk = pick(t, 2);
    if (t->with_desk)
        sit_down(t, DESK, PL_ROLE_DESK, "chair");
    sit_down(t, HALL, PL_ROLE_DISPLAY, "hall");
    sit_down(t, ANNEX, PL_ROLE_DISPLAY, "annex");
    sit_down(t, WATCHER, PL_ROLE_WATCH, "watcher");
    pass(t, 1500);
    t->truth = t->sees[HALL];
    for (size_t part = 0; part < PARTS; part++)
        t->known[part] = true;
    t->old = sim_snapshot(&t->sim);
    for (unsigned acts = pick(t, 3); acts > 0; acts--) {
        act(t);
        if (pick(t, 3) == 0) {
            sim_snapshot_finish(&t->old);
            t->old = sim_snapshot(&t->sim);
        }
    }
}

void lies_trial(uint64_t seed, bool tell, struct lies_finding *finding_out)
{
    struct trial *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    *finding_out = (struct lies_finding){0};
    t->random = seed * 0x9e3779b97f4a7c15u;
    t->tell = t->sim.trace = tell;
    t->finding = finding_out;
    begin(t);
    t->sim.trace = tell;
    if (*finding_out->question)
        fault_is(t, "no fault yet");
    fault(t);
    pass(t, 500 + pick(t, 2) * 6000);
    static void (*const then[])(struct trial *) = {join, act, chair_loads, in_the_end};
    for (size_t i = 0; i < sizeof then / sizeof *then && !*finding_out->question; i++) {
        then[i](t);
        pass(t, then[i] == act || pick(t, 2) ? WRONG_MS + 500 : 500);
    }
    sim_snapshot_finish(&t->old);
    sim_finish(&t->sim);
    free(t);
    memo_forget();
}
