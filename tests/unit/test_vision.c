/* Without colour: what the wall tells apart by a mark stays apart in greyscale and with the three
 * deficiencies of colour vision. Pictures are reduced to what stands off its ground by 3:1 (WCAG
 * 2.2, 1.4.11) for such an eye, a mask of black and white: two marks on the same words must differ
 * in it by more than letters' edges do. */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "colours.h"
#include "display/theme_file.h"
#include "screen.h"

enum { WIDTH = 1600, HEIGHT = 900, PIXELS = WIDTH * HEIGHT, MEMBERS = 64 * 1024, SIGHTS_MAX = 12 };

static const double SHAPE = 3.0;
/* Of a thin line along the word of the test, 4.4 ems long, what `apart` counts of it at least. */
static const double LINE = 0.08;

/* A thing as it is seen: its picture. */
struct sight {
    const char *name;
    uint32_t *pixels; /* WIDTH * HEIGHT */
};

struct sights {
    struct sight at[SIGHTS_MAX];
    size_t count;
    int em;   /* of the text at the floor */
    int cell; /* of the overview, where an item is agreed: its side */
};

static struct text *text;
static char members[MEMBERS];
static int alike; /* findings */

/* ---- rooms ---- */

static void tell_document(struct screen *s)
{
    screen_tell(
        s, "document",
        "\"load\":\"7-00000000000000aa\",\"languages\":[\"en\"],\"title\":{\"en\":\"Draft\"},"
        "\"sections\":[{\"id\":\"c\",\"label\":\"c\"}],\"start\":{\"section\":\"c\","
        "\"item\":\"i0\"}",
        true);
}

static void tell_items(struct screen *s, enum pl_status status, size_t count)
{
    size_t n = (size_t)snprintf(members, MEMBERS, "\"items\":[");
    for (size_t i = 0; i < count; i++) {
        n += (size_t)snprintf(members + n, MEMBERS - n,
                              "%s{\"id\":\"i%zu\",\"level\":1,\"label\":\"4\",\"marker\":\"4.\","
                              "\"status\":\"%s\"}",
                              i ? "," : "", i, pl_status_name(status));
    }
    snprintf(members + n, MEMBERS - n, "]");
    screen_tell(s, "items/%L/c", members, true);
}

static void tell_words(struct screen *s, const char *runs)
{
    snprintf(members, MEMBERS, "\"title\":\"Title\",\"items\":{\"i0\":{\"of\":1,\"runs\":[%s]}}",
             runs);
    screen_tell(s, "text/%L/c/en", members, true);
}

static void tell_cursor(struct screen *s, const char *item, const char *highlight,
                        const char *which)
{
    snprintf(
        members, MEMBERS,
        "\"section\":\"c\",\"item\":\"%s\",\"position\":0,\"highlights\":[%s],\"screen\":\"%s\"",
        item, highlight, which);
    screen_tell(s, "cursor", members, true);
}

/* ---- sights ---- */

static int em_of(const struct scene *scene)
{
    int em = 0;
    for (size_t i = 0; i < scene->node_count; i++) {
        const struct scene_node *n = &scene->nodes[i];
        size_t count = 0;
        if (n->kind == SCENE_TEXT && n->role != SCENE_MARK) {
            const struct text_line *line = &text_block_lines(n->block, &count)[n->line];
            em = line->run_count && (!em || line->runs[0].em_px < em) ? line->runs[0].em_px : em;
        }
    }
    return em;
}

/* What the screen shows of a box, on the top left of an empty sheet. */
static void keep(struct sights *to, struct screen *screen, const char *name, struct scene_rect box)
{
    struct sight *sight = &to->at[to->count++];
    assert_true(to->count <= SIGHTS_MAX);
    *sight = (struct sight){name, malloc(PIXELS * sizeof(uint32_t))};
    assert_non_null(sight->pixels);
    for (int i = 0; i < PIXELS; i++) {
        sight->pixels[i] = screen->scene->ground;
    }
    for (int y = box.y; y < box.y + box.h; y++) {
        for (int x = box.x; x < box.x + box.w; x++) {
            sight->pixels[(y - box.y) * WIDTH + x - box.x] = screen_pixel(screen, x, y);
        }
    }
    to->em = em_of(screen->scene);
}

static void forget(struct sights *sights)
{
    for (size_t i = 0; i < sights->count; i++) {
        free(sights->at[i].pixels);
    }
}

/* ---- the eye ---- */

struct memo {
    uint32_t colour;
    bool known, solid;
};

/* What of a sight stands off the ground: to such an eye. */
static void mask_of(const struct sight *sight, uint32_t ground, enum vision vision, uint8_t *mask)
{
    static struct memo memo[4096];
    memset(memo, 0, sizeof memo);
    uint32_t seen = vision_of(vision, ground);
    for (int i = 0; i < PIXELS; i++) {
        uint32_t colour = sight->pixels[i];
        struct memo *m = &memo[(colour * 0x9e3779b1u) >> 20];
        if (!m->known || m->colour != colour) {
            *m = (struct memo){colour, true, contrast_of(vision_of(vision, colour), seen) >= SHAPE};
        }
        mask[i] = m->solid;
    }
}

/* All pixels of a square differ? */
static bool differs(const uint8_t *a, const uint8_t *b, int at, int side)
{
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
            if (a[at + y * WIDTH + x] == b[at + y * WIDTH + x]) {
                return false;
            }
        }
    }
    return true;
}

/* In squares of an em: how far two masks differ, by what is as large as a pixel of the last row at
 * least (an em at the floor is 24 arc minutes high): an edge that moved by less does not count. */
static double apart(const uint8_t *a, const uint8_t *b, int em)
{
    size_t count = 0;
    int side = em / 24;
    assert_true(side >= 2);
    for (int y = 0; y + side <= HEIGHT; y++) {
        bool same = memcmp(a + (ptrdiff_t)y * WIDTH, b + (ptrdiff_t)y * WIDTH, WIDTH) == 0;
        for (int x = 0; !same && x + side <= WIDTH; x++) {
            count += differs(a, b, y * WIDTH + x, side);
        }
    }
    return (double)count / em / em;
}

/* The nearest two of all, to any eye; which, for the message. */
struct nearest {
    double apart;
    const char *one, *other;
    enum vision vision;
};

static struct nearest nearest_of(const struct sights *sights, uint32_t ground)
{
    struct nearest nearest = {.apart = 1e9};
    uint8_t *masks = malloc((size_t)PIXELS * sights->count);
    assert_non_null(masks);
    for (enum vision v = VISION_GREY; v < VISION_COUNT; v++) {
        for (size_t i = 0; i < sights->count; i++) {
            mask_of(&sights->at[i], ground, v, masks + i * PIXELS);
        }
        for (size_t i = 0; i < sights->count; i++) {
            for (size_t k = i + 1; k < sights->count; k++) {
                double d = apart(masks + i * PIXELS, masks + k * PIXELS, sights->em);
                if (d < nearest.apart) {
                    nearest = (struct nearest){d, sights->at[i].name, sights->at[k].name, v};
                }
            }
        }
    }
    free(masks);
    return nearest;
}

static void check(const struct sights *sights, const struct theme *theme, const char *what,
                  double least)
{
    struct nearest n = nearest_of(sights, theme->ground);
    printf("%-14s %-9s %2zu, nearest \"%s\" and \"%s\" (%s): %.2f square ems\n", theme->name, what,
           sights->count, n.one, n.other, vision_name(n.vision), n.apart);
    if (n.apart < least) {
        alike++;
        print_error("%s: \"%s\" and \"%s\" are alike without colour (%s): %.2f square ems, wanted "
                    "%.2f\n",
                    theme->name, n.one, n.other, vision_name(n.vision), n.apart, least);
    }
}

/* ---- marks ---- */

static const struct variant {
    const char *name, *word; /* the run in the middle */
    bool highlight;
} variants[] = {
    {"plain", "{\"t\":\"essential\"}", false},
    {"inserted", "{\"t\":\"essential\",\"ins\":[]}", false},
    {"deleted", "{\"t\":\"essential\",\"del\":[]}", false},
    {"retained", "{\"t\":\"essential\",\"keep\":[]}", false},
    {"bracketed", "{\"t\":\"[essential]\"}", false},
    {"highlighted", "{\"t\":\"essential\"}", true},
    {"inserted, highlighted", "{\"t\":\"essential\",\"ins\":[]}", true},
    {"deleted, highlighted", "{\"t\":\"essential\",\"del\":[]}", true},
    {"retained, highlighted", "{\"t\":\"essential\",\"keep\":[]}", true},
};

static void see_variant(struct sights *to, const struct theme *theme, const struct variant *variant)
{
    static const char highlight[] =
        "{\"item\":\"i0\",\"lang\":\"en\",\"start\":10,\"end\":19,\"exact\":\"essential\"}";
    char runs[256], name[128];
    struct screen screen;
    screen_init(&screen, text, theme, WIDTH, HEIGHT);
    tell_document(&screen);
    tell_items(&screen, PL_STATUS_OPEN, 1);
    snprintf(runs, sizeof runs, "{\"t\":\"Access is \"},%s,{\"t\":\" for all.\"}", variant->word);
    tell_words(&screen, runs);
    tell_cursor(&screen, "i0", variant->highlight ? highlight : "", "text");
    snprintf(name, sizeof name, "vision-%s-%s", theme->name, variant->name);
    screen_show(&screen, name);
    keep(to, &screen, variant->name, (struct scene_rect){0, 0, WIDTH, HEIGHT});
    screen_finish(&screen);
}

static void check_marks(const struct theme *theme)
{
    struct sights sights = {.count = 0};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        see_variant(&sights, theme, &variants[i]);
    }
    check(&sights, theme, "marks", LINE);
    forget(&sights);
}

/* ---- statuses, and the overview's cells ---- */

static void see_status(struct sights *to, const struct theme *theme, enum pl_status status,
                       size_t items, const char *which)
{
    struct screen screen;
    struct scene_rect box = {0, 0, WIDTH, HEIGHT};
    screen_init(&screen, text, theme, WIDTH, HEIGHT);
    tell_document(&screen);
    tell_items(&screen, status, items);
    tell_words(&screen, "{\"t\":\"Words\"}");
    tell_cursor(&screen, "i0", "", which);
    screen_show(&screen, "vision-status");
    for (size_t i = 0; i < screen.scene->node_count && status == PL_STATUS_AGREED; i++) {
        const struct scene_node *n = &screen.scene->nodes[i];
        to->cell = n->role == SCENE_MARK && !to->cell ? n->box.w : to->cell;
    }
    if (strcmp(which, "overview") == 0) { /* the first cells alone: not what the legend says */
        box = (struct scene_rect){0, 0, WIDTH, HEIGHT / 2};
    }
    keep(to, &screen, pl_status_name(status), box);
    screen_finish(&screen);
}

static void check_statuses(const struct theme *theme)
{
    struct sights sights = {.count = 0};
    for (enum pl_status s = 0; s < PL_STATUS_COUNT; s++) {
        see_status(&sights, theme, s, 1, "text");
    }
    check(&sights, theme, "statuses", 0.3);
    forget(&sights);
}

/* A twelfth of each cell is another. */
static void check_cells(const struct theme *theme, size_t items)
{
    struct sights sights = {.count = 0};
    char what[32];
    for (enum pl_status s = 0; s < PL_STATUS_COUNT; s++) {
        see_status(&sights, theme, s, items, "overview");
    }
    assert_true(sights.cell > 4);
    snprintf(what, sizeof what, "%zu cells", items);
    check(&sights, theme, what,
          (double)items * sights.cell * sights.cell / 12 / sights.em / sights.em);
    forget(&sights);
}

/* ---- speakers ---- */

static void see_floor(struct sights *to, const struct theme *theme, const char *name,
                      const char *kind, int used_s)
{
    struct screen screen;
    screen_init(&screen, text, theme, WIDTH, HEIGHT);
    tell_document(&screen);
    tell_items(&screen, PL_STATUS_OPEN, 1);
    tell_words(&screen, "{\"t\":\"Words\"}");
    tell_cursor(&screen, "i0", "", "text");
    snprintf(members, MEMBERS,
             "\"list\":\"open\",\"floor\":{\"speaker\":{\"id\":\"00000000000000aa-1\",\"name\":"
             "\"Brazil\",\"kind\":\"%s\",\"limit_s\":300},\"clock\":{\"running\":false,\"since\":7,"
             "\"used_ms\":%d,\"limit_s\":300}},\"queue\":[{\"id\":\"00000000000000aa-2\",\"name\":"
             "\"India\",\"kind\":\"%s\",\"limit_s\":0}]",
             kind, used_s * 1000, kind);
    screen_tell(&screen, "speakers", members, true);
    screen_show(&screen, name);
    keep(to, &screen, name, (struct scene_rect){0, 0, WIDTH, HEIGHT});
    screen_finish(&screen);
}

static void check_kinds(const struct theme *theme)
{
    struct sights sights = {.count = 0};
    see_floor(&sights, theme, "statement", "statement", 60);
    see_floor(&sights, theme, "point of order", "point-of-order", 60);
    see_floor(&sights, theme, "right of reply", "reply", 60);
    check(&sights, theme, "speakers", 0.5);
    forget(&sights);
}

/* A second makes more of a difference where the state changes than a digit does. */
static void check_time(const struct theme *theme)
{
    struct sights sights = {.count = 0}, digits = {.count = 0};
    see_floor(&sights, theme, "time left", "statement", 269);
    see_floor(&sights, theme, "time nearly over", "statement", 271);
    see_floor(&sights, theme, "time over", "statement", 301);
    see_floor(&digits, theme, "0:32 left", "statement", 268);
    see_floor(&digits, theme, "0:31 left", "statement", 269);
    double digit = nearest_of(&digits, theme->ground).apart;
    check(&sights, theme, "time", 0.1 + 2 * digit);
    forget(&sights);
    forget(&digits);
}

static void check_theme(const struct theme *theme)
{
    check_marks(theme);
    check_statuses(theme);
    check_cells(theme, 38);
    check_cells(theme, 600);
    check_kinds(theme);
    check_time(theme);
}

static void test_nothing_is_told_by_colour_alone(void **state)
{
    (void)state;
    char error[CONFIG_TEXT];
    struct theme_file example;
    for (unsigned i = 0; theme_name(i); i++) {
        check_theme(theme_find(theme_name(i)));
    }
    assert_true(theme_file_read(SOURCE_DIR "/assets/themes/example.theme", &example, error));
    check_theme(&example.theme);
    theme_file_finish(&example);
    assert_int_equal(0, alike);
}

/* This eye is blind to colour: words in two of them are alike to it, however different they are. */
static void test_a_colour_alone_is_not_seen(void **state)
{
    (void)state;
    static const uint32_t inks[] = {0xf5f1e8, 0x9fd8a8, 0xf79a87, 0xf2b04c};
    struct sights sights = {.count = 0};
    struct theme theme = *theme_find("dark");
    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++) {
        theme.text = inks[i];
        see_variant(&sights, &theme, &variants[0]);
    }
    struct nearest n = nearest_of(&sights, theme.ground);
    assert_true(n.apart < 0.01);
    for (size_t i = 0; i + 1 < sights.count; i++) { /* none of the pairs, not the nearest alone */
        struct sights two = {.at = {sights.at[i], sights.at[i + 1]}, .count = 2, .em = sights.em};
        assert_true(nearest_of(&two, theme.ground).apart < 0.01);
    }
    forget(&sights);
}

static int open_text(void **state)
{
    (void)state;
    char error[TEXT_ERROR_MAX];
    text = text_create(NULL, error);
    return text ? 0 : -1;
}

static int close_text(void **state)
{
    (void)state;
    text_destroy(text);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_colour_alone_is_not_seen),
        cmocka_unit_test(test_nothing_is_told_by_colour_alone),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
