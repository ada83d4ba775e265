/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-guard.h"

#include "client/cameras/camera-store.h"
#include "client/client-clock.h"
#include "client/client-revocation.h"
#include "client/client-watch.h"

#include <string.h>

struct ClientGuard {
    const CameraRecord *record;
    ProvGate *gate;
    ClientGuardFuncs funcs;
    CameraRevocation *revocation;
    uint64_t remembered; /* lists of it that need not be written down again */
    ClientWatch *links;
    ClientWatch *keys;
};

/* Why the session must end, or NULL. Transfer full. */
static char *
find_fault(const CameraRecord *record)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) list = camera_store_list(NULL, &error);

    for (guint i = 0; list != NULL && i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (strcmp(listing->id, record->id) != 0)
            continue;
        if (listing->record == NULL)
            return g_strdup(listing->problem);
        if (camera_record_same_camera(record, listing->record))
            return NULL;
        return g_strdup("This camera was linked anew meanwhile; open it again.");
    }
    return g_strdup(list != NULL ? "This camera is not linked any more." : error->message);
}

static void
on_links_changed(gpointer data)
{
    ClientGuard *self = data;
    g_autofree char *why = find_fault(self->record);

    if (why == NULL)
        return;
    g_clear_pointer(&self->links, client_watch_free);
    self->funcs.unlinked(self->funcs.self, why);
}

/* Gives the gate what is there now. */
static void
set_revocation(ClientGuard *self, CameraRevocation *revocation)
{
    const ProvClock now = client_clock_read();
    ProvVerdict verdict;

    g_clear_pointer(&self->revocation, camera_revocation_free);
    self->revocation = revocation;
    self->remembered = 0;
    if (!prov_gate_set_revocation(self->gate, revocation->crls, revocation->blocked,
                                  revocation->stale, &now, &verdict))
        self->funcs.revoked(self->funcs.self, &verdict, &now);
}

static void
on_keys_changed(gpointer data)
{
    ClientGuard *self = data;
    g_autoptr(CameraRevocation) revocation = client_revocation_load(self->record);

    if (!camera_revocation_equal(revocation, self->revocation))
        set_revocation(self, g_steal_pointer(&revocation));
}

static bool
is_link(const char *name)
{
    return name[0] != '.' && g_str_has_suffix(name, ".link");
}

ClientGuard *
client_guard_new(const CameraRecord *record, ProvGate *gate, ClientGuardFuncs funcs)
{
    ClientGuard *self = g_new0(ClientGuard, 1);
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *links = g_build_filename(dir, "links", NULL);
    const char *const link_dirs[] = { links, NULL };
    g_auto(GStrv) places = client_revocation_places(record);
    const bool is_draft = record->generation == 0;
    g_autofree char *why = NULL;

    self->record = record;
    self->gate = gate;
    self->funcs = funcs;
    /* watched first: what changes between the two is seen either way */
    if (!is_draft)
        self->links = client_watch_new(link_dirs, is_link, on_links_changed, self);
    self->keys = client_watch_new((const char *const *)places, NULL, on_keys_changed, self);
    set_revocation(self, client_revocation_load(record));
    why = is_draft ? NULL : find_fault(record);
    if (why == NULL)
        return self;
    funcs.unlinked(funcs.self, why);
    client_guard_free(self);
    return NULL;
}

void
client_guard_free(ClientGuard *self)
{
    if (self == NULL)
        return;

    client_watch_free(self->links);
    client_watch_free(self->keys);
    camera_revocation_free(self->revocation);
    g_free(self);
}

void
client_guard_admitted(ClientGuard *self, const ProvVerdict *verdict)
{
    if ((verdict->crls & ~self->remembered) == 0)
        return;
    self->remembered |= verdict->crls;
    /* a disk that can't be written takes nothing from the picture */
    camera_revocation_remember(self->revocation, verdict->crls, NULL);
}
