/* SPDX-License-Identifier: Apache-2.0 */
#include "pipelines/pipelines.h"

struct PipeSlot {
    GMutex lock;
    PipeFrame *frame; /* lock */
    GSource *ready;   /* lock: on its way, or NULL */
    GMainContext *context;
    GSourceFunc on_ready;
    gpointer user_data;
};

PipeSlot *
pipe_slot_new(GSourceFunc on_ready, gpointer user_data)
{
    PipeSlot *self = g_new0(PipeSlot, 1);

    g_mutex_init(&self->lock);
    self->context = g_main_context_ref_thread_default();
    self->on_ready = on_ready;
    self->user_data = user_data;
    return self;
}

static gboolean
dispatch(gpointer user_data)
{
    PipeSlot *self = user_data;

    g_mutex_lock(&self->lock);
    g_clear_pointer(&self->ready, g_source_unref);
    g_mutex_unlock(&self->lock);
    self->on_ready(self->user_data);
    return G_SOURCE_REMOVE;
}

void
pipe_slot_push(PipeFrame *frame, gpointer slot)
{
    PipeSlot *self = slot;
    PipeFrame *old;

    g_mutex_lock(&self->lock);
    old = self->frame;
    self->frame = pipe_frame_ref(frame);
    if (self->ready == NULL) {
        self->ready = g_idle_source_new();
        /* Ahead of painting, or a busy screen would never hear of a new frame. */
        g_source_set_priority(self->ready, G_PRIORITY_DEFAULT);
        g_source_set_callback(self->ready, dispatch, self, NULL);
        g_source_attach(self->ready, self->context);
    }
    g_mutex_unlock(&self->lock);
    pipe_frame_unref(old);
}

PipeFrame *
pipe_slot_take(PipeSlot *self)
{
    PipeFrame *frame;

    g_mutex_lock(&self->lock);
    frame = g_steal_pointer(&self->frame);
    g_mutex_unlock(&self->lock);
    return frame;
}

void
pipe_slot_free(PipeSlot *self)
{
    if (self == NULL)
        return;
    if (self->ready != NULL) {
        g_source_destroy(self->ready);
        g_source_unref(self->ready);
    }
    pipe_frame_unref(self->frame);
    g_main_context_unref(self->context);
    g_mutex_clear(&self->lock);
    g_free(self);
}
