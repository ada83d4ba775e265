/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-home.h"

#include "client/cameras/camera-file.h"
#include "tests/rig/rig-kept.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define CONFIG     "rig.json"
#define TLS_CA_KEY "tls-ca-key.pem"
#define MAKER      "demo-cameras"
#define YEAR       (365 * G_GINT64_CONSTANT(86400)) /* seconds */

const char *
rig_home_get_maker(void)
{
    return MAKER;
}

GPtrArray *
rig_home_default_specs(void)
{
    static const char *const names[] = { "Front door,sound", "Nursery,sound", "Garage",
                                         "Kitchen,stranger,sound" };
    GPtrArray *specs = g_ptr_array_new_with_free_func((GDestroyNotify)rig_camera_spec_free);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        g_ptr_array_add(specs, rig_camera_spec_parse(names[i], i, NULL));
    return specs;
}

static char *
path_in(const RigHome *self, const char *name)
{
    return g_build_filename(self->dir, name, NULL);
}

static bool
write_private(const RigHome *self, const char *name, const char *content, GError **error)
{
    g_autofree char *path = path_in(self, name);
    g_autoptr(GError) problem = NULL;

    if (g_file_set_contents_full(path, content, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &problem))
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                "%s can't be written (%s); see that its directory has room.", path,
                problem->message);
    return false;
}

static bool
take_lock(RigHome *self, GError **error)
{
    g_autofree char *path = path_in(self, "lock");

    self->lock_fd = g_open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (self->lock_fd >= 0 && flock(self->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_BUSY,
                "Another ownview-rig serves from %s already; end it, or choose another --dir.",
                self->dir);
    return false;
}

static RigCameraSpec *
spec_from_json(JsonObject *object)
{
    const char *name = json_object_get_string_member_with_default(object, "name", "");
    const char *colour = json_object_get_string_member_with_default(object, "colour", "#808080");
    const char *source = json_object_get_string_member_with_default(object, "source", NULL);
    const gint64 alg = json_object_get_int_member_with_default(object, "alg", RIG_ALG_ES256);
    RigCameraSpec *spec = rig_camera_spec_new(
        name, json_object_get_boolean_member_with_default(object, "linked", FALSE),
        (uint32_t)g_ascii_strtoull(colour + 1, NULL, 16));

    spec->source = g_strdup(source);
    spec->alg = (RigAlg)alg;
    return spec;
}

/* The cameras and ports of the last run; none when there was none, or its file is not readable. */
static void
read_config(const RigHome *self, GPtrArray *specs, GArray *ports, guint16 *control_port)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *path = path_in(self, CONFIG);
    JsonObject *root;
    JsonArray *cameras;

    if (!json_parser_load_from_file(parser, path, NULL)
        || !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
        return;
    root = json_node_get_object(json_parser_get_root(parser));
    *control_port = (guint16)json_object_get_int_member_with_default(root, "control", 0);
    cameras = json_object_has_member(root, "cameras")
                  ? json_object_get_array_member(root, "cameras")
                  : NULL;
    for (guint i = 0; cameras != NULL && i < json_array_get_length(cameras); i++) {
        JsonNode *node = json_array_get_element(cameras, i);
        guint16 port;

        if (!JSON_NODE_HOLDS_OBJECT(node))
            continue;
        port =
            (guint16)json_object_get_int_member_with_default(json_node_get_object(node), "port", 0);
        g_ptr_array_add(specs, spec_from_json(json_node_get_object(node)));
        g_array_append_val(ports, port);
    }
}

/* Cameras as asked for, each with the port it had. */
static void
merge_config(RigHome *self, GPtrArray *wanted)
{
    g_autoptr(GPtrArray) known =
        g_ptr_array_new_with_free_func((GDestroyNotify)rig_camera_spec_free);
    g_autoptr(GArray) known_ports = g_array_new(FALSE, TRUE, sizeof(guint16));
    g_autoptr(GPtrArray) specs = NULL;

    read_config(self, known, known_ports, &self->control_port);
    if (wanted != NULL)
        specs = g_ptr_array_ref(wanted);
    else
        specs = known->len > 0 ? g_ptr_array_ref(known) : rig_home_default_specs();
    for (guint i = 0; i < specs->len; i++) {
        const RigCameraSpec *spec = g_ptr_array_index(specs, i);
        guint16 port = 0;

        for (guint k = 0; k < known->len; k++)
            if (strcmp(((RigCameraSpec *)g_ptr_array_index(known, k))->slug, spec->slug) == 0)
                port = g_array_index(known_ports, guint16, k);
        g_ptr_array_add(self->specs, rig_camera_spec_copy(spec));
        g_array_append_val(self->ports, port);
    }
}

static bool
slugs_differ(const RigHome *self, GError **error)
{
    for (guint i = 0; i < self->specs->len; i++) {
        for (guint k = 0; k < i; k++) {
            const RigCameraSpec *a = g_ptr_array_index(self->specs, i);
            const RigCameraSpec *b = g_ptr_array_index(self->specs, k);

            if (strcmp(a->slug, b->slug) != 0)
                continue;
            g_set_error(
                error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                "The cameras \"%s\" and \"%s\" would share the address %s; name one otherwise.",
                b->name, a->name, a->slug);
            return false;
        }
    }
    return true;
}

static bool
make_certificates(const RigHome *self, const RigCameraSpec *spec, GError **error)
{
    const char *const script = g_getenv("OWNVIEW_CERTS_SCRIPT") != NULL
                                   ? g_getenv("OWNVIEW_CERTS_SCRIPT")
                                   : RIG_CERTS_SCRIPT;
    g_autofree char *chain = g_build_filename(self->dir, "cameras", spec->slug, "chain.pem", NULL);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, spec->slug, -1);
    g_autofree char *serial = g_strdup_printf("DEMO-%.8s", sum);
    const char *const alg = spec->alg == RIG_ALG_ES384   ? "ES384"
                            : spec->alg == RIG_ALG_EDDSA ? "EdDSA"
                                                         : "ES256";
    const char *const argv[] = { script,     "--maker", MAKER, self->dir, "camera",
                                 spec->slug, serial,    alg,   NULL };
    g_autofree char *output = NULL;
    g_autoptr(GError) problem = NULL;
    int status = 0;

    if (g_file_test(chain, G_FILE_TEST_EXISTS))
        return true;
    if (g_spawn_sync(NULL, (char **)(gpointer)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                     NULL, &output, &status, &problem)
        && g_spawn_check_wait_status(status, NULL))
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "No certificates could be made for %s: %s",
                spec->name,
                output != NULL && *output != '\0' ? g_strchomp(output)
                : problem != NULL                 ? problem->message
                                                  : script);
    return false;
}

static bool
make_tls_ca(RigHome *self, GError **error)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_root("Ownview demo", key);
    g_autoptr(GBytes) der = NULL;
    g_autofree char *cert_pem = NULL;
    g_autofree char *key_pem = rig_key_to_pem(key);

    spec.name = "Demo TLS CA";
    spec.demo_oid = NULL; /* no TLS library knows that critical extension */
    spec.not_after = spec.not_before + 20 * YEAR;
    der = rig_cert_make(&spec);
    cert_pem = rig_cert_to_pem(der);
    return write_private(self, TLS_CA_KEY, key_pem, error)
           && write_private(self, RIG_HOME_TLS_CA, cert_pem, error);
}

static bool
load_tls_ca(RigHome *self, GError **error)
{
    g_autofree char *cert_path = path_in(self, RIG_HOME_TLS_CA);
    g_autofree char *key_path = path_in(self, TLS_CA_KEY);
    g_autoptr(GPtrArray) certs = NULL;

    if (!g_file_test(cert_path, G_FILE_TEST_EXISTS) && !make_tls_ca(self, error))
        return false;
    self->tls_ca_key = rig_key_load(key_path, error);
    if (self->tls_ca_key == NULL)
        return false;
    certs = rig_cert_load(cert_path, error);
    if (certs == NULL)
        return false;
    self->tls_ca = g_bytes_ref(g_ptr_array_index(certs, 0));
    return true;
}

RigHome *
rig_home_open(const char *dir, GPtrArray *specs, bool exclusive, GError **error)
{
    g_autoptr(RigHome) self = g_new0(RigHome, 1);
    int fd;

    self->dir = g_canonicalize_filename(dir, NULL);
    self->lock_fd = -1;
    self->specs = g_ptr_array_new_with_free_func((GDestroyNotify)rig_camera_spec_free);
    self->ports = g_array_new(FALSE, TRUE, sizeof(guint16));
    fd = camera_file_make_dir(self->dir, error);
    if (fd < 0)
        return NULL;
    close(fd);
    if (exclusive && !take_lock(self, error))
        return NULL;
    merge_config(self, specs);
    if (!slugs_differ(self, error))
        return NULL;
    for (guint i = 0; i < self->specs->len; i++) {
        const RigCameraSpec *spec = g_ptr_array_index(self->specs, i);

        if (!make_certificates(self, spec, error)
            || (spec->key_of != NULL && !rig_kept_clone(self, i, error)))
            return NULL;
    }
    if (!load_tls_ca(self, error))
        return NULL;
    return g_steal_pointer(&self);
}

void
rig_home_free(RigHome *self)
{
    if (self == NULL)
        return;
    if (self->lock_fd >= 0)
        close(self->lock_fd);
    g_ptr_array_unref(self->specs);
    g_array_unref(self->ports);
    g_clear_pointer(&self->tls_ca, g_bytes_unref);
    rig_key_unref(self->tls_ca_key);
    g_free(self->dir);
    g_free(self);
}

guint16
rig_home_get_port(const RigHome *self, guint camera)
{
    return g_array_index(self->ports, guint16, camera);
}

char *
rig_home_get_address(const RigHome *self, guint camera)
{
    const RigCameraSpec *spec = g_ptr_array_index(self->specs, camera);

    return g_strdup_printf("https://localhost:%u/%s/", rig_home_get_port(self, camera), spec->slug);
}

int
rig_home_find_camera(const RigHome *self, const char *slug)
{
    for (guint i = 0; i < self->specs->len; i++)
        if (strcmp(((RigCameraSpec *)g_ptr_array_index(self->specs, i))->slug, slug) == 0)
            return (int)i;
    return -1;
}

void
rig_home_set_port(RigHome *self, guint camera, guint16 port)
{
    g_array_index(self->ports, guint16, camera) = port;
}

bool
rig_home_choose_ports(RigHome *self, GError **error)
{
    /* the listeners are closed together, so that no port is given twice */
    g_autoptr(GSocketListener) listener = g_socket_listener_new();

    for (guint i = 0; i < self->ports->len; i++) {
        guint16 *port = &g_array_index(self->ports, guint16, i);

        if (*port == 0)
            *port = g_socket_listener_add_any_inet_port(listener, NULL, error);
        if (*port == 0)
            return false;
    }
    g_socket_listener_close(listener);
    return true;
}

static void
add_camera(const RigHome *self, JsonBuilder *builder, guint camera)
{
    const RigCameraSpec *spec = g_ptr_array_index(self->specs, camera);
    g_autofree char *colour = g_strdup_printf("#%06x", spec->rgb);

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "name");
    json_builder_add_string_value(builder, spec->name);
    json_builder_set_member_name(builder, "linked");
    json_builder_add_boolean_value(builder, spec->linked);
    json_builder_set_member_name(builder, "colour");
    json_builder_add_string_value(builder, colour);
    if (spec->source != NULL) {
        json_builder_set_member_name(builder, "source");
        json_builder_add_string_value(builder, spec->source);
    }
    json_builder_set_member_name(builder, "alg");
    json_builder_add_int_value(builder, spec->alg);
    json_builder_set_member_name(builder, "port");
    json_builder_add_int_value(builder, rig_home_get_port(self, camera));
    json_builder_end_object(builder);
}

bool
rig_home_save(const RigHome *self, GError **error)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *text = NULL;

    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "control");
    json_builder_add_int_value(builder, self->control_port);
    json_builder_set_member_name(builder, "cameras");
    json_builder_begin_array(builder);
    for (guint i = 0; i < self->specs->len; i++)
        add_camera(self, builder, i);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    text = json_to_string(root, TRUE);
    return write_private(self, CONFIG, text, error);
}

RigIdentity *
rig_home_load_identity(const RigHome *self, guint camera, GError **error)
{
    const RigCameraSpec *spec = g_ptr_array_index(self->specs, camera);
    g_autofree char *key = g_build_filename(self->dir, "cameras", spec->slug, "key.pem", NULL);
    g_autofree char *chain = g_build_filename(self->dir, "cameras", spec->slug, "chain.pem", NULL);
    g_autofree char *anchor = g_build_filename(self->dir, "anchors", MAKER ".pem", NULL);

    return rig_identity_load(key, chain, anchor, error);
}

GTlsCertificate *
rig_home_make_server_certificate(const RigHome *self, GError **error)
{
    g_autoptr(RigKey) key = rig_key_new(RIG_KEY_P256);
    RigCertSpec spec = rig_cert_spec_leaf("Ownview demo", key, self->tls_ca, self->tls_ca_key);
    g_autoptr(GBytes) der = NULL;
    g_autofree char *cert_pem = NULL;
    g_autofree char *key_pem = rig_key_to_pem(key);
    g_autofree char *both = NULL;

    spec.name = "localhost";
    spec.demo_oid = NULL;
    spec.not_after = spec.not_before + YEAR;
    spec.ext_key_usage = "serverAuth";
    spec.alt_names = "DNS:localhost,DNS:*.rig.test,IP:127.0.0.1,IP:::1";
    der = rig_cert_make(&spec);
    cert_pem = rig_cert_to_pem(der);
    both = g_strconcat(cert_pem, key_pem, NULL);
    return g_tls_certificate_new_from_pem(both, -1, error);
}
