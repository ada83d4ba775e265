/* SPDX-License-Identifier: Apache-2.0 */
#include "client/client-home.h"

#include "client/cameras/camera-store.h"
#include "client/client-receipt.h"
#include "client/client-release.h"
#include "client/client-revocation.h"
#include "client/client-watch.h"

#include <string.h>

struct ClientHome {
    gatomicrefcount ref;
    GPtrArray *list;    /* of CameraListing; never changed after opening */
    GPtrArray *cameras; /* of ClientCamera */
    ClientHistory *history;
};

static void
camera_free(ClientCamera *camera)
{
    g_free(camera->link);
    g_free(camera->room);
    g_free(camera->host);
    g_free(camera->problem);
    g_free(camera->note);
    g_free(camera);
}

static ClientCamera *
camera_new(const CameraListing *listing)
{
    ClientCamera *camera = g_new0(ClientCamera, 1);
    g_autoptr(GUri) address = listing->record != NULL
                                  ? g_uri_parse(listing->record->address, G_URI_FLAGS_NONE, NULL)
                                  : NULL;

    camera->link = g_strdup(listing->id);
    camera->room = g_strdup(listing->room != NULL ? listing->room : "");
    camera->host = g_strdup(address != NULL ? g_uri_get_host(address) : "");
    *(listing->record != NULL ? &camera->note : &camera->problem) = g_strdup(listing->problem);
    return camera;
}

ClientHome *
client_home_open(GError **error)
{
    g_autoptr(GPtrArray) list = camera_store_list(NULL, error);
    ClientHome *self;

    if (list == NULL)
        return NULL;
    self = g_new0(ClientHome, 1);
    g_atomic_ref_count_init(&self->ref);
    self->list = g_steal_pointer(&list);
    self->history = client_history_new(NULL);
    self->cameras = g_ptr_array_new_with_free_func((GDestroyNotify)camera_free);
    for (guint i = 0; i < self->list->len; i++)
        g_ptr_array_add(self->cameras, camera_new(g_ptr_array_index(self->list, i)));
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

    g_ptr_array_unref(self->list);
    g_ptr_array_unref(self->cameras);
    client_history_free(self->history);
    g_free(self);
}

ClientHistory *
client_home_get_history(const ClientHome *self)
{
    return self->history;
}

GPtrArray *
client_home_read_history(ClientHome *self)
{
    return client_history_read(self->history);
}

bool
client_home_write_receipt(const GPtrArray *history, const char *path, GError **error)
{
    return client_receipt_write(history, path, error);
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
    for (guint i = 0; i < self->list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(self->list, i);

        if (strcmp(listing->id, link) == 0)
            return listing->record;
    }
    return NULL;
}

GPtrArray *
client_home_list_records(const ClientHome *self)
{
    GPtrArray *records = g_ptr_array_new();

    for (guint i = 0; i < self->list->len; i++) {
        CameraRecord *record = ((CameraListing *)g_ptr_array_index(self->list, i))->record;

        if (record != NULL)
            g_ptr_array_add(records, record);
    }
    return records;
}

const char *
client_home_find_signer(const ClientHome *self, const char *link, const uint8_t pin[32])
{
    for (guint i = 0; i < self->list->len; i++) {
        const CameraRecord *record = ((CameraListing *)g_ptr_array_index(self->list, i))->record;

        if (record != NULL && strcmp(record->id, link) != 0
            && memcmp(record->pin, pin, sizeof record->pin) == 0)
            return record->room;
    }
    return NULL;
}

int64_t
client_home_get_lists_us(const ClientHome *self, const char *link)
{
    const CameraRecord *record = client_home_find(self, link);
    g_autoptr(CameraRevocation) known = record != NULL ? client_revocation_load(record) : NULL;
    int64_t oldest_us = 0;

    for (guint i = 0; known != NULL && i < known->facts->len; i++) {
        const int64_t us = g_array_index(known->facts, ProvCrlFacts, i).this_update_us;

        if (i == 0 || us < oldest_us)
            oldest_us = us;
    }
    return oldest_us;
}

bool
client_home_rename(const char *link, const char *room, GError **error)
{
    return camera_store_rename(NULL, link, room, error);
}

bool
client_home_move(const char *link, size_t position, GError **error)
{
    return camera_store_move(NULL, link, position, error);
}

bool
client_home_remove(const char *link, GError **error)
{
    g_autoptr(ClientHome) home = client_home_open(NULL);
    const CameraRecord *record = home != NULL ? client_home_find(home, link) : NULL;

    if (!camera_store_remove(NULL, link, error))
        return false;
    if (record != NULL)
        client_release_start(record);
    return true;
}

struct ClientHomeWatch {
    ClientWatch *links;
};

/* Not the marks, which move all the time, nor what is only on its way. */
static bool
is_of_the_home(const char *name)
{
    return g_str_equal(name, "order") || (name[0] != '.' && g_str_has_suffix(name, ".link"));
}

ClientHomeWatch *
client_home_watch(ClientHomeFunc changed, gpointer user_data)
{
    ClientHomeWatch *self = g_new0(ClientHomeWatch, 1);
    g_autofree char *dir = camera_store_default_dir();
    g_autofree char *links = g_build_filename(dir, "links", NULL);
    const char *const dirs[] = { links, NULL };

    self->links = client_watch_new(dirs, is_of_the_home, changed, user_data);
    return self;
}

void
client_home_watch_free(ClientHomeWatch *self)
{
    if (self == NULL)
        return;

    client_watch_free(self->links);
    g_free(self);
}
