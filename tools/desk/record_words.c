/* What is said of changed words: the part that is another, in short, and who asks for it. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "record_parts.h"

static bool opens(const char *at)
{
    return (at[0] == '{' && (at[1] == '+' || at[1] == '=')) || (at[0] == '[' && at[1] == '-');
}

/* Where the mark begins that is still open at `end`; `end` where none is. A mark's end is told by
 * the sign that opens it. */
static size_t mark_before(const char *text, size_t end)
{
    size_t open = end;
    char closing = '\0';
    for (size_t i = 0; i < end; i++) {
        if (closing == '\0' && opens(text + i)) {
            open = i;
            closing = text[i] == '{' ? '}' : ']';
        } else if (text[i] == closing) {
            closing = '\0';
            open = end;
        }
    }
    return closing == '\0' ? end : open;
}

/* A word ends or begins here, or a mark does. */
static bool is_seam(const char *text, size_t at)
{
    return at == 0 || text[at] == '\0' || text[at] == ' ' || text[at - 1] == ' ' ||
           opens(text + at) || text[at - 1] == '}' || text[at - 1] == ']';
}

/* The bytes at the beginning that are common, up to a seam and outside a mark. */
static size_t common_start(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] && a[same] == b[same]) {
        same++;
    }
    while (same > 0 && !(is_seam(a, same) && is_seam(b, same))) {
        same--;
    }
    size_t in_a = mark_before(a, same);
    size_t in_b = mark_before(b, same);
    return in_a < in_b ? in_a : in_b;
}

/* The end of a text that begins at `at` is a part of its own. */
static bool may_end(const char *text, size_t at)
{
    return is_seam(text, at) && mark_before(text, at) == at;
}

/* How many bytes at the end are common behind `start`, from a seam on and outside a mark. */
static size_t common_end(const char *a, const char *b, size_t start)
{
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);
    size_t most = (a_size < b_size ? a_size : b_size) - start;
    size_t same = 0;
    while (same < most && a[a_size - same - 1] == b[b_size - same - 1]) {
        same++;
    }
    while (same > 0 && !(may_end(a, a_size - same) && may_end(b, b_size - same))) {
        same--;
    }
    return same;
}

/* Without `start` bytes at the beginning, `end` at the end, and blanks there; at most RECORD_SHORT
 * points. */
static void middle(const char *text, size_t start, size_t end, char *out, size_t size)
{
    size_t bytes = strlen(text) - end - start;
    while (bytes > 0 && text[start] == ' ') {
        start++;
        bytes--;
    }
    while (bytes > 0 && text[start + bytes - 1] == ' ') {
        bytes--;
    }
    char *copy = strndup(text + start, bytes);
    out[0] = '\0';
    if (copy) {
        intent_first_words(copy, RECORD_SHORT, out, size);
    }
    free(copy);
}

static bool has_marks(const char *text)
{
    return strpbrk(text, "[]{") != NULL;
}

char *record_difference(const char *before, const char *now)
{
    char was[4 * RECORD_SHORT + 16];
    char is[4 * RECORD_SHORT + 16];
    size_t start = common_start(before, now);
    size_t end = common_end(before, now, start);
    middle(before, start, end, was, sizeof was);
    middle(now, start, end, is, sizeof is);
    size_t size = strlen(was) + strlen(is) + 16;
    char *told = calloc(1, size);
    if (!told) {
        return NULL;
    }
    if (was[0] == '\0' || (has_marks(is) && !has_marks(was))) {
        snprintf(told, size, "%s", is);
    } else {
        snprintf(told, size, "%s → %s", was, is[0] ? is : "—");
    }
    return told;
}

/* Appends to text, which is malloc'd and may move; NULL without memory. */
static char *join(char *text, const char *name)
{
    size_t used = text ? strlen(text) : 0;
    size_t size = used + strlen(name) + 3;
    char *longer = realloc(text, size);
    if (!longer) {
        free(text);
        return NULL;
    }
    snprintf(longer + used, size - used, "%s%s", used > 0 ? "; " : "", name);
    return longer;
}

static char *join_all(char *text, const struct pl_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        text = join(text, names->names[i]);
    }
    return text;
}

char *record_names(const struct pl_names *names)
{
    char *text = join_all(NULL, names);
    return text ? text : strdup("");
}

char *record_askers(const char *before, const struct pl_words *now)
{
    char *askers = NULL;
    for (size_t i = 0; i < now->run_count; i++) {
        const struct pl_run *run = &now->runs[i];
        struct pl_words alone = {.runs = run, .run_count = 1};
        char *mark = describe_marks(&alone);
        if (mark && !strstr(before, mark)) {
            askers = join_all(askers, &run->ins);
            askers = join_all(askers, &run->del);
            askers = join_all(askers, &run->keep);
        }
        free(mark);
    }
    return askers ? askers : strdup("");
}
