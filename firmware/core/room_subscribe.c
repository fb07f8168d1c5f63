#include "room_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- lists of filters ---- */

void filters_finish(struct filters *filters)
{
    for (size_t i = 0; i < filters->count; i++) {
        free(filters->list[i]);
    }
    free(filters->list);
    *filters = (struct filters){0};
}

bool filters_add(struct filters *filters, const char *text)
{
    char **grown = realloc(filters->list, (filters->count + 1) * sizeof *grown);
    if (!grown) {
        return false;
    }
    filters->list = grown;
    grown[filters->count] = room_copy(text);
    if (!grown[filters->count]) {
        return false;
    }
    filters->count++;
    return true;
}

bool filters_below(struct filters *filters, const struct pl_room *room, const char *below)
{
    char filter[PL_TOPIC_MAX + 1];
    int length = snprintf(filter, sizeof filter, "plenary/%s/%s", room->name, below);
    return length > 0 && (size_t)length < sizeof filter && filters_add(filters, filter);
}

static bool filters_same(const struct filters *a, const struct filters *b)
{
    if (a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (strcmp(a->list[i], b->list[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* ---- the first step: all but the words ---- */

static void base_filters(const struct pl_room *room, struct filters *out)
{
    static const char *const all[] = {"document", "cursor",  "speakers", "timer",
                                      "notice",   "caption", "beat/+"};
    static const char *const desk[] = {"display/+", "desk/+", "request/+"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        filters_below(out, room, all[i]);
    }
    for (size_t i = 0; room_writes(room) && i < sizeof desk / sizeof *desk; i++) {
        filters_below(out, room, desk[i]);
    }
    if (room->role == PL_ROLE_COMMAND) {
        filters_below(out, room, "display/+/echo"); /* is a wall that does not follow alive? */
    }
    for (size_t i = 0; room->role == PL_ROLE_COMMAND && i < room->user_count; i++) {
        char request[PL_USER_MAX + 16];
        snprintf(request, sizeof request, "request/%s", room->users[i]);
        filters_below(out, room, request);
    }
    if (room->role == PL_ROLE_WATCH && room->peers) {
        filters_below(out, room, "display/+");
        filters_below(out, room, "desk/+");
        filters_below(out, room, "request/+");
    }
    if (room->role == PL_ROLE_DISPLAY || room->role == PL_ROLE_SHOT) {
        char echo[PL_USER_MAX + 16];
        snprintf(echo, sizeof echo, "display/%s/echo", room->user);
        filters_below(out, room, "desk/+");
        filters_below(out, room, echo);
    }
}

void room_subscribe_requests(struct pl_room *room)
{
    struct filters filters = {0};
    filters_below(&filters, room, "request/+");
    out_subscribe(room, &filters);
    filters_finish(&filters);
}

void room_subscribe_start(struct pl_room *room)
{
    struct filters filters = {0};
    base_filters(room, &filters);
    room->subs.base_token = out_subscribe(room, &filters);
    filters_finish(&filters);
}

void room_subscribe_stop(struct pl_room *room)
{
    struct subscriptions *subs = &room->subs;
    filters_finish(&subs->current);
    filters_finish(&subs->former);
    filters_finish(&subs->tidy);
    held_unref(subs->asked_for);
    *subs = (struct subscriptions){0};
    room->probe = (struct probe){0};
}

/* ---- the second: items and texts of the document's load ---- */

static bool lang_wanted(const struct pl_room *room, const char *lang)
{
    for (size_t i = 0; i < room->lang_count; i++) {
        if (strcmp(room->langs[i], lang) == 0) {
            return true;
        }
    }
    return room->all_langs;
}

/* Is it read already? */
static bool reads_lang(const struct pl_room *room, const struct pl_document *document,
                       const char *lang)
{
    size_t i = 0;
    while (i < document->lang_count && strcmp(document->fronts[i].lang, lang) != 0) {
        i++;
    }
    return i < document->lang_count && (i == 0 || lang_wanted(room, lang));
}

/* A language that this desk is adding: what it writes must come back before the document names it
 * (behind the others, so the filters stay as they are then). */
static const char *coming_lang(const struct pl_room *room, const struct pl_document *document)
{
    for (const struct intent *i = room->intents; i; i = i->next) {
        if (i->what.kind == PL_INTENT_TEXT && strcmp(i->topic.load, document->load) == 0 &&
            !reads_lang(room, document, i->topic.lang)) {
            return i->topic.lang;
        }
    }
    return NULL;
}

static void load_filters(const struct pl_room *room, const struct pl_document *document,
                         struct filters *out)
{
    char below[PL_TOPIC_MAX + 1];
    memcpy(out->load, document->load, strlen(document->load) + 1);
    snprintf(below, sizeof below, "items/%s/+", document->load);
    filters_below(out, room, below);
    for (size_t i = 0; i < document->lang_count; i++) {
        const char *lang = document->fronts[i].lang;
        if (i > 0 && !lang_wanted(room, lang)) {
            continue;
        }
        snprintf(below, sizeof below, "text/%s/+/%s", document->load, lang);
        filters_below(out, room, below);
    }
    const char *coming = coming_lang(room, document);
    if (coming) {
        snprintf(below, sizeof below, "text/%s/+/%s", document->load, coming);
        filters_below(out, room, below);
    }
}

static void subscribe_load(struct pl_room *room)
{
    struct subscriptions *subs = &room->subs;
    subs->load_token = out_subscribe(room, &subs->current);
    subs->load_done = false;
    subs->gap_mono_ms = 0;
    room->probe.back = false;
    room->probe.rev = 0; /* the one under way was sent too early */
}

/* What is shown stays subscribed until the coming load has taken its place. */
static void replace_load(struct pl_room *room, struct filters *wanted)
{
    struct subscriptions *subs = &room->subs;
    if (subs->current.count) {
        bool shown = room->shown.load && strcmp(subs->current.load, room->shown.load->name) == 0;
        if (shown && strcmp(subs->current.load, wanted->load) != 0 && !subs->former.count) {
            subs->former = subs->current;
            subs->current = (struct filters){0};
        } else if (strcmp(subs->current.load, wanted->load) != 0) {
            out_unsubscribe(room, &subs->current);
        }
    }
    filters_finish(&subs->current);
    subs->current = *wanted;
    subs->gap_wait_ms = ROOM_GAP_MS;
    subs->gaps = 0;
    subscribe_load(room);
}

static void work_load(struct pl_room *room)
{
    const struct pl_message *doc = slot_message(&room->slots[PL_TOPIC_DOCUMENT], PL_CONFIRMED);
    bool current = room->slots[PL_TOPIC_DOCUMENT].session == room->session;
    struct held *held = room->slots[PL_TOPIC_DOCUMENT].greatest;
    if (!doc || (held == room->subs.asked_for && !room->subs.stale) ||
        !(current || room_base_known(room))) {
        return;
    }
    room->subs.stale = false;
    held_replace(&room->subs.asked_for, held_ref(held));
    struct filters wanted = {0};
    load_filters(room, &doc->body.document, &wanted);
    if (filters_same(&wanted, &room->subs.current)) {
        filters_finish(&wanted);
    } else {
        replace_load(room, &wanted);
    }
}

static void work_former(struct pl_room *room)
{
    struct filters *former = &room->subs.former;
    if (former->count && (!room->shown.load || strcmp(room->shown.load->name, former->load) != 0)) {
        out_unsubscribe(room, former);
        filters_finish(former);
    }
}

/* ---- wholeness ---- */

/* No room is so busy that it is never quiet: then the probe alone decides. */
static int64_t quiet_at(const struct pl_room *room)
{
    int64_t quiet = room->news_mono_ms + ROOM_QUIET_MS;
    int64_t latest = room->asked_mono_ms + ROOM_QUIET_MAX_MS;
    return quiet < latest ? quiet : latest;
}

static bool quiet(const struct pl_room *room)
{
    return room->now.mono_ms >= quiet_at(room);
}

static bool must_probe(const struct pl_room *room)
{
    return room_probes(room) && !room->probe.denied;
}

/* Have all retained messages of the first step had their chance to arrive? */
bool room_base_known(const struct pl_room *room)
{
    return room->subs.base_done && (must_probe(room) ? room->probe.base_back : quiet(room));
}

static bool lacks_sections(const struct pl_room *room)
{
    return room->slots[PL_TOPIC_DOCUMENT].greatest &&
           (!room->shown.doc || room->next.doc || room->shown.missing > 0);
}

/* A desk that holds the document puts it back, where the broker has something else. */
static bool document_may_come(const struct pl_room *room)
{
    return room->slots[PL_TOPIC_DOCUMENT].unreadable && room_desk_online(room, NULL) &&
           room->now.mono_ms < room->asked_mono_ms + ROOM_QUIET_MAX_MS;
}

/* Sections that were asked for twice and did not come are lost: the rest counts. */
static bool complete(const struct pl_room *room)
{
    return !document_may_come(room) &&
           (!lacks_sections(room) || (room->shown.doc && room->subs.gaps > 0));
}

static bool asked_for_all(const struct pl_room *room)
{
    const struct subscriptions *subs = &room->subs;
    if (!room->connected || !subs->base_done) {
        return false;
    }
    if (room->slots[PL_TOPIC_DOCUMENT].greatest && !subs->load_done) {
        return false;
    }
    return !must_probe(room) || room->probe.back;
}

static void set_whole(struct pl_room *room, bool whole)
{
    if (room->whole == whole) {
        return;
    }
    room->whole = whole;
    room->changes |= PL_CHANGED_WHOLE;
    if (!whole) {
        return;
    }
    room->was_whole = true;
    room->whole_mono_ms = room->now.mono_ms;
    if (room_writes(room)) {
        room->restore_mono_ms =
            room->now.mono_ms + ROOM_MEND_MS + (int64_t)room_random(room, ROOM_MEND_SPAN_MS);
    }
    room_entry_soon(room);
    room_tidy_plan(room);
    room_mend_reports_again(room);
    room_ask_read(room);
}

bool room_sections_lost(const struct pl_room *room)
{
    return room->subs.gaps > 0 && asked_for_all(room) && quiet(room);
}

/* Whole stays whole while nothing is missing: later news need no silence. */
void room_whole_work(struct pl_room *room)
{
    if (room->whole) {
        set_whole(room, room->connected && complete(room));
    } else {
        set_whole(room, asked_for_all(room) && quiet(room) && complete(room));
    }
    room->at_start |= room->whole && room->shown.doc && !room_counting_cursor(room);
}

/* Sections that nobody sent although they were asked for: ask again, more and more rarely. */
static void work_gap(struct pl_room *room)
{
    struct subscriptions *subs = &room->subs;
    if (!asked_for_all(room) || !lacks_sections(room)) {
        subs->gap_mono_ms = 0;
        return;
    }
    if (subs->gap_mono_ms == 0) {
        subs->gap_mono_ms = room->now.mono_ms + subs->gap_wait_ms;
    }
    if (room->now.mono_ms < subs->gap_mono_ms) {
        return;
    }
    subs->gap_wait_ms =
        subs->gap_wait_ms * 2 < ROOM_GAP_MAX_MS ? subs->gap_wait_ms * 2 : ROOM_GAP_MAX_MS;
    subs->gaps++;
    subscribe_load(room);
}

void room_subscribe_work(struct pl_room *room)
{
    if (room->connected) {
        work_load(room);
        work_former(room);
        work_gap(room);
    }
    room_whole_work(room);
}

int64_t room_subscribe_deadline(const struct pl_room *room)
{
    if (!room->connected || !room->subs.base_done) {
        return ROOM_NEVER;
    }
    if (room->whole) {
        return room->subs.gap_mono_ms ? room->subs.gap_mono_ms : ROOM_NEVER;
    }
    if (room->subs.gap_mono_ms > room->now.mono_ms) {
        return room->subs.gap_mono_ms;
    }
    int64_t quiet_ms = quiet_at(room);
    return quiet_ms > room->now.mono_ms ? quiet_ms : ROOM_NEVER;
}

void pl_room_subscribed(struct pl_room *room, uint64_t token, struct pl_time now)
{
    struct subscriptions *subs = &room->subs;
    room->now = now;
    if (token == 0) {
        return;
    }
    bool base = token == subs->base_token;
    bool load = token == subs->load_token;
    subs->base_done |= base;
    subs->load_done |= load;
    subs->tidy_done |= token == subs->tidy_token;
    if (base || load) {
        room->news_mono_ms = now.mono_ms;
        room->asked_mono_ms = now.mono_ms;
        room_probe(room);
    }
    if (base) {
        room_entry_again(room);
    }
    room_work(room);
}

bool pl_room_whole(const struct pl_room *room)
{
    return room->whole;
}

const char *pl_room_waiting_for(const struct pl_room *room)
{
    char *out = room->scratch->waiting;
    const struct view *view = room->next.doc ? &room->next : &room->shown;
    const struct pl_document *document = view->doc ? &view->doc->message->body.document : NULL;
    if (!room->connected) {
        snprintf(out, ROOM_TEXT_BYTES, "the broker");
    } else if (!document) {
        snprintf(out, ROOM_TEXT_BYTES, "no document in room \"%s\"", room->name);
    } else if (view->missing == 0) {
        snprintf(out, ROOM_TEXT_BYTES, "the room \"%s\" to fall quiet", room->name);
    }
    for (size_t i = 0; document && view->missing && i < document->section_count; i++) {
        const struct slot *text = section_text(view->sections[i], document->fronts[0].lang);
        if (view->sections[i]->items.greatest && text && text->greatest) {
            continue;
        }
        const char *label = document->sections[i].label;
        snprintf(out, ROOM_TEXT_BYTES, "section %s of %zu",
                 *label ? label : document->sections[i].id, document->section_count);
        break;
    }
    return out;
}
