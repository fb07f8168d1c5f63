#include "import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
#include "pandoc_parts.h"
#include "plenary/wire.h"
#include "tongue.h"

/* The document and the pool that it lies in; the document comes first. */
struct holder {
    struct import_doc doc;
    struct pool pool;
};

const char *import_error_text(enum import_error error)
{
    static const char *const texts[IMPORT_ERROR_COUNT] = {
        [IMPORT_OK] = "no error",
        [IMPORT_ERROR_FILE] = "cannot be read",
        [IMPORT_ERROR_SIZE] = "too large",
        [IMPORT_ERROR_ENCODING] = "not UTF-8 text",
        [IMPORT_ERROR_BINARY] = "not text",
        [IMPORT_ERROR_EMPTY] = "no words",
        [IMPORT_ERROR_TEXT] = "not readable text",
        [IMPORT_ERROR_SECTIONS] = "too many sections",
        [IMPORT_ERROR_ITEMS] = "too many items",
        [IMPORT_ERROR_ITEM] = "an item too large",
        [IMPORT_ERROR_TITLE] = "a title too long",
        [IMPORT_ERROR_LABEL] = "a label too long",
        [IMPORT_ERROR_NAMES] = "too many names",
        [IMPORT_ERROR_LANG] = "not a language",
        [IMPORT_ERROR_MEMORY] = "not enough memory",
    };
    return error < IMPORT_ERROR_COUNT ? texts[error] : NULL;
}

static void count_language(const struct blocks *blocks, struct tongue *tongue)
{
    *tongue = (struct tongue){0};
    for (size_t i = 0; i < blocks->count; i++) {
        tongue_add(tongue, blocks->list[i].text);
    }
}

/* A tag in small letters, in the pool; NULL where it is none. */
static const char *lang_tag(struct job *job, struct span tag)
{
    char *copy = job_copy(job, tag.text, tag.size);
    for (char *c = copy; c && *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return copy && pl_wire_is_lang(copy) ? copy : NULL;
}

/* The option says it, else the front matter, else the words. */
static bool choose_lang(struct job *job, const struct import_options *options,
                        const struct front *front, const struct blocks *blocks,
                        const char **lang_out)
{
    const char *lang = NULL;
    if (options && options->lang) {
        lang = lang_tag(job, (struct span){options->lang, strlen(options->lang)});
        if (!lang) {
            return job_fail(job, IMPORT_ERROR_LANG, 0,
                            "--lang is no language; give one such as \"fr\" or \"zh\"");
        }
    } else if (front->lang.size > 0) {
        lang = lang_tag(job, front->lang);
        if (!lang) {
            job_warn(job, 1, "the front matter's language is none: left out");
        }
    }
    if (!lang) {
        struct tongue tongue;
        count_language(blocks, &tongue);
        lang = tongue_guess(&tongue);
    }
    job->french = strncmp(lang, "fr", 2) == 0;
    *lang_out = lang;
    return job->failure->error == IMPORT_OK;
}

static bool read_zone(struct job *job, const struct front *front, struct import_doc *doc)
{
    if (front->zone.size > 0) {
        doc->time_zone_line = front->zone_line;
        doc->time_zone = job_copy(job, front->zone.text, front->zone.size);
        return doc->time_zone != NULL;
    }
    return true;
}

static bool read_document(struct job *job, const char *bytes, size_t size,
                          const struct import_options *options, struct import_doc *doc)
{
    struct source source;
    struct front front;
    struct blocks blocks;
    struct plan plan;
    struct draft draft;
    if (!source_read(job, bytes, size, &source)) {
        return false;
    }
    front_read(job, &source, &front);
    if (!blocks_read(job, &source, front.lines, &blocks) ||
        !choose_lang(job, options, &front, &blocks, &doc->front.lang) ||
        !read_zone(job, &front, doc)) {
        return false;
    }
    plan_roles(&front, &blocks, &plan);
    if (!draft_read(job, &blocks, &plan, &draft) || !draft_label(job, &draft) ||
        !assemble(job, &blocks, &plan, &draft, doc)) {
        return false;
    }
    if (doc->item_count == 0) {
        return job_fail(job, IMPORT_ERROR_EMPTY, 0, "no words to walk through");
    }
    return true;
}

static void keep_warnings(struct job *job, struct import_doc *doc)
{
    if (job->warnings_more > 0 && job->warning_count > 0) {
        job->warning_count--; /* its place tells how many there were */
        size_t more = job->warnings_more + 1;
        job->warnings_more = 0;
        job_warn(job, 0, "%zu more warnings", more);
    }
    doc->warnings = job->warnings;
    doc->warning_count = job->warning_count;
}

/* Where a line of a draft that nobody has seen is told: its first words. */
static const char *place_text(struct job *job, const struct ink *draft, size_t line,
                              const char *text)
{
    const char *at = draft->bytes, *end = draft->bytes + draft->size;
    for (size_t i = 1; i < line && at < end; i++) {
        const char *feed = memchr(at, '\n', (size_t)(end - at));
        at = feed ? feed + 1 : end;
    }
    const char *feed = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    struct span words = chars_trim((struct span){at, (size_t)((feed ? feed : end) - at)});
    char quote[PANDOC_QUOTE], told[PANDOC_QUOTE + 300];
    pandoc_quote(words.text, words.size, quote);
    snprintf(told, sizeof told, "at %s: %s", quote, text);
    return job_copy(job, told, strlen(told));
}

static void place_warnings(struct job *job, const struct ink *draft)
{
    for (size_t i = 0; i < job->warning_count; i++) {
        struct import_warning *warning = &job->warnings[i];
        const char *text =
            warning->line > 0 ? place_text(job, draft, warning->line, warning->text) : NULL;
        warning->text = text ? text : warning->text;
        warning->line = 0;
    }
}

static void place_failure(struct job *job, const struct ink *draft)
{
    struct import_failure *failure = job->failure;
    const char *text =
        failure->line > 0 ? place_text(job, draft, failure->line, failure->text) : NULL;
    if (text) {
        snprintf(failure->text, sizeof failure->text, "%s", text);
    }
    failure->line = 0;
}

/* A document in its own memory; the job's pool is the document's, or gone. */
static bool finish_import(struct job *job, struct holder *holder, bool read,
                          struct import_doc **doc_out)
{
    if (read) {
        keep_warnings(job, &holder->doc);
    }
    if (!read || job->failure->error != IMPORT_OK) { /* a warning, too, can lack memory */
        pool_finish(job->pool);
        return false;
    }
    holder->pool = *job->pool;
    *doc_out = &holder->doc;
    return true;
}

bool import_text(const char *bytes, size_t size, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out)
{
    *doc_out = NULL;
    *failure_out = (struct import_failure){0};
    struct pool pool = {0};
    struct job job = {.pool = &pool, .failure = failure_out};
    struct holder *holder = job_array(&job, 1, sizeof *holder);
    bool read = holder && read_document(&job, bytes, size, options, &holder->doc);
    return finish_import(&job, holder, read, doc_out);
}

bool import_pandoc(const char *json, size_t size, const struct pandoc_source *source,
                   const struct import_options *options, struct import_doc **doc_out,
                   struct import_failure *failure_out)
{
    *doc_out = NULL;
    *failure_out = (struct import_failure){0};
    struct pool pool = {0};
    struct ink draft = {0};
    struct job job = {.pool = &pool, .failure = failure_out};
    struct holder *holder = job_array(&job, 1, sizeof *holder);
    bool made = holder && pandoc_draft(&job, json, size, source, &draft);
    bool read = made && read_document(&job, draft.bytes, draft.size, options, &holder->doc);
    if (made) {
        place_warnings(&job, &draft);
        place_failure(&job, &draft);
    }
    ink_finish(&draft);
    return finish_import(&job, holder, read, doc_out);
}

void import_destroy(struct import_doc *doc)
{
    if (doc) {
        struct pool pool = ((struct holder *)doc)->pool;
        pool_finish(&pool);
    }
}
