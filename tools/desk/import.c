#include "import.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "assemble.h"
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
    } else if (front->lang.size > 0 && !(lang = lang_tag(job, front->lang))) {
        job_warn(job, 1, "the front matter's language is none: left out");
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

bool import_text(const char *bytes, size_t size, const struct import_options *options,
                 struct import_doc **doc_out, struct import_failure *failure_out)
{
    *doc_out = NULL;
    *failure_out = (struct import_failure){0};
    struct pool pool = {0};
    struct job job = {.pool = &pool, .failure = failure_out};
    struct holder *holder = job_array(&job, 1, sizeof *holder);
    bool read = holder && read_document(&job, bytes, size, options, &holder->doc);
    if (read) {
        keep_warnings(&job, &holder->doc);
    }
    if (!read || failure_out->error != IMPORT_OK) { /* a warning, too, can lack memory */
        pool_finish(&pool);
        return false;
    }
    assert(holder); /* without it an error was noted */
    holder->pool = pool;
    *doc_out = &holder->doc;
    return true;
}

void import_destroy(struct import_doc *doc)
{
    if (doc) {
        struct pool pool = ((struct holder *)doc)->pool;
        pool_finish(&pool);
    }
}
