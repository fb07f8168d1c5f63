#define _GNU_SOURCE
#include "memo_parts.h"

#include <stdlib.h>
#include <string.h>

#include "marker.h"
#include "status.h"

/* ---- letters ---- */

/* Markdown's signs wherever they stand, and a brace where it could begin or end a mark. */
static bool is_sign(const char *text, const char *at)
{
    if (strchr("\\*_`", *at)) {
        return true;
    }
    bool opens = *at == '{' && (at[1] == '>' || (at[1] == at[2] && at[1] && strchr("+-~=", at[1])));
    bool closes = *at == '}' && at - text >= 2 && at[-1] == at[-2] && strchr("+-~=<", at[-1]);
    return opens || closes;
}

static void put_letters(const struct memo *memo, const char *text, const char *end, FILE *out)
{
    for (const char *at = text; at < end; at++) {
        if (memo->markdown && is_sign(text, at)) {
            fputc('\\', out);
        }
        fputc(*at, out);
    }
}

static void put_text(const struct memo *memo, const char *text, FILE *out)
{
    put_letters(memo, text, text + strlen(text), out);
}

/* The words of a line that begins with no marker, also where they look like one. */
static void put_guarded(const struct memo *memo, const char *text, FILE *out)
{
    struct marker marker;
    bool looks = marker_read((struct span){text, strlen(text)}, false, &marker);
    size_t sign = strcspn(text, ".)(-+#|>");
    bool guard = memo->markdown && ((looks && sign < marker.taken) || sign == 0) && text[sign];
    size_t plain = guard ? sign : 0;
    put_letters(memo, text, text + plain, out);
    fputs(guard ? "\\" : "", out);
    if (guard) {
        fputc(text[plain++], out);
    }
    put_text(memo, text + plain, out);
}

/* ---- words ---- */

static void put_names(const struct memo *memo, const struct pl_names *names, FILE *out)
{
    for (size_t i = 0; i < names->count; i++) {
        fputs(i == 0 ? "{>>" : ", ", out);
        put_text(memo, names->names[i], out);
    }
    fputs(names->count > 0 ? "<<}" : "", out);
}

/* From the outermost mark: words to keep, inserted, deleted. */
static void put_marked(const struct memo *memo, const struct pl_run *run, FILE *out)
{
    bool keep = run->keep.count > 0; /* nobody's would be a highlight */
    fprintf(out, "%s%s%s", keep ? "{==" : "", run->ins.given ? "{++" : "",
            run->del.given ? "{--" : "");
    put_text(memo, run->t, out);
    if (run->del.given) {
        fputs("--}", out);
        put_names(memo, &run->del, out);
    }
    if (run->ins.given) {
        fputs("++}", out);
        put_names(memo, &run->ins, out);
    }
    if (keep) {
        fputs("==}", out);
        put_names(memo, &run->keep, out);
    }
}

/* Without its marks; where words were left out, one blank of two goes. */
static void put_view(const struct memo *memo, const struct pl_words *words, FILE *out)
{
    char last = ' ';
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        bool left_out = !pl_run_stands(run, memo->view);
        for (const char *at = run->t; !left_out && *at; at++) {
            if (*at != ' ' || last != ' ') {
                fputc(*at, out);
            }
            last = *at;
        }
    }
}

/* A last bracket that is words, but would be read as what has become of the item. */
static bool ends_as_status(const struct pl_words *words)
{
    const struct pl_run *run = words->run_count ? &words->runs[words->run_count - 1] : NULL;
    return run && !run->ins.given && !run->del.given && !run->keep.given && run->bytes > 0 &&
           run->t[run->bytes - 1] == ']';
}

bool memo_is_status_alone(const struct pl_item *item, const struct pl_words *words)
{
    return item->status != PL_STATUS_OPEN && words->run_count == 1 && words->runs[0].t[0] == '[' &&
           ends_as_status(words);
}

static void put_words(const struct memo *memo, const struct pl_item *item,
                      const struct pl_words *words, FILE *out)
{
    if (memo->view != PL_VIEW_MARKED && !memo->markdown) {
        put_view(memo, words, out);
        return;
    }
    bool guard = memo->markdown && item->status == PL_STATUS_OPEN && ends_as_status(words);
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        if (guard && i + 1 == words->run_count) {
            put_letters(memo, run->t, run->t + run->bytes - 1, out);
            fputs("\\]", out);
        } else {
            put_marked(memo, run, out);
        }
    }
}

/* ---- items and sections ---- */

static bool is_paragraph_section(const char *label)
{
    return strcmp(label, "PP") == 0 || strcmp(label, "OP") == 0;
}

/* Of the nearest item beside it that has a marker, before it if possible; "": there is none. */
static const char *neighbour_marker(const struct pl_items *items, size_t index)
{
    unsigned level = items->items[index].level;
    for (size_t end = index; end > 0 && items->items[end - 1].level >= level; end--) {
        size_t i = end - 1;
        if (items->items[i].level == level && items->items[i].marker[0]) {
            return items->items[i].marker;
        }
    }
    for (size_t i = index + 1; i < items->count && items->items[i].level >= level; i++) {
        if (items->items[i].level == level && items->items[i].marker[0]) {
            return items->items[i].marker;
        }
    }
    return "";
}

static bool is_bullet(const char *text)
{
    struct marker marker;
    char line[MEMO_MARKER + 4];
    snprintf(line, sizeof line, "%s x", text);
    bool read = marker_read((struct span){line, strlen(line)}, false, &marker);
    return !read || marker.kind == MARKER_BULLET || marker.taken != strlen(line) - 1;
}

/* "c.4 bis" beside "4.": "4 bis."; "OP2(a) bis" beside "(a)": "(a) bis". */
static void like_neighbour(const char *label, const char *neighbour, char out[MEMO_MARKER])
{
    size_t size = strlen(neighbour);
    const char *own = strrchr(label, neighbour[0] == '(' ? '(' : '.');
    char last = size > 0 ? neighbour[size - 1] : '\0';
    bool closes = neighbour[0] != '(' && (last == '.' || last == ')');
    own = !own ? label : *own == '(' ? own : own + 1;
    snprintf(out, MEMO_MARKER, "%s%.*s", own, closes, &last);
}

void memo_marker(const struct memo *memo, const struct pl_section *section,
                 const struct pl_items *items, size_t index, char out[MEMO_MARKER])
{
    const struct pl_item *item = &items->items[index];
    const char *marker = item->marker[0] ? item->marker : neighbour_marker(items, index);
    bool bullet = is_bullet(marker);
    if (item->level == 1 && is_paragraph_section(section->label) &&
        strncmp(item->label, section->label, 2) == 0) {
        snprintf(out, MEMO_MARKER, "%s", item->label);
    } else if (bullet) {
        snprintf(out, MEMO_MARKER, "%s", memo->markdown || !marker[0] ? "-" : marker);
    } else if (item->marker[0]) {
        snprintf(out, MEMO_MARKER, "%s", marker);
    } else {
        like_neighbour(item->label, marker, out);
        if (is_bullet(out)) { /* "p1": a paragraph that never had one */
            snprintf(out, MEMO_MARKER, "-");
        }
    }
}

static void put_status(const struct memo *memo, const struct pl_item *item, FILE *out)
{
    char *words = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&words, &size);
    if (to) {
        status_print(item->status, &item->who, to);
        fclose(to);
        put_text(memo, words, out);
    }
    free(words);
}

static void put_item(const struct memo *memo, const struct pl_section *section,
                     const struct pl_items *items, size_t index, const struct pl_words *words,
                     FILE *out)
{
    const struct pl_item *item = &items->items[index];
    char marker[MEMO_MARKER];
    if (!words || words->run_count == 0) {
        return;
    }
    memo_marker(memo, section, items, index, marker);
    fprintf(out, "%*s%s ", (int)(item->level - 1) * 2, "", marker);
    put_words(memo, item, words, out);
    if (item->status != PL_STATUS_OPEN && !memo_is_status_alone(item, words)) {
        put_status(memo, item, out);
    }
    fputs(memo->markdown ? "\n\n" : "\n", out);
}

const char *memo_own_label(const struct pl_document *document, size_t index, unsigned *level_out)
{
    const char *label = document->sections[index].label;
    const char *own = label;
    *level_out = 2;
    for (size_t i = 0; i < index; i++) {
        const char *upper = document->sections[i].label;
        size_t size = strlen(upper);
        bool below = size > 0 && strncmp(label, upper, size) == 0 && label[size] == '.' &&
                     label[size + 1] && !document->sections[i].continues;
        if (below && label + size + 1 > own) {
            own = label + size + 1;
            *level_out += *level_out < 6;
        }
    }
    return own;
}

bool memo_is_silent(const struct pl_section *section, const struct pl_text *text)
{
    const char *label = section->label;
    return section->continues || (!text->title[0] && (!label[0] || strcmp(label, "0") == 0 ||
                                                      is_paragraph_section(label)));
}

static void put_heading(const struct memo *memo, size_t index, const struct pl_text *text,
                        FILE *out)
{
    const struct pl_document *document = &memo->text->document;
    const struct pl_section *section = &document->sections[index];
    unsigned level;
    const char *label = memo_own_label(document, index, &level);
    if (memo_is_silent(section, text)) {
        fputs(section->continues ? "" : "\n", out);
        return;
    }
    if (memo->markdown) {
        fprintf(out, "%.*s ", (int)level, "######");
    } else {
        fputc('\n', out);
        label = section->label;
    }
    if (label[0]) {
        fprintf(out, "%s.%s", label, text->title[0] ? " " : "");
        put_text(memo, text->title, out);
    } else {
        put_guarded(memo, text->title, out);
    }
    if (text->note) {
        fputs(" (", out);
        put_text(memo, text->note, out);
        fputc(')', out);
    }
    fputs("\n\n", out);
}

/* ---- the head ---- */

static void put_pair(const struct memo *memo, const char *key, const char *value, FILE *out)
{
    if (value && value[0]) {
        fprintf(out, "%s: \"", key);
        put_text(memo, value, out);
        fputs("\"\n", out);
    }
}

static void put_front(const struct memo *memo, FILE *out)
{
    const struct pl_document *document = &memo->text->document;
    const struct pl_front *front = &document->fronts[memo->lang];
    if (memo->markdown) {
        fputs("---\n", out);
        put_pair(memo, "title", front->title, out);
        put_pair(memo, "subtitle", front->subtitle, out);
        fprintf(out, "lang: %s\n", front->lang);
        if (document->time_zone) {
            fprintf(out, "time-zone: %s\n", document->time_zone);
        }
        fputs("---\n\n", out);
    } else {
        fprintf(out, "%s\n", front->title);
        if (front->subtitle) {
            fprintf(out, "%s\n", front->subtitle);
        }
        fputs(front->preamble_count > 0 ? "\n" : "", out);
    }
    for (size_t i = 0; i < front->preamble_count; i++) {
        put_guarded(memo, front->preamble[i], out);
        fputs(memo->markdown || i + 1 < front->preamble_count ? "\n\n" : "\n", out);
    }
}

bool memo_write(const struct memo *memo, FILE *out)
{
    const struct pl_document *document = &memo->text->document;
    put_front(memo, out);
    for (size_t s = 0; s < document->section_count; s++) {
        const struct pl_load_section *section = &memo->text->sections[s];
        const struct pl_text *text = &section->texts[memo->lang];
        static const struct pl_text none = {.title = ""};
        text = text->title ? text : &none;
        put_heading(memo, s, text, out);
        for (size_t i = 0; i < section->items.count; i++) {
            const struct pl_item *item = &section->items.items[i];
            put_item(memo, &document->sections[s], &section->items, i, pl_text_find(text, item->id),
                     out);
        }
    }
    return !ferror(out);
}
