/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What became of one receipt (client-receipt.h). */
typedef struct {
    const char *reason; /* NULL: it holds. A name from attacks.md; static */
    const char *detail; /* one static sentence; NULL when it holds */
    char *home;         /* it holds: first 8 bytes of the signing key's hash, hexadecimal */
    char *payload;      /* it holds: the JSON object that was signed */
} VerifyReceipt;

void verify_receipt_clear(VerifyReceipt *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VerifyReceipt, verify_receipt_clear)

/*
 * Whether @file is a receipt signed by the key of one of @anchors (GBytes of DER; a home's root).
 * Nothing of it is looked at before that.
 */
void verify_receipt_check(GBytes *file, const GPtrArray *anchors, VerifyReceipt *out);

/* One line of JSON, or for people: a sentence and a table. Newline included; transfer full. */
char *verify_receipt_line(const char *path, const VerifyReceipt *self);
char *verify_receipt_table(const char *path, const VerifyReceipt *self);

G_END_DECLS
