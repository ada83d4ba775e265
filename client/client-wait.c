/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-wait.h"

static gboolean
on_over(gpointer over)
{
    *(gboolean *)over = TRUE;
    return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled(G_GNUC_UNUSED GCancellable *cancellable, gpointer over)
{
    return on_over(over);
}

void
client_wait_us(GCancellable *cancellable, const gint *interrupt, int64_t us)
{
    GMainContext *context = g_main_context_get_thread_default();
    g_autoptr(GSource) timeout = NULL;
    g_autoptr(GSource) cancel = NULL;
    gboolean over = FALSE;

    if (us <= 0) {
        g_main_context_iteration(context, FALSE);
        return;
    }
    timeout = g_timeout_source_new((guint)(us / 1000));
    cancel = g_cancellable_source_new(cancellable);
    g_source_set_callback(timeout, on_over, &over, NULL);
    g_source_set_callback(cancel, G_SOURCE_FUNC(on_cancelled), &over, NULL);
    g_source_attach(timeout, context);
    g_source_attach(cancel, context);
    while (!over && (interrupt == NULL || g_atomic_int_get(interrupt) == 0))
        g_main_context_iteration(context, TRUE);
    g_source_destroy(timeout);
    g_source_destroy(cancel);
}
