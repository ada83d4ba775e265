/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-mark.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store-private.h"

#include <string.h>

#define MAX_SESSION 256 /* bytes */

/* Keys by length, then by bytes: RFC 8949 section 4.2.1. */
static GByteArray *
encode(const ProvMark *self, const CameraRecord *record)
{
    GByteArray *out = g_byte_array_new();
    size_t n_left = 0;

    while (n_left < PROV_MARK_LEFT && self->left[n_left] != NULL)
        n_left++;
    camera_cbor_put_map(out, 8);
    camera_cbor_put_text(out, "id");
    camera_cbor_put_text(out, record->id);
    camera_cbor_put_text(out, "end");
    camera_cbor_put_uint(out, self->end);
    camera_cbor_put_text(out, "pin");
    camera_cbor_put_bytes(out, record->pin, sizeof record->pin);
    camera_cbor_put_text(out, "left");
    camera_cbor_put_array(out, n_left);
    for (size_t i = 0; i < n_left; i++)
        camera_cbor_put_text(out, self->left[i]);
    camera_cbor_put_text(out, "type");
    camera_cbor_put_text(out, "mark");
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

static bool
get_left(const cbor_item_t *map, ProvMark *out)
{
    const cbor_item_t *list = camera_cbor_find(map, "left");
    cbor_item_t **items;

    if (list == NULL || !cbor_isa_array(list) || cbor_array_size(list) > PROV_MARK_LEFT)
        return false;
    items = cbor_array_handle(list);
    for (size_t i = 0; i < cbor_array_size(list); i++) {
        if (!camera_cbor_get_text(items[i], MAX_SESSION, &out->left[i]))
            return false;
    }
    return true;
}

static ProvMark *
decode(GBytes *file, const CameraRecord *record, const uint8_t key[CAMERA_KEY_LEN])
{
    g_autoptr(ProvMark) self = g_new0(ProvMark, 1);
    const size_t len = camera_mac_open(file, key);
    g_autoptr(cbor_item_t) map =
        len > 0 ? camera_cbor_load(g_bytes_get_data(file, NULL), len) : NULL;
    g_autoptr(GByteArray) again = NULL;

    if (!camera_cbor_is_type(map, "mark") || !get_text(map, "session", MAX_SESSION, &self->session)
        || !get_int(map, "created", &self->created_us)
        || !get_uint(map, "sequence", &self->sequence) || !get_uint(map, "end", &self->end)
        || !get_left(map, self))
        return NULL;
    /* one mark has one encoding, and is of one camera under one key */
    again = encode(self, record);
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

ProvMark *
camera_mark_read(const char *dir, const CameraRecord *record, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autofree char *name = g_strconcat(record->id, CAMERA_MARK_SUFFIX, NULL);
    g_autoptr(CameraState) state = open_key(&dirs, dir, error);
    g_autoptr(GBytes) file = NULL;
    ProvMark *self;

    if (state == NULL)
        return NULL;
    file = camera_file_read(dirs.links, dirs.links_path, name, CAMERA_MAX_FILE, error);
    if (file == NULL)
        return NULL;
    self = decode(file, record, state->key);
    if (self == NULL)
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                    "%s/%s is damaged or from before this camera was linked again, and so how far "
                    "it had come is not known; it is written anew by itself.",
                    dirs.links_path, name);
    return self;
}

static bool
check_label(const char *label)
{
    return label != NULL && *label != '\0' && strlen(label) <= MAX_SESSION;
}

/* @record is still linked, under the same key. */
static bool
check_linked(const CameraDirs *dirs,
             const CameraState *state,
             const CameraRecord *record,
             GError **error)
{
    g_autoptr(CameraListing) camera =
        camera_record_is_id(record->id) ? camera_store_read_one(dirs, state, record->id) : NULL;

    if (camera != NULL && camera->record != NULL
        && memcmp(camera->record->pin, record->pin, sizeof record->pin) == 0)
        return true;
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                "No camera is linked under %s with this key in %s; it may have been unlinked "
                "meanwhile.",
                record->id, dirs->links_path);
    return false;
}

bool
camera_mark_write(const char *dir, const CameraRecord *record, const ProvMark *mark, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autofree char *name = g_strconcat(record->id, CAMERA_MARK_SUFFIX, NULL);
    g_autoptr(CameraState) state = NULL;
    g_autoptr(GBytes) file = NULL;

    if (!check_label(mark->session)) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                    "A session without a usable label leaves no mark of %s.", record->id);
        return false;
    }
    state = open_key(&dirs, dir, error);
    if (state == NULL || !camera_dirs_lock(&dirs, error)
        || !check_linked(&dirs, state, record, error))
        return false;
    file = camera_mac_seal(encode(mark, record), state->key);
    return camera_file_note(dirs.links, dirs.links_path, name, file, error);
}
