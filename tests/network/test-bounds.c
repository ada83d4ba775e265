/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing that a server does costs this device more than a bounded amount of memory and
 * descriptors (attacks.md, NET-09 to NET-13, BOX-27): each hostile server has a client in a process
 * of its own, whose peak is held against that of a client with a server that means well. Some
 * of them run side by side.
 */
#include "client/client-exit.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "client/provenance/prov-gate.h"
#include "tests/network/hostile.h"
#include "tests/network/measure.h"
#include "tests/network/rig-child.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define RUN_US      (9 * G_USEC_PER_SEC) /* longer than any one request may take */
#define AT_ONCE     7                    /* clients, and the floods that they are in */
#define ENOUGH      4                    /* troubles, or units for who has none */
#define PAUSE_US    (G_USEC_PER_SEC / 5) /* after trouble; the session waits longer */
#define DEADLINE_MS 16000 /* a playlist's 4 s and a segment's 6 s, on a machine that is flooded */
#define MORE_KIB    (8 * 1024 + PROV_MAX_SEGMENT_LEN / 1024)
#define MORE_FDS    2 /* a connection that ends while the next one begins */

#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define K64     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define K1      K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64

/* What is sent instead of the answer that is asked for at @name: @first once, @more until nobody
 * takes it. */
typedef struct {
    const char *id;
    const char *name; /* "live.m3u8", "init-", "seg-" */
    const char *first;
    const char *more;
    bool slowly; /* ten times a second */
    bool once;   /* and that is the end of the connection */
} Attack;

static const Attack attacks[] = {
    { "NET-00/means-well", "nothing", "", "", false, false },
    { "NET-09/connection-per-drip", "live.m3u8",
      OK "Connection: close\r\nContent-Length: 9\r\n\r\n", "x", false, true },
    { "NET-09/drip", "seg-", OK "Content-Length: 8000000\r\n\r\n", "x", true, false },
    { "NET-09/chunks-of-1", "seg-", CHUNKED, "1\r\nx\r\n", false, false },
    { "NET-10/endless-playlist", "live.m3u8", CHUNKED, "400\r\n" K1 "\r\n", false, false },
    { "NET-10/endless-init", "init-", CHUNKED, "400\r\n" K1 "\r\n", false, false },
    { "NET-10/endless-segment", "seg-", CHUNKED, "400\r\n" K1 "\r\n", false, false },
    { "NET-10/one-endless-chunk", "seg-", CHUNKED "7fffffffffffffff\r\n", K1, false, false },
    { "NET-10/endless-chunk-line", "seg-", CHUNKED "5;", K1, false, false },
    { "NET-10/endless-trailers", "seg-", CHUNKED "1\r\nx\r\n0\r\n", "X-More: " K1 "\r\n", false,
      false },
    { "NET-10/small-trailers", "seg-", CHUNKED "1\r\nx\r\n0\r\n", "a:b\r\n", false, false },
    { "NET-10/length-2-to-63", "seg-", OK "Content-Length: 9223372036854775808\r\n\r\n", K1, false,
      false },
    { "NET-10/length-2-to-64-less-2-to-31", "seg-",
      OK "Content-Length: 18446744071562067968\r\n\r\n", K1, false, false },
    { "NET-10/headers", "seg-", OK, "X-More: " K1 "\r\n", false, false },
    { "NET-10/small-headers", "seg-", OK, "a:b\r\n", false, false },
    { "NET-10/one-header", "seg-", OK "X-More: ", K1, false, false },
    { "NET-10/cookies", "live.m3u8", OK, "Set-Cookie: a=" K1 "\r\n", false, false },
    { "NET-10/status-line", "seg-", "HTTP/1.1 200 ", K1, false, false },
    { "NET-12/100-continue", "seg-", "", "HTTP/1.1 100 Continue\r\n\r\n", false, false },
    { "NET-13/a-million-lines", "live.m3u8", OK "Content-Length: 250000\r\n\r\n#EXTM3U\n", "#\n",
      false, false },
};

typedef struct {
    const Attack *attack;
    Hostile *server;
    GSubprocess *child;
    gint n; /* atomic; playlists */
    /* said by the child */
    long peak_kib;
    int n_fds;
    int n_units;
    int n_troubles;
    int took_ms; /* the longest request, or what came before it, and after */
} Run;

static struct {
    RigKey *ca_key;
    GBytes *ca;
    const char *program;
    Run runs[G_N_ELEMENTS(attacks)];
    bool done;
} shared;

static bool
attack(Wire *wire, const Attack *self)
{
    wire_write(wire, self->first, strlen(self->first));
    while (!self->once && wire_write(wire, self->more, strlen(self->more))) {
        if (self->slowly)
            g_usleep(G_USEC_PER_SEC / 10); /* the pace is what is tried */
    }
    return false;
}

static bool
answer(Wire *wire, const WireMessage *request, gpointer data)
{
    Run *run = data;
    g_autofree char *name = hostile_name(request);
    g_autofree char *text = NULL;
    int n;

    if (g_str_has_prefix(name, run->attack->name))
        return attack(wire, run->attack);
    if (!g_str_equal(name, "live.m3u8"))
        return hostile_send(wire, "xxxxftyp" K1);
    n = g_atomic_int_add(&run->n, 1);
    text = g_strdup_printf("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:%d\n"
                           "#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:1,\nseg-%d.m4s\n",
                           n, n);
    return hostile_send(wire, text);
}

/* The client: asks for @base until it has had enough of it, and says what that has cost. */
static int
be_client(const char *base, const char *ca)
{
    const gint64 end_us = g_get_monotonic_time() + RUN_US;
    gsize len = 0;
    g_autofree guchar *der = g_base64_decode(ca, &len);
    g_autoptr(GBytes) anchor = g_bytes_new(der, len);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    ClientSource *source = fetch_live_new(base, anchor, "secret", cancellable, NULL);
    struct rusage usage;
    int n_fds = 0, n_units = 0, n_troubles = 0, took_ms = 0;

    while (g_get_monotonic_time() < end_us && n_troubles < ENOUGH && n_units < 4 * ENOUGH) {
        g_auto(ClientUnit) unit = { 0 };
        const gint64 began_us = g_get_monotonic_time();

        source->next(source, &unit);
        took_ms = MAX(took_ms, (int)((g_get_monotonic_time() - began_us) / 1000));
        n_fds = MAX(n_fds, measure_fds());
        n_units += unit.trouble == CLIENT_TROUBLE_NONE;
        n_troubles += unit.trouble != CLIENT_TROUBLE_NONE;
        if (unit.trouble != CLIENT_TROUBLE_NONE)
            client_wait_us(cancellable, NULL, PAUSE_US);
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("%ld %d %d %d %d\n", usage.ru_maxrss, n_fds, n_units, n_troubles, took_ms);
    return 0;
}

static void
run_start(Run *run, const Attack *what)
{
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, NULL);
    g_autofree char *base = NULL;
    g_autofree char *ca =
        g_base64_encode(g_bytes_get_data(shared.ca, NULL), g_bytes_get_size(shared.ca));
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_autoptr(GError) error = NULL;

    run->attack = what;
    run->server = hostile_new(wire_context_new(pem), answer, run);
    base = hostile_get_base(run->server);
    /* meson has the C library fill what is allocated, even what would never be touched */
    g_subprocess_launcher_unsetenv(launcher, "MALLOC_PERTURB_");
    g_subprocess_launcher_set_child_setup(launcher, rig_child_end_with_parent, NULL, NULL);
    run->child =
        g_subprocess_launcher_spawn(launcher, &error, shared.program, "--client", base, ca, NULL);
    g_assert_no_error(error);
}

static void
run_end(Run *run)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_subprocess_communicate_utf8(run->child, NULL, NULL, &text, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_get_successful(run->child));
    g_assert_cmpint(sscanf(text, "%ld %d %d %d %d", &run->peak_kib, &run->n_fds, &run->n_units,
                           &run->n_troubles, &run->took_ms),
                    ==, 5);
    g_object_unref(run->child);
    hostile_free(run->server);
}

static void
run_all(void)
{
    for (size_t first = 0; first < G_N_ELEMENTS(attacks); first += AT_ONCE) {
        size_t end = MIN(first + AT_ONCE, G_N_ELEMENTS(attacks));

        for (size_t i = first; i < end; i++)
            run_start(&shared.runs[i], &attacks[i]);
        for (size_t i = first; i < end; i++)
            run_end(&shared.runs[i]);
    }
    shared.done = true;
}

static void
test_bounds(gconstpointer data)
{
    const Attack *what = data;
    const Run *plain = &shared.runs[0];
    const Run *run = &shared.runs[what - attacks];

    if (!shared.done)
        run_all();
    g_test_message("%-36s peak %6ld KiB (%+6ld), %d descriptors (%+d), %d units, %d troubles, "
                   "at most %d ms",
                   what->id, run->peak_kib, run->peak_kib - plain->peak_kib, run->n_fds,
                   run->n_fds - plain->n_fds, run->n_units, run->n_troubles, run->took_ms);
    g_assert_cmpint(run->took_ms, <, DEADLINE_MS);
    g_assert_cmpint(run->peak_kib, <=, plain->peak_kib + MORE_KIB);
    g_assert_cmpint(run->n_fds, <=, plain->n_fds + MORE_FDS);
    if (run == plain)
        g_assert_cmpint(run->n_units, >, 5);
    else
        g_assert_cmpint(run->n_troubles, >, 0);
}

int
main(int argc, char **argv)
{
    int status;

    if (argc == 4 && g_str_equal(argv[1], "--client"))
        return be_client(argv[2], argv[3]);
    g_test_init(&argc, &argv, NULL);
#ifdef __SANITIZE_ADDRESS__
    g_print("1..0 # SKIP the address sanitizer keeps what was freed\n");
    return 0;
#endif
    shared.program = argv[0];
    shared.ca_key = rig_key_new(RIG_KEY_P256);
    shared.ca = hostile_ca_new(shared.ca_key);
    for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_autofree char *path = g_strconcat("/bounds/", attacks[i].id, NULL);

        g_test_add_data_func(path, &attacks[i], test_bounds);
    }
    status = g_test_run();
    g_bytes_unref(shared.ca);
    rig_key_unref(shared.ca_key);
    client_exit(status);
}
