/* The record's CSV: what is written is read back, whatever stands in it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/desk/record_csv.h"
#include "unit.h"

static const char at[] = "2026-11-24T10:42:07+01:00";

static struct record_row row_of(const char *name, const char *detail)
{
    return (struct record_row){.event = RECORD_SPOKE,
                               .item = "c.4",
                               .detail = detail,
                               .name = name,
                               .on_behalf = "G77",
                               .kind = "reply",
                               .seconds = 65,
                               .desk = "chair",
                               .id = "x-1",
                               .stamp = "1.2.3"};
}

static void test_a_line_is_quoted_where_it_must_be(void **state)
{
    (void)state;
    struct record_row row = row_of("Bolivia, \"Plurinational\"", "a\nb");
    char *line = record_csv_line(at, &row);
    assert_string_equal(line,
                        "2026-11-24T10:42:07+01:00,spoke,c.4,\"a\nb\","
                        "\"Bolivia, \"\"Plurinational\"\"\",G77,reply,65,chair,x-1,1.2.3\r\n");
    free(line);
    row = row_of("Peru", "");
    row.seconds = -1;
    line = record_csv_line(at, &row);
    assert_string_equal(line,
                        "2026-11-24T10:42:07+01:00,spoke,c.4,,Peru,G77,reply,,chair,x-1,1.2.3\r\n");
    free(line);
}

static void test_what_is_written_is_read_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "plain",
                                        ",",
                                        "\"",
                                        "\"\"",
                                        "a,b\"c\"",
                                        "\r\n",
                                        "line\nbreak",
                                        "ends,",
                                        "\"starts",
                                        "Côte d'Ivoire",
                                        "→ —",
                                        " x ",
                                        "=SUM(A1:A9)",
                                        "\"\",\"",
                                        "中文,字",
                                        "\r",
                                        "a\"\r\n,b",
                                        "'",
                                        "'plain",
                                        "'=1",
                                        "''-1",
                                        "+1 and \"x\"",
                                        "-",
                                        "@A1",
                                        "\t=1",
                                        " =1",
                                        "'  =1",
                                        "＝1",
                                        "a;=1"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    for (size_t i = 0; i < TEXTS * TEXTS; i++) {
        struct record_row row = row_of(texts[i / TEXTS], texts[i % TEXTS]);
        struct record_line read;
        bool good = false;
        char *line = record_csv_line(at, &row);
        assert_non_null(line);
        char *end = line + strlen(line);
        assert_ptr_equal(record_csv_read(line, &read, &good), end);
        assert_true(good);
        assert_string_equal(read.time, at);
        assert_string_equal(read.row.name, row.name);
        assert_string_equal(read.row.detail, row.detail);
        assert_string_equal(read.row.stamp, row.stamp);
        assert_int_equal(read.row.event, row.event);
        assert_int_equal(read.row.seconds, 65);
        free(line);
    }
}

/* No cell of the file begins with what a spreadsheet takes for a formula. */
static void test_no_cell_is_run(void **state)
{
    (void)state;
    static const char *const cells[][2] = {{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
                                           {"+41", "'+41"},
                                           {"-1", "'-1"},
                                           {"@SUM(A1)", "'@SUM(A1)"},
                                           {"\t=1", "\"'\t=1\""},
                                           {"\r=1", "\"'\r=1\""},
                                           {"'=1", "''=1"},
                                           {" =1", "' =1"},
                                           {"＝1", "'＝1"},
                                           {"1=1", "1=1"},
                                           {"'90s", "'90s"},
                                           {"=\"a\",b", "\"'=\"\"a\"\",b\""},
                                           {"a;=1", "\"a;=1\""}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char want[256];
        struct record_row row = row_of(cells[i][0], "x");
        char *line = record_csv_line(at, &row);
        snprintf(want, sizeof want, "%s,spoke,c.4,x,%s,G77,reply,65,chair,x-1,1.2.3\r\n", at,
                 cells[i][1]);
        assert_string_equal(line, want);
        free(line);
    }
}

static void test_no_cut_line_is_a_row(void **state)
{
    (void)state;
    struct record_row row = row_of("Bolivia, \"Plurinational\"", "x");
    char *line = record_csv_line(at, &row);
    for (size_t size = 0; size < strlen(line); size++) {
        struct record_line read;
        bool good = true;
        char *cut = strdup(line);
        cut[size] = '\0';
        assert_ptr_equal(record_csv_read(cut, &read, &good), cut + size);
        assert_false(good);
        free(cut);
    }
    free(line);
}

static void test_what_is_no_row_is_passed_over(void **state)
{
    (void)state;
    static const char *const lines[] = {RECORD_CSV_HEADER,
                                        "\r\n",
                                        "a,b\r\n",
                                        "2026,spoke,,,,,,,,,\r\n",
                                        "2026-11-24T10:42:07+01:00,sang,,,,,,,,,\r\n",
                                        "2026-11-24T10:42:07+01:00,spoke,,,,,,,,,,\r\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct record_line read;
        bool good = true;
        char *line = strdup(lines[i]);
        assert_ptr_equal(record_csv_read(line, &read, &good), line + strlen(lines[i]));
        assert_false(good);
        free(line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_quoted_where_it_must_be),
        cmocka_unit_test(test_what_is_written_is_read_back),
        cmocka_unit_test(test_no_cell_is_run),
        cmocka_unit_test(test_no_cut_line_is_a_row),
        cmocka_unit_test(test_what_is_no_row_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
