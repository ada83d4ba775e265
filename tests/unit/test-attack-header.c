/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signed header of a segment (attacks.md, HDR). Each case twists one thing before signing, so
 * that only the rule under test can refuse it.
 */
#include "tests/unit/world.h"

#include <string.h>

/* A prefix match would take it for ours. */
#define LONGER_SCHEME "urn:c2pa:verifiable-segment-infoX"

/* Twists made while signing. */
typedef struct {
    const char *id;
    RigVsiSpec spec;
    const char *reason;
} SignedCase;

static void
put_text(RigMap *map, const char *key, const char *value)
{
    rig_map_put(map, key, rig_item_text(value));
}

static void
emsg_version_1(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->version = 1;
}

static void
emsg_flags(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->flags = 1;
}

static void
emsg_timescale(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->timescale++;
}

static void
emsg_duration(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->duration++;
}

static void
emsg_delta(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->delta = 1;
}

static void
emsg_id(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->id ^= 0x5a5a;
}

static void
emsg_value(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    g_bytes_unref(emsg->value);
    emsg->value = g_bytes_new_static("gseg", 5);
}

static void
emsg_value_not_utf8(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    g_bytes_unref(emsg->value);
    emsg->value = g_bytes_new_static("\xff\xfe\xfd\xfc", 5);
}

static void
emsg_scheme_longer(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    g_bytes_unref(emsg->scheme);
    emsg->scheme = g_bytes_new_static(LONGER_SCHEME, sizeof LONGER_SCHEME);
}

static void
emsg_tail(RigEmsg *emsg, G_GNUC_UNUSED gpointer data)
{
    emsg->tail = g_bytes_new_static("\0", 1);
}

static void
hash_null(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "bmffHash", rig_item_null());
}

static void
hash_missing(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "bmffHash");
}

static void
hash_empty(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "hash", rig_item_bytes("", 0));
}

static void
hash_short(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "hash", rig_item_bytes("0123456789012345678901234567890", 31));
}

static void
hash_merkle(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "merkle", rig_item_array(rig_item_uint(1), NULL));
}

static GBytes *
xpath(const char *path)
{
    g_autoptr(RigMap) entry = rig_map_new();

    put_text(entry, "xpath", path);
    return rig_map_item(entry);
}

static void
exclude_mdat(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "exclusions", rig_item_array(xpath("/mdat"), NULL));
}

static void
exclude_every_emsg(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "exclusions", rig_item_array(xpath("/emsg"), NULL));
}

static void
exclude_twice(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GBytes) list = g_bytes_ref(rig_map_get(hash, "exclusions"));
    /* One entry, in an array whose head is one byte. */
    g_autoptr(GBytes) entry = g_bytes_new_from_bytes(list, 1, g_bytes_get_size(list) - 1);

    rig_map_put(hash, "exclusions", rig_item_array(g_bytes_ref(entry), g_bytes_ref(entry), NULL));
}

static void
alg_sha1(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    put_text(hash, "alg", "sha1");
}

static void
alg_missing(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(hash, "alg");
}

static void
manifest_missing(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop(payload, "manifestId");
}

static void
manifest_other(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    put_text(payload, "manifestId", "urn:c2pa:00000000-0000-4000-8000-000000000000");
}

static void
sequence_negative(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_int(-1));
}

static void
sequence_float(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_double(1.0));
}

static void
sequence_huge(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_uint(UINT64_C(1) << 63));
}

static void
sequence_twice(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_add(payload, rig_item_text("sequenceNumber"), rig_item_uint(7));
}

static void
sequence_not_shortest(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_head(RIG_CBOR_UINT, 1, 2));
}

static void
payload_indefinite(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    payload->form = RIG_MAP_INDEFINITE;
}

static void
payload_extra_key(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    put_text(payload, "future", "signed, and ignored");
}

static void
payload_bignum(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(payload, "sequenceNumber", rig_item_tag(2, rig_item_bytes("\1", 1)));
}

static void
payload_deep(RigMap *payload, G_GNUC_UNUSED gpointer data)
{
    GBytes *item = rig_item_uint(0);

    for (int i = 0; i < 1000; i++)
        item = rig_item_array(item, NULL);
    rig_map_put(payload, "deep", item);
}

static void
payload_detached(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->detached = true;
}

static void
payload_not_a_map(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_cose_set_bytes(&cose->payload, rig_item_uint(1));
}

static void
tag_17(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->tag = 17;
}

static void
untagged(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->tagged = false;
}

static void
three_items(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->drop_signature = true;
}

static void
alg_in_unprotected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->protected_map, RIG_COSE_ALG);
    rig_map_put_int(cose->unprotected, RIG_COSE_ALG, rig_item_int(-7));
}

static void
alg_in_both(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_ALG, rig_item_int(-7));
}

static void
alg_of_another_curve(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(-35));
}

static void
alg_rs256(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(-257));
}

static void
alg_zero(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_ALG, rig_item_int(0));
}

static void
crit_unknown(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_CRIT, rig_item_array(rig_item_int(99), NULL));
}

static void
crit_unprotected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_CRIT, rig_item_array(rig_item_int(1), NULL));
}

static void
kid_missing(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(cose->unprotected, RIG_COSE_KID);
}

static void
kid_empty(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, RIG_COSE_KID, rig_item_bytes("", 0));
}

static void
kid_protected(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->protected_map, RIG_COSE_KID, rig_item_bytes("session-key-1", 13));
}

static void
unprotected_more(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(cose->unprotected, 99, rig_item_uint(1));
}

static void
signature_form(RigCose *cose, gpointer data)
{
    cose->form = (RigSignatureForm)GPOINTER_TO_INT(data);
}

static void
context_other(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_cose_set_context(cose, "CounterSignature");
}

static void
external_aad(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    rig_cose_set_bytes(&cose->external_aad, g_bytes_new_static("aad", 3));
}

static void
iat_missing(RigMap *claims, G_GNUC_UNUSED gpointer data)
{
    rig_map_drop_int(claims, RIG_CWT_IAT);
}

static void
iat_text(RigMap *claims, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(claims, RIG_CWT_IAT, rig_item_text("1795327200"));
}

static void
iat_early(RigMap *claims, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(claims, RIG_CWT_IAT, rig_item_uint(WORLD_NOW_US / G_USEC_PER_SEC - 6));
}

static void
nonce_short(RigMap *claims, G_GNUC_UNUSED gpointer data)
{
    rig_map_put_int(claims, RIG_CWT_NONCE, rig_item_bytes("1234567", 7));
}

static void
nonces_nine(RigMap *claims, G_GNUC_UNUSED gpointer data)
{
    g_autoptr(GPtrArray) nonces = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (int i = 0; i < 9; i++)
        g_ptr_array_add(nonces, rig_item_bytes("0123456789abcdef", 16));
    rig_map_put_int(claims, RIG_CWT_NONCE, rig_item_array_of(nonces));
}

#define hook(field, function)                                                                      \
    {                                                                                              \
        .hooks = {.field = function }                                                              \
    }
#define form(which)                                                                                \
    {                                                                                              \
        .hooks = {.signature = signature_form, .user_data = GINT_TO_POINTER(which) }               \
    }

static const SignedCase signed_cases[] = {
    { "HDR-09/emsg-version-1", hook(emsg, emsg_version_1), "bad-header" },
    { "HDR-11/value-is-not-fseg", hook(emsg, emsg_value), "bad-header" },
    { "HDR-11/value-is-not-utf-8", hook(emsg, emsg_value_not_utf8), "bad-header" },
    { "HDR-10/scheme-with-a-letter-more", hook(emsg, emsg_scheme_longer), "unsigned" },
    { "HDR-12/bytes-after-the-cose", hook(emsg, emsg_tail), "bad-header" },
    { "HDR-13/emsg-flags", hook(emsg, emsg_flags), "bad-header" },
    { "HDR-13/emsg-timescale", hook(emsg, emsg_timescale), "bad-header" },
    { "HDR-13/emsg-duration", hook(emsg, emsg_duration), "bad-header" },
    { "HDR-13/emsg-delta", hook(emsg, emsg_delta), "bad-header" },
    { "HDR-13/emsg-id-is-free", hook(emsg, emsg_id), "none" },
    { "HDR-16/hash-null", hook(payload, hash_null), "bad-header" },
    { "HDR-16/hash-missing", hook(payload, hash_missing), "bad-header" },
    { "HDR-16/hash-empty", hook(bmff_hash, hash_empty), "bad-header" },
    { "HDR-16/hash-of-wrong-length", hook(bmff_hash, hash_short), "bad-header" },
    { "HDR-17/mdat-excluded", hook(bmff_hash, exclude_mdat), "bad-header" },
    { "HDR-17/every-emsg-excluded", hook(bmff_hash, exclude_every_emsg), "bad-header" },
    { "HDR-17/an-entry-twice", hook(bmff_hash, exclude_twice), "bad-header" },
    { "HDR-18/merkle", hook(bmff_hash, hash_merkle), "bad-header" },
    { "HDR-19/sha1", hook(bmff_hash, alg_sha1), "algorithm" },
    { "HDR-19/alg-missing", hook(bmff_hash, alg_missing), "algorithm" },
    { "HDR-19/sha384-is-fine", { .hash_alg = "sha384" }, "none" },
    { "HDR-19/sha512-is-fine", { .hash_alg = "sha512" }, "none" },
    { "HDR-20/hash-without-offsets", { .no_offsets = true }, "content-changed" },
    { "HDR-21/manifest-id-missing", hook(payload, manifest_missing), "wrong-session" },
    { "HDR-21/manifest-id-of-another-session", hook(payload, manifest_other), "wrong-session" },
    { "HDR-22/sequence-negative", hook(payload, sequence_negative), "bad-header" },
    { "HDR-22/sequence-float", hook(payload, sequence_float), "bad-header" },
    { "HDR-22/sequence-2-to-the-63", hook(payload, sequence_huge), "bad-header" },
    { "HDR-22/sequence-bignum", hook(payload, payload_bignum), "bad-header" },
    { "HDR-23/duplicate-key", hook(payload, sequence_twice), "bad-header" },
    { "HDR-23/not-the-shortest-integer", hook(payload, sequence_not_shortest), "bad-header" },
    { "HDR-23/indefinite-map", hook(payload, payload_indefinite), "bad-header" },
    { "HDR-23/depth-1000", hook(payload, payload_deep), "bad-header" },
    { "HDR-23/unknown-key-is-ignored", hook(payload, payload_extra_key), "none" },
    { "HDR-24/tag-17", hook(signature, tag_17), "bad-header" },
    { "HDR-24/untagged", hook(signature, untagged), "bad-header" },
    { "HDR-24/array-of-three", hook(signature, three_items), "bad-header" },
    { "HDR-25/alg-only-unprotected", hook(signature, alg_in_unprotected), "algorithm" },
    { "HDR-25/alg-in-both", hook(signature, alg_in_both), "algorithm" },
    { "HDR-25/alg-of-another-curve", hook(signature, alg_of_another_curve), "algorithm" },
    { "HDR-25/rs256", hook(signature, alg_rs256), "algorithm" },
    { "HDR-25/alg-0", hook(signature, alg_zero), "algorithm" },
    { "HDR-26/crit-unknown", hook(signature, crit_unknown), "bad-header" },
    { "HDR-26/crit-unprotected", hook(signature, crit_unprotected), "bad-header" },
    { "HDR-27/kid-missing", hook(signature, kid_missing), "unknown-session-key" },
    { "HDR-27/kid-empty", hook(signature, kid_empty), "unknown-session-key" },
    { "HDR-27/kid-protected", hook(signature, kid_protected), "bad-header" },
    { "HDR-27/more-than-a-kid", hook(signature, unprotected_more), "bad-header" },
    { "HDR-28/der", form(RIG_SIGNATURE_DER), "bad-signature" },
    { "HDR-28/a-byte-short", form(RIG_SIGNATURE_SHORT), "bad-signature" },
    { "HDR-28/a-byte-long", form(RIG_SIGNATURE_LONG), "bad-signature" },
    { "HDR-28/all-zero", form(RIG_SIGNATURE_ZERO), "bad-signature" },
    { "HDR-28/all-ff", form(RIG_SIGNATURE_ONES), "bad-signature" },
    { "HDR-28/one-bit", form(RIG_SIGNATURE_WRONG), "bad-signature" },
    { "HDR-30/s-turned-over", form(RIG_SIGNATURE_FLIP_S), "none" },
    { "HDR-31/payload-detached", hook(signature, payload_detached), "bad-header" },
    { "HDR-31/payload-not-a-map", hook(signature, payload_not_a_map), "bad-header" },
    { "HDR-32/other-context", hook(signature, context_other), "bad-signature" },
    { "HDR-32/external-aad", hook(signature, external_aad), "bad-signature" },
    { "HDR-33/iat-missing-beside-claims", hook(claims, iat_missing), "bad-header" },
    { "HDR-33/iat-is-text", hook(claims, iat_text), "bad-header" },
    { "HDR-33/iat-before-the-key", hook(claims, iat_early), "session-key-time" },
    { "HDR-33/nonce-of-7-bytes", hook(claims, nonce_short), "bad-header" },
    { "HDR-33/nine-nonces", hook(claims, nonces_nine), "bad-header" },
};

static void
test_signed(World *world, gconstpointer data)
{
    const SignedCase *c = data;
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, &c->spec);

    world_assert_reason(world_submit(world, world->session->init, segment), c->reason);
    world_assert_heals(world);
}

/* HDR-33: a camera that signs no time is admitted, unproven; one that did and stops is not. */
static void
test_no_capture_time(World *world, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GBytes) media = world_media(world, 1);
    g_autoptr(GBytes) segment = rig_session_sign(world->session, 1, RIG_NO_TIME, NULL, media, NULL);
    ProvVerdict verdict;

    world_assert_reason(world_submit(world, world->session->init, segment), "bad-header");
    world->expectation->signed_time = false;
    verdict = world_submit(world, world->session->init, segment);
    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.notes, ==, PROV_NOTE_TIME_UNPROVEN);
    g_assert_false(verdict.has_capture);
}

/* Every algorithm of the profile, for the claim and for the session key. */
static void
test_algorithm(World *world, gconstpointer data)
{
    RigAlg alg = (RigAlg)GPOINTER_TO_INT(data);
    const RigSessionSpec spec = { .key_alg = alg };
    g_autoptr(RigIdentity) camera = rig_identity_new_camera(world->maker, "x", "A-0009", alg);
    g_autoptr(RigSession) session = world_session(world, camera, 0, &spec);
    g_autoptr(GBytes) segment = world_segment(world, session, 1, NULL);

    prov_gate_free(world->gate);
    prov_expectation_unref(world->expectation);
    world->expectation = world_expect(camera, world->maker);
    world->gate = prov_gate_new(world->expectation);
    world_assert_reason(world_submit(world, session->init, segment), "none");
}

#define add(name, data, function)                                                                  \
    g_test_add("/header/" name, World, data, world_set_up, function, world_tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(signed_cases); i++) {
        g_autofree char *path = g_strconcat("/header/", signed_cases[i].id, NULL);

        g_test_add(path, World, &signed_cases[i], world_set_up, test_signed, world_tear_down);
    }
    add("HDR-33/no-capture-time", NULL, test_no_capture_time);
    add("HDR-25/es256-is-fine", GINT_TO_POINTER(RIG_ALG_ES256), test_algorithm);
    add("HDR-25/es384-is-fine", GINT_TO_POINTER(RIG_ALG_ES384), test_algorithm);
    add("HDR-25/eddsa-is-fine", GINT_TO_POINTER(RIG_ALG_EDDSA), test_algorithm);
    return g_test_run();
}
