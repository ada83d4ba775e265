/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one request may meet (attacks.md, NET and BOX-27, BOX-28), by row: a real server on
 * loopback, with real TLS, that sends whatever stands in the table. Every answer but the first has
 * to come to nothing, in time, and to leave the next request alone.
 */
#include "client/client-exit.h"
#include "client/fetch/fetch-http.h"
#include "tests/network/hostile.h"
#include "tests/network/server.h"

#include <string.h>
#include <unistd.h>

#define MAX_LEN     (64 * 1024)
#define DEADLINE_MS 1200
#define MARGIN_MS   2500 /* on a busy machine, with TLS to be set up */

typedef enum {
    END_KEEP = 0, /* the connection goes on */
    END_CLOSE,
    END_RESET,
    END_SILENT,
    END_DRIP,   /* the last byte again and again, ten a second */
    END_REPEAT, /* the whole second part as often as it is taken */
} End;

typedef struct {
    const char *id;
    const char *answer;
    const char *more; /* REPEAT */
    End end;
    ClientTrouble trouble; /* none: the body is "whole" */
} Row;

#define OK       "HTTP/1.1 200 OK\r\n"
#define FAILED   CLIENT_TROUBLE_HTTP_FAILED
#define ELSE     CLIENT_TROUBLE_ADDRESS_REFUSED
#define LATE     CLIENT_TROUBLE_TIMED_OUT
#define LARGE    CLIENT_TROUBLE_TOO_LARGE
#define CHUNK_1K "400\r\n" K1 "\r\n"
#define K1       K256 K256 K256 K256
#define K256     K64 K64 K64 K64
#define K64      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const Row rows[] = {
    { "NET-00/whole", OK "Content-Length: 5\r\n\r\nwhole", NULL, END_KEEP, CLIENT_TROUBLE_NONE },
    { "NET-00/whole-in-chunks",
      OK "Transfer-Encoding: chunked\r\n\r\n2\r\nwh\r\n3\r\nole\r\n0\r\n\r\n", NULL, END_KEEP,
      CLIENT_TROUBLE_NONE },
    { "NET-02/301-to-http",
      "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:%u/\r\n"
      "Content-Length: 0\r\n\r\n",
      NULL, END_KEEP, ELSE },
    { "NET-02/302-to-another-host",
      "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:%u/\r\n"
      "Content-Length: 0\r\n\r\n",
      NULL, END_KEEP, ELSE },
    { "NET-02/307-to-itself",
      "HTTP/1.1 307 Again\r\nLocation: /camera/x\r\n"
      "Content-Length: 0\r\n\r\n",
      NULL, END_KEEP, ELSE },
    { "NET-05/308-to-metadata",
      "HTTP/1.1 308 Moved\r\nLocation: http://169.254.169.254/latest/\r\n"
      "Content-Length: 0\r\n\r\n",
      NULL, END_KEEP, ELSE },
    { "NET-09/body-drips", OK "Content-Length: 5000\r\n\r\nx", NULL, END_DRIP, LATE },
    { "NET-09/head-drips", OK "X-Long: x", NULL, END_DRIP, LATE },
    { "NET-10/endless-chunks", OK "Transfer-Encoding: chunked\r\n\r\n", CHUNK_1K, END_REPEAT,
      LARGE },
    { "NET-10/one-chunk-of-2-to-62", OK "Transfer-Encoding: chunked\r\n\r\n3fffffffffffffff\r\n",
      K1, END_REPEAT, LARGE },
    { "NET-10/length-2-to-63", OK "Content-Length: 9223372036854775808\r\n\r\n", K1, END_REPEAT,
      FAILED },
    { "NET-10/length-2-to-63-less-1", OK "Content-Length: 9223372036854775807\r\n\r\n", K1,
      END_REPEAT, LARGE },
    { "NET-10/length-2-to-64-less-2-to-31", OK "Content-Length: 18446744071562067968\r\n\r\n", K1,
      END_REPEAT, FAILED },
    { "NET-10/length-negative", OK "Content-Length: -1\r\n\r\n", K1, END_REPEAT, FAILED },
    { "NET-10/head-without-end", OK, "X-More: " K1 "\r\n", END_REPEAT, FAILED },
    { "NET-10/one-header-without-end", OK "X-More: ", K1, END_REPEAT, FAILED },
    { "NET-11/nothing", "", NULL, END_SILENT, LATE },
    { "NET-11/silence-in-the-body", OK "Content-Length: 5\r\n\r\nwh", NULL, END_SILENT, LATE },
    { "NET-11/reset-in-the-body", OK "Content-Length: 5\r\n\r\nwh", NULL, END_RESET, FAILED },
    { "NET-11/closed-at-once", "", NULL, END_CLOSE, FAILED },
    { "NET-11/closed-without-a-length", OK "\r\nwhole", NULL, END_CLOSE, FAILED },
    { "NET-12/204", "HTTP/1.1 204 No Content\r\n\r\n", NULL, END_KEEP, FAILED },
    { "NET-12/304", "HTTP/1.1 304 Not Modified\r\n\r\n", NULL, END_KEEP, FAILED },
    { "NET-12/401",
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
      "Content-Length: 5\r\n\r\nwhole",
      NULL, END_KEEP, FAILED },
    { "NET-12/404", "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nwhole", NULL, END_KEEP,
      FAILED },
    { "NET-12/407",
      "HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic\r\nContent-Length: 5\r\n\r\n"
      "whole",
      NULL, END_KEEP, FAILED },
    { "NET-12/429",
      "HTTP/1.1 429 Slow Down\r\nRetry-After: 1000000000\r\nContent-Length: 5\r\n\r\n"
      "whole",
      NULL, END_KEEP, FAILED },
    { "NET-12/500", "HTTP/1.1 500 Oh\r\nContent-Length: 5\r\n\r\nwhole", NULL, END_KEEP, FAILED },
    { "NET-12/no-http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", NULL, END_CLOSE, FAILED },
    { "BOX-27/longer-than-it-is", OK "Content-Length: 6\r\n\r\nwhole", NULL, END_CLOSE, FAILED },
    { "BOX-27/chunk-cut", OK "Transfer-Encoding: chunked\r\n\r\n5\r\nwho", NULL, END_CLOSE,
      FAILED },
    { "BOX-27/chunks-without-the-last", OK "Transfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n", NULL,
      END_CLOSE, FAILED },
    { "BOX-27/chunks-whose-end-is-no-proof",
      OK "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n", NULL, END_CLOSE,
      FAILED },
    { "BOX-27/gzip", OK "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nwhole", NULL, END_KEEP,
      FAILED },
    { "BOX-27/brotli", OK "Content-Encoding: br\r\nContent-Length: 5\r\n\r\nwhole", NULL, END_KEEP,
      FAILED },
    { "BOX-28/206",
      "HTTP/1.1 206 Partial\r\nContent-Range: bytes 1-5/9\r\nContent-Length: 5\r\n"
      "\r\nwhole",
      NULL, END_KEEP, FAILED },
};

static struct {
    RigKey *ca_key;
    GBytes *ca;
    Server *trap; /* nobody has any business there */
} shared;

static void
drip(Wire *wire, const char *byte)
{
    do
        g_usleep(G_USEC_PER_SEC / 10); /* the pace is what is tried */
    while (wire_write(wire, byte, 1));
}

static bool
answer(Wire *wire, const WireMessage *request, gpointer data)
{
    const Row *row = data;
    g_autofree char *name = hostile_name(request);
    const char *port = strstr(row->answer, "%u");
    g_autoptr(GString) text = g_string_new(row->answer);
    g_autofree char *number = g_strdup_printf("%u", server_get_port(shared.trap));

    if (g_str_equal(name, "after"))
        return hostile_send(wire, "after");
    if (port != NULL)
        g_string_replace(text, "%u", number, 1);
    wire_write(wire, text->str, text->len);
    if (row->end == END_RESET)
        wire_make_reset(wire);
    if (row->end == END_SILENT)
        hostile_be_silent(wire);
    if (row->end == END_DRIP)
        drip(wire, row->answer + strlen(row->answer) - 1);
    while (row->end == END_REPEAT && wire_write(wire, row->more, strlen(row->more)))
        ;
    return row->end == END_KEEP;
}

/* @name below @server; trouble in @trouble. */
static GBytes *
get(FetchHttp *http, const Hostile *server, const char *name, ClientTrouble *trouble)
{
    const FetchBounds bounds = { .max_len = MAX_LEN, .deadline_ms = DEADLINE_MS };
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    g_autofree char *base = hostile_get_base(server);
    g_autofree char *text = g_strconcat(base, name, NULL);
    g_autoptr(GUri) uri = g_uri_parse(text, G_URI_FLAGS_NONE, NULL);
    g_autofree char *detail = NULL;
    GBytes *body = fetch_http_get(http, uri, &bounds, cancellable, trouble, &detail);

    g_assert_cmpint(body == NULL, ==, *trouble != CLIENT_TROUBLE_NONE);
    g_assert_cmpint(detail == NULL, ==, *trouble == CLIENT_TROUBLE_NONE);
    return body;
}

static SSL_CTX *
good_context(void)
{
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, NULL);

    return wire_context_new(pem);
}

static void
test_row(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(Hostile) server = hostile_new(good_context(), answer, (gpointer)row);
    g_autoptr(FetchHttp) http = fetch_http_new(shared.ca, "secret", NULL);
    const gint64 began_us = g_get_monotonic_time();
    ClientTrouble trouble;
    g_autoptr(GBytes) body = get(http, server, "row", &trouble);
    g_autoptr(GBytes) after = NULL;

    g_assert_cmpstr(client_trouble_name(trouble), ==, client_trouble_name(row->trouble));
    g_assert_cmpint(g_get_monotonic_time() - began_us, <, (DEADLINE_MS + MARGIN_MS) * 1000);
    if (body != NULL)
        g_assert_cmpmem(g_bytes_get_data(body, NULL), g_bytes_get_size(body), "whole", 5);
    after = get(http, server, "after", &trouble);
    g_assert_cmpint(trouble, ==, CLIENT_TROUBLE_NONE);
    g_assert_cmpmem(g_bytes_get_data(after, NULL), g_bytes_get_size(after), "after", 5);
    g_assert_cmpuint(server_get_n(shared.trap), ==, 0);
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    /* libsoup 3.2 itself warns of a length that 63 bits can't say */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    shared.ca_key = rig_key_new(RIG_KEY_P256);
    shared.ca = hostile_ca_new(shared.ca_key);
    shared.trap = hostile_trap_new();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/http/", rows[i].id, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    status = g_test_run();
    server_free(shared.trap);
    g_bytes_unref(shared.ca);
    rig_key_unref(shared.ca_key);
    client_exit(status);
}
