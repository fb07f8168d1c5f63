/* The lists of keys in the manual and in the README are the desk's own table. `test_manual --write`
 * puts them there anew. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/desk/keys.h"
#include "unit.h"

enum { LINE_WIDTH = 110, FILE_MAX = 1024 * 1024 };

struct page {
    const char *path, *begin, *end; /* the list stands between these lines */
    void (*write)(FILE *to);
};

static const char *where_of(const struct keys_row *row)
{
    return row->where == KEYS_AT_WORDS      ? "in the words: "
           : row->where == KEYS_AT_SPEAKERS ? "in the list: "
                                            : "";
}

/* ---- the manual: mdoc ---- */

static void put_mdoc(FILE *to, const char *text)
{
    for (; *text; text++) {
        fputs(*text == '-' ? "\\-" : *text == '^' ? "\\(ha" : (char[]){*text, '\0'}, to);
    }
}

static void put_mdoc_key(FILE *to, const char *key)
{
    fputs(isalnum((unsigned char)key[0]) ? "" : "\\&", to); /* not punctuation of the macro's */
    put_mdoc(to, key);
}

static void write_mdoc_row(FILE *to, const struct keys_row *row)
{
    fputs(".It Cm ", to);
    for (size_t k = 0; k < KEYS_A_ROW && row->keys[k]; k++) {
        fputs(k > 0 ? " , " : "", to);
        put_mdoc_key(to, row->keys[k]);
    }
    fputs("\n", to);
    char first = where_of(row)[0] ? where_of(row)[0] : row->help[0];
    fputc(toupper((unsigned char)first), to);
    put_mdoc(to, where_of(row)[0] ? where_of(row) + 1 : row->help + 1);
    if (where_of(row)[0]) {
        put_mdoc(to, row->help);
    }
    fputs(row->verb ? ":\n.Ql " : ".\n", to);
    if (row->verb) {
        put_mdoc(to, row->verb);
        fputs(" .\n", to);
    }
}

static void write_mdoc(FILE *to)
{
    for (enum keys_group group = 0; group < KEYS_GROUP_COUNT; group++) {
        fprintf(to, ".Ss %s\n.Bl -tag -width S-Right\n", keys_group_name(group));
        for (size_t i = 0; i < keys_count(); i++) {
            if (keys_table[i].group == group) {
                write_mdoc_row(to, &keys_table[i]);
            }
        }
        fputs(".El\n", to);
    }
}

/* ---- the README: a paragraph a group ---- */

static void write_readme(FILE *to)
{
    for (enum keys_group group = 0; group < KEYS_GROUP_COUNT; group++) {
        int column = fprintf(to, "- **%s**:", keys_group_name(group));
        const char *between = "";
        for (size_t i = 0; i < keys_count(); i++) {
            const struct keys_row *row = &keys_table[i];
            char entry[128];
            snprintf(entry, sizeof entry, " %s`%s` %s%s", between, row->keys[0],
                     row->where == KEYS_AT_WORDS ? "(words) " : "", row->name);
            if (row->group != group) {
                continue;
            }
            if (column + (int)strlen(entry) > LINE_WIDTH) {
                column = fprintf(to, "%s\n ", between[0] ? " ·" : "") - 1;
                snprintf(entry, sizeof entry, " `%s` %s%s", row->keys[0],
                         row->where == KEYS_AT_WORDS ? "(words) " : "", row->name);
            }
            column += fprintf(to, "%s", entry);
            between = "· ";
        }
        fputs("\n", to);
    }
}

static const struct page pages[] = {
    {SOURCE_DIR "/assets/man/plenary-desk.1", ".\\\" The keys of the table:\n",
     ".\\\" End of the keys.\n", write_mdoc},
    {SOURCE_DIR "/README.md", "<!-- the keys of the table -->\n", "<!-- end of the keys -->\n",
     write_readme},
};

/* ---- both ---- */

static char *read_page(const struct page *page)
{
    char *text = calloc(1, FILE_MAX);
    FILE *file = fopen(page->path, "r");
    assert_non_null(text);
    assert_non_null(file);
    size_t size = fread(text, 1, FILE_MAX - 1, file);
    fclose(file);
    assert_true(size > 0 && size < FILE_MAX - 1);
    return text;
}

static char *list_of(const struct page *page)
{
    char *list = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&list, &size);
    assert_non_null(to);
    page->write(to);
    fclose(to);
    return list;
}

static void find_list(const struct page *page, char *text, char **from_out, char **to_out)
{
    char *begin = strstr(text, page->begin);
    char *end = strstr(text, page->end);
    if (!begin || !end || end < begin) {
        fail_msg("%s has no place for the keys", page->path);
        return;
    }
    *from_out = begin + strlen(page->begin);
    *to_out = end;
}

static void test_the_keys_are_those_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *text = read_page(&pages[i]);
        char *list = list_of(&pages[i]);
        char *from = NULL;
        char *to = NULL;
        find_list(&pages[i], text, &from, &to);
        if (strlen(list) != (size_t)(to - from) || strncmp(list, from, strlen(list)) != 0) {
            fail_msg("%s lists other keys than the table: run build/*/bin/test_manual --write",
                     pages[i].path);
        }
        free(list);
        free(text);
    }
}

/* The list itself: each key of the table is in it. */
static void test_no_key_is_left_out(void **state)
{
    (void)state;
    char *list = list_of(&pages[0]);
    size_t entries = 0;
    for (const char *at = list; (at = strstr(at, ".It Cm ")); at++) {
        entries++;
    }
    assert_int_equal(entries, keys_count());
    for (size_t i = 0; i < keys_count(); i++) {
        assert_true(keys_table[i].keys[0] && keys_table[i].help[0] && keys_table[i].name[0]);
    }
    free(list);
}

static int write_pages(void)
{
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *text = read_page(&pages[i]);
        char *list = list_of(&pages[i]);
        char *from = NULL;
        char *to = NULL;
        find_list(&pages[i], text, &from, &to);
        FILE *file = fopen(pages[i].path, "w");
        assert_non_null(file);
        fwrite(text, 1, (size_t)(from - text), file);
        fputs(list, file);
        fputs(to, file);
        assert_int_equal(fclose(file), 0);
        free(list);
        free(text);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--write") == 0) {
        return write_pages();
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_keys_are_those_of_the_table),
        cmocka_unit_test(test_no_key_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
