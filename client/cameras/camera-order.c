/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-order.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-record.h"

static void
take_ids(GPtrArray *out, const cbor_item_t *list)
{
    for (size_t i = 0; i < cbor_array_size(list); i++) {
        char *id = NULL;

        if (camera_cbor_get_text(cbor_array_handle(list)[i], CAMERA_ID_LEN, &id))
            g_ptr_array_add(out, id);
    }
}

GPtrArray *
camera_order_read(const CameraDirs *dirs, const uint8_t key[CAMERA_KEY_LEN])
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GBytes) file =
        camera_file_read(dirs->links, dirs->links_path, CAMERA_ORDER_FILE, CAMERA_MAX_FILE, NULL);
    const size_t len = file != NULL ? camera_mac_open(file, key) : 0;
    g_autoptr(cbor_item_t) map =
        len > 0 ? camera_cbor_load(g_bytes_get_data(file, NULL), len) : NULL;
    const cbor_item_t *list = camera_cbor_find(map, "ids");

    if (list != NULL && camera_cbor_is_type(map, "order") && cbor_isa_array(list)
        && cbor_array_is_definite(list))
        take_ids(ids, list);
    return g_steal_pointer(&ids);
}

bool
camera_order_write(const CameraDirs *dirs,
                   const uint8_t key[CAMERA_KEY_LEN],
                   const GPtrArray *ids,
                   GError **error)
{
    GByteArray *out = g_byte_array_new();
    g_autoptr(GBytes) file = NULL;

    camera_cbor_put_map(out, 2);
    camera_cbor_put_text(out, "ids");
    camera_cbor_put_array(out, ids->len);
    for (guint i = 0; i < ids->len; i++)
        camera_cbor_put_text(out, g_ptr_array_index(ids, i));
    camera_cbor_put_text(out, "type");
    camera_cbor_put_text(out, "order");
    file = camera_mac_seal(out, key);
    return camera_file_write(dirs->links, dirs->links_path, CAMERA_ORDER_FILE, file, error);
}
