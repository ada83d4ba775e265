/* SPDX-License-Identifier: Apache-2.0 */
/* What is kept of refusals: counted, bounded, readable by nobody else, and never more than it may
 * be. */
#include "client/client-history-file.h"
#include "client/client-history.h"
#include "tests/unit/store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define S    (INT64_C(1) * G_USEC_PER_SEC)
#define NOON (INT64_C(1795348800) * S)

typedef struct {
    char *dir;
    ClientHistory *history;
} Fixture;

static void
set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    f->dir = g_dir_make_tmp("history-XXXXXX", NULL);
    g_assert_nonnull(f->dir);
    f->history = client_history_new(f->dir);
}

static char *
path_of(Fixture *f, const char *name)
{
    return g_build_filename(f->dir, name, NULL);
}

static void
tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const names[] = { "history.jsonl", "history.jsonl.1", "history.jsonl.2",
                                         "history.jsonl.3", "other" };

    client_history_free(f->history);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = path_of(f, names[i]);

        g_unlink(path);
    }
    g_assert_cmpint(g_rmdir(f->dir), ==, 0); /* nothing else was made */
    g_free(f->dir);
}

static ClientRefusal
refusal_of(const char *room, ProvReason reason)
{
    return (ClientRefusal){
        .link = (char *)STORE_ID_A,
        .room = (char *)room,
        .host = (char *)"cloud.example",
        .dated = true,
        .first_us = NOON,
        .last_us = NOON,
        .reason = reason,
        .has_sequence = true,
        .sequence = 48213,
        .has_signer = true,
        .signer = { 0x8f, 0x31, 0x0c, 0xd4, 0x77, 0xe2, 0x5a, 0x19 },
    };
}

static void
add(Fixture *f, ProvReason reason, int64_t boot_us)
{
    ClientRefusal refusal = refusal_of("Front door", reason);

    refusal.first_us = refusal.last_us = NOON + boot_us;
    client_history_add(f->history, &refusal, boot_us);
}

static void
start_over(Fixture *f)
{
    client_history_free(f->history);
    f->history = client_history_new(f->dir);
}

/* "reason*count reason*count", the newest first. */
static void
assert_holds(Fixture *f, const char *expected)
{
    g_autoptr(GPtrArray) entries = client_history_read(f->history);
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < entries->len; i++) {
        const ClientRefusal *entry = g_ptr_array_index(entries, i);

        g_string_append_printf(text, "%s%s*%" G_GUINT64_FORMAT, i > 0 ? " " : "",
                               prov_reason_name(entry->reason), entry->n);
    }
    g_assert_cmpstr(text->str, ==, expected);
}

static void
test_counted(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(GPtrArray) entries = NULL;
    const ClientRefusal *entry;

    assert_holds(f, "");
    for (int i = 0; i < 5; i++)
        add(f, PROV_REASON_WRONG_CAMERA, i * S);
    add(f, PROV_REASON_UNSIGNED, 5 * S);
    assert_holds(f, "unsigned*1 wrong-camera*5");
    add(f, PROV_REASON_WRONG_CAMERA, 6 * S);
    assert_holds(f, "wrong-camera*6 unsigned*1");
    start_over(f);
    assert_holds(f, "wrong-camera*6 unsigned*1");
    entries = client_history_read(f->history);
    entry = g_ptr_array_index(entries, 0);
    g_assert_true(entry->dated);
    g_assert_cmpint(entry->first_us, ==, NOON);
    g_assert_cmpint(entry->last_us, ==, NOON + 6 * S);
    g_assert_cmpuint(entry->sequence, ==, 48213);
    g_assert_cmphex(entry->signer[0], ==, 0x8f);
    g_assert_cmphex(entry->signer[7], ==, 0x19);
    g_assert_cmpstr(entry->room, ==, "Front door");
    g_assert_cmpstr(entry->host, ==, "cloud.example");
    g_assert_null(entry->other_room);
}

/* Ten minutes without a repeat, and it is another one. */
static void
test_another_one(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    add(f, PROV_REASON_WRONG_CAMERA, 0);
    add(f, PROV_REASON_WRONG_CAMERA, 600 * S);
    assert_holds(f, "wrong-camera*2");
    add(f, PROV_REASON_WRONG_CAMERA, 1200 * S + 1);
    assert_holds(f, "wrong-camera*1 wrong-camera*2");
}

/* What tells two refusals apart. */
static void
test_told_apart(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ClientRefusal refusal = refusal_of("Front door", PROV_REASON_WRONG_CAMERA);

    client_history_add(f->history, &refusal, 0);
    refusal.signer[7] ^= 1;
    client_history_add(f->history, &refusal, 0);
    refusal.other_room = (char *)"Garage";
    client_history_add(f->history, &refusal, 0);
    refusal.link = (char *)STORE_ID_B;
    client_history_add(f->history, &refusal, 0);
    refusal.has_signer = false;
    client_history_add(f->history, &refusal, 0);
    refusal.sequence++;
    client_history_add(f->history, &refusal, 0); /* that is a repeat */
    assert_holds(f, "wrong-camera*2 wrong-camera*1 wrong-camera*1 wrong-camera*1 wrong-camera*1");
}

/* Sound that was refused is told from a picture, in memory and on the disk. */
static void
test_sound(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ClientRefusal refusal = refusal_of("Front door", PROV_REASON_WRONG_CAMERA);
    g_autoptr(GPtrArray) entries = NULL;

    client_history_add(f->history, &refusal, 0);
    refusal.sound = true;
    client_history_add(f->history, &refusal, 0);
    client_history_add(f->history, &refusal, 0);
    start_over(f);
    assert_holds(f, "wrong-camera*2 wrong-camera*1");
    entries = client_history_read(f->history);
    g_assert_true(((ClientRefusal *)entries->pdata[0])->sound);
    g_assert_false(((ClientRefusal *)entries->pdata[1])->sound);
}

/* Nobody vouches for the time: then none is written. */
static void
test_undated(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ClientRefusal refusal = refusal_of("Front door", PROV_REASON_WRONG_CAMERA);
    g_autofree char *path = path_of(f, "history.jsonl");
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) entries = NULL;

    refusal.dated = false;
    client_history_add(f->history, &refusal, 0);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_assert_nonnull(strstr(text, "\"first\":null,\"last\":null"));
    start_over(f);
    entries = client_history_read(f->history);
    g_assert_false(((ClientRefusal *)g_ptr_array_index(entries, 0))->dated);
}

static goffset
size_of(Fixture *f, const char *name)
{
    g_autofree char *path = path_of(f, name);
    GStatBuf state;

    if (g_stat(path, &state) != 0)
        return 0;
    g_assert_cmpint(state.st_mode & 0777, ==, 0600);
    return state.st_size;
}

/* STO-12: a million refusals of one kind are a count; of ever new kinds, four files. */
static void
test_flood(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ClientRefusal refusal = refusal_of("Front door", PROV_REASON_WRONG_CAMERA);
    goffset total = 0;

    for (int64_t i = 0; i < 1000000; i++)
        client_history_add(f->history, &refusal, i);
    assert_holds(f, "wrong-camera*1000000");
    g_assert_cmpint(size_of(f, "history.jsonl"), <, 10000);
    for (uint64_t i = 0; i < 40000; i++) {
        memcpy(refusal.signer, &i, sizeof refusal.signer);
        refusal.signer[7] = 0xff;
        client_history_add(f->history, &refusal, (int64_t)i);
    }
    for (unsigned i = 0; i < CLIENT_HISTORY_N_FILES; i++) {
        g_autofree char *name =
            i == 0 ? g_strdup("history.jsonl") : g_strdup_printf("history.jsonl.%u", i);
        goffset size = size_of(f, name);

        g_assert_cmpint(size, >, 0);
        g_assert_cmpint(size, <=, CLIENT_HISTORY_MAX_FILE);
        total += size;
    }
    g_assert_cmpint(total, >, 3 * CLIENT_HISTORY_MAX_FILE - 4096);
    g_assert_cmpint(size_of(f, "history.jsonl.4"), ==, 0);
}

/* STO-11: whatever a name is made of, an entry is one line, and reads back the same. */
static void
test_injection(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const rooms[] = {
        "a\nb",         "\"},{\"id\":\"x\"",    "\033[2J\033]0;title\007",
        "\u202ediaper", "tab\tand \\ and \x01",
    };
    g_autofree char *path = path_of(f, "history.jsonl");
    g_autoptr(GPtrArray) entries = NULL;
    g_autofree char *text = NULL;
    guint n_lines = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(rooms); i++) {
        ClientRefusal refusal = refusal_of(rooms[i], PROV_REASON_WRONG_CAMERA);

        refusal.signer[0] = (uint8_t)i;
        client_history_add(f->history, &refusal, 0);
    }
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    for (const char *p = text; *p != '\0'; p++) {
        n_lines += *p == '\n';
        g_assert_true(*p == '\n' || (guchar)*p >= 0x20);
    }
    g_assert_cmpuint(n_lines, ==, G_N_ELEMENTS(rooms));
    start_over(f);
    entries = client_history_read(f->history);
    g_assert_cmpuint(entries->len, ==, G_N_ELEMENTS(rooms));
    for (guint i = 0; i < entries->len; i++)
        g_assert_cmpstr(((ClientRefusal *)g_ptr_array_index(entries, i))->room, ==,
                        rooms[entries->len - 1 - i]);
}

/* STO-06: what a power cut left of a line takes no other with it. */
static void
test_torn_line(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = path_of(f, "history.jsonl");
    g_autofree char *text = NULL;
    gsize len;

    add(f, PROV_REASON_WRONG_CAMERA, 0);
    add(f, PROV_REASON_UNSIGNED, 0);
    client_history_free(f->history);
    g_assert_true(g_file_get_contents(path, &text, &len, NULL));
    g_assert_cmpint(truncate(path, (off_t)len - 20), ==, 0);
    f->history = client_history_new(f->dir);
    assert_holds(f, "wrong-camera*1");
    add(f, PROV_REASON_REVOKED, 0);
    start_over(f);
    assert_holds(f, "revoked*1 wrong-camera*1");
}

/* STO-02: foreign content is passed over, line by line. */
static void
test_foreign_content(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    static const char *const lines[] = {
        "",
        "{}",
        "[1,2]",
        "null",
        "{\"id\":1,\"room\":\"x\"}",
        "{\"id\":\"1\",\"link\":\"l\",\"room\":\"r\",\"host\":\"h\",\"reason\":\"none\",\"units\":"
        "\"1\"}",
        "{\"id\":\"1\",\"link\":\"l\",\"room\":\"r\",\"host\":\"h\",\"reason\":\"made-up\","
        "\"units\":\"1\"}",
        "{\"id\":\"1\",\"link\":\"l\",\"room\":\"r\",\"host\":\"h\",\"reason\":\"revoked\","
        "\"units\":\"-1\"}",
        "{\"id\":\"1\",\"link\":\"l\",\"room\":\"r\",\"host\":\"h\",\"reason\":\"revoked\"}",
        "\xff\xfe",
    };
    g_autofree char *path = path_of(f, "history.jsonl");
    g_autoptr(GString) text = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        g_string_append_printf(text, "%s\n", lines[i]);
    for (unsigned i = 0; i < 5000; i++)
        g_string_append_c(text, '{');
    store_spill(path, text->str, text->len);
    g_assert_cmpint(chmod(path, 0600), ==, 0);
    assert_holds(f, "");
    add(f, PROV_REASON_REVOKED, 0);
    start_over(f);
    assert_holds(f, "revoked*1");
}

/* STO-05: what others could have written is neither read nor written. */
static void
test_not_ours_alone(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *path = path_of(f, "history.jsonl");
    g_autofree char *other = path_of(f, "other");
    goffset size;

    add(f, PROV_REASON_WRONG_CAMERA, 0);
    size = size_of(f, "history.jsonl");
    start_over(f);
    g_assert_cmpint(chmod(path, 0644), ==, 0);
    add(f, PROV_REASON_UNSIGNED, 0);
    assert_holds(f, "unsigned*1");
    g_assert_cmpint(chmod(path, 0600), ==, 0);
    g_assert_cmpint(size_of(f, "history.jsonl"), ==, size);
    g_assert_cmpint(g_rename(path, other), ==, 0);
    g_assert_cmpint(symlink("other", path), ==, 0);
    add(f, PROV_REASON_REVOKED, 0);
    g_assert_cmpint(size_of(f, "other"), ==, size);
    assert_holds(f, "revoked*1 unsigned*1");
}

/* STO-07: without a disk the history is in memory, and written down when there is one again. */
static void
test_no_disk(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    g_autofree char *away = g_strconcat(f->dir, "-away", NULL);

    g_assert_cmpint(g_rename(f->dir, away), ==, 0);
    for (int i = 0; i < 3; i++)
        add(f, PROV_REASON_WRONG_CAMERA, i * S);
    assert_holds(f, "wrong-camera*3");
    g_assert_false(g_file_test(f->dir, G_FILE_TEST_EXISTS));
    g_assert_cmpint(g_rename(away, f->dir), ==, 0);
    client_history_flush(f->history);
    start_over(f);
    assert_holds(f, "wrong-camera*3");
}

/* Sixteen different ones at a time are counted up; of more, the one that is longest ago is over. */
static void
test_many_at_a_time(Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
    ClientRefusal refusal = refusal_of("Front door", PROV_REASON_WRONG_CAMERA);
    g_autoptr(GPtrArray) entries = NULL;
    uint64_t n = 0;

    for (unsigned k = 0; k < 2; k++) {
        for (unsigned i = 0; i < 17; i++) {
            refusal.signer[0] = (uint8_t)i;
            client_history_add(f->history, &refusal, 0);
        }
    }
    start_over(f);
    entries = client_history_read(f->history);
    for (guint i = 0; i < entries->len; i++)
        n += ((ClientRefusal *)g_ptr_array_index(entries, i))->n;
    g_assert_cmpuint(n, ==, 34); /* nothing is lost */
    g_assert_cmpuint(entries->len, ==, 34);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(Fixture *f, gconstpointer data);
    } rows[] = {
        { "/history/counted", test_counted },
        { "/history/another-one", test_another_one },
        { "/history/told-apart", test_told_apart },
        { "/history/AUD-01/sound-is-told-from-a-picture", test_sound },
        { "/history/CLK-01/undated", test_undated },
        { "/history/STO-12/flood", test_flood },
        { "/history/STO-11/injection", test_injection },
        { "/history/STO-06/torn-line", test_torn_line },
        { "/history/STO-02/foreign-content", test_foreign_content },
        { "/history/STO-05/not-ours-alone", test_not_ours_alone },
        { "/history/STO-07/no-disk", test_no_disk },
        { "/history/many-at-a-time", test_many_at_a_time },
    };

    store_test_init(&argc, &argv);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_test_add(rows[i].path, Fixture, NULL, set_up, rows[i].test, tear_down);
    return store_test_run();
}
