/* Golden scenes: whole rooms, as they lay at a broker (tests/golden/rooms), laid out and compared
 * as text with tests/golden/scenes. UPDATE_GOLDEN=1 writes them anew: then look at the pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "display/layout.h"
#include "display/promise.h"

enum { DUMP_BYTES = 256 * 1024, LINE_BYTES = 128 * 1024 };

static const struct pl_time NOW = {.mono_ms = 100000, .wall_ms = 1790000000000};

static struct pl_room *new_room(void)
{
    static const char *const langs[] = {"en", "ar"};
    struct pl_room_config config = {.room = "x",
                                    .user = "hall",
                                    .name = "hall",
                                    .version = "1",
                                    .by = "00000000000000aa",
                                    .seed = 1,
                                    .role = PL_ROLE_WATCH,
                                    .langs = langs,
                                    .lang_count = sizeof langs / sizeof *langs};
    struct pl_room *room = pl_room_create(&config);
    assert_non_null(room);
    pl_room_connected(room, NOW);
    return room;
}

static void answer(struct pl_room *room)
{
    struct pl_output out;
    while (pl_room_next(room, &out)) {
        if (out.kind == PL_OUTPUT_SUBSCRIBE) {
            pl_room_subscribed(room, out.token, NOW);
        }
    }
}

/* "plenary/<room>/rest TAB payload" of any room becomes one of room x; "!" before it: it is not
 * retained, but said now. */
static void feed_line(struct pl_room *room, char *line)
{
    bool live = line[0] == '!';
    line += live;
    char *tab = strchr(line, '\t');
    assert_non_null(tab);
    *tab = '\0';
    char *payload = tab + 1;
    payload[strcspn(payload, "\n")] = '\0';
    const char *rest = strchr(line + strlen("plenary/"), '/');
    char topic[PL_TOPIC_MAX + 64];
    snprintf(topic, sizeof topic, "plenary/x%s", rest);
    assert_int_equal(
        PL_OK, pl_room_receive(room, topic, payload, strlen(payload), !live, NOW.mono_ms, NOW));
    answer(room);
}

/* Appends at `n`; where the line ends then. */
__attribute__((format(printf, 3, 4))) static size_t put_line(char *line, size_t n,
                                                             const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int more = vsnprintf(line + n, LINE_BYTES - n, format, args);
    va_end(args);
    assert_true(more >= 0 && n + (size_t)more < LINE_BYTES);
    return n + (size_t)more;
}

enum { FILES = 8, FILE_NAME = 64 };

/* A line "@NAME" stands for all of another room, which is read after this one. What is said now is
 * said in the second pass. */
static void feed_lines(struct pl_room *room, FILE *file, int pass, char names[FILES][FILE_NAME],
                       size_t *count)
{
    char *line = malloc(LINE_BYTES);
    assert_non_null(line);
    while (fgets(line, LINE_BYTES, file)) {
        if (line[0] == '@') {
            line[strcspn(line, "\n")] = '\0';
            assert_true(*count < FILES);
            snprintf(names[(*count)++], FILE_NAME, "%s", line + 1);
        } else if (pass == 1 || line[0] != '!') {
            feed_line(room, line);
        }
    }
    free(line);
}

static void feed_file(struct pl_room *room, const char *name, int pass)
{
    char names[FILES][FILE_NAME];
    size_t count = 1;
    snprintf(names[0], FILE_NAME, "%s", name);
    for (size_t i = 0; i < count; i++) {
        char path[512];
        snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/rooms/%s.room", names[i]);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        feed_lines(room, file, pass, names, &count);
        fclose(file);
    }
}

static struct pl_room *load_room(const char *name)
{
    struct pl_room *room = new_room();
    answer(room);
    for (int pass = 0; pass < 2; pass++) { /* items and texts may lie before their document */
        feed_file(room, name, pass);
    }
    struct pl_time later = {NOW.mono_ms + 1000, NOW.wall_ms + 1000};
    pl_room_tick(room, later);
    assert_true(pl_room_whole(room));
    return room;
}

static void compare(const char *name, const char *dump)
{
    char path[512];
    snprintf(path, sizeof path, SOURCE_DIR "/tests/golden/scenes/%s.scene", name);
    if (getenv("UPDATE_GOLDEN")) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(dump, file);
        fclose(file);
        return;
    }
    char *golden = calloc(1, DUMP_BYTES);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(golden);
    assert_true(fread(golden, 1, DUMP_BYTES - 1, file) > 0);
    fclose(file);
    assert_string_equal(golden, dump);
    free(golden);
}

static bool inside(const struct scene *scene, struct scene_rect box)
{
    return box.x >= 0 && box.y >= 0 && box.x + box.w <= scene->width &&
           box.y + box.h <= scene->height;
}

/* Text of two nodes may not stand on the same ground, unless they share a line's box. */
static bool collide(const struct scene_node *a, const struct scene_node *b)
{
    struct text_range ra = {0}, rb = {0};
    size_t n = 0;
    const struct text_line *la = text_block_lines(a->block, &n) + a->line;
    const struct text_line *lb = text_block_lines(b->block, &n) + b->line;
    ra.x0 = a->x + la->runs[0].x;
    ra.x1 = ra.x0 + la->width;
    rb.x0 = b->x + lb->runs[0].x;
    rb.x1 = rb.x0 + lb->width;
    bool apart_y = a->box.y + a->box.h <= b->box.y || b->box.y + b->box.h <= a->box.y;
    return !apart_y && ra.x0 < rb.x1 && rb.x0 < ra.x1;
}

static void check_boxes(const struct scene *scene)
{
    for (size_t i = 0; i < scene->node_count; i++) {
        const struct scene_node *a = &scene->nodes[i];
        if (!inside(scene, a->box)) {
            fail_msg("node %zu (role %d) at %d,%d %dx%d leaves the screen of %dx%d", i, a->role,
                     a->box.x, a->box.y, a->box.w, a->box.h, scene->width, scene->height);
        }
        for (size_t j = i + 1; a->kind == SCENE_TEXT && j < scene->node_count; j++) {
            const struct scene_node *b = &scene->nodes[j];
            if (b->kind == SCENE_TEXT && collide(a, b)) {
                fail_msg("text nodes %zu (role %d, y %d) and %zu (role %d, y %d) collide", i,
                         a->role, a->box.y, j, b->role, b->box.y);
            }
        }
    }
}

struct shot {
    const char *room;
    const char *name;
    int width, height;
    const char *theme;
};

/* "logo": the dark one with a banner, and margins. */
static const struct theme *theme_of(const char *name)
{
    static uint32_t pixels[240 * 80];
    static struct image banner = {.width = 240, .height = 80, .pixels = pixels};
    static struct theme own;
    if (strcmp(name, "logo") != 0) {
        return theme_find(name);
    }
    image_seal(&banner);
    own = *theme_find("dark");
    own.margin_x = 5;
    own.margin_y = 2;
    own.logo = &banner;
    return &own;
}

static void go_to(struct pl_room *room, const char *item)
{
    char line[512];
    snprintf(
        line, sizeof line,
        "plenary/x/cursor\t{\"v\":1,\"epoch\":7,\"rev\":2,\"by\":\"00000000000000cc\",\"has\":[],"
        "\"at\":7,\"section\":\"c\",\"item\":\"%s\",\"position\":0,\"highlights\":[],"
        "\"screen\":\"text\"}",
        item);
    feed_line(room, line);
}

/* What this wall shows and where, else as the room has it. */
struct other {
    enum pl_view view;
    const char *item;
    const char *page; /* of remote participants; NULL: none */
};

static void draw_with(struct text *text, const struct shot *shot, const char *item,
                      const struct layout_config *config)
{
    struct pl_room *room = load_room(shot->room);
    if (item) {
        go_to(room, item);
    }
    struct layout *layout = layout_create(text, config);
    struct scene *scene = malloc(sizeof *scene);
    char *dump = malloc(DUMP_BYTES);
    struct layout_moment moment = {.now = NOW, .clock = "10:42"};
    assert_true(layout && scene && dump);
    assert_true(layout_build(layout, room, &moment, scene));
    assert_true(scene_dump(scene, dump, DUMP_BYTES));
    compare(shot->name, dump);
    check_boxes(scene);
    free(dump);
    free(scene);
    layout_destroy(layout);
    pl_room_destroy(room);
}

static void draw(struct text *text, const struct shot *shot, const struct other *other)
{
    struct layout_config config = {.width_px = shot->width,
                                   .height_px = shot->height,
                                   .legibility = legibility_of(shot->width, shot->height, 0, 0),
                                   .theme = theme_of(shot->theme),
                                   .page_url = other->page,
                                   .own_view = other->view != PL_VIEW_MARKED,
                                   .view = other->view};
    struct qr code;
    if (other->page) {
        assert_true(qr_encode(other->page, &code));
        config.page_code = &code;
    }
    draw_with(text, shot, other->item, &config);
}

static void test_golden_scenes(void **state)
{
    static const struct shot shots[] = {
        {"sample-c4", "sample-c4", 1920, 1080, "dark"},
        {"sample-c4", "sample-c4-4k", 3840, 2160, "dark"},
        {"sample-c4", "sample-c4-720", 1280, 720, "light"},
        {"sample-c4", "sample-c4-portrait", 1080, 1920, "dark"},
        {"sample-c4", "sample-c4-small", 1024, 600, "dark"},
        {"sample-c4i", "sample-c4i", 1920, 1080, "dark"},
        {"sample-c4ii", "sample-c4ii", 1920, 1080, "dark"}, /* the end of the item before */
        {"arabic", "arabic", 1920, 1080, "dark"},
        {"chinese", "chinese", 1920, 1080, "dark"},
        {"marks", "marks", 1920, 1080, "dark"},
        {"resolution", "resolution", 1920, 1080, "light"},
        {"blank", "blank", 1920, 1080, "dark"},
        {"overview", "overview", 1920, 1080, "dark"},
        {"overview", "overview-portrait", 1080, 1920, "light"},
        {"overview", "overview-720", 1280, 720, "dark"},
        {"sample-c4i", "sample-c4i-high-contrast", 1920, 1080, "high-contrast"},
        {"marks", "marks-high-contrast", 1920, 1080, "high-contrast"},
        {"sample-c4i", "sample-c4i-logo", 1920, 1080, "logo"},
        {"arabic", "arabic-logo", 1920, 1080, "logo"},
        {"blank", "blank-logo", 1920, 1080, "logo"},
        {"captions", "captions", 1920, 1080, "dark"},
        {"captions", "captions-portrait", 1080, 1920, "light"},
        {"captions", "captions-small", 1024, 600, "dark"},
        {"over-time", "over-time", 1920, 1080, "light"},
        {"over-time", "over-time-portrait", 1080, 1920, "dark"},
        {"long-notice", "long-notice", 1280, 720, "dark"},
        {"long-notice", "long-notice-portrait", 1080, 1920, "dark"},
    };
    static const struct shot with_page[] = {
        {"half-minute", "half-minute", 1920, 1080, "dark"},
        {"blank", "blank-page", 1920, 1080, "dark"},
        {"blank", "blank-page-portrait", 1080, 1920, "light"},
        {"overview-alone", "overview-page", 1920, 1080, "light"},
    };
    (void)state;
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        draw(text, &shots[i], &(struct other){PL_VIEW_MARKED, NULL, NULL});
    }
    for (size_t i = 0; i < sizeof with_page / sizeof *with_page; i++) {
        struct other other = {PL_VIEW_MARKED, NULL, "https://meet.example.org/hall-1"};
        draw(text, &with_page[i], &other);
    }
    text_destroy(text);
}

/* Each mark, each status and each view. */
static void test_golden_marks(void **state)
{
    static const struct {
        struct shot shot;
        struct other other;
    } shots[] = {
        {{"nested", "nested", 1920, 1080, "dark"}, {PL_VIEW_MARKED, NULL, NULL}},
        {{"nested", "nested-high-contrast", 1920, 1080, "high-contrast"},
         {PL_VIEW_MARKED, NULL, NULL}},
        {{"nested", "nested-clean", 1920, 1080, "dark"}, {PL_VIEW_CLEAN, NULL, NULL}},
        {{"nested", "nested-original", 1280, 720, "light"}, {PL_VIEW_ORIGINAL, NULL, NULL}},
        {{"alternatives", "alternatives", 1920, 1080, "dark"}, {PL_VIEW_MARKED, NULL, NULL}},
        {{"alternatives", "alternatives-clean", 1920, 1080, "dark"}, {PL_VIEW_CLEAN, NULL, NULL}},
        {{"alternatives", "alternatives-original", 1080, 1920, "light"},
         {PL_VIEW_ORIGINAL, NULL, NULL}},
        {{"alternatives-ar", "alternatives-ar", 1920, 1080, "dark"}, {PL_VIEW_MARKED, NULL, NULL}},
        {{"marks-zh", "marks-zh", 1920, 1080, "light"}, {PL_VIEW_MARKED, NULL, NULL}},
        {{"statuses", "status-open", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i0", NULL}},
        {{"statuses", "status-agreed-informally", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i1", NULL}},
        {{"statuses", "status-agreed-ad-ref", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i2", NULL}},
        {{"statuses", "status-pending", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i3", NULL}},
        {{"statuses", "status-reopened", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i4", NULL}},
        {{"statuses", "status-agreed", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i5", NULL}},
        {{"statuses", "status-deferred", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i6", NULL}},
        {{"statuses", "status-deleted", 1280, 720, "dark"}, {PL_VIEW_MARKED, "i7", NULL}},
    };
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        draw(text, &shots[i].shot, &shots[i].other);
    }
    text_destroy(text);
}

/* Two languages: beside each other in a near room, else one below the other; words that lag. */
static void test_golden_pairs(void **state)
{
    static const struct {
        struct shot shot;
        double metres, inches; /* 0: the usual room */
        const char *lang, *second;
    } shots[] = {
        {{"bilingual", "bilingual-beside", 1920, 1080, "dark"}, 5, 75, "en", "ar"},
        {{"bilingual", "bilingual-beside-ar", 1920, 1080, "light"}, 5, 75, "ar", "en"},
        {{"bilingual", "bilingual-small", 1024, 600, "dark"}, 0, 0, "en", "ar"},
        {{"bilingual", "bilingual-portrait", 1080, 1920, "dark"}, 0, 0, "en", "ar"},
        {{"bilingual-lag", "bilingual-lag", 1920, 1080, "dark"}, 5, 75, "en", "ar"},
    };
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        const struct shot *shot = &shots[i].shot;
        struct layout_config config = {
            .width_px = shot->width,
            .height_px = shot->height,
            .legibility =
                legibility_of(shot->width, shot->height, shots[i].metres, shots[i].inches),
            .theme = theme_of(shot->theme),
            .lang = shots[i].lang,
            .second = shots[i].second};
        draw_with(text, shot, NULL, &config);
    }
    text_destroy(text);
}

/* Each page of a long item is reported where it begins, and together they are the whole item. */
static void test_pages_begin_where_reported(void **state)
{
    (void)state;
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    struct pl_room *room = load_room("sample-c4");
    struct layout_config config = {.width_px = 1024,
                                   .height_px = 600,
                                   .legibility = legibility_of(1024, 600, 15, 55),
                                   .theme = theme_find("dark")};
    struct layout *layout = layout_create(text, &config);
    struct scene *scene = malloc(sizeof *scene);
    struct layout_moment moment = {.now = NOW, .clock = "10:42"};
    assert_true(layout && scene && layout_build(layout, room, &moment, scene));
    const struct layout_shown *shown = layout_shown(layout);
    assert_string_equal("c4", shown->item);
    assert_true(shown->page_count > 1);
    assert_int_equal(0, shown->pages[0]);
    for (size_t i = 1; i < shown->page_count; i++) {
        assert_true(shown->pages[i] > shown->pages[i - 1]);
    }
    check_boxes(scene);
    free(scene);
    layout_destroy(layout);
    pl_room_destroy(room);
    text_destroy(text);
}

/* The figures of the published tables: 65 inch at 8 m, 75 at 10 m, 86 at 15 m, all 1080 lines. */
static void test_letters_are_as_large_as_the_sources_say(void **state)
{
    (void)state;
    static const struct {
        double inches, metres;
        int floor_px, preferred_px;
    } rows[] = {{65, 8, 53, 69}, {75, 10, 58, 75}, {86, 15, 76, 98}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct legibility l = legibility_of(1920, 1080, rows[i].metres, rows[i].inches);
        assert_int_equal(rows[i].floor_px, (int)(l.floor_cap_px + 0.5));
        assert_int_equal(rows[i].preferred_px, (int)(l.preferred_cap_px + 0.5));
    }
    struct legibility room = legibility_of(1920, 1080, 0, 0);
    assert_true(room.floor_cap_px > 43.1 && room.floor_cap_px < 43.3);
    struct legibility turned = legibility_of(1080, 1920, 8, 65);
    assert_int_equal(53, (int)(turned.floor_cap_px + 0.5));
}

static void feed_section(struct pl_room *room, size_t section, size_t items, char *line)
{
    static const char head[] =
        "{\"v\":1,\"epoch\":7,\"rev\":1,\"by\":\"00000000000000cc\",\"has\":[],\"at\":7";
    static const char load[] = "7-00000000000000cc";
    size_t n = put_line(line, 0, "plenary/x/items/%s/s%03zu\t%s,\"items\":[", load, section, head);
    for (size_t i = 0; i < items; i++)
        n = put_line(line, n,
                     "%s{\"id\":\"i%zu\",\"level\":1,\"label\":\"%zu.%zu\",\"marker\":\"\","
                     "\"status\":\"%s\"}",
                     i ? "," : "", i, section + 1, i + 1,
                     pl_status_name((enum pl_status)((section + i) % PL_STATUS_COUNT)));
    put_line(line, n, "]}");
    feed_line(room, line);
    n = put_line(line, 0, "plenary/x/text/%s/s%03zu/en\t%s,\"title\":\"Section %zu\",\"items\":{",
                 load, section, head, section + 1);
    for (size_t i = 0; i < items; i++)
        n = put_line(line, n, "%s\"i%zu\":{\"of\":1,\"runs\":[{\"t\":\"Words of %zu.\"}]}",
                     i ? "," : "", i, i + 1);
    put_line(line, n, "}}");
    feed_line(room, line);
}

/* A document at the limits, on the overview. */
static struct pl_room *large_room(void)
{
    enum { SECTIONS = PL_SECTIONS_MAX, ITEMS = PL_ITEMS_MAX / PL_SECTIONS_MAX };
    struct pl_room *room = new_room();
    char *line = malloc(LINE_BYTES);
    assert_non_null(line);
    answer(room);
    size_t n = put_line(
        line, 0,
        "plenary/x/"
        "document\t{\"v\":1,\"epoch\":7,\"rev\":1,\"by\":\"00000000000000cc\",\"has\":[],\"at\":7,"
        "\"load\":\"7-00000000000000cc\",\"languages\":[\"en\"],\"title\":{\"en\":\"Large\"},"
        "\"start\":{\"section\":\"s100\",\"item\":\"i7\"},\"sections\":[");
    for (size_t i = 0; i < SECTIONS; i++)
        n = put_line(line, n, "%s{\"id\":\"s%03zu\",\"label\":\"%zu\"}", i ? "," : "", i, i + 1);
    put_line(line, n, "]}");
    feed_line(room, line);
    for (size_t i = 0; i < SECTIONS; i++)
        feed_section(room, i, ITEMS, line);
    put_line(
        line, 0,
        "plenary/x/"
        "cursor\t{\"v\":1,\"epoch\":7,\"rev\":1,\"by\":\"00000000000000cc\",\"has\":[],\"at\":7,"
        "\"section\":\"s100\",\"item\":\"i7\",\"position\":0,\"highlights\":[],\"screen\":"
        "\"overview\"}");
    feed_line(room, line);
    free(line);
    return room;
}

static bool apart(struct scene_rect a, struct scene_rect b)
{
    return a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
}

/* 4,096 cells, none on another, on the smallest screen and on the largest. */
static void test_overview_at_the_limits(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1024, 600}, {1920, 1080}, {1080, 1920}, {3840, 2160}};
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    struct pl_room *room = large_room();
    struct scene *scene = malloc(sizeof *scene);
    struct layout_moment moment = {.now = NOW, .clock = "10:42"};
    assert_true(text && scene);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct layout_config config = {.width_px = sizes[s][0],
                                       .height_px = sizes[s][1],
                                       .legibility = legibility_of(sizes[s][0], sizes[s][1], 0, 0),
                                       .theme = theme_find("dark")};
        struct layout *layout = layout_create(text, &config);
        assert_true(layout && layout_build(layout, room, &moment, scene));
        check_boxes(scene);
        size_t cells = 0;
        for (size_t i = 0; i < scene->node_count; i++) {
            const struct scene_node *n = &scene->nodes[i];
            cells += n->role == SCENE_MARK;
            for (size_t k = 1; n->role == SCENE_MARK && k < 40 && i + k < scene->node_count; k++)
                assert_true(scene->nodes[i + k].role != SCENE_MARK ||
                            apart(n->box, scene->nodes[i + k].box));
        }
        assert_in_range(cells, PL_ITEMS_MAX, PL_ITEMS_MAX + PL_STATUS_COUNT);
        assert_string_equal("i7", layout_shown(layout)->item);
        layout_destroy(layout);
    }
    free(scene);
    pl_room_destroy(room);
    text_destroy(text);
}

/* The sample's own figures, from its laid-out items: what one screen pages, another holds. */
static void test_what_a_room_gets(void **state)
{
    (void)state;
    char error[TEXT_ERROR_MAX], words[PROMISE_BYTES];
    struct text *text = text_create(NULL, error);
    struct pl_room *room = load_room("sample-c4");
    struct promise_wall wall = {.width_px = 1920, .height_px = 1080, .metres = 10, .inches = 75};
    struct promise all, bare;
    assert_true(promise_of(text, &wall, room, &all));
    assert_true(promise_of(text, &wall, NULL, &bare));
    assert_int_equal(38, all.items);
    assert_true(all.kept && all.one_page > 19 && all.one_page < 38);
    assert_true(all.all_inches > 75 && all.all_metres < 10);
    assert_int_equal(0, bare.items);
    assert_int_equal(all.lines, bare.lines);
    promise_text(&bare, &wall, words);
    assert_string_equal("75 inch, 10 m: 7 lines of 39 letters", words);
    struct promise_wall larger = {1920, 1080, 10, all.all_inches, NULL, NULL, NULL};
    assert_true(promise_of(text, &larger, room, &bare));
    assert_int_equal(38, bare.one_page);
    struct promise_wall nearer = {1920, 1080, all.all_metres, 75, NULL, NULL, NULL};
    assert_true(promise_of(text, &nearer, room, &bare));
    assert_int_equal(38, bare.one_page);
    nearer.metres = all.all_metres + 0.5;
    assert_true(promise_of(text, &nearer, room, &bare));
    assert_true(bare.one_page < 38 && bare.one_page >= all.one_page);
    struct promise_wall far = {1920, 1080, 30, 32, NULL, NULL, NULL};
    assert_true(promise_of(text, &far, NULL, &bare));
    assert_false(bare.kept);
    promise_text(&all, &wall, words);
    assert_non_null(strstr(words, " of this document's 38 items on one page; for all of them, "));
    pl_room_destroy(room);
    text_destroy(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_scenes),
        cmocka_unit_test(test_golden_marks),
        cmocka_unit_test(test_golden_pairs),
        cmocka_unit_test(test_pages_begin_where_reported),
        cmocka_unit_test(test_what_a_room_gets),
        cmocka_unit_test(test_overview_at_the_limits),
        cmocka_unit_test(test_letters_are_as_large_as_the_sources_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
