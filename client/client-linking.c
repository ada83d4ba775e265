/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client.h"

#include <gio/gio.h>

/* Linking is not in this build yet: it says so, the way that linking will say anything. */
#define SENTENCE "This build of Ownview can't link cameras."

struct ClientLinking {
    GSource *answer;
    ClientLinkingFunc handler;
    gpointer user_data;
};

struct ClientHomeWatch {
    ClientHomeFunc changed;
};

static gboolean
on_answer(gpointer user_data)
{
    ClientLinking *self = user_data;
    ClientLinkingEvent event = { .state = CLIENT_LINKING_FAILED,
                                 .failure = CLIENT_LINKING_FAILURE_INTERNAL,
                                 .detail = SENTENCE };

    self->handler(&event, self->user_data);
    return G_SOURCE_REMOVE;
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

    self->handler = handler;
    self->user_data = user_data;
    self->answer = g_idle_source_new();
    g_source_set_callback(self->answer, on_answer, self, NULL);
    g_source_attach(self->answer, g_main_context_get_thread_default());
    return self;
}

void
client_linking_confirm(ClientLinking *self, bool yes)
{
}

void
client_linking_stop(ClientLinking *self)
{
    if (self == NULL)
        return;
    g_source_destroy(self->answer);
    g_source_unref(self->answer);
    g_free(self);
}

char *
client_linking_read_code(const char *text, char **serial, GError **error)
{
    g_autofree char *code = g_strstrip(g_strdup(text));

    *serial = NULL;
    if (g_str_has_prefix(code, "DPP:") && g_str_has_suffix(code, ";;"))
        return g_steal_pointer(&code);
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                        "The code does not begin with DPP: and end with two semicolons.");
    return NULL;
}

static bool
refuse(GError **error)
{
    g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, SENTENCE);
    return false;
}

bool
client_home_rename(const char *link, const char *room, GError **error)
{
    return refuse(error);
}

bool
client_home_remove(const char *link, GError **error)
{
    return refuse(error);
}

bool
client_home_move(const char *link, size_t position, GError **error)
{
    return refuse(error);
}

ClientHomeWatch *
client_home_watch(ClientHomeFunc changed, gpointer user_data)
{
    ClientHomeWatch *self = g_new0(ClientHomeWatch, 1);

    self->changed = changed;
    return self;
}

void
client_home_watch_free(ClientHomeWatch *self)
{
    g_free(self);
}
