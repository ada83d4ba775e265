/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-environment.h"
#include "ui/ui-words-details.h"
#include "ui/ui-words-history.h"
#include "ui/ui-words-reason.h"
#include "ui/ui-words-time.h"
#include "ui/ui-words.h"

#include <locale.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FSI "\u2068"
#define PDI "\u2069"
#define NOW INT64_C(1795327200000000)

static void
test_names(void)
{
    static const struct {
        const char *raw;
        const char *shown;
    } rows[] = {
        { "Living room", "Living room" },
        { "Küche", "Küche" },
        { "客厅", "客厅" },
        { "غرفة الجلوس", "غرفة الجلوس" },
        { "Kids’ room (2nd floor) #1", "Kids’ room (2nd floor) #1" },
        { "<b>Hall</b> &amp; stairs", "<b>Hall</b> &amp; stairs" },
        { "{room} {time} %s %n", "{room} {time} %s %n" },
        { "Hall\nLive", "Hall Live" },
        { "  Hall \t\r\n  door  ", "Hall door" },
        { "Hall\u2028Live\u2029now", "Hall Live now" },
        { "Hall\033[31mred", "Hall[31mred" },
        { "\u202Ellah\u202C", "llah" },
        { "\u2066Hall\u2069\u2067x\u200F\u200E\u061C", "Hallx" },
        { "Ha\u200Bl\u200Dl\u2060\uFEFF", "Hall" },
        { "Hall \u2713\u2714\u2705\u274C\u26A0\uFE0F", "Hall" },
        { "\U0001F534 Live \U0001F7E2\u25CF\u25CB\u2022\u29BF", "Live" },
        { "Hall \U0001F512\U0001F511\u2601\u23F0\U0001F4F7", "Hall" },
        { "Hall \u2611\u221A\u2192\u24B6\u2776\u20E3", "Hall" },
        { "\U0001F468\u200D\U0001F469\u200D\U0001F467 den", "den" },
        { "\uE000\uFFFD\U000E0041x", "x" },
        { "\u3164\u115F\u1160\uFFA0", "Camera" },
        { "", "Camera" },
        { "\n\t", "Camera" },
        { "\xff\xfe Hall", "Hall" },
        { "e\u0301\u0302\u0303\u0304\u0305\u0306x", "\u00E9\u0302\u0303\u0304x" },
        { "\u0301\u0302Hall", "Hall" },
        { "12345678901234567890123456789012", "12345678901234567890123456789012" },
        { "123456789012345678901234567890123", "1234567890123456789012345678901…" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *want = g_strconcat(FSI, rows[i].shown, PDI, NULL);
        g_autofree char *got = ui_room_shown(rows[i].raw, UI_ROOM_MAX);

        g_assert_cmpstr(got, ==, want);
    }
}

static void
test_long_names(void)
{
    g_autoptr(GString) raw = g_string_new(NULL);
    g_autofree char *latin = NULL;
    g_autofree char *indic = NULL;

    for (unsigned i = 0; i < 10000; i++)
        g_string_append(raw, "x");
    latin = ui_room_shown(raw->str, 1000);
    g_assert_cmpint(g_utf8_strlen(latin, -1), ==, 32 + 2);
    g_string_truncate(raw, 0);
    for (unsigned i = 0; i < 200; i++)
        g_string_append(raw, "कि");
    indic = ui_room_shown(raw->str, 10);
    /* Whole syllables: nine, and the ellipsis. */
    g_assert_true(g_str_has_suffix(indic, "कि…" PDI));
    g_assert_cmpint(g_utf8_strlen(indic, -1), ==, 2 * 9 + 1 + 2);
}

static UiView
view_of(ProvReason reason, const char *other)
{
    bool link = prov_reason_severity(reason) == PROV_SEVERITY_LINK;
    UiView view = {
        .kind = link ? UI_KIND_LINK_AGAIN : UI_KIND_REFUSED,
        .words = ui_case_of_reason(reason, other != NULL),
        .other_room = other,
        .has_capture = true,
        .capture_us = NOW - 60000000,
        .verdict = { .reason = reason },
    };

    return view;
}

static void
test_sentences(void)
{
    static const struct {
        ProvReason reason;
        const char *other;
        const char *title;
        const char *body;
        const char *action;
    } rows[] = {
        { PROV_REASON_WRONG_CAMERA, NULL, "This is not your {room} camera",
          "We received video from another camera, so we are not showing it. Nothing from it was "
          "saved.",
          "Try again" },
        { PROV_REASON_WRONG_CAMERA, "Garage", "This is " FSI "Garage" PDI ", not {room}",
          "Your cameras were mixed up on the way. We are not showing it.", "Try again" },
        { PROV_REASON_CONTENT_CHANGED, NULL, "{room} video was changed on the way",
          "It does not match what the camera recorded. We are not showing it.", "Try again" },
        { PROV_REASON_SESSION_ROLLBACK, NULL, "This is old video",
          "It was recorded {time}. It is not live, so we stopped it.", "Try again" },
        { PROV_REASON_UNSIGNED, NULL, "Can't confirm this is your {room} camera",
          "The camera's proof is missing. We are not showing the video.", "Try again" },
        { PROV_REASON_REVOKED, NULL, "{room} needs to be linked again",
          "Its identity is no longer accepted.", "Link again" },
        { PROV_REASON_IDENTITY_CHANGED, NULL, "{room} has a new identity",
          "This happens after a reset or repair. Scan the code on the camera to confirm it is "
          "yours.",
          "Scan code" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        UiView view = view_of(rows[i].reason, rows[i].other);
        g_autoptr(UiWords) words = ui_words_new(&view, "Hall", NOW);
        g_autofree char *time = ui_words_time(view.capture_us, NOW);
        g_autoptr(GString) title = g_string_new(rows[i].title);
        g_autoptr(GString) body = g_string_new(rows[i].body);

        g_string_replace(title, "{room}", FSI "Hall" PDI, 0);
        g_string_replace(body, "{time}", time, 0);
        g_assert_cmpstr(words->title, ==, title->str);
        g_assert_cmpstr(words->body, ==, body->str);
        g_assert_cmpstr(words->action, ==, rows[i].action);
    }
}

static void
test_stalled(void)
{
    UiView view = { .kind = UI_KIND_STALLED,
                    .words = UI_CASE_STOPPED,
                    .seconds = 7,
                    .has_capture = true,
                    .capture_us = NOW };
    g_autoptr(UiWords) words = ui_words_new(&view, "Hall", NOW);
    g_autofree char *time = ui_words_time(NOW, NOW);
    g_autofree char *body = g_strconcat("Last confirmed picture ", time, ". Reconnecting…", NULL);

    g_assert_cmpstr(words->title, ==, FSI "Hall" PDI " stopped 7 s ago");
    g_assert_cmpstr(words->body, ==, body);
    g_assert_null(words->action);
}

/* Whatever the state and however long the names: a title fits, and no word of the trade is in it.
 */
static void
test_every_view(void)
{
    static const char *const rooms[] = { "Hall", "Arbeitszimmer im Dachgeschoss hinten links",
                                         "客厅" };
    static const char *const trade[] = { "certificate", "signature", "hash", "WARNING", "DANGER" };

    for (int kind = UI_KIND_CHECKING; kind <= UI_KIND_HUB_PROBLEM; kind++) {
        for (int words_case = UI_CASE_CHECKING; words_case <= UI_CASE_HUB; words_case++) {
            for (size_t r = 0; r < G_N_ELEMENTS(rooms); r++) {
                UiView view = { .kind = (UiKind)kind,
                                .words = (UiCase)words_case,
                                .seconds = 86400,
                                .has_capture = true,
                                .capture_us = NOW,
                                .other_room = rooms[1] };
                g_autoptr(UiWords) words = ui_words_new(&view, rooms[r], NOW);

                g_assert_cmpint(g_utf8_strlen(words->title, -1), <=, 60 + 4);
                g_assert_nonnull(words->body);
                g_assert_nonnull(words->word);
                g_assert_nonnull(words->line);
                for (size_t i = 0; i < G_N_ELEMENTS(trade); i++) {
                    g_assert_null(strstr(words->title, trade[i]));
                    g_assert_null(strstr(words->body, trade[i]));
                }
            }
        }
    }
}

static void
test_details(void)
{
    UiView view = view_of(PROV_REASON_WRONG_CAMERA, NULL);
    const ClientCamera camera = { .room = (char *)"Hall", .host = (char *)"camera.home.arpa" };
    g_auto(GStrv) rows = NULL;
    g_autofree char *all = NULL;

    view.detail = "It is signed by another key.";
    view.verdict.has_sequence = true;
    view.verdict.sequence = 48213;
    view.verdict.has_signer = true;
    memset(view.verdict.signer, 0xab, sizeof view.verdict.signer);
    rows = ui_words_details(&view, &camera, UI_NEVER_US, NOW);
    g_assert_cmpuint(g_strv_length(rows) % 2, ==, 0);
    all = g_strjoinv("|", rows);
    g_assert_nonnull(strstr(all, "What was found|It comes from another camera than the one you "
                                 "chose.|Reason|wrong-camera|"));
    g_assert_nonnull(strstr(all, "More exactly|It is signed by another key.|"));
    g_assert_nonnull(strstr(all, "48213"));
    g_assert_nonnull(strstr(all, "|abab abab abab abab|"));
    g_assert_nonnull(strstr(all, "camera.home.arpa"));
    g_assert_null(strstr(all, "Its link"));
    g_assert_null(strstr(all, "Withdrawn keys"));
}

/* Sound that was left out reads as such, whatever the reason would say of a picture. */
static void
test_history_of_sound(void)
{
    const ClientRefusal refusal = { .room = (char *)"Hall",
                                    .host = (char *)"",
                                    .n = 3,
                                    .sound = true,
                                    .reason = PROV_REASON_WRONG_CAMERA };
    g_autofree char *title = ui_words_history_title(&refusal);
    g_auto(GStrv) details = ui_words_history_details(&refusal, NOW);
    g_autofree char *all = g_strjoinv("|", details);

    g_assert_cmpstr(title, ==, "\u2068Hall\u2069: sound was left out");
    g_assert_cmpint(ui_words_history_shape(&refusal), ==, UI_SHAPE_CROSSED_SOUND);
    g_assert_nonnull(strstr(all, "|wrong-camera"));
    g_assert_null(strstr(all, "video"));
}

/* What is no reason to stop a picture is said here, and with its age where that is known. */
static void
test_details_of_a_good_camera(void)
{
    const UiView view = { .kind = UI_KIND_LIVE };
    const ClientCamera camera = { .room = (char *)"Hall",
                                  .host = (char *)"",
                                  .note = (char *)"Its record was damaged." };
    const struct {
        int64_t lists_us;
        const char *words;
    } rows[] = {
        { UI_NEVER_US, "Its link|What was stored of it is damaged; the second copy is used." },
        { UI_NEVER_US, "More exactly|Its record was damaged." },
        { 0, "Withdrawn keys|What this device knows of withdrawn keys may be out of date." },
        { NOW, "may be out of date." },
        { NOW + G_TIME_SPAN_DAY, "may be out of date." },
        { NOW - G_TIME_SPAN_DAY, "is 1 day old." },
        { NOW - 47 * G_TIME_SPAN_DAY, "Withdrawn keys|What this device knows of withdrawn keys is "
                                      "47 days old." },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(GStrv) details = ui_words_details(&view, &camera, rows[i].lists_us, NOW);
        g_autofree char *all = g_strjoinv("|", details);

        g_assert_nonnull(strstr(all, rows[i].words));
        g_assert_null(strstr(all, "Reason"));
        g_assert_null(strstr(all, "Asked for at"));
    }
}

/* Each reason and each trouble has a whole sentence of its own, and the person's language says it.
 */
static void
test_what_was_found(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const char *words;

    for (ProvReason reason = PROV_REASON_INTERNAL; reason < PROV_REASON_NONE; reason++) {
        words = ui_words_reason(reason);
        g_assert_true(g_str_has_suffix(words, "."));
        g_assert_true(g_hash_table_add(seen, (gpointer)words));
    }
    for (ClientTrouble trouble = CLIENT_TROUBLE_ADDRESS_REFUSED;
         trouble <= CLIENT_TROUBLE_BAD_STORE; trouble++) {
        words = ui_words_trouble(trouble);
        g_assert_true(g_str_has_suffix(words, "."));
        g_assert_true(g_hash_table_add(seen, (gpointer)words));
    }
    g_assert_cmpstr(ui_words_reason(PROV_REASON_NONE), ==, "");
    g_assert_cmpstr(ui_words_trouble(CLIENT_TROUBLE_NONE), ==, "");
}

static void
test_times(void)
{
    g_autofree char *today = ui_words_time(NOW, NOW);
    g_autofree char *before = ui_words_time(NOW - 3 * G_TIME_SPAN_DAY, NOW);
    g_autofree char *never = ui_words_time(INT64_MAX, NOW);

    g_assert_cmpuint(strlen(before), >, strlen(today) + 2);
    g_assert_cmpstr(never, ==, "?");
}

static void
test_environment(void)
{
    static const char *const given[] = {
        "LD_PRELOAD=/tmp/x.so",
        "GST_PLUGIN_PATH=/tmp",
        "GST_DEBUG_DUMP_DOT_DIR=/tmp",
        "GIO_EXTRA_MODULES=/tmp",
        "GSETTINGS_BACKEND=x",
        "GTK_MODULES=x",
        "GTK_PATH=/tmp",
        "GTK_DEBUG=interactive",
        "OPENSSL_CONF=/tmp/x",
        "SSL_CERT_FILE=/tmp/x",
        "http_proxy=http://x",
        "PATH=/tmp:/usr/bin",
        "HOME=/home/x",
        "HOMELY=1",
        "LANG=de_DE.UTF-8",
        "DISPLAY=:0",
        "XDG_DATA_HOME=/home/x/data",
        "XDG_DATA_DIRS=/tmp",
        "GST_DEBUG=9",
        "G_SLICE=debug-blocks",
        "GLIBC_TUNABLES=glibc.malloc.check=3",
        "G_MESSAGES_DEBUG=all,libsoup ownview-session GLib-GIO ownview-player",
        NULL,
    };
    g_auto(GStrv) kept = ui_environment_keep(given);
    g_auto(GStrv) again = ui_environment_keep((const char *const *)kept);
    g_autofree char *all = g_strjoinv("|", kept);

    g_assert_cmpstr(all, ==,
                    "HOME=/home/x|LANG=de_DE.UTF-8|DISPLAY=:0|XDG_DATA_HOME=/home/x/data|"
                    "G_MESSAGES_DEBUG=ownview-session ownview-player|PATH=/usr/bin:/bin|"
                    "G_SLICE=always-malloc|GLIBC_TUNABLES=glibc.malloc.tcache_count=0");
    g_assert_true(g_strv_equal((const char *const *)kept, (const char *const *)again));
}

/* Lines of libraries have whole addresses in them. */
static void
test_environment_log(void)
{
    static const char *const given[] = { "G_MESSAGES_DEBUG=all",
                                         "G_MESSAGES_DEBUG=", "G_MESSAGES_DEBUGGER=ownview-session",
                                         NULL };
    g_auto(GStrv) kept = ui_environment_keep(given);

    g_assert_cmpuint(g_strv_length(kept), ==, 3);
    g_assert_cmpstr(kept[0], ==, "PATH=/usr/bin:/bin");
    g_assert_cmpstr(kept[1], ==, "G_SLICE=always-malloc");
    g_assert_cmpstr(kept[2], ==, "GLIBC_TUNABLES=glibc.malloc.tcache_count=0");
}

static void
test_sealed(void)
{
    struct rlimit limit;

    if (g_test_subprocess()) {
        g_assert_true(ui_environment_seal());
        g_assert_cmpint(getrlimit(RLIMIT_CORE, &limit), ==, 0);
        g_assert_cmpuint(limit.rlim_max, ==, 0);
        g_assert_cmpint(prctl(PR_GET_DUMPABLE), ==, 0);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/words/UI-03/names", test_names);
    g_test_add_func("/words/UI-03/long-names", test_long_names);
    g_test_add_func("/words/sentences", test_sentences);
    g_test_add_func("/words/stalled", test_stalled);
    g_test_add_func("/words/every-view", test_every_view);
    g_test_add_func("/words/details", test_details);
    g_test_add_func("/words/details-of-a-good-camera", test_details_of_a_good_camera);
    g_test_add_func("/words/what-was-found", test_what_was_found);
    g_test_add_func("/words/AUD-01/history-of-sound", test_history_of_sound);
    g_test_add_func("/words/times", test_times);
    g_test_add_func("/environment/STO-14/fixed-list", test_environment);
    g_test_add_func("/environment/STO-13/own-lines-only", test_environment_log);
    g_test_add_func("/environment/STO-13/no-core-no-tracing", test_sealed);
    return g_test_run();
}
