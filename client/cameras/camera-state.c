/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-state.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-file.h"

#include <string.h>
#include <sys/random.h>

#define STATE_SCHEMA 1

CameraState *
camera_state_new_empty(void)
{
    CameraState *self = g_new0(CameraState, 1);

    self->generations = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return self;
}

CameraState *
camera_state_new(GError **error)
{
    g_autoptr(CameraState) self = camera_state_new_empty();

    if (getrandom(self->key, sizeof self->key, 0) != (ssize_t)sizeof self->key) {
        g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_FAILED,
                            "The system gives no random numbers; try again when it has started.");
        return NULL;
    }
    return g_steal_pointer(&self);
}

void
camera_state_free(CameraState *self)
{
    if (self == NULL)
        return;
    explicit_bzero(self->key, sizeof self->key);
    g_hash_table_unref(self->generations);
    g_free(self);
}

bool
camera_state_get_generation(const CameraState *self, const char *id, uint64_t *generation)
{
    const uint64_t *found = g_hash_table_lookup(self->generations, id);

    if (found == NULL)
        return false;
    *generation = *found;
    return true;
}

void
camera_state_set_generation(CameraState *self, const char *id, uint64_t generation)
{
    g_hash_table_replace(self->generations, g_strdup(id),
                         g_memdup2(&generation, sizeof generation));
}

static int
compare_ids(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Keys by length, then by bytes: RFC 8949 section 4.2.1. */
static GBytes *
encode(const CameraState *self)
{
    GByteArray *out = g_byte_array_new();
    guint n = 0;
    g_autofree gpointer *ids = g_hash_table_get_keys_as_array(self->generations, &n);

    qsort(ids, n, sizeof *ids, compare_ids);
    camera_cbor_put_map(out, 3);
    camera_cbor_put_text(out, "key");
    camera_cbor_put_bytes(out, self->key, sizeof self->key);
    camera_cbor_put_text(out, "schema");
    camera_cbor_put_uint(out, STATE_SCHEMA);
    camera_cbor_put_text(out, "generations");
    camera_cbor_put_map(out, n);
    for (guint i = 0; i < n; i++) {
        camera_cbor_put_text(out, ids[i]);
        camera_cbor_put_uint(out, *(uint64_t *)g_hash_table_lookup(self->generations, ids[i]));
    }
    return g_byte_array_free_to_bytes(out);
}

/* The value of text key @name when it is pair number @index. */
static const cbor_item_t *
value_at(const cbor_item_t *map, size_t index, const char *name)
{
    g_autofree char *key = NULL;

    if (cbor_map_size(map) <= index
        || !camera_cbor_get_text(cbor_map_handle(map)[index].key, 64, &key)
        || strcmp(key, name) != 0)
        return NULL;
    return cbor_map_handle(map)[index].value;
}

static bool
read_generations(CameraState *self, const cbor_item_t *map)
{
    if (map == NULL || !cbor_isa_map(map) || !cbor_map_is_definite(map))
        return false;
    for (size_t i = 0; i < cbor_map_size(map); i++) {
        g_autofree char *id = NULL;
        uint64_t generation = 0;

        if (!camera_cbor_get_text(cbor_map_handle(map)[i].key, CAMERA_ID_LEN, &id)
            || !camera_record_is_id(id) || g_hash_table_contains(self->generations, id)
            || !camera_cbor_get_uint(cbor_map_handle(map)[i].value, &generation))
            return false;
        camera_state_set_generation(self, id, generation);
    }
    return true;
}

static CameraState *
decode(GBytes *file, uint64_t *schema)
{
    g_autoptr(CameraState) self = camera_state_new_empty();
    size_t len = 0;
    const uint8_t *data = g_bytes_get_data(file, &len);
    g_autoptr(cbor_item_t) map = camera_cbor_load(data, len);
    const cbor_item_t *key;
    const cbor_item_t *version;
    const uint8_t *bytes;

    if (map == NULL || !cbor_isa_map(map) || !cbor_map_is_definite(map))
        return NULL;
    key = value_at(map, 0, "key");
    version = value_at(map, 1, "schema");
    if (version == NULL || !camera_cbor_get_uint(version, schema) || *schema != STATE_SCHEMA
        || cbor_map_size(map) != 3 || key == NULL)
        return NULL;
    bytes = camera_cbor_get_bytes(key, &len);
    if (bytes == NULL || len != sizeof self->key
        || !read_generations(self, value_at(map, 2, "generations")))
        return NULL;
    memcpy(self->key, bytes, len);
    return g_steal_pointer(&self);
}

CameraState *
camera_state_read(int dir_fd, const char *dir, GError **error)
{
    g_autoptr(GBytes) file =
        camera_file_read(dir_fd, dir, CAMERA_STATE_FILE, CAMERA_MAX_FILE, error);
    uint64_t schema = 0;
    CameraState *self;

    if (file == NULL)
        return NULL;
    self = decode(file, &schema);
    if (self == NULL && schema > STATE_SCHEMA)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                    "%s/%s was written by a later version of this program; update this one.", dir,
                    CAMERA_STATE_FILE);
    else if (self == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/%s is damaged; restore it, or remove it and link the cameras again.", dir,
                    CAMERA_STATE_FILE);
    return self;
}

bool
camera_state_write(const CameraState *self, int dir_fd, const char *dir, GError **error)
{
    g_autoptr(GBytes) content = encode(self);

    if (g_bytes_get_size(content) > CAMERA_MAX_FILE) {
        /* written, it could never be read again */
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                    "%s/%s is full: too many cameras were linked here; remove it and link those "
                    "that are left again.",
                    dir, CAMERA_STATE_FILE);
        return false;
    }
    return camera_file_write(dir_fd, dir, CAMERA_STATE_FILE, content, error);
}
