/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-code.h"
#include "client/client-linking-run.h"

#include <string.h>

/* Held by its owner and by its thread. */
struct ClientLinking {
    gatomicrefcount ref;
    char *code;
    char *room;
    char *again;
    uint64_t generation;
    GMainContext *context; /* the linking thread's */
    GMainContext *owner;   /* the main thread's */
    GCancellable *cancellable;
    GCancellable *session;
    gint yes; /* atomic: the owner sets it */
    GMutex lock;
    ClientSink sink;           /* lock: linking thread reads */
    bool open;                 /* lock: main thread closes */
    ClientLinkingFunc handler; /* main thread only */
    gpointer user_data;        /* main thread only */
    ClientLinkingState state;  /* main thread only: told last */
};

/* One event on its way. */
typedef struct {
    ClientLinking *linking;
    ClientLinkingEvent event;
    char *detail;
    char *link;
    char *other_room;
    char *serial;
    char *maker;
} Parcel;

static void
linking_unref(ClientLinking *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;

    g_object_unref(self->cancellable);
    g_object_unref(self->session);
    g_main_context_unref(self->context);
    g_main_context_unref(self->owner);
    g_mutex_clear(&self->lock);
    explicit_bzero(self->code, strlen(self->code)); /* the secret stands in it */
    g_free(self->code);
    g_free(self->room);
    g_free(self->again);
    g_free(self);
}

static void
parcel_free(gpointer data)
{
    Parcel *parcel = data;

    linking_unref(parcel->linking);
    g_free(parcel->detail);
    g_free(parcel->link);
    g_free(parcel->other_room);
    g_free(parcel->serial);
    g_free(parcel->maker);
    g_free(parcel);
}

static gboolean
deliver(gpointer data)
{
    Parcel *parcel = data;
    ClientLinking *self = parcel->linking;

    self->state = parcel->event.state;
    if (self->handler != NULL)
        self->handler(&parcel->event, self->user_data);
    return G_SOURCE_REMOVE;
}

/* Linking thread: copies the event, and delivers it later. */
static void
tell(gpointer data, const ClientLinkingEvent *event)
{
    ClientLinking *self = data;
    Parcel *parcel = g_new0(Parcel, 1);
    g_autoptr(GSource) source = g_idle_source_new();

    g_atomic_ref_count_inc(&self->ref);
    parcel->linking = self;
    parcel->event = *event;
    parcel->event.detail = parcel->detail = g_strdup(event->detail);
    parcel->event.link = parcel->link = g_strdup(event->link);
    parcel->event.other_room = parcel->other_room = g_strdup(event->other_room);
    parcel->event.serial = parcel->serial = g_strdup(event->serial);
    parcel->event.maker = parcel->maker = g_strdup(event->maker);
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, deliver, parcel, parcel_free);
    g_source_attach(source, self->owner);
}

/* Linking thread. */
static void
admit(gpointer data, ProvAdmission *admission)
{
    ClientLinking *self = data;

    g_mutex_lock(&self->lock);
    if (self->open)
        self->sink.admit(self->sink.self, g_steal_pointer(&admission));
    g_mutex_unlock(&self->lock);
    prov_admission_free(admission);
}

static gpointer
run_thread(gpointer data)
{
    ClientLinking *self = data;
    const ClientLinkingRun with = {
        .code = self->code,
        .room = self->room,
        .again = self->again,
        .generation = self->generation,
        .sink = { admit, self },
        .tell = tell,
        .self = self,
        .cancellable = self->cancellable,
        .session = self->session,
        .yes = &self->yes,
    };

    g_main_context_push_thread_default(self->context);
    client_linking_run(&with);
    while (g_main_context_iteration(self->context, FALSE))
        ; /* requests that were cancelled report back */
    g_main_context_pop_thread_default(self->context);
    linking_unref(self);
    return NULL;
}

ClientLinking *
client_linking_start(const char *code,
                     const char *room,
                     const char *again,
                     uint64_t generation,
                     ClientSink sink,
                     ClientLinkingFunc handler,
                     gpointer user_data)
{
    ClientLinking *self = g_new0(ClientLinking, 1);

    g_atomic_ref_count_init(&self->ref);
    g_mutex_init(&self->lock);
    self->code = g_strdup(code);
    self->room = g_strdup(room);
    self->again = g_strdup(again);
    self->generation = generation;
    self->context = g_main_context_new();
    self->owner = g_main_context_ref_thread_default();
    self->cancellable = g_cancellable_new();
    self->session = g_cancellable_new();
    self->sink = sink;
    self->open = true;
    self->handler = handler;
    self->user_data = user_data;
    g_atomic_ref_count_inc(&self->ref);
    g_thread_unref(g_thread_new("linking", run_thread, self));
    return self;
}

void
client_linking_confirm(ClientLinking *self, bool yes)
{
    if (yes && self->state != CLIENT_LINKING_CONFIRM)
        return;
    if (yes)
        g_atomic_int_set(&self->yes, 1);
    else
        g_cancellable_cancel(self->cancellable);
    g_cancellable_cancel(self->session);
}

void
client_linking_stop(ClientLinking *self)
{
    if (self == NULL)
        return;

    self->handler = NULL;
    g_mutex_lock(&self->lock);
    self->open = false;
    g_mutex_unlock(&self->lock);
    /* what was confirmed is finished */
    if (g_atomic_int_get(&self->yes) == 0)
        client_linking_confirm(self, false);
    linking_unref(self);
}

char *
client_linking_read_code(const char *text, char **serial, GError **error)
{
    g_autoptr(CameraCode) code = camera_code_parse(text, error);

    *serial = code != NULL ? g_strdup(code->serial) : NULL;
    return code != NULL ? g_strstrip(g_strdup(text)) : NULL;
}
