/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-hash.h"

#include "tests/rig/rig-box.h"

#include <string.h>

static GChecksumType
checksum_type(const char *alg)
{
    if (strcmp(alg, "sha384") == 0)
        return G_CHECKSUM_SHA384;
    if (strcmp(alg, "sha512") == 0)
        return G_CHECKSUM_SHA512;
    return G_CHECKSUM_SHA256;
}

static GBytes *
finish(GChecksum *sum)
{
    uint8_t digest[64];
    gsize len = sizeof digest;

    g_checksum_get_digest(sum, digest, &len);
    return g_bytes_new(digest, len);
}

GBytes *
rig_hash_data(const char *alg, const void *data, size_t len)
{
    g_autoptr(GChecksum) sum = g_checksum_new(checksum_type(alg));

    g_checksum_update(sum, data, (gssize)len);
    return finish(sum);
}

static bool
is_excluded(const uint8_t *data, const RigBox *box, const char *const *excluded)
{
    g_autoptr(GBytes) uuid = rig_item_hex(RIG_C2PA_UUID);
    size_t len = 0;
    const uint8_t *value = g_bytes_get_data(uuid, &len);

    if (!g_strv_contains(excluded, box->type))
        return false;
    return strcmp(box->type, "uuid") != 0
           || (box->size >= 8 + len && memcmp(data + box->offset + 8, value, len) == 0);
}

GBytes *
rig_hash_bmff(GBytes *file, const char *const *excluded, const char *alg, bool with_offsets)
{
    g_autoptr(GChecksum) sum = g_checksum_new(checksum_type(alg));
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    size_t pos = 0;
    RigBox box;

    while (rig_box_next(data, len, &pos, &box)) {
        const uint64_t offset = GUINT64_TO_BE((uint64_t)box.offset);

        if (is_excluded(data, &box, excluded))
            continue;
        if (with_offsets)
            g_checksum_update(sum, (const guint8 *)&offset, sizeof offset);
        g_checksum_update(sum, data + box.offset, (gssize)box.size);
    }
    if (pos < len)
        g_checksum_update(sum, data + pos, (gssize)(len - pos));
    return finish(sum);
}

GBytes *
rig_hash_exclusion(const char *xpath)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "xpath", rig_item_text(xpath));
    return rig_map_item(map);
}

GBytes *
rig_hash_exclusion_at(const char *xpath, uint64_t offset, GBytes *value)
{
    g_autoptr(GBytes) content = value;
    g_autoptr(RigMap) data = rig_map_new();
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(data, "offset", rig_item_uint(offset));
    rig_map_put(data, "value", rig_item_bytes_of(content));
    rig_map_put(map, "xpath", rig_item_text(xpath));
    rig_map_put(map, "data", rig_item_array(rig_map_item(data), NULL));
    return rig_map_item(map);
}

GBytes *
rig_hash_init_exclusions(void)
{
    return rig_item_array(rig_hash_exclusion_at("/uuid", 8, rig_item_hex(RIG_C2PA_UUID)),
                          rig_hash_exclusion("/ftyp"), rig_hash_exclusion("/mfra"), NULL);
}

GBytes *
rig_hash_segment_exclusions(void)
{
    return rig_item_array(
        rig_hash_exclusion_at("/emsg", 12, rig_item_raw(RIG_VSI_SCHEME, strlen(RIG_VSI_SCHEME))),
        NULL);
}
