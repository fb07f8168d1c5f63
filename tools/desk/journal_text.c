#define _GNU_SOURCE
#include "journal_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "pool.h"

/* One walk over the members of an intent serves both ways: it writes them, or reads them. */
struct codec {
    bool writing, bad;
    char *out; /* written so far */
    size_t used, room;
    const char *at; /* to be read */
    struct pool pool;
};

/* ---- words ---- */

static void put(struct codec *codec, const char *bytes, size_t size)
{
    if (codec->used + size + 1 > codec->room) {
        size_t room = 2 * codec->room + size + 256;
        char *grown = codec->bad ? NULL : realloc(codec->out, room);
        if (!grown) {
            codec->bad = true;
            return;
        }
        codec->out = grown;
        codec->room = room;
    }
    memcpy(codec->out + codec->used, bytes, size);
    codec->used += size;
    codec->out[codec->used] = '\0';
}

static void put_escaped(struct codec *codec, const char *text)
{
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        char escaped[4];
        if (byte > ' ' && byte != '%') {
            put(codec, text, 1);
        } else {
            snprintf(escaped, sizeof escaped, "%%%02X", byte);
            put(codec, escaped, 3);
        }
    }
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The next word of the line, its escapes undone; lent by the pool. */
static char *take(struct codec *codec)
{
    codec->at += strspn(codec->at, " ");
    size_t size = strcspn(codec->at, " \n");
    char *word = codec->bad || size == 0 ? NULL : pool_copy(&codec->pool, codec->at, size);
    if (!word) {
        codec->bad = true;
        return NULL;
    }
    codec->at += size;
    char *to = word;
    for (const char *from = word; *from; to++) {
        int high = *from == '%' ? digit(from[1]) : -1;
        int low = high >= 0 ? digit(from[2]) : -1;
        *to = low >= 0 ? (char)(16 * high + low) : *from;
        from += low >= 0 ? 3 : 1;
    }
    *to = '\0';
    return word;
}

/* ---- members ---- */

/* NULL is "-", a string begins with "=". */
static void member_string(struct codec *codec, const char **string)
{
    if (codec->writing) {
        put(codec, *string ? " =" : " -", 2);
        put_escaped(codec, *string ? *string : "");
        return;
    }
    const char *word = take(codec);
    *string = word && word[0] == '=' ? word + 1 : NULL;
}

static void member_int(struct codec *codec, int64_t *number)
{
    char text[32];
    if (codec->writing) {
        snprintf(text, sizeof text, " %" PRId64, *number);
        put(codec, text, strlen(text));
        return;
    }
    const char *word = take(codec);
    char *end = NULL;
    *number = word ? strtoll(word, &end, 10) : 0;
    codec->bad = codec->bad || !end || *end != '\0';
}

static int64_t member_number(struct codec *codec, int64_t number, int64_t most)
{
    member_int(codec, &number);
    if (number < 0 || number > most) {
        codec->bad = true;
        number = 0;
    }
    return number;
}

static void member_size(struct codec *codec, size_t *number)
{
    *number = (size_t)member_number(codec, (int64_t)*number, PL_PAYLOAD_MAX);
}

static void member_bool(struct codec *codec, bool *value)
{
    *value = member_number(codec, *value, 1) != 0;
}

/* An array of so many: what is there is written, or room for it is made. */
static void *member_array(struct codec *codec, const void *there, size_t *count, size_t each)
{
    member_size(codec, count);
    if (codec->writing || codec->bad || *count == 0) {
        return (void *)there;
    }
    void *made = pool_array(&codec->pool, *count, each);
    codec->bad = !made;
    return made;
}

static void member_names(struct codec *codec, struct pl_names *names)
{
    member_bool(codec, &names->given);
    const char **list = member_array(codec, names->names, &names->count, sizeof(char *));
    for (size_t i = 0; i < names->count && !codec->bad; i++) {
        const char *name = codec->writing ? list[i] : NULL;
        member_string(codec, &name);
        if (!codec->writing) {
            list[i] = name ? name : "";
        }
    }
    names->names = (const char *const *)list;
}

static void member_run(struct codec *codec, struct pl_run *run)
{
    int64_t alt = run->alt;
    member_string(codec, &run->t);
    member_names(codec, &run->ins);
    member_names(codec, &run->del);
    member_names(codec, &run->keep);
    run->alt = (unsigned)member_number(codec, alt, PL_RUNS_MAX);
    if (!codec->writing) {
        run->t = run->t ? run->t : "";
        run->bytes = strlen(run->t);
        run->points = chars_points(run->t, run->bytes);
    }
}

static void member_runs(struct codec *codec, const struct pl_run **runs, size_t *count)
{
    struct pl_run *list = member_array(codec, *runs, count, sizeof *list);
    for (size_t i = 0; i < *count && !codec->bad; i++) {
        struct pl_run run = codec->writing ? list[i] : (struct pl_run){0};
        member_run(codec, &run);
        if (!codec->writing) {
            list[i] = run;
        }
    }
    *runs = list;
}

static void member_speaker(struct codec *codec, struct pl_speaker *speaker)
{
    member_string(codec, &speaker->id);
    member_string(codec, &speaker->name);
    member_string(codec, &speaker->on_behalf);
    member_string(codec, &speaker->class_name);
    member_string(codec, &speaker->user);
    speaker->kind = (enum pl_kind)member_number(codec, speaker->kind, PL_KIND_COUNT - 1);
    member_int(codec, &speaker->limit_s);
}

static void member_clock(struct codec *codec, struct pl_run_clock *clock)
{
    member_bool(codec, &clock->running);
    member_int(codec, &clock->used_ms);
    member_int(codec, &clock->limit_s);
}

static void member_limits(struct codec *codec, struct pl_intent *intent)
{
    struct pl_limit *list =
        member_array(codec, intent->as.limits.limits, &intent->as.limits.count, sizeof *list);
    for (size_t i = 0; i < intent->as.limits.count && !codec->bad; i++) {
        struct pl_limit limit = codec->writing ? list[i] : (struct pl_limit){0};
        member_string(codec, &limit.class_name);
        member_int(codec, &limit.limit_s);
        if (!codec->writing) {
            list[i] = limit;
        }
    }
    intent->as.limits.limits = list;
}

/* ---- intents ---- */

static void cursor_part(struct codec *codec, struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_MOVE:
        member_string(codec, &intent->as.move.section);
        member_string(codec, &intent->as.move.item);
        member_size(codec, &intent->as.move.position);
        member_string(codec, &intent->as.move.from_item);
        member_size(codec, &intent->as.move.from_position);
        break;
    case PL_INTENT_HIGHLIGHT:
        member_string(codec, &intent->as.highlight.item);
        member_string(codec, &intent->as.highlight.lang);
        member_size(codec, &intent->as.highlight.start);
        member_size(codec, &intent->as.highlight.end);
        member_string(codec, &intent->as.highlight.exact);
        break;
    case PL_INTENT_SCREEN:
        intent->as.screen =
            (enum pl_screen)member_number(codec, intent->as.screen, PL_SCREEN_COUNT - 1);
        break;
    case PL_INTENT_VIEW:
        intent->as.view = (enum pl_view)member_number(codec, intent->as.view, PL_VIEW_COUNT - 1);
        break;
    default:
        break;
    }
}

static void speakers_part(struct codec *codec, struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_SPEAKER_ADD:
        member_speaker(codec, &intent->as.add);
        member_string(codec, &intent->as.add_before);
        intent->as.rule = (enum pl_queue_rule)member_number(codec, intent->as.rule, PL_QUEUE_KINDS);
        break;
    case PL_INTENT_SPEAKER_REMOVE:
    case PL_INTENT_SPEAKER_ORDER:
        member_string(codec, &intent->as.order.entry);
        member_string(codec, &intent->as.order.before);
        break;
    case PL_INTENT_FLOOR_GIVE:
    case PL_INTENT_FLOOR_END:
        member_string(codec, &intent->as.floor.entry);
        member_string(codec, &intent->as.floor.premise);
        break;
    case PL_INTENT_FLOOR_CLOCK:
        member_string(codec, &intent->as.floor_clock.entry);
        member_bool(codec, &intent->as.floor_clock.running);
        break;
    case PL_INTENT_FLOOR_BACK:
        member_string(codec, &intent->as.floor_back.premise);
        member_string(codec, &intent->as.floor_back.before);
        member_bool(codec, &intent->as.floor_back.queued);
        member_speaker(codec, &intent->as.floor_back.speaker);
        member_clock(codec, &intent->as.floor_back.clock);
        break;
    case PL_INTENT_LIST:
        member_bool(codec, &intent->as.open);
        break;
    case PL_INTENT_LIMITS:
        member_limits(codec, intent);
        break;
    case PL_INTENT_ANSWER:
        member_string(codec, &intent->as.answer.user);
        member_int(codec, &intent->as.answer.number);
        member_bool(codec, &intent->as.answer.granted);
        break;
    default:
        break;
    }
}

static void item_part(struct codec *codec, struct pl_intent *intent)
{
    struct pl_item *item = &intent->as.item_add.item;
    member_string(codec, &intent->as.item_add.section);
    member_string(codec, &item->id);
    member_string(codec, &intent->as.item_add.after);
    if (intent->kind != PL_INTENT_ITEM_ADD) {
        return;
    }
    member_string(codec, &item->label);
    member_string(codec, &item->marker);
    item->level = (unsigned)member_number(codec, item->level, PL_LEVEL_MAX);
    item->status = (enum pl_status)member_number(codec, item->status, PL_STATUS_COUNT - 1);
    member_names(codec, &item->who);
    member_string(codec, &intent->as.item_add.lang);
    member_runs(codec, &intent->as.item_add.runs, &intent->as.item_add.run_count);
}

static void words_part(struct codec *codec, struct pl_intent *intent)
{
    member_string(codec, &intent->as.words.section);
    member_string(codec, &intent->as.words.item);
    member_string(codec, &intent->as.words.lang);
    member_runs(codec, &intent->as.words.old_runs, &intent->as.words.old_count);
    member_runs(codec, &intent->as.words.new_runs, &intent->as.words.new_count);
    member_int(codec, &intent->as.words.of);
}

static void rest_part(struct codec *codec, struct pl_intent *intent)
{
    switch (intent->kind) {
    case PL_INTENT_TIMER:
        intent->as.timer.mode = (enum pl_timer_mode)member_number(codec, intent->as.timer.mode,
                                                                  PL_TIMER_MODE_COUNT - 1);
        member_string(codec, &intent->as.timer.label);
        member_clock(codec, &intent->as.timer.clock);
        break;
    case PL_INTENT_NOTICE:
        member_string(codec, &intent->as.notice.text);
        member_int(codec, &intent->as.notice.until_ms);
        break;
    case PL_INTENT_STATUS:
        member_string(codec, &intent->as.status.section);
        member_string(codec, &intent->as.status.item);
        intent->as.status.status =
            (enum pl_status)member_number(codec, intent->as.status.status, PL_STATUS_COUNT - 1);
        member_names(codec, &intent->as.status.who);
        break;
    case PL_INTENT_ITEM_ADD:
    case PL_INTENT_ITEM_REMOVE:
    case PL_INTENT_ITEM_ORDER:
        item_part(codec, intent);
        break;
    case PL_INTENT_WORDS:
        words_part(codec, intent);
        break;
    default:
        break;
    }
}

static void code(struct codec *codec, struct pl_intent *intent)
{
    intent->kind = (enum pl_intent_kind)member_number(codec, intent->kind, PL_INTENT_RESET - 1);
    if (!codec->bad) {
        cursor_part(codec, intent);
        speakers_part(codec, intent);
        rest_part(codec, intent);
    }
}

/* ---- records ---- */

char *journal_write(const char *name, const struct acts_list *back, int64_t made_ms)
{
    struct codec codec = {.writing = true};
    put(&codec, "act", 3);
    member_string(&codec, &name);
    member_int(&codec, &made_ms);
    for (size_t i = 0; i < back->count; i++) {
        put(&codec, "\nback", 5);
        code(&codec, back->intents[i]);
    }
    put(&codec, "\nend\n", 5);
    if (codec.bad) {
        free(codec.out);
        return NULL;
    }
    return codec.out;
}

char *journal_write_intent(const struct pl_intent *intent)
{
    struct codec codec = {.writing = true};
    struct pl_intent copy = *intent;
    code(&codec, &copy);
    if (codec.bad) {
        free(codec.out);
        return NULL;
    }
    return codec.out;
}

size_t journal_last(const char *text)
{
    size_t last = SIZE_MAX;
    size_t began = SIZE_MAX;
    for (const char *line = text; *line;) {
        const char *end = strchr(line, '\n');
        if (!end) {
            break; /* torn */
        }
        if (strncmp(line, "act ", 4) == 0) {
            began = (size_t)(line - text);
        } else if (strncmp(line, "end\n", 4) == 0 && began != SIZE_MAX) {
            last = began;
            began = SIZE_MAX;
        }
        line = end + 1;
    }
    return last;
}

static bool next_line(struct codec *codec, const char *word)
{
    const char *end = strchr(codec->at, '\n');
    if (!end || strncmp(end + 1, word, strlen(word)) != 0) {
        return false;
    }
    codec->at = end + 1 + strlen(word);
    return true;
}

bool journal_read(const char *record, char **name_out, struct acts_list *back_out,
                  int64_t *made_ms_out)
{
    struct codec codec = {.at = record + strlen("act")};
    const char *name = NULL;
    *back_out = (struct acts_list){0};
    *name_out = NULL;
    member_string(&codec, &name);
    member_int(&codec, made_ms_out);
    while (!codec.bad && next_line(&codec, "back")) {
        struct pl_intent intent = {.kind = PL_INTENT_MOVE};
        code(&codec, &intent);
        codec.bad = codec.bad || !acts_list_add(back_out, &intent);
    }
    *name_out = codec.bad || !name ? NULL : strdup(name);
    pool_finish(&codec.pool);
    if (!*name_out) {
        acts_list_finish(back_out);
    }
    return *name_out != NULL;
}

/* ---- what a desk leaves behind ---- */

enum { SUM = 16 };

static void sum_of(const char *text, size_t size, char out[SUM + 1])
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < size; i++) {
        sum = (sum ^ (unsigned char)text[i]) * 1099511628211u;
    }
    snprintf(out, SUM + 1, "%016" PRIx64, sum);
}

static void member_text(struct codec *codec, char *text, size_t size)
{
    const char *string = text;
    member_string(codec, &string);
    if (!codec->writing) {
        snprintf(text, size, "%s", string ? string : "");
    }
}

static void left_head(struct codec *codec, struct acts_left *left)
{
    int64_t number = (int64_t)left->number;
    int64_t act = (int64_t)left->act;
    member_text(codec, left->name, sizeof left->name);
    member_int(codec, &left->made_ms);
    member_text(codec, left->by, sizeof left->by);
    left->number = (uint64_t)member_number(codec, number, PL_INT_MAX);
    left->act = (uint64_t)member_number(codec, act, PL_INT_MAX);
    member_bool(codec, &left->sent);
    member_text(codec, left->load, sizeof left->load);
    member_int(codec, &left->upon.epoch);
    member_int(codec, &left->upon.rev);
    member_text(codec, left->upon.by, sizeof left->upon.by);
}

char *journal_write_left(const struct acts_left *left)
{
    struct codec codec = {.writing = true};
    struct acts_left copy = *left;
    struct pl_intent intent = *left->intent;
    char sum[SUM + 1];
    put(&codec, "left", 4);
    left_head(&codec, &copy);
    put(&codec, "\ndo", 3);
    code(&codec, &intent);
    for (size_t i = 0; i < left->before.count; i++) {
        put(&codec, "\nback", 5);
        code(&codec, left->before.intents[i]);
    }
    put(&codec, "\n", 1);
    if (!codec.bad) {
        sum_of(codec.out, codec.used, sum);
        put(&codec, "end ", 4);
        put(&codec, sum, SUM);
        put(&codec, "\n", 1);
    }
    if (codec.bad) {
        free(codec.out);
        return NULL;
    }
    return codec.out;
}

/* Where the record that begins here ends, its sum being right; NULL: it does not. */
static const char *left_end(const char *record)
{
    char sum[SUM + 1];
    const char *end = strstr(record, "\nend ");
    if (!end) {
        return NULL;
    }
    sum_of(record, (size_t)(end + 1 - record), sum);
    const char *after = end + 5 + SUM + 1;
    bool right = strncmp(end + 5, sum, SUM) == 0 && end[5 + SUM] == '\n';
    return right ? after : NULL;
}

static bool read_left(const char *record, struct acts_left *left)
{
    struct codec codec = {.at = record + strlen("left")};
    struct pl_intent intent = {.kind = PL_INTENT_MOVE};
    left_head(&codec, left);
    codec.bad = codec.bad || !next_line(&codec, "do");
    code(&codec, &intent);
    left->intent = codec.bad ? NULL : pl_intent_copy(&intent);
    codec.bad = codec.bad || !left->intent;
    while (!codec.bad && next_line(&codec, "back")) {
        struct pl_intent back = {.kind = PL_INTENT_MOVE};
        code(&codec, &back);
        codec.bad = codec.bad || !acts_list_add(&left->before, &back);
    }
    pool_finish(&codec.pool);
    if (codec.bad) {
        acts_left_finish(left);
    }
    return !codec.bad;
}

struct left_list {
    struct acts_left *list;
    size_t count;
};

static bool add_left(struct left_list *lefts, const char *record)
{
    struct acts_left left = {0};
    struct acts_left *grown = realloc(lefts->list, (lefts->count + 1) * sizeof *grown);
    if (!grown) {
        return false;
    }
    lefts->list = grown;
    if (!read_left(record, &left)) {
        return false;
    }
    lefts->list[lefts->count++] = left;
    return true;
}

static bool take_line(struct left_list *lefts, const char *line)
{
    if (strncmp(line, "sent\n", 5) == 0) {
        for (size_t i = 0; i < lefts->count; i++) {
            lefts->list[i].sent = true;
        }
        return true;
    }
    if (strncmp(line, "gone ", 5) != 0) {
        return false;
    }
    uint64_t number = strtoull(line + 5, NULL, 10);
    for (size_t i = 0; i < lefts->count; i++) {
        if (lefts->list[i].number == number) {
            acts_left_finish(&lefts->list[i]);
            memmove(&lefts->list[i], &lefts->list[i + 1],
                    (--lefts->count - i) * sizeof *lefts->list);
            break;
        }
    }
    return true;
}

bool journal_read_left(const char *text, struct acts_left **list_out, size_t *count_out)
{
    struct left_list lefts = {0};
    bool whole = strncmp(text, JOURNAL_LEFT, strlen(JOURNAL_LEFT)) == 0;
    const char *at = whole ? text + strlen(JOURNAL_LEFT) : "";
    while (*at) {
        const char *end = strchr(at, '\n');
        const char *after = strncmp(at, "left ", 5) == 0 ? left_end(at) : NULL;
        bool read = after ? add_left(&lefts, at) : end && take_line(&lefts, at);
        whole = whole && read;
        at = after ? after : end ? end + 1 : "";
    }
    *list_out = lefts.list;
    *count_out = lefts.count;
    return whole;
}
