/* The pane at the right: who has the floor and for how long, who asks and who waits, and below how
 * the list is balanced, who has spoken how long today, the timer and the notice. */
#include <stdio.h>
#include <string.h>

#include "desk_list.h"
#include "queue.h"
#include "record.h"

enum {
    LINE = 1024,
    NUMBER = 3,     /* columns before a name: "12 " */
    BELOW = 2,      /* columns before what stands under a name */
    TIMES = 36,     /* from this width on each line has the time spoken today */
    ROOMY = 40,     /* from this width on there is place for words about words */
    LIST_LEAST = 6, /* rows that the list keeps before anything stands below it */
    BELOW_LEAST = 3 /* rows below it that the list leaves, however long it is */
};

static const struct screen_look plain = {.style = SCREEN_PLAIN};
static const struct screen_look bold = {.style = SCREEN_BOLD};
static const struct screen_look faint = {.style = SCREEN_DIM};
static const struct screen_look alarm = {.style = SCREEN_BOLD | SCREEN_REVERSE,
                                         .colour = SCREEN_RED};
static const struct screen_look warning = {.style = SCREEN_BOLD, .colour = SCREEN_YELLOW};
static const struct screen_look order = {.style = SCREEN_BOLD, .colour = SCREEN_YELLOW};
static const struct screen_look reply = {.style = SCREEN_PLAIN, .colour = SCREEN_CYAN};
static const struct screen_look asking = {.style = SCREEN_BOLD, .colour = SCREEN_MAGENTA};

/* ---- looking ---- */

/* One that stood at the broker before we came is in the list, and needs no words. */
static void look_requests(struct desk *desk)
{
    struct pl_asking newest = {0};
    struct pl_asking one;
    for (size_t i = 0; pl_room_request(desk->room, i, &one); i++) {
        if (one.received_mono_ms > desk->speakers.asked_mono_ms) {
            desk->speakers.asked_mono_ms = one.received_mono_ms;
            newest = one;
        }
    }
    struct desk_entry entry;
    for (size_t i = 0; newest.user && !newest.retained && desk_list_at(desk, i, &entry); i++) {
        if (entry.asks && strcmp(entry.user, newest.user) == 0) {
            desk_say(desk, DESK_SAID, "%.100s asks %s: at the speakers (Tab) y takes, n declines",
                     entry.name, entry.withdraws ? "to be taken off the list" : "for the floor");
            desk_wish(desk, DESK_WISH_BELL, NULL);
        }
    }
}

void desk_speakers_look(struct desk *desk)
{
    struct desk_entry entry;
    size_t index;
    if (desk_list_selected(desk, &entry, &index)) {
        desk->speakers.at = index;
    } else if (desk->speakers.entry[0] || desk->focus == DESK_SPEAKERS) {
        desk_list_select(desk, desk->speakers.at);
    }
    look_requests(desk);
}

/* ---- times ---- */

struct clock_text {
    char text[48];
    bool over;
};

/* "3:12 left", "OVER by 0:42", "2:10"; with "~" where the clock of a desk that is gone could not be
 * compared: then it is taken for ours. Wakes at its next second. */
static struct clock_text clock_of(struct desk *desk, const char *by,
                                  const struct pl_run_clock *clock)
{
    struct clock_text out = {.over = false};
    int64_t ms;
    char time[32];
    bool known = pl_room_elapsed(desk->room, by, clock, desk->now, &ms);
    ms = known ? ms : describe_elapsed(desk->room, by, clock, desk->now);
    ms = ms > 0 ? ms : 0;
    int64_t left_s = clock->limit_s - ms / 1000;
    out.over = clock->limit_s > 0 && left_s < 0;
    describe_seconds(clock->limit_s == 0 ? ms / 1000
                     : out.over          ? -left_s
                                         : left_s,
                     time, sizeof time);
    snprintf(out.text, sizeof out.text, "%s%s%s%s", out.over ? "OVER by " : "", known ? "" : "~",
             time, clock->limit_s > 0 && !out.over ? " left" : "");
    if (clock->running) {
        desk_wake_at(desk, desk->now.mono_ms + 1000 - ms % 1000);
    }
    return out;
}

/* ---- the floor ---- */

/* Wraps into the area from row y on, at most `most` rows; returns the rows. */
static int put_wrapped(struct screen *screen, struct screen_area area, int y, int most,
                       struct screen_look look, const char *text)
{
    enum { LINES = 16 };
    struct screen_line lines[LINES];
    size_t all = screen_wrap(text, strlen(text), area.width, lines, LINES);
    int count = all < (size_t)most ? (int)all : most;
    for (int i = 0; i < count; i++) {
        if (i == count - 1 && all > (size_t)count) {
            screen_put(screen, area, 0, y + i, look, text + lines[i].from);
        } else {
            screen_put_part(screen, area, 0, y + i, look, text + lines[i].from,
                            lines[i].to - lines[i].from);
        }
    }
    return count;
}

static int draw_clock(struct desk *desk, struct screen *screen, struct screen_area area, int y,
                      const struct pl_speakers *speakers, const char *by)
{
    const struct pl_run_clock *clock = &speakers->floor_clock;
    struct clock_text time = clock_of(desk, by, clock);
    char limit[32];
    int x = screen_put(screen, area, 0, y, time.over ? alarm : bold, time.text);
    if (!clock->running) {
        x += screen_put(screen, area, x + 1, y, warning, "PAUSED") + 1;
    }
    if (clock->limit_s > 0 && (clock->running || area.width >= TIMES)) {
        describe_seconds(clock->limit_s, limit, sizeof limit);
        x += screen_put(screen, area, x, y, faint, " of ");
        screen_put(screen, area, x, y, faint, limit);
    }
    return 1;
}

/* Returns the rows. */
static int draw_floor(struct desk *desk, struct screen *screen, struct screen_area area)
{
    const char *by = NULL;
    const struct pl_speakers *speakers = desk_speakers_of(desk, &by);
    if (!speakers->has_floor) {
        screen_put(screen, area, 0, 0, faint, "nobody has the floor");
        return 1;
    }
    const struct pl_speaker *floor = &speakers->floor;
    char who[LINE];
    struct desk_entry entry = {.name = floor->name, .kind = floor->kind, .number = 0};
    describe_speaker(floor, who, sizeof who);
    size_t replies =
        entry.kind == PL_KIND_REPLY ? record_replies(desk->config.record, floor->name) + 1 : 0;
    if (replies > 1) {
        char ordinal[24];
        size_t used = strlen(who);
        queue_ordinal(replies, ordinal, sizeof ordinal);
        snprintf(who + used, sizeof who - used, ", the %s", ordinal);
    }
    int y = put_wrapped(screen, area, 0, 3, bold, who);
    return y + draw_clock(desk, screen, area, y, speakers, by);
}

/* ---- the list ---- */

/* One line of the list as text: what is at its left, the first row, and what follows below where it
 * does not fit in one. */
struct list_line {
    char number[16];
    char first[LINE];
    char second[LINE]; /* "": one row is enough */
    char time[32];     /* at the right of the first row */
    struct screen_look look;
};

static void join(char *out, size_t size, const char *between, const char *text)
{
    size_t used = strlen(out);
    if (text[0]) {
        snprintf(out + used, size - used, "%s%s", used > 0 ? between : "", text);
    }
}

/* A request is marked by "?" already: in a narrow pane its kind says more. */
static void say_kind(const struct desk *desk, const struct desk_entry *entry, int width, char *out,
                     size_t size)
{
    bool asks = entry->asks && (width >= TIMES || entry->kind == PL_KIND_STATEMENT);
    char nth[48];
    desk_list_reply(desk, entry, nth, sizeof nth);
    out[0] = '\0';
    if (entry->withdraws) {
        snprintf(out, size, "wants off the list");
        return;
    }
    join(out, size, "", asks ? "asks" : "");
    join(out, size, " · ", entry->kind == PL_KIND_POINT_OF_ORDER ? "point of order" : "");
    join(out, size, " · ", entry->kind != PL_KIND_REPLY ? "" : nth[0] ? nth : "right of reply");
}

static int columns(const char *text)
{
    return screen_columns(text, strlen(text));
}

static void lay_line(const struct desk *desk, const struct desk_entry *entry, int width,
                     struct list_line *line_out)
{
    char behalf[LINE] = "";
    char kind[LINE];
    struct list_line *line = line_out;
    *line = (struct list_line){.look = entry->asks                             ? asking
                                       : entry->kind == PL_KIND_POINT_OF_ORDER ? order
                                       : entry->kind == PL_KIND_REPLY          ? reply
                                                                               : plain};
    int64_t spoken_s =
        record_spoken_ms(desk->config.record, desk->room, entry->name, desk->now) / 1000;
    if (width >= TIMES && spoken_s > 0) {
        describe_seconds(spoken_s, line->time, sizeof line->time);
    }
    if (entry->asks) {
        snprintf(line->number, sizeof line->number, " ?");
    } else {
        snprintf(line->number, sizeof line->number, "%2zu", entry->number);
    }
    snprintf(line->first, sizeof line->first, "%s", entry->name);
    if (entry->on_behalf) {
        snprintf(behalf, sizeof behalf, "for %s", entry->on_behalf);
    }
    say_kind(desk, entry, width, kind, sizeof kind);
    int space = width - NUMBER - (line->time[0] ? columns(line->time) + 1 : 0);
    bool one = columns(line->first) + 1 + columns(behalf) + 3 + columns(kind) <= space;
    if (!one && strcmp(kind, "asks") == 0) {
        kind[0] = '\0'; /* not worth a row: "?" says it */
    }
    bool with_behalf = columns(line->first) + 1 + columns(behalf) <= space;
    join(with_behalf ? line->first : line->second, LINE, " ", behalf);
    join(one ? line->first : line->second, LINE, " · ", kind);
}

static int line_rows(const struct desk *desk, size_t index, int width)
{
    struct desk_entry entry;
    struct list_line line;
    if (!desk_list_at(desk, index, &entry)) {
        return 0;
    }
    lay_line(desk, &entry, width, &line);
    return line.second[0] ? 2 : 1;
}

static void draw_line(struct screen *screen, struct screen_area area, int y,
                      const struct list_line *line, bool chosen)
{
    int rows = line->second[0] ? 2 : 1;
    int space = area.width - (line->time[0] ? columns(line->time) + 1 : 0);
    struct screen_area left = {area.x, area.y, space, area.height};
    screen_put(screen, area, 0, y, line->look, line->number);
    screen_put(screen, left, NUMBER, y, line->look, line->first);
    if (line->time[0]) {
        screen_put(screen, area, area.width - columns(line->time), y, faint, line->time);
    }
    if (rows == 2) {
        screen_put(screen, area, BELOW, y + 1, line->look, line->second);
    }
    if (chosen) {
        struct screen_look look = line->look;
        look.style |= SCREEN_REVERSE;
        screen_tint(screen, (struct screen_area){area.x, area.y + y, area.width, rows}, look);
    }
}

static size_t line_count(const struct desk *desk)
{
    return desk_list_requests(desk) + desk_speakers_of(desk, NULL)->queue_count;
}

/* So that the selected line is seen, whole. */
static void scroll_to(struct desk *desk, int width, int rows)
{
    struct desk_entry entry;
    size_t at;
    int *scroll = &desk->speakers.scroll;
    size_t count = line_count(desk);
    *scroll = *scroll < (int)count ? *scroll : (int)count - 1;
    *scroll = *scroll > 0 ? *scroll : 0;
    if (!desk_list_selected(desk, &entry, &at) || desk->focus != DESK_SPEAKERS) {
        *scroll = desk->focus == DESK_SPEAKERS ? *scroll : 0;
        return;
    }
    *scroll = (int)at < *scroll ? (int)at : *scroll;
    int used = 0;
    for (size_t i = at + 1; i > (size_t)*scroll; i--) {
        used += line_rows(desk, i - 1, width);
        if (used > rows) {
            *scroll = (int)i;
        }
    }
}

static void draw_list(struct desk *desk, struct screen *screen, struct screen_area area)
{
    struct desk_entry entry;
    struct list_line line;
    int y = 0;
    size_t index;
    size_t count = line_count(desk);
    scroll_to(desk, area.width, area.height - 1); /* a row says how many more there are */
    desk->speakers.y = area.y;
    desk->speakers.rows = area.height;
    for (index = (size_t)desk->speakers.scroll; desk_list_at(desk, index, &entry); index++) {
        lay_line(desk, &entry, area.width, &line);
        int rows = line.second[0] ? 2 : 1;
        bool more = index + 1 < count;
        if (y + rows > area.height - (more ? 1 : 0)) {
            break;
        }
        bool chosen = desk->focus == DESK_SPEAKERS && strcmp(desk->speakers.entry, entry.id) == 0;
        draw_line(screen, area, y, &line, chosen);
        y += rows;
    }
    size_t left = count - index;
    if (left > 0) {
        char text[48];
        snprintf(text, sizeof text, "+%zu more", left);
        screen_put(screen, area, NUMBER, y, faint, text);
    }
}

static void draw_heading(struct desk *desk, struct screen *screen, struct screen_area area)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    size_t asks = desk_list_requests(desk);
    char text[LINE];
    snprintf(text, sizeof text, "%zu waiting", speakers->queue_count);
    int x = screen_put(screen, area, 0, 0, bold, text);
    if (!speakers->open) {
        x += 1 + screen_put(screen, area, x + 1, 0, warning, "CLOSED");
    }
    if (asks > 0) {
        size_t more = pl_room_requests_more(desk->room);
        int end = snprintf(text, sizeof text, " · %zu ask%s", asks, asks == 1 ? "s" : "");
        if (more > 0) {
            snprintf(text + end, sizeof text - (size_t)end, ", +%zu more", more);
        }
        x += screen_put(screen, area, x, 0, asking, text);
    }
    if (speakers->open && area.width >= ROOMY) {
        screen_put(screen, area, x, 0, faint, " · the list is open");
    }
}

/* ---- below the list ---- */

struct below {
    struct {
        char text[LINE];
        struct screen_look look;
        int most, rows;
    } parts[5];
    size_t count;
};

static void add_below(struct below *below, const char *text, struct screen_look look, int most)
{
    if (text[0]) {
        snprintf(below->parts[below->count].text, LINE, "%s", text);
        below->parts[below->count].look = look;
        below->parts[below->count++].most = most;
    }
}

static void add_timer(struct desk *desk, struct below *below)
{
    const char *by = NULL;
    const struct pl_timer *timer = pl_room_timer(desk->room, PL_PENDING, &by);
    char text[LINE];
    if (!timer || timer->mode == PL_TIMER_OFF) {
        return;
    }
    struct clock_text time = clock_of(desk, by, &timer->clock);
    snprintf(text, sizeof text, "%s%s%s%s", timer->label[0] ? timer->label : "Timer", " ",
             time.text, timer->clock.running ? "" : " PAUSED");
    add_below(below, text, time.over ? alarm : bold, 2);
}

static void add_notice(struct desk *desk, struct below *below)
{
    const char *by = NULL;
    const struct pl_notice *notice = pl_room_notice(desk->room, PL_PENDING, &by);
    int64_t theirs_ms;
    char text[LINE];
    if (!notice || !notice->text[0]) {
        return;
    }
    if (notice->until_ms > 0 && pl_room_writer_now(desk->room, by, desk->now, &theirs_ms)) {
        if (theirs_ms >= notice->until_ms) {
            return;
        }
        desk_wake_at(desk, desk->now.mono_ms + notice->until_ms - theirs_ms);
    }
    snprintf(text, sizeof text, "Notice: %.900s", notice->text);
    add_below(below, text, plain, 2);
}

/* A name and its number stay in one row: " · " alone is where it breaks. */
static void bind(const char *text, char *out, size_t size)
{
    size_t used = 0;
    for (const char *at = text; *at && used + 3 < size; at++) {
        bool joint =
            strncmp(at, " · ", 4) == 0 || (at >= text + 3 && strncmp(at - 3, " · ", 4) == 0);
        if (*at == ' ' && !joint) {
            out[used++] = '\xc2';
            out[used++] = '\xa0';
        } else {
            out[used++] = *at;
        }
    }
    out[used] = '\0';
}

static void add_shares(struct below *below, const char *label, const struct queue_share *shares,
                       size_t count)
{
    char line[QUEUE_LINE];
    char text[LINE];
    queue_describe(shares, count, line, sizeof line);
    snprintf(text, sizeof text, "%s", line[0] ? label : "");
    bind(line, text + strlen(text), sizeof text - strlen(text));
    add_below(below, text, plain, 2);
}

static void add_balance(struct desk *desk, struct below *below, bool roomy)
{
    const struct pl_speakers *speakers = desk_speakers_of(desk, NULL);
    struct queue_share shares[QUEUE_SHARES];
    if (speakers->queue_count > 0) {
        size_t groups = queue_groups(speakers, desk->config.roster, shares);
        add_shares(below, roomy ? "By group: " : "", shares, groups);
        size_t classes = queue_classes(speakers, desk->config.roster, shares);
        add_shares(below, roomy ? "By class: " : "", shares, classes);
    }
}

/* The most talkative first: "Today: Brazil 12:30 · EU 5:10". */
static void add_spoken(struct desk *desk, struct below *below, int most)
{
    enum { NAMES = 12 };
    const char *names[NAMES];
    int64_t times[NAMES];
    size_t count = 0;
    for (size_t i = 0; i < desk->name_count; i++) {
        int64_t s =
            record_spoken_ms(desk->config.record, desk->room, desk->names[i], desk->now) / 1000;
        size_t at = count;
        while (at > 0 && times[at - 1] < s) {
            at--;
        }
        if (s == 0 || at == NAMES) {
            continue;
        }
        count += count < NAMES ? 1 : 0;
        memmove(&names[at + 1], &names[at], (count - 1 - at) * sizeof *names);
        memmove(&times[at + 1], &times[at], (count - 1 - at) * sizeof *times);
        names[at] = desk->names[i];
        times[at] = s;
    }
    char all[LINE] = "";
    for (size_t i = 0; i < count; i++) {
        char one[LINE / 2];
        char time[32];
        describe_seconds(times[i], time, sizeof time);
        snprintf(one, sizeof one, "%s%s %s", i == 0 ? "Spoken: " : "", names[i], time);
        join(all, sizeof all, " · ", one);
    }
    char bound[LINE];
    bind(all, bound, sizeof bound);
    add_below(below, bound, faint, most);
}

/* Each has one row first, then what is left; the last is left out first. Returns the rows of all.
 */
static int measure_below(struct below *below, int width, int rows)
{
    int used = 0;
    size_t kept = 0;
    for (size_t i = 0; i < below->count; i++) {
        below->parts[i].rows = used < rows ? 1 : 0;
        used += below->parts[i].rows;
        kept += (size_t)below->parts[i].rows;
    }
    below->count = kept;
    for (size_t i = 0; i < kept; i++) {
        const char *text = below->parts[i].text;
        size_t all = screen_wrap(text, strlen(text), width, NULL, 0);
        int most = below->parts[i].most;
        int more = (all < (size_t)most ? (int)all : most) - 1;
        more = more > rows - used ? rows - used : more;
        below->parts[i].rows += more;
        used += more;
    }
    return used;
}

/* What the list leaves: it goes before all but the first rows. */
static int rows_below(const struct desk *desk, int width, int rows)
{
    int list = 0;
    int mine;
    for (size_t i = 0; list < rows && (mine = line_rows(desk, i, width)) > 0; i++) {
        list += mine;
    }
    list = list > LIST_LEAST ? list : LIST_LEAST;
    return rows - list > BELOW_LEAST ? rows - list : BELOW_LEAST;
}

static int draw_below(struct desk *desk, struct screen *screen, struct screen_area area, int top)
{
    struct below below = {0};
    bool roomy = area.width >= ROOMY;
    add_timer(desk, &below);
    add_balance(desk, &below, roomy);
    add_spoken(desk, &below, roomy ? 6 : 2);
    add_notice(desk, &below);
    int rows =
        measure_below(&below, area.width, rows_below(desk, area.width, area.height - top - 1));
    int y = area.height - rows;
    for (size_t i = 0; i < below.count; i++) {
        put_wrapped(screen, area, y, below.parts[i].rows, below.parts[i].look, below.parts[i].text);
        y += below.parts[i].rows;
    }
    return rows > 0 ? rows + 1 : 0;
}

void desk_speakers_draw(struct desk *desk, struct screen *screen, struct screen_area area)
{
    bool roomy = area.height > 30;
    int top = draw_floor(desk, screen, area) + 1;
    draw_heading(desk, screen, (struct screen_area){area.x, area.y + top, area.width, 1});
    top += roomy ? 2 : 1;
    int below = draw_below(desk, screen, area, top);
    struct screen_area list = {area.x, area.y + top, area.width, area.height - top - below};
    draw_list(desk, screen, list);
}

/* ---- the mouse ---- */

bool desk_speakers_click(struct desk *desk, int x, int y, bool twice)
{
    (void)x;
    int width = desk->pane[DESK_SPEAKERS].width;
    int row = y - desk->speakers.y;
    size_t index = (size_t)desk->speakers.scroll;
    int used = 0;
    for (; row >= 0 && row < desk->speakers.rows; index++) {
        int rows = line_rows(desk, index, width);
        if (rows == 0) {
            break;
        }
        used += rows;
        if (row < used) {
            desk_list_select(desk, index);
            if (twice) {
                desk_speaker_give(desk);
            }
            return true;
        }
    }
    return false;
}
