/* SPDX-License-Identifier: Apache-2.0 */
/* CBOR: what each of the two profiles takes, item by item, and how a map is asked (HDR-23). */
#include "client/provenance/prov-cbor.h"

#include <string.h>

enum {
    NEITHER = 0,
    LENIENT = 1,
    BOTH = 3,
};

static const struct {
    const char *hex;
    unsigned accepted;
    const char *what;
} items[] = {
    { "", NEITHER, "nothing" },
    { "00", BOTH, "zero" },
    { "17", BOTH, "23 in one byte" },
    { "1817", LENIENT, "23 in two bytes" },
    { "1818", BOTH, "24" },
    { "18ff", BOTH, "255" },
    { "1900ff", LENIENT, "255 in three bytes" },
    { "190100", BOTH, "256" },
    { "19ffff", BOTH, "65535" },
    { "1a0000ffff", LENIENT, "65535 in five bytes" },
    { "1a00010000", BOTH, "65536" },
    { "1affffffff", BOTH, "2^32-1" },
    { "1b00000000ffffffff", LENIENT, "2^32-1 in nine bytes" },
    { "1b0000000100000000", BOTH, "2^32" },
    { "1bffffffffffffffff", BOTH, "2^64-1" },
    { "18", NEITHER, "a head without its argument" },
    { "1c", NEITHER, "a head that is reserved" },
    { "20", BOTH, "-1" },
    { "3818", BOTH, "-25" },
    { "390100", BOTH, "-257" },
    { "3a00010000", BOTH, "-65537" },
    { "3b0000000100000000", BOTH, "-2^32-1" },
    { "3817", LENIENT, "-24 in two bytes" },
    { "0000", NEITHER, "two items" },
    { "40", BOTH, "no bytes" },
    { "4101", BOTH, "a byte" },
    { "580101", LENIENT, "a byte with a long count" },
    { "41", NEITHER, "a byte that is missing" },
    { "5bffffffffffffffff", NEITHER, "2^64-1 bytes" },
    { "5b7fffffffffffffff", NEITHER, "2^63-1 bytes" },
    { "5f4101ff", LENIENT, "bytes in pieces" },
    { "5fff", LENIENT, "bytes in no pieces" },
    { "5f6161ff", NEITHER, "text among the pieces of bytes" },
    { "5f5f4101ffff", NEITHER, "pieces inside pieces" },
    { "5f5f4101ff", NEITHER, "the begin of pieces among pieces" },
    { "7f7f6161ff", NEITHER, "the begin of pieces of text among them" },
    { "5f41ffff", LENIENT, "bytes in pieces that are no UTF-8" },
    { "9f5f00ffff", NEITHER, "wrong pieces in an array" },
    { "5f4101", NEITHER, "pieces without their end" },
    { "60", BOTH, "no text" },
    { "62c3a9", BOTH, "an e with an accent" },
    { "61ff", NEITHER, "text that is not UTF-8" },
    { "61c3", NEITHER, "half a character" },
    { "62c080", NEITHER, "an overlong NUL" },
    { "63eda080", NEITHER, "half a surrogate pair" },
    { "7f6161ff", LENIENT, "text in pieces" },
    { "7f60ff", LENIENT, "text in an empty piece" },
    { "7f61ff", NEITHER, "such text without its end" },
    { "7f61ffff", NEITHER, "text in a piece that is not UTF-8" },
    { "7f61c361a9ff", NEITHER, "a character in two pieces" },
    { "7f4161ff", NEITHER, "bytes among the pieces of text" },
    { "5f580141ff", LENIENT, "a piece with a long count" },
    { "5f00ff", NEITHER, "a number among the pieces of bytes" },
    { "80", BOTH, "an empty array" },
    { "820102", BOTH, "two elements" },
    { "980101", LENIENT, "an element with a long count" },
    { "9f0102ff", LENIENT, "an array of no stated length" },
    { "9f01", NEITHER, "such an array without its end" },
    { "9f61ffff", NEITHER, "such an array of text that is not UTF-8" },
    { "8201", NEITHER, "an element that is missing" },
    { "9bffffffffffffffff", NEITHER, "2^64-1 elements" },
    { "9b7fffffffffffffff", NEITHER, "2^63-1 elements" },
    { "ff", NEITHER, "an end of nothing" },
    { "81ff", NEITHER, "an end inside a counted array" },
    { "a0", BOTH, "an empty map" },
    { "a10102", BOTH, "a pair" },
    { "a101", NEITHER, "half a pair" },
    { "a201020304", BOTH, "two pairs" },
    { "a203040102", BOTH, "two pairs in another order" },
    { "a201020103", NEITHER, "a key twice" },
    { "a20102180103", NEITHER, "a key twice, once in two bytes" },
    { "a2616101616102", NEITHER, "a text key twice" },
    { "a2416101616102", BOTH, "the same bytes as two kinds of key" },
    { "a201022002", BOTH, "1 and -1" },
    { "a2410101410202", BOTH, "two keys of one byte" },
    { "a2410101410102", NEITHER, "a key of one byte twice" },
    { "a1f601", NEITHER, "null as a key" },
    { "a1f501", NEITHER, "true as a key" },
    { "a1f93c0001", NEITHER, "a number with a point as a key" },
    { "a18001", NEITHER, "an array as a key" },
    { "a17f6161ff01", NEITHER, "text in pieces as a key" },
    { "bf0102ff", LENIENT, "a map of no stated length" },
    { "bf01ff", NEITHER, "such a map with half a pair" },
    { "bf01020103ff", NEITHER, "such a map with a key twice" },
    { "bbffffffffffffffff", NEITHER, "2^64-1 pairs" },
    { "bb8000000000000000", NEITHER, "2^63 pairs" },
    { "c06130", BOTH, "tag 0" },
    { "d180", NEITHER, "tag 17" },
    { "d280", BOTH, "tag 18" },
    { "d380", NEITHER, "tag 19" },
    { "d81380", NEITHER, "tag 19 in two bytes" },
    { "d81280", LENIENT, "tag 18 in two bytes" },
    { "c0", NEITHER, "a tag of nothing" },
    { "c100", NEITHER, "tag 1" },
    { "82c100", NEITHER, "tag 1 in an array" },
    { "9fc100ff", NEITHER, "tag 1 in an array of no stated length" },
    { "c24101", NEITHER, "a bignum" },
    { "d84080", NEITHER, "tag 64" },
    { "d8184101", NEITHER, "embedded CBOR" },
    { "d9d9f700", NEITHER, "self-described CBOR" },
    { "f4", BOTH, "false" },
    { "f5", BOTH, "true" },
    { "f6", BOTH, "null" },
    { "f7", NEITHER, "undefined" },
    { "81f7", NEITHER, "undefined in an array" },
    { "a101f7", NEITHER, "undefined in a map" },
    { "5ff7ff", NEITHER, "undefined among pieces" },
    { "e0", NEITHER, "simple value 0" },
    { "f3", NEITHER, "simple value 19" },
    { "f8ff", NEITHER, "simple value 255" },
    { "f814", NEITHER, "false in two bytes" },
    { "f93c00", BOTH, "1.0 in three bytes" },
    { "fa3f800000", BOTH, "1.0 in five bytes" },
    { "fb3ff0000000000000", BOTH, "1.0 in nine bytes" },
    { "fb3ff00000000000", NEITHER, "1.0 cut short" },
};

static GByteArray *
from_hex(const char *hex)
{
    GByteArray *out = g_byte_array_new();

    for (; *hex != '\0'; hex += 2) {
        uint8_t byte = (uint8_t)(g_ascii_xdigit_value(hex[0]) * 16 + g_ascii_xdigit_value(hex[1]));

        g_byte_array_append(out, &byte, 1);
    }
    return out;
}

static bool
accepts(const uint8_t *data, size_t len, ProvCborProfile profile)
{
    g_autofree uint8_t *exact = g_memdup2(data, len);
    ProvCborItem item = { 0 };
    bool good = prov_cbor_parse((ProvReader){ exact, len }, profile, &item);

    g_assert_true(good == (item.type != PROV_CBOR_NONE)); /* a failed read changes nothing */
    return good;
}

static void
test_items(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(items); i++) {
        g_autoptr(GByteArray) bytes = from_hex(items[i].hex);

        g_test_message("%s: %s", items[i].hex, items[i].what);
        g_assert_true(accepts(bytes->data, bytes->len, PROV_CBOR_STRICT)
                      == (items[i].accepted == BOTH));
        g_assert_true(accepts(bytes->data, bytes->len, PROV_CBOR_LENIENT)
                      == (items[i].accepted != NEITHER));
    }
}

static void
test_depth(void)
{
    uint8_t bytes[100000];

    memset(bytes, 0x81, sizeof bytes);
    bytes[15] = 0x80;
    g_assert_true(accepts(bytes, 16, PROV_CBOR_STRICT));
    bytes[15] = 0x81;
    bytes[16] = 0x80;
    g_assert_false(accepts(bytes, 17, PROV_CBOR_STRICT));
    g_assert_false(accepts(bytes, 17, PROV_CBOR_LENIENT));
    bytes[16] = 0x81;
    g_assert_false(accepts(bytes, sizeof bytes, PROV_CBOR_LENIENT));
    memset(bytes, 0x9f, sizeof bytes);
    g_assert_false(accepts(bytes, sizeof bytes, PROV_CBOR_LENIENT));
    memset(bytes, 0xc0, sizeof bytes);
    g_assert_false(accepts(bytes, sizeof bytes, PROV_CBOR_LENIENT));
    memset(bytes, 0x5f, sizeof bytes);
    g_assert_false(accepts(bytes, sizeof bytes, PROV_CBOR_LENIENT));
}

/* So many one inside the other, and a number inside the last. */
static bool
accepts_nested(const char *outer, unsigned n)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_autoptr(GByteArray) part = from_hex(outer);

    while (n-- > 0)
        g_byte_array_append(bytes, part->data, part->len);
    g_byte_array_append(bytes, (const uint8_t *)"", 1);
    return accepts(bytes->data, bytes->len, PROV_CBOR_STRICT);
}

/* Sixteen deep with what is inside: arrays, maps, tags, and these by turns. */
static void
test_depth_of_each(void)
{
    static const char *const outer[] = { "81", "a100", "c0", "d2" };

    for (size_t i = 0; i < G_N_ELEMENTS(outer); i++) {
        g_assert_true(accepts_nested(outer[i], 15));
        g_assert_false(accepts_nested(outer[i], 16));
    }
    g_assert_true(accepts_nested("81a100d2", 5));
    g_assert_false(accepts_nested("81a100d2", 6));
}

static bool
accepts_pairs(uint16_t n)
{
    g_autoptr(GByteArray) map = from_hex("b90000");

    map->data[1] = (uint8_t)(n >> 8);
    map->data[2] = (uint8_t)n;
    for (uint16_t i = 0; i < n; i++) { /* text keys of two letters: all of one length */
        uint8_t pair[] = { 0x62, (uint8_t)('a' + i / 20), (uint8_t)('a' + i % 20), 0x00 };

        g_byte_array_append(map, pair, sizeof pair);
    }
    return accepts(map->data, map->len, PROV_CBOR_STRICT);
}

static void
test_pairs(void)
{
    g_assert_true(accepts_pairs(256));
    g_assert_false(accepts_pairs(257));
}

/* {1: 10, -1: null, "a": h'01', "b": "x", 2: (_ h'02')} */
static void
test_asking(void)
{
    g_autoptr(GByteArray) bytes = from_hex("a5010a20f6616141016162617802"
                                           "5f4102ff");
    ProvCborItem map, item = { 0 };

    g_assert_true(
        prov_cbor_parse((ProvReader){ bytes->data, bytes->len }, PROV_CBOR_LENIENT, &map));
    g_assert_cmpuint(map.value, ==, 5);
    g_assert_true(map.encoded.data == bytes->data && map.encoded.len == bytes->len);
    g_assert_true(prov_cbor_find_int(&map, 1, &item) && prov_cbor_is_int(&item, 10));
    g_assert_false(prov_cbor_is_int(&item, -11));
    g_assert_false(prov_cbor_find_int(&map, -1, &item)); /* null is absent */
    g_assert_false(prov_cbor_find_int(&map, 3, &item));
    g_assert_true(prov_cbor_get_text(&map, "a", PROV_CBOR_BYTES, &item));
    g_assert_true(item.content.len == 1 && item.content.data[0] == 1);
    g_assert_true(item.encoded.len == 2 && item.encoded.data[0] == 0x41);
    g_assert_false(prov_cbor_get_text(&map, "a", PROV_CBOR_TEXT, &item));
    g_assert_false(prov_cbor_find_text(&map, "", &item));
    g_assert_true(prov_cbor_get_text(&map, "b", PROV_CBOR_TEXT, &item));
    g_assert_true(prov_cbor_find_int(&map, 2, &item) && item.chunked);
    g_assert_false(prov_cbor_get_int(&map, 2, PROV_CBOR_BYTES, &item)); /* not in one piece */
    g_assert_true(prov_cbor_find_int(&map, 1, &item));
    g_assert_false(prov_cbor_find_int(&item, 1, &map)); /* not a map */
}

/* Neither a list of two, nor a key of another kind with the same bytes, nor a number's neighbours.
 */
static void
test_asking_others(void)
{
    g_autoptr(GByteArray) list = from_hex("82010a");
    g_autoptr(GByteArray) texts = from_hex("8261610a");
    g_autoptr(GByteArray) kinds = from_hex("a5416101"
                                           "616102"
                                           "0003"
                                           "2004"
                                           "3b7fffffffffffffff05");
    ProvCborItem item, out = { 0 };

    g_assert_true(prov_cbor_parse((ProvReader){ list->data, list->len }, PROV_CBOR_STRICT, &item));
    g_assert_false(prov_cbor_find_int(&item, 1, &out));
    g_assert_true(
        prov_cbor_parse((ProvReader){ texts->data, texts->len }, PROV_CBOR_STRICT, &item));
    g_assert_false(prov_cbor_find_text(&item, "a", &out));
    g_assert_cmpint(out.type, ==, PROV_CBOR_NONE);
    g_assert_true(
        prov_cbor_parse((ProvReader){ kinds->data, kinds->len }, PROV_CBOR_STRICT, &item));
    g_assert_true(prov_cbor_find_text(&item, "a", &out) && prov_cbor_is_int(&out, 2));
    g_assert_true(prov_cbor_find_int(&item, 0, &out) && prov_cbor_is_int(&out, 3));
    g_assert_true(prov_cbor_find_int(&item, -1, &out) && prov_cbor_is_int(&out, 4));
    g_assert_true(prov_cbor_find_int(&item, INT64_MIN, &out) && prov_cbor_is_int(&out, 5));
    g_assert_false(prov_cbor_find_int(&item, -2, &out));
    g_assert_false(prov_cbor_find_int(&item, 1, &out));
    g_assert_false(prov_cbor_find_int(&item, INT64_MAX, &out));
}

static void
test_heads(void)
{
    static const struct {
        size_t len;
        const char *hex;
    } heads[] = {
        { 0, "40" },
        { 23, "57" },
        { 24, "5818" },
        { 255, "58ff" },
        { 256, "590100" },
        { 65535, "59ffff" },
        { 65536, "5a00010000" },
        { (size_t)1 << 32, "5b0000000100000000" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
        g_autoptr(GByteArray) out = g_byte_array_new();
        g_autoptr(GByteArray) wanted = from_hex(heads[i].hex);

        prov_cbor_append_bytes_head(out, heads[i].len);
        g_assert_cmpmem(out->data, out->len, wanted->data, wanted->len);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cbor/HDR-23/item-by-item", test_items);
    g_test_add_func("/cbor/HDR-23/depth", test_depth);
    g_test_add_func("/cbor/HDR-23/depth-of-each", test_depth_of_each);
    g_test_add_func("/cbor/pairs-of-a-map", test_pairs);
    g_test_add_func("/cbor/a-map-is-asked", test_asking);
    g_test_add_func("/cbor/a-map-is-asked-for-others", test_asking_others);
    g_test_add_func("/cbor/heads-are-shortest", test_heads);
    return g_test_run();
}
