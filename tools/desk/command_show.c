/* The room as it is now, for people; and the walls. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "session/zone.h"
#include "visit.h"

/* ---- displays ---- */

/* The label of an item of the document shown, or its id. */
static const char *label_of(const struct pl_room *room, const char *section, const char *id)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    for (size_t s = 0; document && section && s < document->section_count; s++) {
        if (strcmp(document->sections[s].id, section) == 0) {
            const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, s);
            const struct pl_item *item = items ? pl_items_find(items, id, NULL) : NULL;
            return item && item->label[0] ? item->label : id;
        }
    }
    return id;
}

static void say_refusals(const struct pl_display *display, FILE *out)
{
    const char *between = ", refused ";
    for (int error = PL_OK + 1; error < PL_ERROR_COUNT; error++) {
        if (display->refused[error] > 0) {
            fprintf(out, "%s%s %lld", between, pl_error_name((enum pl_error)error),
                    (long long)display->refused[error]);
            between = ", ";
        }
    }
}

static bool is_behind(const struct pl_room *room, const struct pl_display *display)
{
    const struct pl_topic topic = {.kind = PL_TOPIC_CURSOR};
    const struct pl_message *cursor = pl_room_greatest(room, &topic, PL_CONFIRMED);
    return cursor &&
           pl_stamp_compare(&display->holds[PL_TOPIC_CURSOR], &cursor->envelope.stamp) < 0;
}

static void say_online(const struct pl_room *room, const struct pl_peer *peer, FILE *out)
{
    const struct pl_display *display = peer->is.display;
    struct pl_time now = visit_now();
    fprintf(out, "%lldx%lld  ", (long long)display->width_px, (long long)display->height_px);
    if (!display->item) {
        fprintf(out, "shows no item");
    } else {
        fprintf(out, "shows %s", label_of(room, display->section, display->item));
    }
    if (display->page_count > 1) {
        fprintf(out, " %zu/%zu", display->page + 1, display->page_count);
    }
    if (display->changed_at_ms > 0) {
        char ago[32];
        int64_t there_ms = now.wall_ms;
        bool sure = pl_room_writer_now(room, peer->by, now, &there_ms);
        describe_ago(there_ms - display->changed_at_ms, ago, sizeof ago);
        bool about = !sure && strcmp(ago, "just now") != 0;
        fprintf(out, ", changed %s%s", about ? "about " : "", ago);
        fprintf(out, " (took %lld ms)", (long long)display->took_ms);
    }
    fputs(is_behind(room, display) ? ", behind the desk" : "", out);
    say_refusals(display, out);
}

static void print_display(const struct pl_room *room, const struct pl_peer *peer)
{
    const struct pl_display *display = peer->is.display;
    printf("%-12s  ", display->name[0] ? display->name : peer->user);
    if (display->online && display->version) {
        say_online(room, peer, stdout);
    } else {
        char time[ZONE_TEXT];
        zone_minutes(peer->at_ms, time);
        printf(display->online ? "online since %s" : "lost since %s", time);
    }
    putchar('\n');
}

static int act_displays(struct visit *visit, const struct call *call)
{
    (void)call;
    struct pl_room *room = visit_room(visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    zone_use(document ? document->time_zone : NULL);
    size_t count = pl_room_displays(room);
    for (size_t i = 0; i < count; i++) {
        struct pl_peer peer;
        if (pl_room_display(room, i, &peer)) {
            print_display(room, &peer);
        }
    }
    if (count == 0 && pl_room_denied(room)) {
        return command_fail("this user may not see the walls: the broker lets it only read; ask "
                            "who keeps the broker");
    }
    if (count == 0) {
        printf("no wall in room \"%s\" at %s\n", visit_name(visit), visit_broker(visit));
    }
    return COMMAND_OK;
}

static int run_displays(const struct call *call)
{
    return visit_look(call, act_displays);
}

const struct command command_displays = {
    .name = "displays",
    .usage = "",
    .summary = "show which walls there are and what each shows",
    .help =
        "A line a wall: its name, its size, the item and page on it, how long ago its picture\n"
        "changed last and how long that took, what it refused. Of a wall that is not there the\n"
        "broker only keeps when it came: \"lost since 10:42\" means at 10:42 or later.",
    .example = "  plenary displays",
    .run = run_displays};

/* ---- show ---- */

static void show_text(const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct pl_place place;
    char line[DESCRIBE_LINE];
    size_t agreed = 0;
    size_t total = 0;
    if (!document) {
        puts("text:    none");
        return;
    }
    pl_room_progress(room, &agreed, &total);
    printf("text:    %s (%zu of %zu agreed)\n", document->fronts[0].title, agreed, total);
    if (pl_room_place(room, PL_CONFIRMED, &place)) {
        describe_place(room, &place, NULL, line, sizeof line);
        printf("place:   %s\n", line);
    }
    const struct pl_cursor *cursor = pl_room_cursor(room, PL_CONFIRMED);
    for (size_t i = 0; cursor && i < cursor->highlight_count; i++) {
        printf("marked:  \"%s\"\n", cursor->highlights[i].exact);
    }
    printf("screen:  %s\n", pl_screen_name(pl_room_screen(room, PL_CONFIRMED)));
    printf("view:    %s\n", pl_view_name(pl_room_text_view(room, PL_CONFIRMED)));
}

static void show_speakers(const struct pl_room *room)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = pl_room_speakers(room, PL_CONFIRMED, &by);
    char line[DESCRIBE_LINE];
    if (!speakers) {
        return;
    }
    if (speakers->has_floor) {
        char used[32];
        describe_speaker(&speakers->floor, line, sizeof line);
        describe_seconds(describe_elapsed(room, by, &speakers->floor_clock, visit_now()) / 1000,
                         used, sizeof used);
        printf("floor:   %s (%s)\n", line, used);
    }
    for (size_t i = 0; i < speakers->queue_count; i++) {
        describe_speaker(&speakers->queue[i], line, sizeof line);
        printf("%s%zu %s\n", i == 0 ? "waiting: " : "         ", i + 1, line);
    }
    printf("list:    %s\n", speakers->open ? "open" : "closed");
}

static void show_clocks(const struct pl_room *room)
{
    const char *by = NULL;
    const struct pl_timer *timer = pl_room_timer(room, PL_CONFIRMED, &by);
    if (timer && timer->mode != PL_TIMER_OFF) {
        char left[32];
        describe_timer(timer, describe_elapsed(room, by, &timer->clock, visit_now()), left,
                       sizeof left);
        printf("timer:   %s%s%s%s\n", left, timer->clock.running ? "" : " (paused)",
               timer->label[0] ? ", " : "", timer->label);
    }
    const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, &by);
    bool over = notice && notice->until_ms > 0 &&
                describe_writer_now(room, by, visit_now()) >= notice->until_ms;
    if (notice && notice->text[0] && !over) {
        printf("notice:  %s\n", notice->text);
    }
}

static int print_json(struct visit *visit)
{
    char *json = NULL;
    size_t size = 0;
    enum pl_error error =
        pl_room_show(visit_room(visit), visit_name(visit), visit_now(), &json, &size);
    if (error != PL_OK) {
        return command_fail("the room cannot be written as JSON: it %s", pl_error_text(error));
    }
    puts(json);
    free(json);
    return COMMAND_OK;
}

static int act_show(struct visit *visit, const struct call *call)
{
    struct pl_room *room = visit_room(visit);
    if (command_value(call, "json")) {
        return print_json(visit);
    }
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    zone_use(document ? document->time_zone : NULL);
    printf("room:    %s at %s\n", visit_name(visit), visit_broker(visit));
    show_text(room);
    show_speakers(room);
    show_clocks(room);
    for (size_t i = 0; i < pl_room_displays(room); i++) {
        struct pl_peer peer;
        if (pl_room_display(room, i, &peer)) {
            printf("wall:    ");
            print_display(room, &peer);
        }
    }
    return COMMAND_OK;
}

static int run_show(const struct call *call)
{
    return visit_read(call, false, act_show);
}

const struct command command_show = {
    .name = "show",
    .usage = "[--json]",
    .summary = "show the room as it is now",
    .help =
        "The place, who speaks and who waits, the timer, the notice and the walls; with --json\n"
        "everything, as the schema assets/protocol/schemas/show.json says.",
    .example = "  plenary show --json",
    .run = run_show,
    .options = {COMMAND_OPTION("json", NULL, "the whole room, every item with its runs, as JSON")}};
