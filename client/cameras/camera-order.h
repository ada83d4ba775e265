/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-dirs.h"
#include "client/cameras/camera-mac.h"

G_BEGIN_DECLS

#define CAMERA_ORDER_FILE "order"

/*
 * The order in which the owner wants to see the cameras: links/order, a CBOR map {"ids": [text],
 * "type": "order"} and its MAC. Nothing is decided by it, so what can't be believed is no order.
 */

/* Link ids (owned); empty when there is no order. Transfer full. */
GPtrArray *camera_order_read(const CameraDirs *dirs, const uint8_t key[CAMERA_KEY_LEN]);
/* @ids: of char pointers. Errors: G_IO_ERROR, one sentence. */
bool camera_order_write(const CameraDirs *dirs,
                        const uint8_t key[CAMERA_KEY_LEN],
                        const GPtrArray *ids,
                        GError **error);

G_END_DECLS
