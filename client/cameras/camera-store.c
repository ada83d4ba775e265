/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-store.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-state.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SUFFIX      ".link"
#define MAX_CAMERAS 256

/* The directories of one store while it is read or written; -1 where there is none. */
typedef struct {
    char *links_path;
    char *state_path;
    int links;
    int state;
} Store;

static void
store_clear(Store *self)
{
    if (self->links >= 0)
        close(self->links);
    if (self->state >= 0)
        close(self->state); /* and its lock */
    g_free(self->links_path);
    g_free(self->state_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Store, store_clear)

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

static char *
store_dir(const char *dir)
{
    return dir != NULL ? g_strdup(dir) : camera_store_default_dir();
}

/* Writers exclude everybody, readers only writers: what is read belongs together. */
static bool
lock_state(const Store *self, int operation, GError **error)
{
    while (flock(self->state, operation) != 0) {
        const int code = errno;

        if (code == EINTR)
            continue;
        g_set_error(error, G_IO_ERROR, g_io_error_from_errno(code),
                    "The directory %s can't be locked (%s); use a file system that has locks.",
                    self->state_path, g_strerror(code));
        return false;
    }
    return true;
}

/* Opens what is there; a missing directory leaves -1 and is no error. */
static bool
store_open(Store *self, const char *dir, GError **error)
{
    g_autoptr(GError) problem = NULL;
    const int top = camera_file_open_dir(dir, &problem);

    if (top >= 0) {
        self->links = camera_file_open_subdir(top, "links", self->links_path, &problem);
        close(top);
    }
    if (problem == NULL)
        self->state = camera_file_open_dir(self->state_path, &problem);
    if (problem != NULL && !g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    return self->state < 0 || lock_state(self, LOCK_SH, error);
}

static bool
store_make(Store *self, const char *dir, GError **error)
{
    const int top = camera_file_make_dir(dir, error);

    if (top < 0)
        return false;
    close(top);
    self->links = camera_file_make_dir(self->links_path, error);
    if (self->links < 0)
        return false;
    self->state = camera_file_make_dir(self->state_path, error);
    return self->state >= 0 && lock_state(self, LOCK_EX, error);
}

static GPtrArray *
list_names(const Store *self, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const int fd = dup(self->links);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;

    if (dir == NULL) {
        if (fd >= 0)
            close(fd);
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                    "The directory %s can't be listed; check its mode.", self->links_path);
        return NULL;
    }
    /* former generations, marks and what a crash left behind have other endings */
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && g_str_has_suffix(entry->d_name, SUFFIX))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    closedir(dir);
    if (names->len > MAX_CAMERAS) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "The directory %s holds more than %d links; remove those that are not yours.",
                    self->links_path, MAX_CAMERAS);
        return NULL;
    }
    return g_steal_pointer(&names);
}

static CameraRecord *
bad_record(const Store *self, const char *name, const char *what, GError **error)
{
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s/%s %s.", self->links_path, name,
                what);
    return NULL;
}

static CameraRecord *
read_record(const Store *self, const CameraState *state, const char *name, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(CameraRecord) record = NULL;
    g_autoptr(GBytes) file = NULL;
    uint64_t highest = 0;

    file = camera_file_read(self->links, self->links_path, name, CAMERA_MAX_FILE, error);
    if (file == NULL)
        return NULL;
    record = camera_record_decode(file, state->key, &problem);
    if (record == NULL) {
        g_set_error(error, problem->domain, problem->code, "%s/%s %s.", self->links_path, name,
                    problem->message);
        return NULL;
    }
    if (strncmp(name, record->id, CAMERA_ID_LEN) != 0 || strcmp(name + CAMERA_ID_LEN, SUFFIX) != 0)
        return bad_record(self, name, "is another camera's link under a wrong name; rename it back",
                          error);
    if (!camera_state_get_generation(state, record->id, &highest))
        return bad_record(self, name, "was not linked on this device; link the camera again",
                          error);
    if (record->generation < highest)
        return bad_record(self, name,
                          "is an older copy than was last written; link the camera again", error);
    return g_steal_pointer(&record);
}

static int
compare_rooms(gconstpointer a, gconstpointer b)
{
    const CameraRecord *left = *(CameraRecord *const *)a;
    const CameraRecord *right = *(CameraRecord *const *)b;
    const int order = g_utf8_collate(left->room, right->room);

    return order != 0 ? order : strcmp(left->id, right->id);
}

GPtrArray *
camera_store_load(const char *dir, GError **error)
{
    g_autofree char *path = store_dir(dir);
    g_auto(Store) store = { .links_path = g_build_filename(path, "links", NULL),
                            .state_path = camera_store_state_dir(),
                            .links = -1,
                            .state = -1 };
    g_autoptr(GPtrArray) records =
        g_ptr_array_new_with_free_func((GDestroyNotify)camera_record_free);
    g_autoptr(GPtrArray) names = NULL;
    g_autoptr(CameraState) state = NULL;

    if (!store_open(&store, path, error))
        return NULL;
    if (store.links < 0)
        return g_steal_pointer(&records);
    names = list_names(&store, error);
    if (names == NULL)
        return NULL;
    if (names->len == 0)
        return g_steal_pointer(&records);
    if (store.state < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s/" CAMERA_STATE_FILE
                    " is missing, without which no link can be believed; link the cameras again.",
                    store.state_path);
        return NULL;
    }
    state = camera_state_read(store.state, store.state_path, error);
    if (state == NULL)
        return NULL;
    for (guint i = 0; i < names->len; i++) {
        CameraRecord *record = read_record(&store, state, g_ptr_array_index(names, i), error);

        if (record == NULL)
            return NULL;
        g_ptr_array_add(records, record);
    }
    g_ptr_array_sort(records, compare_rooms);
    return g_steal_pointer(&records);
}

static CameraState *
read_or_make_state(const Store *self, GError **error)
{
    g_autoptr(GError) problem = NULL;
    CameraState *state = camera_state_read(self->state, self->state_path, &problem);

    if (state == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return camera_state_new(error);
    if (state == NULL)
        g_propagate_error(error, g_steal_pointer(&problem));
    return state;
}

/*
 * The generation that stands on disk, zero for none, with its bytes in @former. A record that can't
 * be believed is never written over.
 */
static bool
find_former(const Store *self,
            const CameraState *state,
            const char *name,
            GBytes **former,
            uint64_t *generation,
            GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(CameraRecord) record = NULL;

    *former = camera_file_read(self->links, self->links_path, name, CAMERA_MAX_FILE, &problem);
    if (*former == NULL && g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        *generation = 0;
        return true;
    }
    if (*former == NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    record = read_record(self, state, name, error);
    if (record == NULL)
        return false;
    *generation = record->generation;
    return true;
}

static bool
write_generation(const Store *self,
                 CameraState *state,
                 const CameraRecord *record,
                 const char *name,
                 GBytes *former,
                 GError **error)
{
    g_autofree char *backup = g_strconcat(name, ".1", NULL);
    g_autoptr(GBytes) content = camera_record_encode(record, state->key);
    uint64_t highest = 0;

    /* A crash after any of these steps leaves a store that loads: the id is known before its record
     * stands, and the counter moves when the new generation is on the disk. */
    if (!camera_state_get_generation(state, record->id, &highest)) {
        camera_state_set_generation(state, record->id, 0);
        if (!camera_state_write(state, self->state, self->state_path, error))
            return false;
    }
    if (former != NULL && !camera_file_write(self->links, self->links_path, backup, former, error))
        return false;
    if (!camera_file_write(self->links, self->links_path, name, content, error))
        return false;
    camera_state_set_generation(state, record->id, record->generation);
    return camera_state_write(state, self->state, self->state_path, error);
}

bool
camera_store_save(const char *dir, CameraRecord *record, GError **error)
{
    g_autofree char *path = store_dir(dir);
    g_auto(Store) store = { .links_path = g_build_filename(path, "links", NULL),
                            .state_path = camera_store_state_dir(),
                            .links = -1,
                            .state = -1 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(GBytes) former = NULL;
    g_autoptr(GError) problem = NULL;
    g_autofree char *name = NULL;
    const uint64_t before = record->generation;
    uint64_t generation = 0;

    if (!camera_record_check(record, &problem)) {
        g_set_error(error, problem->domain, problem->code, "The new link %s.", problem->message);
        return false;
    }
    if (!store_make(&store, path, error))
        return false;
    state = read_or_make_state(&store, error);
    if (state == NULL)
        return false;
    name = g_strconcat(record->id, SUFFIX, NULL);
    if (!find_former(&store, state, name, &former, &generation, error))
        return false;
    if (generation != before) {
        bad_record(&store, name, "was changed by another program meanwhile; try again", error);
        return false;
    }
    /* a link that was removed and comes back goes on counting */
    camera_state_get_generation(state, record->id, &generation);
    record->generation = MAX(generation, before) + 1;
    if (write_generation(&store, state, record, name, former, error))
        return true;
    record->generation = before;
    return false;
}
