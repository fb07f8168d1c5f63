#include "tests/unit/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct paper {
    struct pl_document document;
    struct pl_load_section *sections;
    void **blocks; /* everything to be freed */
    size_t count, space;
};

const char *paper_lang(size_t index)
{
    static const char *const langs[] = {"en", "ar", "zh", "fr", "ru", "es", "de", "it"};
    return langs[index];
}

static void *block(struct paper *paper, size_t count, size_t each)
{
    void *p = calloc(count + 1, each);
    if (paper->count == paper->space) {
        paper->space = paper->space ? paper->space * 2 : 64;
        paper->blocks = realloc(paper->blocks, paper->space * sizeof(void *));
    }
    if (!p || !paper->blocks)
        abort();
    paper->blocks[paper->count++] = p;
    return p;
}

static const char *text(struct paper *paper, const char *format, size_t a, size_t b)
{
    char *out = block(paper, 64, 1);
    const char *at = strchr(format, '#');
    if (at)
        snprintf(out, 64, "%.*s%zu%s%zu", (int)(at - format), format, a, at + 1, b);
    else
        snprintf(out, 64, "%s%zu", format, a);
    return out;
}

/* words_find needs them sorted: "i1" < "i10" < "i2". */
static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct pl_words *)a)->id, ((const struct pl_words *)b)->id);
}

static struct pl_words words(struct paper *paper, size_t s, size_t i, size_t filler)
{
    struct pl_run *run = block(paper, 1, sizeof *run);
    char *t = block(paper, 64 + filler, 1);
    int length = snprintf(t, 64, "words of %zu.%zu", s + 1, i + 1);
    memset(t + length, 'x', filler);
    run->t = t;
    run->bytes = run->points = (size_t)length + filler;
    return (struct pl_words){text(paper, "i", i + 1, 0), 1, run, 1, run->points};
}

static void section(struct paper *paper, size_t s, size_t items, size_t langs, size_t filler)
{
    struct pl_item *list = block(paper, items, sizeof *list);
    struct pl_text *texts = block(paper, langs, sizeof *texts);
    for (size_t i = 0; i < items; i++)
        list[i] = (struct pl_item){.id = text(paper, "i", i + 1, 0),
                                   .label = text(paper, "#.", s + 1, i + 1),
                                   .marker = "",
                                   .level = 1};
    for (size_t l = 0; l < langs; l++) {
        struct pl_words *w = block(paper, items, sizeof *w);
        for (size_t i = 0; i < items; i++)
            w[i] = words(paper, s, i, filler);
        qsort(w, items, sizeof *w, by_id);
        texts[l] = (struct pl_text){text(paper, "Section ", s + 1, 0), NULL, w, items};
    }
    paper->sections[s] = (struct pl_load_section){{list, items}, texts};
}

struct paper *paper_create(size_t sections, size_t items, size_t langs, size_t filler)
{
    struct paper *paper = calloc(1, sizeof *paper);
    if (!paper)
        abort();
    struct pl_front *fronts = block(paper, langs, sizeof *fronts);
    struct pl_section *list = block(paper, sections, sizeof *list);
    paper->sections = block(paper, sections, sizeof *paper->sections);
    for (size_t l = 0; l < langs; l++)
        fronts[l] = (struct pl_front){.lang = paper_lang(l), .title = "A draft"};
    for (size_t s = 0; s < sections; s++) {
        list[s] = (struct pl_section){text(paper, "s", s + 1, 0), text(paper, "", s + 1, 0), false};
        section(paper, s, items, langs, filler);
    }
    paper->document = (struct pl_document){.fronts = fronts,
                                           .lang_count = langs,
                                           .sections = list,
                                           .section_count = sections,
                                           .start_section = sections ? "s1" : NULL,
                                           .start_item = sections && items ? "i1" : NULL};
    return paper;
}

void paper_destroy(struct paper *paper)
{
    if (!paper)
        return;
    for (size_t i = 0; i < paper->count; i++)
        free(paper->blocks[i]);
    free(paper->blocks);
    free(paper);
}

const struct pl_document *paper_document(const struct paper *paper)
{
    return &paper->document;
}

const struct pl_load_section *paper_sections(const struct paper *paper)
{
    return paper->sections;
}
