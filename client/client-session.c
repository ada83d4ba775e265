/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-clock.h"
#include "client/client-expectation.h"
#include "client/client-run.h"

/* One stream of a camera, on a thread of its own. Held by its owner and by its thread; immutable
 * but for what is marked. */
typedef struct {
    gatomicrefcount ref;
    ClientHome *home;
    const CameraRecord *record;
    ProvExpectation *expectation;
    ClientBridge *bridge;
    GCancellable *cancellable;
    GMainContext *context; /* its thread's */
    gint retry;            /* atomic: the owner sets it, the thread clears it */
} Stream;

/* Main thread. */
struct ClientSession {
    ClientHome *home;
    const CameraRecord *record;
    ProvExpectation *expectation; /* NULL: nothing can be judged, and nothing runs */
    ClientEventFunc handler;
    gpointer user_data;
    ClientBridge *problem; /* what says why; NULL: nothing is wrong */
    Stream *video;
    Stream *sound; /* NULL: nobody listens */
    GNetworkMonitor *network;
    gulong network_handler;
    int64_t network_us; /* when the network last brought a retry */
};

#define NETWORK_PAUSE_US G_USEC_PER_SEC /* a network that comes and goes sets no faster pace */

int64_t
client_boot_now(void)
{
    return client_clock_boot_us();
}

static void
stream_unref(Stream *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;

    prov_expectation_unref(self->expectation);
    client_bridge_unref(self->bridge);
    client_home_free(self->home);
    g_object_unref(self->cancellable);
    g_main_context_unref(self->context);
    g_free(self);
}

static gpointer
run_thread(gpointer data)
{
    Stream *self = data;
    const ClientRun with = {
        .home = self->home,
        .record = self->record,
        .expectation = self->expectation,
        .history = client_home_get_history(self->home),
        .bridge = self->bridge,
        .cancellable = self->cancellable,
        .retry = &self->retry,
    };

    g_main_context_push_thread_default(self->context);
    client_run(&with);
    while (g_main_context_iteration(self->context, FALSE))
        ; /* requests that were cancelled report back */
    g_main_context_pop_thread_default(self->context);
    stream_unref(self);
    return NULL;
}

/* Takes ownership of @expectation. */
static Stream *
stream_start(const ClientSession *session, ProvExpectation *expectation, ClientSink sink)
{
    Stream *self = g_new0(Stream, 1);

    g_atomic_ref_count_init(&self->ref);
    self->home = client_home_ref(session->home);
    self->record = session->record;
    self->expectation = expectation;
    self->bridge = client_bridge_new(sink, session->handler, session->user_data);
    self->cancellable = g_cancellable_new();
    self->context = g_main_context_new();
    g_atomic_ref_count_inc(&self->ref);
    g_thread_unref(g_thread_new("session", run_thread, self));
    return self;
}

/* When it returns, neither handler nor sink is called any more. */
static void
stream_stop(Stream *self)
{
    client_bridge_close(self->bridge);
    g_cancellable_cancel(self->cancellable);
    stream_unref(self);
}

static void
stream_retry(Stream *self)
{
    g_atomic_int_set(&self->retry, 1);
    g_main_context_wakeup(self->context);
}

/* Without its anchors nothing can be judged: this device's problem, said as an event like any
 * other. */
static void
report_problem(ClientSession *self, ClientSink sink, const char *detail)
{
    ProvClock now = client_clock_read();
    ClientEvent event = {
        .kind = CLIENT_EVENT_HUB_PROBLEM,
        .trouble = CLIENT_TROUBLE_BAD_STORE,
        .detail = detail,
        .boot_us = now.boot_us,
        .wall_us = now.wall_us,
    };

    self->problem = client_bridge_new(sink, self->handler, self->user_data);
    client_bridge_post(self->problem, &event);
}

/* The network is there, again or by another way: what was waited for may be to be had. */
static void
on_network_changed(G_GNUC_UNUSED GNetworkMonitor *network, gboolean available, gpointer data)
{
    ClientSession *self = data;
    const int64_t now = client_clock_boot_us();

    if (!available || now - self->network_us < NETWORK_PAUSE_US)
        return;
    self->network_us = now;
    client_session_retry(self);
}

static void
watch_network(ClientSession *self)
{
    self->network = g_object_ref(g_network_monitor_get_default());
    self->network_handler =
        g_signal_connect(self->network, "network-changed", G_CALLBACK(on_network_changed), self);
}

ClientSession *
client_session_start(ClientHome *home,
                     const char *link,
                     uint64_t generation,
                     ClientSink sink,
                     ClientEventFunc handler,
                     gpointer user_data)
{
    const CameraRecord *record = client_home_find(home, link);
    g_autoptr(GError) error = NULL;
    ClientSession *self;

    if (record == NULL)
        return NULL;
    self = g_new0(ClientSession, 1);
    self->home = client_home_ref(home);
    self->record = record;
    self->handler = handler;
    self->user_data = user_data;
    watch_network(self);
    self->expectation = client_expectation_new(record, generation, &error);
    if (self->expectation == NULL)
        report_problem(self, sink, error->message);
    else
        self->video = stream_start(self, prov_expectation_ref(self->expectation), sink);
    return self;
}

void
client_session_listen(ClientSession *self, const ClientSink *sink)
{
    g_clear_pointer(&self->sound, stream_stop);
    if (sink != NULL && self->expectation != NULL)
        self->sound = stream_start(self, prov_expectation_for_sound(self->expectation), *sink);
}

void
client_session_retry(ClientSession *self)
{
    if (self->video != NULL)
        stream_retry(self->video);
    if (self->sound != NULL)
        stream_retry(self->sound);
}

void
client_session_stop(ClientSession *self)
{
    if (self == NULL)
        return;

    g_signal_handler_disconnect(self->network, self->network_handler);
    g_clear_object(&self->network);
    g_clear_pointer(&self->sound, stream_stop);
    g_clear_pointer(&self->video, stream_stop);
    if (self->problem != NULL)
        client_bridge_close(self->problem);
    g_clear_pointer(&self->problem, client_bridge_unref);
    g_clear_pointer(&self->expectation, prov_expectation_unref);
    client_history_flush(client_home_get_history(self->home));
    client_home_free(self->home);
    g_free(self);
}
