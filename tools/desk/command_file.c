/* The text as a whole: outline, load, export. */
#define _GNU_SOURCE
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "align.h"
#include "command_file.h"
#include "commands.h"
#include "content.h"
#include "converter.h"
#include "describe.h"
#include "import.h"
#include "memo.h"
#include "merge.h"
#include "outfile.h"
#include "pandoc.h"
#include "plenary/wire.h"
#include "publish.h"
#include "reference.h"
#include "restore.h"
#include "session/say.h"
#include "session/zone.h"
#include "visit.h"

/* ---- reading ---- */

/* What is said of a draft does not fit a text at rest. */
static int check_export(const struct call *call)
{
    if (command_value(call, "lang") && call->command == &command_load) {
        return command_misuse(call->command, "%s says its languages itself: leave out --lang",
                              call->words[0]);
    }
    if (command_value(call, "align")) {
        return command_misuse(call->command,
                              "%s holds a text in all its languages: load it without --align",
                              call->words[0]);
    }
    return COMMAND_OK;
}

static int read_file(const struct call *call, struct content *content)
{
    struct content_options options = {.lang = command_value(call, "lang"),
                                      .from = command_value(call, "from")};
    char error[CONTENT_TEXT];
    *content = (struct content){0};
    if (!call->words[0][0]) {
        return command_misuse(call->command, "the name of the file is empty");
    }
    if (options.from && !content_is_format(options.from)) {
        return command_misuse(call->command, "no format \"%s\"; pandoc --list-input-formats",
                              options.from);
    }
    if (!content_read(call->words[0], &options, content, error)) {
        say_to(stderr, "%s\n", error);
        return COMMAND_FAILED;
    }
    if (content->doc) {
        import_print_warnings(content->doc, call->words[0], stderr);
    }
    return content->text ? check_export(call) : COMMAND_OK;
}

/* A clock in a zone that does not exist would show another time than the draft means; of a room's
 * own export, which another machine may have made, it is only told. */
static int check_zone(const struct call *call, const struct content *content)
{
    const char *zone = content->text  ? content->text->document.time_zone
                       : content->doc ? content->doc->time_zone
                                      : NULL;
    const char *path = call->words[0];
    if (!zone || zone_is_known(zone)) {
        return COMMAND_OK;
    }
    if (content->text) {
        say_to(stderr,
               "%s: warning: the time zone \"%s\" is not known here; clocks show each machine's\n",
               path, zone);
        return COMMAND_OK;
    }
    say_to(stderr,
           "%s:%zu: there is no time zone \"%s\"; write one such as Europe/Zurich, or leave "
           "the line out\n",
           path, content->doc->time_zone_line, zone);
    return COMMAND_FAILED;
}

/* The status; all is said where it is not COMMAND_OK. */
static int read_content(const struct call *call, struct content *content)
{
    int status = read_file(call, content);
    return status == COMMAND_OK ? check_zone(call, content) : status;
}

/* ---- outline ---- */

/* The original where nothing is said. */
static bool find_lang(const struct pl_document *document, const char *lang, size_t *index_out)
{
    *index_out = 0;
    while (lang && *index_out < document->lang_count &&
           strcmp(document->fronts[*index_out].lang, lang) != 0) {
        ++*index_out;
    }
    return *index_out < document->lang_count;
}

static int outline_export(const struct call *call, const struct pl_export *text)
{
    const char *lang = command_value(call, "lang");
    size_t index;
    if (!find_lang(&text->document, lang, &index)) {
        return command_fail("%s: the text is not there in language \"%s\"", call->words[0], lang);
    }
    return import_outline_export(text, index, stdout)
               ? COMMAND_OK
               : command_fail("the outline cannot be written");
}

static int run_outline(const struct call *call)
{
    struct content content;
    int status = read_content(call, &content);
    if (status == COMMAND_OK && content.text) {
        status = outline_export(call, content.text);
    } else if (status == COMMAND_OK && content.doc && !import_outline(content.doc, stdout)) {
        status = command_fail("the outline cannot be written");
    }
    content_finish(&content);
    return status;
}

/* ---- load ---- */

/* "draft.md" to "draft", for a text that has no title of its own. A file's name may be anything, on
 * some systems in normal form D. */
static void title_of_path(const char *path, char *out, size_t size)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    char *clean = NULL;
    bool good = strcmp(path, "-") != 0 && pl_wire_clean_text(name, strlen(name), &clean) == PL_OK;
    snprintf(out, size, "%s", good && clean[0] ? clean : "Untitled");
    free(clean);
    char *dot = strrchr(out, '.');
    if (dot && dot != out) {
        *dot = '\0';
    }
}

/* {== ==} of the item to start at; the others were told of when the draft was read. */
static bool light(struct visit *visit, const struct import_doc *doc, const char *item)
{
    const char *first = NULL;
    for (size_t s = 0; s < doc->section_count && !first; s++) {
        const struct pl_items *items = &doc->sections[s].items;
        first = items->count > 0 ? items->items[0].id : NULL;
    }
    for (size_t i = 0; first && i < doc->highlight_count; i++) {
        struct pl_intent intent = {.kind = PL_INTENT_HIGHLIGHT, .as.highlight = doc->highlights[i]};
        if (strcmp(doc->highlights[i].item, first) != 0) {
            continue;
        }
        intent.as.highlight.item = item;
        if (!visit_submit(visit, &intent)) {
            return false;
        }
    }
    return true;
}

/* A text made ready for a room. */
struct loading {
    struct pl_document *document; /* of one of these two */
    const struct pl_load_section *sections;
    struct publish publish;
    struct restore restore;
    struct merge merge; /* of the draft and of the text that was there */
    struct pool pool;
    size_t item_count, section_count;
    /* For after the load, which ends the text that was there, and what the document lends of it: */
    char *sentence, *start_item;
    bool starts_first;                      /* not where the wall was */
    char zone[PL_ZONE_MAX + 1], title[256]; /* the document may point here */
};

static void loading_finish(struct loading *loading)
{
    restore_finish(&loading->restore);
    merge_finish(&loading->merge);
    free(loading->sentence);
    publish_finish(&loading->publish);
    pool_finish(&loading->pool);
}

/* The draft as a newer text of the room's: what stands is kept. */
static enum publish_error keep_what_stands(struct loading *loading, const struct pl_room *room)
{
    struct pl_export before;
    struct pl_export file = {.document = loading->publish.document,
                             .sections = loading->publish.sections};
    if (!restore_take(room, &loading->pool, &before) ||
        !merge_init(&loading->merge, &before, &file, pl_room_cursor(room, PL_CONFIRMED))) {
        return PUBLISH_MEMORY;
    }
    enum publish_error error = restore_init(&loading->restore, &loading->merge.text);
    loading->document = &loading->restore.document;
    loading->sections = loading->restore.sections;
    return error;
}

static void list_not_kept(const struct loading *loading)
{
    for (size_t i = 0; i < loading->merge.line_count; i++) {
        say_to(stderr, "%s\n", loading->merge.lines[i]);
    }
}

static enum publish_error prepare_draft(struct loading *loading, const struct import_doc *doc,
                                        const struct call *call, const struct pl_room *room)
{
    const struct pl_document *before = pl_room_document(room, PL_CONFIRMED);
    title_of_path(call->words[0], loading->title, sizeof loading->title);
    bool zoned = zone_of_machine("/etc", loading->zone, sizeof loading->zone);
    struct publish_options options = {.time_zone = zoned ? loading->zone : NULL,
                                      .title = loading->title};
    bool keep = before && !command_value(call, "fresh");
    if (keep && before->time_zone) {
        options.time_zone = before->time_zone;
    }
    enum publish_error error = publish_init(&loading->publish, doc, &options);
    loading->document = &loading->publish.document;
    loading->sections = loading->publish.sections;
    loading->item_count = doc->item_count;
    loading->section_count = doc->section_count;
    return error == PUBLISH_OK && keep ? keep_what_stands(loading, room) : error;
}

static enum publish_error prepare_export(struct loading *loading, const struct pl_export *text)
{
    enum publish_error error = restore_init(&loading->restore, text);
    loading->document = &loading->restore.document;
    loading->sections = loading->restore.sections;
    for (size_t i = 0; error == PUBLISH_OK && i < loading->document->section_count; i++) {
        loading->item_count += loading->sections[i].items.count;
        loading->section_count += !loading->document->sections[i].continues;
    }
    return error;
}

/* "loaded 12 items in 3 sections, languages en, fr: Draft"; NULL without memory. */
static char *loaded_sentence(const struct loading *loading)
{
    const struct pl_document *document = loading->document;
    char *sentence = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&sentence, &size);
    if (!to) {
        return NULL;
    }
    fprintf(to, "loaded %zu item%s in %zu section%s", loading->item_count,
            loading->item_count == 1 ? "" : "s", loading->section_count,
            loading->section_count == 1 ? "" : "s");
    for (size_t i = 0; document->lang_count > 1 && i < document->lang_count; i++) {
        fprintf(to, "%s %s", i > 0 ? "," : ", languages", document->fronts[i].lang);
    }
    fprintf(to, ": %s", document->fronts[0].title);
    if (fclose(to) != 0) {
        free(sentence);
        sentence = NULL;
    }
    return sentence;
}

static bool starts_first(const struct loading *loading)
{
    const char *start = loading->document->start_item;
    for (size_t s = 0; s < loading->document->section_count; s++) {
        const struct pl_items *items = &loading->sections[s].items;
        if (items->count > 0) {
            return start && strcmp(items->items[0].id, start) == 0;
        }
    }
    return false;
}

static enum publish_error keep_for_after(struct loading *loading)
{
    const char *start = loading->document->start_item;
    loading->sentence = loaded_sentence(loading);
    loading->start_item = start ? pool_copy(&loading->pool, start, strlen(start)) : NULL;
    loading->starts_first = starts_first(loading);
    return loading->sentence && (!start || loading->start_item) ? PUBLISH_OK : PUBLISH_MEMORY;
}

/* False after saying why; nothing to finish then. */
static bool loading_init(struct loading *loading, const struct content *content,
                         const struct call *call, const struct pl_room *room)
{
    *loading = (struct loading){0};
    assert(content->text || content->doc); /* read_content gives one of the two */
    enum publish_error error = content->text ? prepare_export(loading, content->text)
                                             : prepare_draft(loading, content->doc, call, room);
    error = error == PUBLISH_OK ? keep_for_after(loading) : error;
    if (error != PUBLISH_OK) {
        command_fail("%s %s", call->words[0], publish_error_text(error));
        loading_finish(loading);
    }
    return error == PUBLISH_OK;
}

static int load_whole(struct visit *visit, const struct call *call, const struct content *content)
{
    struct loading loading;
    if (!loading_init(&loading, content, call, visit_room(visit))) {
        return COMMAND_FAILED;
    }
    bool loaded = visit_load(visit, loading.document, loading.sections);
    if (loaded) {
        puts(loading.sentence);
        list_not_kept(&loading);
        loaded = !content->doc || !loading.starts_first ||
                 light(visit, content->doc, loading.start_item);
    }
    loading_finish(&loading);
    return loaded ? COMMAND_OK : COMMAND_FAILED;
}

bool file_load(const struct call *call, struct pl_room *room, struct pl_time now)
{
    struct content content;
    struct loading loading;
    size_t where = 0;
    bool ready =
        read_content(call, &content) == COMMAND_OK && loading_init(&loading, &content, call, room);
    bool taken = false;
    if (ready) {
        enum pl_error error = pl_room_load(room, loading.document, loading.sections, now, &where);
        taken = error == PL_OK;
        if (!taken) {
            visit_say_unloadable(loading.document, where, error);
        } else {
            list_not_kept(&loading);
        }
        loading_finish(&loading);
    }
    content_finish(&content);
    return taken;
}

/* Where the draft and the text of the room part, as a compiler would say it. */
static int refuse_alignment(const struct align_failure *failure, const char *path)
{
    if (failure->line > 0) {
        return command_fail("%s:%zu: %s", path, failure->line, failure->text);
    }
    return command_fail("%s: %s", path, failure->text);
}

static int align_draft(struct visit *visit, const struct call *call, const struct import_doc *doc)
{
    struct align_failure failure;
    struct align align;
    if (!align_init(&align, doc, visit_room(visit), &failure)) {
        return refuse_alignment(&failure, call->words[0]);
    }
    if (doc->highlight_count > 0) {
        say_to(stderr, "%s: warning: highlights are not taken over with --align\n", call->words[0]);
    }
    char *sentence; /* made before: a language that is replaced lends its title up to then */
    int made = asprintf(&sentence, "aligned %zu item%s in %zu section%s, language %s: %s",
                        doc->item_count, doc->item_count == 1 ? "" : "s", doc->section_count,
                        doc->section_count == 1 ? "" : "s", align.front.lang, align.front.title);
    bool stands = made >= 0 && visit_align(visit, &align.front, align.texts);
    if (stands) {
        puts(sentence);
    } else if (made < 0) {
        command_fail("out of memory");
    }
    if (made >= 0) {
        free(sentence);
    }
    align_finish(&align);
    return stands ? COMMAND_OK : COMMAND_FAILED;
}

static int load_content(struct visit *visit, const struct call *call, const struct content *content)
{
    if (content->doc && command_value(call, "align")) {
        return align_draft(visit, call, content->doc);
    }
    return load_whole(visit, call, content);
}

/* The file is read first: a text that cannot be read needs no broker to be refused. */
static int run_load(const struct call *call)
{
    struct content content;
    int status = read_content(call, &content);
    struct visit *visit =
        status == COMMAND_OK ? visit_enter(call, command_value(call, "align") != NULL) : NULL;
    if (status == COMMAND_OK) {
        status = visit ? load_content(visit, call, &content) : COMMAND_FAILED;
    }
    status = visit_end(visit, status);
    content_finish(&content);
    return status;
}

/* ---- export ---- */

static bool write_out(const struct call *call, const char *bytes, size_t size)
{
    const char *path = call->word_count > 0 ? call->words[0] : "-";
    if (strcmp(path, "-") != 0) {
        return outfile_write(path, bytes, size);
    }
    if (fwrite(bytes, 1, size, stdout) != size || fflush(stdout) != 0) {
        command_fail("the text cannot be written");
        return false;
    }
    return true;
}

/* What an export is to be: 0, or the status after saying what is wrong with it. */
struct wish {
    enum { WISH_JSON, WISH_MARKDOWN, WISH_TEXT, WISH_DOCX, WISH_FORMS } form;
    enum pl_view view;
};

static const char *const forms[WISH_FORMS] = {
    [WISH_JSON] = "json", [WISH_MARKDOWN] = "markdown", [WISH_TEXT] = "text", [WISH_DOCX] = "docx"};

/* By the name of the file where nothing else is said. */
static const char *form_of_path(const struct call *call)
{
    static const char *const suffixes[][2] = {
        {".docx", "docx"}, {".md", "markdown"}, {".markdown", "markdown"}, {".txt", "text"}};
    const char *path = call->word_count > 0 ? call->words[0] : "";
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof suffixes / sizeof *suffixes; i++) {
        if (strcasecmp(dot, suffixes[i][0]) == 0) {
            return suffixes[i][1];
        }
    }
    return "json";
}

static int read_wish(const struct call *call, struct wish *wish)
{
    static const char *const views[] = {"marked", "clean", "original"};
    const char *form = command_value(call, "format");
    const char *view = command_value(call, "view");
    form = form ? form : form_of_path(call);
    unsigned f = 0;
    size_t v = view ? 0 : PL_VIEW_CLEAN;
    while (f < WISH_FORMS && strcmp(forms[f], form) != 0) {
        f++;
    }
    while (view && v < 3 && strcmp(views[v], view) != 0) {
        v++;
    }
    if (f == WISH_FORMS) {
        return command_misuse(call->command,
                              "no format \"%s\"; there are json, markdown, text and docx", form);
    }
    if (v == 3) {
        return command_misuse(call->command, "no view \"%s\"; there are marked, clean and original",
                              view);
    }
    if (view && f != WISH_TEXT) {
        return command_misuse(call->command, "--view is for --format text: %s holds all marks",
                              forms[f]);
    }
    if (command_value(call, "lang") && f == WISH_JSON) {
        return command_misuse(call->command, "--lang is not for json, which holds all languages");
    }
    *wish = (struct wish){.view = f == WISH_TEXT ? (enum pl_view)v : PL_VIEW_MARKED};
    wish->form = f;
    return COMMAND_OK;
}

/* What the Markdown cannot hold: it is read as `load` would read it. */
static void list_losses(const struct memo *memo, const char *bytes, size_t size)
{
    struct import_doc *doc = NULL;
    struct import_failure failure;
    if (import_text(bytes, size, NULL, &doc, &failure)) {
        memo_compare(memo, doc, "plenary: not in the Markdown: ", stderr);
    } else {
        command_fail("the Markdown cannot be loaded again: line %zu: %s", failure.line,
                     failure.text);
    }
    import_destroy(doc);
}

/* lacks: sections that are lost; NULL: it is whole. */
static int export_memo(const struct call *call, const struct pl_export *text, struct wish wish,
                       const char *lacks)
{
    struct memo memo = {.text = text, .markdown = wish.form == WISH_MARKDOWN, .view = wish.view};
    const char *lang = command_value(call, "lang");
    if (!find_lang(&text->document, lang, &memo.lang)) {
        return command_fail("the text is not there in language \"%s\"", lang);
    }
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (out && lacks) {
        fprintf(out,
                memo.markdown ? "<!-- not whole: section %s is missing -->\n\n"
                              : "[not whole: section %s is missing]\n\n",
                lacks);
    }
    bool made = out && memo_write(&memo, out);
    made = out && fclose(out) == 0 && made;
    bool written = made && write_out(call, bytes, size);
    if (!made) {
        command_fail("out of memory");
    } else if (written && memo.markdown) {
        list_losses(&memo, bytes, size);
    }
    free(bytes);
    return written ? COMMAND_OK : COMMAND_FAILED;
}

/* What the .docx cannot hold: it is read as `load` would read it. */
static void list_docx_losses(const struct memo *memo, const char *bytes, size_t size)
{
    struct content_options options = {.from = "docx"};
    struct content content;
    char error[CONTENT_TEXT];
    if (content_read_bytes("the .docx", bytes, size, &options, &content, error)) {
        memo_compare(memo, content.doc, "plenary: not in the .docx: ", stderr);
    } else {
        command_fail("the .docx cannot be loaded again: %s", error);
    }
    content_finish(&content);
}

/* Pandoc makes the file of our tree, in the styles of our reference. */
static bool make_docx(const char *tree, size_t tree_size, char **bytes_out, size_t *size_out)
{
    char *reference = NULL, option[64], text[CONVERTER_TEXT];
    size_t reference_size = 0;
    int fd = reference_docx(&reference, &reference_size) ? memfd_create("reference.docx", 0) : -1;
    bool held = fd >= 0 && write(fd, reference, reference_size) == (ssize_t)reference_size;
    free(reference);
    snprintf(option, sizeof option, "--reference-doc=/proc/self/fd/%d", fd);
    const char *const extra[] = {"--standalone", option, NULL};
    bool made = held && converter_pandoc("json", "docx", extra, true, tree, tree_size, bytes_out,
                                         size_out, text);
    if (!made) {
        command_fail("%s", held ? text : "out of memory");
    }
    if (fd >= 0) {
        close(fd);
    }
    return made;
}

/* The version of the trees that the pandoc at hand reads: the one that it writes. */
static bool ask_tree_version(struct memo *memo)
{
    char *tree = NULL, text[CONVERTER_TEXT];
    size_t size = 0;
    if (!converter_pandoc("markdown", "json", NULL, true, "", 0, &tree, &size, text)) {
        command_fail("%s", text);
        return false;
    }
    bool known = pandoc_version(tree, size, memo->tree_version);
    free(tree);
    if (!known) {
        command_fail("pandoc does not say what version its trees are of");
    }
    return known;
}

static int export_docx(const struct call *call, const struct pl_export *text)
{
    char date[32];
    time_t now = time(NULL);
    struct tm tm;
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
    struct memo memo = {.text = text, .view = PL_VIEW_MARKED, .date = date, .loose_blanks = true};
    const char *lang = command_value(call, "lang");
    if (!find_lang(&text->document, lang, &memo.lang)) {
        return command_fail("the text is not there in language \"%s\"", lang);
    }
    if (!ask_tree_version(&memo)) {
        return COMMAND_FAILED;
    }
    char *tree = NULL, *bytes = NULL;
    size_t tree_size = 0, size = 0;
    if (memo_tree(&memo, &tree, &tree_size) != PL_OK) {
        return command_fail("out of memory");
    }
    bool made = make_docx(tree, tree_size, &bytes, &size);
    free(tree);
    bool written = made && write_out(call, bytes, size);
    if (written) {
        list_docx_losses(&memo, bytes, size);
    }
    free(bytes);
    return written ? COMMAND_OK : COMMAND_FAILED;
}

static int export_json(const struct call *call, const struct pl_export *text)
{
    char *json = NULL;
    size_t size = 0;
    enum pl_error error = pl_export_write(text, &json, &size);
    if (error != PL_OK) {
        return command_fail("the text cannot be written as JSON: it %s", pl_error_text(error));
    }
    json[size] = '\n'; /* where the zero was */
    bool written = write_out(call, json, size + 1);
    free(json);
    return written ? COMMAND_OK : COMMAND_FAILED;
}

/* A text that is not whole says so, in its first line where it has lines, and is a failure. */
static int say_missing(const struct pl_room *room, int status)
{
    char missing[256];
    if (status == COMMAND_OK && describe_missing(room, missing, sizeof missing)) {
        return command_fail("the export is not whole: the broker has lost section %s", missing);
    }
    return status;
}

int file_export(const struct call *call, const struct pl_room *room)
{
    struct pool pool = {0};
    struct pl_export text;
    struct wish wish = {.form = WISH_JSON};
    int status = read_wish(call, &wish);
    if (status == COMMAND_OK && !restore_take(room, &pool, &text)) {
        status = command_fail("out of memory");
    } else if (status == COMMAND_OK) {
        char missing[256];
        const char *lacks = describe_missing(room, missing, sizeof missing) ? missing : NULL;
        status = wish.form == WISH_JSON   ? export_json(call, &text)
                 : wish.form == WISH_DOCX ? export_docx(call, &text)
                                          : export_memo(call, &text, wish, lacks);
    }
    pool_finish(&pool);
    return say_missing(room, status);
}

static int act_export(struct visit *visit, const struct call *call)
{
    return file_export(call, visit_room(visit));
}

static int run_export(const struct call *call)
{
    struct wish wish = {.form = WISH_JSON};
    int status = read_wish(call, &wish);
    if (status == COMMAND_OK && call->word_count > 0 && !call->words[0][0]) {
        status = command_misuse(call->command, "the name of the file is empty");
    }
    return status == COMMAND_OK ? visit_read(call, true, act_export) : status;
}

const struct command command_outline = {
    .name = "outline",
    .usage = "FILE",
    .summary = "show how a draft is understood",
    .help = "Reads a draft, or what export wrote, and prints a line an item: its label and its\n"
            "words. Nothing is sent. .docx, .odt, .html and what --from names are read by way of\n"
            "pandoc.",
    .example = "  plenary outline draft.txt",
    .least = 1,
    .most = 1,
    .run = run_outline,
    .options = {COMMAND_OPTION("lang", "LANG", "the text's language, else from its script"),
                COMMAND_OPTION("from", "FORMAT", "read it by way of pandoc, as this")}};

const struct command command_load = {
    .name = "load",
    .usage = "FILE [--lang LANG] [--align] [--fresh]",
    .summary = "put a draft on the wall",
    .help =
        "Reads a draft and puts it into the room, at its first item. Where a text is there, this\n"
        "is a newer one of it: items whose words stand keep identity, status, marks and their\n"
        "other languages, the wall stays at its item, and what is not kept is listed, a line\n"
        "each. With --fresh nothing is kept.\n"
        "Markdown and text are read here. .docx (tracked changes with their authors), .odt, .html\n"
        "and what --from names are read by way of pandoc.\n"
        "A file that export wrote is put there as it was: all languages, marks and statuses.\n"
        "With --align the file is another language version of the text that is there: the same\n"
        "sections and items in the same order and on the same levels. It is bound to them, or\n"
        "replaces what was bound in its language. Where the two part is said, and nothing is\n"
        "changed.",
    .example = "  plenary load draft.docx\n  plenary load draft.txt --lang en\n  plenary load "
               "brouillon.txt --lang fr --align",
    .least = 1,
    .most = 1,
    .run = run_load,
    .options = {COMMAND_OPTION("lang", "LANG", "the text's language, else from its script"),
                COMMAND_OPTION("from", "FORMAT", "read it by way of pandoc, as this"),
                COMMAND_OPTION("align", NULL, "bind it to the items that are there"),
                COMMAND_OPTION("fresh", NULL, "keep nothing of the text that is there")}};

const struct command command_export = {
    .name = "export",
    .usage = "[FILE] [--format json|markdown|text|docx]",
    .summary = "write the text of the room to a file",
    .help =
        "Writes the whole text to FILE or to standard output; a FILE is there whole or not at\n"
        "all. json holds everything, in all languages, and load puts it back as it was.\n"
        "markdown is for editors: one language, with CriticMarkup; what load would not read from\n"
        "it as it is in the room is listed on standard error. text is for a mail: one language,\n"
        "as if all proposals were accepted, or as --view says. docx is for a word processor, by\n"
        "way of pandoc: tracked changes of those who ask for them; what it cannot hold is listed\n"
        "too. Without --format the name of FILE decides: .docx, .md, .txt, else json.",
    .example = "  plenary export agreed.json\n  plenary load agreed.json --room hall-2\n"
               "  plenary export draft.docx",
    .most = 1,
    .run = run_export,
    .options = {COMMAND_OPTION("format", "NAME", "json, markdown, text or docx"),
                COMMAND_OPTION("lang", "LANG", "this language, else the original"),
                COMMAND_OPTION("view", "NAME", "of text: clean, marked or original")}};
