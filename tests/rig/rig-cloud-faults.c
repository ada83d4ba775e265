/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong at an address, from the word for it to the moment when it ends. */
#include "tests/rig/rig-cloud-private.h"

#include <gio/gio.h>
#include <string.h>

static const RigCameraSpec *
get_spec(const RigCloud *self, guint address)
{
    return rig_camera_get_spec(rig_cloud_get_camera(self, address));
}

/* The camera that a fault brings in: the named one, or the first of another home. */
static bool
find_other(const RigCloud *self,
           guint address,
           const RigFaultRequest *request,
           guint *other,
           GError **error)
{
    const bool own = request->kind == RIG_FAULT_OWN_MIXED;
    const char *const wanted = request->camera;

    for (guint i = 0; i < self->addresses->len; i++) {
        const RigCameraSpec *spec = get_spec(self, i);

        if (i == address || spec->linked != own
            || (wanted != NULL && strcmp(spec->slug, wanted) != 0))
            continue;
        *other = i;
        return true;
    }
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "There is no %s%s%s%s to put at the address of %s; GET /status lists the cameras.",
                own ? "other camera of this home" : "stranger's camera",
                wanted != NULL ? " \"" : "", wanted != NULL ? wanted : "",
                wanted != NULL ? "\"" : "", get_spec(self, address)->slug);
    return false;
}

static void
clear_fault(RigCloud *self, guint address)
{
    RigAddress *const a = rig_cloud_get_address(self, address);
    const RigFaultKind was = a->fault;

    rig_address_drop_fault(a);
    if (was == RIG_FAULT_OWN_MIXED) {
        rig_address_drop_fault(rig_cloud_get_address(self, a->other));
        if (self->handler != NULL)
            self->handler(self, a->other, self->user_data);
    }
}

static void
put_fault(RigCloud *self, guint address, const RigFaultRequest *request, guint other)
{
    RigAddress *const a = rig_cloud_get_address(self, address);

    a->fault = request->kind;
    a->since_us = g_get_monotonic_time();
    a->number = request->number;
    a->other = other;
    if (request->kind == RIG_FAULT_IMPOSTOR && a->device != NULL)
        a->impostor =
            rig_device_new_impostor(a->device, rig_cloud_get_address(self, other)->device);
    g_free(a->fault_text);
    if (request->kind == RIG_FAULT_MIXED || request->kind == RIG_FAULT_SLOW
        || request->kind == RIG_FAULT_DRIFT || request->kind == RIG_FAULT_LATE_SOUND)
        a->fault_text = g_strdup_printf("%s=%g", rig_fault_name(a->fault), a->number);
    else if (request->kind == RIG_FAULT_OWN_MIXED)
        a->fault_text =
            g_strdup_printf("%s=%s", rig_fault_name(a->fault), get_spec(self, other)->slug);
    else
        a->fault_text = g_strdup(rig_fault_name(a->fault));
}

static bool
holds_back(RigFaultKind kind)
{
    return kind == RIG_FAULT_REPLAY || kind == RIG_FAULT_FREEZE || kind == RIG_FAULT_OLD_SESSION;
}

static bool
brings_another(RigFaultKind kind)
{
    return kind == RIG_FAULT_STRANGER || kind == RIG_FAULT_STRANGER_ONE
           || kind == RIG_FAULT_IMPOSTOR || kind == RIG_FAULT_OWN_MIXED
           || kind == RIG_FAULT_FOREIGN_SOUND;
}

bool
rig_cloud_set_fault(RigCloud *self, guint address, const char *text, GError **error)
{
    RigAddress *const a = rig_cloud_get_address(self, address);
    g_auto(RigFaultRequest) request = { 0 };
    guint other = address;

    if (!rig_fault_parse(text, &request, error))
        return false;
    if (request.kind == RIG_FAULT_REBOOT) {
        rig_camera_reboot(a->camera);
        return true;
    }
    if (brings_another(request.kind) && !find_other(self, address, &request, &other, error))
        return false;
    if (holds_back(request.kind) && !rig_address_can_hold_back(a, request.kind, error))
        return false;
    clear_fault(self, address);
    if (holds_back(request.kind))
        rig_address_hold_back(a, request.kind, self->window);
    put_fault(self, address, &request, other);
    if (request.kind == RIG_FAULT_OWN_MIXED) {
        clear_fault(self, other);
        put_fault(self, other, &request, address);
        if (self->handler != NULL)
            self->handler(self, other, self->user_data);
    }
    if (self->handler != NULL)
        self->handler(self, address, self->user_data);
    return true;
}

RigFaultKind
rig_cloud_get_fault(const RigCloud *self, guint address)
{
    return rig_cloud_get_address(self, address)->fault;
}

const char *
rig_cloud_get_fault_text(const RigCloud *self, guint address)
{
    return rig_cloud_get_address(self, address)->fault_text;
}
