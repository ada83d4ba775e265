/* SPDX-License-Identifier: Apache-2.0 */
/* What is written down of a session, and what never is. */
#include "client/client-log.h"

#include <string.h>

#define LINK "3fa9c2d1000000000000000000000000"

typedef struct {
    const char *name;
    ClientEvent event;
    GLogLevelFlags level;
    const char *line;
} Row;

static const Row rows[] = {
    { "admitted",
      { .kind = CLIENT_EVENT_ADMITTED,
        .verdict = { .reason = PROV_REASON_NONE, .has_sequence = true, .sequence = 7 } },
      G_LOG_LEVEL_DEBUG,
      "camera 3fa9c2d1: admitted, none, sequence 7" },
    { "wrong-camera",
      { .kind = CLIENT_EVENT_REFUSED,
        .verdict = { .reason = PROV_REASON_WRONG_CAMERA,
                     .has_signer = true,
                     .signer = { 0x9f, 0x86, 0xd0, 0x81, 0x88, 0x4c, 0x7d, 0x65, 0xff } },
        .detail = "of https://camera.example/front-door/",
        .other_room = "Nursery" },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: refused, wrong-camera, signer 9f86d081884c7d65" },
    { "link-again",
      { .kind = CLIENT_EVENT_LINK_AGAIN, .verdict = { .reason = PROV_REASON_REVOKED } },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: link-again, revoked" },
    { "doubted",
      { .kind = CLIENT_EVENT_DOUBTED, .verdict = { .reason = PROV_REASON_UNSIGNED } },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: doubted, unsigned" },
    { "dropped",
      { .kind = CLIENT_EVENT_DROPPED,
        .verdict = { .reason = PROV_REASON_REPLAYED,
                     .has_sequence = true,
                     .sequence = G_MAXUINT64 } },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: dropped, replayed, sequence 18446744073709551615" },
    { "no-picture",
      { .kind = CLIENT_EVENT_NO_PICTURE,
        .trouble = CLIENT_TROUBLE_TIMED_OUT,
        .detail = "of https://camera.example/front-door/" },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: no-picture, timed-out" },
    { "hub-problem",
      { .kind = CLIENT_EVENT_HUB_PROBLEM,
        .trouble = CLIENT_TROUBLE_BAD_STORE,
        .detail = "/home/x" },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: hub-problem, bad-store" },
    { "sound",
      { .kind = CLIENT_EVENT_SOUND,
        .verdict = { .reason = PROV_REASON_NONE, .has_sequence = true, .sequence = 7 } },
      G_LOG_LEVEL_DEBUG,
      "camera 3fa9c2d1: sound, none, sequence 7" },
    { "sound-refused",
      { .kind = CLIENT_EVENT_SOUND_REFUSED, .verdict = { .reason = PROV_REASON_WRONG_CAMERA } },
      G_LOG_LEVEL_INFO,
      "camera 3fa9c2d1: sound-refused, wrong-camera" },
    { "checking",
      { .kind = CLIENT_EVENT_CHECKING },
      G_LOG_LEVEL_DEBUG,
      "camera 3fa9c2d1: checking, none" },
};

/* The last line, with its fields. */
typedef struct {
    GLogLevelFlags level;
    char *message;
    GString *all;
} Line;

static GLogWriterOutput
keep(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
    Line *line = data;
    bool ours = false;

    for (gsize i = 0; i < n_fields; i++)
        ours = ours
               || (strcmp(fields[i].key, "GLIB_DOMAIN") == 0
                   && strcmp(fields[i].value, CLIENT_LOG_DOMAIN) == 0);
    if (!ours)
        return g_log_writer_default(level, fields, n_fields, NULL);
    line->level = level & G_LOG_LEVEL_MASK;
    for (gsize i = 0; i < n_fields; i++) {
        g_string_append_printf(line->all, "%s=%s\n", fields[i].key, (const char *)fields[i].value);
        if (strcmp(fields[i].key, "MESSAGE") == 0) {
            g_free(line->message);
            line->message = g_strdup(fields[i].value);
        }
    }
    return G_LOG_WRITER_HANDLED;
}

static Line last;

static void
test_line(gconstpointer data)
{
    static const char *const never[] = { "camera.example", "Nursery", "/home", LINK };
    const Row *row = data;

    g_string_truncate(last.all, 0);
    client_log_event(LINK, &row->event);
    g_assert_cmpstr(last.message, ==, row->line);
    g_assert_cmpint((int)last.level, ==, (int)row->level);
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++)
        g_assert_null(strstr(last.all->str, never[i]));
    g_assert_nonnull(strstr(last.all->str, "OWNVIEW_EVENT="));
    g_assert_nonnull(strstr(last.all->str, "OWNVIEW_REASON="));
}

int
main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    last.all = g_string_new(NULL);
    g_log_set_writer_func(keep, &last, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/log/STO-13/", rows[i].name, NULL);

        g_test_add_data_func(path, &rows[i], test_line);
    }
    failed = g_test_run();
    g_string_free(last.all, TRUE);
    g_free(last.message);
    return failed;
}
