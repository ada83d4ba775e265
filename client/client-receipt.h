/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-ca.h"
#include "client/client-refusal.h"

G_BEGIN_DECLS

#define CLIENT_RECEIPT_TYPE    "ownview-receipt"
#define CLIENT_RECEIPT_VERSION 1

/*
 * A receipt: what the history holds, signed by this home, without media (screen.md, "History and
 * receipts"). A tagged COSE_Sign1 (RFC 9052, section 4.2), ES256 by the key of @ca, whose payload
 * is a JSON object: type, version, made (RFC 3339 or null), home (first 8 bytes of the hash of the
 * CA's key), entries (client_refusal_to_line(), in the order of @entries). @made_us: microseconds
 * since 1970, 0 when nobody vouches for the time. Errors: G_IO_ERROR, when the key does not sign.
 * May take as long as a token needs. Transfer full.
 */
GBytes *client_receipt_new(const GPtrArray *entries, int64_t made_us, CameraCa *ca, GError **error);

/*
 * The history of this home as a receipt in the file @path, which is replaced: whole or not at all,
 * 0600. Errors: G_IO_ERROR or G_FILE_ERROR, one sentence. Any thread.
 */
bool client_receipt_write(const GPtrArray *entries, const char *path, GError **error);

G_END_DECLS
