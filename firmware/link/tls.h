/* The one door to OpenSSL: what a TLS connection of the link trusts and shows of itself. Made once
 * from the link's configuration, handed to libmosquitto for each connection. Certificates and
 * keys given in memory never touch a disk. */
#ifndef PLENARY_LINK_TLS_H
#define PLENARY_LINK_TLS_H

#include "plenary/link.h"

struct tls;

/* NULL with a text where files, PEM texts or their combination cannot work. */
struct tls *tls_create(const struct pl_link_config *config, const char *host,
                       char error[PL_LINK_TEXT]);
void tls_destroy(struct tls *tls);

/* For libmosquitto's MOSQ_OPT_SSL_CTX; a loan. */
void *tls_context(struct tls *tls);

/* Why the last handshake failed, "" where OpenSSL's own words must do; forgets it. */
void tls_problem(struct tls *tls, char *text_out, size_t text_size);

/* What the handshake of this connection (mosquitto_ssl_get) waits for. */
bool tls_handshaking(const void *connection);
bool tls_wants_write(const void *connection);
/* True when all of it was taken. */
bool tls_write(void *connection, const void *bytes, size_t size);

#endif
