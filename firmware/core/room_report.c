#include "room_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- beats and echoes ---- */

static void own_envelope(const struct pl_room *room, int64_t rev, struct pl_envelope *out)
{
    *out = (struct pl_envelope){.stamp = {.rev = rev}, .at_ms = room->now.wall_ms};
    memcpy(out->stamp.by, room->by, sizeof out->stamp.by);
}

static bool send(struct pl_room *room, const struct pl_message *message, bool retain,
                 enum flight_kind kind)
{
    char *bytes;
    size_t size;
    struct pl_message *decoded;
    if (room_encode(message, &bytes, &size, &decoded) != PL_OK) {
        return false;
    }
    bool sent =
        out_publish(room, &message->topic, bytes, size, retain, (struct flight){.kind = kind});
    pl_message_destroy(decoded);
    free(bytes);
    return sent;
}

/* Of those who have spoken of late, or whose clock is running. */
static bool worth_telling(const struct pl_room *room, const struct writer *writer)
{
    static const enum pl_topic_kind kinds[] = {PL_TOPIC_SPEAKERS, PL_TOPIC_TIMER, PL_TOPIC_NOTICE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct pl_message *m = slot_message(&room->slots[kinds[i]], PL_CONFIRMED);
        if (m && strcmp(m->envelope.stamp.by, writer->by) == 0) {
            return true;
        }
    }
    return room->now.mono_ms - writer->spoke_mono_ms < ROOM_OFFSET_MS;
}

static size_t learned_offsets(const struct pl_room *room, struct pl_offset out[PL_WRITERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < room->writer_count; i++) {
        int64_t offset;
        if (!clock_direct(room, &room->writers[i], &offset) ||
            !worth_telling(room, &room->writers[i])) {
            continue;
        }
        memcpy(out[count].by, room->writers[i].by, sizeof out[count].by);
        out[count++].offset_ms = offset;
    }
    return count;
}

static void beat(struct pl_room *room, enum flight_kind kind)
{
    struct pl_offset offsets[PL_WRITERS_MAX];
    struct pl_message message = {0};
    bool desk = room_writes(room);
    message.topic.kind = desk ? PL_TOPIC_BEAT : PL_TOPIC_ECHO;
    memcpy(message.topic.user, room->user, sizeof message.topic.user);
    own_envelope(room, ++room->beat_rev, &message.envelope);
    if (desk) {
        message.body.beat.once = room->role == PL_ROLE_COMMAND;
        message.body.beat.offsets = offsets;
        if (room->role == PL_ROLE_DESK) {
            message.body.beat.offset_count = learned_offsets(room, offsets);
        }
    }
    if (!send(room, &message, false, kind)) {
        return;
    }
    room->beat_sent_mono_ms = room->now.mono_ms;
    if (!room->unanswered_mono_ms) {
        room->unanswered_mono_ms = room->now.mono_ms;
    }
}

void room_probe(struct pl_room *room)
{
    if (!room_probes(room)) {
        return;
    }
    beat(room, FLIGHT_PROBE);
    room->probe.rev = room->beat_rev;
    room->probe.back = false;
    if (!room->probe.base_rev && room->subs.base_done) {
        room->probe.base_rev = room->beat_rev;
    }
}

void room_beat_back(struct pl_room *room, const struct pl_envelope *envelope,
                    int64_t received_mono_ms)
{
    if (strcmp(envelope->stamp.by, room->by) != 0) {
        return;
    }
    room->own_mono_ms = received_mono_ms;
    room->unanswered_mono_ms = 0;
    room->deaf = 0;
    room->own_wall_ms = room->now.wall_ms - (room->now.mono_ms - received_mono_ms);
    struct probe *probe = &room->probe;
    probe->back |= probe->rev && envelope->stamp.rev == probe->rev;
    if (!probe->base_back && probe->base_rev && envelope->stamp.rev >= probe->base_rev) {
        probe->base_back = true;
        room_peers_probed(room);
    }
    room->live_again |= probe->base_back;
}

/* Once a connection: a user who may only read, or a certificate that is another user's. Nothing
 * more is written then; what is read counts when it has been quiet. */
void room_probe_denied(struct pl_room *room, int code)
{
    struct pl_topic topic = {.kind = PL_TOPIC_BEAT};
    char name[PL_TOPIC_MAX + 1];
    if (room->probe.denied) {
        return;
    }
    room->probe.denied = true;
    room->unanswered_mono_ms = 0;
    memcpy(topic.user, room->user, sizeof topic.user);
    if (!room_writes(room)) {
        topic.kind = PL_TOPIC_DISPLAY; /* what people know of: the echo is below it */
    }
    if (!room->denied_told &&
        pl_wire_format_topic(room->name, &topic, name, sizeof name) == PL_OK) {
        room->denied_told = true;
        out_note_code(room, name, code, "the broker does not let this user write it");
    }
}

bool pl_room_denied(const struct pl_room *room)
{
    return room->probe.denied;
}

static bool beats(const struct pl_room *room)
{
    return (room->role == PL_ROLE_DISPLAY || room->role == PL_ROLE_DESK) && room->connected &&
           room->subs.base_done && !room->probe.denied && !room->displaced;
}

static bool somebody_beats(const struct pl_room *room)
{
    for (size_t i = 0; i < room->writer_count; i++) {
        if (room->writers[i].beats &&
            room->now.mono_ms - room->writers[i].heard_mono_ms <= 2 * ROOM_BEAT_MS) {
            return true;
        }
    }
    return false;
}

/* A display falls into step with a desk: while one beats, the echo waits a little longer, so that
 * it meets that beat sooner or later and goes out with it from then on. */
static int64_t beat_due(const struct pl_room *room)
{
    bool waits = room->role == PL_ROLE_DISPLAY && somebody_beats(room);
    return room->beat_sent_mono_ms + ROOM_BEAT_MS + (waits ? ROOM_BEAT_SLACK_MS : 0);
}

void room_beat_early(struct pl_room *room)
{
    if (beats(room) && room->now.mono_ms >= room->beat_sent_mono_ms + ROOM_BEAT_EARLY_MS) {
        beat(room, FLIGHT_NONE);
    }
}

/* ---- entries ---- */

static bool has_entry(const struct pl_room *room)
{
    return room->role == PL_ROLE_DISPLAY || room->role == PL_ROLE_DESK;
}

void room_entry_soon(struct pl_room *room)
{
    if (room->role != PL_ROLE_DISPLAY || room->entry_due) {
        return;
    }
    room->entry_due = true;
    room->entry_since_mono_ms = room->now.mono_ms;
}

void room_entry_again(struct pl_room *room)
{
    if (!has_entry(room)) {
        return;
    }
    room->entry_due = true;
    room->entry_since_mono_ms = 0;
}

static struct pl_held stamp_held(const struct slot *slot)
{
    const struct pl_message *message = slot_message(slot, PL_CONFIRMED);
    if (!message) {
        return (struct pl_held){0};
    }
    return (struct pl_held){message->envelope.stamp.rev, message->envelope.stamp.by};
}

static bool held_section(const struct section *section, struct arena *arena,
                         struct pl_held_section *out)
{
    struct pl_held_text *texts = arena_array(arena, section->text_count, sizeof *texts);
    if (!texts) {
        return false;
    }
    out->section = section->id;
    out->items = stamp_held(&section->items);
    out->texts = texts;
    for (size_t i = 0; i < section->text_count; i++) {
        if (section->texts[i]->greatest) {
            texts[out->text_count++] =
                (struct pl_held_text){section->texts[i]->topic.lang, stamp_held(section->texts[i])};
        }
    }
    return true;
}

static bool held_sections(const struct view *view, struct arena *arena, struct pl_display *out)
{
    size_t count = view->doc ? view->doc->message->body.document.section_count : 0;
    struct pl_held_section *sections = arena_array(arena, count, sizeof *sections);
    if (!sections) {
        return false;
    }
    out->sections = sections;
    for (size_t i = 0; i < count; i++) {
        if (!held_section(view->sections[i], arena, &sections[out->section_count])) {
            return false;
        }
        out->section_count += sections[out->section_count].items.rev > 0 ||
                              sections[out->section_count].text_count > 0;
    }
    return true;
}

static void display_said(const struct pl_room *room, struct pl_display *out)
{
    const struct pl_report *report = &room->report;
    out->section = report->section;
    out->item = report->item;
    out->pages = report->pages;
    out->page_count = report->page_count;
    out->page = report->page;
    out->changed_at_ms = report->changed_at_ms;
    out->took_ms = report->took_ms;
}

static bool display_body(const struct pl_room *room, struct arena *arena, struct pl_display *out)
{
    out->online = true;
    out->name = room->label;
    out->version = room->version;
    bool resized = room->report.width_px > 0 && room->report.height_px > 0;
    out->width_px = resized ? room->report.width_px : room->width_px;
    out->height_px = resized ? room->report.height_px : room->height_px;
    out->langs = (const char *const *)room->langs;
    out->lang_count = room->lang_count;
    if (room->shown.doc) {
        out->load = room->shown.doc->message->body.document.load;
    }
    for (size_t kind = 0; kind < PL_TOPIC_ORDERED_COUNT; kind++) {
        if (room->slots[kind].greatest) {
            out->holds[kind] = room->slots[kind].greatest->message->envelope.stamp;
        }
    }
    display_said(room, out);
    memcpy(out->refused, room->refused, sizeof out->refused);
    out->old_news = room->old_news;
    return held_sections(&room->shown, arena, out);
}

static void entry_topic(const struct pl_room *room, struct pl_topic *topic)
{
    topic->kind = room->role == PL_ROLE_DISPLAY ? PL_TOPIC_DISPLAY : PL_TOPIC_DESK;
    memcpy(topic->user, room->user, sizeof topic->user);
}

static void publish_entry(struct pl_room *room)
{
    struct arena arena;
    struct pl_message message = {0};
    arena_init(&arena);
    entry_topic(room, &message.topic);
    own_envelope(room, ++room->entry_rev, &message.envelope);
    bool good = true;
    if (room->role == PL_ROLE_DISPLAY) {
        good = display_body(room, &arena, &message.body.display);
    } else {
        message.body.desk = (struct pl_desk){true, room->label, room->version};
    }
    if (good) {
        send(room, &message, true, FLIGHT_ENTRY);
    }
    arena_finish(&arena);
    room->entry_due = false;
    room->entry_mono_ms = room->now.mono_ms;
}

static int64_t entry_deadline(const struct pl_room *room)
{
    if (room->yields || room->displaced || room->probe.denied) {
        return ROOM_NEVER;
    }
    if (!room->entry_due || room->entry_mono_ms == 0) {
        return room->entry_due ? room->now.mono_ms : ROOM_NEVER;
    }
    bool joining = room->role == PL_ROLE_DISPLAY && !room->whole;
    int64_t next = room->entry_mono_ms + (joining ? ROOM_REPORT_JOINING_MS : ROOM_REPORT_MS);
    int64_t presented = room->entry_since_mono_ms + ROOM_REPORT_WAIT_MS;
    return next > presented ? next : presented;
}

void room_report_work(struct pl_room *room)
{
    if (!has_entry(room) || !room->connected || !room->subs.base_done) {
        return;
    }
    if (room->now.mono_ms >= entry_deadline(room)) {
        publish_entry(room);
    }
    if (beats(room) && room->now.mono_ms >= beat_due(room)) {
        beat(room, FLIGHT_NONE);
    }
}

int64_t room_report_deadline(const struct pl_room *room)
{
    if (!has_entry(room) || !room->connected || !room->subs.base_done) {
        return ROOM_NEVER;
    }
    int64_t entry = entry_deadline(room);
    int64_t next = beats(room) ? beat_due(room) : ROOM_NEVER;
    return entry < next ? entry : next;
}

/* ---- what a display says of itself ---- */

static bool report_copy(struct arena *arena, const struct pl_report *from, struct pl_report *out)
{
    *out = *from;
    out->section = from->section ? arena_copy(arena, from->section, strlen(from->section)) : NULL;
    out->item = from->item ? arena_copy(arena, from->item, strlen(from->item)) : NULL;
    int64_t *pages = arena_array(arena, from->page_count, sizeof *pages);
    if (!pages) {
        return false;
    }
    if (from->page_count) {
        memcpy(pages, from->pages, from->page_count * sizeof *pages);
    }
    out->pages = pages;
    return !from->section == !out->section && !from->item == !out->item;
}

void pl_room_report(struct pl_room *room, const struct pl_report *report, struct pl_time now)
{
    struct arena arena;
    struct pl_report copy;
    room->now = now;
    if (room->role != PL_ROLE_DISPLAY) {
        return;
    }
    arena_init(&arena);
    if (!report_copy(&arena, report, &copy)) {
        arena_finish(&arena);
        return;
    }
    arena_finish(&room->report_arena);
    room->report_arena = arena;
    room->report = copy;
    room_entry_soon(room);
    room_work(room);
}

bool pl_room_will(const struct pl_room *room, struct pl_time now, const char **topic_out,
                  const char **bytes_out, size_t *size_out)
{
    struct scratch *scratch = room->scratch;
    struct pl_message message = {0};
    struct pl_message *decoded;
    if (!has_entry(room) || room->yields || room->displaced) {
        return false;
    }
    entry_topic(room, &message.topic);
    own_envelope(room, room->entry_rev, &message.envelope);
    message.envelope.at_ms = now.wall_ms;
    if (room->role == PL_ROLE_DISPLAY) {
        message.body.display.name = room->label;
    } else {
        message.body.desk.name = room->label;
    }
    free(scratch->will_bytes);
    scratch->will_bytes = NULL;
    if (pl_wire_format_topic(room->name, &message.topic, scratch->will_topic,
                             sizeof scratch->will_topic) != PL_OK ||
        room_encode(&message, &scratch->will_bytes, size_out, &decoded) != PL_OK) {
        return false;
    }
    pl_message_destroy(decoded);
    *topic_out = scratch->will_topic;
    *bytes_out = scratch->will_bytes;
    return true;
}

/* ---- captions ---- */

enum pl_error pl_room_say(struct pl_room *room, const struct pl_caption *caption,
                          struct pl_time now)
{
    struct pl_message message = {.topic = {.kind = PL_TOPIC_CAPTION},
                                 .body = {.caption = *caption}};
    struct pl_message *decoded;
    char *bytes;
    size_t size;
    room->now = now;
    if (!room->connected) {
        return PL_ERROR_REFERENCE;
    }
    message.envelope.stamp =
        (struct pl_stamp){.epoch = room_shown_epoch(room), .rev = ++room->caption_rev};
    memcpy(message.envelope.stamp.by, room->by, sizeof room->by);
    message.envelope.at_ms = now.wall_ms;
    enum pl_error error = room_encode(&message, &bytes, &size, &decoded);
    if (error != PL_OK) {
        return error;
    }
    bool out =
        out_publish(room, &message.topic, bytes, size, false, (struct flight){.kind = FLIGHT_NONE});
    pl_message_destroy(decoded);
    free(bytes);
    return out ? PL_OK : PL_ERROR_MEMORY;
}
