/* SPDX-License-Identifier: Apache-2.0 */
/* A receipt says what was refused, under this home's key, and nothing that was changed. */
#include "client/client-clock.h"
#include "client/client-receipt.h"
#include "client/verify-receipt.h"
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    CameraCa *ca;
    GPtrArray *entries;
    GPtrArray *anchors; /* the home's root */
    GBytes *receipt;
} Fixture;

static ClientRefusal *
refusal(const char *id, const char *room, ProvReason reason)
{
    ClientRefusal *self = g_new0(ClientRefusal, 1);

    self->id = g_strdup(id);
    self->link = g_strdup(STORE_ID_A);
    self->room = g_strdup(room);
    self->host = g_strdup("cloud.example");
    self->n = 3;
    self->dated = true;
    self->first_us = self->last_us = INT64_C(1795327200500000);
    self->reason = reason;
    return self;
}

static void
set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GError) error = NULL;

    store_wipe();
    f->ca = camera_ca_open(NULL, NULL, client_clock_floor_us(), &error);
    g_assert_no_error(error);
    f->entries = g_ptr_array_new_with_free_func((GDestroyNotify)client_refusal_free);
    g_ptr_array_add(f->entries, refusal("1", "Front \"door\"\n", PROV_REASON_WRONG_CAMERA));
    g_ptr_array_add(f->entries, refusal("2", "Garage", PROV_REASON_REPLAYED));
    f->anchors = g_ptr_array_new();
    g_ptr_array_add(f->anchors, camera_ca_get_root(f->ca));
    f->receipt = client_receipt_new(f->entries, INT64_C(1795327300000000), f->ca, &error);
    g_assert_no_error(error);
}

static void
tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_bytes_unref(f->receipt);
    g_ptr_array_unref(f->anchors);
    g_ptr_array_unref(f->entries);
    camera_ca_free(f->ca);
}

static void
assert_refused(GBytes *file, const GPtrArray *anchors, const char *reason)
{
    g_auto(VerifyReceipt) out = { 0 };
    g_autofree char *line = NULL;

    verify_receipt_check(file, anchors, &out);
    g_assert_nonnull(out.reason);
    g_assert_nonnull(out.detail);
    if (reason != NULL)
        g_assert_cmpstr(out.reason, ==, reason);
    line = verify_receipt_line("r.cose", &out);
    g_assert_nonnull(strstr(line, "\"verdict\":\"refused\""));
    g_assert_nonnull(strstr(line, "\"receipt\":null"));
}

static void
test_holds(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_auto(VerifyReceipt) out = { 0 };
    g_autofree char *line = NULL;
    g_autofree char *table = NULL;

    verify_receipt_check(f->receipt, f->anchors, &out);
    g_assert_null(out.reason);
    g_assert_cmpuint(strlen(out.home), ==, 16);
    line = verify_receipt_line("dir/r.cose", &out);
    g_assert_true(g_str_has_prefix(line, "{\"file\":\"r.cose\",\"kind\":\"receipt\",\"verdict\":"
                                         "\"admitted\",\"reason\":null,"));
    g_assert_nonnull(strstr(line, "\"made\":\"2026-11-22T06:01:40Z\""));
    g_assert_nonnull(strstr(line, "\"reason\":\"wrong-camera\""));
    table = verify_receipt_table("dir/r.cose", &out);
    g_assert_nonnull(strstr(table, "made 2026-11-22T06:01:40Z"));
    g_assert_nonnull(strstr(table, "2026-11-22T06:00:00Z         3  wrong-camera"));
    g_assert_nonnull(strstr(table, "Front \"door\"?")); /* a name is no terminal's command */
    g_assert_nonnull(strstr(table, "replayed"));
}

/* Every byte of it is covered, but for those that are the key's name. */
static void
test_every_byte(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t *home = camera_ca_get_spki_sha256(f->ca);
    gsize len, survivors = 0;
    const uint8_t *file = g_bytes_get_data(f->receipt, &len);

    g_byte_array_append(bytes, file, (guint)len);
    for (gsize i = 0; i < len; i++) {
        g_autoptr(GBytes) changed = NULL;
        g_auto(VerifyReceipt) out = { 0 };

        bytes->data[i] ^= (guint8)(1 << i % 8);
        changed = g_bytes_new(bytes->data, bytes->len);
        verify_receipt_check(changed, f->anchors, &out);
        survivors += out.reason == NULL;
        bytes->data[i] ^= (guint8)(1 << i % 8);
    }
    g_assert_nonnull(memmem(file, len, home, CLIENT_REFUSAL_SIGNER_LEN));
    /* eight bytes of the key's hash, and the number of the label they stand under */
    g_assert_cmpuint(survivors, <=, CLIENT_REFUSAL_SIGNER_LEN + 1);
}

static void
test_every_length(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    gsize len = g_bytes_get_size(f->receipt);

    for (gsize i = 0; i < len; i++) {
        g_autoptr(GBytes) cut = g_bytes_new_from_bytes(f->receipt, 0, i);

        assert_refused(cut, f->anchors, NULL);
    }
}

/* Another home's receipt, though it says the same. */
static void
test_another_home(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(CameraCa) other = NULL;
    g_autoptr(GBytes) receipt = NULL;
    g_autoptr(GBytes) empty = g_bytes_new("", 0);

    store_wipe();
    other = camera_ca_open(NULL, NULL, client_clock_floor_us(), NULL);
    receipt = client_receipt_new(f->entries, 0, other, NULL);
    assert_refused(receipt, f->anchors, "bad-signature");
    assert_refused(empty, f->anchors, "bad-header");
    g_ptr_array_set_size(f->anchors, 0);
    assert_refused(f->receipt, f->anchors, "bad-signature");
}

static void
test_written(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *dir = g_dir_make_tmp("receipt-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "r.cose", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *content = NULL;
    g_autoptr(GBytes) file = NULL;
    g_auto(VerifyReceipt) out = { 0 };
    GStatBuf state;
    gsize len;

    g_assert_true(client_receipt_write(f->entries, path, &error));
    g_assert_no_error(error);
    g_assert_cmpint(g_stat(path, &state), ==, 0);
    g_assert_cmpint(state.st_mode & 0777, ==, 0600);
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    file = g_bytes_new(content, len);
    verify_receipt_check(file, f->anchors, &out);
    g_assert_null(out.reason);
    g_unlink(path);
    g_rmdir(dir);
    g_assert_false(client_receipt_write(f->entries, path, &error));
    g_assert_nonnull(error);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/receipt/holds", test_holds },
        { "/receipt/every-byte", test_every_byte },
        { "/receipt/every-length", test_every_length },
        { "/receipt/another-home", test_another_home },
        { "/receipt/STO-07/written", test_written },
    };

    store_test_init(&argc, &argv);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
    return store_test_run();
}
