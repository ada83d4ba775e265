/* SPDX-License-Identifier: Apache-2.0 */
/* Changes to what is linked: names, order, unlinking, marks, and two programs at once. */
#include "client/cameras/camera-mark.h"
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define ID_C "0123456789abcdef0123456789abcdef"
#define ID_D "fedcba9876543210fedcba9876543210"

/* The rooms in the order of the list, as one word. */
static char *
rooms(void)
{
    g_autoptr(GPtrArray) records = store_load();
    g_autoptr(GString) out = g_string_new(NULL);

    for (guint i = 0; i < records->len; i++)
        g_string_append(out, ((CameraRecord *)records->pdata[i])->room);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
assert_rooms(const char *wanted)
{
    g_autofree char *found = rooms();

    g_assert_cmpstr(found, ==, wanted);
}

static void
link_three(void)
{
    store_link(STORE_ID_A, "B");
    store_link(STORE_ID_B, "C");
    store_link(ID_C, "A");
}

static void
test_rename(void)
{
    g_autoptr(GError) error = NULL;

    store_link(STORE_ID_A, "Nursery");
    g_assert_true(camera_store_rename(NULL, STORE_ID_A, "  Play room ", NULL));
    assert_rooms("Play room");
    g_assert_false(camera_store_rename(NULL, STORE_ID_B, "Garage", &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_STO_11_a_room_is_one_line(void)
{
    static const char *const bad[] = { "", "  ", "a\nb", "\x1b[2J", "\xff", "a\x7f" };
    g_autofree char *long_room = g_strnfill(CAMERA_MAX_ROOM + 1, 'x');

    store_link(STORE_ID_A, "Nursery");
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(camera_store_rename(NULL, STORE_ID_A, bad[i], NULL));
    g_assert_false(camera_store_rename(NULL, STORE_ID_A, long_room, NULL));
    assert_rooms("Nursery");
}

static void
test_order(void)
{
    static const struct {
        const char *id;
        size_t position;
        const char *rooms;
    } moves[] = {
        { STORE_ID_B, 0, "CAB" }, { STORE_ID_B, 1, "ACB" }, { STORE_ID_B, 2, "ABC" },
        { ID_C, 99, "BCA" },      { ID_C, 2, "BCA" },       { STORE_ID_A, 1, "CBA" },
    };

    link_three();
    assert_rooms("ABC"); /* by room */
    for (guint i = 0; i < G_N_ELEMENTS(moves); i++) {
        g_assert_true(camera_store_move(NULL, moves[i].id, moves[i].position, NULL));
        assert_rooms(moves[i].rooms);
    }
    /* the order is of cameras, not of names; a new one comes behind */
    g_assert_true(camera_store_rename(NULL, STORE_ID_B, "Z", NULL));
    assert_rooms("ZBA");
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    store_link(ID_D, "AA");
    assert_rooms("ZAAA");
}

/* Without an order that can be believed the cameras are all there, by room. */
static void
test_order_is_lost(void)
{
    g_autofree char *path = store_links_path("order");

    link_three();
    g_assert_true(camera_store_move(NULL, STORE_ID_B, 0, NULL));
    store_flip(path);
    assert_rooms("ABC");
    store_spill(path, "", 0);
    assert_rooms("ABC");
    g_assert_true(camera_store_move(NULL, STORE_ID_B, 0, NULL));
    assert_rooms("CAB");
}

static void
test_remove(void)
{
    const ProvMark mark = { .session = (char *)"urn:c2pa:1" };
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");
    static const char *const endings[] = { ".link", ".link.1", ".mark" };
    g_autoptr(GError) error = NULL;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    g_assert_true(camera_mark_write(NULL, record, &mark, NULL));
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    assert_rooms("Garage");
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(STORE_ID_A, endings[i], NULL);
        g_autofree char *path = store_links_path(name);

        g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    g_assert_false(camera_store_remove(NULL, STORE_ID_A, &error));
    g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_assert_false(camera_store_remove(NULL, "../links/x", NULL));
}

/* A camera with a problem can be unlinked, and linked anew. */
static void
test_remove_a_broken_one(void)
{
    g_autofree char *path = store_link_path(STORE_ID_A, "");
    g_autofree char *copy = store_link_path(STORE_ID_A, ".1");
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");

    store_link(STORE_ID_A, "Nursery");
    store_flip(path);
    store_flip(copy);
    g_assert_true(camera_store_remove(NULL, STORE_ID_A, NULL));
    record->generation = 0;
    g_assert_true(camera_store_save(NULL, record, NULL));
    g_assert_cmpuint(record->generation, ==, 3); /* it goes on counting */
    assert_rooms("Nursery");
}

static const ProvMark some_mark = { (char *)"urn:c2pa:7", 1, 2, 3, { (char *)"urn:c2pa:6" } };

static void
test_mark(void)
{
    ProvMark mark = { (char *)"urn:c2pa:7",
                      INT64_C(1795327200000000),
                      48213,
                      900000,
                      { (char *)"urn:c2pa:9", (char *)"urn:c2pa:8" } };
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");
    g_autoptr(ProvMark) back = NULL;
    g_autoptr(ProvMark) again = NULL;

    store_link(STORE_ID_A, "Nursery");
    g_assert_null(camera_mark_read(NULL, record, NULL));
    g_assert_true(camera_mark_write(NULL, record, &mark, NULL));
    back = camera_mark_read(NULL, record, NULL);
    g_assert_cmpstr(back->session, ==, mark.session);
    g_assert_cmpint(back->created_us, ==, mark.created_us);
    g_assert_cmpuint(back->sequence, ==, mark.sequence);
    g_assert_cmpuint(back->end, ==, mark.end);
    g_assert_cmpstr(back->left[0], ==, "urn:c2pa:9");
    g_assert_cmpstr(back->left[1], ==, "urn:c2pa:8");
    g_assert_null(back->left[2]);
    mark.left[0] = NULL;
    mark.created_us = -1;
    g_assert_true(camera_mark_write(NULL, record, &mark, NULL));
    again = camera_mark_read(NULL, record, NULL);
    g_assert_null(again->left[0]);
    g_assert_cmpint(again->created_us, ==, -1);
    assert_rooms("Nursery");
}

/* Whatever becomes of a mark, it says nothing then, and the link is as it was. */
static void
test_mark_is_lost(void)
{
    g_autofree char *a = store_links_path(STORE_ID_A ".mark");
    g_autofree char *b = store_links_path(STORE_ID_B ".mark");
    g_autoptr(CameraRecord) nursery = camera_sample_record(STORE_ID_A, "Nursery");
    g_autoptr(CameraRecord) garage = camera_sample_record(STORE_ID_B, "Garage");
    g_autofree char *content = NULL;
    gsize len = 0;

    store_link(STORE_ID_A, "Nursery");
    store_link(STORE_ID_B, "Garage");
    g_assert_true(camera_mark_write(NULL, nursery, &some_mark, NULL));
    content = store_slurp(a, &len);
    store_spill(b, content, len);
    g_assert_null(camera_mark_read(NULL, garage, NULL)); /* another camera's */
    for (gsize i = 0; i < 8 * len; i++) {
        content[i / 8] ^= (char)(1 << i % 8);
        store_spill(a, content, len);
        g_assert_null(camera_mark_read(NULL, nursery, NULL));
        content[i / 8] ^= (char)(1 << i % 8);
    }
    for (gsize i = 0; i < len; i++) {
        store_spill(a, content, i);
        g_assert_null(camera_mark_read(NULL, nursery, NULL));
    }
    assert_rooms("GarageNursery");
    g_assert_true(camera_mark_write(NULL, nursery, &some_mark, NULL));
    prov_mark_free(camera_mark_read(NULL, nursery, NULL));
}

/* No mark makes a store, outlives its camera, or has no session. */
static void
test_mark_of_nothing(void)
{
    static const ProvMark nameless = { (char *)"", 1, 2, 3, { NULL } };
    g_autofree char *dir = camera_store_default_dir();
    g_autoptr(CameraRecord) nursery = camera_sample_record(STORE_ID_A, "Nursery");
    g_autoptr(CameraRecord) garage = camera_sample_record(STORE_ID_B, "Garage");
    g_autoptr(CameraRecord) stray = camera_sample_record("../links/x", "Nursery");

    g_assert_false(camera_mark_write(NULL, nursery, &some_mark, NULL));
    g_assert_false(g_file_test(dir, G_FILE_TEST_EXISTS));
    store_link(STORE_ID_A, "Nursery");
    g_assert_false(camera_mark_write(NULL, garage, &some_mark, NULL));
    g_assert_false(camera_mark_write(NULL, nursery, &nameless, NULL));
    g_assert_false(camera_mark_write(NULL, stray, &some_mark, NULL));
}

/* SUB-14: after the camera was linked again, how far its former key had come says nothing of it. */
static void
test_mark_of_another_key(void)
{
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Nursery");
    g_autoptr(CameraRecord) again = camera_sample_record(STORE_ID_A, "Nursery");

    again->pin[0] ^= 1;
    store_link(STORE_ID_A, "Nursery");
    g_assert_true(camera_mark_write(NULL, record, &some_mark, NULL));
    g_assert_null(camera_mark_read(NULL, again, NULL));
    g_assert_true(camera_store_save(NULL, again, NULL));
    g_assert_null(camera_mark_read(NULL, again, NULL));
    g_assert_false(
        camera_mark_write(NULL, record, &some_mark, NULL)); /* a session that ended late */
    g_assert_true(camera_mark_write(NULL, again, &some_mark, NULL));
    prov_mark_free(camera_mark_read(NULL, again, NULL));
}

static bool
count_up(CameraRecord *record, G_GNUC_UNUSED gpointer user_data, G_GNUC_UNUSED GError **error)
{
    const guint64 number = g_ascii_strtoull(record->room, NULL, 10) + 1;

    g_free(record->room);
    record->room = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    return true;
}

#define N_CHANGES 25

/* Two programs that change the same camera: no change is lost. */
static void
test_STO_09_two_writers(void)
{
    pid_t writers[2];

    store_link(STORE_ID_A, "0");
    for (guint i = 0; i < G_N_ELEMENTS(writers); i++) {
        writers[i] = fork();
        if (writers[i] != 0)
            continue;
        for (guint n = 0; n < N_CHANGES; n++)
            if (!camera_store_change(NULL, STORE_ID_A, count_up, NULL, NULL))
                _exit(1);
        _exit(0);
    }
    for (guint i = 0; i < G_N_ELEMENTS(writers); i++) {
        int status = -1;

        g_assert_cmpint(waitpid(writers[i], &status, 0), ==, writers[i]);
        g_assert_cmpint(status, ==, 0);
    }
    assert_rooms("50");
}

static bool
refuse(CameraRecord *record, gpointer user_data, GError **error)
{
    count_up(record, user_data, error);
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED, "No.");
    return false;
}

static void
test_a_change_that_is_refused_changes_nothing(void)
{
    g_autoptr(GError) error = NULL;

    store_link(STORE_ID_A, "1");
    g_assert_false(camera_store_change(NULL, STORE_ID_A, refuse, NULL, &error));
    g_assert_cmpstr(error->message, ==, "No.");
    assert_rooms("1");
}

int
main(int argc, char **argv)
{
    static const StoreTest tests[] = {
        { "rename", test_rename },
        { "STO-11-a-room-is-one-line", test_STO_11_a_room_is_one_line },
        { "order", test_order },
        { "STO-01-order-is-lost", test_order_is_lost },
        { "remove", test_remove },
        { "remove-a-broken-one", test_remove_a_broken_one },
        { "mark", test_mark },
        { "STO-01+STO-02-mark-is-lost", test_mark_is_lost },
        { "mark-of-nothing", test_mark_of_nothing },
        { "SUB-14-mark-of-another-key", test_mark_of_another_key },
        { "STO-09-two-writers", test_STO_09_two_writers },
        { "a-change-that-is-refused-changes-nothing",
          test_a_change_that_is_refused_changes_nothing },
    };

    store_test_init(&argc, &argv);
    store_test_add("/camera-change/", tests, G_N_ELEMENTS(tests));
    return store_test_run();
}
