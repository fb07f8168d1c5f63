#define _GNU_SOURCE
#include "display/wall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "display/layout.h"
#include "display/painter.h"
#include "session/clock.h"
#include "session/say.h"
#include "session/zone.h"

enum {
    ZONE_NAME = PL_ZONE_MAX + 1,
    CLOCK_BYTES = ZONE_NAME + ZONE_TEXT,
    WAITING_BYTES = 320,
    PREVIEWS = 3
};

/* What of the room's changes can be seen. */
static const unsigned SEEN = ((1u << PL_TOPIC_ORDERED_COUNT) - 1u) | (1u << PL_TOPIC_CAPTION) |
                             PL_CHANGED_LIVENESS | PL_CHANGED_WHOLE;
/* Of these, what no desk is told of and what leaves the neighbours as they are. */
static const unsigned QUIET = (1u << PL_TOPIC_CAPTION) | PL_CHANGED_LIVENESS;

/* What the picture is of. Moving on glides; all else is there at once. */
struct view {
    bool text; /* the item's screen, not a neutral one or the overview */
    char section[PL_ID_MAX + 1], item[PL_ID_MAX + 1];
    size_t page;
};

enum { SCENE_DUMP = 1 << 20 }; /* far more than SCENE_NODES_MAX lines take */

/* What runs on the picture, as it is traced. */
struct seconds {
    int64_t floor_s, timer_s;
    bool notice;
};

struct wall {
    const struct options *options;
    struct qr page_code;
    struct text *text;
    struct painter *painter; /* NULL for a screenshot */
    struct layout *layout;
    struct scene *scene; /* being built; the one on the screen may name blocks that are gone */
    struct scene *preview;
    int width, height;
    bool shown;   /* there is a picture on the screen */
    bool exposed; /* the window system wants it again */
    bool resized; /* and the layout is not of that size yet */
    bool settled; /* the last picture ended a glide, for the trace */
    struct view view;
    int timer_fd; /* the frames of a glide; -1: nothing glides */
    int64_t frame_ns, next_ns;
    int64_t minute_ms; /* when the clock's minute ends */
    char zone[ZONE_NAME];
    bool zone_unknown; /* here */
    enum pl_live live;
    int previews; /* made since the last picture */
    bool laid;    /* the neighbours are laid out */
    struct pl_report report;
    int64_t told_pages[PL_PAGES_MAX]; /* as reported */
    FILE *trace;
    struct seconds traced;
};

/* ---- making and ending ---- */

static int64_t clock_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int64_t now_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

static bool make_layout(struct wall *wall)
{
    const struct options *o = wall->options;
    struct layout_config config = {
        .width_px = wall->width,
        .height_px = wall->height,
        .legibility =
            legibility_of(wall->width, wall->height, o->viewer_distance_m, o->screen_diagonal_in),
        .theme = o->theme,
        .lang = o->langs[0],
        .second = o->langs[1],
        .book = o->book,
        .page_url = o->page_url,
        .page_code = wall->page_code.side ? &wall->page_code : NULL,
        .own_view = o->own_view,
        .view = o->view};
    struct layout *layout = layout_create(wall->text, &config);
    if (!layout) {
        return false;
    }
    layout_destroy(wall->layout);
    wall->layout = layout;
    return true;
}

static bool make_painter(struct wall *wall, char error[WALL_ERROR_MAX])
{
    const struct options *o = wall->options;
    if (o->screenshot) {
        int width = o->width ? o->width : 1920, height = o->height ? o->height : 1080;
        bool across = o->turn % 180 != 0;
        wall->width = across ? height : width;
        wall->height = across ? width : height;
        return true;
    }
    if (!o->reduced_motion) {
        wall->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    }
    struct painter_config config = {o->width, o->height, o->windowed, o->turn};
    char why[PAINTER_ERROR_MAX];
    wall->painter = painter_create(wall->text, &config, why);
    if (!wall->painter) {
        snprintf(error, WALL_ERROR_MAX, "%s", why);
        return false;
    }
    painter_size(wall->painter, &wall->width, &wall->height);
    return true;
}

static void open_trace(struct wall *wall)
{
    const char *file = getenv("PLENARY_TRACE");
    wall->trace = file && file[0] ? fopen(file, "ae") : NULL;
    if (wall->trace) {
        setvbuf(wall->trace, NULL, _IOLBF, 0);
    }
    if (wall->trace && wall->painter) {
        fprintf(wall->trace, "driver %lld %s\n", (long long)now_ns(),
                painter_driver(wall->painter));
    }
}

static bool make(struct wall *wall, char error[WALL_ERROR_MAX])
{
    char why[TEXT_ERROR_MAX];
    wall->text = text_create(NULL, why);
    if (!wall->text) {
        snprintf(error, WALL_ERROR_MAX, "%s", why);
        return false;
    }
    if (text_missing(wall->text)) {
        say_to(stderr,
               "plenary-display: fonts that are not installed: %s (some scripts will show"
               " as boxes)\n",
               text_missing(wall->text));
    }
    if (wall->options->page_url && !qr_encode(wall->options->page_url, &wall->page_code)) {
        snprintf(error, WALL_ERROR_MAX, "%s: it does not go into a QR code",
                 wall->options->page_url);
        return false;
    }
    if (!make_painter(wall, error)) {
        return false;
    }
    wall->scene = malloc(sizeof *wall->scene);
    wall->preview = malloc(sizeof *wall->preview);
    if (!wall->scene || !wall->preview || !make_layout(wall)) {
        snprintf(error, WALL_ERROR_MAX, "no memory");
        return false;
    }
    open_trace(wall);
    return true;
}

struct wall *wall_create(const struct options *options, char error[WALL_ERROR_MAX])
{
    struct wall *wall = calloc(1, sizeof *wall);
    if (!wall) {
        snprintf(error, WALL_ERROR_MAX, "no memory");
        return NULL;
    }
    wall->options = options;
    wall->timer_fd = -1;
    wall->live = PL_LIVE_JOINING;
    wall->traced = (struct seconds){LAYOUT_NO_SECONDS, LAYOUT_NO_SECONDS, false};
    if (!make(wall, error)) {
        wall_destroy(wall);
        return NULL;
    }
    return wall;
}

/* The last scene, a node a line, so that two walls can be compared: at the end, for it takes time.
 */
static void trace_scene(struct wall *wall)
{
    char *dump = wall->trace && wall->scene ? malloc(SCENE_DUMP) : NULL;
    char *rest = NULL;
    if (dump && scene_dump(wall->scene, dump, SCENE_DUMP)) {
        for (char *line = strtok_r(dump, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
            fprintf(wall->trace, "scene %s\n", line);
        }
    }
    free(dump);
}

void wall_destroy(struct wall *wall)
{
    if (!wall) {
        return;
    }
    trace_scene(wall);
    layout_destroy(wall->layout);
    painter_destroy(wall->painter);
    text_destroy(wall->text);
    free(wall->scene);
    free(wall->preview);
    if (wall->trace) {
        fclose(wall->trace);
    }
    if (wall->timer_fd >= 0) {
        close(wall->timer_fd);
    }
    free(wall);
}

void wall_size(const struct wall *wall, int *width_out, int *height_out)
{
    *width_out = wall->width;
    *height_out = wall->height;
}

/* ---- the moment ---- */

struct moment {
    struct layout_moment is;
    char clock[CLOCK_BYTES], since[ZONE_TEXT], closed[ZONE_TEXT];
    char waiting[WAITING_BYTES];
};

static void follow_zone(struct wall *wall, const struct pl_room *room)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    const char *zone = document && document->time_zone ? document->time_zone : "";
    if (document && strcmp(zone, wall->zone) != 0) {
        snprintf(wall->zone, sizeof wall->zone, "%s", zone);
        wall->zone_unknown = !zone_use(zone[0] ? zone : NULL);
        if (wall->zone_unknown) {
            say_to(stderr,
                   "plenary-display: the text is in the time zone \"%s\", which is not known here;"
                   " the clock shows this machine's\n",
                   zone);
        }
    }
}

static void fill_moment(const struct wall *wall, const struct pl_room *room, const char *trouble,
                        struct pl_time now, struct moment *m)
{
    struct pl_liveness live;
    char time[ZONE_TEXT];
    pl_room_liveness(room, now, &live);
    *m = (struct moment){.is = {.now = now, .clock = m->clock}};
    zone_minutes(session_real_ms(now.wall_ms), time);
    /* A clock of another zone than the text's says so, in all languages. */
    snprintf(m->clock, sizeof m->clock, "%s%s%s", wall->zone_unknown ? wall->zone : "",
             wall->zone_unknown ? "? " : "", time);
    if (live.since_wall_ms) {
        zone_minutes(session_real_ms(live.since_wall_ms), m->since);
        m->is.since = m->since;
    }
    if (live.desk_closed && live.desk_closed_ms) {
        zone_minutes(session_real_ms(live.desk_closed_ms), m->closed);
        m->is.closed = m->closed;
    }
    const char *waits = pl_room_waiting_for(room);
    const char *twin = pl_room_twin(room);
    if (!trouble && twin) {
        snprintf(m->waiting, sizeof m->waiting,
                 "another display is called \"%s\" too; give each its own --name", twin);
    } else {
        snprintf(m->waiting, sizeof m->waiting, "%s", trouble ? trouble : waits ? waits : "");
    }
    m->is.waiting = m->waiting[0] ? m->waiting : NULL;
}

/* ---- showing ---- */

/* The cursor that the picture shows: none where it shows another item, or none. */
static const struct pl_message *shown_cursor(const struct wall *wall, const struct pl_room *room)
{
    struct pl_topic topic = {.kind = PL_TOPIC_CURSOR};
    const struct pl_message *m = pl_room_greatest(room, &topic, PL_CONFIRMED);
    const char *item = layout_shown(wall->layout)->item;
    bool shows = m && item && m->body.cursor.item && strcmp(m->body.cursor.item, item) == 0;
    return shows ? m : NULL;
}

static void trace_shown(struct wall *wall, const struct pl_room *room, const char *what)
{
    if (wall->trace) {
        const struct pl_message *m = shown_cursor(wall, room);
        fprintf(wall->trace, "%s %lld %lld %lld %zu\n", what, (long long)now_ns(),
                m ? (long long)m->envelope.stamp.epoch : 0LL,
                m ? (long long)m->envelope.stamp.rev : 0LL, wall->scene->node_count);
    }
}

static void put_seconds(FILE *trace, int64_t seconds)
{
    if (seconds == LAYOUT_NO_SECONDS) {
        fputs(" -", trace);
    } else {
        fprintf(trace, " %lld", (long long)seconds);
    }
}

static void trace_seconds(struct wall *wall)
{
    const struct layout_shown *shown = layout_shown(wall->layout);
    struct seconds now = {shown->floor_s, shown->timer_s, shown->notice};
    if (!wall->trace ||
        (now.floor_s == wall->traced.floor_s && now.timer_s == wall->traced.timer_s &&
         now.notice == wall->traced.notice)) {
        return;
    }
    wall->traced = now;
    fprintf(wall->trace, "seconds %lld", (long long)now_ns());
    put_seconds(wall->trace, now.floor_s);
    put_seconds(wall->trace, now.timer_s);
    fprintf(wall->trace, " %d\n", now.notice);
}

static void trace_liveness(struct wall *wall, const struct pl_room *room, struct pl_time now)
{
    static const char *const names[] = {
        [PL_LIVE] = "live",           [PL_LIVE_JOINING] = "joining",
        [PL_LIVE_CUT] = "cut",        [PL_LIVE_SILENT] = "silent",
        [PL_LIVE_NO_BEAT] = "nobeat", [PL_LIVE_LOST] = "lost",
        [PL_LIVE_BEHIND] = "behind",  [PL_LIVE_UNREADABLE] = "unreadable",
        [PL_LIVE_DENIED] = "denied"};
    struct pl_liveness live;
    pl_room_liveness(room, now, &live);
    if (live.live != wall->live) {
        wall->live = live.live;
        if (wall->trace) {
            fprintf(wall->trace, "liveness %lld %s\n", (long long)now_ns(), names[live.live]);
        }
    }
}

/* The strip of captions and a notice come and go, and with them the pages begin elsewhere. */
static bool pages_moved(const struct wall *wall)
{
    const struct layout_shown *shown = layout_shown(wall->layout);
    return shown->page_count != wall->report.page_count || shown->page != wall->report.page ||
           memcmp(shown->pages, wall->told_pages, shown->page_count * sizeof *shown->pages) != 0;
}

static bool size_changed(const struct wall *wall)
{
    return wall->report.width_px != wall->width || wall->report.height_px != wall->height;
}

/* What the desks are told. Only what the room did counts as a change, not a clock's seconds. */
static void report(struct wall *wall, struct pl_room *room, int64_t received_ns, struct pl_time now)
{
    const struct layout_shown *shown = layout_shown(wall->layout);
    wall->report = (struct pl_report){.section = shown->section,
                                      .item = shown->item,
                                      .pages = shown->pages,
                                      .page_count = shown->page_count,
                                      .page = shown->page,
                                      .changed_at_ms = now.wall_ms,
                                      .took_ms = (now_ns() - received_ns) / 1000000,
                                      .width_px = wall->width,
                                      .height_px = wall->height};
    memcpy(wall->told_pages, shown->pages, shown->page_count * sizeof *shown->pages);
    pl_room_report(room, &wall->report, now);
}

/* ---- gliding ---- */

int wall_fd(const struct wall *wall)
{
    return wall->timer_fd;
}

static void view_of(const struct wall *wall, const struct pl_room *room, struct view *view)
{
    const struct layout_shown *shown = layout_shown(wall->layout);
    *view = (struct view){.page = shown->page};
    view->text =
        shown->section && shown->item && pl_room_screen(room, PL_CONFIRMED) == PL_SCREEN_TEXT;
    snprintf(view->section, sizeof view->section, "%s", shown->section ? shown->section : "");
    snprintf(view->item, sizeof view->item, "%s", shown->item ? shown->item : "");
}

static bool same_place(const struct view *a, const struct view *b)
{
    return a->page == b->page && strcmp(a->item, b->item) == 0 &&
           strcmp(a->section, b->section) == 0;
}

/* The screen's rate, while something glides. Where presenting waits for the screen itself, the
 * timer only comes back at once. */
static void follow_glide(struct wall *wall)
{
    enum { AT_ONCE_NS = 1000000 };
    bool glides = painter_gliding(wall->painter);
    if (glides == (wall->frame_ns > 0) || wall->timer_fd < 0) {
        return;
    }
    int64_t rate_ns = painter_frame_ns(wall->painter);
    wall->frame_ns = !glides ? 0 : rate_ns > 0 ? rate_ns : AT_ONCE_NS;
    wall->next_ns = now_ns() + wall->frame_ns;
    struct timespec every = {.tv_nsec = (long)wall->frame_ns};
    timerfd_settime(wall->timer_fd, 0, &(struct itimerspec){every, every}, NULL);
}

static bool paint(struct wall *wall, const struct pl_room *room, struct pl_time now)
{
    struct view before = wall->view;
    view_of(wall, room, &wall->view);
    bool same = wall->shown && before.text == wall->view.text && same_place(&before, &wall->view);
    bool glides = !same && wall->shown && wall->timer_fd >= 0 && before.text && wall->view.text;
    bool gliding = painter_gliding(wall->painter);
    bool painted = glides ? painter_glide(wall->painter, wall->scene, now.mono_ms)
                   : same ? painter_amend(wall->painter, wall->scene, now.mono_ms)
                          : painter_paint(wall->painter, wall->scene);
    follow_glide(wall);
    if (!painted) { /* which presents nothing that is shown */
        return false;
    }
    wall->settled = same && gliding && !painter_gliding(wall->painter);
    wall->shown = true;
    wall->exposed = false;
    return true;
}

static void step(struct wall *wall, const struct pl_room *room, struct pl_time now)
{
    uint64_t frames = 0;
    int64_t start_ns = now_ns(), cost_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
    if (wall->timer_fd < 0 || read(wall->timer_fd, &frames, sizeof frames) < 0 || !wall->shown ||
        !painter_gliding(wall->painter)) { /* not shown: its images may be gone */
        return;
    }
    painter_step(wall->painter, now.mono_ms);
    cost_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - cost_ns;
    wall->next_ns = start_ns + wall->frame_ns;
    if (wall->trace) {
        fprintf(wall->trace, "glided %lld %lld %zu\n", (long long)now_ns(), (long long)cost_ns,
                painter_draws(wall->painter));
    }
    if (!painter_gliding(wall->painter)) {
        trace_shown(wall, room, "settled");
    }
    follow_glide(wall);
}

/* A step of idle work takes about a millisecond: it must not make a frame late. */
static bool frame_is_near(const struct wall *wall)
{
    return wall->frame_ns > 0 && wall->next_ns - now_ns() < wall->frame_ns / 2;
}

/* ---- the room, and what it becomes ---- */

void wall_again(struct wall *wall)
{
    wall->exposed = true;
}

void wall_show(struct wall *wall, struct pl_room *room, const char *trouble, struct pl_time now)
{
    unsigned changes = pl_room_changes(room) & SEEN;
    if (!changes && wall->shown && !wall->exposed && now.mono_ms < wall_deadline(wall)) {
        step(wall, room, now);
        return;
    }
    int64_t start_ns = now_ns();
    struct moment moment;
    follow_zone(wall, room);
    fill_moment(wall, room, trouble, now, &moment);
    wall->minute_ms = now.mono_ms + 60000 - session_real_ms(now.wall_ms) % 60000;
    if (!layout_build(wall->layout, room, &moment.is, wall->scene)) {
        say_to(stderr, "plenary-display: a picture could not be laid out; the last one stays\n");
        return;
    }
    if (paint(wall, room, now)) {
        trace_shown(wall, room, "presented");
        if (wall->settled) {
            trace_shown(wall, room, "settled");
        }
        trace_liveness(wall, room, now);
        trace_seconds(wall);
        if (changes & ~QUIET || pages_moved(wall) || size_changed(wall)) {
            report(wall, room, start_ns, now);
        }
    }
    if (changes & ~QUIET) {
        wall->previews = 0;
        wall->laid = false;
    }
}

int64_t wall_deadline(const struct wall *wall)
{
    int64_t layout_ms = layout_deadline(wall->layout);
    return layout_ms < wall->minute_ms ? layout_ms : wall->minute_ms;
}

/* The next, the one after, the one before: textures for the first of them that is not done. */
static bool preview(struct wall *wall, const struct pl_room *room, struct pl_time now)
{
    static const int steps[PREVIEWS][2] = {{1, 1}, {1, 2}, {-1, 1}};
    struct pl_place place;
    struct moment moment;
    int index = wall->previews++;
    if (!pl_room_place(room, PL_CONFIRMED, &place)) {
        return true;
    }
    for (int i = 0; i < steps[index][1]; i++) {
        if (!pl_room_neighbour(room, PL_CONFIRMED, place, steps[index][0], &place)) {
            return true;
        }
    }
    fill_moment(wall, room, NULL, now, &moment);
    place.position = 0;
    if (layout_preview(wall->layout, room, &moment.is, &place, wall->preview) &&
        painter_prepare(wall->painter, wall->preview)) {
        wall->previews = index; /* once more: it stops early, so that a message need not wait */
    }
    return true;
}

bool wall_idle(struct wall *wall, const struct pl_room *room, struct pl_time now)
{
    if (!wall->painter || !pl_room_document(room, PL_CONFIRMED) || frame_is_near(wall)) {
        return false;
    }
    if (wall->previews < PREVIEWS) {
        return preview(wall, room, now);
    }
    if (!wall->laid) {
        wall->laid = !layout_prepare(wall->layout, room);
        return true;
    }
    return false;
}

/* Without memory the picture keeps its old size until there is some. */
static void follow_size(struct wall *wall, bool first)
{
    painter_size(wall->painter, &wall->width, &wall->height);
    wall->resized = !make_layout(wall);
    if (!wall->resized) {
        wall->shown = false;
    } else if (first) {
        say_to(stderr, "plenary-display: no memory for %dx%d; the picture stays as it is\n",
               wall->width, wall->height);
    }
}

bool wall_events(struct wall *wall)
{
    if (!wall->painter) {
        return true;
    }
    struct painter_events events = painter_drain(wall->painter);
    wall->exposed |= events.exposed;
    wall->resized |= events.resized;
    if (wall->resized) {
        follow_size(wall, events.resized);
    }
    return !events.quit;
}

int wall_poll_ms(const struct wall *wall)
{
    return painter_poll_ms(wall->painter);
}

bool wall_picture(struct wall *wall, const struct pl_room *room, struct pl_time now,
                  const char *file, char error[WALL_ERROR_MAX])
{
    struct moment moment;
    char why[PAINTER_ERROR_MAX];
    follow_zone(wall, room);
    fill_moment(wall, room, NULL, now, &moment);
    if (!layout_build(wall->layout, room, &moment.is, wall->scene)) {
        snprintf(error, WALL_ERROR_MAX, "the picture could not be laid out: no memory");
        return false;
    }
    if (!painter_picture(wall->text, wall->scene, wall->options->turn, file, why)) {
        snprintf(error, WALL_ERROR_MAX, "%s", why);
        return false;
    }
    return true;
}
