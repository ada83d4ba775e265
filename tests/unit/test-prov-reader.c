/* SPDX-License-Identifier: Apache-2.0 */
/* The reader: a failed read changes nothing, a child sees only its own bytes. */
#include "client/provenance/prov-reader.h"

#include <string.h>

static const uint8_t bytes[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x00, 0xff };

typedef bool (*ReadFunc)(ProvReader *reader, uint64_t *out);

static bool
read_u8(ProvReader *reader, uint64_t *out)
{
    uint8_t value = 0xaa;
    bool good = prov_reader_u8(reader, &value);

    *out = value;
    return good;
}

static bool
read_u16(ProvReader *reader, uint64_t *out)
{
    uint16_t value = 0xaaaa;
    bool good = prov_reader_u16(reader, &value);

    *out = value;
    return good;
}

static bool
read_u24(ProvReader *reader, uint64_t *out)
{
    uint32_t value = 0xaaaaaaaa;
    bool good = prov_reader_u24(reader, &value);

    *out = value;
    return good;
}

static bool
read_u32(ProvReader *reader, uint64_t *out)
{
    uint32_t value = 0xaaaaaaaa;
    bool good = prov_reader_u32(reader, &value);

    *out = value;
    return good;
}

static bool
read_u64(ProvReader *reader, uint64_t *out)
{
    *out = UINT64_C(0xaaaaaaaaaaaaaaaa);
    return prov_reader_u64(reader, out);
}

static const struct {
    const char *name;
    ReadFunc read;
    size_t len;
    uint64_t value;
    uint64_t untouched;
} numbers[] = {
    { "u8", read_u8, 1, 0x01, 0xaa },
    { "u16", read_u16, 2, 0x0102, 0xaaaa },
    { "u24", read_u24, 3, 0x010203, 0xaaaaaaaa },
    { "u32", read_u32, 4, 0x01020304, 0xaaaaaaaa },
    { "u64", read_u64, 8, UINT64_C(0x0102030405060708), UINT64_C(0xaaaaaaaaaaaaaaaa) },
};

/* From every length there is: too few bytes change neither the reader nor what was there. */
static void
test_numbers(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        for (size_t len = 0; len <= sizeof bytes; len++) {
            ProvReader reader = { bytes, len };
            uint64_t value;
            bool good = numbers[i].read(&reader, &value);

            g_assert_true(good == (len >= numbers[i].len));
            g_assert_cmpuint(value, ==, good ? numbers[i].value : numbers[i].untouched);
            g_assert_cmpuint(reader.len, ==, good ? len - numbers[i].len : len);
            g_assert_true(reader.data == bytes + (good ? numbers[i].len : 0));
        }
    }
}

static void
test_bytes(void)
{
    g_autoptr(GBytes) whole = g_bytes_new_static(bytes, sizeof bytes);
    ProvReader reader = prov_reader_from_bytes(whole);

    g_assert_true(reader.data == bytes && reader.len == sizeof bytes);
}

static void
test_take(void)
{
    static const size_t too_many[] = { sizeof bytes + 1, SIZE_MAX, SIZE_MAX - sizeof bytes };
    ProvReader reader = { bytes, sizeof bytes }, child = { 0 };
    uint64_t value;

    for (size_t i = 0; i < G_N_ELEMENTS(too_many); i++) {
        g_assert_false(prov_reader_take(&reader, too_many[i], &child));
        g_assert_false(prov_reader_skip(&reader, too_many[i]));
        g_assert_true(reader.data == bytes && reader.len == sizeof bytes && child.data == NULL);
    }
    g_assert_true(prov_reader_take(&reader, 3, &child));
    g_assert_true(child.data == bytes && child.len == 3 && reader.data == bytes + 3);
    g_assert_false(read_u32(&child, &value)); /* the fourth byte is there, outside the child */
    g_assert_true(prov_reader_take(&reader, 0, &child));
    g_assert_true(child.len == 0 && reader.len == sizeof bytes - 3);
    g_assert_true(prov_reader_skip(&reader, reader.len));
    g_assert_false(prov_reader_skip(&reader, 1));
    g_assert_true(prov_reader_skip(&reader, 0));
}

static void
test_cstring(void)
{
    ProvReader reader = { bytes, sizeof bytes }, text = { 0 };
    ProvReader open = { bytes, 8 }, none = { NULL, 0 };

    g_assert_false(prov_reader_cstring(&open, &text)); /* no NUL inside */
    g_assert_false(prov_reader_cstring(&none, &text));
    g_assert_true(open.len == 8 && text.data == NULL);
    g_assert_true(prov_reader_cstring(&reader, &text));
    g_assert_true(text.len == 8 && reader.len == 1 && reader.data[0] == 0xff);
}

static void
test_comparisons(void)
{
    ProvReader text = { (const uint8_t *)"urn:c2pa:x", 10 }, none = { NULL, 0 };
    ProvReader with_nul = { (const uint8_t *)"abc\0", 4 };

    g_assert_true(prov_reader_is(text, "urn:c2pa:x"));
    g_assert_false(prov_reader_is(text, "urn:c2pa:y"));
    g_assert_false(prov_reader_is(text, "vrn:c2pa:x"));
    g_assert_false(prov_reader_is(text, "urn:c2pa:"));
    g_assert_false(prov_reader_is(text, "urn:c2pa:xy"));
    g_assert_false(prov_reader_is(with_nul, "abc"));
    g_assert_true(prov_reader_starts_with(text, "urn:c2pa:"));
    g_assert_true(prov_reader_starts_with(text, "urn:c2pa:x"));
    g_assert_false(prov_reader_starts_with(text, "urn:c2pa:xy"));
    g_assert_false(prov_reader_starts_with((ProvReader){ text.data, 3 }, "urn:c2pa:"));
    g_assert_false(prov_reader_skip_text(&text, "urn:c2pb:"));
    g_assert_cmpuint(text.len, ==, 10); /* a failed read changes nothing */
    g_assert_true(prov_reader_skip_text(&text, "urn:c2pa:"));
    g_assert_true(prov_reader_is(text, "x"));
    g_assert_true(prov_reader_is(none, ""));
    g_assert_true(prov_reader_same(none, (ProvReader){ bytes, 0 }));
    g_assert_false(prov_reader_same(none, text));
    g_assert_true(prov_reader_all_zero(none));
    g_assert_true(prov_reader_all_zero((ProvReader){ bytes + 8, 1 }));
    g_assert_false(prov_reader_all_zero((ProvReader){ bytes + 8, 2 }));
    g_assert_false(prov_reader_all_zero((ProvReader){ bytes + 7, 2 }));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/a-failed-number-changes-nothing", test_numbers);
    g_test_add_func("/reader/all-of-what-it-is-given", test_bytes);
    g_test_add_func("/reader/a-child-ends-where-it-ends", test_take);
    g_test_add_func("/reader/a-string-needs-its-nul", test_cstring);
    g_test_add_func("/reader/comparisons-are-whole", test_comparisons);
    return g_test_run();
}
