/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-bridge.h"

struct ClientBridge {
    gatomicrefcount ref;
    GMainContext *context; /* the main thread's */
    GMutex lock;
    ClientSink sink;         /* lock: session thread reads, main thread closes */
    bool open;               /* lock */
    ClientEventFunc handler; /* main thread only */
    gpointer user_data;      /* main thread only */
};

/* One event on its way. */
typedef struct {
    ClientBridge *bridge;
    ClientEvent event;
    char *detail;
    char *other_room;
} Parcel;

ClientBridge *
client_bridge_new(ClientSink sink, ClientEventFunc handler, gpointer user_data)
{
    ClientBridge *self = g_new0(ClientBridge, 1);

    g_atomic_ref_count_init(&self->ref);
    g_mutex_init(&self->lock);
    self->context = g_main_context_ref_thread_default();
    self->sink = sink;
    self->open = true;
    self->handler = handler;
    self->user_data = user_data;
    return self;
}

ClientBridge *
client_bridge_ref(ClientBridge *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
client_bridge_unref(ClientBridge *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;

    g_mutex_clear(&self->lock);
    g_main_context_unref(self->context);
    g_free(self);
}

static void
parcel_free(gpointer data)
{
    Parcel *parcel = data;

    client_bridge_unref(parcel->bridge);
    g_free(parcel->detail);
    g_free(parcel->other_room);
    g_free(parcel);
}

static gboolean
deliver(gpointer data)
{
    Parcel *parcel = data;

    if (parcel->bridge->handler != NULL)
        parcel->bridge->handler(&parcel->event, parcel->bridge->user_data);
    return G_SOURCE_REMOVE;
}

void
client_bridge_post(ClientBridge *self, const ClientEvent *event)
{
    Parcel *parcel = g_new0(Parcel, 1);
    g_autoptr(GSource) source = g_idle_source_new();

    parcel->bridge = client_bridge_ref(self);
    parcel->event = *event;
    parcel->detail = g_strdup(event->detail);
    parcel->other_room = g_strdup(event->other_room);
    parcel->event.detail = parcel->detail;
    parcel->event.other_room = parcel->other_room;
    /* Always later, even from the main thread itself, so that events keep their order. */
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, deliver, parcel, parcel_free);
    g_source_attach(source, self->context);
}

void
client_bridge_admit(ClientBridge *self, ProvAdmission *admission)
{
    g_mutex_lock(&self->lock);
    if (self->open)
        self->sink.admit(self->sink.self, g_steal_pointer(&admission));
    g_mutex_unlock(&self->lock);
    prov_admission_free(admission);
}

void
client_bridge_close(ClientBridge *self)
{
    self->handler = NULL;
    g_mutex_lock(&self->lock);
    self->open = false;
    g_mutex_unlock(&self->lock);
}
