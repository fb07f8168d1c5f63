/* What the settings say of the broker, in the link's terms, and what this machine is called. The
 * texts that `link` points to are the config's and this struct's own: keep both until
 * pl_link_create() has copied them. */
#ifndef PLENARY_SESSION_CONNECT_H
#define PLENARY_SESSION_CONNECT_H

#include "config/config.h"
#include "plenary/limits.h"
#include "plenary/link.h"

struct connect {
    struct pl_link_config link; /* without a will */
    struct pl_link_url url;
    char name[PL_USER_MAX + 1]; /* --name, else the host's name */
    const char *user;           /* the broker's user, else the name: our level in the topics */
};

/* False with one line that says what, where, and what to do. */
bool connect_settings(const struct config *config, struct connect *connect_out,
                      char error[CONFIG_TEXT]);

/* The exit status of a program whose connect_settings() failed: 2 where the command line or the
 * environment named the broker, 1 where a file did. */
int connect_exit_status(const struct config *config);

#endif
