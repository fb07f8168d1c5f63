/* A command's visit to a room: from the options to a connected session, from an intent to the
 * word that it stands there. Every wait ends: by what was waited for, by --timeout, by a signal or
 * by the end of the connection; what went wrong is said on stderr here, once. The visit owns the
 * session; what it lends is valid until the next call that waits.
 */
#ifndef DESK_VISIT_H
#define DESK_VISIT_H

#include "command.h"
#include "journal.h"
#include "plenary/room.h"

struct visit;
struct roster;

enum { VISIT_BROKER = 320 }; /* scheme, the longest host, port */
/* The broker of the settings, as "mqtt://127.0.0.1", without a password. False with a line in
 * error. */
bool visit_address(const struct config *config, char out[VISIT_BROKER], char error[CONFIG_TEXT]);

/* Starts connecting. NULL after saying why not. */
struct visit *visit_open(const struct call *call, enum pl_role role);
/* As a desk; the requests of those in the names file count before others'. */
struct visit *visit_open_desk(const struct call *call, const struct roster *roster);
/* As one who only reads, the entries of walls and desks too. */
struct visit *visit_open_reader(const struct call *call);
void visit_close(struct visit *visit);

/* Opens as one who writes, and waits until the whole room was read. With needs_text a room without
 * a document is a failure. NULL after saying why not. */
struct visit *visit_enter(const struct call *call, bool needs_text);
/* The same without a text, asking the broker for the request of this user too: of very many a room
 * keeps only some. */
struct visit *visit_enter_about(const struct call *call, const char *user);
/* The same as visit_enter as one who only reads. */
struct visit *visit_enter_reader(const struct call *call, bool needs_text);

/* COMMAND_OK where the settings of the broker can be used; else all is said. */
int visit_check(const struct call *call);

/* Waits, where something was written, until the walls that are there show it, and closes: `status`,
 * or COMMAND_LAGS after naming those that do not. */
int visit_end(struct visit *visit, int status);

/* Enters, acts and ends: what `act` returns, COMMAND_LAGS or COMMAND_FAILED. */
int visit_run(const struct call *call, bool needs_text,
              int (*act)(struct visit *visit, const struct call *call));
/* The same for what only reads: it needs no right to write. */
int visit_read(const struct call *call, bool needs_text,
               int (*act)(struct visit *visit, const struct call *call));
/* The same for what only reads and wants to hear the walls (pl_peer.heard_mono_ms); where the
 * broker lets the user write nothing it acts all the same. */
int visit_look(const struct call *call, int (*act)(struct visit *visit, const struct call *call));

/* Hands an intent in and waits until it stands in the room. */
bool visit_submit(struct visit *visit, const struct pl_intent *intent);
/* Several that belong together, in order; until the last stands. Nothing in them may be lent by the
 * room, which is another one behind each. */
bool visit_submit_all(struct visit *visit, const struct pl_intent *intents, size_t count);

/* The same of one, which is not put into the journal: for taking back. */
bool visit_submit_quietly(struct visit *visit, const struct pl_intent *intent);
bool visit_load_quietly(struct visit *visit, const struct pl_document *document,
                        const struct pl_load_section *sections);
/* Begins the room anew: a document without sections. */
bool visit_reset(struct visit *visit);
/* Of what this user does in this room from this machine; lends from the visit. */
struct journal visit_journal(const struct visit *visit);

/* Publishes a text and waits until it stands in the room. */
bool visit_load(struct visit *visit, const struct pl_document *document,
                const struct pl_load_section *sections);

/* That pl_room_load would not have it. */
void visit_say_unloadable(const struct pl_document *document, size_t where, enum pl_error error);

/* Adds a language to the text, or replaces it, and waits until it stands in the room. */
bool visit_align(struct visit *visit, const struct pl_front *front, const struct pl_text *texts);

/* visit_wait returns as well when `fd` can be read; -1: none. */
void visit_listen(struct visit *visit, int fd);
bool visit_connected(const struct visit *visit);

/* For a desk, which does not wait for any one thing: all notes of the room as they come, and a
 * round of the pump without waiting, so that what was just handed in is on its way. */
void visit_on_note(struct visit *visit, void (*note)(void *context, const struct pl_output *note),
                   void *context);
void visit_pump(struct visit *visit);

/* For those who stay: waits for something to happen, at most so long. False: asked to end. */
bool visit_wait(struct visit *visit, int timeout_ms);

struct pl_room *visit_room(struct visit *visit);
const char *visit_broker(const struct visit *visit); /* "mqtt://127.0.0.1", no password */
const char *visit_name(const struct visit *visit);   /* of the room */
const char *visit_self(const struct visit *visit);   /* what this machine is called there */
uint64_t visit_seed(const struct visit *visit);      /* random, another one at each start */
/* The broker answered, and will not have this user: waiting will not help. */
bool visit_barred(const struct visit *visit);
/* Says that there is no connection, and what to do; COMMAND_FAILED. */
int visit_fail_connection(const struct visit *visit);
/* Why the connection failed or ended last; "" */
const char *visit_trouble(const struct visit *visit);
struct pl_time visit_now(void);
/* An id that no other item, at any desk, has. False after saying why not. */
bool visit_new_id(char id_out[PL_ID_MAX + 1]);

#endif
