/* The text as pandoc's tree, for a .docx: marks are tracked changes of those who ask for them; what
 * Word has no mark for, a comment of theirs. See pandoc_words.c, which reads it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "memo_parts.h"
#include "pandoc.h"
#include "status.h"

enum { AUTHORS = PL_NAMES_MAX * (PL_NAME_MAX + 2) + 1, TREE_MAX = 64 * 1024 * 1024, ID = 16 };

struct planting {
    const struct memo *memo;
    struct json_writer out;
    unsigned comments;
};

/* ---- nodes ---- */

static void open_node(struct planting *planting, const char *tag)
{
    json_open(&planting->out, '{');
    json_key(&planting->out, "t");
    json_put_string(&planting->out, tag);
    json_key(&planting->out, "c");
}

static void close_node(struct planting *planting)
{
    json_close(&planting->out, '}');
}

static void put_string(struct planting *planting, const char *text)
{
    if (text[0]) {
        open_node(planting, "Str");
        json_put_string(&planting->out, text);
        close_node(planting);
    }
}

static void put_pair(struct planting *planting, const char *key, const char *value)
{
    json_open(&planting->out, '[');
    json_put_string(&planting->out, key);
    json_put_string(&planting->out, value);
    json_close(&planting->out, ']');
}

/* ["", [class], [...: its pairs are to be put, then close_attributes. */
static void open_attributes(struct planting *planting, const char *class_name)
{
    struct json_writer *out = &planting->out;
    json_open(out, '[');
    json_put_string(out, "");
    json_open(out, '[');
    if (class_name[0]) {
        json_put_string(out, class_name);
    }
    json_close(out, ']');
    json_open(out, '[');
}

static void close_attributes(struct planting *planting)
{
    json_close(&planting->out, ']');
    json_close(&planting->out, ']');
}

/* "Brazil; EU": one author of a mark that several ask for. */
static void put_authors(struct planting *planting, const struct pl_names *names)
{
    char authors[AUTHORS] = PANDOC_UNKNOWN;
    size_t size = 0;
    for (size_t i = 0; i < names->count && size < sizeof authors; i++) {
        size += (size_t)snprintf(authors + size, sizeof authors - size, "%s%s", i > 0 ? "; " : "",
                                 names->names[i]);
    }
    put_pair(planting, "author", authors);
    put_pair(planting, "date", planting->memo->date);
}

/* A span of tracked words up to close_span. */
static void open_change(struct planting *planting, const char *class_name,
                        const struct pl_names *names)
{
    open_node(planting, "Span");
    json_open(&planting->out, '[');
    open_attributes(planting, class_name);
    put_authors(planting, names);
    close_attributes(planting);
    json_open(&planting->out, '[');
}

static void close_span(struct planting *planting)
{
    json_close(&planting->out, ']');
    json_close(&planting->out, ']');
    close_node(planting);
}

/* Its range ends with end_comment of the id. */
static void begin_comment(struct planting *planting, const struct pl_names *names,
                          const char *words, char id_out[ID])
{
    snprintf(id_out, ID, "%u", planting->comments++);
    open_node(planting, "Span");
    json_open(&planting->out, '[');
    open_attributes(planting, "comment-start");
    put_pair(planting, "id", id_out);
    put_authors(planting, names);
    close_attributes(planting);
    json_open(&planting->out, '[');
    put_string(planting, words);
    close_span(planting);
}

static void end_comment(struct planting *planting, const char *id)
{
    open_node(planting, "Span");
    json_open(&planting->out, '[');
    open_attributes(planting, "comment-end");
    put_pair(planting, "id", id);
    close_attributes(planting);
    json_open(&planting->out, '[');
    close_span(planting);
}

/* ---- words ---- */

static void put_run(struct planting *planting, const struct pl_run *run)
{
    bool keep = run->keep.count > 0, both = run->ins.given && run->del.given;
    char kept[ID], inserted[ID];
    if (keep) {
        begin_comment(planting, &run->keep, PANDOC_RETAIN, kept);
    }
    if (both) {
        begin_comment(planting, &run->ins, PANDOC_INSERTED, inserted);
    }
    if (run->del.given) {
        open_change(planting, "deletion", &run->del);
    } else if (run->ins.given) {
        open_change(planting, "insertion", &run->ins);
    }
    put_string(planting, run->t);
    if (run->del.given || run->ins.given) {
        close_span(planting);
    }
    if (both) {
        end_comment(planting, inserted);
    }
    if (keep) {
        end_comment(planting, kept);
    }
}

static void put_status(struct planting *planting, const struct pl_item *item)
{
    char *words = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&words, &size);
    if (to) {
        status_print(item->status, &item->who, to);
    }
    if (to && fclose(to) == 0) {
        put_string(planting, words);
    }
    free(words);
}

static void put_tab(struct planting *planting)
{
    open_node(planting, "RawInline");
    json_open(&planting->out, '[');
    json_put_string(&planting->out, "openxml");
    json_put_string(&planting->out, "<w:r><w:tab/></w:r>");
    json_close(&planting->out, ']');
    close_node(planting);
}

/* A paragraph in the style of its level; the label is text, as nothing is ever renumbered. */
static void put_item(struct planting *planting, const struct pl_section *section,
                     const struct pl_items *items, size_t index, const struct pl_words *words)
{
    const struct pl_item *item = &items->items[index];
    char marker[MEMO_MARKER];
    struct json_writer *out = &planting->out;
    char style[sizeof PANDOC_ITEM_STYLE + 4];
    if (!words || words->run_count == 0) {
        return;
    }
    snprintf(style, sizeof style, PANDOC_ITEM_STYLE "%u", (unsigned)item->level % 10);
    open_node(planting, "Div");
    json_open(out, '[');
    open_attributes(planting, "");
    put_pair(planting, "custom-style", style);
    close_attributes(planting);
    json_open(out, '[');
    open_node(planting, "Para");
    json_open(out, '[');
    memo_marker(planting->memo, section, items, index, marker);
    put_string(planting, strcmp(marker, "-") == 0 ? "–" : marker);
    put_tab(planting);
    for (size_t i = 0; i < words->run_count; i++) {
        put_run(planting, &words->runs[i]);
    }
    if (!memo_is_status_alone(item, words)) {
        put_status(planting, item);
    }
    json_close(out, ']');
    close_node(planting);
    json_close(out, ']');
    json_close(out, ']');
    close_node(planting);
}

/* ---- sections and the head ---- */

static void put_heading(struct planting *planting, size_t index, const struct pl_text *text)
{
    const struct pl_document *document = &planting->memo->text->document;
    struct json_writer *out = &planting->out;
    unsigned level;
    const char *label = memo_own_label(document, index, &level);
    if (memo_is_silent(&document->sections[index], text)) {
        return;
    }
    open_node(planting, "Header");
    json_open(out, '[');
    json_put_int(out, level - 1);
    open_attributes(planting, "");
    close_attributes(planting);
    json_open(out, '[');
    put_string(planting, label);
    put_string(planting, !label[0] ? "" : text->title[0] ? ". " : ".");
    put_string(planting, text->title);
    put_string(planting, text->note ? " (" : "");
    put_string(planting, text->note ? text->note : "");
    put_string(planting, text->note ? ")" : "");
    json_close(out, ']');
    json_close(out, ']');
    close_node(planting);
}

static void put_meta(struct planting *planting, const char *key, const char *value)
{
    if (value && value[0]) {
        json_key(&planting->out, key);
        open_node(planting, "MetaInlines");
        json_open(&planting->out, '[');
        put_string(planting, value);
        json_close(&planting->out, ']');
        close_node(planting);
    }
}

/* Written from right to left. */
static bool is_from_right(const char *lang)
{
    static const char *const tags[] = {"ar", "fa", "he", "ur", "yi", "dv", "ps", "sd", "ug"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strncmp(lang, tags[i], 2) == 0 && (lang[2] == '\0' || lang[2] == '-')) {
            return true;
        }
    }
    return false;
}

static void put_head(struct planting *planting)
{
    const struct memo *memo = planting->memo;
    const struct pl_front *front = &memo->text->document.fronts[memo->lang];
    struct json_writer *out = &planting->out;
    json_key(out, "pandoc-api-version");
    json_open(out, '[');
    for (size_t i = 0; i < PANDOC_VERSION; i++) {
        json_put_int(out, memo->tree_version[i]);
    }
    json_close(out, ']');
    json_key(out, "meta");
    json_open(out, '{');
    put_meta(planting, "title", front->title);
    put_meta(planting, "subtitle", front->subtitle);
    put_meta(planting, "lang", front->lang);
    put_meta(planting, "dir", is_from_right(front->lang) ? "rtl" : NULL);
    json_close(out, '}');
}

static void put_preamble(struct planting *planting)
{
    const struct memo *memo = planting->memo;
    const struct pl_front *front = &memo->text->document.fronts[memo->lang];
    for (size_t i = 0; i < front->preamble_count; i++) {
        open_node(planting, "Para");
        json_open(&planting->out, '[');
        put_string(planting, front->preamble[i]);
        json_close(&planting->out, ']');
        close_node(planting);
    }
}

static void put_sections(struct planting *planting)
{
    const struct memo *memo = planting->memo;
    for (size_t s = 0; s < memo->text->document.section_count; s++) {
        static const struct pl_text none = {.title = ""};
        const struct pl_load_section *section = &memo->text->sections[s];
        const struct pl_text *text = &section->texts[memo->lang];
        text = text->title ? text : &none;
        put_heading(planting, s, text);
        for (size_t i = 0; i < section->items.count; i++) {
            const struct pl_item *item = &section->items.items[i];
            put_item(planting, &memo->text->document.sections[s], &section->items, i,
                     pl_text_find(text, item->id));
        }
    }
}

enum pl_error memo_tree(const struct memo *memo, char **json_out, size_t *size_out)
{
    struct planting planting = {.memo = memo};
    json_writer_init(&planting.out, TREE_MAX);
    json_open(&planting.out, '{');
    put_head(&planting);
    json_key(&planting.out, "blocks");
    json_open(&planting.out, '[');
    put_preamble(&planting);
    put_sections(&planting);
    json_close(&planting.out, ']');
    json_close(&planting.out, '}');
    return json_writer_finish(&planting.out, json_out, size_out);
}
