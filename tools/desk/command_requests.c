/* Requests of remote participants for the floor. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "queue.h"
#include "verb_speakers.h"

static const char *shown_name(const struct roster *roster, const char *user)
{
    const struct roster_entry *known = roster_by_user(roster, user);
    return known ? known->name : user;
}

/* A request, kept: the room's own goes when it is answered. */
struct request {
    char user[PL_USER_MAX + 1];
    char on_behalf[PL_NAME_MAX + 1]; /* "" */
    char id[PL_ID_MAX + 1];          /* of the entry that it becomes */
    struct pl_request is;
    const char *name; /* as it is shown: the roster's, or the user */
};

static void keep(const struct roster *roster, const struct pl_asking *asking,
                 struct request *request_out)
{
    struct request *request = request_out;
    const char *on_behalf = asking->request->on_behalf;
    snprintf(request->user, sizeof request->user, "%s", asking->user);
    snprintf(request->on_behalf, sizeof request->on_behalf, "%s", on_behalf ? on_behalf : "");
    queue_request_id(asking->user, asking->by, asking->request->number, request->id);
    request->is = *asking->request;
    request->is.on_behalf = on_behalf ? request->on_behalf : NULL;
    request->name = shown_name(roster, request->user);
}

/* By the user, or else by the name that is shown. False after saying that there is none. */
static bool find_request(struct visit *visit, const struct roster *roster, const char *word,
                         struct request *request_out)
{
    struct pl_room *room = visit_room(visit);
    struct pl_asking asking;
    for (int by_name = 0; by_name < 2; by_name++) {
        for (size_t i = 0; pl_room_request(room, i, &asking); i++) {
            if (by_name ? queue_same(shown_name(roster, asking.user), word)
                        : strcmp(asking.user, word) == 0) {
                keep(roster, &asking, request_out);
                return true;
            }
        }
    }
    size_t count = pl_room_requests(room);
    command_fail("no request of \"%.60s\"; %zu ask%s, see plenary speaker list", word, count,
                 count == 1 ? "s" : "");
    return false;
}

static bool find_entry(struct visit *visit, const char *user, char id_out[PL_ID_MAX + 1])
{
    const struct pl_speakers *speakers = verb_speakers(visit, NULL);
    for (size_t i = 0; i < speakers->queue_count; i++) {
        const struct pl_speaker *speaker = &speakers->queue[i];
        if (speaker->user && strcmp(speaker->user, user) == 0) {
            snprintf(id_out, PL_ID_MAX + 1, "%s", speaker->id);
            return true;
        }
    }
    return false;
}

static int let_go(struct visit *visit, const struct request *request,
                  const struct pl_answer *answer)
{
    char id[PL_ID_MAX + 1];
    struct pl_intent intents[] = {{.kind = PL_INTENT_ANSWER}, {.kind = PL_INTENT_SPEAKER_REMOVE}};
    bool waits = find_entry(visit, request->user, id);
    intents[0].as.answer = *answer;
    intents[1].as.order.entry = id;
    if (!visit_submit_all(visit, intents, waits ? 2 : 1)) {
        return COMMAND_FAILED;
    }
    printf("%s is off the list, as they asked\n", request->name);
    return COMMAND_OK;
}

static int act_take(struct visit *visit, const struct call *call, const struct roster *roster)
{
    struct request request;
    if (!find_request(visit, roster, call->words[0], &request)) {
        return COMMAND_FAILED;
    }
    struct pl_answer answer = {.user = request.user, .number = request.is.number, .granted = true};
    if (request.is.want == PL_WANT_WITHDRAW) {
        return let_go(visit, &request, &answer);
    }
    struct pl_speaker speaker = {.id = request.id,
                                 .name = request.name,
                                 .on_behalf = request.is.on_behalf,
                                 .user = request.user,
                                 .kind = request.is.kind};
    return verb_add(visit, roster, &speaker, PL_QUEUE_KINDS, &answer);
}

static int act_decline(struct visit *visit, const struct call *call, const struct roster *roster)
{
    struct request request;
    struct pl_intent intent = {.kind = PL_INTENT_ANSWER};
    if (!find_request(visit, roster, call->words[0], &request)) {
        return COMMAND_FAILED;
    }
    intent.as.answer = (struct pl_answer){.user = request.user, .number = request.is.number};
    if (!visit_submit(visit, &intent)) {
        return COMMAND_FAILED;
    }
    printf("declined: %s\n", request.name);
    return COMMAND_OK;
}

static int run_take(const struct call *call)
{
    return verb_run_about(call, act_take);
}

static int run_decline(const struct call *call)
{
    return verb_run_about(call, act_decline);
}

const struct command command_speaker_take = {
    .name = "speaker take",
    .usage = "USER",
    .summary = "put a remote participant who asks on the list",
    .help = "By the broker's user, or by the name that the names file gives that user: never by a "
            "name\nthat they give themselves. A request to be taken off the list is done as well.",
    .example = "  plenary speaker take lima-2 --names-file names.csv",
    .least = 1,
    .most = 1,
    .run = run_take};

const struct command command_speaker_decline = {.name = "speaker decline",
                                                .usage = "USER",
                                                .summary =
                                                    "decline the request of a remote participant",
                                                .help = "They are told; they may ask again.",
                                                .example = "  plenary speaker decline lima-2",
                                                .least = 1,
                                                .most = 1,
                                                .run = run_decline};
