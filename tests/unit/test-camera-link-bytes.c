/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/linking.h"
#include "tests/unit/world.h"

static void
cose_kid(RigCose *cose)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_KID, rig_item_uint(1));
}

static void
cose_more_protected(RigCose *cose)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_KID, rig_item_uint(1));
}

static void
cose_attached(RigCose *cose)
{
    cose->detached = false;
}

static void
cose_untagged(RigCose *cose)
{
    cose->tagged = false;
}

static void
cose_other_algorithm(RigCose *cose)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(RIG_ALG_ES384));
}

static void
cose_other_context(RigCose *cose)
{
    rig_cose_set_context(cose, "Signature");
}

static void
cose_zeros(RigCose *cose)
{
    cose->form = RIG_SIGNATURE_ZERO;
}

static void
cose_der(RigCose *cose)
{
    cose->form = RIG_SIGNATURE_DER;
}

static void
map_without_proof(RigMap *map)
{
    rig_map_drop(map, "proof");
}

static void
map_with_more(RigMap *map)
{
    rig_map_put(map, "room", rig_item_text("Nursery"));
}

static void
map_twice_the_nonce(RigMap *map)
{
    rig_map_add(map, rig_item_text("nonce"), g_bytes_ref(rig_map_get(map, "nonce")));
}

static void
map_indefinite(RigMap *map)
{
    map->form = RIG_MAP_INDEFINITE;
}

static void
map_long_count(RigMap *map)
{
    map->form = RIG_MAP_LONG;
}

static void
map_other_order(RigMap *map)
{
    GBytes *type = g_bytes_ref(rig_map_get(map, "type"));

    rig_map_drop(map, "type");
    rig_map_put(map, "type", type);
}

static void
map_short_nonce(RigMap *map)
{
    rig_map_put(map, "nonce", rig_item_bytes("0123456789abcdef0123456789abcde", 31));
}

static void
map_text_for_bytes(RigMap *map)
{
    rig_map_put(map, "nonce", rig_item_text("0123456789abcdef0123456789abcdef"));
}

static void
map_text_chain(RigMap *map)
{
    rig_map_put(map, "chain", rig_item_array(rig_item_text("a"), NULL));
}

static void
map_proof_of_1_kib(RigMap *map)
{
    g_autofree uint8_t *zeros = g_malloc0(1024);

    rig_map_put(map, "proof", rig_item_bytes(zeros, 1024));
}

static void
body_cut(GByteArray *body)
{
    g_byte_array_set_size(body, body->len - 1);
}

static void
body_longer(GByteArray *body)
{
    g_byte_array_append(body, (const uint8_t *)"", 1);
}

static void
body_empty(GByteArray *body)
{
    g_byte_array_set_size(body, 0);
}

static void
body_mac_alone(GByteArray *body)
{
    g_byte_array_remove_range(body, 0, body->len - LINKING_HASH_LEN);
}

static const struct {
    const char *name;
    const char *word; /* stands in the sentence */
    void (*edit_cose)(RigCose *cose);
    void (*edit_map)(RigMap *map);
    void (*edit_body)(GByteArray *body); /* behind the MAC */
} rows[] = {
    { "cose-kid", "did not prove", .edit_cose = cose_kid },
    { "cose-more-protected", "did not prove", .edit_cose = cose_more_protected },
    { "cose-attached", "did not prove", .edit_cose = cose_attached },
    { "cose-untagged", "did not prove", .edit_cose = cose_untagged },
    { "cose-other-algorithm", "did not prove", .edit_cose = cose_other_algorithm },
    { "cose-other-context", "did not prove", .edit_cose = cose_other_context },
    { "cose-zeros", "did not prove", .edit_cose = cose_zeros },
    { "cose-der", "did not prove", .edit_cose = cose_der },
    { "map-without-proof", "version of linking", .edit_map = map_without_proof },
    { "map-with-more", "version of linking", .edit_map = map_with_more },
    { "map-twice-the-nonce", "version of linking", .edit_map = map_twice_the_nonce },
    { "map-indefinite", "version of linking", .edit_map = map_indefinite },
    { "map-long-count", "version of linking", .edit_map = map_long_count },
    { "map-other-order", "version of linking", .edit_map = map_other_order },
    { "map-short-nonce", "version of linking", .edit_map = map_short_nonce },
    { "map-text-for-bytes", "version of linking", .edit_map = map_text_for_bytes },
    { "map-text-chain", "version of linking", .edit_map = map_text_chain },
    { "map-proof-of-1-kib", "version of linking", .edit_map = map_proof_of_1_kib },
    { "body-cut", "secret", .edit_body = body_cut },
    { "body-longer", "secret", .edit_body = body_longer },
    { "body-empty", "secret", .edit_body = body_empty },
    { "body-mac-alone", "secret", .edit_body = body_mac_alone },
};

static void
test_row(Linking *self, gconstpointer data)
{
    const guint row = GPOINTER_TO_UINT(data);

    self->edit_cose = rows[row].edit_cose;
    self->edit_map = rows[row].edit_map;
    self->edit_body = rows[row].edit_body;
    linking_assert_answer(self, CAMERA_LINK_PROBLEM_IMPOSTOR, rows[row].word);
}

/*
 * No byte of an answer may be another one, neither with the MAC of the true one nor, for whoever
 * has the secret, with a MAC made for the change.
 */
static void
test_every_byte_of_the_answer(Linking *self, gconstpointer data)
{
    const bool sealed_again = GPOINTER_TO_INT(data) != 0;
    size_t len = 1;

    for (size_t at = 0; at < len; at++) {
        g_autoptr(CameraLinkPeer) peer = NULL;
        g_autoptr(GBytes) body = NULL;
        g_autoptr(GBytes) changed = NULL;
        g_autoptr(GByteArray) copy = NULL;
        g_autofree char *say = NULL;
        const CameraRecord *other;

        linking_begin(self);
        body = linking_answer(self);
        len = g_bytes_get_size(body) - (sealed_again ? LINKING_HASH_LEN : 0);
        copy = world_copy(body);
        copy->data[at] ^= (uint8_t)(1 << at % 8);
        g_byte_array_set_size(copy, (guint)len);
        changed = g_byte_array_free_to_bytes(g_steal_pointer(&copy));
        if (sealed_again) {
            GBytes *map = changed;

            changed = linking_seal(self->secret, map);
            g_bytes_unref(map);
        }
        if (linking_read(self, changed, &peer, &other, &say) == CAMERA_LINK_PROBLEM_NONE)
            g_error("byte %" G_GSIZE_FORMAT " of the answer may be changed", at);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/camera-link-bytes/every-byte", Linking, GINT_TO_POINTER(0), linking_set_up,
               test_every_byte_of_the_answer, linking_tear_down);
    g_test_add("/camera-link-bytes/every-byte-sealed-again", Linking, GINT_TO_POINTER(1),
               linking_set_up, test_every_byte_of_the_answer, linking_tear_down);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/camera-link-bytes/", rows[i].name, NULL);

        g_test_add(path, Linking, GUINT_TO_POINTER(i), linking_set_up, test_row, linking_tear_down);
    }
    return g_test_run();
}
