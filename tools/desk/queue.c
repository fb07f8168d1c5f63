#include "queue.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "intent.h"
#include "plenary/wire.h"

enum { SPELT_MAX = 3 * PL_NAME_MAX }; /* bytes of a name as it is typed: more than it has */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Bytes that `text` has of `word` at its beginning, capitals or not: all of them, or 0. */
static size_t begins(const char *text, const char *word)
{
    size_t i = 0;
    while (word[i] && lower(text[i]) == lower(word[i])) {
        i++;
    }
    return word[i] ? 0 : i;
}

bool queue_same(const char *a, const char *b)
{
    return strcmp(a, b) == 0 || utf8_same_name(a, b);
}

/* ---- new entries ---- */

/* A word of the kind before the name, and a blank. */
static size_t kind_before(const char *text, enum pl_kind *kind_out)
{
    static const struct {
        const char *word;
        enum pl_kind kind;
    } words[] = {{"right of reply ", PL_KIND_REPLY},
                 {"reply ", PL_KIND_REPLY},
                 {"point of order ", PL_KIND_POINT_OF_ORDER},
                 {"point ", PL_KIND_POINT_OF_ORDER}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = begins(text, words[i].word);
        if (length > 0) {
            *kind_out = words[i].kind;
            return length;
        }
    }
    return 0;
}

static bool ends_name(const char *text)
{
    return *text == '\0' || *text == ',' || *text == '!' || begins(text, " for ") > 0 ||
           (*text == ' ' && text[1] == '!');
}

/* The longest name of the roster that the text begins with, in whatever spelling, and its bytes in
 * the text; NULL: none. */
static const char *known_name(const struct roster *roster, const char *text, size_t *length_out)
{
    const char *best = NULL;
    char part[SPELT_MAX + 1];
    *length_out = 0;
    for (size_t length = 1; roster && text[length - 1] && length <= SPELT_MAX; length++) {
        if (ends_name(text + length)) {
            snprintf(part, sizeof part, "%.*s", (int)length, text);
            const struct roster_entry *entry = roster_by_name(roster, part);
            best = entry ? entry->name : best;
            *length_out = entry ? length : *length_out;
        }
    }
    return best;
}

const char *queue_spelt(const struct roster *roster, const char *name, bool group)
{
    const char *spelt = group ? roster_group(roster, name) : NULL;
    const struct roster_entry *entry = spelt ? NULL : roster_by_name(roster, name);
    return spelt ? spelt : entry ? entry->name : name;
}

/* Bytes of a name that is not known: up to what may follow one. */
static size_t unknown_name(const char *text)
{
    size_t length = 0;
    while (!ends_name(text + length)) {
        length++;
    }
    return length;
}

static bool take(const char *from, size_t length, char out[PL_NAME_MAX + 1])
{
    while (length > 0 && from[length - 1] == ' ') {
        length--;
    }
    if (length > PL_NAME_MAX) {
        return false;
    }
    memcpy(out, from, length);
    out[length] = '\0';
    return true;
}

static bool take_name(const char **at, const struct roster *roster, char out[PL_NAME_MAX + 1])
{
    size_t length;
    const char *known = known_name(roster, *at, &length);
    length = known ? length : unknown_name(*at);
    bool good = take(known ? known : *at, known ? strlen(known) : length, out);
    *at += length;
    return good;
}

static bool take_group(const char **at, const struct roster *roster, char out[PL_NAME_MAX + 1])
{
    size_t length = strcspn(*at, ",!");
    bool good = take(*at, length, out);
    if (good) {
        const char *spelt = queue_spelt(roster, out, true);
        good = spelt == out || take(spelt, strlen(spelt), out);
    }
    *at += length;
    return good;
}

static enum queue_read judge(const struct queue_asked *asked)
{
    uint32_t hidden, hidden_behind;
    pl_wire_check_name(asked->name, strlen(asked->name), &hidden);
    pl_wire_check_name(asked->on_behalf, strlen(asked->on_behalf), &hidden_behind);
    return hidden || hidden_behind ? QUEUE_HIDDEN : asked->name[0] ? QUEUE_ONE : QUEUE_NO_NAME;
}

enum queue_read queue_read(const char **at, const struct roster *roster,
                           struct queue_asked *asked_out)
{
    *asked_out = (struct queue_asked){.kind = PL_KIND_STATEMENT};
    *at += strspn(*at, " ,");
    if (!**at) {
        return QUEUE_END;
    }
    size_t length;
    if (!known_name(roster, *at, &length)) {
        *at += kind_before(*at, &asked_out->kind);
    }
    bool good = take_name(at, roster, asked_out->name);
    size_t joint = begins(*at, " for ");
    if (joint > 0) {
        *at += joint;
        good = take_group(at, roster, asked_out->on_behalf) && good;
    }
    *at += strspn(*at, " ");
    if (**at == '!') {
        asked_out->kind = PL_KIND_POINT_OF_ORDER;
        *at += strspn(*at, "! ");
    }
    return good ? judge(asked_out) : QUEUE_LONG;
}

const char *queue_last_part(const char *text, bool *group_out)
{
    const char *comma = strrchr(text, ',');
    const char *part = comma ? comma + 1 : text;
    enum pl_kind kind;
    part += strspn(part, " ");
    part += kind_before(part, &kind);
    *group_out = false;
    for (const char *at = part; *at; at++) {
        size_t joint = begins(at, " for ");
        if (joint > 0) {
            part = at + joint;
            *group_out = true;
        }
    }
    return part;
}

static const struct roster_entry *person(const struct roster *roster, const char *user,
                                         const char *name)
{
    const struct roster_entry *entry = roster_by_user(roster, user);
    return entry ? entry : roster_by_name(roster, name);
}

const char *queue_class(const struct pl_speakers *speakers, const struct roster *roster,
                        const char *name, const char *user, const char *on_behalf)
{
    const struct roster_entry *entry = person(roster, user, name);
    const char *class_name = on_behalf && *on_behalf       ? "group"
                             : entry && *entry->class_name ? entry->class_name
                                                           : "delegation";
    for (size_t i = 0; i < speakers->limit_count; i++) {
        if (queue_same(speakers->limits[i].class_name, class_name)) {
            return speakers->limits[i].class_name;
        }
    }
    return class_name;
}

static bool is_reply_of(const struct pl_speaker *speaker, const char *name)
{
    return speaker->kind == PL_KIND_REPLY && queue_same(speaker->name, name);
}

size_t queue_replies(const struct pl_speakers *speakers, const char *name)
{
    size_t count = speakers->has_floor && is_reply_of(&speakers->floor, name);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        count += is_reply_of(&speakers->queue[i], name);
    }
    return count;
}

static uint64_t mix(uint64_t hash, const char *text)
{
    for (; *text; text++) {
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u; /* FNV-1a */
    }
    return (hash ^ 0xffu) * 0x100000001b3u;
}

void queue_request_id(const char *user, const char *by, int64_t number, char id_out[PL_ID_MAX + 1])
{
    uint64_t hash = mix(mix(0xcbf29ce484222325u, user), by);
    snprintf(id_out, PL_ID_MAX + 1, "r-%016llx-%llx", (unsigned long long)hash,
             (unsigned long long)number & 0xfffffffffu);
}

void queue_ordinal(size_t number, char *out, size_t size)
{
    static const char *const ends[] = {"th", "st", "nd", "rd"};
    bool teen = number / 10 % 10 == 1;
    size_t last = number % 10;
    snprintf(out, size, "%zu%s", number, ends[teen || last > 3 ? 0 : last]);
}

/* ---- balance ---- */

static void count_one(struct queue_share *shares, size_t *count, const char *what, size_t more)
{
    size_t at = 0;
    while (at < *count && !queue_same(shares[at].what, what)) {
        at++;
    }
    if (at == QUEUE_SHARES - 1) {
        return; /* one place is for the others */
    }
    if (at == *count) {
        shares[at] = (struct queue_share){.what = what};
        ++*count;
    }
    shares[at].count += more;
}

static void most_first(struct queue_share *shares, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct queue_share share = shares[i];
        size_t at = i;
        while (at > 0 && shares[at - 1].count < share.count) {
            shares[at] = shares[at - 1];
            at--;
        }
        shares[at] = share;
    }
}

static const char *group_of(const struct pl_speaker *speaker, const struct roster *roster)
{
    const struct roster_entry *entry = person(roster, speaker->user, speaker->name);
    if (speaker->on_behalf) {
        return speaker->on_behalf;
    }
    return entry && *entry->group ? entry->group : NULL;
}

size_t queue_groups(const struct pl_speakers *speakers, const struct roster *roster,
                    struct queue_share shares_out[QUEUE_SHARES])
{
    size_t count = 0;
    size_t known = 0;
    for (size_t i = 0; i < speakers->queue_count; i++) {
        const char *group = group_of(&speakers->queue[i], roster);
        if (group) {
            count_one(shares_out, &count, group, 1);
        }
    }
    most_first(shares_out, count);
    for (size_t i = 0; i < count; i++) {
        known += shares_out[i].count;
    }
    if (count > 0 && known < speakers->queue_count) {
        shares_out[count] = (struct queue_share){.count = speakers->queue_count - known};
        count++;
    }
    return count;
}

size_t queue_classes(const struct pl_speakers *speakers, const struct roster *roster,
                     struct queue_share shares_out[QUEUE_SHARES])
{
    size_t count = 0;
    for (size_t i = 0; i < speakers->queue_count; i++) {
        const struct pl_speaker *speaker = &speakers->queue[i];
        const struct roster_entry *entry = person(roster, speaker->user, speaker->name);
        const char *class_name = entry && *entry->class_name ? entry->class_name
                                 : speaker->class_name       ? speaker->class_name
                                                             : "delegation";
        count_one(shares_out, &count, class_name, 1);
    }
    most_first(shares_out, count);
    for (size_t i = 0; i < roster_count(roster); i++) {
        const char *class_name = roster_entry(roster, i)->class_name;
        if (*class_name) {
            count_one(shares_out, &count, class_name, 0);
        }
    }
    return count > 1 ? count : 0;
}

void queue_describe(const struct queue_share *shares, size_t count, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        int bytes = snprintf(out + used, size - used, "%s%s %zu", i ? " · " : "",
                             shares[i].what ? shares[i].what : "others", shares[i].count);
        used += bytes > 0 ? (size_t)bytes : 0;
    }
}

/* ---- limits ---- */

/* "10:00", or whole minutes. */
static bool read_time(const char *word, int64_t *seconds_out)
{
    int64_t minutes = 0;
    if (intent_number(word, 1, PL_SECONDS_MAX / 60, &minutes)) {
        *seconds_out = minutes * 60;
        return true;
    }
    return intent_seconds(word, seconds_out);
}

/* Of "CLASS TIME"; true with 0 seconds for "none". */
static bool read_limit(const char *part, char name[PL_NAME_MAX + 1], int64_t *seconds_out)
{
    const char *blank = strrchr(part, ' ');
    *seconds_out = 0;
    if (!blank || !take(part, (size_t)(blank - part), name) || !name[0]) {
        return false;
    }
    return queue_same(blank + 1, "none") || read_time(blank + 1, seconds_out);
}

static bool put_limit(struct queue_limits *limits, const char *name, int64_t seconds)
{
    size_t at = 0;
    while (at < limits->count && !queue_same(limits->names[at], name)) {
        at++;
    }
    if (at == PL_LIMIT_CLASSES) {
        return false;
    }
    if (at == limits->count) {
        snprintf(limits->names[at], sizeof limits->names[at], "%s", name);
        limits->limits[at].class_name = limits->names[at];
        limits->count++;
    }
    limits->limits[at].limit_s = seconds;
    return true;
}

bool queue_limits_read(const char *text, struct queue_limits *limits_out,
                       char wrong_out[PL_NAME_MAX + 1])
{
    limits_out->count = 0;
    for (const char *at = text + strspn(text, " ,"); *at; at += strspn(at, " ,")) {
        char part[PL_NAME_MAX + 1];
        char name[PL_NAME_MAX + 1];
        int64_t seconds;
        size_t length = strcspn(at, ",");
        bool good = take(at, length, part) && read_limit(part, name, &seconds) &&
                    (seconds == 0 || put_limit(limits_out, name, seconds));
        if (!good) {
            take(at, length < 40 ? length : 40, wrong_out);
            return false;
        }
        at += length;
    }
    return true;
}

/* "10:00", "1:10:00" */
static void write_time(int64_t seconds, char *out, size_t size)
{
    long long s = seconds;
    if (s >= 3600) {
        snprintf(out, size, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    } else {
        snprintf(out, size, "%lld:%02lld", s / 60, s % 60);
    }
}

void queue_limits_write(const struct pl_limit *limits, size_t count, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && used < size; i++) {
        char time[32];
        write_time(limits[i].limit_s, time, sizeof time);
        int bytes =
            snprintf(out + used, size - used, "%s%s %s", i ? ", " : "", limits[i].class_name, time);
        used += bytes > 0 ? (size_t)bytes : 0;
    }
}

/* ---- the timer ---- */

static bool timer_word(const char *text, enum queue_timer *what_out)
{
    static const struct {
        const char *word;
        enum queue_timer what;
    } words[] = {{"off", QUEUE_TIMER_OFF},
                 {"stop", QUEUE_TIMER_OFF},
                 {"pause", QUEUE_TIMER_PAUSE},
                 {"go", QUEUE_TIMER_GO},
                 {"go on", QUEUE_TIMER_GO}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (queue_same(text, words[i].word)) {
            *what_out = words[i].what;
            return true;
        }
    }
    return false;
}

bool queue_timer_read(const char *text, enum queue_timer *what_out, int64_t *seconds_out,
                      char label_out[PL_NAME_MAX + 1])
{
    const char *blank = strrchr(text, ' ');
    const char *time = blank ? blank + 1 : text;
    label_out[0] = '\0';
    if (timer_word(text, what_out)) {
        return true;
    }
    *what_out = QUEUE_TIMER_START;
    return read_time(time, seconds_out) &&
           take(text, (size_t)(blank ? blank - text : 0), label_out);
}
