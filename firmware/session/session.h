/* Introduces the link to the room, for both programs: what the link says goes into the room,
 * what the room wants done goes to the link. The caller polls pl_link_fd() of `link` until
 * session_deadline(), calls session_pump(), and looks at the room. The session owns both.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "plenary/link.h"
#include "plenary/room.h"
#include "session/clock.h"

enum { SESSION_SUBSCRIPTIONS = 16 };

struct session {
    struct pl_link *link;
    struct pl_room *room;
    bool connected;
    bool hushed;  /* echo and beats wake nobody: all is well */
    bool gave_up; /* the present connection, for nothing came back over it */
    bool denied;  /* the broker lets us not write our own entry; it was told */
    char echo[PL_TOPIC_MAX + 1], beats[PL_TOPIC_MAX + 1]; /* topics that may be hushed */
    char entry[PL_TOPIC_MAX + 1]; /* where we say that we are there, or beat */
    uint32_t connection;          /* number of the link's session */
    int protocol;                 /* 5 or 311, of the present or last connection */
    char trouble[PL_LINK_TEXT];   /* why the last try or connection failed; "" */
    bool barred;                  /* the broker answered: not with this user and password */
    struct {
        uint32_t id;
        uint64_t token;
    } subscriptions[SESSION_SUBSCRIPTIONS]; /* waiting for their SUBACK */
    /* A denial of our own entry, echo or beat names the entry, and comes once. */
    void (*note)(void *context, const struct pl_output *note);
    void *note_context;
};

/* 16 random hex digits and a seed; false where the system gives none. */
bool session_identity(char by_out[PL_BY_LEN + 1], uint64_t *seed_out);

/* `session` zeroed but for note, note_context. The will in `link` is set from the room. False
 * with a text in `error`. */
bool session_init(struct session *session, const struct pl_link_config *link,
                  const struct pl_room_config *room, char error[PL_LINK_TEXT]);

/* Moves everything that waits, both ways; never blocks. */
void session_pump(struct session *session);

/* The pump, with at most timeout_ms of waiting before it. */
void session_wait(struct session *session, int timeout_ms);

/* When the pump wants to be called at the latest (mono_ms of session_now(); INT64_MAX: never). */
int64_t session_deadline(const struct session *session);

/* A proper end: the room's last word, DISCONNECT, all memory. Takes a second at most. */
void session_finish(struct session *session);

#endif
