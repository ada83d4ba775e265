/* SPDX-License-Identifier: Apache-2.0 */
/* A playlist: what comes out is bounded, and each line of it is one line. */
#include "client/fetch/fetch-playlist.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

void
fuzz_add_seeds(GPtrArray *seeds)
{
    static const char *const texts[] = {
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n"
        "#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:2.0,\n1-7.m4s\n#EXTINF:2.0,\n1-8.m4s\n",
        "#EXTM3U\r\n#EXT-X-TARGETDURATION:1\r\n#EXT-X-MAP:URI=\"a\"\r\n"
        "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T06:00:00Z\r\n#EXTINF:1,\r\nb\r\n"
        "#EXT-X-DISCONTINUITY\r\n#EXT-X-MAP:URI=\"c\"\r\n#EXTINF:1,\r\nd\r\n",
        "#EXTM3U\n#EXT-X-KEY:METHOD=NONE\n#EXT-X-BYTERANGE:1@2\n#EXT-X-ENDLIST\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_ptr_array_add(seeds, g_bytes_new_static(texts[i], strlen(texts[i])));
}

static void
check_uri(const char *uri)
{
    g_assert_nonnull(uri);
    g_assert_true(uri[0] != '\0' && strpbrk(uri, "\r\n") == NULL);
    g_assert_true(g_utf8_validate(uri, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) text = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(FetchPlaylist) playlist = fetch_playlist_parse(text, &error);

    g_assert_true((playlist == NULL) == (error != NULL));
    if (playlist == NULL) {
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return 0;
    }
    g_assert_cmpuint(playlist->n, <=, FETCH_MAX_ENTRIES);
    g_assert_true(playlist->target_us >= G_USEC_PER_SEC
                  && playlist->target_us <= 10 * G_USEC_PER_SEC);
    for (size_t i = 0; i < playlist->n; i++) {
        check_uri(playlist->entries[i].uri);
        check_uri(playlist->entries[i].map);
        g_assert_true(i == 0 || playlist->entries[i].number == playlist->entries[i - 1].number + 1);
    }
    return 0;
}
