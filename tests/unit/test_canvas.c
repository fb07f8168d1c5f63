/* canvas.c: nothing outside the clip, coverage as it should be, corners round. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "display/canvas.h"

enum { W = 40, H = 30, GUARD = 0x00abcdef };

struct board {
    uint32_t pixels[(W + 2) * (H + 2)]; /* a rim of guards round the canvas */
    struct canvas canvas;
};

static void board_init(struct board *board)
{
    for (size_t i = 0; i < sizeof board->pixels / sizeof *board->pixels; i++) {
        board->pixels[i] = GUARD;
    }
    board->canvas = (struct canvas){
        .pixels = board->pixels + W + 3, .width = W, .height = H, .pitch_px = W + 2};
    canvas_clip(&board->canvas, (struct scene_rect){0, 0, W, H});
}

static uint32_t at(const struct board *board, int x, int y)
{
    return board->canvas.pixels[y * board->canvas.pitch_px + x] & 0xffffffU;
}

static void assert_guards(const struct board *board)
{
    for (int i = 0; i < W + 2; i++) {
        assert_int_equal(board->pixels[i], GUARD);
        assert_int_equal(board->pixels[(W + 2) * (H + 1) + i], GUARD);
    }
    for (int y = 0; y < H; y++) {
        assert_int_equal(at(board, -1, y), GUARD);
        assert_int_equal(at(board, W, y), GUARD);
    }
}

static void test_rectangles(void **state)
{
    (void)state;
    struct scene_rect a = {0, 0, 10, 10}, b = {5, 5, 10, 10}, far = {50, 50, 1, 1}, none = {0};
    struct scene_rect both = rect_intersect(a, b), sum = rect_union(a, b);
    assert_true(both.x == 5 && both.y == 5 && both.w == 5 && both.h == 5);
    assert_true(sum.x == 0 && sum.y == 0 && sum.w == 15 && sum.h == 15);
    assert_int_equal(rect_intersect(a, far).w, 0);
    assert_int_equal(rect_union(none, far).x, 50);
    assert_int_equal(rect_union(far, none).w, 1);
}

static void test_fill_stays_in_the_clip(void **state)
{
    (void)state;
    struct board board;
    board_init(&board);
    canvas_fill(&board.canvas, (struct scene_rect){-100, -100, 1000, 1000}, 0x112233);
    assert_guards(&board);
    assert_int_equal(at(&board, 0, 0), 0x112233);
    assert_int_equal(at(&board, W - 1, H - 1), 0x112233);
    canvas_clip(&board.canvas, (struct scene_rect){10, 10, 5, 5});
    canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, 0x445566);
    assert_int_equal(at(&board, 9, 12), 0x112233);
    assert_int_equal(at(&board, 10, 10), 0x445566);
    assert_int_equal(at(&board, 14, 14), 0x445566);
    assert_int_equal(at(&board, 15, 14), 0x112233);
}

static void test_coverage_mixes_each_channel(void **state)
{
    (void)state;
    static const uint32_t unders[] = {0x000000, 0xffffff, 0x10c0f0, 0x808080};
    static const uint32_t overs[] = {0xffffff, 0x000000, 0xf0b34a, 0x123456};
    for (size_t pair = 0; pair < 4; pair++) {
        for (int cover = 0; cover < 256; cover++) {
            struct board board;
            board_init(&board);
            uint8_t mask = (uint8_t)cover;
            canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, unders[pair]);
            canvas_mask(&board.canvas, &mask, 1, 1, 0, 1, 3, 3, overs[pair]);
            for (int shift = 0; shift < 24; shift += 8) {
                int under = (unders[pair] >> shift) & 255, over = (overs[pair] >> shift) & 255;
                int wanted = under + (over - under) * cover / 255;
                int got = (int)(at(&board, 3, 3) >> shift) & 255;
                assert_true(abs(got - wanted) <= 1);
                assert_true(cover != 0 || got == under);
                assert_true(cover != 255 || got == over);
            }
        }
    }
}

/* A mask that hangs over every edge is the same as one painted on a larger board and cut. */
static void test_masks_are_cut_at_the_edges(void **state)
{
    (void)state;
    enum { MW = 61, MH = 43 };
    uint8_t mask[MW * MH];
    for (int i = 0; i < MW * MH; i++) {
        mask[i] = (uint8_t)((i * 37) % 5 ? 0 : i * 11);
    }
    for (int x = -MW - 1; x <= W + 1; x += 7) {
        for (int y = -MH - 1; y <= H + 1; y += 7) {
            struct board board;
            board_init(&board);
            canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, 0);
            canvas_mask(&board.canvas, mask, MW, MH, 0, MW, x, y, 0xffffff);
            assert_guards(&board);
            for (int py = 0; py < H; py++) {
                for (int px = 0; px < W; px++) {
                    int mx = px - x, my = py - y;
                    bool in = mx >= 0 && mx < MW && my >= 0 && my < MH;
                    int cover = in ? mask[my * MW + mx] : 0;
                    assert_int_equal(at(&board, px, py) != 0, cover > 0);
                }
            }
        }
    }
}

static void test_columns_of_a_mask(void **state)
{
    (void)state;
    struct board board;
    board_init(&board);
    uint8_t mask[20];
    memset(mask, 255, sizeof mask);
    canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, 0);
    canvas_mask(&board.canvas, mask, 20, 1, 5, 9, 10, 2, 0xff0000);
    for (int x = 0; x < W; x++) {
        assert_int_equal(at(&board, x, 2), x >= 15 && x < 19 ? 0xff0000 : 0);
    }
}

static void test_corners_are_round_and_all_alike(void **state)
{
    (void)state;
    enum { R = 9 };
    uint8_t corner[R * R];
    canvas_corner(corner, R);
    assert_int_equal(corner[0], 0);
    assert_int_equal(corner[R * R - 1], 255);
    int sum = 0;
    for (int i = 0; i < R * R; i++) {
        assert_int_equal(corner[i], corner[i % R * R + i / R]);
        sum += corner[i];
    }
    assert_true(abs(sum - (int)(R * R * 255 * 0.785398)) < 255); /* a quarter of a disc */
    struct board board;
    board_init(&board);
    canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, 0);
    canvas_fill_round(&board.canvas, (struct scene_rect){0, 0, W, H}, 0xffffff, corner, R);
    assert_guards(&board);
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < W; x++) {
            assert_int_equal(at(&board, x, y), at(&board, W - 1 - x, y));
            assert_int_equal(at(&board, x, y), at(&board, x, H - 1 - y));
        }
    }
    assert_int_equal(at(&board, 0, 0), 0);
    assert_int_equal(at(&board, W / 2, 0), 0xffffff);
    assert_int_equal(at(&board, 0, H / 2), 0xffffff);
}

static void test_images_lie_over_what_is_there(void **state)
{
    (void)state;
    static const uint32_t pixels[4] = {0xff204060, 0x80400000, 0x00000000, 0xffffffff};
    struct board board;
    board_init(&board);
    canvas_fill(&board.canvas, (struct scene_rect){0, 0, W, H}, 0x808080);
    canvas_image(&board.canvas, pixels, 2, 2, 3, 4);
    assert_int_equal(at(&board, 3, 4), 0x204060);
    assert_int_equal(at(&board, 4, 4), 0x804040); /* half of the grey, and the red */
    assert_int_equal(at(&board, 3, 5), 0x808080);
    assert_int_equal(at(&board, 4, 5), 0xffffff);
    assert_int_equal(at(&board, 5, 4), 0x808080);
    board.canvas.fade = CANVAS_FADED;
    canvas_image(&board.canvas, pixels, 2, 2, 8, 4);
    assert_int_equal(at(&board, 8, 4), 0x808080);
    board.canvas.fade = CANVAS_FADED / 2;
    canvas_image(&board.canvas, pixels, 2, 2, 8, 4);
    assert_int_equal(at(&board, 8, 4), 0x506070);
    board.canvas.fade = 0;
    canvas_image(&board.canvas, pixels, 2, 2, -1, -1);
    assert_int_equal(at(&board, 0, 0), 0xffffff);
    canvas_image(&board.canvas, pixels, 2, 2, W - 1, H - 1);
    assert_int_equal(at(&board, W - 1, H - 1), 0x204060);
    assert_guards(&board);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rectangles),
        cmocka_unit_test(test_fill_stays_in_the_clip),
        cmocka_unit_test(test_coverage_mixes_each_channel),
        cmocka_unit_test(test_masks_are_cut_at_the_edges),
        cmocka_unit_test(test_columns_of_a_mask),
        cmocka_unit_test(test_corners_are_round_and_all_alike),
        cmocka_unit_test(test_images_lie_over_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
