/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-home.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CACHE_MAX_BACKENDS 8

/* A caching proxy as somebody has set it up, well or not. */
typedef struct {
    const char *key; /* proxy_cache_key; may use $uri, $camera, $object ("init-1.mp4"), $kind
                        ("seg"), and $swapped, which is $object for init segments and $uri else */
    const char
        *valid; /* how long all is kept, whatever the server says; NULL: as the server says */
    bool obeys; /* a viewer's "no-cache" brings a new copy */
    struct {
        const char *slug;
        guint16 port;
    } backends[CACHE_MAX_BACKENDS]; /* up to a NULL slug */
} CacheSettings;

/* nginx, with TLS on both sides, in front of cameras of the rig. */
typedef struct Cache Cache;

bool cache_is_there(void);

/* Listens when it returns. @home: whose CA vouches for it. */
Cache *cache_new(const RigHome *home, const CacheSettings *settings);
void cache_free(Cache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

/* On 127.0.0.1; its paths are the cameras' own. */
guint16 cache_get_port(const Cache *self);

G_END_DECLS
