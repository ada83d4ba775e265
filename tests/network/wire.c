/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/wire.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_HEAD_LEN (16 * 1024)

struct Wire {
    int fd;
    SSL *ssl;
    bool torn; /* ends without saying so */
};

SSL_CTX *
wire_context_new(const char *cert_pem)
{
    g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_server_method());
    BIO *bio = BIO_new_mem_buf(cert_pem, -1);
    X509 *cert = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); /* or each connection leaves one */
    SSL_CTX_set_security_level(context, 0); /* it is the viewer that has to be particular */
    g_assert_cmpint(SSL_CTX_use_certificate(context, cert), ==, 1);
    g_assert_cmpint(SSL_CTX_use_PrivateKey(context, key), ==, 1);
    X509_free(cert);
    EVP_PKEY_free(key);
    BIO_free(bio);
    return g_steal_pointer(&context);
}

static struct sockaddr_in
loopback(guint16 port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_port = htons(port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

guint16
wire_listen(int *fd)
{
    struct sockaddr_in address = loopback(0);
    socklen_t len = sizeof address;

    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(*fd, (struct sockaddr *)&address, len), ==, 0);
    g_assert_cmpint(listen(*fd, 64), ==, 0);
    g_assert_cmpint(getsockname(*fd, (struct sockaddr *)&address, &len), ==, 0);
    return ntohs(address.sin_port);
}

static Wire *
wire_new(SSL_CTX *context, int fd)
{
    Wire *self = g_new0(Wire, 1);
    const int now = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    self->fd = fd;
    self->ssl = SSL_new(context);
    SSL_set_fd(self->ssl, fd);
    return self;
}

Wire *
wire_accept(SSL_CTX *context, int fd)
{
    g_autoptr(Wire) self = wire_new(context, fd);

    if (SSL_accept(self->ssl) == 1)
        return g_steal_pointer(&self);
    self->torn = true;
    return NULL;
}

Wire *
wire_connect(guint16 port)
{
    const struct sockaddr_in address = loopback(port);
    g_autoptr(SSL_CTX) context = SSL_CTX_new(TLS_client_method());
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_autoptr(Wire) self = wire_new(context, fd);

    if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0
        && SSL_connect(self->ssl) == 1)
        return g_steal_pointer(&self);
    self->torn = true;
    return NULL;
}

void
wire_free(Wire *self)
{
    if (self == NULL)
        return;
    if (!self->torn)
        SSL_shutdown(self->ssl);
    SSL_free(self->ssl);
    close(self->fd);
    g_free(self);
}

size_t
wire_read(Wire *self, void *data, size_t len)
{
    size_t n = 0;

    return SSL_read_ex(self->ssl, data, len, &n) == 1 ? n : 0;
}

bool
wire_write(Wire *self, const void *data, size_t len)
{
    size_t n = 0;

    return len == 0 || SSL_write_ex(self->ssl, data, len, &n) == 1;
}

void
wire_make_reset(Wire *self)
{
    const struct linger at_once = { 1, 0 };

    setsockopt(self->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    self->torn = true;
}

void
wire_tear_record(Wire *self, const void *data, size_t len)
{
    BIO *record = BIO_new(BIO_s_mem());
    const char *bytes = NULL;
    size_t n = 0;

    SSL_set0_wbio(self->ssl, record);
    SSL_write_ex(self->ssl, data, len, &n);
    n = (size_t)BIO_get_mem_data(record, (char **)&bytes);
    if (send(self->fd, bytes, n / 2, MSG_NOSIGNAL) < 0)
        g_test_message("the viewer had gone before its record was torn");
    self->torn = true;
}

void
wire_message_clear(WireMessage *self)
{
    if (self->head != NULL)
        g_string_free(self->head, TRUE);
    g_clear_pointer(&self->body, g_byte_array_unref);
    self->head = NULL;
}

char *
wire_find_header(const char *head, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(head, "\r\n", -1);
    const size_t len = strlen(name);

    for (size_t i = 0; lines[i] != NULL; i++) {
        if (g_ascii_strncasecmp(lines[i], name, len) == 0 && lines[i][len] == ':')
            return g_strstrip(g_strdup(lines[i] + len + 1));
    }
    return NULL;
}

static bool
read_head(Wire *self, GString *head)
{
    char byte;

    while (!g_str_has_suffix(head->str, "\r\n\r\n")) {
        if (head->len > MAX_HEAD_LEN || wire_read(self, &byte, 1) == 0)
            return false;
        g_string_append_c(head, byte);
    }
    return true;
}

bool
wire_read_message(Wire *self, WireMessage *out)
{
    g_autofree char *length = NULL;
    guint len, done = 0;

    out->head = g_string_new(NULL);
    out->body = g_byte_array_new();
    if (!read_head(self, out->head))
        return false;
    length = wire_find_header(out->head->str, "Content-Length");
    len = length != NULL ? (guint)g_ascii_strtoull(length, NULL, 10) : 0;
    g_byte_array_set_size(out->body, len);
    while (done < len) {
        size_t n = wire_read(self, out->body->data + done, len - done);

        if (n == 0)
            return false;
        done += (guint)n;
    }
    return true;
}
