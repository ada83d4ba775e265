/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-expectation.h"

#include <string.h>

/* A link record with every field filled, as tests want one. Transfer full. */
static inline CameraRecord *
camera_sample_record(const char *id, const char *room)
{
    CameraRecord *record = camera_record_new();

    record->id = g_strdup(id);
    record->generation = 1;
    record->room = g_strdup(room);
    record->address = g_strdup("https://localhost:8443/front-door/");
    record->tls_ca = g_bytes_new_static("\x30\x03\x02\x01\x05", 5);
    record->token = g_strdup("view-0123");
    record->signed_time = true;
    memset(record->pin, 0x11, sizeof record->pin);
    memset(record->device, 0x22, sizeof record->device);
    memset(record->issuer, 0x33, sizeof record->issuer);
    record->serial = g_strdup("T-0001");
    record->maker = g_strdup("test-maker");
    record->algorithms = PROV_ALG_ES256 | PROV_ALG_EDDSA;
    record->linked_at = 1795327200;
    record->how = g_strdup("demo");
    record->domain = CAMERA_DOMAIN_DEMO;
    return record;
}
