/* Contrast of all text on the wall, measured on the pixels of its pictures: the scene says where
 * text stands, the picture what ink and ground are there. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colours.h"
#include "display/theme_file.h"
#include "drafting.h"

enum { RANGES_MAX = 16, COLOURS_MAX = 4096, INK_LEAST = 24 };

/* Pixels of a box, by colour. */
struct histogram {
    uint32_t colours[COLOURS_MAX];
    size_t counts[COLOURS_MAX];
    size_t count;
};

static void count_pixel(struct histogram *h, uint32_t colour)
{
    size_t i = 0;
    while (i < h->count && h->colours[i] != colour) {
        i++;
    }
    if (i == h->count) {
        assert_true(h->count < COLOURS_MAX);
        h->colours[i] = colour;
        h->counts[i] = 0;
        h->count++;
    }
    h->counts[i]++;
}

/* The colour that most pixels have, but for `other`; its index, SIZE_MAX for none. */
static size_t most(const struct histogram *h, size_t other)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < h->count; i++) {
        best = i != other && (best == SIZE_MAX || h->counts[i] > h->counts[best]) ? i : best;
    }
    return best;
}

/* What a stretch of text measures. */
struct measured {
    uint32_t ground, ink;
    double contrast[VISION_COUNT];
};

/* Ground: what most pixels are. Ink: what most of the others are: the inside of the strokes, for
 * the pixels at their edges are of many shades. False: nothing is written there. */
static bool measure(const struct screen *screen, struct scene_rect box, struct measured *out)
{
    static struct histogram h;
    h.count = 0;
    for (int y = box.y; y < box.y + box.h; y++) {
        for (int x = box.x; x < box.x + box.w; x++) {
            count_pixel(&h, screen_pixel(screen, x, y));
        }
    }
    size_t ground = most(&h, SIZE_MAX), ink = most(&h, ground);
    if (ink == SIZE_MAX || h.counts[ink] < INK_LEAST) {
        return false;
    }
    *out = (struct measured){.ground = h.colours[ground], .ink = h.colours[ink]};
    for (enum vision v = 0; v < VISION_COUNT; v++) {
        out->contrast[v] = contrast_of(vision_of(v, out->ground), vision_of(v, out->ink));
    }
    return true;
}

/* What must have been seen and measured in each theme. */
static const struct kind {
    const char *name;
    enum scene_role role;
    const char *words;
} kinds[] = {
    {"item", SCENE_ITEM, "plain"},
    {"inserted", SCENE_ITEM, "inserted"},
    {"deleted", SCENE_ITEM, "deleted"},
    {"highlighted", SCENE_ITEM, "ighlighted"},
    {"bracketed", SCENE_ITEM, "bracketed"},
    {"bracket", SCENE_ITEM, "["},
    {"names at a mark", SCENE_ITEM, "Peru"},
    {"label", SCENE_LABEL, "c.4.i"},
    {"status", SCENE_LABEL, "pending"},
    {"chapeau", SCENE_CONTEXT, "asks them to"},
    {"next item", SCENE_CONTEXT, "Thereafter"},
    {"section title", SCENE_PLACE, "stakeholders"},
    {"progress", SCENE_PLACE, "1 of 4"},
    {"who has the floor", SCENE_SPEAKERS, "Brazil"},
    {"on whose behalf", SCENE_SPEAKERS, "Mercosur"},
    {"next speaker", SCENE_SPEAKERS, "India"},
    {"time left", SCENE_SPEAKERS, "4:00"},
    {"time nearly over", SCENE_SPEAKERS, "0:20"},
    {"time over", SCENE_SPEAKERS, "+0:12"},
    {"timer", SCENE_FOOT, "15:00"},
    {"notice", SCENE_FOOT, "Coffee"},
    {"clock", SCENE_FOOT, "10:42"},
    {"badge", SCENE_BADGE, "Not live"},
    {"caption", SCENE_CAPTION, "Chair"},
    {"address of the page", SCENE_CODE, "plenary.example"},
    {"title of the neutral screen", SCENE_PLACE, "Draft resolution"},
    {"legend of the overview", SCENE_CONTEXT, "1 pending"},
};

struct survey {
    const char *theme;
    bool seen[sizeof kinds / sizeof *kinds];
    double least[VISION_COUNT];
    double wanted;
    size_t parts, faults;
    char fault[320]; /* the first */
};

/* The words of a stretch of a line, about. */
static void words_of(const struct text_line *line, size_t start, size_t end, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < line->run_count; i++) {
        const struct text_run *run = &line->runs[i];
        size_t from = start > run->start ? start - run->start : 0;
        size_t to = end < run->end ? end : run->end;
        size_t length = strlen(run->utf8), n = strlen(out);
        if (to > run->start + from && from < length) {
            size_t bytes = to - run->start - from;
            bytes = bytes < length - from ? bytes : length - from;
            snprintf(out + n, size - n, "%.*s", (int)bytes, run->utf8 + from);
        }
    }
}

static void note_kind(struct survey *survey, const struct scene_node *node, const char *words)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        survey->seen[i] |= kinds[i].role == node->role && strstr(words, kinds[i].words);
    }
}

static void judge(struct survey *survey, const struct scene_node *node, const char *words,
                  const struct measured *m)
{
    for (enum vision v = 0; v < VISION_COUNT; v++) {
        bool first = survey->least[v] <= 0;
        survey->least[v] =
            first || m->contrast[v] < survey->least[v] ? m->contrast[v] : survey->least[v];
        if (m->contrast[v] < survey->wanted && survey->faults++ == 0) {
            snprintf(survey->fault, sizeof survey->fault,
                     "%s, %s vision: \"%s\" (role %d) is #%06x on #%06x: %.2f:1, wanted %.1f:1",
                     survey->theme, vision_name(v), words, (int)node->role, (unsigned)m->ink,
                     (unsigned)m->ground, m->contrast[v], survey->wanted);
        }
    }
    note_kind(survey, node, words);
    survey->parts++;
}

static void look_at_part(struct survey *survey, const struct screen *screen,
                         const struct scene_node *node, size_t start, size_t end)
{
    char words[256];
    struct text_range ranges[RANGES_MAX];
    size_t count = 0;
    const struct text_line *line = &text_block_lines(node->block, &count)[node->line];
    words_of(line, start, end, words, sizeof words);
    if (strspn(words, " ") == strlen(words)) {
        return; /* nothing is written there */
    }
    size_t n = text_block_ranges(node->block, node->line, start, end, ranges, RANGES_MAX);
    for (size_t i = 0; i < n; i++) {
        struct measured m;
        int x0 = (int)(node->x + ranges[i].x0 + 0.5), x1 = (int)(node->x + ranges[i].x1 + 0.5);
        struct scene_rect screen_box = {0, 0, screen->canvas.width, screen->canvas.height};
        struct scene_rect box = {x0, node->box.y, x1 - x0, node->box.h};
        if (x1 > x0 && measure(screen, rect_intersect(box, screen_box), &m)) {
            judge(survey, node, words, &m);
        }
    }
}

/* The line's stretches: each span, and what lies between them. */
static void look_at_node(struct survey *survey, const struct screen *screen,
                         const struct scene_node *node)
{
    size_t count = 0;
    const struct text_line *line = &text_block_lines(node->block, &count)[node->line];
    size_t at = line->start;
    for (size_t i = 0; i < node->span_count; i++) {
        const struct scene_span *span = &screen->scene->spans[node->span_first + i];
        size_t start = span->start > at ? span->start : at;
        size_t end = span->end < line->end ? span->end : line->end;
        if (start > at) {
            look_at_part(survey, screen, node, at, start);
        }
        if (end > start) {
            look_at_part(survey, screen, node, start, end);
        }
        at = end > at ? end : at;
    }
    if (at < line->end) {
        look_at_part(survey, screen, node, at, line->end);
    }
}

static void look(struct survey *survey, struct screen *screen, const char *what)
{
    char name[64];
    snprintf(name, sizeof name, "contrast-%s-%s", survey->theme, what);
    screen_show(screen, name);
    for (size_t i = 0; i < screen->scene->node_count; i++) {
        if (screen->scene->nodes[i].kind == SCENE_TEXT) {
            look_at_node(survey, screen, &screen->scene->nodes[i]);
        }
    }
}

static struct survey survey_of(struct text *text, const struct theme *theme, double wanted)
{
    struct survey survey = {.theme = theme->name, .wanted = wanted};
    struct screen screen;
    screen_init(&screen, text, theme, 1920, 1080);
    drafting_tell(&screen);
    drafting_floor(&screen, 60);
    look(&survey, &screen, "green");
    drafting_floor(&screen, 280);
    screen_tell(&screen, "notice", "\"text\":\"Coffee\",\"until\":0", true);
    look(&survey, &screen, "amber");
    drafting_floor(&screen, 312);
    look(&survey, &screen, "red");
    drafting_screen(&screen, "overview");
    look(&survey, &screen, "overview");
    drafting_screen(&screen, "text");
    screen_tell(&screen, "caption", "\"text\":\"and that, Chair, is why\",\"lang\":\"en\"", false);
    look(&survey, &screen, "caption");
    drafting_screen(&screen, "blank");
    look(&survey, &screen, "blank");
    drafting_screen(&screen, "text");
    screen_cut(&screen);
    look(&survey, &screen, "cut");
    screen_finish(&screen);
    return survey;
}

static void check_theme(struct text *text, const struct theme *theme, double wanted)
{
    struct survey s = survey_of(text, theme, wanted);
    if (s.faults) {
        fail_msg("%s", s.fault);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!s.seen[i]) {
            fail_msg("%s: \"%s\" (%s) was never seen", s.theme, kinds[i].words, kinds[i].name);
        }
    }
    printf("%-14s %3zu stretches of text, least contrast:", s.theme, s.parts);
    for (enum vision v = 0; v < VISION_COUNT; v++) {
        printf(" %s %.2f", vision_name(v), s.least[v]);
    }
    printf("\n");
}

static void test_every_text_can_be_read(void **state)
{
    (void)state;
    char error[CONFIG_TEXT];
    struct theme_file example;
    struct text *text = text_create(NULL, error);
    assert_non_null(text);
    for (unsigned i = 0; theme_name(i); i++) {
        const struct theme *theme = theme_find(theme_name(i));
        check_theme(text, theme, strcmp(theme->name, "high-contrast") == 0 ? 15.0 : 7.0);
    }
    assert_true(theme_file_read(SOURCE_DIR "/assets/themes/example.theme", &example, error));
    check_theme(text, &example.theme, 7.0);
    theme_file_finish(&example);
    text_destroy(text);
}

/* The eye of this test: what the published matrices and formulas give. */
static void test_the_eye(void **state)
{
    (void)state;
    assert_true(contrast_of(0, 0xffffff) > 20.99 && contrast_of(0, 0xffffff) < 21.01);
    assert_true(contrast_of(0x767676, 0xffffff) > 4.5 && contrast_of(0x777777, 0xffffff) < 4.5);
    for (enum vision v = 0; v < VISION_COUNT; v++) { /* greys stay what they are */
        assert_int_equal(0x808080, vision_of(v, 0x808080));
        assert_int_equal(0xffffff, vision_of(v, 0xffffff));
    }
    /* Blue alone has the light of a dark grey; it is nearly the same blue with red missing. */
    assert_int_equal(0x4c4c4c, vision_of(VISION_GREY, 0x0000ff));
    assert_int_equal(0x0059ff, vision_of(VISION_PROTAN, 0x0000ff));
}

static uint32_t mixed(uint32_t a, uint32_t b, unsigned part)
{
    uint32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        out = out << 8 | ((a >> shift & 0xffU) * (100 - part) + (b >> shift & 0xffU) * part) / 100;
    }
    return out;
}

/* Each ink of the table of pairs, brought a little too near its ground, is found on the wall: the
 * survey sees every one of them. */
static void test_each_ink_is_missed_when_it_is_weak(void **state)
{
    (void)state;
    char error[TEXT_ERROR_MAX];
    struct text *text = text_create(NULL, error);
    assert_non_null(text);
    const struct theme_pair *pair = NULL;
    for (unsigned i = 0; (pair = theme_pair(i)) != NULL; i++) {
        struct theme weak = *theme_find("dark");
        uint32_t ink = theme_colour(&weak, pair->ink), ground = theme_colour(&weak, pair->ground);
        uint32_t near = ink;
        for (unsigned part = 1; contrast_of(near, ground) >= 6.9; part++) {
            near = mixed(ink, ground, part);
        }
        theme_colour_set(&weak, pair->ink, near);
        if (pair->least >= 7 && survey_of(text, &weak, 7.0).faults == 0) {
            fail_msg("%s at %.2f:1 was not found", theme_colour_key(pair->ink),
                     contrast_of(near, ground));
        }
    }
    text_destroy(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_eye),
        cmocka_unit_test(test_every_text_can_be_read),
        cmocka_unit_test(test_each_ink_is_missed_when_it_is_weak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
