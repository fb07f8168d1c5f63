/* motion.c: what stands on the wall between two pictures. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "display/motion.h"

enum { W = 640, H = 360, EM = 20, PITCH = 26, CACHE = 1000 * 1000, START_MS = 5000 };

static const uint32_t GROUND = 0x0e1116, TEXT = 0xf5f1e8, DIM = 0xaab2bd, ACCENT = 0xf2b04c;

enum { OLD_LABEL, NEW_LABEL, OLD_WORDS, NEW_WORDS, SECTION, OTHER, SPEAKER, BLOCKS };

static const char *const WORDS[BLOCKS] = {"c.4",
                                          "c.5",
                                          "Governments have special responsibilities",
                                          "No new arrangements are required",
                                          "c. Role of stakeholders",
                                          "d. Developing countries",
                                          "Brazil"};

static struct text *text;
static struct text_block *blocks[BLOCKS];
static struct glyphs *glyphs;
static struct scene scenes[2];
static struct frame old, new, between;
static struct motion motion;
static uint32_t pixels[3][W * H];

static int open_all(void **state)
{
    (void)state;
    char error[GLYPHS_ERROR_MAX];
    text = text_create(NULL, error);
    for (int i = 0; text && i < BLOCKS; i++) {
        struct text_style style = {.em_px = EM, .lang = "en"};
        blocks[i] = text_layout(text, WORDS[i], strlen(WORDS[i]), &style, W);
    }
    glyphs = text ? glyphs_create(text, NULL, CACHE, error) : NULL;
    return glyphs ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    frame_finish(&old);
    frame_finish(&new);
    frame_finish(&between);
    glyphs_destroy(glyphs);
    for (int i = 0; i < BLOCKS; i++) {
        text_block_destroy(blocks[i]);
    }
    text_destroy(text);
    return 0;
}

static void words(struct scene *scene, enum scene_role role, int block, int y, uint32_t colour)
{
    scene_text(scene, role, (struct scene_rect){30, y, 400, PITCH}, blocks[block], 0, 30, y + EM,
               colour, NULL, 0);
}

/* An item with its label at `y`, and below it another one as context, or none (-1). */
static void compose(struct scene *scene, int section, int label, int item, int y, int context)
{
    scene_init(scene, W, H, GROUND);
    words(scene, SCENE_PLACE, section, 4, TEXT);
    words(scene, SCENE_LABEL, label, y, ACCENT);
    scene_rect(scene, SCENE_ITEM, (struct scene_rect){10, y + PITCH, 4, 2 * PITCH}, ACCENT, 0);
    words(scene, SCENE_ITEM, item, y + PITCH, TEXT);
    if (context >= 0) {
        words(scene, SCENE_CONTEXT, context, y + 200, DIM);
    }
    scene_text(scene, SCENE_SPEAKERS, (struct scene_rect){500, 40, 100, PITCH}, blocks[SPEAKER], 0,
               500, 60, TEXT, NULL, 0);
}

static bool begin(void)
{
    glyphs_begin(glyphs);
    assert_true(frame_build(&old, &scenes[0], glyphs) && frame_build(&new, &scenes[1], glyphs));
    return motion_begin(&motion, &old, &new, START_MS);
}

static void draw(const struct frame *frame, uint32_t *out)
{
    struct canvas canvas = {.pixels = out, .width = W, .height = H, .pitch_px = W};
    frame_draw(frame, &canvas, (struct scene_rect){0, 0, W, H});
}

static void draw_at(int64_t ms, uint32_t *out)
{
    assert_true(motion_frame(&motion, &old, &new, START_MS + ms, &between));
    draw(&between, out);
}

static const struct frame_op *find(const struct frame *frame, const struct frame *like,
                                   enum scene_role role)
{
    for (size_t i = 0; i < like->op_count; i++) {
        if (like->ops[i].role != role || !like->ops[i].slice_count) {
            continue;
        }
        for (size_t j = 0; j < frame->op_count; j++) {
            if (frame->ops[j].image == like->ops[i].image) {
                return &frame->ops[j];
            }
        }
    }
    return NULL;
}

/* c.5 stood below as context and becomes the item. */
static void next_item(void)
{
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, NEW_LABEL);
    compose(&scenes[1], SECTION, NEW_LABEL, NEW_WORDS, 60, -1);
    assert_true(begin());
}

static void test_the_first_frame_shows_the_new_place(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, -1);
    compose(&scenes[1], SECTION, NEW_LABEL, NEW_WORDS, 90, -1);
    assert_true(begin());
    assert_true(motion_frame(&motion, &old, &new, START_MS, &between));
    const struct frame_op *label = find(&between, &new, SCENE_LABEL);
    assert_non_null(label);
    assert_int_equal(label->fade, 0);
    assert_int_equal(between.slices[label->slice_first].colour, ACCENT);
    assert_null(find(&between, &old, SCENE_LABEL)); /* one label, not two */
    const struct frame_op *item = find(&between, &new, SCENE_ITEM);
    const struct frame_op *gone = find(&between, &old, SCENE_ITEM);
    assert_true(item && gone);
    assert_true(item->fade < CANVAS_FADED / 2 && item->fade < gone->fade);
    size_t bars = 0;
    for (size_t i = 0; i < between.op_count; i++) {
        bars += between.ops[i].slice_count == 0;
        assert_true(between.ops[i].slice_count || between.ops[i].fade == 0);
    }
    assert_int_equal(bars, 1);
}

/* The label goes from where it stood to its place, ever slower, and all that is new with it. */
static void test_what_stood_below_rises(void **state)
{
    (void)state;
    next_item();
    int stood = find(&old, &new, SCENE_LABEL)->box.y;
    int goal = find(&new, &new, SCENE_LABEL)->box.y;
    int last = stood, last_step = stood;
    assert_int_equal(stood - goal, 200);
    for (int ms = 0; ms <= MOTION_MS; ms += 20) {
        assert_true(motion_frame(&motion, &old, &new, START_MS + ms, &between));
        int y = find(&between, &new, SCENE_LABEL)->box.y;
        int item = find(&between, &new, SCENE_ITEM)->box.y;
        assert_true(y <= last && last - y <= last_step);
        assert_true(abs(item - find(&new, &new, SCENE_ITEM)->box.y - (y - goal)) <= 1);
        assert_true(ms > 0 || y <= goal + (stood - goal) / 2);
        last_step = ms > 0 ? last - y : last_step;
        last = y;
    }
    assert_int_equal(last, goal);
}

/* Nothing is painted where only the others have something to say, and they are new at once. */
static void test_the_rest_does_not_wait(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, NEW_LABEL);
    compose(&scenes[1], OTHER, NEW_LABEL, NEW_WORDS, 60, -1);
    scene_rect(&scenes[1], SCENE_BADGE, (struct scene_rect){500, 300, 100, 40}, ACCENT, 0);
    assert_true(begin());
    draw(&new, pixels[1]);
    for (int ms = 0; ms < MOTION_MS; ms += 17) {
        draw_at(ms, pixels[2]);
        for (int i = 0; i < W * H; i++) {
            if (i / W < 40 || i % W >= 480) {
                assert_int_equal(pixels[2][i], pixels[1][i]);
            }
        }
    }
}

/* Back: c.5 is context again, below. Its label does not cross the words of c.4. */
static void test_a_label_that_was_does_not_cross_the_words(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, NEW_LABEL, NEW_WORDS, 60, -1);
    compose(&scenes[1], SECTION, OLD_LABEL, OLD_WORDS, 60, NEW_LABEL);
    assert_true(begin());
    for (int ms = 0; ms <= MOTION_MS; ms += 20) {
        assert_true(motion_frame(&motion, &old, &new, START_MS + ms, &between));
        assert_int_equal(find(&between, &new, SCENE_CONTEXT)->box.y,
                         find(&new, &new, SCENE_CONTEXT)->box.y);
        assert_int_equal(find(&between, &new, SCENE_LABEL)->box.y,
                         find(&new, &new, SCENE_LABEL)->box.y);
    }
}

/* One of the items round it that is above now and was below: it does not fly across. */
static void test_what_stands_round_it_does_not_cross_either(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, OTHER);
    compose(&scenes[1], SECTION, NEW_LABEL, NEW_WORDS, 90, -1);
    words(&scenes[1], SCENE_CONTEXT, OTHER, 60, DIM);
    assert_true(begin());
    assert_true(motion_frame(&motion, &old, &new, START_MS, &between));
    bool above = false;
    for (size_t i = 0; i < between.op_count; i++) {
        const struct frame_op *op = &between.ops[i];
        if (op->image == find(&new, &new, SCENE_CONTEXT)->image) {
            assert_true(op->box.y < 90 || op->box.y > 240);
            assert_true(op->fade > 0);
            above |= op->box.y < 90;
        }
    }
    assert_true(above);
}

static long ink(const uint32_t *frame)
{
    long sum = 0;
    for (int i = 0; i < W * H; i++) {
        sum += labs((long)(frame[i] >> 8 & 0xff) - (long)(GROUND >> 8 & 0xff));
    }
    return sum;
}

static int channel(uint32_t pixel)
{
    return (int)(pixel >> 8 & 0xff);
}

/* Of a section change: each pixel lies between the old and the new one, but where both have ink,
 * which may dip by a quarter; so no frame is empty, and none is half of one. */
static void test_a_section_change_blends(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, -1);
    compose(&scenes[1], OTHER, NEW_LABEL, NEW_WORDS, 60, -1);
    assert_true(begin());
    draw(&old, pixels[0]);
    draw(&new, pixels[1]);
    long least = ink(pixels[0]) < ink(pixels[1]) ? ink(pixels[0]) : ink(pixels[1]);
    int ground = channel(GROUND);
    for (int ms = 0; ms < MOTION_MS; ms += 17) {
        draw_at(ms, pixels[2]);
        assert_true(ink(pixels[2]) > least * 3 / 4);
        for (int i = 0; i < W * H; i++) {
            int a = channel(pixels[0][i]), b = channel(pixels[1][i]), c = channel(pixels[2][i]);
            int low = a < b ? a : b, high = a < b ? b : a;
            assert_in_range(c, ground + (low - ground) * 3 / 4 - 2, high + 2);
        }
    }
}

static void test_it_begins_and_ends_at_the_pictures(void **state)
{
    (void)state;
    next_item();
    draw(&new, pixels[1]);
    assert_true(motion_frame(&motion, &old, &new, START_MS + MOTION_MS, &between));
    draw(&between, pixels[2]);
    assert_memory_equal(pixels[1], pixels[2], sizeof pixels[1]);
    assert_false(motion_over(&motion, START_MS));
    assert_false(motion_over(&motion, START_MS + MOTION_MS - 1));
    assert_true(motion_over(&motion, START_MS + MOTION_MS));
    assert_true(motion_over(&motion, START_MS - 1)); /* a clock that jumped does not hold it up */
}

/* A second passes on the way: the same motion, at the same time, to the new picture. */
static void test_another_goal_on_the_way(void **state)
{
    (void)state;
    next_item();
    assert_true(motion_frame(&motion, &old, &new, START_MS + 100, &between));
    int y = find(&between, &new, SCENE_LABEL)->box.y;
    scene_rect(&scenes[1], SCENE_BADGE, (struct scene_rect){500, 300, 100, 40}, ACCENT, 0);
    assert_true(frame_build(&new, &scenes[1], glyphs));
    assert_true(motion_turn(&motion, &old, &new));
    assert_true(motion_frame(&motion, &old, &new, START_MS + 100, &between));
    assert_int_equal(find(&between, &new, SCENE_LABEL)->box.y, y);
    assert_int_equal(between.ops[between.op_count - 1].role, SCENE_BADGE);
    assert_int_equal(between.ops[between.op_count - 1].fade, 0);
}

static void test_too_much_or_nothing_does_not_move(void **state)
{
    (void)state;
    compose(&scenes[0], SECTION, OLD_LABEL, OLD_WORDS, 60, -1);
    compose(&scenes[1], OTHER, NEW_LABEL, NEW_WORDS, 60, -1);
    for (int i = 0; i < MOTION_DRAWS_MAX; i++) {
        scene_rect(&scenes[1], SCENE_MARK, (struct scene_rect){i, 100, 1, 1}, DIM, 0);
    }
    assert_false(begin());
    scene_init(&scenes[1], W, H, GROUND); /* a neutral screen */
    words(&scenes[1], SCENE_PLACE, SECTION, 100, TEXT);
    assert_false(begin());
    scene_init(&scenes[1], W, H - 1, GROUND); /* another size */
    words(&scenes[1], SCENE_ITEM, NEW_WORDS, 100, TEXT);
    assert_false(begin());
    assert_false(motion.active);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_frame_shows_the_new_place),
        cmocka_unit_test(test_what_stood_below_rises),
        cmocka_unit_test(test_a_label_that_was_does_not_cross_the_words),
        cmocka_unit_test(test_what_stands_round_it_does_not_cross_either),
        cmocka_unit_test(test_the_rest_does_not_wait),
        cmocka_unit_test(test_a_section_change_blends),
        cmocka_unit_test(test_it_begins_and_ends_at_the_pictures),
        cmocka_unit_test(test_another_goal_on_the_way),
        cmocka_unit_test(test_too_much_or_nothing_does_not_move),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
