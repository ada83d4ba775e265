/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the live edge makes of a server's playlists (attacks.md, NET and INI-23 to INI-25): a real
 * server on loopback with real TLS. A playlist can decide nothing but what is asked for next, below
 * the camera's own address.
 */
#include "client/client-exit.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "tests/network/hostile.h"
#include "tests/network/server.h"

#include <string.h>

#define HEAD    "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n"
#define MAP     "#EXT-X-MAP:URI=\"init-1.mp4\"\n"
#define SEG(n)  "#EXTINF:1.0,\nseg-" #n ".m4s\n"
#define AT(n)   "#EXT-X-MEDIA-SEQUENCE:" #n "\n"
#define MEDIA   "xxxxftyp, as far as it is looked at here"
#define REFUSED CLIENT_TROUBLE_ADDRESS_REFUSED
#define BAD     CLIENT_TROUBLE_BAD_PLAYLIST
#define FAILED  CLIENT_TROUBLE_HTTP_FAILED
#define LARGE   CLIENT_TROUBLE_TOO_LARGE

/* One playlist, and what comes of it before any segment. */
typedef struct {
    const char *id;
    const char *playlist;
    const char *repeat; /* behind it, again and again up to @len bytes; NULL: nothing */
    size_t len;
    ClientTrouble trouble;
} Row;

static const Row rows[] = {
    { "NET-00/plain", HEAD AT(1) MAP SEG(1), NULL, 0, CLIENT_TROUBLE_NONE },
    { "NET-01/http", HEAD "#EXT-X-MAP:URI=\"http://127.0.0.1:%u/camera/init-1.mp4\"\n" SEG(1), NULL,
      0, REFUSED },
    { "NET-03/file", HEAD "#EXT-X-MAP:URI=\"file:///etc/passwd\"\n" SEG(1), NULL, 0, REFUSED },
    { "NET-03/data", HEAD "#EXT-X-MAP:URI=\"data:video/mp4;base64,AAAA\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-03/resource", HEAD "#EXT-X-MAP:URI=\"resource:///org/x\"\n" SEG(1), NULL, 0, REFUSED },
    { "NET-03/ftp", HEAD "#EXT-X-MAP:URI=\"ftp://127.0.0.1:%u/init-1.mp4\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-03/gopher", HEAD "#EXT-X-MAP:URI=\"gopher://127.0.0.1:%u/0\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-03/two-slashes", HEAD "#EXT-X-MAP:URI=\"//127.0.0.1:%u/camera/init-1.mp4\"\n" SEG(1),
      NULL, 0, REFUSED },
    { "NET-03/two-backslashes",
      HEAD "#EXT-X-MAP:URI=\"\\\\127.0.0.1:%u\\camera\\init-1.mp4\"\n" SEG(1), NULL, 0, REFUSED },
    { "NET-04/init-of-another-origin",
      HEAD "#EXT-X-MAP:URI=\"https://127.0.0.1:%u/camera/init-1.mp4\"\n" SEG(1), NULL, 0, REFUSED },
    { "NET-04/init-of-another-camera", HEAD "#EXT-X-MAP:URI=\"../nursery/init-1.mp4\"\n" SEG(1),
      NULL, 0, REFUSED },
    { "NET-05/loopback-in-one-number", HEAD "#EXT-X-MAP:URI=\"https://2130706433:%u/x\"\n" SEG(1),
      NULL, 0, REFUSED },
    { "NET-05/octal", HEAD "#EXT-X-MAP:URI=\"https://0177.0.0.1:%u/x\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-05/mapped", HEAD "#EXT-X-MAP:URI=\"https://[::ffff:127.0.0.1]:%u/x\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-05/metadata", HEAD "#EXT-X-MAP:URI=\"https://169.254.169.254/latest/\"\n" SEG(1), NULL,
      0, REFUSED },
    { "NET-05/user", HEAD "#EXT-X-MAP:URI=\"https://127.0.0.1@127.0.0.1:%u/x\"\n" SEG(1), NULL, 0,
      REFUSED },
    { "NET-05/look-alike",
      HEAD "#EXT-X-MAP:URI=\"https://127\xe3\x80\x82"
           "0.0.1:%u/x\"\n" SEG(1),
      NULL, 0, REFUSED },
    { "NET-06/line-of-100-kB", HEAD MAP "#EXTINF:1.0,\n", "a", 100000, BAD },
    { "NET-06/byte-order-mark", "\xef\xbb\xbf" HEAD MAP SEG(1), NULL, 0, BAD },
    { "NET-06/control-character", HEAD MAP "#EXTINF:1.0,\nseg\x01.m4s\n", NULL, 0, BAD },
    { "NET-13/10-MB", HEAD MAP SEG(1), "# more\n", 10000000, LARGE },
    { "NET-13/a-million-lines", HEAD MAP, "#\n", 2000000, LARGE },
    { "NET-13/a-million-segments", HEAD MAP, SEG(1), 23000000, LARGE },
    { "NET-13/65-segments", HEAD MAP SEG(0), SEG(1), 65 * 24, BAD },
    { "NET-13/list-of-lists", HEAD "#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n", NULL, 0, BAD },
    { "NET-13/ended", HEAD MAP SEG(1) "#EXT-X-ENDLIST\n", NULL, 0, BAD },
    { "NET-14/target-duration-1e9", "#EXTM3U\n#EXT-X-TARGETDURATION:1000000000\n" MAP SEG(1), NULL,
      0, BAD },
    { "NET-17/key", HEAD "#EXT-X-KEY:METHOD=AES-128,URI=\"https://127.0.0.1:%u/k\"\n" MAP SEG(1),
      NULL, 0, BAD },
    { "NET-17/session-key", HEAD "#EXT-X-SESSION-KEY:METHOD=AES-128,URI=\"k\"\n" MAP SEG(1), NULL,
      0, BAD },
    { "NET-18/hints-and-renditions",
      HEAD "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"https://127.0.0.1:%u/p\"\n"
           "#EXT-X-RENDITION-REPORT:URI=\"https://127.0.0.1:%u/r\"\n"
           "#EXT-X-PART:DURATION=1,URI=\"https://127.0.0.1:%u/p\"\n"
           "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI=\"https://127.0.0.1:%u/i\"\n" MAP SEG(1),
      NULL, 0, CLIENT_TROUBLE_NONE },
};

static struct {
    RigKey *ca_key;
    GBytes *ca;
    Server *trap; /* nobody has any business there */
} shared;

/* A camera's server: playlists in turn, and objects that look like media. */
typedef struct {
    const char *const *playlists; /* up to NULL; the last one stays. NULL: the row's */
    const Row *row;
    const char *init; /* a whole answer; NULL: media */
    gint n;           /* atomic; playlists sent */
} Script;

static char *
write_row(const Row *row)
{
    g_autoptr(GString) text = g_string_new(row->playlist);
    g_autofree char *port = g_strdup_printf("%u", server_get_port(shared.trap));

    g_string_replace(text, "%u", port, 0);
    for (size_t end = text->len + row->len; row->repeat != NULL && text->len < end;)
        g_string_append(text, row->repeat);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static bool
send_playlist(Wire *wire, Script *script)
{
    g_autofree char *text = NULL;
    int n = g_atomic_int_add(&script->n, 1);

    if (script->playlists == NULL) {
        text = write_row(script->row);
        return hostile_send(wire, text);
    }
    while (n > 0 && n >= (int)g_strv_length((GStrv)script->playlists))
        n--;
    return hostile_send(wire, script->playlists[n]);
}

static bool
answer(Wire *wire, const WireMessage *request, gpointer data)
{
    Script *script = data;
    g_autofree char *name = hostile_name(request);

    if (g_str_equal(name, "live.m3u8"))
        return send_playlist(wire, script);
    if (script->init != NULL && g_str_has_prefix(name, "init-"))
        return wire_write(wire, script->init, strlen(script->init));
    return hostile_send(wire, MEDIA);
}

typedef struct {
    Hostile *server;
    GCancellable *cancellable;
    ClientSource *source;
} World;

static void
world_open(World *self, Script *script)
{
    g_autofree char *pem = hostile_certificate(shared.ca, shared.ca_key, NULL);
    g_autofree char *base = NULL;
    g_autoptr(GError) error = NULL;

    self->server = hostile_new(wire_context_new(pem), answer, script);
    base = hostile_get_base(self->server);
    self->cancellable = g_cancellable_new();
    self->source = fetch_live_new(base, shared.ca, "secret", self->cancellable, &error);
    g_assert_no_error(error);
}

static void
world_close(World *self)
{
    self->source->free(self->source);
    g_object_unref(self->cancellable);
    hostile_free(self->server);
    g_assert_cmpuint(server_get_n(shared.trap), ==, 0);
}

/* The first unit: the init segment, or why there is none. */
static void
test_row(gconstpointer data)
{
    Script script = { .row = data };
    World world;
    g_auto(ClientUnit) unit = { 0 };

    world_open(&world, &script);
    g_assert_true(world.source->next(world.source, &unit));
    g_assert_cmpstr(client_trouble_name(unit.trouble), ==,
                    client_trouble_name(script.row->trouble));
    g_assert_cmpint(unit.init != NULL, ==, unit.trouble == CLIENT_TROUBLE_NONE);
    g_assert_null(unit.segment);
    world_close(&world);
}

/* NET-04: the same for a segment, behind an init segment that was the camera's own. */
static void
test_segment_elsewhere(void)
{
    const Row row = { .playlist = HEAD MAP "#EXTINF:1,\nhttps://127.0.0.1:%u/camera/seg-1.m4s\n" };
    Script script = { .row = &row };
    World world;
    g_auto(ClientUnit) init = { 0 };
    g_auto(ClientUnit) unit = { 0 };

    world_open(&world, &script);
    g_assert_true(world.source->next(world.source, &init));
    g_assert_true(world.source->next(world.source, &unit));
    g_assert_cmpint(unit.trouble, ==, REFUSED);
    world_close(&world);
}

/* INI-25: no video at all, or more than any init segment. */
static void
test_init(gconstpointer data)
{
    static const Row row = { .playlist = HEAD AT(1) MAP SEG(1) };
    const char *const *init = data;
    Script script = { .row = &row, .init = init[0] };
    World world;
    g_auto(ClientUnit) unit = { 0 };

    world_open(&world, &script);
    g_assert_true(world.source->next(world.source, &unit));
    g_assert_cmpstr(client_trouble_name(unit.trouble), ==, init[1]);
    g_assert_null(unit.init);
    world_close(&world);
}

/* What is taken from @playlists, and in which order it was asked for. */
typedef struct {
    const char *id;
    const char *const *playlists;
    const char *asked; /* init segments and segments, by number, once each */
} Course;

static const char *const forth_and_back[] = {
    HEAD AT(5) MAP SEG(5),        HEAD AT(3) MAP SEG(3) SEG(4), HEAD AT(5) MAP SEG(5) SEG(6),
    HEAD AT(4) MAP SEG(4) SEG(5), HEAD AT(6) MAP SEG(6) SEG(7), NULL,
};
static const char *const jump_and_wrap[] = {
    HEAD AT(5) MAP SEG(5),
    HEAD AT(9223372036854775806) MAP SEG(6) SEG(7),
    NULL,
};
static const char *const count_anew[] = { HEAD AT(500) MAP SEG(5), HEAD AT(1) MAP SEG(6), NULL };
static const char *const map_changes[] = {
    HEAD AT(5) MAP SEG(5),
    HEAD AT(5) MAP SEG(5) "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-2.mp4\"\n" SEG(6), NULL
};
static const char *const map_changes_alone[] = {
    HEAD AT(5) MAP SEG(5), HEAD AT(5) MAP SEG(5) "#EXT-X-MAP:URI=\"init-2.mp4\"\n" SEG(6), NULL
};

static const Course courses[] = {
    { "NET-16/two-edges", forth_and_back, "init-1.mp4 seg-5.m4s seg-6.m4s seg-7.m4s" },
    { "NET-15/jumps", jump_and_wrap, "init-1.mp4 seg-5.m4s seg-6.m4s seg-7.m4s" },
    { "NET-15/counts-anew", count_anew, "init-1.mp4 seg-5.m4s seg-6.m4s" },
    { "INI-23/with-a-discontinuity", map_changes, "init-1.mp4 seg-5.m4s init-2.mp4 seg-6.m4s" },
    { "INI-23/without", map_changes_alone, "init-1.mp4 seg-5.m4s init-2.mp4 seg-6.m4s" },
};

/* Everything but playlists, in order. */
static char *
list_asked(Hostile *server)
{
    g_auto(GStrv) heads = hostile_get_heads(server);
    g_autoptr(GString) asked = g_string_new(NULL);

    for (size_t i = 0; heads[i] != NULL; i++) {
        g_auto(GStrv) words = g_strsplit(heads[i], " ", 3);
        g_autofree char *name = g_path_get_basename(words[1]);

        if (!g_str_has_suffix(name, ".m3u8"))
            g_string_append_printf(asked, "%s%s", asked->len > 0 ? " " : "", name);
    }
    return g_string_free(g_steal_pointer(&asked), FALSE);
}

static void
test_course(gconstpointer data)
{
    const Course *course = data;
    Script script = { .playlists = course->playlists };
    World world;
    g_auto(GStrv) wanted = g_strsplit(course->asked, " ", -1);
    g_autofree char *asked = NULL;

    world_open(&world, &script);
    for (size_t i = 0; wanted[i] != NULL; i++) {
        g_auto(ClientUnit) unit = { 0 };

        g_assert_true(world.source->next(world.source, &unit));
        g_assert_cmpint(unit.trouble, ==, CLIENT_TROUBLE_NONE);
        /* a new init segment comes alone, to be judged before its media are asked for */
        g_assert_cmpint(unit.segment == NULL, ==, g_str_has_prefix(wanted[i], "init-"));
    }
    asked = list_asked(world.server);
    g_assert_cmpstr(asked, ==, course->asked);
    world_close(&world);
}

/* INI-24: what was refused is asked for once more past caches, and anew only when that was too. */
static void
test_past_caches(void)
{
    static const Row row = { .playlist = HEAD AT(1) MAP SEG(1) };
    Script script = { .row = &row };
    World world;
    g_auto(GStrv) heads = NULL;

    world_open(&world, &script);
    for (unsigned i = 0; i < 3; i++) {
        g_auto(ClientUnit) unit = { 0 };

        g_assert_true(i == 1 ? world.source->again(world.source, true, &unit)
                             : world.source->next(world.source, &unit));
        g_assert_nonnull(unit.init);
        g_assert_null(unit.segment);
        if (i == 1)
            world.source->forget_init(world.source);
    }
    heads = hostile_get_heads(world.server);
    g_assert_cmpuint(hostile_count(world.server, "init-1.mp4"), ==, 3);
    g_assert_null(strstr(heads[1], "Cache-Control"));
    g_assert_nonnull(strstr(heads[2], "GET /camera/init-1.mp4 "));
    g_assert_nonnull(strstr(heads[2], "Cache-Control: no-cache\r\n"));
    /* and a cache that keeps a refused one does not keep the camera's own from coming */
    g_assert_nonnull(strstr(heads[4], "GET /camera/init-1.mp4 "));
    g_assert_nonnull(strstr(heads[4], "Cache-Control: no-cache\r\n"));
    world_close(&world);
}

static void
add_tests(void)
{
    static const char *const inits[][3] = {
        { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "http-failed", "INI-25/empty" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>Hi</html>", "http-failed",
          "INI-25/a-page" },
        { "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 16\r\n\r\n"
          "\x89PNG\r\n\x1a\n0000IHDR",
          "http-failed", "SUB-16/a-picture-of-the-cloud-s-own" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 3221225472\r\n\r\nxxxxftyp", "too-large",
          "INI-25/3-GB" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/live/", rows[i].id, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(inits); i++) {
        g_autofree char *path = g_strconcat("/live/", inits[i][2], NULL);

        g_test_add_data_func(path, inits[i], test_init);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(courses); i++) {
        g_autofree char *path = g_strconcat("/live/", courses[i].id, NULL);

        g_test_add_data_func(path, &courses[i], test_course);
    }
    g_test_add_func("/live/NET-04/segment-of-another-origin", test_segment_elsewhere);
    g_test_add_func("/live/INI-24/past-caches-once", test_past_caches);
}

int
main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    shared.ca_key = rig_key_new(RIG_KEY_P256);
    shared.ca = hostile_ca_new(shared.ca_key);
    shared.trap = hostile_trap_new();
    add_tests();
    status = g_test_run();
    server_free(shared.trap);
    g_bytes_unref(shared.ca);
    rig_key_unref(shared.ca_key);
    client_exit(status);
}
