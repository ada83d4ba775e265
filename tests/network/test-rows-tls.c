/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who the server is and what it is told (attacks.md, NET-07, 08, 19, 20, 28, 29): real TLS on
 * loopback under certificates that are wrong in one way each, a proxy in the environment that
 * nobody may use, and servers that speak HTTP/2 with ill intent.
 */
#include "client/client-exit.h"
#include "client/fetch/fetch-http.h"
#include "tests/network/hostile.h"
#include "tests/network/server.h"

#include <string.h>
#include <unistd.h>

#define DEADLINE_MS 1500
#define MARGIN_MS   2500 /* on a busy machine */
#define DAY         (24 * 60 * 60)

static struct {
    RigKey *ca_key;
    GBytes *ca;
    RigKey *other_key;
    GBytes *other_ca;
    Server *trap; /* the proxy of the environment */
} shared;

static void
expired(RigCertSpec *spec)
{
    spec->not_after = g_get_real_time() / G_USEC_PER_SEC - DAY / 24;
}

static void
not_yet(RigCertSpec *spec)
{
    spec->not_before = g_get_real_time() / G_USEC_PER_SEC + DAY;
}

static void
another_host(RigCertSpec *spec)
{
    spec->alt_names = "IP:127.0.0.2,DNS:localhost";
}

static void
self_signed(RigCertSpec *spec)
{
    spec->issuer = NULL;
    spec->issuer_key = NULL;
}

static void
by_another(RigCertSpec *spec)
{
    spec->issuer = shared.other_ca;
    spec->issuer_key = shared.other_key;
}

static void
with_sha1(RigCertSpec *spec)
{
    spec->digest = "SHA1";
}

static void
for_clients(RigCertSpec *spec)
{
    spec->ext_key_usage = "clientAuth";
}

static void
for_lists(RigCertSpec *spec)
{
    spec->key_usage = "critical,cRLSign";
}

static void
for_both(RigCertSpec *spec)
{
    spec->ext_key_usage = "clientAuth,serverAuth";
}

typedef struct {
    const char *id;
    HostileChange change;
    int max_version;     /* of TLS; 0: the newest */
    const char *ciphers; /* NULL: OpenSSL's own choice */
    ClientTrouble trouble;
} Row;

#define TLS CLIENT_TROUBLE_TLS_FAILED

static const Row rows[] = {
    { "NET-07/good", NULL, 0, NULL, CLIENT_TROUBLE_NONE },
    { "NET-07/tls-1.2", NULL, TLS1_2_VERSION, NULL, CLIENT_TROUBLE_NONE },
    { "NET-07/expired", expired, 0, NULL, TLS },
    { "NET-07/not-yet", not_yet, 0, NULL, TLS },
    { "NET-07/another-host", another_host, 0, NULL, TLS },
    { "NET-07/self-signed", self_signed, 0, NULL, TLS },
    { "NET-07/another-ca", by_another, 0, NULL, TLS },
    { "NET-07/for-both", for_both, 0, NULL, CLIENT_TROUBLE_NONE },
    { "NET-07/for-clients-only", for_clients, 0, NULL, TLS },
    { "NET-07/for-lists-only", for_lists, 0, NULL, TLS },
    { "NET-07/sha-1", with_sha1, 0, NULL, TLS },
    { "NET-07/tls-1.1", NULL, TLS1_1_VERSION, "ALL:@SECLEVEL=0", TLS },
    { "NET-07/tls-1.0", NULL, TLS1_VERSION, "ALL:@SECLEVEL=0", TLS },
    { "NET-07/no-encryption", NULL, TLS1_2_VERSION, "eNULL:@SECLEVEL=0", TLS },
    { "NET-07/nobody-certified", NULL, TLS1_2_VERSION, "aNULL:@SECLEVEL=0", TLS },
    { "NET-28/captive-portal", by_another, 0, NULL, TLS },
};

static SSL_CTX *
make_context(HostileChange change)
{
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, change);

    return wire_context_new(pem);
}

static ClientTrouble
get(FetchHttp *http, const Hostile *server)
{
    const FetchBounds bounds = { .max_len = 4096, .deadline_ms = DEADLINE_MS };
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autofree char *base = hostile_get_base(server);
    g_autoptr(GUri) uri = g_uri_parse(base, G_URI_FLAGS_NONE, NULL);
    ClientTrouble trouble;
    g_autofree char *detail = NULL;
    g_autoptr(GBytes) body = fetch_http_get(http, uri, &bounds, cancellable, &trouble, &detail);

    g_assert_cmpint(body == NULL, ==, trouble != CLIENT_TROUBLE_NONE);
    return trouble;
}

/* Cookies and validators, for the next request to bring back. */
static bool
answer(Wire *wire, const WireMessage *request, G_GNUC_UNUSED gpointer data)
{
    static const char nothing[] = "HTTP/1.1 204 No Content\r\n\r\n";
    static const char text[] = "HTTP/1.1 200 OK\r\nSet-Cookie: hub=7; Max-Age=99999\r\n"
                               "ETag: \"hub-7\"\r\nLast-Modified: Thu, 01 Jan 1970 00:00:07 GMT\r\n"
                               "Cache-Control: max-age=99999\r\nAlt-Svc: h2=\":1\"\r\n"
                               "Strict-Transport-Security: max-age=99999\r\n"
                               "Content-Length: 2\r\n\r\nok";

    if (g_str_has_prefix(request->head->str, "POST "))
        return wire_write(wire, nothing, strlen(nothing));
    return wire_write(wire, text, strlen(text));
}

static void
test_row(gconstpointer data)
{
    const Row *row = data;
    SSL_CTX *context = make_context(row->change);
    g_autoptr(Hostile) server = NULL;
    g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, "secret", NULL);
    g_auto(GStrv) heads = NULL;

    if (row->max_version != 0)
        SSL_CTX_set_max_proto_version(context, row->max_version);
    if (row->ciphers != NULL) {
        SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
        g_assert_cmpint(SSL_CTX_set_cipher_list(context, row->ciphers), ==, 1);
    }
    server = hostile_new(context, answer, NULL);
    g_assert_cmpstr(client_trouble_name(get(http, server)), ==, client_trouble_name(row->trouble));
    g_assert_cmpuint(hostile_get_n_connections(server), >, 0);
    heads = hostile_get_heads(server);
    /* whoever does not prove who it is gets no token either */
    g_assert_cmpuint(g_strv_length(heads), ==, row->trouble == CLIENT_TROUBLE_NONE ? 1 : 0);
}

/* NET-19, NET-29: nothing of one answer comes back with the next question, and all hubs ask alike.
 */
static void
test_told(void)
{
    g_autoptr(Hostile) server = hostile_new(make_context(NULL), answer, NULL);
    g_autofree char *expected =
        g_strdup_printf("GET /camera/ HTTP/1.1\r\nAuthorization: Bearer secret\r\n"
                        "User-Agent: Ownview\r\nConnection: Keep-Alive\r\n"
                        "Host: 127.0.0.1:%u\r\n\r\n",
                        hostile_get_port(server));
    g_auto(GStrv) heads = NULL;

    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, "secret", NULL);

        for (unsigned n = 0; n < 2; n++)
            g_assert_cmpint(get(http, server), ==, CLIENT_TROUBLE_NONE);
    }
    heads = hostile_get_heads(server);
    g_assert_cmpuint(g_strv_length(heads), ==, 4);
    for (size_t i = 0; i < 4; i++)
        g_assert_cmpstr(heads[i], ==, expected);
}

/* A nonce goes out every second: it must not cost a handshake each time. */
static void
test_posts(void)
{
    g_autoptr(Hostile) server = hostile_new(make_context(NULL), answer, NULL);
    g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, "secret", NULL);
    g_autofree char *base = hostile_get_base(server);
    g_autofree char *text = g_strconcat(base, "challenge", NULL);
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    g_autoptr(GBytes) nonce = g_bytes_new_static("0123456789abcdef", 16);
    const gint64 end_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;

    /* nothing happens while one is under way */
    while (hostile_count(server, "challenge") < 5 && g_get_monotonic_time() < end_us) {
        fetch_http_post(http, uri, nonce, DEADLINE_MS);
        g_main_context_iteration(NULL, TRUE);
    }
    g_assert_cmpuint(hostile_count(server, "challenge"), >=, 5);
    g_assert_cmpuint(hostile_get_n_connections(server), ==, 1);
}

/* NET-08: the environment was set before the first request of this process. */
static void
test_environment(void)
{
    g_autoptr(Hostile) server = hostile_new(make_context(NULL), answer, NULL);
    g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, NULL, NULL);

    g_assert_cmpint(get(http, server), ==, CLIENT_TROUBLE_NONE);
    g_assert_cmpuint(server_get_n(shared.trap), ==, 0);
}

/* A server that insists on HTTP/2, which nobody offers: what it sends for whatever it reads. */
typedef struct {
    const char *id;
    const char *first; /* after its empty SETTINGS */
    size_t first_len;
    const char *more; /* for each frame's worth that it reads, or endlessly */
    size_t more_len;
    bool endless;
} Http2;

#define BYTES(text) text, sizeof text - 1
/* frame head: length 3, type, flags, stream 4 */
#define SETTINGS     "\0\0\0\4\0\0\0\0\0"
#define RST_1        "\0\0\4\3\0\0\0\0\1\0\0\0\7"
#define GOAWAY       "\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\13"
#define WINDOW_0     "\0\0\6\4\0\0\0\0\0\0\4\0\0\0\0"
#define HEADERS_1    "\0\0\4\1\0\0\0\0\1\210\0\1x" /* :status 200 and the beginning of another */
#define CONTINUATION "\0\0\10\11\0\0\0\0\1\0\1a\1b\0\1a"
#define PING         "\0\0\10\6\0\0\0\0\0abcdefgh"
#define TABLE_4G     "\0\0\6\4\0\0\0\0\0\0\1\377\377\377\377"

static const Http2 http2_rows[] = {
    { "NET-20/silent", BYTES(""), BYTES(""), false },
    { "NET-20/reset-at-once", BYTES(RST_1), BYTES(RST_1), false },
    { "NET-20/goes-away", BYTES(GOAWAY), BYTES(""), false },
    { "NET-20/window-0", BYTES(WINDOW_0), BYTES(""), false },
    { "NET-20/table-of-4-GiB", BYTES(TABLE_4G), BYTES(""), false },
    { "NET-20/continuation-flood", BYTES(HEADERS_1), BYTES(CONTINUATION), true },
    { "NET-20/ping-flood", BYTES(""), BYTES(PING), true },
    { "NET-20/settings-flood", BYTES(""), BYTES(SETTINGS), true },
};

static int
choose_http2(G_GNUC_UNUSED SSL *ssl,
             const unsigned char **out,
             unsigned char *out_len,
             G_GNUC_UNUSED const unsigned char *in,
             G_GNUC_UNUSED unsigned in_len,
             G_GNUC_UNUSED void *data)
{
    *out = (const unsigned char *)"h2";
    *out_len = 2;
    return SSL_TLSEXT_ERR_OK;
}

typedef struct {
    const Http2 *row;
    SSL_CTX *context;
} Http2Server;

static void
serve_http2(int fd, gpointer data)
{
    const Http2Server *self = data;
    const Http2 *row = self->row;
    g_autoptr(Wire) wire = wire_accept(self->context, dup(fd));
    char in[16384];

    if (wire == NULL || !wire_write(wire, BYTES(SETTINGS)) || wire_read(wire, in, sizeof in) == 0)
        return;
    wire_write(wire, row->first, row->first_len);
    while (row->endless
               ? wire_write(wire, row->more, row->more_len)
               : wire_read(wire, in, sizeof in) > 0 && wire_write(wire, row->more, row->more_len))
        ;
}

static void
test_http2(gconstpointer data)
{
    Http2Server self = { data, make_context(NULL) };
    g_autoptr(Server) server = NULL;
    g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, "secret", NULL);
    const FetchBounds bounds = { .max_len = 4096, .deadline_ms = DEADLINE_MS };
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    const gint64 began_us = g_get_monotonic_time();
    g_autoptr(GUri) uri = NULL;
    g_autoptr(GBytes) body = NULL;
    ClientTrouble trouble;
    g_autofree char *text = NULL;
    g_autofree char *detail = NULL;

    SSL_CTX_set_alpn_select_cb(self.context, choose_http2, NULL);
    server = server_new(serve_http2, &self);
    text = g_strdup_printf("https://127.0.0.1:%u/camera/x", server_get_port(server));
    uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    body = fetch_http_get(http, uri, &bounds, cancellable, &trouble, &detail);
    g_assert_null(body);
    g_test_message("%s after %.1f s, %u connections", client_trouble_name(trouble),
                   (double)(g_get_monotonic_time() - began_us) / G_USEC_PER_SEC,
                   server_get_n(server));
    g_assert_true(trouble == CLIENT_TROUBLE_TIMED_OUT || trouble == CLIENT_TROUBLE_HTTP_FAILED);
    g_assert_cmpint(g_get_monotonic_time() - began_us, <, (DEADLINE_MS + MARGIN_MS) * 1000);
    g_assert_cmpuint(server_get_n(server), <=, 3);
    g_clear_pointer(&http, fetch_http_free);
    g_clear_pointer(&server, server_free);
    SSL_CTX_free(self.context);
}

/* Before GIO and GnuTLS look at it. */
static void
set_environment(void)
{
    g_autofree char *proxy = NULL;

    shared.trap = hostile_trap_new();
    proxy = g_strdup_printf("http://127.0.0.1:%u", server_get_port(shared.trap));
    g_setenv("http_proxy", proxy, TRUE);
    g_setenv("https_proxy", proxy, TRUE);
    g_setenv("all_proxy", proxy, TRUE);
    g_unsetenv("no_proxy");
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    set_environment();
    shared.ca_key = rig_key_new(RIG_KEY_P256);
    shared.ca = hostile_ca_new(shared.ca_key);
    shared.other_key = rig_key_new(RIG_KEY_P256);
    shared.other_ca = hostile_ca_new(shared.other_key);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/tls/", rows[i].id, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(http2_rows); i++) {
        g_autofree char *path = g_strconcat("/http2/", http2_rows[i].id, NULL);

        g_test_add_data_func(path, &http2_rows[i], test_http2);
    }
    g_test_add_func("/told/NET-19/NET-29/nothing-comes-back", test_told);
    g_test_add_func("/told/NET-12/posts-share-a-connection", test_posts);
    g_test_add_func("/told/NET-08/no-proxy-of-the-environment", test_environment);
    status = g_test_run();
    server_free(shared.trap);
    g_bytes_unref(shared.ca);
    rig_key_unref(shared.ca_key);
    g_bytes_unref(shared.other_ca);
    rig_key_unref(shared.other_key);
    client_exit(status);
}
