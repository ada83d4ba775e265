/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

#define FETCH_MAX_ENTRIES      64
#define FETCH_MAX_PLAYLIST_LEN (256 * 1024) /* bytes */

typedef struct {
    char *uri; /* as written */
    char *map; /* of its EXT-X-MAP, as written */
    uint64_t
        number; /* EXT-X-MEDIA-SEQUENCE and counting; trusted for nothing but "which is next" */
} FetchEntry;

/* An HLS live media playlist (RFC 8216) as far as this profile goes. Nothing in it decides
 * anything. */
typedef struct {
    int64_t target_us; /* EXT-X-TARGETDURATION, microseconds; 1 to 10 s */
    bool can_block;    /* CAN-BLOCK-RELOAD (RFC 8216bis, 6.2.5.2): a request may wait for news */
    FetchEntry entries[FETCH_MAX_ENTRIES];
    size_t n;
} FetchPlaylist;

/* Errors: G_IO_ERROR_INVALID_DATA with one sentence. */
FetchPlaylist *fetch_playlist_parse(GBytes *text, GError **error);
void fetch_playlist_free(FetchPlaylist *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchPlaylist, fetch_playlist_free)

G_END_DECLS
