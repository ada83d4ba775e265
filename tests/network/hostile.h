/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/network/server.h"
#include "tests/network/wire.h"
#include "tests/rig/rig-cert.h"
#include "tests/rig/rig-home.h"

G_BEGIN_DECLS

/* An HTTPS server that answers whatever the test says, as bytes. Thread-safety: safe, but for new
 * and free. */
typedef struct Hostile Hostile;

/* On the connection's thread, for each request; false: that is the end of the connection. */
typedef bool (*HostileAnswer)(Wire *wire, const WireMessage *request, gpointer user_data);

/* Fills in what is wrong with the server's certificate; what it is given is right. */
typedef void (*HostileChange)(RigCertSpec *spec);

/* A certificate for 127.0.0.1 and its key, PEM, under @ca; transfer full. @change may be NULL. */
char *hostile_certificate(GBytes *ca, RigKey *ca_key, HostileChange change);
/* The same for a server of the rig's home, under its CA; transfer full. */
char *hostile_home_certificate(const RigHome *home);
/* A CA of a test's own, DER; transfer full. */
GBytes *hostile_ca_new(RigKey *key);

/* Takes @context over. NULL: connections are accepted, and that is all. */
Hostile *hostile_new(SSL_CTX *context, HostileAnswer answer, gpointer user_data);
void hostile_free(Hostile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hostile, hostile_free)

/* "https://127.0.0.1:PORT/camera/"; transfer full. */
char *hostile_get_base(const Hostile *self);
guint16 hostile_get_port(const Hostile *self);
guint hostile_get_n_connections(Hostile *self);
/* The heads of all requests so far, oldest first; transfer full. */
GStrv hostile_get_heads(Hostile *self);
/* How many of them were for a path that ends in @name. */
guint hostile_count(Hostile *self, const char *name);

/* A port where nobody has any business: what connects there is counted, and let go. */
Server *hostile_trap_new(void);

/* "HTTP/1.1 200 OK" and so on, with the length of @body; false when nobody listens. */
bool hostile_send(Wire *wire, const char *body);
/* The last part of the path that @request is for; transfer full. */
char *hostile_name(const WireMessage *request);
/* Says nothing more until the other side has gone. */
void hostile_be_silent(Wire *wire);

G_END_DECLS
