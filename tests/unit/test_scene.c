/* scene.c: what is equal, what it says, and its bounds. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "display/scene.h"

static struct text *text;
static struct scene one, two;

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

static struct text_block *block_of(const char *utf8, int em_px)
{
    struct text_style style = {.em_px = em_px, .lang = "en"};
    struct text_block *block = text_layout(text, utf8, strlen(utf8), &style, 600);
    assert_non_null(block);
    return block;
}

static void compose(struct scene *scene, const struct text_block *block)
{
    static const struct scene_span span = {2, 6, 0x00ff00};
    scene_init(scene, 640, 360, 0x101318);
    scene_rect(scene, SCENE_BADGE, (struct scene_rect){10, 20, 100, 30}, 0xf0b34a, 8);
    scene_text(scene, SCENE_ITEM, (struct scene_rect){20, 60, 600, 54}, block, 0, 20.25, 100,
               0xffffff, &span, 1);
}

static void test_equal_by_what_it_shows(void **state)
{
    (void)state;
    struct text_block *a = block_of("A line of text", 40), *b = block_of("A line of text", 40);
    compose(&one, a);
    compose(&two, b);
    assert_true(scene_equal(&one, &two));
    two.nodes[1].x += 0.5;
    assert_false(scene_equal(&one, &two));
    compose(&two, b);
    two.spans[0].colour = 0xff0000;
    assert_false(scene_equal(&one, &two));
    compose(&two, b);
    two.nodes[0].radius = 9;
    assert_false(scene_equal(&one, &two));
    compose(&two, b);
    two.ground = 0;
    assert_false(scene_equal(&one, &two));
    text_block_destroy(a);
    text_block_destroy(b);
}

static void test_other_words_size_or_count_differ(void **state)
{
    (void)state;
    struct text_block *a = block_of("A line of text", 40), *b = block_of("A line of test", 40);
    struct text_block *c = block_of("A line of text", 41);
    compose(&one, a);
    compose(&two, b);
    assert_false(scene_equal(&one, &two));
    compose(&two, c);
    assert_false(scene_equal(&one, &two));
    compose(&two, a);
    scene_rect(&two, SCENE_RULE, (struct scene_rect){0, 0, 1, 1}, 0, 0);
    assert_false(scene_equal(&one, &two));
    text_block_destroy(a);
    text_block_destroy(b);
    text_block_destroy(c);
}

static void test_dump(void **state)
{
    (void)state;
    char out[512];
    struct text_block *block = block_of("A line of text", 40);
    compose(&one, block);
    assert_true(scene_dump(&one, out, sizeof out));
    assert_string_equal(out, "scene 640x360 101318\n"
                             "rect badge 10,20 100x30 f0b34a\n"
                             "text item 20,60 600x54 ffffff |A line of text {2-6 00ff00}\n");
    assert_false(scene_dump(&one, out, 64));
    text_block_destroy(block);
}

static void test_images_are_equal_by_their_pixels(void **state)
{
    (void)state;
    char out[128];
    uint32_t pixels[2][2] = {{0xff000000, 0xffffffff}, {0xff000000, 0xfffffffe}};
    struct image images[3] = {{.width = 2, .height = 1, .pixels = pixels[0]},
                              {.width = 2, .height = 1, .pixels = pixels[1]},
                              {.width = 2, .height = 1, .pixels = pixels[0]}};
    for (int i = 0; i < 3; i++) {
        image_seal(&images[i]);
    }
    scene_init(&one, 100, 100, 0);
    scene_image(&one, SCENE_LOGO, &images[0], 5, 7);
    scene_init(&two, 100, 100, 0);
    scene_image(&two, SCENE_LOGO, &images[2], 5, 7);
    assert_true(scene_equal(&one, &two));
    two.nodes[0].image = &images[1];
    assert_false(scene_equal(&one, &two));
    assert_true(scene_dump(&one, out, sizeof out));
    assert_string_equal(out, "scene 100x100 000000\nimage logo 5,7 2x1 000000\n");
}

static void test_bounds_are_an_overflow(void **state)
{
    (void)state;
    scene_init(&one, 100, 100, 0);
    scene_rect(&one, SCENE_RULE, (struct scene_rect){0, 0, 0, 5}, 0, 0);
    assert_int_equal(one.node_count, 0);
    for (int i = 0; i < SCENE_NODES_MAX; i++) {
        scene_rect(&one, SCENE_RULE, (struct scene_rect){i, 0, 1, 1}, 0, 0);
    }
    assert_false(one.overflow);
    scene_rect(&one, SCENE_RULE, (struct scene_rect){0, 0, 1, 1}, 0, 0);
    assert_true(one.overflow);
    assert_int_equal(one.node_count, SCENE_NODES_MAX);

    static struct scene_span spans[SCENE_SPANS_MAX + 1];
    struct text_block *block = block_of("A", 40);
    scene_init(&one, 100, 100, 0);
    scene_text(&one, SCENE_ITEM, (struct scene_rect){0, 0, 9, 9}, block, 0, 0, 9, 0, spans,
               SCENE_SPANS_MAX + 1);
    assert_true(one.overflow);
    assert_int_equal(one.span_count, 0);
    text_block_destroy(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_by_what_it_shows),
        cmocka_unit_test(test_other_words_size_or_count_differ),
        cmocka_unit_test(test_dump),
        cmocka_unit_test(test_images_are_equal_by_their_pixels),
        cmocka_unit_test(test_bounds_are_an_overflow),
    };
    return cmocka_run_group_tests(tests, open_text, close_text);
}
