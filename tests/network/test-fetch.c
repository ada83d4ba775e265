/* SPDX-License-Identifier: Apache-2.0 */
/* What a playlist may say and where a camera may be asked (attacks.md, NET): pure functions, by
 * table. */
#include "client/fetch/fetch-address.h"
#include "client/fetch/fetch-playlist.h"

#include <string.h>

#define BASE "https://hub.example:8443/front-door/"

typedef struct {
    const char *id;
    const char *reference;
    const char *resolved; /* NULL: refused */
} AddressCase;

static const AddressCase address_cases[] = {
    { "NET-00/relative", "seg-1.m4s", BASE "seg-1.m4s" },
    { "NET-00/below", "2026/seg-1.m4s", BASE "2026/seg-1.m4s" },
    { "NET-00/absolute-within", BASE "seg-1.m4s", BASE "seg-1.m4s" },
    { "NET-01/http", "http://hub.example:8443/front-door/seg-1.m4s", NULL },
    { "NET-03/file", "file:///etc/passwd", NULL },
    { "NET-03/data", "data:text/plain,x", NULL },
    { "NET-03/two-slashes", "//other.example/front-door/x", NULL },
    { "NET-03/two-backslashes", "\\\\other.example\\x", NULL },
    { "NET-03/empty", "", NULL },
    { "NET-04/other-host", "https://other.example:8443/front-door/x", NULL },
    { "NET-04/other-port", "https://hub.example/front-door/x", NULL },
    { "NET-04/other-camera", "https://hub.example:8443/nursery/x", NULL },
    { "NET-04/prefix-without-its-slash", "https://hub.example:8443/front-doorway/x", NULL },
    { "NET-04/up-and-over", "../nursery/x", NULL },
    { "NET-04/up-escaped", "%2e%2e/nursery/x", NULL },
    { "NET-05/user", "https://me@hub.example:8443/front-door/x", NULL },
    { "NET-05/loopback", "https://127.0.0.1:8443/front-door/x", NULL },
    { "NET-05/decimal-address", "https://2130706433:8443/front-door/x", NULL },
    { "NET-05/query", "seg-1.m4s?next=https://other.example", NULL },
    { "NET-05/fragment", "seg-1.m4s#x", NULL },
    { "NET-05/escape", "seg%00.m4s", NULL },
    { "NET-05/other-letters", "seg-\xc3\xa9.m4s", NULL },
};

typedef struct {
    const char *id;
    const char *text;
    size_t n_entries; /* 0: bad-playlist */
} PlaylistCase;

#define HEAD  "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n"
#define MAP   "#EXT-X-MAP:URI=\"init.mp4\"\n"
#define ENTRY "#EXTINF:2.0,\nseg.m4s\n"

static const PlaylistCase playlist_cases[] = {
    { "NET-00/plain", HEAD "#EXT-X-MEDIA-SEQUENCE:7\n" MAP ENTRY ENTRY, 2 },
    { "NET-00/crlf",
      "#EXTM3U\r\n#EXT-X-TARGETDURATION:2\r\n#EXT-X-MAP:URI=\"i\"\r\n#EXTINF:2,\r\ns\r\n", 1 },
    { "NET-18/unknown-tags-are-passed-over", HEAD "#EXT-X-PART:DURATION=1\n# words\n" MAP ENTRY,
      1 },
    { "NET-06/byte-order-mark", "\xef\xbb\xbf" HEAD MAP ENTRY, 0 },
    { "NET-06/utf-16", "#\0E\0X\0T", 0 },
    { "NET-06/not-utf-8", HEAD MAP "#EXTINF:2,\n\xff\xfe\n", 0 },
    { "NET-06/bare-return", "#EXTM3U\r" MAP ENTRY, 0 },
    { "NET-06/control-character", HEAD MAP "#EXTINF:2,\nseg\x01.m4s\n", 0 },
    { "NET-12/html", "<html></html>\n", 0 },
    { "NET-13/no-segments", HEAD MAP, 0 },
    { "NET-13/ended", HEAD MAP ENTRY "#EXT-X-ENDLIST\n", 0 },
    { "NET-13/list-of-lists", HEAD "#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", 0 },
    { "NET-13/segment-without-init", HEAD ENTRY, 0 },
    { "NET-13/segment-without-duration", HEAD MAP "seg.m4s\n", 0 },
    { "NET-14/no-target-duration", "#EXTM3U\n" MAP ENTRY, 0 },
    { "NET-14/target-duration-0", "#EXTM3U\n#EXT-X-TARGETDURATION:0\n" MAP ENTRY, 0 },
    { "NET-14/target-duration-11", "#EXTM3U\n#EXT-X-TARGETDURATION:11\n" MAP ENTRY, 0 },
    { "NET-14/target-duration-2.0abc", "#EXTM3U\n#EXT-X-TARGETDURATION:2.0abc\n" MAP ENTRY, 0 },
    { "NET-14/target-duration-negative", "#EXTM3U\n#EXT-X-TARGETDURATION:-1\n" MAP ENTRY, 0 },
    { "NET-14/duration-nan", HEAD MAP "#EXTINF:nan,\nseg.m4s\n", 0 },
    { "NET-14/duration-1e9", HEAD MAP "#EXTINF:1e9,\nseg.m4s\n", 0 },
    { "NET-15/number-twice", HEAD "#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-MEDIA-SEQUENCE:2\n" MAP ENTRY,
      0 },
    { "NET-15/number-beyond-63-bits", HEAD "#EXT-X-MEDIA-SEQUENCE:9223372036854775808\n" MAP ENTRY,
      0 },
    { "NET-17/encrypted", HEAD "#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n" MAP ENTRY, 0 },
    { "NET-18/byte-range", HEAD MAP "#EXTINF:2,\n#EXT-X-BYTERANGE:10@0\nseg.m4s\n", 0 },
    { "NET-18/init-as-byte-range", HEAD "#EXT-X-MAP:URI=\"i\",BYTERANGE=\"9@0\"\n" ENTRY, 0 },
};

static void
test_address(gconstpointer data)
{
    const AddressCase *c = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(FetchAddress) address = fetch_address_new(BASE, &error);
    g_autoptr(GUri) uri = NULL;
    g_autofree char *text = NULL;

    g_assert_no_error(error);
    uri = fetch_address_resolve(address, c->reference);
    text = uri != NULL ? g_uri_to_string(uri) : NULL;
    g_assert_cmpstr(text, ==, c->resolved);
}

/* NET-01: what a link record may hold. */
static void
test_base(void)
{
    static const char *const bad[] = { "http://hub.example/x/",
                                       "https://hub.example/x",
                                       "ftp://hub.example/",
                                       "https://me@hub.example/",
                                       "https:///x/",
                                       "hub.example/x/",
                                       "https://hub.example/x/?a",
                                       "" };

    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;

        g_assert_null(fetch_address_new(bad[i], &error));
        g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static FetchPlaylist *
parse(const char *text, size_t len)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, len);
    g_autoptr(GError) error = NULL;
    FetchPlaylist *playlist = fetch_playlist_parse(bytes, &error);

    g_assert_cmpint(playlist != NULL, ==, error == NULL);
    if (error != NULL)
        g_assert_cmpint(error->code, ==, G_IO_ERROR_INVALID_DATA);
    return playlist;
}

static void
test_playlist(gconstpointer data)
{
    const PlaylistCase *c = data;
    g_autoptr(FetchPlaylist) playlist = parse(c->text, strlen(c->text));

    g_assert_cmpuint(playlist != NULL ? playlist->n : 0, ==, c->n_entries);
}

/* NET-18: what a server says about itself. */
static void
test_server_control(void)
{
    static const struct {
        const char *text;
        bool can_block;
    } rows[] = {
        { HEAD MAP ENTRY, false },
        { HEAD "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n" MAP ENTRY, true },
        { HEAD "#EXT-X-SERVER-CONTROL:HOLD-BACK=6.0,CAN-BLOCK-RELOAD=YES\n" MAP ENTRY, true },
        { HEAD "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=NO\n" MAP ENTRY, false },
        { HEAD "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YESX\n" MAP ENTRY, false },
        { HEAD "#EXT-X-SERVER-CONTROL\n" MAP ENTRY, false },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(FetchPlaylist) playlist = parse(rows[i].text, strlen(rows[i].text));

        g_assert_nonnull(playlist);
        g_assert_cmpint(playlist->can_block, ==, rows[i].can_block);
    }
}

/* What is asked for by a name of ours, and with a query of ours. */
static void
test_ask(void)
{
    g_autoptr(FetchAddress) address = fetch_address_new(BASE, NULL);
    g_autoptr(GUri) plain = fetch_address_ask(address, "live.m3u8", NULL);
    g_autoptr(GUri) held = fetch_address_ask(address, "live.m3u8", "_HLS_msn=7");
    g_autofree char *plain_text = g_uri_to_string(plain);
    g_autofree char *held_text = g_uri_to_string(held);

    g_assert_cmpstr(plain_text, ==, BASE "live.m3u8");
    g_assert_cmpstr(held_text, ==, BASE "live.m3u8?_HLS_msn=7");
}

static void
test_numbers(void)
{
    static const char text[] = HEAD "#EXT-X-MEDIA-SEQUENCE:7\n" MAP ENTRY
                                    "#EXT-X-MAP:URI=\"init-2.mp4\"\n#EXTINF:1.5,\nseg-2.m4s\n";
    g_autoptr(FetchPlaylist) playlist = parse(text, strlen(text));

    g_assert_cmpint(playlist->target_us, ==, 2 * G_USEC_PER_SEC);
    g_assert_cmpuint(playlist->entries[0].number, ==, 7);
    g_assert_cmpstr(playlist->entries[0].map, ==, "init.mp4");
    g_assert_cmpuint(playlist->entries[1].number, ==, 8);
    g_assert_cmpstr(playlist->entries[1].map, ==, "init-2.mp4");
    g_assert_cmpstr(playlist->entries[1].uri, ==, "seg-2.m4s");
}

/* NET-13: 64 segments are fine, 65 are not; and a line of 100 KB (NET-06), a file of 300. */
static void
test_bounds(void)
{
    g_autoptr(GString) text = g_string_new(HEAD MAP);
    g_autoptr(GString) long_line = g_string_new(HEAD MAP "#EXTINF:2,\n");
    g_autoptr(GString) long_file = g_string_new(HEAD MAP);
    g_autoptr(FetchPlaylist) fits = NULL;

    for (int i = 0; i < FETCH_MAX_ENTRIES; i++)
        g_string_append(text, ENTRY);
    fits = parse(text->str, text->len);
    g_assert_cmpuint(fits->n, ==, FETCH_MAX_ENTRIES);
    g_string_append(text, ENTRY);
    g_assert_null(parse(text->str, text->len));

    for (int i = 0; i < 100 * 1024; i++)
        g_string_append_c(long_line, 'a');
    g_assert_null(parse(long_line->str, long_line->len));
    for (int i = 0; i < 300 * 1024; i++)
        g_string_append(long_file, "#\n");
    g_assert_null(parse(long_file->str, long_file->len));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(address_cases); i++) {
        g_autofree char *path = g_strconcat("/address/", address_cases[i].id, NULL);

        g_test_add_data_func(path, &address_cases[i], test_address);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(playlist_cases); i++) {
        g_autofree char *path = g_strconcat("/playlist/", playlist_cases[i].id, NULL);

        g_test_add_data_func(path, &playlist_cases[i], test_playlist);
    }
    g_test_add_func("/address/NET-01/what-a-record-may-hold", test_base);
    g_test_add_func("/playlist/NET-15/numbers-and-inits", test_numbers);
    g_test_add_func("/playlist/NET-18/server-control", test_server_control);
    g_test_add_func("/address/ask", test_ask);
    g_test_add_func("/playlist/NET-06/NET-13/bounds", test_bounds);
    return g_test_run();
}
