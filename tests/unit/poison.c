#include "tests/unit/poison.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"

#define STRANGER "eeeeeeeeeeeeeeee"
#define FAR_REV 1000000LL           /* a reader follows a rev so far, */
#define LAST_EPOCH 17592186044415LL /* an epoch up to 2^44 - 1, */
#define REIGNS 16LL                 /* and so many reigns */
#define LAST_INT PL_INT_MAX

/* What is being written; the envelope's members stand first. */
struct draft {
    uint64_t *random;
    const struct poison_room *room;
    struct poison *out;
    int64_t epoch, rev, reign, at;
    const char *by, *user, *has;
    char has_text[96];
    bool forbidden; /* a name that the rules refuse and the schema cannot say */
};

uint32_t poison_pick(uint64_t *random, uint32_t below)
{
    uint64_t z = *random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % below);
}

static uint32_t pick(struct draft *d, uint32_t below)
{
    return poison_pick(d->random, below);
}

__attribute__((format(printf, 2, 3))) static void put(struct draft *d, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(d->out->bytes + d->out->size, POISON_BYTES - d->out->size, format, list);
    va_end(list);
    if (length > 0 && (size_t)length < POISON_BYTES - d->out->size)
        d->out->size += (size_t)length;
}

static void say(struct draft *d, const char *word)
{
    size_t used = strlen(d->out->what);
    snprintf(d->out->what + used, POISON_WHAT - used, "%s%s", used ? ", " : "", word);
}

/* ---- bodies; each says what is odd about it ---- */

static void put_sections(struct draft *d, const char *prefix, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        put(d, "%s{\"id\":\"%s%u\",\"label\":\"%u\"}", i ? "," : "", prefix, i, i);
}

static void put_room_sections(struct draft *d)
{
    const char *last = "";
    for (size_t i = 0; i < d->room->item_count; i++) {
        const char *id = d->room->items[i].section;
        if (strcmp(id, last) != 0)
            put(d, "%s{\"id\":\"%s\",\"label\":\"%s\"}", *last ? "," : "", id, id);
        last = id;
    }
}

static void body_document(struct draft *d, char load[PL_LOAD_MAX + 1])
{
    unsigned way = pick(d, 5);
    if (way < 3)
        snprintf(load, PL_LOAD_MAX + 1, "%lld-%s", (long long)d->epoch, d->by);
    put(d, ",\"load\":\"%s\",\"languages\":[\"en\"],\"title\":{\"en\":\"Evil\"},\"sections\":[",
        load);
    if (way == 0) {
        say(d, "a text without sections");
    } else if (way < 3) {
        say(d, way == 1 ? "a section that never comes" : "256 sections that never come");
        put_sections(d, "x", way == 1 ? 1 : 256);
    } else {
        put_room_sections(d);
        if (way == 4) {
            say(d, "one section more");
            put(d, ",{\"id\":\"zz\",\"label\":\"zz\"}");
        }
    }
    put(d, "]");
}

static void body_items(struct draft *d)
{
    static const char *const ways[] = {"no items", "items of a stranger",
                                       "an item that is too deep"};
    unsigned way = pick(d, 3);
    say(d, ways[way]);
    put(d, ",\"items\":[");
    if (way)
        put(d, "{\"id\":\"zz\",\"level\":%d,\"label\":\"z\",\"marker\":\"\",\"status\":\"open\"}",
            way == 2 ? 9 : 1);
    put(d, "]");
}

static void body_text(struct draft *d)
{
    bool other = pick(d, 2);
    say(d, other ? "other words" : "no words");
    put(d, ",\"title\":\"Evil\",\"items\":{");
    if (other)
        put(d, "\"%s\":{\"of\":1,\"runs\":[{\"t\":\"evil words\"}]}", d->room->item);
    put(d, "}");
}

static void body_cursor(struct draft *d)
{
    static const char *const screens[] = {"blank", "overview"};
    static const char *const ways[] = {
        "an item",        "an item that is nowhere", "no item at all", "a section that is nowhere",
        "a far position", "another screen",          "a far highlight"};
    unsigned way = pick(d, 7);
    size_t i = pick(d, (uint32_t)d->room->item_count);
    say(d, ways[way]);
    if (way != 2)
        put(d, ",\"section\":\"%s\",\"item\":\"%s\"", way == 3 ? "zz" : d->room->items[i].section,
            way == 1 || way == 3 ? "zz" : d->room->items[i].id);
    put(d, ",\"position\":%d,\"highlights\":[", way == 4 ? 16000 : 0);
    if (way == 6)
        put(d, "{\"item\":\"zz\",\"lang\":\"en\",\"start\":9000,\"end\":9001,\"exact\":\"x\"}");
    put(d, "],\"screen\":\"%s\"", way == 5 ? screens[pick(d, 2)] : "text");
}

static int64_t odd_time(struct draft *d)
{
    const int64_t times[] = {0, d->room->wall_ms + 86400000, LAST_INT, d->room->wall_ms - 86400000};
    return times[pick(d, 4)];
}

static void put_speaker(struct draft *d, const char *id, unsigned number, const char *name)
{
    put(d, "{\"id\":\"%s-%u\",\"name\":\"%s\",\"kind\":\"statement\",\"limit_s\":0}", id, number,
        name);
}

static void body_speakers(struct draft *d)
{
    static const char *const ways[] = {"nobody", "a stranger", "a name with a blank nobody sees",
                                       "256 names", "the floor at an odd time"};
    unsigned way = pick(d, 5);
    say(d, ways[way]);
    d->forbidden |= way == 2;
    put(d, ",\"list\":\"open\"");
    if (way == 4) {
        put(d, ",\"floor\":{\"speaker\":");
        put_speaker(d, STRANGER, 999, "Evil");
        put(d, ",\"clock\":{\"running\":true,\"since\":%lld,\"used_ms\":0,\"limit_s\":0}}",
            (long long)odd_time(d));
    }
    put(d, ",\"queue\":[");
    for (unsigned i = 0; i < (way == 3 ? 256 : way == 1 || way == 2); i++) {
        put(d, i ? "," : "");
        put_speaker(d, STRANGER, i, way == 2 ? "Bra\xe2\x80\x8bzil" : "Evil");
    }
    put(d, "]");
}

static void body_timer(struct draft *d)
{
    bool odd = pick(d, 2);
    say(d, odd ? "an odd time" : "a plain timer");
    put(d,
        ",\"mode\":\"down\",\"label\":\"Evil\",\"clock\":{\"running\":true,\"since\":%lld,"
        "\"used_ms\":%lld,\"limit_s\":300}",
        (long long)(odd ? odd_time(d) : d->room->wall_ms),
        odd && pick(d, 2) ? (long long)LAST_INT : 0LL);
}

static void body_notice(struct draft *d)
{
    static const int64_t until[] = {0, 1, LAST_INT};
    put(d, ",\"text\":\"%s\",\"until\":%lld", pick(d, 2) ? "Evil notice" : "",
        (long long)until[pick(d, 3)]);
}

static void put_holds(struct draft *d, unsigned way)
{
    static const char *const names[] = {[PL_TOPIC_DOCUMENT] = "document",
                                        [PL_TOPIC_CURSOR] = "cursor",
                                        [PL_TOPIC_SPEAKERS] = "speakers",
                                        [PL_TOPIC_TIMER] = "timer",
                                        [PL_TOPIC_NOTICE] = "notice"};
    static const int64_t more[] = {1, 1000, FAR_REV + 1, LAST_INT / 2};
    bool first = true;
    int64_t ahead = way == 1 ? more[pick(d, 4)] : 0;
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct pl_stamp *held = &d->room->held[kind];
        int64_t rev = held->rev + ahead;
        if (!names[kind] || (!held->rev && way != 1))
            continue;
        put(d, "%s\"%s\":[%lld,%lld,\"%s\"]", first ? "" : ",", names[kind],
            (long long)(way == 2 ? LAST_INT : d->room->epoch), (long long)rev,
            way           ? STRANGER
            : held->by[0] ? held->by
                          : STRANGER);
        first = false;
    }
}

static void put_pages(struct draft *d, unsigned way)
{
    put(d, ",\"at_item\":{\"section\":\"%s\",\"item\":\"%s\",\"pages\":[0", d->room->section,
        d->room->item);
    for (int i = 1; way == 3 && i < 40; i++)
        put(d, ",%d", i);
    put(d, "],\"page\":0}");
}

static void body_display(struct draft *d)
{
    static const char *const ways[] = {"what is there", "revs ahead", "the last epoch",
                                       "pages of one letter", "offline"};
    unsigned way = pick(d, 5);
    say(d, ways[way]);
    put(d, ",\"online\":%s,\"name\":\"%s\"", way == 4 ? "false" : "true", d->user);
    if (way == 4)
        return;
    put(d, ",\"version\":\"1\",\"size\":[640,360],\"languages\":[],\"load\":\"%s\",\"holds\":{",
        d->room->load);
    put_holds(d, way);
    put(d, "}");
    put_pages(d, way);
    put(d, ",\"changed_at\":0,\"took_ms\":0,\"refused\":{},\"old_news\":0");
}

/* The desk, or who wrote the timer. */
static const char *somebody(struct draft *d)
{
    const struct pl_stamp *timer = &d->room->held[PL_TOPIC_TIMER];
    return timer->rev && pick(d, 2) ? timer->by : d->room->desk_by;
}

static void body_beat(struct draft *d)
{
    put(d, ",\"offsets\":[");
    if (pick(d, 2)) {
        say(d, "another's clock");
        put(d, "[\"%s\",%d]", somebody(d), pick(d, 2) ? 180000 : -86400000);
    }
    put(d, "]");
}

static void put_body(struct draft *d, char load[PL_LOAD_MAX + 1])
{
    switch (d->out->kind) {
    case PL_TOPIC_DOCUMENT:
        body_document(d, load);
        break;
    case PL_TOPIC_ITEMS:
        body_items(d);
        break;
    case PL_TOPIC_TEXT:
        body_text(d);
        break;
    case PL_TOPIC_CURSOR:
        body_cursor(d);
        break;
    case PL_TOPIC_SPEAKERS:
        body_speakers(d);
        break;
    case PL_TOPIC_TIMER:
        body_timer(d);
        break;
    case PL_TOPIC_NOTICE:
        body_notice(d);
        break;
    case PL_TOPIC_CAPTION:
        put(d, ",\"text\":\"evil words\"");
        break;
    case PL_TOPIC_REQUEST:
        put(d, ",\"want\":\"floor\",\"number\":%d,\"kind\":\"statement\"", (int)pick(d, 9));
        break;
    case PL_TOPIC_DISPLAY:
        body_display(d);
        break;
    case PL_TOPIC_DESK:
        put(d, ",\"online\":%s,\"name\":\"%s\",\"version\":\"1\"", pick(d, 3) ? "true" : "false",
            d->user);
        break;
    case PL_TOPIC_BEAT:
        body_beat(d);
        break;
    default:
        break;
    }
}

/* ---- the envelope ---- */

static void odd_epoch(struct draft *d)
{
    static const struct {
        int64_t plus, is;
        const char *what;
    } odd[] = {{0, LAST_INT, "epoch 2^53-1"},
               {0, LAST_EPOCH + 1, "epoch 2^44"},
               {0, LAST_EPOCH, "epoch 2^44-1"},
               {1, 0, "the next epoch"},
               {86400000, 0, "tomorrow's epoch"},
               {-1, 0, "the epoch before"},
               {0, 0, "epoch 0"}};
    unsigned i = pick(d, 7);
    d->epoch = odd[i].plus ? d->room->epoch + odd[i].plus : odd[i].is;
    say(d, odd[i].what);
}

static void odd_rev(struct draft *d)
{
    static const struct {
        int64_t plus, is;
        const char *what;
    } odd[] = {{0, LAST_INT, "rev 2^53-1"},   {0, LAST_INT - 1, "rev 2^53-2"},
               {FAR_REV - 1, 0, "a far rev"}, {FAR_REV + 1, 0, "a rev too far"},
               {-1, 0, "the same rev"},       {0, 0, "rev 0"}};
    unsigned i = pick(d, 6);
    d->rev = odd[i].plus ? d->rev + odd[i].plus : odd[i].is;
    say(d, odd[i].what);
}

static void odd_by(struct draft *d)
{
    static const char *const by[] = {"0000000000000000", "ffffffffffffffff"};
    unsigned i = pick(d, 3);
    d->by = i < 2 ? by[i] : somebody(d);
    say(d, i < 2 ? by[i] : "another's by");
}

static void odd_has(struct draft *d)
{
    const long long number = pick(d, 2) ? LAST_INT : 40;
    snprintf(d->has_text, sizeof d->has_text, "[[\"%s\",%lld]]", d->room->desk_by, number);
    d->has = d->has_text;
    say(d, "has what the desk never made");
}

static void odd_at(struct draft *d)
{
    const int64_t at[] = {d->at + 180000, d->at - 86400000, 0, LAST_INT};
    d->at = at[pick(d, 4)];
    say(d, "another clock");
}

static void odd_reign(struct draft *d)
{
    static const int64_t reigns[] = {1, REIGNS, REIGNS + 1, LAST_INT};
    d->reign = reigns[pick(d, 4)];
    say(d, "another reign");
}

/* Whose clock is whose is learned from what is sent. */
static void odd_member(struct draft *d)
{
    if (d->out->kind >= PL_TOPIC_CAPTION && pick(d, 2)) {
        d->by = somebody(d);
        say(d, "another's by");
        odd_at(d);
        return;
    }
    switch (pick(d, 8)) {
    case 0:
    case 1:
        odd_epoch(d);
        break;
    case 2:
    case 3:
        odd_rev(d);
        break;
    case 4:
        odd_by(d);
        break;
    case 5:
        if (d->out->kind < PL_TOPIC_ORDERED_COUNT)
            odd_has(d);
        break;
    case 6:
        if (d->out->kind == PL_TOPIC_DOCUMENT)
            odd_reign(d);
        else
            odd_by(d);
        break;
    default:
        odd_at(d);
        break;
    }
}

static void put_message(struct draft *d)
{
    char load[PL_LOAD_MAX + 1];
    snprintf(load, sizeof load, "%s", d->room->load);
    put(d, "{\"v\":1,\"epoch\":%lld,\"rev\":%lld,\"by\":\"%s\"", (long long)d->epoch,
        (long long)d->rev, d->by);
    if (d->out->kind < PL_TOPIC_ORDERED_COUNT)
        put(d, ",\"has\":%s", d->has);
    put(d, ",\"at\":%lld", (long long)d->at);
    if (d->reign)
        put(d, ",\"reign\":%lld", (long long)d->reign);
    put_body(d, load);
    put(d, "}");
}

/* ---- topic ---- */

static const char *user_for(struct draft *d)
{
    bool walls = d->out->kind == PL_TOPIC_DISPLAY || d->out->kind == PL_TOPIC_ECHO;
    if (d->out->kind == PL_TOPIC_REQUEST || (!pick(d, 2) && d->out->kind != PL_TOPIC_ECHO))
        return "stranger";
    return walls ? d->room->walls[pick(d, (uint32_t)d->room->wall_count)] : "chair";
}

static void put_topic(struct draft *d)
{
    static const char *const names[] = {
        [PL_TOPIC_DOCUMENT] = "document", [PL_TOPIC_ITEMS] = "items",
        [PL_TOPIC_TEXT] = "text",         [PL_TOPIC_CURSOR] = "cursor",
        [PL_TOPIC_SPEAKERS] = "speakers", [PL_TOPIC_TIMER] = "timer",
        [PL_TOPIC_NOTICE] = "notice",     [PL_TOPIC_CAPTION] = "caption",
        [PL_TOPIC_REQUEST] = "request",   [PL_TOPIC_DISPLAY] = "display",
        [PL_TOPIC_DESK] = "desk",         [PL_TOPIC_BEAT] = "beat",
        [PL_TOPIC_ECHO] = "display"};
    const struct poison_room *room = d->room;
    enum pl_topic_kind kind = d->out->kind;
    char *out = d->out->topic;
    size_t size = sizeof d->out->topic;
    d->user = kind >= PL_TOPIC_REQUEST ? user_for(d) : "";
    if (kind == PL_TOPIC_ITEMS)
        snprintf(out, size, "plenary/main/items/%s/%s", room->load, room->section);
    else if (kind == PL_TOPIC_TEXT)
        snprintf(out, size, "plenary/main/text/%s/%s/en", room->load, room->section);
    else
        snprintf(out, size, "plenary/main/%s%s%s%s", names[kind], *d->user ? "/" : "", d->user,
                 kind == PL_TOPIC_ECHO ? "/echo" : "");
    snprintf(d->out->what, POISON_WHAT, "%s%s%s", kind == PL_TOPIC_ECHO ? "echo" : names[kind],
             *d->user ? " of " : "", d->user);
}

void poison_topic(const struct poison *poison, size_t copy, char out[PL_TOPIC_MAX + 1])
{
    if (poison->copies > 1)
        snprintf(out, PL_TOPIC_MAX + 1, "%.180s-%zu", poison->topic, copy);
    else
        snprintf(out, PL_TOPIC_MAX + 1, "%s", poison->topic);
}

/* ---- what the rules say ---- */

static int64_t reign_of(const char *bytes)
{
    const char *at = strstr(bytes, "\"reign\":");
    return at ? strtoll(at + 8, NULL, 10) : 0;
}

static int order(const struct pl_stamp *a, const struct pl_stamp *b)
{
    if (a->epoch != b->epoch)
        return a->epoch < b->epoch ? -1 : 1;
    if (a->rev != b->rev)
        return a->rev < b->rev ? -1 : 1;
    return strcmp(a->by, b->by);
}

static bool place_is(const struct poison_room *room, const char *section, const char *item)
{
    for (size_t i = 0; i < room->item_count && section && item; i++)
        if (strcmp(room->items[i].section, section) == 0 && strcmp(room->items[i].id, item) == 0)
            return true;
    return false;
}

static bool document_taken(const struct poison_room *room, const struct poison *poison,
                           const struct pl_message *m)
{
    int64_t reign = reign_of(poison->bytes);
    if (reign > room->reign + REIGNS || reign < room->reign ||
        (reign == room->reign && order(&m->envelope.stamp, &room->held[PL_TOPIC_DOCUMENT]) <= 0))
        return false;
    if (m->body.document.section_count == 0)
        return true;
    bool same = strcmp(m->body.document.load, room->load) == 0;
    for (size_t s = 0; same && s < m->body.document.section_count; s++) {
        const char *id = m->body.document.sections[s].id;
        bool here = false;
        for (size_t i = 0; i < room->item_count; i++)
            here |= strcmp(room->items[i].section, id) == 0;
        same = here;
    }
    return same;
}

static bool message_taken(const struct poison_room *room, const struct poison *poison,
                          const struct pl_message *m)
{
    const struct pl_stamp *stamp = &m->envelope.stamp, *held = &room->held[m->topic.kind];
    if (m->empty || m->topic.kind >= PL_TOPIC_ORDERED_COUNT || stamp->epoch > LAST_EPOCH ||
        (stamp->epoch == held->epoch && stamp->rev - held->rev > FAR_REV))
        return false;
    if (m->topic.kind == PL_TOPIC_DOCUMENT)
        return document_taken(room, poison, m);
    if (stamp->epoch > room->epoch || order(stamp, held) <= 0)
        return false;
    if (m->topic.kind == PL_TOPIC_CURSOR)
        return stamp->epoch == room->epoch &&
               place_is(room, m->body.cursor.section, m->body.cursor.item);
    if (m->topic.kind == PL_TOPIC_ITEMS || m->topic.kind == PL_TOPIC_TEXT)
        return strcmp(m->topic.load, room->load) == 0;
    return true;
}

static void judge(struct draft *d)
{
    struct poison *out = d->out;
    struct pl_topic topic;
    struct pl_message *m = NULL;
    out->taken = out->far = false;
    if (d->forbidden || pl_wire_parse_topic("main", out->topic, &topic) != PL_OK ||
        pl_wire_decode(&topic, out->bytes, out->size, &m) != PL_OK)
        return;
    const struct pl_stamp *stamp = &m->envelope.stamp;
    if (!m->empty && topic.kind < PL_TOPIC_ORDERED_COUNT) {
        out->taken = message_taken(d->room, out, m);
        out->far =
            stamp->epoch <= d->room->epoch && stamp->rev > d->room->held[topic.kind].rev + FAR_REV;
    }
    pl_message_destroy(m);
}

/* ---- bytes ---- */

static void spoil_bytes(struct draft *d)
{
    struct poison *out = d->out;
    switch (pick(d, 4)) {
    case 0:
        out->size = 0;
        say(d, "deleted");
        break;
    case 1:
        out->size /= 2;
        say(d, "cut short");
        break;
    case 2:
        snprintf(out->bytes, POISON_BYTES, "{\"v\":1,");
        out->size = 7;
        say(d, "garbage");
        break;
    default:
        out->bytes[pick(d, (uint32_t)out->size)] = (char)pick(d, 256);
        say(d, "a byte changed");
        break;
    }
    out->bytes[out->size] = '\0';
}

static void many(struct draft *d)
{
    bool may = strcmp(d->user, "stranger") == 0 &&
               (d->out->kind == PL_TOPIC_DISPLAY || d->out->kind == PL_TOPIC_REQUEST ||
                d->out->kind == PL_TOPIC_DESK);
    if (may && pick(d, 16) == 0) {
        d->out->copies = d->out->kind == PL_TOPIC_REQUEST ? 300 : 70;
        d->out->retain = true;
        say(d, "many");
    }
}

void poison_make(uint64_t *random, const struct poison_room *room, struct poison *out)
{
    struct draft d = {.random = random,
                      .room = room,
                      .out = out,
                      .epoch = room->epoch,
                      .reign = room->reign,
                      .at = room->wall_ms,
                      .by = STRANGER,
                      .has = "[]"};
    out->kind = (enum pl_topic_kind)pick(&d, PL_TOPIC_COUNT);
    out->size = 0;
    out->copies = 1;
    put_topic(&d);
    d.rev = out->kind < PL_TOPIC_ORDERED_COUNT ? room->held[out->kind].rev + 1 : 1;
    out->retain =
        out->kind != PL_TOPIC_CAPTION && out->kind != PL_TOPIC_BEAT && out->kind != PL_TOPIC_ECHO;
    if (pick(&d, 8) == 0) {
        out->retain = !out->retain;
        say(&d, out->retain ? "retained" : "not retained");
    }
    for (unsigned i = 1 + pick(&d, 2); i > 0 && pick(&d, 5); i--)
        odd_member(&d);
    put_message(&d);
    out->bytes[out->size] = '\0';
    if (pick(&d, 6) == 0)
        spoil_bytes(&d);
    many(&d);
    judge(&d);
}

/* ---- the room ---- */

static void know_document(struct poison_room *room, const struct pl_message *m, const char *bytes)
{
    const struct pl_document *document = &m->body.document;
    room->epoch = m->envelope.stamp.epoch;
    room->reign = reign_of(bytes);
    snprintf(room->load, sizeof room->load, "%s", document->load);
    if (!*room->section && document->start_section && document->start_item) {
        snprintf(room->section, sizeof room->section, "%s", document->start_section);
        snprintf(room->item, sizeof room->item, "%s", document->start_item);
    }
}

static void know_items(struct poison_room *room, const struct pl_message *m)
{
    for (size_t i = 0; i < m->body.items.count; i++) {
        const char *id = m->body.items.items[i].id;
        size_t at = 0;
        while (at < room->item_count && (strcmp(room->items[at].section, m->topic.section) != 0 ||
                                         strcmp(room->items[at].id, id) != 0))
            at++;
        if (at == POISON_ITEMS)
            return;
        memcpy(room->items[at].section, m->topic.section, sizeof m->topic.section);
        snprintf(room->items[at].id, sizeof room->items[at].id, "%s", id);
        room->item_count += at == room->item_count;
    }
}

void poison_know(struct poison_room *room, const char *topic, const void *bytes, size_t size)
{
    struct pl_topic parsed;
    struct pl_message *m = NULL;
    if (pl_wire_parse_topic("main", topic, &parsed) != PL_OK ||
        pl_wire_decode(&parsed, bytes, size, &m) != PL_OK)
        return;
    bool ordered = parsed.kind < PL_TOPIC_ORDERED_COUNT && !m->empty;
    bool loaded = parsed.kind == PL_TOPIC_ITEMS || parsed.kind == PL_TOPIC_TEXT;
    bool current = !loaded || strcmp(parsed.load, room->load) == 0;
    if (ordered && current && (!loaded || strcmp(parsed.section, room->section) == 0))
        room->held[parsed.kind] = m->envelope.stamp;
    if (parsed.kind == PL_TOPIC_DOCUMENT && ordered)
        know_document(room, m, bytes);
    if (parsed.kind == PL_TOPIC_ITEMS && ordered && current)
        know_items(room, m);
    if (parsed.kind == PL_TOPIC_CURSOR && ordered && m->body.cursor.section &&
        m->body.cursor.item) {
        snprintf(room->section, sizeof room->section, "%s", m->body.cursor.section);
        snprintf(room->item, sizeof room->item, "%s", m->body.cursor.item);
    }
    pl_message_destroy(m);
}
