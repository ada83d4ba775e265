/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-site.h"

#include "tests/rig/rig-control.h"
#include "tests/rig/rig-relay.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

struct RigSite {
    RigHome *home;
    RigCloud *cloud;
    GPtrArray *relays; /* of RigRelay, one per camera */
    RigControl *control;
};

/* "gone" is the one fault that the network has to know of. */
static void
on_fault(RigCloud *cloud, guint address, gpointer user_data)
{
    RigSite *self = user_data;
    g_autoptr(GError) error = NULL;

    if (!rig_relay_set_listening(g_ptr_array_index(self->relays, address),
                                 rig_cloud_get_fault(cloud, address) != RIG_FAULT_GONE, &error))
        g_printerr("ownview-rig: %s\n", error->message);
}

/* Whose playlist it comes into, the faults decide. */
static void
on_segment(G_GNUC_UNUSED RigCamera *camera, gpointer site)
{
    GPtrArray *const relays = ((RigSite *)site)->relays;

    for (guint i = 0; i < relays->len; i++)
        rig_relay_look(g_ptr_array_index(relays, i));
}

static bool
add_camera(RigSite *self, const RigSiteSettings *settings, guint index, GError **error)
{
    g_autoptr(RigIdentity) identity = rig_home_load_identity(self->home, index, error);
    RigCamera *camera;
    RigDevice *device;

    if (identity == NULL)
        return false;
    camera = rig_camera_new(index, g_ptr_array_index(self->home->specs, index), identity,
                            settings->frames);
    rig_camera_set_handler(camera, on_segment, self);
    rig_cloud_add(self->cloud, camera);
    device = rig_device_new(self->home, camera, identity, error);
    if (device == NULL)
        return false;
    rig_cloud_set_device(self->cloud, index, device);
    return true;
}

/* A port that was only remembered gives way to another one; one that was asked for does not. */
static bool
add_relay(RigSite *self, guint index, guint16 wanted, GTlsCertificate *certificate, GError **error)
{
    const guint16 former = rig_home_get_port(self->home, index);
    g_autoptr(GError) problem = NULL;
    RigRelay *relay =
        rig_relay_new(self->cloud, index, wanted != 0 ? wanted : former, certificate, &problem);

    if (relay == NULL && wanted == 0 && former != 0) {
        relay = rig_relay_new(self->cloud, index, 0, certificate, error);
        if (relay == NULL)
            return false;
        g_printerr("ownview-rig: port %u of %s is taken by another program, %u is used now; run "
                   "ownview-rig links again.\n",
                   former, rig_camera_get_spec(rig_cloud_get_camera(self->cloud, index))->slug,
                   rig_relay_get_port(relay));
    } else if (relay == NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    rig_home_set_port(self->home, index, rig_relay_get_port(relay));
    g_ptr_array_add(self->relays, relay);
    return true;
}

static bool
start_relays(RigSite *self, const RigSiteSettings *settings, GError **error)
{
    g_autoptr(GTlsCertificate) certificate = rig_home_make_server_certificate(self->home, error);
    const guint n = rig_cloud_get_n_cameras(self->cloud);

    if (certificate == NULL)
        return false;
    if (settings->port != 0 && settings->port + n - 1 > G_MAXUINT16) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "--port %u leaves no room for %u cameras; choose a lower one.", settings->port,
                    n);
        return false;
    }
    for (guint i = 0; i < n; i++)
        if (!add_relay(self, i, settings->port != 0 ? (guint16)(settings->port + i) : 0,
                       certificate, error))
            return false;
    return true;
}

static bool
start_control(RigSite *self, GError **error)
{
    g_autofree char *path = g_build_filename(self->home->dir, RIG_HOME_CONTROL, NULL);
    g_autofree char *line = NULL;

    self->control = rig_control_new(self->cloud, self->home->control_port, NULL);
    if (self->control == NULL)
        self->control = rig_control_new(self->cloud, 0, error);
    if (self->control == NULL)
        return false;
    self->home->control_port = rig_control_get_port(self->control);
    line = g_strconcat(rig_control_get_url(self->control), "\n", NULL);
    return g_file_set_contents_full(path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

RigSite *
rig_site_new(const RigSiteSettings *settings, GError **error)
{
    g_autoptr(RigSite) self = g_new0(RigSite, 1);

    self->relays = g_ptr_array_new_with_free_func((GDestroyNotify)rig_relay_free);
    self->home = rig_home_open(settings->dir, settings->specs, true, error);
    if (self->home == NULL)
        return NULL;
    self->cloud = rig_cloud_new(settings->window, settings->seed);
    for (guint i = 0; i < self->home->specs->len; i++)
        if (!add_camera(self, settings, i, error))
            return NULL;
    if (!start_relays(self, settings, error) || !start_control(self, error)
        || !rig_home_save(self->home, error))
        return NULL;
    rig_cloud_set_handler(self->cloud, on_fault, self);
    return g_steal_pointer(&self);
}

void
rig_site_free(RigSite *self)
{
    if (self == NULL)
        return;
    if (self->control != NULL) {
        g_autofree char *path = g_build_filename(self->home->dir, RIG_HOME_CONTROL, NULL);

        g_unlink(path);
    }
    rig_control_free(self->control);
    g_ptr_array_unref(self->relays);
    rig_cloud_free(self->cloud);
    rig_home_free(self->home);
    g_free(self);
}

RigCloud *
rig_site_get_cloud(RigSite *self)
{
    return self->cloud;
}

RigHome *
rig_site_get_home(RigSite *self)
{
    return self->home;
}

const char *
rig_site_get_control(RigSite *self)
{
    return rig_control_get_url(self->control);
}

char *
rig_site_get_url(RigSite *self, guint camera)
{
    return rig_relay_get_url(g_ptr_array_index(self->relays, camera));
}

static void
add_string(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_string_value(builder, value);
}

static void
describe_camera(RigSite *self, JsonBuilder *builder, guint index)
{
    const RigCameraSpec *spec = rig_camera_get_spec(rig_cloud_get_camera(self->cloud, index));
    g_autofree char *url = rig_site_get_url(self, index);
    g_autofree char *colour = g_strdup_printf("#%06x", spec->rgb);

    json_builder_begin_object(builder);
    add_string(builder, "name", spec->name);
    add_string(builder, "slug", spec->slug);
    add_string(builder, "url", url);
    json_builder_set_member_name(builder, "linked");
    json_builder_add_boolean_value(builder, spec->linked);
    add_string(builder, "colour", colour);
    json_builder_end_object(builder);
}

char *
rig_site_describe(RigSite *self)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autoptr(JsonNode) root = NULL;
    g_autofree char *first = rig_site_get_url(self, 0);
    g_autofree char *ca = g_build_filename(self->home->dir, RIG_HOME_TLS_CA, NULL);

    json_builder_begin_object(builder);
    add_string(builder, "url", first);
    add_string(builder, "control", rig_site_get_control(self));
    add_string(builder, "ca", ca);
    json_builder_set_member_name(builder, "cameras");
    json_builder_begin_array(builder);
    for (guint i = 0; i < rig_cloud_get_n_cameras(self->cloud); i++)
        describe_camera(self, builder, i);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}
