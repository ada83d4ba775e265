/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-store.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-order.h"
#include "client/cameras/camera-store-private.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#define MAX_CAMERAS 256

/* What one of the two copies is worth. */
typedef enum {
    COPY_REFUSED = 0, /* there is more to it than damage: the owner has to be asked */
    COPY_MISSING,
    COPY_DAMAGED,
    COPY_GOOD,
} Copy;

static const char *
folder_name(void)
{
    return OWNVIEW_DEMO ? "ownview-demo" : "ownview";
}

char *
camera_store_default_dir(void)
{
    return g_build_filename(g_get_user_data_dir(), folder_name(), NULL);
}

char *
camera_store_state_dir(void)
{
    return g_build_filename(g_get_user_state_dir(), folder_name(), NULL);
}

void
camera_listing_free(CameraListing *self)
{
    if (self == NULL)
        return;
    g_free(self->id);
    g_free(self->room);
    camera_record_free(self->record);
    g_free(self->problem);
    g_free(self);
}

/* The ids that have a file: of either copy, but a copy alone counts only for an id of this store.
 */
static GPtrArray *
list_ids(const CameraDirs *dirs, const CameraState *state, GError **error)
{
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer found;
    GPtrArray *list;
    const int fd = dup(dirs->links);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "The directory %s can't be listed; check its mode.", dirs->links_path);
        return NULL;
    }
    /* marks and what a crash left behind have other endings */
    while ((entry = readdir(dir)) != NULL) {
        const bool copy = g_str_has_suffix(entry->d_name, CAMERA_COPY_SUFFIX);
        g_autofree char *id = g_strdup(entry->d_name);
        uint64_t highest = 0;

        if (*id == '.' || (!copy && !g_str_has_suffix(id, CAMERA_LINK_SUFFIX)))
            continue;
        id[strlen(id) - strlen(copy ? CAMERA_COPY_SUFFIX : CAMERA_LINK_SUFFIX)] = '\0';
        if (!copy || (camera_state_get_generation(state, id, &highest) && highest > 0))
            g_hash_table_add(ids, g_steal_pointer(&id));
    }
    closedir(dir);
    if (g_hash_table_size(ids) > MAX_CAMERAS) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "The directory %s holds more than %d links; remove those that are not yours.",
                    dirs->links_path, MAX_CAMERAS);
        return NULL;
    }
    list = g_ptr_array_new_with_free_func(g_free);
    g_hash_table_iter_init(&iter, ids);
    while (g_hash_table_iter_next(&iter, &found, NULL))
        g_ptr_array_add(list, g_strdup(found));
    return list;
}

/* Whether a record whose MAC holds is the one that this device wrote last under @id. */
static const char *
find_fault(const CameraState *state, const char *id, const CameraRecord *record)
{
    uint64_t highest = 0;

    if (strcmp(id, record->id) != 0)
        return "is another camera's link under a wrong name; rename it back";
    if (!camera_state_get_generation(state, id, &highest))
        return "was not linked on this device; link the camera again";
    if (record->generation < highest)
        return "is an older copy than was last written; link the camera again";
    return NULL;
}

/* One copy into @out, whose record, room and problem are empty; @out keeps the first problem. */
static Copy
read_copy(const CameraDirs *dirs, const CameraState *state, const char *suffix, CameraListing *out)
{
    g_autofree char *name = g_strconcat(out->id, suffix, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(CameraRecord) record = NULL;
    g_autoptr(GBytes) file = NULL;
    const char *fault = NULL;

    file = camera_file_read(dirs->links, dirs->links_path, name, CAMERA_MAX_FILE, &error);
    if (file == NULL) {
        if (out->problem == NULL)
            out->problem = g_strdup(error->message);
        if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            return COPY_MISSING;
        /* a bad sector, unlike a wrong owner */
        return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_FAILED) ? COPY_DAMAGED : COPY_REFUSED;
    }
    record = camera_record_decode(file, state->key, &error);
    fault = record != NULL ? find_fault(state, out->id, record) : error->message;
    if (fault == NULL) {
        out->room = g_strdup(record->room);
        out->record = g_steal_pointer(&record);
        return COPY_GOOD;
    }
    if (out->problem == NULL)
        out->problem = g_strdup_printf("%s/%s %s.", dirs->links_path, name, fault);
    if (record != NULL && strcmp(record->id, out->id) == 0 && out->room == NULL)
        out->room = g_strdup(record->room);
    return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ? COPY_DAMAGED
                                                                       : COPY_REFUSED;
}

/* A file that never was a link. Its name is somebody else's choice: escaped (STO-11). */
static CameraListing *
list_stray(const CameraDirs *dirs, const char *name)
{
    CameraListing *self = g_new0(CameraListing, 1);

    self->id = g_strescape(name, NULL);
    self->problem = g_strdup_printf("%s/%s" CAMERA_LINK_SUFFIX " is no link; remove it.",
                                    dirs->links_path, self->id);
    return self;
}

CameraListing *
camera_store_read_one(const CameraDirs *dirs, const CameraState *state, const char *id)
{
    g_autoptr(CameraListing) self = g_new0(CameraListing, 1);
    Copy first, second;

    self->id = g_strdup(id);
    first = read_copy(dirs, state, CAMERA_LINK_SUFFIX, self);
    if (first == COPY_GOOD || first == COPY_REFUSED)
        return g_steal_pointer(&self);
    second = read_copy(dirs, state, CAMERA_COPY_SUFFIX, self);
    if (first == COPY_MISSING && second == COPY_MISSING)
        return NULL;
    if (second == COPY_GOOD) {
        self->restored = true;
        g_free(self->problem);
        self->problem = g_strdup_printf(
            "%s/%s" CAMERA_LINK_SUFFIX
            " is damaged or gone, and its second copy is used; name the room again to mend it.",
            dirs->links_path, id);
    }
    return g_steal_pointer(&self);
}

static guint
find_position(GPtrArray *order, const char *id)
{
    guint position = G_MAXUINT;

    return g_ptr_array_find_with_equal_func(order, id, g_str_equal, &position) ? position
                                                                               : G_MAXUINT;
}

static int
compare_listings(gconstpointer a, gconstpointer b, gpointer order)
{
    const CameraListing *left = *(CameraListing *const *)a;
    const CameraListing *right = *(CameraListing *const *)b;
    const guint first = find_position(order, left->id);
    const guint second = find_position(order, right->id);
    int by_room;

    if (first != second)
        return first < second ? -1 : 1;
    by_room = g_utf8_collate(left->room != NULL ? left->room : "",
                             right->room != NULL ? right->room : "");
    return by_room != 0 ? by_room : strcmp(left->id, right->id);
}

GPtrArray *
camera_store_read_all(const CameraDirs *dirs, const CameraState *state, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)camera_listing_free);
    g_autoptr(GPtrArray) ids = list_ids(dirs, state, error);
    g_autoptr(GPtrArray) order = NULL;

    if (ids == NULL)
        return NULL;
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        CameraListing *listing =
            camera_record_is_id(id) ? camera_store_read_one(dirs, state, id) : list_stray(dirs, id);

        if (listing != NULL)
            g_ptr_array_add(list, listing);
    }
    order = camera_order_read(dirs, state->key);
    g_ptr_array_sort_with_data(list, compare_listings, order);
    return g_steal_pointer(&list);
}

/* Without the key nothing can be believed; with nothing to believe it is not needed. */
static CameraState *
read_state(const CameraDirs *dirs, GError **error)
{
    g_autoptr(CameraState) nobody = NULL;
    g_autoptr(GPtrArray) ids = NULL;
    g_autoptr(GError) problem = NULL;
    CameraState *state =
        dirs->state >= 0 ? camera_state_read(dirs->state, dirs->state_path, &problem) : NULL;

    if (state != NULL)
        return state;
    nobody = camera_state_new_empty();
    ids = list_ids(dirs, nobody, error);
    if (ids == NULL)
        return NULL;
    if (ids->len == 0)
        return g_steal_pointer(&nobody);
    if (problem != NULL && !g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "%s/" CAMERA_STATE_FILE
                " is missing, without which no link can be believed; link the cameras again.",
                dirs->state_path);
    return NULL;
}

GPtrArray *
camera_store_list(const char *dir, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;

    if (!camera_dirs_open(&dirs, dir, error))
        return NULL;
    if (dirs.links < 0)
        return g_ptr_array_new_with_free_func((GDestroyNotify)camera_listing_free);
    state = read_state(&dirs, error);
    return state != NULL ? camera_store_read_all(&dirs, state, error) : NULL;
}

GPtrArray *
camera_store_load(const char *dir, GError **error)
{
    g_autoptr(GPtrArray) list = camera_store_list(dir, error);
    g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func((GDestroyNotify)camera_record_free);

    for (guint i = 0; list != NULL && i < list->len; i++) {
        CameraListing *listing = g_ptr_array_index(list, i);

        if (listing->problem != NULL) {
            g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, listing->problem);
            return NULL;
        }
        g_ptr_array_add(records, g_steal_pointer(&listing->record));
    }
    return list != NULL ? g_steal_pointer(&records) : NULL;
}
