/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * One linked camera as JSON, for list, show and export. Never a token, never a key: of keys the
 * first 8 bytes of their hash. Without @whole_address the host name alone. Transfer full.
 */
JsonNode *link_json_camera(const CameraListing *listing, bool whole_address);
/* {"cameras": [...]}; transfer full. */
JsonNode *link_json_cameras(const GPtrArray *list, bool whole_address);
/* Indented, with a line end. Transfer full. */
char *link_json_to_text(JsonNode *node);

G_END_DECLS
