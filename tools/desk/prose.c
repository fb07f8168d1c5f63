#include "prose.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "wording.h"

void prose_finish(struct prose *prose)
{
    free(prose->text);
    free(prose->pieces);
    *prose = (struct prose){0};
}

/* ---- building ---- */

struct building {
    struct prose *prose;
    size_t run, point;
    bool failed;
};

static bool reserve(struct prose *prose, size_t bytes)
{
    if (prose->bytes + bytes + 1 > prose->space) {
        size_t space = 2 * (prose->bytes + bytes + 1);
        char *text = realloc(prose->text, space);
        if (!text) {
            return false;
        }
        prose->text = text;
        prose->space = space;
    }
    if (prose->count == prose->room) {
        size_t room = prose->room ? 2 * prose->room : 16;
        struct prose_piece *pieces = realloc(prose->pieces, room * sizeof *pieces);
        if (!pieces) {
            return false;
        }
        prose->pieces = pieces;
        prose->room = room;
    }
    return true;
}

static bool is_text(enum prose_kind kind)
{
    return kind == PROSE_WORDS || kind == PROSE_BLANK;
}

static void add_bytes(struct building *building, enum prose_kind kind, const char *text,
                      size_t bytes)
{
    struct prose *prose = building->prose;
    if (bytes == 0 || building->failed) {
        return;
    }
    if (!reserve(prose, bytes)) {
        building->failed = true;
        return;
    }
    memcpy(prose->text + prose->bytes, text, bytes);
    size_t points = is_text(kind) ? chars_points(text, bytes) : 0;
    prose->pieces[prose->count++] = (struct prose_piece){.from = prose->bytes,
                                                         .to = prose->bytes + bytes,
                                                         .kind = kind,
                                                         .run = building->run,
                                                         .point = building->point,
                                                         .points = points};
    prose->bytes += bytes;
    prose->text[prose->bytes] = '\0';
    building->point += points;
}

static void add(struct building *building, enum prose_kind kind, const char *text)
{
    add_bytes(building, kind, text, strlen(text));
}

/* " US, EU", behind a sign or the names before; `what` says what they want. */
static void add_names(struct building *building, const struct pl_names *names, const char *what,
                      bool *first)
{
    for (size_t i = 0; i < names->count; i++) {
        add(building, PROSE_NAMES, i > 0 ? ", " : *first ? " " : "; ");
        add(building, PROSE_NAMES, i == 0 ? what : "");
        add(building, PROSE_NAMES, names->names[i]);
    }
    *first = *first && names->count == 0;
}

static void add_close(struct building *building, const struct pl_run *run, bool half)
{
    bool first = true;
    bool both = run->ins.given && run->del.given;
    if (!run->ins.given && !run->del.given && !run->keep.given) {
        return;
    }
    add(building, PROSE_SIGN, run->del.given ? "-" : run->ins.given ? "+" : "=");
    if (half) {
        add(building, PROSE_SIGN, " ");
        return;
    }
    add_names(building, &run->ins, both ? "inserted by " : "", &first);
    add_names(building, &run->del, both ? "deleted by " : "", &first);
    add_names(building, &run->keep, "retain ", &first);
    add(building, PROSE_SIGN, "}");
}

/* The words without the blanks at both ends; all of it where there is nothing else. */
static struct span core_of(const struct pl_run *run)
{
    struct span whole = {run->t, run->bytes};
    struct span core = chars_trim(whole);
    return core.size > 0 ? core : whole;
}

static bool ends_blank(const struct pl_run *run)
{
    struct span whole = {run->t, run->bytes};
    return chars_is_blank(chars_first(whole)) || chars_is_blank(chars_last(whole));
}

static bool same_names(const struct pl_names *a, const struct pl_names *b)
{
    bool same = a->given && b->given && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(a->names[i], b->names[i]) == 0;
    }
    return same;
}

bool prose_replaces(const struct pl_run *old, const struct pl_run *new)
{
    return !old->alt && !new->alt && !old->ins.given && !new->del.given && !old->keep.given &&
           !new->keep.given &&same_names(&old->del, &new->ins);
}

/* Where a run stands among its neighbours. */
struct setting {
    bool first_of, last_of; /* of its alternatives */
    bool old, new;          /* halves of a replacement, in one pair of signs */
};

static void add_open(struct building *building, const struct pl_run *run,
                     const struct setting *setting)
{
    const char *brace = setting->new ? "" : "{";
    const char *sign = run->del.given ? "-" : run->ins.given ? "+" : run->keep.given ? "=" : "";
    add(building, PROSE_SIGN, run->alt && setting->first_of ? "<" : "");
    add(building, PROSE_SIGN, sign[0] ? brace : "");
    add(building, PROSE_SIGN, sign);
}

static void add_run(struct building *building, const struct pl_run *run,
                    const struct setting *setting)
{
    struct span core = core_of(run);
    size_t lead = (size_t)(core.text - run->t);
    add(building, PROSE_SIGN, run->alt && !setting->first_of ? " | " : "");
    add_bytes(building, PROSE_BLANK, run->t, lead);
    add_open(building, run, setting);
    add_bytes(building, PROSE_WORDS, core.text, core.size);
    add_close(building, run, setting->old);
    add(building, PROSE_SIGN, run->alt && setting->last_of ? ">" : "");
    add_bytes(building, PROSE_BLANK, core.text + core.size, run->bytes - lead - core.size);
}

static bool are_halves(const struct pl_words *words, size_t old)
{
    return old + 1 < words->run_count && prose_replaces(&words->runs[old], &words->runs[old + 1]) &&
           !ends_blank(&words->runs[old]) && !ends_blank(&words->runs[old + 1]);
}

bool prose_make(struct prose *prose_out, const struct pl_words *words)
{
    *prose_out = (struct prose){0};
    struct building building = {.prose = prose_out};
    building.failed = !reserve(prose_out, 0);
    for (size_t i = 0; i < words->run_count && !building.failed; i++) {
        const struct pl_run *run = &words->runs[i];
        building.run = i;
        struct setting setting = {.first_of = i == 0 || run[-1].alt != run->alt,
                                  .last_of = i + 1 == words->run_count || run[1].alt != run->alt,
                                  .old = are_halves(words, i),
                                  .new = i > 0 && are_halves(words, i - 1)};
        add_run(&building, run, &setting);
    }
    if (building.failed) {
        prose_finish(prose_out);
    } else {
        prose_out->text[prose_out->bytes] = '\0';
    }
    return !building.failed;
}

/* ---- finding ---- */

size_t prose_byte_of(const struct prose *prose, size_t point)
{
    for (size_t i = 0; i < prose->count; i++) {
        const struct prose_piece *piece = &prose->pieces[i];
        if (point >= piece->point && point - piece->point < piece->points) {
            return piece->from + wording_bytes(prose->text + piece->from, point - piece->point);
        }
    }
    return prose->bytes;
}

size_t prose_point_at(const struct prose *prose, size_t byte)
{
    size_t behind = 0;
    for (size_t i = 0; i < prose->count; i++) {
        const struct prose_piece *piece = &prose->pieces[i];
        if (!is_text(piece->kind)) {
            continue;
        }
        if (byte < piece->to) {
            size_t from = byte > piece->from ? byte - piece->from : 0;
            return piece->point + chars_points(prose->text + piece->from, from);
        }
        behind = piece->point + piece->points;
    }
    return behind;
}
