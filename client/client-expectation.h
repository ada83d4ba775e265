/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * From a link record to what the judge expects: pin, device, issuer, serial, algorithms, what is
 * known of withdrawn keys, and the anchors: of a camera that was linked by its code, this home's
 * root with the record's issuer key (home-ca.pem of the default directory); of any other, its
 * maker's. Errors: G_IO_ERROR, one sentence, when these can't be read. Transfer full.
 */
ProvExpectation *
client_expectation_new(const CameraRecord *record, uint64_t generation, GError **error);

/* The same for the link @id of the store at @dir (NULL: the default), with the roots there. */
ProvExpectation *
client_expectation_load(const char *dir, const char *id, uint64_t generation, GError **error);

G_END_DECLS
