/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-address.h"

#include "tests/rig/rig-vsi.h"

#include <gio/gio.h>
#include <string.h>

RigAddress *
rig_address_new(RigCamera *camera)
{
    RigAddress *self = g_new0(RigAddress, 1);

    self->camera = camera;
    rig_address_drop_fault(self);
    return self;
}

void
rig_address_drop_fault(RigAddress *self)
{
    self->fault = RIG_FAULT_NONE;
    g_free(self->fault_text);
    self->fault_text = g_strdup(rig_fault_name(RIG_FAULT_NONE));
    g_clear_pointer(&self->impostor, rig_device_free);
    g_clear_pointer(&self->init, rig_object_unref);
    g_clear_pointer(&self->segments, g_ptr_array_unref);
}

void
rig_address_free(RigAddress *self)
{
    rig_address_drop_fault(self);
    g_free(self->fault_text);
    rig_device_free(self->device);
    rig_camera_free(self->camera);
    g_free(self);
}

static void
find_material(const RigAddress *self, RigFaultKind kind, RigObject **init, GPtrArray **segments)
{
    const bool old = kind == RIG_FAULT_OLD_SESSION;

    *init = old ? rig_camera_get_old_init(self->camera) : rig_camera_get_init(self->camera);
    *segments =
        old ? rig_camera_get_old_segments(self->camera) : rig_camera_get_segments(self->camera);
}

bool
rig_address_can_hold_back(const RigAddress *self, RigFaultKind kind, GError **error)
{
    const bool old = kind == RIG_FAULT_OLD_SESSION;
    RigObject *init;
    GPtrArray *segments;

    find_material(self, kind, &init, &segments);
    if (init != NULL && segments->len > 0)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s has no %s; %s.",
                rig_camera_get_spec(self->camera)->slug, old ? "earlier session" : "segment yet",
                old ? "send reboot, and wait for its next segment" : "wait for its first one");
    return false;
}

void
rig_address_hold_back(RigAddress *self, RigFaultKind kind, guint window)
{
    guint from = 0;
    RigObject *init;
    GPtrArray *segments;

    find_material(self, kind, &init, &segments);
    if (kind == RIG_FAULT_FREEZE && segments->len > window)
        from = segments->len - window;
    self->init = rig_object_ref(init);
    self->segments = g_ptr_array_new_with_free_func((GDestroyNotify)rig_object_unref);
    for (guint i = from; i < segments->len; i++)
        g_ptr_array_add(self->segments, rig_object_ref(g_ptr_array_index(segments, i)));
}

RigObject *
rig_address_find_held(const RigAddress *self,
                      RigObjectKind kind,
                      unsigned session,
                      uint64_t sequence)
{
    if (self->init == NULL || self->init->session != session)
        return NULL;
    if (kind == RIG_OBJECT_INIT)
        return self->init;
    for (guint i = 0; i < self->segments->len; i++) {
        RigObject *object = g_ptr_array_index(self->segments, i);

        if (object->sequence == sequence)
            return object;
    }
    return NULL;
}

RigObject *
rig_address_replayed(const RigAddress *self, const RigObject *asked)
{
    const guint n = self->segments->len;
    const RigObject *const last = g_ptr_array_index(self->segments, n - 1);

    if (asked->kind != RIG_OBJECT_SEGMENT || asked->number <= last->number)
        return NULL;
    return g_ptr_array_index(self->segments, (guint)((asked->number - last->number - 1) % n));
}

guint
rig_address_old_end(const RigAddress *self)
{
    const RigObject *const any = g_ptr_array_index(self->segments, 0);
    const int64_t passed = (g_get_monotonic_time() - self->since_us) / any->duration_us;
    const guint n = self->segments->len;

    return (guint)MIN((int64_t)n, MAX(1, (int64_t)n / 2) + passed);
}

guint
rig_address_behind(const RigAddress *self, int64_t segment_us)
{
    const double passed_us = (double)(g_get_monotonic_time() - self->since_us);

    return (guint)(passed_us * self->number / (double)segment_us);
}

bool
rig_address_sound_playlist(const RigAddress *self,
                           const RigCamera *sound,
                           guint window,
                           RigServing *serving)
{
    const double late = self->fault == RIG_FAULT_LATE_SOUND ? self->number * G_USEC_PER_SEC : 0;
    const int64_t until = g_get_monotonic_time() - (int64_t)late;
    GPtrArray *const segments = sound != NULL ? rig_camera_get_segments(sound) : NULL;
    guint end = segments != NULL ? segments->len : 0;
    guint from;
    char *text;

    while (end > 0 && ((RigObject *)g_ptr_array_index(segments, end - 1))->made_us > until)
        end--;
    if (end == 0)
        return false;
    from = end > window ? end - window : 0;
    text = rig_object_playlist(rig_camera_get_init(sound),
                               (RigObject *const *)segments->pdata + from, end - from,
                               ((RigObject *)g_ptr_array_index(segments, from))->number, false);
    *serving = (RigServing){ .bytes = g_bytes_new_take(text, strlen(text)) };
    return true;
}

bool
rig_address_sound_object(const RigAddress *self,
                         const RigCamera *sound,
                         const RigObjectName *name,
                         RigServing *serving)
{
    const bool bare = self->fault == RIG_FAULT_UNSIGNED_SOUND && name->kind == RIG_OBJECT_SEGMENT;
    RigObject *const object =
        sound != NULL ? rig_camera_find(sound, name->kind, name->session, name->sequence) : NULL;

    if (object == NULL)
        return false;
    *serving = (RigServing){
        .object = rig_object_ref(object),
        .bytes = bare ? rig_vsi_strip(object->bytes) : g_bytes_ref(object->bytes),
        .altered = bare ? "unsigned" : NULL,
    };
    return true;
}
