#define _GNU_SOURCE
#include "content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "converter.h"
#include "pandoc.h"

void content_finish(struct content *content)
{
    import_destroy(content->doc);
    pl_export_destroy(content->text);
    *content = (struct content){0};
}

/* ---- a text at rest ---- */

static void say_fault(const struct pl_export_fault *fault, const char *path,
                      char error[CONTENT_TEXT])
{
    const char *text = pl_error_text(fault->error);
    bool stranger =
        strcmp(fault->path, "format") == 0 || (fault->error == PL_ERROR_MISSING && !fault->path[0]);
    if (fault->line > 0) {
        snprintf(error, CONTENT_TEXT, "%s:%zu: the file %s", path, fault->line, text);
    } else if (stranger) {
        snprintf(error, CONTENT_TEXT,
                 "%s: JSON, but not what `plenary export` writes (format, v, document and "
                 "sections)",
                 path);
    } else if (fault->error == PL_ERROR_SIZE) {
        snprintf(error, CONTENT_TEXT, "%s: too large, %zu bytes of JSON is the most", path,
                 PL_EXPORT_MAX);
    } else if (fault->error == PL_ERROR_DUPLICATE && !fault->path[0]) {
        snprintf(error, CONTENT_TEXT, "%s: a member stands twice in one object", path);
    } else {
        snprintf(error, CONTENT_TEXT, "%s: %s %s", path, fault->path[0] ? fault->path : "it", text);
    }
}

/* ---- a draft ---- */

static bool say_failure(const struct import_failure *failure, const char *path,
                        char error[CONTENT_TEXT])
{
    if (failure->line > 0) {
        snprintf(error, CONTENT_TEXT, "%s:%zu: %s", path, failure->line, failure->text);
    } else {
        snprintf(error, CONTENT_TEXT, "%s: %s", path, failure->text);
    }
    return false;
}

bool content_is_format(const char *name)
{
    size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+_-");
    return size > 0 && size < CONTENT_FORMAT && name[size] == '\0' && name[0] != '-';
}

static bool has_suffix(const char *path, const char *suffix)
{
    size_t size = strlen(path), tail = strlen(suffix);
    return size > tail && strcasecmp(path + size - tail, suffix) == 0;
}

/* A page begins with its doctype or its <html>, behind blanks and comments of one line. */
static bool is_page(const char *bytes, size_t size)
{
    enum { LOOK = 512 };
    char start[LOOK + 1];
    size_t looked = size < LOOK ? size : LOOK;
    memcpy(start, bytes, looked);
    start[looked] = '\0';
    const char *at = start;
    at += strncmp(at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    at += strspn(at, " \t\r\n");
    bool xml = strncmp(at, "<?xml", 5) == 0 && strcasestr(at, "<html");
    return xml || strncasecmp(at, "<!doctype html", 14) == 0 || strncasecmp(at, "<html", 5) == 0;
}

/* An .odt says what it is at the beginning of the archive, uncompressed. */
static const char *archive_format(const char *bytes, size_t size)
{
    static const char odt[] = "application/vnd.oasis.opendocument.text";
    size_t looked = size < 200 ? size : 200;
    return memmem(bytes, looked, odt, sizeof odt - 1) ? "odt" : "docx";
}

/* Pandoc's name of what the bytes are; NULL: text that is read here. */
static const char *find_format(const char *path, const char *bytes, size_t size)
{
    static const struct {
        const char *suffix, *format;
    } others[] = {{".html", "html"}, {".htm", "html"}, {".xhtml", "html"}, {".rtf", "rtf"},
                  {".rst", "rst"},   {".org", "org"},  {".tex", "latex"},  {".epub", "epub"}};
    if (size >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0 && !has_suffix(path, ".epub")) {
        return archive_format(bytes, size);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (has_suffix(path, others[i].suffix)) {
            return others[i].format;
        }
    }
    return is_page(bytes, size) ? "html" : NULL;
}

static bool is_base(const char *format, const char *name)
{
    size_t size = strlen(name);
    return strncmp(format, name, size) == 0 && strchr("+-", format[size]);
}

/* "--" and "~~" of CriticMarkup are not typography; styles tell the levels of our own .docx. */
static void full_format(const char *format, char out[CONTENT_FORMAT + 32])
{
    const char *more = strcmp(format, "markdown") == 0 ? "-smart-strikeout-subscript-raw_html"
                       : strcmp(format, "docx") == 0   ? "+styles"
                                                       : "";
    snprintf(out, CONTENT_FORMAT + 32, "%s%s", format, more);
}

static bool read_converted(const char *path, const char *format, const char *bytes, size_t size,
                           const struct content_options *options, struct content *content,
                           char error[CONTENT_TEXT])
{
    static const char *const tracked[] = {"--track-changes=all", NULL};
    struct pandoc_source source = {.html = is_base(format, "html"),
                                   .plain_marks = is_base(format, "odt")};
    source.underlined = source.html && memmem(bytes, size, "<ins", 4);
    char full[CONTENT_FORMAT + 32], text[CONVERTER_TEXT];
    char *tree = NULL;
    size_t tree_size = 0;
    full_format(format, full);
    if (!converter_pandoc(full, "json", is_base(format, "docx") ? tracked : NULL, false, bytes,
                          size, &tree, &tree_size, text)) {
        snprintf(error, CONTENT_TEXT, "%s: %s", path, text);
        return false;
    }
    struct import_options wanted = {.lang = options->lang};
    struct import_failure failure;
    bool done = import_pandoc(tree, tree_size, &source, &wanted, &content->doc, &failure);
    free(tree);
    return done || say_failure(&failure, path, error);
}

static bool read_draft(const char *path, const char *bytes, size_t size,
                       const struct content_options *options, struct content *content,
                       char error[CONTENT_TEXT])
{
    const char *format = options->from ? options->from : find_format(path, bytes, size);
    if (format) {
        return read_converted(path, format, bytes, size, options, content, error);
    }
    struct import_options wanted = {.lang = options->lang};
    struct import_failure failure;
    return import_text(bytes, size, &wanted, &content->doc, &failure) ||
           say_failure(&failure, path, error);
}

bool content_read_bytes(const char *path, const char *bytes, size_t size,
                        const struct content_options *options, struct content *content_out,
                        char error[CONTENT_TEXT])
{
    *content_out = (struct content){0};
    error[0] = '\0';
    if (options->from || !pl_export_is(bytes, size)) {
        return read_draft(path, bytes, size, options, content_out, error);
    }
    struct pl_export_fault fault;
    content_out->text = pl_export_read(bytes, size, &fault);
    if (!content_out->text) {
        say_fault(&fault, path, error);
    }
    return content_out->text != NULL;
}

bool content_read(const char *path, const struct content_options *options,
                  struct content *content_out, char error[CONTENT_TEXT])
{
    struct import_failure failure;
    char *bytes;
    size_t size;
    *content_out = (struct content){0};
    if (!import_bytes(path, &bytes, &size, &failure)) {
        return say_failure(&failure, path, error);
    }
    bool done = content_read_bytes(path, bytes, size, options, content_out, error);
    free(bytes);
    return done;
}
