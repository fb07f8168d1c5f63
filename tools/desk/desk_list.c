/* What the desk does with the list of speakers and the floor. */
#include "desk_list.h"

#include <stdio.h>
#include <string.h>

#include "queue.h"

enum { ADD_MAX = 32 };

/* ---- adding ---- */

static struct pl_intent intent_add(const struct desk *desk, const char *name, const char *on_behalf,
                                   const char *user, enum pl_kind kind)
{
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    bool behalf = on_behalf && on_behalf[0];
    intent.as.add =
        (struct pl_speaker){.name = name,
                            .on_behalf = behalf ? on_behalf : NULL,
                            .class_name = queue_class(desk_speakers_of(desk, NULL),
                                                      desk->config.roster, name, user, on_behalf),
                            .user = user,
                            .kind = kind};
    intent.as.rule = PL_QUEUE_KINDS;
    return intent;
}

/* "Iran, right of reply: 5th of 6, 2nd reply; the list is closed" */
static void describe_add(const struct desk *desk, const struct pl_speaker *speaker, char *out,
                         size_t size)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    char who[DESCRIBE_LINE];
    char place[24];
    char reply[48];
    struct desk_entry entry = {.name = speaker->name, .kind = speaker->kind};
    describe_speaker(speaker, who, sizeof who);
    queue_ordinal(pl_queue_place(speakers, PL_QUEUE_KINDS, speaker->kind) + 1, place, sizeof place);
    desk_list_reply(desk, &entry, reply, sizeof reply);
    snprintf(out, size, "%.100s: %s of %zu%s%s%s", who, place, speakers->queue_count + 1,
             reply[0] ? ", " : "", reply, speakers->open ? "" : "; the list is closed");
}

static void add_all(struct desk *desk, const struct pl_intent *intents, size_t count)
{
    char line[ACTS_NAME];
    if (count == 0) {
        return;
    }
    if (count == 1) {
        describe_add(desk, &intents[0].as.add, line, sizeof line);
    } else {
        bool open = desk_speakers_of(desk, NULL)->open;
        snprintf(line, sizeof line, "%zu on the list, %.60s to %.60s%s", count,
                 intents[0].as.add.name, intents[count - 1].as.add.name,
                 open ? "" : "; it is closed");
    }
    desk_do_all(desk, intents, count, "%s", line);
}

static void answered_add(struct desk *desk, const char *text)
{
    struct queue_asked asked[ADD_MAX];
    struct pl_intent intents[ADD_MAX];
    size_t count = 0;
    enum queue_read read = QUEUE_ONE;
    while (count < ADD_MAX) {
        struct queue_asked *one = &asked[count];
        read = queue_read(&text, desk->config.roster, one);
        if (read != QUEUE_ONE) {
            break;
        }
        intents[count++] = intent_add(desk, one->name, one->on_behalf, NULL, one->kind);
    }
    if (read == QUEUE_NO_NAME) {
        desk_say(desk, DESK_WARNED, "nobody added: a name is missing before \"%.40s\"", text);
    } else if (read == QUEUE_LONG) {
        desk_say(desk, DESK_WARNED, "nobody added: a name has at most %d characters",
                 PL_NAME_POINTS);
    } else if (read == QUEUE_HIDDEN) {
        desk_say(desk, DESK_WARNED, "nobody added: %s", DESK_HIDDEN);
    } else {
        add_all(desk, intents, count);
    }
}

/* Groups: those that were spoken for today, then those of the roster. */
static const char *complete_group(struct desk *desk, const char *part, size_t nth)
{
    const struct roster *roster = desk->config.roster;
    const char *name = desk_complete_name(desk, part, nth);
    size_t bytes = strlen(part);
    size_t names = 0;
    while (!name && desk_complete_name(desk, part, names)) {
        names++;
    }
    nth -= names;
    for (size_t i = 0; !name && bytes > 0 && i < roster_count(roster); i++) {
        const char *group = roster_entry(roster, i)->group;
        bool first = strlen(group) > bytes;
        for (size_t k = 0; first && k < i; k++) {
            first = !queue_same(roster_entry(roster, k)->group, group);
        }
        char head[PL_NAME_MAX + 1];
        snprintf(head, sizeof head, "%.*s", (int)bytes, group);
        if (first && queue_same(head, part) && nth-- == 0) {
            name = group;
        }
    }
    return name;
}

static const char *complete_add(struct desk *desk, const char *text, size_t nth)
{
    bool group;
    const char *part = queue_last_part(text, &group);
    return group ? complete_group(desk, part, nth) : desk_complete_name(desk, part, nth);
}

void desk_speaker_add(struct desk *desk)
{
    static const struct desk_question question = {
        .title = "Speaker",
        .hint = "NAME, NAME for GROUP, NAME! point of order, reply NAME; Tab completes",
        .done = answered_add,
        .complete = complete_add};
    desk_ask(desk, &question, "");
}

/* ---- the floor ---- */

static bool give(struct desk *desk, const struct pl_speaker *speaker)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_GIVE};
    char who[DESCRIBE_LINE];
    describe_speaker(speaker, who, sizeof who);
    intent.as.floor.entry = speaker->id;
    intent.as.floor.premise = speakers->has_floor ? speakers->floor.id : NULL;
    return desk_do(desk, &intent, "%.100s has the floor, %zu waiting", who,
                   speakers->queue_count - 1);
}

void desk_floor_next(struct desk *desk)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct desk_entry entry;
    if (speakers->queue_count > 0) {
        give(desk, &speakers->queue[0]);
    } else if (desk_list_asks(desk, &entry)) {
        desk_say(desk, DESK_SAID, "nobody waits; %.60s asks: Tab to the speakers, then y",
                 entry.name);
    } else {
        desk_say(desk, DESK_SAID, "nobody waits%s; + adds somebody",
                 speakers->has_floor ? ", e ends the floor" : "");
    }
}

void desk_floor_done(struct desk *desk)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = desk_speakers_of(desk, &by);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_END};
    char used[32];
    if (!speakers->has_floor) {
        desk_say(desk, DESK_SAID, "nobody has the floor");
        return;
    }
    int64_t ms = describe_elapsed(desk->room, by, &speakers->floor_clock, desk->now);
    describe_seconds(ms / 1000, used, sizeof used);
    intent.as.floor.entry = speakers->floor.id;
    desk_do(desk, &intent, "%.100s has ended after %s", speakers->floor.name, used);
}

void desk_floor_clock(struct desk *desk)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_intent intent = {.kind = PL_INTENT_FLOOR_CLOCK};
    if (!speakers->has_floor) {
        desk_say(desk, DESK_SAID, "nobody has the floor");
        return;
    }
    bool run = !speakers->floor_clock.running;
    intent.as.floor_clock.entry = speakers->floor.id;
    intent.as.floor_clock.running = run;
    desk_do(desk, &intent, run ? "the clock of %.100s runs on" : "the clock of %.100s stands",
            speakers->floor.name);
}

/* ---- requests ---- */

/* A user that no roster names is shown by itself, as far as it is a name. */
static void name_of(const struct desk_entry *entry, char out[PL_NAME_POINTS + 1])
{
    size_t length = strlen(entry->name);
    if (length > PL_NAME_POINTS) {
        length = PL_NAME_POINTS;
        while (length > 0 && ((unsigned char)entry->name[length] & 0xc0u) == 0x80) {
            length--;
        }
    }
    memcpy(out, entry->name, length);
    out[length] = '\0';
}

static struct pl_intent intent_answer(const struct desk_entry *entry, bool granted)
{
    struct pl_intent intent = {.kind = PL_INTENT_ANSWER};
    intent.as.answer =
        (struct pl_answer){.user = entry->user, .number = entry->request, .granted = granted};
    return intent;
}

static void let_go(struct desk *desk, const struct desk_entry *entry)
{
    struct pl_intent intents[] = {{.kind = PL_INTENT_SPEAKER_REMOVE}, intent_answer(entry, true)};
    intents[0].as.order.entry = entry->speaker->id;
    desk_do_all(desk, intents, 2, "%.100s is off the list, as they asked", entry->name);
}

static void take(struct desk *desk, const struct desk_entry *entry)
{
    const struct roster_entry *known = roster_by_user(desk->config.roster, entry->user);
    char clipped[PL_NAME_POINTS + 1];
    char id[PL_ID_MAX + 1];
    char line[ACTS_NAME];
    name_of(entry, clipped);
    queue_request_id(entry->user, entry->by, entry->request, id);
    struct pl_intent intents[] = {
        intent_add(desk, known ? known->name : clipped, entry->on_behalf, entry->user, entry->kind),
        intent_answer(entry, true)};
    intents[0].as.add.id = id;
    describe_add(desk, &intents[0].as.add, line, sizeof line);
    if (desk_do_all(desk, intents, 2, "%s", line) && desk->speakers.entry[0]) {
        snprintf(desk->speakers.entry, sizeof desk->speakers.entry, "%s", id);
    }
}

/* The selected request, or else the first one; one that is to be declined must be meant. */
static bool asked(struct desk *desk, bool declined, struct desk_entry *entry_out)
{
    struct desk_entry second;
    size_t index;
    bool several = desk_list_at(desk, 1, &second) && second.asks;
    if (desk_list_selected(desk, entry_out, &index) && entry_out->asks) {
        return true;
    }
    if (!desk_list_asks(desk, entry_out)) {
        desk_say(desk, DESK_SAID, "nobody asks for the floor from elsewhere");
    } else if (declined && several) {
        desk_say(desk, DESK_SAID, "more than one asks: select whom to decline");
    } else {
        return true;
    }
    return false;
}

void desk_speaker_take(struct desk *desk)
{
    struct desk_entry entry;
    if (asked(desk, false, &entry)) {
        if (entry.withdraws) {
            let_go(desk, &entry);
        } else {
            take(desk, &entry);
        }
    }
}

void desk_speaker_decline(struct desk *desk)
{
    struct desk_entry entry;
    if (asked(desk, true, &entry)) {
        struct pl_intent intent = intent_answer(&entry, false);
        desk_do(desk, &intent, entry.withdraws ? "%.100s stays on the list" : "declined: %.100s",
                entry.name);
    }
}

/* ---- the selected one ---- */

static bool selected(struct desk *desk, struct desk_entry *entry_out, size_t *index_out)
{
    if (desk_list_selected(desk, entry_out, index_out)) {
        return true;
    }
    desk_say(desk, DESK_SAID,
             desk_list_at(desk, 0, entry_out) ? "nobody is selected; Down selects"
                                              : "nobody waits; + adds somebody");
    return false;
}

/* A request comes on to the list first: once more gives the floor. */
void desk_speaker_give(struct desk *desk)
{
    struct desk_entry entry;
    size_t index;
    if (!selected(desk, &entry, &index)) {
        return;
    }
    if (entry.asks) {
        desk_speaker_take(desk);
    } else {
        give(desk, entry.speaker);
    }
}

void desk_speaker_remove(struct desk *desk)
{
    struct desk_entry entry;
    size_t index;
    if (!selected(desk, &entry, &index)) {
        return;
    }
    if (entry.asks) {
        desk_speaker_decline(desk);
        return;
    }
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_REMOVE};
    intent.as.order.entry = entry.speaker->id;
    desk_do(desk, &intent, "%.100s is off the list", entry.name);
}

/* To stand before the entry of that index; at the end where there is none. */
static void reorder(struct desk *desk, const struct desk_entry *entry, size_t before, bool earlier)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ORDER};
    char place[24];
    queue_ordinal(earlier ? entry->number - 1 : entry->number + 1, place, sizeof place);
    intent.as.order.entry = entry->speaker->id;
    intent.as.order.before = before < speakers->queue_count ? speakers->queue[before].id : NULL;
    desk_do(desk, &intent, "%.100s speaks %s, now %s", entry->name, earlier ? "earlier" : "later",
            place);
}

static void cannot(struct desk *desk, const struct desk_entry *entry, const char *what)
{
    if (entry->asks) {
        desk_say(desk, DESK_SAID, "first y takes the request");
    } else {
        desk_say(desk, DESK_SAID, "%.60s is %s already", entry->name, what);
    }
}

void desk_speaker_earlier(struct desk *desk)
{
    struct desk_entry entry;
    size_t index;
    if (!selected(desk, &entry, &index)) {
        return;
    }
    if (entry.asks || entry.number == 1) {
        cannot(desk, &entry, "the first");
        return;
    }
    reorder(desk, &entry, entry.number - 2, true);
}

void desk_speaker_later(struct desk *desk)
{
    struct desk_entry entry;
    size_t index;
    if (!selected(desk, &entry, &index)) {
        return;
    }
    bool last = entry.number == desk_speakers_of(desk, NULL)->queue_count;
    if (entry.asks || last) {
        cannot(desk, &entry, "the last");
        return;
    }
    reorder(desk, &entry, entry.number + 1, false);
}

static void walk(struct desk *desk, int by)
{
    struct desk_entry entry;
    size_t index;
    if (!desk_list_selected(desk, &entry, &index)) {
        desk_list_select(desk, 0);
    } else if (by > 0 || index > 0) {
        desk_list_select(desk, by > 0 ? index + 1 : index - 1);
    }
}

void desk_speaker_up(struct desk *desk)
{
    walk(desk, -1);
}

void desk_speaker_down(struct desk *desk)
{
    walk(desk, 1);
}
