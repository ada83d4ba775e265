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
