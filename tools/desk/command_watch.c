/* Follows the room line by line. What a line says is made anew from the room after each change, and
 * written when it differs from what was written last: repeats and old news leave no trace. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "describe.h"
#include "session/clock.h"
#include "session/zone.h"
#include "visit.h"

enum { TOLD = 2048, LOOK_MS = 60000, NOTICE_MS = 1000, NAMES_SHOWN = 5 };

/* An item as it was told last. */
struct told_item {
    char id[PL_ID_MAX + 1];
    char label[PL_LABEL_MAX + 1];
    enum pl_status status;
    uint64_t words; /* 0: not in the wished language yet */
    bool here;
};

enum facet {
    FACET_LIVE,
    FACET_TEXT,
    FACET_SCREEN,
    FACET_VIEW,
    FACET_PLACE,
    FACET_HIGHLIGHTS,
    FACET_FLOOR,
    FACET_QUEUE,
    FACET_TIMER,
    FACET_NOTICE,
    FACET_CAPTION,
    FACET_COUNT
};

struct watch {
    struct visit *visit;
    bool begun; /* the room was whole once */
    bool dim;
    const char *lang; /* wished; NULL: the original */
    char told[FACET_COUNT][TOLD];
    char load[PL_LOAD_MAX + 1];
    struct told_item *items;
    size_t item_count;
};

static void tell(const struct watch *watch, const char *line)
{
    char time[ZONE_TEXT];
    zone_seconds(session_real_ms(visit_now().wall_ms), time);
    printf("%s%s%s %s\n", watch->dim ? "\033[2m" : "", time, watch->dim ? "\033[0m" : "", line);
}

/* ---- what there is to say: "" is nothing ---- */

static void say_live(struct watch *watch, char *out)
{
    struct pl_liveness liveness;
    char time[ZONE_TEXT] = "";
    pl_room_liveness(visit_room(watch->visit), visit_now(), &liveness);
    if (liveness.since_wall_ms > 0) {
        zone_seconds(session_real_ms(liveness.since_wall_ms), time);
    }
    static const char *const stores[] = {
        [PL_LIVE_LOST] = "the broker has lost this room",
        [PL_LIVE_BEHIND] = "the broker holds an older state",
        [PL_LIVE_UNREADABLE] = "part of the room cannot be read",
    };
    const char *trouble = visit_trouble(watch->visit);
    if (liveness.live >= PL_LIVE_LOST && liveness.live <= PL_LIVE_UNREADABLE) {
        snprintf(out, TOLD, "not live: %s", stores[liveness.live]);
    } else if (liveness.live == PL_LIVE_NO_BEAT) {
        snprintf(out, TOLD, "not live: no desk heard since %s (closed, or cut off)", time);
    } else if (liveness.live == PL_LIVE_SILENT) {
        snprintf(out, TOLD, "not live: nothing heard since %s", time);
    } else if (liveness.live == PL_LIVE_CUT || (liveness.live == PL_LIVE_JOINING && trouble[0])) {
        snprintf(out, TOLD, "%s (%s), trying again", time[0] ? "connection lost" : "no broker",
                 trouble);
    } else if (liveness.live == PL_LIVE_JOINING) {
        snprintf(out, TOLD, "waiting for %s", pl_room_waiting_for(visit_room(watch->visit)));
    } else if (liveness.desk_closed) {
        zone_minutes(session_real_ms(liveness.desk_closed_ms), time);
        snprintf(out, TOLD, "live (%s closed %s)", liveness.desk_closed, time);
    } else {
        snprintf(out, TOLD, liveness.no_desk ? "live (no desk is on)" : "live");
    }
}

/* Title and the like in the wished language, else in the original; NULL without a document. */
static const struct pl_front *front_told(const struct watch *watch)
{
    const struct pl_document *document = pl_room_document(visit_room(watch->visit), PL_CONFIRMED);
    for (size_t i = 0; document && watch->lang && i < document->lang_count; i++) {
        if (strcmp(document->fronts[i].lang, watch->lang) == 0) {
            return &document->fronts[i];
        }
    }
    return document ? &document->fronts[0] : NULL;
}

static void say_text(struct watch *watch, char *out)
{
    const struct pl_room *room = visit_room(watch->visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    size_t agreed = 0;
    size_t total = 0;
    if (!document) {
        snprintf(out, TOLD, "no text yet");
        return;
    }
    pl_room_progress(room, &agreed, &total);
    snprintf(out, TOLD, "%s (%zu items, %zu agreed)", front_told(watch)->title, total, agreed);
}

static void say_screen(struct watch *watch, char *out)
{
    enum pl_screen screen = pl_room_screen(visit_room(watch->visit), PL_CONFIRMED);
    snprintf(out, TOLD, "screen %s", pl_screen_name(screen));
}

static void say_view(struct watch *watch, char *out)
{
    enum pl_view view = pl_room_text_view(visit_room(watch->visit), PL_CONFIRMED);
    snprintf(out, TOLD, "view %s", pl_view_name(view));
}

/* The language that is told: the original, so with a position, where the wished one is not there or
 * is the original itself. */
static const char *reading_lang(const struct watch *watch)
{
    const char *original = pl_room_original(visit_room(watch->visit));
    const struct pl_front *front = front_told(watch);
    return front && original && strcmp(front->lang, original) != 0 ? front->lang : NULL;
}

static void say_place(struct watch *watch, char *out)
{
    struct pl_place place;
    if (pl_room_place(visit_room(watch->visit), PL_CONFIRMED, &place)) {
        describe_place(visit_room(watch->visit), &place, reading_lang(watch), out, TOLD);
    }
}

static void say_highlights(struct watch *watch, char *out)
{
    const struct pl_cursor *cursor = pl_room_cursor(visit_room(watch->visit), PL_CONFIRMED);
    size_t used = 0;
    for (size_t i = 0; cursor && i < cursor->highlight_count && used < TOLD; i++) {
        used += (size_t)snprintf(out + used, TOLD - used, "%s\"%s\"", i > 0 ? ", " : "highlight ",
                                 cursor->highlights[i].exact);
    }
}

static void say_floor(struct watch *watch, char *out)
{
    const struct pl_speakers *speakers =
        pl_room_speakers(visit_room(watch->visit), PL_CONFIRMED, NULL);
    if (speakers && speakers->has_floor) {
        char line[DESCRIBE_LINE];
        describe_speaker(&speakers->floor, line, sizeof line);
        snprintf(out, TOLD, "floor: %s", line);
    } else {
        snprintf(out, TOLD, "floor: nobody");
    }
}

static void say_queue(struct watch *watch, char *out)
{
    const struct pl_speakers *speakers =
        pl_room_speakers(visit_room(watch->visit), PL_CONFIRMED, NULL);
    size_t count = speakers ? speakers->queue_count : 0;
    size_t used = (size_t)snprintf(out, TOLD, "waiting: %s", count == 0 ? "nobody" : "");
    for (size_t i = 0; i < count && i < NAMES_SHOWN && used < TOLD; i++) {
        char line[DESCRIBE_LINE];
        describe_speaker(&speakers->queue[i], line, sizeof line);
        used += (size_t)snprintf(out + used, TOLD - used, "%s%s", i > 0 ? "; " : "", line);
    }
    if (count > NAMES_SHOWN && used < TOLD) {
        used += (size_t)snprintf(out + used, TOLD - used, "; +%zu more", count - NAMES_SHOWN);
    }
    if (speakers && !speakers->open && used < TOLD) {
        snprintf(out + used, TOLD - used, " (the list is closed)");
    }
}

static void say_timer(struct watch *watch, char *out)
{
    const struct pl_timer *timer = pl_room_timer(visit_room(watch->visit), PL_CONFIRMED, NULL);
    if (!timer || timer->mode == PL_TIMER_OFF) {
        snprintf(out, TOLD, "timer off");
        return;
    }
    char left[32];
    describe_timer(timer, timer->clock.used_ms, left, sizeof left);
    snprintf(out, TOLD, "timer %s %s%s%s", timer->clock.running ? "runs from" : "stands at", left,
             timer->label[0] ? ", " : "", timer->label);
}

static void say_notice(struct watch *watch, char *out)
{
    const char *by = NULL;
    const struct pl_room *room = visit_room(watch->visit);
    const struct pl_notice *notice = pl_room_notice(room, PL_CONFIRMED, &by);
    bool over = notice && notice->until_ms > 0 &&
                describe_writer_now(room, by, visit_now()) >= notice->until_ms;
    if (!notice || notice->text[0] == '\0' || over) {
        snprintf(out, TOLD, "no notice");
    } else {
        snprintf(out, TOLD, "notice: %s", notice->text);
    }
}

static void say_caption(struct watch *watch, char *out)
{
    const struct pl_caption *caption = pl_room_caption(visit_room(watch->visit));
    if (caption && caption->text[0]) {
        snprintf(out, TOLD, "caption: %s", caption->text);
    }
}

/* `usual` is what goes without saying at the beginning. */
static const struct {
    void (*say)(struct watch *watch, char *out);
    const char *usual;
} facets[FACET_COUNT] = {
    [FACET_LIVE] = {say_live, ""},
    [FACET_TEXT] = {say_text, ""},
    [FACET_SCREEN] = {say_screen, "screen text"},
    [FACET_VIEW] = {say_view, "view marked"},
    [FACET_PLACE] = {say_place, ""},
    [FACET_HIGHLIGHTS] = {say_highlights, ""},
    [FACET_FLOOR] = {say_floor, "floor: nobody"},
    [FACET_QUEUE] = {say_queue, "waiting: nobody"},
    [FACET_TIMER] = {say_timer, "timer off"},
    [FACET_NOTICE] = {say_notice, "no notice"},
    [FACET_CAPTION] = {say_caption, ""},
};

/* True where it has changed; then it is told, but for an emptiness that only follows from
 * something else that was told. */
static bool tell_facet(struct watch *watch, enum facet facet)
{
    char line[TOLD] = "";
    facets[facet].say(watch, line);
    if (strcmp(line, watch->told[facet]) == 0) {
        return false;
    }
    snprintf(watch->told[facet], TOLD, "%s", line);
    if (line[0]) {
        tell(watch, line);
    }
    return true;
}

/* ---- items that change ---- */

static uint64_t hash(const char *text)
{
    uint64_t value = 14695981039346656037u;
    for (; text && *text; text++) {
        value = (value ^ (unsigned char)*text) * 1099511628211u;
    }
    return value;
}

static struct told_item *find_told(const struct watch *watch, const char *id, size_t near)
{
    for (size_t i = 0; i < watch->item_count; i++) {
        size_t at = (near + i) % watch->item_count;
        if (strcmp(watch->items[at].id, id) == 0) {
            return &watch->items[at];
        }
    }
    return NULL;
}

static void tell_item(const struct watch *watch, const struct told_item *before,
                      const struct told_item *now, const char *marks)
{
    char line[TOLD];
    if (!before) {
        snprintf(line, sizeof line, "%s  is new: %s", now->label, marks);
    } else if (before->words != now->words && before->words != 0) {
        snprintf(line, sizeof line, "%s  now reads: %s", now->label, marks);
    } else if (before->status != now->status) {
        snprintf(line, sizeof line, "%s  is %s", now->label, pl_status_name(now->status));
    } else {
        return;
    }
    tell(watch, line);
}

/* The items as they are now into `items`; told where they changed and `aloud`. */
static size_t walk_items(struct watch *watch, struct told_item *items, bool aloud)
{
    const struct pl_room *room = visit_room(watch->visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    size_t count = 0;
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_items *list = pl_room_items(room, PL_CONFIRMED, s);
        for (size_t i = 0; list && i < list->count && count < PL_ITEMS_MAX; i++, count++) {
            const struct pl_item *item = &list->items[i];
            enum pl_words_state state = PL_WORDS_CURRENT;
            const struct pl_words *words =
                pl_room_words(room, PL_CONFIRMED, s, item->id, watch->lang, &state);
            char *marks = words ? describe_marks(words) : NULL;
            struct told_item *now = &items[count];
            snprintf(now->id, sizeof now->id, "%s", item->id);
            snprintf(now->label, sizeof now->label, "%s", item->label);
            now->status = item->status;
            now->words = state == PL_WORDS_MISSING ? 0 : hash(marks);
            struct told_item *before = find_told(watch, item->id, count);
            if (before) {
                before->here = true;
            }
            if (aloud) {
                tell_item(watch, before, now, marks ? marks : "");
            }
            free(marks);
        }
    }
    return count;
}

static void tell_items(struct watch *watch)
{
    const struct pl_document *document = pl_room_document(visit_room(watch->visit), PL_CONFIRMED);
    struct told_item *items = document ? calloc(PL_ITEMS_MAX, sizeof *items) : NULL;
    if (!items) {
        return;
    }
    bool same_load = strcmp(watch->load, document->load) == 0;
    for (size_t i = 0; i < watch->item_count; i++) {
        watch->items[i].here = false;
    }
    size_t count = walk_items(watch, items, same_load);
    for (size_t i = 0; same_load && i < watch->item_count; i++) {
        if (!watch->items[i].here) {
            char line[PL_LABEL_MAX + 32];
            snprintf(line, sizeof line, "%s  is taken out", watch->items[i].label);
            tell(watch, line);
        }
    }
    snprintf(watch->load, sizeof watch->load, "%s", document->load);
    free(watch->items);
    watch->items = items;
    watch->item_count = count;
}

/* ---- the command ---- */

static void tell_all(struct watch *watch, unsigned changes)
{
    const struct pl_document *document = pl_room_document(visit_room(watch->visit), PL_CONFIRMED);
    zone_use(document ? document->time_zone : NULL);
    for (enum facet facet = FACET_LIVE; facet < FACET_COUNT; facet++) {
        bool was_marked = watch->told[FACET_HIGHLIGHTS][0] != '\0';
        bool changed = tell_facet(watch, facet);
        if (facet == FACET_PLACE && changed) {
            watch->told[FACET_HIGHLIGHTS][0] = '\0'; /* a move takes them along */
        }
        if (facet == FACET_HIGHLIGHTS && changed && was_marked &&
            watch->told[FACET_HIGHLIGHTS][0] == '\0') {
            tell(watch, "highlights taken away");
        }
    }
    if (changes & (1u << PL_TOPIC_DOCUMENT | 1u << PL_TOPIC_ITEMS | 1u << PL_TOPIC_TEXT)) {
        tell_items(watch);
    }
}

static void look(struct watch *watch)
{
    unsigned changes = pl_room_changes(visit_room(watch->visit));
    if (!watch->begun && pl_room_whole(visit_room(watch->visit))) {
        watch->begun = true;
        changes = ~0u;
        for (enum facet facet = FACET_TEXT; facet < FACET_COUNT; facet++) {
            snprintf(watch->told[facet], TOLD, "%s", facets[facet].usual);
        }
    }
    if (watch->begun) {
        tell_all(watch, changes);
    } else if (visit_trouble(watch->visit)[0]) {
        tell_facet(watch, FACET_LIVE);
    }
}

static int run_watch(const struct call *call)
{
    struct watch *watch = calloc(1, sizeof *watch);
    int status = COMMAND_OK;
    if (!watch) {
        return command_fail("out of memory");
    }
    watch->lang = command_value(call, "lang");
    watch->visit = visit_open(call, PL_ROLE_WATCH);
    if (!watch->visit) {
        free(watch);
        return COMMAND_FAILED;
    }
    const char *terminal = getenv("TERM");
    watch->dim =
        isatty(STDOUT_FILENO) && terminal && strcmp(terminal, "dumb") != 0 && !getenv("NO_COLOR");
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    int wait_ms = call->timeout_ms;
    while (visit_wait(watch->visit, wait_ms)) {
        look(watch);
        if (ferror(stdout)) {
            status = COMMAND_FAILED;
            break;
        }
        const struct pl_notice *notice =
            pl_room_notice(visit_room(watch->visit), PL_CONFIRMED, NULL);
        wait_ms = notice && notice->until_ms > 0 ? NOTICE_MS : LOOK_MS;
    }
    visit_close(watch->visit);
    free(watch->items);
    free(watch);
    return status;
}

const struct command command_watch = {
    .name = "watch",
    .usage = "[--lang LANG]",
    .summary = "follow the room line by line",
    .help =
        "What somebody who is not in the room sees: moves, highlights, speakers, timer, notices,\n"
        "captions and changes of the text, with the room's time. It connects again for ever;\n"
        "end it with Ctrl-C. In another language the words are the original's until it is there.",
    .example = "  plenary watch --lang fr",
    .run = run_watch,
    .options = {COMMAND_OPTION("lang", "LANG", "tell the text in this language")}};
