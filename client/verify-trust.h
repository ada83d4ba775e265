/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/provenance/prov-expectation.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a command line says about trust: --anchors, --crl, --now. Only for programs whose verdicts
 * admit nothing to a screen (identity.md, "Demo and production"). Errors: one sentence for standard
 * error, exit status 2.
 */

/* The certificates of the PEM file @path become the anchors; demo identities may be judged. */
bool verify_trust_add_anchors(ProvExpectation *expectation, const char *path, GError **error);
/* Revocation lists, PEM or DER; @paths may be NULL. */
bool verify_trust_add_crls(ProvExpectation *expectation, char **paths, GError **error);
/* The reading of a trusted clock, microseconds since 1970. */
bool verify_trust_read_now(const char *text, int64_t *now_us, GError **error);

G_END_DECLS
