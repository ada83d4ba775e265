/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-device.h"

#include "tests/rig/rig-kept.h"

struct RigDevice {
    const RigHome *home; /* NULL: an impostor, which keeps nothing */
    RigCamera *camera;   /* NULL: an impostor, which only talks */
    RigIdentity *device;
    GBytes *secret;
    RigLinking *linking;
    RigDeviceFunc handler;
    gpointer user_data;
};

static guint
index_of(const RigDevice *self)
{
    return rig_camera_get_index(self->camera);
}

RigDevice *
rig_device_new(const RigHome *home, RigCamera *camera, RigIdentity *device, GError **error)
{
    g_autoptr(RigDevice) self = g_new0(RigDevice, 1);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;

    self->home = home;
    self->camera = camera;
    self->device = rig_identity_ref(device);
    self->secret = rig_kept_load_secret(home, index_of(self), error);
    if (self->secret == NULL)
        return NULL;
    self->linking = rig_linking_new(device, self->secret);
    text = rig_kept_load_link(home, index_of(self), &problem);
    if (problem == NULL && text != NULL)
        rig_linking_load(self->linking, text, &problem);
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    if (rig_linking_is_linked(self->linking))
        rig_camera_set_identity(camera, rig_linking_get_signer(self->linking));
    return g_steal_pointer(&self);
}

RigDevice *
rig_device_new_impostor(const RigDevice *original, const RigDevice *other)
{
    RigDevice *self = g_new0(RigDevice, 1);

    self->device = rig_identity_ref(other->device);
    self->secret = g_bytes_ref(original->secret);
    self->linking = rig_linking_new(self->device, self->secret);
    return self;
}

void
rig_device_free(RigDevice *self)
{
    if (self == NULL)
        return;
    rig_linking_free(self->linking);
    g_clear_pointer(&self->secret, g_bytes_unref);
    rig_identity_unref(self->device);
    g_free(self);
}

void
rig_device_set_handler(RigDevice *self, RigDeviceFunc handler, gpointer user_data)
{
    self->handler = handler;
    self->user_data = user_data;
}

/* Who signs has changed. */
static void
begin_anew(RigDevice *self)
{
    rig_camera_set_identity(self->camera, rig_linking_get_signer(self->linking));
    if (self->handler != NULL)
        self->handler(self, self->user_data);
}

/* Back to what @text says; NULL: unlinked. */
static void
restore(RigDevice *self, const char *text)
{
    g_autoptr(GError) error = NULL;

    if (text == NULL)
        rig_linking_reset(self->linking);
    else if (!rig_linking_load(self->linking, text, &error))
        g_error("%s", error->message);
}

guint
rig_device_post(RigDevice *self, const RigLinkingPost *post, GBytes **answer)
{
    g_autoptr(RigIdentity) before = rig_identity_ref(rig_linking_get_signer(self->linking));
    g_autofree char *text_before = rig_linking_save(self->linking);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    const guint status = rig_linking_post(self->linking, post, g_get_monotonic_time(), answer);

    if (self->home == NULL || rig_linking_get_signer(self->linking) == before)
        return status;
    text = rig_linking_save(self->linking);
    if (rig_kept_save_link(self->home, index_of(self), text, &error)) {
        begin_anew(self);
        return status;
    }
    g_printerr("ownview-rig: %s\n", error->message);
    restore(self, text_before);
    g_clear_pointer(answer, g_bytes_unref);
    return 500;
}

bool
rig_device_permits(const RigDevice *self, const char *token)
{
    return rig_linking_permits(self->linking, token);
}

bool
rig_device_is_linked(const RigDevice *self)
{
    return rig_linking_is_linked(self->linking);
}

static bool
take_new_key(RigDevice *self, GError **error)
{
    g_autoptr(RigKey) key = rig_key_new_for_alg(rig_camera_get_spec(self->camera)->alg);
    RigIdentity *device;

    if (!rig_kept_replace_key(self->home, index_of(self), key, error))
        return false;
    device = rig_home_load_identity(self->home, index_of(self), error);
    if (device == NULL)
        return false;
    rig_identity_unref(self->device);
    self->device = device;
    rig_linking_free(self->linking);
    self->linking = rig_linking_new(self->device, self->secret);
    return true;
}

bool
rig_device_reset(RigDevice *self, bool new_key, GError **error)
{
    if (!rig_kept_save_link(self->home, index_of(self), NULL, error)
        || (new_key && !take_new_key(self, error)))
        return false;
    rig_linking_reset(self->linking);
    begin_anew(self);
    return true;
}

char *
rig_device_get_code(const RigDevice *self, GError **error)
{
    return rig_kept_make_code(self->home, index_of(self), error);
}
