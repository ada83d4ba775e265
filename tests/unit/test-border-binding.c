/* SPDX-License-Identifier: Apache-2.0 */
/* The hard binding's reader by itself: what it may leave out, and by which hash. */
#include "tests/rig/rig-hash.h"
#include "tests/unit/border.h"

#include <string.h>

/* The exclusions of the hard binding, as text: "UFM" for the three that must stand. */
static GBytes *
exclusion(char letter)
{
    static const uint8_t uuid[] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
                                    0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };
    g_autoptr(GBytes) value = g_bytes_new(uuid, letter == 'u' ? 15 : 16);
    g_autoptr(GBytes) scheme = g_bytes_new(RIG_VSI_SCHEME, sizeof RIG_VSI_SCHEME - 1);

    switch (letter) {
    case 'U':
    case 'u':
        return rig_hash_exclusion_at("/uuid", 8, g_steal_pointer(&value));
    case 'o':
        return rig_hash_exclusion_at("/uuid", 9, g_steal_pointer(&value));
    case 'E':
        return rig_hash_exclusion_at("/emsg", 12, g_steal_pointer(&scheme));
    case 'n':
        return rig_hash_exclusion("/uuid");
    case 'F':
        return rig_hash_exclusion("/ftyp");
    case 'f':
        return rig_hash_exclusion_at("/ftyp", 8, g_steal_pointer(&value));
    case 'M':
        return rig_hash_exclusion("/mfra");
    case 'R':
        return rig_hash_exclusion("/free");
    case 'S':
        return rig_hash_exclusion("/skip");
    case 'V':
        return rig_hash_exclusion("/moov");
    case '1':
        return rig_item_uint(1);
    default:
        g_assert_not_reached();
    }
}

static void
leaves_out(RigMap *hash, gpointer letters)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    for (const char *c = letters; *c != '\0'; c++)
        g_ptr_array_add(items, exclusion(*c));
    rig_map_put(hash, "exclusions", rig_item_array_of(items));
}

/* What must stand, and beside it one entry with the pairs in hex. */
static void
leaves_out_also(RigMap *hash, gpointer hex)
{
    rig_map_put(
        hash, "exclusions",
        rig_item_array(exclusion('F'), exclusion('M'), exclusion('U'), rig_item_hex(hex), NULL));
}

/* {xpath: "/uuid", data: the item in hex} in the place of the plain one. */
static void
uuid_data(RigMap *hash, gpointer hex)
{
    g_autoptr(RigMap) entry = rig_map_new();

    rig_map_put(entry, "xpath", rig_item_text("/uuid"));
    rig_map_put(entry, "data", rig_item_hex(hex));
    rig_map_put(hash, "exclusions",
                rig_item_array(exclusion('F'), exclusion('M'), rig_map_item(entry), NULL));
}

static void
digest_of(RigMap *hash, gpointer len)
{
    static const uint8_t zeros[64];

    rig_map_put(hash, "hash", rig_item_bytes(zeros, GPOINTER_TO_SIZE(len)));
}

static void
algorithm_in_pieces(RigMap *hash, G_GNUC_UNUSED gpointer data)
{
    rig_map_put(hash, "alg", rig_item_indefinite(RIG_CBOR_TEXT, rig_item_text("sha256")));
}

#define HOOK(function, data)                                                                       \
    {                                                                                              \
        .hooks = {.hard_binding = function, .user_data = (gpointer)(data) }                        \
    }
#define PUT(key, hex) HOOK(border_put, (&(BorderPut){ key, hex }))
#define BAD           "bad-manifest"
#define DATA_UUID     "50d8fec3d61b0e483c92975828877ec481"

static const char out[] = "the content hash leaves out";
static const char algorithm[] = "the content hash's algorithm";
static const char digest[] = "the content hash is missing";
static const char no_binding[] = "the hard binding can't be read";

static const BorderInit binding[] = {
    { "in-any-order", HOOK(leaves_out, "MUF"), NULL, NULL },
    { "free-and-skip", HOOK(leaves_out, "UFMRS"), NULL, NULL },
    { "no-uuid", HOOK(leaves_out, "FM"), BAD, out },
    { "no-ftyp", HOOK(leaves_out, "UM"), BAD, out },
    { "no-mfra", HOOK(leaves_out, "UF"), BAD, out },
    { "nothing", HOOK(leaves_out, ""), BAD, out },
    { "ftyp-twice", HOOK(leaves_out, "UFMF"), BAD, out },
    { "free-twice", HOOK(leaves_out, "UFMRR"), BAD, out },
    { "moov", HOOK(leaves_out, "UFMV"), BAD, out },
    { "emsg", HOOK(leaves_out, "UFME"), BAD, out },
    { "a-number", HOOK(leaves_out, "UFM1"), BAD, out },
    { "uuid-of-any-kind", HOOK(leaves_out, "nFM"), BAD, out },
    { "uuid-by-15-bytes", HOOK(leaves_out, "uFM"), BAD, out },
    { "uuid-at-another-offset", HOOK(leaves_out, "oFM"), BAD, out },
    { "ftyp-by-its-bytes", HOOK(leaves_out, "UfM"), BAD, out },
    { "list-absent", PUT("exclusions", NULL), BAD, out },
    { "list-is-a-number", PUT("exclusions", "01"), BAD, out },
    { "entry-is-empty", HOOK(leaves_out_also, "a0"), BAD, out },
    { "entry's-path-is-a-number", HOOK(leaves_out_also, "a165787061746801"), BAD, out },
    { "free-with-a-null", /* {xpath: "/free", exact: null} */
      HOOK(leaves_out_also, "a2657870617468652f66726565656578616374f6"), NULL, NULL },
    { "free-with-a-field", /* {xpath: "/free", exact: true} */
      HOOK(leaves_out_also, "a2657870617468652f66726565656578616374f5"), BAD, out },
    { "free-with-a-number-for-a-name", /* {xpath: "/free", 1: null} */
      HOOK(leaves_out_also, "a2657870617468652f6672656501f6"), BAD, out },
    { "free-with-empty-data", /* {xpath: "/free", data: [{offset: 0, value: h''}]} */
      HOOK(leaves_out_also,
           "a265787061746865"
           "2f66726565"
           "6464617461"
           "81a2666f6666736574006576616c756540"),
      BAD, out },
    { "data-is-a-map-of-it",
      HOOK(uuid_data,
           "a1a2666f666673657408"
           "6576616c7565" DATA_UUID "f6"),
      BAD, no_binding },
    { "data-in-its-shape", HOOK(uuid_data, "81a2666f6666736574086576616c7565" DATA_UUID), NULL,
      NULL },
    { "data-is-a-number", HOOK(uuid_data, "01"), BAD, out },
    { "data-is-a-map", HOOK(uuid_data, "a101a2666f6666736574086576616c7565" DATA_UUID), BAD, out },
    { "data-is-empty", HOOK(uuid_data, "80"), BAD, out },
    { "data-of-two", HOOK(uuid_data, "82a2666f6666736574086576616c7565" DATA_UUID "01"), BAD, out },
    { "data-of-a-number", HOOK(uuid_data, "8101"), BAD, out },
    { "data-with-three-fields",
      HOOK(uuid_data, "81a3666f6666736574086576616c7565" DATA_UUID "01f6"), BAD, out },
    { "data-without-offset", HOOK(uuid_data, "81a2666f666673657a086576616c7565" DATA_UUID), BAD,
      out },
    { "data-without-value", HOOK(uuid_data, "81a2666f6666736574086576616c757a" DATA_UUID), BAD,
      out },
    { "algorithm-absent", PUT("alg", NULL), NULL, NULL },
    { "algorithm-null", PUT("alg", "f6"), NULL, NULL },
    { "algorithm-is-a-number", PUT("alg", "01"), BAD, algorithm },
    { "algorithm-is-bytes", PUT("alg", "46736861323536"), BAD, algorithm },
    { "algorithm-in-pieces", HOOK(algorithm_in_pieces, NULL), BAD, algorithm },
    { "algorithm-unknown", PUT("alg", "63736861"), BAD, algorithm },
    { "algorithm-of-another-length", PUT("alg", "66736861333834"), BAD, digest },
    { "digest-absent", PUT("hash", NULL), BAD, digest },
    { "digest-is-text", PUT("hash", "60"), BAD, digest },
    { "digest-empty", HOOK(digest_of, 0), BAD, digest },
    { "digest-of-31", HOOK(digest_of, 31), BAD, digest },
    { "digest-of-33", HOOK(digest_of, 33), BAD, digest },
    { "merkle", PUT("merkle", "80"), BAD, "the content hash has a Merkle tree" },
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    border_add("binding", binding, G_N_ELEMENTS(binding), border_test_read);
    return border_run();
}
