/* What speaks at a port where no MQTT session comes about: something with TLS, without it, or a web
 * server. It is asked in each of these tongues, on connections of its own, and its first bytes
 * tell. No password is ever said. */
#ifndef PLENARY_LINK_PEER_H
#define PLENARY_LINK_PEER_H

#include "plenary/link.h"

/* `tls`: the link wants TLS. True with what is spoken there and what to do in `text_out`; false
 * where that cannot be told. Takes a second at most, and ends at once when wake_fd is readable. */
bool peer_speaks(const char *address, uint16_t port, bool tls, int wake_fd,
                 char text_out[PL_LINK_TEXT]);

#endif
