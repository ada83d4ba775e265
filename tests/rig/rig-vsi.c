/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-vsi.h"

#include "tests/rig/rig-box.h"
#include "tests/rig/rig-hash.h"
#include "tests/rig/rig-mp4.h"

#include <string.h>

#define MAX_PASSES 64 /* only a signature of changing length needs more than two */

static const char *const only_emsg[] = { "emsg", NULL };

/* Top-level boxes, one GBytes each. */
static GPtrArray *
split_boxes(GBytes *file)
{
    GPtrArray *boxes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    size_t pos = 0;
    RigBox box;

    while (rig_box_next(data, len, &pos, &box))
        g_ptr_array_add(boxes, g_bytes_new_from_bytes(file, box.offset, box.size));
    if (pos < len)
        g_ptr_array_add(boxes, g_bytes_new_from_bytes(file, pos, len - pos));
    return boxes;
}

static GBytes *
concat(GPtrArray *parts)
{
    GByteArray *out = g_byte_array_new();

    for (guint i = 0; i < parts->len; i++)
        rig_put_bytes(out, g_ptr_array_index(parts, i));
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
bmff_hash_item(const RigVsiSpec *spec, GBytes *hash)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "exclusions", rig_hash_segment_exclusions());
    rig_map_put(map, "alg", rig_item_text(spec->hash_alg));
    rig_map_put(map, "hash", rig_item_bytes_of(hash));
    if (spec->hooks.bmff_hash != NULL)
        spec->hooks.bmff_hash(map, spec->hooks.user_data);
    return rig_map_item(map);
}

static GBytes *
make_payload(const RigVsi *vsi, const RigVsiSpec *spec, GBytes *hash)
{
    g_autoptr(RigMap) map = rig_map_new();

    rig_map_put(map, "sequenceNumber", rig_item_uint(vsi->sequence));
    rig_map_put(map, "bmffHash", bmff_hash_item(spec, hash));
    rig_map_put(map, "manifestId", rig_item_text(vsi->manifest));
    if (spec->hooks.payload != NULL)
        spec->hooks.payload(map, spec->hooks.user_data);
    return rig_map_item(map);
}

static GBytes *
nonces_item(GPtrArray *nonces)
{
    g_autoptr(GPtrArray) items = NULL;

    if (nonces->len == 1)
        return rig_item_bytes_of(g_ptr_array_index(nonces, 0));
    items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (guint i = 0; i < nonces->len; i++)
        g_ptr_array_add(items, rig_item_bytes_of(g_ptr_array_index(nonces, i)));
    return rig_item_array_of(items);
}

static GBytes *
claims_item(const RigVsi *vsi, const RigVsiSpec *spec)
{
    g_autoptr(RigMap) cwt = rig_map_new();

    rig_map_put_int(cwt, RIG_CWT_IAT, rig_item_double((double)vsi->capture_us / G_USEC_PER_SEC));
    if (vsi->nonces != NULL && vsi->nonces->len > 0)
        rig_map_put_int(cwt, RIG_CWT_NONCE, nonces_item(vsi->nonces));
    if (spec->hooks.claims != NULL)
        spec->hooks.claims(cwt, spec->hooks.user_data);
    return rig_map_item(cwt);
}

static GBytes *
make_message(const RigVsi *vsi, const RigVsiSpec *spec, GBytes *hash)
{
    g_autoptr(GBytes) payload = make_payload(vsi, spec, hash);
    g_autoptr(RigCose) cose = rig_cose_new(vsi->key, payload);

    rig_map_put_int(cose->unprotected, RIG_COSE_KID, rig_item_bytes_of(vsi->kid));
    if (vsi->capture_us != RIG_NO_TIME)
        rig_map_put_int(cose->protected_map, RIG_COSE_CWT, claims_item(vsi, spec));
    if (spec->hooks.signature != NULL)
        spec->hooks.signature(cose, spec->hooks.user_data);
    return rig_cose_sign(cose);
}

GBytes *
rig_emsg_box(const RigEmsg *emsg)
{
    GByteArray *out = g_byte_array_new();
    const guint box = rig_box_begin_full(out, "emsg", emsg->version, emsg->flags);

    if (emsg->version == 0) {
        rig_put_bytes(out, emsg->scheme);
        rig_put_bytes(out, emsg->value);
        rig_put_u32(out, emsg->timescale);
        rig_put_u32(out, emsg->delta);
        rig_put_u32(out, emsg->duration);
        rig_put_u32(out, emsg->id);
    } else {
        rig_put_u32(out, emsg->timescale);
        rig_put_u64(out, emsg->delta);
        rig_put_u32(out, emsg->duration);
        rig_put_u32(out, emsg->id);
        rig_put_bytes(out, emsg->scheme);
        rig_put_bytes(out, emsg->value);
    }
    rig_put_bytes(out, emsg->message);
    rig_put_bytes(out, emsg->tail);
    rig_box_end(out, box);
    return g_byte_array_free_to_bytes(out);
}

static GBytes *
make_emsg(const RigVsi *vsi, const RigVsiSpec *spec, GBytes *media, GBytes *hash)
{
    RigEmsg emsg = {
        .scheme = g_bytes_new_static(RIG_VSI_SCHEME, sizeof RIG_VSI_SCHEME),
        .value = g_bytes_new_static("fseg", sizeof "fseg"),
        .timescale = vsi->timescale,
        .duration = (uint32_t)rig_mp4_get_duration(media),
        .id = (uint32_t)vsi->sequence,
        .message = make_message(vsi, spec, hash),
    };
    GBytes *box;

    if (spec->hooks.emsg != NULL)
        spec->hooks.emsg(&emsg, spec->hooks.user_data);
    box = rig_emsg_box(&emsg);
    g_bytes_unref(emsg.scheme);
    g_bytes_unref(emsg.value);
    g_bytes_unref(emsg.message);
    g_clear_pointer(&emsg.tail, g_bytes_unref);
    return box;
}

static GBytes *
make_segment(const RigVsi *vsi, const RigVsiSpec *spec, GBytes *media, GBytes *hash)
{
    g_autoptr(GPtrArray) boxes = split_boxes(media);

    g_ptr_array_insert(boxes, 0, make_emsg(vsi, spec, media, hash));
    if (spec->hooks.segment != NULL)
        spec->hooks.segment(boxes, spec->hooks.user_data);
    return concat(boxes);
}

GBytes *
rig_vsi_sign(const RigVsi *vsi, GBytes *media, const RigVsiSpec *given)
{
    RigVsiSpec spec = given != NULL ? *given : (RigVsiSpec){ 0 };
    g_autoptr(GBytes) hash = NULL;

    spec.hash_alg = spec.hash_alg != NULL ? spec.hash_alg : "sha256";
    spec.excluded = spec.excluded != NULL ? spec.excluded : only_emsg;
    hash = rig_hash_data(spec.hash_alg, "", 0); /* of the right length */
    /* The hash covers where each box stands, behind the header that holds it: two passes. */
    for (guint pass = 0; pass < MAX_PASSES; pass++) {
        g_autoptr(GBytes) file = make_segment(vsi, &spec, media, hash);
        g_autoptr(GBytes) found =
            rig_hash_bmff(file, spec.excluded, spec.hash_alg, !spec.no_offsets);

        if (g_bytes_equal(found, hash))
            return g_steal_pointer(&file);
        g_bytes_unref(hash);
        hash = g_steal_pointer(&found);
    }
    return make_segment(vsi, &spec, media, hash);
}

GBytes *
rig_vsi_strip(GBytes *segment)
{
    g_autoptr(GPtrArray) boxes = split_boxes(segment);

    for (guint i = boxes->len; i > 0; i--) {
        size_t len = 0;
        const uint8_t *data = g_bytes_get_data(g_ptr_array_index(boxes, i - 1), &len);

        if (len >= 8 && memcmp(data + 4, "emsg", 4) == 0)
            g_ptr_array_remove_index(boxes, i - 1);
    }
    return concat(boxes);
}
