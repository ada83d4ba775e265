/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/watch-session.h"

#include "client/cameras/camera-store.h"

/* Session thread. */
static void
drop_admission(G_GNUC_UNUSED gpointer data, ProvAdmission *admission)
{
    prov_admission_free(admission);
}

void
watch_start(Watch *self, ClientHome *home, const char *link, const ClientSink *sink)
{
    const ClientSink nobody = { drop_admission, NULL };

    watch_begin(self, client_boot_now());
    self->link = g_strdup(link);
    self->session =
        client_session_start(home, link, 1, sink != NULL ? *sink : nobody, watch_hear, self);
    g_assert_nonnull(self->session);
}

void
watch_stop(Watch *self)
{
    client_session_stop(self->session);
    watch_end(self);
}

const char *
watch_find_link(ClientHome *home, const char *room)
{
    size_t n;
    const ClientCamera *const *list = client_home_get_cameras(home, &n);

    for (size_t i = 0; i < n; i++) {
        if (g_str_equal(list[i]->room, room))
            return list[i]->link;
    }
    g_assert_not_reached();
}

static bool
set_address(CameraRecord *record, gpointer address, G_GNUC_UNUSED GError **error)
{
    g_free(record->address);
    record->address = g_strdup(address);
    return true;
}

void
watch_redirect(WatchAddress address_of, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) records = camera_store_load(NULL, &error);

    g_assert_no_error(error);
    for (guint i = 0; i < records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(records, i);
        g_autofree char *address = address_of(record->room, user_data);

        camera_store_change(NULL, record->id, set_address, address, &error);
        g_assert_no_error(error);
    }
}
