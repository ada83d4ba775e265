/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-ctl.h"

#include "tests/rig/rig-home.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#define DEADLINE 5 /* seconds */

char *
rig_ctl_find(const char *dir, GError **error)
{
    g_autofree char *path = g_build_filename(dir, RIG_HOME_CONTROL, NULL);
    g_autofree char *content = NULL;

    if (g_file_get_contents(path, &content, NULL, NULL))
        return g_strdup(g_strstrip(content));
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "No ownview-rig serves from %s; start one, or say where it is with --control.",
                dir);
    return NULL;
}

/* The sentence of an answer {"error": sentence}, or NULL. */
static char *
find_sentence(GBytes *body)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    gsize len = 0;
    const char *text = g_bytes_get_data(body, &len);
    JsonNode *root;

    if (text == NULL || !json_parser_load_from_data(parser, text, (gssize)len, NULL))
        return NULL;
    root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return NULL;
    return g_strdup(
        json_object_get_string_member_with_default(json_node_get_object(root), "error", NULL));
}

/* Transfer full; NULL unless the answer is 200. */
static GBytes *
ask(const char *method, const char *url, GError **error)
{
    g_autoptr(SoupSession) session = soup_session_new_with_options("timeout", DEADLINE, NULL);
    g_autoptr(SoupMessage) message = soup_message_new(method, url);
    g_autoptr(GBytes) body = NULL;
    g_autoptr(GError) problem = NULL;
    g_autofree char *sentence = NULL;

    if (message == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "\"%s\" is not an address; --control takes http://127.0.0.1:PORT.", url);
        return NULL;
    }
    soup_session_set_proxy_resolver(session, NULL);
    body = soup_session_send_and_read(session, message, NULL, &problem);
    if (body == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "No ownview-rig answers at %s (%s); start one.", url, problem->message);
        return NULL;
    }
    if (soup_message_get_status(message) == SOUP_STATUS_OK)
        return g_steal_pointer(&body);
    sentence = find_sentence(body);
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                sentence != NULL ? sentence
                                 : "What answers at the control address is no ownview-rig.");
    return NULL;
}

bool
rig_ctl_set_fault(const char *control, const char *camera, const char *fault, GError **error)
{
    g_autofree char *camera_escaped = g_uri_escape_string(camera, NULL, TRUE);
    g_autofree char *fault_escaped = g_uri_escape_string(fault, NULL, TRUE);
    g_autofree char *url =
        g_strdup_printf("%s/fault?camera=%s&fault=%s", control, camera_escaped, fault_escaped);
    g_autoptr(GBytes) body = ask("POST", url, error);

    return body != NULL;
}

bool
rig_ctl_reset(const char *control, const char *camera, bool new_key, GError **error)
{
    g_autofree char *camera_escaped = g_uri_escape_string(camera, NULL, TRUE);
    g_autofree char *url =
        g_strdup_printf("%s/reset?camera=%s%s", control, camera_escaped, new_key ? "&key=new" : "");
    g_autoptr(GBytes) body = ask("POST", url, error);

    return body != NULL;
}

char *
rig_ctl_get(const char *control, const char *path, GError **error)
{
    g_autofree char *url = g_strconcat(control, path, NULL);
    g_autoptr(GBytes) body = ask("GET", url, error);
    gsize len = 0;
    const char *text = body != NULL ? g_bytes_get_data(body, &len) : NULL;

    return text != NULL ? g_strndup(text, len) : NULL;
}
