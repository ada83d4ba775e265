/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-live.h"

#include "client/client-wait.h"
#include "client/fetch/fetch-address.h"
#include "client/fetch/fetch-http.h"
#include "client/fetch/fetch-playlist.h"
#include "client/provenance/prov-gate.h"

#include <string.h>

#define PLAYLIST_NAME        "live.m3u8"
#define SOUND_PLAYLIST_NAME  "audio.m3u8"
#define CHALLENGE_NAME       "challenge"
#define PLAYLIST_DEADLINE_MS 4000
#define HOLD_TARGETS         3 /* how long a server may keep a request for news (RFC 8216bis, 6.2.5.2) */
#define INIT_DEADLINE_MS     5000
#define MIN_DEADLINE_MS      6000 /* of a segment: max (2 T, 6 s) */
#define MAX_BEHIND           2    /* segments: further behind, the oldest are left out */
#define MIN_POLL_US          (100 * 1000)
#define LOST_AFTER           4 /* target durations without a next segment: begin at the newest */

typedef struct {
    ClientSource base;
    const char *playlist_name; /* fixed: nothing that a server says decides it */
    int64_t max_poll_us;
    FetchAddress *address;
    FetchHttp *http;
    GCancellable *cancellable;
    FetchPlaylist *playlist; /* read last */
    int64_t read_at_us;      /* when, monotonic */
    bool hold_failed;        /* the last request for news was not answered: ask plainly first */
    int64_t progress_at_us;  /* when a new segment was last found, monotonic */
    char *map;               /* reference of the init segment held */
    GBytes *init;
    bool init_refused; /* the one before: what a cache has of it is not asked for */
    char *uri;         /* of the segment taken last; NULL: begin at the newest */
    uint64_t number;
} FetchLive;

static bool
stopped(const FetchLive *self)
{
    return g_cancellable_is_cancelled(self->cancellable);
}

static bool
trouble(ClientUnit *out, ClientTrouble kind, const char *detail)
{
    out->trouble = kind;
    out->detail = g_strdup(detail);
    return true;
}

/* The whole body at @reference; NULL with @out's trouble filled, or with none when the session
 * stops. */
static GBytes *
get(FetchLive *self, const char *reference, const FetchBounds *bounds, ClientUnit *out)
{
    g_autoptr(GUri) uri = fetch_address_resolve(self->address, reference);

    if (uri == NULL) {
        trouble(out, CLIENT_TROUBLE_ADDRESS_REFUSED,
                "The playlist names an address that is not this camera's.");
        return NULL;
    }
    return fetch_http_get(self->http, uri, bounds, self->cancellable, &out->trouble, &out->detail);
}

/*
 * A body that is no ISO BMFF at all (an error page, nothing) is the network's matter, not a
 * verdict's. Only the first box's name is looked at.
 */
static bool
is_media(GBytes *body)
{
    static const char types[][4] = { "ftyp", "styp", "emsg", "prft", "sidx", "moof",
                                     "moov", "mdat", "uuid", "free", "skip" };
    gsize len;
    const char *data = g_bytes_get_data(body, &len);

    for (size_t i = 0; len >= 8 && i < G_N_ELEMENTS(types); i++) {
        if (memcmp(data + 4, types[i], 4) == 0)
            return true;
    }
    return false;
}

static GBytes *
get_media(FetchLive *self, const char *reference, const FetchBounds *bounds, ClientUnit *out)
{
    g_autoptr(GBytes) body = get(self, reference, bounds, out);

    if (body != NULL && !is_media(body)) {
        trouble(out, CLIENT_TROUBLE_HTTP_FAILED,
                "The camera's server sent something that is no video.");
        return NULL;
    }
    return g_steal_pointer(&body);
}

/*
 * Whether the server is to keep the request until there is news: when it offers to, and when that
 * fits into the time a playlist has.
 */
static bool
may_hold(const FetchLive *self)
{
    const FetchPlaylist *playlist = self->playlist;

    return playlist != NULL && playlist->can_block && !self->hold_failed
           && (HOLD_TARGETS * playlist->target_us + G_USEC_PER_SEC) / 1000 <= PLAYLIST_DEADLINE_MS;
}

static GBytes *
ask_for_playlist(FetchLive *self, bool hold, ClientUnit *out)
{
    const FetchBounds bounds = { FETCH_MAX_PLAYLIST_LEN, PLAYLIST_DEADLINE_MS, false };
    const FetchPlaylist *playlist = self->playlist;
    g_autofree char *query = NULL;
    g_autoptr(GUri) uri = NULL;
    GBytes *body;

    if (hold)
        query = g_strdup_printf("_HLS_msn=%" G_GUINT64_FORMAT,
                                playlist->entries[playlist->n - 1].number + 1);
    uri = fetch_address_ask(self->address, self->playlist_name, query);
    body = fetch_http_get(self->http, uri, &bounds, self->cancellable, &out->trouble, &out->detail);
    self->read_at_us = g_get_monotonic_time();
    return body;
}

/* False with @out's trouble filled, or with none when the session stops. */
static bool
read_playlist(FetchLive *self, ClientUnit *out)
{
    const bool hold = may_hold(self);
    g_autoptr(GBytes) body = ask_for_playlist(self, hold, out);
    g_autoptr(GError) error = NULL;
    FetchPlaylist *playlist;

    self->hold_failed = hold && body == NULL;
    if (self->hold_failed && out->trouble == CLIENT_TROUBLE_HTTP_FAILED) {
        client_unit_clear(out); /* whether anything is wrong, the plain request tells */
        return true;
    }
    if (body == NULL)
        return false;
    playlist = fetch_playlist_parse(body, &error);
    if (playlist == NULL) {
        trouble(out, CLIENT_TROUBLE_BAD_PLAYLIST, error->message);
        return false;
    }
    fetch_playlist_free(self->playlist);
    self->playlist = playlist;
    return true;
}

/* The entry after the one taken last; NULL when there is none yet. */
static const FetchEntry *
find_next(FetchLive *self)
{
    const FetchPlaylist *playlist = self->playlist;
    const FetchEntry *newest = &playlist->entries[playlist->n - 1];
    size_t next = playlist->n;
    int64_t lost_us = LOST_AFTER * playlist->target_us;

    if (self->uri == NULL || g_strcmp0(self->map, newest->map) != 0)
        return g_strcmp0(self->uri, newest->uri) != 0 ? newest : NULL;
    while (next > 0 && playlist->entries[next - 1].number > self->number)
        next--;
    if (next == playlist->n) {
        /* Counting began anew, or the list stands still: the judge knows which. */
        bool lost = g_get_monotonic_time() - self->progress_at_us > lost_us;

        return lost && strcmp(self->uri, newest->uri) != 0 ? newest : NULL;
    }
    if (playlist->n - next > MAX_BEHIND)
        next = playlist->n - MAX_BEHIND;
    return &playlist->entries[next];
}

/* The init segment of @map, when it is another than the one held. */
static bool
change_init(FetchLive *self, const char *map, bool past_caches, ClientUnit *out)
{
    const FetchBounds bounds = { PROV_MAX_INIT_LEN, INIT_DEADLINE_MS, past_caches };
    GBytes *init = get_media(self, map, &bounds, out);

    if (init == NULL)
        return false;
    g_clear_pointer(&self->init, g_bytes_unref);
    self->init = init;
    self->init_refused = false;
    if (g_strcmp0(self->map, map) != 0) {
        g_free(self->map);
        self->map = g_strdup(map);
        g_clear_pointer(&self->uri, g_free);
    }
    return true;
}

static bool
take_segment(FetchLive *self, const char *uri, bool past_caches, ClientUnit *out)
{
    const FetchBounds bounds = {
        PROV_MAX_SEGMENT_LEN,
        (guint)MAX(2 * self->playlist->target_us / 1000, MIN_DEADLINE_MS),
        past_caches,
    };

    out->segment = get_media(self, uri, &bounds, out);
    if (out->segment == NULL)
        return false;
    out->init = g_bytes_ref(self->init);
    return true;
}

/* How long the list is left alone: a quarter of a segment, in bounds. */
static int64_t
poll_interval_us(const FetchLive *self)
{
    return CLAMP(self->playlist->target_us / 4, MIN_POLL_US, self->max_poll_us);
}

/* Fills @out and says so, or says that nothing is there yet. Trouble fills it too. */
static bool
try_next(FetchLive *self, ClientUnit *out)
{
    const FetchEntry *entry;
    g_autofree char *uri = NULL;

    if (self->playlist == NULL || find_next(self) == NULL) {
        /* Whatever it lists, it is not asked for more often: a server sets no pace of its own. */
        if (self->playlist != NULL
            && g_get_monotonic_time() < self->read_at_us + poll_interval_us(self))
            return false;
        if (!read_playlist(self, out))
            return true;
    }
    entry = find_next(self);
    if (entry == NULL)
        return false;
    if (self->init == NULL || g_strcmp0(self->map, entry->map) != 0) {
        if (change_init(self, entry->map, self->init_refused, out))
            out->init = g_bytes_ref(self->init);
        return true;
    }

    uri = g_strdup(entry->uri);
    self->number = entry->number;
    self->progress_at_us = g_get_monotonic_time();
    g_free(self->uri);
    self->uri = g_steal_pointer(&uri);
    take_segment(self, self->uri, false, out);
    return true;
}

static bool
next(ClientSource *base, ClientUnit *out)
{
    FetchLive *self = (FetchLive *)base;

    *out = (ClientUnit){ 0 };
    while (!stopped(self)) {
        if (try_next(self, out))
            break;
        client_wait_us(self->cancellable, NULL,
                       self->read_at_us + poll_interval_us(self) - g_get_monotonic_time());
    }
    if (out->trouble != CLIENT_TROUBLE_NONE)
        g_clear_pointer(&self->playlist, fetch_playlist_free); /* what it said may be over */
    return !stopped(self);
}

static bool
again(ClientSource *base, bool init, ClientUnit *out)
{
    FetchLive *self = (FetchLive *)base;

    *out = (ClientUnit){ 0 };
    if (init || self->uri == NULL) {
        g_autofree char *map = g_strdup(self->map);

        if (change_init(self, map, true, out))
            out->init = g_bytes_ref(self->init);
    } else {
        take_segment(self, self->uri, true, out);
    }
    return !stopped(self);
}

static void
forget_init(ClientSource *base)
{
    FetchLive *self = (FetchLive *)base;

    g_clear_pointer(&self->init, g_bytes_unref);
    self->init_refused = true;
    g_clear_pointer(&self->uri, g_free);
    g_clear_pointer(&self->playlist, fetch_playlist_free);
}

static void
challenge(ClientSource *base, const uint8_t *nonce, size_t nonce_len)
{
    FetchLive *self = (FetchLive *)base;
    g_autoptr(GUri) uri = fetch_address_ask(self->address, CHALLENGE_NAME, NULL);
    g_autoptr(GBytes) body = g_bytes_new(nonce, nonce_len);

    fetch_http_post(self->http, uri, body, PLAYLIST_DEADLINE_MS);
}

static void
live_free(ClientSource *base)
{
    FetchLive *self = (FetchLive *)base;

    fetch_http_free(self->http);
    fetch_address_free(self->address);
    fetch_playlist_free(self->playlist);
    g_clear_pointer(&self->init, g_bytes_unref);
    g_clear_object(&self->cancellable);
    g_free(self->map);
    g_free(self->uri);
    g_free(self);
}

static ClientSource *
live_new(const char *playlist_name,
         int64_t max_poll_us,
         const char *address,
         GBytes *tls_ca,
         const char *token,
         GCancellable *cancellable,
         GError **error)
{
    FetchLive *self = g_new0(FetchLive, 1);

    self->base = (ClientSource){ next, again, forget_init, challenge, live_free };
    self->playlist_name = playlist_name;
    self->max_poll_us = max_poll_us;
    self->cancellable = g_object_ref(cancellable);
    self->address = fetch_address_new(address, error);
    if (self->address != NULL)
        self->http = fetch_http_new(tls_ca, token, error);
    if (self->http == NULL) {
        live_free(&self->base);
        return NULL;
    }
    return &self->base;
}

ClientSource *
fetch_live_new(const char *address,
               GBytes *tls_ca,
               const char *token,
               GCancellable *cancellable,
               GError **error)
{
    return live_new(PLAYLIST_NAME, G_USEC_PER_SEC, address, tls_ca, token, cancellable, error);
}

/* The picture is shown a moment after it came, and sound that is found later has missed it: its
 * list is looked at as often as any. */
ClientSource *
fetch_live_new_for_sound(const char *address,
                         GBytes *tls_ca,
                         const char *token,
                         GCancellable *cancellable,
                         GError **error)
{
    return live_new(SOUND_PLAYLIST_NAME, MIN_POLL_US, address, tls_ca, token, cancellable, error);
}
