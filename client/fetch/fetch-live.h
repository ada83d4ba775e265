/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The live edge of one camera's HLS playlist, as a source of units: starts with the newest segment,
 * then ascending; the init segment again whenever its address changes. @address is the link
 * record's, @tls_ca and
 * @token as in fetch_http_new(). Runs until @cancellable is cancelled. Errors: G_IO_ERROR.
 */
ClientSource *fetch_live_new(const char *address,
                             GBytes *tls_ca,
                             const char *token,
                             GCancellable *cancellable,
                             GError **error);

/* The same of the camera's sound, which is a playlist of its own at the same address. */
ClientSource *fetch_live_new_for_sound(const char *address,
                                       GBytes *tls_ca,
                                       const char *token,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
