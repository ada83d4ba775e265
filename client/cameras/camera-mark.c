/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-mark.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store-private.h"

#include <string.h>

#define MAX_SESSION 256 /* bytes */

void
camera_mark_free(CameraMark *self)
{
    if (self == NULL)
        return;
    g_free(self->session);
    g_free(self);
}

/* Keys by length, then by bytes: RFC 8949 section 4.2.1. */
static GByteArray *
encode(const CameraMark *self, const char *id)
{
    GByteArray *out = g_byte_array_new();

    camera_cbor_put_map(out, self->has_capture ? 7 : 6);
    camera_cbor_put_text(out, "id");
    camera_cbor_put_text(out, id);
    camera_cbor_put_text(out, "end");
    camera_cbor_put_uint(out, self->end);
    camera_cbor_put_text(out, "type");
    camera_cbor_put_text(out, "mark");
    if (self->has_capture) {
        camera_cbor_put_text(out, "capture");
        camera_cbor_put_int(out, self->capture_us);
    }
    camera_cbor_put_text(out, "created");
    camera_cbor_put_int(out, self->created_us);
    camera_cbor_put_text(out, "session");
    camera_cbor_put_text(out, self->session);
    camera_cbor_put_text(out, "sequence");
    camera_cbor_put_uint(out, self->sequence);
    return out;
}

static bool
get_uint(const cbor_item_t *map, const char *name, uint64_t *out)
{
    const cbor_item_t *item = camera_cbor_find(map, name);

    return item != NULL && camera_cbor_get_uint(item, out);
}

static bool
get_int(const cbor_item_t *map, const char *name, int64_t *out)
{
    const cbor_item_t *item = camera_cbor_find(map, name);

    return item != NULL && camera_cbor_get_int(item, out);
}

static bool
get_text(const cbor_item_t *map, const char *name, size_t max_len, char **out)
{
    const cbor_item_t *item = camera_cbor_find(map, name);

    return item != NULL && camera_cbor_get_text(item, max_len, out);
}

static CameraMark *
decode(GBytes *file, const char *id, const uint8_t key[CAMERA_KEY_LEN])
{
    g_autoptr(CameraMark) self = g_new0(CameraMark, 1);
    const size_t len = camera_mac_open(file, key);
    g_autoptr(cbor_item_t) map =
        len > 0 ? camera_cbor_load(g_bytes_get_data(file, NULL), len) : NULL;
    g_autofree char *of = NULL;
    g_autoptr(GByteArray) again = NULL;

    if (!camera_cbor_is_type(map, "mark") || !get_text(map, "id", CAMERA_ID_LEN, &of)
        || strcmp(of, id) != 0 || !get_text(map, "session", MAX_SESSION, &self->session)
        || !get_int(map, "created", &self->created_us)
        || !get_uint(map, "sequence", &self->sequence) || !get_uint(map, "end", &self->end))
        return NULL;
    self->has_capture = get_int(map, "capture", &self->capture_us);
    /* one mark has one encoding */
    again = encode(self, id);
    if (again->len != len || memcmp(again->data, g_bytes_get_data(file, NULL), len) != 0)
        return NULL;
    return g_steal_pointer(&self);
}

/* Opens what is there and gives the key; NULL with an error. */
static CameraState *
open_key(CameraDirs *dirs, const char *dir, GError **error)
{
    if (!camera_dirs_open(dirs, dir, error))
        return NULL;
    if (dirs->links < 0 || dirs->state < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s does not exist; link a camera first.",
                    dirs->links < 0 ? dirs->links_path : dirs->state_path);
        return NULL;
    }
    return camera_state_read(dirs->state, dirs->state_path, error);
}

CameraMark *
camera_mark_read(const char *dir, const char *id, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autofree char *name = g_strconcat(id, CAMERA_MARK_SUFFIX, NULL);
    g_autoptr(CameraState) state = open_key(&dirs, dir, error);
    g_autoptr(GBytes) file = NULL;
    CameraMark *self;

    if (state == NULL)
        return NULL;
    file = camera_file_read(dirs.links, dirs.links_path, name, CAMERA_MAX_FILE, error);
    if (file == NULL)
        return NULL;
    self = decode(file, id, state->key);
    if (self == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/%s is damaged, and so how far this camera had come is not known; it is "
                    "written anew by itself.",
                    dirs.links_path, name);
    return self;
}

bool
camera_mark_write(const char *dir, const char *id, const CameraMark *mark, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autofree char *name = g_strconcat(id, CAMERA_MARK_SUFFIX, NULL);
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraListing) camera = NULL;
    g_autoptr(GBytes) file = NULL;

    if (mark->session == NULL || *mark->session == '\0' || strlen(mark->session) > MAX_SESSION) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "A session without a usable label leaves no mark of %s.", id);
        return false;
    }
    state = open_key(&dirs, dir, error);
    if (state == NULL || !camera_dirs_lock(&dirs, error))
        return false;
    camera = camera_record_is_id(id) ? camera_store_read_one(&dirs, state, id) : NULL;
    if (camera == NULL) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "No camera is linked under %s in %s; it may have been unlinked meanwhile.", id,
                    dirs.links_path);
        return false;
    }
    file = camera_mac_seal(encode(mark, id), state->key);
    return camera_file_note(dirs.links, dirs.links_path, name, file, error);
}
