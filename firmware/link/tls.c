#include "tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tls {
    SSL_CTX *context;
    char host[PL_LINK_HOST_MAX + 1]; /* as certificates name it */
    bool host_is_address;
    char problem[PL_LINK_TEXT];
};

static bool refuse(char error[PL_LINK_TEXT], const char *what, const char *name)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    snprintf(error, PL_LINK_TEXT, "%s%s%.120s: %s", what, name ? " " : "", name ? name : "",
             reason ? reason : "cannot be used");
    ERR_clear_error();
    return false;
}

static BIO *open_pem(const char *file, const char *pem)
{
    return file ? BIO_new_file(file, "r") : BIO_new_mem_buf(pem, -1);
}

/* Adds every certificate of a PEM text to the trusted ones; false where there is none. */
static bool trust(SSL_CTX *context, BIO *bio)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    bool any = false;
    bool good = true;
    X509 *certificate;
    while (good && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
        good = X509_STORE_add_cert(store, certificate) == 1;
        X509_free(certificate);
        any = true;
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (good && any && at_end) {
        ERR_clear_error();
        return true;
    }
    return false;
}

static bool load_ca(struct tls *tls, const struct pl_link_config *config, char error[PL_LINK_TEXT])
{
    if (!config->ca_file && !config->ca_pem) {
        return SSL_CTX_set_default_verify_paths(tls->context) == 1 ||
               refuse(error, "the system's certificates", NULL);
    }
    BIO *bio = open_pem(config->ca_file, config->ca_pem);
    const bool good = bio && trust(tls->context, bio);
    BIO_free(bio);
    return good || refuse(error, config->ca_file ? "CA file" : "CA given inline", config->ca_file);
}

/* The first certificate is ours, those after it lead up to the CA. */
static bool use_chain(SSL_CTX *context, BIO *bio)
{
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    bool good = certificate && SSL_CTX_use_certificate(context, certificate) == 1;
    X509_free(certificate);
    while (good && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
        good = SSL_CTX_add0_chain_cert(context, certificate) == 1;
        if (!good) {
            X509_free(certificate);
        }
    }
    if (good) {
        ERR_clear_error();
    }
    return good;
}

/* Without it OpenSSL would ask at the terminal for an encrypted key's password. */
static int no_password(char *buffer, int size, int writing, void *user)
{
    (void)buffer, (void)size, (void)writing, (void)user;
    return 0;
}

static bool use_key(SSL_CTX *context, BIO *bio)
{
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
    const bool good = key && SSL_CTX_use_PrivateKey(context, key) == 1;
    EVP_PKEY_free(key);
    return good;
}

static bool load_identity(struct tls *tls, const struct pl_link_config *config,
                          char error[PL_LINK_TEXT])
{
    const bool cert = config->cert_file || config->cert_pem;
    const bool key = config->key_file || config->key_pem;
    if (!cert && !key) {
        return true;
    }
    if (cert != key) {
        return refuse(error, cert ? "a certificate without its key" : "a key without certificate",
                      NULL);
    }
    BIO *bio = open_pem(config->cert_file, config->cert_pem);
    const bool chain = bio && use_chain(tls->context, bio);
    BIO_free(bio);
    if (!chain) {
        return refuse(error, config->cert_file ? "certificate file" : "certificate given inline",
                      config->cert_file);
    }
    bio = open_pem(config->key_file, config->key_pem);
    const bool fits = bio && use_key(tls->context, bio);
    BIO_free(bio);
    return fits ||
           refuse(error, config->key_file ? "key file" : "key given inline", config->key_file);
}

static int note_verdict(int good, X509_STORE_CTX *store)
{
    if (!good) {
        const SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
        struct tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
        snprintf(tls->problem, sizeof(tls->problem), "certificate of %.120s: %.100s", tls->host,
                 X509_verify_cert_error_string(X509_STORE_CTX_get_error(store)));
    }
    return good;
}

/* libmosquitto is given an address to connect to, and would ask for the certificate of that: the
 * name asked for is put right before the first byte of the handshake is made. */
static void name_server(const SSL *ssl, int where, int value)
{
    (void)value;
    if (where & SSL_CB_HANDSHAKE_START) {
        struct tls *tls = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
        SSL_set_tlsext_host_name((SSL *)ssl, tls->host_is_address ? NULL : tls->host);
    }
}

static bool demand(struct tls *tls)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(tls->context);
    SSL_CTX_set_app_data(tls->context, tls);
    SSL_CTX_set_verify(tls->context, SSL_VERIFY_PEER, note_verdict);
    SSL_CTX_set_info_callback(tls->context, name_server);
    SSL_CTX_set_mode(tls->context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    const int named = tls->host_is_address ? X509_VERIFY_PARAM_set1_ip_asc(param, tls->host)
                                           : X509_VERIFY_PARAM_set1_host(param, tls->host, 0);
    return named == 1 && SSL_CTX_set_min_proto_version(tls->context, TLS1_2_VERSION) == 1;
}

static bool is_address(const char *host)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

struct tls *tls_create(const struct pl_link_config *config, const char *host,
                       char error[PL_LINK_TEXT])
{
    ERR_clear_error();
    struct tls *tls = calloc(1, sizeof(*tls));
    if (tls) {
        snprintf(tls->host, sizeof(tls->host), "%s", host);
        tls->host_is_address = is_address(host);
        tls->context = SSL_CTX_new(TLS_client_method());
    }
    if (!tls || !tls->context || !demand(tls)) {
        refuse(error, "TLS", NULL);
    } else if (load_ca(tls, config, error) && load_identity(tls, config, error)) {
        return tls;
    }
    tls_destroy(tls);
    return NULL;
}

void tls_destroy(struct tls *tls)
{
    if (tls) {
        SSL_CTX_free(tls->context);
        free(tls);
    }
}

void *tls_context(struct tls *tls)
{
    return tls->context;
}

void tls_problem(struct tls *tls, char *text_out, size_t text_size)
{
    snprintf(text_out, text_size, "%s", tls->problem);
    tls->problem[0] = '\0';
}

bool tls_handshaking(const void *connection)
{
    return connection && !SSL_is_init_finished((const SSL *)connection);
}

bool tls_wants_write(const void *connection)
{
    return SSL_want_write((const SSL *)connection);
}

bool tls_write(void *connection, const void *bytes, size_t size)
{
    size_t written = 0;
    return SSL_write_ex(connection, bytes, size, &written) == 1 && written == size;
}
