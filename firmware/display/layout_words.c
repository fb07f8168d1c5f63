/* The words of an item as they are shown: the runs that stand in this view, with the names of who
 * asks for their marks, alternatives on lines of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "display/layout_item.h"

/* Begins a line without ending the paragraph. */
static const char LINE[] = "\u2028";

/* What is being put together. */
struct joining {
    struct wording *to;
    const struct pl_words *words;
    struct wording_how how;
    unsigned short of[PL_RUNS_MAX + 1];   /* runs that stand, by their `alt` */
    unsigned short said[PL_RUNS_MAX + 1]; /* of those, shown already */
    size_t from, points;                  /* of the run at hand */
    unsigned choice;                      /* what the line at hand is */
    bool hidden;                          /* something was left out since the last run shown */
};

static void append(struct wording *to, const char *bytes, size_t count)
{
    if (to->bytes + count + 1 > to->room) {
        size_t room = 2 * (to->bytes + count + 1);
        char *utf8 = realloc(to->utf8, room);
        if (!utf8) {
            to->failed = true;
            return;
        }
        to->utf8 = utf8;
        to->room = room;
    }
    memcpy(to->utf8 + to->bytes, bytes, count);
    to->bytes += count;
    to->utf8[to->bytes] = '\0';
}

static void append_text(struct wording *to, const char *text)
{
    append(to, text, strlen(text));
}

static void add_part(struct joining *j, const struct part *part)
{
    struct wording *to = j->to;
    if (to->part_count < PARTS_MAX && to->parts) {
        to->parts[to->part_count] = *part;
        to->parts[to->part_count++].end = to->bytes;
    }
}

/* ---- names ---- */

static void append_names(struct joining *j, const struct pl_names *names, const char *before)
{
    char more[64], name[PL_NAME_MAX + 8];
    append_text(j->to, before);
    for (size_t i = 0; i < names->count; i++) {
        append_text(j->to, i ? ", " : before[0] ? " " : "");
        if (i == j->how.names) {
            words_put_counted(more, sizeof more, j->how.own, COUNTED_MORE, names->count - i);
            append_text(j->to, more);
            return;
        }
        bool apart = j->how.mirror || has_rtl(names->names[i]);
        snprintf(name, sizeof name, apart ? "\u2068%s\u2069" : "%s", names->names[i]);
        append_text(j->to, name);
    }
}

/* Who asks for it; nothing where nobody is named. The stroke says what is asked for, but for two
 * strokes at once, and what is to be retained. */
static void append_who(struct joining *j, const struct pl_run *run)
{
    const struct words *own = j->how.own;
    const struct {
        const struct pl_names *names;
        const char *word;
        bool said;
    } asks[] = {{&run->ins, run->del.given ? words_is(own, WORD_INSERT) : "", run->ins.count > 0},
                {&run->del, run->ins.given ? words_is(own, WORD_DELETE) : "", run->del.count > 0},
                {&run->keep, words_is(own, WORD_RETAIN), run->keep.count > 0}};
    struct part part = {.start = j->to->bytes,
                        .from = j->from + run->bytes,
                        .points = j->points + run->points,
                        .names = true,
                        .choice = j->choice};
    size_t said = 0;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        if (asks[i].said) {
            append_text(j->to, said++ ? "; " : "\u00a0‹");
            append_names(j, asks[i].names, asks[i].word);
        }
    }
    if (said) {
        append_text(j->to, "›");
        add_part(j, &part);
    }
}

/* ---- alternatives ---- */

static bool stands(const struct joining *j, const struct pl_run *run)
{
    return pl_run_stands(run, j->how.view);
}

static bool is_choice(const struct joining *j, const struct pl_run *run)
{
    return run->alt && run->alt <= PL_RUNS_MAX && j->of[run->alt] > 1;
}

static void count_choices(struct joining *j)
{
    for (size_t i = 0; i < j->words->run_count; i++) {
        const struct pl_run *run = &j->words->runs[i];
        if (run->alt && run->alt <= PL_RUNS_MAX && stands(j, run)) {
            j->of[run->alt]++;
        }
    }
}

void choice_letter(unsigned choice, char out[LETTER_BYTES])
{
    char reversed[LETTER_BYTES];
    size_t n = 0, count = 0;
    for (; choice && n + 1 < LETTER_BYTES; choice /= 26) {
        choice--;
        reversed[n++] = (char)('A' + choice % 26);
    }
    while (n > 0) {
        out[count++] = reversed[--n];
    }
    out[count] = '\0';
}

/* Blanks alone between two alternatives are none of their words. */
static bool is_glue(const struct joining *j, size_t i)
{
    const struct pl_words *words = j->words;
    const struct pl_run *run = &words->runs[i];
    return !run->alt && run->bytes == strspn(run->t, " ") && i > 0 && i + 1 < words->run_count &&
           is_choice(j, &words->runs[i - 1]) && is_choice(j, &words->runs[i + 1]);
}

static bool ends_blank(const struct wording *w)
{
    return w->bytes == 0 || w->utf8[w->bytes - 1] == ' ';
}

/* Where an alternative begins, or what comes after the last. */
static void begin_line(struct joining *j, bool after_choice)
{
    struct wording *to = j->to;
    if (to->bytes == 0) {
        return;
    }
    if (!j->how.context) {
        append_text(to, LINE);
    } else {
        append_text(to, after_choice && j->choice ? " / " : ends_blank(to) ? "" : " ");
    }
}

/* ---- runs ---- */

/* What closes words stands at them, as what opens them does: nothing comes between. */
static bool closes(const char *text)
{
    static const char *const signs[] = {".", ",", ";",  ":",  "!",  "?",  ")",  "]",  "}", "،",
                                        "؛", "؟", "。", "，", "、", "；", "：", "）", "」"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (strncmp(text, signs[i], strlen(signs[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Marked runs stand apart from what follows them, though the words themselves do not. */
static bool wants_gap(const struct joining *j, size_t i)
{
    const struct pl_words *words = j->words;
    const struct pl_run *run = &words->runs[i];
    bool marked = run->ins.given || run->del.given || run->keep.given;
    return marked && j->how.view == PL_VIEW_MARKED && i + 1 < words->run_count &&
           !strchr(" ([{", run->t[run->bytes - 1]) && words->runs[i + 1].t[0] != ' ' &&
           !closes(words->runs[i + 1].t);
}

static bool ends_line(const struct wording *w)
{
    size_t n = sizeof LINE - 1;
    return w->bytes >= n && memcmp(w->utf8 + w->bytes - n, LINE, n) == 0;
}

/* Blanks at a line's beginning, and a second one where words between two were left out. */
static size_t blanks_to_skip(const struct joining *j, const struct pl_run *run)
{
    bool second = j->hidden && ends_blank(j->to);
    return ends_line(j->to) || second ? strspn(run->t, " ") : 0;
}

/* Bytes start .. end of the run, with its marks or without. */
static void append_words(struct joining *j, const struct pl_run *run, size_t start, size_t end,
                         bool marked)
{
    struct part part = {.start = j->to->bytes,
                        .from = j->from + start,
                        .points = j->points + start, /* there are but blanks before */
                        .ins = marked && run->ins.given,
                        .del = marked && run->del.given,
                        .keep = marked && run->keep.given,
                        .choice = j->choice};
    if (end == run->bytes && start > 0 && run->t[start] == ' ') {
        part.points = j->points + run->points - (end - start); /* or after */
    }
    if (start < end) {
        append(j->to, run->t + start, end - start);
        add_part(j, &part);
    }
}

static size_t without_blanks(const struct pl_run *run, size_t start)
{
    size_t end = run->bytes;
    while (end > start && run->t[end - 1] == ' ') {
        end--;
    }
    return end;
}

/* No stroke goes on beyond the words, and who asks for it stands at the last of them. */
static void append_run(struct joining *j, size_t i)
{
    const struct pl_run *run = &j->words->runs[i];
    bool marked = j->how.view == PL_VIEW_MARKED, was_choice = j->choice != 0;
    j->choice = is_choice(j, run) ? ++j->said[run->alt] : 0;
    if (j->choice || was_choice) {
        begin_line(j, was_choice);
    }
    j->to->choices = j->choice > j->to->choices ? j->choice : j->to->choices;
    size_t start = blanks_to_skip(j, run), end = run->bytes;
    if (marked && (run->ins.given || run->del.given || run->keep.given)) {
        size_t words = start + strspn(run->t + start, " ");
        append_words(j, run, start, words, false);
        start = words;
        end = without_blanks(run, start);
    }
    append_words(j, run, start, end, marked);
    if (marked && !j->how.context) {
        append_who(j, run);
    }
    append_words(j, run, end, run->bytes, false);
    append_text(j->to, wants_gap(j, i) ? "\u2009" : "");
    j->hidden = false;
}

bool wording_make(struct wording *wording, const struct pl_words *words,
                  const struct wording_how *how)
{
    struct joining j = {.to = wording, .words = words, .how = *how};
    wording->bytes = wording->part_count = wording->choices = 0;
    wording->failed = false;
    if (!wording->parts) {
        wording->parts = malloc(PARTS_MAX * sizeof *wording->parts);
    }
    append(wording, "", 0);
    count_choices(&j);
    for (size_t i = 0; i < words->run_count && i < PL_RUNS_MAX; i++) {
        const struct pl_run *run = &words->runs[i];
        if (stands(&j, run) && !is_glue(&j, i)) {
            append_run(&j, i);
        } else {
            j.hidden = true;
        }
        j.from += run->bytes;
        j.points += run->points;
    }
    return !wording->failed && wording->parts;
}

void wording_finish(struct wording *wording)
{
    free(wording->utf8);
    free(wording->parts);
    *wording = (struct wording){0};
}

static size_t count_points(const char *utf8, size_t bytes)
{
    size_t points = 0;
    for (size_t i = 0; i < bytes; i++) {
        points += ((unsigned char)utf8[i] & 0xc0) != 0x80;
    }
    return points;
}

size_t wording_point_at(const struct wording *w, size_t at)
{
    size_t points = 0;
    for (size_t i = 0; i < w->part_count && w->parts[i].start <= at; i++) {
        const struct part *p = &w->parts[i];
        size_t end = at < p->end ? at : p->end;
        points = p->points + (p->names ? 0 : count_points(w->utf8 + p->start, end - p->start));
    }
    return points;
}

/* ---- the subject ---- */

bool find_subject(struct sheet *sheet, const struct pl_place *place, size_t names,
                  struct subject *s)
{
    struct layout *layout = sheet->layout;
    struct wording_how how = {
        .view = sheet->view, .names = names, .own = sheet->words, .mirror = sheet->mirror};
    *s = (struct subject){.section = place->section, .index = place->item};
    s->items = pl_room_items(sheet->room, PL_CONFIRMED, place->section);
    if (!s->items || place->item >= s->items->count) {
        return false;
    }
    s->item = &s->items->items[place->item];
    s->position = place->position;
    s->words = pl_room_words(sheet->room, PL_CONFIRMED, place->section, s->item->id, sheet->lang,
                             &s->state);
    s->lang = s->state == PL_WORDS_MISSING ? pl_room_original(sheet->room) : sheet->lang;
    s->which = sheet->which;
    struct wording *wording = &layout->wording[s->which ? WALL_LANGUAGES : 0];
    if (!s->words || !wording_make(wording, s->words, &how)) {
        sheet->failed |= s->words != NULL;
        return false;
    }
    s->wording = wording;
    s->brackets = layout->brackets[s->which];
    s->bracket_count = find_brackets(s->wording, layout->brackets[s->which]);
    return true;
}
