#include "tests/unit/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firmware/core/room_parts.h"
#include "tests/unit/memo.h"
#include "tests/unit/sim.h"

enum { W1, W2, W3, R1, R2, LATE, SEATS };
enum { WRITERS = 3, ITEMS = 4, REST_MS = 16000, STEP_MS = 2000, LONG_MS = 40000, SAVE_MS = 30000 };

#define EPOCH "1789999999999"
#define LOAD EPOCH "-00000000000000aa"
#define ENVELOPE                                                                                   \
    "{\"v\":1,\"epoch\":" EPOCH ",\"rev\":1,\"by\":\"00000000000000aa\",\"has\":[],\"at\":5,"

/* One intent that a room took in hand. */
struct act {
    size_t seat;
    unsigned life; /* of the seat; older ones are dead */
    uint64_t number;
    enum pl_intent_kind kind;
    char entry[PL_ID_MAX + 1];
    int value;
    bool settled, dropped;
};

struct seat {
    bool there, bridged;
    enum pl_role role;
    unsigned life;
    unsigned by;
    size_t notes_read;
    bool long_cut;
    bool killed;
    int64_t cut_mono_ms;
    struct pl_stamp best[PL_TOPIC_ORDERED_COUNT];
    int64_t rev_items, rev_text;
};

struct model {
    struct sim sim;
    struct seat seats[SEATS];
    struct act *acts;
    size_t act_count, act_space;
    char gone[256][PL_ID_MAX + 1]; /* entries that somebody took off the list */
    size_t gone_count;
    struct sim_snapshot snapshot;
    int64_t saved_mono_ms;
    bool lost; /* the broker came back without something, and not all writers have been there since
                */
    uint64_t random;
    unsigned next_by;
    int counter;
    bool tell;
    uint64_t steps;
    unsigned turn[WRITERS]; /* in a scenario: the next of its script */
    char failure[MODEL_TEXT];
};

static const char *const names[SEATS] = {"w1", "w2", "w3", "r1", "r2", "late"};

static uint32_t pick(struct model *model, uint32_t below)
{
    uint64_t z = model->random += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) % below);
}

static void fail(struct model *model, const char *what, const char *who, const char *detail)
{
    if (!*model->failure)
        snprintf(model->failure, sizeof model->failure, "%s: %s %s", what, who, detail);
}

static void tell(const struct model *model, const char *what, size_t seat, const char *detail)
{
    if (model->tell)
        fprintf(stderr, "%9lld %-5s %-10s %s\n", (long long)model->sim.mono_ms, names[seat], what,
                detail);
}

static struct pl_room *room_of(const struct model *model, size_t seat)
{
    return model->sim.clients[seat].room;
}

/* ---- the beginning ---- */

static void retain_text(struct sim *sim)
{
    static const char document[] =
        ENVELOPE "\"load\":\"" LOAD "\",\"languages\":[\"en\"],\"title\":{\"en\":\"T\"},"
                 "\"sections\":[{\"id\":\"c\",\"label\":\"c\"}],\"start\":{\"section\":\"c\","
                 "\"item\":\"i1\"}}";
    static const char items[] = ENVELOPE
        "\"items\":["
        "{\"id\":\"i1\",\"level\":1,\"label\":\"1\",\"marker\":\"\",\"status\":\"open\"},"
        "{\"id\":\"i2\",\"level\":1,\"label\":\"2\",\"marker\":\"\",\"status\":\"open\"},"
        "{\"id\":\"i3\",\"level\":1,\"label\":\"3\",\"marker\":\"\",\"status\":\"open\"},"
        "{\"id\":\"i4\",\"level\":1,\"label\":\"4\",\"marker\":\"\",\"status\":\"open\"}]}";
    static const char text[] = ENVELOPE "\"title\":\"C\",\"items\":{"
                                        "\"i1\":{\"of\":1,\"runs\":[{\"t\":\"n 0\"}]},"
                                        "\"i2\":{\"of\":1,\"runs\":[{\"t\":\"n 0\"}]},"
                                        "\"i3\":{\"of\":1,\"runs\":[{\"t\":\"n 0\"}]},"
                                        "\"i4\":{\"of\":1,\"runs\":[{\"t\":\"n 0\"}]}}}";
    sim_retain(sim, "plenary/main/document", document, sizeof document - 1);
    sim_retain(sim, "plenary/main/items/" LOAD "/c", items, sizeof items - 1);
    sim_retain(sim, "plenary/main/text/" LOAD "/c/en", text, sizeof text - 1);
}

static void sit_down(struct model *model, size_t seat, enum pl_role role)
{
    struct seat *s = &model->seats[seat];
    bool killed = s->killed;
    *s = (struct seat){.there = true,
                       .role = role,
                       .life = s->life + 1,
                       .by = ++model->next_by,
                       .bridged = s->bridged,
                       .killed = killed,
                       .cut_mono_ms = model->sim.mono_ms};
    /* Early numbers small, later ones large: who wins a tie changes from life to life. */
    unsigned by = model->next_by % 2 ? 1000 - model->next_by : 1000 + model->next_by;
    s->by = by;
    sim_replace(&model->sim, seat, role, names[seat], by);
    model->sim.clients[seat].wall_offset_ms = (int64_t)seat * 3600000 - 7200000;
}

static void model_init(struct model *model, uint64_t seed, size_t writers, bool everybody)
{
    *model = (struct model){.random = seed};
    sim_init(&model->sim);
    model->sim.client_count = SEATS;
    retain_text(&model->sim);
    for (size_t seat = W1; seat < writers; seat++)
        sit_down(model, seat, seat == W3 && pick(model, 2) ? PL_ROLE_COMMAND : PL_ROLE_DESK);
    sit_down(model, R1, PL_ROLE_DISPLAY);
    if (everybody)
        sit_down(model, R2, PL_ROLE_DISPLAY);
    for (size_t seat = 0; seat < SEATS; seat++)
        if (model->seats[seat].there)
            sim_connect(&model->sim, seat);
    sim_run(&model->sim, 400);
    model->snapshot = sim_snapshot(&model->sim);
    model->saved_mono_ms = model->sim.mono_ms;
}

static void model_finish(struct model *model)
{
    sim_snapshot_finish(&model->snapshot);
    sim_finish(&model->sim);
    free(model->acts);
}

/* ---- watching ---- */

static struct act *act_find(struct model *model, size_t seat, uint64_t number)
{
    for (size_t i = model->act_count; i-- > 0;)
        if (model->acts[i].seat == seat && model->acts[i].life == model->seats[seat].life &&
            model->acts[i].number == number)
            return &model->acts[i];
    return NULL;
}

static void read_notes(struct model *model, size_t seat)
{
    struct sim_client *client = &model->sim.clients[seat];
    struct seat *s = &model->seats[seat];
    for (; s->notes_read < client->note_count; s->notes_read++) {
        const struct sim_note *note = &client->notes[s->notes_read % SIM_NOTES];
        if (note->note == PL_NOTE_REFUSED || note->note == PL_NOTE_DENIED)
            fail(model, "a message was refused", names[seat], pl_error_name(note->error));
        struct act *act = act_find(model, seat, note->number);
        if (!act || (note->note != PL_NOTE_SETTLED && note->note != PL_NOTE_DROPPED))
            continue;
        tell(model, note->note == PL_NOTE_SETTLED ? "settled" : "DROPPED", seat, act->entry);
        act->settled |= note->note == PL_NOTE_SETTLED;
        act->dropped |= note->note == PL_NOTE_DROPPED;
    }
}

/* What a room holds never becomes less. */
static void watch_order(struct model *model, size_t seat)
{
    const struct pl_room *room = room_of(model, seat);
    struct seat *s = &model->seats[seat];
    for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        const struct pl_message *m = slot_message(&room->slots[kind], PL_CONFIRMED);
        if (!m)
            continue;
        if (pl_stamp_compare(&m->envelope.stamp, &s->best[kind]) < 0)
            fail(model, "moved back", names[seat], "");
        s->best[kind] = m->envelope.stamp;
    }
}

static void watch(struct model *model)
{
    for (size_t seat = 0; seat < SEATS; seat++)
        if (model->seats[seat].there) {
            read_notes(model, seat);
            watch_order(model, seat);
        }
}

/* ---- asking ---- */

static void remember(struct model *model, size_t seat, const struct pl_intent *intent,
                     uint64_t number, const char *entry, int value)
{
    if (model->act_count == model->act_space) {
        model->act_space = model->act_space ? model->act_space * 2 : 64;
        model->acts = realloc(model->acts, model->act_space * sizeof *model->acts);
        if (!model->acts)
            abort();
    }
    struct act *act = &model->acts[model->act_count++];
    *act = (struct act){.seat = seat,
                        .life = model->seats[seat].life,
                        .number = number,
                        .kind = intent->kind,
                        .value = value};
    snprintf(act->entry, sizeof act->entry, "%s", entry ? entry : "");
    if (intent->kind == PL_INTENT_SPEAKER_ADD)
        snprintf(act->entry, sizeof act->entry, "%016x-%llu", model->seats[seat].by,
                 (unsigned long long)number);
}

static void take_off(struct model *model, const char *entry)
{
    size_t at = model->gone_count++ % (sizeof model->gone / sizeof model->gone[0]);
    snprintf(model->gone[at], sizeof model->gone[at], "%s", entry);
}

static bool was_taken_off(const struct model *model, const char *entry)
{
    size_t space = sizeof model->gone / sizeof model->gone[0];
    size_t count = model->gone_count < space ? model->gone_count : space;
    for (size_t i = 0; i < count; i++)
        if (strcmp(model->gone[i], entry) == 0)
            return true;
    return false;
}

static void submit(struct model *model, size_t seat, struct pl_intent *intent, const char *entry,
                   int value)
{
    uint64_t number = 0;
    struct pl_room *room = room_of(model, seat);
    enum pl_error error = pl_room_submit(room, intent, sim_now(&model->sim, seat), &number);
    if (error == PL_OK)
        remember(model, seat, intent, number, entry, value);
    if (model->tell) {
        char text[96];
        snprintf(text, sizeof text, "kind %d number %llu %s %s", (int)intent->kind,
                 (unsigned long long)number, entry ? entry : "", pl_error_name(error));
        tell(model, "asks", seat, text);
    }
    sim_drain(&model->sim, seat);
}

static void ask_move(struct model *model, size_t seat, unsigned to)
{
    char item[4];
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    struct pl_place place;
    const struct pl_cursor *cursor = pl_room_cursor(room_of(model, seat), PL_PENDING);
    snprintf(item, sizeof item, "i%u", to % ITEMS + 1);
    intent.as.move.section = "c";
    intent.as.move.item = item;
    intent.as.move.from_item = cursor ? cursor->item : "i1";
    if (pl_room_place(room_of(model, seat), PL_PENDING, &place))
        submit(model, seat, &intent, item, 0);
}

static void ask_add(struct model *model, size_t seat)
{
    char name[24];
    struct pl_intent intent = {.kind = PL_INTENT_SPEAKER_ADD};
    snprintf(name, sizeof name, "Speaker %d", ++model->counter);
    intent.as.add.name = name;
    submit(model, seat, &intent, NULL, 0);
}

static void ask_queue(struct model *model, size_t seat, enum pl_intent_kind kind)
{
    struct pl_intent intent = {.kind = kind};
    const struct pl_speakers *speakers = pl_room_speakers(room_of(model, seat), PL_PENDING, NULL);
    char entry[PL_ID_MAX + 1], premise[PL_ID_MAX + 1] = "";
    if (!speakers || (kind == PL_INTENT_FLOOR_END ? !speakers->has_floor : !speakers->queue_count))
        return;
    size_t at = kind == PL_INTENT_FLOOR_GIVE ? 0 : pick(model, (uint32_t)speakers->queue_count + 1);
    const char *id = kind == PL_INTENT_FLOOR_END ? speakers->floor.id
                                                 : speakers->queue[at % speakers->queue_count].id;
    snprintf(entry, sizeof entry, "%s", id);
    if (speakers->has_floor)
        snprintf(premise, sizeof premise, "%s", speakers->floor.id);
    if (kind == PL_INTENT_SPEAKER_REMOVE) {
        intent.as.order.entry = entry;
    } else {
        intent.as.floor.entry = entry;
        intent.as.floor.premise = *premise ? premise : NULL;
    }
    if (kind != PL_INTENT_FLOOR_GIVE)
        take_off(model, entry);
    else if (*premise)
        take_off(model, premise);
    submit(model, seat, &intent, entry, 0);
}

/* Each writer has an item of its own, so what stands there at the end is what it asked for last. */
static void ask_status(struct model *model, size_t seat)
{
    char item[16];
    struct pl_intent intent = {.kind = PL_INTENT_STATUS};
    snprintf(item, sizeof item, "i%u", (unsigned)seat + 1);
    intent.as.status.section = "c";
    intent.as.status.item = item;
    intent.as.status.status = (enum pl_status)pick(model, PL_STATUS_COUNT);
    submit(model, seat, &intent, item, (int)intent.as.status.status);
}

static void ask_words(struct model *model, size_t seat)
{
    char item[16], old_words[32], new_words[32];
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    snprintf(item, sizeof item, "i%u", (unsigned)seat + 1);
    const struct pl_words *now =
        pl_room_words(room_of(model, seat), PL_PENDING, 0, item, NULL, NULL);
    if (!now)
        return;
    snprintf(old_words, sizeof old_words, "%s", now->runs[0].t);
    snprintf(new_words, sizeof new_words, "n %d", ++model->counter);
    struct pl_run was = {.t = old_words, .bytes = strlen(old_words), .points = strlen(old_words)};
    struct pl_run is = {.t = new_words, .bytes = strlen(new_words), .points = strlen(new_words)};
    intent.as.words.section = "c";
    intent.as.words.item = item;
    intent.as.words.lang = "en";
    intent.as.words.old_runs = &was;
    intent.as.words.old_count = 1;
    intent.as.words.new_runs = &is;
    intent.as.words.new_count = 1;
    submit(model, seat, &intent, item, model->counter);
}

static void ask_simple(struct model *model, size_t seat, enum pl_intent_kind kind)
{
    char text[24];
    struct pl_intent intent = {.kind = kind};
    snprintf(text, sizeof text, "note %d", ++model->counter);
    if (kind == PL_INTENT_NOTICE)
        intent.as.notice.text = text;
    else if (kind == PL_INTENT_TIMER)
        intent.as.timer = (struct pl_timer){PL_TIMER_DOWN, text, {true, 0, 0, 300}};
    else if (kind == PL_INTENT_SCREEN)
        intent.as.screen = (enum pl_screen)pick(model, PL_SCREEN_COUNT);
    else if (kind == PL_INTENT_VIEW)
        intent.as.view = (enum pl_view)pick(model, PL_VIEW_COUNT);
    else
        intent.as.open = pick(model, 2);
    submit(model, seat, &intent, text, model->counter);
}

static void ask(struct model *model, size_t seat, enum pl_intent_kind kind)
{
    switch (kind) {
    case PL_INTENT_MOVE:
        ask_move(model, seat, pick(model, ITEMS));
        break;
    case PL_INTENT_SPEAKER_ADD:
        ask_add(model, seat);
        break;
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_FLOOR_END:
        ask_queue(model, seat, kind);
        break;
    case PL_INTENT_STATUS:
        ask_status(model, seat);
        break;
    case PL_INTENT_WORDS:
        ask_words(model, seat);
        break;
    default:
        ask_simple(model, seat, kind);
        break;
    }
}

/* ---- what else may happen ---- */

static void cut(struct model *model, size_t seat)
{
    if (!model->sim.clients[seat].connected)
        return;
    tell(model, "cut", seat, "");
    model->seats[seat].cut_mono_ms = model->sim.mono_ms;
    sim_cut(&model->sim, seat, pick(model, 2));
}

static void join(struct model *model, size_t seat)
{
    struct seat *s = &model->seats[seat];
    if (model->sim.clients[seat].connected)
        return;
    tell(model, "connects", seat, "");
    if (model->sim.mono_ms - s->cut_mono_ms > LONG_MS)
        s->long_cut = true;
    sim_connect(&model->sim, seat);
}

static void save_store(struct model *model)
{
    sim_snapshot_finish(&model->snapshot);
    model->snapshot = sim_snapshot(&model->sim);
    model->saved_mono_ms = model->sim.mono_ms;
}

/* Cut off for so long that its own knowledge is older than what the others look after. */
static bool somebody_is_long_gone(const struct model *model)
{
    for (size_t seat = W1; seat < WRITERS; seat++)
        if (model->seats[seat].there && !model->sim.clients[seat].connected &&
            model->sim.mono_ms - model->seats[seat].cut_mono_ms > LONG_MS)
            return true;
    return false;
}

static bool knows_the_text(const struct model *model, size_t seat)
{
    const struct pl_room *room = room_of(model, seat);
    return model->seats[seat].there && room->shown.doc && room->shown.missing == 0;
}

/* Where the broker lost the text and this writer alone still knows it, it may not die: nobody could
 * bring the text back. */
static bool is_needed(const struct model *model, size_t seat)
{
    size_t others = 0;
    for (size_t s = W1; s < WRITERS; s++)
        others += s != seat && knows_the_text(model, s);
    return !others && !sim_retained(&model->sim, "plenary/main/document");
}

/* It has saved its store within the last half minute, or it has lost it altogether. */
static void broker_restarts(struct model *model, bool empty)
{
    if (model->sim.mono_ms - model->saved_mono_ms > SAVE_MS)
        save_store(model);
    empty = empty && !somebody_is_long_gone(model) &&
            (knows_the_text(model, W1) || knows_the_text(model, W2));
    tell(model, empty ? "EMPTY" : "RESTART", W1, "");
    for (size_t seat = 0; seat < SEATS; seat++)
        if (model->seats[seat].there)
            cut(model, seat);
    model->lost = true;
    struct sim_snapshot nothing = {0};
    sim_restore(&model->sim, empty ? &nothing : &model->snapshot);
}

static void late_joins(struct model *model, enum pl_role role)
{
    if (model->seats[LATE].there)
        return;
    tell(model, "sits down", LATE, role == PL_ROLE_DESK ? "desk" : "wall");
    sit_down(model, LATE, role);
    sim_connect(&model->sim, LATE);
}

static void late_leaves(struct model *model)
{
    if (!model->seats[LATE].there)
        return;
    model->seats[LATE].there = false;
    sim_remove(&model->sim, LATE);
}

/* A writer's program dies and is started anew: another `by`, no memory. */
static void dies(struct model *model, size_t seat)
{
    tell(model, "dies", seat, "");
    sim_remove(&model->sim, seat);
    sit_down(model, seat, model->seats[seat].role);
    model->seats[seat].killed = true;
    sim_connect(&model->sim, seat);
}

/* What a broker lost while its author was away for longer than the others look after it is lost for
 * good: writers come back before that. */
static void all_come_back(struct model *model)
{
    for (size_t seat = W1; seat <= W3; seat++)
        if (model->seats[seat].there)
            join(model, seat);
    sim_run(&model->sim, STEP_MS);
    model->lost = false;
}

/* Long times pass only over a quiet network: a connection that carries nothing for longer than its
 * keep-alive is dead. */
static void pass(struct model *model, int64_t ms)
{
    char text[32];
    snprintf(text, sizeof text, "%lld ms", (long long)ms);
    tell(model, "time", W1, text);
    if (ms > 5000 && model->lost)
        all_come_back(model);
    if (ms > 5000) {
        sim_run(&model->sim, ms);
        watch(model);
        return;
    }
    sim_sleep(&model->sim, ms);
    for (size_t seat = 0; seat < SEATS; seat++)
        if (model->seats[seat].there)
            sim_tick(&model->sim, seat);
}

static void client_takes(struct model *model, size_t seat)
{
    size_t count = model->sim.clients[seat].in.count;
    size_t nth = model->seats[seat].bridged && count ? pick(model, (uint32_t)count) : 0;
    if (sim_client_takes_nth(&model->sim, seat, nth))
        tell(model, "takes", seat, "");
}

static void broker_takes(struct model *model, size_t seat)
{
    if (sim_broker_takes(&model->sim, seat))
        tell(model, "sends", seat, "");
}

/* ---- the end of a run ---- */

static void differs(struct model *model, size_t seat, const char *bytes,
                    const struct sim_blob *blob)
{
    if (model->tell)
        fprintf(stderr, "%s holds  %s\nbroker: %s\n", names[seat], bytes, blob->bytes);
    fail(model, "differs from the broker", names[seat], blob->topic);
}

static void same_topic(struct model *model, const struct slot *slot, const struct sim_blob *blob,
                       const char *topic, size_t seat)
{
    const struct pl_message *m = slot_message(slot, PL_CONFIRMED);
    struct pl_message *decoded = NULL;
    char *bytes = NULL;
    size_t size = 0;
    if (!m) {
        fail(model, "lacks a topic", names[seat], topic);
        return;
    }
    enum pl_error error = pl_wire_decode(&m->topic, blob->bytes, blob->size, &decoded);
    pl_message_destroy(decoded);
    if (error == PL_OK && decoded == m)
        return; /* the memo has one message for the same bytes */
    if (pl_wire_encode(m, &bytes, &size) != PL_OK || size != blob->size ||
        memcmp(bytes, blob->bytes, size) != 0)
        differs(model, seat, bytes ? bytes : "", blob);
    free(bytes);
}

/* Each topic at the broker is what each room holds, and no room holds more. */
static void all_same(struct model *model)
{
    for (size_t seat = 0; seat < SEATS; seat++) {
        if (!model->seats[seat].there)
            continue;
        const struct pl_room *room = room_of(model, seat);
        if (!pl_room_whole(room))
            fail(model, "is not whole", names[seat], pl_room_waiting_for(room));
        size_t held = 0;
        for (size_t i = 0; i < model->sim.retained_count; i++) {
            const struct sim_blob *blob = model->sim.retained[i];
            struct pl_topic topic;
            if (pl_wire_parse_topic("main", blob->topic, &topic) != PL_OK ||
                topic.kind >= PL_TOPIC_ORDERED_COUNT)
                continue;
            const struct slot *slot = room_slot(room, &topic);
            held++;
            if (slot)
                same_topic(model, slot, blob, blob->topic, seat);
            else
                fail(model, "has no such topic", names[seat], blob->topic);
        }
        size_t mine = 2; /* items and text */
        for (int kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++)
            mine += room->slots[kind].greatest != NULL;
        if (mine != held)
            fail(model, "holds what the broker does not", names[seat], "");
    }
}

static size_t count_entry(const struct pl_speakers *speakers, const char *entry)
{
    size_t count = speakers->has_floor && strcmp(speakers->floor.id, entry) == 0;
    for (size_t i = 0; i < speakers->queue_count; i++)
        count += strcmp(speakers->queue[i].id, entry) == 0;
    return count;
}

static void look_at_entry(struct model *model, const struct act *act, bool alive)
{
    const struct pl_speakers *speakers = pl_room_speakers(room_of(model, R1), PL_CONFIRMED, NULL);
    size_t count = speakers ? count_entry(speakers, act->entry) : 0;
    if (count > 1)
        fail(model, "stands twice in the list", names[act->seat], act->entry);
    if (alive && !act->dropped && !was_taken_off(model, act->entry) && count != 1)
        fail(model, "is lost from the list", names[act->seat], act->entry);
}

static bool may_drop(const struct model *model, const struct act *act)
{
    const struct seat *seat = &model->seats[act->seat];
    switch (act->kind) {
    case PL_INTENT_MOVE:
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_SPEAKER_REMOVE:
        return true; /* their premise may go */
    case PL_INTENT_SPEAKER_ADD:
        return seat->long_cut;
    case PL_INTENT_WORDS:
        return seat->killed; /* an old store may bring back what was before its earlier life */
    default:
        return false;
    }
}

static bool last_of_its_kind(const struct model *model, const struct act *act)
{
    for (const struct act *a = act + 1; a < model->acts + model->act_count; a++)
        if (a->seat == act->seat && a->life == act->life && a->kind == act->kind && !a->dropped)
            return false;
    return !act->dropped;
}

static void look_at_item(struct model *model, const struct act *act)
{
    const struct pl_room *room = room_of(model, R2);
    char value[32];
    if (!room || !last_of_its_kind(model, act))
        return;
    if (act->kind == PL_INTENT_STATUS &&
        (int)pl_room_items(room, PL_CONFIRMED, 0)->items[act->seat].status != act->value)
        fail(model, "status lost", names[act->seat], act->entry);
    snprintf(value, sizeof value, "n %d", act->value);
    if (act->kind == PL_INTENT_WORDS &&
        strcmp(pl_room_words(room, PL_CONFIRMED, 0, act->entry, NULL, NULL)->runs[0].t, value) != 0)
        fail(model, "words lost", names[act->seat], value);
}

static void look_at_acts(struct model *model)
{
    for (size_t i = 0; i < model->act_count; i++) {
        const struct act *act = &model->acts[i];
        bool alive = model->seats[act->seat].there && act->life == model->seats[act->seat].life;
        char text[64];
        snprintf(text, sizeof text, "number %llu kind %d", (unsigned long long)act->number,
                 (int)act->kind);
        /* Who was away for longer than the others keep his entry of `has` may have lost what he
         * asked for last: nobody can tell it from what was done and undone meanwhile. */
        bool sure = alive && !model->seats[act->seat].long_cut;
        if (act->kind == PL_INTENT_SPEAKER_ADD)
            look_at_entry(model, act, sure);
        if (!alive)
            continue;
        if (!act->settled && !act->dropped)
            fail(model, "an intent is neither settled nor dropped", names[act->seat], text);
        if (act->dropped && !may_drop(model, act))
            fail(model, "an intent was dropped", names[act->seat], text);
        if (sure)
            look_at_item(model, act);
    }
}

static size_t ordered_published(const struct model *model)
{
    size_t count = 0;
    for (size_t seat = 0; seat < SEATS; seat++)
        count += model->sim.clients[seat].ordered;
    return count;
}

static void rest_for(struct model *model, int64_t ms)
{
    sim_run(&model->sim, ms);
    watch(model);
}

static bool at_rest(struct model *model)
{
    struct model looked = *model; /* a look is not a verdict yet */
    *looked.failure = '\0';
    looked.tell = false;
    all_same(&looked);
    for (size_t seat = W1; seat <= W3; seat++)
        if (model->seats[seat].there && pl_room_unsettled(room_of(model, seat)))
            return false;
    return !*looked.failure;
}

/* Everybody is connected, and time passes until nothing is left to be mended: then nobody may have
 * anything more to say. */
static void come_to_rest(struct model *model)
{
    for (size_t seat = 0; seat < SEATS; seat++)
        if (model->seats[seat].there)
            join(model, seat);
    size_t before = 0;
    for (int64_t ms = 0; ms < REST_MS && !*model->failure; ms += STEP_MS) {
        before = ordered_published(model);
        rest_for(model, STEP_MS);
        if (before == ordered_published(model) && at_rest(model))
            break;
    }
    if (ordered_published(model) != before)
        fail(model, "does not come to rest", "", "");
    all_same(model);
    look_at_acts(model);
    for (size_t seat = W1; seat <= W3; seat++)
        if (model->seats[seat].there && pl_room_unsettled(room_of(model, seat)))
            fail(model, "has unsettled intents", names[seat], "");
}

/* ---- random runs ---- */

static void random_ask(struct model *model)
{
    static const enum pl_intent_kind kinds[] = {
        PL_INTENT_MOVE,        PL_INTENT_MOVE,        PL_INTENT_SPEAKER_ADD,
        PL_INTENT_SPEAKER_ADD, PL_INTENT_SPEAKER_ADD, PL_INTENT_SPEAKER_REMOVE,
        PL_INTENT_FLOOR_GIVE,  PL_INTENT_FLOOR_END,   PL_INTENT_STATUS,
        PL_INTENT_STATUS,      PL_INTENT_WORDS,       PL_INTENT_SCREEN,
        PL_INTENT_LIST,        PL_INTENT_TIMER,       PL_INTENT_NOTICE,
        PL_INTENT_VIEW};
    size_t seat = pick(model, WRITERS);
    /* Before a document is shown nobody knows what to ask for. */
    if (model->seats[seat].there && pl_room_document(room_of(model, seat), PL_CONFIRMED))
        ask(model, seat, kinds[pick(model, sizeof kinds / sizeof *kinds)]);
}

static void random_trouble(struct model *model)
{
    size_t seat = pick(model, SEATS);
    switch (pick(model, 12)) {
    case 0:
        broker_restarts(model, pick(model, 3) == 0);
        break;
    case 1:
    case 2:
        save_store(model);
        break;
    case 3:
        late_joins(model, pick(model, 2) ? PL_ROLE_DESK : PL_ROLE_DISPLAY);
        break;
    case 4:
        if (seat < WRITERS && model->seats[seat].there && !is_needed(model, seat))
            dies(model, seat);
        break;
    case 5:
        if (pick(model, 6) == 0)
            pass(model, pick(model, 2) ? 25000 : 70000);
        break;
    default:
        if (model->seats[seat].there)
            cut(model, seat);
        break;
    }
}

static void random_step(struct model *model)
{
    size_t seat = pick(model, SEATS);
    model->steps++;
    switch (pick(model, 16)) {
    case 0:
    case 1:
    case 2:
        random_ask(model);
        break;
    case 3:
        random_trouble(model);
        break;
    case 4:
        pass(model, 1 + pick(model, pick(model, 2) ? 100 : 1200));
        break;
    case 5:
        sim_flow(&model->sim);
        break;
    case 6:
    case 7:
        if (model->seats[seat].there)
            join(model, seat);
        break;
    case 8:
    case 9:
    case 10:
    case 11:
        broker_takes(model, seat);
        break;
    default:
        if (model->seats[seat].there)
            client_takes(model, seat);
        break;
    }
}

static void random_run(struct model *model, unsigned length)
{
    unsigned steps = length / 2 + pick(model, length + 1);
    for (unsigned i = 0; i < steps && !*model->failure; i++) {
        random_step(model);
        watch(model);
    }
    if (!model->seats[LATE].there)
        late_joins(model, pick(model, 2) ? PL_ROLE_DESK : PL_ROLE_DISPLAY);
    come_to_rest(model);
    tell(model, "-- rest --", W1, model->failure);
    late_leaves(model);
    model->act_count = model->gone_count = 0;
    model->lost = false;
    for (size_t seat = 0; seat < SEATS; seat++)
        model->seats[seat].long_cut = false;
}

struct model_result model_random(uint64_t seed, uint64_t runs, unsigned length, bool tell_it)
{
    struct model_result result = {0};
    for (uint64_t batch = seed; result.runs < runs && !*result.failure; batch++) {
        struct model model;
        model_init(&model, batch * 1000003, batch % 2 ? 3 : 2, true);
        model.tell = model.sim.trace = tell_it;
        model.seats[R2].bridged = true;
        model.seats[W3].bridged = true;
        for (unsigned i = 0; i < MODEL_BATCH && result.runs < runs && !*model.failure; i++) {
            random_run(&model, length);
            result.runs++;
            memo_forget();
        }
        result.steps += model.steps;
        result.seed = batch;
        memcpy(result.failure, model.failure, sizeof result.failure);
        model_finish(&model);
    }
    return result;
}

/* ---- every interleaving ---- */

/* What each writer asks for, one after the other. */
struct scenario {
    const char *name;
    enum pl_intent_kind script[2][2];
};

static const struct scenario scenarios[MODEL_SCENARIOS] = {
    {"both add speakers",
     {{PL_INTENT_SPEAKER_ADD, PL_INTENT_SPEAKER_ADD},
      {PL_INTENT_SPEAKER_ADD, PL_INTENT_SPEAKER_ADD}}},
    {"both move the cursor",
     {{PL_INTENT_MOVE, PL_INTENT_MOVE}, {PL_INTENT_MOVE, PL_INTENT_SCREEN}}},
    {"status beside status",
     {{PL_INTENT_STATUS, PL_INTENT_STATUS}, {PL_INTENT_STATUS, PL_INTENT_STATUS}}},
    {"words beside words",
     {{PL_INTENT_WORDS, PL_INTENT_WORDS}, {PL_INTENT_WORDS, PL_INTENT_WORDS}}},
    {"add, give the floor, remove",
     {{PL_INTENT_SPEAKER_ADD, PL_INTENT_FLOOR_GIVE},
      {PL_INTENT_SPEAKER_ADD, PL_INTENT_SPEAKER_REMOVE}}},
};

const char *model_scenario(unsigned scenario)
{
    return scenarios[scenario].name;
}

enum choice {
    ASK_1,
    ASK_2,
    SEND_1,
    SEND_2,
    TAKE_1,
    TAKE_2,
    TAKE_R,
    CUT_1,
    CUT_2,
    JOIN_1,
    JOIN_2,
    RESTART,
    TIME,
    LATE_JOIN,
    CHOICES
};

static bool can(const struct model *model, enum choice choice)
{
    const struct sim_client *c = model->sim.clients;
    switch (choice) {
    case ASK_1:
    case ASK_2:
        return model->turn[choice - ASK_1] < 2;
    case SEND_1:
    case SEND_2:
        return c[choice - SEND_1].out.count > 0;
    case TAKE_1:
    case TAKE_2:
        return c[choice - TAKE_1].in.count > 0;
    case TAKE_R:
        return c[R1].in.count > 0;
    case CUT_1:
    case CUT_2:
        return c[choice - CUT_1].connected;
    case JOIN_1:
    case JOIN_2:
        return !c[choice - JOIN_1].connected;
    case RESTART:
        return c[W1].connected && c[W2].connected;
    case LATE_JOIN:
        return !model->seats[LATE].there;
    default:
        return true;
    }
}

static void choose(struct model *model, const struct scenario *scenario, enum choice choice)
{
    switch (choice) {
    case ASK_1:
    case ASK_2:
        ask(model, choice - ASK_1, scenario->script[choice - ASK_1][model->turn[choice - ASK_1]++]);
        break;
    case SEND_1:
    case SEND_2:
        broker_takes(model, choice - SEND_1);
        break;
    case TAKE_1:
    case TAKE_2:
        client_takes(model, choice - TAKE_1);
        break;
    case TAKE_R:
        client_takes(model, R1);
        break;
    case CUT_1:
    case CUT_2:
        cut(model, choice - CUT_1);
        break;
    case JOIN_1:
    case JOIN_2:
        join(model, choice - JOIN_1);
        break;
    case RESTART:
        broker_restarts(model, false);
        break;
    case TIME:
        pass(model, 700);
        break;
    default:
        late_joins(model, PL_ROLE_DISPLAY);
        break;
    }
    watch(model);
}

/* ---- states ---- */

static void mix(uint64_t *hash, const void *bytes, size_t size)
{
    for (const unsigned char *p = bytes; size-- > 0; p++)
        *hash = (*hash ^ *p) * 1099511628211u;
}

static void mix_number(uint64_t *hash, int64_t number)
{
    mix(hash, &number, sizeof number);
}

static void mix_queue(uint64_t *hash, const struct sim_queue *queue)
{
    mix_number(hash, (int64_t)queue->count);
    for (const struct sim_event *e = queue->first; e; e = e->next) {
        mix_number(hash, e->type);
        mix_number(hash, e->retain);
        if (e->blob)
            mix(hash, e->blob->bytes, e->blob->size);
    }
}

static void mix_held(uint64_t *hash, const struct held *held)
{
    mix_number(hash, held != NULL);
    if (!held)
        return;
    const struct pl_envelope *e = &held->message->envelope;
    mix_number(hash, e->stamp.epoch);
    mix_number(hash, e->stamp.rev);
    mix(hash, e->stamp.by, PL_BY_LEN);
    for (size_t i = 0; i < e->has_count; i++)
        mix_number(hash, e->has[i].number);
}

static void mix_slot(struct pl_room *room, struct slot *slot, void *hash)
{
    mix_held(hash, slot->greatest);
    mix_held(hash, slot->pending);
    mix_number(hash, slot->sent);
    mix_number(hash, slot->behind);
    mix_number(hash, slot->used.rev);
    mix_number(hash, slot->mend_mono_ms ? slot->mend_mono_ms - room->now.mono_ms : 0);
    mix_number(hash, slot->session == room->session);
    mix_number(hash, slot->ahead.rev);
}

static void mix_room(uint64_t *hash, struct pl_room *room)
{
    mix_number(hash, room->connected);
    mix_number(hash, room->whole);
    mix_number(hash, room->probe.back + 2 * room->probe.base_back);
    mix_number(hash, room->subs.base_done + 2 * room->subs.load_done);
    mix_number(hash, (int64_t)room->flight_count);
    mix_number(hash, room->now.mono_ms - room->news_mono_ms);
    for (const struct intent *i = room->intents; i; i = i->next)
        mix_number(hash, (int64_t)i->number * 8 + i->in + 2 * i->told + 4 * i->tried);
    room_each_slot(room, mix_slot, hash);
}

static uint64_t state_of(const struct model *model)
{
    uint64_t hash = 14695981039346656037u;
    mix_number(&hash, model->sim.mono_ms);
    for (size_t i = 0; i < model->sim.retained_count; i++)
        mix(&hash, model->sim.retained[i]->bytes, model->sim.retained[i]->size);
    for (size_t seat = 0; seat < SEATS; seat++) {
        mix_queue(&hash, &model->sim.clients[seat].in);
        mix_queue(&hash, &model->sim.clients[seat].out);
        if (model->seats[seat].there)
            mix_room(&hash, room_of(model, seat));
    }
    return hash;
}

struct states {
    uint64_t *cells;
    size_t mask, count;
};

static void states_grow(struct states *states)
{
    struct states grown = {.mask = states->mask ? states->mask * 2 + 1 : 0xffff};
    grown.cells = calloc(grown.mask + 1, sizeof *grown.cells);
    if (!grown.cells)
        abort();
    for (size_t i = 0; states->cells && i <= states->mask; i++) {
        size_t at = states->cells[i] & grown.mask;
        while (states->cells[i] && grown.cells[at])
            at = (at + 1) & grown.mask;
        if (states->cells[i])
            grown.cells[at] = states->cells[i];
    }
    grown.count = states->count;
    free(states->cells);
    *states = grown;
}

/* False: known already. */
static bool states_add(struct states *states, uint64_t state)
{
    state += !state;
    if (states->count * 2 >= states->mask)
        states_grow(states);
    size_t at = state & states->mask;
    for (; states->cells[at]; at = (at + 1) & states->mask)
        if (states->cells[at] == state)
            return false;
    states->cells[at] = state;
    states->count++;
    return true;
}

enum { PATH = 16 };

/* Paths of one length, breadth first: a state is met with as many choices left as it ever will
 * be, so going on from the first meeting is enough. */
struct paths {
    unsigned char (*list)[PATH];
    size_t count, space;
};

static void paths_add(struct paths *paths, const unsigned char *path, unsigned length,
                      enum choice last)
{
    if (paths->count == paths->space) {
        paths->space = paths->space ? paths->space * 2 : 64;
        paths->list = realloc(paths->list, paths->space * sizeof *paths->list);
        if (!paths->list)
            abort();
    }
    unsigned char *to = paths->list[paths->count++];
    memcpy(to, path, length);
    to[length] = (unsigned char)last;
}

static void name_path(struct model_result *result, const unsigned char *path, unsigned length)
{
    static const char *const said[CHOICES] = {"ask1",  "ask2",    "send1", "send2", "take1",
                                              "take2", "takeR",   "cut1",  "cut2",  "join1",
                                              "join2", "restart", "time",  "late"};
    size_t used = strlen(result->failure);
    for (unsigned i = 0; i < length && used + 12 < MODEL_TEXT; i++)
        used += (size_t)snprintf(result->failure + used, MODEL_TEXT - used, " %s", said[path[i]]);
}

/* Plays a path from the beginning and looks how it ends; its continuations go into `next`. */
static void play(const struct scenario *scenario, const unsigned char *path, unsigned length,
                 struct states *states, struct paths *next, struct model_result *result, bool tell)
{
    struct model model;
    model_init(&model, 1, 2, false);
    model.tell = model.sim.trace = tell;
    model.random = 7; /* what is picked depends on the path alone */
    for (unsigned i = 0; i < length; i++)
        choose(&model, scenario, path[i]);
    if (states_add(states, state_of(&model))) {
        for (enum choice c = 0; c < CHOICES; c++)
            if (next && can(&model, c))
                paths_add(next, path, length, c);
        come_to_rest(&model);
        result->runs++;
        result->steps += length;
    }
    memo_forget();
    if (*model.failure) {
        memcpy(result->failure, model.failure, sizeof result->failure);
        name_path(result, path, length);
    }
    model_finish(&model);
}

struct model_result model_every(unsigned scenario, unsigned depth, bool tell)
{
    static const unsigned char nothing[PATH] = {0};
    struct model_result result = {0};
    struct states states = {0};
    struct paths now = {0};
    play(&scenarios[scenario], nothing, 0, &states, &now, &result, tell);
    for (unsigned length = 1; length <= depth && length < PATH; length++) {
        struct paths next = {0};
        for (size_t i = 0; i < now.count && !*result.failure; i++)
            play(&scenarios[scenario], now.list[i], length, &states, length < depth ? &next : NULL,
                 &result, tell);
        free(now.list);
        now = next;
    }
    free(now.list);
    free(states.cells);
    return result;
}
