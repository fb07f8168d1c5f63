#include "status.h"

#include <string.h>

#include "core/utf8.h"
#include "markdown.h"

static size_t count_parts(struct span text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++) {
        count += text.text[i] == ',';
    }
    return count;
}

/* Up to the comma; text_out is behind it. */
static struct span cut_part(struct span *text)
{
    const char *comma = text->size ? memchr(text->text, ',', text->size) : NULL;
    struct span part = {text->text, comma ? (size_t)(comma - text->text) : text->size};
    size_t taken = part.size + (comma != NULL);
    *text = (struct span){text->text + taken, text->size - taken};
    return chars_trim(part);
}

bool names_read(struct job *job, struct span text, struct pl_names *names_out, bool *fits_out)
{
    size_t most = count_parts(text);
    *fits_out = most <= PL_NAMES_MAX;
    if (!*fits_out) {
        return false;
    }
    const char **names = job_array(job, most, sizeof *names);
    size_t count = 0;
    while (names && text.size > 0) {
        struct span part = cut_part(&text);
        if (part.size > PL_NAME_MAX || chars_points(part.text, part.size) > PL_NAME_POINTS) {
            *fits_out = false;
            return false;
        }
        char *name = part.size > 0 ? job_normal(job, part.text, part.size) : NULL;
        if (part.size > 0 && !name) {
            return false;
        }
        if (name && utf8_hidden(name, strlen(name))) { /* word processors put bidi marks there */
            utf8_drop_hidden(name);
            name = job_normal(job, name, strlen(name));
        }
        if (name && *name) {
            names[count++] = name;
        }
    }
    *names_out = (struct pl_names){names, count, true};
    return names != NULL;
}

static const struct {
    const char *words;
    enum pl_status status;
} statuses[] = {
    {"agreed ad referendum", PL_STATUS_AGREED_AD_REF},
    {"agreed ad ref.", PL_STATUS_AGREED_AD_REF},
    {"agreed ad ref", PL_STATUS_AGREED_AD_REF},
    {"agreed in informal consultations", PL_STATUS_AGREED_INFORMALLY},
    {"agreed in informals", PL_STATUS_AGREED_INFORMALLY},
    {"agreed informally", PL_STATUS_AGREED_INFORMALLY},
    {"agreed", PL_STATUS_AGREED},
    {"pending", PL_STATUS_PENDING},
    {"deferred", PL_STATUS_DEFERRED},
    {"deleted", PL_STATUS_DELETED},
    {"reopened", PL_STATUS_REOPENED},
};

/* The status that `text` begins with; the bytes of its words. */
static size_t find_status(struct span text, enum pl_status *status_out)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        size_t size = strlen(statuses[i].words);
        if (chars_starts(text, statuses[i].words) &&
            (text.size == size || text.text[size] == ' ' || text.text[size] == ',')) {
            *status_out = statuses[i].status;
            return size;
        }
    }
    return 0;
}

static struct span skip(struct span text, size_t size)
{
    return chars_trim((struct span){text.text + size, text.size - size});
}

/* "agreed in informals, pending Iran" */
static bool parse_inside(struct job *job, struct span inside, struct marked *marked)
{
    enum pl_status status;
    size_t size = find_status(inside, &status);
    if (size == 0) {
        return false;
    }
    struct span rest = skip(inside, size);
    if (status != PL_STATUS_PENDING && rest.size > 0) {
        rest = rest.text[0] == ',' ? skip(rest, 1) : rest;
        if (!chars_starts(rest, "pending ")) {
            return false;
        }
        rest = skip(rest, strlen("pending "));
    }
    struct pl_names who = {0};
    bool fits;
    if (rest.size > 0 && !names_read(job, rest, &who, &fits)) {
        return false;
    }
    marked->status = status;
    marked->who = who;
    return true;
}

/* Where the bracket that ends `text` opens; NULL: none does, or another is inside. */
static const char *last_bracket(struct span text)
{
    if (text.size < 2 || text.text[text.size - 1] != ']') {
        return NULL;
    }
    for (const char *at = text.text + text.size - 2; at >= text.text; at--) {
        if (*at == ']' || *at == '[') {
            return *at == '[' ? at : NULL;
        }
    }
    return NULL;
}

bool status_read(struct job *job, struct span *text, struct marked *marked)
{
    struct span whole = chars_trim(*text);
    const char *open = last_bracket(whole);
    if (!open) {
        return true;
    }
    size_t before = (size_t)(open - whole.text);
    size_t size = whole.size - before;
    const char *bracket = markdown_copy(job, (struct span){open, size});
    if (!bracket) {
        return false;
    }
    struct span inside = chars_trim((struct span){bracket + 1, size - 2});
    if (!parse_inside(job, inside, marked)) {
        return job->failure->error == IMPORT_OK;
    }
    struct span rest = chars_trim((struct span){whole.text, before});
    if (rest.size == 0) {
        return true;
    }
    *text = rest;
    marked->status_words = job_normal(job, bracket, size);
    return marked->status_words != NULL;
}

/* The names that a bracket may end with, each behind a comma but the first. */
static void print_who(const struct pl_names *who, FILE *file)
{
    for (size_t i = 0; i < who->count; i++) {
        fprintf(file, "%s %s", i > 0 ? "," : "", who->names[i]);
    }
}

void status_print(enum pl_status status, const struct pl_names *who, FILE *file)
{
    static const char *const words[PL_STATUS_COUNT] = {
        [PL_STATUS_OPEN] = "Open",
        [PL_STATUS_AGREED_INFORMALLY] = "Agreed in informals",
        [PL_STATUS_AGREED_AD_REF] = "Agreed ad ref",
        [PL_STATUS_PENDING] = "Pending",
        [PL_STATUS_REOPENED] = "Reopened",
        [PL_STATUS_AGREED] = "Agreed",
        [PL_STATUS_DEFERRED] = "Deferred",
        [PL_STATUS_DELETED] = "Deleted",
    };
    if (status == PL_STATUS_OPEN && who->count == 0) {
        return;
    }
    fprintf(file, " [%s", words[status]);
    fputs(who->count > 0 && status != PL_STATUS_PENDING ? ", pending" : "", file);
    print_who(who, file);
    fputc(']', file);
}
