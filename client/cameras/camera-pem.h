/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Appends the DER of every PEM block (RFC 7468) labelled @label in @pem to @out (GBytes); returns
 * how many. */
size_t camera_pem_add(GPtrArray *out, GBytes *pem, const char *label);

G_END_DECLS
