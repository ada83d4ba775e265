/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/hostile.h"

#include <string.h>
#include <unistd.h>

struct Hostile {
    SSL_CTX *context;
    HostileAnswer answer;
    gpointer data;
    Server *server;
    GMutex lock;
    GPtrArray *heads; /* lock */
};

GBytes *
hostile_ca_new(RigKey *key)
{
    RigCertSpec spec = rig_cert_spec_root("Test", key);

    spec.demo_oid = NULL; /* no TLS library knows that critical extension */
    return rig_cert_make(&spec);
}

char *
hostile_certificate(GBytes *ca, RigKey *ca_key, HostileChange change)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_leaf("Test", key, ca, ca_key);
    g_autoptr(GBytes) der = NULL;
    g_autofree char *cert_pem = NULL;
    g_autofree char *key_pem = rig_key_to_pem(key);

    spec.demo_oid = NULL;
    spec.ext_key_usage = "serverAuth";
    spec.alt_names = "IP:127.0.0.1";
    if (change != NULL)
        change(&spec);
    der = rig_cert_make(&spec);
    cert_pem = rig_cert_to_pem(der);
    return g_strconcat(cert_pem, key_pem, NULL);
}

char *
hostile_home_certificate(const RigHome *home)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GTlsCertificate) certificate = rig_home_make_server_certificate(home, &error);
    g_autofree char *cert = NULL;
    g_autofree char *key = NULL;

    g_assert_no_error(error);
    g_object_get(certificate, "certificate-pem", &cert, "private-key-pem", &key, NULL);
    return g_strconcat(cert, key, NULL);
}

static void
let_go(G_GNUC_UNUSED int fd, G_GNUC_UNUSED gpointer data)
{
}

Server *
hostile_trap_new(void)
{
    return server_new(let_go, NULL);
}

static void
serve(int fd, gpointer data)
{
    Hostile *self = data;
    g_autoptr(Wire) wire = NULL;
    char byte;

    if (self->context == NULL) {
        while (read(fd, &byte, 1) > 0)
            ;
        return;
    }
    wire = wire_accept(self->context, dup(fd));
    for (bool goes_on = wire != NULL; goes_on;) {
        g_auto(WireMessage) request = { 0 };

        if (!wire_read_message(wire, &request))
            break;
        g_mutex_lock(&self->lock);
        g_ptr_array_add(self->heads, g_strdup(request.head->str));
        g_mutex_unlock(&self->lock);
        goes_on = self->answer(wire, &request, self->data);
    }
}

Hostile *
hostile_new(SSL_CTX *context, HostileAnswer answer, gpointer user_data)
{
    Hostile *self = g_new0(Hostile, 1);

    self->context = context;
    self->answer = answer;
    self->data = user_data;
    self->heads = g_ptr_array_new_with_free_func(g_free);
    self->server = server_new(serve, self);
    return self;
}

void
hostile_free(Hostile *self)
{
    if (self == NULL)
        return;
    server_free(self->server);
    SSL_CTX_free(self->context);
    g_ptr_array_unref(self->heads);
    g_mutex_clear(&self->lock);
    g_free(self);
}

char *
hostile_get_base(const Hostile *self)
{
    return g_strdup_printf("https://127.0.0.1:%u/camera/", hostile_get_port(self));
}

guint16
hostile_get_port(const Hostile *self)
{
    return server_get_port(self->server);
}

guint
hostile_get_n_connections(Hostile *self)
{
    return server_get_n(self->server);
}

GStrv
hostile_get_heads(Hostile *self)
{
    g_autoptr(GStrvBuilder) heads = g_strv_builder_new();

    g_mutex_lock(&self->lock);
    for (guint i = 0; i < self->heads->len; i++)
        g_strv_builder_add(heads, g_ptr_array_index(self->heads, i));
    g_mutex_unlock(&self->lock);
    return g_strv_builder_end(heads);
}

guint
hostile_count(Hostile *self, const char *name)
{
    g_auto(GStrv) heads = hostile_get_heads(self);
    g_autofree char *part = g_strdup_printf("/%s HTTP/", name);
    guint n = 0;

    for (size_t i = 0; heads[i] != NULL; i++)
        n += strstr(heads[i], part) != NULL;
    return n;
}

bool
hostile_send(Wire *wire, const char *body)
{
    g_autofree char *text =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);

    return wire_write(wire, text, strlen(text));
}

char *
hostile_name(const WireMessage *request)
{
    g_auto(GStrv) words = g_strsplit(request->head->str, " ", 3);

    g_assert_cmpuint(g_strv_length(words), ==, 3);
    return g_path_get_basename(words[1]);
}

void
hostile_be_silent(Wire *wire)
{
    char byte;

    while (wire_read(wire, &byte, 1) > 0)
        ;
}
