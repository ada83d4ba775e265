/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-hold.h"

#include <libsoup/soup.h>

struct RigHold {
    RigHoldReady ready;
    RigHoldAnswer answer;
    gpointer user_data;
    GPtrArray *held; /* of Held */
};

typedef struct {
    RigHold *hold;
    SoupServerMessage *message;
    uint64_t number;
    guint timer;
} Held;

static void
held_free(gpointer data)
{
    Held *self = data;

    g_clear_handle_id(&self->timer, g_source_remove);
    g_signal_handlers_disconnect_by_data(self->message, self);
    g_object_unref(self->message);
    g_free(self);
}

RigHold *
rig_hold_new(RigHoldReady ready, RigHoldAnswer answer, gpointer user_data)
{
    RigHold *self = g_new0(RigHold, 1);

    self->ready = ready;
    self->answer = answer;
    self->user_data = user_data;
    self->held = g_ptr_array_new_with_free_func(held_free);
    return self;
}

void
rig_hold_free(RigHold *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->held);
    g_free(self);
}

static void
answer_held(RigHold *self, Held *held)
{
    g_autoptr(SoupServerMessage) message = g_object_ref(held->message);

    g_ptr_array_remove(self->held, held);
    self->answer(message, self->user_data);
    soup_server_message_unpause(message);
}

static gboolean
on_longest(gpointer data)
{
    Held *held = data;

    held->timer = 0;
    answer_held(held->hold, held);
    return G_SOURCE_REMOVE;
}

/* Whoever asked has gone. */
static void
on_finished(G_GNUC_UNUSED SoupServerMessage *message, gpointer data)
{
    Held *held = data;

    g_ptr_array_remove(held->hold->held, held);
}

void
rig_hold_add(RigHold *self, SoupServerMessage *message, uint64_t number, guint longest_ms)
{
    Held *held;

    if (self->ready(number, self->user_data)) {
        self->answer(message, self->user_data);
        return;
    }
    held = g_new0(Held, 1);
    held->hold = self;
    held->message = g_object_ref(message);
    held->number = number;
    held->timer = g_timeout_add(longest_ms, on_longest, held);
    g_signal_connect(message, "finished", G_CALLBACK(on_finished), held);
    g_signal_connect(message, "disconnected", G_CALLBACK(on_finished), held);
    g_ptr_array_add(self->held, held);
    soup_server_message_pause(message);
}

void
rig_hold_look(RigHold *self)
{
    for (guint i = self->held->len; i > 0; i--) {
        Held *held = g_ptr_array_index(self->held, i - 1);

        if (self->ready(held->number, self->user_data))
            answer_held(self, held);
    }
}
