#define _GNU_SOURCE
#include "draft_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"
#include "intent.h"

/* ---- names ---- */

static char *take_name(const char *what, const char *from, size_t size)
{
    char *part = strndup(from, size);
    const char *words[] = {part};
    char *clean = part ? command_name(what, words, 1) : NULL;
    free(part);
    return clean;
}

bool names_take(const char *what, const char *text, struct pl_names *names_out)
{
    char **names = calloc(PL_NAMES_MAX, sizeof *names);
    *names_out = (struct pl_names){.names = (const char *const *)names, .given = true};
    bool more = text != NULL, taken = names != NULL;
    while (taken && more) {
        size_t size = strcspn(text, ",");
        if (names_out->count == PL_NAMES_MAX) {
            command_fail("%s: no more than %d names", what, PL_NAMES_MAX);
            taken = false;
            break;
        }
        names[names_out->count] = take_name(what, text, size);
        taken = names[names_out->count] != NULL;
        names_out->count += taken ? 1 : 0;
        more = text[size] == ',';
        text += size + 1;
    }
    if (!taken) {
        names_free(names_out);
    }
    return taken;
}

void names_free(struct pl_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free((void *)names->names[i]);
    }
    free((void *)names->names);
    *names = (struct pl_names){0};
}

/* ---- the item ---- */

static bool place_of_label(struct visit *visit, const char *label, struct pl_place *place_out)
{
    const struct pl_room *room = visit_room(visit);
    if (strcmp(label, ".") == 0) {
        if (!pl_room_place(room, PL_CONFIRMED, place_out)) {
            command_fail("the place is nowhere in this text; say which item");
            return false;
        }
        return true;
    }
    if (!pl_room_find(room, PL_CONFIRMED, label, place_out)) {
        char line[DESCRIBE_LINE];
        size_t count = 0;
        struct intent_entry *entries = describe_outline(room, &count);
        intent_what_exists(entries, count, label, line, sizeof line);
        free(entries);
        command_fail("%s", line);
        return false;
    }
    return true;
}

bool target_place(struct visit *visit, const char *const *label, size_t label_count,
                  struct pl_place *place_out)
{
    if (label_count == 0) {
        return place_of_label(visit, ".", place_out);
    }
    char *text = command_text("the label", label, label_count, PL_LABEL_MAX, PL_LABEL_MAX);
    bool found = text && place_of_label(visit, text, place_out);
    free(text);
    return found;
}

static bool find_text(struct target *target, const struct call *call)
{
    const struct pl_room *room = visit_room(target->visit);
    const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
    const char *lang = command_value(call, "lang");
    enum pl_words_state state = PL_WORDS_CURRENT;
    if (lang && !describe_has_language(document, lang)) {
        command_fail("the text is not there in language \"%s\"", lang);
        return false;
    }
    target->lang = lang ? lang : pl_room_original(room);
    target->section = document->sections[target->place.section].id;
    target->item = describe_item(room, &target->place);
    target->words = target->item ? pl_room_words(room, PL_CONFIRMED, target->place.section,
                                                 target->item->id, target->lang, &state)
                                 : NULL;
    if (!target->words || state == PL_WORDS_MISSING) {
        command_fail("there are no words here in language \"%s\"", target->lang);
        return false;
    }
    return true;
}

bool target_open(struct target *target, struct visit *visit, const struct call *call,
                 const char *const *label, size_t label_count)
{
    *target = (struct target){.visit = visit};
    const char *nth = command_value(call, "nth");
    int64_t number = 0;
    if (nth && intent_number(nth, 1, PL_ITEM_POINTS_MAX, &number)) {
        target->nth = (size_t)number;
    }
    if (!target_place(visit, label, label_count, &target->place) || !find_text(target, call)) {
        return false;
    }
    if (edit_start(&target->edit, target->words) != EDIT_OK) {
        command_fail("out of memory");
        return false;
    }
    return true;
}

void target_close(struct target *target)
{
    edit_finish(&target->edit);
}

int target_run(const struct call *call, int (*act)(struct visit *visit, const struct call *call))
{
    const char *nth = command_value(call, "nth");
    int64_t number;
    if (nth && !intent_number(nth, 1, PL_ITEM_POINTS_MAX, &number)) {
        return command_misuse(call->command, "--nth wants a number from 1");
    }
    return visit_run(call, true, act);
}

/* ---- its words ---- */

bool target_find(struct target *target, const char *words, struct edit_span *span_out)
{
    char *text = pl_words_join(target->words, PL_VIEW_MARKED);
    struct intent_span span = {0};
    bool found = text && command_find(text, target->item->label, words, target->nth, &span);
    free(text);
    *span_out = (struct edit_span){span.start, span.end};
    return found;
}

bool target_find_words(struct target *target, const struct call *call, struct edit_span *span_out)
{
    char *words = command_text("the words", call->words + 1, call->word_count - 1, PL_PAYLOAD_MAX,
                               PL_ITEM_POINTS_MAX);
    bool found = words && target_find(target, words, span_out);
    free(words);
    return found;
}

int target_publish(struct target *target, enum edit_error error)
{
    struct pl_words now;
    error = error == EDIT_OK ? edit_end(&target->edit, target->words, &now) : error;
    if (error != EDIT_OK) {
        return command_fail("%s: %s", target->item->label, edit_error_text(error));
    }
    struct pl_intent intent = {.kind = PL_INTENT_WORDS};
    intent.as.words.section = target->section;
    intent.as.words.item = target->item->id;
    intent.as.words.lang = target->lang;
    intent.as.words.old_runs = target->words->runs;
    intent.as.words.old_count = target->words->run_count;
    intent.as.words.new_runs = now.runs;
    intent.as.words.new_count = now.run_count;
    char *marked = describe_marks(&now);
    char *label = strdup(target->item->label);
    bool stands = marked && label && visit_submit(target->visit, &intent);
    if (stands) {
        printf("%s  %s\n", label, marked);
    }
    free(marked);
    free(label);
    return stands ? COMMAND_OK : COMMAND_FAILED;
}
