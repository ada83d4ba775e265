/* SPDX-License-Identifier: Apache-2.0 */
/* COSE_Sign1 written out by hand: each shape that is read, and its neighbours that are not. */
#include "client/provenance/prov-cose.h"

#include <string.h>

#define MAX_LEN 64

static const struct {
    const char *name;
    const char *hex;
    ProvCborProfile profile;
    bool good;
} shapes[] = {
    { "detached", "d2 84 41a0 a0 f6 40", PROV_CBOR_STRICT, true },
    { "attached", "d2 84 41a0 a0 4107 40", PROV_CBOR_STRICT, true },
    { "empty-protected", "d2 84 40 a0 f6 40", PROV_CBOR_STRICT, true },
    { "untagged", "84 41a0 a0 f6 40", PROV_CBOR_STRICT, false },
    { "other-tag", "c0 84 41a0 a0 f6 40", PROV_CBOR_LENIENT, false },
    { "tagged-text", "c0 60", PROV_CBOR_STRICT, false },
    { "tagged-map", "d2 a2 4007 a0f6", PROV_CBOR_STRICT, false },
    { "tagged-bytes", "d2 44 41a0a0f6", PROV_CBOR_STRICT, false },
    { "three-parts", "d2 83 41a0 a0 f6", PROV_CBOR_STRICT, false },
    { "five-parts", "d2 85 41a0 a0 f6 40 40", PROV_CBOR_STRICT, false },
    { "five-parts-all-bytes", "d2 85 41a0 a0 f6 40 a0", PROV_CBOR_STRICT, false },
    { "byte-behind", "d2 84 41a0 a0 f6 40 00", PROV_CBOR_STRICT, false },
    { "protected-is-text", "d2 84 60 a0 f6 40", PROV_CBOR_STRICT, false },
    { "protected-is-a-map", "d2 84 a0 a0 f6 40", PROV_CBOR_STRICT, false },
    { "protected-holds-no-map", "d2 84 4107 a0 f6 40", PROV_CBOR_STRICT, false },
    { "protected-goes-on", "d2 84 42a000 a0 f6 40", PROV_CBOR_STRICT, false },
    { "protected-cut-off", "d2 84 41a1 a0 f6 40", PROV_CBOR_STRICT, false },
    { "unprotected-is-a-list", "d2 84 41a0 80 f6 40", PROV_CBOR_STRICT, false },
    { "unprotected-is-bytes", "d2 84 41a0 41a0 f6 40", PROV_CBOR_STRICT, false },
    { "payload-is-text", "d2 84 41a0 a0 60 40", PROV_CBOR_STRICT, false },
    { "payload-is-a-map", "d2 84 41a0 a0 a0 40", PROV_CBOR_STRICT, false },
    { "signature-is-text", "d2 84 41a0 a0 f6 60", PROV_CBOR_STRICT, false },
    { "signature-is-null", "d2 84 41a0 a0 f6 f6", PROV_CBOR_STRICT, false },
    { "critical-protected", "d2 84 44a10281 01 a0 f6 40", PROV_CBOR_STRICT, false },
    { "critical-is-empty", "d2 84 43a10280 a0 f6 40", PROV_CBOR_STRICT, false },
    { "critical-is-null", "d2 84 43a102f6 a0 f6 40", PROV_CBOR_STRICT, false },
    { "critical-comes-second", "d2 84 45a2010202f6 a0 f6 40", PROV_CBOR_STRICT, false },
    { "critical-unprotected", "d2 84 41a0 a102f6 f6 40", PROV_CBOR_STRICT, false },
    { "minus-three-is-not-critical", "d2 84 43a122f6 a0 f6 40", PROV_CBOR_STRICT, true },
    { "lenient-in-one-piece", "d2 9f 41a0 a0 f6 40 ff", PROV_CBOR_LENIENT, true },
    { "strict-has-no-open-lists", "d2 9f 41a0 a0 f6 40 ff", PROV_CBOR_STRICT, false },
    { "protected-in-pieces", "d2 84 5f41a0ff a0 f6 40", PROV_CBOR_LENIENT, false },
    { "payload-in-pieces", "d2 84 41a0 a0 5f40ff 40", PROV_CBOR_LENIENT, false },
    { "signature-in-pieces", "d2 84 41a0 a0 f6 5f40ff", PROV_CBOR_LENIENT, false },
};

/* Header maps, and the algorithm that they name together. */
static const struct {
    const char *hex;
    ProvAlg alg;
} algorithms[] = {
    { "d2 84 43a10126 a0 f6 40", PROV_ALG_ES256 },
    { "d2 84 44a1013822 a0 f6 40", PROV_ALG_ES384 },
    { "d2 84 43a10127 a0 f6 40", PROV_ALG_EDDSA },
    { "d2 84 43a10125 a0 f6 40", PROV_ALG_NONE },           /* -6 */
    { "d2 84 44a1013821 a0 f6 40", PROV_ALG_NONE },         /* -34 */
    { "d2 84 44a1013823 a0 f6 40", PROV_ALG_NONE },         /* ES512 */
    { "d2 84 43a10106 a0 f6 40", PROV_ALG_NONE },           /* 6 */
    { "d2 84 41a0 a0 f6 40", PROV_ALG_NONE },               /* nowhere */
    { "d2 84 41a0 a10126 f6 40", PROV_ALG_NONE },           /* unprotected only */
    { "d2 84 43a10126 a10126 f6 40", PROV_ALG_NONE },       /* both */
    { "d2 84 48a101654553323536 a0 f6 40", PROV_ALG_NONE }, /* "ES256" */
};

static ProvReader
from_hex(const char *hex, uint8_t bytes[MAX_LEN])
{
    size_t n = 0;

    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        g_assert_cmpuint(n, <, MAX_LEN);
        bytes[n++] = (uint8_t)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
        hex++;
    }
    return (ProvReader){ bytes, n };
}

static void
test_shape(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    uint8_t bytes[MAX_LEN];
    ProvReader encoded = from_hex(shapes[i].hex, bytes);
    ProvCose cose = { 0 };

    g_assert_true(prov_cose_parse(encoded, shapes[i].profile, &cose) == shapes[i].good);
    if (!shapes[i].good) {
        g_assert_null(cose.signature.data); /* nothing is handed out */
        return;
    }
    g_assert_cmpint(cose.protected_map.type, ==, PROV_CBOR_MAP);
    g_assert_cmpint(cose.unprotected_map.type, ==, PROV_CBOR_MAP);
}

static void
test_payload(void)
{
    uint8_t bytes[MAX_LEN];
    ProvCose cose;

    g_assert_true(
        prov_cose_parse(from_hex("d2 84 41a0 a0 4107 420809", bytes), PROV_CBOR_STRICT, &cose));
    g_assert_true(cose.has_payload);
    g_assert_true(prov_reader_equals(cose.payload, "\x07", 1));
    g_assert_true(prov_reader_equals(cose.signature, "\x08\x09", 2));
    g_assert_true(prov_reader_equals(cose.protected_bytes, "\xa0", 1));
    g_assert_true(prov_cose_parse(from_hex("d2 84 40 a0 f6 40", bytes), PROV_CBOR_STRICT, &cose));
    g_assert_false(cose.has_payload);
    g_assert_cmpuint(cose.protected_bytes.len, ==, 0);
}

static void
test_algorithm(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
        uint8_t bytes[MAX_LEN];
        ProvCose cose;

        g_assert_true(prov_cose_parse(from_hex(algorithms[i].hex, bytes), PROV_CBOR_STRICT, &cose));
        g_assert_cmpint(prov_cose_get_alg(&cose), ==, algorithms[i].alg);
    }
}

/* RFC 9052, section 4.4, byte for byte. */
static void
test_to_be_signed(void)
{
    static const char wanted[] = "\x84"
                                 "\x6aSignature1"
                                 "\x43\xa1\x01\x26"
                                 "\x40"
                                 "\x42hi";
    uint8_t bytes[MAX_LEN];
    const ProvReader payload = { (const uint8_t *)"hi", 2 };
    g_autoptr(GByteArray) message = NULL;
    ProvCose cose;

    g_assert_true(
        prov_cose_parse(from_hex("d2 84 43a10126 a0 f6 40", bytes), PROV_CBOR_STRICT, &cose));
    message = prov_cose_to_be_signed(&cose, payload);
    g_assert_cmpmem(message->data, message->len, wanted, sizeof wanted - 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
        g_autofree char *path = g_strconcat("/border/cose/", shapes[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_shape);
    }
    g_test_add_func("/border/cose/payload-and-signature", test_payload);
    g_test_add_func("/border/cose/algorithm", test_algorithm);
    g_test_add_func("/border/cose/to-be-signed", test_to_be_signed);
    return g_test_run();
}
