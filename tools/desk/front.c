#include "front.h"

#include <string.h>

enum { FRONT_LINES_MAX = 64 };

static bool is_rule(const struct line *line, const char *rule)
{
    return line->indent == 0 && chars_same(line->text, rule);
}

/* The index of the closing line; 0: there is no front matter. */
static size_t find_end(const struct source *source, size_t start)
{
    size_t limit = start + FRONT_LINES_MAX;
    for (size_t i = start + 1; i < source->count && i < limit; i++) {
        const struct line *line = &source->lines[i];
        if (is_rule(line, "---") || is_rule(line, "...")) {
            return i;
        }
        if (line->text.size > 0 && !memchr(line->text.text, ':', line->text.size)) {
            return 0;
        }
    }
    return 0;
}

static struct span unquote(struct span value)
{
    bool quoted = value.size >= 2 && strchr("\"'", value.text[0]) &&
                  value.text[value.size - 1] == value.text[0];
    return quoted ? (struct span){value.text + 1, value.size - 2} : value;
}

static bool is_zone(struct span zone)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789/_+-";
    for (size_t i = 0; i < zone.size; i++) {
        if (!strchr(allowed, zone.text[i])) {
            return false;
        }
    }
    return zone.size > 0 && zone.size < PL_ZONE_MAX && zone.text[0] != '/';
}

static void take_pair(struct job *job, const struct line *line, struct front *front)
{
    const char *colon = memchr(line->text.text, ':', line->text.size);
    if (!colon) {
        return;
    }
    struct span key = chars_trim((struct span){line->text.text, (size_t)(colon - line->text.text)});
    struct span value = {colon + 1, line->text.size - (size_t)(colon + 1 - line->text.text)};
    value = chars_trim(unquote(chars_trim(value)));
    if (chars_same(key, "title")) {
        front->title = value;
        front->line = line->number;
    } else if (chars_same(key, "subtitle")) {
        front->subtitle = value;
    } else if (chars_same(key, "lang") || chars_same(key, "language")) {
        front->lang = value;
    } else if (!chars_same(key, "time-zone") && !chars_same(key, "timezone")) {
        job_warn(job, line->number, "\"%.*s\" is not used", (int)(key.size < 40 ? key.size : 40),
                 key.text);
    } else if (is_zone(value)) {
        front->zone = value;
        front->zone_line = line->number;
    } else {
        job_warn(job, line->number, "not a time zone such as Europe/Zurich: left out");
    }
}

bool front_read(struct job *job, const struct source *source, struct front *front_out)
{
    *front_out = (struct front){0};
    size_t start = 0;
    while (start < source->count && source->lines[start].text.size == 0) {
        start++;
    }
    if (start == source->count || !is_rule(&source->lines[start], "---")) {
        return false;
    }
    size_t end = find_end(source, start);
    if (end == 0) {
        return false;
    }
    for (size_t i = start + 1; i < end; i++) {
        take_pair(job, &source->lines[i], front_out);
    }
    front_out->lines = end + 1;
    job->markdown = true;
    return true;
}
