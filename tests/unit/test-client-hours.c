/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Camera-hours in virtual time, with everything that goes wrong in hours.h: the screen says nothing
 * that is not so, an honest camera is never red, nothing of a stranger's is admitted, the picture
 * is back in time, nobody is asked more than once a second, and nothing is left in memory.
 * usage: test-client-hours [--hours N]
 */
#include "client/cameras/camera-mark.h"
#include "client/client-clock.h"
#include "client/client-guard.h"
#include "client/client-run.h"
#include "client/client-wait.h"
#include "client/fetch/fetch-live.h"
#include "tests/unit/hours.h"
#include "tests/unit/store.h"

#include <malloc.h>
#include <string.h>

#define HOURS_OF_ONE 25.0 /* then another camera's, with another home */
#define MAX_MORE                                                                                   \
    (256.0 * 1024) /* bytes of heap, at the end of the hours against their first quarter */

static double n_hours = 4;
static Hours hours;

/* What client-run.c calls besides the judge. */

ClientSource *
fetch_live_new(G_GNUC_UNUSED const char *address,
               G_GNUC_UNUSED GBytes *tls_ca,
               G_GNUC_UNUSED const char *token,
               G_GNUC_UNUSED GCancellable *cancellable,
               G_GNUC_UNUSED GError **error)
{
    return hours_source(&hours);
}

ClientSource *
fetch_live_new_for_sound(G_GNUC_UNUSED const char *address,
                         G_GNUC_UNUSED GBytes *tls_ca,
                         G_GNUC_UNUSED const char *token,
                         G_GNUC_UNUSED GCancellable *cancellable,
                         G_GNUC_UNUSED GError **error)
{
    g_assert_not_reached();
}

ProvClock
client_clock_read(void)
{
    return hours_clock(&hours, false);
}

ProvClock
client_clock_read_doubted(void)
{
    return hours_clock(&hours, true);
}

void
client_clock_agree(int64_t capture_us)
{
    hours_agree(&hours, capture_us);
}

int64_t
client_clock_boot_us(void)
{
    return hours.now_us;
}

void
client_wait_us(G_GNUC_UNUSED GCancellable *cancellable, const gint *interrupt, int64_t us)
{
    hours_pass(&hours, us, interrupt);
}

ClientGuard *
client_guard_new(G_GNUC_UNUSED const CameraRecord *record,
                 G_GNUC_UNUSED ProvGate *gate,
                 G_GNUC_UNUSED ClientGuardFuncs funcs)
{
    return (ClientGuard *)&hours;
}

void
client_history_add(G_GNUC_UNUSED ClientHistory *self,
                   const ClientRefusal *what,
                   G_GNUC_UNUSED int64_t boot_us)
{
    g_assert_cmpint(what->reason, !=, PROV_REASON_NONE);
}

void
client_bridge_post(G_GNUC_UNUSED ClientBridge *self, const ClientEvent *event)
{
    if ((event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_LINK_AGAIN)
        && !hours_is_foreign(&hours))
        g_error("%" G_GINT64_FORMAT " s, %s: red, and nothing of a stranger's has come: %s, %s",
                hours.now_us / G_USEC_PER_SEC, hours_kind_name(hours.kind),
                prov_reason_name(event->verdict.reason), event->detail);
    watch_hear(event, &hours.watch);
}

void
client_bridge_admit(G_GNUC_UNUSED ClientBridge *self, ProvAdmission *admission)
{
    g_assert_false(hours_is_foreign(&hours));
    g_assert_true(g_bytes_equal(prov_admission_get_segment(admission), hours.segment));
    prov_admission_free(admission);
}

/* Until these hours are over: sessions one after another. */
static void
live_through(double length)
{
    g_autoptr(CameraRecord) record = camera_sample_record(STORE_ID_A, "Front door");
    g_autoptr(GCancellable) cancellable = g_cancellable_new();

    hours_begin(&hours, length);
    record->generation = 0; /* no marks on a disk */
    while (hours.now_us < hours.end_us) {
        const ClientRun with = {
            .record = record,
            .expectation = hours.days.world->expectation,
            .cancellable = cancellable,
            .retry = &hours.retry,
            .history = (ClientHistory *)&hours,
        };

        hours_select(&hours);
        client_run(&with);
        hours_leave(&hours);
    }
    hours_end(&hours);
}

static double
count_heap(void)
{
    malloc_trim(0);
    return (double)mallinfo2().uordblks;
}

static void
report(double more)
{
    unsigned n_faults = 0;

    for (int kind = HOURS_SLOW; kind < HOURS_N_KINDS; kind++)
        n_faults += hours.n_changes[kind];
    g_test_message(
        "figure: hours=%.0f units=%u faults=%u sleeps=%u jumps=%u selected=%u foreign=%u "
        "red=%u honest-red=0 longest=%.1f asked=%.2f heap=%+.0f",
        n_hours, hours.n_units, n_faults, hours.n_sleeps, hours.n_jumps, hours.n_selected,
        hours.n_foreign, hours.n_refused, (double)hours.longest_us / G_USEC_PER_SEC,
        (double)hours.n_asked * G_USEC_PER_SEC / (double)hours.down_us, more);
}

static void
test_hours(void)
{
    double done = 0, before = 0, more;

    while (done < n_hours) {
        const double length = MIN(HOURS_OF_ONE, n_hours / 4);

        live_through(length);
        done += length;
        if (before == 0 && done >= n_hours / 4)
            before = count_heap();
    }
    more = count_heap() - before;
    report(more);
    for (int kind = HOURS_SLOW; kind < HOURS_N_KINDS; kind++)
        g_assert_cmpuint(hours.n_changes[kind], >, 0);
    g_assert_cmpuint(hours.n_sleeps, >, 0);
    g_assert_cmpuint(hours.n_jumps, >, 0);
    g_assert_cmpuint(hours.n_foreign, >, 0);
    g_assert_cmpint(hours.n_asked, <=, hours.down_us / G_USEC_PER_SEC);
    g_assert_cmpfloat(more, <=, MAX_MORE);
}

int
main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    if (argc == 3 && strcmp(argv[1], "--hours") == 0)
        n_hours = g_ascii_strtod(argv[2], NULL);
    g_test_add_func("/hours/NET-11/CLK-02/SUB-01", test_hours);
    return store_test_run();
}
