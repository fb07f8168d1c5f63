/* A desk that is online, beats, mends what others overwrote, and changes nothing by itself: what
 * a wall meets while the chair is silent.
 *   desk_standin PORT ROOM      until SIGTERM or SIGINT; says "online" when it has read the room
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/session.h"

static bool asked_to_end(void)
{
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1;
}

static void block_signals(void)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

int main(int argc, char **argv)
{
    char *end = NULL;
    long port = argc == 3 ? strtol(argv[1], &end, 10) : 0;
    if (port <= 0 || port > UINT16_MAX || *end != '\0') {
        fputs("usage: desk_standin PORT ROOM\n", stderr);
        return 2;
    }
    block_signals();
    struct pl_link_config link = {.port = (uint16_t)port};
    struct pl_room_config room = {.room = argv[2],
                                  .user = "chair",
                                  .name = "Chair",
                                  .version = "0",
                                  .role = PL_ROLE_DESK,
                                  .all_langs = true};
    struct session session = {0};
    char error[PL_LINK_TEXT] = "no random numbers";
    if (!session_identity(room.by, &room.seed) || !session_init(&session, &link, &room, error)) {
        fprintf(stderr, "desk_standin: %s\n", error);
        return 1;
    }
    bool told = false;
    while (!asked_to_end()) {
        session_wait(&session, 100);
        if (!told && pl_room_whole(session.room)) {
            puts("online");
            fflush(stdout);
            told = true;
        }
    }
    session_finish(&session);
    return 0;
}
