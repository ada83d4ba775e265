/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-home.h"

#include "client/cameras/camera-store.h"

#include <string.h>

struct ClientHome {
    gatomicrefcount ref;
    GPtrArray *records; /* of CameraRecord; never changed after opening */
    GPtrArray *cameras; /* of ClientCamera */
};

static void
camera_free(ClientCamera *camera)
{
    g_free(camera->link);
    g_free(camera->room);
    g_free(camera->host);
    g_free(camera);
}

static ClientCamera *
camera_new(const CameraRecord *record)
{
    ClientCamera *camera = g_new0(ClientCamera, 1);
    g_autoptr(GUri) address = g_uri_parse(record->address, G_URI_FLAGS_NONE, NULL);

    camera->link = g_strdup(record->id);
    camera->room = g_strdup(record->room);
    camera->host = g_strdup(address != NULL ? g_uri_get_host(address) : "");
    return camera;
}

ClientHome *
client_home_open(GError **error)
{
    g_autoptr(GPtrArray) records = camera_store_load(NULL, error);
    ClientHome *self;

    if (records == NULL)
        return NULL;
    self = g_new0(ClientHome, 1);
    g_atomic_ref_count_init(&self->ref);
    self->records = g_steal_pointer(&records);
    self->cameras = g_ptr_array_new_with_free_func((GDestroyNotify)camera_free);
    for (guint i = 0; i < self->records->len; i++)
        g_ptr_array_add(self->cameras, camera_new(g_ptr_array_index(self->records, i)));
    return self;
}

ClientHome *
client_home_ref(ClientHome *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
client_home_free(ClientHome *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;

    g_ptr_array_unref(self->records);
    g_ptr_array_unref(self->cameras);
    g_free(self);
}

const ClientCamera *const *
client_home_get_cameras(ClientHome *self, size_t *n_cameras)
{
    *n_cameras = self->cameras->len;
    return (const ClientCamera *const *)self->cameras->pdata;
}

const CameraRecord *
client_home_find(const ClientHome *self, const char *link)
{
    for (guint i = 0; i < self->records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(self->records, i);

        if (strcmp(record->id, link) == 0)
            return record;
    }
    return NULL;
}

const char *
client_home_find_signer(const ClientHome *self, const char *link, const uint8_t pin[32])
{
    for (guint i = 0; i < self->records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(self->records, i);

        if (strcmp(record->id, link) != 0 && memcmp(record->pin, pin, sizeof record->pin) == 0)
            return record->room;
    }
    return NULL;
}
