#define _GNU_SOURCE
#include "import_check.h"

#include <stdlib.h>
#include <string.h>

#include "plenary/wire.h"
#include "unit.h"

/* --- the dump --- */

static void dump_names(const struct pl_names *names, FILE *out)
{
    for (size_t i = 0; i < names->count; i++)
        fprintf(out, "%s%s", i ? ", " : "", names->names[i]);
}

static void dump_mark(const char *sign, const struct pl_names *names, FILE *out)
{
    if (!names->given)
        return;
    fprintf(out, "{%s ", sign);
    dump_names(names, out);
    fprintf(out, "}");
}

static void dump_item(const struct import_section *section, size_t i, FILE *out)
{
    const struct pl_item *item = &section->items.items[i];
    const struct pl_words *words = &section->words[i];
    const struct import_source *source = &section->sources[i];
    fprintf(out, "%*s%s <%s> line %zu, marker \"%s\", %zu points", (int)item->level * 2, "",
            item->label, item->id, source->line, item->marker, words->points);
    if (item->status != PL_STATUS_OPEN || source->status) {
        fprintf(out, ", %s \"%s\"", pl_status_name(item->status),
                source->status ? source->status : "");
        if (item->who.given)
            fprintf(out, " of ");
        dump_names(&item->who, out);
    }
    fprintf(out, "\n");
    for (size_t k = 0; k < words->run_count; k++) {
        const struct pl_run *run = &words->runs[k];
        fprintf(out, "%*s|%s|", (int)item->level * 2 + 2, "", run->t);
        dump_mark("+", &run->ins, out);
        dump_mark("-", &run->del, out);
        dump_mark("=", &run->keep, out);
        fprintf(out, "\n");
    }
}

static void dump_front(const struct import_doc *doc, FILE *out)
{
    fprintf(out, "lang %s\n", doc->front.lang);
    if (doc->time_zone)
        fprintf(out, "zone %s\n", doc->time_zone);
    fprintf(out, "title %s\n", doc->front.title);
    if (doc->front.subtitle)
        fprintf(out, "subtitle %s\n", doc->front.subtitle);
    for (size_t i = 0; i < doc->front.preamble_count; i++)
        fprintf(out, "preamble %s\n", doc->front.preamble[i]);
}

char *check_dump(const struct import_doc *doc)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    dump_front(doc, out);
    for (size_t i = 0; i < doc->section_count; i++) {
        const struct import_section *section = &doc->sections[i];
        fprintf(out, "section \"%s\" <%s> line %zu, marker \"%s\", title \"%s\"",
                section->section.label, section->section.id, section->line, section->marker,
                section->title);
        fprintf(out, section->note ? ", note \"%s\"\n" : "%s\n",
                section->note ? section->note : "");
        for (size_t k = 0; k < section->items.count; k++)
            dump_item(section, k, out);
    }
    for (size_t i = 0; i < doc->highlight_count; i++) {
        const struct pl_highlight *one = &doc->highlights[i];
        fprintf(out, "highlight <%s> %zu to %zu |%s|\n", one->item, one->start, one->end,
                one->exact);
    }
    import_print_warnings(doc, "SOURCE", out);
    fprintf(out, "--- outline\n");
    assert_true(import_outline(doc, out));
    assert_int_equal(fclose(out), 0);
    return text;
}

/* --- words --- */

/* A code point and its bytes; the text is valid UTF-8. */
static unsigned long point_at(const char *text, size_t *bytes_out)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t bytes = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    unsigned long point = p[0] & (bytes == 1 ? 0x7Fu : 0xFFu >> (bytes + 1));
    for (size_t i = 1; i < bytes; i++)
        point = point << 6 | (p[i] & 0x3Fu);
    *bytes_out = bytes;
    return point;
}

static bool is_han(unsigned long c)
{
    return c >= 0x3400 && c <= 0x9FFF;
}

static bool is_sign(unsigned long c)
{
    static const struct {
        unsigned long first, last;
    } signs[] = {{0x00, 0x2F},     {0x3A, 0x40},     {0x5B, 0x60},     {0x7B, 0xA9},
                 {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0x60C, 0x60C},
                 {0x61B, 0x61F},   {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF},
                 {0x3000, 0x303F}, {0xE000, 0xF8FF}, {0xFEFF, 0xFF0F}, {0xFF1A, 0xFF20}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (c >= signs[i].first && c <= signs[i].last)
            return true;
    return false;
}

char *check_words(const char *text)
{
    size_t left = strlen(text), bytes;
    char *words = malloc(left * 2 + 2), *out = words;
    assert_non_null(words);
    bool apart = false;
    for (; left > 0; text += bytes, left -= bytes) {
        unsigned long c = point_at(text, &bytes);
        if (is_sign(c)) {
            apart = true;
            continue;
        }
        if ((apart || is_han(c)) && out > words && out[-1] != ' ')
            *out++ = ' ';
        memcpy(out, text, bytes);
        out += bytes;
        apart = is_han(c);
    }
    *out = '\0';
    return words;
}

/* Blanks out from each `open` to its `close`, both included; not one that another follows. */
static void blank_out(char *text, const char *open, const char *close)
{
    char *at = text;
    while ((at = strstr(at, open))) {
        char *end = strstr(at, close), *other = strstr(at + 1, open);
        if (!end)
            return;
        if (other && other < end)
            at = other;
        else
            memset(at, ' ', (size_t)(end - at) + strlen(close));
    }
}

/* Keys of the front matter are no words of the text, and of the values only the titles are. */
static void blank_front(char *text)
{
    char *end = strncmp(text, "---\n", 4) == 0 ? strstr(text + 4, "\n---") : NULL;
    for (char *line = text; end && line < end; line = strchr(line, '\n') + 1) {
        char *stop = strchr(line, '\n'), *colon = memchr(line, ':', (size_t)(stop - line));
        bool titles = strncmp(line, "title:", 6) == 0 || strncmp(line, "subtitle:", 9) == 0;
        memset(line, ' ', (size_t)((colon && titles ? colon : stop) - line));
    }
}

char *check_source_words(const char *source)
{
    char *text = strdup(source);
    assert_non_null(text);
    blank_front(text);
    blank_out(text, "[bookmark:", "]");
    blank_out(text, "{>>", "<<}");
    char *words = check_words(text);
    free(text);
    return words;
}

static void print_section_words(const struct import_section *section, FILE *out)
{
    fprintf(out, "%s %s %s ", section->marker, section->title, section->note ? section->note : "");
    for (size_t i = 0; i < section->items.count; i++) {
        const struct pl_words *words = &section->words[i];
        fprintf(out, "%s ", section->items.items[i].marker);
        for (size_t k = 0; k < words->run_count; k++)
            fprintf(out, "%s|", words->runs[k].t);
        fprintf(out, " %s ", section->sources[i].status ? section->sources[i].status : "");
    }
}

char *check_doc_words(const struct import_doc *doc)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fprintf(out, "%s %s ", doc->front.title, doc->front.subtitle ? doc->front.subtitle : "");
    for (size_t i = 0; i < doc->front.preamble_count; i++)
        fprintf(out, "%s ", doc->front.preamble[i]);
    for (size_t i = 0; i < doc->section_count; i++)
        print_section_words(&doc->sections[i], out);
    assert_int_equal(fclose(out), 0);
    char *words = check_words(text);
    free(text);
    return words;
}

/* --- what holds for all --- */

static void check_text(const char *text, size_t max_bytes)
{
    assert_non_null(text);
    size_t size = strlen(text);
    assert_int_equal(pl_wire_check_text(text, size, max_bytes, max_bytes), PL_OK);
}

static void check_names(const struct pl_names *names)
{
    uint32_t hidden;
    assert_true(names->count <= PL_NAMES_MAX);
    assert_true(names->given || names->count == 0);
    for (size_t i = 0; i < names->count; i++)
        assert_int_equal(pl_wire_check_name(names->names[i], strlen(names->names[i]), &hidden),
                         PL_OK);
}

static void check_item_words(const struct pl_words *words)
{
    size_t points = 0;
    assert_true(words->run_count <= PL_RUNS_MAX);
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        check_text(run->t, PL_PAYLOAD_MAX * 2);
        assert_int_equal(run->bytes, strlen(run->t));
        assert_true(run->bytes > 0);
        points += run->points;
        check_names(&run->ins);
        check_names(&run->del);
    }
    assert_int_equal(points, words->points);
    assert_true(points <= PL_ITEM_POINTS_MAX);
    if (words->run_count > 0) {
        const struct pl_run *last = &words->runs[words->run_count - 1];
        assert_int_not_equal(words->runs[0].t[0], ' ');
        assert_int_not_equal(last->t[last->bytes - 1], ' ');
    }
}

static void check_section(const struct import_section *section)
{
    unsigned level = 0;
    assert_true(pl_wire_is_id(section->section.id));
    check_text(section->section.label, PL_LABEL_MAX);
    check_text(section->title, PL_TITLE_MAX);
    check_text(section->marker, PL_LABEL_MAX * 2);
    if (section->note)
        check_text(section->note, PL_TITLE_MAX);
    for (size_t i = 0; i < section->items.count; i++) {
        const struct pl_item *item = &section->items.items[i];
        assert_true(pl_wire_is_id(item->id));
        assert_string_equal(item->id, section->words[i].id);
        check_text(item->label, PL_LABEL_MAX);
        assert_true(*item->label);
        check_text(item->marker, PL_LABEL_MAX * 2);
        assert_true(item->level >= 1 && item->level <= level + 1 && item->level <= PL_LEVEL_MAX);
        level = item->level;
        check_names(&item->who);
        check_item_words(&section->words[i]);
        assert_true(section->sources[i].line > 0);
    }
}

static int compare(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Capitals or not, as people type them. */
static void check_different(const char **texts, size_t count)
{
    qsort(texts, count, sizeof *texts, compare);
    for (size_t i = 1; i < count; i++)
        if (strcasecmp(texts[i - 1], texts[i]) == 0)
            fail_msg("twice: \"%s\"", texts[i]);
}

static void check_unique(const struct import_doc *doc)
{
    size_t most = doc->item_count + doc->section_count + 1, count = 0;
    const char **ids = calloc(most, sizeof *ids);
    const char **labels = calloc(most, sizeof *labels);
    assert_true(ids && labels);
    for (size_t i = 0; i < doc->section_count; i++) {
        for (size_t k = 0; k < doc->sections[i].items.count; k++) {
            ids[count] = doc->sections[i].items.items[k].id;
            labels[count++] = doc->sections[i].items.items[k].label;
        }
    }
    assert_int_equal(count, doc->item_count);
    check_different(ids, count);
    check_different(labels, count);
    for (size_t i = 0; i < doc->section_count; i++)
        ids[i] = doc->sections[i].section.id;
    check_different(ids, doc->section_count);
    free(ids);
    free(labels);
}

void check_holds(const struct import_doc *doc)
{
    assert_true(pl_wire_is_lang(doc->front.lang));
    check_text(doc->front.title, PL_TITLE_MAX);
    if (doc->front.subtitle)
        check_text(doc->front.subtitle, PL_TITLE_MAX);
    size_t preamble = 0;
    for (size_t i = 0; i < doc->front.preamble_count; i++) {
        check_text(doc->front.preamble[i], PL_PREAMBLE_MAX);
        preamble += strlen(doc->front.preamble[i]);
    }
    assert_true(preamble <= PL_PREAMBLE_MAX && doc->front.preamble_count <= PL_PREAMBLE_PARAS);
    assert_true(doc->section_count <= PL_SECTIONS_MAX && doc->item_count <= PL_ITEMS_MAX);
    assert_true(doc->item_count > 0 && doc->section_count > 0);
    for (size_t i = 0; i < doc->section_count; i++)
        check_section(&doc->sections[i]);
    check_unique(doc);
    assert_true(doc->warning_count <= PL_WARNINGS_MAX);
}

char *check_load(const char *path, size_t *size_out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    char *text = NULL;
    size_t size = 0, got;
    char piece[4096];
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        fwrite(piece, 1, got, out);
    fclose(file);
    assert_int_equal(fclose(out), 0);
    *size_out = size;
    return text;
}
