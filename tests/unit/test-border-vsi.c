/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed header's reader by itself: every field at its border, signed as it stands, so that
 * neither the hash nor the signature behind it hides which rule refused it.
 */
#include "client/provenance/prov-vsi.h"
#include "tests/unit/world.h"

#include <string.h>

typedef struct {
    const char *name;
    RigVsiHooks hooks;
    const char *reason; /* NULL: it is read */
} Case;

static World world; /* made once: nothing here changes it */

static GBytes *
nonce_of(gpointer len)
{
    static const uint8_t zeros[128];

    return rig_item_bytes(zeros, GPOINTER_TO_SIZE(len));
}

static void
one_nonce(RigMap *cwt, gpointer len)
{
    rig_map_put_int(cwt, RIG_CWT_NONCE, nonce_of(len));
}

static void
nonce_is_text(RigMap *cwt, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cwt, RIG_CWT_NONCE, rig_item_text("eight by"));
}

static void
many_nonces(RigMap *cwt, gpointer n)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (size_t i = 0; i < GPOINTER_TO_SIZE(n); i++)
        g_ptr_array_add(items, nonce_of(GSIZE_TO_POINTER(8)));
    rig_map_put_int(cwt, RIG_CWT_NONCE, rig_item_array_of(items));
}

static void
nonces_with_a_number(RigMap *cwt, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cwt, RIG_CWT_NONCE,
                    rig_item_array(nonce_of(GSIZE_TO_POINTER(8)), rig_item_uint(1), NULL));
}

static void
no_time(RigMap *cwt, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cwt, RIG_CWT_IAT);
}

static void
time_is_text(RigMap *cwt, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cwt, RIG_CWT_IAT, rig_item_text("now"));
}

static void
claims_are_a_number(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_CWT, rig_item_uint(1));
}

static void
claims_are_a_list(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_CWT,
                    rig_item_array(rig_item_uint(RIG_CWT_IAT), rig_item_uint(1), NULL));
}

static void
kid_protected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_KID, rig_item_bytes("kid", 3));
}

static void
kid_is_text(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_KID, rig_item_text("kid"));
}

static void
kid_absent(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->unprotected, RIG_COSE_KID);
}

static void
other_label(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    kid_absent(cose, NULL);
    rig_map_put_int(cose->unprotected, 5, rig_item_bytes("kid", 3));
}

static void
label_beside_kid(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, 5, rig_item_bytes("kid", 3));
}

static void
algorithm_unprotected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    kid_absent(cose, NULL);
    rig_map_put_int(cose->unprotected, RIG_COSE_ALG, rig_item_int(-7));
}

static void
algorithm_absent(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->protected_map, RIG_COSE_ALG);
}

static void
detached(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->detached = true;
}

static void
payload_is(RigCose *cose, gpointer hex)
{
    rig_cose_set_bytes(&cose->payload, rig_item_hex(hex));
}

static void
sequence_absent(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "sequenceNumber");
}

static void
sequence_negative(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_int(-1));
}

static void
sequence_largest(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_uint(INT64_MAX));
}

static void
sequence_too_large(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_uint((uint64_t)INT64_MAX + 1));
}

static void
hash_absent(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "bmffHash");
}

static void
hash_is_bytes(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "bmffHash", rig_item_bytes("01234567890123456789012345678901", 32));
}

static void
hash_null(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "hash", rig_item_null());
}

static void
emsg_version(RigEmsg *emsg, gpointer version)
{
    emsg->version = (uint8_t)GPOINTER_TO_UINT(version);
}

static void
emsg_flags(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->flags = 1;
}

static void
emsg_delta(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->delta = 1;
}

static void
emsg_scheme(RigEmsg *emsg, gpointer text)
{
    rig_cose_set_bytes(&emsg->scheme, g_bytes_new_static(text, strlen(text) + 1));
}

static void
emsg_value(RigEmsg *emsg, gpointer text)
{
    rig_cose_set_bytes(&emsg->value, g_bytes_new_static(text, strlen(text) + 1));
}

#define PAYLOAD(hex)                                                                               \
    {                                                                                              \
        .signature = payload_is, .user_data = (gpointer)(hex)                                      \
    }
#define N(n) GSIZE_TO_POINTER(n)

static const Case cases[] = {
    { "plain", { 0 }, NULL },
    { "nonce-of-8-bytes", { .claims = one_nonce, .user_data = N(8) }, NULL },
    { "nonce-of-7-bytes", { .claims = one_nonce, .user_data = N(7) }, "bad-header" },
    { "nonce-of-64-bytes", { .claims = one_nonce, .user_data = N(64) }, NULL },
    { "nonce-of-65-bytes", { .claims = one_nonce, .user_data = N(65) }, "bad-header" },
    { "nonce-is-text", { .claims = nonce_is_text }, "bad-header" },
    { "no-nonce-in-the-list", { .claims = many_nonces, .user_data = N(0) }, "bad-header" },
    { "one-nonce-in-the-list", { .claims = many_nonces, .user_data = N(1) }, NULL },
    { "eight-nonces", { .claims = many_nonces, .user_data = N(8) }, NULL },
    { "nine-nonces", { .claims = many_nonces, .user_data = N(9) }, "bad-header" },
    { "nonces-with-a-number", { .claims = nonces_with_a_number }, "bad-header" },
    { "claims-without-a-time", { .claims = no_time }, "bad-header" },
    { "time-is-text", { .claims = time_is_text }, "bad-header" },
    { "claims-are-a-number", { .signature = claims_are_a_number }, "bad-header" },
    { "claims-are-a-list", { .signature = claims_are_a_list }, "bad-header" },
    { "kid-protected", { .signature = kid_protected }, "bad-header" },
    { "kid-is-text", { .signature = kid_is_text }, "bad-header" },
    { "other-label-for-kid", { .signature = other_label }, "bad-header" },
    { "label-beside-kid", { .signature = label_beside_kid }, "bad-header" },
    { "kid-absent", { .signature = kid_absent }, NULL },
    { "algorithm-unprotected", { .signature = algorithm_unprotected }, "algorithm" },
    { "algorithm-absent", { .signature = algorithm_absent }, "algorithm" },
    { "detached", { .signature = detached }, "bad-header" },
    { "payload-is-a-number", PAYLOAD("07"), "bad-header" },
    { "payload-is-a-list", PAYLOAD("80"), "bad-header" },
    { "payload-is-empty", PAYLOAD(""), "bad-header" },
    { "payload-is-no-cbor", PAYLOAD("a1"), "bad-header" },
    { "payload-is-an-empty-map", PAYLOAD("a0"), "bad-header" },
    { "number-absent", { .payload = sequence_absent }, "bad-header" },
    { "number-negative", { .payload = sequence_negative }, "bad-header" },
    { "SEQ-15/largest-number", { .payload = sequence_largest }, NULL },
    { "SEQ-15/number-too-large", { .payload = sequence_too_large }, "bad-header" },
    { "hash-absent", { .payload = hash_absent }, "bad-header" },
    { "hash-is-bytes", { .payload = hash_is_bytes }, "bad-header" },
    { "digest-null", { .bmff_hash = hash_null }, "bad-header" },
    { "version-1", { .emsg = emsg_version, .user_data = N(1) }, "bad-header" },
    { "version-2", { .emsg = emsg_version, .user_data = N(2) }, "bad-header" },
    { "version-255", { .emsg = emsg_version, .user_data = N(255) }, "bad-header" },
    { "flags", { .emsg = emsg_flags }, "bad-header" },
    { "delta", { .emsg = emsg_delta }, "bad-header" },
    { "other-scheme",
      { .emsg = emsg_scheme, .user_data = (gpointer) "urn:c2pa:other" },
      "bad-header" },
    { "other-value", { .emsg = emsg_value, .user_data = (gpointer) "gseg" }, "bad-header" },
};

static GBytes *
sign(const RigVsiHooks *hooks)
{
    const RigVsiSpec spec = { .hooks = *hooks };

    return world_segment(&world, world.session, 7, &spec);
}

static ProvBox
first_emsg(GBytes *segment)
{
    ProvReader rest = prov_reader_from_bytes(segment);
    ProvBox box;

    do {
        g_assert_true(prov_bmff_next(&rest, &box));
    } while (!prov_bmff_is(&box, "emsg"));
    return box;
}

static void
test_read(gconstpointer data)
{
    const Case *c = data;
    g_autoptr(GBytes) segment = sign(&c->hooks);
    ProvBox emsg = first_emsg(segment);
    ProvVerdict verdict = { 0 };
    ProvVsi vsi;

    g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict) == (c->reason == NULL));
    world_assert_reason(verdict, c->reason != NULL ? c->reason : "unchecked");
}

/* What is read is what was written. */
static void
test_fields(void)
{
    const RigVsiHooks none = { 0 }, nonces = { .claims = many_nonces, .user_data = N(3) },
                      no_kid = { .signature = kid_absent };
    g_autoptr(GBytes) plain = sign(&none);
    g_autoptr(GBytes) echoing = sign(&nonces);
    g_autoptr(GBytes) nameless = sign(&no_kid);
    ProvBox emsg = first_emsg(plain);
    ProvVerdict verdict = { 0 };
    ProvVsi vsi;

    g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict));
    g_assert_true(vsi.alg == PROV_ALG_ES256 && vsi.sequence == 7);
    g_assert_true(vsi.has_kid
                  && prov_reader_equals(vsi.kid, g_bytes_get_data(world.session->kid, NULL),
                                        g_bytes_get_size(world.session->kid)));
    g_assert_true(vsi.has_manifest_id && prov_reader_is(vsi.manifest_id, world.session->label));
    g_assert_true(vsi.timescale == WORLD_SCALE && vsi.duration == WORLD_SCALE);
    g_assert_true(vsi.content.hash == PROV_HASH_SHA256 && vsi.content.expected.len == 32);
    g_assert_true(vsi.has_capture && vsi.n_nonces == 0);
    g_assert_cmpint(vsi.capture_us, ==, WORLD_NOW_US + 6 * WORLD_UNIT_US);
    emsg = first_emsg(echoing);
    g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict));
    g_assert_cmpuint(vsi.n_nonces, ==, 3);
    emsg = first_emsg(nameless);
    g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict));
    g_assert_false(vsi.has_kid);
}

static void
drop_manifest_id(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "manifestId");
}

static void
manifest_id_is_bytes(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "manifestId", rig_item_bytes("urn", 3));
}

/* A header that names no session is read, and says so. */
static void
test_no_session(void)
{
    const RigVsiHooks hooks[] = { { .payload = drop_manifest_id },
                                  { .payload = manifest_id_is_bytes } };

    for (size_t i = 0; i < G_N_ELEMENTS(hooks); i++) {
        g_autoptr(GBytes) segment = sign(&hooks[i]);
        ProvBox emsg = first_emsg(segment);
        ProvVerdict verdict = { 0 };
        ProvVsi vsi;

        g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict));
        g_assert_false(vsi.has_manifest_id);
        g_assert_cmpuint(vsi.manifest_id.len, ==, 0);
    }
}

/* The fields of version 0 under any other version's number are not read. */
static void
test_versions(void)
{
    const RigVsiHooks none = { 0 };
    g_autoptr(GBytes) segment = sign(&none);
    ProvBox emsg = first_emsg(segment);
    g_autofree uint8_t *copy = g_memdup2(emsg.payload.data, emsg.payload.len);

    emsg.payload.data = copy;
    for (unsigned version = 0; version < 256; version++) {
        ProvVerdict verdict = { 0 };
        ProvVsi vsi;

        copy[0] = (uint8_t)version;
        g_assert_true(prov_vsi_read(&emsg, &vsi, &verdict) == (version == 0));
        world_assert_reason(verdict, version == 0 ? "unchecked" : "bad-header");
    }
}

/* Cut off anywhere, it is no header. */
static void
test_cut_off(void)
{
    const RigVsiHooks none = { 0 };
    g_autoptr(GBytes) segment = sign(&none);
    ProvBox whole = first_emsg(segment);

    for (size_t len = 0; len < whole.payload.len; len++) {
        g_autofree uint8_t *copy = g_memdup2(whole.payload.data, len);
        ProvBox emsg = whole;
        ProvVerdict verdict = { 0 };
        ProvVsi vsi;

        emsg.payload = (ProvReader){ copy, len };
        g_assert_false(prov_vsi_read(&emsg, &vsi, &verdict));
        world_assert_reason(verdict, "bad-header");
    }
}

int
main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    world_set_up(&world, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/border/vsi/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_read);
    }
    g_test_add_func("/border/vsi/fields", test_fields);
    g_test_add_func("/border/vsi/no-session", test_no_session);
    g_test_add_func("/border/vsi/versions", test_versions);
    g_test_add_func("/border/vsi/cut-off", test_cut_off);
    failed = g_test_run();
    world_tear_down(&world, NULL);
    return failed;
}
