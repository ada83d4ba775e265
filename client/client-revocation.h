/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/cameras/camera-revocation.h"

/*
 * What is known of withdrawn keys for one linked camera, and where that is kept. The lists are its
 * maker's; those of a camera that this home certified itself are none of them. Any thread.
 */
CameraRevocation *client_revocation_load(const CameraRecord *record);
GStrv client_revocation_places(const CameraRecord *record);

/* The same of a maker. */
CameraRevocation *client_revocation_load_maker(const char *maker);

/*
 * For a camera that is not linked yet: the lists of all @makers (of CameraLinkMaker), which the
 * judge takes by their signature. GBytes of DER; transfer full. Any thread.
 */
GPtrArray *client_revocation_load_lists(const GPtrArray *makers);
/* The key with that hash is blocked on this device. Any thread. */
bool client_revocation_blocks(const uint8_t key[CAMERA_KEY_LEN]);
