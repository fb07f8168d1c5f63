#include "assemble.h"

#include <stdlib.h>
#include <string.h>

struct assembly {
    struct job *job;
    const struct draft *draft;
    struct import_doc *doc;
    struct pl_highlight *highlights;
    size_t bytes; /* of all words so far */
};

static bool count_bytes(struct assembly *assembly, const char *text, size_t line)
{
    assembly->bytes += strlen(text);
    if (assembly->bytes > PL_TEXT_MAX) {
        return job_fail(assembly->job, IMPORT_ERROR_SIZE, line,
                        "the text is too large: more than %d bytes of words", (int)PL_TEXT_MAX);
    }
    return true;
}

/* --- titles --- */

static char *read_title(struct assembly *assembly, struct span text, size_t line, const char *what)
{
    if (text.size > (size_t)4 * PL_TITLE_MAX) { /* marks may go, but not that many */
        job_fail(assembly->job, IMPORT_ERROR_TITLE, line, "a %s longer than %d bytes", what,
                 (int)PL_TITLE_MAX);
        return NULL;
    }
    char *title = marks_plain(assembly->job, text, line);
    if (title && strlen(title) > PL_TITLE_MAX) {
        job_fail(assembly->job, IMPORT_ERROR_TITLE, line, "a %s longer than %d bytes", what,
                 (int)PL_TITLE_MAX);
        return NULL;
    }
    return title && count_bytes(assembly, title, line) ? title : NULL;
}

/* The last bracket of a heading, if it names the questions that the section answers. */
static struct span find_note(struct span title)
{
    static const char *const words[] = {"question", "pregunta", "cuesti",  "вопрос",
                                        "Вопрос",   "السؤال",   "الأسئلة", "问题"};
    struct span whole = title;
    while (whole.size > 0 && strchr(";:,. ", whole.text[whole.size - 1])) {
        whole.size--;
    }
    size_t end = whole.size, close = 0, open_size = 1;
    if (end > 0 && whole.text[end - 1] == ')') {
        close = 1;
    } else if (end > 3 && memcmp(whole.text + end - 3, "）", 3) == 0) {
        close = open_size = 3;
    }
    const char *open_sign = close == 3 ? "（" : "(";
    for (size_t at = end; close > 0 && at-- > 0;) {
        if (memcmp(whole.text + at, open_sign, at + open_size <= end ? open_size : 0) != 0 ||
            at + open_size > end) {
            continue;
        }
        struct span note = {whole.text + at + open_size, end - close - at - open_size};
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (chars_starts(note, words[i])) {
                return note;
            }
        }
        break;
    }
    return (struct span){title.text + title.size, 0};
}

static struct span trim_heading(struct span title)
{
    title = chars_trim(title);
    while (title.size > 0 && strchr(";:,", title.text[title.size - 1])) {
        title.size--;
        title = chars_trim(title);
    }
    return title;
}

static bool fill_heading(struct assembly *assembly, const struct part *part,
                         struct import_section *section)
{
    const struct block *block = part->heading;
    struct job *job = assembly->job;
    section->marker = "";
    section->title = "";
    if (!block) {
        return true;
    }
    char *whole = read_title(assembly, block->text, block->line, "title");
    section->marker = job_normal(job, block->marker.text.text ? block->marker.text.text : "",
                                 block->marker.text.size);
    if (!whole || !section->marker) {
        return false;
    }
    struct span title = {whole, strlen(whole)}, note = find_note(title);
    if (note.size > 0) {
        size_t open = note.text[-1] == '(' ? 1 : 3;
        title.size = (size_t)(note.text - whole) - open;
        struct span clean = chars_trim(note);
        section->note = job_copy(job, clean.text, clean.size);
    }
    title = trim_heading(title);
    section->title = job_copy(job, title.text, title.size);
    return section->title && (note.size == 0 || section->note);
}

/* --- items --- */

static bool check_words(struct assembly *assembly, const struct marked *marked, size_t line)
{
    if (marked->points > PL_ITEM_POINTS_MAX) {
        return job_fail(assembly->job, IMPORT_ERROR_ITEM, line,
                        "an item of %zu characters, %d is the most", marked->points,
                        (int)PL_ITEM_POINTS_MAX);
    }
    if (marked->run_count > PL_RUNS_MAX) {
        return job_fail(assembly->job, IMPORT_ERROR_ITEM, line,
                        "an item with %zu changes, %d is the most", marked->run_count,
                        (int)PL_RUNS_MAX);
    }
    for (size_t i = 0; i < marked->run_count; i++) {
        if (!count_bytes(assembly, marked->runs[i].t, line)) {
            return false;
        }
    }
    return true;
}

static char *join_runs(struct job *job, const struct marked *marked)
{
    size_t size = 0, written = 0;
    for (size_t i = 0; i < marked->run_count; i++) {
        size += marked->runs[i].bytes;
    }
    char *text = job_array(job, size + 1, 1);
    for (size_t i = 0; text && i < marked->run_count; i++) {
        memcpy(text + written, marked->runs[i].t, marked->runs[i].bytes);
        written += marked->runs[i].bytes;
    }
    return text;
}

static const char *behind_points(const char *text, const char *end, size_t points)
{
    while (points-- > 0 && text < end) {
        chars_next(&text, end);
    }
    return text;
}

static bool add_highlights(struct assembly *assembly, const struct node *node,
                           const struct marked *marked)
{
    struct job *job = assembly->job;
    struct import_doc *doc = assembly->doc;
    char *text = marked->lit_count ? join_runs(job, marked) : NULL;
    const char *end = text ? text + strlen(text) : NULL;
    if (text && node != assembly->draft->nodes) {
        job_warn(job, node->block->line,
                 "{== ==} without names is a highlight, which only the first item can keep: its "
                 "words stay");
    }
    for (size_t i = 0; text && i < marked->lit_count; i++) {
        struct lit lit = marked->lit[i];
        if (doc->highlight_count == PL_HIGHLIGHTS_MAX) {
            job_warn(job, node->block->line, "more than %d highlights: the rest is left out",
                     (int)PL_HIGHLIGHTS_MAX);
            return true;
        }
        const char *start = behind_points(text, end, lit.start);
        const char *stop = behind_points(start, end, lit.end - lit.start);
        char *exact = job_copy(job, start, (size_t)(stop - start));
        if (!exact) {
            return false;
        }
        assembly->highlights[doc->highlight_count++] =
            (struct pl_highlight){node->id, doc->front.lang, lit.start, lit.end, exact};
    }
    return text || marked->lit_count == 0;
}

/* The next item stands beside it, not below: what the colon promises is missing. */
static void warn_of_colon(struct assembly *assembly, const struct node *node,
                          const struct node *end)
{
    uint32_t last = chars_last_inside(node->block->text);
    bool beside =
        node + 1 < end && node[1].section == node->section && node[1].parent == node->parent;
    if ((last == ':' || last == 0xFF1A) && beside) {
        job_warn(assembly->job, node->block->line,
                 "%s ends with a colon: indent what belongs under it", node->label);
    }
}

static bool fill_item(struct assembly *assembly, const struct node *node, struct pl_item *item,
                      struct pl_words *words, struct import_source *source)
{
    const struct block *block = node->block;
    struct marked marked;
    if (block->points > (size_t)4 * PL_ITEM_POINTS_MAX) { /* marks may go, but not that many */
        return job_fail(assembly->job, IMPORT_ERROR_ITEM, block->line,
                        "an item of %zu characters, %d is the most", block->points,
                        (int)PL_ITEM_POINTS_MAX);
    }
    if (!marks_read(assembly->job, block->text, block->line, &marked) ||
        !check_words(assembly, &marked, block->line)) {
        return false;
    }
    *item = (struct pl_item){.id = node->id, .label = node->label, .level = node->level};
    item->status = marked.status;
    item->who = marked.who;
    item->marker = job_normal(assembly->job, block->marker.text.text ? block->marker.text.text : "",
                              block->marker.text.size);
    *words = (struct pl_words){.id = node->id, .runs = marked.runs, .run_count = marked.run_count};
    words->points = marked.points;
    *source = (struct import_source){block->line, marked.status_words};
    warn_of_colon(assembly, node, assembly->draft->nodes + assembly->draft->node_count);
    return item->marker && add_highlights(assembly, node, &marked);
}

static bool fill_section(struct assembly *assembly, const struct part *part,
                         struct import_section *section)
{
    struct job *job = assembly->job;
    struct pl_item *items = job_array(job, part->count, sizeof *items);
    struct pl_words *words = job_array(job, part->count, sizeof *words);
    struct import_source *sources = job_array(job, part->count, sizeof *sources);
    *section = (struct import_section){.line = part->line};
    section->section.id = part->id;
    section->section.label = part->label;
    if (!items || !words || !sources || !fill_heading(assembly, part, section)) {
        return false;
    }
    for (size_t i = 0; i < part->count; i++) {
        const struct node *node = &assembly->draft->nodes[part->first + i];
        if (!fill_item(assembly, node, &items[i], &words[i], &sources[i])) {
            return false;
        }
    }
    section->items = (struct pl_items){items, part->count};
    section->words = words;
    section->sources = sources;
    return true;
}

/* --- the whole --- */

static bool fill_front(struct assembly *assembly, const struct blocks *blocks,
                       const struct plan *plan)
{
    struct pl_front *front = &assembly->doc->front;
    front->title = "";
    if (plan->title.size > 0) {
        front->title = read_title(assembly, plan->title, plan->title_line, "title");
    }
    if (front->title && plan->subtitle.size > 0) {
        front->subtitle = read_title(assembly, plan->subtitle, plan->title_line, "subtitle");
    }
    if (!front->title || (plan->subtitle.size > 0 && !front->subtitle)) {
        return false;
    }
    const char **preamble = job_array(assembly->job, PL_PREAMBLE_PARAS, sizeof *preamble);
    front->preamble = preamble;
    for (size_t i = 0; preamble && i < blocks->count; i++) {
        const struct block *block = &blocks->list[i];
        if (block->role != ROLE_PREAMBLE) {
            continue;
        }
        char *text = marks_plain(assembly->job, block->text, block->line);
        if (!text || !count_bytes(assembly, text, block->line)) {
            return false;
        }
        preamble[front->preamble_count++] = text;
    }
    return preamble != NULL;
}

bool assemble(struct job *job, const struct blocks *blocks, const struct plan *plan,
              const struct draft *draft, struct import_doc *doc)
{
    struct assembly assembly = {.job = job, .draft = draft, .doc = doc};
    struct import_section *sections = job_array(job, draft->part_count, sizeof *sections);
    assembly.highlights = job_array(job, PL_HIGHLIGHTS_MAX, sizeof *assembly.highlights);
    if (!sections || !assembly.highlights || !fill_front(&assembly, blocks, plan)) {
        return false;
    }
    doc->highlights = assembly.highlights;
    for (size_t i = 0; i < draft->part_count; i++) {
        if (!fill_section(&assembly, &draft->parts[i], &sections[i])) {
            return false;
        }
    }
    doc->sections = sections;
    doc->section_count = draft->part_count;
    doc->item_count = draft->node_count;
    return true;
}
