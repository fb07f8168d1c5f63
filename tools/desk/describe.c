#include "describe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct pl_item *describe_item(const struct pl_room *room, const struct pl_place *place)
{
    const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, place->section);
    return items && place->item < items->count ? &items->items[place->item] : NULL;
}

char *describe_item_words(const struct pl_room *room, size_t section, const char *item,
                          const char *lang)
{
    const struct pl_words *words = pl_room_words(room, PL_CONFIRMED, section, item, lang, NULL);
    return words ? pl_words_join(words, PL_VIEW_MARKED) : NULL;
}

/* Bytes of the first `points` code points. */
static size_t bytes_of(const char *text, size_t points)
{
    const char *at = text;
    while (*at && points > 0) {
        at++;
        while (((unsigned char)*at & 0xc0u) == 0x80) {
            at++;
        }
        points--;
    }
    return (size_t)(at - text);
}

void describe_place(const struct pl_room *room, const struct pl_place *place, const char *lang,
                    char *out, size_t size)
{
    const struct pl_item *item = describe_item(room, place);
    if (!item) {
        snprintf(out, size, "nowhere");
        return;
    }
    char *words = describe_item_words(room, place->section, item->id, lang);
    size_t position = lang ? 0 : place->position;
    char first[4 * DESCRIBE_WORDS + 16] = "";
    if (words) {
        intent_first_words(words + bytes_of(words, position), DESCRIBE_WORDS, first, sizeof first);
    }
    snprintf(out, size, "%s  %s%s", item->label[0] ? item->label : item->marker,
             position > 0 ? "…" : "", first);
    free(words);
}

/* Text that is written into a space known to be large enough. */
struct line {
    char *text;
    size_t used, size;
};

static void put(struct line *line, const char *text)
{
    size_t bytes = strlen(text);
    if (bytes < line->size - line->used) {
        memcpy(line->text + line->used, text, bytes + 1);
        line->used += bytes;
    }
}

/* " US,EU": who asks for it. */
static void put_names(struct line *out, const char *what, const struct pl_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        put(out, i > 0 ? "," : " ");
        put(out, i == 0 ? what : "");
        put(out, names->names[i]);
    }
}

static void put_run(struct line *out, const struct pl_run *run, const struct pl_run *before)
{
    bool goes_on = before && before->alt && before->alt == run->alt;
    bool marked = run->ins.given || run->del.given || run->keep.given;
    bool both = run->del.given && run->ins.given;
    put(out, goes_on ? " / " : "");
    put(out, run->del.given ? "[-" : run->ins.given ? "{+" : run->keep.given ? "{=" : "");
    put(out, run->t);
    put(out, run->del.given ? "-" : run->ins.given ? "+" : run->keep.given ? "=" : "");
    put_names(out, both ? "inserted by " : "", &run->ins);
    put_names(out, both ? "deleted by " : "", &run->del);
    put_names(out, "retain ", &run->keep);
    put(out, !marked ? "" : run->del.given ? "]" : "}");
}

/* What the names of a mark take at most, with what stands round them. */
static size_t room_for_names(const struct pl_names *names)
{
    size_t bytes = 16;
    for (size_t i = 0; i < names->count; i++) {
        bytes += strlen(names->names[i]) + 1;
    }
    return bytes;
}

char *describe_marks(const struct pl_words *words)
{
    struct line out = {.size = 1};
    for (size_t i = 0; i < words->run_count; i++) {
        const struct pl_run *run = &words->runs[i];
        out.size += run->bytes + 16 + room_for_names(&run->ins) + room_for_names(&run->del) +
                    room_for_names(&run->keep);
    }
    out.text = calloc(1, out.size);
    for (size_t i = 0; out.text && i < words->run_count; i++) {
        put_run(&out, &words->runs[i], i > 0 ? &words->runs[i - 1] : NULL);
    }
    return out.text;
}

void describe_speaker(const struct pl_speaker *speaker, char *out, size_t size)
{
    static const char *const kinds[] = {[PL_KIND_STATEMENT] = "",
                                        [PL_KIND_POINT_OF_ORDER] = ", point of order",
                                        [PL_KIND_REPLY] = ", right of reply"};
    snprintf(out, size, "%s%s%s%s", speaker->name, speaker->on_behalf ? " for " : "",
             speaker->on_behalf ? speaker->on_behalf : "", kinds[speaker->kind]);
}

void describe_seconds(int64_t seconds, char *out, size_t size)
{
    const char *sign = seconds < 0 ? "-" : "";
    long long s = seconds < 0 ? -seconds : seconds;
    if (s >= 3600) {
        snprintf(out, size, "%s%lld:%02lld:%02lld", sign, s / 3600, s / 60 % 60, s % 60);
    } else {
        snprintf(out, size, "%s%lld:%02lld", sign, s / 60, s % 60);
    }
}

void describe_timer(const struct pl_timer *timer, int64_t elapsed_ms, char *out, size_t size)
{
    int64_t used_s = elapsed_ms / 1000;
    bool down = timer->mode == PL_TIMER_DOWN;
    describe_seconds(down ? timer->clock.limit_s - used_s : used_s, out, size);
}

void describe_ago(int64_t ms, char *out, size_t size)
{
    long long s = ms / 1000;
    if (s < 1) {
        snprintf(out, size, "just now");
    } else if (s < 120) {
        snprintf(out, size, "%lld s ago", s);
    } else if (s < 7200) {
        snprintf(out, size, "%lld min ago", s / 60);
    } else {
        snprintf(out, size, "%lld h ago", s / 3600);
    }
}

bool describe_has_language(const struct pl_document *document, const char *lang)
{
    for (size_t i = 0; i < document->lang_count; i++) {
        if (strcmp(document->fronts[i].lang, lang) == 0) {
            return true;
        }
    }
    return false;
}

bool describe_missing(const struct pl_room *room, char *out, size_t size)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    size_t used = 0;
    out[0] = '\0';
    for (size_t s = 0; used < size && pl_room_missing(room, s, &s); s++) {
        const struct pl_section *section = &document->sections[s];
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
                                 section->label[0] ? section->label : section->id);
    }
    return used > 0;
}

struct intent_entry *describe_outline(const struct pl_room *room, size_t *count_out)
{
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    struct intent_entry *entries = calloc(PL_ITEMS_MAX, sizeof *entries);
    size_t count = 0;
    for (size_t s = 0; entries && document && s < document->section_count; s++) {
        const struct pl_items *items = pl_room_items(room, PL_CONFIRMED, s);
        for (size_t i = 0; items && i < items->count && count < PL_ITEMS_MAX; i++) {
            entries[count++] = (struct intent_entry){.section = document->sections[s].label,
                                                     .label = items->items[i].label,
                                                     .level = items->items[i].level};
        }
    }
    *count_out = count;
    return entries;
}

int64_t describe_writer_now(const struct pl_room *room, const char *by, struct pl_time now)
{
    int64_t wall_ms = now.wall_ms;
    return pl_room_writer_now(room, by, now, &wall_ms) ? wall_ms : now.wall_ms;
}

int64_t describe_elapsed(const struct pl_room *room, const char *by,
                         const struct pl_run_clock *clock, struct pl_time now)
{
    int64_t since = clock->running ? describe_writer_now(room, by, now) - clock->since_ms : 0;
    return clock->used_ms + (since > 0 ? since : 0);
}
