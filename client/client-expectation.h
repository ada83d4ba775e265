/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * From a link record to what the judge expects: pin, device, issuer, serial, algorithms, and the
 * anchors of the record's maker. Errors: G_IO_ERROR, one sentence, when the maker's anchors can't
 * be read. Transfer full.
 */
ProvExpectation *
client_expectation_new(const CameraRecord *record, uint64_t generation, GError **error);

/* The same for the link @id of the store at @dir (NULL: the default). */
ProvExpectation *
client_expectation_load(const char *dir, const char *id, uint64_t generation, GError **error);

/* Appends the DER of every PEM block labelled @label in @pem to @out (GBytes); returns how many. */
size_t client_expectation_add_pem(GPtrArray *out, GBytes *pem, const char *label);

G_END_DECLS
