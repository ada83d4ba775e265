/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-record.h"

#include "client/cameras/camera-cbor.h"
#include "tests/unit/camera-samples.h"

#include <gio/gio.h>

#define ID       "00112233445566778899aabbccddeeff"
#define KEY_BOOL 8 /* of the map's keys, one whose value is a yes or no */

static const uint8_t mac_key[CAMERA_KEY_LEN] = { 1, 2, 3, 4 };

static void
test_round_trip(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Haustür ⌂");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraRecord) back = camera_record_decode(file, mac_key, &error);
    g_autoptr(GBytes) again = NULL;

    g_assert_no_error(error);
    g_assert_cmpstr(back->id, ==, ID);
    g_assert_cmpstr(back->room, ==, "Haustür ⌂");
    g_assert_cmpstr(back->token, ==, "view-0123");
    g_assert_true(g_bytes_equal(back->tls_ca, record->tls_ca));
    g_assert_cmpmem(back->pin, CAMERA_KEY_LEN, record->pin, CAMERA_KEY_LEN);
    g_assert_cmpint(back->linked_at, ==, record->linked_at);
    g_assert_cmpuint(back->algorithms, ==, record->algorithms);
    again = camera_record_encode(back, mac_key);
    g_assert_true(g_bytes_equal(file, again));
}

static void
test_optional_fields_may_be_absent(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = NULL;
    g_autoptr(CameraRecord) back = NULL;

    g_clear_pointer(&record->tls_ca, g_bytes_unref);
    g_clear_pointer(&record->token, g_free);
    file = camera_record_encode(record, mac_key);
    back = camera_record_decode(file, mac_key, NULL);
    g_assert_nonnull(back);
    g_assert_null(back->tls_ca);
    g_assert_null(back->token);
}

static void
assert_refused(const uint8_t *data, size_t len)
{
    g_autoptr(GBytes) file = g_bytes_new(data, len);
    g_autoptr(GError) error = NULL;

    g_assert_null(camera_record_decode(file, mac_key, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_STO_01_every_flipped_bit_is_refused(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    g_autofree uint8_t *copy = g_memdup2(data, len);

    for (size_t i = 0; i < 8 * len; i++) {
        copy[i / 8] ^= (uint8_t)(1 << i % 8);
        assert_refused(copy, len);
        copy[i / 8] ^= (uint8_t)(1 << i % 8);
    }
}

static void
test_STO_02_truncated_zero_and_foreign_files_are_refused(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    g_autofree uint8_t *zeros = g_malloc0(CAMERA_MAX_FILE + 1);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);

    for (size_t i = 0; i < len; i++)
        assert_refused(data, i);
    assert_refused(zeros, 512);
    assert_refused(zeros, CAMERA_MAX_FILE + 1);
    assert_refused((const uint8_t *)"not a link record, but long enough to hold a seal", 48);
}

static void
test_STO_10_another_device_s_key_is_refused(void)
{
    const uint8_t other[CAMERA_KEY_LEN] = { 1, 2, 3, 5 };
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, other);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);

    assert_refused(data, len);
}

/* @map with the right seal behind it. */
static GBytes *
sealed(const uint8_t *map, size_t len)
{
    GByteArray *out = g_byte_array_new();

    g_byte_array_append(out, map, (guint)len);
    return camera_mac_seal(out, mac_key);
}

static void
test_STO_08_a_later_schema_is_not_guessed_at(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    g_autofree uint8_t *copy = g_memdup2(data, len);
    g_autoptr(GBytes) later = NULL;
    g_autoptr(GError) error = NULL;

    g_assert_cmpuint(copy[1], ==, 1);
    g_assert_cmpuint(copy[2], ==, CAMERA_SCHEMA);
    copy[2] = CAMERA_SCHEMA + 1;
    later = sealed(copy, len - CAMERA_KEY_LEN);
    g_assert_null(camera_record_decode(later, mac_key, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_sealed_nonsense_is_refused(void)
{
    static const struct {
        const char *bytes;
        size_t len;
    } maps[] = {
        { "\xa0", 1 },             /* empty map */
        { "\xa1\x01\x01", 3 },     /* nothing but a schema */
        { "\x80", 1 },             /* an array */
        { "\xbf\x01\x01\xff", 4 }, /* indefinite length */
        { "\xa1\x18\x01\x01", 4 }, /* a long integer */
        { "\xa1\x61"
          "a\x01",
          4 },                     /* a text key */
        { "\xa1\x01\x20", 3 },     /* a negative schema */
        { "\xa1\x01", 2 },         /* cut off */
        { "\xa1\x01\x01\x00", 4 }, /* a byte too many */
        { "\xff", 1 },
    };

    for (guint i = 0; i < G_N_ELEMENTS(maps); i++) {
        g_autoptr(GBytes) file = sealed((const uint8_t *)maps[i].bytes, maps[i].len);
        size_t len = 0;
        const uint8_t *data = g_bytes_get_data(file, &len);

        assert_refused(data, len);
    }
}

/* Where a yes or no stands in a record; the offset of its one byte. */
static size_t
find_bool(const uint8_t *data, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        if (data[i - 1] == KEY_BOOL && (data[i] == 0xf4 || data[i] == 0xf5))
            return i;
    }
    g_assert_not_reached();
}

static void
test_what_is_no_yes_or_no_is_refused(void)
{
    static const struct {
        const char *bytes;
        size_t len;
    } values[] = {
        { "\xf6", 1 },                                 /* null */
        { "\xf7", 1 },                                 /* undefined */
        { "\xf9\x3c\x00", 3 },                         /* 1.0, in 16 bits */
        { "\xfa\xff\xff\xff\xf5", 5 },                 /* what is no number, in 32 */
        { "\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", 9 }, /* 1.0, in 64 */
        { "\x01", 1 },                                 /* a number */
        { "\x80", 1 },                                 /* an array */
    };
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    const size_t at = find_bool(data, len);

    for (guint i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(GByteArray) map = g_byte_array_new();
        g_autoptr(GBytes) bad = NULL;
        const uint8_t *bad_data;
        size_t bad_len = 0;

        g_byte_array_append(map, data, (guint)at);
        g_byte_array_append(map, (const guint8 *)values[i].bytes, (guint)values[i].len);
        g_byte_array_append(map, data + at + 1, (guint)(len - at - 1 - CAMERA_KEY_LEN));
        bad = sealed(map->data, map->len);
        bad_data = g_bytes_get_data(bad, &bad_len);
        assert_refused(bad_data, bad_len);
    }
}

static void
test_a_longer_encoding_is_refused(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
    g_autoptr(GBytes) file = camera_record_encode(record, mac_key);
    g_autoptr(GByteArray) longer = g_byte_array_new();
    g_autoptr(GBytes) bad = NULL;
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);

    /* map head, key 1, then the schema in two bytes instead of one */
    g_byte_array_append(longer, data, 2);
    g_byte_array_append(longer, (const guint8 *)"\x18\x01", 2);
    g_byte_array_append(longer, data + 3, (guint)(len - 3 - CAMERA_KEY_LEN));
    bad = sealed(longer->data, longer->len);
    data = g_bytes_get_data(bad, &len);
    assert_refused(data, len);
}

static void
test_fields_out_of_bounds_are_named(void)
{
    static const struct {
        size_t offset;
        const char *value;
        const char *word;
    } cases[] = {
        { G_STRUCT_OFFSET(CameraRecord, id), "0011", "id" },
        { G_STRUCT_OFFSET(CameraRecord, id), "00112233445566778899AABBCCDDEEFF", "id" },
        { G_STRUCT_OFFSET(CameraRecord, room), "", "room" },
        { G_STRUCT_OFFSET(CameraRecord, room), "\xff", "room" },
        /* STO-11: what breaks a line, a terminal or a header */
        { G_STRUCT_OFFSET(CameraRecord, room), "Nursery\n{\"level\": 1}", "room" },
        { G_STRUCT_OFFSET(CameraRecord, room), "\x1b[2J", "room" },
        { G_STRUCT_OFFSET(CameraRecord, room), "\xc2\x9b\x32J", "room" },
        { G_STRUCT_OFFSET(CameraRecord, token), "a\r\nHost: b", "token" },
        { G_STRUCT_OFFSET(CameraRecord, serial), "\x7f", "serial" },
        { G_STRUCT_OFFSET(CameraRecord, address), "http://camera/", "address" },
        { G_STRUCT_OFFSET(CameraRecord, address), "https://camera/live", "address" },
        { G_STRUCT_OFFSET(CameraRecord, address), "https://me@camera/", "address" },
        { G_STRUCT_OFFSET(CameraRecord, address), "https://camera/?q", "address" },
        { G_STRUCT_OFFSET(CameraRecord, address), "https:///", "address" },
        { G_STRUCT_OFFSET(CameraRecord, maker), "../anchors", "maker" },
        { G_STRUCT_OFFSET(CameraRecord, how), "guessed", "way of linking" },
    };

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(CameraRecord) record = camera_sample_record(ID, "Garage");
        char **member = G_STRUCT_MEMBER_P(record, cases[i].offset);
        g_autoptr(GError) error = NULL;

        g_assert_true(camera_record_check(record, NULL));
        g_free(*member);
        *member = g_strdup(cases[i].value);
        g_assert_false(camera_record_check(record, &error));
        g_assert_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
        g_assert_nonnull(strstr(error->message, cases[i].word));
    }
}

static void
test_ids_are_random_and_well_formed(void)
{
    g_autofree char *first = camera_record_new_id(NULL);
    g_autofree char *second = camera_record_new_id(NULL);

    g_assert_true(camera_record_is_id(first));
    g_assert_cmpstr(first, !=, second);
    g_assert_false(camera_record_is_id("../../../../../../etc/passwd1234"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/camera-record/round-trip", test_round_trip);
    g_test_add_func("/camera-record/optional-fields-may-be-absent",
                    test_optional_fields_may_be_absent);
    g_test_add_func("/camera-record/STO-01-every-flipped-bit-is-refused",
                    test_STO_01_every_flipped_bit_is_refused);
    g_test_add_func("/camera-record/STO-02-truncated-zero-and-foreign-files-are-refused",
                    test_STO_02_truncated_zero_and_foreign_files_are_refused);
    g_test_add_func("/camera-record/STO-08-a-later-schema-is-not-guessed-at",
                    test_STO_08_a_later_schema_is_not_guessed_at);
    g_test_add_func("/camera-record/STO-10-another-device-s-key-is-refused",
                    test_STO_10_another_device_s_key_is_refused);
    g_test_add_func("/camera-record/sealed-nonsense-is-refused", test_sealed_nonsense_is_refused);
    g_test_add_func("/camera-record/what-is-no-yes-or-no-is-refused",
                    test_what_is_no_yes_or_no_is_refused);
    g_test_add_func("/camera-record/a-longer-encoding-is-refused",
                    test_a_longer_encoding_is_refused);
    g_test_add_func("/camera-record/STO-11+fields-out-of-bounds-are-named",
                    test_fields_out_of_bounds_are_named);
    g_test_add_func("/camera-record/ids-are-random-and-well-formed",
                    test_ids_are_random_and_well_formed);
    return g_test_run();
}
