/* frame.c: what is repainted from one picture to the next leaves exactly the picture that painting
 * all of it would leave; and colours of spans. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "display/frame.h"

enum { W = 480, H = 270, BLOCKS = 12, STEPS = 400, CACHE = 200 * 1000 };

static const char *const WORDS[] = {
    "Governments have special responsibilities",
    "fjord (AVA) jigsaw",
    "سلام عليكم ورحمة الله",
    "إِنَّ ٱلْحُقُوقَ",
    "第四段“特殊责任”",
    "שלום (12) abc",
    "a\U00012345b",
    "мир",
    "",
    "✓ agreed",
    "one two three four five six seven eight nine ten eleven twelve",
    "[x]",
};

static struct text *text;
static struct text_block *blocks[BLOCKS];
static struct glyphs *glyphs;
static uint32_t shown[W * H], wanted[W * H];
static struct scene scene;
static uint64_t seed = 88172645463325252ULL;

static int below(int n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)(seed % (uint64_t)n);
}

static int open_all(void **state)
{
    (void)state;
    char error[GLYPHS_ERROR_MAX];
    text = text_create(NULL, error);
    for (int i = 0; text && i < BLOCKS; i++) {
        struct text_style style = {.em_px = 14 + 3 * i, .bold = i % 3 == 0, .lang = "en"};
        blocks[i] = text_layout(text, WORDS[i], strlen(WORDS[i]), &style, 400);
    }
    glyphs = text ? glyphs_create(text, NULL, CACHE, error) : NULL;
    return glyphs ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    glyphs_destroy(glyphs);
    for (int i = 0; i < BLOCKS; i++) {
        text_block_destroy(blocks[i]);
    }
    text_destroy(text);
    return 0;
}

static struct canvas canvas_of(uint32_t *pixels)
{
    return (struct canvas){.pixels = pixels, .width = W, .height = H, .pitch_px = W};
}

static struct scene_rect anywhere(void)
{
    return (struct scene_rect){below(W + 40) - 20, below(H + 40) - 20, 1 + below(120),
                               1 + below(60)};
}

static void add_random_text(void)
{
    const struct text_block *block = blocks[below(BLOCKS)];
    size_t count = 0;
    text_block_lines(block, &count);
    size_t first = (size_t)below(20);
    const struct scene_span spans[2] = {{first, first + (size_t)below(20), 0xff4040},
                                        {4, 9, 0x40ff40}};
    scene_text(&scene, SCENE_ITEM, anywhere(), block, (size_t)below((int)count),
               below(W) - 50 + below(100) / 100.0, below(H + 20), 0xf0f0f0 + (uint32_t)below(9),
               spans, (size_t)below(3));
}

static void add_random_node(void)
{
    static const uint32_t pixels[2][6] = {
        {0xff204060, 0x80400000, 0, 0xffffffff, 0x40404040, 0xff000000},
        {0xff204060, 0x80400000, 0, 0xffffffff, 0x40404040, 0xff000001}};
    static struct image images[2];
    int which = below(12);
    if (which < 8) {
        add_random_text();
    } else if (which == 8) {
        struct image *image = &images[below(2)];
        *image = (struct image){.width = 3, .height = 2};
        image->pixels = (uint32_t *)pixels[image - images];
        image_seal(image);
        scene_image(&scene, SCENE_LOGO, image, below(W + 4) - 4, below(H + 4) - 4);
    } else {
        scene_rect(&scene, SCENE_MARK, anywhere(), (uint32_t)below(0x1000000),
                   below(2) ? below(20) : 0);
    }
}

/* Mostly a few nodes come, go, or change places; now and then everything is new. */
static void change_scene(void)
{
    if (scene.node_count == 0 || below(20) == 0) {
        scene_init(&scene, W, H, (uint32_t)below(3) * 0x101010);
        for (int i = below(14); i >= 0; i--) {
            add_random_node();
        }
        return;
    }
    for (int i = below(3); i >= 0; i--) {
        size_t a = (size_t)below((int)scene.node_count);
        size_t b = (size_t)below((int)scene.node_count);
        struct scene_node kept = scene.nodes[a];
        switch (below(3)) {
        case 0:
            scene.nodes[a] = scene.nodes[b];
            scene.nodes[b] = kept;
            break;
        case 1:
            scene.nodes[a] = scene.nodes[--scene.node_count];
            i = scene.node_count ? i : 0;
            break;
        default:
            add_random_node();
        }
    }
}

static void assert_disjoint(const struct frame_damage *damage)
{
    for (size_t i = 0; i < damage->count; i++) {
        for (size_t j = 0; j < i; j++) {
            struct scene_rect both = rect_intersect(damage->rects[i], damage->rects[j]);
            assert_true(both.w == 0 || both.h == 0);
        }
    }
}

static void paint_all(const struct frame *frame, uint32_t *pixels)
{
    struct canvas canvas = canvas_of(pixels);
    frame_draw(frame, &canvas, (struct scene_rect){0, 0, W, H});
}

static void test_damage_is_enough(void **state)
{
    (void)state;
    struct frame frames[2] = {{0}};
    struct canvas canvas = canvas_of(shown);
    int parts = 0;
    for (int step = 0; step < STEPS; step++) {
        struct frame *old = &frames[step % 2], *frame = &frames[(step + 1) % 2];
        struct frame_damage damage;
        change_scene();
        glyphs_begin(glyphs);
        assert_true(frame_build(frame, &scene, glyphs));
        frame_compare(old, frame, &damage);
        assert_disjoint(&damage);
        for (size_t i = 0; i < damage.count; i++) {
            frame_draw(frame, &canvas, damage.rects[i]);
            parts += damage.rects[i].w * damage.rects[i].h < W * H;
        }
        paint_all(frame, wanted);
        assert_memory_equal(shown, wanted, sizeof shown);
    }
    assert_true(parts > STEPS); /* it is not all painted anew each time */
    frame_finish(&frames[0]);
    frame_finish(&frames[1]);
}

static void test_the_same_picture_has_no_damage(void **state)
{
    (void)state;
    struct frame a = {0}, b = {0};
    struct frame_damage damage;
    scene_init(&scene, W, H, 0);
    for (int i = 0; i < 10; i++) {
        add_random_node();
    }
    glyphs_begin(glyphs);
    assert_true(frame_build(&a, &scene, glyphs) && frame_build(&b, &scene, glyphs));
    frame_compare(&a, &b, &damage);
    assert_int_equal(damage.count, 0);
    scene_rect(&scene, SCENE_MARK, (struct scene_rect){7, 8, 9, 10}, 1, 0);
    assert_true(frame_build(&b, &scene, glyphs));
    frame_compare(&a, &b, &damage);
    assert_int_equal(damage.count, 1);
    assert_int_equal(damage.rects[0].x, 7);
    assert_int_equal(damage.rects[0].w, 9);
    frame_finish(&a);
    frame_finish(&b);
}

/* White words with a red stretch have, in the channel that both share, the pixels of white words;
 * and red pixels where the stretch lies, nowhere else. */
static void check_span(const char *words, const char *lang, size_t start, size_t end)
{
    struct text_style style = {.em_px = 40, .lang = lang};
    struct text_block *block = text_layout(text, words, strlen(words), &style, W - 20);
    struct scene_span span = {start, end, 0xff0000};
    struct text_range ranges[8];
    size_t count = text_block_ranges(block, 0, start, end, ranges, 8);
    assert_true(count > 0);
    for (int tinted = 0; tinted < 2; tinted++) {
        struct frame frame = {0};
        scene_init(&scene, W, H, 0);
        scene_text(&scene, SCENE_ITEM, (struct scene_rect){0, 0, W, H}, block, 0, 10, 80, 0xffffff,
                   &span, (size_t)tinted);
        glyphs_begin(glyphs);
        assert_true(frame_build(&frame, &scene, glyphs));
        paint_all(&frame, tinted ? shown : wanted);
        frame_finish(&frame);
    }
    int red = 0;
    for (int i = 0; i < W * H; i++) {
        assert_int_equal(shown[i] & 0xff0000, wanted[i] & 0xff0000);
        if ((shown[i] & 0xff0000) != 0 && (shown[i] & 0xffff) == 0) {
            double x = i % W - 10.0;
            bool inside = false;
            for (size_t r = 0; r < count; r++) {
                inside |= x >= ranges[r].x0 - 4 && x <= ranges[r].x1 + 4;
            }
            assert_true(inside);
            red++;
        }
    }
    assert_true(red > 50);
    text_block_destroy(block);
}

static void test_spans_colour_their_words_only(void **state)
{
    (void)state;
    check_span("Governments have", "en", 0, 11);
    check_span("Governments have", "en", 12, 16);
    check_span("jfj jfj", "en", 1, 6);
    check_span("سلام عليكم", "ar", 0, 8);
    check_span("سلام عليكم", "ar", 2, 4);
    check_span("abc שלום (12) def", "en", 2, 14);
    check_span("特殊责任改为", "zh", 3, 9);
}

static void test_an_overflow_is_not_shown(void **state)
{
    (void)state;
    struct frame frame = {0};
    scene_init(&scene, W, H, 0);
    scene.overflow = true;
    assert_false(frame_build(&frame, &scene, glyphs));
    frame_finish(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damage_is_enough),
        cmocka_unit_test(test_the_same_picture_has_no_damage),
        cmocka_unit_test(test_spans_colour_their_words_only),
        cmocka_unit_test(test_an_overflow_is_not_shown),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
