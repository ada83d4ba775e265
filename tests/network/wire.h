/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <openssl/ssl.h>
#include <stdbool.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SSL_CTX, SSL_CTX_free)

/*
 * One TLS connection on loopback of which every byte is ours: blocking, on a thread of its own,
 * and able to end in every way that a network knows.
 * Thread-safety: unsafe.
 */
typedef struct Wire Wire;

/* What servers of a test show: one context for @cert_pem, certificate and key. Transfer full. */
SSL_CTX *wire_context_new(const char *cert_pem);

/* Port on 127.0.0.1 that is listened on; @fd to be closed. */
guint16 wire_listen(int *fd);

/* Takes @fd over and shakes hands; NULL when the other side would not. */
Wire *wire_accept(SSL_CTX *context, int fd);
/* To whoever listens on @port; its certificate is not looked at. NULL: nobody does. */
Wire *wire_connect(guint16 port);
/* Closes the connection, saying so as TLS wants it. */
void wire_free(Wire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wire, wire_free)

/* Bytes read, 0 at the end, whatever kind of end. */
size_t wire_read(Wire *self, void *data, size_t len);
bool wire_write(Wire *self, const void *data, size_t len);

/* From now on the end is a reset. */
void wire_make_reset(Wire *self);
/* Sends the first half of the record that @data would be; from now on the end is unannounced. */
void wire_tear_record(Wire *self, const void *data, size_t len);

/* One HTTP/1.1 message: all up to the empty line, and as much body as it announces. */
typedef struct {
    GString *head;
    GByteArray *body;
} WireMessage;

/* False at the end of the connection. */
bool wire_read_message(Wire *self, WireMessage *out);
void wire_message_clear(WireMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WireMessage, wire_message_clear)

/* The value of header @name in @head; transfer full, NULL: not there. */
char *wire_find_header(const char *head, const char *name);

G_END_DECLS
