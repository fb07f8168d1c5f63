/* The cures of a room that one message has spoiled: its text anew, one topic anew, all of it anew.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "describe.h"
#include "restore.h"
#include "visit.h"

static const struct {
    const char *name;
    enum pl_topic_kind kind;
} topics[] = {{"cursor", PL_TOPIC_CURSOR},
              {"speakers", PL_TOPIC_SPEAKERS},
              {"timer", PL_TOPIC_TIMER},
              {"notice", PL_TOPIC_NOTICE}};

enum { TOPICS = sizeof topics / sizeof *topics };

/* ---- room mend ---- */

/* The new text starts where the room is. */
static void start_here(const struct pl_room *room, struct restore *restore)
{
    struct pl_place place;
    if (pl_room_place(room, PL_CONFIRMED, &place)) {
        const struct pl_document *document = pl_room_document(room, PL_CONFIRMED);
        restore->document.start_section = document->sections[place.section].id;
        restore->document.start_item =
            pl_room_items(room, PL_CONFIRMED, place.section)->items[place.item].id;
    }
}

static bool load_again(struct visit *visit, struct pl_export *text)
{
    struct restore restore;
    if (restore_init(&restore, text) != PUBLISH_OK) {
        command_fail("out of memory");
        return false;
    }
    start_here(visit_room(visit), &restore);
    bool loaded = visit_load_quietly(visit, &restore.document, restore.sections);
    restore_finish(&restore);
    return loaded;
}

static int act_mend(struct visit *visit, const struct call *call)
{
    struct pool pool = {0};
    struct pl_export text;
    char missing[256];
    (void)call;
    if (describe_missing(visit_room(visit), missing, sizeof missing)) {
        return command_fail(
            "the broker has lost section %s; load the text instead: plenary load FILE", missing);
    }
    bool mended = restore_take(visit_room(visit), &pool, &text) && load_again(visit, &text);
    pool_finish(&pool);
    if (mended) {
        puts("the text, its marks, the place, the list, the timer and the notice are in the room "
             "anew");
    }
    return mended ? COMMAND_OK : COMMAND_FAILED;
}

static int run_mend(const struct call *call)
{
    return visit_run(call, true, act_mend);
}

const struct command command_room_mend = {
    .name = "room mend",
    .usage = "",
    .summary = "put all that is in the room there anew, where it is stuck",
    .help = "Loads the text that is in the room once more, with its ids, statuses, marks and the\n"
            "place, and says the list, the timer and the notice again. For a room in which one\n"
            "topic takes no change any more, or a wall does not follow. The chair may.",
    .example = "  plenary room mend",
    .run = run_mend};

/* ---- room reset ---- */

static bool reset_topic(struct visit *visit, enum pl_topic_kind kind)
{
    struct pl_intent reset = {.kind = PL_INTENT_RESET, .as.reset = kind};
    return visit_submit_quietly(visit, &reset);
}

static int act_reset_topic(struct visit *visit, const struct call *call)
{
    for (size_t i = 0; i < TOPICS; i++) {
        if (strcmp(call->words[0], topics[i].name) == 0) {
            bool reset = reset_topic(visit, topics[i].kind);
            if (reset) {
                printf("%s: begun anew\n", topics[i].name);
            }
            return reset ? COMMAND_OK : COMMAND_FAILED;
        }
    }
    return COMMAND_FAILED;
}

static int act_reset(struct visit *visit, const struct call *call)
{
    (void)call;
    bool reset = visit_reset(visit);
    for (size_t i = 0; i < TOPICS && reset; i++) {
        reset = reset_topic(visit, topics[i].kind);
    }
    if (reset) {
        printf("room \"%s\" is begun anew; load a text: plenary load FILE\n", visit_name(visit));
    }
    return reset ? COMMAND_OK : COMMAND_FAILED;
}

static int run_reset(const struct call *call)
{
    if (call->word_count == 0) {
        return visit_run(call, false, act_reset);
    }
    for (size_t i = 0; i < TOPICS; i++) {
        if (strcmp(call->words[0], topics[i].name) == 0) {
            return visit_run(call, false, act_reset_topic);
        }
    }
    return command_misuse(call->command,
                          "no topic \"%s\"; there are cursor, speakers, timer and notice",
                          call->words[0]);
}

const struct command command_room_reset = {
    .name = "room reset",
    .usage = "[cursor|speakers|timer|notice]",
    .summary = "begin the room anew, or one topic of it",
    .help = "Without a topic: no text, an empty list, no timer, no notice. Whatever was written\n"
            "before does not count any more, so that a text can be loaded even where one message\n"
            "has used up the room's numbers. Running walls follow. With a topic only that one is\n"
            "begun anew, where what the broker holds of it cannot be read. The chair may.",
    .example = "  plenary room reset speakers",
    .most = 1,
    .run = run_reset};
