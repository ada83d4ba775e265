/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-order.h"
#include "client/cameras/camera-store-private.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static CameraState *
read_or_make_state(const CameraDirs *dirs, GError **error)
{
    g_autoptr(GError) problem = NULL;
    CameraState *state = camera_state_read(dirs->state, dirs->state_path, &problem);

    if (state == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return camera_state_new(error);
    if (state == NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return state;
}

static bool
write_copy(const CameraDirs *dirs,
           const char *id,
           const char *suffix,
           GBytes *content,
           GError **error)
{
    g_autofree char *name = g_strconcat(id, suffix, NULL);

    return camera_file_write(dirs->links, dirs->links_path, name, content, error);
}

/* While the record is replaced, its copy must be what stands now. */
static bool
secure_former(const CameraDirs *dirs, const char *id, GBytes *former, GError **error)
{
    g_autofree char *name = g_strconcat(id, CAMERA_COPY_SUFFIX, NULL);
    g_autoptr(GBytes) copy =
        camera_file_read(dirs->links, dirs->links_path, name, CAMERA_MAX_FILE, NULL);

    return (copy != NULL && g_bytes_equal(copy, former))
           || write_copy(dirs, id, CAMERA_COPY_SUFFIX, former, error);
}

/*
 * After a write that failed: true when the change stands all the same, counted by the state. If
 * not, what stood before stands again, which takes no room on the disk.
 */
static bool
settle(const CameraDirs *dirs, const CameraRecord *record, bool had_former)
{
    g_autofree char *name = g_strconcat(record->id, CAMERA_LINK_SUFFIX, NULL);
    g_autofree char *copy = g_strconcat(record->id, CAMERA_COPY_SUFFIX, NULL);
    g_autoptr(CameraState) state = camera_state_read(dirs->state, dirs->state_path, NULL);
    g_autoptr(CameraListing) now =
        state != NULL ? camera_store_read_one(dirs, state, record->id) : NULL;
    uint64_t highest = 0;

    if (now == NULL || now->record == NULL || now->record->generation != record->generation)
        return false;
    if (camera_state_get_generation(state, record->id, &highest) && highest == record->generation)
        return true;
    if (had_former)
        renameat(dirs->links, copy, dirs->links, name);
    else
        unlinkat(dirs->links, name, 0);
    fsync(dirs->links);
    return false;
}

/*
 * A crash after any of these steps leaves a store that loads: the id is known before its record
 * stands, the former record is in the copy while the new one takes its place, and the counter moves
 * when the new one is on the disk.
 */
static bool
write_generation(const CameraDirs *dirs,
                 CameraState *state,
                 const CameraRecord *record,
                 const CameraRecord *former,
                 GError **error)
{
    g_autoptr(GBytes) before = former != NULL ? camera_record_encode(former, state->key) : NULL;
    g_autoptr(GBytes) content = camera_record_encode(record, state->key);
    g_autoptr(GError) problem = NULL;
    uint64_t highest = 0;

    if (before != NULL && !secure_former(dirs, record->id, before, error))
        return false;
    if (!camera_state_get_generation(state, record->id, &highest)) {
        camera_state_set_generation(state, record->id, 0);
        if (!camera_state_write(state, dirs->state, dirs->state_path, error))
            return false;
    }
    camera_state_set_generation(state, record->id, record->generation);
    if ((!write_copy(dirs, record->id, CAMERA_LINK_SUFFIX, content, &problem)
         || !camera_state_write(state, dirs->state, dirs->state_path, &problem))
        && !settle(dirs, record, former != NULL)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    /* the change stands; without its copy there is only less to fall back on */
    write_copy(dirs, record->id, CAMERA_COPY_SUFFIX, content, NULL);
    return true;
}

/* Under the writers' lock. @former is what stands, NULL for nothing. */
static bool
save(const CameraDirs *dirs,
     CameraState *state,
     CameraRecord *record,
     const CameraListing *former,
     GError **error)
{
    g_autoptr(GError) problem = NULL;
    const uint64_t before = record->generation;
    uint64_t highest = 0;

    if (!camera_record_check(record, &problem)) {
        g_set_error(error, problem->domain, problem->code, "The new link %s.", problem->message);
        return false;
    }
    if (former != NULL && former->record == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, former->problem);
        return false;
    }
    if ((former != NULL ? former->record->generation : 0) != before) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/%s" CAMERA_LINK_SUFFIX
                    " was changed by another program meanwhile; try again.",
                    dirs->links_path, record->id);
        return false;
    }
    /* a link that was removed and comes back goes on counting */
    camera_state_get_generation(state, record->id, &highest);
    record->generation = MAX(highest, before) + 1;
    if (write_generation(dirs, state, record, former != NULL ? former->record : NULL, error))
        return true;
    record->generation = before;
    return false;
}

bool
camera_store_save(const char *dir, CameraRecord *record, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraListing) former = NULL;

    if (!camera_dirs_make(&dirs, dir, error))
        return false;
    state = read_or_make_state(&dirs, error);
    if (state == NULL)
        return false;
    former = camera_store_read_one(&dirs, state, record->id);
    return save(&dirs, state, record, former, error);
}

/* What there is to be changed under @id, never NULL without an error. */
static CameraListing *
open_one(CameraDirs *dirs, const char *dir, const char *id, CameraState **state, GError **error)
{
    CameraListing *listing;

    if (!camera_dirs_make(dirs, dir, error))
        return NULL;
    *state = read_or_make_state(dirs, error);
    if (*state == NULL)
        return NULL;
    listing = camera_record_is_id(id) ? camera_store_read_one(dirs, *state, id) : NULL;
    if (listing == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "No camera is linked under %s in %s; it may have been unlinked meanwhile.", id,
                    dirs->links_path);
    return listing;
}

bool
camera_store_change(const char *dir,
                    const char *id,
                    CameraChange change,
                    gpointer user_data,
                    GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraListing) former = open_one(&dirs, dir, id, &state, error);
    g_autoptr(CameraListing) edited = NULL;

    if (former == NULL)
        return false;
    if (former->record == NULL) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, former->problem);
        return false;
    }
    edited = camera_store_read_one(&dirs, state, id);
    return edited->record != NULL && change(edited->record, user_data, error)
           && save(&dirs, state, edited->record, former, error);
}

static bool
set_room(CameraRecord *record, gpointer room, G_GNUC_UNUSED GError **error)
{
    g_free(record->room);
    record->room = g_strdup(room);
    return true;
}

bool
camera_store_rename(const char *dir, const char *id, const char *room, GError **error)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(room));

    if (!camera_record_is_room(trimmed)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "A room's name is one line of 1 to %d bytes; choose another.", CAMERA_MAX_ROOM);
        return false;
    }
    return camera_store_change(dir, id, set_room, trimmed, error);
}

bool
camera_store_move(const char *dir, const char *id, size_t position, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraListing) moved = open_one(&dirs, dir, id, &state, error);
    g_autoptr(GPtrArray) list = NULL;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();

    if (moved == NULL)
        return false;
    list = camera_store_read_all(&dirs, state, error);
    if (list == NULL)
        return false;
    for (guint i = 0; i < list->len; i++) {
        const CameraListing *listing = g_ptr_array_index(list, i);

        if (strcmp(listing->id, id) != 0)
            g_ptr_array_add(ids, listing->id);
    }
    g_ptr_array_insert(ids, (gint)MIN(position, ids->len), moved->id);
    return camera_order_write(&dirs, state->key, ids, error);
}

bool
camera_store_remove(const char *dir, const char *id, GError **error)
{
    /* the record last: until then it is linked, and then it is not */
    static const char *const suffixes[] = { CAMERA_COPY_SUFFIX, CAMERA_MARK_SUFFIX,
                                            CAMERA_LINK_SUFFIX };
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraListing) listing = open_one(&dirs, dir, id, &state, error);
    uint64_t highest = 0;

    if (listing == NULL)
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *name = g_strconcat(id, suffixes[i], NULL);

        if (!camera_file_remove(dirs.links, dirs.links_path, name, error))
            return false;
    }
    fsync(dirs.links);
    if (listing->record != NULL)
        highest = listing->record->generation;
    /* whatever is put back later is older than this */
    if (!camera_state_get_generation(state, id, &highest))
        return true;
    camera_state_set_generation(state, id, highest + 1);
    camera_state_write(state, dirs.state, dirs.state_path, NULL);
    return true;
}
