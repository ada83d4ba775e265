/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-store.h"

G_BEGIN_DECLS

/*
 * What list, show, export and doctor tell programs: JSON, indented, with a line end. Never a token,
 * never a key: of keys the first 8 bytes of their hash. Without @whole_address of an address the
 * host's name alone. Transfer full.
 */
char *link_json_camera(const CameraListing *listing, bool whole_address);
/* {"cameras": [...]}, of CameraListing. */
char *link_json_cameras(const GPtrArray *list, bool whole_address);
/* [{"finding": "good", ...}], of LinkFinding. */
char *link_json_findings(const GPtrArray *findings);

G_END_DECLS
