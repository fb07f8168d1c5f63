/* Themes: the built-in ones, files of one's own, and that each mistake is refused with its place.
 */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "display/picture.h"
#include "display/theme_file.h"

static char folder[] = "/tmp/plenary-theme-XXXXXX";
static struct theme_file own;
static char error[CONFIG_TEXT];

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Reads a theme of these lines. */
static bool reads(const char *lines)
{
    const char *path = path_of("own.theme");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(lines, file);
    fclose(file);
    error[0] = '\0';
    return theme_file_read(path, &own, error);
}

/* The one line that refuses them: "theme <file>" and what is given here. */
static void refuses(const char *lines, const char *what)
{
    char want[CONFIG_TEXT];
    assert_false(reads(lines));
    snprintf(want, sizeof want, "theme %s%s", path_of("own.theme"), what);
    assert_string_equal(want, error);
    assert_null(own.logo.pixels);
}

static void write_logo(const char *name, int width, int height)
{
    char why[256];
    struct canvas canvas = {.width = width, .height = height, .pitch_px = width};
    canvas.pixels = calloc((size_t)width * (size_t)height, sizeof *canvas.pixels);
    assert_non_null(canvas.pixels);
    canvas_clip(&canvas, (struct scene_rect){0, 0, width, height});
    canvas_fill(&canvas, (struct scene_rect){0, 0, width, height}, 0x336699);
    assert_true(picture_write(&canvas, path_of(name), why, sizeof why));
    free(canvas.pixels);
}

static void test_contrast_is_that_of_wcag(void **state)
{
    (void)state;
    assert_true(theme_contrast(0x000000, 0xffffff) > 20.99);
    assert_true(theme_contrast(0x777777, 0xffffff) < 4.5); /* the well-known near miss … */
    assert_true(theme_contrast(0x767676, 0xffffff) > 4.5); /* … and what just holds */
    assert_true(theme_contrast(0xffffff, 0x595959) > 7.0);
    assert_true(theme_contrast(0x5a5a5a, 0xffffff) < 7.0);
}

static void test_built_in_themes_hold(void **state)
{
    (void)state;
    unsigned count = 0;
    for (; theme_name(count); count++) {
        assert_null(theme_fault(theme_find(theme_name(count))));
    }
    assert_int_equal(3, count);
    assert_null(theme_find("mauve"));
    const struct theme *high = theme_find("high-contrast");
    for (unsigned i = 0; theme_pair(i); i++) {
        assert_true(theme_pair_contrast(high, theme_pair(i)) >= 15.0);
    }
}

/* A colour that is not the ground of anything stands on something. */
static void test_every_colour_is_in_a_pair(void **state)
{
    (void)state;
    for (unsigned i = 0; theme_colour_key(i); i++) {
        bool found = strcmp(theme_colour_key(i), "rule") == 0; /* carries no meaning */
        for (unsigned k = 0; theme_pair(k); k++) {
            found |= theme_pair(k)->ink == i || theme_pair(k)->ground == i;
        }
        if (!found) {
            fail_msg("%s is in no pair", theme_colour_key(i));
        }
    }
}

/* Each pair, when its ink comes too near its ground, is found: none stands there in vain. */
static void test_each_pair_bites(void **state)
{
    (void)state;
    for (unsigned i = 0; theme_pair(i); i++) {
        const struct theme_pair *pair = theme_pair(i);
        struct theme bent = *theme_find("dark");
        theme_colour_set(&bent, pair->ink, theme_colour(&bent, pair->ground) ^ 0x040404);
        const struct theme_pair *fault = theme_fault(&bent);
        assert_non_null(fault);
        assert_true(fault == pair || fault->ink == pair->ink || fault->ground == pair->ink);
    }
}

static void test_a_file(void **state)
{
    (void)state;
    write_logo("logo.png", 40, 20);
    assert_true(reads("# mine\nextends = light\nground = #FFFFFF # paper\n"
                      "text=#000000\nlogo = logo.png\nmargin_x = 7.5\nmargin_y = 2\n"));
    assert_int_equal(0xffffff, own.theme.ground);
    assert_int_equal(0, own.theme.text);
    assert_int_equal(theme_find("light")->dim, own.theme.dim);
    assert_true(own.theme.margin_x > 7.4 && own.theme.margin_x < 7.6);
    assert_true(own.theme.margin_y > 1.9 && own.theme.margin_y < 2.1);
    assert_ptr_equal(&own.logo, own.theme.logo);
    assert_int_equal(40, own.logo.width);
    assert_int_equal(20, own.logo.height);
    assert_int_equal(0xff336699, own.logo.pixels[40 * 20 - 1]);
    theme_file_finish(&own);
    assert_true(reads(""));
    assert_int_equal(theme_find("dark")->ground, own.theme.ground);
    assert_null(own.theme.logo);
    theme_file_finish(&own);
}

static void test_the_example_that_is_shipped(void **state)
{
    (void)state;
    if (!theme_file_read(SOURCE_DIR "/assets/themes/example.theme", &own, error)) {
        fail_msg("%s", error);
    }
    assert_int_equal(0xf7f1e3, own.theme.ground);
    theme_file_finish(&own);
}

static void test_pairs_that_are_too_near(void **state)
{
    (void)state;
    refuses(
        "extends = light\n\nground = #ffffff\ndim = #777777\n",
        ":4: dim #777777 on ground #ffffff has a contrast of 4.47:1, but needs 7:1; make one of "
        "them lighter or darker");
    refuses(
        "mark = #808080\n",
        ":1: mark_text #fff0cc on mark #808080 has a contrast of 3.49:1, but needs 7:1; make one "
        "of them lighter or darker");
    refuses(
        "text = #5a5a5a\nground = #ffffff\n",
        ":1: text #5a5a5a on ground #ffffff has a contrast of 6.89:1, but needs 7:1; make one of "
        "them lighter or darker");
}

static void test_what_is_no_theme(void **state)
{
    (void)state;
    write_logo("large.png", 1024, 1025);
    refuses("grund = #000000\n", ":1: unknown key 'grund'; did you mean 'ground'?");
    refuses("\nbroker = mqtt://127.0.0.1\n", ":2: unknown key 'broker'; the manual lists all");
    refuses("ground = black\n", ":1: ground is \"black\", but must be a colour like #f2b04c");
    refuses("dim = #abcdeg\n", ":1: dim is \"#abcdeg\", but must be a colour like #f2b04c");
    refuses("dim = #abc\n", ":1: dim is \"#abc\", but must be a colour like #f2b04c");
    refuses("dim = # a comment only\n",
            ":1: dim is \"# a comment only\", but must be a colour like #f2b04c");
    refuses("dim = #ffffff\ndim = #fffffe\n", ":2: a second 'dim'; it stands in line 1 already");
    refuses("extends = mauve\n", ":1: there is no theme \"mauve\" to extend; there are dark, light "
                                 "and high-contrast");
    refuses("margin_x = 20\n", ":1: margin_x is '20', but must be a number from 2 to 12");
    refuses("margin_y = -1\n", ":1: margin_y is '-1', but must be a number from 0 to 5");
    refuses("[main]\n", ":1: no part of this file is for one room only: '[main]'");
    assert_false(theme_file_read("/nowhere/a.theme", &own, error));
    assert_string_equal("theme /nowhere/a.theme: No such file or directory", error);
}

static void test_what_is_no_logo(void **state)
{
    (void)state;
    char want[CONFIG_TEXT], logo[256];
    snprintf(logo, sizeof logo, "%s", path_of("large.png"));
    snprintf(want, sizeof want,
             ":1: logo %s: 1024 by 1025 pixels are too large; at most a million, 1000 by 1000",
             logo);
    refuses("logo = large.png\n", want);
    snprintf(want, sizeof want, ":1: logo %s: Not a PNG file", path_of("own.theme"));
    refuses("logo = own.theme\n", want);
    assert_false(reads("logo = none.png\n"));
    assert_non_null(strstr(error, ":1: logo "));
    /* A file that ends in the middle. */
    write_logo("logo.png", 400, 200);
    assert_int_equal(0, truncate(path_of("logo.png"), 80));
    assert_false(reads("logo = logo.png\n"));
    assert_null(own.logo.pixels);
}

/* Half transparent red, not premultiplied in the file, is premultiplied in memory; scaled down,
 * each pixel is the mean. */
static void test_scaling(void **state)
{
    (void)state;
    struct image from, to;
    assert_true(image_init(&from, 4, 2));
    for (int i = 0; i < 8; i++) {
        from.pixels[i] = i % 4 < 2 ? 0xff000000 : 0xffffffff;
    }
    image_seal(&from);
    assert_true(image_scale(&from, 2, 1, &to));
    assert_int_equal(0xff000000, to.pixels[0]);
    assert_int_equal(0xffffffff, to.pixels[1]);
    image_finish(&to);
    assert_true(image_scale(&from, 1, 1, &to));
    assert_int_equal(0xff808080, to.pixels[0]);
    image_finish(&to);
    assert_true(image_scale(&from, 3, 2, &to));
    assert_int_equal(0xff000000, to.pixels[3]);
    assert_int_equal(0xff808080, to.pixels[4]);
    assert_int_equal(0xffffffff, to.pixels[5]);
    assert_true(to.key != from.key);
    image_finish(&to);
    assert_true(image_scale(&from, 8, 4, &to)); /* larger */
    assert_int_equal(0xff000000, to.pixels[3]);
    assert_int_equal(0xffffffff, to.pixels[4]);
    image_finish(&to);
    image_finish(&from);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    static const char *const names[] = {"own.theme", "logo.png", "large.png"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unlink(path_of(names[i]));
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contrast_is_that_of_wcag),
        cmocka_unit_test(test_built_in_themes_hold),
        cmocka_unit_test(test_every_colour_is_in_a_pair),
        cmocka_unit_test(test_each_pair_bites),
        cmocka_unit_test(test_a_file),
        cmocka_unit_test(test_the_example_that_is_shipped),
        cmocka_unit_test(test_pairs_that_are_too_near),
        cmocka_unit_test(test_what_is_no_theme),
        cmocka_unit_test(test_what_is_no_logo),
        cmocka_unit_test(test_scaling),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
