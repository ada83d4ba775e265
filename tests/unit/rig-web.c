/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/rig-web.h"

#include "tests/unit/rig-home-samples.h"

#include <libsoup/soup.h>

void
rig_web_set_up(RigWeb *self, gconstpointer data)
{
    g_autoptr(GTlsDatabase) database = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *ca = NULL;

    self->site = rig_sample_site(&error);
    g_assert_no_error(error);
    self->cloud = rig_site_get_cloud(self->site);
    self->url = rig_site_get_url(self->site, FRONT_DOOR);
    ca = g_build_filename(rig_site_get_home(self->site)->dir, RIG_HOME_TLS_CA, NULL);
    database = g_tls_file_database_new(ca, &error);
    g_assert_no_error(error);
    self->session = soup_session_new_with_options("tls-database", database, "timeout", 10, NULL);
    soup_session_set_proxy_resolver(self->session, NULL);
}

void
rig_web_tear_down(RigWeb *self, gconstpointer data)
{
    g_clear_object(&self->session);
    rig_site_free(self->site);
    g_free(self->url);
}

void
rig_web_answer_clear(RigWebAnswer *self)
{
    g_clear_pointer(&self->body, g_bytes_unref);
    g_clear_pointer(&self->type, g_free);
    g_clear_error(&self->error);
}

void
rig_web_on_read(GObject *source, GAsyncResult *result, gpointer user_data)
{
    RigWebAnswer *answer = user_data;

    answer->body = soup_session_send_and_read_finish(SOUP_SESSION(source), result, &answer->error);
    answer->done = true;
}

RigWebAnswer
rig_web_ask(RigWeb *self, SoupMessage *message)
{
    RigWebAnswer answer = { 0 };

    soup_session_send_and_read_async(self->session, message, G_PRIORITY_DEFAULT, NULL,
                                     rig_web_on_read, &answer);
    while (!answer.done)
        g_main_context_iteration(NULL, TRUE);
    answer.status = soup_message_get_status(message);
    answer.type = g_strdup(
        soup_message_headers_get_content_type(soup_message_get_response_headers(message), NULL));
    g_object_unref(message);
    return answer;
}

RigWebAnswer
rig_web_get(RigWeb *self, const char *name)
{
    g_autofree char *url = g_strconcat(self->url, name, NULL);

    return rig_web_ask(self, soup_message_new("GET", url));
}

RigWebAnswer
rig_web_control(RigWeb *self,
                const char *method,
                const char *path,
                const char *header,
                const char *value)
{
    g_autofree char *url = g_strconcat(rig_site_get_control(self->site), path, NULL);
    SoupMessage *message = soup_message_new(method, url);

    if (header != NULL)
        soup_message_headers_replace(soup_message_get_request_headers(message), header, value);
    return rig_web_ask(self, message);
}
