/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A request that the server may keep until there is news (RFC 8216bis, 6.2.5.2), and what a server
 * can make of that: a real one on loopback with real TLS, playlist by playlist.
 */
#include "client/client-exit.h"
#include "client/fetch/fetch-live.h"
#include "tests/network/hostile.h"

#include <string.h>

#define WAITS   "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n"
#define HEAD(t) "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:" #t "\n"
#define ONE     "#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:1.0,\nseg-7.m4s\n"
#define TWO     ONE "#EXTINF:1.0,\nseg-8.m4s\n"
#define MEDIA   "xxxxftyp, as far as it is looked at here"
#define BUSY    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"

#define MAX_STEPS 6

typedef enum {
    STEP_END = 0, /* nothing more is asked for */
    STEP_LIST,
    STEP_STATUS,
    STEP_CLOSE,
    STEP_SILENCE,
} StepKind;

/* How the server answers one request for the playlist. */
typedef struct {
    StepKind kind;
    const char *text;
    const char *query; /* that the request has to carry; NULL: none */
} Step;

typedef struct {
    const char *id;
    Step steps[MAX_STEPS];
    ClientTrouble trouble; /* of what comes behind the first segment; none: the second one */
} Row;

#define FIRST                                                                                      \
    {                                                                                              \
        STEP_LIST, HEAD(1) WAITS ONE, NULL                                                         \
    }
#define NEXT "_HLS_msn=8"

static const Row rows[] = {
    { "news-is-waited-for", { FIRST, { STEP_LIST, HEAD(1) WAITS TWO, NEXT } }, 0 },
    { "no-news-in-time",
      { FIRST, { STEP_LIST, HEAD(1) WAITS ONE, NEXT }, { STEP_LIST, HEAD(1) WAITS TWO, NEXT } },
      0 },
    { "busy-and-then-plain",
      { FIRST, { STEP_STATUS, BUSY, NEXT }, { STEP_LIST, HEAD(1) WAITS TWO, NULL } },
      0 },
    { "busy-for-both",
      { FIRST, { STEP_STATUS, BUSY, NEXT }, { STEP_STATUS, BUSY, NULL } },
      CLIENT_TROUBLE_HTTP_FAILED },
    { "closed-and-then-plain", /* libsoup asks once more where a connection was used before */
      { FIRST,
        { STEP_CLOSE, NULL, NEXT },
        { STEP_CLOSE, NULL, NEXT },
        { STEP_LIST, HEAD(1) WAITS TWO, NULL } },
      0 },
    { "held-again-after-a-plain-one",
      { FIRST,
        { STEP_STATUS, BUSY, NEXT },
        { STEP_LIST, HEAD(1) WAITS ONE, NULL },
        { STEP_LIST, HEAD(1) WAITS TWO, NEXT } },
      0 },
    { "NET-09/kept-for-ever", { FIRST, { STEP_SILENCE, NULL, NEXT } }, CLIENT_TROUBLE_TIMED_OUT },
    { "NET-06/news-that-is-no-playlist",
      { FIRST, { STEP_LIST, "<html></html>", NEXT } },
      CLIENT_TROUBLE_BAD_PLAYLIST },
    { "not-offered", { { STEP_LIST, HEAD(1) ONE, NULL }, { STEP_LIST, HEAD(1) TWO, NULL } }, 0 },
    { "longer-than-a-playlist-may-take",
      { { STEP_LIST, HEAD(2) WAITS ONE, NULL }, { STEP_LIST, HEAD(2) WAITS TWO, NULL } },
      0 },
};

typedef struct {
    const Row *row;
    gint n;     /* atomic; playlists asked for */
    gint wrong; /* atomic; of those with another query */
} Script;

static bool
take_step(Wire *wire, const Step *step)
{
    switch (step->kind) {
    case STEP_LIST:
        return hostile_send(wire, step->text);
    case STEP_STATUS:
        return wire_write(wire, step->text, strlen(step->text));
    case STEP_SILENCE:
        hostile_be_silent(wire);
        return false;
    case STEP_CLOSE:
    case STEP_END:
    default:
        return false;
    }
}

static bool
answer(Wire *wire, const WireMessage *request, gpointer data)
{
    Script *script = data;
    g_autofree char *name = hostile_name(request);
    const char *query = strchr(name, '?');
    const Step *step;
    int n;

    if (!g_str_has_prefix(name, "live.m3u8"))
        return hostile_send(wire, MEDIA);
    n = g_atomic_int_add(&script->n, 1);
    step = &script->row->steps[MIN(n, MAX_STEPS - 1)];
    if (g_strcmp0(query != NULL ? query + 1 : NULL, step->query) != 0)
        g_atomic_int_inc(&script->wrong);
    return take_step(wire, step);
}

static struct {
    RigKey *ca_key;
    GBytes *ca;
} shared;

static guint
count_steps(const Row *row)
{
    guint n = 0;

    while (n < MAX_STEPS && row->steps[n].kind != STEP_END)
        n++;
    return n;
}

/* The init segment, the first segment, and what comes behind it. */
static void
test_row(gconstpointer data)
{
    Script script = { .row = data };
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, NULL);
    g_autoptr(Hostile) server = hostile_new(wire_context_new(pem), answer, &script);
    g_autofree char *base = hostile_get_base(server);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    ClientSource *source = fetch_live_new(base, shared.ca, "secret", cancellable, NULL);

    for (int i = 0; i < 3; i++) {
        g_auto(ClientUnit) unit = { 0 };
        ClientTrouble wanted = i < 2 ? CLIENT_TROUBLE_NONE : script.row->trouble;

        g_assert_true(source->next(source, &unit));
        g_assert_cmpstr(client_trouble_name(unit.trouble), ==, client_trouble_name(wanted));
        g_assert_cmpint(unit.segment != NULL, ==, i > 0 && wanted == CLIENT_TROUBLE_NONE);
    }
    source->free(source);
    g_assert_cmpint(g_atomic_int_get(&script.wrong), ==, 0);
    g_assert_cmpuint((guint)g_atomic_int_get(&script.n), ==, count_steps(script.row));
}

static gboolean
on_time(gpointer cancellable)
{
    g_cancellable_cancel(cancellable);
    return G_SOURCE_REMOVE;
}

/* NET-12: a server that says it waits, and does not, sets no faster pace than any other. */
static void
test_pace(void)
{
    static const Row row = { .steps = { FIRST,
                                        { STEP_LIST, HEAD(1) WAITS ONE, NEXT },
                                        { STEP_LIST, HEAD(1) WAITS ONE, NEXT },
                                        { STEP_LIST, HEAD(1) WAITS ONE, NEXT },
                                        { STEP_LIST, HEAD(1) WAITS ONE, NEXT },
                                        { STEP_LIST, HEAD(1) WAITS ONE, NEXT } } };
    Script script = { .row = &row };
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, NULL);
    g_autoptr(Hostile) server = hostile_new(wire_context_new(pem), answer, &script);
    g_autofree char *base = hostile_get_base(server);
    g_autoptr(GCancellable) cancellable = g_cancellable_new();
    ClientSource *source = fetch_live_new(base, shared.ca, "secret", cancellable, NULL);
    bool more = true;

    g_timeout_add(2000, on_time, cancellable);
    while (more) {
        g_auto(ClientUnit) unit = { 0 };

        more = source->next(source, &unit);
    }
    source->free(source);
    /* a quarter of the target duration apart, however fast the machine is */
    g_assert_cmpint(g_atomic_int_get(&script.n), <=, 9);
    g_assert_cmpint(g_atomic_int_get(&script.n), >=, 2);
    g_assert_cmpint(g_atomic_int_get(&script.wrong), ==, 0);
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    shared.ca_key = rig_key_new(RIG_KEY_P256);
    shared.ca = hostile_ca_new(shared.ca_key);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/held/", rows[i].id, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/held/NET-12/no-faster-than-any-other", test_pace);
    status = g_test_run();
    g_bytes_unref(shared.ca);
    rig_key_unref(shared.ca_key);
    client_exit(status);
}
