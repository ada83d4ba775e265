/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the signed header says, and the COSE_Sign1 around it (attacks.md, HDR-21 to HDR-32; RFC 9052
 * and RFC 8949). Each row is wrong in one point and signed over the result.
 */
#include "tests/unit/twist.h"

#include <string.h>

#define PAYLOAD(...)     TWIST_PAIR(payload, twist_map, __VA_ARGS__)
#define PROTECTED(...)   TWIST_PAIR(signature, twist_protected, __VA_ARGS__)
#define UNPROTECTED(...) TWIST_PAIR(signature, twist_unprotected, __VA_ARGS__)
#define SEQUENCE(value)  PAYLOAD("sequenceNumber", 0, value)
#define ALG(value)       PROTECTED(NULL, RIG_COSE_ALG, value)
#define KID(value)       UNPROTECTED(NULL, RIG_COSE_KID, value)
#define FORM(which)      TWIST(signature, twist_form, GINT_TO_POINTER(which))

/* The session's own label, changed: '!' one letter more, '<' one less, '^' the last in capitals. */
static void
manifest_changed(RigMap *payload, gpointer how)
{
    GBytes *item = rig_map_get(payload, "manifestId");
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(item, &len);
    g_autofree char *text = g_strndup((const char *)data + 2, len - 2); /* head of two bytes */
    g_autofree char *up = g_ascii_strup(text, -1);
    g_autofree char *longer = g_strconcat(text, "!", NULL);

    g_assert_cmpuint(data[0], ==, 0x78);
    if (*(const char *)how == '!')
        rig_map_put(payload, "manifestId", rig_item_text(longer));
    else if (*(const char *)how == '^')
        rig_map_put(payload, "manifestId", rig_item_text(up));
    else
        rig_map_put(payload, "manifestId", rig_item_text_len(text, len - 3));
}

static const TwistVsi manifest_cases[] = {
    { "HDR-21/missing", PAYLOAD("manifestId"), "wrong-session" },
    { "HDR-21/null", PAYLOAD("manifestId", 0, "f6"), "wrong-session" },
    { "HDR-21/bytes", PAYLOAD("manifestId", 0, "41 61"), "wrong-session" },
    { "HDR-21/empty", PAYLOAD("manifestId", 0, "60"), "wrong-session" },
    { "HDR-21/of-another-session",
      PAYLOAD("manifestId", 0, "'urn:c2pa:00000000-0000-4000-8000-000000000000'"),
      "wrong-session" },
    { "HDR-21/not-a-c2pa-name",
      PAYLOAD("manifestId", 0, "'urn:uuid:00000000-0000-4000-8000-000000000000'"),
      "wrong-session" },
    { "HDR-21/in-capitals", TWIST(payload, manifest_changed, "^"), "wrong-session" },
    { "HDR-21/a-letter-more", TWIST(payload, manifest_changed, "!"), "wrong-session" },
    { "HDR-21/a-letter-less", TWIST(payload, manifest_changed, "<"), "wrong-session" },
    { "HDR-21/60-kb", PAYLOAD("manifestId", 0, "79 ea60 <60000:61>"), "wrong-session" },
    { "HDR-21/1-mb", PAYLOAD("manifestId", 0, "7a 00100000 <1048576:61>"), "too-large" },
    { "HDR-21/a-uri-besides-is-ignored", PAYLOAD("manifestUri", 0, "'https://example.net/'"),
      "none" },
    { "HDR-22/negative", SEQUENCE("20"), "bad-header" },
    { "HDR-22/float", SEQUENCE("fb 3ff0000000000000"), "bad-header" },
    { "HDR-22/half-float", SEQUENCE("f9 3c00"), "bad-header" },
    { "HDR-22/bignum", SEQUENCE("c2 41 01"), "bad-header" },
    { "HDR-22/2-to-the-64-as-a-bignum", SEQUENCE("c2 49 010000000000000000"), "bad-header" },
    { "HDR-22/2-to-the-64-less-1", SEQUENCE("1b ffffffffffffffff"), "bad-header" },
    { "HDR-22/2-to-the-63", SEQUENCE("1b 8000000000000000"), "bad-header" },
    { "HDR-22/text", SEQUENCE("'1'"), "bad-header" },
    { "HDR-22/true", SEQUENCE("f5"), "bad-header" },
    { "HDR-22/null", SEQUENCE("f6"), "bad-header" },
    { "HDR-22/missing", PAYLOAD("sequenceNumber"), "bad-header" },
};

static const TwistVsi cbor_cases[] = {
    { "HDR-23/duplicate-key", PAYLOAD("sequenceNumber", 0, "07", true), "bad-header" },
    { "HDR-23/duplicate-key-not-of-ours", PAYLOAD("x", 0, "a2 01 02 01 02"), "bad-header" },
    { "HDR-23/duplicate-label", PROTECTED(NULL, RIG_COSE_ALG, "26", true), "bad-header" },
    { "HDR-23/duplicate-key-id", UNPROTECTED(NULL, RIG_COSE_KID, "41 01", true), "bad-header" },
    { "HDR-23/not-the-shortest-integer", SEQUENCE("19 0001"), "bad-header" },
    { "HDR-23/not-the-shortest-text", PAYLOAD("x", 0, "78 01 61"), "bad-header" },
    { "HDR-23/not-the-shortest-count", PAYLOAD("x", 0, "98 01 00"), "bad-header" },
    { "HDR-23/not-the-shortest-label", TWIST(signature, twist_protected_raw, "a1 18 01 26"),
      "bad-header" },
    { "HDR-23/indefinite-map", PAYLOAD("x", 0, "bf ff"), "bad-header" },
    { "HDR-23/indefinite-array", PAYLOAD("x", 0, "9f ff"), "bad-header" },
    { "HDR-23/indefinite-text", PAYLOAD("x", 0, "7f 61 61 ff"), "bad-header" },
    { "HDR-23/indefinite-bytes", PAYLOAD("x", 0, "5f 41 01 ff"), "bad-header" },
    { "HDR-23/indefinite-protected", TWIST(signature, twist_protected_raw, "bf 01 26 ff"),
      "bad-header" },
    { "HDR-23/indefinite-unprotected", TWIST(signature, twist_unprotected_raw, "bf 04 41 01 ff"),
      "bad-header" },
    { "HDR-23/depth-17", PAYLOAD("x", 0, "<15:81> 81 00"), "bad-header" },
    { "HDR-23/depth-16-is-fine", PAYLOAD("x", 0, "<14:81> 00"), "none" },
    { "HDR-23/depth-1000", PAYLOAD("x", 0, "<1000:81> 00"), "bad-header" },
    { "HDR-23/depth-of-tags", PAYLOAD("x", 0, "<1000:c0> 00"), "bad-header" },
    { "HDR-23/length-2-to-the-63", PAYLOAD("x", 0, "5b 8000000000000000"), "bad-header" },
    { "HDR-23/text-of-2-to-the-63", PAYLOAD("x", 0, "7b 7fffffffffffffff"), "bad-header" },
    { "HDR-23/array-of-2-to-the-63", PAYLOAD("x", 0, "9b 8000000000000000"), "bad-header" },
    { "HDR-23/map-of-2-to-the-63", PAYLOAD("x", 0, "bb 8000000000000000"), "bad-header" },
    { "HDR-23/payload-with-more-behind-it", TWIST(signature, twist_payload, "a0 00"),
      "bad-header" },
    { "HDR-23/protected-with-more-behind-it", TWIST(signature, twist_protected_raw, "a1 01 26 00"),
      "bad-header" },
    { "HDR-23/text-not-utf-8", PAYLOAD("x", 0, "61 ff"), "bad-header" },
    { "HDR-23/key-not-utf-8", PAYLOAD("x", 0, "a1 61 ff 00"), "bad-header" },
    { "HDR-23/undefined", PAYLOAD("x", 0, "f7"), "bad-header" },
    { "HDR-23/simple-value-16", PAYLOAD("x", 0, "f0"), "bad-header" },
    { "HDR-23/simple-value-32", PAYLOAD("x", 0, "f8 20"), "bad-header" },
    { "HDR-23/tag-1", PAYLOAD("x", 0, "c1 00"), "bad-header" },
    { "HDR-23/tag-24", PAYLOAD("x", 0, "d8 18 41 00"), "bad-header" },
    { "HDR-23/tag-55799", PAYLOAD("x", 0, "d9 d9f7 00"), "bad-header" },
    { "HDR-23/break-alone", PAYLOAD("x", 0, "ff"), "bad-header" },
    { "HDR-23/unknown-key-is-ignored", PAYLOAD("future", 0, "'signed'"), "none" },
    { "HDR-23/unknown-label-is-ignored", PROTECTED(NULL, 99, "01"), "none" },
    { "HDR-24/tag-98", TWIST(signature, twist_tag, 98), "bad-header" },
    { "HDR-24/tag-17", TWIST(signature, twist_tag, 17), "bad-header" },
    { "HDR-24/tag-16", TWIST(signature, twist_tag, 16), "bad-header" },
    { "HDR-24/tag-0", TWIST(signature, twist_tag, 1 << 16), "bad-header" },
    { "HDR-24/untagged", TWIST(signature, twist_tag, NULL), "bad-header" },
    { "HDR-24/array-of-five", TWIST(signature, twist_more_items, "40"), "bad-header" },
    { "HDR-24/tag-18-in-two-bytes", TWIST(emsg, twist_message, "d8 12 84 40 a0 40 40"),
      "bad-header" },
    { "HDR-24/tag-18-twice", TWIST(emsg, twist_message, "d2 d2 84 40 a0 40 40"), "bad-header" },
    { "HDR-24/a-map", TWIST(emsg, twist_message, "d2 a0"), "bad-header" },
    { "HDR-24/protected-is-a-map", TWIST(emsg, twist_message, "d2 84 a1 01 26 a0 40 40"),
      "bad-header" },
    { "HDR-24/protected-is-an-array", TWIST(signature, twist_protected_raw, "80"), "bad-header" },
    { "HDR-24/unprotected-is-an-array", TWIST(signature, twist_unprotected_raw, "80"),
      "bad-header" },
    { "HDR-24/signature-is-null", TWIST(emsg, twist_message, "d2 84 43 a1 01 26 a0 41 a0 f6"),
      "bad-header" },
    { "HDR-24/signature-in-pieces",
      TWIST(emsg, twist_message, "d2 84 43 a1 01 26 a0 41 a0 5f 41 00 ff"), "bad-header" },
};

static void
three_items(RigCose *cose, G_GNUC_UNUSED gpointer data)
{
    cose->drop_signature = true;
}

static void
alg_moved(RigCose *cose, gpointer both)
{
    if (both == NULL)
        rig_map_drop_int(cose->protected_map, RIG_COSE_ALG);
    rig_map_put_int(cose->unprotected, RIG_COSE_ALG, rig_item_int(RIG_ALG_ES256));
}

static void
external_aad(RigCose *cose, gpointer notation)
{
    rig_cose_set_bytes(&cose->external_aad, twist_item(notation));
}

static const TwistVsi cose_cases[] = {
    { "HDR-24/array-of-three", TWIST(signature, three_items, NULL), "bad-header" },
    { "HDR-25/alg-only-unprotected", TWIST(signature, alg_moved, NULL), "algorithm" },
    { "HDR-25/alg-in-both", TWIST(signature, alg_moved, "both"), "algorithm" },
    { "HDR-25/alg-null-unprotected", UNPROTECTED(NULL, RIG_COSE_ALG, "f6"), "bad-header" },
    { "HDR-25/alg-missing", PROTECTED(NULL, RIG_COSE_ALG), "algorithm" },
    { "HDR-25/protected-empty", TWIST(signature, twist_protected_raw, ""), "algorithm" },
    { "HDR-25/alg-null", ALG("f6"), "algorithm" },
    { "HDR-25/alg-0", ALG("00"), "algorithm" },
    { "HDR-25/alg-7", ALG("07"), "algorithm" },
    { "HDR-25/alg-by-name", ALG("'ES256'"), "algorithm" },
    { "HDR-25/es384-by-a-key-on-p-256", ALG("38 22"), "algorithm" },
    { "HDR-25/eddsa-by-a-key-on-p-256", ALG("27"), "algorithm" },
    { "HDR-25/es512", ALG("38 23"), "algorithm" },
    { "HDR-25/es256k", ALG("38 2e"), "algorithm" },
    { "HDR-25/ps256", ALG("38 24"), "algorithm" },
    { "HDR-25/rs256", ALG("39 0100"), "algorithm" },
    { "HDR-25/rs1", ALG("39 fffe"), "algorithm" },
    { "HDR-25/hmac", ALG("05"), "algorithm" },
    { "HDR-26/crit-unknown", PROTECTED(NULL, RIG_COSE_CRIT, "81 18 63"), "bad-header" },
    { "HDR-26/crit-of-what-we-know", PROTECTED(NULL, RIG_COSE_CRIT, "81 01"), "bad-header" },
    { "HDR-26/crit-empty", PROTECTED(NULL, RIG_COSE_CRIT, "80"), "bad-header" },
    { "HDR-26/crit-null", PROTECTED(NULL, RIG_COSE_CRIT, "f6"), "bad-header" },
    { "HDR-26/crit-unprotected", UNPROTECTED(NULL, RIG_COSE_CRIT, "81 01"), "bad-header" },
    { "HDR-26/crit-empty-unprotected", UNPROTECTED(NULL, RIG_COSE_CRIT, "80"), "bad-header" },
    { "HDR-27/kid-missing", UNPROTECTED(NULL, RIG_COSE_KID), "unknown-session-key" },
    { "HDR-27/kid-empty", KID("40"), "unknown-session-key" },
    { "HDR-27/kid-of-another-key", KID("48 <8:61>"), "unknown-session-key" },
    { "HDR-27/kid-of-64-bytes", KID("5840 <64:61>"), "unknown-session-key" },
    { "HDR-27/kid-of-65-bytes", KID("5841 <65:61>"), "unknown-session-key" },
    { "HDR-27/kid-of-60000-bytes", KID("59 ea60 <60000:61>"), "unknown-session-key" },
    { "HDR-27/kid-null", KID("f6"), "bad-header" },
    { "HDR-27/kid-is-text", KID("'key'"), "bad-header" },
    { "HDR-27/kid-protected-besides", PROTECTED(NULL, RIG_COSE_KID, "41 01"), "bad-header" },
    { "HDR-27/more-than-a-kid", UNPROTECTED(NULL, 99, "01"), "bad-header" },
    { "HDR-27/another-label-in-its-place", TWIST(signature, twist_unprotected_raw, "a1 05 41 01"),
      "bad-header" },
    { "HDR-28/der", FORM(RIG_SIGNATURE_DER), "bad-signature" },
    { "HDR-28/a-byte-short", FORM(RIG_SIGNATURE_SHORT), "bad-signature" },
    { "HDR-28/a-byte-long", FORM(RIG_SIGNATURE_LONG), "bad-signature" },
    { "HDR-28/all-zero", FORM(RIG_SIGNATURE_ZERO), "bad-signature" },
    { "HDR-28/all-ff", FORM(RIG_SIGNATURE_ONES), "bad-signature" },
    { "HDR-28/one-bit", FORM(RIG_SIGNATURE_WRONG), "bad-signature" },
    { "HDR-30/s-turned-over", FORM(RIG_SIGNATURE_FLIP_S), "none" },
    { "HDR-31/detached", TWIST(signature, twist_payload_item, "f6"), "bad-header" },
    { "HDR-31/empty", TWIST(signature, twist_payload, ""), "bad-header" },
    { "HDR-31/a-number", TWIST(signature, twist_payload, "01"), "bad-header" },
    { "HDR-31/an-array", TWIST(signature, twist_payload, "80"), "bad-header" },
    { "HDR-31/an-empty-map", TWIST(signature, twist_payload, "a0"), "bad-header" },
    { "HDR-31/text-in-its-place", TWIST(signature, twist_payload_item, "'payload'"), "bad-header" },
    { "HDR-31/a-map-in-its-place", TWIST(signature, twist_payload_item, "a0"), "bad-header" },
    { "HDR-32/context-of-sign", TWIST(signature, twist_context, "Signature"), "bad-signature" },
    { "HDR-32/context-of-a-countersignature", TWIST(signature, twist_context, "CounterSignature"),
      "bad-signature" },
    { "HDR-32/external-aad", TWIST(signature, external_aad, "{aad}"), "bad-signature" },
};

/* HDR-22: the largest number there is; nothing can follow it. */
static void
test_largest_number(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigVsiSpec spec = SEQUENCE("1b 7fffffffffffffff");
    g_autoptr(GBytes) segment = world_segment(world, world->session, 1, &spec);
    ProvVerdict verdict = world_submit(world, world->session->init, segment);

    world_assert_reason(verdict, "none");
    g_assert_cmpuint(verdict.sequence, ==, INT64_MAX);
    world_assert_reason(world_submit(world, world->session->init, segment), "replayed");
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

    world_select(world, world_expect(camera, world->maker));
    world_assert_reason(world_submit(world, session->init, segment), "none");
}

/* HDR-30: the two that are one: neither is refused, and neither makes the other new. */
static void
test_malleated_is_no_new_unit(World *world, G_GNUC_UNUSED gconstpointer data)
{
    const RigVsiSpec flipped = FORM(RIG_SIGNATURE_FLIP_S);
    g_autoptr(GBytes) one = world_segment(world, world->session, 1, NULL);
    g_autoptr(GBytes) other = world_segment(world, world->session, 1, &flipped);

    g_assert_false(g_bytes_equal(one, other));
    world_assert_reason(world_submit(world, world->session->init, one), "none");
    world_assert_reason(world_submit(world, world->session->init, other), "replayed");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    twist_add_vsi("cose", manifest_cases, G_N_ELEMENTS(manifest_cases));
    twist_add_vsi("cose", cbor_cases, G_N_ELEMENTS(cbor_cases));
    twist_add_vsi("cose", cose_cases, G_N_ELEMENTS(cose_cases));
    TWIST_TEST("/cose/HDR-22/2-to-the-63-less-1-is-fine", NULL, test_largest_number);
    TWIST_TEST("/cose/HDR-25/es256-is-fine", GINT_TO_POINTER(RIG_ALG_ES256), test_algorithm);
    TWIST_TEST("/cose/HDR-25/es384-is-fine", GINT_TO_POINTER(RIG_ALG_ES384), test_algorithm);
    TWIST_TEST("/cose/HDR-25/eddsa-is-fine", GINT_TO_POINTER(RIG_ALG_EDDSA), test_algorithm);
    TWIST_TEST("/cose/HDR-30/malleated-is-no-new-unit", NULL, test_malleated_is_no_new_unit);
    return g_test_run();
}
