#define _GNU_SOURCE
#include "visit.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "acts.h"
#include "plenary/wire.h"
#include "roster.h"
#include "session/connect.h"
#include "session/session.h"

enum {
    PATIENCE = 12,          /* a room that keeps arriving may take so many time-outs */
    SECTIONS_A_TIMEOUT = 32 /* a load is granted one more for each so many sections */
};

enum verdict { VERDICT_NONE, VERDICT_STANDS, VERDICT_DROPPED, VERDICT_DENIED, VERDICT_FAILED };

struct visit {
    struct session session;
    const char *room;
    char broker[VISIT_BROKER];
    bool peers;               /* reads the entries of walls and desks too */
    const char *const *users; /* whose requests count before others'; lent until it is open */
    size_t user_count;
    bool wrote; /* something was handed in */
    bool looks; /* it reads on where the broker does not let it write */
    char user[PL_LINK_CREDENTIAL_MAX + 1];
    char self[PL_USER_MAX + 1];
    uint64_t seed;
    struct acts *acts;    /* what takes back what is done here */
    char deed[ACTS_NAME]; /* the command as it was typed */
    void (*note)(void *context, const struct pl_output *note); /* one more who is told; NULL */
    void *note_context;
    int timeout_ms;
    int signals;     /* a signalfd; -1: none */
    bool ended;      /* by a signal */
    int listened;    /* one more descriptor; -1: none */
    int clock;       /* readable when the wall clock is set; -1: none */
    bool met;        /* was connected at some time */
    uint64_t number; /* of the intent handed in; 0: none */
    uint64_t first;  /* of those that were handed in with it */
    enum verdict verdict;
    char word[256]; /* to the verdict: a reason, or the topic that was denied */
};

struct pl_time visit_now(void)
{
    return session_now();
}

struct pl_room *visit_room(struct visit *visit)
{
    return visit->session.room;
}

const char *visit_broker(const struct visit *visit)
{
    return visit->broker;
}

const char *visit_name(const struct visit *visit)
{
    return visit->room;
}

const char *visit_self(const struct visit *visit)
{
    return visit->self;
}

uint64_t visit_seed(const struct visit *visit)
{
    return visit->seed;
}

const char *visit_trouble(const struct visit *visit)
{
    return visit->session.trouble;
}

static void judge(struct visit *visit, enum verdict verdict, const char *word)
{
    if (visit->verdict == VERDICT_NONE) {
        visit->verdict = verdict;
        snprintf(visit->word, sizeof visit->word, "%s", word ? word : "");
    }
}

static void on_note(void *context, const struct pl_output *note)
{
    struct visit *visit = context;
    if (visit->note) {
        visit->note(visit->note_context, note);
    }
    switch (note->note) {
    case PL_NOTE_SETTLED:
        if (note->number == visit->number) {
            judge(visit, VERDICT_STANDS, NULL);
        }
        break;
    case PL_NOTE_DROPPED:
        if (note->number >= visit->first && note->number <= visit->number) {
            judge(visit, VERDICT_DROPPED, note->text);
        }
        break;
    case PL_NOTE_LOADED:
        judge(visit, VERDICT_STANDS, NULL);
        break;
    case PL_NOTE_LOAD_FAILED:
        judge(visit, VERDICT_FAILED, note->text);
        break;
    case PL_NOTE_DENIED:
        if (!visit->looks) {
            judge(visit, VERDICT_DENIED, note->topic);
        }
        break;
    case PL_NOTE_REFUSED:
    case PL_NOTE_REPUBLISHED:
    case PL_NOTE_TWIN:
    case PL_NOTE_DISPLACED:
    case PL_NOTE_REQUESTS_KEPT:
    case PL_NOTE_CHANGED_OVER:
        break;
    }
}

/* Signals arrive by a descriptor; blocked before the link's thread starts, which inherits it. A
 * desk's terminal takes those that it makes: they do not end a sitting (term.c). */
static int open_signals(bool desk)
{
    static const int terminal[] = {SIGINT, SIGTSTP, SIGCONT, SIGWINCH};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    for (size_t i = 0; desk && i < sizeof terminal / sizeof *terminal; i++) {
        sigaddset(&set, terminal[i]);
    }
    sigprocmask(SIG_BLOCK, &set, NULL);
    sigemptyset(&set);
    if (!desk) {
        sigaddset(&set, SIGINT);
    }
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

_Static_assert(VISIT_BROKER >= PL_LINK_HOST_MAX + 32, "a host that does not fit");

/* The broker as people may see it: without user and password. */
static void name_broker(const struct pl_link_url *url, char out[VISIT_BROKER])
{
    snprintf(out, VISIT_BROKER, strchr(url->host, ':') ? "%s://[%s]" : "%s://%s",
             url->tls ? "mqtts" : "mqtt", url->host);
    if (url->port) {
        size_t used = strlen(out);
        snprintf(out + used, VISIT_BROKER - used, ":%u", url->port);
    }
}

bool visit_address(const struct config *config, char out[VISIT_BROKER], char error[CONFIG_TEXT])
{
    struct connect connect;
    if (!connect_settings(config, &connect, error)) {
        return false;
    }
    name_broker(&connect.url, out);
    return true;
}

static bool open_session(struct visit *visit, const struct config *config, enum pl_role role)
{
    char error[CONFIG_TEXT];
    char why[PL_LINK_TEXT];
    struct connect connect;
    struct pl_room_config room = {.role = role, .all_langs = true, .version = PLENARY_VERSION};
    if (!connect_settings(config, &connect, error)) {
        command_fail("%s", error);
        return false;
    }
    if (!session_identity(room.by, &room.seed)) {
        command_fail("the system gives no random numbers");
        return false;
    }
    visit->seed = room.seed;
    room.peers = visit->peers;
    room.users = visit->users;
    room.user_count = visit->user_count;
    name_broker(&connect.url, visit->broker);
    snprintf(visit->user, sizeof visit->user, "%s",
             connect.link.username ? connect.link.username : "");
    snprintf(visit->self, sizeof visit->self, "%s", connect.name);
    visit->room = config_get(config, "room");
    room.room = visit->room;
    room.name = connect.name;
    room.user = connect.user;
    if (!session_init(&visit->session, &connect.link, &room, why)) {
        command_fail("%s", why);
        return false;
    }
    return true;
}

int visit_check(const struct call *call)
{
    char error[CONFIG_TEXT];
    struct connect connect;
    if (connect_settings(call->config, &connect, error)) {
        return COMMAND_OK;
    }
    command_fail("%s", error);
    return connect_exit_status(call->config) == 2 ? COMMAND_USAGE : COMMAND_FAILED;
}

/* "status c.4 agreed-ad-ref", for the journal. */
static void name_deed(struct visit *visit, const struct call *call)
{
    size_t used = (size_t)snprintf(visit->deed, sizeof visit->deed, "%s", call->command->name);
    for (size_t i = 0; i < call->word_count && used < sizeof visit->deed; i++) {
        used +=
            (size_t)snprintf(visit->deed + used, sizeof visit->deed - used, " %s", call->words[i]);
    }
}

static struct visit *open_as(const struct call *call, enum pl_role role, bool peers,
                             const char *const *users, size_t user_count)
{
    struct visit *visit = calloc(1, sizeof *visit);
    if (!visit) {
        command_fail("out of memory");
        return NULL;
    }
    visit->timeout_ms = call->timeout_ms;
    visit->peers = peers;
    visit->users = users;
    visit->user_count = user_count;
    visit->listened = -1;
    visit->clock = session_clock_fd();
    visit->session.note = on_note;
    visit->session.note_context = visit;
    visit->signals = open_signals(role == PL_ROLE_DESK);
    visit->acts = acts_create();
    name_deed(visit, call);
    if (!visit->acts) {
        command_fail("out of memory");
        visit_close(visit);
        return NULL;
    }
    if (!open_session(visit, call->config, role)) {
        visit_close(visit);
        return NULL;
    }
    return visit;
}

struct visit *visit_open(const struct call *call, enum pl_role role)
{
    return open_as(call, role, false, NULL, 0);
}

struct visit *visit_open_desk(const struct call *call, const struct roster *roster)
{
    size_t count = roster_count(roster);
    const char **users = calloc(count + 1, sizeof *users);
    for (size_t i = 0; users && i < count; i++) {
        users[i] = roster_entry(roster, i)->user;
    }
    struct visit *visit =
        open_as(call, PL_ROLE_DESK, false, (const char *const *)users, users ? count : 0);
    free(users);
    return visit;
}

struct visit *visit_open_reader(const struct call *call)
{
    return open_as(call, PL_ROLE_WATCH, true, NULL, 0);
}

void visit_close(struct visit *visit)
{
    if (!visit) {
        return;
    }
    session_finish(&visit->session);
    if (visit->signals >= 0) {
        close(visit->signals);
    }
    if (visit->clock >= 0) {
        close(visit->clock);
    }
    acts_destroy(visit->acts);
    free(visit);
}

void visit_on_note(struct visit *visit, void (*note)(void *context, const struct pl_output *note),
                   void *context)
{
    visit->note = note;
    visit->note_context = context;
}

void visit_pump(struct visit *visit)
{
    session_pump(&visit->session);
    visit->met = visit->met || visit->session.connected;
}

void visit_listen(struct visit *visit, int fd)
{
    visit->listened = fd;
}

bool visit_connected(const struct visit *visit)
{
    return visit->session.connected;
}

bool visit_wait(struct visit *visit, int timeout_ms)
{
    int64_t left = session_deadline(&visit->session) - session_now().mono_ms;
    int wait_ms = left < 0 ? 0 : left < timeout_ms ? (int)left : timeout_ms;
    struct pollfd fds[] = {{.fd = pl_link_fd(visit->session.link), .events = POLLIN},
                           {.fd = visit->signals, .events = POLLIN},
                           {.fd = visit->listened, .events = POLLIN},
                           {.fd = visit->clock, .events = POLLIN}};
    poll(fds, sizeof fds / sizeof *fds, wait_ms);
    session_clock_set(visit->clock);
    visit->ended = visit->ended || (fds[1].revents & POLLIN) != 0;
    if (!visit->ended) {
        visit_pump(visit);
    }
    return !visit->ended;
}

/* ---- why it did not come to pass ---- */

static bool say_denied(const struct visit *visit)
{
    const char *user = visit->user;
    const char *topic = visit->word;
    for (int slashes = 0; slashes < 2 && strchr(topic, '/'); slashes++) {
        topic = strchr(topic, '/') + 1;
    }
    if (user[0]) {
        command_fail("the broker does not let user '%s' write %s; ask who keeps the broker", user,
                     topic);
    } else {
        command_fail("the broker does not let a user without a name write %s; give one in --broker",
                     topic);
    }
    return false;
}

static bool say_verdict(const struct visit *visit)
{
    switch (visit->verdict) {
    case VERDICT_DENIED:
        return say_denied(visit);
    case VERDICT_DROPPED:
        command_fail("not done: %s", visit->word[0] ? visit->word : "what it started from is gone");
        return false;
    case VERDICT_FAILED:
        command_fail("the text was not loaded: %s",
                     visit->word[0] ? visit->word : "the room would not have it");
        return false;
    case VERDICT_NONE:
    case VERDICT_STANDS:
        break;
    }
    return true;
}

static bool say_lost(const struct visit *visit)
{
    command_fail("lost the broker at %s%s%s%s before the change came back; "
                 "see `plenary show` for what the room holds",
                 visit_broker(visit), visit->session.trouble[0] ? " (" : "", visit->session.trouble,
                 visit->session.trouble[0] ? ")" : "");
    return false;
}

/* The link's text without the address before it, which is told already. */
static const char *reason(const struct visit *visit)
{
    const char *text = visit->session.trouble;
    const char *colon = strstr(text, ": ");
    return text[0] == '\0' ? "no answer" : colon ? colon + 2 : text;
}

bool visit_barred(const struct visit *visit)
{
    return visit->session.barred;
}

int visit_fail_connection(const struct visit *visit)
{
    const char *broker = visit_broker(visit);
    if (!visit_barred(visit)) {
        return command_fail("no broker at %s (%s); start one or give --broker", broker,
                            reason(visit));
    }
    if (!visit->user[0]) {
        return command_fail("the broker at %s wants a user (%s); give --username and "
                            "--password-file",
                            broker, reason(visit));
    }
    return command_fail("the broker at %s does not let user '%s' in (%s); see --username and "
                        "--password-file",
                        broker, visit->user, reason(visit));
}

/* The change did not come back. In MQTT 3.1.1 a broker has no words to refuse a write. */
static void say_silent(const struct visit *visit)
{
    if (visit->session.protocol == 311) {
        command_fail("the change has not come back from %s, which speaks MQTT 3.1.1 and cannot say "
                     "whether it lets user '%s' write; ask who keeps the broker, or give a longer "
                     "--timeout",
                     visit_broker(visit), visit->user);
        return;
    }
    command_fail("the change has not come back from %s; see `plenary show` for what the room "
                 "holds, or give a longer --timeout",
                 visit_broker(visit));
}

static bool say_late(const struct visit *visit, bool handed_in)
{
    const char *trouble = reason(visit);
    const char *broker = visit_broker(visit);
    if (!visit->met) {
        visit_fail_connection(visit);
    } else if (!visit->session.connected) {
        command_fail("lost the broker at %s (%s) while reading the room; try again", broker,
                     trouble);
    } else if (handed_in) {
        say_silent(visit);
    } else {
        command_fail("room \"%s\" at %s is not complete (waiting for %s); give a longer --timeout",
                     visit_name(visit), broker, pl_room_waiting_for(visit->session.room));
    }
    return false;
}

/* ---- waiting ---- */

/* Waits until the whole room was read. */
static bool join(struct visit *visit)
{
    int64_t timeout_ms = visit->timeout_ms;
    int64_t start = session_now().mono_ms;
    int64_t news = start;
    for (;;) {
        int64_t now = session_now().mono_ms;
        if (pl_room_whole(visit->session.room)) {
            return say_verdict(visit);
        }
        if (visit->verdict != VERDICT_NONE) {
            return say_verdict(visit);
        }
        if (visit_barred(visit) || now - news >= timeout_ms ||
            now - start >= PATIENCE * timeout_ms) {
            return say_late(visit, false);
        }
        if (!visit_wait(visit, (int)(news + timeout_ms - now))) {
            command_fail("interrupted");
            return false;
        }
        if (pl_room_changes(visit->session.room) & ((1u << PL_TOPIC_ORDERED_COUNT) - 1)) {
            news = now;
        }
    }
}

/* What a failed load has left at the broker goes before we do. */
static void clean_up(struct visit *visit)
{
    int64_t deadline = session_now().mono_ms + visit->timeout_ms;
    while (visit->verdict == VERDICT_FAILED && pl_room_tidying(visit->session.room) &&
           visit->session.connected && session_now().mono_ms < deadline) {
        if (!visit_wait(visit, 100)) {
            return;
        }
    }
}

static bool await_verdict(struct visit *visit, int64_t timeout_ms)
{
    int64_t deadline = session_now().mono_ms + timeout_ms;
    while (visit->verdict == VERDICT_NONE) {
        int64_t left = deadline - session_now().mono_ms;
        if (!visit->session.connected) {
            return say_lost(visit);
        }
        if (left <= 0) {
            return say_late(visit, true);
        }
        if (!visit_wait(visit, left < INT_MAX ? (int)left : INT_MAX)) {
            command_fail("interrupted; see `plenary show` for what the room holds");
            return false;
        }
    }
    clean_up(visit);
    return say_verdict(visit);
}

/* Each of several acts has a verdict of its own. */
static void begin(struct visit *visit)
{
    visit->wrote = true;
    if (visit->verdict == VERDICT_STANDS) {
        visit->verdict = VERDICT_NONE;
    }
}

/* Nothing is built on what cannot be read. */
static bool readable(const struct visit *visit, const struct pl_intent *intent)
{
    static const char *const topics[] = {[PL_TOPIC_CURSOR] = "cursor",
                                         [PL_TOPIC_SPEAKERS] = "speakers",
                                         [PL_TOPIC_TIMER] = "timer",
                                         [PL_TOPIC_NOTICE] = "notice"};
    enum pl_topic_kind kind = pl_intent_topic(intent);
    enum pl_error error = pl_room_unreadable(visit->session.room, kind);
    if (error == PL_OK || intent->kind == PL_INTENT_RESET || kind < PL_TOPIC_CURSOR) {
        return true;
    }
    command_fail("%s cannot be read: what the broker holds %s; a desk that is on puts it back, or "
                 "begin it anew: plenary room reset %s",
                 topics[kind], pl_error_text(error), topics[kind]);
    return false;
}

static bool submit(struct visit *visit, const struct pl_intent *intents, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!readable(visit, &intents[i])) {
            return false;
        }
    }
    begin(visit);
    enum pl_error error =
        acts_do(visit->acts, visit->session.room, visit->deed, intents, count, session_now());
    if (error != PL_OK) {
        command_fail("the room does not take it: it %s", pl_error_text(error));
        return false;
    }
    acts_numbers(visit->acts, &visit->first, &visit->number);
    session_pump(&visit->session);
    return await_verdict(visit, visit->timeout_ms);
}

struct journal visit_journal(const struct visit *visit)
{
    return (struct journal){.broker = visit->broker,
                            .room = visit->room,
                            .user = visit->user[0] ? visit->user : visit->self};
}

bool visit_submit_quietly(struct visit *visit, const struct pl_intent *intent)
{
    return submit(visit, intent, 1);
}

bool visit_submit_all(struct visit *visit, const struct pl_intent *intents, size_t count)
{
    struct journal journal = visit_journal(visit);
    bool stands = submit(visit, intents, count);
    if (stands) {
        journal_add(&journal, visit->deed, acts_back(visit->acts), session_now().wall_ms);
    }
    return stands;
}

bool visit_submit(struct visit *visit, const struct pl_intent *intent)
{
    return visit_submit_all(visit, intent, 1);
}

void visit_say_unloadable(const struct pl_document *document, size_t where, enum pl_error error)
{
    const char *label = where < document->section_count ? document->sections[where].label : NULL;
    command_fail("the text cannot be loaded: %s%s%s %s", label ? "section " : "it",
                 label ? label : "", label && label[0] == '\0' ? "1" : "", pl_error_text(error));
}

bool visit_load(struct visit *visit, const struct pl_document *document,
                const struct pl_load_section *sections)
{
    struct journal journal = visit_journal(visit);
    struct pl_export *before = acts_keep_text(visit->session.room);
    bool loaded = visit_load_quietly(visit, document, sections);
    if (loaded) {
        journal_add_load(&journal, visit->deed, before, session_now().wall_ms);
    }
    pl_export_destroy(before);
    return loaded;
}

bool visit_load_quietly(struct visit *visit, const struct pl_document *document,
                        const struct pl_load_section *sections)
{
    size_t where = 0;
    enum pl_error error =
        pl_room_load(visit->session.room, document, sections, session_now(), &where);
    if (error == PL_ERROR_RANGE) {
        command_fail("the room takes no text any more: its epochs are used up; begin it anew: "
                     "plenary room reset");
        return false;
    }
    if (error != PL_OK) {
        visit_say_unloadable(document, where, error);
        return false;
    }
    begin(visit);
    session_pump(&visit->session);
    int64_t times = 1 + (int64_t)(document->section_count / SECTIONS_A_TIMEOUT);
    return await_verdict(visit, times * visit->timeout_ms);
}

bool visit_reset(struct visit *visit)
{
    const struct pl_document *document = pl_room_document(visit->session.room, PL_CONFIRMED);
    /* Copies: the room may forget the document that they are of. */
    char lang[PL_LANG_MAX + 1], title[PL_TITLE_MAX + 1];
    snprintf(lang, sizeof lang, "%s", document ? document->fronts[0].lang : "en");
    snprintf(title, sizeof title, "%s", document ? document->fronts[0].title : visit->room);
    enum pl_error error = pl_room_reset(visit->session.room, lang, title, session_now());
    if (error != PL_OK) {
        command_fail("the room cannot be begun anew: it %s", pl_error_text(error));
        return false;
    }
    begin(visit);
    session_pump(&visit->session);
    return await_verdict(visit, visit->timeout_ms);
}

bool visit_align(struct visit *visit, const struct pl_front *front, const struct pl_text *texts)
{
    const struct pl_document *document = pl_room_document(visit->session.room, PL_CONFIRMED);
    size_t count = document ? document->section_count : 0;
    size_t where = 0;
    enum pl_error error =
        pl_room_align(visit->session.room, front, texts, session_now(), &visit->number, &where);
    visit->first = visit->number;
    if (error != PL_OK) {
        const char *label = where < count ? document->sections[where].label : NULL;
        command_fail("the language cannot be added: %s%s %s", label ? "section " : "it",
                     label && label[0] ? label
                     : label           ? "1"
                                       : "",
                     pl_error_text(error));
        return false;
    }
    begin(visit);
    session_pump(&visit->session);
    return await_verdict(visit, (1 + (int64_t)(count / SECTIONS_A_TIMEOUT)) * visit->timeout_ms);
}

static struct visit *enter(struct visit *visit, bool needs_text)
{
    bool in = visit && join(visit);
    if (in && needs_text && !pl_room_document(visit->session.room, PL_CONFIRMED)) {
        enum pl_error error = pl_room_unreadable(visit->session.room, PL_TOPIC_DOCUMENT);
        if (error != PL_OK) {
            command_fail("the document of room \"%s\" cannot be read: it %s; load a text: plenary "
                         "load --fresh FILE",
                         visit_name(visit), pl_error_text(error));
        } else {
            command_fail("no document in room \"%s\" at %s; load one: plenary load FILE",
                         visit_name(visit), visit_broker(visit));
        }
        in = false;
    }
    if (!in) {
        visit_close(visit);
        visit = NULL;
    }
    return visit;
}

struct visit *visit_enter(const struct call *call, bool needs_text)
{
    return enter(visit_open(call, PL_ROLE_COMMAND), needs_text);
}

struct visit *visit_enter_about(const struct call *call, const char *user)
{
    return enter(open_as(call, PL_ROLE_COMMAND, false, &user, pl_wire_is_user(user) ? 1 : 0),
                 false);
}

struct visit *visit_enter_reader(const struct call *call, bool needs_text)
{
    return enter(visit_open_reader(call), needs_text);
}

/* ---- the walls ---- */

enum { FOLLOW_MS = 1000, UNHEARD_MS = 5000 };

/* How many walls do not show it, of those that were heard of late or of the others, and their
 * names. */
static size_t lagging(const struct visit *visit, bool heard, char *names, size_t size)
{
    const struct pl_room *room = visit->session.room;
    int64_t since = session_now().mono_ms - UNHEARD_MS;
    size_t count = 0, used = 0;
    names[0] = '\0';
    for (size_t i = 0; i < pl_room_displays(room); i++) {
        struct pl_peer peer;
        if (!pl_room_lags(room, i) || !pl_room_display(room, i, &peer) ||
            (peer.heard_mono_ms > 0 && peer.heard_mono_ms >= since) != heard) {
            continue;
        }
        const char *name = peer.is.display->name[0] ? peer.is.display->name : peer.user;
        used += used < size
                    ? (size_t)snprintf(names + used, size - used, "%s%s", count ? ", " : "", name)
                    : 0;
        count++;
    }
    return count;
}

/* A wall that says it is there and is not heard for five seconds is not waited for, but told of. */
static int await_walls(struct visit *visit)
{
    char names[256];
    int64_t start = session_now().mono_ms;
    for (;;) {
        size_t heard = lagging(visit, true, names, sizeof names);
        size_t unheard = heard > 0 ? 0 : lagging(visit, false, names, sizeof names);
        int64_t past = session_now().mono_ms - start;
        if (heard + unheard == 0) {
            return COMMAND_OK;
        }
        if (past >= FOLLOW_MS && heard > 0) {
            command_fail("the change is in the room, but not on every wall: %s does not follow; "
                         "see: plenary displays",
                         names);
            return COMMAND_LAGS;
        }
        if (past >= UNHEARD_MS) {
            command_fail("warning: nothing is heard of %s", names);
            return COMMAND_OK;
        }
        int64_t next = past < FOLLOW_MS ? FOLLOW_MS - past : UNHEARD_MS - past;
        if (!visit->session.connected || !visit_wait(visit, (int)next)) {
            command_fail("the change is in the room; whether the walls show it is not known");
            return COMMAND_LAGS;
        }
    }
}

int visit_end(struct visit *visit, int status)
{
    if (visit && visit->wrote && status == COMMAND_OK) {
        status = await_walls(visit);
    }
    visit_close(visit);
    return status;
}

int visit_run(const struct call *call, bool needs_text,
              int (*act)(struct visit *visit, const struct call *call))
{
    struct visit *visit = visit_enter(call, needs_text);
    return visit_end(visit, visit ? act(visit, call) : COMMAND_FAILED);
}

int visit_read(const struct call *call, bool needs_text,
               int (*act)(struct visit *visit, const struct call *call))
{
    struct visit *visit = visit_enter_reader(call, needs_text);
    return visit_end(visit, visit ? act(visit, call) : COMMAND_FAILED);
}

int visit_look(const struct call *call, int (*act)(struct visit *visit, const struct call *call))
{
    struct visit *visit = visit_open(call, PL_ROLE_COMMAND);
    if (visit) {
        visit->looks = true;
    }
    visit = enter(visit, false);
    return visit_end(visit, visit ? act(visit, call) : COMMAND_FAILED);
}

bool visit_new_id(char id_out[PL_ID_MAX + 1])
{
    char by[PL_BY_LEN + 1];
    uint64_t seed;
    if (!session_identity(by, &seed)) {
        command_fail("the system gives no random numbers");
        return false;
    }
    snprintf(id_out, PL_ID_MAX + 1, "n-%s", by);
    return true;
}
